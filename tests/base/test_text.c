/* test_text.c - UTF-8, numbers, and digests, against their standards' own examples. */
#include <string.h>

#include "base/digest.h"
#include "base/num.h"
#include "base/utf8.h"
#include "support/rows.h"

struct utf8_row {
	const char *name;
	const char *bytes;
	bool valid;
	size_t number; /* of code points when valid; else offset of the first bad byte */
};

static const struct utf8_row utf8_rows[] = {
	{"nothing is valid", "", true, 0},
	{"ASCII is valid", "abc", true, 3},
	{"two, three and four bytes are valid", "\xC3\xA9\xE5\x8F\xB0\xF0\x9F\x8F\xA2", true, 3},
	{"the last code point is valid", "\xF4\x8F\xBF\xBF", true, 1},
	{"one above the last is not", "a\xF4\x90\x80\x80", false, 1},
	{"a code point below the surrogates is valid", "\xED\x9F\xBF", true, 1},
	{"a surrogate is not", "\xED\xA0\x80", false, 0},
	{"an overlong slash is not", "ab\xC0\xAF", false, 2},
	{"an overlong slash of three bytes is not", "\xE0\x80\xAF", false, 0},
	{"an overlong slash of four bytes is not", "\xF0\x80\x80\xAF", false, 0},
	{"a lone tail is not", "a\x80", false, 1},
	{"a cut sequence is not", "a\xE5\x8F", false, 1},
	{"a head before ASCII is not", "\xC3z", false, 0},
	{"0xFE is not", "\xFE", false, 0},
	{"0xF5 is not", "\xF5\x80\x80\x80", false, 0},
};

static void check_utf8(void **state)
{
	const struct utf8_row *row = ROW(struct utf8_row);
	size_t size = strlen(row->bytes);
	size_t bad = 99;

	assert_int_equal(dkt_utf8_valid(row->bytes, size, &bad), row->valid);
	if (row->valid)
		assert_int_equal(dkt_utf8_count(row->bytes, size), row->number);
	else
		assert_int_equal(bad, row->number);
}

static void every_code_point_survives(void **state)
{
	struct dkt_buf buf = DKT_BUF_INIT(8);

	(void)state;
	for (uint32_t c = 0; c <= 0x110000U; c++) {
		bool real = c <= 0x10FFFFU && (c < 0xD800U || c > 0xDFFFU);
		size_t at = 0;

		dkt_buf_reset(&buf);
		dkt_utf8_add(&buf, c);
		assert_int_equal(dkt_utf8_next(buf.bytes, buf.size, &at), real ? c : 0xFFFDU);
		assert_int_equal(at, buf.size);
	}
	dkt_buf_clear(&buf);
}

static void bad_bytes_become_one_replacement_each(void **state)
{
	const char *bytes = "\xE5\x8Fz";
	size_t at = 0;

	(void)state;
	assert_int_equal(dkt_utf8_next(bytes, 3, &at), 0xFFFD);
	assert_int_equal(dkt_utf8_next(bytes, 3, &at), 0xFFFD);
	assert_int_equal(dkt_utf8_next(bytes, 3, &at), 'z');
	assert_int_equal(at, 3);
}

static void a_cut_never_splits_a_code_point(void **state)
{
	const char *text = "a\xE5\x8F\xB0\xF0\x9F\x8F\xA2z";
	const size_t want[] = {0, 1, 1, 1, 4, 4, 4, 4, 8, 9, 9};

	(void)state;
	for (size_t max = 0; max <= 10; max++)
		assert_int_equal(dkt_utf8_cut(text, 9, max), want[max]);
}

struct number_row {
	const char *name;
	const char *text;
	uint64_t max;
	bool good;
	uint64_t value;
};

static const struct number_row number_rows[] = {
	{"zero", "0", 9, true, 0},
	{"the maximum is allowed", "9", 9, true, 9},
	{"one above is not", "10", 9, false, 0},
	{"leading zeros are digits", "007", 9, true, 7},
	{"the largest of 64 bits", "18446744073709551615", UINT64_MAX, true, UINT64_MAX},
	{"one above 64 bits", "18446744073709551616", UINT64_MAX, false, 0},
	{"far above 64 bits", "99999999999999999999999999", UINT64_MAX, false, 0},
	{"nothing is no number", "", 9, false, 0},
	{"a sign is refused", "+1", 9, false, 0},
	{"minus is refused", "-1", 9, false, 0},
	{"a space in front is refused", " 1", 9, false, 0},
	{"something behind is refused", "1x", 9, false, 0},
	{"hexadecimal is refused", "0x1", 99, false, 0},
};

static void check_number(void **state)
{
	const struct number_row *row = ROW(struct number_row);
	uint64_t value = 0;

	assert_int_equal(dkt_parse_u64(row->text, row->max, &value), row->good);
	if (row->good)
		assert_true(value == row->value);
}

static void sums_and_products_notice_overflow(void **state)
{
	size_t out;

	(void)state;
	assert_true(dkt_add(SIZE_MAX - 1, 1, &out));
	assert_false(dkt_add(SIZE_MAX, 1, &out));
	assert_true(dkt_mul(SIZE_MAX / 2, 2, &out));
	assert_false(dkt_mul(SIZE_MAX / 2 + 1, 2, &out));
	assert_true(dkt_mul(SIZE_MAX, 0, &out));
	assert_int_equal(out, 0);
}

static void sha256_of_the_standards_examples(void **state)
{
	char hex[DKT_SHA256_HEX];
	struct dkt_sha256 *sum = dkt_sha256_new();

	(void)state;
	dkt_sha256_hex("abc", 3, hex);
	assert_string_equal(hex,
			    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	dkt_sha256_hex(NULL, 0, hex);
	assert_string_equal(hex,
			    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	dkt_sha256_add(sum, "a", 1);
	dkt_sha256_add(sum, NULL, 0);
	dkt_sha256_add(sum, "bc", 2);
	dkt_sha256_end(sum, hex);
	assert_string_equal(hex,
			    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

static void random_numbers_stay_below_their_limit(void **state)
{
	unsigned seen[5] = {0};

	(void)state;
	for (int i = 0; i < 2000; i++) {
		uint32_t n = dkt_random_below(5);

		assert_in_range(n, 0, 4);
		seen[n]++;
	}
	for (int i = 0; i < 5; i++)
		assert_in_range(seen[i], 200, 600);
	assert_int_equal(dkt_random_below(1), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_code_point_survives),
		cmocka_unit_test(bad_bytes_become_one_replacement_each),
		cmocka_unit_test(a_cut_never_splits_a_code_point),
		cmocka_unit_test(sums_and_products_notice_overflow),
		cmocka_unit_test(sha256_of_the_standards_examples),
		cmocka_unit_test(random_numbers_stay_below_their_limit),
	};

	return rows_run("base/utf8", utf8_rows, check_utf8) +
	       rows_run("base/num", number_rows, check_number) +
	       cmocka_run_group_tests_name("base/text", tests, NULL, NULL);
}
