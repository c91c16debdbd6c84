/*
 * utf8.h - UTF-8 without tables: accept, decode, encode, count, cut.
 *
 * Standard: RFC 3629 (no surrogates, no overlong forms, nothing above U+10FFFF).  Floor: base.
 */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

/* True when all size bytes are UTF-8; else *bad_out is the offset of the first byte that is not. */
bool dkt_utf8_valid(const char *bytes, size_t size, size_t *bad_out);

/*
 * The code point at bytes[*offset], which moves behind it. For bytes that are not UTF-8 the result
 * is U+FFFD and the offset moves by one. *offset must be less than size.
 */
uint32_t dkt_utf8_next(const char *bytes, size_t size, size_t *offset);

/* Bytes of the sequence that begins at bytes (left >= 1 remain), 1 to 4; 0 when it is not UTF-8. */
static inline size_t dkt_utf8_step(const char *bytes, size_t left)
{
	const unsigned char *p = (const unsigned char *)bytes;
	size_t n = p[0] < 0x80U ? 1 : p[0] < 0xE0U ? 2 : p[0] < 0xF0U ? 3 : 4;

	if (n == 1)
		return 1;
	if (p[0] < 0xC2U || p[0] > 0xF4U || left < n || (p[1] & 0xC0U) != 0x80U ||
	    (n > 2 && (p[2] & 0xC0U) != 0x80U) || (n > 3 && (p[3] & 0xC0U) != 0x80U))
		return 0;
	/* overlong forms, surrogates, beyond U+10FFFF */
	if ((p[0] == 0xE0U && p[1] < 0xA0U) || (p[0] == 0xEDU && p[1] > 0x9FU) ||
	    (p[0] == 0xF0U && p[1] < 0x90U) || (p[0] == 0xF4U && p[1] > 0x8FU))
		return 0;
	return n;
}

/* Append one code point; surrogates and values above U+10FFFF become U+FFFD. */
void dkt_utf8_add(struct dkt_buf *buf, uint32_t code_point);

/* Code points in valid UTF-8. */
size_t dkt_utf8_count(const char *bytes, size_t size);

/* The largest size <= max at which valid UTF-8 can be cut without splitting a code point. */
size_t dkt_utf8_cut(const char *bytes, size_t size, size_t max);

#endif
