/* test_report.c - findings kept, counted, placed, sorted, and printed for people and machines. */
#include "json/report.h"

#include <stdio.h>
#include <string.h>

#include "support/rows.h"
#include "json/doc.h"
#include "json/pointer.h"
#include "json/report_print.h"

static void test_prefix(void **state)
{
	struct dkt_report *report = dkt_report_new();

	(void)state;
	dkt_report_file(report, "a.json", NULL, 0, "/proposed");
	dkt_report_add(report, DKT_ERROR, "x.a", "/proposed/title/en", DKT_NOWHERE, NULL, "one");
	dkt_report_add(report, DKT_ERROR, "x.a", "/proposed", DKT_NOWHERE, NULL, "two");
	dkt_report_add(report, DKT_ERROR, "x.a", "/note", DKT_NOWHERE, NULL, "three");
	dkt_report_add(report, DKT_ERROR, "x.a", "/proposedly", DKT_NOWHERE, NULL, "four");
	dkt_report_add(report, DKT_ERROR, "x.a", "", DKT_NOWHERE, NULL, "five");
	assert_string_equal(dkt_report_at(report, 0)->pointer, "/title/en");
	assert_string_equal(dkt_report_at(report, 1)->pointer, "");
	assert_string_equal(dkt_report_at(report, 2)->pointer, "envelope:/note");
	assert_string_equal(dkt_report_at(report, 3)->pointer, "envelope:/proposedly");
	assert_string_equal(dkt_report_at(report, 4)->pointer, "envelope:");
	assert_null(dkt_report_at(report, 5));
	dkt_report_free(report);
}

static void test_copies(void **state)
{
	struct dkt_report *report = dkt_report_new();
	struct dkt_report *other = dkt_report_new();
	char file[] = "a.json";
	char bytes[] = "{\"a\": 1}";
	char code[] = "x.code";
	char pointer[] = "/a";
	char hint[] = "hint";
	const struct dkt_finding *finding;

	(void)state;
	dkt_report_file(other, file, bytes, sizeof bytes - 1, NULL);
	dkt_report_add(other, DKT_WARNING, code, pointer, 6, hint, "%s", bytes);
	memset(file, '-', sizeof file - 1);
	memset(bytes, '-', sizeof bytes - 1);
	memset(code, '-', sizeof code - 1);
	memset(pointer, '-', sizeof pointer - 1);
	memset(hint, '-', sizeof hint - 1);
	dkt_report_append(report, other);
	dkt_report_free(other);
	finding = dkt_report_at(report, 0);
	assert_string_equal(finding->file, "a.json");
	assert_string_equal(finding->code, "x.code");
	assert_string_equal(finding->pointer, "/a");
	assert_string_equal(finding->hint, "hint");
	assert_string_equal(finding->sentence, "{\"a\": 1}");
	assert_int_equal(finding->column, 7);
	assert_memory_equal(dkt_report_excerpt(report, 0).bytes, "{\"a\": 1}", 9);
	assert_int_equal(dkt_report_count(report, DKT_WARNING), 1);
	dkt_report_free(report);
}

static void test_more(void **state)
{
	struct dkt_report *report = dkt_report_new();
	const struct dkt_finding *last;

	(void)state;
	dkt_report_file(report, "a.json", NULL, 0, NULL);
	for (size_t i = 0; i < DKT_REPORT_MAX; i++)
		dkt_report_add(report, DKT_INFO, "x.a", "", DKT_NOWHERE, NULL, "one");
	assert_int_equal(dkt_report_size(report), DKT_REPORT_MAX);
	dkt_report_add(report, DKT_WARNING, "x.a", "", DKT_NOWHERE, NULL, "two");
	dkt_report_add(report, DKT_INFO, "x.a", "", DKT_NOWHERE, NULL, "three");
	last = dkt_report_at(report, DKT_REPORT_MAX);
	assert_string_equal(last->code, "report.more");
	assert_int_equal(last->level, DKT_WARNING);
	assert_string_equal(last->sentence, "and 2 more, 0 of them errors");
	/* another file has its own limit, and coming back goes on where the first was */
	dkt_report_file(report, "b.json", NULL, 0, NULL);
	dkt_report_add(report, DKT_INFO, "x.b", "", DKT_NOWHERE, NULL, "other");
	dkt_report_sort(report);
	dkt_report_file(report, "a.json", NULL, 0, NULL);
	dkt_report_add(report, DKT_ERROR, "x.a", "", DKT_NOWHERE, NULL, "four");
	assert_int_equal(dkt_report_size(report), DKT_REPORT_MAX + 2);
	last = dkt_report_at(report, DKT_REPORT_MAX);
	assert_string_equal(last->sentence, "and 3 more, 1 of them errors");
	assert_int_equal(last->level, DKT_ERROR);
	assert_int_equal(dkt_report_count(report, DKT_ERROR), 1);
	assert_int_equal(dkt_report_count(report, DKT_INFO), DKT_REPORT_MAX + 2);
	dkt_report_free(report);
}

static void test_sort(void **state)
{
	static const char *const order[] = {"a1", "a2", "a3", "a4", "a5", "b1"};
	struct dkt_report *report = dkt_report_new();

	(void)state;
	dkt_report_file(report, "b", "xxxx", 4, NULL);
	dkt_report_add(report, DKT_INFO, "x", "", 0, NULL, "b1");
	dkt_report_file(report, "a", "xxxx", 4, NULL);
	dkt_report_add(report, DKT_INFO, "x", "", DKT_NOWHERE, NULL, "a5");
	dkt_report_add(report, DKT_INFO, "y", "", 2, NULL, "a4");
	dkt_report_add(report, DKT_INFO, "x", "", 2, NULL, "a2");
	dkt_report_add(report, DKT_ERROR, "x", "", 2, NULL, "a3");
	dkt_report_add(report, DKT_INFO, "z", "", 1, NULL, "a1");
	dkt_report_sort(report);
	for (size_t i = 0; i < 6; i++)
		assert_string_equal(dkt_report_at(report, i)->sentence, order[i]);
	dkt_report_free(report);
}

/* Places in a text of a megabyte, asked for in any order, are those that a plain count gives. */
static void test_places(void **state)
{
	struct dkt_buf text = DKT_BUF_INIT(1 << 21);
	struct dkt_report *report = dkt_report_new();
	unsigned random = 7;

	(void)state;
	while (text.size < 1 << 20) {
		random = random * 1103515245U + 12345U;
		dkt_buf_addn(&text, random >> 16 & 255U, 'x');
		dkt_buf_adds(&text, (random >> 8 & 7U) == 0 ? "\n" : "\xE4\xB8\xAD");
	}
	dkt_report_file(report, "big", text.bytes, text.size, NULL);
	for (size_t i = 0; i < 150; i++) {
		const struct dkt_finding *finding;
		struct dkt_pos pos;

		random = random * 1103515245U + 12345U;
		pos = dkt_pos_at(text.bytes, text.size, random % text.size);
		dkt_report_add(report, DKT_INFO, "x", "", pos.offset, NULL, "here");
		finding = dkt_report_at(report, i);
		assert_int_equal(finding->line, pos.line);
		assert_int_equal(finding->column, pos.column);
	}
	dkt_report_free(report);
	dkt_buf_clear(&text);
}

static void test_long_sentence(void **state)
{
	struct dkt_report *report = dkt_report_new();
	char *word = malloc(10001);

	(void)state;
	assert_non_null(word);
	memset(word, 'x', 10000);
	word[10000] = '\0';
	dkt_report_add(report, DKT_INFO, "x", "", DKT_NOWHERE, NULL, "%s", word);
	assert_int_equal(strlen(dkt_report_at(report, 0)->sentence), DKT_SENTENCE_MAX + 3);
	dkt_report_add(report, DKT_INFO, "x", "", DKT_NOWHERE, NULL, "bad \xFF byte");
	assert_string_equal(dkt_report_at(report, 1)->sentence, "bad \xEF\xBF\xBD byte");
	free(word);
	dkt_report_free(report);
}

/* --- printing -----------------------------------------------------------------------------------
 */

struct row {
	const char *name;
	const char *file;
	const char *bytes;
	size_t offset;
	const char *pointer;
	const char *hint;
	const char *sentence;
	const char *text;
};

static const struct row rows[] = {
	{"a finding looks like a compiler's", "submissions/new-lab.json",
	 "{\n  \"kind\": \"centre\"\n}\n", 12, "/kind", "did you mean \"data_centre\"?",
	 "\"centre\" is not a kind of place",
	 "submissions/new-lab.json:2:11: error x.code: \"centre\" is not a kind of place\n"
	 "      \"kind\": \"centre\"\n"
	 "              ^\n"
	 "hint: did you mean \"data_centre\"?\n"},
	{"without a place the pointer is told", "a.json", NULL, DKT_NOWHERE, "/sources/0/url", "",
	 "not a URL", "a.json: error x.code: not a URL (/sources/0/url)\n"},
	{"without a file name the line stands first", "", "[x]", 1, "", "", "no",
	 "1:2: error x.code: no\n    [x]\n     ^\n"},
	{"without either the level stands first", "", NULL, DKT_NOWHERE, "", "", "no",
	 "error x.code: no\n"},
	{"the caret stands under wide characters", "a", "[\"中国\", x]", 11, "", "", "no",
	 "a:1:8: error x.code: no\n    [\"中国\", x]\n             ^\n"},
	{"combining marks take no column", "a", "[e\xCC\x81x]", 4, "", "", "no",
	 "a:1:4: error x.code: no\n    [e\xCC\x81x]\n      ^\n"},
	{"a bidi override is shown, not obeyed", "a", "[\"\xE2\x80\xAEx]", 5, "", "",
	 "found \xE2\x80\xAE",
	 "a:1:4: error x.code: found \\u{202E}\n    [\"\\u{202E}x]\n              ^\n"},
	{"an escape sequence does not reach the terminal", "a\x1B[2J", "\x1B[31m", 0, "", "\x1B[0m",
	 "x\ny",
	 "a\\u{1B}[2J:1:1: error x.code: x\\u{A}y\n    \\u{1B}[31m\n    ^\n"
	 "hint: \\u{1B}[0m\n"},
	{"a tab is two columns", "a", "\tx", 1, "", "", "no",
	 "a:1:2: error x.code: no\n      x\n      ^\n"},
	{"bytes that are not UTF-8 are replaced", "a", "[\"\xB1\xB1\"]", 2, "", "", "no",
	 "a:1:3: error x.code: no\n    [\"\xEF\xBF\xBD\xEF\xBF\xBD\"]\n      ^\n"},
	{"a place behind the last line has no excerpt", "a", "{\n", 2, "", "", "no",
	 "a:2:1: error x.code: no\n"},
	{"a carriage return is not printed", "a", "[x]\r\n", 1, "", "", "no",
	 "a:1:2: error x.code: no\n    [x]\n     ^\n"},
	{"the caret may stand behind the line", "a", "[1\n", 2, "", "", "no",
	 "a:1:3: error x.code: no\n    [1\n      ^\n"},
};

static void check_text(void **state)
{
	const struct row *row = ROW(struct row);
	struct dkt_report *report = dkt_report_new();
	struct dkt_buf out = DKT_BUF_INIT(10000);

	dkt_report_file(report, row->file, row->bytes, row->bytes == NULL ? 0 : strlen(row->bytes),
			NULL);
	dkt_report_add(report, DKT_ERROR, "x.code", row->pointer, row->offset, row->hint, "%s",
		       row->sentence);
	dkt_report_text(report, DKT_INFO, &out);
	assert_string_equal(dkt_buf_str(&out), row->text);
	dkt_buf_clear(&out);
	dkt_report_free(report);
}

/* Both lines of the excerpt: at most 4 + 101 columns and the marks, the caret under the x. */
static void check_window(size_t before, size_t after)
{
	struct dkt_buf line = DKT_BUF_INIT(10000);
	struct dkt_buf out = DKT_BUF_INIT(10000);
	struct dkt_report *report = dkt_report_new();
	const char *source;
	const char *caret;
	size_t at;

	dkt_buf_addn(&line, before, '-');
	dkt_buf_addc(&line, 'x');
	dkt_buf_addn(&line, after, '+');
	dkt_report_file(report, "a", line.bytes, line.size, NULL);
	dkt_report_add(report, DKT_ERROR, "x", "", before, NULL, "no");
	dkt_report_text(report, DKT_INFO, &out);
	source = strchr(dkt_buf_str(&out), '\n') + 1;
	caret = strchr(source, '\n') + 1;
	at = strcspn(source, "x") - (strncmp(source, "    \xE2\x80\xA6", 7) == 0 ? 2 : 0);
	assert_int_equal(strcspn(caret, "^"), at);
	assert_true(strcspn(source, "\n") <= 4 + 100 + 6);
	dkt_buf_clear(&line);
	dkt_buf_clear(&out);
	dkt_report_free(report);
}

static void test_window(void **state)
{
	(void)state;
	check_window(10, 10);
	check_window(60, 40);
	check_window(61, 40);
	check_window(239, 300);
	check_window(240, 0);
	check_window(241, 1);
	check_window(5000, 4000);
}

static void test_level(void **state)
{
	struct dkt_report *report = dkt_report_new();
	struct dkt_buf out = DKT_BUF_INIT(10000);

	(void)state;
	dkt_report_add(report, DKT_INFO, "a.a", "", DKT_NOWHERE, NULL, "small");
	dkt_report_add(report, DKT_WARNING, "a.b", "", DKT_NOWHERE, NULL, "large");
	dkt_report_text(report, DKT_WARNING, &out);
	assert_string_equal(dkt_buf_str(&out), "warning a.b: large\n");
	dkt_buf_clear(&out);
	dkt_report_free(report);
}

static void test_json(void **state)
{
	struct dkt_report *report = dkt_report_new();
	struct dkt_buf out = DKT_BUF_INIT(10000);
	json_t *json;

	(void)state;
	dkt_report_file(report, "a.json", "[x]", 3, NULL);
	dkt_report_add(report, DKT_ERROR, "json.syntax", "", 1, "mend it", "no \"value\"");
	dkt_report_add(report, DKT_UNCHECKED, "source.live", "/sources/0", DKT_NOWHERE, NULL, "n");
	json = dkt_report_json(report);
	dkt_doc_line(json, &out);
	assert_string_equal(
		dkt_buf_str(&out),
		"[{\"level\":\"error\",\"code\":\"json.syntax\",\"file\":\"a.json\",\"pointer\":"
		"\"\",\"line\":1,\"column\":2,\"sentence\":\"no \\\"value\\\"\",\"hint\":\"mend "
		"it\"},{\"level\":\"unchecked\",\"code\":\"source.live\",\"file\":\"a.json\","
		"\"pointer\":\"/sources/0\",\"line\":null,\"column\":null,\"sentence\":\"n\","
		"\"hint\":\"\"}]");
	json_decref(json);
	dkt_buf_clear(&out);
	dkt_report_free(report);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		{"pointers are relative to the record, else of the envelope", test_prefix, NULL,
		 NULL, NULL},
		{"everything is copied, also into another report", test_copies, NULL, NULL, NULL},
		{"what is beyond the limit of a file is counted in one finding", test_more, NULL,
		 NULL, NULL},
		{"findings are sorted by file, place and code", test_sort, NULL, NULL, NULL},
		{"places are the same in any order of asking", test_places, NULL, NULL, NULL},
		{"sentences are cut and are UTF-8", test_long_sentence, NULL, NULL, NULL},
		{"long lines are cut around the caret", test_window, NULL, NULL, NULL},
		{"findings below the level asked for are left out", test_level, NULL, NULL, NULL},
		{"a report as JSON has all that a finding has", test_json, NULL, NULL, NULL},
	};
	int failed = cmocka_run_group_tests_name("json/report", tests, NULL, NULL);

	return failed + rows_run("json/report text", rows, check_text);
}
