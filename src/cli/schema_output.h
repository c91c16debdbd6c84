/*
 * schema_output.h - docket schema validate --output: the official output instead of findings.
 *
 * Floor: cli.
 */
#ifndef CLI_SCHEMA_OUTPUT_H
#define CLI_SCHEMA_OUTPUT_H

#include "cli/cli.h"
#include "schema/schema.h"

/* The form of that name ("basic"); false when there is none. */
bool dkt_output_named(const char *name, enum dkt_output *out);

/*
 * Print the output of each file below the paths on a line of its own: of one file alone as it is,
 * else as {"file", "output"}. "-" alone is standard input. What is no JSON is said on standard
 * error. Gives the exit status; err is about the first file that could not be read.
 */
int dkt_schema_print_output(const struct dkt_call *call, const struct dkt_schema *schema,
			    const struct dkt_check_options *options, enum dkt_output form,
			    struct dkt_err *err);

#endif
