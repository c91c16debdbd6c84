/*
 * drift.h - has a page changed since it was captured, and do the quoted words still stand among the
 * same words?
 *
 * A quote can survive while everything around it was rewritten; then the page says something else.
 *
 * Method: simhash (Charikar 2002; bands after Manku, Jain and Das Sarma 2007).  Floor: source.
 */
#ifndef SOURCE_DRIFT_H
#define SOURCE_DRIFT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

enum dkt_drift_band {
	DKT_DRIFT_SAME,	   /* distance 0 to 3 */
	DKT_DRIFT_EDITED,  /* 4 to 10 */
	DKT_DRIFT_DRIFTED, /* more */
	DKT_DRIFT_UNKNOWN  /* one of the texts is too short to say */
};

enum dkt_drift_context {
	DKT_CONTEXT_NONE,  /* no quote, or it stands in neither text */
	DKT_CONTEXT_SAME,  /* the words before and behind it are the same */
	DKT_CONTEXT_MOVED, /* it stands in both, among other words */
	DKT_CONTEXT_GONE,  /* it stands in the first only */
	DKT_CONTEXT_NEW	   /* it stands in the second only */
};

struct dkt_drift {
	unsigned distance; /* bits of 64 in which the hashes differ */
	enum dkt_drift_band band;
	bool changed; /* band is EDITED or DRIFTED */
	enum dkt_drift_context context;
};

/*
 * Compare the archived text with the live one (UTF-8 both). quote may be NULL; it is looked for as
 * dkt_quote_find does. Linear in the texts.
 */
void dkt_drift(struct dkt_arena *arena, const char *archived, size_t archived_size,
	       const char *live, size_t live_size, const char *quote, struct dkt_drift *out);

const char *
dkt_drift_band_name(enum dkt_drift_band band); /* "same", "edited", "drifted", "unknown" */
const char *
dkt_drift_context_name(enum dkt_drift_context context); /* "none", "same", "moved", "gone", "new" */

#endif
