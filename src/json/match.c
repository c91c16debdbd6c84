/*
 * match.c - a longest common subsequence by the greedy method of E. Myers, "An O(ND) Difference
 * Algorithm and Its Variations" (1986).
 *
 * Lists in records are short and versions of them differ in a few items, so what both begin and end
 * with is paired first, and the search between costs the square of the differences, not the product
 * of the lengths. Hostile lists, long and with nothing in common, are why it counts its steps.
 *
 * On diagonal k (index in a minus index in b) after d differences, reach[d][k] is how far in a one
 * can be; NOWHERE where that diagonal cannot be reached. All rows are kept, d*d + d + k in one
 * block, so that the way can be walked back.
 */
#include "json/match.h"

#include <stdlib.h>

#include "base/error.h"

#define NOWHERE (-1)

struct search {
	const uint32_t *a;
	const uint32_t *b;
	ptrdiff_t n;
	ptrdiff_t m;
	int32_t *reach;
	size_t room;
};

static int32_t *row(const struct search *s, ptrdiff_t d)
{
	return s->reach + d * d + d;
}

/* The farthest place on diagonal k with d differences, before equal items are followed; *from_left:
 * the last step took an item of a. */
static ptrdiff_t step(const struct search *s, ptrdiff_t d, ptrdiff_t k, bool *from_left)
{
	const int32_t *before = row(s, d - 1);
	ptrdiff_t left = k > -d + 1 ? before[k - 1] : NOWHERE;
	ptrdiff_t above = k < d - 1 ? before[k + 1] : NOWHERE;

	if (left >= s->n)
		left = NOWHERE;
	if (above != NOWHERE && above - (k + 1) >= s->m)
		above = NOWHERE;
	left = left == NOWHERE ? NOWHERE : left + 1;
	*from_left = left > above;
	return *from_left ? left : above;
}

static ptrdiff_t follow(const struct search *s, ptrdiff_t x, ptrdiff_t k)
{
	while (x < s->n && x - k < s->m && s->a[x] == s->b[x - k])
		x++;
	return x;
}

static void make_room(struct search *s, ptrdiff_t d)
{
	size_t needed = (size_t)((d + 1) * (d + 1));

	if (needed <= s->room)
		return;
	s->room = needed * 2;
	s->reach = reallocarray(s->reach, s->room, sizeof *s->reach);
	if (s->reach == NULL)
		dkt_oom();
}

/* The number of differences, or -1 when the steps ran out. */
static ptrdiff_t search(struct search *s, size_t *steps)
{
	for (ptrdiff_t d = 0;; d++) {
		if (*steps < (size_t)(2 * d + 1))
			return -1;
		*steps -= (size_t)(2 * d + 1);
		make_room(s, d);
		for (ptrdiff_t k = -d; k <= d; k++)
			row(s, d)[k] = NOWHERE;
		for (ptrdiff_t k = -d; k <= d; k += 2) {
			bool from_left;
			ptrdiff_t x = d == 0 ? 0 : step(s, d, k, &from_left);

			if (x == NOWHERE)
				continue;
			x = follow(s, x, k);
			row(s, d)[k] = (int32_t)x;
			if (x == s->n && x - k == s->m)
				return d;
		}
	}
}

/* From the end back to the start; first: what both begin with, left out of the search. */
static void walk_back(const struct search *s, ptrdiff_t d, size_t first, size_t *partner_out)
{
	ptrdiff_t x = s->n;
	ptrdiff_t k = s->n - s->m;

	for (; d >= 0; d--) {
		bool from_left = false;
		ptrdiff_t start = d == 0 ? 0 : step(s, d, k, &from_left);

		for (; x > start; x--)
			partner_out[first + (size_t)(x - 1)] = first + (size_t)(x - 1 - k);
		if (d == 0)
			return;
		x = from_left ? x - 1 : x;
		k = from_left ? k - 1 : k + 1;
	}
}

bool dkt_match(const uint32_t *a, size_t n, const uint32_t *b, size_t m, size_t *steps,
	       size_t *partner_out)
{
	struct search s = {.reach = NULL};
	size_t first = 0;
	size_t last = 0;
	ptrdiff_t d;

	for (size_t i = 0; i < n; i++)
		partner_out[i] = DKT_NO_PARTNER;
	for (; first < n && first < m && a[first] == b[first]; first++)
		partner_out[first] = first;
	for (; last < n - first && last < m - first && a[n - 1 - last] == b[m - 1 - last]; last++)
		partner_out[n - 1 - last] = m - 1 - last;
	if (first + last == n || first + last == m)
		return true;
	if (n > INT32_MAX || m > INT32_MAX)
		return false;
	s.a = a + first;
	s.b = b + first;
	s.n = (ptrdiff_t)(n - first - last);
	s.m = (ptrdiff_t)(m - first - last);
	d = search(&s, steps);
	if (d >= 0)
		walk_back(&s, d, first, partner_out);
	free(s.reach);
	return d >= 0;
}
