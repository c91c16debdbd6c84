/* cmd_release.c - docket release: tag a version. */
#include <stdio.h>

#include "base/error.h"
#include "base/str.h"
#include "cli/commands.h"

#include "base/banned.h"

static const struct dkt_option options[] = {
	{"bump", "auto|major|minor|patch", "raise the increment; it cannot be lowered"},
	{"dry-run", NULL, "say what the version would be and why"},
	{"as", "HANDLE", "who releases, by the handle in maintainers.json (or DOCKET_USER)"},
	{NULL, NULL, NULL},
};

static const char *const examples[] = {"docket release --dry-run", "docket release --as editor",
				       NULL};

static void print_json(const struct dkt_release_plan *plan, bool tagged)
{
	dkt_say_json_take(json_pack("{s:s, s:s, s:s, s:b, s:I, s:I, s:I, s:I, s:s}", "version",
				    plan->version, "previous", plan->previous, "bump", plan->bump,
				    "tagged", tagged, "added", (json_int_t)plan->added, "changed",
				    (json_int_t)plan->changed, "retired", (json_int_t)plan->retired,
				    "removed", (json_int_t)plan->removed, "reasons",
				    plan->reasons));
}

static void print_plan(const struct dkt_call *call, const struct dkt_release_plan *plan,
		       bool tagged)
{
	dkt_tell(call, "%s %s (%s): %zu added, %zu changed, %zu retired, %zu removed since %s",
		 tagged ? "released" : "the next version is", plan->version, plan->bump,
		 plan->added, plan->changed, plan->retired, plan->removed,
		 plan->previous[0] == '\0' ? "the start" : plan->previous);
	if (!call->quiet && plan->previous[0] != '\0')
		(void)fputs(plan->reasons, stdout);
	if (tagged)
		dkt_tell(call,
			 "next: docket export %s DIR writes its files; git push origin main %s "
			 "publishes it",
			 plan->version, plan->version);
	else
		dkt_tell(call, "next: docket release without --dry-run makes the tag");
}

static int release(struct dkt_call *call, struct dkt *d, struct dkt_err *err)
{
	bool dry_run = dkt_switched(call, "dry-run");
	struct dkt_release_plan plan;

	if (dkt_release_plan(d, dkt_given(call, "bump"), &plan, err) < 0)
		return -1;
	if (dkt_streq(plan.bump, "none")) {
		if (call->json)
			print_json(&plan, false);
		dkt_tell(call, "nothing changed since %s; there is nothing to release",
			 plan.previous);
		return 0;
	}
	if (!dry_run && dkt_release(d, &plan, dkt_call_actor(call), err) < 0)
		return -1;
	if (call->json)
		print_json(&plan, !dry_run);
	else
		print_plan(call, &plan, !dry_run);
	return 0;
}

static int run(struct dkt_call *call)
{
	struct dkt_err err = DKT_ERR_INIT;
	int status = DKT_EXIT_DONE;
	struct dkt *d = dkt_call_open(call, DKT_FROM_TIP, &status);

	if (d == NULL)
		return status;
	if (release(call, d, &err) < 0)
		status = dkt_say_error(call, &err);
	dkt_close(d);
	return status;
}

const struct dkt_command dkt_cmd_release = {
	.name = "release",
	.group = "publish",
	.daily = true,
	.summary = "tag a version of the dataset",
	.arguments = "",
	.description = "Compares the tip of main with the last version, works out the increment "
		       "from what changed (a record added: minor; a value "
		       "corrected: patch; a record gone without a tombstone: major; before 1.0.0 a "
		       "major change raises the minor number) and makes an "
		       "annotated tag. Its message lists the reasons and carries the SHA-256 of "
		       "the manifest. Tags are never moved.",
	.options = options,
	.examples = examples,
	.run = run,
};
