/*
 * fetch_hop.c - one request and one answer: libcurl with everything off that is not needed.
 *
 * libcurl's own limit on sizes trusts Content-Length and its own decoding has no cap, hence the
 * counting here; it is told to decode nothing (entity.c does), also because own copies keep the
 * bytes as sent. The guard is asked twice: for the address of every socket that is opened, and for
 * the address behind every request, since a connection that is used again opens none.
 */
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.h"
#include "base/str.h"
#include "source/fetch_inside.h"
#include "source/guard.h"
#include "source/http.h"

#include "base/banned.h"

#define MAX_REQUEST 32768

/* --- the guard --- */

static curl_socket_t open_socket(void *data, curlsocktype purpose, struct curl_sockaddr *address)
{
	struct dkt_transfer *t = data;
	const char *denied = dkt_guard_address(t->job->host->fetcher->net, &address->addr);

	(void)purpose;
	if (denied != NULL) {
		t->denied = denied;
		return CURL_SOCKET_BAD;
	}
	return socket(address->family, address->socktype | SOCK_CLOEXEC | SOCK_NONBLOCK,
		      address->protocol);
}

/* Before every request, also on a connection that is used again. */
static int before_request(void *data, char *ip, char *local_ip, int port, int local_port)
{
	struct dkt_transfer *t = data;
	struct dkt_host *host = t->job->host;
	struct sockaddr_storage any = {0};

	(void)local_ip;
	(void)local_port;
	t->denied = dkt_guard_text(ip, (unsigned)port, &any)
			    ? dkt_guard_address(host->fetcher->net, (const struct sockaddr *)&any)
			    : "not an internet address";
	if (t->denied != NULL)
		return CURL_PREREQFUNC_ABORT;
	if (t->sent == 0) /* libcurl asks again when a kept connection turned out dead */
		host->unsent--;
	t->sent = dkt_fetch_ticks();
	host->asked = t->sent;
	dkt_host_settle(host);
	return CURL_PREREQFUNC_OK;
}

/* --- what comes in --- */

static void begin_entity(struct dkt_transfer *t)
{
	struct dkt_answer seen = {.headers = t->header, .n_headers = t->n_headers};

	t->entity = dkt_entity_new(dkt_answer_header(&seen, "transfer-encoding"),
				   dkt_answer_header(&seen, "content-encoding"), DKT_MAX_BODY);
}

static size_t take_body(char *bytes, size_t size, size_t n, void *data)
{
	struct dkt_transfer *t = data;

	size *= n;
	t->wire += size;
	t->job->host->fetcher->bytes += size;
	if (t->wire > DKT_MAX_WIRE) {
		t->too_large = true;
		return 0;
	}
	if (t->entity == NULL)
		begin_entity(t);
	if (t->job->request.keep)
		dkt_buf_add(&t->raw, bytes, size);
	/* a body that makes no sense is over, but a wrong coding is named when all is there */
	return dkt_entity_add(t->entity, bytes, size) ? size : 0;
}

static void keep_header(struct dkt_transfer *t, const char *line, size_t size)
{
	struct dkt_arena *arena = t->job->arena;
	const char *value;
	size_t value_size;
	size_t name_size;
	char *name;

	if (!dkt_http_header(line, size, &name_size, &value, &value_size))
		return;
	name = dkt_arena_dup(arena, line, name_size);
	for (char *c = name; *c != '\0'; c++) {
		if (*c >= 'A' && *c <= 'Z')
			*c = (char)(*c + ('a' - 'A'));
	}
	t->header[t->n_headers].name = name;
	t->header[t->n_headers++].value = dkt_arena_dup(arena, value, value_size);
}

/* Lines end as the standard says, also where the host's end in a line feed alone. */
static void keep_line(struct dkt_transfer *t, const char *line, size_t size)
{
	bool bare = size > 0 && line[size - 1] == '\n' && (size == 1 || line[size - 2] != '\r');

	dkt_buf_add(&t->head, line, bare ? size - 1 : size);
	if (bare)
		dkt_buf_adds(&t->head, "\r\n");
}

/* "HTTP/2 200" is written down as HTTP/1.1 has it: no reader of archives knows anything else. */
static void keep_status_line(struct dkt_transfer *t, const char *line, size_t size)
{
	long status = 0;

	t->n_headers = 0; /* a later answer (after 100 Continue) begins */
	t->head_done = false;
	dkt_buf_reset(&t->head);
	if (size >= 7 && (line[5] == '2' || line[5] == '3') && line[6] == ' ') {
		(void)curl_easy_getinfo(t->curl, CURLINFO_RESPONSE_CODE, &status);
		for (size_t i = 7; i < size && i < 10 && line[i] >= '0' && line[i] <= '9'; i++)
			status = (i == 7 ? 0 : status * 10) + (line[i] - '0');
		dkt_buf_addf(&t->head, "HTTP/1.1 %ld %s\r\n", status, dkt_http_phrase(status));
	} else {
		keep_line(t, line, size);
	}
}

static size_t take_header(char *bytes, size_t size, size_t n, void *data)
{
	struct dkt_transfer *t = data;

	size *= n;
	if (t->first_byte == 0)
		t->first_byte = dkt_fetch_ticks();
	t->header_bytes += size;
	if (t->header_bytes > DKT_MAX_HEADERS || t->n_headers == DKT_MAX_HEADER_LINES) {
		t->too_large = true;
		return 0;
	}
	if (t->entity != NULL)
		return size; /* trailers */
	if (size >= 5 && memcmp(bytes, "HTTP/", 5) == 0) {
		keep_status_line(t, bytes, size);
	} else if (!t->head_done) {
		keep_line(t, bytes, size);
		keep_header(t, bytes, size);
		t->head_done = bytes[0] == '\r' || bytes[0] == '\n';
	}
	return size;
}

/* The request as it left; HTTP/2's comes here in the words of HTTP/1, but for its version. */
static int take_request(CURL *curl, curl_infotype type, char *bytes, size_t size, void *data)
{
	struct dkt_transfer *t = data;
	const char *end;

	(void)curl;
	if (type == CURLINFO_HEADER_OUT) { /* it has left only now: the interval begins */
		t->job->host->asked = dkt_fetch_ticks();
		dkt_host_settle(t->job->host);
	}
	if (!t->job->request.keep)
		return 0;
	if (type == CURLINFO_DATA_OUT && t->job->request.post != NULL)
		dkt_buf_add(&t->request, bytes, size);
	if (type != CURLINFO_HEADER_OUT || t->request.size > 0)
		return 0;
	end = memchr(bytes, '\r', size);
	if (end != NULL && end - bytes > 7 && memcmp(end - 7, " HTTP/2", 7) == 0) {
		dkt_buf_add(&t->request, bytes, (size_t)(end - bytes) - 1);
		dkt_buf_adds(&t->request, "1.1");
		dkt_buf_add(&t->request, end, size - (size_t)(end - bytes));
	} else {
		dkt_buf_add(&t->request, bytes, size);
	}
	return 0;
}

/* --- what goes out --- */

static void set_limits(struct dkt_transfer *t)
{
	const struct dkt_fetch_policy *policy = &t->job->host->fetcher->policy;
	long timeout = t->job->request.timeout_ms == 0 ? 20000L : (long)t->job->request.timeout_ms;
	long connect = policy->connect_ms == 0 ? 10000L : (long)policy->connect_ms;
	CURL *curl = t->curl;

	(void)curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	(void)curl_easy_setopt(curl, CURLOPT_QUICK_EXIT, 1L); /* a slow name server must not hold
								 the loop when a job ends */
	(void)curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
	(void)curl_easy_setopt(curl, CURLOPT_PROXY, "");
	(void)curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
	(void)curl_easy_setopt(curl, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	(void)curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
	(void)curl_easy_setopt(curl, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
	(void)curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
	(void)curl_easy_setopt(curl, CURLOPT_HTTP09_ALLOWED, 0L);
	(void)curl_easy_setopt(curl, CURLOPT_HTTP_CONTENT_DECODING, 0L);
	(void)curl_easy_setopt(curl, CURLOPT_HTTP_TRANSFER_DECODING, 0L);
	(void)curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, timeout);
	(void)curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS,
			       timeout < connect ? timeout : connect);
	(void)curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 50L);
	(void)curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, 10L);
}

static void set_callbacks(struct dkt_transfer *t)
{
	CURL *curl = t->curl;

	(void)curl_easy_setopt(curl, CURLOPT_PRIVATE, t);
	(void)curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, open_socket);
	(void)curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, t);
	(void)curl_easy_setopt(curl, CURLOPT_PREREQFUNCTION, before_request);
	(void)curl_easy_setopt(curl, CURLOPT_PREREQDATA, t);
	(void)curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
	(void)curl_easy_setopt(curl, CURLOPT_WRITEDATA, t);
	(void)curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header);
	(void)curl_easy_setopt(curl, CURLOPT_HEADERDATA, t);
	if (t->job->request.keep || t->job->host->fetcher->policy.interval_ms > 0) {
		(void)curl_easy_setopt(curl, CURLOPT_VERBOSE, 1L);
		(void)curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, take_request);
		(void)curl_easy_setopt(curl, CURLOPT_DEBUGDATA, t);
	}
}

static void set_target(struct dkt_transfer *t, const struct dkt_mapping *mapping)
{
	const struct dkt_job *job = t->job;
	const struct dkt_net *net = job->host->fetcher->net;
	unsigned nth = job->host->lookups++;

	(void)curl_easy_setopt(t->curl, CURLOPT_URL, job->url.text);
	if (mapping != NULL) {
		const struct dkt_target *target = dkt_mapping_target(mapping, nth);
		bool six = strchr(target->host, ':') != NULL;

		t->connect = curl_slist_append(
			NULL, dkt_arena_printf(job->arena, "%s:%u:%s%s%s:%u", job->url.host,
					       job->url.port, six ? "[" : "", target->host,
					       six ? "]" : "", target->port));
		(void)curl_easy_setopt(t->curl, CURLOPT_CONNECT_TO, t->connect);
	}
	if (net->ca_file != NULL) {
		(void)curl_easy_setopt(t->curl, CURLOPT_CAINFO, net->ca_file);
		(void)curl_easy_setopt(t->curl, CURLOPT_CAPATH, NULL);
	}
}

static void add_header(struct dkt_transfer *t, const char *line)
{
	t->headers = curl_slist_append(t->headers, line);
	if (t->headers == NULL)
		dkt_oom();
}

static void set_method(struct dkt_transfer *t)
{
	const char *post = t->job->request.post;

	if (post == NULL) {
		(void)curl_easy_setopt(t->curl, CURLOPT_HTTPGET, 1L);
		return;
	}
	(void)curl_easy_setopt(t->curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)strlen(post));
	(void)curl_easy_setopt(t->curl, CURLOPT_POSTFIELDS, post); /* it lives as long as the job */
	add_header(t, "Expect:");				   /* no waiting for 100 Continue */
}

/* Keys are for the address that the caller named, not for where that redirects to. */
static bool may_send(const struct dkt_job *job, const char *line)
{
	return job->answer.n_hops == 0 || strncasecmp(line, "authorization:", 14) != 0;
}

static void set_headers(struct dkt_transfer *t)
{
	const struct dkt_request *request = &t->job->request;

	add_header(t, "Accept: text/html,application/xhtml+xml,text/plain,*/*;q=0.5");
	add_header(t, "Accept-Language: en,zh;q=0.9,*;q=0.5");
	add_header(t, "Accept-Encoding: gzip");
	/* only the first address is the one whose answer the caller has */
	if (t->job->answer.n_hops == 0 && request->etag != NULL)
		add_header(t, dkt_arena_printf(t->job->arena, "If-None-Match: %s", request->etag));
	if (t->job->answer.n_hops == 0 && request->last_modified != NULL)
		add_header(t, dkt_arena_printf(t->job->arena, "If-Modified-Since: %s",
					       request->last_modified));
	for (size_t i = 0; i < request->n_headers; i++) {
		if (may_send(t->job, request->headers[i]))
			add_header(t, request->headers[i]);
	}
	(void)curl_easy_setopt(t->curl, CURLOPT_HTTPHEADER, t->headers);
	(void)curl_easy_setopt(t->curl, CURLOPT_USERAGENT, t->job->host->fetcher->agent);
}

void dkt_transfer_start(struct dkt_job *job, const struct dkt_mapping *mapping)
{
	struct dkt_fetcher *f = job->host->fetcher;
	struct dkt_transfer *t = calloc(1, sizeof *t);

	if (t == NULL)
		dkt_oom();
	t->curl = curl_easy_init();
	if (t->curl == NULL)
		dkt_oom();
	t->job = job;
	t->conns = &f->conns[job->request.pool];
	t->started = dkt_fetch_ticks();
	t->started_ms = dkt_fetch_now_ms(f);
	dkt_buf_init(&t->request, MAX_REQUEST);
	dkt_buf_init(&t->head, DKT_MAX_HEADERS + 4096);
	dkt_buf_init(&t->raw, DKT_MAX_WIRE);
	job->host->active++;
	job->host->unsent++;
	set_limits(t);
	set_callbacks(t);
	set_target(t, mapping);
	set_method(t);
	set_headers(t);
	dkt_loop_add(t);
}

/* --- how it ended --- */

static const struct {
	CURLcode code;
	enum dkt_fetched outcome;
	const char *reason;
} failures[] = {
	{CURLE_COULDNT_RESOLVE_HOST, DKT_NO_DNS, "dns"},
	{CURLE_COULDNT_CONNECT, DKT_NO_CONNECT, "connection refused or impossible"},
	{CURLE_PEER_FAILED_VERIFICATION, DKT_NO_TLS, "certificate"},
	{CURLE_SSL_CONNECT_ERROR, DKT_NO_TLS, "tls"},
	{CURLE_SSL_CIPHER, DKT_NO_TLS, "tls"},
	{CURLE_GOT_NOTHING, DKT_BROKEN, "no answer"},
	{CURLE_PARTIAL_FILE, DKT_BROKEN, "answer cut off"},
	{CURLE_RECV_ERROR, DKT_BROKEN, "connection lost"},
	{CURLE_SEND_ERROR, DKT_BROKEN, "connection lost"},
	{CURLE_HTTP2, DKT_BROKEN, "answer cannot be read"},
	{CURLE_HTTP2_STREAM, DKT_BROKEN, "answer cut off"},
};

static void say(struct dkt_answer *out, enum dkt_fetched outcome, const char *reason)
{
	out->outcome = outcome;
	out->reason = reason;
}

static const char *phase_of(const struct dkt_transfer *t)
{
	curl_off_t looked_up = 0;

	if (t->first_byte > 0)
		return "timeout in the answer";
	if (t->sent > 0)
		return "timeout before the answer";
	(void)curl_easy_getinfo(t->curl, CURLINFO_NAMELOOKUP_TIME_T, &looked_up);
	return looked_up == 0 ? "timeout looking up the name" : "timeout connecting";
}

/* OpenSSL's words for what libcurl tells as one code. A name that does not fit is found by libcurl
 * itself, in a good certificate, before it takes OpenSSL's word over. */
static const char *certificate_word(CURL *curl)
{
	static const struct {
		long code;
		const char *word;
	} words[] = {
		{1, "certificate for another name"}, /* where libcurl begins */
		{9, "certificate not valid yet"},
		{10, "certificate expired"},
		{18, "certificate signed by itself"},
		{19, "certificate from an unknown authority"},
		{20, "certificate from an unknown authority"},
		{21, "certificate from an unknown authority"},
		{23, "certificate revoked"},
	};
	long code = -1;

	(void)curl_easy_getinfo(curl, CURLINFO_SSL_VERIFYRESULT, &code);
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		if (words[i].code == code)
			return words[i].word;
	}
	return "certificate";
}

static void name_failure(CURLcode code, const struct dkt_transfer *t, struct dkt_answer *out)
{
	say(out, DKT_BROKEN, "answer cannot be read");
	if (t->too_large) {
		say(out, DKT_TOO_LARGE, "too large");
		return;
	}
	if (t->denied != NULL) {
		say(out, DKT_DENIED, t->denied);
		return;
	}
	if (t->late || code == CURLE_OPERATION_TIMEDOUT) {
		say(out, DKT_TIMED_OUT, phase_of(t));
		return;
	}
	for (size_t i = 0; i < sizeof failures / sizeof failures[0]; i++) {
		if (failures[i].code == code)
			say(out, failures[i].outcome, failures[i].reason);
	}
	if (code == CURLE_PEER_FAILED_VERIFICATION)
		out->reason = certificate_word(t->curl);
}

/* The decoded body, or what is wrong with it; true when the transfer's own end does not matter. */
static bool take_entity(struct dkt_transfer *t, struct dkt_answer *out)
{
	const char *bytes = "";
	size_t size = 0;
	enum dkt_entity_state state = DKT_ENTITY_GOOD;

	if (t->entity != NULL)
		state = dkt_entity_end(t->entity, &bytes, &size);
	switch (state) {
	case DKT_ENTITY_GOOD:
		out->body = dkt_arena_dup(t->job->arena, bytes, size);
		out->size = size;
		return false;
	case DKT_ENTITY_LARGE:
		say(out, DKT_TOO_LARGE, "too large when inflated");
		return true;
	case DKT_ENTITY_GZIP:
		say(out, DKT_BROKEN, "wrongly compressed");
		return true;
	case DKT_ENTITY_CHUNKS:
		say(out, DKT_BROKEN, "answer cut off");
		return false;
	default:
		say(out, DKT_BROKEN, "compressed in a way that was not asked for");
		return true;
	}
}

static void judge(struct dkt_transfer *t, CURLcode code, struct dkt_answer *out)
{
	out->body = "";
	out->size = 0;
	out->headers = NULL;
	out->n_headers = 0;
	if (code == CURLE_OK) {
		struct dkt_header *headers =
			DKT_NEW_N(t->job->arena, struct dkt_header, t->n_headers);

		memcpy(headers, t->header, t->n_headers * sizeof headers[0]);
		out->headers = headers;
		out->n_headers = t->n_headers;
		say(out, DKT_FETCHED, "");
		if (t->head_done)
			(void)take_entity(t, out);
		else /* closed among the headers: libcurl takes that for an answer */
			say(out, DKT_BROKEN, "answer cut off");
	} else if (code != CURLE_WRITE_ERROR || t->too_large || t->entity == NULL ||
		   !take_entity(t, out)) {
		name_failure(code, t, out);
	}
}

static const char *protocol_of(long version)
{
	return version == CURL_HTTP_VERSION_1_0	  ? "http/1.0"
	       : version == CURL_HTTP_VERSION_2_0 ? "h2"
	       : version == CURL_HTTP_VERSION_3	  ? "h3"
						  : "http/1.1";
}

static const char *kept(struct dkt_arena *arena, const struct dkt_buf *bytes, size_t *size_out)
{
	*size_out = bytes->size;
	return bytes->size == 0 ? "" : dkt_arena_dup(arena, bytes->bytes, bytes->size);
}

static void write_down(struct dkt_transfer *t, struct dkt_hop *hop)
{
	struct dkt_arena *arena = t->job->arena;
	char *ip = NULL;
	long version = 0;

	(void)curl_easy_getinfo(t->curl, CURLINFO_PRIMARY_IP, &ip);
	(void)curl_easy_getinfo(t->curl, CURLINFO_HTTP_VERSION, &version);
	hop->address = ip == NULL ? "" : dkt_arena_dups(arena, ip);
	hop->protocol = hop->status == 0 ? "" : protocol_of(version);
	hop->at_ms = t->started_ms;
	if (!t->job->request.keep)
		return;
	hop->request = kept(arena, &t->request, &hop->request_size);
	hop->head = kept(arena, &t->head, &hop->head_size);
	hop->raw = kept(arena, &t->raw, &hop->raw_size);
}

void dkt_transfer_finish(struct dkt_transfer *t, CURLcode code)
{
	struct dkt_job *job = t->job;
	struct dkt_answer *out = &job->answer;
	struct dkt_hop *hop = &job->hops[out->n_hops];

	out->status = 0;
	(void)curl_easy_getinfo(t->curl, CURLINFO_RESPONSE_CODE, &out->status);
	judge(t, code, out);
	hop->status = out->status;
	write_down(t, hop);
	dkt_transfer_drop(t);
}

void dkt_transfer_drop(struct dkt_transfer *t)
{
	dkt_loop_remove(t);
	t->job->host->active--;
	if (t->sent == 0)
		t->job->host->unsent--;
	curl_easy_cleanup(t->curl);
	curl_slist_free_all(t->headers);
	curl_slist_free_all(t->connect);
	dkt_entity_free(t->entity);
	dkt_buf_clear(&t->request);
	dkt_buf_clear(&t->head);
	dkt_buf_clear(&t->raw);
	free(t);
}
