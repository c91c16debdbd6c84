/*
 * test_inspector.c - many records through one inspector: each told when it is ready, addresses
 * asked for once, deadlines, sources that count as one.
 */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/str.h"
#include "source/check.h"
#include "support/rows.h"
#include "support/web.h"

#define NOW    INT64_C(1798761600)
#define BRIDGE "https://news.example/2019/06/bridge-lab"

struct told {
	char order[200];
	json_t *evidence[8];
	size_t n_late[8];
	int64_t retry_at[8];
	struct dkt_inspector *inspector;
	bool stop_at_first;
};

static struct dkt_arena *arena;
static struct told told;

static void take(void *data, const struct dkt_check_result *result)
{
	const char *name = result->work->data;

	(void)data;
	(void)snprintf(told.order + strlen(told.order), 20, "%c%s ", name[0],
		       result->evidence == NULL ? "-" : "");
	told.evidence[name[0] - '0'] = json_incref(result->evidence);
	told.n_late[name[0] - '0'] = result->n_late;
	told.retry_at[name[0] - '0'] = result->retry_at;
	if (told.stop_at_first)
		dkt_inspector_stop(told.inspector);
}

static const struct dkt_node *sources(const char *text)
{
	struct dkt_text *parsed = DKT_NEW(arena, struct dkt_text);
	struct dkt_text_fault fault;

	assert_true(dkt_text_parse(parsed, arena, text, strlen(text), &fault));
	return &parsed->root;
}

/* Texts of sources, one work each; "0" is the name of the first. */
static void run(const char *const *texts, struct dkt_check_policy policy, const char *owned)
{
	static const char *const names[] = {"0", "1", "2", "3", "4", "5", "6", "7"};
	struct dkt_report *report = dkt_report_new();
	struct dkt_err err = DKT_ERR_INIT;

	policy.now = NOW;
	told.inspector = dkt_inspector_new(test_web_net(), &policy);
	for (size_t i = 0; texts[i] != NULL; i++) {
		union {
			const char *in;
			void *out;
		} name = {names[i]};
		struct dkt_check_work work = {.sources = sources(texts[i]),
					      .pointer = "/sources",
					      .report = report,
					      .owned = &owned,
					      .n_owned = owned == NULL ? 0 : 1,
					      .data = name.out};

		dkt_inspector_add(told.inspector, &work);
	}
	assert_int_equal(dkt_inspector_run(told.inspector, take, NULL, &err), 0);
	dkt_inspector_free(told.inspector);
	dkt_report_free(report);
}

static const char *said(size_t work, const char *pointer)
{
	return dkt_doc_string(told.evidence[work], pointer, "?");
}

static void as_they_come(void)
{
	static const char *const texts[] = {"[{\"url\":\"https://slow.example/delay/900\"}]",
					    "[{\"url\":\"" BRIDGE "\"}]", "[]", NULL};

	run(texts, (struct dkt_check_policy){0}, NULL);
	assert_string_equal(told.order, "2 1 0 ");
	assert_string_equal(said(1, "/0/live/verdict"), "alive");
}

static void asked_once(void)
{
	static const char *const texts[] = {
		"[{\"url\":\"https://news.example/2022/09/paper-kite-office\"}]",
		"[{\"url\":\"https://news.example/2022/09/paper-kite-office\"}]",
		"[{\"url\":\"https://news.example/2022/09/paper-kite-office\"}]", NULL};
	struct test_logged lines[200];
	size_t from = test_web_log_size();
	size_t n;
	size_t seen = 0;

	run(texts, (struct dkt_check_policy){.max_works = 2}, NULL);
	n = test_web_log("news.example", from, lines, 200);
	for (size_t i = 0; i < n; i++)
		seen += dkt_streq(lines[i].target, "/2022/09/paper-kite-office");
	assert_int_equal(seen, 1);
	assert_int_equal(n, 2); /* and one probe */
	assert_string_equal(said(2, "/0/live/verdict"), "alive");
}

static void late(void)
{
	static const char *const texts[] = {"[{\"url\":\"https://slow.example/delay/9000\"},"
					    "{\"url\":\"" BRIDGE "\"}]",
					    "[{\"url\":\"" BRIDGE "\"}]", NULL};

	run(texts, (struct dkt_check_policy){.deadline_ms = 1200}, NULL);
	assert_string_equal(said(0, "/0/live/verdict"), "unreachable");
	assert_string_equal(said(0, "/0/live/reason"), "no answer in time");
	assert_string_equal(said(0, "/1/live/verdict"), "alive");
	assert_int_equal(told.n_late[0], 1);
	assert_true(told.retry_at[0] > NOW);
	assert_int_equal(told.n_late[1], 0);
	assert_int_equal(told.retry_at[1], 0);
}

/* One host is silent, one slow, three are good; the last work cites all five. */
static void nobody_waits_for_the_silent(void)
{
	static const char *const texts[] = {
		"[{\"url\":\"https://silent.example/\"}]",
		"[{\"url\":\"https://slow.example/delay/1500\"}]",
		"[{\"url\":\"" BRIDGE "\"}]",
		"[{\"url\":\"https://lantern.example/about\"}]",
		"[{\"url\":\"https://zh-news.example/2022/kite.html\"}]",
		"[{\"url\":\"https://silent.example/\"},"
		"{\"url\":\"https://slow.example/delay/1500\"},"
		"{\"url\":\"" BRIDGE "\"},"
		"{\"url\":\"https://lantern.example/about\"},"
		"{\"url\":\"https://zh-news.example/2022/kite.html\"}]",
		NULL};

	/* the silent host would take 20 seconds by itself; the deadline is a work's own */
	run(texts, (struct dkt_check_policy){.deadline_ms = 5000, .timeout_ms = 20000}, NULL);
	assert_int_equal(strlen(told.order), 12);
	assert_string_equal(told.order + 6, told.order[8] == '0' ? "1 0 5 " : "1 5 0 ");
	for (size_t i = 1; i < 5; i++) {
		assert_int_equal(told.n_late[i], 0);
		assert_int_equal(told.retry_at[i], 0);
		assert_string_not_equal(said(i, "/0/live/reason"), "no answer in time");
	}
	assert_int_equal(told.n_late[0], 1);
	assert_string_equal(said(0, "/0/live/reason"), "no answer in time");
	assert_int_equal(told.n_late[5], 1);
	assert_int_equal(json_array_size(told.evidence[5]), 5);
	assert_string_equal(said(5, "/0/live/reason"), "no answer in time");
	for (size_t i = 1; i < 5; i++)
		assert_string_equal(
			dkt_doc_string(json_array_get(told.evidence[5], i), "/live/verdict", "?"),
			said(i, "/0/live/verdict"));
	assert_true(told.retry_at[0] > NOW && told.retry_at[5] > NOW);
}

static void stopped(void)
{
	static const char *const texts[] = {"[]", "[{\"url\":\"" BRIDGE "\"}]", NULL};

	told.stop_at_first = true;
	run(texts, (struct dkt_check_policy){.max_works = 1}, NULL);
	assert_string_equal(told.order, "0 1- ");
}

static void same_publisher(void)
{
	static const char *const texts[] = {"[{\"url\":\"" BRIDGE
					    "\"},{\"url\":\"https://news.example/gone\"},"
					    "{\"url\":\"https://lantern.example/about\"}]",
					    NULL};

	run(texts, (struct dkt_check_policy){0}, NULL);
	assert_true(dkt_doc_bool(told.evidence[0], "/0/independence/counts", false));
	assert_false(dkt_doc_bool(told.evidence[0], "/1/independence/counts", true));
	assert_string_equal(said(0, "/1/independence/why"), "same-domain");
	assert_string_equal(said(0, "/1/independence/like"), "/sources/0");
	assert_true(dkt_doc_bool(told.evidence[0], "/2/independence/counts", false));
}

static void own_words(void)
{
	static const char *const texts[] = {
		"[{\"url\":\"https://lantern.example/about\"},{\"url\":\"" BRIDGE "\"}]", NULL};

	run(texts, (struct dkt_check_policy){0}, "lantern.example");
	assert_false(dkt_doc_bool(told.evidence[0], "/0/independence/counts", true));
	assert_string_equal(said(0, "/0/independence/why"), "owned");
	assert_true(dkt_doc_bool(told.evidence[0], "/1/independence/counts", false));
}

static void landing(void)
{
	static const char *const texts[] = {"[{\"url\":\"https://redirect.example/cross\"},"
					    "{\"url\":\"https://lantern.example/about\"}]",
					    NULL};

	run(texts, (struct dkt_check_policy){0}, NULL);
	assert_true(dkt_doc_bool(told.evidence[0], "/0/independence/counts", false));
	assert_string_equal(said(0, "/1/independence/why"), "same-domain");
}

/* What one site wrote and another prints, with a bar around it: an archive does just that. */
static void same_text(void)
{
	static const char *const texts[] = {
		"[{\"url\":\"" BRIDGE "\"},"
		"{\"url\":\"https://archive.example/web/20190606081200/" BRIDGE "\"},"
		"{\"url\":\"https://lantern.example/bridge-lab\"},"
		"{\"url\":\"https://mediatheque.example/horaires\"}]",
		NULL};

	run(texts, (struct dkt_check_policy){0}, NULL);
	assert_true(dkt_doc_bool(told.evidence[0], "/0/independence/counts", false));
	assert_string_equal(said(0, "/1/independence/why"), "same-text");
	assert_string_equal(said(0, "/1/independence/like"), "/sources/0");
	assert_true(dkt_doc_bool(told.evidence[0], "/2/independence/counts", false));
	assert_true(dkt_doc_bool(told.evidence[0], "/3/independence/counts", false));
}

/* The page of 2024 against its copies of 2022 and 2024. */
static void drift(void)
{
	static const char *const texts[] = {
		"[{\"url\":\"https://news.example/drifted\",\"archives\":["
		"{\"url\":\"https://archive.example/web/20220103000000/https://news.example/"
		"drifted\"},"
		"{\"url\":\"https://archive.example/web/20240103000000/https://news.example/"
		"drifted\"}],"
		"\"quotes\":[{\"text\":\"The dues for 2022 are five shells a metre for sailing "
		"ships\"}]}]",
		NULL};

	run(texts, (struct dkt_check_policy){0}, NULL);
	assert_string_equal(said(0, "/0/archives/0/drift/context"), "gone");
	assert_string_equal(said(0, "/0/archives/1/drift/context"), "none");
	assert_in_range(dkt_doc_int(told.evidence[0], "/0/archives/0/drift/distance", 0), 4, 64);
}

struct row {
	const char *name;
	void (*check)(void);
};

static const struct row rows[] = {
	{"records are told as they become ready", as_they_come},
	{"an address that several records cite is asked for once", asked_once},
	{"what does not answer before the deadline is told without it", late},
	{"a silent host holds up only those that cite it, and them only until the deadline",
	 nobody_waits_for_the_silent},
	{"after a stop nothing is begun, and all are told", stopped},
	{"two pages of one publisher count once", same_publisher},
	{"the subject's own words do not count", own_words},
	{"an address that leads to another publisher is that publisher's", landing},
	{"the evidence says how far a page has moved from its copies", drift},
	{"one text on two sites counts once, other texts by themselves", same_text},
};

static void check_row(void **state)
{
	memset(&told, 0, sizeof told);
	arena = dkt_arena_new();
	ROW(struct row)->check();
	for (size_t i = 0; i < 8; i++)
		json_decref(told.evidence[i]);
	dkt_arena_free(arena);
}

int main(void)
{
	int failed;

	if (!test_web_start(NULL)) {
		test_web_stop();
		return 77;
	}
	failed = rows_run("source/inspector", rows, check_row);
	test_web_stop();
	return failed;
}
