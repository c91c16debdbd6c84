/*
 * output_logic.c - keywords that apply schemas to the same value.
 *
 * A reference and the schema behind it are one unit, as in the examples of the specification; the
 * same goes for then and else. not and if can differ in verdict from what they apply, so they have
 * a unit of their own above it.
 */
#include <string.h>

#include "schema/output.h"

static struct dkt_step_to step_to(const struct dkt_sub *sub, const char *keyword)
{
	struct dkt_step_to step = {
		.sub = sub, .keyword = DKT_TOKEN_NONE, .instance = DKT_TOKEN_NONE};

	if (keyword != NULL)
		step.keyword = (struct dkt_token){.bytes = keyword, .n = strlen(keyword)};
	return step;
}

enum dkt_verdict dkt_trace_ref(const struct dkt_at *at)
{
	const struct dkt_sub *sub = at->insn->op == DKT_OP_REF
					    ? at->insn->as.sub
					    : dkt_dynamic_target(at->w->run, at->insn->as.dynamic);
	struct dkt_step_to step = step_to(sub, at->sub->cold[at->insn->cold].keyword);

	return dkt_trace_sub(at->w, at->unit, &step, at->place, at->marks);
}

enum dkt_verdict dkt_trace_all_of(const struct dkt_at *at)
{
	const struct dkt_branches *branches = at->insn->as.branches;
	struct dkt_unit *unit =
		dkt_unit_keyword(at->w, at->sub, at->sub->cold[at->insn->cold].keyword);
	enum dkt_verdict verdict = DKT_PASSES;

	for (size_t i = 0; i < branches->n; i++) {
		struct dkt_step_to step = step_to(branches->subs[i], NULL);

		step.keyword.n = i;
		verdict =
			dkt_both(verdict, dkt_trace_sub(at->w, unit, &step, at->place, at->marks));
	}
	dkt_unit_close(at->w, at->unit, unit, verdict);
	return verdict;
}

/* Marks of a branch that fails go to lost, else to at->marks. Both may be NULL. */
static enum dkt_verdict walk_branch(const struct dkt_at *at, struct dkt_unit *unit,
				    const struct dkt_step_to *step, struct dkt_marks *lost)
{
	struct dkt_marks own;
	enum dkt_verdict verdict;

	if (at->marks == NULL)
		return dkt_trace_sub(at->w, unit, step, at->place, NULL);
	(void)dkt_run_charge(at->w->run, dkt_size(at->place->value) / 16);
	dkt_marks_init(&own, at->place->value);
	verdict = dkt_trace_sub(at->w, unit, step, at->place, &own);
	if (verdict != DKT_FAILS)
		dkt_marks_add(at->marks, &own);
	else if (lost != NULL)
		dkt_marks_add(lost, &own);
	dkt_marks_clear(&own);
	return verdict;
}

static enum dkt_verdict verdict_of_choice(const struct dkt_insn *insn, size_t sure, size_t maybe)
{
	if (insn->op == DKT_OP_ONE_OF && sure > 1)
		return DKT_FAILS;
	if (maybe > 0 && (insn->op == DKT_OP_ONE_OF || sure == 0))
		return DKT_UNSURE;
	return dkt_verdict_of(sure > 0);
}

/* anyOf and oneOf */
enum dkt_verdict dkt_trace_choice(const struct dkt_at *at)
{
	const struct dkt_branches *branches = at->insn->as.branches;
	struct dkt_unit *unit =
		dkt_unit_keyword(at->w, at->sub, at->sub->cold[at->insn->cold].keyword);
	struct dkt_marks lost;
	size_t fits[2] = {0, 0};
	size_t sure = 0;
	size_t maybe = 0;
	enum dkt_verdict verdict;

	dkt_marks_init(&lost, at->marks == NULL ? NULL : at->place->value);
	for (size_t i = 0; i < branches->n; i++) {
		struct dkt_step_to step = step_to(branches->subs[i], NULL);
		enum dkt_verdict one;

		step.keyword.n = i;
		one = walk_branch(at, unit, &step, &lost);
		if (one == DKT_PASSES && sure < 2)
			fits[sure] = i;
		sure += one == DKT_PASSES;
		maybe += one == DKT_UNSURE;
	}
	verdict = verdict_of_choice(at->insn, sure, maybe);
	if (verdict == DKT_FAILS) {
		unit->error = dkt_trace_choice_reason(at, sure, fits);
		unit->alone = sure > 0;
		if (at->marks != NULL)
			dkt_marks_add(at->marks, &lost);
	}
	dkt_marks_clear(&lost);
	dkt_unit_close(at->w, at->unit, unit, verdict);
	return verdict;
}

enum dkt_verdict dkt_trace_not(const struct dkt_at *at)
{
	struct dkt_unit *unit = dkt_unit_keyword(at->w, at->sub, "not");
	struct dkt_step_to step = step_to(at->insn->as.sub, NULL);
	enum dkt_verdict verdict;

	unit->silent = true;
	verdict = dkt_opposite(dkt_trace_sub(at->w, unit, &step, at->place, NULL));
	if (verdict == DKT_FAILS) {
		unit->error = dkt_trace_reason(at);
		unit->alone = true;
	}
	dkt_unit_close(at->w, at->unit, unit, verdict);
	return verdict;
}

enum dkt_verdict dkt_trace_if(const struct dkt_at *at)
{
	const struct dkt_condition *condition = at->insn->as.condition;
	struct dkt_unit *unit = dkt_unit_keyword(at->w, at->sub, "if");
	struct dkt_step_to step = step_to(condition->test, NULL);
	enum dkt_verdict test = walk_branch(at, unit, &step, NULL);
	bool decides = condition->then_sub != NULL || condition->else_sub != NULL;

	dkt_unit_close(at->w, at->unit, unit, DKT_PASSES);
	if (test == DKT_UNSURE)
		return decides || at->marks != NULL ? DKT_UNSURE : DKT_PASSES;
	if (test == DKT_PASSES)
		step = step_to(condition->then_sub, "then");
	else
		step = step_to(condition->else_sub, "else");
	if (step.sub == NULL)
		return DKT_PASSES;
	return dkt_trace_sub(at->w, at->unit, &step, at->place, at->marks);
}
