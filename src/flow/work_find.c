/*
 * work_find.c - what the worker does on its own account after a check.
 *
 * Jobs are rows of state.db, one for each submission and address:
 *
 *   retry  the whole submission is looked at again: something did not answer, or asked for a pause
 */
#include "base/error.h"
#include "base/str.h"
#include "flow/work_inside.h"

#include "base/banned.h"

#define MIN_RETRY_S 60

/* Later each time: what did not answer twice in an hour is not asked every hour. */
static const int64_t retry_waits[DKT_WORK_RETRIES] = {600, 3600, 21600, 86400};

static int plan_retry(struct dkt *d, const char *submission, int64_t retry_at, int64_t tries,
		      struct dkt_err *err)
{
	struct dkt_statedb_job job = {.kind = "retry",
				      .subject = submission,
				      .url = "",
				      .state = "waiting",
				      .due = retry_at,
				      .tries = tries + 1,
				      .detail = "",
				      .created = d->now};

	if (retry_at == 0 || tries >= DKT_WORK_RETRIES)
		return dkt_statedb_drop_job(d->state, &job, err);
	if (job.due < d->now + MIN_RETRY_S)
		job.due = d->now + MIN_RETRY_S;
	if (job.due < d->now + retry_waits[tries])
		job.due = d->now + retry_waits[tries];
	return dkt_statedb_put_job(d->state, &job, err);
}

int dkt_work_plan(struct dkt *d, const char *submission, const json_t *sources, int64_t retry_at,
		  int64_t tries, struct dkt_err *err)
{
	(void)sources;
	return plan_retry(d, submission, retry_at, tries, err);
}

int dkt_work_find(struct dkt_worker *w, const char *submission, struct dkt_err *err)
{
	(void)w;
	(void)submission;
	(void)err;
	return 0;
}
