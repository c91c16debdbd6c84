/*
 * entity.c - two small machines behind each other: chunks, then gzip.
 *
 * libcurl is told to decode neither, because it has no cap for what comes out and because own
 * copies keep the bytes as sent. The reader of those copies comes here too, with bytes that nobody
 * has looked at before. Every byte is looked at once; what comes out is capped in bytes and, for
 * gzip, by how much larger than its input it may be.
 */
#include "source/entity.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <zlib.h>

#include "base/error.h"

#include "base/banned.h"

#define RATIO_FREE  ((size_t)1 << 20) /* inflated bytes before the ratio counts */
#define RATIO_MAX   100
#define BLOCK	    65536
#define MAX_LINE    4096 /* of a chunk's extensions, of one trailer line */
#define MAX_TRAILER 65536

enum chunk_state {
	CHUNK_SIZE,	 /* hexadecimal digits */
	CHUNK_EXTENSION, /* up to the line feed */
	CHUNK_DATA,
	CHUNK_DATA_END, /* the line end behind the data */
	CHUNK_TRAILER,
	CHUNK_DONE
};

struct dkt_entity {
	enum dkt_entity_state state;
	bool chunked;
	bool gzip;
	/* chunks */
	enum chunk_state at;
	size_t left;   /* of this chunk's data */
	size_t digits; /* of this chunk's size */
	size_t line;   /* bytes of this line */
	size_t trailer;
	/* gzip */
	bool between; /* no member is open: the next two bytes decide */
	unsigned char magic[2];
	size_t n_magic; /* of them seen */
	bool open;	/* z is in use */
	bool over;	/* what stands behind the last member is passed over */
	size_t deflated;
	z_stream z;
	struct dkt_buf body;
};

/* --- gzip --- */

static bool fail(struct dkt_entity *e, enum dkt_entity_state state)
{
	if (e->state == DKT_ENTITY_GOOD)
		e->state = state;
	return false;
}

static bool plain(struct dkt_entity *e, const char *bytes, size_t size)
{
	dkt_buf_add(&e->body, bytes, size);
	return dkt_buf_ok(&e->body) || fail(e, DKT_ENTITY_LARGE);
}

/* Up to the end of a member; *used_out: bytes of input taken. */
static bool inflate_some(struct dkt_entity *e, const unsigned char *bytes, size_t size,
			 size_t *used_out)
{
	int rc = Z_OK;

	e->z.next_in = (Bytef *)(uintptr_t)bytes;
	e->z.avail_in = (uInt)size;
	e->deflated += size;
	do {
		char *room = dkt_buf_room(&e->body, BLOCK);

		if (room == NULL ||
		    (e->body.size > RATIO_FREE && e->body.size / RATIO_MAX > e->deflated))
			return fail(e, DKT_ENTITY_LARGE);
		e->z.next_out = (Bytef *)room;
		e->z.avail_out = BLOCK;
		rc = inflate(&e->z, Z_NO_FLUSH);
		dkt_buf_grew(&e->body, BLOCK - e->z.avail_out);
		if (rc != Z_OK && rc != Z_STREAM_END && !(rc == Z_BUF_ERROR && e->z.avail_in == 0))
			return fail(e, DKT_ENTITY_GZIP);
	} while (rc == Z_OK && (e->z.avail_in > 0 || e->z.avail_out == 0));
	*used_out = size - e->z.avail_in;
	if (rc == Z_STREAM_END) {
		e->between = true;
		e->n_magic = 0;
	}
	return true;
}

static bool begin_member(struct dkt_entity *e)
{
	size_t used;

	if (!e->open && inflateInit2(&e->z, 15 + 16) != Z_OK)
		dkt_oom();
	if (e->open && inflateReset(&e->z) != Z_OK)
		return fail(e, DKT_ENTITY_GZIP);
	e->open = true;
	e->between = false;
	return inflate_some(e, e->magic, 2, &used);
}

/* In front of a member: two bytes say whether it is one. Behind the first, readers pass over what
 * is none; in its place, the body only claimed to be gzip. */
static bool decide(struct dkt_entity *e, char byte)
{
	e->magic[e->n_magic++] = (unsigned char)byte;
	if (e->n_magic < 2)
		return true;
	if (e->magic[0] == 0x1F && e->magic[1] == 0x8B)
		return begin_member(e);
	e->gzip = e->open;
	e->over = e->open;
	return e->open || plain(e, (const char *)e->magic, 2);
}

static bool decode(struct dkt_entity *e, const char *bytes, size_t size)
{
	while (size > 0 && !e->over) {
		size_t used = 1;

		if (!e->gzip) {
			return plain(e, bytes, size);
		} else if (e->between) {
			if (!decide(e, *bytes))
				return false;
		} else if (!inflate_some(e, (const unsigned char *)bytes, size, &used)) {
			return false;
		}
		bytes += used;
		size -= used;
	}
	return true;
}

/* --- chunks --- */

static int hex(char c)
{
	return c >= '0' && c <= '9'   ? c - '0'
	       : c >= 'a' && c <= 'f' ? c - 'a' + 10
	       : c >= 'A' && c <= 'F' ? c - 'A' + 10
				      : -1;
}

static bool size_byte(struct dkt_entity *e, char c)
{
	int digit = hex(c);

	if (digit >= 0) {
		if (++e->digits > 15)
			return fail(e, DKT_ENTITY_CHUNKS);
		e->left = e->left * 16 + (size_t)digit;
		return true;
	}
	if (e->digits == 0)
		return fail(e, DKT_ENTITY_CHUNKS);
	e->at = CHUNK_EXTENSION;
	e->line = 0;
	return true;
}

/* One byte of what is not data. */
static bool frame_byte(struct dkt_entity *e, char c)
{
	if (e->at == CHUNK_SIZE && (!size_byte(e, c) || e->at == CHUNK_SIZE))
		return e->state == DKT_ENTITY_GOOD;
	switch (e->at) {
	case CHUNK_EXTENSION:
		if (++e->line > MAX_LINE)
			return fail(e, DKT_ENTITY_CHUNKS);
		if (c == '\n')
			e->at = e->left == 0 ? CHUNK_TRAILER : CHUNK_DATA;
		if (c == '\n')
			e->line = 0;
		return true;
	case CHUNK_DATA_END:
		if (c == '\r')
			return true;
		e->at = CHUNK_SIZE;
		e->digits = 0;
		return c == '\n' || fail(e, DKT_ENTITY_CHUNKS);
	default: /* CHUNK_TRAILER */
		if (++e->trailer > MAX_TRAILER)
			return fail(e, DKT_ENTITY_CHUNKS);
		if (c == '\n' && e->line == 0)
			e->at = CHUNK_DONE;
		e->line = c == '\n' ? 0 : e->line + (c != '\r');
		return true;
	}
}

static bool add_chunks(struct dkt_entity *e, const char *bytes, size_t size)
{
	while (size > 0 && e->at != CHUNK_DONE) {
		size_t n = 1;

		if (e->at == CHUNK_DATA) {
			n = size < e->left ? size : e->left;
			e->left -= n;
			if (e->left == 0)
				e->at = CHUNK_DATA_END;
			if (!decode(e, bytes, n))
				return false;
		} else if (!frame_byte(e, *bytes)) {
			return false;
		}
		bytes += n;
		size -= n;
	}
	return true;
}

/* --- the whole --- */

static bool is_none(const char *coding)
{
	return coding == NULL || coding[0] == '\0' || strcasecmp(coding, "identity") == 0;
}

struct dkt_entity *dkt_entity_new(const char *transfer_coding, const char *content_coding,
				  size_t max)
{
	struct dkt_entity *e = calloc(1, sizeof *e);

	if (e == NULL)
		dkt_oom();
	dkt_buf_init(&e->body, max);
	if (!is_none(transfer_coding)) {
		e->chunked = strcasecmp(transfer_coding, "chunked") == 0;
		if (!e->chunked)
			e->state = DKT_ENTITY_CODING;
	}
	if (!is_none(content_coding)) {
		e->gzip = strcasecmp(content_coding, "gzip") == 0 ||
			  strcasecmp(content_coding, "x-gzip") == 0;
		e->between = e->gzip;
		if (!e->gzip)
			e->state = DKT_ENTITY_CODING;
	}
	return e;
}

void dkt_entity_free(struct dkt_entity *e)
{
	if (e == NULL)
		return;
	if (e->open)
		(void)inflateEnd(&e->z);
	dkt_buf_clear(&e->body);
	free(e);
}

bool dkt_entity_add(struct dkt_entity *e, const char *bytes, size_t size)
{
	if (e->state != DKT_ENTITY_GOOD)
		return false;
	while (size > 0) { /* zlib counts in unsigned int */
		size_t n = size < ((size_t)1 << 30) ? size : (size_t)1 << 30;

		if (!(e->chunked ? add_chunks(e, bytes, n) : decode(e, bytes, n)))
			return false;
		bytes += n;
		size -= n;
	}
	return true;
}

enum dkt_entity_state dkt_entity_end(struct dkt_entity *e, const char **bytes_out, size_t *size_out)
{
	if (e->state == DKT_ENTITY_GOOD && !e->open && e->between && e->n_magic == 1)
		(void)plain(e, (const char *)e->magic, 1);
	else if (e->state == DKT_ENTITY_GOOD && e->open && !e->between)
		e->state = DKT_ENTITY_GZIP;
	if (e->state == DKT_ENTITY_GOOD && e->chunked && e->at != CHUNK_DONE)
		e->state = DKT_ENTITY_CHUNKS;
	*bytes_out = dkt_buf_str(&e->body);
	*size_out = e->body.size;
	return e->state;
}
