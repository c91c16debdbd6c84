/*
 * file.h - files read with a cap, written whole or not at all, and the lock file of a repository.
 *
 * Floor: base.
 */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/buf.h"
#include "docket/error.h"

/*
 * Append the file's bytes to out. Errors: DKT_ENOENT, DKT_ELIMIT when it has more than max bytes
 * (found before reading for a regular file), DKT_EIO for anything that is not a regular file.
 * Symbolic links are followed; use dkt_file_is_plain first where they must not be. "-" is not
 * special here.
 */
DKT_MUST_CHECK int dkt_file_read(const char *path, size_t max, struct dkt_buf *out,
				 struct dkt_err *err);

/* The same from an open descriptor until its end (standard input); path is for messages. */
DKT_MUST_CHECK int dkt_file_read_fd(int fd, const char *path, size_t max, struct dkt_buf *out,
				    struct dkt_err *err);

/* Write a temporary file beside path, sync it, rename it over path, sync the folder. Mode 0644 less
 * umask. */
DKT_MUST_CHECK int dkt_file_write(const char *path, const char *bytes, size_t size,
				  struct dkt_err *err);

/* Like mkdir -p. */
DKT_MUST_CHECK int dkt_dir_make(const char *path, struct dkt_err *err);

/* Sync a folder, so that names made or renamed in it last. */
DKT_MUST_CHECK int dkt_dir_sync(const char *path, struct dkt_err *err);

bool dkt_file_exists(const char *path);
bool dkt_dir_exists(const char *path);

/* A regular file and not a symbolic link to one. */
bool dkt_file_is_plain(const char *path);

/* dir + "/" + name in the heap; free it. */
char *dkt_path_join(const char *dir, const char *name);

/*
 * An advisory lock on a file that says who holds it: "docket merge, process 4711, since
 * 2026-11-23T17:00:00Z". Released by dkt_lock_drop or the end of the process, however it ends.
 */
struct dkt_lock {
	int fd; /* -1: not held */
};

#define DKT_LOCK_INIT                                                                              \
	{                                                                                          \
		.fd = -1                                                                           \
	}

/* Wait at most wait_ms for the lock; DKT_EBUSY then names the holder. what: the command, for others
 * to read. */
DKT_MUST_CHECK int dkt_lock_take(struct dkt_lock *lock, const char *path, const char *what,
				 int wait_ms, struct dkt_err *err);
void dkt_lock_drop(struct dkt_lock *lock);

#endif
