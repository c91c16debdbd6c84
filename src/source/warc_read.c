/*
 * warc_read.c - web archives of any origin, read front to back.
 *
 * Bytes come in through one window: inflated when they are gzip, member after member, taken as they
 * are when not. A record's headers may have 64 KiB and 200 lines, its block 32 MiB, all records
 * together 1 GiB; what has more is damaged. Nothing is trusted to be where a length says that it
 * is: it is there, or the archive is damaged at that record.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <zlib.h>

#include "base/digest.h"
#include "base/error.h"
#include "base/num.h"
#include "base/str.h"
#include "source/entity.h"
#include "source/http.h"
#include "source/warc.h"

#include "base/banned.h"

#define MAX_HEAD  ((size_t)65536)
#define MAX_LINES 200
#define BLOCK	  65536

struct dkt_warc {
	struct dkt_arena *arena;
	const char *bytes; /* what has not been looked at */
	size_t size;
	size_t all; /* bytes of the archive */
	bool gzip;
	bool open; /* in a member */
	z_stream z;
	struct dkt_buf window;
	size_t used;  /* bytes of the window that are done with */
	size_t total; /* bytes that have come through it */
	const char *fault;
};

struct dkt_warc *dkt_warc_open(const char *bytes, size_t size)
{
	struct dkt_warc *w = calloc(1, sizeof *w);

	if (w == NULL)
		dkt_oom();
	w->arena = dkt_arena_new();
	w->bytes = bytes;
	w->size = size;
	w->all = size;
	w->gzip = size >= 2 && memcmp(bytes, "\x1F\x8B", 2) == 0;
	if (w->gzip && inflateInit2(&w->z, 15 + 16) != Z_OK)
		dkt_oom();
	w->open = w->gzip;
	/* twice: what is done with may stand in front of what is not (slide) */
	dkt_buf_init(&w->window, 2 * (DKT_WARC_MAX_RECORD + MAX_HEAD + BLOCK));
	return w;
}

void dkt_warc_close(struct dkt_warc *w)
{
	if (w == NULL)
		return;
	if (w->gzip)
		(void)inflateEnd(&w->z);
	dkt_buf_clear(&w->window);
	dkt_arena_free(w->arena);
	free(w);
}

const char *dkt_warc_fault(const struct dkt_warc *w)
{
	return w->fault == NULL ? "" : w->fault;
}

static bool fault(struct dkt_warc *w, const char *what)
{
	if (w->fault == NULL)
		w->fault = what;
	return false;
}

/* --- the window --- */

static size_t ahead(const struct dkt_warc *w)
{
	return w->window.size - w->used;
}

static const char *at(const struct dkt_warc *w)
{
	return dkt_buf_str(&w->window) + w->used;
}

/* Forget what is done with, when that is most of the window: each byte moves once or twice. */
static void slide(struct dkt_warc *w)
{
	size_t left = ahead(w);

	if (w->used == 0 || w->used < left)
		return;
	memmove(w->window.bytes, w->window.bytes + w->used, left);
	dkt_buf_truncate(&w->window, left);
	w->used = 0;
}

static bool inflate_more(struct dkt_warc *w)
{
	size_t n = w->size < ((size_t)1 << 30) ? w->size : (size_t)1 << 30;
	char *room;
	int rc;

	if (!w->open) {
		if (n < 2 || memcmp(w->bytes, "\x1F\x8B", 2) != 0)
			return fault(w, "bytes that are not gzip follow a record");
		(void)inflateReset(&w->z);
		w->open = true;
	}
	room = dkt_buf_room(&w->window, BLOCK);
	if (room == NULL)
		return fault(w, "a record is too large");
	w->z.next_in = (Bytef *)(uintptr_t)w->bytes;
	w->z.avail_in = (uInt)n;
	w->z.next_out = (Bytef *)room;
	w->z.avail_out = BLOCK;
	rc = inflate(&w->z, Z_NO_FLUSH);
	dkt_buf_grew(&w->window, BLOCK - w->z.avail_out);
	w->total += BLOCK - w->z.avail_out;
	w->bytes += n - w->z.avail_in;
	w->size -= n - w->z.avail_in;
	w->open = rc != Z_STREAM_END;
	if (rc != Z_OK && rc != Z_STREAM_END)
		return fault(w, "the compression is damaged");
	return true;
}

/* Some more bytes in the window; false at the end, or when there is a fault. */
static bool more(struct dkt_warc *w)
{
	size_t n = w->size < BLOCK ? w->size : BLOCK;

	slide(w);
	if (w->total > DKT_WARC_MAX_TOTAL)
		return fault(w, "the archive is too large");
	if (w->size == 0)
		return w->gzip && w->open ? fault(w, "the archive ends within a record") : false;
	if (w->gzip)
		return inflate_more(w);
	dkt_buf_add(&w->window, w->bytes, n);
	if (!dkt_buf_ok(&w->window))
		return fault(w, "a record is too large");
	w->total += n;
	w->bytes += n;
	w->size -= n;
	return true;
}

static bool need(struct dkt_warc *w, size_t n)
{
	while (ahead(w) < n) {
		if (!more(w))
			return fault(w, "the archive ends within a record");
	}
	return true;
}

/* --- a record --- */

/* Up to and with the line feed; the offset moves behind it. */
static bool next_line(struct dkt_warc *w, size_t *offset, size_t *start_out, size_t *size_out)
{
	size_t from = *offset;

	for (;;) {
		const char *lf =
			ahead(w) > from ? memchr(at(w) + from, '\n', ahead(w) - from) : NULL;

		if (lf != NULL) {
			*start_out = *offset;
			*size_out = (size_t)(lf - at(w)) - *offset;
			*offset = (size_t)(lf - at(w)) + 1;
			if (*size_out > 0 && lf[-1] == '\r')
				--*size_out;
			return true;
		}
		from = ahead(w);
		if (from > MAX_HEAD)
			return fault(w, "the headers of a record are too long");
		if (!more(w))
			return fault(w, "the archive ends within the headers of a record");
	}
}

static struct dkt_header lower_header(struct dkt_arena *arena, const char *name, size_t name_size,
				      const char *value, size_t value_size)
{
	struct dkt_header header;
	char *lower = dkt_arena_dup(arena, name, name_size);

	for (char *c = lower; *c != '\0'; c++) {
		if (*c >= 'A' && *c <= 'Z')
			*c = (char)(*c + ('a' - 'A'));
	}
	header.name = lower;
	header.value = dkt_arena_dup(arena, value, value_size);
	return header;
}

static bool read_headers(struct dkt_warc *w, struct dkt_warc_record *out)
{
	struct dkt_header *headers = DKT_NEW_N(w->arena, struct dkt_header, MAX_LINES);
	size_t offset = 0;
	size_t start;
	size_t size;

	if (!next_line(w, &offset, &start, &size))
		return false;
	if (size < 6 || memcmp(at(w), "WARC/", 5) != 0)
		return fault(w, "a record does not begin with WARC/");
	for (;;) {
		const char *value;
		size_t value_size;
		size_t name_size;

		if (!next_line(w, &offset, &start, &size))
			return false;
		if (offset > MAX_HEAD || out->n_headers == MAX_LINES)
			return fault(w, "the headers of a record are too long");
		if (size == 0)
			break;
		if (dkt_http_header(at(w) + start, size, &name_size, &value, &value_size))
			headers[out->n_headers++] =
				lower_header(w->arena, at(w) + start, name_size, value, value_size);
	}
	w->used += offset;
	out->headers = headers;
	return true;
}

const char *dkt_warc_header(const struct dkt_warc_record *record, const char *name)
{
	for (size_t i = 0; i < record->n_headers; i++) {
		if (dkt_streq(record->headers[i].name, name))
			return record->headers[i].value;
	}
	return "";
}

static bool read_block(struct dkt_warc *w, struct dkt_warc_record *out)
{
	uint64_t size;

	if (!dkt_parse_u64(dkt_warc_header(out, "content-length"), DKT_WARC_MAX_RECORD, &size))
		return fault(w, "a record has no length, or is too large");
	if (!need(w, (size_t)size))
		return false;
	out->block = at(w);
	out->size = (size_t)size;
	w->used += out->size;
	return true;
}

/* The line ends between two records, however many there are; false at the end. */
static bool skip_gap(struct dkt_warc *w)
{
	for (;;) {
		while (ahead(w) > 0 && (*at(w) == '\r' || *at(w) == '\n'))
			w->used++;
		if (ahead(w) > 0)
			return true;
		if (!more(w))
			return false;
	}
}

enum dkt_warc_state dkt_warc_next(struct dkt_warc *w, struct dkt_warc_record *out)
{
	memset(out, 0, sizeof *out);
	dkt_arena_reset(w->arena);
	if (w->fault != NULL)
		return DKT_WARC_DAMAGED;
	if (!skip_gap(w))
		return w->fault == NULL ? DKT_WARC_END : DKT_WARC_DAMAGED;
	if (!read_headers(w, out) || !read_block(w, out))
		return DKT_WARC_DAMAGED;
	out->type = dkt_warc_header(out, "warc-type");
	out->id = dkt_warc_header(out, "warc-record-id");
	out->date = dkt_warc_header(out, "warc-date");
	out->target = dkt_warc_header(out, "warc-target-uri");
	out->content_type = dkt_warc_header(out, "content-type");
	return DKT_WARC_RECORD;
}

bool dkt_warc_tell(struct dkt_warc *w, size_t *offset_out)
{
	while (w->fault == NULL) {
		while (ahead(w) > 0 && (*at(w) == '\r' || *at(w) == '\n'))
			w->used++;
		if (w->gzip ? ahead(w) > 0 || !w->open : ahead(w) > 0 || w->size == 0)
			break;
		(void)more(w);
	}
	*offset_out = w->all - w->size - (w->gzip ? 0 : ahead(w));
	return w->fault == NULL && (!w->gzip || ahead(w) == 0);
}

/* --- digests --- */

static enum dkt_warc_sum check_sum(const char *digest, const char *bytes, size_t size)
{
	char sum[DKT_WARC_DIGEST_SIZE];
	char hex[DKT_SHA256_HEX];

	if (strncasecmp(digest, "sha1:", 5) == 0 && strlen(digest) == 37) {
		dkt_warc_digest(bytes, size, sum);
		return strcasecmp(digest + 5, sum + 5) == 0 ? DKT_WARC_SUM_GOOD
							    : DKT_WARC_SUM_WRONG;
	}
	if ((strncasecmp(digest, "sha256:", 7) == 0 && strlen(digest) == 71) ||
	    (strncasecmp(digest, "sha-256:", 8) == 0 && strlen(digest) == 72)) {
		dkt_sha256_hex(bytes, size, hex);
		return strcasecmp(strchr(digest, ':') + 1, hex) == 0 ? DKT_WARC_SUM_GOOD
								     : DKT_WARC_SUM_WRONG;
	}
	return DKT_WARC_SUM_UNKNOWN;
}

/* Where the body begins; SIZE_MAX when there is no blank line. */
static size_t body_at(const char *block, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		if (block[i] != '\n')
			continue;
		if (i + 1 < size && block[i + 1] == '\n')
			return i + 2;
		if (i + 2 < size && block[i + 1] == '\r' && block[i + 2] == '\n')
			return i + 3;
	}
	return SIZE_MAX;
}

static bool is_http(const struct dkt_warc_record *record)
{
	return strncasecmp(record->content_type, "application/http", 16) == 0;
}

enum dkt_warc_sum dkt_warc_check(const struct dkt_warc_record *record)
{
	enum dkt_warc_sum block = check_sum(dkt_warc_header(record, "warc-block-digest"),
					    record->block, record->size);
	enum dkt_warc_sum payload = DKT_WARC_SUM_UNKNOWN;
	size_t at_body = is_http(record) ? body_at(record->block, record->size) : 0;

	if (!dkt_streq(record->type, "revisit") && at_body != SIZE_MAX)
		payload = check_sum(dkt_warc_header(record, "warc-payload-digest"),
				    record->block + at_body, record->size - at_body);
	if (block == DKT_WARC_SUM_WRONG || payload == DKT_WARC_SUM_WRONG)
		return DKT_WARC_SUM_WRONG;
	return block == DKT_WARC_SUM_GOOD || payload == DKT_WARC_SUM_GOOD ? DKT_WARC_SUM_GOOD
									  : DKT_WARC_SUM_UNKNOWN;
}

/* --- an answer --- */

static bool read_status(const char *line, size_t size, long *out)
{
	uint64_t status;
	const char *blank = memchr(line, ' ', size);

	if (size < 12 || memcmp(line, "HTTP/", 5) != 0 || blank == NULL ||
	    size - (size_t)(blank - line) < 4 || !dkt_parse_digits(blank + 1, 3, 999, &status) ||
	    status < 100)
		return false;
	*out = (long)status;
	return true;
}

static void read_http_headers(struct dkt_arena *arena, const char *head, size_t size,
			      struct dkt_answer *out)
{
	struct dkt_header *headers = DKT_NEW_N(arena, struct dkt_header, DKT_MAX_HEADER_LINES);

	while (size > 0 && out->n_headers < DKT_MAX_HEADER_LINES) {
		const char *lf = memchr(head, '\n', size);
		size_t line = lf == NULL ? size : (size_t)(lf - head) + 1;
		const char *value;
		size_t value_size;
		size_t name_size;

		if (dkt_http_header(head, line, &name_size, &value, &value_size))
			headers[out->n_headers++] =
				lower_header(arena, head, name_size, value, value_size);
		head += line;
		size -= line;
	}
	out->headers = headers;
}

static void decode(struct dkt_arena *arena, const char *raw, size_t size, struct dkt_answer *out)
{
	struct dkt_entity *entity =
		dkt_entity_new(dkt_answer_header(out, "transfer-encoding"),
			       dkt_answer_header(out, "content-encoding"), DKT_MAX_BODY);
	const char *body;
	size_t body_size;
	enum dkt_entity_state state;

	(void)dkt_entity_add(entity, raw, size);
	state = dkt_entity_end(entity, &body, &body_size);
	if (state == DKT_ENTITY_GOOD) {
		out->outcome = DKT_FETCHED;
		out->body = dkt_arena_dup(arena, body, body_size);
		out->size = body_size;
	} else {
		out->outcome = state == DKT_ENTITY_LARGE ? DKT_TOO_LARGE : DKT_BROKEN;
		out->reason =
			state == DKT_ENTITY_LARGE ? "too large when inflated" : "wrongly coded";
	}
	dkt_entity_free(entity);
}

bool dkt_warc_answer(struct dkt_arena *arena, const struct dkt_warc_record *record,
		     struct dkt_answer *out)
{
	size_t head = body_at(record->block, record->size);
	struct dkt_hop *hop;
	const char *lf;

	memset(out, 0, sizeof *out);
	if (!is_http(record) || head == SIZE_MAX ||
	    !read_status(record->block, record->size, &out->status))
		return false;
	lf = memchr(record->block, '\n', head);
	out->reason = "";
	out->body = "";
	out->final_url = dkt_arena_dups(arena, record->target);
	read_http_headers(arena, lf + 1, head - (size_t)(lf + 1 - record->block), out);
	decode(arena, record->block + head, record->size - head, out);
	hop = DKT_NEW(arena, struct dkt_hop);
	*hop = (struct dkt_hop){
		.url = out->final_url,
		.status = out->status,
		.address = "",
		.protocol = "",
		.request = "",
		.head = dkt_arena_dup(arena, record->block, head),
		.head_size = head,
		.raw = dkt_arena_dup(arena, record->block + head, record->size - head),
		.raw_size = record->size - head};
	out->hops = hop;
	out->n_hops = 1;
	return true;
}
