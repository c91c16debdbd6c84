/*
 * shape.c - walking a shape. Shapes have as many members as a schema has properties, some tens, so
 * a member is looked for one by one.
 */
#include "json/shape.h"

#include <string.h>

#include "json/pointer.h"

const struct dkt_shape *dkt_shape_member(const struct dkt_shape *shape, const char *key,
					 size_t key_size)
{
	if (shape == NULL)
		return NULL;
	for (size_t i = 0; i < shape->n_members; i++) {
		const struct dkt_shape_member *member = &shape->members[i];

		if (member->key_size == key_size && memcmp(member->key, key, key_size) == 0)
			return member->shape;
	}
	return shape->rest;
}

const struct dkt_shape *dkt_shape_item(const struct dkt_shape *shape)
{
	return shape == NULL ? NULL : shape->item;
}

/* A token is a named member, else an index where the shape has items, else a key of a map. */
static const struct dkt_shape *step(const struct dkt_shape *shape, const char *token, size_t size)
{
	size_t index;

	for (size_t i = 0; i < shape->n_members; i++) {
		const struct dkt_shape_member *member = &shape->members[i];

		if (dkt_pointer_token_is(token, size, member->key, member->key_size))
			return member->shape;
	}
	if (shape->item != NULL &&
	    ((size == 1 && token[0] == '-') || dkt_pointer_index(token, size, &index)))
		return shape->item;
	return shape->rest;
}

const struct dkt_shape *dkt_shape_at(const struct dkt_shape *shape, const char *pointer)
{
	if (!dkt_pointer_valid(pointer))
		return NULL;
	while (shape != NULL && *pointer == '/') {
		size_t size = strcspn(pointer + 1, "/");

		shape = step(shape, pointer + 1, size);
		pointer += 1 + size;
	}
	return shape;
}
