/*
 * format_net.c - e-mail addresses, host names, IP addresses, URIs.
 *
 * Each reads its text once, left to right. They say what is well-formed, not what exists.
 */
#include "schema/format_net.h"

#include <string.h>

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_alnum(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_hex(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static bool is_one_of(char c, const char *set)
{
	return c != '\0' && strchr(set, c) != NULL;
}

/* --- IP addresses: RFC 2673 section 3.2, RFC 4291 section 2.2 --- */

bool dkt_format_ipv4(const char *bytes, size_t size)
{
	size_t i = 0;

	for (int part = 0; part < 4; part++) {
		size_t start = i;
		int value = 0;

		for (; i < size && is_digit(bytes[i]) && i - start < 3; i++)
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
		while (i < size && is_hex(bytes[i]))
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

/* --- names: RFC 1123 section 2.1 --- */

/* Two hyphens in third place are reserved for encodings, of which there is one, "xn--". */
static bool is_label(const char *bytes, size_t size)
{
	if (size == 0 || size > 63 || bytes[0] == '-' || bytes[size - 1] == '-')
		return false;
	for (size_t i = 0; i < size; i++) {
		if (!is_alnum(bytes[i]) && bytes[i] != '-')
			return false;
	}
	if (size < 4 || bytes[2] != '-' || bytes[3] != '-')
		return true;
	return size > 4 && (bytes[0] | 32) == 'x' && (bytes[1] | 32) == 'n';
}

bool dkt_format_hostname(const char *bytes, size_t size)
{
	size_t start = 0;

	if (size == 0 || size > 253)
		return false;
	for (size_t i = 0; i <= size; i++) {
		if (i < size && bytes[i] != '.')
			continue;
		if (!is_label(bytes + start, i - start))
			return false;
		start = i + 1;
	}
	return true;
}

/* --- e-mail: RFC 5321 section 4.1.2 --- */

static bool is_atom_char(char c)
{
	return is_alnum(c) || is_one_of(c, "!#$%&'*+-/=?^_`{|}~");
}

static bool is_local_part(const char *bytes, size_t size)
{
	if (size == 0 || size > 64)
		return false;
	if (bytes[0] == '"') {
		for (size_t i = 1; i + 1 < size; i++) {
			if (bytes[i] == '"' || (unsigned char)bytes[i] < 32 ||
			    (unsigned char)bytes[i] > 126)
				return false;
			if (bytes[i] == '\\' && ++i + 1 >= size)
				return false;
		}
		return size >= 2 && bytes[size - 1] == '"';
	}
	for (size_t i = 0; i < size; i++) {
		bool dot = bytes[i] == '.';

		if (!dot && !is_atom_char(bytes[i]))
			return false;
		if (dot && (i == 0 || i + 1 == size || bytes[i + 1] == '.'))
			return false;
	}
	return true;
}

static bool is_address_literal(const char *bytes, size_t size)
{
	if (size < 3 || bytes[0] != '[' || bytes[size - 1] != ']')
		return false;
	if (size > 7 && memcmp(bytes + 1, "IPv6:", 5) == 0)
		return dkt_format_ipv6(bytes + 6, size - 7);
	return dkt_format_ipv4(bytes + 1, size - 2);
}

bool dkt_format_email(const char *bytes, size_t size)
{
	size_t at = size;

	while (at > 0 && bytes[at - 1] != '@')
		at--;
	if (at < 2)
		return false;
	return is_local_part(bytes, at - 1) && (is_address_literal(bytes + at, size - at) ||
						dkt_format_hostname(bytes + at, size - at));
}

/* --- URIs: RFC 3986 appendix A --- */

#define SUB_DELIMS "!$&'()*+,;="

/* Characters of one part: unreserved, sub-delims, escapes, and the extra ones given. */
static bool is_part(const char *bytes, size_t size, const char *extra)
{
	for (size_t i = 0; i < size; i++) {
		char c = bytes[i];

		if (is_alnum(c) || is_one_of(c, "-._~" SUB_DELIMS) || is_one_of(c, extra))
			continue;
		if (c != '%' || i + 2 >= size || !is_hex(bytes[i + 1]) || !is_hex(bytes[i + 2]))
			return false;
		i += 2;
	}
	return true;
}

static bool is_ip_future(const char *bytes, size_t size)
{
	size_t i = 1;

	if (size < 4 || (bytes[0] != 'v' && bytes[0] != 'V'))
		return false;
	while (i < size && is_hex(bytes[i]))
		i++;
	if (i == 1 || i + 1 >= size || bytes[i] != '.')
		return false;
	for (i++; i < size; i++) {
		if (!is_alnum(bytes[i]) && !is_one_of(bytes[i], "-._~:" SUB_DELIMS))
			return false;
	}
	return true;
}

static bool is_authority(const char *bytes, size_t size)
{
	const char *at = size == 0 ? NULL : memchr(bytes, '@', size);
	const char *host = at == NULL ? bytes : at + 1;
	size_t left = size - (size_t)(host - bytes);
	size_t n = 0;

	if (at != NULL && !is_part(bytes, (size_t)(at - bytes), ":"))
		return false;
	if (left > 0 && host[0] == '[') {
		const char *close = memchr(host, ']', left);

		if (close == NULL)
			return false;
		n = (size_t)(close - host) + 1;
		if (!dkt_format_ipv6(host + 1, n - 2) && !is_ip_future(host + 1, n - 2))
			return false;
	} else {
		while (n < left && host[n] != ':')
			n++;
		if (!is_part(host, n, ""))
			return false;
	}
	if (n < left && host[n++] != ':')
		return false;
	for (; n < left; n++) {
		if (!is_digit(host[n]))
			return false;
	}
	return true;
}

/* The size of a scheme before its colon, or 0. */
static size_t scheme_size(const char *bytes, size_t size)
{
	size_t n = 0;

	if (size == 0 || !is_alnum(bytes[0]) || is_digit(bytes[0]))
		return 0;
	while (n < size && (is_alnum(bytes[n]) || is_one_of(bytes[n], "+-.")))
		n++;
	return n < size && bytes[n] == ':' ? n : 0;
}

static size_t until(const char *bytes, size_t size, const char *stops)
{
	size_t n = 0;

	while (n < size && !is_one_of(bytes[n], stops))
		n++;
	return n;
}

/* What follows the scheme, or all of a relative reference. */
static bool is_rest(const char *bytes, size_t size, bool has_scheme)
{
	bool has_authority = size >= 2 && bytes[0] == '/' && bytes[1] == '/';
	size_t n;

	if (has_authority) {
		n = until(bytes + 2, size - 2, "/?#");
		if (!is_authority(bytes + 2, n))
			return false;
		bytes += n + 2;
		size -= n + 2;
	}
	n = until(bytes, size, "?#");
	if (!is_part(bytes, n, ":@/"))
		return false;
	if (!has_scheme && !has_authority && memchr(bytes, ':', until(bytes, n, "/")) != NULL)
		return false;
	bytes += n;
	size -= n;
	if (size > 0 && bytes[0] == '?') {
		n = until(bytes, size, "#");
		if (!is_part(bytes + 1, n - 1, ":@/?"))
			return false;
		bytes += n;
		size -= n;
	}
	return size == 0 || is_part(bytes + 1, size - 1, ":@/?");
}

bool dkt_format_uri(const char *bytes, size_t size)
{
	size_t n = scheme_size(bytes, size);

	return n > 0 && is_rest(bytes + n + 1, size - n - 1, true);
}

bool dkt_format_uri_reference(const char *bytes, size_t size)
{
	return dkt_format_uri(bytes, size) || is_rest(bytes, size, false);
}
