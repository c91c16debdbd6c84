/*
 * capture.c - the folder of own copies.
 *
 * A file is named by its content, so "do we have it?" is one look at the disk and needs no index
 * that could be wrong. Nothing is synced file by file - a sweep writes thousands - but once at its
 * end; a file that a crash cut short fails its digests and is replaced by the next that comes.
 */
#include "source/capture.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/file.h"
#include "base/str.h"
#include "source/warc.h"

#include "base/banned.h"

#define MAX_FILE ((size_t)256 << 20)

static bool is_key(const char *key)
{
	return strlen(key) == 64 && strspn(key, "0123456789abcdef") == 64;
}

static const char *path_of(struct dkt_arena *arena, const char *folder, const char *key)
{
	return dkt_arena_printf(arena, "%s/%.2s/%s.warc.gz", folder, key, key);
}

static int write_whole(struct dkt_arena *arena, const char *path, const struct dkt_buf *bytes,
		       struct dkt_err *err)
{
	const char *slash = strrchr(path, '/');
	const char *dir = dkt_arena_dup(arena, path, (size_t)(slash - path));
	char *beside = dkt_arena_printf(arena, "%s.tmp-XXXXXX", path);
	size_t done = 0;
	int fd;

	if (dkt_dir_make(dir, err) < 0)
		return -1;
	fd = mkostemp(beside, O_CLOEXEC);
	if (fd < 0)
		return dkt_fail(err, DKT_EIO, "%s: %s", beside, strerror(errno));
	while (done < bytes->size) {
		ssize_t n = write(fd, bytes->bytes + done, bytes->size - done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		done += (size_t)n;
	}
	if (close(fd) < 0 || done < bytes->size || rename(beside, path) < 0) {
		int cause = errno;

		(void)unlink(beside);
		return dkt_fail(err, DKT_EIO, "%s: %s", path, strerror(cause));
	}
	return 0;
}

/* --- reading --- */

/* "capture: <hex>" of a metadata record. */
static const char *key_in(struct dkt_arena *arena, const struct dkt_warc_record *record)
{
	static const char field[] = "capture: ";
	size_t size = sizeof field - 1;

	for (size_t i = 0; i + size + 64 <= record->size; i++) {
		if ((i == 0 || record->block[i - 1] == '\n') &&
		    memcmp(record->block + i, field, size) == 0) {
			const char *key = dkt_arena_dup(arena, record->block + i + size, 64);

			return is_key(key) ? key : "";
		}
	}
	return "";
}

/* Is this a record of a page? The last one of an archive is where the redirects led. */
static void take_record(struct dkt_arena *arena, const struct dkt_warc_record *record,
			struct dkt_capture *out, const char **id)
{
	bool revisit = dkt_streq(record->type, "revisit");
	struct dkt_answer answer;

	if ((revisit || dkt_streq(record->type, "response")) &&
	    dkt_warc_answer(arena, record, &answer)) {
		out->answer = answer;
		out->url = answer.final_url;
		out->date = dkt_arena_dups(arena, record->date);
		out->revisit = revisit;
		out->key = "";
		*id = dkt_arena_dups(arena, record->id);
	} else if (dkt_streq(record->type, "metadata") && *id[0] != '\0' &&
		   dkt_streq(dkt_warc_header(record, "warc-refers-to"), *id)) {
		out->key = key_in(arena, record);
	}
	out->sum_wrong = out->sum_wrong || dkt_warc_check(record) == DKT_WARC_SUM_WRONG;
}

static int read_with_id(struct dkt_arena *arena, const char *bytes, size_t size, const char *name,
			struct dkt_capture *out, const char **id, struct dkt_err *err)
{
	struct dkt_warc *warc = dkt_warc_open(bytes, size);
	struct dkt_warc_record record;
	enum dkt_warc_state state;
	int result = 0;

	memset(out, 0, sizeof *out);
	*id = "";
	while ((state = dkt_warc_next(warc, &record)) == DKT_WARC_RECORD)
		take_record(arena, &record, out, id);
	if (state == DKT_WARC_DAMAGED)
		result = dkt_fail(err, DKT_EFORMAT, "%s: %s", name, dkt_warc_fault(warc));
	else if (out->url == NULL)
		result = dkt_fail(err, DKT_EFORMAT, "%s: it holds no page", name);
	dkt_warc_close(warc);
	return result;
}

int dkt_capture_read(struct dkt_arena *arena, const char *bytes, size_t size, const char *name,
		     struct dkt_capture *out, struct dkt_err *err)
{
	const char *id;

	return read_with_id(arena, bytes, size, name, out, &id, err);
}

static int read_file(struct dkt_arena *arena, const char *path, struct dkt_capture *out,
		     const char **id, struct dkt_err *err)
{
	struct dkt_buf bytes = DKT_BUF_INIT(MAX_FILE);
	int result = dkt_file_read(path, MAX_FILE, &bytes, err);

	if (result == 0)
		result = read_with_id(arena, dkt_buf_str(&bytes), bytes.size, path, out, id, err);
	dkt_buf_clear(&bytes);
	return result;
}

int dkt_capture_open(struct dkt_arena *arena, const char *folder, const char *path,
		     struct dkt_capture *out, struct dkt_err *err)
{
	struct dkt_capture content;
	const char *id;

	if (read_file(arena, path, out, &id, err) < 0)
		return -1;
	if (!out->revisit)
		return 0;
	if (folder == NULL || !is_key(out->key))
		return dkt_fail(err, DKT_ENOENT,
				"%s: the page stands in another archive, which is not here", path);
	if (dkt_capture_find(arena, folder, out->key, &content, err) < 0)
		return dkt_note(err, "reading what %s refers to", path);
	out->answer.body = content.answer.body;
	out->answer.size = content.answer.size;
	out->answer.outcome = content.answer.outcome;
	out->answer.reason = content.answer.reason;
	out->sum_wrong = out->sum_wrong || content.sum_wrong;
	return 0;
}

int dkt_capture_find(struct dkt_arena *arena, const char *folder, const char *key,
		     struct dkt_capture *out, struct dkt_err *err)
{
	const char *id;

	if (!is_key(key))
		return dkt_fail(err, DKT_EUSAGE, "\"%.80s\" is no name of a capture", key);
	if (read_file(arena, path_of(arena, folder, key), out, &id, err) < 0)
		return -1;
	if (out->revisit) /* a file named by its content holds it */
		return dkt_fail(err, DKT_EFORMAT, "%s: it holds no page", key);
	return 0;
}

/* --- writing --- */

/* The archive that has this content already and whole. */
static bool have(struct dkt_arena *arena, const char *path, struct dkt_warc_ref *ref)
{
	struct dkt_err err = DKT_ERR_INIT;
	struct dkt_capture capture;

	if (!dkt_file_exists(path) || read_file(arena, path, &capture, &ref->id, &err) < 0 ||
	    capture.sum_wrong || capture.revisit)
		return false;
	ref->target = capture.url;
	ref->date = capture.date;
	return true;
}

static void put_hops(const struct dkt_captures *captures, const struct dkt_answer *answer,
		     const char *path, const struct dkt_warc_ref *ref, const char *key,
		     struct dkt_buf *out)
{
	size_t last = answer->n_hops - 1;

	dkt_warc_put_info(out, strrchr(path, '/') + 1, answer->hops[last].at_ms, captures->contact);
	for (size_t i = 0; i < last; i++)
		dkt_warc_put_hop(out, &answer->hops[i], NULL, NULL);
	dkt_warc_put_hop(out, &answer->hops[last], ref, key);
}

static const char *seen_path(struct dkt_arena *arena, const struct dkt_captures *captures,
			     const struct dkt_answer *answer)
{
	char date[DKT_WARC_DATE_SIZE];
	char url[DKT_SHA256_HEX];

	dkt_warc_date(answer->hops[0].at_ms, date);
	dkt_sha256_hex(answer->hops[0].url, strlen(answer->hops[0].url), url);
	return dkt_arena_printf(arena, "%s/seen/%.10s/%s.warc.gz", captures->folder, date, url);
}

static int put(struct dkt_arena *arena, const struct dkt_captures *captures,
	       const struct dkt_answer *answer, struct dkt_kept *out, struct dkt_err *err)
{
	const char *path = path_of(arena, captures->folder, out->key);
	struct dkt_buf bytes = DKT_BUF_INIT(MAX_FILE);
	struct dkt_warc_ref ref;
	int result = 0;

	out->fresh = !have(arena, path, &ref);
	if (!out->fresh)
		path = seen_path(arena, captures, answer);
	if (out->fresh || !dkt_file_exists(path)) {
		put_hops(captures, answer, path, out->fresh ? NULL : &ref, out->key, &bytes);
		result = dkt_buf_ok(&bytes)
				 ? write_whole(arena, path, &bytes, err)
				 : dkt_fail(err, DKT_ELIMIT, "%s: the capture is too large", path);
	}
	dkt_buf_clear(&bytes);
	return result;
}

int dkt_capture_put(const struct dkt_captures *captures, const struct dkt_answer *answer,
		    struct dkt_kept *out, struct dkt_err *err)
{
	const struct dkt_hop *last;
	struct dkt_arena *arena;
	int result;

	memset(out, 0, sizeof *out);
	if (answer->outcome != DKT_FETCHED || answer->n_hops == 0 || answer->status == 304)
		return 0;
	last = &answer->hops[answer->n_hops - 1];
	if (last->head_size == 0)
		return 0;
	arena = dkt_arena_new();
	dkt_sha256_hex(last->raw, last->raw_size, out->key);
	result = put(arena, captures, answer, out, err);
	dkt_arena_free(arena);
	return result < 0 ? dkt_note(err, "keeping a copy of %s", answer->final_url) : 0;
}

int dkt_captures_sync(const struct dkt_captures *captures, struct dkt_err *err)
{
	int fd = open(captures->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int result = 0;

	if (fd < 0)
		return errno == ENOENT ? 0
				       : dkt_fail(err, DKT_EIO, "%s: %s", captures->folder,
						  strerror(errno));
	if (syncfs(fd) < 0)
		result = dkt_fail(err, DKT_EIO, "%s: %s", captures->folder, strerror(errno));
	(void)close(fd);
	return result;
}
