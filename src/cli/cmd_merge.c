/* cmd_merge.c - docket merge: put on main what is approved. */
#include "cli/commands.h"
#include "cli/merged.h"

#include "base/banned.h"

static const struct dkt_option options[] = {
	{"dry-run", NULL, "say what would happen, change nothing"},
	{NULL, NULL, NULL},
};

static const char *const examples[] = {"docket merge", "docket merge --dry-run", NULL};

static int run(struct dkt_call *call)
{
	bool dry_run = dkt_switched(call, "dry-run");
	int status = DKT_EXIT_DONE;
	struct dkt *d = dkt_call_open(call, DKT_FROM_TIP, &status);
	size_t total = 0;
	int result = 0;

	if (d == NULL)
		return status;
	if (call->n_arguments == 0)
		result = dkt_merge_and_tell(call, d, NULL, dry_run, &total, &status);
	for (size_t i = 0; result == 0 && i < call->n_arguments; i++) {
		int one = DKT_EXIT_DONE;
		size_t n = 0;

		result = dkt_merge_and_tell(call, d, call->arguments[i], dry_run, &n, &one);
		total += n;
		status = one > status ? one : status;
	}
	if (result == 0 && total == 0)
		dkt_tell(call, "nothing is approved and waiting to be merged");
	dkt_close(d);
	return status;
}

const struct dkt_command dkt_cmd_merge = {
	.name = "merge",
	.group = "review",
	.daily = true,
	.summary = "put on main what is approved",
	.arguments = "[ID...]",
	.description =
		"Each approved submission is examined again on the tip of main and merged "
		"field by field with what changed there meanwhile. One "
		"commit each, with the public name of the submitter as its author. A field "
		"that was changed both ways is a conflict and waits "
		"for docket resolve; one that cannot be merged stops nobody else.\n\n"
		"They are merged one after the other in meaning, and written together: up to "
		"a thousand with one move of main. What a submission needs goes before it.\n\n"
		"With --dry-run the same happens without being written: each one is looked at "
		"on main as the ones before it would leave it.\n\n"
		"In a checkout of main the files are updated too, if they are clean there.",
	.options = options,
	.examples = examples,
	.max_arguments = (size_t)-1,
	.run = run,
};
