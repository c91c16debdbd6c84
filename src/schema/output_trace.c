/*
 * output_trace.c - one subschema: its instructions, then what it only remarks.
 *
 * Answers are the same as those of eval.c, keyword by keyword; but no failure ends the walk, since
 * the failures behind it are to be told as well. Marks for unevaluated* are kept from failing
 * siblings too: a key that a failing sibling speaks of is no second mistake.
 */
#include <string.h>

#include "base/str.h"
#include "schema/keyword.h"
#include "schema/output.h"

static bool may_go_on(struct dkt_trace *w)
{
	if (w->cut || w->run->spent || !dkt_run_charge(w->run, 1) ||
	    dkt_arena_used(w->arena) > DKT_MAX_UNITS)
		w->cut = true;
	if (w->run->depth < DKT_MAX_NEST)
		return !w->cut;
	w->run->nested = true;
	return false;
}

/* --- remarks --- */

/* Keywords that name, hold or frame schemas; they say nothing of a value. */
static bool is_frame(const char *name)
{
	static const char *const frames[] = {
		"$anchor", "$comment",	       "$defs",	      "$dynamicAnchor", "$id",
		"$schema", "$recursiveAnchor", "$vocabulary", "definitions",	"id",
	};

	for (size_t i = 0; i < sizeof frames / sizeof frames[0]; i++) {
		if (dkt_streq(frames[i], name))
			return true;
	}
	return false;
}

/* Does some instruction tell of the keyword, so that it needs no remark of its own? */
static bool is_told(const struct dkt_sub *sub, const char *keyword)
{
	for (size_t i = 0; i < sub->n_insns; i++) {
		if (sub->insns[i].op == DKT_OP_FORMAT &&
		    dkt_streq(sub->cold[sub->insns[i].cold].keyword, keyword))
			return true;
	}
	return false;
}

static bool is_remark(const struct dkt_sub *sub, const struct dkt_member *member,
		      const struct dkt_node *value)
{
	static const char *const anywhere[] = {"title",	     "description", "default",	 "examples",
					       "deprecated", "readOnly",    "writeOnly", "format"};
	const char *name = member->key;

	if (dkt_starts(name, "x-"))
		return true;
	if (is_frame(name))
		return false;
	if (dkt_keyword_find(name, member->key_size, sub->resource->dialect) == NULL)
		return true;
	for (size_t i = 0; i < sizeof anywhere / sizeof anywhere[0]; i++) {
		if (dkt_streq(anywhere[i], name))
			return !is_told(sub, name);
	}
	if (!dkt_is(value, DKT_STRING))
		return false;
	if (dkt_streq(name, "contentSchema"))
		return dkt_get(sub->node, "contentMediaType") != NULL;
	return (dkt_streq(name, "contentMediaType") || dkt_streq(name, "contentEncoding")) &&
	       !is_told(sub, name);
}

/* Everything written in the schema that becomes an annotation without further ado. */
static void walk_remarks(struct dkt_trace *w, struct dkt_unit *unit, const struct dkt_sub *sub,
			 const struct dkt_node *value)
{
	const struct dkt_node *ref = dkt_get(sub->node, "$ref");

	if (sub->resource->dialect->lone_ref && dkt_is(ref, DKT_STRING))
		return;
	for (size_t i = 0; dkt_is(sub->node, DKT_OBJECT) && i < sub->node->size; i++) {
		const struct dkt_member *member = &sub->node->as.members[i];
		struct dkt_unit *remark;

		if (!is_remark(sub, member, value))
			continue;
		remark = dkt_unit_keyword(w, sub, member->key);
		remark->keyword.n = member->key_size;
		dkt_unit_annotate(remark, member->value);
		dkt_unit_close(w, unit, remark, DKT_PASSES);
	}
}

/* --- instructions --- */

/* One that applies no subschema. */
static enum dkt_verdict walk_plain(const struct dkt_at *at)
{
	const struct dkt_cold *cold = &at->sub->cold[at->insn->cold];
	struct dkt_unit *unit = dkt_unit_keyword(at->w, at->sub, cold->keyword);
	enum dkt_verdict verdict = dkt_eval_insn(at->w->run, at->insn, at->place->value, NULL);

	if (verdict == DKT_FAILS)
		unit->error = dkt_trace_reason(at);
	else if (at->insn->op == DKT_OP_FORMAT)
		dkt_unit_annotate(unit, *cold->value);
	dkt_unit_close(at->w, at->unit, unit, verdict);
	return verdict;
}

static dkt_trace_fn *walk_of(unsigned op)
{
	switch (op) {
	case DKT_OP_PROPERTY_NAMES:
		return dkt_trace_names;
	case DKT_OP_MEMBERS:
		return dkt_trace_members;
	case DKT_OP_ITEMS:
		return dkt_trace_items;
	case DKT_OP_CONTAINS:
		return dkt_trace_contains;
	case DKT_OP_REF:
	case DKT_OP_DYNAMIC_REF:
		return dkt_trace_ref;
	case DKT_OP_ALL_OF:
		return dkt_trace_all_of;
	case DKT_OP_ANY_OF:
	case DKT_OP_ONE_OF:
		return dkt_trace_choice;
	case DKT_OP_NOT:
		return dkt_trace_not;
	case DKT_OP_IF:
		return dkt_trace_if;
	case DKT_OP_DEPENDENT_SCHEMAS:
		return dkt_trace_dependent_schemas;
	case DKT_OP_UNEVALUATED_ITEMS:
		return dkt_trace_unevaluated_items;
	case DKT_OP_UNEVALUATED_PROPERTIES:
		return dkt_trace_unevaluated_members;
	default:
		return walk_plain;
	}
}

static enum dkt_verdict walk_insn(const struct dkt_at *at)
{
	const struct dkt_cold *cold = &at->sub->cold[at->insn->cold];
	struct dkt_unit *unit;

	if ((at->insn->kinds & DKT_BIT(at->place->value->kind)) != 0)
		return walk_of(at->insn->op)(at);
	unit = dkt_unit_keyword(at->w, at->sub, cold->keyword);
	if (dkt_streq(cold->keyword, "format"))
		dkt_unit_annotate(unit, *cold->value);
	dkt_unit_close(at->w, at->unit, unit, DKT_PASSES);
	return DKT_PASSES;
}

static enum dkt_verdict walk_insns(struct dkt_trace *w, struct dkt_unit *unit,
				   const struct dkt_sub *sub, struct dkt_place *place,
				   struct dkt_marks *marks)
{
	enum dkt_verdict verdict = DKT_PASSES;

	for (size_t i = 0; i < sub->n_insns; i++) {
		const struct dkt_at at = {.w = w,
					  .unit = unit,
					  .sub = sub,
					  .insn = &sub->insns[i],
					  .place = place,
					  .marks = marks};
		enum dkt_verdict one = walk_insn(&at);

		/* What an unsure sibling evaluated is not known either. */
		if (one == DKT_FAILS && at.insn->op >= DKT_OP_UNEVALUATED_ITEMS &&
		    verdict == DKT_UNSURE)
			one = DKT_UNSURE;
		verdict = dkt_both(verdict, one);
	}
	return verdict;
}

static enum dkt_verdict walk_scoped(struct dkt_trace *w, struct dkt_unit *unit,
				    const struct dkt_sub *sub, struct dkt_place *place,
				    struct dkt_marks *marks)
{
	struct dkt_scope scope = {.resource = sub->resource, .outer = w->run->scope};
	struct dkt_marks own;
	enum dkt_verdict verdict;

	w->run->scope = &scope;
	w->run->depth++;
	if (sub->unevaluated) {
		(void)dkt_run_charge(w->run, dkt_size(place->value) / 16);
		dkt_marks_init(&own, place->value);
		verdict = walk_insns(w, unit, sub, place, &own);
		if (marks != NULL)
			dkt_marks_add(marks, &own);
		dkt_marks_clear(&own);
	} else {
		verdict = walk_insns(w, unit, sub, place, marks);
	}
	w->run->depth--;
	w->run->scope = scope.outer;
	return verdict;
}

enum dkt_verdict dkt_trace_sub(struct dkt_trace *w, struct dkt_unit *parent,
			       const struct dkt_step_to *step, struct dkt_place *place,
			       struct dkt_marks *marks)
{
	const struct dkt_sub *sub = step->sub;
	struct dkt_unit *unit;
	enum dkt_verdict verdict = (enum dkt_verdict)sub->fixed;

	if (!may_go_on(w))
		return sub->fixed == DKT_UNSURE ? DKT_UNSURE : verdict;
	unit = dkt_unit_new(w, sub);
	unit->keyword = step->keyword;
	unit->instance = step->instance;
	if (verdict == DKT_FAILS)
		unit->error = dkt_trace_never(w, place);
	else if (verdict == DKT_UNSURE)
		verdict = walk_scoped(w, unit, sub, place, marks);
	walk_remarks(w, unit, sub, place->value);
	dkt_unit_close(w, parent, unit, verdict);
	return verdict;
}

enum dkt_verdict dkt_trace_member(struct dkt_trace *w, struct dkt_unit *parent,
				  const struct dkt_sub *sub, struct dkt_token keyword,
				  const struct dkt_place *place, const struct dkt_member *member)
{
	const struct dkt_step_to step = {.sub = sub,
					 .keyword = keyword,
					 .instance = {.bytes = member->key, .n = member->key_size}};
	struct dkt_place below;

	dkt_place_init(&below, &member->value, place);
	below.key = member->key;
	below.key_size = member->key_size;
	return dkt_trace_sub(w, parent, &step, &below, NULL);
}

enum dkt_verdict dkt_trace_item(struct dkt_trace *w, struct dkt_unit *parent,
				const struct dkt_sub *sub, struct dkt_token keyword,
				const struct dkt_place *place, size_t index)
{
	const struct dkt_step_to step = {.sub = sub, .keyword = keyword, .instance = {.n = index}};
	struct dkt_place below;

	dkt_place_init(&below, &place->value->as.items[index], place);
	below.index = index;
	return dkt_trace_sub(w, parent, &step, &below, NULL);
}
