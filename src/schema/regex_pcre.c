/*
 * regex_pcre.c - PCRE2 with limits.
 *
 * Patterns come from a community's schemas and subjects from strangers, so a match may cost at most
 * a bounded number of steps. Two things can go wrong. Backtracking can explode: PCRE2 counts that,
 * so a match runs with a small limit first, and only those that need more run again with the large
 * one and are charged for it. And a pattern that is not anchored is tried at every place of the
 * subject and can read all the rest each time, which PCRE2 does not count ("(?=.*1)a" took 22
 * seconds on 256 KB): a callout before the pattern does, one call an attempt, charged with the
 * length of the rest. Places that cannot start a match are skipped without an attempt.
 *
 * The just-in-time compiler serves where the machine has it and allows it; when its stack is too
 * small the interpreter answers, whose memory is limited by itself.
 */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "schema/regex_engine.h"

#include <stdlib.h>

#include "base/error.h"

#define LIMIT_FIRST   1000U
#define LIMIT_LAST    200000U
#define LIMIT_READS   ((size_t)640000000) /* bytes that all attempts together may read */
#define LIMIT_SCANS   ((size_t)4000000000)
#define READS_A_UNIT  ((size_t)16)
#define LIMIT_HEAP_KB 20000U
#define LIMIT_DEPTH   20000U
#define JIT_STACK_MIN ((size_t)32768)
#define JIT_STACK_MAX ((size_t)524288)
#define MAX_TEXT      ((size_t)1048576) /* of the translation */

struct dkt_pcre {
	pcre2_code *code;
	bool compiled;
};

struct dkt_pcre_run {
	pcre2_match_data *data;
	pcre2_match_context *context;
	pcre2_jit_stack *stack; /* NULL: made when first needed */
	bool no_stack;		/* it could not be made */
	size_t reads;		/* by the attempts of the present match */
};

#define OPTIONS                                                                                    \
	(PCRE2_UTF | PCRE2_DOLLAR_ENDONLY | PCRE2_ALLOW_EMPTY_CLASS | PCRE2_MATCH_UNSET_BACKREF |  \
	 PCRE2_NEVER_BACKSLASH_C)

/*
 * The tree was read as ECMA-262, so what PCRE2 refuses is right but beyond it: lookbehind without
 * bound, counts above 65535, too many groups.
 */
static pcre2_code *compile(const char *text, size_t size, struct dkt_buf *why)
{
	pcre2_compile_context *context = pcre2_compile_context_create(NULL);
	PCRE2_UCHAR message[128];
	PCRE2_SIZE where;
	pcre2_code *code;
	int number = 0;

	if (context == NULL)
		dkt_oom();
	(void)pcre2_set_newline(context, PCRE2_NEWLINE_LF);
	(void)pcre2_set_parens_nest_limit(context, 1000);
	code = pcre2_compile((PCRE2_SPTR)text, size, OPTIONS, &number, &where, context);
	pcre2_compile_context_free(context);
	if (code == NULL && why != NULL &&
	    pcre2_get_error_message(number, message, sizeof message) > 0)
		dkt_buf_adds(why, (const char *)message);
	return code;
}

struct dkt_pcre *dkt_pcre_new(const struct dkt_regex_tree *tree, bool jit, struct dkt_buf *why)
{
	struct dkt_buf text = DKT_BUF_INIT(MAX_TEXT);
	bool anchored = dkt_regex_is_anchored(tree);
	struct dkt_pcre *pcre = NULL;
	pcre2_code *code = NULL;

	if (!anchored)
		dkt_buf_adds(&text, "(?C1)");
	dkt_regex_translate(tree, &text);
	if (dkt_buf_ok(&text))
		code = compile(dkt_buf_str(&text), text.size, why);
	else if (why != NULL)
		dkt_buf_adds(why, "the pattern is too long");
	dkt_buf_clear(&text);
	if (code == NULL)
		return NULL;
	pcre = malloc(sizeof *pcre);
	if (pcre == NULL)
		dkt_oom();
	pcre->code = code;
	pcre->compiled = jit && pcre2_jit_compile(code, PCRE2_JIT_COMPLETE) == 0;
	return pcre;
}

void dkt_pcre_free(struct dkt_pcre *pcre)
{
	if (pcre == NULL)
		return;
	pcre2_code_free(pcre->code);
	free(pcre);
}

bool dkt_pcre_is_compiled(const struct dkt_pcre *pcre)
{
	return pcre->compiled;
}

/* Called before each attempt; data is the run. */
static int count_attempt(pcre2_callout_block *attempt, void *data)
{
	struct dkt_pcre_run *run = data;

	run->reads += attempt->subject_length - attempt->current_position;
	return run->reads > LIMIT_READS ? PCRE2_ERROR_CALLOUT : 0;
}

struct dkt_pcre_run *dkt_pcre_run_new(void)
{
	struct dkt_pcre_run *run = calloc(1, sizeof *run);

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

void dkt_pcre_run_free(struct dkt_pcre_run *run)
{
	if (run == NULL)
		return;
	pcre2_match_data_free(run->data);
	pcre2_match_context_free(run->context);
	if (run->stack != NULL)
		pcre2_jit_stack_free(run->stack);
	free(run);
}

static int interpret(const struct dkt_pcre *pcre, struct dkt_pcre_run *run, const char *subject,
		     size_t size)
{
	run->reads = 0;
	return pcre2_match(pcre->code, (PCRE2_SPTR)subject, size, 0,
			   PCRE2_NO_UTF_CHECK | PCRE2_NO_JIT, run->data, run->context);
}

/* On 32 KB of the machine's own stack, which nearly always do. */
static int run_compiled(const struct dkt_pcre *pcre, struct dkt_pcre_run *run, const char *subject,
			size_t size)
{
	run->reads = 0;
	return pcre2_jit_match(pcre->code, (PCRE2_SPTR)subject, size, 0, PCRE2_NO_UTF_CHECK,
			       run->data, run->context);
}

static bool more_stack(struct dkt_pcre_run *run)
{
	if (run->stack != NULL || run->no_stack)
		return false;
	run->stack = pcre2_jit_stack_create(JIT_STACK_MIN, JIT_STACK_MAX, NULL);
	run->no_stack = run->stack == NULL;
	if (run->stack != NULL)
		pcre2_jit_stack_assign(run->context, NULL, run->stack);
	return run->stack != NULL;
}

static int match(const struct dkt_pcre *pcre, struct dkt_pcre_run *run, const char *subject,
		 size_t size, uint32_t limit)
{
	int result;

	(void)pcre2_set_match_limit(run->context, limit);
	if (!pcre->compiled)
		return interpret(pcre, run, subject, size);
	result = run_compiled(pcre, run, subject, size);
	if (result == PCRE2_ERROR_JIT_STACKLIMIT && more_stack(run))
		result = run_compiled(pcre, run, subject, size);
	if (result == PCRE2_ERROR_JIT_STACKLIMIT)
		result = interpret(pcre, run, subject, size);
	return result;
}

int dkt_pcre_match(const struct dkt_pcre *pcre, struct dkt_pcre_run *run, const char *subject,
		   size_t size, size_t *cost_out)
{
	size_t few = LIMIT_SCANS / (size + 1); /* each step back may read all the rest again */
	uint32_t last = few > LIMIT_LAST    ? LIMIT_LAST
			: few < LIMIT_FIRST ? LIMIT_FIRST
					    : (uint32_t)few;
	int result = match(pcre, run, subject, size, LIMIT_FIRST);

	*cost_out = 1 + run->reads / READS_A_UNIT;
	if (result == PCRE2_ERROR_MATCHLIMIT) {
		result = match(pcre, run, subject, size, last);
		*cost_out += LIMIT_LAST + run->reads / READS_A_UNIT;
	}
	if (result >= 0)
		return 1;
	return result == PCRE2_ERROR_NOMATCH ? 0 : -1;
}
