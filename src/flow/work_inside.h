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
#include "source/archive_save.h"

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

/* --- work_find.c --- */

/* Note what is to be looked for, before the event of a check is written. */
DKT_MUST_CHECK int dkt_work_plan(struct dkt *d, const char *submission, const json_t *sources,
				 int64_t retry_at, int64_t tries, struct dkt_err *err);

/* A job, unless there is one of this kind, submission and address. */
DKT_MUST_CHECK int dkt_work_put_job(struct dkt *d, const char *kind, const char *submission,
				    const char *url, int64_t due, struct dkt_err *err);

/* Do what is due, for some seconds. submission NULL: of all. */
DKT_MUST_CHECK int dkt_work_find(struct dkt_worker *w, const char *submission, struct dkt_err *err);

bool dkt_work_has_good_copy(const json_t *source);

/* A source of a submission, in its record and in its evidence. */
struct dkt_work_source {
	struct dkt_arena *arena;
	struct dkt_case c;
	json_t *evidence; /* the whole document */
	json_t *source;	  /* in it, borrowed */
	const struct dkt_node *node;
};

/* 1: open; 0: the submission has moved on, or has no such source. Close it in any case. */
DKT_MUST_CHECK int dkt_work_open_source(struct dkt_worker *w, struct dkt_arena *arena,
					const char *submission, const char *url,
					struct dkt_work_source *out, struct dkt_err *err);
void dkt_work_close_source(struct dkt_work_source *s);

/* Look at this copy as if the record claimed it; a good one goes into the evidence. */
DKT_MUST_CHECK int dkt_work_try_copy(struct dkt_worker *w, struct dkt_work_source *s,
				     const char *copy, bool *good_out, struct dkt_err *err);

/* Write the evidence to the story. */
DKT_MUST_CHECK int dkt_work_tell_source(struct dkt_worker *w, struct dkt_work_source *s,
					const char *sentence, struct dkt_err *err);

/* --- work_save.c --- */

DKT_MUST_CHECK int dkt_work_save(struct dkt_worker *w, const struct dkt_statedb_job *job,
				 struct dkt_err *err);

/* One round of a saving, which is the detail of the job: 1 when it is over, 0 when nothing is to be
 * done before *due_out. Strings of *out in the arena. */
DKT_MUST_CHECK int dkt_work_save_go(struct dkt *d, struct dkt_arena *arena,
				    const struct dkt_statedb_job *job, int64_t patience_s,
				    struct dkt_save *out, int64_t *due_out, struct dkt_err *err);

#endif
