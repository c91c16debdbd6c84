/* test_states.c - the table of moves, asked as a whole. */
#include "record/states.h"

#include <string.h>

#include "support/rows.h"

struct row {
	const char *name;
	enum dkt_state from;
	enum dkt_event event;
	enum dkt_state to;
	unsigned by;
	bool allowed;
};

static const struct row rows[] = {
	{"a reviewer approves what is ready", DKT_READY, DKT_EV_APPROVED, DKT_APPROVED,
	 DKT_BY_REVIEWER, true},
	{"a submitter does not approve", DKT_READY, DKT_EV_APPROVED, DKT_APPROVED, DKT_BY_SUBMITTER,
	 false},
	{"a triager does not approve", DKT_READY, DKT_EV_APPROVED, DKT_APPROVED, DKT_BY_TRIAGER,
	 false},
	{"what was not checked is not approved", DKT_RECEIVED, DKT_EV_APPROVED, DKT_APPROVED,
	 DKT_BY_MAINTAINER, false},
	{"a triager marks spam", DKT_RECEIVED, DKT_EV_SPAM, DKT_SPAM, DKT_BY_TRIAGER, true},
	{"the system merges what is approved", DKT_APPROVED, DKT_EV_MERGING, DKT_MERGING,
	 DKT_BY_SYSTEM, true},
	{"nobody merges what is ready", DKT_READY, DKT_EV_MERGING, DKT_MERGING, DKT_BY_SYSTEM,
	 false},
	{"a merge does not skip its first half", DKT_APPROVED, DKT_EV_MERGED, DKT_MERGED,
	 DKT_BY_SYSTEM, false},
	{"a new revision voids an approval", DKT_APPROVED, DKT_EV_REVISED, DKT_RECEIVED,
	 DKT_BY_SUBMITTER, true},
	{"a solved conflict is to be approved again", DKT_CONFLICT, DKT_EV_RESOLVED, DKT_READY,
	 DKT_BY_MAINTAINER, true},
	{"a solved conflict is not approved by solving it", DKT_CONFLICT, DKT_EV_RESOLVED,
	 DKT_APPROVED, DKT_BY_MAINTAINER, false},
	{"a submitter withdraws what waits", DKT_READY, DKT_EV_WITHDRAWN, DKT_WITHDRAWN,
	 DKT_BY_SUBMITTER, true},
	{"what is merged is not withdrawn", DKT_MERGED, DKT_EV_WITHDRAWN, DKT_WITHDRAWN,
	 DKT_BY_SUBMITTER, false},
	{"what is rejected stays so", DKT_REJECTED, DKT_EV_APPROVED, DKT_APPROVED,
	 DKT_BY_MAINTAINER, false},
};

static void check_row(void **state)
{
	const struct row *row = ROW(struct row);

	assert_int_equal(dkt_move_allowed(row->from, row->event, row->to, row->by), row->allowed);
}

/* But for what a person takes up again: spam that was none, an answer that came late. */
static void settled_states_lead_nowhere_by_themselves(void **state)
{
	size_t n;
	const struct dkt_move *moves = dkt_moves(&n);

	(void)state;
	for (size_t i = 0; i < n; i++)
		assert_true(!dkt_state_settled(moves[i].from) || moves[i].event == DKT_EV_REOPENED);
}

static void every_row_has_an_actor_and_a_possible_event(void **state)
{
	size_t n;
	const struct dkt_move *moves = dkt_moves(&n);

	(void)state;
	assert_true(n > 30);
	for (size_t i = 0; i < n; i++) {
		assert_int_not_equal(moves[i].by, 0);
		assert_true(dkt_event_possible(moves[i].from, moves[i].event));
	}
}

static void names_go_both_ways_and_words_are_five(void **state)
{
	static const char *const words[] = {"waiting", "with you", "in review", "accepted",
					    "closed"};

	(void)state;
	for (int i = 0; i < DKT_N_STATES; i++) {
		enum dkt_state back;
		bool known = false;

		assert_true(dkt_state_of_name(dkt_state_name((enum dkt_state)i), &back));
		assert_int_equal(back, i);
		for (size_t j = 0; j < 5; j++)
			known = known || strcmp(words[j], dkt_state_word((enum dkt_state)i)) == 0;
		assert_true(known);
	}
}

static void reasons_are_a_closed_list(void **state)
{
	(void)state;
	assert_true(dkt_reason_known("source_does_not_support"));
	assert_false(dkt_reason_known("because"));
	assert_false(dkt_reason_known(""));
}

int main(void)
{
	const struct CMUnitTest others[] = {
		cmocka_unit_test(settled_states_lead_nowhere_by_themselves),
		cmocka_unit_test(every_row_has_an_actor_and_a_possible_event),
		cmocka_unit_test(names_go_both_ways_and_words_are_five),
		cmocka_unit_test(reasons_are_a_closed_list),
	};

	return rows_run("record/states", rows, check_row) +
	       cmocka_run_group_tests_name("record/states others", others, NULL, NULL);
}
