/*
 * schemas.h - schema documents named on the command line, and those beside them.
 *
 * Floor: cli.
 */
#ifndef CLI_SCHEMAS_H
#define CLI_SCHEMAS_H

#include "cli/cli.h"
#include "cli/schema_folder.h"

/* The library of one command. Fill with dkt_schema_files_load; end with dkt_schema_files_clear. */
struct dkt_schema_files {
	struct dkt_schemas *schemas;
	struct dkt_schema_folder folder;
};

/*
 * Add the schemas of these files, and all files and folders given as --with; documents without
 * "$schema" are in the --dialect. References to others lead to files of the folders in which the
 * schemas lie, and below. -1: err says why. What is wrong with a document goes to report.
 */
DKT_MUST_CHECK int dkt_schema_files_load(struct dkt_schema_files *files,
					 const struct dkt_call *call, const char *const *paths,
					 size_t n_paths, struct dkt_report *report,
					 struct dkt_err *err);

void dkt_schema_files_clear(struct dkt_schema_files *files);

#endif
