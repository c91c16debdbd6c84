/*
 * examine.h - the one way in: bytes -> text -> schema -> record rules -> sources.
 *
 * Floor: flow.
 */
#ifndef FLOW_EXAMINE_H
#define FLOW_EXAMINE_H

#include "flow/context.h"
#include "record/submission.h"
#include "source/check.h"

/* What an examination learnt. Everything lives in its arena or in the input's bytes. */
struct dkt_exam {
	struct dkt_arena *arena;
	struct dkt_text text;
	bool parsed;	 /* text has nodes */
	bool envelope;	 /* it was an envelope, not a bare record */
	bool understood; /* submission and collection are known: it can be stored */
	struct dkt_submission submission;
	const struct dkt_collection *collection;
	const struct dkt_node *base; /* of an amendment: the record it starts from; else NULL */
	const bool *unchanged; /* of the proposed sources, those that were not looked at again;
				  NULL: none. Set with the work. */
	bool for_worker;       /* set before the run: the caller has the sources checked itself */
	json_t *evidence;      /* of the sources, when they were checked; a reference */
};

void dkt_exam_init(struct dkt_exam *exam);
void dkt_exam_clear(struct dkt_exam *exam);

/* dkt_examine, keeping what was learnt. */
DKT_MUST_CHECK int dkt_exam_run(struct dkt *d, const struct dkt_input *input, enum dkt_upto upto,
				struct dkt_report *report, struct dkt_exam *exam,
				struct dkt_err *err);

/* --- examine_sources.c: the stage that goes out --- */

/* Addresses that cannot be used at all: "source.url", at error level. Offline. */
void dkt_exam_addresses(struct dkt_exam *exam, struct dkt_report *report);

/*
 * What an inspector is to look at, and what can be said of the sources without it (new domains,
 * legacy evidence). The work is borrowed from exam and report; its sources are NULL where nothing
 * is to be looked at.
 */
struct dkt_check_work dkt_exam_work(struct dkt *d, struct dkt_exam *exam,
				    struct dkt_report *report);

/*
 * amended.c: the sources of an amendment that it neither edits nor changes a supported place of,
 * one bool each, in the arena; NULL where all are to be looked at. A source whose quotes say
 * nothing of what they support is for everything.
 */
const bool *dkt_exam_unchanged(struct dkt *d, struct dkt_exam *exam, size_t *n_out);

/* The inspector's result becomes the exam's, and the rules that need it are asked. */
void dkt_exam_take(struct dkt *d, struct dkt_exam *exam, json_t *evidence,
		   struct dkt_report *report);

/* All of this at once, for one record. */
DKT_MUST_CHECK int dkt_exam_check_sources(struct dkt *d, struct dkt_exam *exam,
					  struct dkt_report *report, struct dkt_err *err);

#endif
