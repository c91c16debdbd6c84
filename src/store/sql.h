/*
 * sql.h - SQLite with our errors. Private to the floor.
 *
 * Floor: store.
 */
#ifndef STORE_SQL_H
#define STORE_SQL_H

#include <sqlite3.h>

#include "base/auto.h"
#include "base/error.h"

DKT_AUTO_DEFINE(sqlite3, sqlite3, (void)sqlite3_close_v2)
DKT_AUTO_DEFINE(sqlite3_stmt, sqlite3_stmt, (void)sqlite3_finalize)

/*
 * Record an SQLite failure of this connection (NULL: none was made). A damaged file is DKT_ESQL
 * with the hint to rebuild, a full disk DKT_EFULL, a lock held too long DKT_EBUSY. Returns -1.
 */
#define dkt_sql_fail(err, db, rc, ...)                                                             \
	dkt_sql_fail_at((err), (db), (rc), __FILE__, __LINE__, __VA_ARGS__)
int dkt_sql_fail_at(struct dkt_err *err, sqlite3 *db, int rc, const char *file, int line,
		    const char *format, ...) DKT_PRINTF(6, 7);

/* Run statements that return nothing. */
DKT_MUST_CHECK int dkt_sql_run(sqlite3 *db, const char *sql, struct dkt_err *err);

/* The text of a column, "" for NULL. */
const char *dkt_sql_text(sqlite3_stmt *statement, int column);

#endif
