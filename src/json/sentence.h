/*
 * sentence.h - the sentences of this folder by name, in the language of the reader.
 *
 * The rows are in sentence_list.h. Floor: json.
 */
#ifndef JSON_SENTENCE_H
#define JSON_SENTENCE_H

#include "base/arena.h"
#include "text/language.h"

#define DKT_JSON_SLOTS 3

enum dkt_json_words {
	DKT_JSON_NONE, /* no sentence: "" */
#define WORDS(name, english, chinese) DKT_JSON_##name,
#include "json/sentence_list.h"
#undef WORDS
	DKT_JSON_WORDS
};

/* The row; borrowed for ever. */
const struct dkt_sentence *dkt_json_sentence(enum dkt_json_words words);

/* The sentence with {0} to {2} replaced by args (NULL: none), static or in the arena. */
const char *dkt_json_say(struct dkt_arena *arena, enum dkt_language language,
			 enum dkt_json_words words, const char *const args[DKT_JSON_SLOTS]);

#endif
