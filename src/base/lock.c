/*
 * lock.c - one writer a repository: flock on a file whose text names the holder.
 *
 * flock goes away with the process, so a killed writer leaves no lock behind; the text may be
 * stale, but it is shown only while somebody really holds the lock.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/time.h"

#define RETRY_MS 20

static int busy(const struct dkt_lock *lock, const char *path, struct dkt_err *err)
{
	char holder[160];
	ssize_t got = pread(lock->fd, holder, sizeof holder - 1, 0);

	holder[got < 0 ? 0 : got] = '\0';
	holder[strcspn(holder, "\n")] = '\0';
	(void)dkt_fail(err, DKT_EBUSY, "the repository is locked by %s",
		       holder[0] == '\0' ? "another docket" : holder);
	(void)dkt_hint(err, "wait for it to end, or stop that process; the lock goes with it");
	return dkt_where(err, "%s", path);
}

static void say_holder(const struct dkt_lock *lock, const char *what)
{
	char now[DKT_TIME_SIZE];
	char text[160];
	int size;

	dkt_time_format(dkt_time_now(), now);
	size = snprintf(text, sizeof text, "docket %s, process %ld, since %s\n", what,
			(long)getpid(), now);
	/* a name that cannot be written (a full disk) is no reason not to lock: "another docket" */
	if (size <= 0 || ftruncate(lock->fd, 0) < 0 || pwrite(lock->fd, text, (size_t)size, 0) < 0)
		return;
}

int dkt_lock_take(struct dkt_lock *lock, const char *path, const char *what, int wait_ms,
		  struct dkt_err *err)
{
	lock->fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
	if (lock->fd < 0)
		return dkt_fail_errno(err, "cannot open the lock %s", path);
	for (;;) {
		if (flock(lock->fd, LOCK_EX | LOCK_NB) == 0)
			break;
		if (errno != EWOULDBLOCK && errno != EINTR) {
			(void)dkt_fail_errno(err, "cannot lock %s", path);
			dkt_lock_drop(lock);
			return -1;
		}
		if (wait_ms <= 0) {
			(void)busy(lock, path, err);
			dkt_lock_drop(lock);
			return -1;
		}
		(void)poll(NULL, 0, RETRY_MS);
		wait_ms -= RETRY_MS;
	}
	say_holder(lock, what);
	return 0;
}

void dkt_lock_drop(struct dkt_lock *lock)
{
	if (lock->fd >= 0)
		(void)close(lock->fd);
	lock->fd = -1;
}
