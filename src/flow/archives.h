/*
 * archives.h - asking web archives from a dataset: which there are, and at what pace.
 *
 * The pace is kept in state.db, so that an archive that asked us to stay away is left alone by
 * every process until its time.
 *
 * Floor: flow.
 */
#ifndef FLOW_ARCHIVES_H
#define FLOW_ARCHIVES_H

#include "flow/context.h"
#include "source/archive_find.h"
#include "source/archive_step.h"

/* The built-in archives with those of docket.json. DKT_EFORMAT says what is wrong there. */
DKT_MUST_CHECK int dkt_archives_of(struct dkt *d, const struct dkt_archive_table **out,
				   struct dkt_err *err);

/* Conversations with archives, one request after the other. */
struct dkt_talking {
	struct dkt *d;
	struct dkt_arena *arena;
	const struct dkt_archive_table *table;
	struct dkt_quota *quota;
	struct dkt_net_driver net;
	struct dkt_driver driver;
};

/* patience_s: the longest wait between two requests. state.db and the net are opened. What is said
 * lives in the arena. */
DKT_MUST_CHECK int dkt_talking_begin(struct dkt_talking *t, struct dkt *d, struct dkt_arena *arena,
				     int64_t patience_s, struct dkt_err *err);

/* Write down how the archives may be asked from now on. */
DKT_MUST_CHECK int dkt_talking_end(struct dkt_talking *t, struct dkt_err *err);

/*
 * Drive a conversation while it can go on now. 1: it is over; 0: nothing before *due_out. After
 * each answer `note` (may be NULL) writes the conversation down; -1 when it could not.
 */
typedef int dkt_note_fn(void *data, struct dkt_err *err);
DKT_MUST_CHECK int dkt_talking_go(struct dkt_talking *t, const struct dkt_talk *talk,
				  dkt_note_fn *note, void *data, int64_t *due_out,
				  struct dkt_err *err);

#endif
