/* test_shape.c - order of keys, annotations, sets, references, cycles. */
#include "support/rows.h"

#include <string.h>

#include "base/buf.h"
#include "schema/schema.h"

struct row {
	const char *name;
	const char *schema;
	const char *pointer; /* of the shape */
	const char *keys;    /* its keys in order, joined by spaces */
};

static const struct row rows[] = {
	{"keys stand as properties lists them",
	 "{\"properties\":{\"b\":{},\"a\":{\"type\":\"null\"}}}", "", "b a"},
	{"then come those of $ref",
	 "{\"$ref\":\"#/$defs/r\",\"properties\":{\"b\":{}},\"$defs\":{\"r\":{\"properties\":{"
	 "\"a\":{},\"b\":{}}}}}",
	 "", "b a"},
	{"then allOf, anyOf, oneOf, then, else",
	 "{\"if\":true,\"then\":{\"properties\":{\"f\":{}}},\"else\":{\"properties\":{\"g\":{}}},"
	 "\"oneOf\":[{\"properties\":{\"e\":{}}}],\"anyOf\":[{\"properties\":{\"d\":{}}}],"
	 "\"allOf\":[{\"properties\":{\"c\":{}}}],\"properties\":{\"z\":{}}}",
	 "", "z c d e f g"},
	{"the first mention wins",
	 "{\"allOf\":[{\"properties\":{\"a\":{},\"b\":{}}},{\"properties\":{\"b\":{},\"c\":{},"
	 "\"a\":"
	 "{}}}]}",
	 "", "a b c"},
	{"members have shapes", "{\"properties\":{\"o\":{\"properties\":{\"y\":{},\"x\":{}}}}}",
	 "/o", "y x"},
	{"items have shapes",
	 "{\"properties\":{\"l\":{\"items\":{\"properties\":{\"y\":{},\"x\":{}}}}}}", "/l/3",
	 "y x"},
	{"maps have shapes", "{\"additionalProperties\":{\"properties\":{\"y\":{},\"x\":{}}}}",
	 "/any", "y x"},
	{"a tree is a shape within itself",
	 "{\"properties\":{\"n\":{},\"c\":{\"items\":{\"$ref\":\"#\"}}}}", "/c/0/c/5", "n c"},
};

static const struct dkt_schema *compile(struct dkt_schemas *schemas, const char *text)
{
	struct dkt_report *report = dkt_report_new();
	const struct dkt_schema *schema = NULL;

	if (dkt_schemas_add(schemas, "s.json", text, strlen(text), report))
		schema = dkt_schemas_compile(schemas, "s.json", report);
	dkt_report_free(report);
	return schema;
}

static void check_row(void **state)
{
	const struct row *row = ROW(struct row);
	struct dkt_schemas *schemas = dkt_schemas_new();
	const struct dkt_schema *schema = compile(schemas, row->schema);
	struct dkt_buf keys = DKT_BUF_INIT(1024);
	const struct dkt_shape *shape;

	assert_non_null(schema);
	shape = dkt_shape_at(dkt_schema_shape(schema), row->pointer);
	assert_non_null(shape);
	for (size_t i = 0; i < shape->n_members; i++)
		dkt_buf_addf(&keys, "%s%s", i == 0 ? "" : " ", shape->members[i].key);
	assert_string_equal(dkt_buf_str(&keys), row->keys);
	dkt_buf_clear(&keys);
	dkt_schemas_free(schemas);
}

static void test_annotations(void **state)
{
	static const char text[] =
		"{\"properties\":{\"sources\":{\"$ref\":\"#/$defs/"
		"sources\",\"description\":\"near\","
		"\"x-docket\":{\"key\":\"/url\",\"group\":\"evidence\"}},"
		"\"company\":{\"readOnly\":true,\"x-docket\":{\"references\":\"companies\","
		"\"facet\":"
		"true,\"sourced\":true,\"widget\":\"record\",\"label\":{\"en\":\"Company\"}}}},"
		"\"$defs\":{\"sources\":{\"title\":\"Far\",\"description\":\"far\",\"type\":"
		"\"array\","
		"\"x-docket\":{\"key\":\"/x\",\"widget\":\"list\"}}}}";
	struct dkt_schemas *schemas = dkt_schemas_new();
	const struct dkt_schema *schema = compile(schemas, text);
	const struct dkt_shape *sources;
	const struct dkt_shape *company;

	(void)state;
	assert_non_null(schema);
	sources = dkt_shape_at(dkt_schema_shape(schema), "/sources");
	assert_string_equal(sources->set_key, "/url");
	assert_string_equal(sources->group, "evidence");
	assert_string_equal(sources->widget, "list");
	assert_string_equal(sources->title, "Far");
	assert_string_equal(sources->description, "near");
	assert_false(sources->sourced);
	company = dkt_shape_at(dkt_schema_shape(schema), "/company");
	assert_string_equal(company->references, "companies");
	assert_true(company->facet);
	assert_true(company->sourced);
	assert_true(company->read_only);
	assert_string_equal(dkt_get_string(company->label, "en"), "Company");
	assert_null(company->set_key);
	dkt_schemas_free(schemas);
}

static void test_boolean(void **state)
{
	struct dkt_schemas *schemas = dkt_schemas_new();
	const struct dkt_schema *schema = compile(schemas, "true");

	(void)state;
	assert_non_null(schema);
	assert_non_null(dkt_schema_shape(schema));
	assert_int_equal(dkt_schema_shape(schema)->n_members, 0);
	dkt_schemas_free(schemas);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		{"the nearest annotation wins, the rest is merged", test_annotations, NULL, NULL,
		 NULL},
		{"a boolean schema has an empty shape", test_boolean, NULL, NULL, NULL},
	};

	return rows_run("schema/shape order", rows, check_row) +
	       cmocka_run_group_tests_name("schema/shape", tests, NULL, NULL);
}
