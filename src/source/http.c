/*
 * http.c - dates in three forms, because a recipient must read all of them, and what hangs on them.
 */
#include "source/http.h"

#include <string.h>
#include <strings.h>

#include "base/num.h"
#include "base/str.h"
#include "base/time.h"
#include "source/archive.h"

#include "base/banned.h"

#define YEAR_SECONDS (366 * (int64_t)86400)

static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

static bool month_of(const char *text, int *out)
{
	for (int i = 0; i < 12; i++) {
		if (strncmp(months + i * 3, text, 3) == 0) {
			*out = i + 1;
			return true;
		}
	}
	return false;
}

static bool digits(const char *text, size_t n, int max, int *out)
{
	uint64_t number;

	if (!dkt_parse_digits(text, n, (uint64_t)max, &number))
		return false;
	*out = (int)number;
	return true;
}

/* "08:49:37" */
static bool clock_of(const char *text, struct dkt_civil *c)
{
	return strlen(text) >= 8 && digits(text, 2, 23, &c->hour) && text[2] == ':' &&
	       digits(text + 3, 2, 59, &c->minute) && text[5] == ':' &&
	       digits(text + 6, 2, 60, &c->second);
}

static bool finish(const struct dkt_civil *c, int64_t *out)
{
	if (!dkt_time_is_day(c->year, c->month, c->day))
		return false;
	*out = dkt_time_of_civil(c);
	return true;
}

/* Behind "Sunday, ": "06-Nov-94 08:49:37 GMT" */
static bool two_digit_year(const char *text, int64_t now, int64_t *out)
{
	struct dkt_civil c = {0};
	struct dkt_civil today;

	if (strlen(text) != 22 || text[2] != '-' || text[6] != '-' || text[9] != ' ' ||
	    !dkt_streq(text + 18, " GMT") || !digits(text, 2, 31, &c.day) ||
	    !month_of(text + 3, &c.month) || !digits(text + 7, 2, 99, &c.year) ||
	    !clock_of(text + 10, &c))
		return false;
	dkt_time_civil(now, &today);
	c.year += today.year - today.year % 100;
	if (c.year > today.year + 50)
		c.year -= 100;
	else if (c.year < today.year - 49)
		c.year += 100;
	return finish(&c, out);
}

/* "Sun Nov  6 08:49:37 1994" */
static bool c_library(const char *text, int64_t *out)
{
	struct dkt_civil c = {0};

	if (strlen(text) != 24 || text[3] != ' ' || text[7] != ' ' || text[10] != ' ' ||
	    text[19] != ' ' || !month_of(text + 4, &c.month) ||
	    !(text[8] == ' ' ? digits(text + 9, 1, 9, &c.day) : digits(text + 8, 2, 31, &c.day)) ||
	    !clock_of(text + 11, &c) || !digits(text + 20, 4, 9999, &c.year))
		return false;
	return finish(&c, out);
}

bool dkt_http_any_date(const char *text, int64_t now, int64_t *out)
{
	static const char *const days[] = {"Sunday, ",	 "Monday, ", "Tuesday, ", "Wednesday, ",
					   "Thursday, ", "Friday, ", "Saturday, "};

	if (dkt_http_date_parse(text, out))
		return true;
	for (size_t i = 0; i < sizeof days / sizeof days[0]; i++) {
		if (dkt_starts(text, days[i]))
			return two_digit_year(text + strlen(days[i]), now, out);
	}
	return c_library(text, out);
}

bool dkt_retry_after(const char *text, int64_t now, int64_t *at_out)
{
	size_t size = strlen(text);
	uint64_t seconds;
	int64_t at;

	if (size > 0 && strspn(text, "0123456789") == size) {
		if (!dkt_parse_digits(text, size, (uint64_t)YEAR_SECONDS, &seconds))
			seconds = (uint64_t)YEAR_SECONDS;
		at = now + (int64_t)seconds;
	} else if (!dkt_http_any_date(text, now, &at)) {
		return false;
	}
	*at_out = at < now ? now : at > now + YEAR_SECONDS ? now + YEAR_SECONDS : at;
	return true;
}

static const struct {
	long status;
	const char *phrase;
} phrases[] = {
	{200, "OK"},
	{201, "Created"},
	{202, "Accepted"},
	{203, "Non-Authoritative Information"},
	{204, "No Content"},
	{206, "Partial Content"},
	{300, "Multiple Choices"},
	{301, "Moved Permanently"},
	{302, "Found"},
	{303, "See Other"},
	{304, "Not Modified"},
	{307, "Temporary Redirect"},
	{308, "Permanent Redirect"},
	{400, "Bad Request"},
	{401, "Unauthorized"},
	{402, "Payment Required"},
	{403, "Forbidden"},
	{404, "Not Found"},
	{405, "Method Not Allowed"},
	{406, "Not Acceptable"},
	{410, "Gone"},
	{418, "(Unused)"},
	{421, "Misdirected Request"},
	{429, "Too Many Requests"},
	{451, "Unavailable For Legal Reasons"},
	{500, "Internal Server Error"},
	{501, "Not Implemented"},
	{502, "Bad Gateway"},
	{503, "Service Unavailable"},
	{504, "Gateway Timeout"},
};

const char *dkt_http_phrase(long status)
{
	for (size_t i = 0; i < sizeof phrases / sizeof phrases[0]; i++) {
		if (phrases[i].status == status)
			return phrases[i].phrase;
	}
	return "";
}

bool dkt_http_header(const char *line, size_t size, size_t *name_size, const char **value_out,
		     size_t *value_size)
{
	const char *colon = size == 0 ? NULL : memchr(line, ':', size);
	const char *value;

	if (colon == NULL || colon == line || line[0] == ' ' || line[0] == '\t')
		return false;
	*name_size = (size_t)(colon - line);
	value = colon + 1;
	size -= *name_size + 1;
	while (size > 0 && (*value == ' ' || *value == '\t')) {
		value++;
		size--;
	}
	while (size > 0 && (value[size - 1] == ' ' || value[size - 1] == '\t' ||
			    value[size - 1] == '\r' || value[size - 1] == '\n'))
		size--;
	*value_out = value;
	*value_size = size;
	return true;
}
