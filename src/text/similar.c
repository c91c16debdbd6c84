/*
 * similar.c - how far apart are two words, and which known word was meant?
 *
 * Words are keys of records, commands and enum values: short. The distance keeps three rows of at
 * most 65 small numbers on the stack; no word costs more than some 4,000 steps.
 */
#include "text/unicode.h"

#include <string.h>

#include <unicode/uchar.h>

#include "base/utf8.h"

#define WORD_MAX 64 /* code points */

struct word {
	uint32_t points[WORD_MAX];
	unsigned n;
};

static bool word_read(struct word *word, const char *bytes, size_t size)
{
	word->n = 0;
	for (size_t at = 0; at < size;) {
		if (word->n == WORD_MAX)
			return false;
		word->points[word->n++] = dkt_utf8_next(bytes, size, &at);
	}
	return true;
}

static unsigned least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

static unsigned distance(const struct word *a, const struct word *b, unsigned max)
{
	unsigned rows[3][WORD_MAX + 1];
	unsigned *two_back = rows[0];
	unsigned *back = rows[1];
	unsigned *row = rows[2];

	if ((a->n > b->n ? a->n - b->n : b->n - a->n) > max)
		return max + 1;
	for (unsigned j = 0; j <= b->n; j++)
		back[j] = j;
	for (unsigned i = 1; i <= a->n; i++) {
		unsigned *oldest = two_back;

		row[0] = i;
		for (unsigned j = 1; j <= b->n; j++) {
			unsigned differs = a->points[i - 1] != b->points[j - 1];

			row[j] = least(least(back[j], row[j - 1]) + 1, back[j - 1] + differs);
			if (i > 1 && j > 1 && a->points[i - 1] == b->points[j - 2] &&
			    a->points[i - 2] == b->points[j - 1])
				row[j] = least(row[j], two_back[j - 2] + 1);
		}
		two_back = back;
		back = row;
		row = oldest;
	}
	return back[b->n] > max ? max + 1 : back[b->n];
}

unsigned dkt_edit_distance(const char *a, size_t a_size, const char *b, size_t b_size, unsigned max)
{
	struct word left;
	struct word right;

	if (!word_read(&left, a, a_size) || !word_read(&right, b, b_size))
		return max + 1;
	return distance(&left, &right, max);
}

/* Case folded, separators left out. */
static bool word_read_loosely(struct word *word, const char *string)
{
	size_t size = strlen(string);

	word->n = 0;
	for (size_t at = 0; at < size;) {
		uint32_t point = dkt_utf8_next(string, size, &at);

		if (point == '-' || point == '_' || point == ' ' || point == '.' || point == '/')
			continue;
		if (word->n == WORD_MAX)
			return false;
		word->points[word->n++] = (uint32_t)u_foldCase((UChar32)point, U_FOLD_CASE_DEFAULT);
	}
	return true;
}

const char *dkt_did_you_mean(const char *word, const char *const *candidates, size_t n)
{
	struct word meant;
	struct word known;
	const char *best = NULL;
	unsigned limit;

	if (!word_read_loosely(&meant, word) || meant.n == 0)
		return NULL;
	limit = meant.n / 3;
	for (size_t i = 0; i < n; i++) {
		unsigned far;

		if (!word_read_loosely(&known, candidates[i]))
			continue;
		far = distance(&meant, &known, limit);
		if (far > limit)
			continue;
		best = candidates[i];
		if (far == 0)
			break;
		limit = far - 1; /* from now on only a nearer one */
	}
	return best;
}
