/*
 * bench_schema.c - the parts of a check by themselves: bench_schema MODE THREADS SCHEMA PATH...
 *
 *   read    open and read every file, nothing else: the lower bound
 *   parse   and parse it
 *   check   and check it against the schema, as "docket schema validate" does
 *   text    read everything first, then parse it all twenty times on one thread
 *   pure    read and parse everything first, then check it all twenty times on one thread
 *
 * Prints files, bytes and what failed; "text" and "pure" print nanoseconds a file, the mean of many
 * rounds.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/file.h"
#include "base/num.h"
#include "base/str.h"
#include "base/walk.h"
#include "schema/schema.h"

#define MAX_THREADS 64
#define ROUNDS	    20

enum mode { READ, PARSE, CHECK, TEXT, PURE };

/* One thread's; a cache line apart. */
struct lane {
	struct dkt_arena *arena;
	struct dkt_checker *checker;
	size_t n_files;
	size_t n_bytes;
	size_t n_failed;
	char apart[64];
};

struct kept {
	struct dkt_arena *arena;
	const char *bytes;
	size_t size;
	struct dkt_node root;
};

struct bench {
	enum mode mode;
	const struct dkt_schema *schema;
	struct lane lanes[MAX_THREADS];
	struct kept *kept;
	size_t n_kept;
};

static void keep(struct bench *bench, const struct dkt_walk_file *file)
{
	struct kept *kept;
	struct dkt_text_fault fault;
	struct dkt_text text;

	bench->kept = realloc(bench->kept, (bench->n_kept + 1) * sizeof *bench->kept);
	if (bench->kept == NULL)
		dkt_oom();
	kept = &bench->kept[bench->n_kept++];
	kept->arena = dkt_arena_new();
	kept->bytes = dkt_arena_dup(kept->arena, file->bytes, file->size);
	kept->size = file->size;
	if (!dkt_text_parse(&text, kept->arena, kept->bytes, kept->size, &fault))
		bench->lanes[0].n_failed++;
	kept->root = text.root;
}

static void visit(void *context, const struct dkt_walk_file *file)
{
	struct bench *bench = context;
	struct lane *lane = &bench->lanes[file->worker];
	struct dkt_text_fault fault;
	struct dkt_text text;

	lane->n_files++;
	lane->n_bytes += file->size;
	if (bench->mode >= TEXT)
		keep(bench, file);
	if (bench->mode == READ || bench->mode >= TEXT)
		return;
	dkt_arena_reset(lane->arena);
	if (!dkt_text_parse(&text, lane->arena, file->bytes, file->size, &fault) ||
	    (bench->mode == CHECK && !dkt_checker_passes(lane->checker, &text.root)))
		lane->n_failed++;
}

static void trouble(void *context, unsigned worker, const char *path, const struct dkt_err *err)
{
	struct bench *bench = context;

	(void)path;
	bench->lanes[worker].n_failed++;
	(void)fprintf(stderr, "%s\n", err->text);
}

static const struct dkt_schema *load(struct dkt_schemas *schemas, const char *path)
{
	struct dkt_report *report = dkt_report_new();
	struct dkt_buf bytes = DKT_BUF_INIT(DKT_MAX_TEXT);
	const struct dkt_schema *schema = NULL;
	struct dkt_err err = DKT_ERR_INIT;

	if (dkt_file_read(path, DKT_MAX_TEXT, &bytes, &err) == 0 &&
	    dkt_schemas_add(schemas, path, dkt_buf_str(&bytes), bytes.size, report))
		schema = dkt_schemas_compile(schemas, path, report);
	for (size_t i = 0; schema == NULL && i < dkt_report_size(report); i++)
		(void)fprintf(stderr, "%s\n", dkt_report_at(report, i)->sentence);
	dkt_buf_clear(&bytes);
	dkt_report_free(report);
	return schema;
}

static double seconds(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static bool again(struct bench *bench, const struct kept *kept)
{
	struct lane *lane = &bench->lanes[0];
	struct dkt_text_fault fault;
	struct dkt_text text;

	if (bench->mode == PURE)
		return dkt_checker_passes(lane->checker, &kept->root);
	dkt_arena_reset(lane->arena);
	return dkt_text_parse(&text, lane->arena, kept->bytes, kept->size, &fault);
}

/* Each file ROUNDS times in a row, as the peer's benchmark mode does it. */
static void run_rounds(struct bench *bench)
{
	double start = seconds();

	for (size_t i = 0; i < bench->n_kept; i++) {
		size_t n_failed = 0;

		for (int round = 0; round < ROUNDS; round++)
			n_failed += !again(bench, &bench->kept[i]);
		bench->lanes[0].n_failed += n_failed > 0;
	}
	(void)printf("%.0f ns a file, ",
		     (seconds() - start) * 1e9 / ROUNDS / (double)bench->n_kept);
}

static bool mode_named(const char *name, enum mode *out)
{
	static const char *const names[] = {"read", "parse", "check", "text", "pure"};

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		if (dkt_streq(name, names[i])) {
			*out = (enum mode)i;
			return true;
		}
	}
	return false;
}

int main(int argc, char **argv)
{
	static struct bench bench;
	struct lane sum = {0};
	struct dkt_schemas *schemas = dkt_schemas_new();
	struct dkt_walk walk = {.suffix = ".json",
				.max_bytes = DKT_MAX_TEXT,
				.context = &bench,
				.file = visit,
				.trouble = trouble};
	struct dkt_check_options options = {.pointer_prefix = ""};
	struct dkt_plan *plan;
	uint64_t n_threads = 1;

	if (argc < 5 || !mode_named(argv[1], &bench.mode) ||
	    !dkt_parse_u64(argv[2], MAX_THREADS, &n_threads) || n_threads < 1) {
		(void)fprintf(
			stderr,
			"usage: bench_schema read|parse|check|text|pure THREADS SCHEMA PATH...\n");
		return 2;
	}
	bench.schema = load(schemas, argv[3]);
	if (bench.schema == NULL)
		return 3;
	options.assert_formats = getenv("NO_FORMATS") == NULL;
	plan = dkt_plan_new(bench.schema, &options);
	walk.n_workers = bench.mode >= TEXT ? 1 : (unsigned)n_threads;
	for (unsigned i = 0; i < walk.n_workers; i++) {
		bench.lanes[i].arena = dkt_arena_new();
		bench.lanes[i].checker = dkt_checker_new(plan);
	}
	dkt_walk_run(&walk, (const char *const *)argv + 4, (size_t)argc - 4);
	if (bench.mode >= TEXT)
		run_rounds(&bench);
	for (unsigned i = 0; i < walk.n_workers; i++) {
		sum.n_files += bench.lanes[i].n_files;
		sum.n_bytes += bench.lanes[i].n_bytes;
		sum.n_failed += bench.lanes[i].n_failed;
		dkt_checker_free(bench.lanes[i].checker);
		dkt_arena_free(bench.lanes[i].arena);
	}
	for (size_t i = 0; i < bench.n_kept; i++)
		dkt_arena_free(bench.kept[i].arena);
	free(bench.kept);
	(void)printf("%zu files, %zu bytes, %zu failed\n", sum.n_files, sum.n_bytes, sum.n_failed);
	dkt_plan_free(plan);
	dkt_schemas_free(schemas);
	return sum.n_failed > 0;
}
