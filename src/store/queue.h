/*
 * queue.h - submissions as refs of the queue repository, each a chain of event commits.
 *
 * refs/submissions/<c>/<s-id>, <c> the first of the seven characters. The tree of each commit holds
 * submissions/<s-id>.json and, once checked, submissions/<s-id>.evidence.json. The message is the
 * sentence of an event and its trailers (record/story.h). A ref starts with a root commit.
 *
 * Floor: store.
 */
#ifndef STORE_QUEUE_H
#define STORE_QUEUE_H

#include "store/repo.h"

struct dkt_event_write {
	const char *submission; /* "s-4k7m2p9-53" */
	const char *expected; /* commit the ref must still point at; "" = the ref must not exist */
	const char *envelope; /* bytes of the submission file, or NULL to keep what is there */
	size_t envelope_size;
	const char *evidence; /* bytes of the evidence file, or NULL to keep what is there */
	size_t evidence_size;
	const char *actor; /* name for author */
	int64_t time;
	const char *message;	       /* complete, with trailers */
	const struct dkt_ssh_key *key; /* signs the event; NULL: it is not signed */
};

/* Append one event, synced and read back before it returns. DKT_EMOVED when the ref moved. Needs
 * the lock. */
DKT_MUST_CHECK int dkt_queue_append(struct dkt_repo *repo, const struct dkt_event_write *event,
				    char id_out[DKT_OID_HEX], struct dkt_err *err);

struct dkt_queue_item {
	const char *submission;
	const char *commit;  /* its last event */
	int64_t time;	     /* of the last event */
	const char *message; /* of the last event */
};
typedef int dkt_queue_fn(void *data, const struct dkt_queue_item *item, struct dkt_err *err);

/* All submissions, ordered by id. A missing queue is empty. */
DKT_MUST_CHECK int dkt_queue_walk(struct dkt_repo *repo, dkt_queue_fn *fn, void *data,
				  struct dkt_err *err);

/* A submission and its last event. Return 0 to go on, -1 (with err) to stop. */
typedef int dkt_moved_fn(void *data, const char *submission, const char *commit,
			 struct dkt_err *err);

/* All submissions, ordered by id, without reading any. */
DKT_MUST_CHECK int dkt_queue_refs(struct dkt_repo *repo, dkt_moved_fn *fn, void *data,
				  struct dkt_err *err);

#define DKT_SEEN_SIZE 48

/*
 * The submissions that Docket moved since `seen`, which an earlier call gave in now_out; all of
 * them when that is not known any more ("" knows nothing). What somebody else wrote into the queue
 * with git is not noticed.
 */
DKT_MUST_CHECK int dkt_queue_changes(struct dkt_repo *repo, const char *seen,
				     char now_out[DKT_SEEN_SIZE], dkt_moved_fn *fn, void *data,
				     struct dkt_err *err);

/*
 * Move the refs of settled submissions to refs/settled/, packed, all at once; *moved counts those
 * that were not there yet. What it costs grows with all that is settled, but the lock, which it
 * takes itself and nobody may hold, is held only for the last step. DKT_EBUSY when somebody else is
 * doing it.
 */
DKT_MUST_CHECK int dkt_queue_settle(struct dkt_repo *repo, const char *const *ids, size_t n,
				    size_t *moved, struct dkt_err *err);

/* The last event of one submission; DKT_ENOENT when there is none. Strings live in the arena. */
DKT_MUST_CHECK int dkt_queue_find(struct dkt_repo *repo, struct dkt_arena *arena,
				  const char *submission, struct dkt_queue_item *out,
				  struct dkt_err *err);

/* The envelope or evidence as of an event commit. evidence: DKT_ENOENT when there is none yet. */
DKT_MUST_CHECK int dkt_queue_read(struct dkt_repo *repo, const char *commit, const char *submission,
				  bool evidence, struct dkt_buf *out, struct dkt_err *err);

/* The events of a submission, oldest first (at most 10,000). */
DKT_MUST_CHECK int dkt_queue_story(struct dkt_repo *repo, const char *submission, dkt_commit_fn *fn,
				   void *data, struct dkt_err *err);

#endif
