/*
 * states.h - the states of a submission and the moves between them: one table, enforced in one
 * function.
 *
 * Contributors see five words; dkt_state_word gives them.
 *
 * Floor: record.
 */
#ifndef RECORD_STATES_H
#define RECORD_STATES_H

#include <stdbool.h>
#include <stddef.h>

enum dkt_state {
	DKT_NONE, /* before the first event */
	DKT_RECEIVED,
	DKT_CHECKING,
	DKT_READY,
	DKT_NEEDS_CHANGES,
	DKT_IN_REVIEW,
	DKT_APPROVED,
	DKT_MERGING,
	DKT_CONFLICT,
	DKT_MERGED,
	DKT_RELEASED,
	DKT_ON_HOLD,
	DKT_SPAM,
	DKT_REJECTED,
	DKT_DUPLICATE,
	DKT_WITHDRAWN,
	DKT_EXPIRED,
	DKT_REVERTED,
	DKT_N_STATES
};

/* What happened: the value of the trailer Docket-Event. */
enum dkt_event {
	DKT_EV_RECEIVED,
	DKT_EV_CHECKED,
	DKT_EV_QUESTION,
	DKT_EV_REVISED,
	DKT_EV_APPROVED,
	DKT_EV_REJECTED,
	DKT_EV_DUPLICATE,
	DKT_EV_HELD,
	DKT_EV_RESUMED,
	DKT_EV_SPAM,
	DKT_EV_WITHDRAWN,
	DKT_EV_MERGING,
	DKT_EV_CONFLICT,
	DKT_EV_RESOLVED,
	DKT_EV_MERGED,
	DKT_EV_COMPLETED, /* policy is met without another person: time, evidence, trust */
	DKT_EV_EXPIRED,
	DKT_EV_REOPENED,
	DKT_N_EVENTS
};

/* Who does it: a set of these. */
enum dkt_actor {
	DKT_BY_SYSTEM = 1,
	DKT_BY_SUBMITTER = 2,
	DKT_BY_TRIAGER = 4,
	DKT_BY_REVIEWER = 8,
	DKT_BY_MAINTAINER = 16
};

struct dkt_move {
	enum dkt_state from;
	enum dkt_event event;
	enum dkt_state to;
	unsigned by;	   /* enum dkt_actor, or-ed */
	const char *guard; /* in words, for the documentation; "" when there is none */
};

/* The table, for documentation and tests. */
const struct dkt_move *dkt_moves(size_t *n_out);

/* Is this move in the table for this actor? */
bool dkt_move_allowed(enum dkt_state from, enum dkt_event event, enum dkt_state to, unsigned by);

/* Can this event happen at all in this state, whoever does it? */
bool dkt_event_possible(enum dkt_state from, enum dkt_event event);

/* "needs_changes"; and back, false for an unknown word. */
const char *dkt_state_name(enum dkt_state state);
bool dkt_state_of_name(const char *name, enum dkt_state *out);
const char *dkt_event_name(enum dkt_event event);

/* The contributor's word: "waiting", "with you", "in review", "accepted", "closed". */
const char *dkt_state_word(enum dkt_state state);

/* Nothing more is expected to happen (rejected, merged, ...). */
bool dkt_state_settled(enum dkt_state state);

/* The closed list of reason codes; NULL-terminated. */
extern const char *const dkt_reasons[];
bool dkt_reason_known(const char *reason);

#endif
