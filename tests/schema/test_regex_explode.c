/* test_regex_explode.c - patterns that can explode are told from those that only look like it. */
#include "support/rows.h"

#include <string.h>

#include "schema/regex.h"

struct row {
	const char *name;
	const char *pattern;
	const char *named; /* the part that is named; NULL: harmless */
};

static const struct row rows[] = {
	{"a loop within a loop", "^(a+)+$", "\"(a+)+\""},
	{"a loop within a loop, either may be empty", "^(a*)*$", "\"(a*)*\""},
	{"alternatives that overlap", "^(a|a)*$", "\"(a|a)*\""},
	{"alternatives that overlap through classes", "^([a-z]|[0-9a-f])+$",
	 "\"([a-z]|[0-9a-f])+\""},
	{"an alternative that two others make up", "^(a|b|ab)*c", "\"(a|b|ab)*\""},
	{"a loop with an optional separator", "^(\\w+\\s?)*$", "\"(\\w+\\s?)*\""},
	{"a loop with a separator of its own characters", "^([a-z.]+\\.)+$", "\"([a-z.]+\\.)+\""},
	{"a loop in the middle", "x(?:a+)+y", "\"(?:a+)+\""},
	{"a loop within a lookahead", "^(?=(a+)+$)b", "\"(a+)+\""},
	{"a bounded loop within a loop", "^(a{1,30})+$", "\"(a{1,30})+\""},
	{"a loop within a bounded loop", "^(a+){1,40}$", "\"(a+){1,40}\""},
	{"two and three of the same make six in two ways", "^(aa|aaa)+$", "\"(aa|aaa)+\""},
	{"the inner loop fails though the outer may end", "^((a+)+b)+", "\"(a+)+\""},
	{"properties that overlap", "^(\\p{L}|\\p{Lu})*$", "\"(\\p{L}|\\p{Lu})*\""},
	{"three loops in a row", "^a*a*a*$", "\"a*a*a*\""},
	{"three loops that share a class", "^\\d+\\w*[0-9a-f]*z", "\"\\d+\\w*[0-9a-f]*\""},
	{"loops with something optional between", "^.*,?.*,?.*;$", "\".*,?.*,?.*\""},
	{"two loops only square the time", "^\\s*\\s*x$", NULL},
	{"a loop", "^a+$", NULL},
	{"a loop with a clear separator", "^([a-z]+\\.)+$", NULL},
	{"a list with commas", "^\\w+(,\\w+)*$", NULL},
	{"alternatives apart", "^([a-z]|[0-9])*$", NULL},
	{"properties apart", "^(\\p{Ll}|\\p{Lu})*$", NULL},
	{"a loop after which nothing can fail", "^(a+)+", NULL},
	{"a fixed count in a loop", "^([0-9a-f]{2}:)*[0-9a-f]{2}$", NULL},
	{"a long fixed count in a loop", "^([0-9a-f]{64})+$", NULL},
	{"small bounds", "^[a-z]{1,20}[a-z]{1,20}[a-z]{1,20}$", NULL},
	{"a date", "^\\d{4}-\\d{2}-\\d{2}$", NULL},
	{"a semantic version",
	 "^(0|[1-9]\\d*)\\.(0|[1-9]\\d*)\\.(0|[1-9]\\d*)"
	 "(?:-((?:0|[1-9]\\d*|\\d*[a-zA-Z-][0-9a-zA-Z-]*)"
	 "(?:\\.(?:0|[1-9]\\d*|\\d*[a-zA-Z-][0-9a-zA-Z-]*))*))?"
	 "(?:\\+([0-9a-zA-Z-]+(?:\\.[0-9a-zA-Z-]+)*))?$",
	 NULL},
	{"a host name", "^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]{2,}$", NULL},
	{"words in a text", "^.*foo.*bar.*$", NULL},
	{"what is no pattern", "(", NULL},
	{"nothing", "", NULL},
	{"a loop of nothing", "^(){9}(^$)*", NULL},
};

static void check_row(void **state)
{
	const struct row *row = ROW(struct row);
	struct dkt_buf why = DKT_BUF_INIT(1000);
	bool answer = dkt_regex_explosive(row->pattern, strlen(row->pattern), &why);

	assert_int_equal(answer, row->named != NULL);
	if (row->named != NULL)
		assert_memory_equal(dkt_buf_str(&why), row->named, strlen(row->named));
	else
		assert_int_equal(why.size, 0);
	dkt_buf_clear(&why);
}

int main(void)
{
	return rows_run("schema/regex explode", rows, check_row);
}
