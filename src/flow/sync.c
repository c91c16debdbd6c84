/*
 * sync.c - one way from git to the index, used after every event, at start and by `docket rebuild`,
 * so that an index built step by step equals one built at once.
 */
#include "flow/sync.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/str.h"
#include "base/time.h"
#include "flow/case.h"
#include "record/label.h"
#include "record/meta.h"
#include "record/story.h"
#include "source/url.h"
#include "json/doc.h"

#include "base/banned.h"

/* --- records --- */

static int put_sources(struct dkt *d, struct dkt_arena *arena, const char *id,
		       const struct dkt_node *record, struct dkt_err *err)
{
	const struct dkt_node *sources = dkt_get(record, "sources");

	for (size_t i = 0; dkt_is(sources, DKT_ARRAY) && i < sources->size; i++) {
		const char *url = dkt_get_string(&sources->as.items[i], "url");
		struct dkt_index_source row = {.record = id, .url = url};

		if (url == NULL)
			continue;
		row.key = dkt_url_key(arena, url);
		row.domain = dkt_url_domain(arena, url);
		if (dkt_index_put_source(d->index, &row, err) < 0)
			return -1;
	}
	return 0;
}

static int put_record(struct dkt *d, struct dkt_arena *arena,
		      const struct dkt_collection *collection, const char *path, const char *blob,
		      const struct dkt_node *record, struct dkt_err *err)
{
	const char *id = dkt_get_string(record, "id");
	const char *modified = dkt_get_string(dkt_get(record, "meta"), "modified");
	struct dkt_index_record row = {
		.id = id,
		.collection = collection->name,
		.path = path,
		.blob = blob,
		.title = dkt_record_label(d->config, collection, record, NULL),
		.status = dkt_meta_status(record),
		.evidence = dkt_meta_evidence(record),
		.modified = modified == NULL ? "" : modified};

	if (id == NULL)
		return 0;
	if (dkt_index_put_record(d->index, &row, err) < 0)
		return -1;
	return put_sources(d, arena, id, record, err);
}

struct record_walk {
	struct dkt *d;
	struct dkt_arena *arena;
};

static int put_entry(void *data, const struct dkt_entry *entry, struct dkt_err *err)
{
	struct record_walk *walk = data;
	const struct dkt_collection *collection;
	struct dkt_text_fault fault;
	struct dkt_text text;
	char id[24];

	collection = dkt_config_collection_of_path(walk->d->config, entry->path, id);
	dkt_arena_reset(walk->arena);
	if (collection == NULL ||
	    !dkt_text_parse(&text, walk->arena, entry->bytes, entry->size, &fault))
		return 0;
	return put_record(walk->d, walk->arena, collection, entry->path, entry->blob, &text.root,
			  err);
}

/* A file that is gone, or none of the dataset's, takes its record along. */
static int put_change(void *data, const struct dkt_entry *entry, struct dkt_err *err)
{
	struct record_walk *walk = data;
	char id[24];

	if (dkt_config_collection_of_path(walk->d->config, entry->path, id) == NULL)
		return 0;
	if (dkt_index_drop_record(walk->d->index, id, err) < 0)
		return -1;
	return entry->blob == NULL || entry->bytes == NULL ? 0 : put_entry(data, entry, err);
}

static int note_settings(void *data, const struct dkt_entry *entry, struct dkt_err *err)
{
	(void)entry;
	(void)err;
	*(bool *)data = true;
	return 0;
}

static int sync_records(struct dkt *d, struct dkt_err *err)
{
	struct record_walk walk = {.d = d};
	char seen[DKT_OID_HEX];
	bool known = false;
	bool settings = false; /* docket.json changed: titles and collections may be others */
	int result;

	if (dkt_index_tip(d->index, seen, err) < 0)
		return -1;
	if (dkt_streq(seen, d->tip))
		return 0;
	if (seen[0] != '\0' && dkt_repo_changed(d->repo, seen, d->tip, "docket.json", &known,
						note_settings, &settings, err) < 0)
		return -1;
	if (known && !settings) {
		walk.arena = dkt_arena_new();
		result = dkt_repo_changed(d->repo, seen, d->tip, "reviewed", &known, put_change,
					  &walk, err);
		dkt_arena_free(walk.arena);
		if (result < 0 || known)
			return result < 0 ? -1 : dkt_index_set_tip(d->index, d->tip, err);
	}
	if (dkt_index_empty_records(d->index, err) < 0)
		return -1;
	walk.arena = dkt_arena_new();
	result = dkt_repo_walk(d->repo, d->tip, "reviewed", true, put_entry, &walk, err);
	dkt_arena_free(walk.arena);
	return result < 0 ? -1 : dkt_index_set_tip(d->index, d->tip, err);
}

/* Half a step must not stay; with it goes the batch, whose later steps write one by one. */
static void give_up(struct dkt *d)
{
	dkt_index_abort(d->index);
	d->batching = false;
}

void dkt_index_merged(struct dkt *d, const struct dkt_collection *collection, const char *path,
		      const struct dkt_node *record, const char *blob, const char *parent,
		      const char *tip)
{
	struct dkt_err err = DKT_ERR_INIT;
	struct dkt_arena *arena;
	char seen[DKT_OID_HEX];

	if (d->index == NULL || dkt_index_tip(d->index, seen, &err) < 0 || !dkt_streq(seen, parent))
		return;
	arena = dkt_arena_new();
	if ((!d->batching && dkt_index_begin(d->index, &err) < 0) ||
	    put_record(d, arena, collection, path, blob, record, &err) < 0 ||
	    dkt_index_set_tip(d->index, tip, &err) < 0 ||
	    (!d->batching && dkt_index_commit(d->index, &err) < 0))
		give_up(d);
	dkt_arena_free(arena);
}

void dkt_index_batch_begin(struct dkt *d)
{
	struct dkt_err err = DKT_ERR_INIT;

	d->batching = d->index != NULL && dkt_index_begin(d->index, &err) == 0;
}

void dkt_index_batch_end(struct dkt *d, bool written)
{
	struct dkt_err err = DKT_ERR_INIT;

	if (!d->batching)
		return;
	d->batching = false;
	if (!written || dkt_index_commit(d->index, &err) < 0)
		dkt_index_abort(d->index);
}

/* --- submissions --- */

/* Findings of a level in the evidence of the last check. */
static int64_t count_level(const json_t *evidence, const char *level)
{
	const json_t *findings = evidence == NULL ? NULL : json_object_get(evidence, "findings");
	int64_t n = 0;

	for (size_t i = 0; i < json_array_size(findings); i++)
		n += dkt_streq(dkt_doc_string(json_array_get(findings, i), "/level", ""), level);
	return n;
}

static json_t *read_evidence(struct dkt *d, const struct dkt_case *c)
{
	struct dkt_err err = DKT_ERR_INIT;
	struct dkt_buf bytes = DKT_BUF_INIT(DKT_MAX_TEXT);
	json_t *evidence = NULL;

	if (dkt_queue_read(d->repo, c->commit, c->id, true, &bytes, &err) == 0 &&
	    dkt_doc_parse(dkt_buf_str(&bytes), bytes.size, "evidence", &evidence, &err) < 0)
		evidence = NULL;
	dkt_buf_clear(&bytes);
	return evidence;
}

static int put_submission(struct dkt *d, const struct dkt_case *c, int64_t time,
			  struct dkt_err *err)
{
	DKT_AUTO(json) json_t *evidence = read_evidence(d, c);
	const struct dkt_submission *s = &c->submission;
	char changed[DKT_TIME_SIZE];
	struct dkt_index_submission row = {.id = c->id,
					   .commit = c->commit,
					   .state = dkt_state_name(c->state),
					   .kind = dkt_kind_of_submission(s->kind),
					   .collection = s->collection,
					   .record = s->record == NULL ? "" : s->record,
					   .title = dkt_case_title(d, s, c->collection, NULL),
					   .attribution = s->attribution,
					   .submitter = s->handle == NULL ? "" : s->handle,
					   .received = s->received == NULL ? "" : s->received,
					   .changed = changed,
					   .revision = s->revision,
					   .errors = count_level(evidence, "error"),
					   .warnings = count_level(evidence, "warning")};

	dkt_time_format(time, changed);
	return dkt_index_put_submission(d->index, &row, err);
}

/*
 * A submission that cannot be read must not hide the others: it gets a row that says so. It happens
 * when a collection leaves docket.json, or when somebody wrote to the queue with another program.
 */
static int put_unreadable(struct dkt *d, const char *submission, struct dkt_err *err)
{
	struct dkt_arena *arena = dkt_arena_new();
	char changed[DKT_TIME_SIZE];
	struct dkt_queue_item item;
	struct dkt_index_submission row = {.id = submission,
					   .kind = "",
					   .collection = "",
					   .record = "",
					   .title = "(cannot be read; docket show says why)",
					   .attribution = "",
					   .submitter = "",
					   .received = "",
					   .changed = changed,
					   .errors = 1};
	int result = dkt_queue_find(d->repo, arena, submission, &item, err);

	if (result == 0) {
		row.commit = item.commit;
		row.state = dkt_state_name(dkt_story_state(arena, item.message));
		dkt_time_format(item.time, changed);
		result = dkt_index_put_submission(d->index, &row, err);
	}
	dkt_arena_free(arena);
	return result;
}

static int refresh(struct dkt *d, const char *submission, struct dkt_err *err)
{
	struct dkt_arena *arena = dkt_arena_new();
	struct dkt_case c;
	int result = dkt_case_read(d, arena, submission, &c, err);

	if (result == 0)
		result = put_submission(d, &c, c.time, err);
	dkt_arena_free(arena);
	return result;
}

void dkt_index_refresh(struct dkt *d, const char *submission)
{
	struct dkt_err err = DKT_ERR_INIT;

	if (d->index != NULL && refresh(d, submission, &err) < 0)
		give_up(d);
}

void dkt_index_moved(struct dkt *d, const char *submission, const char *commit, const char *state)
{
	struct dkt_err err = DKT_ERR_INIT;
	char changed[DKT_TIME_SIZE];

	dkt_time_format(d->now, changed);
	if (d->index != NULL &&
	    dkt_index_move_submission(d->index, submission, commit, state, changed, &err) < 0)
		give_up(d);
}

static int sync_submission(void *data, const char *submission, const char *commit,
			   struct dkt_err *err)
{
	struct dkt *d = data;
	char seen[DKT_OID_HEX];

	if (dkt_index_submission_commit(d->index, submission, seen, err) < 0)
		return -1;
	if (dkt_streq(seen, commit))
		return 0;
	if (refresh(d, submission, err) == 0)
		return 0;
	if (err->code != DKT_EFORMAT)
		return -1;
	dkt_err_clear(err);
	return put_unreadable(d, submission, err);
}

static int sync_queue(struct dkt *d, struct dkt_err *err)
{
	char seen[DKT_SEEN_SIZE];
	char now[DKT_SEEN_SIZE];

	if (dkt_index_queue_seen(d->index, seen, err) < 0 ||
	    dkt_queue_changes(d->repo, seen, now, sync_submission, d, err) < 0)
		return -1;
	return dkt_streq(seen, now) ? 0 : dkt_index_set_queue_seen(d->index, now, err);
}

int dkt_index_sync(struct dkt *d, struct dkt_err *err)
{
	if (dkt_context_index(d, err) < 0 || dkt_index_begin(d->index, err) < 0)
		return dkt_note(err, "bringing the index up to date");
	if (sync_records(d, err) < 0 || sync_queue(d, err) < 0 ||
	    dkt_index_commit(d->index, err) < 0) {
		dkt_index_abort(d->index);
		return dkt_note(err, "bringing the index up to date");
	}
	return 0;
}

static int count_record(void *data, const struct dkt_index_record *record, struct dkt_err *err)
{
	(void)record;
	(void)err;
	++*(size_t *)data;
	return 0;
}

static int count_submission(void *data, const struct dkt_index_submission *submission,
			    struct dkt_err *err)
{
	(void)submission;
	(void)err;
	++*(size_t *)data;
	return 0;
}

int dkt_rebuild(struct dkt *d, size_t *n_records, size_t *n_submissions, struct dkt_err *err)
{
	size_t records = 0;
	size_t submissions = 0;

	if (dkt_context_need_repo(d, err) < 0 || dkt_context_index(d, err) < 0 ||
	    dkt_index_empty(d->index, err) < 0 || dkt_index_sync(d, err) < 0 ||
	    dkt_index_records(d->index, NULL, NULL, count_record, &records, err) < 0 ||
	    dkt_index_submissions(d->index, NULL, count_submission, &submissions, err) < 0)
		return dkt_note(err, "rebuilding the index");
	if (n_records != NULL)
		*n_records = records;
	if (n_submissions != NULL)
		*n_submissions = submissions;
	return 0;
}
