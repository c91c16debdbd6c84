/*
 * quote_edges.c - where a hit may begin and end.
 *
 * A search finds bytes; people quote words and amounts. "able to" is not in "unable to", "can" not
 * in "can't" or "cannot", "900" not in "1,900", "5" not in "-5", "5%" or "10-5", "五亿" not in
 * "二十五亿". All of that is asked of the original text at both edges of a hit, so that it holds for
 * every tier. Words are those of scripts that put spaces between them; in Chinese, Japanese, Thai and
 * the like, and in Korean, Hebrew and Arabic, where endings or articles are written on to words, a
 * hit may begin and end anywhere.
 */
#include <string.h>

#include "base/utf8.h"
#include "source/quote_inside.h"

#include "base/banned.h"

#define INVISIBLE_MAX 8 /* characters between two letters that are looked over */

/* --- characters beside a place --- */

static size_t previous(const char *text, size_t at)
{
	if (at == 0)
		return 0;
	at--;
	while (at > 0 && ((unsigned char)text[at] & 0xC0U) == 0x80U)
		at--;
	return at;
}

static bool is_invisible(uint32_t c)
{
	return c == 0xAD || (c >= 0x200B && c <= 0x200F) || c == 0x2060 || c == 0xFEFF ||
	       (c >= 0xFE00 && c <= 0xFE0F);
}

/* The visible character in front of *at, which moves to it; 0 at the start. */
static uint32_t before(const char *text, size_t size, size_t *at)
{
	for (unsigned i = 0; i < INVISIBLE_MAX && *at > 0; i++) {
		size_t next = previous(text, *at);
		uint32_t c = dkt_utf8_next(text, size, &next);

		*at = previous(text, *at);
		if (!is_invisible(c))
			return c;
	}
	return 0;
}

/* The visible character behind *at, which moves behind it; 0 at the end. */
static uint32_t behind(const char *text, size_t size, size_t *at)
{
	for (unsigned i = 0; i < INVISIBLE_MAX && *at < size; i++) {
		uint32_t c = dkt_utf8_next(text, size, at);

		if (!is_invisible(c))
			return c;
	}
	return 0;
}

/* --- classes --- */

static bool is_digit(uint32_t c)
{
	return (c >= '0' && c <= '9') || (c >= 0xFF10 && c <= 0xFF19) ||
	       (c >= 0x660 && c <= 0x669) || (c >= 0x6F0 && c <= 0x6F9) ||
	       (c >= 0x966 && c <= 0x96F);
}

/* Letters, and marks on them, of scripts with spaces between words and inflection within. */
static bool is_letter(uint32_t c)
{
	static const struct {
		uint32_t first;
		uint32_t last;
	} ranges[] = {
		{'A', 'Z'},	    {'a', 'z'},	      {0xAA, 0xAA},	{0xB5, 0xB5},
		{0xBA, 0xBA},	    {0xC0, 0xD6},     {0xD8, 0xF6},	{0xF8, 0x2AF},
		{0x300, 0x373},	    {0x376, 0x377},   {0x37B, 0x37D},	{0x386, 0x386},
		{0x388, 0x52F},	    {0x531, 0x556},   {0x561, 0x587},	{0x900, 0x963},
		{0x971, 0xDFF},	    {0x10A0, 0x10FF}, {0x1AB0, 0x1AFF}, {0x1D00, 0x1FFF},
		{0x20D0, 0x20FF},   {0xFB00, 0xFB06}, {0xFF21, 0xFF3A}, {0xFF41, 0xFF5A},
	};

	for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) {
		if (c >= ranges[i].first && c <= ranges[i].last)
			return true;
	}
	return false;
}

static bool is_word(uint32_t c)
{
	return is_letter(c) || is_digit(c);
}

static bool is_hyphen(uint32_t c)
{
	return c == '-' || c == 0x2010 || c == 0x2011;
}

static bool is_minus(uint32_t c)
{
	return is_hyphen(c) || c == 0x2212 || c == 0x2013 || c == 0xFE63 || c == 0xFF0D;
}

/* Stands inside numbers, dates, times, ranges and fractions. */
static bool is_number_mark(uint32_t c)
{
	return (c < 0x80 && c != 0 && strchr(".,'/:~", (int)c) != NULL) || is_minus(c) ||
	       c == 0x2019 || c == 0xB7 || c == 0xFF0C || c == 0xFF0E || c == 0xFF0F ||
	       c == 0xFF1A || c == 0xFF5E || c == 0x301C || c == 0x2044;
}

/* Spaces that set groups of three digits apart. */
static bool is_number_space(uint32_t c)
{
	return c == 0xA0 || c == 0x2007 || c == 0x2009 || c == 0x202F;
}

/* Bytes of a Chinese numeral at p, or 0; 百 千 万 亿 multiply what stands in front of them. */
static size_t numeral_at(const char *p, size_t left)
{
	static const char numerals[] =
		"〇零一二三四五六七八九十百千万萬亿億两兩廿卅壹贰貳叁參肆伍陆陸"
		"柒捌玖拾佰仟";

	if (left < 3 || (unsigned char)*p < 0xE3 || (unsigned char)*p > 0xE9)
		return 0;
	for (size_t i = 0; i + 3 < sizeof numerals; i += 3) {
		if (memcmp(p, numerals + i, 3) == 0)
			return 3;
	}
	return 0;
}

static size_t multiplier_at(const char *p, size_t left)
{
	static const char multipliers[] = "百千万萬亿億";

	for (size_t i = 0; left >= 3 && i + 3 < sizeof multipliers; i += 3) {
		if (memcmp(p, multipliers + i, 3) == 0)
			return 3;
	}
	return 0;
}


/* Bytes of what `at` finds ending at offset, or 0. */
static size_t ends_at(size_t (*at)(const char *, size_t), const char *text, size_t offset)
{
	return offset >= 3 && at(text + offset - 3, 3) == 3 ? 3 : 0;
}

/* --- numbers --- */

/* Exactly three digits from at on? */
static bool is_group(const char *text, size_t size, size_t at)
{
	for (unsigned i = 0; i < 3; i++) {
		if (!is_digit(behind(text, size, &at)))
			return false;
	}
	return !is_digit(behind(text, size, &at));
}

/* start is at a digit. */
static bool cuts_number_start(const char *text, size_t size, size_t start)
{
	size_t at = start;
	uint32_t near = before(text, size, &at);
	uint32_t far = before(text, size, &at);

	if (is_number_space(near) && is_digit(far))
		return is_group(text, size, start);
	if (is_number_mark(near) && is_digit(far))
		return true;
	/* a sign, or a decimal point without a zero */
	return (is_minus(near) || near == '.') && !is_word(far) && far != near;
}

/* A digit ends at end. */
static bool cuts_number_end(const char *text, size_t size, size_t end)
{
	size_t at = end;
	uint32_t near = behind(text, size, &at);
	size_t group = at;
	uint32_t far = behind(text, size, &at);

	if (near == '%' || near == 0xFF05 || near == 0x2030)
		return true;
	if (is_number_space(near) && is_digit(far))
		return is_group(text, size, group);
	return is_number_mark(near) && is_digit(far);
}

/* 五亿 is not in 二十五亿, 1.5 not in 1.5亿. */
static bool cuts_numeral(const char *text, size_t size, size_t start, size_t end, bool digit_before,
			 bool digit_last)
{
	if (numeral_at(text + start, size - start) > 0 && ends_at(numeral_at, text, start) > 0)
		return true;
	if (multiplier_at(text + start, size - start) > 0 && digit_before)
		return true;
	return (ends_at(numeral_at, text, end) > 0 && numeral_at(text + end, size - end) > 0) ||
	       (digit_last && multiplier_at(text + end, size - end) > 0);
}

/* --- words --- */

static bool cuts_word_start(const char *text, size_t size, size_t start, uint32_t first)
{
	size_t at = start;
	uint32_t near = before(text, size, &at);

	if (!is_word(first))
		return false;
	/* "non-approved" */
	return is_word(near) || (is_hyphen(near) && is_word(before(text, size, &at)));
}

static bool cuts_word_end(const char *text, size_t size, size_t end, uint32_t last)
{
	size_t at = end;
	uint32_t near = behind(text, size, &at);

	if (!is_word(last))
		return false;
	/* "can't", "risk-free" */
	return is_word(near) || ((near == '\'' || near == 0x2019 || is_hyphen(near)) &&
				 is_word(behind(text, size, &at)));
}

bool dkt_quote_cuts(const char *text, size_t size, size_t start, size_t end)
{
	size_t at = start;
	uint32_t first = behind(text, size, &at);
	uint32_t last;
	uint32_t outside;

	at = end;
	last = before(text, size, &at);
	at = start;
	outside = before(text, size, &at);
	return cuts_word_start(text, size, start, first) || cuts_word_end(text, size, end, last) ||
	       (is_digit(first) && cuts_number_start(text, size, start)) ||
	       (is_digit(last) && cuts_number_end(text, size, end)) ||
	       cuts_numeral(text, size, start, end, is_digit(outside), is_digit(last));
}

/* --- blocks --- */

size_t dkt_quote_blocks(const char *text, size_t size)
{
	size_t blocks = 0;
	unsigned lines = 0;
	bool any = false;

	for (size_t i = 0; i < size; i++) {
		if (text[i] == '\n') {
			lines++;
		} else if (text[i] == '\f') {
			lines += 2;
		} else if ((unsigned char)text[i] > ' ') {
			blocks += any && lines >= 2;
			any = true;
			lines = 0;
		}
	}
	return blocks;
}
