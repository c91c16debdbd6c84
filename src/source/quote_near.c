/*
 * quote_near.c - T5: where on the page is the passage that looks most like the quote? A hint for
 * people, never a pass.
 */
#include "source/quote_inside.h"

#include "base/banned.h"

#define WINDOW_MAX ((size_t)200000) /* bytes of folded text that are looked at */
#define NEAR_SHARE                                                                                 \
	60 /* per cent of the quote's triples of bytes that the closest passage must hold */

#define PAIRS 65536U

static unsigned pair_of(const char *p)
{
	return (((unsigned)(unsigned char)p[0] * 257U) ^ ((unsigned)(unsigned char)p[1] * 31U) ^
		((unsigned)(unsigned char)p[2] * 8191U)) %
	       PAIRS;
}

/*
 * Slide a window of the quote's length over the page and count how many of the quote's byte triples
 * it holds; one step is two table look-ups, so the whole is linear.
 */
static size_t best_window(struct dkt_arena *arena, const struct dkt_folded *words,
			  const struct dkt_folded *page, size_t *score_out)
{
	unsigned short *wanted = DKT_NEW_N(arena, unsigned short, PAIRS);
	unsigned short *held = DKT_NEW_N(arena, unsigned short, PAIRS);
	size_t limit = page->size < WINDOW_MAX ? page->size : WINDOW_MAX;
	size_t length = words->size - 2;
	size_t score = 0;
	size_t best = 0;

	*score_out = 0;
	for (size_t i = 0; i < length; i++)
		wanted[pair_of(words->bytes + i)]++;
	for (size_t i = 0; i + 2 < limit; i++) {
		unsigned in = pair_of(page->bytes + i);

		score += ++held[in] <= wanted[in];
		if (i >= length) {
			unsigned gone = pair_of(page->bytes + i - length);

			score -= held[gone]-- <= wanted[gone];
		}
		if (score > *score_out) {
			*score_out = score;
			best = i + 1 >= length ? i + 1 - length : 0;
		}
	}
	return best;
}

/* Move outwards to white space or Han, so that no word is cut. */
static size_t word_start(const char *text, size_t offset)
{
	for (unsigned i = 0; i < 30 && offset > 0 && (unsigned char)text[offset - 1] > ' ' &&
			     (unsigned char)text[offset - 1] < 0x80;
	     i++)
		offset--;
	return offset;
}

static size_t word_end(const char *text, size_t size, size_t offset)
{
	for (unsigned i = 0; i < 30 && offset < size && (unsigned char)text[offset] > ' ' &&
			     (unsigned char)text[offset] < 0x80;
	     i++)
		offset++;
	return offset;
}

void dkt_quote_closest(struct dkt_looking *l, const struct dkt_folded *page,
		       const struct dkt_folded *words)
{
	size_t score;
	size_t best;
	size_t end;
	size_t start;

	l->out->verdict = DKT_QUOTE_ABSENT;
	if (words->size < 8 || page->size < 8)
		return;
	best = best_window(l->arena, words, page, &score);
	if (score * 100 < (words->size - 2) * NEAR_SHARE)
		return;
	end = best + words->size < page->size ? best + words->size : page->size;
	start = word_start(l->text, page->origin[best]);
	end = word_end(l->text, l->size, page->origin[end]);
	l->out->verdict = DKT_QUOTE_NEAR;
	l->out->tier = "T5";
	l->out->closest = dkt_quote_line(l->arena, l->text + start, end > start ? end - start : 0);
}
