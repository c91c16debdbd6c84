/*
 * state_health.c - how links fared, and answers that need not be fetched again.
 *
 * A link is dead when it failed on three days over a week or more without a success between them.
 * Walls and refusals of our own count neither way: what robots may not see is not gone.
 */
#include <string.h>

#include "base/error.h"
#include "store/state_inside.h"

#include "base/banned.h"

_Static_assert(DKT_DEAD_FAILURES == 3 && DKT_DEAD_SECONDS == 604800, "IS_DEAD says the same");
#define IS_DEAD                                                                                    \
	"(failures >= "                                                                            \
	"3"                                                                                        \
	" AND last_failure - first_failure >= "                                                    \
	"604800"                                                                                   \
	")"

static const char *const saw_sql[] = {
	[DKT_SIGHT_GOOD] =
		("INSERT INTO health VALUES (?1, ?2, ?3, ?4, 0, 0, 0, ?5, ?5) ON CONFLICT (url) DO"
		 " UPDATE SET verdict = ?3, reason = ?4, failures = 0, first_failure = 0,"
		 " last_failure = 0, last_good = ?5, last_seen = ?5"),
	[DKT_SIGHT_FAILURE] =
		("INSERT INTO health VALUES (?1, ?2, ?3, ?4, 1, ?5, ?5, 0, ?5) ON CONFLICT (url) DO"
		 " UPDATE SET verdict = ?3, reason = ?4, failures = failures +"
		 " (failures = 0 OR last_failure / 86400 < ?5 / 86400),"
		 " first_failure = CASE failures WHEN 0 THEN ?5 ELSE first_failure END,"
		 " last_failure = ?5, last_seen = ?5"),
	[DKT_SIGHT_NEITHER] =
		("INSERT INTO health VALUES (?1, ?2, ?3, ?4, 0, 0, 0, 0, ?5) ON CONFLICT (url) DO"
		 " UPDATE SET verdict = ?3, reason = ?4, last_seen = ?5"),
};

int dkt_statedb_saw(struct dkt_statedb *state, const char *url, const char *domain,
		    const char *verdict, const char *reason, enum dkt_sighting sighting,
		    int64_t now, struct dkt_err *err)
{
	DKT_AUTO(sqlite3_stmt) sqlite3_stmt *s = NULL;

	if (dkt_statedb_prepare(state, saw_sql[sighting], &s, err) < 0)
		return -1;
	dkt_statedb_text(s, 1, url);
	dkt_statedb_text(s, 2, domain);
	dkt_statedb_text(s, 3, verdict);
	dkt_statedb_text(s, 4, reason);
	dkt_statedb_int(s, 5, now);
	return dkt_statedb_finish(state, s, err);
}

#define COLUMNS                                                                                    \
	"SELECT url, domain, verdict, reason, failures, first_failure, last_failure, last_good,"   \
	" last_seen, " IS_DEAD " FROM health "

static void read_row(sqlite3_stmt *s, struct dkt_health *out)
{
	*out = (struct dkt_health){.url = dkt_sql_text(s, 0),
				   .domain = dkt_sql_text(s, 1),
				   .verdict = dkt_sql_text(s, 2),
				   .reason = dkt_sql_text(s, 3),
				   .failures = sqlite3_column_int64(s, 4),
				   .first_failure = sqlite3_column_int64(s, 5),
				   .last_failure = sqlite3_column_int64(s, 6),
				   .last_good = sqlite3_column_int64(s, 7),
				   .last_seen = sqlite3_column_int64(s, 8),
				   .dead = sqlite3_column_int(s, 9) != 0};
}

int dkt_statedb_health(struct dkt_statedb *state, struct dkt_arena *arena, const char *url,
		       struct dkt_health *out, struct dkt_err *err)
{
	DKT_AUTO(sqlite3_stmt) sqlite3_stmt *s = NULL;
	int row;

	if (dkt_statedb_prepare(state, COLUMNS "WHERE url = ?1", &s, err) < 0)
		return -1;
	dkt_statedb_text(s, 1, url);
	row = dkt_statedb_step(state, s, err);
	if (row < 0)
		return -1;
	if (row == 0)
		return dkt_fail(err, DKT_ENOENT, "nothing is known of that address");
	read_row(s, out);
	out->url = dkt_arena_dups(arena, out->url);
	out->domain = dkt_arena_dups(arena, out->domain);
	out->verdict = dkt_arena_dups(arena, out->verdict);
	out->reason = dkt_arena_dups(arena, out->reason);
	return 0;
}

int dkt_statedb_walk_failing(struct dkt_statedb *state, bool dead_only, dkt_health_fn *fn,
			     void *data, struct dkt_err *err)
{
	DKT_AUTO(sqlite3_stmt) sqlite3_stmt *s = NULL;
	struct dkt_health health;
	int row;

	if (dkt_statedb_prepare(state,
				dead_only ? COLUMNS "WHERE " IS_DEAD " ORDER BY url"
					  : COLUMNS "WHERE failures > 0 ORDER BY url",
				&s, err) < 0)
		return -1;
	while ((row = dkt_statedb_step(state, s, err)) == 1) {
		read_row(s, &health);
		if (fn(data, &health, err) < 0)
			return -1;
	}
	return row;
}

int dkt_statedb_count_health(struct dkt_statedb *state, dkt_count_fn *fn, void *data,
			     struct dkt_err *err)
{
	DKT_AUTO(sqlite3_stmt) sqlite3_stmt *s = NULL;
	int row;

	if (dkt_statedb_prepare(state,
				"SELECT verdict, count(*) FROM health GROUP BY verdict"
				" ORDER BY count(*) DESC, verdict",
				&s, err) < 0)
		return -1;
	while ((row = dkt_statedb_step(state, s, err)) == 1) {
		if (fn(data, dkt_sql_text(s, 0), sqlite3_column_int64(s, 1), err) < 0)
			return -1;
	}
	return row;
}

/* --- answers --- */

int dkt_statedb_recall(struct dkt_statedb *state, struct dkt_arena *arena, const char *url,
		       const char *kind, int64_t day, int64_t sweep, const char **note_out,
		       struct dkt_err *err)
{
	DKT_AUTO(sqlite3_stmt) sqlite3_stmt *s = NULL;
	int row;

	*note_out = NULL;
	if (dkt_statedb_prepare(state,
				"SELECT note FROM answers WHERE url = ?1 AND kind = ?2 AND"
				" ((sweep = 0 AND day = ?3) OR (sweep = ?4 AND ?4 <> 0))"
				" ORDER BY sweep DESC LIMIT 1",
				&s, err) < 0)
		return -1;
	dkt_statedb_text(s, 1, url);
	dkt_statedb_text(s, 2, kind);
	dkt_statedb_int(s, 3, day);
	dkt_statedb_int(s, 4, sweep);
	row = dkt_statedb_step(state, s, err);
	if (row == 1)
		*note_out = dkt_arena_dups(arena, dkt_sql_text(s, 0));
	return row < 0 ? -1 : 0;
}

static int put_answer(struct dkt_statedb *state, const char *url, const char *kind, int64_t day,
		      int64_t sweep, const char *note, struct dkt_err *err)
{
	DKT_AUTO(sqlite3_stmt) sqlite3_stmt *s = NULL;

	if (dkt_statedb_prepare(state, "INSERT OR REPLACE INTO answers VALUES (?1, ?2, ?3, ?4, ?5)",
				&s, err) < 0)
		return -1;
	dkt_statedb_text(s, 1, url);
	dkt_statedb_text(s, 2, kind);
	dkt_statedb_int(s, 3, day);
	dkt_statedb_int(s, 4, sweep);
	dkt_statedb_text(s, 5, note);
	return dkt_statedb_finish(state, s, err);
}

int dkt_statedb_remember(struct dkt_statedb *state, const char *url, const char *kind, int64_t day,
			 int64_t sweep, bool good, const char *note, struct dkt_err *err)
{
	if (good && put_answer(state, url, kind, day, 0, note, err) < 0)
		return -1;
	/* a sweep may last longer than a day */
	return sweep == 0 ? 0 : put_answer(state, url, kind, day, sweep, note, err);
}

int dkt_statedb_forget(struct dkt_statedb *state, int64_t day, struct dkt_err *err)
{
	DKT_AUTO(sqlite3_stmt) sqlite3_stmt *s = NULL;

	if (dkt_statedb_prepare(state,
				"DELETE FROM answers WHERE (sweep = 0 AND day < ?1) OR (sweep <> 0"
				" AND sweep NOT IN (SELECT id FROM sweeps WHERE ended = 0))",
				&s, err) < 0)
		return -1;
	dkt_statedb_int(s, 1, day);
	return dkt_statedb_finish(state, s, err);
}
