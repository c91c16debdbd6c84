/*
 * edge.c - subschemas that are applied to the same value, and loops among them.
 *
 * A depth-first walk with a stack of its own, since a chain of references can be as long as the
 * document. Each subschema is opened once; meeting an open one again is a loop.
 */
#include <stdlib.h>

#include "base/error.h"
#include "schema/compile.h"

struct walk_step {
	struct dkt_sub *sub;
	size_t edge;
};

struct walk {
	struct walk_step *steps;
	size_t n;
	size_t room;
};

/* The k-th subschema that an instruction applies to the same value; NULL behind the last. */
static const struct dkt_sub *edge_of_insn(const struct dkt_insn *insn, size_t *k)
{
	const struct dkt_sub *subs[3] = {NULL, NULL, NULL};
	size_t n = 1;

	switch (insn->op) {
	case DKT_OP_REF:
	case DKT_OP_NOT:
		subs[0] = insn->as.sub;
		break;
	case DKT_OP_DYNAMIC_REF:
		subs[0] = insn->as.dynamic->anchor == NULL ? insn->as.dynamic->target : NULL;
		break;
	case DKT_OP_IF:
		subs[0] = insn->as.condition->test;
		subs[1] = insn->as.condition->then_sub;
		subs[2] = insn->as.condition->else_sub;
		n = 3;
		break;
	case DKT_OP_ALL_OF:
	case DKT_OP_ANY_OF:
	case DKT_OP_ONE_OF:
		if (*k < insn->as.branches->n)
			return insn->as.branches->subs[*k];
		*k -= insn->as.branches->n;
		return NULL;
	case DKT_OP_DEPENDENT_SCHEMAS:
		if (*k < insn->as.dependent_schemas.n)
			return insn->as.dependent_schemas.props[*k].sub;
		*k -= insn->as.dependent_schemas.n;
		return NULL;
	default:
		return NULL;
	}
	for (size_t i = 0; i < n; i++) {
		if (subs[i] != NULL && (*k)-- == 0)
			return subs[i];
	}
	return NULL;
}

const struct dkt_sub *dkt_sub_edge(const struct dkt_sub *sub, size_t k)
{
	for (size_t i = 0; i < sub->n_insns; i++) {
		const struct dkt_sub *found = edge_of_insn(&sub->insns[i], &k);

		if (found != NULL)
			return found;
	}
	return NULL;
}

enum { UNSEEN, OPEN, OPEN_AND_SAID, DONE };

static void push(struct walk *walk, struct dkt_sub *sub)
{
	if (walk->n == walk->room) {
		walk->room = walk->room == 0 ? 64 : walk->room * 2;
		walk->steps = realloc(walk->steps, walk->room * sizeof *walk->steps);
		if (walk->steps == NULL)
			dkt_oom();
	}
	sub->in_walk = OPEN;
	walk->steps[walk->n++] = (struct walk_step){.sub = sub, .edge = 0};
}

static void walk_from(const struct dkt_schemas *schemas, struct walk *walk, struct dkt_sub *start,
		      dkt_loop_fn *found, void *context)
{
	push(walk, start);
	while (walk->n > 0) {
		struct walk_step *top = &walk->steps[walk->n - 1];
		const struct dkt_sub *edge = dkt_sub_edge(top->sub, top->edge++);
		struct dkt_sub *next;

		if (edge == NULL) {
			top->sub->in_walk = DONE;
			walk->n--;
			continue;
		}
		next = dkt_address_get(&schemas->subs_of, edge->node);
		if (next->in_walk == OPEN) {
			next->in_walk = OPEN_AND_SAID;
			found(context, next);
		} else if (next->in_walk == UNSEEN) {
			push(walk, next);
		}
	}
}

void dkt_find_loops(const struct dkt_schemas *schemas, const struct dkt_sub *before,
		    dkt_loop_fn *found, void *context)
{
	struct walk walk = {0};

	for (struct dkt_sub *sub = schemas->subs; sub != before; sub = sub->next) {
		if (sub->in_walk == UNSEEN)
			walk_from(schemas, &walk, sub, found, context);
	}
	free(walk.steps);
}
