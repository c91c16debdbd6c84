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
#include "schema/plan.h"

#define SHORT_PROGRAM 6	 /* checks that are copied instead of called */
#define MAX_NESTED    64 /* subschemas on the same value within each other */

/* A subschema and its route, perhaps not finished. */
struct routed {
	struct dkt_route route; /* first: what others point to */
	const struct dkt_sub *sub;
	bool begun[DKT_KINDS];
	bool built[DKT_KINDS];
	struct routed *next; /* in the queue */
};

struct builder {
	struct dkt_plan *plan;
	struct dkt_arena *arena;
	struct dkt_map routed; /* by address of the subschema */
	struct routed *first;
	struct routed **end;
	unsigned nested;
};

/* A program that is being written. */
struct draft {
	struct dkt_check *checks;
	size_t n;
	size_t room;
	enum dkt_kind kind;
	bool fails;
};

static const struct dkt_route passing_route;
static const struct dkt_route failing_route = {
	{&dkt_program_fails, &dkt_program_fails, &dkt_program_fails, &dkt_program_fails,
	 &dkt_program_fails, &dkt_program_fails, &dkt_program_fails}};

static const struct dkt_program *program_of(struct builder *b, const struct dkt_sub *sub,
					    enum dkt_kind kind);

static struct dkt_check *add_check(struct draft *draft, enum dkt_check_op op)
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

static void add_insn_check(struct draft *draft, const struct dkt_insn *insn)
{
	add_check(draft, DKT_CHECK_INSN)->as.insn = insn;
}

/* --- routes -------------------------------------------------------------------------------------
 */

static struct routed *routed_of(struct builder *b, const struct dkt_sub *sub)
{
	struct routed *routed = dkt_address_get(&b->routed, sub);
	const void **key;

	if (routed != NULL)
		return routed;
	routed = DKT_NEW(b->arena, struct routed);
	routed->sub = sub;
	key = dkt_arena_alloc(b->arena, sizeof *key);
	*key = sub;
	(void)dkt_map_put(&b->routed, (const char *)key, sizeof *key, routed);
	return routed;
}

static bool is_queued(const struct builder *b, const struct routed *routed)
{
	return routed->next != NULL || b->end == &routed->next;
}

/* The route of a subschema that applies to another value; it is finished later. */
static const struct dkt_route *route_of(struct builder *b, const struct dkt_sub *sub)
{
	struct routed *routed;

	if (sub->fixed != DKT_UNSURE)
		return sub->fixed == DKT_PASSES ? &passing_route : &failing_route;
	routed = routed_of(b, sub);
	if (!is_queued(b, routed)) {
		*b->end = routed;
		b->end = &routed->next;
	}
	return &routed->route;
}

/* --- values by kind -----------------------------------------------------------------------------
 */

static void add_words(struct builder *b, struct draft *draft, const struct dkt_insn *insn,
		      const struct dkt_key *words, size_t n)
{
	struct dkt_key_table *table = DKT_NEW(b->arena, struct dkt_key_table);

	if (dkt_key_table_make(table, b->arena, words, n))
		add_check(draft, DKT_CHECK_WORDS)->as.words = table;
	else
		add_insn_check(draft, insn);
}

/* One of n values: only those of the kind count. */
static void add_values(struct builder *b, struct draft *draft, const struct dkt_insn *insn,
		       const struct dkt_node *const *values, size_t n)
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
		add_insn_check(draft, insn);
}

static void add_type(struct draft *draft, const struct dkt_insn *insn)
{
	if ((insn->as.types & DKT_BIT(draft->kind)) != 0)
		return;
	if (draft->kind != DKT_NUMBER || (insn->as.types & DKT_BIT_INTEGER) == 0)
		draft->fails = true;
	else if ((insn->as.types & DKT_BIT_WRITTEN) != 0)
		add_insn_check(draft, insn);
	else
		(void)add_check(draft, DKT_CHECK_INTEGER);
}

static void add_bound(struct builder *b, struct draft *draft, const struct dkt_insn *insn)
{
	struct dkt_check_bound *bound = DKT_NEW(b->arena, struct dkt_check_bound);
	int64_t limit;

	bound->insn = insn;
	bound->least = INT64_MIN;
	bound->most = INT64_MAX;
	if (!dkt_int(insn->as.value, &limit)) {
		bound->least = 1; /* never within: the exact comparison is asked */
		bound->most = 0;
	} else if (insn->op == DKT_OP_MINIMUM || insn->op == DKT_OP_EXCLUSIVE_MINIMUM) {
		bound->least = limit + (insn->op == DKT_OP_EXCLUSIVE_MINIMUM);
	} else {
		bound->most = limit - (insn->op == DKT_OP_EXCLUSIVE_MAXIMUM);
	}
	add_check(draft, DKT_CHECK_BOUND)->as.bound = bound;
}

static void add_length(struct draft *draft, const struct dkt_insn *insn)
{
	struct dkt_check *check = add_check(draft, DKT_CHECK_LENGTH);
	bool min = insn->op == DKT_OP_MIN_LENGTH;

	check->as.length.min = min ? insn->as.limit : 0;
	check->as.length.max = min ? SIZE_MAX : insn->as.limit;
}

/* --- objects --- */

/* The instructions of one subschema about members. */
struct object_parts {
	const struct dkt_insn *members;
	const struct dkt_insn *required;
	const struct dkt_insn *names;
	size_t min;
	size_t max;
};

/* Keys named by "properties" and by "required", each once. */
struct key_list {
	struct dkt_key *names;
	struct dkt_check_key *keys;
	size_t n;
	struct dkt_map seen; /* key to index + 1 */
};

static struct dkt_check_key *key_named(struct key_list *list, const char *bytes, size_t size)
{
	size_t at = (size_t)(uintptr_t)dkt_map_get(&list->seen, bytes, size);

	if (at == 0) {
		list->names[list->n] = (struct dkt_key){.bytes = bytes, .size = size};
		at = ++list->n;
		// NOLINTNEXTLINE(performance-no-int-to-ptr): an index, kept where a pointer fits
		(void)dkt_map_put(&list->seen, bytes, size, (void *)(uintptr_t)at);
	}
	return &list->keys[at - 1];
}

static void read_keys(struct builder *b, const struct object_parts *parts, struct key_list *list,
		      struct dkt_check_members *out)
{
	const struct dkt_members *members =
		parts->members == NULL ? NULL : parts->members->as.members;
	const struct dkt_keys *required = parts->required == NULL ? NULL : parts->required->as.keys;
	size_t most =
		(members == NULL ? 0 : members->n_props) + (required == NULL ? 0 : required->n);
	size_t n_required = 0;

	list->names = DKT_NEW_N(b->arena, struct dkt_key, most + 1);
	list->keys = DKT_NEW_N(b->arena, struct dkt_check_key, most + 1);
	for (size_t i = 0; members != NULL && i < members->n_props; i++)
		key_named(list, members->props[i].key, members->props[i].key_size)->route =
			route_of(b, members->props[i].sub);
	for (size_t i = 0; required != NULL && i < required->n; i++) {
		struct dkt_check_key *key =
			key_named(list, required->keys[i].bytes, required->keys[i].size);

		if (key->required == 0)
			key->required = (uint64_t)1 << n_required++;
		out->required |= key->required;
	}
	out->keys = list->keys;
	out->min = parts->min > n_required ? parts->min : n_required;
	out->max = parts->max;
	dkt_map_clear(&list->seen);
}

static bool read_patterns(struct builder *b, const struct dkt_members *members,
			  struct dkt_check_members *out)
{
	struct dkt_check_key_pattern *patterns =
		DKT_NEW_N(b->arena, struct dkt_check_key_pattern, members->n_patterns + 1);

	for (size_t i = 0; i < members->n_patterns; i++) {
		if (members->patterns[i].regex == NULL)
			return false;
		patterns[i].regex = members->patterns[i].regex;
		patterns[i].route = route_of(b, members->patterns[i].sub);
	}
	out->patterns = patterns;
	out->n_patterns = members->n_patterns;
	if (members->additional != NULL && members->additional->fixed != DKT_PASSES)
		out->additional = route_of(b, members->additional);
	return true;
}

/* All parts in one check; false where they have to stay as they are. */
static bool join_members(struct builder *b, const struct object_parts *parts,
			 struct dkt_check_members *out)
{
	struct key_list list = {.seen = DKT_MAP_INIT};

	if (parts->required != NULL && parts->required->as.keys->n > 64)
		return false;
	read_keys(b, parts, &list, out);
	if (parts->members != NULL && !read_patterns(b, parts->members->as.members, out))
		return false;
	if (parts->names != NULL)
		out->names = program_of(b, parts->names->as.sub, DKT_STRING);
	out->loops =
		list.n > 0 || out->n_patterns > 0 || out->additional != NULL || out->names != NULL;
	return dkt_key_table_make(&out->table, b->arena, list.names, list.n);
}

static void add_members(struct builder *b, struct draft *draft, const struct object_parts *parts)
{
	struct dkt_check_members *members = DKT_NEW(b->arena, struct dkt_check_members);
	const struct dkt_insn *const insns[] = {parts->members, parts->required, parts->names};

	if (join_members(b, parts, members)) {
		add_check(draft, DKT_CHECK_MEMBERS)->as.members = members;
		return;
	}
	for (size_t i = 0; i < sizeof insns / sizeof insns[0]; i++) {
		if (insns[i] != NULL)
			add_insn_check(draft, insns[i]);
	}
	members = DKT_NEW(b->arena, struct dkt_check_members);
	members->min = parts->min;
	members->max = parts->max;
	add_check(draft, DKT_CHECK_MEMBERS)->as.members = members;
}

/* --- arrays --- */

static void read_items(struct builder *b, const struct dkt_items *items,
		       struct dkt_check_items *out)
{
	const struct dkt_route **prefix =
		DKT_NEW_N(b->arena, const struct dkt_route *, items->n_prefix + 1);

	for (size_t i = 0; i < items->n_prefix; i++)
		prefix[i] = route_of(b, items->prefix[i]);
	out->prefix = prefix;
	out->n_prefix = items->n_prefix;
	if (items->rest != NULL && items->rest->fixed != DKT_PASSES)
		out->rest = route_of(b, items->rest);
}

static void add_contains(struct builder *b, struct draft *draft, const struct dkt_insn *insn)
{
	struct dkt_check_contains *contains = DKT_NEW(b->arena, struct dkt_check_contains);

	contains->route = route_of(b, insn->as.contains->sub);
	contains->min = insn->as.contains->min;
	contains->max = insn->as.contains->max;
	add_check(draft, DKT_CHECK_CONTAINS)->as.contains = contains;
}

/* --- the same value --- */

/* A program that has to pass as well. */
static void add_program(struct draft *draft, const struct dkt_program *program)
{
	if (program == NULL)
		return;
	if (program == &dkt_program_fails) {
		draft->fails = true;
	} else if (program->n > SHORT_PROGRAM) {
		add_check(draft, DKT_CHECK_PROGRAM)->as.program = program;
	} else {
		for (size_t i = 0; i < program->n; i++)
			*add_check(draft, program->checks[i].op) = program->checks[i];
	}
}

static void add_branches(struct builder *b, struct draft *draft, const struct dkt_insn *insn)
{
	const struct dkt_branches *from = insn->as.branches;
	struct dkt_check_branches *branches = DKT_NEW(b->arena, struct dkt_check_branches);
	const struct dkt_program **programs =
		DKT_NEW_N(b->arena, const struct dkt_program *, from->n);
	bool any = insn->op == DKT_OP_ANY_OF;

	for (size_t i = 0; i < from->n; i++) {
		const struct dkt_program *program = program_of(b, from->subs[i], draft->kind);

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
		add_check(draft, any ? DKT_CHECK_ANY_OF : DKT_CHECK_ONE_OF)->as.branches = branches;
}

static void add_not(struct builder *b, struct draft *draft, const struct dkt_insn *insn)
{
	const struct dkt_program *program = program_of(b, insn->as.sub, draft->kind);

	if (program == NULL)
		draft->fails = true;
	else if (program != &dkt_program_fails)
		add_check(draft, DKT_CHECK_NOT)->as.program = program;
}

static void add_condition(struct builder *b, struct draft *draft, const struct dkt_insn *insn)
{
	const struct dkt_condition *from = insn->as.condition;
	struct dkt_check_condition condition = {.test = program_of(b, from->test, draft->kind)};
	struct dkt_check_condition *kept;

	if (from->then_sub != NULL)
		condition.then_program = program_of(b, from->then_sub, draft->kind);
	if (from->else_sub != NULL)
		condition.else_program = program_of(b, from->else_sub, draft->kind);
	if (condition.test == NULL) {
		add_program(draft, condition.then_program);
	} else if (condition.test == &dkt_program_fails) {
		add_program(draft, condition.else_program);
	} else if (condition.then_program != NULL || condition.else_program != NULL) {
		kept = DKT_NEW(b->arena, struct dkt_check_condition);
		*kept = condition;
		add_check(draft, DKT_CHECK_IF)->as.condition = kept;
	}
}

static void add_all_of(struct builder *b, struct draft *draft, const struct dkt_insn *insn)
{
	for (size_t i = 0; i < insn->as.branches->n; i++)
		add_program(draft, program_of(b, insn->as.branches->subs[i], draft->kind));
}

/* --- one subschema --- */

static void add_insn(struct builder *b, struct draft *draft, const struct dkt_insn *insn)
{
	switch ((enum dkt_op)insn->op) {
	case DKT_OP_TYPE:
		add_type(draft, insn);
		break;
	case DKT_OP_CONST:
		add_values(b, draft, insn, &insn->as.value, 1);
		break;
	case DKT_OP_ENUM:
		add_values(b, draft, insn, insn->as.values->sorted, insn->as.values->n);
		break;
	case DKT_OP_MINIMUM:
	case DKT_OP_MAXIMUM:
	case DKT_OP_EXCLUSIVE_MINIMUM:
	case DKT_OP_EXCLUSIVE_MAXIMUM:
		add_bound(b, draft, insn);
		break;
	case DKT_OP_MIN_LENGTH:
	case DKT_OP_MAX_LENGTH:
		add_length(draft, insn);
		break;
	case DKT_OP_FORMAT:
		if (b->plan->assert_formats)
			add_check(draft, DKT_CHECK_FORMAT)->as.format = insn->as.format;
		break;
	case DKT_OP_PATTERN:
		if (insn->as.pattern->regex != NULL)
			add_check(draft, DKT_CHECK_PATTERN)->as.regex = insn->as.pattern->regex;
		else
			add_insn_check(draft, insn);
		break;
	case DKT_OP_CONTAINS:
		add_contains(b, draft, insn);
		break;
	case DKT_OP_REF:
		add_program(draft, program_of(b, insn->as.sub, draft->kind));
		break;
	case DKT_OP_DYNAMIC_REF:
		add_program(draft, program_of(b, insn->as.dynamic->target, draft->kind));
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
		add_insn_check(draft, insn);
		break;
	}
}

/* Is the instruction about members, and taken note of? */
static bool note_object_part(const struct dkt_insn *insn, struct object_parts *parts)
{
	switch ((enum dkt_op)insn->op) {
	case DKT_OP_MEMBERS:
		parts->members = insn;
		return true;
	case DKT_OP_REQUIRED:
		parts->required = insn;
		return true;
	case DKT_OP_PROPERTY_NAMES:
		parts->names = insn;
		return true;
	case DKT_OP_MIN_PROPERTIES:
		parts->min = insn->as.limit;
		return true;
	case DKT_OP_MAX_PROPERTIES:
		parts->max = insn->as.limit;
		return true;
	default:
		return false;
	}
}

static bool note_array_part(struct builder *b, const struct dkt_insn *insn,
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

static void add_sub(struct builder *b, struct draft *draft, const struct dkt_sub *sub)
{
	struct object_parts parts = {.max = SIZE_MAX};
	struct dkt_check_items items = {.max = SIZE_MAX};
	bool object = false;
	bool array = false;

	for (size_t i = 0; i < sub->n_insns && !draft->fails; i++) {
		const struct dkt_insn *insn = &sub->insns[i];

		if ((insn->kinds & DKT_BIT(draft->kind)) == 0)
			continue;
		if (note_object_part(insn, &parts)) {
			object = true;
		} else if (note_array_part(b, insn, &items)) {
			array = true;
		} else {
			add_insn(b, draft, insn);
		}
	}
	if (object && !draft->fails)
		add_members(b, draft, &parts);
	if (array && !draft->fails) {
		struct dkt_check_items *kept = DKT_NEW(b->arena, struct dkt_check_items);

		*kept = items;
		add_check(draft, DKT_CHECK_ITEMS)->as.items = kept;
	}
}

static const struct dkt_program *finish_draft(struct builder *b, struct draft *draft)
{
	struct dkt_program *program = NULL;
	struct dkt_check *checks;

	if (draft->n > 0 && !draft->fails) {
		program = DKT_NEW(b->arena, struct dkt_program);
		checks = DKT_NEW_N(b->arena, struct dkt_check, draft->n);
		memcpy(checks, draft->checks, draft->n * sizeof *checks);
		program->checks = checks;
		program->n = draft->n;
	}
	free(draft->checks);
	return draft->fails ? &dkt_program_fails : program;
}

static const struct dkt_program *program_of(struct builder *b, const struct dkt_sub *sub,
					    enum dkt_kind kind)
{
	struct draft draft = {.kind = kind};
	struct routed *routed;

	if (sub->fixed != DKT_UNSURE)
		return sub->fixed == DKT_PASSES ? NULL : &dkt_program_fails;
	routed = routed_of(b, sub);
	if (routed->built[kind])
		return routed->route.by_kind[kind];
	if (routed->begun[kind] || b->nested == MAX_NESTED) {
		add_check(&draft, DKT_CHECK_SUB)->as.sub = sub;
		return finish_draft(b, &draft);
	}
	routed->begun[kind] = true;
	if (sub->unevaluated) {
		add_check(&draft, DKT_CHECK_SUB)->as.sub = sub;
	} else {
		b->nested++;
		add_sub(b, &draft, sub);
		b->nested--;
	}
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
	struct builder b = {.plan = plan, .arena = dkt_arena_new()};

	if (plan == NULL)
		dkt_oom();
	plan->schema = schema;
	plan->arena = b.arena;
	plan->assert_formats = options == NULL || options->assert_formats;
	b.end = &b.first;
	plan->root = all_static(schema->library) ? route_of(&b, schema->root) : NULL;
	for (struct routed *routed = b.first; routed != NULL; routed = routed->next) {
		for (unsigned kind = 0; kind < DKT_KINDS; kind++)
			(void)program_of(&b, routed->sub, (enum dkt_kind)kind);
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
