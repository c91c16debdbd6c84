/*
 * cmd_schema_test.c - docket schema test: files of tests in the layout of the official suite.
 *
 * A file is a list of cases, each a schema with tests that say what is valid. A test that does not
 * come out as written is a finding at its place in the file, so every format of reports works; the
 * table of files is for people and in the JSON.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/walk.h"
#include "cli/commands.h"
#include "cli/schema_case.h"
#include "json/pointer.h"

#include "base/banned.h"

static const struct dkt_option options[] = {
	{"dialect", "NAME",
	 "how schemas without \"$schema\" are read; else a folder such as draft7 in the path of a "
	 "file says it, else it is 2020-12"},
	{"remotes", "DIR=URL-PREFIX",
	 "answer references that begin with the prefix from files of that folder; may be repeated"},
	{"assert-formats", NULL, "check \"format\" everywhere"},
	{"no-formats", NULL, "check \"format\" nowhere"},
	{NULL, NULL, NULL},
};

static const char *const examples[] = {
	"docket schema test tests/schema/places.tests.json",
	"docket schema test JSON-Schema-Test-Suite/tests/draft7 --remotes "
	"JSON-Schema-Test-Suite/remotes=http://localhost:1234/",
	NULL};

struct tally {
	char *file;
	size_t passed;
	size_t total;
};

struct testing {
	const struct dkt_call *call;
	struct dkt_report *report;
	struct dkt_examined examined;
	struct tally *tallies;
	size_t n_tallies;
	size_t room;
	struct dkt_err err; /* about the first file that could not be read */
};

/* One file while it is worked on. */
struct file {
	struct testing *t;
	const char *path;
	char dialect[128];
	bool assert_formats;
	struct tally tally;
	struct dkt_schemas *asking; /* the library of the case */
	struct dkt_buf bytes;	    /* of the document that a reference asked for last */
};

/* --- what the path of a file says ---------------------------------------------------------------
 */

static bool has_folder(const char *path, const char *name)
{
	size_t size = strlen(name);

	for (const char *at = strstr(path, name); at != NULL; at = strstr(at + 1, name)) {
		if ((at == path || at[-1] == '/') && at[size] == '/')
			return true;
	}
	return false;
}

/* The innermost folder that names a draft, or "": the draft need not be one that we know. */
static void draft_of(const char *path, char *out, size_t room)
{
	const char *slash;

	out[0] = '\0';
	for (const char *at = path; (slash = strchr(at, '/')) != NULL; at = slash + 1) {
		if (dkt_starts(at, "draft") && (size_t)(slash - at) < room)
			(void)snprintf(out, room, "%.*s", (int)(slash - at), at);
	}
}

static bool knows(const char *dialect)
{
	struct dkt_schemas *schemas = dkt_schemas_new();
	bool known = dkt_schemas_set_dialect(schemas, dialect);

	dkt_schemas_free(schemas);
	return known;
}

static void read_path(struct file *file)
{
	const struct dkt_call *call = file->t->call;
	const char *dialect = dkt_given(call, "dialect");

	draft_of(file->path, file->dialect, sizeof file->dialect);
	if (dialect != NULL || file->dialect[0] == '\0')
		(void)snprintf(file->dialect, sizeof file->dialect, "%s",
			       dialect == NULL ? "2020-12" : dialect);
	file->assert_formats = has_folder(file->path, "optional");
	if (dkt_switched(call, "assert-formats") || dkt_switched(call, "no-formats"))
		file->assert_formats = dkt_switched(call, "assert-formats");
}

/* --- documents that references name -------------------------------------------------------------
 */

/* "DIR=URL-PREFIX" */
static const char *prefix_in(const char *remotes)
{
	const char *equals = strchr(remotes, '=');

	return equals == NULL ? NULL : equals + 1;
}

static bool read_remote(struct file *file, const char *remotes, const char *rest)
{
	struct dkt_buf path = DKT_BUF_INIT((size_t)1 << 16);
	struct dkt_err ignored = DKT_ERR_INIT;
	char draft[sizeof file->dialect];
	bool there;

	dkt_buf_add(&path, remotes, (size_t)(prefix_in(remotes) - 1 - remotes));
	dkt_buf_addf(&path, "/%s", rest);
	dkt_buf_reset(&file->bytes);
	there = !dkt_dir_exists(dkt_buf_str(&path)) && strstr(dkt_buf_str(&path), "/../") == NULL &&
		dkt_file_read(dkt_buf_str(&path), DKT_MAX_TEXT, &file->bytes, &ignored) == 0;
	draft_of(rest, draft, sizeof draft);
	(void)dkt_schemas_set_dialect(file->asking, draft[0] == '\0' ? file->dialect : draft);
	dkt_buf_clear(&path);
	return there;
}

static bool resolve(void *context, const char *uri, const char **bytes_out, size_t *size_out)
{
	struct file *file = context;
	const struct dkt_call *call = file->t->call;

	for (size_t i = 0; i < call->n_given; i++) {
		const char *remotes = call->given[i].value;

		if (!dkt_streq(call->given[i].option->name, "remotes") ||
		    !dkt_starts(uri, prefix_in(remotes)) ||
		    !read_remote(file, remotes, uri + strlen(prefix_in(remotes))))
			continue;
		*bytes_out = dkt_buf_str(&file->bytes);
		*size_out = file->bytes.size;
		return true;
	}
	return false;
}

/* --- one file -----------------------------------------------------------------------------------
 */

/* A finding about the i-th case, or about its k-th test. */
static void object_to(struct file *file, size_t i, const struct dkt_node *test, size_t k,
		      const struct dkt_node *at, const char *code, const char *sentence,
		      const char *hint)
{
	char pointer[80];

	(void)snprintf(pointer, sizeof pointer, "/%zu", i);
	if (test != NULL)
		(void)snprintf(pointer, sizeof pointer, "/%zu/tests/%zu", i, k);
	dkt_report_add(file->t->report, DKT_ERROR, code, pointer, at->offset, hint, "%s", sentence);
}

static const char *name_of(const struct dkt_node *node)
{
	const char *name = dkt_get_string(node, "description");

	return name == NULL ? "(no description)" : name;
}

static void run_test(struct file *file, const struct dkt_case *c, const struct dkt_node *one,
		     size_t i, size_t k)
{
	static const char *const words[] = {[DKT_ANSWER_INVALID] = "it is not valid",
					    [DKT_ANSWER_VALID] = "it is valid",
					    [DKT_ANSWER_OPEN] = "it could not be decided"};
	const struct dkt_node *test = dkt_item(dkt_get(one, "tests"), k);
	bool wanted = dkt_is(dkt_get(test, "valid"), DKT_TRUE);
	struct dkt_buf why = DKT_BUF_INIT((size_t)1 << 16);
	struct dkt_buf sentence = DKT_BUF_INIT((size_t)1 << 16);
	enum dkt_answer answer =
		dkt_case_check(c, dkt_get(test, "data"), file->assert_formats, &why);

	if (answer == (wanted ? DKT_ANSWER_VALID : DKT_ANSWER_INVALID)) {
		file->tally.passed++;
	} else {
		dkt_buf_addf(&sentence, "%.300s / %.300s: %s, but should%s be", name_of(one),
			     name_of(test), words[answer], wanted ? "" : " not");
		if (answer == DKT_ANSWER_OPEN)
			dkt_buf_adds(&sentence, " valid");
		object_to(file, i, test, k, test, "schema-test.failed", dkt_buf_str(&sentence),
			  why.size == 0 ? NULL : dkt_buf_str(&why));
	}
	dkt_buf_clear(&sentence);
	dkt_buf_clear(&why);
}

static bool is_test(const struct dkt_node *test)
{
	const struct dkt_node *valid = dkt_get(test, "valid");

	return dkt_get(test, "data") != NULL &&
	       (dkt_is(valid, DKT_TRUE) || dkt_is(valid, DKT_FALSE));
}

static bool is_case(const struct dkt_node *one)
{
	const struct dkt_node *tests = dkt_get(one, "tests");

	if (dkt_get(one, "schema") == NULL || !dkt_is(tests, DKT_ARRAY))
		return false;
	for (size_t k = 0; k < tests->size; k++) {
		if (!is_test(&tests->as.items[k]))
			return false;
	}
	return true;
}

static void run_case(struct file *file, const struct dkt_node *one, size_t i)
{
	struct dkt_case c = {0};
	struct dkt_buf why = DKT_BUF_INIT((size_t)1 << 16);
	struct dkt_buf sentence = DKT_BUF_INIT((size_t)1 << 16);
	size_t n = dkt_size(dkt_get(one, "tests"));

	file->tally.total += n;
	dkt_case_prepare(&c, file->dialect);
	file->asking = c.schemas;
	dkt_case_open(&c, dkt_get(one, "schema"), resolve, file);
	for (size_t k = 0; c.schema != NULL && k < n; k++)
		run_test(file, &c, one, i, k);
	if (c.schema == NULL) {
		dkt_case_mistake(&c, &why);
		dkt_buf_addf(&sentence, "%.300s: the schema is refused", name_of(one));
		object_to(file, i, NULL, 0, one, "schema-test.schema", dkt_buf_str(&sentence),
			  dkt_buf_str(&why));
	}
	dkt_case_close(&c);
	dkt_buf_clear(&sentence);
	dkt_buf_clear(&why);
}

static void run_cases(struct file *file, const struct dkt_text *text)
{
	static const char layout[] =
		"[{\"description\": ..., \"schema\": ..., \"tests\": [{\"description\": ..., "
		"\"data\": ..., \"valid\": true or false}]}]";

	if (!dkt_is(&text->root, DKT_ARRAY)) {
		dkt_report_add(file->t->report, DKT_ERROR, "schema-test.layout", "",
			       text->root.offset, layout, "this is not a list of test cases");
		return;
	}
	for (size_t i = 0; i < text->root.size; i++) {
		const struct dkt_node *one = &text->root.as.items[i];

		if (is_case(one))
			run_case(file, one, i);
		else
			object_to(file, i, NULL, 0, one, "schema-test.layout",
				  "this is not a test case", layout);
	}
}

static void keep_tally(struct testing *t, const struct file *file)
{
	struct tally *more;

	if (t->n_tallies == t->room) {
		t->room = t->room == 0 ? 64 : t->room * 2;
		more = realloc(t->tallies, t->room * sizeof *more);
		if (more == NULL)
			dkt_oom();
		t->tallies = more;
	}
	t->tallies[t->n_tallies] = file->tally;
	t->tallies[t->n_tallies].file = strdup(file->path);
	if (t->tallies[t->n_tallies++].file == NULL)
		dkt_oom();
}

static void run_file(void *context, const struct dkt_walk_file *given)
{
	struct testing *t = context;
	struct file file = {.t = t, .path = given->path};
	struct dkt_arena *arena = dkt_arena_new();
	struct dkt_text text;

	dkt_buf_init(&file.bytes, DKT_MAX_TEXT);
	read_path(&file);
	dkt_examined_add(t->call, &t->examined, given->path);
	dkt_report_file(t->report, given->path, given->bytes, given->size, "");
	if (!knows(file.dialect))
		dkt_report_add(
			t->report, DKT_UNCHECKED, "schema-test.dialect", "", DKT_NOWHERE,
			"say --dialect to read it as one that is known",
			"\"%s\" is a dialect that is not known here; its tests were left out",
			file.dialect);
	else if (dkt_text_examine(&text, arena, given->bytes, given->size, t->report))
		run_cases(&file, &text);
	dkt_report_file(t->report, "", NULL, 0, "");
	keep_tally(t, &file);
	dkt_buf_clear(&file.bytes);
	dkt_arena_free(arena);
}

static void note_trouble(void *context, unsigned worker, const char *path,
			 const struct dkt_err *err)
{
	struct testing *t = context;

	(void)worker;
	(void)path;
	if (t->err.code == DKT_OK)
		t->err = *err;
}

/* --- the end ------------------------------------------------------------------------------------
 */

static int by_file(const void *a, const void *b)
{
	return strcmp(((const struct tally *)a)->file, ((const struct tally *)b)->file);
}

static struct tally sum(const struct testing *t)
{
	struct tally all = {0};

	for (size_t i = 0; i < t->n_tallies; i++) {
		all.passed += t->tallies[i].passed;
		all.total += t->tallies[i].total;
	}
	return all;
}

static void print_table(const struct testing *t)
{
	struct tally all = sum(t);

	dkt_tell(t->call, "\n%8s %8s  %s", "passed", "of", "file");
	for (size_t i = 0; i < t->n_tallies; i++)
		dkt_tell(t->call, "%8zu %8zu  %s", t->tallies[i].passed, t->tallies[i].total,
			 t->tallies[i].file);
	dkt_tell(t->call, "%8zu %8zu  in all", all.passed, all.total);
}

/* Names of files may hold bytes that are no UTF-8. */
static json_t *file_json(const char *name)
{
	struct dkt_buf clean = DKT_BUF_INIT((size_t)1 << 20);
	json_t *json;

	for (size_t at = 0, size = strlen(name); at < size;)
		dkt_utf8_add(&clean, dkt_utf8_next(name, size, &at));
	json = json_stringn(dkt_buf_str(&clean), clean.size);
	dkt_buf_clear(&clean);
	return json;
}

static int say_json(struct testing *t)
{
	struct tally all = sum(t);
	json_t *files = json_array();

	for (size_t i = 0; i < t->n_tallies; i++)
		(void)json_array_append_new(
			files, json_pack("{s:o, s:I, s:I}", "file", file_json(t->tallies[i].file),
					 "passed", (json_int_t)t->tallies[i].passed, "tests",
					 (json_int_t)t->tallies[i].total));
	dkt_report_sort(t->report);
	dkt_say_json_take(json_pack("{s:I, s:I, s:o, s:o}", "passed", (json_int_t)all.passed,
				    "tests", (json_int_t)all.total, "files", files, "findings",
				    dkt_report_json(t->report)));
	return dkt_report_count(t->report, DKT_ERROR) > 0 ? DKT_EXIT_FINDINGS : DKT_EXIT_DONE;
}

static int finish(struct testing *t)
{
	int status;

	if (t->n_tallies > 0)
		qsort(t->tallies, t->n_tallies, sizeof *t->tallies, by_file);
	if (t->call->json && t->err.code == DKT_OK)
		return say_json(t);
	status = dkt_say_findings(t->call, t->report, &t->examined, &t->err);
	if (t->n_tallies > 0)
		print_table(t);
	return status;
}

static bool options_fit(const struct dkt_call *call)
{
	const char *dialect = dkt_given(call, "dialect");

	if (dialect != NULL && !knows(dialect)) {
		(void)dkt_say_usage(call, "--dialect: \"%.200s\" is not known", dialect);
		return false;
	}
	if (dkt_switched(call, "assert-formats") && dkt_switched(call, "no-formats")) {
		(void)dkt_say_usage(call, "--assert-formats and --no-formats exclude each other");
		return false;
	}
	for (size_t i = 0; i < call->n_given; i++) {
		if (dkt_streq(call->given[i].option->name, "remotes") &&
		    prefix_in(call->given[i].value) == NULL) {
			(void)dkt_say_usage(call, "--remotes wants DIR=URL-PREFIX, not \"%.200s\"",
					    call->given[i].value);
			return false;
		}
	}
	return true;
}

static int run(struct dkt_call *call)
{
	struct testing t = {.call = call, .err = DKT_ERR_INIT};
	const struct dkt_walk walk = {.suffix = ".json",
				      .max_bytes = DKT_MAX_TEXT,
				      .n_workers = 1,
				      .context = &t,
				      .file = run_file,
				      .trouble = note_trouble};
	int status;

	if (!options_fit(call))
		return DKT_EXIT_USAGE;
	t.report = dkt_report_new();
	dkt_walk_run(&walk, call->arguments, call->n_arguments);
	status = finish(&t);
	for (size_t i = 0; i < t.n_tallies; i++)
		free(t.tallies[i].file);
	free(t.tallies);
	dkt_examined_clear(&t.examined);
	dkt_report_free(t.report);
	return status;
}

const struct dkt_command dkt_cmd_schema_test = {
	.name = "schema test",
	.group = "contribute",
	.daily = false,
	.summary = "run tests of JSON Schemas in the layout of the official suite",
	.arguments = "FILE|DIR...",
	.description =
		"A file is a list of cases: [{\"description\", \"schema\", \"tests\": "
		"[{\"description\", \"data\", \"valid\"}]}]. Of a folder every *.json in it and in "
		"its folders is run. A test that does not come out as written is a finding at its "
		"place; a table of all files ends the text.\n\n"
		"As in the official suite, formats are only noted, except in files below a folder "
		"\"optional\", where they are checked. References lead to the folders given as "
		"--remotes and to the meta-schemas, which are built in; a remote document below a "
		"folder such as draft7 belongs to that dialect. Nothing is fetched over the "
		"network.",
	.options = options,
	.examples = examples,
	.formats = DKT_FORMATS_REPORT,
	.min_arguments = 1,
	.max_arguments = (size_t)-1,
	.run = run,
};
