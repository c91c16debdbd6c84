/*
 * number.h - questions about number literals of any length, exactly.
 *
 * Floor: schema.
 */
#ifndef SCHEMA_NUMBER_H
#define SCHEMA_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "schema/compiled.h"
#include "json/text.h"

/* A literal as digits and a power of ten: 0.12e5 is 12 and 3. Digits have no zero at either end. */
struct dkt_literal {
	const char *digits; /* a span of the literal, which may hold a '.' that does not count */
	size_t size;	    /* of the span; 0 for zero */
	size_t n_digits;
	int64_t exponent;
	bool negative;
	bool huge; /* the exponent has more than 18 digits; exponent is a bound */
};

void dkt_literal_read(const char *literal, size_t size, struct dkt_literal *out);

/* Has the number no fractional part (1.0, 1e3, 12)? */
bool dkt_number_is_integer(const char *literal, size_t size);

/* How many steps to charge for the question below: what a division by a long number costs. */
size_t dkt_number_multiple_work(const struct dkt_node *value, const struct dkt_node *divisor);

/*
 * Is value a whole multiple of divisor (not zero)? Exact for values of any length; unsure where the
 * divisor or an exponent is longer than the work allowed for one number.
 */
enum dkt_verdict dkt_number_is_multiple(const struct dkt_node *value,
					const struct dkt_node *divisor);

/* A count from a schema ("maxLength": 3, 3.0, 1e9); larger ones become SIZE_MAX. False: no count.
 */
bool dkt_number_count(const struct dkt_node *value, size_t *out);

#endif
