/*
 * test_idna.c - host names: one row a rule of IDNA2008, and the look-up form.
 *
 * The official JSON Schema suite has more of the contextual rules (schema/test_format_suite.c).
 */
#include <string.h>

#include "base/str.h"
#include "support/rows.h"
#include "text/idna.h"

struct row {
	const char *name;
	const char *host;
	bool ascii;   /* taken as DKT_HOST_ASCII */
	bool unicode; /* as DKT_HOST_UNICODE */
	bool mapped;  /* as DKT_HOST_MAPPED */
};

#define SIXTY_THREE "abcdefghijklmnopabcdefghijklmnopabcdefghijklmnopabcdefghijklmno"
#define TEN_HAN	    "一二三四五六七八九十"

static const struct row rows[] = {
	{"a plain name", "www.example.org", true, true, true},
	{"a name in capitals", "WWW.EXAMPLE.ORG", true, true, true},
	{"nothing", "", false, false, false},
	{"a dot", ".", false, false, false},
	{"a dot at the end", "example.org.", false, false, false},
	{"two dots", "example..org", false, false, false},
	{"a label of 63", SIXTY_THREE ".org", true, true, true},
	{"a label of 64", SIXTY_THREE "p.org", false, false, false},
	{"a name of 253",
	 SIXTY_THREE "." SIXTY_THREE "." SIXTY_THREE ".abcdefghijklmnopqrstuvwxyz"
		     "abcdefghijklmnopqrstuvwxyzabcdefghi",
	 true, true, true},
	{"a name of 254",
	 SIXTY_THREE "." SIXTY_THREE "." SIXTY_THREE ".abcdefghijklmnopqrstuvwxyz"
		     "abcdefghijklmnopqrstuvwxyzabcdefghij",
	 false, false, false},
	{"an underscore", "a_b.example", false, false, false},
	{"a hyphen first", "-a.example", false, false, false},
	{"a hyphen last", "a-.example", false, false, false},
	{"hyphens in the third place of a plain label", "r3---sn.example", true, true, true},
	{"hyphens in the third place of Chinese", "一二--三.example", false, false, false},
	{"Chinese", "例子.中国", false, true, true},
	{"Chinese, encoded", "xn--fsqu00a.xn--fiqs8s", true, true, true},
	{"Chinese, encoded in capitals", "XN--FSQU00A.xn--fiqs8s", true, true, true},
	{"an ideographic full stop", "例子。中国", false, true, true},
	{"an ideographic full stop in a plain name", "example。org", false, true, true},
	{"a full-width full stop at the end", "例子.中国．", false, false, false},
	{"a middle dot between kana", "ア・イ.jp", false, true, true},
	{"a middle dot alone", "・.jp", false, false, false},
	{"a Chinese capital: Latin capitals beside Han", "中国A.example", false, false, true},
	{"full-width letters", "ｅｘａｍｐｌｅ.org", false, false, true},
	{"decomposed", "cafe\xcc\x81.example", false, false, true},
	{"composed", "café.example", false, true, true},
	{"sharp s stays what it is", "straße.example", false, true, true},
	{"a mark alone", "\xcc\x81.example", false, false, false},
	{"a mark first",
	 "\xcc\x81"
	 "a.example",
	 false, false, false},
	{"a symbol", "i❤.ws", false, false, false},
	{"an emoji, encoded", "xn--i-7iq.ws", false, false, false},
	{"a zero-width space", "exa\xe2\x80\x8bmple.bücher", false, false, true},
	{"a mark that turns text around", "exa\xe2\x80\xaemple.bücher", false, false, false},
	{"Hebrew", "דוגמה.example", false, true, true},
	{"Hebrew beside a label that starts with a digit", "3com.דוגמה", false, false, false},
	{"Hebrew beside a label that ends with one", "com3.דוגמה", false, true, true},
	{"Hebrew that ends with a digit", "דוגמה3.example", false, true, true},
	{"Hebrew that starts with a digit", "3דוגמה.example", false, false, false},
	{"Hebrew with Latin in it", "דוaגמה.example", false, false, false},
	{"Arabic with both kinds of digits", "ا1٢.example", false, false, false},
	{"Arabic, encoded, beside a label that starts with a digit", "3com.xn--mgbh0fb", false,
	 false, false},
	{"Hebrew that ends with a mark", "שלוֹ.example", false, true, true},
	{"only the prefix", "xn--.example", false, false, false},
	{"a code of nothing but ASCII", "xn--abc-.example", false, false, false},
	{"a code that runs over", "xn--99999999999.example", false, false, false},
	{"a code of 59 digits",
	 "xn--99999999999999999999999999999999999999999999999999999999999.example", false, false,
	 false},
	{"a code that is not the shortest", "xn---9uc.example", false, false, false},
	{"a label that is short in Han and long in code",
	 TEN_HAN TEN_HAN TEN_HAN TEN_HAN ".example", false, false, false},
	{"labels that fit one by one and not together",
	 TEN_HAN "." TEN_HAN "." TEN_HAN "." TEN_HAN "." TEN_HAN "." TEN_HAN "." TEN_HAN "." TEN_HAN
		 "." TEN_HAN "." TEN_HAN,
	 false, false, false},
	{"bytes that are not UTF-8", "a\xff.example", false, false, false},
	{"an overlong form",
	 "a\xc0\xae"
	 "b.example",
	 false, false, false},
	{"a surrogate", "a\xed\xa0\x80.example", false, false, false},
};

static void check_row(void **state)
{
	const struct row *row = ROW(struct row);
	size_t size = strlen(row->host);

	assert_int_equal(dkt_is_host(row->host, size, DKT_HOST_ASCII), row->ascii);
	assert_int_equal(dkt_is_host(row->host, size, DKT_HOST_UNICODE), row->unicode);
	assert_int_equal(dkt_is_host(row->host, size, DKT_HOST_MAPPED), row->mapped);
}

struct lookup {
	const char *name;
	const char *host;
	const char *ascii; /* NULL: none */
};

static const struct lookup lookups[] = {
	{"look-up: a plain name", "www.example.org", "www.example.org"},
	{"look-up: capitals", "WWW.Example.org", "www.example.org"},
	{"look-up: Chinese", "例子.中国", "xn--fsqu00a.xn--fiqs8s"},
	{"look-up: full width and an ideographic full stop", "例子。ｏｒｇ", "xn--fsqu00a.org"},
	{"look-up: an underscore stays", "a_b.example.org", "a_b.example.org"},
	{"look-up: sharp s stays", "straße.de", "xn--strae-oqa.de"},
	{"look-up: a symbol", "☃\xcc\x81\xe2\x80\xae.example", NULL},
};

static void check_lookup(void **state)
{
	const struct lookup *row = ROW(struct lookup);
	struct dkt_arena *arena = dkt_arena_new();
	const char *ascii = dkt_idna_ascii(arena, row->host);

	if (row->ascii == NULL)
		assert_null(ascii);
	else
		assert_string_equal(ascii, row->ascii);
	dkt_arena_free(arena);
}

static void check_nul(void **state)
{
	static const char text[] = "例子\0.中国";

	(void)state;
	assert_false(dkt_is_host(text, sizeof text - 1, DKT_HOST_UNICODE));
	assert_false(dkt_is_host(text, sizeof text - 1, DKT_HOST_MAPPED));
	assert_false(dkt_is_host("a\0b", 3, DKT_HOST_ASCII));
	assert_false(dkt_is_host("xn--fiqs8s\0", 11, DKT_HOST_ASCII));
}

int main(void)
{
	const struct CMUnitTest others[] = {
		{"a NUL is no part of a name", check_nul, NULL, NULL, NULL},
	};

	return rows_run("text/idna", rows, check_row) +
	       rows_run("text/idna look-up", lookups, check_lookup) +
	       cmocka_run_group_tests_name("text/idna NUL", others, NULL, NULL);
}
