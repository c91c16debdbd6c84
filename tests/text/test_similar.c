/* test_similar.c - distances, and the word that was meant. */
#include <string.h>

#include "support/rows.h"
#include "text/unicode.h"

struct row {
	const char *name;
	const char *a;
	const char *b;
	unsigned max;
	unsigned distance;
};

#define SIXTY_FOUR "abcdefghijklmnopabcdefghijklmnopabcdefghijklmnopabcdefghijklmnop"

static const struct row rows[] = {
	{"equal words are 0 apart", "merge", "merge", 3, 0},
	{"two empty words are 0 apart", "", "", 3, 0},
	{"an empty word is as far as the other is long", "", "abc", 5, 3},
	{"one letter changed", "merge", "marge", 3, 1},
	{"one letter more", "merge", "mergen", 3, 1},
	{"one letter less", "merge", "mrge", 3, 1},
	{"two neighbours swapped count once", "merge", "megre", 3, 1},
	{"a swapped pair is not edited again", "ca", "abc", 5, 3},
	{"a swap at the end", "ab", "ba", 1, 1},
	{"kitten and sitting", "kitten", "sitting", 5, 3},
	{"over the maximum is the maximum and one", "kitten", "sitting", 2, 3},
	{"far longer is over the maximum", "a", "abcdefgh", 2, 3},
	{"a Han character is one step", "中国电信", "中国电讯", 2, 1},
	{"64 code points are compared", SIXTY_FOUR, SIXTY_FOUR, 1, 0},
	{"65 code points are too many", SIXTY_FOUR "x", SIXTY_FOUR "x", 1, 2},
};

static void check(void **state)
{
	const struct row *row = ROW(struct row);

	assert_int_equal(
		dkt_edit_distance(row->a, strlen(row->a), row->b, strlen(row->b), row->max),
		row->distance);
	assert_int_equal(
		dkt_edit_distance(row->b, strlen(row->b), row->a, strlen(row->a), row->max),
		row->distance);
}

struct meant {
	const char *name;
	const char *word;
	const char *known; /* NULL: none */
};

static const char *const candidates[] = {"company",   "country",  "opened",  "closed",
					 "opened_on", "iso-code", "公司名称"};

static const struct meant words[] = {
	{"a swapped pair", "comapny", "company"},
	{"another case", "COUNTRY", "country"},
	{"no separator", "openedon", "opened_on"},
	{"another separator", "iso_code", "iso-code"},
	{"the nearest of several", "opend", "opened"},
	{"a Chinese word", "公司名秤", "公司名称"},
	{"nothing near", "latitude", NULL},
	{"too short to tell", "co", NULL},
	{"an empty word", "", NULL},
	{"a word that is too long", SIXTY_FOUR "x", NULL},
};

static void check_meant(void **state)
{
	const struct meant *row = ROW(struct meant);
	const char *found =
		dkt_did_you_mean(row->word, candidates, sizeof candidates / sizeof candidates[0]);

	if (row->known == NULL) {
		assert_null(found);
		return;
	}
	assert_non_null(found);
	assert_string_equal(found, row->known);
}

int main(void)
{
	int failed = rows_run("text/similar", rows, check);

	return failed + rows_run("text/similar words", words, check_meant);
}
