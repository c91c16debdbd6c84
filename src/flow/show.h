/*
 * show.h - a submission or a record as text and as JSON, for people who decide and for programs.
 *
 * Floor: flow.
 */
#ifndef FLOW_SHOW_H
#define FLOW_SHOW_H

#include "flow/case.h"
#include "flow/event.h"
#include "json/doc.h"

/*
 * A submission: state, what it changes against the record it started from, findings of its last
 * check with the evidence of each source, and, in a conflict, both sides with their sources.
 */
DKT_MUST_CHECK int dkt_show_submission(struct dkt *d, const char *id, struct dkt_buf *text,
				       json_t **json, struct dkt_err *err);

/* A record as of a revision of main (NULL: the tip): its canonical bytes. */
DKT_MUST_CHECK int dkt_show_record(struct dkt *d, const char *id, const char *revision,
				   struct dkt_buf *out, struct dkt_err *err);

/* The events of a submission, or the commits on main that changed a record; text gets a few lines
 * each. */
DKT_MUST_CHECK int dkt_show_log(struct dkt *d, const char *id, struct dkt_buf *text, json_t **json,
				struct dkt_err *err);

#endif
