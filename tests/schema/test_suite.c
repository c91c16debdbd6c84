/*
 * test_suite.c - the official JSON-Schema-Test-Suite, all five dialects.
 *
 * Each file is one test. Tests known to fail are listed here with their reasons; the list must be
 * exactly right: a listed test that passes is a failure of this program too, so the list can only
 * shrink by hand. docs/json-schema.md says the same in words.
 *
 * Each value is asked about in three ways, which must agree: the explanation, the instructions, and
 * the plan.
 *
 * Formats are asserted in the optional tests, where the suite wants that, and only noted in the
 * required ones. Other documents are found through the resolver, as the suite's server would send
 * them: a path below the folder of a draft belongs to that draft.
 */
#include "support/rows.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/file.h"
#include "base/str.h"
#include "schema/eval.h"
#include "schema/schema.h"
#include "support/data.h"
#include "json/pointer.h"

#define SUITE	 "suites/JSON-Schema-Test-Suite"
#define SERVER	 "http://localhost:1234/"
#define MAX_ROWS 1000

struct draft {
	const char *folder;
	const char *dialect;
};

static const struct draft drafts[] = {
	{"draft2020-12", "2020-12"}, {"draft2019-09", "2019-09"}, {"draft7", "draft-07"},
	{"draft6", "draft-06"},	     {"draft4", "draft-04"},
};

#define N_DRAFTS (sizeof drafts / sizeof drafts[0])

enum kind { REQUIRED, OPTIONAL, FORMATS, N_KINDS };

struct row {
	const char *name; /* "draft7/optional/content.json" */
	size_t draft;
	enum kind kind;
	char path[200];
};

/* What fails, and why. */
struct known {
	const char *draft; /* its folder, "" for all */
	const char *file;  /* below that folder; one that ends with "/" stands for all below it */
	const char *test;  /* a prefix of "case / test" */
	const char *why;
};

/* Ends with a NULL name. */
static const struct known known[] = {
	{NULL, NULL, NULL, NULL},
};

static struct row rows[MAX_ROWS];
static size_t n_rows;

struct tally {
	size_t passed;
	size_t total;
};

static struct tally tallies[N_DRAFTS][N_KINDS];

/* --- files -------------------------------------------------------------------------------------
 */

static void read_file(const char *path, struct dkt_buf *out)
{
	struct dkt_err err = DKT_ERR_INIT;

	dkt_buf_init(out, DKT_MAX_TEXT);
	if (dkt_file_read(path, DKT_MAX_TEXT, out, &err) < 0)
		fail_msg("%s", err.text);
}

/* The last answer of the resolver, and the library that asks. */
struct server {
	struct dkt_schemas *schemas;
	struct dkt_buf bytes;
};

static bool serve(void *context, const char *uri, const char **bytes_out, size_t *size_out)
{
	struct server *server = context;
	struct dkt_buf name = DKT_BUF_INIT(4096);
	char *path;
	bool there;

	if (!dkt_starts(uri, SERVER))
		return false;
	dkt_buf_addf(&name, SUITE "/remotes/%s", uri + strlen(SERVER));
	path = dkt_path_join(test_data_dir(), dkt_buf_str(&name));
	there = dkt_file_exists(path) && !dkt_dir_exists(path);
	for (size_t i = 0; there && i < N_DRAFTS; i++) {
		if (dkt_starts(uri + strlen(SERVER), drafts[i].folder))
			assert_true(dkt_schemas_set_dialect(server->schemas, drafts[i].dialect));
	}
	if (there) {
		dkt_buf_clear(&server->bytes);
		read_file(path, &server->bytes);
		*bytes_out = dkt_buf_str(&server->bytes);
		*size_out = server->bytes.size;
	}
	free(path);
	dkt_buf_clear(&name);
	return there;
}

/* --- one case --- */

/* The size of the JSON value that starts here, in a text that was parsed before. */
static size_t value_size(const char *p)
{
	size_t depth = 0;
	size_t n = 0;

	if (*p != '{')
		return *p == 't' ? 4 : 5;
	do {
		if (p[n] == '"') {
			for (n++; p[n] != '"'; n++)
				n += p[n] == '\\';
		}
		depth += p[n] == '{' || p[n] == '[';
		depth -= p[n] == '}' || p[n] == ']';
		n++;
	} while (depth > 0);
	return n;
}

struct outcome {
	const struct row *row;
	struct tally tally;
	size_t surprises;
};

static const char *reason_of(const struct row *row, const char *test)
{
	const char *draft = drafts[row->draft].folder;
	const char *file = row->path + strlen(draft) + 1;

	for (size_t i = 0; known[i].file != NULL; i++) {
		const struct known *one = &known[i];
		bool folder = dkt_ends(one->file, "/");

		if ((one->draft[0] == '\0' || dkt_streq(one->draft, draft)) &&
		    (folder ? dkt_starts(file, one->file) : dkt_streq(file, one->file)) &&
		    dkt_starts(test, one->test))
			return one->why;
	}
	return NULL;
}

static void count(struct outcome *outcome, const char *of_case, const struct dkt_node *test,
		  bool fine)
{
	struct dkt_buf name = DKT_BUF_INIT(4096);
	const char *reason;

	dkt_buf_addf(&name, "%s / %s", of_case, dkt_get_string(test, "description"));
	reason = reason_of(outcome->row, dkt_buf_str(&name));
	outcome->tally.total++;
	outcome->tally.passed += fine;
	if (fine == (reason != NULL)) {
		outcome->surprises++;
		print_message("%s: %s: %s\n", outcome->row->name, dkt_buf_str(&name),
			      fine ? "passes, but is listed as failing" : "FAILED");
	}
	dkt_buf_clear(&name);
}

/* What the instructions and the plan say, each for itself. */
struct quick {
	struct dkt_plan *plan;
	struct dkt_checker *checker;
	struct dkt_run run;
	const struct dkt_sub *root;
};

static void quick_begin(struct quick *quick, const struct dkt_schema *schema,
			const struct dkt_check_options *options)
{
	quick->plan = dkt_plan_new(schema, options);
	quick->checker = dkt_checker_new(quick->plan);
	quick->root = schema->root;
	dkt_run_init(&quick->run, options->assert_formats);
}

static bool quick_agrees(struct quick *quick, const struct dkt_node *value, bool passes)
{
	enum dkt_verdict verdict = dkt_eval(&quick->run, quick->root, value, NULL);

	return dkt_checker_passes(quick->checker, value) == passes &&
	       verdict == (passes ? DKT_PASSES : DKT_FAILS);
}

static void quick_end(struct quick *quick)
{
	dkt_run_clear(&quick->run);
	dkt_checker_free(quick->checker);
	dkt_plan_free(quick->plan);
}

static void run_data(const struct dkt_schema *schema, const struct dkt_node *one,
		     struct outcome *outcome)
{
	const struct dkt_check_options options = {.assert_formats = outcome->row->kind != REQUIRED,
						  .pointer_prefix = ""};
	const struct dkt_node *tests = dkt_get(one, "tests");
	struct quick quick;

	if (schema != NULL)
		quick_begin(&quick, schema, &options);
	for (size_t i = 0; i < dkt_size(tests); i++) {
		const struct dkt_node *test = dkt_item(tests, i);
		struct dkt_report *report = dkt_report_new();
		bool valid = dkt_is(dkt_get(test, "valid"), DKT_TRUE);
		bool fine = false;

		if (schema != NULL) {
			bool passes =
				dkt_schema_check(schema, dkt_get(test, "data"), &options, report);

			fine = passes == valid && dkt_report_count(report, DKT_UNCHECKED) == 0 &&
			       passes == (dkt_report_count(report, DKT_ERROR) == 0) &&
			       quick_agrees(&quick, dkt_get(test, "data"), passes);
		}
		count(outcome, dkt_get_string(one, "description"), test, fine);
		dkt_report_free(report);
	}
	if (schema != NULL)
		quick_end(&quick);
}

/* The schema's own bytes are cut out of the file, so that numbers stay as written. */
static void run_case(const struct dkt_text *text, const struct dkt_node *one,
		     struct outcome *outcome)
{
	struct server server = {.schemas = dkt_schemas_new()};
	struct dkt_report *report = dkt_report_new();
	const struct dkt_node *schema = dkt_get(one, "schema");
	const struct dkt_schema *compiled = NULL;
	size_t size = value_size(text->bytes + schema->offset);

	dkt_buf_init(&server.bytes, DKT_MAX_TEXT);
	dkt_schemas_set_resolver(server.schemas, serve, &server);
	assert_true(dkt_schemas_set_dialect(server.schemas, drafts[outcome->row->draft].dialect));
	if (dkt_schemas_add(server.schemas, "case.json", text->bytes + schema->offset, size,
			    report))
		compiled = dkt_schemas_compile(server.schemas, "case.json", report);
	for (size_t i = 0; compiled == NULL && i < dkt_report_size(report); i++)
		print_message("%s: %s\n", dkt_get_string(one, "description"),
			      dkt_report_at(report, i)->sentence);
	run_data(compiled, one, outcome);
	dkt_report_free(report);
	dkt_schemas_free(server.schemas);
	dkt_buf_clear(&server.bytes);
}

static void check_file(void **state)
{
	const struct row *row = ROW(struct row);
	struct outcome outcome = {.row = row};
	struct dkt_arena *arena = dkt_arena_new();
	struct tally *tally = &tallies[row->draft][row->kind];
	char *path = dkt_path_join(test_data_dir(), SUITE "/tests");
	char *file = dkt_path_join(path, row->path);
	struct dkt_text_fault fault;
	struct dkt_text text;
	struct dkt_buf bytes;

	read_file(file, &bytes);
	assert_true(dkt_text_parse(&text, arena, bytes.bytes, bytes.size, &fault));
	for (size_t i = 0; i < text.root.size; i++)
		run_case(&text, dkt_item(&text.root, i), &outcome);
	tally->passed += outcome.tally.passed;
	tally->total += outcome.tally.total;
	dkt_buf_clear(&bytes);
	dkt_arena_free(arena);
	free(path);
	free(file);
	assert_int_equal(outcome.surprises, 0);
}

/* --- all files --- */

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct row *)a)->path, ((const struct row *)b)->path);
}

static void list_folder(size_t draft, enum kind kind)
{
	static const char *const below[N_KINDS] = {"", "/optional", "/optional/format"};
	struct dkt_buf folder = DKT_BUF_INIT(4096);
	struct dirent *entry;
	size_t first = n_rows;
	char *path;
	DIR *dir;

	dkt_buf_addf(&folder, SUITE "/tests/%s%s", drafts[draft].folder, below[kind]);
	path = dkt_path_join(test_data_dir(), dkt_buf_str(&folder));
	dir = opendir(path);
	while (dir != NULL && (entry = readdir(dir)) != NULL && n_rows < MAX_ROWS) {
		struct row *row = &rows[n_rows];

		if (!dkt_ends(entry->d_name, ".json"))
			continue;
		(void)snprintf(row->path, sizeof row->path, "%s%s/%.100s", drafts[draft].folder,
			       below[kind], entry->d_name);
		row->draft = draft;
		row->kind = kind;
		n_rows++;
	}
	if (dir != NULL)
		(void)closedir(dir);
	qsort(rows + first, n_rows - first, sizeof rows[0], by_name);
	free(path);
	dkt_buf_clear(&folder);
}

static void print_table(void)
{
	(void)printf("%-10s %18s %18s %18s\n", "dialect", "required", "optional", "formats");
	for (size_t i = 0; i < N_DRAFTS; i++) {
		(void)printf("%-10s", drafts[i].dialect);
		for (size_t k = 0; k < N_KINDS; k++)
			(void)printf("  %7zu of %5zu", tallies[i][k].passed, tallies[i][k].total);
		(void)printf("\n");
	}
}

int main(void)
{
	int failed;

	if (!test_data_has(SUITE "/tests"))
		return 77;
	for (size_t i = 0; i < N_DRAFTS; i++) {
		for (size_t k = 0; k < N_KINDS; k++)
			list_folder(i, (enum kind)k);
	}
	for (size_t i = 0; i < n_rows; i++)
		rows[i].name = rows[i].path;
	failed = rows_run_sized("schema/suite", rows, n_rows, sizeof rows[0], check_file);
	print_table();
	return failed;
}
