/*
 * test_regex_engines.c - all ways to run a pattern give the same answer.
 *
 * Patterns are made from a small grammar over a small alphabet, with subjects made to fit them half
 * of the time, from a fixed seed; and patterns of real schemas are run on subjects that nearly fit.
 * The last tests run where no memory can be both written and executed, so that PCRE2 cannot
 * compile.
 */
#include "support/rows.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "schema/regex_engine.h"

#define N_ENGINES 5

static const unsigned engines[N_ENGINES] = {DKT_REGEX_USE_PLAIN, DKT_REGEX_USE_TABLE,
					    DKT_REGEX_USE_PCRE | DKT_REGEX_USE_JIT,
					    DKT_REGEX_USE_PCRE, DKT_REGEX_USE_WALK};

static const char *const engine_names[N_ENGINES] = {"plain", "table", "compiled", "interpreted",
						    "walked"};

struct tried {
	struct dkt_regex *regexes[N_ENGINES];
	struct dkt_regex_run *run;
};

/* --- comparing ---------------------------------------------------------------------------------
 */

static void open_all(struct tried *tried, const char *pattern, size_t size)
{
	enum dkt_regex_fault fault;
	size_t offset;

	tried->run = dkt_regex_run_new();
	for (size_t i = 0; i < N_ENGINES; i++)
		tried->regexes[i] =
			dkt_regex_new_with(pattern, size, engines[i], &fault, &offset, NULL);
}

static void close_all(struct tried *tried)
{
	for (size_t i = 0; i < N_ENGINES; i++)
		dkt_regex_free(tried->regexes[i]);
	dkt_regex_run_free(tried->run);
}

/* How many engines answered; fails the test when two differ. */
static size_t compare(const struct tried *tried, const char *pattern, const char *subject,
		      size_t size)
{
	int first = -1;
	size_t n = 0;

	for (size_t i = 0; i < N_ENGINES; i++) {
		size_t cost = 0;
		int answer;

		if (tried->regexes[i] == NULL)
			continue;
		answer = dkt_regex_match(tried->regexes[i], tried->run, subject, size, &cost);
		if (answer < 0)
			continue;
		n++;
		if (first >= 0 && answer != first)
			fail_msg("/%s/ on \"%.*s\": %s says %d", pattern, (int)size, subject,
				 engine_names[i], answer);
		first = answer;
	}
	return n;
}

/* --- made up -----------------------------------------------------------------------------------
 */

static uint64_t state = 20261123;

static unsigned below(unsigned n)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (unsigned)((state >> 20) % n);
}

/* A character as it stands in a pattern and in a subject. */
static const char *const letters[] = {"a",
				      "b",
				      "c",
				      "A",
				      "B",
				      "1",
				      "-",
				      "_",
				      " ",
				      "\n",
				      "\xc3\xa9",
				      "\xe5\x8d\x8e",
				      "\xe2\x80\xa8",
				      "\xf0\x9f\x90\xb2"};
static const char *const sets[] = {".",		 "\\d",
				   "\\w",	 "\\s",
				   "\\D",	 "\\W",
				   "\\S",	 "[a-c]",
				   "[^a]",	 "[Aa]",
				   "[Bb]",	 "[a\\d]",
				   "[^\\w]",	 "[\\s-]",
				   "[^]",	 "[]",
				   "\\p{Lu}",	 "[\\p{L}_]",
				   "[^-a]",	 "[\xc3\xa0-\xc3\xbf]",
				   "\\u{1F432}", "[b-\xe5\x8d\x8e]"};
static const char *const counts[] = {"*",    "+",      "?",  "{2}", "{0,2}",
				     "{1,}", "{3,40}", "*?", "+?",  "{2,3}?"};

#define PICK(list) ((list)[below(sizeof(list) / sizeof((list)[0]))])

static void make_branches(struct dkt_buf *out, unsigned depth);

static void make_atom(struct dkt_buf *out, unsigned depth)
{
	switch (below(depth == 0 ? 7 : 12)) {
	case 0:
	case 1:
	case 2:
	case 3:
		dkt_buf_adds(out, PICK(letters));
		break;
	case 4:
	case 5:
		dkt_buf_adds(out, PICK(sets));
		break;
	case 6:
		dkt_buf_adds(out, below(3) == 0 ? "^" : below(2) ? "\\b" : "\\B");
		return;
	case 7:
		dkt_buf_adds(out, below(2) ? "(?=" : "(?!");
		make_branches(out, depth - 1);
		dkt_buf_addc(out, ')');
		return;
	case 8:
		dkt_buf_adds(out, below(3) ? "$" : below(2) ? "(?<=a)" : "(?<!\\d-)");
		return;
	default:
		dkt_buf_adds(out, below(2) ? "(?:" : "(");
		make_branches(out, depth - 1);
		dkt_buf_addc(out, ')');
		break;
	}
	if (below(3) == 0)
		dkt_buf_adds(out, PICK(counts));
}

static void make_branches(struct dkt_buf *out, unsigned depth)
{
	unsigned branches = below(3) == 0 ? 1 + below(4) : 1;

	for (unsigned i = 0; i < branches; i++) {
		if (i > 0)
			dkt_buf_addc(out, '|');
		for (unsigned k = below(4); k > 0; k--)
			make_atom(out, depth);
	}
}

static void make_pattern(struct dkt_buf *out)
{
	if (below(2) == 0)
		dkt_buf_addc(out, '^');
	make_branches(out, below(3));
	if (below(2) == 0)
		dkt_buf_addc(out, '$');
}

static void make_subject(struct dkt_buf *out)
{
	for (unsigned k = below(9); k > 0; k--)
		dkt_buf_adds(out, below(2) ? letters[below(4)] : PICK(letters));
}

static void check_made_up(void **unused)
{
	size_t pairs = 0;
	size_t answers = 0;
	size_t plain = 0;

	(void)unused;
	for (size_t i = 0; i < 16000; i++) {
		struct dkt_buf pattern = DKT_BUF_INIT(4096);
		struct dkt_buf subject = DKT_BUF_INIT(4096);
		struct tried tried;

		make_pattern(&pattern);
		open_all(&tried, dkt_buf_str(&pattern), pattern.size);
		plain += tried.regexes[0] != NULL;
		for (size_t k = 0; tried.regexes[4] != NULL && k < 16; k++) {
			dkt_buf_reset(&subject);
			make_subject(&subject);
			answers += compare(&tried, dkt_buf_str(&pattern), dkt_buf_str(&subject),
					   subject.size);
			pairs++;
		}
		close_all(&tried);
		dkt_buf_clear(&pattern);
		dkt_buf_clear(&subject);
	}
	assert_true(pairs >= 200000);
	assert_true(answers >= 3 * pairs);
	assert_true(plain >= 1000);
}

/* --- of real schemas ---------------------------------------------------------------------------
 */

struct real {
	const char *name;
	const char *pattern;
	const char *subjects[6];
};

static const struct real reals[] = {
	{"an identifier",
	 "^pr-[0-9a-hjkmnp-tv-z]{7}-[0-9]{2}$",
	 {"pr-29zgss3-09", "pr-29zgss3-0", "pr-29zgsi3-09", "PR-29zgss3-09", "pr-29zgss3-099"}},
	{"a date",
	 "^\\d{4}-\\d{2}-\\d{2}$",
	 {"2026-11-23", "2026-11-3", "2026/11/23", "x2026-11-23"}},
	{"a country", "^[A-Z]{2}$", {"DE", "de", "DEU", "D", "D\xc3\x89"}},
	{"a URL", "^https?://", {"http://x", "https://x", "httpss://x", " http://x", "ftp://"}},
	{"no space", "^\\S+$", {"abc", "a c", "", "a\xe2\x80\xa8", "\xe5\x8d\x8e"}},
	{"a snake", "^[a-z][a-z0-9_]*$", {"a_b1", "_a", "aB", "a", ""}},
	{"a version",
	 "^(0|[1-9]\\d*)\\.(0|[1-9]\\d*)\\.(0|[1-9]\\d*)"
	 "(?:-((?:0|[1-9]\\d*|\\d*[a-zA-Z-][0-9a-zA-Z-]*)"
	 "(?:\\.(?:0|[1-9]\\d*|\\d*[a-zA-Z-][0-9a-zA-Z-]*))*))?"
	 "(?:\\+([0-9a-zA-Z-]+(?:\\.[0-9a-zA-Z-]+)*))?$",
	 {"1.2.3", "1.2.3-rc.1+b7", "01.2.3", "1.2", "1.2.3-01", "1.2.3+a.b"}},
	{"an extension key", "^x-", {"x-a", "X-a", "ax-", "x"}},
	{"a name in any case",
	 "^([Tt][Rr][Uu][Ee]|[Yy][Ee][Ss]|[Oo][Nn])$",
	 {"TRUE", "yEs", "on", "off", "ye", "\xe2\x84\xaa"}},
	{"a length",
	 "^.{2,5}$",
	 {"ab", "abcde", "abcdef", "a\nb", "\xe5\x8d\x8e\xe5\x8d\x8e", "a"}},
	{"a UUID",
	 "^[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$",
	 {"123e4567-e89b-12d3-a456-426614174000", "123e4567-e89b-12d3-a456-42661417400",
	  "123e4567-e89b-12d3-a456-4266141740000", "123e4567e89b12d3a456426614174000"}},
	{"a host",
	 "^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]{2,}$",
	 {"example.org", "-example.org", "a.b.c.de", "example", "ex--ample.org"}},
	{"an address", "^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$", {"a@b.c", "a@b", "a b@c.d", "a@b@c.d"}},
	{"a digest",
	 "^sha(256:[0-9a-f]{64}|1:[0-9a-f]{40})$",
	 {"sha1:0123456789012345678901234567890123456789",
	  "sha256:0123456789012345678901234567890123456789", "sha1:"}},
	{"a colour", "^#([0-9A-Fa-f]{3}){1,2}$", {"#fff", "#ffff", "#ABCDEF", "fff"}},
	{"no dots", "^(?!\\.{1,2}$)[^/]+$", {"a", ".", "..", "...", "a/b"}},
	{"a quoted text", "^(['\"]).*\\1$", {"'a'", "'a\"", "\"\"", "'"}},
	{"a number",
	 "^-?(0|[1-9]\\d*)(\\.\\d+)?([eE][+-]?\\d+)?$",
	 {"0", "-1.5e+7", "01", "1.", ".5", "1e"}},
};

static void check_real(void **unused)
{
	const struct real *real = (const struct real *)*unused;
	struct tried tried;
	size_t matches = 0;

	open_all(&tried, real->pattern, strlen(real->pattern));
	for (size_t i = 0; i < 6 && real->subjects[i] != NULL; i++) {
		const char *subject = real->subjects[i];
		size_t cost;

		assert_true(compare(&tried, real->pattern, subject, strlen(subject)) >= 3);
		matches += dkt_regex_match(tried.regexes[4], tried.run, subject, strlen(subject),
					   &cost) == 1;
	}
	assert_true(matches >= 1);
	close_all(&tried);
}

/* --- without memory that can be written and executed -------------------------------------------
 */

static const char exploding[] = "^(?=(a+)+$)";
static const char many_a[] = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!";

static double seconds(void)
{
	return (double)clock() / CLOCKS_PER_SEC;
}

/* Generous by far: sanitizers and a busy machine are slow. */
static void stops_soon(unsigned with, enum dkt_regex_kind kind)
{
	enum dkt_regex_fault fault;
	size_t offset;
	size_t cost;
	struct dkt_regex_run *run = dkt_regex_run_new();
	struct dkt_regex *regex =
		dkt_regex_new_with(exploding, sizeof exploding - 1, with, &fault, &offset, NULL);
	double before = seconds();

	assert_non_null(regex);
	assert_int_equal(dkt_regex_kind(regex), kind);
	assert_int_equal(dkt_regex_match(regex, run, many_a, sizeof many_a - 1, &cost), -1);
	assert_true(seconds() - before < 1.0);
	assert_int_equal(dkt_regex_match(regex, run, many_a, 40, &cost), 1);
	dkt_regex_free(regex);
	dkt_regex_run_free(run);
}

static void check_jit_limit(void **unused)
{
	(void)unused;
	stops_soon(DKT_REGEX_USE_PCRE | DKT_REGEX_USE_JIT, DKT_REGEX_COMPILED);
}

static void check_interpreter_limit(void **unused)
{
	(void)unused;
	stops_soon(DKT_REGEX_USE_PCRE, DKT_REGEX_INTERPRETED);
}

static void check_walk_limit(void **unused)
{
	(void)unused;
	stops_soon(DKT_REGEX_USE_WALK, DKT_REGEX_WALKED);
}

/* A group a character: the compiled code's stack is too small, the interpreter's memory is not. */
static void check_deep(void **unused)
{
	static const char pattern[] = "^(?=(?:(a)|b)*c)";
	static char subject[100001];
	enum dkt_regex_fault fault;
	size_t offset;
	size_t cost;
	struct dkt_regex_run *run = dkt_regex_run_new();
	struct dkt_regex *regex = dkt_regex_new(pattern, sizeof pattern - 1, &fault, &offset, NULL);

	(void)unused;
	assert_non_null(regex);
	memset(subject, 'a', sizeof subject - 1);
	subject[sizeof subject - 2] = 'c';
	for (size_t size = 1000; size < sizeof subject; size *= 3) {
		const char *end = subject + sizeof subject - 1 - size;

		assert_int_not_equal(dkt_regex_match(regex, run, end, size, &cost), 0);
		assert_int_not_equal(dkt_regex_match(regex, run, subject, size, &cost), 1);
	}
	dkt_regex_free(regex);
	dkt_regex_run_free(run);
}

/* mmap and mprotect with PROT_EXEC fail from here on; false where filters are not allowed. */
static bool forbid_executable_memory(void)
{
	struct sock_filter rules[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 0), /* the number of the call */
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_mmap, 1, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_mprotect, 0, 3),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 32), /* the low half of the third argument */
		BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, PROT_EXEC, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EACCES),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = {.len = sizeof rules / sizeof rules[0], .filter = rules};

	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
	       prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

/* In the child: 0 right, 1 wrong, 2 no filters here. */
static int run_confined(void)
{
	enum dkt_regex_fault fault;
	size_t offset;
	size_t cost;
	struct dkt_regex_run *run = dkt_regex_run_new();
	struct dkt_regex *regex;
	bool right;

	if (!forbid_executable_memory())
		return 2;
	regex = dkt_regex_new(exploding, sizeof exploding - 1, &fault, &offset, NULL);
	right = regex != NULL && dkt_regex_kind(regex) == DKT_REGEX_INTERPRETED &&
		dkt_regex_match(regex, run, many_a, 40, &cost) == 1 &&
		dkt_regex_match(regex, run, many_a, sizeof many_a - 1, &cost) == -1 &&
		dkt_regex_match(regex, run, "b", 1, &cost) == 0;
	dkt_regex_free(regex);
	dkt_regex_run_free(run);
	return right ? 0 : 1;
}

static void check_confined(void **unused)
{
	int status = 0;
	pid_t child = fork();

	(void)unused;
	if (child == 0)
		_exit(run_confined());
	assert_true(child > 0);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	if (WEXITSTATUS(status) == 2)
		skip();
	assert_int_equal(WEXITSTATUS(status), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		/* first: executable memory that is already there would be used again */
		{"without executable memory PCRE2 interprets", check_confined, NULL, NULL, NULL},
		{"all engines agree on patterns made up", check_made_up, NULL, NULL, NULL},
		{"an exploding pattern stops when compiled", check_jit_limit, NULL, NULL, NULL},
		{"it stops when interpreted", check_interpreter_limit, NULL, NULL, NULL},
		{"it stops when walked", check_walk_limit, NULL, NULL, NULL},
		{"a deep match is never answered wrongly", check_deep, NULL, NULL, NULL},
	};

	return cmocka_run_group_tests_name("schema/regex engines", tests, NULL, NULL) +
	       rows_run("schema/regex real patterns", reals, check_real);
}
