/*
 * memory.c - what an inspector asks before it asks the net, and what is learnt from a check.
 *
 * A memory that cannot be written does not stop a check in the middle; the first failure is kept
 * and told at the end.
 */
#include "flow/memory.h"

#include "base/error.h"
#include "base/str.h"
#include "base/time.h"
#include "source/sentence.h"
#include "source/url.h"

#include "base/banned.h"

static int64_t day_of(int64_t time)
{
	return time / DKT_STATE_DAY;
}

static const char *recall(void *data, const char *url, enum dkt_visit_kind kind)
{
	struct dkt_memory *m = data;
	const char *note = NULL;

	dkt_arena_reset(m->arena);
	if (dkt_statedb_recall(m->d->state, m->arena, url, dkt_visit_kind_name(kind),
			       day_of(m->d->now), m->sweep, &note, &m->err) < 0)
		return NULL;
	m->n_recalled += note != NULL;
	return note;
}

static void remember(void *data, const struct dkt_seen *seen)
{
	struct dkt_memory *m = data;

	if (seen->note != NULL && m->err.code == DKT_OK)
		(void)(dkt_statedb_remember(m->d->state, seen->url, dkt_visit_kind_name(seen->kind),
					    day_of(m->d->now), m->sweep, seen->good, seen->note,
					    &m->err) < 0);
}

void dkt_memory_init(struct dkt_memory *m, struct dkt *d, int64_t sweep)
{
	*m = (struct dkt_memory){.d = d, .sweep = sweep, .arena = dkt_arena_new()};
	m->hooks = (struct dkt_check_memory){.data = m, .recall = recall, .remember = remember};
}

int dkt_memory_end(struct dkt_memory *m, struct dkt_err *err)
{
	dkt_arena_free(m->arena);
	m->arena = NULL;
	if (m->err.code == DKT_OK)
		return 0;
	if (err->code == DKT_OK)
		*err = m->err;
	return -1;
}

/* --- how links fare --- */

static enum dkt_sighting sighting_of(const char *verdict, const char *reason)
{
	static const char *const failures[] = {"gone", "soft-gone", "moved-home", "unreachable"};

	if (dkt_streq(verdict, "alive") || dkt_streq(verdict, "redirected"))
		return DKT_SIGHT_GOOD;
	if (dkt_starts(reason, "no answer in time") || dkt_starts(reason, "no time left"))
		return DKT_SIGHT_NEITHER; /* our own haste */
	for (size_t i = 0; i < sizeof failures / sizeof failures[0]; i++) {
		if (dkt_streq(verdict, failures[i]))
			return DKT_SIGHT_FAILURE;
	}
	return DKT_SIGHT_NEITHER;
}

static void say(struct dkt_arena *arena, json_t *live, const char *pointer,
		const struct dkt_health *health, struct dkt_report *report)
{
	char since[DKT_TIME_SIZE];

	dkt_time_format(health->first_failure, since);
	json_object_set_new(live, "failures", json_integer((json_int_t)health->failures));
	json_object_set_new(live, "failing_since", json_string(since));
	json_object_set_new(live, "dead", json_boolean(health->dead));
	if (health->dead)
		dkt_source_finding(
			arena, report, DKT_WARNING, "source.dead", pointer, DKT_NOWHERE,
			DKT_SRC_LOOK_FOR_COPY,
			dkt_source_say(arena, dkt_report_language(report), DKT_SRC_DEAD,
				       dkt_arena_printf(arena, "%lld", (long long)health->failures),
				       dkt_arena_printf(arena, "%.10s", since)));
}

static int learn(struct dkt *d, struct dkt_arena *arena, json_t *source, struct dkt_report *report,
		 struct dkt_err *err)
{
	json_t *live = json_object_get(source, "live");
	const char *url = dkt_doc_string(source, "/url", "");
	const char *verdict = dkt_doc_string(live, "/verdict", "");
	const char *reason = dkt_doc_string(live, "/reason", "");
	struct dkt_health health;

	if (verdict[0] == '\0')
		return 0;
	if (dkt_statedb_saw(d->state, url, dkt_url_domain(arena, url), verdict, reason,
			    sighting_of(verdict, reason), d->now, err) < 0 ||
	    dkt_statedb_health(d->state, arena, url, &health, err) < 0)
		return -1;
	if (health.failures > 0)
		say(arena, live,
		    dkt_arena_printf(arena, "%s/url", dkt_doc_string(source, "/pointer", "")),
		    &health, report);
	return 0;
}

int dkt_memory_learn(struct dkt *d, json_t *sources, struct dkt_report *report, struct dkt_err *err)
{
	DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();

	for (size_t i = 0; i < json_array_size(sources); i++) {
		if (learn(d, arena, json_array_get(sources, i), report, err) < 0)
			return dkt_note(err, "remembering how links fare");
	}
	return 0;
}
