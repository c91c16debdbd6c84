/*
 * test_full.c - a disk that takes only so much: the commit is made whole or not at all.
 *
 * A limit on the size of files (RLIMIT_FSIZE) makes writes fail as a full disk does, each file at a
 * size of its own: with the limit rising from 0, first the lock's text fails, then blobs, trees,
 * the commit, the journal, the ref, the index of git. After each try the next writer must find main
 * at one of the two commits, files that agree with it, and sound repositories.
 */
#include "scratch.h"

#include <signal.h>
#include <sys/resource.h>

#define STEP  16
#define LIMIT 4000

static void limit_files(rlim_t size)
{
	struct rlimit limit = {size, size};

	(void)signal(SIGXFSZ, SIG_IGN);
	if (setrlimit(RLIMIT_FSIZE, &limit) < 0)
		_exit(9);
}

/* 0: committed; 1: refused with an error that says something; 2: neither. */
static int try_commit(struct scratch *s, unsigned n, rlim_t size)
{
	char text[64];
	char path[64];
	char id[DKT_OID_HEX];
	struct dkt_write writes[2] = {{path, text, 0}, {"docket.json", text, 0}};
	int status;
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid > 0) {
		assert_int_equal(waitpid(pid, &status, 0), pid);
		assert_true(WIFEXITED(status));
		return WEXITSTATUS(status);
	}
	(void)snprintf(path, sizeof path, "reviewed/x/r%u.json", n);
	writes[0].size = writes[1].size = (size_t)snprintf(text, sizeof text, "{ \"n\": %u }\n", n);
	limit_files(size);
	s->repo = NULL;
	if (dkt_repo_open(s->dir, NULL, &s->repo, &s->err) == 0 &&
	    dkt_repo_lock(s->repo, "full", 0, &s->err) == 0 &&
	    scratch_commit(s, writes, 2, id) == 0)
		_exit(0);
	_exit(s->err.code != DKT_OK && s->err.text[0] != '\0' ? 1 : 2);
}

static void check_whole(struct scratch *s, const char *before, bool committed)
{
	char out[1000];
	char tip[DKT_OID_HEX];

	scratch_open(s);
	assert_ok(dkt_repo_lock(s->repo, "test", 0, &s->err), &s->err);
	assert_ok(dkt_repo_tip(s->repo, tip, &s->err), &s->err);
	if (committed)
		assert_string_not_equal(tip, before);
	else
		assert_string_equal(tip, before);
	if (scratch_run(s, "git status --short", out, sizeof out) != 0 || out[0] != '\0')
		fail_msg("main and its files differ: %s", out);
	if (scratch_run(s, "find .git .docket -name '*.lock' -o -name merge.journal | grep .", out,
			sizeof out) != 1)
		fail_msg("left behind: %s", out);
	dkt_repo_free(s->repo);
	s->repo = NULL;
}

static void a_commit_is_whole_or_not_at_all(void **state)
{
	struct scratch s;
	char before[DKT_OID_HEX];
	unsigned n_committed = 0;
	unsigned n_refused = 0;

	(void)state;
	scratch_dataset(&s);
	assert_int_equal(scratch_run(&s, "echo .docket > .git/info/exclude", NULL, 0), 0);
	scratch_put(&s, "docket.json", "{}", before);
	for (unsigned size = 0; size < LIMIT && n_committed < 3; size += STEP) {
		int result;

		/* each refused move of main adds to its reflog, up to the limit itself */
		assert_int_equal(scratch_run(&s, "rm -rf .git/logs", NULL, 0), 0);
		scratch_open(&s);
		assert_ok(dkt_repo_tip(s.repo, before, &s.err), &s.err);
		dkt_repo_free(s.repo);
		s.repo = NULL;
		result = try_commit(&s, size, size);
		assert_in_range(result, 0, 1);
		check_whole(&s, before, result == 0);
		n_committed += result == 0;
		n_refused += result == 1;
	}
	assert_int_equal(n_committed, 3);
	assert_true(n_refused > 5);
	scratch_git_is_well(&s);
	scratch_end(&s);
}

static void a_file_that_does_not_fit_is_explained(void **state)
{
	struct scratch s;
	char large[20000];
	char id[DKT_OID_HEX];
	unsigned seed = 1;
	int status;
	pid_t pid;

	(void)state;
	for (size_t i = 0; i < sizeof large; i++) {
		seed = seed * 1664525U + 1013904223U;
		large[i] = (char)(seed >> 24);
	}
	scratch_dataset(&s);
	pid = fork();
	if (pid == 0) {
		struct dkt_write write = {"large.bin", large, sizeof large};

		limit_files(8000);
		if (scratch_commit(&s, &write, 1, id) == 0)
			_exit(1);
		_exit(s.err.code == DKT_EFULL && s.err.hint[0] != '\0' ? 0 : 2);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	scratch_end(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_commit_is_whole_or_not_at_all),
		cmocka_unit_test(a_file_that_does_not_fit_is_explained),
	};

	return cmocka_run_group_tests_name("store/full", tests, NULL, NULL);
}
