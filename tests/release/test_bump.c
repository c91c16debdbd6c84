/* test_bump.c - which change needs which increment, and what is said about it. */
#include <string.h>

#include "base/error.h"
#include "base/str.h"
#include "release/bump.h"
#include "support/rows.h"

static struct dkt_node parse(struct dkt_arena *arena, const char *json)
{
	struct dkt_text text;
	struct dkt_text_fault fault;

	if (!dkt_text_parse(&text, arena, json, strlen(json), &fault))
		fail_msg("%s: %s", json, fault.sentence);
	return text.root;
}

struct row {
	const char *name;
	const char *before; /* NULL: not there */
	const char *after;
	enum dkt_increment increment;
	const char *code; /* NULL: no reason */
};

#define ACTIVE	 "\"meta\":{\"status\":\"active\"}"
#define RETIRED	 "\"meta\":{\"status\":\"retired\"}"
#define REPLACED "\"meta\":{\"status\":\"replaced\"}"

static const struct row records[] = {
	{"a record added is minor", NULL, "{\"a\":1}", DKT_BUMP_MINOR, "record.added"},
	{"a record removed is major", "{\"a\":1}", NULL, DKT_BUMP_MAJOR, "record.removed"},
	{"a value corrected is patch", "{\"a\":1}", "{\"a\":2}", DKT_BUMP_PATCH,
	 "record.corrected"},
	{"a source added is patch", "{\"sources\":[]}", "{\"sources\":[{\"url\":\"u\"}]}",
	 DKT_BUMP_PATCH, "record.corrected"},
	{"a record retired is minor", "{\"a\":1," ACTIVE "}", "{" RETIRED "}", DKT_BUMP_MINOR,
	 "record.retired"},
	{"a record replaced is minor", "{\"a\":1}", "{" REPLACED "}", DKT_BUMP_MINOR,
	 "record.replaced"},
	{"a record restored is minor", "{" RETIRED "}", "{\"a\":1," ACTIVE "}", DKT_BUMP_MINOR,
	 "record.restored"},
	{"a retired record that becomes replaced is minor", "{" RETIRED "}", "{" REPLACED "}",
	 DKT_BUMP_MINOR, "record.replaced"},
	{"a tombstone corrected is patch", "{\"b\":1," RETIRED "}", "{" RETIRED "}", DKT_BUMP_PATCH,
	 "record.corrected"},
	{"a disputed record is corrected", "{" ACTIVE "}", "{\"meta\":{\"status\":\"disputed\"}}",
	 DKT_BUMP_PATCH, "record.corrected"},
	{"the same values in another order are nothing", "{\"a\":1.0,\"b\":2}", "{\"b\":2,\"a\":1}",
	 DKT_BUMP_NONE, NULL},
	{"nothing before and after is nothing", NULL, NULL, DKT_BUMP_NONE, NULL},
};

static const struct row schemas[] = {
	{"a schema added is minor", NULL, "{}", DKT_BUMP_MINOR, "schema.added"},
	{"a schema removed is major", "{}", NULL, DKT_BUMP_MAJOR, "schema.removed"},
	{"a title is words", "{\"title\":\"a\"}", "{\"title\":\"b\"}", DKT_BUMP_PATCH,
	 "schema.words"},
	{"annotations deep inside are words",
	 "{\"properties\":{\"a\":{\"items\":{\"anyOf\":[{\"type\":\"string\"}]}}}}",
	 "{\"properties\":{\"a\":{\"items\":{\"anyOf\":[{\"type\":\"string\",\"x-docket\":{"
	 "\"order\":1},\"$comment\":\"c\",\"examples\":[1],\"description\":\"d\"}]}}}}",
	 DKT_BUMP_PATCH, "schema.words"},
	{"a definition's title is words", "{\"$defs\":{\"a\":{}}}",
	 "{\"$defs\":{\"a\":{\"title\":\"t\"}}}", DKT_BUMP_PATCH, "schema.words"},
	{"a field called title is no annotation", "{\"properties\":{}}",
	 "{\"properties\":{\"title\":{\"type\":\"string\"}}}", DKT_BUMP_MAJOR, "schema.changed"},
	{"a definition called description is no annotation", "{\"$defs\":{\"description\":true}}",
	 "{\"$defs\":{}}", DKT_BUMP_MAJOR, "schema.changed"},
	{"title within an enum's value is data", "{\"enum\":[{\"title\":1}]}",
	 "{\"enum\":[{\"title\":2}]}", DKT_BUMP_MAJOR, "schema.changed"},
	{"title within const is data", "{\"const\":{\"title\":1}}", "{\"const\":{}}",
	 DKT_BUMP_MAJOR, "schema.changed"},
	{"a type changed", "{\"type\":\"string\"}", "{\"type\":\"number\"}", DKT_BUMP_MAJOR,
	 "schema.changed"},
	{"a schema that became true", "{\"properties\":{\"a\":{}}}",
	 "{\"properties\":{\"a\":true}}", DKT_BUMP_MAJOR, "schema.changed"},
	{"an item of allOf more", "{\"allOf\":[{}]}", "{\"allOf\":[{},{}]}", DKT_BUMP_MAJOR,
	 "schema.changed"},
	{"keys in another order are nothing", "{\"type\":\"string\",\"minLength\":1}",
	 "{\"minLength\":1,\"type\":\"string\"}", DKT_BUMP_NONE, NULL},
	{"many fields, one description",
	 "{\"properties\":{\"a\":{},\"b\":{},\"c\":{},\"d\":{},\"e\":{},\"f\":{},\"g\":{},\"h\":{},"
	 "\"i\":{},\"j\":{}}}",
	 "{\"properties\":{\"j\":{},\"b\":{},\"c\":{},\"d\":{},\"e\":{},\"f\":{},\"g\":{},\"h\":{},"
	 "\"i\":{},\"a\":{\"description\":\"x\"}}}",
	 DKT_BUMP_PATCH, "schema.words"},
	{"many fields, one less",
	 "{\"properties\":{\"a\":{},\"b\":{},\"c\":{},\"d\":{},\"e\":{},\"f\":{},\"g\":{},\"h\":{},"
	 "\"i\":{},\"j\":{}}}",
	 "{\"properties\":{\"a\":{},\"b\":{},\"c\":{},\"d\":{},\"e\":{},\"f\":{},\"g\":{},\"h\":{},"
	 "\"i\":{}}}",
	 DKT_BUMP_MAJOR, "schema.changed"},
};

static void check_with(const struct row *row, bool schema)
{
	struct dkt_arena *arena = dkt_arena_new();
	struct dkt_bump *bump = dkt_bump_new();
	struct dkt_node before = {0};
	struct dkt_node after = {0};

	if (row->before != NULL)
		before = parse(arena, row->before);
	if (row->after != NULL)
		after = parse(arena, row->after);
	(schema ? dkt_bump_schema : dkt_bump_record)(bump, "pr-x",
						     row->before == NULL ? NULL : &before,
						     row->after == NULL ? NULL : &after);
	assert_int_equal(dkt_bump_increment(bump), row->increment);
	assert_int_equal(dkt_bump_size(bump), row->code != NULL);
	if (row->code != NULL) {
		assert_string_equal(dkt_bump_at(bump, 0)->code, row->code);
		assert_string_equal(dkt_bump_at(bump, 0)->subject, "pr-x");
		assert_int_equal(dkt_bump_at(bump, 0)->increment, row->increment);
		assert_true(dkt_starts(dkt_bump_at(bump, 0)->sentence, "pr-x "));
	}
	dkt_bump_free(bump);
	dkt_arena_free(arena);
}

static void check_record(void **state)
{
	check_with(ROW(struct row), false);
}

static void check_schema(void **state)
{
	check_with(ROW(struct row), true);
}

/* --- two lists --- */

static unsigned reads;

/* The content is the blob's name itself. */
static int read_listed(void *data, const struct dkt_listed *listed, struct dkt_arena *arena,
		       struct dkt_node *out, struct dkt_err *err)
{
	(void)data;
	reads++;
	if (dkt_streq(listed->blob, "broken"))
		return dkt_fail(err, DKT_EFORMAT, "no such blob");
	*out = parse(arena, listed->blob);
	return 0;
}

static void two_lists(void **state)
{
	static const struct dkt_listed before[] = {{"pr-1", "{\"a\":1}"},
						   {"pr-2", "{\"a\":1}"},
						   {"pr-3", "{}"},
						   {"pr-5", "{\"a\":1}"}};
	static const struct dkt_listed after[] = {{"pr-0", "{}"},
						  {"pr-1", "{\"a\":1}"},
						  {"pr-2", "{\"a\":2}"},
						  {"pr-4", "{}"},
						  {"pr-5", "{" RETIRED "}"}};
	struct dkt_bump *bump = dkt_bump_new();
	struct dkt_err err = DKT_ERR_INIT;
	static const char *const said[] = {"pr-0 was added", "pr-2 was corrected",
					   "pr-3 was removed without a tombstone", "pr-4 was added",
					   "pr-5 was retired, with a tombstone"};

	(void)state;
	reads = 0;
	assert_int_equal(dkt_bump_compare(bump, before, 4, after, 5, read_listed, NULL, &err), 0);
	assert_int_equal(reads, 4); /* both sides of the two that differ */
	assert_int_equal(dkt_bump_size(bump), 5);
	for (size_t i = 0; i < 5; i++)
		assert_string_equal(dkt_bump_at(bump, i)->sentence, said[i]);
	assert_int_equal(dkt_bump_count(bump, DKT_COUNT_ADDED), 2);
	assert_int_equal(dkt_bump_count(bump, DKT_COUNT_CORRECTED), 1);
	assert_int_equal(dkt_bump_count(bump, DKT_COUNT_REMOVED), 1);
	assert_int_equal(dkt_bump_count(bump, DKT_COUNT_RETIRED), 1);
	assert_int_equal(dkt_bump_increment(bump), DKT_BUMP_MAJOR);
	dkt_bump_document(bump, "docket.json");
	assert_int_equal(dkt_bump_increment(bump), DKT_BUMP_MAJOR);
	assert_string_equal(dkt_bump_at(bump, 5)->sentence, "docket.json changed");
	dkt_bump_free(bump);
}

static void lists_out_of_order(void **state)
{
	static const struct dkt_listed list[] = {{"pr-2", "{}"}, {"pr-1", "{}"}};
	struct dkt_bump *bump = dkt_bump_new();
	struct dkt_err err = DKT_ERR_INIT;

	(void)state;
	assert_int_equal(dkt_bump_compare(bump, list, 2, NULL, 0, read_listed, NULL, &err), -1);
	assert_int_equal(err.code, DKT_EBUG);
	dkt_bump_free(bump);
}

static void content_that_cannot_be_read(void **state)
{
	static const struct dkt_listed before[] = {{"pr-1", "{}"}};
	static const struct dkt_listed after[] = {{"pr-1", "broken"}};
	struct dkt_bump *bump = dkt_bump_new();
	struct dkt_err err = DKT_ERR_INIT;

	(void)state;
	assert_int_equal(dkt_bump_compare(bump, before, 1, after, 1, read_listed, NULL, &err), -1);
	assert_int_equal(err.code, DKT_EFORMAT);
	assert_string_equal(err.notes, "comparing pr-1");
	dkt_bump_free(bump);
}

int main(void)
{
	const struct CMUnitTest whole[] = {
		{"two lists are compared by id and blob", two_lists, NULL, NULL, NULL},
		{"a list that is not sorted is a bug", lists_out_of_order, NULL, NULL, NULL},
		{"content that cannot be read names the record", content_that_cannot_be_read, NULL,
		 NULL, NULL},
	};
	int failed = rows_run("release/bump records", records, check_record);

	failed += rows_run("release/bump schemas", schemas, check_schema);
	return failed + cmocka_run_group_tests(whole, NULL, NULL);
}
