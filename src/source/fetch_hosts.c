/*
 * fetch_hosts.c - who may be asked when.
 *
 * A queue a host, and a heap of the hosts that have something to ask and may ask it, by the time
 * from which they may: so nothing ever sleeps for one host while another could be asked, and a turn
 * costs the logarithm of the number of hosts. A host stands in the heap only while it has room: it
 * comes back when a request of its has left or ended.
 */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "source/fetch_inside.h"

#include "base/banned.h"

#define SLOW_INTERVAL_MS 5000

void dkt_queue_push(struct dkt_queue *queue, struct dkt_job *job)
{
	job->next = NULL;
	if (queue->last != NULL)
		queue->last->next = job;
	else
		queue->first = job;
	queue->last = job;
}

void dkt_queue_unshift(struct dkt_queue *queue, struct dkt_job *job)
{
	job->next = queue->first;
	queue->first = job;
	if (queue->last == NULL)
		queue->last = job;
}

struct dkt_job *dkt_queue_shift(struct dkt_queue *queue)
{
	struct dkt_job *job = queue->first;

	if (job != NULL) {
		queue->first = job->next;
		if (queue->first == NULL)
			queue->last = NULL;
		job->next = NULL;
	}
	return job;
}

/* --- the heap --- */

static void place(struct dkt_fetcher *f, size_t i, struct dkt_host *host)
{
	f->heap[i] = host;
	host->heap_index = i;
}

static void sift_up(struct dkt_fetcher *f, size_t i)
{
	struct dkt_host *host = f->heap[i];

	while (i > 0 && f->heap[(i - 1) / 2]->ready > host->ready) {
		place(f, i, f->heap[(i - 1) / 2]);
		i = (i - 1) / 2;
	}
	place(f, i, host);
}

static void sift_down(struct dkt_fetcher *f, size_t i)
{
	struct dkt_host *host = f->heap[i];

	for (;;) {
		size_t child = 2 * i + 1;

		if (child >= f->n_heap)
			break;
		if (child + 1 < f->n_heap && f->heap[child + 1]->ready < f->heap[child]->ready)
			child++;
		if (f->heap[child]->ready >= host->ready)
			break;
		place(f, i, f->heap[child]);
		i = child;
	}
	place(f, i, host);
}

static void heap_remove(struct dkt_fetcher *f, struct dkt_host *host)
{
	size_t i = host->heap_index;
	struct dkt_host *last;

	if (i == SIZE_MAX)
		return;
	host->heap_index = SIZE_MAX;
	last = f->heap[--f->n_heap];
	if (last == host)
		return;
	place(f, i, last);
	sift_up(f, i);
	sift_down(f, last->heap_index);
}

static void heap_put(struct dkt_fetcher *f, struct dkt_host *host, int64_t ready)
{
	heap_remove(f, host);
	if (f->n_heap == f->room_heap) {
		f->room_heap = f->room_heap == 0 ? 64 : f->room_heap * 2;
		f->heap = realloc(f->heap, f->room_heap * sizeof f->heap[0]);
		if (f->heap == NULL)
			dkt_oom();
	}
	host->ready = ready;
	place(f, f->n_heap++, host);
	sift_up(f, host->heap_index);
}

/* --- hosts --- */

struct dkt_host *dkt_host_of(struct dkt_fetcher *f, const char *name)
{
	struct dkt_host_pace pace = {.interval_ms = f->policy.interval_ms};
	struct dkt_host *host = dkt_map_get(&f->hosts, name, strlen(name));

	if (host == NULL && f->policy.pace != NULL &&
	    f->policy.pace(f->policy.pace_data, name, &pace) && pace.group != NULL) {
		name = pace.group;
		host = dkt_map_get(&f->hosts, name, strlen(name));
	}
	if (host != NULL)
		return host;
	host = DKT_NEW(f->arena, struct dkt_host);
	host->fetcher = f;
	host->interval_ms = pace.interval_ms;
	host->at_once = pace.at_once == 0 ? f->policy.per_host : pace.at_once;
	host->name = dkt_arena_dups(f->arena, name);
	host->heap_index = SIZE_MAX;
	(void)dkt_map_put(&f->hosts, host->name, strlen(name), host);
	if (f->n_hosts == f->room_hosts) {
		f->room_hosts = f->room_hosts == 0 ? 64 : f->room_hosts * 2;
		f->all_hosts = realloc(f->all_hosts, f->room_hosts * sizeof f->all_hosts[0]);
		if (f->all_hosts == NULL)
			dkt_oom();
	}
	f->all_hosts[f->n_hosts++] = host;
	return host;
}

static int64_t interval_of(const struct dkt_host *host, bool slow)
{
	const struct dkt_fetch_policy *policy = &host->fetcher->policy;
	unsigned interval = host->interval_ms;

	if (slow) {
		unsigned slower =
			policy->slow_interval_ms == 0 ? SLOW_INTERVAL_MS : policy->slow_interval_ms;

		interval = interval > slower ? interval : slower;
	}
	return interval > host->delay_ms ? interval : host->delay_ms;
}

/* From when it may be asked; -1: not before something of its happens. */
static int64_t ready_at(const struct dkt_host *host)
{
	bool slow = host->fresh.first == NULL;
	int64_t interval = interval_of(host, slow);
	int64_t at;

	if (host->n_queued == 0 || host->active >= host->at_once)
		return -1;
	if (slow && host->active > 0)
		return -1;
	if (interval > 0 && host->unsent > 0)
		return -1; /* the interval begins when that one leaves */
	/* one more: the clock's milliseconds are cut off, an interval must not be */
	at = host->asked == 0 ? 0 : host->asked + interval + (interval > 0);
	if (host->paused > at)
		at = host->paused;
	if (slow && host->slow.first->due > at)
		at = host->slow.first->due;
	return at;
}

/* What a host wants us to wait for longer than we can is told at once. */
static void put_off(struct dkt_host *host)
{
	struct dkt_queue *const queues[] = {&host->fresh, &host->slow};

	for (size_t i = 0; i < 2; i++) {
		struct dkt_job *job;

		while ((job = dkt_queue_shift(queues[i])) != NULL) {
			host->n_queued--;
			host->fetcher->queued--;
			job->answer.retry_at = host->paused_at_s;
			dkt_job_finish(job, DKT_PUT_OFF, "the host asked to wait");
		}
	}
}

void dkt_host_settle(struct dkt_host *host)
{
	struct dkt_fetcher *f = host->fetcher;
	int64_t at;

	if (host->n_queued > 0 && host->paused > dkt_fetch_ticks() + (int64_t)f->policy.patience_ms)
		put_off(host);
	at = ready_at(host);
	if (at < 0)
		heap_remove(f, host);
	else
		heap_put(f, host, at);
}

void dkt_host_queue(struct dkt_job *job, bool hurry)
{
	struct dkt_host *host = job->host;

	if (job->round > 1 && job->answer.n_hops == 0)
		dkt_queue_push(&host->slow, job);
	else if (hurry)
		dkt_queue_unshift(&host->fresh, job);
	else
		dkt_queue_push(&host->fresh, job);
	host->n_queued++;
	host->fetcher->queued++;
	dkt_host_settle(host);
}

void dkt_host_pause(struct dkt_host *host, int64_t at_s)
{
	int64_t until = dkt_fetch_ticks() + at_s * 1000 - dkt_fetch_now_ms(host->fetcher);

	if (until <= host->paused)
		return;
	host->paused = until;
	host->paused_at_s = at_s;
	dkt_host_settle(host);
}

static struct dkt_job *take_job(struct dkt_host *host)
{
	struct dkt_job *job =
		dkt_queue_shift(host->fresh.first != NULL ? &host->fresh : &host->slow);

	host->n_queued--;
	host->fetcher->queued--;
	return job;
}

int64_t dkt_hosts_start(struct dkt_fetcher *f)
{
	while (f->n_heap > 0 && f->n_active < f->policy.max_active) {
		struct dkt_host *host = f->heap[0];

		if (host->ready > dkt_fetch_ticks())
			return host->ready;
		dkt_job_begin(take_job(host));
		/* a host that answers without a request must still go behind the others */
		dkt_host_settle(host);
	}
	return -1;
}

void dkt_hosts_drain(struct dkt_fetcher *f, const char *reason)
{
	for (size_t i = 0; i < f->n_hosts; i++) {
		struct dkt_host *host = f->all_hosts[i];

		while (host->n_queued > 0)
			dkt_job_finish(take_job(host), DKT_TIMED_OUT, reason);
		dkt_host_settle(host);
	}
}
