/*
 * lint.c - what a schema says and does not mean: keywords without effect, parts that nothing
 * refers to, rules that no value can keep, patterns that can explode.
 *
 * One walk over the document, as deep as the parser lets it be. A keyword is judged by its
 * neighbours in the same subschema only: what other subschemas add cannot make "minLength" mean
 * something for a number.
 */
#include <string.h>

#include "base/buf.h"
#include "base/str.h"
#include "schema/keyword.h"
#include "schema/lint.h"
#include "json/pointer.h"

void dkt_lint_say(struct dkt_lint *lint, enum dkt_level level, const char *code,
		  const struct dkt_member *member, const char *hint, const char *sentence)
{
	size_t start = lint->pointer.size;

	if (member != NULL)
		dkt_pointer_add_key(&lint->pointer, member->key, member->key_size);
	dkt_report_add(lint->report, level, code, dkt_buf_str(&lint->pointer),
		       member == NULL ? DKT_NOWHERE : member->key_offset, hint, "%s", sentence);
	dkt_buf_truncate(&lint->pointer, start);
}

/* --- parts that nothing refers to --- */

/* Is this subschema, or one inside of it, in use? */
static bool is_used(const struct dkt_lint *lint, const struct dkt_node *node)
{
	if (dkt_address_get(&lint->schemas->subs_of, node) != NULL)
		return true;
	for (size_t i = 0; i < dkt_size(node); i++) {
		if (is_used(lint, dkt_is(node, DKT_ARRAY) ? &node->as.items[i]
							  : &node->as.members[i].value))
			return true;
	}
	return false;
}

/* A document that only defines things is there for others. */
static bool is_collection(const struct dkt_node *root)
{
	for (size_t i = 0; i < root->size; i++) {
		const struct dkt_keyword *keyword = dkt_keyword_elsewhere(
			root->as.members[i].key, root->as.members[i].key_size);

		if (keyword != NULL && keyword->compile != NULL)
			return false;
	}
	return true;
}

static void lint_definitions(struct dkt_lint *lint, const struct dkt_member *definitions)
{
	size_t start = lint->pointer.size;

	dkt_pointer_add_key(&lint->pointer, definitions->key, definitions->key_size);
	for (size_t i = 0; i < dkt_size(&definitions->value); i++) {
		const struct dkt_member *one = &definitions->value.as.members[i];

		if (!is_used(lint, &one->value))
			dkt_lint_say(lint, DKT_WARNING, "schema-document.unused", one,
				     "remove it, or refer to it",
				     dkt_arena_printf(lint->schemas->arena,
						      "nothing here refers to \"%.100s\"",
						      one->key));
	}
	dkt_buf_truncate(&lint->pointer, start);
}

/* --- patterns --- */

static void lint_pattern(struct dkt_lint *lint, const struct dkt_member *at, const char *pattern,
			 size_t size)
{
	struct dkt_buf why = DKT_BUF_INIT(1024);

	if (dkt_regex_explosive(pattern, size, &why))
		dkt_lint_say(lint, DKT_WARNING, "schema-document.slow-pattern", at,
			     "a value made for it can make a check give up; write the pattern so "
			     "that each text matches in one way only",
			     dkt_buf_str(&why));
	dkt_buf_clear(&why);
}

static void lint_patterns(struct dkt_lint *lint, const struct dkt_member *member)
{
	size_t start = lint->pointer.size;

	if (dkt_streq(member->key, "pattern") && dkt_is(&member->value, DKT_STRING))
		lint_pattern(lint, member, member->value.as.bytes, member->value.size);
	if (!dkt_streq(member->key, "patternProperties") || !dkt_is(&member->value, DKT_OBJECT))
		return;
	dkt_pointer_add_key(&lint->pointer, member->key, member->key_size);
	for (size_t i = 0; i < member->value.size; i++)
		lint_pattern(lint, &member->value.as.members[i], member->value.as.members[i].key,
			     member->value.as.members[i].key_size);
	dkt_buf_truncate(&lint->pointer, start);
}

/* --- the walk --- */

static void lint_schema(struct dkt_lint *lint, const struct dkt_node *node);

static void lint_children(struct dkt_lint *lint, const struct dkt_node *node)
{
	size_t start = lint->pointer.size;

	for (size_t i = 0; i < node->size; i++) {
		if (dkt_is(node, DKT_ARRAY)) {
			dkt_pointer_add_index(&lint->pointer, i);
			lint_schema(lint, &node->as.items[i]);
		} else {
			dkt_pointer_add_key(&lint->pointer, node->as.members[i].key,
					    node->as.members[i].key_size);
			lint_schema(lint, &node->as.members[i].value);
		}
		dkt_buf_truncate(&lint->pointer, start);
	}
}

static void lint_member(struct dkt_lint *lint, const struct dkt_member *member)
{
	const struct dkt_dialect *dialect = lint->resource->dialect;
	const struct dkt_keyword *keyword =
		dkt_keyword_find(member->key, member->key_size, dialect);
	enum dkt_layout layout = keyword == NULL ? DKT_HOLDS_NONE : keyword->layout;
	bool list = dkt_is(&member->value, DKT_ARRAY);
	size_t start = lint->pointer.size;

	if (keyword != NULL && (keyword->flags & DKT_KEYWORD_OLD) != 0)
		dkt_lint_say(lint, DKT_INFO, "schema-document.old-keyword", member, NULL,
			     dkt_arena_printf(lint->schemas->arena,
					      "\"%s\" is a keyword of earlier drafts than %s; it "
					      "works all the same",
					      keyword->name, dialect->name));
	lint_patterns(lint, member);
	if (lint->compiled && dkt_is(&member->value, DKT_OBJECT) &&
	    (dkt_streq(member->key, "$defs") || dkt_streq(member->key, "definitions")))
		lint_definitions(lint, member);
	dkt_pointer_add_key(&lint->pointer, member->key, member->key_size);
	if ((list && (layout == DKT_HOLDS_LIST || layout == DKT_HOLDS_EITHER)) ||
	    (dkt_is(&member->value, DKT_OBJECT) && layout == DKT_HOLDS_MAP))
		lint_children(lint, &member->value);
	else if (layout == DKT_HOLDS_SCHEMA || layout == DKT_HOLDS_EITHER)
		lint_schema(lint, &member->value);
	dkt_buf_truncate(&lint->pointer, start);
}

/* "$schema" counts only where a resource begins. */
static void lint_schema_place(struct dkt_lint *lint, const struct dkt_node *node)
{
	for (size_t i = 0; lint->resource->node != node && i < node->size; i++) {
		if (dkt_streq(node->as.members[i].key, "$schema"))
			dkt_lint_say(lint, DKT_WARNING, "schema-document.no-effect",
				     &node->as.members[i], "give this part an \"$id\" of its own",
				     "\"$schema\" has no effect inside of a schema");
	}
}

static void lint_schema(struct dkt_lint *lint, const struct dkt_node *node)
{
	struct dkt_resource *outer = lint->resource;
	struct dkt_resource *own = dkt_address_get(&lint->schemas->resource_of, node);

	if (!dkt_is(node, DKT_OBJECT))
		return;
	if (own != NULL)
		lint->resource = own;
	lint_schema_place(lint, node);
	if (!lint->resource->dialect->lone_ref || dkt_get_string(node, "$ref") == NULL)
		dkt_lint_effects(lint, node);
	for (size_t i = 0; i < node->size; i++)
		lint_member(lint, &node->as.members[i]);
	lint->resource = outer;
}

/* --- the document as a whole --- */

static void lint_names(struct dkt_lint *lint, const struct dkt_node *root)
{
	const struct dkt_dialect *dialect = lint->resource->dialect;
	const struct dkt_node *schema = dkt_get(root, "$schema");
	struct dkt_arena *arena = lint->schemas->arena;
	enum dkt_spelling spelling = DKT_SPELT_EXACTLY;
	const char *uri = dkt_arena_printf(arena, "write \"$schema\": \"%s%s\"", dialect->uri,
					   dialect->draft < DKT_DRAFT_2019 ? "#" : "");

	if (schema == NULL)
		dkt_lint_say(lint, DKT_INFO, "schema-document.no-schema", NULL, uri,
			     dkt_arena_printf(arena,
					      "\"$schema\" is missing; this is read as JSON "
					      "Schema %s",
					      dialect->name));
	else if (dkt_is(schema, DKT_STRING))
		(void)dkt_dialect_find(schema->as.bytes, &spelling);
	if (spelling == DKT_SPELT_WITH_OTHER_END)
		dkt_report_add(lint->report, DKT_INFO, "schema-document.dialect", "/$schema",
			       schema->offset, uri, "the \"#\" at the end is %s in JSON Schema %s",
			       dialect->draft < DKT_DRAFT_2019 ? "wanted" : "not wanted",
			       dialect->name);
	if (dkt_get(root, dialect->id) == NULL && dkt_get(root, "$id") == NULL)
		dkt_lint_say(lint, DKT_INFO, "schema-document.no-id", NULL,
			     "give it a URI, so that others can refer to it wherever it lies",
			     dkt_arena_printf(arena, "\"%s\" is missing", dialect->id));
}

void dkt_schemas_lint(struct dkt_schemas *schemas, const char *name, struct dkt_report *report)
{
	struct dkt_document *document = dkt_map_get(&schemas->documents, name, strlen(name));
	struct dkt_lint lint = {.schemas = schemas, .report = report};

	if (document == NULL || document->root == NULL || !dkt_is(&document->text.root, DKT_OBJECT))
		return;
	lint.resource = document->root;
	lint.compiled = document->compiled != NULL && !is_collection(&document->text.root);
	dkt_report_file(report, document->name, document->text.bytes, document->text.size, "");
	dkt_buf_init(&lint.pointer, DKT_MAX_TEXT);
	lint_names(&lint, &document->text.root);
	lint_schema(&lint, &document->text.root);
	dkt_buf_clear(&lint.pointer);
	dkt_report_file(report, "", NULL, 0, "");
}
