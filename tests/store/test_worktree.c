/* test_worktree.c - what happens to the files and the index of a checkout when main moves. */
#include "scratch.h"

#define RECORD "reviewed/a/1.json"

struct row {
	const char *name;
	const char *before; /* shell commands after "one" was committed to RECORD */
	const char *write;  /* what is then committed there; NULL removes it */
	bool accepted;
	const char *file;   /* RECORD afterwards; NULL: not there */
	const char *status; /* git status --short afterwards */
};

static const struct row rows[] = {
	{"a clean file is updated", "true", "two", true, "two", ""},
	{"a clean file is removed", "true", NULL, true, NULL, ""},
	{"a changed file stops the commit", "printf mine > " RECORD, "two", false, "mine",
	 " M " RECORD "\n"},
	{"a changed file is not removed", "printf mine > " RECORD, NULL, false, "mine",
	 " M " RECORD "\n"},
	{"a change of the same size is seen", "printf uno > " RECORD, "two", false, "uno",
	 " M " RECORD "\n"},
	{"a removed file stops the commit", "rm " RECORD, "two", false, NULL, " D " RECORD "\n"},
	{"a file removed by both is fine", "rm " RECORD, NULL, true, NULL, ""},
	{"a file changed to the same is fine", "printf two > " RECORD, "two", true, "two", ""},
	{"a staged change stops the commit",
	 "printf mine > " RECORD "; git add " RECORD "; printf one > " RECORD, "two", false, "one",
	 "MM " RECORD "\n"},
	{"a staged removal stops the commit", "git rm -q --cached " RECORD, "two", false, "one",
	 "D  " RECORD "\n?? reviewed/\n"},
	{"a link in place of the file stops the commit", "rm " RECORD "; ln -s ../../other " RECORD,
	 "two", false, "untouched", " T " RECORD "\n"},
	{"a link in place of its folder stops the commit",
	 "mkdir away; mv reviewed/a away/a; ln -s ../away/a reviewed/a", "two", false, "one",
	 " D " RECORD "\n?? away/\n?? reviewed/a\n"},
	{"a folder in place of the file stops the commit", "rm " RECORD "; mkdir " RECORD, "two",
	 false, "", " D " RECORD "\n"},
	{"other changes and stagings stay as they are",
	 "printf mine > docket.json; printf new > staged; git add staged; printf x > loose", "two",
	 true, "two", " M docket.json\nA  staged\n?? loose\n"},
	{"on another branch the files stay", "git checkout -q -b side", "two", true, "one", ""},
	{"with HEAD on a commit the files stay", "git checkout -q --detach", "two", true, "one",
	 ""},
	{"in the middle of a merge of git's own nothing is done",
	 "git rev-parse HEAD > .git/MERGE_HEAD", "two", false, "one", ""},
	{"while git holds its index nothing is done", "touch .git/index.lock", "two", false, "one",
	 ""},
	{"while git holds main nothing is done", "touch .git/refs/heads/main.lock", "two", false,
	 "one", ""},
	{"an index of version 4 is understood", "git update-index --index-version 4", "two", true,
	 "two", ""},
	{"a missing index means that all is unstaged", "rm .git/index", "two", false, "one", NULL},
	{"main checked out in another work tree stops the commit",
	 "git checkout -q -b side; git worktree add -q .docket/other main", "two", false, "one",
	 ""},
};

static void check_status(struct scratch *s, const char *want)
{
	char out[1000];

	assert_int_equal(scratch_run(s,
				     "rm -f .git/index.lock .git/refs/heads/main.lock;"
				     "git status --short",
				     out, sizeof out),
			 0);
	assert_string_equal(out, want);
}

static void check_row(void **state)
{
	const struct row *row = ROW(struct row);
	struct dkt_write write = {RECORD, row->write, row->write == NULL ? 0 : strlen(row->write)};
	struct scratch s;
	char first[DKT_OID_HEX];
	char second[DKT_OID_HEX];
	char tip[DKT_OID_HEX];
	int result;

	scratch_dataset(&s);
	scratch_write(&s, "other", "untouched");
	assert_int_equal(
		scratch_run(&s, "printf 'other\\n.docket\\n' > .git/info/exclude", NULL, 0), 0);
	scratch_put(&s, "docket.json", "{}", first);
	scratch_put(&s, RECORD, "one", first);
	assert_int_equal(scratch_run(&s, row->before, NULL, 0), 0);
	result = scratch_commit(&s, &write, 1, second);
	if (row->accepted && result < 0)
		fail_msg("%s: %s", s.err.text, s.err.hint);
	assert_int_equal(result, row->accepted ? 0 : -1);
	dkt_err_clear(&s.err);
	assert_ok(dkt_repo_tip(s.repo, tip, &s.err), &s.err);
	assert_string_equal(tip, row->accepted ? second : first);
	if (row->status != NULL)
		check_status(&s, row->status);
	if (row->file == NULL || row->file[0] != '\0')
		scratch_file_is(&s, RECORD, row->file);
	scratch_file_is(&s, "other", "untouched");
	scratch_file_is(&s, ".docket/merge.journal", NULL);
	scratch_end(&s);
}

static void the_files_in_the_way_are_named_with_advice(void **state)
{
	struct scratch s;
	char id[DKT_OID_HEX];
	const struct dkt_write writes[] = {
		{"a.json", "2", 1}, {"b.json", "2", 1}, {"c.json", "2", 1}};

	(void)state;
	scratch_dataset(&s);
	scratch_put(&s, "a.json", "1", id);
	scratch_write(&s, "a.json", "mine");
	scratch_write(&s, "c.json", "mine");
	assert_int_equal(scratch_commit(&s, writes, 3, id), -1);
	assert_int_equal(s.err.code, DKT_ESTATE);
	assert_string_equal(s.err.text, "files in this checkout are changed or not yet committed: "
					"a.json, c.json");
	assert_string_equal(s.err.hint, "commit or put aside your own changes to these files");
	scratch_file_is(&s, "b.json", NULL);
	scratch_end(&s);
}

static void git_finds_nothing_to_refresh(void **state)
{
	struct scratch s;
	char id[DKT_OID_HEX];

	(void)state;
	scratch_dataset(&s);
	scratch_put(&s, "a/b.json", "1", id);
	scratch_put(&s, "a/c.json", "1", id);
	assert_int_equal(scratch_run(&s,
				     "git diff-files --quiet && git diff-index --cached --quiet "
				     "HEAD && git fsck --strict",
				     NULL, 0),
			 0);
	scratch_end(&s);
}

static void a_change_in_the_same_instant_is_not_hidden(void **state)
{
	struct scratch s;
	char id[DKT_OID_HEX];
	char out[200];

	(void)state;
	scratch_dataset(&s);
	scratch_put(&s, "a.json", "1", id);
	/* a staged file, changed to the same size with the times of the index itself */
	assert_int_equal(scratch_run(&s,
				     "printf old > x; git add x; printf new > x;"
				     "touch -r .git/index x; git update-index --really-refresh",
				     NULL, 0),
			 1);
	scratch_put(&s, "a.json", "2", id);
	assert_int_equal(scratch_run(&s, "git status --short x", out, sizeof out), 0);
	assert_string_equal(out, "AM x\n");
	scratch_end(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_files_in_the_way_are_named_with_advice),
		cmocka_unit_test(git_finds_nothing_to_refresh),
		cmocka_unit_test(a_change_in_the_same_instant_is_not_hidden),
	};

	return rows_run("store/work tree", rows, check_row) +
	       cmocka_run_group_tests_name("store/work tree and git", tests, NULL, NULL);
}
