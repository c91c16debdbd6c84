/*
 * test_schema.c - documents, references, verdicts, and what hostile schemas and values may cost.
 */
#include "support/rows.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/file.h"
#include "base/str.h"
#include "schema/schema.h"
#include "support/data.h"

struct fixture {
	struct dkt_schemas *schemas;
	struct dkt_report *report;
	struct dkt_arena *arena;
};

static void open_fixture(struct fixture *f)
{
	f->schemas = dkt_schemas_new();
	f->report = dkt_report_new();
	f->arena = dkt_arena_new();
}

static void close_fixture(struct fixture *f)
{
	dkt_schemas_free(f->schemas);
	dkt_report_free(f->report);
	dkt_arena_free(f->arena);
}

static bool add(struct fixture *f, const char *name, const char *text)
{
	return dkt_schemas_add(f->schemas, name, text, strlen(text), f->report);
}

static const struct dkt_schema *compile(struct fixture *f, const char *text)
{
	if (!add(f, "s.json", text))
		return NULL;
	return dkt_schemas_compile(f->schemas, "s.json", f->report);
}

static bool check_sized(struct fixture *f, const struct dkt_schema *schema, const char *value,
			size_t size)
{
	struct dkt_text_fault fault;
	struct dkt_text text;

	assert_true(dkt_text_parse(&text, f->arena, value, size, &fault));
	dkt_report_file(f->report, "v.json", value, size, "");
	return dkt_schema_check(schema, &text.root, NULL, f->report);
}

static bool check(struct fixture *f, const struct dkt_schema *schema, const char *value)
{
	return check_sized(f, schema, value, strlen(value));
}

static bool found(const struct fixture *f, const char *code)
{
	for (size_t i = 0; i < dkt_report_size(f->report); i++) {
		if (dkt_streq(dkt_report_at(f->report, i)->code, code))
			return true;
	}
	return false;
}

/* --- schemas that are refused, or remarked upon -------------------------------------------------
 */

#define TEN(s) s s s s s s s s s s

struct row {
	const char *name;
	const char *schema;
	const char *code;
	bool compiles;
};

static const struct row rows[] = {
	{"a schema must be an object or a boolean", "[]", "schema-document.value", false},
	{"an unknown type", "{\"type\":\"text\"}", "schema-document.type", false},
	{"a type that is a number", "{\"type\":3}", "schema-document.type", false},
	{"no types", "{\"type\":[]}", "schema-document.type", false},
	{"a pattern that is none", "{\"pattern\":\"(\"}", "schema-document.pattern", false},
	{"a key pattern that is none", "{\"patternProperties\":{\"[\":true}}",
	 "schema-document.pattern", false},
	{"a pattern that cannot be run is said and lives",
	 "{\"pattern\":\"" TEN("((((((((((") TEN("((((((((((") "(" TEN("))))))))))")
		 TEN("))))))))))") ")\"}",
	 "schema-document.pattern", true},
	{"a reference to nowhere", "{\"$ref\":\"#/$defs/x\"}", "schema-document.ref", false},
	{"a reference to another document", "{\"$ref\":\"https://example.org/x\"}",
	 "schema-document.ref", false},
	{"a reference to a number", "{\"$ref\":\"#/maximum\",\"maximum\":3}", "schema-document.ref",
	 false},
	{"a reference that is no string", "{\"$ref\":3}", "schema-document.ref", false},
	{"a loop of one", "{\"$ref\":\"#\"}", "schema-document.ref-loop", false},
	{"a loop through not", "{\"not\":{\"$ref\":\"#\"}}", "schema-document.ref-loop", false},
	{"a loop through if", "{\"if\":{\"$ref\":\"#\"}}", "schema-document.ref-loop", false},
	{"a negative length", "{\"minLength\":-1}", "schema-document.value", false},
	{"half a length", "{\"minLength\":0.5}", "schema-document.value", false},
	{"a multiple of zero", "{\"multipleOf\":0.0}", "schema-document.value", false},
	{"a bound that is text", "{\"minimum\":\"3\"}", "schema-document.value", false},
	{"an empty choice", "{\"anyOf\":[]}", "schema-document.value", false},
	{"a choice with a number", "{\"anyOf\":[3]}", "schema-document.value", false},
	{"properties that are a list", "{\"properties\":[]}", "schema-document.value", false},
	{"a required key that is a number", "{\"required\":[3]}", "schema-document.value", false},
	{"a list of item schemas", "{\"items\":[{}]}", "schema-document.value", false},
	{"two anchors of one name",
	 "{\"$defs\":{\"a\":{\"$anchor\":\"x\"},\"b\":{\"$anchor\":\"x\"}}}", "schema-document.id",
	 false},
	{"two parts of one $id", "{\"$defs\":{\"a\":{\"$id\":\"x\"},\"b\":{\"$id\":\"x\"}}}",
	 "schema-document.id", false},
	{"a repeated key", "{\"type\":\"null\",\"type\":\"null\"}", "json.duplicate-key", false},
	{"an unknown keyword is a remark", "{\"requried\":[]}", "schema-document.unknown-keyword",
	 true},
	{"an unknown format is a remark", "{\"format\":\"colour\"}",
	 "schema-document.unknown-format", true},
	{"an unknown dialect is a remark", "{\"$schema\":\"https://dialects.example/x\"}",
	 "schema-document.dialect", true},
	{"a dialect in other letters is a remark",
	 "{\"$schema\":\"HTTPS://www.JSON-schema.org/Draft-07/schema.json\"}",
	 "schema-document.dialect", true},
	{"a dialect by its number is a remark", "{\"$schema\":\"draft-7\"}",
	 "schema-document.dialect", true},
	{"$defs in draft-07 is a remark",
	 "{\"$schema\":\"http://json-schema.org/draft-07/schema#\",\"$defs\":{\"a\":{}},"
	 "\"allOf\":[{\"$ref\":\"#/$defs/a\"}]}",
	 "schema-document.other-draft", true},
	{"a keyword beside a reference in draft-07 is a remark",
	 "{\"$schema\":\"http://json-schema.org/draft-07/schema#\",\"$ref\":\"#/definitions/a\","
	 "\"type\":\"null\",\"definitions\":{\"a\":{}}}",
	 "schema-document.ref-sibling", true},
	{"an anchor in $id is a remark in 2020-12",
	 "{\"$defs\":{\"a\":{\"$id\":\"#a\"}},\"$ref\":\"#a\"}", "schema-document.anchor", true},
	{"a reference into an unknown keyword is a remark",
	 "{\"parts\":{\"a\":{}},\"$ref\":\"#/parts/a\"}", "schema-document.ref-place", true},
	{"true is no schema in draft-04",
	 "{\"$schema\":\"http://json-schema.org/draft-04/schema#\",\"not\":true}",
	 "schema-document.value", false},
	{"a mistake where no reference leads", "{\"$defs\":{\"a\":{\"type\":\"text\"}}}",
	 "schema-document.type", false},
	{"a mistake beside a reference in draft-07",
	 "{\"$schema\":\"http://json-schema.org/draft-07/schema#\",\"$ref\":\"#/definitions/a\","
	 "\"type\":\"text\",\"definitions\":{\"a\":{}}}",
	 "schema-document.type", false},
};

static void check_row(void **state)
{
	const struct row *row = ROW(struct row);
	struct fixture f;

	open_fixture(&f);
	assert_int_equal(compile(&f, row->schema) != NULL, row->compiles);
	assert_true(found(&f, row->code));
	assert_int_equal(dkt_report_count(f.report, DKT_ERROR) == 0, row->compiles);
	close_fixture(&f);
}

/* --- documents --- */

static void test_two_names(void **state)
{
	struct fixture f;
	const struct dkt_schema *schema;

	(void)state;
	open_fixture(&f);
	assert_true(add(&f, "schemas/common.json",
			"{\"$id\":\"https://a.example/common.json\",\"$defs\":{\"n\":{\"type\":"
			"\"integer\"}}}"));
	assert_true(
		add(&f, "schemas/a.json",
		    "{\"$id\":\"https://a.example/a.json\",\"$ref\":\"common.json#/$defs/n\"}"));
	assert_true(
		add(&f, "schemas/b.json",
		    "{\"$id\":\"https://b.example/b.json\",\"$ref\":\"common.json#/$defs/n\"}"));
	schema = dkt_schemas_compile(f.schemas, "schemas/a.json", f.report);
	assert_non_null(schema);
	assert_true(check(&f, schema, "1.0"));
	assert_false(check(&f, schema, "1.5"));
	schema = dkt_schemas_compile(f.schemas, "schemas/b.json", f.report);
	assert_non_null(schema);
	assert_false(check(&f, schema, "\"1\""));
	assert_ptr_equal(schema, dkt_schemas_compile(f.schemas, "schemas/b.json", f.report));
	close_fixture(&f);
}

static void test_shared_mistake(void **state)
{
	struct fixture f;

	(void)state;
	open_fixture(&f);
	assert_true(add(&f, "common.json", "{\"$defs\":{\"n\":{\"type\":\"nubmer\"}}}"));
	assert_true(add(&f, "a.json", "{\"$ref\":\"common.json#/$defs/n\"}"));
	assert_true(add(&f, "b.json", "{\"$ref\":\"common.json#/$defs/n\"}"));
	assert_null(dkt_schemas_compile(f.schemas, "a.json", f.report));
	assert_null(dkt_schemas_compile(f.schemas, "b.json", f.report));
	assert_null(dkt_schemas_compile(f.schemas, "a.json", f.report));
	assert_null(dkt_schemas_compile(f.schemas, "none.json", f.report));
	assert_int_equal(dkt_report_count(f.report, DKT_ERROR), 4);
	close_fixture(&f);
}

static void test_prefix(void **state)
{
	const struct dkt_check_options options = {.assert_formats = true,
						  .pointer_prefix = "/proposed"};
	const char *value = "{\"proposed\":{\"a\":1}}";
	const struct dkt_schema *schema;
	struct dkt_text_fault fault;
	struct dkt_text text;
	struct fixture f;

	(void)state;
	open_fixture(&f);
	schema = compile(&f, "{\"properties\":{\"a\":{\"type\":\"string\"}}}");
	assert_non_null(schema);
	assert_true(dkt_text_parse(&text, f.arena, value, strlen(value), &fault));
	dkt_report_file(f.report, "v.json", value, strlen(value), "/proposed");
	assert_false(dkt_schema_check(schema, dkt_get(&text.root, "proposed"), &options, f.report));
	assert_string_equal(dkt_report_at(f.report, 0)->pointer, "/a");
	assert_int_equal(dkt_report_at(f.report, 0)->column, 18);
	close_fixture(&f);
}

static void test_formats_noted(void **state)
{
	const struct dkt_check_options options = {.assert_formats = false, .pointer_prefix = ""};
	const struct dkt_schema *schema;
	struct dkt_text_fault fault;
	struct dkt_text text;
	struct fixture f;

	(void)state;
	open_fixture(&f);
	schema = compile(&f, "{\"format\":\"date\"}");
	assert_non_null(schema);
	assert_true(dkt_text_parse(&text, f.arena, "\"x\"", 3, &fault));
	assert_true(dkt_schema_check(schema, &text.root, &options, f.report));
	assert_false(dkt_schema_check(schema, &text.root, NULL, f.report));
	close_fixture(&f);
}

static void add_file(struct fixture *f, const char *name)
{
	struct dkt_err err = DKT_ERR_INIT;
	struct dkt_buf bytes = DKT_BUF_INIT(1 << 24);
	char *path = dkt_path_join(test_source_dir(), name);

	assert_int_equal(dkt_file_read(path, 1 << 24, &bytes, &err), 0);
	assert_true(dkt_schemas_add(f->schemas, name, bytes.bytes, bytes.size, f->report));
	dkt_buf_clear(&bytes);
	free(path);
}

static void test_own_schemas(void **state)
{
	static const char *const names[] = {
		"schemas/common.schema.json",	       "schemas/companies.schema.json",
		"schemas/presences.schema.json",       "schemas/docket/annotations.schema.json",
		"schemas/docket/config.schema.json",   "schemas/docket/decision.schema.json",
		"schemas/docket/evidence.schema.json", "schemas/docket/maintainers.schema.json",
		"schemas/docket/manifest.schema.json", "schemas/docket/submission.schema.json",
	};
	const size_t n = sizeof names / sizeof names[0];
	const struct dkt_schema *presences;
	struct fixture f;

	(void)state;
	open_fixture(&f);
	for (size_t i = 0; i < n; i++)
		add_file(&f, names[i]);
	for (size_t i = 0; i < n; i++)
		assert_non_null(dkt_schemas_compile(f.schemas, names[i], f.report));
	for (size_t i = 0; i < dkt_report_size(f.report); i++)
		print_message("%s\n", dkt_report_at(f.report, i)->sentence);
	assert_int_equal(dkt_report_size(f.report), 0);
	presences = dkt_schemas_compile(f.schemas, names[2], f.report);
	assert_string_equal(dkt_shape_at(dkt_schema_shape(presences), "/sources")->set_key, "/url");
	close_fixture(&f);
}

/* --- unsure is neither passed nor failed --- */

static void test_unsure(void **state)
{
	const char *slow = "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\"";
	const struct dkt_schema *schema;
	struct fixture f;

	(void)state;
	open_fixture(&f);
	schema = compile(&f, "{\"not\":{\"pattern\":\"^(?=(a+)+$)\"}}");
	assert_non_null(schema);
	assert_true(check(&f, schema, slow));
	assert_int_equal(dkt_report_count(f.report, DKT_UNCHECKED), 1);
	assert_int_equal(dkt_report_count(f.report, DKT_ERROR), 0);
	close_fixture(&f);
}

static void test_unsure_and_wrong(void **state)
{
	const struct dkt_schema *schema;
	struct fixture f;

	(void)state;
	open_fixture(&f);
	schema = compile(&f, "{\"pattern\":\"^(?=(a+)+$)\",\"maxLength\":3}");
	assert_non_null(schema);
	assert_false(check(&f, schema, "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\""));
	assert_true(found(&f, "schema.maxLength"));
	assert_int_equal(dkt_report_count(f.report, DKT_UNCHECKED), 1);
	close_fixture(&f);
}

/* --- hostile --- */

static void repeat(struct dkt_buf *out, size_t n, const char *text)
{
	for (size_t i = 0; i < n; i++)
		dkt_buf_adds(out, text);
}

static void test_deep_value(void **state)
{
	struct dkt_buf value = DKT_BUF_INIT(4096);
	const struct dkt_schema *schema;
	struct fixture f;

	(void)state;
	open_fixture(&f);
	schema = compile(&f, "{\"$ref\":\"#/$defs/l\",\"$defs\":{\"l\":{\"anyOf\":[{\"type\":"
			     "\"array\",\"items\":{\"$ref\":\"#/$defs/l\"}},{\"const\":1}]}}}");
	assert_non_null(schema);
	repeat(&value, 250, "[");
	dkt_buf_adds(&value, "2");
	repeat(&value, 250, "]");
	assert_false(check_sized(&f, schema, value.bytes, value.size));
	dkt_buf_clear(&value);
	close_fixture(&f);
}

/* A chain of 3,000 references, each in a subschema of its own. */
static void test_long_chain(void **state)
{
	struct dkt_buf text = DKT_BUF_INIT(1 << 24);
	const struct dkt_schema *schema;
	struct fixture f;

	(void)state;
	open_fixture(&f);
	dkt_buf_adds(&text, "{\"$ref\":\"#a0\",\"allOf\":[");
	for (int i = 0; i < 3000; i++)
		dkt_buf_addf(&text, "{\"$anchor\":\"a%d\",\"$ref\":\"#a%d\"},", i, i + 1);
	dkt_buf_adds(&text, "{\"$anchor\":\"a3000\"}]}");
	schema = compile(&f, dkt_buf_str(&text));
	assert_non_null(schema);
	assert_true(check(&f, schema, "1"));
	assert_true(dkt_report_count(f.report, DKT_UNCHECKED) > 0);
	dkt_buf_clear(&text);
	close_fixture(&f);
}

/* Sixty levels that each apply the next one twice: 2^60 applications, if nobody counts. */
static void test_exponential(void **state)
{
	struct dkt_buf text = DKT_BUF_INIT(1 << 20);
	const struct dkt_schema *schema;
	struct fixture f;

	(void)state;
	open_fixture(&f);
	dkt_buf_adds(&text, "{\"$ref\":\"#/$defs/a0\",\"$defs\":{");
	for (int i = 0; i < 60; i++)
		dkt_buf_addf(&text,
			     "\"a%d\":{\"allOf\":[{\"$ref\":\"#/$defs/a%d\"},{\"$ref\":\"#/$defs/"
			     "a%d\"}]},",
			     i, i + 1, i + 1);
	dkt_buf_adds(&text, "\"a60\":{\"minimum\":0}}}");
	schema = compile(&f, dkt_buf_str(&text));
	assert_non_null(schema);
	assert_true(check(&f, schema, "1"));
	assert_true(dkt_report_count(f.report, DKT_UNCHECKED) > 0);
	dkt_buf_clear(&text);
	close_fixture(&f);
}

static void test_many_branches(void **state)
{
	struct dkt_buf text = DKT_BUF_INIT(1 << 24);
	const struct dkt_schema *schema;
	struct fixture f;

	(void)state;
	open_fixture(&f);
	dkt_buf_adds(&text, "{\"anyOf\":[");
	for (int i = 0; i < 100000; i++)
		dkt_buf_addf(
			&text,
			"{\"properties\":{\"k%d\":{\"type\":\"integer\"}},\"required\":[\"k%d\"]},",
			i, i);
	dkt_buf_adds(&text, "false]}");
	schema = compile(&f, dkt_buf_str(&text));
	assert_non_null(schema);
	assert_true(check(&f, schema, "{\"k99999\":99999}"));
	assert_int_equal(dkt_report_size(f.report), 0);
	assert_false(check(&f, schema, "{\"k1\":\"2\"}"));
	assert_int_equal(dkt_report_count(f.report, DKT_ERROR), 1);
	assert_string_equal(dkt_report_at(f.report, 0)->pointer, "/k1");
	dkt_buf_clear(&text);
	close_fixture(&f);
}

static void test_huge_enum(void **state)
{
	struct dkt_buf text = DKT_BUF_INIT(1 << 25);
	const struct dkt_schema *schema;
	struct fixture f;

	(void)state;
	open_fixture(&f);
	dkt_buf_adds(&text, "{\"items\":{\"enum\":[");
	for (int i = 0; i < 200000; i++)
		dkt_buf_addf(&text, "%s\"value-%d\"", i == 0 ? "" : ",", i);
	dkt_buf_adds(&text, "]}}");
	schema = compile(&f, dkt_buf_str(&text));
	assert_non_null(schema);
	dkt_buf_reset(&text);
	dkt_buf_adds(&text, "[");
	for (int i = 0; i < 200000; i++)
		dkt_buf_addf(&text, "\"value-%d\",", i);
	dkt_buf_adds(&text, "\"valeu-7\"]");
	assert_false(check_sized(&f, schema, text.bytes, text.size));
	assert_int_equal(dkt_report_count(f.report, DKT_ERROR), 1);
	dkt_buf_clear(&text);
	close_fixture(&f);
}

static void test_million_items(void **state)
{
	struct dkt_buf text = DKT_BUF_INIT(1 << 25);
	const struct dkt_schema *schema;
	struct fixture f;

	(void)state;
	open_fixture(&f);
	schema = compile(&f, "{\"uniqueItems\":true}");
	assert_non_null(schema);
	dkt_buf_adds(&text, "[");
	for (int i = 0; i < 1000000; i++)
		dkt_buf_addf(&text, "%d,", i);
	dkt_buf_adds(&text, "1000000]");
	assert_true(check_sized(&f, schema, text.bytes, text.size));
	dkt_buf_truncate(&text, text.size - 8);
	dkt_buf_adds(&text, "4999990.0e-1]");
	assert_false(check_sized(&f, schema, text.bytes, text.size));
	assert_non_null(strstr(dkt_report_at(f.report, 0)->sentence,
			       "items 500000 and 1000001 of the list are the same"));
	dkt_buf_clear(&text);
	close_fixture(&f);
}

static void test_equal_hash_of_repeated_keys(void **state)
{
	const struct dkt_schema *schema;
	struct fixture f;

	(void)state;
	open_fixture(&f);
	schema = compile(&f, "{\"uniqueItems\":true}");
	assert_non_null(schema);
	assert_false(check(&f, schema, "[{\"a\":1,\"b\":2},{\"b\":2.0,\"a\":7,\"a\":1e0}]"));
	close_fixture(&f);
}

static void test_many_unknown_keys(void **state)
{
	struct dkt_buf text = DKT_BUF_INIT(1 << 24);
	const struct dkt_schema *schema;
	struct fixture f;

	(void)state;
	open_fixture(&f);
	schema = compile(&f, "{\"properties\":{\"name\":true},\"additionalProperties\":false}");
	assert_non_null(schema);
	dkt_buf_adds(&text, "{");
	for (int i = 0; i < 100000; i++)
		dkt_buf_addf(&text, "\"key-%d\":0,", i);
	dkt_buf_adds(&text, "\"nmae\":0}");
	assert_false(check_sized(&f, schema, text.bytes, text.size));
	dkt_buf_clear(&text);
	close_fixture(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		{"documents find each other by $id and by place", test_two_names, NULL, NULL, NULL},
		{"a mistake in a shared part refuses every schema that uses it",
		 test_shared_mistake, NULL, NULL, NULL},
		{"pointers are relative to the record", test_prefix, NULL, NULL, NULL},
		{"formats are checked only where asked", test_formats_noted, NULL, NULL, NULL},
		{"the project's own schemas compile without a remark", test_own_schemas, NULL, NULL,
		 NULL},
		{"the opposite of unsure is unsure", test_unsure, NULL, NULL, NULL},
		{"a failed sibling settles what is unsure", test_unsure_and_wrong, NULL, NULL,
		 NULL},
		{"a value of 250 levels is explained", test_deep_value, NULL, NULL, NULL},
		{"a chain of 3,000 references ends as unchecked", test_long_chain, NULL, NULL,
		 NULL},
		{"2^60 applications end as unchecked", test_exponential, NULL, NULL, NULL},
		{"100,000 branches", test_many_branches, NULL, NULL, NULL},
		{"200,000 values of an enum", test_huge_enum, NULL, NULL, NULL},
		{"a million items that must differ", test_million_items, NULL, NULL, NULL},
		{"of repeated keys the last counts for equality", test_equal_hash_of_repeated_keys,
		 NULL, NULL, NULL},
		{"100,000 unknown keys", test_many_unknown_keys, NULL, NULL, NULL},
	};

	return rows_run("schema/documents", rows, check_row) +
	       cmocka_run_group_tests_name("schema/schema", tests, NULL, NULL);
}
