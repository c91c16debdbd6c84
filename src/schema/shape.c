/*
 * shape.c - what a schema says beyond validity, as a graph of dkt_shape.
 *
 * The shape of a subschema is gathered from it and from everything it applies to the same value, in
 * the order $ref, allOf, anyOf, oneOf, then, else, dependentSchemas: the first one to say something
 * wins, so an annotation beside a "$ref" beats the one behind it. The same order makes the order of
 * keys.
 *
 * Made once per subschema and put into the map before it is filled, so cycles find it. A work list
 * instead of recursion over members; only the gathering recurses, along references without loops,
 * with a limit.
 */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/str.h"
#include "schema/compile.h"

#define NEST 200

/* Subschemas gathered, and keys noted, for all shapes of a schema: each subschema may be gathered
 * this often on average, beyond what a schema written by hand ever needs. */
#define BUDGET_EACH 16
#define BUDGET_BASE ((size_t)1 << 16)

struct pending {
	struct dkt_sub *sub;
	struct dkt_shape *shape;
	struct pending *next;
};

struct name {
	const char *key;
	size_t key_size;
	const struct dkt_shape *shape;
	struct name *next;
};

struct shaper {
	struct dkt_schemas *schemas;
	struct pending *first;
	struct pending **end;
	/* of the shape in work */
	struct dkt_shape *shape;
	struct name *names;
	struct name **names_end;
	size_t n_names;
	struct dkt_member *docket; /* of the merged "x-docket", NULL while there is at most one */
	size_t n_docket;
	size_t room_docket;
	struct dkt_map seen_docket;
	size_t budget;
	struct dkt_map seen_keys;
	struct dkt_map seen_subs;
};

static const struct dkt_shape nothing;

/* A reference that stands alone says nothing of its own: its target's shape will do. */
static const struct dkt_sub *without_refs(const struct dkt_sub *sub)
{
	while (sub != NULL && sub->n_insns == 1 && sub->insns[0].op == DKT_OP_REF &&
	       sub->node->size == 1)
		sub = sub->insns[0].as.sub;
	return sub;
}

static const struct dkt_shape *shape_for(struct shaper *shaper, const struct dkt_sub *sub)
{
	struct dkt_sub *own;
	struct dkt_shape *shape;
	struct pending *pending;

	sub = without_refs(sub);
	if (sub == NULL || sub->fixed == DKT_FAILS)
		return &nothing;
	if (sub->shape != NULL)
		return sub->shape;
	own = dkt_address_get(&shaper->schemas->subs_of, sub->node);
	if (own == NULL)
		return &nothing;
	shape = DKT_NEW(shaper->schemas->arena, struct dkt_shape);
	own->shape = shape;
	pending = DKT_NEW(shaper->schemas->arena, struct pending);
	pending->sub = own;
	pending->shape = shape;
	*shaper->end = pending;
	shaper->end = &pending->next;
	return shape;
}

/* --- annotations --- */

static void add_docket(struct shaper *shaper, const struct dkt_member *member)
{
	if (shaper->budget == 0 ||
	    dkt_map_put(&shaper->seen_docket, member->key, member->key_size, shaper) != NULL)
		return;
	shaper->budget--;
	if (shaper->n_docket == shaper->room_docket) {
		shaper->room_docket = shaper->room_docket == 0 ? 16 : shaper->room_docket * 2;
		shaper->docket =
			realloc(shaper->docket, shaper->room_docket * sizeof *shaper->docket);
		if (shaper->docket == NULL)
			dkt_oom();
	}
	shaper->docket[shaper->n_docket++] = *member;
}

/* The nearer object with what only the farther ones have. */
static void merge_docket(struct shaper *shaper, const struct dkt_node *far)
{
	const struct dkt_node *near = shaper->shape->docket;

	if (!dkt_is(far, DKT_OBJECT))
		return;
	if (near == NULL) {
		shaper->shape->docket = far;
		return;
	}
	if (shaper->n_docket == 0) {
		for (size_t i = 0; i < near->size; i++)
			add_docket(shaper, &near->as.members[i]);
	}
	for (size_t i = 0; i < far->size; i++)
		add_docket(shaper, &far->as.members[i]);
}

static void finish_docket(struct shaper *shaper)
{
	struct dkt_arena *arena = shaper->schemas->arena;
	struct dkt_member *members;
	struct dkt_node *merged;

	if (shaper->n_docket > 0) {
		members = DKT_NEW_N(arena, struct dkt_member, shaper->n_docket);
		memcpy(members, shaper->docket, shaper->n_docket * sizeof *members);
		merged = DKT_NEW(arena, struct dkt_node);
		*merged = *shaper->shape->docket;
		merged->as.members = members;
		merged->size = shaper->n_docket;
		shaper->shape->docket = merged;
	}
	shaper->n_docket = 0;
	dkt_map_clear(&shaper->seen_docket);
}

static void annotate(struct shaper *shaper, const struct dkt_node *schema)
{
	struct dkt_shape *shape = shaper->shape;

	merge_docket(shaper, dkt_get(schema, "x-docket"));
	if (shape->title == NULL)
		shape->title = dkt_get_string(schema, "title");
	if (shape->description == NULL)
		shape->description = dkt_get_string(schema, "description");
	shape->read_only = shape->read_only || dkt_is(dkt_get(schema, "readOnly"), DKT_TRUE);
}

static void read_docket(struct dkt_shape *shape)
{
	const struct dkt_node *docket = shape->docket;
	const struct dkt_node *label = dkt_get(docket, "label");

	shape->set_key = dkt_get_string(docket, "key");
	shape->references = dkt_get_string(docket, "references");
	shape->group = dkt_get_string(docket, "group");
	shape->widget = dkt_get_string(docket, "widget");
	shape->sourced = dkt_is(dkt_get(docket, "sourced"), DKT_TRUE);
	shape->facet = dkt_is(dkt_get(docket, "facet"), DKT_TRUE);
	shape->label = dkt_is(label, DKT_OBJECT) ? label : NULL;
}

/* --- gathering --- */

static void add_name(struct shaper *shaper, const struct dkt_prop *prop)
{
	struct name *name;

	if (shaper->budget == 0)
		return;
	shaper->budget--;
	if (dkt_map_put(&shaper->seen_keys, prop->key, prop->key_size, shaper) != NULL)
		return;
	name = DKT_NEW(shaper->schemas->arena, struct name);
	name->key = prop->key;
	name->key_size = prop->key_size;
	name->shape = shape_for(shaper, prop->sub);
	*shaper->names_end = name;
	shaper->names_end = &name->next;
	shaper->n_names++;
}

static void add_rest(struct shaper *shaper, const struct dkt_sub *sub)
{
	if (shaper->shape->rest == NULL && sub != NULL && sub->fixed == DKT_UNSURE)
		shaper->shape->rest = shape_for(shaper, sub);
}

static void read_insn(struct shaper *shaper, const struct dkt_insn *insn)
{
	struct dkt_shape *shape = shaper->shape;

	if (insn->op == DKT_OP_MEMBERS) {
		const struct dkt_members *members = insn->as.members;

		for (size_t i = 0; i < members->n_props; i++)
			add_name(shaper, &members->props[i]);
		for (size_t i = 0; i < members->n_patterns; i++)
			add_rest(shaper, members->patterns[i].sub);
		add_rest(shaper, members->additional);
	} else if (insn->op == DKT_OP_ITEMS && shape->item == NULL) {
		const struct dkt_items *items = insn->as.items;

		if (items->rest != NULL && items->rest->fixed == DKT_UNSURE)
			shape->item = shape_for(shaper, items->rest);
		else if (items->rest == NULL && items->n_prefix > 0)
			shape->item = shape_for(shaper, items->prefix[0]);
	} else if (insn->op == DKT_OP_UNEVALUATED_PROPERTIES) {
		add_rest(shaper, insn->as.sub);
	}
}

static void gather(struct shaper *shaper, const struct dkt_sub *sub, unsigned nest)
{
	const struct dkt_sub *edge;
	const struct dkt_node *own = sub->node;

	if (nest > NEST || shaper->budget == 0 || dkt_address_get(&shaper->seen_subs, own) != NULL)
		return;
	shaper->budget--;
	dkt_address_put(shaper->schemas, &shaper->seen_subs, own, shaper);
	annotate(shaper, own);
	for (size_t i = 0; i < sub->n_insns; i++)
		read_insn(shaper, &sub->insns[i]);
	for (size_t k = 0; (edge = dkt_sub_edge(sub, k)) != NULL; k++)
		gather(shaper, edge, nest + 1);
	for (size_t i = 0; i < sub->n_insns; i++) {
		if (sub->insns[i].op == DKT_OP_DYNAMIC_REF)
			gather(shaper, sub->insns[i].as.dynamic->target, nest + 1);
	}
}

static void fill(struct shaper *shaper, const struct pending *pending)
{
	struct dkt_shape_member *members;
	size_t n = 0;

	shaper->shape = pending->shape;
	shaper->names = NULL;
	shaper->names_end = &shaper->names;
	shaper->n_names = 0;
	gather(shaper, pending->sub, 0);
	finish_docket(shaper);
	read_docket(shaper->shape);
	members = DKT_NEW_N(shaper->schemas->arena, struct dkt_shape_member, shaper->n_names + 1);
	for (const struct name *name = shaper->names; name != NULL; name = name->next)
		members[n++] = (struct dkt_shape_member){
			.key = name->key, .key_size = name->key_size, .shape = name->shape};
	pending->shape->members = members;
	pending->shape->n_members = n;
	dkt_map_clear(&shaper->seen_keys);
	dkt_map_clear(&shaper->seen_subs);
}

const struct dkt_shape *dkt_shape_of(struct dkt_schemas *schemas, const struct dkt_sub *sub)
{
	struct shaper shaper = {.schemas = schemas,
				.budget = BUDGET_BASE + schemas->subs_of.n * BUDGET_EACH};
	const struct dkt_shape *shape;

	shaper.end = &shaper.first;
	shape = shape_for(&shaper, sub);
	while (shaper.first != NULL) {
		fill(&shaper, shaper.first);
		shaper.first = shaper.first->next;
		if (shaper.first == NULL)
			shaper.end = &shaper.first;
	}
	free(shaper.docket);
	return shape;
}
