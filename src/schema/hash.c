/*
 * hash.c - structural hashes for "enum" and "uniqueItems".
 *
 * Comparing every pair of a million items would take a trillion steps; sorting their hashes takes
 * twenty million. Numbers hash by digits and exponent, so 1, 1.0 and 10e-1 agree; objects hash as
 * the sum of their members, so order does not matter; of repeated keys only the last counts.
 *
 * The mix is one 64x64 to 128-bit product a word, keyed by random bytes of the process.
 */
#include "schema/hash.h"

#include <stdlib.h>
#include <string.h>
#include <threads.h>

#include "base/digest.h"
#include "base/error.h"
#include "base/map.h"
#include "schema/number.h"

__extension__ typedef unsigned __int128 wide;

static uint64_t secret[4];
static once_flag secret_once = ONCE_FLAG_INIT;

static void make_secret(void)
{
	dkt_random(secret, sizeof secret);
	for (size_t i = 0; i < 4; i++)
		secret[i] |= 1U;
}

static uint64_t mix(uint64_t a, uint64_t b)
{
	wide product = (wide)(a ^ secret[0]) * (b ^ secret[1]);

	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static uint64_t hash_bytes(const char *bytes, size_t size, uint64_t seed)
{
	uint64_t hash = seed ^ secret[2];
	uint64_t word;

	for (size_t left = size; left > 0;) {
		size_t n = left < sizeof word ? left : sizeof word;

		word = 0;
		memcpy(&word, bytes, n);
		hash = mix(hash ^ word, secret[3]);
		bytes += n;
		left -= n;
	}
	return mix(hash, size);
}

static uint64_t hash_number(const struct dkt_node *node)
{
	struct dkt_literal number;
	uint64_t hash = secret[2];

	dkt_literal_read(node->as.bytes, node->size, &number);
	for (size_t i = 0; i < number.size; i++) {
		if (number.digits[i] != '.')
			hash = mix(hash ^ (unsigned char)number.digits[i], secret[3]);
	}
	return mix(hash ^ (uint64_t)number.exponent, number.negative);
}

/* Is there a later member with the same key? Small objects only. */
static bool is_repeated(const struct dkt_node *object, size_t i)
{
	const struct dkt_member *member = &object->as.members[i];

	for (size_t k = i + 1; k < object->size; k++) {
		const struct dkt_member *other = &object->as.members[k];

		if (other->key_size == member->key_size &&
		    memcmp(other->key, member->key, member->key_size) == 0)
			return true;
	}
	return false;
}

static uint64_t hash_member(const struct dkt_member *member)
{
	return mix(hash_bytes(member->key, member->key_size, 7), dkt_node_hash(&member->value));
}

static uint64_t hash_object(const struct dkt_node *object)
{
	struct dkt_map last = DKT_MAP_INIT;
	uint64_t sum = 0;

	if (object->size <= 16) {
		for (size_t i = 0; i < object->size; i++) {
			if (!is_repeated(object, i))
				sum += hash_member(&object->as.members[i]);
		}
		return mix(sum, 3);
	}
	for (size_t i = 0; i < object->size; i++) {
		const struct dkt_member *member = &object->as.members[i];
		uint64_t *before;

		before = dkt_map_put(&last, member->key, member->key_size,
				     (void *)(uintptr_t)&member->value);
		if (before != NULL)
			sum -= mix(hash_bytes(member->key, member->key_size, 7),
				   dkt_node_hash((const struct dkt_node *)(const void *)before));
		sum += hash_member(member);
	}
	dkt_map_clear(&last);
	return mix(sum, 3);
}

uint64_t dkt_node_hash(const struct dkt_node *node)
{
	uint64_t hash = 11;

	call_once(&secret_once, make_secret);
	switch ((enum dkt_kind)node->kind) {
	case DKT_NUMBER:
		return hash_number(node);
	case DKT_STRING:
		return hash_bytes(node->as.bytes, node->size, 5);
	case DKT_OBJECT:
		return hash_object(node);
	case DKT_ARRAY:
		for (size_t i = 0; i < node->size; i++)
			hash = mix(hash ^ dkt_node_hash(&node->as.items[i]), secret[3]);
		return mix(hash, node->size);
	default:
		return mix(node->kind, 13);
	}
}

size_t dkt_hash_work(const struct dkt_node *node, size_t most)
{
	size_t work = 1;

	switch ((enum dkt_kind)node->kind) {
	case DKT_NUMBER:
	case DKT_STRING:
		return 1 + node->size / 64;
	case DKT_ARRAY:
		for (size_t i = 0; i < node->size && work < most; i++)
			work += dkt_hash_work(&node->as.items[i], most - work);
		return work;
	case DKT_OBJECT:
		for (size_t i = 0; i < node->size && work < most; i++)
			work += 1 + node->as.members[i].key_size / 64 +
				dkt_hash_work(&node->as.members[i].value, most - work);
		return work;
	default:
		return 1;
	}
}

static int by_hash(const void *a, const void *b)
{
	const struct dkt_hashed *left = a;
	const struct dkt_hashed *right = b;

	if (left->hash != right->hash)
		return left->hash < right->hash ? -1 : 1;
	return left->index < right->index ? -1 : left->index > right->index;
}

struct dkt_hashed *dkt_hash_sorted(const struct dkt_node *nodes, size_t n)
{
	struct dkt_hashed *hashed = calloc(n + 1, sizeof *hashed);

	if (hashed == NULL)
		dkt_oom();
	for (size_t i = 0; i < n; i++)
		hashed[i] = (struct dkt_hashed){.hash = dkt_node_hash(&nodes[i]), .index = i};
	if (n > 0)
		qsort(hashed, n, sizeof *hashed, by_hash);
	return hashed;
}

bool dkt_find_equal_items(const struct dkt_node *array, size_t *a_out, size_t *b_out)
{
	size_t n = array->size;
	struct dkt_hashed *hashed = dkt_hash_sorted(array->as.items, n);
	bool found = false;

	for (size_t i = 0; i + 1 < n; i++) {
		const struct dkt_hashed *a = &hashed[i];
		const struct dkt_hashed *b = &hashed[i + 1];

		if (a->hash != b->hash || (found && b->index >= *b_out))
			continue;
		if (!dkt_node_equal(&array->as.items[a->index], &array->as.items[b->index]))
			continue;
		found = true;
		*a_out = a->index;
		*b_out = b->index;
	}
	free(hashed);
	return found;
}
