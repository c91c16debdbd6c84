/*
 * work.c - the worker: received submissions go through all their checks, side by side, and what was
 * found becomes an event each.
 *
 * One worker at a time has `<state>/worker-lock`; jobs need no leases then, and nothing is fetched
 * twice by two. The net is asked without holding the writer's lock; that is taken for each event
 * alone, and an event that somebody else wrote meanwhile wins (the ref has moved, the next round
 * looks again). What is to be done later is written down before the event, so that a kill between
 * the two repeats a check, whose answers are remembered, and loses nothing.
 */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/str.h"
#include "flow/archives.h"
#include "flow/event.h"
#include "flow/sync.h"
#include "flow/work_inside.h"
#include "flow/work_say.h"
#include "record/story.h"

#include "base/banned.h"

#define EVEN_MS	    5000  /* what cannot be reached is told after this, whatever the cause */
#define TIMEOUT_MS  9000  /* for one transfer */
#define DEADLINE_MS 11000 /* for one submission */
#define PROMISE_MS  15000 /* from when it is taken up until its verdicts are there */

_Static_assert(EVEN_MS < TIMEOUT_MS && TIMEOUT_MS < DEADLINE_MS && DEADLINE_MS + 4000 <= PROMISE_MS,
	       "judging and writing the event need the rest of the promise");

struct dkt_check_policy dkt_work_policy(struct dkt *d, struct dkt_arena *arena,
					struct dkt_captures *captures, struct dkt_memory *memory)
{
	*captures = (struct dkt_captures){
		.folder = dkt_arena_printf(arena, "%s/archive", dkt_repo_state_dir(d->repo)),
		.contact = d->config->contact};
	return (struct dkt_check_policy){.contact = d->config->contact,
					 .now = d->now,
					 .timeout_ms = TIMEOUT_MS,
					 .even_ms = EVEN_MS,
					 .deadline_ms = DEADLINE_MS,
					 .max_active = 64,
					 .captures = captures,
					 .archives = d->archives,
					 .memory = &memory->hooks};
}

/* --- events --- */

static int happen(struct dkt *d, const struct dkt_happening *happening, struct dkt_err *err)
{
	int result;

	if (dkt_repo_lock(d->repo, "work", d->lock_wait_ms, err) < 0)
		return -1;
	result = dkt_happen(d, happening, NULL, err);
	dkt_repo_unlock(d->repo);
	return result;
}

int dkt_work_inform(struct dkt_worker *w, const struct dkt_case *c, const char *sentence,
		    const char *body, const json_t *evidence, struct dkt_err *err)
{
	struct dkt_happening happening = {.submission = &c->submission,
					  .expected = c->commit,
					  .from = c->state,
					  .event = DKT_EV_CHECKED,
					  .to = c->state,
					  .by = DKT_BY_SYSTEM,
					  .actor = "docket",
					  .sentence = sentence,
					  .body = body,
					  .evidence = evidence};

	if (happen(w->d, &happening, err) == 0) {
		w->n_done++;
		return 0;
	}
	if (err->code != DKT_EMOVED)
		return -1;
	dkt_err_clear(err);
	return 0;
}

int dkt_work_evidence(struct dkt *d, const struct dkt_case *c, json_t **out, struct dkt_err *err)
{
	struct dkt_buf bytes = DKT_BUF_INIT(DKT_MAX_TEXT);
	int result = dkt_queue_read(d->repo, c->commit, c->id, true, &bytes, err);

	*out = NULL;
	if (result == 0)
		result = dkt_doc_parse(dkt_buf_str(&bytes), bytes.size, "the evidence", out, err);
	dkt_buf_clear(&bytes);
	if (result < 0 && err->code == DKT_ENOENT) {
		dkt_err_clear(err);
		result = 0;
	}
	return result;
}

/* --- one submission --- */

/* A submission under way. */
struct checked {
	struct dkt_worker *worker;
	struct dkt_case c;
	struct dkt_exam exam;
	struct dkt_report *report;
	struct dkt_buf bytes;
	bool again;    /* it was checked before */
	int64_t tries; /* how often it was looked at again */
};

static void free_checked(struct checked *k)
{
	dkt_exam_clear(&k->exam);
	dkt_buf_clear(&k->bytes);
	dkt_report_free(k->report);
	free(k);
}

static const char *sentence_of(const struct checked *k, size_t errors, size_t warnings)
{
	if (errors > 0)
		return dkt_arena_printf(k->exam.arena,
					"checked: %zu to mend, back to the submitter", errors);
	if (warnings > 0)
		return dkt_arena_printf(k->exam.arena,
					"checked%s: ready for review, %zu to look at",
					k->again ? " again" : "", warnings);
	return dkt_arena_printf(k->exam.arena, "checked%s: ready for review",
				k->again ? " again" : "");
}

static int record_first(struct checked *k, const json_t *evidence, struct dkt_err *err)
{
	size_t errors = dkt_report_count(k->report, DKT_ERROR);
	struct dkt_happening happening = {
		.submission = &k->c.submission,
		.expected = k->c.commit,
		.from = k->c.state,
		.event = DKT_EV_CHECKED,
		.to = errors > 0 ? DKT_NEEDS_CHANGES : DKT_READY,
		.by = DKT_BY_SYSTEM,
		.actor = "docket",
		.sentence = sentence_of(k, errors, dkt_report_count(k->report, DKT_WARNING)),
		.body = dkt_findings_as_text(k->exam.arena, k->report),
		.evidence = evidence};

	if (happen(k->worker->d, &happening, err) < 0)
		return -1;
	k->worker->n_done++;
	if (k->worker->fn != NULL)
		k->worker->fn(k->worker->data, k->c.id, dkt_state_name(happening.to),
			      dkt_evidence_summary(k->exam.arena, k->exam.evidence), k->report);
	return 0;
}

/* What the worker found by itself before is not lost by looking again. */
static void keep_found(const json_t *before, json_t *sources)
{
	for (size_t i = 0; i < json_array_size(sources); i++) {
		json_t *source = json_array_get(sources, i);
		const json_t *old = json_array_get(json_object_get(before, "sources"), i);
		const json_t *copies = json_object_get(old, "archives");

		if (!dkt_streq(dkt_doc_string(source, "/url", ""),
			       dkt_doc_string(old, "/url", "-")))
			continue;
		for (size_t j = 0; j < json_array_size(copies); j++) {
			json_t *copy = json_array_get(copies, j);

			if (dkt_doc_bool(copy, "/found", false))
				json_array_append(json_object_get(source, "archives"), copy);
		}
		if (json_object_get(old, "saving") != NULL)
			json_object_set(source, "saving", json_object_get(old, "saving"));
	}
}

/* A look that finds the same as before is no event. */
static int record_again(struct checked *k, const json_t *before, struct dkt_err *err)
{
	struct dkt *d = k->worker->d;
	DKT_AUTO(json) json_t *evidence = NULL;
	const char *was;

	was = dkt_evidence_verdicts(k->exam.arena, json_object_get(before, "sources"));
	if (dkt_streq(was, dkt_evidence_verdicts(k->exam.arena, k->exam.evidence)))
		return 0;
	evidence = dkt_evidence_document(d, &k->c.submission, k->report, k->exam.evidence);
	if (dkt_work_inform(k->worker, &k->c,
			    sentence_of(k, 0, dkt_report_count(k->report, DKT_WARNING)),
			    dkt_findings_as_text(k->exam.arena, k->report), evidence, err) < 0)
		return -1;
	if (k->worker->fn != NULL)
		k->worker->fn(k->worker->data, k->c.id, dkt_state_name(k->c.state),
			      dkt_evidence_summary(k->exam.arena, k->exam.evidence), k->report);
	return 0;
}

static int record_result(struct checked *k, const struct dkt_check_result *result,
			 struct dkt_err *err)
{
	struct dkt *d = k->worker->d;
	DKT_AUTO(json) json_t *before = NULL;
	DKT_AUTO(json) json_t *evidence = NULL;

	if (result->work->sources != NULL) {
		if (dkt_memory_learn(d, result->evidence, k->report, err) < 0)
			return -1;
		dkt_exam_take(d, &k->exam, result->evidence, k->report);
	}
	dkt_report_sort(k->report);
	if (k->again && dkt_work_evidence(d, &k->c, &before, err) < 0)
		return -1;
	keep_found(before, k->exam.evidence);
	if (dkt_report_count(k->report, DKT_ERROR) == 0 &&
	    dkt_work_plan(d, k->c.id, k->exam.evidence, result->retry_at, k->tries, err) < 0)
		return -1;
	if (k->again)
		return record_again(k, before, err);
	evidence = dkt_evidence_document(d, &k->c.submission, k->report, k->exam.evidence);
	return record_first(k, evidence, err);
}

/* --- all of them --- */

struct round {
	struct dkt_worker *worker;
	struct dkt_inspector *inspector;
	struct dkt_arena *arena;
	const char **ids;
	int64_t *tries; /* -1: received, not checked before */
	size_t n;
	size_t room;
	size_t next;
};

static void fail(struct round *r)
{
	r->worker->failed = true;
	dkt_inspector_stop(r->inspector);
}

static void told(void *data, const struct dkt_check_result *result)
{
	struct round *r = data;
	struct checked *k = result->work->data;
	struct dkt_err *err = r->worker->err;

	if (result->evidence != NULL && !r->worker->failed && record_result(k, result, err) < 0) {
		if (err->code == DKT_EMOVED) {
			dkt_err_clear(err); /* somebody else wrote: the next round looks again */
		} else {
			(void)dkt_note(err, "checking %s", k->c.id);
			fail(r);
		}
	}
	free_checked(k);
}

/* Is there something to do at this one still? */
static bool wanted(const struct checked *k)
{
	if (!k->again)
		return k->c.state == DKT_RECEIVED;
	return dkt_move_allowed(k->c.state, DKT_EV_CHECKED, k->c.state, DKT_BY_SYSTEM);
}

static int open_checked(struct round *r, struct checked *k, const char *id, struct dkt_err *err)
{
	struct dkt *d = r->worker->d;
	struct dkt_input input = {
		.name = dkt_arena_printf(k->exam.arena, "submissions/%s.json", id)};

	if (dkt_queue_read(d->repo, k->c.commit, id, false, &k->bytes, err) < 0)
		return -1;
	input.bytes = dkt_buf_str(&k->bytes);
	input.size = k->bytes.size;
	return dkt_exam_run(d, &input, DKT_UPTO_RECORD, k->report, &k->exam, err);
}

static int begin(struct round *r, const char *id, int64_t tries, struct dkt_err *err)
{
	struct checked *k = calloc(1, sizeof *k);
	struct dkt_check_work work;

	if (k == NULL)
		dkt_oom();
	k->worker = r->worker;
	k->again = tries >= 0;
	k->tries = tries < 0 ? 0 : tries;
	k->report = dkt_report_new();
	dkt_buf_init(&k->bytes, DKT_MAX_TEXT);
	dkt_exam_init(&k->exam);
	k->exam.for_worker = true;
	if (dkt_case_read(r->worker->d, k->exam.arena, id, &k->c, err) < 0)
		goto end;
	if (!wanted(k)) {
		if (k->again) /* drops the job; a failure is in err */
			(void)(dkt_work_plan(r->worker->d, id, NULL, 0, 0, err) < 0);
		goto end;
	}
	if (open_checked(r, k, id, err) < 0)
		goto end;
	work = k->exam.understood ? dkt_exam_work(r->worker->d, &k->exam, k->report)
				  : (struct dkt_check_work){.pointer = "", .report = k->report};
	work.data = k;
	if (work.sources != NULL && dkt_context_net(r->worker->d, err) < 0)
		goto end;
	dkt_inspector_net(r->inspector, r->worker->d->net);
	dkt_inspector_add(r->inspector, &work);
	return 0;
end:
	free_checked(k);
	return err->code == DKT_OK ? 0 : dkt_note(err, "checking %s", id);
}

static void feed(void *data, struct dkt_inspector *inspector)
{
	struct round *r = data;

	(void)inspector;
	if (r->worker->failed || r->next == r->n)
		return;
	if (begin(r, r->ids[r->next], r->tries[r->next], r->worker->err) < 0)
		fail(r);
	r->next++;
}

static void add_id(struct round *r, const char *id, int64_t tries)
{
	for (size_t i = 0; i < r->n; i++) {
		if (dkt_streq(r->ids[i], id))
			return;
	}
	if (r->n == r->room) {
		size_t room = r->room == 0 ? 64 : r->room * 2;
		const char **ids = DKT_NEW_N(r->arena, const char *, room);
		int64_t *all_tries = DKT_NEW_N(r->arena, int64_t, room);

		if (r->n > 0) {
			memcpy(ids, r->ids, r->n * sizeof ids[0]);
			memcpy(all_tries, r->tries, r->n * sizeof all_tries[0]);
		}
		r->ids = ids;
		r->tries = all_tries;
		r->room = room;
	}
	r->ids[r->n] = dkt_arena_dups(r->arena, id);
	r->tries[r->n++] = tries;
}

/* The job stays until the look has a result: it is then planned anew or dropped. */
static int take_retry(void *data, const struct dkt_statedb_job *job, struct dkt_err *err)
{
	struct round *r = data;

	(void)err;
	add_id(r, job->subject, job->tries);
	return 0;
}

static int collect(struct round *r, const char *submission, struct dkt_err *err)
{
	struct dkt *d = r->worker->d;
	const char *const *ids = &submission;
	size_t n = submission == NULL ? 0 : 1;

	if (submission == NULL &&
	    dkt_context_submissions(d, "received", r->arena, &ids, &n, err) < 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		add_id(r, ids[i], -1);
	if (submission != NULL)
		return 0;
	return dkt_statedb_jobs(d->state, "retry", d->now, 1000, take_retry, r, err);
}

static int check_all(struct dkt_worker *w, const char *submission, struct dkt_err *err)
{
	DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();
	struct round r = {.worker = w, .arena = arena};
	struct dkt_captures captures;
	struct dkt_check_policy policy;
	struct dkt_memory memory;
	int result = collect(&r, submission, err);

	if (result < 0 || r.n == 0)
		return result;
	dkt_memory_init(&memory, w->d, 0);
	policy = dkt_work_policy(w->d, arena, &captures, &memory);
	result = dkt_captures_open(&captures, err);
	if (result == 0) {
		r.inspector = dkt_inspector_new(NULL, &policy);
		dkt_inspector_feed(r.inspector, feed, &r);
		result = dkt_inspector_run(r.inspector, told, &r, err);
		dkt_inspector_free(r.inspector);
	}
	dkt_captures_close(&captures);
	if (dkt_memory_end(&memory, err) < 0 || w->failed)
		result = -1;
	return result;
}

static int work_locked(struct dkt_worker *w, const char *submission, struct dkt_err *err)
{
	struct dkt *d = w->d;

	const struct dkt_archive_table *table;

	if (dkt_index_sync(d, err) < 0 || dkt_context_state(d, err) < 0 ||
	    dkt_archives_of(d, &table, err) < 0 ||
	    dkt_statedb_forget(d->state, d->now / DKT_STATE_DAY, err) < 0)
		return -1;
	if (check_all(w, submission, err) < 0)
		return -1;
	return dkt_work_find(w, submission, err);
}

int dkt_work(struct dkt *d, const char *submission, dkt_checked_fn *fn, void *data, size_t *n_out,
	     struct dkt_err *err)
{
	struct dkt_worker w = {.d = d, .fn = fn, .data = data, .err = err};
	struct dkt_lock lock = DKT_LOCK_INIT;
	char *path;
	int result;

	*n_out = 0;
	if (dkt_context_need_repo(d, err) < 0 || dkt_dir_make(dkt_repo_state_dir(d->repo), err) < 0)
		return -1;
	path = dkt_path_join(dkt_repo_state_dir(d->repo), "worker-lock");
	result = dkt_lock_take(&lock, path, "work", d->lock_wait_ms, err);
	free(path);
	if (result < 0)
		return dkt_note(err, "becoming the worker");
	result = work_locked(&w, submission, err);
	dkt_lock_drop(&lock);
	*n_out = w.n_done;
	return result;
}
