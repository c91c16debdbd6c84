/*
 * test_recover.c - what the next writer makes of the things a killed one left, one state a row.
 *
 * The states are built by hand: main one commit on, files and index still at the one before, and a
 * journal that says so. test_kill.c makes the same by really killing.
 */
#include "scratch.h"

struct row {
	const char *name;
	const char *after;   /* shell commands after the kill; $before and $after are the tips */
	bool locks;	     /* can the next writer begin? */
	const char *file;    /* a.json afterwards */
	const char *status;  /* git status --short afterwards */
	const char *present; /* a file that must still be there, or NULL */
};

#define JOURNAL                                                                                    \
	"printf 'docket-journal 1\\nbefore %s\\nafter %s\\npath a.json\\npath d/new.json\\n"       \
	"path gone.json\\nend\\n' $before $after > .docket/merge.journal;"
#define MOVED "git update-ref refs/heads/main $after;"

static const struct row rows[] = {
	{"the files are brought to the commit that main reached", JOURNAL MOVED, true, "2", "",
	 NULL},
	{"half of the files done is finished",
	 JOURNAL MOVED "printf 2 > a.json; mkdir d; printf new > d/new.json;", true, "2", "", NULL},
	{"all files done but not the index is finished",
	 JOURNAL MOVED "printf 2 > a.json; mkdir d; printf new > d/new.json; rm gone.json;", true,
	 "2", "", NULL},
	{"a file half-written beside goes, others stay",
	 JOURNAL MOVED "mkdir d; touch a.json.tmp-12-0 d/new.json.tmp-12-1 b.json.tmp-12-0 "
		       ".docket/merge.journal.tmp-12-0 .git/docket-index-lock.tmp-12-3;",
	 true, "2", "?? b.json.tmp-12-0\n", NULL},
	{"a file that somebody changed meanwhile stays theirs",
	 JOURNAL MOVED "printf mine > a.json;", true, "mine", " M a.json\n", NULL},
	{"main that did not move is left with its files", JOURNAL, true, "1", "", NULL},
	{"main that went elsewhere is left alone",
	 JOURNAL "git commit -q --allow-empty -m elsewhere;", true, "1", "", NULL},
	{"an empty lock on main goes when the journal is ours",
	 JOURNAL "touch .git/refs/heads/main.lock;", true, "1", "", NULL},
	{"a lock on main with our commit goes", JOURNAL "echo $after > .git/refs/heads/main.lock;",
	 true, "1", "", NULL},
	{"a lock on main with another commit stays",
	 JOURNAL "echo $before > .git/refs/heads/main.lock;", true, "1", "",
	 ".git/refs/heads/main.lock"},
	{"a lock on main without a journal stays", "touch .git/refs/heads/main.lock;", true, "1",
	 "", ".git/refs/heads/main.lock"},
	{"our own lock on the index goes",
	 JOURNAL MOVED "echo 'docket holds the index' > .git/index.lock;", true, "2", "", NULL},
	{"git's lock on the index is respected", JOURNAL MOVED "touch .git/index.lock;", false, "1",
	 NULL, ".git/index.lock"},
	{"our own lock without a journal stays", "echo 'docket holds the index' > .git/index.lock;",
	 true, "1", NULL, ".git/index.lock"},
	{"a damaged journal is reported", JOURNAL "echo x >> .docket/merge.journal;", false, "1",
	 NULL, ".docket/merge.journal"},
	{"a journal that leads out of the checkout is refused",
	 "printf 'docket-journal 1\\nbefore %s\\nafter %s\\npath ../x\\nend\\n' $before $after "
	 "> .docket/merge.journal;",
	 false, "1", NULL, ".docket/merge.journal"},
	{"an empty journal is reported", ": > .docket/merge.journal;", false, "1", NULL,
	 ".docket/merge.journal"},
};

/* Two tips: main stands at the first with its files, the second exists. */
static void prepare(struct scratch *s, char before[DKT_OID_HEX], char after[DKT_OID_HEX])
{
	const struct dkt_write first[] = {{"a.json", "1", 1}, {"gone.json", "x", 1}};
	const struct dkt_write second[] = {
		{"a.json", "2", 1}, {"gone.json", NULL, 0}, {"d/new.json", "new", 3}};

	scratch_dataset(s);
	assert_int_equal(scratch_run(s, "echo .docket > .git/info/exclude", NULL, 0), 0);
	assert_ok(scratch_commit(s, first, 2, before), &s->err);
	assert_ok(scratch_commit(s, second, 3, after), &s->err);
	dkt_repo_unlock(s->repo);
	assert_int_equal(
		scratch_run(s, "git reset -q --hard HEAD~1; touch .docket/writing", NULL, 0), 0);
}

static void check_row(void **state)
{
	const struct row *row = ROW(struct row);
	struct scratch s;
	char before[DKT_OID_HEX];
	char after[DKT_OID_HEX];
	char command[1000];
	char out[400];

	prepare(&s, before, after);
	(void)snprintf(command, sizeof command, "before=%s; after=%s; %s true", before, after,
		       row->after);
	assert_int_equal(scratch_run(&s, command, NULL, 0), 0);
	scratch_open(&s);
	if (row->locks)
		assert_ok(dkt_repo_lock(s.repo, "test", 0, &s.err), &s.err);
	else
		assert_int_equal(dkt_repo_lock(s.repo, "test", 0, &s.err), -1);
	scratch_file_is(&s, "a.json", row->file);
	(void)snprintf(command, sizeof command, "test -e '%s'",
		       row->present == NULL ? "a.json" : row->present);
	assert_int_equal(scratch_run(&s, command, NULL, 0), 0);
	if (row->present == NULL)
		assert_int_equal(scratch_run(&s,
					     "find .git .docket -name '*.lock' -o -name "
					     "merge.journal -o -name '*.tmp-*' | grep .",
					     NULL, 0),
				 1);
	if (row->status != NULL) {
		assert_int_equal(scratch_run(&s, "git status --short", out, sizeof out), 0);
		assert_string_equal(out, row->status);
	}
	scratch_end(&s);
}

static void stale_locks_and_temporaries_of_the_queue_go(void **state)
{
	struct scratch s;

	(void)state;
	scratch_dataset(&s);
	dkt_repo_unlock(s.repo);
	assert_int_equal(scratch_run(&s,
				     "touch .docket/writing; cd .docket/queue.git; mkdir -p "
				     "refs/submissions/4 objects/ab; touch HEAD.lock config.lock "
				     "packed-refs.lock refs/submissions/4/s-4k7m2p9-53.lock "
				     "objects/tmp_object_git2_abc objects/ab/tmp_obj_xyz "
				     "objects/pack/pack_git2_abc",
				     NULL, 0),
			 0);
	assert_ok(dkt_repo_lock(s.repo, "test", 0, &s.err), &s.err);
	assert_int_equal(scratch_run(&s,
				     "find .docket/queue.git -name '*.lock' -o -name 'tmp_*' -o "
				     "-name 'pack_git2*' | grep .",
				     NULL, 0),
			 1);
	scratch_end(&s);
}

static void fresh_temporaries_of_the_dataset_stay(void **state)
{
	struct scratch s;

	(void)state;
	scratch_dataset(&s);
	dkt_repo_unlock(s.repo);
	assert_int_equal(scratch_run(&s,
				     "touch .docket/writing .git/objects/tmp_object_git2_new; "
				     "touch -d 2001-01-01 .git/objects/tmp_object_git2_old",
				     NULL, 0),
			 0);
	assert_ok(dkt_repo_lock(s.repo, "test", 0, &s.err), &s.err);
	assert_int_equal(scratch_run(&s,
				     "test -e .git/objects/tmp_object_git2_new && "
				     "test ! -e .git/objects/tmp_object_git2_old",
				     NULL, 0),
			 0);
	scratch_end(&s);
}

static void a_half_made_queue_is_made_good(void **state)
{
	struct scratch s;

	(void)state;
	scratch_begin(&s);
	assert_ok(dkt_repo_init(s.dir, &s.err), &s.err);
	assert_int_equal(scratch_run(&s,
				     "mkdir -p .docket/queue.git.new/objects; touch "
				     ".docket/queue.git.new/config.lock "
				     ".docket/queue.git.new/HEAD.lock",
				     NULL, 0),
			 0);
	scratch_open(&s);
	assert_ok(dkt_repo_lock(s.repo, "test", 0, &s.err), &s.err);
	assert_int_equal(scratch_run(&s,
				     "test ! -e .docket/queue.git.new && git --git-dir="
				     ".docket/queue.git rev-parse --is-bare-repository",
				     NULL, 0),
			 0);
	scratch_git_is_well(&s);
	scratch_end(&s);
}

static void an_orderly_end_leaves_no_mark(void **state)
{
	struct scratch s;

	(void)state;
	scratch_dataset(&s);
	assert_int_equal(scratch_run(&s, "test -e .docket/writing", NULL, 0), 0);
	dkt_repo_unlock(s.repo);
	assert_int_equal(scratch_run(&s, "test ! -e .docket/writing", NULL, 0), 0);
	scratch_end(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(stale_locks_and_temporaries_of_the_queue_go),
		cmocka_unit_test(fresh_temporaries_of_the_dataset_stay),
		cmocka_unit_test(a_half_made_queue_is_made_good),
		cmocka_unit_test(an_orderly_end_leaves_no_mark),
	};

	return rows_run("store/recover", rows, check_row) +
	       cmocka_run_group_tests_name("store/recover files", tests, NULL, NULL);
}
