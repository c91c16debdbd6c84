/*
 * test_format_suite.c - the official suite's files about format, of all dialects, asserted.
 *
 * Each dialect is a test: all files of its folder optional/format, so that a newer suite brings its
 * new files along. The schemas of these files hold nothing but a format (and a $schema, which is
 * taken away here, since this is about formats and not about dialects). The checks do not know the
 * dialect: passing all five means that no two dialects want different answers.
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

#define TESTS "suites/JSON-Schema-Test-Suite/tests"

struct row {
	const char *name;
	const char *dialect;
	size_t least; /* tests that the suite had when this was written */
};

static const struct row rows[] = {
	{"draft 4: every format answers as the suite says", "draft4", 219},
	{"draft 6: every format answers as the suite says", "draft6", 325},
	{"draft 7: every format answers as the suite says", "draft7", 676},
	{"2019-09: every format answers as the suite says", "draft2019-09", 757},
	{"2020-12: every format answers as the suite says", "draft2020-12", 764},
};

struct outcome {
	size_t passed;
	size_t total;
};

static bool accepts(const struct dkt_schema *schema, const struct dkt_node *data)
{
	const struct dkt_check_options options = {.assert_formats = true, .pointer_prefix = ""};
	struct dkt_report *report = dkt_report_new();
	bool passes = dkt_schema_check(schema, data, &options, report);

	assert_int_equal(dkt_report_count(report, DKT_UNCHECKED), 0);
	assert_int_equal(passes, dkt_report_count(report, DKT_ERROR) == 0);
	dkt_report_free(report);
	return passes;
}

/* One schema and the values it is for. */
static void run_case(const char *file, const struct dkt_node *one, struct outcome *outcome)
{
	struct dkt_schemas *schemas = dkt_schemas_new();
	struct dkt_report *report = dkt_report_new();
	struct dkt_buf text = DKT_BUF_INIT(4096);
	const struct dkt_node *tests = dkt_get(one, "tests");
	const struct dkt_schema *schema;

	dkt_buf_addf(&text, "{\"format\":\"%s\"}",
		     dkt_get_string(dkt_get(one, "schema"), "format"));
	assert_true(dkt_schemas_add(schemas, "case.json", dkt_buf_str(&text), text.size, report));
	schema = dkt_schemas_compile(schemas, "case.json", report);
	assert_non_null(schema);
	for (size_t i = 0; i < dkt_size(tests); i++) {
		const struct dkt_node *test = dkt_item(tests, i);
		bool valid = dkt_is(dkt_get(test, "valid"), DKT_TRUE);
		bool fine = accepts(schema, dkt_get(test, "data")) == valid;

		outcome->total++;
		outcome->passed += fine;
		if (!fine)
			print_message("%s: %s: %s is %s\n", file, dkt_buf_str(&text),
				      dkt_get_string(test, "description"),
				      valid ? "refused" : "taken");
	}
	dkt_buf_clear(&text);
	dkt_report_free(report);
	dkt_schemas_free(schemas);
}

static void run_file(const char *path, struct outcome *outcome)
{
	struct dkt_err err = DKT_ERR_INIT;
	struct dkt_arena *arena = dkt_arena_new();
	struct dkt_buf bytes = DKT_BUF_INIT(DKT_MAX_TEXT);
	struct dkt_text_fault fault;
	struct dkt_text text;

	if (dkt_file_read(path, DKT_MAX_TEXT, &bytes, &err) < 0)
		fail_msg("%s", err.text);
	assert_true(dkt_text_parse(&text, arena, bytes.bytes, bytes.size, &fault));
	for (size_t i = 0; i < dkt_size(&text.root); i++)
		run_case(path, dkt_item(&text.root, i), outcome);
	dkt_buf_clear(&bytes);
	dkt_arena_free(arena);
}

static void check_dialect(void **state)
{
	const struct row *row = ROW(struct row);
	struct outcome outcome = {0, 0};
	struct dkt_buf folder = DKT_BUF_INIT(4096);
	struct dirent *entry;
	DIR *dir;

	if (!test_data_has(TESTS))
		skip();
	dkt_buf_addf(&folder, "%s/" TESTS "/%s/optional/format", test_data_dir(), row->dialect);
	dir = opendir(dkt_buf_str(&folder));
	assert_non_null(dir);
	while ((entry = readdir(dir)) != NULL) {
		char *path = dkt_path_join(dkt_buf_str(&folder), entry->d_name);

		if (dkt_ends(entry->d_name, ".json"))
			run_file(path, &outcome);
		free(path);
	}
	(void)closedir(dir);
	dkt_buf_clear(&folder);
	print_message("%5zu of %5zu  %s\n", outcome.passed, outcome.total, row->dialect);
	assert_int_equal(outcome.passed, outcome.total);
	assert_true(outcome.total >= row->least);
}

int main(void)
{
	if (!test_data_has(TESTS))
		return 77;
	return rows_run("schema/format suite", rows, check_dialect);
}
