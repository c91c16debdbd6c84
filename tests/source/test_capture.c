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

static size_t n_files;

static int count_file(const char *path, const struct stat *info, int type, struct FTW *where)
{
	(void)info;
	(void)where;
	if (type == FTW_F) {
		assert_true(dkt_ends(path, ".warc.gz"));
		n_files++;
	}
	return 0;
}

static size_t files_in(const char *folder)
{
	n_files = 0;
	(void)nftw(folder, count_file, 16, FTW_PHYS);
	return n_files;
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
	assert_int_equal(files_in(captures.folder), 1);
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
	char url[DKT_SHA256_HEX];

	fetch_at(arena, "https://news.example/curly", NOW_MS, &answer);
	put(&captures, &answer, &first);
	assert_true(first.fresh);
	/* the same day: one more file, a revisit; then nothing more */
	for (int i = 0; i < 2; i++) {
		put(&captures, &answer, &kept);
		assert_false(kept.fresh);
		assert_string_equal(kept.key, first.key);
		assert_int_equal(files_in(captures.folder), 2);
	}
	/* another day: another */
	fetch_at(arena, "https://news.example/curly", NOW_MS + DAY_MS, &answer);
	put(&captures, &answer, &kept);
	assert_int_equal(files_in(captures.folder), 3);
	/* a revisit reads as the page */
	dkt_sha256_hex(answer.hops[0].url, strlen(answer.hops[0].url), url);
	assert_int_equal(dkt_capture_open(arena, captures.folder,
					  dkt_arena_printf(arena, "%s/seen/2027-01-02/%s.warc.gz",
							   captures.folder, url),
					  &back, &err),
			 0);
	assert_true(back.revisit);
	assert_int_equal(back.answer.size, answer.size);
	assert_memory_equal(back.answer.body, answer.body, answer.size);
	assert_true(dkt_starts(back.date, "2027-01-02T"));
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
	assert_int_equal(files_in(captures.folder), 2);
}

static void what_a_crash_left(void)
{
	DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();
	struct dkt_captures captures = captures_new(arena);
	struct dkt_err err = DKT_ERR_INIT;
	struct dkt_buf bytes = DKT_BUF_INIT(1 << 24);
	struct dkt_answer answer;
	struct dkt_capture back;
	struct dkt_kept kept;
	const char *path;

	fetch_at(arena, "https://news.example/split", NOW_MS, &answer);
	put(&captures, &answer, &kept);
	path = dkt_arena_printf(arena, "%s/%.2s/%s.warc.gz", captures.folder, kept.key, kept.key);
	assert_int_equal(dkt_file_read(path, 1 << 24, &bytes, &err), 0);
	assert_int_equal(dkt_file_write(path, dkt_buf_str(&bytes), bytes.size / 2, &err), 0);
	assert_int_equal(dkt_capture_find(arena, captures.folder, kept.key, &back, &err), -1);
	dkt_err_clear(&err);
	put(&captures, &answer, &kept);
	assert_true(kept.fresh);
	assert_int_equal(dkt_capture_find(arena, captures.folder, kept.key, &back, &err), 0);
	assert_memory_equal(back.answer.body, answer.body, answer.size);
	dkt_buf_clear(&bytes);
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
	assert_int_equal(files_in(captures.folder), 0);
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
	{"a file cut short by a crash is written again", what_a_crash_left},
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
