/*
 * failing.c - preloaded into a program: lets the n-th call of one kind fail.
 *
 *   DOCKET_FAIL_CALL=rename   write, sync (fsync, fdatasync, syncfs), link or rename
 *   DOCKET_FAIL_NTH=7         which one, from 1; with DOCKET_FAIL_ON=1 all later ones too
 *   DOCKET_FAIL_ERRNO=28      with which error
 *   DOCKET_FAIL_SAID=FILE     is made when it happened
 *
 * Only writes to plain files count. A program built with sanitizers cannot be preloaded like this.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

ssize_t write(int fd, const void *bytes, size_t size);
ssize_t pwrite(int fd, const void *bytes, size_t size, off_t offset);
ssize_t pwrite64(int fd, const void *bytes, size_t size, off_t offset);
int fsync(int fd);
int fdatasync(int fd);
int syncfs(int fd);
int link(const char *from, const char *to);
int rename(const char *from, const char *to);

static atomic_long calls;

static long number(const char *name)
{
	const char *text = getenv(name);

	return text == NULL ? 0 : strtol(text, NULL, 10);
}

static void say(void)
{
	const char *path = getenv("DOCKET_FAIL_SAID");
	int fd = path == NULL ? -1 : open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);

	if (fd >= 0)
		(void)close(fd);
}

static bool fails(const char *kind)
{
	const char *wanted = getenv("DOCKET_FAIL_CALL");
	long nth = number("DOCKET_FAIL_NTH");
	long now;

	if (wanted == NULL || strcmp(wanted, kind) != 0)
		return false;
	now = atomic_fetch_add(&calls, 1) + 1;
	if (now != nth && !(now > nth && number("DOCKET_FAIL_ON") == 1))
		return false;
	say();
	errno = (int)number("DOCKET_FAIL_ERRNO");
	return true;
}

static bool is_plain(int fd)
{
	struct stat info;

	return fstat(fd, &info) == 0 && S_ISREG(info.st_mode);
}

/* The function that would have been called. */
#define NEXT(name, type)                                                                           \
	static type *next;                                                                         \
	if (next == NULL)                                                                          \
	*(void **)(&next) = dlsym(RTLD_NEXT, name)

ssize_t write(int fd, const void *bytes, size_t size)
{
	typedef ssize_t fn(int, const void *, size_t);
	NEXT("write", fn);
	return is_plain(fd) && fails("write") ? -1 : next(fd, bytes, size);
}

ssize_t pwrite(int fd, const void *bytes, size_t size, off_t offset)
{
	typedef ssize_t fn(int, const void *, size_t, off_t);
	NEXT("pwrite", fn);
	return is_plain(fd) && fails("write") ? -1 : next(fd, bytes, size, offset);
}

ssize_t pwrite64(int fd, const void *bytes, size_t size, off_t offset)
{
	typedef ssize_t fn(int, const void *, size_t, off_t);
	NEXT("pwrite64", fn);
	return is_plain(fd) && fails("write") ? -1 : next(fd, bytes, size, offset);
}

int fsync(int fd)
{
	typedef int fn(int);
	NEXT("fsync", fn);
	return fails("sync") ? -1 : next(fd);
}

int fdatasync(int fd)
{
	typedef int fn(int);
	NEXT("fdatasync", fn);
	return fails("sync") ? -1 : next(fd);
}

int syncfs(int fd)
{
	typedef int fn(int);
	NEXT("syncfs", fn);
	return fails("sync") ? -1 : next(fd);
}

int link(const char *from, const char *to)
{
	typedef int fn(const char *, const char *);
	NEXT("link", fn);
	return fails("link") ? -1 : next(from, to);
}

int rename(const char *from, const char *to)
{
	typedef int fn(const char *, const char *);
	NEXT("rename", fn);
	return fails("rename") ? -1 : next(from, to);
}
