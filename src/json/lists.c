/*
 * lists.c - a list that two people changed in different places.
 *
 * Items have no names here, only values and an order, so items are numbered by value and the two
 * edits are found as longest common subsequences with the base. Items that all three versions share
 * cut the lists into stretches; a stretch is taken from the side that changed it. Two changes that
 * touch one stretch are one change to us: there is no telling which of them comes first.
 *
 * An item that one side moved is, to a subsequence, removed here and added there. Where both moved
 * it to different places it would stand twice, in a list that nobody wrote; counting finds that.
 */
#include "json/lists.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "json/build.h"
#include "json/keyed.h"
#include "json/match.h"

struct version {
	const struct dkt_node *array;
	struct dkt_keyed keyed;
	uint32_t *ids; /* in the order of the text; equal for equal items */
	size_t n;
	size_t at; /* where the merge stands */
};

struct lists {
	struct dkt_arena *arena;
	struct version base;
	struct version tip;
	struct version proposed;
	size_t *in_tip;	     /* partner of each item of base */
	size_t *in_proposed; /* the same */
	struct dkt_node *items;
	uint32_t *ids; /* of items */
	size_t n;
	uint32_t n_ids;
};

static void open_version(struct lists *lists, const struct dkt_node *array, struct version *out)
{
	out->array = array;
	dkt_keyed_set(lists->arena, array, "", true, &out->keyed);
	out->n = out->keyed.n;
	out->ids = DKT_NEW_N(lists->arena, uint32_t, out->n);
	for (size_t i = 0; i < out->n; i++)
		out->keyed.entries[i].nth = 0;
}

/* The least of the three entries that are next in order; NULL when all are at their end. */
static const struct dkt_entry *least(struct version *const versions[3], const size_t at[3])
{
	const struct dkt_entry *found = NULL;

	for (size_t v = 0; v < 3; v++) {
		if (at[v] < versions[v]->n &&
		    (found == NULL ||
		     dkt_entry_compare(versions[v]->keyed.sorted[at[v]], found) < 0))
			found = versions[v]->keyed.sorted[at[v]];
	}
	return found;
}

static void number_items(struct lists *lists)
{
	struct version *const versions[3] = {&lists->base, &lists->tip, &lists->proposed};
	size_t at[3] = {0, 0, 0};
	const struct dkt_entry *next;

	while ((next = least(versions, at)) != NULL) {
		for (size_t v = 0; v < 3; v++) {
			for (; at[v] < versions[v]->n &&
			       dkt_entry_compare(versions[v]->keyed.sorted[at[v]], next) == 0;
			     at[v]++)
				versions[v]->ids[versions[v]->keyed.sorted[at[v]]->at] =
					lists->n_ids;
		}
		lists->n_ids++;
	}
}

static void put(struct lists *lists, const struct version *version, size_t from, size_t until)
{
	for (size_t i = from; i < until; i++) {
		lists->items[lists->n] = version->array->as.items[i];
		lists->ids[lists->n++] = version->ids[i];
	}
}

static bool same_stretch(const struct version *a, size_t a_end, const struct version *b,
			 size_t b_end)
{
	size_t n = a_end - a->at;

	return n == b_end - b->at &&
	       (n == 0 || memcmp(a->ids + a->at, b->ids + b->at, n * sizeof *a->ids) == 0);
}

/* The same to the last byte: numbers group together what is only spelt differently. */
static bool same_items(const struct version *a, const struct version *b, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (!dkt_node_equal(&a->array->as.items[a->at + i], &b->array->as.items[b->at + i]))
			return false;
	}
	return true;
}

/* What stands between two shared items; ends are those of base, tip and proposed. */
static bool merge_stretch(struct lists *lists, const size_t ends[3])
{
	struct version *base = &lists->base;
	struct version *tip = &lists->tip;
	struct version *proposed = &lists->proposed;

	if (same_stretch(base, ends[0], proposed, ends[2]) ||
	    (same_stretch(tip, ends[1], proposed, ends[2]) &&
	     same_items(tip, proposed, ends[1] - tip->at)))
		put(lists, tip, tip->at, ends[1]);
	else if (same_stretch(base, ends[0], tip, ends[1]))
		put(lists, proposed, proposed->at, ends[2]);
	else
		return false;
	base->at = ends[0];
	tip->at = ends[1];
	proposed->at = ends[2];
	return true;
}

/* One item that all three have. */
static bool merge_shared(struct lists *lists)
{
	if (same_items(&lists->base, &lists->tip, 1))
		put(lists, &lists->proposed, lists->proposed.at, lists->proposed.at + 1);
	else if (same_items(&lists->base, &lists->proposed, 1) ||
		 same_items(&lists->tip, &lists->proposed, 1))
		put(lists, &lists->tip, lists->tip.at, lists->tip.at + 1);
	else
		return false;
	lists->base.at++;
	lists->tip.at++;
	lists->proposed.at++;
	return true;
}

static bool merge_stretches(struct lists *lists)
{
	for (size_t i = 0; i < lists->base.n; i++) {
		size_t ends[3] = {i, lists->in_tip[i], lists->in_proposed[i]};

		if (ends[1] == DKT_NO_PARTNER || ends[2] == DKT_NO_PARTNER)
			continue;
		if (!merge_stretch(lists, ends) || !merge_shared(lists))
			return false;
	}
	return merge_stretch(lists, (size_t[3]){lists->base.n, lists->tip.n, lists->proposed.n});
}

static void count(const struct lists *lists, const uint32_t *ids, size_t n, uint32_t *out)
{
	memset(out, 0, lists->n_ids * sizeof *out);
	for (size_t i = 0; i < n; i++)
		out[ids[i]]++;
}

static bool none_doubled(const struct lists *lists)
{
	uint32_t *result = calloc(3 * (size_t)lists->n_ids + 1, sizeof *result);
	uint32_t *tip = result == NULL ? NULL : result + lists->n_ids;
	uint32_t *proposed = result == NULL ? NULL : tip + lists->n_ids;
	bool good = true;

	if (result == NULL)
		dkt_oom();
	count(lists, lists->ids, lists->n, result);
	count(lists, lists->tip.ids, lists->tip.n, tip);
	count(lists, lists->proposed.ids, lists->proposed.n, proposed);
	for (uint32_t i = 0; good && i < lists->n_ids; i++)
		good = result[i] <= tip[i] || result[i] <= proposed[i];
	free(result);
	return good;
}

bool dkt_lists_merge(struct dkt_arena *arena, const struct dkt_node *base,
		     const struct dkt_node *tip, const struct dkt_node *proposed, size_t *steps,
		     struct dkt_node *out)
{
	struct lists lists = {.arena = arena};

	open_version(&lists, base, &lists.base);
	open_version(&lists, tip, &lists.tip);
	open_version(&lists, proposed, &lists.proposed);
	number_items(&lists);
	lists.in_tip = DKT_NEW_N(arena, size_t, lists.base.n);
	lists.in_proposed = DKT_NEW_N(arena, size_t, lists.base.n);
	lists.items = DKT_NEW_N(arena, struct dkt_node, lists.tip.n + lists.proposed.n);
	lists.ids = DKT_NEW_N(arena, uint32_t, lists.tip.n + lists.proposed.n);
	if (!dkt_match(lists.base.ids, lists.base.n, lists.tip.ids, lists.tip.n, steps,
		       lists.in_tip) ||
	    !dkt_match(lists.base.ids, lists.base.n, lists.proposed.ids, lists.proposed.n, steps,
		       lists.in_proposed) ||
	    !merge_stretches(&lists) || !none_doubled(&lists))
		return false;
	*out = dkt_make_array(arena, lists.items, lists.n);
	return true;
}
