/*
 * test_http.c - dates, Retry-After, header lines; bodies in chunks and gzip, whole and in pieces.
 */
#include <string.h>
#include <zlib.h>

#include "base/str.h"
#include "source/entity.h"
#include "source/http.h"
#include "support/rows.h"

#define NOW	 INT64_C(1798761600) /* 2027-01-01 */
#define EXAMPLE	 INT64_C(784111777)  /* 1994-11-06T08:49:37Z */
#define NO	 INT64_C(-1)
#define YEAR	 (366 * INT64_C(86400))
#define MAX_BODY ((size_t)2 << 20)

/* --- dates --- */

struct date_row {
	const char *name;
	const char *text;
	int64_t at; /* NO: none */
};

static const struct date_row date_rows[] = {
	{"the form that is sent", "Sun, 06 Nov 1994 08:49:37 GMT", EXAMPLE},
	{"the form of RFC 850", "Sunday, 06-Nov-94 08:49:37 GMT", EXAMPLE},
	{"a year of two digits that is to come", "Saturday, 06-Nov-32 08:49:37 GMT",
	 INT64_C(1983343777)},
	{"a year of two digits, fifty years ahead", "Friday, 06-Nov-76 08:49:37 GMT",
	 INT64_C(3371878177)},
	{"the form of the C library", "Sun Nov  6 08:49:37 1994", EXAMPLE},
	{"the form of the C library, two digits", "Wed Nov 16 08:49:37 1994", EXAMPLE + 10 * 86400},
	{"a day that is none", "Sun, 31 Feb 1994 08:49:37 GMT", NO},
	{"another zone", "Sun, 06 Nov 1994 08:49:37 CET", NO},
	{"an hour too many", "Sun Nov  6 24:49:37 1994", NO},
	{"RFC 3339", "1994-11-06T08:49:37Z", NO},
	{"cut off", "Sunday, 06-Nov-94 08:49", NO},
	{"nothing", "", NO},
};

static void check_date(void **state)
{
	const struct date_row *row = ROW(struct date_row);
	int64_t at = NO;

	assert_int_equal(dkt_http_any_date(row->text, NOW, &at), row->at != NO);
	assert_true(at == row->at);
}

static const struct date_row wait_rows[] = {
	{"seconds", "120", NOW + 120},
	{"no seconds", "0", NOW},
	{"a week", "604800", NOW + 604800},
	{"more than a year is a year", "99999999", NOW + YEAR},
	{"more than can be counted is a year", "99999999999999999999999", NOW + YEAR},
	{"a date", "Fri, 01 Jan 2027 00:01:00 GMT", NOW + 60},
	{"a date in an old form", "Friday, 01-Jan-27 00:01:00 GMT", NOW + 60},
	{"a date that is past is now", "Sun, 06 Nov 1994 08:49:37 GMT", NOW},
	{"a date far away is a year", "Fri, 31 Dec 9999 23:59:59 GMT", NOW + YEAR},
	{"less than none", "-5", NO},
	{"a fraction", "1.5", NO},
	{"words", "soon", NO},
	{"nothing", "", NO},
};

static void check_wait(void **state)
{
	const struct date_row *row = ROW(struct date_row);
	int64_t at = NO;

	assert_int_equal(dkt_retry_after(row->text, NOW, &at), row->at != NO);
	assert_true(at == row->at);
}

/* --- header lines --- */

struct header_row {
	const char *name;
	const char *line;
	const char *field; /* NULL: none */
	const char *value;
};

static const struct header_row header_rows[] = {
	{"a header", "Server: quay\r\n", "Server", "quay"},
	{"no blank", "Server:quay", "Server", "quay"},
	{"blanks around", "Server: \t quay \t\r\n", "Server", "quay"},
	{"no value", "Server:\r\n", "Server", ""},
	{"colons in the value", "Link: <https://a.example/>", "Link", "<https://a.example/>"},
	{"a folded line", " more: of it\r\n", NULL, NULL},
	{"no colon", "HTTP/1.1 200 OK\r\n", NULL, NULL},
	{"no name", ": quay\r\n", NULL, NULL},
	{"nothing", "", NULL, NULL},
};

static void check_header(void **state)
{
	const struct header_row *row = ROW(struct header_row);
	const char *value;
	size_t value_size;
	size_t name_size;
	bool good = dkt_http_header(row->line, strlen(row->line), &name_size, &value, &value_size);

	assert_int_equal(good, row->field != NULL);
	if (!good)
		return;
	assert_true(dkt_memeqs(row->line, name_size, row->field));
	assert_true(dkt_memeqs(value, value_size, row->value));
}

/* --- bodies --- */

struct body_row {
	const char *name;
	const char *transfer;
	const char *raw;
	enum dkt_entity_state state;
	const char *body;
};

static const struct body_row body_rows[] = {
	{"plain", NULL, "quay", DKT_ENTITY_GOOD, "quay"},
	{"identity", "identity", "quay", DKT_ENTITY_GOOD, "quay"},
	{"nothing", NULL, "", DKT_ENTITY_GOOD, ""},
	{"one chunk", "chunked", "4\r\nquay\r\n0\r\n\r\n", DKT_ENTITY_GOOD, "quay"},
	{"capitals", "Chunked", "4\r\nquay\r\n0\r\n\r\n", DKT_ENTITY_GOOD, "quay"},
	{"hexadecimal sizes", "chunked", "A\r\nquay quay \r\n0b\r\nquay quay..\r\n0\r\n\r\n",
	 DKT_ENTITY_GOOD, "quay quay quay quay.."},
	{"no chunk", "chunked", "0\r\n\r\n", DKT_ENTITY_GOOD, ""},
	{"extensions", "chunked", "4;a=\"b\";c\r\nquay\r\n0;d\r\n\r\n", DKT_ENTITY_GOOD, "quay"},
	{"a trailer", "chunked", "4\r\nquay\r\n0\r\nExpires: never\r\nX: y\r\n\r\n",
	 DKT_ENTITY_GOOD, "quay"},
	{"line feeds alone", "chunked", "4\nquay\n0\n\n", DKT_ENTITY_GOOD, "quay"},
	{"bytes behind the end are left out", "chunked", "4\r\nquay\r\n0\r\n\r\nmore",
	 DKT_ENTITY_GOOD, "quay"},
	{"no last chunk", "chunked", "4\r\nquay\r\n", DKT_ENTITY_CHUNKS, "quay"},
	{"no end behind the last chunk", "chunked", "4\r\nquay\r\n0\r\n", DKT_ENTITY_CHUNKS,
	 "quay"},
	{"a chunk longer than it says", "chunked", "3\r\nquay\r\n0\r\n\r\n", DKT_ENTITY_CHUNKS,
	 "qua"},
	{"a chunk that ends too soon", "chunked", "9\r\nquay", DKT_ENTITY_CHUNKS, "quay"},
	{"no size", "chunked", "\r\nquay\r\n", DKT_ENTITY_CHUNKS, ""},
	{"a size that is none", "chunked", "quay\r\n", DKT_ENTITY_CHUNKS, ""},
	{"a size below zero", "chunked", "-4\r\nquay\r\n0\r\n\r\n", DKT_ENTITY_CHUNKS, ""},
	{"a size beyond counting", "chunked", "ffffffffffffffff\r\nquay\r\n", DKT_ENTITY_CHUNKS,
	 ""},
	{"two codings", "gzip, chunked", "0\r\n\r\n", DKT_ENTITY_CODING, ""},
};

static void check_body(void **state)
{
	const struct body_row *row = ROW(struct body_row);
	size_t size = strlen(row->raw);

	for (size_t step = 1; step <= size + 1; step++) {
		struct dkt_entity *e = dkt_entity_new(row->transfer, NULL, MAX_BODY);
		const char *body;
		size_t body_size;

		for (size_t i = 0; i < size; i += step) {
			if (!dkt_entity_add(e, row->raw + i, size - i < step ? size - i : step))
				break;
		}
		assert_int_equal(dkt_entity_end(e, &body, &body_size), row->state);
		assert_true(dkt_memeqs(body, body_size, row->body));
		dkt_entity_free(e);
	}
}

/* --- gzip --- */

static size_t gzip(const char *bytes, size_t size, unsigned char *out, size_t room)
{
	z_stream z = {0};

	assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY), Z_OK);
	z.next_in = (Bytef *)(uintptr_t)bytes;
	z.avail_in = (uInt)size;
	z.next_out = out;
	z.avail_out = (uInt)room;
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	(void)deflateEnd(&z);
	return room - z.avail_out;
}

static void decodes(const char *raw, size_t size, size_t step, enum dkt_entity_state wanted,
		    const char *body_wanted)
{
	struct dkt_entity *e = dkt_entity_new(NULL, "gzip", MAX_BODY);
	const char *body;
	size_t body_size;

	for (size_t i = 0; i < size; i += step) {
		if (!dkt_entity_add(e, raw + i, size - i < step ? size - i : step))
			break;
	}
	assert_int_equal(dkt_entity_end(e, &body, &body_size), wanted);
	if (body_wanted != NULL)
		assert_true(dkt_memeqs(body, body_size, body_wanted));
	dkt_entity_free(e);
}

static void members(void)
{
	char raw[256] = {0};
	size_t one = gzip("quay ", 5, (unsigned char *)raw, sizeof raw);
	size_t two = one + gzip("of oak", 6, (unsigned char *)raw + one, sizeof raw - one);

	for (size_t step = 1; step < two + 4; step++) {
		decodes(raw, one, step, DKT_ENTITY_GOOD, "quay ");
		decodes(raw, two, step, DKT_ENTITY_GOOD, "quay of oak");
		decodes(raw, two + 9, step, DKT_ENTITY_GOOD, "quay of oak"); /* zeros behind */
		decodes(raw, one - 3, step, DKT_ENTITY_GZIP, NULL);
		decodes(raw, two - 1, step, DKT_ENTITY_GZIP, NULL);
	}
	raw[one - 6] ^= 1; /* its checksum */
	decodes(raw, one, one, DKT_ENTITY_GZIP, NULL);
}

static void no_gzip_at_all(void)
{
	decodes("q", 1, 1, DKT_ENTITY_GOOD, "q");
	decodes("quay", 4, 1, DKT_ENTITY_GOOD, "quay");
	decodes("\x1F", 1, 1, DKT_ENTITY_GOOD, "\x1F");
	decodes("\x1Fquay", 5, 3, DKT_ENTITY_GOOD, "\x1Fquay");
	decodes("", 0, 1, DKT_ENTITY_GOOD, "");
}

static void bombs(void)
{
	size_t size = (size_t)8 << 20;
	char *zeros = calloc(1, size);
	unsigned char *raw = malloc(1 << 20);
	size_t squeezed;

	assert_non_null(zeros);
	assert_non_null(raw);
	squeezed = gzip(zeros, size, raw, 1 << 20);
	decodes((char *)raw, squeezed, 4096, DKT_ENTITY_LARGE, NULL); /* over the cap */
	squeezed = gzip(zeros, (size_t)3 << 19, raw, 1 << 20);
	decodes((char *)raw, squeezed, 4096, DKT_ENTITY_LARGE, NULL); /* a thousand to one */
	squeezed = gzip(zeros, (size_t)1 << 19, raw, 1 << 20);
	decodes((char *)raw, squeezed, 4096, DKT_ENTITY_GOOD, NULL); /* small enough to bear */
	free(zeros);
	free(raw);
}

struct plain_row {
	const char *name;
	void (*check)(void);
};

static const struct plain_row plain_rows[] = {
	{"members, cut anywhere", members},
	{"what only claims to be gzip is taken as it is", no_gzip_at_all},
	{"bombs are noticed", bombs},
};

static void check_plain(void **state)
{
	ROW(struct plain_row)->check();
}

int main(void)
{
	return rows_run("source/http/date", date_rows, check_date) +
	       rows_run("source/http/retry-after", wait_rows, check_wait) +
	       rows_run("source/http/header", header_rows, check_header) +
	       rows_run("source/entity", body_rows, check_body) +
	       rows_run("source/entity/gzip", plain_rows, check_plain);
}
