/*
 * regex.c - PCRE2 with limits.
 *
 * Patterns come from a community's schemas and subjects from strangers, so a match may cost at most
 * a bounded number of steps. Two things can go wrong. Backtracking can explode: PCRE2 counts that,
 * so a match runs with a small limit first, and only those that need more run again with the large
 * one and are charged for it. And a pattern that is not anchored is tried at every place of the
 * subject and can read all the rest each time, which PCRE2 does not count ("(?=.*1)a" took 22
 * seconds on 256 KB): a callout before the pattern does, one call an attempt, charged with the
 * length of the rest. Places that cannot start a match are skipped without an attempt.
 *
 * The just-in-time compiler serves where the machine has it; when its stack is too small the
 * interpreter answers, whose memory is limited by itself.
 */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "schema/regex.h"

#include <stdlib.h>

#include "base/error.h"

#define LIMIT_FIRST   1000U
#define LIMIT_LAST    200000U
#define LIMIT_READS   ((size_t)640000000) /* bytes that all attempts together may read */
#define LIMIT_SCANS   ((size_t)4000000000)
#define READS_A_UNIT  ((size_t)16)
#define LIMIT_HEAP_KB 20000U
#define LIMIT_DEPTH   20000U
#define MAX_PATTERN   ((size_t)65536)

struct dkt_regex {
	pcre2_code *code;
};

struct dkt_regex_run {
	pcre2_match_data *data;
	pcre2_match_context *context;
	size_t reads; /* by the attempts of the present match */
};

#define OPTIONS                                                                                    \
	(PCRE2_UTF | PCRE2_DOLLAR_ENDONLY | PCRE2_ALLOW_EMPTY_CLASS | PCRE2_MATCH_UNSET_BACKREF |  \
	 PCRE2_NEVER_BACKSLASH_C)

static enum dkt_regex_fault fault_of(int code)
{
	switch (code) {
	case PCRE2_ERROR_LOOKBEHIND_NOT_FIXED_LENGTH:
	case PCRE2_ERROR_LOOKBEHIND_TOO_COMPLICATED:
	case PCRE2_ERROR_LOOKBEHIND_TOO_LONG:
	case PCRE2_ERROR_QUANTIFIER_TOO_BIG:
	case PCRE2_ERROR_PATTERN_TOO_LARGE:
	case PCRE2_ERROR_PATTERN_TOO_COMPLICATED:
	case PCRE2_ERROR_PATTERN_STRING_TOO_LONG:
	case PCRE2_ERROR_PARENTHESES_NEST_TOO_DEEP:
		return DKT_REGEX_UNSUPPORTED;
	default:
		return DKT_REGEX_WRONG;
	}
}

static pcre2_code *compile_pcre(const char *pattern, size_t size, enum dkt_regex_fault *fault_out,
				struct dkt_buf *why)
{
	pcre2_compile_context *context = pcre2_compile_context_create(NULL);
	PCRE2_UCHAR text[128];
	PCRE2_SIZE where;
	pcre2_code *code;
	int number = 0;

	if (context == NULL)
		dkt_oom();
	(void)pcre2_set_newline(context, PCRE2_NEWLINE_LF);
	(void)pcre2_set_parens_nest_limit(context, 200);
	code = pcre2_compile((PCRE2_SPTR)pattern, size, OPTIONS, &number, &where, context);
	pcre2_compile_context_free(context);
	if (code == NULL) {
		*fault_out = fault_of(number);
		if (why != NULL && pcre2_get_error_message(number, text, sizeof text) > 0)
			dkt_buf_adds(why, (const char *)text);
	}
	return code;
}

/* With the callout before it. */
static bool translate(const char *pattern, size_t size, struct dkt_buf *out, size_t *offset_out,
		      const char **why_out)
{
	dkt_buf_adds(out, "(?C1)(?:");
	if (!dkt_regex_translate(pattern, size, out, offset_out, why_out))
		return false;
	dkt_buf_addc(out, ')');
	return true;
}

static pcre2_code *compile(const char *pattern, size_t size, enum dkt_regex_fault *fault_out,
			   size_t *offset_out, struct dkt_buf *why)
{
	struct dkt_buf translated = DKT_BUF_INIT(MAX_PATTERN * 16);
	const char *reason = "";
	pcre2_code *code = NULL;

	*fault_out = DKT_REGEX_WRONG;
	*offset_out = 0;
	if (size > MAX_PATTERN) {
		*fault_out = DKT_REGEX_UNSUPPORTED;
		reason = "the pattern is longer than 65536 bytes";
	} else if (translate(pattern, size, &translated, offset_out, &reason)) {
		code = compile_pcre(dkt_buf_str(&translated), translated.size, fault_out, why);
	}
	dkt_buf_clear(&translated);
	if (code != NULL)
		*fault_out = DKT_REGEX_FINE;
	else if (why != NULL && why->size == 0)
		dkt_buf_adds(why, reason);
	return code;
}

struct dkt_regex *dkt_regex_new(const char *pattern, size_t size, enum dkt_regex_fault *fault_out,
				size_t *offset_out, struct dkt_buf *why)
{
	pcre2_code *code = compile(pattern, size, fault_out, offset_out, why);
	struct dkt_regex *regex = NULL;

	if (code == NULL)
		return NULL;
	(void)pcre2_jit_compile(code, PCRE2_JIT_COMPLETE);
	regex = malloc(sizeof *regex);
	if (regex == NULL)
		dkt_oom();
	regex->code = code;
	return regex;
}

void dkt_regex_free(struct dkt_regex *regex)
{
	if (regex == NULL)
		return;
	pcre2_code_free(regex->code);
	free(regex);
}

bool dkt_regex_valid(const char *pattern, size_t size)
{
	enum dkt_regex_fault fault;
	size_t offset;

	pcre2_code_free(compile(pattern, size, &fault, &offset, NULL));
	return fault != DKT_REGEX_WRONG;
}

/* Called before each attempt; data is the run. */
static int count_attempt(pcre2_callout_block *attempt, void *data)
{
	struct dkt_regex_run *run = data;

	run->reads += attempt->subject_length - attempt->current_position;
	return run->reads > LIMIT_READS ? PCRE2_ERROR_CALLOUT : 0;
}

struct dkt_regex_run *dkt_regex_run_new(void)
{
	struct dkt_regex_run *run = malloc(sizeof *run);

	if (run == NULL)
		dkt_oom();
	run->data = pcre2_match_data_create(1, NULL);
	run->context = pcre2_match_context_create(NULL);
	if (run->data == NULL || run->context == NULL)
		dkt_oom();
	(void)pcre2_set_callout(run->context, count_attempt, run);
	(void)pcre2_set_heap_limit(run->context, LIMIT_HEAP_KB);
	(void)pcre2_set_depth_limit(run->context, LIMIT_DEPTH);
	return run;
}

void dkt_regex_run_free(struct dkt_regex_run *run)
{
	if (run == NULL)
		return;
	pcre2_match_data_free(run->data);
	pcre2_match_context_free(run->context);
	free(run);
}

static int match(const struct dkt_regex *regex, struct dkt_regex_run *run, const char *subject,
		 size_t size, uint32_t limit)
{
	int result;

	run->reads = 0;
	(void)pcre2_set_match_limit(run->context, limit);
	result = pcre2_match(regex->code, (PCRE2_SPTR)subject, size, 0, PCRE2_NO_UTF_CHECK,
			     run->data, run->context);
	if (result == PCRE2_ERROR_JIT_STACKLIMIT) {
		run->reads = 0;
		result = pcre2_match(regex->code, (PCRE2_SPTR)subject, size, 0,
				     PCRE2_NO_UTF_CHECK | PCRE2_NO_JIT, run->data, run->context);
	}
	return result;
}

int dkt_regex_match(const struct dkt_regex *regex, struct dkt_regex_run *run, const char *subject,
		    size_t size, size_t *cost_out)
{
	size_t few = LIMIT_SCANS / (size + 1); /* each step back may read all the rest again */
	uint32_t last = few > LIMIT_LAST    ? LIMIT_LAST
			: few < LIMIT_FIRST ? LIMIT_FIRST
					    : (uint32_t)few;
	int result = match(regex, run, subject, size, LIMIT_FIRST);

	*cost_out = 1 + run->reads / READS_A_UNIT;
	if (result == PCRE2_ERROR_MATCHLIMIT) {
		result = match(regex, run, subject, size, last);
		*cost_out += LIMIT_LAST + run->reads / READS_A_UNIT;
	}
	if (result >= 0)
		return 1;
	return result == PCRE2_ERROR_NOMATCH ? 0 : -1;
}
