/*
 * drift.c - two texts of one page, some time apart.
 *
 * Fingerprints of 64 bits are compared instead of the texts: a diff of two long pages says much and
 * answers nothing. The bands are those by which near-duplicates are told apart on the web; for
 * texts of a few words a fingerprint says nothing, and then nothing is said. The quote's own
 * surroundings are compared with quote.h's context, 64 characters on each side, by the words they
 * share, so that a corrected comma moves nothing.
 */
#include "source/drift.h"

#include <string.h>

#include "base/str.h"
#include "source/quote.h"
#include "text/simhash.h"
#include "text/unicode.h"

#include "base/banned.h"

#define SAME_BITS   3
#define EDITED_BITS 10
#define FEW	    30	/* features below which a fingerprint says nothing */
#define SHARED	    0.5 /* of the pieces of one side */
#define PIECE	    4	/* bytes */

static bool found(const struct dkt_quote *q)
{
	return q->verdict <= DKT_QUOTE_FRAGMENTS;
}

/* --- the surroundings of the quote --- */

/* How many of a's pieces stand in b too, as a share. Both are at most some hundred bytes. */
static double shared(const char *a, size_t a_size, const char *b, size_t b_size)
{
	size_t hits = 0;

	for (size_t i = 0; i + PIECE <= a_size; i++)
		hits += memmem(b, b_size, a + i, PIECE) != NULL ? 1 : 0;
	return a_size < PIECE ? 1.0 : (double)hits / (double)(a_size - PIECE + 1);
}

/* Are these two sides of a quote the same words? A side that is nearly empty says nothing. */
static bool same_side(struct dkt_arena *arena, const char *a, const char *b)
{
	struct dkt_folded one;
	struct dkt_folded two;

	dkt_fold(arena, a, strlen(a), DKT_FOLD_CASE, &one);
	dkt_fold(arena, b, strlen(b), DKT_FOLD_CASE, &two);
	if (one.size < 8 && two.size < 8)
		return true;
	return shared(one.bytes, one.size, two.bytes, two.size) >= SHARED &&
	       shared(two.bytes, two.size, one.bytes, one.size) >= SHARED;
}

static enum dkt_drift_context context_of(struct dkt_arena *arena, const struct dkt_quote *then,
					 const struct dkt_quote *now)
{
	if (!found(then))
		return found(now) ? DKT_CONTEXT_NEW : DKT_CONTEXT_NONE;
	if (!found(now))
		return DKT_CONTEXT_GONE;
	return same_side(arena, then->before, now->before) &&
			       same_side(arena, then->behind, now->behind)
		       ? DKT_CONTEXT_SAME
		       : DKT_CONTEXT_MOVED;
}

void dkt_drift(struct dkt_arena *arena, const char *archived, size_t archived_size,
	       const char *live, size_t live_size, const char *quote, struct dkt_drift *out)
{
	struct dkt_simhash then;
	struct dkt_simhash now;

	memset(out, 0, sizeof *out);
	dkt_simhash(archived, archived_size, &then);
	dkt_simhash(live, live_size, &now);
	out->distance = dkt_simhash_distance(then.bits, now.bits);
	if (archived_size == live_size && memcmp(archived, live, live_size) == 0)
		out->band = DKT_DRIFT_SAME;
	else if (then.n_features < FEW || now.n_features < FEW)
		out->band = DKT_DRIFT_UNKNOWN;
	else
		out->band = out->distance <= SAME_BITS	   ? DKT_DRIFT_SAME
			    : out->distance <= EDITED_BITS ? DKT_DRIFT_EDITED
							   : DKT_DRIFT_DRIFTED;
	out->changed = out->band == DKT_DRIFT_EDITED || out->band == DKT_DRIFT_DRIFTED;
	if (quote != NULL) {
		struct dkt_quote before;
		struct dkt_quote after;

		dkt_quote_find(arena, quote, archived, archived_size, &before);
		dkt_quote_find(arena, quote, live, live_size, &after);
		out->context = context_of(arena, &before, &after);
	}
}

const char *dkt_drift_band_name(enum dkt_drift_band band)
{
	static const char *const names[] = {"same", "edited", "drifted", "unknown"};

	return names[band];
}

const char *dkt_drift_context_name(enum dkt_drift_context context)
{
	static const char *const names[] = {"none", "same", "moved", "gone", "new"};

	return names[context];
}
