/*
 * sweep.c - a sweep: list, order, look, write down.
 *
 * Some hundred records are under way at once, so that hosts that want to be asked slowly do not
 * hold up the others; memory is what those records need. Cheapest first: records with few addresses
 * come before those with many copies, and those with links that failed before come last, so that a
 * budget buys as many answers as it can.
 */
#include "flow/sweep.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/error.h"
#include "base/str.h"
#include "flow/archives.h"
#include "flow/independence.h"
#include "flow/memory.h"
#include "record/ident.h"
#include "record/meta.h"
#include "json/report_print.h"

#include "base/banned.h"

#define MAX_WORKS 512
#define DEADLINE_MS                                                                                \
	86400000U	    /* a record waits for its slowest host; that is what a sweep is for    \
			     */
#define PATIENCE_MS 120000U /* for a host that says when to come again */
#define MAX_RESULT  ((size_t)16 << 20)
#define FAILED_COST 20

static int64_t ticks_s(void)
{
	struct timespec now = {0};

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec;
}

/* --- the list --- */

struct listing {
	struct dkt *d;
	struct dkt_arena *arena;
	const char *collection;
	int64_t sweep;
};

/* Requests that a record costs: a page and a probe a source, mostly one for a copy. */
static int64_t cost_of(struct listing *l, const struct dkt_node *sources)
{
	int64_t cost = 0;

	for (size_t i = 0; i < sources->size; i++) {
		const struct dkt_node *source = &sources->as.items[i];
		const char *url = dkt_get_string(source, "url");
		struct dkt_err unknown = DKT_ERR_INIT;
		struct dkt_health health;

		cost += 2 + (int64_t)dkt_size(dkt_get(source, "archives"));
		if (url != NULL &&
		    dkt_statedb_health(l->d->state, l->arena, url, &health, &unknown) == 0 &&
		    health.failures > 0)
			cost += FAILED_COST;
	}
	return cost;
}

static int list_record(void *data, const struct dkt_entry *entry, struct dkt_err *err)
{
	struct listing *l = data;
	const struct dkt_collection *collection;
	struct dkt_text_fault fault;
	const struct dkt_node *sources;
	struct dkt_text text;
	char id[DKT_ID_SIZE];
	int result = 0;

	collection = dkt_config_collection_of_path(l->d->config, entry->path, id);
	if (collection == NULL || entry->bytes == NULL ||
	    (l->collection != NULL && !dkt_streq(collection->name, l->collection)))
		return 0;
	if (dkt_text_parse(&text, l->arena, entry->bytes, entry->size, &fault)) {
		sources = dkt_get(&text.root, "sources");
		if (dkt_is(sources, DKT_ARRAY) && sources->size > 0)
			result = dkt_statedb_sweep_add(l->d->state, l->sweep, id,
						       cost_of(l, sources), err);
	}
	dkt_arena_reset(l->arena);
	return result;
}

static int list_all(struct dkt *d, const char *collection, int64_t *sweep_out, struct dkt_err *err)
{
	struct listing l = {.d = d, .collection = collection, .arena = dkt_arena_new()};
	int result = dkt_statedb_begin(d->state, err);

	if (result == 0) {
		if (dkt_statedb_sweep_begin(d->state, d->tip, d->now, &l.sweep, err) < 0 ||
		    dkt_repo_walk(d->repo, d->tip, "reviewed", true, list_record, &l, err) < 0) {
			dkt_statedb_abort(d->state);
			result = -1;
		} else {
			result = dkt_statedb_commit(d->state, err);
		}
	}
	dkt_arena_free(l.arena);
	*sweep_out = l.sweep;
	return result < 0 ? dkt_note(err, "listing what is to be swept") : 0;
}

/* --- one record --- */

struct sweeping {
	struct dkt *d;
	const struct dkt_sweep_options *options;
	const struct dkt_sweep_watch *watch;
	struct dkt_sweep_outcome *out;
	struct dkt_inspector *inspector;
	struct dkt_arena *arena; /* of the list */
	const char **left;
	size_t n_left;
	size_t next;
	int64_t sweep;
	int64_t started;
	struct dkt_err *err;
	bool failed;
};

/* A record under way. */
struct record {
	struct sweeping *s;
	const char *id;
	char path[256];
	struct dkt_exam exam;
	struct dkt_buf bytes;
	struct dkt_report *report;
};

static void free_record(struct record *r)
{
	dkt_exam_clear(&r->exam);
	dkt_buf_clear(&r->bytes);
	dkt_report_free(r->report);
	free(r);
}

static int write_down(struct record *r, const json_t *sources, struct dkt_err *err)
{
	struct dkt_buf line = DKT_BUF_INIT(MAX_RESULT);
	json_t *result =
		json_pack("{s:O, s:o}", "sources", sources, "findings", dkt_report_json(r->report));
	int status = 0;

	if (result != NULL)
		dkt_doc_line(result, &line);
	if (result == NULL || !dkt_buf_ok(&line))
		status = dkt_fail(err, DKT_ELIMIT, "the result of %s is too long", r->id);
	else
		status = dkt_statedb_sweep_done(r->s->d->state, r->s->sweep, r->id,
						dkt_buf_str(&line), err);
	json_decref(result);
	dkt_buf_clear(&line);
	return status;
}

static int take(struct record *r, json_t *sources, struct dkt_err *err)
{
	struct sweeping *s = r->s;
	struct dkt_swept swept = {
		.record = r->id, .path = r->path, .sources = sources, .report = r->report};

	if (dkt_memory_learn(s->d, sources, r->report, err) < 0)
		return -1;
	dkt_exam_take(s->d, &r->exam, sources, r->report);
	dkt_report_sort(r->report);
	if (write_down(r, sources, err) < 0)
		return -1;
	s->out->n_now++;
	if (s->watch->swept != NULL)
		s->watch->swept(s->watch->data, &swept);
	return 0;
}

static void fail(struct sweeping *s)
{
	s->failed = true;
	dkt_inspector_stop(s->inspector);
}

static void told(void *data, const struct dkt_check_result *result)
{
	struct sweeping *s = data;
	struct record *r = result->work->data;

	if (result->evidence != NULL && !s->failed && take(r, result->evidence, s->err) < 0)
		fail(s);
	free_record(r);
}

static bool read_record(struct record *r, struct dkt_err *err)
{
	struct sweeping *s = r->s;
	const struct dkt_collection *collection = dkt_config_collection_of_id(s->d->config, r->id);
	struct dkt_text_fault fault;

	if (collection == NULL)
		return false;
	dkt_record_path(collection->name, collection->fanout, r->id, r->path);
	if (dkt_repo_read(s->d->repo, s->d->tip, r->path, &r->bytes, NULL, err) < 0)
		return false;
	r->exam.collection = collection;
	if (!dkt_text_parse(&r->exam.text, r->exam.arena, dkt_buf_str(&r->bytes), r->bytes.size,
			    &fault))
		return false;
	r->exam.submission.proposed = &r->exam.text.root;
	r->exam.submission.legacy = dkt_streq(dkt_meta_evidence(&r->exam.text.root), "legacy");
	return true;
}

/* False: it is gone since the sweep began, and nothing is left to look at. */
static bool begin(struct sweeping *s, const char *id)
{
	struct record *r = calloc(1, sizeof *r);
	struct dkt_check_work work = {.pointer = "/sources"};
	struct dkt_err gone = DKT_ERR_INIT;

	if (r == NULL)
		dkt_oom();
	r->s = s;
	r->id = id;
	r->report = dkt_report_new();
	dkt_buf_init(&r->bytes, DKT_MAX_TEXT);
	dkt_exam_init(&r->exam);
	if (!read_record(r, &gone)) {
		if (dkt_statedb_sweep_done(s->d->state, s->sweep, id, "{}", s->err) < 0)
			fail(s);
		free_record(r);
		return false;
	}
	dkt_report_file(r->report, r->path, dkt_buf_str(&r->bytes), r->bytes.size, "");
	work.sources = dkt_get(r->exam.submission.proposed, "sources");
	work.report = r->report;
	work.data = r;
	dkt_independence_owned(s->d, &r->exam, &work.owned, &work.n_owned);
	dkt_inspector_add(s->inspector, &work);
	return true;
}

static bool may_go_on(const struct sweeping *s)
{
	return !s->failed && s->next < s->n_left &&
	       (s->options->limit == 0 || s->next < s->options->limit) &&
	       (s->options->budget_s == 0 ||
		ticks_s() - s->started < (int64_t)s->options->budget_s);
}

static void feed(void *data, struct dkt_inspector *inspector)
{
	struct sweeping *s = data;

	(void)inspector;
	while (may_go_on(s)) {
		if (begin(s, s->left[s->next++]))
			return;
	}
}

static void show(void *data, const struct dkt_fetch_progress *progress)
{
	const struct sweeping *s = data;

	if (s->watch->progress != NULL)
		s->watch->progress(s->watch->data, progress, s->n_left - s->out->n_now);
}

/* --- the run --- */

static int add_left(void *data, const char *record, const char *result, struct dkt_err *err)
{
	struct sweeping *s = data;

	(void)result;
	(void)err;
	s->left[s->n_left++] = dkt_arena_dups(s->arena, record);
	return 0;
}

/* The sweep that goes on, or a new one. */
static int choose(struct sweeping *s, struct dkt_err *err)
{
	struct dkt_statedb *state = s->d->state;
	struct dkt_sweep sweep;

	if (dkt_statedb_sweep(state, s->arena, &sweep, err) < 0)
		return -1;
	s->out->resumed = sweep.id != 0 && sweep.ended == 0 && !s->options->fresh;
	s->sweep = sweep.id;
	if (!s->out->resumed && (list_all(s->d, s->options->collection, &s->sweep, err) < 0 ||
				 dkt_statedb_sweep(state, s->arena, &sweep, err) < 0))
		return -1;
	s->out->n_items = (size_t)sweep.n_items;
	s->out->n_before = (size_t)sweep.n_done;
	s->left = DKT_NEW_N(s->arena, const char *, s->out->n_items + 1);
	return dkt_statedb_sweep_items(state, s->sweep, false, s->out->n_items, add_left, s, err);
}

static int look(struct sweeping *s, struct dkt_err *err)
{
	struct dkt *d = s->d;
	struct dkt_captures captures = {.contact = d->config->contact};
	struct dkt_memory memory;
	struct dkt_check_policy policy = {.contact = d->config->contact,
					  .now = d->now,
					  .deadline_ms = DEADLINE_MS,
					  .max_works = MAX_WORKS,
					  .max_active = 100,
					  .per_host = 1,
					  .interval_ms = d->config->policy.sources.interval_ms,
					  .patience_ms = PATIENCE_MS,
					  .second_round = true,
					  .robots = true,
					  .archives = d->archives,
					  .captures = &captures,
					  .memory = &memory.hooks,
					  .progress = show,
					  .progress_data = s};
	int result;

	captures.folder = dkt_arena_printf(s->arena, "%s/archive", dkt_repo_state_dir(d->repo));
	dkt_memory_init(&memory, d, s->sweep);
	result = dkt_captures_open(&captures, err);
	if (result == 0) {
		s->inspector = dkt_inspector_new(d->net, &policy);
		dkt_inspector_feed(s->inspector, feed, s);
		result = dkt_inspector_run(s->inspector, told, s, err);
		dkt_inspector_free(s->inspector);
	}
	dkt_captures_close(&captures);
	s->out->n_recalled = memory.n_recalled;
	if (dkt_memory_end(&memory, err) < 0 || s->failed)
		result = -1;
	return result;
}

static int run_locked(struct sweeping *s, struct dkt_err *err)
{
	struct dkt_statedb *state = s->d->state;

	if (choose(s, err) < 0)
		return -1;
	s->started = ticks_s();
	if (s->n_left > 0 && look(s, err) < 0)
		return dkt_note(err, "sweeping");
	s->out->ended = s->next == s->n_left;
	if (!s->out->ended)
		return 0;
	if (dkt_statedb_sweep_end(state, s->sweep, s->d->now, err) < 0)
		return -1;
	return dkt_statedb_forget(state, s->d->now / DKT_STATE_DAY, err);
}

int dkt_sweep_run(struct dkt *d, const struct dkt_sweep_options *options,
		  const struct dkt_sweep_watch *watch, struct dkt_sweep_outcome *out,
		  struct dkt_err *err)
{
	struct sweeping s = {.d = d, .options = options, .watch = watch, .out = out, .err = err};
	const struct dkt_archive_table *table;
	struct dkt_lock lock = DKT_LOCK_INIT;
	char *path;
	int result;

	memset(out, 0, sizeof *out);
	if (dkt_context_need_repo(d, err) < 0 || dkt_context_state(d, err) < 0 ||
	    dkt_context_net(d, err) < 0 || dkt_archives_of(d, &table, err) < 0)
		return -1;
	path = dkt_path_join(dkt_repo_state_dir(d->repo), "sweep-lock");
	result = dkt_lock_take(&lock, path, "sources sweep", 0, err);
	free(path);
	if (result < 0)
		return dkt_note(err, "beginning a sweep");
	s.arena = dkt_arena_new();
	result = run_locked(&s, err);
	dkt_arena_free(s.arena);
	dkt_lock_drop(&lock);
	return result;
}
