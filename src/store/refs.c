/*
 * refs.c - many refs of the queue moved at once, each by compare-and-swap.
 *
 * The git library syncs the file and the folder of each ref, and rewrites all packed refs for each
 * that is deleted. Here the lock files of all refs are written, in the way and under the names of
 * git, so that a git that looks at the queue waits or sees the old value; they are synced together,
 * renamed, and synced together again. The first of these syncs also makes the names of the new
 * objects last.
 *
 * In the queue only Docket writes, under the lock of the dataset: a lock file that is there already
 * was left by somebody who was killed.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/str.h"
#include "store/inside.h"
#include "store/memory.h"

#define PATH_SIZE 4400

static int path_of(git_repository *git, const char *name, const char *tail, char out[PATH_SIZE],
		   struct dkt_err *err)
{
	int size = snprintf(out, PATH_SIZE, "%s%s%s", git_repository_commondir(git), name, tail);

	if (size < 0 || size >= PATH_SIZE)
		return dkt_fail(err, DKT_ELIMIT, "the path of %s is too long", name);
	return 0;
}

static int make_folder(const char *path)
{
	char folder[PATH_SIZE];
	char *slash;

	(void)snprintf(folder, sizeof folder, "%s", path);
	slash = strrchr(folder, '/');
	if (slash == NULL)
		return -1;
	*slash = '\0';
	if (mkdir(folder, 0777) == 0 || errno == EEXIST)
		return 0;
	return errno == ENOENT && make_folder(folder) == 0 && mkdir(folder, 0777) == 0 ? 0 : -1;
}

static int open_lock(git_repository *git, const char *path)
{
	const int flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC;
	int fd = open(path, flags, 0666);

	if (fd < 0 && errno == ENOENT && make_folder(path) == 0)
		fd = open(path, flags, 0666);
	if (fd < 0 && errno == EEXIST) {
		dkt_sweep_queue(git_repository_commondir(git));
		fd = open(path, flags, 0666);
	}
	return fd;
}

static int write_lock(git_repository *git, const struct dkt_ref_move *move, struct dkt_err *err)
{
	char path[PATH_SIZE];
	char text[DKT_OID_HEX + 1];
	ssize_t put;
	int fd;

	if (path_of(git, move->name, ".lock", path, err) < 0)
		return -1;
	fd = open_lock(git, path);
	if (fd < 0)
		return dkt_fail_errno(err, "cannot create %s", path);
	dkt_git_hex(&move->after, text);
	text[DKT_OID_HEX - 1] = '\n';
	put = write(fd, text, DKT_OID_HEX);
	if (put != DKT_OID_HEX)
		(void)dkt_fail_errno(err, "cannot write %s", path);
	if (close(fd) < 0 && put == DKT_OID_HEX)
		(void)dkt_fail_errno(err, "cannot write %s", path);
	return err->code == DKT_OK ? 0 : -1;
}

/* Under its lock: does the ref stand where it should? */
static int check_ref(git_repository *git, const struct dkt_ref_move *move, struct dkt_err *err)
{
	git_oid now;
	bool there;

	if (dkt_refs_find(git, move->name, &now, &there, err) < 0)
		return -1;
	if (!there)
		memset(&now, 0, sizeof now);
	if (git_oid_equal(&now, &move->before))
		return 0;
	(void)dkt_fail(err, DKT_EMOVED, "%s moved since it was read", move->name);
	return dkt_hint(err, "somebody else wrote first; do it again on the new state");
}

static void drop_locks(git_repository *git, const struct dkt_ref_move *moves, size_t n)
{
	struct dkt_err ignored = DKT_ERR_INIT;
	char path[PATH_SIZE];

	for (size_t i = 0; i < n; i++) {
		if (path_of(git, moves[i].name, ".lock", path, &ignored) == 0)
			(void)unlink(path);
	}
}

static int rename_all(git_repository *git, const struct dkt_ref_move *moves, size_t n,
		      struct dkt_err *err)
{
	char from[PATH_SIZE];
	char to[PATH_SIZE];

	for (size_t i = 0; i < n; i++) {
		if (path_of(git, moves[i].name, ".lock", from, err) < 0 ||
		    path_of(git, moves[i].name, "", to, err) < 0)
			return -1;
		if (rename(from, to) == 0)
			continue;
		(void)dkt_fail_errno(err, "cannot rename to %s", to);
		drop_locks(git, moves + i, n - i);
		return -1;
	}
	return 0;
}

int dkt_refs_move(git_repository *git, const struct dkt_ref_move *moves, size_t n,
		  struct dkt_err *err)
{
	size_t n_locked = 0;
	int result = 0;

	if (n == 0)
		return 0;
	for (; result == 0 && n_locked < n; n_locked++) {
		result = write_lock(git, &moves[n_locked], err);
		if (result == 0)
			result = check_ref(git, &moves[n_locked], err);
	}
	if (result == 0)
		result = dkt_disk_sync(git_repository_commondir(git), err);
	if (result < 0) {
		drop_locks(git, moves, n_locked);
		return -1;
	}
	result = rename_all(git, moves, n, err);
	if (dkt_changes_note(git_repository_commondir(git), moves, n, err) < 0 || result < 0)
		return -1;
	return dkt_disk_sync(git_repository_commondir(git), err);
}
