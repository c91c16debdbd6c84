/*
 * fetch.h - pages, fetched with every limit that strangers' addresses call for.
 *
 * GET only, but for forms sent to archives of our own table. Redirects are followed by hand, at
 * most DKT_MAX_HOPS, each examined and scheduled like the first address. Bodies are taken as sent
 * and decoded here, so that both sizes have a cap. No cookies, no proxies, no credentials.
 *
 * A fetcher is one event loop: requests go in with dkt_fetcher_add, answers come out of
 * dkt_fetcher_run as they finish. It spares the hosts: so many requests at once on one host, so
 * much time between two, Retry-After kept in full, and what was refused or too slow is asked once
 * more, slowly, at the end.
 *
 * Standards: RFC 9110, RFC 9112, RFC 9113, RFC 1952, RFC 9309.  Floor: source.
 */
#ifndef SOURCE_FETCH_H
#define SOURCE_FETCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "source/net.h"

#define DKT_MAX_HOPS	     10
#define DKT_MAX_WIRE	     ((size_t)8 << 20)	/* bytes of a body as sent */
#define DKT_MAX_BODY	     ((size_t)16 << 20) /* bytes of a body decoded */
#define DKT_MAX_HEADERS	     ((size_t)256 << 10)
#define DKT_MAX_HEADER_LINES 500

enum dkt_fetched {
	DKT_FETCHED, /* an answer with a status, whatever it is */
	DKT_NOT_URL, /* the address, or one it redirects to, cannot be used */
	DKT_DENIED,  /* our own guard */
	DKT_NO_DNS,
	DKT_NO_CONNECT,
	DKT_NO_TLS,
	DKT_TIMED_OUT,
	DKT_TOO_LARGE, /* body or headers over their cap */
	DKT_LOOP,      /* redirects in a circle, or too many */
	DKT_BROKEN,    /* the answer cannot be read: cut off, wrongly coded */
	DKT_PUT_OFF,   /* not asked: the host wants us to wait longer than we can */
	DKT_ROBOTS     /* not asked: the host's robots.txt forbids it */
};

/* One request and its answer. What stands behind `kept` is only there when the request said so. */
struct dkt_hop {
	const char *url;
	long status;	      /* 0 when there was no answer */
	int64_t at_ms;	      /* when it was asked, milliseconds since 1970 */
	const char *address;  /* of the socket, "93.184.216.34"; "" when there was none */
	const char *protocol; /* "http/1.0", "http/1.1", "h2"; "" when there was no answer */
	/* kept: heads written as HTTP/1.1 up to and with their blank line, the body as sent */
	const char *request;
	size_t request_size;
	const char *head;
	size_t head_size;
	const char *raw;
	size_t raw_size;
};

struct dkt_header {
	const char *name; /* lower case */
	const char *value;
};

struct dkt_answer {
	enum dkt_fetched outcome;
	const char *reason;    /* the finer state in a word or two: "dns", "certificate for another
				  name", "private" */
	long status;	       /* of the last answer; 0 when there was none */
	const char *final_url; /* the address of the last answer */
	const struct dkt_hop *hops; /* all answers, the last one too */
	size_t n_hops;
	const struct dkt_header *headers; /* of the last answer */
	size_t n_headers;
	const char *body; /* decoded */
	size_t size;
	int64_t retry_at; /* seconds since 1970 before which the host is not to be asked; 0: none */
	unsigned round;	  /* 1, or 2 when it was asked again */
	bool downgraded;  /* a redirect led from https to http */
};

/* Connections are never shared between pools. */
enum dkt_pool {
	DKT_POOL_STRANGERS, /* addresses that anybody may have written */
	DKT_POOL_ARCHIVES,  /* addresses made from our own table of archives */
	DKT_N_POOLS
};

struct dkt_request {
	const char *url;
	const char *contact; /* for dkt_fetch alone: page named in the User-Agent, or NULL */
	unsigned timeout_ms; /* for each hop; 0: 20,000 */
	bool follow;	     /* redirects */
	bool keep;	     /* heads and raw bytes of every hop */
	bool robots;	     /* robots.txt is asked first and obeyed */
	enum dkt_pool pool;
	const char *etag;	   /* If-None-Match as the ETag header had it, or NULL */
	const char *last_modified; /* If-Modified-Since likewise */
	const char *const
		*headers; /* more, "Name: value"; Authorization goes to the first address alone */
	size_t n_headers;
	const char
		*post; /* a form's fields, sent with POST; NULL: GET. DKT_POOL_ARCHIVES alone, else
			  DKT_DENIED. Neither redirected nor asked again in a second round. */
	struct dkt_arena *arena; /* where the answer goes; NULL: it lives as long as the callback */
	void *data;		 /* the caller's own */
};

/* Fetch one page; every outcome is an answer, never an error. Everything in *out lives in the
 * arena. */
void dkt_fetch(const struct dkt_net *net, struct dkt_arena *arena,
	       const struct dkt_request *request, struct dkt_answer *out);

/* The last header of that name (lower case), or NULL. */
const char *dkt_answer_header(const struct dkt_answer *answer, const char *name);

/* --- many pages --- */

struct dkt_fetcher;

/* How a host is spared when it is not as the policy says for all. */
struct dkt_host_pace {
	const char *group; /* hosts of one group count as one: they share queue, interval and
			      pauses. Lives as long as the fetcher; NULL: the host alone */
	unsigned interval_ms;
	unsigned at_once; /* 0: as the policy says */
};

/* False: as the policy says. Asked once a host. */
typedef bool dkt_pace_fn(void *data, const char *host, struct dkt_host_pace *out);

struct dkt_fetch_policy {
	unsigned max_active;	   /* transfers at once; 0: 64 */
	unsigned per_host;	   /* of them on one host; 0: 2 */
	unsigned interval_ms;	   /* from one request to the next on a host */
	unsigned slow_interval_ms; /* the same in the second round, one at a time; 0: 5,000 */
	unsigned connect_ms;	   /* name, connection and TLS together; 0: 10,000 */
	unsigned first_byte_ms;	   /* from the request to the first byte; 0: as the whole hop */
	bool second_round;	   /* 429, 503 and time-outs are asked again at the end */
	unsigned patience_ms;	   /* the longest wait that a host may ask for; what would have to
				      wait longer comes back DKT_PUT_OFF */
	unsigned even_ms;	   /* what cannot be reached is told no sooner than this, so that
				      time says nothing of why; 0: at once */
	dkt_pace_fn *pace;	   /* exceptions for some hosts; may be NULL */
	void *pace_data;
	const char *contact; /* page named in the User-Agent, or NULL */
	int64_t now_ms;	     /* milliseconds since 1970 at the start, for dates in headers */
};

/* The answer to a request; it and everything in it live until the callback returns, or in the
 * request's arena. The callback may add requests. */
typedef void dkt_fetched_fn(void *data, const struct dkt_request *request,
			    const struct dkt_answer *answer);

/* Asked whenever there is room in the queue: add some requests, or none when there are none left.
 */
typedef void dkt_feed_fn(void *data, struct dkt_fetcher *fetcher);

struct dkt_fetch_progress {
	size_t added;
	size_t done;
	size_t active;
	size_t hosts;	      /* with something left to do */
	size_t hosts_waiting; /* of them: paused, or not due yet */
	double per_second;    /* answers, over the whole run */
	int64_t seconds_left; /* at that rate and with the pauses that are known; -1: unknown */
	uint64_t bytes;	      /* as sent, of all bodies */
};
typedef void dkt_fetch_progress_fn(void *data, const struct dkt_fetch_progress *progress);

/* The net and the policy's contact must outlive the fetcher. One thread at a time. */
struct dkt_fetcher *dkt_fetcher_new(const struct dkt_net *net,
				    const struct dkt_fetch_policy *policy);
void dkt_fetcher_free(struct dkt_fetcher *fetcher);

/* Strings are copied; request.arena and request.data are not. */
void dkt_fetcher_add(struct dkt_fetcher *fetcher, const struct dkt_request *request);

void dkt_fetcher_feed(struct dkt_fetcher *fetcher, dkt_feed_fn *feed, void *data);
void dkt_fetcher_show(struct dkt_fetcher *fetcher, dkt_fetch_progress_fn *show, void *data);
void dkt_fetcher_progress(const struct dkt_fetcher *fetcher, struct dkt_fetch_progress *out);

/*
 * Until nothing is left to do, or budget_ms (0: no limit) is over; what is left then comes back
 * DKT_TIMED_OUT. May be called again after more was added: connections and what is known of hosts
 * stay.
 */
void dkt_fetcher_run(struct dkt_fetcher *fetcher, unsigned budget_ms, dkt_fetched_fn *fn,
		     void *data);

/* From a callback: what is left comes back DKT_TIMED_OUT, and the run ends. */
void dkt_fetcher_stop(struct dkt_fetcher *fetcher);

#endif
