/*
 * index_inside.h - what the files of the index share. Private to index*.c.
 *
 *   index.c              opening, statements, transactions, facts, the digest
 *   index_records.c      records and their sources
 *   index_submissions.c  submissions
 *
 * Floor: store.
 */
#ifndef STORE_INDEX_INSIDE_H
#define STORE_INDEX_INSIDE_H

#include <sqlite3.h>

#include "store/index.h"

/* Statements that are kept for the life of the handle. */
enum dkt_kept {
	DKT_PUT_RECORD,
	DKT_PUT_SOURCE,
	DKT_PUT_SUBMISSION,
	DKT_MOVE_SUBMISSION,
	DKT_DROP_RECORD,
	DKT_DROP_SOURCES,
	DKT_HAS_DOMAIN,
	DKT_COUNT_MERGED,
	DKT_GET_COMMIT,
	DKT_GET_STATE,
	DKT_GET_FACT,
	DKT_SET_FACT,
	DKT_N_KEPT
};

struct dkt_index {
	sqlite3 *db;
	sqlite3_stmt *kept[DKT_N_KEPT];
};

/* The columns in the order of their structs; the digest is over them. */
#define DKT_SUBMISSION_COLUMNS                                                                     \
	"SELECT id, commit_id, state, kind, collection, record, title, attribution, received,"     \
	" changed, revision, errors, warnings, submitter FROM submissions"
#define DKT_RECORD_COLUMNS                                                                         \
	"SELECT id, collection, path, blob, title, status, evidence, modified FROM records"

/* The kept statement, ready for binding. */
DKT_MUST_CHECK int dkt_index_use(struct dkt_index *index, enum dkt_kept which, sqlite3_stmt **out,
				 struct dkt_err *err);

/* The first n values, all texts; NULL is "". */
DKT_MUST_CHECK int dkt_index_bind(sqlite3_stmt *statement, const char *const *texts, int n,
				  struct dkt_err *err);

/* Run a statement that returns no rows, and leave it ready for the next use. */
DKT_MUST_CHECK int dkt_index_finish(struct dkt_index *index, sqlite3_stmt *statement,
				    struct dkt_err *err);

/* The three above in one. */
DKT_MUST_CHECK int dkt_index_run(struct dkt_index *index, enum dkt_kept which,
				 const char *const *texts, int n, struct dkt_err *err);

/* The one text that a kept question has as its answer, "" when there is none. */
DKT_MUST_CHECK int dkt_index_text(struct dkt_index *index, enum dkt_kept which, const char *name,
				  char *out, size_t size, struct dkt_err *err);

/* A statement of its own, so that whoever is told its rows may ask again; the caller finalizes it.
 * first and second may be NULL. */
DKT_MUST_CHECK int dkt_index_ask(struct dkt_index *index, const char *sql, const char *first,
				 const char *second, sqlite3_stmt **out, struct dkt_err *err);

/* The end of SAVEPOINT step: kept when result is 0, else undone. */
DKT_MUST_CHECK int dkt_index_end_step(struct dkt_index *index, int result, struct dkt_err *err);

#endif
