/*
 * format_template.c - URI templates, RFC 6570 section 2, up to level 4.
 *
 * Literals and expressions alternate; an expression is read once. Operators that the grammar
 * reserves for extensions ("=", "!", "@", "|" and ",") are well-formed. An apostrophe is a literal,
 * as erratum 6937 has it.
 */
#include "schema/format_checks.h"

#include <string.h>

#include "base/utf8.h"
#include "schema/format_chars.h"
#include "schema/format_ucs.h"

struct reader {
	const char *p;
	const char *end;
};

static bool take(struct reader *in, char c)
{
	if (in->p == in->end || *in->p != c)
		return false;
	in->p++;
	return true;
}

static bool take_escape(struct reader *in)
{
	if (in->end - in->p < 3 || in->p[0] != '%' || !dkt_char_is(in->p[1], DKT_CHAR_HEX) ||
	    !dkt_char_is(in->p[2], DKT_CHAR_HEX))
		return false;
	in->p += 3;
	return true;
}

/* varchar: a letter, a digit, "_" or an escape. */
static bool take_name_char(struct reader *in)
{
	if (in->p < in->end && (dkt_char_is(*in->p, DKT_CHAR_ALNUM) || *in->p == '_')) {
		in->p++;
		return true;
	}
	return take_escape(in);
}

/* varname [":" 1 to 9999 / "*"] */
static bool variable(struct reader *in)
{
	size_t digits = 0;

	do {
		if (!take_name_char(in))
			return false;
		while (take_name_char(in))
			continue;
	} while (take(in, '.'));
	if (take(in, '*') || !take(in, ':'))
		return true;
	if (in->p == in->end || *in->p == '0')
		return false;
	for (; in->p < in->end && dkt_char_is(*in->p, DKT_CHAR_DIGIT); in->p++)
		digits++;
	return digits >= 1 && digits <= 4;
}

/* Behind "{", up to and with "}". */
static bool expression(struct reader *in)
{
	if (in->p < in->end && *in->p != '\0' && strchr("+#./;?&=,!@|", *in->p) != NULL)
		in->p++;
	do {
		if (!variable(in))
			return false;
	} while (take(in, ','));
	return take(in, '}');
}

static bool literal(struct reader *in)
{
	size_t at = 0;
	uint32_t c;

	if (dkt_char_is(*in->p, DKT_CHAR_LITERAL)) {
		in->p++;
		return true;
	}
	if ((unsigned char)*in->p < 0x80)
		return take_escape(in);
	c = dkt_utf8_next(in->p, (size_t)(in->end - in->p), &at);
	in->p += at;
	return dkt_is_ucschar(c) || dkt_is_iprivate(c);
}

bool dkt_format_uri_template(const char *bytes, size_t size)
{
	struct reader in = {bytes, bytes + size};

	while (in.p < in.end) {
		if (!(take(&in, '{') ? expression(&in) : literal(&in)))
			return false;
	}
	return true;
}
