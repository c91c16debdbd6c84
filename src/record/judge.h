/*
 * judge.h - the policy applied to one submission: what it needs, what of that is there, and who
 * could give the rest.
 *
 * Nothing is looked up here: facts come in, needs go out, so that every door, the merge and a later
 * check of a release come to the same answer from the same facts.
 *
 * Floor: record.
 */
#ifndef RECORD_JUDGE_H
#define RECORD_JUDGE_H

#include "record/config.h"
#include "record/people.h"
#include "json/doc.h"

struct dkt_case_facts {
	const struct dkt_config *config;
	const struct dkt_people *people;
	const struct dkt_collection *collection; /* NULL for kinds that belong to none */
	const struct dkt_submission *submission;
	const struct dkt_node *base;   /* the record as it is on main, or NULL */
	const struct dkt_shape *shape; /* of the record, or NULL */
	const json_t *evidence;	       /* of this revision, as stored; NULL: not checked yet */
	const char *const *approvers;  /* handles, of this revision */
	size_t n_approvers;
	const char *submitter; /* a handle or a public name; NULL: anonymous */
	bool submitter_proven; /* the submitter is the person of maintainers.json whose handle that
				  is */
	const char *solver;    /* who solved a conflict into this revision, or NULL */
	unsigned accepted; /* submissions of that person merged before; 0 where the submitter is not
			      proven */
	int64_t received;  /* seconds since 1970 */
	int64_t now;
};

enum dkt_need_kind { DKT_NEED_APPROVALS, DKT_NEED_ROLE, DKT_NEED_EVIDENCE, DKT_NEED_TIME };

struct dkt_need {
	enum dkt_need_kind kind;
	bool met;
	const char *sentence; /* "one more approval is needed", "2 of 2 approvals are there" */
	const char *rule;     /* name of the rule that asks for it, or NULL */
	const char *const
		*who; /* handles of those who could give it; sorted as in maintainers.json */
	size_t n_who;
};

struct dkt_judgement {
	struct dkt_need *needs; /* at least one: approvals */
	size_t n_needs;
	unsigned approvals_needed;
	unsigned approvals_given; /* that count: by people in scope, with a role, not excluded as
				     submitter or solver */
	bool met;		  /* all of them */
	bool automatic; /* trust lets it through without any person, and the checks found nothing */
	int64_t not_before; /* seconds since 1970: when waiting is over; 0: no waiting */
};

/* Judge. Everything lives in the arena. Linear in needs times people. */
void dkt_judge(struct dkt_arena *arena, const struct dkt_case_facts *facts,
	       struct dkt_judgement *out);

/* Why this person may not approve this submission, as a sentence; NULL where they may. */
const char *dkt_judge_objection(struct dkt_arena *arena, const struct dkt_case_facts *facts,
				const struct dkt_person *person);

/*
 * Is this person's scope wide enough? A record whose country is said in docket.json
 * (collections.*.country) must have it among the person's, before and after; every language of its
 * sources must be among the person's.
 */
bool dkt_scope_covers(const struct dkt_case_facts *facts, const struct dkt_person *person);

/* Do the conditions hold for these facts? */
bool dkt_when_holds(const struct dkt_when *when, const struct dkt_case_facts *facts);

/*
 * How many sources that name this field (pointer "": any source) give all of these proofs (enum
 * dkt_proof, or-ed; 0: naming it is enough). Without evidence only what asks for no proof is given.
 * attested: a private capture counts as a page that was read.
 */
unsigned dkt_proof_count(const struct dkt_node *record, const json_t *evidence, const char *pointer,
			 unsigned proofs, bool attested);

#endif
