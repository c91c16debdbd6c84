/*
 * regex_reader.h - between the files that read a pattern: regex_tree.c (what groups, repeats and
 * chooses), regex_escape.c (what stands for characters), regex_name.c (names of groups).  Floor:
 * schema.
 */
#ifndef SCHEMA_REGEX_READER_H
#define SCHEMA_REGEX_READER_H

#include "schema/regex_tree.h"

struct dkt_regex_reader {
	struct dkt_arena *arena;
	const char *p;
	size_t size;
	size_t i;
	struct dkt_regex_tree *tree;
	struct dkt_regex_problem *problem;
	struct dkt_charset_draft draft; /* reused */
	size_t n_ranges;		/* in all sets so far */
};

/* The byte so far ahead, -1 behind the end. */
int dkt_reader_peek(const struct dkt_regex_reader *reader, size_t ahead);

/* Note what is wrong at the present place; always false. */
bool dkt_reader_fail(struct dkt_regex_reader *reader, const char *why);
bool dkt_reader_refuse(struct dkt_regex_reader *reader, const char *why); /* right, but too much */

/* Accepted, though strict ECMA-262 has it not. */
void dkt_reader_sloppy(struct dkt_regex_reader *reader, const char *why);

/* An escape that stands for characters, a class, and any other character: the set that they mean.
 */
bool dkt_reader_escape(struct dkt_regex_reader *reader, struct dkt_charset *out);
bool dkt_reader_class(struct dkt_regex_reader *reader, struct dkt_charset *out);
bool dkt_reader_literal(struct dkt_regex_reader *reader, struct dkt_charset *out);

/* "\uXXXX", a pair of them, or "\u{X}" at the present place: its size, 0 when it is none. */
size_t dkt_reader_unicode(const struct dkt_regex_reader *reader, uint32_t *out);

/*
 * The name of a group, at the present place, and the ">" behind it, which are read: what it says
 * once its escapes are resolved, in the arena. False, without a fault and nowhere else: it is none.
 */
bool dkt_reader_name(struct dkt_regex_reader *reader, const char **name_out, size_t *size_out);

#endif
