/* cmd_sources_save.c - docket sources save: have an archive save a page, and see it there. */
#include <stdio.h>

#include "base/error.h"
#include "base/num.h"
#include "base/str.h"
#include "base/time.h"
#include "cli/commands.h"
#include "cli/sources_say.h"
#include "flow/work_inside.h"

#include "base/banned.h"

#define WAIT_S 30

static const struct dkt_option options[] = {
	{"wait", "SECONDS", "the longest pause between two looks to sit through; 30 without it"},
	{NULL, NULL, NULL},
};

static const char *const examples[] = {"docket sources save https://news.example/2021/port-ansel",
				       NULL};

static int say(const struct dkt_call *call, const struct dkt_save *save, int64_t due)
{
	const char *state = dkt_save_state_name(save->state);
	char when[DKT_TIME_SIZE] = "";

	if (due > 0)
		dkt_time_format(due, when);
	if (call->json) {
		dkt_say_json_take(json_pack("{s:s, s:s, s:s, s:s?, s:s?}", "url",
					    call->arguments[0], "state", state, "reason",
					    save->reason, "capture", save->capture.url, "due",
					    due > 0 ? when : NULL));
	} else {
		dkt_tell(call, "%s: %s", state, save->reason);
		if (save->capture.url != NULL)
			dkt_tell(call, "%s", save->capture.url);
		if (due > 0)
			dkt_tell(call, "next: docket work looks again after %s", when);
	}
	return save->state == DKT_SAVE_FAILED ? DKT_EXIT_FINDINGS : DKT_EXIT_DONE;
}

/* One round. A saving that is not over stays a job, which docket work takes up. */
static int save(struct dkt_call *call, struct dkt *d, int64_t wait_s)
{
	struct dkt_arena *arena = dkt_arena_new();
	struct dkt_err err = DKT_ERR_INIT;
	struct dkt_statedb_job job;
	struct dkt_save saving = {0};
	int64_t due = 0;
	int over = -1;
	int status;

	if (dkt_context_need_repo(d, &err) == 0 && dkt_context_state(d, &err) == 0 &&
	    dkt_work_put_job(d, "save", "", call->arguments[0], d->now, &err) == 0 &&
	    dkt_statedb_find_job(d->state, arena, "save", "", call->arguments[0], &job, &err) == 0)
		over = dkt_work_save_go(d, arena, &job, wait_s, &saving, &due, &err);
	if (over == 1 && dkt_statedb_drop_job(d->state, &job, &err) < 0)
		over = -1;
	status = over < 0 ? dkt_say_error(call, &err) : say(call, &saving, over == 1 ? 0 : due);
	dkt_arena_free(arena);
	return status;
}

static int run(struct dkt_call *call)
{
	const char *wait = dkt_given(call, "wait");
	uint64_t seconds = WAIT_S;
	int status = DKT_EXIT_DONE;
	struct dkt *d;

	if (wait != NULL && !dkt_parse_u64(wait, 86400, &seconds))
		return dkt_say_usage(call, "--wait needs a number of seconds");
	if (!dkt_call_address(call, &status))
		return status;
	d = dkt_call_open(call, DKT_FROM_TIP, &status);
	if (d == NULL)
		return status;
	dkt_progress(call, "asking an archive to save it ...");
	status = save(call, d, (int64_t)seconds);
	dkt_close(d);
	return status;
}

const struct dkt_command dkt_cmd_sources_save = {
	.name = "sources save",
	.group = "contribute",
	.summary = "have an archive save a page",
	.arguments = "URL",
	.description = "Asks Save Page Now to capture the page, with the keys of an archive.org "
		       "account in DOCKET_IA_KEY and DOCKET_IA_SECRET, and believes it when the "
		       "capture can be read back; until then it is saved_unconfirmed. What is not "
		       "settled within the wait is taken up by docket work.\n\n"
		       "The exit status is 1 where the archive will not.",
	.options = options,
	.examples = examples,
	.min_arguments = 1,
	.max_arguments = 1,
	.run = run,
};
