/*
 * schema.h - JSON Schema: compile once, check many.
 *
 * A dkt_schemas is a library of schema documents by URI (files of a folder, bundled resources;
 * never the network). A dkt_schema is one of them compiled, const, and may be used by many threads;
 * it lives as long as its library.
 *
 * Standards: JSON Schema 2020-12, 2019-09, draft-07, draft-06, draft-04.  Floor: schema.
 */
#ifndef SCHEMA_SCHEMA_H
#define SCHEMA_SCHEMA_H

#include "base/buf.h"
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

/* Was a document added under that name, with a text that is JSON? */
bool dkt_schemas_has(const struct dkt_schemas *schemas, const char *name);

/*
 * The dialect of documents added from now on that do not name one with "$schema": the URI of one of
 * the five meta-schemas, or a short name ("2020-12", "2019-09", "draft-07", "draft-06", "draft-04",
 * "7"). At first it is 2020-12. False, changing nothing, when it is none of these.
 */
bool dkt_schemas_set_dialect(struct dkt_schemas *schemas, const char *uri);

/* The URIs of the dialects, newest first; ends with NULL. */
const char *const *dkt_schema_dialects(void);

/*
 * Asked while compiling for the document of a URI that is not in the library, once a URI: first by
 * "$id", then by the place of the file ("file:///" + name). true: *bytes_out and *size_out are its
 * text (copied at once). At most 1,000 documents are taken so.
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

/*
 * What the document added under name says and does not mean, besides what dkt_schemas_compile
 * found: keywords without effect, parts that nothing refers to, rules that no value can keep,
 * patterns that can explode (warnings "schema-document.no-effect", ".unused", ".never",
 * ".slow-pattern"), a missing
 * "$schema" or "$id" (info ".no-schema", ".no-id"). Compile first: what is in use is known then.
 */
void dkt_schemas_lint(struct dkt_schemas *schemas, const char *name, struct dkt_report *report);

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

/*
 * Forms of output. The first four are those of JSON Schema core, section 12: only the verdict; a
 * flat list of errors or annotations; a tree without the parts that have nothing to say; a tree of
 * everything. The last is {"valid", "annotations": [{"keyword", "instanceLocation",
 * "keywordLocation", "annotation"}]} with keywordLocation as "#" and the pointer in the document.
 */
enum dkt_output {
	DKT_OUTPUT_FLAG,
	DKT_OUTPUT_BASIC,
	DKT_OUTPUT_DETAILED,
	DKT_OUTPUT_VERBOSE,
	DKT_OUTPUT_ANNOTATIONS
};

/*
 * Check value and append what every keyword said as one line of JSON, without a newline. language
 * is a tag as dkt_report_set_language takes it; NULL is English. The answer
 * and "valid" are those of dkt_schema_check; "unchecked" at the root says that a limit kept it from
 * being certain. At most some 64 MiB are written: then "truncated" at the root says that there is
 * more. Time and memory are linear in the work of looking at every branch, with limits.
 */
bool dkt_schema_output(const struct dkt_schema *schema, const struct dkt_node *value,
		       const struct dkt_check_options *options, enum dkt_output form,
		       const char *language, struct dkt_buf *out);

/*
 * A schema arranged for checking many values. Const, for any number of threads; it lives as long
 * as the library at most. options are copied; NULL asserts formats.
 */
struct dkt_plan;

struct dkt_plan *dkt_plan_new(const struct dkt_schema *schema,
			      const struct dkt_check_options *options);
void dkt_plan_free(struct dkt_plan *plan);

/*
 * The quick answer alone: does a value pass for certain? What a limit left unsure does not. One
 * checker a thread; it keeps the memory of its matching between values.
 */
struct dkt_checker;

struct dkt_checker *dkt_checker_new(const struct dkt_plan *plan);
void dkt_checker_free(struct dkt_checker *checker);
bool dkt_checker_passes(struct dkt_checker *checker, const struct dkt_node *value);

/* What the schema says beyond validity; never NULL. */
const struct dkt_shape *dkt_schema_shape(const struct dkt_schema *schema);

DKT_AUTO_DEFINE(schemas, struct dkt_schemas, dkt_schemas_free)

#endif
