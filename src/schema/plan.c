/*
 * plan.c - running a plan.
 *
 * No pointers, sentences or marks are kept, and "unsure" is no third answer that everything has to
 * carry: the first limit that is reached raises a flag which makes the whole answer worthless, and
 * eval.h is asked instead.
 */
#include "schema/plan.h"

#include <stdlib.h>

#include "base/error.h"
#include "base/utf8.h"
#include "schema/eval.h"
#include "schema/hash.h"
#include "schema/number.h"

#define FEW_ITEMS 8

const struct dkt_program dkt_program_fails = {.n = 0};

struct dkt_checker {
	const struct dkt_plan *plan;
	struct dkt_run run;
	bool unsure;
};

static bool run_program(struct dkt_checker *checker, const struct dkt_program *program,
			const struct dkt_node *value);
static bool run_leaves(struct dkt_checker *checker, const struct dkt_program *program,
		       const struct dkt_node *value);

static inline bool passes(struct dkt_checker *checker, const struct dkt_program *program,
			  const struct dkt_node *value)
{
	if (program == NULL)
		return true;
	/* What looks at nothing below cannot nest, and costs no more than its text. */
	return program->leaf ? run_leaves(checker, program, value)
			     : run_program(checker, program, value);
}

static inline bool takes(struct dkt_checker *checker, const struct dkt_route *route,
			 const struct dkt_node *value)
{
	return passes(checker, route->by_kind[value->kind], value);
}

static bool give_up(struct dkt_checker *checker)
{
	checker->unsure = true;
	return false;
}

static inline bool charge(struct dkt_checker *checker, size_t cost)
{
	if (checker->run.steps < cost)
		return give_up(checker);
	checker->run.steps -= cost;
	return true;
}

static bool settled(struct dkt_checker *checker, enum dkt_verdict verdict)
{
	if (verdict == DKT_UNSURE)
		return give_up(checker);
	return verdict == DKT_PASSES;
}

/* --- text and numbers --- */

static bool matches(struct dkt_checker *checker, const struct dkt_regex *regex, const char *bytes,
		    size_t size)
{
	return settled(checker, dkt_run_match(&checker->run, regex, bytes, size));
}

static bool has_length(struct dkt_checker *checker, const struct dkt_node *value, size_t min,
		       size_t max)
{
	size_t count;

	/* A code point has one to four bytes: often the bytes decide. */
	if (value->size < min || value->size / 4 > max)
		return false;
	if (value->size / 4 >= min && value->size <= max)
		return true;
	if (!charge(checker, value->size / 64))
		return false;
	count = dkt_utf8_count(value->as.bytes, value->size);
	return count >= min && count <= max;
}

/* A number that is written without an exponent, with at most 18 digits before the point. */
struct plain {
	int64_t whole; /* without the fraction, with the sign */
	bool negative; /* also of -0.5 */
	bool fraction; /* is not 0 */
};

static inline bool read_plain(const char *literal, size_t size, struct plain *out)
{
	size_t start = literal[0] == '-';
	size_t i = start;
	int64_t sum = 0;
	char fraction = '0';

	out->negative = start == 1;
	for (; i < size && literal[i] >= '0' && literal[i] <= '9'; i++) {
		if (i - start == 18)
			return false;
		sum = sum * 10 + (literal[i] - '0');
	}
	out->whole = out->negative ? -sum : sum;
	if (i < size && literal[i] == '.') {
		for (i++; i < size && literal[i] >= '0' && literal[i] <= '9'; i++)
			fraction |= literal[i];
	}
	out->fraction = fraction != '0';
	return i == size;
}

static bool within(struct dkt_checker *checker, const struct dkt_check_bound *bound,
		   const struct dkt_node *value)
{
	struct plain number;

	if (bound->least > bound->most || !read_plain(value->as.bytes, value->size, &number) ||
	    (number.fraction && bound->exclusive))
		return settled(checker, dkt_eval_insn(&checker->run, bound->insn, value, NULL));
	/* A fraction leads away from 0. */
	if (number.fraction && number.negative)
		return number.whole > bound->least && number.whole <= bound->most;
	if (number.fraction)
		return number.whole >= bound->least && number.whole < bound->most;
	return number.whole >= bound->least && number.whole <= bound->most;
}

static bool is_integer(const struct dkt_node *value)
{
	struct plain number;

	if (read_plain(value->as.bytes, value->size, &number))
		return !number.fraction;
	return dkt_number_is_integer(value->as.bytes, value->size);
}

/* --- objects --- */

/* What the patterns say of a member. False: it fails. */
static bool check_patterns(struct dkt_checker *checker, const struct dkt_check_members *members,
			   const struct dkt_member *member, bool *known)
{
	for (size_t i = 0; i < members->n_patterns; i++) {
		const struct dkt_check_key_pattern *pattern = &members->patterns[i];

		if (!matches(checker, pattern->regex, member->key, member->key_size)) {
			if (checker->unsure)
				return false;
			continue;
		}
		*known = true;
		if (!takes(checker, pattern->route, &member->value))
			return false;
	}
	return true;
}

static bool check_name(struct dkt_checker *checker, const struct dkt_program *names,
		       const struct dkt_member *member)
{
	struct dkt_node name = {.kind = DKT_STRING,
				.offset = member->key_offset,
				.size = member->key_size,
				.as.bytes = member->key};

	return run_program(checker, names, &name);
}

static bool check_members(struct dkt_checker *checker, const struct dkt_check_members *members,
			  const struct dkt_node *value)
{
	uint64_t missing = members->required;

	if (value->size < members->min || value->size > members->max)
		return false;
	if (!members->loops)
		return true;
	if (!charge(checker, value->size))
		return false;
	for (size_t i = 0; i < value->size; i++) {
		const struct dkt_member *member = &value->as.members[i];
		const struct dkt_key_slot *slot =
			dkt_key_table_find(&members->table, member->key, member->key_size);
		bool known = false;

		if (slot != NULL) {
			const struct dkt_check_key *key = &members->keys[slot->index];

			missing &= ~key->required;
			known = key->route != NULL;
			if (known && !takes(checker, key->route, &member->value))
				return false;
		}
		if (members->n_patterns > 0 && !check_patterns(checker, members, member, &known))
			return false;
		if (!known && members->additional != NULL &&
		    !takes(checker, members->additional, &member->value))
			return false;
		if (members->names != NULL && !check_name(checker, members->names, member))
			return false;
	}
	return missing == 0;
}

/* --- arrays --- */

/* Most items differ at a glance, which costs less than to ask what comparing them might cost. */
static bool pair_differs(struct dkt_checker *checker, const struct dkt_node *left,
			 const struct dkt_node *right)
{
	return dkt_node_differs_plainly(left, right) ||
	       (charge(checker, dkt_hash_work(left, checker->run.steps + 1)) &&
		!dkt_node_equal(left, right));
}

static bool all_differ(struct dkt_checker *checker, const struct dkt_node *value)
{
	size_t a;
	size_t b;

	if (value->size > FEW_ITEMS)
		return charge(checker, dkt_hash_work(value, checker->run.steps + 1)) &&
		       !dkt_find_equal_items(value, &a, &b);
	for (size_t i = 1; i < value->size; i++) {
		for (size_t k = 0; k < i; k++) {
			if (!pair_differs(checker, &value->as.items[i], &value->as.items[k]))
				return false;
		}
	}
	return true;
}

static bool check_items(struct dkt_checker *checker, const struct dkt_check_items *items,
			const struct dkt_node *value)
{
	if (value->size < items->min || value->size > items->max)
		return false;
	if (!charge(checker, value->size))
		return false;
	for (size_t i = 0; i < items->n_prefix && i < value->size; i++) {
		if (!takes(checker, items->prefix[i], &value->as.items[i]))
			return false;
	}
	for (size_t i = items->n_prefix; items->rest != NULL && i < value->size; i++) {
		if (!takes(checker, items->rest, &value->as.items[i]))
			return false;
	}
	return !items->unique || all_differ(checker, value);
}

static bool check_contains(struct dkt_checker *checker, const struct dkt_check_contains *contains,
			   const struct dkt_node *value)
{
	size_t n = 0;

	if (!charge(checker, value->size))
		return false;
	for (size_t i = 0; i < value->size && !checker->unsure; i++) {
		n += takes(checker, contains->route, &value->as.items[i]);
		if (n > contains->max)
			return false;
		if (n >= contains->min && contains->max == SIZE_MAX)
			return true;
	}
	return n >= contains->min;
}

/* --- choices --- */

static bool check_any_of(struct dkt_checker *checker, const struct dkt_check_branches *branches,
			 const struct dkt_node *value)
{
	for (size_t i = 0; i < branches->n && !checker->unsure; i++) {
		if (run_program(checker, branches->programs[i], value))
			return true;
	}
	return false;
}

static bool check_one_of(struct dkt_checker *checker, const struct dkt_check_branches *branches,
			 const struct dkt_node *value)
{
	size_t n = branches->n_sure;

	for (size_t i = 0; i < branches->n && n < 2 && !checker->unsure; i++)
		n += run_program(checker, branches->programs[i], value);
	return n == 1;
}

static bool check_condition(struct dkt_checker *checker,
			    const struct dkt_check_condition *condition,
			    const struct dkt_node *value)
{
	return run_program(checker, condition->test, value)
		       ? passes(checker, condition->then_program, value)
		       : passes(checker, condition->else_program, value);
}

/* --- the loop --- */

static inline bool run_leaf(struct dkt_checker *checker, const struct dkt_check *check,
			    const struct dkt_node *value)
{
	switch (check->op) {
	case DKT_CHECK_INTEGER:
		return is_integer(value);
	case DKT_CHECK_WORDS:
		return dkt_key_table_find(check->as.words, value->as.bytes, value->size) != NULL;
	case DKT_CHECK_BOUND:
		return within(checker, check->as.bound, value);
	case DKT_CHECK_LENGTH:
		return has_length(checker, value, check->as.length.min, check->as.length.max);
	case DKT_CHECK_PATTERN:
		return matches(checker, check->as.regex, value->as.bytes, value->size);
	default:
		return charge(checker, value->size / 64) &&
		       check->as.format->check(value->as.bytes, value->size);
	}
}

static bool run_leaves(struct dkt_checker *checker, const struct dkt_program *program,
		       const struct dkt_node *value)
{
	for (size_t i = 0; i < program->n; i++) {
		if (!run_leaf(checker, &program->checks[i], value))
			return false;
	}
	return program->n > 0;
}

static bool run_check(struct dkt_checker *checker, const struct dkt_check *check,
		      const struct dkt_node *value)
{
	switch (check->op) {
	case DKT_CHECK_MEMBERS:
		return check_members(checker, check->as.members, value);
	case DKT_CHECK_ITEMS:
		return check_items(checker, check->as.items, value);
	case DKT_CHECK_CONTAINS:
		return check_contains(checker, check->as.contains, value);
	case DKT_CHECK_PROGRAM:
		return run_program(checker, check->as.program, value);
	case DKT_CHECK_ANY_OF:
		return check_any_of(checker, check->as.branches, value);
	case DKT_CHECK_ONE_OF:
		return check_one_of(checker, check->as.branches, value);
	case DKT_CHECK_NOT:
		return !run_program(checker, check->as.program, value);
	case DKT_CHECK_IF:
		return check_condition(checker, check->as.condition, value);
	case DKT_CHECK_INSN:
		return settled(checker, dkt_eval_insn(&checker->run, check->as.insn, value, NULL));
	case DKT_CHECK_SUB:
		return settled(checker, dkt_eval(&checker->run, check->as.sub, value, NULL));
	default:
		return run_leaf(checker, check, value);
	}
}

static bool run_program(struct dkt_checker *checker, const struct dkt_program *program,
			const struct dkt_node *value)
{
	bool all = program->n > 0;

	if (checker->run.depth == DKT_MAX_NEST || checker->run.steps == 0)
		return give_up(checker);
	checker->run.depth++;
	checker->run.steps--;
	for (size_t i = 0; i < program->n && all; i++)
		all = run_check(checker, &program->checks[i], value);
	checker->run.depth--;
	return all;
}

/* --- the door --- */

struct dkt_checker *dkt_checker_new(const struct dkt_plan *plan)
{
	struct dkt_checker *checker = calloc(1, sizeof *checker);

	if (checker == NULL)
		dkt_oom();
	checker->plan = plan;
	dkt_run_init(&checker->run, plan->assert_formats);
	return checker;
}

void dkt_checker_free(struct dkt_checker *checker)
{
	if (checker == NULL)
		return;
	dkt_run_clear(&checker->run);
	free(checker);
}

bool dkt_checker_passes(struct dkt_checker *checker, const struct dkt_node *value)
{
	const struct dkt_plan *plan = checker->plan;

	checker->run.steps = DKT_MAX_STEPS;
	checker->run.pattern_steps = DKT_MAX_PATTERN_STEPS;
	checker->run.spent = false;
	checker->run.nested = false;
	checker->unsure = false;
	if (plan->root != NULL) {
		bool all = takes(checker, plan->root, value);

		if (!checker->unsure)
			return all;
		checker->run.steps = DKT_MAX_STEPS;
		checker->run.pattern_steps = DKT_MAX_PATTERN_STEPS;
	}
	return dkt_eval(&checker->run, plan->schema->root, value, NULL) == DKT_PASSES;
}
