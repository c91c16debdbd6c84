/*
 * explain.c - the walk that finds reasons, and the entry for checks.
 *
 * A check first asks the quick evaluator. Only when that does not pass does this walk run, over the
 * same instructions. Instructions about parts of the value (members, items) and references are
 * followed; the others are asked again, one at a time, and each that fails gives one sentence.
 *
 * Keys that are missing and keys that nobody knows are collected for each value until all its
 * subschemas have been walked: only then is it clear whether an unknown key is a misspelt missing
 * one (explain_object.c).
 */
#include "schema/explain.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "schema/hash.h"
#include "json/pointer.h"

#define REMEMBERED ((size_t)2 * DKT_REPORT_MAX) /* findings, so that none is said twice */
#define REPEATED   ((size_t)10000)		/* sentences; then nobody listens any more */

struct telling {
	struct dkt_explain *x;
	struct dkt_report *report;
};

/* --- places and sentences --- */

void dkt_place_init(struct dkt_place *place, const struct dkt_node *value,
		    const struct dkt_place *parent)
{
	memset(place, 0, sizeof *place);
	place->value = value;
	place->parent = parent;
	place->missing_end = &place->missing;
	place->unknown_end = &place->unknown;
}

const char *dkt_place_name(struct dkt_explain *x, const struct dkt_place *place)
{
	const struct dkt_place *up = place->parent;
	const char *index;

	if (x->voice.quiet)
		return "";
	if (up == NULL)
		return dkt_words(&x->voice, DKT_SAY_THE_RECORD, NULL, NULL);
	if (place->key != NULL)
		return dkt_show_text(&x->voice, place->key, place->key_size);
	while (up->key == NULL && up->parent != NULL)
		up = up->parent;
	index = dkt_arena_printf(x->voice.arena, "%zu", place->index + 1);
	if (up->key == NULL)
		return dkt_words(&x->voice, DKT_SAY_ITEM, index, NULL);
	return dkt_words(&x->voice, DKT_SAY_ITEM_OF, index,
			 dkt_show_text(&x->voice, up->key, up->key_size));
}

static size_t depth_of(const struct dkt_place *place)
{
	size_t depth = 0;

	for (; place->parent != NULL; place = place->parent)
		depth++;
	return depth;
}

static size_t offset_of(uint32_t offset)
{
	return offset == DKT_MADE ? DKT_NOWHERE : offset;
}

/*
 * Two subschemas of one value often ask the same: once is enough. What is remembered stands in the
 * arena, at most REMEMBERED lines; what was said already takes no memory, however often.
 */
static bool said_before(struct dkt_explain *x, const char *code, const char *sentence)
{
	struct dkt_buf *line = &x->line;

	if (x->said == NULL || x->pointer.size > DKT_POINTER_MAX)
		return false;
	dkt_buf_reset(line);
	dkt_buf_addf(line, "%s %s %s", code, dkt_buf_str(&x->pointer), sentence);
	if (!dkt_buf_ok(line))
		return false;
	if (dkt_map_get(x->said, dkt_buf_str(line), line->size) != NULL)
		return true;
	if (x->said->n < REMEMBERED)
		(void)dkt_map_put(x->said,
				  dkt_arena_dup(x->voice.arena, dkt_buf_str(line), line->size),
				  line->size, x);
	return false;
}

/* Into the report; from DKT_REPORT_MAX findings on they are only counted. */
static void hear_finding(void *context, const struct dkt_heard *heard)
{
	struct telling *telling = context;
	struct dkt_explain *x = telling->x;

	if (said_before(x, heard->code, heard->sentence)) {
		x->n_repeated++;
	} else {
		dkt_report_add(telling->report, heard->level, heard->code, heard->pointer,
			       heard->offset, heard->hint, "%s", heard->sentence);
		x->n_added++;
	}
	if (x->n_added == DKT_REPORT_MAX || x->n_repeated == REPEATED) {
		x->full = telling->report;
		x->hear = NULL;
		x->voice.quiet = true;
	}
}

void dkt_say(struct dkt_explain *x, const struct dkt_place *place, const struct dkt_saying *saying)
{
	struct dkt_heard heard = {.level = saying->level,
				  .offset = offset_of(place->value->offset),
				  .hint = saying->hint};
	size_t start = x->pointer.size;
	size_t depth = depth_of(place);
	char code[64];

	if (saying->level == DKT_ERROR)
		x->n_said++;
	if (depth > x->deepest)
		x->deepest = depth;
	if (x->full != NULL)
		dkt_report_add(x->full, saying->level, "", "", DKT_NOWHERE, NULL, "%s", "");
	if (x->hear == NULL)
		return;
	if (saying->member != NULL) {
		dkt_pointer_add_key(&x->pointer, saying->member->key, saying->member->key_size);
		heard.offset = offset_of(saying->member->key_offset);
	}
	if (heard.hint == NULL && saying->level == DKT_ERROR)
		heard.hint = x->because;
	if (heard.hint == NULL && x->form != NULL && x->formed == place->value)
		heard.hint = dkt_words(&x->voice, DKT_SAY_HINT_FORM, x->form, NULL);
	(void)snprintf(code, sizeof code, "schema.%s", saying->keyword);
	heard.code = code;
	heard.pointer = dkt_buf_str(&x->pointer);
	heard.sentence = dkt_message(&x->voice, saying->message, saying->args);
	x->hear(x->context, &heard);
	dkt_buf_truncate(&x->pointer, start);
}

static void say_unsure(struct dkt_explain *x, const struct dkt_place *place,
		       enum dkt_message message, const char *keyword)
{
	const struct dkt_saying saying = {.message = message,
					  .keyword = keyword,
					  .level = DKT_UNCHECKED,
					  .args = {dkt_place_name(x, place)}};

	dkt_say(x, place, &saying);
}

/* --- going down ----------------------------------------------------------------------------------
 */

static bool explain_at(struct dkt_explain *x, const struct dkt_sub *sub, struct dkt_place *place)
{
	bool failed = dkt_explain_sub(x, sub, place);

	dkt_place_flush(x, place);
	return failed;
}

bool dkt_explain_member(struct dkt_explain *x, const struct dkt_sub *sub,
			const struct dkt_place *parent, const struct dkt_member *member,
			const struct dkt_sub *within)
{
	size_t start = x->pointer.size;
	struct dkt_place place;
	bool failed;

	dkt_place_init(&place, &member->value, parent);
	place.key = member->key;
	place.key_size = member->key_size;
	place.within = within;
	dkt_pointer_add_key(&x->pointer, member->key, member->key_size);
	failed = explain_at(x, sub, &place);
	dkt_buf_truncate(&x->pointer, start);
	return failed;
}

bool dkt_explain_item(struct dkt_explain *x, const struct dkt_sub *sub,
		      const struct dkt_place *parent, size_t index)
{
	size_t start = x->pointer.size;
	struct dkt_place place;
	bool failed;

	dkt_place_init(&place, &parent->value->as.items[index], parent);
	place.index = index;
	dkt_pointer_add_index(&x->pointer, index);
	failed = explain_at(x, sub, &place);
	dkt_buf_truncate(&x->pointer, start);
	return failed;
}

static bool explain_items(struct dkt_explain *x, const struct dkt_insn *insn,
			  struct dkt_place *place)
{
	const struct dkt_items *items = insn->as.items;
	bool failed = false;

	for (size_t i = 0; i < place->value->size; i++) {
		const struct dkt_sub *sub = i < items->n_prefix ? items->prefix[i] : items->rest;

		if (sub == NULL || x->run->spent)
			break;
		failed = dkt_explain_item(x, sub, place, i) || failed;
	}
	return failed;
}

static bool explain_if(struct dkt_explain *x, const struct dkt_insn *insn, struct dkt_place *place)
{
	const struct dkt_condition *condition = insn->as.condition;
	enum dkt_verdict test = dkt_eval(x->run, condition->test, place->value, NULL);
	const struct dkt_sub *next = test == DKT_PASSES ? condition->then_sub : condition->else_sub;
	const char *because = x->because;
	bool failed = false;

	if (test == DKT_UNSURE)
		say_unsure(x, place, DKT_SAY_UNSURE, "if");
	else if (next != NULL && dkt_eval(x->run, next, place->value, NULL) != DKT_PASSES) {
		x->because = dkt_hint_condition(x, condition->test, place);
		if (x->because == NULL)
			x->because = because;
		failed = dkt_explain_sub(x, next, place);
		x->because = because;
	}
	return failed;
}

static bool explain_dependent(struct dkt_explain *x, const struct dkt_insn *insn,
			      struct dkt_place *place)
{
	size_t cost = 1 + place->value->size / 16; /* of what is looked for without a map */
	struct dkt_names names;
	bool failed = false;

	if (insn->op == DKT_OP_DEPENDENT_SCHEMAS) {
		dkt_names_init(&names, place->value, insn->as.dependent_schemas.n);
		for (size_t i = 0; i < insn->as.dependent_schemas.n && !x->run->spent; i++) {
			const struct dkt_prop *prop = &insn->as.dependent_schemas.props[i];

			if (dkt_names_has(&names, prop->key, prop->key_size))
				failed = dkt_explain_sub(x, prop->sub, place) || failed;
		}
		dkt_names_clear(&names);
		return failed;
	}
	dkt_names_init(&names, place->value, insn->as.dependent_required.n);
	for (size_t i = 0; i < insn->as.dependent_required.n && !x->run->spent; i++) {
		const struct dkt_dependents *one = &insn->as.dependent_required.items[i];

		if (dkt_names_has(&names, one->key.bytes, one->key.size) &&
		    dkt_run_charge(x->run, cost))
			failed = dkt_explain_required(x, &one->wants, one->key.bytes, place) ||
				 failed;
	}
	dkt_names_clear(&names);
	return failed;
}

/* --- one instruction --- */

static enum dkt_message unsure_message(const struct dkt_insn *insn)
{
	if (insn->op == DKT_OP_PATTERN)
		return DKT_SAY_SLOW_PATTERN;
	return insn->op == DKT_OP_MULTIPLE_OF ? DKT_SAY_LONG_NUMBER : DKT_SAY_UNSURE;
}

/* Instructions that are asked as a whole. */
static bool explain_whole(struct dkt_explain *x, const struct dkt_sub *sub,
			  const struct dkt_insn *insn, struct dkt_place *place)
{
	const char *keyword = sub->cold[insn->cold].keyword;
	enum dkt_verdict verdict = dkt_eval_insn(x->run, insn, place->value, NULL);

	if (verdict == DKT_UNSURE)
		say_unsure(x, place, unsure_message(insn), keyword);
	if (verdict != DKT_FAILS)
		return false;
	if (insn->op == DKT_OP_ANY_OF || insn->op == DKT_OP_ONE_OF)
		return dkt_explain_choice(x, insn, keyword, place);
	dkt_explain_value(x, sub, insn, place);
	return true;
}

static bool explain_insn(struct dkt_explain *x, const struct dkt_sub *sub,
			 const struct dkt_insn *insn, struct dkt_place *place, bool sibling_failed)
{
	bool failed = false;

	if ((insn->kinds & DKT_BIT(place->value->kind)) == 0)
		return false;
	switch (insn->op) {
	case DKT_OP_REF:
		return dkt_explain_sub(x, insn->as.sub, place);
	case DKT_OP_DYNAMIC_REF:
		return dkt_explain_sub(x, dkt_dynamic_target(x->run, insn->as.dynamic), place);
	case DKT_OP_ALL_OF:
		for (size_t i = 0; i < insn->as.branches->n; i++)
			failed = dkt_explain_sub(x, insn->as.branches->subs[i], place) || failed;
		return failed;
	case DKT_OP_IF:
		return explain_if(x, insn, place);
	case DKT_OP_REQUIRED:
		return dkt_explain_required(x, insn->as.keys, NULL, place);
	case DKT_OP_DEPENDENT_REQUIRED:
	case DKT_OP_DEPENDENT_SCHEMAS:
		return explain_dependent(x, insn, place);
	case DKT_OP_MEMBERS:
		return dkt_explain_members(x, sub, insn, place);
	case DKT_OP_PROPERTY_NAMES:
		return dkt_explain_names(x, insn, place);
	case DKT_OP_ITEMS:
		return explain_items(x, insn, place);
	case DKT_OP_UNEVALUATED_ITEMS:
	case DKT_OP_UNEVALUATED_PROPERTIES:
		return dkt_explain_unevaluated(x, sub, insn, place, sibling_failed);
	default:
		return explain_whole(x, sub, insn, place);
	}
}

static bool explain_never(struct dkt_explain *x, const struct dkt_place *place)
{
	bool item = place->parent != NULL && place->key == NULL;
	const struct dkt_saying saying = {.message =
						  item ? DKT_SAY_EXTRA_ITEM : DKT_SAY_NOT_ALLOWED,
					  .keyword = !item		 ? "properties"
						     : x->closed != NULL ? x->closed
									 : "items",
					  .level = DKT_ERROR,
					  .args = {dkt_place_name(x, place)}};

	dkt_say(x, place, &saying);
	return true;
}

bool dkt_explain_sub(struct dkt_explain *x, const struct dkt_sub *sub, struct dkt_place *place)
{
	struct dkt_scope scope = {.resource = sub->resource, .outer = x->run->scope};
	bool failed = false;

	if (sub->fixed == DKT_PASSES)
		return false;
	if (sub->fixed == DKT_FAILS)
		return explain_never(x, place);
	if (x->run->depth >= DKT_MAX_NEST || !dkt_run_charge(x->run, 1)) {
		x->run->nested = x->run->nested || x->run->depth >= DKT_MAX_NEST;
		return false;
	}
	x->run->depth++;
	x->run->scope = &scope;
	for (size_t i = 0; i < sub->n_insns; i++) {
		/* A value of the wrong type breaks most other rules too; say only that. */
		bool wrong_type = failed && sub->insns[0].op == DKT_OP_TYPE && i == 1;

		if (wrong_type)
			break;
		failed = explain_insn(x, sub, &sub->insns[i], place, failed) || failed;
	}
	x->run->scope = scope.outer;
	x->run->depth--;
	return failed;
}

/* --- the entry --- */

static void explain_all(struct dkt_run *run, const struct dkt_schema *schema,
			const struct dkt_node *value, const struct dkt_check_options *options,
			enum dkt_verdict verdict, struct dkt_report *report)
{
	struct dkt_map said = DKT_MAP_INIT;
	struct dkt_explain x = {.run = run, .hear = hear_finding, .said = &said};
	struct telling telling = {.x = &x, .report = report};
	struct dkt_place root;

	x.context = &telling;
	x.voice.arena = dkt_arena_new();
	x.voice.language = dkt_report_language(report);
	dkt_buf_init(&x.pointer, DKT_MAX_TEXT);
	dkt_buf_adds(&x.pointer, options->pointer_prefix == NULL ? "" : options->pointer_prefix);
	dkt_buf_init(&x.line, (size_t)2 * DKT_POINTER_MAX);
	dkt_place_init(&root, value, NULL);
	run->steps = DKT_MAX_STEPS / 8;
	run->pattern_steps = DKT_MAX_PATTERN_STEPS;
	run->spent = false;
	run->nested = false;
	(void)explain_at(&x, schema->root, &root);
	if (run->spent || run->nested)
		say_unsure(&x, &root, DKT_SAY_UNSURE, "work");
	if (verdict == DKT_FAILS && x.n_said == 0) {
		const struct dkt_saying saying = {.message = DKT_SAY_FAILS,
						  .keyword = "value",
						  .level = DKT_ERROR,
						  .args = {dkt_place_name(&x, &root)}};

		dkt_say(&x, &root, &saying);
	}
	dkt_buf_clear(&x.pointer);
	dkt_buf_clear(&x.line);
	dkt_map_clear(&said);
	dkt_arena_free(x.voice.arena);
}

bool dkt_schema_check(const struct dkt_schema *schema, const struct dkt_node *value,
		      const struct dkt_check_options *options, struct dkt_report *report)
{
	static const struct dkt_check_options usual = {.assert_formats = true,
						       .pointer_prefix = ""};
	struct dkt_run run;
	enum dkt_verdict verdict;

	if (options == NULL)
		options = &usual;
	dkt_run_init(&run, options->assert_formats);
	verdict = dkt_eval(&run, schema->root, value, NULL);
	if (verdict != DKT_PASSES)
		explain_all(&run, schema, value, options, verdict, report);
	dkt_run_clear(&run);
	return verdict != DKT_FAILS;
}
