/*
 * compiled.h - what a schema document becomes: subschemas with arrays of instructions.
 *
 * One dkt_sub a subschema, made once and shared by all references to it, so the whole is a graph
 * with cycles. An instruction is an opcode, the kinds of value it concerns and one operand; what
 * only messages need (the schema's text, the place of a keyword) is kept apart. Everything lives in
 * the arena of the library and is const once compiled.
 *
 * Private to the floor.  Floor: schema.
 */
#ifndef SCHEMA_COMPILED_H
#define SCHEMA_COMPILED_H

#include "base/map.h"
#include "schema/format.h"
#include "schema/regex.h"
#include "json/text.h"

/*
 * In the order in which they run: cheap ones first, those that look at what others evaluated last.
 */
enum dkt_op {
	DKT_OP_TYPE,
	DKT_OP_CONST,
	DKT_OP_ENUM,
	DKT_OP_MINIMUM,
	DKT_OP_MAXIMUM,
	DKT_OP_EXCLUSIVE_MINIMUM,
	DKT_OP_EXCLUSIVE_MAXIMUM,
	DKT_OP_MULTIPLE_OF,
	DKT_OP_MIN_LENGTH,
	DKT_OP_MAX_LENGTH,
	DKT_OP_FORMAT,
	DKT_OP_PATTERN,
	DKT_OP_MIN_PROPERTIES,
	DKT_OP_MAX_PROPERTIES,
	DKT_OP_REQUIRED,
	DKT_OP_DEPENDENT_REQUIRED,
	DKT_OP_PROPERTY_NAMES,
	DKT_OP_MEMBERS, /* properties, patternProperties and additionalProperties in one loop */
	DKT_OP_MIN_ITEMS,
	DKT_OP_MAX_ITEMS,
	DKT_OP_UNIQUE_ITEMS,
	DKT_OP_ITEMS, /* prefixItems and items in one loop */
	DKT_OP_CONTAINS,
	DKT_OP_REF,
	DKT_OP_DYNAMIC_REF,
	DKT_OP_ALL_OF,
	DKT_OP_ANY_OF,
	DKT_OP_ONE_OF,
	DKT_OP_NOT,
	DKT_OP_IF,
	DKT_OP_DEPENDENT_SCHEMAS,
	DKT_OP_UNEVALUATED_ITEMS,
	DKT_OP_UNEVALUATED_PROPERTIES,
	DKT_OP_COUNT
};

/* Kinds as bits, 1 << enum dkt_kind; and some more for single instructions: two of "type" (the
 * second one wants integers without a point or an exponent), one of "format". */
#define DKT_BIT(kind)	 (1U << (unsigned)(kind))
#define DKT_BIT_INTEGER	 (1U << 7)
#define DKT_BIT_WRITTEN	 (1U << 8)
#define DKT_BIT_ASSERTED (1U << 9) /* in kinds: checked whatever the caller says */
#define DKT_BITS_BOOLEAN (DKT_BIT(DKT_FALSE) | DKT_BIT(DKT_TRUE))
#define DKT_BITS_ANY	 0x7FU

enum dkt_verdict { DKT_FAILS, DKT_PASSES, DKT_UNSURE };

struct dkt_sub;
struct dkt_resource;
struct dkt_schemas;

/* A key and the subschema that belongs to it. */
struct dkt_prop {
	const char *key;
	size_t key_size;
	const struct dkt_sub *sub;
};

/* A regular expression for keys and the subschema that belongs to it. */
struct dkt_prop_pattern {
	const struct dkt_regex *regex;
	const struct dkt_sub *sub;
};

struct dkt_members {
	const struct dkt_prop *props; /* in the order written */
	size_t n_props;
	const struct dkt_map *index; /* key to dkt_prop; NULL when there are few */
	const struct dkt_prop_pattern *patterns;
	size_t n_patterns;
	const struct dkt_sub *additional; /* NULL when absent */
};

struct dkt_items {
	const struct dkt_sub *const *prefix;
	size_t n_prefix;
	const struct dkt_sub *rest; /* NULL when absent */
};

struct dkt_contains {
	const struct dkt_sub *sub;
	size_t min;
	size_t max;  /* SIZE_MAX when unbounded */
	bool counts; /* what it accepts is evaluated (since 2020-12) */
};

/* Distinct values sorted by hash, and in the order written. */
struct dkt_enum {
	const struct dkt_node *values; /* the array as written */
	const uint64_t *hashes;	       /* sorted */
	const struct dkt_node *const *sorted;
	size_t n;
};

struct dkt_key {
	const char *bytes;
	size_t size;
};

struct dkt_keys {
	const struct dkt_key *keys;
	size_t n;
};

/* "dependentRequired": when the key is there, these must be too. */
struct dkt_dependents {
	struct dkt_key key;
	struct dkt_keys wants;
};

struct dkt_branches {
	const struct dkt_sub *const *subs;
	size_t n;
};

struct dkt_condition {
	const struct dkt_sub *test;
	const struct dkt_sub *then_sub; /* NULL when absent */
	const struct dkt_sub *else_sub; /* NULL when absent */
};

struct dkt_dynamic {
	const struct dkt_sub *target; /* where the reference leads by itself */
	const char *anchor; /* of a $dynamicAnchor there, looked up in the dynamic scope; or NULL */
};

struct dkt_pattern {
	const struct dkt_regex *regex; /* NULL: not one that we can run, the answer is unsure */
	const char *source;
};

struct dkt_insn {
	uint16_t op;	/* enum dkt_op */
	uint16_t kinds; /* bits of the kinds it concerns; others pass */
	uint32_t cold;	/* index into the subschema's cold array */
	union {
		unsigned types;
		size_t limit;
		const struct dkt_node *value; /* const, minimum, multipleOf ... */
		const struct dkt_enum *values;
		const struct dkt_pattern *pattern;
		const struct dkt_format *format;
		const struct dkt_keys *keys;
		const struct dkt_members *members;
		const struct dkt_items *items;
		const struct dkt_contains *contains;
		const struct dkt_sub *sub;
		const struct dkt_branches *branches;
		const struct dkt_condition *condition;
		const struct dkt_dynamic *dynamic;
		struct {
			const struct dkt_prop *props;
			size_t n;
		} dependent_schemas;
		struct {
			const struct dkt_dependents *items;
			size_t n;
		} dependent_required;
	} as;
};

/* What only messages need of an instruction. */
struct dkt_cold {
	const char *keyword;
	const struct dkt_node *value; /* of the keyword in the schema */
};

struct dkt_sub {
	const struct dkt_insn *insns;
	uint32_t n_insns;
	uint8_t fixed;	  /* enum dkt_verdict: DKT_UNSURE when the instructions decide */
	bool unevaluated; /* has unevaluatedProperties or unevaluatedItems of its own */
	bool discarded;	  /* of a schema with mistakes; to be compiled, and complained of, again */
	uint8_t in_walk;  /* used by the search for reference loops */
	const struct dkt_resource *resource;
	/* cold from here */
	const struct dkt_cold *cold;
	const struct dkt_node *node; /* the subschema as written */
	const struct dkt_shape *shape;
	struct dkt_sub *next; /* all subschemas of the library */
};

/* A whole schema, as dkt_schemas_compile gives it. */
struct dkt_schema {
	const char *name;
	const struct dkt_schemas *library;
	const struct dkt_sub *root;
	const struct dkt_shape *shape;
};

#endif
