/*
 * number.h - a number literal taken apart, so that its value can be compared without arithmetic.
 * Private to the folder.
 *
 * Floor: json.
 */
#ifndef JSON_NUMBER_H
#define JSON_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A buffer for the text of any double. */
#define DKT_DOUBLE_TEXT 40

/*
 * The value is 0.DIGITS times ten to the exponent. DIGITS neither begin nor end with 0; they are
 * the n_digits digits of the literal from offset first on, its decimal point skipped. Zero has no
 * digits and no sign. Exponents beyond 10^17 count as 10^17.
 */
struct dkt_decimal {
	const char *literal;
	size_t first;
	size_t n_digits;
	int64_t exponent;
	bool negative;
};

/* literal is a number of RFC 8259. Linear in size. */
void dkt_decimal_read(const char *literal, size_t size, struct dkt_decimal *out);

int dkt_decimal_compare(const struct dkt_decimal *a, const struct dkt_decimal *b);

/* At most max digits into out, without a NUL; returns how many. */
size_t dkt_decimal_digits(const struct dkt_decimal *decimal, char *out, size_t max);

/* The nearest double; an infinity when it is too large. */
double dkt_decimal_double(const struct dkt_decimal *decimal);

/*
 * The text of a finite double as ECMAScript and so RFC 8785 write it: the shortest digits that read
 * back as the same double.
 */
void dkt_double_text(double value, char out[DKT_DOUBLE_TEXT]);

/*
 * Is the text that RFC 8785 writes for the nearest double of the same decimal value as the literal?
 * Then the text stands in out.
 */
bool dkt_decimal_text(const struct dkt_decimal *decimal, char out[DKT_DOUBLE_TEXT]);

#endif
