/*
 * format_uri.c - URIs, IRIs, references to them, and addresses of archived copies.
 *
 * One reader for all of RFC 3986 appendix A and RFC 3987 section 2.2: an IRI is a URI in which
 * characters outside ASCII may stand where letters may. Nearly all values are ASCII with a plain
 * host, so a part is a run of bytes whose kinds a table gives; escapes, other scripts, user
 * information, ports and addresses in brackets are looked at where a run stops.
 */
#include "schema/format_checks.h"

#include <string.h>
#include <strings.h>

#include "base/str.h"
#include "base/utf8.h"
#include "schema/format_chars.h"
#include "schema/format_ucs.h"

#define NAME_CHARS (DKT_CHAR_UNRESERVED | DKT_CHAR_SUB_DELIM)
#define SEGMENT	   (NAME_CHARS | DKT_CHAR_COLON | DKT_CHAR_AT)
#define PATH	   (SEGMENT | DKT_CHAR_SLASH)
#define QUERY	   (PATH | DKT_CHAR_QUESTION)

struct uri {
	const char *bytes;
	size_t size;
	bool iri;
};

/* Bidi formatting (RFC 3987 section 4.1, and the isolates that are younger than it) is invisible
 * and must not stand in an IRI. */
static bool is_bidi_mark(uint32_t c)
{
	return c == 0x200EU || c == 0x200FU || (c >= 0x202AU && c <= 0x202EU) ||
	       (c >= 0x2066U && c <= 0x2069U);
}

/* Behind the escape or character of another script that starts at start, or start. */
static size_t special(const struct uri *u, size_t start, bool private_use)
{
	size_t end = start;
	uint32_t c;

	if (u->bytes[start] == '%')
		return u->size - start >= 3 && dkt_char_is(u->bytes[start + 1], DKT_CHAR_HEX) &&
				       dkt_char_is(u->bytes[start + 2], DKT_CHAR_HEX)
			       ? start + 3
			       : start;
	if (!u->iri || (unsigned char)u->bytes[start] < 0x80)
		return start;
	c = dkt_utf8_next(u->bytes, u->size, &end);
	return (dkt_is_ucschar(c) && !is_bidi_mark(c)) || (private_use && dkt_is_iprivate(c))
		       ? end
		       : start;
}

/* The end of a part from start on: characters of these kinds, escapes, other scripts. */
static size_t part(const struct uri *u, size_t start, unsigned kinds, bool private_use)
{
	for (;;) {
		size_t end = dkt_span(u->bytes, u->size, start, kinds);

		if (end == u->size)
			return end;
		start = special(u, end, private_use);
		if (start == end)
			return end;
	}
}

static bool ends_authority(const struct uri *u, size_t at)
{
	return at == u->size || u->bytes[at] == '/' || u->bytes[at] == '?' || u->bytes[at] == '#';
}

/* "v1.fe80": RFC 3986 section 3.2.2. */
static bool is_ip_future(const char *bytes, size_t size)
{
	size_t dot;

	if (size < 4 || (bytes[0] | 32) != 'v')
		return false;
	dot = dkt_span(bytes, size, 1, DKT_CHAR_HEX);
	return dot > 1 && dot + 1 < size && bytes[dot] == '.' &&
	       dkt_span(bytes, size, dot + 1, NAME_CHARS | DKT_CHAR_COLON) == size;
}

static size_t bracketed(const struct uri *u, size_t start)
{
	const char *text = u->bytes + start + 1;
	size_t end = dkt_span(u->bytes, u->size, start + 1, NAME_CHARS | DKT_CHAR_COLON);
	size_t size = end - start - 1;

	if (end == u->size || u->bytes[end] != ']')
		return start;
	return dkt_format_ipv6(text, size) || is_ip_future(text, size) ? end + 1 : start;
}

/* *at stands behind "//"; false when what follows is no [user@]host[:port]. */
static bool authority(const struct uri *u, size_t *at)
{
	size_t end = part(u, *at, NAME_CHARS, false);

	if (!ends_authority(u, end) && u->bytes[end] != '[') {
		size_t user = part(u, end, NAME_CHARS | DKT_CHAR_COLON, false);

		if (user < u->size && u->bytes[user] == '@') {
			*at = user + 1;
			end = part(u, *at, NAME_CHARS, false);
		}
	}
	if (end < u->size && u->bytes[end] == '[' && end == *at)
		end = bracketed(u, end);
	if (end < u->size && u->bytes[end] == ':')
		end = dkt_span(u->bytes, u->size, end + 1, DKT_CHAR_DIGIT);
	*at = end;
	return ends_authority(u, end);
}

/* What follows the scheme, or all of a relative reference. */
static bool is_rest(const struct uri *u, size_t at, bool has_scheme)
{
	if (u->size - at >= 2 && u->bytes[at] == '/' && u->bytes[at + 1] == '/') {
		at += 2;
		if (!authority(u, &at))
			return false;
	} else if (!has_scheme) {
		at = part(u, at, SEGMENT & ~(unsigned)DKT_CHAR_COLON, false);
		if (at < u->size && u->bytes[at] == ':')
			return false;
	}
	at = part(u, at, PATH, false);
	if (at < u->size && u->bytes[at] == '?')
		at = part(u, at + 1, QUERY, true);
	if (at < u->size && u->bytes[at] == '#')
		at = part(u, at + 1, QUERY, false);
	return at == u->size;
}

static bool check(const char *bytes, size_t size, bool iri, bool relative)
{
	struct uri u = {bytes, size, iri};
	size_t colon = 0;

	if (size > 0 && dkt_char_is(bytes[0], DKT_CHAR_ALPHA))
		colon = dkt_span(bytes, size, 1, DKT_CHAR_SCHEME);
	if (colon > 0 && colon < size && bytes[colon] == ':')
		return is_rest(&u, colon + 1, true);
	return relative && is_rest(&u, 0, false);
}

bool dkt_format_uri(const char *bytes, size_t size)
{
	return check(bytes, size, false, false);
}

bool dkt_format_uri_reference(const char *bytes, size_t size)
{
	return check(bytes, size, false, true);
}

bool dkt_format_iri(const char *bytes, size_t size)
{
	return check(bytes, size, true, false);
}

bool dkt_format_iri_reference(const char *bytes, size_t size)
{
	return check(bytes, size, true, true);
}

/* --- archived copies ---------------------------------------------------------------------------
 */

/* The size of the prefix, in any case, or 0. */
static size_t prefix(const char *bytes, size_t size, const char *const *prefixes)
{
	for (; *prefixes != NULL; prefixes++) {
		size_t n = strlen(*prefixes);

		if (size >= n && strncasecmp(bytes, *prefixes, n) == 0)
			return n;
	}
	return 0;
}

/* All fourteen digits are a second that there was since the archive began; fewer are its start. */
static bool is_stamp(const char *digits, size_t n)
{
	char text[] = "0000-00-00T00:00:00Z";
	size_t to = 0;

	if (n != 14)
		return n >= 1 && n < 14;
	for (size_t i = 0; i < n; i++) {
		to += text[to] < '0' || text[to] > '9';
		text[to++] = digits[i];
	}
	return memcmp(text, "1996", 4) >= 0 && dkt_format_date_time(text, sizeof text - 1);
}

/*
 * As the Internet Archive writes them: http or https, web.archive.org, "/web/", 1 to 14 digits
 * (YYYYMMDDhhmmss from the left), perhaps a flag of two letters and "_" ("id_", "if_"), "/", and
 * the original address as it was: http, https or ftp with a host. Calendars ("2019*") are no
 * copies.
 */
bool dkt_format_wayback_url(const char *bytes, size_t size)
{
	static const char *const hosts[] = {"https://web.archive.org", "http://web.archive.org",
					    NULL};
	static const char *const schemes[] = {"https://", "http://", "ftp://", NULL};
	size_t at = prefix(bytes, size, hosts);
	size_t end;

	if (at == 0 || size - at < 5 || memcmp(bytes + at, "/web/", 5) != 0)
		return false;
	at += 5;
	end = dkt_span(bytes, size, at, DKT_CHAR_DIGIT);
	if (!is_stamp(bytes + at, end - at))
		return false;
	at = end;
	if (size - at >= 3 && bytes[at + 2] == '_' && bytes[at] >= 'a' && bytes[at] <= 'z' &&
	    bytes[at + 1] >= 'a' && bytes[at + 1] <= 'z')
		at += 3;
	if (at == size || bytes[at++] != '/')
		return false;
	end = at + prefix(bytes + at, size - at, schemes);
	return end > at && end < size && strchr("/?#:@", bytes[end]) == NULL &&
	       dkt_format_uri(bytes + at, size - at);
}
