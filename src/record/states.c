/*
 * states.c - every move a submission can make, who makes it, and under what guard.
 *
 * Research/pipeline's diagram as a table: what is not in it does not happen. Guards that depend on
 * policy, revision or findings are checked by flow/ before it asks; they stand here in words so
 * that the documentation has them.
 */
#include "record/states.h"

#include "base/str.h"

#include "base/banned.h"

#define N(array) (sizeof(array) / sizeof((array)[0]))

static const char *const state_names[DKT_N_STATES] = {
	[DKT_NONE] = "none",
	[DKT_RECEIVED] = "received",
	[DKT_CHECKING] = "checking",
	[DKT_READY] = "ready",
	[DKT_NEEDS_CHANGES] = "needs_changes",
	[DKT_IN_REVIEW] = "in_review",
	[DKT_APPROVED] = "approved",
	[DKT_MERGING] = "merging",
	[DKT_CONFLICT] = "conflict",
	[DKT_MERGED] = "merged",
	[DKT_RELEASED] = "released",
	[DKT_ON_HOLD] = "on_hold",
	[DKT_SPAM] = "spam",
	[DKT_REJECTED] = "rejected",
	[DKT_DUPLICATE] = "duplicate",
	[DKT_WITHDRAWN] = "withdrawn",
	[DKT_EXPIRED] = "expired",
	[DKT_REVERTED] = "reverted",
};

static const char *const event_names[DKT_N_EVENTS] = {
	[DKT_EV_RECEIVED] = "received",	  [DKT_EV_CHECKED] = "checked",
	[DKT_EV_QUESTION] = "question",	  [DKT_EV_REVISED] = "revised",
	[DKT_EV_APPROVED] = "approved",	  [DKT_EV_REJECTED] = "rejected",
	[DKT_EV_DUPLICATE] = "duplicate", [DKT_EV_HELD] = "held",
	[DKT_EV_RESUMED] = "resumed",	  [DKT_EV_SPAM] = "spam",
	[DKT_EV_WITHDRAWN] = "withdrawn", [DKT_EV_MERGING] = "merging",
	[DKT_EV_CONFLICT] = "conflict",	  [DKT_EV_RESOLVED] = "resolved",
	[DKT_EV_MERGED] = "merged",	  [DKT_EV_COMPLETED] = "completed",
	[DKT_EV_EXPIRED] = "expired",	  [DKT_EV_REOPENED] = "reopened",
};

#define REVIEWERS (DKT_BY_REVIEWER | DKT_BY_MAINTAINER)
#define TRIAGERS  (DKT_BY_TRIAGER | REVIEWERS)

static const struct dkt_move moves[] = {
	{DKT_NONE, DKT_EV_RECEIVED, DKT_RECEIVED, DKT_BY_SUBMITTER,
	 "it parses and has no findings at error level"},
	{DKT_NONE, DKT_EV_RECEIVED, DKT_NEEDS_CHANGES, DKT_BY_SUBMITTER,
	 "it parses and has findings at error level"},
	{DKT_RECEIVED, DKT_EV_CHECKED, DKT_READY, DKT_BY_SYSTEM, "no findings at error level"},
	{DKT_RECEIVED, DKT_EV_CHECKED, DKT_NEEDS_CHANGES, DKT_BY_SYSTEM, "findings at error level"},
	{DKT_CHECKING, DKT_EV_CHECKED, DKT_READY, DKT_BY_SYSTEM, "no findings at error level"},
	{DKT_CHECKING, DKT_EV_CHECKED, DKT_NEEDS_CHANGES, DKT_BY_SYSTEM, "findings at error level"},
	{DKT_READY, DKT_EV_CHECKED, DKT_READY, DKT_BY_SYSTEM,
	 "a newer evidence run informs, it does not decide"},
	{DKT_IN_REVIEW, DKT_EV_CHECKED, DKT_IN_REVIEW, DKT_BY_SYSTEM,
	 "a newer evidence run informs, it does not decide"},
	{DKT_READY, DKT_EV_COMPLETED, DKT_APPROVED, DKT_BY_SYSTEM,
	 "policy trusts the submitter, and the checks found nothing"},
	{DKT_IN_REVIEW, DKT_EV_COMPLETED, DKT_APPROVED, DKT_BY_SYSTEM,
	 "approvals were there, and what else policy asks for has come"},
	{DKT_NEEDS_CHANGES, DKT_EV_EXPIRED, DKT_EXPIRED, DKT_BY_SYSTEM,
	 "the submitter has not answered for as long as policy waits"},
	{DKT_EXPIRED, DKT_EV_REOPENED, DKT_NEEDS_CHANGES, DKT_BY_SUBMITTER | REVIEWERS, ""},
	{DKT_SPAM, DKT_EV_REOPENED, DKT_RECEIVED, TRIAGERS, "it was no spam; its checks run again"},
	{DKT_READY, DKT_EV_QUESTION, DKT_NEEDS_CHANGES, REVIEWERS, "with a reason"},
	{DKT_IN_REVIEW, DKT_EV_QUESTION, DKT_NEEDS_CHANGES, REVIEWERS, "with a reason"},
	{DKT_NEEDS_CHANGES, DKT_EV_REVISED, DKT_RECEIVED, DKT_BY_SUBMITTER | DKT_BY_MAINTAINER,
	 "no errors left"},
	{DKT_NEEDS_CHANGES, DKT_EV_REVISED, DKT_NEEDS_CHANGES, DKT_BY_SUBMITTER | DKT_BY_MAINTAINER,
	 "errors left"},
	{DKT_RECEIVED, DKT_EV_REVISED, DKT_RECEIVED, DKT_BY_SUBMITTER, "a new revision"},
	{DKT_READY, DKT_EV_REVISED, DKT_RECEIVED, DKT_BY_SUBMITTER | DKT_BY_MAINTAINER,
	 "a new revision"},
	{DKT_APPROVED, DKT_EV_REVISED, DKT_RECEIVED, DKT_BY_SUBMITTER | DKT_BY_MAINTAINER,
	 "it voids the approval"},
	{DKT_READY, DKT_EV_APPROVED, DKT_IN_REVIEW, REVIEWERS,
	 "policy asks for more: approvals, evidence or time"},
	{DKT_READY, DKT_EV_APPROVED, DKT_APPROVED, REVIEWERS,
	 "everything that policy asks for is there, for this revision"},
	{DKT_IN_REVIEW, DKT_EV_APPROVED, DKT_IN_REVIEW, REVIEWERS,
	 "policy asks for more: approvals, evidence or time"},
	{DKT_IN_REVIEW, DKT_EV_APPROVED, DKT_APPROVED, REVIEWERS,
	 "everything that policy asks for is there, for this revision"},
	{DKT_READY, DKT_EV_REJECTED, DKT_REJECTED, REVIEWERS, "with a reason"},
	{DKT_IN_REVIEW, DKT_EV_REJECTED, DKT_REJECTED, REVIEWERS, "with a reason"},
	{DKT_NEEDS_CHANGES, DKT_EV_REJECTED, DKT_REJECTED, REVIEWERS, "with a reason"},
	{DKT_CONFLICT, DKT_EV_REJECTED, DKT_REJECTED, REVIEWERS, "with a reason"},
	{DKT_READY, DKT_EV_DUPLICATE, DKT_DUPLICATE, REVIEWERS,
	 "the other record or submission is named"},
	{DKT_IN_REVIEW, DKT_EV_DUPLICATE, DKT_DUPLICATE, REVIEWERS,
	 "the other record or submission is named"},
	{DKT_RECEIVED, DKT_EV_SPAM, DKT_SPAM, TRIAGERS, ""},
	{DKT_READY, DKT_EV_SPAM, DKT_SPAM, TRIAGERS, ""},
	{DKT_NEEDS_CHANGES, DKT_EV_SPAM, DKT_SPAM, TRIAGERS, ""},
	{DKT_READY, DKT_EV_HELD, DKT_ON_HOLD, DKT_BY_MAINTAINER, "with a reason"},
	{DKT_IN_REVIEW, DKT_EV_HELD, DKT_ON_HOLD, DKT_BY_MAINTAINER, "with a reason"},
	{DKT_APPROVED, DKT_EV_HELD, DKT_ON_HOLD, DKT_BY_MAINTAINER, "with a reason"},
	{DKT_ON_HOLD, DKT_EV_RESUMED, DKT_READY, DKT_BY_MAINTAINER, ""},
	{DKT_RECEIVED, DKT_EV_WITHDRAWN, DKT_WITHDRAWN, DKT_BY_SUBMITTER, ""},
	{DKT_READY, DKT_EV_WITHDRAWN, DKT_WITHDRAWN, DKT_BY_SUBMITTER, ""},
	{DKT_NEEDS_CHANGES, DKT_EV_WITHDRAWN, DKT_WITHDRAWN, DKT_BY_SUBMITTER, ""},
	{DKT_IN_REVIEW, DKT_EV_WITHDRAWN, DKT_WITHDRAWN, DKT_BY_SUBMITTER, ""},
	{DKT_CONFLICT, DKT_EV_WITHDRAWN, DKT_WITHDRAWN, DKT_BY_SUBMITTER, ""},
	{DKT_APPROVED, DKT_EV_MERGING, DKT_MERGING, DKT_BY_SYSTEM,
	 "approval bound to the revision"},
	{DKT_MERGING, DKT_EV_MERGING, DKT_MERGING, DKT_BY_SYSTEM,
	 "main moved: again from the new tip"},
	{DKT_MERGING, DKT_EV_MERGED, DKT_MERGED, DKT_BY_SYSTEM, "its commit is on main"},
	{DKT_MERGING, DKT_EV_CONFLICT, DKT_CONFLICT, DKT_BY_SYSTEM,
	 "the same field was changed both ways"},
	{DKT_MERGING, DKT_EV_CHECKED, DKT_NEEDS_CHANGES, DKT_BY_SYSTEM,
	 "errors when examined on the tip"},
	{DKT_CONFLICT, DKT_EV_RESOLVED, DKT_READY, DKT_BY_MAINTAINER,
	 "a new revision, to be approved"},
	{DKT_CONFLICT, DKT_EV_REVISED, DKT_RECEIVED, DKT_BY_SUBMITTER, "a new revision"},
	{DKT_CONFLICT, DKT_EV_REVISED, DKT_NEEDS_CHANGES, DKT_BY_SUBMITTER, "errors left"},
};

const struct dkt_move *dkt_moves(size_t *n_out)
{
	*n_out = N(moves);
	return moves;
}

bool dkt_move_allowed(enum dkt_state from, enum dkt_event event, enum dkt_state to, unsigned by)
{
	for (size_t i = 0; i < N(moves); i++) {
		if (moves[i].from == from && moves[i].event == event && moves[i].to == to &&
		    (moves[i].by & by) != 0)
			return true;
	}
	return false;
}

bool dkt_event_possible(enum dkt_state from, enum dkt_event event)
{
	for (size_t i = 0; i < N(moves); i++) {
		if (moves[i].from == from && moves[i].event == event)
			return true;
	}
	return false;
}

const char *dkt_state_name(enum dkt_state state)
{
	return state_names[state];
}

bool dkt_state_of_name(const char *name, enum dkt_state *out)
{
	for (size_t i = 0; i < DKT_N_STATES; i++) {
		if (dkt_streq(state_names[i], name)) {
			*out = (enum dkt_state)i;
			return true;
		}
	}
	return false;
}

const char *dkt_event_name(enum dkt_event event)
{
	return event_names[event];
}

const char *dkt_state_word(enum dkt_state state)
{
	switch (state) {
	case DKT_RECEIVED:
	case DKT_CHECKING:
	case DKT_READY:
		return "waiting";
	case DKT_NEEDS_CHANGES:
		return "with you";
	case DKT_IN_REVIEW:
	case DKT_APPROVED:
	case DKT_MERGING:
	case DKT_CONFLICT:
	case DKT_ON_HOLD:
		return "in review";
	case DKT_MERGED:
	case DKT_RELEASED:
		return "accepted";
	default:
		return "closed";
	}
}

bool dkt_state_settled(enum dkt_state state)
{
	const char *word = dkt_state_word(state);

	return state != DKT_NONE && (dkt_streq(word, "accepted") || dkt_streq(word, "closed"));
}

const char *const dkt_reasons[] = {"out_of_scope",
				   "not_sourced",
				   "source_does_not_support",
				   "source_unreliable",
				   "source_unreachable",
				   "duplicate",
				   "wrong_company",
				   "wrong_place",
				   "already_recorded",
				   "private_person",
				   "safety",
				   "licence",
				   "unreadable",
				   "spam",
				   "no_response",
				   "superseded",
				   NULL};

bool dkt_reason_known(const char *reason)
{
	for (size_t i = 0; dkt_reasons[i] != NULL; i++) {
		if (dkt_streq(dkt_reasons[i], reason))
			return true;
	}
	return false;
}
