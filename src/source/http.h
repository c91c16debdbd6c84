/*
 * http.h - small parts of HTTP that more than one file here reads: dates, Retry-After, statuses.
 *
 * Standards: RFC 9110 sections 5.6.7, 10.2.3, 15.  Floor: source.
 */
#ifndef SOURCE_HTTP_H
#define SOURCE_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Any of the three forms of a date: "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37
 * GMT" (the century that is nearest to now), "Sun Nov  6 08:49:37 1994". Seconds since 1970. */
bool dkt_http_any_date(const char *text, int64_t now, int64_t *out);

/* A Retry-After header as the second since 1970 before which not to ask; false when it says
 * nothing. What is past is now; more than a year is a year. */
bool dkt_retry_after(const char *text, int64_t now, int64_t *at_out);

/* "Not Found"; "" for a status without a name. */
const char *dkt_http_phrase(long status);

/* Split a header line: name [line, *name_size), value without blanks around it. False for what is
 * no "name: value". */
bool dkt_http_header(const char *line, size_t size, size_t *name_size, const char **value_out,
		     size_t *value_size);

#endif
