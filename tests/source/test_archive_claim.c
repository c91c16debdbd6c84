/*
 * test_archive_claim.c - claimed copies against the invented archives of tests/web, by the thin
 * driver: verdict, reason with its relaxation, and how many requests it took.
 */
#include <string.h>

#include "base/str.h"
#include "base/time.h"
#include "source/archive_claim.h"
#include "source/archive_find.h"
#include "support/rows.h"
#include "support/web.h"
#include "json/build.h"
#include "json/text.h"

#define NEWS	"https://news.example"
#define ARCHIVE "https://archive.example/web/"
#define BRIDGE	NEWS "/2019/06/bridge-lab"
#define COPY	ARCHIVE "20190606081200/" BRIDGE
#define WORDS	"opened the Bridge Lab on 3 June 2019"

static const char settings[] =
	"[{\"id\": \"fixture\", \"hosts\": [\"archive.example\"], \"forms\": [\"/web/{ts}/{url}\", "
	"\"/web/{url}\"], \"raw\": \"id_\", \"replay\": \"https://archive.example/web/\", "
	"\"timemap\": \"https://archive.example/web/timemap/link/\", "
	"\"timegate\": \"https://archive.example/web/\", "
	"\"cdx\": \"https://archive.example/cdx/search/cdx\", "
	"\"availability\": \"https://archive.example/wayback/available\", "
	"\"save\": \"https://archive.example/save\", \"interval_ms\": 0},"
	"{\"id\": \"maps\", \"hosts\": [\"archive.example\"], "
	"\"timemap\": \"https://archive.example/web/timemap/link/\", \"interval_ms\": 0},"
	"{\"id\": \"gates\", \"hosts\": [\"archive.example\"], "
	"\"timegate\": \"https://archive.example/web/\", \"interval_ms\": 0},"
	"{\"id\": \"frames\", \"hosts\": [\"archive.example\"], "
	"\"timegate\": \"https://archive.example/framed/\", \"interval_ms\": 0},"
	"{\"id\": \"pywb\", \"hosts\": [\"archive.example\"], \"dialect\": \"pywb\", "
	"\"replay\": \"https://archive.example/web/\", "
	"\"cdx\": \"https://archive.example/pywb/cdx\", \"interval_ms\": 0},"
	"{\"id\": \"known\", \"hosts\": [\"archive.example\"], "
	"\"availability\": \"https://archive.example/wayback/available\", \"interval_ms\": 0},"
	"{\"id\": \"api\", \"hosts\": [\"perma.example\"], \"forms\": [\"/{id}\"], "
	"\"api\": \"https://perma.example/v1/\", \"interval_ms\": 0},"
	"{\"id\": \"short\", \"hosts\": [\"short.example\"], \"forms\": [\"/{ts}/{url}\", "
	"\"/{id}\"], \"interval_ms\": 0},"
	"{\"id\": \"over\", \"hosts\": [\"closed.example\"], \"closed\": \"it was closed in "
	"2020\"}]";

static struct dkt_arena *forever;
static struct dkt_archive_table table;

static void read_table(void)
{
	struct dkt_text_fault fault;
	struct dkt_text text;
	const char *pointer = "";
	const char *why = "";

	forever = dkt_arena_new();
	assert_true(dkt_text_parse(&text, forever, settings, sizeof settings - 1, &fault));
	assert_true(dkt_archives_read(forever, dkt_archives_builtin(), &text.root, &table, &pointer,
				      &why));
}

static struct dkt_net_driver driving(void)
{
	return (struct dkt_net_driver){.net = test_web_net(), .patience_s = 0};
}

/* --- claims --- */

struct row {
	const char *name;
	const char *url;
	const char *copy;
	const char *captured_at;
	const char *quote;
	const char *chain; /* one address, or NULL */
	const char *verdict;
	const char *reason;
	size_t requests;
};

static const struct row rows[] = {
	{"a good copy", BRIDGE, COPY, NULL, WORDS, NULL, "good", "", 1},
	{"a good copy of the moment that is said", BRIDGE, COPY, "2019-06-06T08:12:00Z", NULL, NULL,
	 "good", "", 1},
	{"a good copy of the day that is said", BRIDGE, COPY, "2019-06-06", NULL, NULL, "good", "",
	 1},
	{"a good copy, replayed", BRIDGE, ARCHIVE "20190606081200if_/" BRIDGE, NULL, WORDS, NULL,
	 "good", "", 1},
	{"a page cited under http", "http://news.example/2019/06/bridge-lab", COPY, NULL, NULL,
	 NULL, "good", "scheme", 1},
	{"a page cited with www.", "https://www.news.example/2019/06/bridge-lab", COPY, NULL, NULL,
	 NULL, "good", "www", 1},
	{"a page cited with a slash", BRIDGE "/", COPY, NULL, NULL, NULL, "good", "slash", 1},
	{"a page cited with tracking", BRIDGE "?utm_source=x", COPY, NULL, NULL, NULL, "good",
	 "tracking-params", 1},
	{"a copy that the archive keeps under http and www.",
	 "https://zh-news.example/2021/undeclared.html",
	 ARCHIVE "20190101000000/https://zh-news.example/2021/undeclared.html", NULL, NULL, NULL,
	 "good", "www", 1},
	{"a copy of what the live page redirects to", NEWS "/moved", COPY, NULL, NULL, BRIDGE,
	 "good", "redirect-target", 1},
	{"a redirect inside the archive", NEWS "/bridge-old",
	 ARCHIVE "20190606090000/" NEWS "/bridge-old", NULL, WORDS, NULL, "good",
	 "redirect inside the archive", 1},
	{"a redirect inside the archive, to another year", NEWS "/bridge",
	 ARCHIVE "20210701000000/" NEWS "/bridge", "2021-07-01", NULL, NULL, "other-time",
	 "the archive has it from another day", 1},
	{"a redirect inside the archive to the front page", NEWS "/moved",
	 ARCHIVE "20210601000005/" NEWS "/moved", NULL, NULL, NULL, "archived-error",
	 "the capture leads to the site's front page", 1},
	{"a copy of a copy", BRIDGE, ARCHIVE "20190606081200/" ARCHIVE "20190606081200/" BRIDGE,
	 NULL, NULL, NULL, "unreachable", "not archived", 2},
	{"words that the copy does not hold", BRIDGE, COPY, NULL,
	 "The museum of knots is closed on Mondays", NULL, "quote-absent", "other words", 1},
	{"words too short to be looked for", BRIDGE, COPY, NULL, "lab", NULL, "good", "", 1},
	{"another page by its address", NEWS "/gone", COPY, NULL, NULL, NULL, "wrong-original",
	 "its address names another page", 0},
	{"another page by the archive's word", "https://lantern.example/careers",
	 ARCHIVE "20210405120000/https://lantern.example/careers", NULL, NULL, NULL,
	 "wrong-original", "it is a copy of another page", 1},
	{"another moment: the archive leads to the nearest", BRIDGE,
	 ARCHIVE "20200101000000/" BRIDGE, NULL, NULL, NULL, "other-time",
	 "the archive has it from another day", 1},
	{"another moment than the record says", BRIDGE, COPY, "2021-01-01T00:00:00Z", NULL, NULL,
	 "other-time", "the archive has it from another day", 1},
	{"a capture of a 404", NEWS "/gone", ARCHIVE "20220301120000/" NEWS "/gone", NULL, NULL,
	 NULL, "archived-error", "http-404", 1},
	{"an empty capture", NEWS "/empty", ARCHIVE "20210603000000/" NEWS "/empty", NULL, NULL,
	 NULL, "archived-error", "the capture is empty", 1},
	{"a note in place of a redirect", NEWS "/crawl-note",
	 ARCHIVE "20210602000000/" NEWS "/crawl-note", NULL, NULL, NULL, "archived-error",
	 "a redirect was archived", 1},
	{"a capture of a wall at 200", "https://wall.example/cf-200",
	 ARCHIVE "20210701000000/https://wall.example/cf-200", NULL, NULL, NULL, "archived-blocked",
	 NULL, 1},
	{"a capture of a 429", "https://wall.example/rate",
	 ARCHIVE "20210602000000/https://wall.example/rate", NULL, NULL, NULL, "archived-blocked",
	 NULL, 1},
	{"a capture of a 503", "https://wall.example/mending",
	 ARCHIVE "20210603000000/https://wall.example/mending", NULL, NULL, NULL,
	 "archived-blocked", NULL, 1},
	{"a captcha in place of a capture", NEWS "/captcha",
	 ARCHIVE "20210405120000/" NEWS "/captcha", NULL, NULL, NULL, "unreachable",
	 "no capture behind this address", 1},
	{"an archive that is asked too much", NEWS "/too-many",
	 ARCHIVE "20210405120000/" NEWS "/too-many", NULL, NULL, NULL, "unreachable", "http-429",
	 1},
	{"an archive that fails", NEWS "/bad-gateway",
	 ARCHIVE "20210405120000/" NEWS "/bad-gateway", NULL, NULL, NULL, "unreachable", "http-502",
	 1},
	{"an archive that may not show it", NEWS "/robots",
	 ARCHIVE "20210405120000/" NEWS "/robots", NULL, NULL, NULL, "unreachable",
	 "the archive may not show it (robots.txt)", 1},
	{"a page that is not archived", NEWS "/never", ARCHIVE "20210405120000/" NEWS "/never",
	 NULL, NULL, NULL, "unreachable", "not archived", 2},
	{"an archive that is not there", BRIDGE, "https://unknown.example/20190606081200/" BRIDGE,
	 NULL, NULL, NULL, "unreachable", "dns", 1},
	{"a calendar", BRIDGE, ARCHIVE "2019*/" BRIDGE, NULL, NULL, NULL, "not-fixed",
	 "the address does not name one capture", 0},
	{"the page itself", BRIDGE, BRIDGE, NULL, NULL, NULL, "not-fixed",
	 "this is the page itself, not a copy", 0},
	{"a closed archive", BRIDGE, "https://closed.example/x", NULL, NULL, NULL, "not-fixed",
	 "it was closed in 2020", 0},
	{"a closed archive's address with a moment", BRIDGE,
	 "https://closed.example/20190606081200/" BRIDGE, NULL, NULL, NULL, "not-fixed",
	 "it was closed in 2020", 0},
	{"a short address", BRIDGE, "https://short.example/AbCd5", "2019-06-06", WORDS, NULL,
	 "good", "", 1},
	{"a short address without its day", BRIDGE, "https://short.example/AbCd5", NULL, NULL, NULL,
	 "good", "", 1},
	{"a short address of another page", BRIDGE, "https://short.example/Oth3r", NULL, NULL, NULL,
	 "wrong-original", "it is a copy of another page", 1},
	{"a short address of another day", BRIDGE, "https://short.example/AbCd5", "2020-06-06",
	 NULL, NULL, "other-time", "the archive has it from another day", 1},
	{"a short address whose page names the original", BRIDGE, "https://short.example/Long1",
	 NULL, WORDS, NULL, "good", "", 1},
	{"a short address behind a captcha", BRIDGE, "https://short.example/Capt1", NULL, NULL,
	 NULL, "unreachable", "no capture behind this address", 1},
	{"a link of an archive with an API and a WARC", BRIDGE, "https://perma.example/AAAA-0001",
	 "2019-06-06", WORDS, NULL, "good", "", 2},
	{"the same with a redirect in the WARC", BRIDGE, "https://perma.example/AAAA-0002", NULL,
	 WORDS, NULL, "good", "scheme, redirect inside the archive", 2},
	{"the same without the words", BRIDGE, "https://perma.example/AAAA-0001", NULL,
	 "The museum of knots is closed on Mondays", NULL, "quote-absent", "other words", 2},
	{"what a person uploaded", BRIDGE, "https://perma.example/AAAA-0003", NULL, NULL, NULL,
	 "archived-error", "a person uploaded this; the archive did not capture it", 1},
	{"a capture that failed", BRIDGE, "https://perma.example/AAAA-0004", NULL, NULL, NULL,
	 "archived-error", "the archive could not capture the page", 1},
	{"a link without a WARC", BRIDGE, "https://perma.example/AAAA-0005", NULL, NULL, NULL,
	 "unreachable", "perma.cc does not give out what it captured", 1},
	{"a WARC without the page", BRIDGE, "https://perma.example/AAAA-0006", NULL, NULL, NULL,
	 "unreachable", "the page is not in the WARC", 2},
	{"a link that nobody knows", BRIDGE, "https://perma.example/ZZZZ-9999", NULL, NULL, NULL,
	 "unreachable", "not archived", 1},
	{"a link to another page", NEWS "/gone", "https://perma.example/AAAA-0001", NULL, NULL,
	 NULL, "wrong-original", "it is a copy of another page", 1},
};

static void check_row(void **state)
{
	const struct row *row = ROW(struct row);
	DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();
	struct dkt_net_driver net = driving();
	struct dkt_driver driver = dkt_net_driver(&net, NULL);
	size_t from = test_web_log_size();
	struct test_logged log[32];
	struct dkt_claim claim = {.table = &table,
				  .url = row->url,
				  .copy = row->copy,
				  .captured_at = row->captured_at,
				  .chain = &row->chain,
				  .n_chain = row->chain == NULL ? 0 : 1,
				  .quotes = &row->quote,
				  .n_quotes = row->quote == NULL ? 0 : 1};
	struct dkt_talk talk = dkt_claim_talk(&claim);
	size_t hops;

	dkt_claim_begin(&claim, arena);
	driver.max_requests = (unsigned)row->requests + 1;
	assert_true(dkt_talk_run(&talk, &driver, arena));
	assert_string_equal(dkt_copy_name(claim.verdict), row->verdict);
	if (row->reason != NULL)
		assert_string_equal(claim.reason, row->reason);
	hops = test_web_log(NULL, from, log, 32);
	if (row->requests == 0)
		assert_int_equal(hops, 0);
	assert_int_equal(claim.has_page, dkt_streq(row->verdict, "good") ||
						 dkt_streq(row->verdict, "other-time") ||
						 dkt_streq(row->verdict, "quote-absent"));
	assert_true(!claim.has_page || claim.page.text_size > 0 ||
		    dkt_streq(row->verdict, "other-time"));
	assert_true((claim.verdict == DKT_COPY_GOOD) ==
		    (dkt_copy_sentence(claim.verdict) == DKT_SRC_NOTHING));
}

/* --- looking up --- */

struct find_row {
	const char *name;
	const char *sites;
	const char *url;
	const char *wanted; /* NULL: the latest */
	enum dkt_prefer prefer;
	const char *best; /* address of the best capture, NULL: none */
	size_t n;	  /* captures */
	size_t trouble;
	size_t requests;
};

#define OFTEN NEWS "/often"

static const struct find_row find_rows[] = {
	{"the index knows one capture", "fixture", BRIDGE, "2019-07-01", DKT_PREFER_CLOSEST, COPY,
	 1, 0, 1},
	{"the index is asked for all its time when there is none near", "fixture", BRIDGE,
	 "2026-01-01", DKT_PREFER_CLOSEST, COPY, 1, 0, 2},
	{"an index of two pages, the latest", "fixture", OFTEN, NULL, DKT_PREFER_CLOSEST,
	 ARCHIVE "20240301000000/" OFTEN, 4, 0, 2},
	{"errors are not taken, a revisit only when nothing else is near", "fixture", OFTEN,
	 "2020-03-02", DKT_PREFER_CLOSEST, ARCHIVE "20210301000000/" OFTEN, 1, 0, 1},
	{"a capture under http and www. is the same page", "fixture", OFTEN, "2023-03-02",
	 DKT_PREFER_CLOSEST, ARCHIVE "20230301000000/http://www.news.example/often", 2, 0, 1},
	{"not archived", "fixture", NEWS "/never", "2020-01-01", DKT_PREFER_CLOSEST, NULL, 0, 0, 2},
	{"an index that answers a sentence: the TimeMap is asked", "fixture", NEWS "/index-error",
	 "2021-01-01", DKT_PREFER_CLOSEST, ARCHIVE "20210301000000/" NEWS "/index-error", 1, 1, 2},
	{"an index that answers a page: the TimeMap is asked", "fixture", NEWS "/index-html",
	 "2021-01-01", DKT_PREFER_CLOSEST, ARCHIVE "20210301000000/" NEWS "/index-html", 1, 1, 2},
	{"an index that answers 429: the archive is left alone", "fixture", NEWS "/index-busy",
	 "2021-01-01", DKT_PREFER_CLOSEST, NULL, 0, 1, 1},
	{"an index that is blank knows nothing", "fixture", NEWS "/index-blank", "2021-01-01",
	 DKT_PREFER_CLOSEST, NULL, 0, 0, 2},
	{"a TimeMap of two pages in no order", "maps", OFTEN, "2020-04-01", DKT_PREFER_CLOSEST,
	 ARCHIVE "20200301000000/" OFTEN, 6, 0, 2},
	{"the last one before", "maps", OFTEN, "2021-02-01", DKT_PREFER_BEFORE,
	 ARCHIVE "20200301000000/" OFTEN, 6, 0, 2},
	{"the first one after", "maps", OFTEN, "2020-03-02", DKT_PREFER_AFTER,
	 ARCHIVE "20210301000000/" OFTEN, 6, 0, 2},
	{"a TimeMap that does not exist", "maps", NEWS "/never", "2020-01-01", DKT_PREFER_CLOSEST,
	 NULL, 0, 0, 1},
	{"a TimeGate", "gates", BRIDGE, "2019-07-01", DKT_PREFER_CLOSEST, COPY, 1, 0, 1},
	{"a TimeGate that leads to an error page", "gates", NEWS "/gone", "2022-03-01",
	 DKT_PREFER_CLOSEST, NULL, 1, 0, 1},
	{"a TimeGate of a page that is not archived", "gates", NEWS "/never", "2020-01-01",
	 DKT_PREFER_CLOSEST, NULL, 0, 0, 1},
	{"a TimeGate in frames", "frames", BRIDGE, "2019-07-01", DKT_PREFER_CLOSEST,
	 ARCHIVE "20190606081200mp_/" BRIDGE, 1, 0, 1},
	{"an index with an object a line", "pywb", OFTEN, "2021-03-02", DKT_PREFER_CLOSEST,
	 ARCHIVE "20210301000000/" OFTEN, 6, 0, 1},
	{"availability", "known", BRIDGE, "2019-07-01", DKT_PREFER_CLOSEST,
	 "http://archive.example/web/20190606081200/" BRIDGE, 1, 0, 1},
	{"availability knows nothing", "known", NEWS "/never", "2019-07-01", DKT_PREFER_CLOSEST,
	 NULL, 0, 0, 1},
	{"the second archive is asked when the first has nothing", "short frames fixture", BRIDGE,
	 "2019-07-01", DKT_PREFER_CLOSEST, ARCHIVE "20190606081200mp_/" BRIDGE, 1, 0, 1},
	{"nobody to ask", "short unknown", BRIDGE, "2019-07-01", DKT_PREFER_CLOSEST, NULL, 0, 0, 0},
};

/* Between two requests the state travels through JSON, as the worker's does. */
static bool drive_through_json(struct dkt_find *find, const struct dkt_driver *driver,
			       struct dkt_arena *arena, size_t *requests_out)
{
	struct dkt_driver one = *driver;
	struct dkt_talk talk = dkt_find_talk(find);

	one.max_requests = 1;
	for (*requests_out = 0; *requests_out < 20; ++*requests_out) {
		struct dkt_ask ask;
		json_t *json;

		if (dkt_find_next(find, arena, 0, &ask) == DKT_STEP_DONE)
			return true;
		(void)dkt_talk_run(&talk, &one, arena);
		json = dkt_find_json(find);
		assert_true(dkt_find_read(arena, &table, json, find));
		json_decref(json);
	}
	return false;
}

static void check_find(void **state)
{
	const struct find_row *row = ROW(struct find_row);
	DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();
	struct dkt_net_driver net = driving();
	struct dkt_driver driver = dkt_net_driver(&net, NULL);
	const char *noon =
		row->wanted == NULL ? NULL : dkt_arena_printf(arena, "%sT12:00:00Z", row->wanted);
	int64_t wanted = 0;
	struct dkt_find find;
	const char *reason;
	size_t requests;
	size_t best;

	assert_true(noon == NULL || dkt_time_parse(noon, strlen(noon), &wanted));
	dkt_find_begin(&find, arena, &table, row->sites, row->url, wanted, row->prefer);
	assert_true(drive_through_json(&find, &driver, arena, &requests));
	best = dkt_find_best(arena, &find, &reason);
	assert_true(reason[0] != '\0');
	if (row->best == NULL) {
		assert_int_equal(best, find.n_captures);
	} else {
		assert_true(best < find.n_captures);
		assert_string_equal(find.captures[best].url, row->best);
	}
	assert_int_equal(find.n_captures, row->n);
	assert_int_equal(find.n_trouble, row->trouble);
	assert_int_equal(requests, row->requests);
}

/* --- one archive, many hosts --- */

static bool all_are_one(void *data, const char *host, struct dkt_host_pace *out)
{
	(void)data;
	*out = (struct dkt_host_pace){.group = "one", .at_once = 1};
	return !dkt_streq(host, "news.example");
}

static void count_put_off(void *data, const struct dkt_request *request,
			  const struct dkt_answer *answer)
{
	(void)request;
	*(size_t *)data += answer->outcome == DKT_PUT_OFF ? 1 : 0;
}

/* wall.example answers 429 and Retry-After: 3600; archive.example is of the same group and is not
 * asked, news.example is and stands alone. */
static void a_refusal_holds_for_the_group(void **state)
{
	struct dkt_fetch_policy policy = {.pace = all_are_one, .now_ms = INT64_C(1798761600000)};
	struct dkt_fetcher *fetcher = dkt_fetcher_new(test_web_net(), &policy);
	const struct dkt_request requests[] = {{.url = "https://wall.example/rate-hour"},
					       {.url = "https://archive.example/"},
					       {.url = "https://news.example/"}};
	size_t from = test_web_log_size();
	struct test_logged log[8];
	size_t put_off = 0;

	(void)state;
	for (size_t i = 0; i < 3; i++)
		dkt_fetcher_add(fetcher, &requests[i]);
	dkt_fetcher_run(fetcher, 10000, count_put_off, &put_off);
	dkt_fetcher_free(fetcher);
	assert_int_equal(put_off, 1);
	assert_int_equal(test_web_log("wall.example", from, log, 8), 1);
	assert_int_equal(test_web_log("news.example", from, log, 8), 1);
	assert_int_equal(test_web_log("archive.example", from, log, 8), 0);
}

struct outcomes {
	size_t refusals; /* answers with the status of one */
	size_t put_off;
};

static void count_outcomes(void *data, const struct dkt_request *request,
			   const struct dkt_answer *answer)
{
	struct outcomes *counts = data;

	(void)request;
	counts->refusals += answer->status == 429 || answer->status == 503 ? 1 : 0;
	counts->put_off += answer->outcome == DKT_PUT_OFF ? 1 : 0;
}

/* Both captures are refusals with a Retry-After of an hour, from when the page was captured. */
static void a_replayed_refusal_is_no_refusal(void **state)
{
	struct dkt_fetch_policy policy = {
		.pace = all_are_one, .second_round = true, .now_ms = INT64_C(1798761600000)};
	struct dkt_fetcher *fetcher = dkt_fetcher_new(test_web_net(), &policy);
	const struct dkt_request requests[] = {
		{.url = "https://archive.example/web/20210602000000id_/https://wall.example/rate"},
		{.url = "https://archive.example/web/20210603000000id_/"
			"https://wall.example/mending"},
		{.url = "https://archive.example/"}};
	size_t from = test_web_log_size();
	struct test_logged log[8];
	struct outcomes counts = {0, 0};

	(void)state;
	for (size_t i = 0; i < 3; i++)
		dkt_fetcher_add(fetcher, &requests[i]);
	dkt_fetcher_run(fetcher, 10000, count_outcomes, &counts);
	dkt_fetcher_free(fetcher);
	assert_int_equal(counts.put_off, 0);
	assert_int_equal(test_web_log("archive.example", from, log, 8), 3);
	assert_int_equal(counts.refusals, 2);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_refusal_holds_for_the_group),
		cmocka_unit_test(a_replayed_refusal_is_no_refusal)};
	int failed;

	if (!test_web_start(NULL)) {
		test_web_stop();
		return 77;
	}
	read_table();
	failed = rows_run("source/archive/claim", rows, check_row) +
		 rows_run("source/archive/find", find_rows, check_find) +
		 cmocka_run_group_tests_name("source/archive/pace", tests, NULL, NULL);
	dkt_arena_free(forever);
	test_web_stop();
	return failed;
}
