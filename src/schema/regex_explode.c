/*
 * regex_explode.c - can a pattern take very long in an engine that backtracks?
 *
 * Such an engine tries every way in which a text can be read before it gives up. The pattern
 * becomes an automaton of positions (one a set of characters), where each pair of positions knows
 * in how many ways one follows the other; "(a+)+" has one position that follows itself in two ways.
 * Then, after Weber and Seidl (1991, "On the degree of ambiguity of finite automata"):
 *
 *   exponential: from some position two different paths over the same text lead back to it. Found
 * on pairs of positions: a pair of equal ones reaches a pair of different ones and from there a
 * pair of equal ones again, within one loop. polynomial: a text on which one loop stays, another
 * stays, and the one passes to the other. Each step in a chain of such loops is one more power; two
 * steps (time cubic in the length of the text) are reported.
 *
 * An engine only tries all ways when it fails, so loops from which the pattern can end without any
 * further demand do no harm. A bounded repetition counts as a loop when its bounds are far apart.
 * What is too large to be looked at within the limits below counts as harmless.
 */
#include "schema/regex_ways.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"

#define MAX_WORK	((size_t)30000000)
#define LOOP_EXPONENT	10U  /* {0,10} within a loop is as bad as a loop */
#define LOOP_POLYNOMIAL 256U /* {0,20}{0,20}{0,20} takes 8,000 steps and no more */

typedef struct dkt_regex_node node;

/* --- loops -------------------------------------------------------------------------------------
 */

static unsigned char follows(const struct dkt_ways *a, size_t from, size_t to)
{
	return a->follow[from * a->room + to];
}

/* Everything reachable from one position over at least one step, into seen. */
static void reach(struct dkt_ways *a, size_t from, unsigned char *seen, uint32_t *stack)
{
	size_t n = 1;

	memset(seen, 0, a->n);
	stack[0] = (uint32_t)from;
	while (n > 0) {
		size_t at = stack[--n];

		for (size_t k = 0; k < a->n; k++) {
			if (follows(a, at, k) != 0 && !seen[k]) {
				seen[k] = 1;
				stack[n++] = (uint32_t)k;
			}
		}
	}
}

/* Which positions can be read again after themselves, and which of them together. */
static unsigned char *find_loops(struct dkt_ways *a)
{
	unsigned char *reached = DKT_NEW_N(a->arena, unsigned char, a->n * a->n + 1);
	uint32_t *stack = DKT_NEW_N(a->arena, uint32_t, a->n + 1);

	for (size_t i = 0; i < a->n; i++)
		reach(a, i, reached + i * a->n, stack);
	for (size_t i = 0; i < a->n; i++) {
		a->positions[i].loops = reached[i * a->n + i] != 0;
		a->positions[i].component = (uint32_t)i;
		for (size_t k = 0; k < i; k++) {
			if (reached[i * a->n + k] && reached[k * a->n + i]) {
				a->positions[i].component = a->positions[k].component;
				break;
			}
		}
	}
	return reached;
}

static void find_meetings(struct dkt_ways *a)
{
	a->meets = DKT_NEW_N(a->arena, unsigned char, a->n * a->n + 1);
	for (size_t i = 0; i < a->n; i++) {
		for (size_t k = 0; k <= i; k++) {
			struct dkt_charset x = dkt_ways_set(a->positions[i].from);
			struct dkt_charset y = dkt_ways_set(a->positions[k].from);

			a->meets[i * a->n + k] = a->meets[k * a->n + i] = dkt_charsets_meet(&x, &y);
		}
	}
}

/* --- exponential -------------------------------------------------------------------------------
 */

/* Mark the pairs reachable (or from which one comes, backwards) from all pairs of equal ones. */
static void spread(struct dkt_ways *a, const uint32_t *in, size_t n, bool backwards,
		   unsigned char *seen, uint32_t *stack)
{
	size_t top = 0;

	for (size_t i = 0; i < n; i++)
		stack[top++] = (uint32_t)(i * n + i);
	while (top > 0 && a->work < MAX_WORK) {
		size_t p = stack[--top] / n;
		size_t q = stack[top] % n;

		for (size_t x = 0; x < n; x++) {
			bool step = backwards ? follows(a, in[x], in[p]) : follows(a, in[p], in[x]);

			for (size_t y = 0; step && y < n; y++) {
				bool too = backwards ? follows(a, in[y], in[q])
						     : follows(a, in[q], in[y]);

				a->work++;
				if (too && x != y && a->meets[in[x] * a->n + in[y]] &&
				    !seen[x * n + y]) {
					seen[x * n + y] = 1;
					stack[top++] = (uint32_t)(x * n + y);
				}
			}
		}
	}
}

static bool part_at(uint32_t *in, uint32_t a, uint32_t b)
{
	in[0] = a;
	in[1] = b;
	return true;
}

/* Two ways around within the loop? Then in[0] and in[1] are where they part. */
static bool doubled(struct dkt_ways *a, uint32_t *in, size_t n)
{
	unsigned char *there = DKT_NEW_N(a->arena, unsigned char, n *n);
	unsigned char *back = DKT_NEW_N(a->arena, unsigned char, n *n);
	uint32_t *stack = DKT_NEW_N(a->arena, uint32_t, n * n + n);

	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < n; k++) {
			if (follows(a, in[i], in[k]) > 1 && !a->positions[in[k]].freely)
				return part_at(in, in[i], in[k]);
		}
	}
	spread(a, in, n, false, there, stack);
	spread(a, in, n, true, back, stack);
	for (size_t i = 0; i < n * n; i++) {
		if (there[i] && back[i] &&
		    !(a->positions[in[i / n]].freely && a->positions[in[i % n]].freely))
			return part_at(in, in[i / n], in[i % n]);
	}
	return false;
}

/* Is one of the loops doubled? in[0] and in[1] are positions of it. */
static bool exponential(struct dkt_ways *a, uint32_t *in)
{
	for (size_t c = 0; c < a->n && a->work < MAX_WORK; c++) {
		size_t n = 0;

		for (size_t i = c; i < a->n; i++) {
			if (a->positions[i].loops && a->positions[i].component == c)
				in[n++] = (uint32_t)i;
		}
		if (n > 0 && doubled(a, in, n))
			return true;
	}
	return false;
}

/* --- polynomial --------------------------------------------------------------------------------
 */

struct triple {
	uint32_t a, b, c;
};

/* A text on which p stays, q stays and p passes to q: (p, p, q) leads to (p, q, q). */
static bool passes(struct dkt_ways *a, const unsigned char *reached, uint32_t p, uint32_t q)
{
	size_t n = a->n;
	size_t room = 1024;
	size_t top = 1;
	struct triple *stack = malloc(room * sizeof *stack);
	unsigned char *seen = calloc(n * n, n / 8 + 1);
	bool found = false;

	if (stack == NULL || seen == NULL)
		dkt_oom();
	stack[0] = (struct triple){p, p, q};
	while (top > 0 && !found && a->work < MAX_WORK) {
		struct triple at = stack[--top];

		for (uint32_t x = 0; x < n; x++) {
			if (!follows(a, at.a, x) ||
			    a->positions[x].component != a->positions[p].component)
				continue;
			for (uint32_t z = 0; z < n; z++) {
				a->work++;
				if (!follows(a, at.c, z) || !a->meets[x * n + z] ||
				    a->positions[z].component != a->positions[q].component)
					continue;
				for (uint32_t y = 0; y < n; y++) {
					size_t bit = (x * n + z) * n + y;

					a->work++;
					if (!follows(a, at.b, y) || !a->meets[x * n + y] ||
					    !a->meets[y * n + z] ||
					    (y != q && !reached[y * n + q]) ||
					    (seen[bit / 8] >> (bit % 8) & 1))
						continue;
					seen[bit / 8] |= (unsigned char)(1U << (bit % 8));
					found = found || (x == p && y == q && z == q);
					if (top == room) {
						room *= 2;
						stack = realloc(stack, room * sizeof *stack);
						if (stack == NULL)
							dkt_oom();
					}
					stack[top++] = (struct triple){x, y, z};
				}
			}
		}
	}
	free(seen);
	free(stack);
	return found;
}

/* ".*$" fails on nothing but a line break: after it, an engine hardly ever comes back. */
static bool takes_nearly_all(const struct dkt_ways *a, size_t position)
{
	struct dkt_charset set = dkt_ways_set(a->positions[position].from);
	uint32_t n = 0;

	for (size_t i = 0; i < set.n; i++)
		n += set.ranges[i].last - set.ranges[i].first + 1;
	return n >= DKT_CODE_POINT_MAX - 0x800U - 64U;
}

struct chain {
	size_t steps;
	size_t before; /* the loop before this one, or itself */
};

static bool loop_passes(struct dkt_ways *a, const unsigned char *reached, size_t p, size_t q)
{
	for (size_t i = q; i < a->n; i++) {
		if (a->positions[i].component == q && a->positions[i].loops &&
		    reached[p * a->n + i] && passes(a, reached, (uint32_t)p, (uint32_t)i))
			return true;
	}
	return false;
}

/*
 * The longest chain of loops that pass to each other; positions are numbered from left to right,
 * and loops that are not the same lead from left to right only.
 */
static bool polynomial(struct dkt_ways *a, const unsigned char *reached, uint32_t *in)
{
	struct chain *chains = DKT_NEW_N(a->arena, struct chain, a->n + 1);

	for (size_t q = 0; q < a->n && a->work < MAX_WORK; q++) {
		chains[q].before = q;
		if (!a->positions[q].loops || a->positions[q].component != q)
			continue;
		for (size_t p = 0; p < q; p++) {
			if (a->positions[p].loops && a->positions[p].component == p &&
			    reached[p * a->n + q] && chains[p].steps + 1 > chains[q].steps &&
			    loop_passes(a, reached, p, q))
				chains[q] = (struct chain){chains[p].steps + 1, p};
		}
		if (chains[q].steps >= 2 && !a->positions[q].freely &&
		    !(a->positions[q].ends && takes_nearly_all(a, q))) {
			in[0] = (uint32_t)chains[chains[q].before].before;
			in[1] = (uint32_t)q;
			return true;
		}
	}
	return false;
}

/* --- the answer --------------------------------------------------------------------------------
 */

/* Which repetition to name: the innermost of those around both positions that explodes by itself.
 */
static const node *culprit(struct dkt_arena *arena, const node *root, const node *one,
			   const node *other)
{
	uint32_t in[DKT_WAYS_MAX];
	const node *best = NULL;

	for (const node *at = root; at != NULL;) {
		struct dkt_ways alone;

		if (at->kind == DKT_RE_REPEAT) {
			if (!dkt_ways_build(&alone, arena, at, LOOP_EXPONENT))
				return best;
			for (size_t i = 0; i < alone.n; i++)
				alone.positions[i].freely = false;
			find_loops(&alone);
			find_meetings(&alone);
			if (!exponential(&alone, in))
				return best;
			best = at;
		}
		at = at->child;
		while (at != NULL && !(at->at <= one->at && one->end <= at->end &&
				       at->at <= other->at && other->end <= at->end))
			at = at->next;
	}
	return best;
}

/* The innermost repetition around a position. */
static const node *loop_of(const node *root, const node *position)
{
	const node *best = position;

	for (const node *at = root; at != NULL && at != position;) {
		if (at->kind == DKT_RE_REPEAT)
			best = at;
		at = at->child;
		while (at != NULL && !(at->at <= position->at && position->end <= at->end))
			at = at->next;
	}
	return best;
}

static void name(struct dkt_buf *why, const char *pattern, uint32_t from, uint32_t to,
		 const char *what)
{
	dkt_buf_addc(why, '"');
	dkt_buf_add(why, pattern + from, to - from);
	dkt_buf_adds(why, what);
}

static bool explodes_fast(struct dkt_arena *arena, const node *root, const char *pattern,
			  struct dkt_buf *why)
{
	struct dkt_ways a;
	uint32_t in[DKT_WAYS_MAX];
	const node *loop;

	if (!dkt_ways_build(&a, arena, root, LOOP_EXPONENT))
		return false;
	find_loops(&a);
	find_meetings(&a);
	if (!exponential(&a, in))
		return false;
	loop = culprit(arena, root, a.positions[in[0]].from, a.positions[in[1]].from);
	if (loop == NULL)
		loop = root;
	name(why, pattern, loop->at, loop->end,
	     "\" can read the same text in ever so many ways: each further character can double "
	     "the "
	     "time");
	return true;
}

static bool explodes_slowly(struct dkt_arena *arena, const node *root, const char *pattern,
			    struct dkt_buf *why)
{
	struct dkt_ways a;
	uint32_t in[2];
	const unsigned char *reached;

	if (!dkt_ways_build(&a, arena, root, LOOP_POLYNOMIAL))
		return false;
	reached = find_loops(&a);
	find_meetings(&a);
	if (!polynomial(&a, reached, in))
		return false;
	name(why, pattern, loop_of(root, a.positions[in[0]].from)->at,
	     loop_of(root, a.positions[in[1]].from)->end,
	     "\" repeats three times or more what the same text can fill: the time grows with the "
	     "third power of its length, or faster");
	return true;
}

/* The pattern itself, and what its lookarounds look for. */
static bool any_explodes(struct dkt_arena *arena, const node *at, bool whole, const char *pattern,
			 struct dkt_buf *why)
{
	if (whole &&
	    (explodes_fast(arena, at, pattern, why) || explodes_slowly(arena, at, pattern, why)))
		return true;
	for (const node *one = at->child; one != NULL; one = one->next) {
		if (any_explodes(arena, one, at->kind == DKT_RE_LOOK, pattern, why))
			return true;
	}
	return false;
}

bool dkt_regex_explosive(const char *pattern, size_t size, struct dkt_buf *why)
{
	struct dkt_arena *arena = dkt_arena_new();
	struct dkt_regex_problem problem;
	const struct dkt_regex_tree *tree = dkt_regex_read(arena, pattern, size, &problem);
	bool answer = tree != NULL && any_explodes(arena, tree->root, true, pattern, why);

	dkt_arena_free(arena);
	return answer;
}
