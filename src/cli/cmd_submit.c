/* cmd_submit.c - docket submit: hand in an envelope or a bare record. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/str.h"
#include "cli/commands.h"
#include "json/report_print.h"

#include "base/banned.h"

static const struct dkt_option options[] = {
	{"collection", "NAME", "the collection of a bare record, where it cannot be told"},
	{"attribution", "NAME",
	 "your name as it will stand in the history, public for ever; anonymous without it"},
	{"as", "HANDLE", "submit as one of the maintainers"},
	{"note", "TEXT", "why; reviewers and the history show it"},
	{"evidence", "legacy", "an older record without checked sources, where policy allows that"},
	{"attest", "URL=FILE",
	 "your own capture (PDF, PNG, JPEG, saved page) of a source that programs cannot read; "
	 "again for others"},
	{NULL, NULL, NULL},
};

static const char *const examples[] = {
	"docket submit new-lab.json --attribution 'A. Reader' --note 'Found in the annual report'",
	"docket submit edited-copy-of-a-record.json", NULL};

static void print_json(const struct dkt_report *report, const struct dkt_receipt *receipt)
{
	dkt_say_json_take(json_pack("{s:s, s:s, s:s, s:o}", "submission", receipt->submission,
				    "record", receipt->record, "state", receipt->state, "findings",
				    dkt_report_json(report)));
}

static int tell(const struct dkt_call *call, const struct dkt_report *report,
		const struct dkt_receipt *receipt)
{
	bool good = dkt_report_count(report, DKT_ERROR) == 0;
	struct dkt_buf words = DKT_BUF_INIT(256);

	if (call->json) {
		print_json(report, receipt);
		return good ? DKT_EXIT_DONE : DKT_EXIT_FINDINGS;
	}
	dkt_count_words(report, &words);
	if (good)
		dkt_tell(call, "received: %s, for record %s (%s)", receipt->submission,
			 receipt->record, dkt_buf_str(&words));
	else
		dkt_tell(call, "stored as %s, but it needs changes first (%s)", receipt->submission,
			 dkt_buf_str(&words));
	dkt_say_report(call, report);
	if (good)
		dkt_tell(call,
			 "next: its sources are checked by docket work; docket show %s tells how "
			 "it stands",
			 receipt->submission);
	else
		dkt_tell(call, "next: mend what is said above and submit it again; nothing of what "
			       "you wrote is lost");
	dkt_buf_clear(&words);
	return good ? DKT_EXIT_DONE : DKT_EXIT_FINDINGS;
}

#define MAX_ATTESTED 50

/* "https://a.example/?q=1=report.pdf": the file is behind the last "=". */
static bool read_attested(struct dkt_call *call, struct dkt_arena *arena,
			  struct dkt_attested_file *out, size_t *n_out)
{
	*n_out = 0;
	for (size_t i = 0; i < call->n_given; i++) {
		const char *value = call->given[i].value;
		const char *equals;

		if (!dkt_streq(call->given[i].option->name, "attest"))
			continue;
		equals = strrchr(value, '=');
		if (equals == NULL || equals == value || equals[1] == '\0' ||
		    *n_out == MAX_ATTESTED)
			return false;
		out[*n_out].url = dkt_arena_dup(arena, value, (size_t)(equals - value));
		out[(*n_out)++].path = equals + 1;
	}
	return true;
}

static int submit(struct dkt_call *call, struct dkt *d, const struct dkt_buf *bytes)
{
	const char *actor = dkt_call_actor(call);
	const struct dkt_person *person = actor == NULL ? NULL : dkt_people_find(d->people, actor);
	const char *evidence = dkt_given(call, "evidence");
	struct dkt_input input = {.name = dkt_streq(call->arguments[0], "-") ? "standard input"
									     : call->arguments[0],
				  .bytes = dkt_buf_str(bytes),
				  .size = bytes->size,
				  .collection = dkt_given(call, "collection"),
				  .legacy = evidence != NULL};
	struct dkt_submit_options submit_options = {.attribution = dkt_given(call, "attribution"),
						    .actor = person == NULL ? NULL : actor,
						    .note = dkt_given(call, "note"),
						    .via = "cli"};
	struct dkt_report *report = dkt_report_new();
	struct dkt_err err = DKT_ERR_INIT;
	DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();
	struct dkt_attested_file attested[MAX_ATTESTED];
	struct dkt_receipt receipt;
	int status;

	submit_options.attested = attested;
	if (!read_attested(call, arena, attested, &submit_options.n_attested)) {
		dkt_report_free(report);
		return dkt_say_usage(call, "--attest needs the address of a source, =, and a file");
	}
	if (submit_options.attribution == NULL && person != NULL)
		submit_options.attribution = person->name;
	if (dkt_submit(d, &input, &submit_options, report, &receipt, &err) == 0) {
		status = tell(call, report, &receipt);
	} else {
		status = dkt_say_refusal(call, report, &err);
	}
	dkt_report_free(report);
	return status;
}

static int run(struct dkt_call *call)
{
	const char *evidence = dkt_given(call, "evidence");
	struct dkt_buf bytes = DKT_BUF_INIT(DKT_MAX_SUBMISSION);
	struct dkt_err err = DKT_ERR_INIT;
	struct dkt *d;
	int status;

	if (evidence != NULL && !dkt_streq(evidence, "legacy"))
		return dkt_say_usage(call, "--evidence takes only the word legacy");
	if (dkt_read_argument(call->arguments[0], DKT_MAX_SUBMISSION, &bytes, &err) < 0) {
		dkt_buf_clear(&bytes);
		return dkt_say_error(call, &err);
	}
	d = dkt_call_open(call, DKT_FROM_TIP, &status);
	if (d != NULL)
		status = submit(call, d, &bytes);
	dkt_close(d);
	dkt_buf_clear(&bytes);
	return status;
}

const struct dkt_command dkt_cmd_submit = {
	.name = "submit",
	.group = "contribute",
	.daily = true,
	.summary = "hand in a new record or a correction",
	.arguments = "FILE",
	.description =
		"FILE is an envelope (schemas/docket/submission.schema.json) or a bare record; - "
		"reads standard input. A record "
		"whose id is null is new and gets an id. A record that has an id is a correction: "
		"copy its file from reviewed/, "
		"edit the copy, hand it in.\n\n"
		"Whatever can be read is stored and gets a receipt, also when it has mistakes "
		"(exit status 1): the findings say "
		"what to mend. What cannot be read as JSON is refused and nothing is stored.\n\n"
		"With --attest a capture that you made yourself is kept privately beside a source "
		"that walls out programs and archives. Reviewers can look at it; it is shown as "
		"attested, never as verified.",
	.options = options,
	.examples = examples,
	.min_arguments = 1,
	.max_arguments = 1,
	.run = run,
};
