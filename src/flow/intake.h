/*
 * intake.h - many submitters at once: what arrives while a batch is written is the next batch.
 *
 * Floor: flow.
 */
#ifndef FLOW_INTAKE_H
#define FLOW_INTAKE_H

#include "docket/pipeline.h"

struct dkt_intake;

/* d belongs to the intake until that is freed; it is not closed. */
struct dkt_intake *dkt_intake_new(struct dkt *d);
void dkt_intake_free(struct dkt_intake *intake); /* nobody may be waiting in it */

/*
 * dkt_submit, for any thread. One of the waiting threads becomes the writer for all of them: their
 * submissions are examined one after the other and made durable with one set of syncs; then each
 * gets its own receipt, report or error. now: the time that the receipt carries.
 */
DKT_MUST_CHECK int dkt_intake_submit(struct dkt_intake *intake, int64_t now,
				     const struct dkt_input *input,
				     const struct dkt_submit_options *options,
				     struct dkt_report *report, struct dkt_receipt *receipt,
				     struct dkt_err *err);

#endif
