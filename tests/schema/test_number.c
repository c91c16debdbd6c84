/* test_number.c - multiples and whole numbers, by their digits. */
#include "support/rows.h"

#include <string.h>

#include "schema/number.h"

struct row {
	const char *name;
	const char *value;
	const char *divisor; /* NULL: is value a whole number? */
	enum dkt_verdict verdict;
};

static const struct row rows[] = {
	{"0.3 is a multiple of 0.1", "0.3", "0.1", DKT_PASSES},
	{"19.99 is a multiple of 0.01", "19.99", "0.01", DKT_PASSES},
	{"19.999 is no multiple of 0.01", "19.999", "0.01", DKT_FAILS},
	{"0 is a multiple of everything", "0", "123456789012345678901234567890", DKT_PASSES},
	{"-0.0 is a multiple of everything", "-0.0", "7", DKT_PASSES},
	{"a negative multiple counts", "-21", "7", DKT_PASSES},
	{"7.0 is a multiple of 3.5", "7.0", "3.5", DKT_PASSES},
	{"1e2 is a multiple of 25", "1e2", "25", DKT_PASSES},
	{"1e2 is no multiple of 30", "1e2", "30", DKT_FAILS},
	{"30 digits by 3", "111111111111111111111111111111", "3", DKT_PASSES},
	{"30 digits by 7 with a rest", "111111111111111111111111111112", "7", DKT_FAILS},
	{"a divisor of 20 digits", "24691357802469135780", "12345678901234567890", DKT_PASSES},
	{"a divisor of 21 digits that does not divide", "370370367037037036704",
	 "123456789012345678901", DKT_FAILS},
	{"a divisor of 21 digits that divides", "370370367037037036703", "123456789012345678901",
	 DKT_PASSES},
	{"an exponent of a billion costs nothing", "1e1000000000", "3", DKT_FAILS},
	{"an exponent of a billion that divides", "3e1000000000", "3", DKT_PASSES},
	{"an exponent of minus a billion", "1e-1000000000", "3", DKT_FAILS},
	{"an exponent of 30 digits is unsure", "1e100000000000000000000000000000", "3", DKT_UNSURE},
	{"leading zeros of an exponent do not count", "3e0000000000000000000000000001", "3",
	 DKT_PASSES},
	{"12 is whole", "12", NULL, DKT_PASSES},
	{"1.0 is whole", "1.0", NULL, DKT_PASSES},
	{"1.5 is not", "1.5", NULL, DKT_FAILS},
	{"1.5e1 is whole", "1.5e1", NULL, DKT_PASSES},
	{"100e-2 is whole", "100e-2", NULL, DKT_PASSES},
	{"100e-3 is not", "100e-3", NULL, DKT_FAILS},
	{"0e-5 is whole", "0e-5", NULL, DKT_PASSES},
	{"0.000 is whole", "0.000", NULL, DKT_PASSES},
	{"1e-1000000000 is not", "1e-1000000000", NULL, DKT_FAILS},
};

static struct dkt_node number(const char *literal)
{
	return (struct dkt_node){.kind = DKT_NUMBER, .size = strlen(literal), .as.bytes = literal};
}

static void check_row(void **state)
{
	const struct row *row = ROW(struct row);
	struct dkt_node value = number(row->value);
	struct dkt_node divisor;

	if (row->divisor == NULL) {
		assert_int_equal(dkt_number_is_integer(value.as.bytes, value.size),
				 row->verdict == DKT_PASSES);
		return;
	}
	divisor = number(row->divisor);
	assert_int_equal(dkt_number_is_multiple(&value, &divisor), row->verdict);
}

int main(void)
{
	return rows_run("schema/number", rows, check_row);
}
