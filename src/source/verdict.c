/*
 * verdict.c - the order in which an answer is asked what it is, over the tables of signatures and
 * phrases.
 *
 * A wall comes before everything else: a page that a robot may not see is never called gone. How
 * much there is to read decides what words weigh: a long article may speak of walls, missing pages
 * and subscriptions.
 */
#include "source/verdict.h"

#include <string.h>
#include <strings.h>

#include "base/str.h"
#include "base/utf8.h"
#include "source/url.h"
#include "source/verdict_tables.h"
#include "text/unicode.h"

#include "base/banned.h"

/* bytes of visible text: a page with less may be nothing but a notice; hardly can be anything else;
 * has nothing to read; may be the page that a server comes with */
#define SHORT_TEXT    ((size_t)1500)
#define NOTICE_TEXT   (SHORT_TEXT / 3)
#define SHELL_TEXT    ((size_t)200)
#define DEFAULT_TEXT  ((size_t)6000)
#define ARTICLE	      5	 /* sentences */
#define TEASER	      8	 /* sentences that may stand before a paywall */
#define SPARE	      12 /* characters that a title may have beside "page not found" */
#define SPARE_IN_TEXT 22 /* and that a sentence may have, as in "sorry, this item is ..." */
#define SHOWN	      80 /* bytes of a title in evidence */

const char *dkt_live_name(enum dkt_live verdict)
{
	static const char *const names[] = {"alive",	   "redirected", "moved-home",
					    "soft-gone",   "gone",	 "blocked",
					    "unreachable", "unreadable", "denied"};

	return names[verdict];
}

struct judging {
	struct dkt_arena *arena;
	const char *url;
	const struct dkt_answer *answer;
	const struct dkt_page *page;
	struct dkt_prose prose;
};

static struct dkt_verdict_live say(enum dkt_live verdict, const char *reason, const char *evidence)
{
	return (struct dkt_verdict_live){verdict, reason, evidence};
}

/* Paragraphs make an article, whatever its title says. */
static bool is_article(const struct judging *j)
{
	return j->prose.paragraphs >= 2 || j->prose.sentences >= ARTICLE;
}

/* --- searching --- */

/* Where text holds phrase, ASCII letters in either case; NULL when it does not. */
static const char *find(const char *text, const char *phrase)
{
	size_t n = strlen(phrase);
	char first[3] = {phrase[0], phrase[0], '\0'};

	if (phrase[0] >= 'a' && phrase[0] <= 'z')
		first[1] = (char)(phrase[0] - 32);
	else if (phrase[0] >= 'A' && phrase[0] <= 'Z')
		first[1] = (char)(phrase[0] + 32);
	while ((text = strpbrk(text, first)) != NULL) {
		if (strncasecmp(text, phrase, n) == 0)
			return text;
		text++;
	}
	return NULL;
}

/* The first phrase of a kind that text holds, or NULL. */
static const char *notice_in(enum dkt_notice notice, const char *text)
{
	for (size_t i = 0; i < dkt_n_phrases; i++) {
		if (dkt_phrases[i].notice == notice && find(text, dkt_phrases[i].words) != NULL)
			return dkt_phrases[i].words;
	}
	return NULL;
}

static bool body_holds(const struct dkt_answer *answer, const char *words)
{
	return answer->size > 0 && memmem(answer->body, answer->size, words, strlen(words)) != NULL;
}

static const char *evidence(struct judging *j, const char *where, const char *words)
{
	return dkt_arena_printf(j->arena, "%s \"%.*s\"", where,
				(int)dkt_utf8_cut(words, strlen(words), SHOWN), words);
}

/* --- walls --- */

static bool applies(const struct judging *j, const struct dkt_wall *wall)
{
	bool error = j->answer->status >= 400;
	bool missing = j->answer->status == 404 || j->answer->status == 410;

	if (wall->status != 0 && wall->status != j->answer->status)
		return false;
	switch (wall->when) {
	case DKT_WHEN_ERROR:
		return error;
	case DKT_WHEN_SMALL:
		return error || (j->page->text_size < SHORT_TEXT && !is_article(j));
	case DKT_WHEN_TINY:
		return (error && !missing) ||
		       (!missing && j->page->text_size < NOTICE_TEXT && j->prose.sentences < 3);
	default:
		return true;
	}
}

/* The text that is looked at, and what evidence calls it; a long text is never looked through. */
static const char *part_of(const struct judging *j, enum dkt_wall_part part, const char **where)
{
	switch (part) {
	case DKT_WALL_TITLE:
		*where = "title";
		return j->page->title;
	case DKT_WALL_TEXT:
		*where = "text";
		return j->page->text_size < SHORT_TEXT * 4 ? j->page->text : "";
	default:
		*where = "address";
		return j->answer->final_url == NULL ? "" : j->answer->final_url;
	}
}

static const char *wall_seen(struct judging *j, const struct dkt_wall *wall)
{
	const char *where;
	const char *text;

	if (wall->part == DKT_WALL_HEADER) {
		text = dkt_answer_header(j->answer, wall->what);
		if (text == NULL || (wall->value != NULL && find(text, wall->value) == NULL))
			return NULL;
		return dkt_arena_printf(j->arena, "header %s: %.*s", wall->what,
					(int)dkt_utf8_cut(text, strlen(text), SHOWN), text);
	}
	if (wall->part == DKT_WALL_BODY)
		return body_holds(j->answer, wall->value) &&
				       (j->answer->status >= 400 ||
					strstr(j->page->text, wall->value) == NULL)
			       ? evidence(j, "body", wall->value)
			       : NULL; /* a wall does not show its own variables */
	text = part_of(j, wall->part, &where);
	return find(text, wall->value) == NULL ? NULL : evidence(j, where, wall->value);
}

static bool judge_wall(struct judging *j, struct dkt_verdict_live *out)
{
	for (size_t i = 0; i < dkt_n_walls; i++) {
		const char *seen = applies(j, &dkt_walls[i]) ? wall_seen(j, &dkt_walls[i]) : NULL;

		if (seen == NULL)
			continue;
		*out = say(DKT_LIVE_BLOCKED, dkt_walls[i].name, seen);
		return true;
	}
	return false;
}

/* --- addresses --- */

bool dkt_live_is_front(const struct dkt_url *url)
{
	static const char *const fronts[] = {
		"/",	      "/index.html", "/index.htm",    "/index.php", "/index.jsp",
		"/index.asp", "/index.aspx", "/default.aspx", "/home",	    "/home/",
		"/main",      "/en",	     "/en/",	      "/zh",	    "/zh/",
		"/cn",	      "/cn/",	     "/zh-cn",	      "/zh-cn/",    "/en-us",
		"/en-us/",    "/fr/",	     "/de/",	      "/index",	    "/index.shtml"};

	for (size_t i = 0; i < sizeof fronts / sizeof fronts[0]; i++) {
		if (strcasecmp(url->path, fronts[i]) == 0)
			return true;
	}
	return false;
}

/* The last segment of the path without its ending, compared with word. */
static bool last_segment_is(const char *path, const char *word)
{
	size_t end = strcspn(path, "?");
	size_t start;
	size_t n;

	while (end > 1 && path[end - 1] == '/')
		end--;
	for (start = end; start > 0 && path[start - 1] != '/'; start--)
		;
	n = strcspn(path + start, "./?");
	return n == strlen(word) && strncasecmp(path + start, word, n) == 0;
}

/* Whether an address is of a kind, and by which row; NULL when it is not. */
static const char *place_in(struct judging *j, enum dkt_notice notice, const char *address)
{
	struct dkt_url url;
	const char *why;

	if (address == NULL || !dkt_url_parse(j->arena, address, &url, &why))
		return NULL;
	for (size_t i = 0; i < dkt_n_places; i++) {
		const char *part = dkt_places[i].part;
		const char *query = strchr(url.path, '?');
		const char *at;

		if (dkt_places[i].notice != notice)
			continue;
		if (part[0] == '=' ? last_segment_is(url.path, part + 1)
		    : part[0] == '/'
			    ? (at = find(url.path, part)) != NULL && (query == NULL || at < query)
			    : dkt_starts(url.host, part) ||
				      ((at = strstr(url.host, part)) != NULL && at[-1] == '.'))
			return part;
	}
	return NULL;
}

static bool moved_home(struct judging *j, struct dkt_url *before, struct dkt_url *after)
{
	const char *why;

	return dkt_url_parse(j->arena, j->url, before, &why) &&
	       dkt_url_parse(j->arena, j->answer->final_url, after, &why) &&
	       !dkt_live_is_front(before) && dkt_live_is_front(after);
}

/* From /news/2019/a to /news/: the page's folder, not the page. */
static bool moved_up(const struct dkt_url *before, const struct dkt_url *after)
{
	size_t n = strcspn(after->path, "?");

	while (n > 0 && after->path[n - 1] == '/')
		n--;
	return n > 0 && strlen(before->path) > n + 1 && before->path[n] == '/' &&
	       memcmp(before->path, after->path, n) == 0 && strcspn(before->path, "?") > n + 1;
}

/* --- notices --- */

/* Bytes of a mark that parts a title from a site's name, or a sentence from the next; 0: none. */
static size_t mark_at(const char *p)
{
	static const char *const wide[] = {"，", "。", "！", "：", "–", "—", "｜", "·"};

	if (*p != '\0' && strchr("-|_:,.!?()[]<>\n", *p) != NULL)
		return 1;
	for (size_t i = 0; i < sizeof wide / sizeof wide[0]; i++) {
		if (dkt_starts(p, wide[i]))
			return strlen(wide[i]);
	}
	return 0;
}

/* Does a text, or a part of it between marks, say these words and at most `spare` characters more?
 */
static bool says(const char *title, const char *words, size_t spare)
{
	const char *at = find(title, words);
	const char *start = at;
	const char *end;

	if (at == NULL)
		return false;
	end = at + strlen(words);
	while (start > title) {
		const char *before = start - 1;

		while (before > title && ((unsigned char)*before & 0xC0U) == 0x80U)
			before--;
		if (mark_at(before) > 0)
			break;
		start = before;
	}
	while (*end != '\0' && mark_at(end) == 0)
		end++;
	return dkt_utf8_count(start, (size_t)(end - start)) <=
	       dkt_utf8_count(words, strlen(words)) + spare;
}

static bool says_gone_in(struct judging *j, const char *where, const char *text, size_t spare,
			 struct dkt_verdict_live *out)
{
	for (size_t i = 0; i < dkt_n_phrases; i++) {
		if (dkt_phrases[i].notice == DKT_NOTICE_GONE &&
		    says(text, dkt_phrases[i].words, spare)) {
			*out = say(DKT_LIVE_SOFT_GONE, "the page says so",
				   evidence(j, where, text));
			return true;
		}
	}
	if (!dkt_streq(text, "404"))
		return false;
	*out = say(DKT_LIVE_SOFT_GONE, "the page says so", evidence(j, where, text));
	return true;
}

static bool judge_gone(struct judging *j, struct dkt_verdict_live *out)
{
	static const enum dkt_notice both[] = {DKT_NOTICE_GONE, DKT_NOTICE_GONE_WEAK};
	const struct dkt_page *page = j->page;
	const char *parts[3] = {page->title, page->heading, page->text};
	static const char *const names[3] = {"title", "heading", "text"};

	if (is_article(
		    j)) /* only a title that is nothing but the notice, and no heading beside it */
		return page->heading[0] == '\0' && strpbrk(page->title, "-|:") == NULL &&
		       says_gone_in(j, "title", page->title, 0, out);
	if (says_gone_in(j, "title", page->title, SPARE, out) ||
	    says_gone_in(j, "heading", page->heading, SPARE, out))
		return true;
	for (size_t k = 0; k < 2 && page->text_size < NOTICE_TEXT; k++) {
		for (size_t i = 0; i < 3; i++) {
			const char *words = notice_in(both[k], parts[i]);

			if (words == NULL || (both[k] == DKT_NOTICE_GONE_WEAK &&
					      !says(parts[i], words, SPARE_IN_TEXT)))
				continue;
			*out = say(DKT_LIVE_SOFT_GONE, "the page says so",
				   evidence(j, names[i], words));
			return true;
		}
	}
	return false;
}

/* A notice of one kind in a text of at most max bytes. */
static const char *short_notice(const struct judging *j, enum dkt_notice notice, size_t max)
{
	const char *words = NULL;

	if (j->page->text_size >= max)
		return NULL;
	words = notice_in(notice, j->page->title);
	return words != NULL ? words : notice_in(notice, j->page->text);
}

static bool judge_parked(struct judging *j, struct dkt_verdict_live *out)
{
	const char *seen = NULL;

	if (j->answer->n_hops > 1 &&
	    (seen = place_in(j, DKT_NOTICE_PARKED, j->answer->final_url)) != NULL) {
		*out = say(DKT_LIVE_SOFT_GONE, "parked domain", evidence(j, "address", seen));
		return true;
	}
	if (!is_article(j) && (seen = short_notice(j, DKT_NOTICE_PARKED, SHORT_TEXT)) != NULL) {
		*out = say(DKT_LIVE_SOFT_GONE, "parked domain", evidence(j, "text", seen));
		return true;
	}
	for (size_t i = 0; i < dkt_n_phrases && j->page->text_size < SHORT_TEXT; i++) {
		if (dkt_phrases[i].notice == DKT_NOTICE_PARKED_BODY &&
		    body_holds(j->answer, dkt_phrases[i].words)) {
			*out = say(DKT_LIVE_SOFT_GONE, "parked domain",
				   evidence(j, "body", dkt_phrases[i].words));
			return true;
		}
	}
	seen = j->page->text_size < DEFAULT_TEXT ? notice_in(DKT_NOTICE_DEFAULT, j->page->title)
						 : NULL;
	if (seen != NULL)
		*out = say(DKT_LIVE_SOFT_GONE, "default page of a server",
			   evidence(j, "title", seen));
	return seen != NULL;
}

/* Forms and notices that stand before the page: sign in, pay, agree, be elsewhere. */
static bool judge_gate(struct judging *j, struct dkt_verdict_live *out)
{
	const struct dkt_page *page = j->page;
	bool moved = j->answer->n_hops > 1;
	const char *login = place_in(j, DKT_NOTICE_LOGIN, j->answer->final_url);
	const char *seen = NULL;

	if (page->has_password && (login != NULL || page->text_size < NOTICE_TEXT))
		*out = say(DKT_LIVE_BLOCKED, "login", "a field for a password");
	else if (moved && login != NULL && page->text_size < SHORT_TEXT &&
		 place_in(j, DKT_NOTICE_LOGIN, j->url) == NULL)
		*out = say(DKT_LIVE_BLOCKED, "login", evidence(j, "address", login));
	else if (page->paid)
		*out = say(DKT_LIVE_BLOCKED, "paywall", page->paid_by);
	else if (j->prose.sentences < TEASER &&
		 (seen = short_notice(j, DKT_NOTICE_PAID, SHORT_TEXT * 2)) != NULL)
		*out = say(DKT_LIVE_BLOCKED, "paywall", evidence(j, "text", seen));
	else if ((seen = short_notice(j, DKT_NOTICE_LOGIN, NOTICE_TEXT)) != NULL)
		*out = say(DKT_LIVE_BLOCKED, "login", evidence(j, "text", seen));
	else if (moved && (seen = place_in(j, DKT_NOTICE_CONSENT, j->answer->final_url)) != NULL)
		*out = say(DKT_LIVE_BLOCKED, "consent wall", evidence(j, "address", seen));
	else if ((seen = short_notice(j, DKT_NOTICE_CONSENT, SHORT_TEXT)) != NULL)
		*out = say(DKT_LIVE_BLOCKED, "consent wall", evidence(j, "text", seen));
	else if ((seen = short_notice(j, DKT_NOTICE_GEO, NOTICE_TEXT)) != NULL)
		*out = say(DKT_LIVE_BLOCKED, "geo block", evidence(j, "text", seen));
	else
		return false;
	return true;
}

/* Next to nothing to read, and a sign that scripts, or another page, would bring the rest. */
static bool judge_shell(struct judging *j, struct dkt_verdict_live *out)
{
	static const char reason[] = "no text without running scripts";
	const struct dkt_page *page = j->page;
	const char *seen = NULL;

	if (page->kind != DKT_PAGE_HTML || page->text_size >= SHELL_TEXT)
		return false;
	if (page->refresh[0] != '\0' && page->text_size < SHELL_TEXT)
		*out = say(DKT_LIVE_UNREADABLE, "the page sends its readers on",
			   evidence(j, "refresh", page->refresh));
	else if (page->shell[0] != '\0' && page->n_scripts > 0)
		*out = say(DKT_LIVE_UNREADABLE, reason, evidence(j, "element", page->shell));
	else if ((seen = notice_in(DKT_NOTICE_SCRIPT, page->text)) != NULL ||
		 (seen = notice_in(DKT_NOTICE_SCRIPT, page->hidden)) != NULL)
		*out = say(DKT_LIVE_UNREADABLE, reason, evidence(j, "text", seen));
	else if (page->text_size == 0)
		*out = say(DKT_LIVE_UNREADABLE, reason, page->n_scripts > 0 ? "scripts" : "");
	else
		return false;
	return true;
}

/* --- the order --- */

static struct dkt_verdict_live judge_failure(const struct dkt_answer *answer)
{
	switch (answer->outcome) {
	case DKT_DENIED:
		return say(DKT_LIVE_DENIED, answer->reason, "");
	case DKT_PUT_OFF:
	case DKT_ROBOTS:
		return say(DKT_LIVE_BLOCKED, answer->reason, "");
	case DKT_TOO_LARGE:
		return say(DKT_LIVE_UNREADABLE, answer->reason, "");
	default:
		return say(DKT_LIVE_UNREACHABLE, answer->reason, "");
	}
}

static struct dkt_verdict_live judge_status(struct judging *j)
{
	long status = j->answer->status;

	for (size_t i = 0; i < dkt_n_wall_statuses; i++) {
		if (dkt_wall_statuses[i].status == status)
			return say(DKT_LIVE_BLOCKED, dkt_wall_statuses[i].name, "");
	}
	if (status == 404 || status == 410)
		return say(DKT_LIVE_GONE, status == 404 ? "http-404" : "http-410", "");
	return say(DKT_LIVE_UNREACHABLE, dkt_arena_printf(j->arena, "http-%ld", status), "");
}

static struct dkt_verdict_live judge_redirect(struct judging *j, const struct dkt_url *before,
					      const struct dkt_url *after)
{
	const char *same = dkt_url_same(j->arena, j->url, j->answer->final_url);

	if (same != NULL)
		return say(DKT_LIVE_REDIRECTED, "same address, other spelling", same);
	if (before->path != NULL && after->path != NULL && moved_up(before, after))
		return say(DKT_LIVE_REDIRECTED, "to a folder above it",
			   evidence(j, "path", after->path));
	return say(DKT_LIVE_REDIRECTED, "", "");
}

static struct dkt_verdict_live judge_page(struct judging *j)
{
	struct dkt_verdict_live out;
	struct dkt_url before = {0};
	struct dkt_url after = {0};
	bool moved = j->answer->n_hops > 1;
	bool home = moved && moved_home(j, &before, &after);

	if (j->page->kind == DKT_PAGE_OTHER)
		return say(DKT_LIVE_UNREADABLE,
			   j->answer->size == 0	     ? "empty"
			   : j->page->why[0] != '\0' ? j->page->why
						     : "a type that cannot be read as text",
			   "");
	if (j->answer->size == 0)
		return say(DKT_LIVE_UNREADABLE, "empty", "");
	if (judge_gate(j, &out))
		return out;
	if (home)
		return say(DKT_LIVE_MOVED_HOME, "redirect to the front page",
			   evidence(j, "path", after.path));
	if (moved && place_in(j, DKT_NOTICE_GONE, j->answer->final_url) != NULL &&
	    place_in(j, DKT_NOTICE_GONE, j->url) == NULL)
		return say(DKT_LIVE_SOFT_GONE, "redirect to an address of errors",
			   evidence(j, "path", after.path));
	if (judge_gone(j, &out) || judge_parked(j, &out) || judge_shell(j, &out))
		return out;
	if (j->page->text_size == 0)
		return say(DKT_LIVE_UNREADABLE, "no text", "");
	return moved ? judge_redirect(j, &before, &after) : say(DKT_LIVE_ALIVE, "", "");
}

struct dkt_verdict_live dkt_live_judge(struct dkt_arena *arena, const char *url,
				       const struct dkt_answer *answer, const struct dkt_page *page)
{
	struct judging j = {arena, url, answer, page, dkt_prose_of(page->text, page->text_size)};
	struct dkt_verdict_live out;

	if (answer->outcome != DKT_FETCHED)
		return judge_failure(answer);
	if (judge_wall(&j, &out))
		return out;
	if (answer->status < 200 || answer->status > 299)
		return judge_status(&j);
	return judge_page(&j);
}

void dkt_live_weigh_record(struct dkt_arena *arena, const struct dkt_page *page, const char *title,
			   size_t n_quotes, size_t n_found, struct dkt_verdict_live *verdict)
{
	struct judging j = {.arena = arena, .page = page};
	struct dkt_quote found;
	const char *words;

	if ((verdict->verdict != DKT_LIVE_ALIVE && verdict->verdict != DKT_LIVE_REDIRECTED) ||
	    n_quotes == 0 || n_found > 0 || page->text_size >= SHORT_TEXT * 2)
		return;
	if (title != NULL) {
		dkt_quote_find(arena, title, page->text, page->text_size, &found);
		if (found.verdict <= DKT_QUOTE_FRAGMENTS || strstr(page->title, title) != NULL)
			return;
	}
	words = notice_in(DKT_NOTICE_GONE, page->text);
	if (words == NULL)
		words = notice_in(DKT_NOTICE_GONE_WEAK, page->text);
	if (words != NULL)
		*verdict = say(DKT_LIVE_SOFT_GONE, "it says so, and holds neither title nor quote",
			       evidence(&j, "text", words));
}
