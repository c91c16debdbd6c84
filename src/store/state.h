/*
 * state.h - state.db: what Docket remembers between runs and cannot read from git.
 *
 * One SQLite file in the state folder, private, to be backed up with the queue: how links fared,
 * answers that need not be fetched again today, jobs that go on after a restart, archives that
 * asked for a pause, sweeps half done. Any number of processes may have it open; every call is a
 * transaction of its own. Its tables have a version, and an older file is brought up to date when
 * it is opened; one of a newer version is refused, never changed.
 *
 * Times are seconds since 1970; days are times divided by 86,400. Strings given to callbacks live
 * for the call, those in arenas with them.
 *
 * Floor: store.
 */
#ifndef STORE_STATE_H
#define STORE_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "docket/error.h"

#define DKT_STATE_DAY 86400

struct dkt_statedb;

/* Open or make. DKT_EFORMAT for a file of a newer version, DKT_ESQL for one that is damaged. */
DKT_MUST_CHECK int dkt_statedb_open(const char *path, struct dkt_statedb **out,
				    struct dkt_err *err);
void dkt_statedb_free(struct dkt_statedb *state);

/* The version of its tables. */
int dkt_statedb_version(struct dkt_statedb *state);

/* Many writes as one; abort forgets them. */
DKT_MUST_CHECK int dkt_statedb_begin(struct dkt_statedb *state, struct dkt_err *err);
DKT_MUST_CHECK int dkt_statedb_commit(struct dkt_statedb *state, struct dkt_err *err);
void dkt_statedb_abort(struct dkt_statedb *state);

/* --- link health (state_health.c) --- */

#define DKT_DEAD_FAILURES 3
#define DKT_DEAD_SECONDS  (7 * DKT_STATE_DAY)

enum dkt_sighting {
	DKT_SIGHT_GOOD,	   /* forgets all failures */
	DKT_SIGHT_FAILURE, /* counts once a day at most, so that a retry proves nothing */
	DKT_SIGHT_NEITHER  /* a wall, our own guard, robots.txt: says nothing about the page */
};

struct dkt_health {
	const char *url;
	const char *domain;
	const char *verdict; /* of the last time: "alive", "gone", ... */
	const char *reason;
	int64_t failures;      /* days with one, in a row */
	int64_t first_failure; /* 0: none */
	int64_t last_failure;
	int64_t last_good; /* 0: never */
	int64_t last_seen;
	bool dead; /* DKT_DEAD_FAILURES of them over DKT_DEAD_SECONDS */
};

DKT_MUST_CHECK int dkt_statedb_saw(struct dkt_statedb *state, const char *url, const char *domain,
				   const char *verdict, const char *reason,
				   enum dkt_sighting sighting, int64_t now, struct dkt_err *err);

/* DKT_ENOENT when it was never seen. Strings in the arena. */
DKT_MUST_CHECK int dkt_statedb_health(struct dkt_statedb *state, struct dkt_arena *arena,
				      const char *url, struct dkt_health *out, struct dkt_err *err);

/* Return 0 to go on, -1 (with err) to stop. */
typedef int dkt_health_fn(void *data, const struct dkt_health *health, struct dkt_err *err);

/* All that are dead, by address; with failing, all whose last time was a failure. */
DKT_MUST_CHECK int dkt_statedb_walk_failing(struct dkt_statedb *state, bool dead_only,
					    dkt_health_fn *fn, void *data, struct dkt_err *err);

typedef int dkt_count_fn(void *data, const char *word, int64_t n, struct dkt_err *err);

/* How many addresses have each verdict, by number. */
DKT_MUST_CHECK int dkt_statedb_count_health(struct dkt_statedb *state, dkt_count_fn *fn, void *data,
					    struct dkt_err *err);

/* --- answers (state_health.c) --- */

/*
 * What is known of (url, kind) so that nobody asks again: a success of this day, or anything that
 * this sweep (0: none) has had. NULL in *note_out when nothing is. In the arena.
 */
DKT_MUST_CHECK int dkt_statedb_recall(struct dkt_statedb *state, struct dkt_arena *arena,
				      const char *url, const char *kind, int64_t day, int64_t sweep,
				      const char **note_out, struct dkt_err *err);

/* good: a success, for all until the day is over. Else it counts for the sweep alone; without one
 * nothing is kept. */
DKT_MUST_CHECK int dkt_statedb_remember(struct dkt_statedb *state, const char *url,
					const char *kind, int64_t day, int64_t sweep, bool good,
					const char *note, struct dkt_err *err);

/* Forget answers of earlier days and of sweeps that have ended. */
DKT_MUST_CHECK int dkt_statedb_forget(struct dkt_statedb *state, int64_t day, struct dkt_err *err);

/* --- jobs (state_jobs.c) --- */

/* One job for (kind, subject, url). It is there until it is dropped; a process that ends in the
 * middle leaves it as it was. */
struct dkt_statedb_job {
	int64_t id;	     /* 0 for a new one */
	const char *kind;    /* "retry", "find", "save" */
	const char *subject; /* a submission, or "" */
	const char *url;
	const char *state; /* the job's own word: "waiting", "asked", ... */
	int64_t due;	   /* not before */
	int64_t tries;
	const char *detail; /* JSON of the job's own, or "" */
	int64_t created;
};

/* Put in place of the one with the same kind, subject and url, if there is one; on the disk when it
 * returns. created of an older one stays. */
DKT_MUST_CHECK int dkt_statedb_put_job(struct dkt_statedb *state, const struct dkt_statedb_job *job,
				       struct dkt_err *err);
DKT_MUST_CHECK int dkt_statedb_drop_job(struct dkt_statedb *state,
					const struct dkt_statedb_job *job, struct dkt_err *err);

/* The same kind, subject and url; DKT_ENOENT. In the arena. */
DKT_MUST_CHECK int dkt_statedb_find_job(struct dkt_statedb *state, struct dkt_arena *arena,
					const char *kind, const char *subject, const char *url,
					struct dkt_statedb_job *out, struct dkt_err *err);

typedef int dkt_statedb_job_fn(void *data, const struct dkt_statedb_job *job, struct dkt_err *err);

/* Jobs of a kind (NULL: all) that are due at `now` (INT64_MAX: all), the most overdue first, at
 * most max. The callback may change jobs. */
DKT_MUST_CHECK int dkt_statedb_jobs(struct dkt_statedb *state, const char *kind, int64_t now,
				    size_t max, dkt_statedb_job_fn *fn, void *data,
				    struct dkt_err *err);

/* --- archives that want to be left alone (state_jobs.c) --- */

/* who: an archive's name. A later pause wins over an earlier one. */
DKT_MUST_CHECK int dkt_statedb_pause(struct dkt_statedb *state, const char *who, int64_t until,
				     const char *reason, struct dkt_err *err);
/* 0: it may be asked. */
DKT_MUST_CHECK int dkt_statedb_paused(struct dkt_statedb *state, const char *who, int64_t now,
				      int64_t *until_out, struct dkt_err *err);
typedef int dkt_pause_fn(void *data, const char *who, int64_t until, const char *reason,
			 struct dkt_err *err);
DKT_MUST_CHECK int dkt_statedb_pauses(struct dkt_statedb *state, int64_t now, dkt_pause_fn *fn,
				      void *data, struct dkt_err *err);

/* --- documents by name (state_jobs.c) --- */

/* "" when there is none; in the arena. */
DKT_MUST_CHECK int dkt_statedb_note(struct dkt_statedb *state, struct dkt_arena *arena,
				    const char *name, const char **text_out, struct dkt_err *err);
DKT_MUST_CHECK int dkt_statedb_put_note(struct dkt_statedb *state, const char *name,
					const char *text, struct dkt_err *err);

/* --- sweeps (state_sweep.c) --- */

struct dkt_sweep {
	int64_t id; /* from 1; 0: there is none */
	int64_t started;
	int64_t ended;	 /* 0: not yet */
	const char *tip; /* the commit whose records it goes over; in the arena */
	int64_t n_items;
	int64_t n_done;
};

/* The latest sweep, half done or not. */
DKT_MUST_CHECK int dkt_statedb_sweep(struct dkt_statedb *state, struct dkt_arena *arena,
				     struct dkt_sweep *out, struct dkt_err *err);
DKT_MUST_CHECK int dkt_statedb_sweep_begin(struct dkt_statedb *state, const char *tip, int64_t now,
					   int64_t *id_out, struct dkt_err *err);
DKT_MUST_CHECK int dkt_statedb_sweep_add(struct dkt_statedb *state, int64_t sweep,
					 const char *record, int64_t cost, struct dkt_err *err);
/* result: JSON of what was found. */
DKT_MUST_CHECK int dkt_statedb_sweep_done(struct dkt_statedb *state, int64_t sweep,
					  const char *record, const char *result,
					  struct dkt_err *err);
DKT_MUST_CHECK int dkt_statedb_sweep_end(struct dkt_statedb *state, int64_t sweep, int64_t now,
					 struct dkt_err *err);

typedef int dkt_sweep_item_fn(void *data, const char *record, const char *result,
			      struct dkt_err *err);

/* What is left (result ""), cheapest first; or what is done, by record. At most max. The callback
 * may call dkt_statedb_sweep_done. */
DKT_MUST_CHECK int dkt_statedb_sweep_items(struct dkt_statedb *state, int64_t sweep, bool done,
					   size_t max, dkt_sweep_item_fn *fn, void *data,
					   struct dkt_err *err);

#endif
