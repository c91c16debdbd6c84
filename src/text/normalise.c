/*
 * normalise.c - NFC, segment by segment.
 *
 * Nearly all text that arrives is in NFC already, most of it ASCII or Han: a character without a
 * decomposition that has a boundary on both sides is copied as it is. Only what is left is
 * decomposed and composed again.
 */
#include "text/unicode.h"

#include <string.h>

#include <unicode/uchar.h>

#include "base/utf8.h"
#include "text/units.h"

/* One segment: a character and all that follow it without a boundary before them. */
struct segment {
	size_t start;
	size_t end;
	struct dkt_units units; /* its NFC */
};

static bool is_ascii(const char *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if ((unsigned char)bytes[i] >= 0x80)
			return false;
	return true;
}

static void push_decomposed(struct dkt_units *units, const UNormalizer2 *nfc, uint32_t point,
			    size_t from)
{
	UChar parts[DKT_DECOMPOSED_MAX];
	UErrorCode status = U_ZERO_ERROR;
	int32_t n = point < 0xC0 ? -1
				 : unorm2_getDecomposition(nfc, (UChar32)point, parts,
							   DKT_DECOMPOSED_MAX, &status);

	if (n < 0 || U_FAILURE(status)) {
		dkt_units_push(units, point, (uint32_t)from);
		return;
	}
	for (int32_t i = 0; i < n;)
		dkt_units_push(units, dkt_utf16_next(parts, &i), (uint32_t)from);
}

/* Read the segment that starts at start into segment, composed. */
static void segment_read(struct segment *segment, const UNormalizer2 *nfc, const char *bytes,
			 size_t size, size_t start)
{
	size_t at = start;

	segment->start = start;
	segment->units.n = 0;
	push_decomposed(&segment->units, nfc, dkt_utf8_next(bytes, size, &at), start);
	segment->end = at;
	while (at < size && (unsigned char)bytes[at] >= 0x80) {
		uint32_t point = dkt_utf8_next(bytes, size, &at);

		if (point < 0x300 || unorm2_hasBoundaryBefore(nfc, (UChar32)point))
			break;
		push_decomposed(&segment->units, nfc, point, segment->end);
		segment->end = at;
	}
	dkt_units_compose(&segment->units);
}

static void segment_write(const struct segment *segment, struct dkt_buf *out)
{
	for (size_t i = 0; i < segment->units.n; i++)
		dkt_utf8_add(out, segment->units.items[i].point);
}

/* Bytes from start on that are ASCII and not touched by what follows them. */
static size_t plain_run(const char *bytes, size_t size, size_t start)
{
	size_t at = start;

	while (at < size && (unsigned char)bytes[at] < 0x80)
		at++;
	return at == size || at == start ? at - start : at - start - 1;
}

bool dkt_is_nfc(const char *bytes, size_t size)
{
	struct segment segment = {.units = DKT_UNITS_INIT};
	struct dkt_buf composed;
	bool same = true;

	if (is_ascii(bytes, size))
		return true;
	dkt_buf_init(&composed, SIZE_MAX / 4);
	for (size_t at = 0; same && at < size; at = segment.end) {
		segment.end = at + plain_run(bytes, size, at);
		if (segment.end > at)
			continue;
		segment_read(&segment, dkt_icu_nfc(), bytes, size, at);
		dkt_buf_reset(&composed);
		segment_write(&segment, &composed);
		same = composed.size == segment.end - at &&
		       memcmp(dkt_buf_str(&composed), bytes + at, composed.size) == 0;
	}
	dkt_buf_clear(&composed);
	dkt_units_clear(&segment.units);
	return same;
}

void dkt_nfc(const char *bytes, size_t size, struct dkt_buf *out)
{
	struct segment segment = {.units = DKT_UNITS_INIT};

	for (size_t at = 0; at < size; at = segment.end) {
		size_t plain = plain_run(bytes, size, at);

		dkt_buf_add(out, bytes + at, plain);
		segment.end = at + plain;
		if (plain > 0)
			continue;
		segment_read(&segment, dkt_icu_nfc(), bytes, size, at);
		segment_write(&segment, out);
	}
	dkt_units_clear(&segment.units);
}
