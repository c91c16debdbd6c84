/* cmd_sources_status.c - docket sources status: how the links of the dataset fare. */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/str.h"
#include "base/time.h"
#include "cli/commands.h"
#include "flow/sync.h"

#include "base/banned.h"

static const struct dkt_option options[] = {
	{"failing", NULL, "also list links that failed, but are not called dead yet"},
	{NULL, NULL, NULL},
};

static const char *const examples[] = {"docket sources status",
				       "docket sources status --failing --format json", NULL};

struct telling {
	struct dkt_call *call;
	struct dkt *d;
	json_t *health;
	json_t *failing;
	json_t *jobs;
	json_t *pauses;
	size_t n_dead;
	size_t n_legacy;
	size_t n_records;
};

static const char *stamp(int64_t time, char out[DKT_TIME_SIZE])
{
	dkt_time_format(time, out);
	return out;
}

static int count(void *data, const char *word, int64_t n, struct dkt_err *err)
{
	struct telling *t = data;

	(void)err;
	return json_object_set_new(t->health, word, json_integer((json_int_t)n));
}

static int add_failing(void *data, const struct dkt_health *health, struct dkt_err *err)
{
	struct telling *t = data;
	char since[DKT_TIME_SIZE];

	(void)err;
	t->n_dead += health->dead;
	if (!health->dead && !dkt_switched(t->call, "failing"))
		return 0;
	return json_array_append_new(
		t->failing, json_pack("{s:s, s:s, s:s, s:I, s:s, s:b}", "url", health->url,
				      "verdict", health->verdict, "reason", health->reason,
				      "failures", (json_int_t)health->failures, "since",
				      stamp(health->first_failure, since), "dead", health->dead));
}

static int add_job(void *data, const struct dkt_statedb_job *job, struct dkt_err *err)
{
	struct telling *t = data;
	char due[DKT_TIME_SIZE];

	(void)err;
	return json_array_append_new(
		t->jobs, json_pack("{s:s, s:s, s:s, s:s, s:s, s:I}", "kind", job->kind,
				   "submission", job->subject, "url", job->url, "state", job->state,
				   "due", stamp(job->due, due), "tries", (json_int_t)job->tries));
}

static int add_pause(void *data, const char *who, int64_t until, const char *reason,
		     struct dkt_err *err)
{
	struct telling *t = data;
	char text[DKT_TIME_SIZE];

	(void)err;
	return json_array_append_new(t->pauses,
				     json_pack("{s:s, s:s, s:s}", "archive", who, "until",
					       stamp(until, text), "reason", reason));
}

static int count_record(void *data, const struct dkt_index_record *record, struct dkt_err *err)
{
	struct telling *t = data;

	(void)err;
	t->n_records++;
	t->n_legacy += dkt_streq(record->evidence, "legacy");
	return 0;
}

static int collect(struct telling *t, struct dkt_err *err)
{
	struct dkt *d = t->d;

	if (dkt_context_need_repo(d, err) < 0 || dkt_index_sync(d, err) < 0 ||
	    dkt_context_state(d, err) < 0)
		return -1;
	if (dkt_statedb_count_health(d->state, count, t, err) < 0 ||
	    dkt_statedb_walk_failing(d->state, false, add_failing, t, err) < 0 ||
	    dkt_statedb_jobs(d->state, NULL, INT64_MAX, 10000, add_job, t, err) < 0 ||
	    dkt_statedb_pauses(d->state, d->now, add_pause, t, err) < 0)
		return -1;
	return dkt_index_records(d->index, NULL, NULL, count_record, t, err);
}

/* --- saying --- */

static json_t *sweep_json(const struct dkt_sweep *sweep)
{
	char started[DKT_TIME_SIZE];
	char ended[DKT_TIME_SIZE];

	if (sweep->id == 0)
		return json_null();
	return json_pack("{s:s, s:s?, s:I, s:I}", "started", stamp(sweep->started, started),
			 "ended", sweep->ended == 0 ? NULL : stamp(sweep->ended, ended), "records",
			 (json_int_t)sweep->n_items, "done", (json_int_t)sweep->n_done);
}

static void tell_health(const struct telling *t)
{
	struct dkt_buf words = DKT_BUF_INIT(4096);
	json_int_t all = 0;
	const char *word;
	json_t *n;

	json_object_foreach(t->health, word, n)
	{
		dkt_buf_addf(&words, "%s%lld %s", all == 0 ? "" : ", ",
			     (long long)json_integer_value(n), word);
		all += json_integer_value(n);
	}
	if (all == 0)
		dkt_tell(t->call, "no source has been looked at yet%s", "");
	else
		dkt_tell(t->call, "%lld addresses: %s; %zu dead", (long long)all,
			 dkt_buf_str(&words), t->n_dead);
	dkt_buf_clear(&words);
}

/* What failed, what is to be done, who wants to be left alone: a line each. */
static void list_lines(const struct telling *t, struct dkt_buf *out)
{
	size_t i;
	json_t *one;

	json_array_foreach(t->failing, i, one) dkt_buf_addf(
		out, "%s %s (%s): failed on %lld days since %.10s\n",
		dkt_doc_bool(one, "/dead", false) ? "dead" : "failing",
		dkt_doc_string(one, "/url", ""), dkt_doc_string(one, "/verdict", ""),
		(long long)dkt_doc_int(one, "/failures", 0), dkt_doc_string(one, "/since", ""));
	json_array_foreach(t->jobs, i, one) dkt_buf_addf(
		out, "job %s of %s, %s: due %s %s\n", dkt_doc_string(one, "/kind", ""),
		dkt_doc_string(one, "/submission", ""), dkt_doc_string(one, "/state", ""),
		dkt_doc_string(one, "/due", ""), dkt_doc_string(one, "/url", ""));
	json_array_foreach(t->pauses, i, one)
		dkt_buf_addf(out, "%s wants to be left alone until %s (%s)\n",
			     dkt_doc_string(one, "/archive", ""), dkt_doc_string(one, "/until", ""),
			     dkt_doc_string(one, "/reason", ""));
}

static void tell_lists(const struct telling *t)
{
	struct dkt_buf lines = DKT_BUF_INIT((size_t)1 << 24);

	list_lines(t, &lines);
	for (const char *line = dkt_buf_str(&lines); *line != '\0';) {
		size_t size = strcspn(line, "\n");

		dkt_tell(t->call, "  %.*s", (int)size, line);
		line += size + (line[size] == '\n');
	}
	dkt_buf_clear(&lines);
}

static void tell_text(const struct telling *t, const struct dkt_sweep *sweep)
{
	char started[DKT_TIME_SIZE];

	tell_health(t);
	dkt_tell(t->call, "%zu of %zu records rest on legacy evidence: debt to pay", t->n_legacy,
		 t->n_records);
	if (sweep->id != 0)
		dkt_tell(t->call, "sweep of %.10s: %lld of %lld records%s",
			 stamp(sweep->started, started), (long long)sweep->n_done,
			 (long long)sweep->n_items, sweep->ended == 0 ? ", half done" : "");
	tell_lists(t);
	if (sweep->id == 0 || sweep->ended == 0)
		dkt_tell(t->call, "next: docket sources sweep%s", sweep->id == 0 ? "" : " goes on");
}

/* The same lines as text; addresses stand in a block, where nothing in them is markup. */
static void tell_markdown(const struct telling *t, const struct dkt_sweep *sweep)
{
	struct dkt_buf lines = DKT_BUF_INIT((size_t)1 << 24);
	struct dkt_buf block = DKT_BUF_INIT((size_t)1 << 25);
	char started[DKT_TIME_SIZE];
	const char *word;
	json_t *n;

	dkt_buf_adds(&block, "## Sources\n\n| addresses | number |\n| --- | --- |\n");
	json_object_foreach(t->health, word, n)
	{
		dkt_buf_addf(&block, "| %s | %lld |\n", word, (long long)json_integer_value(n));
	}
	dkt_buf_addf(&block, "| dead | %zu |\n\n%zu of %zu records rest on legacy evidence.\n",
		     t->n_dead, t->n_legacy, t->n_records);
	if (sweep->id != 0)
		dkt_buf_addf(&block, "The sweep of %.10s has looked at %lld of %lld records%s.\n",
			     stamp(sweep->started, started), (long long)sweep->n_done,
			     (long long)sweep->n_items, sweep->ended == 0 ? " so far" : "");
	list_lines(t, &lines);
	if (lines.size > 0) {
		dkt_buf_adds(&block, "\n");
		dkt_markdown_block(dkt_buf_str(&lines), lines.size, &block);
	}
	dkt_putf(stdout, "%s", dkt_buf_str(&block));
	dkt_buf_clear(&lines);
	dkt_buf_clear(&block);
}

static int tell(struct telling *t, struct dkt_arena *arena, struct dkt_err *err)
{
	struct dkt_sweep sweep;

	if (dkt_statedb_sweep(t->d->state, arena, &sweep, err) < 0)
		return dkt_say_error(t->call, err);
	if (t->call->json)
		dkt_say_json_take(json_pack(
			"{s:O, s:I, s:O, s:{s:I, s:I}, s:O, s:O, s:o}", "health", t->health, "dead",
			(json_int_t)t->n_dead, "failing", t->failing, "evidence", "records",
			(json_int_t)t->n_records, "legacy", (json_int_t)t->n_legacy, "jobs",
			t->jobs, "pauses", t->pauses, "sweep", sweep_json(&sweep)));
	else if (t->call->format == DKT_REPORT_MARKDOWN)
		tell_markdown(t, &sweep);
	else
		tell_text(t, &sweep);
	return DKT_EXIT_DONE;
}

static int run(struct dkt_call *call)
{
	struct telling t = {.call = call,
			    .health = json_object(),
			    .failing = json_array(),
			    .jobs = json_array(),
			    .pauses = json_array()};
	struct dkt_arena *arena = dkt_arena_new();
	struct dkt_err err = DKT_ERR_INIT;
	int status = DKT_EXIT_DONE;

	t.d = dkt_call_open(call, DKT_FROM_TIP, &status);
	if (t.d != NULL)
		status = collect(&t, &err) < 0 ? dkt_say_error(call, &err) : tell(&t, arena, &err);
	dkt_close(t.d);
	dkt_arena_free(arena);
	json_decref(t.health);
	json_decref(t.failing);
	json_decref(t.jobs);
	json_decref(t.pauses);
	return status;
}

const struct dkt_command dkt_cmd_sources_status = {
	.name = "sources status",
	.group = "care",
	.summary = "how the links of the dataset fare",
	.arguments = "",
	.description = "What Docket remembers of addresses that it looked at: how many are alive, "
		       "gone or behind walls; which are dead (failed on three days over a week or "
		       "more); how many records rest on legacy evidence; what the worker still has "
		       "to do; which archives asked for a pause; how far the last sweep came. "
		       "Nothing is asked of the network.",
	.options = options,
	.examples = examples,
	.formats = "text|json|markdown",
	.run = run,
};
