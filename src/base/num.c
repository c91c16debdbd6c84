/* num.c - strict decimal numbers: digits only, the whole text, with a ceiling. */
#include "base/num.h"

#include <string.h>

bool dkt_parse_digits(const char *bytes, size_t size, uint64_t max, uint64_t *out)
{
	uint64_t value = 0;

	if (size == 0)
		return false;
	for (size_t i = 0; i < size; i++) {
		if (bytes[i] < '0' || bytes[i] > '9')
			return false;
		if (__builtin_mul_overflow(value, (uint64_t)10, &value) ||
		    __builtin_add_overflow(value, (uint64_t)(bytes[i] - '0'), &value))
			return false;
	}
	if (value > max)
		return false;
	*out = value;
	return true;
}

bool dkt_parse_u64(const char *string, uint64_t max, uint64_t *out)
{
	return dkt_parse_digits(string, strlen(string), max, out);
}
