/*
 * entity.h - a body from the bytes as sent: chunks put together, gzip inflated, all of it with caps
 * and as it comes in.
 *
 * Standards: RFC 9112 section 7.1 (chunks), RFC 1952 (gzip).  Floor: source.
 */
#ifndef SOURCE_ENTITY_H
#define SOURCE_ENTITY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

enum dkt_entity_state {
	DKT_ENTITY_GOOD,
	DKT_ENTITY_LARGE,  /* decoded it is over the cap, or blown up beyond reason */
	DKT_ENTITY_CHUNKS, /* the chunks make no sense, or end too soon */
	DKT_ENTITY_GZIP,   /* the same for gzip */
	DKT_ENTITY_CODING  /* a coding that was not asked for */
};

struct dkt_entity;

/*
 * transfer_coding, content_coding: values of the headers, or NULL. A body that is said to be gzip
 * and does not begin so is taken as it is. max: bytes of the decoded body.
 */
struct dkt_entity *dkt_entity_new(const char *transfer_coding, const char *content_coding,
				  size_t max);
void dkt_entity_free(struct dkt_entity *entity);

/* More bytes as sent; false: it is over, see dkt_entity_end. */
bool dkt_entity_add(struct dkt_entity *entity, const char *bytes, size_t size);

/* That was all: is the body whole? The decoded bytes are borrowed until dkt_entity_free. */
enum dkt_entity_state dkt_entity_end(struct dkt_entity *entity, const char **bytes_out,
				     size_t *size_out);

#endif
