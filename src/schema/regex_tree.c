/*
 * regex_tree.c - what groups, repeats and chooses in a pattern.
 *
 * Descent over the grammar of ECMA-262 with the flag u. Everything that other languages have and it
 * has not (possessive quantifiers, inline options, verbs, recursion) is refused, so that a pattern
 * means the same here as in a browser. A group may be referred to before it stands there, so
 * references are looked up when all is read.
 */
#include "schema/regex_reader.h"

#include <string.h>

#include "base/str.h"

#define MAX_DEPTH 200U
#define MAX_NAMES 64U

typedef struct dkt_regex_node node; /* short, within this file: half its lines name it */

struct group_name {
	const char *bytes;
	size_t size;
	uint32_t number;
	size_t at;
};

struct reference {
	node *from;
	const char *name; /* NULL: by number */
	size_t size;
	uint32_t number;
	struct reference *next;
};

struct reader {
	struct dkt_regex_reader base;
	struct group_name names[MAX_NAMES];
	size_t n_names;
	struct reference *references;
	unsigned depth;
};

int dkt_reader_peek(const struct dkt_regex_reader *reader, size_t ahead)
{
	return ahead < reader->size - reader->i ? (unsigned char)reader->p[reader->i + ahead] : -1;
}

static bool give_up(struct dkt_regex_reader *reader, enum dkt_regex_fault fault, const char *why)
{
	*reader->problem = (struct dkt_regex_problem){fault, reader->i, why};
	return false;
}

bool dkt_reader_fail(struct dkt_regex_reader *reader, const char *why)
{
	return give_up(reader, DKT_REGEX_WRONG, why);
}

bool dkt_reader_refuse(struct dkt_regex_reader *reader, const char *why)
{
	return give_up(reader, DKT_REGEX_UNSUPPORTED, why);
}

void dkt_reader_sloppy(struct dkt_regex_reader *reader, const char *why)
{
	if (reader->tree->sloppy)
		return;
	reader->tree->sloppy = true;
	reader->tree->sloppy_at = reader->i;
	reader->tree->sloppy_why = why;
}

static node *new_node(struct reader *r, enum dkt_regex_kind_of_node kind)
{
	node *made = DKT_NEW(r->base.arena, node);

	made->kind = kind;
	made->at = (uint32_t)r->base.i;
	r->base.tree->n_nodes++;
	return made;
}

/* --- names and references ----------------------------------------------------------------------
 */

/* "name>" at the present place, of the group that begins at. */
static bool add_name(struct reader *r, uint32_t group, size_t at)
{
	struct group_name name = {.number = group, .at = at};

	if (!dkt_reader_name(&r->base, &name.bytes, &name.size)) {
		r->base.i = at;
		return dkt_reader_fail(&r->base, "a group's name is not closed, or is no name");
	}
	if (r->n_names == MAX_NAMES)
		return dkt_reader_refuse(&r->base, "more than 64 named groups");
	r->names[r->n_names++] = name;
	return true;
}

static node *refer(struct reader *r, const char *name, size_t size, uint32_t number)
{
	struct reference *reference = DKT_NEW(r->base.arena, struct reference);

	*reference =
		(struct reference){new_node(r, DKT_RE_BACK), name, size, number, r->references};
	r->references = reference;
	return reference->from;
}

/* "\k<name>" */
static node *named_reference(struct reader *r)
{
	size_t at = r->base.i;
	const char *name = NULL;
	size_t size = 0;
	node *made;

	r->base.i += dkt_reader_peek(&r->base, 2) == '<' ? 3 : 0;
	if (r->base.i == at || !dkt_reader_name(&r->base, &name, &size)) {
		r->base.i = at;
		(void)dkt_reader_fail(&r->base, "\\k wants the name of a group");
		return NULL;
	}
	made = refer(r, name, size, 0);
	made->at = (uint32_t)at;
	return made;
}

static node *numbered_reference(struct reader *r)
{
	size_t i = r->base.i + 1;
	uint32_t number = 0;
	node *made;

	for (; i < r->base.size && r->base.p[i] >= '0' && r->base.p[i] <= '9'; i++)
		number = number > 100000 ? number : number * 10 + (uint32_t)(r->base.p[i] - '0');
	made = refer(r, NULL, 0, number);
	r->base.i = i;
	return made;
}

static bool resolve(struct reader *r, const struct reference *reference)
{
	uint32_t *groups = DKT_NEW_N(r->base.arena, uint32_t, r->n_names + 1);
	size_t n = 0;

	if (reference->name == NULL && reference->number <= r->base.tree->n_groups)
		groups[n++] = reference->number;
	for (size_t k = 0; reference->name != NULL && k < r->n_names; k++) {
		if (r->names[k].size == reference->size &&
		    memcmp(r->names[k].bytes, reference->name, reference->size) == 0)
			groups[n++] = r->names[k].number;
	}
	reference->from->groups = groups;
	reference->from->n_groups = n;
	r->base.i = reference->from->at;
	return n > 0 || dkt_reader_fail(&r->base, "a reference to a group that is not there");
}

/* Do the two places stand in different branches of some choice? */
static bool exclude_each_other(const node *root, size_t a, size_t b)
{
	const node *at = root;

	while (at != NULL) {
		const node *one = at->child;

		while (one != NULL && !(one->at <= a && a < one->end))
			one = one->next;
		if (one == NULL || b < one->at || b >= one->end)
			return at->kind == DKT_RE_CHOICE;
		at = one;
	}
	return false;
}

/* Since 2025 two groups may have one name, when only one of them can take part. */
static bool names_differ(struct reader *r)
{
	for (size_t i = 0; i < r->n_names; i++) {
		for (size_t k = 0; k < i; k++) {
			if (r->names[i].size != r->names[k].size ||
			    memcmp(r->names[i].bytes, r->names[k].bytes, r->names[i].size) != 0 ||
			    exclude_each_other(r->base.tree->root, r->names[k].at, r->names[i].at))
				continue;
			r->base.i = r->names[i].at;
			return dkt_reader_fail(&r->base, "two groups have the same name");
		}
	}
	return true;
}

/* --- groups ------------------------------------------------------------------------------------
 */

static node *choice(struct reader *r);

static bool starts(const struct reader *r, const char *head)
{
	size_t size = strlen(head);

	return r->base.size - r->base.i >= size && memcmp(r->base.p + r->base.i, head, size) == 0;
}

/* Reads "(", "(?:", "(?=" ... and makes the node that holds what follows; NULL: a fault. */
static node *group_head(struct reader *r)
{
	static const char *const heads[] = {"(?=", "(?!", "(?<=", "(?<!"};
	node *made;

	for (size_t k = 0; k < sizeof heads / sizeof heads[0]; k++) {
		if (starts(r, heads[k])) {
			made = new_node(r, DKT_RE_LOOK);
			made->negated = k % 2 == 1;
			made->behind = k >= 2;
			r->base.i += strlen(heads[k]);
			return made;
		}
	}
	made = new_node(r, starts(r, "(?:") ? DKT_RE_SEQUENCE : DKT_RE_GROUP);
	if (made->kind == DKT_RE_SEQUENCE) {
		r->base.i += 3;
		return made;
	}
	made->group = ++r->base.tree->n_groups;
	if (dkt_reader_peek(&r->base, 1) != '?') {
		r->base.i++;
		return made;
	}
	if (dkt_reader_peek(&r->base, 2) != '<') {
		(void)dkt_reader_fail(&r->base, "a group cannot start like this");
		return NULL;
	}
	r->base.i += 3;
	return add_name(r, made->group, made->at) ? made : NULL;
}

static node *group(struct reader *r)
{
	node *made = group_head(r);

	if (made == NULL)
		return NULL;
	if (++r->depth > MAX_DEPTH) {
		(void)dkt_reader_refuse(&r->base, "more than 200 groups within each other");
		return NULL;
	}
	made->child = choice(r);
	r->depth--;
	if (made->child == NULL)
		return NULL;
	if (dkt_reader_peek(&r->base, 0) != ')') {
		r->base.i = made->at;
		(void)dkt_reader_fail(&r->base, "a group that is not closed");
		return NULL;
	}
	r->base.i++;
	return made;
}

/* --- terms -------------------------------------------------------------------------------------
 */

static node *set_node(struct reader *r)
{
	node *made = new_node(r, DKT_RE_SET);
	bool fine;

	if (r->base.p[r->base.i] == '\\')
		fine = dkt_reader_escape(&r->base, &made->set);
	else if (r->base.p[r->base.i] == '[')
		fine = dkt_reader_class(&r->base, &made->set);
	else
		fine = dkt_reader_literal(&r->base, &made->set);
	return fine ? made : NULL;
}

static node *assertion(struct reader *r, enum dkt_regex_kind_of_node kind, size_t size)
{
	node *made = new_node(r, kind);

	made->negated = kind == DKT_RE_BOUNDARY && r->base.p[r->base.i + 1] == 'B';
	r->base.i += size;
	return made;
}

static node *escape(struct reader *r)
{
	int c = dkt_reader_peek(&r->base, 1);

	if (c == 'k')
		return named_reference(r);
	if (c >= '1' && c <= '9')
		return numbered_reference(r);
	if (c == 'b' || c == 'B')
		return assertion(r, DKT_RE_BOUNDARY, 2);
	return set_node(r);
}

/* A number of a quantifier; those beyond 32 bits are as good as that. */
static uint32_t count(const struct dkt_regex_reader *r, size_t *n)
{
	uint64_t value = 0;

	for (int c = dkt_reader_peek(r, *n); c >= '0' && c <= '9'; c = dkt_reader_peek(r, *n)) {
		value = value * 10 + (uint64_t)(c - '0');
		if (value >= DKT_REGEX_UNBOUNDED)
			value = DKT_REGEX_UNBOUNDED - 1;
		(*n)++;
	}
	return (uint32_t)value;
}

/* The size of "{2}", "{2,}" or "{2,3}" here; 0 when the brace stands for itself. */
static size_t braces(const struct dkt_regex_reader *r, uint32_t *min, uint32_t *max)
{
	size_t n = 1;

	if (dkt_reader_peek(r, 1) < '0' || dkt_reader_peek(r, 1) > '9')
		return 0;
	*min = count(r, &n);
	*max = *min;
	if (dkt_reader_peek(r, n) == ',') {
		n++;
		*max = dkt_reader_peek(r, n) == '}' ? DKT_REGEX_UNBOUNDED : count(r, &n);
	}
	return dkt_reader_peek(r, n) == '}' && r->p[r->i + n - 1] != '{' ? n + 1 : 0;
}

/* The size of the quantifier here, 0 when there is none. */
static size_t quantifier(const struct dkt_regex_reader *r, uint32_t *min, uint32_t *max)
{
	int c = dkt_reader_peek(r, 0);

	*min = c == '+';
	*max = c == '?' ? 1 : DKT_REGEX_UNBOUNDED;
	return c == '*' || c == '+' || c == '?' ? 1 : c == '{' ? braces(r, min, max) : 0;
}

/* Annex B repeats lookahead; a repetition that reads nothing does not count, so this is the same.
 */
static node *repeated_look(struct reader *r, node *look, uint32_t min)
{
	if (look->kind != DKT_RE_LOOK || look->behind) {
		(void)dkt_reader_fail(&r->base, "there is nothing to repeat here");
		return NULL;
	}
	dkt_reader_sloppy(&r->base, "lookahead cannot be repeated");
	if (min == 0) {
		look->kind = DKT_RE_SEQUENCE;
		look->child = NULL;
	}
	return look;
}

static node *repeated(struct reader *r, node *atom)
{
	uint32_t min;
	uint32_t max;
	size_t size = quantifier(&r->base, &min, &max);
	node *made = atom;

	if (size == 0)
		return atom;
	if (max < min) {
		(void)dkt_reader_fail(&r->base, "a repetition out of order");
		return NULL;
	}
	if (atom->kind >= DKT_RE_LOOK && atom->kind != DKT_RE_BACK) {
		made = repeated_look(r, atom, min);
		if (made == NULL)
			return NULL;
	} else {
		made = new_node(r, DKT_RE_REPEAT);
		made->at = atom->at;
		made->child = atom;
		made->min = min;
		made->max = max;
	}
	r->base.i += size;
	made->lazy = dkt_reader_peek(&r->base, 0) == '?';
	r->base.i += made->lazy;
	return made;
}

static node *atom(struct reader *r)
{
	uint32_t min;
	uint32_t max;

	if (quantifier(&r->base, &min, &max) > 0) {
		(void)dkt_reader_fail(&r->base, "there is nothing to repeat here");
		return NULL;
	}
	switch (r->base.p[r->base.i]) {
	case '\\':
		return escape(r);
	case '(':
		return group(r);
	case '^':
		return assertion(r, DKT_RE_START, 1);
	case '$':
		return assertion(r, DKT_RE_END, 1);
	default:
		return set_node(r);
	}
}

static node *sequence(struct reader *r)
{
	node *made = new_node(r, DKT_RE_SEQUENCE);
	node **tail = &made->child;

	for (int c = dkt_reader_peek(&r->base, 0); c >= 0 && c != '|' && c != ')';
	     c = dkt_reader_peek(&r->base, 0)) {
		node *one = atom(r);

		if (one != NULL) {
			one->end = (uint32_t)r->base.i;
			one = repeated(r, one);
		}
		if (one == NULL)
			return NULL;
		one->end = (uint32_t)r->base.i;
		*tail = one;
		tail = &one->next;
	}
	made->end = (uint32_t)r->base.i;
	return made;
}

static node *choice(struct reader *r)
{
	node *made = new_node(r, DKT_RE_CHOICE);
	node **tail = &made->child;

	for (;;) {
		*tail = sequence(r);
		if (*tail == NULL)
			return NULL;
		if (dkt_reader_peek(&r->base, 0) != '|')
			break;
		tail = &(*tail)->next;
		r->base.i++;
	}
	made->end = (uint32_t)r->base.i;
	return made->child->next == NULL ? made->child : made;
}

static bool read_all(struct reader *r)
{
	r->base.tree->root = choice(r);
	if (r->base.tree->root == NULL)
		return false;
	if (r->base.i < r->base.size)
		return dkt_reader_fail(&r->base, "a closing bracket without its opening one");
	for (const struct reference *one = r->references; one != NULL; one = one->next) {
		if (!resolve(r, one))
			return false;
	}
	return names_differ(r);
}

const struct dkt_regex_tree *dkt_regex_read(struct dkt_arena *arena, const char *pattern,
					    size_t size, struct dkt_regex_problem *problem_out)
{
	struct reader r = {.base = {.arena = arena, .p = pattern, .size = size}};
	bool fine;

	*problem_out = (struct dkt_regex_problem){DKT_REGEX_FINE, 0, ""};
	r.base.problem = problem_out;
	r.base.tree = DKT_NEW(arena, struct dkt_regex_tree);
	r.base.tree->sloppy_why = "";
	if (size > DKT_REGEX_MAX_PATTERN)
		fine = dkt_reader_refuse(&r.base, "the pattern is longer than 65536 bytes");
	else
		fine = read_all(&r);
	dkt_draft_clear(&r.base.draft);
	return fine ? r.base.tree : NULL;
}
