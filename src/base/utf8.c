/* utf8.c - one decoder, used by all questions, so that they agree on what UTF-8 is. */
#include "base/utf8.h"

#define REPLACEMENT 0xFFFDU

static bool is_tail(unsigned char byte)
{
	return (byte & 0xC0U) == 0x80U;
}

/* Bytes of the sequence at p (left bytes remain), or 0 when it is none; the code point goes to
 * *out. */
static size_t decode(const unsigned char *p, size_t left, uint32_t *out)
{
	if (p[0] < 0x80U) {
		*out = p[0];
		return 1;
	}
	if (p[0] >= 0xC2U && p[0] <= 0xDFU && left >= 2 && is_tail(p[1])) {
		*out = ((p[0] & 0x1FU) << 6) | (p[1] & 0x3FU);
		return 2;
	}
	if ((p[0] & 0xF0U) == 0xE0U && left >= 3 && is_tail(p[1]) && is_tail(p[2])) {
		*out = ((p[0] & 0x0FU) << 12) | ((p[1] & 0x3FU) << 6) | (p[2] & 0x3FU);
		return *out >= 0x800U && (*out < 0xD800U || *out > 0xDFFFU) ? 3 : 0;
	}
	if (p[0] >= 0xF0U && p[0] <= 0xF4U && left >= 4 && is_tail(p[1]) && is_tail(p[2]) &&
	    is_tail(p[3])) {
		*out = ((p[0] & 0x07U) << 18) | ((p[1] & 0x3FU) << 12) | ((p[2] & 0x3FU) << 6) |
		       (p[3] & 0x3FU);
		return *out >= 0x10000U && *out <= 0x10FFFFU ? 4 : 0;
	}
	return 0;
}

bool dkt_utf8_valid(const char *bytes, size_t size, size_t *bad_out)
{
	const unsigned char *p = (const unsigned char *)bytes;
	uint32_t code_point;
	size_t i = 0;

	while (i < size) {
		size_t step = p[i] < 0x80U ? 1 : decode(p + i, size - i, &code_point);

		if (step == 0) {
			if (bad_out != NULL)
				*bad_out = i;
			return false;
		}
		i += step;
	}
	return true;
}

uint32_t dkt_utf8_next(const char *bytes, size_t size, size_t *offset)
{
	uint32_t code_point = REPLACEMENT;
	size_t step = decode((const unsigned char *)bytes + *offset, size - *offset, &code_point);

	*offset += step == 0 ? 1 : step;
	return step == 0 ? REPLACEMENT : code_point;
}

void dkt_utf8_add(struct dkt_buf *buf, uint32_t code_point)
{
	char out[4];
	size_t n;

	if (code_point > 0x10FFFFU || (code_point >= 0xD800U && code_point <= 0xDFFFU))
		code_point = REPLACEMENT;
	if (code_point < 0x80U) {
		out[0] = (char)code_point;
		n = 1;
	} else if (code_point < 0x800U) {
		out[0] = (char)(0xC0U | (code_point >> 6));
		n = 2;
	} else if (code_point < 0x10000U) {
		out[0] = (char)(0xE0U | (code_point >> 12));
		n = 3;
	} else {
		out[0] = (char)(0xF0U | (code_point >> 18));
		n = 4;
	}
	for (size_t i = 1; i < n; i++)
		out[i] = (char)(0x80U | ((code_point >> (6 * (n - 1 - i))) & 0x3FU));
	dkt_buf_add(buf, out, n);
}

size_t dkt_utf8_count(const char *bytes, size_t size)
{
	size_t count = 0;

	for (size_t i = 0; i < size; i++)
		count += !is_tail((unsigned char)bytes[i]);
	return count;
}

size_t dkt_utf8_cut(const char *bytes, size_t size, size_t max)
{
	if (size <= max)
		return size;
	while (max > 0 && is_tail((unsigned char)bytes[max]))
		max--;
	return max;
}
