/*
 * quote.c - folded search with a way back to the original.
 *
 * A quote is a few dozen words, a page some thousand. Both are folded (text/unicode.h), the folded
 * quote is searched with memmem, and the folded offset leads back to the page as it is, so that
 * what is shown is always the page's own words. Digits are compared before folding is trusted: a
 * quote whose numbers are not on the page has not been found.
 */
#include "source/quote.h"

#include <string.h>

#include "base/buf.h"
#include "base/str.h"
#include "base/utf8.h"
#include "text/unicode.h"

#include "base/banned.h"

#define MIN_LATIN	8 /* characters of a quote or fragment */
#define MIN_HAN		4
#define MAX_QUOTE	((size_t)4000)
#define AROUND		40
#define BESIDE		64
#define FRAGMENTS_APART ((size_t)8000)	 /* folded bytes from the first part to the last */
#define SPLIT_TRIES	1000		 /* hits that cut a number */
#define FRAGMENT_TRIES	100		 /* places of the first part that are tried */
#define WINDOW_MAX	((size_t)200000) /* bytes of folded text that T5 looks at */
#define NEAR_SHARE                                                                                 \
	60 /* per cent of the quote's pairs of characters that the closest passage must hold */
#define CONTEXT_MAX ((size_t)4096)

const char *dkt_quote_name(enum dkt_quote_verdict verdict)
{
	static const char *const names[] = {"exact", "folded", "fragments",
					    "near",  "absent", "not-checkable"};

	return names[verdict];
}

/* --- showing a place --- */

/* Go n characters back or forth from an offset. */
static size_t back(const char *text, size_t offset, unsigned n)
{
	while (offset > 0 && n > 0) {
		offset--;
		while (offset > 0 && ((unsigned char)text[offset] & 0xC0U) == 0x80U)
			offset--;
		n--;
	}
	return offset;
}

static size_t forth(const char *text, size_t size, size_t offset, unsigned n)
{
	while (offset < size && n > 0) {
		(void)dkt_utf8_next(text, size, &offset);
		n--;
	}
	return offset;
}

/* Bytes of text on one line, white space run together. */
static const char *one_line(struct dkt_arena *arena, const char *text, size_t size)
{
	struct dkt_buf out = DKT_BUF_INIT(CONTEXT_MAX + 8);
	const char *copy;
	bool gap = false;

	size = dkt_utf8_cut(text, size, CONTEXT_MAX);
	for (size_t i = 0; i < size; i++) {
		if ((unsigned char)text[i] <= ' ') {
			gap = out.size > 0;
			continue;
		}
		if (gap)
			dkt_buf_addc(&out, ' ');
		gap = false;
		dkt_buf_addc(&out, text[i]);
	}
	copy = dkt_arena_dups(arena, dkt_buf_str(&out));
	dkt_buf_clear(&out);
	return copy;
}

static bool found_at(struct dkt_arena *arena, const char *text, size_t size, size_t start,
		     size_t end, struct dkt_quote *out)
{
	size_t from = back(text, start, AROUND);
	size_t to;

	end = end < start ? start : end;
	to = forth(text, size, end, AROUND);
	out->offset = start;
	out->end = end;
	out->context = one_line(arena, text + from, to - from);
	from = back(text, start, BESIDE);
	to = forth(text, size, end, BESIDE);
	out->before = one_line(arena, text + from, start - from);
	out->behind = one_line(arena, text + end, to - end);
	return true;
}

/* --- searching --- */

/* Long enough to mean something: so many characters besides white space at the ends and runs of
 * it, fewer when there are Han ones among them, and at least half of that not ASCII punctuation. */
static bool long_enough(struct dkt_arena *arena, const char *bytes, size_t size)
{
	struct dkt_folded folded;
	size_t wanted = dkt_has_han(bytes, size) ? MIN_HAN : MIN_LATIN;
	size_t letters = 0;
	size_t at = 0;

	dkt_fold(arena, bytes, size, DKT_FOLD_CASE, &folded);
	while (at < folded.size) {
		uint32_t c = dkt_utf8_next(folded.bytes, folded.size, &at);

		letters += c >= 0x80 || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
	}
	return letters * 2 >= wanted && dkt_utf8_count(folded.bytes, folded.size) >= wanted;
}

/* Bytes of a digit, plain or full-width, at p, or 0. */
static size_t digit_at(const char *p, size_t left)
{
	if (left > 0 && *p >= '0' && *p <= '9')
		return 1;
	return left >= 3 && memcmp(p, "\xEF\xBC", 2) == 0 && (unsigned char)p[2] >= 0x90 &&
			       (unsigned char)p[2] <= 0x99
		       ? 3
		       : 0;
}

/* Bytes of a mark that may stand inside a number: . , and their full-width forms. */
static size_t mark_at(const char *p, size_t left)
{
	if (left > 0 && (*p == '.' || *p == ','))
		return 1;
	return left >= 3 && (memcmp(p, "\xEF\xBC\x8C", 3) == 0 || memcmp(p, "\xEF\xBC\x8E", 3) == 0)
		       ? 3
		       : 0;
}

typedef size_t at_fn(const char *p, size_t left);

/* The same for the character that ends at offset. */
static size_t ends_at(at_fn *at, const char *text, size_t offset)
{
	if (offset > 0 && at(text + offset - 1, 1) == 1)
		return 1;
	return offset >= 3 && at(text + offset - 3, 3) == 3 ? 3 : 0;
}

/* Bytes of a Chinese numeral at p, or 0; 百 千 万 亿 multiply what stands in front of them. */
static size_t numeral_at(const char *p, size_t left)
{
	static const char numerals[] =
		"〇零一二三四五六七八九十百千万萬亿億两兩廿卅壹贰貳叁參肆伍陆陸"
		"柒捌玖拾佰仟";

	if (left < 3 || (unsigned char)*p < 0xE3 || (unsigned char)*p > 0xE9)
		return 0;
	for (size_t i = 0; i + 3 < sizeof numerals; i += 3) {
		if (memcmp(p, numerals + i, 3) == 0)
			return 3;
	}
	return 0;
}

static size_t multiplier_at(const char *p, size_t left)
{
	static const char multipliers[] = "百千万萬亿億";

	for (size_t i = 0; left >= 3 && i + 3 < sizeof multipliers; i += 3) {
		if (memcmp(p, multipliers + i, 3) == 0)
			return 3;
	}
	return 0;
}

/* 五亿 is not in 二十五亿, 1.5 not in 1.5亿. */
static bool splits_numeral(const char *text, size_t size, size_t start, size_t end)
{
	if (numeral_at(text + start, size - start) > 0 && ends_at(numeral_at, text, start) > 0)
		return true;
	if (multiplier_at(text + start, size - start) > 0 && ends_at(digit_at, text, start) > 0)
		return true;
	return (ends_at(numeral_at, text, end) > 0 && numeral_at(text + end, size - end) > 0) ||
	       (ends_at(digit_at, text, end) > 0 && multiplier_at(text + end, size - end) > 0);
}

/* A hit must not cut a number in two: "2021" is not in "120215", "900" not in "1,900". */
static bool splits_number(const char *text, size_t size, size_t start, size_t end)
{
	size_t mark;

	if (splits_numeral(text, size, start, end))
		return true;
	if (digit_at(text + start, size - start) > 0) {
		mark = ends_at(mark_at, text, start);
		if (ends_at(digit_at, text, start) > 0 ||
		    (mark > 0 && ends_at(digit_at, text, start - mark) > 0))
			return true;
	}
	if (ends_at(digit_at, text, end) == 0)
		return false;
	mark = mark_at(text + end, size - end);
	return digit_at(text + end, size - end) > 0 ||
	       (mark > 0 && digit_at(text + end + mark, size - end - mark) > 0);
}

/* The first hit that cuts no number. After so many that do the search is given up: a page of
 * nothing but digits would make each of them cost as much as the quote is long. */
static const char *search(const char *text, size_t size, size_t from, const char *words, size_t n)
{
	for (unsigned i = 0; i < SPLIT_TRIES && from < size; i++) {
		const char *hit = memmem(text + from, size - from, words, n);

		if (hit == NULL)
			return NULL;
		if (!splits_number(text, size, (size_t)(hit - text), (size_t)(hit - text) + n))
			return hit;
		from = (size_t)(hit - text) + 1;
	}
	return NULL;
}

static bool find_folded(struct dkt_arena *arena, const struct dkt_folded *page,
			const struct dkt_folded *words, const char *text, size_t text_size,
			struct dkt_quote *out)
{
	const char *hit = words->size == 0
				  ? NULL
				  : search(page->bytes, page->size, 0, words->bytes, words->size);

	if (hit == NULL)
		return false;
	return found_at(arena, text, text_size, page->origin[hit - page->bytes],
			page->origin[(size_t)(hit - page->bytes) + words->size], out);
}

/* --- fragments --- */

/* Bytes of dots at p, or 0: "...", ". . .", U+2026 or U+22EF, any number of them. */
static size_t dots(const char *p)
{
	size_t n = 0;
	size_t spaced = 1;

	while (strncmp(p + n, "\xE2\x80\xA6", 3) == 0 || strncmp(p + n, "\xE2\x8B\xAF", 3) == 0)
		n += 3;
	if (n > 0 || p[0] != '.')
		return n;
	n = strspn(p, ".");
	while (strncmp(p + spaced, " .", 2) == 0)
		spaced += 2;
	return n >= 3 ? n : spaced >= 5 ? spaced : 0;
}

/* Bytes of an ellipsis at p, or 0: dots, or dots in brackets of either width. */
static size_t ellipsis(const char *p)
{
	static const char *const brackets[][2] = {
		{"[", "]"}, {"(", ")"}, {"［", "］"}, {"（", "）"}, {"【", "】"}};

	for (size_t i = 0; i < sizeof brackets / sizeof brackets[0]; i++) {
		size_t open = strlen(brackets[i][0]);
		const char *q = p + open;
		size_t n;

		if (strncmp(p, brackets[i][0], open) != 0)
			continue;
		q += strspn(q, " ");
		n = dots(q);
		q += n;
		q += strspn(q, " ");
		return n > 0 && dkt_starts(q, brackets[i][1])
			       ? (size_t)(q - p) + strlen(brackets[i][1])
			       : 0;
	}
	return dots(p);
}

#define MAX_FRAGMENTS 16

struct fragments {
	struct dkt_folded parts[MAX_FRAGMENTS];
	size_t n;
};

/* Split at ellipses and fold the parts; false when there is no ellipsis or a part is too short. */
static bool split(struct dkt_arena *arena, const char *quote, bool han, struct fragments *out)
{
	const char *start = quote;
	const char *p = quote;
	bool any = false;

	out->n = 0;
	for (;;) {
		size_t gap = *p == '\0' ? 0 : ellipsis(p);

		if (*p != '\0' && gap == 0) {
			p++;
			continue;
		}
		while (start < p && (unsigned char)*start <= ' ')
			start++;
		if (p > start) {
			if (out->n == MAX_FRAGMENTS ||
			    !long_enough(arena, start, (size_t)(p - start)))
				return false;
			dkt_fold(arena, start, (size_t)(p - start), DKT_FOLD_CASE,
				 &out->parts[out->n]);
			if (han)
				(void)dkt_fold_han(arena, &out->parts[out->n], &out->parts[out->n]);
			out->n++;
		}
		if (*p == '\0')
			return any && out->n > 0;
		any = true;
		p += gap;
		start = p;
	}
}

/* Do the parts behind the first, which is at offset first, follow within the window? *end_out is
 * where the last one ends. */
static bool others_follow(const struct dkt_folded *page, const struct fragments *all, size_t first,
			  size_t *end_out)
{
	size_t limit = page->size - first < FRAGMENTS_APART ? page->size : first + FRAGMENTS_APART;
	size_t from = first + all->parts[0].size;

	for (size_t i = 1; i < all->n; i++) {
		const char *hit =
			search(page->bytes, limit, from, all->parts[i].bytes, all->parts[i].size);

		if (hit == NULL)
			return false;
		from = (size_t)(hit - page->bytes) + all->parts[i].size;
	}
	*end_out = from;
	return true;
}

static bool find_fragments(struct dkt_arena *arena, const struct dkt_folded *page,
			   const char *quote, bool han, const char *text, size_t text_size,
			   struct dkt_quote *out)
{
	struct fragments all;
	size_t from = 0;

	if (!split(arena, quote, han, &all))
		return false;
	for (unsigned i = 0; i < FRAGMENT_TRIES; i++) {
		const char *hit = search(page->bytes, page->size, from, all.parts[0].bytes,
					 all.parts[0].size);
		size_t end;

		if (hit == NULL)
			return false;
		from = (size_t)(hit - page->bytes);
		if (others_follow(page, &all, from, &end))
			return found_at(arena, text, text_size, page->origin[from],
					page->origin[end], out);
		from++;
	}
	return false;
}

/* --- the closest passage --- */

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

static void find_closest(struct dkt_arena *arena, const struct dkt_folded *page,
			 const struct dkt_folded *words, const char *text, size_t text_size,
			 struct dkt_quote *out)
{
	size_t score;
	size_t best;
	size_t end;
	size_t start;

	out->verdict = DKT_QUOTE_ABSENT;
	if (words->size < 8 || page->size < 8)
		return;
	best = best_window(arena, words, page, &score);
	if (score * 100 < (words->size - 2) * NEAR_SHARE)
		return;
	end = best + words->size < page->size ? best + words->size : page->size;
	start = word_start(text, page->origin[best]);
	end = word_end(text, text_size, page->origin[end]);
	out->verdict = DKT_QUOTE_NEAR;
	out->tier = "T5";
	out->closest = one_line(arena, text + start, end > start ? end - start : 0);
}

static void say(struct dkt_quote *out, enum dkt_quote_verdict verdict, const char *tier)
{
	out->verdict = verdict;
	out->tier = tier;
}

/* T2 to T5. What the Han tiers look at is folded only for quotes that hold Han. */
static void find_loosely(struct dkt_arena *arena, const char *quote, const char *text,
			 size_t text_size, struct dkt_quote *out)
{
	bool han = dkt_has_han(quote, strlen(quote));
	struct dkt_folded page;
	struct dkt_folded words;

	dkt_fold(arena, text, text_size, DKT_FOLD_CASE, &page);
	dkt_fold(arena, quote, strlen(quote), DKT_FOLD_CASE, &words);
	if (find_folded(arena, &page, &words, text, text_size, out)) {
		say(out, DKT_QUOTE_FOLDED, "T2");
		return;
	}
	if (han) {
		(void)dkt_fold_han(arena, &page, &page);
		(void)dkt_fold_han(arena, &words, &words);
	}
	if (han && find_folded(arena, &page, &words, text, text_size, out))
		say(out, DKT_QUOTE_FOLDED, "T3");
	else if (find_fragments(arena, &page, quote, han, text, text_size, out))
		say(out, DKT_QUOTE_FRAGMENTS, "T4");
	else
		find_closest(arena, &page, &words, text, text_size, out);
}

void dkt_quote_find(struct dkt_arena *arena, const char *quote, const char *text, size_t text_size,
		    struct dkt_quote *out)
{
	size_t size = strlen(quote);
	struct dkt_folded page;
	struct dkt_folded words;
	const char *hit;

	*out = DKT_QUOTE_NONE;
	if (text_size == 0 || size > MAX_QUOTE || !long_enough(arena, quote, size))
		return;
	hit = search(text, text_size, 0, quote, size);
	if (hit != NULL) {
		say(out, DKT_QUOTE_EXACT, "T0");
		(void)found_at(arena, text, text_size, (size_t)(hit - text),
			       (size_t)(hit - text) + size, out);
		return;
	}
	dkt_fold(arena, text, text_size, DKT_FOLD_SPACE, &page);
	dkt_fold(arena, quote, size, DKT_FOLD_SPACE, &words);
	if (find_folded(arena, &page, &words, text, text_size, out))
		say(out, DKT_QUOTE_EXACT, "T1");
	else
		find_loosely(arena, quote, text, text_size, out);
}
