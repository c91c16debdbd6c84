/*
 * fetch_run.c - requests in, answers out.
 *
 * What is over waits in a queue until the loop is at its top and is told there, never from inside
 * libcurl; hence a callback may add requests.
 */
#include <stdlib.h>
#include <string.h>
#include <threads.h>
#include <time.h>

#include "base/error.h"
#include "base/str.h"
#include "base/time.h"
#include "source/fetch_inside.h"

#include "base/banned.h"

#define MAX_WAIT_MS 1000
#define NO_TIME	    "no time left for this check"

static once_flag curl_once = ONCE_FLAG_INIT;

static void curl_start(void)
{
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		dkt_oom();
}

int64_t dkt_fetch_ticks(void)
{
	struct timespec now = {0};

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t dkt_fetch_now_ms(const struct dkt_fetcher *f)
{
	return f->policy.now_ms + dkt_fetch_ticks() - f->born;
}

struct dkt_job *dkt_job_new(struct dkt_fetcher *f, const struct dkt_request *request)
{
	struct dkt_job *job = calloc(1, sizeof *job);

	if (job == NULL)
		dkt_oom();
	job->request = *request;
	job->round = 1;
	job->started = dkt_fetch_ticks();
	f->unfinished++;
	return job;
}

void dkt_job_free(struct dkt_job *job)
{
	if (job->request.arena == NULL)
		dkt_arena_free(job->arena);
	free(job->strings);
	free(job);
}

/* --- requests in --- */

static char *put_string(char **at, const char **string)
{
	size_t size;
	char *start = *at;

	if (*string == NULL)
		return NULL;
	size = strlen(*string) + 1;
	memcpy(start, *string, size);
	*string = start;
	*at += size;
	return start;
}

/* All strings of a request in one block, its list of headers in front. */
static void copy_strings(struct dkt_job *job)
{
	struct dkt_request *r = &job->request;
	const char **const strings[] = {&r->url, &r->etag, &r->last_modified, &r->post};
	const size_t n = sizeof strings / sizeof strings[0];
	size_t size = r->n_headers * sizeof(char *);
	const char **headers;
	char *at;

	for (size_t i = 0; i < n; i++)
		size += *strings[i] == NULL ? 0 : strlen(*strings[i]) + 1;
	for (size_t i = 0; i < r->n_headers; i++)
		size += strlen(r->headers[i]) + 1;
	job->strings = malloc(size);
	if (job->strings == NULL)
		dkt_oom();
	headers = (const char **)(void *)job->strings;
	at = job->strings + r->n_headers * sizeof(char *);
	for (size_t i = 0; i < n; i++)
		(void)put_string(&at, strings[i]);
	for (size_t i = 0; i < r->n_headers; i++) {
		headers[i] = r->headers[i];
		(void)put_string(&at, &headers[i]);
	}
	r->headers = headers;
	r->contact = NULL;
}

void dkt_fetcher_add(struct dkt_fetcher *f, const struct dkt_request *request)
{
	struct dkt_job *job = dkt_job_new(f, request);
	struct dkt_url url;
	const char *why;

	copy_strings(job);
	f->added++;
	job->answer.final_url = job->request.url;
	if (job->request.post != NULL && job->request.pool != DKT_POOL_ARCHIVES) {
		job->host = dkt_host_of(f, "");
		dkt_job_finish(job, DKT_DENIED, "forms are sent to archives alone");
	} else if (dkt_url_parse(f->scratch, job->request.url, &url, &why)) {
		job->host = dkt_host_of(f, url.host);
		job->first_host = job->host->name;
		dkt_host_queue(job, false);
	} else {
		job->host = dkt_host_of(f, "");
		dkt_job_finish(job, DKT_NOT_URL, why);
	}
	dkt_arena_reset(f->scratch);
}

/* --- answers out --- */

static void tell(struct dkt_fetcher *f, dkt_fetched_fn *fn, void *data)
{
	struct dkt_job *job;

	while ((job = dkt_queue_shift(&f->finished)) != NULL) {
		f->unfinished--;
		if (job->robots_of != NULL) {
			dkt_robots_take(f, job);
		} else {
			f->done++;
			if (job->request.arena != NULL) /* it outlives the job's strings */
				job->answer.final_url =
					dkt_arena_dups(job->request.arena, job->answer.final_url);
			fn(data, &job->request, &job->answer);
		}
		dkt_job_free(job);
	}
}

/* Move what is due from held to finished; gives the time of the next, or -1. */
static int64_t release(struct dkt_fetcher *f)
{
	struct dkt_queue held = f->held;
	int64_t now = dkt_fetch_ticks();
	int64_t next = -1;
	struct dkt_job *job;

	f->held = (struct dkt_queue){NULL, NULL};
	while ((job = dkt_queue_shift(&held)) != NULL) {
		if (f->over || job->due <= now) {
			dkt_queue_push(&f->finished, job);
			continue;
		}
		next = next < 0 || job->due < next ? job->due : next;
		dkt_queue_push(&f->held, job);
	}
	return next;
}

static void end_all(struct dkt_fetcher *f)
{
	f->over = true;
	while (f->active != NULL) {
		struct dkt_job *job = f->active->job;
		struct dkt_host *host = job->host;

		dkt_transfer_drop(f->active);
		dkt_job_finish(job, DKT_TIMED_OUT, NO_TIME);
		dkt_host_settle(host);
	}
	dkt_hosts_drain(f, NO_TIME);
}

static int64_t sooner(int64_t a, int64_t b)
{
	return a < 0 ? b : b < 0 ? a : a < b ? a : b;
}

static void show(struct dkt_fetcher *f)
{
	struct dkt_fetch_progress progress;
	int64_t now = dkt_fetch_ticks();

	if (f->show == NULL || now - f->shown < 1000)
		return;
	f->shown = now;
	dkt_fetcher_progress(f, &progress);
	f->show(f->show_data, &progress);
}

static void feed(struct dkt_fetcher *f)
{
	if (f->feed != NULL && !f->over && f->queued < 4 * (size_t)f->policy.max_active)
		f->feed(f->feed_data, f);
}

void dkt_fetcher_run(struct dkt_fetcher *f, unsigned budget_ms, dkt_fetched_fn *fn, void *data)
{
	int64_t deadline = budget_ms == 0 ? -1 : dkt_fetch_ticks() + (int64_t)budget_ms;

	f->over = false;
	f->stop = false;
	f->started = dkt_fetch_ticks();
	for (;;) {
		int64_t next;
		int64_t now;

		tell(f, fn, data);
		feed(f);
		next = sooner(sooner(dkt_hosts_start(f), release(f)), deadline);
		if (f->finished.first != NULL)
			continue;
		if (f->unfinished == 0)
			break;
		now = dkt_fetch_ticks();
		if (f->stop || (deadline >= 0 && now >= deadline))
			end_all(f);
		else if (f->n_active > 0 || f->queued == 0 || next > now)
			dkt_loop_turn(f, next < 0 || next - now > MAX_WAIT_MS ? MAX_WAIT_MS
									      : next - now);
		show(f);
	}
	f->over = false;
}

void dkt_fetcher_stop(struct dkt_fetcher *f)
{
	f->stop = true;
}

/* --- the fetcher --- */

struct dkt_fetcher *dkt_fetcher_new(const struct dkt_net *net,
				    const struct dkt_fetch_policy *policy)
{
	struct dkt_fetcher *f = calloc(1, sizeof *f);

	if (f == NULL)
		dkt_oom();
	call_once(&curl_once, curl_start);
	f->net = net;
	f->policy = *policy;
	if (f->policy.max_active == 0)
		f->policy.max_active = 64;
	if (f->policy.per_host == 0)
		f->policy.per_host = 2;
	f->arena = dkt_arena_new();
	f->scratch = dkt_arena_new();
	f->agent = dkt_arena_printf(f->arena, "docket/%s (source check%s%s)", DOCKET_VERSION,
				    policy->contact == NULL ? "" : "; +",
				    policy->contact == NULL ? "" : policy->contact);
	f->born = dkt_fetch_ticks();
	f->started = f->born;
	dkt_loop_open(f);
	return f;
}

static void free_queue(struct dkt_queue *queue)
{
	struct dkt_job *job;

	while ((job = dkt_queue_shift(queue)) != NULL)
		dkt_job_free(job);
}

void dkt_fetcher_free(struct dkt_fetcher *f)
{
	if (f == NULL)
		return;
	end_all(f);
	dkt_loop_close(f);
	for (struct dkt_origin *o = f->all_origins; o != NULL; o = o->next) {
		free_queue(&o->waiting);
		dkt_arena_free(o->arena);
	}
	free_queue(&f->finished);
	free_queue(&f->held);
	free(f->all_hosts);
	free(f->heap);
	dkt_map_clear(&f->hosts);
	dkt_map_clear(&f->origins);
	dkt_arena_free(f->scratch);
	dkt_arena_free(f->arena);
	free(f);
}

void dkt_fetcher_feed(struct dkt_fetcher *f, dkt_feed_fn *fn, void *data)
{
	f->feed = fn;
	f->feed_data = data;
}

void dkt_fetcher_show(struct dkt_fetcher *f, dkt_fetch_progress_fn *fn, void *data)
{
	f->show = fn;
	f->show_data = data;
}

/* How long a host needs at least for what it has left, by its pause and its interval. */
static int64_t needs_ms(const struct dkt_fetcher *f, const struct dkt_host *host, int64_t now)
{
	int64_t interval =
		f->policy.interval_ms > host->delay_ms ? f->policy.interval_ms : host->delay_ms;

	return (host->paused > now ? host->paused - now : 0) + interval * (int64_t)host->n_queued;
}

void dkt_fetcher_progress(const struct dkt_fetcher *f, struct dkt_fetch_progress *out)
{
	int64_t now = dkt_fetch_ticks();
	int64_t longest = 0;
	double seconds = (double)(now - f->started) / 1000;

	memset(out, 0, sizeof *out);
	out->added = f->added;
	out->done = f->done;
	out->active = f->n_active;
	out->bytes = f->bytes;
	for (size_t i = 0; i < f->n_hosts; i++) {
		const struct dkt_host *host = f->all_hosts[i];
		int64_t needs = host->n_queued == 0 ? 0 : needs_ms(f, host, now);

		out->hosts += host->n_queued > 0 || host->active > 0;
		out->hosts_waiting += host->n_queued > 0 && host->active == 0 &&
				      (host->heap_index == SIZE_MAX || host->ready > now);
		longest = needs > longest ? needs : longest;
	}
	out->per_second = seconds > 0 ? (double)f->done / seconds : 0;
	out->seconds_left = -1;
	if (out->per_second > 0) {
		out->seconds_left = (int64_t)((double)(f->added - f->done) / out->per_second + 0.5);
		if (out->seconds_left < longest / 1000)
			out->seconds_left = longest / 1000;
	}
}

/* --- one page --- */

static void keep_answer(void *data, const struct dkt_request *request,
			const struct dkt_answer *answer)
{
	struct dkt_answer *out = data;

	(void)request;
	*out = *answer;
}

void dkt_fetch(const struct dkt_net *net, struct dkt_arena *arena,
	       const struct dkt_request *request, struct dkt_answer *out)
{
	struct dkt_fetch_policy policy = {
		.max_active = 1, .contact = request->contact, .now_ms = dkt_time_now() * 1000};
	struct dkt_fetcher *f = dkt_fetcher_new(net, &policy);
	struct dkt_request one = *request;

	one.arena = arena;
	dkt_fetcher_add(f, &one);
	dkt_fetcher_run(f, 0, keep_answer, out);
	dkt_fetcher_free(f);
}

const char *dkt_answer_header(const struct dkt_answer *answer, const char *name)
{
	for (size_t i = answer->n_headers; i-- > 0;) {
		if (dkt_streq(answer->headers[i].name, name))
			return answer->headers[i].value;
	}
	return NULL;
}
