/*
 * explain_value.c - sentences about the value itself: its kind, its size, its form.
 */
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "schema/explain.h"
#include "schema/hash.h"

#define TRIED_VALUES 2000

static const char *number(struct dkt_explain *x, size_t n)
{
	return x->voice.quiet ? "" : dkt_arena_printf(x->voice.arena, "%zu", n);
}

/* --- kinds and lists of values -------------------------------------------------------------------
 */

void dkt_explain_types(struct dkt_explain *x, const struct dkt_place *place, const char *keyword,
		       unsigned bits, const struct dkt_sub *sub)
{
	bool decimals = dkt_is(place->value, DKT_NUMBER) && (bits & DKT_BIT_INTEGER) != 0;
	const struct dkt_saying saying = {
		.message = DKT_SAY_TYPE,
		.keyword = keyword,
		.level = DKT_ERROR,
		.args = {dkt_place_name(x, place), dkt_show_types(&x->voice, bits),
			 decimals ? dkt_show(&x->voice, place->value)
				  : dkt_show_kind(&x->voice, place->value)},
		.hint = dkt_hint_type(x, place, bits, sub)};

	dkt_say(x, place, &saying);
}

static const char *meant_value(struct dkt_explain *x, const struct dkt_node *value,
			       const struct dkt_node *const *values, size_t n)
{
	size_t most = n < TRIED_VALUES ? n : TRIED_VALUES;
	const char **candidates;
	size_t found = 0;

	if (!dkt_is(value, DKT_STRING) || x->hear == NULL)
		return NULL;
	candidates = (const char **)dkt_arena_zalloc(x->voice.arena, most + 1, sizeof *candidates);
	for (size_t i = 0; i < most; i++) {
		if (dkt_is(values[i], DKT_STRING))
			candidates[found++] = values[i]->as.bytes;
	}
	return dkt_meant(value->as.bytes, candidates, found);
}

/* The kinds of the values, as far as a sentence about kinds needs them. */
static unsigned kinds_of(const struct dkt_node *const *values, size_t n)
{
	unsigned bits = 0;

	for (size_t i = 0; i < n; i++) {
		unsigned bit = DKT_BIT(values[i]->kind);

		bits |= (bit & DKT_BITS_BOOLEAN) != 0 ? DKT_BITS_BOOLEAN : bit;
	}
	return bits;
}

/* Is the value, in quotes, one of those listed? */
static bool lists_text(struct dkt_explain *x, const struct dkt_node *value,
		       const struct dkt_node *const *values, size_t n)
{
	const char *text = dkt_show(&x->voice, value);

	for (size_t i = 0; i < n && i < TRIED_VALUES; i++) {
		if (dkt_is(values[i], DKT_STRING) && dkt_streq(values[i]->as.bytes, text))
			return true;
	}
	return false;
}

/* A value of another kind than all that are listed: [ "office" ] or 5 where texts are. */
static const char *hint_kind(struct dkt_explain *x, const struct dkt_place *place,
			     const struct dkt_node *const *values, size_t n)
{
	unsigned bits = kinds_of(values, n < TRIED_VALUES ? n : TRIED_VALUES);

	if ((bits & DKT_BIT(place->value->kind)) != 0)
		return NULL;
	if (place->value->kind <= DKT_NUMBER && !dkt_is(place->value, DKT_NULL) &&
	    (bits & DKT_BIT(DKT_STRING)) != 0 && !lists_text(x, place->value, values, n))
		return NULL;
	return dkt_hint_type(x, place, bits, NULL);
}

void dkt_explain_values(struct dkt_explain *x, const struct dkt_place *place, const char *keyword,
			const struct dkt_node *const *values, size_t n, const struct dkt_sub *sub)
{
	const char *meant = meant_value(x, place->value, values, n);
	struct dkt_saying saying = {
		.message = DKT_SAY_ENUM,
		.keyword = keyword,
		.level = DKT_ERROR,
		.args = {dkt_place_name(x, place), dkt_show(&x->voice, place->value)}};

	if (dkt_is(place->value, DKT_STRING) && place->value->size == 0) {
		saying.message = DKT_SAY_EMPTY_TEXT;
		meant = NULL;
	}
	if (meant == NULL && sub != NULL && place->value->size > 0 && x->hear != NULL)
		meant = dkt_labelled(sub, place->value);
	if (meant != NULL) {
		saying.message = DKT_SAY_ENUM_MEANT;
		saying.args[2] = dkt_show_text(&x->voice, meant, strlen(meant));
	}
	if (n > 0 && x->hear != NULL)
		saying.hint = hint_kind(x, place, values, n);
	if (saying.hint == NULL && n > 0 && x->hear != NULL)
		saying.hint = dkt_words(&x->voice, DKT_SAY_HINT_KNOWN,
					dkt_list_values(x, values, n, place->value), NULL);
	dkt_say(x, place, &saying);
}

static void explain_enum(struct dkt_explain *x, const struct dkt_sub *sub,
			 const struct dkt_insn *insn, const struct dkt_place *place)
{
	/* nobody reads the list behind the last finding that is kept, or of a dry run */
	bool heard = x->hear != NULL && x->n_said < DKT_REPORT_MAX;
	size_t n = heard ? insn->as.values->n : 0;
	const struct dkt_node **values;

	values = DKT_NEW_N(x->voice.arena, const struct dkt_node *, n + 1);
	for (size_t i = 0; i < n; i++)
		values[i] = &insn->as.values->values->as.items[i];
	dkt_explain_values(x, place, "enum", values, n, sub);
}

/* --- one sentence a keyword --- */

static void fill_const(struct dkt_explain *x, const struct dkt_insn *insn,
		       const struct dkt_place *place, struct dkt_saying *saying)
{
	const struct dkt_node *wanted = insn->as.value;

	saying->message = DKT_SAY_CONST;
	saying->args[1] = dkt_show(&x->voice, wanted);
	saying->args[2] = dkt_show(&x->voice, place->value);
	if (wanted->kind >= DKT_ARRAY) {
		saying->args[1] = dkt_show_json(&x->voice, wanted);
		saying->args[2] = dkt_show_json(&x->voice, place->value);
	} else if (wanted->kind != place->value->kind) {
		saying->args[2] = dkt_show_kind(&x->voice, place->value);
		saying->hint = dkt_hint_type(x, place, DKT_BIT(wanted->kind), NULL);
	}
}

static void fill_bound(struct dkt_explain *x, const struct dkt_insn *insn,
		       const struct dkt_place *place, struct dkt_saying *saying)
{
	saying->message = (enum dkt_message)(DKT_SAY_MINIMUM + (insn->op - DKT_OP_MINIMUM));
	saying->args[1] = dkt_show(&x->voice, place->value);
	saying->args[2] = dkt_show(&x->voice, insn->as.value);
	if (insn->op == DKT_OP_MULTIPLE_OF)
		saying->hint = dkt_hint_step(x, place->value, insn->as.value);
	else
		saying->hint = dkt_hint_coordinate(x, place);
	if (saying->hint == NULL && insn->op != DKT_OP_MULTIPLE_OF)
		saying->hint = dkt_hint_swapped_keys(x, place);
}

static void fill_length(struct dkt_explain *x, const struct dkt_insn *insn,
			const struct dkt_place *place, struct dkt_saying *saying)
{
	size_t n = dkt_utf8_count(place->value->as.bytes, place->value->size);

	saying->message = insn->op == DKT_OP_MIN_LENGTH ? DKT_SAY_MIN_LENGTH : DKT_SAY_MAX_LENGTH;
	if (insn->op == DKT_OP_MIN_LENGTH && n == 0) {
		saying->message = DKT_SAY_EMPTY_TEXT;
		saying->hint = dkt_hint_left_out(x, place);
	}
	saying->args[1] = dkt_words_count(&x->voice, n, DKT_SAY_CHARACTER, DKT_SAY_CHARACTERS);
	saying->args[2] = number(x, insn->as.limit);
}

static void fill_count(struct dkt_explain *x, const struct dkt_insn *insn,
		       const struct dkt_place *place, struct dkt_saying *saying)
{
	size_t n = place->value->size;

	saying->args[2] = number(x, insn->as.limit);
	if (insn->op == DKT_OP_MIN_PROPERTIES || insn->op == DKT_OP_MAX_PROPERTIES) {
		saying->message = insn->op == DKT_OP_MIN_PROPERTIES ? DKT_SAY_MIN_PROPERTIES
								    : DKT_SAY_MAX_PROPERTIES;
		if (n == 0 && insn->as.limit == 1)
			saying->message = DKT_SAY_EMPTY_OBJECT;
		saying->args[1] = dkt_words_count(&x->voice, n, DKT_SAY_ONE_KEY, DKT_SAY_KEYS);
		return;
	}
	saying->message = insn->op == DKT_OP_MIN_ITEMS ? DKT_SAY_MIN_ITEMS : DKT_SAY_MAX_ITEMS;
	if (n == 0 && insn->op == DKT_OP_MIN_ITEMS && insn->as.limit == 1)
		saying->message = DKT_SAY_EMPTY_LIST;
	saying->args[1] = dkt_words_count(&x->voice, n, DKT_SAY_ONE_ITEM, DKT_SAY_ITEMS);
}

static bool is_blank(const struct dkt_node *value)
{
	for (size_t i = 0; i < value->size; i++) {
		if (strchr(" \t\n\r", value->as.bytes[i]) == NULL || value->as.bytes[i] == '\0')
			return false;
	}
	return true;
}

static void fill_text(struct dkt_explain *x, const struct dkt_sub *sub, const struct dkt_insn *insn,
		      const struct dkt_place *place, struct dkt_saying *saying)
{
	const struct dkt_node *value = place->value;
	bool format = insn->op == DKT_OP_FORMAT;

	saying->message = format ? DKT_SAY_FORMAT : DKT_SAY_PATTERN;
	saying->args[1] = dkt_show(&x->voice, value);
	if (format)
		saying->args[2] = dkt_show_format(&x->voice, insn->as.format->name);
	if (is_blank(value)) {
		saying->message = value->size > 0 ? DKT_SAY_BLANK_TEXT
				  : format	  ? DKT_SAY_FORMAT_EMPTY
						  : DKT_SAY_EMPTY_TEXT;
		saying->hint = dkt_hint_left_out(x, place);
		return;
	}
	saying->hint = dkt_hint_mended(x, insn, value);
	if (saying->hint == NULL)
		saying->hint = dkt_hint_text(x, value, format ? insn->as.format->name : "");
	if (saying->hint == NULL && !format)
		saying->hint = dkt_hint_schema(x, sub);
	if (saying->hint == NULL && !format)
		saying->hint = dkt_words(
			&x->voice, DKT_SAY_HINT_PATTERN,
			dkt_arena_printf(x->voice.arena, "%.200s", insn->as.pattern->source), NULL);
}

static void fill_unique(struct dkt_explain *x, const struct dkt_place *place,
			struct dkt_saying *saying)
{
	size_t a = 0;
	size_t b = 0;

	saying->message = DKT_SAY_UNIQUE;
	if (place->parent == NULL)
		saying->args[0] = dkt_words(&x->voice, DKT_SAY_THE_LIST, NULL, NULL);
	if (!dkt_find_equal_items(place->value, &a, &b))
		return;
	saying->args[1] = number(x, a + 1);
	saying->args[2] = number(x, b + 1);
	saying->args[3] = dkt_show(&x->voice, &place->value->as.items[b]);
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
	saying->args[1] = dkt_words_count(&x->voice, n, DKT_SAY_ONE_ITEM, DKT_SAY_ITEMS);
	saying->args[2] = number(x, n > contains->max ? contains->max : contains->min);
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
		saying->args[1] = dkt_show(&x->voice, place->value);
	} else if (op == DKT_OP_REQUIRED && sub->insns[0].as.keys->n == 1) {
		const struct dkt_key *key = &sub->insns[0].as.keys->keys[0];

		saying->message = DKT_SAY_NOT_ALLOWED;
		saying->args[0] = dkt_show_text(&x->voice, key->bytes, key->size);
	}
}

void dkt_explain_value(struct dkt_explain *x, const struct dkt_sub *sub,
		       const struct dkt_insn *insn, const struct dkt_place *place)
{
	struct dkt_saying saying = {.message = DKT_SAY_FAILS,
				    .keyword = sub->cold[insn->cold].keyword,
				    .level = DKT_ERROR,
				    .args = {dkt_place_name(x, place)}};

	/* an empty text has no form and no length either: said once */
	if (x->blank == place->value && (insn->op == DKT_OP_FORMAT || insn->op == DKT_OP_PATTERN ||
					 insn->op == DKT_OP_MIN_LENGTH))
		return;
	switch (insn->op) {
	case DKT_OP_TYPE:
		dkt_explain_types(x, place, "type", insn->as.types, sub);
		return;
	case DKT_OP_ENUM:
		explain_enum(x, sub, insn, place);
		return;
	case DKT_OP_CONST:
		saying.message = DKT_SAY_CONST;
		fill_const(x, insn, place, &saying);
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
	if (saying.message == DKT_SAY_EMPTY_TEXT || saying.message == DKT_SAY_BLANK_TEXT ||
	    saying.message == DKT_SAY_FORMAT_EMPTY)
		x->blank = place->value;
	dkt_say(x, place, &saying);
}
