/*
 * format.c - the list of formats, and those that are neither dates nor addresses.
 */
#include "schema/format.h"

#include <string.h>

#include "base/str.h"
#include "schema/format_date.h"
#include "schema/format_net.h"
#include "schema/regex.h"

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_alpha(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_hex(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* --- RFC 9562 --- */

static bool is_uuid(const char *bytes, size_t size)
{
	if (size != 36)
		return false;
	for (size_t i = 0; i < size; i++) {
		bool dash = i == 8 || i == 13 || i == 18 || i == 23;

		if (dash ? bytes[i] != '-' : !is_hex(bytes[i]))
			return false;
	}
	return true;
}

/* --- RFC 6901, and its relative form --- */

static bool is_json_pointer(const char *bytes, size_t size)
{
	if (size > 0 && bytes[0] != '/')
		return false;
	for (size_t i = 0; i < size; i++) {
		if (bytes[i] == '~' &&
		    (i + 1 == size || (bytes[i + 1] != '0' && bytes[i + 1] != '1')))
			return false;
	}
	return true;
}

static bool is_relative_json_pointer(const char *bytes, size_t size)
{
	size_t n = 0;

	while (n < size && is_digit(bytes[n]))
		n++;
	if (n == 0 || (n > 1 && bytes[0] == '0'))
		return false;
	return (size - n == 1 && bytes[n] == '#') || is_json_pointer(bytes + n, size - n);
}

/* --- RFC 5646 section 2.1 --- */

struct subtag {
	const char *p;
	size_t n;
	bool alpha;
	bool digit_first;
};

static bool next_subtag(const char **p, size_t *left, struct subtag *out)
{
	const char *dash = memchr(*p, '-', *left);

	out->p = *p;
	out->n = dash == NULL ? *left : (size_t)(dash - *p);
	out->alpha = true;
	if (out->n == 0 || out->n > 8)
		return false;
	out->digit_first = is_digit(out->p[0]);
	for (size_t i = 0; i < out->n; i++) {
		if (!is_digit(out->p[i]) && !is_alpha(out->p[i]))
			return false;
		out->alpha = out->alpha && is_alpha(out->p[i]);
	}
	*left -= out->n + (dash == NULL ? 0 : 1);
	*p += out->n + (dash == NULL ? 0 : 1);
	return dash == NULL || *left > 0;
}

static bool is_digits(const struct subtag *tag, size_t n)
{
	if (tag->n != n)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (!is_digit(tag->p[i]))
			return false;
	}
	return true;
}

/* Tags registered before the grammar, which it does not cover. */
static bool is_irregular(const char *bytes, size_t size)
{
	static const char *const tags[] = {
		"en-GB-oed", "i-ami", "i-bnn",	   "i-default", "i-enochian", "i-hak",
		"i-klingon", "i-lux", "i-mingo",   "i-navajo",	"i-pwn",      "i-tao",
		"i-tay",     "i-tsu", "sgn-BE-FR", "sgn-BE-NL", "sgn-CH-DE"};

	for (size_t i = 0; i < sizeof tags / sizeof tags[0]; i++) {
		if (dkt_memeqs(bytes, size, tags[i]))
			return true;
	}
	return false;
}

/* language [-extlang] [-script] [-region] *(-variant) *(-extension) [-privateuse] */
static bool is_langtag(const char *bytes, size_t size)
{
	enum { EXTLANG, SCRIPT, REGION, VARIANT, EXTENSION, PRIVATE } stage = EXTLANG;
	const char *p = bytes;
	size_t left = size;
	struct subtag tag;
	size_t extlangs = 0;
	size_t wanted = 0; /* subtags that a singleton still needs */

	if (!next_subtag(&p, &left, &tag))
		return false;
	if (tag.n == 1 && (tag.p[0] | 32) == 'x') {
		stage = PRIVATE;
		wanted = 1;
	} else if (!tag.alpha || tag.n < 2) {
		return false;
	} else if (tag.n > 3) {
		stage = SCRIPT;
	}
	while (left > 0) {
		if (!next_subtag(&p, &left, &tag))
			return false;
		if (stage == PRIVATE || (stage == EXTENSION && tag.n != 1)) {
			wanted = 0;
		} else if (tag.n == 1) {
			if (wanted > 0)
				return false;
			stage = (tag.p[0] | 32) == 'x' ? PRIVATE : EXTENSION;
			wanted = 1;
		} else if (stage == EXTLANG && tag.alpha && tag.n == 3 && extlangs++ < 3) {
			continue;
		} else if (stage <= SCRIPT && tag.alpha && tag.n == 4) {
			stage = REGION;
		} else if ((stage <= REGION && ((tag.alpha && tag.n == 2) || is_digits(&tag, 3))) ||
			   tag.n >= 5 || (tag.n == 4 && tag.digit_first)) {
			stage = VARIANT;
		} else {
			return false;
		}
	}
	return wanted == 0;
}

static bool is_bcp47(const char *bytes, size_t size)
{
	return size > 0 && size <= 255 && (is_langtag(bytes, size) || is_irregular(bytes, size));
}

/* --- ORCID: ISO 7064 MOD 11-2 over sixteen characters --- */

static bool is_orcid(const char *bytes, size_t size)
{
	unsigned total = 0;
	unsigned check;

	if (size != 19)
		return false;
	for (size_t i = 0; i < 18; i++) {
		if (i % 5 == 4 ? bytes[i] != '-' : !is_digit(bytes[i]))
			return false;
		if (i % 5 != 4)
			total = (total + (unsigned)(bytes[i] - '0')) * 2U % 11U;
	}
	check = (12U - total % 11U) % 11U;
	return check == 10 ? bytes[18] == 'X' : bytes[18] == (char)('0' + (char)check);
}

/* --- the list --- */

static const struct dkt_format formats[] = {
	{"date", dkt_format_date, "a date like 2019-04-17"},
	{"time", dkt_format_time, "a time like 17:30:00Z"},
	{"date-time", dkt_format_date_time, "a time like 2019-04-17T17:30:00Z"},
	{"duration", dkt_format_duration, "a duration like P1Y6M"},
	{"edtf", dkt_format_edtf, "a date like 2019, 2019-04, 2019-04-17, 201X or 2019/2021"},
	{"email", dkt_format_email, "an e-mail address"},
	{"hostname", dkt_format_hostname, "a host name"},
	{"ipv4", dkt_format_ipv4, "an IPv4 address"},
	{"ipv6", dkt_format_ipv6, "an IPv6 address"},
	{"uri", dkt_format_uri, "a URL with its scheme, like https://example.org/page"},
	{"uri-reference", dkt_format_uri_reference, "a URL or a relative reference"},
	{"uuid", is_uuid, "a UUID"},
	{"regex", dkt_regex_valid, "a regular expression"},
	{"json-pointer", is_json_pointer, "a JSON pointer like /sources/0/url"},
	{"relative-json-pointer", is_relative_json_pointer, "a relative JSON pointer like 1/url"},
	{"bcp47", is_bcp47, "a language tag like en or zh-Hans"},
	{"orcid", is_orcid, "an ORCID iD like 0000-0002-1825-0097 (its last character is a check)"},
};

const struct dkt_format *dkt_format_find(const char *name, size_t size)
{
	for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
		if (dkt_memeqs(name, size, formats[i].name))
			return &formats[i];
	}
	return NULL;
}
