/*
 * output_say.c - the sentences of failed keywords, the same as in findings (message.h).
 *
 * Most are asked of explain_value.c, whose sentence is heard here instead of becoming a finding.
 * Looking for what was meant costs more than all else, so after the first failures a list of values
 * is said without it.
 */
#include <string.h>

#include "schema/output.h"

#define RICH	  1000 /* sentences */
#define FEW_NAMES 8

const char *dkt_trace_say(struct dkt_trace *w, enum dkt_message message,
			  const struct dkt_place *place, const char *a, const char *b)
{
	const char *const args[DKT_MESSAGE_SLOTS] = {dkt_place_name(&w->x, place), a, b};

	return dkt_message(&w->x.voice, message, args);
}

const char *dkt_trace_never(struct dkt_trace *w, const struct dkt_place *place)
{
	bool item = place->parent != NULL && place->key == NULL;

	return dkt_trace_say(w, item ? DKT_SAY_EXTRA_ITEM : DKT_SAY_NOT_ALLOWED, place, NULL, NULL);
}

/* --- keys that are missing --- */

struct missing {
	struct dkt_buf text;
	size_t n;
};

static void add_missing(const struct dkt_at *at, struct missing *missing,
			const struct dkt_keys *keys, const struct dkt_key *because)
{
	const struct dkt_voice *voice = &at->w->x.voice;
	struct dkt_names names;

	dkt_names_init(&names, at->place->value, keys->n);
	for (size_t i = 0; i < keys->n; i++) {
		const struct dkt_key *key = &keys->keys[i];
		const char *why = NULL;

		if (dkt_names_has(&names, key->bytes, key->size) || ++missing->n > FEW_NAMES)
			continue;
		if (because != NULL)
			why = dkt_show_text(voice, because->bytes, because->size);
		dkt_buf_adds(&missing->text, missing->n > 1 ? "; " : "");
		dkt_buf_adds(&missing->text,
			     dkt_words(voice, why == NULL ? DKT_SAY_REQUIRED : DKT_SAY_DEPENDENT,
				       dkt_show_text(voice, key->bytes, key->size), why));
	}
	dkt_names_clear(&names);
}

static const char *say_missing(const struct dkt_at *at)
{
	struct missing missing = {.text = DKT_BUF_INIT((size_t)DKT_SENTENCE_MAX * 8)};
	const char *text;

	if (at->insn->op == DKT_OP_REQUIRED)
		add_missing(at, &missing, at->insn->as.keys, NULL);
	for (size_t i = 0; at->insn->op != DKT_OP_REQUIRED && i < at->insn->as.dependent_required.n;
	     i++) {
		const struct dkt_dependents *one = &at->insn->as.dependent_required.items[i];

		if (dkt_getn(at->place->value, one->key.bytes, one->key.size) != NULL)
			add_missing(at, &missing, &one->wants, &one->key);
	}
	if (missing.n > FEW_NAMES)
		dkt_buf_addf(&missing.text, "; ... (%zu)", missing.n);
	text = dkt_arena_dup(at->w->arena, dkt_buf_str(&missing.text), missing.text.size);
	dkt_buf_clear(&missing.text);
	return text;
}

/* --- choices and counts: what the walk has found is not asked for again --- */

static const char *number(const struct dkt_at *at, size_t n)
{
	return dkt_arena_printf(at->w->arena, "%zu", n);
}

const char *dkt_trace_choice_reason(const struct dkt_at *at, size_t n_fits, const size_t fits[2])
{
	const struct dkt_voice *voice = &at->w->x.voice;

	if (n_fits < 2)
		return dkt_trace_say(at->w, DKT_SAY_NO_BRANCH, at->place,
				     number(at, at->insn->as.branches->n), NULL);
	return dkt_trace_say(at->w, DKT_SAY_MANY_BRANCHES, at->place,
			     dkt_words(voice, DKT_SAY_FORM_NUMBER, number(at, fits[0] + 1), NULL),
			     dkt_words(voice, DKT_SAY_FORM_NUMBER, number(at, fits[1] + 1), NULL));
}

const char *dkt_trace_contains_reason(const struct dkt_at *at, size_t n)
{
	const struct dkt_contains *contains = at->insn->as.contains;
	const char *found = dkt_words_count(&at->w->x.voice, n, DKT_SAY_ONE_ITEM, DKT_SAY_ITEMS);

	if (n > contains->max)
		return dkt_trace_say(at->w, DKT_SAY_CONTAINS_MANY, at->place, found,
				     number(at, contains->max));
	return dkt_trace_say(at->w, contains->min > 1 ? DKT_SAY_CONTAINS_FEW : DKT_SAY_CONTAINS,
			     at->place, found, number(at, contains->min));
}

/* --- all else --- */

void dkt_trace_hear(void *context, const struct dkt_heard *heard)
{
	struct dkt_trace *w = context;

	w->sentence = heard->sentence;
}

static const char *ask_explain(const struct dkt_at *at)
{
	struct dkt_trace *w = at->w;

	w->sentence = NULL;
	w->x.n_said = 0; /* it must not take this for the end of a long report, and say less */
	dkt_explain_value(&w->x, at->sub, at->insn, at->place);
	return w->sentence == NULL ? "" : w->sentence;
}

const char *dkt_trace_reason(const struct dkt_at *at)
{
	switch (at->insn->op) {
	case DKT_OP_REQUIRED:
	case DKT_OP_DEPENDENT_REQUIRED:
		return say_missing(at);
	case DKT_OP_ENUM:
		if (at->w->n_sentences++ < RICH)
			return ask_explain(at);
		return dkt_trace_say(at->w, DKT_SAY_ENUM, at->place,
				     dkt_show(&at->w->x.voice, at->place->value), NULL);
	default:
		return ask_explain(at);
	}
}
