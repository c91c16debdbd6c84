/* test_text.c - what people write instead of JSON, and what they are told. */
#include "json/text.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "json/fixture.h"
#include "json/pointer.h"

struct row {
	const char *name;
	const char *text;
	size_t size; /* 0: strlen */
	const char *code;
	size_t offset;
	const char *sentence; /* a part of it */
	const char *hint;     /* a part of it */
};

#define SIZED(text) (text), sizeof(text) - 1
#define PLAIN(text) (text), 0

static const struct row rows[] = {
	{"a missing comma between members is named where it belongs",
	 PLAIN("{\"a\": 1\n \"b\": 2}"), "json.syntax", 7, "a comma is missing before the next key",
	 "write ,"},
	{"a missing comma between items is named where it belongs", PLAIN("[1 2]"), "json.syntax",
	 2, "a comma is missing between two items", "write ,"},
	{"a comma before } is named at the comma", PLAIN("{\"a\": 1, }"), "json.syntax", 7,
	 "a comma stands before the closing bracket", "delete"},
	{"a comma before ] is named at the comma", PLAIN("[1,\n]"), "json.syntax", 2,
	 "a comma stands before the closing bracket", "delete"},
	{"two commas are named", PLAIN("[1,,2]"), "json.syntax", 3, "two commas", "delete one"},
	{"single quotation marks around a text", PLAIN("{\"a\": 'x'}"), "json.syntax", 6,
	 "single quotation marks", "double quotation marks"},
	{"single quotation marks around a key", PLAIN("{'a': 1}"), "json.syntax", 1,
	 "a key stands in single quotation marks", "double"},
	{"a key without quotation marks", PLAIN("{name: 1}"), "json.syntax", 1,
	 "a key stands without quotation marks", "\"key\""},
	{"a text without quotation marks", PLAIN("{\"a\": Berlin}"), "json.syntax", 6,
	 "a text stands without quotation marks", "double"},
	{"a full-width comma", PLAIN("{\"a\": 1，\"b\": 2}"), "json.syntax", 7,
	 "， stands where JSON needs the plain character ,", "Chinese keyboard"},
	{"a full-width colon", PLAIN("{\"a\"：1}"), "json.syntax", 4,
	 "： stands where JSON needs the plain character :", "write :"},
	{"curly quotation marks", PLAIN("{\"a\": “x”}"), "json.syntax", 6,
	 "“ stands where JSON needs the plain character \"", "write \""},
	{"full-width digits", PLAIN("[１]"), "json.syntax", 1,
	 "１ stands where JSON needs the plain character 1", "write 1"},
	{"an ideographic space", PLAIN("[1,　2]"), "json.syntax", 3, "a full-width space",
	 "ordinary space"},
	{"a no-break space",
	 PLAIN("[1,\xC2\xA0"
	       "2]"),
	 "json.syntax", 3, "a no-break space", "ordinary space"},
	{"a comment of two slashes", PLAIN("{\n// note\n\"a\": 1}"), "json.syntax", 2,
	 "JSON has no comments", "delete the comment"},
	{"a comment with a star", PLAIN("[1 /* one */]"), "json.syntax", 3, "JSON has no comments",
	 "delete"},
	{"a comment with a hash", PLAIN("# hi\n{}"), "json.syntax", 0, "JSON has no comments",
	 "delete"},
	{"NaN", PLAIN("[NaN]"), "json.syntax", 1, "JSON has no NaN", "null"},
	{"minus infinity", PLAIN("[-Infinity]"), "json.syntax", 2, "JSON has no infinity", "null"},
	{"None of Python", PLAIN("{\"a\": None}"), "json.syntax", 6, "writes None as null",
	 "write null"},
	{"True of Python", PLAIN("{\"a\": True}"), "json.syntax", 6, "true is written in small",
	 "write true"},
	{"a byte order mark", PLAIN("\xEF\xBB\xBF{}"), "json.bom", 0, "byte order mark",
	 "without BOM"},
	{"UTF-16 with a mark", SIZED("\xFF\xFE{\0}\0"), "json.encoding", 0, "UTF-16", "UTF-8"},
	{"UTF-16 without a mark", SIZED("{\0\"\0"), "json.encoding", 0, "UTF-16", "UTF-8"},
	{"GBK bytes are guessed", PLAIN("{\"a\": \"\xB1\xB1\xBE\xA9\"}"), "json.encoding", 7,
	 "not UTF-8", "GB18030"},
	{"Latin-1 bytes are guessed", PLAIN("{\"a\": \"caf\xE9\"}"), "json.encoding", 10,
	 "not UTF-8", "Latin"},
	{"an encoded surrogate is not UTF-8", PLAIN("\"\xED\xA0\x80\""), "json.encoding", 1,
	 "not UTF-8", "UTF-8"},
	{"a text that ends in an object says which line", PLAIN("{\n\"a\": {\"b\": 1,\n"),
	 "json.syntax", 16, "the { of line 2 is not closed", "add }"},
	{"a text that ends in a list", PLAIN("[1, 2"), "json.syntax", 5, "the [ of line 1",
	 "add ]"},
	{"a text that ends in a string", PLAIN("[\"abc"), "json.syntax", 5, "the \" of line 1",
	 "add \""},
	{"a text that ends in a number", PLAIN("[1."), "json.syntax", 3, "the [ of line 1",
	 "add ]"},
	{"nothing at all", PLAIN(""), "json.syntax", 0, "the text is empty", "{"},
	{"white space only", PLAIN(" \n"), "json.syntax", 2, "the text is empty", "{"},
	{"text after the value", PLAIN("{} x"), "json.syntax", 3, "text follows the end", "delete"},
	{"a second value after the first", PLAIN("{}\n{}"), "json.syntax", 3, "a second value",
	 "list"},
	{"a bracket too many", PLAIN("{}}"), "json.syntax", 2, "one too many", "delete"},
	{"a leading zero", PLAIN("[007]"), "json.syntax", 1, "does not begin with 0", "\"007\""},
	{"a leading plus", PLAIN("[+1]"), "json.syntax", 1, "does not begin with +", "write 1"},
	{"a leading decimal point", PLAIN("[.5]"), "json.syntax", 1, "decimal point", "0.5"},
	{"a closing decimal point", PLAIN("[1.]"), "json.syntax", 3, "decimal point", "1.0"},
	{"an exponent without digits", PLAIN("[1e]"), "json.syntax", 3, "exponent", "1e6"},
	{"a line break in a string", PLAIN("{\"a\": \"one\ntwo\"}"), "json.syntax", 10,
	 "ends with its line", "\\n"},
	{"a tab in a string", PLAIN("[\"a\tb\"]"), "json.syntax", 3, "a tab", "\\t"},
	{"a NUL in a string", SIZED("[\"a\0b\"]"), "json.syntax", 3, "U+0000", "delete"},
	{"an unknown escape", PLAIN("[\"C:\\data\"]"), "json.syntax", 4, "\\d is not an escape",
	 "\\\\"},
	{"a short \\u", PLAIN("[\"\\u12\"]"), "json.syntax", 2, "four hexadecimal digits",
	 "character itself"},
	{"a lone surrogate", PLAIN("[\"\\uD83D\"]"), "json.syntax", 2, "half a character",
	 "character itself"},
	{"a quotation mark inside a text", PLAIN("{\"a\": \"so \"called\" lab\"}"), "json.syntax",
	 11, "the text seems to go on", "\\\""},
	{"a quotation mark inside a Chinese text", PLAIN("{\"a\": \"所谓\"实验室\"\"}"),
	 "json.syntax", 14, "the text seems to go on", "\\\""},
	{"= instead of a colon", PLAIN("{\"a\"= 1}"), "json.syntax", 4, "= stands between",
	 "write :"},
	{"a missing colon", PLAIN("{\"a\" 1}"), "json.syntax", 4, "a colon is missing", "value"},
	{"a missing colon before a text", PLAIN("{\"a\" \"b\"}"), "json.syntax", 4,
	 "a colon is missing", "\"key\": value"},
	{"a key without a value", PLAIN("{\"a\"}"), "json.syntax", 4, "a key has no value",
	 "value"},
	{"a colon without a value", PLAIN("{\"a\": }"), "json.syntax", 6, "a value is missing",
	 "null"},
	{"the wrong closing bracket of a list", PLAIN("[1}"), "json.syntax", 2,
	 "} stands where the list needs its ]", "ends with ]"},
	{"the wrong closing bracket of an object", PLAIN("{\"a\": 1]"), "json.syntax", 7,
	 "] stands where the object needs its }", "ends with }"},
	{"a semicolon between members", PLAIN("{\"a\": 1; \"b\": 2}"), "json.syntax", 7,
	 "a semicolon", "write ,"},
	{"keys in a list", PLAIN("[\"a\": 1]"), "json.syntax", 4, "a colon stands in a list",
	 "{ }"},
	{"letters behind a number", PLAIN("[12px]"), "json.syntax", 3,
	 "do not belong to the number", "as a text"},
};

static void check_fault(void **state)
{
	const struct row *row = ROW(struct row);
	size_t size = row->size > 0 ? row->size : strlen(row->text);
	struct dkt_arena *arena = dkt_arena_new();
	struct dkt_text_fault fault;
	struct dkt_text text;

	assert_false(dkt_text_parse(&text, arena, row->text, size, &fault));
	assert_string_equal(fault.code, row->code);
	if (strstr(fault.sentence, row->sentence) == NULL || fault.offset != row->offset ||
	    strstr(fault.hint, row->hint) == NULL)
		fail_msg("at %zu: %s; %s", fault.offset, fault.sentence, fault.hint);
	dkt_arena_free(arena);
}

/* --- what is accepted ---------------------------------------------------------------------------
 */

static void test_offsets(void **state)
{
	struct dkt_arena *arena = dkt_arena_new();
	const char *json = " {\"a\": [1, \"x\"], \"\\u0062\": null}";
	const struct dkt_node *root = node_from(arena, json);

	(void)state;
	assert_int_equal(root->offset, 1);
	assert_int_equal(root->as.members[0].key_offset, 2);
	assert_int_equal(dkt_item(dkt_get(root, "a"), 1)->offset, 11);
	assert_string_equal(root->as.members[1].key, "b");
	assert_int_equal(root->as.members[1].value.offset, 27);
	dkt_arena_free(arena);
}

static void test_strings(void **state)
{
	struct dkt_arena *arena = dkt_arena_new();
	const struct dkt_node *root =
		node_from(arena, "[\"\\ud83d\\ude00\\u00e9\\n\\/\", \"a\\u0000b\", \"\", \"中\"]");

	(void)state;
	assert_string_equal(dkt_string(dkt_item(root, 0)), "\xF0\x9F\x98\x80\xC3\xA9\n/");
	assert_int_equal(dkt_item(root, 1)->size, 3);
	assert_memory_equal(dkt_item(root, 1)->as.bytes, "a\0b\0", 4);
	assert_int_equal(dkt_item(root, 2)->size, 0);
	assert_string_equal(dkt_string(dkt_item(root, 3)), "中");
	dkt_arena_free(arena);
}

static void test_duplicates(void **state)
{
	static const char json[] = "{\"b\": {\"x\": 1, \"x\": 2}, \"a\": 1, \"\\u0061\": 2}";
	struct dkt_arena *arena = dkt_arena_new();
	struct dkt_report *report = dkt_report_new();
	struct dkt_text text;

	(void)state;
	dkt_report_file(report, "f.json", json, sizeof json - 1, NULL);
	assert_true(dkt_text_examine(&text, arena, json, sizeof json - 1, report));
	assert_int_equal(text.n_duplicates, 2);
	assert_int_equal(text.duplicates[0], 15);
	assert_int_equal(dkt_report_count(report, DKT_ERROR), 2);
	assert_string_equal(dkt_report_at(report, 0)->pointer, "/b/x");
	assert_string_equal(dkt_report_at(report, 0)->code, "json.duplicate-key");
	assert_string_equal(dkt_report_at(report, 1)->pointer, "/a");
	assert_int_equal(dkt_report_at(report, 1)->column, 33);
	dkt_report_free(report);
	dkt_arena_free(arena);
}

static void test_many_duplicates(void **state)
{
	struct dkt_arena *arena = dkt_arena_new();
	struct dkt_buf json = DKT_BUF_INIT(1 << 24);
	struct dkt_text_fault fault;
	struct dkt_text text;

	(void)state;
	dkt_buf_addc(&json, '{');
	for (int i = 0; i < 100000; i++)
		dkt_buf_addf(&json, "\"k%d\": %d,", i % 99999, i);
	dkt_buf_adds(&json, "\"last\": 0}");
	assert_true(dkt_text_parse(&text, arena, dkt_buf_str(&json), json.size, &fault));
	assert_int_equal(text.n_duplicates, 1);
	assert_memory_equal(json.bytes + text.duplicates[0], "\"k0\": 99999", 11);
	dkt_buf_clear(&json);
	dkt_arena_free(arena);
}

static bool nested(int depth, struct dkt_text_fault *fault)
{
	struct dkt_arena *arena = dkt_arena_new();
	struct dkt_buf json = DKT_BUF_INIT(1 << 20);
	struct dkt_text text;
	bool parsed;

	for (int i = 0; i < depth; i++)
		dkt_buf_adds(&json, i % 2 == 0 ? "[" : "{\"a\":");
	dkt_buf_adds(&json, "1");
	for (int i = depth; i > 0; i--)
		dkt_buf_adds(&json, i % 2 == 1 ? "]" : "}");
	parsed = dkt_text_parse(&text, arena, dkt_buf_str(&json), json.size, fault);
	dkt_buf_clear(&json);
	dkt_arena_free(arena);
	return parsed;
}

static void test_depth(void **state)
{
	struct dkt_text_fault fault;

	(void)state;
	assert_true(nested(DKT_MAX_DEPTH, &fault));
	assert_false(nested(DKT_MAX_DEPTH + 1, &fault));
	assert_string_equal(fault.code, "json.depth");
}

static void test_too_large(void **state)
{
	struct dkt_arena *arena = dkt_arena_new();
	struct dkt_text_fault fault;
	struct dkt_text text;

	(void)state;
	/* the size alone decides; no byte is read */
	assert_false(dkt_text_parse(&text, arena, "", DKT_MAX_TEXT + 1, &fault));
	assert_string_equal(fault.code, "json.size");
	dkt_arena_free(arena);
}

/* Every beginning of a text that is not whole is refused in words, and nothing is read behind it.
 */
static void test_truncated(void **state)
{
	static const char json[] =
		"{\"a\": [1.5e3, true, false, null, \"x\\u00e9\\\"中\"], \"b\": {\"c\": -0}}";

	(void)state;
	for (size_t size = 0; size < sizeof json - 1; size++) {
		struct dkt_arena *arena = dkt_arena_new();
		char *exact = malloc(size + (size == 0));
		struct dkt_text_fault fault;
		struct dkt_text text;

		assert_non_null(exact);
		memcpy(exact, json, size);
		assert_false(dkt_text_parse(&text, arena, exact, size, &fault));
		assert_true(fault.offset <= size);
		assert_true(strlen(fault.sentence) > 0);
		free(exact);
		dkt_arena_free(arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		{"every node knows where it stood", test_offsets, NULL, NULL, NULL},
		{"escapes are decoded, U+0000 too", test_strings, NULL, NULL, NULL},
		{"repeated keys are kept and reported in order", test_duplicates, NULL, NULL, NULL},
		{"repeated keys are found among a hundred thousand", test_many_duplicates, NULL,
		 NULL, NULL},
		{"256 levels are accepted, 257 are not", test_depth, NULL, NULL, NULL},
		{"more than 64 MiB are refused unread", test_too_large, NULL, NULL, NULL},
		{"every truncation of a text is refused", test_truncated, NULL, NULL, NULL},
	};
	int failed = cmocka_run_group_tests_name("json/text", tests, NULL, NULL);

	return failed + rows_run("json/text faults", rows, check_fault);
}
