/*
 * export.c - the walk over the tagged commit, record by record.
 *
 * A million records fit no memory. git's tree order is the order of ids (fanout folders are the
 * ids' own characters), so one walk writes every file of a collection in order; that order is
 * checked, not trusted. A first walk finds replaced records, because references to them are
 * resolved in the tables; it reads all bytes but parses only the few that speak of a tombstone.
 */
#include "release/export.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/str.h"
#include "record/ident.h"
#include "record/meta.h"
#include "release/exporting.h"
#include "json/canon.h"

#define ROW_MAX	      (2 * DKT_MAX_TEXT)
#define PATH_MAX_SIZE 256

static int parse(struct dkt_exporting *state, const struct dkt_entry *entry,
		 struct dkt_node *record_out, struct dkt_err *err)
{
	struct dkt_text text;
	struct dkt_text_fault fault;

	dkt_arena_reset(state->record_arena);
	if (!dkt_text_parse(&text, state->record_arena, entry->bytes, entry->size, &fault))
		return dkt_fail(err, DKT_EFORMAT, "%s is not JSON: %s", entry->path,
				fault.sentence);
	*record_out = text.root;
	return 0;
}

static bool is_tombstone(const struct dkt_node *record)
{
	const char *status = dkt_meta_status(record);

	return dkt_streq(status, "retired") || dkt_streq(status, "replaced");
}

/* --- the first walk --- */

static bool contains(const char *bytes, size_t size, const char *word)
{
	size_t length = strlen(word);
	const char *at = bytes;
	const char *end = bytes + size;

	while (at < end && (at = memchr(at, word[0], (size_t)(end - at))) != NULL) {
		if ((size_t)(end - at) >= length && memcmp(at, word, length) == 0)
			return true;
		at++;
	}
	return false;
}

static int note_replaced(void *data, const struct dkt_entry *entry, struct dkt_err *err)
{
	struct dkt_exporting *state = data;
	struct dkt_node record;
	const char *id;
	const char *next;

	if (entry->bytes == NULL || !contains(entry->bytes, entry->size, "replaced_by"))
		return 0;
	if (parse(state, entry, &record, err) < 0)
		return -1;
	id = dkt_get_string(&record, "id");
	next = dkt_get_string(dkt_get(dkt_get(&record, "meta"), "tombstone"), "replaced_by");
	if (id != NULL && next != NULL) {
		id = dkt_arena_dups(state->arena, id);
		(void)dkt_map_put(&state->replaced, id, strlen(id),
				  dkt_arena_dups(state->arena, next));
	}
	return 0;
}

/* --- the walk over a collection --- */

/* The id in the file's name, where the file stands in its place and behind the one before. */
static int take_id(struct dkt_exporting *state, const char *path, struct dkt_err *err)
{
	const struct dkt_collection *collection = state->collection;
	const char *slash = strrchr(path, '/');
	const char *name = slash == NULL ? path : slash + 1;
	size_t size = strlen(name);
	char id[DKT_ID_SIZE];
	char proper[PATH_MAX_SIZE];

	if (size <= strlen(".json") || size - strlen(".json") >= sizeof id)
		return dkt_fail(err, DKT_EFORMAT, "%s is not named like a record", path);
	memcpy(id, name, size - strlen(".json"));
	id[size - strlen(".json")] = '\0';
	if (dkt_id_check(id, collection->prefix) != DKT_ID_GOOD)
		return dkt_fail(err, DKT_EFORMAT, "%s is not named like a record", path);
	dkt_record_path(collection->name, collection->fanout, id, proper);
	if (!dkt_streq(proper, path))
		return dkt_fail(err, DKT_EFORMAT, "%s is not in its place, which is %s", path,
				proper);
	if (strcmp(id, state->last_id) <= 0)
		return dkt_fail(err, DKT_EBUG, "%s comes behind %s", path, state->last_id);
	memcpy(state->last_id, id, sizeof id);
	return 0;
}

static int write_record(struct dkt_exporting *state, const struct dkt_node *record,
			struct dkt_err *err)
{
	if (state->lines != NULL) {
		dkt_canon_line(record, state->shape, &state->row);
		dkt_buf_addc(&state->row, '\n');
		if (dkt_artefact_flush(state->lines, &state->row, err) < 0)
			return -1;
	}
	if (state->table != NULL &&
	    (dkt_table_row(state, record, err) < 0 || dkt_source_rows(state, record, err) < 0))
		return -1;
	if (state->features != NULL && dkt_feature_add(state, record, err) < 0)
		return -1;
	state->n_records[state->at]++;
	return 0;
}

static int take_entry(void *data, const struct dkt_entry *entry, struct dkt_err *err)
{
	struct dkt_exporting *state = data;
	struct dkt_node record;
	const char *id;

	if (!dkt_ends(entry->path, ".json"))
		return 0; /* a note for people, such as README.md */
	if (take_id(state, entry->path, err) < 0 || parse(state, entry, &record, err) < 0)
		return -1;
	id = dkt_get_string(&record, "id");
	if (id == NULL || !dkt_streq(id, state->last_id))
		return dkt_fail(err, DKT_EFORMAT, "%s says that its id is %s", entry->path,
				id == NULL ? "missing" : id);
	if (!is_tombstone(&record))
		return write_record(state, &record, err);
	state->n_tombstones[state->at]++;
	return state->tombstones == NULL ? 0 : dkt_tombstone_row(state, &record, err);
}

static int begin_collection(struct dkt_exporting *state, struct dkt_err *err)
{
	const char *name = state->collection->name;
	struct dkt_folder *folder = state->folder;

	state->lines = NULL;
	state->table = NULL;
	state->features = NULL;
	state->last_id[0] = '\0';
	if (dkt_columns_make(state->arena, state->job->config, state->collection, state->shape,
			     &state->columns, err) < 0)
		return -1;
	state->columns.replaced = &state->replaced;
	if ((state->parts & DKT_EXPORT_JSONL) != 0 &&
	    dkt_folder_add(folder, dkt_arena_printf(state->arena, "%s.jsonl", name), &state->lines,
			   err) < 0)
		return -1;
	if ((state->parts & DKT_EXPORT_CSV) != 0 &&
	    (dkt_folder_add(folder, dkt_arena_printf(state->arena, "%s.csv", name), &state->table,
			    err) < 0 ||
	     dkt_table_header(state, err) < 0))
		return -1;
	if ((state->parts & DKT_EXPORT_GEOJSON) != 0 && state->collection->geometry != NULL)
		return dkt_features_begin(state, err);
	return 0;
}

static int end_collection(struct dkt_exporting *state, struct dkt_err *err)
{
	if (state->lines != NULL && dkt_artefact_end(state->lines, err) < 0)
		return -1;
	if (state->table != NULL && dkt_artefact_end(state->table, err) < 0)
		return -1;
	return state->features == NULL ? 0 : dkt_features_end(state, err);
}

static int write_collection(struct dkt_exporting *state, size_t at, struct dkt_err *err)
{
	char folder[PATH_MAX_SIZE];

	state->at = at;
	state->collection = &state->job->config->collections[at];
	state->shape = state->job->shapes[at];
	(void)snprintf(folder, sizeof folder, "reviewed/%s", state->collection->name);
	if (begin_collection(state, err) < 0 ||
	    dkt_repo_walk(state->job->repo, state->job->commit, folder, true, take_entry, state,
			  err) < 0 ||
	    end_collection(state, err) < 0)
		return dkt_note(err, "exporting %s", state->collection->name);
	return 0;
}

/* --- schemas --- */

static int copy_schema(void *data, const struct dkt_entry *entry, struct dkt_err *err)
{
	struct dkt_exporting *state = data;

	if (!dkt_ends(entry->path, ".json") || dkt_starts(entry->path, "schemas/docket/"))
		return 0;
	return dkt_folder_put(state->folder, entry->path, entry->bytes, entry->size, err);
}

/* --- all of it --- */

static int write_shared(struct dkt_exporting *state, struct dkt_err *err)
{
	if (state->sources != NULL && (dkt_artefact_end(state->sources, err) < 0 ||
				       dkt_artefact_end(state->tombstones, err) < 0))
		return -1;
	if ((state->parts & DKT_EXPORT_SCHEMAS) != 0 &&
	    dkt_repo_walk(state->job->repo, state->job->commit, "schemas", true, copy_schema, state,
			  err) < 0)
		return -1;
	if (dkt_manifest_put(state, err) < 0)
		return -1;
	return dkt_sums_put(state, err);
}

/* Tables that every release has cannot also be a collection's. */
static int check_names(const struct dkt_config *config, struct dkt_err *err)
{
	for (size_t i = 0; i < config->n_collections; i++) {
		const char *name = config->collections[i].name;

		if (dkt_streq(name, "sources") || dkt_streq(name, "tombstones"))
			return dkt_fail(err, DKT_EFORMAT,
					"a collection cannot be called %s: every release has a "
					"table of that name",
					name);
	}
	return 0;
}

static int write_all(struct dkt_exporting *state, struct dkt_err *err)
{
	const struct dkt_export *job = state->job;

	if (check_names(job->config, err) < 0)
		return -1;
	if ((state->parts & (DKT_EXPORT_CSV | DKT_EXPORT_GEOJSON)) != 0 &&
	    dkt_repo_walk(job->repo, job->commit, "reviewed", true, note_replaced, state, err) < 0)
		return -1;
	if (dkt_tables_begin(state, err) < 0)
		return -1;
	for (size_t i = 0; i < job->config->n_collections; i++)
		if (write_collection(state, i, err) < 0)
			return -1;
	if (write_shared(state, err) < 0)
		return -1;
	return dkt_folder_finish(state->folder, err);
}

int dkt_export(const struct dkt_export *job, struct dkt_err *err)
{
	DKT_AUTO(folder) struct dkt_folder *folder = NULL;
	DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();
	DKT_AUTO(arena) struct dkt_arena *record_arena = dkt_arena_new();
	struct dkt_exporting state = {.job = job, .arena = arena, .record_arena = record_arena};
	int rc;

	if (dkt_folder_new(job->out_dir, &folder, err) < 0)
		return dkt_note(err, "exporting %s", job->version);
	state.folder = folder;
	state.parts = job->only == 0 ? DKT_EXPORT_ALL : job->only;
	state.n_records = DKT_NEW_N(arena, size_t, job->config->n_collections);
	state.n_tombstones = DKT_NEW_N(arena, size_t, job->config->n_collections);
	dkt_buf_init(&state.row, ROW_MAX);
	dkt_buf_init(&state.cell, DKT_MAX_TEXT);
	rc = write_all(&state, err);
	dkt_buf_clear(&state.row);
	dkt_buf_clear(&state.cell);
	dkt_map_clear(&state.replaced);
	return rc < 0 ? dkt_note(err, "exporting %s", job->version) : 0;
}
