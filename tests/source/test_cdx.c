/* test_cdx.c - indexes of captures in all their spellings, and the choice among captures. */
#include <string.h>

#include "base/str.h"
#include "base/time.h"
#include "source/archive.h"
#include "source/cdx.h"
#include "support/rows.h"

#define PAGE "https://a.example/"
#define HEAD "[[\"timestamp\",\"original\",\"mimetype\",\"statuscode\",\"digest\",\"length\"]"
#define ROW1 ",[\"20210405120000\",\"" PAGE "\",\"text/html\",\"200\",\"ABC\",\"1\"]"
#define KEY1 "example,a)/ 20210405120000 " PAGE " text/html 200 ABC 1234\n"

struct row {
	const char *name;
	const char *text;
	size_t n;
	size_t bad;
	int status;	    /* of the first row */
	const char *resume; /* NULL: none */
	const char *fault;  /* part of it; NULL: none */
	bool revisit;
};

static const struct row rows[] = {
	{"one row", HEAD ROW1 "]", 1, 0, 200, NULL, NULL, false},
	{"no captures", "[]", 0, 0, 0, NULL, NULL, false},
	{"no bytes", "", 0, 0, 0, NULL, NULL, false},
	{"blank lines", "\n \n", 0, 0, 0, NULL, NULL, false},
	{"only the names", HEAD "]", 0, 0, 0, NULL, NULL, false},
	{"a key for more", HEAD ROW1 ",[],[\"com,a)/ 2021\"]]", 1, 0, 200, "com,a)/ 2021", NULL,
	 false},
	{"a key and no row", HEAD ",[],[\"k\"]]", 0, 0, 0, "k", NULL, false},
	{"an empty key is none", HEAD ROW1 ",[],[\"\"]]", 1, 0, 200, NULL, NULL, false},
	{"an empty row that is not the last but one", HEAD ",[]" ROW1 "]", 1, 1, 200, NULL, NULL,
	 false},
	{"a status that is not known",
	 HEAD ",[\"20210405120000\",\"" PAGE "\",\"text/html\",\"-\",\"ABC\",\"1\"]]", 1, 0, 0,
	 NULL, NULL, false},
	{"a revisit",
	 HEAD ",[\"20210405120000\",\"" PAGE "\",\"warc/revisit\",\"-\",\"ABC\",\"1\"]]", 1, 0, 0,
	 NULL, NULL, true},
	{"a column more, where captures were collapsed",
	 "[[\"urlkey\",\"timestamp\",\"original\",\"statuscode\",\"dupecount\"],"
	 "[\"example,a)/\",\"20210405120000\",\"" PAGE "\",\"200\",\"7\"]]",
	 1, 0, 200, NULL, NULL, false},
	{"columns in another order",
	 "[[\"statuscode\",\"original\",\"timestamp\"],[\"404\",\"" PAGE "\",\"20210405120000\"]]",
	 1, 0, 404, NULL, NULL, false},
	{"a row that is too short", HEAD ",[\"20210405120000\"]" ROW1 "]", 1, 1, 200, NULL, NULL,
	 false},
	{"a moment that does not exist",
	 HEAD ",[\"20210230120000\",\"" PAGE "\",\"\",\"200\"]" ROW1 "]", 1, 1, 200, NULL, NULL,
	 false},
	{"a moment cut short", HEAD ",[\"20210405\",\"" PAGE "\",\"\",\"200\"]]", 0, 1, 0, NULL,
	 NULL, false},
	{"an original of another scheme",
	 HEAD ",[\"20210405120000\",\"ftp://a.example/\",\"\",\"200\"]]", 0, 1, 0, NULL, NULL,
	 false},
	{"numbers as numbers",
	 "[[\"timestamp\",\"original\",\"statuscode\"],[20210405120000,\"" PAGE "\",200]]", 1, 0,
	 200, NULL, NULL, false},
	{"rows that are no rows", HEAD ",7,null" ROW1 "]", 1, 2, 200, NULL, NULL, false},
	{"an object a line",
	 "{\"timestamp\": \"20210405120000\", \"url\": \"" PAGE "\", \"status\": \"200\"}\n"
	 "{\"timestamp\": \"20210406120000\", \"url\": \"" PAGE "\"}\n",
	 2, 0, 200, NULL, NULL, false},
	{"an object a line, one of them broken",
	 "{\"timestamp\": \"20210405120000\", \"url\": \"" PAGE "\", \"status\": \"200\"}\n{\"time",
	 1, 1, 200, NULL, NULL, false},
	{"an object that says nothing was found", "{\"message\": \"No captures found for: x\"}\n",
	 0, 0, 0, NULL, NULL, false},
	{"an object that says something else", "{\"message\": \"Rate limited\"}\n", 0, 0, 0, NULL,
	 "Rate limited", false},
	{"text with the key in front", KEY1, 1, 0, 200, NULL, NULL, false},
	{"text without it", "20210405120000 " PAGE " text/html 200 ABC\n", 1, 0, 200, NULL, NULL,
	 false},
	{"an error as a sentence", "org.archive.util.io.RuntimeIOException: no\n", 0, 1, 0, NULL,
	 "RuntimeIOException", false},
	{"an error as a page", "<html><h1>504</h1></html>", 0, 1, 0, NULL, "<html>", false},
	{"JSON that is cut off", HEAD ROW1, 0, 0, 0, NULL, "no index", false},
	{"JSON of another kind", "{\"a\": 1}", 0, 1, 0, NULL, "no index", false},
	{"an array of another kind", "[1, 2]", 0, 1, 0, NULL, NULL, false},
};

static void check_row(void **state)
{
	const struct row *row = ROW(struct row);
	DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();
	struct dkt_cdx cdx;

	dkt_cdx_parse(arena, dkt_archive_site_named(dkt_archives_builtin(), "wayback"), row->text,
		      strlen(row->text), &cdx);
	assert_int_equal(cdx.n, row->n);
	assert_int_equal(cdx.n_bad, row->bad);
	if (row->fault == NULL)
		assert_null(cdx.fault);
	else
		assert_non_null(strstr(cdx.fault, row->fault));
	if (row->resume == NULL)
		assert_null(cdx.resume);
	else
		assert_string_equal(cdx.resume, row->resume);
	if (row->n == 0)
		return;
	assert_int_equal(cdx.rows[0].status, row->status);
	assert_int_equal(cdx.rows[0].revisit, row->revisit);
	assert_string_equal(cdx.rows[0].original, PAGE);
	assert_string_equal(cdx.rows[0].url, "https://web.archive.org/web/20210405120000/" PAGE);
}

/* --- asking --- */

struct ask_row {
	const char *name;
	const char *site;
	struct dkt_cdx_query query;
	const char *url;
};

#define WAYBACK "https://web.archive.org/cdx/search/cdx?url="
#define ALWAYS                                                                                     \
	"&output=json&matchType=exact&gzip=false&fl=timestamp,original,mimetype,statuscode,"       \
	"digest,length&filter=!statuscode:[345]..&collapse=timestamp:8&showResumeKey=true"

static const struct ask_row ask_rows[] = {
	{"an address with a query",
	 "wayback",
	 {.url = "https://a.example/?x=1&y=%20#z"},
	 WAYBACK "https%3A%2F%2Fa.example%2F%3Fx%3D1%26y%3D%2520%23z" ALWAYS},
	{"from, to, limit and key",
	 "wayback",
	 {.url = "https://a.example/",
	  .from = 1600000000,
	  .to = 1700000000,
	  .limit = 10,
	  .resume = "com,a)/ 2"},
	 WAYBACK "https%3A%2F%2Fa.example%2F" ALWAYS
		 "&from=20200913122640&to=20231114221320&limit=10&resumeKey=com%2Ca%29%2F%202"},
	{"the last ones",
	 "wayback",
	 {.url = "https://a.example/", .limit = -5},
	 WAYBACK "https%3A%2F%2Fa.example%2F" ALWAYS "&limit=-5"},
	{"another dialect",
	 "arquivo",
	 {.url = "https://a.example/", .closest = 1600000000, .limit = 5},
	 "https://arquivo.pt/wayback/cdx?url=https%3A%2F%2Fa.example%2F&output=json&sort=closest"
	 "&closest=20200913122640&limit=5"},
};

static void check_ask(void **state)
{
	const struct ask_row *row = ROW(struct ask_row);
	DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();
	const struct dkt_archive_site *site =
		dkt_archive_site_named(dkt_archives_builtin(), row->site);

	assert_string_equal(dkt_cdx_url(arena, site, &row->query), row->url);
}

/* --- the choice --- */

struct choice_row {
	const char *name;
	const char *captures; /* "YYYYMMDD:STATUS", blanks between; '-' for not known */
	const char *wanted;   /* YYYYMMDD, or NULL */
	enum dkt_prefer prefer;
	int best; /* -1: none */
	const char *reason;
};

static const struct choice_row choice_rows[] = {
	{"the closest", "20200101:200 20210101:200", "20201201", DKT_PREFER_CLOSEST, 1,
	 "31 days after it, status 200; one of 2 captures"},
	{"of two as near the earlier", "20200103:200 20200101:200", "20200102", DKT_PREFER_CLOSEST,
	 1, NULL},
	{"an error is none, however near", "20200101:200 20200601:404", "20200601",
	 DKT_PREFER_CLOSEST, 0, "1 of 2 captures hold no page"},
	{"a redirect is none", "20200101:200 20200601:301", "20200601", DKT_PREFER_CLOSEST, 0,
	 NULL},
	{"only errors", "20200101:404 20200601:503", "20200601", DKT_PREFER_CLOSEST, -1,
	 "none of 2 captures holds a page"},
	{"nothing", "", "20200601", DKT_PREFER_CLOSEST, -1, "there is no capture"},
	{"a known page goes before an unknown one of the day", "20200101:200 20200601:-",
	 "20200601", DKT_PREFER_CLOSEST, 0, NULL},
	{"an unknown one goes before a page years away", "20150101:200 20200601:-", "20200601",
	 DKT_PREFER_CLOSEST, 1, "at that moment, its status is not said; one of 2 captures"},
	{"the last before", "20200101:200 20200603:200", "20200602", DKT_PREFER_BEFORE, 0, NULL},
	{"none before: the first after", "20200603:200 20200705:200", "20200602", DKT_PREFER_BEFORE,
	 0, NULL},
	{"the first after", "20200601:200 20210603:200", "20200602", DKT_PREFER_AFTER, 1, NULL},
	{"the latest", "20200601:200 20210603:200 20220101:404", NULL, DKT_PREFER_CLOSEST, 1,
	 "the latest, status 200; 1 of 3 captures hold no page"},
};

static void check_choice(void **state)
{
	const struct choice_row *row = ROW(struct choice_row);
	DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();
	struct dkt_memento captures[8];
	const char *p = row->captures;
	const char *reason;
	int64_t wanted = 0;
	size_t n = 0;
	size_t best;

	for (; *p != '\0'; n++) {
		char digits[DKT_STAMP_SIZE] = "";

		memcpy(digits, p, 8);
		memcpy(digits + 8, "000000", 7);
		captures[n] = (struct dkt_memento){.url = "x", .original = "y"};
		assert_true(dkt_stamp_parse(digits, 14, &captures[n].time));
		captures[n].status = p[9] == '-' ? 0 : (int)strtol(p + 9, NULL, 10);
		p += strcspn(p, " ");
		p += strspn(p, " ");
	}
	if (row->wanted != NULL)
		assert_true(dkt_stamp_parse(dkt_arena_printf(arena, "%s000000", row->wanted), 14,
					    &wanted));
	best = dkt_memento_choose(arena, captures, n, wanted, row->prefer, &reason);
	assert_int_equal(best, row->best < 0 ? (int)n : row->best);
	if (row->reason != NULL)
		assert_non_null(strstr(reason, row->reason));
}

int main(void)
{
	return rows_run("source/cdx", rows, check_row) +
	       rows_run("source/cdx/ask", ask_rows, check_ask) +
	       rows_run("source/memento/choose", choice_rows, check_choice);
}
