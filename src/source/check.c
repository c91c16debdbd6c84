/*
 * check.c - works: records whose sources are looked at, many at once through one event loop.
 *
 * A work is a set of questions (live pages, probes, claimed copies). After each answer the work is
 * looked over again from the top: what is known may ask for more (a sibling of a page that is
 * alive, the replayed page where there are no raw bytes). When nothing is open any more, or its
 * time is over, the answers are judged and the work is told. Looking over is cheap beside any
 * answer from the net, and needs no state but what is there already.
 *
 * Nothing is begun or told from inside another work's telling: the pump does it in a loop, so that
 * a sweep whose answers are all remembered does not grow the stack.
 */
#include "source/check.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/error.h"
#include "base/str.h"
#include "source/check_inside.h"
#include "json/build.h"

#include "base/banned.h"

#define MAX_WORKS   32
#define MAX_ACTIVE  16
#define DEADLINE_MS 120000
#define LATE_S	    600	 /* when to ask again for what did not answer in time */
#define REACH_S	    3600 /* the same for what could not be reached */

/* Milliseconds of a clock that nobody sets; limits of time have nothing to do with the date. */
static int64_t ticks(void)
{
	struct timespec now = {0};

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* --- what a work waits for --- */

static bool is_open(const struct dkt_visit *visit)
{
	return visit != NULL && !visit->done;
}

/* Ask for all that can be asked for now; true when nothing is open. */
static bool look_over(struct dkt_checking *c)
{
	bool open = false;

	for (size_t i = 0; i < c->n_sources; i++) {
		struct dkt_looking *l = &c->sources[i];

		if (l->url == NULL)
			continue;
		dkt_look_live(l); /* first: copies may be of where it leads */
		dkt_look_copies(l);
		open = open || is_open(l->live) || is_open(l->probe);
		for (size_t j = 0; j < l->n_copies; j++)
			open = open || is_open(l->copies[j].visit);
	}
	return !open;
}

static void give_up(struct dkt_checking *c, struct dkt_visit **visit)
{
	if (!is_open(*visit))
		return;
	*visit = &c->inspector->late;
	c->n_late++;
}

/* Its time is over: what is open stays unanswered. */
static void give_up_open(struct dkt_checking *c)
{
	for (size_t i = 0; i < c->n_sources; i++) {
		struct dkt_looking *l = &c->sources[i];

		give_up(c, &l->live);
		give_up(c, &l->probe);
		for (size_t j = 0; j < l->n_copies; j++) {
			give_up(c, &l->copies[j].visit);
		}
	}
}

/* --- telling --- */

static json_t *judge_source(struct dkt_looking *l)
{
	json_t *quotes = dkt_look_quotes(l); /* before the copies are told of: a copy without the
						quote is no good one */
	json_t *json;

	dkt_say_state(l);
	dkt_say_copies(l);
	dkt_say_alike(l);
	json = json_pack("{s:s, s:s, s:o, s:o, s:o, s:o}", "pointer", l->pointer, "url", l->url,
			 "live", dkt_live_json(l), "archives", dkt_copies_json(l), "quotes", quotes,
			 "independence", dkt_alike_json(l));
	return json;
}

/* A private capture that somebody handed in: said to be there, never said to be true. */
static void add_attested(const struct dkt_looking *l, json_t *entry)
{
	const struct dkt_node *attested = dkt_get(l->source, "attested");
	const char *sum = dkt_get_string(attested, "sha256");
	const char *type = dkt_get_string(attested, "media_type");

	if (sum != NULL && strlen(sum) + 1 == DKT_SHA256_HEX)
		json_object_set_new(entry, "attested",
				    json_pack("{s:s, s:s, s:s*}", "verdict", "attested", "sha256",
					      sum, "media_type", type));
}

static json_t *judge_sources(struct dkt_checking *c)
{
	json_t *evidence = json_array();

	for (size_t i = 0; i < c->n_sources; i++) {
		if (c->sources[i].url != NULL) {
			dkt_judge_live(&c->sources[i]);
			dkt_judge_copies(&c->sources[i]);
		}
	}
	dkt_judge_alike(c);
	for (size_t i = 0; i < c->n_sources; i++) {
		json_t *entry = c->sources[i].url == NULL ? NULL : judge_source(&c->sources[i]);

		if (entry == NULL)
			continue;
		add_attested(&c->sources[i], entry);
		json_array_append_new(evidence, entry);
	}
	return evidence;
}

static int64_t sooner(int64_t a, int64_t b)
{
	return a == 0 || (b > 0 && b < a) ? b : a;
}

/* When would asking again bring more? */
static int64_t retry_of(const struct dkt_checking *c)
{
	int64_t now = c->inspector->policy.now;
	int64_t at = c->n_late > 0 ? now + LATE_S : 0;

	for (size_t i = 0; i < c->n_visits; i++) {
		const struct dkt_answer *answer = &c->visits[i]->answer;

		if (!c->visits[i]->done || c->visits[i]->kind == DKT_VISIT_PROBE)
			continue;
		if (answer->retry_at > 0)
			at = sooner(at, answer->retry_at);
		else if ((answer->outcome == DKT_FETCHED && answer->status >= 500) ||
			 answer->outcome == DKT_NO_DNS || answer->outcome == DKT_NO_CONNECT ||
			 answer->outcome == DKT_TIMED_OUT || answer->outcome == DKT_BROKEN)
			at = sooner(at, now + REACH_S);
	}
	return at;
}

static void free_checking(struct dkt_checking *c)
{
	dkt_visits_release(c);
	dkt_arena_free(c->arena);
	free(c);
}

static void unlink_active(struct dkt_checking *c)
{
	struct dkt_checking **at = &c->inspector->active;

	while (*at != c)
		at = &(*at)->next;
	*at = c->next;
	c->inspector->n_active--;
}

static void complete(struct dkt_checking *c)
{
	struct dkt_inspector *inspector = c->inspector;
	struct dkt_check_result result = {.work = &c->work, .n_late = c->n_late};

	unlink_active(c);
	if (!inspector->failed) {
		result.retry_at = retry_of(c);
		result.evidence = judge_sources(c);
	}
	inspector->done(inspector->done_data, &result);
	json_decref(result.evidence);
	free_checking(c);
}

/* --- beginning --- */

static void open_sources(struct dkt_checking *c)
{
	const struct dkt_node *list = c->work.sources;
	size_t n = dkt_is(list, DKT_ARRAY) ? list->size : 0;

	c->n_sources = n < DKT_MAX_SOURCES ? n : DKT_MAX_SOURCES;
	c->sources = DKT_NEW_N(c->arena, struct dkt_looking, c->n_sources + 1);
	for (size_t i = 0; i < c->n_sources; i++)
		c->sources[i] = (struct dkt_looking){
			.c = c,
			.source = &list->as.items[i],
			.pointer = dkt_arena_printf(c->arena, "%s/%zu", c->work.pointer, i),
			.url = c->work.skip != NULL && c->work.skip[i]
				       ? NULL
				       : dkt_get_string(&list->as.items[i], "url")};
}

static bool begin_next(struct dkt_inspector *inspector)
{
	struct dkt_checking *c;

	if (inspector->waiting == NULL && inspector->feed != NULL)
		inspector->feed(inspector->feed_data, inspector);
	c = inspector->waiting;
	if (c == NULL)
		return false;
	inspector->waiting = c->next;
	if (inspector->waiting == NULL)
		inspector->waiting_last = NULL;
	c->next = inspector->active;
	inspector->active = c;
	inspector->n_active++;
	c->deadline = ticks() + (int64_t)inspector->policy.deadline_ms;
	open_sources(c);
	if (look_over(c))
		complete(c);
	return true;
}

static void forget_waiting(struct dkt_inspector *inspector)
{
	while (inspector->waiting != NULL) {
		struct dkt_checking *c = inspector->waiting;

		inspector->waiting = c->next;
		if (inspector->done != NULL)
			inspector->done(inspector->done_data,
					&(struct dkt_check_result){.work = &c->work});
		free_checking(c);
	}
	inspector->waiting_last = NULL;
}

static struct dkt_checking *first_late(const struct dkt_inspector *inspector, int64_t now)
{
	bool all = inspector->stopping || inspector->failed;
	struct dkt_checking *c = inspector->active;

	while (c != NULL && !all && now < c->deadline)
		c = c->next;
	return c;
}

static void end_late(struct dkt_inspector *inspector)
{
	int64_t now = ticks();
	struct dkt_checking *c;

	while ((c = first_late(inspector, now)) != NULL) {
		give_up_open(c);
		complete(c);
	}
}

void dkt_inspector_pump(struct dkt_inspector *inspector)
{
	if (inspector->pumping)
		return;
	inspector->pumping = true;
	if (inspector->stopping || inspector->failed) {
		forget_waiting(inspector);
		end_late(inspector);
	} else {
		while (!inspector->stopping && !inspector->failed &&
		       inspector->n_active < inspector->policy.max_works && begin_next(inspector))
			;
	}
	if (inspector->n_active == 0 && inspector->waiting == NULL) {
		/* what is still under way was given up; its end says nothing of it */
		inspector->stopping = true;
		if (inspector->fetcher != NULL)
			dkt_fetcher_stop(inspector->fetcher);
	}
	inspector->pumping = false;
}

void dkt_inspector_arrived(struct dkt_inspector *inspector, struct dkt_visit *visit)
{
	size_t n = visit->n_users;
	struct dkt_checking **users = DKT_NEW_N(visit->arena, struct dkt_checking *, n + 1);

	(void)inspector;
	memcpy(users, visit->users, n * sizeof users[0]);
	for (size_t i = 0; i < n; i++) {
		if (look_over(users[i]))
			complete(users[i]);
	}
}

/* About once a second. */
static void turn(void *data, const struct dkt_fetch_progress *progress)
{
	struct dkt_inspector *inspector = data;

	end_late(inspector);
	dkt_inspector_pump(inspector);
	if (inspector->policy.progress != NULL)
		inspector->policy.progress(inspector->policy.progress_data, progress);
}

/* --- the inspector --- */

/* Made when there is something to ask: records without sources need no net. */
struct dkt_fetcher *dkt_inspector_fetcher(struct dkt_inspector *inspector)
{
	struct dkt_fetch_policy fetching = {
		.max_active = inspector->policy.max_active == 0 ? MAX_ACTIVE
								: inspector->policy.max_active,
		.per_host = inspector->policy.per_host,
		.interval_ms = inspector->policy.interval_ms,
		.connect_ms = inspector->policy.even_ms, /* silence is told then */
		.second_round = inspector->policy.second_round,
		.patience_ms = inspector->policy.patience_ms,
		.even_ms = inspector->policy.even_ms,
		.contact = inspector->policy.contact,
		.now_ms = inspector->policy.now * 1000};

	if (inspector->fetcher == NULL) {
		inspector->fetcher = dkt_fetcher_new(inspector->net, &fetching);
		dkt_fetcher_show(inspector->fetcher, turn, inspector);
	}
	return inspector->fetcher;
}

struct dkt_inspector *dkt_inspector_new(struct dkt_net *net, const struct dkt_check_policy *policy)
{
	struct dkt_inspector *inspector = calloc(1, sizeof *inspector);
	if (inspector == NULL)
		dkt_oom();
	inspector->net = net;
	inspector->policy = *policy;
	if (inspector->policy.max_works == 0)
		inspector->policy.max_works = MAX_WORKS;
	if (inspector->policy.deadline_ms == 0)
		inspector->policy.deadline_ms = DEADLINE_MS;
	inspector->late = (struct dkt_visit){.arena = dkt_arena_new(), .url = "", .done = true};
	inspector->late.answer = (struct dkt_answer){.outcome = DKT_TIMED_OUT,
						     .reason = "no answer in time",
						     .final_url = "",
						     .body = "",
						     .round = 1};
	dkt_page_read(inspector->late.arena, &inspector->late.answer, &inspector->late.page);
	return inspector;
}

void dkt_inspector_free(struct dkt_inspector *inspector)
{
	if (inspector == NULL)
		return;
	forget_waiting(inspector);
	dkt_fetcher_free(inspector->fetcher);
	dkt_visits_clear(&inspector->visits);
	dkt_arena_free(inspector->late.arena);
	free(inspector);
}

void dkt_inspector_net(struct dkt_inspector *inspector, struct dkt_net *net)
{
	inspector->net = net;
}

void dkt_inspector_add(struct dkt_inspector *inspector, const struct dkt_check_work *work)
{
	struct dkt_checking *c = calloc(1, sizeof *c);

	if (c == NULL)
		dkt_oom();
	c->inspector = inspector;
	c->work = *work;
	c->arena = dkt_arena_new();
	if (inspector->waiting_last != NULL)
		inspector->waiting_last->next = c;
	else
		inspector->waiting = c;
	inspector->waiting_last = c;
}

void dkt_inspector_feed(struct dkt_inspector *inspector, dkt_check_feed_fn *feed, void *data)
{
	inspector->feed = feed;
	inspector->feed_data = data;
}

void dkt_inspector_stop(struct dkt_inspector *inspector)
{
	inspector->stopping = true;
}

int dkt_inspector_run(struct dkt_inspector *inspector, dkt_check_done_fn *done, void *data,
		      struct dkt_err *err)
{
	inspector->done = done;
	inspector->done_data = data;
	inspector->err = err;
	inspector->stopping = false;
	do {
		dkt_inspector_pump(inspector);
		if (inspector->n_active > 0)
			dkt_fetcher_run(inspector->fetcher, 0, dkt_visit_take, inspector);
	} while (inspector->n_active > 0);
	if (inspector->policy.captures != NULL && !inspector->failed)
		inspector->failed = dkt_captures_sync(inspector->policy.captures, err) < 0;
	return inspector->failed ? -1 : 0;
}

/* --- one record --- */

static void keep_evidence(void *data, const struct dkt_check_result *result)
{
	json_t **out = data;

	*out = json_incref(result->evidence);
}

int dkt_source_check(struct dkt_net *net, const struct dkt_source_job *job,
		     struct dkt_report *report, json_t **evidence_out, struct dkt_err *err)
{
	struct dkt_check_policy policy = {.contact = job->contact,
					  .now = job->now,
					  .timeout_ms = job->timeout_ms,
					  .even_ms = job->even_ms,
					  .captures = job->captures,
					  .archives = job->archives};
	struct dkt_check_work work = {.sources = job->sources,
				      .pointer = job->pointer,
				      .report = report,
				      .skip = job->skip,
				      .owned = job->owned,
				      .n_owned = job->n_owned};
	struct dkt_inspector *inspector = dkt_inspector_new(net, &policy);
	int result;

	*evidence_out = NULL;
	dkt_inspector_add(inspector, &work);
	result = dkt_inspector_run(inspector, keep_evidence, evidence_out, err);
	dkt_inspector_free(inspector);
	if (result < 0) {
		json_decref(*evidence_out);
		*evidence_out = NULL;
	}
	return result;
}

int dkt_source_check_url(struct dkt_net *net, const char *url, const struct dkt_source_job *job,
			 struct dkt_report *report, json_t **evidence_out, struct dkt_err *err)
{
	struct dkt_arena *arena = dkt_arena_new();
	struct dkt_node source = dkt_make_object(arena, NULL, 0);
	struct dkt_node sources;
	struct dkt_source_job one = *job;
	int result;

	source = dkt_with(arena, &source, "url", dkt_make_string(arena, url));
	sources = dkt_make_array(arena, &source, 1);
	one.sources = &sources;
	result = dkt_source_check(net, &one, report, evidence_out, err);
	dkt_arena_free(arena);
	return result;
}
