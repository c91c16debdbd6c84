/*
 * forms.c - what the values of keywords must look like.
 *
 * These are the rules of the meta-schemas, one form a keyword and draft, checked while a subschema
 * is compiled and in one more walk over what no reference reaches. Asking the meta-schema itself
 * gives the same answer (tests/schema/test_meta.c proves it on mutated schemas) at many times the
 * cost: its compilation alone is more than most schemas take, and its findings speak of branches
 * and anchors instead of what is wrong. A meta-schema of the user's own is asked itself
 * (meta_check.c).
 */
#include <string.h>

#include "base/buf.h"
#include "base/str.h"
#include "schema/compile.h"
#include "schema/hash.h"
#include "schema/keyword.h"
#include "schema/number.h"
#include "json/pointer.h"

static bool complain(struct dkt_keyword_use *use, const struct dkt_node *at, const char *wanted)
{
	struct dkt_keyword_use part = *use;

	part.value = at;
	dkt_use_fault(&part, DKT_ERROR, "value", NULL, "\"%s\" is %s, not %s", use->name, wanted,
		      dkt_kind_name(at));
	return false;
}

static bool want(struct dkt_keyword_use *use, enum dkt_kind kind, const char *wanted)
{
	return dkt_is(use->value, kind) || complain(use, use->value, wanted);
}

static bool is_boolean(const struct dkt_node *node)
{
	return dkt_is(node, DKT_TRUE) || dkt_is(node, DKT_FALSE);
}

static bool is_schema(const struct dkt_keyword_use *use, const struct dkt_node *node)
{
	return dkt_is(node, DKT_OBJECT) ||
	       (is_boolean(node) && use->sub->resource->dialect->booleans);
}

/* --- schemas --- */

static bool want_schema(struct dkt_keyword_use *use, const struct dkt_node *node)
{
	struct dkt_keyword_use part = *use;

	if (is_schema(use, node))
		return true;
	part.value = node;
	if (is_boolean(node))
		dkt_use_fault(&part, DKT_ERROR, "value",
			      "{} allows everything, {\"not\": {}} nothing",
			      "in draft-04 a schema is an object, not true or false");
	else if (dkt_is(node, DKT_ARRAY) && dkt_streq(use->name, "items"))
		dkt_use_fault(&part, DKT_ERROR, "value",
			      "since 2020-12 a list of schemas is written \"prefixItems\"",
			      "\"items\" is one schema, not a list");
	else
		dkt_use_fault(&part, DKT_ERROR, "value", NULL, "a schema is wanted here, not %s",
			      dkt_kind_name(node));
	return false;
}

static bool want_schemas(struct dkt_keyword_use *use)
{
	bool fine = true;

	if (!dkt_is(use->value, DKT_ARRAY) || use->value->size == 0) {
		dkt_use_fault(use, DKT_ERROR, "value", NULL,
			      "\"%s\" is a list of at least one schema", use->name);
		return false;
	}
	for (size_t i = 0; i < use->value->size; i++)
		fine = want_schema(use, &use->value->as.items[i]) && fine;
	return fine;
}

static bool want_map(struct dkt_keyword_use *use)
{
	bool fine = true;

	if (!want(use, DKT_OBJECT, "an object"))
		return false;
	for (size_t i = 0; i < use->value->size; i++)
		fine = want_schema(use, &use->value->as.members[i].value) && fine;
	return fine;
}

/* --- lists of names --- */

static bool want_distinct(struct dkt_keyword_use *use, const struct dkt_node *list,
			  const char *what)
{
	struct dkt_keyword_use part = *use;
	size_t a;
	size_t b;

	if (!dkt_find_equal_items(list, &a, &b))
		return true;
	part.value = &list->as.items[b];
	dkt_use_fault(&part, DKT_ERROR, "value", NULL, "%s %zu and %zu of \"%s\" are the same",
		      what, a + 1, b + 1, use->name);
	return false;
}

static bool want_names(struct dkt_keyword_use *use, const struct dkt_node *list, bool some)
{
	struct dkt_keyword_use part = *use;

	part.value = list;
	if (!dkt_is(list, DKT_ARRAY)) {
		dkt_use_fault(&part, DKT_ERROR, "value",
			      dkt_streq(use->name, "required") && is_boolean(list)
				      ? "\"required\" stands in the object around, as a list of "
					"its keys"
				      : NULL,
			      "a list of names is wanted, not %s", dkt_kind_name(list));
		return false;
	}
	if (some && list->size == 0) {
		dkt_use_fault(&part, DKT_ERROR, "value", "leave it out instead",
			      "in draft-04 the list of names in \"%s\" must not be empty",
			      use->name);
		return false;
	}
	for (size_t i = 0; i < list->size; i++) {
		part.value = &list->as.items[i];
		if (dkt_is(part.value, DKT_STRING))
			continue;
		dkt_use_fault(&part, DKT_ERROR, "value", NULL, "a name is a string, not %s",
			      dkt_kind_name(part.value));
		return false;
	}
	return want_distinct(use, list, "names");
}

/* For each key names, or (dependencies) a schema. */
static bool want_dependents(struct dkt_keyword_use *use, bool schemas)
{
	bool some = schemas && use->sub->resource->dialect->draft == DKT_DRAFT_4;
	bool fine = true;

	if (!want(use, DKT_OBJECT, "an object"))
		return false;
	for (size_t i = 0; i < use->value->size; i++) {
		const struct dkt_node *value = &use->value->as.members[i].value;

		if (schemas && !dkt_is(value, DKT_ARRAY))
			fine = want_schema(use, value) && fine;
		else
			fine = want_names(use, value, some) && fine;
	}
	return fine;
}

/* --- types --- */

static bool want_type_name(struct dkt_keyword_use *use, const struct dkt_node *value)
{
	static const char *const names[] = {"null",   "boolean", "number", "integer",
					    "string", "array",	 "object"};
	struct dkt_keyword_use part = *use;
	const char *name = dkt_string(value);

	part.value = value;
	if (name == NULL) {
		dkt_use_fault(&part, DKT_ERROR, "type", NULL, "a type is a string, not %s",
			      dkt_kind_name(value));
		return false;
	}
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		if (dkt_memeqs(value->as.bytes, value->size, names[i]))
			return true;
	}
	dkt_use_fault(&part, DKT_ERROR, "type",
		      "the types are null, boolean, number, integer, string, array, object",
		      "\"%.60s\" is not a type", name);
	return false;
}

static bool want_type(struct dkt_keyword_use *use)
{
	bool fine = true;

	if (!dkt_is(use->value, DKT_ARRAY))
		return want_type_name(use, use->value);
	if (use->value->size == 0) {
		dkt_use_fault(use, DKT_ERROR, "type", NULL, "the list of types is empty");
		return false;
	}
	for (size_t i = 0; i < use->value->size; i++)
		fine = want_type_name(use, &use->value->as.items[i]) && fine;
	return fine && want_distinct(use, use->value, "types");
}

/* --- names of places --- */

static bool is_letter(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* 2019-09 begins with a letter and allows ":"; 2020-12 begins with a letter or "_". */
static bool is_anchor(const struct dkt_node *value, enum dkt_draft draft)
{
	bool newest = draft == DKT_DRAFT_2020;
	const char *p = value->as.bytes;

	if (value->size == 0 || !(is_letter(p[0]) || (newest && p[0] == '_')))
		return false;
	for (size_t i = 1; i < value->size; i++) {
		if (!is_letter(p[i]) && !(p[i] >= '0' && p[i] <= '9') && p[i] != '-' &&
		    p[i] != '.' && p[i] != '_' && !(p[i] == ':' && !newest))
			return false;
	}
	return true;
}

static bool want_anchor(struct dkt_keyword_use *use)
{
	if (!want(use, DKT_STRING, "a string"))
		return false;
	if (is_anchor(use->value, use->sub->resource->dialect->draft))
		return true;
	dkt_use_fault(use, DKT_ERROR, "value",
		      "an anchor begins with a letter and has letters, digits, \"-\", \".\", \"_\"",
		      "\"%.100s\" is not a name for an anchor", use->value->as.bytes);
	return false;
}

/* A fragment in "$id" was the way to name a place before 2019-09, and everybody understands it. */
static bool want_id(struct dkt_keyword_use *use)
{
	const char *hash;

	if (!want(use, DKT_STRING, "a string"))
		return false;
	hash = strchr(use->value->as.bytes, '#');
	if (hash != NULL && hash[1] == '/')
		dkt_use_fault(use, DKT_INFO, "anchor", "leave it out",
			      "\"%.100s\" only repeats where it stands and names nothing",
			      use->value->as.bytes);
	else if (hash != NULL && hash[1] != '\0' && !use->sub->resource->dialect->anchor_in_id)
		dkt_use_fault(use, DKT_INFO, "anchor",
			      "since 2019-09 this is written \"$anchor\", without \"#\"",
			      "\"%.100s\" is read as the name of this place", use->value->as.bytes);
	return true;
}

/* --- numbers and flags --- */

static bool want_positive(struct dkt_keyword_use *use)
{
	if (dkt_is(use->value, DKT_NUMBER) &&
	    dkt_number_compare(use->value->as.bytes, use->value->size, "0", 1) > 0)
		return true;
	dkt_use_fault(use, DKT_ERROR, "value", NULL, "\"%s\" is a number greater than 0",
		      use->name);
	return false;
}

static bool want_count(struct dkt_keyword_use *use)
{
	size_t count;

	if (dkt_number_count(use->value, &count))
		return true;
	dkt_use_fault(use, DKT_ERROR, "value", NULL, "\"%s\" is a whole number, 0 or greater",
		      use->name);
	return false;
}

static bool want_flag(struct dkt_keyword_use *use, const char *bound)
{
	if (!is_boolean(use->value)) {
		dkt_use_fault(use, DKT_ERROR, "value",
			      "a number is possible since draft-06: change \"$schema\"",
			      "in draft-04 \"%s\" is true or false, not %s", use->name,
			      dkt_kind_name(use->value));
		return false;
	}
	if (dkt_use_other(use, bound) != NULL)
		return true;
	dkt_use_fault(use, DKT_ERROR, "value", NULL, "\"%s\" needs \"%s\" beside it", use->name,
		      bound);
	return false;
}

static bool want_booleans(struct dkt_keyword_use *use)
{
	if (!want(use, DKT_OBJECT, "an object"))
		return false;
	for (size_t i = 0; i < use->value->size; i++) {
		if (!is_boolean(&use->value->as.members[i].value))
			return complain(use, &use->value->as.members[i].value,
					"an object of true and false");
	}
	return true;
}

static bool want_some_distinct(struct dkt_keyword_use *use)
{
	if (!want(use, DKT_ARRAY, "a list"))
		return false;
	if (use->value->size > 0)
		return want_distinct(use, use->value, "values");
	dkt_use_fault(use, DKT_ERROR, "value", NULL, "\"%s\" is a list of at least one value",
		      use->name);
	return false;
}

/* --- all of them --- */

bool dkt_use_form(struct dkt_keyword_use *use, const struct dkt_keyword *keyword)
{
	switch (keyword->form) {
	case DKT_FORM_STRING:
		return want(use, DKT_STRING, "a string");
	case DKT_FORM_REFERENCE:
		if (dkt_is(use->value, DKT_STRING))
			return true;
		dkt_use_fault(use, DKT_ERROR, "ref", NULL, "a reference is a string, not %s",
			      dkt_kind_name(use->value));
		return false;
	case DKT_FORM_BOOLEAN:
		return is_boolean(use->value) || complain(use, use->value, "true or false");
	case DKT_FORM_NUMBER:
		return want(use, DKT_NUMBER, "a number");
	case DKT_FORM_POSITIVE:
		return want_positive(use);
	case DKT_FORM_COUNT:
		return want_count(use);
	case DKT_FORM_LIST:
		return want(use, DKT_ARRAY, "a list");
	case DKT_FORM_DISTINCT:
		return want_some_distinct(use);
	case DKT_FORM_NAMES:
	case DKT_FORM_SOME_NAMES:
		return want_names(use, use->value, keyword->form == DKT_FORM_SOME_NAMES);
	case DKT_FORM_MAP_OF_NAMES:
	case DKT_FORM_DEPENDENCIES:
		return want_dependents(use, keyword->form == DKT_FORM_DEPENDENCIES);
	case DKT_FORM_TYPE:
		return want_type(use);
	case DKT_FORM_SCHEMA:
		return want_schema(use, use->value);
	case DKT_FORM_SCHEMA_OR_BOOLEAN:
		return is_boolean(use->value) || want_schema(use, use->value);
	case DKT_FORM_SCHEMAS:
		return want_schemas(use);
	case DKT_FORM_ITEMS:
		return dkt_is(use->value, DKT_ARRAY) ? want_schemas(use)
						     : want_schema(use, use->value);
	case DKT_FORM_MAP:
		return want_map(use);
	case DKT_FORM_MINIMUM_FLAG:
	case DKT_FORM_MAXIMUM_FLAG:
		return want_flag(use,
				 keyword->form == DKT_FORM_MINIMUM_FLAG ? "minimum" : "maximum");
	case DKT_FORM_ID:
		return want_id(use);
	case DKT_FORM_ANCHOR:
		return want_anchor(use);
	case DKT_FORM_BOOLEANS:
		return want_booleans(use);
	default:
		return true;
	}
}

/* --- what no reference reaches --- */

/* The nesting of a document is limited by the parser, so this may recurse. */
struct rest {
	struct dkt_compiler *compiler;
	const struct dkt_schemas *schemas;
	struct dkt_resource *resource;
	bool fine;
};

static void rest_of(struct rest *rest, const struct dkt_node *node);

static void rest_of_children(struct rest *rest, const struct dkt_node *node)
{

	for (size_t i = 0; i < node->size; i++) {
		rest_of(rest,
			dkt_is(node, DKT_ARRAY) ? &node->as.items[i] : &node->as.members[i].value);
	}
}

static void rest_of_member(struct rest *rest, const struct dkt_member *member)
{
	const struct dkt_keyword *keyword =
		dkt_keyword_find(member->key, member->key_size, rest->resource->dialect);
	enum dkt_layout layout = keyword == NULL ? DKT_HOLDS_NONE : keyword->layout;
	bool list = dkt_is(&member->value, DKT_ARRAY);

	/* The meta-schema does not know it, so it only counts where a reference leads. */
	if (keyword == NULL || (keyword->flags & DKT_KEYWORD_FOREIGN) != 0)
		return;
	if ((list && (layout == DKT_HOLDS_LIST || layout == DKT_HOLDS_EITHER)) ||
	    (dkt_is(&member->value, DKT_OBJECT) && layout == DKT_HOLDS_MAP))
		rest_of_children(rest, &member->value);
	else if (layout == DKT_HOLDS_SCHEMA || layout == DKT_HOLDS_EITHER)
		rest_of(rest, &member->value);
}

static void rest_of(struct rest *rest, const struct dkt_node *node)
{
	struct dkt_resource *outer = rest->resource;
	struct dkt_resource *own = dkt_address_get(&rest->schemas->resource_of, node);
	const struct dkt_sub *made = dkt_address_get(&rest->schemas->subs_of, node);

	if (!dkt_is(node, DKT_OBJECT))
		return;
	if (own != NULL)
		rest->resource = own;
	if (made == NULL || made->discarded) {
		struct dkt_sub sub = {.node = node, .resource = rest->resource};

		rest->fine = dkt_forms_check(rest->compiler, &sub) && rest->fine;
	}
	for (size_t i = 0; i < node->size; i++)
		rest_of_member(rest, &node->as.members[i]);
	rest->resource = outer;
}

bool dkt_rest_check(struct dkt_compiler *compiler, const struct dkt_schemas *schemas,
		    struct dkt_document *document)
{
	struct rest rest = {
		.compiler = compiler, .schemas = schemas, .resource = document->root, .fine = true};

	rest_of(&rest, &document->text.root);
	return rest.fine;
}
