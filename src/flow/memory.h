/*
 * memory.h - an inspector's memory in state.db: answers of the day, and how links fare.
 *
 * Floor: flow.
 */
#ifndef FLOW_MEMORY_H
#define FLOW_MEMORY_H

#include "flow/context.h"
#include "source/check.h"

struct dkt_memory {
	struct dkt *d;
	int64_t sweep; /* 0: none */
	struct dkt_arena *arena;
	struct dkt_check_memory hooks; /* for dkt_check_policy.memory */
	struct dkt_err err;	       /* the first thing that went wrong */
	size_t n_recalled;
};

/* state.db must be open. */
void dkt_memory_init(struct dkt_memory *memory, struct dkt *d, int64_t sweep);
/* -1 when something was not remembered. */
DKT_MUST_CHECK int dkt_memory_end(struct dkt_memory *memory, struct dkt_err *err);

/*
 * Learn from the evidence of a check how its links fare, and say there what is known: "failures",
 * "failing_since", "dead". Dead links are findings, "source.dead".
 */
DKT_MUST_CHECK int dkt_memory_learn(struct dkt *d, json_t *sources, struct dkt_report *report,
				    struct dkt_err *err);

#endif
