/*
 * fuzz_schema_output.c - any schema, any value, every form of output.
 *
 * The input is a schema, a NUL, and a value; without a NUL the schema is the value as well.
 * Properties: the verdict is that of a check; the text is JSON, its "valid" is the verdict, and a
 * value that fails has a reason in each form.
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

static void check_text(const struct dkt_buf *out, enum dkt_output form, bool passes)
{
	struct dkt_arena *arena = dkt_arena_new();
	struct dkt_text_fault fault;
	struct dkt_text text;
	bool told;

	/* the tree of verbose is deeper than a text may be */
	if (dkt_text_parse(&text, arena, out->bytes, out->size, &fault)) {
		told = dkt_get(&text.root, "error") != NULL ||
		       dkt_get(&text.root, "errors") != NULL;
		expect(dkt_is(dkt_get(&text.root, "valid"), passes ? DKT_TRUE : DKT_FALSE));
		expect(passes || told || form == DKT_OUTPUT_FLAG || form == DKT_OUTPUT_ANNOTATIONS);
		expect(text.n_duplicates == 0);
	} else {
		expect(strcmp(fault.code, "json.depth") == 0);
	}
	dkt_arena_free(arena);
}

static void check_value(const struct dkt_schema *schema, const struct dkt_node *value)
{
	struct dkt_report *report = dkt_report_new();
	bool passes = dkt_schema_check(schema, value, NULL, report);

	for (int form = DKT_OUTPUT_FLAG; form <= DKT_OUTPUT_ANNOTATIONS; form++) {
		struct dkt_buf out = DKT_BUF_INIT((size_t)256 << 20);

		expect(dkt_schema_output(schema, value, NULL, (enum dkt_output)form, NULL, &out) ==
		       passes);
		expect(dkt_buf_ok(&out));
		check_text(&out, (enum dkt_output)form, passes);
		dkt_buf_clear(&out);
	}
	dkt_report_free(report);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	const char *text = (const char *)bytes;
	const char *nul = size == 0 ? NULL : memchr(text, '\0', size);
	size_t schema_size = nul == NULL ? size : (size_t)(nul - text);
	struct dkt_schemas *schemas = dkt_schemas_new();
	struct dkt_report *report = dkt_report_new();
	struct dkt_arena *arena = dkt_arena_new();
	const struct dkt_schema *schema = NULL;
	struct dkt_text_fault fault;
	struct dkt_text value;

	if (dkt_schemas_add(schemas, "s.json", text, schema_size, report))
		schema = dkt_schemas_compile(schemas, "s.json", report);
	if (schema != NULL && dkt_text_parse(&value, arena, nul == NULL ? text : nul + 1,
					     nul == NULL ? size : size - schema_size - 1, &fault))
		check_value(schema, &value.root);
	dkt_arena_free(arena);
	dkt_report_free(report);
	dkt_schemas_free(schemas);
	return 0;
}
