/*
 * kw_object.c - the members of objects.
 *
 * properties, patternProperties and additionalProperties become one instruction with one loop over
 * the members of the value: each key is looked up in a table, then tried against the patterns, and
 * what neither knows is additional.
 */
#include <string.h>

#include "base/str.h"
#include "schema/eval.h"
#include "schema/keyword.h"
#include "schema/number.h"

#define OBJECT	  DKT_BIT(DKT_OBJECT)
#define FEW_PROPS 8

/* Filling a map costs as much as some sixty scans of the same object. */
#define MAP_PAYS(object, n_questions) ((object)->size >= 16 && (n_questions) >= 64)

static bool want_object(struct dkt_keyword_use *use)
{
	if (dkt_is(use->value, DKT_OBJECT))
		return true;
	dkt_use_fault(use, DKT_ERROR, "value", NULL, "\"%s\" is an object, not %s", use->name,
		      dkt_kind_name(use->value));
	return false;
}

/* --- members -------------------------------------------------------------------------------------
 */

/* A map for n props, or NULL when a scan is faster. */
static const struct dkt_map *index_props(struct dkt_keyword_use *use, struct dkt_prop *props,
					 size_t n)
{
	struct dkt_map *map;

	if (n <= FEW_PROPS)
		return NULL;
	map = dkt_compiler_map(use->compiler);
	for (size_t i = 0; i < n; i++)
		(void)dkt_map_put(map, props[i].key, props[i].key_size, &props[i]);
	return map;
}

static struct dkt_prop *read_props(struct dkt_keyword_use *use)
{
	size_t n = use->value->size;
	struct dkt_prop *props =
		DKT_NEW_N(dkt_compiler_arena(use->compiler), struct dkt_prop, n + 1);

	for (size_t i = 0; i < n; i++) {
		props[i].key = use->value->as.members[i].key;
		props[i].key_size = use->value->as.members[i].key_size;
		props[i].sub = dkt_use_member(use, i);
	}
	return props;
}

static struct dkt_prop_pattern *read_patterns(struct dkt_keyword_use *use)
{
	size_t n = use->value->size;
	struct dkt_prop_pattern *patterns =
		DKT_NEW_N(dkt_compiler_arena(use->compiler), struct dkt_prop_pattern, n + 1);

	for (size_t i = 0; i < n; i++) {
		const struct dkt_member *member = &use->value->as.members[i];

		patterns[i].regex = dkt_use_regex(use, member->key, member->key_size);
		patterns[i].sub = dkt_use_member(use, i);
	}
	return patterns;
}

/* Called for each of the three keywords; the first one (by its place in memory, which is the order
 * written) reads all. */
void dkt_kw_members(struct dkt_keyword_use *use)
{
	static const char *const names[] = {"properties", "patternProperties",
					    "additionalProperties"};
	struct dkt_members *members =
		DKT_NEW(dkt_compiler_arena(use->compiler), struct dkt_members);
	struct dkt_keyword_use part = *use;
	bool first = true;

	for (size_t k = 0; k < 3; k++) {
		const struct dkt_node *value = dkt_use_other(use, names[k]);

		first = first && (value == NULL || value >= use->value);
	}
	if (!first)
		return;
	part.name = names[0];
	part.value = dkt_use_other(use, part.name);
	if (part.value != NULL && want_object(&part)) {
		struct dkt_prop *props = read_props(&part);

		members->props = props;
		members->n_props = part.value->size;
		members->index = index_props(&part, props, members->n_props);
	}
	part.name = names[1];
	part.value = dkt_use_other(use, part.name);
	if (part.value != NULL && want_object(&part)) {
		members->patterns = read_patterns(&part);
		members->n_patterns = part.value->size;
	}
	members->additional = dkt_use_sibling(use, names[2]);
	dkt_use_emit(use, DKT_OP_MEMBERS, OBJECT)->as.members = members;
}

const struct dkt_sub *dkt_members_find(const struct dkt_members *members, const char *key,
				       size_t key_size)
{
	const struct dkt_prop *found;

	if (members->index != NULL) {
		found = dkt_map_get(members->index, key, key_size);
		return found == NULL ? NULL : found->sub;
	}
	for (size_t i = members->n_props; i > 0; i--) {
		found = &members->props[i - 1];
		if (found->key_size == key_size && memcmp(found->key, key, key_size) == 0)
			return found->sub;
	}
	return NULL;
}

static enum dkt_verdict check_member(struct dkt_run *run, const struct dkt_members *members,
				     const struct dkt_member *member, bool *known_out)
{
	const struct dkt_sub *sub = dkt_members_find(members, member->key, member->key_size);
	enum dkt_verdict verdict = DKT_PASSES;
	bool unsure = false;

	*known_out = sub != NULL;
	if (sub != NULL)
		verdict = dkt_eval(run, sub, &member->value, NULL);
	for (size_t i = 0; i < members->n_patterns && verdict != DKT_FAILS; i++) {
		enum dkt_verdict match = dkt_run_match(run, members->patterns[i].regex, member->key,
						       member->key_size);

		unsure = unsure || match == DKT_UNSURE;
		if (match != DKT_PASSES)
			continue;
		*known_out = true;
		verdict = dkt_both(verdict,
				   dkt_eval(run, members->patterns[i].sub, &member->value, NULL));
	}
	if (unsure) {
		*known_out = true;
		verdict = dkt_both(verdict, DKT_UNSURE);
	}
	if (*known_out || members->additional == NULL)
		return verdict;
	*known_out = true;
	return dkt_eval(run, members->additional, &member->value, NULL);
}

enum dkt_verdict dkt_step_members(struct dkt_run *run, const struct dkt_insn *insn,
				  const struct dkt_node *value, struct dkt_marks *marks)
{
	enum dkt_verdict verdict = DKT_PASSES;

	for (size_t i = 0; i < value->size && verdict != DKT_FAILS; i++) {
		bool known;

		if (!dkt_run_charge(run, 1))
			return DKT_UNSURE;
		verdict = dkt_both(verdict, check_member(run, insn->as.members,
							 &value->as.members[i], &known));
		if (known)
			dkt_mark(marks, i);
	}
	return verdict;
}

/* --- names --- */

void dkt_names_init(struct dkt_names *names, const struct dkt_node *object, size_t n_questions)
{
	memset(names, 0, sizeof *names);
	names->object = object;
	if (!MAP_PAYS(object, n_questions))
		return;
	for (size_t i = 0; i < object->size; i++) {
		const struct dkt_member *member = &object->as.members[i];

		(void)dkt_map_put(&names->map, member->key, member->key_size,
				  (void *)(uintptr_t)member);
	}
}

void dkt_names_clear(struct dkt_names *names)
{
	dkt_map_clear(&names->map);
}

/* What asking n questions costs, in steps: a scan each, or filling the map. Whoever asks in vain
 * stops, so there are no more questions than members and one. */
static size_t names_cost(const struct dkt_node *object, size_t n_questions)
{
	if (MAP_PAYS(object, n_questions))
		return object->size * 4;
	if (n_questions > object->size + 1)
		n_questions = object->size + 1;
	return n_questions * object->size / 16;
}

bool dkt_names_has(const struct dkt_names *names, const char *key, size_t key_size)
{
	if (names->map.n > 0)
		return dkt_map_get(&names->map, key, key_size) != NULL;
	return dkt_getn(names->object, key, key_size) != NULL;
}

static bool read_keys(struct dkt_keyword_use *use, const struct dkt_node *list,
		      struct dkt_keys *out)
{
	struct dkt_key *keys =
		DKT_NEW_N(dkt_compiler_arena(use->compiler), struct dkt_key, dkt_size(list) + 1);

	if (!dkt_is(list, DKT_ARRAY)) {
		dkt_use_fault(use, DKT_ERROR, "value", NULL, "a list of names is wanted, not %s",
			      dkt_kind_name(list));
		return false;
	}
	for (size_t i = 0; i < list->size; i++) {
		const struct dkt_node *item = &list->as.items[i];

		if (!dkt_is(item, DKT_STRING)) {
			dkt_use_fault(use, DKT_ERROR, "value", NULL, "a name is a string, not %s",
				      dkt_kind_name(item));
			return false;
		}
		keys[i] = (struct dkt_key){.bytes = item->as.bytes, .size = item->size};
	}
	out->keys = keys;
	out->n = list->size;
	return true;
}

void dkt_kw_required(struct dkt_keyword_use *use)
{
	struct dkt_keys *keys = DKT_NEW(dkt_compiler_arena(use->compiler), struct dkt_keys);

	if (read_keys(use, use->value, keys))
		dkt_use_emit(use, DKT_OP_REQUIRED, OBJECT)->as.keys = keys;
}

static bool has_all(const struct dkt_names *names, const struct dkt_keys *keys)
{
	for (size_t i = 0; i < keys->n; i++) {
		if (!dkt_names_has(names, keys->keys[i].bytes, keys->keys[i].size))
			return false;
	}
	return true;
}

enum dkt_verdict dkt_step_required(struct dkt_run *run, const struct dkt_insn *insn,
				   const struct dkt_node *value, struct dkt_marks *marks)
{
	struct dkt_names names;
	bool all;

	(void)marks;
	if (!dkt_run_charge(run, names_cost(value, insn->as.keys->n)))
		return DKT_UNSURE;
	dkt_names_init(&names, value, insn->as.keys->n);
	all = has_all(&names, insn->as.keys);
	dkt_names_clear(&names);
	return dkt_verdict_of(all);
}

void dkt_kw_dependent_required(struct dkt_keyword_use *use)
{
	struct dkt_dependents *items;
	struct dkt_insn *insn;

	if (!want_object(use))
		return;
	items = DKT_NEW_N(dkt_compiler_arena(use->compiler), struct dkt_dependents,
			  use->value->size + 1);
	for (size_t i = 0; i < use->value->size; i++) {
		const struct dkt_member *member = &use->value->as.members[i];

		items[i].key = (struct dkt_key){.bytes = member->key, .size = member->key_size};
		if (!read_keys(use, &member->value, &items[i].wants))
			return;
	}
	insn = dkt_use_emit(use, DKT_OP_DEPENDENT_REQUIRED, OBJECT);
	insn->as.dependent_required.items = items;
	insn->as.dependent_required.n = use->value->size;
}

enum dkt_verdict dkt_step_dependent_required(struct dkt_run *run, const struct dkt_insn *insn,
					     const struct dkt_node *value, struct dkt_marks *marks)
{
	enum dkt_verdict verdict = DKT_PASSES;
	struct dkt_names names;
	size_t questions = 0;

	(void)marks;
	for (size_t i = 0; i < insn->as.dependent_required.n; i++)
		questions += 1 + insn->as.dependent_required.items[i].wants.n;
	if (!dkt_run_charge(run, names_cost(value, questions)) || !dkt_run_charge(run, questions))
		return DKT_UNSURE;
	dkt_names_init(&names, value, questions);
	for (size_t i = 0; i < insn->as.dependent_required.n && verdict == DKT_PASSES; i++) {
		const struct dkt_dependents *one = &insn->as.dependent_required.items[i];

		if (dkt_names_has(&names, one->key.bytes, one->key.size) &&
		    !has_all(&names, &one->wants))
			verdict = DKT_FAILS;
	}
	dkt_names_clear(&names);
	return verdict;
}

void dkt_kw_property_names(struct dkt_keyword_use *use)
{
	const struct dkt_sub *sub = dkt_use_child(use);

	if (sub != NULL)
		dkt_use_emit(use, DKT_OP_PROPERTY_NAMES, OBJECT)->as.sub = sub;
}

enum dkt_verdict dkt_step_property_names(struct dkt_run *run, const struct dkt_insn *insn,
					 const struct dkt_node *value, struct dkt_marks *marks)
{
	enum dkt_verdict verdict = DKT_PASSES;

	(void)marks;
	for (size_t i = 0; i < value->size && verdict != DKT_FAILS; i++) {
		const struct dkt_member *member = &value->as.members[i];
		struct dkt_node name = {.kind = DKT_STRING,
					.offset = member->key_offset,
					.size = member->key_size,
					.as.bytes = member->key};

		verdict = dkt_both(verdict, dkt_eval(run, insn->as.sub, &name, NULL));
	}
	return verdict;
}

/* --- counts --- */

void dkt_kw_count_members(struct dkt_keyword_use *use)
{
	bool min = dkt_streq(use->name, "minProperties");
	size_t limit;

	if (!dkt_number_count(use->value, &limit)) {
		dkt_use_fault(use, DKT_ERROR, "value", NULL,
			      "\"%s\" is a whole number, 0 or greater", use->name);
		return;
	}
	dkt_use_emit(use, min ? DKT_OP_MIN_PROPERTIES : DKT_OP_MAX_PROPERTIES, OBJECT)->as.limit =
		limit;
}

/* Of members and of items. */
enum dkt_verdict dkt_step_count(struct dkt_run *run, const struct dkt_insn *insn,
				const struct dkt_node *value, struct dkt_marks *marks)
{
	(void)run;
	(void)marks;
	if (insn->op == DKT_OP_MIN_PROPERTIES || insn->op == DKT_OP_MIN_ITEMS)
		return dkt_verdict_of(value->size >= insn->as.limit);
	return dkt_verdict_of(value->size <= insn->as.limit);
}
