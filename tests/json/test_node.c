/* test_node.c - reading, comparing, naming and editing nodes. */
#include <stdio.h>
#include <string.h>

#include "json/build.h"
#include "json/fixture.h"
#include "json/pointer.h"

struct equal {
	const char *name;
	const char *a;
	const char *b;
	bool equal;
};

static const struct equal equals[] = {
	{"numbers are equal by value", "[1.0, 1e2]", "[1, 100]", true},
	{"large numbers are equal by value", "1E400", "10e399", true},
	{"members have no order", "{\"a\": 1, \"b\": 2}", "{\"b\": 2, \"a\": 1}", true},
	{"items have an order", "[1, 2]", "[2, 1]", false},
	{"the last of a repeated key counts", "{\"a\": 1, \"a\": 2}", "{\"a\": 2}", true},
	{"the first of a repeated key does not", "{\"a\": 1, \"a\": 2}", "{\"a\": 1}", false},
	{"a key more is a difference", "{\"a\": 1}", "{\"a\": 1, \"b\": null}", false},
	{"another key of the same value is a difference", "{\"a\": null}", "{\"b\": null}", false},
	{"true is not 1", "true", "1", false},
	{"null is not false", "null", "false", false},
	{"escapes do not matter", "\"\\u0041\"", "\"A\"", true},
	{"a NUL counts", "\"a\\u0000b\"", "\"a\\u0000c\"", false},
	{"empty list and empty object differ", "[]", "{}", false},
	{"a prefix is shorter", "[1]", "[1, 1]", false},
	{"an earlier one of a repeated key does not count, of whatever kind",
	 "{\"a\": [1], \"b\": 1, \"a\": 3}", "{\"a\": {\"c\": 1}, \"b\": 1, \"a\": 3}", true},
	{"a repeated key whose last values differ", "{\"a\": 1, \"b\": 2, \"a\": 3}",
	 "{\"a\": 1, \"b\": 2, \"a\": 4}", false},
	{"repeated here and not there", "{\"a\": 1, \"b\": 2, \"a\": 3}", "{\"a\": 3, \"b\": 2}",
	 true},
	{"the same keys in another order, with values inside", "{\"a\": {\"b\": [1]}, \"c\": {}}",
	 "{\"c\": {}, \"a\": {\"b\": [1]}}", true},
	{"deep values are compared", "{\"a\": [{\"b\": [1, {\"c\": \"x\"}]}]}",
	 "{\"a\": [{\"b\": [1, {\"c\": \"y\"}]}]}", false},
};

static void check_equal(void **state)
{
	const struct equal *row = ROW(struct equal);
	struct dkt_arena *arena = dkt_arena_new();
	const struct dkt_node *a = node_from(arena, row->a);
	const struct dkt_node *b = node_from(arena, row->b);
	struct dkt_node copy = dkt_copy(arena, a);

	assert_int_equal(dkt_node_equal(a, b), row->equal);
	assert_int_equal(dkt_node_equal(b, a), row->equal);
	assert_true(dkt_node_equal(a, &copy));
	dkt_arena_free(arena);
}

/* A hundred thousand members in opposite orders: sorting, not searching. */
static void test_large_equal(void **state)
{
	struct dkt_arena *arena = dkt_arena_new();
	const size_t n = 100000;
	struct dkt_member *up = DKT_NEW_N(arena, struct dkt_member, n);
	struct dkt_member *down = DKT_NEW_N(arena, struct dkt_member, n);
	struct dkt_node a;
	struct dkt_node b;

	(void)state;
	for (size_t i = 0; i < n; i++) {
		up[i].key = dkt_arena_printf(arena, "key %zu", i);
		up[i].key_size = strlen(up[i].key);
		up[i].value = dkt_make_int(arena, (int64_t)i);
		down[n - 1 - i] = up[i];
	}
	a = dkt_make_object(arena, up, n);
	b = dkt_make_object(arena, down, n);
	assert_true(dkt_node_equal(&a, &b));
	down[n / 2].value = dkt_make_null();
	b = dkt_make_object(arena, down, n);
	assert_false(dkt_node_equal(&a, &b));
	dkt_arena_free(arena);
}

/* Each level has its keys in two orders; comparing a level twice would never end. */
static void test_deep_equal(void **state)
{
	struct dkt_arena *arena = dkt_arena_new();
	struct dkt_node a = dkt_make_int(arena, 1);
	struct dkt_node b = dkt_make_int(arena, 1);

	(void)state;
	for (int level = 0; level < 200; level++) {
		struct dkt_member *up = DKT_NEW_N(arena, struct dkt_member, 3);
		struct dkt_member *down = DKT_NEW_N(arena, struct dkt_member, 3);

		up[0] = (struct dkt_member){.key = "a", .key_size = 1, .value = a};
		up[1] = (struct dkt_member){.key = "b", .key_size = 1, .value = dkt_make_null()};
		up[2] = (struct dkt_member){.key = "c", .key_size = 1, .value = dkt_make_null()};
		memcpy(down, up, 3 * sizeof *down);
		down[0].value = b;
		down[1].key = "c";
		down[2].key = "b";
		a = dkt_make_object(arena, up, 3);
		b = dkt_make_object(arena, down, 3);
	}
	assert_true(dkt_node_equal(&a, &b));
	assert_false(dkt_node_differs_plainly(&a, &b));
	dkt_arena_free(arena);
}

/* Long texts are told apart, but not at a glance. */
static void test_long_equal(void **state)
{
	struct dkt_arena *arena = dkt_arena_new();
	char *text = dkt_arena_alloc(arena, 2001);
	struct dkt_node a;
	struct dkt_node b;

	(void)state;
	(void)snprintf(text, 2001, "{\"k\": \"%01500d\"}", 7);
	a = *node_from(arena, text);
	text = dkt_arena_dups(arena, text);
	text[1000] = '1';
	b = *node_from(arena, text);
	assert_false(dkt_node_differs_plainly(&a, &b));
	assert_false(dkt_node_equal(&a, &b));
	assert_true(dkt_node_equal(&a, &a));
	dkt_arena_free(arena);
}

/* --- pointers -----------------------------------------------------------------------------------
 */

struct pointed {
	const char *name;
	const char *pointer;
	const char *found; /* canonical text; "" for nothing */
};

/* The document of RFC 6901, section 5. */
static const char rfc[] = "{\"foo\": [\"bar\", \"baz\"], \"\": 0, \"a/b\": 1, \"c%d\": 2, "
			  "\"e^f\": 3, \"g|h\": 4, \"i\\\\j\": 5, \"k\\\"l\": 6, \" \": 7, "
			  "\"m~n\": 8, \"~1\": 9}";

static const struct pointed pointers[] = {
	{"an item", "/foo/0", "\"bar\""},
	{"a list", "/foo", "[\"bar\",\"baz\"]"},
	{"the empty key", "/", "0"},
	{"an escaped slash", "/a~1b", "1"},
	{"no percent decoding", "/c%d", "2"},
	{"a backslash", "/i\\j", "5"},
	{"a space", "/ ", "7"},
	{"an escaped tilde", "/m~0n", "8"},
	{"~01 is the key ~1, not a slash", "/~01", "9"},
	{"an index with a leading zero", "/foo/00", ""},
	{"an index out of reach", "/foo/2", ""},
	{"an index beyond all sizes", "/foo/99999999999999999999999", ""},
	{"the item behind the last", "/foo/-", ""},
	{"a member of a string", "/foo/0/x", ""},
	{"no slash at the start", "foo", ""},
	{"a wrong escape", "/m~2n", ""},
	{"a tilde at the end", "/m~", ""},
};

static void check_pointer(void **state)
{
	const struct pointed *row = ROW(struct pointed);
	struct dkt_arena *arena = dkt_arena_new();
	const struct dkt_node *found = dkt_pointer_get(node_from(arena, rfc), row->pointer);

	assert_string_equal(line_of(arena, found, NULL), row->found);
	dkt_arena_free(arena);
}

/* Every value and every key of a text by its offset; what lies between has no pointer. */
static void test_pointer_to(void **state)
{
	static const char text[] =
		" {\"a\": [1, {\"b/~\": null}, []], \"\": {\"\": true}, \"z\": 0}";
	static const struct {
		const char *at;
		const char *pointer; /* NULL: there is none */
	} places[] = {
		{"{\"a\"", ""},	  {"\"a\"", "/a"},	   {"[1,", "/a"},	   {"1,", "/a/0"},
		{"{\"b", "/a/1"}, {"\"b/~", "/a/1/b~1~0"}, {"null", "/a/1/b~1~0"}, {"[]", "/a/2"},
		{"\"\": {", "/"}, {"{\"\"", "/"},	   {"true", "//"},	   {"\"z\"", "/z"},
		{"0}", "/z"},	  {": [", NULL},	   {"]]", NULL},	   {" {", NULL},
		{"rue", NULL},	  {"}, \"z", NULL},
	};
	struct dkt_arena *arena = dkt_arena_new();
	const struct dkt_node *root = node_from(arena, text);

	(void)state;
	for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
		struct dkt_buf pointer = DKT_BUF_INIT(100);
		size_t offset = (size_t)(strstr(text, places[i].at) - text);

		assert_int_equal(dkt_pointer_to(root, offset, &pointer), places[i].pointer != NULL);
		assert_string_equal(dkt_buf_str(&pointer),
				    places[i].pointer == NULL ? "" : places[i].pointer);
		dkt_buf_clear(&pointer);
	}
	dkt_arena_free(arena);
}

static void test_pointer_parts(void **state)
{
	struct dkt_arena *arena = dkt_arena_new();
	struct dkt_buf pointer = DKT_BUF_INIT(100);
	const char *rest;
	size_t size;

	(void)state;
	dkt_pointer_add_key(&pointer, "a/~b", 4);
	dkt_pointer_add_index(&pointer, 12);
	assert_string_equal(dkt_buf_str(&pointer), "/a~1~0b/12");
	rest = dkt_buf_str(&pointer);
	assert_string_equal(dkt_pointer_token(arena, &rest, &size), "a/~b");
	assert_int_equal(size, 4);
	assert_string_equal(dkt_pointer_token(arena, &rest, &size), "12");
	assert_null(dkt_pointer_token(arena, &rest, &size));
	assert_true(dkt_pointer_under("/a/b", "/a"));
	assert_true(dkt_pointer_under("/a", "/a"));
	assert_true(dkt_pointer_under("/a", ""));
	assert_false(dkt_pointer_under("/ab", "/a"));
	assert_false(dkt_pointer_under("", "/a"));
	dkt_buf_clear(&pointer);
	dkt_arena_free(arena);
}

static void test_pos(void **state)
{
	static const char text[] = "一行\nab\n\xC3\xA9x";
	struct dkt_pos pos;

	(void)state;
	pos = dkt_pos_at(text, sizeof text - 1, 3);
	assert_true(pos.line == 1 && pos.column == 2);
	pos = dkt_pos_at(text, sizeof text - 1, 7);
	assert_true(pos.line == 2 && pos.column == 1);
	pos = dkt_pos_at(text, sizeof text - 1, 12);
	assert_true(pos.line == 3 && pos.column == 2);
	pos = dkt_pos_at(text, sizeof text - 1, 1000);
	assert_true(pos.line == 3 && pos.column == 3 && pos.offset == sizeof text - 1);
}

/* --- edits --------------------------------------------------------------------------------------
 */

struct edit {
	const char *name;
	const char *before;
	const char *pointer;
	const char *value; /* "" removes */
	const char *after; /* "" when it cannot be done */
};

static const struct edit edits[] = {
	{"a member is replaced where it stood", "{\"a\": 1, \"b\": 2}", "/a", "9",
	 "{\"a\":9,\"b\":2}"},
	{"a member is added", "{\"a\": 1}", "/b", "2", "{\"a\":1,\"b\":2}"},
	{"a member of a member", "{\"a\": {\"x\": [1]}}", "/a/x/0", "{}", "{\"a\":{\"x\":[{}]}}"},
	{"an item is added behind the last by -", "[1]", "/-", "2", "[1,2]"},
	{"an item is added behind the last by its index", "[1]", "/1", "2", "[1,2]"},
	{"an item further behind is refused", "[1]", "/2", "2", ""},
	{"a missing parent is refused", "{}", "/a/b", "1", ""},
	{"a parent that is a string is refused", "{\"a\": \"x\"}", "/a/b", "1", ""},
	{"the root is replaced", "{}", "", "[1]", "[1]"},
	{"a key with a slash", "{}", "/a~1b", "1", "{\"a/b\":1}"},
	{"a member is removed with its repetitions", "{\"a\": 1, \"b\": 2, \"a\": 3}", "/a", "",
	 "{\"b\":2}"},
	{"an item is removed", "[1, 2, 3]", "/1", "", "[1,3]"},
	{"the last item is removed", "[1]", "/0", "", "[]"},
	{"an item that is not there cannot be removed", "[1]", "/1", "", ""},
	{"- names no item to remove", "[1]", "/-", "", ""},
	{"a member that is not there cannot be removed", "{\"a\": 1}", "/b", "", ""},
	{"the root cannot be removed", "{\"a\": 1}", "", "", ""},
	{"a member of an item is removed", "[{\"a\": 1, \"b\": 2}]", "/0/a", "", "[{\"b\":2}]"},
};

static void check_edit(void **state)
{
	const struct edit *row = ROW(struct edit);
	struct dkt_arena *arena = dkt_arena_new();
	const struct dkt_node *before = node_from(arena, row->before);
	const char *was = line_of(arena, before, NULL);
	struct dkt_node after;
	bool done;

	if (row->value[0] == '\0')
		done = dkt_without_pointer(arena, before, row->pointer, &after);
	else
		done = dkt_with_pointer(arena, before, row->pointer, *node_from(arena, row->value),
					&after);
	assert_string_equal(line_of(arena, done ? &after : NULL, NULL), row->after);
	assert_string_equal(line_of(arena, before, NULL), was);
	dkt_arena_free(arena);
}

static void test_with(void **state)
{
	struct dkt_arena *arena = dkt_arena_new();
	struct dkt_node node = dkt_with(arena, NULL, "a", dkt_make_string(arena, "x"));

	(void)state;
	node = dkt_with(arena, &node, "b", dkt_make_bool(true));
	node = dkt_with(arena, &node, "c", dkt_make_string(arena, NULL));
	node = dkt_without(arena, &node, "a");
	assert_string_equal(line_of(arena, &node, NULL), "{\"b\":true,\"c\":null}");
	node = dkt_with_item(arena, NULL, dkt_make_int(arena, INT64_MIN));
	node = dkt_with_item(arena, &node, dkt_make_stringn(arena, "a\0b", 3));
	assert_string_equal(line_of(arena, &node, NULL), "[-9223372036854775808,\"a\\u0000b\"]");
	assert_int_equal(node.offset, DKT_MADE);
	dkt_arena_free(arena);
}

static void test_readers_accept_nothing(void **state)
{
	struct dkt_arena *arena = dkt_arena_new();
	const struct dkt_node *number = node_from(arena, "1");

	(void)state;
	assert_null(dkt_get(NULL, "a"));
	assert_null(dkt_get(number, "a"));
	assert_null(dkt_item(NULL, 0));
	assert_null(dkt_string(number));
	assert_null(dkt_get_string(NULL, "a"));
	assert_int_equal(dkt_size(NULL), 0);
	assert_int_equal(dkt_size(number), 0);
	assert_false(dkt_is(NULL, DKT_NULL));
	assert_true(dkt_node_equal(NULL, NULL));
	assert_false(dkt_node_equal(NULL, number));
	assert_string_equal(dkt_kind_name(number), "number");
	dkt_arena_free(arena);
}

static void test_shape(void **state)
{
	(void)state;
	assert_ptr_equal(dkt_shape_at(&record_shape, "/sources/3/url"), &leaf_shape);
	assert_ptr_equal(dkt_shape_at(&record_shape, "/sources/-"), &source_shape);
	assert_ptr_equal(dkt_shape_at(&record_shape, "/title/zh-Hans"), &leaf_shape);
	assert_ptr_equal(dkt_shape_at(&record_shape, ""), &record_shape);
	assert_null(dkt_shape_at(&record_shape, "/unknown"));
	assert_null(dkt_shape_at(&record_shape, "/id/below/that"));
	assert_null(dkt_shape_at(NULL, "/id"));
	assert_null(dkt_shape_member(NULL, "id", 2));
	assert_null(dkt_shape_item(&record_shape));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		{"large objects are compared by sorting", test_large_equal, NULL, NULL, NULL},
		{"objects within objects are compared once a level", test_deep_equal, NULL, NULL,
		 NULL},
		{"long texts are compared to the end", test_long_equal, NULL, NULL, NULL},
		{"a place in a text has a pointer", test_pointer_to, NULL, NULL, NULL},
		{"pointers are built, taken apart and compared by token", test_pointer_parts, NULL,
		 NULL, NULL},
		{"columns count characters", test_pos, NULL, NULL, NULL},
		{"objects and lists are built from nothing", test_with, NULL, NULL, NULL},
		{"readers answer nothing for nothing", test_readers_accept_nothing, NULL, NULL,
		 NULL},
		{"shapes are found by pointer", test_shape, NULL, NULL, NULL},
	};
	int failed = cmocka_run_group_tests_name("json/node", tests, NULL, NULL);

	failed += rows_run("json/node equality", equals, check_equal);
	failed += rows_run("json/pointer", pointers, check_pointer);
	return failed + rows_run("json/build", edits, check_edit);
}
