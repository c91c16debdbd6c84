/*
 * page.h - what a person would read on a page.
 *
 * HTML goes through libxml2; plain text and JSON are taken as they are; everything else cannot be
 * read here.
 *
 * Floor: source.
 */
#ifndef SOURCE_PAGE_H
#define SOURCE_PAGE_H

#include <stdbool.h>

#include "base/arena.h"
#include "source/fetch.h"

enum dkt_page_kind {
	DKT_PAGE_HTML,
	DKT_PAGE_TEXT,
	DKT_PAGE_OTHER /* a type that is not read: PDF, pictures, ... */
};

struct dkt_page {
	enum dkt_page_kind kind;
	const char *title; /* "" when there is none */
	const char *text;  /* visible text, blocks on lines of their own */
	size_t text_size;
	const char *hidden; /* text that is not shown: templates, noscript, display:none */
	size_t hidden_size;
	const char *heading; /* the first h1, or "" */
	const char *charset;
	bool has_password; /* a field for a password */
	bool paid;	   /* structured data says that it is not free */
};

/* Read an answer's body. Never fails; what cannot be read has no text. All in the arena. */
void dkt_page_read(struct dkt_arena *arena, const struct dkt_answer *answer, struct dkt_page *out);

/* The same from decoded UTF-8 HTML, for tests and fuzzing. */
void dkt_page_read_html(struct dkt_arena *arena, const char *html, size_t size,
			struct dkt_page *out);

#endif
