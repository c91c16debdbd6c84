/* cmd_schema_check.c - docket schema check: is a schema right, and does it mean what it says? */
#include "base/error.h"
#include "cli/commands.h"
#include "cli/schemas.h"

#include "base/banned.h"

static const struct dkt_option options[] = {
	{"dialect", "NAME",
	 "what a schema without \"$schema\" is: 2020-12 (the default), 2019-09, draft-07, draft-06 "
	 "or "
	 "draft-04"},
	{"with", "PATH",
	 "another document that the schemas refer to, or a folder of them; may be repeated"},
	{NULL, NULL, NULL},
};

static const char *const examples[] = {"docket schema check schemas/presences.schema.json",
				       "docket schema check --dialect draft-07 old/*.json", NULL};

/* All are compiled before any is looked through: what one uses of another is in use. */
static void check_all(struct dkt_call *call, struct dkt_schemas *schemas, struct dkt_report *report,
		      struct dkt_examined *examined)
{
	for (size_t i = 0; i < call->n_arguments; i++) {
		if (dkt_schemas_has(schemas, call->arguments[i]))
			(void)dkt_schemas_compile(schemas, call->arguments[i], report);
		dkt_report_file(report, "", NULL, 0, "");
	}
	for (size_t i = 0; i < call->n_arguments; i++) {
		dkt_schemas_lint(schemas, call->arguments[i], report);
		dkt_examined_add(call, examined, call->arguments[i]);
	}
}

static int run(struct dkt_call *call)
{
	struct dkt_report *report = dkt_report_new();
	struct dkt_schema_files files = {0};
	struct dkt_examined examined = {0};
	struct dkt_err err = DKT_ERR_INIT;
	int status;

	dkt_report_set_language(report, call->language);
	if (dkt_schema_files_load(&files, call, call->arguments, call->n_arguments, report, &err) ==
	    0)
		check_all(call, files.schemas, report, &examined);
	status = err.code == DKT_EUSAGE ? dkt_say_error(call, &err)
					: dkt_say_findings(call, report, &examined, &err);
	dkt_schema_files_clear(&files);
	dkt_examined_clear(&examined);
	dkt_report_free(report);
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
	.formats = DKT_FORMATS_REPORT,
	.min_arguments = 1,
	.max_arguments = (size_t)-1,
	.run = run,
};
