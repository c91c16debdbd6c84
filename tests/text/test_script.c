/* test_script.c - scripts, characters that do not belong in data, columns. */
#include <string.h>

#include "support/rows.h"
#include "text/unicode.h"

struct row {
	const char *name;
	const char *text;
	bool han;
	bool other;
	size_t columns;
};

static const struct row rows[] = {
	{"nothing", "", false, false, 0},
	{"English", "Huawei 5G", false, false, 9},
	{"French with accents", "été", false, false, 3},
	{"a letter and its accent", "e\xCC\x81", false, false, 1},
	{"Chinese", "华为 5G", true, false, 7},
	{"Chinese marks alone are no Han", "。「」", false, false, 6},
	{"a rare ideograph", "𠀀", true, false, 2},
	{"Han zero", "〇", true, false, 2},
	{"Cyrillic", "Россия", false, true, 6},
	{"Arabic", "شركة", false, true, 4},
	{"kana", "ガa", false, true, 3},
	{"Korean", "한국", false, true, 4},
	{"full-width letters are Latin", "ＡＢ", false, false, 4},
	{"half-width kana", "ｶ", false, true, 1},
	{"controls and zero-width take no room", "a\tb\xE2\x80\x8B", false, false, 2},
	{"an emoji is wide", "📡", false, false, 2},
};

static void check(void **state)
{
	const struct row *row = ROW(struct row);
	size_t size = strlen(row->text);

	assert_int_equal(dkt_has_han(row->text, size), row->han);
	assert_int_equal(dkt_has_other_script(row->text, size), row->other);
	assert_int_equal(dkt_columns(row->text, size), row->columns);
}

struct unwanted {
	const char *name;
	const char *text;
	const char *what; /* NULL: nothing */
	size_t offset;
};

static const struct unwanted texts[] = {
	{"plain text has none", "Huawei 华为, \"5G\"\n\tété", NULL, 0},
	{"a bell", "ab\x07", "a control character", 2},
	{"a delete", "\x7F", "a control character", 0},
	{"a C1 control", "a\xC2\x85", "a control character", 1},
	{"a carriage return", "a\r\nb", "a carriage return", 1},
	{"a zero-width space", "中\xE2\x80\x8B国", "a zero-width space", 3},
	{"a word joiner", "a\xE2\x81\xA0", "a word joiner", 1},
	{"a byte order mark", "\xEF\xBB\xBFid", "a byte order mark", 0},
	{"a right-to-left override", "abc\xE2\x80\xAE", "a direction override", 3},
	{"an isolate", "\xE2\x81\xA6", "a direction isolate", 0},
	{"a soft hyphen", "te\xC2\xADle", "a soft hyphen", 2},
	{"a private-use character", "\xEE\x80\x80", "a private-use character", 0},
	{"a noncharacter", "a\xEF\xBF\xBF", "a noncharacter", 1},
	{"a line separator", "\xE2\x80\xA8", "a line separator", 0},
	{"a bad byte counts as damage", "ab\xFF",
	 "a replacement character, left where text was damaged", 2},
	{"a joiner between Latin letters",
	 "a\xE2\x80\x8D"
	 "b",
	 "a zero-width joiner", 1},
	{"a non-joiner in Persian is writing", "می\xE2\x80\x8Cخواهم", NULL, 0},
	{"a joiner in an emoji is writing", "👩\xE2\x80\x8D🔬", NULL, 0},
	{"an emoji's variation selector is writing", "☎\xEF\xB8\x8F", NULL, 0},
};

static void check_unwanted(void **state)
{
	const struct unwanted *row = ROW(struct unwanted);
	const char *name = NULL;
	size_t offset = 0;
	bool found = dkt_find_unprintable(row->text, strlen(row->text), &offset, &name);

	assert_int_equal(found, row->what != NULL);
	if (row->what == NULL)
		return;
	assert_string_equal(name, row->what);
	assert_int_equal(offset, row->offset);
}

int main(void)
{
	int failed = rows_run("text/script", rows, check);

	return failed + rows_run("text/script unwanted", texts, check_unwanted);
}
