/*
 * regex_set.c - sets of characters as sorted ranges.
 *
 * A few ranges in nearly all patterns, some hundred for "\p{L}". Sorted lists answer every question
 * that is asked (member, overlap, complement) in the time of one pass or a binary search.
 */
#include "schema/regex_tree.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"

static const struct dkt_range digits[] = {{'0', '9'}};
static const struct dkt_range words[] = {{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}};
static const struct dkt_range spaces[] = {
	{0x9, 0xD},	  {0x20, 0x20},	    {0xA0, 0xA0},     {0x1680, 0x1680}, {0x2000, 0x200A},
	{0x2028, 0x2029}, {0x202F, 0x202F}, {0x205F, 0x205F}, {0x3000, 0x3000}, {0xFEFF, 0xFEFF}};
static const struct dkt_range line_ends[] = {{0xA, 0xA}, {0xD, 0xD}, {0x2028, 0x2029}};

void dkt_draft_clear(struct dkt_charset_draft *draft)
{
	free(draft->ranges);
	*draft = (struct dkt_charset_draft){0};
}

void dkt_draft_add(struct dkt_charset_draft *draft, uint32_t first, uint32_t last)
{
	if (draft->n == draft->room) {
		draft->room = draft->room == 0 ? 16 : draft->room * 2;
		draft->ranges = realloc(draft->ranges, draft->room * sizeof *draft->ranges);
		if (draft->ranges == NULL)
			dkt_oom();
	}
	draft->ranges[draft->n++] = (struct dkt_range){first, last};
}

static int by_first(const void *a, const void *b)
{
	const struct dkt_range *x = a;
	const struct dkt_range *y = b;

	return x->first < y->first ? -1 : x->first > y->first;
}

static void join(struct dkt_charset_draft *draft)
{
	size_t kept = 0;

	if (draft->n > 1)
		qsort(draft->ranges, draft->n, sizeof *draft->ranges, by_first);
	for (size_t i = 0; i < draft->n; i++) {
		struct dkt_range *last = kept == 0 ? NULL : &draft->ranges[kept - 1];

		if (last != NULL && draft->ranges[i].first <= last->last + 1) {
			if (draft->ranges[i].last > last->last)
				last->last = draft->ranges[i].last;
		} else {
			draft->ranges[kept++] = draft->ranges[i];
		}
	}
	draft->n = kept;
}

static void complement(struct dkt_charset_draft *draft)
{
	struct dkt_charset_draft out = {0};
	uint32_t next = 0;

	for (size_t i = 0; i < draft->n; i++) {
		if (draft->ranges[i].first > next)
			dkt_draft_add(&out, next, draft->ranges[i].first - 1);
		next = draft->ranges[i].last + 1;
	}
	if (next <= DKT_CODE_POINT_MAX)
		dkt_draft_add(&out, next, DKT_CODE_POINT_MAX);
	free(draft->ranges);
	*draft = out;
}

void dkt_draft_settle(struct dkt_charset_draft *draft, bool negated)
{
	join(draft);
	if (!negated)
		complement(draft);
	dkt_draft_add(draft, 0xD800, 0xDFFF);
	join(draft);
	complement(draft);
}

struct dkt_charset dkt_draft_keep(struct dkt_arena *arena, const struct dkt_charset_draft *draft)
{
	struct dkt_range *ranges = DKT_NEW_N(arena, struct dkt_range, draft->n + 1);

	if (draft->n > 0)
		memcpy(ranges, draft->ranges, draft->n * sizeof *ranges);
	return (struct dkt_charset){.ranges = ranges, .n = draft->n};
}

/* The ranges, or all that is between them. */
static void add_all(struct dkt_charset_draft *draft, const struct dkt_range *ranges, size_t n,
		    bool negated)
{
	uint32_t next = 0;

	for (size_t i = 0; i < n; i++) {
		if (!negated)
			dkt_draft_add(draft, ranges[i].first, ranges[i].last);
		else if (ranges[i].first > next)
			dkt_draft_add(draft, next, ranges[i].first - 1);
		next = ranges[i].last + 1;
	}
	if (negated)
		dkt_draft_add(draft, next, DKT_CODE_POINT_MAX);
}

#define ADD_ALL(draft, ranges, negated)                                                            \
	add_all((draft), (ranges), sizeof(ranges) / sizeof((ranges)[0]), (negated))

bool dkt_draft_add_named(struct dkt_charset_draft *draft, int letter)
{
	switch (letter) {
	case 'd':
	case 'D':
		ADD_ALL(draft, digits, letter == 'D');
		return true;
	case 'w':
	case 'W':
		ADD_ALL(draft, words, letter == 'W');
		return true;
	case 's':
	case 'S':
		ADD_ALL(draft, spaces, letter == 'S');
		return true;
	case '.':
		ADD_ALL(draft, line_ends, true);
		return true;
	default:
		return false;
	}
}

bool dkt_charset_has(const struct dkt_charset *set, uint32_t c)
{
	size_t low = 0;
	size_t high = set->n;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (set->ranges[middle].last < c)
			low = middle + 1;
		else
			high = middle;
	}
	return low < set->n && set->ranges[low].first <= c;
}

bool dkt_charsets_meet(const struct dkt_charset *a, const struct dkt_charset *b)
{
	size_t i = 0;
	size_t k = 0;

	while (i < a->n && k < b->n) {
		if (a->ranges[i].last < b->ranges[k].first)
			i++;
		else if (b->ranges[k].last < a->ranges[i].first)
			k++;
		else
			return true;
	}
	return false;
}
