/*
 * embed.c - docket/schema.h over the floor's own functions.
 */
#include "docket/schema.h"

#include <stdint.h>
#include <stdlib.h>

#include "base/error.h"
#include "schema/schema.h"
#include "json/doc.h"

struct dkt_validator {
	struct dkt_schemas *schemas;
	const struct dkt_schema *schema;
};

/* False, after a finding, when the source wants a dialect that is not known. */
static bool choose_dialect(struct dkt_schemas *schemas, const struct dkt_validator_source *source,
			   struct dkt_report *report)
{
	if (source->dialect == NULL || dkt_schemas_set_dialect(schemas, source->dialect))
		return true;
	dkt_report_file(report, source->name, NULL, 0, "");
	dkt_report_add(report, DKT_ERROR, "schema-document.dialect", "", DKT_NOWHERE,
		       "known are 2020-12, 2019-09, draft-07, draft-06 and draft-04",
		       "the dialect \"%.200s\" is not known", source->dialect);
	return false;
}

struct dkt_validator *dkt_validator_open(const struct dkt_validator_source *source,
					 struct dkt_report *report)
{
	struct dkt_validator *validator = calloc(1, sizeof *validator);

	if (validator == NULL)
		dkt_oom();
	validator->schemas = dkt_schemas_new();
	dkt_schemas_set_resolver(validator->schemas, source->resolve, source->context);
	if (choose_dialect(validator->schemas, source, report) &&
	    dkt_schemas_add(validator->schemas, source->name, source->bytes, source->size, report))
		validator->schema = dkt_schemas_compile(validator->schemas, source->name, report);
	dkt_schemas_set_resolver(validator->schemas, NULL, NULL);
	if (validator->schema != NULL)
		return validator;
	dkt_validator_free(validator);
	return NULL;
}

struct dkt_validator *dkt_validator_new(const char *name, const char *bytes, size_t size,
					dkt_validator_resolve_fn *resolve, void *context,
					struct dkt_report *report)
{
	const struct dkt_validator_source source = {
		.name = name, .bytes = bytes, .size = size, .resolve = resolve, .context = context};

	return dkt_validator_open(&source, report);
}

const char *const *dkt_validator_dialects(void)
{
	return dkt_schema_dialects();
}

void dkt_validator_free(struct dkt_validator *validator)
{
	if (validator == NULL)
		return;
	dkt_schemas_free(validator->schemas);
	free(validator);
}

static struct dkt_check_options options_of(unsigned flags)
{
	return (struct dkt_check_options){.assert_formats =
						  (flags & DKT_VALIDATOR_IGNORE_FORMATS) == 0,
					  .pointer_prefix = ""};
}

static bool check(const struct dkt_validator *validator, const struct dkt_node *value,
		  unsigned flags, struct dkt_report *report)
{
	const struct dkt_check_options options = options_of(flags);

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

/* --- output --- */

static char *output(const struct dkt_validator *validator, const struct dkt_node *value,
		    unsigned flags, enum dkt_output form, const char *language)
{
	const struct dkt_check_options options = options_of(flags);
	struct dkt_buf out =
		DKT_BUF_INIT(SIZE_MAX / 2); /* what is written has a limit of its own */

	(void)dkt_schema_output(validator->schema, value, &options, form, language, &out);
	return dkt_buf_detach(&out);
}

char *dkt_validator_output(const struct dkt_validator *validator, const char *bytes, size_t size,
			   unsigned flags, enum dkt_output form, const char *language,
			   struct dkt_report *report)
{
	struct dkt_arena *arena = dkt_arena_new();
	char *written = NULL;
	struct dkt_text text;

	dkt_report_file(report, "", bytes, size, "");
	if (dkt_text_examine(&text, arena, bytes, size, report))
		written = output(validator, &text.root, flags, form, language);
	dkt_report_file(report, "", NULL, 0, "");
	dkt_arena_free(arena);
	return written;
}

char *dkt_validator_output_value(const struct dkt_validator *validator, const struct json_t *value,
				 unsigned flags, enum dkt_output form, const char *language)
{
	struct dkt_arena *arena = dkt_arena_new();
	struct dkt_node node = dkt_doc_to_node(arena, value);
	char *written = output(validator, &node, flags, form, language);

	dkt_arena_free(arena);
	return written;
}

void dkt_validator_output_free(char *text)
{
	free(text);
}
