/*
 * scratch.h - a folder of its own for a test with real repositories, and git's command line as a
 * second opinion.
 *
 * The folder is made below $TMPDIR (else /tmp) and removed with everything in it by scratch_end.
 * git runs without the settings of the person and the machine.
 */
#ifndef TESTS_STORE_SCRATCH_H
#define TESTS_STORE_SCRATCH_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "store/queue.h"
#include "store/repo.h"
#include "support/rows.h"

#define SOME_TIME 1795453200 /* 2026-11-23T17:00:00Z */

struct scratch {
	char dir[256];
	struct dkt_repo *repo;
	struct dkt_err err;
};

/* Fail the test with our own error's words. */
#define assert_ok(call, error)                                                                     \
	do {                                                                                       \
		if ((call) != 0)                                                                   \
			fail_msg("%s: %s [%s] (%s)", #call, (error)->text, (error)->notes,         \
				 (error)->hint);                                                   \
	} while (0)

__attribute__((unused)) static void scratch_begin(struct scratch *s)
{
	const char *tmp = getenv("TMPDIR");

	memset(s, 0, sizeof *s);
	(void)snprintf(s->dir, sizeof s->dir, "%.200s/docket-test-XXXXXX",
		       tmp == NULL || tmp[0] == '\0' ? "/tmp" : tmp);
	assert_non_null(mkdtemp(s->dir));
	(void)unsetenv("DOCKET_STATE");
	(void)setenv("GIT_CONFIG_NOSYSTEM", "1", 1);
	(void)setenv("GIT_CONFIG_GLOBAL", "/dev/null", 1);
	(void)setenv("GIT_AUTHOR_NAME", "Tester", 1);
	(void)setenv("GIT_AUTHOR_EMAIL", "tester@docket.invalid", 1);
	(void)setenv("GIT_COMMITTER_NAME", "Tester", 1);
	(void)setenv("GIT_COMMITTER_EMAIL", "tester@docket.invalid", 1);
}

__attribute__((unused)) static void scratch_end(struct scratch *s)
{
	char line[300];

	dkt_repo_free(s->repo);
	s->repo = NULL;
	(void)snprintf(line, sizeof line, "rm -rf '%s'", s->dir);
	assert_int_equal(system(line), 0);
}

__attribute__((unused)) static void scratch_open(struct scratch *s)
{
	dkt_repo_free(s->repo);
	s->repo = NULL;
	assert_ok(dkt_repo_open(s->dir, NULL, &s->repo, &s->err), &s->err);
}

/* A new dataset whose folder is the scratch folder, opened and locked. */
__attribute__((unused)) static void scratch_dataset(struct scratch *s)
{
	scratch_begin(s);
	assert_ok(dkt_repo_init(s->dir, &s->err), &s->err);
	scratch_open(s);
	assert_ok(dkt_repo_lock(s->repo, "test", 0, &s->err), &s->err);
}

/* Commit files on top of main (or as the first commit); returns what dkt_repo_commit returned. */
__attribute__((unused)) static int scratch_commit(struct scratch *s, const struct dkt_write *writes,
						  size_t n, char id[DKT_OID_HEX])
{
	char parent[DKT_OID_HEX] = "";
	struct dkt_err none = DKT_ERR_INIT;
	struct dkt_commit_spec spec = {
		.parent = parent,
		.writes = writes,
		.n_writes = n,
		.author = "A. Reader",
		.committer = "Docket",
		.time = SOME_TIME,
		.message = "add presence: a place (pr-7h3k9m2-05)\n\nSubmission: s-4k7m2p9-53",
	};

	if (dkt_repo_tip(s->repo, parent, &none) < 0)
		parent[0] = '\0';
	dkt_err_clear(&s->err);
	return dkt_repo_commit(s->repo, &spec, id, &s->err);
}

/* Commit one file, which must work. */
__attribute__((unused)) static void scratch_put(struct scratch *s, const char *path,
						const char *text, char id[DKT_OID_HEX])
{
	struct dkt_write write = {path, text, text == NULL ? 0 : strlen(text)};

	assert_ok(scratch_commit(s, &write, 1, id), &s->err);
}

/* Run a shell command in the scratch folder; its exit status. Its output goes to out (may be
 * NULL), at most size - 1 bytes. */
__attribute__((unused)) static int scratch_run(struct scratch *s, const char *command, char *out,
					       size_t size)
{
	char line[1024];
	char rest[4096];
	size_t got;
	int status;
	FILE *pipe;

	(void)snprintf(line, sizeof line, "cd '%s' && { %s; } 2>&1", s->dir, command);
	pipe = popen(line, "r");
	assert_non_null(pipe);
	if (out != NULL) {
		got = fread(out, 1, size - 1, pipe);
		out[got] = '\0';
	}
	while (fread(rest, 1, sizeof rest, pipe) > 0)
		continue;
	status = pclose(pipe);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

__attribute__((unused)) static void scratch_git_is_well(struct scratch *s)
{
	char out[2000];

	if (scratch_run(s, "git fsck --strict --full", out, sizeof out) != 0)
		fail_msg("git fsck of the dataset: %s", out);
	if (scratch_run(s,
			"test ! -d .docket/queue.git || "
			"git --git-dir=.docket/queue.git fsck --strict --full",
			out, sizeof out) != 0)
		fail_msg("git fsck of the queue: %s", out);
}

/* Write a file in the scratch folder by hand. */
__attribute__((unused)) static void scratch_write(struct scratch *s, const char *name,
						  const char *text)
{
	char path[512];
	FILE *file;

	(void)snprintf(path, sizeof path, "%s/%s", s->dir, name);
	file = fopen(path, "w");
	assert_non_null(file);
	(void)fputs(text, file);
	assert_int_equal(fclose(file), 0);
}

/* The bytes of a file in the scratch folder are exactly this text; NULL: there is no such file. */
__attribute__((unused)) static void scratch_file_is(struct scratch *s, const char *name,
						    const char *text)
{
	char path[512];
	struct dkt_buf bytes = DKT_BUF_INIT(1 << 20);
	struct dkt_err err = DKT_ERR_INIT;

	(void)snprintf(path, sizeof path, "%s/%s", s->dir, name);
	if (text == NULL) {
		assert_false(dkt_file_exists(path));
		return;
	}
	assert_ok(dkt_file_read(path, 1 << 20, &bytes, &err), &err);
	assert_string_equal(dkt_buf_str(&bytes), text);
	dkt_buf_clear(&bytes);
}

#endif
