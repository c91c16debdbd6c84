/*
 * test_capture_store.c - own copies when things go wrong: killed writers, torn tails, a lost index,
 * two writers at once, purging.
 */
#include <dirent.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/str.h"
#include "source/capture.h"
#include "source/warc.h"
#include "support/rows.h"

#define NOW_MS	 INT64_C(1798761600000) /* 2027-01-01 */
#define DAY_MS	 INT64_C(86400000)
#define MAX_FILE ((size_t)1 << 28)

/* --- pages that nobody fetched --- */

struct page {
	struct dkt_hop hop;
	struct dkt_answer answer;
};

/* Page n has content n at an address of its own; 4 KB that do not compress well. */
static void make_page(struct dkt_arena *arena, unsigned n, const char *host, struct page *out)
{
	char *body = DKT_NEW_N(arena, char, 4096);
	uint32_t x = n * 2654435761U + 1;

	for (size_t i = 0; i < 4096; i++) {
		x = x * 1664525U + 1013904223U;
		body[i] = (char)('0' + (x >> 26));
	}
	(void)snprintf(body, 32, "page %u\n", n);
	memset(out, 0, sizeof *out);
	out->hop = (struct dkt_hop){.url = dkt_arena_printf(arena, "https://%s/%u", host, n),
				    .status = 200,
				    .at_ms = NOW_MS + n,
				    .address = "127.0.0.1",
				    .protocol = "http/1.1",
				    .request = "GET / HTTP/1.1\r\n\r\n",
				    .request_size = 18,
				    .head = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n",
				    .head_size = 45,
				    .raw = body,
				    .raw_size = 4096};
	out->answer = (struct dkt_answer){.outcome = DKT_FETCHED,
					  .reason = "",
					  .status = 200,
					  .final_url = out->hop.url,
					  .hops = &out->hop,
					  .n_hops = 1,
					  .body = body,
					  .size = 4096};
}

static void key_of(const struct page *page, char key[DKT_SHA256_HEX])
{
	dkt_sha256_hex(page->hop.raw, page->hop.raw_size, key);
}

static int put(const struct dkt_captures *captures, unsigned n, const char *host, bool *fresh)
{
	DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();
	struct dkt_err err = DKT_ERR_INIT;
	struct dkt_kept kept;
	struct page page;
	int result;

	make_page(arena, n, host, &page);
	result = dkt_capture_put(captures, &page.answer, &kept, &err);
	if (result < 0)
		(void)fprintf(stderr, "%s (%s)\n", err.text, err.notes);
	if (fresh != NULL)
		*fresh = kept.fresh;
	return result;
}

static bool is_there(const char *folder, unsigned n)
{
	DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();
	struct dkt_err err = DKT_ERR_INIT;
	struct dkt_capture capture;
	char key[DKT_SHA256_HEX];
	struct page page;

	make_page(arena, n, "a.example", &page);
	key_of(&page, key);
	if (dkt_capture_find(arena, folder, key, &capture, &err) < 0)
		return false;
	return !capture.sum_wrong && capture.answer.size == page.answer.size &&
	       memcmp(capture.answer.body, page.answer.body, page.answer.size) == 0;
}

/* --- folders --- */

static char base[4096];
static int folders;

static const char *new_folder(struct dkt_arena *arena)
{
	return dkt_arena_printf(arena, "%s/%d", base, ++folders);
}

static struct dkt_captures opened(const char *folder)
{
	struct dkt_captures captures = {.folder = folder};
	struct dkt_err err = DKT_ERR_INIT;

	if (dkt_captures_open(&captures, &err) < 0)
		fail_msg("%s (%s)", err.text, err.notes);
	return captures;
}

/* The only segment, or the first of them; "" when there is none. */
static const char *segment_in(struct dkt_arena *arena, const char *folder, size_t *n_out)
{
	DIR *dir = opendir(folder);
	const char *path = "";
	struct dirent *entry;

	*n_out = 0;
	while (dir != NULL && (entry = readdir(dir)) != NULL) {
		if (!dkt_ends(entry->d_name, ".warc.gz"))
			continue;
		path = dkt_arena_printf(arena, "%s/%s", folder, entry->d_name);
		++*n_out;
	}
	if (dir != NULL)
		(void)closedir(dir);
	return path;
}

static void remove_index(struct dkt_arena *arena, const char *folder)
{
	static const char *const tails[] = {"", "-wal", "-shm"};

	for (size_t i = 0; i < 3; i++)
		(void)unlink(dkt_arena_printf(arena, "%s/index.db%s", folder, tails[i]));
}

/* Every record is whole and its sums fit; how many responses and revisits. */
static size_t pages_in(const char *path)
{
	struct dkt_buf bytes = DKT_BUF_INIT(MAX_FILE);
	struct dkt_err err = DKT_ERR_INIT;
	struct dkt_warc_record record;
	enum dkt_warc_state state;
	struct dkt_warc *warc;
	size_t n = 0;

	assert_int_equal(dkt_file_read(path, MAX_FILE, &bytes, &err), 0);
	warc = dkt_warc_open(dkt_buf_str(&bytes), bytes.size);
	while ((state = dkt_warc_next(warc, &record)) == DKT_WARC_RECORD) {
		assert_int_equal(dkt_warc_check(&record), DKT_WARC_SUM_GOOD);
		n += dkt_streq(record.type, "response") || dkt_streq(record.type, "revisit");
	}
	assert_string_equal(dkt_warc_fault(warc), "");
	assert_int_equal(state, DKT_WARC_END);
	dkt_warc_close(warc);
	dkt_buf_clear(&bytes);
	return n;
}

static off_t size_of(const char *path)
{
	struct stat info;

	assert_int_equal(stat(path, &info), 0);
	return info.st_size;
}

/* --- torn tails --- */

/* Cut behind every so many bytes of the last capture: the others stay, the torn one goes, and what
 * comes next stands where it stood. */
static void torn_anywhere(void)
{
	DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();
	off_t second;
	off_t third;

	for (off_t step = 1;; step += 97) {
		const char *folder = new_folder(arena);
		struct dkt_captures captures = opened(folder);
		const char *path;
		size_t n;

		assert_int_equal(put(&captures, 1, "a.example", NULL), 0);
		path = segment_in(arena, folder, &n);
		assert_int_equal(n, 1);
		assert_int_equal(put(&captures, 2, "a.example", NULL), 0);
		second = size_of(path);
		assert_int_equal(put(&captures, 3, "a.example", NULL), 0);
		third = size_of(path);
		dkt_captures_close(&captures);
		if (second + step >= third)
			break;
		assert_int_equal(truncate(path, second + step), 0);
		assert_false(is_there(folder, 3));
		assert_int_equal(size_of(path), second);
		assert_true(is_there(folder, 1));
		assert_true(is_there(folder, 2));
		captures = opened(folder);
		assert_int_equal(put(&captures, 3, "a.example", NULL), 0);
		dkt_captures_close(&captures);
		assert_true(is_there(folder, 3));
		assert_int_equal(pages_in(path), 3);
		(void)segment_in(arena, folder, &n);
		assert_int_equal(n, 1);
	}
}

/* What a power cut may leave: the right size, and nothing in it. */
static void a_tail_of_zeros(void)
{
	DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();
	const char *folder = new_folder(arena);
	struct dkt_captures captures = opened(folder);
	struct dkt_err err = DKT_ERR_INIT;
	const char *path;
	off_t good;
	size_t n;

	assert_int_equal(put(&captures, 1, "a.example", NULL), 0);
	assert_int_equal(dkt_captures_sync(&captures, &err), 0);
	path = segment_in(arena, folder, &n);
	good = size_of(path);
	assert_int_equal(put(&captures, 2, "a.example", NULL), 0);
	dkt_captures_close(&captures); /* not synced, but indexed */
	{
		off_t all = size_of(path);

		assert_int_equal(truncate(path, good + 5), 0);
		assert_int_equal(truncate(path, all), 0);
	}
	assert_true(is_there(folder, 1));
	assert_false(is_there(folder, 2));
	assert_int_equal(size_of(path), good);
}

static void the_index_is_made_anew(void)
{
	DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();
	const char *folder = new_folder(arena);
	struct dkt_captures captures = opened(folder);
	struct dkt_err err = DKT_ERR_INIT;
	struct dkt_capture before;
	struct dkt_capture after;
	bool fresh;

	for (unsigned i = 0; i < 600; i++) /* more than wait for one commit */
		assert_int_equal(put(&captures, i, "a.example", NULL), 0);
	assert_int_equal(put(&captures, 7, "b.example", &fresh), 0);
	assert_false(fresh);
	assert_int_equal(dkt_capture_latest(&captures, arena, "https://b.example/7", &before, &err),
			 0);
	dkt_captures_close(&captures);
	remove_index(arena, folder);
	captures = opened(folder);
	assert_int_equal(dkt_capture_latest(&captures, arena, "https://b.example/7", &after, &err),
			 0);
	assert_true(after.revisit);
	assert_string_equal(after.url, before.url);
	assert_string_equal(after.date, before.date);
	assert_string_equal(after.key, before.key);
	assert_int_equal(put(&captures, 599, "a.example", &fresh), 0);
	assert_false(fresh);
	dkt_captures_close(&captures);
	assert_true(is_there(folder, 0));
	assert_true(is_there(folder, 599));
}

/* Damage with good captures behind it is not ours to cut. */
static void damage_in_the_middle(void)
{
	DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();
	const char *folder = new_folder(arena);
	struct dkt_captures captures = opened(folder);
	const char *path;
	off_t first;
	off_t all;
	FILE *file;
	size_t n;

	assert_int_equal(put(&captures, 1, "a.example", NULL), 0);
	path = segment_in(arena, folder, &n);
	first = size_of(path);
	for (unsigned i = 2; i < 6; i++)
		assert_int_equal(put(&captures, i, "a.example", NULL), 0);
	dkt_captures_close(&captures);
	all = size_of(path);
	file = fopen(path, "r+");
	assert_non_null(file);
	assert_int_equal(fseek(file, (long)first + 300, SEEK_SET), 0);
	assert_int_equal(fwrite("damage", 1, 6, file), 6);
	assert_int_equal(fclose(file), 0);
	remove_index(arena, folder);
	assert_true(is_there(folder, 1));
	assert_false(is_there(folder, 2));
	for (unsigned i = 3; i < 6; i++)
		assert_true(is_there(folder, i));
	assert_int_equal(size_of(path), all);
}

/* --- killed --- */

/* Puts pages from `from` on until it is killed; a byte for each that was put. */
static void put_until_killed(const char *folder, unsigned from, int out)
{
	struct dkt_captures captures = {.folder = folder};
	struct dkt_err err = DKT_ERR_INIT;

	if (dkt_captures_open(&captures, &err) < 0)
		_exit(3);
	for (unsigned n = from; n < from + 100; n++) {
		if (put(&captures, n, "a.example", NULL) < 0 || write(out, ".", 1) != 1)
			_exit(3);
		if (n % 5 == 4 && dkt_captures_sync(&captures, &err) < 0)
			_exit(3);
	}
	_exit(0);
}

/* Kill a writer after it has said `after` times that a page was put; how many it says it has. */
static unsigned kill_one(const char *folder, unsigned from, unsigned after)
{
	unsigned n = 0;
	int ends[2];
	int status;
	char byte;
	pid_t pid;

	assert_int_equal(pipe(ends), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		(void)close(ends[0]);
		put_until_killed(folder, from, ends[1]);
	}
	(void)close(ends[1]);
	while (n < after && read(ends[0], &byte, 1) == 1)
		n++;
	assert_int_equal(kill(pid, SIGKILL), 0);
	while (read(ends[0], &byte, 1) == 1)
		n++;
	(void)close(ends[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status) || WEXITSTATUS(status) == 0);
	return n;
}

static void killed_fifty_times(void)
{
	DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();
	const char *folder = new_folder(arena);
	unsigned total = 0;
	const char *path;
	size_t n;

	for (unsigned i = 0; i < 50; i++) {
		unsigned from = i * 100;
		unsigned said = kill_one(folder, from, i % 9);

		if (said > 0) { /* the first and the last of them; the rest is counted below */
			assert_true(is_there(folder, from));
			assert_true(is_there(folder, from + said - 1));
		}
		total += said;
	}
	assert_true(is_there(folder, 0) || total > 0);
	path = segment_in(arena, folder, &n);
	assert_int_equal(n, 1);
	/* each kill may have come between a page and its byte */
	assert_true(pages_in(path) >= total && pages_in(path) <= total + 50);
}

/* --- two at once --- */

static void two_writers(void)
{
	DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();
	const char *folder = new_folder(arena);
	struct dkt_captures first = opened(folder);
	struct dkt_captures second = opened(folder);
	bool fresh;
	size_t n;

	for (unsigned i = 0; i < 300; i++) {
		assert_int_equal(put(&first, i, "a.example", NULL), 0);
		assert_int_equal(put(&second, 1000 + i, "a.example", NULL), 0);
	}
	(void)segment_in(arena, folder, &n);
	assert_int_equal(n, 2);
	dkt_captures_close(&first);
	/* what the first has committed, the second knows */
	assert_int_equal(put(&second, 5, "a.example", &fresh), 0);
	assert_false(fresh);
	dkt_captures_close(&second);
	for (unsigned i = 0; i < 300; i += 59) {
		assert_true(is_there(folder, i));
		assert_true(is_there(folder, 1000 + i));
	}
	/* the next takes one of the two */
	first = opened(folder);
	assert_int_equal(put(&first, 5000, "a.example", NULL), 0);
	dkt_captures_close(&first);
	(void)segment_in(arena, folder, &n);
	assert_int_equal(n, 2);
}

static void without_opening(void)
{
	DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();
	struct dkt_captures captures = {.folder = new_folder(arena)};
	struct dkt_err err = DKT_ERR_INIT;
	const char *path;
	bool fresh;
	size_t n;

	for (unsigned i = 0; i < 3; i++)
		assert_int_equal(put(&captures, i, "a.example", NULL), 0);
	assert_int_equal(put(&captures, 2, "a.example", &fresh), 0);
	assert_false(fresh);
	assert_int_equal(dkt_captures_sync(&captures, &err), 0);
	path = segment_in(arena, captures.folder, &n);
	assert_int_equal(n, 1);
	assert_int_equal(pages_in(path), 3);
}

/* --- purged --- */

static size_t purge(const struct dkt_captures *captures, unsigned n)
{
	DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();
	struct dkt_err err = DKT_ERR_INIT;
	char key[DKT_SHA256_HEX];
	struct page page;
	size_t gone;

	make_page(arena, n, "a.example", &page);
	key_of(&page, key);
	if (dkt_capture_purge(captures, key, &gone, &err) < 0)
		fail_msg("%s (%s)", err.text, err.notes);
	return gone;
}

static void purged(void)
{
	DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();
	const char *folder = new_folder(arena);
	struct dkt_captures captures = opened(folder);
	struct dkt_captures other = opened(folder);
	bool fresh;
	size_t n;

	for (unsigned i = 0; i < 5; i++)
		assert_int_equal(put(&captures, i, "a.example", NULL), 0);
	dkt_captures_close(&captures);
	captures = opened(folder);
	assert_int_equal(put(&other, 2, "b.example", &fresh),
			 0); /* a revisit, another segment or not */
	assert_false(fresh);
	dkt_captures_close(&other);
	assert_int_equal(put(&captures, 9, "a.example", NULL), 0);
	assert_int_equal(purge(&captures, 2), 2);
	assert_int_equal(purge(&captures, 2), 0);
	assert_false(is_there(folder, 2));
	/* the store may be used on, and the content come again */
	assert_int_equal(put(&captures, 10, "a.example", NULL), 0);
	assert_true(is_there(folder, 9));
	for (unsigned i = 0; i < 5; i++)
		assert_int_equal(is_there(folder, i), i != 2);
	assert_int_equal(put(&captures, 2, "a.example", &fresh), 0);
	assert_true(fresh);
	dkt_captures_close(&captures);
	assert_true(is_there(folder, 2));
	remove_index(arena, folder);
	assert_true(is_there(folder, 10));
	(void)pages_in(segment_in(arena, folder, &n));
}

static void a_name_that_is_none(void)
{
	DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();
	struct dkt_captures captures = {.folder = new_folder(arena)};
	struct dkt_err err = DKT_ERR_INIT;
	size_t gone;

	assert_int_equal(dkt_capture_purge(&captures, "../../etc", &gone, &err), -1);
	assert_int_equal(err.code, DKT_EUSAGE);
	assert_false(dkt_dir_exists(captures.folder));
}

struct row {
	const char *name;
	void (*check)(void);
};

static const struct row rows[] = {
	{"a tail torn at any byte is cut and nothing else is lost", torn_anywhere},
	{"a tail of zeros is cut", a_tail_of_zeros},
	{"a lost index is made anew from the segments", the_index_is_made_anew},
	{"damage in the middle costs one capture and is not cut", damage_in_the_middle},
	{"a writer killed fifty times loses nothing that it said it had", killed_fifty_times},
	{"two writers at once have a segment each", two_writers},
	{"a store that was not opened keeps captures all the same", without_opening},
	{"a purged content is gone from segments and index, revisits too", purged},
	{"a name that is none is not looked for", a_name_that_is_none},
};

static void check_row(void **state)
{
	ROW(struct row)->check();
}

static int remove_one(const char *path, const struct stat *info, int type, struct FTW *where)
{
	(void)info;
	(void)type;
	(void)where;
	return remove(path);
}

int main(void)
{
	const char *build = getenv("DOCKET_BUILD_DIR");
	int failed;

	(void)snprintf(base, sizeof base, "%s/captures-XXXXXX",
		       build == NULL ? "build/dev" : build);
	if (mkdtemp(base) == NULL)
		return 1;
	failed = rows_run("source/capture/store", rows, check_row);
	(void)nftw(base, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	return failed;
}
