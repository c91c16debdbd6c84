/*
 * test_cases.c - mistakes that contributors make, and the sentences they read.
 *
 * Each folder of tests/cases/schema is a test: schema.json, input.json and expected.report, which
 * holds one finding a line ("level code pointer line:column sentence", "-" for no pointer or no
 * place) and its hint on a line of its own. Adding a case is adding a folder; a case that fails
 * prints what came instead.
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

#define FOLDER	  "tests/cases/schema"
#define MAX_CASES 200

struct row {
	char name[128];
};

struct named_row {
	const char *name;
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

static void print_report(struct dkt_report *report, struct dkt_buf *out)
{
	dkt_report_sort(report);
	for (size_t i = 0; i < dkt_report_size(report); i++) {
		const struct dkt_finding *one = dkt_report_at(report, i);

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

static void check_input(const struct dkt_schema *schema, const char *folder,
			struct dkt_report *report)
{
	const struct dkt_check_options options = {.assert_formats = true, .pointer_prefix = ""};
	struct dkt_arena *arena = dkt_arena_new();
	struct dkt_buf input;
	struct dkt_text text;

	read_file(folder, "input.json", &input);
	dkt_report_file(report, "input.json", input.bytes, input.size, "");
	if (dkt_text_examine(&text, arena, input.bytes, input.size, report))
		(void)dkt_schema_check(schema, &text.root, &options, report);
	dkt_report_file(report, "input.json", NULL, 0, "");
	dkt_buf_clear(&input);
	dkt_arena_free(arena);
}

static void run(const char *folder, struct dkt_buf *out)
{
	struct dkt_schemas *schemas = dkt_schemas_new();
	struct dkt_report *report = dkt_report_new();
	const struct dkt_schema *schema = NULL;
	struct dkt_buf bytes;

	read_file(folder, "schema.json", &bytes);
	if (dkt_schemas_add(schemas, "schema.json", bytes.bytes, bytes.size, report))
		schema = dkt_schemas_compile(schemas, "schema.json", report);
	if (schema != NULL)
		check_input(schema, folder, report);
	print_report(report, out);
	dkt_buf_clear(&bytes);
	dkt_report_free(report);
	dkt_schemas_free(schemas);
}

static void check_case(void **state)
{
	char *cases = dkt_path_join(test_source_dir(), FOLDER);
	char *folder = dkt_path_join(cases, ROW(struct named_row)->name);
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
	return strcmp(((const struct row *)a)->name, ((const struct row *)b)->name);
}

int main(void)
{
	static struct row names[MAX_CASES];
	static struct named_row rows[MAX_CASES];
	char *cases = dkt_path_join(test_source_dir(), FOLDER);
	DIR *dir = opendir(cases);
	struct dirent *entry;
	size_t n = 0;

	free(cases);
	if (dir == NULL)
		return 1;
	while ((entry = readdir(dir)) != NULL && n < MAX_CASES) {
		if (entry->d_name[0] != '.')
			(void)snprintf(names[n++].name, sizeof names[0].name, "%.127s",
				       entry->d_name);
	}
	(void)closedir(dir);
	qsort(names, n, sizeof names[0], by_name);
	for (size_t i = 0; i < n; i++)
		rows[i].name = names[i].name;
	return n == 0 || rows_run_sized("schema/cases", rows, n, sizeof rows[0], check_case) != 0;
}
