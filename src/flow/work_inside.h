/*
 * work_inside.h - what the worker's files share. Private to work*.c and sweep.c.
 *
 *   work.c       received submissions and those that are looked at again, through one inspector
 *   work_find.c  captures that the record does not name: looked up, then checked like any other
 *   work_save.c  an archive is asked to save a page, and the capture is confirmed later
 *   work_say.c   evidence in a line
 *
 * Floor: flow.
 */
#ifndef FLOW_WORK_INSIDE_H
#define FLOW_WORK_INSIDE_H

#include "flow/case.h"
#include "flow/examine.h"
#include "flow/memory.h"

#define DKT_WORK_RETRIES 4 /* how often a submission is looked at again by itself */

struct dkt_worker {
	struct dkt *d;
	dkt_checked_fn *fn;
	void *data;
	size_t n_done; /* submissions that got an event */
	struct dkt_err *err;
	bool failed;
};

/* Write an event that only informs: the submission stays where it is. 0 when the story moved on
 * meanwhile: then nothing is written. Takes the lock. */
DKT_MUST_CHECK int dkt_work_inform(struct dkt_worker *w, const struct dkt_case *c,
				   const char *sentence, const char *body, const json_t *evidence,
				   struct dkt_err *err);

/* The evidence document of a submission as it stands; NULL when there is none. A new reference. */
DKT_MUST_CHECK int dkt_work_evidence(struct dkt *d, const struct dkt_case *c, json_t **out,
				     struct dkt_err *err);

/* How the worker asks: for the public, with own copies. Strings in the arena. */
struct dkt_check_policy dkt_work_policy(struct dkt *d, struct dkt_arena *arena,
					struct dkt_captures *captures, struct dkt_memory *memory);

/* work_find.c: note what is to be looked for, before the event of a check is written. */
DKT_MUST_CHECK int dkt_work_plan(struct dkt *d, const char *submission, const json_t *sources,
				 int64_t retry_at, int64_t tries, struct dkt_err *err);
/* Do what is due. */
DKT_MUST_CHECK int dkt_work_find(struct dkt_worker *w, const char *submission, struct dkt_err *err);

#endif
