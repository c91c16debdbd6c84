/*
 * bulk.h - many files against one schema, on all cores.
 *
 * Floor: schema.
 */
#ifndef SCHEMA_BULK_H
#define SCHEMA_BULK_H

#include "docket/error.h"
#include "schema/schema.h"

struct dkt_bulk {
	const struct dkt_schema *schema;
	struct dkt_check_options options;
	unsigned n_workers; /* 0: one a core */
	/* Told of each file that was read, one at a time, in no particular order; may be NULL. */
	void (*seen)(void *context, const char *path);
	void *context;
};

struct dkt_bulk_count {
	size_t n_files;	 /* read and examined */
	size_t n_unread; /* files and folders that could not be read */
};

/*
 * Check each path: a file, or a folder with all *.json in it and in its folders. Findings are added
 * to report, which the caller sorts. Memory does not grow with the number of files that have
 * nothing to say. -1 when something could not be read: err is about the first such, the others
 * were examined nevertheless.
 */
int dkt_bulk_check(const struct dkt_bulk *bulk, const char *const *paths, size_t n_paths,
		   struct dkt_report *report, struct dkt_bulk_count *count_out,
		   struct dkt_err *err);

#endif
