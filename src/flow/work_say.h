/*
 * work_say.h - evidence and findings in a line or a few, for stories and terminals.
 *
 * Floor: flow.
 */
#ifndef FLOW_WORK_SAY_H
#define FLOW_WORK_SAY_H

#include "base/arena.h"
#include "json/doc.h"
#include "json/report.h"

/* "- warning quote.absent /sources/0: sentence" a line, at most 40, so that git log tells it too.
 */
const char *dkt_findings_as_text(struct dkt_arena *arena, const struct dkt_report *report);

/* "1 of 1 pages alive, 1 of 1 archived copies good, 2 of 2 quotes found"; "" without sources. */
const char *dkt_evidence_summary(struct dkt_arena *arena, const json_t *sources);

/* Every verdict in order, and nothing that changes without one (times, titles): equal where two
 * checks found the same. */
const char *dkt_evidence_verdicts(struct dkt_arena *arena, const json_t *sources);

#endif
