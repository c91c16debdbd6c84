/*
 * warc.c - records written, each a gzip member of its own, so that any of them can be read from its
 * offset.
 *
 * The bytes are those that were sent: a decoded body under headers that still say gzip or chunked
 * replays empty elsewhere. The payload digest is of the body as it stands in the record, which is
 * what readers compare. Addresses are ASCII since url.c makes them so.
 */
#include "source/warc.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/digest.h"
#include "base/error.h"
#include "base/str.h"
#include "base/time.h"

#include "base/banned.h"

#define MAX_BLOCK ((size_t)64 << 20)
#define LEVEL	  6
#define REVISIT	  "http://netpreserve.org/warc/1.1/revisit/"

struct dkt_warc_writer {
	struct dkt_buf *out;
	z_stream z;
};

struct dkt_warc_writer *dkt_warc_writer_new(struct dkt_buf *out)
{
	struct dkt_warc_writer *w = calloc(1, sizeof *w);

	if (w == NULL ||
	    deflateInit2(&w->z, LEVEL, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
		dkt_oom();
	w->out = out;
	return w;
}

void dkt_warc_writer_free(struct dkt_warc_writer *w)
{
	if (w == NULL)
		return;
	(void)deflateEnd(&w->z);
	free(w);
}

static void base32(const unsigned char *bytes, size_t size, char *out)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
	unsigned held = 0;
	unsigned bits = 0;

	for (size_t i = 0; i < size; i++) { /* 20 bytes: no padding */
		held = (held << 8 | bytes[i]) & 0xFFFFU;
		bits += 8;
		while (bits >= 5) {
			*out++ = letters[held >> (bits - 5) & 31U];
			bits -= 5;
		}
	}
	*out = '\0';
}

void dkt_warc_digest(const char *bytes, size_t size, char out[DKT_WARC_DIGEST_SIZE])
{
	unsigned char sum[DKT_SHA1_SIZE];

	dkt_sha1(bytes, size, sum);
	memcpy(out, "sha1:", 5);
	base32(sum, sizeof sum, out + 5);
}

void dkt_warc_date(int64_t at_ms, char out[DKT_WARC_DATE_SIZE])
{
	char seconds[DKT_TIME_SIZE];
	int64_t ms = at_ms % 1000 < 0 ? at_ms % 1000 + 1000 : at_ms % 1000;

	dkt_time_format((at_ms - ms) / 1000, seconds);
	(void)snprintf(out, DKT_WARC_DATE_SIZE, "%.19s.%03uZ", seconds, (unsigned)ms % 1000U);
}

static void new_id(char out[DKT_WARC_ID_SIZE])
{
	unsigned char b[16];

	dkt_random(b, sizeof b);
	b[6] = (unsigned char)((b[6] & 0x0F) | 0x40); /* version 4, RFC 9562 */
	b[8] = (unsigned char)((b[8] & 0x3F) | 0x80);
	(void)snprintf(out, DKT_WARC_ID_SIZE,
		       "<urn:uuid:%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x"
		       "%02x>",
		       b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11],
		       b[12], b[13], b[14], b[15]);
}

/* --- one member a record --- */

static void deflate_some(z_stream *z, const char *bytes, size_t size, int flush,
			 struct dkt_buf *out)
{
	z->next_in = (Bytef *)(uintptr_t)bytes;
	z->avail_in = (uInt)size;
	do {
		char *room = dkt_buf_room(out, 16384);

		if (room == NULL)
			return; /* the buffer remembers */
		z->next_out = (Bytef *)room;
		z->avail_out = 16384;
		if (deflate(z, flush) == Z_STREAM_ERROR)
			dkt_oom();
		dkt_buf_grew(out, 16384 - z->avail_out);
	} while (z->avail_out == 0);
}

/* head: the record's headers without Content-Length; the block is head_part and body together. */
static void put_record(struct dkt_warc_writer *w, struct dkt_buf *head, const char *part,
		       size_t part_size, const char *body, size_t size)
{
	dkt_buf_addf(head, "Content-Length: %zu\r\n\r\n", part_size + size);
	(void)deflateReset(&w->z);
	deflate_some(&w->z, dkt_buf_str(head), head->size, Z_NO_FLUSH, w->out);
	deflate_some(&w->z, part, part_size, Z_NO_FLUSH, w->out);
	deflate_some(&w->z, body, size, Z_NO_FLUSH, w->out);
	deflate_some(&w->z, "\r\n\r\n", 4, Z_FINISH, w->out);
	dkt_buf_clear(head);
}

static void begin(struct dkt_buf *head, const char *type, const char *id, int64_t at_ms)
{
	char date[DKT_WARC_DATE_SIZE];

	dkt_buf_init(head, 65536);
	dkt_warc_date(at_ms, date);
	dkt_buf_addf(head, "WARC/1.1\r\nWARC-Type: %s\r\nWARC-Record-ID: %s\r\nWARC-Date: %s\r\n",
		     type, id, date);
}

static void add_digest(struct dkt_buf *head, const char *name, const char *bytes, size_t size)
{
	char digest[DKT_WARC_DIGEST_SIZE];

	dkt_warc_digest(bytes, size, digest);
	dkt_buf_addf(head, "%s: %s\r\n", name, digest);
}

/* The digest of two parts as one block. */
static void add_block_digest(struct dkt_buf *head, const char *part, size_t part_size,
			     const char *body, size_t size)
{
	struct dkt_buf block = DKT_BUF_INIT(MAX_BLOCK);

	dkt_buf_add(&block, part, part_size);
	dkt_buf_add(&block, body, size);
	add_digest(head, "WARC-Block-Digest", dkt_buf_str(&block), block.size);
	dkt_buf_clear(&block);
}

void dkt_warc_put_info(struct dkt_warc_writer *w, const char *name, int64_t at_ms,
		       const char *contact)
{
	struct dkt_buf head;
	struct dkt_buf fields = DKT_BUF_INIT(8192);
	char id[DKT_WARC_ID_SIZE];

	new_id(id);
	begin(&head, "warcinfo", id, at_ms);
	dkt_buf_addf(&fields, "software: docket/%s\r\nformat: WARC file version 1.1\r\n",
		     DOCKET_VERSION);
	if (contact != NULL && strpbrk(contact, "\r\n") == NULL)
		dkt_buf_addf(&fields, "operator: %.1000s\r\n", contact);
	dkt_buf_addf(&head, "WARC-Filename: %s\r\nContent-Type: application/warc-fields\r\n", name);
	add_digest(&head, "WARC-Block-Digest", dkt_buf_str(&fields), fields.size);
	put_record(w, &head, "", 0, dkt_buf_str(&fields), fields.size);
	dkt_buf_clear(&fields);
}

static void put_response(struct dkt_warc_writer *w, const struct dkt_hop *hop,
			 const struct dkt_warc_ref *ref, const char *id)
{
	size_t raw_size = ref == NULL ? hop->raw_size : 0;
	struct dkt_buf head;

	begin(&head, ref == NULL ? "response" : "revisit", id, hop->at_ms);
	dkt_buf_addf(&head, "WARC-Target-URI: %s\r\n", hop->url);
	if (hop->address[0] != '\0')
		dkt_buf_addf(&head, "WARC-IP-Address: %s\r\n", hop->address);
	if (ref != NULL) {
		dkt_buf_addf(&head, "WARC-Profile: " REVISIT "%s\r\n",
			     ref->not_modified ? "server-not-modified"
					       : "identical-payload-digest");
		if (ref->id != NULL)
			dkt_buf_addf(&head, "WARC-Refers-To: %s\r\n", ref->id);
		dkt_buf_addf(&head, "WARC-Refers-To-Target-URI: %s\r\nWARC-Refers-To-Date: %s\r\n",
			     ref->target, ref->date);
	}
	add_block_digest(&head, hop->head, hop->head_size, hop->raw, raw_size);
	if (ref == NULL || !ref->not_modified) /* else the payload was not sent */
		add_digest(&head, "WARC-Payload-Digest", hop->raw, hop->raw_size);
	dkt_buf_adds(&head, "Content-Type: application/http;msgtype=response\r\n");
	put_record(w, &head, hop->head, hop->head_size, hop->raw, raw_size);
}

static void put_request(struct dkt_warc_writer *w, const struct dkt_hop *hop, const char *response)
{
	struct dkt_buf head;
	char id[DKT_WARC_ID_SIZE];

	new_id(id);
	begin(&head, "request", id, hop->at_ms);
	dkt_buf_addf(&head, "WARC-Target-URI: %s\r\nWARC-Concurrent-To: %s\r\n", hop->url,
		     response);
	add_digest(&head, "WARC-Block-Digest", hop->request, hop->request_size);
	dkt_buf_adds(&head, "Content-Type: application/http;msgtype=request\r\n");
	put_record(w, &head, "", 0, hop->request, hop->request_size);
}

static void put_metadata(struct dkt_warc_writer *w, const struct dkt_hop *hop, const char *response,
			 const char *capture)
{
	struct dkt_buf fields = DKT_BUF_INIT(8192);
	struct dkt_buf head;
	char id[DKT_WARC_ID_SIZE];
	char sum[DKT_SHA256_HEX];

	new_id(id);
	dkt_sha256_hex(hop->raw, hop->raw_size, sum);
	dkt_buf_addf(&fields, "protocol: %s\r\npayload-sha256: %s\r\n", hop->protocol, sum);
	if (capture != NULL)
		dkt_buf_addf(&fields, "capture: %s\r\n", capture);
	begin(&head, "metadata", id, hop->at_ms);
	dkt_buf_addf(&head, "WARC-Target-URI: %s\r\nWARC-Refers-To: %s\r\n", hop->url, response);
	add_digest(&head, "WARC-Block-Digest", dkt_buf_str(&fields), fields.size);
	dkt_buf_adds(&head, "Content-Type: application/warc-fields\r\n");
	put_record(w, &head, "", 0, dkt_buf_str(&fields), fields.size);
	dkt_buf_clear(&fields);
}

void dkt_warc_put_hop(struct dkt_warc_writer *w, const struct dkt_hop *hop,
		      const struct dkt_warc_ref *ref, const char *capture,
		      char id_out[DKT_WARC_ID_SIZE])
{
	char id[DKT_WARC_ID_SIZE];

	new_id(id);
	put_response(w, hop, ref, id);
	put_request(w, hop, id);
	put_metadata(w, hop, id, capture);
	if (id_out != NULL)
		memcpy(id_out, id, sizeof id);
}
