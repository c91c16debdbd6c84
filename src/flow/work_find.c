/*
 * work_find.c - what the worker does on its own account after a check.
 *
 * Jobs are rows of state.db, one for each submission and address:
 *
 *   retry  the whole submission is looked at again: something did not answer, or asked for a pause
 *   find   archives are asked for a capture of a source that has no good one
 *   save   an archive is asked to save the page, where none was found (work_save.c)
 *
 * A capture that was found goes through the same inspector as one that a record claims: it is good
 * when it is of this page, of its day, and holds the quotes. Up to three are tried.
 */
#include <time.h>

#include "base/error.h"
#include "base/str.h"
#include "base/time.h"
#include "flow/archives.h"
#include "flow/event.h"
#include "flow/work_inside.h"
#include "flow/work_say.h"
#include "source/sentence.h"
#include "json/build.h"

#include "base/banned.h"

#define MIN_RETRY_S 60
#define MAX_JOBS    50
#define BUDGET_S    10 /* of jobs in one round: received submissions wait for it */
#define PATIENCE_S  2
#define MAX_TRIED   3
#define MAX_TRIES   40 /* rounds of one look-up over all archives */
#define MAX_DETAIL  ((size_t)1 << 20)

/* --- planning --- */

/* Later each time: what did not answer twice in an hour is not asked every hour. */
static const int64_t retry_waits[DKT_WORK_RETRIES] = {600, 3600, 21600, 86400};

static int plan_retry(struct dkt *d, const char *submission, int64_t retry_at, int64_t tries,
		      struct dkt_err *err)
{
	struct dkt_statedb_job job = {.kind = "retry",
				      .subject = submission,
				      .url = "",
				      .state = "waiting",
				      .due = retry_at,
				      .tries = tries + 1,
				      .detail = "",
				      .created = d->now};

	if (retry_at == 0 || tries >= DKT_WORK_RETRIES)
		return dkt_statedb_drop_job(d->state, &job, err);
	if (job.due < d->now + MIN_RETRY_S)
		job.due = d->now + MIN_RETRY_S;
	if (job.due < d->now + retry_waits[tries])
		job.due = d->now + retry_waits[tries];
	return dkt_statedb_put_job(d->state, &job, err);
}

bool dkt_work_has_good_copy(const json_t *source)
{
	const json_t *copies = json_object_get(source, "archives");

	for (size_t i = 0; i < json_array_size(copies); i++) {
		if (dkt_streq(dkt_doc_string(json_array_get(copies, i), "/verdict", ""), "good"))
			return true;
	}
	return false;
}

int dkt_work_put_job(struct dkt *d, const char *kind, const char *submission, const char *url,
		     int64_t due, struct dkt_err *err)
{
	DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();
	struct dkt_err missing = DKT_ERR_INIT;
	struct dkt_statedb_job job;

	if (dkt_statedb_find_job(d->state, arena, kind, submission, url, &job, &missing) == 0)
		return 0; /* it goes on where it is */
	job = (struct dkt_statedb_job){.kind = kind,
				       .subject = submission,
				       .url = url,
				       .state = "waiting",
				       .due = due,
				       .detail = "",
				       .created = d->now};
	return dkt_statedb_put_job(d->state, &job, err);
}

int dkt_work_plan(struct dkt *d, const char *submission, const json_t *sources, int64_t retry_at,
		  int64_t tries, struct dkt_err *err)
{
	if (plan_retry(d, submission, retry_at, tries, err) < 0)
		return -1;
	for (size_t i = 0; d->config->policy.sources.find && i < json_array_size(sources); i++) {
		const json_t *source = json_array_get(sources, i);

		if (dkt_work_has_good_copy(source) ||
		    dkt_streq(dkt_doc_string(source, "/live/verdict", ""), "denied"))
			continue;
		if (dkt_work_put_job(d, "find", submission, dkt_doc_string(source, "/url", ""),
				     d->now, err) < 0)
			return -1;
	}
	return 0;
}

/* --- a source of a submission --- */

int dkt_work_open_source(struct dkt_worker *w, struct dkt_arena *arena, const char *submission,
			 const char *url, struct dkt_work_source *out, struct dkt_err *err)
{
	const struct dkt_node *sources;
	json_t *list;

	*out = (struct dkt_work_source){.arena = arena};
	if (dkt_case_read(w->d, arena, submission, &out->c, err) < 0)
		return -1;
	if (!dkt_move_allowed(out->c.state, DKT_EV_CHECKED, out->c.state, DKT_BY_SYSTEM))
		return 0;
	if (dkt_work_evidence(w->d, &out->c, &out->evidence, err) < 0)
		return -1;
	sources = dkt_get(out->c.submission.proposed, "sources");
	list = json_object_get(out->evidence, "sources");
	for (size_t i = 0; i < dkt_size(sources); i++) {
		const char *own = dkt_get_string(dkt_item(sources, i), "url");

		if (own != NULL && dkt_streq(own, url))
			out->node = dkt_item(sources, i);
	}
	for (size_t i = 0; i < json_array_size(list); i++) {
		if (dkt_streq(dkt_doc_string(json_array_get(list, i), "/url", ""), url))
			out->source = json_array_get(list, i);
	}
	return out->node != NULL && out->source != NULL;
}

void dkt_work_close_source(struct dkt_work_source *s)
{
	json_decref(s->evidence);
	s->evidence = NULL;
}

/* --- is it good? --- */

static void keep_entry(void *data, const struct dkt_check_result *result)
{
	json_t **out = data;

	*out = json_incref(json_array_get(result->evidence, 0));
}

/* The evidence of a source as the record has it, but with this copy alone. A new reference. */
static int inspect(struct dkt_worker *w, struct dkt_work_source *s, const char *copy, json_t **out,
		   struct dkt_err *err)
{
	struct dkt_arena *arena = s->arena;
	DKT_AUTO(report) struct dkt_report *report = dkt_report_new();
	struct dkt_node entry = dkt_make_object(arena, NULL, 0);
	struct dkt_node source = dkt_copy(arena, s->node);
	struct dkt_node sources;
	struct dkt_check_work work = {.pointer = "/sources", .report = report};
	struct dkt_captures captures;
	struct dkt_memory memory;
	struct dkt_check_policy policy;
	struct dkt_inspector *inspector;
	int result;

	entry = dkt_with(arena, &entry, "url", dkt_make_string(arena, copy));
	source = dkt_with(arena, &source, "archives", dkt_make_array(arena, &entry, 1));
	sources = dkt_make_array(arena, &source, 1);
	work.sources = &sources;
	dkt_memory_init(&memory, w->d, 0);
	policy = dkt_work_policy(w->d, arena, &captures, &memory);
	inspector = dkt_inspector_new(w->d->net, &policy);
	dkt_inspector_add(inspector, &work);
	result = dkt_inspector_run(inspector, keep_entry, out, err);
	dkt_inspector_free(inspector);
	return dkt_memory_end(&memory, err) < 0 ? -1 : result;
}

/* Put a copy that was found, and what its quotes came to, beside those of the record. */
static void add_found(struct dkt_work_source *s, const json_t *entry)
{
	json_t *copy = json_deep_copy(dkt_doc_get(entry, "/archives/0"));
	json_t *quotes = json_object_get(s->source, "quotes");

	json_object_set_new(copy, "found", json_true());
	json_array_append_new(json_object_get(s->source, "archives"), copy);
	for (size_t i = 0; i < json_array_size(quotes); i++) {
		json_t *mine = json_object_get(json_array_get(quotes, i), "archives");
		json_t *theirs =
			dkt_doc_get(entry, dkt_arena_printf(s->arena, "/quotes/%zu/archives/0", i));

		if (mine != NULL && theirs != NULL)
			json_array_append(mine, theirs);
	}
}

static void add_finding(struct dkt_work_source *s, const char *copy, const char *when)
{
	json_t *findings = json_object_get(s->evidence, "findings");
	json_t *one = json_pack(
		"{s:s, s:s, s:s, s:o, s:s}", "level", "info", "code", "archive.found", "pointer",
		dkt_arena_printf(s->arena, "%s/archives",
				 dkt_doc_string(s->source, "/pointer", "")),
		"sentence",
		json_string(dkt_source_say(s->arena, DKT_ENGLISH, DKT_SRC_COPY_FOUND,
					   dkt_arena_printf(s->arena, "%.10s", when), copy)),
		"hint", dkt_source_sentence(DKT_SRC_COPY_ADD)->in[DKT_ENGLISH]);

	if (one != NULL && findings != NULL)
		json_array_append(findings, one);
	json_decref(one);
}

int dkt_work_try_copy(struct dkt_worker *w, struct dkt_work_source *s, const char *copy,
		      bool *good_out, struct dkt_err *err)
{
	DKT_AUTO(json) json_t *entry = NULL;
	const char *when;

	*good_out = false;
	if (inspect(w, s, copy, &entry, err) < 0)
		return -1;
	if (!dkt_streq(dkt_doc_string(entry, "/archives/0/verdict", ""), "good"))
		return 0;
	*good_out = true;
	when = dkt_doc_string(entry, "/archives/0/memento_at", "");
	add_found(s, entry);
	add_finding(s, copy, when);
	return 0;
}

int dkt_work_tell_source(struct dkt_worker *w, struct dkt_work_source *s, const char *sentence,
			 struct dkt_err *err)
{
	char now[DKT_TIME_SIZE];

	dkt_time_format(w->d->now, now);
	json_object_set_new(s->evidence, "checked_at", json_string(now));
	if (dkt_work_inform(w, &s->c, sentence, NULL, s->evidence, err) < 0)
		return -1;
	if (w->fn != NULL) {
		DKT_AUTO(report) struct dkt_report *report = dkt_report_new();

		w->fn(w->data, s->c.id, dkt_state_name(s->c.state),
		      dkt_evidence_summary(s->arena, json_object_get(s->evidence, "sources")),
		      report);
	}
	return 0;
}

/* --- looking --- */

/* The moment that the record speaks of: when it was read, else when it was written; 0: the latest.
 */
static int64_t moment_of(const struct dkt_node *source)
{
	const char *day = dkt_get_string(source, "accessed");
	char text[DKT_TIME_SIZE];
	int64_t time = 0;

	if (day == NULL)
		day = dkt_get_string(source, "issued");
	if (day == NULL || strlen(day) < 10)
		return 0;
	memcpy(text, day, 10);
	memcpy(text + 10, "T12:00:00Z", 11);
	return dkt_time_parse(text, 20, &time) ? time : 0;
}

/* Try the best capture, then the next best. */
static int try_captures(struct dkt_worker *w, struct dkt_work_source *s, struct dkt_find *find,
			const char **found_out, struct dkt_err *err)
{
	struct dkt_memento *left = DKT_NEW_N(s->arena, struct dkt_memento, find->n_captures + 1);
	size_t n = find->n_captures;

	*found_out = NULL;
	if (n > 0)
		memcpy(left, find->captures, n * sizeof left[0]);
	for (unsigned i = 0; i < MAX_TRIED; i++) {
		const char *reason;
		size_t best = dkt_memento_choose(s->arena, left, n, find->wanted,
						 DKT_PREFER_CLOSEST, &reason);
		bool good;

		if (best >= n)
			return 0;
		if (dkt_work_try_copy(w, s, left[best].url, &good, err) < 0)
			return -1;
		if (good) {
			*found_out = left[best].url;
			return 0;
		}
		left[best] = left[--n];
	}
	return 0;
}

/* Nothing was found: shall an archive save the page? */
static int plan_save(struct dkt_worker *w, struct dkt_work_source *s, const char *url,
		     struct dkt_err *err)
{
	const char *live = dkt_doc_string(s->source, "/live/verdict", "");

	if (!w->d->config->policy.sources.save ||
	    (!dkt_streq(live, "alive") && !dkt_streq(live, "redirected")))
		return 0;
	return dkt_work_put_job(w->d, "save", s->c.id, url, w->d->now, err);
}

/* The look-up goes on where an archive's pace had stopped it. */
static void take_up(struct dkt_worker *w, struct dkt_work_source *s,
		    const struct dkt_statedb_job *job, struct dkt_talking *t, struct dkt_find *find)
{
	struct dkt_err unread = DKT_ERR_INIT;
	DKT_AUTO(json) json_t *json = NULL;

	if (job->detail[0] != '\0' &&
	    dkt_doc_parse(job->detail, strlen(job->detail), "a job", &json, &unread) == 0 &&
	    dkt_find_read(s->arena, t->table, json, find))
		return;
	dkt_find_begin(find, s->arena, t->table, w->d->config->policy.sources.ask, job->url,
		       moment_of(s->node), DKT_PREFER_CLOSEST);
}

static void put_off(struct dkt_work_source *s, const struct dkt_find *find, int64_t due,
		    struct dkt_statedb_job *later)
{
	struct dkt_buf line = DKT_BUF_INIT(MAX_DETAIL);
	DKT_AUTO(json) json_t *json = dkt_find_json(find);

	dkt_doc_line(json, &line);
	if (dkt_buf_ok(&line))
		later->detail = dkt_arena_dups(s->arena, dkt_buf_str(&line));
	later->due = due;
	dkt_buf_clear(&line);
}

static int find_now(struct dkt_worker *w, struct dkt_work_source *s,
		    const struct dkt_statedb_job *job, struct dkt_talking *t,
		    struct dkt_statedb_job *later, bool *over_out, struct dkt_err *err)
{
	struct dkt_find find;
	struct dkt_talk talk;
	const char *found = NULL;
	int64_t due = 0;
	int result;

	take_up(w, s, job, t, &find);
	talk = dkt_find_talk(&find);
	result = dkt_talking_go(t, &talk, NULL, NULL, &due, err);
	if (result < 0 || try_captures(w, s, &find, &found, err) < 0)
		return -1;
	*over_out = result > 0 || found != NULL;
	if (!*over_out)
		put_off(s, &find, due, later);
	if (found != NULL)
		return dkt_work_tell_source(
			w, s, dkt_arena_printf(s->arena, "found an archived copy: %.300s", found),
			err);
	return *over_out ? plan_save(w, s, job->url, err) : 0;
}

static int do_find(struct dkt_worker *w, const struct dkt_statedb_job *job, struct dkt_err *err)
{
	DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();
	struct dkt_statedb_job later = *job;
	struct dkt_work_source s;
	struct dkt_talking t;
	bool over = true;
	int result = dkt_work_open_source(w, arena, job->subject, job->url, &s, err);

	if (result == 1 && !dkt_work_has_good_copy(s.source)) {
		result = dkt_talking_begin(&t, w->d, arena, PATIENCE_S, err);
		if (result == 0)
			result = find_now(w, &s, job, &t, &later, &over, err);
		if (dkt_talking_end(&t, err) < 0)
			result = -1;
	}
	dkt_work_close_source(&s);
	if (result < 0)
		return -1;
	if (over || job->tries >= MAX_TRIES)
		return dkt_statedb_drop_job(w->d->state, job, err);
	if (later.due <= w->d->now)
		later.due = w->d->now + 1;
	later.tries++;
	return dkt_statedb_put_job(w->d->state, &later, err);
}

/* --- what is due --- */

struct doing {
	struct dkt_worker *w;
	const char *submission; /* NULL: all */
	int64_t until;		/* ticks */
};

static int64_t ticks_s(void)
{
	struct timespec now = {0};

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec;
}

static int do_job(void *data, const struct dkt_statedb_job *job, struct dkt_err *err)
{
	struct doing *doing = data;
	int result = 0;

	if (ticks_s() >= doing->until ||
	    (doing->submission != NULL && !dkt_streq(doing->submission, job->subject)))
		return 0;
	if (dkt_streq(job->kind, "find"))
		result = do_find(doing->w, job, err);
	else if (dkt_streq(job->kind, "save"))
		result = dkt_work_save(doing->w, job, err);
	return result < 0 ? dkt_note(err, "%s of %.100s", job->kind, job->url) : 0;
}

int dkt_work_find(struct dkt_worker *w, const char *submission, struct dkt_err *err)
{
	struct doing doing = {.w = w, .submission = submission, .until = ticks_s() + BUDGET_S};

	if (dkt_statedb_jobs(w->d->state, "find", w->d->now, MAX_JOBS, do_job, &doing, err) < 0)
		return -1;
	return dkt_statedb_jobs(w->d->state, "save", w->d->now, MAX_JOBS, do_job, &doing, err);
}
