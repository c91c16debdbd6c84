/*
 * explain.h - why a value does not satisfy its schema, for people.
 *
 * Runs only for values that failed. Walks schema and value together and says one sentence for each
 * keyword that is violated.
 *
 * Private to the floor.  Floor: schema.
 */
#ifndef SCHEMA_EXPLAIN_H
#define SCHEMA_EXPLAIN_H

#include "base/map.h"
#include "schema/eval.h"
#include "schema/message.h"
#include "schema/schema.h"

/* A key that nothing in the schema allows. */
struct dkt_unknown_key {
	const struct dkt_member *member;
	const struct dkt_sub *closed; /* the subschema that allows no other keys */
	const char *keyword;
	struct dkt_unknown_key *next;
};

/* A key that is wanted and not there. */
struct dkt_missing_key {
	struct dkt_key key;
	const char *because; /* the key that asks for it (dependentRequired), or NULL */
	const char *hint;
	bool found; /* under a misspelt name */
	struct dkt_missing_key *next;
};

/* One value of the document while it is explained; all subschemas applied to it share this. */
struct dkt_place {
	const struct dkt_node *value;
	const struct dkt_place *parent;
	const struct dkt_sub *within; /* the subschema of the object that led to this member */
	const char *key;	      /* of the member, or NULL */
	size_t key_size;
	size_t index; /* of the item, when the parent is an array */
	struct dkt_missing_key *missing;
	struct dkt_missing_key **missing_end;
	struct dkt_unknown_key *unknown;
	struct dkt_unknown_key **unknown_end;
	size_t n_lists; /* entries in both lists */
};

/* One sentence; all of it is borrowed while it is heard. */
struct dkt_heard {
	enum dkt_level level;
	const char *code;
	const char *pointer;
	size_t offset;	  /* or DKT_NOWHERE */
	const char *hint; /* or NULL */
	const char *sentence;
};

typedef void dkt_hear_fn(void *context, const struct dkt_heard *heard);

struct dkt_explain {
	struct dkt_run *run;
	dkt_hear_fn *hear;	 /* NULL: nobody listens; failures are only counted */
	void *context;		 /* of hear */
	struct dkt_report *full; /* findings are only counted in it from here on, or NULL */
	size_t n_added;
	size_t n_repeated;
	struct dkt_voice voice;
	struct dkt_buf pointer;
	struct dkt_buf line; /* of the finding in work, to be looked up in said */
	const char *because; /* the condition that led here, or NULL */
	const char *closed;  /* the keyword that leaves no room for an item, or NULL: "items" */
	const char *form;    /* title of the branch that was chosen, or NULL */
	const struct dkt_node *formed; /* the value that it was chosen for */
	const struct dkt_node *blank;  /* the text that was said to be empty last */
	struct dkt_map *said; /* "code pointer sentence" of the first ones; NULL: all are said */
	size_t n_said;	      /* errors */
	size_t deepest;	      /* nesting of the deepest one */
};

/* What a sentence is made of. */
struct dkt_saying {
	enum dkt_message message;
	const char *keyword; /* of the code "schema.<keyword>" */
	enum dkt_level level;
	const char *args[DKT_MESSAGE_SLOTS];
	const char *hint;
	const struct dkt_member *member; /* at this member's key instead of at the value */
};

void dkt_say(struct dkt_explain *x, const struct dkt_place *place, const struct dkt_saying *saying);

/* Explain a subschema at a place: did it fail? Keys missing and unknown wait in the place. */
bool dkt_explain_sub(struct dkt_explain *x, const struct dkt_sub *sub, struct dkt_place *place);

/* The same for a member or an item, with a place of its own. */
bool dkt_explain_member(struct dkt_explain *x, const struct dkt_sub *sub,
			const struct dkt_place *parent, const struct dkt_member *member,
			const struct dkt_sub *within);
bool dkt_explain_item(struct dkt_explain *x, const struct dkt_sub *sub,
		      const struct dkt_place *parent, size_t index);

void dkt_place_init(struct dkt_place *place, const struct dkt_node *value,
		    const struct dkt_place *parent);

/* "the record", "\"status\"", "item 2 of \"sources\"" */
const char *dkt_place_name(struct dkt_explain *x, const struct dkt_place *place);

/* explain_value.c: an instruction about the value itself that failed. */
void dkt_explain_value(struct dkt_explain *x, const struct dkt_sub *sub,
		       const struct dkt_insn *insn, const struct dkt_place *place);

/* One sentence for values that no branch of a choice lists; keyword for the code; sub: the schema
 * that lists them, or NULL. */
void dkt_explain_values(struct dkt_explain *x, const struct dkt_place *place, const char *keyword,
			const struct dkt_node *const *values, size_t n, const struct dkt_sub *sub);
void dkt_explain_types(struct dkt_explain *x, const struct dkt_place *place, const char *keyword,
		       unsigned bits, const struct dkt_sub *sub);

/* explain_object.c */
bool dkt_explain_members(struct dkt_explain *x, const struct dkt_sub *sub,
			 const struct dkt_insn *insn, struct dkt_place *place);
bool dkt_explain_required(struct dkt_explain *x, const struct dkt_keys *keys, const char *because,
			  struct dkt_place *place);
bool dkt_explain_names(struct dkt_explain *x, const struct dkt_insn *insn, struct dkt_place *place);
bool dkt_explain_unevaluated(struct dkt_explain *x, const struct dkt_sub *sub,
			     const struct dkt_insn *insn, struct dkt_place *place,
			     bool sibling_failed);
void dkt_place_flush(struct dkt_explain *x, struct dkt_place *place);

/* explain_choice.c */
bool dkt_explain_choice(struct dkt_explain *x, const struct dkt_insn *insn, const char *keyword,
			struct dkt_place *place);

/*
 * explain_hint.c: the candidate that a word most likely meant, or NULL: one spelt nearly like it,
 * else the only one that has it as a part ("centre" in "data_centre").
 */
const char *dkt_meant(const char *word, const char *const *candidates, size_t n);

/* explain_hint.c: advice, or NULL. */
const char *dkt_hint_type(struct dkt_explain *x, const struct dkt_place *place, unsigned bits,
			  const struct dkt_sub *sub);
const char *dkt_hint_left_out(struct dkt_explain *x, const struct dkt_place *place);
const char *dkt_hint_coordinate(struct dkt_explain *x, const struct dkt_place *place);
const char *dkt_hint_schema(struct dkt_explain *x, const struct dkt_sub *sub);
const char *dkt_hint_condition(struct dkt_explain *x, const struct dkt_sub *test,
			       const struct dkt_place *place);

/* "a", "b" and 12 more of n values: all of them up to ten, else eight, those spelt like near first.
 */
const char *dkt_list_values(struct dkt_explain *x, const struct dkt_node *const *values, size_t n,
			    const struct dkt_node *near);

/* The value whose label in the schema's x-docket is this text, or NULL. */
const char *dkt_labelled(const struct dkt_sub *sub, const struct dkt_node *value);

/* explain_hint_number.c: advice on a text where a number is wanted ("12,5 km", "1,200"); the
 * multiples of a step beside the value; keys for latitude and longitude that may be swapped. */
const char *dkt_hint_number_text(struct dkt_explain *x, const struct dkt_node *value);
const char *dkt_hint_step(struct dkt_explain *x, const struct dkt_node *value,
			  const struct dkt_node *step);
const char *dkt_hint_swapped_keys(struct dkt_explain *x, const struct dkt_place *place);

/* Is the text a number as JSON writes it (exact), or as people write it ("1,234.5")? */
bool dkt_looks_like_number(const struct dkt_node *value, bool *exact_out);

/* explain_hint_text.c: advice on a text that is not of the format ("": any). */
const char *dkt_hint_text(struct dkt_explain *x, const struct dkt_node *value, const char *format);

/* The same text in another case or without spaces around it, if that satisfies the instruction. */
const char *dkt_hint_mended(struct dkt_explain *x, const struct dkt_insn *insn,
			    const struct dkt_node *value);

#endif
