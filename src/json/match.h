/*
 * match.h - which items of two lists are the same ones, by longest common subsequence. Private to
 * the folder, and to those who show lines.
 *
 * Floor: json.
 */
#ifndef JSON_MATCH_H
#define JSON_MATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DKT_NO_PARTNER SIZE_MAX

/*
 * Steps that one merge may spend on finding common subsequences, all lists together: some tenths of
 * a second. A step is a place of one diagonal, and four bytes.
 */
#define DKT_MATCH_STEPS ((size_t)8 << 20)

/*
 * Items are numbers that are equal where the items are. partner_out[i] is the index in b of the
 * item paired with a[i], or DKT_NO_PARTNER; pairs never cross. The pairs are as many as there can
 * be, and depend on nothing but a and b.
 *
 * Time and memory are linear for what both begin and end with, and for the rest grow with the
 * square of the number of differences, taken from *steps. False when those did not suffice:
 * partner_out then says nothing.
 */
bool dkt_match(const uint32_t *a, size_t n, const uint32_t *b, size_t m, size_t *steps,
	       size_t *partner_out);

#endif
