/*
 * url.c - a small strict reader of http and https addresses; nothing is guessed.
 *
 * Browsers repair much (backslashes, userinfo, octal addresses); each repair is a way to make two
 * programs see two hosts in one text. What would need repair is refused with a reason, except what
 * people really paste: capitals in the host, names in their own script, characters in the path that
 * ought to be percent-encoded.
 */
#include "source/url.h"

#include <arpa/inet.h>
#include <libpsl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/num.h"
#include "base/str.h"
#include "source/curl.h"
#include "text/idna.h"

#include "base/banned.h"

#define MAX_URL 2048

static bool refuse(const char **why_out, const char *why)
{
	*why_out = why;
	return false;
}

static bool plain_text(const char *text, const char **why_out)
{
	size_t size = strlen(text);

	if (size == 0)
		return refuse(why_out, "it is empty");
	if (size > MAX_URL)
		return refuse(why_out, "it is longer than 2,048 characters");
	for (size_t i = 0; i < size; i++) {
		unsigned char c = (unsigned char)text[i];

		if (c <= 0x20 || c == 0x7F)
			return refuse(why_out, "there is a space or a control character in it");
		if (c == '\\')
			return refuse(why_out, "there is a backslash in it");
	}
	return true;
}

/* Behind "http://" or "https://", or NULL. */
static const char *behind_scheme(const char *text, struct dkt_url *out)
{
	if (strncasecmp(text, "https://", 8) == 0) {
		out->scheme = "https";
		out->port = 443;
		return text + 8;
	}
	if (strncasecmp(text, "http://", 7) == 0) {
		out->scheme = "http";
		out->port = 80;
		return text + 7;
	}
	return NULL;
}

static bool take_port(const char *bytes, size_t size, struct dkt_url *out, const char **why_out)
{
	uint64_t port;

	if (size == 0)
		return true;
	if (!dkt_parse_digits(bytes, size, 65535, &port) || port == 0)
		return refuse(why_out, "its port is not a number from 1 to 65535");
	out->port = (unsigned)port;
	return true;
}

/* Does the last label look like a number? Then the whole is an IPv4 address, or a trick. One dot
 * behind it does not change what browsers make of it. */
static bool ends_in_number(const char *host)
{
	size_t end = strlen(host);
	size_t start;

	end -= end > 0 && host[end - 1] == '.';
	start = end;
	while (start > 0 && host[start - 1] != '.')
		start--;
	if (start == end)
		return false;
	return strspn(host + start, "0123456789") >= end - start ||
	       (strncasecmp(host + start, "0x", 2) == 0 &&
		strspn(host + start + 2, "0123456789abcdefABCDEF") >= end - start - 2);
}

static bool name_host(struct dkt_arena *arena, const char *raw, struct dkt_url *out,
		      const char **why_out)
{
	struct in_addr address;
	const char *host;

	if (strchr(raw, '%') != NULL)
		return refuse(why_out, "its host is percent-encoded");
	host = dkt_idna_ascii(arena, raw);
	if (host == NULL || host[0] == '\0' || host[0] == '.' || strstr(host, "..") != NULL)
		return refuse(why_out, "its host is not a host name");
	if (strspn(host, "abcdefghijklmnopqrstuvwxyz0123456789-._") != strlen(host))
		return refuse(why_out, "its host is not a host name");
	if (ends_in_number(host) && inet_pton(AF_INET, host, &address) != 1)
		return refuse(why_out, "its host is an IP address in an unusual spelling");
	out->host = host;
	return true;
}

/* An IPv6 address in the one spelling that inet_ntop gives (RFC 5952). */
static bool v6_host(struct dkt_arena *arena, const char *raw, struct dkt_url *out)
{
	struct in6_addr address;
	char text[INET6_ADDRSTRLEN];

	if (inet_pton(AF_INET6, raw, &address) != 1 ||
	    inet_ntop(AF_INET6, &address, text, sizeof text) == NULL)
		return false;
	out->host = dkt_arena_dups(arena, text);
	return true;
}

static bool take_host(struct dkt_arena *arena, const char *bytes, size_t size, struct dkt_url *out,
		      const char **why_out)
{
	const char *raw = dkt_arena_dup(arena, bytes, size);
	const char *close;
	const char *colon;

	if (memchr(bytes, '@', size) != NULL)
		return refuse(why_out, "there is a user name in front of its host");
	if (raw[0] == '[') {
		close = strchr(raw, ']');
		if (close == NULL || (close[1] != '\0' && close[1] != ':'))
			return refuse(why_out, "its host is not a host name");
		if (!v6_host(arena, dkt_arena_dup(arena, raw + 1, (size_t)(close - raw) - 1), out))
			return refuse(why_out, "its host is not an IPv6 address");
		return close[1] == '\0' || take_port(close + 2, strlen(close + 2), out, why_out);
	}
	colon = strchr(raw, ':');
	if (colon != NULL && !take_port(colon + 1, strlen(colon + 1), out, why_out))
		return false;
	return name_host(arena,
			 colon == NULL ? raw : dkt_arena_dup(arena, raw, (size_t)(colon - raw)),
			 out, why_out);
}

/* Path and query without the fragment; what is not ASCII is percent-encoded as UTF-8. */
static const char *take_path(struct dkt_arena *arena, const char *rest)
{
	struct dkt_buf path = DKT_BUF_INIT((size_t)4 * MAX_URL);
	size_t size = strcspn(rest, "#");
	const char *copy;

	if (size == 0 || rest[0] != '/')
		dkt_buf_addc(&path, '/');
	for (size_t i = 0; i < size; i++) {
		unsigned char c = (unsigned char)rest[i];

		if (c >= 0x80 || strchr("\"<>`{}|^", c) != NULL)
			dkt_buf_addf(&path, "%%%02X", c);
		else
			dkt_buf_addc(&path, (char)c);
	}
	copy = dkt_arena_dups(arena, dkt_buf_str(&path));
	dkt_buf_clear(&path);
	return copy;
}

static const char *whole(struct dkt_arena *arena, const struct dkt_url *url)
{
	bool v6 = strchr(url->host, ':') != NULL;
	bool plain = url->port == (dkt_streq(url->scheme, "https") ? 443U : 80U);
	const char *port = plain ? "" : dkt_arena_printf(arena, ":%u", url->port);

	return dkt_arena_printf(arena, "%s://%s%s%s%s%s", url->scheme, v6 ? "[" : "", url->host,
				v6 ? "]" : "", port, url->path);
}

bool dkt_url_parse(struct dkt_arena *arena, const char *text, struct dkt_url *out,
		   const char **why_out)
{
	const char *rest;
	size_t size;

	memset(out, 0, sizeof *out);
	if (!plain_text(text, why_out))
		return false;
	rest = behind_scheme(text, out);
	if (rest == NULL)
		return refuse(why_out, "it does not start with http:// or https://");
	size = strcspn(rest, "/?#");
	if (size == 0)
		return refuse(why_out, "it has no host");
	if (!take_host(arena, rest, size, out, why_out))
		return false;
	out->path = take_path(arena, rest + size);
	out->text = whole(arena, out);
	return true;
}

bool dkt_url_join(struct dkt_arena *arena, const struct dkt_url *base, const char *location,
		  struct dkt_url *out, const char **why_out)
{
	CURLU *handle = curl_url();
	char *joined = NULL;
	bool good = false;

	*why_out = "the redirect leads to something that is no address";
	if (handle != NULL && curl_url_set(handle, CURLUPART_URL, base->text, 0) == CURLUE_OK &&
	    curl_url_set(handle, CURLUPART_URL, location, CURLU_URLENCODE) == CURLUE_OK &&
	    curl_url_get(handle, CURLUPART_URL, &joined, 0) == CURLUE_OK)
		good = dkt_url_parse(arena, joined, out, why_out);
	curl_free(joined);
	curl_url_cleanup(handle);
	return good;
}

/* --- comparing --- */

static bool is_tracking(const char *parameter, size_t size)
{
	static const char *const names[] = {"gclid",   "fbclid",      "msclkid", "dclid", "yclid",
					    "mc_cid",  "mc_eid",      "igshid",	 "spm",	  "_ga",
					    "ref_src", "wt_mc",	      "cmpid",	 "xtor",  "scm",
					    "from_tn", "share_token", "utm"};

	if (size > 4 && memcmp(parameter, "utm_", 4) == 0)
		return true;
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		if (dkt_memeqs(parameter, size, names[i]))
			return true;
	}
	return false;
}

/* How much of a URL is looked at; each step drops more. */
enum relaxation { EXACT, SCHEME, WWW, SLASH, QUERY_ORDER, TRACKING };

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void add_query(struct dkt_arena *arena, const char *query, enum relaxation upto,
		      struct dkt_buf *out)
{
	const char *parts[256];
	size_t n = 0;

	if (upto < QUERY_ORDER) {
		dkt_buf_adds(out, query);
		return;
	}
	query++;
	while (*query != '\0' && n < 256) {
		size_t size = strcspn(query, "&");
		size_t name = strcspn(query, "=&");

		if (size > 0 && (upto < TRACKING || !is_tracking(query, name)))
			parts[n++] = dkt_arena_dup(arena, query, size);
		query += size + (query[size] == '&' ? 1 : 0);
	}
	qsort(parts, n, sizeof parts[0], by_text);
	for (size_t i = 0; i < n; i++)
		dkt_buf_addf(out, "%c%s", i == 0 ? '?' : '&', parts[i]);
}

static const char *behind_www(const char *host)
{
	size_t digits;

	if (!dkt_starts(host, "www"))
		return host;
	digits = strspn(host + 3, "0123456789");
	return host[3 + digits] == '.' && strchr(host + 4 + digits, '.') != NULL ? host + 4 + digits
										 : host;
}

/* A path, the letters of its escapes in capitals: %e6 and %E6 are one (RFC 3986, 6.2.2.1). */
static char *with_one_case(struct dkt_arena *arena, const char *path)
{
	char *copy = dkt_arena_dups(arena, path);

	for (char *c = strchr(copy, '%'); c != NULL; c = strchr(c + 1, '%')) {
		for (size_t i = 1; i <= 2 && c[i] != '\0'; i++) {
			if (c[i] >= 'a' && c[i] <= 'f')
				c[i] = (char)(c[i] - ('a' - 'A'));
		}
	}
	return copy;
}

static const char *relaxed(struct dkt_arena *arena, const struct dkt_url *url, enum relaxation upto)
{
	struct dkt_buf out = DKT_BUF_INIT((size_t)8 * MAX_URL);
	const char *path = with_one_case(arena, url->path);
	const char *query = path + strcspn(path, "?");
	size_t size = (size_t)(query - path);
	bool v6 = strchr(url->host, ':') != NULL;
	bool plain = url->port == (dkt_streq(url->scheme, "https") ? 443U : 80U);
	const char *copy;

	dkt_buf_adds(&out, upto >= SCHEME ? "http" : url->scheme);
	dkt_buf_adds(&out, v6 ? "://[" : "://");
	dkt_buf_adds(&out, upto >= WWW ? behind_www(url->host) : url->host);
	dkt_buf_adds(&out, v6 ? "]" : "");
	if (!plain)
		dkt_buf_addf(&out, ":%u", url->port);
	while (upto >= SLASH && size > 0 && path[size - 1] == '/')
		size--;
	dkt_buf_add(&out, path, size);
	if (*query != '\0')
		add_query(arena, query, upto, &out);
	copy = dkt_arena_dups(arena, dkt_buf_str(&out));
	dkt_buf_clear(&out);
	return copy;
}

const char *dkt_url_key(struct dkt_arena *arena, const char *text)
{
	struct dkt_url url;
	const char *why;

	if (!dkt_url_parse(arena, text, &url, &why))
		return dkt_arena_dups(arena, text);
	return relaxed(arena, &url, TRACKING);
}

const char *dkt_url_same(struct dkt_arena *arena, const char *a, const char *b)
{
	static const char *const names[] = {"exact", "scheme",	    "www",
					    "slash", "query-order", "tracking-params"};
	struct dkt_url one;
	struct dkt_url two;
	const char *why;

	if (!dkt_url_parse(arena, a, &one, &why) || !dkt_url_parse(arena, b, &two, &why))
		return NULL;
	for (int upto = EXACT; upto <= TRACKING; upto++) {
		if (dkt_streq(relaxed(arena, &one, (enum relaxation)upto),
			      relaxed(arena, &two, (enum relaxation)upto)))
			return names[upto];
	}
	return NULL;
}

const char *dkt_url_domain(struct dkt_arena *arena, const char *text)
{
	const psl_ctx_t *list = psl_builtin();
	struct dkt_url url;
	const char *domain;
	const char *why;

	if (!dkt_url_parse(arena, text, &url, &why))
		return dkt_arena_dups(arena, text);
	domain = list == NULL || ends_in_number(url.host) || strchr(url.host, ':') != NULL
			 ? NULL
			 : psl_registrable_domain(list, url.host);
	return dkt_arena_dups(arena, domain == NULL ? url.host : domain);
}
