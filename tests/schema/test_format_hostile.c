/*
 * test_format_hostile.c - texts that nobody types, for every format: NUL bytes, a megabyte of the
 * same few characters, names that are overlong in one form and not in another.
 *
 * The megabytes are here for their time: a check that is not linear would not end within the test's
 * limit, sanitizers on.
 */
#include "support/rows.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "schema/format.h"
#include "schema/format_chars.h"

#define MEGABYTE ((size_t)1 << 20)

static const char *const names[] = {
	"date",
	"time",
	"date-time",
	"duration",
	"email",
	"idn-email",
	"hostname",
	"idn-hostname",
	"ipv4",
	"ipv6",
	"uri",
	"uri-reference",
	"iri",
	"iri-reference",
	"uri-template",
	"uuid",
	"regex",
	"json-pointer",
	"edtf",
	"bcp47",
	"orcid",
	"wayback-url",
	"relative-json-pointer",
};

static bool accepts(const char *name, const char *bytes, size_t size)
{
	const struct dkt_format *format = dkt_format_find(name, strlen(name));

	assert_non_null(format);
	assert_string_equal(format->name, name);
	return format->check(bytes, size);
}

/* --- a megabyte --- */

struct long_row {
	const char *name;
	const char *format;
	const char *start;
	const char *again; /* to a megabyte */
	bool valid;
};

static const struct long_row long_rows[] = {
	{"a fraction of a second may be a megabyte long", "date-time", "2024-03-01T10:00:00.", "1",
	 false},
	{"a duration may be a megabyte long", "duration", "P", "1", false},
	{"an address of a megabyte", "email", "", "a@", false},
	{"dots that might be a name before the at sign", "email", "", "a.", false},
	{"Chinese dots in a name", "idn-hostname", "", "\xe3\x80\x82", false},
	{"labels without end", "idn-hostname", "", "\xe4\xb8\xad.", false},
	{"one label without end", "idn-hostname", "", "\xe4\xb8\xad", false},
	{"encoded labels without end", "hostname", "", "xn--fiqs8s.", false},
	{"one encoded label without end", "hostname", "xn--", "a", false},
	{"combining marks without end", "idn-email", "a@a", "\xcc\x80", false},
	{"right-to-left letters without end", "idn-email", "a@", "\xd7\x90", false},
	{"groups without end", "ipv6", "", "1:", false},
	{"a path of a megabyte is a path", "uri", "https://example.org/", "a/", true},
	{"escapes of a megabyte", "uri", "x:", "%41", true},
	{"at signs without end", "uri", "https://", "a@", false},
	{"colons without end", "uri", "https://", ":", false},
	{"brackets without end", "uri", "https://", "[", false},
	{"a first part without end", "uri-reference", "", "a", true},
	{"a Chinese path of a megabyte", "iri", "https://example.org/", "\xe4\xb8\xad", true},
	{"expressions without end", "uri-template", "", "{a}", true},
	{"variables without end", "uri-template", "{a", ",a", false},
	{"braces without end", "uri-template", "", "{", false},
	{"a pattern too long to be judged is not called wrong", "regex", "", "(", true},
	{"a pointer of a megabyte", "json-pointer", "", "/~0", true},
	{"a number of a megabyte is a number", "relative-json-pointer", "1", "0", true},
	{"copies of copies", "wayback-url", "", "https://web.archive.org/web/20190417173000/",
	 true},
	{"subtags without end", "bcp47", "en", "-a-bc", false},
	{"years without end", "edtf", "Y", "1", false},
};

static void check_long(void **state)
{
	const struct long_row *row = ROW(struct long_row);
	struct dkt_buf text = DKT_BUF_INIT(2 * MEGABYTE);

	dkt_buf_adds(&text, row->start);
	while (text.size < MEGABYTE)
		dkt_buf_adds(&text, row->again);
	assert_int_equal(accepts(row->format, dkt_buf_str(&text), text.size), row->valid);
	dkt_buf_clear(&text);
}

/* Every format against a megabyte of each of these. */
static void check_all_long(void **state)
{
	static const char *const units[] = {"a", "1", "-", "xn--", "\xcc\x80", "\xff"};

	(void)state;
	for (size_t u = 0; u < sizeof units / sizeof units[0]; u++) {
		struct dkt_buf text = DKT_BUF_INIT(2 * MEGABYTE);

		while (text.size < MEGABYTE)
			dkt_buf_adds(&text, units[u]);
		for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
			bool taken = accepts(names[i], dkt_buf_str(&text), text.size);

			if (strcmp(names[i], "date") == 0 || strcmp(names[i], "hostname") == 0)
				assert_false(taken);
		}
		dkt_buf_clear(&text);
	}
}

/* --- NUL --- */

struct nul_row {
	const char *name; /* the format, too */
	const char *text; /* valid */
};

static const struct nul_row nul_rows[] = {
	{"date", "2024-03-01"},
	{"time", "10:00:00Z"},
	{"date-time", "2024-03-01T10:00:00Z"},
	{"duration", "P1Y"},
	{"email", "a@example.org"},
	{"idn-email", "\xe5\xbc\xa0@\xe4\xbe\x8b.org"},
	{"hostname", "xn--fiqs8s"},
	{"idn-hostname", "\xe4\xbe\x8b.org"},
	{"ipv4", "192.0.2.1"},
	{"ipv6", "::1"},
	{"uri", "https://example.org/"},
	{"uri-reference", "a"},
	{"iri", "https://example.org/\xe4\xb8\xad"},
	{"iri-reference", "\xe4\xb8\xad"},
	{"uri-template", "{a}"},
	{"uuid", "2eb8aa08-aa98-11ea-b4aa-73b441d16380"},
	{"relative-json-pointer", "0#"},
	{"edtf", "2019"},
	{"bcp47", "zh-Hans"},
	{"orcid", "0000-0002-1825-0097"},
	{"wayback-url", "https://web.archive.org/web/2019/http://a.b"},
};

/* Valid as it is, not with a NUL behind, in front, or in place of any byte. */
static void check_nul(void **state)
{
	const struct nul_row *row = ROW(struct nul_row);
	size_t size = strlen(row->text);
	char text[128] = {0};

	memcpy(text + 1, row->text, size);
	assert_true(accepts(row->name, text + 1, size));
	assert_false(accepts(row->name, text + 1, size + 1));
	assert_false(accepts(row->name, text, size + 1));
	for (size_t i = 0; i < size; i++) {
		char kept = text[i + 1];

		text[i + 1] = '\0';
		assert_false(accepts(row->name, text + 1, size));
		text[i + 1] = kept;
	}
}

/* A check reads no byte behind its text: every beginning of a valid text stands alone in memory of
 * its own size, where the sanitizer would see it. */
static void check_cut(void **state)
{
	const struct nul_row *row = ROW(struct nul_row);

	for (size_t size = strlen(row->text); size > 0; size--) {
		char *copy = malloc(size);

		assert_non_null(copy);
		memcpy(copy, row->text, size);
		assert_int_equal(accepts(row->name, copy, size),
				 accepts(row->name, row->text, size));
		free(copy);
	}
}

/* --- the table of characters --- */

static bool is_in(int c, const char *set)
{
	return c != 0 && strchr(set, c) != NULL;
}

static void check_chars(void **state)
{
	(void)state;
	for (int c = 0; c < 256; c++) {
		bool digit = c >= '0' && c <= '9';
		bool alpha = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
		bool alnum = digit || alpha;
		unsigned kinds = 0;

		kinds |= digit ? DKT_CHAR_DIGIT : 0U;
		kinds |= alpha ? DKT_CHAR_ALPHA : 0U;
		kinds |= digit || is_in(c, "abcdefABCDEF") ? DKT_CHAR_HEX : 0U;
		kinds |= alnum || is_in(c, "+-.") ? DKT_CHAR_SCHEME : 0U;
		kinds |= alnum || is_in(c, "-._~") ? DKT_CHAR_UNRESERVED : 0U;
		kinds |= is_in(c, "!$&'()*+,;=") ? DKT_CHAR_SUB_DELIM : 0U;
		kinds |= alnum || is_in(c, "!#$%&'*+-/=?^_`{|}~") ? DKT_CHAR_ATOM : 0U;
		kinds |= c > ' ' && c < 0x7F && !is_in(c, "\"%<>\\^`{|}") ? DKT_CHAR_LITERAL : 0U;
		kinds |= c == ':' ? DKT_CHAR_COLON : 0U;
		kinds |= c == '@' ? DKT_CHAR_AT : 0U;
		kinds |= c == '/' ? DKT_CHAR_SLASH : 0U;
		kinds |= c == '?' ? DKT_CHAR_QUESTION : 0U;
		kinds |= is_in(c, "[]") ? DKT_CHAR_BRACKET : 0U;
		assert_int_equal(dkt_format_chars[c], kinds);
	}
}

int main(void)
{
	const struct CMUnitTest others[] = {
		{"every character has the kinds of its definition", check_chars, NULL, NULL, NULL},
		{"every format ends on a megabyte", check_all_long, NULL, NULL, NULL},
	};

	return rows_run("schema/format long", long_rows, check_long) +
	       rows_run("schema/format NUL", nul_rows, check_nul) +
	       rows_run("schema/format cut", nul_rows, check_cut) +
	       cmocka_run_group_tests_name("schema/format all", others, NULL, NULL);
}
