/*
 * archive_save.c - the job: submit, poll, confirm.
 *
 *   SUBMIT -> POLL -> UNCONFIRMED -> SAVED
 *      |       |          |
 *      |       +-> SEARCH-+-> SAVED, SUBMIT again, or FAILED
 *      +-> FAILED
 *
 * Two things are never believed: that a capture is there because the service says so (it shows up
 * hours later, and until then its address leads to an older one), and that there is none because it
 * says so (it has reported errors for captures that were made). Both are settled by reading the
 * capture back, or by the index. The waits grow: three seconds at first, a day at last.
 */
#include "source/archive_save.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "source/archive.h"
#include "source/cdx.h"
#include "source/http.h"
#include "source/timemap.h"
#include "source/url.h"

#include "base/banned.h"

#define TIMEOUT_MS  60000
#define MAX_SUBMITS 3
#define MAX_POLLS   40 /* some 15 minutes; the service forgets a job after an hour */
#define MAX_KEY	    128
#define MAX_MESSAGE 200
#define SLACK_S	    120 /* between the archive's clock and ours */

static const int64_t poll_waits[] = {5, 5, 6, 8, 10, 12, 15, 20, 30};
static const int64_t submit_waits[] = {60, 300, 1800};
static const int64_t confirm_waits[] = {60, 300, 1800, 7200, 21600, 43200, 86400};
static const int64_t search_waits[] = {60, 600, 7200};

#define N_OF(a) (sizeof(a) / sizeof((a)[0]))

static int64_t wait_of(const int64_t *waits, size_t n, unsigned i)
{
	return waits[i < n ? i : n - 1];
}

/* --- keys --- */

static bool is_key(const char *text)
{
	static const char allowed[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.";

	return text != NULL && *text != '\0' && strlen(text) <= MAX_KEY &&
	       text[strspn(text, allowed)] == '\0';
}

bool dkt_save_keys_get(struct dkt_save_keys *out)
{
	out->access = getenv("DOCKET_IA_KEY");
	out->secret = getenv("DOCKET_IA_SECRET");
	return is_key(out->access) && is_key(out->secret);
}

static bool has_keys(const struct dkt_save *s)
{
	return s->keys != NULL && is_key(s->keys->access) && is_key(s->keys->secret);
}

/* --- beginning and ending --- */

static void fail(struct dkt_save *s, const char *reason)
{
	s->state = DKT_SAVE_FAILED;
	s->reason = reason;
}

void dkt_save_begin(struct dkt_save *save, struct dkt_arena *arena,
		    const struct dkt_archive_site *site, const struct dkt_save_keys *keys,
		    const char *url)
{
	struct dkt_url parsed;
	const char *why = "";
	bool good = dkt_url_parse(arena, url, &parsed, &why);

	*save = (struct dkt_save){.site = site,
				  .keys = keys,
				  .url = good ? parsed.text : dkt_arena_dups(arena, url),
				  .reason = "waiting to be handed in"};
	if (!good)
		fail(save, why);
	else if (site->saving != DKT_SAVING_SPN2)
		fail(save, "this archive takes requests from people only");
	else if (!has_keys(save))
		fail(save, "there are no keys of an archive.org account: set DOCKET_IA_KEY and "
			   "DOCKET_IA_SECRET");
}

/* --- asking --- */

static void with_headers(struct dkt_save *s, struct dkt_arena *arena, struct dkt_ask *ask)
{
	const char **headers = DKT_NEW_N(arena, const char *, 2);

	headers[0] = "Accept: application/json";
	headers[1] = dkt_arena_printf(arena, "Authorization: LOW %s:%s", s->keys->access,
				      s->keys->secret);
	ask->request.headers = headers;
	ask->request.n_headers = 2;
}

static void ask_submit(struct dkt_save *s, struct dkt_arena *arena, struct dkt_ask *ask)
{
	ask->lane = DKT_LANE_SAVE;
	ask->request.url = s->site->save;
	ask->request.post = s->fresh_s > 0
				    ? dkt_arena_printf(arena,
						       "url=%s&skip_first_archive=1"
						       "&if_not_archived_within=%u",
						       dkt_url_escape(arena, s->url), s->fresh_s)
				    : dkt_arena_printf(arena, "url=%s&skip_first_archive=1",
						       dkt_url_escape(arena, s->url));
	with_headers(s, arena, ask);
}

static void ask_status(struct dkt_save *s, struct dkt_arena *arena, struct dkt_ask *ask)
{
	ask->lane = DKT_LANE_STATUS;
	ask->request.url = dkt_arena_printf(arena, "%s/status/%s", s->site->save,
					    dkt_url_escape(arena, s->job));
	with_headers(s, arena, ask);
}

/* The capture itself, without following: an older one that it leads to is not it. */
static void ask_capture(struct dkt_save *s, struct dkt_arena *arena, struct dkt_ask *ask)
{
	char digits[DKT_STAMP_SIZE];

	dkt_stamp_format(s->capture.time, digits);
	ask->lane = DKT_LANE_REPLAY;
	ask->request.url =
		dkt_arena_printf(arena, "%s%s%s/%s", s->site->replay, digits,
				 s->site->raw == NULL ? "" : s->site->raw, s->capture.original);
}

static void ask_index(struct dkt_save *s, struct dkt_arena *arena, struct dkt_ask *ask)
{
	struct dkt_cdx_query query = {
		.url = s->url, .from = s->begun - SLACK_S - (int64_t)s->fresh_s, .limit = 100};

	ask->lane = DKT_LANE_LOOKUP;
	if (s->code != NULL && dkt_spn_code(s->code)->retry == DKT_SPN_LOOK_UP)
		query.from = s->begun - 86400; /* "captured as often today" */
	ask->request.url = dkt_cdx_url(arena, s->site, &query);
}

enum dkt_step dkt_save_next(void *self, struct dkt_arena *arena, int64_t now, struct dkt_ask *ask)
{
	struct dkt_save *s = self;

	if (s->state == DKT_SAVE_SAVED || s->state == DKT_SAVE_FAILED)
		return DKT_STEP_DONE;
	if (s->due > now) {
		ask->until = s->due;
		return DKT_STEP_WAIT;
	}
	if ((s->state == DKT_SAVE_SUBMIT || s->state == DKT_SAVE_POLL) && !has_keys(s)) {
		fail(s, "the keys of the archive.org account are not there any more");
		return DKT_STEP_DONE;
	}
	*ask = (struct dkt_ask){.site = s->site};
	ask->request.pool = DKT_POOL_ARCHIVES;
	ask->request.timeout_ms = TIMEOUT_MS;
	if (s->begun == 0)
		s->begun = now;
	switch (s->state) {
	case DKT_SAVE_SUBMIT:
		ask_submit(s, arena, ask);
		break;
	case DKT_SAVE_POLL:
		ask_status(s, arena, ask);
		break;
	case DKT_SAVE_UNCONFIRMED:
		ask_capture(s, arena, ask);
		break;
	default:
		ask_index(s, arena, ask);
		break;
	}
	return DKT_STEP_ASK;
}

/* --- what next? --- */

static void search(struct dkt_save *s, int64_t now, const char *reason)
{
	s->state = DKT_SAVE_SEARCH;
	s->confirms = 0;
	s->reason = reason;
	s->due = now + search_waits[0];
}

/* A passing fault before there was a job: hand it in again, or give up. */
static void submit_later(struct dkt_save *s, int64_t now, const char *reason, int64_t at_least)
{
	int64_t wait =
		wait_of(submit_waits, N_OF(submit_waits), s->submits == 0 ? 0 : s->submits - 1);

	s->reason = reason;
	if (s->submits >= MAX_SUBMITS) {
		fail(s, reason);
		return;
	}
	s->state = DKT_SAVE_SUBMIT;
	s->job = NULL;
	s->polls = 0;
	s->due = now + wait > at_least ? now + wait : at_least;
}

static int64_t next_midnight(int64_t now)
{
	return (now / 86400 + 1) * 86400;
}

/* The service says that it did not work. */
static void take_error(struct dkt_save *s, struct dkt_arena *arena, const struct dkt_spn_answer *a,
		       int64_t now)
{
	const struct dkt_spn_code *row = dkt_spn_code(a->code);
	bool had_job = s->state == DKT_SAVE_POLL;

	s->code = a->code;
	s->reason = row->code[0] != '\0' || a->message[0] == '\0'
			    ? row->sentence
			    : dkt_arena_printf(
				      arena, "%s: %s", row->sentence,
				      dkt_arena_dup(arena, a->message,
						    dkt_utf8_cut(a->message, strlen(a->message),
								 MAX_MESSAGE)));
	switch (row->retry) {
	case DKT_SPN_LOOK_UP:
		search(s, now, s->reason);
		s->due = now;
		break;
	case DKT_SPN_STOP:
		/* not this page's fault: it does not count as a try */
		s->stop_until =
			dkt_streq(row->code, "user-session-limit") ? now + 60 : next_midnight(now);
		if (s->submits > 0 && !had_job)
			s->submits--;
		s->state = DKT_SAVE_SUBMIT;
		s->job = NULL;
		s->polls = 0;
		s->due = s->stop_until;
		break;
	case DKT_SPN_LATER:
		if (had_job)
			search(s, now,
			       s->reason); /* errors have been told of captures that were made */
		else
			submit_later(s, now, s->reason, 0);
		break;
	default:
		fail(s, s->reason);
		break;
	}
}

static void take_submit(struct dkt_save *s, struct dkt_arena *arena,
			const struct dkt_answer *answer, int64_t now)
{
	struct dkt_spn_answer a;

	dkt_spn_parse(arena, answer->body, answer->size, &a);
	s->submits++;
	if (answer->status == 401 || answer->status == 403) {
		fail(s, "archive.org does not accept the keys");
	} else if (a.kind == DKT_SPN_ERROR) {
		take_error(s, arena, &a, now);
	} else if (a.kind == DKT_SPN_ACCEPTED && answer->status < 400) {
		s->state = DKT_SAVE_POLL;
		s->job = a.job;
		s->polls = 0;
		s->code = NULL;
		s->reason = a.same ? "the archive has a capture of some minutes ago"
				   : "the archive works on it";
		s->due = now + poll_waits[0];
	} else {
		submit_later(s, now,
			     answer->status == 200
				     ? "archive.org gave an answer that makes no sense"
				     : dkt_arena_printf(arena, "archive.org answers http-%ld",
							answer->status),
			     0);
	}
}

static void poll_again(struct dkt_save *s, int64_t now)
{
	s->due = now + wait_of(poll_waits, N_OF(poll_waits), s->polls);
	if (++s->polls >= MAX_POLLS)
		search(s, now, "the archive did not say in time what became of it");
}

static void take_poll(struct dkt_save *s, struct dkt_arena *arena, const struct dkt_answer *answer,
		      int64_t now)
{
	struct dkt_spn_answer a;

	dkt_spn_parse(arena, answer->body, answer->size, &a);
	if (a.kind == DKT_SPN_SUCCESS) {
		char digits[DKT_STAMP_SIZE];

		dkt_stamp_format(a.time, digits);
		s->capture = (struct dkt_memento){.url = dkt_arena_printf(arena, "%s%s/%s",
									  s->site->replay, digits,
									  a.original),
						  .original = a.original,
						  .time = a.time,
						  .type = "",
						  .digest = "",
						  .site = s->site->id};
		s->state = DKT_SAVE_UNCONFIRMED;
		s->confirms = 0;
		s->reason = "the archive says that it captured the page; it could not be read "
			    "back yet";
		s->due = now;
	} else if (answer->status == 404 && a.code[0] == '\0') {
		search(s, now, "the archive does not know the job any more");
	} else if (a.kind == DKT_SPN_ERROR && answer->status < 500) {
		take_error(s, arena, &a, now);
	} else {
		poll_again(s, now);
	}
}

/* Read back, of that second and without a detour: then it is there. */
static void take_capture(struct dkt_save *s, struct dkt_arena *arena,
			 const struct dkt_answer *answer, int64_t now)
{
	const char *date = dkt_answer_header(answer, "memento-datetime");
	int64_t time;

	if (answer->status == 200 && date != NULL && dkt_http_date_parse(date, &time) &&
	    time == s->capture.time) {
		s->state = DKT_SAVE_SAVED;
		s->capture.status = 200;
		s->reason = "captured and read back";
	} else if (answer->status >= 400 && date != NULL && dkt_http_date_parse(date, &time) &&
		   time == s->capture.time) {
		fail(s, dkt_arena_printf(arena, "what was captured is an error page (http-%ld)",
					 answer->status));
	} else if (s->confirms >= N_OF(confirm_waits)) {
		fail(s, "the archive said that it captured the page, but it cannot be read there");
	} else {
		s->due = now + confirm_waits[s->confirms++];
	}
}

static void take_index(struct dkt_save *s, struct dkt_arena *arena, const struct dkt_answer *answer,
		       int64_t now)
{
	struct dkt_cdx cdx;
	const char *reason;
	size_t best;

	dkt_cdx_parse(arena, s->site, answer->body, answer->status == 200 ? answer->size : 0, &cdx);
	best = dkt_memento_choose(arena, cdx.rows, cdx.n, 0, DKT_PREFER_CLOSEST, &reason);
	if (best < cdx.n && dkt_url_same(arena, cdx.rows[best].original, s->url) != NULL) {
		s->capture = cdx.rows[best];
		s->state = DKT_SAVE_UNCONFIRMED; /* and now read it back */
		s->confirms = 0;
		s->reason = "the archive has a capture; it could not be read back yet";
		s->due = now;
	} else if (s->confirms + 1 < N_OF(search_waits)) {
		s->due = now + search_waits[++s->confirms];
	} else if (s->code != NULL && dkt_spn_code(s->code)->retry == DKT_SPN_LATER) {
		submit_later(s, now, s->reason, 0);
	} else {
		fail(s, s->reason);
	}
}

/* It may have been handed in all the same: the archive answers a second time with the same job. */
static void unreachable(struct dkt_save *s, int64_t now)
{
	s->submits++;
	submit_later(s, now, "the archive could not be reached", 0);
}

/* No answer, or a refusal that says when to come back. */
static bool take_trouble(struct dkt_save *s, const struct dkt_answer *answer, int64_t now)
{
	const char *header = dkt_answer_header(answer, "retry-after");
	int64_t at = 0;

	if (answer->outcome == DKT_FETCHED && answer->status != 429 &&
	    !(answer->status == 503 && header != NULL))
		return false;
	if (answer->outcome == DKT_PUT_OFF)
		at = answer->retry_at;
	else if (header == NULL || !dkt_retry_after(header, now, &at))
		at = 0;
	if (answer->outcome == DKT_FETCHED && at < now + 60)
		at = now + 60; /* archives lock out those who come back too soon */
	if (answer->outcome == DKT_NOT_URL || answer->outcome == DKT_DENIED)
		fail(s, "the archive's address cannot be used here");
	else if (s->state == DKT_SAVE_POLL)
		poll_again(s, now);
	else if (answer->outcome == DKT_FETCHED || answer->outcome == DKT_PUT_OFF)
		s->reason = "the archive asked us to wait";
	else if (s->state == DKT_SAVE_SUBMIT)
		unreachable(s, now);
	else
		s->due = now + wait_of(confirm_waits, N_OF(confirm_waits), s->confirms);
	if (at > s->due)
		s->due = at;
	if (s->due <= now)
		s->due = now + 60;
	return true;
}

void dkt_save_take(void *self, struct dkt_arena *arena, const struct dkt_ask *ask,
		   const struct dkt_answer *answer, int64_t now)
{
	struct dkt_save *s = self;

	(void)ask;
	if (take_trouble(s, answer, now))
		return;
	switch (s->state) {
	case DKT_SAVE_SUBMIT:
		take_submit(s, arena, answer, now);
		break;
	case DKT_SAVE_POLL:
		take_poll(s, arena, answer, now);
		break;
	case DKT_SAVE_UNCONFIRMED:
		take_capture(s, arena, answer, now);
		break;
	default:
		take_index(s, arena, answer, now);
		break;
	}
}

struct dkt_talk dkt_save_talk(struct dkt_save *save)
{
	return (struct dkt_talk){save, dkt_save_next, dkt_save_take};
}
