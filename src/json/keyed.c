/*
 * keyed.c - names for children.
 *
 * An item of a set is named by the value at the set's key, in canonical text, so that 1.0 and 1, or
 * two spellings of one character, are the same name. Nothing forbids two items of one name, or
 * items without the key; the first kind is told apart by counting, the second is named by all of
 * its content. So every child has exactly one name, and pairing never loses one.
 */
#include "json/keyed.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "text/unicode.h"
#include "json/canon.h"
#include "json/pointer.h"

int dkt_entry_compare(const struct dkt_entry *a, const struct dkt_entry *b)
{
	size_t size = a->key_size < b->key_size ? a->key_size : b->key_size;
	int order = 0;

	if (a->kind != b->kind && (a->kind == DKT_KEY_NONE || b->kind == DKT_KEY_NONE))
		return a->kind < b->kind ? -1 : 1;
	if (size > 0)
		order = memcmp(a->key, b->key, size);
	if (order == 0)
		order = (a->key_size > b->key_size) - (a->key_size < b->key_size);
	if (order == 0)
		order = (a->kind > b->kind) - (a->kind < b->kind);
	return order != 0 ? order : (a->nth > b->nth) - (a->nth < b->nth);
}

/* While nth is still 0 everywhere: of equal names the first in the text first. */
static int by_name(const void *a, const void *b)
{
	const struct dkt_entry *left = *(struct dkt_entry *const *)a;
	const struct dkt_entry *right = *(struct dkt_entry *const *)b;
	int order = dkt_entry_compare(left, right);

	return order != 0 ? order : (left->at > right->at) - (left->at < right->at);
}

static void sort(struct dkt_arena *arena, struct dkt_keyed *keyed)
{
	keyed->sorted = DKT_NEW_N(arena, struct dkt_entry *, keyed->n);
	for (size_t i = 0; i < keyed->n; i++)
		keyed->sorted[i] = &keyed->entries[i];
	if (keyed->n > 1)
		qsort(keyed->sorted, keyed->n, sizeof(struct dkt_entry *), by_name);
}

/* Of each key in the sorted list, mark all but the last for leaving out. */
static size_t drop_repeated(struct dkt_keyed *keyed)
{
	size_t dropped = 0;

	for (size_t i = 0; i + 1 < keyed->n; i++) {
		if (dkt_entry_compare(keyed->sorted[i], keyed->sorted[i + 1]) == 0) {
			keyed->sorted[i]->node = NULL;
			dropped++;
		}
	}
	return dropped;
}

static void close_gaps(struct dkt_keyed *keyed)
{
	size_t n = 0;

	for (size_t i = 0; i < keyed->n; i++) {
		if (keyed->entries[i].node != NULL)
			keyed->entries[n++] = keyed->entries[i];
	}
	keyed->n = n;
}

void dkt_keyed_object(struct dkt_arena *arena, const struct dkt_node *object, struct dkt_keyed *out)
{
	memset(out, 0, sizeof *out);
	if (!dkt_is(object, DKT_OBJECT))
		return;
	out->n = object->size;
	out->entries = DKT_NEW_N(arena, struct dkt_entry, out->n);
	for (size_t i = 0; i < out->n; i++) {
		out->entries[i].node = &object->as.members[i].value;
		out->entries[i].key = object->as.members[i].key;
		out->entries[i].key_size = object->as.members[i].key_size;
		out->entries[i].at = i;
	}
	sort(arena, out);
	if (drop_repeated(out) > 0) {
		close_gaps(out);
		sort(arena, out);
	}
}

static void name_text(struct dkt_arena *arena, const struct dkt_node *string,
		      struct dkt_entry *entry)
{
	struct dkt_buf nfc = DKT_BUF_INIT(SIZE_MAX / 4);

	entry->kind = DKT_KEY_TEXT;
	entry->key = string->as.bytes;
	entry->key_size = string->size;
	if (dkt_is_nfc(string->as.bytes, string->size))
		return;
	dkt_nfc(string->as.bytes, string->size, &nfc);
	entry->key = dkt_arena_dup(arena, dkt_buf_str(&nfc), nfc.size);
	entry->key_size = nfc.size;
	dkt_buf_clear(&nfc);
}

static void name_value(struct dkt_arena *arena, const struct dkt_node *value,
		       enum dkt_key_kind kind, struct dkt_entry *entry)
{
	struct dkt_buf text = DKT_BUF_INIT(SIZE_MAX / 4);

	dkt_canon_line(value, NULL, &text);
	entry->kind = kind;
	entry->key = dkt_arena_dup(arena, dkt_buf_str(&text), text.size);
	entry->key_size = text.size;
	dkt_buf_clear(&text);
}

static void count_repeated(struct dkt_keyed *keyed)
{
	size_t run = 0;

	for (size_t i = 1; i < keyed->n; i++) {
		struct dkt_entry before = *keyed->sorted[i - 1];

		before.nth = 0;
		run = dkt_entry_compare(&before, keyed->sorted[i]) == 0 ? run + 1 : 0;
		keyed->sorted[i]->nth = run;
	}
}

void dkt_keyed_set(struct dkt_arena *arena, const struct dkt_node *array, const char *set_key,
		   bool paired, struct dkt_keyed *out)
{
	memset(out, 0, sizeof *out);
	if (!dkt_is(array, DKT_ARRAY))
		return;
	out->n = array->size;
	out->entries = DKT_NEW_N(arena, struct dkt_entry, out->n);
	for (size_t i = 0; i < out->n; i++) {
		struct dkt_entry *entry = &out->entries[i];
		const struct dkt_node *key = dkt_pointer_get(&array->as.items[i], set_key);

		entry->node = &array->as.items[i];
		entry->at = i;
		entry->kind = DKT_KEY_NONE;
		if (dkt_is(key, DKT_STRING))
			name_text(arena, key, entry);
		else if (key != NULL)
			name_value(arena, key, DKT_KEY_VALUE, entry);
		else if (paired)
			name_value(arena, entry->node, DKT_KEY_NONE, entry);
	}
	sort(arena, out);
	if (paired)
		count_repeated(out);
}

const struct dkt_entry *dkt_keyed_find(const struct dkt_keyed *keyed, const struct dkt_entry *like)
{
	size_t low = 0;
	size_t high = keyed->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = dkt_entry_compare(keyed->sorted[middle], like);

		if (order == 0)
			return keyed->sorted[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}
