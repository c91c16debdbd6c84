/*
 * plan.h - a compiled schema once more, arranged for the quick answer.
 *
 * Where a value can stand there is a route: for each kind of value the program of checks that this
 * kind has to pass. What the kind alone decides is decided when the plan is made: a branch of anyOf
 * that wants text is not in the program for objects, a reference is replaced by what it leads to.
 * A plan only ever says "passes for certain"; whatever does not is left to eval.h.
 *
 * Private to the floor.  Floor: schema.
 */
#ifndef SCHEMA_PLAN_H
#define SCHEMA_PLAN_H

#include "schema/compiled.h"
#include "schema/key_table.h"
#include "schema/schema.h"

#define DKT_KINDS (DKT_OBJECT + 1)

struct dkt_program;

/* By kind: NULL passes, dkt_program_fails fails, else its checks decide. */
struct dkt_route {
	const struct dkt_program *by_kind[DKT_KINDS];
};

/* Those that look at nothing below the value come first. */
enum dkt_check_op {
	DKT_CHECK_INTEGER,
	DKT_CHECK_WORDS,  /* a string out of a table */
	DKT_CHECK_BOUND,  /* of a number */
	DKT_CHECK_LENGTH, /* minLength, maxLength */
	DKT_CHECK_PATTERN,
	DKT_CHECK_FORMAT,
	DKT_CHECK_LAST_LEAF = DKT_CHECK_FORMAT,
	DKT_CHECK_MEMBERS, /* all that concerns the members of an object, in one loop */
	DKT_CHECK_ITEMS,   /* the same for arrays */
	DKT_CHECK_CONTAINS,
	DKT_CHECK_PROGRAM, /* another one, in full */
	DKT_CHECK_ANY_OF,
	DKT_CHECK_ONE_OF,
	DKT_CHECK_NOT,
	DKT_CHECK_IF,
	DKT_CHECK_INSN, /* as eval.h does it */
	DKT_CHECK_SUB	/* a whole subschema as eval.h does it */
};

/* A bound within 64 bits, for numbers that are written without an exponent. */
struct dkt_check_bound {
	const struct dkt_insn *insn;
	int64_t least; /* of integers; greater than most where only the instruction can tell */
	int64_t most;
	bool exclusive; /* least and most say nothing of fractions */
};

/* What belongs to a key that the schema names. */
struct dkt_check_key {
	const struct dkt_route *route; /* NULL: only required */
	uint64_t required;	       /* its bit, or 0 */
};

struct dkt_check_key_pattern {
	const struct dkt_regex *regex;
	const struct dkt_route *route;
};

struct dkt_check_members {
	struct dkt_key_table table;
	const struct dkt_check_key *keys;
	uint64_t required; /* bits */
	size_t min;	   /* members; at least as many as are required */
	size_t max;
	const struct dkt_check_key_pattern *patterns;
	size_t n_patterns;
	const struct dkt_route *additional; /* NULL: none */
	const struct dkt_program *names;    /* of every key; NULL: none */
	bool loops;			    /* members have to be looked at */
};

struct dkt_check_items {
	const struct dkt_route *const *prefix;
	size_t n_prefix;
	const struct dkt_route *rest; /* NULL: none */
	size_t min;
	size_t max;
	bool unique;
};

struct dkt_check_contains {
	const struct dkt_route *route;
	size_t min;
	size_t max;
};

struct dkt_check_branches {
	const struct dkt_program *const *programs;
	size_t n;
	size_t n_sure; /* of oneOf: branches that pass in any case, not among the programs */
};

struct dkt_check_condition {
	const struct dkt_program *test;
	const struct dkt_program *then_program;
	const struct dkt_program *else_program;
};

struct dkt_check {
	enum dkt_check_op op;
	union {
		const struct dkt_key_table *words;
		const struct dkt_check_bound *bound;
		struct {
			size_t min;
			size_t max;
		} length;
		const struct dkt_regex *regex;
		const struct dkt_format *format;
		const struct dkt_check_members *members;
		const struct dkt_check_items *items;
		const struct dkt_check_contains *contains;
		const struct dkt_program *program;
		const struct dkt_check_branches *branches;
		const struct dkt_check_condition *condition;
		const struct dkt_insn *insn;
		const struct dkt_sub *sub;
	} as;
};

struct dkt_program {
	uint32_t n;
	bool leaf; /* no check looks below the value, or applies another program */
	const struct dkt_check *checks;
};

extern const struct dkt_program dkt_program_fails;

struct dkt_plan {
	const struct dkt_schema *schema;
	struct dkt_arena *arena;
	const struct dkt_route *root; /* NULL: the schema cannot be planned */
	bool assert_formats;
};

#endif
