/*
 * regex_ways.c - positions of a pattern and the ways between them, from the inside out.
 *
 * For each part: what can be its first and last position, and can it be empty? A repetition is as
 * many copies as it must have, the last of them a loop; counts are cut short (three copies for a
 * thousand), which keeps the automaton small and hardly ever changes an answer.
 */
#include "schema/regex_ways.h"

#define MAX_CELLS  ((size_t)8000000)
#define MAX_COPIES 12U

typedef struct dkt_regex_node node;

/* What can begin and end a part, in how many ways (0, 1, 2: more). */
struct part {
	unsigned char *first;
	unsigned char *last;
	unsigned char *freely; /* the part can end here and demands nothing further */
	unsigned char empty;
	unsigned char empty_freely;
};

static const struct dkt_range all[] = {{0, DKT_CODE_POINT_MAX}};

struct dkt_charset dkt_ways_set(const node *from)
{
	struct dkt_charset everything = {all, 1};

	return from->kind == DKT_RE_SET ? from->set : everything;
}

static unsigned char twice(unsigned a)
{
	return (unsigned char)(a > 2 ? 2 : a);
}

/* --- positions ---------------------------------------------------------------------------------
 */

static struct part new_part(struct dkt_ways *a)
{
	struct part part = {0};

	a->cells += 3 * a->room;
	if (a->cells > MAX_CELLS)
		a->full = true;
	if (a->full)
		return part;
	part.first = dkt_arena_zalloc(a->arena, a->room, 1);
	part.last = dkt_arena_zalloc(a->arena, a->room, 1);
	part.freely = dkt_arena_zalloc(a->arena, a->room, 1);
	return part;
}

static struct part one_position(struct dkt_ways *a, const node *from)
{
	struct part part = new_part(a);

	if (a->n == a->room)
		a->full = true;
	if (a->full)
		return part;
	a->positions[a->n].from = from;
	part.first[a->n] = part.last[a->n] = part.freely[a->n] = 1;
	a->n++;
	return part;
}

/* What ends left can be followed by what begins right. */
static void connect(struct dkt_ways *a, const struct part *left, const struct part *right)
{
	for (size_t i = 0; i < a->n; i++) {
		for (size_t k = 0; left->last[i] != 0 && k < a->n; k++) {
			unsigned char *cell = &a->follow[i * a->room + k];

			*cell = twice(*cell + (unsigned)left->last[i] * right->first[k]);
		}
	}
}

/* left becomes left, then right. */
static void append(struct dkt_ways *a, struct part *left, const struct part *right)
{
	if (a->full)
		return;
	connect(a, left, right);
	for (size_t i = 0; i < a->n; i++) {
		left->first[i] = twice(left->first[i] + (unsigned)left->empty * right->first[i]);
		left->last[i] = twice((unsigned)left->last[i] * right->empty + right->last[i]);
		left->freely[i] = (unsigned char)((left->freely[i] && right->empty_freely) ||
						  right->freely[i]);
	}
	left->empty = twice((unsigned)left->empty * right->empty);
	left->empty_freely = left->empty_freely && right->empty_freely;
}

/* left becomes left or right. */
static void either(struct dkt_ways *a, struct part *left, const struct part *right)
{
	if (a->full)
		return;
	for (size_t i = 0; i < a->n; i++) {
		left->first[i] = twice((unsigned)left->first[i] + right->first[i]);
		left->last[i] = twice((unsigned)left->last[i] + right->last[i]);
		left->freely[i] |= right->freely[i];
	}
	left->empty = twice((unsigned)left->empty + right->empty);
	left->empty_freely |= right->empty_freely;
}

static struct part part_of(struct dkt_ways *a, const node *at);

static struct part optional(struct dkt_ways *a, const node *at)
{
	struct part part = part_of(a, at);

	part.empty = 1; /* a repetition that reads nothing is not tried again */
	part.empty_freely = 1;
	return part;
}

static struct part repetition(struct dkt_ways *a, const node *at)
{
	bool loops = at->max == DKT_REGEX_UNBOUNDED || at->max - at->min >= a->loop_from;
	uint32_t limit = loops && a->copies > 3 ? 3 : a->copies;
	uint32_t certain = at->min < limit ? at->min : limit;
	uint32_t more = loops ? certain == 0 : at->max - at->min;
	struct part whole = new_part(a);

	whole.empty = whole.empty_freely = 1;
	more = more < a->copies ? more : a->copies;
	for (uint32_t i = 0; i < certain + more && !a->full; i++) {
		struct part next = i < certain ? part_of(a, at->child) : optional(a, at->child);

		if (loops && i + 1 == certain + more && !a->full)
			connect(a, &next, &next);
		append(a, &whole, &next);
	}
	return whole;
}

static struct part all_of(struct dkt_ways *a, const node *at, bool choice)
{
	struct part whole = new_part(a);

	whole.empty = whole.empty_freely = !choice;
	for (const node *one = at->child; one != NULL && !a->full; one = one->next) {
		struct part next = part_of(a, one);

		if (choice)
			either(a, &whole, &next);
		else
			append(a, &whole, &next);
	}
	return whole;
}

/* Depth is that of the groups, at most 200. */
static struct part part_of(struct dkt_ways *a, const node *at)
{
	struct part part;

	switch (at->kind) {
	case DKT_RE_SET:
	case DKT_RE_BACK:
		return one_position(a, at);
	case DKT_RE_REPEAT:
		return repetition(a, at);
	case DKT_RE_SEQUENCE:
	case DKT_RE_GROUP:
	case DKT_RE_CHOICE:
		return all_of(a, at, at->kind == DKT_RE_CHOICE);
	default:
		part = new_part(a);
		part.empty = 1; /* but not freely: it can fail */
		return part;
	}
}

bool dkt_ways_build(struct dkt_ways *a, struct dkt_arena *arena, const node *root,
		    uint32_t loop_from)
{
	uint32_t copies[] = {MAX_COPIES, 3, 2};
	struct part whole;

	for (size_t attempt = 0; attempt < 3; attempt++) {
		*a = (struct dkt_ways){.arena = arena,
				       .room = DKT_WAYS_MAX,
				       .loop_from = loop_from,
				       .copies = copies[attempt]};
		a->positions = DKT_NEW_N(arena, struct dkt_ways_position, a->room);
		a->follow = DKT_NEW_N(arena, unsigned char, a->room * a->room);
		whole = part_of(a, root);
		if (a->full)
			continue;
		for (size_t i = 0; i < a->n; i++) {
			a->positions[i].freely = whole.freely[i] != 0;
			a->positions[i].ends = whole.last[i] != 0;
		}
		return true;
	}
	return false;
}
