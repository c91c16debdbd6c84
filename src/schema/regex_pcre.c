/*
 * regex_pcre.c - PCRE2 with limits.
 *
 * Patterns come from a community's schemas and subjects from strangers, so a match may cost at most
 * a bounded number of steps, and what it cost has to be known. PCRE2's own limit tells neither: it
 * counts attempts, turns and ways back, each of which may read all the rest of the subject
 * ("(?=.*1)a" took 22 seconds on 256 KB).
 *
 * So a pattern is compiled twice. As it is, it runs with a limit that nearly every match stays
 * below. What needs more runs again in a form with callouts at all these places, which add up how
 * far the subject was read since the last one: slower by a half, and exact.
 *
 * The just-in-time compiler serves where the machine has it and allows it; when its stack is too
 * small the interpreter answers, whose memory is limited by itself.
 */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "schema/regex_engine.h"

#include <stdlib.h>

#include "base/error.h"

#define LIMIT_FIRST   64U /* attempts, turns and ways back of the uncounted form */
#define BYTES_FIRST   ((size_t)8)
#define BYTES_A_UNIT  ((size_t)64)
#define LIMIT_HEAP_KB 20000U
#define LIMIT_DEPTH   20000U
#define JIT_STACK_MIN ((size_t)32768)
#define JIT_STACK_MAX ((size_t)524288)
#define MAX_TEXT      ((size_t)1048576) /* of the translation */

struct dkt_pcre {
	pcre2_code *code;
	pcre2_code *counted;
	size_t fixed; /* characters at most between two callouts */
	bool compiled;
};

struct dkt_pcre_run {
	pcre2_match_data *data;
	pcre2_match_context *context;
	pcre2_jit_stack *stack; /* NULL: made when first needed */
	bool no_stack;		/* it could not be made */
	/* of the present match */
	size_t units;
	size_t bytes; /* read, less than a unit's */
	size_t at;    /* of the last callout */
	size_t fixed;
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

static pcre2_code *translated(const struct dkt_regex_tree *tree, bool counted, struct dkt_buf *why)
{
	struct dkt_buf text = DKT_BUF_INIT(MAX_TEXT);
	pcre2_code *code = NULL;

	dkt_regex_translate(tree, counted, &text);
	if (dkt_buf_ok(&text))
		code = compile(dkt_buf_str(&text), text.size, why);
	else if (why != NULL)
		dkt_buf_adds(why, "the pattern is too long");
	dkt_buf_clear(&text);
	return code;
}

struct dkt_pcre *dkt_pcre_new(const struct dkt_regex_tree *tree, bool jit, struct dkt_buf *why)
{
	struct dkt_pcre *pcre = calloc(1, sizeof *pcre);

	if (pcre == NULL)
		dkt_oom();
	pcre->code = translated(tree, false, why);
	if (pcre->code != NULL)
		pcre->counted = translated(tree, true, why);
	if (pcre->counted == NULL) {
		dkt_pcre_free(pcre);
		return NULL;
	}
	pcre->fixed = dkt_regex_fixed(tree);
	pcre->compiled = jit && pcre2_jit_compile(pcre->code, PCRE2_JIT_COMPLETE) == 0 &&
			 pcre2_jit_compile(pcre->counted, PCRE2_JIT_COMPLETE) == 0;
	return pcre;
}

void dkt_pcre_free(struct dkt_pcre *pcre)
{
	if (pcre == NULL)
		return;
	pcre2_code_free(pcre->code);
	pcre2_code_free(pcre->counted);
	free(pcre);
}

bool dkt_pcre_is_compiled(const struct dkt_pcre *pcre)
{
	return pcre->compiled;
}

/* data is the run. What was read since the last callout lies between the two places. */
static int count(pcre2_callout_block *callout, void *data)
{
	struct dkt_pcre_run *run = data;
	size_t at = callout->current_position;

	run->bytes += run->fixed + (at > run->at ? at - run->at : 0);
	if (callout->callout_number == 2)
		run->bytes += callout->subject_length - at;
	run->units += 1 + run->bytes / BYTES_A_UNIT;
	run->bytes %= BYTES_A_UNIT;
	run->at = at;
	return run->units > DKT_PCRE_MAX_UNITS ? PCRE2_ERROR_CALLOUT : 0;
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
	(void)pcre2_set_callout(run->context, count, run);
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

static void begin(struct dkt_pcre_run *run)
{
	run->units = 0;
	run->bytes = 0;
	run->at = 0;
}

static int interpret(const pcre2_code *code, struct dkt_pcre_run *run, const char *subject,
		     size_t size)
{
	begin(run);
	return pcre2_match(code, (PCRE2_SPTR)subject, size, 0, PCRE2_NO_UTF_CHECK | PCRE2_NO_JIT,
			   run->data, run->context);
}

/* On 32 KB of the machine's own stack, which nearly always do. */
static int run_compiled(const pcre2_code *code, struct dkt_pcre_run *run, const char *subject,
			size_t size)
{
	begin(run);
	return pcre2_jit_match(code, (PCRE2_SPTR)subject, size, 0, PCRE2_NO_UTF_CHECK, run->data,
			       run->context);
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

static int match(const struct dkt_pcre *pcre, const pcre2_code *code, struct dkt_pcre_run *run,
		 const char *subject, size_t size)
{
	int result;

	if (!pcre->compiled)
		return interpret(code, run, subject, size);
	result = run_compiled(code, run, subject, size);
	if (result == PCRE2_ERROR_JIT_STACKLIMIT && more_stack(run))
		result = run_compiled(code, run, subject, size);
	if (result == PCRE2_ERROR_JIT_STACKLIMIT)
		result = interpret(code, run, subject, size);
	return result;
}

int dkt_pcre_match(const struct dkt_pcre *pcre, struct dkt_pcre_run *run, const char *subject,
		   size_t size, size_t *cost_out)
{
	int result;

	(void)pcre2_set_match_limit(run->context, LIMIT_FIRST);
	result = match(pcre, pcre->code, run, subject, size);
	*cost_out = 1 + size / BYTES_FIRST;
	if (result == PCRE2_ERROR_MATCHLIMIT) {
		(void)pcre2_set_match_limit(run->context, UINT32_MAX);
		run->fixed = pcre->fixed;
		result = match(pcre, pcre->counted, run, subject, size);
		*cost_out += run->units;
	}
	if (result >= 0)
		return 1;
	return result == PCRE2_ERROR_NOMATCH ? 0 : -1;
}
