/*
 * compile.h - what the rest of the floor asks of the compiler.
 *
 * Private to the floor.  Floor: schema.
 */
#ifndef SCHEMA_COMPILE_H
#define SCHEMA_COMPILE_H

#include "schema/library.h"

/*
 * The k-th subschema that sub applies to the same value ($ref, allOf, anyOf, oneOf, not, if, then,
 * else, dependentSchemas; not $dynamicRef to a dynamic anchor); NULL behind the last. Linear in the
 * number of instructions, not in k.
 */
const struct dkt_sub *dkt_sub_edge(const struct dkt_sub *sub, size_t k);

/*
 * Among the subschemas made after `before`: one that refers to itself without going deeper into the
 * value, or NULL.
 */
const struct dkt_sub *dkt_find_loop(const struct dkt_schemas *schemas,
				    const struct dkt_sub *before);

struct dkt_compiler;

/* Have the keywords of a subschema the values that they may have? Else false, after findings. */
bool dkt_forms_check(struct dkt_compiler *compiler, struct dkt_sub *sub);

/* forms.c: the same for every subschema of a document that is not compiled. */
bool dkt_rest_check(struct dkt_compiler *compiler, const struct dkt_schemas *schemas,
		    struct dkt_document *document);

/* shape.c: the shape of a subschema, made once; lives in the library's arena. */
const struct dkt_shape *dkt_shape_of(struct dkt_schemas *schemas, const struct dkt_sub *sub);

#endif
