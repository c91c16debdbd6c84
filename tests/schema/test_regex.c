/* test_regex.c - patterns mean what they mean in ECMA-262, or are refused. */
#include "support/rows.h"

#include <string.h>

#include "schema/regex.h"

enum wanted { MATCHES, DIFFERS, LIMIT, WRONG, UNSUPPORTED };

struct row {
	const char *name;
	const char *pattern;
	const char *subject;
	enum wanted wanted;
};

#define A20 "aaaaaaaaaaaaaaaaaaaa"

static const struct row rows[] = {
	{"a pattern is not anchored", "b", "abc", MATCHES},
	{"the dollar is the very end", "^abc$", "abc\n", DIFFERS},
	{"a hyphen may be escaped", "^a\\-b$", "a-b", MATCHES},
	{"a slash may be escaped", "^a\\/b$", "a/b", MATCHES},
	{"a per cent sign may be escaped", "^\\%$", "%", MATCHES},
	{"a digit is ASCII", "^\\d$", "\xd9\xa3", DIFFERS},
	{"a word character is ASCII", "^\\w$", "\xc3\xa9", DIFFERS},
	{"white space includes the no-break space", "^\\s$", "\xc2\xa0", MATCHES},
	{"white space in a class includes it too", "^[\\sx]$", "\xc2\xa0", MATCHES},
	{"what is no white space in a class", "^[\\Sx]+$", "a\xc2\xa0", DIFFERS},
	{"the dot takes no line separator", "^.$", "\xe2\x80\xa8", DIFFERS},
	{"the dot takes a Han character whole", "^.{2}$", "\xe5\x8d\x8e\xe4\xb8\xba", MATCHES},
	{"four hex digits", "^\\u534E$", "\xe5\x8d\x8e", MATCHES},
	{"a pair of surrogates is one character", "^\\uD83D\\uDC32$", "\xf0\x9f\x90\xb2", MATCHES},
	{"braces around hex digits", "^\\u{1F432}$", "\xf0\x9f\x90\xb2", MATCHES},
	{"a lone surrogate matches nothing", "\\uD83D", "\xf0\x9f\x90\xb2", DIFFERS},
	{"a long property name", "^\\p{Letter}$", "\xe5\x8d\x8e", MATCHES},
	{"a script", "^\\p{Script=Han}+$", "\xe5\x8d\x8e\xe4\xb8\xba", MATCHES},
	{"a negated property", "^\\P{L}$", "1", MATCHES},
	{"a named group and its reference", "^(?<q>['\"]).*\\k<q>$", "'a'", MATCHES},
	{"a reference before its group is empty", "^\\k<x>(?<x>a)$", "a", MATCHES},
	{"a numbered reference", "^(a)(b)\\2\\1$", "abba", MATCHES},
	{"lookahead", "^(?!no).*$", "nope", DIFFERS},
	{"lookbehind", "(?<=a)b", "ab", MATCHES},
	{"an empty class matches nothing", "[]", "a", DIFFERS},
	{"the negated empty class matches anything", "^[^]$", "\n", MATCHES},
	{"a bracket in a class stands for itself", "^[[:a]+$", "[:a", MATCHES},
	{"a hyphen beside a set stands for itself", "^[\\w-.]+$", "a-.", MATCHES},
	{"a hyphen beside white space stands for itself", "^[\\s-x]+$", " -x", MATCHES},
	{"a hyphen before white space stands for itself", "^[a-\\s]+$", "a- ", MATCHES},
	{"a backspace in a class", "^[\\b]$", "\b", MATCHES},
	{"a brace that is no quantifier", "^a{b}$", "a{b}", MATCHES},
	{"a control letter", "^\\cJ$", "\n", MATCHES},
	{"an empty pattern matches", "", "anything", MATCHES},
	{"nested repetition reaches the limit", "^(a+)+$", A20 A20 "!", LIMIT},
	{"alternatives that overlap reach the limit", "^(a|a)*$", A20 A20 "!", LIMIT},
	{"possessive quantifiers are not ECMA-262", "a++", "", WRONG},
	{"atomic groups are not", "(?>a)", "", WRONG},
	{"inline options are not", "(?i)a", "", WRONG},
	{"verbs are not", "(*LIMIT_MATCH=1)a", "", WRONG},
	{"verbs inside are not", "a(*ACCEPT)", "", WRONG},
	{"recursion is not", "(a(?1)?)", "", WRONG},
	{"a single code unit is not", "\\C", "", WRONG},
	{"the end without line break is not", "a\\Z", "", WRONG},
	{"quoting is not", "\\Qa\\E", "", WRONG},
	{"Python names are not", "(?P<n>a)", "", WRONG},
	{"two groups of one name are not", "(?<a>x)(?<a>y)", "", WRONG},
	{"a name that does not close is wrong", "(?<y\\k", "", WRONG},
	{"an empty name is wrong", "(?<>a)\\k", "", WRONG},
	{"a group that does not close is wrong", "(a", "", WRONG},
	{"a class that does not close is wrong", "[a", "", WRONG},
	{"a range out of order is wrong", "[z-a]", "", WRONG},
	{"nothing to repeat is wrong", "*a", "", WRONG},
	{"a backslash at the end is wrong", "a\\", "", WRONG},
	{"a reference to no group is wrong", "\\2(a)", "", WRONG},
	{"lookbehind without bound cannot be run", "(?<=a+)b", "", UNSUPPORTED},
	{"a repetition of a million cannot be run", "a{1000000}", "", UNSUPPORTED},
};

static void check_row(void **state)
{
	const struct row *row = ROW(struct row);
	struct dkt_regex_run *run = dkt_regex_run_new();
	enum dkt_regex_fault fault;
	struct dkt_regex *regex;
	size_t offset;
	size_t cost = 0;

	regex = dkt_regex_new(row->pattern, strlen(row->pattern), &fault, &offset, NULL);
	if (row->wanted >= WRONG) {
		assert_null(regex);
		assert_int_equal(fault,
				 row->wanted == WRONG ? DKT_REGEX_WRONG : DKT_REGEX_UNSUPPORTED);
	} else {
		static const int answers[] = {1, 0, -1};

		assert_non_null(regex);
		assert_int_equal(
			dkt_regex_match(regex, run, row->subject, strlen(row->subject), &cost),
			answers[row->wanted]);
		assert_true(cost >= 1);
	}
	dkt_regex_free(regex);
	dkt_regex_run_free(run);
}

/* Each attempt reads on to the end and fails: quadratic, if nobody stops it. */
static void check_long_subject(void **state)
{
	static char subject[4 << 20];
	struct dkt_regex_run *run = dkt_regex_run_new();
	enum dkt_regex_fault fault;
	size_t offset;
	size_t cost = 0;
	struct dkt_regex *regex = dkt_regex_new("[a-z]+[0-9]", 11, &fault, &offset, NULL);

	(void)state;
	memset(subject, 'a', sizeof subject);
	assert_int_equal(dkt_regex_match(regex, run, subject, sizeof subject, &cost), -1);
	assert_true(cost >= 1000);
	dkt_regex_free(regex);
	dkt_regex_run_free(run);
}

int main(void)
{
	const struct CMUnitTest longer[] = {
		{"a long subject is given up in time", check_long_subject, NULL, NULL, NULL},
	};

	return rows_run("schema/regex", rows, check_row) +
	       cmocka_run_group_tests_name("schema/regex long", longer, NULL, NULL);
}
