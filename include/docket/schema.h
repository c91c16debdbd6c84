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
 * ever fetched from the network.
 *
 * Standards: JSON Schema 2020-12, 2019-09, draft-07, draft-06, draft-04; each schema by its "$schema",
 * those without one are 2020-12.
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

/* flags: treat "format" as a remark only */
#define DKT_VALIDATOR_IGNORE_FORMATS 1U

/*
 * Check a JSON text. Faults of the text and of the value go to report; true when there are no
 * errors. A validator may be used by several threads at once, each with a report of its own.
 */
DKT_EXPORT bool dkt_validator_check(const struct dkt_validator *validator, const char *file,
				    const char *bytes, size_t size, unsigned flags,
				    struct dkt_report *report);

/* Check a jansson value; findings have a pointer but no line. */
DKT_EXPORT bool dkt_validator_check_value(const struct dkt_validator *validator,
					  const struct json_t *value, unsigned flags,
					  struct dkt_report *report);

#ifdef __cplusplus
}
#endif
#endif
