/*
 * case.h - a submission as it stands in the queue: its last event and its envelope.
 *
 * Floor: flow.
 */
#ifndef FLOW_CASE_H
#define FLOW_CASE_H

#include "flow/context.h"
#include "record/states.h"
#include "record/submission.h"

/* A submission as it stands: its last event, its envelope. Lives in an arena. */
struct dkt_case {
	const char *id;
	const char *commit;  /* of the last event */
	const char *message; /* of the last event */
	int64_t time;	     /* of the last event, seconds since 1970 */
	enum dkt_state state;
	struct dkt_text text; /* of the envelope */
	struct dkt_submission submission;
	const struct dkt_collection *collection;
};

/* Read a submission from the queue. An envelope that cannot be read is DKT_EFORMAT. */
DKT_MUST_CHECK int dkt_case_read(struct dkt *d, struct dkt_arena *arena, const char *id,
				 struct dkt_case *out, struct dkt_err *err);

/* The label of the proposed record, "" when it has none. tag_out may be NULL. */
const char *dkt_case_title(const struct dkt *d, const struct dkt_submission *submission,
			   const struct dkt_collection *collection, const char **tag_out);

#endif
