/*
 * compile.h - what the rest of the floor asks of the compiler.
 *
 * Private to the floor.  Floor: schema.
 */
#ifndef SCHEMA_COMPILE_H
#define SCHEMA_COMPILE_H

#include "schema/library.h"

/* Append where a subschema stands in its document. Found anew each time: dkt_pointer_to. */
void dkt_sub_pointer(const struct dkt_sub *sub, struct dkt_buf *pointer);

/*
 * The k-th subschema that sub applies to the same value ($ref, allOf, anyOf, oneOf, not, if, then,
 * else, dependentSchemas; not $dynamicRef to a dynamic anchor); NULL behind the last. Linear in the
 * number of instructions, not in k.
 */
const struct dkt_sub *dkt_sub_edge(const struct dkt_sub *sub, size_t k);

/*
 * Call found once for each loop among the subschemas made after `before`: with one of its
 * subschemas, which refers to itself without going deeper into the value. Linear in edges.
 */
typedef void dkt_loop_fn(void *context, const struct dkt_sub *sub);
void dkt_find_loops(const struct dkt_schemas *schemas, const struct dkt_sub *before,
		    dkt_loop_fn *found, void *context);

/* anchors.c: a resource is in use from now on; make its anchors that are wanted. */
struct dkt_compiler;
void dkt_compiler_touch_anchors(struct dkt_compiler *compiler, struct dkt_resource *resource);

/* The compilation is over: its result is kept, or what it wanted and touched is forgotten. */
void dkt_anchors_settle(struct dkt_schemas *schemas, bool kept);

/* dialect_check.c: findings about the "$schema" of a resource. */
void dkt_dialect_remark(struct dkt_compiler *compiler, struct dkt_resource *resource);

/* Check resources in use against meta-schemas of the user's own; false after findings. */
bool dkt_dialect_check(struct dkt_schemas *schemas, struct dkt_report *report);

/* Have the keywords of a subschema the values that they may have? Else false, after findings. */
bool dkt_forms_check(struct dkt_compiler *compiler, struct dkt_sub *sub);

/* forms.c: the same for every subschema of a document that is not compiled. */
bool dkt_rest_check(struct dkt_compiler *compiler, const struct dkt_schemas *schemas,
		    struct dkt_document *document);

/* shape.c: the shape of a subschema, made once; lives in the library's arena. */
const struct dkt_shape *dkt_shape_of(struct dkt_schemas *schemas, const struct dkt_sub *sub);

#endif
