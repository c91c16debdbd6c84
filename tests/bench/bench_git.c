/*
 * bench_git.c - a generated dataset of any size, and what the git side of Docket does with it.
 *
 *   bench_git stream N          records 0..N-1 as a git fast-import stream on standard output
 *   bench_git edits N COUNT     the same for COUNT commits that change one record each
 *   bench_git waiting DIR N COUNT STATE   COUNT amendments in the queue, "ready" or "approved"
 *   bench_git merge DIR         merge what is approved
 *   bench_git intake DIR N COUNT THREADS  COUNT amendments handed in by so many threads
 *   bench_git decide DIR COUNT  approve COUNT that are ready, one by one
 *   bench_git list DIR          list what waits, as docket queue does
 *
 * One line of JSON each: what, n, seconds of the clock and of the processor, rate, percentiles.
 * Records look like those of the companies of this repository and pass its schema; which records
 * are changed is spread over the folders by a fixed multiplication.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <threads.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/error.h"
#include "flow/context.h"
#include "flow/event.h"
#include "flow/intake.h"
#include "flow/sync.h"
#include "record/ident.h"
#include "store/batch.h"

#define TIME	    1795453200
#define SPREAD	    2654435761U /* odd, so that no two numbers meet */
#define MAX_THREADS 64

static const char record_format[] =
	"{\n"
	"  \"id\": \"%s\",\n"
	"  \"name\": {\n"
	"    \"en\": \"Company %07u\",\n"
	"    \"zh-Hans\": \"公司 %07u\"\n"
	"  },\n"
	"  \"summary\": {\n"
	"    \"en\": \"A made-up company, number %u of a dataset that measures how long it takes "
	"to "
	"keep many of them. It builds and runs networks, data centres and laboratories in several "
	"countries, and this sentence is as long as those that people write. Version %u.\"\n"
	"  },\n"
	"  \"sources\": [\n"
	"    {\n"
	"      \"url\": \"https://reports.example/%u/annual-report\",\n"
	"      \"title\": \"Annual report of company %u\",\n"
	"      \"publisher\": \"Reports of an Example\",\n"
	"      \"issued\": \"2019-04\",\n"
	"      \"language\": \"en\",\n"
	"      \"type\": \"report\",\n"
	"      \"quotes\": [\n"
	"        {\n"
	"          \"text\": \"The company builds and runs networks in several countries\",\n"
	"          \"language\": \"en\",\n"
	"          \"locator\": \"Introduction\",\n"
	"          \"supports\": [\n"
	"            \"/name\"\n"
	"          ]\n"
	"        }\n"
	"      ],\n"
	"      \"independence\": \"secondary\"\n"
	"    }\n"
	"  ],\n"
	"  \"meta\": {\n"
	"    \"created\": \"2026-11-23T22:48:06Z\",\n"
	"    \"modified\": \"2026-11-23T22:48:06Z\",\n"
	"    \"revision\": 1,\n"
	"    \"status\": \"active\",\n"
	"    \"evidence\": \"legacy\"\n"
	"  }\n"
	"}\n";

static void die(const char *what, const struct dkt_err *err)
{
	(void)fprintf(stderr, "bench_git: %s: %s %s %s\n", what, err == NULL ? "" : err->text,
		      err == NULL ? "" : err->notes, err == NULL ? "" : err->hint);
	exit(1);
}

static void record_id(unsigned n, char out[DKT_ID_SIZE])
{
	static const char digits[] = "0123456789abcdefghjkmnpqrstvwxyz";
	unsigned long long number = (unsigned long long)n * 11400714819323ULL % (1ULL << 35);
	char seven[8] = "";

	for (int i = 6; i >= 0; i--, number >>= 5)
		seven[i] = digits[number & 31U];
	dkt_id_make("co", seven, out);
}

static const char *record_text(struct dkt_arena *arena, unsigned n, unsigned version)
{
	char id[DKT_ID_SIZE];

	record_id(n, id);
	return dkt_arena_printf(arena, record_format, id, n, n, n, version, n, n);
}

static unsigned spread(unsigned k, unsigned n)
{
	return (unsigned)((unsigned long long)k * SPREAD % n);
}

static unsigned fanout_of(unsigned n)
{
	return n <= 3000 ? 1 : n <= 100000 ? 2 : 3;
}

static unsigned number(const char *text)
{
	return (unsigned)strtoul(text, NULL, 10);
}

/* --- time --------------------------------------------------------------------------------------
 */

struct watch {
	double wall;
	double cpu;
};

static struct watch now(void)
{
	struct timespec wall;
	struct rusage usage;

	(void)clock_gettime(CLOCK_MONOTONIC, &wall);
	(void)getrusage(RUSAGE_SELF, &usage);
	return (struct watch){(double)wall.tv_sec + (double)wall.tv_nsec / 1e9,
			      (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
				      (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) /
					      1e6};
}

static void tell(const char *what, size_t n, struct watch from)
{
	struct watch to = now();

	(void)printf("{\"what\": \"%s\", \"n\": %zu, \"wall_s\": %.3f, \"cpu_s\": %.3f, "
		     "\"per_s\": %.0f, \"per_cpu_s\": %.0f}\n",
		     what, n, to.wall - from.wall, to.cpu - from.cpu,
		     (double)n / (to.wall - from.wall), (double)n / (to.cpu - from.cpu));
}

static int by_value(const void *a, const void *b)
{
	double left = *(const double *)a;
	double right = *(const double *)b;

	return (left > right) - (left < right);
}

static void tell_times(const char *what, double *ms, size_t n)
{
	qsort(ms, n, sizeof *ms, by_value);
	(void)printf("{\"what\": \"%s\", \"n\": %zu, \"p50_ms\": %.1f, \"p99_ms\": %.1f, "
		     "\"max_ms\": %.1f}\n",
		     what, n, ms[n / 2], ms[n * 99 / 100], ms[n - 1]);
}

/* --- streams -----------------------------------------------------------------------------------
 */

static void put_record(struct dkt_arena *arena, unsigned n, unsigned version, unsigned fanout)
{
	const char *text = record_text(arena, n, version);
	char id[DKT_ID_SIZE];
	char path[256];

	record_id(n, id);
	dkt_record_path("companies", fanout, id, path);
	(void)printf("M 100644 inline %s\ndata %zu\n%s\n", path, strlen(text), text);
	dkt_arena_reset(arena);
}

static void put_commit(unsigned n, const char *message)
{
	(void)printf("commit refs/heads/%s\ncommitter Docket <docket@docket.invalid> %u +0000\n"
		     "data %zu\n%s\n",
		     n == 0 ? "main" : "edits", (unsigned)TIME + n, strlen(message), message);
}

static int stream(unsigned n)
{
	struct dkt_arena *arena = dkt_arena_new();

	put_commit(0, "import");
	(void)printf("from refs/heads/main^0\n");
	for (unsigned i = 0; i < n; i++)
		put_record(arena, i, 1, fanout_of(n));
	(void)printf("done\n");
	dkt_arena_free(arena);
	return 0;
}

static int edits(unsigned n, unsigned count)
{
	struct dkt_arena *arena = dkt_arena_new();

	for (unsigned k = 0; k < count; k++) {
		put_commit(k + 1, "amend company: a record of the benchmark\n\nSubmission: none\n");
		if (k == 0)
			(void)printf("from refs/heads/main^0\n");
		put_record(arena, spread(k, n), 2, fanout_of(n));
	}
	(void)printf("done\n");
	dkt_arena_free(arena);
	return 0;
}

/* --- the dataset -------------------------------------------------------------------------------
 */

static struct dkt *open_dataset(const char *dir)
{
	struct dkt_options options = {.dir = dir, .from = DKT_FROM_TIP, .now = TIME + 1000000};
	struct dkt_report *report = dkt_report_new();
	struct dkt_err err = DKT_ERR_INIT;
	struct dkt *d = NULL;

	if (dkt_open(&options, &d, report, &err) < 0)
		die("open", &err);
	dkt_report_free(report);
	return d;
}

static void happen(struct dkt *d, const struct dkt_submission *s, enum dkt_state from,
		   enum dkt_event event, enum dkt_state to, unsigned by, const char *actor,
		   char commit[DKT_OID_HEX])
{
	struct dkt_happening happening = {.submission = s,
					  .expected = from == DKT_NONE ? "" : commit,
					  .from = from,
					  .event = event,
					  .to = to,
					  .by = by,
					  .actor = actor,
					  .sentence = "an event of the benchmark",
					  .write_envelope = from == DKT_NONE};
	struct dkt_err err = DKT_ERR_INIT;
	char id[DKT_OID_HEX];

	if (dkt_happen(d, &happening, id, &err) < 0)
		die("event", &err);
	memcpy(commit, id, DKT_OID_HEX);
}

static void put_waiting(struct dkt *d, unsigned record, unsigned version, bool approved)
{
	struct dkt_arena *arena = dkt_arena_new();
	const char *before = record_text(arena, record, 1);
	const char *after = record_text(arena, record, version);
	struct dkt_text_fault fault;
	struct dkt_text text;
	char id[DKT_ID_SIZE];
	char submission[DKT_ID_SIZE];
	char blob[DKT_OID_HEX];
	char commit[DKT_OID_HEX] = "";
	struct dkt_submission s = {.id = submission,
				   .revision = 1,
				   .kind = DKT_AMEND,
				   .collection = "companies",
				   .record = id,
				   .base = blob,
				   .note = "",
				   .attribution = "A. Reader",
				   .via = "cli",
				   .received = "2026-11-23T17:00:00Z",
				   .licence = "CC-BY-4.0",
				   .legacy = true};

	record_id(record, id);
	dkt_id_mint("s", submission);
	dkt_blob_id(before, strlen(before), blob);
	if (!dkt_text_parse(&text, arena, after, strlen(after), &fault))
		die(fault.sentence, NULL);
	s.proposed = &text.root;
	happen(d, &s, DKT_NONE, DKT_EV_RECEIVED, DKT_RECEIVED, DKT_BY_SUBMITTER, "A. Reader",
	       commit);
	happen(d, &s, DKT_RECEIVED, DKT_EV_CHECKED, DKT_READY, DKT_BY_SYSTEM, "docket", commit);
	if (approved)
		happen(d, &s, DKT_READY, DKT_EV_APPROVED, DKT_APPROVED, DKT_BY_MAINTAINER, "editor",
		       commit);
	dkt_arena_free(arena);
}

static int waiting(const char *dir, unsigned n, unsigned count, bool approved)
{
	struct dkt *d = open_dataset(dir);
	struct dkt_err err = DKT_ERR_INIT;
	struct watch start = now();

	if (dkt_repo_lock(d->repo, "bench", 1000, &err) < 0 || dkt_index_sync(d, &err) < 0)
		die("lock", &err);
	tell("index", n, start);
	start = now();
	for (unsigned k = 0; k < count; k++) {
		if (k % 1000 == 0) {
			if (dkt_batch_begin(d->repo, &err) < 0)
				die("batch", &err);
			dkt_index_batch_begin(d);
		}
		put_waiting(d, spread(k, n), 2, approved);
		if (k % 1000 == 999 || k + 1 == count) {
			if (dkt_batch_write_queue(d->repo, &err) < 0)
				die("write", &err);
			dkt_batch_end(d->repo);
			dkt_index_batch_end(d, true);
		}
	}
	dkt_repo_unlock(d->repo);
	tell("queue filled", count, start);
	dkt_close(d);
	return 0;
}

/* --- what is measured --------------------------------------------------------------------------
 */

static void count_outcome(void *data, const struct dkt_merged *merged)
{
	size_t *counts = data;

	counts[merged->outcome]++;
	if (merged->outcome != DKT_MERGE_DONE)
		(void)fprintf(stderr, "%s: %s\n", merged->submission, merged->sentence);
}

static int merge(const char *dir)
{
	struct dkt *d = open_dataset(dir);
	struct dkt_err err = DKT_ERR_INIT;
	size_t counts[DKT_MERGE_WOULD + 1] = {0};
	size_t n;
	struct watch start = now();

	if (dkt_merge(d, NULL, false, count_outcome, counts, &n, &err) < 0)
		die("merge", &err);
	tell("merge", counts[DKT_MERGE_DONE], start);
	dkt_close(d);
	return 0;
}

struct submitter {
	struct dkt_intake *intake;
	unsigned first;
	unsigned count;
	unsigned step;
	unsigned n;
	double *ms;
};

static int submit_some(void *data)
{
	struct submitter *s = data;
	struct dkt_arena *arena = dkt_arena_new();
	struct dkt_submit_options options = {.attribution = "A. Reader", .via = "form"};

	for (unsigned k = s->first; k < s->count; k += s->step) {
		const char *text = record_text(arena, spread(k, s->n), 3);
		struct dkt_input input = {.name = "bench",
					  .bytes = text,
					  .size = strlen(text),
					  .collection = "companies",
					  .legacy = true};
		struct dkt_report *report = dkt_report_new();
		struct dkt_err err = DKT_ERR_INIT;
		struct dkt_receipt receipt;
		double start = now().wall;

		if (dkt_intake_submit(s->intake, TIME + 1000000, &input, &options, report, &receipt,
				      &err) < 0)
			die("submit", &err);
		s->ms[k] = (now().wall - start) * 1000;
		dkt_report_free(report);
		dkt_arena_reset(arena);
	}
	dkt_arena_free(arena);
	return 0;
}

static int intake(const char *dir, unsigned n, unsigned count, unsigned n_threads)
{
	struct dkt *d = open_dataset(dir);
	struct dkt_intake *in = dkt_intake_new(d);
	struct submitter submitters[MAX_THREADS];
	thrd_t threads[MAX_THREADS];
	double *ms = calloc(count, sizeof *ms);
	char what[40];
	struct watch start = now();

	if (ms == NULL || n_threads == 0 || n_threads > MAX_THREADS)
		die("threads", NULL);
	for (unsigned t = 0; t < n_threads; t++) {
		submitters[t] = (struct submitter){in, t, count, n_threads, n, ms};
		if (thrd_create(&threads[t], submit_some, &submitters[t]) != thrd_success)
			die("thread", NULL);
	}
	for (unsigned t = 0; t < n_threads; t++)
		(void)thrd_join(threads[t], NULL);
	(void)snprintf(what, sizeof what, "intake, %u submitters", n_threads);
	tell(what, count, start);
	tell_times(what, ms, count);
	free(ms);
	dkt_intake_free(in);
	dkt_close(d);
	return 0;
}

static int decide(const char *dir, unsigned count)
{
	struct dkt *d = open_dataset(dir);
	struct dkt_arena *arena = dkt_arena_new();
	struct dkt_err err = DKT_ERR_INIT;
	double *ms = calloc(count, sizeof *ms);
	const char *const *ids;
	struct watch start;
	size_t n = 0;

	if (ms == NULL || dkt_index_sync(d, &err) < 0 ||
	    dkt_context_submissions(d, "ready", arena, &ids, &n, &err) < 0)
		die("list", &err);
	n = n < count ? n : count;
	start = now();
	for (size_t i = 0; i < n; i++) {
		struct dkt_decision decision = {
			.submission = ids[i], .verdict = DKT_APPROVE, .actor = "editor"};
		double from = now().wall;
		const char *state;

		if (dkt_decide(d, &decision, &state, &err) < 0)
			die("decide", &err);
		ms[i] = (now().wall - from) * 1000;
	}
	tell("decisions", n, start);
	if (n > 0)
		tell_times("decision", ms, n);
	free(ms);
	dkt_arena_free(arena);
	dkt_close(d);
	return 0;
}

static int list(const char *dir)
{
	double ms[21];

	for (size_t i = 0; i < 21; i++) {
		double from = now().wall;
		struct dkt *d = open_dataset(dir);
		struct dkt_arena *arena = dkt_arena_new();
		struct dkt_err err = DKT_ERR_INIT;
		const char *const *ids;
		size_t n;

		if (dkt_index_sync(d, &err) < 0 ||
		    dkt_context_submissions(d, NULL, arena, &ids, &n, &err) < 0)
			die("list", &err);
		dkt_arena_free(arena);
		dkt_close(d);
		ms[i] = (now().wall - from) * 1000;
	}
	tell_times("queue listed, with opening and sync", ms, 21);
	return 0;
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";

	if (strcmp(what, "stream") == 0 && argc == 3)
		return stream(number(argv[2]));
	if (strcmp(what, "edits") == 0 && argc == 4)
		return edits(number(argv[2]), number(argv[3]));
	if (strcmp(what, "waiting") == 0 && argc == 6)
		return waiting(argv[2], number(argv[3]), number(argv[4]),
			       strcmp(argv[5], "approved") == 0);
	if (strcmp(what, "merge") == 0 && argc == 3)
		return merge(argv[2]);
	if (strcmp(what, "intake") == 0 && argc == 6)
		return intake(argv[2], number(argv[3]), number(argv[4]), number(argv[5]));
	if (strcmp(what, "decide") == 0 && argc == 4)
		return decide(argv[2], number(argv[3]));
	if (strcmp(what, "list") == 0 && argc == 3)
		return list(argv[2]);
	(void)fprintf(stderr,
		      "usage: bench_git stream|edits|waiting|merge|intake|decide|list ...\n");
	return 2;
}
