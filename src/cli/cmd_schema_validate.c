/* cmd_schema_validate.c - docket schema validate: the JSON Schema engine on its own, without a
 * dataset. */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/str.h"
#include "cli/commands.h"
#include "json/report_print.h"

#include "base/banned.h"

static const struct dkt_option options[] = {
	{"with", "FILE", "another schema document that the first one refers to; may be repeated"},
	{"no-formats", NULL, "do not check \"format\""},
	{NULL, NULL, NULL},
};

static const char *const examples[] = {"docket schema validate schemas/presences.schema.json "
				       "--with schemas/common.schema.json record.json",
				       NULL};

struct checking {
	struct dkt_call *call;
	struct dkt_schemas *schemas;
	const struct dkt_schema *schema;
	struct dkt_report *report;
};

static int add(struct checking *c, const char *path, struct dkt_err *err)
{
	struct dkt_buf bytes = DKT_BUF_INIT(DKT_MAX_TEXT);
	int result = dkt_file_read(path, DKT_MAX_TEXT, &bytes, err);

	if (result == 0)
		(void)dkt_schemas_add(c->schemas, path, dkt_buf_str(&bytes), bytes.size, c->report);
	dkt_buf_clear(&bytes);
	return result;
}

static int add_all(struct checking *c, struct dkt_err *err)
{
	for (size_t i = 0; i < c->call->n_given; i++) {
		if (dkt_streq(c->call->given[i].option->name, "with") &&
		    add(c, c->call->given[i].value, err) < 0)
			return -1;
	}
	return add(c, c->call->arguments[0], err);
}

static int check(struct checking *c, const char *path, struct dkt_err *err)
{
	struct dkt_check_options check_options = {
		.assert_formats = !dkt_switched(c->call, "no-formats"), .pointer_prefix = ""};
	struct dkt_buf bytes = DKT_BUF_INIT(DKT_MAX_TEXT);
	struct dkt_arena *arena = dkt_arena_new();
	struct dkt_text text;
	int result = dkt_read_argument(path, DKT_MAX_TEXT, &bytes, err);

	if (result == 0) {
		dkt_report_file(c->report, path, dkt_buf_str(&bytes), bytes.size, "");
		if (dkt_text_examine(&text, arena, dkt_buf_str(&bytes), bytes.size, c->report))
			(void)dkt_schema_check(c->schema, &text.root, &check_options, c->report);
		dkt_report_file(c->report, "", NULL, 0, "");
	}
	dkt_arena_free(arena);
	dkt_buf_clear(&bytes);
	return result;
}

static int tell(struct checking *c)
{
	struct dkt_buf words = DKT_BUF_INIT(256);

	dkt_report_sort(c->report);
	if (c->call->json)
		dkt_say_json_take(json_pack("{s:o}", "findings", dkt_report_json(c->report)));
	dkt_count_words(c->report, &words);
	dkt_tell(c->call, "%zu file%s: %s", c->call->n_arguments - 1,
		 c->call->n_arguments == 2 ? "" : "s", dkt_buf_str(&words));
	dkt_say_report(c->call, c->report);
	dkt_buf_clear(&words);
	return dkt_report_count(c->report, DKT_ERROR) > 0 ? DKT_EXIT_FINDINGS : DKT_EXIT_DONE;
}

static int run(struct dkt_call *call)
{
	struct checking c = {
		.call = call, .schemas = dkt_schemas_new(), .report = dkt_report_new()};
	struct dkt_err err = DKT_ERR_INIT;
	int result;
	int status;

	dkt_report_set_language(c.report, call->language);
	result = add_all(&c, &err);
	if (result == 0) {
		c.schema = dkt_schemas_compile(c.schemas, call->arguments[0], c.report);
		for (size_t i = 1; result == 0 && c.schema != NULL && i < call->n_arguments; i++)
			result = check(&c, call->arguments[i], &err);
	}
	status = result < 0 ? dkt_say_error(call, &err) : tell(&c);
	dkt_report_free(c.report);
	dkt_schemas_free(c.schemas);
	return status;
}

const struct dkt_command dkt_cmd_schema_validate = {
	.name = "schema validate",
	.group = "contribute",
	.daily = false,
	.summary = "check JSON files against any JSON Schema",
	.arguments = "SCHEMA FILE...",
	.description = "The JSON Schema engine on its own (dialect 2020-12); no dataset is needed. "
		       "References to other documents are resolved "
		       "among the files given with --with, never over the network.",
	.options = options,
	.examples = examples,
	.min_arguments = 2,
	.max_arguments = (size_t)-1,
	.run = run,
};
