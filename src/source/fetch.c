/*
 * fetch.c - libcurl with everything off that is not needed.
 *
 * A fresh handle a hop: no connection is reused, so the guard sees the address of every connection.
 * libcurl's own limit on sizes trusts Content-Length and its own decoding has no cap, hence the
 * counting here. In a test net a host that is not mapped does not exist; it is never looked up.
 */
#include "source/fetch.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <threads.h>
#include <unistd.h>
#include <zlib.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"
#include "source/guard.h"
#include "source/inside.h"
#include "source/url.h"

#include "base/banned.h"

#define MAX_HEADER_LINES 200
#define RATIO_FREE	 ((size_t)1 << 20) /* inflated bytes before the ratio counts */
#define RATIO_MAX	 100

struct transfer {
	const struct dkt_net *net;
	struct dkt_arena *arena;
	struct dkt_buf body;
	struct dkt_header headers[MAX_HEADER_LINES];
	size_t n_headers;
	size_t header_bytes;
	const char *denied; /* the guard's word */
	bool too_large;
};

static once_flag curl_once = ONCE_FLAG_INIT;

static void curl_start(void)
{
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		dkt_oom();
}

/* --- callbacks --- */

static curl_socket_t open_socket(void *data, curlsocktype purpose, struct curl_sockaddr *address)
{
	struct transfer *t = data;
	const char *denied = dkt_guard_address(t->net, &address->addr);

	(void)purpose;
	if (denied != NULL) {
		t->denied = denied;
		return CURL_SOCKET_BAD;
	}
	return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

static size_t take_body(char *bytes, size_t size, size_t n, void *data)
{
	struct transfer *t = data;

	if (t->body.size + size * n > DKT_MAX_WIRE) {
		t->too_large = true;
		return 0;
	}
	dkt_buf_add(&t->body, bytes, size * n);
	return size * n;
}

static void keep_header(struct transfer *t, const char *line, size_t size)
{
	const char *colon = memchr(line, ':', size);
	char *name;
	const char *value;
	size_t left;

	if (colon == NULL || t->n_headers == MAX_HEADER_LINES)
		return;
	name = dkt_arena_dup(t->arena, line, (size_t)(colon - line));
	for (char *c = name; *c != '\0'; c++) {
		if (*c >= 'A' && *c <= 'Z')
			*c = (char)(*c + ('a' - 'A'));
	}
	value = colon + 1;
	left = size - (size_t)(value - line);
	while (left > 0 && (*value == ' ' || *value == '\t')) {
		value++;
		left--;
	}
	while (left > 0 && strchr(" \t\r\n", value[left - 1]) != NULL)
		left--;
	t->headers[t->n_headers].name = name;
	t->headers[t->n_headers++].value = dkt_arena_dup(t->arena, value, left);
}

static size_t take_header(char *bytes, size_t size, size_t n, void *data)
{
	struct transfer *t = data;

	t->header_bytes += size * n;
	if (t->header_bytes > DKT_MAX_HEADERS) {
		t->too_large = true;
		return 0;
	}
	if (size * n >= 5 && memcmp(bytes, "HTTP/", 5) == 0)
		t->n_headers = 0; /* a later answer (after 100 Continue) begins */
	else
		keep_header(t, bytes, size * n);
	return size * n;
}

/* --- one hop --- */

static void set_limits(CURL *curl, struct transfer *t, const struct dkt_request *request)
{
	long timeout = request->timeout_ms == 0 ? 20000L : (long)request->timeout_ms;

	(void)curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	(void)curl_easy_setopt(curl, CURLOPT_HTTPGET, 1L);
	(void)curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
	(void)curl_easy_setopt(curl, CURLOPT_PROXY, "");
	(void)curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
	(void)curl_easy_setopt(curl, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	(void)curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
	(void)curl_easy_setopt(curl, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
	(void)curl_easy_setopt(curl, CURLOPT_FORBID_REUSE, 1L);
	(void)curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	(void)curl_easy_setopt(curl, CURLOPT_HTTP_CONTENT_DECODING, 0L);
	(void)curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, timeout);
	(void)curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS,
			       timeout < 10000L ? timeout : 10000L);
	(void)curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 50L);
	(void)curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, 10L);
	(void)curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, open_socket);
	(void)curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, t);
	(void)curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
	(void)curl_easy_setopt(curl, CURLOPT_WRITEDATA, t);
	(void)curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header);
	(void)curl_easy_setopt(curl, CURLOPT_HEADERDATA, t);
}

static struct curl_slist *set_target(CURL *curl, struct transfer *t, const struct dkt_url *url,
				     const struct dkt_mapping *mapping)
{
	struct curl_slist *connect = NULL;

	(void)curl_easy_setopt(curl, CURLOPT_URL, url->text);
	if (mapping != NULL) {
		connect = curl_slist_append(NULL, dkt_arena_printf(t->arena, "%s:%u:%s:%u",
								   url->host, url->port,
								   mapping->host, mapping->port));
		(void)curl_easy_setopt(curl, CURLOPT_CONNECT_TO, connect);
	}
	if (t->net->ca_file != NULL) {
		(void)curl_easy_setopt(curl, CURLOPT_CAINFO, t->net->ca_file);
		(void)curl_easy_setopt(curl, CURLOPT_CAPATH, NULL);
	}
	return connect;
}

static struct curl_slist *set_headers(CURL *curl, struct transfer *t,
				      const struct dkt_request *request)
{
	struct curl_slist *headers = curl_slist_append(NULL, "Accept-Encoding: gzip");

	headers = curl_slist_append(headers,
				    "Accept: text/html,application/xhtml+xml,text/plain,*/*;q=0.5");
	headers = curl_slist_append(headers, "Accept-Language: en,zh;q=0.9,*;q=0.5");
	(void)curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
	(void)curl_easy_setopt(curl, CURLOPT_USERAGENT,
			       dkt_arena_printf(t->arena, "docket/%s (source check%s%s)",
						DOCKET_VERSION,
						request->contact == NULL ? "" : "; +",
						request->contact == NULL ? "" : request->contact));
	return headers;
}

static const struct {
	CURLcode code;
	enum dkt_fetched outcome;
	const char *reason;
} failures[] = {
	{CURLE_COULDNT_RESOLVE_HOST, DKT_NO_DNS, "dns"},
	{CURLE_COULDNT_CONNECT, DKT_NO_CONNECT, "connection refused or impossible"},
	{CURLE_OPERATION_TIMEDOUT, DKT_TIMED_OUT, "timeout"},
	{CURLE_PEER_FAILED_VERIFICATION, DKT_NO_TLS, "certificate"},
	{CURLE_SSL_CONNECT_ERROR, DKT_NO_TLS, "tls"},
	{CURLE_SSL_CIPHER, DKT_NO_TLS, "tls"},
	{CURLE_GOT_NOTHING, DKT_BROKEN, "no answer"},
	{CURLE_PARTIAL_FILE, DKT_BROKEN, "answer cut off"},
	{CURLE_RECV_ERROR, DKT_BROKEN, "connection lost"},
	{CURLE_SEND_ERROR, DKT_BROKEN, "connection lost"},
};

static void name_failure(CURLcode code, const struct transfer *t, struct dkt_answer *out)
{
	out->outcome = DKT_BROKEN;
	out->reason = "answer cannot be read";
	if (t->too_large) {
		out->outcome = DKT_TOO_LARGE;
		out->reason = "too large";
		return;
	}
	if (t->denied != NULL) {
		out->outcome = DKT_DENIED;
		out->reason = t->denied;
		return;
	}
	for (size_t i = 0; i < sizeof failures / sizeof failures[0]; i++) {
		if (failures[i].code == code) {
			out->outcome = failures[i].outcome;
			out->reason = failures[i].reason;
		}
	}
}

static void perform(struct transfer *t, const struct dkt_url *url,
		    const struct dkt_mapping *mapping, const struct dkt_request *request,
		    struct dkt_answer *out)
{
	CURL *curl = curl_easy_init();
	struct curl_slist *connect;
	struct curl_slist *headers;
	CURLcode code;

	if (curl == NULL)
		dkt_oom();
	set_limits(curl, t, request);
	connect = set_target(curl, t, url, mapping);
	headers = set_headers(curl, t, request);
	code = curl_easy_perform(curl);
	(void)curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &out->status);
	if (code == CURLE_OK)
		out->outcome = DKT_FETCHED;
	else
		name_failure(code, t, out);
	curl_slist_free_all(connect);
	curl_slist_free_all(headers);
	curl_easy_cleanup(curl);
}

/* --- gzip --- */

static bool inflate_into(z_stream *stream, struct dkt_buf *out, size_t wire, bool *too_large)
{
	int rc = Z_OK;

	while (rc == Z_OK) {
		char *room = dkt_buf_room(out, 65536);

		if (room == NULL || (out->size > RATIO_FREE && out->size / RATIO_MAX > wire)) {
			*too_large = true;
			return false;
		}
		stream->next_out = (Bytef *)room;
		stream->avail_out = 65536;
		rc = inflate(stream, Z_NO_FLUSH);
		dkt_buf_grew(out, 65536 - stream->avail_out);
		if (rc == Z_STREAM_END && stream->avail_in > 0)
			rc = inflateReset(stream);
	}
	return rc == Z_STREAM_END;
}

/* The body inflated into the arena; a body that only claims to be gzip is taken as it is. */
static bool inflate_body(struct transfer *t, struct dkt_answer *out)
{
	const unsigned char *bytes = (const unsigned char *)dkt_buf_str(&t->body);
	struct dkt_buf inflated = DKT_BUF_INIT(DKT_MAX_BODY);
	z_stream stream = {0};
	bool too_large = false;
	bool good;

	if (t->body.size < 2 || bytes[0] != 0x1F || bytes[1] != 0x8B)
		return true;
	if (inflateInit2(&stream, 15 + 16) != Z_OK)
		dkt_oom();
	stream.next_in = (Bytef *)(uintptr_t)bytes;
	stream.avail_in = (uInt)t->body.size;
	good = inflate_into(&stream, &inflated, t->body.size, &too_large);
	(void)inflateEnd(&stream);
	if (good) {
		out->body = dkt_arena_dup(t->arena, dkt_buf_str(&inflated), inflated.size);
		out->size = inflated.size;
	} else {
		out->outcome = too_large ? DKT_TOO_LARGE : DKT_BROKEN;
		out->reason = too_large ? "too large when inflated" : "wrongly compressed";
	}
	dkt_buf_clear(&inflated);
	return good;
}

static void take_answer(struct transfer *t, struct dkt_answer *out)
{
	struct dkt_header *headers = DKT_NEW_N(t->arena, struct dkt_header, t->n_headers);
	const char *coding;

	memcpy(headers, t->headers, t->n_headers * sizeof *headers);
	out->headers = headers;
	out->n_headers = t->n_headers;
	out->body = dkt_arena_dup(t->arena, dkt_buf_str(&t->body), t->body.size);
	out->size = t->body.size;
	coding = dkt_answer_header(out, "content-encoding");
	if (coding == NULL || strcasecmp(coding, "identity") == 0)
		return;
	if (strcasecmp(coding, "gzip") == 0 || strcasecmp(coding, "x-gzip") == 0) {
		(void)inflate_body(t, out);
	} else {
		out->outcome = DKT_BROKEN;
		out->reason = "compressed in a way that was not asked for";
	}
}

static const struct dkt_mapping *mapping_of(const struct dkt_net *net, const struct dkt_url *url,
					    struct dkt_answer *out)
{
	const struct dkt_mapping *mapping =
		net->test ? dkt_net_find(net, url->host, url->port) : NULL;

	if (net->test && mapping == NULL) {
		out->outcome = DKT_NO_DNS;
		out->reason = "dns";
	}
	return mapping;
}

/* Names and ports that need no look-up to be refused. */
static bool denied_by_name(const struct dkt_net *net, const struct dkt_url *url,
			   struct dkt_answer *out)
{
	const char *denied = dkt_guard_name(url->host);

	if (denied == NULL && !net->test)
		denied = dkt_guard_port(url->port);
	if (denied == NULL)
		return false;
	out->outcome = DKT_DENIED;
	out->reason = denied;
	return true;
}

/* A test net maps addresses too, but an address that is written as such must pass the guard as it
 * is. */
static bool denied_as_written(const struct dkt_net *net, const struct dkt_url *url,
			      struct dkt_answer *out)
{
	struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_port = htons((uint16_t)url->port)};
	struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_port = htons((uint16_t)url->port)};
	struct sockaddr_storage any = {0};
	const char *denied;

	if (inet_pton(AF_INET, url->host, &v4.sin_addr) == 1)
		memcpy(&any, &v4, sizeof v4);
	else if (inet_pton(AF_INET6, url->host, &v6.sin6_addr) == 1)
		memcpy(&any, &v6, sizeof v6);
	else
		return false;
	denied = dkt_guard_address(net, (const struct sockaddr *)&any);
	if (denied == NULL)
		return false;
	out->outcome = DKT_DENIED;
	out->reason = denied;
	return true;
}

static void fetch_hop(const struct dkt_net *net, struct dkt_arena *arena, const struct dkt_url *url,
		      const struct dkt_request *request, struct dkt_answer *out)
{
	struct transfer t = {.net = net, .arena = arena};
	const struct dkt_mapping *mapping;

	out->status = 0;
	out->reason = "";
	if (denied_by_name(net, url, out) || denied_as_written(net, url, out))
		return;
	mapping = mapping_of(net, url, out);
	if (net->test && mapping == NULL)
		return;
	dkt_buf_init(&t.body, DKT_MAX_WIRE);
	perform(&t, url, mapping, request, out);
	if (out->outcome == DKT_FETCHED)
		take_answer(&t, out);
	dkt_buf_clear(&t.body);
}

/* --- redirects --- */

static bool is_redirect(long status)
{
	return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

static bool seen(const struct dkt_hop *hops, size_t n, const char *url)
{
	for (size_t i = 0; i < n; i++) {
		if (dkt_streq(hops[i].url, url))
			return true;
	}
	return false;
}

/* The next address, or false when this answer is the last; out then says what was wrong, if
 * anything. */
static bool next_hop(struct dkt_arena *arena, struct dkt_url *url, const struct dkt_hop *hops,
		     struct dkt_answer *out)
{
	const char *location = dkt_answer_header(out, "location");
	struct dkt_url next;
	const char *why;

	if (out->outcome != DKT_FETCHED || !is_redirect(out->status) || location == NULL)
		return false;
	if (!dkt_url_join(arena, url, location, &next, &why)) {
		out->outcome = DKT_NOT_URL;
		out->reason = "redirect to something that is no usable address";
		return false;
	}
	if (seen(hops, out->n_hops, next.text) || out->n_hops > DKT_MAX_HOPS) {
		out->outcome = DKT_LOOP;
		out->reason =
			out->n_hops > DKT_MAX_HOPS ? "too many redirects" : "redirects in a circle";
		return false;
	}
	*url = next;
	return true;
}

void dkt_fetch(const struct dkt_net *net, struct dkt_arena *arena,
	       const struct dkt_request *request, struct dkt_answer *out)
{
	struct dkt_hop *hops = DKT_NEW_N(arena, struct dkt_hop, DKT_MAX_HOPS + 2);
	struct dkt_url url;
	const char *why;

	call_once(&curl_once, curl_start);
	memset(out, 0, sizeof *out);
	out->hops = hops;
	out->final_url = dkt_arena_dups(arena, request->url);
	if (!dkt_url_parse(arena, request->url, &url, &why)) {
		out->outcome = DKT_NOT_URL;
		out->reason = why;
		return;
	}
	do {
		fetch_hop(net, arena, &url, request, out);
		out->final_url = url.text;
		hops[out->n_hops].url = url.text;
		hops[out->n_hops++].status = out->status;
	} while (request->follow && next_hop(arena, &url, hops, out));
}

const char *dkt_answer_header(const struct dkt_answer *answer, const char *name)
{
	for (size_t i = answer->n_headers; i-- > 0;) {
		if (dkt_streq(answer->headers[i].name, name))
			return answer->headers[i].value;
	}
	return NULL;
}
