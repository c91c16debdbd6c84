/*
 * page.h - what a person would read on a page, and what the page says of itself.
 *
 * HTML (html.h), XML and feeds, plain text, JSON and PDF (pdf.h) become text in blocks. What a page
 * holds but does not show stands apart and never proves a quote.
 *
 * Text: UTF-8, white space run together, a line feed for a line break, a blank line between blocks
 * (paragraphs, list items, cells of a table). None at the ends.
 *
 * Floor: source.
 */
#ifndef SOURCE_PAGE_H
#define SOURCE_PAGE_H

#include <stdbool.h>

#include "base/arena.h"
#include "source/fetch.h"
#include "source/quote.h"

enum dkt_page_kind {
	DKT_PAGE_HTML,
	DKT_PAGE_TEXT, /* plain text, JSON, XML, feeds */
	DKT_PAGE_OTHER, /* not read: pictures, archives, a PDF without text, ...; `why` says it */
	DKT_PAGE_PDF
};

/* A date that the page gives of itself. */
struct dkt_page_date {
	const char *date; /* "2021-04-03" or "2021-04-03T10:20:00+08:00"; "" when there is none */
	const char *from; /* static: "json-ld datePublished", "meta article:published_time", ... */
};

struct dkt_page {
	enum dkt_page_kind kind;
	const char *title; /* "" when there is none */
	const char *text;  /* visible text, blocks on lines of their own */
	size_t text_size;
	const char *hidden; /* text that is not shown: templates, noscript, display:none, structured
			       data */
	size_t hidden_size;
	const char *heading; /* the first h1, or "" */
	const char *charset;
	bool has_password; /* a field for a password */
	bool paid;	   /* the page says that it is not free, or is cut off by a paywall */

	const char *why;	/* kind OTHER: "an encrypted PDF"; "" otherwise */
	const char *paid_by;	/* static: the mark that says paid, or "" */
	const char *canonical;	/* <link rel=canonical> as written, or "" */
	const char *language;	/* BCP 47 as the page says: html lang, meta, Content-Language; "" */
	const char *refresh;	/* where <meta http-equiv=refresh> leads, as written, or "" */
	const char *shell;	/* static: the mark of a page that scripts fill, or "" */
	struct dkt_page_date published;
	struct dkt_page_date modified;
	size_t n_scripts;
};

/* Read an answer's body. Never fails; what cannot be read has no text. All in the arena. */
void dkt_page_read(struct dkt_arena *arena, const struct dkt_answer *answer, struct dkt_page *out);

/* The same from decoded UTF-8 HTML, for tests and fuzzing. */
void dkt_page_read_html(struct dkt_arena *arena, const char *html, size_t size,
			struct dkt_page *out);

/*
 * Look for a quote on a page. What stands only in hidden text is no pass: it is DKT_QUOTE_NEAR with
 * `hidden` set and the hidden words as the closest passage.
 */
void dkt_page_quote(struct dkt_arena *arena, const struct dkt_page *page, const char *quote,
		    struct dkt_quote *out);

#endif
