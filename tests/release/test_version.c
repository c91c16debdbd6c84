/* test_version.c - what is a version, which one is later, which one comes next. */
#include <string.h>

#include "release/version.h"
#include "support/rows.h"

struct row {
	const char *name;
	const char *text;
	const char *written; /* NULL: refused */
};

static const struct row rows[] = {
	{"a release", "v1.4.0", "v1.4.0"},
	{"without the v", "1.4.0", "v1.4.0"},
	{"the first", "v0.1.0", "v0.1.0"},
	{"a pre-release", "v1.4.0-rc.1", "v1.4.0-rc.1"},
	{"a build", "v1.4.0+build.7", "v1.4.0+build.7"},
	{"both", "v1.4.0-rc.1+build.007", "v1.4.0-rc.1+build.007"},
	{"hyphens within words", "v1.0.0-x-y-z.--1", "v1.0.0-x-y-z.--1"},
	{"a zero as a word", "v1.0.0-0", "v1.0.0-0"},
	{"digits and letters may begin with zero", "v1.0.0-0a", "v1.0.0-0a"},
	{"the largest numbers", "v999999999.999999999.999999999", "v999999999.999999999.999999999"},
	{"nothing is refused", "", NULL},
	{"the v alone is refused", "v", NULL},
	{"a capital V is refused", "V1.0.0", NULL},
	{"two numbers are refused", "v1.4", NULL},
	{"four numbers are refused", "v1.4.0.0", NULL},
	{"a leading zero is refused", "v01.4.0", NULL},
	{"a leading zero in a pre-release is refused", "v1.4.0-rc.01", NULL},
	{"an empty pre-release is refused", "v1.4.0-", NULL},
	{"an empty word is refused", "v1.4.0-rc..1", NULL},
	{"an empty build is refused", "v1.4.0+", NULL},
	{"an underscore is refused", "v1.4.0-rc_1", NULL},
	{"a number of ten digits is refused", "v1000000000.0.0", NULL},
	{"a sign is refused", "v+1.0.0", NULL},
	{"white space is refused", "v1.0.0 ", NULL},
	{"63 letters of pre-release are taken",
	 "v1.0.0-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
	 "v1.0.0-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"},
	{"64 letters of pre-release are refused",
	 "v1.0.0-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", NULL},
};

static void check(void **state)
{
	const struct row *row = ROW(struct row);
	struct dkt_version version;
	char written[DKT_VERSION_SIZE];

	assert_int_equal(dkt_version_parse(row->text, &version), row->written != NULL);
	if (row->written == NULL)
		return;
	dkt_version_format(&version, written);
	assert_string_equal(written, row->written);
}

struct order {
	const char *name;
	const char *less;
	const char *more; /* the same order as less when equal is set */
	bool equal;
};

static const struct order orders[] = {
	{"patch", "1.0.0", "1.0.1", false},
	{"minor", "1.9.9", "1.10.0", false},
	{"major", "1.99.99", "2.0.0", false},
	{"a pre-release stands below its release", "1.0.0-rc.1", "1.0.0", false},
	{"alpha and alpha.1", "1.0.0-alpha", "1.0.0-alpha.1", false},
	{"alpha.1 and alpha.beta", "1.0.0-alpha.1", "1.0.0-alpha.beta", false},
	{"alpha.beta and beta", "1.0.0-alpha.beta", "1.0.0-beta", false},
	{"beta and beta.2", "1.0.0-beta", "1.0.0-beta.2", false},
	{"beta.2 and beta.11", "1.0.0-beta.2", "1.0.0-beta.11", false},
	{"beta.11 and rc.1", "1.0.0-beta.11", "1.0.0-rc.1", false},
	{"a long number in a pre-release", "1.0.0-9", "1.0.0-10000000000000000000000", false},
	{"a prefix stands below", "1.0.0-rc", "1.0.0-rcx", false},
	{"builds are equal", "1.0.0+a", "1.0.0+b", true},
	{"the same", "1.0.0-rc.1", "v1.0.0-rc.1", true},
};

static void check_order(void **state)
{
	const struct order *row = ROW(struct order);
	struct dkt_version less;
	struct dkt_version more;

	assert_true(dkt_version_parse(row->less, &less));
	assert_true(dkt_version_parse(row->more, &more));
	assert_int_equal(dkt_version_compare(&less, &more), row->equal ? 0 : -1);
	assert_int_equal(dkt_version_compare(&more, &less), row->equal ? 0 : 1);
	assert_int_equal(dkt_version_compare(&less, &less), 0);
}

struct next {
	const char *name;
	const char *previous; /* NULL: none */
	enum dkt_increment increment;
	const char *next;
};

static const struct next nexts[] = {
	{"the first release is 0.1.0", NULL, DKT_BUMP_MAJOR, "v0.1.0"},
	{"patch", "v1.4.2", DKT_BUMP_PATCH, "v1.4.3"},
	{"minor", "v1.4.2", DKT_BUMP_MINOR, "v1.5.0"},
	{"major", "v1.4.2", DKT_BUMP_MAJOR, "v2.0.0"},
	{"nothing", "v1.4.2", DKT_BUMP_NONE, "v1.4.2"},
	{"under 0.x patch is patch", "v0.3.1", DKT_BUMP_PATCH, "v0.3.2"},
	{"under 0.x minor is minor", "v0.3.1", DKT_BUMP_MINOR, "v0.4.0"},
	{"under 0.x major is minor", "v0.3.1", DKT_BUMP_MAJOR, "v0.4.0"},
	{"a build is dropped", "v1.4.2+build.1", DKT_BUMP_PATCH, "v1.4.3"},
	{"a pre-release becomes its release by patch", "v1.4.0-rc.1", DKT_BUMP_PATCH, "v1.4.0"},
	{"a pre-release becomes its release by minor", "v1.4.0-rc.1", DKT_BUMP_MINOR, "v1.4.0"},
	{"a minor pre-release is not enough for major", "v1.4.0-rc.1", DKT_BUMP_MAJOR, "v2.0.0"},
	{"a patch pre-release is not enough for minor", "v1.4.1-rc.1", DKT_BUMP_MINOR, "v1.5.0"},
	{"a major pre-release is enough for major", "v2.0.0-rc.1", DKT_BUMP_MAJOR, "v2.0.0"},
};

static void check_next(void **state)
{
	const struct next *row = ROW(struct next);
	struct dkt_version previous;
	struct dkt_version next;
	char written[DKT_VERSION_SIZE];

	if (row->previous != NULL)
		assert_true(dkt_version_parse(row->previous, &previous));
	dkt_version_next(row->previous == NULL ? NULL : &previous, row->increment, &next);
	dkt_version_format(&next, written);
	assert_string_equal(written, row->next);
}

static void words(void **state)
{
	enum dkt_increment increment = DKT_BUMP_NONE;

	(void)state;
	for (int i = DKT_BUMP_NONE; i <= DKT_BUMP_MAJOR; i++) {
		assert_true(dkt_increment_of_name(dkt_increment_name((enum dkt_increment)i),
						  &increment));
		assert_int_equal(increment, i);
	}
	assert_false(dkt_increment_of_name("huge", &increment));
}

int main(void)
{
	const struct CMUnitTest whole[] = {
		{"words for increments lead back", words, NULL, NULL, NULL},
	};
	int failed = rows_run("release/version", rows, check);

	failed += rows_run("release/version order", orders, check_order);
	failed += rows_run("release/version next", nexts, check_next);
	return failed + cmocka_run_group_tests(whole, NULL, NULL);
}
