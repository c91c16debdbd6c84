/*
 * schema.h - check JSON against a JSON Schema, for programs that embed libdocket.
 *
 *   struct dkt_report *report = dkt_report_new();
 *   struct dkt_validator *validator = dkt_validator_new("place.json", schema, size, NULL, NULL,
 *                                                       report);
 *   if (validator != NULL && !dkt_validator_check(validator, "a.json", bytes, n, 0, report))
 *           for (size_t i = 0; i < dkt_report_size(report); i++)
 *                   puts(dkt_report_at(report, i)->sentence);
 *   dkt_validator_free(validator);
 *   dkt_report_free(report);
 *
 * Numbers are compared exactly as written, of any length; findings have line and column. Nothing is
 * ever fetched from the network. A compiled schema may be used by many threads at once.
 *
 * Standards: JSON Schema 2020-12, 2019-09, draft-07, draft-06, draft-04; each schema by its
 * "$schema", those without one are 2020-12.
 */
#ifndef DOCKET_SCHEMA_H
#define DOCKET_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>

#include "docket/report.h"

#ifdef __cplusplus
extern "C" {
#endif

/* jansson's value (<jansson.h>); only declared here. */
struct json_t;

struct dkt_validator;

/*
 * Asked for the schema document that a reference names and nobody has given yet. true: *bytes_out
 * and *size_out are its text, which must last until the function is called again or
 * dkt_validator_new returns.
 */
typedef bool dkt_validator_resolve_fn(void *context, const char *uri, const char **bytes_out,
				      size_t *size_out);

/*
 * Compile a schema. name is a file name or an absolute URI; relative references resolve against
 * "$id" and against it. resolve may be NULL. Mistakes in the schema go to report and the result is
 * NULL.
 */
DKT_EXPORT struct dkt_validator *dkt_validator_new(const char *name, const char *bytes, size_t size,
						   dkt_validator_resolve_fn *resolve, void *context,
						   struct dkt_report *report);
DKT_EXPORT void dkt_validator_free(struct dkt_validator *validator);

/* A schema with all that can be said about it; what is left 0 is not said. */
struct dkt_validator_source {
	const char *name; /* as in dkt_validator_new */
	const char *bytes;
	size_t size;
	/* of documents that name none with "$schema": a URI or "2020-12", "2019-09", "draft-07",
	 * "draft-06", "draft-04"; NULL is 2020-12 */
	const char *dialect;
	dkt_validator_resolve_fn *resolve;
	void *context; /* for resolve */
};

/* The same as dkt_validator_new with more choice. An unknown dialect is a finding, and NULL. */
DKT_EXPORT struct dkt_validator *dkt_validator_open(const struct dkt_validator_source *source,
						    struct dkt_report *report);

/* The URIs of the dialects, newest first; ends with NULL. */
DKT_EXPORT const char *const *dkt_validator_dialects(void);

/* flags: treat "format" as a remark only */
#define DKT_VALIDATOR_IGNORE_FORMATS 1U

/*
 * Check a JSON text. Faults of the text and of the value go to report; true when there are no
 * errors. A validator may be used by several threads at once, each with a report of its own.
 */
DKT_EXPORT bool dkt_validator_check(const struct dkt_validator *validator, const char *file,
				    const char *bytes, size_t size, unsigned flags,
				    struct dkt_report *report);

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
 * What every keyword said about a JSON text, as JSON on one line; its "valid" is what
 * dkt_validator_check finds of the schema. Errors and annotations alike; language is that of the
 * errors ("en", "zh-Hans"; NULL is English). NULL when the text is not JSON; faults of the text,
 * keys that are there twice among them, go to report. End it with dkt_validator_output_free.
 * "unchecked" at the root says that a limit left the verdict open, "truncated" that there would be
 * more than some 64 MiB to say.
 */
DKT_EXPORT char *dkt_validator_output(const struct dkt_validator *validator, const char *bytes,
				      size_t size, unsigned flags, enum dkt_output form,
				      const char *language, struct dkt_report *report);

/* The same for a jansson value; never NULL. */
DKT_EXPORT char *dkt_validator_output_value(const struct dkt_validator *validator,
					    const struct json_t *value, unsigned flags,
					    enum dkt_output form, const char *language);
DKT_EXPORT void dkt_validator_output_free(char *text);

/* Check a jansson value; findings have a pointer but no line. */
DKT_EXPORT bool dkt_validator_check_value(const struct dkt_validator *validator,
					  const struct json_t *value, unsigned flags,
					  struct dkt_report *report);

#ifdef __cplusplus
}
#endif
#endif
