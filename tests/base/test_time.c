/* test_time.c - RFC 3339 both ways, and the calendar under it. */
#include <string.h>

#include "base/time.h"
#include "support/rows.h"

struct row {
	const char *name;
	const char *text;
	bool good;
	int64_t seconds;
};

static const struct row rows[] = {
	{"the epoch", "1970-01-01T00:00:00Z", true, 0},
	{"a time of today", "2026-11-23T17:00:00Z", true, 1795453200},
	{"before the epoch", "1969-12-31T23:59:59Z", true, -1},
	{"the first second", "0000-01-01T00:00:00Z", true, -62167219200},
	{"the last second", "9999-12-31T23:59:59Z", true, 253402300799},
	{"a leap day", "2024-02-29T00:00:00Z", true, 1709164800},
	{"no leap day in 2023", "2023-02-29T00:00:00Z", false, 0},
	{"a leap day in 2000", "2000-02-29T00:00:00Z", true, 951782400},
	{"no leap day in 1900", "1900-02-29T00:00:00Z", false, 0},
	{"an offset is converted", "2026-11-23T18:30:00+01:30", true, 1795453200},
	{"an offset to the west", "2026-11-23T12:00:00-05:00", true, 1795453200},
	{"a fraction is dropped", "2026-11-23T17:00:00.987654321Z", true, 1795453200},
	{"small letters", "2026-11-23t17:00:00z", true, 1795453200},
	{"a leap second is the next minute", "2016-12-31T23:59:60Z", true, 1483228800},
	{"a fraction without digits", "2026-11-23T17:00:00.Z", false, 0},
	{"no offset", "2026-11-23T17:00:00", false, 0},
	{"a fraction and no offset", "2026-11-23T17:00:00.5", false, 0},
	{"an offset without a colon", "2026-11-23T17:00:00+0100", false, 0},
	{"an offset of 24 hours", "2026-11-23T17:00:00+24:00", false, 0},
	{"a space for the T", "2026-11-23 17:00:00Z", false, 0},
	{"month 13", "2026-13-01T00:00:00Z", false, 0},
	{"month 0", "2026-00-01T00:00:00Z", false, 0},
	{"day 0", "2026-01-00T00:00:00Z", false, 0},
	{"day 31 of a short month", "2026-04-31T00:00:00Z", false, 0},
	{"hour 24", "2026-01-01T24:00:00Z", false, 0},
	{"minute 60", "2026-01-01T00:60:00Z", false, 0},
	{"second 61", "2026-01-01T00:00:61Z", false, 0},
	{"a year of five digits", "12026-01-01T00:00:00Z", false, 0},
	{"a negative year", "-001-01-01T00:00:00Z", false, 0},
	{"a date alone", "2026-11-23", false, 0},
	{"nothing", "", false, 0},
	{"something behind", "2026-11-23T17:00:00Zx", false, 0},
};

static void check_parse(void **state)
{
	const struct row *row = ROW(struct row);
	int64_t seconds = 0;

	assert_int_equal(dkt_time_parse(row->text, strlen(row->text), &seconds), row->good);
	if (row->good)
		assert_true(seconds == row->seconds);
}

static void printing_and_parsing_agree(void **state)
{
	char text[DKT_TIME_SIZE];
	int64_t back;

	(void)state;
	for (int64_t t = -62167219200; t < 253402300799; t += 86399LL * 37) {
		dkt_time_format(t, text);
		assert_true(dkt_time_parse(text, strlen(text), &back));
		assert_true(back == t);
	}
}

static void times_outside_the_calendar_are_clamped(void **state)
{
	char text[DKT_TIME_SIZE];

	(void)state;
	dkt_time_format(INT64_MAX, text);
	assert_string_equal(text, "9999-12-31T23:59:59Z");
	dkt_time_format(INT64_MIN, text);
	assert_string_equal(text, "0000-01-01T00:00:00Z");
}

static void the_clock_can_be_set_for_a_run(void **state)
{
	(void)state;
	assert_int_equal(setenv("DOCKET_NOW", "2026-11-23T17:00:00Z", 1), 0);
	assert_true(dkt_time_now() == 1795453200);
	assert_int_equal(unsetenv("DOCKET_NOW"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(printing_and_parsing_agree),
		cmocka_unit_test(times_outside_the_calendar_are_clamped),
		cmocka_unit_test(the_clock_can_be_set_for_a_run),
	};

	return rows_run("base/time", rows, check_parse) +
	       cmocka_run_group_tests_name("base/time both ways", tests, NULL, NULL);
}
