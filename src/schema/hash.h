/*
 * hash.h - equal values have equal hashes, as JSON Schema defines equality.
 *
 * Floor: schema.
 */
#ifndef SCHEMA_HASH_H
#define SCHEMA_HASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "json/text.h"

/* The hash depends on the process, so that nobody can prepare values that collide. Linear in the
 * size of the value. */
uint64_t dkt_node_hash(const struct dkt_node *node);

/* How much work the hash of a node is: values and 64s of bytes in it, counted up to most. */
size_t dkt_hash_work(const struct dkt_node *node, size_t most);

struct dkt_hashed {
	uint64_t hash;
	size_t index;
};

/* The hashes of n nodes, sorted by hash and then by index; the caller frees them. */
struct dkt_hashed *dkt_hash_sorted(const struct dkt_node *nodes, size_t n);

/* The first pair of equal items (*a_out < *b_out). Sorts hashes; false when all differ. */
bool dkt_find_equal_items(const struct dkt_node *array, size_t *a_out, size_t *b_out);

#endif
