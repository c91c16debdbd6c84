/*
 * decide.c - a person's decision on a submission: who may, for which revision, with what reason.
 *
 * An approval counts for the revision it was given to. Whether it was the last thing missing is for
 * the policy to say (record/judge.h), from what git holds.
 */
#include <string.h>

#include "base/error.h"
#include "base/str.h"
#include "flow/case.h"
#include "flow/event.h"
#include "flow/judging.h"
#include "flow/sync.h"

#include "base/banned.h"

static const struct {
	enum dkt_event event;
	enum dkt_state to;
	unsigned roles; /* enum dkt_role, one of them is needed */
	bool reason;	/* a reason code is needed */
	const char *word;
} verdicts[] = {
	[DKT_APPROVE] = {DKT_EV_APPROVED, DKT_APPROVED, DKT_REVIEWER | DKT_MAINTAINER, false,
			 "approved"},
	[DKT_QUESTION] = {DKT_EV_QUESTION, DKT_NEEDS_CHANGES, DKT_REVIEWER | DKT_MAINTAINER, true,
			  "question"},
	[DKT_REJECT] = {DKT_EV_REJECTED, DKT_REJECTED, DKT_REVIEWER | DKT_MAINTAINER, true,
			"rejected"},
	[DKT_MARK_DUPLICATE] = {DKT_EV_DUPLICATE, DKT_DUPLICATE, DKT_REVIEWER | DKT_MAINTAINER,
				false, "duplicate"},
	[DKT_HOLD] = {DKT_EV_HELD, DKT_ON_HOLD, DKT_MAINTAINER, true, "held"},
	[DKT_RESUME] = {DKT_EV_RESUMED, DKT_READY, DKT_MAINTAINER, false, "resumed"},
	[DKT_MARK_SPAM] = {DKT_EV_SPAM, DKT_SPAM, DKT_TRIAGER | DKT_REVIEWER | DKT_MAINTAINER,
			   false, "spam"},
	[DKT_WITHDRAW] = {DKT_EV_WITHDRAWN, DKT_WITHDRAWN, 0, false, "withdrawn"},
};

static int need_role(const struct dkt *d, const struct dkt_decision *decision, struct dkt_err *err)
{
	const struct dkt_person *person =
		decision->actor == NULL ? NULL : dkt_people_find(d->people, decision->actor);

	if (verdicts[decision->verdict].roles == 0)
		return 0;
	if (person == NULL) {
		(void)dkt_fail(err, DKT_ESTATE, "%s is not in maintainers.json",
			       decision->actor == NULL ? "nobody named" : decision->actor);
		return dkt_hint(err, "say who decides with --as HANDLE");
	}
	if ((person->roles & (verdicts[decision->verdict].roles | DKT_ADMINISTRATOR)) == 0)
		return dkt_fail(err, DKT_ESTATE, "%s has no role that may decide this",
				decision->actor);
	return 0;
}

static int need_reason(const struct dkt_decision *decision, struct dkt_err *err)
{
	struct dkt_buf codes = DKT_BUF_INIT(4096);

	if (decision->reason == NULL && !verdicts[decision->verdict].reason)
		return 0;
	if (decision->reason != NULL && dkt_reason_known(decision->reason))
		return 0;
	for (size_t i = 0; dkt_reasons[i] != NULL; i++)
		dkt_buf_addf(&codes, "%s%s", i == 0 ? "" : ", ", dkt_reasons[i]);
	(void)dkt_fail(err, DKT_EUSAGE, "%s",
		       decision->reason == NULL ? "this decision needs a reason code"
						: "that is no reason code");
	(void)dkt_hint(err, "one of %s", dkt_buf_str(&codes));
	dkt_buf_clear(&codes);
	return -1;
}

/* May this person decide this: scope for every decision, and for an approval what else stands
 * against it. */
static int check_person(struct dkt_arena *arena, const struct dkt_judged *judged,
			const struct dkt_decision *decision, struct dkt_err *err)
{
	const struct dkt_case_facts *facts = &judged->facts;
	const struct dkt_person *person =
		decision->actor == NULL ? NULL : dkt_people_find(facts->people, decision->actor);
	const char *objection = NULL;

	if (person == NULL || verdicts[decision->verdict].roles == 0)
		return 0;
	if (decision->verdict == DKT_APPROVE)
		objection = dkt_judge_objection(arena, facts, person);
	else if (!dkt_scope_covers(facts, person))
		objection = dkt_arena_printf(arena, "this lies outside the scope of %s",
					     person->handle);
	if (objection == NULL)
		return 0;
	(void)dkt_fail(err, DKT_ESTATE, "%s", objection);
	return dkt_hint(err, "docket review --explain %s says who may", decision->submission);
}

/* An approval of one's own submission, or of a conflict that one has solved oneself. */
static bool is_self_approval(const struct dkt_judged *judged, const struct dkt_decision *decision)
{
	const struct dkt_case_facts *facts = &judged->facts;
	const char *actor = decision->actor == NULL ? "" : decision->actor;

	return decision->verdict == DKT_APPROVE &&
	       ((facts->submitter != NULL && dkt_streq(facts->submitter, actor)) ||
		(facts->solver != NULL && dkt_streq(facts->solver, actor)));
}

static int write_decision(struct dkt *d, struct dkt_arena *arena, const struct dkt_case *c,
			  const struct dkt_decision *decision, const struct dkt_judged *judged,
			  const struct dkt_ssh_key *key, const char **state_out,
			  struct dkt_err *err)
{
	const char *title = dkt_case_title(d, &c->submission, c->collection, NULL);
	struct dkt_happening happening = {
		.submission = &c->submission,
		.expected = c->commit,
		.from = c->state,
		.event = verdicts[decision->verdict].event,
		.to = verdicts[decision->verdict].to,
		.by = verdicts[decision->verdict].roles == 0 ? DKT_BY_SUBMITTER : DKT_BY_MAINTAINER,
		.actor = decision->actor == NULL ? c->submission.attribution : decision->actor,
		.body = decision->text,
		.reason = decision->reason,
		.decision = true,
		.self_approval = is_self_approval(judged, decision),
		.key = key};

	if (decision->verdict == DKT_APPROVE && !judged->judgement.met)
		happening.to = DKT_IN_REVIEW;
	happening.sentence =
		dkt_arena_printf(arena, "%s: %s%s%s", verdicts[decision->verdict].word,
				 c->submission.record == NULL ? c->id : c->submission.record,
				 title[0] == '\0' ? "" : ", ", title);
	*state_out = dkt_state_name(happening.to);
	return dkt_happen(d, &happening, NULL, err);
}

static int decide_locked(struct dkt *d, const struct dkt_decision *decision,
			 const struct dkt_ssh_key *key, const char **state_out, struct dkt_err *err)
{
	struct dkt_arena *arena = dkt_arena_new();
	bool approves = decision->verdict == DKT_APPROVE;
	struct dkt_judged judged = {0};
	struct dkt_case c;
	int result = dkt_case_read(d, arena, decision->submission, &c, err);

	if (result == 0 && !dkt_event_possible(c.state, verdicts[decision->verdict].event)) {
		result = dkt_fail(err, DKT_ESTATE, "%s is %s and cannot be %s", c.id,
				  dkt_state_name(c.state), verdicts[decision->verdict].word);
		if (c.state == DKT_RECEIVED)
			(void)dkt_hint(err, "let its checks run first: docket work");
	}
	if (result == 0)
		result = dkt_case_judge(d, arena, &c, approves ? decision->actor : NULL, &judged,
					err);
	if (result == 0)
		result = check_person(arena, &judged, decision, err);
	if (result == 0)
		result = write_decision(d, arena, &c, decision, &judged, key, state_out, err);
	dkt_judged_clear(&judged);
	dkt_arena_free(arena);
	return result;
}

/* A signature by a key that maintainers.json does not have now would prove nothing later. */
static int open_key(const struct dkt *d, const struct dkt_decision *decision,
		    struct dkt_ssh_key **out, struct dkt_err *err)
{
	const struct dkt_person *person =
		decision->actor == NULL ? NULL : dkt_people_find(d->people, decision->actor);

	if (decision->key_file == NULL)
		return 0;
	if (dkt_ssh_key_read(decision->key_file, out, err) < 0)
		return dkt_note(err, "signing the decision");
	if (person != NULL && dkt_person_has_key(person, dkt_ssh_key_public(*out), d->now))
		return 0;
	(void)dkt_fail(err, DKT_ESTATE, "%s is no key of %s now", decision->key_file,
		       decision->actor == NULL ? "anybody named" : decision->actor);
	dkt_ssh_key_free(*out);
	*out = NULL;
	return dkt_hint(err, "the keys of maintainers are in maintainers.json");
}

int dkt_decide(struct dkt *d, const struct dkt_decision *decision, const char **state_out,
	       struct dkt_err *err)
{
	struct dkt_ssh_key *key = NULL;
	int result;

	if (dkt_context_need_repo(d, err) < 0 || need_role(d, decision, err) < 0 ||
	    need_reason(decision, err) < 0 || open_key(d, decision, &key, err) < 0)
		return -1;
	result = dkt_repo_lock(d->repo, "review", d->lock_wait_ms, err);
	if (result == 0) {
		result = dkt_index_sync(d, err);
		if (result == 0)
			result = decide_locked(d, decision, key, state_out, err);
		dkt_repo_unlock(d->repo);
	}
	dkt_ssh_key_free(key);
	return result;
}
