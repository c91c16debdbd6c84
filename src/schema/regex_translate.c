/*
 * regex_translate.c - from ECMA-262 to PCRE2, one pass over the pattern.
 *
 * Most of the two languages is the same text. What differs: the meaning of \s and the dot, \u and
 * \c escapes, names of groups, long names of properties, and everything that PCRE2 has and ECMA-262
 * has not (possessive quantifiers, inline options, verbs, recursion), which is refused so that a
 * pattern means the same here as in a browser. Named groups become numbered ones, found by a pass
 * before, because a name may be used before its group.
 *
 * Errors that PCRE2 finds by itself (brackets that do not close, ranges out of order) are left to
 * it.
 */
#include "schema/regex.h"

#include <stdint.h>
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"

#define SPACES                                                                                     \
	"\\x{9}-\\x{d}\\x{20}\\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}"       \
	"\\x{205f}\\x{3000}\\x{feff}"
#define NO_SPACES                                                                                  \
	"\\x{0}-\\x{8}\\x{e}-\\x{1f}\\x{21}-\\x{9f}\\x{a1}-\\x{167f}\\x{1681}-\\x{1fff}"           \
	"\\x{200b}-\\x{2027}\\x{202a}-\\x{202e}\\x{2030}-\\x{205e}\\x{2060}-\\x{2fff}"             \
	"\\x{3001}-\\x{d7ff}\\x{e000}-\\x{fefe}\\x{ff00}-\\x{10ffff}"

#define MAX_NAMES 64

struct group_name {
	const char *bytes;
	size_t size;
	unsigned number;
};

struct translator {
	const char *p;
	size_t size;
	size_t i;
	struct dkt_buf *out;
	const char *why;
	struct group_name names[MAX_NAMES];
	size_t n_names;
	unsigned n_groups;
	bool quantifiable; /* the last thing can be repeated */
};

static bool fail(struct translator *t, const char *why)
{
	t->why = why;
	return false;
}

static int peek(const struct translator *t, size_t ahead)
{
	return t->i + ahead < t->size ? (unsigned char)t->p[t->i + ahead] : -1;
}

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

/* --- groups ------------------------------------------------------------------------------------
 */

/* Is a name here ("<name>" follows "(?")? Its size, or 0. */
static size_t name_size(const char *bytes, size_t size)
{
	const char *end = memchr(bytes, '>', size);

	return end == NULL ? 0 : (size_t)(end - bytes);
}

static bool add_name(struct translator *t, const char *bytes, size_t size)
{
	if (size == 0)
		return fail(t, "a group's name is not closed, or empty");
	for (size_t i = 0; i < t->n_names; i++) {
		if (t->names[i].size == size && memcmp(t->names[i].bytes, bytes, size) == 0)
			return fail(t, "two groups have the same name");
	}
	if (t->n_names == MAX_NAMES)
		return fail(t, "more than 64 named groups");
	t->names[t->n_names++] =
		(struct group_name){.bytes = bytes, .size = size, .number = t->n_groups};
	return true;
}

/* Count the groups and note the names of those that have one. */
static bool find_groups(struct translator *t)
{
	bool in_class = false;

	for (size_t i = 0; i < t->size; i++) {
		char c = t->p[i];

		if (c == '\\') {
			i++;
		} else if (in_class) {
			in_class = c != ']';
		} else if (c == '[') {
			in_class = true;
		} else if (c == '(' && (i + 1 >= t->size || t->p[i + 1] != '?')) {
			t->n_groups++;
		} else if (c == '(' && i + 3 < t->size && t->p[i + 2] == '<' &&
			   t->p[i + 3] != '=' && t->p[i + 3] != '!') {
			t->n_groups++;
			t->i = i;
			if (!add_name(t, t->p + i + 3, name_size(t->p + i + 3, t->size - i - 3)))
				return false;
		}
	}
	t->i = 0;
	return true;
}

static bool open_group(struct translator *t)
{
	static const char *const heads[] = {"(?:", "(?=", "(?!", "(?<=", "(?<!"};
	size_t size;

	t->quantifiable = false;
	if (peek(t, 1) == '*')
		return fail(t, "there is nothing to repeat before \"*\"");
	if (peek(t, 1) != '?') {
		dkt_buf_addc(t->out, '(');
		t->i++;
		return true;
	}
	for (size_t k = 0; k < sizeof heads / sizeof heads[0]; k++) {
		size = strlen(heads[k]);
		if (t->size - t->i >= size && memcmp(t->p + t->i, heads[k], size) == 0) {
			dkt_buf_adds(t->out, heads[k]);
			t->i += size;
			return true;
		}
	}
	size = peek(t, 2) == '<' ? name_size(t->p + t->i + 3, t->size - t->i - 3) : 0;
	if (size == 0)
		return fail(t, "a group cannot start like this");
	dkt_buf_addc(t->out, '(');
	t->i += 3 + size + 1;
	return true;
}

/* --- escapes ------------------------------------------------------------------------------------
 */

/* digits hex digits at ahead; false when there are fewer. */
static bool hex_digits(const struct translator *t, size_t ahead, size_t digits, uint32_t *out)
{
	*out = 0;
	for (size_t k = 0; k < digits; k++) {
		int value = hex_value(peek(t, ahead + k));

		if (value < 0)
			return false;
		*out = *out << 4 | (uint32_t)value;
	}
	return true;
}

/* "\u{1F600}": the size of what stands there, 0 when it is not that. */
static size_t braced(const struct translator *t, uint32_t *out)
{
	size_t n = 3;

	*out = 0;
	for (; hex_value(peek(t, n)) >= 0 && *out <= 0x10FFFFU; n++)
		*out = *out << 4 | (uint32_t)hex_value(peek(t, n));
	return n > 3 && peek(t, n) == '}' && *out <= 0x10FFFFU ? n + 1 : 0;
}

/* "\uXXXX", a pair of them, or "\u{X}"; *size_out is what was read. */
static bool unicode_escape(struct translator *t, uint32_t *out, size_t *size_out)
{
	uint32_t low;

	if (peek(t, 2) == '{') {
		*size_out = braced(t, out);
		return *size_out > 0;
	}
	*size_out = 6;
	if (!hex_digits(t, 2, 4, out))
		return false;
	if (*out >= 0xD800U && *out <= 0xDBFFU && peek(t, 6) == '\\' && peek(t, 7) == 'u' &&
	    hex_digits(t, 8, 4, &low) && low >= 0xDC00U && low <= 0xDFFFU) {
		*out = 0x10000U + ((*out - 0xD800U) << 10) + (low - 0xDC00U);
		*size_out = 12;
	}
	return true;
}

/* An escape that stands for one character: its value, and how much of the pattern it takes; 0 when
 * it is none. */
static size_t character_escape(struct translator *t, bool in_class, uint32_t *out)
{
	int c = peek(t, 1);
	size_t size = 2;

	switch (c) {
	case 't':
		*out = 9;
		return size;
	case 'n':
		*out = 10;
		return size;
	case 'v':
		*out = 11;
		return size;
	case 'f':
		*out = 12;
		return size;
	case 'r':
		*out = 13;
		return size;
	case '0':
		*out = 0;
		return is_digit(peek(t, 2)) ? 0 : size;
	case 'b':
		*out = 8;
		return in_class ? size : 0;
	case 'c':
		*out = (uint32_t)peek(t, 2) & 31U;
		return is_letter(peek(t, 2)) ? 3 : 0;
	case 'x':
		return hex_digits(t, 2, 2, out) ? 4 : 0;
	case 'u':
		return unicode_escape(t, out, &size) ? size : 0;
	default:
		break;
	}
	if (c < 0 || c >= 0x80 || is_letter(c) || is_digit(c))
		return 0;
	*out = (uint32_t)c;
	return size;
}

/* A lone surrogate is no character of UTF-8 and can match nothing. */
static void put_character(struct translator *t, uint32_t c, bool in_class)
{
	if (c >= 0xD800U && c <= 0xDFFFU)
		dkt_buf_adds(t->out, in_class ? "" : "(?!)");
	else
		dkt_buf_addf(t->out, "\\x{%x}", (unsigned)c);
}

struct property_name {
	const char *name;
	const char *pcre;
};

/* Long names that PCRE2 does not know; of scripts and binary properties it knows the long ones. */
static const struct property_name property_names[] = {
	{"Letter", "L"},
	{"Cased_Letter", "L&"},
	{"LC", "L&"},
	{"Uppercase_Letter", "Lu"},
	{"Lowercase_Letter", "Ll"},
	{"Titlecase_Letter", "Lt"},
	{"Modifier_Letter", "Lm"},
	{"Other_Letter", "Lo"},
	{"Mark", "M"},
	{"Combining_Mark", "M"},
	{"Nonspacing_Mark", "Mn"},
	{"Spacing_Mark", "Mc"},
	{"Enclosing_Mark", "Me"},
	{"Number", "N"},
	{"Decimal_Number", "Nd"},
	{"digit", "Nd"},
	{"Letter_Number", "Nl"},
	{"Other_Number", "No"},
	{"Punctuation", "P"},
	{"punct", "P"},
	{"Connector_Punctuation", "Pc"},
	{"Dash_Punctuation", "Pd"},
	{"Open_Punctuation", "Ps"},
	{"Close_Punctuation", "Pe"},
	{"Initial_Punctuation", "Pi"},
	{"Final_Punctuation", "Pf"},
	{"Other_Punctuation", "Po"},
	{"Symbol", "S"},
	{"Math_Symbol", "Sm"},
	{"Currency_Symbol", "Sc"},
	{"Modifier_Symbol", "Sk"},
	{"Other_Symbol", "So"},
	{"Separator", "Z"},
	{"Space_Separator", "Zs"},
	{"Line_Separator", "Zl"},
	{"Paragraph_Separator", "Zp"},
	{"Other", "C"},
	{"Control", "Cc"},
	{"cntrl", "Cc"},
	{"Format", "Cf"},
	{"Surrogate", "Cs"},
	{"Private_Use", "Co"},
	{"Unassigned", "Cn"},
};

/* "\p{...}" or "\P{...}". */
static bool property(struct translator *t)
{
	const char *name = t->p + t->i + 3;
	const char *end = peek(t, 2) == '{' ? memchr(name, '}', t->size - t->i - 3) : NULL;
	const char *equals;
	size_t size;

	if (end == NULL || end == name || *name == '^')
		return fail(t, "\\p wants the name of a property in braces");
	size = (size_t)(end - name);
	equals = memchr(name, '=', size);
	if (equals != NULL && !dkt_memeqs(name, (size_t)(equals - name), "Script") &&
	    !dkt_memeqs(name, (size_t)(equals - name), "sc") &&
	    !dkt_memeqs(name, (size_t)(equals - name), "General_Category") &&
	    !dkt_memeqs(name, (size_t)(equals - name), "gc") &&
	    !dkt_memeqs(name, (size_t)(equals - name), "Script_Extensions") &&
	    !dkt_memeqs(name, (size_t)(equals - name), "scx"))
		return fail(t, "this property is not known");
	dkt_buf_addf(t->out, "\\%c{", t->p[t->i + 1]);
	t->i += 3 + size + 1;
	if (equals != NULL) {
		const char *kind = *name == 'S' || *name == 's' ? name : "";

		if (dkt_starts(kind, "Script=") || dkt_starts(kind, "sc="))
			dkt_buf_adds(t->out, "sc:");
		size -= (size_t)(equals + 1 - name);
		name = equals + 1;
	}
	for (size_t k = 0; k < sizeof property_names / sizeof property_names[0]; k++) {
		if (dkt_memeqs(name, size, property_names[k].name)) {
			dkt_buf_addf(t->out, "%s}", property_names[k].pcre);
			return true;
		}
	}
	dkt_buf_add(t->out, name, size);
	dkt_buf_addc(t->out, '}');
	return true;
}

/* "\k<name>" */
static bool named_backreference(struct translator *t)
{
	const char *name = t->p + t->i + 3;
	size_t size = peek(t, 2) == '<' ? name_size(name, t->size - t->i - 3) : 0;

	for (size_t k = 0; size > 0 && k < t->n_names; k++) {
		if (t->names[k].size == size && memcmp(t->names[k].bytes, name, size) == 0) {
			dkt_buf_addf(t->out, "\\g{%u}", t->names[k].number);
			t->i += 3 + size + 1;
			return true;
		}
	}
	return fail(t, "\\k names a group that is not there");
}

static bool backreference(struct translator *t)
{
	unsigned number = 0;

	t->i++;
	while (is_digit(peek(t, 0)) && number < 100000U)
		number = number * 10U + (unsigned)(t->p[t->i++] - '0');
	if (number > t->n_groups)
		return fail(t, "a reference to a group that is not there");
	dkt_buf_addf(t->out, "\\g{%u}", number);
	return true;
}

/* What follows a backslash outside of a class. */
static bool escape(struct translator *t)
{
	int c = peek(t, 1);
	uint32_t value;
	size_t size;

	t->quantifiable = true;
	if (c < 0)
		return fail(t, "a backslash at the end");
	if (c == 'p' || c == 'P')
		return property(t);
	if (c == 'k')
		return named_backreference(t);
	if (c >= '1' && c <= '9')
		return backreference(t);
	if (c == 's' || c == 'S') {
		dkt_buf_addf(t->out, "[%s%s]", c == 'S' ? "^" : "", SPACES);
		t->i += 2;
		return true;
	}
	if (c == 'b' || c == 'B' || c == 'd' || c == 'D' || c == 'w' || c == 'W') {
		dkt_buf_add(t->out, t->p + t->i, 2);
		t->quantifiable = c != 'b' && c != 'B';
		t->i += 2;
		return true;
	}
	size = character_escape(t, false, &value);
	if (size == 0)
		return fail(t, "this escape has no meaning in ECMA-262");
	put_character(t, value, false);
	t->i += size;
	return true;
}

/* --- classes ------------------------------------------------------------------------------------
 */

static bool class_escape(struct translator *t)
{
	int c = peek(t, 1);
	uint32_t value;
	size_t size;

	if (c == 'p' || c == 'P')
		return property(t);
	if (c == 's' || c == 'S') {
		dkt_buf_adds(t->out, c == 's' ? SPACES : NO_SPACES);
		t->i += 2;
	} else if (c == 'd' || c == 'D' || c == 'w' || c == 'W') {
		dkt_buf_add(t->out, t->p + t->i, 2);
		t->i += 2;
	} else {
		size = character_escape(t, true, &value);
		if (size == 0)
			return fail(t, "this escape has no meaning in a class");
		put_character(t, value, true);
		t->i += size;
		return true;
	}
	return true;
}

static bool is_class_escape(const struct translator *t, size_t ahead)
{
	int c = peek(t, ahead + 1);

	return peek(t, ahead) == '\\' && c > 0 && strchr("sSdDwWpP", c) != NULL;
}

/* A hyphen beside \s or the like is itself; elsewhere it may make a range. */
static void class_hyphen(struct translator *t, bool after_set)
{
	dkt_buf_adds(t->out, after_set || is_class_escape(t, 1) ? "\\-" : "-");
	t->i++;
}

static bool class(struct translator *t)
{
	bool after_set = false;

	dkt_buf_addc(t->out, '[');
	t->i++;
	if (peek(t, 0) == '^') {
		dkt_buf_addc(t->out, '^');
		t->i++;
	}
	while (t->i < t->size && t->p[t->i] != ']') {
		bool set = is_class_escape(t, 0);

		if (t->p[t->i] == '\\') {
			if (!class_escape(t))
				return false;
		} else if (t->p[t->i] == '-') {
			class_hyphen(t, after_set);
		} else {
			if (t->p[t->i] == '[')
				dkt_buf_addc(t->out, '\\');
			dkt_buf_addc(t->out, t->p[t->i++]);
		}
		after_set = set;
	}
	if (t->i >= t->size)
		return fail(t, "a class that is not closed");
	dkt_buf_addc(t->out, ']');
	t->i++;
	t->quantifiable = true;
	return true;
}

/* --- the rest -----------------------------------------------------------------------------------
 */

/* The size of "{2}", "{2,}" or "{2,3}" here; 0 when the brace stands for itself. */
static size_t braces(const struct translator *t)
{
	size_t n = 1;

	if (!is_digit(peek(t, 1)))
		return 0;
	while (is_digit(peek(t, n)))
		n++;
	if (peek(t, n) == ',')
		n++;
	while (is_digit(peek(t, n)))
		n++;
	return peek(t, n) == '}' ? n + 1 : 0;
}

static bool quantifier(struct translator *t, size_t size)
{
	if (!t->quantifiable)
		return fail(t, "there is nothing to repeat here");
	dkt_buf_add(t->out, t->p + t->i, size);
	t->i += size;
	if (peek(t, 0) == '?') {
		dkt_buf_addc(t->out, '?');
		t->i++;
	}
	t->quantifiable = false;
	return true;
}

static bool literal(struct translator *t)
{
	unsigned char c = (unsigned char)t->p[t->i++];

	if (c == '{' || c == '}' || c == ']' || c == '#')
		dkt_buf_addc(t->out, '\\');
	dkt_buf_addc(t->out, (char)c);
	t->quantifiable = true;
	return true;
}

static bool step(struct translator *t)
{
	size_t size;

	switch (t->p[t->i]) {
	case '\\':
		return escape(t);
	case '[':
		return class(t);
	case '(':
		return open_group(t);
	case '*':
	case '+':
	case '?':
		return quantifier(t, 1);
	case '{':
		size = braces(t);
		return size > 0 ? quantifier(t, size) : literal(t);
	case '.':
		dkt_buf_adds(t->out, "[^\\n\\r\\x{2028}\\x{2029}]");
		t->quantifiable = true;
		t->i++;
		return true;
	case '^':
	case '$':
	case '|':
		dkt_buf_addc(t->out, t->p[t->i++]);
		t->quantifiable = false;
		return true;
	default:
		return literal(t);
	}
}

bool dkt_regex_translate(const char *pattern, size_t size, struct dkt_buf *out, size_t *offset_out,
			 const char **why_out)
{
	struct translator t = {.p = pattern, .size = size, .out = out, .why = ""};
	bool fine = find_groups(&t);

	while (fine && t.i < size)
		fine = step(&t);
	if (fine && !dkt_buf_ok(out))
		fine = fail(&t, "the pattern is too long");
	*offset_out = t.i;
	*why_out = t.why;
	return fine;
}
