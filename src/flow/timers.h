/*
 * timers.h - what happens because time passed: policy that is met without another person, and
 * submissions whose submitter never answered. The clock is that of the dataset as it was opened
 * (dkt_options.now).
 *
 * Floor: flow.
 */
#ifndef FLOW_TIMERS_H
#define FLOW_TIMERS_H

#include "flow/context.h"

struct dkt_timed {
	size_t approved; /* policy was met by time, evidence or trust */
	size_t expired;	 /* nobody answered */
};

/*
 * Look at what waits and write the events that are due. One that cannot be read stops nobody.
 * Linear in the submissions that wait in ready, in_review and needs_changes.
 */
DKT_MUST_CHECK int dkt_timers_run(struct dkt *d, struct dkt_timed *out, struct dkt_err *err);

/* When a submission that has waited for its submitter since `since` is to be reminded, or ends. */
enum dkt_due { DKT_DUE_NOTHING, DKT_DUE_FIRST_REMINDER, DKT_DUE_SECOND_REMINDER, DKT_DUE_EXPIRY };
enum dkt_due dkt_due_of(const struct dkt_timers *timers, int64_t since, int64_t now);

/* Is a claim (a reviewer's lease) that was last renewed at `renewed` still held? */
bool dkt_lease_held(const struct dkt_timers *timers, int64_t renewed, int64_t now);

#endif
