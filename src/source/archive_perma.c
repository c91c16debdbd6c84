/*
 * archive_perma.c - the API's answer about a link, and a page looked up in a WARC.
 *
 * A WARC is read from front to back once for every redirect in it, at most as many as are followed
 * on the web; the reader has its own caps. Only responses count: what a person uploaded stands
 * there as a resource, and proves nothing about the page.
 */
#include "source/archive_perma.h"

#include <string.h>

#include "base/str.h"
#include "base/time.h"
#include "source/url.h"
#include "source/warc.h"
#include "json/doc.h"

#include "base/banned.h"

const char *dkt_perma_url(struct dkt_arena *arena, const struct dkt_archive_site *site,
			  const char *guid)
{
	return dkt_arena_printf(arena, "%spublic/archives/%s/", site->api, guid);
}

static bool refuse(const char **why_out, const char *why)
{
	*why_out = why;
	return false;
}

static bool true_at(const json_t *object, const char *key)
{
	return json_is_true(json_object_get(object, key));
}

/* The capture of the page itself; its WARC also holds a screenshot and what the page needs. */
static void read_primary(struct dkt_arena *arena, const json_t *captures, struct dkt_perma *out)
{
	for (size_t i = 0; i < json_array_size(captures); i++) {
		const json_t *one = json_array_get(captures, i);

		if (!dkt_streq(dkt_doc_string(one, "/role", ""), "primary"))
			continue;
		out->state = dkt_arena_dups(arena, dkt_doc_string(one, "/status", ""));
		out->primary = dkt_streq(out->state, "success");
		out->uploaded = true_at(one, "user_upload");
	}
}

bool dkt_perma_parse(struct dkt_arena *arena, const char *bytes, size_t size, struct dkt_perma *out,
		     const char **why_out)
{
	DKT_AUTO(json) json_t *doc = NULL;
	struct dkt_err err = DKT_ERR_INIT;
	const char *created;
	const char *warc;
	int64_t warc_size;

	*out = (struct dkt_perma){.state = ""};
	if (dkt_doc_parse(bytes, size, "perma.cc", &doc, &err) < 0)
		return refuse(why_out, "perma.cc did not answer with JSON");
	created = dkt_doc_string(doc, "/creation_timestamp", "");
	out->guid = dkt_arena_dups(arena, dkt_doc_string(doc, "/guid", ""));
	out->url = dkt_arena_dups(arena, dkt_doc_string(doc, "/url", ""));
	if (out->url[0] == '\0' || !dkt_time_parse(created, strlen(created), &out->time))
		return refuse(why_out, "perma.cc did not say which page it is");
	warc = dkt_doc_string(doc, "/warc_download_url", NULL);
	out->warc = warc == NULL || *warc == '\0' ? NULL : dkt_arena_dups(arena, warc);
	warc_size = dkt_doc_int(doc, "/warc_size", 0);
	out->warc_size = warc_size > 0 ? (size_t)warc_size : 0;
	read_primary(arena, json_object_get(doc, "captures"), out);
	return true;
}

/* --- a page in a WARC --- */

struct seeking {
	const char *bytes;
	size_t size;
	const char *fault; /* why the archive could not be read to its end, or NULL */
};

static bool is_better(const struct dkt_answer *found, const struct dkt_answer *other)
{
	return found->status == 0 || other->status == 200 || found->status != 200;
}

/* The best response of exactly that page; false: there is none. */
static bool seek(struct seeking *s, struct dkt_arena *arena, const char *url,
		 struct dkt_answer *out, int64_t *at_out)
{
	struct dkt_warc *warc = dkt_warc_open(s->bytes, s->size);
	struct dkt_warc_record record;
	enum dkt_warc_state state;

	*out = (struct dkt_answer){.reason = ""};
	while ((state = dkt_warc_next(warc, &record)) == DKT_WARC_RECORD) {
		struct dkt_answer answer;

		if (!dkt_streq(record.type, "response") ||
		    dkt_url_same(arena, record.target, url) == NULL ||
		    !dkt_warc_answer(arena, &record, &answer) || !is_better(out, &answer))
			continue;
		*out = answer;
		out->final_url = dkt_arena_dups(arena, record.target);
		if (!dkt_time_parse(record.date, strlen(record.date), at_out))
			*at_out = 0;
	}
	if (state == DKT_WARC_DAMAGED)
		s->fault = dkt_arena_dups(arena, dkt_warc_fault(warc));
	dkt_warc_close(warc);
	return out->status != 0;
}

bool dkt_warc_find(struct dkt_arena *arena, const char *bytes, size_t size, const char *url,
		   struct dkt_answer *out, int64_t *at_out, const char **why_out)
{
	struct seeking s = {bytes, size, NULL};
	int64_t at = 0;

	*at_out = 0;
	for (unsigned hop = 0; hop < DKT_MAX_HOPS; hop++) {
		const char *location;
		struct dkt_url from;
		struct dkt_url to;
		const char *why;

		if (!seek(&s, arena, url, out, &at))
			return refuse(why_out, s.fault != NULL ? "the WARC is damaged"
					       : hop == 0
						       ? "the page is not in the WARC"
						       : "the page it redirects to is not in the "
							 "WARC");
		*at_out = at;
		location = dkt_answer_header(out, "location");
		if (out->status < 300 || out->status > 399 || location == NULL)
			return true;
		if (!dkt_url_parse(arena, url, &from, &why) ||
		    !dkt_url_join(arena, &from, location, &to, &why) ||
		    dkt_url_same(arena, to.text, url) != NULL) {
			/* http to https, or with a slash: the same page to us, and found already
			 * when there is more than the redirect */
			return refuse(why_out, "the page redirects to itself in the WARC");
		}
		url = to.text;
	}
	return refuse(why_out, "too many redirects in the WARC");
}
