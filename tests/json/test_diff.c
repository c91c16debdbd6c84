/* test_diff.c - what changed, named as people name it. */
#include "json/diff.h"

#include <string.h>

#include "json/fixture.h"
#include "json/pointer.h"

struct row {
	const char *name;
	const char *before;
	const char *after;
	const char *changes; /* "+ pointer path", "- ...", "~ ...", one a line */
};

static const struct row rows[] = {
	{"equal values have no difference", "{\"a\": [1.0, {\"b\": \"x\"}]}",
	 "{\"a\": [1, {\"b\": \"x\"}]}", ""},
	{"a changed leaf", "{\"title\": {\"en\": \"a\", \"zh\": \"b\"}}",
	 "{\"title\": {\"en\": \"c\", \"zh\": \"b\"}}", "~ /title/en title.en\n"},
	{"an added and a removed member", "{\"a\": 1, \"b\": 2}", "{\"b\": 2, \"c\": 3}",
	 "- /a a\n+ /c c\n"},
	{"removed members are told where they stood", "{\"a\": 1, \"b\": 2, \"c\": 3}",
	 "{\"a\": 9, \"c\": 9}", "~ /a a\n- /b b\n~ /c c\n"},
	{"members in another order are no difference", "{\"a\": 1, \"b\": 2}",
	 "{\"b\": 2, \"a\": 1}", ""},
	{"an object that came is one place", "{}", "{\"place\": {\"lat\": 1, \"lon\": 2}}",
	 "+ /place place\n"},
	{"another kind is one place", "{\"place\": {\"lat\": 1}}", "{\"place\": \"x\"}",
	 "~ /place place\n"},
	{"a list whose order matters is one place", "{\"steps\": [1, 2, 3]}",
	 "{\"steps\": [1, 3, 2]}", "~ /steps steps\n"},
	{"items of a set are found by their key",
	 "{\"sources\": [{\"url\": \"https://a.example/x\", \"title\": \"A\"}, {\"url\": \"y\"}]}",
	 "{\"sources\": [{\"url\": \"y\"}, {\"url\": \"https://a.example/x\", \"title\": \"B\"}]}",
	 "~ /sources/1/title sources[https://a.example/x].title\n"},
	{"a removed item is named by its place before",
	 "{\"sources\": [{\"url\": \"x\"}, {\"url\": \"y\"}]}", "{\"sources\": [{\"url\": \"y\"}]}",
	 "- /sources/0 sources[x]\n"},
	{"a changed key is another item", "{\"sources\": [{\"url\": \"x\"}]}",
	 "{\"sources\": [{\"url\": \"y\"}]}", "+ /sources/0 sources[y]\n- /sources/0 sources[x]\n"},
	{"values of a set come and go", "{\"aliases\": [\"a\", \"b\"]}",
	 "{\"aliases\": [\"b\", \"c\"]}", "- /aliases/0 aliases[a]\n+ /aliases/1 aliases[c]\n"},
	{"a set in another order is no difference", "{\"aliases\": [\"a\", \"b\"]}",
	 "{\"aliases\": [\"b\", \"a\"]}", ""},
	{"a value that stands twice in a set counts twice", "{\"aliases\": [\"a\", \"a\"]}",
	 "{\"aliases\": [\"a\"]}", "- /aliases/1 aliases[a]\n"},
	{"an item without the key is named by its index", "{\"sources\": []}",
	 "{\"sources\": [{\"url\": \"x\"}, {\"title\": \"t\"}]}",
	 "+ /sources/0 sources[x]\n+ /sources/1 sources[1]\n"},
	{"sets within sets",
	 "{\"sources\": [{\"url\": \"x\", \"quotes\": [{\"text\": \"q\", \"l\": 1}]}]}",
	 "{\"sources\": [{\"url\": \"x\", \"quotes\": [{\"text\": \"q\", \"l\": 2}]}]}",
	 "~ /sources/0/quotes/0/l sources[x].quotes[q].l\n"},
	{"keys that need it are quoted in the path", "{\"a.b\": 1, \"c/d\": 1, \"\": 1}",
	 "{\"a.b\": 2, \"c/d\": 2, \"\": 2}", "~ /a.b [\"a.b\"]\n~ /c~1d c/d\n~ / [\"\"]\n"},
	{"the root is one place where its kind changes", "1", "{}", "~  \n"},
	{"a value that came", "", "{}", "+  \n"},
	{"a value that went", "[]", "", "-  \n"},
	{"nothing and nothing", "", "", ""},
	{"of repeated keys the last counts", "{\"a\": 1, \"a\": 2}", "{\"a\": 2}", ""},
};

static void check_row(void **state)
{
	const struct row *row = ROW(struct row);
	struct dkt_arena *arena = dkt_arena_new();
	const struct dkt_node *before = node_from(arena, row->before);
	const struct dkt_node *after = node_from(arena, row->after);
	struct dkt_buf out = DKT_BUF_INIT(10000);
	struct dkt_diff diff;

	dkt_diff(arena, before, after, &record_shape, &diff);
	for (size_t i = 0; i < diff.n; i++) {
		const struct dkt_change *change = &diff.items[i];

		dkt_buf_addf(&out, "%c %s %s\n", "+-~"[change->kind], change -> pointer,
			     change -> path);
		assert_int_equal(change->before == NULL, change->kind == DKT_ADDED);
		assert_int_equal(change->after == NULL, change->kind == DKT_REMOVED);
		if (change->kind == DKT_REMOVED)
			assert_ptr_equal(dkt_pointer_get(before, change->pointer), change->before);
		else
			assert_ptr_equal(dkt_pointer_get(after, change->pointer), change->after);
	}
	assert_string_equal(dkt_buf_str(&out), row->changes);
	dkt_buf_clear(&out);
	dkt_arena_free(arena);
}

/* One key of a megabyte above a hundred thousand changes: pointers would take a hundred gigabytes.
 */
static void test_long_key(void **state)
{
	struct dkt_arena *arena = dkt_arena_new();
	struct dkt_buf json = DKT_BUF_INIT(1 << 24);
	const struct dkt_node *sides[2];
	struct dkt_diff diff;

	(void)state;
	for (int side = 0; side < 2; side++) {
		dkt_buf_reset(&json);
		dkt_buf_adds(&json, "{\"");
		dkt_buf_addn(&json, 1 << 20, 'k');
		dkt_buf_adds(&json, "\": {");
		for (int i = 0; i < 100000; i++)
			dkt_buf_addf(&json, "\"%d\": %d,", i, side);
		dkt_buf_adds(&json, "\"z\": 0}}");
		sides[side] = node_from(arena, dkt_arena_dup(arena, dkt_buf_str(&json), json.size));
	}
	dkt_diff(arena, sides[0], sides[1], NULL, &diff);
	assert_int_equal(diff.n, 1);
	assert_true(strlen(diff.items[0].path) < 100);
	dkt_buf_clear(&json);
	dkt_arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		{"a long key does not multiply", test_long_key, NULL, NULL, NULL},
	};
	int failed = cmocka_run_group_tests_name("json/diff", tests, NULL, NULL);

	return failed + rows_run("json/diff rows", rows, check_row);
}
