/*
 * work.c - the worker's step: a received submission goes through all its checks, and what was found
 * becomes an event.
 *
 * The network is asked without holding the writer's lock; the lock is taken for the event alone,
 * and an event that somebody else wrote meanwhile wins (the ref has moved, the next round looks
 * again).
 */
#include <string.h>

#include "base/error.h"
#include "base/str.h"
#include "flow/case.h"
#include "flow/event.h"
#include "flow/examine.h"
#include "flow/sync.h"
#include "record/story.h"
#include "json/report_print.h"

#include "base/banned.h"

#define MAX_LISTED 40

/* "- warning quote.absent /sources/0: sentence" a line, so that git log tells it too. */
static char *findings_as_text(struct dkt_arena *arena, const struct dkt_report *report)
{
	struct dkt_buf out = DKT_BUF_INIT(1 << 20);
	size_t listed = 0;
	char *text;

	for (size_t i = 0; i < dkt_report_size(report) && listed < MAX_LISTED; i++) {
		const struct dkt_finding *f = dkt_report_at(report, i);

		dkt_buf_addf(&out, "- %s %s %s: %s\n", dkt_level_name(f->level), f->code,
			     f->pointer, f->sentence);
		listed++;
	}
	if (listed < dkt_report_size(report))
		dkt_buf_addf(&out, "- and %zu more\n", dkt_report_size(report) - listed);
	text = dkt_arena_dups(arena, dkt_buf_str(&out));
	dkt_buf_clear(&out);
	return text;
}

/* Members of the sources' lists whose verdict, at pointer, is one of those wanted. */
static void count_verdicts(const json_t *list, const char *pointer, const char *const *wanted,
			   size_t *good, size_t *all)
{
	for (size_t i = 0; i < json_array_size(list); i++) {
		const char *verdict = dkt_doc_string(json_array_get(list, i), pointer, "");

		++*all;
		for (size_t j = 0; wanted[j] != NULL; j++)
			*good += dkt_streq(wanted[j], verdict);
	}
}

/* Is the quote found on the page or in one of its copies? */
static bool quote_found(const json_t *quote)
{
	static const char *const found[] = {"exact", "folded", "fragments", NULL};
	const char *verdict = dkt_doc_string(quote, "/page/verdict", "");
	size_t good = 0;
	size_t all = 0;

	for (size_t j = 0; found[j] != NULL; j++)
		good += dkt_streq(found[j], verdict);
	count_verdicts(json_object_get(quote, "archives"), "/verdict", found, &good, &all);
	return good > 0;
}

/* "1 of 1 pages alive, 1 of 1 archived copies good, 2 of 2 quotes found" */
static const char *summary_of(struct dkt_arena *arena, const json_t *sources)
{
	static const char *const alive[] = {"alive", "redirected", NULL};
	static const char *const good_copy[] = {"good", NULL};
	size_t good[3] = {0};
	size_t all[3] = {0};

	count_verdicts(sources, "/live/verdict", alive, &good[0], &all[0]);
	for (size_t i = 0; i < json_array_size(sources); i++) {
		const json_t *source = json_array_get(sources, i);
		const json_t *quotes = json_object_get(source, "quotes");

		count_verdicts(json_object_get(source, "archives"), "/verdict", good_copy, &good[1],
			       &all[1]);
		for (size_t j = 0; j < json_array_size(quotes); j++) {
			all[2]++;
			good[2] += quote_found(json_array_get(quotes, j));
		}
	}
	if (all[0] == 0)
		return "";
	return dkt_arena_printf(
		arena,
		"%zu of %zu pages alive, %zu of %zu archived copies good, %zu of %zu quotes found",
		good[0], all[0], good[1], all[1], good[2], all[2]);
}

static int record_result(struct dkt *d, const struct dkt_case *c, const struct dkt_exam *exam,
			 const struct dkt_report *report, const char **state_out,
			 struct dkt_err *err)
{
	DKT_AUTO(json)
	json_t *evidence = dkt_evidence_document(d, &c->submission, report, exam->evidence);
	size_t errors = dkt_report_count(report, DKT_ERROR);
	size_t warnings = dkt_report_count(report, DKT_WARNING);
	struct dkt_happening happening = {.submission = &c->submission,
					  .expected = c->commit,
					  .from = c->state,
					  .event = DKT_EV_CHECKED,
					  .to = errors > 0 ? DKT_NEEDS_CHANGES : DKT_READY,
					  .by = DKT_BY_SYSTEM,
					  .actor = "docket",
					  .body = findings_as_text(exam->arena, report),
					  .evidence = evidence};
	int result;

	happening.sentence =
		errors > 0 ? dkt_arena_printf(exam->arena,
					      "checked: %zu to mend, back to the submitter", errors)
		: warnings > 0
			? dkt_arena_printf(exam->arena, "checked: ready for review, %zu to look at",
					   warnings)
			: dkt_arena_dups(exam->arena, "checked: ready for review");
	*state_out = dkt_state_name(happening.to);
	if (dkt_repo_lock(d->repo, "work", d->lock_wait_ms, err) < 0)
		return -1;
	result = dkt_happen(d, &happening, NULL, err);
	dkt_repo_unlock(d->repo);
	return result;
}

static int check_one(struct dkt *d, const char *id, dkt_checked_fn *fn, void *data, size_t *n_out,
		     struct dkt_err *err)
{
	struct dkt_report *report = dkt_report_new();
	struct dkt_buf bytes = DKT_BUF_INIT(DKT_MAX_TEXT);
	const char *state = "";
	struct dkt_exam exam;
	struct dkt_case c;
	int result;

	dkt_exam_init(&exam);
	exam.for_worker = true;
	result = dkt_case_read(d, exam.arena, id, &c, err);
	if (result == 0 && c.state == DKT_RECEIVED)
		result = dkt_queue_read(d->repo, c.commit, id, false, &bytes, err);
	if (result == 0 && c.state == DKT_RECEIVED) {
		struct dkt_input input = {
			.name = dkt_arena_printf(exam.arena, "submissions/%s.json", id),
			.bytes = dkt_buf_str(&bytes),
			.size = bytes.size};

		result = dkt_exam_run(d, &input, DKT_UPTO_SOURCES, report, &exam, err);
		dkt_report_sort(report);
		if (result == 0)
			result = record_result(d, &c, &exam, report, &state, err);
		if (result == 0) {
			++*n_out;
			if (fn != NULL)
				fn(data, id, state, summary_of(exam.arena, exam.evidence), report);
		} else if (err->code == DKT_EMOVED) {
			dkt_err_clear(err);
			result = 0;
		}
	}
	dkt_exam_clear(&exam);
	dkt_buf_clear(&bytes);
	dkt_report_free(report);
	return result < 0 ? dkt_note(err, "checking %s", id) : 0;
}

int dkt_work(struct dkt *d, const char *submission, dkt_checked_fn *fn, void *data, size_t *n_out,
	     struct dkt_err *err)
{
	struct dkt_arena *arena = dkt_arena_new();
	const char *const *ids = &submission;
	size_t n = submission == NULL ? 0 : 1;
	int result = 0;

	*n_out = 0;
	if (dkt_context_need_repo(d, err) < 0 || dkt_index_sync(d, err) < 0)
		result = -1;
	else if (submission == NULL)
		result = dkt_context_submissions(d, "received", arena, &ids, &n, err);
	for (size_t i = 0; result == 0 && i < n; i++)
		result = check_one(d, ids[i], fn, data, n_out, err);
	dkt_arena_free(arena);
	return result;
}
