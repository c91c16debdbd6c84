/*
 * format_edtf.c - EDTF of ISO 8601-2, levels 0 and 1.
 *
 * EDTF is what the data speaks: "about 2015" is 2015~, the 2010s are 201X, "2016 or later" is
 * 2016/.. - all of level 0 (years to days, a day with a time, intervals) and of level 1: long years
 * (Y17000), negative years, seasons 21 to 24, "?", "~" and "%" behind a date, unspecified digits
 * from the right (201X, 20XX, 2019-XX, 2019-04-XX, 2019-XX-XX), intervals with an open ("..") or
 * unknown (empty) end.
 *
 * Narrower than the grammar: days must exist; intervals must not run backwards, must have one end
 * that is a date, and hold no seasons, whose order nobody defines; long years have at most 12
 * digits.
 */
#include "schema/format_checks.h"

#include <stdint.h>
#include <string.h>

#include "schema/format_chars.h"
#include "schema/format_date.h"

#define LONG_YEAR_MAX 12

struct reader {
	const char *p;
	size_t left;
};

/* A date as the first and last day it can mean, as year * 10000 + month * 100 + day. */
struct span {
	int64_t first;
	int64_t last;
	bool season;
	bool day; /* a day is named */
};

static bool take(struct reader *in, char c)
{
	if (in->left == 0 || *in->p != c)
		return false;
	in->p++;
	in->left--;
	return true;
}

static bool take_two(struct reader *in, unsigned *out)
{
	if (in->left < 2 || !dkt_two_digits(in->p, out))
		return false;
	in->p += 2;
	in->left -= 2;
	return true;
}

static bool take_unspecified(struct reader *in)
{
	return in->left >= 2 && in->p[1] == 'X' && take(in, 'X') && take(in, 'X');
}

static void set_year(struct span *out, int64_t first, int64_t last)
{
	out->first = first * 10000 + 101;
	out->last = last * 10000 + 1231;
}

/* "Y17000", "Y-17000": more than four digits, no zero in front. */
static bool long_year(struct reader *in, struct span *out)
{
	bool negative = take(in, '-');
	size_t n = dkt_span(in->p, in->left, 0, DKT_CHAR_DIGIT);
	int64_t year = 0;

	if (n < 5 || n > LONG_YEAR_MAX || in->p[0] == '0')
		return false;
	for (size_t i = 0; i < n; i++)
		year = year * 10 + (in->p[i] - '0');
	in->p += n;
	in->left -= n;
	year = negative ? -year : year;
	set_year(out, year, year);
	return true;
}

/* "2019", "201X", "20XX", "-0044": the bounds of the year. */
static bool short_year(struct reader *in, int64_t *first, int64_t *last)
{
	bool negative = take(in, '-');
	int64_t most;
	int64_t least;
	int64_t width = 1;
	unsigned century;
	size_t i = 2;

	if (in->left < 4 || !dkt_two_digits(in->p, &century))
		return false;
	least = century;
	for (; i < 4 && dkt_char_is(in->p[i], DKT_CHAR_DIGIT); i++)
		least = least * 10 + (in->p[i] - '0');
	for (; i < 4 && in->p[i] == 'X'; i++) {
		least *= 10;
		width *= 10;
	}
	most = least + width - 1;
	in->p += 4;
	in->left -= 4;
	*first = negative ? -most : least;
	*last = negative ? -least : most;
	return i == 4 && !(negative && most == 0);
}

/* What follows a month: a day, or that it is not known. */
static bool day_part(struct reader *in, int64_t year, unsigned month, struct span *out)
{
	unsigned day;

	if (take_unspecified(in))
		return true;
	if (!take_two(in, &day) || day < 1 || day > dkt_days_in(year, month))
		return false;
	out->first = year * 10000 + (int64_t)(month * 100 + day);
	out->last = out->first;
	out->day = true;
	return true;
}

/* What follows a year: a month with or without day, or a season. */
static bool month_part(struct reader *in, int64_t year, struct span *out)
{
	unsigned month;

	if (take_unspecified(in))
		return !take(in, '-') || take_unspecified(in);
	if (!take_two(in, &month))
		return false;
	out->season = month >= 21 && month <= 24;
	if (out->season)
		return true;
	if (month < 1 || month > 12)
		return false;
	out->first = year * 10000 + (int64_t)(month * 100 + 1);
	out->last = out->first + 30;
	return !take(in, '-') || day_part(in, year, month, out);
}

static bool qualifier(struct reader *in)
{
	return take(in, '?') || take(in, '~') || take(in, '%');
}

/* One date to the end of the text. */
static bool is_date(struct reader *in, struct span *out)
{
	int64_t first;
	int64_t last;

	*out = (struct span){0};
	if (take(in, 'Y')) {
		if (!long_year(in, out))
			return false;
	} else {
		if (!short_year(in, &first, &last))
			return false;
		set_year(out, first, last);
		if (take(in, '-') && (first != last || !month_part(in, first, out)))
			return false;
	}
	if (qualifier(in))
		out->day = false;
	return in->left == 0;
}

/* "17:30:00", "17:30:00Z", "17:30:00+08", "17:30:00+08:00". */
static bool is_time(const char *p, size_t size)
{
	unsigned minute_of_day;
	unsigned second;
	unsigned hours;
	unsigned minutes = 0;

	if (size < 8 || !dkt_clock(p, &minute_of_day, &second))
		return false;
	if (second == 60 && minute_of_day % 60 != 59)
		return false;
	if (size == 8 || (size == 9 && p[8] == 'Z'))
		return true;
	if ((size != 11 && size != 14) || (p[8] != '+' && p[8] != '-') ||
	    !dkt_two_digits(p + 9, &hours) ||
	    (size == 14 && (p[11] != ':' || !dkt_two_digits(p + 12, &minutes))))
		return false;
	return hours <= 23 && minutes <= 59;
}

static bool is_interval(struct reader start, struct reader end)
{
	bool open_start = start.left == 0 || (start.left == 2 && memcmp(start.p, "..", 2) == 0);
	bool open_end = end.left == 0 || (end.left == 2 && memcmp(end.p, "..", 2) == 0);
	struct span from;
	struct span to;

	if (open_start && open_end)
		return false;
	if (!open_start && !(is_date(&start, &from) && !from.season))
		return false;
	if (!open_end && !(is_date(&end, &to) && !to.season))
		return false;
	return open_start || open_end || from.first <= to.last;
}

bool dkt_format_edtf(const char *bytes, size_t size)
{
	struct reader in = {bytes, size};
	struct span date;
	const char *mark;

	if (size < 4 || size > 64)
		return false;
	mark = memchr(bytes, '/', size);
	if (mark != NULL)
		return is_interval((struct reader){bytes, (size_t)(mark - bytes)},
				   (struct reader){mark + 1, size - (size_t)(mark - bytes) - 1});
	mark = memchr(bytes, 'T', size);
	if (mark == NULL)
		return is_date(&in, &date);
	in.left = (size_t)(mark - bytes);
	return is_time(mark + 1, size - in.left - 1) && is_date(&in, &date) && date.day;
}
