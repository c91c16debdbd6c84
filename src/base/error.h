/*
 * error.h - filling a struct dkt_err: first cause, notes, hint.
 *
 * Functions that can fail return 0 or -1. dkt_fail and dkt_note return -1, so that
 * `return dkt_fail(err, DKT_EIO, "cannot write %s", path);` is the whole error path.
 *
 * Floor: base.
 */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include "docket/error.h"

/* Record the first cause; a later call on the same err is ignored. Returns -1. */
#define dkt_fail(err, code, ...) dkt_fail_at((err), (code), __FILE__, __LINE__, __VA_ARGS__)
int dkt_fail_at(struct dkt_err *err, enum dkt_code code, const char *file, int line,
		const char *format, ...) DKT_PRINTF(5, 6);

/* The same with errno's sentence behind it; ENOSPC, EACCES, ENOENT, EROFS choose code and hint.
 * Returns -1. */
#define dkt_fail_errno(err, ...) dkt_fail_errno_at((err), __FILE__, __LINE__, __VA_ARGS__)
int dkt_fail_errno_at(struct dkt_err *err, const char *file, int line, const char *format, ...)
	DKT_PRINTF(4, 5);

/* Add what the caller was doing ("storing submission s-4k7m2p9-53"). Returns -1. */
int dkt_note(struct dkt_err *err, const char *format, ...) DKT_PRINTF(2, 3);

/* Say what to do about it; the first hint wins. Returns -1. */
int dkt_hint(struct dkt_err *err, const char *format, ...) DKT_PRINTF(2, 3);

/* Say where: a path, a URL or a JSON pointer; the first one wins. Returns -1. */
int dkt_where(struct dkt_err *err, const char *format, ...) DKT_PRINTF(2, 3);

/* Forget everything, so that err can be used again. */
void dkt_err_clear(struct dkt_err *err);

/* Memory is gone: say so on stderr and abort. Every input has a cap, so this is not a way to attack
 * us. */
_Noreturn void dkt_oom(void);

#endif
