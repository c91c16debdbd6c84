/*
 * test_fetch_conns.c - connections: used again, never across pools, looked at by the guard each
 * time, over IPv6 too.
 *
 * A server of its own says with each answer which connection it came over and the how-manieth
 * request on that it was, which the invented web cannot.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/str.h"
#include "source/fetch.h"
#include "source/inside.h"
#include "support/rows.h"

#define MAX_CONNS 16

static struct {
	pid_t pid;
	unsigned port;
	unsigned port6; /* 0: no IPv6 here */
} server;

/* --- the server --- */

static int listen_on(int family, unsigned *port_out)
{
	struct sockaddr_in four = {.sin_family = AF_INET};
	struct sockaddr_in6 six = {.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT};
	struct sockaddr *address =
		family == AF_INET ? (struct sockaddr *)&four : (struct sockaddr *)&six;
	socklen_t size = family == AF_INET ? sizeof four : sizeof six;
	int fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);

	four.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	*port_out = 0;
	if (fd < 0 || bind(fd, address, size) < 0 || listen(fd, 8) < 0 ||
	    getsockname(fd, address, &size) < 0)
		return -1;
	*port_out = ntohs(family == AF_INET ? four.sin_port : six.sin6_port);
	return fd;
}

static void answer(int fd, int connection, int request)
{
	char body[64];
	char text[256];
	int size = snprintf(body, sizeof body, "connection %d request %d", connection, request);

	size = snprintf(
		text, sizeof text,
		"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n%s", size,
		body);
	(void)!write(fd, text, (size_t)size);
}

/* One connection a process: requests come in whole here. */
static void serve_connection(int fd, int connection)
{
	char bytes[4096];

	for (int request = 1; read(fd, bytes, sizeof bytes) > 0; request++)
		answer(fd, connection, request);
	_exit(0);
}

static void serve(int four, int six)
{
	int fds[2] = {four, six};

	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	(void)signal(SIGCHLD, SIG_IGN);
	for (int connection = 1; connection < MAX_CONNS; connection++) {
		fd_set ready;
		int fd;

		FD_ZERO(&ready);
		for (int i = 0; i < 2; i++) {
			if (fds[i] >= 0)
				FD_SET(fds[i], &ready);
		}
		if (select((four > six ? four : six) + 1, &ready, NULL, NULL, NULL) < 0)
			_exit(1);
		fd = accept(FD_ISSET(four, &ready) ? four : six, NULL, NULL);
		if (fork() == 0) {
			(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
			serve_connection(fd, connection);
		}
		(void)close(fd);
	}
	_exit(0);
}

static int start(void **state)
{
	int four = listen_on(AF_INET, &server.port);
	int six = listen_on(AF_INET6, &server.port6);

	(void)state;
	server.pid = fork();
	if (server.pid == 0)
		serve(four, six);
	(void)close(four);
	if (six >= 0)
		(void)close(six);
	return server.pid > 0 && server.port > 0 ? 0 : -1;
}

static int stop(void **state)
{
	(void)state;
	(void)kill(server.pid, SIGKILL);
	(void)waitpid(server.pid, NULL, 0);
	return 0;
}

/* --- the client --- */

/* names of one host each, all of them the server */
struct nets {
	struct dkt_target targets[2];
	struct dkt_mapping mappings[2];
	struct dkt_allowed allowed[2];
	struct dkt_net net;
};

static void make_net(struct nets *n)
{
	memset(n, 0, sizeof *n);
	n->targets[0] = (struct dkt_target){"127.0.0.1", server.port};
	n->targets[1] = (struct dkt_target){"::1", server.port6};
	n->mappings[0] = (struct dkt_mapping){"four.example:80", &n->targets[0], 1};
	n->mappings[1] = (struct dkt_mapping){"six.example:80", &n->targets[1], 1};
	n->allowed[0].port = server.port;
	n->allowed[1].port = server.port6;
	assert_true(dkt_range_parse("127.0.0.1/32", &n->allowed[0].range));
	assert_true(dkt_range_parse("::1/128", &n->allowed[1].range));
	n->net = (struct dkt_net){.test = true,
				  .mappings = n->mappings,
				  .n_mappings = 2,
				  .allowed = n->allowed,
				  .n_allowed = 2};
}

struct got {
	enum dkt_fetched outcome;
	char body[64];
	char address[64];
	char reason[64];
};

static void take(void *data, const struct dkt_request *request, const struct dkt_answer *answer_in)
{
	struct got *got = data;

	(void)request;
	got->outcome = answer_in->outcome;
	(void)snprintf(got->body, sizeof got->body, "%s", answer_in->body);
	(void)snprintf(got->reason, sizeof got->reason, "%s", answer_in->reason);
	(void)snprintf(got->address, sizeof got->address, "%s",
		       answer_in->n_hops == 0 ? "" : answer_in->hops[0].address);
}

static struct got get(struct dkt_fetcher *f, const char *url, enum dkt_pool pool)
{
	struct dkt_request request = {.url = url, .pool = pool, .timeout_ms = 4000};
	struct got got = {0};

	dkt_fetcher_add(f, &request);
	dkt_fetcher_run(f, 0, take, &got);
	return got;
}

static void used_again(void)
{
	struct dkt_fetch_policy policy = {0};
	struct nets nets;
	struct dkt_fetcher *f;

	make_net(&nets);
	f = dkt_fetcher_new(&nets.net, &policy);
	assert_string_equal(get(f, "http://four.example/", DKT_POOL_STRANGERS).body,
			    "connection 1 request 1");
	assert_string_equal(get(f, "http://four.example/a", DKT_POOL_STRANGERS).body,
			    "connection 1 request 2");
	/* the same host from another pool: a connection of its own, which then is kept too */
	assert_string_equal(get(f, "http://four.example/", DKT_POOL_ARCHIVES).body,
			    "connection 2 request 1");
	assert_string_equal(get(f, "http://four.example/b", DKT_POOL_STRANGERS).body,
			    "connection 1 request 3");
	assert_string_equal(get(f, "http://four.example/c", DKT_POOL_ARCHIVES).body,
			    "connection 2 request 2");
	dkt_fetcher_free(f);
}

/* The rules change while a connection is open: the next request on it is not sent. */
static void guarded_each_time(void)
{
	struct dkt_fetch_policy policy = {0};
	struct nets nets;
	struct dkt_fetcher *f;
	struct got got;

	make_net(&nets);
	f = dkt_fetcher_new(&nets.net, &policy);
	assert_string_equal(get(f, "http://four.example/", DKT_POOL_STRANGERS).body,
			    "connection 1 request 1");
	nets.net.n_allowed = 0;
	got = get(f, "http://four.example/", DKT_POOL_STRANGERS);
	assert_int_equal(got.outcome, DKT_DENIED);
	assert_string_equal(got.reason, "loopback");
	nets.net.n_allowed = 2;
	/* the denied request never left: whatever connection it is now, this is its next */
	got = get(f, "http://four.example/", DKT_POOL_STRANGERS);
	assert_int_equal(got.outcome, DKT_FETCHED);
	assert_true(dkt_streq(got.body, "connection 1 request 2") ||
		    dkt_streq(got.body, "connection 2 request 1"));
	dkt_fetcher_free(f);
}

static void over_ipv6(void)
{
	struct dkt_fetch_policy policy = {0};
	struct nets nets;
	struct dkt_fetcher *f;
	struct got got;
	char url[64];

	if (server.port6 == 0)
		skip();
	make_net(&nets);
	f = dkt_fetcher_new(&nets.net, &policy);
	got = get(f, "http://six.example/", DKT_POOL_STRANGERS);
	assert_int_equal(got.outcome, DKT_FETCHED);
	assert_string_equal(got.address, "::1");
	assert_string_equal(got.body, "connection 1 request 1");
	/* as a literal, it is looked at before anything else, and in a test net does not exist */
	(void)snprintf(url, sizeof url, "http://[::1]:%u/", server.port6);
	assert_int_equal(get(f, url, DKT_POOL_STRANGERS).outcome, DKT_NO_DNS);
	nets.net.n_allowed = 1;
	got = get(f, url, DKT_POOL_STRANGERS);
	assert_int_equal(got.outcome, DKT_DENIED);
	assert_string_equal(got.reason, "not global unicast");
	got = get(f, "http://six.example/", DKT_POOL_STRANGERS);
	assert_int_equal(got.outcome, DKT_DENIED);
	dkt_fetcher_free(f);
}

/* No mapping at all, as in the real net: literals in every spelling that a socket would take. */
static void literals_of_the_real_net(void)
{
	static const char *const urls[] = {"http://127.0.0.1/",
					   "http://[::1]/",
					   "http://[::ffff:127.0.0.1]/",
					   "http://[::ffff:7f00:1]/",
					   "http://10.0.0.1/",
					   "http://169.254.169.254/latest/meta-data/",
					   "http://[fd00:ec2::254]/",
					   "http://0.0.0.0/",
					   "http://[::]/",
					   "http://localhost/",
					   "http://a.localhost/",
					   "http://metadata.google.internal/",
					   "http://100.100.100.200/",
					   "http://168.63.129.16/",
					   "http://[64:ff9b::7f00:1]/",
					   "http://[2002:7f00:1::]/",
					   "http://\xEF\xBC\x91\xEF\xBC\x92\xEF\xBC\x97.0.0.1/",
					   "http://8.8.8.8:25/"};
	struct dkt_fetch_policy policy = {0};
	struct dkt_net net = {0};
	struct dkt_fetcher *f = dkt_fetcher_new(&net, &policy);

	for (size_t i = 0; i < sizeof urls / sizeof urls[0]; i++) {
		struct got got = get(f, urls[i], DKT_POOL_STRANGERS);

		if (got.outcome != DKT_DENIED)
			fail_msg("%s: %d, %s", urls[i], (int)got.outcome, got.reason);
	}
	dkt_fetcher_free(f);
}

/* Spellings that are no address for us although libcurl would take them. */
static void spellings_that_are_refused(void)
{
	static const char *const urls[] = {"http://2130706433/",
					   "http://0x7f000001/",
					   "http://0177.0.0.1/",
					   "http://127.1/",
					   "http://0x7f.1/",
					   "http://00000177.0.0.1/",
					   "http://%31%32%37.0.0.1/",
					   "http:///127.0.0.1/",
					   "http://0/",
					   "http://127.0.0.1./",
					   "http://127.0.0.1:80\\@news.example/",
					   "http://news.example@127.0.0.1/",
					   " http://127.0.0.1/",
					   "\thttp://127.0.0.1/",
					   "http://127.0.0.1%00/",
					   "http:/\\127.0.0.1/",
					   "127.0.0.1:80/",
					   "file:///etc/passwd",
					   "gopher://127.0.0.1/",
					   "//127.0.0.1/"};
	struct dkt_fetch_policy policy = {0};
	struct dkt_net net = {0};
	struct dkt_fetcher *f = dkt_fetcher_new(&net, &policy);

	for (size_t i = 0; i < sizeof urls / sizeof urls[0]; i++) {
		struct got got = get(f, urls[i], DKT_POOL_STRANGERS);

		if (got.outcome != DKT_NOT_URL && got.outcome != DKT_DENIED)
			fail_msg("%s: %d, %s", urls[i], (int)got.outcome, got.reason);
	}
	dkt_fetcher_free(f);
}

struct row {
	const char *name;
	void (*check)(void);
};

static const struct row rows[] = {
	{"a connection is used again, but by its own pool alone", used_again},
	{"the guard looks at a connection that is used again", guarded_each_time},
	{"IPv6 is fetched and guarded like IPv4", over_ipv6},
	{"inward literals are denied without a look-up", literals_of_the_real_net},
	{"spellings that only some programs understand are refused", spellings_that_are_refused},
};

static void check_row(void **state)
{
	const struct row *row = ROW(struct row);

	assert_int_equal(start(NULL), 0);
	row->check();
	(void)stop(NULL);
}

int main(void)
{
	return rows_run("source/fetch/connections", rows, check_row);
}
