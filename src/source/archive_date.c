/*
 * archive_date.c - the two forms in which archives write a moment: 14 digits in addresses, and the
 * dates of HTTP in headers, always in UTC.
 *
 * Standards: RFC 9110 section 5.6.7, RFC 7089 section 2.1.1.
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/num.h"
#include "base/time.h"
#include "source/archive.h"

#include "base/banned.h"

static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
				     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
static const char *const days[] = {"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};

bool dkt_stamp_parse(const char *digits, size_t size, int64_t *out)
{
	static const size_t sizes[6] = {4, 2, 2, 2, 2, 2};
	struct dkt_civil c;
	uint64_t parts[6];
	size_t at = 0;

	if (size != DKT_STAMP_SIZE - 1)
		return false;
	for (int i = 0; i < 6; i++) {
		if (!dkt_parse_digits(digits + at, sizes[i], 9999, &parts[i]))
			return false;
		at += sizes[i];
	}
	c = (struct dkt_civil){(int)parts[0], (int)parts[1], (int)parts[2],
			       (int)parts[3], (int)parts[4], (int)parts[5]};
	if (c.year < 1996 || !dkt_time_is_day(c.year, c.month, c.day) || c.hour > 23 ||
	    c.minute > 59 || c.second > 59)
		return false;
	*out = dkt_time_of_civil(&c);
	return true;
}

void dkt_stamp_format(int64_t time, char out[DKT_STAMP_SIZE])
{
	char text[DKT_TIME_SIZE];
	size_t n = 0;

	dkt_time_format(time, text);
	for (size_t i = 0; text[i] != '\0' && n < DKT_STAMP_SIZE - 1; i++) {
		if (text[i] >= '0' && text[i] <= '9')
			out[n++] = text[i];
	}
	out[n] = '\0';
}

/* Is text as shape says? 'd' stands for a digit, 'a' for a letter, the rest for itself. */
static bool has_shape(const char *text, const char *shape)
{
	for (; *shape != '\0'; text++, shape++) {
		bool letter = (*text >= 'a' && *text <= 'z') || (*text >= 'A' && *text <= 'Z');
		bool digit = *text >= '0' && *text <= '9';

		if (*shape == 'd' ? !digit : *shape == 'a' ? !letter : *text != *shape)
			return false;
	}
	return *text == '\0';
}

/* Two or four digits, of which the shape is known. */
static int number(const char *digits, size_t size)
{
	uint64_t n = 0;

	return dkt_parse_digits(digits, size, 9999, &n) ? (int)n : 0;
}

bool dkt_http_date_parse(const char *text, int64_t *out)
{
	struct dkt_civil c = {0};

	if (!has_shape(text, "aaa, dd aaa dddd dd:dd:dd GMT"))
		return false;
	for (int i = 0; i < 12; i++) {
		if (strncasecmp(text + 8, months[i], 3) == 0)
			c.month = i + 1;
	}
	c.day = number(text + 5, 2);
	c.year = number(text + 12, 4);
	c.hour = number(text + 17, 2);
	c.minute = number(text + 20, 2);
	c.second = number(text + 23, 2);
	if (!dkt_time_is_day(c.year, c.month, c.day) || c.hour > 23 || c.minute > 59 ||
	    c.second > 60)
		return false;
	*out = dkt_time_of_civil(&c);
	return true;
}

void dkt_http_date_format(int64_t time, char out[DKT_HTTP_DATE_SIZE])
{
	int64_t day = time / 86400 - (time % 86400 < 0 ? 1 : 0);
	struct dkt_civil c;

	dkt_time_civil(time, &c);
	(void)snprintf(out, DKT_HTTP_DATE_SIZE, "%s, %02u %s %04u %02u:%02u:%02u GMT",
		       days[((day % 7) + 7) % 7], (unsigned)c.day % 100U, months[c.month - 1],
		       (unsigned)c.year % 10000U, (unsigned)c.hour % 100U,
		       (unsigned)c.minute % 100U, (unsigned)c.second % 100U);
}
