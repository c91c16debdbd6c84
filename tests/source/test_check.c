/*
 * test_check.c - sources checked from top to bottom against the invented web of tests/web.
 *
 * One fixture runs for all rows, on loopback only. Whatever a row is about, its findings are never
 * above warning and never say what our guard denied, and the evidence document fits the schema
 * that others read it by.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/str.h"
#include "schema/schema.h"
#include "source/check.h"
#include "support/data.h"
#include "support/rows.h"
#include "json/doc.h"
#include "json/report_print.h"

#define NEWS	"https://news.example"
#define ZH	"https://zh-news.example"
#define WALL	"https://wall.example"
#define ARCHIVE "https://archive.example/web/"

#define NOW	    1798761600 /* 2027-01-01 */
#define TIMEOUT_MS  1500
#define MAX_FINDING 16

struct copy {
	const char *url;
	const char *captured_at; /* NULL: not said */
};

struct row {
	const char *name;
	const char *url;
	struct copy copies[2];
	const char *quotes[2];
	const char *live;     /* verdict */
	const char *archives; /* verdicts of the copies, by blanks; NULL: none */
	const char *found; /* of each quote the verdict on the page and in each copy by '/', quotes
			      by blanks; NULL: none */
	const char *codes; /* the findings in order of code: "level code", by commas */
};

#define BRIDGE	     NEWS "/2019/06/bridge-lab"
#define BRIDGE_COPY  ARCHIVE "20190606081200/" NEWS "/2019/06/bridge-lab"
#define BRIDGE_WORDS "opened the Bridge Lab on 3 June 2019"
#define GONE_COPY    ARCHIVE "20200301120000/" NEWS "/gone"
#define FESTIVAL     "The harbour festival begins on the first of July with a race of washtubs."
#define DUES_2022    "The dues for 2022 are five shells a metre for sailing ships"
#define DUES_2024    "The dues for 2024 are nine shells a metre for all ships."

static const struct row rows[] = {
	/* live pages */
	{"a page and nothing else", BRIDGE, {{0}}, {0}, "alive", NULL, NULL, ""},
	{"a page with its quote", BRIDGE, {{0}}, {BRIDGE_WORDS}, "alive", NULL, "exact", ""},
	{"a front page", NEWS "/", {{0}}, {0}, "alive", NULL, NULL, ""},
	{"a page over http",
	 "http://news.example/2019/06/bridge-lab",
	 {{0}},
	 {BRIDGE_WORDS},
	 "alive",
	 NULL,
	 "exact",
	 ""},
	{"a page with a query",
	 NEWS "/search?q=lantern&page=2",
	 {{0}},
	 {"Two articles mention the word lantern."},
	 "alive",
	 NULL,
	 "exact",
	 ""},
	{"a page among soft 404s that is there",
	 NEWS "/articles/ferry-timetable",
	 {{0}},
	 {"The night ferry leaves berth 2 at 23:15"},
	 "alive",
	 NULL,
	 "exact",
	 ""},
	{"a quote over tags, line breaks and soft hyphens",
	 NEWS "/split",
	 {{0}},
	 {"The harbour master wrote that the lantern on the outer mole will be lit every evening "
	  "at "
	  "dusk",
	  "Capstan Street is closed."},
	 "alive",
	 NULL,
	 "exact exact",
	 ""},
	{"a quote with plain quotation marks",
	 NEWS "/curly",
	 {{0}},
	 {"\"We don't sell the quay,\" the chair said", "The first ferry leaves at 5:30."},
	 "alive",
	 NULL,
	 "folded folded",
	 "info quote.folded, info quote.folded"},
	{"a quote in parts",
	 BRIDGE,
	 {{0}},
	 {"opened the Bridge Lab … radio links over water"},
	 "alive",
	 NULL,
	 "fragments",
	 "info quote.fragments"},
	{"a quote with another year",
	 BRIDGE,
	 {{0}},
	 {"opened the Bridge Lab on 3 June 2018"},
	 "alive",
	 NULL,
	 "near",
	 "warning quote.near"},
	{"a quote from elsewhere",
	 BRIDGE,
	 {{0}},
	 {"The museum of knots is closed on Mondays"},
	 "alive",
	 NULL,
	 "absent",
	 "warning quote.absent"},
	{"a translated quote",
	 BRIDGE,
	 {{0}},
	 {"灯笼网络与理工学院合办的桥梁实验室启用"},
	 "alive",
	 NULL,
	 "absent",
	 "warning quote.absent"},
	{"a quote too short to prove anything",
	 BRIDGE,
	 {{0}},
	 {"2019"},
	 "alive",
	 NULL,
	 "not-checkable",
	 "unchecked quote.not-checkable"},
	{"a quote that only a script holds",
	 NEWS "/hidden",
	 {{0}},
	 {"The notice in a script: the dock is dry."},
	 "alive",
	 NULL,
	 "absent",
	 "warning quote.absent"},
	{"a quote in 600 nested boxes",
	 NEWS "/nested",
	 {{0}},
	 {"Before the depth."},
	 "alive",
	 NULL,
	 "exact",
	 ""},
	{"a plain text",
	 NEWS "/notices.txt",
	 {{0}},
	 {"Depth over the bar: 4.2 m at low water."},
	 "alive",
	 NULL,
	 "exact",
	 ""},
	{"a compressed page",
	 NEWS "/gzip",
	 {{0}},
	 {"Berth 7 is kept free for the pilot boat all year round."},
	 "alive",
	 NULL,
	 "exact",
	 ""},
	{"UTF-8 under a false label",
	 NEWS "/label",
	 {{0}},
	 {"The café on Herring Quay serves smoked eel"},
	 "alive",
	 NULL,
	 "exact",
	 ""},
	{"windows-1252 under the label latin1",
	 "https://mediatheque.example/acces",
	 {{0}},
	 {"L'œuvre de l'entrée est signée « Noël »."},
	 "alive",
	 NULL,
	 "exact",
	 ""},
	{"GBK named in meta, with a character outside GB 2312",
	 ZH "/2019/gb2312-meta.html",
	 {{0}},
	 {"总工程师朱镕介绍，灯笼网络的桥梁实验室于二零一九年六月三日启用。"},
	 "alive",
	 NULL,
	 "exact",
	 ""},
	{"GBK named in the header",
	 ZH "/2022/kite.html",
	 {{0}},
	 {"纸鸢云二零二二年在海外新设三个办事处"},
	 "alive",
	 NULL,
	 "exact",
	 ""},
	{"GBK named nowhere",
	 ZH "/2021/undeclared.html",
	 {{0}},
	 {"鲱鱼码头今日重新开放"},
	 "alive",
	 NULL,
	 "exact",
	 ""},
	{"UTF-8 under the label gbk",
	 ZH "/2021/false-label.html",
	 {{0}},
	 {"五号泊位自四月起租给灯笼网络使用。"},
	 "alive",
	 NULL,
	 "exact",
	 ""},
	{"Big5",
	 ZH "/2021/big5.html",
	 {{0}},
	 {"機房位於鯡魚碼頭的舊罐頭廠"},
	 "alive",
	 NULL,
	 "exact",
	 ""},
	{"Chinese line breaks and full-width digits",
	 ZH "/2021/port-ansel.html",
	 {{0}},
	 {"灯笼网络2021年4月在安塞尔港启用数据中心",
	  "机房位于鲱鱼码头的旧罐头厂，可容纳一百二十个机柜"},
	 "alive",
	 NULL,
	 "folded exact",
	 "info quote.folded"},
	{"a Chinese path",
	 ZH "/杂记",
	 {{0}},
	 {"鲱鱼码头的猫今年生了四只小猫。"},
	 "alive",
	 NULL,
	 "exact",
	 ""},
	{"a page that sets a cookie", WALL "/cookie", {{0}}, {0}, "alive", NULL, NULL, ""},

	/* moved */
	{"a redirect to an article",
	 NEWS "/moved",
	 {{0}},
	 {BRIDGE_WORDS},
	 "redirected",
	 NULL,
	 "exact",
	 "info source.redirected"},
	{"four redirects in a row",
	 "https://redirect.example/chain/1",
	 {{0}},
	 {"This is where the redirects lead."},
	 "redirected",
	 NULL,
	 "exact",
	 "info source.redirected"},
	{"http to https",
	 "http://redirect.example/up",
	 {{0}},
	 {0},
	 "redirected",
	 NULL,
	 NULL,
	 "info source.redirected"},
	{"a redirect to another host",
	 "https://redirect.example/cross",
	 {{0}},
	 {0},
	 "redirected",
	 NULL,
	 NULL,
	 "info source.redirected"},
	{"a deep link that leads home",
	 NEWS "/old/2012/berths",
	 {{0}},
	 {"the berths were let"},
	 "moved-home",
	 NULL,
	 "not-checkable",
	 "unchecked quote.not-checkable, warning source.moved-home"},
	{"a redirect to a 404",
	 NEWS "/moved-404",
	 {{0}},
	 {0},
	 "gone",
	 NULL,
	 NULL,
	 "warning source.gone"},

	/* gone */
	{"404", NEWS "/gone", {{0}}, {0}, "gone", NULL, NULL, "warning source.gone"},
	{"410", NEWS "/gone-for-good", {{0}}, {0}, "gone", NULL, NULL, "warning source.gone"},
	{"a soft 404",
	 NEWS "/articles/berths",
	 {{0}},
	 {FESTIVAL},
	 "soft-gone",
	 NULL,
	 "not-checkable",
	 "unchecked quote.not-checkable, warning source.soft-gone"},
	{"a Chinese soft 404",
	 ZH "/a/123",
	 {{0}},
	 {0},
	 "soft-gone",
	 NULL,
	 NULL,
	 "warning source.soft-gone"},

	/* blocked */
	{"a challenge",
	 WALL "/cf",
	 {{0}},
	 {FESTIVAL},
	 "blocked",
	 NULL,
	 "not-checkable",
	 "unchecked quote.not-checkable, warning source.blocked"},
	{"a challenge at 200",
	 WALL "/cf-200",
	 {{0}},
	 {0},
	 "blocked",
	 NULL,
	 NULL,
	 "warning source.blocked"},
	{"a Chinese wall by script",
	 WALL "/cn",
	 {{0}},
	 {0},
	 "blocked",
	 NULL,
	 NULL,
	 "warning source.blocked"},
	{"another Chinese wall by script",
	 WALL "/acw",
	 {{0}},
	 {0},
	 "blocked",
	 NULL,
	 NULL,
	 "warning source.blocked"},
	{"a Chinese block page",
	 WALL "/traceid",
	 {{0}},
	 {0},
	 "blocked",
	 NULL,
	 NULL,
	 "warning source.blocked"},
	{"a Chinese check of the environment",
	 WALL "/environment",
	 {{0}},
	 {0},
	 "blocked",
	 NULL,
	 NULL,
	 "warning source.blocked"},
	{"403", WALL "/forbidden", {{0}}, {0}, "blocked", NULL, NULL, "warning source.blocked"},
	{"401", WALL "/unauthorized", {{0}}, {0}, "blocked", NULL, NULL, "warning source.blocked"},
	{"451", WALL "/legal", {{0}}, {0}, "blocked", NULL, NULL, "warning source.blocked"},
	{"429", WALL "/rate", {{0}}, {0}, "blocked", NULL, NULL, "warning source.blocked"},
	{"a paywall",
	 NEWS "/premium/berths",
	 {{0}},
	 {0},
	 "blocked",
	 NULL,
	 NULL,
	 "warning source.blocked"},
	{"a Chinese paywall",
	 ZH "/2022/member.html",
	 {{0}},
	 {0},
	 "blocked",
	 NULL,
	 NULL,
	 "warning source.blocked"},
	{"a redirect to a sign-in form",
	 NEWS "/members/report",
	 {{0}},
	 {0},
	 "blocked",
	 NULL,
	 NULL,
	 "warning source.blocked"},

	/* unreachable */
	{"a name that does not resolve",
	 "https://no-such-host.example/a",
	 {{0}},
	 {0},
	 "unreachable",
	 NULL,
	 NULL,
	 "warning source.unreachable"},
	{"a refused connection",
	 "https://refused.example/a",
	 {{0}},
	 {0},
	 "unreachable",
	 NULL,
	 NULL,
	 "warning source.unreachable"},
	{"a certificate for another name",
	 "https://wrong-name.example/",
	 {{0}},
	 {0},
	 "unreachable",
	 NULL,
	 NULL,
	 "warning source.unreachable"},
	{"an expired certificate",
	 "https://expired.example/",
	 {{0}},
	 {0},
	 "unreachable",
	 NULL,
	 NULL,
	 "warning source.unreachable"},
	{"a certificate that nobody signed",
	 "https://self-signed.example/",
	 {{0}},
	 {0},
	 "unreachable",
	 NULL,
	 NULL,
	 "warning source.unreachable"},
	{"plain HTTP where TLS belongs",
	 "https://plain-only.example/",
	 {{0}},
	 {0},
	 "unreachable",
	 NULL,
	 NULL,
	 "warning source.unreachable"},
	{"500",
	 NEWS "/broken",
	 {{0}},
	 {0},
	 "unreachable",
	 NULL,
	 NULL,
	 "warning source.unreachable"},
	{"503",
	 NEWS "/mending",
	 {{0}},
	 {0},
	 "unreachable",
	 NULL,
	 NULL,
	 "warning source.unreachable"},
	{"an answer cut off",
	 "https://huge.example/truncated",
	 {{0}},
	 {0},
	 "unreachable",
	 NULL,
	 NULL,
	 "warning source.unreachable"},
	{"a compression that was not asked for",
	 NEWS "/unknown-coding",
	 {{0}},
	 {0},
	 "unreachable",
	 NULL,
	 NULL,
	 "warning source.unreachable"},
	{"a redirect to itself",
	 "https://redirect.example/loop",
	 {{0}},
	 {0},
	 "unreachable",
	 NULL,
	 NULL,
	 "warning source.unreachable"},
	{"twelve redirects",
	 "https://redirect.example/long/01",
	 {{0}},
	 {0},
	 "unreachable",
	 NULL,
	 NULL,
	 "warning source.unreachable"},
	{"a redirect to nowhere",
	 "https://redirect.example/nowhere",
	 {{0}},
	 {0},
	 "unreachable",
	 NULL,
	 NULL,
	 "warning source.unreachable"},
	{"a redirect to a file",
	 "https://redirect.example/to-file",
	 {{0}},
	 {0},
	 "unreachable",
	 NULL,
	 NULL,
	 "warning source.unreachable"},
	{"a redirect with a backslash",
	 "https://redirect.example/to-backslash",
	 {{0}},
	 {0},
	 "unreachable",
	 NULL,
	 NULL,
	 "warning source.unreachable"},
	{"a redirect with a user",
	 "https://redirect.example/to-user",
	 {{0}},
	 {0},
	 "unreachable",
	 NULL,
	 NULL,
	 "warning source.unreachable"},
	{"no address at all",
	 "see the library",
	 {{0}},
	 {0},
	 "unreachable",
	 NULL,
	 NULL,
	 "warning source.unreachable"},

	/* unreadable */
	{"a PDF",
	 NEWS "/report.pdf",
	 {{0}},
	 {"was let to Lantern Networks for nine years"},
	 "alive",
	 NULL,
	 "exact",
	 ""},
	{"a picture",
	 NEWS "/picture.png",
	 {{0}},
	 {0},
	 "unreadable",
	 NULL,
	 NULL,
	 "warning source.unreadable"},
	{"a page of nothing",
	 NEWS "/empty",
	 {{0}},
	 {0},
	 "unreadable",
	 NULL,
	 NULL,
	 "warning source.unreadable"},
	{"a page of scripts",
	 NEWS "/script-only",
	 {{0}},
	 {0},
	 "unreadable",
	 NULL,
	 NULL,
	 "warning source.unreadable"},
	{"a shell of scripts, the same for every address",
	 "https://lantern.example/app/berths",
	 {{0}},
	 {0},
	 "unreadable",
	 NULL,
	 NULL,
	 "warning source.unreadable"},
	{"a page of 10 GB",
	 "https://huge.example/declared",
	 {{0}},
	 {0},
	 "unreadable",
	 NULL,
	 NULL,
	 "warning source.unreadable"},
	{"a page without end",
	 "https://huge.example/endless",
	 {{0}},
	 {0},
	 "unreadable",
	 NULL,
	 NULL,
	 "warning source.unreadable"},
	{"a compressed page of 64 MB",
	 "https://huge.example/bomb",
	 {{0}},
	 {0},
	 "unreadable",
	 NULL,
	 NULL,
	 "warning source.unreadable"},
	{"headers of 320 KB",
	 "https://huge.example/headers",
	 {{0}},
	 {0},
	 "unreadable",
	 NULL,
	 NULL,
	 "warning source.unreadable"},

	/* denied: in the evidence, never in a finding */
	{"the metadata address",
	 "http://169.254.169.254/latest/meta-data/",
	 {{0}},
	 {0},
	 "denied",
	 NULL,
	 NULL,
	 "warning source.unreachable"},
	{"loopback",
	 "http://127.0.0.1/",
	 {{0}},
	 {0},
	 "denied",
	 NULL,
	 NULL,
	 "warning source.unreachable"},
	{"localhost",
	 "http://localhost/",
	 {{0}},
	 {0},
	 "denied",
	 NULL,
	 NULL,
	 "warning source.unreachable"},
	{"a redirect to the metadata address",
	 "https://redirect.example/to-metadata",
	 {{0}},
	 {0},
	 "denied",
	 NULL,
	 NULL,
	 "warning source.unreachable"},
	{"a redirect to loopback in IPv6",
	 "https://redirect.example/to-loopback-6",
	 {{0}},
	 {0},
	 "denied",
	 NULL,
	 NULL,
	 "warning source.unreachable"},
	{"a redirect to mapped loopback",
	 "https://redirect.example/to-mapped",
	 {{0}},
	 {0},
	 "denied",
	 NULL,
	 NULL,
	 "warning source.unreachable"},
	{"a redirect to a private address",
	 "https://redirect.example/to-private",
	 {{0}},
	 {0},
	 "denied",
	 NULL,
	 NULL,
	 "warning source.unreachable"},
	{"a public name with a link-local address",
	 "https://inward.example/",
	 {{0}},
	 {0},
	 "denied",
	 NULL,
	 NULL,
	 "warning source.unreachable"},
	{"a public name with a private address",
	 "http://private.example/",
	 {{0}},
	 {0},
	 "denied",
	 NULL,
	 NULL,
	 "warning source.unreachable"},

	/* archived copies */
	{"a page with a good copy",
	 BRIDGE,
	 {{BRIDGE_COPY, "2019-06-06T08:12:00Z"}},
	 {BRIDGE_WORDS},
	 "alive",
	 "good",
	 "exact/exact",
	 ""},
	{"a copy without a time of its own",
	 BRIDGE,
	 {{BRIDGE_COPY, NULL}},
	 {0},
	 "alive",
	 "good",
	 NULL,
	 ""},
	{"a dead page with a good copy",
	 NEWS "/gone",
	 {{GONE_COPY, NULL}},
	 {FESTIVAL},
	 "gone",
	 "good",
	 "not-checkable/exact",
	 "info quote.archived, info source.gone"},
	{"a dead Chinese page with a good copy in GBK",
	 ZH "/2018/0917/kite-training.html",
	 {{ARCHIVE "20180918020000/" ZH "/2018/0917/kite-training.html", "2018-09-18T02:00:00Z"}},
	 {"培训中心于2018年9月17日启用，首批学员六十人。"},
	 "gone",
	 "good",
	 "not-checkable/exact",
	 "info quote.archived, info source.gone"},
	{"a copy that was captured under http and www.",
	 ZH "/2021/undeclared.html",
	 {{ARCHIVE "20190101000000/http://www.zh-news.example/2021/undeclared.html", NULL}},
	 {"鲱鱼码头今日重新开放"},
	 "alive",
	 "good",
	 "exact/exact",
	 ""},
	{"a copy of a page with a query",
	 NEWS "/search?q=lantern&page=2",
	 {{ARCHIVE "20210604000000/" NEWS "/search?q=lantern&page=2", NULL}},
	 {0},
	 "alive",
	 "good",
	 NULL,
	 ""},
	{"a copy of a page with a Chinese path",
	 ZH "/杂记",
	 {{ARCHIVE "20210605000000/" ZH "/%E6%9D%82%E8%AE%B0", NULL}},
	 {0},
	 "alive",
	 "good",
	 NULL,
	 ""},
	{"a copy of a PDF",
	 NEWS "/report.pdf",
	 {{ARCHIVE "20220131000000/" NEWS "/report.pdf", NULL}},
	 {"was let to Lantern Networks for nine years"},
	 "alive",
	 "good",
	 "exact/exact",
	 ""},
	{"words that only the old copy holds",
	 NEWS "/drifted",
	 {{ARCHIVE "20220103000000/" NEWS "/drifted", NULL}},
	 {DUES_2022},
	 "alive",
	 "good",
	 "near/exact",
	 "info quote.archived"},
	{"words that only the live page holds",
	 NEWS "/drifted",
	 {{ARCHIVE "20220103000000/" NEWS "/drifted", NULL}},
	 {DUES_2024},
	 "alive",
	 "quote-absent",
	 "exact/near",
	 "warning archive.quote-absent"},
	{"two copies, one with the words",
	 NEWS "/drifted",
	 {{ARCHIVE "20240103000000/" NEWS "/drifted", NULL},
	  {ARCHIVE "20220103000000/" NEWS "/drifted", NULL}},
	 {DUES_2022},
	 "alive",
	 "quote-absent good",
	 "near/near/exact",
	 "warning archive.quote-absent, info quote.archived"},
	{"a dead page whose copy lacks the words",
	 NEWS "/gone",
	 {{GONE_COPY, NULL}},
	 {"The museum of knots is closed on Mondays"},
	 "gone",
	 "quote-absent",
	 "not-checkable/absent",
	 "warning archive.quote-absent, warning quote.absent, warning source.gone"},
	{"a copy of another page, by its address",
	 BRIDGE,
	 {{ARCHIVE "20220916031500/" NEWS "/2022/09/paper-kite-office", NULL}},
	 {0},
	 "alive",
	 "wrong-original",
	 NULL,
	 "warning archive.wrong-original"},
	{"a copy of another page, by its header",
	 "https://lantern.example/careers",
	 {{ARCHIVE "20210405120000/https://lantern.example/careers", NULL}},
	 {0},
	 "gone",
	 "wrong-original",
	 NULL,
	 "warning archive.wrong-original, warning source.gone"},
	{"a page given as its own copy",
	 BRIDGE,
	 {{BRIDGE, NULL}},
	 {0},
	 "alive",
	 "not-fixed",
	 NULL,
	 "warning archive.not-fixed"},
	{"a calendar",
	 BRIDGE,
	 {{ARCHIVE "2019*/" BRIDGE, NULL}},
	 {0},
	 "alive",
	 "not-fixed",
	 NULL,
	 "warning archive.not-fixed"},
	{"a year",
	 BRIDGE,
	 {{ARCHIVE "2019/" BRIDGE, NULL}},
	 {0},
	 "alive",
	 "not-fixed",
	 NULL,
	 "warning archive.not-fixed"},
	{"a copy from another time than its address says",
	 BRIDGE,
	 {{ARCHIVE "20210101000000/" BRIDGE, NULL}},
	 {BRIDGE_WORDS},
	 "alive",
	 "other-time",
	 "exact/exact",
	 "warning archive.other-time"},
	{"a copy from another time than the record says",
	 BRIDGE,
	 {{BRIDGE_COPY, "2020-01-01T00:00:00Z"}},
	 {0},
	 "alive",
	 "other-time",
	 NULL,
	 "warning archive.other-time"},
	{"a copy of a 404",
	 NEWS "/gone",
	 {{ARCHIVE "20220301120000/" NEWS "/gone", NULL}},
	 {FESTIVAL},
	 "gone",
	 "archived-error",
	 "not-checkable/not-checkable",
	 "warning archive.archived-error, unchecked quote.not-checkable, warning source.gone"},
	{"a copy of a soft 404",
	 NEWS "/articles/lost",
	 {{ARCHIVE "20210601000000/" NEWS "/articles/lost", NULL}},
	 {0},
	 "soft-gone",
	 "archived-error",
	 NULL,
	 "warning archive.archived-error, warning source.soft-gone"},
	{"a copy of nothing",
	 NEWS "/empty",
	 {{ARCHIVE "20210603000000/" NEWS "/empty", NULL}},
	 {0},
	 "unreadable",
	 "archived-error",
	 NULL,
	 "warning archive.archived-error, warning source.unreadable"},
	{"a copy of a redirect, shown as a note",
	 NEWS "/crawl-note",
	 {{ARCHIVE "20210602000000/" NEWS "/crawl-note", NULL}},
	 {0},
	 "gone",
	 "archived-error",
	 NULL,
	 "warning archive.archived-error, warning source.gone"},
	{"a copy of a redirect to the front page",
	 NEWS "/moved",
	 {{ARCHIVE "20210601000005/" NEWS "/moved", NULL}},
	 {0},
	 "redirected",
	 "archived-error",
	 NULL,
	 "warning archive.archived-error, info source.redirected"},
	{"a copy of a challenge with its status",
	 WALL "/cf",
	 {{ARCHIVE "20210601000000/" WALL "/cf", NULL}},
	 {0},
	 "blocked",
	 "archived-blocked",
	 NULL,
	 "warning archive.archived-blocked, warning source.blocked"},
	{"a copy of a challenge at 200",
	 WALL "/cf-200",
	 {{ARCHIVE "20210701000000/" WALL "/cf-200", NULL}},
	 {0},
	 "blocked",
	 "archived-blocked",
	 NULL,
	 "warning archive.archived-blocked, warning source.blocked"},
	{"a copy of a paywall",
	 NEWS "/premium/berths",
	 {{ARCHIVE "20210801000000/" NEWS "/premium/berths", NULL}},
	 {0},
	 "blocked",
	 "archived-blocked",
	 NULL,
	 "warning archive.archived-blocked, warning source.blocked"},
	{"a copy of a sign-in form",
	 NEWS "/members/report",
	 {{ARCHIVE "20210802000000/" NEWS "/members/report", NULL}},
	 {0},
	 "blocked",
	 "archived-blocked",
	 NULL,
	 "warning archive.archived-blocked, warning source.blocked"},
	{"a captcha in place of a copy",
	 NEWS "/captcha",
	 {{ARCHIVE "20210405120000/" NEWS "/captcha", NULL}},
	 {0},
	 "gone",
	 "unreachable",
	 NULL,
	 "warning archive.unreachable, warning source.gone"},
	{"an archive that asks to wait",
	 NEWS "/too-many",
	 {{ARCHIVE "20210405120000/" NEWS "/too-many", NULL}},
	 {0},
	 "gone",
	 "unreachable",
	 NULL,
	 "warning archive.unreachable, warning source.gone"},
	{"an archive with a fault",
	 NEWS "/bad-gateway",
	 {{ARCHIVE "20210405120000/" NEWS "/bad-gateway", NULL}},
	 {0},
	 "gone",
	 "unreachable",
	 NULL,
	 "warning archive.unreachable, warning source.gone"},
	{"an archive that may not show it",
	 NEWS "/robots",
	 {{ARCHIVE "20210405120000/" NEWS "/robots", NULL}},
	 {0},
	 "gone",
	 "unreachable",
	 NULL,
	 "warning archive.unreachable, warning source.gone"},
	{"a copy that the archive does not have",
	 NEWS "/curly",
	 {{ARCHIVE "20210405120000/" NEWS "/curly", NULL}},
	 {0},
	 "alive",
	 "unreachable",
	 NULL,
	 "warning archive.unreachable"},
	{"a copy at an inward address",
	 BRIDGE,
	 {{"http://169.254.169.254/web/20190606081200/" BRIDGE, NULL}},
	 {0},
	 "alive",
	 "unreachable",
	 NULL,
	 "warning archive.unreachable"},
};

/* --- the fixture --------------------------------------------------------------------------------
 */

static struct {
	pid_t pid;
	char dir[4096];
	struct dkt_net *net;
	struct dkt_schemas *schemas;
	const struct dkt_schema *schema;
} web;

static const char *build_dir(void)
{
	const char *dir = getenv("DOCKET_BUILD_DIR");

	return dir == NULL ? "build/dev" : dir;
}

/* Start the fixture and wait for its word that it is ready; false when it is not built. */
static bool start_web(void)
{
	char *program = dkt_path_join(build_dir(), "tests/web/fixture-web");
	char word[64] = {0};
	int ends[2];
	bool good = dkt_file_exists(program) && pipe(ends) == 0;

	(void)snprintf(web.dir, sizeof web.dir, "%s/source-web-XXXXXX", build_dir());
	good = good && mkdtemp(web.dir) != NULL;
	if (good) {
		web.pid = fork();
		if (web.pid == 0) {
			(void)dup2(ends[1], STDOUT_FILENO);
			(void)close(ends[0]);
			(void)execl(program, program, "--max-seconds", "280", web.dir,
				    (char *)NULL);
			_exit(127);
		}
		(void)close(ends[1]);
		good = web.pid > 0 && read(ends[0], word, sizeof word - 1) > 0 &&
		       dkt_starts(word, "ready");
		(void)close(ends[0]);
	}
	free(program);
	return good;
}

static void stop_web(void)
{
	static const char *const files[] = {"net.json", "ca.pem", "log"};

	if (web.pid > 0) {
		(void)kill(web.pid, SIGTERM);
		(void)waitpid(web.pid, NULL, 0);
	}
	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
		char *path = dkt_path_join(web.dir, files[i]);

		(void)unlink(path);
		free(path);
	}
	(void)rmdir(web.dir);
	dkt_net_free(web.net);
	dkt_schemas_free(web.schemas);
}

static bool open_net(void)
{
	struct dkt_err err = DKT_ERR_INIT;
	char *path = dkt_path_join(web.dir, "net.json");
	int result = dkt_net_open(path, &web.net, &err);

	if (result < 0)
		(void)fprintf(stderr, "%s\n", err.text);
	free(path);
	return result == 0;
}

static bool open_schema(void)
{
	static const char name[] = "schemas/docket/evidence.schema.json";
	DKT_AUTO(report) struct dkt_report *report = dkt_report_new();
	struct dkt_buf bytes = DKT_BUF_INIT(1 << 20);
	struct dkt_err err = DKT_ERR_INIT;
	char *path = dkt_path_join(test_source_dir(), name);

	web.schemas = dkt_schemas_new();
	if (dkt_file_read(path, bytes.max, &bytes, &err) == 0 &&
	    dkt_schemas_add(web.schemas, name, dkt_buf_str(&bytes), bytes.size, report))
		web.schema = dkt_schemas_compile(web.schemas, name, report);
	dkt_buf_clear(&bytes);
	free(path);
	return web.schema != NULL;
}

/* --- a row ---------------------------------------------------------------------------------------
 */

/* The sources array of a record, as JSON text. */
static void write_sources(const struct row *row, struct dkt_buf *out)
{
	json_t *source = json_pack("{s:s}", "url", row->url);
	json_t *archives = json_array();
	json_t *quotes = json_array();
	DKT_AUTO(json) json_t *sources = json_array();

	for (size_t i = 0; i < 2; i++) {
		const struct copy *copy = &row->copies[i];

		if (copy->url != NULL)
			json_array_append_new(archives,
					      json_pack("{s:s, s:s*}", "url", copy->url,
							"captured_at", copy->captured_at));
		if (row->quotes[i] != NULL)
			json_array_append_new(quotes, json_pack("{s:s}", "text", row->quotes[i]));
	}
	json_object_set_new(source, "archives", archives);
	json_object_set_new(source, "quotes", quotes);
	json_array_append_new(sources, source);
	dkt_doc_write(sources, out);
}

struct result {
	struct dkt_arena *arena;
	struct dkt_report *report;
	json_t *sources; /* the evidence */
};

static void check_source(const struct row *row, unsigned timeout_ms, struct result *out)
{
	struct dkt_buf *bytes;
	struct dkt_err err = DKT_ERR_INIT;
	struct dkt_source_job job = {.pointer = "/sources", .now = NOW, .timeout_ms = timeout_ms};
	struct dkt_text_fault fault;
	struct dkt_text text;

	out->arena = dkt_arena_new();
	out->report = dkt_report_new();
	out->sources = NULL;
	bytes = DKT_NEW(out->arena, struct dkt_buf);
	dkt_buf_init(bytes, 1 << 20);
	write_sources(row, bytes);
	assert_true(dkt_text_parse(&text, out->arena, dkt_buf_str(bytes), bytes->size, &fault));
	dkt_report_file(out->report, "record.json", dkt_buf_str(bytes), bytes->size, "");
	job.sources = &text.root;
	assert_int_equal(dkt_source_check(web.net, &job, out->report, &out->sources, &err), 0);
	dkt_report_file(out->report, "", NULL, 0, "");
	dkt_buf_clear(bytes);
}

static void clear_result(struct result *result)
{
	json_decref(result->sources);
	dkt_report_free(result->report);
	dkt_arena_free(result->arena);
}

static int by_code(const void *a, const void *b)
{
	const struct dkt_finding *one = *(const struct dkt_finding *const *)a;
	const struct dkt_finding *two = *(const struct dkt_finding *const *)b;

	return strcmp(one->code, two->code);
}

static const char *codes_of(const struct result *result)
{
	const struct dkt_finding *findings[MAX_FINDING];
	size_t n = dkt_report_size(result->report);
	const char *codes = "";

	assert_true(n <= MAX_FINDING);
	for (size_t i = 0; i < n; i++)
		findings[i] = dkt_report_at(result->report, i);
	qsort(findings, n, sizeof findings[0], by_code);
	for (size_t i = 0; i < n; i++)
		codes = dkt_arena_printf(result->arena, "%s%s%s %s", codes, i == 0 ? "" : ", ",
					 dkt_level_name(findings[i]->level), findings[i]->code);
	return codes;
}

static const char *copies_of(const struct result *result, const json_t *source)
{
	const json_t *archives = json_object_get(source, "archives");
	const char *verdicts = "";

	for (size_t i = 0; i < json_array_size(archives); i++)
		verdicts = dkt_arena_printf(
			result->arena, "%s%s%s", verdicts, i == 0 ? "" : " ",
			dkt_doc_string(json_array_get(archives, i), "/verdict", "?"));
	return verdicts;
}

static const char *quotes_of(const struct result *result, const json_t *source)
{
	const json_t *quotes = json_object_get(source, "quotes");
	const char *verdicts = "";

	for (size_t i = 0; i < json_array_size(quotes); i++) {
		const json_t *quote = json_array_get(quotes, i);
		const json_t *copies = json_object_get(quote, "archives");

		verdicts = dkt_arena_printf(result->arena, "%s%s%s", verdicts, i == 0 ? "" : " ",
					    dkt_doc_string(quote, "/page/verdict", "?"));
		for (size_t j = 0; j < json_array_size(copies); j++)
			verdicts = dkt_arena_printf(
				result->arena, "%s/%s", verdicts,
				dkt_doc_string(json_array_get(copies, j), "/verdict", "?"));
	}
	return verdicts;
}

/* What holds for every source. */
static void check_findings(const struct result *result)
{
	static const char *const words[] = {"denied",  "guard",	     "loopback",
					    "private", "link-local", "single-label"};

	for (size_t i = 0; i < dkt_report_size(result->report); i++) {
		const struct dkt_finding *finding = dkt_report_at(result->report, i);

		assert_true(finding->level <= DKT_WARNING);
		assert_true(dkt_starts(finding->pointer, "/sources/0/"));
		assert_true(finding->line > 0);
		for (size_t j = 0; j < sizeof words / sizeof words[0]; j++) {
			assert_null(strstr(finding->code, words[j]));
			assert_null(strstr(finding->sentence, words[j]));
		}
	}
}

static void check_schema(const struct result *result)
{
	DKT_AUTO(report) struct dkt_report *report = dkt_report_new();
	DKT_AUTO(json)
	json_t *evidence =
		json_pack("{s:s, s:i, s:s, s:o, s:O}", "submission", "s-4k7m2p9-53", "revision", 1,
			  "checked_at", "2027-01-01T00:00:00Z", "findings",
			  dkt_report_json(result->report), "sources", result->sources);
	struct dkt_check_options options = {.assert_formats = true, .pointer_prefix = ""};
	struct dkt_node node;
	struct dkt_buf words = DKT_BUF_INIT(1 << 16);
	bool good;

	assert_non_null(evidence);
	node = dkt_doc_to_node(result->arena, evidence);
	good = dkt_schema_check(web.schema, &node, &options, report);
	if (!good) {
		dkt_report_text(report, DKT_INFO, &words);
		print_message("%s\n", dkt_buf_str(&words));
		dkt_buf_clear(&words);
	}
	assert_true(good);
}

static const char *or_empty(const char *text)
{
	return text == NULL ? "" : text;
}

static void check_row(void **state)
{
	const struct row *row = ROW(struct row);
	struct result result;
	const json_t *source;

	check_source(row, 10000, &result);
	assert_int_equal(json_array_size(result.sources), 1);
	source = json_array_get(result.sources, 0);
	assert_string_equal(dkt_doc_string(source, "/live/verdict", "?"), row->live);
	assert_string_equal(copies_of(&result, source), or_empty(row->archives));
	assert_string_equal(quotes_of(&result, source), or_empty(row->found));
	assert_string_equal(codes_of(&result), row->codes);
	check_findings(&result);
	check_schema(&result);
	clear_result(&result);
}

/* --- time
 * ------------------------------------------------------------------------------------------ */

struct slow_row {
	const char *name;
	const char *url;
	const char *live;
	long limit_ms;
};

static const struct slow_row slow_rows[] = {
	{"a first byte after ten seconds ends with the timeout", "https://slow.example/delay/10000",
	 "unreachable", 2 * TIMEOUT_MS},
	{"a byte now and then ends with the timeout", "https://slow.example/drip/700",
	 "unreachable", 2 * TIMEOUT_MS},
	{"a page that stalls ends with the timeout", "https://slow.example/stall", "unreachable",
	 2 * TIMEOUT_MS},
	{"a host that never speaks ends with the timeout", "http://silent.example/", "unreachable",
	 2 * TIMEOUT_MS},
	{"a host that never speaks TLS ends with the timeout", "https://silent.example/",
	 "unreachable", 2 * TIMEOUT_MS},
};

static long now_ms(void)
{
	struct timespec now;

	assert_int_equal(clock_gettime(CLOCK_MONOTONIC, &now), 0);
	return (long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void check_slow(void **state)
{
	const struct slow_row *row = ROW(struct slow_row);
	struct row plain = {.name = row->name, .url = row->url};
	struct result result;
	long start = now_ms();

	check_source(&plain, TIMEOUT_MS, &result);
	assert_true(now_ms() - start <= row->limit_ms);
	assert_true(now_ms() - start >= TIMEOUT_MS - 100);
	assert_string_equal(dkt_doc_string(json_array_get(result.sources, 0), "/live/verdict", "?"),
			    row->live);
	check_schema(&result);
	clear_result(&result);
}

/* --- a bare address
 * ---------------------------------------------------------------------------------- */

static const struct slow_row bare_rows[] = {
	{"a bare address that is alive", BRIDGE, "alive", 0},
	{"a bare address that is gone", NEWS "/gone", "gone", 0},
	{"a bare address that is none", "harbour", "unreachable", 0},
};

static void check_bare(void **state)
{
	const struct slow_row *row = ROW(struct slow_row);
	struct dkt_source_job job = {.pointer = "/sources", .now = NOW, .timeout_ms = 10000};
	struct dkt_err err = DKT_ERR_INIT;
	struct result result = {.arena = dkt_arena_new(), .report = dkt_report_new()};

	assert_int_equal(
		dkt_source_check_url(web.net, row->url, &job, result.report, &result.sources, &err),
		0);
	assert_string_equal(dkt_doc_string(json_array_get(result.sources, 0), "/live/verdict", "?"),
			    row->live);
	check_schema(&result);
	clear_result(&result);
}

int main(void)
{
	int failed;

	if (!start_web()) {
		(void)fprintf(stderr, "skipped: no fixture-web in %s\n", build_dir());
		stop_web();
		return 77;
	}
	if (!open_net() || !open_schema()) {
		stop_web();
		return 1;
	}
	failed = rows_run("source/check", rows, check_row) +
		 rows_run("source/check/slow", slow_rows, check_slow) +
		 rows_run("source/check/bare", bare_rows, check_bare);
	stop_web();
	return failed;
}
