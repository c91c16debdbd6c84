/*
 * map.h - byte-string keys to pointers. Keys are borrowed and must outlive the map; values are the
 * caller's.
 *
 * Floor: base.
 */
#ifndef BASE_MAP_H
#define BASE_MAP_H

#include <stdbool.h>
#include <stddef.h>

struct dkt_map_slot {
	const char *key; /* NULL: free */
	size_t key_size;
	void *value;
};

struct dkt_map {
	struct dkt_map_slot *slots;
	size_t n_slots; /* a power of two, or 0 */
	size_t n;
};

#define DKT_MAP_INIT                                                                               \
	{                                                                                          \
		0                                                                                  \
	}

void dkt_map_clear(struct dkt_map *map);

/* The value stored under the key, or NULL. */
void *dkt_map_get(const struct dkt_map *map, const char *key, size_t key_size);

/* Store value (not NULL) under the key; returns what stood there before, or NULL. */
void *dkt_map_put(struct dkt_map *map, const char *key, size_t key_size, void *value);

#endif
