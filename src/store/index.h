/*
 * index.h - index.db: what can be asked quickly, rebuilt from git at any time.
 *
 * One SQLite file in the state folder. It remembers which main commit and which queue events it has
 * seen, so that a stale or missing index is noticed and brought up to date; deleting it loses
 * nothing.
 *
 * Floor: store.
 */
#ifndef STORE_INDEX_H
#define STORE_INDEX_H

#include "store/repo.h"

struct dkt_index;

/* Open or make; a file that is no database or of another version is replaced by an empty one. */
DKT_MUST_CHECK int dkt_index_open(const char *path, struct dkt_index **out, struct dkt_err *err);
void dkt_index_free(struct dkt_index *index);

struct dkt_index_record {
	const char *id;
	const char *collection;
	const char *path;
	const char *blob;
	const char *title;    /* the label in the dataset's first language that it has */
	const char *status;   /* meta.status */
	const char *evidence; /* "legacy" or "" */
	const char *modified;
};

struct dkt_index_source {
	const char *record;
	const char *url;
	const char *key;    /* normalised URL */
	const char *domain; /* registrable */
};

struct dkt_index_submission {
	const char *id;
	const char *commit;
	const char *state;
	const char *kind;
	const char *collection;
	const char *record;
	const char *title;
	const char *attribution;
	const char *submitter; /* handle, where the submitter is known by one; or "" */
	const char *received;
	const char *changed; /* time of the last event, RFC 3339 */
	int64_t revision;
	int64_t errors;
	int64_t warnings;
};

/* A transaction around many writes; abort forgets them. */
DKT_MUST_CHECK int dkt_index_begin(struct dkt_index *index, struct dkt_err *err);
DKT_MUST_CHECK int dkt_index_commit(struct dkt_index *index, struct dkt_err *err);
void dkt_index_abort(struct dkt_index *index);

DKT_MUST_CHECK int dkt_index_empty(struct dkt_index *index, struct dkt_err *err);
/* The same for records and their sources alone; submissions stay. */
DKT_MUST_CHECK int dkt_index_empty_records(struct dkt_index *index, struct dkt_err *err);
DKT_MUST_CHECK int
dkt_index_put_record(struct dkt_index *index, const struct dkt_index_record *record,
		     struct dkt_err *err); /* replaces record and forgets its sources */
DKT_MUST_CHECK int dkt_index_put_source(struct dkt_index *index,
					const struct dkt_index_source *source, struct dkt_err *err);
DKT_MUST_CHECK int dkt_index_drop_record(struct dkt_index *index, const char *id,
					 struct dkt_err *err);
DKT_MUST_CHECK int dkt_index_put_submission(struct dkt_index *index,
					    const struct dkt_index_submission *s,
					    struct dkt_err *err);

/* A submission after an event that changed neither envelope nor evidence. A submission that the
 * index does not know stays unknown. */
DKT_MUST_CHECK int dkt_index_move_submission(struct dkt_index *index, const char *id,
					     const char *commit, const char *state,
					     const char *changed, struct dkt_err *err);

/* The main commit that the records reflect; "" at first. */
DKT_MUST_CHECK int dkt_index_tip(struct dkt_index *index, char out[DKT_OID_HEX],
				 struct dkt_err *err);
DKT_MUST_CHECK int dkt_index_set_tip(struct dkt_index *index, const char *tip, struct dkt_err *err);

/* How many submissions of a submitter (a handle) are merged. */
DKT_MUST_CHECK int dkt_index_count_merged(struct dkt_index *index, const char *submitter,
					  unsigned *out, struct dkt_err *err);

/* How far the queue was read (store/queue.h, dkt_queue_changes); "" at first. */
DKT_MUST_CHECK int dkt_index_queue_seen(struct dkt_index *index, char out[48], struct dkt_err *err);
DKT_MUST_CHECK int dkt_index_set_queue_seen(struct dkt_index *index, const char *seen,
					    struct dkt_err *err);

typedef int dkt_index_submission_fn(void *data, const struct dkt_index_submission *s,
				    struct dkt_err *err);
typedef int dkt_index_record_fn(void *data, const struct dkt_index_record *r, struct dkt_err *err);

/* Submissions in a state (NULL: all), oldest first. */
DKT_MUST_CHECK int dkt_index_submissions(struct dkt_index *index, const char *state,
					 dkt_index_submission_fn *fn, void *data,
					 struct dkt_err *err);

/* Submissions about one record, oldest first. */
DKT_MUST_CHECK int dkt_index_submissions_of(struct dkt_index *index, const char *record,
					    dkt_index_submission_fn *fn, void *data,
					    struct dkt_err *err);

/* The last event of a submission that the index has seen; "" when it has seen none. */
DKT_MUST_CHECK int dkt_index_submission_commit(struct dkt_index *index, const char *id,
					       char out[DKT_OID_HEX], struct dkt_err *err);

/* Its state, "" when the index does not know it. */
DKT_MUST_CHECK int dkt_index_submission_state(struct dkt_index *index, const char *id, char out[24],
					      struct dkt_err *err);

/* Records of a collection (NULL: all) by id; or the one with this id. */
DKT_MUST_CHECK int dkt_index_records(struct dkt_index *index, const char *collection,
				     const char *id, dkt_index_record_fn *fn, void *data,
				     struct dkt_err *err);

/* Is there a record that cites this registrable domain? */
DKT_MUST_CHECK int dkt_index_has_domain(struct dkt_index *index, const char *domain, bool *out,
					struct dkt_err *err);

/* A digest over all content (caches left out), in a fixed order: equal digests mean equal indexes.
 */
DKT_MUST_CHECK int dkt_index_digest(struct dkt_index *index, char out[65], struct dkt_err *err);

#endif
