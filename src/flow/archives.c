/* archives.c - the dataset's archives and their pace. */
#include "flow/archives.h"

#include "base/error.h"
#include "base/str.h"
#include "base/time.h"
#include "source/memento.h"
#include "json/doc.h"

#include "base/banned.h"

#define PACE_NOTE   "archives"
#define MAX_ASKS    64 /* of one conversation at a time */
#define MAX_PACE    ((size_t)1 << 20)
#define MS_A_SECOND 1000

int dkt_archives_of(struct dkt *d, const struct dkt_archive_table **out, struct dkt_err *err)
{
	struct dkt_archive_table *table;
	const char *pointer = "";
	const char *why = "";

	if (d->archives == NULL && d->config->archives == NULL)
		d->archives = dkt_archives_builtin();
	if (d->archives == NULL) {
		table = DKT_NEW(d->arena, struct dkt_archive_table);
		if (!dkt_archives_read(d->arena, dkt_archives_builtin(), d->config->archives, table,
				       &pointer, &why)) {
			(void)dkt_fail(err, DKT_EFORMAT, "an archive in docket.json: %.200s", why);
			return dkt_where(err, "/archives%.100s", pointer);
		}
		d->archives = table;
	}
	*out = d->archives;
	return 0;
}

static int read_pace(struct dkt_talking *t, struct dkt_err *err)
{
	struct dkt_err unread = DKT_ERR_INIT;
	DKT_AUTO(json) json_t *pace = NULL;
	const char *text;

	if (dkt_statedb_note(t->d->state, t->arena, PACE_NOTE, &text, err) < 0)
		return -1;
	if (text[0] != '\0' && dkt_doc_parse(text, strlen(text), "pace", &pace, &unread) == 0)
		dkt_quota_read(t->quota, pace);
	return 0;
}

static int write_pace(struct dkt_talking *t, struct dkt_err *err)
{
	struct dkt_buf line = DKT_BUF_INIT(MAX_PACE);
	DKT_AUTO(json) json_t *pace = dkt_quota_json(t->quota);
	int result = 0;

	dkt_doc_line(pace, &line);
	if (dkt_buf_ok(&line))
		result = dkt_statedb_put_note(t->d->state, PACE_NOTE, dkt_buf_str(&line), err);
	dkt_buf_clear(&line);
	return result;
}

int dkt_talking_begin(struct dkt_talking *t, struct dkt *d, struct dkt_arena *arena,
		      int64_t patience_s, struct dkt_err *err)
{
	*t = (struct dkt_talking){.d = d};
	if (dkt_context_net(d, err) < 0 || dkt_context_state(d, err) < 0 ||
	    dkt_archives_of(d, &t->table, err) < 0)
		return -1;
	t->arena = arena;
	t->quota = dkt_quota_new();
	t->net = (struct dkt_net_driver){
		.net = d->net, .contact = d->config->contact, .patience_s = patience_s};
	t->driver = dkt_net_driver(&t->net, t->quota);
	if (read_pace(t, err) == 0)
		return 0;
	dkt_quota_free(t->quota);
	t->quota = NULL;
	return -1;
}

int dkt_talking_end(struct dkt_talking *t, struct dkt_err *err)
{
	int result;

	if (t->quota == NULL)
		return 0;
	result = write_pace(t, err);
	dkt_quota_free(t->quota);
	t->quota = NULL;
	return result;
}

static int64_t now_ms(const struct dkt_talking *t)
{
	return t->driver.now(t->driver.data) * MS_A_SECOND;
}

/* May it be asked now, or within our patience? Else *due_out. */
static bool pace(struct dkt_talking *t, const struct dkt_ask *ask, int64_t *due_out)
{
	for (;;) {
		int64_t at = dkt_quota_when(t->quota, ask->site, ask->lane, now_ms(t));

		*due_out = (at + MS_A_SECOND - 1) / MS_A_SECOND;
		if (at <= now_ms(t))
			return true;
		if (!t->driver.wait(t->driver.data, *due_out))
			return false;
	}
}

/* Others read state.db: an archive that wants to be left alone is named there at once. */
static int note_pause(struct dkt_talking *t, const struct dkt_ask *ask,
		      const struct dkt_answer *answer, struct dkt_err *err)
{
	int64_t at;

	if (ask->site == NULL || answer->outcome != DKT_FETCHED ||
	    (answer->status != 429 && answer->status != 503) || dkt_memento_is_replayed(answer))
		return 0;
	at = dkt_quota_when(t->quota, ask->site, ask->lane, now_ms(t)) / MS_A_SECOND;
	if (at <= now_ms(t) / MS_A_SECOND)
		return 0;
	if (dkt_statedb_pause(t->d->state, ask->site->id, at,
			      dkt_quota_why(t->quota, ask->site, ask->lane, now_ms(t)), err) < 0)
		return -1;
	return write_pace(t, err);
}

static int ask_one(struct dkt_talking *t, const struct dkt_talk *talk, const struct dkt_ask *ask,
		   struct dkt_err *err)
{
	struct dkt_answer answer = {0};

	dkt_quota_asked(t->quota, ask->site, ask->lane, now_ms(t));
	t->driver.fetch(t->driver.data, t->arena, &ask->request, &answer);
	dkt_quota_answered(t->quota, ask->site, &answer, now_ms(t));
	talk->take(talk->self, t->arena, ask, &answer, t->driver.now(t->driver.data));
	return note_pause(t, ask, &answer, err);
}

int dkt_talking_go(struct dkt_talking *t, const struct dkt_talk *talk, dkt_note_fn *note,
		   void *data, int64_t *due_out, struct dkt_err *err)
{
	for (unsigned i = 0; i < MAX_ASKS; i++) {
		struct dkt_ask ask = {0};
		enum dkt_step step =
			talk->next(talk->self, t->arena, t->driver.now(t->driver.data), &ask);

		if (step == DKT_STEP_DONE)
			return 1;
		*due_out = ask.until;
		if (step == DKT_STEP_WAIT && !t->driver.wait(t->driver.data, ask.until))
			return 0;
		if (step == DKT_STEP_WAIT)
			continue;
		if (!pace(t, &ask, due_out))
			return 0;
		if (ask_one(t, talk, &ask, err) < 0 || (note != NULL && note(data, err) < 0))
			return -1;
	}
	*due_out = now_ms(t) / MS_A_SECOND + 60;
	return 0;
}
