/*
 * kw_old.c - keywords of earlier drafts, in terms of what the present one has.
 *
 * Each becomes instructions that exist anyway: a list of "items" is "prefixItems", "dependencies"
 * is "dependentRequired" and "dependentSchemas", "$recursiveRef" is a dynamic reference to an
 * anchor without a name. So checking and explaining know nothing of drafts.
 */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/str.h"
#include "schema/keyword.h"

/* --- $recursiveRef --- */

void dkt_kw_recursive_ref(struct dkt_keyword_use *use)
{
	struct dkt_dynamic *dynamic =
		DKT_NEW(dkt_compiler_arena(use->compiler), struct dkt_dynamic);
	struct dkt_target target;
	const struct dkt_anchor *anchor;

	if (!dkt_use_follow(use, &target))
		return;
	dynamic->target = dkt_compiler_sub(use->compiler, target.node, target.resource);
	anchor = dkt_map_get(&target.resource->anchor_of, "", 0);
	if (anchor != NULL && anchor->node == target.node) {
		dynamic->anchor = anchor->name;
		dkt_compiler_want_anchor(use->compiler, dynamic->anchor);
	}
	dkt_use_emit(use, DKT_OP_DYNAMIC_REF, DKT_BITS_ANY)->as.dynamic = dynamic;
}

/* --- items and additionalItems --- */

/* "additionalItems" means something only beside a list of "items", which reads it. */
void dkt_kw_old_items(struct dkt_keyword_use *use)
{
	struct dkt_items *items;
	const struct dkt_sub **prefix;

	if (!dkt_streq(use->name, "items"))
		return;
	items = DKT_NEW(dkt_compiler_arena(use->compiler), struct dkt_items);
	if (dkt_is(use->value, DKT_ARRAY)) {
		prefix = DKT_NEW_N(dkt_compiler_arena(use->compiler), const struct dkt_sub *,
				   use->value->size + 1);
		for (size_t i = 0; i < use->value->size; i++)
			prefix[i] = dkt_use_item(use, i);
		items->prefix = prefix;
		items->n_prefix = use->value->size;
		items->rest = dkt_use_sibling(use, "additionalItems");
	} else {
		items->rest = dkt_use_child(use);
	}
	dkt_use_emit(use, DKT_OP_ITEMS, DKT_BIT(DKT_ARRAY))->as.items = items;
}

/* --- dependencies --- */

static size_t read_schemas(struct dkt_keyword_use *use, struct dkt_prop *props)
{
	size_t n = 0;

	for (size_t i = 0; i < use->value->size; i++) {
		const struct dkt_member *member = &use->value->as.members[i];

		if (dkt_is(&member->value, DKT_ARRAY))
			continue;
		props[n++] = (struct dkt_prop){.key = member->key,
					       .key_size = member->key_size,
					       .sub = dkt_use_member(use, i)};
	}
	return n;
}

static size_t read_names(struct dkt_keyword_use *use, struct dkt_dependents *items)
{
	struct dkt_arena *arena = dkt_compiler_arena(use->compiler);
	size_t n = 0;

	for (size_t i = 0; i < use->value->size; i++) {
		const struct dkt_member *member = &use->value->as.members[i];
		struct dkt_key *keys;

		if (!dkt_is(&member->value, DKT_ARRAY))
			continue;
		keys = DKT_NEW_N(arena, struct dkt_key, member->value.size + 1);
		for (size_t k = 0; k < member->value.size; k++)
			keys[k] = (struct dkt_key){.bytes = member->value.as.items[k].as.bytes,
						   .size = member->value.as.items[k].size};
		items[n++] = (struct dkt_dependents){
			.key = {.bytes = member->key, .size = member->key_size},
			.wants = {.keys = keys, .n = member->value.size}};
	}
	return n;
}

void dkt_kw_dependencies(struct dkt_keyword_use *use)
{
	struct dkt_arena *arena = dkt_compiler_arena(use->compiler);
	struct dkt_prop *props = DKT_NEW_N(arena, struct dkt_prop, use->value->size + 1);
	struct dkt_dependents *items =
		DKT_NEW_N(arena, struct dkt_dependents, use->value->size + 1);
	size_t n_props = read_schemas(use, props);
	size_t n_items = read_names(use, items);
	struct dkt_insn *insn;

	if (n_props > 0) {
		insn = dkt_use_emit(use, DKT_OP_DEPENDENT_SCHEMAS, DKT_BIT(DKT_OBJECT));
		insn->as.dependent_schemas.props = props;
		insn->as.dependent_schemas.n = n_props;
	}
	if (n_items > 0) {
		insn = dkt_use_emit(use, DKT_OP_DEPENDENT_REQUIRED, DKT_BIT(DKT_OBJECT));
		insn->as.dependent_required.items = items;
		insn->as.dependent_required.n = n_items;
	}
}

/* --- contentEncoding and contentMediaType, which draft-07 lets us check --- */

static int sextet(char c)
{
	static const char letters[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *found = c == '\0' ? NULL : strchr(letters, c);

	return found == NULL ? -1 : (int)(found - letters);
}

/* RFC 4648 section 4, with padding. Writes at most size / 4 * 3 bytes. */
static bool decode(const char *bytes, size_t size, char *out, size_t *size_out)
{
	size_t n = 0;
	size_t padding = 0;

	if (size % 4 != 0)
		return false;
	while (padding < 2 && padding < size && bytes[size - 1 - padding] == '=')
		padding++;
	for (size_t i = 0; i < size; i += 4) {
		uint32_t group = 0;

		for (size_t k = 0; k < 4; k++) {
			int value = i + k >= size - padding ? 0 : sextet(bytes[i + k]);

			if (value < 0)
				return false;
			group = group << 6 | (uint32_t)value;
		}
		for (unsigned k = 0; k < 3 && out != NULL; k++)
			out[n++] = (char)(group >> (16 - 8 * k) & 0xFF);
	}
	if (out != NULL)
		*size_out = n - padding;
	return true;
}

static bool is_base64(const char *bytes, size_t size)
{
	return decode(bytes, size, NULL, NULL);
}

static bool is_json(const char *bytes, size_t size)
{
	struct dkt_arena *arena = dkt_arena_new();
	struct dkt_text_fault fault;
	struct dkt_text text;
	bool fine = dkt_text_parse(&text, arena, bytes, size, &fault);

	dkt_arena_free(arena);
	return fine;
}

static bool is_json_in_base64(const char *bytes, size_t size)
{
	char *decoded = malloc(size + 1);
	size_t n = 0;
	bool fine;

	if (decoded == NULL)
		dkt_oom();
	fine = decode(bytes, size, decoded, &n) && is_json(decoded, n);
	free(decoded);
	return fine;
}

void dkt_kw_content(struct dkt_keyword_use *use)
{
	static const struct dkt_format base64 = {"base64", is_base64};
	static const struct dkt_format json = {"json", is_json};
	static const struct dkt_format json_in_base64 = {"json", is_json_in_base64};
	const char *encoding = dkt_string(dkt_use_other(use, "contentEncoding"));
	bool encoded = encoding != NULL && dkt_streq(encoding, "base64");
	const struct dkt_format *format = encoded ? &base64 : NULL;

	if (!use->sub->resource->dialect->asserts_content)
		return;
	if (dkt_streq(use->name, "contentMediaType")) {
		format = encoded ? &json_in_base64 : &json;
		if (!dkt_streq(use->value->as.bytes, "application/json") ||
		    (encoding != NULL && !encoded))
			return;
	}
	if (format != NULL)
		dkt_use_emit(use, DKT_OP_FORMAT, DKT_BIT(DKT_STRING))->as.format = format;
}
