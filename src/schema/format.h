/*
 * format.h - the values that "format" names: dates, addresses, languages.
 *
 * Standards are named at each function's row in format.c.  Floor: schema.
 */
#ifndef SCHEMA_FORMAT_H
#define SCHEMA_FORMAT_H

#include <stdbool.h>
#include <stddef.h>

/* A check of one string; true when it is of the format. */
typedef bool dkt_format_fn(const char *bytes, size_t size);

struct dkt_format {
	const char *name;
	dkt_format_fn *check;
	const char *is; /* "a date like 2019-04-17": completes "... is not " */
};

/* The format of this name, or NULL when it is not known (and therefore not asserted). */
const struct dkt_format *dkt_format_find(const char *name, size_t size);

#endif
