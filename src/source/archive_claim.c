/*
 * archive_claim.c - a claimed copy, examined in the order in which it can fail: its address, the
 * archive's answer, whose capture it is, what it holds, of when it is, and the words.
 *
 * The order decides what people read: a capture of another page is no capture "of another day", and
 * a wall is no page that lacks a quote. What had to be overlooked for a copy to be good (http for
 * https, a www., a redirect inside the archive) is named in the reason, never silently.
 */
#include "source/archive_claim.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/time.h"
#include "source/archive_perma.h"
#include "source/url.h"
#include "source/verdict.h"

#include "base/banned.h"

#define DAY	   86400
#define TIMEOUT_MS 30000

enum { STEP_RAW, STEP_REPLAY, STEP_SHORT, STEP_API, STEP_WARC, STEP_DONE };

static void settle(struct dkt_claim *c, enum dkt_copy_verdict verdict, const char *reason)
{
	c->verdict = verdict;
	c->reason = reason;
	c->step = STEP_DONE;
	c->has_page = verdict == DKT_COPY_GOOD || verdict == DKT_COPY_OTHER_TIME ||
		      verdict == DKT_COPY_QUOTE_ABSENT;
}

/* --- sameness --- */

static const char *unwrapped(const struct dkt_claim *c, struct dkt_arena *arena, const char *url)
{
	struct dkt_archived inner;

	return dkt_archive_parse_in(arena, c->table, url, &inner) && inner.original != NULL
		       ? inner.original
		       : url;
}

/* What had to be overlooked for this to be the cited page; NULL: it is another page. */
static const char *same_page(const struct dkt_claim *c, struct dkt_arena *arena,
			     const char *original)
{
	const char *how = dkt_url_same(arena, original, c->url);

	if (how == NULL) /* a source may itself be an address in an archive */
		how = dkt_url_same(arena, original, unwrapped(c, arena, c->url));
	for (size_t i = 0; how == NULL && i < c->n_chain; i++) {
		if (dkt_url_same(arena, original, c->chain[i]) != NULL)
			how = "redirect-target";
	}
	return how;
}

static void relax(struct dkt_claim *c, struct dkt_arena *arena, const char *how)
{
	if (how == NULL || dkt_streq(how, "exact") || strstr(c->reason, how) != NULL)
		return;
	c->reason = c->reason[0] == '\0' ? how : dkt_arena_printf(arena, "%s, %s", c->reason, how);
}

/* --- the address --- */

static int64_t claimed_time(const struct dkt_claim *c)
{
	char day[DKT_TIME_SIZE];
	const char *text = c->captured_at;
	int64_t time;

	if (text == NULL)
		return 0;
	if (dkt_time_parse(text, strlen(text), &time))
		return time;
	if (strlen(text) != 10)
		return 0;
	memcpy(day, text, 10);
	memcpy(day + 10, "T12:00:00Z", 11); /* a day is half a day from its noon */
	return dkt_time_parse(day, 20, &time) ? time : 0;
}

static void begin_short(struct dkt_claim *c, struct dkt_arena *arena)
{
	c->step = c->parsed.site->api != NULL ? STEP_API : STEP_SHORT;
	c->ask_url = c->step == STEP_API ? dkt_perma_url(arena, c->parsed.site, c->parsed.id)
					 : dkt_arena_dups(arena, c->copy);
}

void dkt_claim_begin(struct dkt_claim *c, struct dkt_arena *arena)
{
	const struct dkt_archive_site *site;

	if (c->table == NULL)
		c->table = dkt_archives_builtin();
	c->outcome = DKT_FETCHED;
	c->reason = "";
	c->archive = "";
	c->claimed = claimed_time(c);
	if (!dkt_archive_parse_in(arena, c->table, c->copy, &c->parsed)) {
		settle(c, DKT_COPY_NOT_FIXED,
		       dkt_url_same(arena, c->copy, c->url) != NULL
			       ? "this is the page itself, not a copy"
			       : "the address does not name one capture");
		return;
	}
	site = c->parsed.site;
	c->archive = site == NULL ? "" : site->id;
	c->original = c->parsed.original;
	if (site != NULL && site->closed != NULL) {
		settle(c, DKT_COPY_NOT_FIXED, site->closed);
	} else if (c->parsed.id != NULL && !c->parsed.fixed) {
		begin_short(c, arena);
	} else if (!c->parsed.fixed) {
		settle(c, DKT_COPY_NOT_FIXED, "the address does not name one capture");
	} else if (same_page(c, arena, c->original) == NULL) {
		settle(c, DKT_COPY_WRONG_ORIGINAL, "its address names another page");
	} else {
		if (c->claimed == 0)
			c->claimed = c->parsed.time;
		c->step = c->parsed.raw != NULL ? STEP_RAW : STEP_REPLAY;
		c->ask_url = c->parsed.raw != NULL ? c->parsed.raw : dkt_arena_dups(arena, c->copy);
	}
}

/* --- asking --- */

enum dkt_step dkt_claim_next(void *self, struct dkt_arena *arena, int64_t now, struct dkt_ask *ask)
{
	struct dkt_claim *c = self;
	struct dkt_url url;
	const char *why;

	(void)now;
	if (c->step == STEP_DONE)
		return DKT_STEP_DONE;
	*ask = (struct dkt_ask){.lane = c->step == STEP_API ? DKT_LANE_LOOKUP : DKT_LANE_REPLAY};
	/* what is not on a host of the table is a stranger like any other, also when an archive's
	 * API named it */
	if (dkt_url_parse(arena, c->ask_url, &url, &why))
		ask->site = dkt_archive_site_of(c->table, url.host);
	ask->request.pool = ask->site != NULL ? DKT_POOL_ARCHIVES : DKT_POOL_STRANGERS;
	ask->request.url = c->ask_url;
	ask->request.follow = true;
	ask->request.timeout_ms = TIMEOUT_MS;
	return DKT_STEP_ASK;
}

/* --- the archive's answer --- */

static const char *why_no_capture(struct dkt_arena *arena, const struct dkt_answer *answer)
{
	const char *fault = dkt_answer_header(answer, "x-archive-wayback-runtime-error");

	if (fault != NULL)
		return strstr(fault, "Robot") != NULL || strstr(fault, "obots") != NULL
			       ? "the archive may not show it (robots.txt)"
			       : "the archive cannot show it";
	if (answer->status == 404)
		return "not archived";
	if (answer->status != 200)
		return dkt_arena_printf(arena, "http-%ld", answer->status);
	return "no capture behind this address";
}

/* Of which page the archive says that it is a copy: the header when it holds an address. */
static const char *original_of(struct dkt_claim *c, struct dkt_arena *arena)
{
	const char *links = dkt_answer_header(&c->answer, "link");
	const char *target = links == NULL ? NULL : dkt_link_target(arena, links, "original");
	struct dkt_archived inner;
	struct dkt_url url;
	const char *why;

	if (target != NULL && dkt_url_parse(arena, target, &url, &why))
		return unwrapped(c, arena, url.text);
	if (dkt_archive_parse_in(arena, c->table, c->answer.final_url, &inner) &&
	    inner.original != NULL)
		return inner.original;
	return c->parsed.original;
}

/* An attribute's value with its ampersands; nothing else is escaped in an address. */
static const char *plain_value(struct dkt_arena *arena, const char *value, size_t size)
{
	char *copy = dkt_arena_dup(arena, value, size);
	char *to = copy;

	for (const char *p = copy; *p != '\0'; p++) {
		*to++ = *p;
		if (strncmp(p, "&amp;", 5) == 0)
			p += 4;
	}
	*to = '\0';
	return copy;
}

/* The long form of archive.today's short addresses, in the page. */
static bool long_link(struct dkt_claim *c, struct dkt_arena *arena, struct dkt_archived *out)
{
	const char *mark = memmem(c->answer.body, c->answer.size, "SHARE_LONGLINK", 14);
	size_t left = mark == NULL ? 0 : c->answer.size - (size_t)(mark - c->answer.body);
	const char *value =
		mark == NULL ? NULL : memmem(mark, left < 400 ? left : 400, "value=\"", 7);
	const char *end;

	if (value == NULL)
		return false;
	value += 7;
	end = memchr(value, '"', c->answer.size - (size_t)(value - c->answer.body));
	if (end == NULL || end - value > 4096)
		return false;
	return dkt_archive_parse_in(arena, c->table,
				    plain_value(arena, value, (size_t)(end - value)), out) &&
	       out->fixed;
}

/* Did a hop lead from one original to another? Archives also lead from one moment to another, which
 * is no redirect of the page. */
static bool redirected_inside(struct dkt_claim *c, struct dkt_arena *arena)
{
	struct dkt_archived before;
	struct dkt_archived after;

	for (size_t i = 0; i + 1 < c->answer.n_hops; i++) {
		if (dkt_archive_parse_in(arena, c->table, c->answer.hops[i].url, &before) &&
		    dkt_archive_parse_in(arena, c->table, c->answer.hops[i + 1].url, &after) &&
		    before.original != NULL && after.original != NULL &&
		    dkt_url_same(arena, before.original, after.original) == NULL)
			return true;
	}
	return false;
}

static bool is_front_page(struct dkt_arena *arena, const char *text)
{
	struct dkt_url url;
	const char *why;

	return dkt_url_parse(arena, text, &url, &why) && dkt_streq(url.path, "/");
}

/* Whose capture is it? False: settled. */
static bool judge_original(struct dkt_claim *c, struct dkt_arena *arena)
{
	const char *how = same_page(c, arena, c->original);

	if (how == NULL && redirected_inside(c, arena)) {
		if (is_front_page(arena, c->original) && !is_front_page(arena, c->url)) {
			settle(c, DKT_COPY_ARCHIVED_ERROR,
			       "the capture leads to the site's front page");
			return false;
		}
		how = "redirect inside the archive";
	}
	if (how == NULL) {
		settle(c, DKT_COPY_WRONG_ORIGINAL, "it is a copy of another page");
		return false;
	}
	relax(c, arena, how);
	return true;
}

/* --- what it holds --- */

/* The archive's note in place of a capture that was a redirect. */
static bool is_redirect_note(const struct dkt_page *page)
{
	return strstr(page->text, "Got an HTTP 3") != NULL &&
	       strstr(page->text, "response at crawl time") != NULL;
}

/* False: settled. */
static bool judge_content(struct dkt_claim *c, struct dkt_arena *arena)
{
	struct dkt_verdict_live inside;

	dkt_page_read(arena, &c->answer, &c->page);
	inside = dkt_live_judge(arena, c->url, &c->answer, &c->page);
	if (inside.verdict == DKT_LIVE_BLOCKED)
		settle(c, DKT_COPY_ARCHIVED_BLOCKED, inside.reason);
	else if (c->answer.status >= 300 || inside.verdict == DKT_LIVE_SOFT_GONE ||
		 inside.verdict == DKT_LIVE_GONE)
		settle(c, DKT_COPY_ARCHIVED_ERROR,
		       inside.reason[0] != '\0'
			       ? inside.reason
			       : dkt_arena_printf(arena, "http-%ld", c->answer.status));
	else if (c->answer.size == 0)
		settle(c, DKT_COPY_ARCHIVED_ERROR, "the capture is empty");
	else if (is_redirect_note(&c->page))
		settle(c, DKT_COPY_ARCHIVED_ERROR, "a redirect was archived");
	else
		return true;
	return false;
}

static bool holds(const struct dkt_quote *q)
{
	return q->verdict <= DKT_QUOTE_FRAGMENTS || q->verdict == DKT_QUOTE_NOT_CHECKABLE;
}

/* Visible text first, then what the page hides. */
static void look_for(struct dkt_claim *c, struct dkt_arena *arena, const char *quote,
		     struct dkt_quote *out)
{
	struct dkt_quote hidden;

	dkt_quote_find(arena, quote, c->page.text, c->page.text_size, out);
	if (out->verdict <= DKT_QUOTE_FRAGMENTS || c->page.hidden_size == 0)
		return;
	dkt_quote_find(arena, quote, c->page.hidden, c->page.hidden_size, &hidden);
	if (hidden.verdict <= DKT_QUOTE_FRAGMENTS)
		*out = hidden;
}

/* There is a page: of when is it, and does it hold the words? */
static void judge_rest(struct dkt_claim *c, struct dkt_arena *arena)
{
	bool all = true;

	c->found = DKT_NEW_N(arena, struct dkt_quote, c->n_quotes);
	for (size_t i = 0; i < c->n_quotes; i++) {
		look_for(c, arena, c->quotes[i], &c->found[i]);
		all = all && holds(&c->found[i]);
	}
	if ((c->claimed != 0 && llabs(c->time - c->claimed) > DAY) ||
	    (c->parsed.fixed && llabs(c->time - c->parsed.time) > DAY))
		settle(c, DKT_COPY_OTHER_TIME, "the archive has it from another day");
	else if (!all)
		settle(c, DKT_COPY_QUOTE_ABSENT, "other words");
	else
		settle(c, DKT_COPY_GOOD, c->reason);
}

/* --- each step's answer --- */

static void take_capture(struct dkt_claim *c, struct dkt_arena *arena)
{
	const char *date = dkt_answer_header(&c->answer, "memento-datetime");
	struct dkt_archived in_page;

	if (date == NULL || !dkt_http_date_parse(date, &c->time)) {
		settle(c, DKT_COPY_UNREACHABLE, why_no_capture(arena, &c->answer));
		return;
	}
	c->memento = c->answer.final_url;
	c->original = original_of(c, arena);
	if (c->original == NULL && long_link(c, arena, &in_page))
		c->original = in_page.original;
	if (c->original == NULL) {
		settle(c, DKT_COPY_WRONG_ORIGINAL, "the archive does not say of which page it is");
		return;
	}
	if (judge_original(c, arena) && judge_content(c, arena))
		judge_rest(c, arena);
}

static void take_api(struct dkt_claim *c, struct dkt_arena *arena)
{
	struct dkt_perma perma;
	const char *why;

	if (c->answer.status != 200) {
		settle(c, DKT_COPY_UNREACHABLE, why_no_capture(arena, &c->answer));
		return;
	}
	if (!dkt_perma_parse(arena, c->answer.body, c->answer.size, &perma, &why)) {
		settle(c, DKT_COPY_UNREACHABLE, why);
		return;
	}
	c->original = perma.url;
	c->time = perma.time;
	if (same_page(c, arena, perma.url) == NULL) {
		settle(c, DKT_COPY_WRONG_ORIGINAL, "it is a copy of another page");
	} else if (perma.uploaded) {
		settle(c, DKT_COPY_ARCHIVED_ERROR,
		       "a person uploaded this; the archive did not capture it");
	} else if (dkt_streq(perma.state, "failed")) {
		settle(c, DKT_COPY_ARCHIVED_ERROR, "the archive could not capture the page");
	} else if (perma.warc == NULL) {
		settle(c, DKT_COPY_UNREACHABLE, "perma.cc does not give out what it captured");
	} else {
		relax(c, arena, same_page(c, arena, perma.url));
		c->step = STEP_WARC;
		c->ask_url = perma.warc;
	}
}

static void take_warc(struct dkt_claim *c, struct dkt_arena *arena)
{
	struct dkt_answer page;
	const char *why;
	int64_t at;

	if (c->answer.status != 200) {
		settle(c, DKT_COPY_UNREACHABLE, why_no_capture(arena, &c->answer));
		return;
	}
	c->memento = c->copy;
	if (!dkt_warc_find(arena, c->answer.body, c->answer.size, c->original, &page, &at, &why)) {
		settle(c, DKT_COPY_UNREACHABLE, why);
		return;
	}
	if (at != 0)
		c->time = at;
	c->answer = page;
	if (dkt_url_same(arena, page.final_url, c->original) == NULL)
		relax(c, arena, "redirect inside the archive");
	c->original = page.final_url;
	if (judge_content(c, arena))
		judge_rest(c, arena);
}

void dkt_claim_take(void *self, struct dkt_arena *arena, const struct dkt_ask *ask,
		    const struct dkt_answer *answer, int64_t now)
{
	struct dkt_claim *c = self;

	(void)ask;
	(void)now;
	c->answer = *answer;
	c->outcome = answer->outcome;
	if (answer->outcome != DKT_FETCHED) {
		settle(c, DKT_COPY_UNREACHABLE, answer->reason);
	} else if (c->step == STEP_RAW && answer->status == 404 &&
		   dkt_answer_header(answer, "memento-datetime") == NULL) {
		c->step = STEP_REPLAY; /* its raw form was a guess */
		c->drawn = true;
		c->ask_url = dkt_arena_dups(arena, c->copy);
	} else if (c->step == STEP_API) {
		take_api(c, arena);
	} else if (c->step == STEP_WARC) {
		take_warc(c, arena);
	} else {
		c->drawn = c->step != STEP_RAW;
		take_capture(c, arena);
	}
}

struct dkt_talk dkt_claim_talk(struct dkt_claim *claim)
{
	return (struct dkt_talk){claim, dkt_claim_next, dkt_claim_take};
}

/* --- words --- */

static const struct {
	const char *name;
	enum dkt_source_words sentence;
	enum dkt_source_words hint;
} words[] = {
	{"good", DKT_SRC_NOTHING, DKT_SRC_NOTHING},
	{"wrong-original", DKT_SRC_COPY_OF_ANOTHER, DKT_SRC_COPY_AGAIN},
	{"not-fixed", DKT_SRC_COPY_NOT_FIXED, DKT_SRC_COPY_OPEN},
	{"other-time", DKT_SRC_COPY_OTHER_TIME, DKT_SRC_COPY_GIVE_TIME},
	{"archived-error", DKT_SRC_COPY_ERROR, DKT_SRC_COPY_EARLIER},
	{"archived-blocked", DKT_SRC_COPY_WALL, DKT_SRC_COPY_ANOTHER},
	{"quote-absent", DKT_SRC_COPY_NO_QUOTE, DKT_SRC_COPY_OF_THEN},
	{"unreachable", DKT_SRC_COPY_UNREAD, DKT_SRC_COPY_BROWSER},
};

const char *dkt_copy_name(enum dkt_copy_verdict verdict)
{
	return words[verdict].name;
}

enum dkt_source_words dkt_copy_sentence(enum dkt_copy_verdict verdict)
{
	return words[verdict].sentence;
}

enum dkt_source_words dkt_copy_hint(enum dkt_copy_verdict verdict)
{
	return words[verdict].hint;
}
