/*
 * examine.h - the one way in: bytes -> text -> schema -> record rules -> sources.
 *
 * Floor: flow.
 */
#ifndef FLOW_EXAMINE_H
#define FLOW_EXAMINE_H

#include "flow/context.h"
#include "record/submission.h"

/* What an examination learnt. Everything lives in its arena or in the input's bytes. */
struct dkt_exam {
	struct dkt_arena *arena;
	struct dkt_text text;
	bool parsed;	 /* text has nodes */
	bool envelope;	 /* it was an envelope, not a bare record */
	bool understood; /* submission and collection are known: it can be stored */
	struct dkt_submission submission;
	const struct dkt_collection *collection;
	bool for_worker;  /* set before the run: own copies are kept, and what the public will see
			     takes its time (dkt_source_job.even_ms) */
	json_t *evidence; /* of the sources, when they were checked; a reference */
};

void dkt_exam_init(struct dkt_exam *exam);
void dkt_exam_clear(struct dkt_exam *exam);

/* dkt_examine, keeping what was learnt. */
DKT_MUST_CHECK int dkt_exam_run(struct dkt *d, const struct dkt_input *input, enum dkt_upto upto,
				struct dkt_report *report, struct dkt_exam *exam,
				struct dkt_err *err);

#endif
