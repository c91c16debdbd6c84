/*
 * text.c - RFC 8259 in one pass: bytes to nodes in an arena.
 *
 * A record has some 2 to 8 KiB and a hundred values, a dataset file of somebody else's up to 64
 * MiB; both come from strangers. The descent is recursive, which reads like the grammar, and stops
 * at DKT_MAX_DEPTH levels (some 40 KiB of stack). The children of a value under construction lie
 * on one growing stack and are copied into the arena when their bracket closes, so that they are
 * contiguous and nothing is allocated twice. Bytes are checked for UTF-8 where they may stand at
 * all, in strings, while looking for the closing quotation mark.
 *
 * A repeated key is found by comparing each key with all others in small objects and with a keyed
 * hash in large ones. What went wrong is put into words in text_fault.c.
 */
#include "json/text.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/map.h"
#include "base/utf8.h"
#include "json/text_fault.h"

#define SMALL_OBJECT 16 /* members up to which all pairs of keys are compared */

struct parser {
	const char *bytes;
	size_t size;
	size_t at;
	size_t last_end; /* behind the last complete token */
	size_t open;	 /* innermost open bracket */
	size_t depth;
	struct dkt_arena *arena;
	struct dkt_member *stack; /* children of all values under construction; items use .value */
	size_t n_stack;
	size_t stack_room;
	uint32_t *duplicates;
	size_t n_duplicates;
	size_t duplicates_room;
	struct dkt_text_fault *fault;
};

static bool stop_at(struct parser *p, size_t at, enum dkt_want want)
{
	struct dkt_stop stop = {.bytes = p->bytes,
				.size = p->size,
				.at = at,
				.last_end = p->last_end,
				.open = p->open,
				.want = want};

	dkt_text_diagnose(p->arena, &stop, p->fault);
	return false;
}

static bool stop(struct parser *p, enum dkt_want want)
{
	return stop_at(p, p->at, want);
}

static bool too_deep(struct parser *p)
{
	dkt_text_too_deep(p->arena, p->at, p->fault);
	return false;
}

static void *grown(void *old, size_t n, size_t *room, size_t item_size)
{
	void *larger;

	if (n < *room)
		return old;
	*room = *room == 0 ? 64 : *room * 2;
	larger = realloc(old, *room * item_size); /* at most 64 MiB of text: cannot overflow */
	if (larger == NULL)
		dkt_oom();
	return larger;
}

static void push(struct parser *p, const struct dkt_member *child)
{
	p->stack = grown(p->stack, p->n_stack, &p->stack_room, sizeof *p->stack);
	p->stack[p->n_stack++] = *child;
}

static void skip_space(struct parser *p)
{
	while (p->at < p->size) {
		char c = p->bytes[p->at];

		if (c != ' ' && c != '\n' && c != '\t' && c != '\r')
			return;
		p->at++;
	}
}

static bool next_is(const struct parser *p, char c)
{
	return p->at < p->size && p->bytes[p->at] == c;
}

/* --- strings ------------------------------------------------------------------------------------
 */

static bool hex4(const char *bytes, size_t left, uint32_t *out)
{
	*out = 0;
	if (left < 4)
		return false;
	for (size_t i = 0; i < 4; i++) {
		char c = bytes[i];
		uint32_t digit;

		if (c >= '0' && c <= '9')
			digit = (uint32_t)(c - '0');
		else if (c >= 'a' && c <= 'f')
			digit = (uint32_t)(c - 'a') + 10;
		else if (c >= 'A' && c <= 'F')
			digit = (uint32_t)(c - 'A') + 10;
		else
			return false;
		*out = *out << 4 | digit;
	}
	return true;
}

/* The code point of \uXXXX at bytes[at] (the backslash), perhaps a pair; 0 bytes taken: a fault. */
static size_t unicode_escape(const char *bytes, size_t size, size_t at, uint32_t *out,
			     enum dkt_want *want_out)
{
	uint32_t low;

	*want_out = DKT_WANT_ESCAPE;
	if (!hex4(bytes + at + 2, size - at - 2, out))
		return 0;
	if (*out < 0xD800U || *out > 0xDFFFU)
		return 6;
	*want_out = DKT_WANT_SURROGATE;
	if (*out > 0xDBFFU || size - at < 12 || bytes[at + 6] != '\\' || bytes[at + 7] != 'u' ||
	    !hex4(bytes + at + 8, 4, &low) || low < 0xDC00U || low > 0xDFFFU)
		return 0;
	*out = 0x10000U + ((*out - 0xD800U) << 10) + (low - 0xDC00U);
	return 12;
}

/* Bytes taken by the escape at bytes[at] (the backslash), its code point in *out; 0 for a fault. */
static size_t escape(const char *bytes, size_t size, size_t at, uint32_t *out,
		     enum dkt_want *want_out)
{
	static const char names[] = "\"\\/bfnrt";
	static const char values[] = "\"\\/\b\f\n\r\t";
	const char *name;

	*want_out = DKT_WANT_ESCAPE;
	if (size - at < 2)
		return 0;
	if (bytes[at + 1] == 'u')
		return unicode_escape(bytes, size, at, out, want_out);
	name = bytes[at + 1] == '\0' ? NULL : strchr(names, bytes[at + 1]);
	if (name == NULL)
		return 0;
	*out = (unsigned char)values[name - names];
	return 2;
}

/* From p->at, inside a string, to its closing quotation mark. */
static bool scan_string(struct parser *p, size_t open, bool *escaped_out)
{
	enum dkt_want want = DKT_WANT_STRING_END;
	size_t outer = p->open;
	uint32_t code_point;

	*escaped_out = false;
	p->open = open;
	while (p->at < p->size) {
		unsigned char c = (unsigned char)p->bytes[p->at];
		size_t step = 1;

		if (c == '"') {
			p->open = outer;
			return true;
		}
		if (c < 0x20U)
			return stop(p, DKT_WANT_STRING_END);
		if (c == '\\') {
			*escaped_out = true;
			step = escape(p->bytes, p->size, p->at, &code_point, &want);
			if (step == 0)
				return stop(p, want);
		} else if (c >= 0x80U) {
			size_t end = p->at;

			(void)dkt_utf8_next(p->bytes, p->size, &end);
			step = end - p->at;
			if (step == 1)
				return stop(p, DKT_WANT_UTF8);
		}
		p->at += step;
	}
	return stop(p, DKT_WANT_STRING_END);
}

static size_t put_utf8(char *into, uint32_t c)
{
	size_t n = c < 0x80U ? 1 : c < 0x800U ? 2 : c < 0x10000U ? 3 : 4;
	static const unsigned char lead[] = {0, 0, 0xC0U, 0xE0U, 0xF0U};

	for (size_t i = n; i > 1; i--) {
		into[i - 1] = (char)(0x80U | (c & 0x3FU));
		c >>= 6;
	}
	into[0] = (char)(lead[n] | c);
	return n;
}

/* Decode what scan_string accepted; an escape is never shorter than what it stands for. */
static char *unescaped(struct dkt_arena *arena, const char *bytes, size_t size, size_t *size_out)
{
	char *out = dkt_arena_alloc(arena, size + 1);
	enum dkt_want want;
	size_t n = 0;

	for (size_t at = 0; at < size;) {
		uint32_t code_point;

		if (bytes[at] != '\\') {
			out[n++] = bytes[at++];
			continue;
		}
		at += escape(bytes, size, at, &code_point, &want);
		n += put_utf8(out + n, code_point);
	}
	out[n] = '\0';
	*size_out = n;
	return out;
}

/* The string whose opening quotation mark stands at p->at. */
static bool parse_string(struct parser *p, const char **bytes_out, size_t *size_out)
{
	size_t start = p->at + 1;
	bool escaped;

	p->at = start;
	if (!scan_string(p, start - 1, &escaped))
		return false;
	*size_out = p->at - start;
	if (escaped)
		*bytes_out = unescaped(p->arena, p->bytes + start, *size_out, size_out);
	else
		*bytes_out = dkt_arena_dup(p->arena, p->bytes + start, *size_out);
	p->at++;
	p->last_end = p->at;
	return true;
}

/* --- numbers and words --------------------------------------------------------------------------
 */

static bool is_digit(const struct parser *p)
{
	return p->at < p->size && p->bytes[p->at] >= '0' && p->bytes[p->at] <= '9';
}

static bool digits(struct parser *p)
{
	if (!is_digit(p))
		return stop(p, DKT_WANT_DIGIT);
	while (is_digit(p))
		p->at++;
	return true;
}

static bool parse_number(struct parser *p, struct dkt_node *out)
{
	size_t start = p->at;

	p->at += next_is(p, '-');
	if (next_is(p, '0')) {
		p->at++;
		if (is_digit(p))
			return stop_at(p, p->at - 1, DKT_WANT_NO_ZERO);
	} else if (!digits(p)) {
		return false;
	}
	if (next_is(p, '.')) {
		p->at++;
		if (!digits(p))
			return false;
	}
	if (next_is(p, 'e') || next_is(p, 'E')) {
		p->at++;
		p->at += next_is(p, '+') || next_is(p, '-');
		if (!digits(p))
			return false;
	}
	out->kind = DKT_NUMBER;
	out->size = p->at - start;
	out->as.bytes = dkt_arena_dup(p->arena, p->bytes + start, out->size);
	p->last_end = p->at;
	return true;
}

static bool parse_word(struct parser *p, const char *word, enum dkt_kind kind, enum dkt_want want,
		       struct dkt_node *out)
{
	size_t size = strlen(word);

	if (p->size - p->at < size || memcmp(p->bytes + p->at, word, size) != 0)
		return stop(p, want);
	p->at += size;
	p->last_end = p->at;
	out->kind = (uint32_t)kind;
	return true;
}

/* --- arrays and objects -------------------------------------------------------------------------
 */

static bool parse_value(struct parser *p, enum dkt_want want, struct dkt_node *out);

static bool enter(struct parser *p)
{
	if (p->depth == DKT_MAX_DEPTH)
		return too_deep(p);
	p->depth++;
	p->open = p->at;
	p->at++;
	p->last_end = p->at;
	skip_space(p);
	return true;
}

static void leave(struct parser *p, size_t outer)
{
	p->depth--;
	p->open = outer;
	p->at++;
	p->last_end = p->at;
}

static void take_items(struct parser *p, size_t first, struct dkt_node *out)
{
	struct dkt_node *items;

	out->size = p->n_stack - first;
	items = dkt_arena_alloc(p->arena, out->size * sizeof *items);
	for (size_t i = 0; i < out->size; i++)
		items[i] = p->stack[first + i].value;
	out->as.items = items;
	p->n_stack = first;
}

static bool parse_array(struct parser *p, struct dkt_node *out)
{
	enum dkt_want want = DKT_WANT_FIRST_ITEM;
	size_t first = p->n_stack;
	size_t outer = p->open;
	struct dkt_member child = {0};

	if (!enter(p))
		return false;
	while (!(want == DKT_WANT_FIRST_ITEM && next_is(p, ']'))) {
		if (!parse_value(p, want, &child.value))
			return false;
		push(p, &child);
		want = DKT_WANT_ITEM;
		skip_space(p);
		if (next_is(p, ']'))
			break;
		if (!next_is(p, ','))
			return stop(p, DKT_WANT_ITEM_COMMA);
		p->at++;
		p->last_end = p->at;
		skip_space(p);
	}
	out->kind = DKT_ARRAY;
	take_items(p, first, out);
	leave(p, outer);
	return true;
}

static void note_duplicate(struct parser *p, uint32_t offset)
{
	p->duplicates =
		grown(p->duplicates, p->n_duplicates, &p->duplicates_room, sizeof *p->duplicates);
	p->duplicates[p->n_duplicates++] = offset;
}

static bool same_key(const struct dkt_member *a, const struct dkt_member *b)
{
	return a->key_size == b->key_size && memcmp(a->key, b->key, a->key_size) == 0;
}

static void find_few_duplicates(struct parser *p, const struct dkt_member *members, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		size_t j = 0;

		while (j < i && !same_key(&members[i], &members[j]))
			j++;
		if (j < i)
			note_duplicate(p, members[i].key_offset);
	}
}

static void find_many_duplicates(struct parser *p, struct dkt_member *members, size_t n)
{
	struct dkt_map seen = DKT_MAP_INIT;

	for (size_t i = 0; i < n; i++) {
		if (dkt_map_put(&seen, members[i].key, members[i].key_size, &members[i]) != NULL)
			note_duplicate(p, members[i].key_offset);
	}
	dkt_map_clear(&seen);
}

static void take_members(struct parser *p, size_t first, struct dkt_node *out)
{
	struct dkt_member *members;

	out->size = p->n_stack - first;
	members = dkt_arena_alloc(p->arena, out->size * sizeof *members);
	if (out->size > 0)
		memcpy(members, p->stack + first, out->size * sizeof *members);
	if (out->size <= SMALL_OBJECT)
		find_few_duplicates(p, members, out->size);
	else
		find_many_duplicates(p, members, out->size);
	out->as.members = members;
	p->n_stack = first;
}

static bool parse_member(struct parser *p, enum dkt_want want)
{
	struct dkt_member child = {.key_offset = (uint32_t)p->at};

	if (!next_is(p, '"'))
		return stop(p, want);
	if (!parse_string(p, &child.key, &child.key_size))
		return false;
	skip_space(p);
	if (!next_is(p, ':'))
		return stop(p, DKT_WANT_COLON);
	p->at++;
	p->last_end = p->at;
	skip_space(p);
	if (!parse_value(p, DKT_WANT_VALUE, &child.value))
		return false;
	push(p, &child);
	skip_space(p);
	return true;
}

static bool parse_object(struct parser *p, struct dkt_node *out)
{
	enum dkt_want want = DKT_WANT_FIRST_KEY;
	size_t first = p->n_stack;
	size_t outer = p->open;

	if (!enter(p))
		return false;
	while (!(want == DKT_WANT_FIRST_KEY && next_is(p, '}'))) {
		if (!parse_member(p, want))
			return false;
		want = DKT_WANT_KEY;
		if (next_is(p, '}'))
			break;
		if (!next_is(p, ','))
			return stop(p, DKT_WANT_MEMBER_COMMA);
		p->at++;
		p->last_end = p->at;
		skip_space(p);
	}
	out->kind = DKT_OBJECT;
	take_members(p, first, out);
	leave(p, outer);
	return true;
}

/* The value at p->at, where no white space stands. */
static bool parse_value(struct parser *p, enum dkt_want want, struct dkt_node *out)
{
	memset(out, 0, sizeof *out);
	out->offset = (uint32_t)p->at;
	switch (p->at < p->size ? p->bytes[p->at] : '\0') {
	case '{':
		return parse_object(p, out);
	case '[':
		return parse_array(p, out);
	case '"':
		out->kind = DKT_STRING;
		return parse_string(p, &out->as.bytes, &out->size);
	case 't':
		return parse_word(p, "true", DKT_TRUE, want, out);
	case 'f':
		return parse_word(p, "false", DKT_FALSE, want, out);
	case 'n':
		return parse_word(p, "null", DKT_NULL, want, out);
	case '-':
	case '0':
	case '1':
	case '2':
	case '3':
	case '4':
	case '5':
	case '6':
	case '7':
	case '8':
	case '9':
		return parse_number(p, out);
	default:
		return stop(p, want);
	}
}

static bool parse_whole(struct parser *p, struct dkt_node *root)
{
	skip_space(p);
	if (!parse_value(p, DKT_WANT_VALUE, root))
		return false;
	skip_space(p);
	return p->at == p->size || stop(p, DKT_WANT_END);
}

static int by_offset(const void *a, const void *b)
{
	uint32_t left = *(const uint32_t *)a;
	uint32_t right = *(const uint32_t *)b;

	return (left > right) - (left < right);
}

/* Objects close from the inside out; readers want the order of the text. */
static void keep_duplicates(struct parser *p, struct dkt_text *text)
{
	uint32_t *kept;

	if (p->n_duplicates == 0)
		return;
	qsort(p->duplicates, p->n_duplicates, sizeof *p->duplicates, by_offset);
	kept = dkt_arena_alloc(p->arena, p->n_duplicates * sizeof *kept);
	memcpy(kept, p->duplicates, p->n_duplicates * sizeof *kept);
	text->duplicates = kept;
	text->n_duplicates = p->n_duplicates;
}

bool dkt_text_parse(struct dkt_text *text, struct dkt_arena *arena, const char *bytes, size_t size,
		    struct dkt_text_fault *fault_out)
{
	struct parser p = {.bytes = bytes,
			   .size = size,
			   .open = DKT_NOWHERE,
			   .arena = arena,
			   .fault = fault_out};
	bool parsed;

	memset(text, 0, sizeof *text);
	memset(fault_out, 0, sizeof *fault_out);
	text->bytes = bytes;
	text->size = size;
	if (dkt_text_misread(bytes, size, fault_out))
		return false;
	parsed = parse_whole(&p, &text->root);
	if (parsed)
		keep_duplicates(&p, text);
	free(p.stack);
	free(p.duplicates);
	return parsed;
}
