/*
 * format.h - the values that "format" names: dates, addresses, languages.
 *
 * The dialects name the same formats and mean the same by them; an older dialect only names fewer,
 * and those that it does not name are checked all the same.
 *
 * Standards: at each check in its file (format_checks.h lists them).  Floor: schema.
 */
#ifndef SCHEMA_FORMAT_H
#define SCHEMA_FORMAT_H

#include <stdbool.h>
#include <stddef.h>

/*
 * A check of one string; true when it is of the format. Time is linear in size, and nothing is
 * allocated unless the text is a pattern or holds a host name in another script, which are looked
 * at up to 65,536 and 2,048 bytes: a longer name is none, a longer pattern is not called wrong.
 * Safe in many threads.
 */
typedef bool dkt_format_fn(const char *bytes, size_t size);

struct dkt_format {
	const char *name;
	dkt_format_fn *check;
};

/* The format of this name, or NULL when it is not known (and therefore not asserted). */
const struct dkt_format *dkt_format_find(const char *name, size_t size);

/* The format that a name most likely means ("datetime": "date-time"), or NULL. */
const char *dkt_format_meant(const char *name);

#endif
