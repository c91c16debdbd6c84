/*
 * batch.h - many commits and events, made durable together.
 *
 * While a batch is open, dkt_queue_append and dkt_batch_commit write to memory, and everything that
 * reads by commit, ref of the queue or blob sees what they wrote; nobody else does.
 * dkt_batch_write_* then stores it all with a handful of syncs: objects first, read back, then the
 * refs. A batch that is ended without being written never was.
 *
 * One repository handle has at most one batch. Needs the lock.
 *
 * Floor: store.
 */
#ifndef STORE_BATCH_H
#define STORE_BATCH_H

#include "store/repo.h"

DKT_MUST_CHECK int dkt_batch_begin(struct dkt_repo *repo, struct dkt_err *err);
bool dkt_batch_is_open(const struct dkt_repo *repo);

/*
 * One commit on top of spec->parent, which is main's commit or an earlier one of this batch. The
 * branch does not move yet.
 */
DKT_MUST_CHECK int dkt_batch_commit(struct dkt_repo *repo, const struct dkt_commit_spec *spec,
				    char id_out[DKT_OID_HEX], struct dkt_err *err);

/* What the batch weighs in memory, in bytes; a caller writes it before that is much. */
size_t dkt_batch_bytes(const struct dkt_repo *repo);

/* Is main still where this batch started from? True when the batch holds no commits. */
DKT_MUST_CHECK int dkt_batch_check_main(struct dkt_repo *repo, bool *out, struct dkt_err *err);

/*
 * Make the events durable and acknowledge them all: one ref each, by compare-and-swap. DKT_EMOVED:
 * some ref stands elsewhere, and nothing was done.
 */
DKT_MUST_CHECK int dkt_batch_write_queue(struct dkt_repo *repo, struct dkt_err *err);

/*
 * Make the commits durable and move main over all of them at once, as dkt_repo_commit does for one:
 * the same rules for a checkout, the same errors.
 */
DKT_MUST_CHECK int dkt_batch_write_main(struct dkt_repo *repo, struct dkt_err *err);

/* Forget what was not written, and close the batch. */
void dkt_batch_end(struct dkt_repo *repo);

#endif
