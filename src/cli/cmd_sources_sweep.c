/* cmd_sources_sweep.c - docket sources sweep: all sources of the dataset, resumable. */
#include <stdio.h>

#include "base/error.h"
#include "base/num.h"
#include "base/str.h"
#include "cli/commands.h"
#include "cli/sources_say.h"
#include "flow/sweep.h"

#include "base/banned.h"

#define MAX_VERDICTS ((size_t)256 << 20)

static const struct dkt_option options[] = {
	{"budget", "TIME", "begin nothing more after this time: 90s, 30m, 8h"},
	{"limit", "N", "at most so many records this time"},
	{"collection", "NAME", "a new sweep over this collection alone"},
	{"fresh", NULL, "begin anew, also when the last sweep is half done"},
	{NULL, NULL, NULL},
};

static const char *const examples[] = {"docket sources sweep --budget 8h",
				       "docket sources sweep --limit 100 --format markdown", NULL};

struct sweeping {
	struct dkt_call *call;
	struct dkt_report *report;
	struct dkt_examined examined;
	struct dkt_buf lines; /* verdicts, for the formats that show them at the end */
	json_t *records;
	size_t done;
};

/* "90s", "30m", "8h", "2d"; a bare number is seconds. */
static bool read_span(const char *text, unsigned *out)
{
	static const struct {
		char letter;
		unsigned seconds;
	} units[] = {{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}};
	char digits[16];
	size_t size = strlen(text);
	unsigned unit = 1;
	uint64_t n;

	if (size == 0 || size >= sizeof digits)
		return false;
	memcpy(digits, text, size + 1);
	for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
		if (digits[size - 1] == units[i].letter) {
			unit = units[i].seconds;
			digits[size - 1] = '\0';
			break;
		}
	}
	if (!dkt_parse_u64(digits, 31536000U / unit, &n) || n == 0)
		return false;
	*out = (unsigned)n * unit;
	return true;
}

static void swept(void *data, const struct dkt_swept *one)
{
	struct sweeping *s = data;
	bool open = s->call->format == DKT_REPORT_MARKDOWN;
	struct dkt_buf lines = DKT_BUF_INIT(MAX_VERDICTS);

	s->done++;
	dkt_report_append(s->report, one->report);
	dkt_examined_add(s->call, &s->examined, one->path);
	if (s->call->json) {
		json_array_append_new(s->records, json_pack("{s:s, s:O}", "record", one->record,
							    "sources", one->sources));
		return;
	}
	dkt_say_sources(one->sources, open, &lines);
	if (s->call->format == DKT_REPORT_TEXT && !s->call->quiet) {
		dkt_put(stdout, dkt_buf_str(&lines), lines.size); /* as they come */
		(void)fflush(stdout);
	} else if (open) {
		dkt_buf_add(&s->lines, dkt_buf_str(&lines), lines.size);
	}
	dkt_buf_clear(&lines);
}

static void show(void *data, const struct dkt_fetch_progress *progress, size_t left)
{
	const struct sweeping *s = data;

	dkt_say_fetching(s->call, progress, s->done, s->done + left);
}

static json_t *outcome_json(const struct dkt_sweep_outcome *out)
{
	return json_pack("{s:b, s:b, s:I, s:I, s:I, s:I}", "resumed", out->resumed, "ended",
			 out->ended, "records", (json_int_t)out->n_items, "done_before",
			 (json_int_t)out->n_before, "done_now", (json_int_t)out->n_now,
			 "answers_remembered", (json_int_t)out->n_recalled);
}

static void tell_text(struct sweeping *s, const struct dkt_sweep_outcome *out)
{
	struct dkt_buf words = DKT_BUF_INIT(256);
	size_t left = out->n_items - out->n_before - out->n_now;

	dkt_count_words(s->report, &words);
	dkt_tell(s->call, "%zu of %zu records looked at%s (%s)", out->n_before + out->n_now,
		 out->n_items, out->resumed ? ", going on with an earlier sweep" : "",
		 dkt_buf_str(&words));
	dkt_say_report(s->call, s->report);
	if (out->ended)
		dkt_tell(s->call, "next: docket sources status%s", "");
	else
		dkt_tell(s->call, "next: docket sources sweep goes on with the %zu that are left",
			 left);
	dkt_buf_clear(&words);
}

static int tell(struct sweeping *s, const struct dkt_sweep_outcome *out, const struct dkt_err *err)
{
	struct dkt_buf details = DKT_BUF_INIT(MAX_VERDICTS);
	int status;

	dkt_report_sort(s->report);
	if (s->call->format == DKT_REPORT_TEXT && err->code == DKT_OK) {
		tell_text(s, out);
		status = DKT_EXIT_DONE;
	} else if (s->call->json && err->code == DKT_OK) {
		dkt_say_json_take(json_pack("{s:o, s:O, s:o}", "sweep", outcome_json(out),
					    "records", s->records, "findings",
					    dkt_report_json(s->report)));
		status = DKT_EXIT_DONE;
	} else if (s->call->format == DKT_REPORT_TEXT || s->call->json) {
		status = dkt_say_error(s->call, err);
	} else {
		dkt_markdown_block(dkt_buf_str(&s->lines), s->lines.size, &details);
		status = dkt_say_findings_with(s->call, s->report, &s->examined,
					       dkt_buf_str(&details), err);
	}
	dkt_buf_clear(&details);
	return status;
}

static bool read_options(const struct dkt_call *call, struct dkt_sweep_options *out)
{
	const char *budget = dkt_given(call, "budget");
	const char *limit = dkt_given(call, "limit");
	uint64_t n = 0;

	if (budget != NULL && !read_span(budget, &out->budget_s)) {
		(void)dkt_say_usage(call, "--budget needs a time such as 90s, 30m or 8h");
		return false;
	}
	if (limit != NULL && (!dkt_parse_u64(limit, 100000000, &n) || n == 0)) {
		(void)dkt_say_usage(call, "--limit needs a number of records");
		return false;
	}
	out->limit = (size_t)n;
	out->fresh = dkt_switched(call, "fresh");
	out->collection = dkt_given(call, "collection");
	return true;
}

static int no_collection(const struct dkt_call *call, const struct dkt *d, const char *name)
{
	struct dkt_buf names = DKT_BUF_INIT(4096);
	int status;

	for (size_t i = 0; i < d->config->n_collections; i++)
		dkt_buf_addf(&names, "%s%s", i == 0 ? "" : ", ", d->config->collections[i].name);
	status = dkt_say_usage(call, "there is no collection \"%s\"; there are: %s", name,
			       dkt_buf_str(&names));
	dkt_buf_clear(&names);
	return status;
}

static int run(struct dkt_call *call)
{
	struct sweeping s = {.call = call, .lines = DKT_BUF_INIT(MAX_VERDICTS)};
	struct dkt_sweep_options wishes = {0};
	struct dkt_sweep_watch watch = {.data = &s, .swept = swept, .progress = show};
	struct dkt_sweep_outcome out = {0};
	struct dkt_err err = DKT_ERR_INIT;
	int status = DKT_EXIT_DONE;
	struct dkt *d;

	if (!read_options(call, &wishes))
		return DKT_EXIT_USAGE;
	d = dkt_call_open(call, DKT_FROM_TIP, &status);
	if (d == NULL)
		return status;
	if (wishes.collection != NULL &&
	    dkt_config_collection(d->config, wishes.collection) == NULL) {
		status = no_collection(call, d, wishes.collection);
	} else {
		s.report = dkt_report_new();
		dkt_report_set_language(s.report, call->language);
		s.records = json_array();
		(void)(dkt_sweep_run(d, &wishes, &watch, &out, &err) < 0); /* err says so */
		status = tell(&s, &out, &err);
		dkt_report_free(s.report);
		json_decref(s.records);
	}
	dkt_buf_clear(&s.lines);
	dkt_examined_clear(&s.examined);
	dkt_close(d);
	return status;
}

const struct dkt_command dkt_cmd_sources_sweep = {
	.name = "sources sweep",
	.group = "care",
	.summary = "look at all sources of the dataset, over days if need be",
	.arguments = "",
	.description =
		"Goes over every record on main, those with few addresses first, and remembers "
		"how each link fares: a page is called dead after failing on three days over a "
		"week or more, and walls against robots never count. robots.txt is obeyed, and "
		"each host is asked at most once in the interval that docket.json names.\n\n"
		"A sweep that is interrupted, killed or over its budget goes on the next time, "
		"without asking again for anything that it had.",
	.options = options,
	.examples = examples,
	.formats = DKT_FORMATS_REPORT "|markdown",
	.run = run,
};
