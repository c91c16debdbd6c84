/*
 * regex_program.h - a pattern as a program of threads, and the classes of characters that it tells
 * apart: what the table is made from.  Floor: schema.
 */
#ifndef SCHEMA_REGEX_PROGRAM_H
#define SCHEMA_REGEX_PROGRAM_H

#include "schema/regex_tree.h"

#define DKT_PROGRAM_MAX	     2000U /* steps */
#define DKT_PROGRAM_MAX_SETS 128U

enum dkt_step_kind {
	DKT_STEP_SET,	/* read one character, go on */
	DKT_STEP_SPLIT, /* go on at both */
	DKT_STEP_ASSERT,
	DKT_STEP_MATCH
};

struct dkt_step {
	enum dkt_step_kind kind;
	enum dkt_regex_kind_of_node assertion; /* START, END, BOUNDARY */
	bool negated;
	uint16_t set;
	uint16_t to;
	uint16_t other; /* SPLIT */
};

struct dkt_program {
	struct dkt_step steps[DKT_PROGRAM_MAX];
	size_t n;
	uint16_t start;
	struct dkt_charset sets[DKT_PROGRAM_MAX_SETS];
	size_t n_sets;
	bool has_boundary;
};

/* Characters that no set of the program tells apart. */
struct dkt_classes {
	uint32_t *firsts; /* where intervals begin, sorted, from 0 */
	uint8_t *classes; /* of the intervals */
	size_t n;
	uint32_t *examples; /* one character of each class */
	size_t n_classes;
};

/* False when the pattern has lookaround or back references, or too many parts. */
bool dkt_program_build(struct dkt_program *program, const struct dkt_regex_tree *tree);

/* False when there are more than 250 classes; the arrays live in the arena. */
bool dkt_classes_build(struct dkt_classes *classes, struct dkt_arena *arena,
		       const struct dkt_program *program);

uint8_t dkt_class_of(const uint32_t *firsts, const uint8_t *classes, size_t n, uint32_t c);

static inline bool dkt_is_word(uint32_t c)
{
	return (c >= '0' && c <= '9') || c == '_' || ((c | 32U) >= 'a' && (c | 32U) <= 'z');
}

#endif
