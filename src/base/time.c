/*
 * time.c - civil dates by day count, with no time zone database and no libc calls that consult one.
 *
 * Days are counted in 400-year eras starting in March, so that the leap day comes last.
 */
#include "base/time.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/num.h"

#define DAY_SECONDS 86400

int64_t dkt_time_now(void)
{
	// NOLINTNEXTLINE(concurrency-mt-unsafe): nothing here sets the environment
	const char *fixed = getenv("DOCKET_NOW");
	struct timespec now;
	int64_t seconds;

	if (fixed != NULL && dkt_time_parse(fixed, strlen(fixed), &seconds))
		return seconds;
	(void)clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec;
}

static int64_t days_of(int year, int month, int day)
{
	int64_t y = month <= 2 ? year - 1 : year;
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	int64_t of_era = y - era * 400;
	int64_t of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;

	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static int64_t clamp(int64_t seconds)
{
	const int64_t first = -62167219200; /* 0000-01-01 */
	const int64_t last = 253402300799;  /* the end of 9999-12-31 */

	return seconds < first ? first : seconds > last ? last : seconds;
}

void dkt_time_civil(int64_t any, struct dkt_civil *out)
{
	int64_t seconds = clamp(any);
	int64_t days = seconds / DAY_SECONDS - (seconds % DAY_SECONDS < 0 ? 1 : 0);
	int64_t rest = seconds - days * DAY_SECONDS;
	int64_t z = days + 719468;
	int64_t era = (z >= 0 ? z : z - 146096) / 146097;
	int64_t doe = z - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int64_t mp = (5 * doy + 2) / 153;

	out->day = (int)(doy - (153 * mp + 2) / 5 + 1);
	out->month = (int)(mp < 10 ? mp + 3 : mp - 9);
	out->year = (int)(yoe + era * 400 + (out->month <= 2 ? 1 : 0));
	out->hour = (int)(rest / 3600);
	out->minute = (int)(rest / 60 % 60);
	out->second = (int)(rest % 60);
}

int64_t dkt_time_of_civil(const struct dkt_civil *c)
{
	return days_of(c->year, c->month, c->day) * DAY_SECONDS + (int64_t)c->hour * 3600 +
	       (int64_t)c->minute * 60 + c->second;
}

void dkt_time_format(int64_t seconds, char out[DKT_TIME_SIZE])
{
	struct dkt_civil c;

	dkt_time_civil(seconds, &c);
	(void)snprintf(out, DKT_TIME_SIZE, "%04u-%02u-%02uT%02u:%02u:%02uZ",
		       (unsigned)c.year % 10000U, (unsigned)c.month % 100U, (unsigned)c.day % 100U,
		       (unsigned)c.hour % 100U, (unsigned)c.minute % 100U,
		       (unsigned)c.second % 100U);
}

bool dkt_time_is_day(int year, int month, int day)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	if (month < 1 || month > 12 || day < 1)
		return false;
	return day <= days[month - 1] + (month == 2 && leap ? 1 : 0);
}

static bool two(const char *bytes, int max, int *out)
{
	uint64_t value;

	if (!dkt_parse_digits(bytes, 2, (uint64_t)max, &value))
		return false;
	*out = (int)value;
	return true;
}

static bool offset_seconds(const char *bytes, size_t size, int64_t *out)
{
	int hours;
	int minutes;
	int seconds;

	if (size == 1 && (bytes[0] == 'Z' || bytes[0] == 'z')) {
		*out = 0;
		return true;
	}
	if (size != 6 || (bytes[0] != '+' && bytes[0] != '-') || bytes[3] != ':')
		return false;
	if (!two(bytes + 1, 23, &hours) || !two(bytes + 4, 59, &minutes))
		return false;
	seconds = hours * 3600 + minutes * 60;
	*out = bytes[0] == '-' ? -seconds : seconds;
	return true;
}

bool dkt_time_parse(const char *bytes, size_t size, int64_t *out)
{
	struct dkt_civil c;
	uint64_t year;
	int64_t offset;
	size_t at = 19;

	if (size < 20 || bytes[4] != '-' || bytes[7] != '-' ||
	    (bytes[10] != 'T' && bytes[10] != 't') || bytes[13] != ':' || bytes[16] != ':')
		return false;
	if (!dkt_parse_digits(bytes, 4, 9999, &year) || !two(bytes + 5, 12, &c.month) ||
	    !two(bytes + 8, 31, &c.day) || !two(bytes + 11, 23, &c.hour) ||
	    !two(bytes + 14, 59, &c.minute) || !two(bytes + 17, 60, &c.second))
		return false;
	c.year = (int)year;
	if (!dkt_time_is_day(c.year, c.month, c.day))
		return false;
	if (bytes[at] == '.') {
		size_t digits = 0;

		for (at++; at < size && bytes[at] >= '0' && bytes[at] <= '9'; at++)
			digits++;
		if (digits == 0)
			return false;
	}
	if (!offset_seconds(bytes + at, size - at, &offset))
		return false;
	*out = dkt_time_of_civil(&c) - offset;
	return true;
}
