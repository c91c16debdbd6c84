/* test_format.c - formats that are Docket's own; the official suite has the others. */
#include "support/rows.h"

#include <string.h>

#include "schema/format.h"

struct row {
	const char *name;
	const char *format;
	const char *text;
	bool valid;
};

static const struct row rows[] = {
	{"edtf: a year", "edtf", "2019", true},
	{"edtf: a month", "edtf", "2019-04", true},
	{"edtf: a day", "edtf", "2019-04-17", true},
	{"edtf: 29 February of a leap year", "edtf", "2020-02-29", true},
	{"edtf: 29 February of another year", "edtf", "2019-02-29", false},
	{"edtf: 29 February of 1900", "edtf", "1900-02-29", false},
	{"edtf: month 13", "edtf", "2019-13", false},
	{"edtf: day 0", "edtf", "2019-04-00", false},
	{"edtf: uncertain", "edtf", "2019?", true},
	{"edtf: about", "edtf", "2019-04~", true},
	{"edtf: about and uncertain", "edtf", "2019-04-17%", true},
	{"edtf: two qualifiers", "edtf", "2019?~", false},
	{"edtf: the 2010s", "edtf", "201X", true},
	{"edtf: the century", "edtf", "20XX", true},
	{"edtf: a hole in the year", "edtf", "2X19", false},
	{"edtf: a millennium is not taken", "edtf", "2XXX", false},
	{"edtf: a decade has no months", "edtf", "201X-04", false},
	{"edtf: an interval", "edtf", "2019/2021", true},
	{"edtf: an interval of mixed precision", "edtf", "2019-04/2021", true},
	{"edtf: an interval with qualifiers", "edtf", "2019?/2021~", true},
	{"edtf: an open end", "edtf", "2019/..", true},
	{"edtf: an open start", "edtf", "../2019", true},
	{"edtf: open at both ends", "edtf", "../..", false},
	{"edtf: an unknown end", "edtf", "2019/", true},
	{"edtf: an interval backwards", "edtf", "2021/2019", false},
	{"edtf: an interval backwards by a day", "edtf", "2019-04-17/2019-04-16", false},
	{"edtf: an interval of one day", "edtf", "2019-04-17/2019-04-17", true},
	{"edtf: a start within its end", "edtf", "2019-04/2019", true},
	{"edtf: an end within its start", "edtf", "2019/2019-04", true},
	{"edtf: a season", "edtf", "2019-21", true},
	{"edtf: season 25 is not taken", "edtf", "2019-25", false},
	{"edtf: a season has no days", "edtf", "2019-21-01", false},
	{"edtf: no seasons in intervals", "edtf", "2019-21/2019-22", false},
	{"edtf: three parts", "edtf", "2019/2020/2021", false},
	{"edtf: two digits of a year", "edtf", "19", false},
	{"edtf: nothing", "edtf", "", false},
	{"edtf: a day with a time", "edtf", "2019-04-17T10:00:00Z", true},
	{"bcp47: a language", "bcp47", "en", true},
	{"bcp47: a script", "bcp47", "zh-Hans", true},
	{"bcp47: a region", "bcp47", "pt-BR", true},
	{"bcp47: a region by number", "bcp47", "es-419", true},
	{"bcp47: an extended language", "bcp47", "zh-yue-Hant-HK", true},
	{"bcp47: variants", "bcp47", "sl-rozaj-biske-1994", true},
	{"bcp47: an extension", "bcp47", "de-DE-u-co-phonebk", true},
	{"bcp47: private use", "bcp47", "x-whatever", true},
	{"bcp47: private use behind", "bcp47", "en-x-a", true},
	{"bcp47: registered before the grammar", "bcp47", "i-klingon", true},
	{"bcp47: an underscore", "bcp47", "en_US", false},
	{"bcp47: a region before a script", "bcp47", "zh-CN-Hans", false},
	{"bcp47: a singleton alone", "bcp47", "en-u", false},
	{"bcp47: nine letters", "bcp47", "englishes", false},
	{"bcp47: a hyphen at the end", "bcp47", "en-", false},
	{"bcp47: one letter", "bcp47", "e", false},
	{"bcp47: a name", "bcp47", "Chinese", true},
	{"bcp47: nothing", "bcp47", "", false},
	{"orcid: with its check digit", "orcid", "0000-0002-1825-0097", true},
	{"orcid: with X", "orcid", "0000-0002-1694-233X", true},
	{"orcid: one digit wrong", "orcid", "0000-0002-1825-0098", false},
	{"orcid: a small x", "orcid", "0000-0002-1694-233x", false},
	{"orcid: as a URL", "orcid", "https://orcid.org/0000-0002-1825-0097", true},
	{"orcid: without hyphens", "orcid", "0000000218250097", false},
	{"email: two dots", "email", "a..b@example.org", false},
	{"email: a domain in brackets", "email", "a@[127.0.0.1]", true},
	{"uri: spaces", "uri", "https://example.org/a b", false},
	{"uri: Han characters must be escaped", "uri", "https://example.org/\xe5\x8d\x8e", false},
	{"uri: a bad escape", "uri", "https://example.org/%zz", false},
	{"uri: an IPv6 host", "uri", "http://[2001:db8::1]:80/", true},
	{"uri: without scheme", "uri", "//example.org/", false},
	{"uri-reference: a NUL is no character of it", "uri-reference", "a\x01", false},
	{"ipv6: three colons", "ipv6", ":::", false},
	{"ipv6: an IPv4 tail", "ipv6", "::ffff:192.0.2.1", true},
	{"ipv6: an IPv4 tail in the middle", "ipv6", "::192.0.2.1:1", false},
};

static void check_row(void **state)
{
	const struct row *row = ROW(struct row);
	const struct dkt_format *format = dkt_format_find(row->format, strlen(row->format));

	assert_non_null(format);
	assert_int_equal(format->check(row->text, strlen(row->text)), row->valid);
}

static void check_unknown(void **state)
{
	(void)state;
	assert_null(dkt_format_find("colour", 6));
	assert_null(dkt_format_find("dat", 3));
}

int main(void)
{
	const struct CMUnitTest others[] = {
		{"an unknown format is not found", check_unknown, NULL, NULL, NULL},
	};

	return rows_run("schema/format", rows, check_row) +
	       cmocka_run_group_tests_name("schema/format list", others, NULL, NULL);
}
