/*
 * care.h - housekeeping of the two repositories.
 *
 * Floor: store.
 */
#ifndef STORE_CARE_H
#define STORE_CARE_H

#include "store/queue.h"

typedef int dkt_loose_fn(void *data, const char *submission, struct dkt_err *err);

/* The submissions whose refs lie loose among the waiting ones, in no order. */
DKT_MUST_CHECK int dkt_queue_loose(struct dkt_repo *repo, dkt_loose_fn *fn, void *data,
				   struct dkt_err *err);

/*
 * Where loose objects or packs have become many (some 5,000 or 50), let git pack them together:
 * `git repack -d --geometric=2`, in a process of low priority that this call waits for. Needs no
 * lock: it removes only what the new pack holds. Without git nothing is done.
 */
void dkt_repo_repack(struct dkt_repo *repo);

#endif
