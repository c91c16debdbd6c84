/*
 * node.c - questions about nodes: members, kinds, numbers, equality.
 *
 * Members are looked for from the end, so that the last of a repeated key counts. Equality sorts
 * the members of both objects by key, which keeps it at n log n for the largest object; objects of
 * up to 32 members need no memory for it.
 */
#include "json/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "json/number.h"
#include "json/pointer.h"
#include "json/sentence.h"
#include "json/text_fault.h"

#define FEW   32  /* members */
#define SHORT 256 /* bytes of a key, a string or a number */

const struct dkt_node *dkt_getn(const struct dkt_node *node, const char *key, size_t key_size)
{
	if (!dkt_is(node, DKT_OBJECT))
		return NULL;
	for (size_t i = node->size; i > 0; i--) {
		const struct dkt_member *member = &node->as.members[i - 1];

		if (member->key_size == key_size && memcmp(member->key, key, key_size) == 0)
			return &member->value;
	}
	return NULL;
}

const struct dkt_node *dkt_get(const struct dkt_node *node, const char *key)
{
	return dkt_getn(node, key, strlen(key));
}

const char *dkt_string(const struct dkt_node *node)
{
	return dkt_is(node, DKT_STRING) ? node->as.bytes : NULL;
}

const char *dkt_get_string(const struct dkt_node *node, const char *key)
{
	return dkt_string(dkt_get(node, key));
}

const struct dkt_node *dkt_item(const struct dkt_node *node, size_t i)
{
	return dkt_is(node, DKT_ARRAY) && i < node->size ? &node->as.items[i] : NULL;
}

size_t dkt_size(const struct dkt_node *node)
{
	return dkt_is(node, DKT_ARRAY) || dkt_is(node, DKT_OBJECT) ? node->size : 0;
}

const char *dkt_kind_name(const struct dkt_node *node)
{
	static const char *const names[] = {
		[DKT_NULL] = "null",	 [DKT_FALSE] = "boolean", [DKT_TRUE] = "boolean",
		[DKT_NUMBER] = "number", [DKT_STRING] = "string", [DKT_ARRAY] = "array",
		[DKT_OBJECT] = "object"};

	return node == NULL ? "null" : names[node->kind];
}

bool dkt_int(const struct dkt_node *node, int64_t *out)
{
	struct dkt_decimal decimal;
	char digits[18];
	int64_t value = 0;
	size_t n;

	if (!dkt_is(node, DKT_NUMBER))
		return false;
	dkt_decimal_read(node->as.bytes, node->size, &decimal);
	if (decimal.exponent > 18 || decimal.exponent < (int64_t)decimal.n_digits)
		return false;
	n = dkt_decimal_digits(&decimal, digits, sizeof digits);
	for (size_t i = 0; i < (size_t)decimal.exponent; i++)
		value = value * 10 + (i < n ? digits[i] - '0' : 0);
	*out = decimal.negative ? -value : value;
	return true;
}

bool dkt_double(const struct dkt_node *node, double *out)
{
	struct dkt_decimal decimal;

	if (!dkt_is(node, DKT_NUMBER))
		return false;
	dkt_decimal_read(node->as.bytes, node->size, &decimal);
	*out = dkt_decimal_double(&decimal);
	return !isinf(*out);
}

/* --- equality -----------------------------------------------------------------------------------
 */

/* By key; of equal keys the one that stands first in the text, first. */
static int by_key(const void *a, const void *b)
{
	const struct dkt_member *left = *(const struct dkt_member *const *)a;
	const struct dkt_member *right = *(const struct dkt_member *const *)b;
	size_t size = left->key_size < right->key_size ? left->key_size : right->key_size;
	int order = memcmp(left->key, right->key, size);

	if (order == 0)
		order = (left->key_size > right->key_size) - (left->key_size < right->key_size);
	return order != 0 ? order : (left > right) - (left < right);
}

static bool same_key(const struct dkt_member *a, const struct dkt_member *b)
{
	return a->key_size == b->key_size && memcmp(a->key, b->key, a->key_size) == 0;
}

/* The members that count, sorted by key; returns how many. */
static size_t effective(const struct dkt_node *object, const struct dkt_member **out)
{
	size_t n = 0;

	for (size_t i = 0; i < object->size; i++)
		out[i] = &object->as.members[i];
	if (object->size > 1)
		qsort(out, object->size, sizeof(const struct dkt_member *), by_key);
	for (size_t i = 0; i < object->size; i++) {
		if (i + 1 < object->size && same_key(out[i], out[i + 1]))
			continue;
		out[n++] = out[i];
	}
	return n;
}

static bool members_equal(const struct dkt_node *a, const struct dkt_member **a_sorted,
			  const struct dkt_node *b, const struct dkt_member **b_sorted)
{
	size_t n = effective(a, a_sorted);

	if (effective(b, b_sorted) != n)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (!same_key(a_sorted[i], b_sorted[i]))
			return false;
	}
	for (size_t i = 0; i < n; i++) {
		if (!dkt_node_equal(&a_sorted[i]->value, &b_sorted[i]->value))
			return false;
	}
	return true;
}

static bool large_objects_equal(const struct dkt_node *a, const struct dkt_node *b)
{
	const struct dkt_member **sorted =
		calloc(a->size + b->size, sizeof(const struct dkt_member *));
	bool equal;

	if (sorted == NULL)
		dkt_oom();
	equal = members_equal(a, sorted, b, sorted + a->size);
	free(sorted);
	return equal;
}

/* Does the key of the i-th member come again behind it? Then that member does not count. */
static bool comes_again(const struct dkt_node *object, size_t i)
{
	for (size_t k = i + 1; k < object->size; k++) {
		if (same_key(&object->as.members[k], &object->as.members[i]))
			return true;
	}
	return false;
}

/* Unequal for a reason that needs no look below: another kind, other text, another length. */
static bool plainly_unequal(const struct dkt_node *a, const struct dkt_node *b)
{
	if (a->kind != b->kind)
		return true;
	if (a->kind == DKT_STRING)
		return a->size != b->size ||
		       (a->size <= SHORT && memcmp(a->as.bytes, b->as.bytes, a->size) != 0);
	if (a->kind == DKT_NUMBER)
		return a->size <= SHORT && b->size <= SHORT &&
		       dkt_number_compare(a->as.bytes, a->size, b->as.bytes, b->size) != 0;
	return a->kind == DKT_ARRAY && a->size != b->size;
}

/* Was all of a value looked at by plainly_unequal? */
static bool is_plain(const struct dkt_node *node)
{
	return node->kind < DKT_NUMBER || (node->kind <= DKT_STRING && node->size <= SHORT);
}

/*
 * Objects that are compared mostly come from one hand: the same keys in the same order. The first
 * member that tells two of them apart is found without sorting. No value is looked into here, as
 * what was compared before a sort and again after it would double the work on each level.
 */
static bool told_apart(const struct dkt_node *a, const struct dkt_node *b, bool *in_order)
{
	size_t n = a->size < b->size ? a->size : b->size;

	*in_order = a->size == b->size;
	for (size_t i = 0; i < n; i++) {
		const struct dkt_member *left = &a->as.members[i];
		const struct dkt_member *right = &b->as.members[i];

		if (left->key_size > SHORT || !same_key(left, right))
			*in_order = false;
		else if (plainly_unequal(&left->value, &right->value) && !comes_again(a, i) &&
			 !comes_again(b, i))
			return true;
	}
	return false;
}

bool dkt_node_differs_plainly(const struct dkt_node *a, const struct dkt_node *b)
{
	bool in_order;

	return plainly_unequal(a, b) || (a->kind == DKT_OBJECT && a->size <= FEW &&
					 b->size <= FEW && told_apart(a, b, &in_order));
}

/* Of two objects with the same keys in the same order, whose plain values are equal. */
static bool insides_equal(const struct dkt_node *a, const struct dkt_node *b)
{
	for (size_t i = 0; i < a->size; i++) {
		const struct dkt_node *left = &a->as.members[i].value;
		const struct dkt_node *right = &b->as.members[i].value;

		if (is_plain(left) && is_plain(right))
			continue;
		if (!comes_again(a, i) && !dkt_node_equal(left, right))
			return false;
	}
	return true;
}

static bool objects_equal(const struct dkt_node *a, const struct dkt_node *b)
{
	const struct dkt_member *few_a[FEW];
	const struct dkt_member *few_b[FEW];
	bool in_order;

	if (a->as.members == b->as.members && a->size == b->size)
		return true;
	if (a->size <= FEW && b->size <= FEW) {
		if (told_apart(a, b, &in_order))
			return false;
		if (in_order)
			return insides_equal(a, b);
	}
	if (a->size > FEW || b->size > FEW)
		return large_objects_equal(a, b);
	return members_equal(a, few_a, b, few_b);
}

static bool arrays_equal(const struct dkt_node *a, const struct dkt_node *b)
{
	if (a->size != b->size)
		return false;
	if (a->as.items == b->as.items)
		return true;
	for (size_t i = 0; i < a->size; i++) {
		if (!dkt_node_equal(&a->as.items[i], &b->as.items[i]))
			return false;
	}
	return true;
}

bool dkt_node_equal(const struct dkt_node *a, const struct dkt_node *b)
{
	if (a == NULL || b == NULL)
		return a == b;
	if (a->kind != b->kind)
		return false;
	switch ((enum dkt_kind)a->kind) {
	case DKT_NUMBER:
		return dkt_number_compare(a->as.bytes, a->size, b->as.bytes, b->size) == 0;
	case DKT_STRING:
		return a->size == b->size && memcmp(a->as.bytes, b->as.bytes, a->size) == 0;
	case DKT_ARRAY:
		return arrays_equal(a, b);
	case DKT_OBJECT:
		return objects_equal(a, b);
	default:
		return true;
	}
}

/* --- a text with its faults as findings ---------------------------------------------------------
 */

/* located: a pointer costs as much as the keys above it are long, so only findings that are kept
 * get one */
static void report_duplicate(const struct dkt_text *text, uint32_t offset, bool located,
			     struct dkt_report *report)
{
	struct dkt_buf pointer = DKT_BUF_INIT((size_t)1 << 20);
	enum dkt_language language = dkt_report_language(report);

	if (located)
		(void)dkt_pointer_to(&text->root, offset, &pointer);
	dkt_report_add(report, DKT_ERROR, "json.duplicate-key", dkt_buf_str(&pointer), offset,
		       dkt_json_sentence(DKT_JSON_KEEP_ONE)->in[language], "%s",
		       dkt_json_sentence(DKT_JSON_KEY_TWICE)->in[language]);
	dkt_buf_clear(&pointer);
}

bool dkt_text_examine(struct dkt_text *text, struct dkt_arena *arena, const char *bytes,
		      size_t size, struct dkt_report *report)
{
	struct dkt_text_fault fault;

	if (!dkt_text_parse(text, arena, bytes, size, &fault)) {
		dkt_text_fault_in(arena, dkt_report_language(report), &fault);
		dkt_report_add(report, DKT_ERROR, fault.code, "", fault.offset, fault.hint, "%s",
			       fault.sentence);
		return false;
	}
	for (size_t i = 0; i < text->n_duplicates; i++)
		report_duplicate(text, text->duplicates[i], i < DKT_REPORT_MAX, report);
	return true;
}
