/*
 * regex_translate.c - a pattern of ECMA-262 in the language of PCRE2.
 *
 * Printed from the tree: sets of characters as ranges of code points, groups by number, so that
 * nothing of the two languages' differences in escapes, white space, names and properties is left.
 * Three things stay: a repetition forgets what its groups captured before each turn, lookbehind
 * reads backwards, and a turn that reads nothing is none. They show only where a back reference
 * looks, and such patterns are told by dkt_regex_is_foreign.
 */
#include "schema/regex_engine.h"

typedef struct dkt_regex_node node;

static void put_char(struct dkt_buf *out, uint32_t c)
{
	if ((c >= '0' && c <= '9') || ((c | 32U) >= 'a' && (c | 32U) <= 'z'))
		dkt_buf_addc(out, (char)c);
	else
		dkt_buf_addf(out, "\\x{%x}", (unsigned)c);
}

static void put_range(struct dkt_buf *out, uint32_t first, uint32_t last)
{
	put_char(out, first);
	if (last > first) {
		dkt_buf_addc(out, '-');
		put_char(out, last);
	}
}

/* What the set leaves out, surrogates apart. */
static void put_rest(struct dkt_buf *out, const struct dkt_charset *set)
{
	uint32_t next = 0;

	for (size_t i = 0; i < set->n; i++) {
		uint32_t first = set->ranges[i].first;

		if (first > next && !(next == 0xD800 && first == 0xE000))
			put_range(out, next == 0xD800 ? 0xE000 : next,
				  first == 0xE000 ? 0xD7FF : first - 1);
		next = set->ranges[i].last + 1;
	}
}

static void put_set(struct dkt_buf *out, const struct dkt_charset *set)
{
	if (set->n == 1 && set->ranges[0].first == set->ranges[0].last) {
		put_char(out, set->ranges[0].first);
	} else if (set->n > 0 && set->ranges[set->n - 1].last == DKT_CODE_POINT_MAX) {
		dkt_buf_adds(out, "[^");
		put_rest(out, set);
		dkt_buf_addc(out, ']');
	} else {
		dkt_buf_addc(out, '[');
		for (size_t i = 0; i < set->n; i++)
			put_range(out, set->ranges[i].first, set->ranges[i].last);
		dkt_buf_addc(out, ']');
	}
}

static void put(struct dkt_buf *out, const node *at, bool counted);

static void put_children(struct dkt_buf *out, const node *at, bool counted)
{
	for (const node *one = at->child; one != NULL; one = one->next) {
		if (at->kind == DKT_RE_CHOICE && one != at->child)
			dkt_buf_addc(out, '|');
		if (at->kind == DKT_RE_CHOICE && counted)
			dkt_buf_adds(out, "(?C1)");
		put(out, one, counted);
	}
	dkt_buf_addc(out, ')');
}

/* Counted: at each turn, or for a single character, where all turns are one instruction, behind. */
static void put_repeat(struct dkt_buf *out, const node *at, bool counted)
{
	bool single = at->child->kind == DKT_RE_SET;

	dkt_buf_adds(out, counted && !single ? "(?:(?C1)" : "(?:");
	put_children(out, at, counted);
	if (at->max == DKT_REGEX_UNBOUNDED)
		dkt_buf_addf(out, "{%u,}", (unsigned)at->min);
	else
		dkt_buf_addf(out, "{%u,%u}", (unsigned)at->min, (unsigned)at->max);
	if (at->lazy)
		dkt_buf_addc(out, '?');
	if (counted && single && at->min != at->max)
		dkt_buf_adds(out, "(?C1)");
}

/* Depth is that of the groups, at most 200. */
static void put(struct dkt_buf *out, const node *at, bool counted)
{
	switch (at->kind) {
	case DKT_RE_SET:
		put_set(out, &at->set);
		break;
	case DKT_RE_START:
	case DKT_RE_END:
		dkt_buf_addc(out, at->kind == DKT_RE_START ? '^' : '$');
		break;
	case DKT_RE_BOUNDARY:
		dkt_buf_adds(out, at->negated ? "\\B" : "\\b");
		break;
	case DKT_RE_BACK:
		dkt_buf_adds(out, counted ? "(?:(?C2)" : "(?:");
		for (size_t i = 0; i < at->n_groups; i++)
			dkt_buf_addf(out, "\\g{%u}", (unsigned)at->groups[i]);
		dkt_buf_addc(out, ')');
		break;
	case DKT_RE_REPEAT:
		put_repeat(out, at, counted);
		break;
	case DKT_RE_LOOK:
		dkt_buf_addf(out, "(?%s%c", at->behind ? "<" : "", at->negated ? '!' : '=');
		put_children(out, at, counted);
		break;
	default:
		dkt_buf_adds(out, at->kind == DKT_RE_GROUP ? "(" : "(?:");
		put_children(out, at, counted);
		break;
	}
}

void dkt_regex_translate(const struct dkt_regex_tree *tree, bool counted, struct dkt_buf *out)
{
	if (counted)
		dkt_buf_adds(out, "(?C1)");
	put(out, tree->root, counted);
}

/* Depth is that of the groups. */
static size_t fixed(const node *at)
{
	size_t sum = 0;

	if (at->kind == DKT_RE_SET)
		return 1;
	if (at->kind == DKT_RE_REPEAT && at->child->kind == DKT_RE_SET)
		return at->min;
	for (const node *one = at->child; one != NULL; one = one->next)
		sum += fixed(one);
	return sum;
}

size_t dkt_regex_fixed(const struct dkt_regex_tree *tree)
{
	return fixed(tree->root);
}

/* A group that stands in a repetition or behind, or a reference that does. */
static bool has(const node *at, enum dkt_regex_kind_of_node kind, bool inside)
{
	if (at->kind == kind && inside)
		return true;
	if ((at->kind == DKT_RE_LOOK && at->behind) || (at->kind == DKT_RE_REPEAT && at->max > 1))
		inside = true;
	for (const node *one = at->child; one != NULL; one = one->next) {
		if (has(one, kind, inside))
			return true;
	}
	return false;
}

bool dkt_regex_is_foreign(const struct dkt_regex_tree *tree)
{
	return has(tree->root, DKT_RE_BACK, true) &&
	       (has(tree->root, DKT_RE_GROUP, false) || has(tree->root, DKT_RE_BACK, false));
}

static bool anchored(const node *at)
{
	const node *one = at->child;

	if (at->kind == DKT_RE_START)
		return true;
	if (one == NULL ||
	    (at->kind != DKT_RE_SEQUENCE && at->kind != DKT_RE_GROUP && at->kind != DKT_RE_CHOICE))
		return false;
	while (at->kind == DKT_RE_CHOICE && one != NULL && anchored(one))
		one = one->next;
	return one == NULL || (at->kind != DKT_RE_CHOICE && anchored(one));
}

bool dkt_regex_is_anchored(const struct dkt_regex_tree *tree)
{
	return anchored(tree->root);
}
