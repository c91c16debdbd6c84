/*
 * sweep.h - all sources of the dataset, looked at one after the other, over days if need be.
 *
 * The list of records is fixed when a sweep begins, at the tip of that moment. Each record's result
 * is in state.db as soon as it is there, each answer as soon as it came: a sweep that is killed, or
 * ends at its budget, goes on later without asking again for anything that it had. robots.txt is
 * obeyed and hosts are spared.
 *
 * Floor: flow.
 */
#ifndef FLOW_SWEEP_H
#define FLOW_SWEEP_H

#include "flow/context.h"
#include "source/fetch.h"
#include "json/doc.h"

struct dkt_sweep_options {
	bool fresh;		/* begin a new one, also when the last is half done */
	size_t limit;		/* records this time; 0: all */
	unsigned budget_s;	/* begin no record after so many seconds; 0: no limit */
	const char *collection; /* of a new one: these records alone; NULL: all */
};

struct dkt_sweep_outcome {
	bool resumed; /* it went on with one that was half done */
	bool ended;   /* nothing is left */
	size_t n_items;
	size_t n_before; /* done by earlier runs */
	size_t n_now;
	size_t n_recalled; /* answers that were not asked for again */
};

struct dkt_swept {
	const char *record;
	const char *path;
	const json_t *sources; /* evidence */
	const struct dkt_report *report;
};

struct dkt_sweep_watch {
	void *data;
	void (*swept)(void *data, const struct dkt_swept *swept); /* may be NULL */
	/* About once a second; may be NULL. left: records not done. */
	void (*progress)(void *data, const struct dkt_fetch_progress *progress, size_t left);
};

/* One run of a sweep. One at a time: DKT_EBUSY while another process is at it. */
DKT_MUST_CHECK int dkt_sweep_run(struct dkt *d, const struct dkt_sweep_options *options,
				 const struct dkt_sweep_watch *watch, struct dkt_sweep_outcome *out,
				 struct dkt_err *err);

#endif
