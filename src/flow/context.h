/*
 * context.h - an open dataset: what every verb has at hand.
 *
 * Floor: flow.
 */
#ifndef FLOW_CONTEXT_H
#define FLOW_CONTEXT_H

#include "base/map.h"
#include "docket/pipeline.h"
#include "record/config.h"
#include "record/people.h"
#include "record/rules.h"
#include "record/states.h"
#include "schema/schema.h"
#include "source/archive_table.h"
#include "source/net.h"
#include "store/index.h"
#include "store/queue.h"
#include "store/repo.h"
#include "store/state.h"
#include "json/report.h"

#define DKT_MAX_SUBMISSION ((size_t)1 << 20) /* bytes of one envelope or record from outside */
#define DKT_LOCK_WAIT_S	   30		     /* as long as nobody says otherwise */

struct dkt {
	struct dkt_arena *arena; /* lives as long as the dataset is open */
	struct dkt_repo *repo;	 /* NULL with DKT_FROM_FILES in a folder without git */
	struct dkt_ssh_key
		*key; /* Docket's own, which signs its commits and tags; NULL: it has none */
	struct dkt_index *index;		  /* opened by dkt_context_index */
	struct dkt_statedb *state;		  /* opened by dkt_context_state */
	struct dkt_net *net;			  /* opened by dkt_context_net */
	const struct dkt_archive_table *archives; /* read by dkt_archives_of */
	const char *net_file;
	const char *dir;    /* the dataset's folder; NULL for a bare repository */
	const char *opened; /* the folder as it was given, to open it again */
	enum dkt_from from;
	int64_t now;
	int lock_wait_ms;      /* how long to wait for another writer */
	char tip[DKT_OID_HEX]; /* commit that configuration and schemas were read from; "" for files
				*/
	char policy[DKT_OID_HEX]; /* blob of docket.json */
	const struct dkt_config *config;
	const struct dkt_people *people;
	struct dkt_schemas *schemas;
	const struct dkt_schema *
		*compiled;    /* one a collection, in the order of the configuration */
	struct dkt_map known; /* ids looked up so far */
	bool batching;	      /* the index has a transaction open for a batch (flow/sync.h) */
	char *plan_reasons;   /* of the last release plan */
};

/* The compiled schema of a collection. */
const struct dkt_schema *dkt_context_schema(const struct dkt *d,
					    const struct dkt_collection *collection);
const struct dkt_shape *dkt_context_shape(const struct dkt *d,
					  const struct dkt_collection *collection);

/* Open what is needed only by some verbs. */
DKT_MUST_CHECK int dkt_context_index(struct dkt *d, struct dkt_err *err);
DKT_MUST_CHECK int dkt_context_state(struct dkt *d, struct dkt_err *err);
DKT_MUST_CHECK int dkt_context_net(struct dkt *d, struct dkt_err *err);

/* DKT_EUSAGE unless there is a git repository behind this dataset. */
DKT_MUST_CHECK int dkt_context_need_repo(const struct dkt *d, struct dkt_err *err);

/* Main moved to `tip`: what was looked up before no longer counts. The rules stay those that were
 * read at the start. */
void dkt_context_moved(struct dkt *d, const char *tip);

/* The bytes of a file of the dataset (from the tip or the folder); DKT_ENOENT. blob_out may be
 * NULL. */
DKT_MUST_CHECK int dkt_context_read(struct dkt *d, const char *path, size_t max,
				    struct dkt_buf *out, char blob_out[DKT_OID_HEX],
				    struct dkt_err *err);

/* The ids of the submissions in a state (NULL: all), oldest first; strings in the arena. */
DKT_MUST_CHECK int dkt_context_submissions(struct dkt *d, const char *state,
					   struct dkt_arena *arena, const char *const **items_out,
					   size_t *n_out, struct dkt_err *err);

/* For dkt_rules_job: is there such a record, or a pending one? */
enum dkt_found dkt_context_lookup(void *context, const char *collection, const char *id);

#endif
