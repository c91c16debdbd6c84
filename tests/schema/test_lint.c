/*
 * test_lint.c - what "docket schema check" says of schemas.
 *
 * Each folder of tests/cases/lint is a test: schema.json, other files that it refers to, and
 * expected.report, in the form of tests/cases/schema. Adding a case is adding a folder; the test
 * that fails prints what came instead, as does
 *
 *   schema_test_lint --print FOLDER
 */
#include "support/rows.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/file.h"
#include "base/str.h"
#include "schema/schema.h"
#include "support/data.h"

#define FOLDER	  "tests/cases/lint"
#define MAX_CASES 200

struct row {
	const char *name;
	char text[128];
};

struct folder {
	const char *path;
	struct dkt_buf bytes;
};

static void read_file(const char *folder, const char *name, struct dkt_buf *out)
{
	struct dkt_err err = DKT_ERR_INIT;
	char *path = dkt_path_join(folder, name);

	dkt_buf_init(out, DKT_MAX_TEXT);
	if (dkt_file_read(path, DKT_MAX_TEXT, out, &err) < 0)
		fail_msg("%s", err.text);
	free(path);
}

static bool resolve(void *context, const char *uri, const char **bytes_out, size_t *size_out)
{
	struct folder *folder = context;
	char *path;
	bool there;

	if (!dkt_starts(uri, "file:///"))
		return false;
	path = dkt_path_join(folder->path, uri + strlen("file:///"));
	there = dkt_file_exists(path);
	free(path);
	if (!there)
		return false;
	dkt_buf_clear(&folder->bytes);
	read_file(folder->path, uri + strlen("file:///"), &folder->bytes);
	*bytes_out = dkt_buf_str(&folder->bytes);
	*size_out = folder->bytes.size;
	return true;
}

static void print_report(struct dkt_report *report, struct dkt_buf *out)
{
	dkt_report_sort(report);
	for (size_t i = 0; i < dkt_report_size(report); i++) {
		const struct dkt_finding *one = dkt_report_at(report, i);

		if (!dkt_streq(one->file, "schema.json"))
			dkt_buf_addf(out, "%s: ", one->file);
		dkt_buf_addf(out, "%s %s %s ", dkt_level_name(one->level), one->code,
			     one->pointer[0] == '\0' ? "-" : one->pointer);
		if (one->line > 0)
			dkt_buf_addf(out, "%u:%u ", one->line, one->column);
		else
			dkt_buf_adds(out, "- ");
		dkt_buf_addf(out, "%s\n", one->sentence);
		if (one->hint[0] != '\0')
			dkt_buf_addf(out, "  hint: %s\n", one->hint);
	}
}

static void run(const char *path, struct dkt_buf *out)
{
	struct dkt_schemas *schemas = dkt_schemas_new();
	struct dkt_report *report = dkt_report_new();
	struct folder folder = {.path = path};
	struct dkt_buf bytes;

	dkt_buf_init(&folder.bytes, DKT_MAX_TEXT);
	dkt_schemas_set_resolver(schemas, resolve, &folder);
	read_file(path, "schema.json", &bytes);
	(void)dkt_schemas_add(schemas, "schema.json", bytes.bytes, bytes.size, report);
	if (dkt_schemas_has(schemas, "schema.json"))
		(void)dkt_schemas_compile(schemas, "schema.json", report);
	dkt_schemas_lint(schemas, "schema.json", report);
	print_report(report, out);
	dkt_buf_clear(&bytes);
	dkt_buf_clear(&folder.bytes);
	dkt_report_free(report);
	dkt_schemas_free(schemas);
}

static void check_case(void **state)
{
	char *cases = dkt_path_join(test_source_dir(), FOLDER);
	char *folder = dkt_path_join(cases, ROW(struct row)->name);
	struct dkt_buf got = DKT_BUF_INIT(1 << 20);
	struct dkt_buf wanted;

	run(folder, &got);
	read_file(folder, "expected.report", &wanted);
	if (!dkt_streq(dkt_buf_str(&got), dkt_buf_str(&wanted)))
		print_message("%s: came instead:\n%s", folder, dkt_buf_str(&got));
	assert_string_equal(dkt_buf_str(&got), dkt_buf_str(&wanted));
	dkt_buf_clear(&got);
	dkt_buf_clear(&wanted);
	free(folder);
	free(cases);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct row *)a)->text, ((const struct row *)b)->text);
}

static int print_one(const char *folder)
{
	struct dkt_buf got = DKT_BUF_INIT(1 << 20);

	run(folder, &got);
	(void)fputs(dkt_buf_str(&got), stdout);
	dkt_buf_clear(&got);
	return 0;
}

int main(int argc, char **argv)
{
	static struct row rows[MAX_CASES];
	char *cases = dkt_path_join(test_source_dir(), FOLDER);
	DIR *dir = opendir(cases);
	struct dirent *entry;
	size_t n = 0;

	free(cases);
	if (argc == 3 && dkt_streq(argv[1], "--print")) {
		(void)closedir(dir);
		return print_one(argv[2]);
	}
	if (dir == NULL)
		return 1;
	while ((entry = readdir(dir)) != NULL && n < MAX_CASES) {
		if (strchr(entry->d_name, '.') == NULL)
			(void)snprintf(rows[n++].text, sizeof rows[0].text, "%.127s",
				       entry->d_name);
	}
	(void)closedir(dir);
	qsort(rows, n, sizeof rows[0], by_name);
	for (size_t i = 0; i < n; i++)
		rows[i].name = rows[i].text;
	return n == 0 || rows_run_sized("schema/lint", rows, n, sizeof rows[0], check_case) != 0;
}
