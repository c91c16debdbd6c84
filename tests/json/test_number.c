/* test_number.c - numbers by value, as integers and doubles, and in canonical form. */
#include "json/number.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "json/fixture.h"

struct pair {
	const char *name;
	const char *a;
	const char *b;
	int order;
};

static const struct pair pairs[] = {
	{"1.0 is 1", "1.0", "1", 0},
	{"-0 is 0", "-0", "0", 0},
	{"0e99 is 0.00", "0e99", "0.00", 0},
	{"1E400 is 1e+400", "1E400", "1e+400", 0},
	{"1e400 is less than 1e401", "1e400", "1e401", -1},
	{"-1e400 is more than -1e401", "-1e400", "-1e401", 1},
	{"forty digits differ in the last", "1234567890123456789012345678901234567890",
	 "1234567890123456789012345678901234567891", -1},
	{"forty digits and their exponent form", "12345678901234567890123456789012345678900",
	 "1.23456789012345678901234567890123456789e40", 0},
	{"123.456 is 123456e-3", "123.456", "123456e-3", 0},
	{"0.001 is 1e-3", "0.001", "1e-3", 0},
	{"9 is less than 10", "9", "10", -1},
	{"0.9 is less than 0.91", "0.9", "0.91", -1},
	{"an exponent beyond 64 bits is large", "1e99999999999999999999", "1e400", 1},
	{"a negative exponent beyond 64 bits is small", "1e-99999999999999999999", "1e-400", -1},
	{"zero with an exponent beyond 64 bits is 0", "0e99999999999999999999", "-0.0", 0},
	{"negative is less than zero", "-1e-999", "0", -1},
	{"2^53 + 1 is not 2^53", "9007199254740993", "9007199254740992", 1},
};

static void check_pair(void **state)
{
	const struct pair *row = ROW(struct pair);
	size_t a = strlen(row->a);
	size_t b = strlen(row->b);

	assert_int_equal(dkt_number_compare(row->a, a, row->b, b), row->order);
	assert_int_equal(dkt_number_compare(row->b, b, row->a, a), -row->order);
	assert_int_equal(dkt_number_compare(row->a, a, row->a, a), 0);
}

struct canon {
	const char *name;
	const char *literal;
	const char *text;
};

static const struct canon canons[] = {
	{"0.10 loses its zero", "0.10", "0.1"},
	{"151.2093 stays", "151.2093", "151.2093"},
	{"1.0 is written 1", "1.0", "1"},
	{"-0 is written 0", "-0", "0"},
	{"-0.0e5 is written 0", "-0.0e5", "0"},
	{"1e2 is written out", "1e2", "100"},
	{"1E21 takes the exponent form", "1E21", "1e+21"},
	{"1e20 is written out", "1e20", "100000000000000000000"},
	{"0.000001 is written out", "1e-6", "0.000001"},
	{"0.0000001 takes the exponent form", "0.0000001", "1e-7"},
	{"1.5E-10 takes the exponent form", "0.00000000015", "1.5e-10"},
	{"1E400 stays as it is", "1E400", "1E400"},
	{"1e-400 stays as it is", "1e-400", "1e-400"},
	{"2^53 + 1 stays as it is", "9007199254740993", "9007199254740993"},
	{"2^53 as a real is written as an integer", "9007199254740992.0", "9007199254740992"},
	{"seventeen digits of a double", "0.30000000000000004", "0.30000000000000004"},
	{"seventeen digits that are not the shortest", "0.10000000000000001",
	 "0.10000000000000001"},
	{"forty digits stay", "1234567890123456789012345678901234567890",
	 "1234567890123456789012345678901234567890"},
	{"the largest double", "1.7976931348623157E308", "1.7976931348623157e+308"},
	{"the smallest double", "5E-324", "5e-324"},
	{"the smallest normal double", "2.2250738585072014E-308", "2.2250738585072014e-308"},
	{"a subnormal that is not a double stays", "4.94065645841247E-324",
	 "4.94065645841247E-324"},
	{"2^-44 has sixteen digits", "5.684341886080802E-14", "5.684341886080802e-14"},
	{"-122.41 keeps its sign", "-122.410", "-122.41"},
	{"the text of the nearest double is another number", "333333333.33333329",
	 "333333333.33333329"},
};

static void check_canon(void **state)
{
	const struct canon *row = ROW(struct canon);
	struct dkt_buf out = DKT_BUF_INIT(1000);
	struct dkt_buf again = DKT_BUF_INIT(1000);

	dkt_canon_number(row->literal, strlen(row->literal), &out);
	assert_string_equal(dkt_buf_str(&out), row->text);
	dkt_canon_number(out.bytes, out.size, &again);
	assert_string_equal(dkt_buf_str(&again), dkt_buf_str(&out));
	dkt_buf_clear(&out);
	dkt_buf_clear(&again);
}

/* Doubles with their texts from RFC 8785, appendix B. */
struct sample {
	const char *name; /* the text */
	uint64_t bits;
};

static const struct sample samples[] = {
	{"0", 0x0000000000000000},
	{"0", 0x8000000000000000},
	{"5e-324", 0x0000000000000001},
	{"-5e-324", 0x8000000000000001},
	{"1.7976931348623157e+308", 0x7fefffffffffffff},
	{"-1.7976931348623157e+308", 0xffefffffffffffff},
	{"9007199254740992", 0x4340000000000000},
	{"-9007199254740992", 0xc340000000000000},
	{"295147905179352830000", 0x4430000000000000},
	{"9.999999999999997e+22", 0x44b52d02c7e14af5},
	{"1e+23", 0x44b52d02c7e14af6},
	{"1.0000000000000001e+23", 0x44b52d02c7e14af7},
	{"999999999999999700000", 0x444b1ae4d6e2ef4e},
	{"999999999999999900000", 0x444b1ae4d6e2ef4f},
	{"1e+21", 0x444b1ae4d6e2ef50},
	{"9.999999999999997e-7", 0x3eb0c6f7a0b5ed8c},
	{"0.000001", 0x3eb0c6f7a0b5ed8d},
	{"333333333.3333332", 0x41b3de4355555553},
	{"333333333.33333325", 0x41b3de4355555554},
	{"333333333.3333333", 0x41b3de4355555555},
	{"333333333.3333334", 0x41b3de4355555556},
	{"333333333.33333343", 0x41b3de4355555557},
	{"-0.0000033333333333333333", 0xbecbf647612f3696},
	{"1424953923781206.2", 0x43143ff3c1cb0959},
};

static void check_sample(void **state)
{
	const struct sample *row = ROW(struct sample);
	char text[DKT_DOUBLE_TEXT];
	double value;

	memcpy(&value, &row->bits, sizeof value);
	dkt_double_text(value, text);
	assert_string_equal(text, row->name);
}

/* --- integers and doubles -----------------------------------------------------------------------
 */

static bool as_int(const char *json, int64_t *out)
{
	struct dkt_arena *arena = dkt_arena_new();
	bool is = dkt_int(node_from(arena, json), out);

	dkt_arena_free(arena);
	return is;
}

static void test_int(void **state)
{
	int64_t value = 0;

	(void)state;
	assert_true(as_int("1e2", &value) && value == 100);
	assert_true(as_int("-12.0", &value) && value == -12);
	assert_true(as_int("120e-1", &value) && value == 12);
	assert_true(as_int("0.0", &value) && value == 0);
	assert_true(as_int("999999999999999999", &value) && value == INT64_C(999999999999999999));
	assert_false(as_int("1000000000000000000", &value));
	assert_false(as_int("1.5", &value));
	assert_false(as_int("1e-400", &value));
	assert_false(as_int("1e99999999999999999999", &value));
	assert_false(as_int("\"1\"", &value));
}

static void test_double(void **state)
{
	struct dkt_arena *arena = dkt_arena_new();
	double value = 0;

	(void)state;
	assert_true(dkt_double(node_from(arena, "151.2093"), &value));
	assert_true(value == 151.2093);
	assert_true(dkt_double(node_from(arena, "1e-99999999999999999999"), &value));
	assert_true(value == 0.0);
	assert_false(dkt_double(node_from(arena, "1e400"), &value));
	assert_false(dkt_double(node_from(arena, "null"), &value));
	assert_false(dkt_double(NULL, &value));
	dkt_arena_free(arena);
}

/* 1 + 2^-53 lies halfway between two doubles; a digit far behind decides. */
static void test_tie(void **state)
{
	static const char half[] = "1.00000000000000011102230246251565404236316680908203125";
	struct dkt_buf literal = DKT_BUF_INIT(4000);
	struct dkt_decimal decimal;

	(void)state;
	dkt_buf_adds(&literal, half);
	dkt_decimal_read(literal.bytes, literal.size, &decimal);
	assert_true(dkt_decimal_double(&decimal) == 1.0);
	dkt_buf_addn(&literal, 2000, '0');
	dkt_buf_addc(&literal, '1');
	dkt_decimal_read(literal.bytes, literal.size, &decimal);
	assert_true(dkt_decimal_double(&decimal) == nextafter(1.0, 2.0));
	dkt_buf_clear(&literal);
}

/* Random doubles: the text reads back, and no shorter one does. */
static void test_shortest(void **state)
{
	uint64_t bits = 0x9E3779B97F4A7C15U;
	char text[DKT_DOUBLE_TEXT];
	char shorter[64];

	(void)state;
	for (int i = 0; i < 20000; i++) {
		struct dkt_decimal decimal;
		double value;

		bits = bits * 6364136223846793005U + 1442695040888963407U;
		memcpy(&value, &bits, sizeof value);
		if (isnan(value) || isinf(value))
			continue;
		dkt_double_text(value, text);
		assert_true(strtod(text, NULL) == value);
		dkt_decimal_read(text, strlen(text), &decimal);
		assert_true(decimal.n_digits <= 17);
		assert_true(dkt_decimal_text(&decimal, shorter));
		assert_string_equal(shorter, text);
		if (decimal.n_digits < 2)
			continue;
		(void)snprintf(shorter, sizeof shorter, "%.*e", (int)decimal.n_digits - 2, value);
		assert_true(strtod(shorter, NULL) != value);
	}
}

/* A number of a megabyte is compared and kept without trouble. */
static void test_long(void **state)
{
	struct dkt_buf a = DKT_BUF_INIT(1 << 22);
	struct dkt_buf b = DKT_BUF_INIT(1 << 22);
	struct dkt_buf out = DKT_BUF_INIT(1 << 22);

	(void)state;
	dkt_buf_addn(&a, 1 << 20, '7');
	dkt_buf_adds(&b, "0.");
	dkt_buf_addn(&b, 1 << 20, '7');
	dkt_buf_adds(&b, "e1048576");
	assert_int_equal(dkt_number_compare(a.bytes, a.size, b.bytes, b.size), 0);
	a.bytes[a.size - 1] = '8';
	assert_int_equal(dkt_number_compare(a.bytes, a.size, b.bytes, b.size), 1);
	dkt_canon_number(a.bytes, a.size, &out);
	assert_int_equal(out.size, a.size);
	dkt_buf_clear(&a);
	dkt_buf_clear(&b);
	dkt_buf_clear(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		{"integers are integers however they are written", test_int, NULL, NULL, NULL},
		{"doubles are the nearest ones", test_double, NULL, NULL, NULL},
		{"a digit two thousand places behind decides a tie", test_tie, NULL, NULL, NULL},
		{"texts of random doubles read back and are the shortest", test_shortest, NULL,
		 NULL, NULL},
		{"a number of a megabyte is handled in linear time", test_long, NULL, NULL, NULL},
	};
	int failed = cmocka_run_group_tests_name("json/number", tests, NULL, NULL);

	failed += rows_run("json/number order", pairs, check_pair);
	failed += rows_run("json/number canonical", canons, check_canon);
	return failed + rows_run("json/number RFC 8785", samples, check_sample);
}
