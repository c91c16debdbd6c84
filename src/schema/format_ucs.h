/*
 * format_ucs.h - the characters outside ASCII that IRIs and URI templates are made of.
 *
 * Standard: RFC 3987 section 2.2, ucschar and iprivate.  Private to the floor.  Floor: schema.
 */
#ifndef SCHEMA_FORMAT_UCS_H
#define SCHEMA_FORMAT_UCS_H

#include <stdbool.h>
#include <stdint.h>

static inline bool dkt_is_ucschar(uint32_t c)
{
	if (c < 0x10000U)
		return (c >= 0xA0U && c <= 0xD7FFU) || (c >= 0xF900U && c <= 0xFDCFU) ||
		       (c >= 0xFDF0U && c <= 0xFFEFU);
	return c <= 0xEFFFDU && (c & 0xFFFFU) <= 0xFFFDU && (c < 0xE0000U || c >= 0xE1000U);
}

static inline bool dkt_is_iprivate(uint32_t c)
{
	return (c >= 0xE000U && c <= 0xF8FFU) ||
	       (c >= 0xF0000U && c <= 0x10FFFDU && (c & 0xFFFFU) <= 0xFFFDU);
}

#endif
