/*
 * page_date.c - the dates that pages write, to one form.
 *
 * Year first (ISO 8601, 2021/4/3, 2021年4月3日, 20210403102000) or with the month as a word; "03/04/2021"
 * means two different days and is no date here. A time is kept only with its zone.
 */
#include "source/page_inside.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/str.h"

#include "base/banned.h"

struct moment {
	int year, month, day;
	int hour, minute, second; /* hour -1: none */
	int zone;		  /* minutes */
	bool has_zone;
};

struct scan {
	const char *at;
	const char *end;
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* A number of at most `most` digits, or -1. */
static int number(struct scan *s, int least, int most)
{
	int value = 0;
	int n = 0;

	for (; s->at + n < s->end && n < most && is_digit(s->at[n]); n++)
		value = value * 10 + (s->at[n] - '0');
	if (n < least)
		return -1;
	s->at += n;
	return value;
}

static bool skip(struct scan *s, const char *word)
{
	size_t n = strlen(word);

	if ((size_t)(s->end - s->at) < n || strncasecmp(s->at, word, n) != 0)
		return false;
	s->at += n;
	return true;
}

static void skip_white(struct scan *s)
{
	while (s->at < s->end && (*s->at == ' ' || *s->at == '\t' || *s->at == '\n' ||
				  *s->at == ',' || *s->at == '\r'))
		s->at++;
}

static bool skip_any(struct scan *s, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (skip(s, words[i]))
			return true;
	}
	return false;
}

/* "2021-04-03", "2021/4/3", "2021.4.3", "2021年4月3日", "20210403" */
static bool year_first(struct scan *s, struct moment *out)
{
	static const char *const behind_year[] = {"-", "/", ".", "年"};
	static const char *const behind_month[] = {"-", "/", ".", "月"};

	out->year = number(s, 4, 4);
	if (out->year < 0)
		return false;
	if (s->at < s->end && is_digit(*s->at)) {
		out->month = number(s, 2, 2);
		out->day = number(s, 2, 2);
		return out->day > 0;
	}
	if (!skip_any(s, behind_year, 4))
		return false;
	skip_white(s);
	out->month = number(s, 1, 2);
	if (!skip_any(s, behind_month, 4))
		return false;
	skip_white(s);
	out->day = number(s, 1, 2);
	(void)(skip(s, "日") || skip(s, "号"));
	return true;
}

static int month_word(struct scan *s)
{
	static const char *const months[] = {"january",	  "february", "march",	  "april",
					     "may",	  "june",     "july",	  "august",
					     "september", "october",  "november", "december"};

	for (int i = 0; i < 12; i++) {
		if (skip(s, months[i]))
			return i + 1;
	}
	for (int i = 0; i < 12; i++) {
		char brief[4] = {months[i][0], months[i][1], months[i][2], '\0'};

		if (skip(s, brief)) {
			(void)(skip(s, "t.") || skip(s, "."));
			return i + 1;
		}
	}
	return -1;
}

/* "3 April 2021", "Sat, 03 Apr 2021", "April 3, 2021" */
static bool with_word(struct scan *s, struct moment *out)
{
	static const char *const days[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

	if (skip_any(s, days, 7)) {
		while (s->at < s->end && *s->at != ',' && *s->at != ' ')
			s->at++;
		skip_white(s);
	}
	out->day = number(s, 1, 2);
	skip_white(s);
	out->month = month_word(s);
	skip_white(s);
	if (out->day < 0) {
		out->day = number(s, 1, 2);
		skip_white(s);
	}
	out->year = number(s, 4, 4);
	return out->month > 0 && out->year > 0;
}

static void read_zone(struct scan *s, struct moment *out)
{
	int sign;
	int hours;
	int minutes = 0;

	skip_white(s);
	out->has_zone = skip(s, "z") || skip(s, "gmt") || skip(s, "utc");
	if (s->at >= s->end || (*s->at != '+' && *s->at != '-'))
		return;
	sign = *s->at++ == '-' ? -1 : 1;
	hours = number(s, 2, 2);
	(void)skip(s, ":");
	if (s->at < s->end && is_digit(*s->at))
		minutes = number(s, 2, 2);
	if (hours < 0 || hours > 14 || minutes < 0 || minutes > 59)
		return;
	out->has_zone = true;
	out->zone = sign * (hours * 60 + minutes);
}

static void read_time(struct scan *s, struct moment *out)
{
	out->hour = -1;
	(void)skip(s, "t");
	skip_white(s);
	if (s->at >= s->end || !is_digit(*s->at))
		return;
	out->hour = number(s, 1, 2);
	if (!skip(s, ":") && !(s->at < s->end && is_digit(*s->at))) {
		out->hour = -1;
		return;
	}
	out->minute = number(s, 2, 2);
	if (skip(s, ":") || (s->at < s->end && is_digit(*s->at)))
		out->second = number(s, 2, 2);
	if (skip(s, "."))
		(void)number(s, 1, 9);
	if (out->hour > 23 || out->minute < 0 || out->minute > 59 || out->second < 0 ||
	    out->second > 60)
		out->hour = -1;
	else
		read_zone(s, out);
}

static bool is_day(const struct moment *m)
{
	static const int days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = (m->year % 4 == 0 && m->year % 100 != 0) || m->year % 400 == 0;

	return m->year >= 1900 && m->year <= 2199 && m->month >= 1 && m->month <= 12 &&
	       m->day >= 1 && m->day <= days[m->month - 1] &&
	       (m->month != 2 || m->day < 29 || leap);
}

bool dkt_date_read(const char *bytes, size_t size, char out[DKT_DATE_SIZE])
{
	struct scan s = {bytes, bytes + size};
	struct moment m = {.hour = -1};

	skip_white(&s);
	if (s.at >= s.end)
		return false;
	if (!(is_digit(*s.at) && s.end - s.at >= 8 && is_digit(s.at[1]) && is_digit(s.at[2]) &&
	      is_digit(s.at[3])
		      ? year_first(&s, &m)
		      : with_word(&s, &m)) ||
	    !is_day(&m))
		return false;
	read_time(&s, &m);
	if (m.hour >= 0 && m.has_zone)
		(void)snprintf(out, DKT_DATE_SIZE, "%04d-%02d-%02dT%02d:%02d:%02d%s", m.year,
			       m.month, m.day, m.hour, m.minute, m.second, m.zone == 0 ? "Z" : "");
	else
		(void)snprintf(out, DKT_DATE_SIZE, "%04d-%02d-%02d", m.year, m.month, m.day);
	if (m.hour >= 0 && m.has_zone && m.zone != 0) {
		int zone = m.zone < 0 ? -m.zone : m.zone;

		(void)snprintf(out + strlen(out), DKT_DATE_SIZE - strlen(out), "%c%02d:%02d",
			       m.zone < 0 ? '-' : '+', zone / 60 % 100, zone % 60);
	}
	return true;
}
