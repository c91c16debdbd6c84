/*
 * capture_read.c - the last page of an archive of any origin.
 *
 * An archive may be a whole segment: pages are looked at one after the other, each in memory that
 * the next one gets again, and only the last is decoded into the caller's arena.
 */
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/str.h"
#include "source/capture_inside.h"

#include "base/banned.h"

#define MAX_FILE (2 * DKT_SEGMENT_SIZE) /* a segment passes its size by at most one capture */

/* "capture: <hex>" of a metadata record. */
const char *dkt_capture_key_in(struct dkt_arena *arena, const struct dkt_warc_record *record)
{
	static const char field[] = "capture: ";
	size_t size = sizeof field - 1;

	for (size_t i = 0; i + size + 64 <= record->size; i++) {
		if ((i == 0 || record->block[i - 1] == '\n') &&
		    memcmp(record->block + i, field, size) == 0) {
			unsigned char ignored[DKT_KEY_SIZE];
			const char *key = dkt_arena_dup(arena, record->block + i + size, 64);

			return dkt_capture_key_bytes(key, ignored) ? key : "";
		}
	}
	return "";
}

static bool is_page(struct dkt_arena *arena, const struct dkt_warc_record *record,
		    struct dkt_answer *out)
{
	return (dkt_streq(record->type, "response") || dkt_streq(record->type, "revisit")) &&
	       dkt_warc_answer(arena, record, out);
}

/* How many pages there are; -1 and an error when the archive is damaged or has none. */
static int count(const char *bytes, size_t size, const char *name, size_t *n_out,
		 struct dkt_err *err)
{
	struct dkt_arena *scratch = dkt_arena_new();
	struct dkt_warc *warc = dkt_warc_open(bytes, size);
	struct dkt_warc_record record;
	enum dkt_warc_state state;
	struct dkt_answer answer;
	int result = 0;

	*n_out = 0;
	while ((state = dkt_warc_next(warc, &record)) == DKT_WARC_RECORD) {
		*n_out += is_page(scratch, &record, &answer);
		dkt_arena_reset(scratch);
	}
	if (state == DKT_WARC_DAMAGED)
		result = dkt_fail(err, DKT_EFORMAT, "%s: %s", name, dkt_warc_fault(warc));
	else if (*n_out == 0)
		result = dkt_fail(err, DKT_EFORMAT, "%s: it holds no page", name);
	dkt_warc_close(warc);
	dkt_arena_free(scratch);
	return result;
}

static void take_page(struct dkt_arena *arena, const struct dkt_warc_record *record,
		      struct dkt_capture *out, const char **id)
{
	out->url = out->answer.final_url;
	out->date = dkt_arena_dups(arena, record->date);
	out->revisit = dkt_streq(record->type, "revisit");
	out->key = "";
	*id = dkt_arena_dups(arena, record->id);
}

int dkt_capture_read(struct dkt_arena *arena, const char *bytes, size_t size, const char *name,
		     struct dkt_capture *out, struct dkt_err *err)
{
	struct dkt_warc_record record;
	const char *id = "";
	struct dkt_warc *warc;
	size_t n;

	memset(out, 0, sizeof *out);
	if (count(bytes, size, name, &n, err) < 0)
		return -1;
	warc = dkt_warc_open(bytes, size);
	while (dkt_warc_next(warc, &record) == DKT_WARC_RECORD) {
		struct dkt_arena *scratch = dkt_arena_new();
		struct dkt_answer answer;

		if (n > 0 && is_page(n > 1 ? scratch : arena, &record, &answer) && --n == 0) {
			out->answer = answer;
			take_page(arena, &record, out, &id);
		}
		dkt_arena_free(scratch);
		if (dkt_streq(record.type, "metadata") && id[0] != '\0' &&
		    dkt_streq(dkt_warc_header(&record, "warc-refers-to"), id))
			out->key = dkt_capture_key_in(arena, &record);
		out->sum_wrong = out->sum_wrong || dkt_warc_check(&record) == DKT_WARC_SUM_WRONG;
	}
	dkt_warc_close(warc);
	return 0;
}

int dkt_capture_read_file(struct dkt_arena *arena, const char *path, struct dkt_capture *out,
			  struct dkt_err *err)
{
	struct dkt_buf bytes = DKT_BUF_INIT(MAX_FILE);
	int result = dkt_file_read(path, MAX_FILE, &bytes, err);

	if (result == 0)
		result = dkt_capture_read(arena, dkt_buf_str(&bytes), bytes.size, path, out, err);
	dkt_buf_clear(&bytes);
	return result;
}
