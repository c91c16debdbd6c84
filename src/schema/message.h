/*
 * message.h - every sentence about a value in one table, and values as they look in sentences.
 *
 * Private to the floor.  Floor: schema.
 */
#ifndef SCHEMA_MESSAGE_H
#define SCHEMA_MESSAGE_H

#include "base/arena.h"
#include "base/buf.h"
#include "json/text.h"

enum dkt_message {
	DKT_SAY_TYPE,
	DKT_SAY_CONST,
	DKT_SAY_ENUM,
	DKT_SAY_ENUM_MEANT,
	DKT_SAY_MINIMUM,
	DKT_SAY_MAXIMUM,
	DKT_SAY_EXCLUSIVE_MINIMUM,
	DKT_SAY_EXCLUSIVE_MAXIMUM,
	DKT_SAY_MULTIPLE_OF,
	DKT_SAY_EMPTY_TEXT,
	DKT_SAY_MIN_LENGTH,
	DKT_SAY_MAX_LENGTH,
	DKT_SAY_FORMAT,
	DKT_SAY_PATTERN,
	DKT_SAY_MIN_PROPERTIES,
	DKT_SAY_MAX_PROPERTIES,
	DKT_SAY_REQUIRED,
	DKT_SAY_REQUIRED_IN,
	DKT_SAY_DEPENDENT,
	DKT_SAY_NEEDS_ONE_OF,
	DKT_SAY_KEY,
	DKT_SAY_KEY_PATTERN,
	DKT_SAY_UNKNOWN,
	DKT_SAY_UNKNOWN_MEANT,
	DKT_SAY_UNKNOWN_MISSING,
	DKT_SAY_NOT_ALLOWED,
	DKT_SAY_MIN_ITEMS,
	DKT_SAY_EMPTY_LIST,
	DKT_SAY_MAX_ITEMS,
	DKT_SAY_EXTRA_ITEM,
	DKT_SAY_UNIQUE,
	DKT_SAY_CONTAINS,
	DKT_SAY_CONTAINS_FEW,
	DKT_SAY_CONTAINS_MANY,
	DKT_SAY_NO_BRANCH,
	DKT_SAY_MANY_BRANCHES,
	DKT_SAY_NOT,
	DKT_SAY_NOT_VALUE,
	DKT_SAY_FAILS,
	DKT_SAY_SLOW_PATTERN,
	DKT_SAY_LONG_NUMBER,
	DKT_SAY_UNSURE,
	DKT_SAY_COUNT
};

/* The sentence with {0} to {3} replaced by args, in the arena. */
const char *dkt_message(struct dkt_arena *arena, enum dkt_message message,
			const char *const args[4]);

/* A value in a sentence: "text", 12.5, null, a list of 3 items; long ones are cut. */
const char *dkt_show(struct dkt_arena *arena, const struct dkt_node *value);
const char *dkt_show_text(struct dkt_arena *arena, const char *bytes, size_t size);

/* The same with its kind: text ("12.5"), the number 12.5, null, a list, an object. */
const char *dkt_show_kind(struct dkt_arena *arena, const struct dkt_node *value);

/* "a number", "a number or null" for the bits of "type". */
const char *dkt_show_types(struct dkt_arena *arena, unsigned bits);

#endif
