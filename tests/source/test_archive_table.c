/*
 * test_archive_table.c - the table of archives, rows from settings, and the memory of when an
 * archive may be asked again.
 */
#include <string.h>

#include "base/str.h"
#include "source/archive.h"
#include "source/archive_quota.h"
#include "source/url.h"
#include "support/rows.h"
#include "json/text.h"

/* --- forms of addresses --- */

struct form_row {
	const char *name;
	const char *url;
	const char *site; /* id; NULL: of no archive of the table */
	const char *original;
	const char *id;
	bool fixed;
	unsigned nested;
};

#define TS   "20210405120000"
#define PAGE "https://news.example/a"

static const struct form_row form_rows[] = {
	{"the Wayback Machine", "https://web.archive.org/web/" TS "/" PAGE, "wayback", PAGE, NULL,
	 true, 0},
	{"its classic host", "http://classic-web.archive.org/web/" TS "/" PAGE, "wayback", PAGE,
	 NULL, true, 0},
	{"its first host", "http://replay.waybackmachine.org/" TS "/" PAGE, "wayback", PAGE, NULL,
	 true, 0},
	{"in capitals", "HTTPS://WEB.ARCHIVE.ORG/web/" TS "/" PAGE, "wayback", PAGE, NULL, true, 0},
	{"with a port", "https://web.archive.org:443/web/" TS "/" PAGE, "wayback", PAGE, NULL, true,
	 0},
	{"another page of that host", "https://archive.org/details/a", NULL, NULL, NULL, false, 0},
	{"an original that is percent-encoded",
	 "https://web.archive.org/web/" TS "/https%3A%2F%2Fnews.example%2Fa", "wayback", PAGE, NULL,
	 true, 0},
	{"a host that is percent-encoded",
	 "https://web.archive.org/web/" TS "/http://%E4%BE%8B%E5%AD%90.example/", "wayback",
	 "http://例子.example/", NULL, true, 0},
	{"archive.today with 14 digits", "https://archive.ph/" TS "/" PAGE, "archive-today", PAGE,
	 NULL, true, 0},
	{"archive.today, short", "https://archive.is/AbCd5", "archive-today", NULL, "AbCd5", false,
	 0},
	{"archive.today, short, as a picture", "http://www.archive.today/AbCd5/image",
	 "archive-today", NULL, "AbCd5", false, 0},
	{"archive.today, short and with the original", "https://archive.ph/o/AbCd5/" PAGE,
	 "archive-today", PAGE, "AbCd5", false, 0},
	{"archive.today, the newest", "https://archive.md/newest/" PAGE, "archive-today", PAGE,
	 NULL, false, 0},
	{"perma.cc", "https://perma.cc/AB12-CD34", "perma", NULL, "AB12-CD34", false, 0},
	{"perma.cc with a query", "https://perma.cc/AB12-CD34?type=standard", "perma", NULL,
	 "AB12-CD34", false, 0},
	{"perma.cc, the old host", "http://perma-archives.org/warc/" TS "/" PAGE, "perma", PAGE,
	 NULL, true, 0},
	{"perma.cc, the old host with a name", "http://perma-archives.org/warc/AB12-CD34/" PAGE,
	 "perma", PAGE, "AB12-CD34", false, 0},
	{"Archive-It", "https://wayback.archive-it.org/all/" TS "/" PAGE, "archive-it", PAGE, NULL,
	 true, 0},
	{"the Library of Congress", "https://webarchive.loc.gov/lcwa0001/" TS "/" PAGE, "loc", PAGE,
	 NULL, true, 0},
	{"the UK Parliament", "https://webarchive.parliament.uk/" TS "/" PAGE, "uk-parliament",
	 PAGE, NULL, true, 0},
	{"Iceland", "https://wayback.vefsafn.is/wayback/" TS "/" PAGE, "vefsafn", PAGE, NULL, true,
	 0},
	{"Japan", "https://warp.da.ndl.go.jp/collections/" TS "/" PAGE, "ndl", PAGE, NULL, true, 0},
	{"Ghostarchive, short", "https://ghostarchive.org/archive/AbCd5", "ghostarchive", NULL,
	 "AbCd5", false, 0},
	{"a redirector is not fixed", "https://timetravel.mementoweb.org/memento/" TS "/" PAGE,
	 "timetravel", PAGE, NULL, false, 0},
	{"Catalonia, with its port", "http://padi.cat:8080/wayback/" TS "/" PAGE, "padicat", PAGE,
	 NULL, true, 0},
	{"Estonia", "http://veebiarhiiv.digar.ee/a/" TS "/" PAGE, "estonia", PAGE, NULL, true, 0},
	{"Australia", "https://webarchive.nla.gov.au/gov/" TS "/" PAGE, "australia", PAGE, NULL,
	 true, 0},
	{"Canada", "http://www.collectionscanada.gc.ca/webarchives/" TS "/" PAGE, "canada", PAGE,
	 NULL, true, 0},
	{"the Congress", "https://www.webharvest.gov/peth04/" TS "/" PAGE, "webharvest", PAGE, NULL,
	 true, 0},
	{"a closed archive", "https://www.webcitation.org/6AbCdEfGh", "webcite", NULL, NULL, false,
	 0},
	{"a closed archive without a path", "https://webcache.googleusercontent.com",
	 "google-cache", NULL, NULL, false, 0},
	{"Google's cache", "https://webcache.googleusercontent.com/search?q=cache:x:" PAGE,
	 "google-cache", NULL, NULL, false, 0},
	{"an archive that is not in the table", "https://other.example/coll/" TS "/" PAGE, NULL,
	 PAGE, NULL, true, 0},
	{"a copy of a copy", "https://web.archive.org/web/" TS "/https://archive.ph/" TS "/" PAGE,
	 "wayback", PAGE, NULL, true, 1},
	{"a copy of a copy of a copy",
	 "https://arquivo.pt/wayback/" TS "/http://web.archive.org/web/" TS
	 "id_/https://archive.ph/" TS "/" PAGE,
	 "arquivo", PAGE, NULL, true, 2},
};

static void check_form(void **state)
{
	const struct form_row *row = ROW(struct form_row);
	DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();
	struct dkt_archived parsed;
	bool good = dkt_archive_parse(arena, row->url, &parsed);

	assert_int_equal(good, row->original != NULL || row->id != NULL || row->site != NULL);
	if (!good)
		return;
	assert_string_equal(parsed.site == NULL ? "" : parsed.site->id,
			    row->site == NULL ? "" : row->site);
	assert_string_equal(parsed.original == NULL ? "" : parsed.original,
			    row->original == NULL ? "" : row->original);
	assert_string_equal(parsed.id == NULL ? "" : parsed.id, row->id == NULL ? "" : row->id);
	assert_int_equal(parsed.fixed, row->fixed);
	assert_int_equal(parsed.nested, row->nested);
}

/* Every endpoint is an address on a host of its row, every row has an origin and a pace, every form
 * ends in what it names. */
static void the_table_is_whole(void **state)
{
	const struct dkt_archive_table *table = dkt_archives_builtin();
	DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();

	(void)state;
	for (size_t i = 0; i < table->n; i++) {
		const struct dkt_archive_site *site = &table->rows[i];
		const char *const endpoints[] = {site->replay,	    site->timemap, site->timegate,
						 site->cdx,	    site->save,	   site->api,
						 site->availability};

		assert_non_null(site->origin);
		assert_true(site->forms != NULL || site->closed != NULL);
		assert_true(site->pace.concurrent > 0);
		assert_ptr_equal(dkt_archive_site_named(table, site->id), site);
		for (size_t j = 0; j < sizeof endpoints / sizeof endpoints[0]; j++) {
			struct dkt_url url;
			const char *why;

			if (endpoints[j] == NULL)
				continue;
			assert_true(dkt_url_parse(arena, endpoints[j], &url, &why));
			assert_string_equal(url.scheme, "https");
			assert_ptr_equal(dkt_archive_site_of(table, url.host), site);
		}
	}
}

static void people_are_led_to_the_right_place(void **state)
{
	const struct dkt_archive_table *table = dkt_archives_builtin();
	DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();

	(void)state;
	assert_string_equal(
		dkt_archive_person_link(arena, dkt_archive_site_named(table, "archive-today"),
					"https://a.example/?x=1&y=2"),
		"https://archive.today/?run=1&url=https%3A%2F%2Fa.example%2F%3Fx%3D1%26y%3D2");
	assert_string_equal(dkt_archive_person_link(arena, dkt_archive_site_named(table, "wayback"),
						    "https://a.example/?x=1"),
			    "https://web.archive.org/save/https://a.example/?x=1");
	assert_null(dkt_archive_person_link(arena, dkt_archive_site_named(table, "loc"), PAGE));
}

/* --- settings --- */

struct settings_row {
	const char *name;
	const char *settings;
	const char *pointer; /* where it is refused; NULL: accepted */
	const char *host;    /* then this host ... */
	const char *id;	     /* ... is of this archive */
};

static const struct settings_row settings_rows[] = {
	{"none", "[]", NULL, "web.archive.org", "wayback"},
	{"one more", "[{\"id\": \"mine\", \"hosts\": [\"a.example\", \"*.b.example\"]}]", NULL,
	 "x.b.example", "mine"},
	{"a star is not the name itself", "[{\"id\": \"mine\", \"hosts\": [\"*.b.example\"]}]",
	 NULL, "b.example", NULL},
	{"one instead of a built-in one",
	 "[{\"id\": \"wayback\", \"hosts\": [\"web.archive.org\"], \"interval_ms\": 60000}]", NULL,
	 "web.archive.org", "wayback"},
	{"the replaced one's other hosts are gone",
	 "[{\"id\": \"wayback\", \"hosts\": [\"web.archive.org\"]}]", NULL, "wayback.archive.org",
	 NULL},
	{"an endpoint on its own host",
	 "[{\"id\": \"mine\", \"hosts\": [\"a.example\"], \"cdx\": \"https://a.example/cdx\"}]",
	 NULL, "a.example", "mine"},
	{"an endpoint on another host",
	 "[{\"id\": \"mine\", \"hosts\": [\"a.example\"], \"save\": "
	 "\"https://evil.example/save\"}]",
	 "/0/save", NULL, NULL},
	{"an endpoint that is no address",
	 "[{\"id\": \"mine\", \"hosts\": [\"a.example\"], \"cdx\": \"a.example/cdx\"}]", "/0/cdx",
	 NULL, NULL},
	{"saving without reading back",
	 "[{\"id\": \"mine\", \"hosts\": [\"a.example\"], \"save\": \"https://a.example/save\"}]",
	 "/0/save", NULL, NULL},
	{"a host of another archive",
	 "[{\"id\": \"mine\", \"hosts\": [\"a.example\", \"web.archive.org\"]}]", "/0/hosts", NULL,
	 NULL},
	{"all hosts below one of another archive's",
	 "[{\"id\": \"mine\", \"hosts\": [\"*.archive.org\"]}]", "/0/hosts", NULL, NULL},
	{"no id", "[{\"hosts\": [\"a.example\"]}]", "/0/id", NULL, NULL},
	{"no hosts", "[{\"id\": \"mine\"}]", "/0/hosts", NULL, NULL},
	{"a host with a blank", "[{\"id\": \"mine\", \"hosts\": [\"a b\"]}]", "/0/hosts", NULL,
	 NULL},
	{"a dialect that is not known",
	 "[{\"id\": \"mine\", \"hosts\": [\"a.example\"], \"dialect\": \"x\"}]", "/0/dialect", NULL,
	 NULL},
	{"a pace that is no number",
	 "[{\"id\": \"mine\", \"hosts\": [\"a.example\"], \"interval_ms\": -1}]", "/0/interval_ms",
	 NULL, NULL},
	{"the second row is wrong", "[{\"id\": \"mine\", \"hosts\": [\"a.example\"]}, 7]", "/1",
	 NULL, NULL},
	{"an object", "{}", "", NULL, NULL},
};

static void check_settings(void **state)
{
	const struct settings_row *row = ROW(struct settings_row);
	DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();
	const struct dkt_archive_site *site;
	struct dkt_archive_table table;
	struct dkt_text_fault fault;
	struct dkt_text text;
	const char *pointer = NULL;
	const char *why = NULL;

	assert_true(dkt_text_parse(&text, arena, row->settings, strlen(row->settings), &fault));
	assert_int_equal(dkt_archives_read(arena, dkt_archives_builtin(), &text.root, &table,
					   &pointer, &why),
			 row->pointer == NULL);
	if (row->pointer != NULL) {
		assert_string_equal(pointer, row->pointer);
		assert_true(why[0] != '\0');
		return;
	}
	site = dkt_archive_site_of(&table, row->host);
	assert_string_equal(site == NULL ? "" : site->id, row->id == NULL ? "" : row->id);
}

/* --- the quota --- */

#define NOW INT64_C(1798761600000) /* 2027-01-01, at midnight */

static const struct dkt_archive_site *wayback(void)
{
	return dkt_archive_site_named(dkt_archives_builtin(), "wayback");
}

static void answered(struct dkt_quota *quota, long status, const char *retry_after, int64_t now_ms)
{
	struct dkt_header header = {"retry-after", retry_after};
	struct dkt_answer answer = {.outcome = DKT_FETCHED,
				    .status = status,
				    .headers = &header,
				    .n_headers = retry_after == NULL ? 0 : 1};

	dkt_quota_answered(quota, wayback(), &answer, now_ms);
}

static void each_lane_has_its_pace(void **state)
{
	struct dkt_quota *quota = dkt_quota_new();

	(void)state;
	assert_int_equal(dkt_quota_when(quota, wayback(), DKT_LANE_LOOKUP, NOW), NOW);
	dkt_quota_asked(quota, wayback(), DKT_LANE_LOOKUP, NOW);
	assert_int_equal(dkt_quota_when(quota, wayback(), DKT_LANE_LOOKUP, NOW), NOW + 2500);
	assert_int_equal(dkt_quota_when(quota, wayback(), DKT_LANE_LOOKUP, NOW + 2500), NOW + 2500);
	assert_int_equal(dkt_quota_when(quota, wayback(), DKT_LANE_SAVE, NOW), NOW);
	assert_int_equal(dkt_quota_when(quota, NULL, DKT_LANE_SAVE, NOW), NOW);
	assert_string_equal(dkt_quota_why(quota, wayback(), DKT_LANE_LOOKUP, NOW),
			    "one request at a time");
	dkt_quota_free(quota);
}

static void a_refusal_pauses_the_whole_archive(void **state)
{
	struct dkt_quota *quota = dkt_quota_new();

	(void)state;
	answered(quota, 429, "600", NOW);
	for (int lane = 0; lane < DKT_N_LANES; lane++)
		assert_int_equal(dkt_quota_when(quota, wayback(), (enum dkt_lane)lane, NOW),
				 NOW + 600000);
	assert_string_equal(dkt_quota_why(quota, wayback(), DKT_LANE_SAVE, NOW),
			    "it asked us to wait");
	assert_int_equal(dkt_quota_when(quota,
					dkt_archive_site_named(dkt_archives_builtin(), "perma"),
					DKT_LANE_LOOKUP, NOW),
			 NOW);
	dkt_quota_free(quota);
}

static void a_replayed_refusal_is_no_refusal(void **state)
{
	struct dkt_quota *quota = dkt_quota_new();
	struct dkt_header headers[] = {{"memento-datetime", "Wed, 02 Jun 2021 00:00:00 GMT"},
				       {"retry-after", "3600"}};
	struct dkt_answer answer = {
		.outcome = DKT_FETCHED, .status = 429, .headers = headers, .n_headers = 2};

	(void)state;
	dkt_quota_answered(quota, wayback(), &answer, NOW);
	answer.status = 503;
	dkt_quota_answered(quota, wayback(), &answer, NOW);
	assert_int_equal(dkt_quota_when(quota, wayback(), DKT_LANE_REPLAY, NOW), NOW);
	dkt_quota_free(quota);
}

static void refusals_in_a_row_double_the_pause(void **state)
{
	struct dkt_quota *quota = dkt_quota_new();
	int64_t now = NOW;
	static const int64_t pauses[] = {60, 120, 240, 480, 960, 1920, 3600, 3600};

	(void)state;
	for (size_t i = 0; i < sizeof pauses / sizeof pauses[0]; i++) {
		answered(quota, 429, i == 3 ? "1" : NULL, now);
		assert_int_equal(dkt_quota_when(quota, wayback(), DKT_LANE_REPLAY, now),
				 now + pauses[i] * 1000);
		now += pauses[i] * 1000;
	}
	answered(quota, 200, NULL, now);
	answered(quota, 429, NULL, now);
	assert_int_equal(dkt_quota_when(quota, wayback(), DKT_LANE_REPLAY, now), now + 60000);
	dkt_quota_free(quota);
}

static void a_server_error_is_no_refusal(void **state)
{
	struct dkt_quota *quota = dkt_quota_new();

	(void)state;
	answered(quota, 503, NULL, NOW);
	answered(quota, 502, "600", NOW);
	assert_int_equal(dkt_quota_when(quota, wayback(), DKT_LANE_REPLAY, NOW), NOW);
	answered(quota, 503, "600", NOW);
	assert_int_equal(dkt_quota_when(quota, wayback(), DKT_LANE_REPLAY, NOW), NOW + 600000);
	dkt_quota_free(quota);
}

static void a_day_ends_at_midnight(void **state)
{
	struct dkt_archive_site site = *wayback();
	struct dkt_quota *quota = dkt_quota_new();

	(void)state;
	site.pace.daily[DKT_LANE_SAVE] = 2;
	dkt_quota_asked(quota, &site, DKT_LANE_SAVE, NOW + 1);
	dkt_quota_asked(quota, &site, DKT_LANE_SAVE, NOW + 20000);
	assert_int_equal(dkt_quota_when(quota, &site, DKT_LANE_SAVE, NOW + 60000), NOW + 86400000);
	assert_int_equal(dkt_quota_when(quota, &site, DKT_LANE_REPLAY, NOW + 60000), NOW + 60000);
	assert_int_equal(dkt_quota_when(quota, &site, DKT_LANE_SAVE, NOW + 86400000),
			 NOW + 86400000);
	dkt_quota_free(quota);
}

static void the_memory_outlives_the_process(void **state)
{
	struct dkt_quota *quota = dkt_quota_new();
	struct dkt_quota *again = dkt_quota_new();
	json_t *json;
	json_t *second;

	(void)state;
	dkt_quota_asked(quota, wayback(), DKT_LANE_LOOKUP, NOW);
	answered(quota, 429, "600", NOW);
	json = dkt_quota_json(quota);
	dkt_quota_read(again, json);
	second = dkt_quota_json(again);
	assert_true(json_equal(json, second));
	assert_int_equal(dkt_quota_when(again, wayback(), DKT_LANE_SAVE, NOW), NOW + 600000);
	dkt_quota_forget_future(again, NOW - INT64_C(2) * 366 * 86400000);
	assert_int_equal(dkt_quota_when(again, wayback(), DKT_LANE_SAVE, NOW - 1000), NOW - 1000);
	json_decref(json);
	json_decref(second);
	json = json_pack("{s:s, s:{s:I, s:s}}", "wayback", "?", "x", "paused_until", (json_int_t)-5,
			 "lanes", "none");
	dkt_quota_read(again, json);
	json_decref(json);
	dkt_quota_free(quota);
	dkt_quota_free(again);
}

static void hosts_of_an_archive_are_one(void **state)
{
	struct dkt_archive_table table = *dkt_archives_builtin();
	struct dkt_host_pace one;
	struct dkt_host_pace two;

	(void)state;
	assert_true(dkt_archive_pace(&table, "archive.ph", &one));
	assert_true(dkt_archive_pace(&table, "archive.today", &two));
	assert_string_equal(one.group, two.group);
	assert_int_equal(one.interval_ms, 2500);
	assert_int_equal(one.at_once, 1);
	assert_false(dkt_archive_pace(&table, "news.example", &one));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_table_is_whole),
		cmocka_unit_test(people_are_led_to_the_right_place),
		cmocka_unit_test(each_lane_has_its_pace),
		cmocka_unit_test(a_refusal_pauses_the_whole_archive),
		cmocka_unit_test(a_replayed_refusal_is_no_refusal),
		cmocka_unit_test(refusals_in_a_row_double_the_pause),
		cmocka_unit_test(a_server_error_is_no_refusal),
		cmocka_unit_test(a_day_ends_at_midnight),
		cmocka_unit_test(the_memory_outlives_the_process),
		cmocka_unit_test(hosts_of_an_archive_are_one)};

	return rows_run("source/archive/forms", form_rows, check_form) +
	       rows_run("source/archive/settings", settings_rows, check_settings) +
	       cmocka_run_group_tests_name("source/archive/table", tests, NULL, NULL);
}
