/*
 * explain_choice.c - of anyOf and oneOf, explain the branch that was most likely meant.
 *
 * Printing every branch's complaints is noise, printing none is silence. What people mean shows in
 * this order: a key whose value is fixed in the branch ("type": "Point") and agrees; the kind of
 * the value; the keys that it shares with the branch; the fewest complaints. Where branches only
 * differ in kind, in listed values or in required keys, one sentence covers all of them.
 */
#include <string.h>

#include "schema/explain.h"
#include "json/pointer.h"

#define NEST	     8
#define SCORED	     4000   /* branches that are looked at */
#define CONTESTED    6	    /* best ones that are tried in full */
#define FIXED_VALUES 500    /* that are listed as known */
#define KINDS_OF     1000   /* values of an enum that are asked for their kind; more: any kind */
#define LISTED	     100000 /* values of all branches together */

/* --- what a branch wants --- */

/* Follow references that stand alone. */
static const struct dkt_sub *without_refs(const struct dkt_sub *sub)
{
	for (unsigned i = 0; i < NEST && sub->n_insns == 1 && sub->insns[0].op == DKT_OP_REF; i++)
		sub = sub->insns[0].as.sub;
	return sub;
}

static unsigned kind_bits(const struct dkt_node *value)
{
	unsigned bit = DKT_BIT(value->kind);

	return (bit & DKT_BITS_BOOLEAN) != 0 ? DKT_BITS_BOOLEAN : bit;
}

/* The kinds that a branch can accept, as far as it says. */
static unsigned wanted_kinds(const struct dkt_sub *sub, unsigned nest)
{
	unsigned bits = DKT_BITS_ANY | DKT_BIT_INTEGER;

	for (size_t i = 0; i < sub->n_insns && nest < NEST; i++) {
		const struct dkt_insn *insn = &sub->insns[i];
		unsigned listed = 0;

		if (insn->op == DKT_OP_TYPE) {
			bits &= insn->as.types |
				((insn->as.types & DKT_BIT(DKT_NUMBER)) != 0 ? DKT_BIT_INTEGER
									     : 0U);
		} else if (insn->op == DKT_OP_CONST) {
			bits &= kind_bits(insn->as.value) | DKT_BIT_INTEGER;
		} else if (insn->op == DKT_OP_ENUM) {
			if (insn->as.values->n > KINDS_OF)
				continue;
			for (size_t k = 0; k < insn->as.values->n; k++)
				listed |= kind_bits(insn->as.values->sorted[k]);
			bits &= listed | DKT_BIT_INTEGER;
		} else if (insn->op == DKT_OP_REF) {
			bits &= wanted_kinds(insn->as.sub, nest + 1);
		}
	}
	return bits;
}

static bool accepts_kind(const struct dkt_sub *sub, const struct dkt_node *value)
{
	unsigned bits = wanted_kinds(sub, 0);

	if (sub->fixed == DKT_FAILS)
		return false;
	return (bits & DKT_BIT(value->kind)) != 0 ||
	       (dkt_is(value, DKT_NUMBER) && (bits & DKT_BIT_INTEGER) != 0);
}

static const struct dkt_insn *find_insn(const struct dkt_sub *sub, unsigned op)
{
	for (size_t i = 0; i < sub->n_insns; i++) {
		if (sub->insns[i].op == op)
			return &sub->insns[i];
	}
	return NULL;
}

/* --- scores --- */

/* A fixed value that agrees counts much for a branch, one that does not even more against it. */
static long score_member(struct dkt_run *run, const struct dkt_prop *prop,
			 const struct dkt_node *value)
{
	const struct dkt_sub *sub = without_refs(prop->sub);
	const struct dkt_insn *fixed = find_insn(sub, DKT_OP_CONST);

	if (sub->fixed == DKT_FAILS)
		return -40;
	if (fixed == NULL)
		fixed = find_insn(sub, DKT_OP_ENUM);
	if (fixed == NULL)
		return 10;
	if (dkt_eval_insn(run, fixed, value, NULL) == DKT_PASSES)
		return 200;
	return fixed->op == DKT_OP_CONST || fixed->as.values->n <= 3 ? -400 : 5;
}

static long score_branch(struct dkt_run *run, const struct dkt_sub *sub,
			 const struct dkt_node *value, unsigned nest)
{
	long score = 0;

	if (!dkt_run_charge(run, 1))
		return 0;
	for (size_t i = 0; i < sub->n_insns && nest < NEST; i++) {
		const struct dkt_insn *insn = &sub->insns[i];
		const struct dkt_members *members = insn->as.members;

		if (insn->op == DKT_OP_REF) {
			score += score_branch(run, insn->as.sub, value, nest + 1);
		} else if (insn->op == DKT_OP_ALL_OF) {
			for (size_t k = 0; k < insn->as.branches->n && k < 50; k++)
				score += score_branch(run, insn->as.branches->subs[k], value,
						      nest + 1);
		} else if (insn->op == DKT_OP_REQUIRED && dkt_is(value, DKT_OBJECT)) {
			for (size_t k = 0; k < insn->as.keys->n && k < 100; k++)
				score += dkt_getn(value, insn->as.keys->keys[k].bytes,
						  insn->as.keys->keys[k].size) == NULL
						 ? -10
						 : 2;
		} else if (insn->op == DKT_OP_MEMBERS && dkt_is(value, DKT_OBJECT)) {
			for (size_t k = 0; k < members->n_props && k < 1000; k++) {
				const struct dkt_node *there = dkt_getn(
					value, members->props[k].key, members->props[k].key_size);

				if (there != NULL)
					score += score_member(run, &members->props[k], there);
			}
		}
	}
	return score;
}

/* Explain without saying: how many complaints, and how deep? More is better. */
static long try_branch(struct dkt_explain *x, const struct dkt_sub *sub,
		       const struct dkt_place *place)
{
	struct dkt_explain dry = *x;
	struct dkt_place copy = *place;

	dkt_buf_init(&dry.pointer, DKT_MAX_TEXT);
	dry.hear = NULL;
	dry.full = NULL;
	dry.voice.quiet = true;
	dry.n_said = 0;
	dry.deepest = 0;
	copy.missing = NULL;
	copy.missing_end = &copy.missing;
	copy.unknown = NULL;
	copy.unknown_end = &copy.unknown;
	copy.n_lists = 0;
	(void)dkt_explain_sub(&dry, sub, &copy);
	dkt_place_flush(&dry, &copy);
	dkt_buf_clear(&dry.pointer);
	return (long)(dry.deepest * 4) - (long)(dry.n_said > 100000 ? 100000 : dry.n_said) * 10;
}

struct contest {
	const struct dkt_sub *best[CONTESTED];
	size_t n;
	long score;
};

static const struct dkt_sub *likeliest(struct dkt_explain *x, const struct dkt_branches *branches,
				       const struct dkt_place *place)
{
	struct contest contest = {.n = 0};
	const struct dkt_sub *winner;
	long best;

	for (size_t i = 0; i < branches->n && i < SCORED; i++) {
		const struct dkt_sub *sub = branches->subs[i];
		long score = score_branch(x->run, sub, place->value, 0);

		if (!accepts_kind(sub, place->value))
			continue;
		if (contest.n > 0 && score < contest.score)
			continue;
		if (contest.n == 0 || score > contest.score)
			contest.n = 0;
		contest.score = score;
		if (contest.n < CONTESTED)
			contest.best[contest.n++] = sub;
	}
	if (contest.n <= 1)
		return contest.n == 0 ? NULL : contest.best[0];
	winner = contest.best[0];
	best = try_branch(x, winner, place);
	for (size_t i = 1; i < contest.n; i++) {
		long tried = try_branch(x, contest.best[i], place);

		if (tried > best) {
			best = tried;
			winner = contest.best[i];
		}
	}
	return winner;
}

/* --- one sentence for all branches --- */

/* All branches are lists of values: one long list. */
static bool say_values(struct dkt_explain *x, const struct dkt_branches *branches,
		       const char *keyword, const struct dkt_place *place)
{
	const struct dkt_node **values;
	size_t n = 0;
	size_t k = 0;

	for (size_t i = 0; i < branches->n; i++) {
		const struct dkt_sub *sub = without_refs(branches->subs[i]);
		const struct dkt_insn *values_of = find_insn(sub, DKT_OP_ENUM);

		if (values_of == NULL && find_insn(sub, DKT_OP_CONST) == NULL)
			return false;
		n += values_of == NULL ? 1 : values_of->as.values->n;
		if (n > LISTED) /* branches may share one long list by reference */
			return false;
	}
	if (x->hear == NULL) { /* only counted */
		dkt_explain_values(x, place, keyword, NULL, 0, NULL);
		return true;
	}
	values = DKT_NEW_N(x->voice.arena, const struct dkt_node *, n + 1);
	for (size_t i = 0; i < branches->n; i++) {
		const struct dkt_sub *sub = without_refs(branches->subs[i]);
		const struct dkt_insn *values_of = find_insn(sub, DKT_OP_ENUM);

		if (values_of == NULL) {
			values[k++] = find_insn(sub, DKT_OP_CONST)->as.value;
			continue;
		}
		for (size_t j = 0; j < values_of->as.values->n; j++)
			values[k++] = &values_of->as.values->values->as.items[j];
	}
	dkt_explain_values(x, place, keyword, values, n, NULL);
	return true;
}

/* No branch takes this kind of value. */
static bool say_kinds(struct dkt_explain *x, const struct dkt_branches *branches,
		      const char *keyword, const struct dkt_place *place)
{
	unsigned bits = 0;

	for (size_t i = 0; i < branches->n; i++) {
		const struct dkt_sub *sub = branches->subs[i];

		if (accepts_kind(sub, place->value))
			return false;
		if (sub->fixed == DKT_FAILS)
			continue;
		bits |= wanted_kinds(sub, 0);
	}
	if (bits == 0)
		return false;
	dkt_explain_types(x, place, keyword, bits, without_refs(branches->subs[0]));
	return true;
}

/* All branches only require keys: "needs "a" or "b"". */
static bool say_keys(struct dkt_explain *x, const struct dkt_branches *branches,
		     const char *keyword, const struct dkt_place *place)
{
	struct dkt_saying saying = {.message = DKT_SAY_NEEDS_ONE_OF,
				    .keyword = keyword,
				    .level = DKT_ERROR,
				    .args = {dkt_place_name(x, place)}};
	const char *list = NULL;

	if (branches->n > 10)
		return false;
	for (size_t i = 0; i < branches->n; i++) {
		const struct dkt_sub *sub = without_refs(branches->subs[i]);
		const char *keys = NULL;

		if (sub->n_insns != 1 || sub->insns[0].op != DKT_OP_REQUIRED ||
		    sub->insns[0].as.keys->n == 0 || sub->insns[0].as.keys->n > 10)
			return false;
		for (size_t k = 0; k < sub->insns[0].as.keys->n; k++) {
			const struct dkt_key *key = &sub->insns[0].as.keys->keys[k];
			const char *shown = dkt_show_text(&x->voice, key->bytes, key->size);

			keys = k == 0 ? shown : dkt_words(&x->voice, DKT_SAY_AND, keys, shown);
		}
		list = i == 0 ? keys
			      : dkt_words(&x->voice,
					  i + 1 == branches->n ? DKT_SAY_OR : DKT_SAY_COMMA, list,
					  keys);
	}
	saying.args[1] = list;
	dkt_say(x, place, &saying);
	return true;
}

/* --- a key whose fixed value tells the branches apart --- */

/* The instruction that fixes the value of a key, looked for through references and allOf. */
static const struct dkt_insn *fixed_at(struct dkt_explain *x, const struct dkt_sub *sub,
				       const struct dkt_key *key, unsigned nest)
{
	const struct dkt_insn *found = NULL;

	for (size_t i = 0; i < sub->n_insns && nest < NEST && found == NULL; i++) {
		const struct dkt_insn *insn = &sub->insns[i];
		const struct dkt_sub *prop;

		if (!dkt_run_charge(x->run, 1))
			return NULL;
		if (insn->op == DKT_OP_REF) {
			found = fixed_at(x, insn->as.sub, key, nest + 1);
		} else if (insn->op == DKT_OP_ALL_OF) {
			for (size_t k = 0; k < insn->as.branches->n && k < 50 && found == NULL; k++)
				found = fixed_at(x, insn->as.branches->subs[k], key, nest + 1);
		} else if (insn->op == DKT_OP_MEMBERS) {
			prop = dkt_members_find(insn->as.members, key->bytes, key->size);
			if (prop == NULL)
				continue;
			prop = without_refs(prop);
			found = find_insn(prop, DKT_OP_CONST);
			if (found == NULL)
				found = find_insn(prop, DKT_OP_ENUM);
		}
	}
	return found;
}

/* The first key that a branch both requires and fixes, and that all others fix too. */
static bool discriminator(struct dkt_explain *x, const struct dkt_branches *branches,
			  struct dkt_key *out)
{
	const struct dkt_sub *first = without_refs(branches->subs[0]);
	const struct dkt_insn *required = find_insn(first, DKT_OP_REQUIRED);

	for (size_t k = 0; required != NULL && k < required->as.keys->n && k < 20; k++) {
		const struct dkt_key *key = &required->as.keys->keys[k];
		size_t n = 0;

		while (n < branches->n && fixed_at(x, branches->subs[n], key, 0) != NULL)
			n++;
		if (n == branches->n) {
			*out = *key;
			return true;
		}
	}
	return false;
}

static size_t fixed_values(const struct dkt_insn *insn, const struct dkt_node **values, size_t room)
{
	size_t n = 0;

	if (insn->op == DKT_OP_CONST) {
		values[0] = insn->as.value;
		return 1;
	}
	for (; n < insn->as.values->n && n < room; n++)
		values[n] = &insn->as.values->values->as.items[n];
	return n;
}

/* At the member that should tell the branches apart and names none of them. */
static void say_at_key(struct dkt_explain *x, const struct dkt_place *place,
		       const struct dkt_key *key, const char *keyword,
		       const struct dkt_node *const *values, size_t n)
{
	const struct dkt_node *value = dkt_getn(place->value, key->bytes, key->size);
	size_t start = x->pointer.size;
	struct dkt_place inner;

	dkt_place_init(&inner, value, place);
	inner.key = key->bytes;
	inner.key_size = key->size;
	dkt_pointer_add_key(&x->pointer, key->bytes, key->size);
	dkt_explain_values(x, &inner, keyword, values, n, NULL);
	dkt_buf_truncate(&x->pointer, start);
}

/* The key is not there: perhaps under a misspelt name. */
static void say_no_key(struct dkt_explain *x, const struct dkt_place *place,
		       const struct dkt_key *key, const struct dkt_node *const *values, size_t n)
{
	const char *names[100];
	const char *meant;
	size_t n_names = 0;
	struct dkt_saying saying = {.message = place->parent == NULL ? DKT_SAY_REQUIRED
								     : DKT_SAY_REQUIRED_IN,
				    .keyword = "required",
				    .level = DKT_ERROR,
				    .args = {dkt_show_text(&x->voice, key->bytes, key->size),
					     dkt_place_name(x, place)}};

	for (size_t i = 0; i < place->value->size && n_names < 100; i++)
		names[n_names++] = place->value->as.members[i].key;
	meant = dkt_meant(key->bytes, names, n_names);
	for (size_t i = 0; meant != NULL && i < n_names; i++) {
		const struct dkt_member *member = &place->value->as.members[i];

		if (member->key != meant)
			continue;
		saying.message = DKT_SAY_UNKNOWN_MISSING;
		saying.args[1] = saying.args[0];
		saying.args[0] = dkt_show_text(&x->voice, member->key, member->key_size);
		saying.member = member;
	}
	if (x->hear != NULL)
		saying.hint = dkt_words(&x->voice, DKT_SAY_HINT_KNOWN,
					dkt_list_values(x, values, n, NULL), NULL);
	dkt_say(x, place, &saying);
}

/* Every branch fixes the same key, and the value names none of them there. */
static bool say_fixed(struct dkt_explain *x, const struct dkt_branches *branches,
		      const char *keyword, const struct dkt_place *place)
{
	const struct dkt_node **values;
	const struct dkt_node *value;
	struct dkt_key key;
	size_t room;
	size_t n = 0;

	if (branches->n < 2 || branches->n > SCORED || !discriminator(x, branches, &key))
		return false;
	value = dkt_getn(place->value, key.bytes, key.size);
	room = x->hear == NULL ? 0 : FIXED_VALUES;
	values = DKT_NEW_N(x->voice.arena, const struct dkt_node *, room + 1);
	for (size_t i = 0; i < branches->n; i++) {
		const struct dkt_insn *fixed = fixed_at(x, branches->subs[i], &key, 0);

		if (fixed == NULL ||
		    (value != NULL && dkt_eval_insn(x->run, fixed, value, NULL) == DKT_PASSES))
			return false;
		if (n < room)
			n += fixed_values(fixed, values + n, room - n);
	}
	if (value != NULL)
		say_at_key(x, place, &key, keyword, values, n);
	else
		say_no_key(x, place, &key, values, n);
	return true;
}

/* --- oneOf with more than one branch that fits --- */

/* A key that the first branch requires and the second does not. */
static const struct dkt_key *own_key(const struct dkt_sub *sub, const struct dkt_sub *other)
{
	const struct dkt_insn *mine = find_insn(without_refs(sub), DKT_OP_REQUIRED);
	const struct dkt_insn *theirs = find_insn(without_refs(other), DKT_OP_REQUIRED);

	for (size_t i = 0; mine != NULL && i < mine->as.keys->n && i < 100; i++) {
		const struct dkt_key *key = &mine->as.keys->keys[i];
		bool shared = false;

		for (size_t k = 0; theirs != NULL && k < theirs->as.keys->n && k < 100; k++)
			shared = shared || (theirs->as.keys->keys[k].size == key->size &&
					    memcmp(theirs->as.keys->keys[k].bytes, key->bytes,
						   key->size) == 0);
		if (!shared)
			return key;
	}
	return NULL;
}

static const char *form_name(struct dkt_explain *x, const struct dkt_sub *sub, size_t index)
{
	const char *title = dkt_get_string(without_refs(sub)->node, "title");

	if (title == NULL)
		title = dkt_get_string(sub->node, "title");
	if (title != NULL)
		return dkt_show_text(&x->voice, title, strlen(title));
	return dkt_words(&x->voice, DKT_SAY_FORM_NUMBER,
			 dkt_arena_printf(x->voice.arena, "%zu", index + 1), NULL);
}

static bool say_many(struct dkt_explain *x, const struct dkt_branches *branches,
		     const struct dkt_place *place)
{
	struct dkt_saying saying = {.message = DKT_SAY_MANY_BRANCHES,
				    .keyword = "oneOf",
				    .level = DKT_ERROR,
				    .args = {dkt_place_name(x, place)}};
	const struct dkt_key *keys[2];
	size_t found[2];
	size_t n = 0;

	for (size_t i = 0; i < branches->n && n < 2; i++) {
		if (dkt_eval(x->run, branches->subs[i], place->value, NULL) == DKT_PASSES)
			found[n++] = i;
	}
	if (n < 2)
		return false;
	keys[0] = own_key(branches->subs[found[0]], branches->subs[found[1]]);
	keys[1] = own_key(branches->subs[found[1]], branches->subs[found[0]]);
	if (dkt_is(place->value, DKT_OBJECT) && keys[0] != NULL && keys[1] != NULL) {
		saying.message = DKT_SAY_EXCLUSIVE_KEYS;
		saying.args[0] = dkt_show_text(&x->voice, keys[0]->bytes, keys[0]->size);
		saying.args[1] = dkt_show_text(&x->voice, keys[1]->bytes, keys[1]->size);
		saying.hint = dkt_words(&x->voice, DKT_SAY_HINT_KEEP_ONE, NULL, NULL);
	} else {
		saying.args[1] = form_name(x, branches->subs[found[0]], found[0]);
		saying.args[2] = form_name(x, branches->subs[found[1]], found[1]);
	}
	dkt_say(x, place, &saying);
	return true;
}

/* Findings about the value itself say as what it was read, where the branch has a title. */
static bool explain_branch(struct dkt_explain *x, const struct dkt_sub *sub,
			   struct dkt_place *place)
{
	const char *title = dkt_get_string(without_refs(sub)->node, "title");

	if (title != NULL && x->hear != NULL) {
		x->form = dkt_show_text(&x->voice, title, strlen(title));
		x->formed = place->value;
	}
	return dkt_explain_sub(x, sub, place);
}

bool dkt_explain_choice(struct dkt_explain *x, const struct dkt_insn *insn, const char *keyword,
			struct dkt_place *place)
{
	const struct dkt_branches *branches = insn->as.branches;
	struct dkt_saying saying = {.message = DKT_SAY_NO_BRANCH,
				    .keyword = keyword,
				    .level = DKT_ERROR,
				    .args = {dkt_place_name(x, place)}};
	const struct dkt_sub *meant;

	if (insn->op == DKT_OP_ONE_OF && say_many(x, branches, place))
		return true;
	if (say_kinds(x, branches, keyword, place) || say_values(x, branches, keyword, place) ||
	    (dkt_is(place->value, DKT_OBJECT) &&
	     (say_keys(x, branches, keyword, place) || say_fixed(x, branches, keyword, place))))
		return true;
	meant = likeliest(x, branches, place);
	if (meant != NULL && explain_branch(x, meant, place))
		return true;
	saying.args[1] = dkt_arena_printf(x->voice.arena, "%zu", branches->n);
	dkt_say(x, place, &saying);
	return true;
}
