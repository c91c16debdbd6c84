/*
 * plan_build.c - from subschemas to routes.
 *
 * For each subschema that can apply to a value, and for each kind of value, the instructions that
 * matter are gathered into a program. Subschemas that apply to the same value (references, allOf)
 * are merged when they are short, else called; those of members and items wait in a queue, which
 * is how recursive schemas end. Each pair of subschema and kind is done once, so the work is linear
 * in the size of the schema.
 */
#include <stdlib.h>

#include "base/error.h"
#include "base/str.h"
#include "schema/eval.h"
#include "schema/library.h"
#include "schema/plan_build.h"

/* Of what plan_closed.c copies: so much in any case, and so much for each subschema. */
#define BUDGET_BASE ((size_t)1 << 14)
#define BUDGET_EACH 4

#define SHORT_PROGRAM 6	 /* checks that are copied instead of called */
#define MAX_NESTED    64 /* subschemas on the same value within each other */

const struct dkt_route dkt_route_passes;
static const struct dkt_route failing_route = {
	{&dkt_program_fails, &dkt_program_fails, &dkt_program_fails, &dkt_program_fails,
	 &dkt_program_fails, &dkt_program_fails, &dkt_program_fails}};

struct dkt_check *dkt_plan_add(struct dkt_plan_draft *draft, enum dkt_check_op op)
{
	struct dkt_check *check;

	if (draft->n == draft->room) {
		draft->room = draft->room == 0 ? 8 : draft->room * 2;
		draft->checks = realloc(draft->checks, draft->room * sizeof *draft->checks);
		if (draft->checks == NULL)
			dkt_oom();
	}
	check = &draft->checks[draft->n++];
	memset(check, 0, sizeof *check);
	check->op = op;
	return check;
}

void dkt_plan_add_insn(struct dkt_plan_draft *draft, const struct dkt_insn *insn)
{
	dkt_plan_add(draft, DKT_CHECK_INSN)->as.insn = insn;
}

/* --- routes -------------------------------------------------------------------------------------
 */

static struct dkt_plan_routed *routed_of(struct dkt_plan_builder *b, const struct dkt_sub *sub)
{
	struct dkt_plan_routed *routed = dkt_address_get(&b->routed, sub);
	const void **key;

	if (routed != NULL)
		return routed;
	routed = DKT_NEW(b->arena, struct dkt_plan_routed);
	routed->sub = sub;
	key = dkt_arena_alloc(b->arena, sizeof *key);
	*key = sub;
	(void)dkt_map_put(&b->routed, (const char *)key, sizeof *key, routed);
	return routed;
}

static bool is_queued(const struct dkt_plan_builder *b, const struct dkt_plan_routed *routed)
{
	return routed->next != NULL || b->end == &routed->next;
}

const struct dkt_route *dkt_plan_route(struct dkt_plan_builder *b, const struct dkt_sub *sub)
{
	struct dkt_plan_routed *routed;

	if (sub->fixed != DKT_UNSURE)
		return sub->fixed == DKT_PASSES ? &dkt_route_passes : &failing_route;
	routed = routed_of(b, sub);
	if (!is_queued(b, routed)) {
		*b->end = routed;
		b->end = &routed->next;
	}
	return &routed->route;
}

/* --- arrays --- */

static void read_items(struct dkt_plan_builder *b, const struct dkt_items *items,
		       struct dkt_check_items *out)
{
	const struct dkt_route **prefix =
		DKT_NEW_N(b->arena, const struct dkt_route *, items->n_prefix + 1);

	for (size_t i = 0; i < items->n_prefix; i++)
		prefix[i] = dkt_plan_route(b, items->prefix[i]);
	out->prefix = prefix;
	out->n_prefix = items->n_prefix;
	if (items->rest != NULL && items->rest->fixed != DKT_PASSES)
		out->rest = dkt_plan_route(b, items->rest);
}

static void add_contains(struct dkt_plan_builder *b, struct dkt_plan_draft *draft,
			 const struct dkt_insn *insn)
{
	struct dkt_check_contains *contains = DKT_NEW(b->arena, struct dkt_check_contains);

	contains->route = dkt_plan_route(b, insn->as.contains->sub);
	contains->min = insn->as.contains->min;
	contains->max = insn->as.contains->max;
	dkt_plan_add(draft, DKT_CHECK_CONTAINS)->as.contains = contains;
}

/* --- the same value --- */

/* A program that has to pass as well. */
static void add_program(struct dkt_plan_draft *draft, const struct dkt_program *program)
{
	if (program == NULL)
		return;
	if (program == &dkt_program_fails) {
		draft->fails = true;
	} else if (program->n > SHORT_PROGRAM) {
		dkt_plan_add(draft, DKT_CHECK_PROGRAM)->as.program = program;
	} else {
		for (size_t i = 0; i < program->n; i++)
			*dkt_plan_add(draft, program->checks[i].op) = program->checks[i];
	}
}

static void add_branches(struct dkt_plan_builder *b, struct dkt_plan_draft *draft,
			 const struct dkt_insn *insn)
{
	const struct dkt_branches *from = insn->as.branches;
	struct dkt_check_branches *branches = DKT_NEW(b->arena, struct dkt_check_branches);
	const struct dkt_program **programs =
		DKT_NEW_N(b->arena, const struct dkt_program *, from->n);
	bool any = insn->op == DKT_OP_ANY_OF;

	for (size_t i = 0; i < from->n; i++) {
		const struct dkt_program *program = dkt_plan_program(b, from->subs[i], draft->kind);

		if (program == NULL)
			branches->n_sure++;
		else if (program != &dkt_program_fails)
			programs[branches->n++] = program;
	}
	branches->programs = programs;
	if (any && branches->n_sure > 0)
		return;
	if (branches->n_sure > 1 || branches->n + branches->n_sure == 0)
		draft->fails = true;
	else if (branches->n_sure == 0 && branches->n == 1)
		add_program(draft, programs[0]);
	else if (branches->n > 0)
		dkt_plan_add(draft, any ? DKT_CHECK_ANY_OF : DKT_CHECK_ONE_OF)->as.branches =
			branches;
}

static void add_not(struct dkt_plan_builder *b, struct dkt_plan_draft *draft,
		    const struct dkt_insn *insn)
{
	const struct dkt_program *program = dkt_plan_program(b, insn->as.sub, draft->kind);

	if (program == NULL)
		draft->fails = true;
	else if (program != &dkt_program_fails)
		dkt_plan_add(draft, DKT_CHECK_NOT)->as.program = program;
}

static void add_condition(struct dkt_plan_builder *b, struct dkt_plan_draft *draft,
			  const struct dkt_insn *insn)
{
	const struct dkt_condition *from = insn->as.condition;
	struct dkt_check_condition condition = {
		.test = dkt_plan_program(b, from->test, draft->kind)};
	struct dkt_check_condition *kept;

	if (from->then_sub != NULL)
		condition.then_program = dkt_plan_program(b, from->then_sub, draft->kind);
	if (from->else_sub != NULL)
		condition.else_program = dkt_plan_program(b, from->else_sub, draft->kind);
	if (condition.test == NULL) {
		add_program(draft, condition.then_program);
	} else if (condition.test == &dkt_program_fails) {
		add_program(draft, condition.else_program);
	} else if (condition.then_program != NULL || condition.else_program != NULL) {
		kept = DKT_NEW(b->arena, struct dkt_check_condition);
		*kept = condition;
		dkt_plan_add(draft, DKT_CHECK_IF)->as.condition = kept;
	}
}

static void add_all_of(struct dkt_plan_builder *b, struct dkt_plan_draft *draft,
		       const struct dkt_insn *insn)
{
	for (size_t i = 0; i < insn->as.branches->n; i++)
		add_program(draft, dkt_plan_program(b, insn->as.branches->subs[i], draft->kind));
}

/* --- one subschema --- */

static void add_insn(struct dkt_plan_builder *b, struct dkt_plan_draft *draft,
		     const struct dkt_insn *insn)
{
	switch ((enum dkt_op)insn->op) {
	case DKT_OP_TYPE:
		dkt_plan_type(draft, insn);
		break;
	case DKT_OP_CONST:
		dkt_plan_values(b, draft, insn, &insn->as.value, 1);
		break;
	case DKT_OP_ENUM:
		dkt_plan_values(b, draft, insn, insn->as.values->sorted, insn->as.values->n);
		break;
	case DKT_OP_MINIMUM:
	case DKT_OP_MAXIMUM:
	case DKT_OP_EXCLUSIVE_MINIMUM:
	case DKT_OP_EXCLUSIVE_MAXIMUM:
		dkt_plan_bound(b, draft, insn);
		break;
	case DKT_OP_MIN_LENGTH:
	case DKT_OP_MAX_LENGTH:
		dkt_plan_length(draft, insn);
		break;
	case DKT_OP_FORMAT:
		if (b->plan->assert_formats)
			dkt_plan_add(draft, DKT_CHECK_FORMAT)->as.format = insn->as.format;
		break;
	case DKT_OP_PATTERN:
		if (insn->as.pattern->regex != NULL)
			dkt_plan_add(draft, DKT_CHECK_PATTERN)->as.regex = insn->as.pattern->regex;
		else
			dkt_plan_add_insn(draft, insn);
		break;
	case DKT_OP_CONTAINS:
		add_contains(b, draft, insn);
		break;
	case DKT_OP_REF:
		add_program(draft, dkt_plan_program(b, insn->as.sub, draft->kind));
		break;
	case DKT_OP_DYNAMIC_REF:
		add_program(draft, dkt_plan_program(b, insn->as.dynamic->target, draft->kind));
		break;
	case DKT_OP_ALL_OF:
		add_all_of(b, draft, insn);
		break;
	case DKT_OP_ANY_OF:
	case DKT_OP_ONE_OF:
		add_branches(b, draft, insn);
		break;
	case DKT_OP_NOT:
		add_not(b, draft, insn);
		break;
	case DKT_OP_IF:
		add_condition(b, draft, insn);
		break;
	default:
		dkt_plan_add_insn(draft, insn);
		break;
	}
}

static bool note_array_part(struct dkt_plan_builder *b, const struct dkt_insn *insn,
			    struct dkt_check_items *items)
{
	switch ((enum dkt_op)insn->op) {
	case DKT_OP_ITEMS:
		read_items(b, insn->as.items, items);
		return true;
	case DKT_OP_UNIQUE_ITEMS:
		items->unique = true;
		return true;
	case DKT_OP_MIN_ITEMS:
		items->min = insn->as.limit;
		return true;
	case DKT_OP_MAX_ITEMS:
		items->max = insn->as.limit;
		return true;
	default:
		return false;
	}
}

/* False where "unevaluated*" depends on the value: then the whole is left to eval.h. */
static bool add_unevaluated(struct dkt_plan_builder *b, struct dkt_plan_draft *draft,
			    const struct dkt_sub *sub)
{
	bool closed = true;

	for (size_t i = sub->n_insns; closed && i > 0; i--) {
		const struct dkt_insn *insn = &sub->insns[i - 1];

		if (insn->op < DKT_OP_UNEVALUATED_ITEMS)
			break;
		if ((insn->kinds & DKT_BIT(draft->kind)) != 0)
			closed = dkt_plan_closed(b, draft, sub, insn);
	}
	if (!closed) {
		draft->n = 0;
		dkt_plan_add(draft, DKT_CHECK_SUB)->as.sub = sub;
	}
	return closed;
}

static void add_sub(struct dkt_plan_builder *b, struct dkt_plan_draft *draft,
		    const struct dkt_sub *sub)
{
	struct dkt_plan_object parts = {.max = SIZE_MAX};
	struct dkt_check_items items = {.max = SIZE_MAX};
	bool object = false;
	bool array = false;

	if (!add_unevaluated(b, draft, sub))
		return;
	for (size_t i = 0; i < sub->n_insns && !draft->fails; i++) {
		const struct dkt_insn *insn = &sub->insns[i];

		if (insn->op >= DKT_OP_UNEVALUATED_ITEMS)
			break;
		if ((insn->kinds & DKT_BIT(draft->kind)) == 0)
			continue;
		if (dkt_plan_note_object(insn, &parts)) {
			object = true;
		} else if (note_array_part(b, insn, &items)) {
			array = true;
		} else {
			add_insn(b, draft, insn);
		}
	}
	if (object && !draft->fails)
		dkt_plan_members(b, draft, &parts);
	if (array && !draft->fails) {
		struct dkt_check_items *kept = DKT_NEW(b->arena, struct dkt_check_items);

		*kept = items;
		dkt_plan_add(draft, DKT_CHECK_ITEMS)->as.items = kept;
	}
}

static bool is_leaf(const struct dkt_plan_draft *draft)
{
	for (size_t i = 0; i < draft->n; i++) {
		if (draft->checks[i].op > DKT_CHECK_LAST_LEAF)
			return false;
	}
	return true;
}

static const struct dkt_program *finish_draft(struct dkt_plan_builder *b,
					      struct dkt_plan_draft *draft)
{
	struct dkt_program *program = NULL;
	struct dkt_check *checks;

	if (draft->n > 0 && !draft->fails) {
		program = DKT_NEW(b->arena, struct dkt_program);
		checks = DKT_NEW_N(b->arena, struct dkt_check, draft->n);
		memcpy(checks, draft->checks, draft->n * sizeof *checks);
		program->checks = checks;
		program->n = (uint32_t)draft->n;
		program->leaf = is_leaf(draft);
	}
	free(draft->checks);
	return draft->fails ? &dkt_program_fails : program;
}

const struct dkt_program *dkt_plan_program(struct dkt_plan_builder *b, const struct dkt_sub *sub,
					   enum dkt_kind kind)
{
	struct dkt_plan_draft draft = {.kind = kind};
	struct dkt_plan_routed *routed;

	if (sub->fixed != DKT_UNSURE)
		return sub->fixed == DKT_PASSES ? NULL : &dkt_program_fails;
	routed = routed_of(b, sub);
	if (routed->built[kind])
		return routed->route.by_kind[kind];
	if (routed->begun[kind] || b->nested == MAX_NESTED) {
		dkt_plan_add(&draft, DKT_CHECK_SUB)->as.sub = sub;
		return finish_draft(b, &draft);
	}
	routed->begun[kind] = true;
	b->nested++;
	add_sub(b, &draft, sub);
	b->nested--;
	routed->route.by_kind[kind] = finish_draft(b, &draft);
	routed->built[kind] = true;
	return routed->route.by_kind[kind];
}

/* --- the whole --- */

/*
 * Does every dynamic reference lead to one place? Else that depends on the resources on the way,
 * which neither a plan nor the parts of it that eval.h does keep, and no plan can be made.
 */
static bool all_static(const struct dkt_schemas *library)
{
	const struct dkt_map *wanted = &library->wanted;

	for (size_t i = 0; i < wanted->n_slots; i++) {
		const struct dkt_wanted *one = wanted->slots[i].value;

		if (wanted->slots[i].key != NULL && one->on &&
		    dkt_dynamic_sole(library, wanted->slots[i].key) == NULL)
			return false;
	}
	return true;
}

struct dkt_plan *dkt_plan_new(const struct dkt_schema *schema,
			      const struct dkt_check_options *options)
{
	struct dkt_plan *plan = calloc(1, sizeof *plan);
	struct dkt_plan_builder b = {.plan = plan, .arena = dkt_arena_new()};

	if (plan == NULL)
		dkt_oom();
	plan->schema = schema;
	plan->arena = b.arena;
	plan->assert_formats = options == NULL || options->assert_formats;
	b.end = &b.first;
	b.budget = BUDGET_BASE + schema->library->subs_of.n * BUDGET_EACH;
	plan->root = all_static(schema->library) ? dkt_plan_route(&b, schema->root) : NULL;
	for (struct dkt_plan_routed *routed = b.first; routed != NULL; routed = routed->next) {
		for (unsigned kind = 0; kind < DKT_KINDS; kind++)
			(void)dkt_plan_program(&b, routed->sub, (enum dkt_kind)kind);
	}
	dkt_map_clear(&b.routed);
	return plan;
}

void dkt_plan_free(struct dkt_plan *plan)
{
	if (plan == NULL)
		return;
	dkt_arena_free(plan->arena);
	free(plan);
}
