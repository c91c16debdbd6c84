/*
 * key_table.c - the search for a multiplier.
 *
 * A schema names some 5 to 50 keys a place. With twice to four times as many slots as keys a random
 * odd multiplier has a fair chance of no collision; some are tried for each size. For more keys
 * that chance vanishes, and they lie in the next free slot behind their own, a short way as at
 * least half of the slots are free. Multipliers come from a fixed sequence, so that a table is the
 * same every time.
 *
 * Keys that agree in what is spread (they have more than 16 bytes and differ in the middle only)
 * all begin at one slot; the reach is limited, so that they cost neither time here nor later, and
 * the caller finds them by other means.
 */
#include "schema/key_table.h"

#include "schema/compiled.h"

#define FEW	  48 /* keys that are worth a search */
#define TRIES	  60
#define MAX_WIDER 2 /* doublings of the table */
#define REACH	  24

static uint64_t next_multiplier(uint64_t *state)
{
	uint64_t z = *state += 0x9E3779B97F4A7C15U;

	z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
	z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
	return (z ^ (z >> 31)) | 1U;
}

/* Put all keys in; false when one would lie farther from its slot than the table reaches. */
static bool place(const struct dkt_key_table *table, struct dkt_key_slot *slots, size_t n_slots,
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
		size_t way = 0;

		while (slot->bytes != NULL && way++ < table->reach)
			slot++;
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

static bool search(struct dkt_key_table *table, struct dkt_arena *arena, unsigned bits, int tries,
		   const struct dkt_key *keys)
{
	size_t n_slots = ((size_t)1 << bits) + table->reach;
	struct dkt_key_slot *slots = DKT_NEW_N(arena, struct dkt_key_slot, n_slots);
	uint64_t state = (size_t)1 << bits;

	table->shift = 64 - bits;
	table->slots = slots;
	for (int i = 0; i < tries; i++) {
		table->multiplier = next_multiplier(&state);
		if (place(table, slots, n_slots, keys, table->n))
			return true;
	}
	return false;
}

bool dkt_key_table_make(struct dkt_key_table *table, struct dkt_arena *arena,
			const struct dkt_key *keys, size_t n)
{
	unsigned bits = 1;

	memset(table, 0, sizeof *table);
	table->n = n;
	for (size_t i = 0; i < n; i++)
		table->longest = keys[i].size > table->longest ? keys[i].size : table->longest;
	while (((size_t)1 << bits) < n + n / 2)
		bits++;
	for (unsigned wider = 0; n <= FEW && wider <= MAX_WIDER; wider++) {
		if (search(table, arena, bits + wider, TRIES, keys))
			return true;
	}
	table->reach = REACH;
	return search(table, arena, bits + 1, 2, keys);
}
