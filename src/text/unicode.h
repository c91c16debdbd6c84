/*
 * unicode.h - normalisation, folding and questions about text.
 *
 * All functions take and give UTF-8. Bad bytes become U+FFFD.
 *
 * Standards: UAX 15 (NFC, NFKC), UTS 10 only by name; libicu does the work.  Floor: text.
 */
#ifndef TEXT_UNICODE_H
#define TEXT_UNICODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"

/* Is it in NFC already? ASCII answers at once. */
bool dkt_is_nfc(const char *bytes, size_t size);

/* Append the NFC form. */
void dkt_nfc(const char *bytes, size_t size, struct dkt_buf *out);

/* Does the text hold Han characters? */
bool dkt_has_han(const char *bytes, size_t size);

/* Does it hold letters of another script than Latin and Han? */
bool dkt_has_other_script(const char *bytes, size_t size);

/*
 * The offset of the first character that does not belong in data: controls but tab and LF, bidi
 * marks, overrides and isolates, zero-width characters, soft hyphens, line and paragraph
 * separators, U+FEFF, U+FFFD, private use, noncharacters. Joiners are accepted behind letters of
 * scripts that are written with them and behind emoji. False when there is none. name_out: static
 * words for it ("a zero-width space").
 */
bool dkt_find_unprintable(const char *bytes, size_t size, size_t *offset_out,
			  const char **name_out);

/* How far a fold goes; each tier contains those before. */
enum dkt_fold_tier {
	DKT_FOLD_SPACE, /* runs of white space to one space, none at the ends; what is invisible
			   (zero-width, soft hyphen, variation selectors) away; white space away
			   between two Han, kana or CJK punctuation characters, and between one of
			   those and any punctuation */
	DKT_FOLD_CASE /* NFKC, case, quotation marks, dashes, ellipses and other punctuation to one
			 form. Digits that are not decimal digits (superscripts, circled) stay as
			 they are, so that no number changes its value */
};

/*
 * A folded text that knows where each of its bytes came from: all bytes of a character the start of
 * the character it stands for, so that [origin[i], origin[j]) is the original of the bytes [i, j)
 * when i and j are starts of characters. Offsets never decrease; the last one is the original's
 * size.
 */
struct dkt_folded {
	const char *bytes; /* in the arena, NUL-terminated */
	size_t size;
	const uint32_t *origin; /* for each byte, the offset in the original it came from; size + 1
				   entries */
};

#define DKT_FOLD_MAX ((size_t)64 << 20)

/*
 * Fold at most DKT_FOLD_MAX bytes of text; what is behind them is left out, and so is what would
 * make the folded text more than twice that. Linear in size. Folding a folded text changes nothing.
 */
void dkt_fold(struct dkt_arena *arena, const char *bytes, size_t size, enum dkt_fold_tier tier,
	      struct dkt_folded *out);

/*
 * Traditional and variant Han characters of a folded text (DKT_FOLD_CASE) to one form each: 燈 and
 * 灯 become the same. Many to one and one way, so both sides must go through it. Size and origins
 * stay; digits and letters are not touched. False, and only the variants are folded, where ICU's
 * data has no Hant-Hans. Linear; once a process some 25 ms more. Any thread.
 */
bool dkt_fold_han(struct dkt_arena *arena, const struct dkt_folded *folded, struct dkt_folded *out);

/*
 * Move *start back and *end forth to the nearest word boundaries (UAX 29; Chinese by ICU's
 * dictionary), each by at most 64 bytes and within its line.
 */
void dkt_word_bounds(const char *bytes, size_t size, size_t *start, size_t *end);

/*
 * Edit distance with transpositions (optimal string alignment) in code points, given up with max +
 * 1 once it is larger than max. For words of up to 64 code points; longer ones give max + 1.
 */
unsigned dkt_edit_distance(const char *a, size_t a_size, const char *b, size_t b_size,
			   unsigned max);

/* The candidate that word most likely meant, or NULL: case and separators ignored, distance at most
 * a third of it. */
const char *dkt_did_you_mean(const char *word, const char *const *candidates, size_t n);

/* Display columns of a text in a terminal: 2 for wide characters, 0 for combining marks. */
size_t dkt_columns(const char *bytes, size_t size);

#endif
