/*
 * verdict_walls.c - signatures of walls against robots, one a row.
 *
 * "is-antibot" stands for the collection of microlinkhq/is-antibot (providers.json). Cookies alone
 * are no sign: open pages of the same sites set them too.
 */
#include "source/verdict_tables.h"

#define HEADER	 DKT_WALL_HEADER
#define TITLE	 DKT_WALL_TITLE
#define BODY	 DKT_WALL_BODY
#define TEXT	 DKT_WALL_TEXT
#define URL	 DKT_WALL_URL
#define ALWAYS	 DKT_WHEN_ALWAYS
#define IF_ERR	 DKT_WHEN_ERROR
#define IF_SMALL DKT_WHEN_SMALL
#define IF_TINY	 DKT_WHEN_TINY

/* clang-format off */
const struct dkt_wall dkt_walls[] = {
	/* by header */
	{HEADER, ALWAYS,   0,   "cf-mitigated", "challenge", "cloudflare challenge", "Cloudflare documentation; is-antibot"},
	{HEADER, ALWAYS,   0,   "x-vercel-mitigated", "challenge", "vercel challenge", "Vercel documentation; is-antibot"},
	{HEADER, ALWAYS,   0,   "x-vercel-mitigated", "deny", "vercel firewall", "Vercel documentation"},
	{HEADER, ALWAYS,   0,   "x-amzn-waf-action", NULL, "aws waf", "AWS WAF documentation; is-antibot"},
	{HEADER, ALWAYS,   0,   "x-dd-b", NULL, "datadome", "is-antibot"},
	{HEADER, IF_ERR,   0,   "x-datadome", NULL, "datadome", "DataDome documentation"},
	{HEADER, IF_ERR,   403, "server", "AkamaiGHost", "akamai", "is-antibot"},
	{HEADER, IF_ERR,   0,   "x-sucuri-block", NULL, "sucuri", "Sucuri documentation"},
	{HEADER, IF_ERR,   0,   "x-kpsdk-ct", NULL, "kasada", "is-antibot"},
	{HEADER, IF_ERR,   403, "server", "ddos-guard", "ddos-guard", "DDoS-Guard answers"},
	{HEADER, IF_ERR,   403, "x-cdn", "Incapsula", "incapsula", "is-antibot"},
	{HEADER, IF_ERR,   403, "x-cdn", "Imperva", "incapsula", "is-antibot"},

	/* by the bytes of the page */
	{BODY,   IF_SMALL, 0,   NULL, "_cf_chl_opt", "cloudflare challenge", "is-antibot"},
	{BODY,   IF_SMALL, 0,   NULL, "/cdn-cgi/challenge-platform/h/", "cloudflare challenge", "Cloudflare answers"},
	{BODY,   IF_SMALL, 0,   NULL, "cf-browser-verification", "cloudflare challenge", "Cloudflare answers before 2022"},
	{BODY,   IF_ERR,   0,   NULL, "cf-error-details", "cloudflare block", "Cloudflare answers"},
	{BODY,   IF_SMALL, 0,   NULL, "anubis_challenge", "anubis", "is-antibot"},
	{BODY,   IF_SMALL, 0,   NULL, "captcha-delivery.com", "datadome", "is-antibot"},
	{BODY,   IF_ERR,   0,   NULL, "_pxAppId", "perimeterx", "is-antibot"},
	{BODY,   IF_SMALL, 0,   NULL, "px-captcha", "perimeterx", "is-antibot"},
	{BODY,   IF_ERR,   0,   NULL, "_Incapsula_Resource", "incapsula", "is-antibot: only with an error"},
	{BODY,   IF_SMALL, 0,   NULL, "Incapsula incident ID", "incapsula", "Imperva answers"},
	{BODY,   IF_SMALL, 0,   NULL, "sucuri_cloudproxy_js", "sucuri", "is-antibot"},
	{BODY,   IF_ERR,   0,   NULL, "Sucuri WebSite Firewall", "sucuri", "Sucuri answers"},
	{BODY,   IF_SMALL, 0,   NULL, "sec-if-cpt-container", "akamai", "Akamai answers"},
	{BODY,   IF_SMALL, 0,   NULL, "errors.edgesuite.net", "akamai", "Akamai answers"},
	{BODY,   IF_SMALL, 0,   NULL, "ips.js?KP_UIDz", "kasada", "is-antibot"},
	{BODY,   IF_SMALL, 0,   NULL, "/.well-known/ddos-guard/", "ddos-guard", "DDoS-Guard answers"},
	{BODY,   IF_SMALL, 0,   NULL, "awsWafCookieDomainList", "aws waf", "AWS WAF documentation"},
	{BODY,   IF_SMALL, 0,   NULL, "validate.perfdrive.com", "radware", "Radware answers"},
	/* Chinese ones */
	{BODY,   IF_SMALL, 0,   NULL, "__jsl_clearance", "jsl clearance", "is-antibot; Jiasule (Knownsec), 521 and 512"},
	{BODY,   IF_SMALL, 0,   NULL, "acw_sc__v2", "aliyun waf", "Alibaba Cloud WAF"},
	{BODY,   IF_SMALL, 0,   NULL, "acw_sc__v3", "aliyun waf", "Alibaba Cloud WAF"},
	{BODY,   IF_SMALL, 0,   NULL, "aliyun_waf_aa", "aliyun waf", "Alibaba Cloud WAF"},
	{BODY,   IF_SMALL, 0,   NULL, "punish?x5secdata", "aliyun waf", "Alibaba sites"},
	{BODY,   IF_ERR,   405, NULL, "traceid", "aliyun waf", "Alibaba Cloud WAF, block page"},
	{BODY,   IF_SMALL, 0,   NULL, "$_ts=", "script of numbers", "Ruishu (River Security), 412 and 202"},
	{BODY,   IF_SMALL, 0,   NULL, "$_ts =", "script of numbers", "Ruishu (River Security)"},
	{BODY,   IF_SMALL, 0,   NULL, "turing.captcha.qcloud.com", "tencent captcha", "Tencent Cloud documentation"},
	{BODY,   IF_SMALL, 0,   NULL, "ssl.captcha.qq.com", "tencent captcha", "Tencent Cloud documentation"},
	{BODY,   IF_SMALL, 0,   NULL, "TencentCaptcha(", "tencent captcha", "Tencent Cloud documentation"},
	{BODY,   IF_SMALL, 0,   NULL, "static.geetest.com", "geetest", "GeeTest documentation"},
	{BODY,   IF_SMALL, 0,   NULL, "Sina Visitor System", "sina visitor system", "is-antibot; Weibo"},
	{BODY,   IF_ERR,   418, NULL, "HWWAFSES", "huawei waf", "Huawei Cloud WAF"},
	{BODY,   IF_SMALL, 0,   NULL, "safedog.cn", "safedog", "Safedog answers"},
	{BODY,   IF_SMALL, 0,   NULL, "yunsuo_session", "yunsuo", "Yunsuo answers"},

	/* by title */
	{TITLE,  IF_SMALL, 0,   NULL, "Just a moment...", "cloudflare challenge", "Cloudflare answers"},
	{TITLE,  IF_SMALL, 0,   NULL, "Attention Required! | Cloudflare", "cloudflare block", "Cloudflare answers"},
	{TITLE,  IF_SMALL, 0,   NULL, "Access to this page has been denied", "perimeterx", "HUMAN (PerimeterX) answers"},
	{TITLE,  IF_SMALL, 0,   NULL, "Pardon Our Interruption", "imperva", "Imperva (Distil) answers"},
	{TITLE,  IF_TINY,  0,   NULL, "Are you a robot?", "robot check", "Bloomberg"},
	{TITLE,  IF_TINY,  0,   NULL, "Robot Check", "robot check", "Amazon"},
	{TITLE,  IF_SMALL, 0,   NULL, "DDoS-Guard", "ddos-guard", "DDoS-Guard answers"},
	{TITLE,  IF_SMALL, 0,   NULL, "Vercel Security Checkpoint", "vercel challenge", "Vercel answers"},
	{TITLE,  IF_TINY,  0,   NULL, "Human Verification", "aws waf", "AWS WAF captcha page"},
	{TITLE,  IF_SMALL, 0,   NULL, "百度安全验证", "baidu check", "Baidu"},
	{TITLE,  IF_SMALL, 0,   NULL, "滑动验证页面", "aliyun waf", "Alibaba Cloud WAF"},
	{TITLE,  IF_SMALL, 0,   NULL, "安全中心 - 知乎", "zhihu check", "Zhihu"},
	{TITLE,  IF_TINY,  0,   NULL, "访问验证", "robot check", "Chinese sites"},
	{TITLE,  IF_TINY,  0,   NULL, "人机验证", "robot check", "Chinese sites"},
	{TITLE,  IF_TINY,  0,   NULL, "安全验证", "robot check", "Chinese sites"},
	{TITLE,  IF_SMALL, 0,   NULL, "验证码中间页", "robot check", "Douyin and Toutiao"},
	{TITLE,  IF_TINY,  0,   NULL, "网站防火墙", "bt firewall", "BaoTa panel"},
	{TITLE,  IF_TINY,  0,   NULL, "创宇盾", "knownsec", "Knownsec cloud defence"},

	/* by what people read */
	{TEXT,   IF_SMALL, 0,   NULL, "Checking your browser before accessing", "cloudflare challenge", "Cloudflare answers before 2022"},
	{TEXT,   IF_TINY,  0,   NULL, "Verify you are human", "robot check", "Cloudflare Turnstile and others"},
	{TEXT,   IF_TINY,  0,   NULL, "verify that you are a human", "robot check", "several walls"},
	{TEXT,   IF_TINY,  0,   NULL, "verify you are a human", "robot check", "several walls"},
	{TEXT,   IF_SMALL, 0,   NULL, "Enable JavaScript and cookies to continue", "cloudflare challenge", "Cloudflare answers"},
	{TEXT,   IF_SMALL, 0,   NULL, "Our systems have detected unusual traffic", "google check", "Google"},
	{TEXT,   IF_TINY,  0,   NULL, "环境异常", "environment check", "WeChat articles"},
	{TEXT,   IF_TINY,  0,   NULL, "完成验证后即可继续访问", "environment check", "WeChat articles"},
	{TEXT,   IF_SMALL, 0,   NULL, "您的访问被阻断", "aliyun waf", "Alibaba Cloud WAF"},
	{TEXT,   IF_SMALL, 0,   NULL, "由于您访问的URL有可能对网站造成安全威胁", "aliyun waf", "Alibaba Cloud WAF"},
	{TEXT,   IF_SMALL, 0,   NULL, "已被创宇盾拦截", "knownsec", "Knownsec cloud defence"},
	{TEXT,   IF_TINY,  0,   NULL, "已被网站管理员设置拦截", "bt firewall", "BaoTa panel and others"},
	{TEXT,   IF_TINY,  0,   NULL, "检测到有异常请求", "douban check", "Douban"},
	{TEXT,   IF_SMALL, 0,   NULL, "系统监测到您的网络环境存在异常", "zhihu check", "Zhihu"},
	{TEXT,   IF_TINY,  0,   NULL, "您的访问过于频繁", "robot check", "Chinese sites"},
	{TEXT,   IF_TINY,  0,   NULL, "访问过于频繁，请", "robot check", "Chinese sites"},
	{TEXT,   IF_TINY,  0,   NULL, "请输入验证码以继续", "robot check", "Sogou and others"},
	{TEXT,   IF_TINY,  0,   NULL, "拖动下方滑块完成验证", "robot check", "slider walls"},

	/* by where the page was sent */
	{URL,    ALWAYS,   0,   NULL, "/_____tmd_____/punish", "aliyun waf", "Alibaba sites"},
	{URL,    ALWAYS,   0,   NULL, "//wappass.baidu.com/", "baidu check", "Baidu"},
	{URL,    ALWAYS,   0,   NULL, "google.com/sorry/", "google check", "Google"},
	{URL,    ALWAYS,   0,   NULL, "//geo.captcha-delivery.com/", "datadome", "is-antibot"},
	{URL,    ALWAYS,   0,   NULL, "//validate.perfdrive.com/", "radware", "Radware answers"},
	{URL,    ALWAYS,   0,   NULL, "//passport.weibo.com/visitor/", "sina visitor system", "Weibo"},
	{URL,    ALWAYS,   0,   NULL, "//sec.douban.com/", "douban check", "Douban"},
	{URL,    ALWAYS,   0,   NULL, "/mp/wappoc_appmsgcaptcha", "environment check", "WeChat articles"},
	{URL,    ALWAYS,   0,   NULL, "//weixin.sogou.com/antispider", "sogou check", "Sogou"},
	{URL,    ALWAYS,   0,   NULL, "zhihu.com/account/unhuman", "zhihu check", "Zhihu"},
};

const struct dkt_wall_status dkt_wall_statuses[] = {
	{401, "http-401", "RFC 9110, 15.5.2"},
	{402, "paywall",  "RFC 9110, 15.5.3"},
	{403, "http-403", "RFC 9110, 15.5.4"},
	{405, "http-405", "AWS WAF, Alibaba Cloud WAF answer GET with it"},
	{407, "http-407", "RFC 9110, 15.5.8"},
	{412, "http-412", "Ruishu (River Security)"},
	{418, "http-418", "Douban, Huawei Cloud WAF"},
	{429, "http-429", "RFC 6585, 4"},
	{451, "http-451", "RFC 7725"},
	{512, "http-512", "Jiasule (Knownsec)"},
	{521, "http-521", "Jiasule (Knownsec)"},
	{999, "http-999", "LinkedIn"},
};
/* clang-format on */

const size_t dkt_n_walls = sizeof dkt_walls / sizeof dkt_walls[0];
const size_t dkt_n_wall_statuses = sizeof dkt_wall_statuses / sizeof dkt_wall_statuses[0];
