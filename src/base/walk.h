/*
 * walk.h - every file below some paths, read and handed out on all cores.
 *
 * Folders of half a million files are listed in steps, so memory does not grow with their number.
 * Files come in no particular order.
 *
 * Floor: base.
 */
#ifndef BASE_WALK_H
#define BASE_WALK_H

#include <stddef.h>

#include "docket/error.h"

/* A file that was read. bytes are followed by a NUL and last until the callback returns. */
struct dkt_walk_file {
	const char *path;
	const char *bytes;
	size_t size;
	unsigned worker; /* 0 .. n_workers - 1 */
};

struct dkt_walk {
	const char *suffix; /* what names of files in folders must end with (".json"); NULL: all */
	size_t max_bytes;   /* of one file */
	unsigned n_workers; /* threads */
	void *context;
	/* Called by many threads at once, each with a number of its own. */
	void (*file)(void *context, const struct dkt_walk_file *file);
	/* A file or folder that cannot be read, is too large or no regular file. May be called by
	 * many threads at once. */
	void (*trouble)(void *context, unsigned worker, const char *path,
			const struct dkt_err *err);
};

/* The number of cores that this process may use, at least 1. */
unsigned dkt_core_count(void);

/*
 * Visit each path: a file whatever its name, or a folder with all folders in it (at most 32 deep).
 * Names that start with a dot are left out, symbolic links are followed to files only. Returns when
 * everything has been visited.
 */
void dkt_walk_run(const struct dkt_walk *walk, const char *const *paths, size_t n_paths);

#endif
