/*
 * canon.c - canonical form: put the value in order, then write it.
 *
 * A record has a hundred values, a dataset release a hundred thousand records, one at a time.
 * Ordering and writing are two steps, because names of items and the order of keys depend on
 * normalised text: the value is rebuilt in a passing arena with everything in its place (strings
 * that are NFC already are shared), and write.c prints what it is given. Normalising can make two
 * keys equal; the last then counts, as with keys repeated in the text, so that the form is a fixed
 * point.
 *
 * Standard: RFC 8785 for strings and numbers; order and indentation are Docket's own.
 */
#include "json/canon.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "text/unicode.h"
#include "json/keyed.h"
#include "json/number.h"
#include "json/write.h"

void dkt_canon_number(const char *literal, size_t size, struct dkt_buf *out)
{
	struct dkt_decimal decimal;
	char text[DKT_DOUBLE_TEXT];

	dkt_decimal_read(literal, size, &decimal);
	if (dkt_decimal_text(&decimal, text))
		dkt_buf_adds(out, text);
	else
		dkt_buf_add(out, literal, size);
}

static struct dkt_node arranged(struct dkt_arena *arena, const struct dkt_node *value,
				const struct dkt_shape *shape);

static void normalise(struct dkt_arena *arena, const char **bytes, size_t *size)
{
	struct dkt_buf nfc = DKT_BUF_INIT(SIZE_MAX / 4);

	if (dkt_is_nfc(*bytes, *size))
		return;
	dkt_nfc(*bytes, *size, &nfc);
	*bytes = dkt_arena_dup(arena, dkt_buf_str(&nfc), nfc.size);
	*size = nfc.size;
	dkt_buf_clear(&nfc);
}

static void arrange_number(struct dkt_arena *arena, struct dkt_node *number)
{
	struct dkt_decimal decimal;
	char text[DKT_DOUBLE_TEXT];

	dkt_decimal_read(number->as.bytes, number->size, &decimal);
	if (!dkt_decimal_text(&decimal, text))
		return;
	number->size = strlen(text);
	number->as.bytes = dkt_arena_dup(arena, text, number->size);
}

static void arrange_array(struct dkt_arena *arena, struct dkt_node *array,
			  const struct dkt_shape *shape)
{
	struct dkt_node *items = DKT_NEW_N(arena, struct dkt_node, array->size);
	struct dkt_node *sorted;
	struct dkt_keyed keyed;

	for (size_t i = 0; i < array->size; i++)
		items[i] = arranged(arena, &array->as.items[i], dkt_shape_item(shape));
	array->as.items = items;
	if (shape == NULL || shape->set_key == NULL || array->size < 2)
		return;
	dkt_keyed_set(arena, array, shape->set_key, false, &keyed);
	sorted = DKT_NEW_N(arena, struct dkt_node, array->size);
	for (size_t i = 0; i < array->size; i++)
		sorted[i] = *keyed.sorted[i]->node;
	array->as.items = sorted;
}

/* --- order of members ---------------------------------------------------------------------------
 */

struct ranked {
	const char *key; /* normalised */
	size_t key_size;
	size_t rank; /* place in the shape, or behind all of it */
	const struct dkt_node *value;
	const struct dkt_shape *shape;
};

static void find_rank(struct ranked *member, const struct dkt_shape *shape)
{
	size_t n = shape == NULL ? 0 : shape->n_members;

	for (size_t i = 0; i < n; i++) {
		const struct dkt_shape_member *known = &shape->members[i];

		if (known->key_size == member->key_size &&
		    memcmp(known->key, member->key, known->key_size) == 0) {
			member->rank = i;
			member->shape = known->shape;
			return;
		}
	}
	member->rank = n;
	member->shape = shape == NULL ? NULL : shape->rest;
}

static int by_key(const struct ranked *left, const struct ranked *right)
{
	size_t size = left->key_size < right->key_size ? left->key_size : right->key_size;
	int order = memcmp(left->key, right->key, size);

	return order != 0 ? order
			  : (left->key_size > right->key_size) - (left->key_size < right->key_size);
}

/* Bytes of UTF-8 sort as their code points do. Of equal keys the one written last comes last. */
static int by_rank(const void *a, const void *b)
{
	const struct ranked *left = a;
	const struct ranked *right = b;
	int order = (left->rank > right->rank) - (left->rank < right->rank);

	if (order == 0)
		order = by_key(left, right);
	return order != 0 ? order : (left->value > right->value) - (left->value < right->value);
}

static void arrange_object(struct dkt_arena *arena, struct dkt_node *object,
			   const struct dkt_shape *shape)
{
	struct ranked *order = DKT_NEW_N(arena, struct ranked, object->size);
	struct dkt_member *members = DKT_NEW_N(arena, struct dkt_member, object->size);
	size_t n = 0;

	for (size_t i = 0; i < object->size; i++) {
		order[i].key = object->as.members[i].key;
		order[i].key_size = object->as.members[i].key_size;
		order[i].value = &object->as.members[i].value;
		normalise(arena, &order[i].key, &order[i].key_size);
		find_rank(&order[i], shape);
	}
	if (object->size > 1)
		qsort(order, object->size, sizeof *order, by_rank);
	for (size_t i = 0; i < object->size; i++) {
		if (i + 1 < object->size && by_key(&order[i], &order[i + 1]) == 0)
			continue;
		members[n].key = order[i].key;
		members[n].key_size = order[i].key_size;
		members[n].key_offset = DKT_MADE;
		members[n].value = arranged(arena, order[i].value, order[i].shape);
		n++;
	}
	object->as.members = members;
	object->size = n;
}

static struct dkt_node arranged(struct dkt_arena *arena, const struct dkt_node *value,
				const struct dkt_shape *shape)
{
	struct dkt_node out = *value;

	switch ((enum dkt_kind)value->kind) {
	case DKT_NUMBER:
		arrange_number(arena, &out);
		break;
	case DKT_STRING:
		normalise(arena, &out.as.bytes, &out.size);
		break;
	case DKT_ARRAY:
		arrange_array(arena, &out, shape);
		break;
	case DKT_OBJECT:
		arrange_object(arena, &out, shape);
		break;
	default:
		break;
	}
	return out;
}

void dkt_canon_write(const struct dkt_node *value, const struct dkt_shape *shape,
		     struct dkt_buf *out)
{
	DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();
	struct dkt_node ordered = arranged(arena, value, shape);

	dkt_write_indented(&ordered, out);
	dkt_buf_addc(out, '\n');
}

void dkt_canon_line(const struct dkt_node *value, const struct dkt_shape *shape,
		    struct dkt_buf *out)
{
	DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();
	struct dkt_node ordered = arranged(arena, value, shape);

	dkt_write_line(&ordered, out);
}
