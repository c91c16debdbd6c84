/*
 * capture_index.c - where own copies stand: SQLite beside the segments, made from them.
 *
 * A sweep of 100,000 pages must not hold their index in memory, two processes may write, and a kill
 * may come at any moment: hence SQLite, in its write-ahead mode. A commit for each capture would
 * cost more than the capture, and a commit left open would hold other writers up for as long as a
 * sweep is slow; so rows wait in memory, at most DKT_PENDING of them or DKT_PENDING_MS, and go in
 * together. What is lost with them is read again from the segment (its row says how much of it is
 * indexed for good).
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/error.h"
#include "base/str.h"
#include "source/capture_inside.h"

#include "base/banned.h"

#define WAIT_MS 10000
#define DAY_MS	INT64_C(86400000)

static const char schema[] =
	"BEGIN IMMEDIATE;"
	"CREATE TABLE IF NOT EXISTS segment (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,"
	" good INTEGER NOT NULL);"
	"CREATE TABLE IF NOT EXISTS capture (segment INTEGER NOT NULL, offset INTEGER NOT NULL,"
	" size INTEGER NOT NULL, key BLOB NOT NULL, url BLOB NOT NULL, at_ms INTEGER NOT NULL,"
	" revisit INTEGER NOT NULL, id TEXT NOT NULL, target TEXT NOT NULL,"
	" PRIMARY KEY (segment, offset)) WITHOUT ROWID;"
	"CREATE INDEX IF NOT EXISTS capture_key ON capture (key, revisit);"
	"CREATE INDEX IF NOT EXISTS capture_url ON capture (url, at_ms);"
	"COMMIT;";

#define COLUMNS "SELECT segment, offset, size, key, url, at_ms, revisit, id, target FROM capture "

/* --- SQLite --- */

static int fail(struct dkt_err *err, sqlite3 *db, int rc)
{
	enum dkt_code code = (rc & 0xFF) == SQLITE_BUSY	  ? DKT_EBUSY
			     : (rc & 0xFF) == SQLITE_FULL ? DKT_EFULL
							  : DKT_ESQL;

	(void)dkt_fail(err, code, "the index of own copies: %.200s",
		       db == NULL ? sqlite3_errstr(rc) : sqlite3_errmsg(db));
	if ((rc & 0xFF) == SQLITE_CORRUPT || (rc & 0xFF) == SQLITE_NOTADB)
		(void)dkt_hint(err, "remove index.db in the folder of own copies; it is made anew "
				    "from the archives beside it");
	return -1;
}

static int run(sqlite3 *db, const char *sql, struct dkt_err *err)
{
	int rc = sqlite3_exec(db, sql, NULL, NULL, NULL);

	return rc == SQLITE_OK ? 0 : fail(err, db, rc);
}

static int prepare(struct dkt_capture_index *index, const char *sql, sqlite3_stmt **out,
		   struct dkt_err *err)
{
	int rc = sqlite3_prepare_v2(index->db, sql, -1, out, NULL);

	return rc == SQLITE_OK ? 0 : fail(err, index->db, rc);
}

/* One step and the end of the statement; *row: there was one. */
static int finish(struct dkt_capture_index *index, sqlite3_stmt *statement, struct dkt_err *err)
{
	int rc = sqlite3_step(statement);
	int result = rc == SQLITE_DONE || rc == SQLITE_ROW ? 0 : fail(err, index->db, rc);

	(void)sqlite3_finalize(statement);
	return result;
}

int dkt_capture_index_open(const char *folder, struct dkt_capture_index *out, struct dkt_err *err)
{
	static const char settings[] = "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;"
				       "PRAGMA secure_delete = ON; PRAGMA trusted_schema = OFF;"
				       "PRAGMA cache_size = -4096;";
	char path[4200];
	int rc;

	memset(out, 0, sizeof *out);
	if (snprintf(path, sizeof path, "%s/index.db", folder) >= (int)sizeof path)
		return dkt_fail(err, DKT_ELIMIT, "the path of the own copies is too long");
	rc = sqlite3_open_v2(path, &out->db,
			     SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
			     NULL);
	if (rc != SQLITE_OK) {
		(void)fail(err, out->db, rc);
	} else {
		(void)sqlite3_busy_timeout(out->db, WAIT_MS);
		if (run(out->db, settings, err) == 0 && run(out->db, schema, err) == 0)
			return 0;
	}
	(void)dkt_where(err, "%s", path);
	(void)sqlite3_close(out->db);
	out->db = NULL;
	return -1;
}

void dkt_capture_index_close(struct dkt_capture_index *index)
{
	for (size_t i = 0; i < index->n_pending; i++)
		free(index->pending[i].target);
	index->n_pending = 0;
	(void)sqlite3_close(index->db);
	index->db = NULL;
}

/* --- segments --- */

int dkt_capture_index_segment(struct dkt_capture_index *index, const char *name, int64_t *id_out,
			      int64_t *good_out, struct dkt_err *err)
{
	sqlite3_stmt *statement = NULL;
	int rc;

	if (prepare(index, "SELECT id, good FROM segment WHERE name = ?", &statement, err) < 0)
		return -1;
	(void)sqlite3_bind_text(statement, 1, name, -1, SQLITE_STATIC);
	rc = sqlite3_step(statement);
	*id_out = sqlite3_column_int64(statement, 0);
	*good_out = sqlite3_column_int64(statement, 1);
	(void)sqlite3_finalize(statement);
	if (rc == SQLITE_ROW)
		return 0;
	if (rc != SQLITE_DONE)
		return fail(err, index->db, rc);
	if (prepare(index, "INSERT OR IGNORE INTO segment (name, good) VALUES (?, 0)", &statement,
		    err) < 0)
		return -1;
	(void)sqlite3_bind_text(statement, 1, name, -1, SQLITE_STATIC);
	if (finish(index, statement, err) < 0)
		return -1;
	*good_out = 0;
	if (prepare(index, "SELECT id FROM segment WHERE name = ?", &statement, err) < 0)
		return -1;
	(void)sqlite3_bind_text(statement, 1, name, -1, SQLITE_STATIC);
	rc = sqlite3_step(statement);
	*id_out = sqlite3_column_int64(statement, 0);
	(void)sqlite3_finalize(statement);
	return rc == SQLITE_ROW ? 0 : fail(err, index->db, rc);
}

int dkt_capture_index_name(struct dkt_capture_index *index, int64_t id, char *out, size_t size,
			   struct dkt_err *err)
{
	sqlite3_stmt *statement = NULL;
	int rc;

	if (prepare(index, "SELECT name FROM segment WHERE id = ?", &statement, err) < 0)
		return -1;
	(void)sqlite3_bind_int64(statement, 1, id);
	rc = sqlite3_step(statement);
	if (rc == SQLITE_ROW)
		(void)snprintf(out, size, "%s", (const char *)sqlite3_column_text(statement, 0));
	(void)sqlite3_finalize(statement);
	if (rc == SQLITE_DONE)
		return dkt_fail(err, DKT_ENOENT, "segment %lld is not in the index", (long long)id);
	return rc == SQLITE_ROW ? 0 : fail(err, index->db, rc);
}

static int update(struct dkt_capture_index *index, const char *sql, int64_t first, int64_t second,
		  struct dkt_err *err)
{
	sqlite3_stmt *statement = NULL;

	if (prepare(index, sql, &statement, err) < 0)
		return -1;
	(void)sqlite3_bind_int64(statement, 1, first);
	(void)sqlite3_bind_int64(statement, 2, second);
	return finish(index, statement, err);
}

int dkt_capture_index_good(struct dkt_capture_index *index, int64_t segment, int64_t good,
			   struct dkt_err *err)
{
	return update(index, "UPDATE segment SET good = ?2 WHERE id = ?1", segment, good, err);
}

int dkt_capture_index_cut(struct dkt_capture_index *index, int64_t segment, int64_t from,
			  struct dkt_err *err)
{
	if (update(index, "DELETE FROM capture WHERE segment = ?1 AND offset >= ?2", segment, from,
		   err) < 0)
		return -1;
	return update(index, "UPDATE segment SET good = min(good, ?2) WHERE id = ?1", segment, from,
		      err);
}

int dkt_capture_index_tidy(struct dkt_capture_index *index, dkt_capture_there_fn *there, void *data,
			   struct dkt_err *err)
{
	sqlite3_stmt *statement = NULL;
	int64_t lost = 0;
	int rc;

	do {
		lost = 0;
		if (prepare(index, "SELECT id, name FROM segment", &statement, err) < 0)
			return -1;
		while (lost == 0 && (rc = sqlite3_step(statement)) == SQLITE_ROW) {
			if (!there((const char *)sqlite3_column_text(statement, 1), data))
				lost = sqlite3_column_int64(statement, 0);
		}
		(void)sqlite3_finalize(statement);
		if (lost != 0 &&
		    (dkt_capture_index_cut(index, lost, 0, err) < 0 ||
		     update(index, "DELETE FROM segment WHERE id = ?1", lost, 0, err) < 0))
			return -1;
	} while (lost != 0);
	return 0;
}

/* --- captures in --- */

static int64_t ticks(void)
{
	struct timespec now = {0};

	(void)clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int insert(struct dkt_capture_index *index, sqlite3_stmt *statement,
		  const struct dkt_capture_row *row, struct dkt_err *err)
{
	int rc;

	(void)sqlite3_bind_int64(statement, 1, row->segment);
	(void)sqlite3_bind_int64(statement, 2, row->offset);
	(void)sqlite3_bind_int64(statement, 3, row->size);
	(void)sqlite3_bind_blob(statement, 4, row->key, DKT_KEY_SIZE, SQLITE_STATIC);
	(void)sqlite3_bind_blob(statement, 5, row->url, DKT_URL_HASH, SQLITE_STATIC);
	(void)sqlite3_bind_int64(statement, 6, row->at_ms);
	(void)sqlite3_bind_int(statement, 7, row->revisit ? 1 : 0);
	(void)sqlite3_bind_text(statement, 8, row->id, -1, SQLITE_STATIC);
	(void)sqlite3_bind_text(statement, 9, row->target, -1, SQLITE_STATIC);
	rc = sqlite3_step(statement);
	(void)sqlite3_reset(statement);
	return rc == SQLITE_DONE ? 0 : fail(err, index->db, rc);
}

int dkt_capture_index_flush(struct dkt_capture_index *index, struct dkt_err *err)
{
	sqlite3_stmt *statement = NULL;
	int result;

	if (index->n_pending == 0)
		return 0;
	if (run(index->db, "BEGIN IMMEDIATE", err) < 0)
		return -1;
	result = prepare(index,
			 "INSERT OR REPLACE INTO capture (segment, offset, size, key, url, at_ms, "
			 "revisit, id, target) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
			 &statement, err);
	for (size_t i = 0; i < index->n_pending && result == 0; i++)
		result = insert(index, statement, &index->pending[i], err);
	(void)sqlite3_finalize(statement);
	if (result < 0 || run(index->db, "COMMIT", err) < 0) {
		(void)sqlite3_exec(index->db, "ROLLBACK", NULL, NULL, NULL);
		return -1;
	}
	for (size_t i = 0; i < index->n_pending; i++)
		free(index->pending[i].target);
	index->n_pending = 0;
	return 0;
}

int dkt_capture_index_add_take(struct dkt_capture_index *index, struct dkt_capture_row *row,
			       struct dkt_err *err)
{
	int64_t now = ticks();

	if (index->n_pending == DKT_PENDING && dkt_capture_index_flush(index, err) < 0) {
		free(row->target);
		return -1;
	}
	if (index->n_pending == 0)
		index->pending_since = now;
	index->pending[index->n_pending++] = *row;
	return now - index->pending_since < DKT_PENDING_MS ? 0
							   : dkt_capture_index_flush(index, err);
}

/* --- captures out --- */

static void take_row(sqlite3_stmt *statement, struct dkt_arena *arena, struct dkt_capture_row *out)
{
	const char *id = (const char *)sqlite3_column_text(statement, 7);
	const char *target = (const char *)sqlite3_column_text(statement, 8);

	memset(out, 0, sizeof *out);
	out->segment = sqlite3_column_int64(statement, 0);
	out->offset = sqlite3_column_int64(statement, 1);
	out->size = sqlite3_column_int64(statement, 2);
	if (sqlite3_column_bytes(statement, 3) == DKT_KEY_SIZE)
		memcpy(out->key, sqlite3_column_blob(statement, 3), DKT_KEY_SIZE);
	if (sqlite3_column_bytes(statement, 4) == DKT_URL_HASH)
		memcpy(out->url, sqlite3_column_blob(statement, 4), DKT_URL_HASH);
	out->at_ms = sqlite3_column_int64(statement, 5);
	out->revisit = sqlite3_column_int(statement, 6) != 0;
	(void)snprintf(out->id, sizeof out->id, "%s", id == NULL ? "" : id);
	out->target = dkt_arena_dups(arena, target == NULL ? "" : target);
}

static int take_one(struct dkt_capture_index *index, sqlite3_stmt *statement,
		    struct dkt_arena *arena, struct dkt_capture_row *out, struct dkt_err *err)
{
	int rc = sqlite3_step(statement);

	if (rc == SQLITE_ROW)
		take_row(statement, arena, out);
	(void)sqlite3_finalize(statement);
	return rc == SQLITE_ROW ? 1 : rc == SQLITE_DONE ? 0 : fail(err, index->db, rc);
}

static int from_pending(const struct dkt_capture_row *row, struct dkt_arena *arena,
			struct dkt_capture_row *out)
{
	*out = *row;
	out->target = dkt_arena_dups(arena, row->target);
	return 1;
}

int dkt_capture_index_content(struct dkt_capture_index *index, const unsigned char *key,
			      struct dkt_arena *arena, struct dkt_capture_row *out,
			      struct dkt_err *err)
{
	sqlite3_stmt *statement = NULL;

	for (size_t i = 0; i < index->n_pending; i++) {
		const struct dkt_capture_row *row = &index->pending[i];

		if (!row->revisit && memcmp(row->key, key, DKT_KEY_SIZE) == 0)
			return from_pending(row, arena, out);
	}
	if (prepare(index, COLUMNS "WHERE key = ? AND revisit = 0 LIMIT 1", &statement, err) < 0)
		return -1;
	(void)sqlite3_bind_blob(statement, 1, key, DKT_KEY_SIZE, SQLITE_STATIC);
	return take_one(index, statement, arena, out, err);
}

int dkt_capture_index_latest(struct dkt_capture_index *index, const unsigned char *url,
			     struct dkt_arena *arena, struct dkt_capture_row *out,
			     struct dkt_err *err)
{
	const struct dkt_capture_row *last = NULL;
	sqlite3_stmt *statement = NULL;

	for (size_t i = 0; i < index->n_pending; i++) {
		const struct dkt_capture_row *row = &index->pending[i];

		if (memcmp(row->url, url, DKT_URL_HASH) == 0 &&
		    (last == NULL || row->at_ms >= last->at_ms))
			last = row;
	}
	if (last != NULL)
		return from_pending(last, arena, out);
	if (prepare(index, COLUMNS "WHERE url = ? ORDER BY at_ms DESC LIMIT 1", &statement, err) <
	    0)
		return -1;
	(void)sqlite3_bind_blob(statement, 1, url, DKT_URL_HASH, SQLITE_STATIC);
	return take_one(index, statement, arena, out, err);
}

static int64_t day_of(int64_t at_ms)
{
	return (at_ms - ((at_ms % DAY_MS) + DAY_MS) % DAY_MS) / DAY_MS;
}

int dkt_capture_index_seen(struct dkt_capture_index *index, const unsigned char *url,
			   const unsigned char *key, int64_t at_ms, struct dkt_err *err)
{
	sqlite3_stmt *statement = NULL;
	int64_t day = day_of(at_ms);
	int rc;

	for (size_t i = 0; i < index->n_pending; i++) {
		const struct dkt_capture_row *row = &index->pending[i];

		if (day_of(row->at_ms) == day && memcmp(row->url, url, DKT_URL_HASH) == 0 &&
		    memcmp(row->key, key, DKT_KEY_SIZE) == 0)
			return 1;
	}
	if (prepare(index,
		    "SELECT 1 FROM capture WHERE url = ? AND at_ms >= ? AND at_ms < ? AND key = ?",
		    &statement, err) < 0)
		return -1;
	(void)sqlite3_bind_blob(statement, 1, url, DKT_URL_HASH, SQLITE_STATIC);
	(void)sqlite3_bind_int64(statement, 2, day * DAY_MS);
	(void)sqlite3_bind_int64(statement, 3, (day + 1) * DAY_MS);
	(void)sqlite3_bind_blob(statement, 4, key, DKT_KEY_SIZE, SQLITE_STATIC);
	rc = sqlite3_step(statement);
	(void)sqlite3_finalize(statement);
	return rc == SQLITE_ROW ? 1 : rc == SQLITE_DONE ? 0 : fail(err, index->db, rc);
}

int dkt_capture_index_rows(struct dkt_capture_index *index, const unsigned char *key,
			   struct dkt_arena *arena, struct dkt_capture_row **out, size_t *n_out,
			   struct dkt_err *err)
{
	sqlite3_stmt *statement = NULL;
	size_t room = 64;
	int rc;

	*n_out = 0;
	*out = DKT_NEW_N(arena, struct dkt_capture_row, room);
	if (dkt_capture_index_flush(index, err) < 0 ||
	    prepare(index, COLUMNS "WHERE key = ? ORDER BY segment, offset", &statement, err) < 0)
		return -1;
	(void)sqlite3_bind_blob(statement, 1, key, DKT_KEY_SIZE, SQLITE_STATIC);
	while ((rc = sqlite3_step(statement)) == SQLITE_ROW) {
		if (*n_out == room) {
			struct dkt_capture_row *more =
				DKT_NEW_N(arena, struct dkt_capture_row, room * 2);

			memcpy(more, *out, room * sizeof more[0]);
			*out = more;
			room *= 2;
		}
		take_row(statement, arena, &(*out)[(*n_out)++]);
	}
	(void)sqlite3_finalize(statement);
	return rc == SQLITE_DONE ? 0 : fail(err, index->db, rc);
}
