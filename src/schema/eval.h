/*
 * eval.h - does a value satisfy a subschema? The quick answer, without reasons.
 *
 * Answers have three values: a limit that was reached (a pattern, the depth, the work allowed)
 * makes an answer unsure, which "not" leaves unsure and a failed sibling settles.
 *
 * Private to the floor.  Floor: schema.
 */
#ifndef SCHEMA_EVAL_H
#define SCHEMA_EVAL_H

#include "schema/compiled.h"

#define DKT_MAX_STEPS ((size_t)100000000) /* subschemas applied and their like, for one value */
/*
 * What all patterns together may cost in one walk over one value, of which there are four at most
 * (plan, eval, eval once more to explain, explain): a second in all. What is linear in the texts'
 * sizes does not count, so that large files with ordinary patterns are checked to the end.
 */
#define DKT_MAX_PATTERN_STEPS ((size_t)5000000)
#define DKT_MAX_NEST	      1500U /* subschemas within each other */

/* The resources entered so far, the innermost first; only $dynamicRef looks at it. */
struct dkt_scope {
	const struct dkt_resource *resource;
	const struct dkt_scope *outer;
};

/* One check of one value by one thread. */
struct dkt_run {
	struct dkt_regex_run *regexes; /* made when first needed */
	const struct dkt_scope *scope;
	size_t steps;
	size_t pattern_steps; /* left for patterns */
	unsigned depth;
	bool assert_formats;
	bool spent;  /* out of steps */
	bool nested; /* too deep somewhere */
};

void dkt_run_init(struct dkt_run *run, bool assert_formats);
void dkt_run_clear(struct dkt_run *run);

/* Which members or items of one value have been evaluated. */
struct dkt_marks {
	unsigned char *seen;
	size_t n;
};

void dkt_marks_init(struct dkt_marks *marks, const struct dkt_node *value);
void dkt_marks_clear(struct dkt_marks *marks);
void dkt_marks_add(struct dkt_marks *marks, const struct dkt_marks *more);

static inline void dkt_mark(struct dkt_marks *marks, size_t i)
{
	if (marks != NULL && i < marks->n)
		marks->seen[i] = 1;
}

/* marks: of value, to be added to where value passes; NULL when nobody asks. */
enum dkt_verdict dkt_eval(struct dkt_run *run, const struct dkt_sub *sub,
			  const struct dkt_node *value, struct dkt_marks *marks);

/* One instruction. */
enum dkt_verdict dkt_eval_insn(struct dkt_run *run, const struct dkt_insn *insn,
			       const struct dkt_node *value, struct dkt_marks *marks);

/* Charge work; false when nothing is left. */
bool dkt_run_charge(struct dkt_run *run, size_t steps);

/* Does the pattern match? Charges for it. regex NULL: unsure. */
enum dkt_verdict dkt_run_match(struct dkt_run *run, const struct dkt_regex *regex,
			       const char *bytes, size_t size);

/* "a and b", "not a" */
static inline enum dkt_verdict dkt_both(enum dkt_verdict a, enum dkt_verdict b)
{
	if (a == DKT_FAILS || b == DKT_FAILS)
		return DKT_FAILS;
	return a == DKT_UNSURE || b == DKT_UNSURE ? DKT_UNSURE : DKT_PASSES;
}

static inline enum dkt_verdict dkt_opposite(enum dkt_verdict a)
{
	if (a == DKT_UNSURE)
		return a;
	return a == DKT_FAILS ? DKT_PASSES : DKT_FAILS;
}

static inline enum dkt_verdict dkt_verdict_of(bool passes)
{
	return passes ? DKT_PASSES : DKT_FAILS;
}

typedef enum dkt_verdict dkt_step_fn(struct dkt_run *run, const struct dkt_insn *insn,
				     const struct dkt_node *value, struct dkt_marks *marks);

/* kw_value.c */
dkt_step_fn dkt_step_type, dkt_step_const, dkt_step_enum, dkt_step_bound, dkt_step_multiple_of;
/* kw_string.c */
dkt_step_fn dkt_step_length, dkt_step_pattern, dkt_step_format;
/* kw_object.c */
dkt_step_fn dkt_step_count, dkt_step_required, dkt_step_dependent_required, dkt_step_property_names,
	dkt_step_members;
/* kw_array.c */
dkt_step_fn dkt_step_unique, dkt_step_items, dkt_step_contains;
/* kw_logic.c */
dkt_step_fn dkt_step_ref, dkt_step_dynamic_ref, dkt_step_all_of, dkt_step_any_of, dkt_step_one_of,
	dkt_step_not, dkt_step_if, dkt_step_dependent_schemas, dkt_step_unevaluated_items,
	dkt_step_unevaluated_members;

/* Where a member's key leads in "properties"; NULL when it is not listed. */
const struct dkt_sub *dkt_members_find(const struct dkt_members *members, const char *key,
				       size_t key_size);

/* The keys of an object, to be asked for many times. */
struct dkt_names {
	const struct dkt_node *object;
	struct dkt_map map; /* filled when the object is large */
};

void dkt_names_init(struct dkt_names *names, const struct dkt_node *object, size_t n_questions);
void dkt_names_clear(struct dkt_names *names);
bool dkt_names_has(const struct dkt_names *names, const char *key, size_t key_size);

/* Where $dynamicRef leads in the present scope. */
const struct dkt_sub *dkt_dynamic_target(const struct dkt_run *run,
					 const struct dkt_dynamic *dynamic);

/* The only subschema that dynamic anchors of a name can lead to in any scope; NULL when there are
 * several. Linear in the anchors of that name. */
const struct dkt_sub *dkt_dynamic_sole(const struct dkt_schemas *library, const char *anchor);

#endif
