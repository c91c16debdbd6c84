/* cmd_merge_driver.c - docket merge-driver: what git runs to merge a record's file. */
#include <stdio.h>

#include "base/error.h"
#include "base/time.h"
#include "cli/commands.h"
#include "flow/driver.h"

#include "base/banned.h"

static const char *const examples[] = {"docket merge-driver base.json ours.json theirs.json "
				       "reviewed/presences/7/pr-7h3k9m2-05.json",
				       NULL};

/* The rules of the commit that is checked out: those of the folder may be in conflict themselves.
 * NULL, with a word about it, where they cannot be read. */
static struct dkt *open_rules(const struct dkt_call *call)
{
	struct dkt_options options = {
		.dir = call->dir, .revision = "HEAD", .from = DKT_FROM_TIP, .now = dkt_time_now()};
	struct dkt_report *report = dkt_report_new();
	struct dkt_err err = DKT_ERR_INIT;
	struct dkt *d = NULL;

	if (dkt_open(&options, &d, report, &err) < 0) {
		dkt_putf(stderr, "docket: merging without the schema: %s\n", err.text);
		d = NULL;
	}
	dkt_report_free(report);
	return d;
}

static int merge(const struct dkt_call *call, const struct dkt_driver_job *job)
{
	struct dkt_buf out = DKT_BUF_INIT(2 * DKT_MAX_TEXT);
	struct dkt_err err = DKT_ERR_INIT;
	struct dkt *d = open_rules(call);
	size_t conflicts = dkt_driver_merge(d, job, &out);
	int status = conflicts > 0 ? DKT_EXIT_FINDINGS : DKT_EXIT_DONE;

	if (!dkt_buf_ok(&out)) {
		(void)dkt_fail(&err, DKT_ELIMIT, "the merged file would be too large");
		status = dkt_say_error(call, &err);
	} else if (dkt_file_write(call->arguments[1], dkt_buf_str(&out), out.size, &err) < 0) {
		status = dkt_say_error(call, &err);
	}
	dkt_buf_clear(&out);
	dkt_close(d);
	return status;
}

static int run(struct dkt_call *call)
{
	struct dkt_buf files[3] = {DKT_BUF_INIT(DKT_MAX_TEXT), DKT_BUF_INIT(DKT_MAX_TEXT),
				   DKT_BUF_INIT(DKT_MAX_TEXT)};
	struct dkt_driver_job job = {.path = call->n_arguments > 3 ? call->arguments[3] : NULL,
				     .base = &files[0],
				     .ours = &files[1],
				     .theirs = &files[2]};
	struct dkt_err err = DKT_ERR_INIT;
	int status = DKT_EXIT_DONE;

	for (size_t i = 0; status == DKT_EXIT_DONE && i < 3; i++) {
		if (dkt_file_read(call->arguments[i], DKT_MAX_TEXT, &files[i], &err) < 0)
			status = dkt_say_error(call, &err);
	}
	if (status == DKT_EXIT_DONE)
		status = merge(call, &job);
	for (size_t i = 0; i < 3; i++)
		dkt_buf_clear(&files[i]);
	return status;
}

const struct dkt_command dkt_cmd_merge_driver = {
	.name = "merge-driver",
	.group = "care",
	.summary = "merge records field by field inside git",
	.arguments = "BASE OURS THEIRS [PATH]",
	.description =
		"git runs this for files in reviewed/ when branches are merged, rebased or picked: "
		"docket init writes the line for .gitattributes and the setting "
		"merge.docket.driver. Fields that one side changed are taken from it; sets are "
		"merged by their key, lists where the two changes lie apart. The result is written "
		"to OURS in canonical form.\n\n"
		"What both sides changed differently stands between git's conflict markers, and "
		"the exit status is 1. In a clone that docket did not make, set the driver once "
		"yourself; docs/reliability.md has the line.",
	.examples = examples,
	.min_arguments = 3,
	.max_arguments = 4,
	.run = run,
};
