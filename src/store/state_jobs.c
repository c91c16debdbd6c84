/*
 * state_jobs.c - what is to be done later, and who wants to be left alone until when.
 *
 * A job is a row and nothing else: whoever does it holds the lock of the worker
 * (`<state>/worker-lock`), writes each step down before the next, and drops the row at the end.
 * There are no leases to wait for after a crash; the next worker finds the job as it was.
 */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "store/state_inside.h"

#include "base/banned.h"

#define JOB_COLUMNS "SELECT id, kind, subject, url, state, due, tries, detail, created FROM jobs "

static void read_job(sqlite3_stmt *s, struct dkt_arena *arena, struct dkt_statedb_job *out)
{
	*out = (struct dkt_statedb_job){.id = sqlite3_column_int64(s, 0),
					.kind = dkt_arena_dups(arena, dkt_sql_text(s, 1)),
					.subject = dkt_arena_dups(arena, dkt_sql_text(s, 2)),
					.url = dkt_arena_dups(arena, dkt_sql_text(s, 3)),
					.state = dkt_arena_dups(arena, dkt_sql_text(s, 4)),
					.due = sqlite3_column_int64(s, 5),
					.tries = sqlite3_column_int64(s, 6),
					.detail = dkt_arena_dups(arena, dkt_sql_text(s, 7)),
					.created = sqlite3_column_int64(s, 8)};
}

/* Jobs ask others for something: what was written down must be there after a power cut too. */
static int finish_synced(struct dkt_statedb *state, sqlite3_stmt *s, struct dkt_err *err)
{
	int result;

	(void)sqlite3_exec(state->db, "PRAGMA synchronous = FULL", NULL, NULL, NULL);
	result = dkt_statedb_finish(state, s, err);
	(void)sqlite3_reset(s);
	(void)sqlite3_exec(state->db, "PRAGMA synchronous = NORMAL", NULL, NULL, NULL);
	return result;
}

int dkt_statedb_put_job(struct dkt_statedb *state, const struct dkt_statedb_job *job,
			struct dkt_err *err)
{
	DKT_AUTO(sqlite3_stmt) sqlite3_stmt *s = NULL;

	if (dkt_statedb_prepare(
		    state,
		    "INSERT INTO jobs (kind, subject, url, state, due, tries, detail, created)"
		    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (kind, subject, url) DO"
		    " UPDATE SET state = ?4, due = ?5, tries = ?6, detail = ?7",
		    &s, err) < 0)
		return -1;
	dkt_statedb_text(s, 1, job->kind);
	dkt_statedb_text(s, 2, job->subject);
	dkt_statedb_text(s, 3, job->url);
	dkt_statedb_text(s, 4, job->state);
	dkt_statedb_int(s, 5, job->due);
	dkt_statedb_int(s, 6, job->tries);
	dkt_statedb_text(s, 7, job->detail);
	dkt_statedb_int(s, 8, job->created);
	return finish_synced(state, s, err);
}

int dkt_statedb_drop_job(struct dkt_statedb *state, const struct dkt_statedb_job *job,
			 struct dkt_err *err)
{
	DKT_AUTO(sqlite3_stmt) sqlite3_stmt *s = NULL;

	if (dkt_statedb_prepare(state,
				"DELETE FROM jobs WHERE kind = ?1 AND subject = ?2 AND url = ?3",
				&s, err) < 0)
		return -1;
	dkt_statedb_text(s, 1, job->kind);
	dkt_statedb_text(s, 2, job->subject);
	dkt_statedb_text(s, 3, job->url);
	return finish_synced(state, s, err);
}

int dkt_statedb_find_job(struct dkt_statedb *state, struct dkt_arena *arena, const char *kind,
			 const char *subject, const char *url, struct dkt_statedb_job *out,
			 struct dkt_err *err)
{
	DKT_AUTO(sqlite3_stmt) sqlite3_stmt *s = NULL;
	int row;

	if (dkt_statedb_prepare(state, JOB_COLUMNS "WHERE kind = ?1 AND subject = ?2 AND url = ?3",
				&s, err) < 0)
		return -1;
	dkt_statedb_text(s, 1, kind);
	dkt_statedb_text(s, 2, subject);
	dkt_statedb_text(s, 3, url);
	row = dkt_statedb_step(state, s, err);
	if (row < 0)
		return -1;
	if (row == 0)
		return dkt_fail(err, DKT_ENOENT, "there is no such job");
	read_job(s, arena, out);
	return 0;
}

/* All rows first: a callback may change the table. */
static int collect(struct dkt_statedb *state, sqlite3_stmt *s, struct dkt_arena *arena,
		   struct dkt_statedb_job *jobs, size_t max, size_t *n_out, struct dkt_err *err)
{
	int row = 0;

	*n_out = 0;
	while (*n_out < max && (row = dkt_statedb_step(state, s, err)) == 1)
		read_job(s, arena, &jobs[(*n_out)++]);
	return row < 0 ? -1 : 0;
}

int dkt_statedb_jobs(struct dkt_statedb *state, const char *kind, int64_t now, size_t max,
		     dkt_statedb_job_fn *fn, void *data, struct dkt_err *err)
{
	DKT_AUTO(sqlite3_stmt) sqlite3_stmt *s = NULL;
	DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();
	struct dkt_statedb_job *jobs = DKT_NEW_N(arena, struct dkt_statedb_job, max + 1);
	size_t n;

	if (dkt_statedb_prepare(state,
				JOB_COLUMNS "WHERE due <= ?1 AND (?2 = '' OR kind = ?2)"
					    " ORDER BY due, id LIMIT ?3",
				&s, err) < 0)
		return -1;
	dkt_statedb_int(s, 1, now);
	dkt_statedb_text(s, 2, kind);
	dkt_statedb_int(s, 3, (int64_t)max);
	if (collect(state, s, arena, jobs, max, &n, err) < 0)
		return -1;
	(void)sqlite3_reset(s);
	for (size_t i = 0; i < n; i++) {
		if (fn(data, &jobs[i], err) < 0)
			return -1;
	}
	return 0;
}

/* --- pauses --- */

int dkt_statedb_pause(struct dkt_statedb *state, const char *who, int64_t until, const char *reason,
		      struct dkt_err *err)
{
	DKT_AUTO(sqlite3_stmt) sqlite3_stmt *s = NULL;

	if (dkt_statedb_prepare(state,
				"INSERT INTO pauses VALUES (?1, ?2, ?3) ON CONFLICT (who) DO UPDATE"
				" SET until = ?2, reason = ?3 WHERE until < ?2",
				&s, err) < 0)
		return -1;
	dkt_statedb_text(s, 1, who);
	dkt_statedb_int(s, 2, until);
	dkt_statedb_text(s, 3, reason);
	return dkt_statedb_finish(state, s, err);
}

int dkt_statedb_paused(struct dkt_statedb *state, const char *who, int64_t now, int64_t *until_out,
		       struct dkt_err *err)
{
	DKT_AUTO(sqlite3_stmt) sqlite3_stmt *s = NULL;
	int row;

	*until_out = 0;
	if (dkt_statedb_prepare(state, "SELECT until FROM pauses WHERE who = ?1 AND until > ?2", &s,
				err) < 0)
		return -1;
	dkt_statedb_text(s, 1, who);
	dkt_statedb_int(s, 2, now);
	row = dkt_statedb_step(state, s, err);
	if (row == 1)
		*until_out = sqlite3_column_int64(s, 0);
	return row < 0 ? -1 : 0;
}

int dkt_statedb_pauses(struct dkt_statedb *state, int64_t now, dkt_pause_fn *fn, void *data,
		       struct dkt_err *err)
{
	DKT_AUTO(sqlite3_stmt) sqlite3_stmt *s = NULL;
	int row;

	if (dkt_statedb_prepare(
		    state, "SELECT who, until, reason FROM pauses WHERE until > ?1 ORDER BY who",
		    &s, err) < 0)
		return -1;
	dkt_statedb_int(s, 1, now);
	while ((row = dkt_statedb_step(state, s, err)) == 1) {
		if (fn(data, dkt_sql_text(s, 0), sqlite3_column_int64(s, 1), dkt_sql_text(s, 2),
		       err) < 0)
			return -1;
	}
	return row;
}

/* --- documents --- */

int dkt_statedb_note(struct dkt_statedb *state, struct dkt_arena *arena, const char *name,
		     const char **text_out, struct dkt_err *err)
{
	DKT_AUTO(sqlite3_stmt) sqlite3_stmt *s = NULL;
	int row;

	*text_out = "";
	if (dkt_statedb_prepare(state, "SELECT text FROM notes WHERE name = ?1", &s, err) < 0)
		return -1;
	dkt_statedb_text(s, 1, name);
	row = dkt_statedb_step(state, s, err);
	if (row == 1)
		*text_out = dkt_arena_dups(arena, dkt_sql_text(s, 0));
	return row < 0 ? -1 : 0;
}

int dkt_statedb_put_note(struct dkt_statedb *state, const char *name, const char *text,
			 struct dkt_err *err)
{
	DKT_AUTO(sqlite3_stmt) sqlite3_stmt *s = NULL;

	if (dkt_statedb_prepare(state, "INSERT OR REPLACE INTO notes VALUES (?1, ?2)", &s, err) < 0)
		return -1;
	dkt_statedb_text(s, 1, name);
	dkt_statedb_text(s, 2, text);
	return dkt_statedb_finish(state, s, err);
}
