/*
 * kw_value.c - type, enum, const and the bounds of numbers.
 *
 * Numbers are compared by their literals (json/text.h), never as floats.
 */
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "schema/eval.h"
#include "schema/hash.h"
#include "schema/keyword.h"
#include "schema/number.h"

/* --- type ---------------------------------------------------------------------------------------
 */

static unsigned type_bits(const char *name)
{
	static const struct {
		const char *name;
		unsigned bits;
	} types[] = {
		{"null", DKT_BIT(DKT_NULL)},	 {"boolean", DKT_BITS_BOOLEAN},
		{"number", DKT_BIT(DKT_NUMBER)}, {"integer", DKT_BIT_INTEGER},
		{"string", DKT_BIT(DKT_STRING)}, {"array", DKT_BIT(DKT_ARRAY)},
		{"object", DKT_BIT(DKT_OBJECT)},
	};

	for (size_t i = 0; name != NULL && i < sizeof types / sizeof types[0]; i++) {
		if (dkt_streq(name, types[i].name))
			return types[i].bits;
	}
	return 0;
}

static unsigned read_type(struct dkt_keyword_use *use, const struct dkt_node *value)
{
	unsigned bits = type_bits(dkt_string(value));

	if (bits == 0 && dkt_is(value, DKT_STRING))
		dkt_use_fault(use, DKT_ERROR, "type",
			      "the types are null, boolean, number, integer, string, array, object",
			      "\"%.60s\" is not a type", dkt_string(value));
	else if (bits == 0)
		dkt_use_fault(use, DKT_ERROR, "type", NULL, "a type is a string, not %s",
			      dkt_kind_name(value));
	return bits;
}

void dkt_kw_type(struct dkt_keyword_use *use)
{
	unsigned bits = 0;

	if (dkt_is(use->value, DKT_ARRAY)) {
		for (size_t i = 0; i < use->value->size; i++)
			bits |= read_type(use, &use->value->as.items[i]);
		if (use->value->size == 0)
			dkt_use_fault(use, DKT_ERROR, "type", NULL, "the list of types is empty");
	} else {
		bits = read_type(use, use->value);
	}
	if (use->sub->resource->dialect->written_integers)
		bits |= DKT_BIT_WRITTEN;
	dkt_use_emit(use, DKT_OP_TYPE, DKT_BITS_ANY)->as.types = bits;
}

enum dkt_verdict dkt_step_type(struct dkt_run *run, const struct dkt_insn *insn,
			       const struct dkt_node *value, struct dkt_marks *marks)
{
	(void)run;
	(void)marks;
	if ((insn->as.types & DKT_BIT(value->kind)) != 0)
		return DKT_PASSES;
	if (value->kind != DKT_NUMBER || (insn->as.types & DKT_BIT_INTEGER) == 0)
		return DKT_FAILS;
	if ((insn->as.types & DKT_BIT_WRITTEN) != 0 && strpbrk(value->as.bytes, ".eE") != NULL)
		return DKT_FAILS;
	return dkt_verdict_of(dkt_number_is_integer(value->as.bytes, value->size));
}

/* --- const, enum --- */

void dkt_kw_const(struct dkt_keyword_use *use)
{
	dkt_use_emit(use, DKT_OP_CONST, DKT_BITS_ANY)->as.value = use->value;
}

enum dkt_verdict dkt_step_const(struct dkt_run *run, const struct dkt_insn *insn,
				const struct dkt_node *value, struct dkt_marks *marks)
{
	(void)run;
	(void)marks;
	return dkt_verdict_of(dkt_node_equal(insn->as.value, value));
}

void dkt_kw_enum(struct dkt_keyword_use *use)
{
	struct dkt_arena *arena = dkt_compiler_arena(use->compiler);
	size_t n = dkt_size(use->value);
	const struct dkt_node **sorted;
	struct dkt_hashed *hashed;
	struct dkt_enum *values;
	uint64_t *hashes;

	if (!dkt_is(use->value, DKT_ARRAY)) {
		dkt_use_fault(use, DKT_ERROR, "value", NULL, "\"enum\" is a list, not %s",
			      dkt_kind_name(use->value));
		return;
	}
	values = DKT_NEW(arena, struct dkt_enum);
	sorted = DKT_NEW_N(arena, const struct dkt_node *, n + 1);
	hashes = DKT_NEW_N(arena, uint64_t, n + 1);
	hashed = dkt_hash_sorted(use->value->as.items, n);
	for (size_t i = 0; i < n; i++) {
		hashes[i] = hashed[i].hash;
		sorted[i] = &use->value->as.items[hashed[i].index];
	}
	free(hashed);
	values->values = use->value;
	values->hashes = hashes;
	values->sorted = sorted;
	values->n = n;
	dkt_use_emit(use, DKT_OP_ENUM, DKT_BITS_ANY)->as.values = values;
}

enum dkt_verdict dkt_step_enum(struct dkt_run *run, const struct dkt_insn *insn,
			       const struct dkt_node *value, struct dkt_marks *marks)
{
	const struct dkt_enum *values = insn->as.values;
	size_t low = 0;
	size_t high = values->n;
	uint64_t hash;

	(void)marks;
	/* lists within lists are hashed again at each level */
	if (value->kind >= DKT_ARRAY && !dkt_run_charge(run, dkt_hash_work(value, run->steps + 1)))
		return DKT_UNSURE;
	hash = dkt_node_hash(value);
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (values->hashes[middle] < hash)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < values->n && values->hashes[low] == hash; low++) {
		if (dkt_node_equal(values->sorted[low], value))
			return DKT_PASSES;
	}
	return DKT_FAILS;
}

/* --- bounds --- */

/* In draft-04 exclusiveMinimum and exclusiveMaximum are true or false and change their neighbour.
 */
static bool is_exclusive(const struct dkt_keyword_use *use, const char *flag)
{
	return use->sub->resource->dialect->draft == DKT_DRAFT_4 &&
	       dkt_is(dkt_use_other(use, flag), DKT_TRUE);
}

void dkt_kw_bound(struct dkt_keyword_use *use)
{
	enum dkt_op op =
		is_exclusive(use, "exclusiveMinimum") ? DKT_OP_EXCLUSIVE_MINIMUM : DKT_OP_MINIMUM;

	if (dkt_streq(use->name, "maximum"))
		op = is_exclusive(use, "exclusiveMaximum") ? DKT_OP_EXCLUSIVE_MAXIMUM
							   : DKT_OP_MAXIMUM;
	else if (dkt_streq(use->name, "exclusiveMinimum"))
		op = DKT_OP_EXCLUSIVE_MINIMUM;
	else if (dkt_streq(use->name, "exclusiveMaximum"))
		op = DKT_OP_EXCLUSIVE_MAXIMUM;
	if (!dkt_is(use->value, DKT_NUMBER)) {
		dkt_use_fault(use, DKT_ERROR, "value", NULL, "\"%s\" is a number, not %s",
			      use->name, dkt_kind_name(use->value));
		return;
	}
	dkt_use_emit(use, op, DKT_BIT(DKT_NUMBER))->as.value = use->value;
}

enum dkt_verdict dkt_step_bound(struct dkt_run *run, const struct dkt_insn *insn,
				const struct dkt_node *value, struct dkt_marks *marks)
{
	int order = dkt_number_compare(value->as.bytes, value->size, insn->as.value->as.bytes,
				       insn->as.value->size);

	(void)run;
	(void)marks;
	switch (insn->op) {
	case DKT_OP_MINIMUM:
		return dkt_verdict_of(order >= 0);
	case DKT_OP_MAXIMUM:
		return dkt_verdict_of(order <= 0);
	case DKT_OP_EXCLUSIVE_MINIMUM:
		return dkt_verdict_of(order > 0);
	default:
		return dkt_verdict_of(order < 0);
	}
}

void dkt_kw_multiple_of(struct dkt_keyword_use *use)
{
	if (!dkt_is(use->value, DKT_NUMBER) ||
	    dkt_number_compare(use->value->as.bytes, use->value->size, "0", 1) <= 0) {
		dkt_use_fault(use, DKT_ERROR, "value", NULL,
			      "\"multipleOf\" is a number greater than 0");
		return;
	}
	dkt_use_emit(use, DKT_OP_MULTIPLE_OF, DKT_BIT(DKT_NUMBER))->as.value = use->value;
}

enum dkt_verdict dkt_step_multiple_of(struct dkt_run *run, const struct dkt_insn *insn,
				      const struct dkt_node *value, struct dkt_marks *marks)
{
	(void)marks;
	if (insn->as.value->size > 18 &&
	    !dkt_run_charge(run, dkt_number_multiple_work(value, insn->as.value)))
		return DKT_UNSURE;
	return dkt_number_is_multiple(value, insn->as.value);
}
