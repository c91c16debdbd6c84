/*
 * tally.h - what was expected against what was found, counted and printed.
 */
#ifndef TESTS_ACCURACY_TALLY_H
#define TESTS_ACCURACY_TALLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#define TALLY_NAMES 16
#define TALLY_LANGS 12

struct tally {
	const char *what; /* "live pages" */
	const char *names[TALLY_NAMES];
	size_t n_names;
	size_t counts[TALLY_NAMES][TALLY_NAMES]; /* [expected][found] */
	size_t n;
	size_t n_right;
	struct {
		const char *lang;
		size_t n;
		size_t n_right;
	} langs[TALLY_LANGS];
	size_t n_langs;
};

/* names: every verdict there is, ended by NULL, in the order to print. */
void tally_init(struct tally *tally, const char *what, const char *const *names);

/* want may name alternatives by '|': the first is its row, any is right. */
void tally_add(struct tally *tally, const char *lang, const char *want, const char *got,
	       bool right);

void tally_print(const struct tally *tally, FILE *out);

#endif
