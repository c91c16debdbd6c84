/*
 * key_table.h - a fixed set of strings, found without collisions: the keys that a schema names, the
 * words of an enum.
 *
 * The multiplier that spreads the strings without collisions is searched when the table is made.
 * A string of up to 16 bytes is its first and its last eight bytes and its size, so that equality
 * needs no loop; a longer one is compared besides.
 *
 * Private to the floor.  Floor: schema.
 */
#ifndef SCHEMA_KEY_TABLE_H
#define SCHEMA_KEY_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/hash.h"

struct dkt_key_slot {
	uint64_t first; /* eight bytes, see dkt_hash_word */
	uint64_t last;
	const char *bytes; /* NULL: free */
	size_t size;
	size_t index; /* of the string, as given */
};

struct dkt_key_table {
	const struct dkt_key_slot *slots;
	uint64_t multiplier;
	unsigned shift;
	size_t longest;
	size_t n;
};

struct dkt_key;

/*
 * Make a table of n different strings, which are borrowed. False when no multiplier was found,
 * which many thousand strings or ones made for it can bring about.
 */
bool dkt_key_table_make(struct dkt_key_table *table, struct dkt_arena *arena,
			const struct dkt_key *keys, size_t n);

static inline uint64_t dkt_key_spread(uint64_t first, uint64_t last, size_t size)
{
	return (first ^ (last << 7 | last >> 57)) + size;
}

/* The slot of a string, or NULL when it is not in the table. */
static inline const struct dkt_key_slot *dkt_key_table_find(const struct dkt_key_table *table,
							    const char *bytes, size_t size)
{
	const struct dkt_key_slot *slot;
	uint64_t first;
	uint64_t last;

	if (size > table->longest)
		return NULL;
	first = dkt_hash_word(bytes, size);
	last = size <= 8 ? 0 : dkt_hash_word(bytes + size - 8, 8);
	slot = &table->slots[dkt_key_spread(first, last, size) * table->multiplier >> table->shift];
	if (slot->first != first || slot->last != last || slot->size != size || slot->bytes == NULL)
		return NULL;
	return size <= 16 || memcmp(slot->bytes, bytes, size) == 0 ? slot : NULL;
}

#endif
