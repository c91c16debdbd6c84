/* test_canon.c - one byte form for one value. */
#include "json/canon.h"

#include <string.h>

#include "json/fixture.h"

struct row {
	const char *name;
	const char *text;
	const char *line;
};

static const struct row rows[] = {
	{"keys take the order of the shape, others follow by code point",
	 "{\"z\": 1, \"sources\": [], \"a\": 2, \"title\": {}, \"id\": 3}",
	 "{\"id\":3,\"title\":{},\"sources\":[],\"a\":2,\"z\":1}"},
	{"keys of a map are sorted by code point",
	 "{\"title\": {\"\xF0\x9F\x98\x80\": 1, \"\xEF\xBC\x8C\": 2, \"en\": 3, \"de\": 4}}",
	 "{\"title\":{\"de\":4,\"en\":3,\"\xEF\xBC\x8C\":2,\"\xF0\x9F\x98\x80\":1}}"},
	{"a shorter key comes before the longer that it begins", "{\"ab\": 1, \"a\": 2, \"\": 3}",
	 "{\"\":3,\"a\":2,\"ab\":1}"},
	{"a set of values is sorted", "{\"aliases\": [\"b\", \"a!\", \"a\", \"B\"]}",
	 "{\"aliases\":[\"B\",\"a\",\"a!\",\"b\"]}"},
	{"a set of objects is sorted by its key",
	 "{\"sources\": [{\"title\": \"1\", \"url\": \"y\"}, {\"url\": \"x\"}]}",
	 "{\"sources\":[{\"url\":\"x\"},{\"url\":\"y\",\"title\":\"1\"}]}"},
	{"items without the key keep their order at the end",
	 "{\"sources\": [{\"b\": 1}, 7, {\"url\": \"x\"}, {\"a\": 1}]}",
	 "{\"sources\":[{\"url\":\"x\"},{\"b\":1},7,{\"a\":1}]}"},
	{"items of the same key keep their order",
	 "{\"sources\": [{\"url\": \"x\", \"title\": \"2\"}, {\"url\": \"x\", \"title\": \"1\"}]}",
	 "{\"sources\":[{\"url\":\"x\",\"title\":\"2\"},{\"url\":\"x\",\"title\":\"1\"}]}"},
	{"a set within a set is sorted too",
	 "{\"sources\": [{\"url\": \"x\", \"quotes\": [{\"text\": \"b\"}, {\"text\": \"a\"}]}]}",
	 "{\"sources\":[{\"url\":\"x\",\"quotes\":[{\"text\":\"a\"},{\"text\":\"b\"}]}]}"},
	{"a list keeps its order", "{\"steps\": [3, 1, 2]}", "{\"steps\":[3,1,2]}"},
	{"numbers are written as RFC 8785 does", "[0.10, 1.0, 1E3, 151.2093, -0]",
	 "[0.1,1,1000,151.2093,0]"},
	{"numbers that no double is stay", "[1E400, 12345678901234567890]",
	 "[1E400,12345678901234567890]"},
	{"the last of a repeated key is written", "{\"a\": 1, \"b\": 2, \"a\": 3}",
	 "{\"a\":3,\"b\":2}"},
	{"text is normalised to NFC", "[\"e\\u0301\", \"\\u212b\"]", "[\"\xC3\xA9\",\"\xC3\x85\"]"},
	{"keys are normalised, and what becomes the same key counts once",
	 "{\"e\\u0301\": 1, \"\\u00e9\": 2}", "{\"\xC3\xA9\":2}"},
	{"only mandatory escapes are written",
	 "[\"\\u0000\\u001f\\b\\f\\n\\r\\t\\\"\\\\\\/\\u007f\\u2028\"]",
	 "[\"\\u0000\\u001f\\b\\f\\n\\r\\t\\\"\\\\/\x7F\xE2\x80\xA8\"]"},
	{"a root that is no object", "\"x\"", "\"x\""},
};

static void check_row(void **state)
{
	const struct row *row = ROW(struct row);
	struct dkt_arena *arena = dkt_arena_new();
	const char *line = line_of(arena, node_from(arena, row->text), &record_shape);

	assert_string_equal(line, row->line);
	assert_string_equal(line_of(arena, node_from(arena, line), &record_shape), line);
	dkt_arena_free(arena);
}

static void test_file(void **state)
{
	struct dkt_arena *arena = dkt_arena_new();
	struct dkt_buf out = DKT_BUF_INIT(1000);

	(void)state;
	dkt_canon_write(node_from(arena, "{\"steps\":[],\"id\":\"x\",\"place\":{\"lon\":1,"
					 "\"lat\":[2,{}]}}"),
			&record_shape, &out);
	assert_string_equal(dkt_buf_str(&out), "{\n"
					       "  \"id\": \"x\",\n"
					       "  \"place\": {\n"
					       "    \"lat\": [\n"
					       "      2,\n"
					       "      {}\n"
					       "    ],\n"
					       "    \"lon\": 1\n"
					       "  },\n"
					       "  \"steps\": []\n"
					       "}\n");
	dkt_buf_clear(&out);
	dkt_arena_free(arena);
}

static void test_over(void **state)
{
	struct dkt_arena *arena = dkt_arena_new();
	struct dkt_buf out = DKT_BUF_INIT(4);

	(void)state;
	dkt_canon_line(node_from(arena, "[1,2,3]"), NULL, &out);
	assert_false(dkt_buf_ok(&out));
	dkt_buf_clear(&out);
	dkt_arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		{"a file is indented by two spaces and ends with LF", test_file, NULL, NULL, NULL},
		{"a buffer that is too small says so", test_over, NULL, NULL, NULL},
	};
	int failed = cmocka_run_group_tests_name("json/canon", tests, NULL, NULL);

	return failed + rows_run("json/canon rows", rows, check_row);
}
