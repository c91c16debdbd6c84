/*
 * plan_closed.c - "unevaluatedProperties" and "unevaluatedItems" where the schema alone decides.
 *
 * What such a keyword leaves to its schema is what nobody beside it evaluated. Where those beside
 * it apply in any case ($ref, allOf, properties), that is a fixed list of keys and patterns, or a
 * number of items, and the keyword is one more "additionalProperties" or "items" over all of them:
 * nearly all schemas that extend a base are of this sort. Branches that may or may not apply do no
 * harm as long as they evaluate nothing that is not in the list anyway, as those do that only
 * require something. In all other cases marks have to be kept, and the subschema is left to eval.h.
 *
 * First what is sure is gathered, then the branches are compared with it. Many types over one large
 * base would repeat its keys for each, so the work for one plan is limited in proportion to the
 * schema; beyond that eval.h does it.
 */
#include <stdlib.h>

#include "base/error.h"
#include "schema/library.h"
#include "schema/plan_build.h"

#define MAX_DEEP 64 /* subschemas within each other on the same value */

struct closed {
	struct dkt_plan_builder *b;
	enum dkt_kind kind;
	const struct dkt_insn *own; /* the keyword itself */
	struct dkt_map names;	    /* keys that are evaluated in any case */
	struct dkt_key *keys;
	size_t n_keys;
	size_t room_keys;
	const struct dkt_regex **patterns;
	size_t n_patterns;
	size_t room_patterns;
	size_t n_prefix;
	bool all;
	struct dkt_map sure; /* subschemas that were gathered */
	struct dkt_map seen; /* those that were compared */
	bool open;	     /* it depends on the value */
};

static bool charge(struct closed *closed)
{
	if (closed->b->budget == 0)
		closed->open = true;
	else
		closed->b->budget--;
	return !closed->open;
}

/* Is the subschema new in a map by address? */
static bool is_new(struct closed *closed, struct dkt_map *map, const struct dkt_sub *sub)
{
	const void **key;

	if (dkt_address_get(map, sub) != NULL)
		return false;
	key = dkt_arena_alloc(closed->b->arena, sizeof *key);
	*key = sub;
	(void)dkt_map_put(map, (const char *)key, sizeof *key, closed);
	return true;
}

static void *grown(void *list, size_t n, size_t *room, size_t size)
{
	if (n < *room)
		return list;
	*room = *room == 0 ? 16 : *room * 2;
	list = reallocarray(list, *room, size);
	if (list == NULL)
		dkt_oom();
	return list;
}

/* --- what is sure --- */

static void add_members(struct closed *closed, const struct dkt_members *members)
{
	for (size_t i = 0; i < members->n_props && charge(closed); i++) {
		const struct dkt_prop *prop = &members->props[i];

		if (dkt_map_put(&closed->names, prop->key, prop->key_size, closed) != NULL)
			continue;
		closed->keys = grown(closed->keys, closed->n_keys, &closed->room_keys,
				     sizeof *closed->keys);
		closed->keys[closed->n_keys++] =
			(struct dkt_key){.bytes = prop->key, .size = prop->key_size};
	}
	for (size_t i = 0; i < members->n_patterns && charge(closed); i++) {
		if (members->patterns[i].regex == NULL)
			closed->open = true;
		closed->patterns = grown(closed->patterns, closed->n_patterns,
					 &closed->room_patterns, sizeof *closed->patterns);
		closed->patterns[closed->n_patterns++] = members->patterns[i].regex;
	}
	closed->all = closed->all || members->additional != NULL;
}

static void add_items(struct closed *closed, const struct dkt_items *items)
{
	if (items->n_prefix > closed->n_prefix)
		closed->n_prefix = items->n_prefix;
	closed->all = closed->all || items->rest != NULL;
}

static void gather(struct closed *closed, const struct dkt_sub *sub, unsigned deep)
{
	if (sub->fixed != DKT_UNSURE || closed->open || closed->all)
		return;
	if (deep > MAX_DEEP)
		closed->open = true;
	if (!is_new(closed, &closed->sure, sub))
		return;
	for (size_t i = 0; i < sub->n_insns && charge(closed); i++) {
		const struct dkt_insn *insn = &sub->insns[i];

		if ((insn->kinds & DKT_BIT(closed->kind)) == 0 || insn == closed->own)
			continue;
		if (insn->op == DKT_OP_MEMBERS)
			add_members(closed, insn->as.members);
		else if (insn->op == DKT_OP_ITEMS)
			add_items(closed, insn->as.items);
		else if (insn->op >= DKT_OP_UNEVALUATED_ITEMS)
			closed->all = true;
		else if (insn->op == DKT_OP_REF)
			gather(closed, insn->as.sub, deep + 1);
		else if (insn->op == DKT_OP_DYNAMIC_REF)
			gather(closed, insn->as.dynamic->target, deep + 1);
		for (size_t k = 0; insn->op == DKT_OP_ALL_OF && k < insn->as.branches->n; k++)
			gather(closed, insn->as.branches->subs[k], deep + 1);
	}
}

/* --- what may come besides --- */

static void compare(struct closed *closed, const struct dkt_sub *sub, bool sure, unsigned deep);

static void compare_members(struct closed *closed, const struct dkt_members *members)
{
	for (size_t i = 0; i < members->n_props && charge(closed); i++) {
		if (dkt_map_get(&closed->names, members->props[i].key,
				members->props[i].key_size) == NULL)
			closed->open = true;
	}
	/* The same pattern there and here is one regex; looking for it is not worth much. */
	if (members->n_patterns > 0 || members->additional != NULL)
		closed->open = true;
}

static void compare_branches(struct closed *closed, const struct dkt_insn *insn, unsigned deep)
{
	const struct dkt_condition *condition = insn->as.condition;

	if (insn->op == DKT_OP_ANY_OF || insn->op == DKT_OP_ONE_OF) {
		for (size_t k = 0; k < insn->as.branches->n; k++)
			compare(closed, insn->as.branches->subs[k], false, deep);
	} else if (insn->op == DKT_OP_DEPENDENT_SCHEMAS) {
		for (size_t k = 0; k < insn->as.dependent_schemas.n; k++)
			compare(closed, insn->as.dependent_schemas.props[k].sub, false, deep);
	} else if (insn->op == DKT_OP_IF) {
		compare(closed, condition->test, false, deep);
		if (condition->then_sub != NULL)
			compare(closed, condition->then_sub, false, deep);
		if (condition->else_sub != NULL)
			compare(closed, condition->else_sub, false, deep);
	}
}

static void compare_insn(struct closed *closed, const struct dkt_insn *insn, bool sure,
			 unsigned deep)
{
	switch ((enum dkt_op)insn->op) {
	case DKT_OP_MEMBERS:
		if (!sure)
			compare_members(closed, insn->as.members);
		break;
	case DKT_OP_ITEMS:
		if (!sure &&
		    (insn->as.items->rest != NULL || insn->as.items->n_prefix > closed->n_prefix))
			closed->open = true;
		break;
	case DKT_OP_CONTAINS:
		if (insn->as.contains->counts)
			closed->open = true;
		break;
	case DKT_OP_UNEVALUATED_ITEMS:
	case DKT_OP_UNEVALUATED_PROPERTIES:
		closed->open = closed->open || insn != closed->own;
		break;
	case DKT_OP_REF:
		compare(closed, insn->as.sub, sure, deep);
		break;
	case DKT_OP_DYNAMIC_REF:
		compare(closed, insn->as.dynamic->target, sure, deep);
		break;
	case DKT_OP_ALL_OF:
		for (size_t k = 0; k < insn->as.branches->n; k++)
			compare(closed, insn->as.branches->subs[k], sure, deep);
		break;
	default:
		compare_branches(closed, insn, deep);
		break;
	}
}

/* sure: what the subschema evaluates was gathered, only branches below it have to be looked at. */
static void compare(struct closed *closed, const struct dkt_sub *sub, bool sure, unsigned deep)
{
	/* A subschema that is sure in one place can be in a branch at another. */
	if (sub->fixed != DKT_UNSURE || closed->open)
		return;
	if (deep > MAX_DEEP)
		closed->open = true;
	sure = sure || dkt_address_get(&closed->sure, sub) != NULL;
	if (!is_new(closed, &closed->seen, sub))
		return;
	for (size_t i = 0; i < sub->n_insns && charge(closed); i++) {
		if ((sub->insns[i].kinds & DKT_BIT(closed->kind)) != 0)
			compare_insn(closed, &sub->insns[i], sure, deep + 1);
	}
}

/* --- as a check --- */

static bool write_object(struct closed *closed, struct dkt_plan_draft *draft)
{
	struct dkt_arena *arena = closed->b->arena;
	struct dkt_check_members *members = DKT_NEW(arena, struct dkt_check_members);
	struct dkt_check_key *keys = DKT_NEW_N(arena, struct dkt_check_key, closed->n_keys + 1);
	struct dkt_check_key_pattern *patterns =
		DKT_NEW_N(arena, struct dkt_check_key_pattern, closed->n_patterns + 1);

	for (size_t i = 0; i < closed->n_keys; i++)
		keys[i].route = &dkt_route_passes;
	for (size_t i = 0; i < closed->n_patterns; i++)
		patterns[i] = (struct dkt_check_key_pattern){.regex = closed->patterns[i],
							     .route = &dkt_route_passes};
	members->keys = keys;
	members->max = SIZE_MAX;
	members->patterns = patterns;
	members->n_patterns = closed->n_patterns;
	members->additional = dkt_plan_route(closed->b, closed->own->as.sub);
	members->loops = true;
	if (!dkt_key_table_make(&members->table, arena, closed->keys, closed->n_keys))
		return false;
	dkt_plan_add(draft, DKT_CHECK_MEMBERS)->as.members = members;
	return true;
}

static bool write_array(struct closed *closed, struct dkt_plan_draft *draft)
{
	struct dkt_arena *arena = closed->b->arena;
	struct dkt_check_items *items = DKT_NEW(arena, struct dkt_check_items);
	const struct dkt_route **prefix =
		DKT_NEW_N(arena, const struct dkt_route *, closed->n_prefix + 1);

	for (size_t i = 0; i < closed->n_prefix; i++)
		prefix[i] = &dkt_route_passes;
	items->prefix = prefix;
	items->n_prefix = closed->n_prefix;
	items->rest = dkt_plan_route(closed->b, closed->own->as.sub);
	items->max = SIZE_MAX;
	dkt_plan_add(draft, DKT_CHECK_ITEMS)->as.items = items;
	return true;
}

bool dkt_plan_closed(struct dkt_plan_builder *b, struct dkt_plan_draft *draft,
		     const struct dkt_sub *sub, const struct dkt_insn *insn)
{
	struct closed closed = {.b = b, .kind = draft->kind, .own = insn};

	if (insn->as.sub->fixed == DKT_PASSES)
		return true;
	gather(&closed, sub, 0);
	if (!closed.open && !closed.all)
		compare(&closed, sub, true, 0);
	if (!closed.open && !closed.all)
		closed.open = draft->kind == DKT_OBJECT ? !write_object(&closed, draft)
							: !write_array(&closed, draft);
	dkt_map_clear(&closed.names);
	dkt_map_clear(&closed.sure);
	dkt_map_clear(&closed.seen);
	free(closed.keys);
	free(closed.patterns);
	return !closed.open;
}
