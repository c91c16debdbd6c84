/*
 * map.c - open addressing with linear probing, at most half full.
 *
 * Keys come from outside (property names, ids), so the hash is keyed with random bytes: nobody can
 * choose keys that all fall into one slot.
 */
#include "base/map.h"

#include <sodium.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <threads.h>

#include "base/digest.h"
#include "base/error.h"

static unsigned char hash_key[crypto_shorthash_KEYBYTES];
static once_flag hash_key_once = ONCE_FLAG_INIT;

static void hash_key_make(void)
{
	dkt_random(hash_key, sizeof hash_key);
}

static size_t slot_of(const struct dkt_map *map, const char *key, size_t key_size)
{
	unsigned char out[crypto_shorthash_BYTES];
	uint64_t hash;

	call_once(&hash_key_once, hash_key_make);
	(void)crypto_shorthash(out, (const unsigned char *)key, key_size, hash_key);
	memcpy(&hash, out, sizeof hash);
	return (size_t)hash & (map->n_slots - 1);
}

static struct dkt_map_slot *find(const struct dkt_map *map, const char *key, size_t key_size)
{
	size_t i = slot_of(map, key, key_size);

	while (map->slots[i].key != NULL) {
		if (map->slots[i].key_size == key_size &&
		    memcmp(map->slots[i].key, key, key_size) == 0)
			break;
		i = (i + 1) & (map->n_slots - 1);
	}
	return &map->slots[i];
}

void dkt_map_clear(struct dkt_map *map)
{
	free(map->slots);
	memset(map, 0, sizeof *map);
}

void *dkt_map_get(const struct dkt_map *map, const char *key, size_t key_size)
{
	return map->n == 0 ? NULL : find(map, key, key_size)->value;
}

static void grow(struct dkt_map *map)
{
	struct dkt_map larger = {.n_slots = map->n_slots == 0 ? 16 : map->n_slots * 2};

	larger.slots = calloc(larger.n_slots, sizeof *larger.slots);
	if (larger.slots == NULL)
		dkt_oom();
	for (size_t i = 0; i < map->n_slots; i++) {
		if (map->slots[i].key != NULL)
			*find(&larger, map->slots[i].key, map->slots[i].key_size) = map->slots[i];
	}
	larger.n = map->n;
	free(map->slots);
	*map = larger;
}

void *dkt_map_put(struct dkt_map *map, const char *key, size_t key_size, void *value)
{
	struct dkt_map_slot *slot;
	void *before;

	if (map->n_slots == 0 || (map->n + 1) * 2 > map->n_slots)
		grow(map);
	slot = find(map, key, key_size);
	before = slot->value;
	if (slot->key == NULL)
		map->n++;
	slot->key = key;
	slot->key_size = key_size;
	slot->value = value;
	return before;
}
