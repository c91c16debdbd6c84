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

#endif
