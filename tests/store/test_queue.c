/* test_queue.c - submissions as refs of the queue, events as commits. */
#include "scratch.h"

#define ONE "s-4k7m2p9-53"
#define TWO "s-2c9d4f1-70"

static int put_event(struct scratch *s, const char *id, const char *expected, const char *envelope,
		     const char *evidence, const char *message, char out[DKT_OID_HEX])
{
	struct dkt_event_write event = {
		.submission = id,
		.expected = expected,
		.envelope = envelope,
		.envelope_size = envelope == NULL ? 0 : strlen(envelope),
		.evidence = evidence,
		.evidence_size = evidence == NULL ? 0 : strlen(evidence),
		.actor = "A. Reader",
		.time = SOME_TIME,
		.message = message,
	};

	dkt_err_clear(&s->err);
	return dkt_queue_append(s->repo, &event, out, &s->err);
}

static int note_item(void *data, const struct dkt_queue_item *item, struct dkt_err *err)
{
	(void)err;
	dkt_buf_addf(data, "%s %s", item->submission, item->message);
	return 0;
}

static int note_event(void *data, const struct dkt_commit_info *info, struct dkt_err *err)
{
	(void)err;
	dkt_buf_addf(data, "%s%s: %s", info->parent[0] == '\0' ? "" : "+", info->author,
		     info->message);
	return 0;
}

static void events_are_a_story(void **state)
{
	struct scratch s;
	struct dkt_buf text = DKT_BUF_INIT(1000);
	char first[DKT_OID_HEX];
	char second[DKT_OID_HEX];
	char out[300];

	(void)state;
	scratch_dataset(&s);
	assert_ok(put_event(&s, ONE, "", "{1}", NULL, "received", first), &s.err);
	assert_ok(put_event(&s, ONE, first, NULL, "{e}", "checked\n", second), &s.err);
	assert_ok(dkt_queue_story(s.repo, ONE, note_event, &text, &s.err), &s.err);
	assert_string_equal(dkt_buf_str(&text), "A. Reader: received\n+A. Reader: checked\n");
	assert_int_equal(scratch_run(&s,
				     "git --git-dir=.docket/queue.git ls-tree -r --name-only "
				     "refs/submissions/4/" ONE,
				     out, sizeof out),
			 0);
	assert_string_equal(out, "submissions/" ONE ".evidence.json\nsubmissions/" ONE ".json\n");
	dkt_buf_clear(&text);
	scratch_git_is_well(&s);
	scratch_end(&s);
}

static void what_was_kept_can_be_read_at_each_event(void **state)
{
	struct scratch s;
	struct dkt_buf text = DKT_BUF_INIT(0);
	char first[DKT_OID_HEX];
	char second[DKT_OID_HEX];

	(void)state;
	scratch_dataset(&s);
	assert_ok(put_event(&s, ONE, "", "old", NULL, "received", first), &s.err);
	assert_ok(put_event(&s, ONE, first, "new", "proof", "revised", second), &s.err);
	assert_ok(dkt_queue_read(s.repo, first, ONE, false, &text, &s.err), &s.err);
	assert_ok(dkt_queue_read(s.repo, second, ONE, false, &text, &s.err), &s.err);
	assert_ok(dkt_queue_read(s.repo, second, ONE, true, &text, &s.err), &s.err);
	assert_string_equal(dkt_buf_str(&text), "oldnewproof");
	assert_int_equal(dkt_queue_read(s.repo, first, ONE, true, &text, &s.err), -1);
	assert_int_equal(s.err.code, DKT_ENOENT);
	dkt_buf_clear(&text);
	scratch_end(&s);
}

static void a_ref_that_moved_stops_the_event(void **state)
{
	struct scratch s;
	char first[DKT_OID_HEX];
	char second[DKT_OID_HEX];
	char none[DKT_OID_HEX];

	(void)state;
	scratch_dataset(&s);
	assert_ok(put_event(&s, ONE, "", "{1}", NULL, "received", first), &s.err);
	assert_ok(put_event(&s, ONE, first, "{2}", NULL, "revised", second), &s.err);
	assert_int_equal(put_event(&s, ONE, first, "{3}", NULL, "late", none), -1);
	assert_int_equal(s.err.code, DKT_EMOVED);
	assert_int_equal(put_event(&s, ONE, "", "{3}", NULL, "again", none), -1);
	assert_int_equal(s.err.code, DKT_EMOVED);
	assert_int_equal(put_event(&s, TWO, first, "{3}", NULL, "of nothing", none), -1);
	assert_int_equal(s.err.code, DKT_EMOVED);
	scratch_end(&s);
}

static void the_walk_is_ordered_by_id_wherever_refs_lie(void **state)
{
	static const char *const ids[] = {"s-zzzzzzz-01", ONE, "s-0000000-97", TWO};
	struct scratch s;
	struct dkt_buf text = DKT_BUF_INIT(1000);
	char id[DKT_OID_HEX];

	(void)state;
	scratch_dataset(&s);
	for (size_t i = 0; i < 4; i++) {
		assert_ok(put_event(&s, ids[i], "", "{}", NULL, "in", id), &s.err);
		if (i == 1)
			assert_int_equal(scratch_run(&s,
						     "git --git-dir=.docket/queue.git pack-refs "
						     "--all",
						     NULL, 0),
					 0);
	}
	assert_int_equal(scratch_run(&s,
				     "cd .docket/queue.git; git update-ref refs/settled/0/"
				     "s-0000000-97 refs/submissions/0/s-0000000-97; "
				     "git update-ref -d refs/submissions/0/s-0000000-97; "
				     "git update-ref refs/submissions/x/strange HEAD 2>&1; "
				     "git update-ref refs/submissions/x/strange "
				     "refs/settled/0/s-0000000-97",
				     NULL, 0),
			 0);
	assert_ok(dkt_queue_walk(s.repo, note_item, &text, &s.err), &s.err);
	assert_string_equal(dkt_buf_str(&text), "s-0000000-97 in\n" TWO " in\n" ONE " in\n"
						"s-zzzzzzz-01 in\n");
	dkt_buf_clear(&text);
	scratch_end(&s);
}

static void one_submission_is_found(void **state)
{
	struct scratch s;
	struct dkt_queue_item item;
	struct dkt_arena *arena = dkt_arena_new();
	char id[DKT_OID_HEX];

	(void)state;
	scratch_dataset(&s);
	assert_ok(put_event(&s, ONE, "", "{}", NULL, "received", id), &s.err);
	assert_ok(dkt_queue_find(s.repo, arena, ONE, &item, &s.err), &s.err);
	assert_string_equal(item.submission, ONE);
	assert_string_equal(item.commit, id);
	assert_string_equal(item.message, "received\n");
	assert_int_equal(item.time, SOME_TIME);
	assert_int_equal(dkt_queue_find(s.repo, arena, TWO, &item, &s.err), -1);
	assert_int_equal(s.err.code, DKT_ENOENT);
	dkt_arena_free(arena);
	scratch_end(&s);
}

static void a_missing_queue_is_empty(void **state)
{
	struct scratch s;
	struct dkt_queue_item item;
	struct dkt_arena *arena = dkt_arena_new();
	struct dkt_buf text = DKT_BUF_INIT(1000);

	(void)state;
	scratch_begin(&s);
	assert_ok(dkt_repo_init(s.dir, &s.err), &s.err);
	scratch_open(&s);
	assert_ok(dkt_queue_walk(s.repo, note_item, &text, &s.err), &s.err);
	assert_int_equal(text.size, 0);
	assert_int_equal(dkt_queue_find(s.repo, arena, ONE, &item, &s.err), -1);
	assert_int_equal(s.err.code, DKT_ENOENT);
	dkt_err_clear(&s.err);
	assert_int_equal(dkt_queue_story(s.repo, ONE, note_event, &text, &s.err), -1);
	assert_int_equal(s.err.code, DKT_ENOENT);
	dkt_arena_free(arena);
	scratch_end(&s);
}

static void a_reader_sees_a_queue_made_after_it_opened(void **state)
{
	struct scratch s;
	struct dkt_repo *reader = NULL;
	struct dkt_buf text = DKT_BUF_INIT(1000);
	char id[DKT_OID_HEX];

	(void)state;
	scratch_begin(&s);
	assert_ok(dkt_repo_init(s.dir, &s.err), &s.err);
	assert_ok(dkt_repo_open(s.dir, NULL, &reader, &s.err), &s.err);
	assert_ok(dkt_queue_walk(reader, note_item, &text, &s.err), &s.err);
	scratch_open(&s);
	assert_ok(dkt_repo_lock(s.repo, "test", 0, &s.err), &s.err);
	assert_ok(put_event(&s, ONE, "", "{}", NULL, "received", id), &s.err);
	assert_ok(dkt_queue_walk(reader, note_item, &text, &s.err), &s.err);
	assert_string_equal(dkt_buf_str(&text), ONE " received\n");
	dkt_buf_clear(&text);
	dkt_repo_free(reader);
	scratch_end(&s);
}

static void ids_that_are_no_ids_never_become_refs(void **state)
{
	static const char *const ids[] = {
		"", "s-", "../../heads/x", "s-4k7m2p9-53/../x", "pr-7h3k9m2-05", "s-4k7m2p9-5\n"};
	struct scratch s;
	char id[DKT_OID_HEX];

	(void)state;
	scratch_dataset(&s);
	for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++) {
		assert_int_equal(put_event(&s, ids[i], "", "{}", NULL, "x", id), -1);
		assert_int_equal(s.err.code, DKT_EUSAGE);
	}
	assert_int_equal(scratch_run(&s, "find .docket/queue.git/refs -type f | grep .", NULL, 0),
			 1);
	scratch_end(&s);
}

static void a_first_event_needs_an_envelope(void **state)
{
	struct scratch s;
	char id[DKT_OID_HEX];

	(void)state;
	scratch_dataset(&s);
	assert_int_equal(put_event(&s, ONE, "", NULL, "{}", "x", id), -1);
	assert_int_equal(s.err.code, DKT_EBUG);
	scratch_end(&s);
}

static void a_stale_lock_met_under_way_is_swept(void **state)
{
	struct scratch s;
	char id[DKT_OID_HEX];

	(void)state;
	scratch_dataset(&s);
	assert_int_equal(scratch_run(&s,
				     "mkdir -p .docket/queue.git/refs/submissions/4; touch "
				     ".docket/queue.git/refs/submissions/4/" ONE ".lock",
				     NULL, 0),
			 0);
	assert_ok(put_event(&s, ONE, "", "{}", NULL, "received", id), &s.err);
	scratch_git_is_well(&s);
	scratch_end(&s);
}

static void an_event_needs_the_lock(void **state)
{
	struct scratch s;
	char id[DKT_OID_HEX];

	(void)state;
	scratch_dataset(&s);
	dkt_repo_unlock(s.repo);
	assert_int_equal(put_event(&s, ONE, "", "{}", NULL, "received", id), -1);
	assert_int_equal(s.err.code, DKT_EBUG);
	scratch_end(&s);
}

static void a_damaged_object_is_noticed(void **state)
{
	struct scratch s;
	struct dkt_buf text = DKT_BUF_INIT(0);
	char id[DKT_OID_HEX];

	(void)state;
	scratch_dataset(&s);
	assert_ok(put_event(&s, ONE, "", "{\"a\": 1}", NULL, "received", id), &s.err);
	/* another object's bytes under this blob's name */
	assert_int_equal(
		scratch_run(&s,
			    "cd .docket/queue.git; f=$(printf '{\"a\": 1}' | git hash-object "
			    "--stdin); o=$(printf 'other' | git hash-object -w --stdin); "
			    "p() { echo objects/$(echo $1 | cut -c1-2)/$(echo $1 | cut -c3-); "
			    "}; chmod u+w $(p $f); cp $(p $o) $(p $f)",
			    NULL, 0),
		0);
	scratch_open(&s);
	assert_int_equal(dkt_queue_read(s.repo, id, ONE, false, &text, &s.err), -1);
	assert_int_equal(s.err.code, DKT_EGIT);
	assert_non_null(strstr(s.err.hint, "git fsck"));
	dkt_buf_clear(&text);
	scratch_end(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(events_are_a_story),
		cmocka_unit_test(what_was_kept_can_be_read_at_each_event),
		cmocka_unit_test(a_ref_that_moved_stops_the_event),
		cmocka_unit_test(the_walk_is_ordered_by_id_wherever_refs_lie),
		cmocka_unit_test(one_submission_is_found),
		cmocka_unit_test(a_missing_queue_is_empty),
		cmocka_unit_test(a_reader_sees_a_queue_made_after_it_opened),
		cmocka_unit_test(ids_that_are_no_ids_never_become_refs),
		cmocka_unit_test(a_first_event_needs_an_envelope),
		cmocka_unit_test(a_stale_lock_met_under_way_is_swept),
		cmocka_unit_test(an_event_needs_the_lock),
		cmocka_unit_test(a_damaged_object_is_noticed),
	};

	return cmocka_run_group_tests_name("store/queue", tests, NULL, NULL);
}
