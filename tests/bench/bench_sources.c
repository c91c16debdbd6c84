/*
 * bench_sources.c - a sweep over the load origin with all the work of one: fetched politely, text
 * taken out, classified (with the probe of a sibling, once a folder), a quote looked for, and an
 * own copy kept.
 *
 *   bench_sources PORT HOSTS URLS FOLDER [ACTIVE [PER-HOST [INTERVAL-MS]]]
 *
 * Asks /page/0 ... of 127.0.1.1 to 127.0.1.HOSTS in turn, fed a few at a time: memory does not grow
 * with URLS. Prints what was found as one line of JSON; ends with 1 when that is not what the
 * origin answers with. FOLDER is for the own copies; "-" keeps none.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "base/error.h"
#include "base/map.h"
#include "base/num.h"
#include "base/str.h"
#include "source/capture.h"
#include "source/fetch.h"
#include "source/page.h"
#include "source/quote.h"
#include "source/verdict.h"

#include "base/banned.h"

#define N_VERDICTS (DKT_LIVE_DENIED + 1)

/* A page that waits for the probe of its folder. */
struct waiting {
	struct waiting *next;
	struct dkt_arena *arena;
	struct dkt_page page;
	struct dkt_verdict_live verdict;
	size_t i;
};

struct probe {
	struct probe *next; /* of all */
	struct dkt_arena *arena;
	bool done;
	bool soft; /* the host has a page for what cannot exist */
	struct dkt_page page;
	struct waiting *waiting;
};

struct bench {
	unsigned port;
	size_t hosts;
	size_t urls;
	size_t next;
	struct dkt_fetcher *fetcher;
	struct dkt_captures captures;
	struct dkt_arena *arena;
	struct dkt_map probes; /* by folder */
	struct probe *all_probes;
	size_t verdicts[N_VERDICTS];
	size_t found;
	size_t absent;
	size_t kept;
	size_t fresh;
	bool failed;
};

static size_t number_of(const struct bench *b, size_t i)
{
	return i / b->hosts;
}

static void write_url(const struct bench *b, size_t i, char *out, size_t size)
{
	(void)snprintf(out, size, "http://127.0.1.%zu:%u/page/%zu", i % b->hosts + 1, b->port,
		       number_of(b, i));
}

/* The words that a page of the origin has; those that moved lead to the first of their hundred. */
static void write_quote(const struct bench *b, size_t i, char *out, size_t size)
{
	size_t n = number_of(b, i);

	(void)snprintf(out, size, "Berth %zu of 127.0.1.%zu was let to the harbour library.",
		       n % 100 < 90 ? n : n - n % 100, i % b->hosts + 1);
}

static void feed(void *data, struct dkt_fetcher *fetcher)
{
	struct bench *b = data;

	for (size_t n = 0; n < b->hosts && b->next < b->urls; n++, b->next++) {
		char url[128];
		struct dkt_request request = {.url = url,
					      .follow = true,
					      .robots = true,
					      .keep = b->captures.folder != NULL,
					      .data = (void *)(b->next + 1)};

		write_url(b, b->next, url, sizeof url);
		dkt_fetcher_add(fetcher, &request);
	}
}

static void judge(struct bench *b, const struct waiting *w, const struct probe *probe)
{
	struct dkt_quote quote;
	char words[128];
	enum dkt_live verdict = w->verdict.verdict;

	if (probe != NULL && probe->soft && dkt_live_same_as_probe(&w->page, &probe->page))
		verdict = DKT_LIVE_SOFT_GONE;
	b->verdicts[verdict]++;
	if (verdict != DKT_LIVE_ALIVE && verdict != DKT_LIVE_REDIRECTED)
		return;
	write_quote(b, w->i, words, sizeof words);
	dkt_quote_find(w->arena, words, w->page.text, w->page.text_size, &quote);
	if (quote.verdict == DKT_QUOTE_EXACT)
		b->found++;
	else
		b->absent++;
}

static void take_probe(struct bench *b, struct probe *probe, const struct dkt_answer *answer)
{
	struct waiting *w;

	dkt_page_read(probe->arena, answer, &probe->page);
	probe->done = true;
	probe->soft = answer->status == 200;
	while ((w = probe->waiting) != NULL) {
		probe->waiting = w->next;
		judge(b, w, probe);
		dkt_arena_free(w->arena);
	}
}

static void folder_of(const char *url, char *out, size_t size)
{
	(void)snprintf(out, size, "%.*s", (int)(strrchr(url, '/') - url), url);
}

static struct probe *probe_of(struct bench *b, struct dkt_arena *arena, const char *url)
{
	char folder[256];
	const char *sibling;
	struct dkt_request request = {.follow = true, .robots = true};
	struct probe *probe;

	folder_of(url, folder, sizeof folder);
	probe = dkt_map_get(&b->probes, folder, strlen(folder));
	sibling = probe == NULL ? dkt_live_sibling(arena, url) : NULL;
	if (sibling == NULL)
		return probe;
	probe = DKT_NEW(b->arena, struct probe);
	probe->arena = dkt_arena_new();
	probe->next = b->all_probes;
	b->all_probes = probe;
	(void)dkt_map_put(&b->probes, dkt_arena_dups(b->arena, folder), strlen(folder), probe);
	request.url = sibling;
	request.arena = b->arena; /* marks it; it is small */
	request.data = probe;
	dkt_fetcher_add(b->fetcher, &request);
	return probe;
}

static void keep(struct bench *b, const struct dkt_answer *answer)
{
	struct dkt_err err = DKT_ERR_INIT;
	struct dkt_kept kept;

	if (b->captures.folder == NULL || b->failed)
		return;
	if (dkt_capture_put(&b->captures, answer, &kept, &err) < 0) {
		(void)fprintf(stderr, "%s\n", err.text);
		b->failed = true;
	}
	b->kept += kept.key[0] != '\0';
	b->fresh += kept.fresh;
}

static void take(void *data, const struct dkt_request *request, const struct dkt_answer *answer)
{
	struct bench *b = data;
	struct waiting w = {.arena = dkt_arena_new(), .i = (size_t)request->data - 1};
	struct probe *probe = NULL;
	char url[128];

	if (request->arena != NULL) {
		take_probe(b, request->data, answer);
		dkt_arena_free(w.arena);
		return;
	}
	write_url(b, w.i, url, sizeof url);
	dkt_page_read(w.arena, answer, &w.page);
	w.verdict = dkt_live_judge(w.arena, url, answer, &w.page);
	keep(b, answer);
	if (w.verdict.verdict == DKT_LIVE_ALIVE || w.verdict.verdict == DKT_LIVE_REDIRECTED)
		probe = probe_of(b, w.arena, answer->final_url);
	if (probe != NULL && !probe->done) {
		struct waiting *later = DKT_NEW(w.arena, struct waiting);

		w.next = probe->waiting;
		*later = w;
		probe->waiting = later;
		return;
	}
	judge(b, &w, probe);
	dkt_arena_free(w.arena);
}

static int64_t ticks(void)
{
	struct timespec now = {0};

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void say(const struct bench *b, int64_t took_ms)
{
	struct rusage usage;

	(void)getrusage(RUSAGE_SELF, &usage);
	(void)printf("{\"urls\":%zu,\"ms\":%lld,\"peak_kib\":%ld", b->urls, (long long)took_ms,
		     usage.ru_maxrss);
	for (size_t i = 0; i < N_VERDICTS; i++) {
		if (b->verdicts[i] > 0)
			(void)printf(",\"%s\":%zu", dkt_live_name((enum dkt_live)i),
				     b->verdicts[i]);
	}
	(void)printf(",\"quotes\":%zu,\"absent\":%zu,\"kept\":%zu,\"contents\":%zu}\n", b->found,
		     b->absent, b->kept, b->fresh);
}

/* Is this what the origin has? Of each hundred of a host 90 pages, 4 moved, 4 gone, 1 behind a wall
 * and 1 that is not what it says. */
static bool right(const struct bench *b)
{
	size_t want[N_VERDICTS] = {0};

	for (size_t i = 0; i < b->urls; i++) {
		size_t kind = number_of(b, i) % 100;

		want[kind < 90	 ? DKT_LIVE_ALIVE
		     : kind < 94 ? DKT_LIVE_REDIRECTED
		     : kind < 98 ? DKT_LIVE_GONE
		     : kind < 99 ? DKT_LIVE_BLOCKED
				 : DKT_LIVE_SOFT_GONE]++;
	}
	return memcmp(want, b->verdicts, sizeof want) == 0 && b->absent == 0 &&
	       b->found == want[DKT_LIVE_ALIVE] + want[DKT_LIVE_REDIRECTED] &&
	       (b->captures.folder == NULL || b->kept == b->urls);
}

static struct dkt_net *make_net(const struct bench *b)
{
	struct dkt_err err = DKT_ERR_INIT;
	struct dkt_net *net = NULL;
	char path[] = "/tmp/bench-net-XXXXXX";
	int fd = mkstemp(path);
	FILE *out = fd < 0 ? NULL : fdopen(fd, "w");

	if (out == NULL)
		return NULL;
	(void)fprintf(out, "{\"allow\":[\"127.0.1.0/24:%u\"],\"connect\":{", b->port);
	for (size_t i = 1; i <= b->hosts; i++)
		(void)fprintf(out, "%s\"127.0.1.%zu:%u\":\"127.0.1.%zu:%u\"", i == 1 ? "" : ",", i,
			      b->port, i, b->port);
	(void)fputs("}}", out);
	if (fclose(out) != 0 || dkt_net_open(path, &net, &err) < 0)
		(void)fprintf(stderr, "%s\n", err.text);
	(void)remove(path);
	return net;
}

static unsigned number(char **argv, int argc, int i, unsigned otherwise)
{
	uint64_t value = otherwise;

	if (i < argc && !dkt_parse_u64(argv[i], 100000000, &value)) {
		(void)fprintf(stderr, "\"%s\" is no number\n", argv[i]);
		exit(2);
	}
	return (unsigned)value;
}

static int sweep(struct bench *b, const struct dkt_fetch_policy *policy)
{
	struct dkt_err err = DKT_ERR_INIT;
	struct dkt_net *net = make_net(b);
	int64_t start = ticks();

	if (net == NULL)
		return 3;
	if (b->captures.folder != NULL && dkt_captures_open(&b->captures, &err) < 0) {
		(void)fprintf(stderr, "%s\n", err.text);
		return 3;
	}
	b->fetcher = dkt_fetcher_new(net, policy);
	dkt_fetcher_feed(b->fetcher, feed, b);
	dkt_fetcher_run(b->fetcher, 0, take, b);
	if (b->captures.folder != NULL && dkt_captures_sync(&b->captures, &err) < 0)
		b->failed = true;
	say(b, ticks() - start);
	dkt_fetcher_free(b->fetcher);
	dkt_captures_close(&b->captures);
	dkt_net_free(net);
	return right(b) && !b->failed ? 0 : 1;
}

int main(int argc, char **argv)
{
	struct bench b = {.arena = dkt_arena_new()};
	struct dkt_fetch_policy policy = {.max_active = number(argv, argc, 5, 100),
					  .per_host = number(argv, argc, 6, 6),
					  .interval_ms = number(argv, argc, 7, 0),
					  .now_ms = INT64_C(1798761600000)};
	int status;

	if (argc < 5) {
		(void)fputs("usage: bench_sources PORT HOSTS URLS FOLDER [ACTIVE [PER-HOST "
			    "[INTERVAL-MS]]]\n",
			    stderr);
		return 2;
	}
	b.port = number(argv, argc, 1, 0);
	b.hosts = number(argv, argc, 2, 0);
	b.urls = number(argv, argc, 3, 0);
	b.captures.folder = dkt_streq(argv[4], "-") ? NULL : argv[4];
	if (b.hosts == 0 || b.hosts > 250)
		return 2;
	status = sweep(&b, &policy);
	for (const struct probe *probe = b.all_probes; probe != NULL; probe = probe->next)
		dkt_arena_free(probe->arena);
	dkt_map_clear(&b.probes);
	dkt_arena_free(b.arena);
	return status;
}
