/*
 * intake.c - group commit for submissions.
 *
 * Making one submission durable takes four syncs, whether they carry one submission or thirty. So
 * nobody waits for company, but whoever comes while a group is being written forms the next one.
 * The first of them to find no writer at work becomes the writer; there is no thread of our own.
 *
 * The memory of each job is its caller's; the writer only fills it in. A group is acknowledged as a
 * whole: if its syncs fail, nobody of it gets a receipt.
 */
#include "flow/intake.h"

#include <stdlib.h>
#include <string.h>
#include <threads.h>

#include "base/error.h"
#include "flow/submit.h"
#include "flow/sync.h"
#include "store/batch.h"

#include "base/banned.h"

#define GROUP_MAX 256

struct job {
	struct job *next;
	const struct dkt_input *input;
	const struct dkt_submit_options *options;
	struct dkt_report *report;
	struct dkt_receipt *receipt;
	struct dkt_err *err;
	int64_t now;
	int result;
	bool done;
};

struct dkt_intake {
	struct dkt *d; /* of whoever is the writer */
	mtx_t mutex;   /* of all below */
	cnd_t changed;
	struct job *first;
	struct job *last;
	bool writing;
};

struct dkt_intake *dkt_intake_new(struct dkt *d)
{
	struct dkt_intake *intake = calloc(1, sizeof *intake);

	if (intake == NULL || mtx_init(&intake->mutex, mtx_plain) != thrd_success ||
	    cnd_init(&intake->changed) != thrd_success)
		dkt_oom();
	intake->d = d;
	return intake;
}

void dkt_intake_free(struct dkt_intake *intake)
{
	if (intake == NULL)
		return;
	cnd_destroy(&intake->changed);
	mtx_destroy(&intake->mutex);
	free(intake);
}

/* --- the writer --------------------------------------------------------------------------------
 */

static void submit_each(struct dkt *d, struct job *group)
{
	for (struct job *job = group; job != NULL; job = job->next) {
		d->now = job->now;
		job->result = dkt_submit_into_batch(d, job->input, job->options, job->report,
						    job->receipt, job->err);
	}
}

/* What stopped the group stops everybody in it who had come through. */
static void fail_all(struct job *group, const struct dkt_err *why)
{
	for (struct job *job = group; job != NULL; job = job->next) {
		if (job->result < 0)
			continue;
		job->result = -1;
		*job->err = *why;
		memset(job->receipt, 0, sizeof *job->receipt);
		job->receipt->state = "";
	}
}

static int open_group(struct dkt *d, struct dkt_err *err)
{
	char tip[DKT_OID_HEX];

	if (dkt_repo_tip(d->repo, tip, err) < 0)
		return -1;
	dkt_context_moved(d, tip);
	if (dkt_index_sync(d, err) < 0 || dkt_batch_begin(d->repo, err) < 0)
		return -1;
	dkt_index_batch_begin(d);
	return 0;
}

static void write_group(struct dkt *d, struct job *group)
{
	struct dkt_err err = DKT_ERR_INIT;
	int result = dkt_repo_lock(d->repo, "submit", d->lock_wait_ms, &err);
	bool locked = result == 0;

	if (result == 0)
		result = open_group(d, &err);
	if (result == 0) {
		submit_each(d, group);
		result = dkt_batch_write_queue(d->repo, &err);
	}
	dkt_batch_end(d->repo);
	dkt_index_batch_end(d, result == 0);
	if (locked)
		dkt_repo_unlock(d->repo);
	if (result < 0)
		fail_all(group, &err);
}

/* --- everybody ---------------------------------------------------------------------------------
 */

static void enter(struct dkt_intake *intake, struct job *job)
{
	if (intake->last == NULL)
		intake->first = job;
	else
		intake->last->next = job;
	intake->last = job;
}

/* The first of those who wait, cut off from the rest. */
static struct job *take_group(struct dkt_intake *intake)
{
	struct job *group = intake->first;
	struct job *end = group;

	for (size_t n = 1; n < GROUP_MAX && end->next != NULL; n++)
		end = end->next;
	intake->first = end->next;
	if (intake->first == NULL)
		intake->last = NULL;
	end->next = NULL;
	return group;
}

static void be_writer(struct dkt_intake *intake)
{
	struct job *group = take_group(intake);

	intake->writing = true;
	(void)mtx_unlock(&intake->mutex);
	write_group(intake->d, group);
	(void)mtx_lock(&intake->mutex);
	intake->writing = false;
	while (group != NULL) {
		struct job *next = group->next;

		group->done = true; /* from here on the job is its caller's again */
		group = next;
	}
	(void)cnd_broadcast(&intake->changed);
}

int dkt_intake_submit(struct dkt_intake *intake, int64_t now, const struct dkt_input *input,
		      const struct dkt_submit_options *options, struct dkt_report *report,
		      struct dkt_receipt *receipt, struct dkt_err *err)
{
	struct job job = {.input = input,
			  .options = options,
			  .report = report,
			  .receipt = receipt,
			  .err = err,
			  .now = now};

	if (dkt_context_need_repo(intake->d, err) < 0)
		return -1;
	(void)mtx_lock(&intake->mutex);
	enter(intake, &job);
	while (!job.done) {
		if (intake->writing)
			(void)cnd_wait(&intake->changed, &intake->mutex);
		else
			be_writer(intake);
	}
	(void)mtx_unlock(&intake->mutex);
	return job.result;
}
