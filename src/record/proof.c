/*
 * proof.c - what recorded evidence proves of one field.
 *
 * Evidence is a document of our own making, but it is read back from a repository that people push
 * to, so a member that is missing or of another kind proves nothing.
 */
#include "record/judge.h"

#include "base/str.h"
#include "json/pointer.h"

#include "base/banned.h"

static bool verdict_is(const json_t *holder, const char *const *words)
{
	const char *verdict = dkt_doc_string(holder, "/verdict", "");

	for (; *words != NULL; words++) {
		if (dkt_streq(*words, verdict))
			return true;
	}
	return false;
}

static bool has_good_copy(const json_t *source, const char *url)
{
	static const char *const good[] = {"good", NULL};
	const json_t *archives = json_object_get(source, "archives");
	const json_t *copy;
	size_t i;

	json_array_foreach(archives, i, copy)
	{
		if (verdict_is(copy, good) &&
		    (url == NULL || dkt_streq(dkt_doc_string(copy, "/url", ""), url)))
			return true;
	}
	return false;
}

static bool was_read(const json_t *source)
{
	static const char *const read[] = {"alive", "redirected", NULL};

	return verdict_is(json_object_get(source, "live"), read) || has_good_copy(source, NULL);
}

/* Words in a copy that is of another page, or of another day, prove nothing of this one. */
static bool quote_found(const json_t *source, const json_t *quote)
{
	static const char *const found[] = {"exact", "folded", "fragments", NULL};
	const json_t *copies = json_object_get(quote, "archives");
	const json_t *copy;
	size_t i;

	if (verdict_is(json_object_get(quote, "page"), found))
		return true;
	json_array_foreach(copies, i, copy)
	{
		if (verdict_is(copy, found) &&
		    has_good_copy(source, dkt_doc_string(copy, "/url", "")))
			return true;
	}
	return false;
}

/* Does this holder of "supports" name the field, one that holds it, or one inside it? */
static bool names(const struct dkt_node *holder, const char *pointer)
{
	const struct dkt_node *list = dkt_get(holder, "supports");

	for (size_t i = 0; i < dkt_size(list); i++) {
		const char *named = dkt_string(dkt_item(list, i));

		if (named != NULL &&
		    (dkt_pointer_under(pointer, named) || dkt_pointer_under(named, pointer)))
			return true;
	}
	return false;
}

/* A quote with fields of its own speaks for those alone; one without speaks for its source's. */
static bool quotes_field(const struct dkt_node *record, const struct dkt_node *source,
			 const json_t *evidence, const char *pointer)
{
	const json_t *quotes = json_object_get(evidence, "quotes");
	const json_t *quote;
	size_t i;

	json_array_foreach(quotes, i, quote)
	{
		const struct dkt_node *node =
			dkt_pointer_get(record, dkt_doc_string(quote, "/pointer", "/"));

		if (!quote_found(evidence, quote))
			continue;
		if (pointer[0] == '\0' || names(node, pointer) ||
		    (dkt_size(dkt_get(node, "supports")) == 0 && names(source, pointer)))
			return true;
	}
	return false;
}

static bool names_somewhere(const struct dkt_node *source, const char *pointer)
{
	const struct dkt_node *quotes = dkt_get(source, "quotes");

	if (pointer[0] == '\0' || names(source, pointer))
		return true;
	for (size_t i = 0; i < dkt_size(quotes); i++) {
		if (names(dkt_item(quotes, i), pointer))
			return true;
	}
	return false;
}

static const json_t *evidence_of(const json_t *evidence, const char *url)
{
	const json_t *sources = json_object_get(evidence, "sources");
	const json_t *source;
	size_t i;

	json_array_foreach(sources, i, source)
	{
		if (dkt_streq(dkt_doc_string(source, "/url", ""), url))
			return source;
	}
	return NULL;
}

static bool proves(const struct dkt_node *record, const struct dkt_node *source,
		   const json_t *evidence, const char *pointer, unsigned proofs, bool attested)
{
	bool handed_in = attested && json_object_get(evidence, "attested") != NULL;

	if ((proofs & DKT_PROOF_REACHED) != 0 && !was_read(evidence) && !handed_in)
		return false;
	if ((proofs & DKT_PROOF_ARCHIVED) != 0 && !has_good_copy(evidence, NULL))
		return false;
	return (proofs & DKT_PROOF_QUOTED) == 0 || quotes_field(record, source, evidence, pointer);
}

unsigned dkt_proof_count(const struct dkt_node *record, const json_t *evidence, const char *pointer,
			 unsigned proofs, bool attested)
{
	const struct dkt_node *sources = dkt_get(record, "sources");
	unsigned n = 0;

	for (size_t i = 0; i < dkt_size(sources); i++) {
		const struct dkt_node *source = dkt_item(sources, i);
		const char *url = dkt_get_string(source, "url");

		if (url != NULL && names_somewhere(source, pointer) &&
		    proves(record, source, evidence_of(evidence, url), pointer, proofs, attested))
			n++;
	}
	return n;
}
