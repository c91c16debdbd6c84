/*
 * build.h - making and editing nodes without changing any: an edit returns a new node that shares
 * the rest.
 *
 * Results live in the arena given; what they share must live at least as long. Strings are copied.
 *
 * Floor: json.
 */
#ifndef JSON_BUILD_H
#define JSON_BUILD_H

#include "json/text.h"

struct dkt_node dkt_make_null(void);
struct dkt_node dkt_make_bool(bool value);
struct dkt_node dkt_make_int(struct dkt_arena *arena, int64_t value);
struct dkt_node dkt_make_string(struct dkt_arena *arena, const char *string); /* NULL makes null */
struct dkt_node dkt_make_stringn(struct dkt_arena *arena, const char *bytes, size_t size);
struct dkt_node dkt_make_array(struct dkt_arena *arena, const struct dkt_node *items, size_t n);
struct dkt_node dkt_make_object(struct dkt_arena *arena, const struct dkt_member *members,
				size_t n);

/* object with key set to value: replaced where it stood, or appended. A node that is no object
 * counts as {}. */
struct dkt_node dkt_with(struct dkt_arena *arena, const struct dkt_node *object, const char *key,
			 struct dkt_node value);

/* object without key; all repetitions go. */
struct dkt_node dkt_without(struct dkt_arena *arena, const struct dkt_node *object,
			    const char *key);

/* array with one more item; a node that is no array counts as []. */
struct dkt_node dkt_with_item(struct dkt_arena *arena, const struct dkt_node *array,
			      struct dkt_node item);

/*
 * root with the value at pointer replaced, or added where its parent is an object (or the index is
 * the size of the parent array or "-"). False when the parent does not exist.
 */
bool dkt_with_pointer(struct dkt_arena *arena, const struct dkt_node *root, const char *pointer,
		      struct dkt_node value, struct dkt_node *out);

/* root without the member or item at pointer; false when there is none. */
bool dkt_without_pointer(struct dkt_arena *arena, const struct dkt_node *root, const char *pointer,
			 struct dkt_node *out);

/* A deep copy into another arena. */
struct dkt_node dkt_copy(struct dkt_arena *arena, const struct dkt_node *node);

#endif
