/*
 * lint_value.c - values that stand in a schema and can never be what is meant.
 *
 * Lists are looked at once, and equal items are found by their hashes, so this is linear up to
 * sorting whatever the schema.
 */
#include "base/str.h"
#include "schema/hash.h"
#include "schema/keyword.h"
#include "schema/lint.h"
#include "schema/number.h"

#define CODE  "schema-document.no-effect"
#define NEVER "schema-document.never"

/* Is the value of the type of that name? Also true for names that are no type. */
static bool is_of_type(const struct dkt_node *value, const char *type)
{
	static const struct {
		const char *name;
		unsigned kinds;
	} types[] = {
		{"null", 1U << DKT_NULL},     {"boolean", 1U << DKT_TRUE | 1U << DKT_FALSE},
		{"number", 1U << DKT_NUMBER}, {"string", 1U << DKT_STRING},
		{"array", 1U << DKT_ARRAY},   {"object", 1U << DKT_OBJECT},
	};

	if (type == NULL)
		return true;
	if (dkt_streq(type, "integer"))
		return dkt_is(value, DKT_NUMBER) &&
		       dkt_number_is_integer(value->as.bytes, value->size);
	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
		if (dkt_streq(type, types[i].name))
			return (types[i].kinds & 1U << value->kind) != 0;
	}
	return true;
}

static bool fits_type(const struct dkt_node *value, const struct dkt_node *type)
{
	if (!dkt_is(type, DKT_ARRAY))
		return is_of_type(value, type == NULL ? NULL : dkt_string(type));
	for (size_t i = 0; i < type->size; i++) {
		if (is_of_type(value, dkt_string(&type->as.items[i])))
			return true;
	}
	return type->size == 0;
}

static void lint_types(struct dkt_lint *lint, const struct dkt_node *type,
		       const struct dkt_member *member)
{
	const struct dkt_node *values = &member->value;
	size_t n_wrong = 0;
	size_t first = 0;

	for (size_t i = 0; i < values->size; i++) {
		if (!fits_type(&values->as.items[i], type) && n_wrong++ == 0)
			first = i;
	}
	if (n_wrong > 0 && n_wrong == values->size)
		dkt_lint_say(lint, DKT_WARNING, NEVER, member, "change \"type\" or the values",
			     "\"type\" allows none of the values of \"enum\", so no value can be "
			     "right");
	else if (n_wrong > 0)
		dkt_lint_say(lint, DKT_WARNING, CODE, member,
			     "change \"type\", or leave the value out",
			     dkt_arena_printf(lint->schemas->arena,
					      "value %zu of \"enum\" is not of the \"type\" beside "
					      "it",
					      first + 1));
}

static void lint_enum(struct dkt_lint *lint, const struct dkt_node *schema,
		      const struct dkt_member *member, bool distinct)
{
	size_t a;
	size_t b;

	if (!distinct && member->value.size == 0)
		dkt_lint_say(lint, DKT_WARNING, NEVER, member, NULL,
			     "\"enum\" lists no value, so no value can be right");
	else if (!distinct && dkt_find_equal_items(&member->value, &a, &b))
		dkt_lint_say(lint, DKT_WARNING, CODE, member, "leave one of them out",
			     dkt_arena_printf(lint->schemas->arena,
					      "values %zu and %zu of \"enum\" are the same", a + 1,
					      b + 1));
	lint_types(lint, dkt_get(schema, "type"), member);
}

/* Two equal branches: one of them decides nothing, and in oneOf both fit or none does. */
static void lint_branches(struct dkt_lint *lint, const struct dkt_member *member)
{
	bool one_of = dkt_streq(member->key, "oneOf");
	size_t a;
	size_t b;

	if (!dkt_find_equal_items(&member->value, &a, &b))
		return;
	dkt_lint_say(lint, DKT_WARNING, CODE, member, "leave one of them out",
		     dkt_arena_printf(
			     lint->schemas->arena, "branches %zu and %zu of \"%s\" are the same%s",
			     a + 1, b + 1, member->key,
			     one_of ? ", so neither of them can be the only one that fits" : ""));
}

void dkt_lint_values(struct dkt_lint *lint, const struct dkt_node *schema,
		     const struct dkt_member *member, bool distinct)
{
	const struct dkt_node *type = dkt_get(schema, "type");

	if (dkt_streq(member->key, "enum") && dkt_is(&member->value, DKT_ARRAY))
		lint_enum(lint, schema, member, distinct);
	else if (dkt_streq(member->key, "const") && !fits_type(&member->value, type))
		dkt_lint_say(lint, DKT_WARNING, NEVER, member, "change \"type\" or the value",
			     "\"const\" is not of the \"type\" beside it, so no value can be "
			     "right");
	else if (dkt_streq(member->key, "default") && !fits_type(&member->value, type))
		dkt_lint_say(lint, DKT_WARNING, CODE, member, "change \"type\" or the value",
			     "\"default\" is not of the \"type\" beside it");
	else if (dkt_is(&member->value, DKT_ARRAY) &&
		 (dkt_streq(member->key, "oneOf") || dkt_streq(member->key, "anyOf") ||
		  dkt_streq(member->key, "allOf")))
		lint_branches(lint, member);
}
