/*
 * test_suite.c - the official JSON-Schema-Test-Suite for draft 2020-12.
 *
 * Each file is one test. Tests known to fail are listed here with their reasons; the lists must be
 * exactly right: a listed test that passes is a failure of this program too, so the lists can only
 * shrink by hand. The meta-schemas of the specification are not bundled.
 *
 * Optional files are those about what the engine promises: regular expressions, large numbers,
 * formats.
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
#include "json/pointer.h"

#define SUITE	"suites/JSON-Schema-Test-Suite"
#define TESTS	SUITE "/tests/draft2020-12"
#define REMOTES SUITE "/remotes"
#define SERVER	"http://localhost:1234/"

struct row {
	const char *name; /* the file, below the folder of the draft */
	bool formats;	  /* asserted */
};

/* "case / test" of what fails, and why. */
struct known {
	const char *file;
	const char *test; /* a prefix of "case / test" */
	const char *why;
};

#define META "the meta-schemas of the specification are not bundled"

static const struct known known[] = {
	{"defs.json", "validate definition against metaschema / ", META},
	{"ref.json", "remote ref, containing refs itself / ", META},
};

static const struct row rows[] = {
	{"additionalProperties.json", false},
	{"allOf.json", false},
	{"anchor.json", false},
	{"anyOf.json", false},
	{"boolean_schema.json", false},
	{"const.json", false},
	{"contains.json", false},
	{"content.json", false},
	{"default.json", false},
	{"defs.json", false},
	{"dependentRequired.json", false},
	{"dependentSchemas.json", false},
	{"dynamicRef.json", false},
	{"enum.json", false},
	{"exclusiveMaximum.json", false},
	{"exclusiveMinimum.json", false},
	{"format.json", false},
	{"if-then-else.json", false},
	{"infinite-loop-detection.json", false},
	{"items.json", false},
	{"maxContains.json", false},
	{"maxItems.json", false},
	{"maxLength.json", false},
	{"maxProperties.json", false},
	{"maximum.json", false},
	{"minContains.json", false},
	{"minItems.json", false},
	{"minLength.json", false},
	{"minProperties.json", false},
	{"minimum.json", false},
	{"multipleOf.json", false},
	{"not.json", false},
	{"oneOf.json", false},
	{"pattern.json", false},
	{"patternProperties.json", false},
	{"prefixItems.json", false},
	{"properties.json", false},
	{"propertyNames.json", false},
	{"ref.json", false},
	{"refRemote.json", false},
	{"required.json", false},
	{"type.json", false},
	{"unevaluatedItems.json", false},
	{"unevaluatedProperties.json", false},
	{"uniqueItems.json", false},
	{"vocabulary.json", false},
	{"optional/anchor.json", false},
	{"optional/bignum.json", false},
	{"optional/dynamicRef.json", false},
	{"optional/ecmascript-regex.json", true},
	{"optional/float-overflow.json", false},
	{"optional/id.json", false},
	{"optional/no-schema.json", false},
	{"optional/non-bmp-regex.json", false},
	{"optional/unknownKeyword.json", false},
	{"optional/format/date-time.json", true},
	{"optional/format/date.json", true},
	{"optional/format/duration.json", true},
	{"optional/format/ecmascript-regex.json", true},
	{"optional/format/email.json", true},
	{"optional/format/hostname.json", true},
	{"optional/format/ipv4.json", true},
	{"optional/format/ipv6.json", true},
	{"optional/format/json-pointer.json", true},
	{"optional/format/regex.json", true},
	{"optional/format/relative-json-pointer.json", true},
	{"optional/format/time.json", true},
	{"optional/format/unknown.json", true},
	{"optional/format/uri-reference.json", true},
	{"optional/format/uri.json", true},
	{"optional/format/uuid.json", true},
};

static size_t required_passed;
static size_t required_total;
static size_t optional_passed;
static size_t optional_total;

/* --- files -------------------------------------------------------------------------------------
 */

static void read_file(const char *path, struct dkt_buf *out)
{
	struct dkt_err err = DKT_ERR_INIT;

	dkt_buf_init(out, DKT_MAX_TEXT);
	if (dkt_file_read(path, DKT_MAX_TEXT, out, &err) < 0)
		fail_msg("%s", err.text);
}

static void add_remote(struct dkt_schemas *schemas, const char *path, const char *name)
{
	struct dkt_report *report = dkt_report_new();
	struct dkt_buf uri = DKT_BUF_INIT(4096);
	struct dkt_buf bytes;

	read_file(path, &bytes);
	dkt_buf_addf(&uri, SERVER "%s", name);
	(void)dkt_schemas_add(schemas, dkt_buf_str(&uri), bytes.bytes, bytes.size, report);
	dkt_buf_clear(&bytes);
	dkt_buf_clear(&uri);
	dkt_report_free(report);
}

/* All .json files of a folder and the folders in it; those of other drafts are left out. */
static void add_remotes(struct dkt_schemas *schemas, const char *folder, const char *name)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;

	assert_non_null(dir);
	while ((entry = readdir(dir)) != NULL) {
		struct dkt_buf below = DKT_BUF_INIT(4096);
		char *path = dkt_path_join(folder, entry->d_name);
		bool other = (dkt_starts(entry->d_name, "draft") &&
			      !dkt_streq(entry->d_name, "draft2020-12")) ||
			     dkt_streq(entry->d_name, "v1");

		dkt_buf_addf(&below, "%s%s%s", name, name[0] == '\0' ? "" : "/", entry->d_name);
		if (entry->d_name[0] != '.' && !other && dkt_dir_exists(path))
			add_remotes(schemas, path, dkt_buf_str(&below));
		else if (dkt_ends(entry->d_name, ".json"))
			add_remote(schemas, path, dkt_buf_str(&below));
		free(path);
		dkt_buf_clear(&below);
	}
	(void)closedir(dir);
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
	const char *file;
	size_t passed;
	size_t total;
	size_t surprises;
};

static void count(struct outcome *outcome, const char *of_case, const struct dkt_node *test,
		  bool fine)
{
	struct dkt_buf name = DKT_BUF_INIT(4096);
	const char *reason = NULL;

	dkt_buf_addf(&name, "%s / %s", of_case, dkt_get_string(test, "description"));
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
		if (dkt_streq(known[i].file, outcome->file) &&
		    dkt_starts(dkt_buf_str(&name), known[i].test))
			reason = known[i].why;
	}
	outcome->total++;
	outcome->passed += fine;
	if (fine == (reason != NULL)) {
		outcome->surprises++;
		print_message("%s: %s: %s\n", outcome->file, dkt_buf_str(&name),
			      fine ? "passes, but is listed as failing" : "FAILED");
	}
	dkt_buf_clear(&name);
}

static void run_data(const struct dkt_schema *schema, const struct dkt_node *one, bool formats,
		     struct outcome *outcome)
{
	const struct dkt_check_options options = {.assert_formats = formats, .pointer_prefix = ""};
	const struct dkt_node *tests = dkt_get(one, "tests");

	for (size_t i = 0; i < dkt_size(tests); i++) {
		const struct dkt_node *test = dkt_item(tests, i);
		struct dkt_report *report = dkt_report_new();
		bool valid = dkt_is(dkt_get(test, "valid"), DKT_TRUE);
		bool fine = false;

		if (schema != NULL) {
			bool passes =
				dkt_schema_check(schema, dkt_get(test, "data"), &options, report);

			fine = passes == valid && dkt_report_count(report, DKT_UNCHECKED) == 0 &&
			       passes == (dkt_report_count(report, DKT_ERROR) == 0);
		}
		count(outcome, dkt_get_string(one, "description"), test, fine);
		dkt_report_free(report);
	}
}

/* The schema's own bytes are cut out of the file, so that numbers stay as written. */
static void run_case(const struct dkt_text *text, const struct dkt_node *one, bool formats,
		     struct outcome *outcome)
{
	struct dkt_schemas *schemas = dkt_schemas_new();
	struct dkt_report *report = dkt_report_new();
	const struct dkt_node *schema = dkt_get(one, "schema");
	const struct dkt_schema *compiled = NULL;
	size_t size = value_size(text->bytes + schema->offset);

	if (strstr(text->bytes, "localhost:1234") != NULL) {
		char *path = dkt_path_join(test_data_dir(), REMOTES);

		add_remotes(schemas, path, "");
		free(path);
	}
	if (dkt_schemas_add(schemas, "case.json", text->bytes + schema->offset, size, report))
		compiled = dkt_schemas_compile(schemas, "case.json", report);
	run_data(compiled, one, formats, outcome);
	dkt_report_free(report);
	dkt_schemas_free(schemas);
}

static void check_file(void **state)
{
	const struct row *row = ROW(struct row);
	struct outcome outcome = {.file = row->name};
	struct dkt_arena *arena = dkt_arena_new();
	char *path = dkt_path_join(test_data_dir(), TESTS);
	char *file = dkt_path_join(path, row->name);
	struct dkt_text_fault fault;
	struct dkt_text text;
	struct dkt_buf bytes;

	if (!test_data_has(TESTS))
		skip();
	read_file(file, &bytes);
	assert_true(dkt_text_parse(&text, arena, bytes.bytes, bytes.size, &fault));
	for (size_t i = 0; i < text.root.size; i++) {
		const struct dkt_node *one = dkt_item(&text.root, i);

		run_case(&text, one, row->formats, &outcome);
	}
	print_message("%5zu of %5zu  %s\n", outcome.passed, outcome.total, row->name);
	if (dkt_starts(row->name, "optional/")) {
		optional_passed += outcome.passed;
		optional_total += outcome.total;
	} else {
		required_passed += outcome.passed;
		required_total += outcome.total;
	}
	dkt_buf_clear(&bytes);
	dkt_arena_free(arena);
	free(path);
	free(file);
	assert_int_equal(outcome.surprises, 0);
}

int main(void)
{
	int failed;

	if (!test_data_has(TESTS))
		return 77;
	failed = rows_run("schema/suite", rows, check_file);
	(void)printf("required: %zu of %zu; optional: %zu of %zu\n", required_passed,
		     required_total, optional_passed, optional_total);
	return failed;
}
