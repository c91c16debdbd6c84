/*
 * test_report_format.c - reports as other programs read them.
 *
 * Each case is written in each format and compared with tests/cases/report/<case>.<format>. With
 * DOCKET_GOLDEN=write those files are written instead; look at the difference before committing it.
 */
#include "json/report_format.h"

#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "support/data.h"
#include "support/rows.h"
#include "json/doc.h"

/* What nobody should be able to do with a file name, a key or a value. */
#define HOSTILE                                                                                    \
	"\"a\" & 'b' <b>]]> 100% %0A, c:d\n::error::e\r\x1B[2J\t\xE2\x80\xAE`f` **g** @h #1 "      \
	"[i](http://j.example) ![k](l) {0} {} <!-- https://m.example"

struct made {
	struct dkt_report *report;
	struct dkt_report_context context;
	struct dkt_err error;
};

static void make_empty(struct made *m)
{
	static const char *const files[] = {"a.json", "./b/\xE6\x96\xB0 c.json", "\xFF.json"};

	m->context.files = files;
	m->context.n_files = 3;
}

static void make_one(struct made *m)
{
	static const char *const files[] = {"./submissions/new-lab.json", "b.json"};
	static const char bytes[] = "{\n  \"kind\": \"centre\"\n}\n";

	m->context.files = files;
	m->context.n_files = 2;
	dkt_report_file(m->report, files[0], bytes, sizeof bytes - 1, NULL);
	dkt_report_add(m->report, DKT_ERROR, "schema.enum", "/kind", 12,
		       "did you mean \"data_centre\"?", "\"centre\" is not a kind of place");
}

static void make_chinese(struct made *m)
{
	static const char bytes[] = "{\"标题\": \"\xF0\x9F\x98\x80中国\", \"类\": 1}";

	m->context.n_files = 1;
	dkt_report_file(m->report, "提交/新 实验室#1.json", bytes, sizeof bytes - 1, NULL);
	dkt_report_add(m->report, DKT_WARNING, "schema.type", "/类", sizeof bytes - 3, "写成文本",
		       "“类”应当是文本");
}

static void make_levels(struct made *m)
{
	static const char *const files[] = {"failed", "warned", "open", "remarked", "clean"};
	static const enum dkt_level worst[] = {DKT_ERROR, DKT_WARNING, DKT_UNCHECKED, DKT_INFO};

	m->context.files = files;
	m->context.n_files = 5;
	for (int i = 0; i < 4; i++) {
		dkt_report_file(m->report, files[i], NULL, 0, NULL);
		for (int level = 0; level <= DKT_ERROR; level++) {
			bool takes = i == 0 || (enum dkt_level)level == worst[i];

			for (int twice = 0; takes && twice < 2; twice++)
				dkt_report_add(m->report, (enum dkt_level)level, "x.code", "",
					       DKT_NOWHERE, NULL, "said");
		}
	}
}

static void make_hostile(struct made *m)
{
	m->context.n_files = 1;
	dkt_report_file(m->report, HOSTILE, HOSTILE, strlen(HOSTILE), NULL);
	dkt_report_add(m->report, DKT_ERROR, "x.code", "/" HOSTILE, 12, HOSTILE, "%s", HOSTILE);
	dkt_report_add(m->report, DKT_ERROR, "x.code", "/" HOSTILE, DKT_NOWHERE, HOSTILE, "%s",
		       HOSTILE);
}

static void make_placeless(struct made *m)
{
	dkt_report_add(m->report, DKT_ERROR, "x.all", "", DKT_NOWHERE, NULL, "all of it");
	dkt_report_add(m->report, DKT_UNCHECKED, "x.some", "envelope:/note", DKT_NOWHERE, NULL,
		       "a part");
	dkt_report_file(m->report, "https://a.example/b?c=d&e=%E4#f %zz", NULL, 0, NULL);
	dkt_report_add(m->report, DKT_WARNING, "source.gone", "/sources/0/url", DKT_NOWHERE, NULL,
		       "gone");
	dkt_report_file(m->report, "/absolute/path.json", NULL, 0, NULL);
	dkt_report_add(m->report, DKT_INFO, "form.canonical", "", DKT_NOWHERE, NULL, "not so");
}

static void make_stopped(struct made *m)
{
	static const struct dkt_err error = {.code = DKT_EIO,
					     .text = "cannot read <a> & `b`",
					     .where = "reviewed/x.json",
					     .notes = "validating 50%",
					     .hint = "look at {the disk}"};

	make_one(m);
	m->error = error;
	m->context.error = &m->error;
	m->context.details = "    shown as it is\n";
}

struct row {
	const char *name;
	const char *file; /* of the expected reports, without the format's name */
	void (*make)(struct made *m);
	const char *format;
};

#define IN_EACH_FORMAT(name, file, make)                                                           \
	{name ", in GitHub's commands", file, make, "github"},                                     \
		{name ", in GitLab's Code Quality", file, make, "gitlab"},                         \
		{name ", in SARIF", file, make, "sarif"},                                          \
		{name ", in JUnit", file, make, "junit"},                                          \
	{                                                                                          \
		name ", in Markdown", file, make, "markdown"                                       \
	}

static const struct row rows[] = {
	IN_EACH_FORMAT("files without findings", "empty", make_empty),
	IN_EACH_FORMAT("one finding with line and column", "one", make_one),
	IN_EACH_FORMAT("Chinese in path, text and key", "chinese", make_chinese),
	IN_EACH_FORMAT("every level, each twice", "levels", make_levels),
	IN_EACH_FORMAT("text that tries to be commands, tags and markup", "hostile", make_hostile),
	IN_EACH_FORMAT("findings without file or line", "placeless", make_placeless),
	IN_EACH_FORMAT("work that was stopped", "stopped", make_stopped),
	{"one finding, in JSON", "one", make_one, "json"},
	{"work that was stopped, in JSON", "stopped", make_stopped, "json"},
};

static void write_one(const struct row *row, struct dkt_buf *out)
{
	struct made m = {.report = dkt_report_new()};
	enum dkt_report_format format;

	m.context.command = "validate";
	m.context.version = "0.0.0";
	row->make(&m);
	assert_true(dkt_report_format_named(row->format, &format));
	dkt_report_write(m.report, format, &m.context, out);
	assert_true(dkt_buf_ok(out));
	dkt_report_free(m.report);
}

static void check_golden(void **state)
{
	const struct row *row = ROW(struct row);
	const char *mode = getenv("DOCKET_GOLDEN");
	struct dkt_buf wanted = DKT_BUF_INIT(1 << 20);
	struct dkt_buf got = DKT_BUF_INIT(1 << 20);
	struct dkt_err err = DKT_ERR_INIT;
	char path[4096];
	FILE *file;

	(void)snprintf(path, sizeof path, "%s/tests/cases/report/%s.%s", test_source_dir(),
		       row->file, row->format);
	write_one(row, &got);
	if (mode != NULL && strcmp(mode, "write") == 0) {
		file = fopen(path, "wb");
		assert_non_null(file);
		assert_int_equal(fwrite(dkt_buf_str(&got), 1, got.size, file), got.size);
		assert_int_equal(fclose(file), 0);
	}
	assert_int_equal(dkt_file_read(path, 1 << 20, &wanted, &err), 0);
	assert_string_equal(dkt_buf_str(&got), dkt_buf_str(&wanted));
	dkt_buf_clear(&wanted);
	dkt_buf_clear(&got);
}

/* --- what must hold of any report ---------------------------------------------------------------
 */

static void test_names(void **state)
{
	enum dkt_report_format format = DKT_REPORT_TEXT;

	(void)state;
	assert_true(dkt_report_format_named("junit", &format));
	assert_int_equal(format, DKT_REPORT_JUNIT);
	assert_false(dkt_report_format_named("xml", &format));
	assert_false(dkt_report_format_named("", &format));
	assert_true(dkt_report_format_lists(DKT_REPORT_SARIF));
	assert_false(dkt_report_format_lists(DKT_REPORT_GITHUB));
}

/* Every line of GitHub's format is a command, and its properties are those that were meant. */
static void test_github_lines(void **state)
{
	const struct row row = {"", "hostile", make_hostile, "github"};
	struct dkt_buf out = DKT_BUF_INIT(1 << 20);
	const char *line;

	(void)state;
	write_one(&row, &out);
	line = dkt_buf_str(&out);
	for (size_t i = 0; i < 2; i++) {
		const char *message = strstr(line + 2, "::");

		assert_memory_equal(line, "::error file=", 13);
		assert_non_null(message);
		assert_null(memchr(line, '\r', (size_t)(message - line)));
		line = strchr(message, '\n') + 1;
	}
	assert_string_equal(line, "");
	dkt_buf_clear(&out);
}

/* Outside our own headings every line of Markdown is in a code block. */
static void test_markdown_lines(void **state)
{
	const struct row row = {"", "hostile", make_hostile, "markdown"};
	struct dkt_buf out = DKT_BUF_INIT(1 << 20);

	(void)state;
	write_one(&row, &out);
	for (const char *line = dkt_buf_str(&out); *line != '\0'; line = strchr(line, '\n') + 1)
		assert_true(line[0] == '\n' || strncmp(line, "    ", 4) == 0 ||
			    strncmp(line, "**Errors**\n", 11) == 0 ||
			    strncmp(line, "**docket validate**: ", 21) == 0);
	dkt_buf_clear(&out);
}

static void fill(struct dkt_report *report, size_t n)
{
	char name[32];

	for (size_t i = 0; i < n; i++) {
		if (i % DKT_REPORT_MAX == 0) {
			(void)snprintf(name, sizeof name, "file-%zu.json", i / DKT_REPORT_MAX);
			dkt_report_file(report, name, "[1]\n", 4, NULL);
		}
		dkt_report_add(report, DKT_ERROR, "x.code", "/a", i % 3, "a hint",
			       i % 7 == 0 ? "the same" : "number %zu", i);
	}
}

/* Two findings that say the same are two: no fingerprint stands twice. */
static void test_fingerprints(void **state)
{
	struct dkt_report_context context = {.command = "validate", .version = "0.0.0"};
	struct dkt_report *report = dkt_report_new();
	struct dkt_buf out = DKT_BUF_INIT((size_t)1 << 24);
	json_t *seen = json_object();
	struct dkt_err err = DKT_ERR_INIT;
	json_t *issues = NULL;

	(void)state;
	fill(report, 2000);
	dkt_report_write(report, DKT_REPORT_GITLAB, &context, &out);
	assert_int_equal(dkt_doc_parse(dkt_buf_str(&out), out.size, "gitlab", &issues, &err), 0);
	assert_int_equal(json_array_size(issues), 2000);
	for (size_t i = 0; i < 2000; i++)
		json_object_set_new(seen,
				    dkt_doc_string(json_array_get(issues, i), "/fingerprint", ""),
				    json_true());
	assert_int_equal(json_object_size(seen), 2000);
	json_decref(seen);
	json_decref(issues);
	dkt_buf_clear(&out);
	dkt_report_free(report);
}

/* Lines that move do not make a finding a new one. */
static void test_fingerprint_is_stable(void **state)
{
	struct dkt_report_context context = {.command = "validate", .version = "0.0.0"};
	struct dkt_buf out[2] = {DKT_BUF_INIT(1 << 16), DKT_BUF_INIT(1 << 16)};
	const char *texts[2] = {"[1]", "\n\n  [1]"};
	const char *prints[2];

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct dkt_report *report = dkt_report_new();

		dkt_report_file(report, "a", texts[i], strlen(texts[i]), NULL);
		dkt_report_add(report, DKT_ERROR, "x", "/0", strlen(texts[i]) - 2, NULL, "no");
		dkt_report_write(report, DKT_REPORT_GITLAB, &context, &out[i]);
		dkt_report_free(report);
		prints[i] = strstr(dkt_buf_str(&out[i]), "\"fingerprint\"");
		assert_non_null(prints[i]);
	}
	assert_memory_equal(prints[0], prints[1], 80);
	assert_string_not_equal(dkt_buf_str(&out[0]), dkt_buf_str(&out[1]));
	dkt_buf_clear(&out[0]);
	dkt_buf_clear(&out[1]);
}

/* A comment has a limit, and what it leaves out is counted. */
static void test_comment_is_limited(void **state)
{
	struct dkt_report_context context = {.command = "validate", .version = "0.0.0"};
	struct dkt_report *report = dkt_report_new();
	struct dkt_buf out = DKT_BUF_INIT((size_t)1 << 24);
	const char *told;
	size_t shown = 0;

	(void)state;
	fill(report, 10000);
	dkt_report_file(report, "last.json", NULL, 0, NULL);
	dkt_report_add(report, DKT_INFO, "x.late", "", DKT_NOWHERE, NULL, "later");
	dkt_report_write(report, DKT_REPORT_MARKDOWN, &context, &out);
	assert_true(out.size > 50000 && out.size < 65536);
	for (told = dkt_buf_str(&out); (told = strstr(told, "error x.code")) != NULL; told++)
		shown++;
	told = strstr(dkt_buf_str(&out), "more findings did not fit into this comment");
	assert_non_null(told);
	while (told[-1] != '\n')
		told--;
	assert_int_equal(strtoul(told, NULL, 10), 10000 - shown + 1);
	dkt_buf_clear(&out);
	dkt_report_free(report);
}

/* The report written into a file piece by piece, and what of it was in memory at once. */
static size_t stream(const struct dkt_report *report, enum dkt_report_format format,
		     struct dkt_buf *written)
{
	struct dkt_report_context context = {.command = "validate", .version = "0.0.0"};
	struct dkt_buf out = DKT_BUF_INIT((size_t)1 << 28);
	char piece[4096];
	size_t size;

	context.to = tmpfile();
	assert_non_null(context.to);
	dkt_report_write(report, format, &context, &out);
	assert_true(dkt_buf_ok(&out));
	assert_int_equal(out.size, 0);
	rewind(context.to);
	while ((size = fread(piece, 1, sizeof piece, context.to)) > 0)
		dkt_buf_add(written, piece, size);
	(void)fclose(context.to);
	size = out.room;
	dkt_buf_clear(&out);
	return size;
}

struct format_row {
	const char *name;
	enum dkt_report_format format;
};

static const struct format_row format_rows[] = {
	{"20,000 findings as text go out piece by piece", DKT_REPORT_TEXT},
	{"20,000 findings as JSON go out piece by piece", DKT_REPORT_JSON},
	{"20,000 findings for GitHub go out piece by piece", DKT_REPORT_GITHUB},
	{"20,000 findings for GitLab go out piece by piece", DKT_REPORT_GITLAB},
	{"20,000 findings as SARIF go out piece by piece", DKT_REPORT_SARIF},
	{"20,000 findings for JUnit go out piece by piece", DKT_REPORT_JUNIT},
};

/* The same bytes as in one piece, in little memory. */
static void check_stream(void **state)
{
	const struct format_row *row = ROW(struct format_row);
	struct dkt_report_context context = {.command = "validate", .version = "0.0.0"};
	struct dkt_report *report = dkt_report_new();
	struct dkt_buf whole = DKT_BUF_INIT((size_t)1 << 28);
	struct dkt_buf pieces = DKT_BUF_INIT((size_t)1 << 28);

	fill(report, DKT_REPORT_FULL);
	dkt_report_write(report, row->format, &context, &whole);
	assert_true(dkt_buf_ok(&whole));
	assert_true(stream(report, row->format, &pieces) <= (size_t)1 << 18);
	assert_int_equal(pieces.size, whole.size);
	assert_memory_equal(pieces.bytes, whole.bytes, whole.size);
	assert_true(whole.size > (size_t)1 << 20);
	dkt_buf_clear(&whole);
	dkt_buf_clear(&pieces);
	dkt_report_free(report);
}

/* However many are added, each file says at least one thing and how many more there are. */
static void test_a_million(void **state)
{
	struct dkt_report *report = dkt_report_new();
	size_t n = 1000000;

	(void)state;
	fill(report, n);
	assert_int_equal(dkt_report_count(report, DKT_ERROR) +
				 dkt_report_count(report, DKT_WARNING) +
				 dkt_report_count(report, DKT_UNCHECKED) +
				 dkt_report_count(report, DKT_INFO),
			 n);
	assert_in_range(dkt_report_size(report), DKT_REPORT_FULL,
			DKT_REPORT_FULL + 2 * (n / DKT_REPORT_MAX));
	for (size_t i = DKT_REPORT_FULL; i < dkt_report_size(report); i += 2) {
		assert_string_not_equal(dkt_report_at(report, i)->code, "report.more");
		assert_string_equal(dkt_report_at(report, i + 1)->code, "report.more");
		assert_string_equal(dkt_report_at(report, i)->file,
				    dkt_report_at(report, i + 1)->file);
	}
	dkt_report_free(report);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		{"formats have names", test_names, NULL, NULL, NULL},
		{"nothing quoted makes a command of its own", test_github_lines, NULL, NULL, NULL},
		{"nothing quoted leaves its code block", test_markdown_lines, NULL, NULL, NULL},
		{"no fingerprint stands twice", test_fingerprints, NULL, NULL, NULL},
		{"a fingerprint outlives lines that move", test_fingerprint_is_stable, NULL, NULL,
		 NULL},
		{"a comment is limited and says what it leaves out", test_comment_is_limited, NULL,
		 NULL, NULL},
		{"a million findings do not fill the memory", test_a_million, NULL, NULL, NULL},
	};
	int failed = cmocka_run_group_tests_name("json/report_format", tests, NULL, NULL);

	failed += rows_run("json/report_format golden", rows, check_golden);
	return failed + rows_run("json/report_format stream", format_rows, check_stream);
}
