/* cmd_schema_check.c - docket schema check: is a schema right, and does it mean what it says? */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/str.h"
#include "cli/commands.h"
#include "cli/schema_folder.h"
#include "json/report_print.h"

#include "base/banned.h"

static const struct dkt_option options[] = {
	{"dialect", "NAME",
	 "what a schema without \"$schema\" is: 2020-12 (the default), 2019-09, draft-07, draft-06 "
	 "or "
	 "draft-04"},
	{"with", "FILE", "another document that the schemas refer to; may be repeated"},
	{NULL, NULL, NULL},
};

static const char *const examples[] = {"docket schema check schemas/presences.schema.json",
				       "docket schema check --dialect draft-07 old/*.json", NULL};

struct checking {
	struct dkt_call *call;
	struct dkt_schemas *schemas;
	struct dkt_schema_folder folder;
	struct dkt_report *report;
};

static int add(struct checking *c, const char *path, struct dkt_err *err)
{
	struct dkt_buf bytes = DKT_BUF_INIT(DKT_MAX_TEXT);
	int result = dkt_file_read(path, DKT_MAX_TEXT, &bytes, err);

	dkt_schema_folder_allow(&c->folder, path);
	if (result == 0)
		(void)dkt_schemas_add(c->schemas, path, dkt_buf_str(&bytes), bytes.size, c->report);
	dkt_report_file(c->report, "", NULL, 0, "");
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
	for (size_t i = 0; i < c->call->n_arguments; i++) {
		if (add(c, c->call->arguments[i], err) < 0)
			return -1;
	}
	return 0;
}

/* All are compiled before any is looked through: what one uses of another is in use. */
static void check_all(struct checking *c)
{
	const struct dkt_call *call = c->call;

	for (size_t i = 0; i < call->n_arguments; i++) {
		if (dkt_schemas_has(c->schemas, call->arguments[i]))
			(void)dkt_schemas_compile(c->schemas, call->arguments[i], c->report);
		dkt_report_file(c->report, "", NULL, 0, "");
	}
	for (size_t i = 0; i < call->n_arguments; i++)
		dkt_schemas_lint(c->schemas, call->arguments[i], c->report);
}

static int tell(struct checking *c)
{
	struct dkt_buf words = DKT_BUF_INIT(256);

	dkt_report_sort(c->report);
	if (c->call->json)
		dkt_say_json_take(json_pack("{s:o}", "findings", dkt_report_json(c->report)));
	dkt_count_words(c->report, &words);
	dkt_tell(c->call, "%zu schema%s: %s", c->call->n_arguments,
		 c->call->n_arguments == 1 ? "" : "s", dkt_buf_str(&words));
	dkt_say_report(c->call, c->report);
	dkt_buf_clear(&words);
	return dkt_report_count(c->report, DKT_ERROR) > 0 ? DKT_EXIT_FINDINGS : DKT_EXIT_DONE;
}

static int run(struct dkt_call *call)
{
	struct checking c = {
		.call = call, .schemas = dkt_schemas_new(), .report = dkt_report_new()};
	const char *dialect = dkt_given(call, "dialect");
	struct dkt_err err = DKT_ERR_INIT;
	int status;

	dkt_schema_folder_init(&c.folder);
	dkt_schemas_set_resolver(c.schemas, dkt_schema_folder_resolve, &c.folder);
	if (dialect != NULL && !dkt_schemas_set_dialect(c.schemas, dialect)) {
		status = dkt_say_usage(call, "\"%s\" is not a dialect of JSON Schema", dialect);
	} else if (add_all(&c, &err) < 0) {
		status = dkt_say_error(call, &err);
	} else {
		check_all(&c);
		status = tell(&c);
	}
	dkt_schema_folder_clear(&c.folder);
	dkt_report_free(c.report);
	dkt_schemas_free(c.schemas);
	return status;
}

const struct dkt_command dkt_cmd_schema_check = {
	.name = "schema check",
	.group = "contribute",
	.daily = false,
	.summary = "say what is wrong or pointless in a JSON Schema",
	.arguments = "SCHEMA...",
	.description =
		"Checks each schema against the meta-schema of its dialect and follows its "
		"references; "
		"these mistakes are errors. Then says what the schema probably does not mean: "
		"keywords "
		"that are unknown, misspelt, of another draft or without effect, parts that "
		"nothing "
		"refers to, rules that no value can keep, patterns that can take too long, and a "
		"missing \"$schema\" or \"$id\".\n\n"
		"Dialects are 2020-12, 2019-09, draft-07, draft-06 and draft-04; their "
		"meta-schemas are "
		"built in. References lead to the schemas named, to those of --with, and to other "
		"files "
		"in the folders of these and below; nothing is fetched from the network.",
	.options = options,
	.examples = examples,
	.min_arguments = 1,
	.max_arguments = (size_t)-1,
	.run = run,
};
