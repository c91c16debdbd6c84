/*
 * library.c - documents in, resources and anchors found.
 *
 * The scan follows the nesting of the document, which the parser has limited, so it may recurse. It
 * goes only where schemas can stand: an "$id" inside of "const" or "enum" is data.
 */
#include "schema/library.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/str.h"
#include "schema/uri.h"
#include "json/pointer.h"

/* --- maps by address --- */

void *dkt_address_get(const struct dkt_map *map, const void *address)
{
	return dkt_map_get(map, (const char *)&address, sizeof address);
}

void dkt_address_put(struct dkt_schemas *schemas, struct dkt_map *map, const void *address,
		     void *value)
{
	const void **key = dkt_arena_alloc(schemas->arena, sizeof *key);

	*key = address;
	(void)dkt_map_put(map, (const char *)key, sizeof *key, value);
}

/* --- life --------------------------------------------------------------------------------------
 */

struct dkt_schemas *dkt_schemas_new(void)
{
	struct dkt_schemas *schemas = calloc(1, sizeof *schemas);

	if (schemas == NULL)
		dkt_oom();
	schemas->arena = dkt_arena_new();
	return schemas;
}

void dkt_schemas_free(struct dkt_schemas *schemas)
{
	if (schemas == NULL)
		return;
	for (struct dkt_owned_regex *one = schemas->owned_regexes; one != NULL; one = one->next)
		dkt_regex_free(one->regex);
	for (struct dkt_owned_map *one = schemas->owned_maps; one != NULL; one = one->next)
		dkt_map_clear(&one->map);
	dkt_map_clear(&schemas->documents);
	dkt_map_clear(&schemas->resources);
	dkt_map_clear(&schemas->resource_of);
	dkt_map_clear(&schemas->subs_of);
	dkt_map_clear(&schemas->regexes);
	dkt_arena_free(schemas->arena);
	free(schemas);
}

void dkt_schemas_set_resolver(struct dkt_schemas *schemas, dkt_schemas_resolve_fn *resolve,
			      void *context)
{
	schemas->resolve = resolve;
	schemas->resolve_context = context;
}

/* --- the scan -----------------------------------------------------------------------------------
 */

struct scan {
	struct dkt_schemas *schemas;
	struct dkt_document *document;
	struct dkt_resource *resource; /* the one we are in */
	struct dkt_buf pointer;
	struct dkt_report *report;
};

static void put_resource(struct dkt_schemas *schemas, const char *uri,
			 struct dkt_resource *resource)
{
	(void)dkt_map_put(&schemas->resources, uri, strlen(uri), resource);
}

static void clash(struct scan *scan, const struct dkt_node *value, const char *what,
		  const char *name)
{
	scan->document->broken = true;
	dkt_report_add(scan->report, DKT_ERROR, "schema-document.id", dkt_buf_str(&scan->pointer),
		       value == NULL || value->offset == DKT_MADE ? DKT_NOWHERE : value->offset,
		       "names must be unique, or a reference would have two meanings",
		       "the %s \"%s\" is used twice", what, name);
}

static struct dkt_resource *new_resource(struct scan *scan, const struct dkt_node *node,
					 const char *uri)
{
	struct dkt_schemas *schemas = scan->schemas;
	struct dkt_resource *resource = DKT_NEW(schemas->arena, struct dkt_resource);

	resource->uri = uri;
	resource->document = scan->document;
	resource->node = node;
	resource->pointer =
		dkt_arena_dup(schemas->arena, dkt_buf_str(&scan->pointer), scan->pointer.size);
	resource->next = schemas->first;
	schemas->first = resource;
	dkt_address_put(schemas, &schemas->resource_of, node, resource);
	return resource;
}

/* "$id" opens a resource of its own. */
static void enter_resource(struct scan *scan, const struct dkt_node *node)
{
	const struct dkt_node *id = dkt_get(node, "$id");
	const char *text = dkt_string(id);
	const char *base = scan->resource == NULL ? scan->document->uri : scan->resource->uri;
	const char *uri;
	bool clashes;

	if (text == NULL || text[0] == '#') {
		if (scan->resource == NULL) {
			scan->resource = new_resource(scan, node, base);
			put_resource(scan->schemas, base, scan->resource);
		}
		return;
	}
	uri = dkt_uri_resolve(scan->schemas->arena, base, text);
	clashes = dkt_map_get(&scan->schemas->resources, uri, strlen(uri)) != NULL;
	if (scan->resource == NULL) {
		scan->resource = new_resource(scan, node, uri);
		put_resource(scan->schemas, scan->document->uri, scan->resource);
	} else {
		scan->resource = new_resource(scan, node, uri);
	}
	if (clashes)
		clash(scan, id, "$id", uri);
	else
		put_resource(scan->schemas, uri, scan->resource);
}

static struct dkt_anchor *find_anchor(const struct dkt_resource *resource, const char *name)
{
	for (struct dkt_anchor *one = resource->anchors; one != NULL; one = one->next) {
		if (dkt_streq(one->name, name))
			return one;
	}
	return NULL;
}

static void note_anchor(struct scan *scan, const struct dkt_node *node, const char *keyword)
{
	const struct dkt_node *value = dkt_get(node, keyword);
	const char *name = dkt_string(value);
	struct dkt_anchor *anchor;

	if (name == NULL)
		return;
	anchor = find_anchor(scan->resource, name);
	if (anchor != NULL && anchor->node == node) {
		anchor->dynamic = true;
		return;
	}
	if (anchor != NULL) {
		clash(scan, value, "anchor", name);
		return;
	}
	anchor = DKT_NEW(scan->schemas->arena, struct dkt_anchor);
	anchor->name = name;
	anchor->node = node;
	anchor->pointer = dkt_arena_dup(scan->schemas->arena, dkt_buf_str(&scan->pointer),
					scan->pointer.size);
	anchor->resource = scan->resource;
	anchor->dynamic = dkt_streq(keyword, "$dynamicAnchor");
	anchor->next = scan->resource->anchors;
	scan->resource->anchors = anchor;
}

static void scan_schema(struct scan *scan, const struct dkt_node *node);

static void scan_list(struct scan *scan, const struct dkt_node *list)
{
	size_t start = scan->pointer.size;

	for (size_t i = 0; i < dkt_size(list); i++) {
		dkt_pointer_add_index(&scan->pointer, i);
		scan_schema(scan, &list->as.items[i]);
		dkt_buf_truncate(&scan->pointer, start);
	}
}

static void scan_map(struct scan *scan, const struct dkt_node *map)
{
	size_t start = scan->pointer.size;

	for (size_t i = 0; i < dkt_size(map); i++) {
		const struct dkt_member *member = &map->as.members[i];

		dkt_pointer_add_key(&scan->pointer, member->key, member->key_size);
		scan_schema(scan, &member->value);
		dkt_buf_truncate(&scan->pointer, start);
	}
}

static void scan_member(struct scan *scan, const struct dkt_member *member)
{
	enum dkt_layout layout = dkt_keyword_layout(member->key, member->key_size);
	size_t start = scan->pointer.size;

	if (layout == DKT_HOLDS_NONE)
		return;
	dkt_pointer_add_key(&scan->pointer, member->key, member->key_size);
	if (dkt_is(&member->value, DKT_ARRAY) && layout == DKT_HOLDS_LIST)
		scan_list(scan, &member->value);
	else if (dkt_is(&member->value, DKT_OBJECT) && layout == DKT_HOLDS_MAP)
		scan_map(scan, &member->value);
	else if (layout == DKT_HOLDS_SCHEMA)
		scan_schema(scan, &member->value);
	dkt_buf_truncate(&scan->pointer, start);
}

static void scan_schema(struct scan *scan, const struct dkt_node *node)
{
	struct dkt_resource *outer = scan->resource;

	if (!dkt_is(node, DKT_OBJECT)) {
		if (outer == NULL)
			enter_resource(scan, node);
		return;
	}
	enter_resource(scan, node);
	note_anchor(scan, node, "$anchor");
	note_anchor(scan, node, "$dynamicAnchor");
	for (size_t i = 0; i < node->size; i++)
		scan_member(scan, &node->as.members[i]);
	if (outer != NULL)
		scan->resource = outer;
}

/* --- adding --- */

static struct dkt_document *new_document(struct dkt_schemas *schemas, const char *name)
{
	struct dkt_document *document = DKT_NEW(schemas->arena, struct dkt_document);

	document->name = dkt_arena_dups(schemas->arena, name);
	if (dkt_uri_is_absolute(name))
		document->uri = dkt_uri_resolve(schemas->arena, name, "");
	else
		document->uri = dkt_uri_resolve(schemas->arena, "file:///", name);
	return document;
}

bool dkt_schemas_add(struct dkt_schemas *schemas, const char *name, const char *bytes, size_t size,
		     struct dkt_report *report)
{
	struct scan scan = {.schemas = schemas, .report = report};
	struct dkt_document *document;
	char *copy;

	dkt_report_file(report, name, bytes, size, "");
	if (dkt_map_get(&schemas->documents, name, strlen(name)) != NULL) {
		dkt_report_add(report, DKT_ERROR, "schema-document.id", "", DKT_NOWHERE, NULL,
			       "the document was added before");
		return false;
	}
	document = new_document(schemas, name);
	copy = dkt_arena_dup(schemas->arena, bytes, size);
	if (!dkt_text_examine(&document->text, schemas->arena, copy, size, report))
		return false;
	scan.document = document;
	dkt_buf_init(&scan.pointer, DKT_MAX_TEXT);
	scan_schema(&scan, &document->text.root);
	dkt_buf_clear(&scan.pointer);
	document->root = dkt_address_get(&schemas->resource_of, &document->text.root);
	document->broken = document->broken || document->text.n_duplicates > 0;
	(void)dkt_map_put(&schemas->documents, document->name, strlen(document->name), document);
	return !document->broken;
}

/* --- following references --- */

static struct dkt_resource *find_resource(const struct dkt_schemas *schemas, const char *uri)
{
	return dkt_map_get(&schemas->resources, uri, strlen(uri));
}

/* Ask the embedding program for a document. */
static struct dkt_resource *ask_resolver(struct dkt_schemas *schemas, const char *uri,
					 struct dkt_report *report)
{
	const char *bytes = NULL;
	size_t size = 0;

	if (schemas->resolve == NULL || schemas->n_resolved >= 1000)
		return NULL;
	if (!schemas->resolve(schemas->resolve_context, uri, &bytes, &size))
		return NULL;
	schemas->n_resolved++;
	if (!dkt_schemas_add(schemas, uri, bytes, size, report))
		return NULL;
	return find_resource(schemas, uri);
}

/* By the resource's own URI, then by the file's place. */
static struct dkt_resource *resource_of_reference(struct dkt_schemas *schemas,
						  const struct dkt_resource *from,
						  const char *reference, struct dkt_report *report)
{
	const char *by_id = dkt_uri_resolve(schemas->arena, from->uri, reference);
	struct dkt_resource *found = find_resource(schemas, by_id);

	if (found == NULL)
		found = find_resource(
			schemas, dkt_uri_resolve(schemas->arena, from->document->uri, reference));
	return found != NULL ? found : ask_resolver(schemas, by_id, report);
}

static bool walk_pointer(struct dkt_schemas *schemas, struct dkt_resource *resource,
			 const char *pointer, struct dkt_target *out)
{
	const char *rest = pointer;
	const char *token;
	size_t size;
	size_t index;

	out->node = resource->node;
	out->resource = resource;
	while (*rest == '/') {
		token = dkt_pointer_token(schemas->arena, &rest, &size);
		if (token == NULL)
			return false;
		if (dkt_is(out->node, DKT_ARRAY))
			out->node = dkt_pointer_index(token, size, &index)
					    ? dkt_item(out->node, index)
					    : NULL;
		else
			out->node = dkt_getn(out->node, token, size);
		if (out->node == NULL)
			return false;
		resource = dkt_address_get(&schemas->resource_of, out->node);
		if (resource != NULL)
			out->resource = resource;
	}
	return *rest == '\0';
}

static bool follow_fragment(struct dkt_schemas *schemas, struct dkt_resource *resource,
			    const char *fragment, struct dkt_target *out, const char **why_out)
{
	struct dkt_anchor *anchor;

	if (fragment[0] == '\0' || fragment[0] == '/') {
		out->pointer =
			dkt_arena_printf(schemas->arena, "%s%s", resource->pointer, fragment);
		if (walk_pointer(schemas, resource, fragment, out))
			return true;
		*why_out = dkt_arena_printf(schemas->arena, "there is nothing at %s in %s",
					    fragment, resource->document->name);
		return false;
	}
	anchor = find_anchor(resource, fragment);
	if (anchor == NULL) {
		*why_out = dkt_arena_printf(schemas->arena, "there is no anchor \"%s\" in %s",
					    fragment, resource->document->name);
		return false;
	}
	*out = (struct dkt_target){.node = anchor->node,
				   .resource = anchor->resource,
				   .pointer = anchor->pointer,
				   .anchor = anchor};
	return true;
}

bool dkt_reference_follow(struct dkt_schemas *schemas, const struct dkt_resource *from,
			  const char *reference, struct dkt_report *report,
			  struct dkt_target *target_out, const char **why_out)
{
	struct dkt_resource *resource;
	const char *fragment;
	size_t size;

	memset(target_out, 0, sizeof *target_out);
	resource = reference[0] == '#' || reference[0] == '\0'
			   ? dkt_address_get(&schemas->resource_of, from->node)
			   : resource_of_reference(schemas, from, reference, report);
	if (resource == NULL) {
		*why_out = dkt_arena_printf(schemas->arena, "no schema of that name is known here");
		return false;
	}
	if (resource->document->broken && resource->document != from->document) {
		*why_out = dkt_arena_printf(schemas->arena, "%s has mistakes",
					    resource->document->name);
		return false;
	}
	fragment = dkt_uri_fragment(schemas->arena, reference, &size);
	if (!follow_fragment(schemas, resource, fragment, target_out, why_out))
		return false;
	if (!dkt_is(target_out->node, DKT_OBJECT) && !dkt_is(target_out->node, DKT_TRUE) &&
	    !dkt_is(target_out->node, DKT_FALSE)) {
		*why_out = dkt_arena_printf(schemas->arena, "it leads to %s, which is no schema",
					    dkt_kind_name(target_out->node));
		return false;
	}
	return true;
}
