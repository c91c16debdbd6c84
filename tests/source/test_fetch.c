/*
 * test_fetch.c - the fetcher against the invented web: what each awkward answer comes back as, and,
 * by the origin's own log, that hosts are spared as promised.
 */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/str.h"
#include "source/fetch.h"
#include "source/guard.h"
#include "support/rows.h"
#include "support/web.h"

#define NOW_MS	   INT64_C(1798761600000) /* 2027-01-01 */
#define MAX_LOGGED 256
#define MAX_SEEN   64

static int64_t ticks(void)
{
	struct timespec now;

	assert_int_equal(clock_gettime(CLOCK_MONOTONIC, &now), 0);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* --- one page --- */

struct row {
	const char *name;
	const char *url;
	enum dkt_fetched outcome;
	long status;
	const char *reason; /* NULL: any */
	const char *holds;  /* words of the body; NULL: it has none */
	size_t n_hops;
};

#define QUAY "The raw quay of Port Ansel is made of oak."
#define RAW  "http://raw.example"
#define HUGE "https://huge.example"

static const struct row rows[] = {
	{"a page", "https://news.example/gzip", DKT_FETCHED, 200, "", "<", 1},
	{"no address", "harbour", DKT_NOT_URL, 0, NULL, NULL, 0},
	{"a name that nobody has", "https://no-such-host.example/", DKT_NO_DNS, 0, "dns", NULL, 1},
	{"a closed port", "http://refused.example/", DKT_NO_CONNECT, 0, NULL, NULL, 1},
	{"no length, the end of the connection ends it", RAW "/plain", DKT_FETCHED, 200, "", QUAY,
	 1},
	{"HTTP/1.0", RAW "/http-1.0", DKT_FETCHED, 200, "", QUAY, 1},
	{"HTTP/0.9 is no answer", RAW "/http-0.9", DKT_BROKEN, 0, NULL, NULL, 1},
	{"another protocol is no answer", RAW "/nonsense", DKT_BROKEN, 0, NULL, NULL, 1},
	{"early hints come before the answer", RAW "/early-hints", DKT_FETCHED, 200, "", QUAY, 1},
	{"chunks", RAW "/chunks", DKT_FETCHED, 200, "", QUAY, 1},
	{"chunks in pieces, with an extension and a trailer", RAW "/chunks-late", DKT_FETCHED, 200,
	 "", QUAY, 1},
	{"chunks without a last one", RAW "/chunks-no-end", DKT_BROKEN, 200, "answer cut off", NULL,
	 1},
	{"a chunk whose size is no number", RAW "/chunks-bad-size", DKT_BROKEN, 200, NULL, NULL, 1},
	{"a chunk whose size is beyond counting", RAW "/chunks-huge-size", DKT_BROKEN, 200, NULL,
	 NULL, 1},
	{"more bytes than declared are left out", RAW "/length-short", DKT_FETCHED, 200, "",
	 "<title>Raw</title>", 1},
	{"fewer bytes than declared", RAW "/length-long", DKT_BROKEN, 200, "answer cut off", NULL,
	 1},
	{"a length below zero", RAW "/length-negative", DKT_BROKEN, 200, NULL, NULL, 1},
	{"a folded header is passed over", RAW "/folded", DKT_FETCHED, 200, "", QUAY, 1},
	{"lines that end in line feeds alone", RAW "/line-feeds", DKT_FETCHED, 200, "", QUAY, 1},
	{"a NUL in a header", RAW "/nul-in-header", DKT_BROKEN, 200, NULL, NULL, 1},
	{"a transfer coding that nobody asked for", RAW "/transfer-gzip", DKT_BROKEN, 200, NULL,
	 NULL, 1},
	{"a connection closed at once", RAW "/closed", DKT_BROKEN, 0, "no answer", NULL, 1},
	{"half a head", RAW "/half-a-head", DKT_BROKEN, 200, NULL, NULL, 1},
	{"too many headers", RAW "/headers-many", DKT_TOO_LARGE, 200, "too large", NULL, 1},
	{"too large headers", HUGE "/headers", DKT_TOO_LARGE, 200, "too large", NULL, 1},
	{"a body without end", HUGE "/endless", DKT_TOO_LARGE, 200, "too large", NULL, 1},
	{"ten gigabytes declared", HUGE "/declared", DKT_TOO_LARGE, 200, "too large", NULL, 1},
	{"five megabytes", HUGE "/declared-5mb", DKT_FETCHED, 200, "", "tide table", 1},
	{"a bomb", HUGE "/bomb", DKT_TOO_LARGE, 200, "too large when inflated", NULL, 1},
	{"a body cut off", HUGE "/truncated", DKT_BROKEN, 200, "answer cut off", NULL, 1},
	{"not gzip although it says so is taken as it is", "https://news.example/gzip-broken",
	 DKT_FETCHED, 200, "", "<", 1},
	{"a compression that nobody asked for", "https://news.example/unknown-coding", DKT_BROKEN,
	 200, "compressed in a way that was not asked for", NULL, 1},
	{"a redirect to another host", "https://redirect.example/to-raw", DKT_FETCHED, 200, "",
	 QUAY, 2},
	{"twelve redirects", "https://redirect.example/long/01", DKT_LOOP, 302,
	 "too many redirects", "", 11},
	{"a redirect in a circle", "https://redirect.example/loop/a", DKT_LOOP, 302,
	 "redirects in a circle", "", 2},
	{"a redirect to the metadata address", "https://redirect.example/to-metadata", DKT_DENIED,
	 0, "link-local", NULL, 2},
	{"a redirect to a private address", "https://redirect.example/to-private", DKT_DENIED, 0,
	 "private", NULL, 2},
	{"a redirect to a decimal address", "https://redirect.example/to-decimal", DKT_DENIED, 0,
	 "loopback", NULL, 2},
	{"a redirect to a mapped address", "https://redirect.example/to-mapped", DKT_DENIED, 0,
	 "loopback", NULL, 2},
	{"a redirect to localhost", "https://redirect.example/to-localhost", DKT_DENIED, 0, NULL,
	 NULL, 2},
	{"a redirect to a public name with an inward address", "https://redirect.example/to-inward",
	 DKT_DENIED, 0, "link-local", NULL, 2},
	{"a redirect to another scheme", "https://redirect.example/to-file", DKT_NOT_URL, 302, NULL,
	 "", 1},
	{"a public name with a private address", "http://private.example/", DKT_DENIED, 0,
	 "private", NULL, 1},
	{"a certificate for another name", "https://wrong-name.example/", DKT_NO_TLS, 0,
	 "certificate for another name", NULL, 1},
	{"a certificate whose time is over", "https://expired.example/", DKT_NO_TLS, 0,
	 "certificate expired", NULL, 1},
	{"a certificate that nobody signed", "https://self-signed.example/", DKT_NO_TLS, 0,
	 "certificate signed by itself", NULL, 1},
	{"plain HTTP where TLS should be", "https://plain-only.example/", DKT_NO_TLS, 0, "tls",
	 NULL, 1},
};

static void check_row(void **state)
{
	const struct row *row = ROW(struct row);
	DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();
	struct dkt_request request = {
		.url = row->url, .follow = true, .timeout_ms = 8000, .keep = true};
	struct dkt_answer answer;

	dkt_fetch(test_web_net(), arena, &request, &answer);
	assert_string_equal(answer.reason, row->reason == NULL ? answer.reason : row->reason);
	assert_int_equal(answer.outcome, row->outcome);
	assert_int_equal(answer.status, row->status);
	assert_int_equal(answer.n_hops, row->n_hops);
	assert_int_equal(answer.downgraded,
			 row->n_hops > 1 && dkt_starts(row->url, "https:") &&
				 dkt_starts(answer.final_url, "http:"));
	if (row->outcome == DKT_FETCHED) {
		const struct dkt_hop *last = &answer.hops[answer.n_hops - 1];

		assert_non_null(strstr(answer.body, row->holds));
		assert_string_equal(last->address, "127.0.0.1");
		assert_true(dkt_starts(last->head, "HTTP/1."));
		assert_true(dkt_starts(last->request, "GET /"));
		assert_true(last->raw_size > 0);
	}
}

/* --- limits of time, by phase --- */

struct late_row {
	const char *name;
	const char *url;
	struct dkt_fetch_policy policy;
	unsigned timeout_ms;
	const char *reason;
	int64_t least_ms;
	int64_t most_ms;
};

static const struct late_row late_rows[] = {
	{"no connection in time",
	 "https://silent.example/",
	 {.connect_ms = 400},
	 8000,
	 "timeout connecting",
	 380,
	 1500},
	{"no first byte in time",
	 "https://slow.example/delay/9000",
	 {.first_byte_ms = 500},
	 8000,
	 "timeout before the answer",
	 480,
	 2000},
	{"a body too slow in all",
	 "https://slow.example/drip/300",
	 {0},
	 800,
	 "timeout in the answer",
	 780,
	 2000},
	{"headers that never end",
	 RAW "/headers-drip",
	 {0},
	 700,
	 "timeout in the answer",
	 680,
	 2000},
	{"silence behind the headers",
	 RAW "/silent-after-head",
	 {0},
	 600,
	 "timeout in the answer",
	 580,
	 2000},
};

struct seen {
	size_t n;
	struct {
		void *data;
		enum dkt_fetched outcome;
		const char *reason;
		long status;
		unsigned round;
		int64_t retry_at;
		int64_t at;
	} items[MAX_SEEN];
	struct dkt_fetcher *fetcher;
	const char *then; /* added when the first answer comes */
};

static void see(void *data, const struct dkt_request *request, const struct dkt_answer *answer)
{
	struct seen *seen = data;
	struct dkt_request more = {.url = seen->then, .follow = true};

	assert_true(seen->n < MAX_SEEN);
	seen->items[seen->n].data = request->data;
	seen->items[seen->n].outcome = answer->outcome;
	seen->items[seen->n].reason = answer->reason;
	seen->items[seen->n].status = answer->status;
	seen->items[seen->n].round = answer->round;
	seen->items[seen->n].retry_at = answer->retry_at;
	seen->items[seen->n++].at = ticks();
	if (seen->then != NULL) {
		seen->then = NULL;
		dkt_fetcher_add(seen->fetcher, &more);
	}
}

static void check_late(void **state)
{
	const struct late_row *row = ROW(struct late_row);
	struct dkt_request request = {.url = row->url, .timeout_ms = row->timeout_ms};
	struct dkt_fetcher *fetcher = dkt_fetcher_new(test_web_net(), &row->policy);
	struct seen seen = {0};
	int64_t start = ticks();

	dkt_fetcher_add(fetcher, &request);
	dkt_fetcher_run(fetcher, 0, see, &seen);
	assert_int_equal(seen.n, 1);
	assert_int_equal(seen.items[0].outcome, DKT_TIMED_OUT);
	assert_string_equal(seen.items[0].reason, row->reason);
	assert_true(ticks() - start >= row->least_ms);
	assert_true(ticks() - start <= row->most_ms);
	dkt_fetcher_free(fetcher);
}

/* --- hosts are spared --- */

static struct dkt_fetcher *polite(struct dkt_fetch_policy policy)
{
	policy.now_ms = NOW_MS;
	return dkt_fetcher_new(test_web_net(), &policy);
}

static void add_n(struct dkt_fetcher *fetcher, const char *path, const char *host, unsigned n,
		  bool robots)
{
	for (unsigned i = 0; i < n; i++) {
		char url[256];
		struct dkt_request request = {.url = url, .follow = true, .robots = robots};

		(void)snprintf(url, sizeof url, "http://%s%s%u", host, path, i);
		dkt_fetcher_add(fetcher, &request);
	}
}

/* Most requests within any window of this many milliseconds. */
static size_t most_within(const struct test_logged *log, size_t n, int64_t window)
{
	size_t most = 0;

	for (size_t i = 0; i < n; i++) {
		size_t in = 0;

		for (size_t j = i; j < n && log[j].ms - log[i].ms < window; j++)
			in++;
		most = in > most ? in : most;
	}
	return most;
}

/* Ten answers of 200 ms each: never more than two of them open. */
static void per_host(void **state)
{
	struct dkt_fetcher *f = polite((struct dkt_fetch_policy){.per_host = 2, .max_active = 32});
	struct test_logged log[MAX_LOGGED];
	size_t from = test_web_log_size();
	struct seen seen = {0};
	int64_t start = ticks();

	(void)state;
	add_n(f, "/delay/20", "slow.example", 10, false);
	dkt_fetcher_run(f, 0, see, &seen);
	assert_int_equal(seen.n, 10);
	assert_int_equal(test_web_log("slow.example", from, log, MAX_LOGGED), 10);
	assert_true(most_within(log, 10, 190) <= 2);
	assert_true(ticks() - start >= 10 / 2 * 200);
	assert_true(ticks() - start < 10 * 200);
	dkt_fetcher_free(f);
}

static void in_all(void **state)
{
	struct dkt_fetcher *f = polite((struct dkt_fetch_policy){.per_host = 9, .max_active = 3});
	struct test_logged log[MAX_LOGGED];
	size_t from = test_web_log_size();
	struct seen seen = {0};

	(void)state;
	add_n(f, "/delay/20", "slow.example", 9, false);
	dkt_fetcher_run(f, 0, see, &seen);
	assert_int_equal(test_web_log("slow.example", from, log, MAX_LOGGED), 9);
	assert_true(most_within(log, 9, 190) <= 3);
	dkt_fetcher_free(f);
}

/* The origin sees them at least so far apart, but for what a busy machine moves a single one. */
static void interval(void **state)
{
	struct dkt_fetcher *f =
		polite((struct dkt_fetch_policy){.per_host = 4, .interval_ms = 120});
	struct test_logged log[MAX_LOGGED];
	size_t from = test_web_log_size();
	struct seen seen = {0};

	(void)state;
	add_n(f, "/?n=", "lantern.example", 8, false);
	add_n(f, "/?n=", "paper-kite.example", 8, false);
	dkt_fetcher_run(f, 0, see, &seen);
	assert_int_equal(seen.n, 16);
	assert_int_equal(test_web_log("lantern.example", from, log, MAX_LOGGED), 8);
	assert_true(log[7].ms - log[0].ms >= 7 * 120 - 20);
	for (size_t i = 1; i < 8; i++)
		assert_true(log[i].ms - log[i - 1].ms >= 100);
	/* and the other host did not wait for this one */
	assert_true(log[7].ms - log[0].ms < 12 * 120);
	dkt_fetcher_free(f);
}

/* --- asked to wait --- */

static void retry_after_is_kept(void **state)
{
	struct dkt_fetcher *f = polite((struct dkt_fetch_policy){
		.second_round = true, .patience_ms = 5000, .slow_interval_ms = 50});
	struct test_logged log[MAX_LOGGED];
	size_t from = test_web_log_size();
	struct seen seen = {0};
	size_t n;

	(void)state;
	add_n(f, "/mend/kept-", "wall.example", 3, false);
	dkt_fetcher_run(f, 0, see, &seen);
	assert_int_equal(seen.n, 3);
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(seen.items[i].outcome, DKT_FETCHED);
		assert_int_equal(seen.items[i].status, 200);
		assert_int_equal(seen.items[i].round, 2);
	}
	n = test_web_log("wall.example", from, log, MAX_LOGGED);
	assert_int_equal(n, 6);
	/* after each refusal nothing was asked of the whole host for a second; two may have been
	   under way when the first came */
	for (size_t i = 2; i < n; i++)
		assert_true(i > 3 || log[i].ms - log[i - 1].ms >= 995 ||
			    log[i - 1].ms - log[0].ms < 900);
	assert_true(log[n - 1].ms - log[0].ms >= 1990);
	dkt_fetcher_free(f);
}

static void too_long_a_wait(void **state)
{
	struct dkt_fetcher *f = polite((struct dkt_fetch_policy){
		.second_round = true, .per_host = 1, .patience_ms = 2000});
	struct dkt_request hour = {.url = "https://wall.example/rate-hour", .follow = true};
	struct dkt_request page = {.url = "https://wall.example/", .follow = true};
	struct dkt_request other = {.url = "https://news.example/", .follow = true};
	size_t from = test_web_log_size();
	struct test_logged log[MAX_LOGGED];
	struct seen seen = {0};

	(void)state;
	hour.data = &hour;
	page.data = &page;
	dkt_fetcher_add(f, &hour);
	dkt_fetcher_add(f, &page);
	dkt_fetcher_add(f, &other);
	dkt_fetcher_run(f, 0, see, &seen);
	assert_int_equal(seen.n, 3);
	for (size_t i = 0; i < 3; i++) {
		bool put_off = seen.items[i].data == &page;

		assert_int_equal(seen.items[i].outcome, put_off ? DKT_PUT_OFF : DKT_FETCHED);
		if (seen.items[i].data != NULL)
			assert_true(seen.items[i].retry_at >= NOW_MS / 1000 + 3600);
	}
	assert_int_equal(test_web_log("wall.example", from, log, MAX_LOGGED), 1);
	dkt_fetcher_free(f);
}

static void a_refusal_without_a_time(void **state)
{
	struct dkt_fetcher *f = polite((struct dkt_fetch_policy){.second_round = true});
	struct dkt_request request = {.url = "https://wall.example/rate-silent"};
	struct seen seen = {0};

	(void)state;
	dkt_fetcher_add(f, &request);
	dkt_fetcher_run(f, 0, see, &seen);
	assert_int_equal(seen.items[0].status, 429);
	assert_true(seen.items[0].retry_at >= NOW_MS / 1000 + 60);
	dkt_fetcher_free(f);
}

static void second_round(void **state)
{
	struct dkt_fetcher *f = polite((struct dkt_fetch_policy){
		.second_round = true, .first_byte_ms = 500, .slow_interval_ms = 300});
	struct dkt_request late = {.url = "https://slow.example/late/second"};
	struct dkt_request broken = {.url = "https://wall.example/mend-503/second"};
	struct dkt_request never = {.url = "https://slow.example/delay/9000"};
	struct seen seen = {0};

	(void)state;
	late.data = &late;
	broken.data = &broken;
	never.data = &never;
	dkt_fetcher_add(f, &late);
	dkt_fetcher_add(f, &broken);
	dkt_fetcher_add(f, &never);
	dkt_fetcher_run(f, 0, see, &seen);
	assert_int_equal(seen.n, 3);
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(seen.items[i].round, 2);
		assert_int_equal(seen.items[i].outcome,
				 seen.items[i].data == &never ? DKT_TIMED_OUT : DKT_FETCHED);
		assert_int_equal(seen.items[i].status, seen.items[i].data == &never ? 0 : 200);
	}
	dkt_fetcher_free(f);
}

/* --- robots.txt --- */

static void robots(void **state)
{
	static const char *const urls[] = {
		"http://robots.example/open", "http://robots.example/closed/a",
		"http://robots.example/closed/but-open", "http://robots.example/a.pdf",
		"https://redirect.example/to-robots"};
	static const enum dkt_fetched wanted[] = {DKT_FETCHED, DKT_ROBOTS, DKT_FETCHED, DKT_ROBOTS,
						  DKT_ROBOTS};
	struct dkt_fetcher *f = polite((struct dkt_fetch_policy){.per_host = 4});
	struct test_logged log[MAX_LOGGED];
	size_t from = test_web_log_size();
	struct seen seen = {0};
	size_t n;

	(void)state;
	for (size_t i = 0; i < 5; i++) {
		struct dkt_request request = {
			.url = urls[i], .follow = true, .robots = true, .data = (void *)(i + 1)};

		dkt_fetcher_add(f, &request);
	}
	dkt_fetcher_run(f, 0, see, &seen);
	assert_int_equal(seen.n, 5);
	for (size_t i = 0; i < 5; i++)
		assert_int_equal(seen.items[i].outcome, wanted[(size_t)seen.items[i].data - 1]);
	n = test_web_log("robots.example", from, log, MAX_LOGGED);
	assert_int_equal(n, 3);
	assert_string_equal(log[0].target, "/robots.txt");
	assert_true(log[2].ms - log[1].ms >= 80); /* its Crawl-delay */
	dkt_fetcher_free(f);
}

static void robots_that_cannot_be_had(void **state)
{
	struct dkt_fetcher *f = polite((struct dkt_fetch_policy){0});
	struct dkt_request closed = {.url = "http://no-robots.example/a", .robots = true};
	struct dkt_request none = {.url = "http://news.example/", .robots = true};
	struct dkt_request gone = {.url = "http://refused.example/", .robots = true};
	struct test_logged log[MAX_LOGGED];
	size_t from = test_web_log_size();
	struct seen seen = {0};

	(void)state;
	closed.data = &closed;
	none.data = &none;
	dkt_fetcher_add(f, &closed);
	dkt_fetcher_add(f, &none);
	dkt_fetcher_add(f, &gone);
	dkt_fetcher_run(f, 0, see, &seen);
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(seen.items[i].outcome, seen.items[i].data == &closed ? DKT_ROBOTS
							: seen.items[i].data == &none
								? DKT_FETCHED
								: DKT_NO_CONNECT);
	assert_int_equal(test_web_log("no-robots.example", from, log, MAX_LOGGED), 1);
	dkt_fetcher_free(f);
}

static void submitted_urls_do_not_ask_robots(void **state)
{
	DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();
	struct dkt_request request = {.url = "http://robots.example/closed/a"};
	struct dkt_answer answer;

	(void)state;
	dkt_fetch(test_web_net(), arena, &request, &answer);
	assert_int_equal(answer.outcome, DKT_FETCHED);
}

/* --- the guard --- */

static void a_name_that_moves_inward(void **state)
{
	struct dkt_fetcher *f = polite((struct dkt_fetch_policy){.per_host = 1});
	struct dkt_request first = {.url = "http://rebind.example/one"};
	struct dkt_request second = {.url = "http://rebind.example/two"};
	struct dkt_request other = {.url = "https://rebind.example/three"};
	struct seen seen = {0};

	(void)state;
	dkt_fetcher_add(f, &first);
	dkt_fetcher_add(f, &second);
	dkt_fetcher_add(f, &other);
	dkt_fetcher_run(f, 0, see, &seen);
	assert_int_equal(seen.n, 3);
	assert_int_equal(seen.items[0].outcome, DKT_FETCHED);
	assert_int_equal(seen.items[1].outcome, DKT_DENIED);
	assert_string_equal(seen.items[1].reason, "private");
	assert_int_equal(seen.items[2].outcome, DKT_DENIED);
	assert_string_equal(seen.items[2].reason, "link-local");
	dkt_fetcher_free(f);
}

static void proxies_of_the_environment(void **state)
{
	DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();
	struct dkt_request request = {.url = "http://news.example/"};
	struct dkt_request inward = {.url = "http://private.example/"};
	struct dkt_answer answer;

	(void)state;
	assert_int_equal(setenv("http_proxy", "http://127.0.0.1:9", 1), 0);
	assert_int_equal(setenv("ALL_PROXY", "socks5h://127.0.0.1:9", 1), 0);
	dkt_fetch(test_web_net(), arena, &request, &answer);
	assert_int_equal(answer.outcome, DKT_FETCHED);
	dkt_fetch(test_web_net(), arena, &inward, &answer);
	assert_int_equal(answer.outcome, DKT_DENIED);
	assert_int_equal(unsetenv("http_proxy"), 0);
	assert_int_equal(unsetenv("ALL_PROXY"), 0);
}

/* Whatever the cause, the same sentence after the same time. */
static void nothing_to_learn_from_failures(void **state)
{
	static const char *const urls[] = {"http://private.example/", "http://no-such.example/",
					   "http://refused.example/", "https://silent.example/"};
	struct dkt_fetch_policy policy = {.even_ms = 700, .connect_ms = 700};
	struct dkt_fetcher *f = polite(policy);
	struct seen seen = {0};
	int64_t start = ticks();

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		struct dkt_request request = {.url = urls[i]};

		dkt_fetcher_add(f, &request);
	}
	dkt_fetcher_run(f, 0, see, &seen);
	assert_int_equal(seen.n, 4);
	for (size_t i = 0; i < 4; i++) {
		assert_true(seen.items[i].at - start >= 690);
		assert_true(seen.items[i].at - start < 1400);
		assert_string_equal(dkt_guard_public(seen.items[i].outcome),
				    dkt_guard_public(DKT_DENIED));
	}
	assert_null(dkt_guard_public(DKT_FETCHED));
	assert_null(dkt_guard_public(DKT_NO_TLS));
	dkt_fetcher_free(f);
}

/* --- the fetcher itself --- */

static void callbacks_may_add(void **state)
{
	struct dkt_fetcher *f = polite((struct dkt_fetch_policy){0});
	struct dkt_request request = {.url = "https://news.example/"};
	struct seen seen = {.fetcher = f, .then = "https://news.example/curly"};
	int64_t start = ticks();

	(void)state;
	dkt_fetcher_add(f, &request);
	dkt_fetcher_run(f, 0, see, &seen);
	assert_int_equal(seen.n, 2);
	assert_int_equal(seen.items[1].status, 200);
	assert_true(ticks() - start < 900); /* and at once */
	dkt_fetcher_free(f);
}

static void a_run_ends_in_time(void **state)
{
	struct dkt_fetcher *f = polite((struct dkt_fetch_policy){.per_host = 1});
	struct dkt_request good = {.url = "https://news.example/"};
	struct seen seen = {0};
	struct dkt_fetch_progress progress;
	int64_t start = ticks();

	(void)state;
	add_n(f, "/delay/500", "slow.example", 3, false);
	dkt_fetcher_add(f, &good);
	dkt_fetcher_run(f, 600, see, &seen);
	assert_true(ticks() - start < 2000);
	assert_int_equal(seen.n, 4);
	assert_int_equal(seen.items[0].outcome, DKT_FETCHED);
	for (size_t i = 1; i < 4; i++)
		assert_int_equal(seen.items[i].outcome, DKT_TIMED_OUT);
	dkt_fetcher_progress(f, &progress);
	assert_int_equal(progress.added, 4);
	assert_int_equal(progress.done, 4);
	assert_int_equal(progress.active, 0);
	/* and can be used again */
	seen.n = 0;
	dkt_fetcher_add(f, &good);
	dkt_fetcher_run(f, 600, see, &seen);
	assert_int_equal(seen.items[0].outcome, DKT_FETCHED);
	dkt_fetcher_free(f);
}

static void ended_in_the_middle(void **state)
{
	struct dkt_fetcher *f = polite((struct dkt_fetch_policy){0});

	(void)state;
	add_n(f, "/delay/500", "slow.example", 3, true);
	dkt_fetcher_free(f);
}

struct feeding {
	unsigned left;
	size_t most;
};

static void feed(void *data, struct dkt_fetcher *f)
{
	struct feeding *feeding = data;
	struct dkt_fetch_progress progress;

	dkt_fetcher_progress(f, &progress);
	feeding->most = progress.added - progress.done > feeding->most
				? progress.added - progress.done
				: feeding->most;
	for (int i = 0; i < 4 && feeding->left > 0; i++) {
		char url[64];
		struct dkt_request request = {.url = url};

		(void)snprintf(url, sizeof url, "http://many-%02u.example/page/%u",
			       feeding->left % 3, feeding->left);
		feeding->left--;
		dkt_fetcher_add(f, &request);
	}
}

static void count(void *data, const struct dkt_request *request, const struct dkt_answer *answer)
{
	(void)request;
	assert_int_equal(answer->outcome, DKT_FETCHED);
	++*(size_t *)data;
}

static void fed_while_it_runs(void **state)
{
	struct dkt_fetcher *f = polite((struct dkt_fetch_policy){.max_active = 8, .per_host = 4});
	struct feeding feeding = {.left = 300};
	size_t n = 0;

	(void)state;
	dkt_fetcher_feed(f, feed, &feeding);
	dkt_fetcher_run(f, 0, count, &n);
	assert_int_equal(n, 300);
	assert_true(feeding.most <= 8 * 4 + 8 + 8);
	dkt_fetcher_free(f);
}

static void not_modified(void **state)
{
	DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();
	const char *extra[] = {"Accept-Datetime: Thu, 31 May 2007 20:35:00 GMT"};
	struct dkt_request request = {.url = "https://news.example/etag",
				      .keep = true,
				      .etag = "\"quay-7\"",
				      .last_modified = "Sun, 06 Nov 1994 08:49:37 GMT",
				      .headers = extra,
				      .n_headers = 1};
	struct dkt_answer answer;
	const char *head;

	(void)state;
	dkt_fetch(test_web_net(), arena, &request, &answer);
	assert_int_equal(answer.status, 304);
	head = dkt_arena_dup(arena, answer.hops[0].request, answer.hops[0].request_size);
	assert_non_null(strstr(head, "\r\nIf-None-Match: \"quay-7\"\r\n"));
	assert_non_null(strstr(head, "\r\nIf-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT\r\n"));
	assert_non_null(strstr(head, "\r\nAccept-Datetime: Thu, 31 May 2007 20:35:00 GMT\r\n"));
	assert_non_null(strstr(head, "\r\nAccept-Encoding: gzip\r\n"));
	assert_null(strstr(head, "Cookie:"));
}

/* The fixture answers 405 to anything but GET; what matters is what left. */
static void a_form(void **state)
{
	DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();
	const char *extra[] = {"Authorization: LOW key:secret"};
	struct dkt_request request = {.url = "https://news.example/",
				      .keep = true,
				      .follow = true,
				      .pool = DKT_POOL_ARCHIVES,
				      .post = "url=https%3A%2F%2Fnews.example%2F&force_get=1",
				      .headers = extra,
				      .n_headers = 1};
	size_t from = test_web_log_size();
	struct dkt_answer answer;
	const char *sent;

	(void)state;
	dkt_fetch(test_web_net(), arena, &request, &answer);
	assert_int_equal(answer.outcome, DKT_FETCHED);
	assert_int_equal(answer.status, 405);
	sent = dkt_arena_dup(arena, answer.hops[0].request, answer.hops[0].request_size);
	assert_true(dkt_starts(sent, "POST / HTTP/1.1\r\n"));
	assert_non_null(strstr(sent, "\r\nAuthorization: LOW key:secret\r\n"));
	assert_non_null(strstr(sent, "\r\nContent-Type: application/x-www-form-urlencoded\r\n"));
	assert_non_null(strstr(sent, "\r\n\r\nurl=https%3A%2F%2Fnews.example%2F&force_get=1"));
	assert_null(strstr(sent, "Expect:"));
	assert_int_equal(test_web_log_size(), from + 1);
	request.pool = DKT_POOL_STRANGERS;
	dkt_fetch(test_web_net(), arena, &request, &answer);
	assert_int_equal(answer.outcome, DKT_DENIED);
	assert_int_equal(answer.n_hops, 0);
	assert_int_equal(test_web_log_size(), from + 1);
}

static void keys_stay_with_their_address(void **state)
{
	DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();
	const char *extra[] = {"Authorization: LOW key:secret", "X-Other: 1"};
	struct dkt_request request = {.url = "https://redirect.example/cross",
				      .keep = true,
				      .follow = true,
				      .headers = extra,
				      .n_headers = 2};
	struct dkt_answer answer;

	(void)state;
	dkt_fetch(test_web_net(), arena, &request, &answer);
	assert_int_equal(answer.n_hops, 2);
	for (size_t i = 0; i < 2; i++) {
		const char *sent =
			dkt_arena_dup(arena, answer.hops[i].request, answer.hops[i].request_size);

		assert_int_equal(strstr(sent, "\r\nAuthorization:") != NULL, i == 0);
		assert_non_null(strstr(sent, "\r\nX-Other: 1\r\n"));
	}
}

static void says_who_we_are(void **state)
{
	DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();
	struct dkt_request request = {.url = "https://news.example/",
				      .keep = true,
				      .contact = "https://docket.example/contact"};
	struct dkt_answer answer;

	(void)state;
	dkt_fetch(test_web_net(), arena, &request, &answer);
	assert_non_null(
		strstr(dkt_arena_dup(arena, answer.hops[0].request, answer.hops[0].request_size),
		       "\r\nUser-Agent: docket/" DOCKET_VERSION
		       " (source check; +https://docket.example/contact)\r\n"));
}

struct plain_row {
	const char *name;
	void (*check)(void **state);
};

static const struct plain_row plain_rows[] = {
	{"no more on one host than it may have", per_host},
	{"no more in all than there may be", in_all},
	{"from one request to the next on a host at least the interval", interval},
	{"Retry-After is kept for the whole host, then it is asked again", retry_after_is_kept},
	{"who asks us to wait too long is not asked again, others are", too_long_a_wait},
	{"a refusal without a time is a minute", a_refusal_without_a_time},
	{"time-outs and 503 are asked again, slowly, once", second_round},
	{"robots.txt is asked once and obeyed, after redirects too", robots},
	{"a robots.txt that cannot be had closes a host, one that is not there opens it",
	 robots_that_cannot_be_had},
	{"an address that a person handed in is not held back by robots.txt",
	 submitted_urls_do_not_ask_robots},
	{"a name that moves to an inward address is denied then", a_name_that_moves_inward},
	{"proxies of the environment are not used", proxies_of_the_environment},
	{"denied, unknown, refused and silent are told alike", nothing_to_learn_from_failures},
	{"a callback may add requests", callbacks_may_add},
	{"a run ends with its budget and what is left is told", a_run_ends_in_time},
	{"a fetcher ended with requests in it", ended_in_the_middle},
	{"requests fed while it runs, never many at once", fed_while_it_runs},
	{"a conditional request", not_modified},
	{"a form goes to archives alone, once", a_form},
	{"keys do not follow a redirect", keys_stay_with_their_address},
	{"the User-Agent names a page to turn to", says_who_we_are},
};

static void check_plain(void **state)
{
	ROW(struct plain_row)->check(state);
}

int main(void)
{
	static const char *const options[] = {"--many", "3", NULL};
	int failed;

	if (!test_web_start(options)) {
		test_web_stop();
		return 77;
	}
	failed = rows_run("source/fetch", rows, check_row) +
		 rows_run("source/fetch/late", late_rows, check_late) +
		 rows_run("source/fetch/hosts", plain_rows, check_plain);
	test_web_stop();
	return failed;
}
