/*
 * fuzz_schema_compile.c - any schema, any value.
 *
 * The input is a schema, a NUL, and a value; without a NUL the schema is the value as well.
 * Properties: a schema that compiles comes without error findings and one that does not with some;
 * the lint takes what comes; the verdict is the absence of errors in the report; asking twice gives
 * the same; the plan passes what has neither errors nor anything unchecked, and nothing else; the
 * shape can be walked.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "schema/schema.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void expect(bool holds)
{
	if (!holds)
		abort();
}

/* asked twice, since the second value of a checker finds memory of the first */
static void check_plan(const struct dkt_schema *schema, const struct dkt_node *value, bool passes)
{
	struct dkt_plan *plan = dkt_plan_new(schema, NULL);
	struct dkt_checker *checker = dkt_checker_new(plan);

	expect(dkt_checker_passes(checker, value) == passes);
	expect(dkt_checker_passes(checker, value) == passes);
	dkt_checker_free(checker);
	dkt_plan_free(plan);
}

static void check_value(const struct dkt_schema *schema, const char *bytes, size_t size)
{
	struct dkt_report *first = dkt_report_new();
	struct dkt_report *second = dkt_report_new();
	struct dkt_arena *arena = dkt_arena_new();
	struct dkt_text_fault fault;
	struct dkt_text text;

	if (dkt_text_parse(&text, arena, bytes, size, &fault)) {
		bool passes;

		dkt_report_file(first, "v", bytes, size, "");
		dkt_report_file(second, "v", bytes, size, "");
		passes = dkt_schema_check(schema, &text.root, NULL, first);
		expect(passes == (dkt_report_count(first, DKT_ERROR) == 0));
		expect(passes == dkt_schema_check(schema, &text.root, NULL, second));
		expect(dkt_report_size(first) == dkt_report_size(second));
		/* Where a limit was reached, the two ways may have come to it at other places. */
		if (dkt_report_count(first, DKT_UNCHECKED) == 0)
			check_plan(schema, &text.root, passes);
	}
	dkt_arena_free(arena);
	dkt_report_free(first);
	dkt_report_free(second);
}

static void walk_shape(const struct dkt_shape *shape)
{
	for (unsigned i = 0; shape != NULL && i < 50; i++) {
		for (size_t k = 0; k < shape->n_members; k++)
			expect(dkt_shape_member(shape, shape->members[k].key,
						shape->members[k].key_size) != NULL);
		if (shape->item != NULL)
			shape = shape->item;
		else if (shape->n_members > 0)
			shape = shape->members[0].shape;
		else
			shape = shape->rest;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	const char *text = (const char *)bytes;
	const char *nul = size == 0 ? NULL : memchr(text, '\0', size);
	size_t schema_size = nul == NULL ? size : (size_t)(nul - text);
	struct dkt_schemas *schemas = dkt_schemas_new();
	struct dkt_report *report = dkt_report_new();
	const struct dkt_schema *schema = NULL;

	if (dkt_schemas_add(schemas, "s.json", text, schema_size, report)) {
		schema = dkt_schemas_compile(schemas, "s.json", report);
		expect((schema != NULL) == (dkt_report_count(report, DKT_ERROR) == 0));
		dkt_schemas_lint(schemas, "s.json", report);
	} else {
		expect(dkt_report_count(report, DKT_ERROR) > 0);
	}
	if (schema != NULL) {
		walk_shape(dkt_schema_shape(schema));
		check_value(schema, nul == NULL ? text : nul + 1,
			    nul == NULL ? size : size - schema_size - 1);
	}
	dkt_report_free(report);
	dkt_schemas_free(schemas);
	return 0;
}
