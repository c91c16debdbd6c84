/* test_embed.c - the public header, as a program that embeds the library uses it. */
#include "support/rows.h"

#include <string.h>

#include "docket/schema.h"
#include "json/doc.h"

static const char place[] = "{\"$ref\":\"common.json#/$defs/name\"}";
static const char common[] =
	"{\"$defs\":{\"name\":{\"type\":\"object\",\"required\":[\"name\"],\"properties\":{"
	"\"since\":{\"format\":\"date\"},\"size\":{\"multipleOf\":0.01}}}}}";

struct given {
	size_t asked;
	const char *last;
};

static bool give_common(void *context, const char *uri, const char **bytes_out, size_t *size_out)
{
	struct given *given = context;

	given->asked++;
	if (strcmp(uri, "https://example.org/common.json") != 0)
		return false;
	*bytes_out = common;
	*size_out = strlen(common);
	return true;
}

static struct dkt_validator *open_validator(struct dkt_report *report)
{
	struct given given = {0};
	struct dkt_validator *validator =
		dkt_validator_new("https://example.org/place.json", place, strlen(place),
				  give_common, &given, report);

	assert_int_equal(given.asked, 1);
	return validator;
}

static void test_bytes(void **state)
{
	static const char value[] = "{ \"nmae\": 1,\n  \"since\": \"17.4.2019\" }";
	struct dkt_report *report = dkt_report_new();
	struct dkt_validator *validator = open_validator(report);

	(void)state;
	assert_non_null(validator);
	assert_true(dkt_validator_check(validator, "a.json", "{\"name\":1}", 10, 0, report));
	assert_int_equal(dkt_report_size(report), 0);
	assert_false(dkt_validator_check(validator, "b.json", value, strlen(value), 0, report));
	assert_int_equal(dkt_report_count(report, DKT_ERROR), 2);
	assert_false(dkt_validator_check(validator, "c.json", "{", 1, 0, report));
	assert_false(dkt_validator_check(validator, "d.json", value, strlen(value),
					 DKT_VALIDATOR_IGNORE_FORMATS, report));
	dkt_validator_free(validator);
	dkt_report_free(report);
}

static void test_jansson(void **state)
{
	struct dkt_report *report = dkt_report_new();
	struct dkt_validator *validator = open_validator(report);
	json_t *good = json_pack("{s:s, s:f}", "name", "a", "size", 19.99);
	json_t *bad = json_pack("{s:s, s:f}", "name", "a", "size", 19.999);

	(void)state;
	assert_non_null(validator);
	assert_true(dkt_validator_check_value(validator, good, 0, report));
	assert_false(dkt_validator_check_value(validator, bad, 0, report));
	assert_string_equal(dkt_report_at(report, 0)->code, "schema.multipleOf");
	assert_string_equal(dkt_report_at(report, 0)->pointer, "/size");
	json_decref(good);
	json_decref(bad);
	dkt_validator_free(validator);
	dkt_report_free(report);
}

static void test_bad_schema(void **state)
{
	struct dkt_report *report = dkt_report_new();

	(void)state;
	assert_null(dkt_validator_new("a.json", "{\"type\":1}", 10, NULL, NULL, report));
	assert_null(dkt_validator_new("b.json", "{", 1, NULL, NULL, report));
	assert_null(dkt_validator_new("c.json", place, strlen(place), NULL, NULL, report));
	assert_int_equal(dkt_report_count(report, DKT_ERROR), 3);
	dkt_validator_free(NULL);
	dkt_report_free(report);
}

static void test_dialect(void **state)
{
	/* a list of "items" is of draft-07 and a mistake since 2020-12 */
	static const char schema[] = "{\"items\":[{\"type\":\"string\"}]}";
	struct dkt_validator_source source = {
		.name = "d.json", .bytes = schema, .size = strlen(schema), .dialect = "draft-07"};
	struct dkt_report *report = dkt_report_new();
	struct dkt_validator *validator = dkt_validator_open(&source, report);

	(void)state;
	assert_non_null(validator);
	assert_false(dkt_validator_check(validator, "a.json", "[1]", 3, 0, report));
	dkt_validator_free(validator);
	source.dialect = dkt_validator_dialects()[0];
	assert_null(dkt_validator_open(&source, report));
	source.dialect = "draft-99";
	assert_null(dkt_validator_open(&source, report));
	dkt_report_free(report);
}

static void test_output(void **state)
{
	static const char schema[] = "{\"title\":\"T\",\"type\":\"string\"}";
	struct dkt_report *report = dkt_report_new();
	struct dkt_validator *validator =
		dkt_validator_new("o.json", schema, strlen(schema), NULL, NULL, report);
	json_t *value = json_integer(1);
	char *output;

	(void)state;
	assert_non_null(validator);
	output = dkt_validator_output(validator, "\"a\"", 3, 0, DKT_OUTPUT_BASIC, NULL, report);
	assert_non_null(strstr(output, "\"annotation\":\"T\""));
	dkt_validator_output_free(output);
	output = dkt_validator_output_value(validator, value, 0, DKT_OUTPUT_FLAG, NULL);
	assert_string_equal(output, "{\"valid\":false}");
	dkt_validator_output_free(output);
	assert_int_equal(dkt_report_count(report, DKT_ERROR), 0);
	assert_null(dkt_validator_output(validator, "{", 1, 0, DKT_OUTPUT_BASIC, NULL, report));
	assert_int_equal(dkt_report_count(report, DKT_ERROR), 1);
	json_decref(value);
	dkt_validator_free(validator);
	dkt_report_free(report);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		{"a text is checked, with a resolver", test_bytes, NULL, NULL, NULL},
		{"a jansson value is checked", test_jansson, NULL, NULL, NULL},
		{"a schema with mistakes is none", test_bad_schema, NULL, NULL, NULL},
		{"the dialect can be chosen", test_dialect, NULL, NULL, NULL},
		{"output comes as text, for texts and jansson values", test_output, NULL, NULL,
		 NULL},
	};

	return cmocka_run_group_tests_name("schema/embed", tests, NULL, NULL);
}
