/*
 * merge.h - three-way merge of values: base, tip (what main says now), proposed.
 *
 * Objects merge by key, sets by their key, lists whose order matters item by item where the two
 * changes lie apart; all else, text among it, is whole. What only one side changed is taken from
 * it; what both changed to equal values is taken; what both changed differently is a conflict. A
 * value removed on one side and changed on the other is a conflict. The result holds the tip's
 * value at every conflict.
 *
 * Floor: json.
 */
#ifndef JSON_MERGE_H
#define JSON_MERGE_H

#include "json/shape.h"
#include "json/text.h"

struct dkt_conflict {
	const char *
		pointer; /* into the result (where the tip has the value) or where it would stand */
	const char *path;		 /* for people, as in json/diff.h */
	const struct dkt_node *base;	 /* NULL where absent */
	const struct dkt_node *tip;	 /* NULL where absent */
	const struct dkt_node *proposed; /* NULL where absent */
};

struct dkt_merge {
	struct dkt_node result;
	struct dkt_conflict *conflicts;
	size_t n_conflicts;
};

/*
 * base may be NULL (nothing was there). Linear in the three sizes, apart from sorting sets and from
 * pairing the items of lists, which stops after DKT_MATCH_STEPS (json/match.h): lists that are not
 * paired by then are conflicts as a whole.
 */
void dkt_merge3(struct dkt_arena *arena, const struct dkt_node *base, const struct dkt_node *tip,
		const struct dkt_node *proposed, const struct dkt_shape *shape,
		struct dkt_merge *out);

#endif
