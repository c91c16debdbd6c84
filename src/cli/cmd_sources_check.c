/* cmd_sources_check.c - docket sources check: what the sources of a record are worth today. */
#include <stdio.h>

#include "base/error.h"
#include "base/str.h"
#include "cli/commands.h"
#include "flow/examine.h"
#include "flow/show.h"
#include "record/ident.h"
#include "source/check.h"

#include "base/banned.h"

static const char *const examples[] = {
	"docket sources check submissions/new-lab.json", "docket sources check pr-7h3k9m2-05",
	"docket sources check https://news.example/2021/port-ansel", NULL};

#define MAX_VERDICTS ((size_t)64 << 20)

struct checking {
	struct dkt_call *call;
	struct dkt *d;
	struct dkt_report *report;
	struct dkt_examined examined;
	json_t *evidence; /* array of arrays, one an argument */
};

static struct dkt_source_job job_of(const struct dkt *d, const struct dkt_node *sources)
{
	return (struct dkt_source_job){.sources = sources,
				       .pointer = "/sources",
				       .contact = d->config->contact,
				       .now = d->now};
}

static int check_url(struct checking *c, const char *url, struct dkt_err *err)
{
	struct dkt_source_job job = job_of(c->d, NULL);
	json_t *evidence = NULL;

	dkt_report_file(c->report, url, NULL, 0, "");
	if (dkt_source_check_url(c->d->net, url, &job, c->report, &evidence, err) < 0)
		return -1;
	return json_array_append_new(c->evidence, evidence);
}

static int check_bytes(struct checking *c, const char *name, const struct dkt_buf *bytes,
		       struct dkt_err *err)
{
	struct dkt_input input = {.name = name, .bytes = dkt_buf_str(bytes), .size = bytes->size};
	struct dkt_source_job job;
	json_t *evidence = NULL;
	struct dkt_exam exam;
	int result;

	dkt_exam_init(&exam);
	result = dkt_exam_run(c->d, &input, DKT_UPTO_TEXT, c->report, &exam, err);
	if (result == 0 && exam.understood) {
		job = job_of(c->d, dkt_get(exam.submission.proposed, "sources"));
		result = dkt_source_check(c->d->net, &job, c->report, &evidence, err);
		if (result == 0)
			result = json_array_append_new(c->evidence, evidence);
	}
	dkt_report_file(c->report, "", NULL, 0, "");
	dkt_exam_clear(&exam);
	return result;
}

static int check_file(struct checking *c, const char *path, struct dkt_err *err)
{
	struct dkt_buf bytes = DKT_BUF_INIT(DKT_MAX_SUBMISSION);
	int result = dkt_read_argument(path, DKT_MAX_SUBMISSION, &bytes, err);

	if (result == 0)
		result = check_bytes(c, path, &bytes, err);
	dkt_buf_clear(&bytes);
	return result;
}

static int read_by_id(struct checking *c, const char *id, struct dkt_buf *bytes,
		      struct dkt_err *err)
{
	struct dkt_arena *arena = dkt_arena_new();
	struct dkt_queue_item item;
	int result;

	if (dkt_id_check(id, "s") == DKT_ID_GOOD) {
		result = dkt_queue_find(c->d->repo, arena, id, &item, err);
		if (result == 0)
			result = dkt_queue_read(c->d->repo, item.commit, id, false, bytes, err);
	} else {
		result = dkt_show_record(c->d, id, NULL, bytes, err);
	}
	dkt_arena_free(arena);
	return result;
}

static int check_id(struct checking *c, const char *id, struct dkt_err *err)
{
	struct dkt_buf bytes = DKT_BUF_INIT(DKT_MAX_TEXT);
	int result = read_by_id(c, id, &bytes, err);

	if (result == 0)
		result = check_bytes(c, id, &bytes, err);
	dkt_buf_clear(&bytes);
	return result;
}

static int check_argument(struct checking *c, const char *argument, struct dkt_err *err)
{
	dkt_progress(c->call, "checking %s ...", argument);
	if (dkt_starts(argument, "http://") || dkt_starts(argument, "https://"))
		return check_url(c, argument, err);
	if (dkt_id_check(argument, NULL) == DKT_ID_GOOD && !dkt_file_exists(argument))
		return check_id(c, argument, err);
	return check_file(c, argument, err);
}

static int check_and_note(struct checking *c, const char *argument, struct dkt_err *err)
{
	if (check_argument(c, argument, err) < 0)
		return -1;
	dkt_examined_add(c->call, &c->examined, argument);
	return 0;
}

/* A verdict as it may be read by everybody, for a comment on a pull request: what our guard denied
 * looks like what cannot be reached, so that nobody can probe a network through us. */
static const char *verdict(const json_t *part, const char *pointer, bool open)
{
	const char *said = dkt_doc_string(part, pointer, "unchecked");

	return open && dkt_streq(said, "denied") ? "unreachable" : said;
}

static void add_source(const json_t *source, bool open, struct dkt_buf *out)
{
	const json_t *archives = json_object_get(source, "archives");
	const char *live = verdict(source, "/live/verdict", open);
	const char *reason = open && dkt_streq(live, "unreachable")
				     ? ""
				     : dkt_doc_string(source, "/live/reason", "");

	dkt_buf_addf(out, "%s: %s%s%s\n", dkt_doc_string(source, "/url", ""), live,
		     reason[0] == '\0' ? "" : ", ", reason);
	for (size_t i = 0; i < json_array_size(archives); i++) {
		const json_t *copy = json_array_get(archives, i);

		dkt_buf_addf(out, "  archived copy %s: %s\n", dkt_doc_string(copy, "/url", ""),
			     verdict(copy, "/verdict", open));
	}
}

/* A line for every source that was looked at and for each of its copies. */
static void add_sources(const struct checking *c, struct dkt_buf *out)
{
	bool open = c->call->format == DKT_REPORT_MARKDOWN;

	for (size_t i = 0; i < json_array_size(c->evidence); i++) {
		const json_t *sources = json_array_get(c->evidence, i);

		for (size_t j = 0; j < json_array_size(sources); j++)
			add_source(json_array_get(sources, j), open, out);
	}
}

static void tell_text(const struct checking *c, const struct dkt_buf *verdicts)
{
	struct dkt_buf words = DKT_BUF_INIT(256);

	if (!c->call->quiet)
		dkt_put(stdout, dkt_buf_str(verdicts), verdicts->size);
	dkt_count_words(c->report, &words);
	dkt_tell(c->call, "%s", dkt_buf_str(&words));
	dkt_say_report(c->call, c->report);
	dkt_buf_clear(&words);
}

/* Says what was seen; gives the exit status. A format for other programs also says what stopped. */
static int tell(struct checking *c, const struct dkt_err *err)
{
	struct dkt_buf verdicts = DKT_BUF_INIT(MAX_VERDICTS);
	struct dkt_buf details = DKT_BUF_INIT(MAX_VERDICTS);
	int status = dkt_report_count(c->report, DKT_ERROR) > 0 ? DKT_EXIT_FINDINGS : DKT_EXIT_DONE;

	add_sources(c, &verdicts);
	if (c->call->format == DKT_REPORT_TEXT && err->code == DKT_OK) {
		tell_text(c, &verdicts);
	} else if (c->call->json && err->code == DKT_OK) {
		dkt_say_json_take(json_pack("{s:O, s:o}", "sources", c->evidence, "findings",
					    dkt_report_json(c->report)));
	} else if (c->call->format == DKT_REPORT_TEXT || c->call->json) {
		status = dkt_say_error(c->call, err);
	} else {
		dkt_markdown_block(dkt_buf_str(&verdicts), verdicts.size, &details);
		status = dkt_say_findings_with(c->call, c->report, &c->examined,
					       dkt_buf_str(&details), err);
	}
	dkt_buf_clear(&verdicts);
	dkt_buf_clear(&details);
	return status;
}

static int run(struct dkt_call *call)
{
	struct checking c = {.call = call, .report = dkt_report_new(), .evidence = json_array()};
	struct dkt_err err = DKT_ERR_INIT;
	int status = DKT_EXIT_DONE;
	int result;

	c.d = dkt_call_open(call, DKT_FROM_TIP, &status);
	if (c.d != NULL) {
		result = dkt_context_net(c.d, &err);
		for (size_t i = 0; result == 0 && i < call->n_arguments; i++)
			result = check_and_note(&c, call->arguments[i], &err);
		status = tell(&c, &err);
	}
	dkt_close(c.d);
	json_decref(c.evidence);
	dkt_examined_clear(&c.examined);
	dkt_report_free(c.report);
	return status;
}

const struct dkt_command dkt_cmd_sources_check = {
	.name = "sources check",
	.group = "contribute",
	.daily = true,
	.summary = "look at sources: live page, archived copies, quotes",
	.arguments = "FILE|ID|URL...",
	.description = "For each source: what the live page is today, whether each archived copy "
		       "really is a capture of that page at that time, and "
		       "whether the quoted words stand there. Nothing is stored.\n\n"
		       "Findings here are warnings at most: the network alone never blocks a "
		       "record. A page that answers 404 now with a good archived "
		       "copy that holds the quote is good evidence.",
	.examples = examples,
	.formats = DKT_FORMATS_REPORT "|markdown",
	.min_arguments = 1,
	.max_arguments = 1000,
	.run = run,
};
