/*
 * test_verdict.c - what an answer means. Walls are never called gone; long pages that speak of
 * missing pages, walls or subscriptions are pages.
 */
#include <string.h>

#include "base/buf.h"
#include "source/verdict.h"
#include "support/rows.h"

/* Words enough to make a page long: 60 times some 60 bytes. */
#define LONG "\x01"

struct row {
	const char *name;
	const char *url;   /* "/a" on https://news.example */
	const char *final; /* the last address when redirected, or NULL */
	long status;
	const char *header; /* "name: value" besides the type, or NULL */
	const char *body;   /* HTML; LONG stands for a long text */
	const char *verdict;
	const char *reason; /* NULL: not looked at */
};

#define WORDS "<p>The harbour master wrote that the bridge is open to all.</p>"

static const struct row rows[] = {
	{"a page is alive", "/a", NULL, 200, NULL, WORDS, "alive", ""},
	{"a Chinese page is alive", "/a", NULL, 200, NULL, "<p>码头今日开放。</p>", "alive", ""},
	{"another 2xx is alive", "/a", NULL, 203, NULL, WORDS, "alive", ""},
	{"404 is gone", "/a", NULL, 404, NULL, WORDS, "gone", "http-404"},
	{"410 is gone", "/a", NULL, 410, NULL, WORDS, "gone", "http-410"},
	{"404 whose page sends telemetry is gone", "/a", NULL, 404, NULL,
	 "<script>window.traceid = 'x'</script>" WORDS, "gone", "http-404"},
	{"500 is unreachable", "/a", NULL, 500, NULL, WORDS, "unreachable", "http-500"},
	{"503 is unreachable", "/a", NULL, 503, NULL, WORDS, "unreachable", "http-503"},
	{"400 is unreachable", "/a", NULL, 400, NULL, WORDS, "unreachable", "http-400"},
	{"a redirect without an address is unreachable", "/a", NULL, 302, NULL, "", "unreachable",
	 "http-302"},

	{"401 is blocked", "/a", NULL, 401, NULL, WORDS, "blocked", "http-401"},
	{"402 is a paywall", "/a", NULL, 402, NULL, WORDS, "blocked", "paywall"},
	{"403 is blocked", "/a", NULL, 403, NULL, "<h1>404 page not found</h1>", "blocked",
	 "http-403"},
	{"418 is blocked", "/a", NULL, 418, NULL, WORDS, "blocked", "http-418"},
	{"429 is blocked", "/a", NULL, 429, NULL, WORDS, "blocked", "http-429"},
	{"451 is blocked", "/a", NULL, 451, NULL, WORDS, "blocked", "http-451"},
	{"999 is blocked", "/a", NULL, 999, NULL, "", "blocked", "http-999"},
	{"512 is blocked", "/a", NULL, 512, NULL, "", "blocked", "http-512"},
	{"521 with its script is blocked", "/a", NULL, 521, NULL,
	 "<script>document.cookie='__jsl_clearance_s=1'</script>", "blocked", "jsl clearance"},
	{"a challenge by header is blocked", "/a", NULL, 403, "cf-mitigated: challenge", WORDS,
	 "blocked", "cloudflare challenge"},
	{"a challenge with 200 is blocked", "/a", NULL, 200, NULL,
	 "<title>Just a moment...</title><script>window._cf_chl_opt = {}</script><p>Verify",
	 "blocked", "cloudflare challenge"},
	{"a challenge with 404 is blocked, not gone", "/a", NULL, 404, "cf-mitigated: challenge",
	 WORDS, "blocked", "cloudflare challenge"},
	{"a challenge page with 404 is blocked, not gone", "/a", NULL, 404, NULL,
	 "<title>404 not found</title><script>window._cf_chl_opt = {}</script>", "blocked",
	 "cloudflare challenge"},
	{"vercel's challenge is blocked", "/a", NULL, 429, "x-vercel-mitigated: challenge", "",
	 "blocked", "vercel challenge"},
	{"aws' captcha with 405 is blocked", "/a", NULL, 405, "x-amzn-waf-action: captcha", "",
	 "blocked", "aws waf"},
	{"aws' challenge with 202 is blocked", "/a", NULL, 202, "x-amzn-waf-action: challenge", "",
	 "blocked", "aws waf"},
	{"datadome is blocked", "/a", NULL, 403, "x-dd-b: 1", "", "blocked", "datadome"},
	{"anubis with 200 is blocked", "/a", NULL, 200, NULL,
	 "<script id='anubis_challenge'>{}</script><p>Making sure you are not a bot", "blocked",
	 "anubis"},
	{"acw with 200 is blocked", "/a", NULL, 200, NULL, "<script>acw_sc__v2</script>", "blocked",
	 "aliyun waf"},
	{"x5sec with 200 is blocked", "/a", NULL, 200, NULL,
	 "<script>location='/_____tmd_____/punish?x5secdata=1'</script>", "blocked", "aliyun waf"},
	{"a Chinese block page with a trace id is blocked", "/a", NULL, 405, NULL,
	 "<p>您的访问被阻断。<span id='traceid'>0</span>", "blocked", "aliyun waf"},
	{"an abnormal environment is blocked", "/a", NULL, 200, NULL,
	 "<h2>环境异常</h2><p>完成验证后即可继续访问。", "blocked", "environment check"},
	{"a visitor system is blocked", "/a", NULL, 200, NULL,
	 "<title>Sina Visitor System</title><p>x", "blocked", "sina visitor system"},
	{"the script of a wall of numbers with 412 is blocked", "/a", NULL, 412, NULL,
	 "<script>$_ts=window['$_ts']</script>", "blocked", NULL},
	{"the same with 202 is blocked", "/a", NULL, 202, NULL,
	 "<script>$_ts=window['$_ts']</script>", "blocked", NULL},
	{"incapsula with 403 is blocked", "/a", NULL, 403, NULL,
	 "<iframe src='/_Incapsula_Resource?x'></iframe>", "blocked", "incapsula"},
	{"incapsula's script on an open page is alive", "/a", NULL, 200, NULL,
	 "<script src='/_Incapsula_Resource?x'></script>" WORDS, "alive", ""},
	{"a long article on such scripts is alive", "/a", NULL, 200, NULL,
	 "<h1>How acw_sc__v2 works</h1><p>__jsl_clearance" LONG, "alive", ""},
	{"a long Chinese article that says 环境异常 is alive", "/a", NULL, 200, NULL,
	 "<p>近岸环境异常，渔获减少。" LONG, "alive", ""},

	{"a title that says not found is soft gone", "/a", NULL, 200, NULL,
	 "<title>Page not found - The Ansel Tide</title>" WORDS, "soft-gone", NULL},
	{"a heading that says not found is soft gone", "/a", NULL, 200, NULL,
	 "<h1>404 Not Found</h1>" WORDS, "soft-gone", NULL},
	{"a title of 404 is soft gone", "/a", NULL, 200, NULL, "<title>404</title>" WORDS,
	 "soft-gone", NULL},
	{"a long page whose title says not found is soft gone", "/a", NULL, 200, NULL,
	 "<title>Page not found</title>" LONG, "soft-gone", NULL},
	{"a short page that says removed is soft gone", "/a", NULL, 200, NULL,
	 "<p>Sorry, this article has been removed.", "soft-gone", NULL},
	{"a Chinese title that says so is soft gone", "/a", NULL, 200, NULL,
	 "<title>页面不存在</title><p>x", "soft-gone", NULL},
	{"a short Chinese page that says deleted is soft gone", "/a", NULL, 200, NULL,
	 "<p>该内容已被发布者删除</p>", "soft-gone", NULL},
	{"a short Chinese page that says taken down is soft gone", "/a", NULL, 200, NULL,
	 "<p>抱歉，内容已下线。</p>", "soft-gone", NULL},
	{"a traditional Chinese page is soft gone", "/a", NULL, 200, NULL, "<h1>頁面不存在</h1>",
	 "soft-gone", NULL},
	{"a French page is soft gone", "/a", NULL, 200, NULL, "<h1>Page introuvable</h1>",
	 "soft-gone", NULL},
	{"a long article that says no longer available is alive", "/a", NULL, 200, NULL,
	 "<p>The ferry is no longer available." LONG, "alive", ""},
	{"a long article whose title says does not exist is alive", "/a", NULL, 200, NULL,
	 "<title>The bridge that does not exist</title>" LONG, "alive", ""},
	{"a long Chinese article whose title says deleted is alive", "/a", NULL, 200, NULL,
	 "<title>报道称视频已被删除</title>" LONG, "alive", ""},
	{"a hidden notice for single-page sites is no sign", "/a", NULL, 200, NULL,
	 "<template><h1>Page not found</h1></template>" WORDS, "alive", ""},

	{"a redirect is redirected", "/a", "/b", 200, NULL, WORDS, "redirected", ""},
	{"a redirect to another spelling says so", "/a", "/a/", 200, NULL, WORDS, "redirected",
	 "same address, other spelling"},
	{"a redirect to the front page moved home", "/a/b", "/", 200, NULL, WORDS, "moved-home",
	 NULL},
	{"a redirect to a Chinese front page moved home", "/a/b", "/zh/", 200, NULL, WORDS,
	 "moved-home", NULL},
	{"a redirect to index.html moved home", "/a/b", "/index.html", 200, NULL, WORDS,
	 "moved-home", NULL},
	{"a redirect between front pages is redirected", "/", "/index.html", 200, NULL, WORDS,
	 "redirected", ""},
	{"a redirect to a 404 is gone", "/a", "/404", 404, NULL, WORDS, "gone", "http-404"},
	{"a redirect to a page that says not found is soft gone", "/a", "/error", 200, NULL,
	 "<h1>Page not found</h1>", "soft-gone", NULL},

	{"a redirect to a sign-in form is blocked", "/a", "/login?next=a", 200, NULL,
	 "<form><input type=password></form>" WORDS, "blocked", "login"},
	{"a short page with a sign-in form is blocked", "/a", NULL, 200, NULL,
	 "<h1>Sign in</h1><form><input type=password></form>", "blocked", "login"},
	{"a long page with a sign-in form is alive", "/a", NULL, 200, NULL,
	 "<form><input type=password></form>" LONG, "alive", ""},
	{"a page at an address like a login is alive", "/login-reform", NULL, 200, NULL, WORDS,
	 "alive", ""},
	{"structured data that says paid is blocked", "/a", NULL, 200, NULL,
	 "<script type='application/ld+json'>{\"isAccessibleForFree\": false}</script>" LONG,
	 "blocked", "paywall"},
	{"a short page that asks to subscribe is blocked", "/a", NULL, 200, NULL,
	 "<p>Subscribe to continue reading.", "blocked", "paywall"},
	{"a short Chinese page that asks to subscribe is blocked", "/a", NULL, 200, NULL,
	 "<p>订阅后阅读全文", "blocked", "paywall"},
	{"a short Chinese page that asks to sign in is blocked", "/a", NULL, 200, NULL,
	 "<p>登录后查看全文", "blocked", "paywall"},
	{"a long page that asks to subscribe is alive", "/a", NULL, 200, NULL,
	 "<p>Subscribe to continue reading.</p>" LONG, "alive", ""},

	/* walls by title, words, address, header */
	{"Baidu's check is blocked", "/a", NULL, 200, NULL,
	 "<title>百度安全验证</title><p>网络不给力", "blocked", "baidu check"},
	{"a check by address is blocked", "/a", "/_____tmd_____/punish?x=1", 200, NULL, WORDS,
	 "blocked", "aliyun waf"},
	{"Akamai's refusal is blocked", "/a", NULL, 403, "server: AkamaiGHost", WORDS, "blocked",
	 "akamai"},
	{"Akamai's own 404 is gone", "/a", NULL, 404, "server: AkamaiGHost", WORDS, "gone",
	 "http-404"},
	{"datadome's header on an open page is no wall", "/a", NULL, 200, "x-datadome: protected",
	 WORDS, "alive", ""},
	{"a knownsec page with 200 is blocked", "/a", NULL, 200, NULL,
	 "<p>当前访问疑似黑客攻击，已被创宇盾拦截。", "blocked", "knownsec"},
	{"a panel's firewall is blocked", "/a", NULL, 200, NULL,
	 "<title>网站防火墙</title><p>您的请求带有不合法参数，已被网站管理员设置拦截！", "blocked",
	 "bt firewall"},
	{"too many visits is blocked", "/a", NULL, 200, NULL, "<p>您的访问过于频繁，请稍后再试",
	 "blocked", "robot check"},
	{"a slider is blocked", "/a", NULL, 200, NULL, "<p>请拖动下方滑块完成验证", "blocked",
	 "robot check"},
	{"a long article on such checks is alive", "/a", NULL, 200, NULL,
	 "<title>安全验证</title><p>您的访问过于频繁，请输入验证码" LONG, "alive", ""},
	{"a robot check is blocked", "/a", NULL, 200, NULL,
	 "<title>Robot Check</title><p>Type the characters you see", "blocked", "robot check"},
	{"a wall in front of a 404 is blocked", "/a", NULL, 404, NULL,
	 "<title>Just a moment...</title><p>x", "blocked", "cloudflare challenge"},
	{"a tencent captcha is blocked", "/a", NULL, 200, NULL,
	 "<script src='https://turing.captcha.qcloud.com/TCaptcha.js'></script><p>x", "blocked",
	 "tencent captcha"},

	/* gates */
	{"a redirect to another host's sign-in is blocked", "/a", "//passport.news.example/x", 200,
	 NULL, WORDS, "blocked", "login"},
	{"a short page that asks to sign in is blocked", "/a", NULL, 200, NULL,
	 "<p>请先登录后再访问。", "blocked", "login"},
	{"consent by address is blocked", "/a", "//consent.news.example/m?continue=a", 200, NULL,
	 WORDS, "blocked", "consent wall"},
	{"a short page that asks for consent is blocked", "/a", NULL, 200, NULL,
	 "<h1>Before you continue to The Ansel Tide</h1><button>Accept all</button>", "blocked",
	 "consent wall"},
	{"a page with a banner on cookies is alive", "/a", NULL, 200, NULL,
	 "<div>Before you continue to The Ansel Tide, agree and continue.</div>" LONG, "alive", ""},
	{"not in your country is blocked", "/a", NULL, 200, NULL,
	 "<p>This content is not available in your region.", "blocked", "geo block"},
	{"not in your country in Chinese is blocked", "/a", NULL, 200, NULL,
	 "<p>抱歉，您所在的地区无法观看本节目。", "blocked", "geo block"},
	{"a class that paywalls have is blocked", "/a", NULL, 200, NULL,
	 "<div class='piano-paywall active'>x</div>" LONG, "blocked", "paywall"},
	{"the tier of a locked article is blocked", "/a", NULL, 200, NULL,
	 "<meta property='article:content_tier' content='locked'>" LONG, "blocked", "paywall"},
	{"a free tier is alive", "/a", NULL, 200, NULL,
	 "<meta property='article:content_tier' content='free'>" LONG, "alive", ""},

	/* parked and default pages */
	{"a domain for sale is soft gone", "/a", NULL, 200, NULL,
	 "<title>news.example</title><p>This domain is for sale.", "soft-gone", "parked domain"},
	{"a Chinese domain for sale is soft gone", "/a", NULL, 200, NULL,
	 "<p>您正在访问的域名可以转让！", "soft-gone", "parked domain"},
	{"a redirect to a market of domains is soft gone", "/a", "//www.hugedomains.example/x", 200,
	 NULL, WORDS, "soft-gone", "parked domain"},
	{"a page of advertisements for domains is soft gone", "/a", NULL, 200, NULL,
	 "<script src='https://img.sedoparking.com/x.js'></script><p>Related links", "soft-gone",
	 "parked domain"},
	{"a long article on a domain for sale is alive", "/a", NULL, 200, NULL,
	 "<p>Their old domain is for sale." LONG, "alive", ""},
	{"a new server's page is soft gone", "/a", NULL, 200, NULL,
	 "<title>Welcome to nginx!</title>" WORDS, "soft-gone", "default page of a server"},
	{"a new Chinese server's page is soft gone", "/a", NULL, 200, NULL,
	 "<title>恭喜，站点创建成功！</title><p>这是默认index.html", "soft-gone",
	 "default page of a server"},
	{"a suspended account is soft gone", "/a", NULL, 200, NULL,
	 "<title>Account Suspended</title><p>Contact your host", "soft-gone", "the page says so"},
	{"an article on a suspended account is alive", "/a", NULL, 200, NULL,
	 "<title>Account suspended: the harbour board's feud</title>" LONG, "alive", ""},
	{"a notice of a contract won is alive", "/a", NULL, 200, NULL,
	 "<title>安塞尔港网站建设中标公告</title>" WORDS, "alive", ""},

	/* gone in other words */
	{"a German page is soft gone", "/a", NULL, 200, NULL,
	 "<title>Seite nicht gefunden | Tide</title>" WORDS, "soft-gone", NULL},
	{"a Japanese page is soft gone", "/a", NULL, 200, NULL,
	 "<h1>お探しのページは見つかりませんでした</h1>" WORDS, "soft-gone", NULL},
	{"a sorry page is soft gone", "/a", NULL, 200, NULL,
	 "<h1>Sorry, the page you are looking for doesn't exist</h1>" WORDS, "soft-gone", NULL},
	{"a deleted WeChat article is soft gone", "/a", NULL, 200, NULL, "<p>该内容已被发布者删除",
	 "soft-gone", NULL},
	{"an article on missing pages is alive", "/a", NULL, 200, NULL,
	 "<title>How to design a page not found notice</title><h1>How to design a page not found "
	 "notice</h1>" LONG,
	 "alive", ""},
	{"a redirect to an error's address is soft gone", "/a", "/404.html", 200, NULL, WORDS,
	 "soft-gone", "redirect to an address of errors"},
	{"a redirect to the folder above says so", "/news/2019/a", "/news/", 200, NULL, WORDS,
	 "redirected", "to a folder above it"},

	/* shells */
	{"a frame for scripts is unreadable", "/a", NULL, 200, NULL,
	 "<div id='root'>Loading</div><script src='/a.js'></script>", "unreadable",
	 "no text without running scripts"},
	{"a rendered page of the same make is alive", "/a", NULL, 200, NULL,
	 "<div id='root'>" LONG "</div><script src='/a.js'></script>", "alive", ""},
	{"a page that asks for scripts is unreadable", "/a", NULL, 200, NULL,
	 "<noscript>Please enable JavaScript</noscript><p>Tide", "unreadable",
	 "no text without running scripts"},
	{"a page that asks for scripts in Chinese is unreadable", "/a", NULL, 200, NULL,
	 "<noscript>请启用JavaScript后访问</noscript><p>望潮", "unreadable",
	 "no text without running scripts"},
	{"a page that sends its readers on is unreadable", "/a", NULL, 200, NULL,
	 "<meta http-equiv=refresh content='0; url=/b'><p>One moment", "unreadable",
	 "the page sends its readers on"},

	{"an empty answer is unreadable", "/a", NULL, 200, NULL, "", "unreadable", "empty"},
	{"a page of scripts is unreadable", "/a", NULL, 200, NULL,
	 "<body>\n<div id=app></div>\n<script>run()</script>\n</body>", "unreadable", NULL},
	{"a PDF is unreadable", "/a.pdf", NULL, 200, "content-type: application/pdf", "%PDF-1.4",
	 "unreadable", NULL},
	{"a PDF that a wall refuses is blocked", "/a.pdf", NULL, 403,
	 "content-type: application/pdf", "x", "blocked", "http-403"},
};

static const char *grown(struct dkt_arena *arena, const char *body)
{
	struct dkt_buf out = DKT_BUF_INIT(1 << 20);
	const char *copy;

	for (; *body != '\0'; body++) {
		if (*body != LONG[0]) {
			dkt_buf_addc(&out, *body);
			continue;
		}
		for (unsigned i = 0; i < 60; i++)
			dkt_buf_adds(&out, WORDS);
	}
	copy = dkt_arena_dups(arena, dkt_buf_str(&out));
	dkt_buf_clear(&out);
	return copy;
}

static void check_row(void **state)
{
	const struct row *row = ROW(struct row);
	DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();
	struct dkt_header headers[2] = {{"content-type", "text/html; charset=utf-8"}};
	const char *url = dkt_arena_printf(arena, "https://news.example%s", row->url);
	struct dkt_answer answer = {.outcome = DKT_FETCHED,
				    .status = row->status,
				    .final_url = url,
				    .headers = headers,
				    .n_headers = 1,
				    .n_hops = row->final == NULL ? 1 : 2};
	struct dkt_page page;
	struct dkt_verdict_live verdict;

	if (row->header != NULL) {
		const char *colon = strchr(row->header, ':');

		headers[1].name = dkt_arena_dup(arena, row->header, (size_t)(colon - row->header));
		headers[1].value = colon + 2;
		answer.n_headers = 2;
	}
	if (row->final != NULL && row->final[1] == '/')
		answer.final_url = dkt_arena_printf(arena, "https:%s", row->final);
	else if (row->final != NULL)
		answer.final_url = dkt_arena_printf(arena, "https://news.example%s", row->final);
	answer.body = grown(arena, row->body);
	answer.size = strlen(answer.body);
	dkt_page_read(arena, &answer, &page);
	verdict = dkt_live_judge(arena, url, &answer, &page);
	assert_string_equal(dkt_live_name(verdict.verdict), row->verdict);
	if (row->reason != NULL)
		assert_string_equal(verdict.reason, row->reason);
	else
		assert_true(verdict.reason[0] != '\0');
	assert_true(strlen(verdict.reason) <= 100);
	assert_true(verdict.evidence == NULL || strlen(verdict.evidence) <= 300);
}

/* --- answers that never came
 * ------------------------------------------------------------------------- */

struct failure_row {
	const char *name;
	enum dkt_fetched outcome;
	const char *verdict;
};

static const struct failure_row failure_rows[] = {
	{"an address that is none is unreachable", DKT_NOT_URL, "unreachable"},
	{"what our guard denies is denied", DKT_DENIED, "denied"},
	{"a name that does not resolve is unreachable", DKT_NO_DNS, "unreachable"},
	{"a refused connection is unreachable", DKT_NO_CONNECT, "unreachable"},
	{"a bad certificate is unreachable", DKT_NO_TLS, "unreachable"},
	{"a timeout is unreachable", DKT_TIMED_OUT, "unreachable"},
	{"a page too large is unreadable", DKT_TOO_LARGE, "unreadable"},
	{"a circle is unreachable", DKT_LOOP, "unreachable"},
	{"a broken answer is unreachable", DKT_BROKEN, "unreachable"},
};

static void check_failure(void **state)
{
	const struct failure_row *row = ROW(struct failure_row);
	DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();
	/* even with a status and a body of a page that says gone */
	struct dkt_answer answer = {.outcome = row->outcome,
				    .reason = "why",
				    .status = 404,
				    .final_url = "https://news.example/a",
				    .body = "<h1>Page not found</h1>",
				    .size = 23};
	struct dkt_page page;
	struct dkt_verdict_live verdict;

	dkt_page_read(arena, &answer, &page);
	verdict = dkt_live_judge(arena, "https://news.example/a", &answer, &page);
	assert_string_equal(dkt_live_name(verdict.verdict), row->verdict);
	assert_string_equal(verdict.reason, "why");
}

/* --- siblings
 * ------------------------------------------------------------------------------------------ */

struct sibling_row {
	const char *name;
	const char *url;
	const char *folder; /* what the probe's address begins with; NULL: no probe */
};

static const struct sibling_row sibling_rows[] = {
	{"beside a page", "https://news.example/a/b", "https://news.example/a/"},
	{"beside a page at the top", "https://news.example/a", "https://news.example/"},
	{"beside a page with a query", "https://news.example/a/b?c=d/e", "https://news.example/a/"},
	{"beside a folder", "https://news.example/a/b/", "https://news.example/a/"},
	{"on another port", "https://news.example:8443/a/b", "https://news.example:8443/a/"},
	{"on an IPv6 host", "https://[2001:db8::7]/a/b", "https://[2001:db8::7]/a/"},
	{"a front page has none", "https://news.example/", NULL},
	{"a front page without a slash has none", "https://news.example", NULL},
	{"a Chinese front page has none", "https://news.example/zh/", NULL},
	{"what is no address has none", "news.example/a", NULL},
};

static void check_sibling(void **state)
{
	const struct sibling_row *row = ROW(struct sibling_row);
	DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();
	const char *sibling = dkt_live_sibling(arena, row->url);

	if (row->folder == NULL) {
		assert_null(sibling);
		return;
	}
	assert_non_null(sibling);
	assert_memory_equal(sibling, row->folder, strlen(row->folder));
	assert_null(strchr(sibling + strlen(row->folder), '/'));
	assert_string_not_equal(sibling, row->url);
}

struct probe_row {
	const char *name;
	const char *page;
	const char *probe;
	bool same;
};

static const struct probe_row probe_rows[] = {
	{"the same page for both is a sign", "<title>T</title>" WORDS, "<title>T</title>" WORDS,
	 true},
	{"the same long page for both is a sign", "<title>T</title>" LONG, "<title>T</title>" LONG,
	 true},
	{"another title is none", "<title>T</title>" WORDS, "<title>U</title>" WORDS, false},
	{"another text is none", "<title>T</title>" WORDS, "<title>T</title><p>Not here.", false},
	{"a longer text is none", "<title>T</title>" WORDS, "<title>T</title>" WORDS WORDS, false},
	{"a shorter text is none", "<title>T</title>" WORDS WORDS, "<title>T</title>" WORDS, false},
	{"two empty pages are none", "<title>T</title>", "<title>T</title>", false},
};

static void check_probe(void **state)
{
	const struct probe_row *row = ROW(struct probe_row);
	DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();
	const char *one = grown(arena, row->page);
	const char *two = grown(arena, row->probe);
	struct dkt_page page = {0};
	struct dkt_page probe = {0};

	dkt_page_read_html(arena, one, strlen(one), &page);
	dkt_page_read_html(arena, two, strlen(two), &probe);
	assert_int_equal(dkt_live_same_as_probe(&page, &probe), row->same);
}

/* --- what verdicts were seen by, what probes and records add ------------------------------------
 */

struct evidence_row {
	const char *name;
	const char *header; /* "name: value" or NULL */
	const char *body;
	const char *evidence;
};

static const struct evidence_row evidence_rows[] = {
	{"a header is shown", "cf-mitigated: challenge", WORDS, "header cf-mitigated: challenge"},
	{"words of the body are shown", NULL, "<script>_cf_chl_opt</script>",
	 "body \"_cf_chl_opt\""},
	{"a title is shown", NULL, "<title>Page not found - Tide</title>" WORDS,
	 "title \"Page not found - Tide\""},
	{"a phrase of a short text is shown", NULL, "<p>Sorry, this article has been removed.",
	 "text \"article has been removed\""},
	{"the mark of a paywall is shown", NULL, "<div class=regwall></div>" WORDS, "regwall"},
	{"an alive page has none", NULL, WORDS, ""},
};

static void check_evidence(void **state)
{
	const struct evidence_row *row = ROW(struct evidence_row);
	DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();
	struct dkt_header headers[2] = {{"content-type", "text/html; charset=utf-8"},
					{"cf-mitigated", "challenge"}};
	struct dkt_answer answer = {.outcome = DKT_FETCHED,
				    .status = 200,
				    .final_url = "https://news.example/a",
				    .headers = headers,
				    .n_headers = row->header == NULL ? 1 : 2,
				    .n_hops = 1,
				    .body = row->body,
				    .size = strlen(row->body)};
	struct dkt_page page;

	dkt_page_read(arena, &answer, &page);
	assert_string_equal(
		dkt_live_judge(arena, "https://news.example/a", &answer, &page).evidence,
		row->evidence);
}

struct weigh_row {
	const char *name;
	const char *page;
	size_t page_hops;
	const char *page_final; /* path */
	const char *probe;
	long probe_status;
	size_t probe_hops;
	const char *probe_final;
	const char *verdict;
};

#define FRAME "<title>T</title><div id=x></div><script src=a.js></script><p>Tide"
#define MENU  "<ul><li>" LONG "</ul>"

static const struct weigh_row weigh_rows[] = {
	{"a sibling that is refused says nothing", WORDS, 1, "/n/page-a", WORDS, 404, 1, "/n/p",
	 "alive"},
	{"the same page for both is soft gone", WORDS, 1, "/n/page-a", WORDS, 200, 1, "/n/p",
	 "soft-gone"},
	{"the echo of the address does not matter",
	 "<title>page-a not here</title>" MENU "<p>No page-a here.", 1, "/n/page-a",
	 "<title>docket-probe-k3v9q0x7m2 not here</title>" MENU
	 "<p>No docket-probe-k3v9q0x7m2 here.",
	 200, 1, "/n/docket-probe-k3v9q0x7m2", "soft-gone"},
	{"a line that differs in a long page does not matter", MENU "<p>Served at 10:30", 1,
	 "/n/page-a", MENU "<p>Served at 10:31", 200, 1, "/n/p", "soft-gone"},
	{"a paragraph of its own is a page",
	 MENU WORDS WORDS "<p>The lantern at the mole was lit by "
			  "the keeper, who said that twelve ferries had come.",
	 1, "/n/page-a", MENU "<p>Nothing.", 200, 1, "/n/p", "alive"},
	{"another title is a page", "<title>The mole</title>" WORDS, 1, "/n/page-a",
	 "<title>Tide</title>" WORDS, 200, 1, "/n/p", "alive"},
	{"both led to one page is soft gone", WORDS, 2, "/n/all", WORDS, 200, 2, "/n/all",
	 "soft-gone"},
	{"led to two pages is redirected", WORDS, 2, "/n/b", "<p>Nothing.", 200, 2, "/n/c",
	 "redirected"},
	{"a probe that is sent to the page itself says nothing", WORDS, 1, "/n/page-a", WORDS, 200,
	 2, "/n/page-a", "alive"},
	{"only the page is redirected: nothing is said", WORDS, 2, "/n/b", WORDS, 200, 1, "/n/p",
	 "redirected"},
	{"one frame for every address cannot be read", FRAME, 1, "/n/page-a", FRAME, 200, 1, "/n/p",
	 "unreadable"},
};

static void fill(struct dkt_arena *arena, const char *body, const char *path, size_t hops,
		 struct dkt_answer *answer, struct dkt_page *page)
{
	static const struct dkt_header type = {"content-type", "text/html; charset=utf-8"};

	answer->body = grown(arena, body);
	answer->size = strlen(answer->body);
	answer->final_url = dkt_arena_printf(arena, "https://news.example%s", path);
	answer->n_hops = hops;
	answer->headers = &type;
	answer->n_headers = 1;
	dkt_page_read(arena, answer, page);
}

static void check_weigh(void **state)
{
	const struct weigh_row *row = ROW(struct weigh_row);
	DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();
	static const char url[] = "https://news.example/n/page-a";
	struct dkt_answer answer = {.outcome = DKT_FETCHED, .status = 200};
	struct dkt_answer probed = {.outcome = DKT_FETCHED, .status = row->probe_status};
	struct dkt_page page;
	struct dkt_page probe_page;
	struct dkt_probe probe;
	struct dkt_verdict_live verdict;

	fill(arena, row->page, row->page_final, row->page_hops, &answer, &page);
	fill(arena, row->probe, row->probe_final, row->probe_hops, &probed, &probe_page);
	verdict = dkt_live_judge(arena, url, &answer, &page);
	dkt_probe_take(arena, "https://news.example/n/docket-probe-k3v9q0x7m2", &probed,
		       &probe_page, &probe);
	dkt_probe_weigh(arena, url, &answer, &page, &probe, &verdict);
	assert_string_equal(dkt_live_name(verdict.verdict), row->verdict);
}

struct record_row {
	const char *name;
	const char *page;
	const char *title;
	size_t n_quotes;
	size_t n_found;
	const char *verdict;
};

/* A page of some 900 bytes that says faintly that something is gone. */
#define FAINT                                                                                      \
	WORDS WORDS WORDS WORDS WORDS WORDS WORDS WORDS WORDS WORDS "<p>It is no longer "          \
								    "available."

static const struct record_row record_rows[] = {
	{"no title and no quote is soft gone", FAINT, "The lantern at the mole", 2, 0, "soft-gone"},
	{"one quote is enough for a page", FAINT, "The lantern at the mole", 2, 1, "alive"},
	{"the title is enough for a page", "<h1>The lantern at the mole</h1>" FAINT,
	 "The lantern at the mole", 2, 0, "alive"},
	{"without quotes nothing is said", FAINT, "The lantern at the mole", 0, 0, "alive"},
	{"without faint words nothing is said", WORDS, "The lantern at the mole", 2, 0, "alive"},
	{"a long page is a page", FAINT LONG, "The lantern at the mole", 2, 0, "alive"},
};

static void check_record(void **state)
{
	const struct record_row *row = ROW(struct record_row);
	DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();
	struct dkt_answer answer = {.outcome = DKT_FETCHED, .status = 200};
	struct dkt_page page;
	struct dkt_verdict_live verdict;

	fill(arena, row->page, "/a", 1, &answer, &page);
	verdict = dkt_live_judge(arena, "https://news.example/a", &answer, &page);
	dkt_live_weigh_record(arena, &page, row->title, row->n_quotes, row->n_found, &verdict);
	assert_string_equal(dkt_live_name(verdict.verdict), row->verdict);
}

int main(void)
{
	return rows_run("source/verdict", rows, check_row) +
	       rows_run("source/verdict/failures", failure_rows, check_failure) +
	       rows_run("source/verdict/siblings", sibling_rows, check_sibling) +
	       rows_run("source/verdict/probes", probe_rows, check_probe) +
	       rows_run("source/verdict/evidence", evidence_rows, check_evidence) +
	       rows_run("source/verdict/weigh", weigh_rows, check_weigh) +
	       rows_run("source/verdict/record", record_rows, check_record);
}
