/*
 * archive_step.c - the thin driver: one request after the other, with the archive's pace kept.
 *
 * For commands and tests. The worker has an event loop and drives conversations itself.
 */
#include "source/archive_step.h"

#include <time.h>

#include "base/time.h"

#include "base/banned.h"

#define MAX_REQUESTS 64

/* Wait until the archive may be asked; false: not within the driver's patience. */
static bool pace(const struct dkt_driver *driver, const struct dkt_ask *ask)
{
	for (;;) {
		int64_t now_ms = driver->now(driver->data) * 1000;
		int64_t at_ms = driver->quota == NULL ? now_ms
						      : dkt_quota_when(driver->quota, ask->site,
								       ask->lane, now_ms);

		if (at_ms <= now_ms)
			return true;
		if (!driver->wait(driver->data, (at_ms + 999) / 1000))
			return false;
	}
}

static void make(const struct dkt_driver *driver, struct dkt_arena *arena,
		 const struct dkt_ask *ask, struct dkt_answer *out)
{
	if (driver->quota != NULL)
		dkt_quota_asked(driver->quota, ask->site, ask->lane,
				driver->now(driver->data) * 1000);
	driver->fetch(driver->data, arena, &ask->request, out);
	if (driver->quota != NULL)
		dkt_quota_answered(driver->quota, ask->site, out, driver->now(driver->data) * 1000);
}

bool dkt_talk_run(const struct dkt_talk *talk, const struct dkt_driver *driver,
		  struct dkt_arena *arena)
{
	unsigned left = driver->max_requests == 0 ? MAX_REQUESTS : driver->max_requests;

	for (;;) {
		struct dkt_ask ask = {0};
		struct dkt_answer answer = {0};

		switch (talk->next(talk->self, arena, driver->now(driver->data), &ask)) {
		case DKT_STEP_DONE:
			return true;
		case DKT_STEP_WAIT:
			if (!driver->wait(driver->data, ask.until))
				return false;
			break;
		case DKT_STEP_ASK:
			if (left-- == 0 || !pace(driver, &ask))
				return false;
			make(driver, arena, &ask, &answer);
			talk->take(talk->self, arena, &ask, &answer, driver->now(driver->data));
			break;
		}
	}
}

/* --- over dkt_fetch --- */

static void net_fetch(void *data, struct dkt_arena *arena, const struct dkt_request *request,
		      struct dkt_answer *out)
{
	const struct dkt_net_driver *state = data;
	struct dkt_request one = *request;

	one.contact = state->contact;
	dkt_fetch(state->net, arena, &one, out);
}

static int64_t ticks(void)
{
	struct timespec now = {0};

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec;
}

/* The date at the start and what has passed since: a date that was given (DOCKET_NOW) goes on too.
 */
static int64_t net_now(void *data)
{
	const struct dkt_net_driver *state = data;

	return state->began + ticks() - state->began_ticks;
}

static bool net_wait(void *data, int64_t until)
{
	const struct dkt_net_driver *state = data;
	int64_t left = until - net_now(data);
	struct timespec nap = {.tv_sec = (time_t)left};

	if (left > state->patience_s)
		return false;
	if (left > 0)
		(void)clock_nanosleep(CLOCK_MONOTONIC, 0, &nap, NULL);
	return true;
}

struct dkt_driver dkt_net_driver(struct dkt_net_driver *state, struct dkt_quota *quota)
{
	state->began = dkt_time_now();
	state->began_ticks = ticks();
	return (struct dkt_driver){.data = state,
				   .fetch = net_fetch,
				   .now = net_now,
				   .wait = net_wait,
				   .quota = quota};
}
