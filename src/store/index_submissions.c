/*
 * index_submissions.c - the submissions of the queue, in index.db.
 */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/str.h"
#include "store/index_inside.h"
#include "store/sql.h"

#include "base/banned.h"

/* --- writing --- */

int dkt_index_put_submission(struct dkt_index *index, const struct dkt_index_submission *s,
			     struct dkt_err *err)
{
	const char *const texts[] = {s->id,	    s->commit, s->state, s->kind,
				     s->collection, s->record, s->title, s->attribution,
				     s->received,   s->changed};
	sqlite3_stmt *statement;

	if (dkt_index_use(index, DKT_PUT_SUBMISSION, &statement, err) < 0 ||
	    dkt_index_bind(statement, texts, 10, err) < 0)
		return -1;
	(void)sqlite3_bind_int64(statement, 11, s->revision);
	(void)sqlite3_bind_int64(statement, 12, s->errors);
	(void)sqlite3_bind_int64(statement, 13, s->warnings);
	if (sqlite3_bind_text(statement, 14, s->submitter == NULL ? "" : s->submitter, -1,
			      SQLITE_TRANSIENT) != SQLITE_OK)
		dkt_oom();
	return dkt_index_finish(index, statement, err);
}

int dkt_index_move_submission(struct dkt_index *index, const char *id, const char *commit,
			      const char *state, const char *changed, struct dkt_err *err)
{
	const char *const texts[] = {id, commit, state, changed};

	return dkt_index_run(index, DKT_MOVE_SUBMISSION, texts, 4, err);
}

int dkt_index_count_merged(struct dkt_index *index, const char *submitter, unsigned *out,
			   struct dkt_err *err)
{
	sqlite3_stmt *statement;
	int rc;

	if (dkt_index_use(index, DKT_COUNT_MERGED, &statement, err) < 0 ||
	    dkt_index_bind(statement, &submitter, 1, err) < 0)
		return -1;
	rc = sqlite3_step(statement);
	if (rc == SQLITE_ROW)
		*out = (unsigned)sqlite3_column_int(statement, 0);
	else
		(void)dkt_sql_fail(err, index->db, rc, "be asked");
	(void)sqlite3_reset(statement);
	return rc == SQLITE_ROW ? 0 : -1;
}

/* --- asking --- */

static void read_submission(sqlite3_stmt *row, struct dkt_index_submission *s)
{
	s->id = dkt_sql_text(row, 0);
	s->commit = dkt_sql_text(row, 1);
	s->state = dkt_sql_text(row, 2);
	s->kind = dkt_sql_text(row, 3);
	s->collection = dkt_sql_text(row, 4);
	s->record = dkt_sql_text(row, 5);
	s->title = dkt_sql_text(row, 6);
	s->attribution = dkt_sql_text(row, 7);
	s->received = dkt_sql_text(row, 8);
	s->changed = dkt_sql_text(row, 9);
	s->revision = sqlite3_column_int64(row, 10);
	s->errors = sqlite3_column_int64(row, 11);
	s->warnings = sqlite3_column_int64(row, 12);
	s->submitter = dkt_sql_text(row, 13);
}

static int walk_submissions(struct dkt_index *index, const char *sql, const char *value,
			    dkt_index_submission_fn *fn, void *data, struct dkt_err *err)
{
	DKT_AUTO(sqlite3_stmt) sqlite3_stmt *rows = NULL;
	int rc;

	if (dkt_index_ask(index, sql, value, NULL, &rows, err) < 0)
		return -1;
	while ((rc = sqlite3_step(rows)) == SQLITE_ROW) {
		struct dkt_index_submission s;
		int result;

		read_submission(rows, &s);
		result = fn(data, &s, err);
		if (result != 0)
			return result < 0 ? -1 : 0;
	}
	return rc == SQLITE_DONE ? 0 : dkt_sql_fail(err, index->db, rc, "be read");
}

int dkt_index_submissions(struct dkt_index *index, const char *state, dkt_index_submission_fn *fn,
			  void *data, struct dkt_err *err)
{
	const char *sql = state == NULL ? DKT_SUBMISSION_COLUMNS " ORDER BY received, id"
					: DKT_SUBMISSION_COLUMNS
				  " WHERE state = ?1 ORDER BY received, id";

	return walk_submissions(index, sql, state, fn, data, err);
}

int dkt_index_submissions_of(struct dkt_index *index, const char *record,
			     dkt_index_submission_fn *fn, void *data, struct dkt_err *err)
{
	return walk_submissions(index,
				DKT_SUBMISSION_COLUMNS " WHERE record = ?1 ORDER BY received, id",
				record, fn, data, err);
}

int dkt_index_submission_commit(struct dkt_index *index, const char *id, char out[DKT_OID_HEX],
				struct dkt_err *err)
{
	return dkt_index_text(index, DKT_GET_COMMIT, id, out, DKT_OID_HEX, err);
}

int dkt_index_submission_state(struct dkt_index *index, const char *id, char out[24],
			       struct dkt_err *err)
{
	return dkt_index_text(index, DKT_GET_STATE, id, out, 24, err);
}
