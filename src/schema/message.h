/*
 * message.h - every sentence about a value in one table, and values as they look in sentences.
 *
 * Private to the floor.  Floor: schema.
 */
#ifndef SCHEMA_MESSAGE_H
#define SCHEMA_MESSAGE_H

#include "base/arena.h"
#include "base/buf.h"
#include "text/language.h"
#include "json/text.h"

#define DKT_MESSAGE_SLOTS 4

enum dkt_message {
#define WORDS(name, english, chinese) DKT_SAY_##name,
#include "schema/message_list.h"
#undef WORDS
	DKT_SAY_COUNT
};

/* In which language, and where the words are kept. */
struct dkt_voice {
	struct dkt_arena *arena;
	enum dkt_language language;
	bool quiet; /* nobody will read it: everything is "", nothing is kept */
};

/* The row, in all languages; borrowed for ever. */
const struct dkt_sentence *dkt_message_row(enum dkt_message message);

/* The sentence with {0} to {3} replaced by args, in the arena. */
const char *dkt_message(const struct dkt_voice *voice, enum dkt_message message,
			const char *const args[DKT_MESSAGE_SLOTS]);

/* The same with one or two slots; NULL leaves a slot empty. */
const char *dkt_words(const struct dkt_voice *voice, enum dkt_message message, const char *a,
		      const char *b);

/* Counted things: "1 character", "3 items". */
const char *dkt_words_count(const struct dkt_voice *voice, size_t n, enum dkt_message one,
			    enum dkt_message many);

/* A value in a sentence: "text", 12.5, null, a list of 3 items; long ones are cut. */
const char *dkt_show(const struct dkt_voice *voice, const struct dkt_node *value);
const char *dkt_show_text(const struct dkt_voice *voice, const char *bytes, size_t size);

/* The same with its kind: text ("12.5"), the number 12.5, null, a list, an object. */
const char *dkt_show_kind(const struct dkt_voice *voice, const struct dkt_node *value);

/* A value as one would type it, lists and objects too: {"en": "a"}; cut where it is long. */
const char *dkt_show_json(const struct dkt_voice *voice, const struct dkt_node *value);
const char *dkt_show_typed(const struct dkt_voice *voice, const char *bytes, size_t size);

/* "a number", "a number or null" for the bits of "type". */
const char *dkt_show_types(const struct dkt_voice *voice, unsigned bits);

/* What the values of a format are: "a date like 2019-04-17"; completes "... is not ". */
const char *dkt_show_format(const struct dkt_voice *voice, const char *name);

#endif
