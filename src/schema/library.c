/*
 * library.c - documents in, and where references lead.
 *
 * A document is scanned when it comes (scan.c), unless its "$schema" names a document that has not
 * come yet. The meta-schemas of the specification are taken from the program when somebody first
 * refers to them.
 */
#include "schema/library.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/str.h"
#include "schema/meta.h"
#include "schema/uri.h"
#include "json/pointer.h"

#define FEW_MEMBERS 32

#define FILES "file:///" /* where documents without a URI of their own are taken to lie */

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
	schemas->scratch = dkt_arena_new();
	schemas->dialect = dkt_dialect_newest;
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
	for (struct dkt_resource *one = schemas->first; one != NULL; one = one->next)
		dkt_map_clear(&one->anchor_of);
	dkt_map_clear(&schemas->documents);
	dkt_map_clear(&schemas->resources);
	dkt_map_clear(&schemas->resource_of);
	dkt_map_clear(&schemas->subs_of);
	dkt_map_clear(&schemas->regexes);
	dkt_map_clear(&schemas->asked);
	dkt_map_clear(&schemas->wanted);
	dkt_map_clear(&schemas->wide);
	dkt_map_clear(&schemas->dynamic_anchors);
	dkt_arena_free(schemas->scratch);
	dkt_arena_free(schemas->arena);
	free(schemas);
}

void dkt_schemas_set_resolver(struct dkt_schemas *schemas, dkt_schemas_resolve_fn *resolve,
			      void *context)
{
	schemas->resolve = resolve;
	schemas->resolve_context = context;
}

/* --- adding --- */

bool dkt_schemas_set_dialect(struct dkt_schemas *schemas, const char *uri)
{
	enum dkt_spelling spelling;
	const struct dkt_dialect *dialect = dkt_dialect_find(uri, &spelling);

	if (dialect != NULL)
		schemas->dialect = dialect;
	return dialect != NULL;
}

static struct dkt_document *new_document(struct dkt_schemas *schemas, const char *name)
{
	struct dkt_document *document = DKT_NEW(schemas->arena, struct dkt_document);

	document->name = dkt_arena_dups(schemas->arena, name);
	document->dialect = schemas->dialect;
	if (dkt_uri_is_absolute(name))
		document->uri = dkt_uri_resolve(schemas->arena, name, "");
	else
		document->uri = dkt_uri_resolve(schemas->arena, FILES, name);
	return document;
}

bool dkt_schemas_add(struct dkt_schemas *schemas, const char *name, const char *bytes, size_t size,
		     struct dkt_report *report)
{
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
	document->broken = document->text.n_duplicates > 0;
	(void)dkt_map_put(&schemas->documents, document->name, strlen(document->name), document);
	if (dkt_document_speaks(schemas, document)) {
		dkt_document_scan(schemas, document, report);
	} else {
		document->unscanned = schemas->unscanned;
		schemas->unscanned = document;
	}
	return !document->broken;
}

/* Ask the embedding program for a document, once. False: it has none. */
static bool ask_resolver(struct dkt_schemas *schemas, const char *uri, struct dkt_report *report)
{
	const char *bytes = NULL;
	size_t size = 0;
	char *key;

	if (schemas->resolve == NULL || schemas->n_resolved >= 1000)
		return false;
	if (dkt_map_get(&schemas->asked, uri, strlen(uri)) != NULL)
		return false;
	key = dkt_arena_dups(schemas->arena, uri);
	(void)dkt_map_put(&schemas->asked, key, strlen(key), key);
	if (!schemas->resolve(schemas->resolve_context, uri, &bytes, &size))
		return false;
	schemas->n_resolved++;
	/* A file is called by its path, like those that were added. */
	return dkt_schemas_add(
		schemas,
		dkt_starts(uri, FILES) && strlen(uri) > strlen(FILES) ? uri + strlen(FILES) : uri,
		bytes, size, report);
}

bool dkt_schemas_has(const struct dkt_schemas *schemas, const char *name)
{
	return dkt_map_get(&schemas->documents, name, strlen(name)) != NULL;
}

/* Scan those that waited and whose dialect is known by now, or all. Did any wait no longer? */
static bool scan_waiting(struct dkt_schemas *schemas, bool all, struct dkt_report *report)
{
	struct dkt_document **place = &schemas->unscanned;
	bool changed = false;

	while (*place != NULL) {
		struct dkt_document *document = *place;

		if (!all && !dkt_document_speaks(schemas, document)) {
			place = &document->unscanned;
			continue;
		}
		*place = document->unscanned;
		dkt_report_file(report, document->name, document->text.bytes, document->text.size,
				"");
		dkt_document_scan(schemas, document, report);
		changed = true;
	}
	return changed;
}

void dkt_schemas_settle(struct dkt_schemas *schemas, struct dkt_report *report)
{
	while (schemas->unscanned != NULL) {
		struct dkt_document *document = schemas->unscanned;
		size_t asked = schemas->n_resolved;

		if (scan_waiting(schemas, false, report))
			continue;
		for (; document != NULL && asked == schemas->n_resolved;
		     document = document->unscanned) {
			const char *uri = dkt_get_string(&document->text.root, "$schema");

			if (uri != NULL)
				(void)ask_resolver(
					schemas,
					dkt_uri_resolve(schemas->arena, document->uri, uri),
					report);
		}
		if (asked == schemas->n_resolved)
			(void)scan_waiting(schemas, true, report);
	}
}

/* A meta-schema that is built in; its text is known to be right. */
static struct dkt_resource *add_meta(struct dkt_schemas *schemas, const char *uri)
{
	const struct dkt_meta *meta = dkt_meta_find(uri);
	struct dkt_document *document;
	struct dkt_text_fault fault;
	struct dkt_report *report;

	if (meta == NULL)
		return NULL;
	document = new_document(schemas, uri);
	document->built_in = true;
	document->examined = true;
	if (!dkt_text_parse(&document->text, schemas->arena, meta->bytes, meta->size, &fault))
		return NULL;
	report = dkt_report_new();
	dkt_document_scan(schemas, document, report);
	dkt_report_free(report);
	return document->root;
}

/* --- following references --- */

struct dkt_resource *dkt_resource_find(struct dkt_schemas *schemas, const char *uri)
{
	struct dkt_resource *found = dkt_map_get(&schemas->resources, uri, strlen(uri));
	const struct dkt_dialect *dialect;
	enum dkt_spelling spelling;

	if (found != NULL || strcasestr(uri, "json-schema.org/") == NULL)
		return found;
	found = add_meta(schemas, uri);
	dialect = found == NULL ? dkt_dialect_find(uri, &spelling) : NULL;
	if (dialect == NULL)
		return found;
	found = dkt_map_get(&schemas->resources, dialect->uri, strlen(dialect->uri));
	return found != NULL ? found : add_meta(schemas, dialect->uri);
}

/* By the resource's own URI, then by the file's place; what is here before what must be asked for.
 */
static struct dkt_resource *resource_of_reference(struct dkt_schemas *schemas,
						  const struct dkt_resource *from,
						  const char *reference, struct dkt_report *report)
{
	const char *uris[] = {
		dkt_uri_resolve(schemas->scratch, from->uri, reference),
		dkt_uri_resolve(schemas->scratch, from->document->uri, reference),
	};
	struct dkt_resource *found = dkt_resource_find(schemas, uris[0]);

	if (found == NULL)
		found = dkt_resource_find(schemas, uris[1]);
	for (size_t i = 0; found == NULL && i < 2; i++) {
		if (!ask_resolver(schemas, uris[i], report))
			continue;
		dkt_schemas_settle(schemas, report);
		found = dkt_resource_find(schemas, uris[i]);
	}
	return found;
}

/* Where one step of a pointer leads, as far as schemas are concerned. */
enum standing { AT_SCHEMA, AT_CHILDREN, AT_NOTHING };

static enum standing step(enum standing standing, const struct dkt_target *at, const char *token,
			  size_t size, const struct dkt_node *next)
{
	enum dkt_layout layout;

	if (standing != AT_SCHEMA)
		return standing == AT_CHILDREN ? AT_SCHEMA : AT_NOTHING;
	layout = dkt_keyword_layout(token, size, at->resource->dialect);
	if (layout == DKT_HOLDS_NONE)
		return AT_NOTHING;
	if (layout == DKT_HOLDS_SCHEMA || (layout == DKT_HOLDS_EITHER && !dkt_is(next, DKT_ARRAY)))
		return AT_SCHEMA;
	return AT_CHILDREN;
}

/* Many references into one large object would each look through all of it: its members are put
 * into a map by the first one. */
static const struct dkt_node *member_named(struct dkt_schemas *schemas,
					   const struct dkt_node *object, const char *key,
					   size_t size)
{
	struct dkt_owned_map *wide;

	if (!dkt_is(object, DKT_OBJECT) || object->size <= FEW_MEMBERS)
		return dkt_getn(object, key, size);
	wide = dkt_address_get(&schemas->wide, object);
	if (wide == NULL) {
		wide = DKT_NEW(schemas->arena, struct dkt_owned_map);
		wide->next = schemas->owned_maps;
		schemas->owned_maps = wide;
		dkt_address_put(schemas, &schemas->wide, object, wide);
		for (size_t i = 0; i < object->size; i++) {
			const struct dkt_member *member = &object->as.members[i];

			(void)dkt_map_put(&wide->map, member->key, member->key_size,
					  (void *)(uintptr_t)&member->value);
		}
	}
	return dkt_map_get(&wide->map, key, size);
}

static bool walk_pointer(struct dkt_schemas *schemas, struct dkt_resource *resource,
			 const char *pointer, struct dkt_target *out)
{
	enum standing standing = AT_SCHEMA;
	const struct dkt_node *next;
	const char *rest = pointer;
	const char *token;
	size_t size;
	size_t index;

	out->node = resource->node;
	out->resource = resource;
	while (*rest == '/') {
		token = dkt_pointer_token(schemas->scratch, &rest, &size);
		if (token == NULL)
			return false;
		if (dkt_is(out->node, DKT_ARRAY))
			next = dkt_pointer_index(token, size, &index) ? dkt_item(out->node, index)
								      : NULL;
		else
			next = member_named(schemas, out->node, token, size);
		if (next == NULL)
			return false;
		standing = step(standing, out, token, size, next);
		out->node = next;
		resource = dkt_address_get(&schemas->resource_of, next);
		if (resource != NULL)
			out->resource = resource;
	}
	out->odd = standing != AT_SCHEMA;
	return *rest == '\0';
}

static bool follow_fragment(struct dkt_schemas *schemas, struct dkt_resource *resource,
			    const char *fragment, struct dkt_target *out, const char **why_out)
{
	struct dkt_anchor *anchor;

	if (fragment[0] == '\0' || fragment[0] == '/') {
		if (walk_pointer(schemas, resource, fragment, out))
			return true;
		*why_out = dkt_arena_printf(schemas->arena, "there is nothing at %s in %s",
					    fragment, resource->document->name);
		return false;
	}
	anchor = dkt_map_get(&resource->anchor_of, fragment, strlen(fragment));
	if (anchor == NULL) {
		*why_out = dkt_arena_printf(schemas->arena, "there is no anchor \"%s\" in %s",
					    fragment, resource->document->name);
		return false;
	}
	*out = (struct dkt_target){
		.node = anchor->node, .resource = anchor->resource, .anchor = anchor};
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
	dkt_arena_reset(schemas->scratch);
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
	fragment = dkt_uri_fragment(schemas->scratch, reference, &size);
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
