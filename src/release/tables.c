/*
 * tables.c - the CSV files of a release: one row a record, a source, a tombstone.
 *
 * Each row is put together in one buffer and handed on; nothing is kept.
 */
#include "release/exporting.h"

#include <string.h>

#include "release/csv.h"
#include "json/pointer.h"

static const char *const source_fields[] = {"url",    "title",	  "publisher",
					    "issued", "language", "type"};
static const char *const tombstone_fields[] = {"date", "reason", "replaced_by", "decision",
					       "suppressed"};

#define N_OF(array) (sizeof(array) / sizeof(array)[0])

int dkt_tables_begin(struct dkt_exporting *state, struct dkt_err *err)
{
	if ((state->parts & DKT_EXPORT_CSV) == 0)
		return 0;
	if (dkt_folder_add(state->folder, "sources.csv", &state->sources, err) < 0 ||
	    dkt_folder_add(state->folder, "tombstones.csv", &state->tombstones, err) < 0)
		return -1;
	dkt_csv_cells(&state->row, true, "record");
	dkt_csv_cells(&state->row, false, "pointer");
	for (size_t i = 0; i < N_OF(source_fields); i++)
		dkt_csv_cells(&state->row, false, source_fields[i]);
	dkt_csv_end(&state->row);
	if (dkt_artefact_flush(state->sources, &state->row, err) < 0)
		return -1;
	dkt_csv_cells(&state->row, true, "collection");
	dkt_csv_cells(&state->row, false, "id");
	dkt_csv_cells(&state->row, false, "status");
	for (size_t i = 0; i < N_OF(tombstone_fields); i++)
		dkt_csv_cells(&state->row, false, tombstone_fields[i]);
	dkt_csv_end(&state->row);
	return dkt_artefact_flush(state->tombstones, &state->row, err);
}

int dkt_table_header(struct dkt_exporting *state, struct dkt_err *err)
{
	for (size_t i = 0; i < state->columns.n; i++)
		dkt_csv_cells(&state->row, i == 0, state->columns.items[i].name);
	dkt_csv_end(&state->row);
	return dkt_artefact_flush(state->table, &state->row, err);
}

/* The cell that was put together becomes the row's next one. */
static void end_cell(struct dkt_exporting *state, bool first)
{
	dkt_csv_cell(&state->row, first, dkt_buf_str(&state->cell), state->cell.size);
	state->row.over |= state->cell.over;
	dkt_buf_reset(&state->cell);
}

int dkt_table_row(struct dkt_exporting *state, const struct dkt_node *record, struct dkt_err *err)
{
	for (size_t i = 0; i < state->columns.n; i++) {
		dkt_column_text(&state->columns, &state->columns.items[i], record, &state->cell);
		end_cell(state, i == 0);
	}
	dkt_csv_end(&state->row);
	return dkt_artefact_flush(state->table, &state->row, err);
}

static void member_cells(struct dkt_exporting *state, const struct dkt_node *object,
			 const struct dkt_shape *shape, const char *const *fields, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		dkt_plain_text(state->job->config, dkt_get(object, fields[i]),
			       dkt_shape_member(shape, fields[i], strlen(fields[i])), &state->cell);
		end_cell(state, false);
	}
}

int dkt_source_rows(struct dkt_exporting *state, const struct dkt_node *record, struct dkt_err *err)
{
	const struct dkt_node *sources = dkt_get(record, "sources");
	const struct dkt_shape *shape =
		dkt_shape_item(dkt_shape_member(state->shape, "sources", strlen("sources")));

	if (!dkt_is(sources, DKT_ARRAY))
		return 0;
	for (size_t i = 0; i < sources->size; i++) {
		dkt_csv_cells(&state->row, true, state->last_id);
		dkt_buf_adds(&state->cell, "/sources");
		dkt_pointer_add_index(&state->cell, i);
		end_cell(state, false);
		member_cells(state, &sources->as.items[i], shape, source_fields,
			     N_OF(source_fields));
		dkt_csv_end(&state->row);
		if (dkt_artefact_flush(state->sources, &state->row, err) < 0)
			return -1;
	}
	return 0;
}

int dkt_tombstone_row(struct dkt_exporting *state, const struct dkt_node *record,
		      struct dkt_err *err)
{
	const struct dkt_node *meta = dkt_get(record, "meta");

	dkt_csv_cells(&state->row, true, state->collection->name);
	dkt_csv_cells(&state->row, false, state->last_id);
	dkt_plain_text(state->job->config, dkt_get(meta, "status"), NULL, &state->cell);
	end_cell(state, false);
	member_cells(state, dkt_get(meta, "tombstone"), NULL, tombstone_fields,
		     N_OF(tombstone_fields));
	dkt_csv_end(&state->row);
	return dkt_artefact_flush(state->tombstones, &state->row, err);
}
