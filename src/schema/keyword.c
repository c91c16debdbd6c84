/*
 * keyword.c - every keyword of 2020-12 in one table, sorted by name for a binary search.
 */
#include "schema/keyword.h"

#include <string.h>

#include "text/unicode.h"

#define LIMIT DKT_KEYWORD_LIMIT
#define QUIET DKT_KEYWORD_QUIET

static const struct dkt_keyword keywords[] = {
	{"$anchor", DKT_HOLDS_NONE, QUIET, NULL},
	{"$comment", DKT_HOLDS_NONE, QUIET, NULL},
	{"$defs", DKT_HOLDS_MAP, QUIET, NULL},
	{"$dynamicAnchor", DKT_HOLDS_NONE, QUIET, NULL},
	{"$dynamicRef", DKT_HOLDS_NONE, 0, dkt_kw_dynamic_ref},
	{"$id", DKT_HOLDS_NONE, QUIET, NULL},
	{"$ref", DKT_HOLDS_NONE, 0, dkt_kw_ref},
	{"$schema", DKT_HOLDS_NONE, QUIET, NULL},
	{"$vocabulary", DKT_HOLDS_NONE, QUIET, NULL},
	{"additionalProperties", DKT_HOLDS_SCHEMA, 0, dkt_kw_members},
	{"allOf", DKT_HOLDS_LIST, 0, dkt_kw_branches},
	{"anyOf", DKT_HOLDS_LIST, 0, dkt_kw_branches},
	{"const", DKT_HOLDS_NONE, LIMIT, dkt_kw_const},
	{"contains", DKT_HOLDS_SCHEMA, 0, dkt_kw_contains},
	{"contentEncoding", DKT_HOLDS_NONE, QUIET, NULL},
	{"contentMediaType", DKT_HOLDS_NONE, QUIET, NULL},
	{"contentSchema", DKT_HOLDS_SCHEMA, QUIET, NULL},
	{"default", DKT_HOLDS_NONE, QUIET, NULL},
	{"definitions", DKT_HOLDS_MAP, QUIET, NULL},
	{"dependentRequired", DKT_HOLDS_NONE, LIMIT, dkt_kw_dependent_required},
	{"dependentSchemas", DKT_HOLDS_MAP, 0, dkt_kw_dependent_schemas},
	{"deprecated", DKT_HOLDS_NONE, QUIET, NULL},
	{"description", DKT_HOLDS_NONE, QUIET, NULL},
	{"else", DKT_HOLDS_SCHEMA, QUIET, NULL},
	{"enum", DKT_HOLDS_NONE, LIMIT, dkt_kw_enum},
	{"examples", DKT_HOLDS_NONE, QUIET, NULL},
	{"exclusiveMaximum", DKT_HOLDS_NONE, LIMIT, dkt_kw_bound},
	{"exclusiveMinimum", DKT_HOLDS_NONE, LIMIT, dkt_kw_bound},
	{"format", DKT_HOLDS_NONE, 0, dkt_kw_format},
	{"if", DKT_HOLDS_SCHEMA, 0, dkt_kw_if},
	{"items", DKT_HOLDS_SCHEMA, 0, dkt_kw_items},
	{"maxContains", DKT_HOLDS_NONE, QUIET, NULL},
	{"maxItems", DKT_HOLDS_NONE, LIMIT, dkt_kw_count_items},
	{"maxLength", DKT_HOLDS_NONE, LIMIT, dkt_kw_length},
	{"maxProperties", DKT_HOLDS_NONE, LIMIT, dkt_kw_count_members},
	{"maximum", DKT_HOLDS_NONE, LIMIT, dkt_kw_bound},
	{"minContains", DKT_HOLDS_NONE, QUIET, NULL},
	{"minItems", DKT_HOLDS_NONE, LIMIT, dkt_kw_count_items},
	{"minLength", DKT_HOLDS_NONE, LIMIT, dkt_kw_length},
	{"minProperties", DKT_HOLDS_NONE, LIMIT, dkt_kw_count_members},
	{"minimum", DKT_HOLDS_NONE, LIMIT, dkt_kw_bound},
	{"multipleOf", DKT_HOLDS_NONE, LIMIT, dkt_kw_multiple_of},
	{"not", DKT_HOLDS_SCHEMA, 0, dkt_kw_not},
	{"oneOf", DKT_HOLDS_LIST, 0, dkt_kw_branches},
	{"pattern", DKT_HOLDS_NONE, LIMIT, dkt_kw_pattern},
	{"patternProperties", DKT_HOLDS_MAP, 0, dkt_kw_members},
	{"prefixItems", DKT_HOLDS_LIST, 0, dkt_kw_items},
	{"properties", DKT_HOLDS_MAP, 0, dkt_kw_members},
	{"propertyNames", DKT_HOLDS_SCHEMA, 0, dkt_kw_property_names},
	{"readOnly", DKT_HOLDS_NONE, QUIET, NULL},
	{"required", DKT_HOLDS_NONE, LIMIT, dkt_kw_required},
	{"then", DKT_HOLDS_SCHEMA, QUIET, NULL},
	{"title", DKT_HOLDS_NONE, QUIET, NULL},
	{"type", DKT_HOLDS_NONE, LIMIT, dkt_kw_type},
	{"unevaluatedItems", DKT_HOLDS_SCHEMA, 0, dkt_kw_unevaluated},
	{"unevaluatedProperties", DKT_HOLDS_SCHEMA, 0, dkt_kw_unevaluated},
	{"uniqueItems", DKT_HOLDS_NONE, LIMIT, dkt_kw_unique},
	{"writeOnly", DKT_HOLDS_NONE, QUIET, NULL},
	{"x-docket", DKT_HOLDS_NONE, QUIET, NULL},
};

const struct dkt_keyword *dkt_keyword_find(const char *name, size_t size)
{
	size_t low = 0;
	size_t high = sizeof keywords / sizeof keywords[0];

	if (memchr(name, '\0', size) != NULL)
		return NULL;
	while (low < high) {
		size_t middle = (low + high) / 2;
		int order = strcmp(name, keywords[middle].name);

		if (order == 0)
			return &keywords[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

const char *dkt_keyword_meant(const char *name)
{
	const char *names[sizeof keywords / sizeof keywords[0]];

	for (size_t i = 0; i < sizeof keywords / sizeof keywords[0]; i++)
		names[i] = keywords[i].name;
	return dkt_did_you_mean(name, names, sizeof keywords / sizeof keywords[0]);
}

enum dkt_layout dkt_keyword_layout(const char *name, size_t size)
{
	const struct dkt_keyword *keyword = dkt_keyword_find(name, size);

	return keyword == NULL ? DKT_HOLDS_NONE : keyword->layout;
}
