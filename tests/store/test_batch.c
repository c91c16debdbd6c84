/*
 * test_batch.c - many commits and events at once: the same objects as one by one, all of them or
 * none, whatever git's command line thinks of packs and trees that git did not make.
 */
#include "store/batch.h"

#include "scratch.h"

#define MANY 120 /* commits: more objects than stay loose */

static void submission_id(unsigned n, char out[13])
{
	static const char digits[] = "0123456789abcdefghjkmnpqrstvwxyz";

	(void)snprintf(out, 13, "s-%c%c00000-11", digits[n % 32], digits[n / 32 % 32]);
}

static int append(struct scratch *s, const char *submission, const char *expected,
		  const char *message, char id[DKT_OID_HEX])
{
	struct dkt_event_write event = {.submission = submission,
					.expected = expected,
					.envelope = expected[0] == '\0' ? "{}" : NULL,
					.envelope_size = 2,
					.actor = "A. Reader",
					.time = SOME_TIME,
					.message = message};

	return dkt_queue_append(s->repo, &event, id, &s->err);
}

/* Commit file n of a batch on top of tip, which becomes the new commit. */
static int commit(struct scratch *s, unsigned n, const char *bytes, char tip[DKT_OID_HEX])
{
	char path[80];
	char parent[DKT_OID_HEX];
	char message[40];
	struct dkt_write write = {path, bytes, bytes == NULL ? 0 : strlen(bytes)};
	struct dkt_commit_spec spec = {.parent = parent,
				       .writes = &write,
				       .n_writes = 1,
				       .author = "A. Reader",
				       .committer = "Docket",
				       .time = SOME_TIME,
				       .message = message};

	memcpy(parent, tip, DKT_OID_HEX);
	(void)snprintf(path, sizeof path, "reviewed/things/%u/th-%u.json", n % 7, n);
	(void)snprintf(message, sizeof message, "add %u", n);
	return dkt_batch_commit(s->repo, &spec, tip, &s->err);
}

static unsigned count_lines_of(struct scratch *s, const char *command)
{
	char line[400];
	char out[40];

	(void)snprintf(line, sizeof line, "%s | wc -l", command);
	assert_int_equal(scratch_run(s, line, out, sizeof out), 0);
	return (unsigned)strtoul(out, NULL, 10);
}

static void start(struct scratch *s, char tip[DKT_OID_HEX])
{
	scratch_dataset(s);
	assert_int_equal(scratch_run(s, "echo .docket > .git/info/exclude", NULL, 0), 0);
	scratch_put(s, "docket.json", "{}", tip);
	assert_ok(dkt_batch_begin(s->repo, &s->err), &s->err);
}

static void batch_of(unsigned n)
{
	struct scratch s;
	char tip[DKT_OID_HEX];
	char now[DKT_OID_HEX];
	char id[DKT_OID_HEX];
	char submission[13];

	start(&s, tip);
	for (unsigned i = 0; i < n; i++) {
		char bytes[40];

		(void)snprintf(bytes, sizeof bytes, "{\n  \"n\": %u\n}\n", i);
		assert_ok(commit(&s, i, bytes, tip), &s.err);
		submission_id(i, submission);
		assert_ok(append(&s, submission, "", "received", id), &s.err);
		assert_ok(append(&s, submission, id, "checked", id), &s.err);
	}
	/* nobody else sees any of it */
	assert_int_equal(count_lines_of(&s, "git log --format=%h main"), 1);
	assert_int_equal(count_lines_of(&s, "git -C .docket/queue.git for-each-ref"), 0);
	assert_ok(dkt_batch_write_queue(s.repo, &s.err), &s.err);
	assert_ok(dkt_batch_write_main(s.repo, &s.err), &s.err);
	dkt_batch_end(s.repo);
	assert_int_equal(count_lines_of(&s, "git log --format=%h main"), n + 1);
	assert_int_equal(count_lines_of(&s, "git -C .docket/queue.git for-each-ref"), n);
	assert_int_equal(count_lines_of(&s, "git -C .docket/queue.git log --format=%h --all"),
			 2 * n);
	assert_int_equal(count_lines_of(&s, "git ls-files reviewed"), n);
	assert_int_equal(count_lines_of(&s, "git status --porcelain"), 0);
	assert_ok(dkt_repo_tip(s.repo, now, &s.err), &s.err);
	assert_string_equal(now, tip);
	scratch_git_is_well(&s);
	scratch_end(&s);
}

static void few_stay_loose(void **state)
{
	(void)state;
	batch_of(3);
}

static void many_become_packs(void **state)
{
	(void)state;
	batch_of(MANY);
}

static void a_pack_is_what_git_would_read(void **state)
{
	struct scratch s;
	char tip[DKT_OID_HEX];

	(void)state;
	start(&s, tip);
	for (unsigned i = 0; i < MANY; i++)
		assert_ok(commit(&s, i, "{}\n", tip), &s.err);
	assert_ok(dkt_batch_write_main(s.repo, &s.err), &s.err);
	assert_int_equal(count_lines_of(&s, "ls .git/objects/pack/*.pack"), 1);
	assert_int_equal(scratch_run(&s, "git verify-pack .git/objects/pack/*.idx", NULL, 0), 0);
	assert_int_equal(scratch_run(&s,
				     "git index-pack -o ../x.idx .git/objects/pack/*.pack && "
				     "cmp ../x.idx .git/objects/pack/*.idx && rm ../x.idx",
				     NULL, 0),
			 0);
	assert_int_equal(count_lines_of(&s, "ls -d .git/objects/tmp_docket 2>/dev/null"), 0);
	scratch_end(&s);
}

/* The same commits, one by one through git's own trees, have the same ids. */
static void trees_are_those_of_git(void **state)
{
	struct scratch s;
	char tip[DKT_OID_HEX];
	char tree[DKT_OID_HEX];
	char out[60];

	(void)state;
	start(&s, tip);
	for (unsigned i = 0; i < 40; i++)
		assert_ok(commit(&s, i * 37 % 40, i % 2 == 0 ? "{}\n" : "[]\n", tip), &s.err);
	for (unsigned i = 0; i < 40; i += 7)
		assert_ok(commit(&s, i, NULL, tip), &s.err); /* folder 0 empties and goes */
	assert_ok(dkt_batch_write_main(s.repo, &s.err), &s.err);
	assert_ok(dkt_repo_tree(s.repo, tip, tree, &s.err), &s.err);
	assert_int_equal(scratch_run(&s, "git write-tree", out, sizeof out), 0);
	out[40] = '\0';
	assert_string_equal(out, tree);
	assert_int_equal(count_lines_of(&s, "ls -d reviewed/things/0 2>/dev/null"), 0);
	scratch_git_is_well(&s);
	scratch_end(&s);
}

static void names_sort_as_git_sorts_them(void **state)
{
	static const char *const paths[] = {"a.b/x.json", "a/x.json",	"a-b.json", "a0.json",
					    "ab/c.json",  "a.b/a.json", "z.json",   "0.json"};
	struct scratch s;
	char tip[DKT_OID_HEX];
	char tree[DKT_OID_HEX];
	char out[60];

	(void)state;
	start(&s, tip);
	for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
		struct dkt_write write = {paths[i], "{}\n", 3};
		struct dkt_commit_spec spec = {.writes = &write,
					       .n_writes = 1,
					       .author = "A",
					       .committer = "Docket",
					       .time = SOME_TIME,
					       .message = "add"};
		char parent[DKT_OID_HEX];

		memcpy(parent, tip, sizeof parent);
		spec.parent = parent;
		assert_ok(dkt_batch_commit(s.repo, &spec, tip, &s.err), &s.err);
	}
	assert_ok(dkt_batch_write_main(s.repo, &s.err), &s.err);
	assert_ok(dkt_repo_tree(s.repo, tip, tree, &s.err), &s.err);
	assert_int_equal(scratch_run(&s, "git write-tree", out, sizeof out), 0);
	out[40] = '\0';
	assert_string_equal(out, tree);
	scratch_git_is_well(&s);
	scratch_end(&s);
}

static void a_file_in_the_way_is_an_error(void **state)
{
	struct scratch s;
	char tip[DKT_OID_HEX];
	char id[DKT_OID_HEX];
	struct dkt_write write = {"docket.json/x.json", "{}\n", 3};
	struct dkt_commit_spec spec = {.parent = tip,
				       .writes = &write,
				       .n_writes = 1,
				       .author = "A",
				       .committer = "Docket",
				       .time = SOME_TIME,
				       .message = "add"};

	(void)state;
	start(&s, tip);
	assert_int_equal(dkt_batch_commit(s.repo, &spec, id, &s.err), -1);
	assert_int_equal(s.err.code, DKT_EFORMAT);
	scratch_end(&s);
}

static void a_batch_that_is_dropped_never_was(void **state)
{
	struct scratch s;
	char before[DKT_OID_HEX];
	char tip[DKT_OID_HEX];
	char id[DKT_OID_HEX];

	(void)state;
	start(&s, tip);
	memcpy(before, tip, sizeof before);
	assert_ok(commit(&s, 1, "{}\n", tip), &s.err);
	assert_ok(append(&s, "s-0000000-11", "", "received", id), &s.err);
	dkt_batch_end(s.repo);
	assert_ok(dkt_repo_tip(s.repo, tip, &s.err), &s.err);
	assert_string_equal(tip, before);
	assert_int_equal(count_lines_of(&s, "git -C .docket/queue.git for-each-ref"), 0);
	/* and the same can be done again */
	assert_ok(append(&s, "s-0000000-11", "", "received", id), &s.err);
	scratch_git_is_well(&s);
	scratch_end(&s);
}

static void main_that_moved_is_told(void **state)
{
	struct scratch s;
	char tip[DKT_OID_HEX];
	bool same;

	(void)state;
	start(&s, tip);
	assert_ok(commit(&s, 1, "{}\n", tip), &s.err);
	assert_ok(dkt_batch_check_main(s.repo, &same, &s.err), &s.err);
	assert_true(same);
	assert_int_equal(scratch_run(&s, "git commit -q --allow-empty -m other", NULL, 0), 0);
	assert_ok(dkt_batch_check_main(s.repo, &same, &s.err), &s.err);
	assert_false(same);
	assert_int_equal(dkt_batch_write_main(s.repo, &s.err), -1);
	assert_int_equal(s.err.code, DKT_EMOVED);
	dkt_batch_end(s.repo);
	assert_int_equal(count_lines_of(&s, "git log --format=%h main"), 2);
	scratch_git_is_well(&s);
	scratch_end(&s);
}

static void a_ref_that_moved_stops_the_batch(void **state)
{
	struct scratch s;
	char tip[DKT_OID_HEX];
	char id[DKT_OID_HEX];

	(void)state;
	start(&s, tip);
	assert_ok(append(&s, "s-0000000-11", "", "received", id), &s.err);
	assert_ok(append(&s, "s-1000000-11", "", "received", id), &s.err);
	assert_int_equal(
		scratch_run(&s,
			    "cd .docket/queue.git && git update-ref "
			    "refs/submissions/1/s-1000000-11 $(git commit-tree -m x $(git mktree "
			    "</dev/null))",
			    NULL, 0),
		0);
	assert_int_equal(dkt_batch_write_queue(s.repo, &s.err), -1);
	assert_int_equal(s.err.code, DKT_EMOVED);
	dkt_batch_end(s.repo);
	assert_int_equal(count_lines_of(&s, "git -C .docket/queue.git for-each-ref"), 1);
	assert_int_equal(count_lines_of(&s, "find .docket/queue.git -name '*.lock'"), 0);
	scratch_end(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(few_stay_loose),
		cmocka_unit_test(many_become_packs),
		cmocka_unit_test(a_pack_is_what_git_would_read),
		cmocka_unit_test(trees_are_those_of_git),
		cmocka_unit_test(names_sort_as_git_sorts_them),
		cmocka_unit_test(a_file_in_the_way_is_an_error),
		cmocka_unit_test(a_batch_that_is_dropped_never_was),
		cmocka_unit_test(main_that_moved_is_told),
		cmocka_unit_test(a_ref_that_moved_stops_the_batch),
	};

	return cmocka_run_group_tests_name("store/batch", tests, NULL, NULL);
}
