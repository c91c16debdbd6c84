/*
 * test_settle.c - settled submissions leave the folders of those that wait, and are found as before
 * by Docket and by git.
 */
#include "scratch.h"

#define MANY 300

static void id_of(unsigned n, char out[13])
{
	static const char digits[] = "0123456789abcdefghjkmnpqrstvwxyz";

	(void)snprintf(out, 13, "s-%c%c00000-11", digits[n * 7 % 32], digits[n / 32 % 32]);
}

static void append(struct scratch *s, const char *submission, const char *expected,
		   char id[DKT_OID_HEX])
{
	struct dkt_event_write event = {.submission = submission,
					.expected = expected,
					.envelope = expected[0] == '\0' ? "{}" : NULL,
					.envelope_size = 2,
					.actor = "A. Reader",
					.time = SOME_TIME,
					.message = "an event"};

	assert_ok(dkt_queue_append(s->repo, &event, id, &s->err), &s->err);
}

static unsigned count(struct scratch *s, const char *command)
{
	char line[300];
	char out[40];

	(void)snprintf(line, sizeof line, "cd .docket/queue.git; %s | wc -l", command);
	assert_int_equal(scratch_run(s, line, out, sizeof out), 0);
	return (unsigned)strtoul(out, NULL, 10);
}

static size_t settle(struct scratch *s, unsigned from, unsigned until)
{
	static char ids[MANY][13];
	const char *pointers[MANY];
	size_t moved = 0;
	size_t n = 0;

	for (unsigned i = from; i < until; i++) {
		id_of(i, ids[n]);
		pointers[n] = ids[n];
		n++;
	}
	dkt_repo_unlock(s->repo);
	assert_ok(dkt_queue_settle(s->repo, pointers, n, &moved, &s->err), &s->err);
	assert_ok(dkt_repo_lock(s->repo, "test", 0, &s->err), &s->err);
	return moved;
}

static void check_found(struct scratch *s, unsigned n, const char *commit)
{
	struct dkt_arena *arena = dkt_arena_new();
	struct dkt_queue_item item;
	char id[13];

	id_of(n, id);
	assert_ok(dkt_queue_find(s->repo, arena, id, &item, &s->err), &s->err);
	assert_string_equal(item.commit, commit);
	dkt_arena_free(arena);
}

static void they_are_found_in_both_places(void **state)
{
	static char commits[MANY][DKT_OID_HEX];
	struct scratch s;
	char id[13];

	(void)state;
	scratch_dataset(&s);
	for (unsigned i = 0; i < MANY; i++) {
		id_of(i, id);
		append(&s, id, "", commits[i]);
	}
	assert_int_equal(settle(&s, 0, 100), 100);
	assert_int_equal(settle(&s, 50, 200), 100); /* half of them are there already */
	assert_int_equal(count(&s, "find refs/submissions -type f"), MANY - 200);
	assert_int_equal(count(&s, "git for-each-ref refs/settled"), 200);
	assert_int_equal(count(&s, "git for-each-ref"), MANY);
	for (unsigned i = 0; i < MANY; i++)
		check_found(&s, i, commits[i]);
	assert_int_equal(count(&s, "tail -n +2 packed-refs | sort -c -k 2 2>&1"), 0);
	scratch_git_is_well(&s);
	/* git packs the rest, and everything is still found */
	assert_int_equal(scratch_run(&s, "git -C .docket/queue.git pack-refs --all", NULL, 0), 0);
	for (unsigned i = 0; i < MANY; i++)
		check_found(&s, i, commits[i]);
	scratch_end(&s);
}

static void a_settled_one_can_have_a_later_event(void **state)
{
	struct scratch s;
	char first[DKT_OID_HEX];
	char second[DKT_OID_HEX];
	char id[13];

	(void)state;
	scratch_dataset(&s);
	id_of(1, id);
	append(&s, id, "", first);
	assert_int_equal(settle(&s, 1, 2), 1);
	append(&s, id, first, second);
	check_found(&s, 1, second);
	assert_int_equal(count(&s, "git for-each-ref"), 1);
	scratch_git_is_well(&s);
	scratch_end(&s);
}

static void an_id_that_is_settled_is_taken(void **state)
{
	struct scratch s;
	struct dkt_event_write event = {.expected = "",
					.envelope = "{}",
					.envelope_size = 2,
					.actor = "A",
					.time = SOME_TIME,
					.message = "again"};
	char first[DKT_OID_HEX];
	char id[13];

	(void)state;
	scratch_dataset(&s);
	id_of(1, id);
	append(&s, id, "", first);
	assert_int_equal(settle(&s, 1, 2), 1);
	event.submission = id;
	assert_int_equal(dkt_queue_append(s.repo, &event, first, &s.err), -1);
	assert_int_equal(s.err.code, DKT_EMOVED);
	scratch_end(&s);
}

static void refs_that_git_packed_in_no_order_are_left_alone(void **state)
{
	struct scratch s;
	const char *pointers[1];
	char first[DKT_OID_HEX];
	char id[13];
	size_t moved;

	(void)state;
	scratch_dataset(&s);
	id_of(1, id);
	append(&s, id, "", first);
	assert_int_equal(scratch_run(&s,
				     "cd .docket/queue.git && git pack-refs --all && sed -i "
				     "'s/ sorted//' packed-refs",
				     NULL, 0),
			 0);
	check_found(&s, 1, first);
	id_of(2, id);
	append(&s, id, "", first);
	pointers[0] = id;
	dkt_repo_unlock(s.repo);
	assert_int_equal(dkt_queue_settle(s.repo, pointers, 1, &moved, &s.err), -1);
	assert_int_equal(s.err.code, DKT_ESTATE);
	scratch_end(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(they_are_found_in_both_places),
		cmocka_unit_test(a_settled_one_can_have_a_later_event),
		cmocka_unit_test(an_id_that_is_settled_is_taken),
		cmocka_unit_test(refs_that_git_packed_in_no_order_are_left_alone),
	};

	return cmocka_run_group_tests_name("store/settle", tests, NULL, NULL);
}
