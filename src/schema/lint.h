/*
 * lint.h - what the parts of the lint share.
 *
 * Private to the floor.  Floor: schema.
 */
#ifndef SCHEMA_LINT_H
#define SCHEMA_LINT_H

#include "schema/library.h"

struct dkt_lint {
	struct dkt_schemas *schemas;
	struct dkt_report *report;
	struct dkt_resource *resource; /* the one we are in */
	struct dkt_buf pointer;	       /* of the subschema that we are in */
	bool compiled;		       /* it is known which subschemas are in use */
};

/* A finding about a member of the subschema, or (NULL) about the subschema. */
void dkt_lint_say(struct dkt_lint *lint, enum dkt_level level, const char *code,
		  const struct dkt_member *member, const char *hint, const char *sentence);

/*
 * lint_value.c: values that the schema lists and that it cannot mean: none, the same twice, of
 * another type; branches of a choice that are the same. distinct: repeated values are a mistake
 * already.
 */
void dkt_lint_values(struct dkt_lint *lint, const struct dkt_node *schema,
		     const struct dkt_member *member, bool distinct);

/* lint_effect.c: keywords of one subschema that do nothing, or that no value can satisfy. */
void dkt_lint_effects(struct dkt_lint *lint, const struct dkt_node *schema);

#endif
