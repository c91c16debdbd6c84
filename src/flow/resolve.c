/*
 * resolve.c - a person chooses, field by field, and the choice becomes a new revision that needs
 * approval.
 *
 * The new revision starts from the record that is on main now, so what was chosen is exactly what
 * will be merged.
 */
#include <string.h>

#include "base/error.h"
#include "base/str.h"
#include "flow/conflict.h"
#include "flow/sync.h"
#include "json/build.h"
#include "json/pointer.h"

#include "base/banned.h"

static const struct dkt_choice *choice_for(const struct dkt_choice *choices, size_t n,
					   const char *pointer)
{
	for (size_t i = 0; i < n; i++) {
		if (dkt_streq(choices[i].pointer, pointer))
			return &choices[i];
	}
	return NULL;
}

static int parse_value(struct dkt_arena *arena, const char *json, struct dkt_node *out,
		       struct dkt_err *err)
{
	struct dkt_text_fault fault;
	struct dkt_text text;
	const char *copy = dkt_arena_dups(arena, json);

	if (!dkt_text_parse(&text, arena, copy, strlen(copy), &fault)) {
		(void)dkt_fail(err, DKT_EUSAGE, "\"%.80s\" is not JSON: %s", json, fault.sentence);
		(void)dkt_hint(err, "put quotes around a text: '\"planned\"'");
		return -1;
	}
	*out = text.root;
	return 0;
}

/* Put the chosen value where the conflict is; the merge result holds main's. */
static int apply(struct dkt_arena *arena, const struct dkt_conflict *conflict,
		 const struct dkt_choice *choice, struct dkt_node *record, struct dkt_err *err)
{
	struct dkt_node value;
	struct dkt_node next;
	bool good = true;

	if (choice->take == DKT_TAKE_TIP)
		return 0;
	if (choice->take == DKT_TAKE_VALUE) {
		if (parse_value(arena, choice->value, &value, err) < 0)
			return -1;
		good = dkt_with_pointer(arena, record, conflict->pointer, value, &next);
	} else if (conflict->proposed == NULL) {
		good = dkt_without_pointer(arena, record, conflict->pointer, &next);
	} else {
		good = dkt_with_pointer(arena, record, conflict->pointer, *conflict->proposed,
					&next);
	}
	if (!good)
		return dkt_fail(err, DKT_ESTATE, "%s cannot be set in the record",
				conflict->pointer);
	*record = next;
	return 0;
}

static int unchosen(const struct dkt_conflict *conflict, struct dkt_err *err)
{
	(void)dkt_fail(err, DKT_EUSAGE, "%s is in conflict and nothing was chosen for it",
		       conflict->pointer);
	return dkt_hint(err, "add --take %s=main or --take %s=proposed", conflict->pointer,
			conflict->pointer);
}

static int choose_all(struct dkt_arena *arena, const struct dkt_three *three,
		      const struct dkt_choice *choices, size_t n, struct dkt_node *record,
		      struct dkt_err *err)
{
	*record = three->merge.result;
	for (size_t i = 0; i < n; i++) {
		bool known = false;

		for (size_t j = 0; j < three->merge.n_conflicts; j++)
			known = known ||
				dkt_streq(choices[i].pointer, three->merge.conflicts[j].pointer);
		if (!known)
			return dkt_fail(err, DKT_EUSAGE, "%s is not in conflict",
					choices[i].pointer);
	}
	for (size_t i = 0; i < three->merge.n_conflicts; i++) {
		const struct dkt_choice *choice =
			choice_for(choices, n, three->merge.conflicts[i].pointer);

		if (choice == NULL)
			return unchosen(&three->merge.conflicts[i], err);
		if (apply(arena, &three->merge.conflicts[i], choice, record, err) < 0)
			return -1;
	}
	return 0;
}

static const char *in_words(struct dkt_arena *arena, const struct dkt_choice *choices, size_t n)
{
	static const char *const words[] = {[DKT_TAKE_TIP] = "as main has it",
					    [DKT_TAKE_PROPOSED] = "as proposed",
					    [DKT_TAKE_VALUE] = "a third value"};
	struct dkt_buf out = DKT_BUF_INIT(1 << 16);
	const char *text;

	for (size_t i = 0; i < n; i++)
		dkt_buf_addf(&out, "%s: %s\n", choices[i].pointer, words[choices[i].take]);
	text = dkt_arena_dups(arena, dkt_buf_str(&out));
	dkt_buf_clear(&out);
	return text;
}

static int resolve_case(struct dkt *d, struct dkt_arena *arena, struct dkt_case *c,
			const char *actor, const struct dkt_choice *choices, size_t n,
			const char **state_out, struct dkt_err *err)
{
	struct dkt_happening happening = {.submission = &c->submission,
					  .expected = c->commit,
					  .from = c->state,
					  .event = DKT_EV_RESOLVED,
					  .to = DKT_READY,
					  .by = DKT_BY_MAINTAINER,
					  .actor = actor,
					  .body = in_words(arena, choices, n),
					  .write_envelope = true};
	struct dkt_three three;
	struct dkt_node record;

	if (dkt_three_read(d, arena, c, &three, err) < 0 ||
	    choose_all(arena, &three, choices, n, &record, err) < 0)
		return -1;
	c->submission.proposed = &record;
	c->submission.base = three.tip_blob[0] == '\0' ? NULL : three.tip_blob;
	c->submission.revision++;
	happening.sentence =
		dkt_arena_printf(arena, "resolved: %s, revision %lld", c->submission.record,
				 (long long)c->submission.revision);
	*state_out = dkt_state_name(happening.to);
	return dkt_happen(d, &happening, NULL, err);
}

int dkt_resolve(struct dkt *d, const char *submission, const char *actor,
		const struct dkt_choice *choices, size_t n_choices, const char **state_out,
		struct dkt_err *err)
{
	const struct dkt_person *person = actor == NULL ? NULL : dkt_people_find(d->people, actor);
	struct dkt_arena *arena;
	struct dkt_case c;
	int result;

	if (dkt_context_need_repo(d, err) < 0)
		return -1;
	if (person == NULL || (person->roles & (DKT_MAINTAINER | DKT_ADMINISTRATOR)) == 0) {
		(void)dkt_fail(err, DKT_ESTATE,
			       "%s is no maintainer, and conflicts are resolved by maintainers",
			       actor == NULL ? "nobody named" : actor);
		return dkt_hint(err, "say who decides with --as HANDLE");
	}
	if (dkt_repo_lock(d->repo, "resolve", d->lock_wait_ms, err) < 0)
		return -1;
	arena = dkt_arena_new();
	result = dkt_index_sync(d, err);
	if (result == 0)
		result = dkt_case_read(d, arena, submission, &c, err);
	if (result == 0 && c.state != DKT_CONFLICT)
		result = dkt_fail(err, DKT_ESTATE, "%s is %s, not in conflict", c.id,
				  dkt_state_name(c.state));
	if (result == 0)
		result = resolve_case(d, arena, &c, actor, choices, n_choices, state_out, err);
	dkt_arena_free(arena);
	dkt_repo_unlock(d->repo);
	return result;
}
