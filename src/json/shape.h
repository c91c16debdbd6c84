/*
 * shape.h - what a schema says of the places in a value beyond validity: the order of keys, which
 * lists are sets, which strings name records, which fields must be sourced, what to call them.
 *
 * Made by schema/ from a compiled schema, read by everyone above. It is a graph: a schema that
 * refers to itself has a shape that refers to itself. Const and shared between threads once made.
 *
 * Floor: json.
 */
#ifndef JSON_SHAPE_H
#define JSON_SHAPE_H

#include "json/text.h"

struct dkt_shape;

struct dkt_shape_member {
	const char *key;
	size_t key_size;
	const struct dkt_shape *shape;
};

struct dkt_shape {
	const struct dkt_shape_member
		*members; /* in the order in which canonical form writes them */
	size_t n_members;
	const struct dkt_shape *item; /* of the items of an array, or NULL */
	const struct dkt_shape *rest; /* of members not named above (a map), or NULL */
	const char *set_key; /* NULL: a list whose order matters; "": a set of values; "/url": a set
				by that key */
	const char *references; /* collection whose ids stand here, or NULL */
	const char *group;	/* x-docket group, or NULL */
	const char *widget;	/* x-docket widget, or NULL */
	bool sourced;		/* this field must be named by some source's supports */
	bool facet;
	bool read_only;
	const struct dkt_node *docket; /* the whole x-docket object, or NULL */
	const struct dkt_node *label;  /* language map, or NULL */
	const char *title;	       /* of the schema, or NULL */
	const char *description;       /* of the schema, or NULL */
};

/* The shape of a member or item; NULL when the schema says nothing of it. shape may be NULL. */
const struct dkt_shape *dkt_shape_member(const struct dkt_shape *shape, const char *key,
					 size_t key_size);
const struct dkt_shape *dkt_shape_item(const struct dkt_shape *shape);

/* The shape at a JSON pointer; indexes and "-" go through item. NULL when unknown. */
const struct dkt_shape *dkt_shape_at(const struct dkt_shape *shape, const char *pointer);

#endif
