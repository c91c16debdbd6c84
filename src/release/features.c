/*
 * features.c - GeoJSON, one feature on a line.
 *
 * A feature keeps what a map needs: id, title, and the record's scalars under the names of the
 * table's columns. Records without a place stay, with a null geometry, so that counts agree.
 *
 * Standard: RFC 7946.
 */
#include "release/exporting.h"

#include <string.h>

#include "base/str.h"
#include "record/label.h"
#include "json/canon.h"
#include "json/pointer.h"

int dkt_features_begin(struct dkt_exporting *state, struct dkt_err *err)
{
	const char *path = dkt_arena_printf(state->arena, "%s.geojson", state->collection->name);

	if (dkt_folder_add(state->folder, path, &state->features, err) < 0)
		return -1;
	dkt_buf_adds(&state->row, "{\"type\":\"FeatureCollection\",\"features\":[");
	return dkt_artefact_flush(state->features, &state->row, err);
}

static void add_key(struct dkt_buf *row, const char *key)
{
	dkt_canon_string(key, strlen(key), row);
	dkt_buf_addc(row, ':');
}

static void add_string(struct dkt_buf *row, const char *string)
{
	dkt_canon_string(string, strlen(string), row);
}

/* A scalar that a map can show: not the bookkeeping, not what has a name of its own here. */
static const struct dkt_node *shown(const struct dkt_column *column, const struct dkt_node *record)
{
	const struct dkt_node *value;

	if (column->kind != DKT_COL_VALUE || dkt_pointer_under(column->pointer, "/meta") ||
	    dkt_streq(column->name, "id") || dkt_streq(column->name, "title"))
		return NULL;
	value = dkt_pointer_get(record, column->pointer);
	return dkt_is(value, DKT_NULL) || dkt_is(value, DKT_ARRAY) || dkt_is(value, DKT_OBJECT)
		       ? NULL
		       : value;
}

static void add_properties(struct dkt_exporting *state, const struct dkt_node *record)
{
	struct dkt_buf *row = &state->row;

	dkt_buf_adds(row, "{\"id\":");
	add_string(row, state->last_id);
	dkt_buf_adds(row, ",\"title\":");
	add_string(row, dkt_record_label(state->job->config, state->collection, record, NULL));
	for (size_t i = 0; i < state->columns.n; i++) {
		const struct dkt_column *column = &state->columns.items[i];
		const struct dkt_node *value = shown(column, record);

		if (value == NULL)
			continue;
		dkt_buf_addc(row, ',');
		add_key(row, column->name);
		if (column->shape != NULL && column->shape->references != NULL &&
		    dkt_is(value, DKT_STRING))
			add_string(row, dkt_replaced_by(&state->replaced, value->as.bytes));
		else
			dkt_canon_line(value, column->shape, row);
	}
	dkt_buf_addc(row, '}');
}

int dkt_feature_add(struct dkt_exporting *state, const struct dkt_node *record, struct dkt_err *err)
{
	const char *pointer = state->collection->geometry;
	const struct dkt_node *geometry = dkt_pointer_get(record, pointer);
	struct dkt_buf *row = &state->row;

	dkt_buf_adds(row, state->n_records[state->at] == 0 ? "\n" : ",\n");
	dkt_buf_adds(row, "{\"type\":\"Feature\",\"id\":");
	add_string(row, state->last_id);
	dkt_buf_adds(row, ",\"geometry\":");
	if (dkt_is(geometry, DKT_OBJECT))
		dkt_canon_line(geometry, dkt_shape_at(state->shape, pointer), row);
	else
		dkt_buf_adds(row, "null");
	dkt_buf_adds(row, ",\"properties\":");
	add_properties(state, record);
	dkt_buf_addc(row, '}');
	return dkt_artefact_flush(state->features, row, err);
}

int dkt_features_end(struct dkt_exporting *state, struct dkt_err *err)
{
	dkt_buf_adds(&state->row, "\n]}\n");
	if (dkt_artefact_flush(state->features, &state->row, err) < 0)
		return -1;
	return dkt_artefact_end(state->features, err);
}
