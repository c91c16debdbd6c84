/*
 * index.c - index.db: three tables and a tip, in one SQLite file.
 *
 * Everything here can be made again from git, so speed goes before the last transaction: a
 * write-ahead log, synced only at checkpoints; after a power cut the index may be older than git,
 * which its tip tells. Writing uses prepared statements kept for the life of the handle (a rebuild
 * of a million records is nothing but these); what calls back prepares its own, so that a callback
 * may ask the index again.
 *
 * This file opens it, and has the statements, the transactions and the facts; index_records.c and
 * index_submissions.c have what is written and asked of the two tables.
 */
#include "store/index.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/digest.h"
#include "base/str.h"
#include "store/index_inside.h"
#include "store/sql.h"

#define VERSION "2"
#define WAIT_MS 5000

static const char *const kept_sql[DKT_N_KEPT] = {
	[DKT_PUT_RECORD] =
		"INSERT OR REPLACE INTO records (id, collection, path, blob, title, status,"
		" evidence, modified) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
	[DKT_PUT_SOURCE] = "INSERT OR REPLACE INTO sources (record, url, key, domain)"
			   " VALUES (?1, ?2, ?3, ?4)",
	[DKT_PUT_SUBMISSION] =
		"INSERT OR REPLACE INTO submissions (id, commit_id, state, kind, collection,"
		" record, title, attribution, received, changed, revision, errors, warnings,"
		" submitter) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
	[DKT_MOVE_SUBMISSION] = "UPDATE submissions SET commit_id = ?2, state = ?3, changed = ?4"
				" WHERE id = ?1",
	[DKT_DROP_RECORD] = "DELETE FROM records WHERE id = ?1",
	[DKT_DROP_SOURCES] = "DELETE FROM sources WHERE record = ?1",
	[DKT_HAS_DOMAIN] = "SELECT 1 FROM sources WHERE domain = ?1 LIMIT 1",
	[DKT_COUNT_MERGED] =
		"SELECT count(*) FROM submissions WHERE submitter = ?1 AND submitter <> ''"
		" AND state IN ('merged', 'released')",
	[DKT_GET_COMMIT] = "SELECT commit_id FROM submissions WHERE id = ?1",
	[DKT_GET_STATE] = "SELECT state FROM submissions WHERE id = ?1",
	[DKT_GET_FACT] = "SELECT value FROM facts WHERE name = ?1",
	[DKT_SET_FACT] = "INSERT OR REPLACE INTO facts (name, value) VALUES (?1, ?2)",
};

static const char schema[] =
	"CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;"
	"CREATE TABLE records (id TEXT PRIMARY KEY, collection TEXT NOT NULL, path TEXT NOT NULL,"
	" blob TEXT NOT NULL, title TEXT NOT NULL, status TEXT NOT NULL, evidence TEXT NOT NULL,"
	" modified TEXT NOT NULL) WITHOUT ROWID;"
	"CREATE INDEX records_by_collection ON records (collection, id);"
	"CREATE TABLE sources (record TEXT NOT NULL, url TEXT NOT NULL, key TEXT NOT NULL,"
	" domain TEXT NOT NULL, PRIMARY KEY (record, url)) WITHOUT ROWID;"
	"CREATE INDEX sources_by_domain ON sources (domain);"
	"CREATE INDEX sources_by_key ON sources (key);"
	"CREATE TABLE submissions (id TEXT PRIMARY KEY, commit_id TEXT NOT NULL,"
	" state TEXT NOT NULL, kind TEXT NOT NULL, collection TEXT NOT NULL, record TEXT NOT NULL,"
	" title TEXT NOT NULL, attribution TEXT NOT NULL, received TEXT NOT NULL,"
	" changed TEXT NOT NULL, revision INTEGER NOT NULL, errors INTEGER NOT NULL,"
	" warnings INTEGER NOT NULL, submitter TEXT NOT NULL) WITHOUT ROWID;"
	"CREATE INDEX submissions_by_state ON submissions (state, received, id);"
	"CREATE INDEX submissions_by_record ON submissions (record);"
	"CREATE INDEX submissions_by_submitter ON submissions (submitter, state)"
	" WHERE submitter <> '';"
	"PRAGMA user_version = " VERSION ";";

/* --- opening -----------------------------------------------------------------------------------
 */

static int ask_version(sqlite3 *db, int *out)
{
	DKT_AUTO(sqlite3_stmt) sqlite3_stmt *statement = NULL;
	int rc = sqlite3_prepare_v2(db, "PRAGMA user_version", -1, &statement, NULL);

	if (rc == SQLITE_OK)
		rc = sqlite3_step(statement);
	if (rc != SQLITE_ROW)
		return rc;
	*out = sqlite3_column_int(statement, 0);
	return SQLITE_OK;
}

static int ask_tables(sqlite3 *db, int *out)
{
	DKT_AUTO(sqlite3_stmt) sqlite3_stmt *statement = NULL;
	int rc = sqlite3_prepare_v2(db, "SELECT count(*) FROM sqlite_master", -1, &statement, NULL);

	if (rc == SQLITE_OK)
		rc = sqlite3_step(statement);
	if (rc != SQLITE_ROW)
		return rc;
	*out = sqlite3_column_int(statement, 0);
	return SQLITE_OK;
}

/* Under the write lock, so that of two processes one makes the tables. */
static int make_tables(sqlite3 *db, struct dkt_err *err)
{
	int version = 0;
	int result;

	if (dkt_sql_run(db, "BEGIN IMMEDIATE", err) < 0)
		return -1;
	result = ask_version(db, &version) == SQLITE_OK && version != 0
			 ? 0
			 : dkt_sql_run(db, schema, err);
	if (result == 0)
		result = dkt_sql_run(db, "COMMIT", err);
	if (result < 0)
		(void)sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
	return result;
}

static bool is_damage(int rc)
{
	return (rc & 0xFF) == SQLITE_NOTADB || (rc & 0xFF) == SQLITE_CORRUPT;
}

/* *replace: the file is no index of ours, or one of another version. */
static int prepare(sqlite3 *db, bool *replace, struct dkt_err *err)
{
	int version = 0;
	int n_tables = 0;
	int rc;

	*replace = false;
	(void)sqlite3_busy_timeout(db, WAIT_MS);
	rc = ask_version(db, &version);
	if (rc == SQLITE_OK)
		rc = ask_tables(db, &n_tables);
	if (is_damage(rc) ||
	    (rc == SQLITE_OK && n_tables > 0 && version != (int)strtol(VERSION, NULL, 10))) {
		*replace = true;
		return 0;
	}
	if (rc != SQLITE_OK)
		return dkt_sql_fail(err, db, rc, "be read");
	if (dkt_sql_run(db, "PRAGMA journal_mode = WAL", err) < 0 ||
	    dkt_sql_run(db, "PRAGMA synchronous = NORMAL", err) < 0 ||
	    dkt_sql_run(db, "PRAGMA foreign_keys = OFF", err) < 0 ||
	    dkt_sql_run(db, "PRAGMA trusted_schema = OFF", err) < 0)
		return -1;
	return n_tables > 0 ? 0 : make_tables(db, err);
}

static int open_file(const char *path, sqlite3 **out, bool *replace, struct dkt_err *err)
{
	DKT_AUTO(sqlite3) sqlite3 *db = NULL;
	int rc = sqlite3_open_v2(
		path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL);

	if (rc != SQLITE_OK)
		return dkt_sql_fail(err, db, rc, "be opened");
	if (prepare(db, replace, err) < 0)
		return -1;
	if (!*replace)
		*out = DKT_MOVE(db);
	return 0;
}

static int remove_files(const char *path, struct dkt_err *err)
{
	static const char *const tails[] = {"", "-wal", "-shm", "-journal"};

	for (size_t i = 0; i < sizeof tails / sizeof tails[0]; i++) {
		char name[4200];

		(void)snprintf(name, sizeof name, "%s%s", path, tails[i]);
		if (unlink(name) < 0 && errno != ENOENT)
			return dkt_fail_errno(err, "cannot remove the damaged index %s", name);
	}
	return 0;
}

int dkt_index_open(const char *path, struct dkt_index **out, struct dkt_err *err)
{
	sqlite3 *db = NULL;
	bool replace = false;
	struct dkt_index *index;

	if (strlen(path) > 4096)
		return dkt_fail(err, DKT_ELIMIT, "the path of the index is too long");
	if (open_file(path, &db, &replace, err) < 0)
		return dkt_where(err, "%s", path);
	if (replace && (remove_files(path, err) < 0 || open_file(path, &db, &replace, err) < 0))
		return dkt_where(err, "%s", path);
	if (db == NULL)
		return dkt_fail(err, DKT_ESQL, "a new index is damaged at once: %.200s", path);
	index = calloc(1, sizeof *index);
	if (index == NULL)
		dkt_oom();
	index->db = db;
	*out = index;
	return 0;
}

void dkt_index_free(struct dkt_index *index)
{
	if (index == NULL)
		return;
	for (size_t i = 0; i < DKT_N_KEPT; i++)
		(void)sqlite3_finalize(index->kept[i]);
	(void)sqlite3_close_v2(index->db);
	free(index);
}

/* --- statements --------------------------------------------------------------------------------
 */

/* The kept statement, ready for binding. */
int dkt_index_use(struct dkt_index *index, enum dkt_kept which, sqlite3_stmt **out,
		  struct dkt_err *err)
{
	int rc = SQLITE_OK;

	if (index->kept[which] == NULL)
		rc = sqlite3_prepare_v3(index->db, kept_sql[which], -1, SQLITE_PREPARE_PERSISTENT,
					&index->kept[which], NULL);
	*out = index->kept[which];
	return rc == SQLITE_OK ? 0 : dkt_sql_fail(err, index->db, rc, "prepare a statement");
}

int dkt_index_bind(sqlite3_stmt *statement, const char *const *texts, int n, struct dkt_err *err)
{
	for (int i = 0; i < n; i++) {
		const char *text = texts[i] == NULL ? "" : texts[i];
		int rc = sqlite3_bind_text(statement, i + 1, text, -1, SQLITE_TRANSIENT);

		if (rc != SQLITE_OK)
			return dkt_sql_fail(err, sqlite3_db_handle(statement), rc, "take a value");
	}
	return 0;
}

/* Run a statement that returns no rows, and leave it ready for the next use. */
int dkt_index_finish(struct dkt_index *index, sqlite3_stmt *statement, struct dkt_err *err)
{
	int rc = sqlite3_step(statement);
	int result = rc == SQLITE_DONE ? 0 : dkt_sql_fail(err, index->db, rc, "be written");

	(void)sqlite3_reset(statement);
	(void)sqlite3_clear_bindings(statement);
	return result;
}

int dkt_index_run(struct dkt_index *index, enum dkt_kept which, const char *const *texts, int n,
		  struct dkt_err *err)
{
	sqlite3_stmt *statement;

	if (dkt_index_use(index, which, &statement, err) < 0 ||
	    dkt_index_bind(statement, texts, n, err) < 0)
		return -1;
	return dkt_index_finish(index, statement, err);
}

/* The one text that a kept question has as its answer, "" when there is none. */
int dkt_index_text(struct dkt_index *index, enum dkt_kept which, const char *name, char *out,
		   size_t size, struct dkt_err *err)
{
	sqlite3_stmt *statement;
	int rc;

	out[0] = '\0';
	if (dkt_index_use(index, which, &statement, err) < 0 ||
	    dkt_index_bind(statement, &name, 1, err) < 0)
		return -1;
	rc = sqlite3_step(statement);
	if (rc == SQLITE_ROW)
		(void)snprintf(out, size, "%s", dkt_sql_text(statement, 0));
	else if (rc != SQLITE_DONE)
		(void)dkt_sql_fail(err, index->db, rc, "be read");
	(void)sqlite3_reset(statement);
	return rc == SQLITE_ROW || rc == SQLITE_DONE ? 0 : -1;
}

int dkt_index_ask(struct dkt_index *index, const char *sql, const char *first, const char *second,
		  sqlite3_stmt **out, struct dkt_err *err)
{
	int rc = sqlite3_prepare_v2(index->db, sql, -1, out, NULL);

	if (rc == SQLITE_OK && first != NULL)
		rc = sqlite3_bind_text(*out, 1, first, -1, SQLITE_TRANSIENT);
	if (rc == SQLITE_OK && second != NULL)
		rc = sqlite3_bind_text(*out, 2, second, -1, SQLITE_TRANSIENT);
	return rc == SQLITE_OK ? 0 : dkt_sql_fail(err, index->db, rc, "be asked");
}

/* --- transactions ------------------------------------------------------------------------------
 */

int dkt_index_begin(struct dkt_index *index, struct dkt_err *err)
{
	return dkt_sql_run(index->db, "BEGIN IMMEDIATE", err);
}

int dkt_index_commit(struct dkt_index *index, struct dkt_err *err)
{
	return dkt_sql_run(index->db, "COMMIT", err);
}

void dkt_index_abort(struct dkt_index *index)
{
	if (sqlite3_get_autocommit(index->db) == 0)
		(void)sqlite3_exec(index->db, "ROLLBACK", NULL, NULL, NULL);
}

/* Several statements as one, inside a transaction or alone. */
int dkt_index_end_step(struct dkt_index *index, int result, struct dkt_err *err)
{
	if (result == 0)
		return dkt_sql_run(index->db, "RELEASE step", err);
	(void)sqlite3_exec(index->db, "ROLLBACK TO step; RELEASE step", NULL, NULL, NULL);
	return -1;
}

/* --- writing -----------------------------------------------------------------------------------
 */

int dkt_index_empty(struct dkt_index *index, struct dkt_err *err)
{
	int result;

	if (dkt_sql_run(index->db, "SAVEPOINT step", err) < 0)
		return -1;
	result = dkt_sql_run(index->db,
			     "DELETE FROM facts; DELETE FROM records; DELETE FROM sources;"
			     "DELETE FROM submissions",
			     err);
	return dkt_index_end_step(index, result, err);
}

int dkt_index_empty_records(struct dkt_index *index, struct dkt_err *err)
{
	int result;

	if (dkt_sql_run(index->db, "SAVEPOINT step", err) < 0)
		return -1;
	result = dkt_sql_run(index->db,
			     "DELETE FROM facts WHERE name = 'tip';"
			     " DELETE FROM records; DELETE FROM sources",
			     err);
	return dkt_index_end_step(index, result, err);
}

/* --- the tip -----------------------------------------------------------------------------------
 */

static int set_fact(struct dkt_index *index, const char *name, const char *value,
		    struct dkt_err *err)
{
	const char *const texts[] = {name, value};

	return dkt_index_run(index, DKT_SET_FACT, texts, 2, err);
}

int dkt_index_tip(struct dkt_index *index, char out[DKT_OID_HEX], struct dkt_err *err)
{
	return dkt_index_text(index, DKT_GET_FACT, "tip", out, DKT_OID_HEX, err);
}

int dkt_index_set_tip(struct dkt_index *index, const char *tip, struct dkt_err *err)
{
	return set_fact(index, "tip", tip, err);
}

int dkt_index_queue_seen(struct dkt_index *index, char out[48], struct dkt_err *err)
{
	return dkt_index_text(index, DKT_GET_FACT, "queue", out, 48, err);
}

int dkt_index_set_queue_seen(struct dkt_index *index, const char *seen, struct dkt_err *err)
{
	return set_fact(index, "queue", seen, err);
}

/* --- the digest --------------------------------------------------------------------------------
 */

static void add_value(struct dkt_sha256 *sum, const char *bytes, size_t size)
{
	char length[24];
	int n = snprintf(length, sizeof length, "%zu:", size);

	dkt_sha256_add(sum, length, (size_t)n);
	dkt_sha256_add(sum, bytes, size);
}

static int add_table(struct dkt_index *index, const char *sql, struct dkt_sha256 *sum,
		     struct dkt_err *err)
{
	DKT_AUTO(sqlite3_stmt) sqlite3_stmt *rows = NULL;
	int rc;

	if (dkt_index_ask(index, sql, NULL, NULL, &rows, err) < 0)
		return -1;
	while ((rc = sqlite3_step(rows)) == SQLITE_ROW) {
		int n = sqlite3_column_count(rows);

		for (int i = 0; i < n; i++) {
			const char *text = dkt_sql_text(rows, i);

			add_value(sum, text, (size_t)sqlite3_column_bytes(rows, i));
		}
	}
	dkt_sha256_add(sum, ".",
		       1); /* a value starts with a digit, so tables cannot run together */
	return rc == SQLITE_DONE ? 0 : dkt_sql_fail(err, index->db, rc, "be read");
}

int dkt_index_digest(struct dkt_index *index, char out[65], struct dkt_err *err)
{
	static const char *const tables[] = {
		"SELECT name, value FROM facts WHERE name <> 'queue' ORDER BY name",
		DKT_RECORD_COLUMNS " ORDER BY id",
		"SELECT record, url, key, domain FROM sources ORDER BY record, url",
		DKT_SUBMISSION_COLUMNS " ORDER BY id",
	};
	struct dkt_sha256 *sum = dkt_sha256_new();
	int result = dkt_sql_run(index->db, "SAVEPOINT step", err); /* one state for all tables */

	if (result == 0) {
		for (size_t i = 0; result == 0 && i < sizeof tables / sizeof tables[0]; i++)
			result = add_table(index, tables[i], sum, err);
		result = dkt_index_end_step(index, result, err);
	}
	dkt_sha256_end(sum, out);
	return result;
}
