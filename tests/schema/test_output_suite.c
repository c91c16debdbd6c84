/*
 * test_output_suite.c - the output of every test of the official suite, and the suite's own tests
 * of output and annotations.
 *
 * Of each test in each dialect all forms are written: they parse, the official schema of output
 * accepts them, and their verdict is that of a check. Formats are not asserted, as the suite's
 * required tests want it.
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
#include "json/write.h"

#define SUITE	 "suites/JSON-Schema-Test-Suite"
#define SERVER	 "http://localhost:1234/"
#define MAX_ROWS 1000

struct draft {
	const char *folder;
	const char *dialect;
	unsigned level; /* as "compatibility" of annotation tests counts */
	bool output;	/* has output tests */
};

static const struct draft drafts[] = {
	{"draft2020-12", "2020-12", 2020, true}, {"draft2019-09", "2019-09", 2019, true},
	{"draft7", "draft-07", 7, false},	 {"draft6", "draft-06", 6, false},
	{"draft4", "draft-04", 4, false},
};

#define N_DRAFTS (sizeof drafts / sizeof drafts[0])
#define N_FORMS	 4

static const char *const forms[N_FORMS] = {"flag", "basic", "detailed", "verbose"};

struct row {
	const char *name;
	const struct draft *draft;
	char path[200]; /* below the suite */
};

static struct row rows[MAX_ROWS];
static size_t n_rows;
static size_t n_outputs;
static size_t n_assertions;

/* --- files and schemas --- */

static char *suite_path(const char *name)
{
	char *suite = dkt_path_join(test_data_dir(), SUITE);
	char *path = dkt_path_join(suite, name);

	free(suite);
	return path;
}

static void read_text(struct dkt_text *text, struct dkt_arena *arena, const char *name)
{
	struct dkt_err err = DKT_ERR_INIT;
	struct dkt_text_fault fault;
	struct dkt_buf bytes = DKT_BUF_INIT(DKT_MAX_TEXT);
	char *path = suite_path(name);

	if (dkt_file_read(path, DKT_MAX_TEXT, &bytes, &err) < 0)
		fail_msg("%s", err.text);
	assert_true(dkt_text_parse(text, arena, dkt_arena_dup(arena, bytes.bytes, bytes.size),
				   bytes.size, &fault));
	dkt_buf_clear(&bytes);
	free(path);
}

/* A library, and what its resolver answered last. */
struct library {
	struct dkt_schemas *schemas;
	struct dkt_report *report;
	struct dkt_buf bytes;
};

static bool serve(void *context, const char *uri, const char **bytes_out, size_t *size_out)
{
	struct library *library = context;
	struct dkt_err err = DKT_ERR_INIT;
	struct dkt_buf name = DKT_BUF_INIT(4096);
	char *path;
	bool there;

	if (!dkt_starts(uri, SERVER))
		return false;
	dkt_buf_addf(&name, "remotes/%s", uri + strlen(SERVER));
	path = suite_path(dkt_buf_str(&name));
	dkt_buf_reset(&library->bytes);
	there = dkt_file_exists(path) && !dkt_dir_exists(path) &&
		dkt_file_read(path, DKT_MAX_TEXT, &library->bytes, &err) == 0;
	for (size_t i = 0; there && i < N_DRAFTS; i++) {
		if (dkt_starts(uri + strlen(SERVER), drafts[i].folder))
			(void)dkt_schemas_set_dialect(library->schemas, drafts[i].dialect);
	}
	*bytes_out = dkt_buf_str(&library->bytes);
	*size_out = library->bytes.size;
	free(path);
	dkt_buf_clear(&name);
	return there;
}

static void open_library(struct library *library, const char *dialect)
{
	library->schemas = dkt_schemas_new();
	library->report = dkt_report_new();
	dkt_buf_init(&library->bytes, DKT_MAX_TEXT);
	dkt_schemas_set_resolver(library->schemas, serve, library);
	assert_true(dkt_schemas_set_dialect(library->schemas, dialect));
}

static void close_library(struct library *library)
{
	dkt_buf_clear(&library->bytes);
	dkt_report_free(library->report);
	dkt_schemas_free(library->schemas);
}

static const struct dkt_schema *compile(struct library *library, const char *name,
					const struct dkt_node *schema)
{
	struct dkt_buf bytes = DKT_BUF_INIT(DKT_MAX_TEXT);
	const struct dkt_schema *compiled = NULL;

	dkt_write_line(schema, &bytes);
	if (dkt_schemas_add(library->schemas, name, dkt_buf_str(&bytes), bytes.size,
			    library->report))
		compiled = dkt_schemas_compile(library->schemas, name, library->report);
	for (size_t i = 0; compiled == NULL && i < dkt_report_size(library->report); i++)
		print_message("%s: %s\n", name, dkt_report_at(library->report, i)->sentence);
	dkt_buf_clear(&bytes);
	return compiled;
}

/* --- the official schema of output --- */

struct judge {
	struct library library;
	const struct dkt_schema *forms[N_FORMS];
};

static struct judge judge;

static void open_judge(struct judge *j)
{
	struct dkt_arena *arena = dkt_arena_new();
	struct dkt_text text;

	open_library(&j->library, "2020-12");
	read_text(&text, arena, "output-tests/draft2020-12/output-schema.json");
	assert_non_null(compile(&j->library, "output-schema.json", &text.root));
	for (size_t i = 0; i < N_FORMS; i++) {
		struct dkt_buf ref = DKT_BUF_INIT(4096);

		dkt_buf_addf(&ref,
			     "{\"$ref\":\"https://json-schema.org/draft/2020-12/output/"
			     "schema#/$defs/%s\"}",
			     forms[i]);
		assert_true(dkt_schemas_add(j->library.schemas, forms[i], dkt_buf_str(&ref),
					    ref.size, j->library.report));
		j->forms[i] = dkt_schemas_compile(j->library.schemas, forms[i], j->library.report);
		assert_non_null(j->forms[i]);
		dkt_buf_clear(&ref);
	}
	dkt_arena_free(arena);
}

/* --- every test of a file, in every form --- */

static const struct dkt_check_options noted = {.assert_formats = false, .pointer_prefix = ""};

static void check_output(const struct dkt_schema *schema, const struct dkt_node *value,
			 const char *test, size_t form, bool passes)
{
	struct dkt_arena *arena = dkt_arena_new();
	struct dkt_report *report = dkt_report_new();
	struct dkt_buf out = DKT_BUF_INIT((size_t)256 << 20);
	struct dkt_text_fault fault;
	struct dkt_text text;
	bool said = dkt_schema_output(schema, value, &noted, (enum dkt_output)form, NULL, &out);

	n_outputs++;
	if (!dkt_text_parse(&text, arena, out.bytes, out.size, &fault))
		fail_msg("%s: %s is no JSON: %s", test, forms[form], out.bytes);
	if (said != passes || dkt_is(dkt_get(&text.root, "valid"), DKT_TRUE) != passes ||
	    dkt_get(&text.root, "truncated") != NULL || text.n_duplicates > 0)
		fail_msg("%s: %s has another verdict: %s", test, forms[form], out.bytes);
	if (!dkt_schema_check(judge.forms[form], &text.root, NULL, report))
		fail_msg("%s: %s is refused: %s %s: %s", test, forms[form],
			 dkt_report_at(report, 0)->pointer, dkt_report_at(report, 0)->sentence,
			 out.bytes);
	dkt_buf_clear(&out);
	dkt_report_free(report);
	dkt_arena_free(arena);
}

static void check_case(const struct row *row, const struct dkt_node *one)
{
	const struct dkt_node *tests = dkt_get(one, "tests");
	const struct dkt_schema *schema;
	struct library library;

	open_library(&library, row->draft->dialect);
	schema = compile(&library, "case.json", dkt_get(one, "schema"));
	assert_non_null(schema);
	for (size_t i = 0; i < dkt_size(tests); i++) {
		const struct dkt_node *test = dkt_item(tests, i);
		struct dkt_report *report = dkt_report_new();
		bool passes = dkt_schema_check(schema, dkt_get(test, "data"), &noted, report);

		for (size_t form = 0; form < N_FORMS; form++)
			check_output(schema, dkt_get(test, "data"),
				     dkt_get_string(test, "description"), form, passes);
		dkt_report_free(report);
	}
	close_library(&library);
}

static void check_file(void **state)
{
	const struct row *row = ROW(struct row);
	struct dkt_arena *arena = dkt_arena_new();
	struct dkt_text text;

	read_text(&text, arena, row->path);
	for (size_t i = 0; i < dkt_size(&text.root); i++)
		check_case(row, dkt_item(&text.root, i));
	dkt_arena_free(arena);
}

/* --- output-tests --- */

static void check_wanted(const struct dkt_schema *schema, const struct dkt_node *test,
			 const struct dkt_member *wanted, struct library *library)
{
	struct dkt_arena *arena = dkt_arena_new();
	struct dkt_buf out = DKT_BUF_INIT((size_t)1 << 20);
	const struct dkt_schema *expects = compile(library, wanted->key, &wanted->value);
	struct dkt_text_fault fault;
	struct dkt_text text;
	size_t form = 0;

	while (form < N_FORMS && !dkt_streq(forms[form], wanted->key))
		form++;
	assert_true(form < N_FORMS && expects != NULL);
	(void)dkt_schema_output(schema, dkt_get(test, "data"), NULL, (enum dkt_output)form, NULL,
				&out);
	assert_true(dkt_text_parse(&text, arena, out.bytes, out.size, &fault));
	if (!dkt_schema_check(expects, &text.root, NULL, library->report))
		fail_msg("%s: %s: %s", dkt_get_string(test, "description"),
			 dkt_report_at(library->report, 0)->sentence, out.bytes);
	n_assertions++;
	dkt_buf_clear(&out);
	dkt_arena_free(arena);
}

static void check_output_case(const struct row *row, const struct dkt_node *one)
{
	const struct dkt_node *tests = dkt_get(one, "tests");

	for (size_t i = 0; i < dkt_size(tests); i++) {
		const struct dkt_node *test = dkt_item(tests, i);
		const struct dkt_node *output = dkt_get(test, "output");

		for (size_t k = 0; k < dkt_size(output); k++) {
			struct dkt_arena *arena = dkt_arena_new();
			struct dkt_buf name = DKT_BUF_INIT(4096);
			struct library library;
			struct dkt_text text;
			const struct dkt_schema *schema;

			open_library(&library, row->draft->dialect);
			dkt_buf_addf(&name, "output-tests/%s/output-schema.json",
				     row->draft->folder);
			read_text(&text, arena, dkt_buf_str(&name));
			assert_non_null(compile(&library, "output-schema.json", &text.root));
			schema = compile(&library, "case.json", dkt_get(one, "schema"));
			assert_non_null(schema);
			check_wanted(schema, test, &output->as.members[k], &library);
			close_library(&library);
			dkt_buf_clear(&name);
			dkt_arena_free(arena);
		}
	}
}

static void check_output_file(void **state)
{
	const struct row *row = ROW(struct row);
	struct dkt_arena *arena = dkt_arena_new();
	struct dkt_text text;

	read_text(&text, arena, row->path);
	assert_true(dkt_size(&text.root) > 0);
	for (size_t i = 0; i < dkt_size(&text.root); i++)
		check_output_case(row, dkt_item(&text.root, i));
	dkt_arena_free(arena);
}

/* --- annotations --- */

/* "3", "<=2019", "=2020", "6,<=2019": one part of it. */
static bool part_fits(const char *part, unsigned level)
{
	bool most = dkt_starts(part, "<=");
	bool same = part[0] == '=';
	unsigned wanted = 0;

	for (part += most ? 2 : same; *part >= '0' && *part <= '9'; part++)
		wanted = wanted * 10 + (unsigned)(*part - '0');
	if (most)
		return level <= wanted;
	return same ? level == wanted : level >= wanted;
}

static bool fits(const char *compatibility, unsigned level)
{
	const char *part = compatibility;

	while (part != NULL) {
		if (!part_fits(part, level))
			return false;
		part = strchr(part, ',');
		part = part == NULL ? NULL : part + 1;
	}
	return true;
}

/* Where the schema stands that holds the keyword: "#/a/title" is in "#/a". */
static bool is_in(const char *location, const char *schema, const char *keyword)
{
	size_t size = strlen(schema);

	return dkt_starts(location, schema) && location[size] == '/' &&
	       dkt_streq(location + size + 1, keyword);
}

static void check_assertion(const struct dkt_node *notes, const struct dkt_node *assertion)
{
	const char *keyword = dkt_get_string(assertion, "keyword");
	const struct dkt_node *expected = dkt_get(assertion, "expected");
	size_t found = 0;

	n_assertions++;
	for (size_t i = 0; i < dkt_size(notes); i++) {
		const struct dkt_node *note = dkt_item(notes, i);
		bool right = false;

		if (!dkt_streq(dkt_get_string(note, "keyword"), keyword) ||
		    !dkt_streq(dkt_get_string(note, "instanceLocation"),
			       dkt_get_string(assertion, "location")))
			continue;
		found++;
		for (size_t k = 0; k < dkt_size(expected); k++)
			right = right || (is_in(dkt_get_string(note, "keywordLocation"),
						expected->as.members[k].key, keyword) &&
					  dkt_node_equal(dkt_get(note, "annotation"),
							 &expected->as.members[k].value));
		assert_true(right);
	}
	assert_int_equal(found, dkt_size(expected));
}

static void check_notes(const struct dkt_schema *schema, const struct dkt_node *test)
{
	const struct dkt_node *assertions = dkt_get(test, "assertions");
	struct dkt_arena *arena = dkt_arena_new();
	struct dkt_buf out = DKT_BUF_INIT((size_t)1 << 20);
	struct dkt_text_fault fault;
	struct dkt_text text;

	(void)dkt_schema_output(schema, dkt_get(test, "instance"), NULL, DKT_OUTPUT_ANNOTATIONS,
				NULL, &out);
	assert_true(dkt_text_parse(&text, arena, out.bytes, out.size, &fault));
	for (size_t i = 0; i < dkt_size(assertions); i++)
		check_assertion(dkt_get(&text.root, "annotations"), dkt_item(assertions, i));
	dkt_buf_clear(&out);
	dkt_arena_free(arena);
}

static void check_annotations(void **state)
{
	const struct row *row = ROW(struct row);
	struct dkt_arena *arena = dkt_arena_new();
	const struct dkt_node *suite;
	struct dkt_text text;

	read_text(&text, arena, row->path);
	suite = dkt_get(&text.root, "suite");
	for (size_t i = 0; i < dkt_size(suite); i++) {
		const struct dkt_node *one = dkt_item(suite, i);
		const struct dkt_node *tests = dkt_get(one, "tests");
		struct library library;
		const struct dkt_schema *schema;

		if (!fits(dkt_get_string(one, "compatibility"), row->draft->level))
			continue;
		open_library(&library, row->draft->dialect);
		schema = compile(&library, "case.json", dkt_get(one, "schema"));
		assert_non_null(schema);
		for (size_t k = 0; k < dkt_size(tests); k++)
			check_notes(schema, dkt_item(tests, k));
		close_library(&library);
	}
	dkt_arena_free(arena);
}

/* --- all files --- */

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct row *)a)->path, ((const struct row *)b)->path);
}

static void list_folder(const struct draft *draft, const char *folder, const char *label)
{
	char *path = suite_path(folder);
	DIR *dir = opendir(path);
	struct dirent *entry;
	size_t first = n_rows;

	while (dir != NULL && (entry = readdir(dir)) != NULL && n_rows < MAX_ROWS) {
		if (!dkt_ends(entry->d_name, ".json"))
			continue;
		(void)snprintf(rows[n_rows].path, sizeof rows[0].path, "%.80s/%.100s", folder,
			       entry->d_name);
		rows[n_rows++].draft = draft;
	}
	if (dir != NULL)
		(void)closedir(dir);
	qsort(rows + first, n_rows - first, sizeof rows[0], by_name);
	for (size_t i = first; i < n_rows; i++)
		rows[i].name = label == NULL ? rows[i].path : label;
	free(path);
}

static int run_all(const char *group, const char *format, bool only_output,
		   CMUnitTestFunction check)
{
	n_rows = 0;
	for (size_t i = 0; i < N_DRAFTS; i++) {
		struct dkt_buf folder = DKT_BUF_INIT(4096);

		dkt_buf_adds(&folder, format);
		if (dkt_ends(format, "/")) {
			dkt_buf_adds(&folder, drafts[i].folder);
			dkt_buf_adds(&folder, only_output ? "/content" : "");
		}
		if (!only_output || drafts[i].output)
			list_folder(&drafts[i], dkt_buf_str(&folder),
				    dkt_ends(format, "/") ? NULL : drafts[i].dialect);
		dkt_buf_clear(&folder);
	}
	assert_true(n_rows > 0);
	return rows_run_sized(group, rows, n_rows, sizeof rows[0], check);
}

int main(void)
{
	int failed;

	if (!test_data_has(SUITE "/output-tests") || !test_data_has(SUITE "/annotations"))
		return 77;
	open_judge(&judge);
	failed = run_all("schema/output of every test", "tests/", false, check_file);
	(void)printf("%zu outputs agree with the check and with the schema of output\n", n_outputs);
	failed += run_all("schema/output-tests", "output-tests/", true, check_output_file);
	(void)printf("output-tests: %zu expectations\n", n_assertions);
	n_assertions = 0;
	failed += run_all("schema/annotations", "annotations/tests", false, check_annotations);
	(void)printf("annotations: %zu assertions\n", n_assertions);
	close_library(&judge.library);
	return failed;
}
