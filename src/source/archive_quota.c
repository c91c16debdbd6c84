/*
 * archive_quota.c - the memory of some ten archives: a list, looked through from the front.
 *
 * Times are kept as numbers since 1970, so that they mean the same in the next process. A clock
 * that was set back must not lock an archive for years: what lies further ahead than a pause can be
 * is forgotten when it is read.
 */
#include "source/archive_quota.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/str.h"
#include "source/http.h"
#include "source/memento.h"

#include "base/banned.h"

#define DAY_S		   86400
#define DAY_MS		   ((int64_t)DAY_S * 1000)
#define FIRST_PAUSE_S	   60
#define LONGEST_PAUSE_S	   3600
#define LONGEST_BELIEVED_S (370 * (int64_t)DAY_S) /* Retry-After is cut to a year */
#define MAX_MEMORIES	   256

static const char *const lane_names[DKT_N_LANES] = {"replay", "lookup", "save", "status"};

struct memory {
	char *id;
	int64_t paused_until; /* seconds since 1970 */
	unsigned refusals;    /* in a row */
	int64_t day;	      /* days since 1970 that `today` counts */
	struct {
		int64_t last_ms;
		unsigned today;
	} lanes[DKT_N_LANES];
};

struct dkt_quota {
	struct memory items[MAX_MEMORIES];
	size_t n;
};

struct dkt_quota *dkt_quota_new(void)
{
	struct dkt_quota *quota = calloc(1, sizeof *quota);

	if (quota == NULL)
		dkt_oom();
	return quota;
}

void dkt_quota_free(struct dkt_quota *quota)
{
	for (size_t i = 0; quota != NULL && i < quota->n; i++)
		free(quota->items[i].id);
	free(quota);
}

static const struct memory *recall(const struct dkt_quota *quota, const char *id)
{
	for (size_t i = 0; i < quota->n; i++) {
		if (dkt_streq(quota->items[i].id, id))
			return &quota->items[i];
	}
	return NULL;
}

/* NULL when the memory is full: then nothing is known, and nothing held back. */
static struct memory *remember(struct dkt_quota *quota, const char *id)
{
	const struct memory *known = recall(quota, id);
	struct memory *m;

	if (known != NULL)
		return &quota->items[known - quota->items];
	if (quota->n == MAX_MEMORIES)
		return NULL;
	m = &quota->items[quota->n++];
	m->id = strdup(id);
	if (m->id == NULL)
		dkt_oom();
	return m;
}

/* Why it must wait, and until when; "" when it need not. */
static const char *obstacle(const struct dkt_quota *quota, const struct dkt_archive_site *site,
			    enum dkt_lane lane, int64_t now_ms, int64_t *until_out)
{
	const struct memory *m = site == NULL ? NULL : recall(quota, site->id);
	unsigned daily = site == NULL ? 0 : site->pace.daily[lane];
	int64_t next;

	*until_out = now_ms;
	if (m == NULL)
		return "";
	if (m->paused_until > 0 && m->paused_until * 1000 > now_ms) {
		*until_out = m->paused_until * 1000;
		return "it asked us to wait";
	}
	if (daily > 0 && m->day == now_ms / DAY_MS && m->lanes[lane].today >= daily) {
		*until_out = (m->day + 1) * DAY_MS;
		return "its daily number is used up";
	}
	next = m->lanes[lane].last_ms + (int64_t)site->pace.interval_ms[lane];
	if (m->lanes[lane].last_ms > 0 && next > now_ms) {
		*until_out = next;
		return "one request at a time";
	}
	return "";
}

int64_t dkt_quota_when(const struct dkt_quota *quota, const struct dkt_archive_site *site,
		       enum dkt_lane lane, int64_t now_ms)
{
	int64_t until;

	(void)obstacle(quota, site, lane, now_ms, &until);
	return until;
}

const char *dkt_quota_why(const struct dkt_quota *quota, const struct dkt_archive_site *site,
			  enum dkt_lane lane, int64_t now_ms)
{
	int64_t until;

	return obstacle(quota, site, lane, now_ms, &until);
}

void dkt_quota_asked(struct dkt_quota *quota, const struct dkt_archive_site *site,
		     enum dkt_lane lane, int64_t now_ms)
{
	struct memory *m = site == NULL ? NULL : remember(quota, site->id);

	if (m == NULL)
		return;
	if (m->day != now_ms / DAY_MS) {
		m->day = now_ms / DAY_MS;
		for (size_t i = 0; i < DKT_N_LANES; i++)
			m->lanes[i].today = 0;
	}
	m->lanes[lane].last_ms = now_ms;
	m->lanes[lane].today++;
}

void dkt_quota_pause(struct dkt_quota *quota, const struct dkt_archive_site *site, int64_t until)
{
	struct memory *m = site == NULL ? NULL : remember(quota, site->id);

	if (m != NULL && until > m->paused_until)
		m->paused_until = until;
}

void dkt_quota_answered(struct dkt_quota *quota, const struct dkt_archive_site *site,
			const struct dkt_answer *answer, int64_t now_ms)
{
	struct memory *m = site == NULL ? NULL : remember(quota, site->id);
	const char *header = dkt_answer_header(answer, "retry-after");
	int64_t now = now_ms / 1000;
	int64_t pause = FIRST_PAUSE_S;
	int64_t at = 0;
	bool said = header != NULL && dkt_retry_after(header, now, &at);

	if (m == NULL || answer->outcome != DKT_FETCHED)
		return;
	if (dkt_memento_is_replayed(answer)) {
		m->refusals = 0; /* whatever the page said then, the archive has answered */
		return;
	}
	if (answer->status != 429 && !(answer->status == 503 && said)) {
		if (answer->status < 500)
			m->refusals = 0;
		return;
	}
	for (unsigned i = 0; i < m->refusals && pause < LONGEST_PAUSE_S; i++)
		pause *= 2;
	pause = pause < LONGEST_PAUSE_S ? pause : LONGEST_PAUSE_S;
	/* a Retry-After of a second or none has locked people out: never less than our own pause
	 * once it goes on refusing */
	if (said && (m->refusals == 0 || at > now + pause))
		pause = at - now;
	if (m->refusals < 16)
		m->refusals++;
	dkt_quota_pause(quota, site, now + (pause > 0 ? pause : 1));
}

/* --- JSON --- */

json_t *dkt_quota_json(const struct dkt_quota *quota)
{
	json_t *all = json_object();

	for (size_t i = 0; i < quota->n; i++) {
		const struct memory *m = &quota->items[i];
		json_t *lanes = json_object();

		for (size_t j = 0; j < DKT_N_LANES; j++) {
			if (m->lanes[j].last_ms > 0)
				json_object_set_new(lanes, lane_names[j],
						    json_pack("{s:I, s:i}", "last_ms",
							      (json_int_t)m->lanes[j].last_ms,
							      "today", (int)m->lanes[j].today));
		}
		json_object_set_new(all, m->id,
				    json_pack("{s:I, s:i, s:I, s:o}", "paused_until",
					      (json_int_t)m->paused_until, "refusals",
					      (int)m->refusals, "day", (json_int_t)m->day, "lanes",
					      lanes));
	}
	return all;
}

static int64_t number_in(const json_t *object, const char *key, int64_t max)
{
	int64_t value = (int64_t)json_integer_value(json_object_get(object, key));

	return value < 0 || value > max ? 0 : value;
}

void dkt_quota_read(struct dkt_quota *quota, const json_t *json)
{
	const int64_t ever = INT64_MAX / 4000; /* in seconds; stays a number in milliseconds */
	const char *id;
	json_t *value;

	json_object_foreach((json_t *)(uintptr_t)json, id, value)
	{
		struct memory *m = json_is_object(value) ? remember(quota, id) : NULL;

		if (m == NULL)
			continue;
		m->paused_until = number_in(value, "paused_until", ever);
		m->refusals = (unsigned)number_in(value, "refusals", 16);
		m->day = number_in(value, "day", ever / DAY_S);
		for (size_t i = 0; i < DKT_N_LANES; i++) {
			const json_t *lane =
				json_object_get(json_object_get(value, "lanes"), lane_names[i]);

			m->lanes[i].last_ms = number_in(lane, "last_ms", ever * 1000);
			m->lanes[i].today = (unsigned)number_in(lane, "today", 1000000);
		}
	}
}

void dkt_quota_forget_future(struct dkt_quota *quota, int64_t now_ms)
{
	for (size_t i = 0; i < quota->n; i++) {
		struct memory *m = &quota->items[i];

		if (m->paused_until > now_ms / 1000 + LONGEST_BELIEVED_S)
			m->paused_until = 0;
		for (size_t j = 0; j < DKT_N_LANES; j++) {
			if (m->lanes[j].last_ms > now_ms)
				m->lanes[j].last_ms = now_ms;
		}
	}
}

bool dkt_archive_pace(void *data, const char *host, struct dkt_host_pace *out)
{
	const struct dkt_archive_site *site = dkt_archive_site_of(data, host);

	if (site == NULL)
		return false;
	*out = (struct dkt_host_pace){.group = site->id,
				      .interval_ms = site->pace.interval_ms[DKT_LANE_REPLAY],
				      .at_once = site->pace.concurrent};
	return true;
}
