/*
 * text_scan.h - the two loops in which a JSON parser spends its time: white space and strings,
 * sixteen bytes a step where the machine has SSE2 (every x86-64 has).
 *
 * No byte at or behind end is read. Private to the folder.
 *
 * Floor: json.
 */
#ifndef JSON_TEXT_SCAN_H
#define JSON_TEXT_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#define DKT_SCAN_STEP                                                                              \
	((size_t)16) /* bytes that dkt_scan_plain may write beyond what it reports                 \
		      */

static inline bool dkt_scan_is_space(char c)
{
	return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

#ifdef __SSE2__

/* The first byte of p[0..16) that is no white space, as an index; 16 when all are. */
static inline unsigned dkt_scan_space_step(const char *p)
{
	const __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)p);
	const __m128i blank = _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(' ')),
					   _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\n')));
	const __m128i rare = _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('\t')),
					  _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\r')));
	unsigned solid = 0xFFFFU ^ (unsigned)_mm_movemask_epi8(_mm_or_si128(blank, rare));

	return (unsigned)__builtin_ctz(solid | 0x10000U);
}

/*
 * Copy 16 bytes; the result is how many of them are plain: neither quotation mark, backslash,
 * control character nor part of a longer code point.
 */
static inline unsigned dkt_scan_plain(const char *p, char *out)
{
	const __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)p);
	const __m128i special = _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('"')),
					     _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\')));
	/* As signed bytes, control characters and all above 0x7F are less than a space. */
	const __m128i outside = _mm_cmplt_epi8(bytes, _mm_set1_epi8(' '));
	unsigned stops = (unsigned)_mm_movemask_epi8(_mm_or_si128(special, outside));

	_mm_storeu_si128((__m128i *)(void *)out, bytes);
	return (unsigned)__builtin_ctz(stops | 0x10000U);
}

#else

static inline unsigned dkt_scan_space_step(const char *p)
{
	unsigned n = 0;

	while (n < 16 && dkt_scan_is_space(p[n]))
		n++;
	return n;
}

static inline unsigned dkt_scan_plain(const char *p, char *out)
{
	unsigned n = 0;

	memcpy(out, p, 16);
	while (n < 16 && p[n] != '"' && p[n] != '\\' && (unsigned char)p[n] >= 0x20U &&
	       (unsigned char)p[n] < 0x80U)
		n++;
	return n;
}

#endif

/* The first byte from p on that is no white space, or end. */
static inline const char *dkt_scan_space(const char *p, const char *end)
{
	if (p < end && (unsigned char)*p > ' ')
		return p;
	while ((size_t)(end - p) >= 16) {
		unsigned n = dkt_scan_space_step(p);

		p += n;
		if (n < 16)
			return p;
	}
	while (p < end && dkt_scan_is_space(*p))
		p++;
	return p;
}

/* Copy plain bytes from p to out (see dkt_scan_plain), as many as there are. */
static inline size_t dkt_scan_copy(const char *p, const char *end, char *out)
{
	size_t size = 0;

	while ((size_t)(end - p) - size >= 16) {
		unsigned n = dkt_scan_plain(p + size, out + size);

		size += n;
		if (n < 16)
			return size;
	}
	while (p + size < end && p[size] != '"' && p[size] != '\\' &&
	       (unsigned char)p[size] >= 0x20U && (unsigned char)p[size] < 0x80U) {
		out[size] = p[size];
		size++;
	}
	return size;
}

#endif
