/*
 * text_keys.h - which keys of an object repeat an earlier one. Private to the folder.
 *
 * Floor: json.
 */
#ifndef JSON_TEXT_KEYS_H
#define JSON_TEXT_KEYS_H

#include "json/text.h"

/* The offsets of repeated keys, in the heap, and the table that finds them in large objects. */
struct dkt_text_keys {
	uint32_t *offsets;
	size_t n;
	size_t room;
	uint32_t *slots;
	size_t n_slots;
};

/* Add the keys that repeat an earlier one of the same n members. Linear in n. */
void dkt_text_keys_add(struct dkt_text_keys *keys, const struct dkt_member *members, size_t n);

/* The offsets in the order of the text, in the arena; everything in the heap is freed. */
const uint32_t *dkt_text_keys_take(struct dkt_text_keys *keys, struct dkt_arena *arena,
				   size_t *n_out);

void dkt_text_keys_clear(struct dkt_text_keys *keys);

#endif
