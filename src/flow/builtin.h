/*
 * builtin.h - Docket's own schemas, carried in the library, so that a dataset cannot loosen what
 * its own files must be.
 *
 * Floor: flow.
 */
#ifndef FLOW_BUILTIN_H
#define FLOW_BUILTIN_H

#include <stddef.h>

#include "json/report.h"
#include "json/text.h"

struct dkt_builtin {
	const char *name; /* "schemas/docket/config.schema.json", "template/docket.json" */
	const char *bytes;
	size_t size;
};

/* Files embedded at build time (see cmake/embed.cmake). */
extern const struct dkt_builtin dkt_builtins[];
extern const size_t dkt_n_builtins;

/*
 * Check a value against schemas/docket/<name>.schema.json; findings go to report. A built-in schema
 * that does not compile is a bug and ends the process.
 */
void dkt_builtin_check(const char *name, const struct dkt_node *value, struct dkt_report *report);

#endif
