/*
 * keyword.c - every keyword of every dialect in one table, sorted by name for a binary search.
 *
 * A keyword that changed between drafts has a row for each of its forms; the drafts of such rows do
 * not overlap.
 */
#include "schema/keyword.h"

#include <string.h>

#include "text/unicode.h"

#define QUIET	DKT_KEYWORD_QUIET
#define FOREIGN DKT_KEYWORD_FOREIGN
#define OLD	DKT_KEYWORD_OLD

#define D4	  DKT_IN(DKT_DRAFT_4)
#define D7	  DKT_IN(DKT_DRAFT_7)
#define D2019	  DKT_IN(DKT_DRAFT_2019)
#define SINCE6	  DKT_SINCE(DKT_DRAFT_6)
#define SINCE7	  DKT_SINCE(DKT_DRAFT_7)
#define SINCE2019 DKT_SINCE(DKT_DRAFT_2019)
#define SINCE2020 DKT_SINCE(DKT_DRAFT_2020)
#define UNTIL6	  DKT_UNTIL(DKT_DRAFT_6)
#define UNTIL7	  DKT_UNTIL(DKT_DRAFT_7)
#define UNTIL2019 DKT_UNTIL(DKT_DRAFT_2019)

#define CORE	    DKT_VOCABULARY_CORE
#define APPLICATOR  DKT_VOCABULARY_APPLICATOR
#define UNEVALUATED DKT_VOCABULARY_UNEVALUATED
#define VALIDATION  DKT_VOCABULARY_VALIDATION
#define META_DATA   DKT_VOCABULARY_META_DATA
#define FORMAT	    DKT_VOCABULARY_FORMAT
#define CONTENT	    DKT_VOCABULARY_CONTENT

#define N_KEYWORDS (sizeof keywords / sizeof keywords[0])

/* clang-format off */
static const struct dkt_keyword keywords[] = {
	{"$anchor", SINCE2019, CORE, DKT_FORM_ANCHOR, DKT_HOLDS_NONE, QUIET, NULL},
	{"$comment", SINCE7, CORE, DKT_FORM_STRING, DKT_HOLDS_NONE, QUIET, NULL},
	{"$defs", UNTIL7, CORE, DKT_FORM_ANY, DKT_HOLDS_MAP, QUIET | FOREIGN, NULL},
	{"$defs", SINCE2019, CORE, DKT_FORM_MAP, DKT_HOLDS_MAP, QUIET, NULL},
	{"$dynamicAnchor", SINCE2020, CORE, DKT_FORM_ANCHOR, DKT_HOLDS_NONE, QUIET, NULL},
	{"$dynamicRef", SINCE2020, CORE, DKT_FORM_REFERENCE, DKT_HOLDS_NONE, 0, dkt_kw_dynamic_ref},
	{"$id", D4, CORE, DKT_FORM_ANY, DKT_HOLDS_NONE, QUIET | FOREIGN, NULL},
	{"$id", SINCE6, CORE, DKT_FORM_ID, DKT_HOLDS_NONE, QUIET, NULL},
	{"$recursiveAnchor", D2019, CORE, DKT_FORM_BOOLEAN, DKT_HOLDS_NONE, QUIET, NULL},
	{"$recursiveAnchor", SINCE2020, CORE, DKT_FORM_ANCHOR, DKT_HOLDS_NONE, QUIET | FOREIGN, NULL},
	{"$recursiveRef", D2019, CORE, DKT_FORM_REFERENCE, DKT_HOLDS_NONE, 0, dkt_kw_recursive_ref},
	{"$recursiveRef", SINCE2020, CORE, DKT_FORM_REFERENCE, DKT_HOLDS_NONE, QUIET | FOREIGN, NULL},
	{"$ref", DKT_ALWAYS, CORE, DKT_FORM_REFERENCE, DKT_HOLDS_NONE, 0, dkt_kw_ref},
	{"$schema", DKT_ALWAYS, CORE, DKT_FORM_STRING, DKT_HOLDS_NONE, QUIET, NULL},
	{"$vocabulary", SINCE2019, CORE, DKT_FORM_BOOLEANS, DKT_HOLDS_NONE, QUIET, NULL},
	{"additionalItems", D4, APPLICATOR, DKT_FORM_SCHEMA_OR_BOOLEAN, DKT_HOLDS_SCHEMA, 0, dkt_kw_old_items},
	{"additionalItems", SINCE6 & UNTIL2019, APPLICATOR, DKT_FORM_SCHEMA, DKT_HOLDS_SCHEMA, 0, dkt_kw_old_items},
	{"additionalProperties", D4, APPLICATOR, DKT_FORM_SCHEMA_OR_BOOLEAN, DKT_HOLDS_SCHEMA, 0, dkt_kw_members},
	{"additionalProperties", SINCE6, APPLICATOR, DKT_FORM_SCHEMA, DKT_HOLDS_SCHEMA, 0, dkt_kw_members},
	{"allOf", DKT_ALWAYS, APPLICATOR, DKT_FORM_SCHEMAS, DKT_HOLDS_LIST, 0, dkt_kw_branches},
	{"anyOf", DKT_ALWAYS, APPLICATOR, DKT_FORM_SCHEMAS, DKT_HOLDS_LIST, 0, dkt_kw_branches},
	{"const", SINCE6, VALIDATION, DKT_FORM_ANY, DKT_HOLDS_NONE, 0, dkt_kw_const},
	{"contains", SINCE6, APPLICATOR, DKT_FORM_SCHEMA, DKT_HOLDS_SCHEMA, 0, dkt_kw_contains},
	{"contentEncoding", D7, CONTENT, DKT_FORM_STRING, DKT_HOLDS_NONE, 0, dkt_kw_content},
	{"contentEncoding", SINCE2019, CONTENT, DKT_FORM_STRING, DKT_HOLDS_NONE, QUIET, NULL},
	{"contentMediaType", D7, CONTENT, DKT_FORM_STRING, DKT_HOLDS_NONE, 0, dkt_kw_content},
	{"contentMediaType", SINCE2019, CONTENT, DKT_FORM_STRING, DKT_HOLDS_NONE, QUIET, NULL},
	{"contentSchema", SINCE2019, CONTENT, DKT_FORM_SCHEMA, DKT_HOLDS_SCHEMA, QUIET, NULL},
	{"default", DKT_ALWAYS, META_DATA, DKT_FORM_ANY, DKT_HOLDS_NONE, QUIET, NULL},
	{"definitions", UNTIL7, CORE, DKT_FORM_MAP, DKT_HOLDS_MAP, QUIET, NULL},
	{"definitions", SINCE2019, CORE, DKT_FORM_MAP, DKT_HOLDS_MAP, QUIET | OLD, NULL},
	{"dependencies", UNTIL7, APPLICATOR, DKT_FORM_DEPENDENCIES, DKT_HOLDS_MAP, 0, dkt_kw_dependencies},
	{"dependencies", SINCE2019, APPLICATOR, DKT_FORM_DEPENDENCIES, DKT_HOLDS_MAP, OLD, dkt_kw_dependencies},
	{"dependentRequired", SINCE2019, VALIDATION, DKT_FORM_MAP_OF_NAMES, DKT_HOLDS_NONE, 0, dkt_kw_dependent_required},
	{"dependentSchemas", SINCE2019, APPLICATOR, DKT_FORM_MAP, DKT_HOLDS_MAP, 0, dkt_kw_dependent_schemas},
	{"deprecated", SINCE2019, META_DATA, DKT_FORM_BOOLEAN, DKT_HOLDS_NONE, QUIET, NULL},
	{"description", DKT_ALWAYS, META_DATA, DKT_FORM_STRING, DKT_HOLDS_NONE, QUIET, NULL},
	{"else", SINCE7, APPLICATOR, DKT_FORM_SCHEMA, DKT_HOLDS_SCHEMA, QUIET, NULL},
	{"enum", D4, VALIDATION, DKT_FORM_DISTINCT, DKT_HOLDS_NONE, 0, dkt_kw_enum},
	{"enum", SINCE6, VALIDATION, DKT_FORM_LIST, DKT_HOLDS_NONE, 0, dkt_kw_enum},
	{"examples", SINCE6, META_DATA, DKT_FORM_LIST, DKT_HOLDS_NONE, QUIET, NULL},
	{"exclusiveMaximum", D4, VALIDATION, DKT_FORM_MAXIMUM_FLAG, DKT_HOLDS_NONE, QUIET, NULL},
	{"exclusiveMaximum", SINCE6, VALIDATION, DKT_FORM_NUMBER, DKT_HOLDS_NONE, 0, dkt_kw_bound},
	{"exclusiveMinimum", D4, VALIDATION, DKT_FORM_MINIMUM_FLAG, DKT_HOLDS_NONE, QUIET, NULL},
	{"exclusiveMinimum", SINCE6, VALIDATION, DKT_FORM_NUMBER, DKT_HOLDS_NONE, 0, dkt_kw_bound},
	{"format", DKT_ALWAYS, FORMAT, DKT_FORM_STRING, DKT_HOLDS_NONE, 0, dkt_kw_format},
	{"id", D4, CORE, DKT_FORM_STRING, DKT_HOLDS_NONE, QUIET, NULL},
	{"if", SINCE7, APPLICATOR, DKT_FORM_SCHEMA, DKT_HOLDS_SCHEMA, 0, dkt_kw_if},
	{"items", UNTIL2019, APPLICATOR, DKT_FORM_ITEMS, DKT_HOLDS_EITHER, 0, dkt_kw_old_items},
	{"items", SINCE2020, APPLICATOR, DKT_FORM_SCHEMA, DKT_HOLDS_SCHEMA, 0, dkt_kw_items},
	{"maxContains", SINCE2019, VALIDATION, DKT_FORM_COUNT, DKT_HOLDS_NONE, QUIET, NULL},
	{"maxItems", DKT_ALWAYS, VALIDATION, DKT_FORM_COUNT, DKT_HOLDS_NONE, 0, dkt_kw_count_items},
	{"maxLength", DKT_ALWAYS, VALIDATION, DKT_FORM_COUNT, DKT_HOLDS_NONE, 0, dkt_kw_length},
	{"maxProperties", DKT_ALWAYS, VALIDATION, DKT_FORM_COUNT, DKT_HOLDS_NONE, 0, dkt_kw_count_members},
	{"maximum", DKT_ALWAYS, VALIDATION, DKT_FORM_NUMBER, DKT_HOLDS_NONE, 0, dkt_kw_bound},
	{"minContains", SINCE2019, VALIDATION, DKT_FORM_COUNT, DKT_HOLDS_NONE, QUIET, NULL},
	{"minItems", DKT_ALWAYS, VALIDATION, DKT_FORM_COUNT, DKT_HOLDS_NONE, 0, dkt_kw_count_items},
	{"minLength", DKT_ALWAYS, VALIDATION, DKT_FORM_COUNT, DKT_HOLDS_NONE, 0, dkt_kw_length},
	{"minProperties", DKT_ALWAYS, VALIDATION, DKT_FORM_COUNT, DKT_HOLDS_NONE, 0, dkt_kw_count_members},
	{"minimum", DKT_ALWAYS, VALIDATION, DKT_FORM_NUMBER, DKT_HOLDS_NONE, 0, dkt_kw_bound},
	{"multipleOf", DKT_ALWAYS, VALIDATION, DKT_FORM_POSITIVE, DKT_HOLDS_NONE, 0, dkt_kw_multiple_of},
	{"not", DKT_ALWAYS, APPLICATOR, DKT_FORM_SCHEMA, DKT_HOLDS_SCHEMA, 0, dkt_kw_not},
	{"oneOf", DKT_ALWAYS, APPLICATOR, DKT_FORM_SCHEMAS, DKT_HOLDS_LIST, 0, dkt_kw_branches},
	{"pattern", DKT_ALWAYS, VALIDATION, DKT_FORM_STRING, DKT_HOLDS_NONE, 0, dkt_kw_pattern},
	{"patternProperties", DKT_ALWAYS, APPLICATOR, DKT_FORM_MAP, DKT_HOLDS_MAP, 0, dkt_kw_members},
	{"prefixItems", SINCE2020, APPLICATOR, DKT_FORM_SCHEMAS, DKT_HOLDS_LIST, 0, dkt_kw_items},
	{"properties", DKT_ALWAYS, APPLICATOR, DKT_FORM_MAP, DKT_HOLDS_MAP, 0, dkt_kw_members},
	{"propertyNames", SINCE6, APPLICATOR, DKT_FORM_SCHEMA, DKT_HOLDS_SCHEMA, 0, dkt_kw_property_names},
	{"readOnly", SINCE7, META_DATA, DKT_FORM_BOOLEAN, DKT_HOLDS_NONE, QUIET, NULL},
	{"required", D4, VALIDATION, DKT_FORM_SOME_NAMES, DKT_HOLDS_NONE, 0, dkt_kw_required},
	{"required", SINCE6, VALIDATION, DKT_FORM_NAMES, DKT_HOLDS_NONE, 0, dkt_kw_required},
	{"then", SINCE7, APPLICATOR, DKT_FORM_SCHEMA, DKT_HOLDS_SCHEMA, QUIET, NULL},
	{"title", DKT_ALWAYS, META_DATA, DKT_FORM_STRING, DKT_HOLDS_NONE, QUIET, NULL},
	{"type", DKT_ALWAYS, VALIDATION, DKT_FORM_TYPE, DKT_HOLDS_NONE, 0, dkt_kw_type},
	{"unevaluatedItems", SINCE2019, UNEVALUATED, DKT_FORM_SCHEMA, DKT_HOLDS_SCHEMA, 0, dkt_kw_unevaluated},
	{"unevaluatedProperties", SINCE2019, UNEVALUATED, DKT_FORM_SCHEMA, DKT_HOLDS_SCHEMA, 0, dkt_kw_unevaluated},
	{"uniqueItems", DKT_ALWAYS, VALIDATION, DKT_FORM_BOOLEAN, DKT_HOLDS_NONE, 0, dkt_kw_unique},
	{"writeOnly", SINCE7, META_DATA, DKT_FORM_BOOLEAN, DKT_HOLDS_NONE, QUIET, NULL},
	{"x-docket", DKT_ALWAYS, META_DATA, DKT_FORM_ANY, DKT_HOLDS_NONE, QUIET, NULL},
};
/* clang-format on */

/* The first row of that name, or NULL. */
static const struct dkt_keyword *first_row(const char *name, size_t size)
{
	size_t low = 0;
	size_t high = N_KEYWORDS;

	if (memchr(name, '\0', size) != NULL)
		return NULL;
	while (low < high) {
		size_t middle = (low + high) / 2;

		if (strcmp(keywords[middle].name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < N_KEYWORDS && strcmp(keywords[low].name, name) == 0 ? &keywords[low] : NULL;
}

const struct dkt_keyword *dkt_keyword_find(const char *name, size_t size,
					   const struct dkt_dialect *dialect)
{
	const struct dkt_keyword *row = first_row(name, size);

	if (row == NULL)
		return NULL;
	for (; row < keywords + N_KEYWORDS && strcmp(row->name, name) == 0; row++) {
		if ((row->drafts & DKT_IN(dialect->draft)) != 0)
			return row;
	}
	return NULL;
}

const struct dkt_keyword *dkt_keyword_elsewhere(const char *name, size_t size)
{
	const struct dkt_keyword *row = first_row(name, size);

	while (row != NULL && row + 1 < keywords + N_KEYWORDS && strcmp(row[1].name, name) == 0)
		row++;
	return row;
}

const char *dkt_keyword_meant(const char *name, const struct dkt_dialect *dialect)
{
	const char *names[N_KEYWORDS];
	size_t n = 0;

	for (size_t i = 0; i < N_KEYWORDS; i++) {
		if ((keywords[i].drafts & DKT_IN(dialect->draft)) != 0)
			names[n++] = keywords[i].name;
	}
	return dkt_did_you_mean(name, names, n);
}

enum dkt_layout dkt_keyword_layout(const char *name, size_t size, const struct dkt_dialect *dialect)
{
	const struct dkt_keyword *keyword = dkt_keyword_find(name, size, dialect);

	return keyword == NULL ? DKT_HOLDS_NONE : keyword->layout;
}
