/* test_archive.c - addresses of archived copies, the dates of HTTP and the Link header. */
#include <string.h>

#include "base/time.h"
#include "source/archive.h"
#include "support/rows.h"

struct row {
	const char *name;
	const char *url;
	const char *original; /* NULL: no archived copy */
	const char *time;     /* NULL: not fixed */
	const char *raw;      /* NULL: none */
};

#define NOON "2021-04-05T12:00:00Z"

static const struct row rows[] = {
	{"a capture of the Wayback Machine",
	 "https://web.archive.org/web/20210405120000/https://news.example/a",
	 "https://news.example/a", NOON,
	 "https://web.archive.org/web/20210405120000id_/https://news.example/a"},
	{"its raw form", "https://web.archive.org/web/20210405120000id_/https://news.example/a",
	 "https://news.example/a", NOON,
	 "https://web.archive.org/web/20210405120000id_/https://news.example/a"},
	{"its framed form", "https://web.archive.org/web/20210405120000if_/https://news.example/a",
	 "https://news.example/a", NOON,
	 "https://web.archive.org/web/20210405120000id_/https://news.example/a"},
	{"over http", "http://web.archive.org/web/20210405120000/http://news.example/",
	 "http://news.example/", NOON,
	 "http://web.archive.org/web/20210405120000id_/http://news.example/"},
	{"without /web", "https://web.archive.org/20210405120000/https://news.example/a",
	 "https://news.example/a", NOON,
	 "https://web.archive.org/20210405120000id_/https://news.example/a"},
	{"an original without a scheme",
	 "https://web.archive.org/web/20210405120000/news.example/a", "http://news.example/a", NOON,
	 "https://web.archive.org/web/20210405120000id_/news.example/a"},
	{"an original in capitals",
	 "https://web.archive.org/web/20210405120000/HTTP://News.example/", "http://News.example/",
	 NOON, "https://web.archive.org/web/20210405120000id_/HTTP://News.example/"},
	{"one slash, as proxies leave it",
	 "https://web.archive.org/web/20210405120000/https:/news.example/a",
	 "https://news.example/a", NOON,
	 "https://web.archive.org/web/20210405120000id_/https:/news.example/a"},
	{"an original with a query",
	 "https://web.archive.org/web/20210405120000/https://news.example/?u=http://a.example/",
	 "https://news.example/?u=http://a.example/", NOON,
	 "https://web.archive.org/web/20210405120000id_/https://news.example/?u=http://a.example/"},
	{"an original with a Chinese path",
	 "https://web.archive.org/web/20210405120000/https://zh-news.example/杂记",
	 "https://zh-news.example/杂记", NOON,
	 "https://web.archive.org/web/20210405120000id_/https://zh-news.example/杂记"},
	{"Archive-It", "https://wayback.archive-it.org/1234/20210405120000/https://news.example/",
	 "https://news.example/", NOON,
	 "https://wayback.archive-it.org/1234/20210405120000id_/https://news.example/"},
	{"arquivo.pt", "https://arquivo.pt/wayback/20210405120000mp_/https://news.example/",
	 "https://news.example/", NOON,
	 "https://arquivo.pt/wayback/20210405120000id_/https://news.example/"},
	{"arquivo.pt without a frame",
	 "https://arquivo.pt/noFrame/replay/20210405120000/https://news.example/",
	 "https://news.example/", NOON,
	 "https://arquivo.pt/noFrame/replay/20210405120000id_/https://news.example/"},
	{"WARP by its moment", "https://warp.ndl.go.jp/web/20210405120000/https://news.example/",
	 "https://news.example/", NOON,
	 "https://warp.ndl.go.jp/web/20210405120000id_/https://news.example/"},
	{"WARP by its collection",
	 "https://warp.ndl.go.jp/20210401/20210405120000/https://news.example/",
	 "https://news.example/", NOON,
	 "https://warp.ndl.go.jp/20210401/20210405120000id_/https://news.example/"},
	{"Catalonia's new host", "https://wayback.padicat.cat/20210405120000/https://news.example/",
	 "https://news.example/", NOON,
	 "https://wayback.padicat.cat/20210405120000id_/https://news.example/"},
	{"York's new host",
	 "https://wayback.library.yorku.ca/all/20210405120000/https://news.example/",
	 "https://news.example/", NOON,
	 "https://wayback.library.yorku.ca/all/20210405120000id_/https://news.example/"},
	{"the UK Web Archive",
	 "https://www.webarchive.org.uk/wayback/archive/20210405120000/https://news.example/",
	 "https://news.example/", NOON,
	 "https://www.webarchive.org.uk/wayback/archive/20210405120000id_/https://news.example/"},
	{"the National Archives",
	 "https://webarchive.nationalarchives.gov.uk/ukgwa/20210405120000/https://news.example/",
	 "https://news.example/", NOON,
	 "https://webarchive.nationalarchives.gov.uk/ukgwa/20210405120000id_/https://"
	 "news.example/"},
	{"the Library of Congress",
	 "https://webarchive.loc.gov/all/20210405120000/https://news.example/",
	 "https://news.example/", NOON,
	 "https://webarchive.loc.gov/all/20210405120000id_/https://news.example/"},
	{"the old form of perma.cc",
	 "https://perma-archives.org/warc/20210405120000/https://news.example/",
	 "https://news.example/", NOON,
	 "https://perma-archives.org/warc/20210405120000id_/https://news.example/"},
	{"any archive of that form",
	 "https://archive.example/x/20210405120000/https://news.example/", "https://news.example/",
	 NOON, "https://archive.example/x/20210405120000id_/https://news.example/"},
	{"archive.today with 14 digits has no raw form",
	 "https://archive.ph/20210405120000/https://news.example/", "https://news.example/", NOON,
	 NULL},
	{"archive.today with dots", "https://archive.today/2021.04.05-120000/https://news.example/",
	 "https://news.example/", NOON, NULL},
	{"archive.today with dots and an impossible day",
	 "https://archive.today/2021.02.30-120000/https://news.example/", "https://news.example/",
	 NULL, NULL},
	{"archive.today newest is not fixed", "https://archive.ph/newest/https://news.example/",
	 "https://news.example/", NULL, NULL},
	{"a calendar is not fixed", "https://web.archive.org/web/*/https://news.example/",
	 "https://news.example/", NULL, NULL},
	{"a calendar of a year is not fixed",
	 "https://web.archive.org/web/2021*/https://news.example/", "https://news.example/", NULL,
	 NULL},
	{"a year is not fixed", "https://web.archive.org/web/2021/https://news.example/",
	 "https://news.example/", NULL, NULL},
	{"a day is not fixed", "https://web.archive.org/web/20210405/https://news.example/",
	 "https://news.example/", NULL, NULL},
	{"13 digits are not fixed",
	 "https://web.archive.org/web/2021040512000/https://news.example/", "https://news.example/",
	 NULL, NULL},
	{"15 digits are not fixed",
	 "https://web.archive.org/web/202104051200000/https://news.example/",
	 "https://news.example/", NULL, NULL},
	{"no timestamp is not fixed", "https://web.archive.org/web/https://news.example/",
	 "https://news.example/", NULL, NULL},
	{"a year before the web is not fixed",
	 "https://web.archive.org/web/19890405120000/https://news.example/",
	 "https://news.example/", NULL, NULL},
	{"month 13 is not fixed",
	 "https://web.archive.org/web/20211305120000/https://news.example/",
	 "https://news.example/", NULL, NULL},
	{"30 February is not fixed",
	 "https://web.archive.org/web/20210230120000/https://news.example/",
	 "https://news.example/", NULL, NULL},
	{"29 February of a leap year is fixed",
	 "https://web.archive.org/web/20200229120000/https://news.example/",
	 "https://news.example/", "2020-02-29T12:00:00Z",
	 "https://web.archive.org/web/20200229120000id_/https://news.example/"},
	{"hour 24 is not fixed", "https://web.archive.org/web/20210405240000/https://news.example/",
	 "https://news.example/", NULL, NULL},
	{"minute 60 is not fixed",
	 "https://web.archive.org/web/20210405126000/https://news.example/",
	 "https://news.example/", NULL, NULL},
	{"a flag of many letters is none",
	 "https://web.archive.org/web/20210405120000evil_/https://news.example/",
	 "https://news.example/", NULL, NULL},
	{"a flag without its line is none",
	 "https://web.archive.org/web/20210405120000id/https://news.example/",
	 "https://news.example/", NULL, NULL},
	{"a copy of a copy is a copy of the page",
	 "https://web.archive.org/web/20210405120000/https://web.archive.org/web/20200101000000/"
	 "https://news.example/a",
	 "https://news.example/a", NOON,
	 "https://web.archive.org/web/20210405120000id_/https://web.archive.org/web/20200101000000/"
	 "https://news.example/a"},

	{"an ordinary page is no copy", "https://news.example/a", NULL, NULL, NULL},
	{"a page with an address in its query is no copy",
	 "https://news.example/?to=https://other.example/", NULL, NULL, NULL},
	{"a page with 14 digits in its path is no copy", "https://news.example/20210405120000/a",
	 NULL, NULL, NULL},
	{"nothing is no copy", "", NULL, NULL, NULL},
	{"an address alone behind a slash is no copy", "/https://news.example/", NULL, NULL, NULL},
	{"words are no copy", "the archive has it", NULL, NULL, NULL},
};

static void check_row(void **state)
{
	const struct row *row = ROW(struct row);
	DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();
	struct dkt_archived archived;
	char time[DKT_TIME_SIZE];

	assert_int_equal(dkt_archive_parse(arena, row->url, &archived), row->original != NULL);
	if (row->original == NULL)
		return;
	assert_string_equal(archived.original, row->original);
	assert_int_equal(archived.fixed, row->time != NULL);
	if (row->time != NULL) {
		dkt_time_format(archived.time, time);
		assert_string_equal(time, row->time);
	}
	if (row->raw == NULL)
		assert_null(archived.raw);
	else
		assert_string_equal(archived.raw, row->raw);
}

/* --- dates of HTTP --- */

struct date_row {
	const char *name;
	const char *text;
	const char *time; /* NULL: refused */
};

static const struct date_row date_rows[] = {
	{"a date", "Thu, 31 May 2007 20:35:00 GMT", "2007-05-31T20:35:00Z"},
	{"the first second of 1996", "Mon, 01 Jan 1996 00:00:00 GMT", "1996-01-01T00:00:00Z"},
	{"the last second of a year", "Fri, 31 Dec 2021 23:59:59 GMT", "2021-12-31T23:59:59Z"},
	{"29 February of a leap year", "Sat, 29 Feb 2020 12:00:00 GMT", "2020-02-29T12:00:00Z"},
	{"29 February of another year", "Mon, 29 Feb 2021 12:00:00 GMT", NULL},
	{"32 May", "Thu, 32 May 2007 20:35:00 GMT", NULL},
	{"day 0", "Thu, 00 May 2007 20:35:00 GMT", NULL},
	{"a month that does not exist", "Thu, 31 Mai 2007 20:35:00 GMT", NULL},
	{"hour 24", "Thu, 31 May 2007 24:35:00 GMT", NULL},
	{"minute 60", "Thu, 31 May 2007 20:60:00 GMT", NULL},
	{"a day of one digit", "Thu, 3 May 2007 20:35:00 GMT", NULL},
	{"another zone", "Thu, 31 May 2007 20:35:00 CET", NULL},
	{"no zone", "Thu, 31 May 2007 20:35:00", NULL},
	{"words behind it", "Thu, 31 May 2007 20:35:00 GMT or so", NULL},
	{"the form with hyphens", "Thu, 31-May-2007 20:35:00 GMT", NULL},
	{"points in the time", "Thu, 31 May 2007 20.35.00 GMT", NULL},
	{"the old form", "Thursday, 31-May-07 20:35:00 GMT", NULL},
	{"the form of asctime", "Thu May 31 20:35:00 2007", NULL},
	{"RFC 3339", "2007-05-31T20:35:00Z", NULL},
	{"letters for digits", "Thu, 3x May 2007 20:35:00 GMT", NULL},
	{"nothing", "", NULL},
};

static void check_date(void **state)
{
	const struct date_row *row = ROW(struct date_row);
	int64_t seconds;
	char time[DKT_TIME_SIZE];

	assert_int_equal(dkt_http_date_parse(row->text, &seconds), row->time != NULL);
	if (row->time == NULL)
		return;
	dkt_time_format(seconds, time);
	assert_string_equal(time, row->time);
}

/* --- the Link header --- */

struct link_row {
	const char *name;
	const char *header;
	const char *target; /* of rel="original"; NULL: none */
};

static const struct link_row link_rows[] = {
	{"one link", "<https://a.example/>; rel=\"original\"", "https://a.example/"},
	{"a relation without quotes", "<https://a.example/>; rel=original", "https://a.example/"},
	{"no space", "<https://a.example/>;rel=original", "https://a.example/"},
	{"spaces around the sign", "<https://a.example/> ; rel = \"original\"",
	 "https://a.example/"},
	{"capitals", "<https://a.example/>; REL=\"Original\"", "https://a.example/"},
	{"the first of several relations", "<https://a.example/>; rel=\"original timegate\"",
	 "https://a.example/"},
	{"the last of several relations", "<https://a.example/>; rel=\"timegate original\"",
	 "https://a.example/"},
	{"the second link",
	 "<https://t.example/>; rel=timegate, <https://a.example/>; rel=original",
	 "https://a.example/"},
	{"the first of two originals",
	 "<https://a.example/>; rel=original, <https://b.example/>; rel=original",
	 "https://a.example/"},
	{"a memento with a comma in its date in front",
	 "<https://m.example/>; rel=\"first memento\"; datetime=\"Thu, 31 May 2007 20:35:00 GMT\", "
	 "<https://a.example/>; rel=\"original\"",
	 "https://a.example/"},
	{"another parameter in front", "<https://a.example/>; type=\"text/html\"; rel=\"original\"",
	 "https://a.example/"},
	{"a comma in the address", "<https://a.example/x,y>; rel=original",
	 "https://a.example/x,y"},
	{"a semicolon in the address", "<https://a.example/x;y>; rel=original",
	 "https://a.example/x;y"},
	{"words of another parameter are no relation",
	 "<https://b.example/>; title=\"; rel=original\"; rel=next, <https://a.example/>; "
	 "rel=original",
	 "https://a.example/"},
	{"an angle in another parameter is no address",
	 "<https://b.example/>; title=\"<https://c.example/>; rel=original\", "
	 "<https://a.example/>; "
	 "rel=original",
	 "https://a.example/"},
	{"an escaped quotation mark does not end a parameter",
	 "<https://b.example/>; title=\"\\\"; rel=original; \", <https://a.example/>; rel=original",
	 "https://a.example/"},
	{"a parameter whose name ends in rel", "<https://b.example/>; xrel=original", NULL},
	{"a longer relation", "<https://b.example/>; rel=\"originals\"", NULL},
	{"a relation with a hyphen", "<https://b.example/>; rel=\"original-copy\"", NULL},
	{"only the first rel of a link counts", "<https://b.example/>; rel=next; rel=original",
	 NULL},
	{"no relation", "<https://b.example/>", NULL},
	{"an empty relation", "<https://b.example/>; rel=", NULL},
	{"an address that does not end", "<https://b.example/; rel=original", NULL},
	{"quotes that do not end", "<https://b.example/>; rel=\"original", "https://b.example/"},
	{"nothing", "", NULL},
	{"words", "rel=original", NULL},
};

static void check_link(void **state)
{
	const struct link_row *row = ROW(struct link_row);
	DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();
	const char *target = dkt_link_target(arena, row->header, "original");

	if (row->target == NULL) {
		assert_null(target);
		return;
	}
	assert_non_null(target);
	assert_string_equal(target, row->target);
}

int main(void)
{
	return rows_run("source/archive", rows, check_row) +
	       rows_run("source/archive/date", date_rows, check_date) +
	       rows_run("source/archive/link", link_rows, check_link);
}
