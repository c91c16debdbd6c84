/*
 * units.h - canonical ordering and composition of code points that remember where they came from.
 *
 * Private to the floor. A caller cuts text into segments that do not interact (every code point but
 * the first has no boundary before it), pushes each one's decomposed code points, and composes.
 *
 * Standard: UAX 15, sections 1.3 and 3.11 of the core specification's D117.  Floor: text.
 */
#ifndef TEXT_UNITS_H
#define TEXT_UNITS_H

#include <stddef.h>
#include <stdint.h>

#include <unicode/unorm2.h>

#include "base/buf.h"

struct dkt_unit {
	uint32_t point;
	uint32_t from;	/* offset of the source character in bytes */
	uint32_t class; /* canonical combining class, 0 to 254 */
};

struct dkt_units {
	struct dkt_unit *items;
	struct dkt_unit *spare; /* for sorting; as much room as items */
	size_t n;
	size_t room;
};

#define DKT_UNITS_INIT                                                                             \
	{                                                                                          \
		0                                                                                  \
	}

/* The longest full decomposition of one code point is 18 units of UTF-16. */
#define DKT_DECOMPOSED_MAX 32

void dkt_units_clear(struct dkt_units *units);
void dkt_units_push(struct dkt_units *units, uint32_t point, uint32_t from);

/* Put marks in canonical order, then compose. Linear in the number of units. */
void dkt_units_compose(struct dkt_units *units);

/* The code point at parts[*i] of ICU's own, well-formed UTF-16; *i moves behind it. */
uint32_t dkt_utf16_next(const UChar *parts, int32_t *i);

/* ICU's shared instances; they need no data files beyond libicu's own. */
const UNormalizer2 *dkt_icu_nfc(void);
const UNormalizer2 *dkt_icu_nfkc(void);
const UNormalizer2 *dkt_icu_nfkc_fold(void);

#endif
