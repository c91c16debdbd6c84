/*
 * build.c - new nodes, and edits that copy one level and share the rest.
 *
 * An edit of a record touches one path: the object or list at each level is copied (its children
 * are 24 bytes each), everything beside the path is shared. Nothing is changed in place, so a
 * record that was examined stays what was examined.
 */
#include "json/build.h"

#include <inttypes.h>
#include <string.h>

#include "base/error.h"
#include "base/num.h"
#include "json/pointer.h"

static struct dkt_node made(enum dkt_kind kind)
{
	struct dkt_node node = {.kind = (uint32_t)kind, .offset = DKT_MADE};

	return node;
}

struct dkt_node dkt_make_null(void)
{
	return made(DKT_NULL);
}

struct dkt_node dkt_make_bool(bool value)
{
	return made(value ? DKT_TRUE : DKT_FALSE);
}

struct dkt_node dkt_make_int(struct dkt_arena *arena, int64_t value)
{
	struct dkt_node node = made(DKT_NUMBER);

	node.as.bytes = dkt_arena_printf(arena, "%" PRId64, value);
	node.size = strlen(node.as.bytes);
	return node;
}

struct dkt_node dkt_make_stringn(struct dkt_arena *arena, const char *bytes, size_t size)
{
	struct dkt_node node = made(DKT_STRING);

	node.as.bytes = dkt_arena_dup(arena, bytes, size);
	node.size = size;
	return node;
}

struct dkt_node dkt_make_string(struct dkt_arena *arena, const char *string)
{
	return string == NULL ? dkt_make_null() : dkt_make_stringn(arena, string, strlen(string));
}

static void *room_for(struct dkt_arena *arena, size_t n, size_t size)
{
	size_t total;

	if (!dkt_mul(n, size, &total))
		dkt_oom();
	return dkt_arena_alloc(arena, total);
}

/* size items, of which the caller still writes those from n on; out's size is size. */
static struct dkt_node *copy_items(struct dkt_arena *arena, const struct dkt_node *items, size_t n,
				   size_t size, struct dkt_node *out)
{
	struct dkt_node *copies = room_for(arena, size, sizeof *copies);

	if (n > 0)
		memcpy(copies, items, n * sizeof *copies);
	*out = made(DKT_ARRAY);
	out->size = size;
	out->as.items = copies;
	return copies;
}

static struct dkt_member *copy_members(struct dkt_arena *arena, const struct dkt_member *members,
				       size_t n, size_t size, struct dkt_node *out)
{
	struct dkt_member *copies = room_for(arena, size, sizeof *copies);

	if (n > 0)
		memcpy(copies, members, n * sizeof *copies);
	*out = made(DKT_OBJECT);
	out->size = size;
	out->as.members = copies;
	return copies;
}

struct dkt_node dkt_make_array(struct dkt_arena *arena, const struct dkt_node *items, size_t n)
{
	struct dkt_node node;

	(void)copy_items(arena, items, n, n, &node);
	return node;
}

struct dkt_node dkt_make_object(struct dkt_arena *arena, const struct dkt_member *members, size_t n)
{
	struct dkt_node node;

	(void)copy_members(arena, members, n, n, &node);
	return node;
}

/* --- objects and arrays -------------------------------------------------------------------------
 */

static struct dkt_node with(struct dkt_arena *arena, const struct dkt_node *object, const char *key,
			    size_t key_size, struct dkt_node value)
{
	bool is_object = dkt_is(object, DKT_OBJECT);
	size_t n = is_object ? object->size : 0;
	const struct dkt_node *old = dkt_getn(object, key, key_size);
	struct dkt_member *members;
	struct dkt_node out;

	members = copy_members(arena, is_object ? object->as.members : NULL, n, n + (old == NULL),
			       &out);
	if (old == NULL) {
		members[n].key = dkt_arena_dup(arena, key, key_size);
		members[n].key_size = key_size;
		members[n].key_offset = DKT_MADE;
		members[n].value = value;
		return out;
	}
	for (size_t i = 0; i < n; i++) {
		if (&object->as.members[i].value == old)
			members[i].value = value;
	}
	return out;
}

static struct dkt_node without(struct dkt_arena *arena, const struct dkt_node *object,
			       const char *key, size_t key_size)
{
	bool is_object = dkt_is(object, DKT_OBJECT);
	size_t n = is_object ? object->size : 0;
	struct dkt_member *members;
	struct dkt_node out;

	members = copy_members(arena, NULL, 0, n, &out);
	out.size = 0;
	for (size_t i = 0; i < n; i++) {
		const struct dkt_member *member = &object->as.members[i];

		if (member->key_size != key_size || memcmp(member->key, key, key_size) != 0)
			members[out.size++] = *member;
	}
	return out;
}

struct dkt_node dkt_with(struct dkt_arena *arena, const struct dkt_node *object, const char *key,
			 struct dkt_node value)
{
	return with(arena, object, key, strlen(key), value);
}

struct dkt_node dkt_without(struct dkt_arena *arena, const struct dkt_node *object, const char *key)
{
	return without(arena, object, key, strlen(key));
}

/* array with the item at index replaced, or added at its end. */
static struct dkt_node with_at(struct dkt_arena *arena, const struct dkt_node *array, size_t index,
			       struct dkt_node item)
{
	bool is_array = dkt_is(array, DKT_ARRAY);
	size_t n = is_array ? array->size : 0;
	struct dkt_node *items;
	struct dkt_node out;

	items = copy_items(arena, is_array ? array->as.items : NULL, n, n + (index == n), &out);
	items[index] = item;
	return out;
}

struct dkt_node dkt_with_item(struct dkt_arena *arena, const struct dkt_node *array,
			      struct dkt_node item)
{
	return with_at(arena, array, dkt_is(array, DKT_ARRAY) ? array->size : 0, item);
}

/* --- by pointer ---------------------------------------------------------------------------------
 */

/* The index that a token means in an array, its size included for "-" and the next one. */
static bool array_index(const struct dkt_node *array, const char *token, size_t size,
			size_t *index_out)
{
	if (size == 1 && token[0] == '-') {
		*index_out = array->size;
		return true;
	}
	return dkt_pointer_index(token, size, index_out) && *index_out <= array->size;
}

/* One edit on its way down: what happens where the pointer ends. */
struct edit {
	struct dkt_arena *arena;
	const struct dkt_node *value; /* NULL: remove */
};

static bool edit_at(const struct edit *edit, const struct dkt_node *node, const char *rest,
		    unsigned depth, struct dkt_node *out);

static bool edit_item(const struct edit *edit, const struct dkt_node *array, const char *token,
		      size_t size, const char *rest, unsigned depth, struct dkt_node *out)
{
	struct dkt_node item;
	struct dkt_node *items;
	size_t index;

	if (!array_index(array, token, size, &index))
		return false;
	if (*rest != '\0' || edit->value != NULL) {
		if (!edit_at(edit, dkt_item(array, index), rest, depth, &item))
			return false;
		*out = with_at(edit->arena, array, index, item);
		return true;
	}
	if (index >= array->size)
		return false;
	items = copy_items(edit->arena, array->as.items, index, array->size - 1, out);
	if (index + 1 < array->size)
		memcpy(items + index, array->as.items + index + 1,
		       (array->size - index - 1) * sizeof *items);
	return true;
}

static bool edit_member(const struct edit *edit, const struct dkt_node *object, const char *token,
			size_t size, const char *rest, unsigned depth, struct dkt_node *out)
{
	const struct dkt_node *old = dkt_getn(object, token, size);
	struct dkt_node value;

	if (*rest == '\0' && edit->value == NULL) {
		if (old == NULL)
			return false;
		*out = without(edit->arena, object, token, size);
		return true;
	}
	if (!edit_at(edit, old, rest, depth, &value))
		return false;
	*out = with(edit->arena, object, token, size, value);
	return true;
}

/* node may be NULL: nothing is there yet. */
static bool edit_at(const struct edit *edit, const struct dkt_node *node, const char *rest,
		    unsigned depth, struct dkt_node *out)
{
	const char *token;
	size_t size;

	if (*rest == '\0') {
		*out = *edit->value;
		return true;
	}
	if (depth == DKT_MAX_DEPTH)
		return false;
	token = dkt_pointer_token(edit->arena, &rest, &size);
	if (dkt_is(node, DKT_OBJECT))
		return edit_member(edit, node, token, size, rest, depth + 1, out);
	if (dkt_is(node, DKT_ARRAY))
		return edit_item(edit, node, token, size, rest, depth + 1, out);
	return false;
}

bool dkt_with_pointer(struct dkt_arena *arena, const struct dkt_node *root, const char *pointer,
		      struct dkt_node value, struct dkt_node *out)
{
	struct edit edit = {.arena = arena, .value = &value};

	return dkt_pointer_valid(pointer) && edit_at(&edit, root, pointer, 0, out);
}

bool dkt_without_pointer(struct dkt_arena *arena, const struct dkt_node *root, const char *pointer,
			 struct dkt_node *out)
{
	struct edit edit = {.arena = arena, .value = NULL};

	return *pointer != '\0' && dkt_pointer_valid(pointer) &&
	       edit_at(&edit, root, pointer, 0, out);
}

/* --- copies -------------------------------------------------------------------------------------
 */

static struct dkt_node copy_array(struct dkt_arena *arena, const struct dkt_node *node)
{
	struct dkt_node out;
	struct dkt_node *items = copy_items(arena, NULL, 0, node->size, &out);

	for (size_t i = 0; i < node->size; i++)
		items[i] = dkt_copy(arena, &node->as.items[i]);
	return out;
}

static struct dkt_node copy_object(struct dkt_arena *arena, const struct dkt_node *node)
{
	struct dkt_node out;
	struct dkt_member *members =
		copy_members(arena, node->as.members, node->size, node->size, &out);

	for (size_t i = 0; i < node->size; i++) {
		members[i].key = dkt_arena_dup(arena, members[i].key, members[i].key_size);
		members[i].value = dkt_copy(arena, &members[i].value);
	}
	return out;
}

struct dkt_node dkt_copy(struct dkt_arena *arena, const struct dkt_node *node)
{
	struct dkt_node out = *node;

	switch ((enum dkt_kind)node->kind) {
	case DKT_NUMBER:
	case DKT_STRING:
		out.as.bytes = dkt_arena_dup(arena, node->as.bytes, node->size);
		break;
	case DKT_ARRAY:
		out = copy_array(arena, node);
		break;
	case DKT_OBJECT:
		out = copy_object(arena, node);
		break;
	default:
		break;
	}
	out.offset = node->offset;
	return out;
}
