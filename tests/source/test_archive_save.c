/*
 * test_archive_save.c - jobs of Save Page Now 2 against scripted answers: no network, and a clock
 * that jumps to whatever the job waits for. Between any two steps the job travels through JSON, as
 * the worker's does, and its keys never do.
 */
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "source/archive_save.h"
#include "support/rows.h"

#define PAGE  "https://news.example/a"
#define START 1798761600 /* 2027-01-01 */
#define LATER "20270101000100"
#define DATE  "Fri, 01 Jan 2027 00:01:00 GMT"

#define ACCEPTED "{\"url\": \"" PAGE "\", \"job_id\": \"spn2-1\"}"
#define PENDING	 "{\"status\": \"pending\", \"job_id\": \"spn2-1\", \"resources\": []}"
#define SUCCESS                                                                                    \
	"{\"status\": \"success\", \"job_id\": \"spn2-1\", \"original_url\": \"" PAGE              \
	"\", \"timestamp\": \"" LATER "\", \"duration_sec\": 6.1}"
#define REFUSED(code)                                                                              \
	"{\"status\": \"error\", \"status_ext\": \"error:" code "\", \"message\": \"No.\"}"
#define FAILED(code)                                                                               \
	"{\"status\": \"error\", \"job_id\": \"spn2-1\", \"status_ext\": \"error:" code            \
	"\", \"exception\": \"x\", \"message\": \"No.\"}"
#define INDEXED                                                                                    \
	"[[\"timestamp\",\"original\",\"mimetype\",\"statuscode\",\"digest\",\"length\"],["        \
	"\"" LATER "\",\"" PAGE "\",\"text/html\",\"200\",\"A\",\"1\"]]"

struct scripted {
	const char *what; /* what is asked for: "submit", "status", "capture", "index" */
	long status;	  /* 0: no answer at all */
	const char *body;
	const char *header; /* name and value, or NULL */
	const char *value;
};

#define THERE                                                                                      \
	{                                                                                          \
		"capture", 200, "page", "memento-datetime", DATE                                   \
	}

struct row {
	const char *name;
	enum dkt_save_state state; /* at the end */
	const char *reason;	   /* part of it */
	int64_t waited;		   /* seconds, at least */
	struct scripted answers[16];
};

static const struct row rows[] = {
	{"captured and there at once",
	 DKT_SAVE_SAVED,
	 "captured and read back",
	 10,
	 {{"submit", 200, ACCEPTED, NULL, NULL},
	  {"status", 200, PENDING, NULL, NULL},
	  {"status", 200, SUCCESS, NULL, NULL},
	  THERE}},
	{"a capture that shows up later: first none, then an older one",
	 DKT_SAVE_SAVED,
	 "captured and read back",
	 360,
	 {{"submit", 200, ACCEPTED, NULL, NULL},
	  {"status", 200, SUCCESS, NULL, NULL},
	  {"capture", 404, "", NULL, NULL},
	  {"capture", 302, "", "location", "https://web.archive.org/web/2020/" PAGE},
	  THERE}},
	{"a capture that answers with another moment is not it",
	 DKT_SAVE_SAVED,
	 "captured and read back",
	 60,
	 {{"submit", 200, ACCEPTED, NULL, NULL},
	  {"status", 200, SUCCESS, NULL, NULL},
	  {"capture", 200, "page", "memento-datetime", "Wed, 01 Jan 2020 00:00:00 GMT"},
	  THERE}},
	{"a success that never shows up is none",
	 DKT_SAVE_FAILED,
	 "cannot be read there",
	 150000,
	 {{"submit", 200, ACCEPTED, NULL, NULL},
	  {"status", 200, SUCCESS, NULL, NULL},
	  {"capture", 404, "", NULL, NULL},
	  {"capture", 404, "", NULL, NULL},
	  {"capture", 404, "", NULL, NULL},
	  {"capture", 404, "", NULL, NULL},
	  {"capture", 404, "", NULL, NULL},
	  {"capture", 404, "", NULL, NULL},
	  {"capture", 404, "", NULL, NULL},
	  {"capture", 404, "", NULL, NULL}}},
	{"what was captured is an error page",
	 DKT_SAVE_FAILED,
	 "error page (http-404)",
	 0,
	 {{"submit", 200, ACCEPTED, NULL, NULL},
	  {"status", 200, SUCCESS, NULL, NULL},
	  {"capture", 404, "page", "memento-datetime", DATE}}},
	{"refused for good with status 200",
	 DKT_SAVE_FAILED,
	 "the site refused the archive (403)",
	 0,
	 {{"submit", 200, REFUSED("no-access"), NULL, NULL}}},
	{"an unknown code is never tried again, and its message shown",
	 DKT_SAVE_FAILED,
	 "not known here: No.",
	 0,
	 {{"submit", 200, REFUSED("something-new"), NULL, NULL}}},
	{"keys that are not accepted",
	 DKT_SAVE_FAILED,
	 "does not accept the keys",
	 0,
	 {{"submit", 401, "{\"message\": \"You need to be logged in\"}", NULL, NULL}}},
	{"a passing refusal is handed in again",
	 DKT_SAVE_SAVED,
	 "captured and read back",
	 60,
	 {{"submit", 200, REFUSED("celery"), NULL, NULL},
	  {"submit", 200, ACCEPTED, NULL, NULL},
	  {"status", 200, SUCCESS, NULL, NULL},
	  THERE}},
	{"three passing refusals are enough",
	 DKT_SAVE_FAILED,
	 "could not begin the job",
	 360,
	 {{"submit", 200, REFUSED("celery"), NULL, NULL},
	  {"submit", 200, REFUSED("celery"), NULL, NULL},
	  {"submit", 200, REFUSED("celery"), NULL, NULL}}},
	{"too many sessions: a minute, which is no try",
	 DKT_SAVE_SAVED,
	 "captured and read back",
	 240,
	 {{"submit", 200, REFUSED("user-session-limit"), NULL, NULL},
	  {"submit", 200, REFUSED("user-session-limit"), NULL, NULL},
	  {"submit", 200, REFUSED("user-session-limit"), NULL, NULL},
	  {"submit", 200, REFUSED("user-session-limit"), NULL, NULL},
	  {"submit", 200, ACCEPTED, NULL, NULL},
	  {"status", 200, SUCCESS, NULL, NULL},
	  THERE}},
	{"the volume of the day: the next day",
	 DKT_SAVE_SAVED,
	 "captured and read back",
	 86400,
	 {{"submit", 200, REFUSED("max-daily-bandwidth"), NULL, NULL},
	  {"submit", 200, ACCEPTED, NULL, NULL},
	  {"status", 200, SUCCESS, NULL, NULL},
	  THERE}},
	{"captured too often today: the capture is looked up",
	 DKT_SAVE_SAVED,
	 "captured and read back",
	 0,
	 {{"submit", 200, REFUSED("too-many-daily-captures"), NULL, NULL},
	  {"index", 200, INDEXED, NULL, NULL},
	  THERE}},
	{"an error for a capture that was made",
	 DKT_SAVE_SAVED,
	 "captured and read back",
	 60,
	 {{"submit", 200, ACCEPTED, NULL, NULL},
	  {"status", 200, FAILED("job-failed"), NULL, NULL},
	  {"index", 200, INDEXED, NULL, NULL},
	  THERE}},
	{"a passing error without a capture: handed in again",
	 DKT_SAVE_SAVED,
	 "captured and read back",
	 7000,
	 {{"submit", 200, ACCEPTED, NULL, NULL},
	  {"status", 200, FAILED("read-timeout"), NULL, NULL},
	  {"index", 200, "[]", NULL, NULL},
	  {"index", 200, "", NULL, NULL},
	  {"index", 200, "[]", NULL, NULL},
	  {"submit", 200, ACCEPTED, NULL, NULL},
	  {"status", 200, SUCCESS, NULL, NULL},
	  THERE}},
	{"an error for good while it is worked on",
	 DKT_SAVE_FAILED,
	 "larger than the archive takes",
	 5,
	 {{"submit", 200, ACCEPTED, NULL, NULL},
	  {"status", 200, FAILED("filesize-limit"), NULL, NULL}}},
	{"a job that is not known any more: the index is asked",
	 DKT_SAVE_SAVED,
	 "captured and read back",
	 60,
	 {{"submit", 200, ACCEPTED, NULL, NULL},
	  {"status", 404, "{\"message\": \"No such job\"}", NULL, NULL},
	  {"index", 200, INDEXED, NULL, NULL},
	  THERE}},
	{"429 with Retry-After is kept",
	 DKT_SAVE_SAVED,
	 "captured and read back",
	 600,
	 {{"submit", 429, "", "retry-after", "600"},
	  {"submit", 200, ACCEPTED, NULL, NULL},
	  {"status", 200, SUCCESS, NULL, NULL},
	  THERE}},
	{"429 without Retry-After is a minute",
	 DKT_SAVE_SAVED,
	 "captured and read back",
	 60,
	 {{"submit", 429, "<html>", NULL, NULL},
	  {"submit", 200, ACCEPTED, NULL, NULL},
	  {"status", 200, SUCCESS, NULL, NULL},
	  THERE}},
	{"429 while asking for the status",
	 DKT_SAVE_SAVED,
	 "captured and read back",
	 300,
	 {{"submit", 200, ACCEPTED, NULL, NULL},
	  {"status", 429, "", "retry-after", "300"},
	  {"status", 200, SUCCESS, NULL, NULL},
	  THERE}},
	{"a status that makes no sense is asked for again",
	 DKT_SAVE_SAVED,
	 "captured and read back",
	 15,
	 {{"submit", 200, ACCEPTED, NULL, NULL},
	  {"status", 502, "<html>", NULL, NULL},
	  {"status", 200, "<html>", NULL, NULL},
	  {"status", 200, SUCCESS, NULL, NULL},
	  THERE}},
	{"nobody answers",
	 DKT_SAVE_FAILED,
	 "could not be reached",
	 360,
	 {{"submit", 0, "", NULL, NULL},
	  {"submit", 0, "", NULL, NULL},
	  {"submit", 0, "", NULL, NULL}}},
	{"an answer that makes no sense",
	 DKT_SAVE_FAILED,
	 "makes no sense",
	 360,
	 {{"submit", 200, "<html>Hello", NULL, NULL},
	  {"submit", 200, "[]", NULL, NULL},
	  {"submit", 200, "{\"job_id\": \"\"}", NULL, NULL}}},
	{"a capture of some minutes ago",
	 DKT_SAVE_SAVED,
	 "captured and read back",
	 5,
	 {{"submit", 200,
	   "{\"url\": \"" PAGE "\", \"job_id\": \"spn2-1\", \"message\": \"The same snapshot had "
	   "been made 2 minutes ago.\"}",
	   NULL, NULL},
	  {"status", 200, SUCCESS, NULL, NULL},
	  THERE}},
};

static const struct dkt_save_keys keys = {"an-access-key", "a-secret-key"};

static const struct dkt_archive_site *wayback(void)
{
	return dkt_archive_site_named(dkt_archives_builtin(), "wayback");
}

static bool has_header(const struct dkt_request *request, const char *line)
{
	for (size_t i = 0; i < request->n_headers; i++) {
		if (dkt_streq(request->headers[i], line))
			return true;
	}
	return false;
}

static const char *what_is_asked(const struct dkt_ask *ask)
{
	if (dkt_streq(ask->request.url, "https://web.archive.org/save"))
		return "submit";
	if (dkt_starts(ask->request.url, "https://web.archive.org/save/status/"))
		return "status";
	return dkt_starts(ask->request.url, "https://web.archive.org/cdx/") ? "index" : "capture";
}

static void check_request(const struct dkt_ask *ask, const char *what)
{
	bool with_keys = dkt_streq(what, "submit") || dkt_streq(what, "status");

	assert_string_equal(what_is_asked(ask), what);
	assert_int_equal(ask->request.pool, DKT_POOL_ARCHIVES);
	assert_false(ask->request.keep);
	assert_false(ask->request.follow);
	assert_int_equal(with_keys, has_header(&ask->request,
					       "Authorization: LOW an-access-key:a-secret-key"));
	if (dkt_streq(what, "submit"))
		assert_string_equal(ask->request.post,
				    "url=https%3A%2F%2Fnews.example%2Fa&skip_first_archive=1");
	else
		assert_null(ask->request.post);
	if (dkt_streq(what, "capture"))
		assert_string_equal(ask->request.url,
				    "https://web.archive.org/web/" LATER "id_/" PAGE);
}

static void travel(struct dkt_arena *arena, struct dkt_save *save)
{
	json_t *json = dkt_save_json(save);
	struct dkt_buf text = DKT_BUF_INIT(1 << 16);

	dkt_doc_line(json, &text);
	assert_null(strstr(dkt_buf_str(&text), "an-access-key"));
	assert_null(strstr(dkt_buf_str(&text), "a-secret-key"));
	assert_true(dkt_save_read(arena, wayback(), &keys, json, save));
	dkt_buf_clear(&text);
	json_decref(json);
}

static void check_row(void **state)
{
	const struct row *row = ROW(struct row);
	DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();
	struct dkt_save save;
	int64_t now = START;
	size_t n = 0;

	dkt_save_begin(&save, arena, wayback(), &keys, PAGE);
	for (unsigned steps = 0; steps < 200; steps++) {
		struct dkt_ask ask = {0};
		enum dkt_step step = dkt_save_next(&save, arena, now, &ask);
		const struct scripted *s = &row->answers[n];
		struct dkt_header header = {s->header, s->value};
		struct dkt_answer answer = {.outcome = DKT_FETCHED,
					    .reason = "",
					    .status = s->status,
					    .headers = &header,
					    .n_headers = s->header == NULL ? 0 : 1,
					    .body = s->body,
					    .size = s->body == NULL ? 0 : strlen(s->body)};

		if (step == DKT_STEP_DONE)
			break;
		if (step == DKT_STEP_WAIT) {
			assert_true(ask.until > now);
			now = ask.until;
			continue;
		}
		assert_non_null(s->what);
		check_request(&ask, s->what);
		if (s->status == 0)
			answer = (struct dkt_answer){.outcome = DKT_TIMED_OUT, .reason = "connect"};
		dkt_save_take(&save, arena, &ask, &answer, now);
		travel(arena, &save);
		n++;
	}
	assert_string_equal(dkt_save_state_name(save.state), dkt_save_state_name(row->state));
	assert_non_null(strstr(save.reason, row->reason));
	assert_true(n == 16 || row->answers[n].what == NULL);
	assert_true(now - START >= row->waited);
	if (save.state == DKT_SAVE_SAVED)
		assert_string_equal(save.capture.url,
				    "https://web.archive.org/web/" LATER "/" PAGE);
}

/* --- what cannot even begin --- */

struct begin_row {
	const char *name;
	const char *site;
	const char *access;
	const char *secret;
	const char *url;
	const char *reason; /* part of it; NULL: it begins */
};

static const struct begin_row begin_rows[] = {
	{"with keys", "wayback", "a", "b", PAGE, NULL},
	{"without keys", "wayback", NULL, NULL, PAGE, "DOCKET_IA_KEY"},
	{"with one key", "wayback", "a", NULL, PAGE, "DOCKET_IA_KEY"},
	{"with an empty key", "wayback", "", "b", PAGE, "DOCKET_IA_KEY"},
	{"with a key that would be two headers", "wayback", "a\r\nX: y", "b", PAGE,
	 "DOCKET_IA_KEY"},
	{"with a colon in a key", "wayback", "a:b", "c", PAGE, "DOCKET_IA_KEY"},
	{"what is no address", "wayback", "a", "b", "news.example", "http://"},
	{"an archive that people ask", "archive-today", "a", "b", PAGE, "from people only"},
};

static void check_begin(void **state)
{
	const struct begin_row *row = ROW(struct begin_row);
	DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();
	struct dkt_save_keys own = {row->access, row->secret};
	struct dkt_save save;
	struct dkt_ask ask;

	dkt_save_begin(&save, arena, dkt_archive_site_named(dkt_archives_builtin(), row->site),
		       &own, row->url);
	assert_int_equal(dkt_save_next(&save, arena, START, &ask),
			 row->reason == NULL ? DKT_STEP_ASK : DKT_STEP_DONE);
	if (row->reason != NULL)
		assert_non_null(strstr(save.reason, row->reason));
}

/* --- the codes --- */

struct code_row {
	const char *name;
	const char *code;
	enum dkt_spn_retry retry;
};

static const struct code_row code_rows[] = {
	{"a page that is not there", "error:not-found", DKT_SPN_NEVER},
	{"without its prefix", "not-found", DKT_SPN_NEVER},
	{"a passing fault", "error:bad-gateway", DKT_SPN_LATER},
	{"a limit of the account", "error:user-session-limit", DKT_SPN_STOP},
	{"captured often today", "error:too-many-daily-captures", DKT_SPN_LOOK_UP},
	{"an unknown one", "error:xyz", DKT_SPN_NEVER},
	{"none", "", DKT_SPN_NEVER},
};

static void check_code(void **state)
{
	const struct code_row *row = ROW(struct code_row);
	const struct dkt_spn_code *code = dkt_spn_code(row->code);

	assert_int_equal(code->retry, row->retry);
	assert_true(code->sentence[0] != '\0');
}

int main(void)
{
	return rows_run("source/save", rows, check_row) +
	       rows_run("source/save/begin", begin_rows, check_begin) +
	       rows_run("source/save/code", code_rows, check_code);
}
