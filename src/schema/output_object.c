/*
 * output_object.c - keywords about the members of objects.
 *
 * properties, patternProperties and additionalProperties are one instruction but three keywords:
 * one loop over the members fills three units. What each of them annotates is the list of keys that
 * it was applied to.
 */
#include <string.h>

#include "schema/output.h"
#include "json/build.h"

/* Keys that a keyword was applied to. */
struct keys {
	struct dkt_node *items;
	size_t n;
	size_t room;
};

static void keys_add(struct dkt_arena *arena, struct keys *keys, const struct dkt_member *member)
{
	struct dkt_node *more;

	if (keys->n == keys->room) {
		keys->room = keys->room == 0 ? 8 : keys->room * 2;
		more = DKT_NEW_N(arena, struct dkt_node, keys->room);
		if (keys->n > 0)
			memcpy(more, keys->items, keys->n * sizeof *more);
		keys->items = more;
	}
	keys->items[keys->n++] = (struct dkt_node){.kind = DKT_STRING,
						   .offset = DKT_MADE,
						   .size = member->key_size,
						   .as.bytes = member->key};
}

static struct dkt_node keys_list(const struct keys *keys)
{
	return (struct dkt_node){
		.kind = DKT_ARRAY, .offset = DKT_MADE, .size = keys->n, .as.items = keys->items};
}

/* --- properties, patternProperties, additionalProperties --- */

enum { LISTED, PATTERN, REST, N_PARTS };

struct part {
	struct dkt_unit *unit; /* NULL: the keyword is not there */
	struct keys keys;
	enum dkt_verdict verdict;
};

static void open_parts(const struct dkt_at *at, struct part parts[N_PARTS])
{
	static const char *const names[N_PARTS] = {"properties", "patternProperties",
						   "additionalProperties"};

	for (size_t i = 0; i < N_PARTS; i++) {
		parts[i] = (struct part){.verdict = DKT_PASSES};
		if (dkt_get(at->sub->node, names[i]) != NULL)
			parts[i].unit = dkt_unit_keyword(at->w, at->sub, names[i]);
	}
}

static enum dkt_verdict close_parts(const struct dkt_at *at, struct part parts[N_PARTS])
{
	enum dkt_verdict verdict = DKT_PASSES;

	for (size_t i = 0; i < N_PARTS; i++) {
		verdict = dkt_both(verdict, parts[i].verdict);
		if (parts[i].unit == NULL)
			continue;
		if (parts[i].verdict != DKT_FAILS)
			dkt_unit_annotate(parts[i].unit, keys_list(&parts[i].keys));
		dkt_unit_close(at->w, at->unit, parts[i].unit, parts[i].verdict);
	}
	return verdict;
}

static void apply(const struct dkt_at *at, struct part *part, const struct dkt_sub *sub,
		  struct dkt_token keyword, const struct dkt_member *member)
{
	if (part->unit == NULL || sub == NULL)
		return;
	part->verdict = dkt_both(part->verdict, dkt_trace_member(at->w, part->unit, sub, keyword,
								 at->place, member));
}

static bool try_patterns(const struct dkt_at *at, struct part *part,
			 const struct dkt_member *member)
{
	const struct dkt_members *members = at->insn->as.members;
	const struct dkt_node *written = dkt_get(at->sub->node, "patternProperties");
	bool known = false;

	for (size_t i = 0; i < members->n_patterns && i < dkt_size(written); i++) {
		const struct dkt_member *pattern = &written->as.members[i];
		enum dkt_verdict match = dkt_run_match(at->w->run, members->patterns[i].regex,
						       member->key, member->key_size);

		if (match == DKT_FAILS)
			continue;
		if (match == DKT_UNSURE)
			part->verdict = dkt_both(part->verdict, DKT_UNSURE);
		else
			apply(at, part, members->patterns[i].sub,
			      (struct dkt_token){.bytes = pattern->key, .n = pattern->key_size},
			      member);
		if (!known)
			keys_add(at->w->arena, &part->keys, member);
		known = true;
	}
	return known;
}

/* Does some keyword speak of the member? */
static bool walk_one(const struct dkt_at *at, struct part parts[N_PARTS],
		     const struct dkt_member *member)
{
	const struct dkt_members *members = at->insn->as.members;
	const struct dkt_sub *listed = dkt_members_find(members, member->key, member->key_size);
	bool known = listed != NULL;

	if (known) {
		apply(at, &parts[LISTED], listed,
		      (struct dkt_token){.bytes = member->key, .n = member->key_size}, member);
		keys_add(at->w->arena, &parts[LISTED].keys, member);
	}
	known = try_patterns(at, &parts[PATTERN], member) || known;
	if (known || members->additional == NULL)
		return known;
	apply(at, &parts[REST], members->additional, DKT_TOKEN_NONE, member);
	keys_add(at->w->arena, &parts[REST].keys, member);
	return true;
}

enum dkt_verdict dkt_trace_members(const struct dkt_at *at)
{
	const struct dkt_node *value = at->place->value;
	struct part parts[N_PARTS];
	enum dkt_verdict verdict;

	open_parts(at, parts);
	for (size_t i = 0; i < value->size && !at->w->cut; i++) {
		if (!dkt_run_charge(at->w->run, 1))
			break;
		if (walk_one(at, parts, &value->as.members[i]))
			dkt_mark(at->marks, i);
	}
	verdict = close_parts(at, parts);
	return at->w->cut || at->w->run->spent ? dkt_both(verdict, DKT_UNSURE) : verdict;
}

/* --- propertyNames, dependentSchemas, unevaluatedProperties --- */

/* A name is no place in the value: errors stand at its member, annotations nowhere. */
enum dkt_verdict dkt_trace_names(const struct dkt_at *at)
{
	const struct dkt_node *value = at->place->value;
	struct dkt_unit *unit = dkt_unit_keyword(at->w, at->sub, "propertyNames");
	enum dkt_verdict verdict = DKT_PASSES;

	unit->silent = true;
	for (size_t i = 0; i < value->size; i++) {
		struct dkt_member name = value->as.members[i];

		name.value = (struct dkt_node){.kind = DKT_STRING,
					       .offset = name.key_offset,
					       .size = name.key_size,
					       .as.bytes = name.key};
		verdict = dkt_both(verdict, dkt_trace_member(at->w, unit, at->insn->as.sub,
							     DKT_TOKEN_NONE, at->place, &name));
	}
	dkt_unit_close(at->w, at->unit, unit, verdict);
	return verdict;
}

enum dkt_verdict dkt_trace_dependent_schemas(const struct dkt_at *at)
{
	const char *keyword = at->sub->cold[at->insn->cold].keyword;
	struct dkt_unit *unit = dkt_unit_keyword(at->w, at->sub, keyword);
	enum dkt_verdict verdict = DKT_PASSES;

	for (size_t i = 0; i < at->insn->as.dependent_schemas.n; i++) {
		const struct dkt_prop *prop = &at->insn->as.dependent_schemas.props[i];
		const struct dkt_step_to step = {
			.sub = prop->sub,
			.keyword = {.bytes = prop->key, .n = prop->key_size},
			.instance = DKT_TOKEN_NONE};

		(void)dkt_run_charge(at->w->run, at->place->value->size / 16);
		if (dkt_getn(at->place->value, prop->key, prop->key_size) != NULL)
			verdict = dkt_both(verdict,
					   dkt_trace_sub(at->w, unit, &step, at->place, at->marks));
	}
	dkt_unit_close(at->w, at->unit, unit, verdict);
	return verdict;
}

enum dkt_verdict dkt_trace_unevaluated_members(const struct dkt_at *at)
{
	const struct dkt_node *value = at->place->value;
	struct dkt_unit *unit = dkt_unit_keyword(at->w, at->sub, "unevaluatedProperties");
	enum dkt_verdict verdict = DKT_PASSES;
	struct keys keys = {0};

	for (size_t i = 0; i < value->size; i++) {
		if (at->marks->seen[i] != 0)
			continue;
		verdict = dkt_both(verdict,
				   dkt_trace_member(at->w, unit, at->insn->as.sub, DKT_TOKEN_NONE,
						    at->place, &value->as.members[i]));
		keys_add(at->w->arena, &keys, &value->as.members[i]);
		dkt_mark(at->marks, i);
	}
	if (verdict != DKT_FAILS)
		dkt_unit_annotate(unit, keys_list(&keys));
	dkt_unit_close(at->w, at->unit, unit, verdict);
	return verdict;
}
