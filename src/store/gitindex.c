/*
 * gitindex.c - git's own index (the staging area) of the checkout, changed as git changes it.
 *
 * git holds <gitdir>/index.lock from reading the index until the new one is renamed over it. The
 * git library takes that lock only while writing, which would let a `git add` slip in between our
 * look at the index and the move of main, so the lock is taken here for the whole of a commit: by
 * link(2) from a file that says whose it is, so that after a kill it is known to be ours. The new
 * index is written beside, to a name of our own, and renamed.
 *
 * Entries whose file is not older than the index could hide a later change of the same size in the
 * same tick of the clock; git marks those that did change when it writes an index, and so does
 * mark_racy.
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

#define OURS "docket holds the index\n"
#define COPY "docket-index"

static char *inside_gitdir(struct dkt_repo *repo, const char *name)
{
	return dkt_path_join(git_repository_path(repo->git), name);
}

static int locked_by_git(const char *path, struct dkt_err *err)
{
	(void)dkt_fail(err, DKT_EBUSY, "a git command is changing this checkout");
	(void)dkt_hint(err, "wait for it to end; if no git is running here, remove that file");
	return dkt_where(err, "%s", path);
}

int dkt_gitindex_lock(struct dkt_repo *repo, struct dkt_err *err)
{
	DKT_AUTO(chars) char *mine = inside_gitdir(repo, "docket-index-lock");
	DKT_AUTO(chars) char *lock = inside_gitdir(repo, "index.lock");
	int result;

	if (dkt_file_write(mine, OURS, strlen(OURS), err) < 0)
		return -1;
	result = link(mine, lock);
	if (result < 0)
		result = errno == EEXIST ? locked_by_git(lock, err)
					 : dkt_fail_errno(err, "cannot create %s", lock);
	(void)unlink(mine);
	return result;
}

int dkt_gitindex_look(struct dkt_repo *repo, struct dkt_err *err)
{
	DKT_AUTO(chars) char *lock = inside_gitdir(repo, "index.lock");
	struct stat info;

	return lstat(lock, &info) < 0 ? 0 : locked_by_git(lock, err);
}

void dkt_gitindex_unlock(struct dkt_repo *repo)
{
	DKT_AUTO(chars) char *lock = inside_gitdir(repo, "index.lock");

	(void)unlink(lock);
}

bool dkt_gitindex_lock_is_ours(struct dkt_repo *repo)
{
	DKT_AUTO(chars) char *lock = inside_gitdir(repo, "index.lock");
	char text[sizeof OURS] = "";
	int fd = open(lock, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	ssize_t got;

	if (fd < 0)
		return false;
	got = read(fd, text, sizeof text - 1);
	(void)close(fd);
	return got == (ssize_t)strlen(OURS) && memcmp(text, OURS, strlen(OURS)) == 0;
}

/* The copy is a second name of the same file: the library never changes an index in place. */
int dkt_gitindex_read(struct dkt_repo *repo, git_index **out, struct dkt_err *err)
{
	DKT_AUTO(chars) char *path = inside_gitdir(repo, "index");
	DKT_AUTO(chars) char *copy = inside_gitdir(repo, COPY);
	DKT_AUTO(chars) char *copy_lock = inside_gitdir(repo, COPY ".lock");
	int rc;

	(void)unlink(copy);
	(void)unlink(copy_lock);
	if (link(path, copy) < 0 && errno != ENOENT)
		return dkt_fail_errno(err, "cannot read %s", path);
	rc = git_index_open(out, copy);
	if (rc == 0)
		return 0;
	(void)dkt_git_fail(err, rc, "read its own index of this checkout");
	return dkt_where(err, "%s", path);
}

/* --- writing -----------------------------------------------------------------------------------
 */

static bool not_older(const git_index_entry *entry, const struct stat *index)
{
	if (entry->mtime.seconds != (int32_t)index->st_mtim.tv_sec)
		return entry->mtime.seconds > (int32_t)index->st_mtim.tv_sec;
	return (long)entry->mtime.nanoseconds >= index->st_mtim.tv_nsec;
}

/* An entry of size 0 makes git look at the file's bytes again. */
static int mark_racy(struct dkt_repo *repo, git_index *index, const char *path, struct dkt_err *err)
{
	struct stat info;
	size_t n = git_index_entrycount(index);
	int rc = 0;

	if (stat(path, &info) < 0)
		return 0;
	for (size_t i = 0; rc == 0 && i < n; i++) {
		const git_index_entry *entry = git_index_get_byindex(index, i);
		git_index_entry copy = *entry;

		if (git_index_entry_stage(entry) != 0 || entry->file_size == 0 ||
		    !not_older(entry, &info) || dkt_work_file_is(repo, entry->path, &entry->id))
			continue;
		copy.file_size = 0;
		rc = git_index_add(index, &copy);
	}
	return rc < 0 ? dkt_git_fail(err, rc, "mark files of the same instant") : 0;
}

static int sync_file(const char *path, struct dkt_err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int result = fd < 0 ? -1 : fsync(fd);

	if (fd >= 0)
		(void)close(fd);
	return result < 0 ? dkt_fail_errno(err, "cannot sync %s", path) : 0;
}

int dkt_gitindex_write(struct dkt_repo *repo, git_index *index, struct dkt_err *err)
{
	DKT_AUTO(chars) char *path = inside_gitdir(repo, "index");
	DKT_AUTO(chars) char *copy = inside_gitdir(repo, COPY);
	int rc;

	if (mark_racy(repo, index, path, err) < 0)
		return -1;
	rc = git_index_write(index);
	if (rc < 0)
		return dkt_git_fail(err, rc, "write its own index of this checkout");
	if (sync_file(copy, err) < 0)
		return -1;
	if (rename(copy, path) < 0)
		return dkt_fail_errno(err, "cannot rename to %s", path);
	return dkt_dir_sync(git_repository_path(repo->git), err);
}
