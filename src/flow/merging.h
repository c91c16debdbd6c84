/*
 * merging.h - one submission on its way to main, and the run that it is part of. Private to
 * merge*.c.
 *
 * Floor: flow.
 */
#ifndef FLOW_MERGING_H
#define FLOW_MERGING_H

#include "flow/conflict.h"
#include "flow/story.h"

/* Submissions whose commits are on main already, found by their trailers; filled as far back as
 * somebody asked. */
struct dkt_landed {
	struct dkt_arena *arena;
	struct dkt_map commits; /* from a submission to its commit on main */
	struct dkt_map seen;	/* commits that were looked at */
	const char *next;	/* where to go on; NULL: at the tip; "": nothing is left */
};

struct dkt_merging {
	struct dkt *d;
	struct dkt_arena *arena; /* its own: it outlives the step, as long as the batch */
	const char *id;
	struct dkt_case c;
	struct dkt_three three;
	struct dkt_roles_played roles;
	struct dkt_node record; /* as it will stand on main */
	const char *sentence;	/* subject of its commit, or why there is none */
	const char *commit;	/* on main, "" while there is none */
	enum dkt_merge_outcome outcome;
	bool landed; /* its commit was on main before this run */
};

/*
 * Take one submission as far as memory goes: examined on the tip of the open batch, with the events
 * and the commit of the batch written. Afterwards the outcome is DKT_MERGE_DONE (commit and state
 * merging), or it is set aside with its sentence. What concerns this submission alone and leaves
 * others a chance is DKT_MERGE_FAILED; *err then says why and the result is 0. -1: nobody goes on.
 *
 * disk_tip: where main stands on disk.
 */
DKT_MUST_CHECK int dkt_merge_prepare(struct dkt_merging *m, const char *disk_tip,
				     struct dkt_landed *landed, struct dkt_err *err);

/* The event "merged", into the open batch. */
DKT_MUST_CHECK int dkt_merge_finish(struct dkt_merging *m, struct dkt_err *err);

/* Back to the submitter with a reason, into the open batch. The case has been read. */
DKT_MUST_CHECK int dkt_merge_set_aside(struct dkt_merging *m, const char *sentence,
				       struct dkt_err *err);

/* The commit on main of a submission that was in state merging since `since`, or NULL. */
DKT_MUST_CHECK int dkt_landed_find(struct dkt *d, struct dkt_landed *landed, const char *submission,
				   const char *since, const char **commit_out, struct dkt_err *err);

#endif
