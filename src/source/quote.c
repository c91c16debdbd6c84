/*
 * quote.c - folded search with a way back to the original.
 *
 * A quote is a few dozen words, a page some thousand. Both are folded (text/unicode.h), the folded
 * quote is searched with memmem, and the folded offset leads back to the page as it is, so that
 * what is shown is always the page's own words. Whether a hit counts is asked of the original: it
 * may not cut a word or a number (quote_edges.c), and where it runs over the end of a block it is
 * no more than parts in order.
 */
#include "source/quote.h"

#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "source/quote_inside.h"

#include "base/banned.h"

#define MIN_LATIN 8 /* characters of a quote or fragment */
#define MIN_HAN	  4
#define MAX_QUOTE ((size_t)4000)
#define TRIES	  1000 /* hits that do not count */

const char *dkt_quote_name(enum dkt_quote_verdict verdict)
{
	static const char *const names[] = {"exact", "folded", "fragments",
					    "near",  "absent", "not-checkable"};

	return names[verdict];
}

/* Kana or Hangul, which say as much in as few characters as Han does. */
static bool has_syllables(const char *bytes, size_t size)
{
	size_t at = 0;

	while (at < size) {
		uint32_t c = dkt_utf8_next(bytes, size, &at);

		if ((c >= 0x3041 && c <= 0x30FF) || (c >= 0xAC00 && c <= 0xD7A3))
			return true;
	}
	return false;
}

/* Long enough to mean something: so many characters besides white space at the ends and runs of
 * it, fewer when there are such ones or Han among them, and at least half of that not ASCII punctuation. */
bool dkt_quote_long_enough(struct dkt_arena *arena, const char *bytes, size_t size)
{
	struct dkt_folded folded;
	bool dense = dkt_has_han(bytes, size) || has_syllables(bytes, size);
	size_t wanted = dense ? MIN_HAN : MIN_LATIN;
	size_t letters = 0;
	size_t at = 0;

	dkt_fold(arena, bytes, size, DKT_FOLD_CASE, &folded);
	while (at < folded.size) {
		uint32_t c = dkt_utf8_next(folded.bytes, folded.size, &at);

		letters += c >= 0x80 || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
	}
	return letters * 2 >= wanted && dkt_utf8_count(folded.bytes, folded.size) >= wanted;
}

/* --- searching --- */

/* The end of the hit whose last folded byte came from `last`: what was dropped behind it (white
 * space, a hyphen at the end of a line) belongs to what follows. */
static size_t end_of(const char *text, size_t size, size_t last, size_t end)
{
	size_t least = last;

	if (last < size)
		(void)dkt_utf8_next(text, size, &least);
	for (;;) {
		if (end > least && ((unsigned char)text[end - 1] <= ' ' || text[end - 1] == '-'))
			end--;
		else if (end >= least + 3 && (memcmp(text + end - 3, "\xE2\x80\x90", 3) == 0 ||
					      memcmp(text + end - 3, "\xE2\x80\x91", 3) == 0))
			end -= 3;
		else
			return end;
	}
}

/* After so many hits that do not count the search is given up: a page of nothing but digits would
 * make each of them cost as much as the quote is long. */
size_t dkt_quote_search(const struct dkt_looking *l, const struct dkt_folded *page,
			const struct dkt_folded *words, size_t from, size_t limit,
			size_t *start_out, size_t *end_out)
{
	for (unsigned i = 0; i < TRIES && from < limit && words->size > 0; i++) {
		const char *hit = memmem(page->bytes + from, limit - from, words->bytes,
					 words->size);
		size_t at;

		if (hit == NULL)
			break;
		at = (size_t)(hit - page->bytes);
		*start_out = page->origin[at];
		*end_out = end_of(l->text, l->size, page->origin[at + words->size - 1],
				  page->origin[at + words->size]);
		if (!dkt_quote_cuts(l->text, l->size, *start_out, *end_out))
			return at;
		from = at + 1;
	}
	return page->size;
}

/* The first hit within one block; that the words run over the end of one is remembered. */
static bool find_folded(struct dkt_looking *l, const struct dkt_folded *page,
			const struct dkt_folded *words)
{
	size_t from = 0;

	for (unsigned i = 0; i < TRIES; i++) {
		size_t start;
		size_t end;
		size_t hit = dkt_quote_search(l, page, words, from, page->size, &start, &end);

		if (hit == page->size)
			return false;
		if (dkt_quote_blocks(l->text + start, end - start) <= l->blocks) {
			dkt_quote_show(l, start, end);
			return true;
		}
		if (!l->crossed) {
			l->crossed = true;
			l->crossed_start = start;
			l->crossed_end = end;
		}
		from = hit + 1;
	}
	return false;
}

static bool find_as_is(struct dkt_looking *l)
{
	size_t n = strlen(l->quote);
	size_t from = 0;

	for (unsigned i = 0; i < TRIES && from < l->size; i++) {
		const char *hit = memmem(l->text + from, l->size - from, l->quote, n);
		size_t at = hit == NULL ? 0 : (size_t)(hit - l->text);

		if (hit == NULL)
			return false;
		if (!dkt_quote_cuts(l->text, l->size, at, at + n) &&
		    dkt_quote_blocks(hit, n) <= l->blocks) {
			dkt_quote_show(l, at, at + n);
			return true;
		}
		from = at + 1;
	}
	return false;
}

/* --- the tiers --- */

static void say(struct dkt_looking *l, enum dkt_quote_verdict verdict, const char *tier)
{
	l->out->verdict = verdict;
	l->out->tier = tier;
}

/* T2 to T5. What the Han tiers look at is folded only for quotes that hold Han. */
static void find_loosely(struct dkt_looking *l)
{
	struct dkt_folded page;
	struct dkt_folded words;

	dkt_fold(l->arena, l->text, l->size, DKT_FOLD_CASE, &page);
	dkt_fold(l->arena, l->quote, strlen(l->quote), DKT_FOLD_CASE, &words);
	if (find_folded(l, &page, &words) || dkt_quote_loose(l, &page, &words)) {
		say(l, DKT_QUOTE_FOLDED, "T2");
		return;
	}
	if (l->han) {
		(void)dkt_fold_han(l->arena, &page, &page);
		(void)dkt_fold_han(l->arena, &words, &words);
	}
	if (l->han && (find_folded(l, &page, &words) || dkt_quote_loose(l, &page, &words))) {
		say(l, DKT_QUOTE_FOLDED, "T3");
	} else if (dkt_quote_parts(l, &page)) {
		say(l, DKT_QUOTE_FRAGMENTS, "T4");
	} else if (l->crossed) {
		dkt_quote_show(l, l->crossed_start, l->crossed_end);
		say(l, DKT_QUOTE_FRAGMENTS, "T4");
	} else {
		dkt_quote_closest(l, &page, &words);
	}
}

void dkt_quote_find(struct dkt_arena *arena, const char *quote, const char *text, size_t text_size,
		    struct dkt_quote *out)
{
	size_t size = strlen(quote);
	struct dkt_looking l = {.arena = arena,
				.quote = quote,
				.text = text,
				.size = text_size,
				.blocks = dkt_quote_blocks(quote, size),
				.han = dkt_has_han(quote, size),
				.out = out};
	struct dkt_folded page;
	struct dkt_folded words;

	*out = DKT_QUOTE_NONE;
	if (text_size == 0 || size > MAX_QUOTE || !dkt_quote_long_enough(arena, quote, size))
		return;
	if (find_as_is(&l)) {
		say(&l, DKT_QUOTE_EXACT, "T0");
		return;
	}
	dkt_fold(arena, text, text_size, DKT_FOLD_SPACE, &page);
	dkt_fold(arena, quote, size, DKT_FOLD_SPACE, &words);
	if (find_folded(&l, &page, &words))
		say(&l, DKT_QUOTE_EXACT, "T1");
	else
		find_loosely(&l);
}
