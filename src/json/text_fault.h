/*
 * text_fault.h - from "the parser wanted a comma here" to a sentence for people who are no
 * programmers. Private to the folder.
 *
 * Floor: json.
 */
#ifndef JSON_TEXT_FAULT_H
#define JSON_TEXT_FAULT_H

#include "text/language.h"
#include "json/text.h"

/* What the grammar allows at the place where the parser stopped. */
enum dkt_want {
	DKT_WANT_VALUE,	       /* at the start, or behind a colon */
	DKT_WANT_FIRST_ITEM,   /* behind '[': a value or ']' */
	DKT_WANT_ITEM,	       /* behind a comma in an array */
	DKT_WANT_FIRST_KEY,    /* behind '{': a key or '}' */
	DKT_WANT_KEY,	       /* behind a comma in an object */
	DKT_WANT_COLON,	       /* behind a key */
	DKT_WANT_ITEM_COMMA,   /* behind an item: ',' or ']' */
	DKT_WANT_MEMBER_COMMA, /* behind a member: ',' or '}' */
	DKT_WANT_END,	       /* behind the value */
	DKT_WANT_STRING_END,   /* the text ended, or a control character stands, in a string */
	DKT_WANT_ESCAPE,       /* behind a backslash */
	DKT_WANT_SURROGATE,    /* an escaped half of a pair without the other half */
	DKT_WANT_DIGIT,	       /* in a number */
	DKT_WANT_NO_ZERO,      /* a digit behind a leading zero */
	DKT_WANT_UTF8	       /* a byte that is not UTF-8 */
};

/* Where the parser stands when it gives up. */
struct dkt_stop {
	const char *bytes;
	size_t size;
	size_t at;	 /* the first byte that does not fit; size at the end */
	size_t last_end; /* behind the last token that did fit */
	size_t open;	 /* the innermost bracket or quotation mark not closed, or DKT_NOWHERE */
	enum dkt_want want;
};

/* Describe it, in English. Strings are static or in the arena. */
void dkt_text_diagnose(struct dkt_arena *arena, const struct dkt_stop *stop,
		       struct dkt_text_fault *out);

/*
 * Faults that show before the first token: too long, a byte order mark, UTF-16 or UTF-32. False
 * when there is none.
 */
bool dkt_text_misread(const char *bytes, size_t size, struct dkt_text_fault *out);

/* Lists and objects are nested too deep at this offset. */
void dkt_text_too_deep(struct dkt_arena *arena, size_t at, struct dkt_text_fault *out);

/* Sentence and hint in another language. */
void dkt_text_fault_in(struct dkt_arena *arena, enum dkt_language language,
		       struct dkt_text_fault *fault);

#endif
