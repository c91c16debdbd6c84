/*
 * many_origin.c - the load origin: the generated hosts of many.c on loopback addresses of their
 * own, with latency, and a memory of how politely it was asked.
 *
 *   many-origin [--hosts N] [--latency-ms N] [--max-seconds N]
 *
 * Host i (from 1) is 127.0.1.i, all on one port. Prints `ready PORT` and serves until it is told to
 * stop, its parent dies or its time is over. One thread on epoll, since the origin shares the
 * machine with what is measured. Every request waits the same time, so a queue does for a timer.
 *
 * Pages have an ETag and are asked for conditionally.
 *
 *   /-/stats   what was seen since the start or the last reset, as JSON: requests, the most in
 *              flight at once in all and on one host (from the last byte of a request to the first
 *              of its answer), the least time between two requests on one host in microseconds
 *   /-/reset   forget it
 *   others     many_answer
 */
#define _GNU_SOURCE
#include "many.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MAX_REQUEST = 8192, MAX_EVENTS = 256, SLEEP_MS = 200 };

struct site_host {
	int socket;
	char *name;
	uint64_t in_flight;
	uint64_t most;
	int64_t last_us; /* when it was asked last; -1: never */
};

struct connection {
	struct connection *next; /* in the queue of those that wait */
	struct site_host *host;
	int fd;
	size_t size;
	int64_t due_us;
	int64_t came_us; /* of another clock than due_us */
	bool waits;
	bool closed;
	char *out;
	size_t out_size;
	size_t out_done;
	char request[MAX_REQUEST];
};

static struct {
	struct site_host hosts[MANY_MAX];
	uint64_t n_hosts;
	uint64_t latency_us;
	int epoll;
	unsigned port;
	struct connection *first; /* waiting, by due time */
	struct connection *last;
	uint64_t requests;
	uint64_t unchanged; /* of them answered with 304 */
	uint64_t in_flight;
	uint64_t most;
	int64_t least_gap_us;
} origin;

static volatile sig_atomic_t stopped;

static void stop(int signal)
{
	(void)signal;
	stopped = 1;
}

static int64_t now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void reset(void)
{
	origin.requests = 0;
	origin.unchanged = 0;
	origin.most = 0;
	origin.least_gap_us = -1;
	for (uint64_t i = 0; i < origin.n_hosts; i++) {
		origin.hosts[i].most = 0;
		origin.hosts[i].last_us = -1;
	}
}

static char *stats(void)
{
	uint64_t most = 0;

	for (uint64_t i = 0; i < origin.n_hosts; i++)
		most = origin.hosts[i].most > most ? origin.hosts[i].most : most;
	return must_format(
		"{\"requests\":%llu,\"unchanged\":%llu,\"most\":%llu,\"most_on_a_host\":%llu,"
		"\"least_gap_us\":%lld}\n",
		(unsigned long long)origin.requests, (unsigned long long)origin.unchanged,
		(unsigned long long)origin.most, (unsigned long long)most,
		(long long)origin.least_gap_us);
}

static void connection_free(struct connection *connection)
{
	close(connection->fd);
	free(connection->out);
	free(connection);
}

/* It may still stand in the queue, which frees it then. */
static void connection_end(struct connection *connection)
{
	if (connection->waits)
		connection->closed = true;
	else
		connection_free(connection);
}

static void watch(struct connection *connection, int what, uint32_t events)
{
	struct epoll_event event = {.events = events, .data.ptr = connection};

	if (epoll_ctl(origin.epoll, what, connection->fd, &event) < 0)
		die("epoll: %s", strerror(errno));
}

static void send_rest(struct connection *connection)
{
	while (connection->out_done < connection->out_size) {
		ssize_t n = send(connection->fd, connection->out + connection->out_done,
				 connection->out_size - connection->out_done,
				 MSG_NOSIGNAL | MSG_DONTWAIT);
		if (n < 0 && errno == EAGAIN) {
			watch(connection, EPOLL_CTL_MOD, EPOLLIN | EPOLLOUT);
			return;
		}
		if (n <= 0)
			break;
		connection->out_done += (size_t)n;
	}
	free(connection->out);
	connection->out = NULL;
	connection->size = 0;
}

static const char *phrase(unsigned status)
{
	return status == 200   ? "OK"
	       : status == 301 ? "Moved Permanently"
	       : status == 302 ? "Found"
	       : status == 304 ? "Not Modified"
	       : status == 403 ? "Forbidden"
	       : status == 404 ? "Not Found"
	       : status == 410 ? "Gone"
			       : "Answer";
}

static void answer_send(struct connection *connection, struct answer *answer)
{
	FILE *out = open_memstream(&connection->out, &connection->out_size);

	if (!out)
		die("out of memory");
	fprintf(out, "HTTP/1.1 %u %s\r\n", answer->status, phrase(answer->status));
	if (answer->status != 304)
		fprintf(out, "Content-Length: %zu\r\n", answer->size);
	for (size_t i = 0; i < answer->n_headers; i++)
		fprintf(out, "%s: %s\r\n", answer->headers[i].name, answer->headers[i].value);
	fputs("\r\n", out);
	if (answer->status != 304 && strncmp(connection->request, "HEAD ", 5) != 0)
		fwrite(answer->body, 1, answer->size, out);
	fclose(out);
	connection->out_done = 0;
	answer_clear(answer);
	send_rest(connection);
}

/* A page has an ETag made from its bytes; whoever names it gets 304. */
static void mark_unchanged(struct connection *connection, struct answer *answer)
{
	uint32_t sum = 2166136261U;
	char *line;

	if (answer->status != 200)
		return;
	for (size_t i = 0; i < answer->size; i++)
		sum = (sum ^ (unsigned char)answer->body[i]) * 16777619U;
	answer_header(answer, "ETag", "\"%08x\"", sum);
	line = must_format("If-None-Match: \"%08x\"\r\n", sum);
	if (strstr(connection->request, line)) {
		answer->status = 304;
		origin.unchanged++;
	}
	free(line);
}

static void give_answer(struct connection *connection)
{
	struct answer answer = {0};
	char target[256];

	/* the request is looked into once more: its path is copied out of it first */
	snprintf(target, sizeof target, "%.255s",
		 connection->request + strcspn(connection->request, " ") + 1);
	target[strcspn(target, " ")] = '\0';
	many_answer(connection->host->name, target, &answer);
	mark_unchanged(connection, &answer);
	connection->host->in_flight--;
	origin.in_flight--;
	answer_send(connection, &answer);
}

/* now: when the kernel had the last bytes of the request, however late we come to read them. */
static void note_request(struct site_host *host, int64_t now)
{
	int64_t gap = now - host->last_us;

	if (host->last_us >= 0 && (origin.least_gap_us < 0 || gap < origin.least_gap_us))
		origin.least_gap_us = gap;
	host->last_us = now;
	origin.requests++;
	host->in_flight++;
	origin.in_flight++;
	host->most = host->in_flight > host->most ? host->in_flight : host->most;
	origin.most = origin.in_flight > origin.most ? origin.in_flight : origin.most;
}

static void take_request(struct connection *connection)
{
	struct answer answer = {.status = 200};
	bool asks = strncmp(connection->request, "GET /-/stats ", 13) == 0;

	if (asks || strncmp(connection->request, "GET /-/reset ", 13) == 0) {
		char *text = stats();

		if (!asks)
			reset();
		answer_body_take(&answer, text, strlen(text));
		answer_send(connection, &answer);
		return;
	}
	note_request(connection->host, connection->came_us);
	connection->due_us = now_us() + (int64_t)origin.latency_us;
	connection->waits = true;
	connection->next = NULL;
	if (origin.last)
		origin.last->next = connection;
	else
		origin.first = connection;
	origin.last = connection;
}

static ssize_t receive(struct connection *connection)
{
	struct iovec part = {connection->request + connection->size,
			     MAX_REQUEST - 1 - connection->size};
	char control[CMSG_SPACE(sizeof(struct timespec))];
	struct msghdr message = {.msg_iov = &part,
				 .msg_iovlen = 1,
				 .msg_control = control,
				 .msg_controllen = sizeof control};
	ssize_t n = recvmsg(connection->fd, &message, MSG_DONTWAIT);
	struct cmsghdr *head = n > 0 ? CMSG_FIRSTHDR(&message) : NULL;

	if (head && head->cmsg_level == SOL_SOCKET && head->cmsg_type == SCM_TIMESTAMPNS) {
		struct timespec came;

		memcpy(&came, CMSG_DATA(head), sizeof came);
		connection->came_us = (int64_t)came.tv_sec * 1000000 + came.tv_nsec / 1000;
	} else if (n > 0) {
		die("the kernel does not say when bytes came");
	}
	return n;
}

static void read_some(struct connection *connection)
{
	ssize_t n = receive(connection);

	if (n < 0 && errno == EAGAIN)
		return;
	if (n <= 0 || connection->waits) { /* nobody pipelines here */
		epoll_ctl(origin.epoll, EPOLL_CTL_DEL, connection->fd, NULL);
		connection_end(connection);
		return;
	}
	connection->size += (size_t)n;
	connection->request[connection->size] = '\0';
	if (strstr(connection->request, "\r\n\r\n"))
		take_request(connection);
}

static void give_due(void)
{
	int64_t now = now_us();

	while (origin.first && origin.first->due_us <= now) {
		struct connection *connection = origin.first;

		origin.first = connection->next;
		if (!origin.first)
			origin.last = NULL;
		connection->waits = false;
		if (connection->closed) {
			connection->host->in_flight--;
			origin.in_flight--;
			connection_free(connection);
		} else {
			give_answer(connection);
		}
	}
}

static void accept_all(struct site_host *host)
{
	for (;;) {
		int fd = accept4(host->socket, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
		int one = 1;
		struct connection *connection;

		if (fd < 0)
			return;
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
		connection = must_alloc(sizeof *connection);
		connection->host = host;
		connection->fd = fd;
		watch(connection, EPOLL_CTL_ADD, EPOLLIN);
	}
}

static void host_open(uint64_t i)
{
	struct sockaddr_in address = {.sin_family = AF_INET,
				      .sin_port = htons((uint16_t)origin.port)};
	socklen_t size = sizeof address;
	struct site_host *host = &origin.hosts[i];
	struct epoll_event event = {.events = EPOLLIN, .data.ptr = host};
	int one = 1;

	address.sin_addr.s_addr = htonl(0x7F000101U + (uint32_t)i);
	host->name = must_format("127.0.1.%llu", (unsigned long long)i + 1);
	host->last_us = -1;
	host->socket = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	setsockopt(host->socket, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
	setsockopt(host->socket, SOL_SOCKET, SO_TIMESTAMPNS, &one, sizeof one); /* inherited */
	if (host->socket < 0 || bind(host->socket, (struct sockaddr *)&address, size) < 0 ||
	    listen(host->socket, 1024) < 0 ||
	    getsockname(host->socket, (struct sockaddr *)&address, &size) < 0 ||
	    epoll_ctl(origin.epoll, EPOLL_CTL_ADD, host->socket, &event) < 0)
		die("cannot open a port on %s: %s", host->name, strerror(errno));
	origin.port = ntohs(address.sin_port);
}

static bool is_host(const void *at)
{
	return at >= (void *)origin.hosts && at < (void *)(origin.hosts + MANY_MAX);
}

static void turn(void)
{
	struct epoll_event events[MAX_EVENTS];
	struct timespec wait = {.tv_nsec = SLEEP_MS * 1000000L};
	int n;

	if (origin.first) {
		int64_t left = origin.first->due_us - now_us();

		wait.tv_nsec =
			left > 0 ? (left < SLEEP_MS * 1000 ? left : SLEEP_MS * 1000) * 1000 : 0;
	}
	n = epoll_pwait2(origin.epoll, events, MAX_EVENTS, &wait, NULL);
	for (int i = 0; i < n; i++) {
		struct connection *connection = events[i].data.ptr;

		if (is_host(connection)) {
			accept_all(events[i].data.ptr);
			continue;
		}
		if (events[i].events & EPOLLOUT) {
			watch(connection, EPOLL_CTL_MOD, EPOLLIN);
			send_rest(connection);
		}
		if (events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR))
			read_some(connection);
	}
	give_due();
}

static uint64_t number_option(const char *text, uint64_t least, uint64_t max)
{
	uint64_t value;

	if (!number_read(text, max, &value) || value < least) {
		fputs("usage: many-origin [--hosts N] [--latency-ms N] [--max-seconds N]\n",
		      stderr);
		exit(2);
	}
	return value;
}

int main(int argc, char **argv)
{
	static const struct option known[] = {
		{"hosts", required_argument, NULL, 'h'},
		{"latency-ms", required_argument, NULL, 'l'},
		{"max-seconds", required_argument, NULL, 't'},
		{NULL, 0, NULL, 0},
	};
	int64_t end_us;
	uint64_t max_seconds = 600;

	origin.n_hosts = 50;
	for (int c; (c = getopt_long(argc, argv, "", known, NULL)) != -1;) {
		if (c == 'h')
			origin.n_hosts = number_option(optarg, 1, MANY_MAX);
		else if (c == 'l')
			origin.latency_us = number_option(optarg, 0, 60000) * 1000;
		else
			max_seconds = number_option(c == 't' ? optarg : "", 1, 86400);
	}
	signal(SIGTERM, stop);
	signal(SIGINT, stop);
	if (prctl(PR_SET_PDEATHSIG, SIGTERM) < 0)
		die("cannot follow the parent process");
	origin.epoll = epoll_create1(EPOLL_CLOEXEC);
	for (uint64_t i = 0; i < origin.n_hosts; i++)
		host_open(i);
	reset();
	printf("ready %u\n", origin.port);
	fflush(stdout);
	end_us = now_us() + (int64_t)max_seconds * 1000000;
	while (!stopped && now_us() < end_us)
		turn();
	return 0;
}
