/*
 * merge.c - what is approved becomes one commit on main each, in order of approval.
 *
 * Two repositories cannot move at once, so the order is: event "merging" in the queue (it names the
 * tip), commit on main, event "merged" in the queue. A crash in between leaves a submission in
 * state merging; the next run looks between that tip and main for its trailer and either finishes
 * the event or starts again. Main is never moved twice for one submission.
 */
#include <string.h>

#include "base/error.h"
#include "base/str.h"
#include "flow/conflict.h"
#include "flow/examine.h"
#include "flow/story.h"
#include "flow/sync.h"
#include "record/ident.h"
#include "record/meta.h"
#include "record/story.h"
#include "json/build.h"
#include "json/canon.h"

#include "base/banned.h"

#define TRIES 8

struct merging {
	struct dkt *d;
	struct dkt_arena *arena;
	struct dkt_case c;
	struct dkt_three three;
	struct dkt_node record; /* as it will stand on main */
	struct dkt_buf bytes;	/* canonical */
	struct dkt_buf message;
	bool dry_run;
	dkt_merged_fn *fn;
	void *fn_data;
};

static void tell(struct merging *m, enum dkt_merge_outcome outcome, const char *commit,
		 const char *sentence)
{
	struct dkt_merged merged = {.submission = m->c.id,
				    .record = m->c.submission.record,
				    .outcome = outcome,
				    .commit = commit,
				    .sentence = sentence};

	if (m->fn != NULL)
		m->fn(m->fn_data, &merged);
}

static int happen(struct merging *m, enum dkt_event event, enum dkt_state to, const char *sentence,
		  const char *body, const char *commit, struct dkt_err *err)
{
	struct dkt_happening happening = {.submission = &m->c.submission,
					  .expected = m->c.commit,
					  .from = m->c.state,
					  .event = event,
					  .to = to,
					  .by = DKT_BY_SYSTEM,
					  .actor = "docket",
					  .sentence = sentence,
					  .body = body,
					  .base = event == DKT_EV_MERGING ? m->d->tip : NULL,
					  .commit = commit};
	char id[DKT_OID_HEX];

	if (dkt_happen(m->d, &happening, id, err) < 0)
		return -1;
	m->c.commit = dkt_arena_dups(m->arena, id);
	m->c.state = to;
	return 0;
}

/* --- was it merged before a crash? --- */

struct search {
	struct dkt_arena *arena;
	const char *submission;
	const char *found;
};

static int match_trailer(void *data, const struct dkt_commit_info *info, struct dkt_err *err)
{
	struct search *search = data;
	const char *value = dkt_story_trailer(search->arena, info->message, "Submission");

	(void)err;
	if (value == NULL || !dkt_streq(value, search->submission))
		return 0;
	search->found = dkt_arena_dups(search->arena, info->id);
	return 1;
}

static int find_on_main(struct merging *m, const char **commit_out, struct dkt_err *err)
{
	const char *since = dkt_story_trailer(m->arena, m->c.message, "Docket-Base");
	struct search search = {.arena = m->arena, .submission = m->c.id};

	*commit_out = NULL;
	if (m->c.state != DKT_MERGING || since == NULL)
		return 0;
	if (dkt_repo_log(m->d->repo, m->d->tip, since, NULL, match_trailer, &search, err) < 0)
		return -1;
	*commit_out = search.found;
	return 0;
}

/* --- the record as it will stand --- */

static void stamp(struct merging *m)
{
	struct dkt_meta_job job = {.record = &m->three.merge.result,
				   .before = m->three.tip,
				   .id = m->c.submission.record,
				   .now = m->d->now,
				   .legacy = m->c.submission.legacy};

	m->record = dkt_meta_stamp(m->arena, &job);
	dkt_buf_reset(&m->bytes);
	dkt_canon_write(&m->record, dkt_context_shape(m->d, m->c.collection), &m->bytes);
}

/* Examine the stamped record where it will lie. */
static int examine_on_tip(struct merging *m, struct dkt_report *report, struct dkt_err *err)
{
	struct dkt_input input = {.name = m->three.path,
				  .bytes = dkt_buf_str(&m->bytes),
				  .size = m->bytes.size,
				  .path = m->three.path};

	if (m->c.submission.kind == DKT_ADD && m->three.tip != NULL)
		dkt_report_add(report, DKT_ERROR, "record.id-taken", "/id", DKT_NOWHERE, NULL,
			       "%s is on main already", m->c.submission.record);
	if (m->c.submission.kind == DKT_AMEND && m->three.tip == NULL)
		dkt_report_add(report, DKT_ERROR, "record.unknown", "/id", DKT_NOWHERE, NULL,
			       "%s is not on main any more", m->c.submission.record);
	return dkt_examine(m->d, &input, DKT_UPTO_RECORD, report, err);
}

/* --- the commit --- */

static int write_message(struct merging *m, struct dkt_err *err)
{
	const struct dkt_submission *s = &m->c.submission;
	struct dkt_roles_played roles;
	struct dkt_trailer trailers[4 + DKT_MAX_APPROVERS];
	struct dkt_buf subject = DKT_BUF_INIT(4096);
	const char *tag;
	const char *title = dkt_case_title(m->d, s, m->c.collection, &tag);
	size_t n = 0;

	if (dkt_story_roles(m->d, m->arena, m->c.id, s->revision, &roles, err) < 0)
		return -1;
	trailers[n++] = (struct dkt_trailer){"Submission", m->c.id};
	trailers[n++] = (struct dkt_trailer){"Record", s->record};
	trailers[n++] = (struct dkt_trailer){"Evidence", m->c.commit};
	for (size_t i = 0; i < roles.n_approvers; i++)
		trailers[n++] = (struct dkt_trailer){"Reviewed-by", roles.approvers[i]};
	trailers[n++] = (struct dkt_trailer){"Policy", m->d->policy};
	dkt_story_subject(&subject, s->kind, m->d->config, m->c.collection, title, tag, s->record);
	dkt_buf_reset(&m->message);
	dkt_story_write(&m->message, dkt_buf_str(&subject), s->note, trailers, n);
	dkt_buf_clear(&subject);
	return 0;
}

static int commit_on_main(struct merging *m, char commit[DKT_OID_HEX], struct dkt_err *err)
{
	struct dkt_write file = {
		.path = m->three.path, .bytes = dkt_buf_str(&m->bytes), .size = m->bytes.size};
	struct dkt_commit_spec spec = {.parent = m->d->tip,
				       .writes = &file,
				       .n_writes = 1,
				       .author = m->c.submission.attribution,
				       .committer = "Docket",
				       .time = m->d->now};
	char parent[DKT_OID_HEX];
	char blob[DKT_OID_HEX];

	if (write_message(m, err) < 0)
		return -1;
	spec.message = dkt_buf_str(&m->message);
	if (dkt_repo_commit(m->d->repo, &spec, commit, err) < 0)
		return -1;
	memcpy(parent, m->d->tip, sizeof parent);
	dkt_context_moved(m->d, commit);
	dkt_blob_id(dkt_buf_str(&m->bytes), m->bytes.size, blob);
	dkt_index_merged(m->d, m->c.collection, m->three.path, &m->record, blob, parent, commit);
	return 0;
}

static int finish(struct merging *m, const char *commit, struct dkt_err *err)
{
	const char *sentence =
		dkt_arena_printf(m->arena, "merged: %s is on main", m->c.submission.record);

	if (happen(m, DKT_EV_MERGED, DKT_MERGED, sentence, NULL, commit, err) < 0)
		return -1;
	tell(m, DKT_MERGE_DONE, commit, dkt_story_sentence(m->arena, dkt_buf_str(&m->message)));
	return 0;
}

/* --- one submission --- */

/* A file that somebody edits in the work tree is found before the queue hears of a merge, so that
 * the submission stays approved and can still be held. */
static int begin(struct merging *m, struct dkt_err *err)
{
	char path[256];
	struct dkt_write file = {.path = path, .bytes = "", .size = 0};
	struct dkt_commit_spec spec = {.parent = m->d->tip, .writes = &file, .n_writes = 1};

	if (m->dry_run)
		return 0;
	dkt_record_path(m->c.collection->name, m->c.collection->fanout, m->c.submission.record,
			path);
	if (dkt_repo_check_clean(m->d->repo, &spec, err) < 0)
		return -1;
	return happen(m, DKT_EV_MERGING, DKT_MERGING,
		      dkt_arena_printf(m->arena, "merging: %s", m->c.submission.record), NULL, NULL,
		      err);
}

static int set_aside_conflict(struct merging *m, struct dkt_err *err)
{
	struct dkt_buf body = DKT_BUF_INIT(1 << 20);
	const char *sentence = dkt_arena_printf(
		m->arena, "%zu field%s of %s changed on main too", m->three.merge.n_conflicts,
		m->three.merge.n_conflicts == 1 ? "" : "s", m->c.submission.record);
	int result = 0;

	dkt_three_describe(&m->three, &m->c, &body);
	if (!m->dry_run)
		result = happen(m, DKT_EV_CONFLICT, DKT_CONFLICT,
				dkt_arena_printf(m->arena, "conflict: %s", sentence),
				dkt_buf_str(&body), NULL, err);
	if (result == 0)
		tell(m, DKT_MERGE_CONFLICT, "", sentence);
	dkt_buf_clear(&body);
	return result;
}

static const char *first_error(const struct dkt_report *report)
{
	for (size_t i = 0; i < dkt_report_size(report); i++) {
		if (dkt_report_at(report, i)->level == DKT_ERROR)
			return dkt_report_at(report, i)->sentence;
	}
	return "";
}

static int set_aside_refused(struct merging *m, const struct dkt_report *report,
			     struct dkt_err *err)
{
	const char *sentence = dkt_arena_printf(m->arena, "%s cannot be merged as it stands: %s",
						m->c.submission.record, first_error(report));

	if (!m->dry_run &&
	    happen(m, DKT_EV_CHECKED, DKT_NEEDS_CHANGES,
		   dkt_arena_printf(m->arena, "checked: %s", sentence), NULL, NULL, err) < 0)
		return -1;
	tell(m, DKT_MERGE_REFUSED, "", sentence);
	return 0;
}

static int put_on_main(struct merging *m, struct dkt_err *err)
{
	char commit[DKT_OID_HEX];

	if (m->dry_run) {
		if (write_message(m, err) < 0)
			return -1;
		tell(m, DKT_MERGE_WOULD, "",
		     dkt_story_sentence(m->arena, dkt_buf_str(&m->message)));
		return 0;
	}
	if (commit_on_main(m, commit, err) < 0)
		return -1;
	return finish(m, dkt_arena_dups(m->arena, commit), err);
}

/* One attempt from the tip as it is now; DKT_EMOVED asks for another. */
static int attempt(struct merging *m, struct dkt_err *err)
{
	struct dkt_report *report;
	int result;

	if (begin(m, err) < 0 || dkt_three_read(m->d, m->arena, &m->c, &m->three, err) < 0)
		return -1;
	if (m->three.merge.n_conflicts > 0)
		return set_aside_conflict(m, err);
	stamp(m);
	report = dkt_report_new();
	result = examine_on_tip(m, report, err);
	if (result == 0)
		result = dkt_report_count(report, DKT_ERROR) > 0 ? set_aside_refused(m, report, err)
								 : put_on_main(m, err);
	dkt_report_free(report);
	return result;
}

static int read_tip_again(struct dkt *d, struct dkt_err *err)
{
	char tip[DKT_OID_HEX];

	if (dkt_repo_tip(d->repo, tip, err) < 0)
		return -1;
	dkt_context_moved(d, tip);
	return 0;
}

/* What this submission says it needs must be on main before it. */
static int check_needs(struct merging *m, struct dkt_err *err)
{
	const struct dkt_node *needs = m->c.submission.needs;

	for (size_t i = 0; i < dkt_size(needs); i++) {
		const char *id = dkt_string(dkt_item(needs, i));
		struct dkt_queue_item item;
		enum dkt_state state;

		if (id == NULL)
			continue;
		if (dkt_queue_find(m->d->repo, m->arena, id, &item, err) < 0)
			return -1;
		state = dkt_story_state(m->arena, item.message);
		if (state != DKT_MERGED && state != DKT_RELEASED)
			return dkt_fail(err, DKT_ESTATE,
					"%s needs %s, which is %s; that one goes first", m->c.id,
					id, dkt_state_name(state));
	}
	return 0;
}

static int merge_case(struct merging *m, struct dkt_err *err)
{
	const char *commit;

	if (m->c.state != DKT_APPROVED && m->c.state != DKT_MERGING) {
		(void)dkt_fail(err, DKT_ESTATE, "%s is %s; only what is approved is merged",
			       m->c.id, dkt_state_name(m->c.state));
		return dkt_hint(err, "docket show %s says what comes next", m->c.id);
	}
	if (check_needs(m, err) < 0 || find_on_main(m, &commit, err) < 0)
		return -1;
	if (commit != NULL)
		return m->dry_run ? 0 : finish(m, commit, err);
	for (int i = 0; i < TRIES; i++) {
		if (attempt(m, err) == 0)
			return 0;
		if (err->code != DKT_EMOVED)
			return -1;
		dkt_err_clear(err);
		if (read_tip_again(m->d, err) < 0)
			return -1;
	}
	return dkt_fail(err, DKT_EMOVED, "main kept moving while %s was merged", m->c.id);
}

static int merge_one(struct dkt *d, const char *id, bool dry_run, dkt_merged_fn *fn, void *data,
		     struct dkt_err *err)
{
	struct merging m = {
		.d = d, .arena = dkt_arena_new(), .dry_run = dry_run, .fn = fn, .fn_data = data};
	int result;

	dkt_buf_init(&m.bytes, DKT_MAX_TEXT);
	dkt_buf_init(&m.message, DKT_MAX_MESSAGE);
	result = dkt_case_read(d, m.arena, id, &m.c, err);
	if (result == 0)
		result = merge_case(&m, err);
	dkt_buf_clear(&m.bytes);
	dkt_buf_clear(&m.message);
	dkt_arena_free(m.arena);
	return result < 0 ? dkt_note(err, "merging %s", id) : 0;
}

/* Errors that concern one submission and leave the others a chance. */
static bool stops_only_this(enum dkt_code code)
{
	return code == DKT_ESTATE || code == DKT_EFORMAT || code == DKT_ELIMIT ||
	       code == DKT_ENOENT || code == DKT_EMOVED;
}

static void tell_failed(const char *id, dkt_merged_fn *fn, void *data, struct dkt_err *err)
{
	struct dkt_merged merged = {.submission = id,
				    .record = "",
				    .outcome = DKT_MERGE_FAILED,
				    .commit = "",
				    .sentence = err->text};

	if (fn != NULL)
		fn(data, &merged);
	dkt_err_clear(err);
}

static int merge_state(struct dkt *d, const char *state, bool dry_run, dkt_merged_fn *fn,
		       void *data, size_t *n_out, struct dkt_err *err)
{
	struct dkt_arena *arena = dkt_arena_new();
	const char *const *ids;
	size_t n;
	int result = dkt_context_submissions(d, state, arena, &ids, &n, err);

	for (size_t i = 0; result == 0 && i < n; i++) {
		result = merge_one(d, ids[i], dry_run, fn, data, err);
		*n_out += result == 0 ? 1 : 0;
		if (result < 0 && stops_only_this(err->code)) {
			++*n_out;
			tell_failed(ids[i], fn, data, err);
			result = 0;
		}
	}
	dkt_arena_free(arena);
	return result;
}

int dkt_merge(struct dkt *d, const char *submission, bool dry_run, dkt_merged_fn *fn, void *data,
	      size_t *n_out, struct dkt_err *err)
{
	int result;

	*n_out = 0;
	if (dkt_context_need_repo(d, err) < 0 ||
	    dkt_repo_lock(d->repo, "merge", d->lock_wait_ms, err) < 0)
		return -1;
	result = read_tip_again(d, err);
	if (result == 0)
		result = dkt_index_sync(d, err);
	if (result == 0 && submission != NULL) {
		result = merge_one(d, submission, dry_run, fn, data, err);
		*n_out = result == 0 ? 1 : 0;
	} else if (result == 0) {
		result = merge_state(d, "merging", dry_run, fn, data, n_out, err);
		if (result == 0)
			result = merge_state(d, "approved", dry_run, fn, data, n_out, err);
	}
	dkt_repo_unlock(d->repo);
	return result;
}
