/*
 * test_examine.c - the library says about every case of tests/cases/submission what the command
 * line says about it (tests/cli/doors.t): the same findings at the same places.
 *
 * A case is a folder with input.json and expected.report; each is a test of its own, named by its
 * folder. The dataset is the checkout itself, read as files.
 */
#include <dirent.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "base/str.h"
#include "docket/docket.h"
#include "support/data.h"
#include "support/rows.h"

#define MAX_CASES 400
#define MAX_FILE  ((size_t)1 << 20)

struct row {
	const char *name; /* the folder's, with spaces */
	const char *folder;
};

static struct dkt_arena *arena;
static struct dkt *dataset;

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The report in the form of expected.report: a line a finding, sorted by bytes. */
static char *lines_of(const struct dkt_report *report)
{
	size_t n = dkt_report_size(report);
	const char **lines = DKT_NEW_N(arena, const char *, n + 1);
	struct dkt_buf all = DKT_BUF_INIT(MAX_FILE);
	char *text;

	for (size_t i = 0; i < n; i++) {
		const struct dkt_finding *f = dkt_report_at(report, i);

		lines[i] = dkt_arena_printf(arena, "%s %s %s %u:%u %s\n", dkt_level_name(f->level),
					    f->code, f->pointer[0] == '\0' ? "-" : f->pointer,
					    f->line, f->column, f->sentence);
	}
	qsort(lines, n, sizeof *lines, by_text);
	for (size_t i = 0; i < n; i++)
		dkt_buf_adds(&all, lines[i]);
	text = dkt_arena_dups(arena, dkt_buf_str(&all));
	dkt_buf_clear(&all);
	return text;
}

static void read_case(const char *path, struct dkt_buf *out)
{
	struct dkt_err err = DKT_ERR_INIT;

	if (dkt_file_read(path, MAX_FILE, out, &err) < 0)
		fail_msg("%s", err.text);
}

static void check_case(void **state)
{
	const struct row *row = ROW(struct row);
	const char *path = dkt_arena_printf(arena, "%s/input.json", row->folder);
	struct dkt_buf input_bytes = DKT_BUF_INIT(MAX_FILE);
	struct dkt_buf expected = DKT_BUF_INIT(MAX_FILE);
	struct dkt_report *report = dkt_report_new();
	struct dkt_err err = DKT_ERR_INIT;
	struct dkt_input input = {.name = path};

	read_case(path, &input_bytes);
	read_case(dkt_arena_printf(arena, "%s/expected.report", row->folder), &expected);
	input.bytes = dkt_buf_str(&input_bytes);
	input.size = input_bytes.size;
	assert_int_equal(dkt_examine(dataset, &input, DKT_UPTO_RECORD, report, &err), 0);
	assert_string_equal(lines_of(report), dkt_buf_str(&expected));
	dkt_report_free(report);
	dkt_buf_clear(&input_bytes);
	dkt_buf_clear(&expected);
}

/* The folder's rows, sorted by name. */
static size_t read_rows(const char *folder, struct row *rows)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;
	size_t n = 0;

	while (dir != NULL && (entry = readdir(dir)) != NULL && n < MAX_CASES) {
		char *name;

		if (entry->d_name[0] == '.')
			continue;
		name = dkt_arena_dups(arena, entry->d_name);
		rows[n].folder = dkt_arena_printf(arena, "%s/%s", folder, name);
		for (char *c = name; *c != '\0'; c++)
			*c = *c == '-' ? ' ' : *c;
		rows[n++].name = name;
	}
	if (dir != NULL)
		(void)closedir(dir);
	qsort(rows, n, sizeof *rows, by_text);
	return n;
}

int main(void)
{
	static struct row rows[MAX_CASES];
	struct dkt_options options = {
		.dir = test_source_dir(), .from = DKT_FROM_FILES, .now = 1800000000};
	struct dkt_report *report = dkt_report_new();
	struct dkt_err err = DKT_ERR_INIT;
	int failed = 1;
	size_t n;

	arena = dkt_arena_new();
	n = read_rows(dkt_arena_printf(arena, "%s/tests/cases/submission", options.dir), rows);
	if (n < 25)
		(void)fprintf(stderr, "only %zu cases were found\n", n);
	else if (dkt_open(&options, &dataset, report, &err) < 0)
		(void)fprintf(stderr, "the checkout cannot be opened: %s\n", err.text);
	else
		failed = rows_run_sized("flow/examine", rows, n, sizeof rows[0], check_case);
	dkt_close(dataset);
	dkt_report_free(report);
	dkt_arena_free(arena);
	return failed;
}
