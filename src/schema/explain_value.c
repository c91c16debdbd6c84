/*
 * explain_value.c - sentences about the value itself: its kind, its size, its form.
 */
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "schema/explain.h"
#include "schema/hash.h"

#define LISTED_VALUES 8
#define TRIED_VALUES  2000

/* Counted things: "1 character", "3 items". */
static const char *count(struct dkt_explain *x, size_t n, const char *one, const char *many)
{
	return dkt_arena_printf(x->arena, "%zu %s", n, n == 1 ? one : many);
}

/* --- kinds and lists of values -------------------------------------------------------------------
 */

void dkt_explain_types(struct dkt_explain *x, const struct dkt_place *place, const char *keyword,
		       unsigned bits)
{
	const struct dkt_saying saying = {.message = DKT_SAY_TYPE,
					  .keyword = keyword,
					  .level = DKT_ERROR,
					  .args = {dkt_place_name(x, place),
						   dkt_show_types(x->arena, bits),
						   dkt_show_kind(x->arena, place->value)},
					  .hint = dkt_hint_type(x, place, bits)};

	dkt_say(x, place, &saying);
}

/* "known values: "a", "b" and 12 more" */
static const char *list_values(struct dkt_explain *x, const struct dkt_node *const *values,
			       size_t n)
{
	struct dkt_buf out = DKT_BUF_INIT(4096);
	size_t shown = n <= LISTED_VALUES + 2 ? n : LISTED_VALUES;
	const char *text;

	dkt_buf_adds(&out, "known values: ");
	for (size_t i = 0; i < shown; i++)
		dkt_buf_addf(&out, "%s%s", i == 0 ? "" : ", ", dkt_show(x->arena, values[i]));
	if (shown < n)
		dkt_buf_addf(&out, " and %zu more", n - shown);
	text = dkt_arena_dup(x->arena, dkt_buf_str(&out), out.size);
	dkt_buf_clear(&out);
	return n == 0 ? NULL : text;
}

static const char *meant_value(struct dkt_explain *x, const struct dkt_node *value,
			       const struct dkt_node *const *values, size_t n)
{
	size_t most = n < TRIED_VALUES ? n : TRIED_VALUES;
	const char **candidates;
	size_t found = 0;

	if (!dkt_is(value, DKT_STRING) || x->report == NULL)
		return NULL;
	candidates = (const char **)dkt_arena_zalloc(x->arena, most + 1, sizeof *candidates);
	for (size_t i = 0; i < most; i++) {
		if (dkt_is(values[i], DKT_STRING))
			candidates[found++] = values[i]->as.bytes;
	}
	return dkt_meant(value->as.bytes, candidates, found);
}

void dkt_explain_values(struct dkt_explain *x, const struct dkt_place *place, const char *keyword,
			const struct dkt_node *const *values, size_t n)
{
	const char *meant = meant_value(x, place->value, values, n);
	struct dkt_saying saying = {
		.message = meant == NULL ? DKT_SAY_ENUM : DKT_SAY_ENUM_MEANT,
		.keyword = keyword,
		.level = DKT_ERROR,
		.args = {dkt_place_name(x, place), dkt_show(x->arena, place->value)}};

	if (meant != NULL)
		saying.args[2] = dkt_show_text(x->arena, meant, strlen(meant));
	saying.hint = list_values(x, values, n);
	dkt_say(x, place, &saying);
}

static void explain_enum(struct dkt_explain *x, const struct dkt_insn *insn,
			 const struct dkt_place *place)
{
	/* nobody reads the list behind the last finding that is kept, or of a dry run */
	bool heard = x->report != NULL && x->n_said < DKT_REPORT_MAX;
	size_t n = heard ? insn->as.values->n : 0;
	const struct dkt_node **values;

	values = DKT_NEW_N(x->arena, const struct dkt_node *, n + 1);
	for (size_t i = 0; i < n; i++)
		values[i] = &insn->as.values->values->as.items[i];
	dkt_explain_values(x, place, "enum", values, n);
}

/* --- one sentence a keyword --- */

static void fill_bound(struct dkt_explain *x, const struct dkt_insn *insn,
		       const struct dkt_place *place, struct dkt_saying *saying)
{
	saying->message = (enum dkt_message)(DKT_SAY_MINIMUM + (insn->op - DKT_OP_MINIMUM));
	saying->args[1] = dkt_show(x->arena, place->value);
	saying->args[2] = dkt_show(x->arena, insn->as.value);
	if (insn->op != DKT_OP_MULTIPLE_OF)
		saying->hint = dkt_hint_coordinate(x, place);
}

static void fill_length(struct dkt_explain *x, const struct dkt_insn *insn,
			const struct dkt_place *place, struct dkt_saying *saying)
{
	size_t n = dkt_utf8_count(place->value->as.bytes, place->value->size);

	saying->message = insn->op == DKT_OP_MIN_LENGTH ? DKT_SAY_MIN_LENGTH : DKT_SAY_MAX_LENGTH;
	if (insn->op == DKT_OP_MIN_LENGTH && n == 0)
		saying->message = DKT_SAY_EMPTY_TEXT;
	saying->args[1] = count(x, n, "character", "characters");
	saying->args[2] = dkt_arena_printf(x->arena, "%zu", insn->as.limit);
}

static void fill_count(struct dkt_explain *x, const struct dkt_insn *insn,
		       const struct dkt_place *place, struct dkt_saying *saying)
{
	size_t n = place->value->size;

	saying->args[2] = dkt_arena_printf(x->arena, "%zu", insn->as.limit);
	if (insn->op == DKT_OP_MIN_PROPERTIES || insn->op == DKT_OP_MAX_PROPERTIES) {
		saying->message = insn->op == DKT_OP_MIN_PROPERTIES ? DKT_SAY_MIN_PROPERTIES
								    : DKT_SAY_MAX_PROPERTIES;
		saying->args[1] = count(x, n, "key", "keys");
		return;
	}
	saying->message = insn->op == DKT_OP_MIN_ITEMS ? DKT_SAY_MIN_ITEMS : DKT_SAY_MAX_ITEMS;
	if (n == 0 && insn->op == DKT_OP_MIN_ITEMS && insn->as.limit == 1)
		saying->message = DKT_SAY_EMPTY_LIST;
	saying->args[1] = count(x, n, "item", "items");
}

static void fill_text(struct dkt_explain *x, const struct dkt_sub *sub, const struct dkt_insn *insn,
		      const struct dkt_place *place, struct dkt_saying *saying)
{
	saying->args[1] = dkt_show(x->arena, place->value);
	if (insn->op == DKT_OP_FORMAT) {
		saying->message = DKT_SAY_FORMAT;
		saying->args[2] = insn->as.format->is;
		saying->hint = dkt_hint_text(x, place->value, insn->as.format->name);
		return;
	}
	saying->message = DKT_SAY_PATTERN;
	saying->hint = dkt_hint_text(x, place->value, "");
	if (saying->hint == NULL)
		saying->hint = dkt_hint_schema(x, sub);
	if (saying->hint == NULL)
		saying->hint = dkt_arena_printf(x->arena, "the pattern is %.200s",
						insn->as.pattern->source);
}

static void fill_unique(struct dkt_explain *x, const struct dkt_place *place,
			struct dkt_saying *saying)
{
	size_t a = 0;
	size_t b = 0;

	saying->message = DKT_SAY_UNIQUE;
	if (!dkt_find_equal_items(place->value, &a, &b))
		return;
	saying->args[1] = dkt_arena_printf(x->arena, "%zu and %zu", a + 1, b + 1);
	saying->args[2] = dkt_show(x->arena, &place->value->as.items[b]);
}

static void fill_contains(struct dkt_explain *x, const struct dkt_insn *insn,
			  const struct dkt_place *place, struct dkt_saying *saying)
{
	const struct dkt_contains *contains = insn->as.contains;
	size_t n = 0;

	for (size_t i = 0; i < place->value->size; i++)
		n += dkt_eval(x->run, contains->sub, &place->value->as.items[i], NULL) ==
		     DKT_PASSES;
	saying->message = DKT_SAY_CONTAINS_FEW;
	if (n > contains->max)
		saying->message = DKT_SAY_CONTAINS_MANY;
	else if (contains->min == 1)
		saying->message = DKT_SAY_CONTAINS;
	saying->args[1] = count(x, n, "item", "items");
	saying->args[2] = dkt_arena_printf(x->arena, "%zu",
					   n > contains->max ? contains->max : contains->min);
	saying->hint = dkt_hint_schema(x, contains->sub);
}

/* "not" with one value, or with keys, can be said plainly. */
static void fill_not(struct dkt_explain *x, const struct dkt_insn *insn,
		     const struct dkt_place *place, struct dkt_saying *saying)
{
	const struct dkt_sub *sub = insn->as.sub;
	unsigned op = sub->n_insns == 1 ? sub->insns[0].op : DKT_OP_COUNT;

	saying->message = DKT_SAY_NOT;
	saying->hint = dkt_hint_schema(x, sub);
	if (op == DKT_OP_CONST || op == DKT_OP_ENUM) {
		saying->message = DKT_SAY_NOT_VALUE;
		saying->args[1] = dkt_show(x->arena, place->value);
	} else if (op == DKT_OP_REQUIRED && sub->insns[0].as.keys->n == 1) {
		const struct dkt_key *key = &sub->insns[0].as.keys->keys[0];

		saying->message = DKT_SAY_NOT_ALLOWED;
		saying->args[0] = dkt_show_text(x->arena, key->bytes, key->size);
	}
}

void dkt_explain_value(struct dkt_explain *x, const struct dkt_sub *sub,
		       const struct dkt_insn *insn, const struct dkt_place *place)
{
	struct dkt_saying saying = {.message = DKT_SAY_FAILS,
				    .keyword = sub->cold[insn->cold].keyword,
				    .level = DKT_ERROR,
				    .args = {dkt_place_name(x, place)}};

	switch (insn->op) {
	case DKT_OP_TYPE:
		dkt_explain_types(x, place, "type", insn->as.types);
		return;
	case DKT_OP_ENUM:
		explain_enum(x, insn, place);
		return;
	case DKT_OP_CONST:
		saying.message = DKT_SAY_CONST;
		saying.args[1] = dkt_show(x->arena, insn->as.value);
		saying.args[2] = dkt_show(x->arena, place->value);
		break;
	case DKT_OP_MINIMUM:
	case DKT_OP_MAXIMUM:
	case DKT_OP_EXCLUSIVE_MINIMUM:
	case DKT_OP_EXCLUSIVE_MAXIMUM:
	case DKT_OP_MULTIPLE_OF:
		fill_bound(x, insn, place, &saying);
		break;
	case DKT_OP_MIN_LENGTH:
	case DKT_OP_MAX_LENGTH:
		fill_length(x, insn, place, &saying);
		break;
	case DKT_OP_FORMAT:
	case DKT_OP_PATTERN:
		fill_text(x, sub, insn, place, &saying);
		break;
	case DKT_OP_MIN_PROPERTIES:
	case DKT_OP_MAX_PROPERTIES:
	case DKT_OP_MIN_ITEMS:
	case DKT_OP_MAX_ITEMS:
		fill_count(x, insn, place, &saying);
		break;
	case DKT_OP_UNIQUE_ITEMS:
		fill_unique(x, place, &saying);
		break;
	case DKT_OP_CONTAINS:
		fill_contains(x, insn, place, &saying);
		break;
	case DKT_OP_NOT:
		fill_not(x, insn, place, &saying);
		break;
	default:
		break;
	}
	dkt_say(x, place, &saying);
}
