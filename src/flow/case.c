/* case.c - reading one submission back from the queue. */
#include "flow/case.h"

#include <string.h>

#include "base/error.h"
#include "record/label.h"
#include "record/story.h"

#include "base/banned.h"

static int unreadable(struct dkt_err *err, const char *id, const char *what)
{
	(void)dkt_fail(err, DKT_EFORMAT, "the queue's file of %s cannot be read: %s", id, what);
	return dkt_hint(err, "look at it with: git -C .docket/queue.git log --all");
}

int dkt_case_read(struct dkt *d, struct dkt_arena *arena, const char *id, struct dkt_case *out,
		  struct dkt_err *err)
{
	struct dkt_buf bytes = DKT_BUF_INIT(DKT_MAX_TEXT);
	struct dkt_queue_item item;
	struct dkt_text_fault fault;
	struct dkt_report *report;
	bool good;

	memset(out, 0, sizeof *out);
	if (dkt_queue_find(d->repo, arena, id, &item, err) < 0 ||
	    dkt_queue_read(d->repo, item.commit, id, false, &bytes, err) < 0) {
		dkt_buf_clear(&bytes);
		return dkt_hint(err, "docket queue --all lists the submissions");
	}
	out->id = dkt_arena_dups(arena, id);
	out->commit = item.commit;
	out->message = item.message;
	out->time = item.time;
	out->state = dkt_story_state(arena, item.message);
	good = dkt_text_parse(&out->text, arena,
			      dkt_arena_dup(arena, dkt_buf_str(&bytes), bytes.size), bytes.size,
			      &fault);
	dkt_buf_clear(&bytes);
	if (!good)
		return unreadable(err, id, fault.sentence);
	report = dkt_report_new();
	good = dkt_submission_read(&out->text.root, &out->submission, report);
	dkt_report_free(report);
	if (!good || out->submission.collection == NULL)
		return unreadable(err, id, "it is no envelope");
	out->collection = dkt_config_collection(d->config, out->submission.collection);
	if (out->collection == NULL)
		return unreadable(err, id, "its collection is not in docket.json any more");
	return 0;
}

const char *dkt_case_title(const struct dkt *d, const struct dkt_submission *submission,
			   const struct dkt_collection *collection, const char **tag_out)
{
	if (tag_out != NULL)
		*tag_out = "";
	if (submission->proposed == NULL)
		return "";
	return dkt_record_label(d->config, collection, submission->proposed, tag_out);
}
