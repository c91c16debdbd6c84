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

#define NEST	  8
#define SCORED	  4000	 /* branches that are looked at */
#define CONTESTED 6	 /* best ones that are tried in full */
#define KINDS_OF  1000	 /* values of an enum that are asked for their kind; more are any kind */
#define LISTED	  100000 /* values of all branches together */

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
	dry.report = NULL;
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
	values = DKT_NEW_N(x->arena, const struct dkt_node *, n + 1);
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
	dkt_explain_values(x, place, keyword, values, n);
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
	dkt_explain_types(x, place, keyword, bits);
	return true;
}

/* All branches only require keys: "needs "a" or "b"". */
static bool say_keys(struct dkt_explain *x, const struct dkt_branches *branches,
		     const char *keyword, const struct dkt_place *place)
{
	struct dkt_buf list = DKT_BUF_INIT(1024);
	struct dkt_saying saying = {.message = DKT_SAY_NEEDS_ONE_OF,
				    .keyword = keyword,
				    .level = DKT_ERROR,
				    .args = {dkt_place_name(x, place)}};
	bool plain = branches->n <= 10;

	for (size_t i = 0; i < branches->n && plain; i++) {
		const struct dkt_sub *sub = without_refs(branches->subs[i]);

		plain = sub->n_insns == 1 && sub->insns[0].op == DKT_OP_REQUIRED &&
			sub->insns[0].as.keys->n > 0;
		if (!plain)
			break;
		if (i > 0)
			dkt_buf_adds(&list, i + 1 == branches->n ? " or " : ", ");
		for (size_t k = 0; k < sub->insns[0].as.keys->n; k++)
			dkt_buf_addf(&list, "%s\"%.60s\"", k == 0 ? "" : " and ",
				     sub->insns[0].as.keys->keys[k].bytes);
	}
	if (plain) {
		saying.args[1] = dkt_arena_dup(x->arena, dkt_buf_str(&list), list.size);
		dkt_say(x, place, &saying);
	}
	dkt_buf_clear(&list);
	return plain;
}

/* oneOf with more than one branch that fits. */
static bool say_many(struct dkt_explain *x, const struct dkt_branches *branches,
		     const struct dkt_place *place)
{
	struct dkt_saying saying = {.message = DKT_SAY_MANY_BRANCHES,
				    .keyword = "oneOf",
				    .level = DKT_ERROR,
				    .args = {dkt_place_name(x, place)}};
	size_t found[2];
	size_t n = 0;

	for (size_t i = 0; i < branches->n && n < 2; i++) {
		if (dkt_eval(x->run, branches->subs[i], place->value, NULL) == DKT_PASSES)
			found[n++] = i;
	}
	if (n < 2)
		return false;
	saying.args[1] = dkt_arena_printf(x->arena, "number %zu and number %zu of its schema",
					  found[0] + 1, found[1] + 1);
	dkt_say(x, place, &saying);
	return true;
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
	    (dkt_is(place->value, DKT_OBJECT) && say_keys(x, branches, keyword, place)))
		return true;
	meant = likeliest(x, branches, place);
	if (meant != NULL && dkt_explain_sub(x, meant, place))
		return true;
	saying.args[1] = dkt_arena_printf(x->arena, "%zu", branches->n);
	dkt_say(x, place, &saying);
	return true;
}
