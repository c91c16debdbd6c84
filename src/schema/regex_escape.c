/*
 * regex_escape.c - the parts of a pattern that stand for characters: escapes, classes, letters.
 *
 * Strict ECMA-262 with the flag u knows few escapes of punctuation. Schemas are full of others
 * ("\-", "\%", "\@"), which mean the character in every engine there is, so they are read and
 * noted. Letters and digits are another matter: "\Z" or "\A" mean something in other languages and
 * nothing here, so they are refused rather than read as a letter.
 */
#include "schema/regex_reader.h"

#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "text/property.h"

#define MAX_RANGES ((size_t)100000) /* in the sets of one pattern */

static bool is_digit(int c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(int c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static int hex_value(int c)
{
	if (is_digit(c))
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* So many hex digits at ahead; false when there are fewer. */
static bool hex_digits(const struct dkt_regex_reader *r, size_t ahead, size_t digits, uint32_t *out)
{
	*out = 0;
	for (size_t k = 0; k < digits; k++) {
		int value = hex_value(dkt_reader_peek(r, ahead + k));

		if (value < 0)
			return false;
		*out = *out << 4 | (uint32_t)value;
	}
	return true;
}

/* "\u{1F600}": the size of what stands there, 0 when it is not that. */
static size_t braced(const struct dkt_regex_reader *r, uint32_t *out)
{
	size_t n = 3;

	*out = 0;
	for (; hex_value(dkt_reader_peek(r, n)) >= 0 && *out <= DKT_CODE_POINT_MAX; n++)
		*out = *out << 4 | (uint32_t)hex_value(dkt_reader_peek(r, n));
	return n > 3 && dkt_reader_peek(r, n) == '}' && *out <= DKT_CODE_POINT_MAX ? n + 1 : 0;
}

size_t dkt_reader_unicode(const struct dkt_regex_reader *r, uint32_t *out)
{
	uint32_t low;

	if (dkt_reader_peek(r, 2) == '{')
		return braced(r, out);
	if (!hex_digits(r, 2, 4, out))
		return 0;
	if (*out < 0xD800 || *out > 0xDBFF || dkt_reader_peek(r, 6) != '\\' ||
	    dkt_reader_peek(r, 7) != 'u' || !hex_digits(r, 8, 4, &low) || low < 0xDC00 ||
	    low > 0xDFFF)
		return 6;
	*out = 0x10000U + ((*out - 0xD800U) << 10) + (low - 0xDC00U);
	return 12;
}

/* "\n" and its like. */
static bool control_letter(int c, uint32_t *out)
{
	static const char letters[] = "tnvfr";
	static const unsigned char values[] = {9, 10, 11, 12, 13};
	const char *at = c > 0 ? strchr(letters, c) : NULL;

	if (at == NULL)
		return false;
	*out = values[at - letters];
	return true;
}

/* Any other character behind a backslash is that character, if it is no letter and no digit. */
static size_t identity(struct dkt_regex_reader *r, bool in_class, uint32_t *out)
{
	int c = dkt_reader_peek(r, 1);
	size_t at = r->i + 1;

	if (c < 0 || is_letter(c) || is_digit(c))
		return 0;
	if (c == 0 || (strchr("^$\\.*+?()[]{}|/", c) == NULL && !(in_class && c == '-')))
		dkt_reader_sloppy(r, "this character needs no backslash");
	*out = dkt_utf8_next(r->p, r->size, &at);
	return at - r->i;
}

/* An escape that stands for one character: its value and its size; 0 when it is none. */
static size_t character_escape(struct dkt_regex_reader *r, bool in_class, uint32_t *out)
{
	int c = dkt_reader_peek(r, 1);

	if (control_letter(c, out))
		return 2;
	switch (c) {
	case '0':
		*out = 0;
		return is_digit(dkt_reader_peek(r, 2)) ? 0 : 2;
	case 'b':
		*out = 8;
		return in_class ? 2 : 0;
	case 'c':
		*out = (uint32_t)dkt_reader_peek(r, 2) & 31U;
		return is_letter(dkt_reader_peek(r, 2)) ? 3 : 0;
	case 'x':
		return hex_digits(r, 2, 2, out) ? 4 : 0;
	case 'u':
		return dkt_reader_unicode(r, out);
	default:
		return identity(r, in_class, out);
	}
}

static void add_range(uint32_t first, uint32_t last, void *data)
{
	dkt_draft_add(data, first, last);
}

/* "\p{...}" or "\P{...}". */
static bool property(struct dkt_regex_reader *r)
{
	const char *name = r->p + r->i + 3;
	const char *end =
		dkt_reader_peek(r, 2) == '{' ? memchr(name, '}', r->size - r->i - 3) : NULL;
	struct dkt_charset_draft own = {0};
	enum dkt_property_answer answer;

	if (end == NULL)
		return dkt_reader_fail(r, "\\p wants the name of a property in braces");
	answer = dkt_property_ranges(name, (size_t)(end - name), add_range, &own);
	if (answer == DKT_PROPERTY_LOOSE)
		dkt_reader_sloppy(r, "this property is spelt otherwise");
	dkt_draft_settle(&own, r->p[r->i + 1] == 'P');
	r->n_ranges += own.n;
	for (size_t i = 0; answer != DKT_PROPERTY_UNKNOWN && i < own.n; i++)
		dkt_draft_add(&r->draft, own.ranges[i].first, own.ranges[i].last);
	dkt_draft_clear(&own);
	if (answer == DKT_PROPERTY_UNKNOWN)
		return dkt_reader_fail(r, "this property is not known");
	r->i = (size_t)(end - r->p) + 1;
	return r->n_ranges <= MAX_RANGES ||
	       dkt_reader_refuse(r, "the pattern's sets are too large");
}

/* A member of the draft: "\d", "\p{L}" (set, in which case *set_out) or one character. */
static bool escaped_member(struct dkt_regex_reader *r, bool in_class, bool *set_out, uint32_t *out)
{
	int c = dkt_reader_peek(r, 1);
	size_t size;

	*set_out = true;
	if (c == 'p' || c == 'P')
		return property(r);
	if (c != '.' && dkt_draft_add_named(&r->draft, c)) {
		r->i += 2;
		return true;
	}
	*set_out = false;
	size = character_escape(r, in_class, out);
	if (size == 0)
		return dkt_reader_fail(r, c < 0	     ? "a backslash at the end"
					  : in_class ? "this escape has no meaning in a class"
						     : "this escape has no meaning in ECMA-262");
	r->i += size;
	return true;
}

static bool keep(struct dkt_regex_reader *r, bool negated, struct dkt_charset *out)
{
	dkt_draft_settle(&r->draft, negated);
	r->n_ranges += r->draft.n;
	if (r->n_ranges > MAX_RANGES)
		return dkt_reader_refuse(r, "the pattern's sets are too large");
	*out = dkt_draft_keep(r->arena, &r->draft);
	return true;
}

bool dkt_reader_escape(struct dkt_regex_reader *r, struct dkt_charset *out)
{
	bool set;
	uint32_t c = 0;

	r->draft.n = 0;
	if (!escaped_member(r, false, &set, &c))
		return false;
	if (!set)
		dkt_draft_add(&r->draft, c, c);
	return keep(r, false, out);
}

static bool class_member(struct dkt_regex_reader *r, bool *set_out, uint32_t *out)
{
	if (r->p[r->i] == '\\')
		return escaped_member(r, true, set_out, out);
	*set_out = false;
	*out = dkt_utf8_next(r->p, r->size, &r->i);
	return true;
}

/* A member, or a range of them. */
static bool class_atom(struct dkt_regex_reader *r)
{
	bool set;
	bool end_set;
	uint32_t first = 0;
	uint32_t last = 0;
	size_t at = r->i;

	if (!class_member(r, &set, &first))
		return false;
	if (dkt_reader_peek(r, 0) != '-' || dkt_reader_peek(r, 1) == ']' ||
	    dkt_reader_peek(r, 1) < 0) {
		if (!set)
			dkt_draft_add(&r->draft, first, first);
		return true;
	}
	r->i++;
	if (!class_member(r, &end_set, &last))
		return false;
	if (set || end_set) { /* Annex B: all three are meant */
		dkt_reader_sloppy(r, "a range in a class goes from one character to another");
		dkt_draft_add(&r->draft, '-', '-');
		if (!set)
			dkt_draft_add(&r->draft, first, first);
		if (!end_set)
			dkt_draft_add(&r->draft, last, last);
		return true;
	}
	if (first > last) {
		r->i = at;
		return dkt_reader_fail(r, "a range out of order in a class");
	}
	dkt_draft_add(&r->draft, first, last);
	return true;
}

bool dkt_reader_class(struct dkt_regex_reader *r, struct dkt_charset *out)
{
	size_t at = r->i;
	bool negated;

	r->draft.n = 0;
	r->i++;
	negated = dkt_reader_peek(r, 0) == '^';
	r->i += negated;
	while (r->i < r->size && r->p[r->i] != ']') {
		if (!class_atom(r))
			return false;
	}
	if (r->i >= r->size) {
		r->i = at;
		return dkt_reader_fail(r, "a class that is not closed");
	}
	r->i++;
	return keep(r, negated, out);
}

bool dkt_reader_literal(struct dkt_regex_reader *r, struct dkt_charset *out)
{
	int letter = (unsigned char)r->p[r->i];
	uint32_t c;

	r->draft.n = 0;
	if (letter == '{' || letter == '}' || letter == ']')
		dkt_reader_sloppy(r, "a bracket or brace that stands for itself needs a backslash");
	c = dkt_utf8_next(r->p, r->size, &r->i);
	if (letter == '.')
		(void)dkt_draft_add_named(&r->draft, '.');
	else
		dkt_draft_add(&r->draft, c, c);
	return keep(r, false, out);
}
