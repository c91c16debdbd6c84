/*
 * archive_quota.h - when may an archive be asked again?
 *
 * A small memory of each archive: when each lane was asked last, how often today, and until when
 * the whole archive has asked us to stay away (429, Retry-After). It outlives the process as JSON.
 * Archives lock out addresses that go on asking: without Retry-After the pause is a minute, and
 * doubles to an hour while refusals go on.
 *
 * Floor: source.
 */
#ifndef SOURCE_ARCHIVE_QUOTA_H
#define SOURCE_ARCHIVE_QUOTA_H

#include <stdint.h>

#include "source/archive_table.h"
#include "source/fetch.h"
#include "json/doc.h"

struct dkt_quota;

struct dkt_quota *dkt_quota_new(void);
void dkt_quota_free(struct dkt_quota *quota);

/* now_ms or later: when a request may leave. Milliseconds since 1970. A used-up day gives the next
 * midnight of UTC. Requests at once (concurrent) are the caller's to count. */
int64_t dkt_quota_when(const struct dkt_quota *quota, const struct dkt_archive_site *site,
		       enum dkt_lane lane, int64_t now_ms);

/* Why dkt_quota_when is later than now, for a sentence: "it asked us to wait", "its daily number is
 * used up", "one request at a time"; "" when it is not. */
const char *dkt_quota_why(const struct dkt_quota *quota, const struct dkt_archive_site *site,
			  enum dkt_lane lane, int64_t now_ms);

/* A request leaves now. */
void dkt_quota_asked(struct dkt_quota *quota, const struct dkt_archive_site *site,
		     enum dkt_lane lane, int64_t now_ms);

/* Its answer: 429, and 503 with Retry-After, pause the archive; a good one ends a row of refusals.
 */
void dkt_quota_answered(struct dkt_quota *quota, const struct dkt_archive_site *site,
			const struct dkt_answer *answer, int64_t now_ms);

/* Not before then, whatever the lane. Seconds since 1970. */
void dkt_quota_pause(struct dkt_quota *quota, const struct dkt_archive_site *site, int64_t until);

/* {"wayback": {"paused_until": 1798761600, "refusals": 2, "day": 20819, "lanes":
 *   {"lookup": {"last_ms": 1798761500000, "today": 41}}}}; a new reference. */
json_t *dkt_quota_json(const struct dkt_quota *quota);

/* What was written by dkt_quota_json; what is not understood is left out. */
void dkt_quota_read(struct dkt_quota *quota, const json_t *json);

/* A clock that ran ahead must not lock an archive for years: forget pauses of more than a year and
 * requests of the future. Once after dkt_quota_read. */
void dkt_quota_forget_future(struct dkt_quota *quota, int64_t now_ms);

/* For dkt_fetch_policy.pace, with the table as its data: all hosts of an archive count as one, with
 * the pace of its replay lane. So one fetcher takes pages and copies, and a 429 of one of an
 * archive's hosts pauses all of them. Lanes that are slower are the quota's. */
dkt_pace_fn dkt_archive_pace;

#endif
