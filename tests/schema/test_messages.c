/*
 * test_messages.c - is every sentence there in every language, does every code stand in
 * docs/messages.md, and do sentences stay small whatever the value is?
 */
#include "support/rows.h"

#include <dirent.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/file.h"
#include "base/str.h"
#include "schema/message.h"
#include "schema/schema.h"
#include "support/data.h"
#include "json/report_print.h"
#include "json/sentence.h"

#define CASES "tests/cases/schema"

static void test_complete(void **state)
{
	(void)state;
	for (unsigned i = 0; i < DKT_SAY_COUNT; i++) {
		const struct dkt_sentence *row = dkt_message_row((enum dkt_message)i);

		if (!dkt_sentence_whole(row, DKT_MESSAGE_SLOTS))
			fail_msg("schema: %s | %s", row->in[0], row->in[1]);
	}
	for (unsigned i = DKT_JSON_NONE + 1; i < DKT_JSON_WORDS; i++) {
		const struct dkt_sentence *row = dkt_json_sentence((enum dkt_json_words)i);

		if (!dkt_sentence_whole(row, DKT_JSON_SLOTS))
			fail_msg("json: %s | %s", row->in[0], row->in[1]);
	}
}

static void test_incomplete(void **state)
{
	const struct dkt_sentence lost_slot = {{"{0} is {1}", "{0}"}};
	const struct dkt_sentence empty = {{"a", ""}};
	const struct dkt_sentence absent = {{"a", NULL}};
	const struct dkt_sentence beyond = {{"{4}", "{4}"}};
	const struct dkt_sentence other_order = {{"{0} is {1}", "{1}{0}"}};

	(void)state;
	assert_false(dkt_sentence_whole(&lost_slot, 4));
	assert_false(dkt_sentence_whole(&empty, 4));
	assert_false(dkt_sentence_whole(&absent, 4));
	assert_false(dkt_sentence_whole(&beyond, 4));
	assert_true(dkt_sentence_whole(&other_order, 4));
}

/* Full-width punctuation between Han, and no Latin full stop at the end. */
static void test_punctuation(void **state)
{
	(void)state;
	for (unsigned i = 0; i < DKT_SAY_COUNT; i++) {
		const char *text = dkt_message_row((enum dkt_message)i)->in[DKT_CHINESE];

		assert_null(strstr(text, "。"));
		for (const char *p = text; p[0] != '\0' && p[1] != '\0'; p++) {
			bool han = (unsigned char)p[0] >= 0xE4U && (unsigned char)p[0] <= 0xE9U;

			if (han && strlen(p) > 3 && strchr(",:;?", p[3]) != NULL)
				fail_msg("half-width punctuation: %s", text);
		}
	}
}

/* --- tags --- */

struct tag_row {
	const char *name;
	const char *tag;
	int language; /* -1: not known */
};

static const struct tag_row tags[] = {
	{"en is English", "en", DKT_ENGLISH},
	{"a region does not matter", "en-GB", DKT_ENGLISH},
	{"zh is simplified Chinese", "zh", DKT_CHINESE},
	{"so is zh-CN", "zh-CN", DKT_CHINESE},
	{"and zh-Hans", "zh-Hans", DKT_CHINESE},
	{"and zh-Hans-CN", "zh-Hans-CN", DKT_CHINESE},
	{"case does not matter", "ZH-hans", DKT_CHINESE},
	{"a locale is understood", "zh_CN.UTF-8", DKT_CHINESE},
	{"with its modifier", "zh_CN@pinyin", DKT_CHINESE},
	{"simplified letters in Hong Kong", "zh-Hans-HK", DKT_CHINESE},
	{"traditional Chinese is another language", "zh-Hant", -1},
	{"so is that of Taiwan", "zh_TW.UTF-8", -1},
	{"French is not spoken", "fr", -1},
	{"a longer code is another language", "zho", -1},
	{"the locale C names none", "C.UTF-8", -1},
	{"an empty tag names none", "", -1},
	{"no tag names none", NULL, -1},
};

static void check_tag(void **state)
{
	const struct tag_row *row = ROW(struct tag_row);
	enum dkt_language language = DKT_LANGUAGES;
	bool known = dkt_language_find(row->tag, &language);

	assert_int_equal(known ? (int)language : -1, row->language);
	if (!known)
		assert_int_equal(language, DKT_LANGUAGES);
}

/* --- slots --- */

static void test_slots(void **state)
{
	const struct dkt_sentence row = {{"{1} of {0}{7}", "{0}的第{1}项{7}"}};
	const char *const args[] = {"\"a\"", "2"};
	struct dkt_buf out = DKT_BUF_INIT(1000);

	(void)state;
	dkt_sentence_fill(&row, DKT_ENGLISH, args, 2, &out);
	assert_string_equal(dkt_buf_str(&out), "2 of \"a\"");
	dkt_buf_reset(&out);
	dkt_sentence_fill(&row, DKT_CHINESE, args, 2, &out);
	assert_string_equal(dkt_buf_str(&out), "\"a\"的第 2 项");
	dkt_buf_clear(&out);
}

/* --- the page --- */

static void read_file(const char *path, struct dkt_buf *out)
{
	struct dkt_err err = DKT_ERR_INIT;
	char *whole = dkt_path_join(test_source_dir(), path);

	dkt_buf_init(out, DKT_MAX_TEXT);
	if (dkt_file_read(whole, DKT_MAX_TEXT, out, &err) < 0)
		fail_msg("%s", err.text);
	free(whole);
}

/* All expected reports, English and Chinese, one behind the other. */
static void read_reports(struct dkt_buf *out)
{
	static const char *const names[] = {"expected.report", "expected.zh-Hans.report"};
	char *folder = dkt_path_join(test_source_dir(), CASES);
	DIR *dir = opendir(folder);
	struct dirent *entry;

	assert_non_null(dir);
	dkt_buf_init(out, DKT_MAX_TEXT);
	while ((entry = readdir(dir)) != NULL) {
		for (size_t i = 0; i < 2; i++) {
			struct dkt_buf path = DKT_BUF_INIT(4096);
			struct dkt_buf one;
			char *whole;

			dkt_buf_addf(&path, CASES "/%s/%s", entry->d_name, names[i]);
			whole = dkt_path_join(test_source_dir(), dkt_buf_str(&path));
			if (dkt_file_exists(whole)) {
				read_file(dkt_buf_str(&path), &one);
				dkt_buf_add(out, one.bytes, one.size);
				dkt_buf_clear(&one);
			}
			dkt_buf_clear(&path);
			free(whole);
		}
	}
	(void)closedir(dir);
	free(folder);
}

static void test_page_has_every_code(void **state)
{
	struct dkt_buf page;
	struct dkt_buf reports;

	(void)state;
	read_file("docs/messages.md", &page);
	read_reports(&reports);
	for (const char *line = dkt_buf_str(&reports); *line != '\0';) {
		size_t size = strcspn(line, "\n");
		size_t level = strcspn(line, " \n");
		size_t code = strcspn(line + level + 1, " \n");
		char row[80];

		if (level > 0 && level < size && code < 60 &&
		    !dkt_starts(line + level + 1, "schema-document.")) {
			(void)snprintf(row, sizeof row, "\n| `%.*s` |", (int)code,
				       line + level + 1);
			if (strstr(dkt_buf_str(&page), row) == NULL)
				fail_msg("docs/messages.md has no row for %.*s", (int)code,
					 line + level + 1);
		}
		line += size + (line[size] == '\n');
	}
	dkt_buf_clear(&page);
	dkt_buf_clear(&reports);
}

/* | `code` | meaning | sentence | sentence in Chinese |: the sentences are of this program. */
static void test_page_tells_the_truth(void **state)
{
	struct dkt_buf page;
	struct dkt_buf reports;
	size_t n = 0;

	(void)state;
	read_file("docs/messages.md", &page);
	read_reports(&reports);
	for (const char *line = strstr(dkt_buf_str(&page), "\n| `"); line != NULL;
	     line = strstr(line + 1, "\n| `")) {
		const char *cell = line;
		char text[600];

		for (int i = 0; i < 2; i++)
			cell = strstr(cell + 1, " | ");
		for (int i = 0; i < 2; i++) {
			const char *end = strstr(cell + 1, " |");

			(void)snprintf(text, sizeof text, "%.*s", (int)(end - cell - 3), cell + 3);
			if (strstr(dkt_buf_str(&reports), text) == NULL)
				fail_msg("no case says: %s", text);
			cell = end;
		}
		n++;
	}
	assert_int_equal(n, 34);
	dkt_buf_clear(&page);
	dkt_buf_clear(&reports);
}

/* --- hostile values --- */

static void check_text(const char *schema_text, const struct dkt_buf *value, const char *language,
		       struct dkt_report *report)
{
	struct dkt_schemas *schemas = dkt_schemas_new();
	struct dkt_arena *arena = dkt_arena_new();
	const struct dkt_schema *schema;
	struct dkt_text text;

	dkt_report_set_language(report, language);
	assert_true(dkt_schemas_add(schemas, "s.json", schema_text, strlen(schema_text), report));
	schema = dkt_schemas_compile(schemas, "s.json", report);
	assert_non_null(schema);
	dkt_report_file(report, "v.json", value->bytes, value->size, "");
	if (dkt_text_examine(&text, arena, value->bytes, value->size, report))
		(void)dkt_schema_check(schema, &text.root, NULL, report);
	dkt_report_file(report, "", NULL, 0, "");
	dkt_arena_free(arena);
	dkt_schemas_free(schemas);
}

static void test_many_faults(void **state)
{
	struct dkt_buf value = DKT_BUF_INIT(DKT_MAX_TEXT);
	struct dkt_report *report = dkt_report_new();
	const struct dkt_finding *last;

	(void)state;
	dkt_buf_addc(&value, '[');
	for (int i = 0; i < 300000; i++)
		dkt_buf_adds(&value, i == 0 ? "\"x\"" : ",\"x\"");
	dkt_buf_addc(&value, ']');
	check_text("{\"items\": {\"type\": \"integer\"}}", &value, "zh-CN", report);
	assert_int_equal(dkt_report_count(report, DKT_ERROR), 300000);
	assert_true(dkt_report_size(report) <= DKT_REPORT_MAX + 1);
	dkt_report_sort(report);
	last = dkt_report_at(report, dkt_report_size(report) - 1);
	assert_string_equal(last->code, "report.more");
	assert_string_equal(last->sentence, "另有 299800 条，其中错误 299800 条");
	dkt_report_free(report);
	dkt_buf_clear(&value);
}

static void test_long_words(void **state)
{
	struct dkt_buf value = DKT_BUF_INIT(DKT_MAX_TEXT);
	struct dkt_report *report = dkt_report_new();
	struct dkt_buf out = DKT_BUF_INIT(1 << 20);

	(void)state;
	dkt_buf_adds(&value, "{\"");
	dkt_buf_addn(&value, 2000000, 'k');
	dkt_buf_adds(&value, "\": 1, \"n\": \"");
	dkt_buf_addn(&value, 2000000, 'v');
	dkt_buf_adds(&value, "\\u202e\"}");
	check_text(
		"{\"properties\": {\"n\": {\"enum\": [\"a\"]}}, \"additionalProperties\": false}",
		&value, "en", report);
	assert_int_equal(dkt_report_size(report), 2);
	for (size_t i = 0; i < 2; i++) {
		assert_true(strlen(dkt_report_at(report, i)->sentence) < 300);
		assert_true(strlen(dkt_report_at(report, i)->hint) < 300);
	}
	dkt_report_free(report);
	dkt_buf_clear(&value);
	dkt_buf_clear(&out);
}

static void test_nothing_for_the_terminal(void **state)
{
	struct dkt_buf value = DKT_BUF_INIT(DKT_MAX_TEXT);
	struct dkt_report *report = dkt_report_new();
	struct dkt_buf out = DKT_BUF_INIT(1 << 20);

	(void)state;
	dkt_buf_adds(&value, "{\"n\": \"a\\u202e\\u001b[31m\\u200b\"}");
	check_text("{\"properties\": {\"n\": {\"enum\": [\"b\"]}}}", &value, "zh", report);
	dkt_report_text(report, DKT_INFO, &out);
	assert_null(strchr(dkt_buf_str(&out), 0x1B));
	assert_null(strstr(dkt_buf_str(&out), "\xE2\x80\xAE"));
	assert_non_null(strstr(dkt_buf_str(&out), "\\u{202E}"));
	assert_non_null(strstr(dkt_buf_str(&out), "错误 schema.enum：“n”没有“"));
	assert_non_null(strstr(dkt_buf_str(&out), "提示：可用的值：“b”"));
	dkt_report_free(report);
	dkt_buf_clear(&value);
	dkt_buf_clear(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_complete),
		cmocka_unit_test(test_incomplete),
		cmocka_unit_test(test_punctuation),
		cmocka_unit_test(test_slots),
		cmocka_unit_test(test_page_has_every_code),
		cmocka_unit_test(test_page_tells_the_truth),
		cmocka_unit_test(test_many_faults),
		cmocka_unit_test(test_long_words),
		cmocka_unit_test(test_nothing_for_the_terminal),
	};
	int failed = cmocka_run_group_tests_name("schema/messages", tests, NULL, NULL);

	return failed + rows_run("text/language", tags, check_tag);
}
