/*
 * test_bowtie_suite.c - the official test suite through docket schema bowtie, as the harness sends
 * it: a process per dialect, one line a case, the suite's other documents as its registry.
 *
 * The same cases as in schema/test_suite.c, but through the program: numbers must survive the way,
 * answers keep their order, and every case must be answered, not skipped and not errored. The
 * conversation is written into a file first, so no pipe can fill up.
 */
#include "support/rows.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/file.h"
#include "base/str.h"
#include "support/data.h"
#include "json/canon.h"
#include "json/text.h"
#include "json/write.h"

#define SUITE	  "suites/JSON-Schema-Test-Suite"
#define SERVER	  "http://localhost:1234/"
#define MAX_TESTS 10000

struct row {
	const char *name;
	const char *folder;
	const char *dialect;
	bool optional; /* with formats asserted, as the suite wants there */
	size_t least;  /* tests of the suite of 2026-08 */
};

static const struct row rows[] = {
	{"required, 2020-12", "draft2020-12", "https://json-schema.org/draft/2020-12/schema", false,
	 1299},
	{"required, 2019-09", "draft2019-09", "https://json-schema.org/draft/2019-09/schema", false,
	 1259},
	{"required, draft-07", "draft7", "http://json-schema.org/draft-07/schema#", false, 927},
	{"required, draft-06", "draft6", "http://json-schema.org/draft-06/schema#", false, 839},
	{"required, draft-04", "draft4", "http://json-schema.org/draft-04/schema#", false, 618},
	{"optional, 2020-12", "draft2020-12", "https://json-schema.org/draft/2020-12/schema", true,
	 926},
	{"optional, 2019-09", "draft2019-09", "https://json-schema.org/draft/2019-09/schema", true,
	 915},
	{"optional, draft-07", "draft7", "http://json-schema.org/draft-07/schema#", true, 794},
	{"optional, draft-06", "draft6", "http://json-schema.org/draft-06/schema#", true, 431},
	{"optional, draft-04", "draft4", "http://json-schema.org/draft-04/schema#", true, 319},
};

/* A conversation: what is asked, and what is to be answered. */
struct talk {
	struct dkt_buf asked;
	struct dkt_buf registry; /* the members of an object */
	bool wanted[MAX_TESTS];
	size_t n_wanted;
	size_t n_cases;
};

/* --- what is asked ------------------------------------------------------------------------------
 */

static void read_file(const char *path, struct dkt_buf *out)
{
	struct dkt_err err = DKT_ERR_INIT;

	dkt_buf_init(out, DKT_MAX_TEXT);
	if (dkt_file_read(path, DKT_MAX_TEXT, out, &err) < 0)
		fail_msg("%s", err.text);
}

static void parse(struct dkt_arena *arena, const struct dkt_buf *bytes, struct dkt_text *text)
{
	struct dkt_text_fault fault;

	if (!dkt_text_parse(text, arena, bytes->bytes, bytes->size, &fault))
		fail_msg("%s", fault.sentence);
}

static void add_string(struct dkt_buf *out, const char *string)
{
	dkt_canon_string(string, strlen(string), out);
}

/* Calls visit for every *.json below a folder, the folders in it included when deep. */
static void each_file(const char *folder, bool deep, void (*visit)(const char *, void *),
		      void *data)
{
	struct dirent **entries = NULL;
	int n = scandir(folder, &entries, NULL, alphasort);

	for (int i = 0; i < n; i++) {
		char *path = dkt_path_join(folder, entries[i]->d_name);

		if (entries[i]->d_name[0] != '.' && dkt_dir_exists(path) && deep)
			each_file(path, true, visit, data);
		else if (dkt_ends(path, ".json"))
			visit(path, data);
		free(path);
		free(entries[i]);
	}
	free(entries);
}

/* A document of the suite's server, by the URI that it has there. */
static void add_remote(const char *path, void *data)
{
	struct talk *talk = data;
	struct dkt_buf uri = DKT_BUF_INIT(4096);
	struct dkt_arena *arena = dkt_arena_new();
	struct dkt_text text;
	struct dkt_buf bytes;

	dkt_buf_addf(&uri, SERVER "%s", strstr(path, "/remotes/") + strlen("/remotes/"));
	read_file(path, &bytes);
	parse(arena, &bytes, &text);
	dkt_buf_adds(&talk->registry, talk->registry.size > 0 ? "," : "");
	add_string(&talk->registry, dkt_buf_str(&uri));
	dkt_buf_addc(&talk->registry, ':');
	dkt_write_line(&text.root, &talk->registry);
	dkt_buf_clear(&bytes);
	dkt_buf_clear(&uri);
	dkt_arena_free(arena);
}

static void add_tests(struct talk *talk, const struct dkt_node *tests)
{
	for (size_t i = 0; i < dkt_size(tests); i++) {
		const struct dkt_node *test = dkt_item(tests, i);

		dkt_buf_adds(&talk->asked, i > 0 ? ",{\"description\":" : "{\"description\":");
		add_string(&talk->asked, dkt_get_string(test, "description"));
		dkt_buf_adds(&talk->asked, ",\"instance\":");
		dkt_write_line(dkt_get(test, "data"), &talk->asked);
		dkt_buf_addc(&talk->asked, '}');
		assert_true(talk->n_wanted < MAX_TESTS);
		talk->wanted[talk->n_wanted++] = dkt_is(dkt_get(test, "valid"), DKT_TRUE);
	}
}

static void add_case(struct talk *talk, const struct dkt_node *one, bool remotes)
{
	struct dkt_buf *asked = &talk->asked;

	dkt_buf_addf(asked,
		     "{\"cmd\":\"run\",\"seq\":%zu,\"case\":{\"description\":", talk->n_cases++);
	add_string(asked, dkt_get_string(one, "description"));
	dkt_buf_adds(asked, ",\"schema\":");
	dkt_write_line(dkt_get(one, "schema"), asked);
	dkt_buf_adds(asked, ",\"registry\":{");
	if (remotes)
		dkt_buf_add(asked, dkt_buf_str(&talk->registry), talk->registry.size);
	dkt_buf_adds(asked, "},\"tests\":[");
	add_tests(talk, dkt_get(one, "tests"));
	dkt_buf_adds(asked, "]},\"output\":\"flag\"}\n");
}

static void add_file(const char *path, void *data)
{
	struct talk *talk = data;
	struct dkt_arena *arena = dkt_arena_new();
	struct dkt_text text;
	struct dkt_buf bytes;

	read_file(path, &bytes);
	parse(arena, &bytes, &text);
	for (size_t i = 0; i < text.root.size; i++)
		add_case(talk, dkt_item(&text.root, i), strstr(bytes.bytes, SERVER) != NULL);
	dkt_buf_clear(&bytes);
	dkt_arena_free(arena);
}

static void ask(struct talk *talk, const struct row *row)
{
	char *suite = dkt_path_join(test_data_dir(), SUITE);
	struct dkt_buf folder = DKT_BUF_INIT(4096);
	char *remotes = dkt_path_join(suite, "remotes");

	each_file(remotes, true, add_remote, talk);
	dkt_buf_addf(&talk->asked, "{\"cmd\":\"start\",\"version\":1}\n");
	dkt_buf_addf(&talk->asked, "{\"cmd\":\"dialect\",\"dialect\":\"%s\"}\n", row->dialect);
	dkt_buf_addf(&folder, "%s/tests/%s%s", suite, row->folder,
		     row->optional ? "/optional" : "");
	each_file(dkt_buf_str(&folder), row->optional, add_file, talk);
	dkt_buf_adds(&talk->asked, "{\"cmd\":\"stop\"}\n");
	assert_true(dkt_buf_ok(&talk->asked) && dkt_buf_ok(&talk->registry));
	dkt_buf_clear(&folder);
	free(remotes);
	free(suite);
}

/* --- what is answered ---------------------------------------------------------------------------
 */

/* The program between two files; its exit status. */
static int converse(FILE *in, FILE *out, bool formats)
{
	const char *program = getenv("DOCKET");
	int status = -1;
	pid_t child = fork();

	assert_true(child >= 0);
	if (child == 0) {
		if (dup2(fileno(in), STDIN_FILENO) >= 0 && dup2(fileno(out), STDOUT_FILENO) >= 0)
			(void)execl(program, program, "schema", "bowtie",
				    formats ? "--assert-formats" : (char *)NULL, (char *)NULL);
		_exit(127);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* How many of the answers of one line are right; *n_io counts them. */
static size_t right_answers(const struct talk *talk, const struct dkt_node *answer, size_t *n_io)
{
	const struct dkt_node *results = dkt_get(answer, "results");
	size_t right = 0;

	for (size_t i = 0; i < dkt_size(results); i++) {
		const struct dkt_node *valid = dkt_get(dkt_item(results, i), "valid");

		assert_true(*n_io < talk->n_wanted);
		right += valid != NULL && dkt_is(valid, talk->wanted[*n_io] ? DKT_TRUE : DKT_FALSE);
		++*n_io;
	}
	return right;
}

static size_t read_answers(const struct talk *talk, FILE *out)
{
	struct dkt_arena *arena = dkt_arena_new();
	char *line = NULL;
	size_t room = 0;
	size_t right = 0;
	size_t n = 0;
	size_t n_lines = 0;
	ssize_t size;

	rewind(out);
	for (; (size = getline(&line, &room, out)) > 0; n_lines++) {
		struct dkt_buf bytes = DKT_BUF_INIT(DKT_MAX_TEXT);
		struct dkt_text text;
		int64_t seq = -1;

		dkt_buf_add(&bytes, line, (size_t)size);
		parse(arena, &bytes, &text);
		if (n_lines >= 2) {
			assert_true(dkt_int(dkt_get(&text.root, "seq"), &seq));
			assert_int_equal(seq, n_lines - 2);
			right += right_answers(talk, &text.root, &n);
		} else if (n_lines == 1) {
			assert_true(dkt_is(dkt_get(&text.root, "ok"), DKT_TRUE));
		}
		dkt_buf_clear(&bytes);
	}
	assert_int_equal(n_lines, talk->n_cases + 2);
	assert_int_equal(n, talk->n_wanted);
	free(line);
	dkt_arena_free(arena);
	return right;
}

static void check_dialect(void **state)
{
	const struct row *row = ROW(struct row);
	struct talk *talk = calloc(1, sizeof *talk);
	FILE *in = tmpfile();
	FILE *out = tmpfile();
	size_t right;

	assert_true(talk != NULL && in != NULL && out != NULL);
	dkt_buf_init(&talk->asked, (size_t)1 << 28);
	dkt_buf_init(&talk->registry, DKT_MAX_TEXT);
	ask(talk, row);
	assert_int_equal(fwrite(talk->asked.bytes, 1, talk->asked.size, in), talk->asked.size);
	assert_int_equal(fflush(in), 0);
	rewind(in);
	assert_int_equal(converse(in, out, row->optional), 0);
	right = read_answers(talk, out);
	print_message("%s: %zu of %zu\n", row->name, right, talk->n_wanted);
	assert_int_equal(right, talk->n_wanted);
	assert_true(talk->n_wanted >= row->least);
	(void)fclose(in);
	(void)fclose(out);
	dkt_buf_clear(&talk->asked);
	dkt_buf_clear(&talk->registry);
	free(talk);
}

int main(void)
{
	if (!test_data_has(SUITE "/tests") || getenv("DOCKET") == NULL)
		return 77;
	return rows_run("cli/bowtie_suite", rows, check_dialect);
}
