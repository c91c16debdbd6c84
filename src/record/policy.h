/*
 * policy.h - the rules of docket.json: what a submission needs before it may be merged.
 *
 * Three lists, read in this order. `rules` raise what is asked of the submissions that they apply
 * to; `trust` lowers the number of approvals where no rule applies; `evidence` says what must have
 * been found at the sources of which fields. How they are applied to one submission is in judge.h.
 *
 * Format: schemas/docket/config.schema.json, #/$defs/policy.  Floor: record.
 */
#ifndef RECORD_POLICY_H
#define RECORD_POLICY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "record/submission.h"
#include "json/report.h"

enum dkt_self_approval { DKT_SELF_NEVER, DKT_SELF_LOGGED };

/* Which submissions a rule is about: all that is said must hold. */
struct dkt_when {
	unsigned kinds;			/* 1 << enum dkt_submission_kind, or-ed; 0: any */
	const char *const *collections; /* one of these; none: any */
	size_t n_collections;
	const char *const *fields; /* pointers: one of these is set, changed or taken away; none:
				      whatever changes */
	size_t n_fields;
	const char *const
		*findings; /* codes: the checks found one of these; "match.*" takes a whole group */
	size_t n_findings;
	unsigned roles; /* enum dkt_role, or-ed: the submitter has one of these; 0: whoever sent it
			 */
	unsigned
		accepted; /* the submitter, who is in maintainers.json, had so many merged before */
	bool batch;	  /* it came in a batch */
};

struct dkt_rule {
	const char *name; /* for explanations, or NULL */
	struct dkt_when when;
	unsigned approvals; /* of `rules`: at least so many; of `trust`: so many, 0 for none at all
			     */
	unsigned
		role; /* enum dkt_role: one approval must come from someone with it; 0: no matter */
	unsigned wait_hours; /* between intake and merge, so that others can object */
};

/* What must have been found at a source: a set of these. That it names the field is always asked.
 */
enum dkt_proof {
	DKT_PROOF_REACHED = 1,	/* its page was read, live or in an archived copy */
	DKT_PROOF_ARCHIVED = 2, /* it has an archived copy that was verified */
	DKT_PROOF_QUOTED = 4	/* quoted words were found on the page or in the copy */
};

struct dkt_evidence_rule {
	struct dkt_when when;
	const char *const *fields; /* pointers; none: the record as a whole */
	size_t n_fields;
	unsigned proofs;  /* enum dkt_proof, or-ed: one and the same source must give all */
	unsigned sources; /* how many such sources, at least 1 */
};

struct dkt_timers {
	unsigned lease_minutes; /* a claim that nobody renews */
	unsigned reminder_days[2];
	unsigned expiry_days; /* waiting for the submitter; 0: never */
};

/* What the worker does about sources on its own account. */
struct dkt_source_policy {
	bool find;	      /* look for captures that the record does not name */
	const char *ask;      /* ids of the archives to look in, blanks between them; NULL: all */
	bool save;	      /* ask an archive to save pages that have none */
	unsigned interval_ms; /* of sweeps: from one request to the next on a host */
};

struct dkt_policy {
	unsigned approvals;	       /* needed for one submission, at least 1 */
	unsigned by_kind[DKT_N_KINDS]; /* another number for some kinds; 0: approvals */
	enum dkt_self_approval self_approval;
	bool merge_on_approval;
	bool legacy;   /* submissions may ask for the evidence level legacy */
	bool attested; /* a person's private capture counts as a page that was read */
	const struct dkt_rule *rules;
	size_t n_rules;
	const struct dkt_rule *trust;
	size_t n_trust;
	const struct dkt_evidence_rule *evidence;
	size_t n_evidence;
	struct dkt_timers timers;
	struct dkt_source_policy sources;
};

/* Read the member "policy"; NULL gives the defaults. Mistakes are findings ("config.value"). */
void dkt_policy_read(struct dkt_arena *arena, const struct dkt_node *node, struct dkt_policy *out,
		     struct dkt_report *report);

/* How many approvals a submission of this kind needs where no rule says otherwise, 1 to 9. */
unsigned dkt_policy_approvals(const struct dkt_policy *policy, enum dkt_submission_kind kind);

const char *dkt_proof_name(enum dkt_proof proof); /* "archived"; "" for none */

#endif
