/* sql.c - one place that knows what SQLite's result codes mean for people. */
#include "store/sql.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>

#include "base/str.h"

static const struct {
	int rc;
	enum dkt_code code;
	const char *hint;
} kinds[] = {
	{SQLITE_CORRUPT, DKT_ESQL, "the index is damaged; `docket rebuild` makes it anew from git"},
	{SQLITE_NOTADB, DKT_ESQL, "the index is damaged; `docket rebuild` makes it anew from git"},
	{SQLITE_FULL, DKT_EFULL, "make room on that disk; nothing was changed"},
	{SQLITE_BUSY, DKT_EBUSY, "another docket is writing; try again"},
	{SQLITE_LOCKED, DKT_EBUSY, "another docket is writing; try again"},
	{SQLITE_READONLY, DKT_EIO, "check whether you may write to the state folder"},
	{SQLITE_CANTOPEN, DKT_EIO, "check that the state folder is there and yours to write"},
	{SQLITE_PERM, DKT_EIO, "check who owns the state folder"},
	{SQLITE_IOERR, DKT_EIO, "the disk of the state folder reports a fault"},
	{SQLITE_TOOBIG, DKT_ELIMIT, NULL},
};

int dkt_sql_fail_at(struct dkt_err *err, sqlite3 *db, int rc, const char *file, int line,
		    const char *format, ...)
{
	const char *name = db == NULL ? NULL : sqlite3_db_filename(db, "main");
	bool state = name != NULL && dkt_ends(name, "state.db");
	const char *reason = db == NULL ? sqlite3_errstr(rc) : sqlite3_errmsg(db);
	enum dkt_code code = DKT_ESQL;
	const char *hint = NULL;
	char what[240];
	va_list args;

	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		if ((rc & 0xFF) == kinds[i].rc) {
			code = kinds[i].code;
			hint = kinds[i].hint;
		}
	}
	if (db != NULL &&
	    (sqlite3_system_errno(db) == ENOSPC || sqlite3_system_errno(db) == EDQUOT)) {
		code = DKT_EFULL;
		hint = "make room on that disk; nothing was changed";
		reason = "no space is left on its disk";
	}
	if (err->code != DKT_OK)
		return -1;
	va_start(args, format);
	if (vsnprintf(what, sizeof what, format, args) < 0)
		what[0] = '\0';
	va_end(args);
	(void)dkt_fail_at(err, code, file, line, "%s could not %s: %.200s",
			  state ? "state.db" : "the index", what, reason);
	if (state && code == DKT_ESQL)
		hint = "restore state.db from a backup; moved away, jobs and link health begin "
		       "anew";
	return hint == NULL ? -1 : dkt_hint(err, "%s", hint);
}

int dkt_sql_run(sqlite3 *db, const char *sql, struct dkt_err *err)
{
	int rc = sqlite3_exec(db, sql, NULL, NULL, NULL);

	return rc == SQLITE_OK ? 0 : dkt_sql_fail(err, db, rc, "run \"%.60s\"", sql);
}

const char *dkt_sql_text(sqlite3_stmt *statement, int column)
{
	const unsigned char *text = sqlite3_column_text(statement, column);

	return text == NULL ? "" : (const char *)text;
}
