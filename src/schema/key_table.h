/*
 * key_table.h - a fixed set of strings: the keys that a schema names, the words of an enum.
 *
 * For a few strings a multiplier that spreads them without collisions is searched when the table is
 * made; many lie with at most some slots to look at.
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
	size_t reach; /* slots behind its own in which a string may lie; 0: no collisions */
};

struct dkt_key;

/*
 * Make a table of n different strings, which are borrowed. Time and memory are linear in n. False
 * when they cannot be spread: strings of more than 16 bytes that differ in the middle only.
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
	for (size_t i = table->reach; slot->bytes != NULL; i--, slot++) {
		if (slot->first == first && slot->last == last && slot->size == size &&
		    (size <= 16 || memcmp(slot->bytes, bytes, size) == 0))
			return slot;
		if (i == 0)
			break;
	}
	return NULL;
}

#endif
