/*
 * output.h - the walk that notes what every keyword said, for the official output formats.
 *
 * A walk of its own over the same instructions as eval.c and explain.c: nothing is cut short, every
 * branch is looked at, and what it says is kept as a tree of units. Units of two kinds alternate: a
 * subschema applied to a value, and a keyword in it. Writing is another matter (output_write.c).
 *
 * Private to the floor.
 * Standard: JSON Schema 2020-12 core, section 12.  Floor: schema.
 */
#ifndef SCHEMA_OUTPUT_H
#define SCHEMA_OUTPUT_H

#include "schema/explain.h"

/* Bytes of units, and of text. Behind them the output ends with a statement that it does. */
#define DKT_MAX_UNITS  ((size_t)128 << 20)
#define DKT_MAX_OUTPUT ((size_t)64 << 20)

/* One token of a pointer: a name, an index, or nothing at all. */
struct dkt_token {
	const char *bytes; /* NULL: not a name */
	size_t n;	   /* size of the name, or the index, or DKT_NO_TOKEN */
};

#define DKT_NO_TOKEN SIZE_MAX
#define DKT_TOKEN_NONE                                                                             \
	(struct dkt_token)                                                                         \
	{                                                                                          \
		.n = DKT_NO_TOKEN                                                                  \
	}

struct dkt_unit {
	const struct dkt_sub *sub;  /* the subschema, or the one that holds the keyword */
	struct dkt_token keyword;   /* of keywordLocation, behind the unit above */
	struct dkt_token instance;  /* of instanceLocation, behind the unit above */
	const char *error;	    /* or NULL */
	struct dkt_node annotation; /* when annotated */
	struct dkt_unit *first;	    /* units below, in order */
	struct dkt_unit *last;
	struct dkt_unit *next;
	uint8_t verdict; /* enum dkt_verdict */
	bool is_keyword; /* else a subschema */
	bool annotated;
	bool silent; /* annotations below describe no place in the value */
	bool alone;  /* its error is not explained by the failures below */
	bool useful; /* it or something below has an error or an annotation that counts */
};

struct dkt_trace {
	struct dkt_run *run;
	struct dkt_arena *arena;
	struct dkt_explain x;	/* for sentences */
	struct dkt_unit *spare; /* to be used again */
	const char *sentence;	/* heard last, or NULL */
	size_t n_sentences;
	bool whole; /* keep units that say nothing */
	bool cut;   /* a limit was reached; what is there is not all */
};

/* --- units (output.c) --- */

struct dkt_unit *dkt_unit_new(struct dkt_trace *w, const struct dkt_sub *sub);

/* A unit for a keyword of the subschema. */
struct dkt_unit *dkt_unit_keyword(struct dkt_trace *w, const struct dkt_sub *sub,
				  const char *keyword);

/* The unit is complete: below parent with it, unless it says nothing that anybody wants. */
void dkt_unit_close(struct dkt_trace *w, struct dkt_unit *parent, struct dkt_unit *unit,
		    enum dkt_verdict verdict);

void dkt_unit_annotate(struct dkt_unit *unit, struct dkt_node annotation);

/* --- the walk (output_trace.c) --- */

/* How a subschema is applied: the tokens that lead to it. */
struct dkt_step_to {
	const struct dkt_sub *sub;
	struct dkt_token keyword;
	struct dkt_token instance;
};

/*
 * Walk a subschema at a place and hang its unit below parent. marks as in eval.h, but added to also
 * where the subschema fails: whoever tries a branch keeps its marks apart.
 */
enum dkt_verdict dkt_trace_sub(struct dkt_trace *w, struct dkt_unit *parent,
			       const struct dkt_step_to *step, struct dkt_place *place,
			       struct dkt_marks *marks);

/* The same for a member or an item of the place's value. */
enum dkt_verdict dkt_trace_member(struct dkt_trace *w, struct dkt_unit *parent,
				  const struct dkt_sub *sub, struct dkt_token keyword,
				  const struct dkt_place *place, const struct dkt_member *member);
enum dkt_verdict dkt_trace_item(struct dkt_trace *w, struct dkt_unit *parent,
				const struct dkt_sub *sub, struct dkt_token keyword,
				const struct dkt_place *place, size_t index);

/* A keyword of the subschema in work. */
struct dkt_at {
	struct dkt_trace *w;
	struct dkt_unit *unit; /* of the subschema */
	const struct dkt_sub *sub;
	const struct dkt_insn *insn;
	struct dkt_place *place;
	struct dkt_marks *marks; /* or NULL */
};

typedef enum dkt_verdict dkt_trace_fn(const struct dkt_at *at);

/* output_object.c */
dkt_trace_fn dkt_trace_members, dkt_trace_names, dkt_trace_dependent_schemas,
	dkt_trace_unevaluated_members;
/* output_array.c */
dkt_trace_fn dkt_trace_items, dkt_trace_contains, dkt_trace_unevaluated_items;
/* output_logic.c */
dkt_trace_fn dkt_trace_ref, dkt_trace_all_of, dkt_trace_choice, dkt_trace_not, dkt_trace_if;

/* --- sentences (output_say.c); all in the arena --- */

/* context is the trace: keeps the sentence. */
dkt_hear_fn dkt_trace_hear;

/* Why an instruction that applies no subschema failed. */
const char *dkt_trace_reason(const struct dkt_at *at);

/* Of anyOf and oneOf: none of the branches fits, or these two; of contains: n items fit. */
const char *dkt_trace_choice_reason(const struct dkt_at *at, size_t n_fits, const size_t fits[2]);
const char *dkt_trace_contains_reason(const struct dkt_at *at, size_t n);

/* Why a value that "false" speaks of is not allowed. */
const char *dkt_trace_never(struct dkt_trace *w, const struct dkt_place *place);

/* A sentence about a place; a and b fill the slots behind it and may be NULL. */
const char *dkt_trace_say(struct dkt_trace *w, enum dkt_message message,
			  const struct dkt_place *place, const char *a, const char *b);

/* --- writing (output_write.c) --- */

struct dkt_written {
	const struct dkt_unit *root;
	const char *prefix;    /* of instance locations */
	const char *unchecked; /* a sentence, or NULL */
	const char *truncated; /* a sentence for when it is needed */
	bool cut;	       /* it is needed */
};

void dkt_output_write(const struct dkt_written *what, enum dkt_output form, struct dkt_buf *out);

#endif
