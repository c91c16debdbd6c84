/*
 * str.h - small questions about strings.
 *
 * Floor: base.
 */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

static inline bool dkt_streq(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

/* Are the size bytes exactly this string? */
static inline bool dkt_memeqs(const char *bytes, size_t size, const char *string)
{
	return strlen(string) == size && memcmp(bytes, string, size) == 0;
}

static inline bool dkt_starts(const char *string, const char *prefix)
{
	return strncmp(string, prefix, strlen(prefix)) == 0;
}

static inline bool dkt_ends(const char *string, const char *suffix)
{
	size_t size = strlen(string);
	size_t tail = strlen(suffix);

	return size >= tail && memcmp(string + size - tail, suffix, tail) == 0;
}

#endif
