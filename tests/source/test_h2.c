/*
 * test_h2.c - HTTP/2. Run by h2.t, which starts a server and names its net in DOCKET_H2_NET;
 * skipped without.
 */
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "source/fetch.h"
#include "source/warc.h"
#include "support/rows.h"

static struct dkt_net *net;

struct row {
	const char *name;
	const char *url;
	enum dkt_fetched outcome;
	long status;
	size_t n_hops;
	const char *head; /* how it begins */
	const char *holds;
};

#define QUAY "The second quay of Port Ansel is made of stone."

static const struct row rows[] = {
	{"a page", "https://h2.example/page", DKT_FETCHED, 200, 1,
	 "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n", QUAY},
	{"a compressed page", "https://h2.example/gzip", DKT_FETCHED, 200, 1,
	 "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n", QUAY},
	{"a 404", "https://h2.example/gone", DKT_FETCHED, 404, 1,
	 "HTTP/1.1 404 Not Found\r\ncontent-type: text/html\r\n", "Gone"},
	{"a redirect to another host of the same server", "https://h2.example/moved", DKT_FETCHED,
	 200, 2, "HTTP/1.1 200 OK\r\n", QUAY},
	{"a connection that the server ends in the middle", "https://h2.example/cut", DKT_BROKEN,
	 200, 1, "HTTP/1.1 200 OK\r\n", NULL},
};

/* What is written of it reads back. */
static void write_and_read(struct dkt_arena *arena, const struct dkt_answer *answer)
{
	struct dkt_buf out = DKT_BUF_INIT(1 << 24);
	struct dkt_warc_record record;
	struct dkt_answer again;
	struct dkt_warc_writer *writer = dkt_warc_writer_new(&out);
	struct dkt_warc *warc;

	dkt_warc_put_hop(writer, &answer->hops[answer->n_hops - 1], NULL, NULL, NULL);
	dkt_warc_writer_free(writer);
	warc = dkt_warc_open(dkt_buf_str(&out), out.size);
	assert_int_equal(dkt_warc_next(warc, &record), DKT_WARC_RECORD);
	assert_int_equal(dkt_warc_check(&record), DKT_WARC_SUM_GOOD);
	assert_true(dkt_warc_answer(arena, &record, &again));
	assert_int_equal(again.size, answer->size);
	assert_memory_equal(again.body, answer->body, answer->size);
	dkt_warc_close(warc);
	dkt_buf_clear(&out);
}

static void check_row(void **state)
{
	const struct row *row = ROW(struct row);
	DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();
	struct dkt_request request = {
		.url = row->url, .follow = true, .keep = true, .timeout_ms = 5000};
	const struct dkt_hop *last;
	struct dkt_answer answer;

	dkt_fetch(net, arena, &request, &answer);
	assert_int_equal(answer.outcome, row->outcome);
	assert_int_equal(answer.status, row->status);
	assert_int_equal(answer.n_hops, row->n_hops);
	last = &answer.hops[answer.n_hops - 1];
	assert_string_equal(last->protocol, "h2");
	assert_true(dkt_starts(last->head, row->head));
	assert_true(dkt_starts(last->request, "GET /"));
	assert_non_null(strstr(last->request, " HTTP/1.1\r\n"));
	if (row->outcome != DKT_FETCHED)
		return;
	assert_non_null(strstr(answer.body, row->holds));
	write_and_read(arena, &answer);
}

static void count(void *data, const struct dkt_request *request, const struct dkt_answer *answer)
{
	(void)request;
	*(size_t *)data += answer->outcome == DKT_FETCHED && answer->status == 200 &&
			   dkt_streq(answer->hops[0].protocol, "h2");
}

static void many_streams(void **state)
{
	struct dkt_fetch_policy policy = {.per_host = 6};
	struct dkt_fetcher *f = dkt_fetcher_new(net, &policy);
	size_t n = 0;

	(void)state;
	for (int i = 0; i < 60; i++) {
		struct dkt_request request = {.url = i % 2 == 0 ? "https://h2.example/page"
								: "https://h2.example/gzip"};

		dkt_fetcher_add(f, &request);
	}
	dkt_fetcher_run(f, 20000, count, &n);
	assert_int_equal(n, 60);
	dkt_fetcher_free(f);
}

struct plain_row {
	const char *name;
};
static const struct plain_row plain_rows[] = {{"sixty answers, six at a time"}};

int main(void)
{
	const char *path = getenv("DOCKET_H2_NET");
	struct dkt_err err = DKT_ERR_INIT;
	int failed;

	if (path == NULL)
		return 77;
	if (dkt_net_open(path, &net, &err) < 0)
		return 1;
	failed = rows_run("source/h2", rows, check_row) +
		 rows_run("source/h2/many", plain_rows, many_streams);
	dkt_net_free(net);
	return failed;
}
