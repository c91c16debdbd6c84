/*
 * schemas.h - schema documents named on the command line, and those beside them.
 *
 * Floor: cli.
 */
#ifndef CLI_SCHEMAS_H
#define CLI_SCHEMAS_H

#include "cli/cli.h"
#include "schema/schema.h"

/* The library of one command. Fill with dkt_schema_open; end with dkt_schema_files_clear. */
struct dkt_schema_files {
	struct dkt_schemas *schemas;
	char *folder;	      /* of the schema, with a slash behind; "" for the present one */
	struct dkt_buf bytes; /* of the file that a reference asked for last */
};

/*
 * Compile the schema of that file, with all files and folders given as --with at hand, in the
 * --dialect where it names none. References without a document lead to files of the schema's
 * folder and the folders in it. NULL: err says why, or else (DKT_OK) the report what is wrong with
 * the schema.
 */
const struct dkt_schema *dkt_schema_open(struct dkt_schema_files *files, struct dkt_call *call,
					 const char *path, struct dkt_report *report,
					 struct dkt_err *err);

void dkt_schema_files_clear(struct dkt_schema_files *files);

#endif
