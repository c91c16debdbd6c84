/*
 * error.c - one fixed-size error; the first cause wins, callers add what they were doing.
 *
 * The table below is the only place that knows which exit status and which HTTP status a code
 * means.
 */
#include "base/error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	const char *name;
	int exit_status;
	int http_status;
} codes[] = {
	[DKT_OK] = {"ok", 0, 200},
	[DKT_EUSAGE] = {"usage", 2, 400},
	[DKT_ENOENT] = {"not-found", 3, 404},
	[DKT_EEXIST] = {"exists", 3, 409},
	[DKT_EIO] = {"io", 3, 503},
	[DKT_EFULL] = {"full", 3, 507},
	[DKT_ELIMIT] = {"limit", 3, 413},
	[DKT_EBUSY] = {"busy", 3, 503},
	[DKT_EMOVED] = {"moved", 3, 409},
	[DKT_ESTATE] = {"state", 3, 409},
	[DKT_EFORMAT] = {"format", 3, 500},
	[DKT_ENET] = {"network", 3, 502},
	[DKT_EGIT] = {"git", 3, 500},
	[DKT_ESQL] = {"index", 3, 500},
	[DKT_EFINDINGS] = {"findings", 1, 422},
	[DKT_EBUG] = {"bug", 3, 500},
};

int dkt_code_exit(enum dkt_code code)
{
	return codes[code].exit_status;
}

int dkt_code_http(enum dkt_code code)
{
	return codes[code].http_status;
}

const char *dkt_code_name(enum dkt_code code)
{
	return codes[code].name;
}

__attribute__((format(printf, 3, 0))) static void append(char *into, size_t size,
							 const char *format, va_list args)
{
	size_t used = strlen(into);

	if (used > 0 && used + 2 < size) {
		memcpy(into + used, ", ", 3);
		used += 2;
	}
	// NOLINTNEXTLINE(clang-analyzer-valist.Uninitialized): the caller started args
	if (vsnprintf(into + used, size - used, format, args) < 0)
		into[used] = '\0';
}

__attribute__((format(printf, 3, 0))) static void set_once(char *into, size_t size,
							   const char *format, va_list args)
{
	// NOLINTNEXTLINE(clang-analyzer-valist.Uninitialized): the caller started args
	if (into[0] == '\0' && vsnprintf(into, size, format, args) < 0)
		into[0] = '\0';
}

int dkt_fail_at(struct dkt_err *err, enum dkt_code code, const char *file, int line,
		const char *format, ...)
{
	va_list args;

	if (err->code != DKT_OK)
		return -1;
	err->code = code;
	err->file = file;
	err->line = line;
	err->text[0] = '\0';
	va_start(args, format);
	set_once(err->text, sizeof err->text, format, args);
	va_end(args);
	return -1;
}

static enum dkt_code code_of_errno(int number)
{
	switch (number) {
	case ENOENT:
	case ENOTDIR:
		return DKT_ENOENT;
	case EEXIST:
		return DKT_EEXIST;
	case ENOSPC:
	case EDQUOT:
		return DKT_EFULL;
	case EAGAIN:
	case EBUSY:
		return DKT_EBUSY;
	default:
		return DKT_EIO;
	}
}

static const char *hint_of_errno(int number)
{
	switch (number) {
	case ENOSPC:
	case EDQUOT:
		return "make room on that disk; nothing was changed";
	case EACCES:
	case EPERM:
		return "check who owns that path and whether you may write there";
	case EROFS:
		return "that file system is mounted read-only";
	default:
		return "";
	}
}

int dkt_fail_errno_at(struct dkt_err *err, const char *file, int line, const char *format, ...)
{
	int number = errno;
	size_t used;
	va_list args;

	if (err->code != DKT_OK)
		return -1;
	err->code = code_of_errno(number);
	err->file = file;
	err->line = line;
	err->text[0] = '\0';
	va_start(args, format);
	set_once(err->text, sizeof err->text, format, args);
	va_end(args);
	used = strlen(err->text);
	// NOLINTNEXTLINE(concurrency-mt-unsafe): glibc and musl share no buffer here
	(void)snprintf(err->text + used, sizeof err->text - used, ": %s", strerror(number));
	if (err->hint[0] == '\0')
		(void)snprintf(err->hint, sizeof err->hint, "%s", hint_of_errno(number));
	return -1;
}

int dkt_note(struct dkt_err *err, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	append(err->notes, sizeof err->notes, format, args);
	va_end(args);
	return -1;
}

int dkt_hint(struct dkt_err *err, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	set_once(err->hint, sizeof err->hint, format, args);
	va_end(args);
	return -1;
}

int dkt_where(struct dkt_err *err, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	set_once(err->where, sizeof err->where, format, args);
	va_end(args);
	return -1;
}

void dkt_err_clear(struct dkt_err *err)
{
	memset(err, 0, sizeof *err);
}

void dkt_oom(void)
{
	(void)fputs("docket: out of memory\n", stderr);
	abort();
}
