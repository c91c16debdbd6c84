/*
 * submit.c - intake: from bytes to an acknowledged submission.
 *
 * A receipt is given when the event's objects are synced, read back and the ref points at them
 * (store/queue.c). Ids are drawn at random and looked up among records, pending submissions and the
 * queue, under the writer's lock.
 */
#include <string.h>

#include "base/error.h"
#include "base/str.h"
#include "base/time.h"
#include "flow/attest.h"
#include "flow/case.h"
#include "flow/event.h"
#include "flow/examine.h"
#include "flow/submit.h"
#include "flow/sync.h"
#include "record/ident.h"
#include "json/build.h"

#include "base/banned.h"

#define TRIES 64

static int mint_submission(struct dkt *d, struct dkt_arena *arena, char out[DKT_ID_SIZE],
			   struct dkt_err *err)
{
	for (int i = 0; i < TRIES; i++) {
		struct dkt_err missing = DKT_ERR_INIT;
		struct dkt_queue_item item;

		dkt_id_mint("s", out);
		if (dkt_queue_find(d->repo, arena, out, &item, &missing) < 0)
			return missing.code == DKT_ENOENT
				       ? 0
				       : dkt_fail(err, missing.code, "%s", missing.text);
	}
	return dkt_fail(err, DKT_EBUG, "no free id among %d tries", TRIES);
}

static int mint_record(struct dkt *d, const struct dkt_collection *collection,
		       char out[DKT_ID_SIZE], struct dkt_err *err)
{
	for (int i = 0; i < TRIES; i++) {
		dkt_id_mint(collection->prefix, out);
		if (dkt_context_lookup(d, collection->name, out) == DKT_FOUND_NOTHING)
			return 0;
	}
	return dkt_fail(err, DKT_EBUG, "no free id among %d tries", TRIES);
}

/* An id that the submitter chose for a new record must not wait in the queue either; that it is on
 * main was found by the examination. */
static void check_chosen_id(struct dkt *d, const struct dkt_exam *exam, struct dkt_report *report)
{
	const struct dkt_submission *s = &exam->submission;

	if (s->kind == DKT_ADD && s->record != NULL &&
	    dkt_context_lookup(d, exam->collection->name, s->record) == DKT_FOUND_PENDING)
		dkt_report_add(report, DKT_ERROR, "record.id-taken", "/id", DKT_NOWHERE,
			       "leave the id null", "%s is proposed by another submission already",
			       s->record);
}

static int complete(struct dkt *d, struct dkt_exam *exam, const struct dkt_submit_options *options,
		    struct dkt_receipt *receipt, struct dkt_err *err)
{
	struct dkt_submission *s = &exam->submission;
	struct dkt_node *proposed = DKT_NEW(exam->arena, struct dkt_node);
	char now[DKT_TIME_SIZE];
	char id[DKT_ID_SIZE];

	if (mint_submission(d, exam->arena, id, err) < 0)
		return -1;
	s->id = dkt_arena_dups(exam->arena, id);
	if (s->record == NULL) {
		if (mint_record(d, exam->collection, id, err) < 0)
			return -1;
		s->record = dkt_arena_dups(exam->arena, id);
	}
	*proposed =
		dkt_with(exam->arena, s->proposed, "id", dkt_make_string(exam->arena, s->record));
	s->proposed = proposed;
	dkt_time_format(d->now, now);
	s->received = dkt_arena_dups(exam->arena, now);
	s->revision = 1;
	s->via = options->via == NULL ? "cli" : options->via;
	s->handle = options->actor;
	if (options->attribution != NULL)
		s->attribution = options->attribution;
	if (options->note != NULL)
		s->note = options->note;
	memcpy(receipt->submission, s->id, strlen(s->id) + 1);
	memcpy(receipt->record, s->record, strlen(s->record) + 1);
	return 0;
}

static int store(struct dkt *d, struct dkt_exam *exam, const struct dkt_submit_options *options,
		 struct dkt_report *report, struct dkt_receipt *receipt, struct dkt_err *err)
{
	const struct dkt_submission *s = &exam->submission;
	bool good = dkt_report_count(report, DKT_ERROR) == 0;
	DKT_AUTO(json) json_t *evidence = good ? NULL : dkt_evidence_document(d, s, report, NULL);
	const char *title = dkt_case_title(d, s, exam->collection, NULL);
	struct dkt_happening happening = {.submission = s,
					  .expected = "",
					  .from = DKT_NONE,
					  .event = DKT_EV_RECEIVED,
					  .to = good ? DKT_RECEIVED : DKT_NEEDS_CHANGES,
					  .by = DKT_BY_SUBMITTER,
					  .actor = options->actor != NULL ? options->actor
									  : s->attribution,
					  .body = s->note,
					  .write_envelope = true,
					  .evidence = evidence};

	happening.sentence = dkt_arena_printf(exam->arena, "received: %s %s%s%s (%s)",
					      dkt_kind_of_submission(s->kind), s->record,
					      title[0] == '\0' ? "" : ", ", title, s->id);
	receipt->state = dkt_state_name(happening.to);
	return dkt_happen(d, &happening, NULL, err);
}

/* An id becomes a path and part of messages: what is none is not stored under it. */
static bool has_usable_id(const struct dkt_exam *exam)
{
	return exam->submission.record == NULL ||
	       dkt_id_check(exam->submission.record, exam->collection->prefix) == DKT_ID_GOOD;
}

/* What was given beside the file is held to the same rules as what stands in an envelope. */
static int check_options(const struct dkt_submit_options *options, struct dkt_report *report,
			 struct dkt_err *err)
{
	dkt_report_file(report, "", NULL, 0, "/proposed");
	if (!dkt_submitter_check(options->attribution, NULL, options->note, NULL, report))
		(void)dkt_fail(err, DKT_EFINDINGS,
			       "nothing was stored: say who you are in another way");
	dkt_report_file(report, "", NULL, 0, "");
	return err->code == DKT_OK ? 0 : -1;
}

static int submit_locked(struct dkt *d, const struct dkt_input *input,
			 const struct dkt_submit_options *options, struct dkt_report *report,
			 struct dkt_exam *exam, struct dkt_receipt *receipt, struct dkt_err *err)
{
	if (dkt_exam_run(d, input, DKT_UPTO_RECORD, report, exam, err) < 0)
		return -1;
	if (!exam->understood)
		return dkt_fail(err, DKT_EFINDINGS,
				"nothing was stored: this cannot be read as a submission");
	if (!has_usable_id(exam))
		return dkt_fail(err, DKT_EFINDINGS,
				"nothing was stored: the record has no id that can be used");
	if (dkt_attest_apply(d, exam, options->attested, options->n_attested, err) < 0)
		return -1;
	check_chosen_id(d, exam, report);
	dkt_report_sort(report);
	if (complete(d, exam, options, receipt, err) < 0)
		return -1;
	return store(d, exam, options, report, receipt, err);
}

int dkt_submit_into_batch(struct dkt *d, const struct dkt_input *input,
			  const struct dkt_submit_options *options, struct dkt_report *report,
			  struct dkt_receipt *receipt, struct dkt_err *err)
{
	struct dkt_receipt stored = {.state = ""};
	struct dkt_exam exam;
	int result;

	memset(receipt, 0, sizeof *receipt);
	receipt->state = "";
	if (check_options(options, report, err) < 0)
		return -1;
	dkt_exam_init(&exam);
	result = submit_locked(d, input, options, report, &exam, &stored, err);
	dkt_report_file(report, "", NULL, 0, "");
	dkt_exam_clear(&exam);
	if (result == 0)
		*receipt = stored;
	return result;
}

int dkt_submit(struct dkt *d, const struct dkt_input *input,
	       const struct dkt_submit_options *options, struct dkt_report *report,
	       struct dkt_receipt *receipt, struct dkt_err *err)
{
	int result;

	memset(receipt, 0, sizeof *receipt);
	receipt->state = "";
	if (dkt_context_need_repo(d, err) < 0 ||
	    dkt_repo_lock(d->repo, "submit", d->lock_wait_ms, err) < 0)
		return -1;
	result = dkt_index_sync(d, err);
	if (result == 0)
		result = dkt_submit_into_batch(d, input, options, report, receipt, err);
	dkt_repo_unlock(d->repo);
	return result;
}
