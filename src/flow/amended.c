/*
 * amended.c - which sources does an amendment ask to be looked at again?
 *
 * Sources are many and slow, an amendment is mostly one field. A source is looked at when it is new
 * or was edited, when a quote of it supports a place that changed, and when nothing says what it
 * supports; all of them where the record's evidence is legacy, since they never were. The rest keep
 * what earlier evidence said of them. A record has at most a few hundred
 * places and sources, so everything is compared with everything.
 */
#include <string.h>

#include "base/str.h"
#include "flow/examine.h"
#include "record/meta.h"
#include "json/diff.h"

#include "base/banned.h"

static bool begins(const char *text, const char *start)
{
	size_t size = strlen(start);

	return strncmp(text, start, size) == 0 && (text[size] == '\0' || text[size] == '/');
}

/* Facts are what sources are for: neither the sources themselves nor the bookkeeping. */
static bool is_fact(const char *pointer)
{
	return !begins(pointer, "/sources") && !begins(pointer, "/meta");
}

static bool supports_any(const char *place, const struct dkt_diff *changes)
{
	for (size_t i = 0; i < changes->n; i++) {
		const char *changed = changes->items[i].pointer;

		if (is_fact(changed) && (begins(changed, place) || begins(place, changed)))
			return true;
	}
	return false;
}

static bool any_fact(const struct dkt_diff *changes)
{
	for (size_t i = 0; i < changes->n; i++) {
		if (is_fact(changes->items[i].pointer))
			return true;
	}
	return false;
}

/* Does a source or a quote support a place that changed? *said: it names places at all. */
static bool names_a_change(const struct dkt_node *it, const struct dkt_diff *changes, bool *said)
{
	const struct dkt_node *places = dkt_get(it, "supports");

	for (size_t i = 0; i < dkt_size(places); i++) {
		const char *place = dkt_string(dkt_item(places, i));

		*said = *said || place != NULL;
		if (place != NULL && supports_any(place, changes))
			return true;
	}
	return false;
}

static bool backs_a_change(const struct dkt_node *source, const struct dkt_diff *changes)
{
	const struct dkt_node *quotes = dkt_get(source, "quotes");
	bool said = false;

	if (names_a_change(source, changes, &said))
		return true;
	for (size_t i = 0; i < dkt_size(quotes); i++) {
		if (names_a_change(dkt_item(quotes, i), changes, &said))
			return true;
	}
	return !said && any_fact(changes);
}

static bool same(struct dkt_arena *arena, const struct dkt_node *a, const struct dkt_node *b)
{
	struct dkt_diff diff;

	dkt_diff(arena, a, b, NULL, &diff);
	return diff.n == 0;
}

/* Does the record have this very source before the amendment? */
static bool was_there(struct dkt_arena *arena, const struct dkt_node *before,
		      const struct dkt_node *source)
{
	const char *url = dkt_get_string(source, "url");

	for (size_t i = 0; url != NULL && i < dkt_size(before); i++) {
		const struct dkt_node *one = dkt_item(before, i);
		const char *its = dkt_get_string(one, "url");

		if (its != NULL && dkt_streq(its, url))
			return same(arena, one, source);
	}
	return false;
}

const bool *dkt_exam_unchanged(struct dkt *d, struct dkt_exam *exam, size_t *n_out)
{
	const struct dkt_node *proposed = exam->submission.proposed;
	const struct dkt_node *sources = dkt_get(proposed, "sources");
	size_t n = dkt_is(sources, DKT_ARRAY) ? sources->size : 0;
	bool *unchanged = DKT_NEW_N(exam->arena, bool, n + 1);
	struct dkt_diff changes;

	*n_out = 0;
	/* of legacy evidence nothing was ever looked at */
	if (exam->base == NULL || n == 0 || dkt_streq(dkt_meta_evidence(exam->base), "legacy"))
		return NULL;
	dkt_diff(exam->arena, exam->base, proposed, dkt_context_shape(d, exam->collection),
		 &changes);
	for (size_t i = 0; i < n; i++) {
		const struct dkt_node *source = &sources->as.items[i];

		unchanged[i] = was_there(exam->arena, dkt_get(exam->base, "sources"), source) &&
			       !backs_a_change(source, &changes);
		*n_out += unchanged[i] ? 1 : 0;
	}
	return *n_out == 0 ? NULL : unchanged;
}
