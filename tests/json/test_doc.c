/* test_doc.c - documents as jansson values: in, out, and across to nodes. */
#include "json/doc.h"

#include <string.h>

#include "json/fixture.h"

static json_t *parsed(const char *json)
{
	struct dkt_err err = DKT_ERR_INIT;
	json_t *doc = NULL;

	if (dkt_doc_parse(json, strlen(json), "doc.json", &doc, &err) < 0)
		fail_msg("%s", err.text);
	return doc;
}

static void test_round_trip(void **state)
{
	static const char json[] =
		"{\n  \"b\": [\n    0.1,\n    1,\n    9223372036854775807\n  ],\n"
		"  \"a\": {},\n  \"c\": \"\xC3\xA9\\u0000\"\n}\n";
	struct dkt_buf out = DKT_BUF_INIT(1000);
	json_t *doc = parsed(json);

	(void)state;
	dkt_doc_write(doc, &out);
	assert_string_equal(dkt_buf_str(&out), json);
	dkt_buf_reset(&out);
	dkt_doc_line(doc, &out);
	assert_string_equal(dkt_buf_str(&out), "{\"b\":[0.1,1,9223372036854775807],\"a\":{},"
					       "\"c\":\"\xC3\xA9\\u0000\"}");
	json_decref(doc);
	dkt_buf_clear(&out);
}

static void test_get(void **state)
{
	json_t *doc = parsed("{\"a\": {\"b/c\": [10, \"x\", true]}, \"n\": null}");

	(void)state;
	assert_int_equal(dkt_doc_int(doc, "/a/b~1c/0", -1), 10);
	assert_string_equal(dkt_doc_string(doc, "/a/b~1c/1", "-"), "x");
	assert_true(dkt_doc_bool(doc, "/a/b~1c/2", false));
	assert_int_equal(dkt_doc_int(doc, "/a/b~1c/1", -1), -1);
	assert_string_equal(dkt_doc_string(doc, "/a/none/deeper", "-"), "-");
	assert_null(dkt_doc_string(doc, "/n", NULL));
	assert_true(dkt_doc_bool(doc, "wrong", true));
	assert_ptr_equal(dkt_doc_get(doc, ""), doc);
	assert_null(dkt_doc_get(NULL, "/a"));
	json_decref(doc);
}

struct fault {
	const char *name;
	const char *json;
	const char *text;
};

static const struct fault faults[] = {
	{"a fault has line and column", "{\"a\": 1,\n \"b\" 2}",
	 "doc.json:2:5: a colon is missing between a key and its value"},
	{"a repeated key is refused", "{\"a\": 1, \"a\": 2}",
	 "doc.json:1:10: this key stands twice in the same object"},
	{"a number beyond doubles is refused", "[1e400]", "doc.json: a number is too large"},
};

static void check_fault(void **state)
{
	const struct fault *row = ROW(struct fault);
	struct dkt_err err = DKT_ERR_INIT;
	json_t *doc;

	assert_int_equal(dkt_doc_parse(row->json, strlen(row->json), "doc.json", &doc, &err), -1);
	assert_null(doc);
	assert_int_equal(err.code, DKT_EFORMAT);
	assert_string_equal(err.text, row->text);
}

struct number {
	const char *name;
	const char *json;
	const char *text; /* as jansson gives it back; "" when it does not fit */
};

static const struct number numbers[] = {
	{"an integer", "42", "42"},
	{"the largest integer", "9223372036854775807", "9223372036854775807"},
	{"an integer beyond 64 bits", "9223372036854775809", ""},
	{"a decimal that comes back as it was", "151.2093", "151.2093"},
	{"a decimal that would lose digits", "0.12345678901234567890", ""},
	{"a number beyond doubles", "1e400", ""},
	{"a large double", "1e300", "1e+300"},
};

static void check_number(void **state)
{
	const struct number *row = ROW(struct number);
	struct dkt_arena *arena = dkt_arena_new();
	struct dkt_node back;
	json_t *doc = NULL;

	if (row->text[0] == '\0') {
		assert_false(dkt_doc_of_node(node_from(arena, row->json), &doc));
		assert_null(doc);
	} else {
		assert_true(dkt_doc_of_node(node_from(arena, row->json), &doc));
		back = dkt_doc_to_node(arena, doc);
		assert_string_equal(back.as.bytes, row->text);
	}
	json_decref(doc);
	dkt_arena_free(arena);
}

static void test_nested_failure(void **state)
{
	struct dkt_arena *arena = dkt_arena_new();
	json_t *doc = NULL;

	(void)state;
	assert_false(dkt_doc_of_node(node_from(arena, "{\"a\": [1, {\"b\": 1e400}]}"), &doc));
	assert_null(doc);
	dkt_arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		{"a document comes out as it went in", test_round_trip, NULL, NULL, NULL},
		{"values are found by pointer, with a fallback", test_get, NULL, NULL, NULL},
		{"a number that does not fit fails deep inside too", test_nested_failure, NULL,
		 NULL, NULL},
	};
	int failed = cmocka_run_group_tests_name("json/doc", tests, NULL, NULL);

	failed += rows_run("json/doc faults", faults, check_fault);
	return failed + rows_run("json/doc numbers", numbers, check_number);
}
