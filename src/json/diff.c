/*
 * diff.c - the places where two values differ.
 *
 * Two versions of a record have some hundred values and differ in a few. Objects and sets are both
 * lists of named children (keyed.h), so one walk does for both: the children of the newer value in
 * their order, with those that are gone put in where they stood. Lists whose order matters are one
 * place: an edit script inside them would say less to a reader than both lists do.
 */
#include "json/diff.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/num.h"
#include "json/trail.h"

struct walk {
	struct dkt_arena *arena;
	struct dkt_change *items;
	size_t n;
	size_t room;
	size_t cost; /* bytes that pointers may take so far */
};

static void note(struct walk *walk, const struct dkt_trail *trail, const struct dkt_node *before,
		 const struct dkt_node *after)
{
	struct dkt_change *change;

	if (walk->n == walk->room) {
		walk->room = walk->room == 0 ? 16 : walk->room * 2;
		walk->items = reallocarray(walk->items, walk->room, sizeof *walk->items);
		if (walk->items == NULL)
			dkt_oom();
	}
	change = &walk->items[walk->n++];
	change->kind = before == NULL ? DKT_ADDED : after == NULL ? DKT_REMOVED : DKT_CHANGED;
	change->pointer = dkt_trail_pointer(walk->arena, trail);
	change->path = dkt_trail_path(walk->arena, trail);
	change->before = before;
	change->after = after;
}

static void compare(struct walk *walk, const struct dkt_trail *trail, const struct dkt_node *before,
		    const struct dkt_node *after, const struct dkt_shape *shape);

/* Two lists of named children, both from objects or both from sets. */
struct sides {
	struct dkt_keyed before;
	struct dkt_keyed after;
	const struct dkt_shape *shape;
	bool objects;
};

static void compare_child(struct walk *walk, const struct dkt_trail *trail,
			  const struct sides *sides, const struct dkt_entry *before,
			  const struct dkt_entry *after)
{
	const struct dkt_entry *entry = after != NULL ? after : before;
	struct dkt_trail step = {.up = trail, .entry = entry, .in_object = sides->objects};
	const struct dkt_shape *shape;

	assert(entry != NULL);
	step.index = entry->at;
	shape = sides->objects ? dkt_shape_member(sides->shape, entry->key, entry->key_size)
			       : dkt_shape_item(sides->shape);
	compare(walk, &step, before == NULL ? NULL : before->node,
		after == NULL ? NULL : after->node, shape);
}

/* The children that are gone, from *from up to and without the one named like until (NULL: all). */
static void compare_gone(struct walk *walk, const struct dkt_trail *trail,
			 const struct sides *sides, size_t *from, const struct dkt_entry *until)
{
	for (; *from < sides->before.n; ++*from) {
		const struct dkt_entry *entry = &sides->before.entries[*from];

		if (entry == until)
			return;
		if (dkt_keyed_find(&sides->after, entry) == NULL)
			compare_child(walk, trail, sides, entry, NULL);
	}
}

static void compare_children(struct walk *walk, const struct dkt_trail *trail,
			     const struct sides *sides)
{
	size_t gone = 0;

	for (size_t i = 0; i < sides->after.n; i++) {
		const struct dkt_entry *after = &sides->after.entries[i];
		const struct dkt_entry *before = dkt_keyed_find(&sides->before, after);

		if (before != NULL && before >= sides->before.entries + gone)
			compare_gone(walk, trail, sides, &gone, before);
		compare_child(walk, trail, sides, before, after);
	}
	compare_gone(walk, trail, sides, &gone, NULL);
}

/* False where the two are one place. */
static bool open_sides(struct walk *walk, const struct dkt_trail *trail,
		       const struct dkt_node *before, const struct dkt_node *after,
		       const struct dkt_shape *shape, struct sides *out)
{
	const char *set_key = shape == NULL ? NULL : shape->set_key;
	size_t cost;

	out->shape = shape;
	out->objects = dkt_is(before, DKT_OBJECT) && dkt_is(after, DKT_OBJECT);
	if (!out->objects &&
	    !(set_key != NULL && dkt_is(before, DKT_ARRAY) && dkt_is(after, DKT_ARRAY)))
		return false;
	cost = dkt_trail_cost(trail, before->size + after->size);
	if (!dkt_add(walk->cost, cost, &cost) || cost > DKT_TRAIL_MAX)
		return false;
	walk->cost = cost;
	if (out->objects) {
		dkt_keyed_object(walk->arena, before, &out->before);
		dkt_keyed_object(walk->arena, after, &out->after);
	} else {
		dkt_keyed_set(walk->arena, before, set_key, true, &out->before);
		dkt_keyed_set(walk->arena, after, set_key, true, &out->after);
	}
	return true;
}

static void compare(struct walk *walk, const struct dkt_trail *trail, const struct dkt_node *before,
		    const struct dkt_node *after, const struct dkt_shape *shape)
{
	struct sides sides;

	if (before != NULL && after != NULL &&
	    open_sides(walk, trail, before, after, shape, &sides))
		compare_children(walk, trail, &sides);
	else if (!dkt_node_equal(before, after))
		note(walk, trail, before, after);
}

void dkt_diff(struct dkt_arena *arena, const struct dkt_node *before, const struct dkt_node *after,
	      const struct dkt_shape *shape, struct dkt_diff *out)
{
	struct walk walk = {.arena = arena};

	compare(&walk, NULL, before, after, shape);
	out->n = walk.n;
	out->items = DKT_NEW_N(arena, struct dkt_change, walk.n);
	if (walk.n > 0)
		memcpy(out->items, walk.items, walk.n * sizeof *walk.items);
	free(walk.items);
}
