/*
 * language.h - the languages that Docket speaks, and sentences with numbered slots.
 *
 * A table of sentences holds one column a language. A slot is {0} to {9}, so that a translation
 * can put its parts in another order; every column of a row uses the same slots, and tests prove
 * it.
 *
 * Floor: text.
 */
#ifndef TEXT_LANGUAGE_H
#define TEXT_LANGUAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

enum dkt_language { DKT_ENGLISH, DKT_CHINESE, DKT_LANGUAGES };

/* One sentence, or a part of one, in every language. */
struct dkt_sentence {
	const char *in[DKT_LANGUAGES];
};

/*
 * The language of a BCP 47 tag or of a locale's name: "en", "zh", "zh-Hans-CN", "zh_CN.UTF-8".
 * Chinese is simplified Chinese; "zh-Hant", "zh-TW" and the like are not known. False, leaving
 * *out alone, when the language is none of ours. NULL is not known.
 */
bool dkt_language_find(const char *tag, enum dkt_language *out);

/* "en", "zh-Hans" */
const char *dkt_language_tag(enum dkt_language language);

/*
 * Append the sentence with its slots filled from args (NULL: nothing). In Chinese a space is set
 * where a slot brings Han and Latin letters or digits together. Linear in the result.
 */
void dkt_sentence_fill(const struct dkt_sentence *sentence, enum dkt_language language,
		       const char *const *args, size_t n_args, struct dkt_buf *out);

/*
 * Is the row complete: no empty column, every column with the slots of the first and of no number
 * from n_args on? For tests.
 */
bool dkt_sentence_whole(const struct dkt_sentence *sentence, size_t n_args);

#endif
