/*
 * regex_answers.c - our answers about patterns, for ci/compare-regex to lay beside another
 * engine's.
 *
 * Reads lines of words, each an "x" and hexadecimal bytes: a pattern, then subjects, all UTF-8.
 * Prints a line each: "v" or "i" (valid by strict ECMA-262 or not), "-" when the pattern does not
 * compile or the first letter of its engine, and for each subject 0, 1 or "?" (beyond the limits).
 * The argument is a sum of dkt_regex_engines, so that every engine can be compared alone.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/num.h"
#include "schema/regex_engine.h"

#include "base/banned.h"

#define MAX_LINE ((size_t)1 << 20)

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The next word, decoded in place; NULL behind the last. */
static char *next_word(char **line, size_t *size_out)
{
	char *start = *line;
	char *in = start;
	char *out = start;

	if (*in++ != 'x')
		return NULL;
	while (hex_value(in[0]) >= 0 && hex_value(in[1]) >= 0) {
		*out++ = (char)(hex_value(in[0]) * 16 + hex_value(in[1]));
		in += 2;
	}
	*line = *in == ' ' ? in + 1 : in;
	*size_out = (size_t)(out - start);
	return start;
}

static void answer(char *line, unsigned engines, struct dkt_regex_run *run)
{
	static const char names[] = {'p', 't', 'c', 'i', 'w'};
	static const char verdicts[] = {'?', '0', '1'};
	enum dkt_regex_fault fault;
	size_t offset;
	size_t size = 0;
	size_t cost;
	char *word = next_word(&line, &size);
	struct dkt_regex *regex;

	(void)putchar(word != NULL && dkt_regex_valid(word, size) ? 'v' : 'i');
	regex = dkt_regex_new_with(word == NULL ? "" : word, size, engines, &fault, &offset, NULL);
	(void)putchar(regex == NULL ? '-' : names[dkt_regex_kind(regex)]);
	while (regex != NULL && (word = next_word(&line, &size)) != NULL)
		(void)putchar(verdicts[1 + dkt_regex_match(regex, run, word, size, &cost)]);
	(void)putchar('\n');
	dkt_regex_free(regex);
}

int main(int argc, char **argv)
{
	uint64_t engines = DKT_REGEX_USE_ALL;
	struct dkt_regex_run *run = dkt_regex_run_new();
	char *line = malloc(MAX_LINE);

	if (line == NULL)
		dkt_oom();
	if (argc > 1)
		engines = strtoul(argv[1], NULL, 10);
	while (fgets(line, (int)MAX_LINE, stdin) != NULL)
		answer(line, (unsigned)engines, run);
	free(line);
	dkt_regex_run_free(run);
	return 0;
}
