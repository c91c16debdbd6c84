/*
 * check.c - a source from top to bottom: live page, archived copies, quotes, and what it means in a
 * sentence.
 *
 * Each address is fetched once a job, all of them side by side before anything is judged: a record
 * with many sources takes as long as its slowest. A quote is looked for on the live page and in
 * every copy that proved to be one; the finding says where it stands best, since a dead page with a
 * good copy is good evidence. What the guard denied is told to people as what did not answer is, so
 * that nobody can probe a network through us.
 */
#include "source/check.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/map.h"
#include "base/str.h"
#include "base/time.h"
#include "source/archive.h"
#include "source/fetch.h"
#include "source/guard.h"
#include "source/page.h"
#include "source/quote.h"
#include "source/url.h"
#include "source/verdict.h"
#include "json/build.h"

#include "base/banned.h"

#define DAY_SECONDS   86400
#define MAX_COPIES    8
#define JOB_TIMEOUT_S 120 /* for all fetches of a job together */
#define MAX_ACTIVE    8	  /* fetches at once */
#define PER_HOST      2

struct visit {
	bool done;
	bool live; /* the page of a source: a sibling is asked for as soon as it proves alive */
	const char *url;
	struct dkt_answer answer;
	struct dkt_page page;
	struct dkt_kept kept;
};

struct copy {
	const char *url;
	const char *verdict;
	const char *reason;
	enum dkt_fetched outcome;
	const struct visit *visit; /* NULL unless good */
	int64_t time;
	const char *original;
	const char *memento_at;	 /* RFC 3339, or NULL */
	const char *captured_at; /* as the record says, else its address; NULL when neither does */
	bool wrong_time;
};

struct checking {
	const struct dkt_source_job *job;
	struct dkt_report *report;
	struct dkt_arena *arena;
	struct dkt_fetcher *fetcher;
	struct dkt_err *err;
	bool failed;	       /* a copy could not be kept: *err says why */
	struct dkt_map visits; /* address -> struct visit */
	int64_t started;
};

/* One source while it is looked at. */
struct looking {
	struct checking *c;
	const struct dkt_node *source;
	const char *pointer; /* "/sources/0" */
	const char *url;
	const struct visit *live;
	struct dkt_verdict_live verdict;
	struct copy copies[MAX_COPIES];
	size_t n_copies;
	size_t best_copy; /* index of a copy that holds the last quote; n_copies when none */
};

/* Seconds of a clock that nobody sets; limits of time have nothing to do with the date. */
static int64_t ticks(void)
{
	struct timespec now = {0};

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec;
}

static bool may_be_soft_gone(const struct dkt_verdict_live *verdict)
{
	return verdict->verdict == DKT_LIVE_ALIVE || verdict->verdict == DKT_LIVE_REDIRECTED;
}

/* Have the address fetched, once a job. */
static struct visit *ask(struct checking *c, const char *url, bool live)
{
	struct visit *v = dkt_map_get(&c->visits, url, strlen(url));
	struct dkt_request request = {.timeout_ms = c->job->timeout_ms,
				      .follow = true,
				      .keep = live && c->job->captures != NULL};

	if (v != NULL) {
		v->live = v->live || live;
		return v;
	}
	v = DKT_NEW(c->arena, struct visit);
	v->live = live;
	v->url = dkt_arena_dups(c->arena, url);
	(void)dkt_map_put(&c->visits, v->url, strlen(v->url), v);
	request.url = v->url;
	request.arena = c->arena;
	request.data = v;
	if (c->job->progress != NULL)
		c->job->progress(c->job->progress_data, url);
	dkt_fetcher_add(c->fetcher, &request);
	return v;
}

/* Own copies are of cited pages, not of probes or of others' archives. */
static void keep_copy(struct checking *c, struct visit *v)
{
	if (c->job->captures != NULL && !c->failed)
		c->failed = dkt_capture_put(c->job->captures, &v->answer, &v->kept, c->err) < 0;
}

static void take_visit(void *data, const struct dkt_request *request,
		       const struct dkt_answer *answer)
{
	struct checking *c = data;
	struct visit *v = request->data;
	struct dkt_verdict_live verdict;
	const char *sibling;

	v->answer = *answer;
	dkt_page_read(c->arena, &v->answer, &v->page);
	v->done = true;
	if (!v->live)
		return;
	keep_copy(c, v);
	verdict = dkt_live_judge(c->arena, v->url, &v->answer, &v->page);
	sibling = may_be_soft_gone(&verdict) ? dkt_live_sibling(c->arena, v->url) : NULL;
	if (sibling != NULL)
		(void)ask(c, sibling, false);
}

static void fetch_asked(struct checking *c)
{
	int64_t left = JOB_TIMEOUT_S - (ticks() - c->started);

	dkt_fetcher_run(c->fetcher, left < 1 ? 1 : (unsigned)left * 1000U, take_visit, c);
}

static const struct visit *visit(struct checking *c, const char *url)
{
	struct visit *v = ask(c, url, false);

	if (!v->done)
		fetch_asked(c);
	return v;
}

static size_t offset_of(const struct dkt_node *node)
{
	return node == NULL || node->offset == DKT_MADE ? DKT_NOWHERE : node->offset;
}

static const char *stamp(struct dkt_arena *arena, int64_t time)
{
	char text[DKT_TIME_SIZE];

	dkt_time_format(time, text);
	return dkt_arena_dups(arena, text);
}

static const char *day_of(struct dkt_arena *arena, int64_t time)
{
	return dkt_arena_dup(arena, stamp(arena, time), 10);
}

/* --- the live page --- */

static void look_live(struct looking *l)
{
	struct checking *c = l->c;
	const char *sibling;

	l->live = visit(c, l->url);
	l->verdict = dkt_live_judge(c->arena, l->url, &l->live->answer, &l->live->page);
	if (!may_be_soft_gone(&l->verdict))
		return;
	sibling = dkt_live_sibling(c->arena, l->url);
	if (sibling != NULL) {
		const struct visit *probe = visit(c, sibling);

		struct dkt_probe kept;

		dkt_probe_take(c->arena, sibling, &probe->answer, &probe->page, &kept);
		dkt_probe_weigh(c->arena, l->url, &l->live->answer, &l->live->page, &kept,
				&l->verdict);
	}
}

static bool can_be_read(const struct looking *l)
{
	return may_be_soft_gone(&l->verdict);
}

/* --- archived copies --- */

/* The capture itself: raw where the archive has that, else as it is replayed. */
static const struct visit *visit_copy(struct checking *c, const char *url,
				      const struct dkt_archived *archived)
{
	const struct visit *v = visit(c, archived->raw != NULL ? archived->raw : url);

	if (archived->raw != NULL && dkt_answer_header(&v->answer, "memento-datetime") == NULL &&
	    v->answer.outcome == DKT_FETCHED && v->answer.status == 404)
		v = visit(c, url);
	return v;
}

/* Of which page the archive says that it is a copy: the header when it holds an address. */
static const char *original_of(struct dkt_arena *arena, const struct visit *v,
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
static void judge_content(struct looking *l, struct copy *copy, const struct visit *v)
{
	struct dkt_verdict_live inside = dkt_live_judge(l->c->arena, l->url, &v->answer, &v->page);

	if (inside.verdict == DKT_LIVE_BLOCKED) {
		copy->verdict = "archived-blocked";
		copy->reason = inside.reason;
	} else if (v->answer.status >= 400 || inside.verdict == DKT_LIVE_SOFT_GONE ||
		   inside.verdict == DKT_LIVE_GONE || v->answer.size == 0) {
		copy->verdict = "archived-error";
		copy->reason = inside.reason;
	} else if (is_redirect_note(&v->page)) {
		copy->verdict = "archived-error";
		copy->reason = "a redirect was archived";
	} else {
		copy->verdict = "good";
		copy->reason = "";
		copy->visit = v;
	}
}

static void judge_copy(struct looking *l, struct copy *copy, const struct visit *v,
		       const struct dkt_archived *archived)
{
	const char *memento = dkt_answer_header(&v->answer, "memento-datetime");

	copy->verdict = "unreachable";
	copy->reason = v->answer.outcome == DKT_FETCHED
			       ? dkt_arena_printf(l->c->arena, "http-%ld", v->answer.status)
			       : v->answer.reason;
	copy->outcome = v->answer.outcome;
	if (v->answer.outcome != DKT_FETCHED)
		return;
	if (memento == NULL || !dkt_http_date_parse(memento, &copy->time)) {
		copy->reason =
			v->answer.status == 404 ? "not archived" : "no capture behind this address";
		return;
	}
	copy->memento_at = stamp(l->c->arena, copy->time);
	copy->original = original_of(l->c->arena, v, archived);
	if (dkt_url_same(l->c->arena, copy->original, l->url) == NULL) {
		copy->verdict = "wrong-original";
		copy->reason = "it is a copy of another page";
		return;
	}
	judge_content(l, copy, v);
	if (copy->visit != NULL &&
	    (llabs(copy->time - archived->time) > DAY_SECONDS || copy->wrong_time)) {
		copy->verdict = "other-time";
		copy->reason = "the archive has it from another day";
	}
}

static void look_copy(struct looking *l, const struct dkt_node *entry, struct copy *copy)
{
	const char *claimed = dkt_get_string(entry, "captured_at");
	struct dkt_archived archived;
	int64_t claimed_time;

	copy->url = dkt_get_string(entry, "url");
	if (!dkt_archive_parse(l->c->arena, copy->url, &archived) || !archived.fixed) {
		copy->verdict = "not-fixed";
		copy->reason = "the address does not name one capture";
		return;
	}
	copy->original = archived.original;
	copy->captured_at = stamp(l->c->arena, archived.time);
	if (dkt_url_same(l->c->arena, archived.original, l->url) == NULL) {
		copy->verdict = "wrong-original";
		copy->reason = "its address names another page";
		return;
	}
	if (claimed != NULL && dkt_time_parse(claimed, strlen(claimed), &claimed_time)) {
		copy->wrong_time = llabs(claimed_time - archived.time) > DAY_SECONDS;
		copy->captured_at = stamp(l->c->arena, claimed_time);
	}
	judge_copy(l, copy, visit_copy(l->c, copy->url, &archived), &archived);
}

static void look_copies(struct looking *l)
{
	const struct dkt_node *archives = dkt_get(l->source, "archives");

	for (size_t i = 0;
	     dkt_is(archives, DKT_ARRAY) && i < archives->size && l->n_copies < MAX_COPIES; i++) {
		if (dkt_get_string(&archives->as.items[i], "url") != NULL)
			look_copy(l, &archives->as.items[i], &l->copies[l->n_copies++]);
	}
}

static bool has_good_copy(const struct looking *l)
{
	for (size_t i = 0; i < l->n_copies; i++) {
		if (dkt_streq(l->copies[i].verdict, "good"))
			return true;
	}
	return false;
}

/* --- findings on page and copies --- */

static void find(struct looking *l, enum dkt_level level, const char *code, const char *pointer,
		 const struct dkt_node *at, const char *hint, const char *sentence)
{
	dkt_report_add(l->c->report, level, code, pointer, offset_of(at), hint, "%s", sentence);
}

/* Findings are read by whoever handed the address in: they do not tell a closed port from a
 * forbidden address; the evidence does. */
static const char *publicly(enum dkt_fetched outcome, const char *reason)
{
	const char *word = dkt_guard_public(outcome);

	return word == NULL ? reason : word;
}

static const char *state_sentence(struct looking *l)
{
	struct dkt_arena *arena = l->c->arena;
	const struct dkt_answer *answer = &l->live->answer;

	switch (l->verdict.verdict) {
	case DKT_LIVE_REDIRECTED:
		return dkt_arena_printf(arena, "this page has moved to %s", answer->final_url);
	case DKT_LIVE_MOVED_HOME:
		return "this address now leads to the site's front page";
	case DKT_LIVE_SOFT_GONE:
		return "this page is no longer there, although the site answers as if it were";
	case DKT_LIVE_GONE:
		return dkt_arena_printf(arena, "this page answers %ld now", answer->status);
	case DKT_LIVE_BLOCKED:
		return dkt_arena_printf(arena,
					"the site does not show this page to programs (%s); that "
					"says nothing about the page",
					l->verdict.reason);
	case DKT_LIVE_UNREADABLE:
		return dkt_arena_printf(arena, "this page cannot be read here (%s)",
					l->verdict.reason);
	default:
		return dkt_arena_printf(arena, "this page could not be reached (%s)",
					publicly(answer->outcome, l->verdict.reason));
	}
}

static void find_state(struct looking *l)
{
	const struct dkt_node *at = dkt_get(l->source, "url");
	const char *pointer = dkt_arena_printf(l->c->arena, "%s/url", l->pointer);
	bool saved = has_good_copy(l);
	bool denied = l->verdict.verdict == DKT_LIVE_DENIED;
	const char *code;

	if (l->verdict.verdict == DKT_LIVE_ALIVE)
		return;
	code = dkt_arena_printf(l->c->arena, "source.%s",
				denied ? "unreachable" : dkt_live_name(l->verdict.verdict));
	if (l->verdict.verdict == DKT_LIVE_REDIRECTED)
		find(l, DKT_INFO, code, pointer, at,
		     "the new address may be the better one to cite", state_sentence(l));
	else if (saved)
		find(l, DKT_INFO, code, pointer, at, NULL,
		     dkt_arena_printf(l->c->arena, "%s; a good archived copy stands in for it",
				      state_sentence(l)));
	else
		find(l, DKT_WARNING, code, pointer, at,
		     "add the address of an archived copy from before, if there is one",
		     state_sentence(l));
}

static const struct {
	const char *verdict;
	const char *sentence;
	const char *hint;
} copy_words[] = {
	{"wrong-original", "this is an archived copy of another page",
	 "copy the address of the capture again"},
	{"not-fixed", "this address does not name one capture",
	 "open the capture and copy its address, with all 14 digits"},
	{"other-time", "the archive has this page from another time than is said here",
	 "give the time that the capture's address says"},
	{"archived-error", "what was archived is an error page", "look for an earlier capture"},
	{"archived-blocked", "what was archived is a wall against robots, not the page",
	 "look for another capture"},
	{"quote-absent", "this archived copy does not hold every quote",
	 "look for a capture from the time when the page said so"},
	{"unreachable", "this archived copy could not be read",
	 "open it in a browser; it may be a passing fault"},
};

static void find_copy(struct looking *l, const struct copy *copy, const struct dkt_node *at,
		      size_t i)
{
	for (size_t j = 0; j < sizeof copy_words / sizeof copy_words[0]; j++) {
		const char *detail =
			copy->memento_at != NULL && dkt_streq(copy->verdict, "other-time")
				? copy->memento_at
				: publicly(copy->outcome, copy->reason);

		if (dkt_streq(copy->verdict, copy_words[j].verdict))
			find(l, DKT_WARNING,
			     dkt_arena_printf(l->c->arena, "archive.%s", copy->verdict),
			     dkt_arena_printf(l->c->arena, "%s/archives/%zu/url", l->pointer, i),
			     at, copy_words[j].hint,
			     dkt_arena_printf(l->c->arena, "%s (%s)", copy_words[j].sentence,
					      detail));
	}
}

static void find_copies(struct looking *l)
{
	const struct dkt_node *archives = dkt_get(l->source, "archives");

	for (size_t i = 0; i < l->n_copies; i++)
		find_copy(l, &l->copies[i], dkt_get(dkt_item(archives, i), "url"), i);
}

/* --- quotes --- */

static bool passes(enum dkt_quote_verdict verdict)
{
	return verdict <= DKT_QUOTE_FRAGMENTS;
}

static json_t *quote_json(const struct dkt_quote *q)
{
	json_t *json = json_pack("{s:s, s:s?}", "verdict", dkt_quote_name(q->verdict), "tier",
				 q->tier[0] == '\0' ? NULL : q->tier);

	if (passes(q->verdict)) {
		json_object_set_new(json, "offset", json_integer((json_int_t)q->offset));
		json_object_set_new(json, "context", json_string(q->context));
	}
	if (q->closest[0] != '\0')
		json_object_set_new(json, "closest", json_string(q->closest));
	return json;
}

struct quoting {
	struct dkt_quote live;
	struct dkt_quote copies[MAX_COPIES];
	bool any_text; /* there was a text to look in */
	const char *closest;
};

static void look_quote(struct looking *l, const char *text, struct quoting *q)
{
	memset(q, 0, sizeof *q);
	q->closest = "";
	q->live = DKT_QUOTE_NONE;
	l->best_copy = l->n_copies;
	if (can_be_read(l))
		dkt_page_quote(l->c->arena, &l->live->page, text, &q->live);
	q->any_text = q->live.verdict != DKT_QUOTE_NOT_CHECKABLE;
	q->closest = q->live.closest;
	for (size_t i = 0; i < l->n_copies; i++) {
		q->copies[i] = DKT_QUOTE_NONE;
		if (l->copies[i].visit == NULL)
			continue;
		dkt_page_quote(l->c->arena, &l->copies[i].visit->page, text, &q->copies[i]);
		q->any_text = q->any_text || q->copies[i].verdict != DKT_QUOTE_NOT_CHECKABLE;
		if (q->closest[0] == '\0')
			q->closest = q->copies[i].closest;
		if (passes(q->copies[i].verdict) && l->best_copy == l->n_copies)
			l->best_copy = i;
	}
}

/* Was there a text to look in at all? */
static bool has_text(const struct looking *l)
{
	bool any = can_be_read(l) && l->live->page.text_size > 0;

	for (size_t i = 0; i < l->n_copies; i++)
		any = any || (l->copies[i].visit != NULL && l->copies[i].visit->page.text_size > 0);
	return any;
}

static void tell_absent(struct looking *l, const struct quoting *q, const char *pointer,
			const struct dkt_node *at)
{
	if (!q->any_text && has_text(l))
		find(l, DKT_UNCHECKED, "quote.not-checkable", pointer, at, "quote a whole sentence",
		     "the quote is too short or too long to be looked for");
	else if (!q->any_text)
		find(l, DKT_UNCHECKED, "quote.not-checkable", pointer, at,
		     "an archived copy that can be read would settle it",
		     "the quote could not be looked for: there is no text of the page to look in");
	else if (q->closest[0] != '\0')
		find(l, DKT_WARNING, "quote.near", pointer, at,
		     "use the page's own words, or paste the original if this is a translation",
		     dkt_arena_printf(
			     l->c->arena,
			     "these words do not stand there; the closest passage is \"%s\"",
			     q->closest));
	else
		find(l, DKT_WARNING, "quote.absent", pointer, at,
		     "use the page's own words; if this is a translation, paste the original as "
		     "text and keep yours as translation",
		     "these words do not stand on the page, and nothing close to them does");
}

static void tell_quote(struct looking *l, const struct quoting *q, const char *pointer,
		       const struct dkt_node *at)
{
	bool live = passes(q->live.verdict);
	const struct dkt_quote *found = live			     ? &q->live
					: l->best_copy < l->n_copies ? &q->copies[l->best_copy]
								     : NULL;

	if (found == NULL) {
		tell_absent(l, q, pointer, at);
	} else if (!live) {
		find(l, DKT_INFO, "quote.archived", pointer, at, NULL,
		     dkt_arena_printf(l->c->arena,
				      "%s; the archived copy of %s holds your quote, so the source "
				      "still counts",
				      can_be_read(l)
					      ? "the live page does not hold these words any more"
					      : state_sentence(l),
				      day_of(l->c->arena, l->copies[l->best_copy].time)));
	}
	if (found != NULL && found->verdict != DKT_QUOTE_EXACT)
		find(l, DKT_INFO,
		     dkt_arena_printf(l->c->arena, "quote.%s", dkt_quote_name(found->verdict)),
		     pointer, at, NULL,
		     found->verdict == DKT_QUOTE_FOLDED
			     ? "the words stand there, with other punctuation, capitals or width"
			     : "the parts of the quote stand there, in this order");
}

static void lose_quote(struct copy *copy)
{
	copy->verdict = "quote-absent";
	copy->reason = "other words";
}

static json_t *look_quotes(struct looking *l)
{
	const struct dkt_node *quotes = dkt_get(l->source, "quotes");
	json_t *all = json_array();

	for (size_t i = 0; dkt_is(quotes, DKT_ARRAY) && i < quotes->size; i++) {
		const struct dkt_node *text = dkt_get(&quotes->as.items[i], "text");
		const char *pointer =
			dkt_arena_printf(l->c->arena, "%s/quotes/%zu/text", l->pointer, i);
		struct quoting q;
		json_t *entry;
		json_t *copies;

		if (dkt_string(text) == NULL)
			continue;
		look_quote(l, text->as.bytes, &q);
		tell_quote(l, &q, pointer, text);
		copies = json_array();
		for (size_t j = 0; j < l->n_copies; j++) {
			json_t *copy = quote_json(&q.copies[j]);

			json_object_set_new(copy, "url", json_string(l->copies[j].url));
			json_array_append_new(copies, copy);
			if (l->copies[j].visit != NULL && dkt_streq(l->copies[j].verdict, "good") &&
			    !passes(q.copies[j].verdict) &&
			    q.copies[j].verdict != DKT_QUOTE_NOT_CHECKABLE)
				lose_quote(&l->copies[j]);
		}
		entry = json_pack("{s:s, s:s, s:o, s:o}", "pointer",
				  dkt_arena_printf(l->c->arena, "%s/quotes/%zu", l->pointer, i),
				  "text", text->as.bytes, "page", quote_json(&q.live), "archives",
				  copies);
		json_array_append_new(all, entry);
	}
	return all;
}

/* --- evidence --- */

static json_t *live_json(const struct looking *l)
{
	const struct dkt_answer *answer = &l->live->answer;
	json_t *chain = json_array();
	char now[DKT_TIME_SIZE];
	json_t *live;

	for (size_t i = 0; i < answer->n_hops; i++) {
		json_t *hop = json_pack("{s:s}", "url", answer->hops[i].url);

		if (answer->hops[i].status >= 100)
			json_object_set_new(hop, "status", json_integer(answer->hops[i].status));
		json_array_append_new(chain, hop);
	}
	dkt_time_format(l->c->job->now, now);
	live = json_pack("{s:s, s:s, s:o, s:s?, s:o, s:s, s:s}", "verdict",
			 dkt_live_name(l->verdict.verdict), "reason", l->verdict.reason, "status",
			 answer->status >= 100 ? json_integer(answer->status) : json_null(),
			 "final_url", answer->n_hops > 0 ? answer->final_url : NULL, "chain", chain,
			 "title", l->live->page.title, "checked_at", now);
	if (l->live->kept.key[0] != '\0')
		json_object_set_new(live, "capture", json_string(l->live->kept.key));
	return live;
}

static json_t *copies_json(const struct looking *l)
{
	json_t *all = json_array();

	for (size_t i = 0; i < l->n_copies; i++) {
		const struct copy *copy = &l->copies[i];

		json_array_append_new(all, json_pack("{s:s, s:s, s:s, s:s?, s:s?, s:s?}", "url",
						     copy->url, "verdict", copy->verdict, "reason",
						     copy->reason, "original", copy->original,
						     "captured_at", copy->captured_at, "memento_at",
						     copy->memento_at));
	}
	return all;
}

static json_t *look_source(struct checking *c, const struct dkt_node *source, size_t i)
{
	struct looking l = {.c = c,
			    .source = source,
			    .pointer = dkt_arena_printf(c->arena, "%s/%zu", c->job->pointer, i)};
	json_t *quotes;
	json_t *live;

	l.url = dkt_get_string(source, "url");
	if (l.url == NULL)
		return NULL;
	look_live(&l);
	look_copies(&l);
	quotes = look_quotes(&l); /* before the copies are told of: a copy without the quote is no
				     good one */
	find_state(&l);
	find_copies(&l);
	live = live_json(&l);
	return json_pack("{s:s, s:s, s:o, s:o, s:o}", "pointer", l.pointer, "url", l.url, "live",
			 live, "archives", copies_json(&l), "quotes", quotes);
}

/* --- all that is to be fetched, at once --- */

static void ask_source(struct checking *c, const struct dkt_node *source)
{
	const char *url = dkt_get_string(source, "url");
	const struct dkt_node *archives = dkt_get(source, "archives");
	size_t n = 0;

	if (url == NULL)
		return;
	(void)ask(c, url, true);
	for (size_t i = 0; dkt_is(archives, DKT_ARRAY) && i < archives->size && n < MAX_COPIES;
	     i++) {
		const char *copy = dkt_get_string(&archives->as.items[i], "url");
		struct dkt_archived archived;

		if (copy == NULL)
			continue;
		n++;
		if (dkt_archive_parse(c->arena, copy, &archived) && archived.fixed &&
		    dkt_url_same(c->arena, archived.original, url) != NULL)
			(void)ask(c, archived.raw != NULL ? archived.raw : copy, false);
	}
}

int dkt_source_check(struct dkt_net *net, const struct dkt_source_job *job,
		     struct dkt_report *report, json_t **evidence_out, struct dkt_err *err)
{
	struct dkt_fetch_policy policy = {.max_active = MAX_ACTIVE,
					  .per_host = PER_HOST,
					  .even_ms = job->even_ms,
					  .connect_ms = job->even_ms, /* silence is told then */
					  .contact = job->contact,
					  .now_ms = job->now * 1000};
	struct checking c = {.job = job,
			     .report = report,
			     .arena = dkt_arena_new(),
			     .fetcher = dkt_fetcher_new(net, &policy),
			     .err = err,
			     .started = ticks()};
	bool any = dkt_is(job->sources, DKT_ARRAY);
	json_t *evidence = json_array();

	for (size_t i = 0; any && i < job->sources->size; i++)
		ask_source(&c, &job->sources->as.items[i]);
	fetch_asked(&c);
	for (size_t i = 0; any && i < job->sources->size; i++) {
		json_t *entry = look_source(&c, &job->sources->as.items[i], i);

		if (entry != NULL)
			json_array_append_new(evidence, entry);
	}
	if (job->captures != NULL && !c.failed)
		c.failed = dkt_captures_sync(job->captures, err) < 0;
	dkt_fetcher_free(c.fetcher);
	dkt_map_clear(&c.visits);
	dkt_arena_free(c.arena);
	if (c.failed) {
		json_decref(evidence);
		evidence = NULL;
	}
	*evidence_out = evidence;
	return c.failed ? -1 : 0;
}

int dkt_source_check_url(struct dkt_net *net, const char *url, const struct dkt_source_job *job,
			 struct dkt_report *report, json_t **evidence_out, struct dkt_err *err)
{
	struct dkt_arena *arena = dkt_arena_new();
	struct dkt_node source = dkt_make_object(arena, NULL, 0);
	struct dkt_node sources;
	struct dkt_source_job one = *job;
	int result;

	source = dkt_with(arena, &source, "url", dkt_make_string(arena, url));
	sources = dkt_make_array(arena, &source, 1);
	one.sources = &sources;
	result = dkt_source_check(net, &one, report, evidence_out, err);
	dkt_arena_free(arena);
	return result;
}
