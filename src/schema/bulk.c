/*
 * bulk.c - threads that read, parse and check one file after another.
 *
 * Nearly all files are good. Those are parsed into memory that the next file uses again and pass
 * the plan, and that is all. Any other file is parsed a second time and explained, into the
 * report of its thread; the reports are joined at the end.
 */
#include "schema/bulk.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/error.h"
#include "base/walk.h"

#include "base/banned.h"

#define KEPT_ARENA  ((size_t)1 << 20) /* bytes of a text's nodes that stay for the next */
#define MAX_WORKERS 64U

/* One thread's own. */
struct lane {
	struct dkt_arena *arena;
	struct dkt_checker *checker;
	struct dkt_report *report;
	struct dkt_bulk_count count;
	struct dkt_err first_error;
	char apart[64]; /* from the next thread's cache lines */
};

struct crew {
	const struct dkt_bulk *bulk;
	struct lane *lanes;
	pthread_mutex_t seen_lock;
};

static bool is_good(struct lane *lane, const struct dkt_walk_file *file)
{
	struct dkt_text_fault fault;
	struct dkt_text text;

	return dkt_text_parse(&text, lane->arena, file->bytes, file->size, &fault) &&
	       text.n_duplicates == 0 && dkt_checker_passes(lane->checker, &text.root);
}

static void explain(const struct crew *crew, struct lane *lane, const struct dkt_walk_file *file)
{
	struct dkt_text text;

	dkt_arena_reset(lane->arena);
	dkt_report_file(lane->report, file->path, file->bytes, file->size, "");
	if (dkt_text_examine(&text, lane->arena, file->bytes, file->size, lane->report))
		(void)dkt_schema_check(crew->bulk->schema, &text.root, &crew->bulk->options,
				       lane->report);
	dkt_report_file(lane->report, "", NULL, 0, "");
}

static void tell_seen(struct crew *crew, const char *path)
{
	if (crew->bulk->seen == NULL)
		return;
	(void)pthread_mutex_lock(&crew->seen_lock);
	crew->bulk->seen(crew->bulk->context, path);
	(void)pthread_mutex_unlock(&crew->seen_lock);
}

static void check_file(void *context, const struct dkt_walk_file *file)
{
	struct crew *crew = context;
	struct lane *lane = &crew->lanes[file->worker];

	lane->count.n_files++;
	if (!is_good(lane, file))
		explain(crew, lane, file);
	if (dkt_arena_used(lane->arena) > KEPT_ARENA) {
		dkt_arena_free(lane->arena);
		lane->arena = dkt_arena_new();
	} else {
		dkt_arena_reset(lane->arena);
	}
	tell_seen(crew, file->path);
}

static void note_trouble(void *context, unsigned worker, const char *path,
			 const struct dkt_err *err)
{
	struct crew *crew = context;
	struct lane *lane = &crew->lanes[worker];

	(void)path;
	if (lane->count.n_unread++ == 0)
		lane->first_error = *err;
}

static struct lane *lanes_new(const struct dkt_plan *plan, const struct dkt_report *report,
			      unsigned n)
{
	struct lane *lanes = calloc(n, sizeof *lanes);

	if (lanes == NULL)
		dkt_oom();
	for (unsigned i = 0; i < n; i++) {
		lanes[i].arena = dkt_arena_new();
		lanes[i].checker = dkt_checker_new(plan);
		lanes[i].report = dkt_report_new_part(report);
	}
	return lanes;
}

/* Join what the threads found, and end them. */
static void lanes_join(struct lane *lanes, unsigned n, struct dkt_report *report,
		       struct dkt_bulk_count *count, struct dkt_err *err)
{
	for (unsigned i = 0; i < n; i++) {
		struct lane *lane = &lanes[i];

		dkt_report_append(report, lane->report);
		if (count->n_unread == 0 && lane->count.n_unread > 0)
			*err = lane->first_error;
		count->n_files += lane->count.n_files;
		count->n_unread += lane->count.n_unread;
		dkt_report_free(lane->report);
		dkt_checker_free(lane->checker);
		dkt_arena_free(lane->arena);
	}
	free(lanes);
}

int dkt_bulk_check(const struct dkt_bulk *bulk, const char *const *paths, size_t n_paths,
		   struct dkt_report *report, struct dkt_bulk_count *count_out, struct dkt_err *err)
{
	unsigned n = bulk->n_workers == 0 ? dkt_core_count() : bulk->n_workers;
	struct dkt_plan *plan = dkt_plan_new(bulk->schema, &bulk->options);
	struct crew crew = {.bulk = bulk, .seen_lock = PTHREAD_MUTEX_INITIALIZER};
	struct dkt_walk walk = {.suffix = ".json",
				.max_bytes = DKT_MAX_TEXT,
				.context = &crew,
				.file = check_file,
				.trouble = note_trouble};

	n = n > MAX_WORKERS ? MAX_WORKERS : n;
	crew.lanes = lanes_new(plan, report, n);
	walk.n_workers = n;
	dkt_walk_run(&walk, paths, n_paths);
	*count_out = (struct dkt_bulk_count){0};
	lanes_join(crew.lanes, n, report, count_out, err);
	(void)pthread_mutex_destroy(&crew.seen_lock);
	dkt_plan_free(plan);
	if (count_out->n_unread > 1)
		return dkt_note(err, "one of %zu files and folders that could not be read",
				count_out->n_unread);
	return count_out->n_unread == 0 ? 0 : -1;
}
