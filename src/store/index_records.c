/*
 * index_records.c - the records on main and the addresses that they cite, in index.db.
 *
 * A record is written whole, its old sources going first; a record of a rebuild is nothing but kept
 * statements.
 */
#include <string.h>

#include "base/str.h"
#include "store/index_inside.h"
#include "store/sql.h"

#include "base/banned.h"

/* --- writing --- */

int dkt_index_put_record(struct dkt_index *index, const struct dkt_index_record *r,
			 struct dkt_err *err)
{
	const char *const texts[] = {r->id,    r->collection, r->path,	   r->blob,
				     r->title, r->status,     r->evidence, r->modified};
	int result;

	if (dkt_sql_run(index->db, "SAVEPOINT step", err) < 0)
		return -1;
	result = dkt_index_run(index, DKT_DROP_SOURCES, texts, 1, err);
	if (result == 0)
		result = dkt_index_run(index, DKT_PUT_RECORD, texts, 8, err);
	return dkt_index_end_step(index, result, err);
}

int dkt_index_put_source(struct dkt_index *index, const struct dkt_index_source *source,
			 struct dkt_err *err)
{
	const char *const texts[] = {source->record, source->url, source->key, source->domain};

	return dkt_index_run(index, DKT_PUT_SOURCE, texts, 4, err);
}

int dkt_index_drop_record(struct dkt_index *index, const char *id, struct dkt_err *err)
{
	int result;

	if (dkt_sql_run(index->db, "SAVEPOINT step", err) < 0)
		return -1;
	result = dkt_index_run(index, DKT_DROP_SOURCES, &id, 1, err);
	if (result == 0)
		result = dkt_index_run(index, DKT_DROP_RECORD, &id, 1, err);
	return dkt_index_end_step(index, result, err);
}

/* --- asking --- */

int dkt_index_records(struct dkt_index *index, const char *collection, const char *id,
		      dkt_index_record_fn *fn, void *data, struct dkt_err *err)
{
	DKT_AUTO(sqlite3_stmt) sqlite3_stmt *rows = NULL;
	const char *sql = DKT_RECORD_COLUMNS " ORDER BY id";
	int rc;

	if (id != NULL && collection != NULL)
		sql = DKT_RECORD_COLUMNS " WHERE id = ?2 AND collection = ?1";
	else if (id != NULL)
		sql = DKT_RECORD_COLUMNS " WHERE id = ?2";
	else if (collection != NULL)
		sql = DKT_RECORD_COLUMNS " WHERE collection = ?1 ORDER BY id";
	if (dkt_index_ask(index, sql, collection, id, &rows, err) < 0)
		return -1;
	while ((rc = sqlite3_step(rows)) == SQLITE_ROW) {
		struct dkt_index_record r = {
			.id = dkt_sql_text(rows, 0),
			.collection = dkt_sql_text(rows, 1),
			.path = dkt_sql_text(rows, 2),
			.blob = dkt_sql_text(rows, 3),
			.title = dkt_sql_text(rows, 4),
			.status = dkt_sql_text(rows, 5),
			.evidence = dkt_sql_text(rows, 6),
			.modified = dkt_sql_text(rows, 7),
		};
		int result = fn(data, &r, err);

		if (result != 0)
			return result < 0 ? -1 : 0;
	}
	return rc == SQLITE_DONE ? 0 : dkt_sql_fail(err, index->db, rc, "be read");
}

int dkt_index_has_domain(struct dkt_index *index, const char *domain, bool *out,
			 struct dkt_err *err)
{
	sqlite3_stmt *statement;
	int rc;

	if (dkt_index_use(index, DKT_HAS_DOMAIN, &statement, err) < 0 ||
	    dkt_index_bind(statement, &domain, 1, err) < 0)
		return -1;
	rc = sqlite3_step(statement);
	*out = rc == SQLITE_ROW;
	if (rc != SQLITE_ROW && rc != SQLITE_DONE)
		(void)dkt_sql_fail(err, index->db, rc, "be read");
	(void)sqlite3_reset(statement);
	(void)sqlite3_clear_bindings(statement);
	return rc == SQLITE_ROW || rc == SQLITE_DONE ? 0 : -1;
}
