/*
 * test_url.c - which addresses are taken, in which form, and when two are the same.
 *
 * Besides the tables here, every row of the web platform's urltestdata.json is tried when that file
 * is there: we may refuse what browsers repair, but an address that we take must lead to the host
 * that the row names.
 */
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/str.h"
#include "source/url.h"
#include "support/data.h"
#include "support/rows.h"
#include "json/doc.h"

/* --- taking and refusing --- */

struct parse_row {
	const char *name;
	const char *text;
	const char *whole; /* NULL: refused */
	const char *host;
	unsigned port;
};

static const struct parse_row parse_rows[] = {
	{"a plain address is taken as it is", "https://news.example/a/b?c=d",
	 "https://news.example/a/b?c=d", "news.example", 443},
	{"http has port 80", "http://news.example/", "http://news.example/", "news.example", 80},
	{"an address without a path gets a slash", "https://news.example", "https://news.example/",
	 "news.example", 443},
	{"a query right behind the host gets a slash", "https://news.example?a=b",
	 "https://news.example/?a=b", "news.example", 443},
	{"the fragment goes", "https://news.example/a#b?c", "https://news.example/a",
	 "news.example", 443},
	{"a fragment right behind the host goes", "https://news.example#top",
	 "https://news.example/", "news.example", 443},
	{"the scheme may have capitals", "HTTPS://news.example/A", "https://news.example/A",
	 "news.example", 443},
	{"the host becomes lower case, the path stays", "https://News.EXAMPLE/Path",
	 "https://news.example/Path", "news.example", 443},
	{"the default port goes", "https://news.example:443/", "https://news.example/",
	 "news.example", 443},
	{"the other scheme's port stays", "https://news.example:80/", "https://news.example:80/",
	 "news.example", 80},
	{"another port stays", "http://news.example:8080/a", "http://news.example:8080/a",
	 "news.example", 8080},
	{"a colon without a port is no port", "http://news.example:/", "http://news.example/",
	 "news.example", 80},
	{"leading zeros of a port are dropped", "http://news.example:0080/", "http://news.example/",
	 "news.example", 80},
	{"a German host goes through IDNA", "https://bücher.example/",
	 "https://xn--bcher-kva.example/", "xn--bcher-kva.example", 443},
	{"a Chinese host goes through IDNA", "https://中国移动.example/",
	 "https://xn--fiq02ib9d179b.example/", "xn--fiq02ib9d179b.example", 443},
	{"a Chinese host under a Chinese top level goes through IDNA", "http://新闻.中国/",
	 "http://xn--efvy88h.xn--fiqs8s/", "xn--efvy88h.xn--fiqs8s", 80},
	{"an ideographic full stop is a dot", "http://news。example/", "http://news.example/",
	 "news.example", 80},
	{"full-width letters in a host are plain ones", "http://ｎｅｗｓ.example/",
	 "http://news.example/", "news.example", 80},
	{"an xn-- host stays", "https://xn--fiq02ib9d179b.example/",
	 "https://xn--fiq02ib9d179b.example/", "xn--fiq02ib9d179b.example", 443},
	{"sharp s stays apart from ss", "https://straße.example/", "https://xn--strae-oqa.example/",
	 "xn--strae-oqa.example", 443},
	{"an underscore in a host is taken", "https://a_b.news.example/",
	 "https://a_b.news.example/", "a_b.news.example", 443},
	{"a Chinese path is percent-encoded", "https://news.example/杂记",
	 "https://news.example/%E6%9D%82%E8%AE%B0", "news.example", 443},
	{"quotation marks and angles in a path are percent-encoded", "https://news.example/\"<>`",
	 "https://news.example/%22%3C%3E%60", "news.example", 443},
	{"an escape in a path stays", "https://news.example/%2e%2F", "https://news.example/%2e%2F",
	 "news.example", 443},
	{"an @ in a path is no user", "https://news.example/@harbour",
	 "https://news.example/@harbour", "news.example", 443},
	{"a colon in a path is no port", "https://news.example/a:b", "https://news.example/a:b",
	 "news.example", 443},
	{"an IPv4 address is taken", "http://192.0.2.7/a", "http://192.0.2.7/a", "192.0.2.7", 80},
	{"an IPv6 address is taken", "http://[2001:db8::7]/a", "http://[2001:db8::7]/a",
	 "2001:db8::7", 80},
	{"an IPv6 address with a port is taken", "http://[2001:db8::7]:8080/",
	 "http://[2001:db8::7]:8080/", "2001:db8::7", 8080},
	{"an IPv6 address gets its one spelling", "http://[2001:DB8:0:0:0:0:0:7]/",
	 "http://[2001:db8::7]/", "2001:db8::7", 80},
	{"an address inside the query stays", "https://a.example/?u=https://b.example/",
	 "https://a.example/?u=https://b.example/", "a.example", 443},

	{"nothing is refused", "", NULL, NULL, 0},
	{"no scheme is refused", "news.example/a", NULL, NULL, 0},
	{"two slashes without a scheme are refused", "//news.example/a", NULL, NULL, 0},
	{"ftp is refused", "ftp://news.example/", NULL, NULL, 0},
	{"file is refused", "file:///etc/hostname", NULL, NULL, 0},
	{"javascript is refused", "javascript:alert(1)", NULL, NULL, 0},
	{"data is refused", "data:text/html,hello", NULL, NULL, 0},
	{"view-source is refused", "view-source:https://news.example/", NULL, NULL, 0},
	{"one slash is refused", "https:/news.example/", NULL, NULL, 0},
	{"three slashes are refused", "https:///news.example/", NULL, NULL, 0},
	{"a scheme without a host is refused", "https://", NULL, NULL, 0},
	{"a port without a host is refused", "https://:80/", NULL, NULL, 0},
	{"a query without a host is refused", "https://?a", NULL, NULL, 0},
	{"a user is refused", "https://me@news.example/", NULL, NULL, 0},
	{"a user and a password are refused", "https://me:you@news.example/", NULL, NULL, 0},
	{"an empty user is refused", "https://@news.example/", NULL, NULL, 0},
	{"a host disguised as a user is refused", "http://news.example@127.0.0.1/", NULL, NULL, 0},
	{"a backslash is refused", "http://127.0.0.1\\@news.example/", NULL, NULL, 0},
	{"a backslash in the path is refused", "http://news.example/a\\b", NULL, NULL, 0},
	{"a space in front is refused", " http://news.example/", NULL, NULL, 0},
	{"a space in the path is refused", "http://news.example/a b", NULL, NULL, 0},
	{"a tab in the host is refused", "http://news.\texample/", NULL, NULL, 0},
	{"a line break is refused", "http://news.example/\nHost: other", NULL, NULL, 0},
	{"a delete character is refused", "http://news.example/\x7F", NULL, NULL, 0},
	{"port 0 is refused", "http://news.example:0/", NULL, NULL, 0},
	{"a port over 65535 is refused", "http://news.example:65536/", NULL, NULL, 0},
	{"a port with letters is refused", "http://news.example:80a/", NULL, NULL, 0},
	{"a port with a sign is refused", "http://news.example:+80/", NULL, NULL, 0},
	{"two ports are refused", "http://news.example:80:81/", NULL, NULL, 0},
	{"an IPv4 address as one number is refused", "http://2130706433/", NULL, NULL, 0},
	{"an IPv4 address in hexadecimal is refused", "http://0x7f000001/", NULL, NULL, 0},
	{"an IPv4 address in octal is refused", "http://0177.0.0.1/", NULL, NULL, 0},
	{"an IPv4 address with an octal last part is refused", "http://127.0.0.01/", NULL, NULL, 0},
	{"an IPv4 address with parts left out is refused", "http://127.1/", NULL, NULL, 0},
	{"an IPv4 address with a hexadecimal last part is refused", "http://127.0.0.0x1/", NULL,
	 NULL, 0},
	{"a bare 0x as last part is refused", "http://127.0.0.0x/", NULL, NULL, 0},
	{"an IPv4 address with a part over 255 is refused", "http://127.0.0.256/", NULL, NULL, 0},
	{"an IPv4 address with five parts is refused", "http://1.2.3.4.5/", NULL, NULL, 0},
	{"an IPv4 address with a dot behind is refused", "http://127.0.0.1./", NULL, NULL, 0},
	{"a number with a dot behind is refused", "http://2130706433./", NULL, NULL, 0},
	{"zero is refused", "http://0/", NULL, NULL, 0},
	{"a percent-encoded host is refused", "http://%31%32%37.0.0.1/", NULL, NULL, 0},
	{"a percent sign in a host is refused", "http://news%2eexample/", NULL, NULL, 0},
	{"two dots in a host are refused", "http://news..example/", NULL, NULL, 0},
	{"a dot in front of a host is refused", "http://.news.example/", NULL, NULL, 0},
	{"a host of a dot is refused", "http://./", NULL, NULL, 0},
	{"an open bracket is refused", "http://[::1/", NULL, NULL, 0},
	{"letters behind a bracket are refused", "http://[::1]a/", NULL, NULL, 0},
	{"brackets around a name are refused", "http://[news.example]/", NULL, NULL, 0},
	{"an IPv6 zone is refused", "http://[fe80::1%25eth0]/", NULL, NULL, 0},
	{"an IPv6 address without brackets is refused", "http://2001:db8::1/", NULL, NULL, 0},
	{"punctuation in a host is refused", "http://news!.example/", NULL, NULL, 0},
	{"a broken xn-- label is refused", "http://xn--0.example/", NULL, NULL, 0},
	{"a host that is no UTF-8 is refused", "http://n\xFFws.example/", NULL, NULL, 0},
	{"a zero-width space alone as host is refused", "http://\xE2\x80\x8B/", NULL, NULL, 0},
};

static void check_parse(void **state)
{
	const struct parse_row *row = ROW(struct parse_row);
	DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();
	struct dkt_url url;
	const char *why = NULL;

	if (row->whole == NULL) {
		assert_false(dkt_url_parse(arena, row->text, &url, &why));
		assert_non_null(why);
		assert_true(strlen(why) > 5);
		return;
	}
	assert_true(dkt_url_parse(arena, row->text, &url, &why));
	assert_string_equal(url.text, row->whole);
	assert_string_equal(url.host, row->host);
	assert_int_equal(url.port, row->port);
}

/* Digits in other scripts that become an IPv4 address must be seen by the guard as what they are,
 * or be refused. */
struct digits_row {
	const char *name;
	const char *text;
};

static const struct digits_row digits_rows[] = {
	{"circled digits are 127.0.0.1", "http://①②⑦.⓪.⓪.①/"},
	{"full-width digits are 127.0.0.1", "http://１２７.0.0.1/"},
	{"ideographic stops between digits are 127.0.0.1", "http://127。0。0。1/"},
	{"a soft hyphen between digits is 127.0.0.1", "http://12\xC2\xAD"
						      "7.0.0.1/"},
};

static void check_digits(void **state)
{
	DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();
	struct dkt_url url;
	const char *why;

	if (dkt_url_parse(arena, ROW(struct digits_row)->text, &url, &why))
		assert_string_equal(url.host, "127.0.0.1");
	else
		assert_non_null(why);
}

/* --- the longest address --- */

struct long_row {
	const char *name;
	size_t size;
	bool taken;
};

static const struct long_row long_rows[] = {
	{"2,048 bytes are taken", 2048, true},
	{"2,049 bytes are refused", 2049, false},
	{"a megabyte is refused", 1 << 20, false},
};

static void check_long(void **state)
{
	const struct long_row *row = ROW(struct long_row);
	DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();
	char *text = dkt_arena_alloc(arena, row->size + 1);
	struct dkt_url url;
	const char *why;

	memset(text, 'a', row->size);
	memcpy(text, "https://news.example/", 21);
	text[row->size] = '\0';
	assert_int_equal(dkt_url_parse(arena, text, &url, &why), row->taken);
}

/* --- joining --- */

struct join_row {
	const char *name;
	const char *location;
	const char *whole; /* against https://news.example/a/b?c; NULL: refused */
};

static const struct join_row join_rows[] = {
	{"a whole address stands for itself", "http://other.example/x", "http://other.example/x"},
	{"a path stands on the host", "/x?y", "https://news.example/x?y"},
	{"a name stands beside the page", "x", "https://news.example/a/x"},
	{"two dots go up", "../x", "https://news.example/x"},
	{"too many dots stay on the host", "../../../x", "https://news.example/x"},
	{"two slashes keep the scheme", "//other.example/x", "https://other.example/x"},
	{"a query stands on the page", "?x", "https://news.example/a/b?x"},
	{"a fragment is dropped", "/x#y", "https://news.example/x"},
	{"a space in a redirect is repaired", "/x y", "https://news.example/x%20y"},
	{"a Chinese path in a redirect is repaired", "/杂记",
	 "https://news.example/%e6%9d%82%e8%ae%b0"},
	{"file is refused", "file:///etc/hostname", NULL},
	{"gopher is refused", "gopher://127.0.0.1:6379/_INFO", NULL},
	{"javascript is refused", "javascript:alert(1)", NULL},
	{"a user is refused", "http://news.example@127.0.0.1/", NULL},
	{"a backslash in front of @ is refused", "http://127.0.0.1\\@news.example/", NULL},
	{"an address as one number is refused or plain", "http://2130706433/", NULL},
};

static void check_join(void **state)
{
	const struct join_row *row = ROW(struct join_row);
	DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();
	struct dkt_url base;
	struct dkt_url url;
	const char *why;

	assert_true(dkt_url_parse(arena, "https://news.example/a/b?c", &base, &why));
	if (row->whole == NULL) {
		/* curl rewrites some spellings of an IPv4 address; what it makes of them must
		 * still be an address that the guard sees */
		if (dkt_url_join(arena, &base, row->location, &url, &why))
			assert_string_equal(url.host, "127.0.0.1");
		return;
	}
	assert_true(dkt_url_join(arena, &base, row->location, &url, &why));
	assert_string_equal(url.text, row->whole);
}

/* --- keys and sameness --- */

struct same_row {
	const char *name;
	const char *a;
	const char *b;
	const char *relaxation; /* NULL: different */
};

static const struct same_row same_rows[] = {
	{"an address is itself", "https://n.example/a", "https://n.example/a", "exact"},
	{"the case of the host does not count", "https://N.example/a", "https://n.example/a",
	 "exact"},
	{"a fragment does not count", "https://n.example/a#b", "https://n.example/a", "exact"},
	{"the default port does not count", "https://n.example:443/a", "https://n.example/a",
	 "exact"},
	{"a host in its script and in xn-- are one", "https://bücher.example/",
	 "https://xn--bcher-kva.example/", "exact"},
	{"a Chinese path plain and encoded are one", "https://n.example/杂记",
	 "https://n.example/%E6%9D%82%E8%AE%B0", "exact"},
	{"the case of an escape does not count", "https://n.example/%e6%9D",
	 "https://n.example/%E6%9d", "exact"},
	{"a percent sign at the end does no harm", "https://n.example/%", "https://n.example/%",
	 "exact"},
	{"http and https are one when relaxed", "http://n.example/a", "https://n.example/a",
	 "scheme"},
	{"www is relaxed", "https://www.n.example/a", "https://n.example/a", "www"},
	{"www2 is relaxed", "https://www2.n.example/a", "https://n.example/a", "www"},
	{"www and scheme together are named www", "http://www.n.example/a", "https://n.example/a",
	 "www"},
	{"a slash at the end is relaxed", "https://n.example/a/", "https://n.example/a", "slash"},
	{"the order of a query is relaxed", "https://n.example/a?x=1&y=2",
	 "https://n.example/a?y=2&x=1", "query-order"},
	{"utm parameters are relaxed", "https://n.example/a?utm_source=x", "https://n.example/a",
	 "tracking-params"},
	{"a tracking parameter among others is relaxed", "https://n.example/a?x=1&gclid=2&y=3",
	 "https://n.example/a?y=3&x=1", "tracking-params"},
	{"another path is another page", "https://n.example/a", "https://n.example/b", NULL},
	{"the case of the path counts", "https://n.example/A", "https://n.example/a", NULL},
	{"another query is another page", "https://n.example/?id=1", "https://n.example/?id=2",
	 NULL},
	{"a query and none are two pages", "https://n.example/?id=1", "https://n.example/", NULL},
	{"another host is another page", "https://n.example/", "https://m.example/", NULL},
	{"another port is another page", "https://n.example:8080/", "https://n.example/", NULL},
	{"www alone is a host of its own", "https://www.example/", "https://example/", NULL},
	{"a host that begins like www is itself", "https://wwwx.n.example/", "https://x.n.example/",
	 NULL},
	{"an IPv6 address and port are told apart", "http://[2001:db8::7:8080]/",
	 "http://[2001:db8::7]:8080/", NULL},
	{"what is no address is the same as nothing", "n.example", "n.example", NULL},
};

static void check_same(void **state)
{
	const struct same_row *row = ROW(struct same_row);
	DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();
	const char *there = dkt_url_same(arena, row->a, row->b);
	const char *back = dkt_url_same(arena, row->b, row->a);
	bool keys = dkt_streq(dkt_url_key(arena, row->a), dkt_url_key(arena, row->b));

	if (row->relaxation == NULL) {
		assert_null(there);
		assert_null(back);
		assert_int_equal(keys, dkt_streq(row->a, row->b));
		return;
	}
	assert_non_null(there);
	assert_non_null(back);
	assert_string_equal(there, row->relaxation);
	assert_string_equal(back, row->relaxation);
	assert_true(keys);
}

struct domain_row {
	const char *name;
	const char *text;
	const char *domain;
};

static const struct domain_row domain_rows[] = {
	{"a host under .com", "https://a.b.lantern.com/x", "lantern.com"},
	{"a host under .co.uk", "https://www.lantern.co.uk/", "lantern.co.uk"},
	{"a host under .com.cn", "https://news.lantern.com.cn/", "lantern.com.cn"},
	{"a host under .gov.cn", "https://www.lantern.gov.cn/", "lantern.gov.cn"},
	{"a host under a Chinese top level", "https://a.新闻.中国/", "xn--efvy88h.xn--fiqs8s"},
	{"pages of several people on one host are apart", "https://me.github.io/", "me.github.io"},
	{"a host of .example", "https://a.news.example/", "news.example"},
	{"a public suffix is itself", "https://co.uk/", "co.uk"},
	{"an IPv4 address is itself", "http://192.0.2.7/", "192.0.2.7"},
	{"what is no address is itself", "lantern", "lantern"},
};

static void check_domain(void **state)
{
	const struct domain_row *row = ROW(struct domain_row);
	DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();

	assert_string_equal(dkt_url_domain(arena, row->text), row->domain);
}

/* --- the web platform's rows --- */

/* Are two hosts the same, IPv6 addresses by their bytes? expected has brackets. */
static bool same_host(const char *ours, const char *expected)
{
	unsigned char a[16];
	unsigned char b[16];
	char plain[64];
	size_t size = strlen(expected);

	if (expected[0] != '[')
		return dkt_streq(ours, expected);
	if (size < 3 || size - 2 >= sizeof plain)
		return false;
	memcpy(plain, expected + 1, size - 2);
	plain[size - 2] = '\0';
	return inet_pton(AF_INET6, ours, a) == 1 && inet_pton(AF_INET6, plain, b) == 1 &&
	       memcmp(a, b, sizeof a) == 0;
}

struct tally {
	size_t web;	 /* absolute http and https rows without a user that browsers take */
	size_t taken;	 /* of them, by us */
	size_t failures; /* rows that browsers refuse */
	size_t refused;	 /* of them, by us */
	size_t wrong;	 /* taken with another host, or taken though browsers refuse */
};

static void try_row(struct dkt_arena *arena, const json_t *row, struct tally *tally)
{
	const char *input = json_string_value(json_object_get(row, "input"));
	const char *protocol = dkt_doc_string(row, "/protocol", "");
	const char *user = dkt_doc_string(row, "/username", "");
	bool failure = dkt_doc_bool(row, "/failure", false);
	struct dkt_url url;
	const char *why;
	bool taken;

	if (input == NULL || strlen(input) != json_string_length(json_object_get(row, "input")))
		return;
	taken = dkt_url_parse(arena, input, &url, &why);
	if (failure) {
		tally->failures++;
		tally->refused += !taken;
		if (taken) {
			print_message("taken, although browsers refuse it: %s\n", input);
			tally->wrong++;
		}
		return;
	}
	if ((strncmp(input, "http://", 7) == 0 || strncmp(input, "https://", 8) == 0) &&
	    strncmp(protocol, "http", 4) == 0 && user[0] == '\0') {
		tally->web++;
		tally->taken += taken;
	}
	if (taken && !same_host(url.host, dkt_doc_string(row, "/hostname", ""))) {
		print_message("host %s instead of %s: %s\n", url.host,
			      dkt_doc_string(row, "/hostname", ""), input);
		tally->wrong++;
	}
}

static void check_platform(void **state)
{
	DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();
	DKT_AUTO(json) json_t *rows = NULL;
	struct dkt_buf bytes = DKT_BUF_INIT((size_t)8 << 20);
	struct dkt_err err = DKT_ERR_INIT;
	struct tally tally = {0};
	json_error_t fault;
	char *path;

	(void)state;
	if (!test_data_has("corpora/url/urltestdata.json"))
		skip();
	path = dkt_path_join(test_data_dir(), "corpora/url/urltestdata.json");
	assert_int_equal(dkt_file_read(path, bytes.max, &bytes, &err), 0);
	free(path);
	rows = json_loadb(dkt_buf_str(&bytes), bytes.size, JSON_ALLOW_NUL, &fault);
	dkt_buf_clear(&bytes);
	assert_true(json_is_array(rows));
	for (size_t i = 0; i < json_array_size(rows); i++) {
		if (json_is_object(json_array_get(rows, i)))
			try_row(arena, json_array_get(rows, i), &tally);
	}
	print_message("urltestdata: %zu of %zu web addresses taken, %zu of %zu failures refused, "
		      "%zu wrong\n",
		      tally.taken, tally.web, tally.refused, tally.failures, tally.wrong);
	assert_int_equal(tally.wrong, 0);
	assert_true(tally.failures >= 200);
	assert_true(tally.taken * 100 >= tally.web * 60);
}

static const struct digits_row platform_rows[] = {
	{"no address of the web platform's tests that is taken leads to another host", ""},
};

int main(void)
{
	return rows_run("source/url/parse", parse_rows, check_parse) +
	       rows_run("source/url/digits", digits_rows, check_digits) +
	       rows_run("source/url/long", long_rows, check_long) +
	       rows_run("source/url/join", join_rows, check_join) +
	       rows_run("source/url/same", same_rows, check_same) +
	       rows_run("source/url/domain", domain_rows, check_domain) +
	       rows_run("source/url/platform", platform_rows, check_platform);
}
