/*
 * test_capture.c - own copies of pages of the invented web: stored once, read back the same.
 *
 * With DOCKET_KEEP_WARCS the archives are written below that folder and stay, for an independent
 * reader (warcio.t).
 */
#include <ftw.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/str.h"
#include "source/capture.h"
#include "source/warc.h"
#include "support/rows.h"
#include "support/web.h"

#define DAY_MS INT64_C(86400000)
#define NOW_MS INT64_C(1798761600000) /* 2027-01-01 */

static int folders;

static struct dkt_captures captures_new(struct dkt_arena *arena)
{
	const char *keep = getenv("DOCKET_KEEP_WARCS");

	return (struct dkt_captures){
		.folder = dkt_arena_printf(arena, "%s/archive-%d",
					   keep == NULL ? test_web_dir() : keep, ++folders),
		.contact = "https://docket.example/contact"};
}

static void take(void *data, const struct dkt_request *request, const struct dkt_answer *answer)
{
	struct dkt_answer *out = data;

	(void)request;
	*out = *answer;
}

static void fetch_at(struct dkt_arena *arena, const char *url, int64_t now_ms,
		     struct dkt_answer *out)
{
	struct dkt_fetch_policy policy = {.now_ms = now_ms};
	struct dkt_fetcher *f = dkt_fetcher_new(test_web_net(), &policy);
	struct dkt_request request = {.url = url, .follow = true, .keep = true, .arena = arena};

	dkt_fetcher_add(f, &request);
	dkt_fetcher_run(f, 0, take, out);
	dkt_fetcher_free(f);
}

/* What the segments of a folder hold: records by type, all whole and with sums that fit. */
struct held {
	size_t responses;
	size_t revisits;
	size_t segments;
};

static struct held *holds;

static void count_records(const char *path)
{
	struct dkt_buf bytes = DKT_BUF_INIT(1 << 28);
	struct dkt_err err = DKT_ERR_INIT;
	struct dkt_warc_record record;
	enum dkt_warc_state state;
	struct dkt_warc *warc;

	assert_int_equal(dkt_file_read(path, 1 << 28, &bytes, &err), 0);
	warc = dkt_warc_open(dkt_buf_str(&bytes), bytes.size);
	while ((state = dkt_warc_next(warc, &record)) == DKT_WARC_RECORD) {
		assert_int_equal(dkt_warc_check(&record), DKT_WARC_SUM_GOOD);
		holds->responses += dkt_streq(record.type, "response");
		holds->revisits += dkt_streq(record.type, "revisit");
	}
	assert_int_equal(state, DKT_WARC_END);
	dkt_warc_close(warc);
	dkt_buf_clear(&bytes);
}

static int count_file(const char *path, const struct stat *info, int type, struct FTW *where)
{
	(void)info;
	(void)where;
	if (type == FTW_F && dkt_ends(path, ".warc.gz")) {
		holds->segments++;
		count_records(path);
	}
	return 0;
}

static struct held held_in(const char *folder)
{
	struct held held = {0};

	holds = &held;
	(void)nftw(folder, count_file, 16, FTW_PHYS);
	return held;
}

static void put(const struct dkt_captures *captures, const struct dkt_answer *answer,
		struct dkt_kept *kept)
{
	struct dkt_err err = DKT_ERR_INIT;

	assert_int_equal(dkt_capture_put(captures, answer, kept, &err), 0);
}

/* --- kept and read back --- */

struct row {
	const char *name;
	const char *url;
};

static const struct row rows[] = {
	{"a page", "https://news.example/2019/06/bridge-lab"},
	{"a page over http", "http://news.example/2019/06/bridge-lab"},
	{"a compressed page", "https://news.example/gzip"},
	{"a page that claims to be compressed", "https://news.example/gzip-broken"},
	{"a page in GBK", "https://zh-news.example/2022/kite.html"},
	{"a Chinese path", "https://zh-news.example/%E6%9D%82%E8%AE%B0"},
	{"a PDF", "https://news.example/report.pdf"},
	{"an empty page", "https://news.example/empty"},
	{"a 404", "https://news.example/gone"},
	{"four redirects and what they lead to", "https://redirect.example/chain/1"},
	{"a redirect to another host", "https://redirect.example/cross"},
	{"chunks", "http://raw.example/chunks"},
	{"chunks with an extension and a trailer", "http://raw.example/chunks-late"},
	{"line feeds alone", "http://raw.example/line-feeds"},
	{"a folded header", "http://raw.example/folded"},
	{"HTTP/1.0", "http://raw.example/http-1.0"},
	{"early hints", "http://raw.example/early-hints"},
	{"five megabytes", "https://huge.example/declared-5mb"},
};

static void check_row(void **state)
{
	const struct row *row = ROW(struct row);
	DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();
	struct dkt_captures captures = captures_new(arena);
	struct dkt_err err = DKT_ERR_INIT;
	struct dkt_capture back;
	struct dkt_answer answer;
	struct dkt_kept kept;

	fetch_at(arena, row->url, NOW_MS, &answer);
	assert_int_equal(answer.outcome, DKT_FETCHED);
	put(&captures, &answer, &kept);
	assert_true(kept.fresh);
	assert_int_equal(held_in(captures.folder).segments, 1);
	assert_int_equal(held_in(captures.folder).responses, answer.n_hops);
	assert_int_equal(dkt_captures_sync(&captures, &err), 0);
	assert_int_equal(dkt_capture_find(arena, captures.folder, kept.key, &back, &err), 0);
	assert_string_equal(back.url, answer.final_url);
	assert_int_equal(back.answer.status, answer.status);
	assert_int_equal(back.answer.size, answer.size);
	assert_memory_equal(back.answer.body, answer.body, answer.size);
	assert_string_equal(back.key, kept.key);
	assert_false(back.sum_wrong);
	assert_false(back.revisit);
}

/* --- once --- */

static void the_same_again(void)
{
	DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();
	struct dkt_captures captures = captures_new(arena);
	struct dkt_err err = DKT_ERR_INIT;
	struct dkt_answer answer;
	struct dkt_capture back;
	struct dkt_kept first;
	struct dkt_kept kept;

	assert_int_equal(dkt_captures_open(&captures, &err), 0);
	fetch_at(arena, "https://news.example/curly", NOW_MS, &answer);
	put(&captures, &answer, &first);
	assert_true(first.fresh);
	/* the same day: nothing more */
	for (int i = 0; i < 2; i++) {
		put(&captures, &answer, &kept);
		assert_false(kept.fresh);
		assert_string_equal(kept.key, first.key);
		assert_int_equal(held_in(captures.folder).revisits, 0);
	}
	/* another day: a revisit, once */
	fetch_at(arena, "https://news.example/curly", NOW_MS + DAY_MS, &answer);
	for (int i = 0; i < 2; i++) {
		put(&captures, &answer, &kept);
		assert_false(kept.fresh);
		assert_int_equal(held_in(captures.folder).revisits, 1);
	}
	/* which reads as the page */
	assert_int_equal(
		dkt_capture_latest(&captures, arena, "https://news.example/curly", &back, &err), 0);
	assert_true(back.revisit);
	assert_int_equal(back.answer.size, answer.size);
	assert_memory_equal(back.answer.body, answer.body, answer.size);
	assert_true(dkt_starts(back.date, "2027-01-02T"));
	dkt_captures_close(&captures);
}

static void the_same_elsewhere(void)
{
	DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();
	struct dkt_captures captures = captures_new(arena);
	struct dkt_answer answer;
	struct dkt_kept first;
	struct dkt_kept kept;

	fetch_at(arena, "https://redirect.example/arrived", NOW_MS, &answer);
	put(&captures, &answer, &first);
	fetch_at(arena, "https://redirect.example/chain/1", NOW_MS, &answer);
	assert_int_equal(answer.n_hops, 5);
	put(&captures, &answer, &kept);
	assert_false(kept.fresh);
	assert_string_equal(kept.key, first.key);
	assert_int_equal(held_in(captures.folder).segments, 1);
	assert_int_equal(held_in(captures.folder).responses, 1 + 4);
	assert_int_equal(held_in(captures.folder).revisits, 1);
}

/* Asked with what the last capture says, the host has nothing new: a revisit of that capture. */
static void not_modified(void)
{
	DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();
	struct dkt_captures captures = captures_new(arena);
	struct dkt_request request = {.url = "https://news.example/curly", .keep = true};
	struct dkt_err err = DKT_ERR_INIT;
	struct dkt_capture before;
	struct dkt_capture back;
	struct dkt_answer answer;
	struct dkt_kept first;
	struct dkt_kept kept;

	fetch_at(arena, request.url, NOW_MS, &answer);
	put(&captures, &answer, &first);
	assert_int_equal(dkt_capture_latest(&captures, arena, request.url, &before, &err), 0);
	assert_string_equal(before.url, request.url);
	assert_string_equal(before.key, first.key);
	assert_non_null(dkt_answer_header(&before.answer, "content-type"));
	/* the same hop as a host would answer it a day later */
	answer.status = 304;
	answer.hops = &(struct dkt_hop){.url = request.url,
					.status = 304,
					.at_ms = NOW_MS + DAY_MS,
					.address = "127.0.0.1",
					.protocol = "http/1.1",
					.request = "GET /curly HTTP/1.1\r\n\r\n",
					.request_size = 23,
					.head = "HTTP/1.1 304 Not Modified\r\n\r\n",
					.head_size = 29,
					.raw = ""};
	answer.n_hops = 1;
	put(&captures, &answer, &kept);
	assert_true(kept.unchanged);
	assert_false(kept.fresh);
	assert_string_equal(kept.key, first.key);
	assert_int_equal(held_in(captures.folder).revisits, 1);
	assert_int_equal(dkt_capture_latest(&captures, arena, request.url, &back, &err), 0);
	assert_true(back.revisit);
	assert_int_equal(back.answer.status, 200);
	assert_int_equal(back.answer.size, before.answer.size);
	assert_memory_equal(back.answer.body, before.answer.body, before.answer.size);
	/* nothing is known of another address */
	assert_int_equal(dkt_capture_latest(&captures, arena, "https://news.example/", &back, &err),
			 0);
	assert_null(back.url);
}

static void what_is_not_kept(void)
{
	static const char *const urls[] = {"https://no-such.example/", "https://huge.example/bomb",
					   "https://redirect.example/to-private",
					   "https://news.example/etag"};
	DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();
	struct dkt_captures captures = captures_new(arena);
	struct dkt_answer answer;
	struct dkt_kept kept;

	for (size_t i = 0; i < sizeof urls / sizeof urls[0]; i++) {
		fetch_at(arena, urls[i], NOW_MS, &answer);
		put(&captures, &answer, &kept);
		assert_string_equal(kept.key, "");
	}
	assert_int_equal(held_in(captures.folder).responses, 0);
}

static void no_place_to_write(void)
{
	DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();
	struct dkt_captures captures = {.folder = "/dev/null/archive"};
	struct dkt_err err = DKT_ERR_INIT;
	struct dkt_answer answer;
	struct dkt_kept kept;

	fetch_at(arena, "https://news.example/split", NOW_MS, &answer);
	assert_int_equal(dkt_capture_put(&captures, &answer, &kept, &err), -1);
	assert_int_equal(err.code, DKT_EIO);
	dkt_err_clear(&err);
}

struct plain_row {
	const char *name;
	void (*check)(void);
};

static const struct plain_row plain_rows[] = {
	{"the same content again is a revisit, once a day", the_same_again},
	{"the same content under another address is a revisit", the_same_elsewhere},
	{"what the host says is unchanged is a revisit of the capture before", not_modified},
	{"what was not fetched is not kept", what_is_not_kept},
	{"no place to write is an error", no_place_to_write},
};

static void check_plain(void **state)
{
	ROW(struct plain_row)->check();
}

int main(void)
{
	int failed;

	if (!test_web_start(NULL)) {
		test_web_stop();
		return 77;
	}
	failed = rows_run("source/capture", rows, check_row) +
		 rows_run("source/capture/once", plain_rows, check_plain);
	test_web_stop();
	return failed;
}
