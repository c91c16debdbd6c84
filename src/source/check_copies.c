/*
 * check_copies.c - the archived copies that a record claims: is each one a capture of this page, of
 * this day, and of the page itself rather than an error or a wall?
 *
 * The raw bytes are asked for where the archive's form is known; where it has none of them for this
 * capture, the page as replayed.
 */
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/time.h"
#include "source/check_inside.h"
#include "source/url.h"

#include "base/banned.h"

static const char *stamp(struct dkt_arena *arena, int64_t time)
{
	char text[DKT_TIME_SIZE];

	dkt_time_format(time, text);
	return dkt_arena_dups(arena, text);
}

/* --- asking --- */

static void refuse(struct dkt_copy *copy, const char *verdict, const char *reason)
{
	copy->verdict = verdict;
	copy->reason = reason;
}

/* What the address alone says; what is left is asked for. */
static void begin(struct dkt_looking *l, struct dkt_copy *copy)
{
	struct dkt_arena *arena = l->c->arena;
	const char *claimed = dkt_get_string(copy->entry, "captured_at");
	int64_t claimed_time;

	if (!dkt_archive_parse(arena, copy->url, &copy->archived) || !copy->archived.fixed) {
		refuse(copy, "not-fixed", "the address does not name one capture");
		return;
	}
	copy->original = copy->archived.original;
	copy->captured_at = stamp(arena, copy->archived.time);
	if (dkt_url_same(arena, copy->archived.original, l->url) == NULL) {
		refuse(copy, "wrong-original", "its address names another page");
		return;
	}
	if (claimed != NULL && dkt_time_parse(claimed, strlen(claimed), &claimed_time)) {
		copy->wrong_time = llabs(claimed_time - copy->archived.time) > DKT_COPY_SECONDS;
		copy->captured_at = stamp(arena, claimed_time);
	}
	copy->first = dkt_visit_ask(
		l->c, copy->archived.raw != NULL ? copy->archived.raw : copy->url, DKT_VISIT_COPY);
}

static void open_copies(struct dkt_looking *l)
{
	const struct dkt_node *archives = dkt_get(l->source, "archives");

	l->opened = true;
	for (size_t i = 0;
	     dkt_is(archives, DKT_ARRAY) && i < archives->size && l->n_copies < DKT_MAX_COPIES;
	     i++) {
		const struct dkt_node *entry = &archives->as.items[i];
		const char *url = dkt_get_string(entry, "url");

		if (url == NULL)
			continue;
		l->copies[l->n_copies] = (struct dkt_copy){.entry = entry, .url = url};
		begin(l, &l->copies[l->n_copies++]);
	}
}

static bool has_no_raw(const struct dkt_copy *copy)
{
	const struct dkt_answer *answer = &copy->first->answer;

	return copy->archived.raw != NULL && answer->outcome == DKT_FETCHED &&
	       answer->status == 404 && dkt_answer_header(answer, "memento-datetime") == NULL;
}

void dkt_look_copies(struct dkt_looking *l)
{
	if (!l->opened)
		open_copies(l);
	for (size_t i = 0; i < l->n_copies; i++) {
		struct dkt_copy *copy = &l->copies[i];

		if (copy->first != NULL && copy->first->done && copy->replayed == NULL &&
		    has_no_raw(copy))
			copy->replayed = dkt_visit_ask(l->c, copy->url, DKT_VISIT_COPY);
	}
}

/* --- judging --- */

/* Of which page the archive says that it is a copy: the header when it holds an address. */
static const char *original_of(struct dkt_arena *arena, const struct dkt_visit *v,
			       const struct dkt_archived *archived)
{
	const char *links = dkt_answer_header(&v->answer, "link");
	const char *target = links == NULL ? NULL : dkt_link_target(arena, links, "original");
	struct dkt_archived inner;
	struct dkt_url url;
	const char *why;

	if (target == NULL || !dkt_url_parse(arena, target, &url, &why))
		return archived->original;
	return dkt_archive_parse(arena, url.text, &inner) && inner.fixed ? inner.original
									 : url.text;
}

/* The archive's note in place of a capture that was a redirect. */
static bool is_redirect_note(const struct dkt_page *page)
{
	return strstr(page->text, "Got an HTTP 3") != NULL &&
	       strstr(page->text, "response at crawl time") != NULL;
}

/* What the capture holds; the address and the time have been found right. */
static void judge_content(struct dkt_looking *l, struct dkt_copy *copy, const struct dkt_visit *v)
{
	struct dkt_verdict_live inside = dkt_live_judge(l->c->arena, l->url, &v->answer, &v->page);

	if (inside.verdict == DKT_LIVE_BLOCKED) {
		refuse(copy, "archived-blocked", inside.reason);
	} else if (v->answer.status >= 400 || inside.verdict == DKT_LIVE_SOFT_GONE ||
		   inside.verdict == DKT_LIVE_GONE || v->answer.size == 0) {
		refuse(copy, "archived-error", inside.reason);
	} else if (is_redirect_note(&v->page)) {
		refuse(copy, "archived-error", "a redirect was archived");
	} else {
		refuse(copy, "good", "");
		copy->visit = v;
	}
}

static void judge(struct dkt_looking *l, struct dkt_copy *copy, const struct dkt_visit *v)
{
	struct dkt_arena *arena = l->c->arena;
	const char *memento = dkt_answer_header(&v->answer, "memento-datetime");

	refuse(copy, "unreachable",
	       v->answer.outcome == DKT_FETCHED
		       ? dkt_arena_printf(arena, "http-%ld", v->answer.status)
		       : v->answer.reason);
	copy->outcome = v->answer.outcome;
	if (v->answer.outcome != DKT_FETCHED)
		return;
	if (memento == NULL || !dkt_http_date_parse(memento, &copy->time)) {
		copy->reason =
			v->answer.status == 404 ? "not archived" : "no capture behind this address";
		return;
	}
	copy->memento_at = stamp(arena, copy->time);
	copy->original = original_of(arena, v, &copy->archived);
	if (dkt_url_same(arena, copy->original, l->url) == NULL) {
		refuse(copy, "wrong-original", "it is a copy of another page");
		return;
	}
	judge_content(l, copy, v);
	if (copy->visit != NULL &&
	    (llabs(copy->time - copy->archived.time) > DKT_COPY_SECONDS || copy->wrong_time))
		refuse(copy, "other-time", "the archive has it from another day");
}

void dkt_judge_copies(struct dkt_looking *l)
{
	for (size_t i = 0; i < l->n_copies; i++) {
		struct dkt_copy *copy = &l->copies[i];

		if (copy->verdict == NULL)
			judge(l, copy, copy->replayed != NULL ? copy->replayed : copy->first);
	}
}

bool dkt_looking_has_good_copy(const struct dkt_looking *l)
{
	for (size_t i = 0; i < l->n_copies; i++) {
		if (dkt_streq(l->copies[i].verdict, "good"))
			return true;
	}
	return false;
}

json_t *dkt_copies_json(const struct dkt_looking *l)
{
	json_t *all = json_array();

	for (size_t i = 0; i < l->n_copies; i++) {
		const struct dkt_copy *copy = &l->copies[i];
		json_t *one =
			json_pack("{s:s, s:s, s:s, s:s?, s:s?, s:s?}", "url", copy->url, "verdict",
				  copy->verdict, "reason", copy->reason, "original", copy->original,
				  "captured_at", copy->captured_at, "memento_at", copy->memento_at);

		if (copy->visit != NULL && copy->visit->kept.key[0] != '\0')
			json_object_set_new(one, "capture", json_string(copy->visit->kept.key));
		json_array_append_new(all, one);
	}
	return all;
}
