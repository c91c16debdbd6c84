/*
 * lists.h - three versions of a list whose order matters into one. Private to the folder.
 *
 * Floor: json.
 */
#ifndef JSON_LISTS_H
#define JSON_LISTS_H

#include "json/text.h"

/*
 * Merge arrays item by item along the longest subsequences that base shares with tip and with
 * proposed. Between two items that all three have, what one side left alone is taken from the
 * other; what both changed must have become the same. False where that does not hold, where the
 * result would hold an item more often than either side does (something was moved in two ways), or
 * when *steps (json/match.h) ran out: the list is then a conflict as a whole.
 */
bool dkt_lists_merge(struct dkt_arena *arena, const struct dkt_node *base,
		     const struct dkt_node *tip, const struct dkt_node *proposed, size_t *steps,
		     struct dkt_node *out);

#endif
