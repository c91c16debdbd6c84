/*
 * conflict.h - a submission against the tip: the three versions of its record, merged field by
 * field.
 *
 * Floor: flow.
 */
#ifndef FLOW_CONFLICT_H
#define FLOW_CONFLICT_H

#include "flow/case.h"
#include "flow/event.h"
#include "json/merge.h"

struct dkt_three {
	struct dkt_text base_text;
	struct dkt_text tip_text;
	const struct dkt_node *base; /* NULL for an add */
	const struct dkt_node *tip;  /* NULL when the record is not on main */
	char tip_blob[DKT_OID_HEX];  /* "" when it is not */
	char path[256];		     /* where the record lies */
	struct dkt_merge merge;
};

/* Read base and tip of a submission's record and merge. Everything lives in the arena. */
DKT_MUST_CHECK int dkt_three_read(struct dkt *d, struct dkt_arena *arena, const struct dkt_case *c,
				  struct dkt_three *out, struct dkt_err *err);

/*
 * The conflicts in words, for the story and for people: field, base, main and proposed, each with
 * the sources that support it. Written to out.
 */
void dkt_three_describe(const struct dkt_three *three, const struct dkt_case *c,
			struct dkt_buf *out);

#endif
