/*
 * num.h - sums and products of sizes from outside, and numbers from text.
 *
 * Floor: base.
 */
#ifndef BASE_NUM_H
#define BASE_NUM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Each returns false, leaving *out undefined, when the result does not fit. */
static inline bool dkt_add(size_t a, size_t b, size_t *out)
{
	return !__builtin_add_overflow(a, b, out);
}

static inline bool dkt_mul(size_t a, size_t b, size_t *out)
{
	return !__builtin_mul_overflow(a, b, out);
}

/* All of string as an unsigned decimal of at most max; false for anything else ("", "+1", "1x"). */
bool dkt_parse_u64(const char *string, uint64_t max, uint64_t *out);

/* The same over exactly size bytes. */
bool dkt_parse_digits(const char *bytes, size_t size, uint64_t max, uint64_t *out);

#endif
