/*
 * raw.c - scripts of bytes for what is broken or slow below HTTP: headers that drip, lengths that
 * lie, chunks that make no sense. libmicrohttpd would not send any of it.
 */
#define _GNU_SOURCE
#include "raw.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MAX_PARTS = 4, MAX_REQUEST = 8192, LINES = 600, DRIP_LINES = 200, STEP_MS = 100 };

struct part {
	unsigned wait_ms; /* before it is sent */
	const char *text; /* NULL: no more parts */
	size_t size;	  /* 0: strlen */
};

#define HEAD_OK	 "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
#define CHUNKED	 HEAD_OK "Transfer-Encoding: chunked\r\n\r\n"
#define PAGE	 "<title>Raw</title><p>The raw quay of Port Ansel is made of oak.</p>"
#define PAGE_HEX "43"

static const struct script {
	const char *path;
	struct part parts[MAX_PARTS];
} scripts[] = {
	{"/plain", {{0, HEAD_OK "Connection: close\r\n\r\n" PAGE, 0}}},
	{"/http-1.0", {{0, "HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n" PAGE, 0}}},
	{"/http-0.9", {{0, PAGE, 0}}},
	{"/nonsense", {{0, "220 mail.example ESMTP\r\n", 0}}},
	{"/early-hints",
	 {{0,
	   "HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n" HEAD_OK
	   "Content-Length: 67\r\n\r\n" PAGE,
	   0}}},
	{"/chunks", {{0, CHUNKED PAGE_HEX "\r\n" PAGE "\r\n0\r\n\r\n", 0}}},
	{"/chunks-late",
	 {{0, CHUNKED PAGE_HEX ";name=value\r\n<title>Raw</title>", 0},
	  {50, "<p>The raw quay of Port Ansel is made of oak.</p>\r\n0", 0},
	  {50, "\r\nExpires: never\r\n\r\n", 0}}},
	{"/chunks-no-end", {{0, CHUNKED PAGE_HEX "\r\n" PAGE "\r\n", 0}}},
	{"/chunks-bad-size", {{0, CHUNKED "quay\r\n" PAGE "\r\n0\r\n\r\n", 0}}},
	{"/chunks-huge-size", {{0, CHUNKED "fffffffffffffffff\r\n" PAGE "\r\n0\r\n\r\n", 0}}},
	{"/length-short", {{0, HEAD_OK "Content-Length: 20\r\n\r\n" PAGE, 0}}},
	{"/length-long", {{0, HEAD_OK "Content-Length: 9000\r\n\r\n" PAGE, 0}}},
	{"/length-negative", {{0, HEAD_OK "Content-Length: -1\r\n\r\n" PAGE, 0}}},
	{"/length-two", {{0, HEAD_OK "Content-Length: 67\r\nContent-Length: 9\r\n\r\n" PAGE, 0}}},
	{"/folded",
	 {{0, HEAD_OK "X-Long: one\r\n two: three\r\nContent-Length: 67\r\n\r\n" PAGE, 0}}},
	{"/nul-in-header",
	 {{0, HEAD_OK "X-Nul: a\0b\r\nContent-Length: 67\r\n\r\n" PAGE,
	   sizeof(HEAD_OK "X-Nul: a\0b\r\nContent-Length: 67\r\n\r\n" PAGE) - 1}}},
	{"/line-feeds",
	 {{0, "HTTP/1.1 200 OK\nContent-Type: text/html\nContent-Length: 67\n\n" PAGE, 0}}},
	{"/transfer-gzip", {{0, HEAD_OK "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 0}}},
	{"/closed", {{0, "", 0}}},
	{"/half-a-head", {{0, HEAD_OK "X-Half", 0}}},
	{"/silent-after-head", {{0, HEAD_OK "Content-Length: 67\r\n\r\n", 0}, {30000, "x", 0}}},
};

static bool send_all(int fd, const char *bytes, size_t size)
{
	while (size > 0) {
		ssize_t n = send(fd, bytes, size, MSG_NOSIGNAL);
		if (n <= 0)
			return false;
		bytes += n;
		size -= (size_t)n;
	}
	return true;
}

/* A header line now and then: never silent, never done. */
static void drip_headers(struct raw *raw, int fd)
{
	bool going = send_all(fd, HEAD_OK, strlen(HEAD_OK));

	for (int i = 0; going && i < DRIP_LINES; i++)
		going = !stop_wait(&raw->server->stop, STEP_MS) &&
			send_all(fd, "X-Drip: y\r\n", 11);
}

static void many_headers(int fd)
{
	bool going = send_all(fd, HEAD_OK, strlen(HEAD_OK));

	for (int i = 0; going && i < LINES; i++)
		going = send_all(fd, "X-Many: y\r\n", 11);
	if (going)
		send_all(fd, "Content-Length: 0\r\n\r\n", 21);
}

static void run_script(struct raw *raw, int fd, const char *path)
{
	if (strcmp(path, "/headers-drip") == 0)
		drip_headers(raw, fd);
	if (strcmp(path, "/headers-many") == 0)
		many_headers(fd);
	for (size_t i = 0; i < sizeof scripts / sizeof scripts[0]; i++) {
		if (strcmp(scripts[i].path, path) != 0)
			continue;
		for (int p = 0; p < MAX_PARTS && scripts[i].parts[p].text; p++) {
			const struct part *part = &scripts[i].parts[p];
			if (part->wait_ms && stop_wait(&raw->server->stop, part->wait_ms))
				return;
			if (!send_all(fd, part->text, part->size ? part->size : strlen(part->text)))
				return;
		}
	}
}

/* "GET /path HTTP/1.1 ...": its path, cut out in place; NULL when it is no request. */
static char *read_request(int fd, char *buffer)
{
	size_t size = 0;
	char *end;

	while (size < MAX_REQUEST && !memmem(buffer, size, "\r\n\r\n", 4)) {
		ssize_t n = recv(fd, buffer + size, MAX_REQUEST - size, 0);
		if (n <= 0)
			return NULL;
		size += (size_t)n;
	}
	buffer[size < MAX_REQUEST ? size : MAX_REQUEST - 1] = '\0';
	if (strncmp(buffer, "GET ", 4) != 0 || !(end = strchr(buffer + 4, ' ')))
		return NULL;
	*end = '\0';
	return buffer + 4;
}

struct connection {
	struct raw *raw;
	int fd;
};

static void *serve_one(void *data)
{
	struct connection *connection = data;
	struct raw *raw = connection->raw;
	struct timeval limit = {.tv_sec = 10};
	char *buffer = must_alloc(MAX_REQUEST);
	char *path;

	setsockopt(connection->fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
	setsockopt(connection->fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
	path = read_request(connection->fd, buffer);
	if (path) {
		request_log(raw->server, "raw.example", "GET", path, 0, "http");
		run_script(raw, connection->fd, path);
	}
	shutdown(connection->fd, SHUT_WR);
	close(connection->fd);
	free(buffer);
	free(connection);
	pthread_mutex_lock(&raw->lock);
	raw->active--;
	pthread_cond_signal(&raw->idle);
	pthread_mutex_unlock(&raw->lock);
	return NULL;
}

static void take_connection(struct raw *raw)
{
	struct connection *connection = must_alloc(sizeof *connection);
	pthread_t thread;

	*connection = (struct connection){raw, accept4(raw->socket, NULL, NULL, SOCK_CLOEXEC)};
	pthread_mutex_lock(&raw->lock);
	raw->active++;
	pthread_mutex_unlock(&raw->lock);
	if (connection->fd >= 0 && pthread_create(&thread, NULL, serve_one, connection) == 0) {
		pthread_detach(thread);
		return;
	}
	if (connection->fd >= 0)
		close(connection->fd);
	free(connection);
	pthread_mutex_lock(&raw->lock);
	raw->active--;
	pthread_mutex_unlock(&raw->lock);
}

static void *listen_on(void *data)
{
	struct raw *raw = data;

	while (!stop_wait(&raw->server->stop, 0)) {
		struct pollfd ready = {.fd = raw->socket, .events = POLLIN};
		if (poll(&ready, 1, STEP_MS) > 0)
			take_connection(raw);
	}
	return NULL;
}

void raw_open(struct raw *raw, struct server *server)
{
	raw->server = server;
	raw->socket = loopback_socket(true, &raw->port);
	pthread_mutex_init(&raw->lock, NULL);
	pthread_cond_init(&raw->idle, NULL);
}

void raw_start(struct raw *raw)
{
	if (pthread_create(&raw->thread, NULL, listen_on, raw) != 0)
		die("cannot start the raw listener");
}

void raw_stop(struct raw *raw)
{
	pthread_join(raw->thread, NULL);
	pthread_mutex_lock(&raw->lock);
	while (raw->active > 0)
		pthread_cond_wait(&raw->idle, &raw->lock);
	pthread_mutex_unlock(&raw->lock);
	close(raw->socket);
	pthread_cond_destroy(&raw->idle);
	pthread_mutex_destroy(&raw->lock);
}
