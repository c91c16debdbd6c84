/*
 * timegate.c - where did a TimeGate lead, and what does Wayback's availability API know?
 *
 * The rules are strict for what counts: an answer is a capture when it has a Memento-Datetime. One
 * exception: a framed replay (pywb) answers with the frame, status 200, and names the capture in
 * its Link header. A 200 with neither is a captcha or a page of the archive itself.
 *
 * Standards: RFC 7089 section 4; archive.org's Wayback availability API.
 */
#include "source/timemap.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "source/archive.h"
#include "source/url.h"
#include "json/doc.h"

#include "base/banned.h"

const char *dkt_accept_datetime(struct dkt_arena *arena, int64_t wanted)
{
	char date[DKT_HTTP_DATE_SIZE];

	dkt_http_date_format(wanted, date);
	return dkt_arena_printf(arena, "Accept-Datetime: %s", date);
}

static bool refuse(const char **why_out, const char *why)
{
	*why_out = why;
	return false;
}

/* The capture that the Link header of a frame names: the one with relation memento whose moment is
 * nearest to the address that was asked; there is only one in practice. */
static bool framed(struct dkt_arena *arena, const char *links, struct dkt_memento *out)
{
	struct dkt_link link;
	size_t at = 0;

	while (dkt_link_next(links, strlen(links), &at, &link)) {
		if (!dkt_link_is(&link, "memento") || link.datetime == NULL)
			continue;
		if (dkt_http_date_parse(dkt_arena_dup(arena, link.datetime, link.datetime_size),
					&out->time)) {
			out->url = dkt_arena_dup(arena, link.target, link.target_size);
			return dkt_starts(out->url, "http");
		}
	}
	return false;
}

bool dkt_timegate_read(struct dkt_arena *arena, const struct dkt_archive_table *table,
		       const struct dkt_answer *answer, struct dkt_memento *out,
		       const char **why_out)
{
	const char *date = dkt_answer_header(answer, "memento-datetime");
	const char *links = dkt_answer_header(answer, "link");
	const char *original = links == NULL ? NULL : dkt_link_target(arena, links, "original");
	struct dkt_archived parsed;

	*out = (struct dkt_memento){.type = "", .digest = "", .site = ""};
	if (answer->outcome != DKT_FETCHED)
		return refuse(why_out, answer->reason);
	out->status = (int)answer->status;
	if (date != NULL && dkt_http_date_parse(date, &out->time)) {
		const char *location = dkt_answer_header(answer, "content-location");

		out->url = location != NULL && dkt_starts(location, "http") ? location
									    : answer->final_url;
	} else if (answer->status != 200) {
		return refuse(why_out, answer->status == 404 ? "not archived"
							     : dkt_arena_printf(arena, "http-%ld",
										answer->status));
	} else if (links == NULL || !framed(arena, links, out)) {
		return refuse(why_out, "an answer that is no capture");
	} else {
		out->status = 0; /* of the frame, not of the page */
	}
	out->original = original != NULL ? original : "";
	if (dkt_archive_parse_in(arena, table, out->url, &parsed)) {
		if (original == NULL && parsed.original != NULL)
			out->original = parsed.original;
		out->site = parsed.site == NULL ? "" : parsed.site->id;
	}
	return true;
}

bool dkt_available_read(struct dkt_arena *arena, const char *bytes, size_t size,
			struct dkt_memento *out, const char **why_out)
{
	DKT_AUTO(json) json_t *doc = NULL;
	struct dkt_err err = DKT_ERR_INIT;
	const char *stamp;
	const char *url;
	struct dkt_archived parsed;

	*out = (struct dkt_memento){.type = "", .digest = "", .site = "", .original = ""};
	if (dkt_doc_parse(bytes, size, "availability", &doc, &err) < 0)
		return refuse(why_out, "an answer that is no JSON");
	if (!json_is_object(dkt_doc_get(doc, "/archived_snapshots")))
		return refuse(why_out, "an answer without archived_snapshots");
	stamp = dkt_doc_string(doc, "/archived_snapshots/closest/timestamp", NULL);
	url = dkt_doc_string(doc, "/archived_snapshots/closest/url", NULL);
	if (stamp == NULL || url == NULL ||
	    !dkt_doc_bool(doc, "/archived_snapshots/closest/available", false))
		return refuse(why_out, "not archived");
	if (!dkt_stamp_parse(stamp, strlen(stamp), &out->time) ||
	    !dkt_archive_parse(arena, url, &parsed) || parsed.original == NULL)
		return refuse(why_out, "a capture without a moment");
	if (!dkt_streq(dkt_doc_string(doc, "/archived_snapshots/closest/status", ""), "200"))
		return refuse(why_out, "the closest capture holds no page");
	out->url = dkt_arena_dups(arena, url);
	out->original = parsed.original;
	out->status = 200;
	out->site = parsed.site == NULL ? "" : parsed.site->id;
	return true;
}
