/*
 * keyed.h - the children of an object or of a set under the names by which they are recognised.
 * Private to the folder.
 *
 * Canonical form sorts sets by these names, diff and merge pair children by them; because all three
 * use the same names, what diff calls the same item is what merge merges.
 *
 * Floor: json.
 */
#ifndef JSON_KEYED_H
#define JSON_KEYED_H

#include "json/text.h"

/* In the order of canonical sets. */
enum dkt_key_kind {
	DKT_KEY_TEXT,  /* a member's key, or an item whose key is a string: its NFC */
	DKT_KEY_VALUE, /* an item whose key is no string: its canonical text */
	DKT_KEY_NONE   /* an item without the key: its own canonical text */
};

struct dkt_entry {
	const struct dkt_node *node;
	const char *key;
	size_t key_size;
	enum dkt_key_kind kind;
	size_t nth; /* how many entries with the same key stand before it */
	size_t at;  /* index of the member or item */
};

struct dkt_keyed {
	struct dkt_entry *entries; /* in the order of the text */
	size_t n;
	struct dkt_entry **sorted; /* by canonical order */
};

/* The members of an object, the last of each key; nothing for a node that is no object. */
void dkt_keyed_object(struct dkt_arena *arena, const struct dkt_node *object,
		      struct dkt_keyed *out);

/*
 * The items of an array as a set (set_key as in json/shape.h). paired: also items without the key
 * get a name; without it they only sort. Nothing for a node that is no array.
 */
void dkt_keyed_set(struct dkt_arena *arena, const struct dkt_node *array, const char *set_key,
		   bool paired, struct dkt_keyed *out);

/* The entry of the same name, or NULL. */
const struct dkt_entry *dkt_keyed_find(const struct dkt_keyed *keyed, const struct dkt_entry *like);

/* Order of canonical sets: keys as text by code point, then other keys, then items without. */
int dkt_entry_compare(const struct dkt_entry *a, const struct dkt_entry *b);

#endif
