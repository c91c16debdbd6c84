/*
 * time.h - seconds since 1970 in UTC, RFC 3339 both ways. Nobody below reads a clock: time is an
 * argument.
 *
 * Standard: RFC 3339 (date-time; fractions accepted and dropped, an offset is converted).  Floor:
 * base.
 */
#ifndef BASE_TIME_H
#define BASE_TIME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DKT_TIME_SIZE 21 /* "2026-11-23T17:00:00Z" and its NUL */

struct dkt_civil {
	int year; /* 0 to 9999 */
	int month;
	int day;
	int hour;
	int minute;
	int second;
};

/* The clock of the machine. Called by the program once and handed down; DOCKET_NOW (RFC 3339)
 * replaces it. */
int64_t dkt_time_now(void);

/* Years outside 0 to 9999 are clamped. */
void dkt_time_civil(int64_t seconds, struct dkt_civil *out);
int64_t dkt_time_of_civil(const struct dkt_civil *civil);

/* "2026-11-23T17:00:00Z"; years outside 0 to 9999 are clamped. */
void dkt_time_format(int64_t seconds, char out[DKT_TIME_SIZE]);

/* False for anything that is not an RFC 3339 date-time with a real calendar day. */
bool dkt_time_parse(const char *bytes, size_t size, int64_t *out);

/* Does this day exist? month and day from 1. */
bool dkt_time_is_day(int year, int month, int day);

#endif
