/*
 * file.c - whole files in and out.
 *
 * A file is replaced by rename, so a reader or a crash sees the old or the new bytes, never half of
 * them; the folder is synced too, since otherwise the rename itself can be lost.
 */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/num.h"

#define CHUNK ((size_t)65536)

static int too_large(const char *path, size_t max, struct dkt_err *err)
{
	(void)dkt_fail(err, DKT_ELIMIT, "%s is larger than %zu bytes, the most that is accepted",
		       path, max);
	return dkt_where(err, "%s", path);
}

int dkt_file_read_fd(int fd, const char *path, size_t max, struct dkt_buf *out, struct dkt_err *err)
{
	size_t total = 0;
	size_t room;

	/* room for what is there, for max more, and for one read too many, which tells "too large"
	 */
	if (!dkt_add(max, CHUNK, &room) || !dkt_add(room, out->size, &room))
		room = SIZE_MAX;
	if (out->max < room)
		out->max = room;
	for (;;) {
		char *into = dkt_buf_room(out, CHUNK);
		ssize_t got;

		if (into == NULL)
			return too_large(path, max, err);
		got = read(fd, into, CHUNK);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return dkt_fail_errno(err, "cannot read %s", path);
		if (got == 0)
			return 0;
		dkt_buf_grew(out, (size_t)got);
		total += (size_t)got;
		if (total > max)
			return too_large(path, max, err);
	}
}

static int read_regular(int fd, const char *path, size_t max, struct dkt_buf *out,
			struct dkt_err *err)
{
	struct stat info;

	if (fstat(fd, &info) < 0)
		return dkt_fail_errno(err, "cannot read %s", path);
	if (S_ISDIR(info.st_mode))
		return dkt_fail(err, DKT_EIO, "%s is a folder, not a file", path);
	if (!S_ISREG(info.st_mode))
		return dkt_fail(err, DKT_EIO, "%s is not a regular file", path);
	if ((uint64_t)info.st_size > (uint64_t)max)
		return too_large(path, max, err);
	return dkt_file_read_fd(fd, path, max, out, err);
}

int dkt_file_read(const char *path, size_t max, struct dkt_buf *out, struct dkt_err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	int result;

	if (fd < 0)
		return dkt_fail_errno(err, "cannot open %s", path);
	result = read_regular(fd, path, max, out, err);
	(void)close(fd);
	return result;
}

static int write_all(int fd, const char *bytes, size_t size)
{
	while (size > 0) {
		ssize_t put = write(fd, bytes, size);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return -1;
		bytes += put;
		size -= (size_t)put;
	}
	return 0;
}

int dkt_dir_sync(const char *path, struct dkt_err *err)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int result;

	if (fd < 0)
		return dkt_fail_errno(err, "cannot open folder %s", path);
	result = fsync(fd);
	(void)close(fd);
	if (result < 0)
		return dkt_fail_errno(err, "cannot sync folder %s", path);
	return 0;
}

static int sync_parent(const char *path, struct dkt_err *err)
{
	const char *slash = strrchr(path, '/');
	char *dir;
	int result;

	if (slash == NULL)
		return dkt_dir_sync(".", err);
	dir = strndup(path, slash == path ? 1 : (size_t)(slash - path));
	if (dir == NULL)
		dkt_oom();
	result = dkt_dir_sync(dir, err);
	free(dir);
	return result;
}

static int write_temporary(const char *temporary, const char *bytes, size_t size,
			   struct dkt_err *err)
{
	int fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666);
	bool good;

	if (fd < 0)
		return dkt_fail_errno(err, "cannot create %s", temporary);
	good = write_all(fd, bytes, size) == 0 && fsync(fd) == 0;
	if (!good)
		(void)dkt_fail_errno(err, "cannot write %s", temporary);
	if (close(fd) < 0 && good)
		return dkt_fail_errno(err, "cannot close %s", temporary);
	return good ? 0 : -1;
}

static atomic_uint n_temporary;

int dkt_file_write(const char *path, const char *bytes, size_t size, struct dkt_err *err)
{
	struct dkt_buf temporary = DKT_BUF_INIT(4096);
	int result;

	dkt_buf_addf(&temporary, "%s.tmp-%ld-%u", path, (long)getpid(),
		     atomic_fetch_add(&n_temporary, 1U)); /* threads may write the same file */
	if (!dkt_buf_ok(&temporary)) {
		dkt_buf_clear(&temporary);
		return dkt_fail(err, DKT_ELIMIT, "the path is too long: %.80s...", path);
	}
	(void)unlink(dkt_buf_str(&temporary));
	result = write_temporary(dkt_buf_str(&temporary), bytes, size, err);
	if (result == 0 && rename(dkt_buf_str(&temporary), path) < 0)
		result = dkt_fail_errno(err, "cannot rename to %s", path);
	if (result < 0)
		(void)unlink(dkt_buf_str(&temporary));
	else
		result = sync_parent(path, err);
	dkt_buf_clear(&temporary);
	return result;
}

static int make_one(const char *path, struct dkt_err *err)
{
	if (mkdir(path, 0777) == 0 || dkt_dir_exists(path))
		return 0;
	if (errno == EEXIST || errno == ENOTDIR)
		return dkt_fail(err, DKT_EIO, "cannot make folder %s: a file is in its place",
				path);
	return dkt_fail_errno(err, "cannot make folder %s", path);
}

int dkt_dir_make(const char *path, struct dkt_err *err)
{
	char *copy;
	int result = 0;

	if (path[0] == '\0')
		return dkt_fail(err, DKT_EUSAGE, "a folder without a name");
	copy = strdup(path);
	if (copy == NULL)
		dkt_oom();
	for (char *p = copy + 1; result == 0 && *p != '\0'; p++) {
		if (*p != '/')
			continue;
		*p = '\0';
		result = make_one(copy, err);
		*p = '/';
	}
	if (result == 0)
		result = make_one(copy, err);
	free(copy);
	return result;
}

bool dkt_file_exists(const char *path)
{
	struct stat info;

	return stat(path, &info) == 0;
}

bool dkt_dir_exists(const char *path)
{
	struct stat info;

	return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

bool dkt_file_is_plain(const char *path)
{
	struct stat info;

	return lstat(path, &info) == 0 && S_ISREG(info.st_mode);
}

char *dkt_path_join(const char *dir, const char *name)
{
	struct dkt_buf path = DKT_BUF_INIT(1 << 20);
	size_t size = strlen(dir);

	dkt_buf_add(&path, dir, size);
	if (size > 0 && dir[size - 1] != '/')
		dkt_buf_addc(&path, '/');
	dkt_buf_adds(&path, name);
	return dkt_buf_detach(&path);
}
