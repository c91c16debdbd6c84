/*
 * format_chars.h - what kind of character is this byte?
 *
 * One look in a table instead of a row of comparisons, for the formats of ASCII grammars.
 * Private to the floor.  Floor: schema.
 */
#ifndef SCHEMA_FORMAT_CHARS_H
#define SCHEMA_FORMAT_CHARS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	DKT_CHAR_DIGIT = 1,
	DKT_CHAR_ALPHA = 2,
	DKT_CHAR_HEX = 4,
	DKT_CHAR_SCHEME = 8,	  /* RFC 3986: behind the first letter of a scheme */
	DKT_CHAR_UNRESERVED = 16, /* RFC 3986 */
	DKT_CHAR_SUB_DELIM = 32,  /* RFC 3986 */
	DKT_CHAR_ATOM = 64,	  /* RFC 5322: atext */
	DKT_CHAR_LITERAL = 128,	  /* RFC 6570: literals, but for "%" */
	DKT_CHAR_COLON = 256,
	DKT_CHAR_AT = 512,
	DKT_CHAR_SLASH = 1024,
	DKT_CHAR_QUESTION = 2048,
	DKT_CHAR_BRACKET = 4096,
	DKT_CHAR_ALNUM = DKT_CHAR_DIGIT | DKT_CHAR_ALPHA
};

extern const uint16_t dkt_format_chars[256];

static inline bool dkt_char_is(char c, unsigned kinds)
{
	return (dkt_format_chars[(unsigned char)c] & kinds) != 0;
}

/* The offset of the first byte from start on that is of none of these kinds, or size. */
static inline size_t dkt_span(const char *bytes, size_t size, size_t start, unsigned kinds)
{
	while (start < size && dkt_char_is(bytes[start], kinds))
		start++;
	return start;
}

#endif
