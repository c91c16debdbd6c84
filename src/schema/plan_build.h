/*
 * plan_build.h - what the files that make a plan share.
 *
 * A program is drafted check by check for one kind of value; subschemas that apply to other values
 * become routes, which are finished later (plan_build.c).
 *
 * Private to the floor.  Floor: schema.
 */
#ifndef SCHEMA_PLAN_BUILD_H
#define SCHEMA_PLAN_BUILD_H

#include "schema/plan.h"

/* A subschema and its route, perhaps not finished. */
struct dkt_plan_routed {
	struct dkt_route route; /* first: what others point to */
	const struct dkt_sub *sub;
	bool begun[DKT_KINDS];
	bool built[DKT_KINDS];
	struct dkt_plan_routed *next; /* in the queue */
};

struct dkt_plan_builder {
	struct dkt_plan *plan;
	struct dkt_arena *arena;
	struct dkt_map routed; /* by address of the subschema */
	struct dkt_plan_routed *first;
	struct dkt_plan_routed **end;
	unsigned nested;
	size_t budget; /* work left for what plan_closed.c copies */
};

/* A program that is being written. */
struct dkt_plan_draft {
	struct dkt_check *checks;
	size_t n;
	size_t room;
	enum dkt_kind kind;
	bool fails;
};

/* The instructions of one subschema about members. */
struct dkt_plan_object {
	const struct dkt_insn *members;
	const struct dkt_insn *required;
	const struct dkt_insn *names;
	size_t min;
	size_t max;
};

/* A route that every value passes. */
extern const struct dkt_route dkt_route_passes;

/* The route of a subschema that applies to another value; it is finished later. */
const struct dkt_route *dkt_plan_route(struct dkt_plan_builder *b, const struct dkt_sub *sub);

/* The program of a subschema that applies to the same value: NULL passes. */
const struct dkt_program *dkt_plan_program(struct dkt_plan_builder *b, const struct dkt_sub *sub,
					   enum dkt_kind kind);

/* A new check at the end; set its operand. Valid until the next one. */
struct dkt_check *dkt_plan_add(struct dkt_plan_draft *draft, enum dkt_check_op op);
void dkt_plan_add_insn(struct dkt_plan_draft *draft, const struct dkt_insn *insn);

/* plan_value.c: one of n values; only those of the kind count. */
void dkt_plan_values(struct dkt_plan_builder *b, struct dkt_plan_draft *draft,
		     const struct dkt_insn *insn, const struct dkt_node *const *values, size_t n);
void dkt_plan_type(struct dkt_plan_draft *draft, const struct dkt_insn *insn);
void dkt_plan_bound(struct dkt_plan_builder *b, struct dkt_plan_draft *draft,
		    const struct dkt_insn *insn);
void dkt_plan_length(struct dkt_plan_draft *draft, const struct dkt_insn *insn);

/* plan_object.c: is the instruction about members, and taken note of? */
bool dkt_plan_note_object(const struct dkt_insn *insn, struct dkt_plan_object *parts);
void dkt_plan_members(struct dkt_plan_builder *b, struct dkt_plan_draft *draft,
		      const struct dkt_plan_object *parts);

/*
 * plan_closed.c: the instruction "unevaluated*" of sub as a list of keys or a number of items that
 * are known; false, adding nothing, where what is evaluated depends on the value.
 */
bool dkt_plan_closed(struct dkt_plan_builder *b, struct dkt_plan_draft *draft,
		     const struct dkt_sub *sub, const struct dkt_insn *insn);

#endif
