/*
 * test_state.c - state.db: dead links, answers of a day, jobs, pauses, sweeps, and files of other
 * versions.
 */
#include <sqlite3.h>

#include "store/scratch.h"
#include "store/state.h"

#define DAY ((int64_t)DKT_STATE_DAY)
#define URL "https://news.example/a"

static struct scratch scratch;
static struct dkt_statedb *state;
static struct dkt_arena *arena;
static char path[300];

static void saw(enum dkt_sighting sighting, int64_t at)
{
	static const char *const verdicts[] = {"alive", "gone", "blocked"};

	assert_ok(dkt_statedb_saw(state, URL, "news.example", verdicts[sighting], "", sighting, at,
				  &scratch.err),
		  &scratch.err);
}

static struct dkt_health health(void)
{
	struct dkt_health out;

	assert_ok(dkt_statedb_health(state, arena, URL, &out, &scratch.err), &scratch.err);
	return out;
}

static void dead_takes_a_week(void)
{
	saw(DKT_SIGHT_FAILURE, 10 * DAY);
	saw(DKT_SIGHT_FAILURE, 13 * DAY);
	saw(DKT_SIGHT_FAILURE, 16 * DAY);
	assert_false(health().dead);
	saw(DKT_SIGHT_FAILURE, 17 * DAY);
	assert_true(health().dead);
	assert_int_equal(health().failures, 4);
	assert_int_equal(health().first_failure, 10 * DAY);
}

static void two_are_not_dead(void)
{
	saw(DKT_SIGHT_FAILURE, 10 * DAY);
	saw(DKT_SIGHT_FAILURE, 30 * DAY);
	assert_false(health().dead);
}

static void one_a_day(void)
{
	for (int i = 0; i < 5; i++)
		saw(DKT_SIGHT_FAILURE, 10 * DAY + i * 3600);
	assert_int_equal(health().failures, 1);
	saw(DKT_SIGHT_FAILURE, 17 * DAY);
	assert_false(health().dead);
}

static void success_forgets(void)
{
	for (int i = 0; i < 5; i++)
		saw(DKT_SIGHT_FAILURE, (10 + 3 * i) * DAY);
	assert_true(health().dead);
	saw(DKT_SIGHT_GOOD, 30 * DAY);
	assert_false(health().dead);
	assert_int_equal(health().failures, 0);
	assert_int_equal(health().last_good, 30 * DAY);
}

static void walls_say_nothing(void)
{
	for (int i = 0; i < 9; i++)
		saw(DKT_SIGHT_NEITHER, (10 + 3 * i) * DAY);
	assert_int_equal(health().failures, 0);
	saw(DKT_SIGHT_FAILURE, 50 * DAY);
	saw(DKT_SIGHT_NEITHER, 51 * DAY);
	assert_int_equal(health().failures, 1);
	assert_string_equal(health().verdict, "blocked");
}

static int count_dead(void *data, const struct dkt_health *h, struct dkt_err *err)
{
	(void)err;
	*(size_t *)data += h->dead;
	return 0;
}

static void dead_are_listed(void)
{
	size_t n = 0;

	dead_takes_a_week();
	assert_ok(dkt_statedb_saw(state, "https://b.example/", "b.example", "gone", "http-404",
				  DKT_SIGHT_FAILURE, 17 * DAY, &scratch.err),
		  &scratch.err);
	assert_ok(dkt_statedb_walk_failing(state, true, count_dead, &n, &scratch.err),
		  &scratch.err);
	assert_int_equal(n, 1);
}

/* --- answers --- */

static const char *recall(int64_t day, int64_t sweep)
{
	const char *note;

	assert_ok(dkt_statedb_recall(state, arena, URL, "live", day, sweep, &note, &scratch.err),
		  &scratch.err);
	return note == NULL ? "-" : note;
}

static void remember(int64_t day, int64_t sweep, bool good, const char *note)
{
	assert_ok(dkt_statedb_remember(state, URL, "live", day, sweep, good, note, &scratch.err),
		  &scratch.err);
}

static void success_lasts_a_day(void)
{
	remember(5, 0, true, "{}");
	assert_string_equal(recall(5, 0), "{}");
	assert_string_equal(recall(6, 0), "-");
}

static void failures_are_not_kept(void)
{
	remember(5, 0, false, "{}");
	assert_string_equal(recall(5, 0), "-");
}

static void a_sweep_keeps_its_failures(void)
{
	remember(5, 7, false, "bad");
	assert_string_equal(recall(5, 0), "-");
	assert_string_equal(recall(9, 7), "bad");
	assert_string_equal(recall(9, 8), "-");
	assert_ok(dkt_statedb_forget(state, 9, &scratch.err), &scratch.err);
	assert_string_equal(recall(9, 7), "-"); /* there is no such sweep under way */
}

/* --- jobs --- */

static int take_job(void *data, const struct dkt_statedb_job *job, struct dkt_err *err)
{
	char *out = data;

	(void)err;
	(void)snprintf(out + strlen(out), 100, "%s %s %s;", job->kind, job->url, job->state);
	return dkt_statedb_drop_job(state, job, err);
}

static void put_job(const char *kind, const char *url, const char *word, int64_t due)
{
	struct dkt_statedb_job job = {.kind = kind,
				      .subject = "s-1",
				      .url = url,
				      .state = word,
				      .due = due,
				      .detail = "",
				      .created = 1};

	assert_ok(dkt_statedb_put_job(state, &job, &scratch.err), &scratch.err);
}

static void jobs_come_when_due(void)
{
	char seen[400] = "";

	put_job("save", "b", "waiting", 200);
	put_job("save", "a", "waiting", 100);
	put_job("find", "c", "waiting", 50);
	put_job("save", "a", "asked", 150);
	assert_ok(dkt_statedb_jobs(state, "save", 160, 10, take_job, seen, &scratch.err),
		  &scratch.err);
	assert_string_equal(seen, "save a asked;");
	assert_ok(dkt_statedb_jobs(state, NULL, INT64_MAX, 10, take_job, seen, &scratch.err),
		  &scratch.err);
	assert_string_equal(seen, "save a asked;find c waiting;save b waiting;");
}

static void jobs_outlive_the_process(void)
{
	struct dkt_statedb_job job;

	put_job("save", "a", "asked", 150);
	dkt_statedb_free(state);
	state = NULL;
	assert_ok(dkt_statedb_open(path, &state, &scratch.err), &scratch.err);
	assert_ok(dkt_statedb_find_job(state, arena, "save", "s-1", "a", &job, &scratch.err),
		  &scratch.err);
	assert_string_equal(job.state, "asked");
	assert_int_equal(job.due, 150);
}

static void the_longer_pause_wins(void)
{
	int64_t until;

	assert_ok(dkt_statedb_pause(state, "wayback", 500, "429", &scratch.err), &scratch.err);
	assert_ok(dkt_statedb_pause(state, "wayback", 300, "429", &scratch.err), &scratch.err);
	assert_ok(dkt_statedb_paused(state, "wayback", 400, &until, &scratch.err), &scratch.err);
	assert_int_equal(until, 500);
	assert_ok(dkt_statedb_paused(state, "wayback", 500, &until, &scratch.err), &scratch.err);
	assert_int_equal(until, 0);
}

/* --- sweeps --- */

static int list_item(void *data, const char *record, const char *result, struct dkt_err *err)
{
	char *out = data;

	(void)err;
	(void)snprintf(out + strlen(out), 60, "%s%s ", record, result);
	return 0;
}

static void sweeps_go_on(void)
{
	struct dkt_sweep sweep;
	char left[200] = "";
	char done[200] = "";
	int64_t id;

	assert_ok(dkt_statedb_sweep_begin(state, "tip", 10, &id, &scratch.err), &scratch.err);
	assert_ok(dkt_statedb_sweep_add(state, id, "pr-1", 9, &scratch.err), &scratch.err);
	assert_ok(dkt_statedb_sweep_add(state, id, "pr-2", 1, &scratch.err), &scratch.err);
	assert_ok(dkt_statedb_sweep_add(state, id, "pr-3", 4, &scratch.err), &scratch.err);
	assert_ok(dkt_statedb_sweep_done(state, id, "pr-2", "{}", &scratch.err), &scratch.err);
	dkt_statedb_free(state);
	state = NULL;
	assert_ok(dkt_statedb_open(path, &state, &scratch.err), &scratch.err);
	assert_ok(dkt_statedb_sweep(state, arena, &sweep, &scratch.err), &scratch.err);
	assert_int_equal(sweep.id, id);
	assert_int_equal(sweep.n_items, 3);
	assert_int_equal(sweep.n_done, 1);
	assert_int_equal(sweep.ended, 0);
	assert_ok(dkt_statedb_sweep_items(state, id, false, 10, list_item, left, &scratch.err),
		  &scratch.err);
	assert_string_equal(left, "pr-3 pr-1 ");
	assert_ok(dkt_statedb_sweep_items(state, id, true, 10, list_item, done, &scratch.err),
		  &scratch.err);
	assert_string_equal(done, "pr-2{} ");
}

/* --- files of other versions --- */

static void run_sql(const char *sql)
{
	sqlite3 *db = NULL;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static void an_older_file_is_brought_up(void)
{
	int version = dkt_statedb_version(state);

	saw(DKT_SIGHT_FAILURE, 10 * DAY);
	dkt_statedb_free(state);
	state = NULL;
	run_sql("DROP TABLE sweeps; DROP TABLE sweep_items; DROP TABLE notes; "
		"PRAGMA user_version = 1");
	assert_ok(dkt_statedb_open(path, &state, &scratch.err), &scratch.err);
	assert_int_equal(dkt_statedb_version(state), version);
	assert_int_equal(health().failures, 1);
	sweeps_go_on();
}

static void a_newer_file_is_refused(void)
{
	dkt_statedb_free(state);
	state = NULL;
	run_sql("PRAGMA user_version = 99");
	assert_int_equal(dkt_statedb_open(path, &state, &scratch.err), -1);
	assert_int_equal(scratch.err.code, DKT_EFORMAT);
}

static void a_damaged_file_is_left_alone(void)
{
	FILE *file;
	char first[8] = "";

	dkt_statedb_free(state);
	state = NULL;
	file = fopen(path, "w");
	assert_non_null(file);
	(void)fputs("this is no database, but long enough to look at, and then some more of it to "
		    "pass a hundred bytes",
		    file);
	(void)fclose(file);
	assert_int_equal(dkt_statedb_open(path, &state, &scratch.err), -1);
	assert_int_equal(scratch.err.code, DKT_ESQL);
	file = fopen(path, "r");
	assert_int_equal(fread(first, 1, 4, file), 4);
	(void)fclose(file);
	assert_string_equal(first, "this");
}

struct row {
	const char *name;
	void (*check)(void);
};

static const struct row rows[] = {
	{"a link is dead after three failures over a week", dead_takes_a_week},
	{"two failures are not enough, however far apart", two_are_not_dead},
	{"failures count once a day", one_a_day},
	{"a success forgets all failures", success_forgets},
	{"walls count neither way", walls_say_nothing},
	{"the dead are listed, the failing are not", dead_are_listed},
	{"a success counts until the day is over", success_lasts_a_day},
	{"a failure is asked again", failures_are_not_kept},
	{"a sweep keeps its failures for itself, until it ends", a_sweep_keeps_its_failures},
	{"jobs come when they are due, one for each subject and address", jobs_come_when_due},
	{"jobs outlive the process", jobs_outlive_the_process},
	{"of two pauses the longer one counts", the_longer_pause_wins},
	{"a sweep goes on where it was, cheapest first", sweeps_go_on},
	{"a file of an older version is brought up to date", an_older_file_is_brought_up},
	{"a file of a newer version is refused", a_newer_file_is_refused},
	{"a damaged file is left alone", a_damaged_file_is_left_alone},
};

static void check_row(void **test)
{
	const struct row *row = *test;

	scratch_begin(&scratch);
	arena = dkt_arena_new();
	state = NULL;
	(void)snprintf(path, sizeof path, "%s/state.db", scratch.dir);
	assert_ok(dkt_statedb_open(path, &state, &scratch.err), &scratch.err);
	row->check();
	dkt_statedb_free(state);
	dkt_arena_free(arena);
	scratch_end(&scratch);
}

int main(void)
{
	return rows_run("store/state", rows, check_row);
}
