/*
 * plan_value.c - checks of values that have nothing below them.
 *
 * The kind is known while a program is drafted, so a list of values keeps only those of that kind,
 * and strings become a table.
 */
#include "schema/plan_build.h"

static void add_words(struct dkt_plan_builder *b, struct dkt_plan_draft *draft,
		      const struct dkt_insn *insn, const struct dkt_key *words, size_t n)
{
	struct dkt_key_table *table = DKT_NEW(b->arena, struct dkt_key_table);

	if (dkt_key_table_make(table, b->arena, words, n))
		dkt_plan_add(draft, DKT_CHECK_WORDS)->as.words = table;
	else
		dkt_plan_add_insn(draft, insn);
}

/* One of n values: only those of the kind count. */
void dkt_plan_values(struct dkt_plan_builder *b, struct dkt_plan_draft *draft,
		     const struct dkt_insn *insn, const struct dkt_node *const *values, size_t n)
{
	struct dkt_key *words = DKT_NEW_N(b->arena, struct dkt_key, n);
	size_t n_of_kind = 0;

	for (size_t i = 0; i < n; i++) {
		if (!dkt_is(values[i], draft->kind))
			continue;
		words[n_of_kind++] =
			(struct dkt_key){.bytes = values[i]->as.bytes, .size = values[i]->size};
	}
	if (n_of_kind == 0)
		draft->fails = true;
	else if (draft->kind == DKT_STRING)
		add_words(b, draft, insn, words, n_of_kind);
	else if (draft->kind > DKT_TRUE)
		dkt_plan_add_insn(draft, insn);
}

void dkt_plan_type(struct dkt_plan_draft *draft, const struct dkt_insn *insn)
{
	if ((insn->as.types & DKT_BIT(draft->kind)) != 0)
		return;
	if (draft->kind != DKT_NUMBER || (insn->as.types & DKT_BIT_INTEGER) == 0)
		draft->fails = true;
	else if ((insn->as.types & DKT_BIT_WRITTEN) != 0)
		dkt_plan_add_insn(draft, insn);
	else
		(void)dkt_plan_add(draft, DKT_CHECK_INTEGER);
}

void dkt_plan_bound(struct dkt_plan_builder *b, struct dkt_plan_draft *draft,
		    const struct dkt_insn *insn)
{
	struct dkt_check_bound *bound = DKT_NEW(b->arena, struct dkt_check_bound);
	int64_t limit;

	bound->insn = insn;
	bound->least = INT64_MIN;
	bound->most = INT64_MAX;
	bound->exclusive =
		insn->op == DKT_OP_EXCLUSIVE_MINIMUM || insn->op == DKT_OP_EXCLUSIVE_MAXIMUM;
	if (!dkt_int(insn->as.value, &limit)) {
		bound->least = 1; /* never within: the exact comparison is asked */
		bound->most = 0;
	} else if (insn->op == DKT_OP_MINIMUM || insn->op == DKT_OP_EXCLUSIVE_MINIMUM) {
		bound->least = limit + bound->exclusive;
	} else {
		bound->most = limit - bound->exclusive;
	}
	dkt_plan_add(draft, DKT_CHECK_BOUND)->as.bound = bound;
}

void dkt_plan_length(struct dkt_plan_draft *draft, const struct dkt_insn *insn)
{
	struct dkt_check *check = dkt_plan_add(draft, DKT_CHECK_LENGTH);
	bool min = insn->op == DKT_OP_MIN_LENGTH;

	check->as.length.min = min ? insn->as.limit : 0;
	check->as.length.max = min ? SIZE_MAX : insn->as.limit;
}
