/*
 * columns.h - a record as one row: which columns a shape makes, and what stands in each.
 *
 * In the order of the shape, named by the keys on the way joined with '.':
 *   a scalar                 one column; null and absent are empty
 *   a language map           one for each configured language ("title.en"), and "title.other" with
 *                            the rest as a list of "fr=..." items
 *   a list of scalars        one, a list (release/csv.h)
 *   a list of objects        "companies.count", and a list for each member that is a scalar or a
 *                            language map ("companies.role"); all have as many items as there are
 *                            objects. Of "sources" only the addresses: sources.csv has the rest
 *   the geometry             "geometry.longitude" and "geometry.latitude" of a point,
 *                            "geometry.geojson" of anything else
 *   what the schema does not describe, and what lies deeper than 8 levels: JSON on one line
 * References to replaced records are resolved to what replaces them. "meta.tombstone" has no
 * column.
 *
 * Floor: release.
 */
#ifndef RELEASE_COLUMNS_H
#define RELEASE_COLUMNS_H

#include "base/map.h"
#include "record/config.h"
#include "json/shape.h"

#define DKT_MAX_COLUMNS 1000

enum dkt_column_kind {
	DKT_COL_VALUE,	     /* a scalar, or JSON of something else */
	DKT_COL_LANGUAGE,    /* member `key` of a language map */
	DKT_COL_OTHER,	     /* the languages of a map that are not configured */
	DKT_COL_LIST,	     /* items of an array */
	DKT_COL_COUNT,	     /* number of items */
	DKT_COL_MEMBER_LIST, /* member `key` of each item */
	DKT_COL_LONGITUDE,
	DKT_COL_LATITUDE,
	DKT_COL_GEOJSON
};

struct dkt_column {
	enum dkt_column_kind kind;
	const char *name;
	const char *pointer;	       /* of the scalar, map, array or geometry in the record */
	const char *key;	       /* language or member; else NULL */
	const struct dkt_shape *shape; /* of the value, item or member; may be NULL */
};

struct dkt_columns {
	const struct dkt_column *items;
	size_t n;
	const struct dkt_config *config;
	const struct dkt_map *replaced; /* id to the id that replaces it (const char *), or NULL */
};

/* The columns of a collection. DKT_ELIMIT for more than DKT_MAX_COLUMNS. Strings live in the arena.
 */
DKT_MUST_CHECK int dkt_columns_make(struct dkt_arena *arena, const struct dkt_config *config,
				    const struct dkt_collection *collection,
				    const struct dkt_shape *shape, struct dkt_columns *out,
				    struct dkt_err *err);

/* Append what stands in the record's cell of that column: text, not yet quoted. */
void dkt_column_text(const struct dkt_columns *columns, const struct dkt_column *column,
		     const struct dkt_node *record, struct dkt_buf *out);

/* A scalar as text; a language map in the first configured language it has; JSON otherwise. */
void dkt_plain_text(const struct dkt_config *config, const struct dkt_node *value,
		    const struct dkt_shape *shape, struct dkt_buf *out);

/* The id that stands for this one: itself, or what replaced it, at most 16 steps on. */
const char *dkt_replaced_by(const struct dkt_map *replaced, const char *id);

#endif
