/*
 * regex_tree.h - a pattern of ECMA-262, read: what is run, analysed and translated is this.
 *
 * Every set of characters, be it a letter, a class, "\s" or "\p{L}", is a sorted list of ranges of
 * code points without surrogates, since a subject is valid UTF-8 and has none.
 *
 * Standard: ECMA-262 (2025), section 22.2, as with the flag u; what only its Annex B and the habits
 * of schemas allow is accepted and noted in sloppy.  Floor: schema.
 */
#ifndef SCHEMA_REGEX_TREE_H
#define SCHEMA_REGEX_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "schema/regex.h"

#define DKT_REGEX_UNBOUNDED   UINT32_MAX
#define DKT_REGEX_MAX_PATTERN ((size_t)65536)
#define DKT_CODE_POINT_MAX    0x10FFFFU

struct dkt_range {
	uint32_t first;
	uint32_t last;
};

struct dkt_charset {
	const struct dkt_range *ranges; /* sorted, neither touching nor overlapping */
	size_t n;
};

enum dkt_regex_kind_of_node {
	DKT_RE_SEQUENCE, /* children one after another; none: the empty pattern */
	DKT_RE_CHOICE,	 /* one of the children, the first that serves */
	DKT_RE_SET,	 /* one character of a set */
	DKT_RE_REPEAT,	 /* the child min to max times */
	DKT_RE_GROUP,	 /* the child, captured as group */
	DKT_RE_LOOK,	 /* ahead or behind, negated or not */
	DKT_RE_START,	 /* ^ */
	DKT_RE_END,	 /* $ */
	DKT_RE_BOUNDARY, /* \b, or \B when negated */
	DKT_RE_BACK	 /* what one of the groups captured; at most one of them has */
};

struct dkt_regex_node {
	enum dkt_regex_kind_of_node kind;
	bool lazy;    /* REPEAT */
	bool negated; /* LOOK, BOUNDARY */
	bool behind;  /* LOOK */
	uint32_t min; /* REPEAT */
	uint32_t max; /* REPEAT; DKT_REGEX_UNBOUNDED */
	uint32_t group;
	const uint32_t *groups; /* BACK */
	size_t n_groups;
	struct dkt_charset set;
	struct dkt_regex_node *child; /* the first; siblings by next */
	struct dkt_regex_node *next;
	uint32_t at; /* bytes of the pattern, from */
	uint32_t end;
};

struct dkt_regex_tree {
	const struct dkt_regex_node *root;
	uint32_t n_groups;
	size_t n_nodes;
	bool sloppy; /* strict ECMA-262 with the flag u would refuse it */
	size_t sloppy_at;
	const char *sloppy_why; /* static; "" when not sloppy */
};

struct dkt_regex_problem {
	enum dkt_regex_fault fault;
	size_t offset;
	const char *why; /* static */
};

/* Read a pattern; the tree lives in the arena. NULL: *problem_out says why. */
const struct dkt_regex_tree *dkt_regex_read(struct dkt_arena *arena, const char *pattern,
					    size_t size, struct dkt_regex_problem *problem_out);

bool dkt_charset_has(const struct dkt_charset *set, uint32_t c);
bool dkt_charsets_meet(const struct dkt_charset *a, const struct dkt_charset *b);

/* Ranges while a class is read. */
struct dkt_charset_draft {
	struct dkt_range *ranges;
	size_t n;
	size_t room;
};

void dkt_draft_clear(struct dkt_charset_draft *draft);
void dkt_draft_add(struct dkt_charset_draft *draft, uint32_t first, uint32_t last);

/* Sort, join, take out surrogates, and turn around if negated. */
void dkt_draft_settle(struct dkt_charset_draft *draft, bool negated);
struct dkt_charset dkt_draft_keep(struct dkt_arena *arena, const struct dkt_charset_draft *draft);

/* The set that "\d", "\W" and so on name; false for any other letter. */
bool dkt_draft_add_named(struct dkt_charset_draft *draft, int letter);

#endif
