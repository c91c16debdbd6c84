/*
 * quote.h - do these words stand in this text?
 *
 * Tiers, first one that holds: T0 the same bytes; T1 white space and invisible characters aside; T2
 * width, case and punctuation aside, numbers still exact; T3 Traditional and variant Han characters
 * aside too; T4 the parts around an ellipsis, in order, each as in T2 or T3. T5, the closest
 * passage, is a hint and never a pass.
 *
 * Floor: source.
 */
#ifndef SOURCE_QUOTE_H
#define SOURCE_QUOTE_H

#include <stdbool.h>

#include "base/arena.h"

enum dkt_quote_verdict {
	DKT_QUOTE_EXACT,     /* T0, T1 */
	DKT_QUOTE_FOLDED,    /* T2, T3 */
	DKT_QUOTE_FRAGMENTS, /* T4 */
	DKT_QUOTE_NEAR,	     /* T5: not a pass */
	DKT_QUOTE_ABSENT,
	DKT_QUOTE_NOT_CHECKABLE
};

struct dkt_quote {
	enum dkt_quote_verdict verdict;
	const char *tier;    /* "T0" to "T5", or "" */
	size_t offset;	     /* of the first word found, in the text; meaningful when found */
	size_t end;	     /* behind the last one */
	const char *context; /* the words with some 40 characters around them, on one line; "" when
				not found */
	const char *before;  /* the 64 characters in front of the words, on one line; "" */
	const char *behind;  /* the 64 characters behind them */
	const char *closest; /* T5: the closest passage; "" otherwise */
	bool hidden; /* T5: the closest passage is not shown to readers (dkt_page_quote) */
};

/* Not looked for. */
#define DKT_QUOTE_NONE                                                                             \
	((struct dkt_quote){.verdict = DKT_QUOTE_NOT_CHECKABLE,                                    \
			    .tier = "",                                                            \
			    .context = "",                                                         \
			    .before = "",                                                          \
			    .behind = "",                                                          \
			    .closest = ""})

/* Look for quote in text (both UTF-8). Time is linear in the text for T0 to T4 and capped for T5.
 * All in the arena. */
void dkt_quote_find(struct dkt_arena *arena, const char *quote, const char *text, size_t text_size,
		    struct dkt_quote *out);

const char *dkt_quote_name(enum dkt_quote_verdict verdict); /* "exact", "folded", ... */

#endif
