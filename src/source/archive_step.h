/*
 * archive_step.h - conversations with archives, one request at a time and without any input or
 * output of their own.
 *
 * A conversation (find, claim, save) says what it wants next: a request to be made, a time to wait
 * for, or that it is over. Whoever drives it makes the request and hands the answer back. So the
 * event loop of the worker and the thin driver below run the same code, and tests run it without
 * either.
 *
 *     while ((step = next(self, arena, now, &ask)) == DKT_STEP_ASK)
 *             take(self, arena, &ask, answer, now);
 *
 * A request that was never answered (the process died) is simply asked for again: next() gives the
 * same request until take() was called.
 *
 * Floor: source.
 */
#ifndef SOURCE_ARCHIVE_STEP_H
#define SOURCE_ARCHIVE_STEP_H

#include <stdint.h>

#include "source/archive_quota.h"
#include "source/archive_table.h"
#include "source/fetch.h"

enum dkt_step {
	DKT_STEP_ASK,  /* make ask->request */
	DKT_STEP_WAIT, /* nothing before ask->until */
	DKT_STEP_DONE
};

struct dkt_ask {
	const struct dkt_archive_site *site; /* whose quota counts; NULL: none that we know */
	enum dkt_lane lane;
	/* All but contact, arena and data is set. Where a header carries a key, keep is false and
	 * must stay so: the head would be written down. */
	struct dkt_request request;
	int64_t until; /* DKT_STEP_WAIT: seconds since 1970 */
};

typedef enum dkt_step dkt_next_fn(void *self, struct dkt_arena *arena, int64_t now,
				  struct dkt_ask *ask);
typedef void dkt_take_fn(void *self, struct dkt_arena *arena, const struct dkt_ask *ask,
			 const struct dkt_answer *answer, int64_t now);

struct dkt_talk {
	void *self;
	dkt_next_fn *next;
	dkt_take_fn *take;
};

/* How the driver comes by answers and time. */
struct dkt_driver {
	void *data;
	void (*fetch)(void *data, struct dkt_arena *arena, const struct dkt_request *request,
		      struct dkt_answer *out);
	int64_t (*now)(void *data); /* seconds since 1970 */
	/* Wait until then; false: rather not, the driver gives up. */
	bool (*wait)(void *data, int64_t until);
	struct dkt_quota *quota; /* asked and told about every request; may be NULL */
	unsigned max_requests;	 /* 0: 64 */
};

/* Drive it to its end. False when it was given up: it can be taken up again with what it said last.
 */
bool dkt_talk_run(const struct dkt_talk *talk, const struct dkt_driver *driver,
		  struct dkt_arena *arena);

/* A driver over dkt_fetch with the machine's clock, which sleeps for at most patience_s at a time.
 * Fill net and patience_s of *state. */
struct dkt_net_driver {
	const struct dkt_net *net;
	const char *contact;
	int64_t patience_s;
	int64_t began; /* its own */
	int64_t began_ticks;
};
struct dkt_driver dkt_net_driver(struct dkt_net_driver *state, struct dkt_quota *quota);

#endif
