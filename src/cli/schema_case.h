/*
 * schema_case.h - one schema out of a larger JSON text, and values checked against it: what test
 * files and the Bowtie harness have in common.
 *
 * Floor: cli.
 */
#ifndef CLI_SCHEMA_CASE_H
#define CLI_SCHEMA_CASE_H

#include "schema/schema.h"

struct dkt_case {
	struct dkt_schemas *schemas;
	struct dkt_report *report;
	const struct dkt_schema *schema; /* NULL when it has mistakes */
};

/* A library for one case. dialect counts where documents do not name one themselves. */
void dkt_case_prepare(struct dkt_case *c, const char *dialect);

/*
 * Compile the schema in it; numbers stay as written. resolve (may be NULL) is asked for what
 * references name, and must last as long as the case.
 */
void dkt_case_open(struct dkt_case *c, const struct dkt_node *schema,
		   dkt_schemas_resolve_fn *resolve, void *context);
void dkt_case_close(struct dkt_case *c);

/* The first mistake of the schema: "/properties/a: ...". Borrowed until the case is closed. */
void dkt_case_mistake(const struct dkt_case *c, struct dkt_buf *out);

enum dkt_answer { DKT_ANSWER_INVALID, DKT_ANSWER_VALID, DKT_ANSWER_OPEN };

/* Check a value. why: the first reason, when it is not valid or could not be decided. */
enum dkt_answer dkt_case_check(const struct dkt_case *c, const struct dkt_node *value,
			       bool assert_formats, struct dkt_buf *why);

#endif
