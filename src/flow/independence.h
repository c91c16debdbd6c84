/*
 * independence.h - how many of a record's sources stand on their own, and which words ask for how
 * many.
 *
 * Two annotations of the schema say it; the program knows nothing of the subject:
 *
 *   "x-docket": { "owned": true }        an address that belongs to what the record describes. Its
 *                                        domain's pages are the subject's own words. Also looked
 *                                        for in the records that the record refers to.
 *   "x-docket": { "independent": { "confirmed": { "least": 2, "or_one": ["primary"] } } }
 *                                        this word asks for two independent sources, or for one
 *                                        whose "independence" is in the list.
 *
 * Floor: flow.
 */
#ifndef FLOW_INDEPENDENCE_H
#define FLOW_INDEPENDENCE_H

#include "flow/examine.h"

/* The registrable domains of what the record describes. In the exam's arena. */
void dkt_independence_owned(struct dkt *d, struct dkt_exam *exam, const char *const **domains_out,
			    size_t *n_out);

/*
 * Ask the rule: "record.independence", a warning (info for legacy evidence). evidence: the array
 * "sources" of a check, which also knows of equal texts; NULL: addresses alone.
 */
void dkt_independence_check(struct dkt *d, struct dkt_exam *exam, const json_t *evidence,
			    struct dkt_report *report);

#endif
