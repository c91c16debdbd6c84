/*
 * memento.c - which of many captures stands best for a page at a moment?
 *
 * Near is good, but a capture of an error page is none: what is known to have failed is out, and
 * what is not known counts as a year farther away than it is, so that a TimeMap's capture of the
 * day still goes before an index's capture of three years ago.
 */
#include "source/memento.h"

#include <string.h>

#include "base/str.h"
#include "source/fetch.h"

#include "base/banned.h"

#define DAY	86400
#define YEAR	((int64_t)365 * DAY)
#define FARTHER (YEAR * 4096) /* the wrong side of the moment */

bool dkt_memento_is_replayed(const struct dkt_answer *answer)
{
	return dkt_answer_header(answer, "memento-datetime") != NULL;
}

static bool may_hold_page(const struct dkt_memento *one)
{
	return one->url != NULL && (one->status == 0 || one->status == 200);
}

static int64_t apart(int64_t a, int64_t b)
{
	return a > b ? a - b : b - a;
}

static int64_t cost(const struct dkt_memento *one, int64_t wanted, enum dkt_prefer prefer)
{
	int64_t far = apart(one->time, wanted);
	bool wrong_side = (prefer == DKT_PREFER_BEFORE && one->time > wanted) ||
			  (prefer == DKT_PREFER_AFTER && one->time < wanted);

	return far + (one->status == 200 ? 0 : YEAR) + (wrong_side ? FARTHER : 0);
}

static const char *distance(struct dkt_arena *arena, int64_t time, int64_t wanted)
{
	int64_t days = apart(time, wanted) / DAY;
	const char *side = time < wanted ? "before" : "after";

	if (apart(time, wanted) == 0)
		return "at that moment";
	if (days == 0)
		return dkt_arena_printf(arena, "within a day %s it", side);
	return dkt_arena_printf(arena, "%lld %s %s it", (long long)days, days == 1 ? "day" : "days",
				side);
}

static const char *explain(struct dkt_arena *arena, const struct dkt_memento *captures, size_t n,
			   const struct dkt_memento *best, int64_t wanted)
{
	size_t empty = 0;
	const char *where = wanted == 0 ? "the latest" : distance(arena, best->time, wanted);
	const char *status = best->status == 200 ? "status 200"
			     : best->revisit	 ? "the same content as an earlier capture"
						 : "its status is not said";

	for (size_t i = 0; i < n; i++)
		empty += may_hold_page(&captures[i]) ? 0 : 1;
	if (n == 1)
		return dkt_arena_printf(arena, "%s, %s; the only capture", where, status);
	if (empty == 0)
		return dkt_arena_printf(arena, "%s, %s; one of %zu captures", where, status, n);
	return dkt_arena_printf(arena, "%s, %s; %zu of %zu captures hold no page", where, status,
				empty, n);
}

size_t dkt_memento_choose(struct dkt_arena *arena, const struct dkt_memento *captures, size_t n,
			  int64_t wanted, enum dkt_prefer prefer, const char **reason_out)
{
	int64_t latest = 0;
	size_t best = n;

	for (size_t i = 0; i < n; i++) {
		if (may_hold_page(&captures[i]) && captures[i].time > latest)
			latest = captures[i].time;
	}
	for (size_t i = 0; i < n; i++) {
		int64_t goal = wanted == 0 ? latest : wanted;
		int64_t this_one;
		int64_t that;

		if (!may_hold_page(&captures[i]))
			continue;
		if (best == n) {
			best = i;
			continue;
		}
		this_one = cost(&captures[i], goal, prefer);
		that = cost(&captures[best], goal, prefer);
		if (this_one < that || (this_one == that && captures[i].time < captures[best].time))
			best = i;
	}
	*reason_out = best < n ? explain(arena, captures, n, &captures[best], wanted)
		      : n == 0 ? "there is no capture"
			       : dkt_arena_printf(arena, "none of %zu captures holds a page", n);
	return best;
}

json_t *dkt_memento_json(const struct dkt_memento *one)
{
	return json_pack("{s:s?, s:s, s:I, s:i, s:b, s:s, s:s, s:s}", "url", one->url, "original",
			 one->original, "time", (json_int_t)one->time, "status", one->status,
			 "revisit", one->revisit, "type", one->type, "digest", one->digest, "site",
			 one->site);
}

bool dkt_memento_read(struct dkt_arena *arena, const json_t *json, struct dkt_memento *out)
{
	const char *url = dkt_doc_string(json, "/url", NULL);
	int64_t status = dkt_doc_int(json, "/status", 0);

	if (!json_is_object(json) || !json_is_integer(json_object_get(json, "time")))
		return false;
	*out = (struct dkt_memento){
		.url = url == NULL ? NULL : dkt_arena_dups(arena, url),
		.original = dkt_arena_dups(arena, dkt_doc_string(json, "/original", "")),
		.time = dkt_doc_int(json, "/time", 0),
		.status = status >= 100 && status <= 999 ? (int)status : 0,
		.revisit = dkt_doc_bool(json, "/revisit", false),
		.type = dkt_arena_dups(arena, dkt_doc_string(json, "/type", "")),
		.digest = dkt_arena_dups(arena, dkt_doc_string(json, "/digest", "")),
		.site = dkt_arena_dups(arena, dkt_doc_string(json, "/site", ""))};
	return true;
}
