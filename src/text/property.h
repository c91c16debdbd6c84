/*
 * property.h - the characters that a Unicode property names, as ECMA-262's \p{...} knows them.
 *
 * Standards: ECMA-262 (2023), tables 66 to 69; UAX 31; the data is ICU's.  Floor: text.
 */
#ifndef TEXT_PROPERTY_H
#define TEXT_PROPERTY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum dkt_property_answer {
	DKT_PROPERTY_UNKNOWN,
	DKT_PROPERTY_LOOSE, /* known, but not under this spelling ("letter" for "Letter") */
	DKT_PROPERTY_EXACT
};

/* Called for each range of characters, from the lowest on. */
typedef void dkt_property_range_fn(uint32_t first, uint32_t last, void *data);

/*
 * The characters of "L", "Lowercase_Letter", "Script=Han", "scx=Grek", "Alphabetic" ...: what
 * stands between the braces of \p{...}. range is called only when the property is known.
 */
enum dkt_property_answer dkt_property_ranges(const char *text, size_t size,
					     dkt_property_range_fn *range, void *data);

/* May the character stand in an identifier (UAX 31), or begin one? */
bool dkt_is_identifier(uint32_t c, bool begins);

#endif
