/*
 * format_date.c - RFC 3339 date, time, date-time and duration; EDTF of ISO 8601-2.
 *
 * EDTF is what the data speaks: "about 2015" is 2015~, the 2010s are 201X, "2016 or later" is
 * 2016/.. - accepted are level 0 and of level 1 the qualifiers, unspecified digits at the end of a
 * year, seasons alone, and intervals with open ends. Days must exist and intervals must not run
 * backwards.
 */
#include "schema/format_date.h"

#include <stdint.h>
#include <string.h>

struct reader {
	const char *p;
	size_t left;
};

static bool take(struct reader *in, char c)
{
	if (in->left == 0 || *in->p != c)
		return false;
	in->p++;
	in->left--;
	return true;
}

/* Exactly n digits. */
static bool digits(struct reader *in, size_t n, int *out)
{
	*out = 0;
	if (in->left < n)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (in->p[i] < '0' || in->p[i] > '9')
			return false;
		*out = *out * 10 + (in->p[i] - '0');
	}
	in->p += n;
	in->left -= n;
	return true;
}

static int days_in(int year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return month == 2 && leap ? 29 : days[month - 1];
}

/* --- RFC 3339 -----------------------------------------------------------------------------------
 */

static bool full_date(struct reader *in)
{
	int year;
	int month;
	int day;

	return digits(in, 4, &year) && take(in, '-') && digits(in, 2, &month) && take(in, '-') &&
	       digits(in, 2, &day) && month >= 1 && month <= 12 && day >= 1 &&
	       day <= days_in(year, month);
}

/* A leap second is the last one of a day in UTC. */
static bool full_time(struct reader *in)
{
	int hour;
	int minute;
	int second;
	int off_hour = 0;
	int off_minute = 0;
	int sign = 0;
	int utc;

	if (!digits(in, 2, &hour) || !take(in, ':') || !digits(in, 2, &minute) || !take(in, ':') ||
	    !digits(in, 2, &second) || hour > 23 || minute > 59 || second > 60)
		return false;
	if (take(in, '.')) {
		int digit;

		if (!digits(in, 1, &digit))
			return false;
		while (digits(in, 1, &digit))
			continue;
	}
	if (!take(in, 'Z') && !take(in, 'z')) {
		sign = take(in, '+') ? 1 : take(in, '-') ? -1 : 0;
		if (sign == 0 || !digits(in, 2, &off_hour) || !take(in, ':') ||
		    !digits(in, 2, &off_minute) || off_hour > 23 || off_minute > 59)
			return false;
	}
	utc = (hour * 60 + minute - sign * (off_hour * 60 + off_minute) + 2880) % 1440;
	return second < 60 || utc == 1439;
}

bool dkt_format_date(const char *bytes, size_t size)
{
	struct reader in = {bytes, size};

	return full_date(&in) && in.left == 0;
}

bool dkt_format_time(const char *bytes, size_t size)
{
	struct reader in = {bytes, size};

	return full_time(&in) && in.left == 0;
}

bool dkt_format_date_time(const char *bytes, size_t size)
{
	struct reader in = {bytes, size};

	return full_date(&in) && (take(&in, 'T') || take(&in, 't')) && full_time(&in) &&
	       in.left == 0;
}

/* Numbers with units of the list, in its order and without gaps: 1Y6M, not 1Y2D. */
static bool units(struct reader *in, const char *order, bool *any)
{
	const char *next = order;
	bool started = false;

	while (in->left > 0 && in->p[0] >= '0' && in->p[0] <= '9') {
		const char *unit;
		int digit;

		while (digits(in, 1, &digit))
			continue;
		unit = in->left == 0 ? NULL : strchr(next, in->p[0]);
		if (unit == NULL || in->p[0] == '\0' || (started && unit != next))
			return false;
		started = true;
		next = unit + 1;
		in->p++;
		in->left--;
	}
	*any = *any || started;
	return true;
}

bool dkt_format_duration(const char *bytes, size_t size)
{
	struct reader in = {bytes, size};
	bool any = false;
	bool timed = false;

	if (!take(&in, 'P'))
		return false;
	if (size > 1 && bytes[size - 1] == 'W')
		return units(&in, "W", &any) && any && in.left == 0;
	if (!units(&in, "YMD", &any))
		return false;
	if (take(&in, 'T')) {
		if (!units(&in, "HMS", &timed) || !timed)
			return false;
		any = true;
	}
	return any && in.left == 0;
}

/* --- EDTF --- */

/* A date as the first and last day it can mean, as year * 10000 + month * 100 + day. */
struct span {
	int32_t first;
	int32_t last;
	bool season;
};

static void qualifier(struct reader *in)
{
	if (!take(in, '?') && !take(in, '~'))
		(void)take(in, '%');
}

/* "2019", "201X", "20XX": the bounds of the year. */
static bool edtf_year(struct reader *in, int *first, int *last)
{
	int unspecified = 0;

	*first = 0;
	*last = 0;
	if (in->left < 4)
		return false;
	for (size_t i = 0; i < 4; i++) {
		char c = in->p[i];

		if (c == 'X' && i >= 2)
			unspecified++;
		else if (c < '0' || c > '9' || unspecified > 0)
			return false;
		*first = *first * 10 + (c == 'X' ? 0 : c - '0');
		*last = *last * 10 + (c == 'X' ? 9 : c - '0');
	}
	in->p += 4;
	in->left -= 4;
	return true;
}

static bool edtf_date(struct reader *in, struct span *out)
{
	int first;
	int last;
	int month;
	int day;

	out->season = false;
	if (!edtf_year(in, &first, &last))
		return false;
	out->first = first * 10000 + 101;
	out->last = last * 10000 + 1231;
	if (take(in, '-')) {
		if (first != last || !digits(in, 2, &month))
			return false;
		out->season = month >= 21 && month <= 24;
		if (!out->season && (month < 1 || month > 12))
			return false;
		out->first = first * 10000 + month * 100 + 1;
		out->last = first * 10000 + month * 100 + 31;
		if (!out->season && take(in, '-')) {
			if (!digits(in, 2, &day) || day < 1 || day > days_in(first, month))
				return false;
			out->first = first * 10000 + month * 100 + day;
			out->last = out->first;
		}
	}
	qualifier(in);
	return true;
}

bool dkt_format_edtf(const char *bytes, size_t size)
{
	const char *slash = memchr(bytes, '/', size);
	size_t start_size = slash == NULL ? size : (size_t)(slash - bytes);
	struct reader start = {bytes, start_size};
	struct reader end = {NULL, 0};
	struct span from;
	struct span to;
	bool open_start;
	bool open_end;

	if (slash == NULL)
		return edtf_date(&start, &from) && start.left == 0;
	end = (struct reader){slash + 1, size - start_size - 1};
	open_start = start.left == 2 && memcmp(start.p, "..", 2) == 0;
	open_end = end.left == 2 && memcmp(end.p, "..", 2) == 0;
	if (open_start && open_end)
		return false;
	if (!open_start && !(edtf_date(&start, &from) && start.left == 0 && !from.season))
		return false;
	if (!open_end && !(edtf_date(&end, &to) && end.left == 0 && !to.season))
		return false;
	return open_start || open_end || from.first <= to.last;
}
