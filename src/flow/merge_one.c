/*
 * merge_one.c - one approved submission against the tip of a batch.
 *
 * Everything is decided before anything is written: what main and the submission both changed, how
 * the record looks there, whether the examination still has nothing to object to. Then come the
 * events, and the commit of what goes through. The events of one that does not are the same two
 * that a merge of it alone would have written: "merging", and why it ended.
 */
#include <string.h>

#include "base/error.h"
#include "base/str.h"
#include "flow/examine.h"
#include "flow/judging.h"
#include "flow/merging.h"
#include "flow/sync.h"
#include "record/ident.h"
#include "record/meta.h"
#include "record/story.h"
#include "store/batch.h"
#include "json/canon.h"

#include "base/banned.h"

struct happened {
	enum dkt_event event;
	enum dkt_state to;
	const char *sentence;
	const char *body;
	const char *base;   /* of "merging" */
	const char *commit; /* of "merged" */
};

static int happen(struct dkt_merging *m, const struct happened *what, struct dkt_err *err)
{
	struct dkt_happening happening = {.submission = &m->c.submission,
					  .expected = m->c.commit,
					  .from = m->c.state,
					  .event = what->event,
					  .to = what->to,
					  .by = DKT_BY_SYSTEM,
					  .actor = "docket",
					  .sentence = what->sentence,
					  .body = what->body,
					  .base = what->base,
					  .commit = what->commit};
	char id[DKT_OID_HEX];

	if (dkt_happen(m->d, &happening, id, err) < 0)
		return -1;
	m->c.commit = dkt_arena_dups(m->arena, id);
	m->c.state = what->to;
	return 0;
}

/* The tip on disk is named: after a crash its commit is looked for behind that one. */
static int begin(struct dkt_merging *m, const char *disk_tip, struct dkt_err *err)
{
	struct happened what = {.event = DKT_EV_MERGING, .to = DKT_MERGING, .base = disk_tip};

	what.sentence = dkt_arena_printf(m->arena, "merging: %s", m->c.submission.record);
	return happen(m, &what, err);
}

int dkt_merge_finish(struct dkt_merging *m, struct dkt_err *err)
{
	struct happened what = {.event = DKT_EV_MERGED, .to = DKT_MERGED, .commit = m->commit};

	what.sentence = dkt_arena_printf(m->arena, "merged: %s is on main", m->c.submission.record);
	return happen(m, &what, err);
}

/* --- set aside --- */

static int end_with(struct dkt_merging *m, const char *disk_tip, const struct happened *what,
		    enum dkt_merge_outcome outcome, const char *sentence, struct dkt_err *err)
{
	m->outcome = outcome;
	m->sentence = sentence;
	if (m->c.state == DKT_APPROVED && begin(m, disk_tip, err) < 0)
		return -1;
	return happen(m, what, err);
}

static int conflict(struct dkt_merging *m, const char *disk_tip, struct dkt_err *err)
{
	struct dkt_buf body = DKT_BUF_INIT(1 << 20);
	size_t n = m->three.merge.n_conflicts;
	const char *sentence = dkt_arena_printf(m->arena, "%zu field%s of %s changed on main too",
						n, n == 1 ? "" : "s", m->c.submission.record);
	struct happened what = {.event = DKT_EV_CONFLICT, .to = DKT_CONFLICT};
	int result;

	dkt_three_describe(&m->three, &m->c, &body);
	what.sentence = dkt_arena_printf(m->arena, "conflict: %s", sentence);
	what.body = dkt_buf_str(&body);
	result = end_with(m, disk_tip, &what, DKT_MERGE_CONFLICT, sentence, err);
	dkt_buf_clear(&body);
	return result;
}

int dkt_merge_set_aside(struct dkt_merging *m, const char *sentence, struct dkt_err *err)
{
	struct happened what = {.event = DKT_EV_CHECKED, .to = DKT_NEEDS_CHANGES};

	what.sentence = dkt_arena_printf(m->arena, "checked: %s", sentence);
	return end_with(m, m->d->tip, &what, DKT_MERGE_REFUSED, sentence, err);
}

static const char *first_error(const struct dkt_report *report)
{
	for (size_t i = 0; i < dkt_report_size(report); i++) {
		if (dkt_report_at(report, i)->level == DKT_ERROR)
			return dkt_report_at(report, i)->sentence;
	}
	return "";
}

/* --- the record as it will stand --- */

static void stamp(struct dkt_merging *m, struct dkt_buf *bytes)
{
	struct dkt_meta_job job = {.record = &m->three.merge.result,
				   .before = m->three.tip,
				   .id = m->c.submission.record,
				   .now = m->d->now,
				   .legacy = m->c.submission.legacy};

	m->record = dkt_meta_stamp(m->arena, &job);
	dkt_canon_write(&m->record, dkt_context_shape(m->d, m->c.collection), bytes);
}

struct earlier {
	const char *self;
	bool merged;
};

static int note_earlier(void *data, const struct dkt_index_submission *s, struct dkt_err *err)
{
	struct earlier *earlier = data;
	enum dkt_state state;

	(void)err;
	if (!dkt_streq(s->id, earlier->self) && dkt_streq(s->kind, "add") &&
	    dkt_state_of_name(s->state, &state) &&
	    (state == DKT_MERGED || state == DKT_RELEASED || state == DKT_REVERTED))
		earlier->merged = true;
	return 0;
}

/* An id that was on main once stays taken, even where its file was removed by hand. */
static bool was_used(struct dkt_merging *m)
{
	struct earlier earlier = {.self = m->c.id};
	struct dkt_err err = DKT_ERR_INIT;

	return m->d->index != NULL &&
	       dkt_index_submissions_of(m->d->index, m->c.submission.record, note_earlier, &earlier,
					&err) == 0 &&
	       earlier.merged;
}

/* Examine the stamped record where it will lie. */
static int examine_on_tip(struct dkt_merging *m, const struct dkt_buf *bytes,
			  struct dkt_report *report, struct dkt_err *err)
{
	const struct dkt_submission *s = &m->c.submission;
	struct dkt_input input = {.name = m->three.path,
				  .bytes = dkt_buf_str(bytes),
				  .size = bytes->size,
				  .path = m->three.path};

	if (s->kind == DKT_ADD && m->three.tip != NULL)
		dkt_report_add(report, DKT_ERROR, "record.id-taken", "/id", DKT_NOWHERE, NULL,
			       "%s is on main already", s->record);
	else if (s->kind == DKT_ADD && was_used(m))
		dkt_report_add(report, DKT_ERROR, "record.id-taken", "/id", DKT_NOWHERE, NULL,
			       "%s was on main once, and ids are never used again", s->record);
	if (s->kind == DKT_AMEND && m->three.tip == NULL)
		dkt_report_add(report, DKT_ERROR, "record.unknown", "/id", DKT_NOWHERE, NULL,
			       "%s is not on main any more", s->record);
	return dkt_examine(m->d, &input, DKT_UPTO_RECORD, report, err);
}

/* --- the commit --- */

static void write_message(struct dkt_merging *m, struct dkt_buf *out)
{
	const struct dkt_submission *s = &m->c.submission;
	struct dkt_trailer trailers[4 + DKT_MAX_APPROVERS];
	struct dkt_buf subject = DKT_BUF_INIT(4096);
	const char *tag;
	const char *title = dkt_case_title(m->d, s, m->c.collection, &tag);
	size_t n = 0;

	trailers[n++] = (struct dkt_trailer){"Submission", m->c.id};
	trailers[n++] = (struct dkt_trailer){"Record", s->record};
	trailers[n++] = (struct dkt_trailer){"Evidence", m->c.commit};
	for (size_t i = 0; i < m->roles.n_approvers; i++)
		trailers[n++] = (struct dkt_trailer){"Reviewed-by", m->roles.approvers[i]};
	trailers[n++] = (struct dkt_trailer){"Policy", m->d->policy};
	dkt_story_subject(&subject, s->kind, m->d->config, m->c.collection, title, tag, s->record);
	dkt_story_write(out, dkt_buf_str(&subject), s->note, trailers, n);
	m->sentence = dkt_story_sentence(m->arena, dkt_buf_str(out));
	dkt_buf_clear(&subject);
}

static int commit_on_tip(struct dkt_merging *m, const struct dkt_buf *bytes, struct dkt_err *err)
{
	struct dkt_buf message = DKT_BUF_INIT(DKT_MAX_MESSAGE);
	struct dkt_write file = {
		.path = m->three.path, .bytes = dkt_buf_str(bytes), .size = bytes->size};
	char parent[DKT_OID_HEX];
	struct dkt_commit_spec spec = {.parent = parent,
				       .writes = &file,
				       .n_writes = 1,
				       .author = m->c.submission.attribution,
				       .committer = "Docket",
				       .time = m->d->now,
				       .key = m->d->key};
	char commit[DKT_OID_HEX];
	char blob[DKT_OID_HEX];
	int result;

	write_message(m, &message);
	memcpy(parent, m->d->tip, sizeof parent);
	spec.message = dkt_buf_str(&message);
	result = dkt_batch_commit(m->d->repo, &spec, commit, err);
	dkt_buf_clear(&message);
	if (result < 0)
		return -1;
	dkt_context_moved(m->d, commit);
	dkt_blob_id(dkt_buf_str(bytes), bytes->size, blob);
	dkt_index_merged(m->d, m->c.collection, m->three.path, &m->record, blob, parent, commit);
	m->commit = dkt_arena_dups(m->arena, commit);
	return 0;
}

/* --- one submission --- */

/* A file that somebody edits in the work tree is found before the queue hears of a merge, so that
 * the submission stays approved and can still be held. */
static int check_file(struct dkt_merging *m, const char *disk_tip, struct dkt_err *err)
{
	char path[256];
	struct dkt_write file = {.path = path, .bytes = "", .size = 0};
	struct dkt_commit_spec spec = {.parent = disk_tip, .writes = &file, .n_writes = 1};

	dkt_record_path(m->c.collection->name, m->c.collection->fanout, m->c.submission.record,
			path);
	return dkt_repo_check_clean(m->d->repo, &spec, err);
}

/* Policy and people may have changed since; approvals of another revision do not count. */
static int check_policy(struct dkt_merging *m, struct dkt_err *err)
{
	const struct dkt_judgement *judgement;
	struct dkt_judged judged;

	if (dkt_case_judge(m->d, m->arena, &m->c, NULL, &judged, err) < 0)
		return -1;
	m->roles = judged.roles;
	judgement = &judged.judgement;
	for (size_t i = 0; i < judgement->n_needs && err->code == DKT_OK; i++) {
		if (!judgement->needs[i].met)
			(void)dkt_fail(err, DKT_ESTATE, "policy asks for more: %s",
				       judgement->needs[i].sentence);
	}
	dkt_judged_clear(&judged);
	return err->code == DKT_OK ? 0 : -1;
}

static int put_on_tip(struct dkt_merging *m, const char *disk_tip, struct dkt_err *err)
{
	struct dkt_buf bytes = DKT_BUF_INIT(DKT_MAX_TEXT);
	struct dkt_report *report = dkt_report_new();
	int result;

	stamp(m, &bytes);
	result = examine_on_tip(m, &bytes, report, err);
	if (result == 0 && dkt_report_count(report, DKT_ERROR) > 0)
		result = dkt_merge_set_aside(m,
					     dkt_arena_printf(m->arena,
							      "%s cannot be merged as it stands: "
							      "%s",
							      m->c.submission.record,
							      first_error(report)),
					     err);
	else if (result == 0 && (begin(m, disk_tip, err) < 0 || commit_on_tip(m, &bytes, err) < 0))
		result = -1;
	dkt_report_free(report);
	dkt_buf_clear(&bytes);
	return result;
}

static int prepare(struct dkt_merging *m, const char *disk_tip, struct dkt_landed *landed,
		   struct dkt_err *err)
{
	const char *since = dkt_story_trailer(m->arena, m->c.message, "Docket-Base");

	if (m->c.state == DKT_MERGING && since != NULL) {
		if (dkt_landed_find(m->d, landed, m->c.id, since, &m->commit, err) < 0)
			return -1;
		m->landed = m->commit != NULL;
		m->sentence = dkt_arena_printf(m->arena, "%s was on main already",
					       m->c.submission.record);
		if (m->landed)
			return 0;
	}
	m->commit = "";
	if (check_policy(m, err) < 0 || check_file(m, disk_tip, err) < 0 ||
	    dkt_three_read(m->d, m->arena, &m->c, &m->three, err) < 0)
		return -1;
	if (m->three.merge.n_conflicts > 0)
		return conflict(m, disk_tip, err);
	return put_on_tip(m, disk_tip, err);
}

/* Errors that concern one submission and leave the others a chance. */
static bool stops_only_this(enum dkt_code code)
{
	return code == DKT_ESTATE || code == DKT_EFORMAT || code == DKT_ELIMIT ||
	       code == DKT_ENOENT;
}

int dkt_merge_prepare(struct dkt_merging *m, const char *disk_tip, struct dkt_landed *landed,
		      struct dkt_err *err)
{
	m->outcome = DKT_MERGE_DONE;
	m->commit = "";
	m->sentence = "";
	if (prepare(m, disk_tip, landed, err) == 0)
		return 0;
	if (!stops_only_this(err->code))
		return -1;
	m->outcome = DKT_MERGE_FAILED;
	return 0;
}

/* --- what was merged before a crash --- */

struct back {
	struct dkt_landed *landed;
	const char *until;
};

static int look_back(void *data, const struct dkt_commit_info *info, struct dkt_err *err)
{
	struct back *back = data;
	struct dkt_landed *landed = back->landed;
	const char *id = dkt_arena_dups(landed->arena, info->id);
	const char *submission = dkt_story_trailer(landed->arena, info->message, "Submission");

	(void)err;
	(void)dkt_map_put(&landed->seen, id, strlen(id), landed);
	if (submission != NULL &&
	    dkt_map_get(&landed->commits, submission, strlen(submission)) == NULL)
		(void)dkt_map_put(&landed->commits, submission, strlen(submission),
				  (void *)(uintptr_t)id);
	landed->next = dkt_arena_dups(landed->arena, info->parent);
	return dkt_streq(info->id, back->until) ? 1 : 0;
}

int dkt_landed_find(struct dkt *d, struct dkt_landed *landed, const char *submission,
		    const char *since, const char **commit_out, struct dkt_err *err)
{
	struct back back = {landed, since};

	if (landed->next == NULL)
		landed->next = dkt_arena_dups(landed->arena, d->tip);
	if (landed->next[0] != '\0' && dkt_map_get(&landed->seen, since, strlen(since)) == NULL &&
	    dkt_repo_log(d->repo, landed->next, "", NULL, look_back, &back, err) < 0)
		return -1;
	*commit_out = dkt_map_get(&landed->commits, submission, strlen(submission));
	return 0;
}
