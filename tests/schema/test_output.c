/*
 * test_output.c - the output formats on small schemas: the whole text is compared.
 *
 * U is the location of the schema, so that the rows stay readable.
 */
#include "support/rows.h"

#include <string.h>

#include "schema/schema.h"

#define U "\"absoluteKeywordLocation\":\"https://example.org/s#"

struct row {
	const char *name;
	const char *schema;
	const char *value;
	enum dkt_output form;
	const char *wanted;
};

static const struct row rows[] = {
	{"flag says only the verdict", "{\"type\":\"string\",\"title\":\"T\"}", "1",
	 DKT_OUTPUT_FLAG, "{\"valid\":false}"},
	{"basic lists what failed, in the words of a finding", "{\"type\":\"string\"}", "1",
	 DKT_OUTPUT_BASIC,
	 "{\"valid\":false,\"keywordLocation\":\"\"," U "\",\"instanceLocation\":\"\",\"errors\":["
	 "{\"valid\":false,\"keywordLocation\":\"/type\"," U "/type\",\"instanceLocation\":\"\","
	 "\"error\":\"the record must be text, not the number 1\"}]}"},
	{"basic lists annotations of a valid value", "{\"title\":\"T\",\"x-docket\":{\"order\":1}}",
	 "1", DKT_OUTPUT_BASIC,
	 "{\"valid\":true,\"keywordLocation\":\"\"," U "\",\"instanceLocation\":\"\","
	 "\"annotations\":["
	 "{\"valid\":true,\"keywordLocation\":\"/title\"," U
	 "/title\",\"instanceLocation\":\"\",\"annotation\":\"T\"},"
	 "{\"valid\":true,\"keywordLocation\":\"/x-docket\"," U
	 "/x-docket\",\"instanceLocation\":\"\",\"annotation\":{\"order\":1}}]}"},
	{"a valid value without annotations has no list", "{\"type\":\"number\"}", "1",
	 DKT_OUTPUT_BASIC,
	 "{\"valid\":true,\"keywordLocation\":\"\"," U "\",\"instanceLocation\":\"\"}"},
	{"verbose tells of every keyword and drops annotations of what failed",
	 "{\"type\":\"object\",\"properties\":{\"a\":true},\"additionalProperties\":false}",
	 "{\"a\":5,\"b\":6}", DKT_OUTPUT_VERBOSE,
	 "{\"valid\":false,\"keywordLocation\":\"\"," U "\",\"instanceLocation\":\"\",\"errors\":["
	 "{\"valid\":true,\"keywordLocation\":\"/type\"," U "/type\",\"instanceLocation\":\"\"},"
	 "{\"valid\":true,\"keywordLocation\":\"/properties\"," U
	 "/properties\",\"instanceLocation\":\"\",\"annotations\":["
	 "{\"valid\":true,\"keywordLocation\":\"/properties/a\"," U
	 "/properties/a\",\"instanceLocation\":\"/a\"}]},"
	 "{\"valid\":false,\"keywordLocation\":\"/additionalProperties\"," U
	 "/additionalProperties\",\"instanceLocation\":\"\",\"errors\":["
	 "{\"valid\":false,\"keywordLocation\":\"/additionalProperties\"," U
	 "/additionalProperties\",\"instanceLocation\":\"/b\","
	 "\"error\":\"\\\"b\\\" is not allowed here\"}]}]}"},
	{"detailed puts a node with one child in the child's place",
	 "{\"$defs\":{\"p\":{\"required\":[\"x\",\"y\"],\"additionalProperties\":false,"
	 "\"properties\":{\"x\":true,\"y\":true}}},\"items\":{\"$ref\":\"#/$defs/"
	 "p\"},\"minItems\":3}",
	 "[{\"x\":2,\"y\":1},{\"x\":1,\"z\":6}]", DKT_OUTPUT_DETAILED,
	 "{\"valid\":false,\"keywordLocation\":\"\"," U "\",\"instanceLocation\":\"\",\"errors\":["
	 "{\"valid\":false,\"keywordLocation\":\"/minItems\"," U
	 "/minItems\",\"instanceLocation\":\"\",\"error\":\"the record has 2 items; it needs at "
	 "least 3\"},"
	 "{\"valid\":false,\"keywordLocation\":\"/items/$ref\"," U
	 "/$defs/p\",\"instanceLocation\":\"/1\",\"errors\":["
	 "{\"valid\":false,\"keywordLocation\":\"/items/$ref/required\"," U
	 "/$defs/p/required\",\"instanceLocation\":\"/1\",\"error\":\"\\\"y\\\" is missing\"},"
	 "{\"valid\":false,\"keywordLocation\":\"/items/$ref/additionalProperties\"," U
	 "/$defs/p/additionalProperties\",\"instanceLocation\":\"/1/z\",\"error\":\"\\\"z\\\" is "
	 "not allowed here\"}]}]}"},
	{"keys are escaped as pointers and as URIs",
	 "{\"patternProperties\":{\"^~/\xc3\xa9\":{\"title\":\"T\"}}}", "{\"~/\xc3\xa9\":1}",
	 DKT_OUTPUT_DETAILED,
	 "{\"valid\":true,\"keywordLocation\":\"\"," U
	 "\",\"instanceLocation\":\"\",\"annotations\":["
	 "{\"valid\":true,\"keywordLocation\":\"/patternProperties\"," U
	 "/patternProperties\",\"instanceLocation\":\"\",\"annotation\":[\"~/\xc3\xa9\"],"
	 "\"annotations\":[{\"valid\":true,\"keywordLocation\":\"/patternProperties/"
	 "^~0~1\xc3\xa9/title\"," U
	 "/patternProperties/%5E~0~1%C3%A9/title\",\"instanceLocation\":\"/~0~1\xc3\xa9\","
	 "\"annotation\":\"T\"}]}]}"},
	{"of two branches that both fit only the choice is an error",
	 "{\"oneOf\":[{\"minimum\":1},{\"minimum\":9},{\"minimum\":2}]}", "5", DKT_OUTPUT_DETAILED,
	 "{\"valid\":false,\"keywordLocation\":\"\"," U "\",\"instanceLocation\":\"\",\"errors\":["
	 "{\"valid\":false,\"keywordLocation\":\"/oneOf\"," U
	 "/oneOf\",\"instanceLocation\":\"\",\"error\":\"the record has two forms at once that "
	 "exclude each other: form 1 and form 3\"}]}"},
	{"without a fitting branch all of them are explained",
	 "{\"anyOf\":[{\"minimum\":6},{\"const\":1}]}", "5", DKT_OUTPUT_DETAILED,
	 "{\"valid\":false,\"keywordLocation\":\"\"," U "\",\"instanceLocation\":\"\",\"errors\":["
	 "{\"valid\":false,\"keywordLocation\":\"/anyOf\"," U
	 "/anyOf\",\"instanceLocation\":\"\",\"error\":\"the record has none of the 2 forms it may "
	 "have\",\"errors\":["
	 "{\"valid\":false,\"keywordLocation\":\"/anyOf/0/minimum\"," U
	 "/anyOf/0/minimum\",\"instanceLocation\":\"\",\"error\":\"the record is 5; the least "
	 "allowed is 6\"},"
	 "{\"valid\":false,\"keywordLocation\":\"/anyOf/1/const\"," U
	 "/anyOf/1/const\",\"instanceLocation\":\"\",\"error\":\"the record must be 1, not "
	 "5\"}]}]}"},
	{"too many and too few items of a kind are errors of their own keywords",
	 "{\"contains\":{\"const\":1},\"minContains\":2,\"maxContains\":2}", "[1]",
	 DKT_OUTPUT_BASIC,
	 "{\"valid\":false,\"keywordLocation\":\"\"," U "\",\"instanceLocation\":\"\",\"errors\":["
	 "{\"valid\":false,\"keywordLocation\":\"/minContains\"," U
	 "/minContains\",\"instanceLocation\":\"\",\"error\":\"the record has 1 item of the wanted "
	 "kind; it needs at least 2\"}]}"},
};

#define A(keyword, place, at, what)                                                                \
	"{\"keyword\":\"" keyword "\",\"instanceLocation\":\"" place                               \
	"\",\"keywordLocation\":\"#" at "\",\"annotation\":" what "}"
#define NOTES(list) "{\"valid\":true,\"annotations\":[" list "]}"

static const struct row notes[] = {
	{"items: prefixItems the greatest index, items true",
	 "{\"prefixItems\":[true,true],\"items\":true}", "[1,2,3]", DKT_OUTPUT_ANNOTATIONS,
	 NOTES(A("prefixItems", "", "/prefixItems", "1") "," A("items", "", "/items", "true"))},
	{"prefixItems that reached the last item is true", "{\"prefixItems\":[true,true]}", "[1]",
	 DKT_OUTPUT_ANNOTATIONS, NOTES(A("prefixItems", "", "/prefixItems", "true"))},
	{"contains lists the items that fit", "{\"contains\":{\"type\":\"number\"}}",
	 "[\"a\",1,null,2]", DKT_OUTPUT_ANNOTATIONS,
	 NOTES(A("contains", "", "/contains", "[1,3]"))},
	{"contains of nothing is an empty list", "{\"contains\":true,\"minContains\":0}", "[]",
	 DKT_OUTPUT_ANNOTATIONS, NOTES(A("contains", "", "/contains", "[]"))},
	{"unevaluatedProperties lists what no sibling spoke of",
	 "{\"anyOf\":[{\"properties\":{\"a\":true}},{\"required\":[\"z\"],\"properties\":"
	 "{\"b\":true}}],\"unevaluatedProperties\":true}",
	 "{\"a\":1,\"b\":2}", DKT_OUTPUT_ANNOTATIONS,
	 NOTES(A("properties", "", "/anyOf/0/properties", "[\"a\"]") "," A(
		 "unevaluatedProperties", "", "/unevaluatedProperties", "[\"b\"]"))},
	{"unevaluatedItems is true where it was applied",
	 "{\"prefixItems\":[true],\"unevaluatedItems\":true}", "[1,2]", DKT_OUTPUT_ANNOTATIONS,
	 NOTES(A("prefixItems", "", "/prefixItems", "0") "," A("unevaluatedItems", "",
							       "/unevaluatedItems", "true"))},
	{"numbers in annotations stay as written", "{\"default\":1.50e400}", "1",
	 DKT_OUTPUT_ANNOTATIONS, NOTES(A("default", "", "/default", "1.50e400"))},
	{"content is noted of text only", "{\"contentEncoding\":\"base64\"}", "1",
	 DKT_OUTPUT_ANNOTATIONS, NOTES("")},
	{"a format is noted whatever the value is, known or not",
	 "{\"format\":\"date\",\"allOf\":[{\"format\":\"shoe-size\"}]}", "1",
	 DKT_OUTPUT_ANNOTATIONS,
	 NOTES(A("format", "", "/format", "\"date\"") "," A("format", "", "/allOf/0/format",
							    "\"shoe-size\""))},
	{"nothing under not is noted", "{\"not\":{\"type\":\"string\",\"title\":\"T\"}}", "1",
	 DKT_OUTPUT_ANNOTATIONS, NOTES("")},
	{"nothing under propertyNames is noted", "{\"propertyNames\":{\"title\":\"T\"}}",
	 "{\"a\":1}", DKT_OUTPUT_ANNOTATIONS, NOTES("")},
	{"a comment is no annotation", "{\"$comment\":\"c\",\"$defs\":{\"a\":{\"title\":\"T\"}}}",
	 "1", DKT_OUTPUT_ANNOTATIONS, NOTES("")},
	{"then and else: the side that was taken is noted",
	 "{\"if\":{\"minimum\":5,\"title\":\"I\"},\"then\":{\"title\":\"T\"},\"else\":{\"title\":"
	 "\"E\"}}",
	 "3", DKT_OUTPUT_ANNOTATIONS, NOTES(A("title", "", "/else/title", "\"E\""))},
	{"a failed value has no annotations", "{\"title\":\"T\",\"type\":\"string\"}", "1",
	 DKT_OUTPUT_ANNOTATIONS, "{\"valid\":false,\"annotations\":[]}"},
};

struct checked {
	struct dkt_schemas *schemas;
	struct dkt_report *report;
	struct dkt_arena *arena;
	const struct dkt_schema *schema;
	struct dkt_text value;
};

static void open_checked(struct checked *c, const char *schema, const char *value)
{
	struct dkt_text_fault fault;

	c->schemas = dkt_schemas_new();
	c->report = dkt_report_new();
	c->arena = dkt_arena_new();
	assert_true(dkt_schemas_add(c->schemas, "https://example.org/s", schema, strlen(schema),
				    c->report));
	c->schema = dkt_schemas_compile(c->schemas, "https://example.org/s", c->report);
	assert_non_null(c->schema);
	assert_true(dkt_text_parse(&c->value, c->arena, value, strlen(value), &fault));
}

static void close_checked(struct checked *c)
{
	dkt_arena_free(c->arena);
	dkt_report_free(c->report);
	dkt_schemas_free(c->schemas);
}

static void check_row(void **state)
{
	const struct row *row = ROW(struct row);
	struct dkt_buf out = DKT_BUF_INIT((size_t)1 << 20);
	struct checked c;
	bool passes;

	open_checked(&c, row->schema, row->value);
	passes = dkt_schema_output(c.schema, &c.value.root, NULL, row->form, NULL, &out);
	assert_string_equal(dkt_buf_str(&out), row->wanted);
	assert_int_equal(passes, dkt_schema_check(c.schema, &c.value.root, NULL, c.report));
	dkt_buf_clear(&out);
	close_checked(&c);
}

/* --- limits --- */

/* The text parses, and its root has (or lacks) the member. */
static void has_member(const struct dkt_buf *out, const char *member, bool wanted)
{
	struct dkt_arena *arena = dkt_arena_new();
	struct dkt_text_fault fault;
	struct dkt_text text;
	size_t size = out->size;

	/* Longer texts than the parser takes are only seen at their end. */
	if (size <= DKT_MAX_TEXT && dkt_text_parse(&text, arena, out->bytes, size, &fault))
		assert_int_equal(dkt_get(&text.root, member) != NULL, wanted);
	else
		assert_true(wanted && strstr(out->bytes + size - 400, member) != NULL);
	dkt_arena_free(arena);
}

static void test_many_branches(void **state)
{
	/* Twenty levels of two equal branches: a million ways, each of which fails. */
	struct dkt_buf schema = DKT_BUF_INIT((size_t)1 << 20);
	struct dkt_buf out = DKT_BUF_INIT((size_t)256 << 20);
	struct checked c;

	(void)state;
	dkt_buf_adds(&schema, "{\"$ref\":\"#/$defs/0\",\"$defs\":{");
	for (int i = 0; i < 20; i++)
		dkt_buf_addf(&schema,
			     "\"%d\":{\"anyOf\":[{\"$ref\":\"#/$defs/%d\"},{\"$ref\":\"#/$defs/"
			     "%d\"}]},",
			     i, i + 1, i + 1);
	dkt_buf_adds(&schema, "\"20\":{\"const\":2}}}");
	open_checked(&c, dkt_buf_str(&schema), "1");
	assert_false(
		dkt_schema_output(c.schema, &c.value.root, NULL, DKT_OUTPUT_VERBOSE, NULL, &out));
	assert_true(dkt_buf_ok(&out));
	assert_true(out.size < ((size_t)65 << 20));
	assert_non_null(strstr(out.bytes + out.size - 400, "\"truncated\""));
	dkt_buf_clear(&out);
	dkt_buf_clear(&schema);
	close_checked(&c);
}

static void test_deep(void **state)
{
	struct dkt_buf value = DKT_BUF_INIT(4096);
	struct dkt_buf out = DKT_BUF_INIT((size_t)256 << 20);
	struct checked c;

	(void)state;
	dkt_buf_addn(&value, DKT_MAX_DEPTH, '[');
	dkt_buf_addn(&value, DKT_MAX_DEPTH, ']');
	open_checked(&c, "{\"title\":\"T\",\"items\":{\"allOf\":[{\"anyOf\":[{\"$ref\":\"#\"}]}]}}",
		     dkt_buf_str(&value));
	assert_true(
		dkt_schema_output(c.schema, &c.value.root, NULL, DKT_OUTPUT_VERBOSE, NULL, &out));
	assert_true(dkt_buf_ok(&out));
	dkt_buf_reset(&out);
	assert_true(dkt_schema_output(c.schema, &c.value.root, NULL, DKT_OUTPUT_BASIC, NULL, &out));
	has_member(&out, "annotations", true);
	has_member(&out, "truncated", false);
	dkt_buf_clear(&out);
	dkt_buf_clear(&value);
	close_checked(&c);
}

static void test_wide(void **state)
{
	struct dkt_buf value = DKT_BUF_INIT((size_t)8 << 20);
	struct dkt_buf out = DKT_BUF_INIT((size_t)256 << 20);
	struct checked c;

	(void)state;
	dkt_buf_adds(&value, "[0");
	for (int i = 0; i < 500000; i++)
		dkt_buf_adds(&value, ",\"a\"");
	dkt_buf_adds(&value, "]");
	open_checked(&c, "{\"items\":{\"type\":\"number\"}}", dkt_buf_str(&value));
	assert_false(
		dkt_schema_output(c.schema, &c.value.root, NULL, DKT_OUTPUT_BASIC, NULL, &out));
	assert_true(dkt_buf_ok(&out) && out.size < ((size_t)65 << 20));
	has_member(&out, "truncated", true);
	dkt_buf_clear(&out);
	dkt_buf_clear(&value);
	close_checked(&c);
}

static void test_unchecked(void **state)
{
	/* A schema that asks more than the depth allows leaves the verdict open. */
	struct dkt_buf schema = DKT_BUF_INIT((size_t)1 << 20);
	struct dkt_buf out = DKT_BUF_INIT((size_t)1 << 20);
	struct checked c;

	(void)state;
	dkt_buf_adds(&schema, "{\"$ref\":\"#/$defs/0\",\"$defs\":{");
	for (int i = 0; i < 1600; i++)
		dkt_buf_addf(&schema, "\"%d\":{\"$ref\":\"#/$defs/%d\"},", i, i + 1);
	dkt_buf_adds(&schema, "\"1600\":{\"const\":2}}}");
	open_checked(&c, dkt_buf_str(&schema), "1");
	assert_true(dkt_schema_output(c.schema, &c.value.root, NULL, DKT_OUTPUT_BASIC, NULL, &out));
	has_member(&out, "unchecked", true);
	dkt_buf_clear(&out);
	dkt_buf_clear(&schema);
	close_checked(&c);
}

static void test_prefix(void **state)
{
	const struct dkt_check_options options = {.assert_formats = false,
						  .pointer_prefix = "/proposed"};
	struct dkt_buf out = DKT_BUF_INIT((size_t)1 << 20);
	struct checked c;

	(void)state;
	open_checked(&c, "{\"properties\":{\"a\":{\"format\":\"date\"}}}", "{\"a\":\"b\"}");
	assert_true(dkt_schema_output(c.schema, &c.value.root, &options, DKT_OUTPUT_ANNOTATIONS,
				      NULL, &out));
	assert_non_null(strstr(out.bytes, "\"instanceLocation\":\"/proposed/a\""));
	dkt_buf_clear(&out);
	close_checked(&c);
}

static void test_language(void **state)
{
	struct dkt_buf out = DKT_BUF_INIT((size_t)1 << 20);
	struct checked c;

	(void)state;
	open_checked(&c, "{\"required\":[\"a\"]}", "{}");
	(void)dkt_schema_output(c.schema, &c.value.root, NULL, DKT_OUTPUT_BASIC, "zh-Hans", &out);
	assert_non_null(strstr(out.bytes, "\xe7\xbc\xba\xe5\xb0\x91")); /* "missing" */
	dkt_buf_clear(&out);
	close_checked(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		{"sentences are in the language asked for", test_language, NULL, NULL, NULL},
		{"a million ways end in a statement", test_many_branches, NULL, NULL, NULL},
		{"the deepest text is told of", test_deep, NULL, NULL, NULL},
		{"half a million errors end in a statement", test_wide, NULL, NULL, NULL},
		{"what could not be decided is said", test_unchecked, NULL, NULL, NULL},
		{"places begin with the prefix, formats need not be asserted", test_prefix, NULL,
		 NULL, NULL},
	};
	int failed = rows_run("schema/output", rows, check_row);

	failed += rows_run("schema/output: annotations", notes, check_row);
	failed += cmocka_run_group_tests_name("schema/output: limits", tests, NULL, NULL);
	return failed;
}
