/*
 * warc.h - fetched answers written as a web archive, and web archives read.
 *
 * Written: WARC 1.1, one gzip member a record; for each hop a response, the request and a metadata
 * record, the bytes as they were sent (chunks and compression included, under the headers that say
 * so). A payload that an archive has already becomes a revisit record. Digests are SHA-1 in base
 * 32, as all readers know them; the metadata record has the SHA-256 and the protocol.
 *
 * Read: one record after the other, compressed or not, of any origin and with caps.
 *
 * Standards: ISO 28500:2017 (WARC 1.1), RFC 4648 section 6 (base 32).  Floor: source.
 */
#ifndef SOURCE_WARC_H
#define SOURCE_WARC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "source/fetch.h"

#define DKT_WARC_ID_SIZE     48			/* "<urn:uuid:...>" and a NUL */
#define DKT_WARC_DIGEST_SIZE 40			/* "sha1:" and 32 letters */
#define DKT_WARC_DATE_SIZE   25			/* "2026-11-23T17:00:00.123Z" */
#define DKT_WARC_MAX_RECORD  ((size_t)32 << 20) /* bytes of a record that is read */
#define DKT_WARC_MAX_TOTAL   ((size_t)1 << 30)	/* bytes inflated of one archive */

/* --- writing --- */

/* What a revisit refers to. */
struct dkt_warc_ref {
	const char *id; /* of the response record, or NULL */
	const char *target;
	const char *date;
	bool not_modified; /* the host said 304; else the payload is the same */
};

/* Appends records to a buffer, which is borrowed; one for many records, since to begin a compressor
 * costs more than to compress a page. */
struct dkt_warc_writer;
struct dkt_warc_writer *dkt_warc_writer_new(struct dkt_buf *out);
void dkt_warc_writer_free(struct dkt_warc_writer *writer);

/* The record in front of an archive; contact may be NULL. */
void dkt_warc_put_info(struct dkt_warc_writer *writer, const char *name, int64_t at_ms,
		       const char *contact);

/*
 * A hop that was kept: response, request, metadata. ref not NULL: the payload stands elsewhere and
 * a revisit takes the response's place. capture: name of the payload for the metadata record (its
 * SHA-256 in hex), or NULL. id_out: of the response or revisit, or NULL.
 */
void dkt_warc_put_hop(struct dkt_warc_writer *writer, const struct dkt_hop *hop,
		      const struct dkt_warc_ref *ref, const char *capture,
		      char id_out[DKT_WARC_ID_SIZE]);

/* "sha1:" and base 32 */
void dkt_warc_digest(const char *bytes, size_t size, char out[DKT_WARC_DIGEST_SIZE]);

/* "2026-11-23T17:00:00.123Z" */
void dkt_warc_date(int64_t at_ms, char out[DKT_WARC_DATE_SIZE]);

/* --- reading --- */

struct dkt_warc_record {
	const char *type; /* "response", ...; never NULL, "" when missing; so all the others */
	const char *id;
	const char *date;
	const char *target;
	const char *content_type;
	const struct dkt_header *headers; /* all of them */
	size_t n_headers;
	const char *block;
	size_t size;
};

enum dkt_warc_state {
	DKT_WARC_RECORD,
	DKT_WARC_END,
	DKT_WARC_DAMAGED /* what follows is not read; dkt_warc_fault says why */
};

struct dkt_warc;

/* The bytes are borrowed. */
struct dkt_warc *dkt_warc_open(const char *bytes, size_t size);
void dkt_warc_close(struct dkt_warc *warc);

/* The next record; it lives until the next call. */
enum dkt_warc_state dkt_warc_next(struct dkt_warc *warc, struct dkt_warc_record *out);
const char *dkt_warc_fault(const struct dkt_warc *warc);

/*
 * Where the record that was read last ends in the archive, bytes from its start: behind its gzip
 * member, whose sum is then checked. False when that is damaged, or when the record shares its
 * member with others. The record is no longer there afterwards.
 */
bool dkt_warc_tell(struct dkt_warc *warc, size_t *offset_out);

/* A header of the record (lower case), or "". */
const char *dkt_warc_header(const struct dkt_warc_record *record, const char *name);

enum dkt_warc_sum {
	DKT_WARC_SUM_GOOD,
	DKT_WARC_SUM_WRONG,
	DKT_WARC_SUM_UNKNOWN /* there is none, or of a kind that is not known here */
};

/* Block digest, and payload digest where the payload is in the block. Wrong if one is. */
enum dkt_warc_sum dkt_warc_check(const struct dkt_warc_record *record);

/*
 * A response record (or a revisit's head) as an answer, its body decoded, in the arena. False when
 * it holds no HTTP response. What is wrong with the body is in answer->outcome, as after a fetch.
 */
bool dkt_warc_answer(struct dkt_arena *arena, const struct dkt_warc_record *record,
		     struct dkt_answer *out);

#endif
