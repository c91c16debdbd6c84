/*
 * driver.h - three versions of a record's file, as git hands them to a merge driver.
 *
 * Floor: flow.
 */
#ifndef FLOW_DRIVER_H
#define FLOW_DRIVER_H

#include "flow/context.h"

struct dkt_driver_job {
	const char *path;	    /* where the file lies in the dataset, or NULL */
	const struct dkt_buf *base; /* empty where both sides added the file */
	const struct dkt_buf *ours;
	const struct dkt_buf *theirs;
};

/*
 * Merge field by field and append the canonical file to out. Every conflict stands between git's
 * markers, as few lines as it takes; so does a file of which one version is not JSON. Of meta,
 * which Docket writes, the later modified and the higher revision are taken. d: the dataset whose
 * schema says what is a set; NULL where there is none, and then all lists are lists.
 *
 * Returns the number of conflicts.
 */
size_t dkt_driver_merge(const struct dkt *d, const struct dkt_driver_job *job, struct dkt_buf *out);

#endif
