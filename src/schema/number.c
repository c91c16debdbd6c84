/*
 * number.c - decimals by their digits; no value passes through a float.
 *
 * For "multipleOf" both numbers lose the zeros at their ends: value = a * 10^x, divisor = b * 10^y.
 * If x < y, a would have to end in a zero, which it does not: no multiple. Else a * 10^(x-y) mod b
 * decides: digit by digit for a, by repeated squaring for the power, so an exponent of a billion
 * costs thirty steps. Divisors of up to 18 digits fit a machine word; longer ones are divided by
 * hand, with limits.
 */
#include "schema/number.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/num.h"

#define LONG_DIVISOR 2000U
#define LONG_VALUE   20000U

__extension__ typedef unsigned __int128 wide;

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static void read_exponent(const char *p, size_t n, struct dkt_literal *out)
{
	bool negative = n > 0 && *p == '-';
	uint64_t value = 0;

	if (n > 0 && (*p == '-' || *p == '+')) {
		p++;
		n--;
	}
	while (n > 1 && *p == '0') {
		p++;
		n--;
	}
	if (n > 0 && !dkt_parse_digits(p, n, 999999999999999999U, &value)) {
		out->huge = true;
		value = 999999999999999999U;
	}
	out->exponent = negative ? -(int64_t)value : (int64_t)value;
}

void dkt_literal_read(const char *literal, size_t size, struct dkt_literal *out)
{
	size_t i = size > 0 && literal[0] == '-' ? 1 : 0;
	size_t end = i;
	bool fraction = false;

	memset(out, 0, sizeof *out);
	out->negative = i == 1;
	while (end < size && (is_digit(literal[end]) || literal[end] == '.'))
		end++;
	if (end < size)
		read_exponent(literal + end + 1, size - end - 1, out);
	for (size_t k = i; k < end; k++) {
		fraction = fraction || literal[k] == '.';
		out->exponent -= fraction && literal[k] != '.';
	}
	while (end > i && !(literal[end - 1] >= '1' && literal[end - 1] <= '9'))
		out->exponent += literal[--end] == '0';
	while (i < end && !(literal[i] >= '1' && literal[i] <= '9'))
		i++;
	out->digits = literal + i;
	out->size = end - i;
	for (size_t k = i; k < end; k++)
		out->n_digits += literal[k] != '.';
	if (out->size == 0) {
		out->exponent = 0;
		out->negative = false;
		out->huge = false;
	}
}

bool dkt_number_is_integer(const char *literal, size_t size)
{
	struct dkt_literal number;

	dkt_literal_read(literal, size, &number);
	return number.exponent >= 0;
}

/* --- small divisors ----------------------------------------------------------------------------
 */

static uint64_t digits_mod(const struct dkt_literal *number, uint64_t divisor)
{
	uint64_t rest = 0;

	for (size_t i = 0; i < number->size; i++) {
		if (number->digits[i] != '.')
			rest = (uint64_t)(((wide)rest * 10U + (unsigned)(number->digits[i] - '0')) %
					  divisor);
	}
	return rest;
}

static uint64_t power_of_ten_mod(uint64_t exponent, uint64_t divisor)
{
	uint64_t result = 1 % divisor;
	uint64_t base = 10 % divisor;

	for (; exponent > 0; exponent >>= 1) {
		if ((exponent & 1U) != 0)
			result = (uint64_t)((wide)result * base % divisor);
		base = (uint64_t)((wide)base * base % divisor);
	}
	return result;
}

static bool is_small_multiple(const struct dkt_literal *value, const struct dkt_literal *divisor,
			      uint64_t zeros)
{
	uint64_t b = 0;

	for (size_t i = 0; i < divisor->size; i++) {
		if (divisor->digits[i] != '.')
			b = b * 10U + (uint64_t)(divisor->digits[i] - '0');
	}
	assert(b != 0); /* the digits of a literal begin with one above 0 */
	return (wide)digits_mod(value, b) * power_of_ten_mod(zeros, b) % b == 0;
}

/* --- long divisors: a remainder of decimal digits, most significant first --- */

struct remainder {
	unsigned char *digits; /* n + 1 of them */
	const unsigned char *divisor;
	size_t n; /* digits of the divisor */
};

static bool reaches(const struct remainder *rest)
{
	return rest->digits[0] != 0 || memcmp(rest->digits + 1, rest->divisor, rest->n) >= 0;
}

static void subtract(struct remainder *rest)
{
	int borrow = 0;

	for (size_t i = rest->n; i > 0; i--) {
		int d = (int)rest->digits[i] - (int)rest->divisor[i - 1] - borrow;

		borrow = d < 0;
		rest->digits[i] = (unsigned char)(d + (borrow ? 10 : 0));
	}
	rest->digits[0] = (unsigned char)(rest->digits[0] - borrow);
}

/* rest = (rest * 10 + digit) mod divisor */
static void take_digit(struct remainder *rest, unsigned char digit)
{
	memmove(rest->digits, rest->digits + 1, rest->n);
	rest->digits[rest->n] = digit;
	while (reaches(rest))
		subtract(rest);
}

static bool is_zero(const struct remainder *rest)
{
	for (size_t i = 0; i <= rest->n; i++) {
		if (rest->digits[i] != 0)
			return false;
	}
	return true;
}

static bool is_long_multiple(const struct dkt_literal *value, const struct dkt_literal *divisor,
			     uint64_t zeros)
{
	unsigned char digits[LONG_DIVISOR + 1] = {0};
	unsigned char by[LONG_DIVISOR];
	struct remainder rest = {.digits = digits, .divisor = by};

	for (size_t i = 0; i < divisor->size; i++) {
		if (divisor->digits[i] != '.')
			by[rest.n++] = (unsigned char)(divisor->digits[i] - '0');
	}
	for (size_t i = 0; i < value->size; i++) {
		if (value->digits[i] != '.')
			take_digit(&rest, (unsigned char)(value->digits[i] - '0'));
	}
	for (; zeros > 0; zeros--)
		take_digit(&rest, 0);
	return is_zero(&rest);
}

size_t dkt_number_multiple_work(const struct dkt_node *value, const struct dkt_node *divisor)
{
	struct dkt_literal a;
	struct dkt_literal b;
	size_t zeros;

	dkt_literal_read(value->as.bytes, value->size, &a);
	dkt_literal_read(divisor->as.bytes, divisor->size, &b);
	if (a.huge || b.huge || b.n_digits <= 18 || b.n_digits > LONG_DIVISOR ||
	    a.n_digits > LONG_VALUE || a.exponent < b.exponent ||
	    a.exponent - b.exponent > (int64_t)LONG_VALUE)
		return 0; /* decided without a long division */
	zeros = (size_t)(a.exponent - b.exponent);
	return (a.n_digits + zeros) * b.n_digits / 256;
}

enum dkt_verdict dkt_number_is_multiple(const struct dkt_node *value,
					const struct dkt_node *divisor)
{
	struct dkt_literal a;
	struct dkt_literal b;
	uint64_t zeros;

	dkt_literal_read(value->as.bytes, value->size, &a);
	dkt_literal_read(divisor->as.bytes, divisor->size, &b);
	if (a.size == 0)
		return DKT_PASSES;
	if (a.huge || b.huge || b.size == 0)
		return DKT_UNSURE;
	if (a.exponent < b.exponent)
		return DKT_FAILS;
	zeros = (uint64_t)(a.exponent - b.exponent);
	if (b.n_digits <= 18)
		return is_small_multiple(&a, &b, zeros) ? DKT_PASSES : DKT_FAILS;
	if (b.n_digits > LONG_DIVISOR || a.n_digits > LONG_VALUE || zeros > LONG_VALUE)
		return DKT_UNSURE;
	return is_long_multiple(&a, &b, zeros) ? DKT_PASSES : DKT_FAILS;
}

bool dkt_number_count(const struct dkt_node *value, size_t *out)
{
	struct dkt_literal number;
	int64_t count;

	if (!dkt_is(value, DKT_NUMBER))
		return false;
	dkt_literal_read(value->as.bytes, value->size, &number);
	if (number.negative || number.exponent < 0)
		return false;
	*out = dkt_int(value, &count) ? (size_t)count : SIZE_MAX;
	return true;
}
