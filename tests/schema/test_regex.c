/* test_regex.c - patterns mean what they mean in ECMA-262, or are refused. */
#include "support/rows.h"

#include <string.h>

#include "schema/eval.h"
#include "schema/regex_engine.h"

enum wanted { MATCHES, DIFFERS, LIMIT, WRONG, UNSUPPORTED };

struct row {
	const char *name;
	const char *pattern;
	const char *subject;
	enum wanted wanted;
};

#define TEN_GROUPS "(((((((((("
#define A20	   "aaaaaaaaaaaaaaaaaaaa"
#define A100	   A20 A20 A20 A20 A20
#define A1000	   A100 A100 A100 A100 A100 A100 A100 A100 A100 A100

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
	{"nested repetition is answered at once", "^(a+)+$", A20 A20 "!", DIFFERS},
	{"alternatives that overlap are too", "^(a|a)*$", A20 A20 "!", DIFFERS},
	{"nested repetition in a lookahead reaches the limit", "^(?=(a+)+$)a", A20 A20 "!", LIMIT},
	{"nested repetition in a lookbehind reaches the limit", "(?<=^!(a+)+)b", "?" A20 A20 "b",
	 LIMIT},
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
	{"a repetition out of order is wrong", "a{2,1}", "", WRONG},
	{"repeated lookbehind is wrong", "(?<=a)*", "", WRONG},
	{"a script without characters is wrong", "\\p{sc=Hans}", "", WRONG},
	{"a name in letters of any script", "^(?<\xe5\x90\x8d>a)\\k<\xe5\x90\x8d>$", "aa", MATCHES},
	{"a name with escapes", "^(?<\\u{61}>x)\\k<\\u0061>$", "xx", MATCHES},
	{"a name whose escape is a pair", "^(?<\\uD835\\uDC9C>x)\\k<\xf0\x9d\x92\x9c>$", "xx",
	 MATCHES},
	{"two names that are the same once read are not", "(?<a>x)(?<\\u{61}>y)", "", WRONG},
	{"a name that begins with a digit is wrong", "(?<\\u0031>x)", "", WRONG},
	{"a name with a picture is wrong", "(?<\xf0\x9f\x98\x80>x)", "", WRONG},
	{"a name with another escape is wrong", "(?<a\\x61>x)", "", WRONG},
	{"a name of more than a thousand bytes is wrong", "(?<" A1000 A1000 ">x)", "", WRONG},
	{"a property that nobody knows is wrong", "\\p{Klingon}", "", WRONG},
	{"letters without a meaning are wrong", "\\a", "", WRONG},
	{"two hundred groups within each other are too many",
	 TEN_GROUPS TEN_GROUPS TEN_GROUPS TEN_GROUPS TEN_GROUPS TEN_GROUPS TEN_GROUPS TEN_GROUPS
		 TEN_GROUPS TEN_GROUPS TEN_GROUPS TEN_GROUPS TEN_GROUPS TEN_GROUPS TEN_GROUPS
			 TEN_GROUPS TEN_GROUPS TEN_GROUPS TEN_GROUPS TEN_GROUPS TEN_GROUPS,
	 "", UNSUPPORTED},
	{"lookbehind without bound", "^aa(?<=a+)b", "aab", MATCHES},
	{"a repetition of a million", "^(?:a{1000000})?b", "aab", DIFFERS},
	{"lookbehind captures backwards", "(?<=^(\\d+)(\\d+))x\\1$", "1053x1", MATCHES},
	{"a repetition forgets its captures", "^(?:(a)|b)*\\1$", "ab", MATCHES},
	{"a turn that reads nothing is none", "^(?:(a*)b?)*\\1$", "aba", MATCHES},
	{"lazy repetition", "^(a+?)\\1*b\\1$", "aaba", MATCHES},
	{"lookahead keeps what it caught", "^(?=(a+))\\1b", "aab", MATCHES},
	{"negative lookahead forgets it", "^(?!(a)c)\\1ab", "ab", MATCHES},
	{"a lookbehind within a repetition", "^(?:a(?<!b+a))+c", "aac", MATCHES},
	{"one name for two branches", "^(?:(?<y>a)|(?<y>b))\\k<y>$", "bb", MATCHES},
	{"a boundary", "\\bcat\\b", "a cat!", MATCHES},
	{"no boundary", "\\bcat\\b", "concat", DIFFERS},
	{"a boundary is ASCII", "^\\bcaf\\b", "caf\xc3\xa9", MATCHES},
	{"an anchor in the middle", "a$|^b", "xa", MATCHES},
	{"an anchor that cannot hold", "a^b", "ab", DIFFERS},
	{"script extensions", "^\\p{scx=Deva}$", "\xe0\xa5\xa4", MATCHES},
	{"a property spelt otherwise", "^\\p{letter}$", "a", MATCHES},
	{"a NUL", "^\\0$", "", DIFFERS},
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

/* --- how a pattern is run, and whether it is strict --------------------------------------------
 */

struct how {
	const char *name;
	const char *pattern;
	enum dkt_regex_kind kind;
	bool strict;
};

static const struct how hows[] = {
	{"everything", "", DKT_REGEX_PLAIN, true},
	{"a part", "abc", DKT_REGEX_PLAIN, true},
	{"a beginning", "^x-", DKT_REGEX_PLAIN, true},
	{"an end", "\\.json$", DKT_REGEX_PLAIN, true},
	{"a whole", "^abc$", DKT_REGEX_PLAIN, true},
	{"one of several", "^(a|bc|d)$", DKT_REGEX_PLAIN, true},
	{"one of several with anchors of their own", "^a$|^bc$", DKT_REGEX_PLAIN, true},
	{"one of several in any case", "^([Kk][Mm]|[Cc][Mm])$", DKT_REGEX_PLAIN, true},
	{"a length", "^.{2,5000}$", DKT_REGEX_PLAIN, true},
	{"one class", "^[A-Z]{2}$", DKT_REGEX_PLAIN, true},
	{"a date", "^\\d{4}-\\d{2}-\\d{2}$", DKT_REGEX_PLAIN, true},
	{"an identifier", "^pr-[0-9a-hjkmnp-tv-z]{7}-[0-9]{2}$", DKT_REGEX_PLAIN, true},
	{"no white space", "^\\S+$", DKT_REGEX_PLAIN, true},
	{"a snake", "^[a-z][a-z0-9_]*$", DKT_REGEX_PLAIN, true},
	{"classes that overlap", "^[a-z]*[a-z0-9]$", DKT_REGEX_TABLE, true},
	{"the start of a URL", "^https?://", DKT_REGEX_PLAIN, true},
	{"something anywhere", "[0-9]", DKT_REGEX_TABLE, true},
	{"a boundary", "\\bx\\b", DKT_REGEX_TABLE, true},
	{"nested repetition", "^(a+)+$", DKT_REGEX_TABLE, true},
	{"lookahead", "^(?!x)", DKT_REGEX_COMPILED, true},
	{"a reference", "^(a|b)\\1$", DKT_REGEX_COMPILED, true},
	{"too many states", "[ab]*a[ab]{14}c", DKT_REGEX_COMPILED, true},
	{"lookbehind without bound", "(?<=a+)b", DKT_REGEX_WALKED, true},
	{"a reference into a repetition", "^(?:(a)|b)*\\1$", DKT_REGEX_WALKED, true},
	{"an escaped slash is strict", "^\\/$", DKT_REGEX_PLAIN, true},
	{"an escaped hyphen is strict in a class", "^[a\\-]$", DKT_REGEX_PLAIN, true},
	{"an escaped hyphen is not elsewhere", "^\\-$", DKT_REGEX_PLAIN, false},
	{"an escaped per cent sign is not", "^\\%$", DKT_REGEX_PLAIN, false},
	{"an escaped space is not", "^\\ $", DKT_REGEX_PLAIN, false},
	{"an escaped underscore is not", "^\\_$", DKT_REGEX_PLAIN, false},
	{"an escaped quotation mark is not", "^[\\\"]$", DKT_REGEX_PLAIN, false},
	{"a lone brace is not", "^{a}$", DKT_REGEX_PLAIN, false},
	{"a lone bracket is not", "^]$", DKT_REGEX_PLAIN, false},
	{"a range from a set is not", "^[\\w-.]$", DKT_REGEX_PLAIN, false},
	{"repeated lookahead is not", "^(?=a)*b", DKT_REGEX_PLAIN, false},
	{"a property spelt otherwise is not", "^\\p{letter}$", DKT_REGEX_PLAIN, false},
};

static void check_how(void **state)
{
	const struct how *how = ROW(struct how);
	size_t size = strlen(how->pattern);
	enum dkt_regex_fault fault;
	size_t offset;
	struct dkt_regex *regex = dkt_regex_new(how->pattern, size, &fault, &offset, NULL);

	assert_non_null(regex);
	assert_int_equal(dkt_regex_kind(regex), how->kind);
	assert_int_equal(dkt_regex_sloppy(regex, &offset) == NULL, how->strict);
	assert_int_equal(dkt_regex_valid(how->pattern, size), how->strict);
	dkt_regex_free(regex);
}

/* --- long subjects -----------------------------------------------------------------------------
 */

static char subject[4 << 20];

static int match_long(const char *pattern, size_t *cost)
{
	struct dkt_regex_run *run = dkt_regex_run_new();
	enum dkt_regex_fault fault;
	size_t offset;
	struct dkt_regex *regex = dkt_regex_new(pattern, strlen(pattern), &fault, &offset, NULL);
	int answer;

	memset(subject, 'a', sizeof subject);
	answer = dkt_regex_match(regex, run, subject, sizeof subject, cost);
	dkt_regex_free(regex);
	dkt_regex_run_free(run);
	return answer;
}

static void check_linear(void **state)
{
	size_t cost = 0;

	(void)state;
	assert_int_equal(match_long("[a-z]+[0-9]", &cost), 0);
	assert_true(cost >= 1000);
}

/* Each attempt reads on to the end and fails: quadratic, if nobody stops it. */
static void check_quadratic(void **state)
{
	size_t cost = 0;

	(void)state;
	assert_int_equal(match_long("[a-z]+(?=[0-9])", &cost), -1);
	assert_true(cost >= 1000);
}

static void check_walked(void **state)
{
	size_t cost = 0;

	(void)state;
	assert_int_equal(match_long("(?<=b+)[a-z]+", &cost), -1);
	assert_true(cost >= 1000);
}

/* --- what hopeless matches cost, counted ------------------------------------------------------
 */

struct cost {
	const char *name;
	const char *pattern;
	size_t most; /* units for 2,000 letters a */
	int answer;
};

#define LINEAR ((size_t)20000)
#define ONE    ((size_t)1100000)

static const struct cost costs[] = {
	{"a negative lookahead is linear", "^(?!.*b)a*$", LINEAR, 1},
	{"words behind a lookahead are linear", "^(?=a)(?:a{1,9}-?)*$", LINEAR, 1},
	{"a lookahead at every place is counted", "(?=.*1)a", ONE, 0},
	{"four repetitions one after another stop", "^(?=a*a*a*a*[bc])", ONE, -1},
	{"nested repetition stops", "^(?=(a|aa)+[bc])", ONE, -1},
	{"choices without repetition stop",
	 "^(?=(?:a|aa)(?:a|aa)(?:a|aa)(?:a|aa)(?:a|aa)(?:a|aa)(?:a|aa)(?:a|aa)(?:a|aa)(?:a|aa)"
	 "(?:a|aa)(?:a|aa)(?:a|aa)(?:a|aa)(?:a|aa)(?:a|aa)(?:a|aa)(?:a|aa)(?:a|aa)(?:a|aa)[bc])",
	 ONE, -1},
	{"parts that may be left out stop",
	 "^(?=a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?[bc])", ONE, -1},
	{"back references stop", "^(a*)(a*)(a*)[bc]\\1\\2\\3", ONE, -1},
	{"a long fixed part is counted", "^(?=a*a*.{1000}[bc])", ONE, -1},
	{"the walk stops", "^(?:(a*)*)*\\1[bc]", ONE, -1},
};

static const unsigned backtracking[] = {DKT_REGEX_USE_PCRE | DKT_REGEX_USE_JIT, DKT_REGEX_USE_PCRE,
					DKT_REGEX_USE_WALK};

static void check_cost(void **state)
{
	const struct cost *row = ROW(struct cost);
	struct dkt_regex_run *run = dkt_regex_run_new();
	enum dkt_regex_fault fault;
	size_t offset;

	memset(subject, 'a', 2000);
	for (size_t i = 0; i < sizeof backtracking / sizeof backtracking[0]; i++) {
		struct dkt_regex *regex = dkt_regex_new_with(
			row->pattern, strlen(row->pattern), backtracking[i], &fault, &offset, NULL);
		size_t cost = 0;
		int answer;

		assert_non_null(regex);
		answer = dkt_regex_match(regex, run, subject, 2000, &cost);
		assert_true(answer == row->answer || (answer == -1 && row->most == ONE));
		assert_in_range(cost, 1, row->most);
		dkt_regex_free(regex);
	}
	dkt_regex_run_free(run);
}

/* All patterns of one value together. */
static void check_budget(void **state)
{
	static const char pattern[] = "^(?=(a|aa)+[bc])";
	struct dkt_run run;
	enum dkt_regex_fault fault;
	size_t offset;
	struct dkt_regex *regex = dkt_regex_new(pattern, sizeof pattern - 1, &fault, &offset, NULL);
	size_t done;

	(void)state;
	memset(subject, 'a', 2000);
	dkt_run_init(&run, true);
	for (size_t i = 0; i < 100000; i++)
		assert_int_equal(dkt_run_match(&run, regex, subject, 2000), DKT_UNSURE);
	done = DKT_MAX_STEPS - run.steps;
	assert_in_range(done, DKT_MAX_PATTERN_STEPS, DKT_MAX_PATTERN_STEPS + ONE);
	assert_false(run.spent);
	dkt_run_clear(&run);
	dkt_regex_free(regex);
}

/* An ordinary pattern never comes to an end of it. */
static void check_ordinary(void **state)
{
	static const char pattern[] = "^(?!x)[a-z]+$";
	struct dkt_run run;
	enum dkt_regex_fault fault;
	size_t offset;
	struct dkt_regex *regex = dkt_regex_new(pattern, sizeof pattern - 1, &fault, &offset, NULL);

	(void)state;
	memset(subject, 'a', 2000);
	dkt_run_init(&run, true);
	for (size_t i = 0; i < 100000; i++)
		assert_int_equal(dkt_run_match(&run, regex, subject, 2000), DKT_PASSES);
	assert_int_equal(run.pattern_steps, DKT_MAX_PATTERN_STEPS);
	dkt_run_clear(&run);
	dkt_regex_free(regex);
}

int main(void)
{
	const struct CMUnitTest longer[] = {
		{"a long subject is read once by a table", check_linear, NULL, NULL, NULL},
		{"a long subject is given up in time by PCRE2", check_quadratic, NULL, NULL, NULL},
		{"a long subject is given up in time by the walk", check_walked, NULL, NULL, NULL},
		{"all patterns of a value have one budget", check_budget, NULL, NULL, NULL},
		{"an ordinary pattern uses none of it", check_ordinary, NULL, NULL, NULL},
	};

	return rows_run("schema/regex", rows, check_row) +
	       rows_run("schema/regex cost", costs, check_cost) +
	       rows_run("schema/regex how", hows, check_how) +
	       cmocka_run_group_tests_name("schema/regex long", longer, NULL, NULL);
}
