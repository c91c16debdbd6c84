/*
 * check_visit.c - addresses: each is fetched once for all works that ask for it at the same time.
 *
 * A visit has an arena of its own, so that a page goes as soon as nobody uses it: a sweep over a
 * hundred thousand addresses holds what its works under way need, and a few idle ones. Those are
 * what makes the probe of a folder serve all sources in it, and a page that several records cite be
 * fetched once. Buckets with lists, because visits come and go and base/map has no way out.
 */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/str.h"
#include "source/check_inside.h"

#include "base/banned.h"

#define MAX_IDLE       256
#define MAX_IDLE_BYTES ((size_t)8 << 20)

static const char *const kind_names[DKT_N_VISIT_KINDS] = {
	[DKT_VISIT_LIVE] = "live", [DKT_VISIT_COPY] = "copy", [DKT_VISIT_PROBE] = "probe"};

const char *dkt_visit_kind_name(enum dkt_visit_kind kind)
{
	return kind_names[kind];
}

/* --- the table --- */

static size_t bucket_of(const char *url)
{
	uint64_t hash = UINT64_C(14695981039346656037); /* FNV-1a; whoever picks addresses that
							   collide only slows a list of few */

	for (const unsigned char *c = (const unsigned char *)url; *c != '\0'; c++)
		hash = (hash ^ *c) * UINT64_C(1099511628211);
	return (size_t)(hash % DKT_VISIT_BUCKETS);
}

static struct dkt_visit *find(struct dkt_visits *visits, const char *url)
{
	struct dkt_visit *v = visits->buckets[bucket_of(url)];

	while (v != NULL && !dkt_streq(v->url, url))
		v = v->next;
	return v;
}

static void drop(struct dkt_visits *visits, struct dkt_visit *visit)
{
	struct dkt_visit **at = &visits->buckets[bucket_of(visit->url)];

	while (*at != visit)
		at = &(*at)->next;
	*at = visit->next;
	dkt_arena_free(visit->arena);
	free(visit->users);
	free(visit);
}

static struct dkt_visit *make(struct dkt_visits *visits, const char *url, enum dkt_visit_kind kind)
{
	struct dkt_visit *visit = calloc(1, sizeof *visit);
	size_t bucket = bucket_of(url);

	if (visit == NULL)
		dkt_oom();
	visit->arena = dkt_arena_new();
	visit->url = dkt_arena_dups(visit->arena, url);
	visit->kind = kind;
	visit->next = visits->buckets[bucket];
	visits->buckets[bucket] = visit;
	return visit;
}

void dkt_visits_clear(struct dkt_visits *visits)
{
	for (size_t i = 0; i < DKT_VISIT_BUCKETS; i++) {
		while (visits->buckets[i] != NULL)
			drop(visits, visits->buckets[i]);
	}
}

/* --- idle ones --- */

static void leave_idle(struct dkt_visits *visits, struct dkt_visit *visit)
{
	struct dkt_visit **older_of_newer =
		visit->idle_newer == NULL ? &visits->idle_newest : &visit->idle_newer->idle_older;
	struct dkt_visit **newer_of_older =
		visit->idle_older == NULL ? &visits->idle_oldest : &visit->idle_older->idle_newer;

	*older_of_newer = visit->idle_older;
	*newer_of_older = visit->idle_newer;
	visit->idle_older = NULL;
	visit->idle_newer = NULL;
	visits->n_idle--;
	visits->idle_bytes -= dkt_arena_used(visit->arena);
}

static void become_idle(struct dkt_visits *visits, struct dkt_visit *visit)
{
	visit->idle_older = visits->idle_newest;
	visit->idle_newer = NULL;
	if (visits->idle_newest != NULL)
		visits->idle_newest->idle_newer = visit;
	else
		visits->idle_oldest = visit;
	visits->idle_newest = visit;
	visits->n_idle++;
	visits->idle_bytes += dkt_arena_used(visit->arena);
	while (visits->n_idle > MAX_IDLE || visits->idle_bytes > MAX_IDLE_BYTES) {
		struct dkt_visit *oldest = visits->idle_oldest;

		leave_idle(visits, oldest);
		drop(visits, oldest);
	}
}

/* --- users --- */

static bool uses(const struct dkt_checking *c, const struct dkt_visit *visit)
{
	for (size_t i = 0; i < c->n_visits; i++) {
		if (c->visits[i] == visit)
			return true;
	}
	return false;
}

static void take(struct dkt_checking *c, struct dkt_visit *visit)
{
	if (visit->n_users == visit->room_users) {
		visit->room_users = visit->room_users == 0 ? 2 : visit->room_users * 2;
		visit->users = realloc(visit->users, visit->room_users * sizeof(visit->users[0]));
		if (visit->users == NULL)
			dkt_oom();
	}
	visit->users[visit->n_users++] = c;
	if (c->n_visits == c->room_visits) {
		c->room_visits = c->room_visits == 0 ? 8 : c->room_visits * 2;
		c->visits = realloc(c->visits, c->room_visits * sizeof(c->visits[0]));
		if (c->visits == NULL)
			dkt_oom();
	}
	c->visits[c->n_visits++] = visit;
}

/* A visit that is still under way stays, so that its answer is remembered when it comes. */
void dkt_visits_release(struct dkt_checking *c)
{
	struct dkt_visits *visits = &c->inspector->visits;

	for (size_t i = 0; i < c->n_visits; i++) {
		struct dkt_visit *visit = c->visits[i];

		for (size_t j = 0; j < visit->n_users; j++) {
			if (visit->users[j] == c)
				visit->users[j--] = visit->users[--visit->n_users];
		}
		if (visit->done && !visit->held && visit->n_users == 0)
			become_idle(visits, visit);
	}
	free(c->visits);
	c->visits = NULL;
	c->n_visits = 0;
	c->room_visits = 0;
}

/* --- asking --- */

static bool recalled(struct dkt_inspector *inspector, struct dkt_visit *visit)
{
	const struct dkt_check_memory *memory = inspector->policy.memory;
	const char *note;

	if (memory == NULL || memory->recall == NULL)
		return false;
	note = memory->recall(memory->data, visit->url, visit->kind);
	if (note == NULL || !dkt_note_read(visit->arena, inspector->policy.captures, note,
					   &visit->answer, &visit->kept))
		return false;
	dkt_page_read(visit->arena, &visit->answer, &visit->page);
	visit->done = true;
	return true;
}

struct dkt_visit *dkt_visit_ask(struct dkt_checking *c, const char *url, enum dkt_visit_kind kind,
				enum dkt_pool pool)
{
	struct dkt_inspector *inspector = c->inspector;
	struct dkt_visit *visit = find(&inspector->visits, url);
	struct dkt_request request = {.timeout_ms = inspector->policy.timeout_ms,
				      .follow = true,
				      .pool = pool,
				      .robots = inspector->policy.robots,
				      .keep = inspector->policy.captures != NULL};

	if (visit != NULL) {
		if (visit->done && !visit->held && visit->n_users == 0)
			leave_idle(&inspector->visits, visit);
		if (!uses(c, visit))
			take(c, visit);
		return visit;
	}
	visit = make(&inspector->visits, url, kind);
	if (recalled(inspector, visit)) {
		take(c, visit);
		return visit;
	}
	take(c, visit);
	request.url = visit->url;
	request.arena = visit->arena;
	request.data = visit;
	dkt_fetcher_add(dkt_inspector_fetcher(inspector), &request);
	return visit;
}

/* --- the answer --- */

/* Is there a body that a judge reads? Those are kept: cited pages, captures of them, and the page
 * that a site gives for an address that cannot exist. */
static bool matters(const struct dkt_visit *visit)
{
	switch (visit->kind) {
	case DKT_VISIT_LIVE:
		return true;
	case DKT_VISIT_COPY:
		return dkt_answer_header(&visit->answer, "memento-datetime") != NULL;
	default:
		return visit->answer.status == 200;
	}
}

static void keep(struct dkt_inspector *inspector, struct dkt_visit *visit)
{
	if (inspector->policy.captures == NULL || inspector->failed || !matters(visit))
		return;
	inspector->failed = dkt_capture_put(inspector->policy.captures, &visit->answer,
					    &visit->kept, inspector->err) < 0;
}

/* Is this an answer that will be the same for the rest of the day? */
static bool is_good(const struct dkt_visit *visit, const struct dkt_verdict_live *verdict)
{
	const struct dkt_answer *answer = &visit->answer;

	if (answer->outcome != DKT_FETCHED)
		return false;
	switch (visit->kind) {
	case DKT_VISIT_LIVE:
		return verdict->verdict == DKT_LIVE_ALIVE ||
		       verdict->verdict == DKT_LIVE_REDIRECTED;
	case DKT_VISIT_COPY:
		return answer->status == 200 &&
		       dkt_answer_header(answer, "memento-datetime") != NULL;
	default:
		return answer->status == 404 || answer->status == 410;
	}
}

static void remember(struct dkt_inspector *inspector, struct dkt_visit *visit)
{
	const struct dkt_check_memory *memory = inspector->policy.memory;
	struct dkt_verdict_live verdict = {DKT_LIVE_UNREACHABLE, ""};
	struct dkt_seen seen = {.url = visit->url,
				.kind = visit->kind,
				.answer = &visit->answer,
				.verdict = "",
				.reason = visit->answer.reason};

	if (memory == NULL || memory->remember == NULL)
		return;
	if (visit->kind == DKT_VISIT_LIVE) {
		verdict = dkt_live_judge(visit->arena, visit->url, &visit->answer, &visit->page);
		seen.verdict = dkt_live_name(verdict.verdict);
		seen.reason = verdict.reason;
	}
	seen.good = is_good(visit, &verdict);
	if (visit->kept.key[0] != '\0' || visit->answer.size == 0 || !matters(visit))
		seen.note = dkt_note_write(visit->arena, &visit->answer, visit->kept.key);
	memory->remember(memory->data, &seen);
}

void dkt_visit_take(void *data, const struct dkt_request *request, const struct dkt_answer *answer)
{
	struct dkt_inspector *inspector = data;
	struct dkt_visit *visit = request->data;

	visit->answer = *answer;
	dkt_page_read(visit->arena, &visit->answer, &visit->page);
	keep(inspector, visit);
	if (!inspector->stopping)
		remember(inspector, visit);
	visit->done = true;
	visit->held = true;
	dkt_inspector_arrived(inspector, visit);
	visit->held = false;
	if (visit->n_users == 0 && inspector->stopping)
		drop(&inspector->visits, visit); /* it may have been cut short by us */
	else if (visit->n_users == 0)
		become_idle(&inspector->visits, visit);
	dkt_inspector_pump(inspector);
}
