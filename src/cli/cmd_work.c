/* cmd_work.c - docket work: take what was received through its checks. */
#include <stdio.h>
#include <time.h>

#include "base/error.h"
#include "base/num.h"
#include "base/time.h"
#include "cli/commands.h"
#include "cli/merged.h"
#include "flow/timers.h"
#include "json/report_print.h"

#include "base/banned.h"

static const struct dkt_option options[] = {
	{"loop", "SECONDS", "do not end; look again every so many seconds"},
	{NULL, NULL, NULL},
};

static const char *const examples[] = {"docket work", "docket work --loop 5",
				       "docket work s-4k7m2p9-53", NULL};

static void tell(void *data, const char *submission, const char *state, const char *summary,
		 const struct dkt_report *report)
{
	const struct dkt_call *call = data;
	struct dkt_buf words = DKT_BUF_INIT(256);

	dkt_count_words(report, &words);
	if (call->json)
		dkt_say_json_take(json_pack("{s:s, s:s, s:s, s:o}", "submission", submission,
					    "state", state, "summary", summary, "findings",
					    dkt_report_json(report)));
	else
		dkt_tell(call, "%s is %s (%s%s%s)", submission, state, summary,
			 summary[0] == '\0' ? "" : "; ", dkt_buf_str(&words));
	dkt_say_report(call, report);
	(void)fflush(stdout);
	dkt_buf_clear(&words);
}

/* What is due without anybody: policy met by time or trust, and who never answered. */
static int run_timers(struct dkt_call *call, struct dkt *d)
{
	struct dkt_err err = DKT_ERR_INIT;
	struct dkt_timed timed;
	int status = DKT_EXIT_DONE;
	size_t n;

	if (dkt_timers_run(d, &timed, &err) < 0)
		return dkt_say_error(call, &err);
	if (timed.expired > 0)
		dkt_tell(call, "%zu ended: the submitter never answered", timed.expired);
	if (timed.approved > 0)
		dkt_tell(call, "%zu approved: what policy asks for is there", timed.approved);
	if (timed.approved > 0 && d->config->policy.merge_on_approval)
		(void)dkt_merge_and_tell(call, d, NULL, false, &n, &status);
	return status;
}

static int once(struct dkt_call *call, size_t *n_out)
{
	struct dkt_err err = DKT_ERR_INIT;
	int status = DKT_EXIT_DONE;
	struct dkt *d = dkt_call_open(call, DKT_FROM_TIP, &status);

	*n_out = 0;
	if (d == NULL)
		return status;
	dkt_progress(call, "checking what was received ...");
	if (dkt_work(d, call->n_arguments > 0 ? call->arguments[0] : NULL, tell, call, n_out,
		     &err) < 0)
		status = dkt_say_error(call, &err);
	else if (call->n_arguments == 0)
		status = run_timers(call, d);
	dkt_close(d);
	return status;
}

static int run(struct dkt_call *call)
{
	const char *loop = dkt_given(call, "loop");
	uint64_t seconds = 0;
	size_t n;
	int status;

	if (loop != NULL && (!dkt_parse_u64(loop, 86400, &seconds) || seconds == 0))
		return dkt_say_usage(call, "--loop needs a number of seconds from 1 to 86400");
	do {
		struct timespec pause = {.tv_sec = (time_t)seconds};

		status = once(call, &n);
		if (loop == NULL && status == DKT_EXIT_DONE)
			dkt_tell(call,
				 n == 0 ? "nothing was waiting for its checks%s"
					: "next: docket queue%s",
				 "");
		if (loop != NULL)
			(void)nanosleep(&pause, NULL);
	} while (loop != NULL && status == DKT_EXIT_DONE);
	return status;
}

const struct dkt_command dkt_cmd_work = {
	.name = "work",
	.group = "care",
	.daily = true,
	.summary = "check what was received: schema, rules, sources",
	.arguments = "[ID]",
	.description = "Takes every received submission (or the one named) through its checks: "
		       "schema, rules, the live page of each source, its "
		       "archived copies, and whether the quoted words stand there. What was found "
		       "is written to the submission's story; it is then "
		       "ready for review, or back with the submitter.\n\n"
		       "This is the only part that goes out to the network. It never reaches "
		       "private addresses.",
	.options = options,
	.examples = examples,
	.max_arguments = 1,
	.run = run,
};
