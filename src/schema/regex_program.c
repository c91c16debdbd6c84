/*
 * regex_program.c - a tree as threads (Thompson 1968), and the alphabet cut into classes.
 *
 * Only whether a pattern matches is asked, never what a group caught, so order and greed do not
 * matter and a repetition of something is the same as threads that run beside each other. Counts
 * are written out.
 */
#include "schema/regex_program.h"

#include <stdlib.h>
#include <string.h>

#define NONE UINT16_MAX

typedef struct dkt_regex_node node;

/* Written from the end to the start: each part knows where it leads. NONE when it does not fit. */
static uint16_t add_step(struct dkt_program *program, struct dkt_step step)
{
	if (program->n >= DKT_PROGRAM_MAX)
		return NONE;
	program->steps[program->n] = step;
	return (uint16_t)program->n++;
}

static uint16_t add_set(struct dkt_program *program, const struct dkt_charset *set, uint16_t to)
{
	struct dkt_step step = {.kind = DKT_STEP_SET, .to = to};
	size_t i = 0;

	while (i < program->n_sets &&
	       (program->sets[i].n != set->n ||
		memcmp(program->sets[i].ranges, set->ranges, set->n * sizeof *set->ranges) != 0))
		i++;
	if (i == DKT_PROGRAM_MAX_SETS)
		return NONE;
	if (i == program->n_sets)
		program->sets[program->n_sets++] = *set;
	step.set = (uint16_t)i;
	return add_step(program, step);
}

static uint16_t split(struct dkt_program *program, uint16_t to, uint16_t other)
{
	return add_step(program,
			(struct dkt_step){.kind = DKT_STEP_SPLIT, .to = to, .other = other});
}

static uint16_t write(struct dkt_program *program, const node *at, uint16_t to);

static uint16_t write_repeat(struct dkt_program *program, const node *at, uint16_t to)
{
	uint16_t start = to;
	uint16_t body;

	if (at->min > DKT_PROGRAM_MAX ||
	    (at->max != DKT_REGEX_UNBOUNDED && at->max > DKT_PROGRAM_MAX))
		return NONE;
	if (at->max == DKT_REGEX_UNBOUNDED) {
		start = split(program, to, to);
		if (start == NONE)
			return NONE;
		body = write(program, at->child, start);
		if (body == NONE)
			return NONE;
		program->steps[start].other = body;
	} else {
		for (uint32_t i = at->min; i < at->max && start != NONE; i++) {
			body = write(program, at->child, start);
			start = body == NONE ? NONE : split(program, body, to);
		}
	}
	for (uint32_t i = 0; i < at->min && start != NONE; i++)
		start = write(program, at->child, start);
	return start;
}

static uint16_t write_sequence(struct dkt_program *program, const node *first, uint16_t to)
{
	size_t n = 0;
	const node **nodes;

	for (const node *one = first; one != NULL; one = one->next)
		n++;
	if (n == 0)
		return to;
	if (n > DKT_PROGRAM_MAX)
		return NONE;
	nodes = calloc(n, sizeof(const node *));
	if (nodes == NULL)
		return NONE;
	for (n = 0; first != NULL; first = first->next)
		nodes[n++] = first;
	while (n > 0 && to != NONE)
		to = write(program, nodes[--n], to);
	free(nodes);
	return to;
}

static uint16_t write_choice(struct dkt_program *program, const node *at, uint16_t to)
{
	uint16_t start = NONE;

	for (const node *one = at->child; one != NULL; one = one->next) {
		uint16_t branch = write(program, one, to);

		if (branch == NONE)
			return NONE;
		start = start == NONE ? branch : split(program, branch, start);
		if (start == NONE)
			return NONE;
	}
	return start;
}

/* Depth is that of the groups, at most 200. */
static uint16_t write(struct dkt_program *program, const node *at, uint16_t to)
{
	switch (at->kind) {
	case DKT_RE_SET:
		return add_set(program, &at->set, to);
	case DKT_RE_REPEAT:
		return write_repeat(program, at, to);
	case DKT_RE_CHOICE:
		return write_choice(program, at, to);
	case DKT_RE_SEQUENCE:
	case DKT_RE_GROUP:
		return write_sequence(program, at->child, to);
	case DKT_RE_BOUNDARY:
		program->has_boundary = true; /* fall through */
	case DKT_RE_START:
	case DKT_RE_END:
		return add_step(program, (struct dkt_step){.kind = DKT_STEP_ASSERT,
							   .assertion = at->kind,
							   .negated = at->negated,
							   .to = to});
	default:
		return NONE;
	}
}

bool dkt_program_build(struct dkt_program *program, const struct dkt_regex_tree *tree)
{
	uint16_t match;

	program->n = 0;
	program->n_sets = 0;
	program->has_boundary = false;
	match = add_step(program, (struct dkt_step){.kind = DKT_STEP_MATCH});
	program->start = write(program, tree->root, match);
	return program->start != NONE;
}

/* --- classes -----------------------------------------------------------------------------------
 */

static int ascending(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a;
	uint32_t y = *(const uint32_t *)b;

	return x < y ? -1 : x > y;
}

/* Where some set begins or ends; 0 is one. */
static size_t boundaries(const struct dkt_program *program, struct dkt_arena *arena,
			 uint32_t **firsts_out)
{
	static const uint32_t words[] = {'0', '9' + 1, 'A', 'Z' + 1, '_', '_' + 1, 'a', 'z' + 1};
	size_t room = 9;
	size_t n = 0;
	size_t kept = 0;
	uint32_t *firsts;

	for (size_t i = 0; i < program->n_sets; i++)
		room += 2 * program->sets[i].n;
	firsts = DKT_NEW_N(arena, uint32_t, room);
	firsts[n++] = 0;
	for (size_t i = 0; program->has_boundary && i < 8; i++)
		firsts[n++] = words[i];
	for (size_t i = 0; i < program->n_sets; i++) {
		for (size_t k = 0; k < program->sets[i].n; k++) {
			firsts[n++] = program->sets[i].ranges[k].first;
			firsts[n++] = program->sets[i].ranges[k].last + 1;
		}
	}
	qsort(firsts, n, sizeof *firsts, ascending);
	for (size_t i = 0; i < n; i++) {
		if (kept == 0 || firsts[i] != firsts[kept - 1])
			firsts[kept++] = firsts[i];
	}
	*firsts_out = firsts;
	return kept;
}

struct signature {
	uint64_t bits[3]; /* member of which sets; a word character */
};

static struct signature signature_of(const struct dkt_program *program, uint32_t c)
{
	struct signature signature = {{0}};

	for (size_t i = 0; i < program->n_sets; i++) {
		if (dkt_charset_has(&program->sets[i], c))
			signature.bits[i / 64] |= (uint64_t)1 << (i % 64);
	}
	signature.bits[2] = program->has_boundary && dkt_is_word(c);
	return signature;
}

#define MAX_CLASSES 250U

bool dkt_classes_build(struct dkt_classes *classes, struct dkt_arena *arena,
		       const struct dkt_program *program)
{
	struct signature *known = DKT_NEW_N(arena, struct signature, MAX_CLASSES);

	classes->n = boundaries(program, arena, &classes->firsts);
	classes->classes = DKT_NEW_N(arena, uint8_t, classes->n);
	classes->examples = DKT_NEW_N(arena, uint32_t, MAX_CLASSES);
	classes->n_classes = 0;
	for (size_t i = 0; i < classes->n; i++) {
		struct signature signature = signature_of(program, classes->firsts[i]);
		size_t k = 0;

		while (k < classes->n_classes &&
		       memcmp(&known[k], &signature, sizeof signature) != 0)
			k++;
		if (k == MAX_CLASSES)
			return false;
		if (k == classes->n_classes) {
			known[k] = signature;
			classes->examples[k] = classes->firsts[i];
			classes->n_classes++;
		}
		classes->classes[i] = (uint8_t)k;
	}
	return true;
}

uint8_t dkt_class_of(const uint32_t *firsts, const uint8_t *classes, size_t n, uint32_t c)
{
	size_t low = 0;
	size_t high = n;

	while (high - low > 1) {
		size_t middle = (low + high) / 2;

		if (firsts[middle] <= c)
			low = middle;
		else
			high = middle;
	}
	return classes[low];
}
