/*
 * timers.c - events that no person causes.
 *
 * Expiry counts from the last event that made it the submitter's turn, whatever happened to the
 * index since: the time is that of the commit. Waiting for a reviewer never ends anything.
 */
#include "flow/timers.h"

#include "base/error.h"
#include "flow/event.h"
#include "flow/judging.h"
#include "flow/sync.h"

#include "base/banned.h"

#define DAY_S ((int64_t)86400)

enum dkt_due dkt_due_of(const struct dkt_timers *timers, int64_t since, int64_t now)
{
	int64_t days = now < since ? 0 : (now - since) / DAY_S;

	if (timers->expiry_days > 0 && days >= (int64_t)timers->expiry_days)
		return DKT_DUE_EXPIRY;
	if (days >= (int64_t)timers->reminder_days[1])
		return DKT_DUE_SECOND_REMINDER;
	if (days >= (int64_t)timers->reminder_days[0])
		return DKT_DUE_FIRST_REMINDER;
	return DKT_DUE_NOTHING;
}

bool dkt_lease_held(const struct dkt_timers *timers, int64_t renewed, int64_t now)
{
	return now - renewed < (int64_t)timers->lease_minutes * 60;
}

static int write_event(struct dkt *d, const struct dkt_case *c, enum dkt_event event,
		       enum dkt_state to, const char *sentence, struct dkt_err *err)
{
	struct dkt_happening happening = {.submission = &c->submission,
					  .expected = c->commit,
					  .from = c->state,
					  .event = event,
					  .to = to,
					  .by = DKT_BY_SYSTEM,
					  .actor = "docket",
					  .sentence = sentence,
					  .decision = event == DKT_EV_COMPLETED};

	int result;

	if (dkt_repo_lock(d->repo, "work", d->lock_wait_ms, err) < 0)
		return -1;
	result = dkt_happen(d, &happening, NULL, err);
	dkt_repo_unlock(d->repo);
	return result;
}

/* Only trust lets a submission through that nobody has looked at. */
static int complete(struct dkt *d, struct dkt_arena *arena, const struct dkt_case *c,
		    struct dkt_timed *out, struct dkt_err *err)
{
	struct dkt_judged judged = {0};
	const char *sentence;
	int result = dkt_case_judge(d, arena, c, NULL, &judged, err);
	bool due = result == 0 &&
		   (c->state == DKT_IN_REVIEW ? judged.judgement.met : judged.judgement.automatic);

	if (due) {
		sentence = dkt_arena_printf(arena, "completed: %s, policy is met",
					    c->submission.record == NULL ? c->id
									 : c->submission.record);
		result = write_event(d, c, DKT_EV_COMPLETED, DKT_APPROVED, sentence, err);
		out->approved += result == 0;
	}
	dkt_judged_clear(&judged);
	return result;
}

static int expire(struct dkt *d, struct dkt_arena *arena, const struct dkt_case *c,
		  struct dkt_timed *out, struct dkt_err *err)
{
	const char *sentence;

	if (dkt_due_of(&d->config->policy.timers, c->time, d->now) != DKT_DUE_EXPIRY)
		return 0;
	sentence = dkt_arena_printf(arena, "expired: no answer for %u days",
				    d->config->policy.timers.expiry_days);
	if (write_event(d, c, DKT_EV_EXPIRED, DKT_EXPIRED, sentence, err) < 0)
		return -1;
	out->expired++;
	return 0;
}

static int look_at(struct dkt *d, const char *id, enum dkt_state state, struct dkt_timed *out,
		   struct dkt_err *err)
{
	struct dkt_arena *arena = dkt_arena_new();
	struct dkt_case c;
	int result = dkt_case_read(d, arena, id, &c, err);

	if (result == 0 && c.state == state)
		result = state == DKT_NEEDS_CHANGES ? expire(d, arena, &c, out, err)
						    : complete(d, arena, &c, out, err);
	dkt_arena_free(arena);
	if (result < 0 && (err->code == DKT_EFORMAT || err->code == DKT_EMOVED)) {
		dkt_err_clear(err);
		result = 0;
	}
	return result;
}

static bool can_complete_untouched(const struct dkt_policy *policy)
{
	for (size_t i = 0; i < policy->n_trust; i++) {
		if (policy->trust[i].approvals == 0)
			return true;
	}
	return false;
}

static int look_at_all(struct dkt *d, enum dkt_state state, struct dkt_timed *out,
		       struct dkt_err *err)
{
	struct dkt_arena *arena = dkt_arena_new();
	const char *const *ids = NULL;
	size_t n = 0;
	int result = dkt_context_submissions(d, dkt_state_name(state), arena, &ids, &n, err);

	for (size_t i = 0; result == 0 && i < n; i++)
		result = look_at(d, ids[i], state, out, err);
	dkt_arena_free(arena);
	return result;
}

int dkt_timers_run(struct dkt *d, struct dkt_timed *out, struct dkt_err *err)
{
	int result;

	*out = (struct dkt_timed){0};
	if (dkt_context_need_repo(d, err) < 0)
		return -1;
	result = dkt_index_sync(d, err);
	if (result == 0)
		result = look_at_all(d, DKT_IN_REVIEW, out, err);
	if (result == 0 && can_complete_untouched(&d->config->policy))
		result = look_at_all(d, DKT_READY, out, err);
	if (result == 0 && d->config->policy.timers.expiry_days > 0)
		result = look_at_all(d, DKT_NEEDS_CHANGES, out, err);
	return result;
}
