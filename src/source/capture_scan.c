/*
 * capture_scan.c - what captures a segment holds.
 *
 * A capture is what stands between the first record of a page and the metadata record that names
 * its content. One gzip member is one record, so its own sum shows what was not written whole.
 * Damage with good records behind it is not of our making: it is passed over, and stays.
 */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/str.h"
#include "base/time.h"
#include "source/capture_inside.h"

#include "base/banned.h"

#define MAX_RECORDS ((size_t)4 * (DKT_MAX_HOPS + 2)) /* of one capture */

struct found {
	struct dkt_capture_row row;
	bool page; /* its first record was a page's */
};

static bool is_page(const struct dkt_warc_record *record)
{
	return dkt_streq(record->type, "response") || dkt_streq(record->type, "revisit");
}

static int64_t ms_of(const char *date)
{
	int64_t seconds;
	char text[DKT_WARC_DATE_SIZE];
	int64_t ms = 0;

	if (strlen(date) == DKT_WARC_DATE_SIZE - 1) { /* as we write it, with milliseconds */
		ms = (date[20] - '0') * 100 + (date[21] - '0') * 10 + (date[22] - '0');
		(void)snprintf(text, sizeof text, "%.19sZ", date);
		date = text;
	}
	return dkt_time_parse(date, strlen(date), &seconds) ? seconds * 1000 + ms : 0;
}

/* Take note of a record; true when it is the last of a capture. */
static bool note(struct dkt_arena *arena, const struct dkt_warc_record *record, struct found *found)
{
	const char *key;

	if (is_page(record)) {
		if (!found->page)
			dkt_capture_url_hash(record->target, found->row.url);
		found->page = true;
		found->row.revisit = dkt_streq(record->type, "revisit");
		found->row.at_ms = ms_of(record->date);
		found->row.target = dkt_arena_dups(arena, record->target);
		(void)snprintf(found->row.id, sizeof found->row.id, "%s", record->id);
		return false;
	}
	if (!found->page || !dkt_streq(record->type, "metadata"))
		return false;
	key = dkt_capture_key_in(arena, record);
	return key[0] != '\0' && dkt_capture_key_bytes(key, found->row.key);
}

/* The capture that begins at *at, which moves behind it; false: what stands there is none. What
 * belongs to no capture in front of it (a warcinfo) is passed over. */
static bool scan_one(struct dkt_arena *arena, const char *bytes, size_t size, size_t *at,
		     struct found *found)
{
	struct dkt_warc *warc = dkt_warc_open(bytes + *at, size - *at);
	struct dkt_warc_record record;
	size_t from = 0;
	size_t n = 0;
	bool whole = false;
	size_t end;

	memset(found, 0, sizeof *found);
	while (!whole && n < MAX_RECORDS && dkt_warc_next(warc, &record) == DKT_WARC_RECORD) {
		n += found->page;
		whole = note(arena, &record, found);
		if (!dkt_warc_tell(warc, &end)) {
			whole = false;
			break;
		}
		if (!found->page)
			from = end;
		if (!found->page || whole) {
			found->row.offset = (int64_t)(*at + from);
			found->row.size = (int64_t)(end - from);
		}
	}
	dkt_warc_close(warc);
	if (whole)
		*at += end;
	else
		*at += from; /* what was passed over is good */
	return whole;
}

/* Behind damage: where the next member begins that holds a record, or size. */
static size_t next_record(const char *bytes, size_t size, size_t from)
{
	while (from + 3 < size) {
		const char *magic = memmem(bytes + from, size - from, "\x1F\x8B\x08", 3);
		struct dkt_warc_record record;
		struct dkt_warc *warc;
		bool good;

		if (magic == NULL)
			break;
		from = (size_t)(magic - bytes);
		warc = dkt_warc_open(magic, size - from);
		good = dkt_warc_next(warc, &record) == DKT_WARC_RECORD;
		dkt_warc_close(warc);
		if (good)
			return from;
		from++;
	}
	return size;
}

int dkt_segment_scan(const char *bytes, size_t size, size_t from, int64_t segment,
		     struct dkt_capture_index *index, size_t *end_out, struct dkt_err *err)
{
	struct dkt_arena *arena = dkt_arena_new();
	size_t good = from; /* behind the last that is whole */
	bool torn = false;  /* something that is not stands behind it */
	int result = 0;

	while (result == 0 && from < size) {
		struct found found;

		if (scan_one(arena, bytes, size, &from, &found)) {
			found.row.segment = segment;
			found.row.target = strdup(found.row.target);
			if (found.row.target == NULL)
				dkt_oom();
			result = dkt_capture_index_add_take(index, &found.row, err);
			good = from;
			torn = false;
		} else if (from > good && !torn) { /* records that belong to no capture */
			good = from;
		} else {
			torn = true;
			from = next_record(bytes, size, from + 1);
		}
		dkt_arena_reset(arena);
	}
	dkt_arena_free(arena);
	*end_out = good;
	return result;
}
