/*
 * context.c - opening a dataset: find it, read docket.json, maintainers.json and the schemas,
 * compile them once.
 *
 * All of them come from one place, the tip of main or the folder, so that a command never mixes the
 * rules of one moment with the records of another.
 */
#include "flow/context.h"

#include <assert.h>
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/str.h"
#include "flow/builtin.h"
#include "record/ident.h"
#include "record/meta.h"

#include "base/banned.h"

#define MAX_CONFIG ((size_t)4 << 20)

const struct dkt_schema *dkt_context_schema(const struct dkt *d,
					    const struct dkt_collection *collection)
{
	return d->compiled[collection - d->config->collections];
}

const struct dkt_shape *dkt_context_shape(const struct dkt *d,
					  const struct dkt_collection *collection)
{
	return dkt_schema_shape(dkt_context_schema(d, collection));
}

int dkt_context_need_repo(const struct dkt *d, struct dkt_err *err)
{
	if (d->repo != NULL && d->from == DKT_FROM_TIP)
		return 0;
	(void)dkt_fail(err, DKT_EUSAGE, "this needs the dataset's git repository");
	return dkt_hint(err, "run it in a clone, or make one with: docket init");
}

int dkt_context_net(struct dkt *d, struct dkt_err *err)
{
	if (d->net != NULL)
		return 0;
	return dkt_net_open(d->net_file, &d->net, err);
}

int dkt_context_index(struct dkt *d, struct dkt_err *err)
{
	char *path;
	int result;

	if (d->index != NULL)
		return 0;
	if (dkt_dir_make(dkt_repo_state_dir(d->repo), err) < 0)
		return dkt_note(err, "opening the index");
	path = dkt_path_join(dkt_repo_state_dir(d->repo), "index.db");
	result = dkt_index_open(path, &d->index, err);
	free(path);
	return result;
}

int dkt_context_state(struct dkt *d, struct dkt_err *err)
{
	char *path;
	int result;

	if (d->state != NULL)
		return 0;
	if (dkt_dir_make(dkt_repo_state_dir(d->repo), err) < 0)
		return dkt_note(err, "opening state.db");
	path = dkt_path_join(dkt_repo_state_dir(d->repo), "state.db");
	result = dkt_statedb_open(path, &d->state, err);
	free(path);
	return result;
}

int dkt_context_read(struct dkt *d, const char *path, size_t max, struct dkt_buf *out,
		     char blob_out[DKT_OID_HEX], struct dkt_err *err)
{
	char *file;
	int result;

	if (d->from == DKT_FROM_TIP)
		return dkt_repo_read(d->repo, d->tip, path, out, blob_out, err);
	file = dkt_path_join(d->dir, path);
	result = dkt_file_read(file, max, out, err);
	if (result == 0 && blob_out != NULL)
		dkt_blob_id(dkt_buf_str(out), out->size, blob_out);
	free(file);
	return result;
}

/* --- configuration and schemas --- */

static int refused(struct dkt_err *err, const char *what)
{
	(void)dkt_fail(err, DKT_EFINDINGS, "%s has mistakes", what);
	return dkt_hint(err, "mend them first; nothing was done");
}

/* Check one of Docket's own documents against its built-in schema, then hand its bytes to the
 * reader. */
static bool check_own(const char *schema, const char *name, const struct dkt_buf *bytes,
		      struct dkt_report *report)
{
	size_t errors = dkt_report_count(report, DKT_ERROR);
	struct dkt_arena *arena = dkt_arena_new();
	struct dkt_text text;

	dkt_report_file(report, name, dkt_buf_str(bytes), bytes->size, "");
	if (dkt_text_examine(&text, arena, dkt_buf_str(bytes), bytes->size, report))
		dkt_builtin_check(schema, &text.root, report);
	dkt_arena_free(arena);
	return dkt_report_count(report, DKT_ERROR) == errors;
}

static int read_config(struct dkt *d, struct dkt_report *report, struct dkt_err *err)
{
	struct dkt_buf bytes = DKT_BUF_INIT(MAX_CONFIG);
	int result = dkt_context_read(d, "docket.json", MAX_CONFIG, &bytes, d->policy, err);

	if (result == 0) {
		if (check_own("config", "docket.json", &bytes, report))
			d->config = dkt_config_read(d->arena, "docket.json", dkt_buf_str(&bytes),
						    bytes.size, report);
		if (d->config == NULL)
			result = refused(err, "docket.json");
	} else if (err->code == DKT_ENOENT) {
		(void)dkt_hint(
			err, "a dataset has a docket.json at its top; make one with: docket init");
	}
	dkt_report_file(report, "", NULL, 0, "");
	dkt_buf_clear(&bytes);
	return result;
}

static int read_people(struct dkt *d, struct dkt_report *report, struct dkt_err *err)
{
	struct dkt_buf bytes = DKT_BUF_INIT(MAX_CONFIG);
	int result = dkt_context_read(d, "maintainers.json", MAX_CONFIG, &bytes, NULL, err);

	if (result == 0) {
		if (check_own("maintainers", "maintainers.json", &bytes, report))
			d->people = dkt_people_read(d->arena, "maintainers.json",
						    dkt_buf_str(&bytes), bytes.size, report);
		if (d->people == NULL)
			result = refused(err, "maintainers.json");
	}
	dkt_report_file(report, "", NULL, 0, "");
	dkt_buf_clear(&bytes);
	return result;
}

struct schema_loading {
	struct dkt *d;
	struct dkt_report *report;
};

static int add_schema(void *data, const struct dkt_entry *entry, struct dkt_err *err)
{
	struct schema_loading *loading = data;

	(void)err;
	if (dkt_ends(entry->path, ".schema.json") && !dkt_starts(entry->path, "schemas/docket/"))
		(void)dkt_schemas_add(loading->d->schemas, entry->path, entry->bytes, entry->size,
				      loading->report);
	return 0;
}

static int add_schema_file(struct schema_loading *loading, const char *name, struct dkt_err *err)
{
	struct dkt_buf bytes = DKT_BUF_INIT(MAX_CONFIG);
	char *path = dkt_path_join("schemas", name);
	int result = dkt_context_read(loading->d, path, MAX_CONFIG, &bytes, NULL, err);

	if (result == 0)
		(void)dkt_schemas_add(loading->d->schemas, path, dkt_buf_str(&bytes), bytes.size,
				      loading->report);
	free(path);
	dkt_buf_clear(&bytes);
	return result;
}

static int add_schema_files(struct schema_loading *loading, struct dkt_err *err)
{
	char *path = dkt_path_join(loading->d->dir, "schemas");
	DIR *dir = opendir(path);
	struct dirent *entry;
	int result = 0;

	free(path);
	if (dir == NULL)
		return 0;
	// NOLINTNEXTLINE(concurrency-mt-unsafe): nobody else reads this stream
	while (result == 0 && (entry = readdir(dir)) != NULL) {
		if (dkt_ends(entry->d_name, ".schema.json") && entry->d_name[0] != '.')
			result = add_schema_file(loading, entry->d_name, err);
	}
	(void)closedir(dir);
	return result;
}

static int compile_schemas(struct dkt *d, struct dkt_report *report, struct dkt_err *err)
{
	struct schema_loading loading = {d, report};
	const struct dkt_config *config = d->config;

	assert(config != NULL);
	d->schemas = dkt_schemas_new();
	d->compiled = DKT_NEW_N(d->arena, const struct dkt_schema *, config->n_collections);
	if (d->from == DKT_FROM_TIP) {
		if (dkt_repo_walk(d->repo, d->tip, "schemas", true, add_schema, &loading, err) < 0)
			return dkt_note(err, "reading the schemas");
	} else if (add_schema_files(&loading, err) < 0) {
		return dkt_note(err, "reading the schemas");
	}
	for (size_t i = 0; i < config->n_collections; i++) {
		d->compiled[i] =
			dkt_schemas_compile(d->schemas, config->collections[i].schema, report);
		if (d->compiled[i] != NULL)
			continue;
		(void)refused(err, config->collections[i].schema);
		return dkt_where(err, "%s", config->collections[i].schema);
	}
	return 0;
}

static int load(struct dkt *d, struct dkt_report *report, struct dkt_err *err)
{
	if (read_config(d, report, err) < 0 || read_people(d, report, err) < 0)
		return -1;
	return compile_schemas(d, report, err);
}

void dkt_context_moved(struct dkt *d, const char *tip)
{
	memcpy(d->tip, tip, DKT_OID_HEX);
	dkt_map_clear(&d->known);
}

/* --- open and close --- */

/* The folder at or above dir that has a docket.json; in the heap, or NULL. */
static char *find_folder(const char *dir)
{
	char *path = realpath(dir, NULL);

	while (path != NULL) {
		char *config = dkt_path_join(path, "docket.json");
		bool here = dkt_file_exists(config);
		char *slash;

		free(config);
		if (here)
			return path;
		slash = strrchr(path, '/');
		if (slash == NULL || slash == path)
			break;
		*slash = '\0';
	}
	free(path);
	return NULL;
}

static int open_files(struct dkt *d, const char *dir, struct dkt_err *err)
{
	char *folder = find_folder(dir);

	if (folder == NULL) {
		(void)dkt_fail(err, DKT_ENOENT,
			       "there is no dataset here or above (no docket.json)");
		(void)dkt_where(err, "%s", dir);
		return dkt_hint(err, "make one with: docket init DIR");
	}
	d->dir = dkt_arena_dups(d->arena, folder);
	free(folder);
	return 0;
}

static int open_tip(struct dkt *d, const struct dkt_options *options, struct dkt_err *err)
{
	const char *work;

	if (dkt_repo_open(d->opened, options->state_dir, &d->repo, err) < 0)
		return -1;
	work = dkt_repo_work_dir(d->repo);
	d->dir = work == NULL ? NULL : dkt_arena_dups(d->arena, work);
	if (options->revision != NULL)
		return dkt_repo_resolve(d->repo, options->revision, d->tip, err);
	if (dkt_repo_tip(d->repo, d->tip, err) < 0) {
		(void)dkt_hint(err, "commit docket.json, maintainers.json and schemas/ first, or "
				    "use: docket init");
		return -1;
	}
	return 0;
}

/* Docket's own key, where somebody has put one; `ssh-keygen` makes it. */
static int open_key(struct dkt *d, struct dkt_err *err)
{
	char *path;
	int result = 0;

	if (d->repo == NULL)
		return 0;
	path = dkt_path_join(dkt_repo_state_dir(d->repo), "keys/docket");
	if (dkt_file_exists(path))
		result = dkt_ssh_key_read(path, &d->key, err);
	free(path);
	return result;
}

int dkt_open(const struct dkt_options *options, struct dkt **out, struct dkt_report *report,
	     struct dkt_err *err)
{
	struct dkt *d = calloc(1, sizeof *d);
	int result;

	if (d == NULL)
		dkt_oom();
	d->arena = dkt_arena_new();
	d->from = options->from;
	d->now = options->now;
	d->lock_wait_ms =
		(options->lock_wait_s == 0 ? DKT_LOCK_WAIT_S : options->lock_wait_s) * 1000;
	d->opened = dkt_arena_dups(d->arena, options->dir == NULL ? "." : options->dir);
	d->net_file =
		options->net_file == NULL ? NULL : dkt_arena_dups(d->arena, options->net_file);
	result =
		d->from == DKT_FROM_TIP ? open_tip(d, options, err) : open_files(d, d->opened, err);
	if (result == 0)
		result = open_key(d, err);
	if (result == 0)
		result = load(d, report, err);
	if (result < 0) {
		dkt_close(d);
		return -1;
	}
	*out = d;
	return 0;
}

void dkt_close(struct dkt *d)
{
	if (d == NULL)
		return;
	dkt_map_clear(&d->known);
	dkt_schemas_free(d->schemas);
	dkt_index_free(d->index);
	dkt_statedb_free(d->state);
	dkt_net_free(d->net);
	dkt_ssh_key_free(d->key);
	dkt_repo_free(d->repo);
	free(d->plan_reasons);
	dkt_arena_free(d->arena);
	free(d);
}

/* --- looking records up --- */

static enum dkt_found found_at_place(struct dkt *d, const struct dkt_collection *collection,
				     const char *id)
{
	struct dkt_err err = DKT_ERR_INIT;
	struct dkt_buf bytes = DKT_BUF_INIT(DKT_MAX_SUBMISSION);
	struct dkt_arena *arena = dkt_arena_new();
	enum dkt_found found = DKT_FOUND_NOTHING;
	struct dkt_text_fault fault;
	struct dkt_text text;
	char path[256];

	dkt_record_path(collection->name, collection->fanout, id, path);
	if (dkt_context_read(d, path, DKT_MAX_SUBMISSION, &bytes, NULL, &err) == 0) {
		found = DKT_FOUND_RECORD;
		if (dkt_text_parse(&text, arena, dkt_buf_str(&bytes), bytes.size, &fault) &&
		    !dkt_streq(dkt_meta_status(&text.root), "active") &&
		    !dkt_streq(dkt_meta_status(&text.root), "disputed"))
			found = DKT_FOUND_RETIRED;
	}
	dkt_arena_free(arena);
	dkt_buf_clear(&bytes);
	return found;
}

/* Only an addition brings a record: an amendment of what does not exist holds no place for it. */
static int note_pending(void *data, const struct dkt_index_submission *s, struct dkt_err *err)
{
	enum dkt_state state;

	(void)err;
	if (dkt_streq(s->kind, "add") && dkt_state_of_name(s->state, &state) &&
	    !dkt_state_settled(state))
		*(bool *)data = true;
	return 0;
}

static bool is_pending(struct dkt *d, const char *id)
{
	struct dkt_err err = DKT_ERR_INIT;
	bool pending = false;

	return d->index != NULL &&
	       dkt_index_submissions_of(d->index, id, note_pending, &pending, &err) == 0 && pending;
}

enum dkt_found dkt_context_lookup(void *context, const char *collection_name, const char *id)
{
	static const enum dkt_found answers[] = {DKT_FOUND_NOTHING, DKT_FOUND_RECORD,
						 DKT_FOUND_PENDING, DKT_FOUND_RETIRED};
	struct dkt *d = context;
	const struct dkt_collection *collection = dkt_config_collection(d->config, collection_name);
	const enum dkt_found *known = dkt_map_get(&d->known, id, strlen(id));
	enum dkt_found found;
	char *key;

	if (known != NULL)
		return *known;
	found = collection == NULL ? DKT_FOUND_NOTHING : found_at_place(d, collection, id);
	if (found == DKT_FOUND_NOTHING)
		return is_pending(d, id) ? DKT_FOUND_PENDING : DKT_FOUND_NOTHING;
	key = dkt_arena_dups(d->arena, id);
	for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++) {
		if (answers[i] == found)
			(void)dkt_map_put(&d->known, key, strlen(key),
					  (void *)(uintptr_t)&answers[i]);
	}
	return found;
}

/* --- lists of submissions --- */

struct ids {
	struct dkt_arena *arena;
	const char **items;
	size_t n;
	size_t room;
};

static int collect(void *data, const struct dkt_index_submission *s, struct dkt_err *err)
{
	struct ids *ids = data;

	(void)err;
	if (ids->n == ids->room) {
		const char **larger;

		ids->room = ids->room == 0 ? 64 : ids->room * 2;
		larger = DKT_NEW_N(ids->arena, const char *, ids->room);
		if (ids->n > 0)
			memcpy(larger, ids->items, ids->n * sizeof *larger);
		ids->items = larger;
	}
	ids->items[ids->n++] = dkt_arena_dups(ids->arena, s->id);
	return 0;
}

int dkt_context_submissions(struct dkt *d, const char *state, struct dkt_arena *arena,
			    const char *const **items_out, size_t *n_out, struct dkt_err *err)
{
	struct ids ids = {.arena = arena};

	if (dkt_index_submissions(d->index, state, collect, &ids, err) < 0)
		return -1;
	*items_out = ids.items;
	*n_out = ids.n;
	return 0;
}
