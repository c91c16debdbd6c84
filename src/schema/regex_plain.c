/*
 * regex_plain.c - half of the patterns in schemas, and nine in ten of patternProperties.
 *
 * Three forms. A literal: what is searched, what the subject begins or ends with, or is. Many
 * literals, of which the subject is one, in a hash table; also as people write them who want upper
 * and lower case ("^([Cc][Mm]|[Mm]{2})$" is not one of them, "^([Cc][Mm]|[Kk][Mm])$" is). And runs:
 * sets with counts, one after another from the start on, where each run can take all that fits,
 * because what follows it begins with none of it; "^[a-z][a-z0-9_]{0,62}$" is not one, for the
 * table is as good, but "^[a-z]{1,62}$" and "^.{2,5000}$" are, whose tables would be large.
 */
#include "schema/regex_engine.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/map.h"
#include "base/utf8.h"

#define MAX_LITERAL ((size_t)512)
#define MAX_RUNS    ((size_t)32)

typedef struct dkt_regex_node node;

enum form { LITERAL, LITERALS, RUNS };

enum beyond { NONE_BEYOND, ALL_BEYOND, SOME_BEYOND };

struct run {
	uint64_t ascii[2];
	enum beyond beyond; /* of the characters above ASCII */
	struct dkt_charset set;
	uint32_t min;
	uint32_t max;
};

struct dkt_plain {
	enum form form;
	struct dkt_arena *arena;
	bool from_start;
	bool to_end;
	bool folded; /* LITERALS: in lower case */
	const char *literal;
	size_t size; /* of the literal, or of the longest of them */
	struct dkt_map literals;
	struct run *runs;
	size_t n_runs;
};

/* --- the parts of a pattern --------------------------------------------------------------------
 */

/* "(x)" and "(?:x)" are x. */
static const node *unwrap(const node *at)
{
	while ((at->kind == DKT_RE_GROUP || at->kind == DKT_RE_SEQUENCE) && at->child != NULL &&
	       at->child->next == NULL)
		at = at->child;
	return at;
}

/* A sequence without "^" in front and "$" behind: its first part and the one behind its last. */
struct inside {
	const node *first;
	const node *end; /* NULL or the "$" */
	bool from_start;
	bool to_end;
};

/* The children of a sequence; anything else is a sequence of one. */
static struct inside look_inside(const node *root)
{
	struct inside inside = {.first = root};

	if (root->kind != DKT_RE_SEQUENCE && root->kind != DKT_RE_GROUP)
		return inside;
	inside.first = root->child;
	if (inside.first != NULL && inside.first->kind == DKT_RE_START) {
		inside.from_start = true;
		inside.first = inside.first->next;
	}
	for (const node *one = inside.first; one != NULL; one = one->next) {
		if (one->kind == DKT_RE_END && one->next == NULL) {
			inside.end = one;
			inside.to_end = true;
		}
	}
	return inside;
}

static bool is_char(const struct dkt_charset *set)
{
	return set->n == 1 && set->ranges[0].first == set->ranges[0].last;
}

/* "[Aa]": its lower case, or 0. */
static uint32_t either_case(const struct dkt_charset *set)
{
	if (set->n == 2 && set->ranges[0].first >= 'A' && set->ranges[0].last <= 'Z' &&
	    set->ranges[0].first == set->ranges[0].last &&
	    set->ranges[1].first == set->ranges[0].first + 32U &&
	    set->ranges[1].last == set->ranges[1].first)
		return set->ranges[1].first;
	return 0;
}

enum letters { NO_LETTERS = 0, EXACT_LETTERS = 1, EITHER_LETTERS = 2 };

/* Append the characters of a sequence; false when it is more than that. */
static bool spell(const node *first, const node *end, struct dkt_buf *out, unsigned *letters)
{
	for (const node *one = first; one != end; one = one->next) {
		const node *at = unwrap(one);
		uint32_t either;

		if (at->kind == DKT_RE_SEQUENCE || at->kind == DKT_RE_GROUP) {
			if (at->child != NULL) /* "a(bc)" */
				return false;
			continue;
		}
		if (at->kind != DKT_RE_SET)
			return false;
		either = either_case(&at->set);
		if (either != 0) {
			*letters |= EITHER_LETTERS;
			dkt_utf8_add(out, either);
		} else if (is_char(&at->set)) {
			uint32_t c = at->set.ranges[0].first;

			if ((c | 32U) >= 'a' && (c | 32U) <= 'z')
				*letters |= EXACT_LETTERS;
			dkt_utf8_add(out, c);
		} else {
			return false;
		}
	}
	return dkt_buf_ok(out);
}

/* --- literals ----------------------------------------------------------------------------------
 */

static bool one_literal(struct dkt_plain *plain, const struct inside *inside)
{
	struct dkt_buf text = DKT_BUF_INIT(DKT_REGEX_MAX_PATTERN);
	unsigned letters = NO_LETTERS;
	bool fine = spell(inside->first, inside->end, &text, &letters) &&
		    (letters & EITHER_LETTERS) == 0;

	if (fine) {
		plain->form = LITERAL;
		plain->size = text.size;
		plain->literal = dkt_arena_dup(plain->arena, dkt_buf_str(&text), text.size);
	}
	dkt_buf_clear(&text);
	return fine;
}

static bool add_literal(struct dkt_plain *plain, const node *first, const node *end,
			unsigned *letters)
{
	struct dkt_buf text = DKT_BUF_INIT(MAX_LITERAL);
	bool fine = spell(first, end, &text, letters);

	if (fine) {
		const char *kept = dkt_arena_dup(plain->arena, dkt_buf_str(&text), text.size);

		(void)dkt_map_put(&plain->literals, kept, text.size, plain);
		if (text.size > plain->size)
			plain->size = text.size;
	}
	dkt_buf_clear(&text);
	return fine;
}

/* "^(a|b)$", or "^a$|^b$" when each is to bring its own anchors. */
static bool many_literals(struct dkt_plain *plain, const node *choice, bool anchors)
{
	unsigned letters = NO_LETTERS;

	for (const node *one = choice->child; one != NULL; one = one->next) {
		struct inside inside = {.first = one->child};

		if (one->kind != DKT_RE_SEQUENCE)
			return false;
		if (anchors)
			inside = look_inside(one);
		if (inside.from_start != anchors || inside.to_end != anchors ||
		    !add_literal(plain, inside.first, inside.end, &letters))
			return false;
	}
	plain->form = LITERALS;
	plain->folded = letters == EITHER_LETTERS;
	return letters != (EXACT_LETTERS | EITHER_LETTERS);
}

/* --- runs --------------------------------------------------------------------------------------
 */

static void fill_run(struct run *run, struct dkt_arena *arena, const struct dkt_charset *set)
{
	struct dkt_range *ranges = DKT_NEW_N(arena, struct dkt_range, set->n + 1);

	if (set->n > 0)
		memcpy(ranges, set->ranges, set->n * sizeof *ranges);
	run->set = (struct dkt_charset){ranges, set->n};
	for (unsigned c = 0; c < 128; c++) {
		if (dkt_charset_has(set, c))
			run->ascii[c / 64] |= (uint64_t)1 << (c % 64);
	}
	if (set->n == 0 || set->ranges[set->n - 1].last < 0x80)
		run->beyond = NONE_BEYOND;
	else if (set->n >= 2 && set->ranges[set->n - 1].last == DKT_CODE_POINT_MAX &&
		 set->ranges[set->n - 1].first == 0xE000 && set->ranges[set->n - 2].first <= 0x80)
		run->beyond = ALL_BEYOND;
	else
		run->beyond = SOME_BEYOND;
}

static bool add_run(struct dkt_plain *plain, const node *at)
{
	const node *one = at->kind == DKT_RE_REPEAT ? unwrap(at->child) : at;
	struct run *run;

	if (one->kind != DKT_RE_SET || plain->n_runs == MAX_RUNS)
		return false;
	run = &plain->runs[plain->n_runs++];
	run->min = at->kind == DKT_RE_REPEAT ? at->min : 1;
	run->max = at->kind == DKT_RE_REPEAT ? at->max : 1;
	fill_run(run, plain->arena, &one->set);
	return true;
}

/* Can each run take all that it can get? Not when what follows may begin with the same. */
static bool are_greedy(const struct dkt_plain *plain)
{
	for (size_t i = 0; i < plain->n_runs; i++) {
		const struct run *run = &plain->runs[i];

		for (size_t k = i + 1; run->min < run->max && k < plain->n_runs; k++) {
			if (dkt_charsets_meet(&run->set, &plain->runs[k].set))
				return false;
			if (plain->runs[k].min > 0)
				break;
		}
	}
	return true;
}

static bool runs(struct dkt_plain *plain, const struct inside *inside)
{
	if (!inside->from_start)
		return false;
	plain->form = RUNS;
	plain->runs = DKT_NEW_N(plain->arena, struct run, MAX_RUNS);
	for (const node *one = inside->first; one != NULL && one != inside->end; one = one->next) {
		if (!add_run(plain, unwrap(one)))
			return false;
	}
	return are_greedy(plain);
}

/* --- all forms ---------------------------------------------------------------------------------
 */

static bool recognise(struct dkt_plain *plain, const node *root)
{
	struct inside inside = look_inside(root);
	const node *only = inside.first == NULL || inside.first == inside.end ||
					   inside.first->next != inside.end
				   ? NULL
				   : unwrap(inside.first);

	plain->from_start = inside.from_start;
	plain->to_end = inside.to_end;
	if (only != NULL && only->kind == DKT_RE_CHOICE)
		return inside.from_start == inside.to_end &&
		       many_literals(plain, only, !inside.from_start);
	if (one_literal(plain, &inside))
		return true;
	if (inside.from_start && inside.to_end) {
		unsigned letters = NO_LETTERS;

		if (add_literal(plain, inside.first, inside.end, &letters)) {
			plain->form = LITERALS;
			plain->folded = letters == EITHER_LETTERS;
			return letters != (EXACT_LETTERS | EITHER_LETTERS);
		}
	}
	return runs(plain, &inside);
}

struct dkt_plain *dkt_plain_new(const struct dkt_regex_tree *tree)
{
	struct dkt_plain *plain = calloc(1, sizeof *plain);

	if (plain == NULL)
		dkt_oom();
	plain->arena = dkt_arena_new();
	if (recognise(plain, unwrap(tree->root)))
		return plain;
	dkt_plain_free(plain);
	return NULL;
}

void dkt_plain_free(struct dkt_plain *plain)
{
	if (plain == NULL)
		return;
	dkt_map_clear(&plain->literals);
	dkt_arena_free(plain->arena);
	free(plain);
}

static bool match_literal(const struct dkt_plain *plain, const char *subject, size_t size)
{
	if (size < plain->size || (plain->from_start && plain->to_end && size > plain->size))
		return false;
	if (plain->size == 0)
		return true;
	if (plain->from_start)
		return memcmp(subject, plain->literal, plain->size) == 0;
	if (plain->to_end)
		return memcmp(subject + size - plain->size, plain->literal, plain->size) == 0;
	return memmem(subject, size, plain->literal, plain->size) != NULL;
}

static bool match_literals(const struct dkt_plain *plain, const char *subject, size_t size)
{
	char folded[MAX_LITERAL];

	if (size > plain->size)
		return false;
	if (!plain->folded)
		return dkt_map_get(&plain->literals, subject, size) != NULL;
	for (size_t i = 0; i < size; i++) {
		char c = subject[i];

		folded[i] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
	}
	return dkt_map_get(&plain->literals, folded, size) != NULL;
}

/* Is the character at the offset in the run? Its size, or 0. */
static size_t step(const struct run *run, const char *subject, size_t size, size_t at)
{
	unsigned char c = (unsigned char)subject[at];
	size_t next = at;
	uint32_t code_point;

	if (c < 0x80)
		return run->ascii[c / 64] >> (c % 64) & 1U;
	if (run->beyond == NONE_BEYOND)
		return 0;
	if (run->beyond == ALL_BEYOND)
		return c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
	code_point = dkt_utf8_next(subject, size, &next);
	return dkt_charset_has(&run->set, code_point) ? next - at : 0;
}

static bool match_runs(const struct dkt_plain *plain, const char *subject, size_t size)
{
	size_t at = 0;

	for (size_t i = 0; i < plain->n_runs; i++) {
		const struct run *run = &plain->runs[i];
		uint32_t n = 0;

		while (n < run->max && at < size) {
			size_t taken = step(run, subject, size, at);

			if (taken == 0)
				break;
			at += taken;
			n++;
		}
		if (n < run->min)
			return false;
	}
	return !plain->to_end || at >= size;
}

bool dkt_plain_match(const struct dkt_plain *plain, const char *subject, size_t size)
{
	switch (plain->form) {
	case LITERAL:
		return match_literal(plain, subject, size);
	case LITERALS:
		return match_literals(plain, subject, size);
	default:
		return match_runs(plain, subject, size);
	}
}
