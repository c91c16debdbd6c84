/*
 * test_check_many.c - a record with many sources: side by side, each page kept once, and what is
 * kept reads back with the quote in it.
 */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/error.h"
#include "base/str.h"
#include "source/check.h"
#include "source/page.h"
#include "source/quote.h"
#include "support/rows.h"
#include "support/web.h"

#define NOW INT64_C(1798761600)

static int64_t ticks(void)
{
	struct timespec now;

	assert_int_equal(clock_gettime(CLOCK_MONOTONIC, &now), 0);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* The evidence of a list of sources as JSON text. */
static json_t *check(const char *sources, struct dkt_source_job job, struct dkt_report *report)
{
	DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();
	struct dkt_err err = DKT_ERR_INIT;
	struct dkt_text_fault fault;
	json_t *evidence = NULL;
	struct dkt_text text;

	assert_true(dkt_text_parse(&text, arena, sources, strlen(sources), &fault));
	job.sources = &text.root;
	job.pointer = "/sources";
	job.now = NOW;
	assert_int_equal(dkt_source_check(test_web_net(), &job, report, &evidence, &err), 0);
	return evidence;
}

static const char *live(const json_t *evidence, size_t i, const char *pointer)
{
	return dkt_doc_string(json_array_get(evidence, i), pointer, "?");
}

static void side_by_side(void)
{
	static const char sources[] = "[{\"url\":\"https://slow.example/delay/700\"},"
				      "{\"url\":\"http://slow.example/delay/701\"},"
				      "{\"url\":\"https://slow.example/delay/702\"},"
				      "{\"url\":\"http://slow.example/delay/703\"},"
				      "{\"url\":\"https://news.example/2019/06/bridge-lab\"},"
				      "{\"url\":\"https://silent.example/\"},"
				      "{\"url\":\"https://news.example/gone\"}]";
	/* the slow host answers any address with the same page */
	static const char *const verdicts[] = {"soft-gone", "soft-gone",   "soft-gone", "soft-gone",
					       "alive",	    "unreachable", "gone"};
	DKT_AUTO(report) struct dkt_report *report = dkt_report_new();
	int64_t start = ticks();
	DKT_AUTO(json)
	json_t *evidence = check(sources, (struct dkt_source_job){.timeout_ms = 2000}, report);

	assert_int_equal(json_array_size(evidence), 7);
	for (size_t i = 0; i < 7; i++)
		assert_string_equal(live(evidence, i, "/live/verdict"), verdicts[i]);
	/* two at a time on the slow host: 1.4 s; one after the other would be 4.8 s */
	assert_true(ticks() - start >= 1350);
	assert_true(ticks() - start < 4000);
}

static void kept(void)
{
	static const char sources[] =
		"[{\"url\":\"https://news.example/2019/06/bridge-lab\",\"quotes\":[{\"text\":"
		"\"opened the Bridge Lab on 3 June 2019\"}]},"
		"{\"url\":\"https://redirect.example/chain/1\"},"
		"{\"url\":\"https://no-such.example/\"}]";
	DKT_AUTO(report) struct dkt_report *report = dkt_report_new();
	DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();
	struct dkt_captures captures = {
		.folder = dkt_arena_printf(arena, "%s/archive", test_web_dir())};
	struct dkt_err err = DKT_ERR_INIT;
	struct dkt_capture capture;
	struct dkt_quote quote;
	struct dkt_page page;
	DKT_AUTO(json)
	json_t *evidence = check(sources, (struct dkt_source_job){.captures = &captures}, report);

	assert_string_equal(live(evidence, 2, "/live/capture"), "?");
	assert_int_equal(strlen(live(evidence, 1, "/live/capture")), 64);
	assert_int_equal(dkt_capture_find(arena, captures.folder,
					  live(evidence, 0, "/live/capture"), &capture, &err),
			 0);
	assert_string_equal(capture.url, "https://news.example/2019/06/bridge-lab");
	dkt_page_read(arena, &capture.answer, &page);
	dkt_quote_find(arena, "opened the Bridge Lab on 3 June 2019", page.text, page.text_size,
		       &quote);
	assert_int_equal(quote.verdict, DKT_QUOTE_EXACT);
}

/* The evidence has the cause, the findings have one sentence for all. */
static void causes_are_private(void)
{
	static const char *const urls[] = {"http://private.example/", "http://no-such.example/",
					   "http://refused.example/", "https://silent.example/"};
	static const char *const reasons[] = {"private", "dns", "connection refused or impossible",
					      "timeout connecting"};
	char sentence[256] = "";

	for (size_t i = 0; i < 4; i++) {
		DKT_AUTO(report) struct dkt_report *report = dkt_report_new();
		char sources[256];
		int64_t start = ticks();
		json_t *evidence;

		(void)snprintf(sources, sizeof sources, "[{\"url\":\"%s\"}]", urls[i]);
		evidence = check(sources, (struct dkt_source_job){.even_ms = 600}, report);
		assert_true(ticks() - start >= 590 && ticks() - start < 2000);
		assert_string_equal(live(evidence, 0, "/live/reason"), reasons[i]);
		assert_int_equal(dkt_report_size(report), 1);
		assert_string_equal(dkt_report_at(report, 0)->code, "source.unreachable");
		if (i > 0)
			assert_string_equal(dkt_report_at(report, 0)->sentence, sentence);
		(void)snprintf(sentence, sizeof sentence, "%s", dkt_report_at(report, 0)->sentence);
		json_decref(evidence);
	}
}

struct plain_row {
	const char *name;
	void (*check)(void);
};

static const struct plain_row plain_rows[] = {
	{"sources are looked at side by side", side_by_side},
	{"what is kept reads back with its quote", kept},
	{"why a page does not answer stands in the evidence alone", causes_are_private},
};

static void check_plain(void **state)
{
	ROW(struct plain_row)->check();
}

int main(void)
{
	int failed;

	if (!test_web_start(NULL)) {
		test_web_stop();
		return 77;
	}
	failed = rows_run("source/check/many", plain_rows, check_plain);
	test_web_stop();
	return failed;
}
