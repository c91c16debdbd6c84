/*
 * merge.c - three versions of a value into one, and what cannot be decided.
 *
 * Base is what a contributor saw, tip what main says by now, proposed what she wants. Records are
 * small, approved submissions many (a thousand a second), conflicts rare. Objects and sets are
 * merged child by child by name (keyed.h), lists whose order matters along their longest common
 * subsequences (lists.h); everything else is one value and taken whole. No value of the result is
 * new: each stands in one of the three. Lines of text are not merged, since half of one edit and
 * half of another is a sentence that nobody wrote.
 *
 * The children of a merged object stand in the order of the tip, those of a merged set in canonical
 * order, so that a pointer into the result is one into the file that will be written.
 */
#include "json/merge.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/num.h"
#include "json/build.h"
#include "json/lists.h"
#include "json/match.h"
#include "json/trail.h"

struct walk {
	struct dkt_arena *arena;
	struct dkt_conflict *conflicts;
	size_t n;
	size_t room;
	size_t cost;  /* bytes that pointers may take so far */
	size_t steps; /* that are left for pairing the items of lists */
};

/* The same place in all three; NULL where there is nothing. */
struct three {
	const struct dkt_node *base;
	const struct dkt_node *tip;
	const struct dkt_node *proposed;
};

static void conflict(struct walk *walk, const struct dkt_trail *trail, const struct three *three)
{
	struct dkt_conflict *item;

	if (walk->n == walk->room) {
		walk->room = walk->room == 0 ? 8 : walk->room * 2;
		walk->conflicts =
			reallocarray(walk->conflicts, walk->room, sizeof *walk->conflicts);
		if (walk->conflicts == NULL)
			dkt_oom();
	}
	item = &walk->conflicts[walk->n++];
	item->pointer = dkt_trail_pointer(walk->arena, trail);
	item->path = dkt_trail_path(walk->arena, trail);
	item->base = three->base;
	item->tip = three->tip;
	item->proposed = three->proposed;
}

static const struct dkt_node *merge_value(struct walk *walk, const struct dkt_trail *trail,
					  const struct three *three, const struct dkt_shape *shape,
					  struct dkt_node *room);

/* Three lists of named children, and the names of tip and proposed in the order of the result. */
struct sides {
	struct dkt_keyed base;
	struct dkt_keyed tip;
	struct dkt_keyed proposed;
	const struct dkt_entry **order;
	size_t n;
	const struct dkt_shape *shape;
	bool objects;
};

/* The tip's order; what only the proposal has stands behind what it stood behind there. */
static void order_as_written(struct walk *walk, struct sides *sides)
{
	const struct dkt_keyed *tip = &sides->tip;
	const struct dkt_keyed *proposed = &sides->proposed;
	/* for each child of the proposal that the tip has not: behind which of the tip, from 1 */
	size_t *behind = DKT_NEW_N(walk->arena, size_t, proposed->n);
	size_t *first = DKT_NEW_N(walk->arena, size_t, tip->n + 2);
	const struct dkt_entry **added =
		DKT_NEW_N(walk->arena, const struct dkt_entry *, proposed->n);
	size_t last = 0;

	for (size_t i = 0; i < proposed->n; i++) {
		const struct dkt_entry *same = dkt_keyed_find(tip, &proposed->entries[i]);

		behind[i] = SIZE_MAX;
		if (same != NULL) {
			last = (size_t)(same - tip->entries) + 1;
			continue;
		}
		behind[i] = last;
		first[last + 1]++;
	}
	for (size_t i = 1; i < tip->n + 2; i++)
		first[i] += first[i - 1];
	for (size_t i = 0, *next = first; i < proposed->n; i++) {
		if (behind[i] != SIZE_MAX)
			added[next[behind[i]]++] = &proposed->entries[i];
	}
	/* first[k] is now the end of those behind the k-th of the tip */
	for (size_t k = 0, at = 0; k <= tip->n; k++) {
		if (k > 0)
			sides->order[sides->n++] = &tip->entries[k - 1];
		while (at < first[k])
			sides->order[sides->n++] = added[at++];
	}
}

/* Both sorted lists as one; items without the key as they stand, the tip's first. */
static void order_as_set(struct sides *sides)
{
	size_t i = 0;
	size_t j = 0;

	while (i < sides->tip.n || j < sides->proposed.n) {
		const struct dkt_entry *left = i < sides->tip.n ? sides->tip.sorted[i] : NULL;
		const struct dkt_entry *right =
			j < sides->proposed.n ? sides->proposed.sorted[j] : NULL;
		int order = left == NULL ? 1 : right == NULL ? -1 : dkt_entry_compare(left, right);

		sides->order[sides->n++] = order <= 0 ? left : right;
		i += order <= 0;
		j += order >= 0;
	}
}

static void open_sides(struct walk *walk, const struct three *three, struct sides *out)
{
	struct dkt_arena *arena = walk->arena;

	if (out->objects) {
		dkt_keyed_object(arena, three->base, &out->base);
		dkt_keyed_object(arena, three->tip, &out->tip);
		dkt_keyed_object(arena, three->proposed, &out->proposed);
	} else {
		const char *key = out->shape->set_key;

		dkt_keyed_set(arena, three->base, key, true, &out->base);
		dkt_keyed_set(arena, three->tip, key, true, &out->tip);
		dkt_keyed_set(arena, three->proposed, key, true, &out->proposed);
	}
	out->order = DKT_NEW_N(arena, const struct dkt_entry *, out->tip.n + out->proposed.n);
	out->n = 0;
	if (out->objects)
		order_as_written(walk, out);
	else
		order_as_set(out);
}

static const struct dkt_node *node_in(const struct dkt_keyed *keyed, const struct dkt_entry *like)
{
	const struct dkt_entry *entry = dkt_keyed_find(keyed, like);

	return entry == NULL ? NULL : entry->node;
}

static void merge_children(struct walk *walk, const struct dkt_trail *trail,
			   const struct sides *sides, struct dkt_node *out)
{
	struct dkt_member *members = DKT_NEW_N(walk->arena, struct dkt_member, sides->n);
	struct dkt_node *items = DKT_NEW_N(walk->arena, struct dkt_node, sides->n);
	size_t n = 0;

	for (size_t i = 0; i < sides->n; i++) {
		const struct dkt_entry *entry = sides->order[i];
		struct three three = {.base = node_in(&sides->base, entry),
				      .tip = node_in(&sides->tip, entry),
				      .proposed = node_in(&sides->proposed, entry)};
		struct dkt_trail step = {
			.up = trail, .entry = entry, .index = n, .in_object = sides->objects};
		const struct dkt_shape *shape =
			sides->objects ? dkt_shape_member(sides->shape, entry->key, entry->key_size)
				       : dkt_shape_item(sides->shape);
		const struct dkt_node *value = merge_value(walk, &step, &three, shape, &items[n]);

		if (value == NULL)
			continue;
		items[n] = *value;
		members[n].key = entry->key;
		members[n].key_size = entry->key_size;
		members[n].key_offset = DKT_MADE;
		members[n].value = items[n];
		n++;
	}
	*out = sides->objects ? dkt_make_object(walk->arena, members, n)
			      : dkt_make_array(walk->arena, items, n);
}

static bool is_or_absent(const struct dkt_node *node, enum dkt_kind kind)
{
	return node == NULL || dkt_is(node, kind);
}

/* Can it be merged child by child? */
static bool has_children(struct walk *walk, const struct dkt_trail *trail,
			 const struct three *three, const struct dkt_shape *shape,
			 struct sides *out)
{
	size_t n = dkt_size(three->base) + dkt_size(three->tip) + dkt_size(three->proposed);
	bool sets = shape != NULL && shape->set_key != NULL && dkt_is(three->tip, DKT_ARRAY) &&
		    dkt_is(three->proposed, DKT_ARRAY) && is_or_absent(three->base, DKT_ARRAY);
	size_t cost;

	memset(out, 0, sizeof *out);
	out->shape = shape;
	out->objects = dkt_is(three->tip, DKT_OBJECT) && dkt_is(three->proposed, DKT_OBJECT) &&
		       is_or_absent(three->base, DKT_OBJECT);
	if (!out->objects && !sets)
		return false;
	if (!dkt_add(walk->cost, dkt_trail_cost(trail, n), &cost) || cost > DKT_TRAIL_MAX)
		return false;
	walk->cost = cost;
	return true;
}

/* The merged value: one of the three, or *room, or NULL when there is none any more. */
static const struct dkt_node *merge_value(struct walk *walk, const struct dkt_trail *trail,
					  const struct three *three, const struct dkt_shape *shape,
					  struct dkt_node *room)
{
	struct sides sides;
	bool deep = has_children(walk, trail, three, shape, &sides);

	/* objects are merged without asking first whether they are equal: asking at each level
	 * would cost the depth times the size */
	if (!deep || !sides.objects) {
		if (dkt_node_equal(three->base, three->proposed) ||
		    dkt_node_equal(three->tip, three->proposed))
			return three->tip;
		if (dkt_node_equal(three->base, three->tip))
			return three->proposed;
	}
	if (deep) {
		open_sides(walk, three, &sides);
		merge_children(walk, trail, &sides, room);
		return room;
	}
	if (dkt_is(three->base, DKT_ARRAY) && dkt_is(three->tip, DKT_ARRAY) &&
	    dkt_is(three->proposed, DKT_ARRAY) && (shape == NULL || shape->set_key == NULL) &&
	    dkt_lists_merge(walk->arena, three->base, three->tip, three->proposed, &walk->steps,
			    room))
		return room;
	conflict(walk, trail, three);
	return three->tip;
}

void dkt_merge3(struct dkt_arena *arena, const struct dkt_node *base, const struct dkt_node *tip,
		const struct dkt_node *proposed, const struct dkt_shape *shape,
		struct dkt_merge *out)
{
	struct three three = {.base = base, .tip = tip, .proposed = proposed};
	struct walk walk = {.arena = arena, .steps = DKT_MATCH_STEPS};
	struct dkt_node room = dkt_make_null();
	const struct dkt_node *result = merge_value(&walk, NULL, &three, shape, &room);

	out->result = result == NULL ? dkt_make_null() : *result;
	out->n_conflicts = walk.n;
	out->conflicts = DKT_NEW_N(arena, struct dkt_conflict, walk.n);
	if (walk.n > 0)
		memcpy(out->conflicts, walk.conflicts, walk.n * sizeof *walk.conflicts);
	free(walk.conflicts);
}
