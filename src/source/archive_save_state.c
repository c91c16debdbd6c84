/*
 * archive_save_state.c - a job of Save Page Now between two steps, as JSON.
 *
 * What is read back comes from our own database, and is examined all the same: a state that could
 * not have been written is refused, so that the job never asks for a capture it does not know.
 */
#include "source/archive_save.h"

#include "base/str.h"

#include "base/banned.h"

#define N_STATES (sizeof state_names / sizeof state_names[0])

static const char *const state_names[] = {"submit", "poll",  "saved_unconfirmed",
					  "search", "saved", "failed"};

const char *dkt_save_state_name(enum dkt_save_state state)
{
	return state_names[state];
}

json_t *dkt_save_json(const struct dkt_save *s)
{
	json_t *json = json_pack("{s:s, s:s, s:s?, s:I, s:I, s:i, s:i, s:i, s:i, s:s?, s:s, s:I}",
				 "state", state_names[s->state], "url", s->url, "job", s->job,
				 "begun", (json_int_t)s->begun, "due", (json_int_t)s->due,
				 "submits", (int)s->submits, "polls", (int)s->polls, "confirms",
				 (int)s->confirms, "fresh_s", (int)s->fresh_s, "code", s->code,
				 "reason", s->reason, "stop_until", (json_int_t)s->stop_until);

	if (s->capture.url != NULL)
		json_object_set_new(json, "capture", dkt_memento_json(&s->capture));
	return json;
}

static unsigned count_at(const json_t *json, const char *pointer)
{
	int64_t value = dkt_doc_int(json, pointer, 0);

	return value < 0 || value > INT32_MAX ? 0 : (unsigned)value;
}

static const char *string_at(struct dkt_arena *arena, const json_t *json, const char *pointer)
{
	const char *text = dkt_doc_string(json, pointer, NULL);

	return text == NULL ? NULL : dkt_arena_dups(arena, text);
}

bool dkt_save_read(struct dkt_arena *arena, const struct dkt_archive_site *site,
		   const struct dkt_save_keys *keys, const json_t *json, struct dkt_save *out)
{
	const char *state = dkt_doc_string(json, "/state", "");
	const char *reason = string_at(arena, json, "/reason");
	size_t i = 0;

	while (i < N_STATES && !dkt_streq(state_names[i], state))
		i++;
	*out = (struct dkt_save){.site = site,
				 .keys = keys,
				 .url = string_at(arena, json, "/url"),
				 .job = string_at(arena, json, "/job"),
				 .begun = dkt_doc_int(json, "/begun", 0),
				 .due = dkt_doc_int(json, "/due", 0),
				 .submits = count_at(json, "/submits"),
				 .polls = count_at(json, "/polls"),
				 .confirms = count_at(json, "/confirms"),
				 .fresh_s = count_at(json, "/fresh_s"),
				 .code = string_at(arena, json, "/code"),
				 .reason = reason == NULL ? "" : reason,
				 .stop_until = dkt_doc_int(json, "/stop_until", 0)};
	if (i == N_STATES || out->url == NULL)
		return false;
	out->state = (enum dkt_save_state)i;
	(void)dkt_memento_read(arena, dkt_doc_get(json, "/capture"), &out->capture);
	if (out->state == DKT_SAVE_POLL && out->job == NULL)
		return false;
	return out->capture.url != NULL ||
	       (out->state != DKT_SAVE_UNCONFIRMED && out->state != DKT_SAVE_SAVED);
}
