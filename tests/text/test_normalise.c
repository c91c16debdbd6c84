/* test_normalise.c - NFC against known forms, and against ICU's own normaliser as a second opinion.
 */
#include <string.h>

#include <unicode/unorm2.h>
#include <unicode/ustring.h>

#include "base/utf8.h"
#include "support/rows.h"
#include "text/unicode.h"

struct row {
	const char *name;
	const char *text;
	const char *nfc;
};

static const struct row rows[] = {
	{"nothing stays nothing", "", ""},
	{"ASCII stays as it is", "Huawei 5G, 2024-05-01", "Huawei 5G, 2024-05-01"},
	{"Han text stays as it is", "中国科技海外存在", "中国科技海外存在"},
	{"a letter and its accent become one", "cafe\xCC\x81", "café"},
	{"an accent joins the letter before it, not the one behind", "ae\xCC\x81o", "aéo"},
	{"two accents are put in order", "q\xCC\x87\xCC\xA3", "q\xCC\xA3\xCC\x87"},
	{"an accent reaches over one of another class", "e\xCC\xA3\xCC\x81", "ẹ\xCC\x81"},
	{"a blocked accent stays apart", "a\xCC\x82\xCC\x82", "â\xCC\x82"},
	{"the Angstrom sign becomes the letter", "\xE2\x84\xAB", "Å"},
	{"Hangul syllables are put together", "\xE1\x84\x92\xE1\x85\xA1\xE1\x86\xAB", "한"},
	{"a syllable takes its final consonant", "\xED\x95\x98\xE1\x86\xAB", "한"},
	{"a compatibility ideograph becomes the unified one", "\xEF\xA4\x80", "豈"},
	{"compatibility forms stay", "ﬁ①²％", "ﬁ①²％"},
	{"a composition exclusion stays apart", "\xE0\xA5\x98", "\xE0\xA4\x95\xE0\xA4\xBC"},
	{"an accent at the start has nothing to join",
	 "\xCC\x81"
	 "e",
	 "\xCC\x81"
	 "e"},
	{"a bad byte becomes U+FFFD",
	 "a\xFF"
	 "b",
	 "a\xEF\xBF\xBD"
	 "b"},
};

static void check(void **state)
{
	const struct row *row = ROW(struct row);
	struct dkt_buf out = DKT_BUF_INIT(1 << 16);

	dkt_nfc(row->text, strlen(row->text), &out);
	assert_string_equal(dkt_buf_str(&out), row->nfc);
	assert_int_equal(dkt_is_nfc(row->text, strlen(row->text)),
			 strcmp(row->text, row->nfc) == 0);
	assert_true(dkt_is_nfc(row->nfc, strlen(row->nfc)));
	dkt_buf_clear(&out);
}

/* What ICU's normaliser makes of the text. */
static void second_opinion(const struct dkt_buf *text, char *out, int32_t room, int32_t *size_out)
{
	UErrorCode status = U_ZERO_ERROR;
	static UChar wide[4096];
	static UChar composed[4096];
	int32_t n = 0;

	u_strFromUTF8(wide, 4096, &n, dkt_buf_str(text), (int32_t)text->size, &status);
	n = unorm2_normalize(unorm2_getNFCInstance(&status), wide, n, composed, 4096, &status);
	u_strToUTF8(out, room, size_out, composed, n, &status);
	assert_true(U_SUCCESS(status));
}

static void compare(const struct dkt_buf *text, struct dkt_buf *ours)
{
	static char theirs[16384];
	int32_t size = 0;

	second_opinion(text, theirs, sizeof theirs, &size);
	dkt_buf_reset(ours);
	dkt_nfc(dkt_buf_str(text), text->size, ours);
	assert_int_equal(ours->size, size);
	assert_memory_equal(dkt_buf_str(ours), theirs, (size_t)size);
	assert_int_equal(dkt_is_nfc(dkt_buf_str(text), text->size),
			 ours->size == text->size &&
				 memcmp(dkt_buf_str(ours), dkt_buf_str(text), text->size) == 0);
}

static void every_code_point(void **state)
{
	struct dkt_buf text = DKT_BUF_INIT(1 << 16);
	struct dkt_buf ours = DKT_BUF_INIT(1 << 16);

	(void)state;
	for (uint32_t point = 1; point <= 0x10FFFF; point++) {
		if (point >= 0xD800 && point <= 0xDFFF)
			continue;
		dkt_buf_reset(&text);
		dkt_buf_addc(&text, 'a');
		dkt_utf8_add(&text, point);
		dkt_utf8_add(&text, 0x301);
		compare(&text, &ours);
	}
	dkt_buf_clear(&text);
	dkt_buf_clear(&ours);
}

/* Blocks whose characters interact: Latin, marks, Hangul, Indic, kana, musical symbols. */
static const uint32_t blocks[] = {0x41,	  0xC0,	  0x300,  0x320,  0x340,  0x5B0,   0x930,  0x9C0,
				  0xDD0,  0xF70,  0x1026, 0x1100, 0x1161, 0x11A8,  0x1B05, 0x1E00,
				  0x1F00, 0x3046, 0x3099, 0xAC00, 0xF900, 0x110A0, 0x1D15E};

static void random_texts(void **state)
{
	struct dkt_buf text = DKT_BUF_INIT(1 << 16);
	struct dkt_buf ours = DKT_BUF_INIT(1 << 16);
	uint32_t seed = 20261123;

	(void)state;
	for (int round = 0; round < 20000; round++) {
		dkt_buf_reset(&text);
		for (int i = 0; i < 40; i++) {
			seed = seed * 1664525 + 1013904223;
			dkt_utf8_add(&text,
				     blocks[(seed >> 8) % (sizeof blocks / sizeof blocks[0])] +
					     (seed >> 24) % 32);
		}
		compare(&text, &ours);
	}
	dkt_buf_clear(&text);
	dkt_buf_clear(&ours);
}

/* Sorted by insertion, these marks would take some 10^11 steps; the test's time limit is the check.
 */
static void hostile_marks(void **state)
{
	struct dkt_buf text = DKT_BUF_INIT(1 << 23);
	struct dkt_buf ours = DKT_BUF_INIT(1 << 23);
	const size_t n = 1 << 20;

	(void)state;
	dkt_buf_addc(&text, 'a');
	for (size_t i = 0; i < n; i++)
		dkt_utf8_add(&text, 0x301); /* above: 230 */
	for (size_t i = 0; i < n; i++)
		dkt_utf8_add(&text, 0x323); /* below: 220 */
	dkt_nfc(dkt_buf_str(&text), text.size, &ours);
	assert_memory_equal(dkt_buf_str(&ours), "ạ\xCC\xA3", 5);
	assert_memory_equal(dkt_buf_str(&ours) + ours.size - 4, "\xCC\x81\xCC\x81", 4);
	assert_true(dkt_is_nfc(dkt_buf_str(&ours), ours.size));
	dkt_buf_clear(&text);
	dkt_buf_clear(&ours);
}

int main(void)
{
	const struct CMUnitTest whole[] = {
		{"every code point between letter and accent as ICU has it", every_code_point, NULL,
		 NULL, NULL},
		{"random texts of interacting characters as ICU has them", random_texts, NULL, NULL,
		 NULL},
		{"megabytes of marks in the wrong order are sorted in linear time", hostile_marks,
		 NULL, NULL, NULL},
	};
	int failed = rows_run("text/normalise", rows, check);

	return failed + cmocka_run_group_tests(whole, NULL, NULL);
}
