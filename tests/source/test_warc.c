/*
 * test_warc.c - web archives written by us, read by us, and read when somebody else wrote them
 * badly. tests/source/warcio.t has an independent reader look at what is written here too.
 */
#include <stdio.h>
#include <string.h>
#include <zlib.h>

#include "base/file.h"
#include "base/str.h"
#include "source/warc.h"
#include "support/rows.h"

#define HEAD "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
#define AT   INT64_C(1798761600123)

/* --- reading what others wrote --- */

#define RECORD(type, more, size, block)                                                            \
	"WARC/1.0\r\nWARC-Type: " type "\r\nWARC-Record-ID: <urn:uuid:1>\r\n" more                 \
	"Content-Length: " size "\r\n\r\n" block "\r\n\r\n"
#define HTTP_TYPE "Content-Type: application/http;msgtype=response\r\n"

struct read_row {
	const char *name;
	const char *bytes;
	size_t n;	   /* records before the end */
	const char *fault; /* NULL: a good end */
};

static const struct read_row read_rows[] = {
	{"nothing at all", "", 0, NULL},
	{"line ends alone", "\r\n\r\n", 0, NULL},
	{"one record", RECORD("warcinfo", "", "3", "abc"), 1, NULL},
	{"two records", RECORD("warcinfo", "", "3", "abc") RECORD("metadata", "", "0", ""), 2,
	 NULL},
	{"no line ends between two records",
	 "WARC/1.0\r\nContent-Length: 1\r\n\r\nxWARC/1.0\r\nContent-Length: 1\r\n\r\ny", 2, NULL},
	{"line feeds alone", "WARC/1.1\nWARC-Type: x\nContent-Length: 2\n\nab\n\n", 1, NULL},
	{"the last record lacks its line ends", "WARC/1.0\r\nContent-Length: 1\r\n\r\nx", 1, NULL},
	{"another format", "PK\x03\x04 something", 0,
	 "the archive ends within the headers of a record"},
	{"another format with lines", "HTTP/1.1 200 OK\r\n\r\n", 0,
	 "a record does not begin with WARC/"},
	{"no length", "WARC/1.0\r\nWARC-Type: x\r\n\r\nabc", 0,
	 "a record has no length, or is too large"},
	{"a length that is no number", RECORD("x", "", "3x", "abc"), 0,
	 "a record has no length, or is too large"},
	{"a length below zero", RECORD("x", "", "-3", "abc"), 0,
	 "a record has no length, or is too large"},
	{"a length beyond counting", RECORD("x", "", "99999999999999999999", "abc"), 0,
	 "a record has no length, or is too large"},
	{"a length beyond the cap", RECORD("x", "", "33554433", "abc"), 0,
	 "a record has no length, or is too large"},
	{"a length beyond the end", RECORD("x", "", "9999", "abc"), 0,
	 "the archive ends within a record"},
	{"an end among the headers", "WARC/1.0\r\nWARC-Type: x\r\nCont", 0,
	 "the archive ends within the headers of a record"},
	{"a good record, then nonsense", RECORD("warcinfo", "", "3", "abc") "nonsense\r\n", 1,
	 "a record does not begin with WARC/"},
	{"gzip cut short", "\x1F\x8B\x08\x00", 0, "the archive ends within a record"},
	{"gzip that is none", "\x1F\x8B\x08\xFFquay of Port Ansel, quay of Port Ansel", 0,
	 "the compression is damaged"},
};

static size_t read_all(const char *bytes, size_t size, char fault[128])
{
	struct dkt_warc *warc = dkt_warc_open(bytes, size);
	struct dkt_warc_record record;
	enum dkt_warc_state state;
	size_t n = 0;

	while ((state = dkt_warc_next(warc, &record)) == DKT_WARC_RECORD)
		n++;
	assert_int_equal(state == DKT_WARC_DAMAGED, dkt_warc_fault(warc)[0] != '\0');
	(void)snprintf(fault, 128, "%s", dkt_warc_fault(warc));
	/* asked again it says the same */
	assert_int_equal(dkt_warc_next(warc, &record), state);
	dkt_warc_close(warc);
	return n;
}

static void check_read(void **state)
{
	const struct read_row *row = ROW(struct read_row);
	size_t size = strlen(row->bytes);
	char fault[128];

	if (dkt_starts(row->name, "gzip cut"))
		size = 4;
	assert_int_equal(read_all(row->bytes, size, fault), row->n);
	assert_string_equal(fault, row->fault == NULL ? "" : row->fault);
}

/* --- caps --- */

static void deflate_all(const char *bytes, size_t size, struct dkt_buf *out)
{
	z_stream z = {0};
	char *room;

	assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY), Z_OK);
	z.next_in = (Bytef *)(uintptr_t)bytes;
	z.avail_in = (uInt)size;
	room = dkt_buf_room(out, deflateBound(&z, size));
	z.next_out = (Bytef *)room;
	z.avail_out = (uInt)deflateBound(&z, size);
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	dkt_buf_grew(out, z.total_out);
	(void)deflateEnd(&z);
}

static void a_head_without_end(void)
{
	struct dkt_buf bytes = DKT_BUF_INIT(1 << 24);
	struct dkt_buf squeezed = DKT_BUF_INIT(1 << 24);
	char fault[128];

	dkt_buf_adds(&bytes, "WARC/1.0\r\nX: ");
	dkt_buf_addn(&bytes, 1 << 22, 'x');
	assert_int_equal(read_all(dkt_buf_str(&bytes), bytes.size, fault), 0);
	assert_string_equal(fault, "the headers of a record are too long");
	deflate_all(dkt_buf_str(&bytes), bytes.size, &squeezed);
	assert_int_equal(read_all(dkt_buf_str(&squeezed), squeezed.size, fault), 0);
	assert_string_equal(fault, "the headers of a record are too long");
	dkt_buf_clear(&bytes);
	dkt_buf_clear(&squeezed);
}

static void headers_without_end(void)
{
	struct dkt_buf bytes = DKT_BUF_INIT(1 << 24);
	char fault[128];

	dkt_buf_adds(&bytes, "WARC/1.0\r\n");
	for (int i = 0; i < 1000; i++)
		dkt_buf_adds(&bytes, "X: y\r\n");
	dkt_buf_adds(&bytes, "Content-Length: 0\r\n\r\n");
	assert_int_equal(read_all(dkt_buf_str(&bytes), bytes.size, fault), 0);
	assert_string_equal(fault, "the headers of a record are too long");
	dkt_buf_clear(&bytes);
}

/* A gigabyte of small records in a member of a megabyte. */
static void a_bomb(void)
{
	struct dkt_buf bytes = DKT_BUF_INIT((size_t)1 << 26);
	struct dkt_buf squeezed = DKT_BUF_INIT((size_t)1 << 26);
	struct dkt_buf all = DKT_BUF_INIT((size_t)1 << 26);
	char fault[128];

	dkt_buf_adds(&bytes, "WARC/1.0\r\nContent-Length: 33554000\r\n\r\n");
	dkt_buf_addn(&bytes, 33554000, 'x');
	deflate_all(dkt_buf_str(&bytes), bytes.size, &squeezed);
	for (int i = 0; i < 40; i++)
		dkt_buf_add(&all, squeezed.bytes, squeezed.size);
	assert_true(read_all(dkt_buf_str(&all), all.size, fault) < 34);
	assert_string_equal(fault, "the archive is too large");
	dkt_buf_clear(&bytes);
	dkt_buf_clear(&squeezed);
	dkt_buf_clear(&all);
}

/* --- what we write --- */

static struct dkt_hop hop_of(const char *head, const char *raw, size_t raw_size)
{
	return (struct dkt_hop){.url = "https://news.example/%E6%9D%82?a=b",
				.status = 200,
				.at_ms = AT,
				.address = "127.0.0.1",
				.protocol = "h2",
				.request =
					"GET /%E6%9D%82?a=b HTTP/1.1\r\nHost: news.example\r\n\r\n",
				.request_size = 52,
				.head = head,
				.head_size = strlen(head),
				.raw = raw,
				.raw_size = raw_size};
}

static void all_sums_fit(const struct dkt_buf *written, size_t n_wanted)
{
	struct dkt_warc *warc = dkt_warc_open(dkt_buf_str(written), written->size);
	struct dkt_warc_record record;
	size_t n = 0;

	while (dkt_warc_next(warc, &record) == DKT_WARC_RECORD) {
		n++;
		assert_int_equal(dkt_warc_check(&record), DKT_WARC_SUM_GOOD);
		assert_int_equal(strlen(record.id), 47);
		assert_int_equal(strlen(record.date), 24);
	}
	assert_string_equal(dkt_warc_fault(warc), "");
	assert_int_equal(n, n_wanted);
	dkt_warc_close(warc);
}

/* One gzip member a record: as many as begin with the magic and inflate by themselves. */
static size_t count_members(const struct dkt_buf *written)
{
	const char *at = written->bytes;
	size_t left = written->size;
	size_t n = 0;

	while (left > 0) {
		char out[65536];
		z_stream z = {0};

		assert_int_equal(inflateInit2(&z, 15 + 16), Z_OK);
		z.next_in = (Bytef *)(uintptr_t)at;
		z.avail_in = (uInt)left;
		z.next_out = (Bytef *)out;
		z.avail_out = sizeof out;
		assert_int_equal(inflate(&z, Z_FINISH), Z_STREAM_END);
		assert_true(dkt_starts(out, "WARC/1.1\r\nWARC-Type: "));
		at += left - z.avail_in;
		left = z.avail_in;
		(void)inflateEnd(&z);
		n++;
	}
	return n;
}

static void a_hop_is_three_records(void)
{
	struct dkt_hop hop = hop_of(HEAD "Content-Length: 5\r\n\r\n", "quay\n", 5);
	struct dkt_buf out = DKT_BUF_INIT(1 << 20);
	struct dkt_warc_record record;
	char response[64];
	struct dkt_warc_writer *writer = dkt_warc_writer_new(&out);
	struct dkt_warc *warc;

	dkt_warc_put_info(writer, "a.warc.gz", AT, "https://docket.example/contact");
	dkt_warc_put_hop(writer, &hop, NULL, NULL, NULL);
	dkt_warc_writer_free(writer);
	all_sums_fit(&out, 4);
	assert_int_equal(count_members(&out), 4);
	warc = dkt_warc_open(dkt_buf_str(&out), out.size);
	assert_int_equal(dkt_warc_next(warc, &record), DKT_WARC_RECORD);
	assert_string_equal(record.type, "warcinfo");
	assert_int_equal(dkt_warc_next(warc, &record), DKT_WARC_RECORD);
	assert_string_equal(record.type, "response");
	assert_string_equal(record.target, hop.url);
	assert_string_equal(record.date, "2027-01-01T00:00:00.123Z");
	assert_string_equal(dkt_warc_header(&record, "warc-ip-address"), "127.0.0.1");
	(void)snprintf(response, sizeof response, "%s", record.id);
	assert_int_equal(dkt_warc_next(warc, &record), DKT_WARC_RECORD);
	assert_string_equal(record.type, "request");
	assert_string_equal(dkt_warc_header(&record, "warc-concurrent-to"), response);
	assert_int_equal(dkt_warc_next(warc, &record), DKT_WARC_RECORD);
	assert_string_equal(record.type, "metadata");
	assert_string_equal(dkt_warc_header(&record, "warc-refers-to"), response);
	assert_true(strstr(record.block, "protocol: h2\r\n") != NULL);
	dkt_warc_close(warc);
	dkt_buf_clear(&out);
}

static void a_revisit_has_no_body(void)
{
	struct dkt_hop hop = hop_of(HEAD "Content-Length: 5\r\n\r\n", "quay\n", 5);
	struct dkt_warc_ref ref = {.id = "<urn:uuid:6>",
				   .target = "https://news.example/first",
				   .date = "2026-01-01T00:00:00.000Z"};
	struct dkt_buf out = DKT_BUF_INIT(1 << 20);
	struct dkt_warc_record record;
	struct dkt_warc *warc;
	struct dkt_warc_writer *writer = dkt_warc_writer_new(&out);
	char digest[DKT_WARC_DIGEST_SIZE];

	dkt_warc_put_hop(writer, &hop, &ref, NULL, NULL);
	dkt_warc_writer_free(writer);
	all_sums_fit(&out, 3);
	warc = dkt_warc_open(dkt_buf_str(&out), out.size);
	assert_int_equal(dkt_warc_next(warc, &record), DKT_WARC_RECORD);
	assert_string_equal(record.type, "revisit");
	assert_int_equal(record.size, hop.head_size);
	dkt_warc_digest("quay\n", 5, digest);
	assert_string_equal(dkt_warc_header(&record, "warc-payload-digest"), digest);
	assert_string_equal(dkt_warc_header(&record, "warc-refers-to-target-uri"), ref.target);
	assert_string_equal(dkt_warc_header(&record, "warc-refers-to-date"), ref.date);
	assert_string_equal(dkt_warc_header(&record, "warc-profile"),
			    "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest");
	dkt_warc_close(warc);
	dkt_buf_clear(&out);
}

static void digests_of_the_standards(void)
{
	char digest[DKT_WARC_DIGEST_SIZE];

	dkt_warc_digest("", 0, digest);
	assert_string_equal(digest, "sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ");
	dkt_warc_digest("abc", 3, digest);
	assert_string_equal(digest, "sha1:VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE5");
}

static void a_changed_byte_is_noticed(void)
{
	static const char bytes[] =
		RECORD("response",
		       HTTP_TYPE "WARC-Payload-Digest: sha1:VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE5\r\n",
		       "22", "HTTP/1.1 200 OK\r\n\r\nabc");
	char changed[sizeof bytes];
	struct dkt_warc_record record;
	struct dkt_warc *warc;

	warc = dkt_warc_open(bytes, sizeof bytes - 1);
	assert_int_equal(dkt_warc_next(warc, &record), DKT_WARC_RECORD);
	assert_int_equal(dkt_warc_check(&record), DKT_WARC_SUM_GOOD);
	dkt_warc_close(warc);
	memcpy(changed, bytes, sizeof bytes);
	changed[sizeof bytes - 6] = 'd';
	warc = dkt_warc_open(changed, sizeof changed - 1);
	assert_int_equal(dkt_warc_next(warc, &record), DKT_WARC_RECORD);
	assert_int_equal(dkt_warc_check(&record), DKT_WARC_SUM_WRONG);
	dkt_warc_close(warc);
}

/* --- answers out of records --- */

struct answer_row {
	const char *name;
	const char *head; /* behind the status line */
	const char *raw;
	size_t size; /* 0: strlen */
	enum dkt_fetched outcome;
	const char *body;
};

static const struct answer_row answer_rows[] = {
	{"a plain body", "\r\n", "quay", 0, DKT_FETCHED, "quay"},
	{"chunks as they were sent", "Transfer-Encoding: chunked\r\n\r\n",
	 "2\r\nqu\r\n2\r\nay\r\n0\r\n\r\n", 0, DKT_FETCHED, "quay"},
	{"chunks that the record already lost", "Transfer-Encoding: chunked\r\n\r\n", "quay", 0,
	 DKT_BROKEN, ""},
	{"a coding that is not known", "Content-Encoding: br\r\n\r\n", "quay", 0, DKT_BROKEN, ""},
	{"gzip that is none is taken as it is", "Content-Encoding: gzip\r\n\r\n", "quay", 0,
	 DKT_FETCHED, "quay"},
};

static void check_answer(void **state)
{
	const struct answer_row *row = ROW(struct answer_row);
	DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();
	char *block = dkt_arena_printf(arena, "HTTP/1.1 200 OK\r\n%s%s", row->head, row->raw);
	struct dkt_warc_record record = {.type = "response",
					 .target = "https://news.example/",
					 .content_type = "application/http; msgtype=response",
					 .block = block,
					 .size = strlen(block)};
	struct dkt_answer answer;

	assert_true(dkt_warc_answer(arena, &record, &answer));
	assert_int_equal(answer.outcome, row->outcome);
	assert_int_equal(answer.status, 200);
	assert_string_equal(answer.body, row->body);
}

struct plain_row {
	const char *name;
	void (*check)(void);
};

static const struct plain_row plain_rows[] = {
	{"a header without end is given up", a_head_without_end},
	{"headers without end are given up", headers_without_end},
	{"a bomb of records is given up", a_bomb},
	{"a hop is a response, a request and metadata, a member each", a_hop_is_three_records},
	{"a revisit names what it refers to and has no body", a_revisit_has_no_body},
	{"digests are SHA-1 in base 32", digests_of_the_standards},
	{"a changed byte is noticed", a_changed_byte_is_noticed},
};

static void check_plain(void **state)
{
	ROW(struct plain_row)->check();
}

int main(void)
{
	return rows_run("source/warc/read", read_rows, check_read) +
	       rows_run("source/warc/answer", answer_rows, check_answer) +
	       rows_run("source/warc", plain_rows, check_plain);
}
