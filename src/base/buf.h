/*
 * buf.h - growing bytes with a maximum; the failure waits in the buffer.
 *
 * Appends return nothing. A buffer that would pass its maximum keeps what it has and remembers it:
 * ask dkt_buf_ok once at the end. The bytes are always followed by a NUL.
 *
 * Floor: base.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/auto.h"
#include "docket/error.h"

struct dkt_buf {
	char *bytes; /* NULL until the first append; use dkt_buf_str */
	size_t size;
	size_t room;
	size_t max;
	bool over;
};

#define DKT_BUF_INIT(maximum)                                                                      \
	{                                                                                          \
		.max = (maximum)                                                                   \
	}

void dkt_buf_init(struct dkt_buf *buf, size_t max);
void dkt_buf_clear(struct dkt_buf *buf); /* free; the maximum stays, the buffer can be used again */
void dkt_buf_reset(struct dkt_buf *buf); /* empty, but keep the memory */

void dkt_buf_add(struct dkt_buf *buf, const char *bytes, size_t size);
void dkt_buf_adds(struct dkt_buf *buf, const char *string);
void dkt_buf_addc(struct dkt_buf *buf, char byte);
void dkt_buf_addn(struct dkt_buf *buf, size_t n, char byte); /* the same byte n times */
void dkt_buf_addf(struct dkt_buf *buf, const char *format, ...) DKT_PRINTF(2, 3);
void dkt_buf_addv(struct dkt_buf *buf, const char *format, va_list args) DKT_PRINTF(2, 0);
void dkt_buf_truncate(struct dkt_buf *buf, size_t size);

/* Make sure of room for size more bytes and return where they go; NULL over the maximum. Then
 * dkt_buf_grew. */
char *dkt_buf_room(struct dkt_buf *buf, size_t size);
void dkt_buf_grew(struct dkt_buf *buf, size_t size);

bool dkt_buf_ok(const struct dkt_buf *buf);

/* The bytes, NUL-terminated; borrowed until the next append. */
const char *dkt_buf_str(const struct dkt_buf *buf);

/* The bytes become the caller's (free); the buffer is empty. Never NULL. */
char *dkt_buf_detach(struct dkt_buf *buf);

__attribute__((unused)) static inline void dkt_auto_buf(struct dkt_buf *buf)
{
	dkt_buf_clear(buf);
}

#endif
