/*
 * capture_segment.c - the files of own copies: scanned, mended, appended to, written anew.
 *
 * A segment belongs to whoever holds its flock, which ends with the process however that ends. Only
 * the holder changes it: appends, cuts a torn tail, or puts a new file in its place (then the lock
 * is on a file without a name, so after locking it is asked whether the name still means the same
 * file). The index says up to where a segment is indexed for good; what stands behind is scanned
 * when somebody else gets the lock.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/str.h"
#include "source/capture_inside.h"

#include "base/banned.h"

#define SUFFIX	     ".warc.gz"
#define NAME_SIZE    33 /* "20261124-0123456789abcdef.warc.gz" */
#define WAIT_STEP_MS 50
#define WAIT_STEPS   200
#define MAX_PATH     4400

bool dkt_segment_is_name(const char *name)
{
	return strlen(name) == NAME_SIZE && strspn(name, "0123456789") == 8 && name[8] == '-' &&
	       strspn(name + 9, "0123456789abcdef") == 16 && dkt_ends(name, SUFFIX);
}

static void path_of(char *out, const char *folder, const char *name)
{
	(void)snprintf(out, MAX_PATH, "%.4096s/%s", folder, name);
}

static void none(struct dkt_segment *segment)
{
	memset(segment, 0, sizeof *segment);
	segment->fd = -1;
}

void dkt_segment_drop(struct dkt_segment *segment)
{
	if (segment->fd >= 0)
		(void)close(segment->fd);
	none(segment);
}

/* --- mending --- */

static int errno_fail(struct dkt_err *err, const char *name)
{
	return dkt_fail_errno(err, "cannot write the web archive %s", name);
}

/* Bring the index up to a segment that we hold. */
static int mend(struct dkt_segment *segment, int64_t good, struct dkt_capture_index *index,
		struct dkt_err *err)
{
	size_t size = (size_t)segment->size;
	size_t end = 0;
	char *bytes;
	int result;

	if (good > segment->size)
		good = 0; /* somebody cut it, or put another in its place */
	if (dkt_capture_index_cut(index, segment->id, good, err) < 0)
		return -1;
	if (size == 0)
		return dkt_capture_index_good(index, segment->id, 0, err);
	bytes = mmap(NULL, size, PROT_READ, MAP_SHARED, segment->fd, 0);
	if (bytes == MAP_FAILED)
		return dkt_fail_errno(err, "cannot read the web archive %s", segment->name);
	result = dkt_segment_scan(bytes, size, (size_t)good, segment->id, index, &end, err);
	(void)munmap(bytes, size);
	if (result == 0)
		result = dkt_capture_index_flush(index, err);
	if (result == 0 && end < size && ftruncate(segment->fd, (off_t)end) < 0)
		return errno_fail(err, segment->name);
	if (result < 0)
		return -1;
	segment->size = (int64_t)end;
	if (fdatasync(segment->fd) < 0)
		return errno_fail(err, segment->name);
	segment->synced = segment->size;
	return dkt_capture_index_good(index, segment->id, segment->size, err);
}

/* Open and lock what the name means now. 1: it is ours; 0: somebody holds it, or it is gone. */
static int hold(const char *folder, const char *name, struct dkt_segment *out, struct dkt_err *err)
{
	char path[MAX_PATH];
	struct stat ours;
	struct stat named;

	none(out);
	path_of(path, folder, name);
	out->fd = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
	if (out->fd < 0)
		return errno == ENOENT ? 0 : errno_fail(err, path);
	if (flock(out->fd, LOCK_EX | LOCK_NB) < 0 || fstat(out->fd, &ours) < 0 ||
	    stat(path, &named) < 0 || ours.st_ino != named.st_ino || !S_ISREG(ours.st_mode)) {
		dkt_segment_drop(out);
		return 0;
	}
	(void)snprintf(out->name, sizeof out->name, "%s", name);
	out->size = (int64_t)ours.st_size;
	out->synced = out->size;
	(void)snprintf(path + strlen(path), sizeof path - strlen(path), ".tmp");
	(void)unlink(path); /* of a rewriting that was killed */
	return 1;
}

/* Hold it and bring the index up to it. 1, 0 as hold. */
static int hold_mended(const char *folder, const char *name, struct dkt_capture_index *index,
		       struct dkt_segment *out, struct dkt_err *err)
{
	int held = hold(folder, name, out, err);
	int64_t good = 0;

	if (held != 1)
		return held;
	if (dkt_capture_index_segment(index, name, &out->id, &good, err) < 0 ||
	    (good != out->size && mend(out, good, index, err) < 0)) {
		dkt_segment_drop(out);
		return -1;
	}
	return 1;
}

static bool there(const char *name, void *data)
{
	char path[MAX_PATH];

	path_of(path, data, name);
	return dkt_file_exists(path);
}

static int mend_if_behind(const char *folder, const char *name, struct dkt_capture_index *index,
			  struct dkt_err *err)
{
	struct dkt_segment segment;
	struct stat info;
	char path[MAX_PATH];
	int64_t good;
	int64_t id;
	int held;

	path_of(path, folder, name);
	if (stat(path, &info) < 0)
		return 0;
	if (dkt_capture_index_segment(index, name, &id, &good, err) < 0)
		return -1;
	if (good == (int64_t)info.st_size)
		return 0;
	held = hold_mended(folder, name, index, &segment, err);
	dkt_segment_drop(&segment);
	return held < 0 ? -1 : 0;
}

typedef int segment_fn(void *data, const char *name, struct dkt_err *err);

/* Each segment of the folder; stops at the first result that is not 0. */
static int each(const char *folder, segment_fn *fn, void *data, struct dkt_err *err)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;
	int result = 0;

	if (dir == NULL)
		return dkt_fail_errno(err, "cannot read the folder of own copies %s", folder);
	while (result == 0 && (entry = readdir(dir)) != NULL) {
		if (dkt_segment_is_name(entry->d_name))
			result = fn(data, entry->d_name, err);
	}
	(void)closedir(dir);
	return result;
}

struct at {
	const char *folder;
	struct dkt_capture_index *index;
	struct dkt_segment *segment;
};

static int mend_each(void *data, const char *name, struct dkt_err *err)
{
	const struct at *at = data;

	return mend_if_behind(at->folder, name, at->index, err);
}

int dkt_segments_mend(const char *folder, struct dkt_capture_index *index, struct dkt_err *err)
{
	struct at at = {.folder = folder, .index = index};

	if (each(folder, mend_each, &at, err) < 0)
		return -1;
	return dkt_capture_index_tidy(index, there, (void *)(uintptr_t)folder, err);
}

/* --- appending --- */

static int try_each(void *data, const char *name, struct dkt_err *err)
{
	struct at *at = data;
	struct stat info;
	char path[MAX_PATH];
	int held;

	path_of(path, at->folder, name);
	if (stat(path, &info) < 0 || (size_t)info.st_size >= DKT_SEGMENT_SIZE)
		return 0;
	held = hold_mended(at->folder, name, at->index, at->segment, err);
	if (held == 1 && (size_t)at->segment->size >= DKT_SEGMENT_SIZE) {
		dkt_segment_drop(at->segment);
		return 0;
	}
	return held;
}

static int make_segment(const char *folder, const char *contact, int64_t at_ms,
			struct dkt_capture_index *index, struct dkt_segment *out,
			struct dkt_err *err)
{
	struct dkt_buf bytes = DKT_BUF_INIT(65536);
	struct dkt_warc_writer *writer;
	char date[DKT_WARC_DATE_SIZE];
	unsigned char r[8];
	char path[MAX_PATH];
	int64_t ignored;
	int result;

	none(out);
	dkt_random(r, sizeof r);
	dkt_warc_date(at_ms, date);
	(void)snprintf(out->name, sizeof out->name,
		       "%.4s%.2s%.2s-%02x%02x%02x%02x%02x%02x%02x%02x" SUFFIX, date, date + 5,
		       date + 8, r[0], r[1], r[2], r[3], r[4], r[5], r[6], r[7]);
	path_of(path, folder, out->name);
	out->fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	if (out->fd < 0 || flock(out->fd, LOCK_EX | LOCK_NB) < 0) {
		dkt_segment_drop(out);
		return dkt_fail_errno(err, "cannot make the web archive %s", path);
	}
	writer = dkt_warc_writer_new(&bytes);
	dkt_warc_put_info(writer, out->name, at_ms, contact);
	dkt_warc_writer_free(writer);
	result = dkt_segment_append(out, &bytes, &ignored, err);
	dkt_buf_clear(&bytes);
	if (result == 0)
		result = dkt_dir_sync(folder, err);
	if (result == 0)
		result = dkt_capture_index_segment(index, out->name, &out->id, &ignored, err);
	if (result < 0)
		dkt_segment_drop(out);
	return result;
}

int dkt_segment_take(const char *folder, const char *contact, int64_t at_ms,
		     struct dkt_capture_index *index, struct dkt_segment *out, struct dkt_err *err)
{
	struct at at = {.folder = folder, .index = index, .segment = out};
	int held;

	none(out);
	held = each(folder, try_each, &at, err);
	if (held != 0)
		return held < 0 ? -1 : 0;
	return make_segment(folder, contact, at_ms, index, out, err);
}

int dkt_segment_append(struct dkt_segment *segment, const struct dkt_buf *bytes,
		       int64_t *offset_out, struct dkt_err *err)
{
	size_t done = 0;

	while (done < bytes->size) {
		ssize_t n = pwrite(segment->fd, bytes->bytes + done, bytes->size - done,
				   (off_t)segment->size + (off_t)done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			(void)errno_fail(err, segment->name);
			/* if that fails too, whoever opens it next cuts it */
			if (ftruncate(segment->fd, (off_t)segment->size) < 0)
				(void)dkt_note(err, "cutting it back");
			return -1;
		}
		done += (size_t)n;
	}
	*offset_out = segment->size;
	segment->size += (int64_t)bytes->size;
	return 0;
}

int dkt_segment_sync(struct dkt_segment *segment, struct dkt_capture_index *index,
		     struct dkt_err *err)
{
	if (segment->fd < 0)
		return 0;
	if (segment->synced != segment->size && fdatasync(segment->fd) < 0)
		return errno_fail(err, segment->name);
	if (dkt_capture_index_flush(index, err) < 0 ||
	    dkt_capture_index_good(index, segment->id, segment->size, err) < 0)
		return -1;
	segment->synced = segment->size;
	return 0;
}

/* --- reading --- */

int dkt_segment_read(const char *folder, struct dkt_capture_index *index,
		     const struct dkt_capture_row *row, struct dkt_buf *out, struct dkt_err *err)
{
	char name[NAME_SIZE + 1];
	char path[MAX_PATH];
	size_t done = 0;
	size_t size = (size_t)row->size;
	char *room;
	int fd;

	if (dkt_capture_index_name(index, row->segment, name, sizeof name, err) < 0)
		return -1;
	path_of(path, folder, name);
	room = row->size < 0 ? NULL : dkt_buf_room(out, size);
	if (room == NULL)
		return dkt_fail(err, DKT_ELIMIT, "a capture in %s is too large", name);
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return dkt_fail_errno(err, "cannot open the web archive %s", path);
	while (done < size) {
		ssize_t n = pread(fd, room + done, size - done, (off_t)row->offset + (off_t)done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		done += (size_t)n;
	}
	(void)close(fd);
	dkt_buf_grew(out, done);
	return done == size ? 0 : dkt_fail(err, DKT_EFORMAT, "%s ends before a capture does", name);
}

/* --- writing anew --- */

static int copy_range(int from, int to, int64_t *at, int64_t end)
{
	char block[65536];

	while (*at < end) {
		size_t want =
			end - *at < (int64_t)sizeof block ? (size_t)(end - *at) : sizeof block;
		ssize_t n = pread(from, block, want, (off_t)*at);

		if (n <= 0)
			return -1;
		for (ssize_t done = 0; done < n;) {
			ssize_t wrote = write(to, block + done, (size_t)(n - done));

			if (wrote <= 0)
				return -1;
			done += wrote;
		}
		*at += n;
	}
	return 0;
}

/* All of the segment but the rows of this content, in a file beside it. */
static int write_rest(const struct dkt_segment *segment, const char *beside,
		      const struct dkt_capture_row *rows, size_t n_rows, struct dkt_err *err)
{
	int fd = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0666);
	int64_t at = 0;
	int result = fd < 0 ? -1 : 0;

	for (size_t i = 0; i < n_rows && result == 0; i++) {
		if (rows[i].segment != segment->id)
			continue;
		result = copy_range(segment->fd, fd, &at, rows[i].offset);
		at = rows[i].offset + rows[i].size;
	}
	if (result == 0)
		result = copy_range(segment->fd, fd, &at, segment->size);
	if (result == 0)
		result = fdatasync(fd);
	if (result < 0) {
		(void)dkt_fail_errno(err, "cannot write %s", beside);
		(void)unlink(beside);
	}
	if (fd >= 0)
		(void)close(fd);
	return result;
}

static int wait_for(const char *folder, const char *name, struct dkt_capture_index *index,
		    struct dkt_segment *out, struct dkt_err *err)
{
	for (int i = 0; i < WAIT_STEPS; i++) {
		int held = hold_mended(folder, name, index, out, err);

		if (held != 0)
			return held < 0 ? -1 : 0;
		(void)poll(NULL, 0, WAIT_STEP_MS);
	}
	return dkt_fail(err, DKT_EBUSY, "another docket is writing the web archive %s", name);
}

int dkt_segment_rewrite(const char *folder, struct dkt_capture_index *index, int64_t id,
			const unsigned char *key, struct dkt_err *err)
{
	struct dkt_arena *arena = dkt_arena_new();
	struct dkt_capture_row *rows;
	struct dkt_segment segment;
	char name[NAME_SIZE + 1];
	char path[MAX_PATH];
	char beside[MAX_PATH + 8];
	size_t n_rows;
	int result;

	none(&segment);
	result = dkt_capture_index_name(index, id, name, sizeof name, err);
	if (result == 0)
		result = wait_for(folder, name, index, &segment, err);
	if (result == 0)
		result = dkt_capture_index_rows(index, key, arena, &rows, &n_rows, err);
	if (result == 0) {
		path_of(path, folder, name);
		(void)snprintf(beside, sizeof beside, "%s.tmp", path);
		result = write_rest(&segment, beside, rows, n_rows, err);
	}
	/* forgotten first: whatever is cut short now, the next to open it reads it from the start
	 */
	if (result == 0)
		result = dkt_capture_index_cut(index, id, 0, err);
	if (result == 0 && rename(beside, path) < 0)
		result = dkt_fail_errno(err, "cannot replace %s", path);
	if (result == 0)
		result = dkt_dir_sync(folder, err);
	dkt_segment_drop(&segment);
	if (result == 0)
		result = mend_if_behind(folder, name, index, err);
	dkt_arena_free(arena);
	return result;
}
