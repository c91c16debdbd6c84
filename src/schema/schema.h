/*
 * schema.h - JSON Schema: compile once, check many.
 *
 * A dkt_schemas is a library of schema documents by URI (files of a folder, bundled resources;
 * never the network). A dkt_schema is one of them compiled, const, and may be used by many threads;
 * it lives as long as its library.
 *
 * Standard: JSON Schema 2020-12.  Floor: schema.
 */
#ifndef SCHEMA_SCHEMA_H
#define SCHEMA_SCHEMA_H

#include "json/report.h"
#include "json/shape.h"
#include "json/text.h"

struct dkt_schemas;
struct dkt_schema;

struct dkt_schemas *dkt_schemas_new(void);
void dkt_schemas_free(struct dkt_schemas *schemas);

/*
 * Add one schema document. name is a file name relative to the dataset
 * ("schemas/presences.schema.json"), or an absolute URI; relative references between documents
 * resolve against $id where there is one and against "file:///" + name besides, so both work. The
 * bytes are copied. What is wrong with the text goes to report (file name = name); false then.
 */
bool dkt_schemas_add(struct dkt_schemas *schemas, const char *name, const char *bytes, size_t size,
		     struct dkt_report *report);

/*
 * Asked while compiling for the document of a URI that is not in the library. true: *bytes_out and
 * *size_out are its text (copied at once). At most 1,000 documents are taken so.
 */
typedef bool dkt_schemas_resolve_fn(void *context, const char *uri, const char **bytes_out,
				    size_t *size_out);
void dkt_schemas_set_resolver(struct dkt_schemas *schemas, dkt_schemas_resolve_fn *resolve,
			      void *context);

/*
 * Compile the document added under name. Mistakes in the schema (unknown type, bad pattern,
 * reference that leads nowhere) are findings ("schema-document.*", error level) and the result is
 * NULL; unknown keywords are info. A schema compiled before is returned again. Not thread-safe.
 */
const struct dkt_schema *dkt_schemas_compile(struct dkt_schemas *schemas, const char *name,
					     struct dkt_report *report);

struct dkt_check_options {
	bool assert_formats;	    /* format is checked, not only noted */
	const char *pointer_prefix; /* where value stands in its document ("/proposed"), "" for the
				       whole */
};

/*
 * Check value; sentences are in the language of the report. Every violated keyword becomes one
 * finding with code "schema.<keyword>", error level, at the place of the value (for a missing or
 * unexpected property: of the object or of its key), in plain words, with "did you mean" for
 * misspelt keys and enum values. Of anyOf/oneOf only the branch that was most likely meant is
 * explained. A pattern over its match limits is "schema.pattern" at level unchecked. True when
 * there are no errors.
 */
bool dkt_schema_check(const struct dkt_schema *schema, const struct dkt_node *value,
		      const struct dkt_check_options *options, struct dkt_report *report);

/* What the schema says beyond validity; never NULL. */
const struct dkt_shape *dkt_schema_shape(const struct dkt_schema *schema);

DKT_AUTO_DEFINE(schemas, struct dkt_schemas, dkt_schemas_free)

#endif
