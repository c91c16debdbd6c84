/*
 * hash.h - a quick hash of bytes, keyed by random bytes of the process, for tables of strings that
 * come from outside. Not a digest: never written anywhere, another one in the next process.
 *
 * One 64 by 64 to 128-bit product for 16 bytes, folded.
 *
 * Floor: base.
 */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

__extension__ typedef unsigned __int128 dkt_wide;

struct dkt_hash_key {
	uint64_t words[4];
};

/* The key of this process; made at the first call. Ask once, use often. */
const struct dkt_hash_key *dkt_hash_key(void);

static inline uint64_t dkt_hash_mix(const struct dkt_hash_key *key, uint64_t a, uint64_t b)
{
	dkt_wide product = (dkt_wide)(a ^ key->words[0]) * (b ^ key->words[1]);

	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/* n bytes (at most 8) as a number; nothing behind them is read. */
static inline uint64_t dkt_hash_word(const char *bytes, size_t n)
{
	uint32_t low = 0;
	uint32_t high = 0;
	uint64_t word;

	if (n >= 8) {
		memcpy(&word, bytes, 8);
		return word;
	}
	if (n >= 4) {
		memcpy(&low, bytes, 4);
		memcpy(&high, bytes + n - 4, 4);
		return (uint64_t)high << 32 | low;
	}
	if (n == 0)
		return 0;
	return (uint64_t)(unsigned char)bytes[0] | (uint64_t)(unsigned char)bytes[n / 2] << 8 |
	       (uint64_t)(unsigned char)bytes[n - 1] << 16;
}

static inline uint64_t dkt_hash_bytes(const struct dkt_hash_key *key, const char *bytes,
				      size_t size, uint64_t seed)
{
	uint64_t hash = seed ^ key->words[2];
	size_t left = size;

	while (left > 16) {
		uint64_t a = dkt_hash_word(bytes, 8);
		uint64_t b = dkt_hash_word(bytes + 8, 8);

		hash = dkt_hash_mix(key, hash ^ a, b ^ key->words[3]);
		bytes += 16;
		left -= 16;
	}
	hash ^= dkt_hash_word(bytes, left < 8 ? left : 8);
	if (left > 8)
		hash = dkt_hash_mix(key, hash, dkt_hash_word(bytes + left - 8, 8));
	return dkt_hash_mix(key, hash, size ^ key->words[3]);
}

#endif
