/*
 * uri.h - references between schema documents.
 *
 * Standard: RFC 3986 section 5 (resolution, without the loophole for same-scheme references).
 * Floor: schema.
 */
#ifndef SCHEMA_URI_H
#define SCHEMA_URI_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

/* Does it start with a scheme ("https:", "urn:")? */
bool dkt_uri_is_absolute(const char *uri);

/*
 * The absolute URI that reference means where base is the absolute URI of the document, without
 * fragment, in the arena. Linear in the size of both.
 */
const char *dkt_uri_resolve(struct dkt_arena *arena, const char *base, const char *reference);

/* The fragment with %XX decoded, in the arena; "" when there is none. Bad escapes stay as they are.
 */
const char *dkt_uri_fragment(struct dkt_arena *arena, const char *uri, size_t *size_out);

#endif
