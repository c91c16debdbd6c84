/*
 * verdict.c - tables of what walls, logins and missing pages look like, and the order in which they
 * are asked.
 *
 * A wall comes before everything else: a page that a robot may not see is never called gone.
 * Signatures are those that the walls' own documentation and the collections of
 * microlinkhq/is-antibot name; phrases are what sites write.
 */
#include "source/verdict.h"

#include <string.h>
#include <strings.h>

#include "base/str.h"
#include "source/url.h"

#include "base/banned.h"

#define N(array) (sizeof(array) / sizeof((array)[0]))
#define SHORT_TEXT                                                                                 \
	((size_t)1500) /* bytes: a page with less than this may be nothing but a notice */
#define NOTICE_TEXT (SHORT_TEXT / 3) /* with less, it hardly can be anything else */
#define PROBE_TEXT  ((size_t)4000)

const char *dkt_live_name(enum dkt_live verdict)
{
	static const char *const names[] = {"alive",	   "redirected", "moved-home",
					    "soft-gone",   "gone",	 "blocked",
					    "unreachable", "unreadable", "denied"};

	return names[verdict];
}

/* --- walls --- */

static const struct {
	const char *header; /* present, and holding value when that is not NULL */
	const char *value;
	const char *name;
} wall_headers[] = {
	{"cf-mitigated", "challenge", "cloudflare challenge"},
	{"x-vercel-mitigated", "challenge", "vercel challenge"},
	{"x-amzn-waf-action", NULL, "aws waf"},
	{"x-dd-b", NULL, "datadome"},
};

static const struct {
	const char *text; /* in the body of an error or of a page with little text */
	bool only_errors; /* ordinary pages of the site hold it too */
	const char *name;
} wall_bodies[] = {
	{"_cf_chl_opt", false, "cloudflare challenge"},
	{"anubis_challenge", false, "anubis"},
	{"__jsl_clearance", false, "jsl clearance"},
	{"acw_sc__v2", false, "aliyun waf"},
	{"acw_sc__v3", false, "aliyun waf"},
	{"punish?x5secdata", false, "aliyun waf"},
	{"Sina Visitor System", false, "sina visitor system"},
	{"_pxAppId", true, "perimeterx"},
	{"_Incapsula_Resource", true, "incapsula"},
	{"sucuri_cloudproxy_js", false, "sucuri"},
	{"\xE7\x8E\xAF\xE5\xA2\x83\xE5\xBC\x82\xE5\xB8\xB8", false,
	 "environment check"}, /* 环境异常 */
	{"$_ts=", false, "script of numbers"},
	{"$_ts =", false, "script of numbers"},
};

static const char *wall_of(const struct dkt_answer *answer, const struct dkt_page *page)
{
	for (size_t i = 0; i < N(wall_headers); i++) {
		const char *value = dkt_answer_header(answer, wall_headers[i].header);

		if (value != NULL && (wall_headers[i].value == NULL ||
				      strcasecmp(value, wall_headers[i].value) == 0))
			return wall_headers[i].name;
	}
	for (size_t i = 0; i < N(wall_bodies); i++) {
		const char *text = wall_bodies[i].text;

		if ((answer->status >= 400 ||
		     (!wall_bodies[i].only_errors && page->text_size < SHORT_TEXT)) &&
		    answer->size > 0 &&
		    (memmem(answer->body, answer->size, text, strlen(text)) != NULL ||
		     (page->text_size < SHORT_TEXT && strstr(page->text, text) != NULL)))
			return wall_bodies[i].name;
	}
	/* too common a word to count with another status */
	if (answer->status == 405 && answer->size > 0 &&
	    memmem(answer->body, answer->size, "traceid", 7) != NULL)
		return "aliyun waf";
	return NULL;
}

static const struct {
	long status;
	const char *name;
} wall_statuses[] = {
	{401, "http-401"}, {402, "paywall"},  {403, "http-403"}, {405, "http-405"},
	{407, "http-407"}, {412, "http-412"}, {418, "http-418"}, {429, "http-429"},
	{451, "http-451"}, {512, "http-512"}, {521, "http-521"}, {999, "http-999"},
};

static const char *wall_status(long status)
{
	for (size_t i = 0; i < N(wall_statuses); i++) {
		if (wall_statuses[i].status == status)
			return wall_statuses[i].name;
	}
	return NULL;
}

/* --- phrases --- */

/* Nobody writes these into the title of anything else. */
static const char *const gone_phrases[] = {
	"page not found",
	"page cannot be found",
	"page can't be found",
	"page could not be found",
	"page has been removed",
	"article has been removed",
	"404 not found",
	"error 404",
	"页面不存在",
	"找不到页面",
	"找不到该页",
	"文章不存在",
	"该内容已被发布者删除",
	"页面已删除",
	"抱歉，您要查看的",
	"頁面不存在",
	"page introuvable",
};

/* These stand in news too, so that they count only where there is hardly any other text. */
static const char *const weak_phrases[] = {
	"no longer available", "does not exist", "您访问的页面", "内容已下线", "已被删除",
};

static const char *const paid_phrases[] = {"subscribe to continue",
					   "subscribers only",
					   "to continue reading, subscribe",
					   "already a subscriber",
					   "订阅后阅读",
					   "付费阅读",
					   "登录后查看",
					   "开通会员"};

/* Does text hold phrase, ASCII letters in either case? */
static bool holds(const char *text, const char *phrase)
{
	size_t n = strlen(phrase);

	for (; *text != '\0'; text++) {
		if (strncasecmp(text, phrase, n) == 0)
			return true;
	}
	return false;
}

static bool holds_any(const char *text, const char *const *phrases, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (holds(text, phrases[i]))
			return true;
	}
	return false;
}

static bool says_gone(const struct dkt_page *page)
{
	const char *parts[3] = {page->title, page->heading, page->text};
	bool hardly_any = page->text_size < NOTICE_TEXT;

	if (dkt_streq(page->title, "404") || dkt_streq(page->heading, "404"))
		return true;
	for (size_t i = 0; i < (hardly_any ? 3U : 2U); i++) {
		if (holds_any(parts[i], gone_phrases, N(gone_phrases)) ||
		    (hardly_any && holds_any(parts[i], weak_phrases, N(weak_phrases))))
			return true;
	}
	return false;
}

/* --- redirects --- */

static bool is_front(const struct dkt_url *url)
{
	static const char *const fronts[] = {"/",     "/index.html", "/index.htm", "/index.php",
					     "/home", "/home/",	     "/en/",	   "/zh/",
					     "/cn/",  "/en",	     "/zh",	   "/cn"};

	for (size_t i = 0; i < N(fronts); i++) {
		if (dkt_streq(url->path, fronts[i]))
			return true;
	}
	return false;
}

static bool moved_home(struct dkt_arena *arena, const char *from, const char *to)
{
	struct dkt_url before;
	struct dkt_url after;
	const char *why;

	return dkt_url_parse(arena, from, &before, &why) &&
	       dkt_url_parse(arena, to, &after, &why) && !is_front(&before) && is_front(&after);
}

static bool is_login_address(const char *url)
{
	const char *path = strstr(url, "://");

	path = path == NULL ? NULL : strchr(path + 3, '/');
	return path != NULL &&
	       (holds(path, "/login") || holds(path, "/signin") || holds(path, "/sign-in") ||
		holds(path, "/passport") || holds(path, "/account/log"));
}

/* --- the order --- */

static struct dkt_verdict_live say(enum dkt_live verdict, const char *reason)
{
	return (struct dkt_verdict_live){verdict, reason};
}

static struct dkt_verdict_live judge_failure(const struct dkt_answer *answer)
{
	switch (answer->outcome) {
	case DKT_DENIED:
		return say(DKT_LIVE_DENIED, answer->reason);
	case DKT_PUT_OFF:
	case DKT_ROBOTS:
		return say(DKT_LIVE_BLOCKED, answer->reason);
	case DKT_TOO_LARGE:
		return say(DKT_LIVE_UNREADABLE, answer->reason);
	default:
		return say(DKT_LIVE_UNREACHABLE, answer->reason);
	}
}

static struct dkt_verdict_live judge_status(struct dkt_arena *arena,
					    const struct dkt_answer *answer)
{
	const char *wall = wall_status(answer->status);

	if (wall != NULL)
		return say(DKT_LIVE_BLOCKED, wall);
	if (answer->status == 404 || answer->status == 410)
		return say(DKT_LIVE_GONE, answer->status == 404 ? "http-404" : "http-410");
	return say(DKT_LIVE_UNREACHABLE, dkt_arena_printf(arena, "http-%ld", answer->status));
}

static struct dkt_verdict_live judge_page(struct dkt_arena *arena, const char *url,
					  const struct dkt_answer *answer,
					  const struct dkt_page *page)
{
	if (page->kind == DKT_PAGE_OTHER)
		return say(DKT_LIVE_UNREADABLE, "a type that cannot be read as text");
	if (answer->size == 0)
		return say(DKT_LIVE_UNREADABLE, "empty");
	if (page->has_password &&
	    (is_login_address(answer->final_url) || page->text_size < NOTICE_TEXT))
		return say(DKT_LIVE_BLOCKED, "login");
	if (page->paid || (page->text_size < SHORT_TEXT * 2 &&
			   holds_any(page->text, paid_phrases, N(paid_phrases))))
		return say(DKT_LIVE_BLOCKED, "paywall");
	if (answer->n_hops > 1 && moved_home(arena, url, answer->final_url))
		return say(DKT_LIVE_MOVED_HOME, "redirect to the front page");
	if (says_gone(page))
		return say(DKT_LIVE_SOFT_GONE, "the page says so");
	if (page->text_size == 0)
		return say(DKT_LIVE_UNREADABLE, "no text without running scripts");
	if (answer->n_hops > 1)
		return say(DKT_LIVE_REDIRECTED, dkt_url_same(arena, url, answer->final_url) != NULL
							? "same address, other spelling"
							: "");
	return say(DKT_LIVE_ALIVE, "");
}

struct dkt_verdict_live dkt_live_judge(struct dkt_arena *arena, const char *url,
				       const struct dkt_answer *answer, const struct dkt_page *page)
{
	const char *wall;

	if (answer->outcome != DKT_FETCHED)
		return judge_failure(answer);
	wall = wall_of(answer, page);
	if (wall != NULL)
		return say(DKT_LIVE_BLOCKED, wall);
	if (answer->status < 200 || answer->status > 299)
		return judge_status(arena, answer);
	return judge_page(arena, url, answer, page);
}

/* --- probes --- */

const char *dkt_live_sibling(struct dkt_arena *arena, const char *url)
{
	struct dkt_url parsed;
	const char *why;
	const char *slash;
	size_t path;

	if (!dkt_url_parse(arena, url, &parsed, &why) || is_front(&parsed))
		return NULL;
	path = strcspn(parsed.path, "?");
	while (path > 1 && parsed.path[path - 1] == '/')
		path--;
	slash = parsed.path + path - 1;
	while (slash > parsed.path && *slash != '/')
		slash--;
	return dkt_arena_printf(arena, "%.*s%.*s/docket-probe-k3v9q0x7m2",
				(int)(strlen(parsed.text) - strlen(parsed.path)), parsed.text,
				(int)(slash - parsed.path), parsed.path);
}

bool dkt_live_same_as_probe(const struct dkt_page *page, const struct dkt_page *probe)
{
	size_t n = page->text_size < PROBE_TEXT ? page->text_size : PROBE_TEXT;

	if (page->text_size == 0 || !dkt_streq(page->title, probe->title))
		return false;
	return probe->text_size >= n && memcmp(page->text, probe->text, n) == 0 &&
	       (page->text_size == probe->text_size || n == PROBE_TEXT);
}
