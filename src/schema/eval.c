/*
 * eval.c - the loop over instructions.
 *
 * Nearly all values are valid, so this path carries no pointers, no sentences and no lists: it
 * counts its steps, its depth and, where a schema asks what its siblings evaluated, one byte a
 * member.
 */
#include "schema/eval.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"

static dkt_step_fn *const steps[DKT_OP_COUNT] = {
	[DKT_OP_TYPE] = dkt_step_type,
	[DKT_OP_CONST] = dkt_step_const,
	[DKT_OP_ENUM] = dkt_step_enum,
	[DKT_OP_MINIMUM] = dkt_step_bound,
	[DKT_OP_MAXIMUM] = dkt_step_bound,
	[DKT_OP_EXCLUSIVE_MINIMUM] = dkt_step_bound,
	[DKT_OP_EXCLUSIVE_MAXIMUM] = dkt_step_bound,
	[DKT_OP_MULTIPLE_OF] = dkt_step_multiple_of,
	[DKT_OP_MIN_LENGTH] = dkt_step_length,
	[DKT_OP_MAX_LENGTH] = dkt_step_length,
	[DKT_OP_FORMAT] = dkt_step_format,
	[DKT_OP_PATTERN] = dkt_step_pattern,
	[DKT_OP_MIN_PROPERTIES] = dkt_step_count,
	[DKT_OP_MAX_PROPERTIES] = dkt_step_count,
	[DKT_OP_REQUIRED] = dkt_step_required,
	[DKT_OP_DEPENDENT_REQUIRED] = dkt_step_dependent_required,
	[DKT_OP_PROPERTY_NAMES] = dkt_step_property_names,
	[DKT_OP_MEMBERS] = dkt_step_members,
	[DKT_OP_MIN_ITEMS] = dkt_step_count,
	[DKT_OP_MAX_ITEMS] = dkt_step_count,
	[DKT_OP_UNIQUE_ITEMS] = dkt_step_unique,
	[DKT_OP_ITEMS] = dkt_step_items,
	[DKT_OP_CONTAINS] = dkt_step_contains,
	[DKT_OP_REF] = dkt_step_ref,
	[DKT_OP_DYNAMIC_REF] = dkt_step_dynamic_ref,
	[DKT_OP_ALL_OF] = dkt_step_all_of,
	[DKT_OP_ANY_OF] = dkt_step_any_of,
	[DKT_OP_ONE_OF] = dkt_step_one_of,
	[DKT_OP_NOT] = dkt_step_not,
	[DKT_OP_IF] = dkt_step_if,
	[DKT_OP_DEPENDENT_SCHEMAS] = dkt_step_dependent_schemas,
	[DKT_OP_UNEVALUATED_ITEMS] = dkt_step_unevaluated_items,
	[DKT_OP_UNEVALUATED_PROPERTIES] = dkt_step_unevaluated_members,
};

void dkt_run_init(struct dkt_run *run, bool assert_formats)
{
	memset(run, 0, sizeof *run);
	run->steps = DKT_MAX_STEPS;
	run->pattern_steps = DKT_MAX_PATTERN_STEPS;
	run->assert_formats = assert_formats;
}

void dkt_run_clear(struct dkt_run *run)
{
	dkt_regex_run_free(run->regexes);
	run->regexes = NULL;
}

bool dkt_run_charge(struct dkt_run *run, size_t cost)
{
	if (run->steps < cost) {
		run->steps = 0;
		run->spent = true;
		return false;
	}
	run->steps -= cost;
	return true;
}

enum dkt_verdict dkt_run_match(struct dkt_run *run, const struct dkt_regex *regex,
			       const char *bytes, size_t size)
{
	size_t cost = 0;
	int answer;

	if (regex == NULL || run->steps == 0 || run->pattern_steps == 0)
		return DKT_UNSURE;
	if (run->regexes == NULL)
		run->regexes = dkt_regex_run_new();
	answer = dkt_regex_match(regex, run->regexes, bytes, size, &cost);
	(void)dkt_run_charge(run, cost);
	cost -= 1 + size / 8 < cost ? 1 + size / 8 : cost;
	run->pattern_steps -= cost < run->pattern_steps ? cost : run->pattern_steps;
	return answer < 0 ? DKT_UNSURE : dkt_verdict_of(answer == 1);
}

void dkt_marks_init(struct dkt_marks *marks, const struct dkt_node *value)
{
	marks->n = dkt_size(value);
	marks->seen = calloc(marks->n + 1, 1);
	if (marks->seen == NULL)
		dkt_oom();
}

void dkt_marks_clear(struct dkt_marks *marks)
{
	free(marks->seen);
	marks->seen = NULL;
	marks->n = 0;
}

void dkt_marks_add(struct dkt_marks *marks, const struct dkt_marks *more)
{
	for (size_t i = 0; i < marks->n && i < more->n; i++)
		marks->seen[i] |= more->seen[i];
}

enum dkt_verdict dkt_eval_insn(struct dkt_run *run, const struct dkt_insn *insn,
			       const struct dkt_node *value, struct dkt_marks *marks)
{
	if ((insn->kinds & DKT_BIT(value->kind)) == 0)
		return DKT_PASSES;
	return steps[insn->op](run, insn, value, marks);
}

static enum dkt_verdict run_insns(struct dkt_run *run, const struct dkt_sub *sub,
				  const struct dkt_node *value, struct dkt_marks *marks)
{
	enum dkt_verdict verdict = DKT_PASSES;

	for (size_t i = 0; i < sub->n_insns; i++) {
		const struct dkt_insn *insn = &sub->insns[i];
		enum dkt_verdict one = dkt_eval_insn(run, insn, value, marks);

		/* What an unsure sibling evaluated is not known either. */
		if (one == DKT_FAILS && insn->op >= DKT_OP_UNEVALUATED_ITEMS)
			return verdict == DKT_UNSURE ? DKT_UNSURE : DKT_FAILS;
		if (one == DKT_FAILS)
			return DKT_FAILS;
		verdict = dkt_both(verdict, one);
	}
	return verdict;
}

/* A subschema that asks what was evaluated collects that by itself and hands it on. */
static enum dkt_verdict run_marked(struct dkt_run *run, const struct dkt_sub *sub,
				   const struct dkt_node *value, struct dkt_marks *marks)
{
	struct dkt_marks own;
	enum dkt_verdict verdict;

	if (!dkt_run_charge(run, dkt_size(value) / 16))
		return DKT_UNSURE;
	dkt_marks_init(&own, value);
	verdict = run_insns(run, sub, value, &own);
	if (marks != NULL && verdict != DKT_FAILS)
		dkt_marks_add(marks, &own);
	dkt_marks_clear(&own);
	return verdict;
}

enum dkt_verdict dkt_eval(struct dkt_run *run, const struct dkt_sub *sub,
			  const struct dkt_node *value, struct dkt_marks *marks)
{
	struct dkt_scope scope = {.resource = sub->resource, .outer = run->scope};
	enum dkt_verdict verdict;

	if (sub->fixed != DKT_UNSURE)
		return (enum dkt_verdict)sub->fixed;
	if (!dkt_run_charge(run, 1))
		return DKT_UNSURE;
	if (run->depth >= DKT_MAX_NEST) {
		run->nested = true;
		return DKT_UNSURE;
	}
	if (run->scope == NULL || run->scope->resource != sub->resource)
		run->scope = &scope;
	run->depth++;
	verdict = sub->unevaluated ? run_marked(run, sub, value, marks)
				   : run_insns(run, sub, value, marks);
	run->depth--;
	if (run->scope == &scope)
		run->scope = scope.outer;
	return verdict;
}
