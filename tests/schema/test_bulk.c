/*
 * test_bulk.c - many files against one schema: what is counted, found and refused.
 *
 * A row lays out a folder and says the findings, sorted as "file code" with commas between. Each is
 * checked with one thread and with four, which must say the same.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/error.h"
#include "schema/bulk.h"
#include "support/rows.h"

static const char schema_text[] =
	"{\"type\":\"object\",\"required\":[\"a\"],\"properties\":{\"a\":{\"type\":\"integer\"},"
	"\"p\":{\"pattern\":\"^[a-z]+$\"}},\"additionalProperties\":false}";

struct row {
	const char *name;
	const char *layout;
	const char *path;
	const char *findings;
	size_t n_files;
	size_t n_unread;
};

static const struct row rows[] = {
	{"an empty folder", "true", ".", "", 0, 0},
	{"good files say nothing", "echo '{\"a\":1}' >a.json; echo '{\"a\":2,\"p\":\"x\"}' >b.json",
	 ".", "", 2, 0},
	{"one bad file among good ones", "echo '{\"a\":1}' >a.json; echo '{\"a\":\"1\"}' >b.json",
	 ".", "b.json schema.type", 2, 0},
	{"findings of many files are sorted",
	 "for n in 3 1 2; do echo '{\"a\":1,\"p\":\"X\"}' >$n.json; done", ".",
	 "1.json schema.pattern,2.json schema.pattern,3.json schema.pattern", 3, 0},
	{"a file that is not JSON", "printf '{\"a\":1' >a.json; echo '{\"a\":1}' >b.json", ".",
	 "a.json json.syntax", 2, 0},
	{"a repeated key is found beside what is wrong with its values",
	 "echo '{\"a\":\"x\",\"a\":\"y\"}' >a.json", ".",
	 "a.json schema.type,a.json json.duplicate-key,"
	 "a.json schema.type",
	 1, 0},
	{"an empty file", ": >a.json", ".", "a.json json.syntax", 1, 0},
	{"a good file behind a bad one, many times",
	 "i=0; while [ $i -lt 200 ]; do echo '{\"a\":1}' >g$i.json; i=$((i+1)); done; "
	 "echo '[]' >b.json",
	 ".", "b.json schema.type", 201, 0},
	{"what cannot be read is counted, the rest examined", "echo '{\"a\":\"1\"}' >a.json",
	 "nowhere", "", 0, 1},
};

static void list_findings(const struct dkt_report *report, const char *dir, struct dkt_buf *out)
{
	for (size_t i = 0; i < dkt_report_size(report); i++) {
		const struct dkt_finding *one = dkt_report_at(report, i);
		const char *file = one->file + strlen(dir) + 1;

		dkt_buf_addf(out, "%s%s %s", i == 0 ? "" : ",",
			     strncmp(file, "./", 2) == 0 ? file + 2 : file, one->code);
	}
}

static void count_seen(void *context, const char *path)
{
	(void)path;
	++*(size_t *)context; /* one call at a time, says the header */
}

static void check_with(const struct row *row, const char *dir, const struct dkt_schema *schema,
		       unsigned n_workers)
{
	size_t n_seen = 0;
	const struct dkt_bulk bulk = {.schema = schema,
				      .options = {.assert_formats = true, .pointer_prefix = ""},
				      .n_workers = n_workers,
				      .seen = count_seen,
				      .context = &n_seen};
	struct dkt_report *report = dkt_report_new();
	struct dkt_buf findings = DKT_BUF_INIT(1 << 16);
	struct dkt_err err = DKT_ERR_INIT;
	struct dkt_bulk_count count;
	char path[300];
	const char *paths[] = {path};
	int result;

	(void)snprintf(path, sizeof path, "%.200s/%s", dir, row->path);
	result = dkt_bulk_check(&bulk, paths, 1, report, &count, &err);
	assert_int_equal(result, row->n_unread > 0 ? -1 : 0);
	assert_int_equal(err.text[0] != '\0', row->n_unread > 0);
	dkt_report_sort(report);
	list_findings(report, dir, &findings);
	assert_string_equal(dkt_buf_str(&findings), row->findings);
	assert_int_equal(count.n_files, row->n_files);
	assert_int_equal(count.n_unread, row->n_unread);
	assert_int_equal(n_seen, row->n_files);
	dkt_buf_clear(&findings);
	dkt_report_free(report);
}

static void check_row(void **state)
{
	const struct row *row = ROW(struct row);
	const char *tmp = getenv("TMPDIR");
	struct dkt_schemas *schemas = dkt_schemas_new();
	struct dkt_report *report = dkt_report_new();
	const struct dkt_schema *schema;
	char dir[100];
	char command[600];

	assert_true(
		dkt_schemas_add(schemas, "s.json", schema_text, sizeof schema_text - 1, report));
	schema = dkt_schemas_compile(schemas, "s.json", report);
	assert_non_null(schema);
	(void)snprintf(dir, sizeof dir, "%.60s/docket-bulk-XXXXXX", tmp == NULL ? "/tmp" : tmp);
	assert_non_null(mkdtemp(dir));
	(void)snprintf(command, sizeof command, "cd '%s' && { %s; }", dir, row->layout);
	assert_int_equal(system(command), 0);
	check_with(row, dir, schema, 1);
	check_with(row, dir, schema, 4);
	(void)snprintf(command, sizeof command, "rm -rf '%s'", dir);
	assert_int_equal(system(command), 0);
	dkt_report_free(report);
	dkt_schemas_free(schemas);
}

int main(void)
{
	return rows_run("schema/bulk", rows, check_row);
}
