/*
 * sync.h - the index follows git: what it has not seen is read and put into it.
 *
 * Floor: flow.
 */
#ifndef FLOW_SYNC_H
#define FLOW_SYNC_H

#include "flow/context.h"

/* Bring the index up to date with the queue and main, reading only what it has not seen. */
DKT_MUST_CHECK int dkt_index_sync(struct dkt *d, struct dkt_err *err);

/*
 * Read one submission again after an event. A failure is forgotten: the index is then behind, which
 * the next dkt_index_sync notices.
 */
void dkt_index_refresh(struct dkt *d, const char *submission);

/* Put the record that was just merged into the index, when the index was at `parent`. Failures as
 * above. */
void dkt_index_merged(struct dkt *d, const struct dkt_collection *collection, const char *path,
		      const struct dkt_node *record, const char *blob, const char *parent,
		      const char *tip);

/*
 * What follows a batch of the store in the index: one transaction, begun before and ended after it.
 * Between the two, the functions above and dkt_happen write into it. When the batch failed, or the
 * transaction did, the index is behind, which the next dkt_index_sync notices.
 */
void dkt_index_batch_begin(struct dkt *d);
void dkt_index_batch_end(struct dkt *d, bool written);

/* An event that changed neither envelope nor evidence: state, commit and time of the row. */
void dkt_index_moved(struct dkt *d, const char *submission, const char *commit, const char *state);

#endif
