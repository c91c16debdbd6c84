/*
 * embed.c - docket/schema.h over the floor's own functions.
 */
#include "docket/schema.h"

#include <stdlib.h>

#include "base/error.h"
#include "schema/schema.h"
#include "json/doc.h"

struct dkt_validator {
	struct dkt_schemas *schemas;
	const struct dkt_schema *schema;
};

struct dkt_validator *dkt_validator_new(const char *name, const char *bytes, size_t size,
					dkt_validator_resolve_fn *resolve, void *context,
					struct dkt_report *report)
{
	struct dkt_validator *validator = calloc(1, sizeof *validator);

	if (validator == NULL)
		dkt_oom();
	validator->schemas = dkt_schemas_new();
	dkt_schemas_set_resolver(validator->schemas, resolve, context);
	if (dkt_schemas_add(validator->schemas, name, bytes, size, report))
		validator->schema = dkt_schemas_compile(validator->schemas, name, report);
	dkt_schemas_set_resolver(validator->schemas, NULL, NULL);
	if (validator->schema != NULL)
		return validator;
	dkt_validator_free(validator);
	return NULL;
}

void dkt_validator_free(struct dkt_validator *validator)
{
	if (validator == NULL)
		return;
	dkt_schemas_free(validator->schemas);
	free(validator);
}

static bool check(const struct dkt_validator *validator, const struct dkt_node *value,
		  unsigned flags, struct dkt_report *report)
{
	const struct dkt_check_options options = {
		.assert_formats = (flags & DKT_VALIDATOR_IGNORE_FORMATS) == 0,
		.pointer_prefix = ""};

	return dkt_schema_check(validator->schema, value, &options, report);
}

bool dkt_validator_check(const struct dkt_validator *validator, const char *file, const char *bytes,
			 size_t size, unsigned flags, struct dkt_report *report)
{
	struct dkt_arena *arena = dkt_arena_new();
	struct dkt_text text;
	bool passes;

	dkt_report_file(report, file, bytes, size, "");
	passes = dkt_text_examine(&text, arena, bytes, size, report);
	if (passes)
		passes = check(validator, &text.root, flags, report) && text.n_duplicates == 0;
	dkt_report_file(report, file, NULL, 0, "");
	dkt_arena_free(arena);
	return passes;
}

bool dkt_validator_check_value(const struct dkt_validator *validator, const struct json_t *value,
			       unsigned flags, struct dkt_report *report)
{
	struct dkt_arena *arena = dkt_arena_new();
	struct dkt_node node = dkt_doc_to_node(arena, value);
	bool passes = check(validator, &node, flags, report);

	dkt_arena_free(arena);
	return passes;
}
