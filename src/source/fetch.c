/*
 * fetch.c - the life of a job: from hop to hop, and once more if it must be.
 *
 * Every hop is queued for the host it goes to, as a request of its own would be, so that redirects
 * and robots.txt count against the host's limits like anything else. In a test net a host that is
 * not mapped does not exist; it is never looked up.
 */
#include "source/fetch.h"

#include <string.h>
#include <sys/socket.h>

#include "base/str.h"
#include "source/fetch_inside.h"
#include "source/guard.h"
#include "source/http.h"
#include "source/memento.h"

#include "base/banned.h"

#define RATE_PAUSE_S 60 /* after a 429 that does not say how long */

/* Rounded up: a host that asks for a second gets one in full. */
static int64_t now_s(const struct dkt_fetcher *f)
{
	return (dkt_fetch_now_ms(f) + 999) / 1000;
}

/* --- an end --- */

bool dkt_out_of_reach(enum dkt_fetched outcome)
{
	return outcome == DKT_DENIED || outcome == DKT_NO_DNS || outcome == DKT_NO_CONNECT ||
	       outcome == DKT_TIMED_OUT;
}

void dkt_job_finish(struct dkt_job *job, enum dkt_fetched outcome, const char *reason)
{
	struct dkt_fetcher *f = job->host == NULL ? NULL : job->host->fetcher;

	job->answer.outcome = outcome;
	job->answer.reason = reason;
	job->answer.round = job->round;
	job->due = job->started + (int64_t)f->policy.even_ms;
	if (!f->over && job->robots_of == NULL && dkt_out_of_reach(outcome) &&
	    job->due > dkt_fetch_ticks())
		dkt_queue_push(&f->held, job);
	else
		dkt_queue_push(&f->finished, job);
}

/* --- a hop begins --- */

static const char *denied_word(const struct dkt_net *net, const struct dkt_url *url)
{
	const char *denied = dkt_guard_name(url->host);
	struct sockaddr_storage any = {0};

	if (denied == NULL && !net->test)
		denied = dkt_guard_port(url->port);
	/* a test net maps addresses too, but one that is written as such must pass as it is */
	if (denied == NULL && dkt_guard_text(url->host, url->port, &any))
		denied = dkt_guard_address(net, (const struct sockaddr *)&any);
	return denied;
}

static void refuse(struct dkt_job *job, enum dkt_fetched outcome, const char *reason)
{
	job->answer.status = 0;
	job->answer.outcome = outcome;
	job->answer.reason = reason;
	job->answer.body = "";
	job->answer.size = 0;
	job->answer.n_headers = 0;
	job->hops[job->answer.n_hops] = (struct dkt_hop){.address = "", .protocol = ""};
	dkt_job_hop_over(job);
}

static void open_job(struct dkt_job *job)
{
	const char *why;

	if (job->arena == NULL)
		job->arena = job->request.arena != NULL ? job->request.arena : dkt_arena_new();
	if (job->hops == NULL)
		job->hops = DKT_NEW_N(job->arena, struct dkt_hop, DKT_MAX_HOPS + 2);
	job->answer.hops = job->hops;
	if (job->answer.n_hops == 0) /* it was good when it was added */
		(void)dkt_url_parse(job->arena, job->request.url, &job->url, &why);
}

void dkt_job_begin(struct dkt_job *job)
{
	struct dkt_fetcher *f = job->host->fetcher;
	const struct dkt_mapping *mapping = NULL;
	const char *denied;

	open_job(job);
	denied = denied_word(f->net, &job->url);
	if (denied != NULL) {
		refuse(job, DKT_DENIED, denied);
		return;
	}
	if (!dkt_robots_say_yes(f, job))
		return;
	if (f->net->test)
		mapping = dkt_net_find(f->net, job->url.host, job->url.port);
	if (f->net->test && mapping == NULL)
		refuse(job, DKT_NO_DNS, "dns");
	else
		dkt_transfer_start(job, mapping);
}

/* --- a hop is over --- */

static bool is_redirect(long status)
{
	return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

static bool seen(const struct dkt_answer *answer, const char *url)
{
	for (size_t i = 0; i < answer->n_hops; i++) {
		if (dkt_streq(answer->hops[i].url, url))
			return true;
	}
	return false;
}

/* The next address, or false when this answer is the last; it then says what was wrong, if
 * anything. */
static bool next_hop(struct dkt_job *job)
{
	struct dkt_answer *out = &job->answer;
	const char *location = dkt_answer_header(out, "location");
	struct dkt_url next;
	const char *why;

	if (!job->request.follow || job->request.post != NULL || out->outcome != DKT_FETCHED ||
	    !is_redirect(out->status) || location == NULL)
		return false;
	if (!dkt_url_join(job->arena, &job->url, location, &next, &why)) {
		out->outcome = DKT_NOT_URL;
		out->reason = "redirect to something that is no usable address";
		return false;
	}
	if (seen(out, next.text) || out->n_hops > DKT_MAX_HOPS) {
		out->outcome = DKT_LOOP;
		out->reason =
			out->n_hops > DKT_MAX_HOPS ? "too many redirects" : "redirects in a circle";
		return false;
	}
	out->downgraded = out->downgraded ||
			  (dkt_streq(job->url.scheme, "https") && dkt_streq(next.scheme, "http"));
	job->url = next;
	return true;
}

/* What the host said about when to come again; 0 when nothing. */
static int64_t pause_wished(const struct dkt_job *job)
{
	const struct dkt_answer *answer = &job->answer;
	int64_t now = now_s(job->host->fetcher);
	const char *text;
	int64_t at;

	if (answer->outcome != DKT_FETCHED || (answer->status != 429 && answer->status != 503) ||
	    dkt_memento_is_replayed(answer))
		return 0;
	text = dkt_answer_header(answer, "retry-after");
	if (text != NULL && dkt_retry_after(text, now, &at))
		return at;
	return answer->status == 429 ? now + RATE_PAUSE_S : 0;
}

static bool again(struct dkt_job *job)
{
	struct dkt_fetcher *f = job->host->fetcher;
	const struct dkt_answer *answer = &job->answer;
	int64_t now = dkt_fetch_ticks();

	if (!f->policy.second_round || f->over || job->round > 1 || job->robots_of != NULL ||
	    job->request.post != NULL)
		return false;
	if (answer->outcome != DKT_TIMED_OUT &&
	    (answer->outcome != DKT_FETCHED || (answer->status != 429 && answer->status != 503) ||
	     dkt_memento_is_replayed(answer)))
		return false;
	if (job->host->paused > now + (int64_t)f->policy.patience_ms)
		return false; /* its host will not take it this time */
	memset(&job->answer, 0, sizeof job->answer);
	job->round = 2;
	job->due = job->host->paused > now ? job->host->paused : now;
	job->host = dkt_host_of(f, job->first_host);
	dkt_host_queue(job, false);
	return true;
}

void dkt_job_hop_over(struct dkt_job *job)
{
	struct dkt_answer *out = &job->answer;
	struct dkt_host *host = job->host;
	int64_t at = pause_wished(job);

	job->hops[out->n_hops].url = job->url.text;
	job->hops[out->n_hops++].status = out->status;
	out->final_url = job->url.text;
	if (at > 0) {
		out->retry_at = at;
		dkt_host_pause(host, at);
	}
	if (again(job)) {
		dkt_host_settle(host);
		return;
	}
	if (next_hop(job)) {
		job->host = dkt_host_of(host->fetcher, job->url.host);
		dkt_host_queue(job, true);
	} else {
		dkt_job_finish(job, out->outcome, out->reason);
	}
	dkt_host_settle(host);
}
