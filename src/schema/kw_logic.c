/*
 * kw_logic.c - keywords that apply other schemas to the same value, and what is left unevaluated.
 *
 * Where somebody asks what was evaluated (marks is not NULL), every branch of anyOf and oneOf is
 * tried and only those that pass leave their marks; else the first that passes ends anyOf.
 */
#include <string.h>

#include "base/str.h"
#include "schema/eval.h"
#include "schema/keyword.h"
#include "schema/library.h"

/* --- references --------------------------------------------------------------------------------
 */

void dkt_kw_ref(struct dkt_keyword_use *use)
{
	struct dkt_target target;

	if (!dkt_use_follow(use, &target))
		return;
	dkt_use_emit(use, DKT_OP_REF, DKT_BITS_ANY)->as.sub =
		dkt_compiler_sub(use->compiler, target.node, target.resource);
}

enum dkt_verdict dkt_step_ref(struct dkt_run *run, const struct dkt_insn *insn,
			      const struct dkt_node *value, struct dkt_marks *marks)
{
	return dkt_eval(run, insn->as.sub, value, marks);
}

void dkt_kw_dynamic_ref(struct dkt_keyword_use *use)
{
	struct dkt_dynamic *dynamic =
		DKT_NEW(dkt_compiler_arena(use->compiler), struct dkt_dynamic);
	struct dkt_target target;

	if (!dkt_use_follow(use, &target))
		return;
	dynamic->target = dkt_compiler_sub(use->compiler, target.node, target.resource);
	if (target.anchor != NULL && target.anchor->dynamic) {
		dynamic->anchor = target.anchor->name;
		dkt_compiler_want_anchor(use->compiler, dynamic->anchor);
	}
	dkt_use_emit(use, DKT_OP_DYNAMIC_REF, DKT_BITS_ANY)->as.dynamic = dynamic;
}

const struct dkt_sub *dkt_dynamic_target(const struct dkt_run *run,
					 const struct dkt_dynamic *dynamic)
{
	const struct dkt_sub *found = dynamic->target;

	if (dynamic->anchor == NULL)
		return found;
	for (const struct dkt_scope *scope = run->scope; scope != NULL; scope = scope->outer) {
		const struct dkt_anchor *one = dkt_map_get(
			&scope->resource->anchor_of, dynamic->anchor, strlen(dynamic->anchor));

		if (one != NULL && one->dynamic && one->sub != NULL)
			found = one->sub;
	}
	return found;
}

const struct dkt_sub *dkt_dynamic_sole(const struct dkt_schemas *library, const char *anchor)
{
	const struct dkt_sub *sole = NULL;

	for (const struct dkt_anchor *one =
		     dkt_map_get(&library->dynamic_anchors, anchor, strlen(anchor));
	     one != NULL; one = one->same_name) {
		if (one->sub == NULL || one->sub == sole)
			continue;
		if (sole != NULL)
			return NULL;
		sole = one->sub;
	}
	return sole;
}

enum dkt_verdict dkt_step_dynamic_ref(struct dkt_run *run, const struct dkt_insn *insn,
				      const struct dkt_node *value, struct dkt_marks *marks)
{
	return dkt_eval(run, dkt_dynamic_target(run, insn->as.dynamic), value, marks);
}

/* --- allOf, anyOf, oneOf --- */

void dkt_kw_branches(struct dkt_keyword_use *use)
{
	struct dkt_arena *arena = dkt_compiler_arena(use->compiler);
	size_t n = dkt_size(use->value);
	struct dkt_branches *branches;
	const struct dkt_sub **subs;
	enum dkt_op op = DKT_OP_ALL_OF;

	if (!dkt_is(use->value, DKT_ARRAY) || n == 0) {
		dkt_use_fault(use, DKT_ERROR, "value", NULL,
			      "\"%s\" is a list of at least one schema", use->name);
		return;
	}
	if (!dkt_streq(use->name, "allOf"))
		op = dkt_streq(use->name, "anyOf") ? DKT_OP_ANY_OF : DKT_OP_ONE_OF;
	branches = DKT_NEW(arena, struct dkt_branches);
	subs = DKT_NEW_N(arena, const struct dkt_sub *, n);
	for (size_t i = 0; i < n; i++) {
		subs[i] = dkt_use_item(use, i);
		if (subs[i] == NULL)
			return;
	}
	branches->subs = subs;
	branches->n = n;
	dkt_use_emit(use, op, DKT_BITS_ANY)->as.branches = branches;
}

enum dkt_verdict dkt_step_all_of(struct dkt_run *run, const struct dkt_insn *insn,
				 const struct dkt_node *value, struct dkt_marks *marks)
{
	enum dkt_verdict verdict = DKT_PASSES;

	for (size_t i = 0; i < insn->as.branches->n && verdict != DKT_FAILS; i++)
		verdict =
			dkt_both(verdict, dkt_eval(run, insn->as.branches->subs[i], value, marks));
	return verdict;
}

/* Evaluate a branch that may fail without harm: its marks count only if it does not. */
static enum dkt_verdict try_branch(struct dkt_run *run, const struct dkt_sub *sub,
				   const struct dkt_node *value, struct dkt_marks *marks)
{
	struct dkt_marks own;
	enum dkt_verdict verdict;

	if (marks == NULL)
		return dkt_eval(run, sub, value, NULL);
	if (!dkt_run_charge(run, value->size / 16))
		return DKT_UNSURE;
	dkt_marks_init(&own, value);
	verdict = dkt_eval(run, sub, value, &own);
	if (verdict != DKT_FAILS)
		dkt_marks_add(marks, &own);
	dkt_marks_clear(&own);
	return verdict;
}

enum dkt_verdict dkt_step_any_of(struct dkt_run *run, const struct dkt_insn *insn,
				 const struct dkt_node *value, struct dkt_marks *marks)
{
	bool passes = false;
	bool unsure = false;

	for (size_t i = 0; i < insn->as.branches->n && (!passes || marks != NULL); i++) {
		enum dkt_verdict one = try_branch(run, insn->as.branches->subs[i], value, marks);

		passes = passes || one == DKT_PASSES;
		unsure = unsure || one == DKT_UNSURE;
	}
	if (passes)
		return DKT_PASSES;
	return unsure ? DKT_UNSURE : DKT_FAILS;
}

enum dkt_verdict dkt_step_one_of(struct dkt_run *run, const struct dkt_insn *insn,
				 const struct dkt_node *value, struct dkt_marks *marks)
{
	size_t sure = 0;
	bool unsure = false;

	for (size_t i = 0; i < insn->as.branches->n && sure < 2; i++) {
		enum dkt_verdict one = try_branch(run, insn->as.branches->subs[i], value, marks);

		sure += one == DKT_PASSES;
		unsure = unsure || one == DKT_UNSURE;
	}
	if (sure > 1)
		return DKT_FAILS;
	if (unsure)
		return DKT_UNSURE;
	return dkt_verdict_of(sure == 1);
}

/* --- not, if, dependentSchemas --- */

void dkt_kw_not(struct dkt_keyword_use *use)
{
	const struct dkt_sub *sub = dkt_use_child(use);

	if (sub != NULL)
		dkt_use_emit(use, DKT_OP_NOT, DKT_BITS_ANY)->as.sub = sub;
}

enum dkt_verdict dkt_step_not(struct dkt_run *run, const struct dkt_insn *insn,
			      const struct dkt_node *value, struct dkt_marks *marks)
{
	(void)marks;
	return dkt_opposite(dkt_eval(run, insn->as.sub, value, NULL));
}

void dkt_kw_if(struct dkt_keyword_use *use)
{
	struct dkt_condition *condition =
		DKT_NEW(dkt_compiler_arena(use->compiler), struct dkt_condition);

	condition->test = dkt_use_child(use);
	condition->then_sub = dkt_use_sibling(use, "then");
	condition->else_sub = dkt_use_sibling(use, "else");
	if (condition->test != NULL)
		dkt_use_emit(use, DKT_OP_IF, DKT_BITS_ANY)->as.condition = condition;
}

enum dkt_verdict dkt_step_if(struct dkt_run *run, const struct dkt_insn *insn,
			     const struct dkt_node *value, struct dkt_marks *marks)
{
	const struct dkt_condition *condition = insn->as.condition;
	enum dkt_verdict test;
	const struct dkt_sub *next;

	if (marks == NULL && condition->then_sub == NULL && condition->else_sub == NULL)
		return DKT_PASSES;
	test = try_branch(run, condition->test, value, marks);
	if (test == DKT_UNSURE)
		return DKT_UNSURE;
	next = test == DKT_PASSES ? condition->then_sub : condition->else_sub;
	return next == NULL ? DKT_PASSES : dkt_eval(run, next, value, marks);
}

void dkt_kw_dependent_schemas(struct dkt_keyword_use *use)
{
	struct dkt_prop *props;
	struct dkt_insn *insn;

	if (!dkt_is(use->value, DKT_OBJECT)) {
		dkt_use_fault(use, DKT_ERROR, "value", NULL, "\"%s\" is an object, not %s",
			      use->name, dkt_kind_name(use->value));
		return;
	}
	props = DKT_NEW_N(dkt_compiler_arena(use->compiler), struct dkt_prop, use->value->size + 1);
	for (size_t i = 0; i < use->value->size; i++) {
		props[i].key = use->value->as.members[i].key;
		props[i].key_size = use->value->as.members[i].key_size;
		props[i].sub = dkt_use_member(use, i);
		if (props[i].sub == NULL)
			return;
	}
	insn = dkt_use_emit(use, DKT_OP_DEPENDENT_SCHEMAS, DKT_BIT(DKT_OBJECT));
	insn->as.dependent_schemas.props = props;
	insn->as.dependent_schemas.n = use->value->size;
}

enum dkt_verdict dkt_step_dependent_schemas(struct dkt_run *run, const struct dkt_insn *insn,
					    const struct dkt_node *value, struct dkt_marks *marks)
{
	enum dkt_verdict verdict = DKT_PASSES;
	size_t n = insn->as.dependent_schemas.n;
	struct dkt_names names;

	if (!dkt_run_charge(run, value->size) || !dkt_run_charge(run, n))
		return DKT_UNSURE;
	dkt_names_init(&names, value, n);
	for (size_t i = 0; i < n && verdict != DKT_FAILS; i++) {
		const struct dkt_prop *prop = &insn->as.dependent_schemas.props[i];

		if (dkt_names_has(&names, prop->key, prop->key_size))
			verdict = dkt_both(verdict, dkt_eval(run, prop->sub, value, marks));
	}
	dkt_names_clear(&names);
	return verdict;
}

/* --- unevaluated --- */

void dkt_kw_unevaluated(struct dkt_keyword_use *use)
{
	const struct dkt_sub *sub = dkt_use_child(use);
	bool items = dkt_streq(use->name, "unevaluatedItems");

	if (sub != NULL)
		dkt_use_emit(use, items ? DKT_OP_UNEVALUATED_ITEMS : DKT_OP_UNEVALUATED_PROPERTIES,
			     DKT_BIT(items ? DKT_ARRAY : DKT_OBJECT))
			->as.sub = sub;
}

enum dkt_verdict dkt_step_unevaluated_items(struct dkt_run *run, const struct dkt_insn *insn,
					    const struct dkt_node *value, struct dkt_marks *marks)
{
	enum dkt_verdict verdict = DKT_PASSES;

	for (size_t i = 0; i < value->size && verdict != DKT_FAILS; i++) {
		if (marks->seen[i] != 0)
			continue;
		verdict = dkt_both(verdict, dkt_eval(run, insn->as.sub, &value->as.items[i], NULL));
		dkt_mark(marks, i);
	}
	return verdict;
}

enum dkt_verdict dkt_step_unevaluated_members(struct dkt_run *run, const struct dkt_insn *insn,
					      const struct dkt_node *value, struct dkt_marks *marks)
{
	enum dkt_verdict verdict = DKT_PASSES;

	for (size_t i = 0; i < value->size && verdict != DKT_FAILS; i++) {
		if (marks->seen[i] != 0)
			continue;
		verdict = dkt_both(verdict,
				   dkt_eval(run, insn->as.sub, &value->as.members[i].value, NULL));
		dkt_mark(marks, i);
	}
	return verdict;
}
