/*
 * number.c - numbers without losing any digit: compare by value, nearest double, shortest text.
 *
 * People write 151.2093, 1E400 and identifiers of forty digits; a double would change them. A
 * literal is therefore taken apart into sign, significant digits and exponent where it stands, and
 * compared digit by digit: linear, and no number is too large. Doubles appear only where a caller
 * wants one, and in the canonical form, which RFC 8785 defines by them. snprintf and strtod depend
 * on the locale only in the decimal point, so texts given to strtod have none and in texts from
 * snprintf it is skipped.
 *
 * Standards: RFC 8785 section 3.2.2.3, ECMA-262 Number::toString.
 */
#include "json/number.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "json/canon.h"
#include "json/text.h"

#define EXPONENT_MAX INT64_C(100000000000000000)

/* More digits than any point halfway between two doubles has; what follows can only break a tie. */
#define TIE_DIGITS 780

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* The number behind e or E, clamped. */
static int64_t read_exponent(const char *bytes, size_t size)
{
	bool negative = size > 0 && bytes[0] == '-';
	int64_t value = 0;

	for (size_t i = size > 0 && !is_digit(bytes[0]); i < size && value < EXPONENT_MAX; i++)
		value = value * 10 + (bytes[i] - '0');
	if (value > EXPONENT_MAX)
		value = EXPONENT_MAX;
	return negative ? -value : value;
}

void dkt_decimal_read(const char *literal, size_t size, struct dkt_decimal *out)
{
	size_t whole = 0;   /* digits before the point */
	size_t seen = 0;    /* digits so far */
	size_t leading = 0; /* zeros before the first other digit */
	size_t last = 0;    /* digits up to the last that is not 0 */
	bool point = false;
	size_t i = size > 0 && literal[0] == '-';

	memset(out, 0, sizeof *out);
	out->literal = literal;
	out->negative = i == 1;
	for (; i < size && (is_digit(literal[i]) || literal[i] == '.'); i++) {
		if (literal[i] == '.') {
			point = true;
			continue;
		}
		seen++;
		whole += !point;
		if (literal[i] != '0') {
			if (last == 0) {
				leading = seen - 1;
				out->first = i;
			}
			last = seen;
		}
	}
	if (last == 0) {
		out->negative = false;
		return;
	}
	out->n_digits = last - leading;
	out->exponent = (int64_t)whole - (int64_t)leading;
	if (i < size)
		out->exponent += read_exponent(literal + i + 1, size - i - 1);
}

/* The digit at *at, which moves on; '0' behind the last. */
static char take_digit(const struct dkt_decimal *decimal, size_t i, size_t *at)
{
	if (i >= decimal->n_digits)
		return '0';
	if (decimal->literal[*at] == '.')
		++*at;
	return decimal->literal[(*at)++];
}

static int compare_magnitudes(const struct dkt_decimal *a, const struct dkt_decimal *b)
{
	size_t n = a->n_digits > b->n_digits ? a->n_digits : b->n_digits;
	size_t at_a = a->first;
	size_t at_b = b->first;

	if (a->n_digits == 0 || b->n_digits == 0)
		return (a->n_digits > 0) - (b->n_digits > 0);
	if (a->exponent != b->exponent)
		return a->exponent < b->exponent ? -1 : 1;
	for (size_t i = 0; i < n; i++) {
		char left = take_digit(a, i, &at_a);
		char right = take_digit(b, i, &at_b);

		if (left != right)
			return left < right ? -1 : 1;
	}
	return 0;
}

int dkt_decimal_compare(const struct dkt_decimal *a, const struct dkt_decimal *b)
{
	if (a->negative != b->negative)
		return a->negative ? -1 : 1;
	return a->negative ? compare_magnitudes(b, a) : compare_magnitudes(a, b);
}

int dkt_number_compare(const char *a, size_t a_size, const char *b, size_t b_size)
{
	struct dkt_decimal left;
	struct dkt_decimal right;

	dkt_decimal_read(a, a_size, &left);
	dkt_decimal_read(b, b_size, &right);
	return dkt_decimal_compare(&left, &right);
}

size_t dkt_decimal_digits(const struct dkt_decimal *decimal, char *out, size_t max)
{
	size_t n = decimal->n_digits < max ? decimal->n_digits : max;
	size_t at = decimal->first;

	for (size_t i = 0; i < n; i++)
		out[i] = take_digit(decimal, i, &at);
	return n;
}

/* n digits times ten to the exponent of 0.DIGITS, as strtod reads it. */
static double digits_double(const char *digits, size_t n, int64_t exponent, bool negative)
{
	char text[TIE_DIGITS + 64];
	int64_t shifted = exponent - (int64_t)n;

	if (n == 0)
		return 0.0;
	if (exponent > 400)
		return negative ? -HUGE_VAL : HUGE_VAL;
	if (exponent < -400)
		return negative ? -0.0 : 0.0;
	(void)snprintf(text, sizeof text, "%s%.*se%lld", negative ? "-" : "", (int)n, digits,
		       (long long)shifted);
	return strtod(text, NULL);
}

double dkt_decimal_double(const struct dkt_decimal *decimal)
{
	char digits[TIE_DIGITS + 1];
	size_t n = dkt_decimal_digits(decimal, digits, TIE_DIGITS);

	if (n < decimal->n_digits)
		digits[n++] = '1'; /* the digits left out are not all zero */
	return digits_double(digits, n, decimal->exponent, decimal->negative);
}

/* --- shortest text ------------------------------------------------------------------------------
 */

struct shortest {
	char digits[20];
	size_t n;
	int64_t exponent; /* of 0.DIGITS */
};

/* magnitude rounded to n digits */
static void round_to(double magnitude, int n, struct shortest *out)
{
	char text[DKT_DOUBLE_TEXT];
	const char *exponent;

	(void)snprintf(text, sizeof text, "%.*e", n - 1, magnitude);
	out->n = 0;
	exponent = strchr(text, 'e');
	for (const char *c = text; c < exponent; c++) {
		if (is_digit(*c))
			out->digits[out->n++] = *c;
	}
	out->exponent = strtol(exponent + 1, NULL, 10) + 1;
}

/* One more in the last digit. */
static void step_up(struct shortest *text)
{
	size_t i = text->n;

	while (i > 0 && text->digits[i - 1] == '9')
		text->digits[--i] = '0';
	if (i > 0) {
		text->digits[i - 1]++;
		return;
	}
	text->digits[0] = '1'; /* 99 is now 100: the same number of digits, one place up */
	text->exponent++;
}

static bool reads_as(const struct shortest *text, double magnitude)
{
	return digits_double(text->digits, text->n, text->exponent, false) == magnitude;
}

/*
 * Up to 15 digits the rounded text is the only candidate. At a power of two the gap below is half
 * the gap above, so there the nearest short text can miss and its neighbour above be right. Below
 * DBL_MIN doubles are so far apart that fewer than 15 digits do.
 */
static void find_shortest(double magnitude, struct shortest *out)
{
	for (int n = magnitude < DBL_MIN ? 1 : 15; n <= 17; n++) {
		round_to(magnitude, n, out);
		if (reads_as(out, magnitude))
			break;
		step_up(out);
		if (n < 17 && reads_as(out, magnitude))
			break;
	}
	while (out->n > 1 && out->digits[out->n - 1] == '0')
		out->n--;
}

static void write_shortest(const struct shortest *text, bool negative, char out[DKT_DOUBLE_TEXT])
{
	struct dkt_buf buf = DKT_BUF_INIT(DKT_DOUBLE_TEXT - 1);
	const char *digits = text->digits;
	size_t n = text->n;
	int64_t point = text->exponent;

	if (negative)
		dkt_buf_addc(&buf, '-');
	if (point > 0 && point <= 21) {
		size_t whole = (size_t)point;

		dkt_buf_add(&buf, digits, n < whole ? n : whole);
		if (n < whole)
			dkt_buf_addn(&buf, whole - n, '0');
		else if (n > whole)
			dkt_buf_addf(&buf, ".%.*s", (int)(n - whole), digits + whole);
	} else if (point <= 0 && point > -6) {
		dkt_buf_adds(&buf, "0.");
		dkt_buf_addn(&buf, (size_t)-point, '0');
		dkt_buf_add(&buf, digits, n);
	} else {
		dkt_buf_addc(&buf, digits[0]);
		if (n > 1)
			dkt_buf_addf(&buf, ".%.*s", (int)(n - 1), digits + 1);
		dkt_buf_addf(&buf, "e%+lld", (long long)(point - 1));
	}
	memcpy(out, dkt_buf_str(&buf), buf.size + 1);
	dkt_buf_clear(&buf);
}

void dkt_double_text(double value, char out[DKT_DOUBLE_TEXT])
{
	struct shortest text;

	if (value == 0.0) {
		memcpy(out, "0", 2);
		return;
	}
	find_shortest(fabs(value), &text);
	write_shortest(&text, value < 0, out);
}

bool dkt_decimal_text(const struct dkt_decimal *decimal, char out[DKT_DOUBLE_TEXT])
{
	struct shortest mine = {.n = 0};
	struct shortest theirs;
	double value;

	if (decimal->n_digits == 0) {
		memcpy(out, "0", 2);
		return true;
	}
	if (decimal->n_digits > 17)
		return false;
	mine.n = dkt_decimal_digits(decimal, mine.digits, 17);
	mine.exponent = decimal->exponent;
	/* up to 15 digits survive a double and come back as they were */
	if (mine.n > 15 || mine.exponent < -300 || mine.exponent > 300) {
		value = fabs(dkt_decimal_double(decimal));
		if (value == 0.0 || isinf(value))
			return false;
		find_shortest(value, &theirs);
		if (theirs.n != mine.n || theirs.exponent != mine.exponent ||
		    memcmp(theirs.digits, mine.digits, mine.n) != 0)
			return false;
	}
	write_shortest(&mine, decimal->negative, out);
	return true;
}
