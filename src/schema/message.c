/*
 * message.c - the sentences.
 *
 * Slots are numbered so that a translation can put them in another order. A sentence names the
 * thing, shows the value and says what was wanted; what to do about it is the hint's part
 * (explain_hint.c).
 */
#include "schema/message.h"

#include <string.h>

#include "base/utf8.h"
#include "schema/compiled.h"
#include "json/canon.h"

#define LONGEST ((size_t)80)

static const char *const sentences[DKT_SAY_COUNT] = {
	[DKT_SAY_TYPE] = "{0} must be {1}, not {2}",
	[DKT_SAY_CONST] = "{0} must be {1}, not {2}",
	[DKT_SAY_ENUM] = "{1} is not a known value of {0}",
	[DKT_SAY_ENUM_MEANT] = "{1} is not a known value of {0}; did you mean {2}?",
	[DKT_SAY_MINIMUM] = "{0} is {1}; the least allowed is {2}",
	[DKT_SAY_MAXIMUM] = "{0} is {1}; the most allowed is {2}",
	[DKT_SAY_EXCLUSIVE_MINIMUM] = "{0} is {1}; it must be greater than {2}",
	[DKT_SAY_EXCLUSIVE_MAXIMUM] = "{0} is {1}; it must be less than {2}",
	[DKT_SAY_MULTIPLE_OF] = "{0} is {1}, which is not a multiple of {2}",
	[DKT_SAY_EMPTY_TEXT] = "{0} is empty",
	[DKT_SAY_MIN_LENGTH] = "{0} has {1}; at least {2} are needed",
	[DKT_SAY_MAX_LENGTH] = "{0} has {1}; at most {2} are allowed",
	[DKT_SAY_FORMAT] = "{1} is not {2}",
	[DKT_SAY_PATTERN] = "{1} does not have the form wanted of {0}",
	[DKT_SAY_MIN_PROPERTIES] = "{0} has {1}; at least {2} are needed",
	[DKT_SAY_MAX_PROPERTIES] = "{0} has {1}; at most {2} are allowed",
	[DKT_SAY_REQUIRED] = "\"{0}\" is missing",
	[DKT_SAY_REQUIRED_IN] = "\"{0}\" is missing in {1}",
	[DKT_SAY_DEPENDENT] = "\"{0}\" is missing; it is needed where \"{1}\" is given",
	[DKT_SAY_NEEDS_ONE_OF] = "{0} needs {1}",
	[DKT_SAY_KEY] = "the key \"{0}\" is not allowed in {1}",
	[DKT_SAY_KEY_PATTERN] = "the key \"{0}\" does not have the form wanted of keys in {1}",
	[DKT_SAY_UNKNOWN] = "unknown key \"{0}\"",
	[DKT_SAY_UNKNOWN_MEANT] = "unknown key \"{0}\"; did you mean \"{1}\"?",
	[DKT_SAY_UNKNOWN_MISSING] =
		"unknown key \"{0}\"; did you mean \"{1}\" (required, missing)?",
	[DKT_SAY_NOT_ALLOWED] = "{0} is not allowed here",
	[DKT_SAY_MIN_ITEMS] = "{0} has {1}; at least {2} are needed",
	[DKT_SAY_EMPTY_LIST] = "{0} is empty; at least one item is needed",
	[DKT_SAY_MAX_ITEMS] = "{0} has {1}; at most {2} are allowed",
	[DKT_SAY_EXTRA_ITEM] = "{0} is one too many; the list ends before it",
	[DKT_SAY_UNIQUE] = "items {1} of {0} are the same: {2}",
	[DKT_SAY_CONTAINS] = "{0} lacks an item that must be there",
	[DKT_SAY_CONTAINS_FEW] = "{0} has {1} of the wanted kind; at least {2} are needed",
	[DKT_SAY_CONTAINS_MANY] = "{0} has more than {2} of a kind",
	[DKT_SAY_NO_BRANCH] = "{0} has none of the {1} forms it may have",
	[DKT_SAY_MANY_BRANCHES] = "{0} has two forms at once that exclude each other ({1})",
	[DKT_SAY_NOT] = "{0} has a form that is not allowed here",
	[DKT_SAY_NOT_VALUE] = "{0} must not be {1}",
	[DKT_SAY_FAILS] = "{0} is not as its schema wants it",
	[DKT_SAY_SLOW_PATTERN] =
		"{0} could not be checked: its pattern takes too long on this text",
	[DKT_SAY_LONG_NUMBER] = "{0} could not be checked: the number is too long",
	[DKT_SAY_UNSURE] = "{0} could not be checked to the end: its schema asks for too much work",
};

const char *dkt_message(struct dkt_arena *arena, enum dkt_message message,
			const char *const args[4])
{
	struct dkt_buf out = DKT_BUF_INIT(4096);
	const char *text;

	for (const char *p = sentences[message]; *p != '\0'; p++) {
		if (p[0] == '{' && p[1] >= '0' && p[1] <= '3' && p[2] == '}') {
			dkt_buf_adds(&out, args[p[1] - '0'] == NULL ? "" : args[p[1] - '0']);
			p += 2;
		} else {
			dkt_buf_addc(&out, *p);
		}
	}
	text = dkt_arena_dup(arena, dkt_buf_str(&out), out.size);
	dkt_buf_clear(&out);
	return text;
}

const char *dkt_show_text(struct dkt_arena *arena, const char *bytes, size_t size)
{
	struct dkt_buf out = DKT_BUF_INIT(LONGEST * 8);
	size_t cut = dkt_utf8_cut(bytes, size, LONGEST);
	const char *text;

	dkt_canon_string(bytes, cut, &out);
	if (cut < size && out.size > 0) {
		dkt_buf_truncate(&out, out.size - 1);
		dkt_buf_adds(&out, "...\"");
	}
	text = dkt_arena_dup(arena, dkt_buf_str(&out), out.size);
	dkt_buf_clear(&out);
	return text;
}

const char *dkt_show(struct dkt_arena *arena, const struct dkt_node *value)
{
	switch ((enum dkt_kind)value->kind) {
	case DKT_NULL:
		return "null";
	case DKT_FALSE:
		return "false";
	case DKT_TRUE:
		return "true";
	case DKT_NUMBER:
		return value->size <= LONGEST
			       ? dkt_arena_dup(arena, value->as.bytes, value->size)
			       : dkt_arena_printf(arena, "%.40s...", value->as.bytes);
	case DKT_STRING:
		return dkt_show_text(arena, value->as.bytes, value->size);
	case DKT_ARRAY:
		return value->size == 1
			       ? "a list of 1 item"
			       : dkt_arena_printf(arena, "a list of %zu items", value->size);
	default:
		return "an object";
	}
}

const char *dkt_show_kind(struct dkt_arena *arena, const struct dkt_node *value)
{
	const char *shown = dkt_show(arena, value);

	switch ((enum dkt_kind)value->kind) {
	case DKT_STRING:
		return dkt_arena_printf(arena, "text (%s)", shown);
	case DKT_NUMBER:
		return dkt_arena_printf(arena, "the number %s", shown);
	case DKT_ARRAY:
		return "a list";
	default:
		return shown;
	}
}

const char *dkt_show_types(struct dkt_arena *arena, unsigned bits)
{
	static const struct {
		unsigned bits;
		const char *name;
	} types[] = {
		{DKT_BIT(DKT_STRING), "text"},	     {DKT_BIT(DKT_NUMBER), "a number"},
		{DKT_BIT_INTEGER, "a whole number"}, {DKT_BITS_BOOLEAN, "true or false"},
		{DKT_BIT(DKT_ARRAY), "a list"},	     {DKT_BIT(DKT_OBJECT), "an object"},
		{DKT_BIT(DKT_NULL), "null"},
	};
	struct dkt_buf out = DKT_BUF_INIT(256);
	const char *text;

	if ((bits & DKT_BIT(DKT_NUMBER)) != 0)
		bits &= ~DKT_BIT_INTEGER;
	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
		if ((bits & types[i].bits) == 0)
			continue;
		bits &= ~types[i].bits;
		if (out.size > 0)
			dkt_buf_adds(&out, bits == 0 ? " or " : ", ");
		dkt_buf_adds(&out, types[i].name);
	}
	text = dkt_arena_dup(arena, dkt_buf_str(&out), out.size);
	dkt_buf_clear(&out);
	return text;
}
