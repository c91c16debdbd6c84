/*
 * check_quotes.c - the quotes of a source, looked for on the live page and in every copy that
 * proved to be one.
 *
 * The finding says where the words stand best, since a dead page with a good copy is good evidence.
 */
#include <string.h>

#include "base/str.h"
#include "source/check_inside.h"

#include "base/banned.h"

bool dkt_quote_passes(enum dkt_quote_verdict verdict)
{
	return verdict <= DKT_QUOTE_FRAGMENTS;
}

static json_t *quote_json(const struct dkt_quote *q)
{
	json_t *json = json_pack("{s:s, s:s?}", "verdict", dkt_quote_name(q->verdict), "tier",
				 q->tier[0] == '\0' ? NULL : q->tier);

	if (dkt_quote_passes(q->verdict)) {
		json_object_set_new(json, "offset", json_integer((json_int_t)q->offset));
		json_object_set_new(json, "context", json_string(q->context));
	}
	if (q->closest[0] != '\0')
		json_object_set_new(json, "closest", json_string(q->closest));
	return json;
}

/* Visible text first, then what the page hides. */
static void find_on_page(struct dkt_arena *arena, const struct dkt_page *page, const char *text,
			 struct dkt_quote *out)
{
	struct dkt_quote hidden;

	dkt_quote_find(arena, text, page->text, page->text_size, out);
	if (dkt_quote_passes(out->verdict) || page->hidden_size == 0)
		return;
	dkt_quote_find(arena, text, page->hidden, page->hidden_size, &hidden);
	if (dkt_quote_passes(hidden.verdict))
		*out = hidden;
}

static void look(struct dkt_looking *l, const char *text, struct dkt_quoting *q)
{
	memset(q, 0, sizeof *q);
	q->closest = "";
	q->live = DKT_QUOTE_NONE;
	l->best_copy = l->n_copies;
	if (dkt_looking_can_read(l))
		find_on_page(l->c->arena, &l->live->page, text, &q->live);
	q->any_text = q->live.verdict != DKT_QUOTE_NOT_CHECKABLE;
	q->closest = q->live.closest;
	for (size_t i = 0; i < l->n_copies; i++) {
		q->copies[i] = DKT_QUOTE_NONE;
		if (l->copies[i].page == NULL)
			continue;
		find_on_page(l->c->arena, l->copies[i].page, text, &q->copies[i]);
		q->any_text = q->any_text || q->copies[i].verdict != DKT_QUOTE_NOT_CHECKABLE;
		if (q->closest[0] == '\0')
			q->closest = q->copies[i].closest;
		if (dkt_quote_passes(q->copies[i].verdict) && l->best_copy == l->n_copies)
			l->best_copy = i;
	}
}

static void lose_quote(struct dkt_copy *copy, const struct dkt_quote *quote)
{
	if (copy->page == NULL || !dkt_streq(copy->verdict, "good") ||
	    dkt_quote_passes(quote->verdict) || quote->verdict == DKT_QUOTE_NOT_CHECKABLE)
		return;
	copy->verdict = "quote-absent";
	copy->reason = "other words";
}

static json_t *quote_in_copies(struct dkt_looking *l, const struct dkt_quoting *q)
{
	json_t *copies = json_array();

	for (size_t j = 0; j < l->n_copies; j++) {
		json_t *copy = quote_json(&q->copies[j]);

		json_object_set_new(copy, "url", json_string(l->copies[j].url));
		json_array_append_new(copies, copy);
		lose_quote(&l->copies[j], &q->copies[j]);
	}
	return copies;
}

json_t *dkt_look_quotes(struct dkt_looking *l)
{
	const struct dkt_node *quotes = dkt_get(l->source, "quotes");
	json_t *all = json_array();

	for (size_t i = 0; dkt_is(quotes, DKT_ARRAY) && i < quotes->size; i++) {
		const struct dkt_node *text = dkt_get(&quotes->as.items[i], "text");
		const char *pointer = dkt_arena_printf(l->c->arena, "%s/quotes/%zu", l->pointer, i);
		struct dkt_quoting q;

		if (dkt_string(text) == NULL)
			continue;
		look(l, text->as.bytes, &q);
		dkt_say_quote(l, &q, dkt_arena_printf(l->c->arena, "%s/text", pointer), text);
		json_array_append_new(all,
				      json_pack("{s:s, s:s, s:o, s:o}", "pointer", pointer, "text",
						text->as.bytes, "page", quote_json(&q.live),
						"archives", quote_in_copies(l, &q)));
	}
	return all;
}
