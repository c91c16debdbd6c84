/*
 * event.c - events in and out of the queue.
 *
 * The commit comes first and is the truth; the index row follows and may be lost with a crash,
 * which the next dkt_index_sync notices by comparing commits.
 */
#include "flow/event.h"

#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/str.h"
#include "base/time.h"
#include "flow/case.h"
#include "flow/sync.h"
#include "record/story.h"
#include "json/canon.h"
#include "json/report_print.h"

#include "base/banned.h"

#define N(array) (sizeof(array) / sizeof((array)[0]))

/* Canonical bytes of the envelope: its own order outside, the schema's order inside. */
static void write_envelope(struct dkt *d, const struct dkt_submission *s,
			   const struct dkt_collection *collection, struct dkt_buf *out)
{
	static const char *const keys[] = {"submission", "revision", "kind",	 "collection",
					   "record",	 "base",     "proposed", "note",
					   "submitter",	 "via",	     "needs",	 "batch",
					   "received",	 "licence",  "evidence"};
	struct dkt_shape_member members[N(keys)];
	struct dkt_shape shape = {.members = members, .n_members = N(keys)};
	struct dkt_arena *arena = dkt_arena_new();
	struct dkt_node node = dkt_submission_node(arena, s);

	for (size_t i = 0; i < N(keys); i++) {
		members[i].key = keys[i];
		members[i].key_size = strlen(keys[i]);
		members[i].shape =
			dkt_streq(keys[i], "proposed") ? dkt_context_shape(d, collection) : NULL;
	}
	dkt_canon_write(&node, &shape, out);
	dkt_arena_free(arena);
}

static void write_message(const struct dkt *d, const struct dkt_happening *h, struct dkt_buf *out)
{
	char revision[24];
	struct dkt_trailer trailers[] = {
		{"Docket-Event", dkt_event_name(h->event)},
		{"Docket-State", dkt_state_name(h->to)},
		{"Docket-Actor", h->actor[0] == '\0' ? "anonymous" : h->actor},
		{"Docket-Revision", revision},
		{"Docket-Reason", h->reason},
		{"Docket-Policy", h->decision ? d->policy : NULL},
		{"Docket-Self-Approval", h->self_approval ? "yes" : NULL},
		{"Docket-Base", h->base},
		{"Docket-Commit", h->commit},
	};

	(void)snprintf(revision, sizeof revision, "%lld", (long long)h->submission->revision);
	dkt_story_write(out, h->sentence, h->body, trailers, N(trailers));
}

int dkt_happen(struct dkt *d, const struct dkt_happening *h, char commit_out[DKT_OID_HEX],
	       struct dkt_err *err)
{
	const struct dkt_collection *collection =
		dkt_config_collection(d->config, h->submission->collection);
	struct dkt_buf envelope = DKT_BUF_INIT(DKT_MAX_TEXT);
	struct dkt_buf evidence = DKT_BUF_INIT(DKT_MAX_TEXT);
	struct dkt_buf message = DKT_BUF_INIT(DKT_MAX_MESSAGE);
	char commit[DKT_OID_HEX];
	int result;

	if (!dkt_move_allowed(h->from, h->event, h->to, h->by))
		return dkt_fail(err, DKT_ESTATE,
				"%s is %s; from there it cannot become %s by \"%s\"",
				h->submission->id, dkt_state_name(h->from), dkt_state_name(h->to),
				dkt_event_name(h->event));
	if (h->write_envelope)
		write_envelope(d, h->submission, collection, &envelope);
	if (h->evidence != NULL)
		dkt_doc_write(h->evidence, &evidence);
	write_message(d, h, &message);
	{
		struct dkt_event_write event = {
			.submission = h->submission->id,
			.expected = h->expected,
			.envelope = h->write_envelope ? dkt_buf_str(&envelope) : NULL,
			.envelope_size = envelope.size,
			.evidence = h->evidence != NULL ? dkt_buf_str(&evidence) : NULL,
			.evidence_size = evidence.size,
			.actor = h->actor[0] == '\0' ? "anonymous" : h->actor,
			.time = d->now,
			.message = dkt_buf_str(&message),
			.key = h->key != NULL ? h->key : d->key};

		result = dkt_queue_append(d->repo, &event, commit, err);
	}
	if (result == 0) {
		if (commit_out != NULL)
			memcpy(commit_out, commit, DKT_OID_HEX);
		if (h->write_envelope || h->evidence != NULL)
			dkt_index_refresh(d, h->submission->id);
		else
			dkt_index_moved(d, h->submission->id, commit, dkt_state_name(h->to));
	}
	dkt_buf_clear(&envelope);
	dkt_buf_clear(&evidence);
	dkt_buf_clear(&message);
	return result;
}

json_t *dkt_evidence_document(const struct dkt *d, const struct dkt_submission *s,
			      const struct dkt_report *report, const json_t *sources)
{
	char now[DKT_TIME_SIZE];
	json_t *copy = sources == NULL ? json_array() : json_deep_copy(sources);

	dkt_time_format(d->now, now);
	return json_pack("{s:s, s:I, s:s, s:o, s:o}", "submission", s->id, "revision",
			 (json_int_t)s->revision, "checked_at", now, "findings",
			 dkt_report_json(report), "sources", copy);
}
