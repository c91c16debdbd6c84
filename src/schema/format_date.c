/*
 * format_date.c - RFC 3339: date, time, date-time (section 5.6), duration (appendix A).
 *
 * Dates and times have their digits at fixed places, so they are read there; days must exist, and a
 * leap second is the last one of a day in UTC.
 */
#include "schema/format_date.h"

#include <string.h>

#include "schema/format_chars.h"
#include "schema/format_checks.h"

bool dkt_two_digits(const char *p, unsigned *out)
{
	unsigned tens = (unsigned)(unsigned char)p[0] - '0';
	unsigned ones = (unsigned)(unsigned char)p[1] - '0';

	*out = tens * 10 + ones;
	return tens <= 9 && ones <= 9;
}

unsigned dkt_days_in(long long year, unsigned month)
{
	static const unsigned char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return month == 2 && leap ? 29 : days[month - 1];
}

/* Ten bytes. */
static bool is_date(const char *p)
{
	unsigned century;
	unsigned year;
	unsigned month;
	unsigned day;

	if (p[4] != '-' || p[7] != '-' || !dkt_two_digits(p, &century) ||
	    !dkt_two_digits(p + 2, &year) || !dkt_two_digits(p + 5, &month) ||
	    !dkt_two_digits(p + 8, &day) || month - 1 > 11 || day - 1 > 30)
		return false;
	return day <= 28 || day <= dkt_days_in(century * 100 + year, month);
}

bool dkt_clock(const char *p, unsigned *minute_of_day, unsigned *second)
{
	unsigned hour;
	unsigned minute;

	if (p[2] != ':' || p[5] != ':' || !dkt_two_digits(p, &hour) ||
	    !dkt_two_digits(p + 3, &minute) || !dkt_two_digits(p + 6, second))
		return false;
	*minute_of_day = hour * 60 + minute;
	return hour <= 23 && minute <= 59 && *second <= 60;
}

/* The minute of a day in UTC, or -1: offsets are "Z" or "+08:00". */
static int utc_minute(const char *zone, size_t size, unsigned minute_of_day)
{
	unsigned hours;
	unsigned minutes;

	if (size == 1 && (*zone | 32) == 'z')
		return (int)minute_of_day;
	if (size != 6 || (zone[0] != '+' && zone[0] != '-') || zone[3] != ':' ||
	    !dkt_two_digits(zone + 1, &hours) || !dkt_two_digits(zone + 4, &minutes) ||
	    hours > 23 || minutes > 59)
		return -1;
	hours = hours * 60 + minutes;
	return (int)((zone[0] == '+' ? minute_of_day + 1440 - hours : minute_of_day + hours) %
		     1440);
}

bool dkt_format_time(const char *bytes, size_t size)
{
	unsigned minute_of_day;
	unsigned second;
	size_t at = 8;
	int utc;

	if (size < 9 || !dkt_clock(bytes, &minute_of_day, &second))
		return false;
	if (bytes[8] == '.') {
		at = dkt_span(bytes, size, 9, DKT_CHAR_DIGIT);
		if (at == 9)
			return false;
	}
	utc = utc_minute(bytes + at, size - at, minute_of_day);
	return utc >= 0 && (second < 60 || utc == 1439);
}

bool dkt_format_date(const char *bytes, size_t size)
{
	return size == 10 && is_date(bytes);
}

bool dkt_format_date_time(const char *bytes, size_t size)
{
	return size > 11 && (bytes[10] | 32) == 't' && is_date(bytes) &&
	       dkt_format_time(bytes + 11, size - 11);
}

/* Numbers with units of the list, in its order and without gaps (1Y6M, not 1Y2D), from start on.
 * The end, which is start when there are none; size + 1 when they are wrong. */
static size_t units(const char *bytes, size_t size, size_t start, const char *order)
{
	const char *wanted = NULL;
	size_t at = start;

	while (at < size && dkt_char_is(bytes[at], DKT_CHAR_DIGIT)) {
		const char *unit;

		at = dkt_span(bytes, size, at, DKT_CHAR_DIGIT);
		unit = at == size || bytes[at] == '\0' ? NULL : strchr(order, bytes[at]);
		if (unit == NULL || (wanted != NULL && unit != wanted))
			return size + 1;
		wanted = unit + 1;
		at++;
	}
	return at;
}

bool dkt_format_duration(const char *bytes, size_t size)
{
	size_t days;
	size_t end;

	if (size < 3 || bytes[0] != 'P')
		return false;
	if (bytes[size - 1] == 'W')
		return units(bytes, size, 1, "W") == size;
	days = units(bytes, size, 1, "YMD");
	if (days >= size || bytes[days] != 'T')
		return days == size;
	end = units(bytes, size, days + 1, "HMS");
	return end == size && end > days + 1;
}
