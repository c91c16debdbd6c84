/*
 * event.h - what happens to a submission: one commit on its ref, one row in the index.
 *
 * Floor: flow.
 */
#ifndef FLOW_EVENT_H
#define FLOW_EVENT_H

#include "flow/context.h"
#include "record/states.h"
#include "record/submission.h"

struct dkt_happening {
	const struct dkt_submission *submission;
	const char *expected; /* commit of the ref before; "" for a new one */
	enum dkt_state from;
	enum dkt_event event;
	enum dkt_state to;
	unsigned by;		       /* enum dkt_actor */
	const char *actor;	       /* name or handle */
	const char *sentence;	       /* first line */
	const char *body;	       /* what a person wrote, or findings; or NULL */
	const char *reason;	       /* reason code, or NULL */
	const struct dkt_ssh_key *key; /* of the person who decided, signs the event; NULL: Docket's
					  own, if it has one */
	const char *base;	       /* tip that a merge starts from, or NULL */
	const char *commit;	       /* commit on main, or NULL */
	bool decision;		       /* record the policy's blob */
	bool self_approval;	       /* the reviewer is the submitter */
	bool write_envelope;	       /* the envelope changed: write it again */
	const json_t *evidence;	       /* whole document to store, or NULL */
};

/*
 * Check the move against the table, write the event durably, bring the index up to date. commit_out
 * may be NULL. DKT_ESTATE when the table does not allow it. Needs the lock.
 */
DKT_MUST_CHECK int dkt_happen(struct dkt *d, const struct dkt_happening *happening,
			      char commit_out[DKT_OID_HEX], struct dkt_err *err);

/* The evidence document of a check: findings, and what was found at the sources (may be NULL). A
 * new reference. */
json_t *dkt_evidence_document(const struct dkt *d, const struct dkt_submission *submission,
			      const struct dkt_report *report, const json_t *sources);

#endif
