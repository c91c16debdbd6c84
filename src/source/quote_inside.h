/*
 * quote_inside.h - what the files that look for quotes share. Private to the folder.
 *
 * Floor: source.
 */
#ifndef SOURCE_QUOTE_INSIDE_H
#define SOURCE_QUOTE_INSIDE_H

#include "source/quote.h"
#include "text/unicode.h"

/* A quote being looked for. */
struct dkt_looking {
	struct dkt_arena *arena;
	const char *quote;
	const char *text;
	size_t size;
	size_t blocks; /* ends of blocks that the quote itself has */
	bool han;
	bool crossed; /* the words stand there, but run over the end of a block */
	size_t crossed_start;
	size_t crossed_end;
	struct dkt_quote *out;
};

/* Would the hit [start, end) cut a word or a number in two, or take the sign from one? */
bool dkt_quote_cuts(const char *text, size_t size, size_t start, size_t end);

/* Ends of blocks (blank lines, form feeds) between other text. */
size_t dkt_quote_blocks(const char *text, size_t size);

/* Offset in page of the first hit of words in [from, limit) that cuts nothing; page->size when
 * there is none. *end_out is where it ends in the original. */
size_t dkt_quote_search(const struct dkt_looking *l, const struct dkt_folded *page,
			const struct dkt_folded *words, size_t from, size_t limit,
			size_t *start_out, size_t *end_out);

/* Long enough to mean something. */
bool dkt_quote_long_enough(struct dkt_arena *arena, const char *bytes, size_t size);

/* Fill *out for words at [start, end) of the original. */
void dkt_quote_show(struct dkt_looking *l, size_t start, size_t end);

/* Bytes on one line, white space run together, at most 4 KiB. */
const char *dkt_quote_line(struct dkt_arena *arena, const char *text, size_t size);

/* T4: the parts around ellipses, in order. */
bool dkt_quote_parts(struct dkt_looking *l, const struct dkt_folded *page);

/* T2 with hyphens at line ends and spaces between Han and letters aside. */
bool dkt_quote_loose(struct dkt_looking *l, const struct dkt_folded *page,
		     const struct dkt_folded *words);

/* T5: the closest passage, or absent. */
void dkt_quote_closest(struct dkt_looking *l, const struct dkt_folded *page,
		       const struct dkt_folded *words);

#endif
