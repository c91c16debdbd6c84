/*
 * meta.h - the meta-schemas of the specification, carried in the library.
 *
 * Private to the floor.  Floor: schema.
 */
#ifndef SCHEMA_META_H
#define SCHEMA_META_H

#include <stddef.h>

struct dkt_meta {
	const char *name; /* "draft-07/schema.json", "draft/2020-12/meta/core.json" */
	const char *bytes;
	size_t size;
};

/* Files embedded at build time (see cmake/embed.cmake). */
extern const struct dkt_meta dkt_metas[];
extern const size_t dkt_n_metas;

/* The meta-schema of an absolute URI without fragment, or NULL. */
const struct dkt_meta *dkt_meta_find(const char *uri);

#endif
