/*
 * trail.h - the way from the root to where a walk stands, printed only when something is found
 * there. Private to the folder.
 *
 * Floor: json.
 */
#ifndef JSON_TRAIL_H
#define JSON_TRAIL_H

#include "json/keyed.h"

/* One step; lies on the stack of the walk. The root has no steps: NULL. */
struct dkt_trail {
	const struct dkt_trail *up;
	const struct dkt_entry *entry;
	size_t index;	/* in the array that the pointer goes into */
	bool in_object; /* else in an array */
};

/* The RFC 6901 pointer, in the arena. */
const char *dkt_trail_pointer(struct dkt_arena *arena, const struct dkt_trail *trail);

/* For people: title.en, sources[https://a.example/x].quotes[0].text; long names are cut. */
const char *dkt_trail_path(struct dkt_arena *arena, const struct dkt_trail *trail);

/*
 * Bytes that the pointers of all children of a value may take. A walk that would pass
 * DKT_TRAIL_MAX in all treats what is below as one place: a short text with one very long key
 * would otherwise make pointers of many times its size.
 */
#define DKT_TRAIL_MAX ((size_t)64 << 20)
size_t dkt_trail_cost(const struct dkt_trail *trail, size_t n_children);

#endif
