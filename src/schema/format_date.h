/*
 * format_date.h - pieces of dates that RFC 3339 and EDTF share.
 *
 * Private to the floor.  Floor: schema.
 */
#ifndef SCHEMA_FORMAT_DATE_H
#define SCHEMA_FORMAT_DATE_H

#include <stdbool.h>

/* The number that two bytes spell; false when they are not digits. */
bool dkt_two_digits(const char *p, unsigned *out);

/* Days of a month (1 to 12) in the proleptic Gregorian calendar. */
unsigned dkt_days_in(long long year, unsigned month);

/* "17:30:00" in eight bytes, up to 23:59:60. */
bool dkt_clock(const char *p, unsigned *minute_of_day, unsigned *second);

#endif
