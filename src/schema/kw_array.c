/*
 * kw_array.c - the items of arrays.
 */
#include "base/str.h"
#include "schema/eval.h"
#include "schema/hash.h"
#include "schema/keyword.h"
#include "schema/number.h"

#define ARRAY DKT_BIT(DKT_ARRAY)

static const struct dkt_sub **read_prefix(struct dkt_keyword_use *use)
{
	size_t n = use->value->size;
	const struct dkt_sub **subs =
		DKT_NEW_N(dkt_compiler_arena(use->compiler), const struct dkt_sub *, n + 1);

	for (size_t i = 0; i < n; i++)
		subs[i] = dkt_use_item(use, i);
	return subs;
}

/* Called for "items" and for "prefixItems"; reads both, once. */
void dkt_kw_items(struct dkt_keyword_use *use)
{
	const struct dkt_node *prefix = dkt_use_other(use, "prefixItems");
	struct dkt_keyword_use part = *use;
	struct dkt_items *items;

	if (dkt_is(dkt_use_other(use, "items"), DKT_ARRAY)) {
		if (dkt_streq(use->name, "items"))
			dkt_use_fault(use, DKT_ERROR, "value",
				      "since 2020-12 a list of schemas is written \"prefixItems\"",
				      "\"items\" is one schema, not a list");
		return;
	}
	if (prefix != NULL && !dkt_is(prefix, DKT_ARRAY)) {
		if (dkt_streq(use->name, "prefixItems"))
			dkt_use_fault(use, DKT_ERROR, "value", NULL,
				      "\"prefixItems\" is a list of schemas, not %s",
				      dkt_kind_name(prefix));
		return;
	}
	if (prefix != NULL && dkt_streq(use->name, "items"))
		return;
	items = DKT_NEW(dkt_compiler_arena(use->compiler), struct dkt_items);
	if (prefix != NULL) {
		part.name = "prefixItems";
		part.value = prefix;
		items->prefix = read_prefix(&part);
		items->n_prefix = prefix->size;
	}
	items->rest = dkt_use_sibling(use, "items");
	dkt_use_emit(use, DKT_OP_ITEMS, ARRAY)->as.items = items;
}

enum dkt_verdict dkt_step_items(struct dkt_run *run, const struct dkt_insn *insn,
				const struct dkt_node *value, struct dkt_marks *marks)
{
	const struct dkt_items *items = insn->as.items;
	enum dkt_verdict verdict = DKT_PASSES;

	for (size_t i = 0; i < value->size && verdict != DKT_FAILS; i++) {
		const struct dkt_sub *sub = i < items->n_prefix ? items->prefix[i] : items->rest;

		if (sub == NULL)
			break;
		dkt_mark(marks, i);
		verdict = dkt_both(verdict, dkt_eval(run, sub, &value->as.items[i], NULL));
	}
	return verdict;
}

static size_t contains_bound(struct dkt_keyword_use *use, const char *name, size_t fallback)
{
	struct dkt_keyword_use part = *use;
	size_t bound = fallback;

	part.name = name;
	part.value = dkt_use_other(use, name);
	if (part.value != NULL && dkt_use_has(use, name) && !dkt_number_count(part.value, &bound))
		dkt_use_fault(&part, DKT_ERROR, "value", NULL,
			      "\"%s\" is a whole number, 0 or greater", name);
	return bound;
}

void dkt_kw_contains(struct dkt_keyword_use *use)
{
	struct dkt_contains *contains =
		DKT_NEW(dkt_compiler_arena(use->compiler), struct dkt_contains);

	contains->sub = dkt_use_child(use);
	contains->min = contains_bound(use, "minContains", 1);
	contains->max = contains_bound(use, "maxContains", SIZE_MAX);
	contains->counts = use->sub->resource->dialect->contains_counts;
	if (contains->sub != NULL)
		dkt_use_emit(use, DKT_OP_CONTAINS, ARRAY)->as.contains = contains;
}

enum dkt_verdict dkt_step_contains(struct dkt_run *run, const struct dkt_insn *insn,
				   const struct dkt_node *value, struct dkt_marks *marks)
{
	const struct dkt_contains *contains = insn->as.contains;
	size_t sure = 0;
	size_t maybe = 0;

	for (size_t i = 0; i < value->size; i++) {
		enum dkt_verdict one = dkt_eval(run, contains->sub, &value->as.items[i], NULL);

		sure += one == DKT_PASSES;
		maybe += one == DKT_UNSURE;
		if (one != DKT_FAILS && contains->counts)
			dkt_mark(marks, i);
		if (sure > contains->max)
			return DKT_FAILS;
		if (marks == NULL && sure >= contains->min && contains->max == SIZE_MAX)
			return DKT_PASSES;
	}
	if (sure + maybe < contains->min)
		return DKT_FAILS;
	return sure < contains->min || sure + maybe > contains->max ? DKT_UNSURE : DKT_PASSES;
}

void dkt_kw_unique(struct dkt_keyword_use *use)
{
	if (!dkt_is(use->value, DKT_TRUE) && !dkt_is(use->value, DKT_FALSE))
		dkt_use_fault(use, DKT_ERROR, "value", NULL,
			      "\"uniqueItems\" is true or false, not %s",
			      dkt_kind_name(use->value));
	if (dkt_is(use->value, DKT_TRUE))
		(void)dkt_use_emit(use, DKT_OP_UNIQUE_ITEMS, ARRAY);
}

enum dkt_verdict dkt_step_unique(struct dkt_run *run, const struct dkt_insn *insn,
				 const struct dkt_node *value, struct dkt_marks *marks)
{
	size_t a;
	size_t b;

	(void)insn;
	(void)marks;
	if (!dkt_run_charge(run, dkt_hash_work(value, run->steps + 1)))
		return DKT_UNSURE;
	return dkt_verdict_of(!dkt_find_equal_items(value, &a, &b));
}

void dkt_kw_count_items(struct dkt_keyword_use *use)
{
	bool min = dkt_streq(use->name, "minItems");
	size_t limit;

	if (!dkt_number_count(use->value, &limit)) {
		dkt_use_fault(use, DKT_ERROR, "value", NULL,
			      "\"%s\" is a whole number, 0 or greater", use->name);
		return;
	}
	dkt_use_emit(use, min ? DKT_OP_MIN_ITEMS : DKT_OP_MAX_ITEMS, ARRAY)->as.limit = limit;
}
