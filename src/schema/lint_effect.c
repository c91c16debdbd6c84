/*
 * lint_effect.c - keywords of a subschema that their neighbours rob of their effect, and pairs that
 * no value can satisfy.
 */
#include <string.h>

#include "base/str.h"
#include "schema/keyword.h"
#include "schema/lint.h"

#define CODE  "schema-document.no-effect"
#define NEVER "schema-document.never"

/* Keywords that say something about values of one kind only. */
static const struct {
	const char *keyword;
	enum dkt_kind kind;
} kinds[] = {
	{"additionalItems", DKT_ARRAY},
	{"additionalProperties", DKT_OBJECT},
	{"contains", DKT_ARRAY},
	{"contentEncoding", DKT_STRING},
	{"contentMediaType", DKT_STRING},
	{"dependencies", DKT_OBJECT},
	{"dependentRequired", DKT_OBJECT},
	{"dependentSchemas", DKT_OBJECT},
	{"exclusiveMaximum", DKT_NUMBER},
	{"exclusiveMinimum", DKT_NUMBER},
	{"format", DKT_STRING},
	{"items", DKT_ARRAY},
	{"maxItems", DKT_ARRAY},
	{"maxLength", DKT_STRING},
	{"maxProperties", DKT_OBJECT},
	{"maximum", DKT_NUMBER},
	{"minItems", DKT_ARRAY},
	{"minLength", DKT_STRING},
	{"minProperties", DKT_OBJECT},
	{"minimum", DKT_NUMBER},
	{"multipleOf", DKT_NUMBER},
	{"pattern", DKT_STRING},
	{"patternProperties", DKT_OBJECT},
	{"prefixItems", DKT_ARRAY},
	{"properties", DKT_OBJECT},
	{"propertyNames", DKT_OBJECT},
	{"required", DKT_OBJECT},
	{"unevaluatedItems", DKT_ARRAY},
	{"unevaluatedProperties", DKT_OBJECT},
	{"uniqueItems", DKT_ARRAY},
};

/* Keywords that mean nothing without another one, or one of two. */
static const struct {
	const char *keyword;
	const char *needs;
	const char *or_else;
} partners[] = {
	{"then", "if", NULL},
	{"else", "if", NULL},
	{"if", "then", "else"},
	{"minContains", "contains", NULL},
	{"maxContains", "contains", NULL},
	{"contentSchema", "contentMediaType", NULL},
};

static const struct {
	const char *least;
	const char *most;
} ranges[] = {
	{"minLength", "maxLength"},	    {"minItems", "maxItems"},	    {"minimum", "maximum"},
	{"minProperties", "maxProperties"}, {"minContains", "maxContains"},
};

/* Is that type one of the kind? */
static bool type_allows(const char *type, enum dkt_kind kind)
{
	static const struct {
		const char *name;
		enum dkt_kind kind;
	} types[] = {{"string", DKT_STRING},
		     {"number", DKT_NUMBER},
		     {"integer", DKT_NUMBER},
		     {"array", DKT_ARRAY},
		     {"object", DKT_OBJECT}};

	for (size_t i = 0; type != NULL && i < sizeof types / sizeof types[0]; i++) {
		if (types[i].kind == kind && dkt_streq(type, types[i].name))
			return true;
	}
	return false;
}

static bool schema_allows(const struct dkt_node *type, enum dkt_kind kind)
{
	if (type == NULL)
		return true;
	if (!dkt_is(type, DKT_ARRAY))
		return type_allows(dkt_string(type), kind);
	for (size_t i = 0; i < type->size; i++) {
		if (type_allows(dkt_string(&type->as.items[i]), kind))
			return true;
	}
	return false;
}

static void lint_kind(struct dkt_lint *lint, const struct dkt_node *schema,
		      const struct dkt_member *member)
{
	static const char *const names[] = {
		[DKT_STRING] = "strings",
		[DKT_NUMBER] = "numbers",
		[DKT_ARRAY] = "arrays",
		[DKT_OBJECT] = "objects",
	};

	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		if (!dkt_streq(kinds[i].keyword, member->key) ||
		    schema_allows(dkt_get(schema, "type"), kinds[i].kind))
			continue;
		dkt_lint_say(lint, DKT_WARNING, CODE, member,
			     "change \"type\", or leave the keyword out",
			     dkt_arena_printf(lint->schemas->arena,
					      "\"%s\" is about %s, which \"type\" does not allow",
					      member->key, names[kinds[i].kind]));
	}
}

static void lint_partner(struct dkt_lint *lint, const struct dkt_node *schema,
			 const struct dkt_member *member)
{
	for (size_t i = 0; i < sizeof partners / sizeof partners[0]; i++) {
		const char *other = partners[i].or_else;

		if (!dkt_streq(partners[i].keyword, member->key) ||
		    dkt_get(schema, partners[i].needs) != NULL ||
		    (other != NULL && dkt_get(schema, other) != NULL))
			continue;
		dkt_lint_say(
			lint, DKT_WARNING, CODE, member, NULL,
			dkt_arena_printf(lint->schemas->arena,
					 "\"%s\" has no effect without \"%s\"%s%s%s", member->key,
					 partners[i].needs, other == NULL ? "" : " or \"",
					 other == NULL ? "" : other, other == NULL ? "" : "\""));
	}
	if (dkt_streq(member->key, "additionalItems") &&
	    !dkt_is(dkt_get(schema, "items"), DKT_ARRAY))
		dkt_lint_say(lint, DKT_WARNING, CODE, member, NULL,
			     "\"additionalItems\" has no effect unless \"items\" is a list");
}

static void lint_range(struct dkt_lint *lint, const struct dkt_node *schema,
		       const struct dkt_member *member)
{
	for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) {
		const struct dkt_node *most = dkt_get(schema, ranges[i].most);

		if (!dkt_streq(ranges[i].least, member->key) ||
		    !dkt_is(&member->value, DKT_NUMBER) || !dkt_is(most, DKT_NUMBER))
			continue;
		if (dkt_number_compare(member->value.as.bytes, member->value.size, most->as.bytes,
				       most->size) > 0)
			dkt_lint_say(lint, DKT_WARNING, NEVER, member, NULL,
				     dkt_arena_printf(lint->schemas->arena,
						      "\"%s\" is greater than \"%s\", so no value "
						      "can be right",
						      ranges[i].least, ranges[i].most));
	}
}

/* A key that is required and that nothing allows. */
static void lint_required(struct dkt_lint *lint, const struct dkt_node *schema,
			  const struct dkt_member *member)
{
	const struct dkt_node *properties = dkt_get(schema, "properties");

	if (!dkt_streq(member->key, "required") || !dkt_is(&member->value, DKT_ARRAY) ||
	    !dkt_is(dkt_get(schema, "additionalProperties"), DKT_FALSE) ||
	    dkt_get(schema, "patternProperties") != NULL || member->value.size > 1000)
		return;
	for (size_t i = 0; i < member->value.size; i++) {
		const struct dkt_node *key = &member->value.as.items[i];

		if (!dkt_is(key, DKT_STRING) ||
		    dkt_getn(properties, key->as.bytes, key->size) != NULL)
			continue;
		dkt_lint_say(
			lint, DKT_WARNING, NEVER, member,
			"list it in \"properties\", or allow more keys",
			dkt_arena_printf(lint->schemas->arena,
					 "\"%.100s\" is required and not allowed, so no object "
					 "can be right",
					 key->as.bytes));
	}
}

void dkt_lint_effects(struct dkt_lint *lint, const struct dkt_node *schema)
{
	for (size_t i = 0; i < schema->size; i++) {
		const struct dkt_member *member = &schema->as.members[i];
		const struct dkt_keyword *keyword =
			dkt_keyword_find(member->key, member->key_size, lint->resource->dialect);

		if (keyword == NULL)
			continue;
		lint_kind(lint, schema, member);
		lint_partner(lint, schema, member);
		lint_range(lint, schema, member);
		lint_required(lint, schema, member);
		dkt_lint_values(lint, schema, member, keyword->form == DKT_FORM_DISTINCT);
	}
}
