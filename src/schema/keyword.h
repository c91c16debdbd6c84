/*
 * keyword.h - the table of keywords, and what the functions that compile them share.
 *
 * Private to the floor.  Floor: schema.
 */
#ifndef SCHEMA_KEYWORD_H
#define SCHEMA_KEYWORD_H

#include "schema/library.h"

struct dkt_compiler;

/* One keyword of the subschema that is being compiled. */
struct dkt_keyword_use {
	struct dkt_compiler *compiler;
	struct dkt_sub *sub;
	const char *name;
	const struct dkt_node *value;
};

typedef void dkt_keyword_fn(struct dkt_keyword_use *use);

enum dkt_keyword_flags {
	DKT_KEYWORD_QUIET = 1,	 /* says nothing about validity; known, so not worth a remark */
	DKT_KEYWORD_FOREIGN = 2, /* of another draft, but what is meant is plain, so it works */
	DKT_KEYWORD_OLD = 4	 /* of an earlier draft, and kept by this one */
};

/* What the value of a keyword must look like; forms.c. Each is a rule of the meta-schemas. */
enum dkt_form {
	DKT_FORM_ANY,
	DKT_FORM_STRING,
	DKT_FORM_REFERENCE,
	DKT_FORM_BOOLEAN,
	DKT_FORM_NUMBER,
	DKT_FORM_POSITIVE,
	DKT_FORM_COUNT,
	DKT_FORM_LIST,
	DKT_FORM_DISTINCT, /* at least one, no two equal */
	DKT_FORM_NAMES,	   /* strings, no two equal */
	DKT_FORM_SOME_NAMES,
	DKT_FORM_MAP_OF_NAMES,
	DKT_FORM_TYPE,
	DKT_FORM_SCHEMA,
	DKT_FORM_SCHEMA_OR_BOOLEAN,
	DKT_FORM_SCHEMAS,
	DKT_FORM_ITEMS, /* a schema or a list of them */
	DKT_FORM_MAP,	/* of schemas */
	DKT_FORM_DEPENDENCIES,
	DKT_FORM_MINIMUM_FLAG, /* a boolean, and "minimum" must be there */
	DKT_FORM_MAXIMUM_FLAG,
	DKT_FORM_ID,	 /* a string without a fragment, or an anchor written in the old way */
	DKT_FORM_ANCHOR, /* as each draft wants it */
	DKT_FORM_BOOLEANS
};

struct dkt_keyword {
	const char *name;
	unsigned drafts;     /* DKT_IN() bits */
	unsigned vocabulary; /* one bit of enum dkt_vocabulary */
	enum dkt_form form;
	enum dkt_layout layout;
	unsigned flags;
	dkt_keyword_fn *compile; /* NULL when nothing is to be checked */
};

/* The keyword of that name in a dialect; NULL when it does not have it. */
const struct dkt_keyword *dkt_keyword_find(const char *name, size_t size,
					   const struct dkt_dialect *dialect);

/* The newest dialect's keyword of that name, where the dialect in use has none; or NULL. */
const struct dkt_keyword *dkt_keyword_elsewhere(const char *name, size_t size);

/* The keyword of the dialect that an unknown one most likely meant, or NULL. */
const char *dkt_keyword_meant(const char *name, const struct dkt_dialect *dialect);

/* forms.c: does the value have the form wanted? Else false, after a finding at error level. */
bool dkt_use_form(struct dkt_keyword_use *use, const struct dkt_keyword *keyword);

struct dkt_arena *dkt_compiler_arena(struct dkt_compiler *compiler);
struct dkt_schemas *dkt_compiler_schemas(struct dkt_compiler *compiler);

/* A finding about a subschema, or (keyword and value not NULL) about one of its keywords. */
void dkt_compiler_fault(struct dkt_compiler *compiler, const struct dkt_sub *sub,
			const char *keyword, const struct dkt_node *value, enum dkt_level level,
			const char *code, const char *hint, const char *sentence);

/* The subschema at node, to be compiled in its turn. */
const struct dkt_sub *dkt_compiler_sub(struct dkt_compiler *compiler, const struct dkt_node *node,
				       struct dkt_resource *resource);

/* The same for a child of the keyword in use: its value, an item or a member of it. */
const struct dkt_sub *dkt_use_child(struct dkt_keyword_use *use);
const struct dkt_sub *dkt_use_item(struct dkt_keyword_use *use, size_t i);
const struct dkt_sub *dkt_use_member(struct dkt_keyword_use *use, size_t i);
const struct dkt_sub *dkt_use_sibling(struct dkt_keyword_use *use, const char *keyword);

/* Does the dialect in use have that keyword, and its meta-schema not leave it out? */
bool dkt_use_has(const struct dkt_keyword_use *use, const char *keyword);

/* The value of a sibling keyword, or NULL. */
const struct dkt_node *dkt_use_other(const struct dkt_keyword_use *use, const char *keyword);

/* A new instruction for the keyword in use; set its operand. kinds: bits. Valid until the next one.
 */
struct dkt_insn *dkt_use_emit(struct dkt_keyword_use *use, enum dkt_op op, unsigned kinds);

/* A finding about the keyword in use: "schema-document.<what>". hint may be NULL. */
void dkt_use_fault(struct dkt_keyword_use *use, enum dkt_level level, const char *what,
		   const char *hint, const char *format, ...) DKT_PRINTF(5, 6);

/* A compiled pattern shared by equal patterns; NULL after a finding. */
const struct dkt_regex *dkt_use_regex(struct dkt_keyword_use *use, const char *pattern,
				      size_t size);

/* A map that ends with the library. */
struct dkt_map *dkt_compiler_map(struct dkt_compiler *compiler);

/* Follow a reference of the keyword in use; false after a finding. */
bool dkt_use_follow(struct dkt_keyword_use *use, struct dkt_target *target_out);

/* An anchor of that name may be wanted while checking. */
void dkt_compiler_want_anchor(struct dkt_compiler *compiler, const char *name);

/* kw_value.c */
dkt_keyword_fn dkt_kw_type, dkt_kw_enum, dkt_kw_const, dkt_kw_bound, dkt_kw_multiple_of;
/* kw_string.c */
dkt_keyword_fn dkt_kw_length, dkt_kw_pattern, dkt_kw_format;
/* kw_object.c */
dkt_keyword_fn dkt_kw_members, dkt_kw_required, dkt_kw_count_members, dkt_kw_dependent_required,
	dkt_kw_property_names;
/* kw_array.c */
dkt_keyword_fn dkt_kw_items, dkt_kw_count_items, dkt_kw_unique, dkt_kw_contains;
/* kw_logic.c */
dkt_keyword_fn dkt_kw_ref, dkt_kw_dynamic_ref, dkt_kw_branches, dkt_kw_not, dkt_kw_if,
	dkt_kw_dependent_schemas, dkt_kw_unevaluated;
/* kw_old.c: what earlier drafts have */
dkt_keyword_fn dkt_kw_recursive_ref, dkt_kw_dependencies, dkt_kw_old_items, dkt_kw_content;

#endif
