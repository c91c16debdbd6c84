/*
 * regex.c - a pattern is read once and given to the first engine that can run it (regex_engine.h).
 *
 * Nearly all patterns of schemas end in a table of a few states or in a comparison of bytes, whose
 * time is linear and needs no limit. PCRE2 is left with lookaround, back references and patterns
 * whose table would be large; those it reads otherwise than ECMA-262 are walked.
 */
#include "schema/regex_engine.h"

#include <stdlib.h>

#include "base/error.h"

struct dkt_regex {
	enum dkt_regex_kind kind;
	struct dkt_plain *plain;
	struct dkt_table *table;
	struct dkt_pcre *pcre;
	struct dkt_walk *walk;
	struct dkt_arena *arena; /* of the tree, which only the walk needs longer; else NULL */
	const char *sloppy;	 /* NULL: strict */
	size_t sloppy_at;
};

struct dkt_regex_run {
	struct dkt_pcre_run *pcre; /* both made when first needed */
	struct dkt_walk_run *walk;
};

/* Find an engine; false: why says what is beyond all of them. */
static bool choose(struct dkt_regex *regex, const struct dkt_regex_tree *tree, unsigned engines,
		   struct dkt_buf *why)
{
	bool walks = (engines & DKT_REGEX_USE_WALK) != 0;

	if ((engines & DKT_REGEX_USE_PLAIN) != 0 && (regex->plain = dkt_plain_new(tree)) != NULL) {
		regex->kind = DKT_REGEX_PLAIN;
		return true;
	}
	if ((engines & DKT_REGEX_USE_TABLE) != 0 && (regex->table = dkt_table_new(tree)) != NULL) {
		regex->kind = DKT_REGEX_TABLE;
		return true;
	}
	if ((engines & DKT_REGEX_USE_PCRE) != 0 && !(walks && dkt_regex_is_foreign(tree)) &&
	    (regex->pcre = dkt_pcre_new(tree, (engines & DKT_REGEX_USE_JIT) != 0,
					walks ? NULL : why)) != NULL) {
		regex->kind = dkt_pcre_is_compiled(regex->pcre) ? DKT_REGEX_COMPILED
								: DKT_REGEX_INTERPRETED;
		return true;
	}
	if (walks && (regex->walk = dkt_walk_new(tree)) != NULL) {
		regex->kind = DKT_REGEX_WALKED;
		return true;
	}
	if (why != NULL && why->size == 0)
		dkt_buf_adds(why, "the pattern is too long");
	return false;
}

static struct dkt_regex *compile(struct dkt_arena *arena, const struct dkt_regex_tree *tree,
				 unsigned engines, struct dkt_buf *why)
{
	struct dkt_regex *regex = calloc(1, sizeof *regex);

	if (regex == NULL)
		dkt_oom();
	regex->arena = arena;
	if (tree->sloppy) {
		regex->sloppy = tree->sloppy_why;
		regex->sloppy_at = tree->sloppy_at;
	}
	if (!choose(regex, tree, engines, why)) {
		dkt_regex_free(regex);
		return NULL;
	}
	if (regex->walk == NULL) {
		dkt_arena_free(arena);
		regex->arena = NULL;
	}
	return regex;
}

struct dkt_regex *dkt_regex_new_with(const char *pattern, size_t size, unsigned engines,
				     enum dkt_regex_fault *fault_out, size_t *offset_out,
				     struct dkt_buf *why)
{
	struct dkt_arena *arena = dkt_arena_new();
	struct dkt_regex_problem problem;
	const struct dkt_regex_tree *tree = dkt_regex_read(arena, pattern, size, &problem);
	struct dkt_regex *regex;

	*fault_out = problem.fault;
	*offset_out = problem.offset;
	if (tree == NULL) {
		if (why != NULL)
			dkt_buf_adds(why, problem.why);
		dkt_arena_free(arena);
		return NULL;
	}
	regex = compile(arena, tree, engines, why);
	*fault_out = regex == NULL ? DKT_REGEX_UNSUPPORTED : DKT_REGEX_FINE;
	return regex;
}

struct dkt_regex *dkt_regex_new(const char *pattern, size_t size, enum dkt_regex_fault *fault_out,
				size_t *offset_out, struct dkt_buf *why)
{
	return dkt_regex_new_with(pattern, size, DKT_REGEX_USE_ALL, fault_out, offset_out, why);
}

void dkt_regex_free(struct dkt_regex *regex)
{
	if (regex == NULL)
		return;
	dkt_plain_free(regex->plain);
	dkt_table_free(regex->table);
	dkt_pcre_free(regex->pcre);
	dkt_walk_free(regex->walk);
	dkt_arena_free(regex->arena);
	free(regex);
}

enum dkt_regex_kind dkt_regex_kind(const struct dkt_regex *regex)
{
	return regex->kind;
}

const char *dkt_regex_sloppy(const struct dkt_regex *regex, size_t *offset_out)
{
	*offset_out = regex->sloppy_at;
	return regex->sloppy;
}

bool dkt_regex_valid(const char *pattern, size_t size)
{
	struct dkt_arena *arena = dkt_arena_new();
	struct dkt_regex_problem problem;
	const struct dkt_regex_tree *tree = dkt_regex_read(arena, pattern, size, &problem);
	bool valid = tree == NULL ? problem.fault == DKT_REGEX_UNSUPPORTED : !tree->sloppy;

	dkt_arena_free(arena);
	return valid;
}

struct dkt_regex_run *dkt_regex_run_new(void)
{
	struct dkt_regex_run *run = calloc(1, sizeof *run);

	if (run == NULL)
		dkt_oom();
	return run;
}

void dkt_regex_run_free(struct dkt_regex_run *run)
{
	if (run == NULL)
		return;
	dkt_pcre_run_free(run->pcre);
	dkt_walk_run_free(run->walk);
	free(run);
}

/* What the time is: some nanoseconds a byte. */
static size_t linear_cost(size_t size)
{
	return 1 + size / 64;
}

int dkt_regex_match(const struct dkt_regex *regex, struct dkt_regex_run *run, const char *subject,
		    size_t size, size_t *cost_out)
{
	switch (regex->kind) {
	case DKT_REGEX_PLAIN:
		*cost_out = linear_cost(size);
		return dkt_plain_match(regex->plain, subject, size);
	case DKT_REGEX_TABLE:
		*cost_out = linear_cost(size);
		return dkt_table_match(regex->table, subject, size);
	case DKT_REGEX_WALKED:
		if (run->walk == NULL)
			run->walk = dkt_walk_run_new();
		return dkt_walk_match(regex->walk, run->walk, subject, size, cost_out);
	default:
		if (run->pcre == NULL)
			run->pcre = dkt_pcre_run_new();
		return dkt_pcre_match(regex->pcre, run->pcre, subject, size, cost_out);
	}
}
