/*
 * state_inside.h - what the files of state.db share. Private to state*.c.
 *
 * Floor: store.
 */
#ifndef STORE_STATE_INSIDE_H
#define STORE_STATE_INSIDE_H

#include "store/sql.h"
#include "store/state.h"

struct dkt_statedb {
	sqlite3 *db;
};

/* Statements are made for each call: nothing here is asked more often than a page is fetched. */
DKT_MUST_CHECK int dkt_statedb_prepare(struct dkt_statedb *state, const char *sql,
				       sqlite3_stmt **out, struct dkt_err *err);
void dkt_statedb_text(sqlite3_stmt *statement, int at, const char *text);
void dkt_statedb_int(sqlite3_stmt *statement, int at, int64_t value);

/* The next row: 1; none: 0. */
DKT_MUST_CHECK int dkt_statedb_step(struct dkt_statedb *state, sqlite3_stmt *statement,
				    struct dkt_err *err);

/* A statement that gives no rows. */
DKT_MUST_CHECK int dkt_statedb_finish(struct dkt_statedb *state, sqlite3_stmt *statement,
				      struct dkt_err *err);

#endif
