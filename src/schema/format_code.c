/*
 * format_code.c - identifiers with a fixed shape, and JSON pointers.
 */
#include "schema/format_checks.h"

#include <string.h>

#include "schema/format_chars.h"

/* RFC 9562 section 4: any version, any variant. */
bool dkt_format_uuid(const char *bytes, size_t size)
{
	if (size != 36)
		return false;
	for (size_t i = 0; i < size; i++) {
		bool dash = i == 8 || i == 13 || i == 18 || i == 23;

		if (dash ? bytes[i] != '-' : !dkt_char_is(bytes[i], DKT_CHAR_HEX))
			return false;
	}
	return true;
}

/* Sixteen characters in fours, the last one the ISO 7064 MOD 11-2 check of the others; alone or as
 * the address that ORCID gives it. */
bool dkt_format_orcid(const char *bytes, size_t size)
{
	static const char address[] = "https://orcid.org/";
	unsigned total = 0;
	unsigned check;

	if (size > sizeof address && memcmp(bytes, address, sizeof address - 1) == 0) {
		bytes += sizeof address - 1;
		size -= sizeof address - 1;
	}
	if (size != 19)
		return false;
	for (size_t i = 0; i < 18; i++) {
		if (i % 5 == 4 ? bytes[i] != '-' : !dkt_char_is(bytes[i], DKT_CHAR_DIGIT))
			return false;
		if (i % 5 != 4)
			total = (total + (unsigned)(bytes[i] - '0')) * 2U % 11U;
	}
	check = (12U - total) % 11U;
	return check == 10 ? bytes[18] == 'X' : bytes[18] == (char)('0' + (char)check);
}

/* RFC 6901 section 3. */
bool dkt_format_json_pointer(const char *bytes, size_t size)
{
	if (size > 0 && bytes[0] != '/')
		return false;
	for (size_t i = 0; i < size; i++) {
		if (bytes[i] == '~' &&
		    (i + 1 == size || (bytes[i + 1] != '0' && bytes[i + 1] != '1')))
			return false;
	}
	return true;
}

/* The end of a whole number without leading zeros from start on, or start. */
static size_t number(const char *bytes, size_t size, size_t start)
{
	size_t end = dkt_span(bytes, size, start, DKT_CHAR_DIGIT);

	return end - start > 1 && bytes[start] == '0' ? start : end;
}

/* draft-bhutton-relative-json-pointer-00 section 3: how far up, perhaps "+1" or "-1" to a neighbour
 * in an array, then "#" or a pointer. */
bool dkt_format_relative_json_pointer(const char *bytes, size_t size)
{
	size_t at = number(bytes, size, 0);

	if (at == 0)
		return false;
	if (at < size && (bytes[at] == '+' || bytes[at] == '-')) {
		size_t end = number(bytes, size, at + 1);

		if (end == at + 1 || bytes[at + 1] == '0')
			return false;
		at = end;
	}
	return (size - at == 1 && bytes[at] == '#') ||
	       dkt_format_json_pointer(bytes + at, size - at);
}
