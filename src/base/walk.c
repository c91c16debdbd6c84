/*
 * walk.c - threads that take turns at listing one folder and read what they listed.
 *
 * A folder is read 64 names at a time under a lock, which costs some tenths of a microsecond a
 * name; the files are then opened relative to the folder, without another look at the whole path
 * or a stat, and read outside of the lock (some 7 microseconds a file). So there is no queue that
 * could grow, and a thread is idle only when nothing is left. Folders within folders wait in a
 * stack of paths.
 */
#include "base/walk.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"

#include "base/banned.h"

#define BATCH	    64U		       /* names listed in one turn */
#define MAX_DEPTH   32U		       /* folders within folders */
#define MAX_PATH    ((size_t)1 << 16)  /* bytes of a path */
#define FIRST_READ  ((size_t)32 << 10) /* larger than nearly all records */
#define KEPT_BUFFER ((size_t)1 << 20)  /* what stays allocated behind a large file */

/* A folder whose names are being listed; it lives until its last batch has been read. */
struct folder {
	DIR *stream;
	char *path; /* NULL for the list of paths that the caller gave */
	unsigned depth;
	unsigned users;
	bool listed; /* to the end */
};

/* A folder that waits. */
struct waiting {
	char *path;
	unsigned depth;
	struct waiting *next;
};

struct crew {
	const struct dkt_walk *walk;
	const char *const *paths;
	size_t n_paths;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	size_t next_path;
	struct folder *current;
	struct waiting *waiting;
	unsigned n_busy; /* threads that may yet find folders */
};

struct name {
	size_t offset; /* in the batch's buffer */
	bool unsure;   /* of what kind it is */
};

/* What a thread does between two turns. */
struct worker {
	struct crew *crew;
	unsigned number;
	struct folder *folder; /* of the batch; NULL: one path of the caller */
	struct dkt_buf names;
	struct name batch[BATCH];
	unsigned n_batch;
	struct dkt_buf path;
	char *bytes;
	size_t room;
};

static void *allocated(void *memory)
{
	if (memory == NULL)
		dkt_oom();
	return memory;
}

/* --- listing, under the lock --- */

static void folder_release(struct folder *folder)
{
	if (folder == NULL || --folder->users > 0)
		return;
	(void)closedir(folder->stream);
	free(folder->path);
	free(folder);
}

static void add_waiting(struct crew *crew, const char *path, unsigned depth)
{
	struct waiting *waiting = allocated(malloc(sizeof *waiting));

	waiting->path = allocated(strdup(path));
	waiting->depth = depth;
	waiting->next = crew->waiting;
	crew->waiting = waiting;
}

static void trouble(struct worker *worker, const char *path, const struct dkt_err *err)
{
	const struct dkt_walk *walk = worker->crew->walk;

	walk->trouble(walk->context, worker->number, path, err);
}

static void set_path(struct worker *worker, const char *name)
{
	const char *folder = worker->folder == NULL ? NULL : worker->folder->path;

	dkt_buf_reset(&worker->path);
	if (folder != NULL) {
		dkt_buf_adds(&worker->path, folder);
		if (!dkt_ends(folder, "/"))
			dkt_buf_addc(&worker->path, '/');
	}
	dkt_buf_adds(&worker->path, name);
}

/* Open the folder that waits on top of the stack. */
static void open_folder(struct worker *worker)
{
	struct crew *crew = worker->crew;
	struct waiting *waiting = crew->waiting;
	struct folder *folder = allocated(calloc(1, sizeof *folder));
	struct dkt_err err = DKT_ERR_INIT;

	crew->waiting = waiting->next;
	folder->stream = opendir(waiting->path);
	folder->path = waiting->path;
	folder->depth = waiting->depth;
	folder->users = 1;
	if (folder->stream != NULL) {
		crew->current = folder;
	} else {
		(void)dkt_fail_errno(&err, "cannot read the folder %s", waiting->path);
		trouble(worker, waiting->path, &err);
		free(folder->path);
		free(folder);
	}
	free(waiting);
}

static bool is_wanted(const struct worker *worker, const struct dirent *entry)
{
	const char *suffix = worker->crew->walk->suffix;

	if (entry->d_name[0] == '.')
		return false;
	if (entry->d_type == DT_DIR || entry->d_type == DT_UNKNOWN)
		return true;
	return suffix == NULL || dkt_ends(entry->d_name, suffix);
}

static void add_name(struct worker *worker, const struct dirent *entry)
{
	struct name *name = &worker->batch[worker->n_batch++];

	name->offset = worker->names.size;
	name->unsure = entry->d_type != DT_REG;
	dkt_buf_add(&worker->names, entry->d_name, strlen(entry->d_name) + 1);
}

static void go_down(struct worker *worker, const char *path, unsigned depth)
{
	struct dkt_err err = DKT_ERR_INIT;

	if (depth <= MAX_DEPTH) {
		add_waiting(worker->crew, path, depth);
		return;
	}
	(void)dkt_fail(&err, DKT_ELIMIT, "%s: folders within folders, more than %u deep", path,
		       MAX_DEPTH);
	trouble(worker, path, &err);
}

static void list_some(struct worker *worker)
{
	struct crew *crew = worker->crew;
	struct folder *folder = crew->current;

	assert(folder != NULL && folder->users > 0); /* as long as it is the current one */
	worker->folder = folder;
	folder->users++;
	while (worker->n_batch < BATCH) {
		// NOLINTNEXTLINE(concurrency-mt-unsafe): one thread at a time, under the lock
		const struct dirent *entry = readdir(folder->stream);

		if (entry == NULL) {
			crew->current = NULL;
			folder_release(folder);
			return;
		}
		if (!is_wanted(worker, entry))
			continue;
		if (entry->d_type == DT_DIR) {
			set_path(worker, entry->d_name);
			go_down(worker, dkt_buf_str(&worker->path), folder->depth + 1);
		} else {
			add_name(worker, entry);
		}
	}
}

static void take_path(struct worker *worker)
{
	struct crew *crew = worker->crew;
	const char *path = crew->paths[crew->next_path++];

	worker->folder = NULL;
	worker->batch[0] = (struct name){.offset = 0, .unsure = true};
	worker->n_batch = 1;
	dkt_buf_add(&worker->names, path, strlen(path) + 1);
}

/* Get something to read; false when there is and will be nothing. */
static bool next_batch(struct worker *worker)
{
	struct crew *crew = worker->crew;

	dkt_buf_reset(&worker->names);
	worker->n_batch = 0;
	(void)pthread_mutex_lock(&crew->lock);
	folder_release(worker->folder);
	worker->folder = NULL;
	crew->n_busy--;
	while (worker->n_batch == 0) {
		folder_release(worker->folder);
		worker->folder = NULL;
		if (crew->current != NULL)
			list_some(worker);
		else if (crew->waiting != NULL)
			open_folder(worker);
		else if (crew->next_path < crew->n_paths)
			take_path(worker);
		else if (crew->n_busy == 0)
			break;
		else
			(void)pthread_cond_wait(&crew->changed, &crew->lock);
	}
	crew->n_busy += worker->n_batch > 0;
	(void)pthread_cond_broadcast(&crew->changed);
	(void)pthread_mutex_unlock(&crew->lock);
	return worker->n_batch > 0;
}

/* --- reading, outside of it --- */

static void make_room(struct worker *worker, size_t room)
{
	worker->bytes = allocated(realloc(worker->bytes, room));
	worker->room = room;
}

/* All bytes of an open file. */
static int read_all(struct worker *worker, int fd, size_t *size_out, struct dkt_err *err)
{
	size_t max = worker->crew->walk->max_bytes;
	size_t size = 0;

	for (;;) {
		ssize_t n = read(fd, worker->bytes + size, worker->room - size - 1);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return dkt_fail_errno(err, "cannot read %s", dkt_buf_str(&worker->path));
		size += (size_t)n;
		if (size > max)
			return dkt_fail(err, DKT_ELIMIT, "%s has more than %zu bytes",
					dkt_buf_str(&worker->path), max);
		if (n == 0)
			break;
		if (worker->room - size < 2)
			make_room(worker, worker->room * 2);
	}
	worker->bytes[size] = '\0';
	*size_out = size;
	return 0;
}

static void visit_open(struct worker *worker, int fd)
{
	const struct dkt_walk *walk = worker->crew->walk;
	struct dkt_walk_file file = {.path = dkt_buf_str(&worker->path), .worker = worker->number};
	struct dkt_err err = DKT_ERR_INIT;
	int result = read_all(worker, fd, &file.size, &err);

	(void)close(fd);
	file.bytes = worker->bytes;
	if (result < 0)
		trouble(worker, file.path, &err);
	else
		walk->file(walk->context, &file);
	if (worker->room > KEPT_BUFFER)
		make_room(worker, KEPT_BUFFER);
}

static void enter_folder(struct worker *worker)
{
	struct crew *crew = worker->crew;
	unsigned depth = worker->folder == NULL ? 0 : worker->folder->depth + 1;

	(void)pthread_mutex_lock(&crew->lock);
	go_down(worker, dkt_buf_str(&worker->path), depth);
	(void)pthread_cond_broadcast(&crew->changed);
	(void)pthread_mutex_unlock(&crew->lock);
}

/* Of a name whose kind is not known: is it a file to be read? Folders are noted. */
static bool is_file(struct worker *worker, int at, const char *name)
{
	struct dkt_err err = DKT_ERR_INIT;
	struct stat info;
	bool given = worker->folder == NULL;
	bool linked;

	if (fstatat(at, name, &info, given ? 0 : AT_SYMLINK_NOFOLLOW) < 0) {
		(void)dkt_fail_errno(&err, "cannot read %s", dkt_buf_str(&worker->path));
		trouble(worker, dkt_buf_str(&worker->path), &err);
		return false;
	}
	linked = S_ISLNK(info.st_mode);
	if (linked && fstatat(at, name, &info, 0) < 0)
		return false;
	if (S_ISDIR(info.st_mode)) {
		if (!linked)
			enter_folder(worker);
		return false;
	}
	if (S_ISREG(info.st_mode))
		return given || worker->crew->walk->suffix == NULL ||
		       dkt_ends(name, worker->crew->walk->suffix);
	if (given) {
		(void)dkt_fail(&err, DKT_EIO, "%s is no regular file", dkt_buf_str(&worker->path));
		trouble(worker, dkt_buf_str(&worker->path), &err);
	}
	return false;
}

static void visit(struct worker *worker, const struct name *name)
{
	const char *text = dkt_buf_str(&worker->names) + name->offset;
	int at = worker->folder == NULL ? AT_FDCWD : dirfd(worker->folder->stream);
	struct dkt_err err = DKT_ERR_INIT;
	int fd;

	set_path(worker, text);
	if (name->unsure && !is_file(worker, at, text))
		return;
	fd = openat(at, text, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd >= 0) {
		visit_open(worker, fd);
		return;
	}
	(void)dkt_fail_errno(&err, "cannot open %s", dkt_buf_str(&worker->path));
	trouble(worker, dkt_buf_str(&worker->path), &err);
}

static void *work(void *argument)
{
	struct worker *worker = argument;

	make_room(worker, FIRST_READ);
	while (next_batch(worker)) {
		for (unsigned i = 0; i < worker->n_batch; i++)
			visit(worker, &worker->batch[i]);
	}
	free(worker->bytes);
	dkt_buf_clear(&worker->names);
	dkt_buf_clear(&worker->path);
	return NULL;
}

/* --- the crew --- */

unsigned dkt_core_count(void)
{
	cpu_set_t set;

	if (sched_getaffinity(0, sizeof set, &set) < 0)
		return 1;
	return CPU_COUNT(&set) < 1 ? 1 : (unsigned)CPU_COUNT(&set);
}

void dkt_walk_run(const struct dkt_walk *walk, const char *const *paths, size_t n_paths)
{
	unsigned n = walk->n_workers == 0 ? 1 : walk->n_workers;
	struct worker *workers = allocated(calloc(n, sizeof *workers));
	pthread_t *threads = allocated(calloc(n, sizeof *threads));
	struct crew crew = {.walk = walk,
			    .paths = paths,
			    .n_paths = n_paths,
			    .lock = PTHREAD_MUTEX_INITIALIZER,
			    .changed = PTHREAD_COND_INITIALIZER,
			    .n_busy = n};
	unsigned n_started = 1;

	for (unsigned i = 0; i < n; i++) {
		workers[i] = (struct worker){.crew = &crew, .number = i};
		dkt_buf_init(&workers[i].names, MAX_PATH * BATCH);
		dkt_buf_init(&workers[i].path, MAX_PATH);
	}
	while (n_started < n &&
	       pthread_create(&threads[n_started], NULL, work, &workers[n_started]) == 0)
		n_started++;
	if (n_started < n) {
		(void)pthread_mutex_lock(&crew.lock);
		crew.n_busy -= n - n_started;
		(void)pthread_cond_broadcast(&crew.changed);
		(void)pthread_mutex_unlock(&crew.lock);
	}
	(void)work(&workers[0]);
	for (unsigned i = 1; i < n_started; i++)
		(void)pthread_join(threads[i], NULL);
	(void)pthread_mutex_destroy(&crew.lock);
	(void)pthread_cond_destroy(&crew.changed);
	free(threads);
	free(workers);
}
