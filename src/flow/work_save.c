/*
 * work_save.c - an archive is asked to save a page, and the capture is believed when it was read
 * back.
 *
 * The conversation (archive_save.h) takes minutes to days; between two rounds of the worker it is
 * the detail of its job. It is written down after every answer, so that a worker that is killed
 * asks the archive at most for the one answer that it did not see.
 */
#include <string.h>

#include "base/error.h"
#include "base/str.h"
#include "flow/archives.h"
#include "flow/work_inside.h"
#include "source/archive_save.h"

#include "base/banned.h"

#define PATIENCE_S 0	 /* the worker has other things to do than to wait for a capture */
#define FRESH_S	   86400 /* a capture of today is as good as a new one */
#define MAX_DETAIL ((size_t)64 << 10)

struct saving {
	struct dkt *d;
	struct dkt_statedb_job job;
	struct dkt_save save;
	struct dkt_arena *arena;
};

static int note(void *data, struct dkt_err *err)
{
	struct saving *s = data;
	struct dkt_buf line = DKT_BUF_INIT(MAX_DETAIL);
	DKT_AUTO(json) json_t *json = dkt_save_json(&s->save);
	int result;

	dkt_doc_line(json, &line);
	s->job.detail = dkt_arena_dups(s->arena, dkt_buf_str(&line));
	s->job.state = dkt_save_state_name(s->save.state);
	s->job.due = s->save.due > s->d->now ? s->save.due : s->d->now;
	result = dkt_statedb_put_job(s->d->state, &s->job, err);
	dkt_buf_clear(&line);
	return result;
}

/* The archive to ask: the first of the table that takes requests from programs. */
static const struct dkt_archive_site *site_of(const struct dkt_archive_table *table)
{
	for (size_t i = 0; i < table->n; i++) {
		if (table->rows[i].saving == DKT_SAVING_SPN2 && table->rows[i].closed == NULL)
			return &table->rows[i];
	}
	return NULL;
}

static bool take_up(struct saving *s, const struct dkt_archive_table *table,
		    const struct dkt_save_keys *keys)
{
	const struct dkt_archive_site *site = site_of(table);
	struct dkt_err unread = DKT_ERR_INIT;
	DKT_AUTO(json) json_t *json = NULL;

	if (site == NULL)
		return false;
	if (s->job.detail[0] != '\0' &&
	    dkt_doc_parse(s->job.detail, strlen(s->job.detail), "a job", &json, &unread) == 0 &&
	    dkt_save_read(s->arena, site, keys, json, &s->save))
		return true;
	dkt_save_begin(&s->save, s->arena, site, keys, s->job.url);
	s->save.fresh_s = FRESH_S;
	return true;
}

int dkt_work_save_go(struct dkt *d, struct dkt_arena *arena, const struct dkt_statedb_job *job,
		     int64_t patience_s, struct dkt_save *out, int64_t *due_out,
		     struct dkt_err *err)
{
	struct saving s = {.d = d, .job = *job, .arena = arena};
	struct dkt_save_keys keys;
	struct dkt_talking t;
	struct dkt_talk talk;
	int result = dkt_talking_begin(&t, d, arena, patience_s, err);

	*due_out = 0;
	if (result < 0)
		return -1;
	(void)dkt_save_keys_get(&keys); /* the conversation says what is wrong with them */
	if (take_up(&s, t.table, &keys)) {
		talk = dkt_save_talk(&s.save);
		result = dkt_talking_go(&t, &talk, note, &s, due_out, err);
		*out = s.save;
		if (out->stop_until > d->now && result >= 0 &&
		    dkt_statedb_pause(d->state, out->site->id, out->stop_until, out->reason, err) <
			    0)
			result = -1;
		/* what it points at may live in the talk's arena */
		out->capture.url =
			out->capture.url == NULL ? NULL : dkt_arena_dups(arena, out->capture.url);
		out->reason = dkt_arena_dups(arena, out->reason);
	} else {
		result = dkt_fail(err, DKT_EUSAGE, "no archive takes requests from programs");
	}
	if (dkt_talking_end(&t, err) < 0)
		result = -1;
	return result;
}

/* --- for a submission --- */

static const char *word_of(const struct dkt_save *save, bool good)
{
	switch (save->state) {
	case DKT_SAVE_SAVED:
		return good ? "saved" : "refused";
	case DKT_SAVE_FAILED:
		return "refused";
	case DKT_SAVE_UNCONFIRMED:
		return "saved-unconfirmed";
	default:
		return "asked";
	}
}

/* *changed: the story does not say so yet. */
static void say(struct dkt_work_source *s, const struct dkt_save *save, bool good, bool *changed)
{
	const char *word = word_of(save, good);
	json_t *saving =
		json_pack("{s:s, s:s, s:s}", "state", word, "archive", save->site->id, "reason",
			  save->state == DKT_SAVE_SAVED && !good
				  ? "what was captured does not hold what is cited"
				  : save->reason);

	*changed = !dkt_streq(dkt_doc_string(s->source, "/saving/state", ""), word);
	if (save->capture.url != NULL)
		json_object_set_new(saving, "url", json_string(save->capture.url));
	json_object_set_new(s->source, "saving", saving);
}

static int tell(struct dkt_worker *w, struct dkt_work_source *s, const struct dkt_save *save,
		const char *url, struct dkt_err *err)
{
	bool good = false;
	bool changed;

	if (save->state == DKT_SAVE_SAVED &&
	    dkt_work_try_copy(w, s, save->capture.url, &good, err) < 0)
		return -1;
	say(s, save, good, &changed);
	if (!changed)
		return 0;
	return dkt_work_tell_source(
		w, s,
		dkt_arena_printf(s->arena, "saving %.200s: %s", url,
				 dkt_doc_string(s->source, "/saving/state", "")),
		err);
}

int dkt_work_save(struct dkt_worker *w, const struct dkt_statedb_job *job, struct dkt_err *err)
{
	DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();
	struct dkt_work_source s = {0};
	struct dkt_save save = {0};
	int64_t due;
	int over;
	int wanted = 1;

	if (job->subject[0] != '\0')
		wanted = dkt_work_open_source(w, arena, job->subject, job->url, &s, err);
	over = wanted == 1 ? dkt_work_save_go(w->d, arena, job, PATIENCE_S, &save, &due, err)
			   : wanted; /* 0: nobody needs it any more */
	if (over >= 0 && wanted == 1 && job->subject[0] != '\0' &&
	    tell(w, &s, &save, job->url, err) < 0)
		over = -1;
	dkt_work_close_source(&s);
	if (over < 0)
		return -1;
	if (wanted == 0 || over == 1)
		return dkt_statedb_drop_job(w->d->state, job, err);
	return 0; /* it was written down after its last answer */
}
