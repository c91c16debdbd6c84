/*
 * text_keys.c - duplicate keys, looked for in every object of every text.
 *
 * Most objects have 2 to 15 keys; there each is compared with those before it by size and first
 * bytes, which takes less than hashing. Larger objects use a table with a keyed hash, at most half
 * full, kept for the next object of the text.
 */
#include "json/text_keys.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/hash.h"

#define SMALL_OBJECT 16

static void note(struct dkt_text_keys *keys, uint32_t offset)
{
	if (keys->n == keys->room) {
		keys->room = keys->room == 0 ? 16 : keys->room * 2;
		/* at most 64 MiB of text: cannot overflow */
		keys->offsets = realloc(keys->offsets, keys->room * sizeof *keys->offsets);
		if (keys->offsets == NULL)
			dkt_oom();
	}
	keys->offsets[keys->n++] = offset;
}

static bool same_key(const struct dkt_member *a, const struct dkt_member *b)
{
	return a->key_size == b->key_size && memcmp(a->key, b->key, a->key_size) == 0;
}

static void add_few(struct dkt_text_keys *keys, const struct dkt_member *members, size_t n)
{
	uint64_t marks[SMALL_OBJECT];

	for (size_t i = 0; i < n; i++) {
		bool repeated = false;

		marks[i] = dkt_hash_word(members[i].key, members[i].key_size);
		marks[i] ^= (uint64_t)members[i].key_size << 56;
		for (size_t j = 0; j < i && !repeated; j++)
			repeated = marks[i] == marks[j] && same_key(&members[i], &members[j]);
		if (repeated)
			note(keys, members[i].key_offset);
	}
}

static void clear_slots(struct dkt_text_keys *keys, size_t n)
{
	size_t wanted = (size_t)4 * SMALL_OBJECT;

	while (wanted < 2 * n)
		wanted *= 2;
	if (wanted > keys->n_slots) {
		free(keys->slots);
		keys->slots = malloc(wanted * sizeof *keys->slots);
		if (keys->slots == NULL)
			dkt_oom();
	}
	keys->n_slots = wanted;
	memset(keys->slots, 0, wanted * sizeof *keys->slots);
}

static void add_many(struct dkt_text_keys *keys, const struct dkt_member *members, size_t n)
{
	const struct dkt_hash_key *key = dkt_hash_key();

	clear_slots(keys, n);
	for (size_t i = 0; i < n; i++) {
		uint64_t hash = dkt_hash_bytes(key, members[i].key, members[i].key_size, 0);
		size_t slot = (size_t)hash & (keys->n_slots - 1);

		while (keys->slots[slot] != 0 &&
		       !same_key(&members[keys->slots[slot] - 1], &members[i]))
			slot = (slot + 1) & (keys->n_slots - 1);
		if (keys->slots[slot] != 0)
			note(keys, members[i].key_offset);
		else
			keys->slots[slot] = (uint32_t)i + 1;
	}
}

void dkt_text_keys_add(struct dkt_text_keys *keys, const struct dkt_member *members, size_t n)
{
	if (n <= SMALL_OBJECT)
		add_few(keys, members, n);
	else
		add_many(keys, members, n);
}

static int by_offset(const void *a, const void *b)
{
	uint32_t left = *(const uint32_t *)a;
	uint32_t right = *(const uint32_t *)b;

	return (left > right) - (left < right);
}

/* Objects close from the inside out; readers want the order of the text. */
const uint32_t *dkt_text_keys_take(struct dkt_text_keys *keys, struct dkt_arena *arena,
				   size_t *n_out)
{
	uint32_t *kept = NULL;

	*n_out = keys->n;
	if (keys->n > 0) {
		qsort(keys->offsets, keys->n, sizeof *keys->offsets, by_offset);
		kept = dkt_arena_alloc(arena, keys->n * sizeof *kept);
		memcpy(kept, keys->offsets, keys->n * sizeof *kept);
	}
	dkt_text_keys_clear(keys);
	return kept;
}

void dkt_text_keys_clear(struct dkt_text_keys *keys)
{
	free(keys->offsets);
	free(keys->slots);
	memset(keys, 0, sizeof *keys);
}
