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
	if (row->final != NULL)
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

int main(void)
{
	return rows_run("source/verdict", rows, check_row) +
	       rows_run("source/verdict/failures", failure_rows, check_failure) +
	       rows_run("source/verdict/siblings", sibling_rows, check_sibling) +
	       rows_run("source/verdict/probes", probe_rows, check_probe);
}
