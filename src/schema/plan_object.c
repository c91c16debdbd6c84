/*
 * plan_object.c - all that concerns the members of an object, in one check.
 *
 * "properties" and "required" name keys; they become one table, with the bit of a required key
 * beside its route. Where there are more required keys than bits, or no table can be made of the
 * keys, the instructions stay as they are.
 */
#include "base/map.h"
#include "schema/plan_build.h"

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

static void read_keys(struct dkt_plan_builder *b, const struct dkt_plan_object *parts,
		      struct key_list *list, struct dkt_check_members *out)
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
			dkt_plan_route(b, members->props[i].sub);
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

static bool read_patterns(struct dkt_plan_builder *b, const struct dkt_members *members,
			  struct dkt_check_members *out)
{
	struct dkt_check_key_pattern *patterns =
		DKT_NEW_N(b->arena, struct dkt_check_key_pattern, members->n_patterns + 1);

	for (size_t i = 0; i < members->n_patterns; i++) {
		if (members->patterns[i].regex == NULL)
			return false;
		patterns[i].regex = members->patterns[i].regex;
		patterns[i].route = dkt_plan_route(b, members->patterns[i].sub);
	}
	out->patterns = patterns;
	out->n_patterns = members->n_patterns;
	if (members->additional != NULL && members->additional->fixed != DKT_PASSES)
		out->additional = dkt_plan_route(b, members->additional);
	return true;
}

/* All parts in one check; false where they have to stay as they are. */
static bool join_members(struct dkt_plan_builder *b, const struct dkt_plan_object *parts,
			 struct dkt_check_members *out)
{
	struct key_list list = {.seen = DKT_MAP_INIT};

	if (parts->required != NULL && parts->required->as.keys->n > 64)
		return false;
	read_keys(b, parts, &list, out);
	if (parts->members != NULL && !read_patterns(b, parts->members->as.members, out))
		return false;
	if (parts->names != NULL)
		out->names = dkt_plan_program(b, parts->names->as.sub, DKT_STRING);
	out->loops =
		list.n > 0 || out->n_patterns > 0 || out->additional != NULL || out->names != NULL;
	return dkt_key_table_make(&out->table, b->arena, list.names, list.n);
}

void dkt_plan_members(struct dkt_plan_builder *b, struct dkt_plan_draft *draft,
		      const struct dkt_plan_object *parts)
{
	struct dkt_check_members *members = DKT_NEW(b->arena, struct dkt_check_members);
	const struct dkt_insn *const insns[] = {parts->members, parts->required, parts->names};

	if (join_members(b, parts, members)) {
		dkt_plan_add(draft, DKT_CHECK_MEMBERS)->as.members = members;
		return;
	}
	for (size_t i = 0; i < sizeof insns / sizeof insns[0]; i++) {
		if (insns[i] != NULL)
			dkt_plan_add_insn(draft, insns[i]);
	}
	members = DKT_NEW(b->arena, struct dkt_check_members);
	members->min = parts->min;
	members->max = parts->max;
	dkt_plan_add(draft, DKT_CHECK_MEMBERS)->as.members = members;
}

/* Is the instruction about members, and taken note of? */
bool dkt_plan_note_object(const struct dkt_insn *insn, struct dkt_plan_object *parts)
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
