/*
 * test_archive_saving.c - Save Page Now 2 over the network, against the invented archive: real
 * requests with keys and forms, and a clock that jumps to whatever the job waits for.
 */
#include <string.h>

#include "base/str.h"
#include "source/archive_save.h"
#include "support/rows.h"
#include "support/web.h"

#define NEWS	"https://news.example"
#define START	INT64_C(1798761600) /* 2027-01-01 */
#define CAPTURE "https://archive.example/web/20270101000100/"

static const struct dkt_archive_site site = {
	.id = "fixture",
	.name = "the invented archive",
	.hosts = "archive.example",
	.forms = "/web/{ts}/{url}",
	.raw = "id_",
	.replay = "https://archive.example/web/",
	.cdx = "https://archive.example/cdx/search/cdx",
	.saving = DKT_SAVING_SPN2,
	.save = "https://archive.example/save",
	.pace = {.concurrent = 1},
};

struct row {
	const char *name;
	const char *url;
	const char *secret;
	const char *state;
	const char *reason;  /* part of it */
	const char *capture; /* NULL: none */
	size_t requests;
	int64_t waited; /* seconds, at least */
};

static const struct row rows[] = {
	{"a page is captured, shows up later, and is read back", NEWS "/save-me", "testsecret",
	 "saved", "captured and read back", CAPTURE NEWS "/save-me", 6, 60},
	{"an address with a query", NEWS "/save-me?a=1&b=%E6%9D%82", "testsecret", "saved",
	 "captured and read back", CAPTURE NEWS "/save-me?a=1&b=%E6%9D%82", 6, 60},
	{"an error for a capture that was made", NEWS "/spn-made", "testsecret", "saved",
	 "captured and read back", CAPTURE NEWS "/spn-made", 7, 60},
	{"a refusal for good", NEWS "/spn-refuse-no-access", "testsecret", "failed",
	 "the site refused the archive (403)", NULL, 1, 0},
	{"an error for good", NEWS "/spn-fail-too-many-redirects", "testsecret", "failed",
	 "redirects more often", NULL, 4, 10},
	{"a 429 and its Retry-After", NEWS "/spn-busy", "testsecret", "saved",
	 "captured and read back", CAPTURE NEWS "/spn-busy", 7, 180},
	{"a job that nobody knows", NEWS "/spn-lost", "testsecret", "failed",
	 "does not know the job any more", NULL, 5, 7000},
	{"keys that are not accepted", NEWS "/save-me", "wrong", "failed",
	 "does not accept the keys", NULL, 1, 0},
};

struct clock {
	int64_t now;
};

static void fetch(void *data, struct dkt_arena *arena, const struct dkt_request *request,
		  struct dkt_answer *out)
{
	(void)data;
	dkt_fetch(test_web_net(), arena, request, out);
}

static int64_t now(void *data)
{
	return ((const struct clock *)data)->now;
}

static bool jump(void *data, int64_t until)
{
	((struct clock *)data)->now = until;
	return true;
}

static void check_row(void **state)
{
	const struct row *row = ROW(struct row);
	DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();
	const struct dkt_save_keys keys = {"testkey", row->secret};
	struct clock clock = {START};
	struct dkt_quota *quota = dkt_quota_new();
	const struct dkt_driver driver = {
		.data = &clock, .fetch = fetch, .now = now, .wait = jump, .quota = quota};
	size_t from = test_web_log_size();
	struct test_logged log[32];
	struct dkt_save save;
	struct dkt_talk talk = dkt_save_talk(&save);

	dkt_save_begin(&save, arena, &site, &keys, row->url);
	assert_true(dkt_talk_run(&talk, &driver, arena));
	assert_string_equal(dkt_save_state_name(save.state), row->state);
	assert_non_null(strstr(save.reason, row->reason));
	assert_int_equal(test_web_log(NULL, from, log, 32), row->requests);
	assert_true(clock.now - START >= row->waited);
	if (row->capture != NULL)
		assert_string_equal(save.capture.url, row->capture);
	dkt_quota_free(quota);
}

int main(void)
{
	int failed;

	if (!test_web_start(NULL)) {
		test_web_stop();
		return 77;
	}
	failed = rows_run("source/saving", rows, check_row);
	test_web_stop();
	return failed;
}
