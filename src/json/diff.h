/*
 * diff.h - what changed between two values, field by field; sets are compared by their key.
 *
 * Floor: json.
 */
#ifndef JSON_DIFF_H
#define JSON_DIFF_H

#include "json/shape.h"
#include "json/text.h"

enum dkt_change_kind { DKT_ADDED, DKT_REMOVED, DKT_CHANGED };

struct dkt_change {
	enum dkt_change_kind kind;
	const char *pointer; /* into after (DKT_ADDED, DKT_CHANGED) or before (DKT_REMOVED) */
	const char *path;    /* for people: "sources[https://a.example/x].quotes[0].text" */
	const struct dkt_node *before; /* NULL when added */
	const struct dkt_node *after;  /* NULL when removed */
};

struct dkt_diff {
	struct dkt_change *items; /* in the order of the document */
	size_t n;
};

/*
 * The smallest places that differ: leaves, or whole members, items and lists that came or went. A
 * list whose order matters is one place. Linear in the size of both values, apart from sorting
 * sets. before or after may be NULL.
 */
void dkt_diff(struct dkt_arena *arena, const struct dkt_node *before, const struct dkt_node *after,
	      const struct dkt_shape *shape, struct dkt_diff *out);

#endif
