/*
 * regex_walk.c - ECMA-262's own way of matching, for what PCRE2 does otherwise or not at all.
 *
 * A program over the tree and one stack on which alternatives and what to undo lie together, so
 * that neither the pattern's depth nor the subject's length uses the machine's stack. Lookbehind
 * reads backwards, its parts in reverse; a repetition forgets its captures before each turn, and a
 * turn beyond the least number that reads nothing is none. Steps and stack are limited; beyond them
 * there is no answer.
 */
#include "schema/regex_engine.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/utf8.h"

#define MAX_STEPS    ((size_t)2000000)
#define STEPS_A_UNIT ((size_t)8)
#define MAX_STACK    ((size_t)500000)
#define MAX_PROGRAM  ((size_t)200000)
#define UNSET	     SIZE_MAX
#define NOWHERE	     UINT32_MAX	 /* the pc of an alternative that is none */
#define LATE_TURN    0x80000000U /* of a lazy repetition; in the pc of its alternative */

typedef struct dkt_regex_node node;

enum op {
	OP_SET,
	OP_START,
	OP_END,
	OP_BOUNDARY,
	OP_BACK,
	OP_SAVE,  /* slot = place */
	OP_ZERO,  /* slot = 0 */
	OP_CHECK, /* try to; if that fails, other */
	OP_JUMP,
	OP_REPEAT, /* a turn of the body that follows, or on to other; slot counts, slot + 1
		      remembers */
	OP_AGAIN,  /* behind the body, back to REPEAT */
	OP_LOOK,   /* the inside follows; other: behind it */
	OP_FOUND,  /* the inside of a LOOK matched */
	OP_MATCH
};

struct insn {
	enum op op;
	bool backwards;
	uint32_t to;
	uint32_t other;
	uint32_t slot;
	const node *from;
	uint32_t first_group; /* REPEAT: those that a turn forgets, to before last_group */
	uint32_t last_group;
};

struct dkt_walk {
	struct insn *program;
	size_t n;
	size_t room;
	size_t n_slots; /* two a group first */
	bool over;
	bool anchored;
};

/* An alternative (slot is UNSET) or the former value of a slot. */
struct entry {
	size_t slot;
	size_t value; /* or the place */
	uint32_t pc;
};

struct dkt_walk_run {
	size_t *slots;
	size_t slots_room;
	struct entry *stack;
	size_t n;
	size_t room;
};

/* --- the program -------------------------------------------------------------------------------
 */

static size_t emit(struct dkt_walk *walk, enum op op, const node *from, bool backwards)
{
	if (walk->n >= MAX_PROGRAM)
		walk->over = true;
	if (walk->over)
		return 0;
	if (walk->n == walk->room) {
		walk->room = walk->room == 0 ? 64 : walk->room * 2;
		walk->program = realloc(walk->program, walk->room * sizeof *walk->program);
		if (walk->program == NULL)
			dkt_oom();
	}
	walk->program[walk->n] = (struct insn){.op = op, .from = from, .backwards = backwards};
	return walk->n++;
}

static void write(struct dkt_walk *walk, const node *at, bool backwards);

/* Backwards, the last child comes first; each link is turned around in a list of its own. */
static void write_sequence(struct dkt_walk *walk, const node *at, bool backwards)
{
	const node **nodes;
	size_t n = 0;

	for (const node *one = at->child; one != NULL; one = one->next) {
		if (!backwards)
			write(walk, one, false);
		n++;
	}
	if (!backwards || n == 0)
		return;
	nodes = calloc(n, sizeof(const node *));
	if (nodes == NULL)
		dkt_oom();
	n = 0;
	for (const node *one = at->child; one != NULL; one = one->next)
		nodes[n++] = one;
	while (n > 0)
		write(walk, nodes[--n], true);
	free(nodes);
}

static void write_choice(struct dkt_walk *walk, const node *at, bool backwards)
{
	size_t last_jump = SIZE_MAX;

	for (const node *one = at->child; one != NULL && !walk->over; one = one->next) {
		size_t check = one->next == NULL ? SIZE_MAX : emit(walk, OP_CHECK, at, backwards);

		write(walk, one, backwards);
		if (check != SIZE_MAX) {
			size_t jump = emit(walk, OP_JUMP, at, backwards);

			walk->program[jump].to = (uint32_t)last_jump; /* a chain, see below */
			last_jump = jump;
			walk->program[check].to = (uint32_t)check + 1;
			walk->program[check].other = (uint32_t)walk->n;
		}
	}
	while (!walk->over && last_jump != SIZE_MAX) {
		uint32_t before = walk->program[last_jump].to;

		walk->program[last_jump].to = (uint32_t)walk->n;
		last_jump = before == UINT32_MAX ? SIZE_MAX : before;
	}
}

/* The groups within, as numbers from and to before. */
static void groups_in(const node *at, uint32_t *first, uint32_t *end)
{
	if (at->kind == DKT_RE_GROUP) {
		*first = at->group < *first ? at->group : *first;
		*end = at->group + 1 > *end ? at->group + 1 : *end;
	}
	for (const node *one = at->child; one != NULL; one = one->next)
		groups_in(one, first, end);
}

static void write_repeat(struct dkt_walk *walk, const node *at, bool backwards)
{
	uint32_t slot = (uint32_t)walk->n_slots;
	size_t zero = emit(walk, OP_ZERO, at, backwards);
	size_t repeat = emit(walk, OP_REPEAT, at, backwards);
	size_t again;
	struct insn *insn;

	walk->n_slots += 2;
	write(walk, at->child, backwards);
	again = emit(walk, OP_AGAIN, at, backwards);
	if (walk->over)
		return;
	insn = &walk->program[repeat];
	walk->program[zero].slot = insn->slot = walk->program[again].slot = slot;
	walk->program[again].to = (uint32_t)repeat;
	insn->to = (uint32_t)repeat + 1;
	insn->other = (uint32_t)walk->n;
	insn->first_group = UINT32_MAX;
	groups_in(at->child, &insn->first_group, &insn->last_group);
	if (insn->first_group == UINT32_MAX)
		insn->first_group = 0;
}

static void write_group(struct dkt_walk *walk, const node *at, bool backwards)
{
	size_t save = emit(walk, OP_SAVE, at, backwards);

	if (walk->over)
		return;
	walk->program[save].slot = 2 * at->group + backwards;
	write_sequence(walk, at, backwards);
	save = emit(walk, OP_SAVE, at, backwards);
	if (!walk->over)
		walk->program[save].slot = 2 * at->group + !backwards;
}

static void write_look(struct dkt_walk *walk, const node *at)
{
	uint32_t slot = (uint32_t)walk->n_slots;
	size_t look = emit(walk, OP_LOOK, at, at->behind);
	size_t found;

	walk->n_slots += 2;
	write_sequence(walk, at, at->behind);
	found = emit(walk, OP_FOUND, at, at->behind);
	if (walk->over)
		return;
	walk->program[look].slot = walk->program[found].slot = slot;
	walk->program[look].other = (uint32_t)walk->n;
}

/* Depth is that of the groups, at most 200. */
static void write(struct dkt_walk *walk, const node *at, bool backwards)
{
	switch (at->kind) {
	case DKT_RE_SET:
		(void)emit(walk, OP_SET, at, backwards);
		break;
	case DKT_RE_START:
		(void)emit(walk, OP_START, at, backwards);
		break;
	case DKT_RE_END:
		(void)emit(walk, OP_END, at, backwards);
		break;
	case DKT_RE_BOUNDARY:
		(void)emit(walk, OP_BOUNDARY, at, backwards);
		break;
	case DKT_RE_BACK:
		(void)emit(walk, OP_BACK, at, backwards);
		break;
	case DKT_RE_REPEAT:
		write_repeat(walk, at, backwards);
		break;
	case DKT_RE_CHOICE:
		write_choice(walk, at, backwards);
		break;
	case DKT_RE_GROUP:
		write_group(walk, at, backwards);
		break;
	case DKT_RE_LOOK:
		write_look(walk, at);
		break;
	case DKT_RE_SEQUENCE:
		write_sequence(walk, at, backwards);
		break;
	}
}

struct dkt_walk *dkt_walk_new(const struct dkt_regex_tree *tree)
{
	struct dkt_walk *walk = calloc(1, sizeof *walk);

	if (walk == NULL)
		dkt_oom();
	walk->n_slots = 2 * ((size_t)tree->n_groups + 1);
	walk->anchored = dkt_regex_is_anchored(tree);
	write(walk, tree->root, false);
	(void)emit(walk, OP_MATCH, tree->root, false);
	if (!walk->over)
		return walk;
	dkt_walk_free(walk);
	return NULL;
}

void dkt_walk_free(struct dkt_walk *walk)
{
	if (walk == NULL)
		return;
	free(walk->program);
	free(walk);
}

/* --- the walk ----------------------------------------------------------------------------------
 */

struct dkt_walk_run *dkt_walk_run_new(void)
{
	struct dkt_walk_run *run = calloc(1, sizeof *run);

	if (run == NULL)
		dkt_oom();
	return run;
}

void dkt_walk_run_free(struct dkt_walk_run *run)
{
	if (run == NULL)
		return;
	free(run->slots);
	free(run->stack);
	free(run);
}

struct walker {
	const struct dkt_walk *walk;
	struct dkt_walk_run *run;
	const char *subject;
	size_t size;
	size_t steps; /* left */
	size_t at;
	uint32_t pc;
	bool over;
};

static void push(struct walker *w, size_t slot, size_t value, uint32_t pc)
{
	struct dkt_walk_run *run = w->run;

	if (run->n == MAX_STACK) {
		w->over = true;
		return;
	}
	if (run->n == run->room) {
		run->room = run->room == 0 ? 256 : run->room * 2;
		run->stack = realloc(run->stack, run->room * sizeof *run->stack);
		if (run->stack == NULL)
			dkt_oom();
	}
	run->stack[run->n++] = (struct entry){slot, value, pc};
}

static void set_slot(struct walker *w, size_t slot, size_t value)
{
	if (w->run->slots[slot] == value)
		return;
	push(w, slot, w->run->slots[slot], 0);
	w->run->slots[slot] = value;
}

/* Undo down to the last alternative above the floor, and go there; false when there is none. */
static bool backtrack(struct walker *w, size_t floor)
{
	while (w->run->n > floor) {
		const struct entry *top = &w->run->stack[--w->run->n];

		if (top->slot == UNSET) {
			w->at = top->value;
			w->pc = top->pc;
			return true;
		}
		w->run->slots[top->slot] = top->value;
	}
	return false;
}

static size_t before(const char *subject, size_t at)
{
	do {
		at--;
	} while (at > 0 && ((unsigned char)subject[at] & 0xC0U) == 0x80);
	return at;
}

static bool read_set(struct walker *w, const struct insn *insn)
{
	size_t from = w->at;
	size_t next;

	if (insn->backwards ? w->at == 0 : w->at == w->size)
		return false;
	if (insn->backwards)
		from = before(w->subject, w->at);
	next = from;
	if (!dkt_charset_has(&insn->from->set, dkt_utf8_next(w->subject, w->size, &next)))
		return false;
	w->at = insn->backwards ? from : next;
	return true;
}

static bool word_at(const struct walker *w, size_t at)
{
	unsigned char c = at < w->size ? (unsigned char)w->subject[at] : 0;

	return (c >= '0' && c <= '9') || c == '_' || ((c | 32U) >= 'a' && (c | 32U) <= 'z');
}

static bool on_boundary(const struct walker *w)
{
	return (w->at > 0 && word_at(w, w->at - 1)) != word_at(w, w->at);
}

static bool read_back(struct walker *w, const struct insn *insn)
{
	const size_t *slots = w->run->slots;

	for (size_t i = 0; i < insn->from->n_groups; i++) {
		size_t slot = (size_t)2 * insn->from->groups[i];
		size_t first = slots[slot];
		size_t end = slots[slot + 1];
		size_t size;

		if (first == UNSET || end == UNSET)
			continue;
		size = end - first;
		w->steps -= w->steps < size ? w->steps : size;
		if (insn->backwards ? w->at < size : w->size - w->at < size)
			return false;
		if (memcmp(w->subject + first, w->subject + w->at - (insn->backwards ? size : 0),
			   size) != 0)
			return false;
		w->at = insn->backwards ? w->at - size : w->at + size;
		return true;
	}
	return true;
}

static void begin_turn(struct walker *w, const struct insn *insn)
{
	size_t groups = insn->last_group - insn->first_group;

	set_slot(w, insn->slot + 1, w->at);
	for (size_t g = insn->first_group; g < insn->last_group; g++) {
		set_slot(w, 2 * g, UNSET);
		set_slot(w, 2 * g + 1, UNSET);
	}
	w->steps -= w->steps < groups ? w->steps : groups;
}

/* A turn begins, or the repetition is done. */
static void repeat(struct walker *w, const struct insn *insn)
{
	size_t turns = w->run->slots[insn->slot];
	const node *from = insn->from;
	bool turn = turns < from->min || (turns < from->max && !from->lazy);

	if (turns >= from->min && turns < from->max) {
		if (from->lazy) /* the turn must be able to begin when the alternative is taken */
			push(w, UNSET, w->at, insn->to | LATE_TURN);
		else
			push(w, UNSET, w->at, insn->other);
	}
	w->pc = turn ? insn->to : insn->other;
	if (turn)
		begin_turn(w, insn);
}

/* The alternative of a lazy repetition: now take the turn. */
static void late_turn(struct walker *w)
{
	w->pc &= ~LATE_TURN;
	begin_turn(w, &w->walk->program[w->pc - 1]);
}

/* A turn ends: false when it was one too many that read nothing. */
static bool again(struct walker *w, const struct insn *insn)
{
	size_t turns = w->run->slots[insn->slot];
	bool empty = w->run->slots[insn->slot + 1] == w->at;

	if (empty && turns >= insn->from->min)
		return false;
	if (empty) /* all that must be are like this one */
		turns = insn->from->min - 1;
	set_slot(w, insn->slot, turns + 1);
	w->pc = insn->to;
	return true;
}

/*
 * Into a lookaround: slot remembers how high the stack was, slot + 1 the place. The alternative is
 * what happens when the inside fails, which is what a negated one waits for.
 */
static void look(struct walker *w, const struct insn *insn)
{
	w->run->slots[insn->slot] = w->run->n; /* nobody asks for them once the inside is done */
	w->run->slots[insn->slot + 1] = w->at;
	push(w, UNSET, w->at, insn->from->negated ? insn->other : NOWHERE);
	w->pc++;
}

/* The inside matched: drop its alternatives, but keep what is to be undone. */
static bool found(struct walker *w, const struct insn *insn)
{
	size_t floor = w->run->slots[insn->slot];
	size_t kept = floor;

	if (insn->from->negated) {
		while (w->run->n > floor + 1)
			(void)backtrack(w, floor + 1);
		w->run->n = floor;
		return false;
	}
	w->at = w->run->slots[insn->slot + 1];
	for (size_t i = floor; i < w->run->n; i++) {
		if (w->run->stack[i].slot != UNSET)
			w->run->stack[kept++] = w->run->stack[i];
	}
	w->run->n = kept;
	w->pc++;
	return true;
}

/* One instruction; false: this way leads nowhere. */
static bool step(struct walker *w, const struct insn *insn)
{
	switch (insn->op) {
	case OP_REPEAT:
		repeat(w, insn);
		return true;
	case OP_AGAIN:
		return again(w, insn);
	case OP_LOOK:
		look(w, insn);
		return true;
	case OP_FOUND:
		return found(w, insn);
	case OP_CHECK:
		push(w, UNSET, w->at, insn->other);
		w->pc = insn->to;
		return true;
	case OP_JUMP:
		w->pc = insn->to;
		return true;
	default:
		break;
	}
	w->pc++;
	switch (insn->op) {
	case OP_SET:
		return read_set(w, insn);
	case OP_BACK:
		return read_back(w, insn);
	case OP_START:
		return w->at == 0;
	case OP_END:
		return w->at == w->size;
	case OP_BOUNDARY:
		return on_boundary(w) != insn->from->negated;
	default:
		set_slot(w, insn->slot, insn->op == OP_ZERO ? 0 : w->at);
		return true;
	}
}

/* From one place of the subject: 1, 0, or -1 over the limits. */
static int attempt(struct walker *w, size_t from)
{
	w->at = from;
	w->pc = 0;
	w->run->n = 0; /* what failed has undone all it did */
	for (;;) {
		const struct insn *insn = &w->walk->program[w->pc];

		if (insn->op == OP_MATCH)
			return 1;
		if (w->steps == 0 || w->over)
			return -1;
		w->steps--;
		if (step(w, insn))
			continue;
		do {
			if (!backtrack(w, 0))
				return 0;
		} while (w->pc == NOWHERE);
		if ((w->pc & LATE_TURN) != 0)
			late_turn(w);
	}
}

static void prepare(struct dkt_walk_run *run, const struct dkt_walk *walk)
{
	if (run->slots_room < walk->n_slots) {
		free(run->slots);
		run->slots = calloc(walk->n_slots, sizeof *run->slots);
		if (run->slots == NULL)
			dkt_oom();
		run->slots_room = walk->n_slots;
	}
	for (size_t i = 0; i < walk->n_slots; i++)
		run->slots[i] = UNSET;
}

int dkt_walk_match(const struct dkt_walk *walk, struct dkt_walk_run *run, const char *subject,
		   size_t size, size_t *cost_out)
{
	struct walker w = {
		.walk = walk, .run = run, .subject = subject, .size = size, .steps = MAX_STEPS};
	size_t at = 0;
	int answer;

	prepare(run, walk);
	do {
		answer = attempt(&w, at);
		if (answer != 0 || walk->anchored || at >= size)
			break;
		(void)dkt_utf8_next(subject, size, &at);
	} while (true);
	*cost_out = 1 + (MAX_STEPS - w.steps + walk->n_slots) / STEPS_A_UNIT;
	return answer;
}
