/*
 * words.c - where words begin and end, for links that browsers must match word by word.
 *
 * ICU's word iterator knows Chinese words from a dictionary, as the browsers' does. It is asked for
 * a window around each place, since a page may have megabytes.
 */
#include "text/unicode.h"

#include <string.h>

#include <unicode/ubrk.h>
#include <unicode/utext.h>

#define WINDOW ((size_t)64) /* bytes to each side */

static bool inside_character(const char *bytes, size_t size, size_t at)
{
	return at < size && ((unsigned char)bytes[at] & 0xC0U) == 0x80U;
}

/* The part of a line that lies around a place. */
static void window_of(const char *bytes, size_t size, size_t at, size_t *from, size_t *to)
{
	*from = at;
	*to = at;
	while (*from > 0 && at - *from < WINDOW && bytes[*from - 1] != '\n')
		(*from)--;
	while (inside_character(bytes, size, *from))
		(*from)++;
	while (*to < size && *to - at < WINDOW && bytes[*to] != '\n')
		(*to)++;
	while (*to > at && inside_character(bytes, size, *to))
		(*to)--;
}

static size_t boundary(const char *bytes, size_t size, size_t at, bool back)
{
	UErrorCode status = U_ZERO_ERROR;
	UText text = UTEXT_INITIALIZER;
	UBreakIterator *words;
	size_t from;
	size_t to;
	int32_t place;

	window_of(bytes, size, at, &from, &to);
	utext_openUTF8(&text, bytes + from, (int64_t)(to - from), &status);
	words = ubrk_open(UBRK_WORD, "", NULL, 0, &status);
	if (U_SUCCESS(status))
		ubrk_setUText(words, &text, &status);
	place = (int32_t)(at - from);
	if (U_SUCCESS(status) && !ubrk_isBoundary(words, place))
		place = back ? ubrk_preceding(words, place) : ubrk_following(words, place);
	if (words != NULL)
		ubrk_close(words);
	utext_close(&text);
	return place == UBRK_DONE || U_FAILURE(status) ? at : from + (size_t)place;
}

void dkt_word_bounds(const char *bytes, size_t size, size_t *start, size_t *end)
{
	*start = boundary(bytes, size, *start, true);
	*end = boundary(bytes, size, *end, false);
}
