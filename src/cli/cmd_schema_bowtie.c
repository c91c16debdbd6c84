/*
 * cmd_schema_bowtie.c - docket schema bowtie: the engine behind the Bowtie harness protocol.
 *
 * Requests and answers are JSON, one a line. Requests are read as nodes, so that schemas and
 * instances keep their numbers as written. An answer is one write and a flush; nothing else goes to
 * standard output. What is wrong with a case is part of its answer; what is wrong with the
 * conversation ends it.
 *
 * Protocol: IHOP version 1 (start, dialect, run, stop).
 */
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "base/error.h"
#include "base/str.h"
#include "cli/commands.h"
#include "cli/lines.h"
#include "cli/schema_case.h"
#include "json/canon.h"
#include "json/write.h"

#include "base/banned.h"

#ifndef DOCKET_HOMEPAGE
#define DOCKET_HOMEPAGE "https://docket.example/"
#endif

#define PROTOCOL   1
#define MAX_ANSWER ((size_t)256 << 20)

static const struct dkt_option options[] = {
	{"assert-formats", NULL, "check \"format\" instead of only noting it"},
	{NULL, NULL, NULL},
};

static const char *const examples[] = {"docket schema bowtie < requests.jsonl", NULL};

struct session {
	char dialect[256]; /* of schemas that name none */
	bool assert_formats;
	bool started;
	bool stopped;
	size_t line; /* from 1 */
	struct dkt_buf answer;
};

/* --- answers ------------------------------------------------------------------------------------
 */

static void add_string(struct dkt_buf *out, const char *name, const char *text)
{
	dkt_buf_addf(out, "\"%s\":", name);
	dkt_canon_string(text, strlen(text), out);
}

static int say(struct session *s, struct dkt_err *err)
{
	dkt_buf_addc(&s->answer, '\n');
	if (!dkt_buf_ok(&s->answer))
		return dkt_fail(err, DKT_ELIMIT, "the answer is longer than %zu bytes", MAX_ANSWER);
	if (fwrite(s->answer.bytes, 1, s->answer.size, stdout) != s->answer.size ||
	    fflush(stdout) != 0)
		return dkt_fail_errno(err, "cannot write the answer");
	return 0;
}

/* The conversation cannot go on. */
static int refuse(const struct session *s, struct dkt_err *err, const char *what)
{
	(void)dkt_fail(err, DKT_EUSAGE, "%s", what);
	(void)dkt_where(err, "line %zu of standard input", s->line);
	return dkt_hint(err, "the Bowtie protocol, version %d, has start, dialect, run and stop",
			PROTOCOL);
}

/* --- start and dialect --------------------------------------------------------------------------
 */

static void add_machine(struct dkt_buf *out)
{
	struct utsname machine;

	if (uname(&machine) != 0)
		return;
	dkt_buf_addc(out, ',');
	add_string(out, "os", machine.sysname);
	dkt_buf_addc(out, ',');
	add_string(out, "os_version", machine.release);
}

static int on_start(struct session *s, const struct dkt_node *request, struct dkt_err *err)
{
	const char *const *dialects = dkt_schema_dialects();
	int64_t version;

	if (!dkt_int(dkt_get(request, "version"), &version) || version != PROTOCOL)
		return refuse(s, err,
			      "start wants a version of the protocol that is not spoken here");
	dkt_buf_addf(&s->answer,
		     "{\"version\":%d,\"implementation\":{\"name\":\"docket\",\"language\":\"c\","
		     "\"language_version\":\"C11\",\"version\":\"" DOCKET_VERSION
		     "\",\"dialects\":[",
		     PROTOCOL);
	for (size_t i = 0; dialects[i] != NULL; i++) {
		dkt_buf_adds(&s->answer, i == 0 ? "" : ",");
		dkt_canon_string(dialects[i], strlen(dialects[i]), &s->answer);
	}
	dkt_buf_adds(&s->answer,
		     "],\"homepage\":\"" DOCKET_HOMEPAGE "\",\"issues\":\"" DOCKET_HOMEPAGE
		     "issues\",\"source\":\"" DOCKET_HOMEPAGE "source\"");
	add_machine(&s->answer);
	dkt_buf_adds(&s->answer, "}}");
	s->started = true;
	return say(s, err);
}

/* false: no such dialect is known, and schemas are read as before. */
static int on_dialect(struct session *s, const struct dkt_node *request, struct dkt_err *err)
{
	const char *wanted = dkt_get_string(request, "dialect");
	struct dkt_schemas *schemas = dkt_schemas_new();
	bool known = wanted != NULL && strlen(wanted) < sizeof s->dialect &&
		     dkt_schemas_set_dialect(schemas, wanted);

	dkt_schemas_free(schemas);
	if (wanted == NULL)
		return refuse(s, err, "dialect wants the URI of one");
	if (known)
		(void)snprintf(s->dialect, sizeof s->dialect, "%s", wanted);
	dkt_buf_adds(&s->answer, known ? "{\"ok\":true}" : "{\"ok\":false}");
	return say(s, err);
}

/* --- run ----------------------------------------------------------------------------------------
 */

/* The documents that came with the case. */
struct registry {
	const struct dkt_node *documents;
	struct dkt_buf bytes; /* of the last one */
};

static bool look_up(void *context, const char *uri, const char **bytes_out, size_t *size_out)
{
	struct registry *registry = context;
	const struct dkt_node *found = dkt_get(registry->documents, uri);

	if (found == NULL)
		return false;
	dkt_buf_reset(&registry->bytes);
	dkt_write_line(found, &registry->bytes);
	*bytes_out = dkt_buf_str(&registry->bytes);
	*size_out = registry->bytes.size;
	return true;
}

static void add_errored(struct dkt_buf *out, const char *why)
{
	dkt_buf_adds(out, "\"errored\":true,\"context\":{");
	add_string(out, "message", why);
	dkt_buf_addc(out, '}');
}

/* The answer to one instance. */
static void run_test(struct session *s, const struct dkt_case *c, const struct dkt_node *test,
		     bool annotations)
{
	const struct dkt_check_options check = {.assert_formats = s->assert_formats,
						.pointer_prefix = ""};
	const struct dkt_node *instance = dkt_get(test, "instance");
	struct dkt_buf why = DKT_BUF_INIT((size_t)1 << 16);
	enum dkt_answer answer;

	if (instance == NULL) {
		dkt_buf_adds(&s->answer,
			     "{\"errored\":true,\"context\":{\"message\":\"no instance\"}}");
		return;
	}
	answer = dkt_case_check(c, instance, s->assert_formats, &why);
	if (answer == DKT_ANSWER_OPEN) {
		dkt_buf_addc(&s->answer, '{');
		add_errored(&s->answer, dkt_buf_str(&why));
		dkt_buf_addc(&s->answer, '}');
	} else if (annotations) {
		(void)dkt_schema_output(c->schema, instance, &check, DKT_OUTPUT_ANNOTATIONS, NULL,
					&s->answer);
	} else {
		dkt_buf_adds(&s->answer,
			     answer == DKT_ANSWER_VALID ? "{\"valid\":true}" : "{\"valid\":false}");
	}
	dkt_buf_clear(&why);
}

static void run_tests(struct session *s, const struct dkt_node *one, bool annotations)
{
	const struct dkt_node *tests = dkt_get(one, "tests");
	struct registry registry = {.documents = dkt_get(one, "registry")};
	struct dkt_buf why = DKT_BUF_INIT((size_t)1 << 16);
	struct dkt_case c;

	dkt_buf_init(&registry.bytes, DKT_MAX_TEXT * 2);
	dkt_case_prepare(&c, s->dialect);
	dkt_case_open(&c, dkt_get(one, "schema"), look_up, &registry);
	if (c.schema == NULL) {
		dkt_case_mistake(&c, &why);
		add_errored(&s->answer, dkt_buf_str(&why));
	} else {
		dkt_buf_adds(&s->answer, "\"results\":[");
		for (size_t i = 0; i < tests->size; i++) {
			dkt_buf_adds(&s->answer, i == 0 ? "" : ",");
			run_test(s, &c, &tests->as.items[i], annotations);
		}
		dkt_buf_addc(&s->answer, ']');
	}
	dkt_case_close(&c);
	dkt_buf_clear(&registry.bytes);
	dkt_buf_clear(&why);
}

static int on_run(struct session *s, const struct dkt_node *request, struct dkt_err *err)
{
	const struct dkt_node *seq = dkt_get(request, "seq");
	const struct dkt_node *one = dkt_get(request, "case");
	const struct dkt_node *form = dkt_get(request, "output");
	const char *output = form == NULL ? "flag" : dkt_string(form);

	if (seq == NULL || !dkt_is(one, DKT_OBJECT))
		return refuse(s, err, "run wants seq and case");
	dkt_buf_adds(&s->answer, "{\"seq\":");
	dkt_write_line(seq, &s->answer);
	dkt_buf_addc(&s->answer, ',');
	if (dkt_get(one, "schema") == NULL || !dkt_is(dkt_get(one, "tests"), DKT_ARRAY))
		add_errored(&s->answer, "the case has no schema or no list of tests");
	else if (output != NULL && dkt_streq(output, "annotations"))
		run_tests(s, one, true);
	else if (output != NULL && dkt_streq(output, "flag"))
		run_tests(s, one, false);
	else
		dkt_buf_adds(&s->answer,
			     "\"skipped\":true,\"message\":\"this form of output is not known\"");
	dkt_buf_addc(&s->answer, '}');
	return say(s, err);
}

/* --- the conversation ---------------------------------------------------------------------------
 */

static int on_request(struct session *s, const struct dkt_node *request, struct dkt_err *err)
{
	const char *command = dkt_get_string(request, "cmd");

	dkt_buf_reset(&s->answer);
	if (command == NULL)
		return refuse(s, err, "a request is an object with \"cmd\"");
	if (dkt_streq(command, "stop")) {
		s->stopped = true;
		return 0;
	}
	if (dkt_streq(command, "start"))
		return on_start(s, request, err);
	if (!s->started)
		return refuse(s, err, "the first request must be start");
	if (dkt_streq(command, "dialect"))
		return on_dialect(s, request, err);
	if (dkt_streq(command, "run"))
		return on_run(s, request, err);
	return refuse(s, err, "there is no such command");
}

static int on_line(struct session *s, const char *bytes, size_t size, struct dkt_err *err)
{
	struct dkt_arena *arena = dkt_arena_new();
	struct dkt_text_fault fault;
	struct dkt_text text;
	int result;

	s->line++;
	if (dkt_text_parse(&text, arena, bytes, size, &fault)) {
		result = on_request(s, &text.root, err);
	} else {
		char what[400];

		(void)snprintf(what, sizeof what, "this is not JSON: %.200s (byte %zu)",
			       fault.sentence, fault.offset + 1);
		result = refuse(s, err, what);
	}
	dkt_arena_free(arena);
	return result;
}

static int converse(struct session *s, struct dkt_err *err)
{
	struct dkt_lines lines;
	const char *bytes;
	size_t size;
	int result;

	dkt_lines_init(&lines, STDIN_FILENO, DKT_MAX_TEXT);
	do {
		result = dkt_lines_next(&lines, &bytes, &size, err);
		if (result > 0 && on_line(s, bytes, size, err) < 0)
			result = -1;
	} while (result > 0 && !s->stopped);
	dkt_lines_clear(&lines);
	return result;
}

static int run(struct dkt_call *call)
{
	struct session s = {.assert_formats = dkt_switched(call, "assert-formats")};
	struct dkt_err err = DKT_ERR_INIT;
	int result;

	(void)snprintf(s.dialect, sizeof s.dialect, "%s", dkt_schema_dialects()[0]);
	dkt_buf_init(&s.answer, MAX_ANSWER);
	result = converse(&s, &err);
	dkt_buf_clear(&s.answer);
	if (result >= 0)
		return DKT_EXIT_DONE;
	call->json = false; /* standard output belongs to the protocol */
	call->format = DKT_REPORT_TEXT;
	return dkt_say_error(call, &err);
}

const struct dkt_command dkt_cmd_schema_bowtie = {
	.name = "schema bowtie",
	.group = "contribute",
	.daily = false,
	.summary = "answer the Bowtie harness on standard input and output",
	.arguments = "",
	.description =
		"Speaks version 1 of the protocol by which Bowtie compares implementations of JSON "
		"Schema: start, dialect, run and stop, one JSON object a line of at most 64 MiB. "
		"References lead to the registry of a case and to the meta-schemas, which are "
		"built "
		"in; nothing is fetched. A schema with mistakes, or a value that a limit left "
		"undecided, is answered as errored, never as invalid. The output forms flag and "
		"annotations are known.\n\n"
		"A line that is no request ends the conversation with a sentence on standard error "
		"and exit status 2.",
	.options = options,
	.examples = examples,
	.min_arguments = 0,
	.max_arguments = 0,
	.run = run,
};
