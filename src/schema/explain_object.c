/*
 * explain_object.c - keys that are missing, keys that nobody knows, and how they belong together.
 *
 * "statuss" unknown and "status" missing are one mistake and one finding. They can come from
 * different subschemas of one object, so both lists wait in the place until the object is done.
 */
#include <string.h>

#include "base/str.h"
#include "schema/compile.h"
#include "schema/explain.h"

#define COMPARED   500 /* entries that are compared with each other */
#define CANDIDATES 1000
#define NEST	   32

/* --- collecting --- */

static bool same_key(const struct dkt_key *a, const struct dkt_key *b)
{
	return a->size == b->size && memcmp(a->bytes, b->bytes, a->size) == 0;
}

static void add_missing(struct dkt_explain *x, struct dkt_place *place, const struct dkt_key *key,
			const char *because)
{
	struct dkt_missing_key *missing;

	for (missing = place->missing; missing != NULL && place->n_lists < COMPARED;
	     missing = missing->next) {
		if (same_key(&missing->key, key))
			return;
	}
	missing = DKT_NEW(x->voice.arena, struct dkt_missing_key);
	missing->key = *key;
	missing->because = because;
	missing->hint = x->because;
	*place->missing_end = missing;
	place->missing_end = &missing->next;
	place->n_lists++;
}

static void add_unknown(struct dkt_explain *x, struct dkt_place *place,
			const struct dkt_member *member, const struct dkt_sub *closed,
			const char *keyword)
{
	struct dkt_unknown_key *unknown;

	for (unknown = place->unknown; unknown != NULL && place->n_lists < COMPARED;
	     unknown = unknown->next) {
		if (unknown->member == member)
			return;
	}
	unknown = DKT_NEW(x->voice.arena, struct dkt_unknown_key);
	unknown->member = member;
	unknown->closed = closed;
	unknown->keyword = keyword;
	*place->unknown_end = unknown;
	place->unknown_end = &unknown->next;
	place->n_lists++;
}

bool dkt_explain_required(struct dkt_explain *x, const struct dkt_keys *keys, const char *because,
			  struct dkt_place *place)
{
	struct dkt_names names;
	bool failed = false;

	if (place->value->size >= 16 && !dkt_run_charge(x->run, place->value->size))
		return false;
	dkt_names_init(&names, place->value, keys->n);
	for (size_t i = 0; i < keys->n; i++) {
		const struct dkt_key *key = &keys->keys[i];

		if (dkt_names_has(&names, key->bytes, key->size))
			continue;
		add_missing(x, place, key, because);
		failed = true;
	}
	dkt_names_clear(&names);
	return failed;
}

/* --- members --- */

static bool explain_member(struct dkt_explain *x, const struct dkt_sub *sub,
			   const struct dkt_members *members, const struct dkt_member *member,
			   struct dkt_place *place)
{
	const struct dkt_sub *known = dkt_members_find(members, member->key, member->key_size);
	bool found = known != NULL;
	bool failed = found && dkt_explain_member(x, known, place, member, sub);

	for (size_t i = 0; i < members->n_patterns; i++) {
		enum dkt_verdict match = dkt_run_match(x->run, members->patterns[i].regex,
						       member->key, member->key_size);
		const struct dkt_saying saying = {
			.message = DKT_SAY_SLOW_PATTERN,
			.keyword = "patternProperties",
			.level = DKT_UNCHECKED,
			.args = {dkt_show_text(&x->voice, member->key, member->key_size)},
			.member = member};

		if (match == DKT_FAILS)
			continue;
		found = true;
		if (match == DKT_UNSURE)
			dkt_say(x, place, &saying);
		else
			failed = dkt_explain_member(x, members->patterns[i].sub, place, member,
						    sub) ||
				 failed;
	}
	if (found || members->additional == NULL)
		return failed;
	if (members->additional->fixed == DKT_FAILS) {
		add_unknown(x, place, member, sub, "additionalProperties");
		return true;
	}
	return dkt_explain_member(x, members->additional, place, member, sub);
}

bool dkt_explain_members(struct dkt_explain *x, const struct dkt_sub *sub,
			 const struct dkt_insn *insn, struct dkt_place *place)
{
	bool failed = false;

	for (size_t i = 0; i < place->value->size && !x->run->spent; i++)
		failed = explain_member(x, sub, insn->as.members, &place->value->as.members[i],
					place) ||
			 failed;
	return failed;
}

/* The values that a key's schema lists, or NULL. */
static const struct dkt_node *listed_names(const struct dkt_sub *sub)
{
	for (size_t i = 0; i < sub->n_insns; i++) {
		if (sub->insns[i].op == DKT_OP_ENUM)
			return sub->insns[i].as.values->values;
	}
	return NULL;
}

static void say_name(struct dkt_explain *x, const struct dkt_sub *sub, struct dkt_place *place,
		     const struct dkt_member *member)
{
	struct dkt_saying saying = {
		.message = DKT_SAY_KEY,
		.keyword = "propertyNames",
		.level = DKT_ERROR,
		.args = {dkt_show_text(&x->voice, member->key, member->key_size),
			 dkt_place_name(x, place)},
		.hint = dkt_hint_schema(x, sub),
		.member = member};
	const struct dkt_node *listed = listed_names(sub);
	const char *names[CANDIDATES];
	const char *meant;
	size_t n = 0;

	for (size_t k = 0; k < sub->n_insns; k++) {
		if (sub->insns[k].op == DKT_OP_PATTERN)
			saying.message = DKT_SAY_KEY_PATTERN;
	}
	for (size_t i = 0; i < dkt_size(listed) && n < CANDIDATES && x->hear != NULL; i++) {
		const char *name = dkt_string(dkt_item(listed, i));

		if (name != NULL && dkt_get(place->value, name) == NULL)
			names[n++] = name;
	}
	meant = dkt_meant(member->key, names, n);
	if (meant != NULL) {
		saying.message = DKT_SAY_KEY_MEANT;
		saying.args[2] = dkt_show_text(&x->voice, meant, strlen(meant));
	}
	dkt_say(x, place, &saying);
}

bool dkt_explain_names(struct dkt_explain *x, const struct dkt_insn *insn, struct dkt_place *place)
{
	bool failed = false;

	for (size_t i = 0; i < place->value->size && !x->run->spent; i++) {
		const struct dkt_member *member = &place->value->as.members[i];
		struct dkt_node name = {.kind = DKT_STRING,
					.offset = member->key_offset,
					.size = member->key_size,
					.as.bytes = member->key};

		if (dkt_eval(x->run, insn->as.sub, &name, NULL) != DKT_FAILS)
			continue;
		say_name(x, insn->as.sub, place, member);
		failed = true;
	}
	return failed;
}

/* --- unevaluated --- */

/* Does the subschema, or one it applies to the same value, speak of the key? */
static bool mentions(struct dkt_explain *x, const struct dkt_sub *sub,
		     const struct dkt_member *member, unsigned nest)
{
	const struct dkt_sub *edge;

	if (nest > NEST || !dkt_run_charge(x->run, 1))
		return false;
	for (size_t i = 0; i < sub->n_insns; i++) {
		const struct dkt_members *members = sub->insns[i].as.members;

		if (sub->insns[i].op != DKT_OP_MEMBERS)
			continue;
		if (members->additional != NULL ||
		    dkt_members_find(members, member->key, member->key_size) != NULL)
			return true;
		for (size_t k = 0; k < members->n_patterns; k++) {
			if (dkt_run_match(x->run, members->patterns[k].regex, member->key,
					  member->key_size) != DKT_FAILS)
				return true;
		}
	}
	for (size_t k = 0; (edge = dkt_sub_edge(sub, k)) != NULL; k++) {
		if (mentions(x, edge, member, nest + 1))
			return true;
	}
	return false;
}

static bool explain_left_member(struct dkt_explain *x, const struct dkt_sub *sub,
				const struct dkt_insn *insn, struct dkt_place *place, size_t i,
				bool sibling_failed)
{
	const struct dkt_member *member = &place->value->as.members[i];

	/* Where a sibling failed, what it would have evaluated is no mistake of its own. */
	if (sibling_failed && mentions(x, sub, member, 0))
		return false;
	if (insn->as.sub->fixed != DKT_FAILS)
		return dkt_explain_member(x, insn->as.sub, place, member, sub);
	add_unknown(x, place, member, sub, "unevaluatedProperties");
	return true;
}

bool dkt_explain_unevaluated(struct dkt_explain *x, const struct dkt_sub *sub,
			     const struct dkt_insn *insn, struct dkt_place *place,
			     bool sibling_failed)
{
	struct dkt_marks marks;
	bool failed = false;

	if (sibling_failed && insn->op == DKT_OP_UNEVALUATED_ITEMS)
		return false;
	dkt_marks_init(&marks, place->value);
	for (const struct dkt_insn *one = sub->insns; one != insn; one++)
		(void)dkt_eval_insn(x->run, one, place->value, &marks);
	for (size_t i = 0; i < place->value->size && !x->run->spent; i++) {
		if (marks.seen[i] != 0)
			continue;
		if (insn->op == DKT_OP_UNEVALUATED_ITEMS) {
			x->closed = "unevaluatedItems";
			failed = dkt_explain_item(x, insn->as.sub, place, i) || failed;
			x->closed = NULL;
		} else
			failed = explain_left_member(x, sub, insn, place, i, sibling_failed) ||
				 failed;
	}
	dkt_marks_clear(&marks);
	return failed;
}

/* --- saying it --- */

struct candidates {
	const char *names[CANDIDATES];
	size_t n;
};

/* Keys that the subschema knows and the object does not have. */
static void add_candidates(struct dkt_explain *x, const struct dkt_sub *sub,
			   const struct dkt_place *place, struct candidates *out, unsigned nest)
{
	const struct dkt_sub *edge;

	if (nest > NEST || !dkt_run_charge(x->run, 1))
		return;
	for (size_t i = 0; i < sub->n_insns; i++) {
		const struct dkt_members *members = sub->insns[i].as.members;

		if (sub->insns[i].op != DKT_OP_MEMBERS)
			continue;
		for (size_t k = 0; k < members->n_props && out->n < CANDIDATES; k++) {
			const struct dkt_prop *prop = &members->props[k];

			if (prop->sub->fixed != DKT_FAILS &&
			    dkt_getn(place->value, prop->key, prop->key_size) == NULL)
				out->names[out->n++] = prop->key;
		}
	}
	for (size_t k = 0; out->n < CANDIDATES && (edge = dkt_sub_edge(sub, k)) != NULL; k++)
		add_candidates(x, edge, place, out, nest + 1);
}

static struct dkt_missing_key *meant_missing(const struct dkt_place *place, const char *word)
{
	const char *names[COMPARED];
	const char *meant;
	size_t n = 0;

	for (const struct dkt_missing_key *one = place->missing; one != NULL && n < COMPARED;
	     one = one->next) {
		if (!one->found)
			names[n++] = one->key.bytes;
	}
	meant = dkt_meant(word, names, n);
	for (struct dkt_missing_key *one = place->missing; meant != NULL && one != NULL;
	     one = one->next) {
		if (!one->found && one->key.bytes == meant)
			return one;
	}
	return NULL;
}

static const char *quoted(struct dkt_explain *x, const char *key)
{
	return dkt_show_text(&x->voice, key, strlen(key));
}

static const char *list_keys(struct dkt_explain *x, const struct candidates *known)
{
	size_t shown = known->n <= 12 ? known->n : 10;
	const char *list = NULL;

	for (size_t i = 0; i < shown; i++)
		list = i == 0 ? quoted(x, known->names[i])
			      : dkt_words(&x->voice, DKT_SAY_COMMA, list,
					  quoted(x, known->names[i]));
	if (shown < known->n)
		list = dkt_words(&x->voice, DKT_SAY_AND_MORE, list,
				 dkt_arena_printf(x->voice.arena, "%zu", known->n - shown));
	return list == NULL ? NULL : dkt_words(&x->voice, DKT_SAY_HINT_FREE_KEYS, list, NULL);
}

/* --- keys at the wrong level --- */

/* Does the subschema, or one it applies to the same value, name the key? */
static bool knows(struct dkt_explain *x, const struct dkt_sub *sub, const char *key, size_t size,
		  unsigned nest)
{
	const struct dkt_sub *edge;

	if (nest > NEST || !dkt_run_charge(x->run, 1))
		return false;
	for (size_t i = 0; i < sub->n_insns; i++) {
		const struct dkt_sub *known =
			sub->insns[i].op == DKT_OP_MEMBERS
				? dkt_members_find(sub->insns[i].as.members, key, size)
				: NULL;

		if (known != NULL && known->fixed != DKT_FAILS)
			return true;
	}
	for (size_t k = 0; (edge = dkt_sub_edge(sub, k)) != NULL; k++) {
		if (knows(x, edge, key, size, nest + 1))
			return true;
	}
	return false;
}

/* The member of the object whose own schema knows the key, also for the items of its list. */
static const struct dkt_member *inner_home(struct dkt_explain *x, const struct dkt_sub *sub,
					   const struct dkt_place *place,
					   const struct dkt_member *lost)
{
	const struct dkt_members *members = NULL;

	for (size_t i = 0; i < sub->n_insns; i++) {
		if (sub->insns[i].op == DKT_OP_MEMBERS)
			members = sub->insns[i].as.members;
	}
	for (size_t i = 0; members != NULL && i < place->value->size && i < 200; i++) {
		const struct dkt_member *one = &place->value->as.members[i];
		const struct dkt_sub *known = dkt_members_find(members, one->key, one->key_size);

		if (known != NULL && dkt_is(&one->value, DKT_OBJECT) &&
		    dkt_getn(&one->value, lost->key, lost->key_size) == NULL &&
		    knows(x, known, lost->key, lost->key_size, 0))
			return one;
	}
	return NULL;
}

static const char *hint_level(struct dkt_explain *x, const struct dkt_place *place,
			      const struct dkt_unknown_key *unknown)
{
	const struct dkt_member *lost = unknown->member;
	const struct dkt_place *up = place;
	const struct dkt_member *home = inner_home(x, unknown->closed, place, lost);

	if (home != NULL)
		return dkt_words(&x->voice, DKT_SAY_HINT_INSIDE,
				 dkt_show_text(&x->voice, home->key, home->key_size), NULL);
	while (up->within == NULL && up->parent != NULL)
		up = up->parent;
	if (up->within == NULL || up->parent == NULL ||
	    dkt_getn(up->parent->value, lost->key, lost->key_size) != NULL ||
	    !knows(x, up->within, lost->key, lost->key_size, 0))
		return NULL;
	return dkt_words(&x->voice, DKT_SAY_HINT_ONE_UP, dkt_place_name(x, up), NULL);
}

/* Two keys at least, and half of all that are missing, stand in the unknown key's object. */
static bool wraps(const struct dkt_place *place, const struct dkt_member *member)
{
	size_t n = 0;
	size_t inside = 0;

	if (!dkt_is(&member->value, DKT_OBJECT))
		return false;
	for (const struct dkt_missing_key *one = place->missing; one != NULL && n < COMPARED;
	     one = one->next, n++)
		inside += !one->found &&
			  dkt_getn(&member->value, one->key.bytes, one->key.size) != NULL;
	return inside >= 2 && inside * 2 >= n;
}

static void say_wraps(struct dkt_explain *x, struct dkt_place *place,
		      const struct dkt_unknown_key *unknown)
{
	const struct dkt_member *member = unknown->member;
	const char *key = dkt_show_text(&x->voice, member->key, member->key_size);
	const struct dkt_saying saying = {
		.message = DKT_SAY_UNKNOWN_WRAPS,
		.keyword = unknown->keyword,
		.level = DKT_ERROR,
		.args = {key},
		.hint = dkt_words(&x->voice, DKT_SAY_HINT_UNWRAP, key, NULL),
		.member = member};

	for (struct dkt_missing_key *one = place->missing; one != NULL; one = one->next)
		one->found = one->found ||
			     dkt_getn(&member->value, one->key.bytes, one->key.size) != NULL;
	dkt_say(x, place, &saying);
}

/* Does the subschema name no key, but forms that keys may have? */
static bool only_patterns(const struct dkt_sub *closed)
{
	for (size_t i = 0; closed != NULL && i < closed->n_insns; i++) {
		const struct dkt_members *members = closed->insns[i].as.members;

		if (closed->insns[i].op == DKT_OP_MEMBERS)
			return members->n_props == 0 && members->n_patterns > 0;
	}
	return false;
}

static void say_unknown(struct dkt_explain *x, struct dkt_place *place,
			const struct dkt_unknown_key *unknown, bool suggest)
{
	const struct dkt_member *member = unknown->member;
	struct dkt_missing_key *missing = suggest ? meant_missing(place, member->key) : NULL;
	struct candidates known = {.n = 0};
	const char *meant;
	struct dkt_saying saying = {
		.message = DKT_SAY_UNKNOWN,
		.keyword = unknown->keyword,
		.level = DKT_ERROR,
		.args = {dkt_show_text(&x->voice, member->key, member->key_size)},
		.member = member};

	if (missing != NULL) {
		missing->found = true;
		saying.message = DKT_SAY_UNKNOWN_MISSING;
		saying.args[1] = quoted(x, missing->key.bytes);
	} else if (suggest && wraps(place, member)) {
		say_wraps(x, place, unknown);
		return;
	} else if (suggest) {
		add_candidates(x, unknown->closed, place, &known, 0);
		meant = dkt_meant(member->key, known.names, known.n);
		if (meant != NULL) {
			saying.message = DKT_SAY_UNKNOWN_MEANT;
			saying.args[1] = quoted(x, meant);
		} else if (known.n == 0 && only_patterns(unknown->closed)) {
			saying.message = DKT_SAY_KEY_PATTERN;
			saying.args[1] = dkt_place_name(x, place);
		} else {
			saying.hint = hint_level(x, place, unknown);
			if (saying.hint == NULL)
				saying.hint = list_keys(x, &known);
		}
	}
	dkt_say(x, place, &saying);
}

static void say_missing(struct dkt_explain *x, struct dkt_place *place,
			const struct dkt_missing_key *missing)
{
	struct dkt_saying saying = {
		.message = DKT_SAY_REQUIRED,
		.keyword = "required",
		.level = DKT_ERROR,
		.args = {dkt_show_text(&x->voice, missing->key.bytes, missing->key.size)},
		.hint = missing->hint};

	if (missing->because != NULL) {
		saying.message = DKT_SAY_DEPENDENT;
		saying.keyword = "dependentRequired";
		saying.args[1] = quoted(x, missing->because);
	} else if (place->parent != NULL) {
		saying.message = DKT_SAY_REQUIRED_IN;
		saying.args[1] = dkt_place_name(x, place);
	}
	dkt_say(x, place, &saying);
}

void dkt_place_flush(struct dkt_explain *x, struct dkt_place *place)
{
	size_t n = 0;

	for (const struct dkt_unknown_key *one = place->unknown; one != NULL; one = one->next)
		say_unknown(x, place, one, n++ < 50 && x->hear != NULL);
	for (const struct dkt_missing_key *one = place->missing; one != NULL; one = one->next) {
		if (!one->found)
			say_missing(x, place, one);
	}
	place->missing = NULL;
	place->missing_end = &place->missing;
	place->unknown = NULL;
	place->unknown_end = &place->unknown;
	place->n_lists = 0;
}
