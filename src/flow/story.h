/*
 * story.h - what the story of a submission says of one revision: who sent it, who solved a conflict
 * into it, who approved it.
 *
 * Read from the queue's commits, so that nothing but git says how many approvals there are.
 *
 * Floor: flow.
 */
#ifndef FLOW_STORY_H
#define FLOW_STORY_H

#include "flow/context.h"

#define DKT_MAX_APPROVERS 16

struct dkt_roles_played {
	const char *submitter; /* actor of the first event; NULL when it has none */
	const char *solver;    /* who resolved a conflict into this revision, or NULL */
	const char *approvers[DKT_MAX_APPROVERS];
	size_t n_approvers;
};

/* Strings live in the arena. */
DKT_MUST_CHECK int dkt_story_roles(struct dkt *d, struct dkt_arena *arena, const char *submission,
				   int64_t revision, struct dkt_roles_played *out,
				   struct dkt_err *err);

/* Count one more approver, unless that person is there already. */
void dkt_roles_add_approver(struct dkt_roles_played *roles, const char *actor);

#endif
