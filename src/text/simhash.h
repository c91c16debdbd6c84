/*
 * simhash.h - a fingerprint of a text in 64 bits: the more two texts share, the fewer bits differ.
 *
 * Features are three words in a row; where a text is written without blanks between words (Han,
 * kana, Thai...), three characters. Case, width, punctuation and white space do not count. The hash
 * is the same on every machine and for ever: it may be stored.
 *
 * Method: Charikar 2002, "Similarity estimation techniques from rounding algorithms".  Floor: text.
 */
#ifndef TEXT_SIMHASH_H
#define TEXT_SIMHASH_H

#include <stddef.h>
#include <stdint.h>

struct dkt_simhash {
	uint64_t bits;
	size_t n_features; /* fewer than some 30 say little */
};

/* Linear in size; UTF-8, bad bytes count as U+FFFD. */
void dkt_simhash(const char *bytes, size_t size, struct dkt_simhash *out);

/* Bits that differ, 0 to 64. */
unsigned dkt_simhash_distance(uint64_t a, uint64_t b);

#endif
