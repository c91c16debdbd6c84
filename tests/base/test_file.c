/* test_file.c - files read with a cap and written whole, folders, locks, and their messages. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "support/rows.h"

static char dir[256];
static char path[300];

static const char *in_dir(const char *name)
{
	(void)snprintf(path, sizeof path, "%s/%s", dir, name);
	return path;
}

static int begin(void **state)
{
	const char *tmp = getenv("TMPDIR");

	(void)state;
	(void)snprintf(dir, sizeof dir, "%.200s/docket-file-XXXXXX", tmp == NULL ? "/tmp" : tmp);
	return mkdtemp(dir) == NULL ? -1 : 0;
}

static int end(void **state)
{
	char line[300];

	(void)state;
	(void)snprintf(line, sizeof line, "rm -rf '%s'", dir);
	return system(line);
}

static void what_is_written_is_read(void **state)
{
	struct dkt_err err = DKT_ERR_INIT;
	struct dkt_buf buf = DKT_BUF_INIT(0);

	(void)state;
	assert_int_equal(dkt_file_write(in_dir("a"), "one\0two", 7, &err), 0);
	assert_int_equal(dkt_file_write(in_dir("a"), "three", 5, &err), 0);
	assert_int_equal(dkt_file_read(in_dir("a"), 5, &buf, &err), 0);
	assert_string_equal(dkt_buf_str(&buf), "three");
	assert_int_equal(dkt_file_write(in_dir("a"), NULL, 0, &err), 0);
	assert_int_equal(dkt_file_read(in_dir("a"), 0, &buf, &err), 0);
	assert_int_equal(buf.size, 5);
	dkt_buf_clear(&buf);
}

static void a_file_over_the_cap_is_refused(void **state)
{
	struct dkt_err err = DKT_ERR_INIT;
	struct dkt_buf buf = DKT_BUF_INIT(0);

	(void)state;
	assert_int_equal(dkt_file_write(in_dir("a"), "123456", 6, &err), 0);
	assert_int_equal(dkt_file_read(in_dir("a"), 5, &buf, &err), -1);
	assert_int_equal(err.code, DKT_ELIMIT);
	assert_string_equal(err.where, in_dir("a"));
	dkt_buf_clear(&buf);
}

static void reading_appends_and_the_cap_is_the_files(void **state)
{
	struct dkt_err err = DKT_ERR_INIT;
	struct dkt_buf buf = DKT_BUF_INIT(100000);

	(void)state;
	dkt_buf_addn(&buf, 100000, 'x');
	assert_int_equal(dkt_file_write(in_dir("a"), "12345", 5, &err), 0);
	assert_int_equal(dkt_file_read(in_dir("a"), 5, &buf, &err), 0);
	assert_int_equal(buf.size, 100005);
	dkt_buf_clear(&buf);
}

static void a_pipe_is_read_to_its_end_and_capped(void **state)
{
	struct dkt_err err = DKT_ERR_INIT;
	struct dkt_buf buf = DKT_BUF_INIT(10);
	int fds[2];

	(void)state;
	assert_int_equal(pipe(fds), 0);
	assert_int_equal(write(fds[1], "123456", 6), 6);
	(void)close(fds[1]);
	assert_int_equal(dkt_file_read_fd(fds[0], "standard input", 6, &buf, &err), 0);
	assert_string_equal(dkt_buf_str(&buf), "123456");
	(void)close(fds[0]);
	assert_int_equal(pipe(fds), 0);
	assert_int_equal(write(fds[1], "1234567", 7), 7);
	(void)close(fds[1]);
	assert_int_equal(dkt_file_read_fd(fds[0], "standard input", 6, &buf, &err), -1);
	assert_int_equal(err.code, DKT_ELIMIT);
	(void)close(fds[0]);
	dkt_buf_clear(&buf);
}

static void what_is_no_file_is_refused_without_waiting(void **state)
{
	struct dkt_err err = DKT_ERR_INIT;
	struct dkt_buf buf = DKT_BUF_INIT(0);

	(void)state;
	assert_int_equal(dkt_file_read(dir, 10, &buf, &err), -1);
	assert_non_null(strstr(err.text, "is a folder"));
	dkt_err_clear(&err);
	assert_int_equal(mkfifo(in_dir("pipe"), 0600), 0);
	assert_int_equal(dkt_file_read(in_dir("pipe"), 10, &buf, &err), -1);
	assert_non_null(strstr(err.text, "not a regular file"));
	dkt_err_clear(&err);
	assert_int_equal(dkt_file_read(in_dir("none"), 10, &buf, &err), -1);
	assert_int_equal(err.code, DKT_ENOENT);
}

static void a_write_that_fails_leaves_the_old_file_alone(void **state)
{
	struct dkt_err err = DKT_ERR_INIT;

	(void)state;
	assert_int_equal(dkt_dir_make(in_dir("d/e"), &err), 0);
	assert_int_equal(dkt_file_write(in_dir("d"), "x", 1, &err), -1);
	assert_int_equal(err.code, DKT_EIO);
	assert_true(dkt_dir_exists(in_dir("d/e")));
	assert_int_equal(rmdir(in_dir("d/e")), 0);
	assert_int_equal(rmdir(in_dir("d")), 0);
	assert_int_equal(rmdir(dir), 0); /* no temporary is left */
	assert_int_equal(mkdir(dir, 0700), 0);
}

static void folders_are_made_with_those_above(void **state)
{
	struct dkt_err err = DKT_ERR_INIT;

	(void)state;
	assert_int_equal(dkt_dir_make(in_dir("a/b//c/"), &err), 0);
	assert_int_equal(dkt_dir_make(in_dir("a/b/c"), &err), 0);
	assert_true(dkt_dir_exists(in_dir("a/b/c")));
	assert_int_equal(dkt_file_write(in_dir("f"), "", 0, &err), 0);
	assert_int_equal(dkt_dir_make(in_dir("f/x"), &err), -1);
	assert_int_equal(err.code, DKT_EIO);
	assert_non_null(strstr(err.text, "a file is in its place"));
	dkt_err_clear(&err);
	assert_int_equal(dkt_dir_make("", &err), -1);
	assert_int_equal(err.code, DKT_EUSAGE);
}

static void a_link_is_no_plain_file(void **state)
{
	struct dkt_err err = DKT_ERR_INIT;
	char link[300];

	(void)state;
	assert_int_equal(dkt_file_write(in_dir("a"), "", 0, &err), 0);
	assert_true(dkt_file_is_plain(in_dir("a")));
	(void)snprintf(link, sizeof link, "%s/l", dir);
	assert_int_equal(symlink("a", link), 0);
	assert_false(dkt_file_is_plain(link));
	assert_true(dkt_file_exists(link));
	assert_false(dkt_file_is_plain(dir));
}

static void paths_are_joined_with_one_slash(void **state)
{
	char *joined = dkt_path_join("a/", "b");

	(void)state;
	assert_string_equal(joined, "a/b");
	free(joined);
	joined = dkt_path_join("a", "b");
	assert_string_equal(joined, "a/b");
	free(joined);
	joined = dkt_path_join("", "b");
	assert_string_equal(joined, "b");
	free(joined);
}

/* --- locks -------------------------------------------------------------------------------------
 */

static void a_lock_held_names_its_holder(void **state)
{
	struct dkt_err err = DKT_ERR_INIT;
	struct dkt_lock first = DKT_LOCK_INIT;
	struct dkt_lock second = DKT_LOCK_INIT;
	char holder[100];

	(void)state;
	assert_int_equal(dkt_lock_take(&first, in_dir("lock"), "merge", 0, &err), 0);
	assert_int_equal(dkt_lock_take(&second, in_dir("lock"), "serve", 50, &err), -1);
	assert_int_equal(err.code, DKT_EBUSY);
	assert_int_equal(second.fd, -1);
	(void)snprintf(holder, sizeof holder, "locked by docket merge, process %ld, since 20",
		       (long)getpid());
	assert_non_null(strstr(err.text, holder));
	dkt_lock_drop(&first);
	dkt_lock_drop(&first);
	dkt_err_clear(&err);
	assert_int_equal(dkt_lock_take(&second, in_dir("lock"), "serve", 0, &err), 0);
	dkt_lock_drop(&second);
}

static void a_lock_ends_with_its_process(void **state)
{
	struct dkt_err err = DKT_ERR_INIT;
	struct dkt_lock lock = DKT_LOCK_INIT;
	int status;
	pid_t pid = fork();

	(void)state;
	if (pid == 0) {
		/* held until the end of the child, which comes at once */
		_exit(dkt_lock_take(&lock, in_dir("lock"), "child", 0, &err) == 0 ? 0 : 1);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	assert_int_equal(dkt_lock_take(&lock, in_dir("lock"), "parent", 0, &err), 0);
	dkt_lock_drop(&lock);
}

static void a_lock_without_its_folder_says_so(void **state)
{
	struct dkt_err err = DKT_ERR_INIT;
	struct dkt_lock lock = DKT_LOCK_INIT;

	(void)state;
	assert_int_equal(dkt_lock_take(&lock, in_dir("none/lock"), "x", 0, &err), -1);
	assert_int_equal(err.code, DKT_ENOENT);
	assert_int_equal(lock.fd, -1);
}

/* --- errors ------------------------------------------------------------------------------------
 */

static void the_first_cause_wins_and_notes_add_up(void **state)
{
	struct dkt_err err = DKT_ERR_INIT;

	(void)state;
	errno = ENOSPC;
	assert_int_equal(dkt_fail_errno(&err, "cannot write %s", "x"), -1);
	assert_int_equal(dkt_fail(&err, DKT_EBUG, "later"), -1);
	assert_int_equal(dkt_note(&err, "storing %d", 1), -1);
	assert_int_equal(dkt_note(&err, "serving"), -1);
	assert_int_equal(dkt_hint(&err, "never seen"), -1);
	assert_int_equal(err.code, DKT_EFULL);
	assert_string_equal(err.text, "cannot write x: No space left on device");
	assert_string_equal(err.notes, "storing 1, serving");
	assert_non_null(strstr(err.hint, "make room"));
	dkt_err_clear(&err);
	assert_int_equal(err.code, DKT_OK);
}

static void long_errors_are_cut_not_overrun(void **state)
{
	struct dkt_err err = DKT_ERR_INIT;
	char large[2000];

	(void)state;
	memset(large, 'x', sizeof large - 1);
	large[sizeof large - 1] = '\0';
	errno = EIO;
	(void)dkt_fail_errno(&err, "%s", large);
	for (int i = 0; i < 5; i++)
		(void)dkt_note(&err, "%s", large);
	(void)dkt_hint(&err, "%s", large);
	(void)dkt_where(&err, "%s", large);
	assert_int_equal(strlen(err.text), sizeof err.text - 1);
	assert_int_equal(strlen(err.notes), sizeof err.notes - 1);
	assert_int_equal(strlen(err.where), sizeof err.where - 1);
}

static void every_code_has_a_name_and_its_statuses(void **state)
{
	(void)state;
	for (enum dkt_code code = DKT_OK; code <= DKT_EBUG; code++) {
		assert_non_null(dkt_code_name(code));
		assert_in_range(dkt_code_exit(code), 0, 3);
		assert_in_range(dkt_code_http(code), 200, 507);
	}
	assert_int_equal(dkt_code_exit(DKT_EFINDINGS), 1);
	assert_int_equal(dkt_code_exit(DKT_EUSAGE), 2);
	assert_int_equal(dkt_code_http(DKT_EFULL), 507);
}

#define IN_A_FOLDER(test) cmocka_unit_test_setup_teardown(test, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_A_FOLDER(what_is_written_is_read),
		IN_A_FOLDER(a_file_over_the_cap_is_refused),
		IN_A_FOLDER(reading_appends_and_the_cap_is_the_files),
		IN_A_FOLDER(a_pipe_is_read_to_its_end_and_capped),
		IN_A_FOLDER(what_is_no_file_is_refused_without_waiting),
		IN_A_FOLDER(a_write_that_fails_leaves_the_old_file_alone),
		IN_A_FOLDER(folders_are_made_with_those_above),
		IN_A_FOLDER(a_link_is_no_plain_file),
		IN_A_FOLDER(paths_are_joined_with_one_slash),
		IN_A_FOLDER(a_lock_held_names_its_holder),
		IN_A_FOLDER(a_lock_ends_with_its_process),
		IN_A_FOLDER(a_lock_without_its_folder_says_so),
		cmocka_unit_test(the_first_cause_wins_and_notes_add_up),
		cmocka_unit_test(long_errors_are_cut_not_overrun),
		cmocka_unit_test(every_code_has_a_name_and_its_statuses),
	};

	return cmocka_run_group_tests_name("base/file", tests, NULL, NULL);
}
