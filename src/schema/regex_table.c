/*
 * regex_table.c - patterns without lookaround and back references, one look into a table a byte.
 *
 * The threads of the program (regex_program.h) that can be alive at once are a state; states are
 * worked out when the pattern is compiled, up to a limit that nearly all patterns of schemas stay
 * far below, so matching shares nothing between threads and its time is linear whatever the
 * pattern:
 * "^(a+)+$" has three states. Columns of the table are classes of characters. Bytes that continue a
 * character lead nowhere else, so a character is classified by its first byte, unless that is
 * shared by several classes; then it is decoded.
 *
 * State 0: nothing can match any more; state 1: it has matched, whatever follows.
 */
#include "schema/regex_engine.h"
#include "schema/regex_program.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/map.h"
#include "base/utf8.h"

#define MAX_STATES ((size_t)2000)
#define MAX_CELLS  ((size_t)65536)
#define MAX_WORK   ((size_t)400000)
#define FAILED	   0U
#define MATCHED	   1U
#define DECODE	   255U

struct dkt_table {
	uint16_t start;
	uint16_t width;	    /* of a row: the classes, and one column that keeps the state */
	uint8_t bytes[256]; /* a byte to its column, or DECODE */
	uint16_t *next;
	uint8_t *ends; /* the state matches when the subject ends */
	size_t n_states;
	uint32_t *firsts;
	uint8_t *classes;
	size_t n;
};

/* Threads alive; those that wait for an assertion are in it too. */
struct state {
	const uint16_t *threads;
	size_t n;
	bool after_word;
	bool at_start;
};

struct maker {
	struct dkt_arena *arena;
	struct dkt_program program;
	struct dkt_classes classes;
	struct state states[MAX_STATES];
	size_t n_states;
	struct dkt_map known;
	uint16_t next[MAX_CELLS];
	uint8_t ends[MAX_STATES];
	size_t work;
	/* the set that is being built */
	uint16_t threads[DKT_PROGRAM_MAX];
	size_t n;
	uint32_t seen[DKT_PROGRAM_MAX];
	uint32_t turn;
	uint16_t stack[DKT_PROGRAM_MAX + 2];
	bool matched;
};

/* What is known about the place: does an assertion hold there? */
struct place {
	bool at_start;
	bool at_end;
	bool after_word;
	bool before_word;
	bool all_known; /* else only at_start is: other assertions wait */
};

static bool holds(const struct dkt_step *step, const struct place *place)
{
	switch (step->assertion) {
	case DKT_RE_START:
		return place->at_start;
	case DKT_RE_END:
		return place->at_end;
	default:
		return (place->after_word != place->before_word) != step->negated;
	}
}

static void clear_set(struct maker *m)
{
	m->n = 0;
	m->turn++;
	m->matched = false;
}

/* For a character, or for what is not known of the place yet? */
static bool waits(const struct dkt_step *step, const struct place *place)
{
	return step->kind == DKT_STEP_SET || (step->kind == DKT_STEP_ASSERT &&
					      step->assertion != DKT_RE_START && !place->all_known);
}

/* A thread and all to which it leads without reading. */
static void add_thread(struct maker *m, uint16_t from, const struct place *place)
{
	size_t top = 0;

	m->stack[top++] = from;
	while (top > 0) {
		uint16_t at = m->stack[--top];
		const struct dkt_step *step = &m->program.steps[at];

		m->work++;
		if (m->seen[at] == m->turn)
			continue;
		m->seen[at] = m->turn;
		if (step->kind == DKT_STEP_MATCH) {
			m->matched = true;
		} else if (waits(step, place)) {
			m->threads[m->n++] = at;
		} else if (step->kind == DKT_STEP_SPLIT) {
			if (m->seen[step->to] != m->turn)
				m->stack[top++] = step->to;
			if (m->seen[step->other] != m->turn)
				m->stack[top++] = step->other;
		} else if (holds(step, place) && m->seen[step->to] != m->turn) {
			m->stack[top++] = step->to;
		}
	}
}

/* All threads of a state, its assertions decided. */
static void decide(struct maker *m, const struct state *state, const struct place *place)
{
	clear_set(m);
	for (size_t i = 0; i < state->n; i++)
		add_thread(m, state->threads[i], place);
}

static int ascending(const void *a, const void *b)
{
	return *(const uint16_t *)a - *(const uint16_t *)b;
}

/* The number of the state that was built; 0 also when there are too many (work is then spent). */
static uint16_t intern(struct maker *m, bool after_word, bool at_start)
{
	size_t size = m->n * sizeof(uint16_t);
	uint16_t *key = dkt_arena_alloc(m->arena, size + sizeof(uint16_t));
	struct state *known;

	if (m->matched)
		return MATCHED;
	if (m->n == 0)
		return FAILED;
	qsort(m->threads, m->n, sizeof *m->threads, ascending);
	key[0] = after_word;
	memcpy(key + 1, m->threads, size);
	known = at_start ? NULL : dkt_map_get(&m->known, (const char *)key, size + sizeof *key);
	if (known != NULL)
		return (uint16_t)(known - m->states);
	if (m->n_states == MAX_STATES ||
	    (m->n_states + 1) * (m->classes.n_classes + 1) > MAX_CELLS) {
		m->work = MAX_WORK + 1;
		return FAILED;
	}
	known = &m->states[m->n_states++];
	*known = (struct state){key + 1, m->n, after_word, at_start};
	if (!at_start)
		(void)dkt_map_put(&m->known, (const char *)key, size + sizeof *key, known);
	return (uint16_t)(known - m->states);
}

static uint16_t follow(struct maker *m, const struct state *state, uint32_t c)
{
	bool word = m->program.has_boundary && dkt_is_word(c);
	struct place here = {.at_start = state->at_start,
			     .after_word = state->after_word,
			     .before_word = word,
			     .all_known = true};
	struct place after = {0};
	uint16_t alive[DKT_PROGRAM_MAX];
	size_t n;

	decide(m, state, &here);
	if (m->matched)
		return MATCHED;
	n = m->n;
	memcpy(alive, m->threads, n * sizeof *alive);
	clear_set(m);
	for (size_t i = 0; i < n; i++) {
		const struct dkt_step *step = &m->program.steps[alive[i]];

		if (dkt_charset_has(&m->program.sets[step->set], c))
			add_thread(m, step->to, &after);
	}
	add_thread(m, m->program.start, &after); /* a match may begin here */
	return intern(m, word, false);
}

static uint8_t ends_here(struct maker *m, const struct state *state)
{
	struct place end = {.at_start = state->at_start,
			    .at_end = true,
			    .after_word = state->after_word,
			    .all_known = true};

	decide(m, state, &end);
	return m->matched;
}

/* All states, from the first on. False when there are too many. */
static bool make_states(struct maker *m, uint16_t *start_out)
{
	struct place start = {.at_start = true};
	size_t width = m->classes.n_classes + 1;

	m->n_states = 2;
	clear_set(m);
	add_thread(m, m->program.start, &start);
	*start_out = intern(m, false, true);
	for (size_t i = 2; i < m->n_states; i++) {
		for (size_t c = 0; c < m->classes.n_classes; c++) {
			uint16_t to = follow(m, &m->states[i], m->classes.examples[c]);

			if (m->work > MAX_WORK)
				return false;
			m->next[i * width + c] = to;
		}
		m->next[i * width + width - 1] = (uint16_t)i;
		m->ends[i] = ends_here(m, &m->states[i]);
	}
	return true;
}

/* --- the table ---------------------------------------------------------------------------------
 */

/* The code points that a first byte can begin. */
static void led_by(unsigned byte, uint32_t *first, uint32_t *last)
{
	if (byte < 0xE0) {
		*first = (byte & 0x1FU) << 6;
		*last = *first | 0x3FU;
	} else if (byte < 0xF0) {
		*first = byte == 0xE0 ? 0x800 : (byte & 0x0FU) << 12;
		*last = ((byte & 0x0FU) << 12) | (byte == 0xED ? 0x7FFU : 0xFFFU);
	} else {
		*first = byte == 0xF0 ? 0x10000 : (byte & 0x07U) << 18;
		*last = byte == 0xF4 ? DKT_CODE_POINT_MAX : ((byte & 0x07U) << 18) | 0x3FFFFU;
	}
}

static uint8_t column_of(const struct dkt_classes *classes, unsigned byte)
{
	uint32_t first = byte;
	uint32_t last = byte;
	uint8_t class;

	if (byte >= 0x80 && (byte < 0xC2 || byte > 0xF4))
		return (uint8_t)
			classes->n_classes; /* goes on with a character, or stands in none */
	if (byte >= 0x80)
		led_by(byte, &first, &last);
	class = dkt_class_of(classes->firsts, classes->classes, classes->n, first);
	for (size_t i = 0; i < classes->n; i++) {
		if (classes->firsts[i] > first && classes->firsts[i] <= last &&
		    classes->classes[i] != class)
			return DECODE;
	}
	return class;
}

static void *copy(const void *bytes, size_t size)
{
	void *made = malloc(size + 1);

	if (made == NULL)
		dkt_oom();
	if (size > 0)
		memcpy(made, bytes, size);
	return made;
}

static struct dkt_table *table_of(const struct maker *m, uint16_t start)
{
	size_t width = m->classes.n_classes + 1;
	struct dkt_table *table = calloc(1, sizeof *table);

	if (table == NULL)
		dkt_oom();
	table->start = start;
	table->width = (uint16_t)width;
	table->n_states = m->n_states;
	table->next = copy(m->next, m->n_states * width * sizeof *m->next);
	table->ends = copy(m->ends, m->n_states);
	table->n = m->classes.n;
	table->firsts = copy(m->classes.firsts, table->n * sizeof *table->firsts);
	table->classes = copy(m->classes.classes, table->n);
	for (unsigned byte = 0; byte < 256; byte++)
		table->bytes[byte] = column_of(&m->classes, byte);
	return table;
}

struct dkt_table *dkt_table_new(const struct dkt_regex_tree *tree)
{
	struct maker *m = calloc(1, sizeof *m);
	struct dkt_table *table = NULL;
	uint16_t start;

	if (m == NULL)
		dkt_oom();
	m->arena = dkt_arena_new();
	if (dkt_program_build(&m->program, tree) &&
	    dkt_classes_build(&m->classes, m->arena, &m->program) && make_states(m, &start))
		table = table_of(m, start);
	dkt_map_clear(&m->known);
	dkt_arena_free(m->arena);
	free(m);
	return table;
}

void dkt_table_free(struct dkt_table *table)
{
	if (table == NULL)
		return;
	free(table->next);
	free(table->ends);
	free(table->firsts);
	free(table->classes);
	free(table);
}

bool dkt_table_match(const struct dkt_table *table, const char *subject, size_t size)
{
	const uint16_t *next = table->next;
	size_t width = table->width;
	unsigned state = table->start;

	for (size_t i = 0; i < size && state > MATCHED; i++) {
		unsigned column = table->bytes[(unsigned char)subject[i]];

		if (column == DECODE) {
			size_t at = i;

			column = dkt_class_of(table->firsts, table->classes, table->n,
					      dkt_utf8_next(subject, size, &at));
		}
		state = next[state * width + column];
	}
	return state == MATCHED || (state != FAILED && table->ends[state]);
}
