/* cmd_schema_validate.c - docket schema validate: the JSON Schema engine on its own, without a
 * dataset. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/num.h"
#include "base/str.h"
#include "base/walk.h"
#include "cli/commands.h"
#include "cli/schemas.h"
#include "schema/bulk.h"

#include "base/banned.h"

#define MAX_JOBS 64U

static const struct dkt_option options[] = {
	{"with", "PATH",
	 "another schema document that the first one refers to, or a folder of them; "
	 "may be repeated"},
	{"dialect", "NAME",
	 "how schemas without \"$schema\" are read: 2020-12 (the default), "
	 "2019-09, draft-07, draft-06 or draft-04"},
	{"no-formats", NULL, "do not check \"format\""},
	{"jobs", "N", "threads; one a core by default"},
	{NULL, NULL, NULL},
};

static const char *const examples[] = {
	"docket schema validate schemas/presences.schema.json --with schemas record.json",
	"docket schema validate --dialect draft-07 schema.json records/", NULL};

struct checking {
	struct dkt_call *call;
	struct dkt_bulk bulk;
	struct dkt_report *report;
	struct dkt_examined examined;
};

static void seen(void *context, const char *path)
{
	struct checking *c = context;

	dkt_examined_add(c->call, &c->examined, path);
}

/* Threads: as asked, else one a core, but one alone for a few files. */
static int choose_workers(const struct checking *c, unsigned *out, struct dkt_err *err)
{
	const char *jobs = dkt_given(c->call, "jobs");
	struct stat info;
	uint64_t n = 0;

	*out = c->call->n_arguments > 8 ? 0 : 1;
	for (size_t i = 1; i < c->call->n_arguments && *out == 1; i++) {
		if (stat(c->call->arguments[i], &info) == 0 && S_ISDIR(info.st_mode))
			*out = 0;
	}
	if (jobs == NULL)
		return 0;
	if (!dkt_parse_u64(jobs, MAX_JOBS, &n) || n == 0)
		return dkt_fail(err, DKT_EUSAGE, "--jobs wants a number from 1 to %u, not \"%s\"",
				MAX_JOBS, jobs);
	*out = (unsigned)n;
	return 0;
}

static int check_input(struct checking *c, struct dkt_err *err)
{
	struct dkt_buf bytes = DKT_BUF_INIT(DKT_MAX_TEXT);
	struct dkt_arena *arena = dkt_arena_new();
	struct dkt_text text;
	int result = dkt_read_argument("-", DKT_MAX_TEXT, &bytes, err);

	if (result == 0) {
		dkt_report_file(c->report, "standard input", dkt_buf_str(&bytes), bytes.size, "");
		if (dkt_text_examine(&text, arena, dkt_buf_str(&bytes), bytes.size, c->report))
			(void)dkt_schema_check(c->bulk.schema, &text.root, &c->bulk.options,
					       c->report);
		dkt_report_file(c->report, "", NULL, 0, "");
		dkt_examined_add(c->call, &c->examined, "standard input");
	}
	dkt_arena_free(arena);
	dkt_buf_clear(&bytes);
	return result;
}

static int check_all(struct checking *c, struct dkt_err *err)
{
	const char *const *paths = c->call->arguments + 1;
	size_t n = c->call->n_arguments - 1;
	struct dkt_bulk_count count;

	for (size_t i = 0; i < n; i++) {
		if (dkt_streq(paths[i], "-") && n > 1)
			return dkt_fail(err, DKT_EUSAGE,
					"- (standard input) cannot stand beside other paths");
	}
	if (dkt_streq(paths[0], "-"))
		return check_input(c, err);
	if (choose_workers(c, &c->bulk.n_workers, err) < 0)
		return -1;
	c->bulk.seen = seen;
	c->bulk.context = c;
	return dkt_bulk_check(&c->bulk, paths, n, c->report, &count, err);
}

static int run(struct dkt_call *call)
{
	struct checking c = {.call = call, .report = dkt_report_new()};
	struct dkt_schema_files files = {0};
	struct dkt_err err = DKT_ERR_INIT;
	int status;

	c.bulk.options.assert_formats = !dkt_switched(call, "no-formats");
	c.bulk.options.pointer_prefix = "";
	dkt_report_set_language(c.report, call->language);
	c.bulk.schema = dkt_schema_open(&files, call, call->arguments[0], c.report, &err);
	if (c.bulk.schema != NULL)
		(void)check_all(&c, &err);
	status = err.code == DKT_EUSAGE ? dkt_say_error(call, &err)
					: dkt_say_findings(call, c.report, &c.examined, &err);
	dkt_examined_clear(&c.examined);
	dkt_report_free(c.report);
	dkt_schema_files_clear(&files);
	return status;
}

const struct dkt_command dkt_cmd_schema_validate = {
	.name = "schema validate",
	.group = "contribute",
	.daily = false,
	.summary = "check JSON files against any JSON Schema",
	.arguments = "SCHEMA FILE|DIR...",
	.description = "The JSON Schema engine on its own; no dataset is needed. Of a folder every "
		       "*.json in "
		       "it and in its folders is checked, on all cores; - reads standard input.\n\n"
		       "The dialect is the one that \"$schema\" names. References lead to other "
		       "files of the "
		       "schema's folder, to those given with --with, and to the meta-schemas, "
		       "which are built "
		       "in; nothing is ever fetched over the network.",
	.options = options,
	.examples = examples,
	.formats = DKT_FORMATS_REPORT,
	.min_arguments = 2,
	.max_arguments = (size_t)-1,
	.run = run,
};
