/*
 * quote_parts.c - T4: parts around ellipses, each long enough to mean something, in order and not
 * far apart.
 */
#include <string.h>

#include "base/str.h"
#include "source/quote_inside.h"

#include "base/banned.h"

#define FRAGMENTS_APART ((size_t)8000) /* folded bytes from the first part to the last */
#define FRAGMENT_TRIES	100	       /* places of the first part that are tried */

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
			    !dkt_quote_long_enough(arena, start, (size_t)(p - start)))
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
 * where the last one ends in the original. */
static bool others_follow(const struct dkt_looking *l, const struct dkt_folded *page,
			  const struct fragments *all, size_t first, size_t *end_out)
{
	size_t limit = page->size - first < FRAGMENTS_APART ? page->size : first + FRAGMENTS_APART;
	size_t from = first + all->parts[0].size;

	for (size_t i = 1; i < all->n; i++) {
		size_t start;
		size_t hit = dkt_quote_search(l, page, &all->parts[i], from, limit, &start, end_out);

		if (hit == page->size)
			return false;
		from = hit + all->parts[i].size;
	}
	return true;
}

bool dkt_quote_parts(struct dkt_looking *l, const struct dkt_folded *page)
{
	struct fragments all;
	size_t from = 0;

	if (!split(l->arena, l->quote, l->han, &all))
		return false;
	for (unsigned i = 0; i < FRAGMENT_TRIES; i++) {
		size_t start;
		size_t end;
		size_t hit = dkt_quote_search(l, page, &all.parts[0], from, page->size, &start,
					      &end);

		if (hit == page->size)
			return false;
		if (others_follow(l, page, &all, hit, &end)) {
			dkt_quote_show(l, start, end);
			return true;
		}
		from = hit + 1;
	}
	return false;
}
