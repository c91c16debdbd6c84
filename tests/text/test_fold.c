/* test_fold.c - what folds to what, and where every byte of it came from. */
#include <string.h>

#include "base/utf8.h"
#include "support/rows.h"
#include "text/unicode.h"

struct row {
	const char *name;
	enum dkt_fold_tier tier;
	const char *text;
	const char *folded;
};

static const struct row rows[] = {
	{"nothing folds to nothing", DKT_FOLD_CASE, "", ""},
	{"white space alone folds to nothing", DKT_FOLD_SPACE, " \t\r\n\xC2\xA0", ""},
	{"runs of white space become one space", DKT_FOLD_SPACE, "a  \n\t b", "a b"},
	{"ends have no white space", DKT_FOLD_SPACE, "  a b \n", "a b"},
	{"a no-break space is a space", DKT_FOLD_SPACE, "a\xC2\xA0 b", "a b"},
	{"an ideographic space is a space", DKT_FOLD_SPACE,
	 "a\xE3\x80\x80"
	 "b",
	 "a b"},
	{"a line separator is a space", DKT_FOLD_SPACE,
	 "a\xE2\x80\xA8"
	 "b",
	 "a b"},
	{"a zero-width space goes", DKT_FOLD_SPACE,
	 "a\xE2\x80\x8B"
	 "b",
	 "ab"},
	{"a soft hyphen goes", DKT_FOLD_SPACE, "tele\xC2\xADvision", "television"},
	{"a byte order mark goes", DKT_FOLD_SPACE,
	 "\xEF\xBB\xBF"
	 "a",
	 "a"},
	{"a variation selector goes", DKT_FOLD_SPACE, "葛\xF3\xA0\x84\x80城☎\xEF\xB8\x8F", "葛城☎"},
	{"invisible characters do not hide white space", DKT_FOLD_SPACE, "a \xE2\x80\x8B b", "a b"},
	{"a line break between Han goes", DKT_FOLD_SPACE, "中国\n  电信", "中国电信"},
	{"a line break behind a Chinese comma goes", DKT_FOLD_SPACE, "中国，\n电信", "中国，电信"},
	{"a line break between two Chinese marks goes", DKT_FOLD_SPACE, "。\n「", "。「"},
	{"a space between Han and Latin stays", DKT_FOLD_SPACE, "华为 5G 基站", "华为 5G 基站"},
	{"case stays in the first tier", DKT_FOLD_SPACE, "“Ａ” ﬁ ……", "“Ａ” ﬁ ……"},
	{"wide digits apart stay apart", DKT_FOLD_CASE, "１ ２", "1 2"},

	{"case is folded", DKT_FOLD_CASE, "HUAWEI Écran", "huawei écran"},
	{"case is folded in full", DKT_FOLD_CASE, "STRASSE Straße ΣΊΣΥΦΟΣ",
	 "strasse strasse σίσυφοσ"},
	{"letters and accents join", DKT_FOLD_CASE, "Cafe\xCC\x81", "café"},
	{"a ligature comes apart", DKT_FOLD_CASE, "ﬁbre", "fibre"},
	{"full-width forms become plain", DKT_FOLD_CASE, "ＡＢＣ１２３，：；！？（％）",
	 "abc123,:;!?(%)"},
	{"half-width kana become whole", DKT_FOLD_CASE, "ｶﾞ", "ガ"},
	{"curly quotation marks become plain", DKT_FOLD_CASE, "“a” ‘b’ „c‟ «d» ‹e›",
	 "\"a\" 'b' \"c\" \"d\" 'e'"},
	{"Chinese quotation marks become plain", DKT_FOLD_CASE, "「甲」『乙』《丙》",
	 "\"甲\"'乙'\"丙\""},
	{"an apostrophe is an apostrophe", DKT_FOLD_CASE, "it’s itʼs it´s it`s",
	 "it's it's it's it's"},
	{"dashes become hyphens", DKT_FOLD_CASE, "a–b—c‐d‑e−f", "a-b-c-d-e-f"},
	{"a double dash is one", DKT_FOLD_CASE, "甲——乙—丙--丁", "甲-乙-丙-丁"},
	{"ellipses are three dots", DKT_FOLD_CASE, "a… b…… c... d⋯", "a... b... c... d..."},
	{"Chinese stops become plain", DKT_FOLD_CASE, "甲、乙。丙", "甲,乙.丙"},
	{"middle dots are one", DKT_FOLD_CASE, "弗·拉・基•米", "弗·拉·基·米"},
	{"lenticular brackets become square", DKT_FOLD_CASE, "【快讯】", "[快讯]"},
	{"a circle is the Han zero", DKT_FOLD_CASE, "二○二四", "二〇二四"},
	{"a radical is the character", DKT_FOLD_CASE, "\xE2\xBB\xA2\xE2\xBB\x93", "马长"},
	{"a Kangxi radical is the character", DKT_FOLD_CASE, "\xE2\xBE\xA6", "金"},
	{"a superscript digit stays", DKT_FOLD_CASE, "10² km²", "10² km²"},
	{"a circled digit stays", DKT_FOLD_CASE, "①② 1", "①② 1"},
	{"a fraction stays", DKT_FOLD_CASE, "1½", "1½"},
	{"a month sign stays", DKT_FOLD_CASE, "㋀", "㋀"},
	{"a square unit keeps its superscript", DKT_FOLD_CASE, "5㎡ 5m²", "5m² 5m²"},
	{"mathematical digits become plain", DKT_FOLD_CASE, "𝟏𝟐", "12"},
	{"a roman numeral comes apart", DKT_FOLD_CASE, "Ⅷ", "viii"},
	{"a lone accent does not become a space", DKT_FOLD_CASE, "a¨b", "a¨b"},
	{"white space beside plain quotation marks and Han goes", DKT_FOLD_CASE, "他说 \"你好\" 。",
	 "他说\"你好\"."},
	{"a bad byte becomes U+FFFD", DKT_FOLD_CASE,
	 "A\xFF"
	 "B",
	 "a\xEF\xBF\xBD"
	 "b"},
};

/* Every character's origin must be the start of a character, and never go back. */
static void check_origins(const char *text, const struct dkt_folded *folded)
{
	size_t size = strlen(text);

	assert_int_equal(folded->origin[folded->size], size);
	for (size_t i = 0; i < folded->size; i++) {
		assert_true(folded->origin[i] < size);
		assert_true(folded->origin[i] <= folded->origin[i + 1]);
		if (((unsigned char)folded->bytes[i] & 0xC0) == 0x80)
			assert_int_equal(folded->origin[i], folded->origin[i - 1]);
	}
}

static void check(void **state)
{
	const struct row *row = ROW(struct row);
	struct dkt_arena *arena = dkt_arena_new();
	struct dkt_folded folded;
	struct dkt_folded again;

	dkt_fold(arena, row->text, strlen(row->text), row->tier, &folded);
	assert_string_equal(folded.bytes, row->folded);
	assert_int_equal(folded.size, strlen(row->folded));
	check_origins(row->text, &folded);
	dkt_fold(arena, folded.bytes, folded.size, row->tier, &again);
	assert_string_equal(again.bytes, folded.bytes);
	dkt_arena_free(arena);
}

struct place {
	const char *name;
	const char *text;
	const char *needle;   /* in the folded text */
	const char *original; /* what the needle stands for */
};

static const struct place places[] = {
	{"a word among Han", "华为 在 Ｋｅｎｙａ 建设\n基站。", "kenya", "Ｋｅｎｙａ"},
	{"Han broken over two lines", "先说，中国\n  电信（China\xC2\xA0Telecom）到", "中国电信",
	 "中国\n  电信"},
	{"English behind much Chinese", "“中国移动”——China Mobile Ltd.", "china mobile",
	 "China Mobile"},
	{"a word with a soft hyphen in it",
	 "甲 tele\xC2\xAD"
	 "com 乙",
	 "telecom",
	 "tele\xC2\xAD"
	 "com"},
	{"a letter with its accent", "中 cafe\xCC\x81!", "é", "e\xCC\x81"},
	{"what comes behind a composed letter",
	 "e\xCC\x81"
	 "X中",
	 "x", "X"},
	{"a ligature", "中ﬁn", "fi", "ﬁ"},
	{"what comes behind a ligature", "中ﬁN电", "n", "N"},
	{"a longer run of dots stands for all", "他……说", "...", "……"},
	{"a whole text of both scripts", "Ａ公司：“5G”", "a公司:\"5g\"", "Ａ公司：“5G”"},
	{"an accent that found no letter to join", "中x\xCC\x82y", "\xCC\x82", "\xCC\x82"},
	{"four-byte characters", "𠀀𝟏Z", "1", "𝟏"},
};

static void check_place(void **state)
{
	const struct place *place = ROW(struct place);
	struct dkt_arena *arena = dkt_arena_new();
	struct dkt_folded folded;
	const char *at;
	size_t start;
	size_t end;

	dkt_fold(arena, place->text, strlen(place->text), DKT_FOLD_CASE, &folded);
	at = strstr(folded.bytes, place->needle);
	assert_non_null(at);
	start = folded.origin[at - folded.bytes];
	end = folded.origin[(size_t)(at - folded.bytes) + strlen(place->needle)];
	assert_int_equal(end - start, strlen(place->original));
	assert_memory_equal(place->text + start, place->original, end - start);
	check_origins(place->text, &folded);
	dkt_arena_free(arena);
}

/* The same text many times over must cost as many times as much: quadratic work would never end. */
static void large_text(void **state)
{
	static const char piece[] = "Ｈuawei 华为\n 在肯尼亚；e\xCC\x81 ";
	const size_t n = 100000;
	struct dkt_arena *arena = dkt_arena_new();
	struct dkt_buf text = DKT_BUF_INIT(DKT_FOLD_MAX);
	struct dkt_folded folded;

	(void)state;
	for (size_t i = 0; i < n; i++)
		dkt_buf_adds(&text, piece);
	assert_true(dkt_buf_ok(&text));
	dkt_fold(arena, dkt_buf_str(&text), text.size, DKT_FOLD_CASE, &folded);
	assert_memory_equal(folded.bytes, "huawei 华为在肯尼亚;é huawei", 31);
	assert_int_equal(folded.size + 1, n * strlen("huawei 华为在肯尼亚;é "));
	assert_int_equal(folded.origin[folded.size], text.size);
	dkt_buf_clear(&text);
	dkt_arena_free(arena);
}

static void hostile_marks(void **state)
{
	struct dkt_arena *arena = dkt_arena_new();
	struct dkt_buf text = DKT_BUF_INIT(1 << 23);
	struct dkt_folded folded;

	(void)state;
	dkt_buf_addc(&text, 'A');
	for (size_t i = 0; i < 1 << 20; i++)
		dkt_utf8_add(&text, i % 2 == 0 ? 0x302 : 0x323);
	dkt_fold(arena, dkt_buf_str(&text), text.size, DKT_FOLD_CASE, &folded);
	assert_memory_equal(folded.bytes, "ậ", 3);
	assert_true(folded.size <= text.size);
	dkt_buf_clear(&text);
	dkt_arena_free(arena);
}

static void over_the_cap(void **state)
{
	struct dkt_arena *arena = dkt_arena_new();
	struct dkt_buf text = DKT_BUF_INIT(DKT_FOLD_MAX + 64);
	struct dkt_folded folded;

	(void)state;
	dkt_buf_addc(&text, 'a');
	dkt_buf_addn(&text, DKT_FOLD_MAX - 2, ' ');
	dkt_buf_adds(&text, "中b");
	dkt_fold(arena, dkt_buf_str(&text), text.size, DKT_FOLD_SPACE, &folded);
	assert_string_equal(folded.bytes, "a"); /* the character across the cap is not cut in two */
	assert_int_equal(folded.origin[1], text.size);
	dkt_buf_clear(&text);
	dkt_arena_free(arena);
}

/* Every character alone and in company: folding twice is folding once. */
static void idempotent(void **state)
{
	struct dkt_arena *arena = dkt_arena_new();
	struct dkt_buf text = DKT_BUF_INIT(256);
	struct dkt_folded once;
	struct dkt_folded twice;

	(void)state;
	for (uint32_t point = 1; point <= 0x2FA1F; point++) {
		if (point >= 0xD800 && point <= 0xDFFF)
			continue;
		dkt_buf_reset(&text);
		dkt_buf_adds(&text, "A ");
		dkt_utf8_add(&text, point);
		dkt_buf_adds(&text, " 中 ");
		dkt_utf8_add(&text, point);
		dkt_utf8_add(&text, point);
		dkt_buf_adds(&text, "\xCC\x81.");
		dkt_arena_reset(arena);
		dkt_fold(arena, dkt_buf_str(&text), text.size, DKT_FOLD_CASE, &once);
		dkt_fold(arena, once.bytes, once.size, DKT_FOLD_CASE, &twice);
		if (strcmp(once.bytes, twice.bytes) != 0)
			fail_msg("U+%04X: \"%s\" folds again to \"%s\"", (unsigned)point,
				 once.bytes, twice.bytes);
	}
	dkt_buf_clear(&text);
	dkt_arena_free(arena);
}

/* --- Han --- */

struct han_row {
	const char *name;
	const char *text;
	const char *folded;
};

static const struct han_row han_rows[] = {
	{"Traditional becomes Simplified", "燈籠網絡數據中心", "灯笼网络数据中心"},
	{"two characters become one", "發髮", "发发"},
	{"regional variants become one", "裡裏臺台綫線", "里里台台线线"},
	{"variants that ICU keeps apart become one", "峯峰厰廠厂", "峰峰厂厂厂"},
	{"a circle of three becomes one", "苎苧薴", "苧苧苧"},
	{"what is Simplified stays", "灯笼网络", "灯笼网络"},
	{"numbers stay", "2021年，零〇一二兩", "2021年,零〇一二两"},
	{"other writing stays", "lantern фонарь ランタン", "lantern фонарь ランタン"},
	{"characters beyond the basic plane stay", "𠮷野家", "𠮷野家"},
};

static void check_han(void **state)
{
	const struct han_row *row = ROW(struct han_row);
	DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();
	struct dkt_folded folded;
	struct dkt_folded han;

	dkt_fold(arena, row->text, strlen(row->text), DKT_FOLD_CASE, &folded);
	assert_true(dkt_fold_han(arena, &folded, &han));
	assert_string_equal(han.bytes, row->folded);
	assert_int_equal(han.size, folded.size);
	assert_ptr_equal(han.origin, folded.origin);
}

/* Every character of the range: the form it folds to is its own form, and no digit comes about. */
static void check_every_han(void **state)
{
	DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();
	struct dkt_buf text = DKT_BUF_INIT((size_t)1 << 20);
	struct dkt_folded folded;
	struct dkt_folded once;
	struct dkt_folded twice;

	(void)state;
	for (uint32_t point = 0x3400; point <= 0x9FFF; point++)
		dkt_utf8_add(&text, point);
	dkt_fold(arena, dkt_buf_str(&text), text.size, DKT_FOLD_CASE, &folded);
	assert_true(dkt_fold_han(arena, &folded, &once));
	assert_true(dkt_fold_han(arena, &once, &twice));
	assert_memory_equal(once.bytes, twice.bytes, once.size);
	assert_memory_not_equal(once.bytes, folded.bytes, once.size);
	dkt_fold(arena, once.bytes, once.size, DKT_FOLD_CASE, &twice);
	assert_int_equal(twice.size, once.size);
	assert_memory_equal(once.bytes, twice.bytes, once.size);
	dkt_buf_clear(&text);
}

/* --- words --- */

struct word_row {
	const char *name;
	const char *text;
	size_t start;
	size_t end;
	const char *words;
};

static const struct word_row word_rows[] = {
	{"whole words stay", "the old quay", 4, 7, "old"},
	{"cut words grow to both sides", "the older quay", 5, 7, "older"},
	{"nothing between two words grows to nothing", "ab cd", 2, 2, ""},
	{"words do not grow over a line end", "ab\ncd", 3, 4, "cd"},
	{"Chinese words grow by the dictionary", "我们在北京大学", 12, 15, "北京"},
	{"the ends of a text are boundaries", "quay", 0, 4, "quay"},
};

static void check_words(void **state)
{
	const struct word_row *row = ROW(struct word_row);
	size_t start = row->start;
	size_t end = row->end;

	dkt_word_bounds(row->text, strlen(row->text), &start, &end);
	assert_int_equal(end - start, strlen(row->words));
	assert_memory_equal(row->text + start, row->words, end - start);
}

int main(void)
{
	const struct CMUnitTest whole[] = {
		{"megabytes of both scripts in linear time", large_text, NULL, NULL, NULL},
		{"megabytes of marks in linear time", hostile_marks, NULL, NULL, NULL},
		{"what is behind the cap is left out", over_the_cap, NULL, NULL, NULL},
		{"folding a folded text changes nothing, for every character", idempotent, NULL,
		 NULL, NULL},
		{"the form that a Han character folds to is its own, for every character",
		 check_every_han, NULL, NULL, NULL},
	};
	int failed = rows_run("text/fold", rows, check);

	failed += rows_run("text/fold places", places, check_place);
	failed += rows_run("text/fold han", han_rows, check_han);
	failed += rows_run("text/words", word_rows, check_words);
	return failed + cmocka_run_group_tests(whole, NULL, NULL);
}
