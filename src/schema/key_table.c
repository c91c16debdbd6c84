/*
 * key_table.c - the search for a multiplier.
 *
 * A schema names some 5 to 50 keys a place. With twice to sixteen times as many slots as keys a
 * random odd multiplier has a fair chance; some hundred are tried for each size. They come from a
 * fixed sequence, so that a table is the same every time. Keys that agree in what is spread (they
 * have more than 16 bytes and differ in the middle only) never find one.
 */
#include "schema/key_table.h"

#include "schema/compiled.h"

#define TRIES	  200
#define MAX_KEYS  ((size_t)4096)
#define MAX_WIDER 4 /* doublings of the table */

static uint64_t next_multiplier(uint64_t *state)
{
	uint64_t z = *state += 0x9E3779B97F4A7C15U;

	z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
	z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
	return (z ^ (z >> 31)) | 1U;
}

static bool place(struct dkt_key_slot *slots, size_t n_slots, const struct dkt_key_table *table,
		  const struct dkt_key *keys, size_t n)
{
	memset(slots, 0, n_slots * sizeof *slots);
	for (size_t i = 0; i < n; i++) {
		uint64_t first = dkt_hash_word(keys[i].bytes, keys[i].size);
		uint64_t last =
			keys[i].size <= 8 ? 0 : dkt_hash_word(keys[i].bytes + keys[i].size - 8, 8);
		struct dkt_key_slot *slot =
			&slots[dkt_key_spread(first, last, keys[i].size) * table->multiplier >>
			       table->shift];

		if (slot->bytes != NULL)
			return false;
		*slot = (struct dkt_key_slot){.first = first,
					      .last = last,
					      .bytes = keys[i].bytes,
					      .size = keys[i].size,
					      .index = i};
	}
	return true;
}

static bool search(struct dkt_key_table *table, struct dkt_key_slot *slots, size_t n_slots,
		   const struct dkt_key *keys, size_t n)
{
	uint64_t state = n_slots;

	for (int i = 0; i < TRIES; i++) {
		table->multiplier = next_multiplier(&state);
		if (place(slots, n_slots, table, keys, n))
			return true;
	}
	return false;
}

bool dkt_key_table_make(struct dkt_key_table *table, struct dkt_arena *arena,
			const struct dkt_key *keys, size_t n)
{
	unsigned bits = 1;

	memset(table, 0, sizeof *table);
	if (n > MAX_KEYS)
		return false;
	for (size_t i = 0; i < n; i++)
		table->longest = keys[i].size > table->longest ? keys[i].size : table->longest;
	while (((size_t)1 << bits) < n + n / 2)
		bits++;
	for (unsigned wider = 0; wider <= MAX_WIDER; wider++) {
		size_t n_slots = (size_t)1 << (bits + wider);
		struct dkt_key_slot *slots = DKT_NEW_N(arena, struct dkt_key_slot, n_slots);

		table->shift = 64 - (bits + wider);
		table->slots = slots;
		table->n = n;
		if (search(table, slots, n_slots, keys, n))
			return true;
	}
	return false;
}
