/*
 * fetch_robots.c - robots.txt before a hop.
 *
 * It is asked for once an origin, as a request like any other that counts against the host's
 * limits; hops that want to know wait in the origin's queue, and are queued for their host again
 * when it is there.
 *
 * Standard: RFC 9309.
 */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "source/fetch_inside.h"

#include "base/banned.h"

static struct dkt_origin *origin_of(struct dkt_fetcher *f, const struct dkt_url *url)
{
	const char *name =
		dkt_arena_printf(f->scratch, "%s://%s:%u/", url->scheme, url->host, url->port);
	struct dkt_origin *origin = dkt_map_get(&f->origins, name, strlen(name));

	if (origin == NULL) {
		origin = DKT_NEW(f->arena, struct dkt_origin);
		origin->name = dkt_arena_dups(f->arena, name);
		(void)dkt_map_put(&f->origins, origin->name, strlen(origin->name), origin);
		origin->next = f->all_origins;
		f->all_origins = origin;
	}
	dkt_arena_reset(f->scratch);
	return origin;
}

static void ask_robots(struct dkt_fetcher *f, struct dkt_origin *origin, struct dkt_host *host)
{
	struct dkt_request request = {.follow = true};
	struct dkt_job *job = dkt_job_new(f, &request);
	size_t size = strlen(origin->name) + sizeof "robots.txt";

	job->strings = malloc(size);
	if (job->strings == NULL)
		dkt_oom();
	(void)snprintf(job->strings, size, "%srobots.txt", origin->name);
	job->request.url = job->strings;
	job->robots_of = origin;
	job->host = host;
	origin->state = DKT_ROBOTS_ASKED;
	dkt_host_queue(job, true);
}

/* RFC 9309 2.3.1: what is not there allows all; what cannot be had now, nothing. */
void dkt_robots_take(struct dkt_fetcher *f, struct dkt_job *asked)
{
	struct dkt_origin *origin = asked->robots_of;
	const struct dkt_answer *answer = &asked->answer;
	struct dkt_job *job;

	origin->state = DKT_ROBOTS_KNOWN;
	if (answer->outcome == DKT_FETCHED && answer->status >= 200 && answer->status < 300) {
		origin->arena = dkt_arena_new();
		dkt_robots_read(origin->arena, answer->body, answer->size, DKT_ROBOTS_AGENT,
				&origin->robots);
		if (origin->robots.delay_ms > asked->host->delay_ms)
			asked->host->delay_ms = origin->robots.delay_ms;
	} else if (dkt_out_of_reach(answer->outcome) || answer->outcome == DKT_NO_TLS ||
		   answer->outcome == DKT_PUT_OFF) {
		origin->state = DKT_ROBOTS_CLOSED;
		origin->outcome = answer->outcome;
		origin->reason = dkt_arena_dups(f->arena, answer->reason);
		origin->retry_at = answer->retry_at;
	} else if (answer->outcome != DKT_FETCHED || answer->status >= 500 ||
		   answer->status == 429) {
		origin->state = DKT_ROBOTS_CLOSED;
		origin->outcome = DKT_ROBOTS;
		origin->reason = "robots.txt cannot be read";
		origin->retry_at = answer->retry_at;
	}
	while ((job = dkt_queue_shift(&origin->waiting)) != NULL)
		dkt_host_queue(job, false);
}

bool dkt_robots_say_yes(struct dkt_fetcher *f, struct dkt_job *job)
{
	struct dkt_origin *origin;

	if (!job->request.robots || job->robots_of != NULL)
		return true;
	origin = origin_of(f, &job->url);
	switch (origin->state) {
	case DKT_ROBOTS_UNKNOWN:
		ask_robots(f, origin, job->host);
		dkt_queue_push(&origin->waiting, job);
		return false;
	case DKT_ROBOTS_ASKED:
		dkt_queue_push(&origin->waiting, job);
		return false;
	case DKT_ROBOTS_CLOSED:
		job->answer.retry_at = origin->retry_at;
		dkt_job_finish(job, origin->outcome, origin->reason);
		return false;
	default:
		if (dkt_robots_allow(&origin->robots, job->url.path))
			return true;
		dkt_job_finish(job, DKT_ROBOTS, "robots.txt forbids it");
		return false;
	}
}
