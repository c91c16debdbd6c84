/* test_timemap.c - TimeMaps in link format, TimeGates, and the availability API. */
#include <string.h>

#include "base/str.h"
#include "source/archive.h"
#include "source/timemap.h"
#include "support/rows.h"

#define BASE "https://archive.example/web/timemap/link/https://a.example/"
#define M1   "<https://archive.example/web/20210405120000/https://a.example/>"
#define M2   "<https://archive.example/web/20220405120000/https://a.example/>"
#define D1   "datetime=\"Mon, 05 Apr 2021 12:00:00 GMT\""
#define D2   "datetime=\"Tue, 05 Apr 2022 12:00:00 GMT\""

struct row {
	const char *name;
	const char *text;
	size_t n;
	size_t bad;
	const char *first;    /* address of the earliest; NULL: not looked at */
	const char *original; /* NULL: none */
	const char *further;  /* the first other page; NULL: none */
	bool fault;
};

static const struct row rows[] = {
	{"an ordinary one",
	 "<https://a.example/>; rel=\"original\",\n" M1 "; rel=\"first memento\"; " D1 ",\n" M2
	 "; rel=\"last memento\"; " D2 "\n",
	 2, 0, "https://archive.example/web/20210405120000/https://a.example/",
	 "https://a.example/", NULL, false},
	{"the latest first", M2 "; rel=\"memento\"; " D2 ", " M1 "; rel=\"memento\"; " D1, 2, 0,
	 "https://archive.example/web/20210405120000/https://a.example/", NULL, NULL, false},
	{"relations without quotes", M1 ";rel=memento;" D1, 1, 0, NULL, NULL, NULL, false},
	{"first, last and memento in one", M1 "; rel=\"first last memento\"; " D1, 1, 0, NULL, NULL,
	 NULL, false},
	{"no moment but in the address", M1 "; rel=\"memento\"", 1, 0, NULL, NULL, NULL, false},
	{"no moment at all", "<https://archive.example/x>; rel=\"memento\"", 0, 1, NULL, NULL, NULL,
	 false},
	{"a moment that is none", "<https://archive.example/x>; rel=\"memento\"; datetime=\"now\"",
	 0, 1, NULL, NULL, NULL, false},
	{"an address that is relative", "</web/20210405120000/https://a.example/>; rel=memento", 1,
	 0, "https://archive.example/web/20210405120000/https://a.example/", NULL, NULL, false},
	{"no blanks and lines of Windows", M1 ";rel=memento;" D1 ",\r\n" M2 ";rel=memento;" D2, 2,
	 0, NULL, NULL, NULL, false},
	{"a comma and a semicolon in an address",
	 "<https://archive.example/web/20210405120000/https://a.example/x;y,z>; rel=memento; " D1,
	 1, 0, "https://archive.example/web/20210405120000/https://a.example/x;y,z", NULL, NULL,
	 false},
	{"another page",
	 "<" BASE ">; rel=self; from=\"a, b\", <https://archive.example/2>; rel=\"timemap\"; "
	 "from=\"Mon, 05 Apr 2021 12:00:00 GMT\", " M1 "; rel=memento; " D1,
	 1, 0, NULL, NULL, "https://archive.example/2", false},
	{"itself under timemap is no other page",
	 "<" BASE ">; rel=\"timemap\", " M1 ";rel=memento;" D1, 1, 0, NULL, NULL, NULL, false},
	{"a next page", "<https://archive.example/2>; rel=\"next\"", 0, 0, NULL, NULL,
	 "https://archive.example/2", false},
	{"only an original", "<https://a.example/>; rel=original", 0, 0, NULL, "https://a.example/",
	 NULL, false},
	{"cut off in an address", M1 "; rel=memento; " D1 ", <https://archive.exam", 1, 0, NULL,
	 NULL, NULL, false},
	{"cut off in a date", M1 "; rel=memento; datetime=\"Mon, 05 Apr", 1, 0, NULL, NULL, NULL,
	 false},
	{"a sentence", "TimeMap does not exists", 0, 0, NULL, NULL, NULL, true},
	{"a page", "<html><body><p>No</p></body></html>", 0, 0, NULL, NULL, NULL, true},
	{"nothing", "", 0, 0, NULL, NULL, NULL, true},
};

static void check_row(void **state)
{
	const struct row *row = ROW(struct row);
	DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();
	struct dkt_timemap map;

	dkt_timemap_parse(arena, NULL, BASE, row->text, strlen(row->text), &map);
	assert_int_equal(map.n, row->n);
	assert_int_equal(map.n_bad, row->bad);
	assert_int_equal(map.fault != NULL, row->fault);
	if (row->first != NULL)
		assert_string_equal(map.mementos[0].url, row->first);
	if (row->original == NULL)
		assert_null(map.original);
	else
		assert_string_equal(map.original, row->original);
	assert_int_equal(map.n_further, row->further == NULL ? 0 : 1);
	if (row->further != NULL)
		assert_string_equal(map.further[0], row->further);
}

/* --- TimeGates --- */

struct gate_row {
	const char *name;
	long status;
	struct dkt_header headers[3];
	const char *final_url;
	const char *url; /* of the capture; NULL: none */
	const char *why; /* when there is none */
	int archived;	 /* status of the capture */
};

#define GOT "https://archive.example/web/20210405120000/https://a.example/"
#define WHEN                                                                                       \
	{                                                                                          \
		"memento-datetime", "Mon, 05 Apr 2021 12:00:00 GMT"                                \
	}

static const struct gate_row gate_rows[] = {
	{"a capture", 200, {WHEN}, GOT, GOT, NULL, 200},
	{"a capture named in Content-Location",
	 200,
	 {WHEN, {"content-location", GOT}},
	 "https://archive.example/web/https://a.example/",
	 GOT,
	 NULL,
	 200},
	{"a frame",
	 200,
	 {{"link", "<https://a.example/>; rel=\"original\", <" GOT ">; rel=\"memento\"; " D1}},
	 "https://archive.example/web/https://a.example/",
	 GOT,
	 NULL,
	 0},
	{"a frame whose link has no moment",
	 200,
	 {{"link", "<" GOT ">; rel=\"memento\""}},
	 "https://archive.example/web/https://a.example/",
	 NULL,
	 "an answer that is no capture",
	 0},
	{"a captcha",
	 200,
	 {{0}},
	 "https://archive.example/x",
	 NULL,
	 "an answer that is no capture",
	 0},
	{"not archived", 404, {{0}}, "https://archive.example/x", NULL, "not archived", 0},
	{"an archived 404", 404, {WHEN}, GOT, GOT, NULL, 404},
	{"a date that it does not like",
	 400,
	 {{0}},
	 "https://archive.example/x",
	 NULL,
	 "http-400",
	 0},
	{"a moment that is none",
	 200,
	 {{"memento-datetime", "yesterday"}},
	 GOT,
	 NULL,
	 "an answer that is no capture",
	 0},
};

static void check_gate(void **state)
{
	const struct gate_row *row = ROW(struct gate_row);
	DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();
	struct dkt_answer answer = {.outcome = DKT_FETCHED,
				    .reason = "",
				    .status = row->status,
				    .headers = row->headers,
				    .final_url = row->final_url};
	struct dkt_memento memento;
	const char *why = NULL;

	while (answer.n_headers < 3 && row->headers[answer.n_headers].name != NULL)
		answer.n_headers++;
	assert_int_equal(dkt_timegate_read(arena, dkt_archives_builtin(), &answer, &memento, &why),
			 row->url != NULL);
	if (row->url == NULL) {
		assert_string_equal(why, row->why);
		return;
	}
	assert_string_equal(memento.url, row->url);
	assert_int_equal(memento.status, row->archived);
	assert_int_equal(memento.time, 1617624000);
	assert_string_equal(memento.original, "https://a.example/");
}

static void asks_in_gmt(void **state)
{
	DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();

	(void)state;
	assert_string_equal(dkt_accept_datetime(arena, 1180643700),
			    "Accept-Datetime: Thu, 31 May 2007 20:35:00 GMT");
	assert_string_equal(dkt_accept_datetime(arena, 820454400),
			    "Accept-Datetime: Mon, 01 Jan 1996 00:00:00 GMT");
}

/* --- availability --- */

struct known_row {
	const char *name;
	const char *text;
	const char *url; /* NULL: none */
	const char *why;
};

#define CLOSEST(status, available, stamp)                                                          \
	"{\"archived_snapshots\": {\"closest\": {\"status\": \"" status                            \
	"\", \"available\": " available                                                            \
	", \"url\": \"http://web.archive.org/web/20210405120000/https://a.example/\", "            \
	"\"timestamp\": \"" stamp "\"}}}"

static const struct known_row known_rows[] = {
	{"a capture", CLOSEST("200", "true", "20210405120000"),
	 "http://web.archive.org/web/20210405120000/https://a.example/", NULL},
	{"none", "{\"url\": \"a.example\", \"archived_snapshots\": {}}", NULL, "not archived"},
	{"a capture of an error", CLOSEST("404", "true", "20210405120000"), NULL,
	 "the closest capture holds no page"},
	{"a capture that is not available", CLOSEST("200", "false", "20210405120000"), NULL,
	 "not archived"},
	{"a moment cut short", CLOSEST("200", "true", "2021"), NULL, "a capture without a moment"},
	{"another JSON", "{}", NULL, "an answer without archived_snapshots"},
	{"no JSON", "<html>", NULL, "an answer that is no JSON"},
	{"nothing", "", NULL, "an answer that is no JSON"},
};

static void check_known(void **state)
{
	const struct known_row *row = ROW(struct known_row);
	DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();
	struct dkt_memento memento;
	const char *why = NULL;

	assert_int_equal(dkt_available_read(arena, row->text, strlen(row->text), &memento, &why),
			 row->url != NULL);
	if (row->url == NULL)
		assert_string_equal(why, row->why);
	else
		assert_string_equal(memento.url, row->url);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {cmocka_unit_test(asks_in_gmt)};

	return rows_run("source/timemap", rows, check_row) +
	       rows_run("source/timegate", gate_rows, check_gate) +
	       rows_run("source/available", known_rows, check_known) +
	       cmocka_run_group_tests_name("source/accept-datetime", tests, NULL, NULL);
}
