/*
 * changes.c - which submissions changed since somebody looked last.
 *
 * The index must notice every event, and asking a hundred thousand refs where they stand before
 * each command would be work that grows with everything that was ever settled. So whoever moves
 * refs adds their submissions to <queue>/docket-log, one a line, before the move is acknowledged; a
 * reader remembers how far it read. The first line names the log's generation:
 *
 *   docket-log 1 5f3a9c0d7e1b2a44
 *   s-4k7m2p9-53
 *
 * Lines are added after the refs moved, so that who reads a line finds the move. A writer that was
 * killed between the two leaves the mark of an unfinished writer, upon which the next one begins a
 * new generation; the same happens when the log has grown large. Who knows another generation looks
 * at all refs once.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/digest.h"
#include "base/map.h"
#include "base/num.h"
#include "base/str.h"
#include "store/inside.h"
#include "store/path.h"
#include "store/queue.h"

#define LOG	  "docket-log"
#define HEAD	  "docket-log 1 "
#define HEX	  16
#define HEAD_SIZE (sizeof HEAD - 1 + HEX + 1)
#define LINE	  13 /* an id and a line feed */
#define LOG_MAX	  ((size_t)32 << 20)

static char *log_path(const char *git_dir)
{
	return dkt_path_join(git_dir, LOG);
}

void dkt_changes_forget(const char *git_dir)
{
	DKT_AUTO(chars) char *path = log_path(git_dir);

	(void)unlink(path);
}

/* --- writing -----------------------------------------------------------------------------------
 */

static void put_head(struct dkt_buf *out)
{
	uint64_t number;

	dkt_random(&number, sizeof number);
	dkt_buf_addf(out, HEAD "%016llx\n", (unsigned long long)number);
}

static int append(const char *path, const struct dkt_buf *text, bool fresh, struct dkt_err *err)
{
	int flags = O_WRONLY | O_CLOEXEC | O_APPEND | (fresh ? O_CREAT | O_EXCL : 0);
	int fd = open(path, flags, 0666);
	ssize_t put = fd < 0 ? -1 : write(fd, dkt_buf_str(text), text->size);
	int result = put == (ssize_t)text->size ? 0 : -1;

	if (result < 0)
		(void)dkt_fail_errno(err, "cannot write %s", path);
	if (fd >= 0 && close(fd) < 0 && result == 0)
		result = dkt_fail_errno(err, "cannot write %s", path);
	return result < 0 ? -1 : 0;
}

/* A log that cannot be written whole is taken away: everybody then looks at all refs. */
int dkt_changes_note(const char *git_dir, const struct dkt_ref_move *moves, size_t n,
		     struct dkt_err *err)
{
	DKT_AUTO(chars) char *path = log_path(git_dir);
	DKT_AUTO(buf) struct dkt_buf text = DKT_BUF_INIT(SIZE_MAX / 4);
	struct stat info;
	bool fresh = stat(path, &info) < 0 || info.st_size < (off_t)HEAD_SIZE ||
		     info.st_size > (off_t)LOG_MAX;

	if (fresh) {
		(void)unlink(path);
		put_head(&text);
	}
	for (size_t i = 0; i < n; i++) {
		const char *slash = strrchr(moves[i].name, '/');

		if (slash != NULL && dkt_is_submission_id(slash + 1))
			dkt_buf_addf(&text, "%s\n", slash + 1);
	}
	if (append(path, &text, fresh, err) == 0)
		return 0;
	(void)unlink(path);
	return -1;
}

/* --- reading -----------------------------------------------------------------------------------
 */

struct reading {
	struct dkt_buf text;
	char generation[HEX + 1];
	size_t from; /* where the new lines begin; 0: all refs are new */
};

/* "<generation> <size>" */
static size_t seen_size(const char *seen, const char *generation)
{
	uint64_t size = 0;

	if (strlen(seen) < HEX + 2 || strncmp(seen, generation, HEX) != 0 || seen[HEX] != ' ' ||
	    !dkt_parse_u64(seen + HEX + 1, SIZE_MAX / 2, &size))
		return 0;
	return (size_t)size;
}

/* Without a log that can be read there is no generation, and nothing is remembered. */
static void read_log(const char *git_dir, const char *seen, struct reading *out)
{
	DKT_AUTO(chars) char *path = log_path(git_dir);
	struct dkt_err ignored = DKT_ERR_INIT;
	size_t whole;

	dkt_buf_init(&out->text, 2 * LOG_MAX);
	out->generation[0] = '\0';
	out->from = 0;
	if (dkt_file_read(path, 2 * LOG_MAX, &out->text, &ignored) < 0 ||
	    out->text.size < HEAD_SIZE || !dkt_starts(dkt_buf_str(&out->text), HEAD))
		return;
	memcpy(out->generation, out->text.bytes + sizeof HEAD - 1, HEX);
	out->generation[HEX] = '\0';
	whole = (out->text.size - HEAD_SIZE) / LINE * LINE + HEAD_SIZE;
	dkt_buf_truncate(&out->text, whole);
	out->from = seen_size(seen, out->generation);
	if (out->from < HEAD_SIZE || out->from > whole || (out->from - HEAD_SIZE) % LINE != 0)
		out->from = 0;
}

static int tell_lines(struct dkt_repo *repo, struct reading *reading, dkt_moved_fn *fn, void *data,
		      struct dkt_err *err)
{
	struct dkt_arena *arena = dkt_arena_new();
	struct dkt_map told = DKT_MAP_INIT;
	int result = 0;

	for (size_t at = reading->from; result == 0 && at < reading->text.size; at += LINE) {
		char *id = reading->text.bytes + at;
		struct dkt_err missing = DKT_ERR_INIT;
		struct dkt_queue_item item;

		id[LINE - 1] = '\0';
		if (!dkt_is_submission_id(id) || dkt_map_put(&told, id, LINE - 1, &told) != NULL)
			continue;
		if (dkt_queue_find(repo, arena, id, &item, &missing) == 0)
			result = fn(data, id, item.commit, err);
		else if (missing.code != DKT_ENOENT)
			result = dkt_fail(err, missing.code, "%s", missing.text);
		dkt_arena_reset(arena);
	}
	dkt_map_clear(&told);
	dkt_arena_free(arena);
	return result < 0 ? -1 : 0;
}

int dkt_queue_changes(struct dkt_repo *repo, const char *seen, char now_out[DKT_SEEN_SIZE],
		      dkt_moved_fn *fn, void *data, struct dkt_err *err)
{
	struct reading reading;
	git_repository *queue;
	int result;

	now_out[0] = '\0';
	if (dkt_repo_queue(repo, &queue, err) < 0)
		return -1;
	if (queue == NULL)
		return 0;
	read_log(git_repository_commondir(queue), seen, &reading);
	if (reading.generation[0] != '\0')
		(void)snprintf(now_out, DKT_SEEN_SIZE, "%s %zu", reading.generation,
			       reading.text.size);
	result = reading.from == 0 ? dkt_queue_refs(repo, fn, data, err)
				   : tell_lines(repo, &reading, fn, data, err);
	dkt_buf_clear(&reading.text);
	return result;
}
