/*
 * library.h - the documents of a dkt_schemas, their resources and anchors.
 *
 * A document can hold several resources (subschemas with "$id"); each has a URI by which references
 * find it. Documents are scanned once when they are added, following only keywords that hold
 * schemas.
 *
 * Private to the floor.  Floor: schema.
 */
#ifndef SCHEMA_LIBRARY_H
#define SCHEMA_LIBRARY_H

#include "base/map.h"
#include "schema/compiled.h"
#include "schema/dialect.h"
#include "schema/schema.h"

struct dkt_document {
	const char *name;
	const char *uri; /* "file:///" + name, or the name where that is absolute */
	struct dkt_text text;
	struct dkt_resource *root;
	struct dkt_schema *compiled;	   /* NULL until asked for */
	const struct dkt_dialect *dialect; /* where nothing else is said */
	bool refused;			   /* compiled with errors before */
	bool broken;			   /* "$id" or anchors clash; said when it was added */
	bool in_work;			   /* being compiled, or checked against its meta-schema */
	bool built_in;			   /* a meta-schema of the specification */
	bool examined;			   /* forms.c has been over it */
	size_t n_faults;		   /* found while compiling */
	struct dkt_document *unscanned;	   /* the next one whose dialect is not known yet */
};

/* A place that "$anchor" or "$dynamicAnchor" names. */
struct dkt_anchor {
	const char *name;
	const struct dkt_node *node;
	struct dkt_resource *resource;
	bool dynamic;
	const struct dkt_sub *sub;    /* compiled; only needed of dynamic ones */
	struct dkt_anchor *next;      /* of the same resource */
	struct dkt_anchor *same_name; /* dynamic ones of the library */
};

struct dkt_resource {
	const char *uri;
	struct dkt_document *document;
	const struct dkt_node *node;
	const struct dkt_dialect *dialect;
	unsigned vocabularies;	       /* bits of enum dkt_vocabulary */
	const struct dkt_node *custom; /* "$schema" when that is none of the five, or NULL */
	struct dkt_resource *meta;     /* the document that it names, or NULL */
	struct dkt_anchor *anchors;
	struct dkt_map anchor_of; /* by name */
	bool touched;		  /* some compiled subschema belongs to it */
	bool meta_checked;
	struct dkt_resource *next_touched; /* by the compilation under way */
	struct dkt_resource *next;
};

/* Things outside of the arena that end with the library. */
struct dkt_owned_regex {
	struct dkt_regex *regex;
	struct dkt_owned_regex *next;
};

struct dkt_owned_map {
	struct dkt_map map;
	struct dkt_owned_map *next;
};

/* A name of dynamic anchors that some reference wants. */
struct dkt_wanted {
	bool on;
	struct dkt_wanted *next; /* since the compilation under way began */
};

struct dkt_schemas {
	struct dkt_arena *arena;
	struct dkt_arena *scratch;	   /* for one reference */
	const struct dkt_dialect *dialect; /* of documents that do not say */
	struct dkt_map documents;	   /* by name */
	struct dkt_map resources;	   /* by URI */
	struct dkt_map resource_of;	   /* by the address of its node */
	struct dkt_map subs_of;		   /* compiled subschema by the address of its node */
	struct dkt_map regexes;		   /* by pattern */
	struct dkt_map asked;		   /* URIs that the resolver was asked for */
	struct dkt_map wanted;		   /* struct dkt_wanted by name */
	struct dkt_map wide;		   /* members by key of large objects, by address */
	struct dkt_map dynamic_anchors;	   /* the first anchor of a name */
	struct dkt_wanted *new_wanted;
	struct dkt_resource *new_touched;
	struct dkt_resource *first;
	struct dkt_document *unscanned;
	struct dkt_sub *subs; /* the newest first */
	struct dkt_owned_regex *owned_regexes;
	struct dkt_owned_map *owned_maps;
	dkt_schemas_resolve_fn *resolve;
	void *resolve_context;
	size_t n_resolved;
};

/*
 * scan.c: find the resources and anchors of a document. Not before its dialect is known, for that
 * says which keywords hold schemas; clashes are findings and mark the document as broken.
 */
bool dkt_document_speaks(struct dkt_schemas *schemas, const struct dkt_document *document);
void dkt_document_scan(struct dkt_schemas *schemas, struct dkt_document *document,
		       struct dkt_report *report);

/* Scan the documents that waited for another one, whether that has come or not. */
void dkt_schemas_settle(struct dkt_schemas *schemas, struct dkt_report *report);

/* The resource of an absolute URI without fragment, meta-schemas that are built in included. */
struct dkt_resource *dkt_resource_find(struct dkt_schemas *schemas, const char *uri);

/* The value under a node's address, in one of the maps by address. */
void *dkt_address_get(const struct dkt_map *map, const void *address);
void dkt_address_put(struct dkt_schemas *schemas, struct dkt_map *map, const void *address,
		     void *value);

/* Where a reference leads. */
struct dkt_target {
	const struct dkt_node *node;
	struct dkt_resource *resource;
	const struct dkt_anchor *anchor; /* when the fragment named one */
	bool odd;			 /* the way led through something that holds no schemas */
};

/*
 * Follow a reference from within a resource. False: *why_out (in the arena) is the sentence. Never
 * the network; documents that are not in the library are asked of the resolver, if there is one.
 */
bool dkt_reference_follow(struct dkt_schemas *schemas, const struct dkt_resource *from,
			  const char *reference, struct dkt_report *report,
			  struct dkt_target *target_out, const char **why_out);

/* How a keyword holds schemas. */
enum dkt_layout {
	DKT_HOLDS_NONE,
	DKT_HOLDS_SCHEMA,
	DKT_HOLDS_LIST,
	DKT_HOLDS_EITHER, /* a schema or a list of them */
	DKT_HOLDS_MAP
};

/* The layout of a keyword by name; DKT_HOLDS_NONE for those that the dialect does not have. */
enum dkt_layout dkt_keyword_layout(const char *name, size_t size,
				   const struct dkt_dialect *dialect);

#endif
