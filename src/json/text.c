/*
 * text.c - RFC 8259 in one pass: bytes to nodes in an arena.
 *
 * A record has some 2 to 8 KiB and a hundred values, a dataset file of somebody else's up to 64
 * MiB; both come from strangers. One loop with a stack of open brackets (at most DKT_MAX_DEPTH)
 * reads value after value. The children of brackets not yet closed lie on one growing stack and are
 * copied into the arena when their bracket closes, so that they are contiguous and nothing is
 * allocated twice. Text is decoded into one block of the arena while its end is looked for: what is
 * decoded is never longer than what was written.
 *
 * What went wrong is put into words in text_fault.c.
 */
#include "json/text.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/utf8.h"
#include "json/text_fault.h"
#include "json/text_keys.h"
#include "json/text_scan.h"

#define FIRST_STACK 64 /* children, before the heap is needed */

/* A bracket that is open. The stack's entry below its first child awaits its value. */
struct bracket {
	size_t first; /* child on the stack */
	const char *open;
};

struct parser {
	const char *start;
	const char *end;
	char *heap; /* where the next decoded text goes */
	struct dkt_member *stack;
	size_t n_stack;
	size_t room;
	size_t depth;
	struct dkt_arena *arena;
	struct dkt_text_fault *fault;
	struct dkt_text_keys keys;
	struct bracket brackets[DKT_MAX_DEPTH];
	struct dkt_member first_stack[FIRST_STACK];
};

/* --- giving up ----------------------------------------------------------------------------------
 */

/* Stop at a byte inside of the token that begins at token; quote: the open quotation mark. */
static const char *stop_in(struct parser *p, const char *at, const char *token, const char *quote,
			   enum dkt_want want)
{
	const char *open = p->depth == 0 ? NULL : p->brackets[p->depth - 1].open;
	struct dkt_stop stop = {.bytes = p->start,
				.size = (size_t)(p->end - p->start),
				.at = (size_t)(at - p->start),
				.want = want};

	while (token > p->start && dkt_scan_is_space(token[-1]))
		token--;
	open = quote == NULL ? open : quote;
	stop.last_end = (size_t)(token - p->start);
	stop.open = open == NULL ? DKT_NOWHERE : (size_t)(open - p->start);
	dkt_text_diagnose(p->arena, &stop, p->fault);
	return NULL;
}

static const char *stop(struct parser *p, const char *at, enum dkt_want want)
{
	return stop_in(p, at, at, NULL, want);
}

static const char *too_deep(struct parser *p, const char *at)
{
	dkt_text_too_deep(p->arena, (size_t)(at - p->start), p->fault);
	return NULL;
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

/* The code point of \uXXXX (at the backslash), perhaps a pair; 0 bytes taken: a fault. */
static size_t unicode_escape(const char *at, size_t left, uint32_t *out, enum dkt_want *want_out)
{
	uint32_t low;

	*want_out = DKT_WANT_ESCAPE;
	if (!hex4(at + 2, left - 2, out))
		return 0;
	if (*out < 0xD800U || *out > 0xDFFFU)
		return 6;
	*want_out = DKT_WANT_SURROGATE;
	if (*out > 0xDBFFU || left < 12 || at[6] != '\\' || at[7] != 'u' ||
	    !hex4(at + 8, 4, &low) || low < 0xDC00U || low > 0xDFFFU)
		return 0;
	*out = 0x10000U + ((*out - 0xD800U) << 10) + (low - 0xDC00U);
	return 12;
}

/* Bytes taken by the escape at the backslash, its code point in *out; 0 for a fault. */
static size_t escape(const char *at, size_t left, uint32_t *out, enum dkt_want *want_out)
{
	static const char names[] = "\"\\/bfnrt";
	static const char values[] = "\"\\/\b\f\n\r\t";
	const char *name;

	*want_out = DKT_WANT_ESCAPE;
	if (left < 2)
		return 0;
	if (at[1] == 'u')
		return unicode_escape(at, left, out, want_out);
	name = at[1] == '\0' ? NULL : strchr(names, at[1]);
	if (name == NULL)
		return 0;
	*out = (unsigned char)values[name - names];
	return 2;
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

/*
 * One or more code points beyond ASCII. NULL: a byte that is not UTF-8; *at_io stays before it.
 */
static bool copy_wide(const char **at_io, const char *end, char **out_io)
{
	const char *at = *at_io;

	while (at < end && (unsigned char)*at >= 0x80U) {
		size_t step = dkt_utf8_step(at, (size_t)(end - at));

		if (step == 0)
			break;
		memcpy(*out_io, at, step);
		*out_io += step;
		at += step;
	}
	*at_io = at;
	return at == end || (unsigned char)*at < 0x80U;
}

/*
 * The string whose opening quotation mark stands at quote, decoded to the heap. The place behind
 * it; NULL for a fault.
 */
static inline const char *parse_string(struct parser *p, const char *quote, const char **bytes_out,
				       size_t *size_out)
{
	const char *at = quote + 1;
	char *out = p->heap;
	enum dkt_want want;
	uint32_t code_point;

	for (;;) {
		size_t plain = dkt_scan_copy(at, p->end, out);

		at += plain;
		out += plain;
		if (at == p->end)
			return stop_in(p, at, quote, quote, DKT_WANT_STRING_END);
		if (*at == '"')
			break;
		if (*at == '\\') {
			size_t step = escape(at, (size_t)(p->end - at), &code_point, &want);

			if (step == 0)
				return stop_in(p, at, quote, quote, want);
			at += step;
			out += put_utf8(out, code_point);
		} else if ((unsigned char)*at < 0x20U) {
			return stop_in(p, at, quote, quote, DKT_WANT_STRING_END);
		} else if (!copy_wide(&at, p->end, &out)) {
			return stop_in(p, at, quote, quote, DKT_WANT_UTF8);
		}
	}
	*bytes_out = p->heap;
	*size_out = (size_t)(out - p->heap);
	*out = '\0';
	p->heap = out + 1;
	return at + 1;
}

/* --- numbers and words --------------------------------------------------------------------------
 */

static inline bool is_digit(const char *at, const char *end)
{
	return at < end && *at >= '0' && *at <= '9';
}

/* Behind the digits at at; NULL when there are none. */
static inline const char *digits(struct parser *p, const char *at, const char *token)
{
	if (!is_digit(at, p->end))
		return stop_in(p, at, token, NULL, DKT_WANT_DIGIT);
	while (is_digit(at, p->end))
		at++;
	return at;
}

static inline bool next_is(const struct parser *p, const char *at, char c)
{
	return at < p->end && *at == c;
}

static const char *scan_number(struct parser *p, const char *token)
{
	const char *at = token + (*token == '-');

	if (next_is(p, at, '0')) {
		at++;
		if (is_digit(at, p->end))
			return stop_in(p, at - 1, token, NULL, DKT_WANT_NO_ZERO);
	} else {
		at = digits(p, at, token);
		if (at == NULL)
			return NULL;
	}
	if (next_is(p, at, '.')) {
		at = digits(p, at + 1, token);
		if (at == NULL)
			return NULL;
	}
	if (next_is(p, at, 'e') || next_is(p, at, 'E')) {
		at++;
		at += next_is(p, at, '+') || next_is(p, at, '-');
		at = digits(p, at, token);
	}
	return at;
}

static const char *parse_number(struct parser *p, const char *token, struct dkt_node *out)
{
	const char *at = scan_number(p, token);

	if (at == NULL)
		return NULL;
	out->kind = DKT_NUMBER;
	out->size = (size_t)(at - token);
	out->as.bytes = p->heap;
	memcpy(p->heap, token, out->size);
	p->heap[out->size] = '\0';
	p->heap += out->size + 1;
	return at;
}

static const char *parse_word(struct parser *p, const char *at, enum dkt_want want,
			      struct dkt_node *out)
{
	static const struct {
		const char *word;
		size_t size;
		enum dkt_kind kind;
	} words[] = {{"true", 4, DKT_TRUE}, {"false", 5, DKT_FALSE}, {"null", 4, DKT_NULL}};

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		if ((size_t)(p->end - at) >= words[i].size &&
		    memcmp(at, words[i].word, words[i].size) == 0) {
			out->kind = (uint32_t)words[i].kind;
			return at + words[i].size;
		}
	}
	return stop(p, at, want);
}

/* A value without brackets. */
static inline const char *parse_scalar(struct parser *p, const char *at, enum dkt_want want,
				       struct dkt_node *out)
{
	if (at == p->end)
		return stop(p, at, want);
	if (*at == '"') {
		out->kind = DKT_STRING;
		return parse_string(p, at, &out->as.bytes, &out->size);
	}
	if (*at == '-' || is_digit(at, p->end))
		return parse_number(p, at, out);
	return parse_word(p, at, want, out);
}

/* --- arrays and objects -------------------------------------------------------------------------
 */

static void grow_stack(struct parser *p)
{
	size_t size = p->room * sizeof *p->stack; /* at most 64 MiB of text: cannot overflow */
	struct dkt_member *larger = malloc(size * 2);

	if (larger == NULL)
		dkt_oom();
	memcpy(larger, p->stack, size);
	if (p->stack != p->first_stack)
		free(p->stack);
	p->stack = larger;
	p->room *= 2;
}

static inline struct dkt_member *push(struct parser *p)
{
	if (p->n_stack == p->room)
		grow_stack(p);
	return &p->stack[p->n_stack++];
}

/* A key and its colon; the place of the member's value. */
static inline const char *parse_key(struct parser *p, const char *at, enum dkt_want want)
{
	struct dkt_member *member;

	if (!next_is(p, at, '"'))
		return stop(p, at, want);
	member = push(p);
	member->key_offset = (uint32_t)(at - p->start);
	at = parse_string(p, at, &member->key, &member->key_size);
	if (at == NULL)
		return NULL;
	at = dkt_scan_space(at, p->end);
	if (!next_is(p, at, ':'))
		return stop(p, at, DKT_WANT_COLON);
	return dkt_scan_space(at + 1, p->end);
}

static void take_items(struct parser *p, size_t first, struct dkt_node *out)
{
	struct dkt_node *items = dkt_arena_alloc(p->arena, out->size * sizeof *items);

	for (size_t i = 0; i < out->size; i++)
		items[i] = p->stack[first + i].value;
	out->as.items = items;
}

static void take_members(struct parser *p, size_t first, struct dkt_node *out)
{
	struct dkt_member *members = dkt_arena_alloc(p->arena, out->size * sizeof *members);

	for (size_t i = 0; i < out->size; i++)
		members[i] = p->stack[first + i];
	if (out->size > 1)
		dkt_text_keys_add(&p->keys, members, out->size);
	out->as.members = members;
}

/* The innermost bracket closes: its children become its value. */
static void close_bracket(struct parser *p)
{
	size_t first = p->brackets[--p->depth].first;
	struct dkt_node *out = &p->stack[first - 1].value;

	out->size = p->n_stack - first;
	if (out->kind == DKT_OBJECT)
		take_members(p, first, out);
	else
		take_items(p, first, out);
	p->n_stack = first;
}

static inline bool in_object(const struct parser *p)
{
	return *p->brackets[p->depth - 1].open == '{';
}

static inline bool closes(const struct parser *p, const char *at)
{
	return next_is(p, at, in_object(p) ? '}' : ']');
}

/*
 * Behind a value: close what closes. The place of the next value, whose entry is on the stack; or
 * the end of the text when there is none. NULL: a fault.
 */
static inline const char *go_on(struct parser *p, const char *at)
{
	for (;;) {
		at = dkt_scan_space(at, p->end);
		if (p->depth == 0)
			return at == p->end ? at : stop(p, at, DKT_WANT_END);
		if (next_is(p, at, ','))
			break;
		if (!closes(p, at))
			return stop(p, at,
				    in_object(p) ? DKT_WANT_MEMBER_COMMA : DKT_WANT_ITEM_COMMA);
		close_bracket(p);
		at++;
	}
	at = dkt_scan_space(at + 1, p->end);
	if (in_object(p))
		return parse_key(p, at, DKT_WANT_KEY);
	(void)push(p);
	return at;
}

/* A bracket opens. The place of its first value, or behind the bracket that closes it at once. */
static inline const char *open_bracket(struct parser *p, const char *at, struct dkt_node *out,
				       bool *empty_out)
{
	bool object = *at == '{';

	if (p->depth == DKT_MAX_DEPTH)
		return too_deep(p, at);
	out->kind = object ? DKT_OBJECT : DKT_ARRAY;
	p->brackets[p->depth++] = (struct bracket){.first = p->n_stack, .open = at};
	at = dkt_scan_space(at + 1, p->end);
	*empty_out = closes(p, at);
	if (*empty_out) {
		close_bracket(p);
		return at + 1;
	}
	if (object)
		return parse_key(p, at, DKT_WANT_FIRST_KEY);
	(void)push(p);
	return at;
}

static bool parse_whole(struct parser *p)
{
	const char *at = dkt_scan_space(p->start, p->end);
	enum dkt_want want = DKT_WANT_VALUE;

	(void)push(p);
	do {
		struct dkt_node *out = &p->stack[p->n_stack - 1].value;
		bool done = true;

		out->offset = (uint32_t)(at - p->start);
		out->size = 0;
		out->as.bytes = NULL;
		if (next_is(p, at, '{') || next_is(p, at, '[')) {
			at = open_bracket(p, at, out, &done);
			want = p->depth > 0 && !in_object(p) ? DKT_WANT_FIRST_ITEM : DKT_WANT_VALUE;
		} else {
			at = parse_scalar(p, at, want, out);
		}
		if (at != NULL && done) {
			at = go_on(p, at);
			want = p->depth > 0 && !in_object(p) ? DKT_WANT_ITEM : DKT_WANT_VALUE;
		}
	} while (at != NULL && p->depth > 0);
	return at != NULL;
}

bool dkt_text_parse(struct dkt_text *text, struct dkt_arena *arena, const char *bytes, size_t size,
		    struct dkt_text_fault *fault_out)
{
	struct parser p;
	bool parsed;

	memset(text, 0, sizeof *text);
	memset(fault_out, 0, sizeof *fault_out);
	text->bytes = bytes;
	text->size = size;
	if (dkt_text_misread(bytes, size, fault_out))
		return false;
	p.start = bytes;
	p.end = bytes + size;
	p.heap = dkt_arena_alloc(arena, size + 1 + DKT_SCAN_STEP);
	p.stack = p.first_stack;
	p.n_stack = 0;
	p.room = FIRST_STACK;
	p.depth = 0;
	p.arena = arena;
	p.fault = fault_out;
	memset(&p.keys, 0, sizeof p.keys);
	parsed = parse_whole(&p);
	if (parsed) {
		text->root = p.stack[0].value;
		text->duplicates = dkt_text_keys_take(&p.keys, arena, &text->n_duplicates);
	}
	dkt_text_keys_clear(&p.keys);
	if (p.stack != p.first_stack)
		free(p.stack);
	return parsed;
}
