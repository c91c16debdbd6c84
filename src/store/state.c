/*
 * state.c - opening state.db and bringing its tables up to date.
 *
 * Each migration is a list of statements that takes the file from one version to the next, run in
 * one transaction with the new number, so that a killed process leaves it at one version or the
 * other. Migrations are never edited once released; a change is another one at the end.
 *
 * A write-ahead log lets readers (`sources status`) and one writer work at once. It is synced at
 * checkpoints only: a killed process loses nothing, a power cut at most the last answers, which are
 * then asked for again. Jobs ask others for something, so they are synced one by one
 * (state_jobs.c).
 */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "store/state_inside.h"

#include "base/banned.h"

#define WAIT_MS 10000

static const char *const migrations[] = {
	/* 1: links, answers, jobs, pauses */
	"CREATE TABLE health (url TEXT PRIMARY KEY, domain TEXT NOT NULL, verdict TEXT NOT NULL,"
	" reason TEXT NOT NULL, failures INTEGER NOT NULL, first_failure INTEGER NOT NULL,"
	" last_failure INTEGER NOT NULL, last_good INTEGER NOT NULL, last_seen INTEGER NOT NULL)"
	" WITHOUT ROWID;"
	"CREATE INDEX health_by_verdict ON health (verdict);"
	"CREATE TABLE answers (url TEXT NOT NULL, kind TEXT NOT NULL, day INTEGER NOT NULL,"
	" sweep INTEGER NOT NULL, note TEXT NOT NULL, PRIMARY KEY (url, kind, sweep))"
	" WITHOUT ROWID;"
	"CREATE INDEX answers_by_day ON answers (sweep, day);"
	"CREATE TABLE jobs (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, subject TEXT NOT NULL,"
	" url TEXT NOT NULL, state TEXT NOT NULL, due INTEGER NOT NULL, tries INTEGER NOT NULL,"
	" detail TEXT NOT NULL, created INTEGER NOT NULL, UNIQUE (kind, subject, url));"
	"CREATE INDEX jobs_by_due ON jobs (due);"
	"CREATE TABLE pauses (who TEXT PRIMARY KEY, until INTEGER NOT NULL, reason TEXT NOT NULL)"
	" WITHOUT ROWID;",
	/* 2: sweeps */
	"CREATE TABLE sweeps (id INTEGER PRIMARY KEY, started INTEGER NOT NULL,"
	" ended INTEGER NOT NULL, tip TEXT NOT NULL);"
	"CREATE TABLE sweep_items (sweep INTEGER NOT NULL, record TEXT NOT NULL,"
	" cost INTEGER NOT NULL, result TEXT NOT NULL, PRIMARY KEY (sweep, record)) WITHOUT ROWID;"
	"CREATE INDEX sweep_items_by_cost ON sweep_items (sweep, result = '', cost, record);",
	/* 3: documents of others, by name (how archives may be asked) */
	"CREATE TABLE notes (name TEXT PRIMARY KEY, text TEXT NOT NULL) WITHOUT ROWID;",
};

#define VERSION ((int)(sizeof migrations / sizeof migrations[0]))

/* --- statements --- */

int dkt_statedb_prepare(struct dkt_statedb *state, const char *sql, sqlite3_stmt **out,
			struct dkt_err *err)
{
	int rc = sqlite3_prepare_v2(state->db, sql, -1, out, NULL);

	return rc == SQLITE_OK ? 0 : dkt_sql_fail(err, state->db, rc, "prepare a statement");
}

/* A bind that fails leaves NULL, which no column takes: the step then fails. */
void dkt_statedb_text(sqlite3_stmt *statement, int at, const char *text)
{
	(void)sqlite3_bind_text(statement, at, text == NULL ? "" : text, -1, SQLITE_TRANSIENT);
}

void dkt_statedb_int(sqlite3_stmt *statement, int at, int64_t value)
{
	(void)sqlite3_bind_int64(statement, at, value);
}

int dkt_statedb_step(struct dkt_statedb *state, sqlite3_stmt *statement, struct dkt_err *err)
{
	int rc = sqlite3_step(statement);

	if (rc == SQLITE_ROW)
		return 1;
	return rc == SQLITE_DONE ? 0 : dkt_sql_fail(err, state->db, rc, "be read");
}

int dkt_statedb_finish(struct dkt_statedb *state, sqlite3_stmt *statement, struct dkt_err *err)
{
	int rc = sqlite3_step(statement);

	return rc == SQLITE_DONE ? 0 : dkt_sql_fail(err, state->db, rc, "be written");
}

/* --- versions --- */

static int ask_version(struct dkt_statedb *state, int *out, struct dkt_err *err)
{
	DKT_AUTO(sqlite3_stmt) sqlite3_stmt *statement = NULL;

	if (dkt_statedb_prepare(state, "PRAGMA user_version", &statement, err) < 0 ||
	    dkt_statedb_step(state, statement, err) < 0)
		return -1;
	*out = sqlite3_column_int(statement, 0);
	return 0;
}

int dkt_statedb_version(struct dkt_statedb *state)
{
	struct dkt_err err = DKT_ERR_INIT;
	int version = 0;

	return ask_version(state, &version, &err) < 0 ? 0 : version;
}

static int newer(struct dkt_err *err, int version)
{
	(void)dkt_fail(err, DKT_EFORMAT,
		       "state.db is of version %d, and this docket knows versions up to %d",
		       version, VERSION);
	return dkt_hint(err, "use the docket that wrote it, or a newer one");
}

/* One step under the write lock: of two processes that open an older file one does it. */
static int migrate_one(struct dkt_statedb *state, int *version, struct dkt_err *err)
{
	char set[64];

	if (dkt_statedb_begin(state, err) < 0)
		return -1;
	if (ask_version(state, version, err) < 0)
		goto failed;
	if (*version < VERSION) {
		(void)snprintf(set, sizeof set, "PRAGMA user_version = %d", *version + 1);
		if (dkt_sql_run(state->db, migrations[*version], err) < 0 ||
		    dkt_sql_run(state->db, set, err) < 0)
			goto failed;
		++*version;
	}
	return dkt_statedb_commit(state, err);
failed:
	dkt_statedb_abort(state);
	return -1;
}

static int prepare(struct dkt_statedb *state, struct dkt_err *err)
{
	int version = 0;

	(void)sqlite3_busy_timeout(state->db, WAIT_MS);
	if (ask_version(state, &version, err) < 0)
		return -1;
	if (version > VERSION)
		return newer(err, version);
	if (dkt_sql_run(state->db, "PRAGMA journal_mode = WAL", err) < 0 ||
	    dkt_sql_run(state->db, "PRAGMA synchronous = NORMAL", err) < 0 ||
	    dkt_sql_run(state->db, "PRAGMA trusted_schema = OFF", err) < 0)
		return -1;
	while (version < VERSION) {
		if (migrate_one(state, &version, err) < 0)
			return dkt_note(err, "bringing state.db up to date");
	}
	return 0;
}

/* --- open and close --- */

int dkt_statedb_open(const char *path, struct dkt_statedb **out, struct dkt_err *err)
{
	struct dkt_statedb *state = calloc(1, sizeof *state);
	int rc;

	if (state == NULL)
		dkt_oom();
	rc = sqlite3_open_v2(path, &state->db,
			     SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
			     NULL);
	if (rc != SQLITE_OK)
		(void)dkt_sql_fail(err, state->db, rc, "be opened");
	if (rc != SQLITE_OK || prepare(state, err) < 0) {
		(void)dkt_where(err, "%s", path);
		dkt_statedb_free(state);
		return -1;
	}
	*out = state;
	return 0;
}

void dkt_statedb_free(struct dkt_statedb *state)
{
	if (state == NULL)
		return;
	(void)sqlite3_close_v2(state->db);
	free(state);
}

int dkt_statedb_begin(struct dkt_statedb *state, struct dkt_err *err)
{
	return dkt_sql_run(state->db, "BEGIN IMMEDIATE", err);
}

int dkt_statedb_commit(struct dkt_statedb *state, struct dkt_err *err)
{
	if (dkt_sql_run(state->db, "COMMIT", err) == 0)
		return 0;
	dkt_statedb_abort(state);
	return -1;
}

void dkt_statedb_abort(struct dkt_statedb *state)
{
	(void)sqlite3_exec(state->db, "ROLLBACK", NULL, NULL, NULL);
}
