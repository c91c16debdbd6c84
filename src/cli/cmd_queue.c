/* cmd_queue.c - docket queue: what waits, oldest first. */
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "cli/commands.h"
#include "flow/sync.h"
#include "record/states.h"
#include "text/unicode.h"

#include "base/banned.h"

static const struct dkt_option options[] = {
	{"state", "STATE", "only submissions in this state"},
	{"all", NULL, "settled ones too"},
	{NULL, NULL, NULL},
};

static const char *const examples[] = {"docket queue", "docket queue --state conflict", NULL};

struct listing {
	const struct dkt_call *call;
	json_t *rows;
	size_t n;
	size_t n_ready;
	size_t n_received;
	size_t n_approved;
	size_t n_conflict;
};

static void count(struct listing *l, enum dkt_state state)
{
	l->n++;
	l->n_ready += state == DKT_READY || state == DKT_IN_REVIEW;
	l->n_received += state == DKT_RECEIVED;
	l->n_approved += state == DKT_APPROVED || state == DKT_MERGING;
	l->n_conflict += state == DKT_CONFLICT;
}

static int list(void *data, const struct dkt_index_submission *s, struct dkt_err *err)
{
	struct listing *l = data;
	enum dkt_state state;

	(void)err;
	if (!dkt_state_of_name(s->state, &state))
		return 0;
	if (dkt_state_settled(state) && !dkt_switched(l->call, "all") &&
	    dkt_given(l->call, "state") == NULL)
		return 0;
	count(l, state);
	json_array_append_new(
		l->rows,
		json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:I, s:I, s:I}",
			  "submission", s->id, "state", s->state, "kind", s->kind, "collection",
			  s->collection, "record", s->record, "title", s->title, "attribution",
			  s->attribution, "received", s->received, "changed", s->changed,
			  "revision", (json_int_t)s->revision, "errors", (json_int_t)s->errors,
			  "warnings", (json_int_t)s->warnings));
	return 0;
}

static void print_rows(const struct listing *l)
{
	for (size_t i = 0; i < json_array_size(l->rows); i++) {
		const json_t *row = json_array_get(l->rows, i);

		dkt_putf(stdout, "  %s  %-13s %-6s %s  %s%s\n",
			 dkt_doc_string(row, "/submission", ""), dkt_doc_string(row, "/state", ""),
			 dkt_doc_string(row, "/kind", ""), dkt_doc_string(row, "/record", ""),
			 dkt_doc_string(row, "/title", ""),
			 dkt_doc_int(row, "/warnings", 0) > 0 ? "  (something to look at)" : "");
	}
}

static void print_next(const struct listing *l)
{
	if (l->n_received > 0)
		dkt_tell(l->call, "next: docket work checks what was received");
	else if (l->n_conflict > 0)
		dkt_tell(l->call, "next: docket show ID shows the two sides of a conflict, docket "
				  "resolve ID settles it");
	else if (l->n_approved > 0)
		dkt_tell(l->call, "next: docket merge merges what is approved");
	else if (l->n_ready > 0)
		dkt_tell(l->call, "next: docket show ID, then docket review ID --approve (or "
				  "--question, --reject)");
}

static int run(struct dkt_call *call)
{
	struct listing l = {.call = call, .rows = json_array()};
	const char *wanted = dkt_given(call, "state");
	struct dkt_err err = DKT_ERR_INIT;
	enum dkt_state state;
	struct dkt *d;
	int status = DKT_EXIT_DONE;

	if (wanted != NULL && !dkt_state_of_name(wanted, &state)) {
		json_decref(l.rows);
		return dkt_say_usage(call,
				     "\"%s\" is no state (received, ready, needs_changes, "
				     "in_review, conflict, ...)",
				     wanted);
	}
	d = dkt_call_open(call, DKT_FROM_TIP, &status);
	if (d != NULL) {
		if (dkt_index_sync(d, &err) < 0 ||
		    dkt_index_submissions(d->index, wanted, list, &l, &err) < 0) {
			status = dkt_say_error(call, &err);
		} else if (call->json) {
			dkt_say_json_take(json_incref(l.rows));
		} else {
			if (l.n == 0)
				dkt_tell(call, "nothing waits in the queue");
			else
				dkt_tell(call, "%zu in the queue, oldest first", l.n);
			if (!call->quiet)
				print_rows(&l);
			print_next(&l);
		}
	}
	dkt_close(d);
	json_decref(l.rows);
	return status;
}

const struct dkt_command dkt_cmd_queue = {
	.name = "queue",
	.group = "review",
	.daily = true,
	.summary = "list what waits, oldest first",
	.arguments = "",
	.description = "One line a submission: id, state, kind, record, title. Settled ones "
		       "(merged, rejected, withdrawn, ...) are left "
		       "out unless asked for.",
	.options = options,
	.examples = examples,
	.run = run,
};
