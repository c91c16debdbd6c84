/*
 * format_net.c - host names, e-mail addresses, IP addresses.
 *
 * They say what is well-formed, not what exists. Host names in other scripts are the business of
 * text/idna.h.
 */
#include "schema/format_checks.h"

#include <string.h>

#include "base/utf8.h"
#include "schema/format_chars.h"
#include "text/idna.h"

/* --- IP addresses: RFC 2673 section 3.2, RFC 4291 section 2.2 --- */

bool dkt_format_ipv4(const char *bytes, size_t size)
{
	size_t i = 0;

	for (int part = 0; part < 4; part++) {
		size_t start = i;
		int value = 0;

		for (; i < size && dkt_char_is(bytes[i], DKT_CHAR_DIGIT) && i - start < 3; i++)
			value = value * 10 + (bytes[i] - '0');
		if (i == start || value > 255 || (bytes[start] == '0' && i - start > 1))
			return false;
		if (part < 3 && (i == size || bytes[i++] != '.'))
			return false;
	}
	return i == size;
}

bool dkt_format_ipv6(const char *bytes, size_t size)
{
	size_t i = 0;
	int groups = 0;
	bool gap = false;

	if (size >= 1 && bytes[0] == ':' && (size < 2 || bytes[1] != ':'))
		return false;
	while (i < size) {
		size_t start;

		if (bytes[i] == ':' && i + 1 < size && bytes[i + 1] == ':') {
			if (gap || (i + 2 < size && bytes[i + 2] == ':'))
				return false;
			gap = true;
			i += 2;
			continue;
		}
		if (bytes[i] == ':' && (i == 0 || ++i == size))
			return false;
		start = i;
		while (i < size && dkt_char_is(bytes[i], DKT_CHAR_HEX))
			i++;
		if (i < size && bytes[i] == '.') {
			groups += 2;
			i = size;
			if (!dkt_format_ipv4(bytes + start, size - start))
				return false;
		} else {
			groups++;
			if (i == start || i - start > 4)
				return false;
		}
		if (i < size && bytes[i] != ':')
			return false;
	}
	return gap ? groups <= 7 : groups == 8;
}

/* --- host names: RFC 1123 section 2.1, RFC 5890 section 2.3.2.3 --- */

bool dkt_format_hostname(const char *bytes, size_t size)
{
	return dkt_is_host(bytes, size, DKT_HOST_ASCII);
}

bool dkt_format_idn_hostname(const char *bytes, size_t size)
{
	return dkt_is_host(bytes, size, DKT_HOST_UNICODE);
}

/* --- e-mail: RFC 5321 section 4.1.2, RFC 6531 section 3.3 --- */

#define LOCAL_MAX ((size_t)64) /* bytes, RFC 5321 section 4.5.3.1.1 */

/* Between quotation marks: printable ASCII, of which two kinds need a backslash. */
static bool is_quoted(const char *bytes, size_t size, bool idn)
{
	if (size < 2 || bytes[size - 1] != '"')
		return false;
	for (size_t i = 1; i + 1 < size; i++) {
		unsigned char c = (unsigned char)bytes[i];

		if (c == '\\') {
			if (++i + 1 >= size || bytes[i] < ' ' || bytes[i] > '~')
				return false;
		} else if (c == '"' || c < ' ' || c == 0x7F || (c >= 0x80 && !idn)) {
			return false;
		}
	}
	return true;
}

static bool is_local_part(const char *bytes, size_t size, bool idn)
{
	bool dot = true; /* none may stand here */

	if (size == 0 || size > LOCAL_MAX)
		return false;
	if (bytes[0] == '"')
		return is_quoted(bytes, size, idn);
	for (size_t i = 0; i < size; i++) {
		bool other = (unsigned char)bytes[i] >= 0x80 && idn;

		if (!other && !dkt_char_is(bytes[i], DKT_CHAR_ATOM) && (bytes[i] != '.' || dot))
			return false;
		dot = bytes[i] == '.';
	}
	return !dot;
}

static bool is_address_literal(const char *bytes, size_t size)
{
	if (size < 3 || bytes[0] != '[' || bytes[size - 1] != ']')
		return false;
	if (size > 7 && memcmp(bytes + 1, "IPv6:", 5) == 0)
		return dkt_format_ipv6(bytes + 6, size - 7);
	return dkt_format_ipv4(bytes + 1, size - 2);
}

static bool is_mailbox(const char *bytes, size_t size, bool idn)
{
	size_t at = size;

	while (at > 0 && bytes[at - 1] != '@')
		at--;
	if (at < 2 || !is_local_part(bytes, at - 1, idn))
		return false;
	return is_address_literal(bytes + at, size - at) ||
	       dkt_is_host(bytes + at, size - at, idn ? DKT_HOST_MAPPED : DKT_HOST_ASCII);
}

bool dkt_format_email(const char *bytes, size_t size)
{
	return is_mailbox(bytes, size, false);
}

/* The domain as people type it: mail programs map it before they look it up. */
bool dkt_format_idn_email(const char *bytes, size_t size)
{
	return is_mailbox(bytes, size, true) && dkt_utf8_valid(bytes, size, NULL);
}
