/*
 * html.h - HTML to tags and text, one token at a time.
 *
 * What a browser's tokenizer does, without the errors it reports: comments, declarations and
 * processing instructions are passed over, attributes are looked up on demand, character references
 * are decoded. Nothing is built and nothing is looked at twice, so time is linear in the size
 * whatever the bytes are. Trees are for the caller.
 *
 * Standard: WHATWG HTML, 13.2.5 (tokenization), 13.5 (named character references).  Floor: source.
 */
#ifndef SOURCE_HTML_H
#define SOURCE_HTML_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

#define DKT_HTML_NAME 24 /* bytes of a tag's name with its NUL; longer names are cut */

enum dkt_html_kind { DKT_HTML_TEXT, DKT_HTML_START, DKT_HTML_END };

struct dkt_html {
	const char *bytes; /* UTF-8 */
	size_t size;
	size_t at;
	const char *raw; /* the element whose text is taken as it is, or NULL */
	bool xml;	 /* CDATA sections are text in the middle of markup */
};

struct dkt_html_token {
	enum dkt_html_kind kind;
	char name[DKT_HTML_NAME]; /* START, END: lower case */
	bool closed;		  /* START: "/>" */
	const char *bytes;	  /* TEXT: as written; START: the attributes as written */
	size_t size;
};

/* The next token; false at the end. What it points to lies in html->bytes. */
bool dkt_html_next(struct dkt_html *html, struct dkt_html_token *out);

/*
 * Call after START of an element whose content is text to the parser (script, style, title,
 * textarea, ...): up to its end tag, tags are not seen. name must outlive the next token.
 */
void dkt_html_take_raw(struct dkt_html *html, const char *name);

/*
 * The value of an attribute of a START token, decoded, appended to out. False, and nothing is
 * appended, when there is none of that name (lower case). Attributes behind the first 64 KiB of a
 * tag are not looked at.
 */
bool dkt_html_attribute(const struct dkt_html_token *tag, const char *name, struct dkt_buf *out);

/* Decode character references. in_value: as in attributes, where "&copy=1" stays. */
void dkt_html_decode(const char *bytes, size_t size, bool in_value, struct dkt_buf *out);

/* One row of the standard's table of names. */
struct dkt_html_entity {
	const char *name;
	unsigned first;
	unsigned second; /* 0: none */
	bool legacy;	 /* also known without a semicolon */
};

/* The row for name, or NULL. */
const struct dkt_html_entity *dkt_html_entity(const char *name, size_t size);

#endif
