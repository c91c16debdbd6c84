/*
 * simhash.c - each feature votes on every bit of the fingerprint.
 *
 * The text is folded first (width, case, punctuation, white space), so that a page drawn anew has
 * the same print. Words are runs of letters, marks and digits; a run of Han, kana or Hangul gives
 * its characters instead, since where its words end is a guess. Features are hashed with FNV-1a and
 * mixed (splitmix64), both without a key: prints are stored and compared on other machines.
 *
 * Sizes: 64 counters and a window of three tokens; the fold is the only thing that grows.
 */
#include "text/simhash.h"

#include <stdbool.h>

#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include "base/utf8.h"
#include "text/unicode.h"

#include "base/banned.h"

#define WINDOW	  3
#define FNV_BASE  UINT64_C(0xcbf29ce484222325)
#define FNV_PRIME UINT64_C(0x100000001b3)

struct votes {
	int64_t bit[64];
	uint64_t last[WINDOW]; /* hashes of the last tokens, the latest first */
	size_t n_tokens;
	size_t n_features;
};

static uint64_t mixed(uint64_t x)
{
	x += UINT64_C(0x9e3779b97f4a7c15);
	x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
	return x ^ (x >> 31);
}

static void vote(struct votes *v, uint64_t feature)
{
	for (unsigned i = 0; i < 64; i++)
		v->bit[i] += (feature >> i & 1U) != 0 ? 1 : -1;
	v->n_features++;
}

static void take_token(struct votes *v, uint64_t hash)
{
	v->last[2] = v->last[1];
	v->last[1] = v->last[0];
	v->last[0] = hash;
	if (++v->n_tokens >= WINDOW)
		vote(v, mixed(v->last[0] + mixed(v->last[1] + mixed(v->last[2]))));
}

/* Characters of scripts that are written without blanks between words. */
static bool stands_alone(uint32_t point)
{
	UErrorCode status = U_ZERO_ERROR;

	if (point < 0xE00)
		return false;
	switch (uscript_getScript((UChar32)point, &status)) {
	case USCRIPT_HAN:
	case USCRIPT_HIRAGANA:
	case USCRIPT_KATAKANA:
	case USCRIPT_THAI:
	case USCRIPT_LAO:
	case USCRIPT_KHMER:
	case USCRIPT_MYANMAR:
		return true;
	default:
		return false;
	}
}

static bool in_word(uint32_t point)
{
	if (point < 0x80)
		return (point >= '0' && point <= '9') || (point >= 'a' && point <= 'z') ||
		       (point >= 'A' && point <= 'Z');
	return (U_GET_GC_MASK((UChar32)point) & (U_GC_L_MASK | U_GC_M_MASK | U_GC_N_MASK)) != 0;
}

static void take_text(struct votes *v, const char *bytes, size_t size)
{
	uint64_t hash = FNV_BASE;
	bool word = false;
	size_t at = 0;

	while (at < size) {
		size_t from = at;
		uint32_t point = dkt_utf8_next(bytes, size, &at);
		bool alone = stands_alone(point);
		bool goes_on = !alone && in_word(point);

		if (word && !goes_on) {
			take_token(v, hash);
			hash = FNV_BASE;
		}
		for (size_t i = from; (alone || goes_on) && i < at; i++)
			hash = (hash ^ (unsigned char)bytes[i]) * FNV_PRIME;
		if (alone) {
			take_token(v, hash);
			hash = FNV_BASE;
		}
		word = goes_on;
	}
	if (word)
		take_token(v, hash);
}

void dkt_simhash(const char *bytes, size_t size, struct dkt_simhash *out)
{
	struct dkt_arena *arena = dkt_arena_new();
	struct dkt_folded folded;
	struct votes v = {0};

	dkt_fold(arena, bytes, size, DKT_FOLD_CASE, &folded);
	take_text(&v, folded.bytes, folded.size);
	if (v.n_features == 0 && v.n_tokens > 0) /* one or two words: what there is */
		vote(&v, mixed(v.last[0] + mixed(v.last[1])));
	out->bits = 0;
	out->n_features = v.n_features;
	for (unsigned i = 0; i < 64; i++)
		out->bits |= v.bit[i] > 0 ? UINT64_C(1) << i : 0;
	dkt_arena_free(arena);
}

unsigned dkt_simhash_distance(uint64_t a, uint64_t b)
{
	return (unsigned)__builtin_popcountll(a ^ b);
}
