/*
 * meta.h - the part of a record that Docket alone writes: created, modified, revision, status,
 * evidence.
 *
 * Floor: record.
 */
#ifndef RECORD_META_H
#define RECORD_META_H

#include <stdint.h>

#include "json/text.h"

struct dkt_meta_job {
	const struct dkt_node *record; /* as it should become; its own meta is ignored */
	const struct dkt_node *before; /* the record on main, or NULL for a new one */
	const char *id;
	int64_t now;
	bool legacy; /* a new record of evidence level legacy */
};

/*
 * The record with id and meta as they will stand on main. When nothing but meta differs from
 * before, the result is before itself: an edit that changes nothing does not bump it.
 */
struct dkt_node dkt_meta_stamp(struct dkt_arena *arena, const struct dkt_meta_job *job);

/* The record's status: "active" when it has no meta. */
const char *dkt_meta_status(const struct dkt_node *record);

/* "legacy", or "". */
const char *dkt_meta_evidence(const struct dkt_node *record);

#endif
