/*
 * serve.c - HTTP in and out with libmicrohttpd.
 *
 * One thread for each connection, since many pages are slow on purpose. The raw request target
 * is kept before libmicrohttpd decodes it: an archive's path holds a whole URL with its query,
 * and the log must show what was really asked.
 *
 * The log has one line a request, written before any deliberate wait:
 *   <ms since start> <host> <method> <target> <status> <http|https>
 */
#define _GNU_SOURCE
#include "serve.h"

#include "behave.h"
#include "many.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { CONNECTION_MEMORY = 1 << 20, MAX_CONNECTIONS = 1000, MAX_HOST = 255, MAX_FORM = 1 << 16 };

struct request {
	char *target;
	char *form; /* what was posted, NULL: nothing */
	size_t form_size;
	bool begun;
};

int loopback_socket(bool listening, unsigned *port_out)
{
	struct sockaddr_in address = {.sin_family = AF_INET};
	socklen_t size = sizeof address;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd < 0 || bind(fd, (struct sockaddr *)&address, size) < 0 ||
	    (listening && listen(fd, 511) < 0) ||
	    getsockname(fd, (struct sockaddr *)&address, &size) < 0)
		die("cannot open a port on 127.0.0.1");
	*port_out = ntohs(address.sin_port);
	return fd;
}

static void *request_begin(void *closure, const char *target, struct MHD_Connection *connection)
{
	struct request *request = must_alloc(sizeof *request);

	(void)closure;
	(void)connection;
	request->target = must_copy(target, strlen(target));
	request->form = NULL;
	request->form_size = 0;
	request->begun = false;
	return request;
}

static void request_end(void *closure, struct MHD_Connection *connection, void **request_at,
			enum MHD_RequestTerminationCode code)
{
	struct request *request = *request_at;

	(void)closure;
	(void)connection;
	(void)code;
	if (request) {
		free(request->target);
		free(request->form);
	}
	free(request);
	*request_at = NULL;
}

void request_log(struct server *server, const char *host, const char *method, const char *target,
		 unsigned status, const char *scheme)
{
	struct timespec now;
	long long ms;

	clock_gettime(CLOCK_MONOTONIC, &now);
	ms = (long long)(now.tv_sec - server->start.tv_sec) * 1000 +
	     (now.tv_nsec - server->start.tv_nsec) / 1000000;
	pthread_mutex_lock(&server->log_lock);
	fprintf(server->log, "%lld %s %s %s %u %s\n", ms, *host ? host : "-", method, target,
		status, scheme);
	fflush(server->log);
	pthread_mutex_unlock(&server->log_lock);
}

/* Host header without its port; "" when there is none or it is too long to be one. */
static void host_read(struct MHD_Connection *connection, char host[MAX_HOST + 1])
{
	const char *value = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Host");
	size_t length = value ? strcspn(value, ": \t") : 0;

	if (length > MAX_HOST)
		length = 0;
	if (length)
		memcpy(host, value, length);
	host[length] = '\0';
}

static void sentence(struct answer *answer, unsigned status, const char *text)
{
	char *page = must_format("<!doctype html><html lang=\"en\"><title>%s</title><body>"
				 "<h1>%s</h1></body></html>\n",
				 text, text);

	answer->status = status;
	answer_header(answer, "Content-Type", "text/html; charset=utf-8");
	answer_body_take(answer, page, strlen(page));
}

static void route_answer(const struct server *server, const struct route *route,
			 const struct asked *asked, struct answer *answer)
{
	if (route->does == DO_MEMENTO) {
		archive_answer(&server->archive, asked, answer);
		return;
	}
	if (route->does == DO_MEND && behave_count(asked->target) > route->amount) {
		sentence(answer, 200, "Mended: it was asked often enough");
		return;
	}
	answer->status = route->status;
	answer->body = route->body.at;
	answer->size = route->body.size;
	if (route->type)
		answer_header(answer, "Content-Type", "%s", route->type);
	for (size_t i = 0; i < route->n_headers; i++)
		answer_header(answer, route->headers[i].name, "%s", route->headers[i].value);
}

static enum MHD_Result respond(struct MHD_Connection *connection, struct MHD_Response *response,
			       const struct answer *answer)
{
	enum MHD_Result result;

	if (!response)
		die("libmicrohttpd cannot make a response");
	for (size_t i = 0; i < answer->n_headers; i++)
		if (MHD_add_response_header(response, answer->headers[i].name,
					    answer->headers[i].value) != MHD_YES)
			die("header %s is refused by libmicrohttpd", answer->headers[i].name);
	result = MHD_queue_response(connection, answer->status, response);
	MHD_destroy_response(response);
	return result;
}

static const struct route plain_route = {.does = DO_FILE};

/* Only the archive's door for saving takes what is posted. */
static bool takes_forms(const struct server *server, const struct listener *listener,
			const char *host, const struct asked *asked)
{
	const struct route *route;
	const char *tail;

	if (strcmp(asked->method, "POST") != 0 || !site_knows(&server->site, host))
		return false;
	route = site_find(&server->site, host, listener->speaks, asked->target, &tail);
	return route && route->does == DO_MEMENTO;
}

/* Fill the answer and say which route is responsible. */
static const struct route *decide(const struct server *server, const struct listener *listener,
				  const char *host, const struct asked *asked,
				  const char **tail_out, struct answer *answer)
{
	const char *target = asked->target;
	const struct route *route = &plain_route;

	*tail_out = "";
	if (strcmp(asked->method, "GET") != 0 && strcmp(asked->method, "HEAD") != 0 &&
	    !takes_forms(server, listener, host, asked)) {
		sentence(answer, 405, "Only GET and HEAD are answered here");
		answer_header(answer, "Allow", "GET, HEAD");
	} else if (many_knows(host, server->n_many)) {
		many_answer(host, target, answer);
	} else if (!site_knows(&server->site, host)) {
		sentence(answer, 421, "No such host here");
	} else {
		route = site_find(&server->site, host, listener->speaks, target, tail_out);
		if (route)
			route_answer(server, route, asked, answer);
		else
			sentence(answer, 404, "Nothing is kept at this address");
	}
	return route ? route : &plain_route;
}

static void form_take(struct request *request, const char *bytes, size_t size)
{
	if (size > MAX_FORM - request->form_size)
		size = MAX_FORM - request->form_size;
	request->form = must_grow(request->form, request->form_size + size + 1);
	memcpy(request->form + request->form_size, bytes, size);
	request->form_size += size;
	request->form[request->form_size] = '\0';
}

static enum MHD_Result handle(void *closure, struct MHD_Connection *connection, const char *url,
			      const char *method, const char *version, const char *upload,
			      size_t *upload_size, void **request_at)
{
	struct listener *listener = closure;
	struct server *server = listener->server;
	struct request *request = *request_at;
	struct answer answer = {0};
	char host[MAX_HOST + 1];
	const char *tail, *encodings;
	enum MHD_Result result;

	(void)url;
	(void)version;
	if (!request->begun) { /* only the headers have come */
		request->begun = true;
		return MHD_YES;
	}
	if (*upload_size) {
		form_take(request, upload, *upload_size);
		*upload_size = 0;
		return MHD_YES;
	}
	host_read(connection, host);
	const struct asked asked = {.method = method,
				    .target = request->target,
				    .accept_datetime = MHD_lookup_connection_value(
					    connection, MHD_HEADER_KIND, "Accept-Datetime"),
				    .authorization = MHD_lookup_connection_value(
					    connection, MHD_HEADER_KIND, "Authorization"),
				    .body = request->form};
	const struct route *route = decide(server, listener, host, &asked, &tail, &answer);
	request_log(server, host, method, request->target, answer.status,
		    listener->speaks == 443 ? "https" : "http");
	if (server->latency_ms)
		stop_wait(&server->stop, server->latency_ms);
	encodings = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Accept-Encoding");
	result = respond(connection,
			 behave(route, request->target, tail,
				encodings && strcasestr(encodings, "gzip"), &server->stop, &answer),
			 &answer);
	answer_clear(&answer);
	return result;
}

/* Browsers and port scanners make TLS fail; that is no news. */
static void quiet(void *closure, const char *format, va_list args)
{
	(void)closure;
	(void)format;
	(void)args;
}

void listener_start(struct listener *listener)
{
	unsigned flags = MHD_USE_THREAD_PER_CONNECTION | MHD_USE_INTERNAL_POLLING_THREAD |
			 MHD_USE_POLL | MHD_USE_ERROR_LOG;
	struct MHD_OptionItem tls[] = {
		{MHD_OPTION_HTTPS_MEM_KEY, 0, listener->pem.key},
		{MHD_OPTION_HTTPS_MEM_CERT, 0, listener->pem.cert},
		{MHD_OPTION_END, 0, NULL},
	};
	struct MHD_OptionItem none[] = {{MHD_OPTION_END, 0, NULL}};

	if (listener->pem.key)
		flags |= MHD_USE_TLS;
	listener->daemon = MHD_start_daemon(
		flags, 0, NULL, NULL, handle, listener, MHD_OPTION_EXTERNAL_LOGGER, quiet, NULL,
		MHD_OPTION_LISTEN_SOCKET, listener->socket, MHD_OPTION_URI_LOG_CALLBACK,
		request_begin, NULL, MHD_OPTION_NOTIFY_COMPLETED, request_end, NULL,
		MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_MEMORY,
		MHD_OPTION_CONNECTION_LIMIT, (unsigned)MAX_CONNECTIONS, MHD_OPTION_ARRAY,
		listener->pem.key ? tls : none, MHD_OPTION_END);
	if (!listener->daemon)
		die("libmicrohttpd does not start the %s listener", listener->name);
}

void listener_stop(struct listener *listener)
{
	if (listener->daemon)
		MHD_stop_daemon(listener->daemon);
	listener->daemon = NULL;
}
