/*
 * fetch_inside.h - what the files of the fetcher share: jobs, hosts, pools. Private to fetch*.c.
 *
 *   fetch.c        the life of a job: hops, second round
 *   fetch_run.c    requests in, answers out, progress
 *   fetch_robots.c robots.txt before a hop
 *   fetch_hosts.c  who may be asked when: queues of hosts and a heap of times
 *   fetch_loop.c   libcurl's multi interface on epoll, one a pool
 *   fetch_hop.c    one request and one answer
 *
 * Times in milliseconds of a clock that nobody sets, unless a name says otherwise.  Floor: source.
 */
#ifndef SOURCE_FETCH_INSIDE_H
#define SOURCE_FETCH_INSIDE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/map.h"
#include "source/curl.h"
#include "source/entity.h"
#include "source/fetch.h"
#include "source/inside.h"
#include "source/robots.h"
#include "source/url.h"

struct dkt_job {
	struct dkt_job *next; /* in a queue */
	struct dkt_request request;
	char *strings; /* of the request, one block */
	struct dkt_arena *arena;
	struct dkt_host *host;
	const char *first_host;
	struct dkt_url url; /* of this hop */
	struct dkt_hop *hops;
	struct dkt_answer answer;
	struct dkt_origin *robots_of; /* this is the request for an origin's robots.txt */
	int64_t started;	      /* first asked for */
	int64_t due;		      /* not before */
	unsigned round;
};

struct dkt_queue {
	struct dkt_job *first;
	struct dkt_job *last;
};

/* A host name and what may be asked of it. */
struct dkt_host {
	struct dkt_fetcher *fetcher;
	char *name;
	struct dkt_queue fresh;
	struct dkt_queue slow; /* second round */
	size_t n_queued;
	unsigned active;
	unsigned unsent;      /* of them: not asked yet, still connecting */
	unsigned lookups;     /* addresses asked for, for nets that answer differently each time */
	unsigned delay_ms;    /* as its robots.txt wishes */
	unsigned interval_ms; /* of the policy, or of its own pace */
	unsigned at_once;
	int64_t asked;	     /* when the last request left */
	int64_t paused;	     /* until then */
	int64_t paused_at_s; /* the same as the host said it, seconds since 1970 */
	int64_t ready;	     /* key in the heap */
	size_t heap_index;   /* SIZE_MAX: not in it */
};

enum dkt_robots_state {
	DKT_ROBOTS_UNKNOWN,
	DKT_ROBOTS_ASKED,
	DKT_ROBOTS_KNOWN,
	DKT_ROBOTS_CLOSED /* it could not be asked for: nothing is allowed */
};

/* A scheme, host and port and its robots.txt. */
struct dkt_origin {
	char *name;
	enum dkt_robots_state state;
	struct dkt_arena *arena;
	struct dkt_robots robots;
	enum dkt_fetched outcome; /* when closed: what those who ask are told */
	const char *reason;
	int64_t retry_at;
	struct dkt_queue waiting;
	struct dkt_origin *next; /* of all */
};

/* One multi handle and its timer. */
struct dkt_conns {
	struct dkt_fetcher *fetcher;
	CURLM *multi;
	int64_t timer; /* -1: none */
};

struct dkt_transfer {
	struct dkt_transfer *next; /* among the active */
	struct dkt_transfer *prev;
	struct dkt_job *job;
	struct dkt_conns *conns;
	CURL *curl;
	struct curl_slist *headers;
	struct curl_slist *connect;
	struct dkt_buf request;
	struct dkt_buf head;
	struct dkt_buf raw;
	struct dkt_header header[DKT_MAX_HEADER_LINES];
	size_t n_headers;
	size_t header_bytes;
	bool head_done;
	struct dkt_entity *entity;
	size_t wire;
	int64_t started;
	int64_t started_ms; /* since 1970 */
	int64_t sent;	    /* 0: still connecting */
	int64_t first_byte; /* 0: none yet */
	const char *denied; /* the guard's word */
	bool too_large;
	bool late; /* no first byte in time */
};

struct dkt_fetcher {
	const struct dkt_net *net;
	struct dkt_fetch_policy policy;
	const char *agent;
	struct dkt_arena *arena;   /* of the fetcher's own life */
	struct dkt_arena *scratch; /* for an address that is only looked at */
	int64_t born;
	int64_t started; /* this run */
	int epoll;
	struct dkt_conns conns[DKT_N_POOLS];
	struct dkt_transfer *active;
	size_t n_active;
	struct dkt_map hosts;
	struct dkt_host **all_hosts; /* every one, to end them */
	size_t n_hosts;
	size_t room_hosts;
	struct dkt_map origins;
	struct dkt_origin *all_origins;
	struct dkt_host **heap;
	size_t n_heap;
	size_t room_heap;
	struct dkt_queue finished; /* to be told */
	struct dkt_queue held;	   /* to be told when it is time */
	dkt_feed_fn *feed;
	void *feed_data;
	dkt_fetch_progress_fn *show;
	void *show_data;
	int64_t shown;
	size_t added;
	size_t done;
	size_t queued;
	size_t unfinished; /* jobs that have not been told, robots.txt's too */
	uint64_t bytes;
	bool over; /* no time left */
	bool stop; /* somebody asked for the end */
};

int64_t dkt_fetch_ticks(void);
int64_t dkt_fetch_now_ms(const struct dkt_fetcher *f); /* since 1970 */

void dkt_queue_push(struct dkt_queue *queue, struct dkt_job *job);
void dkt_queue_unshift(struct dkt_queue *queue, struct dkt_job *job);
struct dkt_job *dkt_queue_shift(struct dkt_queue *queue);

/* --- fetch.c --- */

/* A hop is over: t->job->answer says how. */
void dkt_job_hop_over(struct dkt_job *job);
/* It will not be asked (further); the answer is ready to be told. */
void dkt_job_finish(struct dkt_job *job, enum dkt_fetched outcome, const char *reason);
/* Asks are about to be made: begin the transfer, or answer without one. */
void dkt_job_begin(struct dkt_job *job);

bool dkt_out_of_reach(enum dkt_fetched outcome);

/* --- fetch_run.c --- */

struct dkt_job *dkt_job_new(struct dkt_fetcher *f, const struct dkt_request *request);
void dkt_job_free(struct dkt_job *job);

/* --- fetch_robots.c --- */

/* May this hop be asked now? False: it waits, or is over. */
bool dkt_robots_say_yes(struct dkt_fetcher *f, struct dkt_job *job);
/* The job that asked for robots.txt is over. */
void dkt_robots_take(struct dkt_fetcher *f, struct dkt_job *asked);

/* --- fetch_hosts.c --- */

struct dkt_host *dkt_host_of(struct dkt_fetcher *f, const char *name);
/* Queue a job for its hop's host; hurry: a redirect's next hop goes before others. */
void dkt_host_queue(struct dkt_job *job, bool hurry);
/* Its numbers changed: find its place in the heap again. */
void dkt_host_settle(struct dkt_host *host);
/* Not before this second since 1970. */
void dkt_host_pause(struct dkt_host *host, int64_t at_s);
/* Begin all that may be begun now; gives the time of the next that may be, or -1. */
int64_t dkt_hosts_start(struct dkt_fetcher *f);
/* Every queued job ends without having been asked. */
void dkt_hosts_drain(struct dkt_fetcher *f, const char *reason);

/* --- fetch_loop.c --- */

void dkt_loop_open(struct dkt_fetcher *f);
void dkt_loop_close(struct dkt_fetcher *f);
void dkt_loop_add(struct dkt_transfer *t);
void dkt_loop_remove(struct dkt_transfer *t);
/* Wait for at most wait_ms and handle what came. */
void dkt_loop_turn(struct dkt_fetcher *f, int64_t wait_ms);

/* --- fetch_hop.c --- */

void dkt_transfer_start(struct dkt_job *job, const struct dkt_mapping *mapping);
/* It ended with this code: fills job->answer and the hop, and frees it. */
void dkt_transfer_finish(struct dkt_transfer *t, CURLcode code);
void dkt_transfer_drop(struct dkt_transfer *t);

#endif
