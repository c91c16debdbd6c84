/*
 * sweep.c - what a writer that was killed leaves behind: lock files that would stop the next one
 * for good, and half-written temporaries.
 *
 * A file says that a writer is at work; it is still there when the next writer comes only if the
 * last one did not end in order. So the search through all folders of refs happens after a kill and
 * not at every lock. In the queue only Docket writes, and only under the lock, so every lock file
 * is stale; in the dataset plain git may be at work, so only old temporaries of the git library go.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/str.h"
#include "store/inside.h"

#define MARK	      "writing"
#define OLD_SECONDS   3600
#define FOLDERS_DEPTH 8

int dkt_sweep_begin(struct dkt_repo *repo, bool *unclean, struct dkt_err *err)
{
	DKT_AUTO(chars) char *mark = dkt_path_join(repo->state_dir, MARK);
	int fd = open(mark, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);

	*unclean = fd < 0 && errno == EEXIST;
	if (*unclean)
		return 0;
	if (fd < 0)
		return dkt_fail_errno(err, "cannot create %s", mark);
	(void)close(fd); /* the first sync of whatever is written makes it last */
	return 0;
}

void dkt_sweep_end(struct dkt_repo *repo)
{
	DKT_AUTO(chars) char *mark = dkt_path_join(repo->state_dir, MARK);

	(void)unlink(mark);
}

typedef bool unwanted_fn(const char *name);

static bool is_lock(const char *name)
{
	return dkt_ends(name, ".lock");
}

static bool is_temporary(const char *name)
{
	return dkt_starts(name, "tmp_") || dkt_starts(name, "pack_git2_") ||
	       dkt_starts(name, ".tmp-");
}

bool dkt_sweep_is_half_written(const char *name, size_t *stem_size)
{
	static const char digits[] = "0123456789";
	const char *tail = strstr(name, ".tmp-");
	size_t process;
	size_t number;

	if (tail == NULL || tail == name)
		return false;
	*stem_size = (size_t)(tail - name);
	tail += strlen(".tmp-");
	process = strspn(tail, digits);
	number = tail[process] == '-' ? strspn(tail + process + 1, digits) : 0;
	return process > 0 && number > 0 && tail[process + 1 + number] == '\0';
}

static bool is_half_written(const char *name)
{
	size_t stem_size;

	return dkt_sweep_is_half_written(name, &stem_size);
}

static bool is_half_index(const char *name)
{
	return dkt_starts(name, "docket-index") && is_half_written(name);
}

static bool is_folder(const char *path, const struct dirent *entry)
{
	struct stat info;

	if (entry->d_type != DT_UNKNOWN)
		return entry->d_type == DT_DIR;
	return lstat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

/* Remove the unwanted files of a folder and of depth levels below it. What cannot be removed stays:
 * whoever meets it says so. */
static void clean(const char *folder, unwanted_fn *unwanted, int depth)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;

	if (dir == NULL)
		return;
	// NOLINTNEXTLINE(concurrency-mt-unsafe): nobody else reads this stream
	while ((entry = readdir(dir)) != NULL) {
		DKT_AUTO(chars) char *path = NULL;

		if (dkt_streq(entry->d_name, ".") || dkt_streq(entry->d_name, ".."))
			continue;
		path = dkt_path_join(folder, entry->d_name);
		if (!is_folder(path, entry)) {
			if (unwanted(entry->d_name))
				(void)unlink(path);
		} else if (depth > 0) {
			clean(path, unwanted, depth - 1);
		}
	}
	(void)closedir(dir);
}

void dkt_sweep_queue(const char *queue_dir)
{
	DKT_AUTO(chars) char *refs = dkt_path_join(queue_dir, "refs");
	DKT_AUTO(chars) char *objects = dkt_path_join(queue_dir, "objects");

	clean(queue_dir, is_lock, 0);
	clean(refs, is_lock, FOLDERS_DEPTH);
	clean(objects, is_temporary, 1);
}

void dkt_sweep_state(struct dkt_repo *repo)
{
	clean(repo->state_dir, is_half_written, 0);
	clean(git_repository_path(repo->git), is_half_index, 0);
}

static bool is_old(const char *path)
{
	struct stat info;
	struct timespec now;

	return lstat(path, &info) == 0 && clock_gettime(CLOCK_REALTIME, &now) == 0 &&
	       now.tv_sec - info.st_mtime > OLD_SECONDS;
}

void dkt_sweep_objects(const char *git_dir)
{
	DKT_AUTO(chars) char *objects = dkt_path_join(git_dir, "objects");
	DIR *dir = opendir(objects);
	struct dirent *entry;

	if (dir == NULL)
		return;
	// NOLINTNEXTLINE(concurrency-mt-unsafe): nobody else reads this stream
	while ((entry = readdir(dir)) != NULL) {
		DKT_AUTO(chars) char *path = dkt_path_join(objects, entry->d_name);

		if (dkt_starts(entry->d_name, "tmp_object_git2_") && is_old(path))
			(void)unlink(path);
	}
	(void)closedir(dir);
}
