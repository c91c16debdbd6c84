/*
 * test_robots.c - what a robots.txt says to us, and what a hostile one costs.
 */
#include <string.h>
#include <time.h>

#include "base/buf.h"
#include "source/robots.h"
#include "support/rows.h"

struct row {
	const char *name;
	const char *file;
	const char *path;
	bool allowed;
};

static const struct row rows[] = {
	{"no file", "", "/a", true},
	{"no group for us", "User-agent: other\nDisallow: /\n", "/a", true},
	{"everybody", "User-agent: *\nDisallow: /\n", "/a", false},
	{"we", "User-agent: docket\nDisallow: /\n", "/a", false},
	{"we, in capitals and with a version", "user-AGENT: Docket/1.0\ndisallow: /\n", "/a",
	 false},
	{"another whose name begins like ours", "User-agent: docketeer\nDisallow: /\n", "/a", true},
	{"our own group before everybody's",
	 "User-agent: *\nDisallow: /\n\nUser-agent: docket\nDisallow: /b\n", "/a", true},
	{"our group twice is one",
	 "User-agent: docket\nDisallow: /b\n\nUser-agent: other\n"
	 "Disallow: /\nUser-agent: docket\nDisallow: /a\n",
	 "/a", false},
	{"two names, one group", "User-agent: other\nUser-agent: docket\nDisallow: /a\n", "/a",
	 false},
	{"rules before any group", "Disallow: /\nUser-agent: other\nDisallow: /\n", "/a", true},
	{"an empty rule forbids nothing", "User-agent: *\nDisallow:\n", "/a", true},
	{"the longer rule wins", "User-agent: *\nDisallow: /a\nAllow: /a/b\n", "/a/b/c", true},
	{"the longer rule wins, whatever the order", "User-agent: *\nAllow: /a\nDisallow: /a/b\n",
	 "/a/b/c", false},
	{"of two as long the one that allows", "User-agent: *\nDisallow: /a\nAllow: /a\n", "/a",
	 true},
	{"a rule is a beginning", "User-agent: *\nDisallow: /fish\n", "/fishing/boats", false},
	{"capitals of paths matter", "User-agent: *\nDisallow: /Fish\n", "/fish", true},
	{"a star", "User-agent: *\nDisallow: /*.php\n", "/a/b.php?c", false},
	{"stars", "User-agent: *\nDisallow: /a*b*c\n", "/axxbxxbxxc", false},
	{"stars that do not fit", "User-agent: *\nDisallow: /a*b*c$\n", "/axxbxxbxx", true},
	{"a dollar is the end", "User-agent: *\nDisallow: /*.php$\n", "/a.php?b", true},
	{"a dollar at the end", "User-agent: *\nDisallow: /*.php$\n", "/a.php", false},
	{"a dollar within is a dollar", "User-agent: *\nDisallow: /a$b\n", "/a$b", false},
	{"an escaped dollar at the end", "User-agent: *\nDisallow: /a%24\n", "/a$", false},
	{"escapes of letters", "User-agent: *\nDisallow: /%61\n", "/a", false},
	{"escapes in small letters", "User-agent: *\nDisallow: /a%2fb\n", "/a%2Fb", false},
	{"an escaped slash is no slash", "User-agent: *\nDisallow: /a%2fb\n", "/a/b", true},
	{"Chinese bytes and their escapes", "User-agent: *\nDisallow: /\xE6\x9D\x82\n",
	 "/%e6%9d%82%e8%ae%b0", false},
	{"a query", "User-agent: *\nDisallow: /*?session=\n", "/a?session=1", false},
	{"comments", "User-agent: * # all\nDisallow: /a # not this\n", "/a", false},
	{"carriage returns alone", "User-agent: *\rDisallow: /a\r", "/a", false},
	{"a byte order mark", "\xEF\xBB\xBFUser-agent: *\nDisallow: /a\n", "/a", false},
	{"blanks around", "  User-agent :  *  \n\tDisallow\t:\t/a\t\n", "/a", false},
	{"lines that say nothing to us",
	 "User-agent: *\nSitemap: https://a.example/s\nHost: a\n"
	 "Disallow: /a\n",
	 "/a", false},
	{"a page in place of the file", "<!doctype html><title>404: not found</title>", "/a", true},
	{"/robots.txt may always be asked", "User-agent: *\nDisallow: /\n", "/robots.txt", true},
	{"a rule without a slash says nothing", "User-agent: *\nDisallow: a\n", "/a", true},
};

static void check_row(void **state)
{
	const struct row *row = ROW(struct row);
	DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();
	struct dkt_robots robots;

	dkt_robots_read(arena, row->file, strlen(row->file), DKT_ROBOTS_AGENT, &robots);
	assert_int_equal(dkt_robots_allow(&robots, row->path), row->allowed);
}

struct delay_row {
	const char *name;
	const char *value;
	unsigned ms;
};

static const struct delay_row delay_rows[] = {
	{"seconds", "10", 10000},
	{"a fraction", "0.25", 250},
	{"more than a minute", "86400", 60000},
	{"beyond counting", "99999999999999999", 60000},
	{"below zero", "-1", 0},
	{"words", "soon", 0},
	{"nothing", "", 0},
};

static void check_delay(void **state)
{
	const struct delay_row *row = ROW(struct delay_row);
	DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();
	const char *file = dkt_arena_printf(arena, "User-agent: *\nCrawl-delay: %s\n", row->value);
	struct dkt_robots robots;

	dkt_robots_read(arena, file, strlen(file), DKT_ROBOTS_AGENT, &robots);
	assert_int_equal(robots.delay_ms, row->ms);
}

/* Rules made to be slow: it takes a bounded time, and then nothing is allowed. */
static void hostile(void **state)
{
	DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();
	struct dkt_buf file = DKT_BUF_INIT(1 << 24);
	struct dkt_buf path = DKT_BUF_INIT(1 << 16);
	struct dkt_robots robots;
	clock_t start = clock();

	(void)state;
	dkt_buf_adds(&file, "User-agent: *\n");
	for (int i = 0; i < 3000; i++) {
		dkt_buf_adds(&file, "Allow: /*");
		dkt_buf_addn(&file, 900, 'a');
		dkt_buf_adds(&file, "b\n");
	}
	dkt_buf_addc(&path, '/');
	dkt_buf_addn(&path, 2000, 'a');
	dkt_robots_read(arena, dkt_buf_str(&file), file.size, DKT_ROBOTS_AGENT, &robots);
	assert_true(robots.n_rules <= 2000);
	assert_false(dkt_robots_allow(&robots, dkt_buf_str(&path)));
	assert_true((clock() - start) / CLOCKS_PER_SEC < 5);
	dkt_buf_clear(&file);
	dkt_buf_clear(&path);
}

struct plain_row {
	const char *name;
};
static const struct plain_row plain_rows[] = {{"a file made to be slow allows nothing, soon"}};

int main(void)
{
	return rows_run("source/robots", rows, check_row) +
	       rows_run("source/robots/delay", delay_rows, check_delay) +
	       rows_run("source/robots/hostile", plain_rows, hostile);
}
