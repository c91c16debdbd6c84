/*
 * folder.c - a release appears whole or not at all.
 *
 * A table may have gigabytes: files are streamed through a small buffer and summed on the way, so
 * that they need not be read again. The folder's temporary name says whose it is; a killed export
 * leaves it behind, and nobody takes it for a release.
 */
#include "release/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/str.h"

#define GATHER	((size_t)64 << 10)
#define MAX_DIR 16 /* folders within the release that we made */

struct dkt_artefact {
	struct dkt_artefact_info info;
	struct dkt_artefact *next;
	struct dkt_buf gathered;
	struct dkt_sha256 *sum; /* NULL once ended */
	char *full;		/* path on disk */
	int fd;			/* -1 once closed */
};

struct dkt_folder {
	struct dkt_arena *arena;
	const char *final;
	const char *temporary; /* NULL once renamed */
	struct dkt_artefact *files;
	const struct dkt_artefact_info **list;
	size_t n;
	const char *dirs[MAX_DIR];
	size_t n_dirs;
};

/* Trailing slashes away; the root stays. */
static const char *trimmed(struct dkt_arena *arena, const char *path)
{
	size_t size = strlen(path);

	while (size > 1 && path[size - 1] == '/')
		size--;
	return dkt_arena_dup(arena, path, size);
}

static int make_temporary(struct dkt_folder *folder, struct dkt_err *err)
{
	unsigned char noise[4];
	const char *path;

	dkt_random(noise, sizeof noise);
	path = dkt_arena_printf(folder->arena, "%s.part-%02x%02x%02x%02x", folder->final, noise[0],
				noise[1], noise[2], noise[3]);
	if (mkdir(path, 0777) < 0)
		return dkt_fail_errno(err, "cannot make the folder %s", path);
	folder->temporary = path;
	return 0;
}

int dkt_folder_new(const char *out_dir, struct dkt_folder **out, struct dkt_err *err)
{
	struct dkt_arena *arena = dkt_arena_new();
	struct dkt_folder *folder = DKT_NEW(arena, struct dkt_folder);
	struct stat there;

	folder->arena = arena;
	folder->final = trimmed(arena, out_dir);
	if (lstat(folder->final, &there) == 0) {
		(void)dkt_fail(err, DKT_EEXIST, "%s is there already", folder->final);
		(void)dkt_hint(err, "name another folder, or move that one away");
	} else if (make_temporary(folder, err) == 0) {
		*out = folder;
		return 0;
	}
	dkt_folder_free(folder);
	return -1;
}

static void file_clear(struct dkt_artefact *file)
{
	char ignored[DKT_SHA256_HEX];

	if (file->fd >= 0)
		(void)close(file->fd);
	file->fd = -1;
	if (file->sum != NULL)
		dkt_sha256_end(file->sum, ignored);
	file->sum = NULL;
	dkt_buf_clear(&file->gathered);
}

void dkt_folder_free(struct dkt_folder *folder)
{
	if (folder == NULL)
		return;
	for (struct dkt_artefact *file = folder->files; file != NULL; file = file->next) {
		file_clear(file);
		if (folder->temporary != NULL)
			(void)unlink(file->full);
	}
	for (size_t i = folder->n_dirs; i > 0 && folder->temporary != NULL; i--)
		(void)rmdir(folder->dirs[i - 1]);
	if (folder->temporary != NULL)
		(void)rmdir(folder->temporary);
	dkt_arena_free(folder->arena);
}

static int make_dir(struct dkt_folder *folder, const char *path, struct dkt_err *err)
{
	if (mkdir(path, 0777) < 0)
		return errno == EEXIST ? 0 : dkt_fail_errno(err, "cannot make the folder %s", path);
	if (folder->n_dirs == MAX_DIR)
		return dkt_fail(err, DKT_ELIMIT, "more than %d folders in a release", MAX_DIR);
	folder->dirs[folder->n_dirs++] = dkt_arena_dups(folder->arena, path);
	return 0;
}

static int make_dirs_above(struct dkt_folder *folder, char *full, struct dkt_err *err)
{
	char *slash = full + strlen(folder->temporary) + 1;

	while ((slash = strchr(slash, '/')) != NULL) {
		*slash = '\0';
		if (make_dir(folder, full, err) < 0)
			return -1;
		*slash++ = '/';
	}
	return 0;
}

int dkt_folder_add(struct dkt_folder *folder, const char *path, struct dkt_artefact **out,
		   struct dkt_err *err)
{
	struct dkt_artefact *file = DKT_NEW(folder->arena, struct dkt_artefact);

	file->info.path = dkt_arena_dups(folder->arena, path);
	file->full = dkt_arena_printf(folder->arena, "%s/%s", folder->temporary, path);
	if (make_dirs_above(folder, file->full, err) < 0)
		return -1;
	file->fd = open(file->full, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	if (file->fd < 0) {
		(void)dkt_fail_errno(err, "cannot make %s", file->full);
		return -1;
	}
	dkt_buf_init(&file->gathered, 2 * GATHER);
	file->sum = dkt_sha256_new();
	file->next = folder->files;
	folder->files = file;
	folder->n++;
	*out = file;
	return 0;
}

static int write_all(struct dkt_artefact *file, const char *bytes, size_t size, struct dkt_err *err)
{
	size_t done = 0;

	while (done < size) {
		ssize_t n = write(file->fd, bytes + done, size - done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return dkt_fail_errno(err, "cannot write %s", file->full);
		done += (size_t)n;
	}
	return 0;
}

static int write_gathered(struct dkt_artefact *file, struct dkt_err *err)
{
	int rc = write_all(file, dkt_buf_str(&file->gathered), file->gathered.size, err);

	dkt_buf_reset(&file->gathered);
	return rc;
}

int dkt_artefact_write(struct dkt_artefact *file, const char *bytes, size_t size,
		       struct dkt_err *err)
{
	dkt_sha256_add(file->sum, bytes, size);
	file->info.size += size;
	if (file->gathered.size + size > GATHER && write_gathered(file, err) < 0)
		return -1;
	if (size > GATHER)
		return write_all(file, bytes, size, err);
	dkt_buf_add(&file->gathered, bytes, size);
	return 0;
}

int dkt_artefact_flush(struct dkt_artefact *file, struct dkt_buf *buf, struct dkt_err *err)
{
	int rc;

	if (!dkt_buf_ok(buf))
		return dkt_fail(err, DKT_ELIMIT, "one row of %s is larger than %zu bytes",
				file->info.path, buf->max);
	rc = dkt_artefact_write(file, dkt_buf_str(buf), buf->size, err);
	dkt_buf_reset(buf);
	return rc;
}

int dkt_artefact_end(struct dkt_artefact *file, struct dkt_err *err)
{
	int fd = file->fd;

	if (write_gathered(file, err) < 0)
		return -1;
	dkt_buf_clear(&file->gathered);
	dkt_sha256_end(DKT_MOVE(file->sum), file->info.sha256);
	if (fsync(fd) < 0)
		return dkt_fail_errno(err, "cannot sync %s", file->full);
	file->fd = -1;
	if (close(fd) < 0)
		return dkt_fail_errno(err, "cannot close %s", file->full);
	return 0;
}

int dkt_folder_put(struct dkt_folder *folder, const char *path, const char *bytes, size_t size,
		   struct dkt_err *err)
{
	struct dkt_artefact *file;

	if (dkt_folder_add(folder, path, &file, err) < 0 ||
	    dkt_artefact_write(file, bytes, size, err) < 0)
		return -1;
	return dkt_artefact_end(file, err);
}

static int by_path(const void *a, const void *b)
{
	const struct dkt_artefact_info *const *left = a;
	const struct dkt_artefact_info *const *right = b;

	return strcmp((*left)->path, (*right)->path);
}

const struct dkt_artefact_info *const *dkt_folder_list(struct dkt_folder *folder, size_t *n_out)
{
	size_t n = 0;

	folder->list = DKT_NEW_N(folder->arena, const struct dkt_artefact_info *, folder->n + 1);
	for (const struct dkt_artefact *file = folder->files; file != NULL; file = file->next)
		if (file->fd < 0)
			folder->list[n++] = &file->info;
	qsort(folder->list, n, sizeof(const struct dkt_artefact_info *), by_path);
	*n_out = n;
	return folder->list;
}

/* The folder that holds path. */
static const char *parent_of(struct dkt_arena *arena, const char *path)
{
	const char *slash = strrchr(path, '/');

	if (slash == NULL)
		return ".";
	return slash == path ? "/" : dkt_arena_dup(arena, path, (size_t)(slash - path));
}

int dkt_folder_finish(struct dkt_folder *folder, struct dkt_err *err)
{
	struct stat there;

	for (size_t i = 0; i < folder->n_dirs; i++)
		if (dkt_dir_sync(folder->dirs[i], err) < 0)
			return -1;
	if (dkt_dir_sync(folder->temporary, err) < 0)
		return -1;
	if (lstat(folder->final, &there) == 0) /* rename would replace an empty folder */
		return dkt_fail(err, DKT_EEXIST, "%s appeared meanwhile", folder->final);
	if (rename(folder->temporary, folder->final) < 0)
		return dkt_fail_errno(err, "cannot rename %s to %s", folder->temporary,
				      folder->final);
	folder->temporary = NULL;
	return dkt_dir_sync(parent_of(folder->arena, folder->final), err);
}
