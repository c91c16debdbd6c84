/*
 * scope.c - does a person's scope cover a submission, and do the conditions of a rule hold for it?
 *
 * An amendment is looked at before and after: otherwise a record could be moved into somebody's
 * scope by the very change that they are not meant to decide about.
 */
#include "record/judge.h"

#include <string.h>

#include "base/str.h"
#include "json/pointer.h"

#include "base/banned.h"

static bool is_among(const char *word, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (dkt_streq(list[i], word))
			return true;
	}
	return false;
}

/* "zh" contains "zh-Hans" (RFC 4647, basic filtering; case as it is written). */
static bool language_among(const char *tag, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		size_t size = strlen(list[i]);

		if (strncmp(tag, list[i], size) == 0 && (tag[size] == '\0' || tag[size] == '-'))
			return true;
	}
	return false;
}

static bool countries_covered(const struct dkt_case_facts *facts, const struct dkt_node *record,
			      const struct dkt_scopes *scopes)
{
	const struct dkt_node *node;
	const char *one;

	if (record == NULL || facts->collection == NULL || facts->collection->country == NULL)
		return true;
	node = dkt_pointer_get(record, facts->collection->country);
	one = dkt_string(node);
	if (one != NULL)
		return is_among(one, scopes->countries, scopes->n_countries);
	for (size_t i = 0; i < dkt_size(node); i++) {
		one = dkt_string(dkt_item(node, i));
		if (one == NULL || !is_among(one, scopes->countries, scopes->n_countries))
			return false;
	}
	return dkt_size(node) > 0;
}

static bool languages_covered(const struct dkt_node *record, const struct dkt_scopes *scopes)
{
	const struct dkt_node *sources = dkt_get(record, "sources");

	for (size_t i = 0; i < dkt_size(sources); i++) {
		const char *tag = dkt_get_string(dkt_item(sources, i), "language");

		if (tag != NULL && !language_among(tag, scopes->languages, scopes->n_languages))
			return false;
	}
	return true;
}

bool dkt_scope_covers(const struct dkt_case_facts *facts, const struct dkt_person *person)
{
	const struct dkt_scopes *scopes = &person->scopes;
	const struct dkt_node *proposed = facts->submission->proposed;

	if (facts->submission->kind == DKT_RULES)
		return true;
	if (scopes->n_collections > 0 &&
	    (facts->collection == NULL ||
	     !is_among(facts->collection->name, scopes->collections, scopes->n_collections)))
		return false;
	if (scopes->n_countries > 0 && (!countries_covered(facts, proposed, scopes) ||
					!countries_covered(facts, facts->base, scopes)))
		return false;
	return scopes->n_languages == 0 ||
	       (languages_covered(proposed, scopes) && languages_covered(facts->base, scopes));
}

/* --- conditions of rules --- */

static bool field_touched(const struct dkt_case_facts *facts, const char *pointer)
{
	const struct dkt_node *before =
		facts->base == NULL ? NULL : dkt_pointer_get(facts->base, pointer);
	const struct dkt_node *after =
		facts->submission->proposed == NULL
			? NULL
			: dkt_pointer_get(facts->submission->proposed, pointer);

	if (before == NULL || after == NULL)
		return before != after;
	return !dkt_node_equal(before, after);
}

static bool fields_touched(const struct dkt_case_facts *facts, const struct dkt_when *when)
{
	for (size_t i = 0; i < when->n_fields; i++) {
		if (field_touched(facts, when->fields[i]))
			return true;
	}
	return when->n_fields == 0;
}

static bool code_matches(const char *code, const char *pattern)
{
	size_t size = strlen(pattern);

	if (size > 0 && pattern[size - 1] == '*')
		return strncmp(code, pattern, size - 1) == 0;
	return dkt_streq(code, pattern);
}

static bool findings_there(const struct dkt_case_facts *facts, const struct dkt_when *when)
{
	const json_t *findings = json_object_get(facts->evidence, "findings");
	const json_t *finding;
	size_t i;

	json_array_foreach(findings, i, finding)
	{
		for (size_t j = 0; j < when->n_findings; j++) {
			if (code_matches(dkt_doc_string(finding, "/code", ""), when->findings[j]))
				return true;
		}
	}
	return when->n_findings == 0;
}

/* A public name proves nobody, so conditions on the submitter hold only for proven ones. */
static bool submitter_is(const struct dkt_case_facts *facts, const struct dkt_when *when)
{
	const struct dkt_person *person;

	if (when->roles == 0 && when->accepted == 0)
		return true;
	if (!facts->submitter_proven || facts->submitter == NULL)
		return false;
	person = dkt_people_find(facts->people, facts->submitter);
	return person != NULL && (when->roles == 0 || (person->roles & when->roles) != 0) &&
	       facts->accepted >= when->accepted;
}

bool dkt_when_holds(const struct dkt_when *when, const struct dkt_case_facts *facts)
{
	const struct dkt_submission *s = facts->submission;

	if (when->kinds != 0 && (when->kinds & (1U << s->kind)) == 0)
		return false;
	if (when->n_collections > 0 &&
	    (facts->collection == NULL ||
	     !is_among(facts->collection->name, when->collections, when->n_collections)))
		return false;
	if (when->batch && s->batch == NULL)
		return false;
	return fields_touched(facts, when) && findings_there(facts, when) &&
	       submitter_is(facts, when);
}
