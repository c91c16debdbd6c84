/*
 * judging.h - the policy applied to a submission as it stands in the queue: facts from git, the
 * judgement from record/judge.h, both told to people and programs.
 *
 * Floor: flow.
 */
#ifndef FLOW_JUDGING_H
#define FLOW_JUDGING_H

#include "flow/case.h"
#include "flow/story.h"
#include "record/judge.h"

struct dkt_judged {
	struct dkt_case_facts facts;
	struct dkt_judgement judgement;
	struct dkt_roles_played roles;
	struct dkt_text base_text;
	json_t *evidence; /* that of the facts, owned */
};

/*
 * Judge a submission. Everything lives in the arena, but for the evidence, which dkt_judged_clear
 * gives back. With also_by (a handle or NULL) it is judged as if that person had approved too.
 */
DKT_MUST_CHECK int dkt_case_judge(struct dkt *d, struct dkt_arena *arena, const struct dkt_case *c,
				  const char *also_by, struct dkt_judged *out, struct dkt_err *err);
void dkt_judged_clear(struct dkt_judged *judged);

/* What is there, what is missing and who could give it: a line a need, and as JSON (a new
 * reference). */
void dkt_judgement_text(const struct dkt_judgement *judgement, bool missing_only,
			struct dkt_buf *out);
json_t *dkt_judgement_json(const struct dkt_judgement *judgement);

/* The same for one submission by its id; json_out is a new reference. */
DKT_MUST_CHECK int dkt_explain(struct dkt *d, const char *submission, struct dkt_buf *text,
			       json_t **json_out, struct dkt_err *err);

#endif
