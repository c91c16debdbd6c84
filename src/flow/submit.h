/*
 * submit.h - intake as a part of something larger.
 *
 * Floor: flow.
 */
#ifndef FLOW_SUBMIT_H
#define FLOW_SUBMIT_H

#include "flow/context.h"

/* dkt_submit under a lock that is held, with an index that is up to date, into the open batch: the
 * receipt counts when the batch is written. */
DKT_MUST_CHECK int dkt_submit_into_batch(struct dkt *d, const struct dkt_input *input,
					 const struct dkt_submit_options *options,
					 struct dkt_report *report, struct dkt_receipt *receipt,
					 struct dkt_err *err);

#endif
