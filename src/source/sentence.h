/*
 * sentence.h - the sentences about sources by name, in the language of the reader.
 *
 * The rows are in sentence_list.h. Floor: source.
 */
#ifndef SOURCE_SENTENCE_H
#define SOURCE_SENTENCE_H

#include "base/arena.h"
#include "text/language.h"
#include "json/report.h"

#define DKT_SRC_SLOTS 2

enum dkt_source_words {
	DKT_SRC_NOTHING, /* "" */
#define WORDS(name, english, chinese) DKT_SRC_##name,
#include "source/sentence_list.h"
#undef WORDS
	DKT_SRC_WORDS
};

/* The row; borrowed for ever. */
const struct dkt_sentence *dkt_source_sentence(enum dkt_source_words words);

/* The sentence in a language with {0} and {1} filled, static or in the arena. Those that it has no
 * slots for are NULL. */
const char *dkt_source_say(struct dkt_arena *arena, enum dkt_language language,
			   enum dkt_source_words words, const char *arg0, const char *arg1);

/* A finding in the language of its report; hint may be DKT_SRC_NOTHING. */
void dkt_source_finding(struct dkt_arena *arena, struct dkt_report *report, enum dkt_level level,
			const char *code, const char *pointer, size_t offset,
			enum dkt_source_words hint, const char *sentence);

#endif
