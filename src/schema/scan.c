/*
 * scan.c - the resources and anchors of a document, and the dialect of each resource.
 *
 * The scan follows the nesting of the document, which the parser has limited, so it may recurse. It
 * goes only where schemas can stand: an "$id" inside of "const" or "enum" is data. Where that is
 * depends on the dialect, and the dialect changes from resource to resource.
 */
#include <string.h>

#include "base/str.h"
#include "schema/library.h"
#include "schema/uri.h"
#include "json/pointer.h"

#define MAX_ID 4000 /* bytes of the URI of a resource */

struct scan {
	struct dkt_schemas *schemas;
	struct dkt_document *document;
	struct dkt_resource *resource; /* the one we are in */
	struct dkt_buf pointer;
	struct dkt_report *report;
};

/* What a "$schema" says. */
struct speech {
	const struct dkt_dialect *dialect; /* NULL: not known */
	unsigned vocabularies;
	const struct dkt_node *custom;
	struct dkt_resource *meta;
};

/* --- dialects --- */

static unsigned read_vocabularies(const struct dkt_node *vocabulary)
{
	unsigned bits = DKT_VOCABULARY_CORE;
	const struct dkt_dialect *dialect;

	if (!dkt_is(vocabulary, DKT_OBJECT))
		return DKT_VOCABULARY_USUAL;
	for (size_t i = 0; i < vocabulary->size; i++) {
		const struct dkt_member *member = &vocabulary->as.members[i];
		unsigned known = dkt_vocabulary_find(member->key, &dialect);

		bits |= known;
		/* In 2019-09 one vocabulary notes formats (false) or checks them (true). */
		if ((known & DKT_VOCABULARY_FORMAT) != 0 && dialect->draft == DKT_DRAFT_2019 &&
		    dkt_is(&member->value, DKT_TRUE))
			bits |= DKT_VOCABULARY_FORMAT_ASSERTION;
	}
	return bits;
}

/* A dialect that is one of the five, or described by a document of the library. */
static void listen(struct dkt_schemas *schemas, const struct dkt_document *document,
		   const struct dkt_node *node, const struct dkt_dialect *otherwise,
		   struct speech *out)
{
	const struct dkt_node *value = dkt_get(node, "$schema");
	const char *text = dkt_string(value);
	enum dkt_spelling spelling;
	const char *uri;

	*out = (struct speech){.dialect = otherwise, .vocabularies = DKT_VOCABULARY_USUAL};
	if (text == NULL)
		return;
	uri = dkt_uri_resolve(schemas->scratch, document->uri, text);
	out->meta = dkt_map_get(&schemas->resources, uri, strlen(uri));
	out->dialect = dkt_dialect_find(text, &spelling);
	if (out->dialect != NULL) {
		out->meta = NULL;
		return;
	}
	out->custom = value;
	if (out->meta == NULL)
		return;
	out->dialect = out->meta->dialect;
	out->vocabularies = read_vocabularies(dkt_get(out->meta->node, "$vocabulary"));
}

bool dkt_document_speaks(struct dkt_schemas *schemas, const struct dkt_document *document)
{
	struct speech speech;

	listen(schemas, document, &document->text.root, document->dialect, &speech);
	return speech.dialect != NULL;
}

/* --- resources --- */

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
					 const char *uri, const struct speech *speech)
{
	struct dkt_schemas *schemas = scan->schemas;
	struct dkt_resource *resource = DKT_NEW(schemas->arena, struct dkt_resource);

	resource->uri = uri;
	resource->document = scan->document;
	resource->node = node;
	resource->dialect = speech->dialect == NULL ? scan->document->dialect : speech->dialect;
	resource->vocabularies = speech->vocabularies;
	resource->custom = speech->custom;
	resource->meta = speech->meta;
	resource->next = schemas->first;
	schemas->first = resource;
	dkt_address_put(schemas, &schemas->resource_of, node, resource);
	return resource;
}

/* The "$id" of a schema, NULL when it has none that counts. */
static const struct dkt_node *id_of(const struct dkt_node *node, const struct dkt_dialect *dialect,
				    bool root)
{
	const struct dkt_node *id = dkt_get(node, dialect->id);

	if (id == NULL && dialect->draft == DKT_DRAFT_4)
		id = dkt_get(node, "$id");
	if (!root && dialect->lone_ref && dkt_string(dkt_get(node, "$ref")) != NULL)
		return NULL;
	return dkt_is(id, DKT_STRING) ? id : NULL;
}

/* The URI of an "$id" without its fragment; NULL when that is all there is. */
static const char *uri_of(struct scan *scan, const struct dkt_node *id)
{
	const char *text = dkt_string(id);
	const char *base = scan->resource == NULL ? scan->document->uri : scan->resource->uri;
	const char *uri;

	if (text == NULL || text[0] == '#' || text[0] == '\0')
		return NULL;
	/* Each resource keeps its URI, and each can be as long as the one around it. */
	uri = dkt_uri_resolve(scan->schemas->scratch, base, text);
	if (strlen(uri) <= MAX_ID)
		return dkt_arena_dups(scan->schemas->arena, uri);
	scan->document->broken = true;
	dkt_report_add(scan->report, DKT_ERROR, "schema-document.id", dkt_buf_str(&scan->pointer),
		       id->offset, NULL,
		       "this \"%s\" becomes a URI of %zu bytes; at most %d are read",
		       scan->document->dialect->id, strlen(uri), MAX_ID);
	return NULL;
}

static void name_resource(struct scan *scan, const struct dkt_node *id, const char *uri)
{
	struct dkt_resource *other = dkt_map_get(&scan->schemas->resources, uri, strlen(uri));

	if (other != NULL && !other->document->built_in)
		clash(scan, id, "$id", uri);
	else if (other == NULL || !scan->document->built_in)
		put_resource(scan->schemas, uri, scan->resource);
}

/* "$id" opens a resource of its own. Gives the "$id" that counts, or NULL. */
static const struct dkt_node *enter_resource(struct scan *scan, const struct dkt_node *node)
{
	bool root = scan->resource == NULL;
	const struct dkt_dialect *around = root ? scan->document->dialect : scan->resource->dialect;
	const struct dkt_node *id;
	struct speech speech;
	const char *uri;

	listen(scan->schemas, scan->document, node, around, &speech);
	if (!root && speech.custom == NULL && dkt_get(node, "$schema") == NULL)
		speech = (struct speech){.dialect = around,
					 .vocabularies = scan->resource->vocabularies,
					 .custom = scan->resource->custom,
					 .meta = scan->resource->meta};
	id = id_of(node, speech.dialect == NULL ? around : speech.dialect, root);
	uri = uri_of(scan, id);
	if (root) {
		scan->resource =
			new_resource(scan, node, uri == NULL ? scan->document->uri : uri, &speech);
		put_resource(scan->schemas, scan->document->uri, scan->resource);
	} else if (uri != NULL &&
		   !(strchr(dkt_string(id), '#') != NULL && dkt_streq(uri, scan->resource->uri))) {
		scan->resource = new_resource(scan, node, uri, &speech);
	} else {
		return id_of(node, around, false);
	}
	if (uri != NULL && !dkt_streq(uri, root ? scan->document->uri : ""))
		name_resource(scan, id, uri);
	return id;
}

/* --- anchors --- */

static void note_dynamic(struct dkt_schemas *schemas, struct dkt_anchor *anchor)
{
	anchor->dynamic = true;
	anchor->same_name =
		dkt_map_put(&schemas->dynamic_anchors, anchor->name, strlen(anchor->name), anchor);
}

static void note_anchor(struct scan *scan, const struct dkt_node *node,
			const struct dkt_node *value, const char *name, bool dynamic)
{
	struct dkt_schemas *schemas = scan->schemas;
	struct dkt_anchor *anchor = dkt_map_get(&scan->resource->anchor_of, name, strlen(name));

	if (anchor != NULL && anchor->node == node) {
		if (dynamic && !anchor->dynamic)
			note_dynamic(schemas, anchor);
		return;
	}
	if (anchor != NULL) {
		clash(scan, value, "anchor", name);
		return;
	}
	anchor = DKT_NEW(schemas->arena, struct dkt_anchor);
	anchor->name = name;
	anchor->node = node;
	anchor->resource = scan->resource;
	if (dynamic)
		note_dynamic(schemas, anchor);
	anchor->next = scan->resource->anchors;
	scan->resource->anchors = anchor;
	(void)dkt_map_put(&scan->resource->anchor_of, name, strlen(name), anchor);
}

static void note_anchors(struct scan *scan, const struct dkt_node *node, const struct dkt_node *id)
{
	enum dkt_draft draft = scan->resource->dialect->draft;
	const char *hash = id == NULL ? NULL : strchr(id->as.bytes, '#');
	const struct dkt_node *value = dkt_get(node, "$anchor");

	/* "#/definitions/a" only repeats where it stands. */
	if (hash != NULL && hash[1] != '\0' && hash[1] != '/')
		note_anchor(scan, node, id, hash + 1, false);
	if (draft < DKT_DRAFT_2019)
		return;
	if (dkt_is(value, DKT_STRING))
		note_anchor(scan, node, value, value->as.bytes, false);
	value = dkt_get(node, "$dynamicAnchor");
	if (draft >= DKT_DRAFT_2020 && dkt_is(value, DKT_STRING))
		note_anchor(scan, node, value, value->as.bytes, true);
	/* The nameless anchor that "$recursiveRef" looks for; no reference can spell it. */
	if (draft == DKT_DRAFT_2019 && scan->resource->node == node &&
	    dkt_is(dkt_get(node, "$recursiveAnchor"), DKT_TRUE))
		note_anchor(scan, node, NULL, "", true);
}

/* --- the walk --- */

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
	enum dkt_layout layout =
		dkt_keyword_layout(member->key, member->key_size, scan->resource->dialect);
	size_t start = scan->pointer.size;
	bool list = dkt_is(&member->value, DKT_ARRAY);

	if (layout == DKT_HOLDS_NONE)
		return;
	dkt_pointer_add_key(&scan->pointer, member->key, member->key_size);
	if (list && (layout == DKT_HOLDS_LIST || layout == DKT_HOLDS_EITHER))
		scan_list(scan, &member->value);
	else if (dkt_is(&member->value, DKT_OBJECT) && layout == DKT_HOLDS_MAP)
		scan_map(scan, &member->value);
	else if (layout == DKT_HOLDS_SCHEMA || layout == DKT_HOLDS_EITHER)
		scan_schema(scan, &member->value);
	dkt_buf_truncate(&scan->pointer, start);
}

static void scan_schema(struct scan *scan, const struct dkt_node *node)
{
	struct dkt_resource *outer = scan->resource;
	const struct dkt_node *id;

	if (!dkt_is(node, DKT_OBJECT)) {
		if (outer == NULL)
			(void)enter_resource(scan, node);
		return;
	}
	id = enter_resource(scan, node);
	note_anchors(scan, node, id);
	for (size_t i = 0; i < node->size; i++)
		scan_member(scan, &node->as.members[i]);
	if (outer != NULL)
		scan->resource = outer;
}

void dkt_document_scan(struct dkt_schemas *schemas, struct dkt_document *document,
		       struct dkt_report *report)
{
	struct scan scan = {.schemas = schemas, .document = document, .report = report};

	dkt_buf_init(&scan.pointer, DKT_MAX_TEXT);
	scan_schema(&scan, &document->text.root);
	dkt_buf_clear(&scan.pointer);
	document->root = dkt_address_get(&schemas->resource_of, &document->text.root);
}
