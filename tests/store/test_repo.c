/* test_repo.c - real repositories: made, opened, committed to, read, walked, logged, tagged. */
#include "base/str.h"
#include "scratch.h"
#include "store/git.h"

/* --- making and opening ------------------------------------------------------------------------
 */

static void a_new_dataset_is_durable_and_careful(void **state)
{
	struct scratch s;
	char out[400];

	(void)state;
	scratch_dataset(&s);
	assert_int_equal(scratch_run(&s, "git symbolic-ref HEAD", out, sizeof out), 0);
	assert_string_equal(out, "refs/heads/main\n");
	assert_int_equal(scratch_run(&s,
				     "git config core.fsync; git config transfer.fsckObjects;"
				     "git --git-dir=.docket/queue.git config gc.auto;"
				     "git --git-dir=.docket/queue.git config core.bare",
				     out, sizeof out),
			 0);
	assert_string_equal(out, "all\ntrue\n0\ntrue\n");
	assert_int_equal(scratch_run(&s, "stat -c %a .docket", out, sizeof out), 0);
	assert_string_equal(out, "700\n");
	scratch_end(&s);
}

static void making_again_keeps_what_is_there(void **state)
{
	struct scratch s;
	char id[DKT_OID_HEX];
	char tip[DKT_OID_HEX];
	char out[100];

	(void)state;
	scratch_dataset(&s);
	scratch_put(&s, "docket.json", "{}\n", id);
	assert_int_equal(scratch_run(&s, "git config core.fsync none", NULL, 0), 0);
	assert_ok(dkt_repo_init(s.dir, &s.err), &s.err);
	assert_ok(dkt_repo_tip(s.repo, tip, &s.err), &s.err);
	assert_string_equal(tip, id);
	assert_int_equal(scratch_run(&s, "git config core.fsync", out, sizeof out), 0);
	assert_string_equal(out, "none\n");
	scratch_end(&s);
}

static void a_dataset_is_found_from_a_folder_inside(void **state)
{
	struct scratch s;
	char below[300];
	struct dkt_repo *repo = NULL;

	(void)state;
	scratch_dataset(&s);
	(void)snprintf(below, sizeof below, "%s/a/b", s.dir);
	assert_ok(dkt_dir_make(below, &s.err), &s.err);
	assert_ok(dkt_repo_open(below, NULL, &repo, &s.err), &s.err);
	assert_string_equal(dkt_repo_work_dir(repo), dkt_repo_work_dir(s.repo));
	assert_true(dkt_ends(dkt_repo_state_dir(repo), "/.docket"));
	dkt_repo_free(repo);
	scratch_end(&s);
}

static void no_dataset_says_how_to_make_one(void **state)
{
	struct scratch s;

	(void)state;
	scratch_begin(&s);
	assert_int_equal(dkt_repo_open(s.dir, NULL, &s.repo, &s.err), -1);
	assert_int_equal(s.err.code, DKT_ENOENT);
	assert_non_null(strstr(s.err.hint, "docket init"));
	scratch_end(&s);
}

static void the_state_folder_can_be_named(void **state)
{
	struct scratch s;
	char where[300];

	(void)state;
	scratch_begin(&s);
	assert_ok(dkt_repo_init(s.dir, &s.err), &s.err);
	(void)snprintf(where, sizeof where, "%s/elsewhere/deep/", s.dir);
	assert_int_equal(setenv("DOCKET_STATE", where, 1), 0);
	scratch_open(&s);
	where[strlen(where) - 1] = '\0';
	assert_string_equal(dkt_repo_state_dir(s.repo), where);
	assert_ok(dkt_repo_lock(s.repo, "test", 0, &s.err), &s.err);
	assert_int_equal(scratch_run(&s, "test -f elsewhere/deep/queue.git/HEAD", NULL, 0), 0);
	(void)unsetenv("DOCKET_STATE");
	scratch_end(&s);
}

static void a_reader_makes_nothing(void **state)
{
	struct scratch s;

	(void)state;
	scratch_begin(&s);
	assert_ok(dkt_repo_init(s.dir, &s.err), &s.err);
	scratch_open(&s);
	assert_int_equal(scratch_run(&s, "test ! -e .docket", NULL, 0), 0);
	scratch_end(&s);
}

static void a_bare_dataset_takes_commits(void **state)
{
	struct scratch s;
	char id[DKT_OID_HEX];

	(void)state;
	scratch_begin(&s);
	assert_int_equal(scratch_run(&s, "git init -q --bare -b main .", NULL, 0), 0);
	scratch_open(&s);
	assert_null(dkt_repo_work_dir(s.repo));
	assert_true(dkt_ends(dkt_repo_state_dir(s.repo), "/docket"));
	assert_ok(dkt_repo_lock(s.repo, "test", 0, &s.err), &s.err);
	scratch_put(&s, "docket.json", "{}\n", id);
	scratch_put(&s, "docket.json", "{ }\n", id);
	assert_int_equal(scratch_run(&s, "git fsck --strict && test ! -e docket.json", NULL, 0), 0);
	scratch_end(&s);
}

static void the_repository_of_another_user_is_explained(void **state)
{
	struct scratch s;

	(void)state;
	if (geteuid() != 0)
		skip();
	scratch_begin(&s);
	assert_ok(dkt_repo_init(s.dir, &s.err), &s.err);
	assert_int_equal(scratch_run(&s, "chown -R 65534 .", NULL, 0), 0);
	assert_int_equal(dkt_repo_open(s.dir, NULL, &s.repo, &s.err), -1);
	assert_int_equal(s.err.code, DKT_EIO);
	assert_non_null(strstr(s.err.hint, "safe.directory"));
	scratch_end(&s);
}

static void a_state_folder_below_a_file_is_refused(void **state)
{
	struct scratch s;
	char where[300];

	(void)state;
	scratch_begin(&s);
	assert_ok(dkt_repo_init(s.dir, &s.err), &s.err);
	scratch_write(&s, "file", "");
	(void)snprintf(where, sizeof where, "%s/file/state", s.dir);
	assert_ok(dkt_repo_open(s.dir, where, &s.repo, &s.err), &s.err);
	assert_int_equal(dkt_repo_lock(s.repo, "test", 0, &s.err), -1);
	assert_non_null(strstr(s.err.text, "a file is in its place"));
	scratch_end(&s);
}

static void a_folder_that_is_not_ours_to_write_is_explained(void **state)
{
	struct scratch s;

	(void)state;
	if (geteuid() == 0)
		skip(); /* modes do not stop root */
	scratch_begin(&s);
	assert_ok(dkt_repo_init(s.dir, &s.err), &s.err);
	scratch_open(&s);
	assert_int_equal(chmod(s.dir, 0500), 0);
	assert_int_equal(dkt_repo_lock(s.repo, "test", 0, &s.err), -1);
	assert_int_equal(s.err.code, DKT_EIO);
	assert_non_null(strstr(s.err.hint, "who owns"));
	assert_int_equal(chmod(s.dir, 0700), 0);
	scratch_end(&s);
}

static void the_second_writer_is_told_who_the_first_is(void **state)
{
	struct scratch s;
	struct dkt_repo *other = NULL;
	struct dkt_err err = DKT_ERR_INIT;
	char id[DKT_OID_HEX];

	(void)state;
	scratch_dataset(&s);
	assert_ok(dkt_repo_open(s.dir, NULL, &other, &err), &err);
	assert_int_equal(dkt_repo_lock(other, "merge", 60, &err), -1);
	assert_int_equal(err.code, DKT_EBUSY);
	assert_non_null(strstr(err.text, "docket test, process "));
	dkt_err_clear(&err);
	dkt_repo_unlock(s.repo);
	assert_ok(dkt_repo_lock(other, "merge", 0, &err), &err);
	assert_int_equal(dkt_repo_lock(other, "merge", 0, &err), -1);
	assert_int_equal(err.code, DKT_EBUG);
	dkt_repo_unlock(other);
	dkt_repo_free(other);
	assert_int_equal(scratch_commit(&s, &(struct dkt_write){"docket.json", "{}", 2}, 1, id),
			 -1);
	assert_int_equal(s.err.code, DKT_EBUG);
	scratch_end(&s);
}

/* --- committing and reading --------------------------------------------------------------------
 */

static void what_was_committed_is_read(void **state)
{
	struct scratch s;
	struct dkt_buf bytes = DKT_BUF_INIT(0);
	char first[DKT_OID_HEX];
	char second[DKT_OID_HEX];
	char blob[DKT_OID_HEX];
	char want[DKT_OID_HEX];

	(void)state;
	scratch_dataset(&s);
	scratch_put(&s, "reviewed/a/1.json", "one\n", first);
	scratch_put(&s, "reviewed/a/1.json", "two\n", second);
	assert_ok(dkt_repo_read(s.repo, first, "reviewed/a/1.json", &bytes, blob, &s.err), &s.err);
	assert_ok(dkt_repo_read(s.repo, second, "reviewed/a/1.json", &bytes, NULL, &s.err), &s.err);
	assert_string_equal(dkt_buf_str(&bytes), "one\ntwo\n");
	dkt_blob_id("one\n", 4, want);
	assert_string_equal(blob, want);
	assert_string_equal(blob, "5626abf0f72e58d7a153368ba57db4c673c0e171");
	dkt_buf_clear(&bytes);
	scratch_git_is_well(&s);
	scratch_end(&s);
}

static void a_missing_file_and_a_folder_are_told_apart(void **state)
{
	struct scratch s;
	struct dkt_buf bytes = DKT_BUF_INIT(0);
	char id[DKT_OID_HEX];

	(void)state;
	scratch_dataset(&s);
	scratch_put(&s, "reviewed/a/1.json", "one\n", id);
	assert_int_equal(dkt_repo_read(s.repo, id, "reviewed/a/2.json", &bytes, NULL, &s.err), -1);
	assert_int_equal(s.err.code, DKT_ENOENT);
	dkt_err_clear(&s.err);
	assert_int_equal(dkt_repo_read(s.repo, id, "reviewed/a/1.json/x", &bytes, NULL, &s.err),
			 -1);
	assert_int_equal(s.err.code, DKT_ENOENT);
	dkt_err_clear(&s.err);
	assert_int_equal(dkt_repo_read(s.repo, id, "reviewed/a", &bytes, NULL, &s.err), -1);
	assert_int_equal(s.err.code, DKT_EFORMAT);
	dkt_err_clear(&s.err);
	assert_int_equal(dkt_repo_read(s.repo, "HEAD", "reviewed", &bytes, NULL, &s.err), -1);
	assert_int_equal(s.err.code, DKT_EUSAGE);
	scratch_end(&s);
}

static void git_shows_the_commit_like_any_other(void **state)
{
	struct scratch s;
	char id[DKT_OID_HEX];
	char out[1000];

	(void)state;
	scratch_dataset(&s);
	scratch_put(&s, "docket.json", "{}\n", id);
	assert_int_equal(scratch_run(&s, "git log -1 --format='%an|%ae|%cn|%ce|%at|%ai|%s|%b'", out,
				     sizeof out),
			 0);
	assert_string_equal(out, "A. Reader|a-reader@docket.invalid|Docket|docket@docket.invalid|"
				 "1795453200|2026-11-23 17:00:00 +0000|add presence: a place "
				 "(pr-7h3k9m2-05)|Submission: s-4k7m2p9-53\n\n");
	assert_int_equal(scratch_run(&s, "git reflog show main", out, sizeof out), 0);
	assert_non_null(strstr(out, "docket: add presence: a place"));
	scratch_end(&s);
}

static void a_tip_that_moved_stops_the_commit(void **state)
{
	struct scratch s;
	char first[DKT_OID_HEX];
	char second[DKT_OID_HEX];
	char none[DKT_OID_HEX];
	struct dkt_write write = {"docket.json", "{}", 2};
	struct dkt_commit_spec spec = {.parent = first,
				       .writes = &write,
				       .n_writes = 1,
				       .author = "A",
				       .committer = "Docket",
				       .time = SOME_TIME,
				       .message = "late"};

	(void)state;
	scratch_dataset(&s);
	scratch_put(&s, "docket.json", "1\n", first);
	scratch_put(&s, "docket.json", "2\n", second);
	assert_int_equal(dkt_repo_commit(s.repo, &spec, none, &s.err), -1);
	assert_int_equal(s.err.code, DKT_EMOVED);
	dkt_err_clear(&s.err);
	spec.parent = "";
	assert_int_equal(dkt_repo_commit(s.repo, &spec, none, &s.err), -1);
	assert_int_equal(s.err.code, DKT_EMOVED);
	assert_ok(dkt_repo_tip(s.repo, first, &s.err), &s.err);
	assert_string_equal(first, second);
	scratch_end(&s);
}

static void bad_paths_are_refused(void **state)
{
	static const char *const paths[] = {"../x", ".git/config", "a//b", "con.json", ""};
	struct scratch s;
	char id[DKT_OID_HEX];

	(void)state;
	scratch_dataset(&s);
	for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
		struct dkt_write write = {paths[i], "x", 1};

		assert_int_equal(scratch_commit(&s, &write, 1, id), -1);
		assert_int_equal(s.err.code, DKT_EUSAGE);
	}
	assert_int_equal(dkt_repo_tip(s.repo, id, &s.err), -1);
	scratch_end(&s);
}

static void a_file_written_twice_is_refused(void **state)
{
	struct scratch s;
	char id[DKT_OID_HEX];
	const struct dkt_write writes[] = {{"a.json", "1", 1}, {"a.json", "2", 1}};

	(void)state;
	scratch_dataset(&s);
	assert_int_equal(scratch_commit(&s, writes, 2, id), -1);
	assert_int_equal(s.err.code, DKT_EUSAGE);
	scratch_end(&s);
}

static void removing_what_is_not_there_is_refused(void **state)
{
	struct scratch s;
	char id[DKT_OID_HEX];
	struct dkt_write gone = {"a/b.json", NULL, 0};

	(void)state;
	scratch_dataset(&s);
	scratch_put(&s, "docket.json", "{}\n", id);
	assert_int_equal(scratch_commit(&s, &gone, 1, id), -1);
	assert_int_equal(s.err.code, DKT_ENOENT);
	scratch_end(&s);
}

static void the_last_file_of_a_folder_takes_the_folder_along(void **state)
{
	struct scratch s;
	char id[DKT_OID_HEX];
	char out[200];

	(void)state;
	scratch_dataset(&s);
	scratch_put(&s, "docket.json", "{}\n", id);
	scratch_put(&s, "submissions/deep/x.json", "{}\n", id);
	scratch_put(&s, "submissions/deep/x.json", NULL, id);
	assert_int_equal(scratch_run(&s,
				     "git ls-tree -r -t --name-only main; git status --short "
				     "--untracked-files=no; test ! -e submissions",
				     out, sizeof out),
			 0);
	assert_string_equal(out, "docket.json\n");
	scratch_git_is_well(&s);
	scratch_end(&s);
}

static void a_file_cannot_take_a_folders_place(void **state)
{
	struct scratch s;
	char id[DKT_OID_HEX];
	struct dkt_write over = {"reviewed", "x", 1};
	struct dkt_write below = {"docket.json/x", "x", 1};

	(void)state;
	scratch_dataset(&s);
	scratch_put(&s, "reviewed/a.json", "{}\n", id);
	scratch_put(&s, "docket.json", "{}\n", id);
	assert_int_equal(scratch_commit(&s, &over, 1, id), -1);
	assert_int_equal(scratch_commit(&s, &below, 1, id), -1);
	scratch_git_is_well(&s);
	scratch_end(&s);
}

static void a_hostile_name_becomes_harmless(void **state)
{
	struct scratch s;
	char id[DKT_OID_HEX];
	char out[400];
	struct dkt_write write = {"docket.json", "{}", 2};
	struct dkt_commit_spec spec = {.parent = "",
				       .writes = &write,
				       .n_writes = 1,
				       .author = " <a@b>\nparent \x1b[31m\xFF\xE5\xBC\xA0 1. ",
				       .committer = "...",
				       .time = SOME_TIME,
				       .message = "x"};

	(void)state;
	scratch_dataset(&s);
	assert_ok(dkt_repo_commit(s.repo, &spec, id, &s.err), &s.err);
	assert_int_equal(scratch_run(&s, "git log -1 --format='%an|%ae|%cn|%ce'", out, sizeof out),
			 0);
	assert_string_equal(out, "a@b parent  [31m\xEF\xBF\xBD\xE5\xBC\xA0 1|"
				 "a-b-parent-31m-1@docket.invalid|anonymous|"
				 "anonymous@docket.invalid\n");
	scratch_git_is_well(&s);
	scratch_end(&s);
}

/* --- revisions ---------------------------------------------------------------------------------
 */

static void revisions_are_found_and_searches_are_not(void **state)
{
	static const char *const bad[] = {":/add", "HEAD^{/add}", "-x",
					  "",	   "main..main",  "HEAD@{1}"};
	struct scratch s;
	char first[DKT_OID_HEX];
	char second[DKT_OID_HEX];
	char out[DKT_OID_HEX];

	(void)state;
	scratch_dataset(&s);
	scratch_put(&s, "docket.json", "1\n", first);
	scratch_put(&s, "docket.json", "2\n", second);
	assert_ok(dkt_repo_tag(s.repo, "v0.1.0", first, "Docket", SOME_TIME, "first", &s.err),
		  &s.err);
	assert_ok(dkt_repo_resolve(s.repo, "v0.1.0", out, &s.err), &s.err);
	assert_string_equal(out, first);
	assert_ok(dkt_repo_resolve(s.repo, "main", out, &s.err), &s.err);
	assert_string_equal(out, second);
	assert_ok(dkt_repo_resolve(s.repo, "HEAD~1", out, &s.err), &s.err);
	assert_string_equal(out, first);
	first[12] = '\0';
	assert_ok(dkt_repo_resolve(s.repo, first, out, &s.err), &s.err);
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		dkt_err_clear(&s.err);
		assert_int_equal(dkt_repo_resolve(s.repo, bad[i], out, &s.err), -1);
		assert_int_equal(s.err.code, DKT_EUSAGE);
	}
	dkt_err_clear(&s.err);
	assert_int_equal(dkt_repo_resolve(s.repo, "v9.9.9", out, &s.err), -1);
	assert_int_equal(s.err.code, DKT_ENOENT);
	scratch_end(&s);
}

/* --- walking -----------------------------------------------------------------------------------
 */

struct seen {
	struct dkt_buf text;
	int stop_after;
};

static int note_entry(void *data, const struct dkt_entry *entry, struct dkt_err *err)
{
	struct seen *seen = data;

	if (seen->stop_after-- == 0)
		return dkt_fail(err, DKT_ELIMIT, "enough");
	dkt_buf_addf(&seen->text, "%s %o %s;", entry->path, entry->mode,
		     entry->bytes == NULL ? "-" : entry->bytes);
	return 0;
}

static void a_walk_shows_files_in_order_with_bytes(void **state)
{
	struct scratch s;
	struct seen seen = {.text = DKT_BUF_INIT(1000), .stop_after = 100};
	char id[DKT_OID_HEX];
	const struct dkt_write writes[] = {{"reviewed/b/2.json", "2", 1},
					   {"reviewed/a/1.json", "1", 1},
					   {"reviewed/a.json", "", 0},
					   {"docket.json", "{}", 2}};

	(void)state;
	scratch_dataset(&s);
	assert_ok(scratch_commit(&s, writes, 4, id), &s.err);
	assert_ok(dkt_repo_walk(s.repo, id, "reviewed", true, note_entry, &seen, &s.err), &s.err);
	assert_string_equal(dkt_buf_str(&seen.text),
			    "reviewed/a.json 100644 ;reviewed/a/1.json 100644 1;"
			    "reviewed/b/2.json 100644 2;");
	dkt_buf_reset(&seen.text);
	assert_ok(dkt_repo_walk(s.repo, id, "reviewed/b/", false, note_entry, &seen, &s.err),
		  &s.err);
	assert_ok(dkt_repo_walk(s.repo, id, "nowhere", true, note_entry, &seen, &s.err), &s.err);
	assert_ok(dkt_repo_walk(s.repo, id, "docket.json", true, note_entry, &seen, &s.err),
		  &s.err);
	assert_string_equal(dkt_buf_str(&seen.text), "reviewed/b/2.json 100644 -;");
	dkt_buf_reset(&seen.text);
	seen.stop_after = 1;
	assert_int_equal(dkt_repo_walk(s.repo, id, "", true, note_entry, &seen, &s.err), -1);
	assert_string_equal(dkt_buf_str(&seen.text), "docket.json 100644 {};");
	dkt_buf_clear(&seen.text);
	scratch_end(&s);
}

static void a_walk_shows_links_without_following(void **state)
{
	struct scratch s;
	struct seen seen = {.text = DKT_BUF_INIT(1000), .stop_after = 100};
	struct dkt_buf bytes = DKT_BUF_INIT(0);
	char id[DKT_OID_HEX];

	(void)state;
	scratch_dataset(&s);
	assert_int_equal(scratch_run(&s,
				     "ln -s /etc/passwd link && echo x > run && chmod +x run && "
				     "git add link run && git commit -qm links",
				     NULL, 0),
			 0);
	assert_ok(dkt_repo_tip(s.repo, id, &s.err), &s.err);
	assert_ok(dkt_repo_walk(s.repo, id, "", true, note_entry, &seen, &s.err), &s.err);
	assert_string_equal(dkt_buf_str(&seen.text), "link 120000 -;run 100755 x\n;");
	assert_int_equal(dkt_repo_read(s.repo, id, "link", &bytes, NULL, &s.err), -1);
	assert_int_equal(s.err.code, DKT_EFORMAT);
	dkt_buf_clear(&seen.text);
	dkt_buf_clear(&bytes);
	scratch_end(&s);
}

static void folders_nested_too_deep_are_refused(void **state)
{
	struct scratch s;
	struct seen seen = {.text = DKT_BUF_INIT(1000), .stop_after = 100};
	char id[DKT_OID_HEX];

	(void)state;
	scratch_dataset(&s);
	scratch_put(&s, "a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q/r/s/t.json", "{}", id);
	assert_int_equal(dkt_repo_walk(s.repo, id, "", true, note_entry, &seen, &s.err), -1);
	assert_int_equal(s.err.code, DKT_ELIMIT);
	dkt_buf_clear(&seen.text);
	scratch_end(&s);
}

static void a_huge_file_is_refused_before_it_is_read(void **state)
{
	struct scratch s;
	struct dkt_buf bytes = DKT_BUF_INIT(0);
	char id[DKT_OID_HEX];

	(void)state;
	scratch_dataset(&s);
	assert_int_equal(scratch_run(&s,
				     "truncate -s 65M big && git -c core.looseCompression=1 add big"
				     " && git commit -qm big",
				     NULL, 0),
			 0);
	assert_ok(dkt_repo_tip(s.repo, id, &s.err), &s.err);
	assert_int_equal(dkt_repo_read(s.repo, id, "big", &bytes, NULL, &s.err), -1);
	assert_int_equal(s.err.code, DKT_ELIMIT);
	assert_int_equal(bytes.room, 0);
	scratch_end(&s);
}

/* --- history -----------------------------------------------------------------------------------
 */

static int note_commit(void *data, const struct dkt_commit_info *info, struct dkt_err *err)
{
	(void)err;
	dkt_buf_addf(data, "%.4s<%.4s ", info->parent[0] == '\0' ? "none" : info->parent, info->id);
	return 0;
}

static int stop_at_once(void *data, const struct dkt_commit_info *info, struct dkt_err *err)
{
	(void)note_commit(data, info, err);
	return 1;
}

static void a_log_follows_one_path(void **state)
{
	struct scratch s;
	struct dkt_buf text = DKT_BUF_INIT(1000);
	char id[5][DKT_OID_HEX];
	char want[200];

	(void)state;
	scratch_dataset(&s);
	scratch_put(&s, "a/x/1.json", "1", id[0]);
	scratch_put(&s, "a/y/2.json", "1", id[1]);
	scratch_put(&s, "a/x/1.json", "2", id[2]);
	scratch_put(&s, "docket.json", "1", id[3]);
	scratch_put(&s, "a/x/1.json", NULL, id[4]);
	assert_ok(dkt_repo_log(s.repo, id[4], "", "a/x/1.json", note_commit, &text, &s.err),
		  &s.err);
	(void)snprintf(want, sizeof want, "%.4s<%.4s %.4s<%.4s none<%.4s ", id[3], id[4], id[1],
		       id[2], id[0]);
	assert_string_equal(dkt_buf_str(&text), want);
	dkt_buf_reset(&text);
	assert_ok(dkt_repo_log(s.repo, id[4], id[1], "a/", note_commit, &text, &s.err), &s.err);
	(void)snprintf(want, sizeof want, "%.4s<%.4s %.4s<%.4s ", id[3], id[4], id[1], id[2]);
	assert_string_equal(dkt_buf_str(&text), want);
	dkt_buf_reset(&text);
	assert_ok(dkt_repo_log(s.repo, id[1], "", NULL, note_commit, &text, &s.err), &s.err);
	(void)snprintf(want, sizeof want, "%.4s<%.4s none<%.4s ", id[0], id[1], id[0]);
	assert_string_equal(dkt_buf_str(&text), want);
	dkt_buf_reset(&text);
	assert_ok(dkt_repo_log(s.repo, id[4], "", NULL, stop_at_once, &text, &s.err), &s.err);
	(void)snprintf(want, sizeof want, "%.4s<%.4s ", id[3], id[4]);
	assert_string_equal(dkt_buf_str(&text), want);
	dkt_buf_clear(&text);
	scratch_end(&s);
}

/* --- tags --------------------------------------------------------------------------------------
 */

static int note_tag(void *data, const struct dkt_tag_info *tag, struct dkt_err *err)
{
	(void)err;
	dkt_buf_addf(data, "%s %.4s %lld %s;", tag->name, tag->commit, (long long)tag->time,
		     tag->message);
	return 0;
}

static void tags_are_listed_by_name_and_never_moved(void **state)
{
	struct scratch s;
	struct dkt_buf text = DKT_BUF_INIT(1000);
	char id[DKT_OID_HEX];
	char want[300];

	(void)state;
	scratch_dataset(&s);
	scratch_put(&s, "docket.json", "1", id);
	assert_ok(dkt_repo_tag(s.repo, "v0.2.0", id, "Docket", 7, "two\n", &s.err), &s.err);
	assert_ok(dkt_repo_tag(s.repo, "v0.1.0", id, "Docket", 5, "one", &s.err), &s.err);
	assert_int_equal(scratch_run(&s, "git tag light && git tag tree HEAD^{tree}", NULL, 0), 0);
	assert_int_equal(dkt_repo_tag(s.repo, "v0.1.0", id, "Docket", 9, "again", &s.err), -1);
	assert_int_equal(s.err.code, DKT_EEXIST);
	dkt_err_clear(&s.err);
	assert_int_equal(dkt_repo_tag(s.repo, "a/../b", id, "Docket", 9, "x", &s.err), -1);
	assert_int_equal(s.err.code, DKT_EUSAGE);
	dkt_err_clear(&s.err);
	assert_ok(dkt_repo_tags(s.repo, note_tag, &text, &s.err), &s.err);
	(void)snprintf(want, sizeof want,
		       "light %.4s 1795453200 ;v0.1.0 %.4s 5 one\n;v0.2.0 %.4s 7 two\n;", id, id,
		       id);
	assert_string_equal(dkt_buf_str(&text), want);
	dkt_buf_clear(&text);
	scratch_git_is_well(&s);
	scratch_end(&s);
}

static void the_text_of_a_tag_is_what_is_stored(void **state)
{
	struct scratch s;
	struct dkt_buf text = DKT_BUF_INIT(1000);
	char id[DKT_OID_HEX];
	char out[1000];

	(void)state;
	scratch_dataset(&s);
	scratch_put(&s, "docket.json", "1", id);
	assert_ok(dkt_repo_tag(s.repo, "v0.1.0", id, "R. Manager", 5, "one", &s.err), &s.err);
	assert_ok(dkt_repo_tag_text("v0.1.0", id, "R. Manager", 5, "one", &text, &s.err), &s.err);
	assert_int_equal(scratch_run(&s, "git cat-file tag v0.1.0", out, sizeof out), 0);
	assert_string_equal(dkt_buf_str(&text), out);
	dkt_buf_clear(&text);
	scratch_end(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_new_dataset_is_durable_and_careful),
		cmocka_unit_test(making_again_keeps_what_is_there),
		cmocka_unit_test(a_dataset_is_found_from_a_folder_inside),
		cmocka_unit_test(no_dataset_says_how_to_make_one),
		cmocka_unit_test(the_state_folder_can_be_named),
		cmocka_unit_test(a_reader_makes_nothing),
		cmocka_unit_test(a_bare_dataset_takes_commits),
		cmocka_unit_test(the_repository_of_another_user_is_explained),
		cmocka_unit_test(a_state_folder_below_a_file_is_refused),
		cmocka_unit_test(a_folder_that_is_not_ours_to_write_is_explained),
		cmocka_unit_test(the_second_writer_is_told_who_the_first_is),
		cmocka_unit_test(what_was_committed_is_read),
		cmocka_unit_test(a_missing_file_and_a_folder_are_told_apart),
		cmocka_unit_test(git_shows_the_commit_like_any_other),
		cmocka_unit_test(a_tip_that_moved_stops_the_commit),
		cmocka_unit_test(bad_paths_are_refused),
		cmocka_unit_test(a_file_written_twice_is_refused),
		cmocka_unit_test(removing_what_is_not_there_is_refused),
		cmocka_unit_test(the_last_file_of_a_folder_takes_the_folder_along),
		cmocka_unit_test(a_file_cannot_take_a_folders_place),
		cmocka_unit_test(a_hostile_name_becomes_harmless),
		cmocka_unit_test(revisions_are_found_and_searches_are_not),
		cmocka_unit_test(a_walk_shows_files_in_order_with_bytes),
		cmocka_unit_test(a_walk_shows_links_without_following),
		cmocka_unit_test(folders_nested_too_deep_are_refused),
		cmocka_unit_test(a_huge_file_is_refused_before_it_is_read),
		cmocka_unit_test(a_log_follows_one_path),
		cmocka_unit_test(tags_are_listed_by_name_and_never_moved),
		cmocka_unit_test(the_text_of_a_tag_is_what_is_stored),
	};

	return cmocka_run_group_tests_name("store/repo", tests, NULL, NULL);
}
