/*
 * packedrefs.c - looking one ref up, and moving settled submissions out of the way.
 *
 * The git library reads all packed refs to find one. With a million settled submissions that is a
 * third of a second before every receipt, since a new id must be looked up too. The file is sorted
 * by name, as git's own reader expects, so it is searched by halves; a file that does not say so is
 * left to the library.
 *
 *   # pack-refs with: peeled fully-peeled sorted
 *   3f0c... refs/settled/4/s-4k7m2p9-53
 *
 * Settling rewrites the file, which takes as long as it is large; so it is written aside without
 * the lock, and only giving it its name and removing the loose refs happens under it. A ref that
 * moved meanwhile keeps its loose file, which counts before a packed one.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/str.h"
#include "store/inside.h"
#include "store/memory.h"
#include "store/path.h"
#include "store/queue.h"

#define HEAD	  "# pack-refs with: peeled fully-peeled sorted \n"
#define FILE_NAME "packed-refs"
#define NEW_NAME  "docket-packed-refs"
#define PATH_SIZE 4400

struct packed {
	const char *at; /* mapped; NULL when there is no file */
	size_t size;
	size_t first; /* offset of the first ref */
	bool sorted;
};

/* --- looking up --------------------------------------------------------------------------------
 */

static int read_loose(git_repository *git, const char *name, git_oid *out, bool *there,
		      struct dkt_err *err)
{
	char path[PATH_SIZE];
	char text[64] = "";
	ssize_t got;
	int fd;

	*there = false;
	if (snprintf(path, sizeof path, "%s%s", git_repository_commondir(git), name) >=
	    (int)sizeof path)
		return dkt_fail(err, DKT_ELIMIT, "the path of %s is too long", name);
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return errno == ENOENT || errno == ENOTDIR || errno == ELOOP
			       ? 0
			       : dkt_fail_errno(err, "cannot read %s", path);
	got = read(fd, text, sizeof text - 1);
	(void)close(fd);
	*there = got >= 40 && git_oid_fromstrn(out, text, 40) == 0;
	return 0;
}

static int map(git_repository *git, struct packed *out, struct dkt_err *err)
{
	DKT_AUTO(chars) char *path = dkt_path_join(git_repository_commondir(git), FILE_NAME);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat info;
	void *bytes;

	memset(out, 0, sizeof *out);
	if (fd < 0)
		return errno == ENOENT ? 0 : dkt_fail_errno(err, "cannot read %s", path);
	if (fstat(fd, &info) < 0 || info.st_size == 0) {
		(void)close(fd);
		return 0;
	}
	bytes = mmap(NULL, (size_t)info.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	(void)close(fd);
	if (bytes == MAP_FAILED)
		return dkt_fail_errno(err, "cannot read %s", path);
	out->at = bytes;
	out->size = (size_t)info.st_size;
	if (out->at[0] == '#') {
		const char *feed = memchr(out->at, '\n', out->size);

		out->first = feed == NULL ? out->size : (size_t)(feed + 1 - out->at);
		out->sorted = memmem(out->at, out->first, " sorted", 7) != NULL;
	}
	return 0;
}

static void unmap(struct packed *packed)
{
	if (packed->at != NULL)
		(void)munmap((void *)(uintptr_t)packed->at, packed->size);
	packed->at = NULL;
}

/* The start of the line that holds this offset; lines of peeled tags belong to the ref before. */
static size_t line_start(const struct packed *packed, size_t at)
{
	while (at > packed->first) {
		if (packed->at[at - 1] == '\n' && packed->at[at] != '^')
			break;
		at--;
	}
	return at;
}

static size_t line_end(const struct packed *packed, size_t at)
{
	const char *feed = memchr(packed->at + at, '\n', packed->size - at);

	return feed == NULL ? packed->size : (size_t)(feed + 1 - packed->at);
}

/* Compare the name of the line with the one that is looked for. */
static int compare_line(const struct packed *packed, size_t start, const char *name)
{
	size_t end = line_end(packed, start);
	size_t size = strlen(name);
	size_t have;
	size_t both;
	int order;

	if (end - start < 42)
		return -1;
	have = end - start - 41 - (packed->at[end - 1] == '\n');
	both = have < size ? have : size;
	order = memcmp(packed->at + start + 41, name, both);
	return order != 0 ? order : (have > size) - (have < size);
}

static bool search(const struct packed *packed, const char *name, git_oid *out)
{
	size_t low = packed->first;
	size_t high = packed->size;

	while (low < high) {
		size_t start = line_start(packed, low + (high - low) / 2);
		int order = compare_line(packed, start, name);

		if (order == 0)
			return git_oid_fromstrn(out, packed->at + start, 40) == 0;
		if (order > 0) {
			high = start;
			continue;
		}
		low = line_end(packed, start);
		while (low < high && packed->at[low] == '^')
			low = line_end(packed, low);
	}
	return false;
}

int dkt_refs_find(git_repository *git, const char *name, git_oid *out, bool *there,
		  struct dkt_err *err)
{
	struct packed packed;
	int rc;

	if (read_loose(git, name, out, there, err) < 0 || *there)
		return *there ? 0 : -1;
	if (map(git, &packed, err) < 0)
		return -1;
	if (packed.at == NULL || packed.sorted) {
		*there = packed.at != NULL && search(&packed, name, out);
		unmap(&packed);
		if (*there)
			return 0;
		/* it may have been packed between the two looks */
		return read_loose(git, name, out, there, err);
	}
	unmap(&packed);
	rc = git_reference_name_to_id(out, git, name);
	*there = rc == 0;
	return rc == 0 || rc == GIT_ENOTFOUND ? 0 : dkt_git_fail(err, rc, "read %s", name);
}

/* --- settling ----------------------------------------------------------------------------------
 */

struct settled {
	char from[64]; /* refs/submissions/4/s-... */
	char to[64];   /* refs/settled/4/s-... */
	git_oid oid;
};

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct settled *)a)->to, ((const struct settled *)b)->to);
}

/* Those of the ids that have a loose ref among the waiting ones, sorted. */
static int look_at(git_repository *git, const char *const *ids, size_t n, struct settled *out,
		   size_t *n_out, struct dkt_err *err)
{
	*n_out = 0;
	for (size_t i = 0; i < n; i++) {
		struct settled *item = &out[*n_out];
		bool there;

		if (!dkt_is_submission_id(ids[i]))
			return dkt_fail(err, DKT_EUSAGE, "\"%.60s\" is no submission", ids[i]);
		(void)snprintf(item->from, sizeof item->from, "refs/submissions/%c/%s", ids[i][2],
			       ids[i]);
		(void)snprintf(item->to, sizeof item->to, "refs/settled/%c/%s", ids[i][2], ids[i]);
		if (read_loose(git, item->from, &item->oid, &there, err) < 0)
			return -1;
		*n_out += there;
	}
	if (*n_out > 1)
		qsort(out, *n_out, sizeof *out, by_name);
	return 0;
}

static void put_ref(FILE *file, const struct settled *item)
{
	char hex[DKT_OID_HEX];

	dkt_git_hex(&item->oid, hex);
	(void)fprintf(file, "%s %s\n", hex, item->to);
}

/* The refs that are packed and the new ones, in one order; a new one takes the place of its
 * namesake. */
static void put_all(FILE *file, const struct packed *packed, const struct settled *items, size_t n)
{
	size_t at = packed->first;
	size_t i = 0;

	(void)fputs(HEAD, file);
	while (at < packed->size) {
		size_t end = line_end(packed, at);
		int order = -1;

		while (end < packed->size && packed->at[end] == '^')
			end = line_end(packed, end);
		while (i < n && (order = compare_line(packed, at, items[i].to)) > 0)
			put_ref(file, &items[i++]);
		if (i == n || order != 0)
			(void)fwrite(packed->at + at, 1, end - at, file);
		at = end;
	}
	while (i < n)
		put_ref(file, &items[i++]);
}

static int write_new(git_repository *git, const char *path, const struct settled *items, size_t n,
		     struct dkt_err *err)
{
	struct packed packed;
	FILE *file;
	bool good;

	if (map(git, &packed, err) < 0)
		return -1;
	if (packed.at != NULL && !packed.sorted) {
		unmap(&packed);
		return dkt_fail(err, DKT_ESTATE, "the packed refs of the queue are in no order");
	}
	file = fopen(path, "we");
	if (file == NULL) {
		unmap(&packed);
		return dkt_fail_errno(err, "cannot create %s", path);
	}
	put_all(file, &packed, items, n);
	unmap(&packed);
	good = ferror(file) == 0 && fflush(file) == 0 && fsync(fileno(file)) == 0;
	if (fclose(file) != 0 || !good)
		return dkt_fail_errno(err, "cannot write %s", path);
	return 0;
}

/* A ref that got an event meanwhile stays where it is. */
static void drop_loose(git_repository *git, const struct settled *items, size_t n, size_t *moved)
{
	struct dkt_err ignored = DKT_ERR_INIT;

	for (size_t i = 0; i < n; i++) {
		char path[PATH_SIZE];
		git_oid now;
		bool there;

		if (read_loose(git, items[i].from, &now, &there, &ignored) < 0 || !there ||
		    !git_oid_equal(&now, &items[i].oid))
			continue;
		(void)snprintf(path, sizeof path, "%s%s", git_repository_commondir(git),
			       items[i].from);
		*moved += unlink(path) == 0;
	}
}

static int swap(struct dkt_repo *repo, git_repository *git, const char *path,
		const struct settled *items, size_t n, size_t *moved, struct dkt_err *err)
{
	DKT_AUTO(chars) char *target = dkt_path_join(git_repository_commondir(git), FILE_NAME);
	int result;

	if (dkt_repo_lock(repo, "care", 60000, err) < 0)
		return -1;
	result = rename(path, target) < 0 ? dkt_fail_errno(err, "cannot rename to %s", target)
					  : dkt_dir_sync(git_repository_commondir(git), err);
	if (result == 0)
		drop_loose(git, items, n, moved);
	dkt_repo_unlock(repo);
	return result;
}

int dkt_queue_settle(struct dkt_repo *repo, const char *const *ids, size_t n, size_t *moved,
		     struct dkt_err *err)
{
	DKT_AUTO(chars) char *path = NULL;
	DKT_AUTO(chars) char *care = NULL;
	struct dkt_lock lock = {.fd = -1};
	struct settled *items;
	git_repository *git;
	size_t found;
	int result;

	*moved = 0;
	if (dkt_repo_queue(repo, &git, err) < 0)
		return -1;
	if (git == NULL || n == 0)
		return 0;
	care = dkt_path_join(repo->state_dir, "care.lock");
	path = dkt_path_join(git_repository_commondir(git), NEW_NAME);
	if (dkt_lock_take(&lock, care, "care", 0, err) < 0)
		return -1;
	items = calloc(n, sizeof *items);
	if (items == NULL)
		dkt_oom();
	result = look_at(git, ids, n, items, &found, err);
	if (result == 0 && found > 0) {
		result = write_new(git, path, items, found, err);
		if (result == 0)
			result = swap(repo, git, path, items, found, moved, err);
		(void)unlink(path);
	}
	free(items);
	dkt_lock_drop(&lock);
	return result < 0 ? dkt_note(err, "putting settled submissions away") : 0;
}
