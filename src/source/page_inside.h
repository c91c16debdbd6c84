/*
 * page_inside.h - what the files that read pages share. Private to the folder.
 *
 * Floor: source.
 */
#ifndef SOURCE_PAGE_INSIDE_H
#define SOURCE_PAGE_INSIDE_H

#include "base/map.h"
#include "source/html.h"
#include "source/page.h"

#define DKT_PAGE_TEXT_MAX ((size_t)32 << 20)
#define DKT_DATE_SIZE	  32

/* Text as it grows; white space waits until something follows it. */
struct dkt_words {
	struct dkt_buf buf;
	unsigned gap; /* enum dkt_gap */
};

enum dkt_gap { DKT_GAP_NONE, DKT_GAP_SPACE, DKT_GAP_LINE, DKT_GAP_BLOCK };

void dkt_words_gap(struct dkt_words *words, enum dkt_gap gap);
/* keep: line feeds and spaces stay, as in <pre>. */
void dkt_words_add(struct dkt_words *words, const char *bytes, size_t size, bool keep);

/* What the page's own <style> hides: class and id names in simple selectors. */
struct dkt_sheet {
	struct dkt_arena *arena;
	struct dkt_map names; /* ".name" and "#name" */
};

void dkt_sheet_read(struct dkt_sheet *sheet, const char *css, size_t size);

/* Is the element not shown? By its attributes, classes and the page's own style sheet. */
bool dkt_html_hidden(const struct dkt_html_token *tag, const struct dkt_sheet *sheet,
		     struct dkt_buf *scratch);

/* A mark of a paywall in an element's class or id, or NULL. Static. */
const char *dkt_html_paid(const struct dkt_html_token *tag, struct dkt_buf *scratch);
/* The mark of an element that scripts fill, or NULL. Static. */
const char *dkt_html_shell(const struct dkt_html_token *tag, struct dkt_buf *scratch);

/* Where dates come from, the better the higher. */
enum dkt_date_rank {
	DKT_DATE_TEXT = 1,
	DKT_DATE_TIME,
	DKT_DATE_ITEM,
	DKT_DATE_META,
	DKT_DATE_LD
};

/* What the page says of itself, as it comes in. */
struct dkt_facts {
	struct dkt_arena *arena;
	struct dkt_page *page;
	int published_rank;
	int modified_rank;
	int language_rank;
	unsigned n_ld; /* blocks of JSON-LD */
};

/* "2021年4月3日 10:20", "Sat, 03 Apr 2021 10:20:00 GMT", "20210403", ISO 8601 to the form of struct
 * dkt_page_date. False when it is no date. at least one digit must come within the first bytes. */
bool dkt_date_read(const char *bytes, size_t size, char out[DKT_DATE_SIZE]);

void dkt_facts_date(struct dkt_facts *facts, bool modified, int rank, const char *from,
		    const char *value);
void dkt_facts_language(struct dkt_facts *facts, int rank, const char *value);
void dkt_facts_meta(struct dkt_facts *facts, const struct dkt_html_token *tag,
		    struct dkt_buf *scratch);
void dkt_facts_time(struct dkt_facts *facts, const struct dkt_html_token *tag,
		    struct dkt_buf *scratch);
/* Dates that stand in the text behind words like 发布时间. */
void dkt_facts_text(struct dkt_facts *facts);
/* One JSON-LD block; what it has of the article's text goes to hidden. */
void dkt_facts_ld(struct dkt_facts *facts, const char *bytes, size_t size,
		  struct dkt_words *hidden);

/* XML and feeds: every element is a block, escaped HTML inside is read as HTML. */
void dkt_page_read_xml(struct dkt_arena *arena, const char *xml, size_t size,
		       struct dkt_page *out);
/* The strings of a JSON document; the bytes themselves when it is none. */
void dkt_page_read_json(struct dkt_arena *arena, const char *json, size_t size,
			struct dkt_page *out);
void dkt_page_blank(struct dkt_page *out);

#endif
