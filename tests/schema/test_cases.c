/*
 * test_cases.c - mistakes that contributors make, and the sentences they read.
 *
 * Each folder of tests/cases/schema is a test: a schema, input.json and expected.report, which
 * holds one finding a line ("level code pointer line:column sentence", "-" for no pointer or no
 * place) and its hint on a line of its own; expected.zh-Hans.report, where there is one, the same
 * in Chinese. Adding a case is adding a folder (tests/cases/schema/README.md); a case that fails
 * prints what came instead.
 *
 *   schema_test_cases --print FOLDER [LANGUAGE]     what a folder's report would be
 */
#include "support/rows.h"

#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/file.h"
#include "base/str.h"
#include "schema/schema.h"
#include "support/data.h"
#include "json/report_print.h"

#define FOLDER	  "tests/cases/schema"
#define MAX_CASES 1000

/* A folder in one language. */
struct row {
	char name[160];
	char folder[128];
	const char *language;
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

		struct dkt_buf line = DKT_BUF_INIT(1 << 16);

		dkt_buf_addf(&line, "%s %s %s ", dkt_level_name(one->level), one->code,
			     one->pointer[0] == '\0' ? "-" : one->pointer);
		if (one->line > 0)
			dkt_buf_addf(&line, "%u:%u ", one->line, one->column);
		else
			dkt_buf_adds(&line, "- ");
		dkt_buf_addf(&line, "%s\n", one->sentence);
		if (one->hint[0] != '\0')
			dkt_buf_addf(&line, "  hint: %s\n", one->hint);
		dkt_add_visible(out, dkt_buf_str(&line), line.size);
		dkt_buf_clear(&line);
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

/* schema.json of the folder, or the documents that schema.path names from the top of the checkout,
 * one a line; the first one checks. */
static const struct dkt_schema *read_schema(struct dkt_schemas *schemas, const char *folder,
					    struct dkt_report *report)
{
	char *own = dkt_path_join(folder, "schema.json");
	bool has_own = dkt_file_exists(own);
	char first[256] = "schema.json";
	struct dkt_buf list = DKT_BUF_INIT(4096);
	struct dkt_buf bytes;
	bool good = true;

	free(own);
	if (has_own)
		dkt_buf_adds(&list, "schema.json");
	else
		read_file(folder, "schema.path", &list);
	for (const char *line = dkt_buf_str(&list); *line != '\0' && good;) {
		size_t size = strcspn(line, "\n");
		char name[256];

		(void)snprintf(name, sizeof name, "%.*s", (int)size, line);
		if (line == dkt_buf_str(&list))
			memcpy(first, name, sizeof first);
		read_file(has_own ? folder : test_source_dir(), name, &bytes);
		good = dkt_schemas_add(schemas, name, bytes.bytes, bytes.size, report);
		dkt_buf_clear(&bytes);
		line += size + (line[size] == '\n');
	}
	dkt_buf_clear(&list);
	return good ? dkt_schemas_compile(schemas, first, report) : NULL;
}

static void run(const char *folder, const char *language, struct dkt_buf *out)
{
	struct dkt_schemas *schemas = dkt_schemas_new();
	struct dkt_report *report = dkt_report_new();
	const struct dkt_schema *schema;

	dkt_report_set_language(report, language);
	schema = read_schema(schemas, folder, report);
	if (schema != NULL)
		check_input(schema, folder, report);
	print_report(report, out);
	dkt_report_free(report);
	dkt_schemas_free(schemas);
}

static const char *expected_name(const char *language)
{
	return dkt_streq(language, "en") ? "expected.report" : "expected.zh-Hans.report";
}

static char *folder_of(const char *name)
{
	char *cases = dkt_path_join(test_source_dir(), FOLDER);
	char *folder = dkt_path_join(cases, name);

	free(cases);
	return folder;
}

static void check_case(void **state)
{
	const struct row *row = ROW(struct row);
	char *folder = folder_of(row->folder);
	struct dkt_buf got = DKT_BUF_INIT(1 << 20);
	struct dkt_buf wanted;

	run(folder, row->language, &got);
	read_file(folder, expected_name(row->language), &wanted);
	if (!dkt_streq(dkt_buf_str(&got), dkt_buf_str(&wanted)))
		print_message("%s: came instead:\n%s", folder, dkt_buf_str(&got));
	assert_string_equal(dkt_buf_str(&got), dkt_buf_str(&wanted));
	dkt_buf_clear(&got);
	dkt_buf_clear(&wanted);
	free(folder);
}

static int print_one(const char *name, const char *language)
{
	char *folder = folder_of(name);
	struct dkt_buf out = DKT_BUF_INIT(1 << 20);

	run(folder, language, &out);
	(void)fputs(dkt_buf_str(&out), stdout);
	dkt_buf_clear(&out);
	free(folder);
	return 0;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct row *)a)->name, ((const struct row *)b)->name);
}

static size_t add_row(struct row *row, const char *name, const char *language)
{
	char *folder = folder_of(name);
	char *file = dkt_path_join(folder, expected_name(language));
	bool exists = dkt_file_exists(file);

	free(file);
	free(folder);
	if (!exists)
		return 0;
	(void)snprintf(row->folder, sizeof row->folder, "%.120s", name);
	(void)snprintf(row->name, sizeof row->name, "%s%s", row->folder,
		       dkt_streq(language, "en") ? "" : " (in Chinese)");
	row->language = language;
	return 1;
}

/* Every test has a name of its own, which the rows point to. */
struct named_row {
	const char *name;
	const struct row *row;
};

static void check_named(void **state)
{
	void *row = (void *)(uintptr_t)ROW(struct named_row)->row;

	check_case(&row);
}

int main(int argc, char **argv)
{
	static struct row found[MAX_CASES];
	static struct named_row rows[MAX_CASES];
	char *cases = dkt_path_join(test_source_dir(), FOLDER);
	DIR *dir = opendir(cases);
	struct dirent *entry;
	size_t n = 0;

	free(cases);
	if (dir == NULL)
		return 1;
	if (argc > 2 && dkt_streq(argv[1], "--print")) {
		(void)closedir(dir);
		return print_one(argv[2], argc > 3 ? argv[3] : "en");
	}
	while ((entry = readdir(dir)) != NULL && n + 2 < MAX_CASES) {
		if (entry->d_name[0] == '.')
			continue;
		n += add_row(&found[n], entry->d_name, "en");
		n += add_row(&found[n], entry->d_name, "zh-Hans");
	}
	(void)closedir(dir);
	qsort(found, n, sizeof found[0], by_name);
	for (size_t i = 0; i < n; i++)
		rows[i] = (struct named_row){found[i].name, &found[i]};
	return n == 0 || rows_run_sized("schema/cases", rows, n, sizeof rows[0], check_named) != 0;
}
