/*
 * state_sweep.c - a walk over the whole dataset that may be interrupted at any moment.
 *
 * The list of records is fixed when a sweep begins, each with its cost; what is found is written
 * beside each. A sweep that goes on takes what has no result yet.
 */
#include <string.h>

#include "base/error.h"
#include "store/state_inside.h"

#include "base/banned.h"

int dkt_statedb_sweep(struct dkt_statedb *state, struct dkt_arena *arena, struct dkt_sweep *out,
		      struct dkt_err *err)
{
	DKT_AUTO(sqlite3_stmt) sqlite3_stmt *s = NULL;
	int row;

	memset(out, 0, sizeof *out);
	out->tip = "";
	if (dkt_statedb_prepare(
		    state,
		    "SELECT id, started, ended, tip,"
		    " (SELECT count(*) FROM sweep_items WHERE sweep = id),"
		    " (SELECT count(*) FROM sweep_items WHERE sweep = id AND result <> '')"
		    " FROM sweeps ORDER BY id DESC LIMIT 1",
		    &s, err) < 0)
		return -1;
	row = dkt_statedb_step(state, s, err);
	if (row == 1)
		*out = (struct dkt_sweep){.id = sqlite3_column_int64(s, 0),
					  .started = sqlite3_column_int64(s, 1),
					  .ended = sqlite3_column_int64(s, 2),
					  .tip = dkt_arena_dups(arena, dkt_sql_text(s, 3)),
					  .n_items = sqlite3_column_int64(s, 4),
					  .n_done = sqlite3_column_int64(s, 5)};
	return row < 0 ? -1 : 0;
}

/* Only the latest sweep keeps its items. */
int dkt_statedb_sweep_begin(struct dkt_statedb *state, const char *tip, int64_t now,
			    int64_t *id_out, struct dkt_err *err)
{
	DKT_AUTO(sqlite3_stmt) sqlite3_stmt *s = NULL;

	if (dkt_sql_run(state->db, "DELETE FROM sweep_items", err) < 0 ||
	    dkt_statedb_prepare(state,
				"INSERT INTO sweeps (started, ended, tip) VALUES (?1, 0, ?2)", &s,
				err) < 0)
		return -1;
	dkt_statedb_int(s, 1, now);
	dkt_statedb_text(s, 2, tip);
	if (dkt_statedb_finish(state, s, err) < 0)
		return -1;
	*id_out = sqlite3_last_insert_rowid(state->db);
	return 0;
}

int dkt_statedb_sweep_add(struct dkt_statedb *state, int64_t sweep, const char *record,
			  int64_t cost, struct dkt_err *err)
{
	DKT_AUTO(sqlite3_stmt) sqlite3_stmt *s = NULL;

	if (dkt_statedb_prepare(state, "INSERT OR REPLACE INTO sweep_items VALUES (?1, ?2, ?3, '')",
				&s, err) < 0)
		return -1;
	dkt_statedb_int(s, 1, sweep);
	dkt_statedb_text(s, 2, record);
	dkt_statedb_int(s, 3, cost);
	return dkt_statedb_finish(state, s, err);
}

int dkt_statedb_sweep_done(struct dkt_statedb *state, int64_t sweep, const char *record,
			   const char *result, struct dkt_err *err)
{
	DKT_AUTO(sqlite3_stmt) sqlite3_stmt *s = NULL;

	if (dkt_statedb_prepare(
		    state, "UPDATE sweep_items SET result = ?3 WHERE sweep = ?1 AND record = ?2",
		    &s, err) < 0)
		return -1;
	dkt_statedb_int(s, 1, sweep);
	dkt_statedb_text(s, 2, record);
	dkt_statedb_text(s, 3, result);
	return dkt_statedb_finish(state, s, err);
}

int dkt_statedb_sweep_end(struct dkt_statedb *state, int64_t sweep, int64_t now,
			  struct dkt_err *err)
{
	DKT_AUTO(sqlite3_stmt) sqlite3_stmt *s = NULL;

	if (dkt_statedb_prepare(state, "UPDATE sweeps SET ended = ?2 WHERE id = ?1", &s, err) < 0)
		return -1;
	dkt_statedb_int(s, 1, sweep);
	dkt_statedb_int(s, 2, now);
	return dkt_statedb_finish(state, s, err);
}

struct item {
	const char *record;
	const char *result;
};

int dkt_statedb_sweep_items(struct dkt_statedb *state, int64_t sweep, bool done, size_t max,
			    dkt_sweep_item_fn *fn, void *data, struct dkt_err *err)
{
	DKT_AUTO(sqlite3_stmt) sqlite3_stmt *s = NULL;
	DKT_AUTO(arena) struct dkt_arena *arena = NULL;
	struct item *items;
	size_t n = 0;
	int row = 0;

	if (dkt_statedb_prepare(state,
				done ? "SELECT record, result FROM sweep_items WHERE sweep = ?1 AND"
				       " result <> '' ORDER BY record LIMIT ?2"
				     : "SELECT record, '' FROM sweep_items WHERE sweep = ?1 AND"
				       " result = '' ORDER BY cost, record LIMIT ?2",
				&s, err) < 0)
		return -1;
	dkt_statedb_int(s, 1, sweep);
	dkt_statedb_int(s, 2, (int64_t)max);
	if (done) { /* they may be many and large; the callback only reads */
		while ((row = dkt_statedb_step(state, s, err)) == 1) {
			if (fn(data, dkt_sql_text(s, 0), dkt_sql_text(s, 1), err) < 0)
				return -1;
		}
		return row;
	}
	arena = dkt_arena_new();
	items = DKT_NEW_N(arena, struct item, max + 1);
	while (n < max && (row = dkt_statedb_step(state, s, err)) == 1)
		items[n++] = (struct item){dkt_arena_dups(arena, dkt_sql_text(s, 0)), ""};
	if (row < 0)
		return -1;
	(void)sqlite3_reset(s);
	for (size_t i = 0; i < n; i++) {
		if (fn(data, items[i].record, items[i].result, err) < 0)
			return -1;
	}
	return 0;
}
