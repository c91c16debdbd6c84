/*
 * columns.c - flattening, planned once for a collection and done for each record.
 *
 * The plan comes from the shape and not from the records, so that a release has the same columns
 * whether or not a field is used, and no second pass over the data is needed. A shape is a graph
 * and may refer to itself: depth and number of columns are limited.
 */
#include "release/columns.h"

#include <string.h>

#include "base/error.h"
#include "base/str.h"
#include "release/csv.h"
#include "json/canon.h"
#include "json/pointer.h"

#define MAX_DEPTH   8
#define MAX_STEPS   16
#define CELL_MAX    DKT_MAX_TEXT
#define POINTER_MAX 4096

struct planner {
	struct dkt_arena *arena;
	const struct dkt_config *config;
	const struct dkt_collection *collection;
	struct dkt_column *items; /* room for DKT_MAX_COLUMNS */
	size_t n;
	bool over;
};

/* --- the plan --- */

static void plan_one(struct planner *planner, const struct dkt_column *column)
{
	if (planner->n == DKT_MAX_COLUMNS)
		planner->over = true;
	else
		planner->items[planner->n++] = *column;
}

static const char *name_join(struct planner *planner, const char *name, const char *key)
{
	return name[0] == '\0' ? dkt_arena_dups(planner->arena, key)
			       : dkt_arena_printf(planner->arena, "%s.%s", name, key);
}

static const char *pointer_join(struct planner *planner, const char *pointer, const char *key,
				size_t key_size)
{
	struct dkt_buf buf = DKT_BUF_INIT(POINTER_MAX);
	const char *joined;

	dkt_buf_adds(&buf, pointer);
	dkt_pointer_add_key(&buf, key, key_size);
	joined = dkt_arena_dup(planner->arena, dkt_buf_str(&buf), buf.size);
	dkt_buf_clear(&buf);
	return joined;
}

static bool is_map(const struct dkt_shape *shape)
{
	return shape != NULL && shape->rest != NULL && shape->n_members == 0;
}

/* A map whose values are scalars: all such maps in a dataset are texts by language. */
static bool is_language_map(const struct dkt_shape *shape)
{
	return shape != NULL && is_map(shape) && shape->rest->n_members == 0 &&
	       shape->rest->item == NULL && shape->rest->rest == NULL;
}

static bool is_scalar(const struct dkt_shape *shape)
{
	return shape == NULL ||
	       (shape->n_members == 0 && shape->item == NULL && shape->rest == NULL);
}

static void plan_languages(struct planner *planner, const struct dkt_column *map)
{
	struct dkt_column column = *map;

	column.kind = DKT_COL_LANGUAGE;
	for (size_t i = 0; i < planner->config->n_languages; i++) {
		column.key = planner->config->languages[i];
		column.name = name_join(planner, map->name, column.key);
		plan_one(planner, &column);
	}
	column.kind = DKT_COL_OTHER;
	column.key = NULL;
	column.name = name_join(planner, map->name, "other");
	plan_one(planner, &column);
}

static void plan_geometry(struct planner *planner, const struct dkt_column *geometry)
{
	static const struct {
		enum dkt_column_kind kind;
		const char *name;
	} parts[] = {{DKT_COL_LONGITUDE, "longitude"},
		     {DKT_COL_LATITUDE, "latitude"},
		     {DKT_COL_GEOJSON, "geojson"}};
	struct dkt_column column = *geometry;

	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
		column.kind = parts[i].kind;
		column.name = name_join(planner, geometry->name, parts[i].name);
		plan_one(planner, &column);
	}
}

static void plan_objects(struct planner *planner, const struct dkt_column *list)
{
	const struct dkt_shape *item = list->shape->item;
	bool sources = dkt_streq(list->pointer, "/sources");
	struct dkt_column column = *list;

	column.kind = DKT_COL_COUNT;
	column.name = name_join(planner, list->name,
				dkt_shape_member(item, "count", 5) == NULL ? "count" : "items");
	plan_one(planner, &column);
	column.kind = DKT_COL_MEMBER_LIST;
	for (size_t i = 0; i < item->n_members; i++) {
		const struct dkt_shape_member *member = &item->members[i];

		if ((sources && !dkt_streq(member->key, "url")) ||
		    (!is_scalar(member->shape) && !is_language_map(member->shape)))
			continue;
		column.key = member->key;
		column.shape = member->shape;
		column.name = name_join(planner, list->name, member->key);
		plan_one(planner, &column);
	}
}

static void plan(struct planner *planner, const struct dkt_column *place, unsigned depth);

static void plan_members(struct planner *planner, const struct dkt_column *place, unsigned depth)
{
	for (size_t i = 0; i < place->shape->n_members && !planner->over; i++) {
		const struct dkt_shape_member *member = &place->shape->members[i];
		struct dkt_column column = {.shape = member->shape};

		column.name = name_join(planner, place->name, member->key);
		column.pointer =
			pointer_join(planner, place->pointer, member->key, member->key_size);
		plan(planner, &column, depth + 1);
	}
}

static void plan(struct planner *planner, const struct dkt_column *place, unsigned depth)
{
	const struct dkt_shape *shape = place->shape;
	const char *geometry = planner->collection->geometry;
	struct dkt_column column = *place;

	if (dkt_streq(place->pointer, "/meta/tombstone"))
		return;
	if (geometry != NULL && dkt_streq(place->pointer, geometry))
		plan_geometry(planner, place);
	else if (is_scalar(shape) || depth >= MAX_DEPTH)
		plan_one(planner, &column);
	else if (shape->n_members > 0)
		plan_members(planner, place, depth);
	else if (is_language_map(shape))
		plan_languages(planner, place);
	else if (shape->item != NULL && shape->item->n_members > 0)
		plan_objects(planner, place);
	else {
		column.kind = shape->item != NULL ? DKT_COL_LIST : DKT_COL_VALUE;
		column.shape = shape->item != NULL ? shape->item : shape;
		plan_one(planner, &column);
	}
}

int dkt_columns_make(struct dkt_arena *arena, const struct dkt_config *config,
		     const struct dkt_collection *collection, const struct dkt_shape *shape,
		     struct dkt_columns *out, struct dkt_err *err)
{
	struct planner planner = {.arena = arena, .config = config, .collection = collection};
	struct dkt_column root = {.name = "", .pointer = "", .shape = shape};

	planner.items = DKT_NEW_N(arena, struct dkt_column, DKT_MAX_COLUMNS);
	if (shape != NULL)
		plan_members(&planner, &root, 0);
	if (planner.over)
		return dkt_fail(
			err, DKT_ELIMIT,
			"%s has more than %d columns; its schema nests too much for a table",
			collection->name, DKT_MAX_COLUMNS);
	*out = (struct dkt_columns){.items = planner.items, .n = planner.n, .config = config};
	return 0;
}

/* --- the cells --- */

const char *dkt_replaced_by(const struct dkt_map *replaced, const char *id)
{
	for (unsigned step = 0; replaced != NULL && step < MAX_STEPS; step++) {
		const char *next = dkt_map_get(replaced, id, strlen(id));

		if (next == NULL)
			break;
		id = next;
	}
	return id;
}

static const struct dkt_node *in_best_language(const struct dkt_config *config,
					       const struct dkt_node *map)
{
	for (size_t i = 0; i < config->n_languages; i++) {
		const struct dkt_node *text = dkt_get(map, config->languages[i]);

		if (dkt_is(text, DKT_STRING))
			return text;
	}
	for (size_t i = 0; i < dkt_size(map); i++)
		if (dkt_is(&map->as.members[i].value, DKT_STRING))
			return &map->as.members[i].value;
	return NULL;
}

void dkt_plain_text(const struct dkt_config *config, const struct dkt_node *value,
		    const struct dkt_shape *shape, struct dkt_buf *out)
{
	if (dkt_is(value, DKT_OBJECT) && is_language_map(shape))
		value = in_best_language(config, value);
	if (value == NULL || dkt_is(value, DKT_NULL))
		return;
	if (dkt_is(value, DKT_STRING))
		dkt_buf_add(out, value->as.bytes, value->size);
	else
		dkt_canon_line(value, shape, out);
}

static void value_text(const struct dkt_columns *columns, const struct dkt_column *column,
		       const struct dkt_node *value, struct dkt_buf *out)
{
	if (column->shape != NULL && column->shape->references != NULL && dkt_is(value, DKT_STRING))
		dkt_buf_adds(out, dkt_replaced_by(columns->replaced, value->as.bytes));
	else
		dkt_plain_text(columns->config, value, column->shape, out);
}

static void list_text(const struct dkt_columns *columns, const struct dkt_column *column,
		      const struct dkt_node *array, struct dkt_buf *out)
{
	struct dkt_buf item = DKT_BUF_INIT(CELL_MAX);

	for (size_t i = 0; i < dkt_size(array); i++) {
		const struct dkt_node *value = &array->as.items[i];

		if (column->key != NULL)
			value = dkt_get(value, column->key);
		dkt_buf_reset(&item);
		value_text(columns, column, value, &item);
		dkt_csv_item(out, i == 0, dkt_buf_str(&item), item.size);
	}
	dkt_buf_clear(&item);
}

static bool is_configured(const struct dkt_config *config, const char *tag)
{
	for (size_t i = 0; i < config->n_languages; i++)
		if (dkt_streq(config->languages[i], tag))
			return true;
	return false;
}

static void other_text(const struct dkt_config *config, const struct dkt_node *map,
		       struct dkt_buf *out)
{
	struct dkt_buf item = DKT_BUF_INIT(CELL_MAX);
	bool first = true;

	for (size_t i = 0; i < dkt_size(map); i++) {
		const struct dkt_member *member = &map->as.members[i];

		if (is_configured(config, member->key))
			continue;
		dkt_buf_reset(&item);
		dkt_buf_add(&item, member->key, member->key_size);
		dkt_buf_addc(&item, '=');
		dkt_plain_text(config, &member->value, NULL, &item);
		dkt_csv_item(out, first, dkt_buf_str(&item), item.size);
		first = false;
	}
	dkt_buf_clear(&item);
}

static void geometry_text(const struct dkt_column *column, const struct dkt_node *geometry,
			  struct dkt_buf *out)
{
	const char *type = dkt_get_string(geometry, "type");
	bool point = type != NULL && dkt_streq(type, "Point");
	const struct dkt_node *coordinate;

	if (column->kind == DKT_COL_GEOJSON) {
		if (!point && dkt_is(geometry, DKT_OBJECT))
			dkt_canon_line(geometry, column->shape, out);
		return;
	}
	coordinate = dkt_item(dkt_get(geometry, "coordinates"),
			      column->kind == DKT_COL_LATITUDE ? 1 : 0);
	if (point && dkt_is(coordinate, DKT_NUMBER))
		dkt_canon_line(coordinate, NULL, out);
}

void dkt_column_text(const struct dkt_columns *columns, const struct dkt_column *column,
		     const struct dkt_node *record, struct dkt_buf *out)
{
	const struct dkt_node *value = dkt_pointer_get(record, column->pointer);

	if (value == NULL)
		return;
	switch (column->kind) {
	case DKT_COL_VALUE:
		value_text(columns, column, value, out);
		break;
	case DKT_COL_LANGUAGE:
		dkt_plain_text(columns->config, dkt_get(value, column->key), NULL, out);
		break;
	case DKT_COL_OTHER:
		if (dkt_is(value, DKT_OBJECT))
			other_text(columns->config, value, out);
		break;
	case DKT_COL_LIST:
	case DKT_COL_MEMBER_LIST:
		if (dkt_is(value, DKT_ARRAY))
			list_text(columns, column, value, out);
		break;
	case DKT_COL_COUNT:
		dkt_buf_addf(out, "%zu", dkt_is(value, DKT_ARRAY) ? value->size : 0);
		break;
	case DKT_COL_LONGITUDE:
	case DKT_COL_LATITUDE:
	case DKT_COL_GEOJSON:
		geometry_text(column, value, out);
		break;
	}
}
