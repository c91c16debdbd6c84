/*
 * rules.h - what a schema cannot say about a record: references lead somewhere, sources support
 * what must be sourced, sets hold nothing twice, text is clean.
 *
 * Three members are Docket's own in every collection: id, sources, meta.
 *
 * Floor: record.
 */
#ifndef RECORD_RULES_H
#define RECORD_RULES_H

#include "record/config.h"
#include "json/report.h"
#include "json/shape.h"

enum dkt_found {
	DKT_FOUND_NOTHING,
	DKT_FOUND_RECORD,
	DKT_FOUND_PENDING, /* only a submission that is not merged */
	DKT_FOUND_RETIRED
};

/* Is there a record (or a pending one) with this id in the collection? */
typedef enum dkt_found dkt_lookup_fn(void *data, const char *collection, const char *id);

struct dkt_rules_job {
	const struct dkt_config *config;
	const struct dkt_collection *collection;
	const struct dkt_shape *shape; /* of the record */
	const struct dkt_node *record;
	const char *expected_id; /* the id that the file name or envelope says; NULL when none is
				    known */
	const struct dkt_node *meta; /* the meta that the record has on main; NULL for a new one */
	bool on_main; /* the record is checked where it lies, so its meta is Docket's own */
	bool legacy;  /* evidence level legacy: unsupported fields are debt, not mistakes */
	dkt_lookup_fn *lookup; /* NULL: references are not resolved (and said to be unchecked) */
	void *lookup_data;
};

/* Findings "record.*", "source.*" and "text.*". Pointers are the record's. Linear in the size of
 * the record, but n log n for sets. */
void dkt_rules_check(const struct dkt_rules_job *job, struct dkt_report *report);

#endif
