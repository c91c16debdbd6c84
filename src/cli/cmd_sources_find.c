/* cmd_sources_find.c - docket sources find: the best archived copy of a page for a date. */
#include <stdio.h>

#include "base/error.h"
#include "base/str.h"
#include "base/time.h"
#include "cli/commands.h"
#include "cli/sources_say.h"
#include "flow/archives.h"
#include "source/check.h"
#include "json/build.h"

#include "base/banned.h"

#define PATIENCE_S 15

static const struct dkt_option options[] = {
	{"date", "DATE", "the day wanted (2021-06-03); without it the latest capture"},
	{"all", NULL, "ask every archive, not only until one has the page"},
	{NULL, NULL, NULL},
};

static const char *const examples[] = {
	"docket sources find https://news.example/2021/port-ansel --date 2021-06-03", NULL};

struct finding {
	struct dkt_call *call;
	struct dkt *d;
	struct dkt_arena *arena;
	struct dkt_talking talking;
	struct dkt_find find;
	size_t best;
	const char *reason;
	json_t *checked; /* evidence of the best one */
};

static bool read_date(const char *text, int64_t *out)
{
	char full[DKT_TIME_SIZE];

	*out = 0;
	if (text == NULL)
		return true;
	if (dkt_time_parse(text, strlen(text), out))
		return true;
	if (strlen(text) != 10)
		return false;
	memcpy(full, text, 10);
	memcpy(full + 10, "T12:00:00Z", 11);
	return dkt_time_parse(full, 20, out);
}

/* Is it what the index says? */
static int inspect(struct finding *f, const char *url, struct dkt_err *err)
{
	struct dkt_node entry = dkt_make_object(f->arena, NULL, 0);
	struct dkt_node source = dkt_make_object(f->arena, NULL, 0);
	struct dkt_node sources;
	struct dkt_report *report = dkt_report_new();
	struct dkt_source_job job = {.pointer = "/sources",
				     .contact = f->d->config->contact,
				     .now = f->d->now,
				     .archives = f->d->archives};
	int result;

	entry = dkt_with(f->arena, &entry, "url",
			 dkt_make_string(f->arena, f->find.captures[f->best].url));
	source = dkt_with(f->arena, &source, "url", dkt_make_string(f->arena, url));
	source = dkt_with(f->arena, &source, "archives", dkt_make_array(f->arena, &entry, 1));
	sources = dkt_make_array(f->arena, &source, 1);
	job.sources = &sources;
	result = dkt_source_check(f->d->net, &job, report, &f->checked, err);
	dkt_report_free(report);
	return result;
}

static int look(struct finding *f, int64_t wanted, struct dkt_err *err)
{
	const char *url = f->call->arguments[0];
	struct dkt_talk talk;
	int64_t due;

	dkt_find_begin(&f->find, f->arena, f->talking.table, f->d->config->policy.sources.ask, url,
		       wanted, DKT_PREFER_CLOSEST);
	f->find.all = dkt_switched(f->call, "all");
	talk = dkt_find_talk(&f->find);
	if (dkt_talking_go(&f->talking, &talk, NULL, NULL, &due, err) < 0)
		return -1;
	f->best = dkt_find_best(f->arena, &f->find, &f->reason);
	return f->best < f->find.n_captures ? inspect(f, url, err) : 0;
}

/* --- saying --- */

static json_t *captures_json(const struct finding *f)
{
	json_t *all = json_array();

	for (size_t i = 0; i < f->find.n_captures; i++)
		json_array_append_new(all, dkt_memento_json(&f->find.captures[i]));
	return all;
}

static int say_json(const struct finding *f, bool good)
{
	json_t *trouble = json_array();
	json_t *best = json_null();

	for (size_t i = 0; i < f->find.n_trouble; i++)
		json_array_append_new(trouble, json_string(f->find.trouble[i]));
	if (f->best < f->find.n_captures) {
		best = dkt_memento_json(&f->find.captures[f->best]);
		json_object_set_new(best, "why", json_string(f->reason));
		json_object_set_new(
			best, "verdict",
			json_string(dkt_doc_string(f->checked, "/0/archives/0/verdict", "")));
	}
	dkt_say_json_take(json_pack("{s:s, s:o, s:o, s:o}", "url", f->call->arguments[0], "best",
				    best, "captures", captures_json(f), "trouble", trouble));
	return good ? DKT_EXIT_DONE : DKT_EXIT_FINDINGS;
}

/* Nothing found is one thing, nobody reached another. */
static void say_nothing_found(const struct finding *f)
{
	if (f->find.n_trouble == 0)
		dkt_tell(f->call, "no archive that was asked has this page%s", "");
	else
		dkt_tell(f->call,
			 "no capture was found, and %zu look-ups failed; the first: %s\n"
			 "(--format json lists them all)",
			 f->find.n_trouble, f->find.trouble[0]);
}

static int say(const struct finding *f)
{
	const char *verdict = dkt_doc_string(f->checked, "/0/archives/0/verdict", "");
	bool good = dkt_streq(verdict, "good");
	char when[DKT_TIME_SIZE];

	if (f->call->json)
		return say_json(f, good);
	if (f->best < f->find.n_captures) {
		dkt_time_format(f->find.captures[f->best].time, when);
		dkt_tell(f->call, "%s", f->find.captures[f->best].url);
		dkt_tell(f->call, "captured %s (%s); %s%s%s", when, f->reason, verdict,
			 good ? "" : ", ",
			 good ? "" : dkt_doc_string(f->checked, "/0/archives/0/reason", ""));
	} else {
		say_nothing_found(f);
	}
	for (size_t i = 0; i < f->find.n_trouble && !f->call->quiet; i++)
		dkt_progress(f->call, "%s", f->find.trouble[i]);
	if (f->best >= f->find.n_captures)
		dkt_tell(f->call, "next: docket sources save %s", f->call->arguments[0]);
	return good ? DKT_EXIT_DONE : DKT_EXIT_FINDINGS;
}

static int run(struct dkt_call *call)
{
	struct finding f = {.call = call};
	struct dkt_err err = DKT_ERR_INIT;
	int status = DKT_EXIT_DONE;
	int64_t wanted;

	if (!read_date(dkt_given(call, "date"), &wanted))
		return dkt_say_usage(call, "--date needs a day such as 2021-06-03");
	if (!dkt_call_address(call, &status))
		return status;
	f.d = dkt_call_open(call, DKT_FROM_TIP, &status);
	if (f.d == NULL)
		return status;
	f.arena = dkt_arena_new();
	dkt_progress(call, "asking archives ...");
	if (dkt_talking_begin(&f.talking, f.d, f.arena, PATIENCE_S, &err) == 0)
		(void)(look(&f, wanted, &err) < 0); /* err says so */
	if (f.talking.quota != NULL && dkt_talking_end(&f.talking, &err) < 0)
		status = DKT_EXIT_FAILED;
	status = err.code == DKT_OK ? say(&f) : dkt_say_error(call, &err);
	json_decref(f.checked);
	dkt_close(f.d);
	dkt_arena_free(f.arena);
	return status;
}

const struct dkt_command dkt_cmd_sources_find = {
	.name = "sources find",
	.group = "contribute",
	.summary = "the best archived copy of a page for a date",
	.arguments = "URL",
	.description = "Asks web archives for captures of the page, takes the one nearest to the "
		       "date, and looks whether it is what the archive says: of this page, of that "
		       "time, no error page and no wall. Archives are asked at the pace that they "
		       "want, and left alone while they ask for it.\n\n"
		       "The exit status is 1 where no good capture was found.",
	.options = options,
	.examples = examples,
	.min_arguments = 1,
	.max_arguments = 1,
	.run = run,
};
