/*
 * regex_ways.h - a pattern as positions, and in how many ways one follows another.
 *
 * The automaton of Glushkov, a position for each set of characters, but with counts: in "(a+)+" the
 * one position follows itself in two ways, which is what an engine that backtracks suffers from.
 * Floor: schema.
 */
#ifndef SCHEMA_REGEX_WAYS_H
#define SCHEMA_REGEX_WAYS_H

#include "schema/regex_tree.h"

#define DKT_WAYS_MAX 400U

struct dkt_ways_position {
	const struct dkt_regex_node *from;
	uint32_t component;
	bool loops;
	bool freely; /* the pattern can end behind it and demands nothing further */
	bool ends;   /* ... or behind it demands only what reads nothing, such as "$" */
};

struct dkt_ways {
	struct dkt_arena *arena;
	struct dkt_ways_position *positions;
	unsigned char *follow; /* room times room: 0, 1, or 2 for more */
	unsigned char *meets;  /* n times n: have the sets a character in common? */
	size_t n;
	size_t room;
	uint32_t loop_from; /* bounds of a repetition so far apart make a loop */
	uint32_t copies;    /* of what is repeated without being a loop, at most */
	size_t cells;
	size_t work;
	bool full;
};

/* Positions and what follows what; meets is left out. False when there are too many. */
bool dkt_ways_build(struct dkt_ways *a, struct dkt_arena *arena, const struct dkt_regex_node *root,
		    uint32_t loop_from);

/* The characters of a position; of a back reference, all. */
struct dkt_charset dkt_ways_set(const struct dkt_regex_node *from);

#endif
