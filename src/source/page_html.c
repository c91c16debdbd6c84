/*
 * page_html.c - tokens to text: which elements are open, which of them are shown, where blocks end.
 *
 * A page has some thousand tags, one made to hurt some million. What is open is an array of at most
 * 256 (browsers cut at 512 in the same way: what is deeper takes the place of its neighbour), and a
 * count for each name says at once that an end tag closes nothing, so a page costs its size times a
 * constant. Each open element carries the state of all around it; a hidden element hides what is in
 * it even where the depth is cut.
 *
 * Of tree building only that is done which moves text between blocks or out of hidden ones: implied
 * ends (p, li, td, ...), end tags that may not leave a cell. What end tags of inline elements cross
 * is left open.
 */
#include "source/page_inside.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/str.h"
#include "base/utf8.h"

#include "base/banned.h"

#define DEPTH_MAX 256
#define TITLE_MAX ((size_t)2000) /* bytes of a title or heading */
#define COUNTS	  1024

enum {
	BLOCK = 1,	 /* breaks the line on both sides */
	VOID = 2,	 /* has no content */
	RAW = 4,	 /* its content is no markup */
	SKIP = 8,	 /* its content is not text at all */
	HIDDEN = 16,	 /* not shown */
	PRE = 32,	 /* white space stays */
	SCOPE = 64,	 /* end tags of what is around it do nothing in it */
	FOREIGN = 128,	 /* svg, math: other rules for raw text and "/>" */
	TITLE = 256,	 /* state: in the title */
	HEADING = 512,	 /* state: in the first h1 */
	HEAD = 1024,	 /* may stand in <head> */
	/* groups that the rules of implied ends speak of */
	LI = 1 << 12,
	LIST = 1 << 13,
	TERM = 1 << 14,
	DL = 1 << 15,
	OPTION = 1 << 16,
	OPTGROUP = 1 << 17,
	SELECT = 1 << 18,
	CELL = 1 << 19,
	ROW = 1 << 20,
	ROWS = 1 << 21,
	CAPTION = 1 << 22,
	TABLE = 1 << 23,
	TEMPLATE = 1 << 24,
	IS_HEAD = 1 << 25,
	SCRIPT = 1 << 26,
	STYLE = 1 << 27
};

#define TABLE_PARTS (CELL | ROW | ROWS | CAPTION | TABLE | TEMPLATE)

struct element {
	const char *name;
	unsigned is;
};

/* Sorted. Origin: WHATWG HTML, 13.1.2 (void and raw text elements), 15.3 (display of elements). */
static const struct element elements[] = {
	{"address", BLOCK},	  {"applet", SCOPE | HIDDEN},
	{"area", VOID},		  {"article", BLOCK},
	{"aside", BLOCK},	  {"audio", HIDDEN},
	{"base", VOID | HEAD},	  {"blockquote", BLOCK},
	{"body", BLOCK},	  {"br", VOID},
	{"canvas", HIDDEN},	  {"caption", BLOCK | SCOPE | CAPTION},
	{"center", BLOCK},	  {"col", VOID},
	{"datalist", HIDDEN},	  {"dd", BLOCK | TERM},
	{"details", BLOCK},	  {"dialog", BLOCK},
	{"dir", BLOCK | LIST},		  {"div", BLOCK},
	{"dl", BLOCK | DL},		  {"dt", BLOCK | TERM},
	{"embed", VOID},	  {"fieldset", BLOCK},
	{"figcaption", BLOCK},	  {"figure", BLOCK},
	{"footer", BLOCK},	  {"form", BLOCK},
	{"h1", BLOCK},		  {"h2", BLOCK},
	{"h3", BLOCK},		  {"h4", BLOCK},
	{"h5", BLOCK},		  {"h6", BLOCK},
	{"head", HIDDEN | HEAD | IS_HEAD},  {"header", BLOCK},
	{"hr", BLOCK | VOID},	  {"iframe", RAW | SKIP},
	{"img", VOID},		  {"input", VOID},
	{"legend", BLOCK},	  {"li", BLOCK | LI},
	{"link", VOID | HEAD},	  {"listing", BLOCK | PRE},
	{"main", BLOCK},	  {"marquee", BLOCK | SCOPE},
	{"math", SKIP | FOREIGN}, {"menu", BLOCK | LIST},
	{"meta", VOID | HEAD},	  {"meter", HIDDEN},
	{"nav", BLOCK},		  {"noembed", RAW | SKIP},
	{"noframes", RAW | SKIP}, {"noscript", BLOCK | HIDDEN | HEAD},
	{"object", SCOPE | SKIP}, {"ol", BLOCK | LIST},
	{"optgroup", BLOCK | OPTGROUP},	  {"option", BLOCK | OPTION},
	{"p", BLOCK},		  {"param", VOID},
	{"pre", BLOCK | PRE},	  {"progress", HIDDEN},
	{"rp", HIDDEN},		  {"script", RAW | SKIP | HEAD | SCRIPT},
	{"search", BLOCK},	  {"section", BLOCK},
	{"select", HIDDEN | SELECT},	  {"source", VOID},
	{"style", RAW | SKIP | HEAD | STYLE},
	{"summary", BLOCK},	  {"svg", SKIP | FOREIGN},
	{"table", BLOCK | SCOPE | TABLE}, {"tbody", BLOCK | ROWS},
	{"td", BLOCK | SCOPE | CELL},	  {"template", BLOCK | HIDDEN | SCOPE | HEAD | TEMPLATE},
	{"textarea", RAW | PRE},  {"tfoot", BLOCK | ROWS},
	{"th", BLOCK | SCOPE | CELL},	  {"thead", BLOCK | ROWS},
	{"title", RAW | HEAD},	  {"tr", BLOCK | ROW},
	{"track", VOID},	  {"ul", BLOCK | LIST},
	{"video", HIDDEN},	  {"wbr", VOID},
	{"xmp", BLOCK | RAW | PRE},
};

/* Opening one of the first closes an open one of the second, unless one of the third is between.
 * Origin: WHATWG HTML, 13.1.2.4 (optional tags). */
static const struct {
	unsigned opens;
	unsigned closes;
	unsigned barrier;
} implied[] = {
	{LI, LI, LIST},
	{TERM, TERM, DL},
	{OPTION | OPTGROUP, OPTION, SELECT},
	{OPTGROUP, OPTGROUP, SELECT},
	{CELL, CELL, ROW | TABLE},
	{ROW, CELL | ROW, TABLE},
	{ROWS, CELL | ROW | ROWS | CAPTION, TABLE},
};

struct open {
	uint32_t hash; /* of the name */
	unsigned is;   /* 0: a name that HTML does not have */
	unsigned state; /* of it and all around it */
};

struct reading {
	struct dkt_html html;
	struct dkt_facts facts;
	struct dkt_words text;
	struct dkt_words hidden;
	struct dkt_words title;
	struct dkt_words heading;
	struct dkt_buf scratch;
	struct dkt_buf decoded;
	struct dkt_sheet sheet;
	struct open open[DEPTH_MAX];
	size_t depth;
	unsigned short counts[COUNTS]; /* open elements by hash of the name */
	bool title_done;
	bool heading_done;
	bool is_ld; /* the open script is JSON-LD */
};

static int by_name(const void *name, const void *element)
{
	return strcmp(name, ((const struct element *)element)->name);
}

static const struct element *element_of(const char *name)
{
	return bsearch(name, elements, sizeof elements / sizeof elements[0], sizeof elements[0],
		       by_name);
}

static uint32_t hash_of(const char *name)
{
	uint32_t hash = 2166136261U;

	for (; *name != '\0'; name++)
		hash = (hash ^ (unsigned char)*name) * 16777619U;
	return hash;
}

static unsigned state_of(const struct reading *r)
{
	return r->depth == 0 ? 0 : r->open[r->depth - 1].state;
}

static void gap(struct reading *r, enum dkt_gap gap)
{
	dkt_words_gap((state_of(r) & HIDDEN) != 0 ? &r->hidden : &r->text, gap);
	dkt_words_gap(&r->title, DKT_GAP_SPACE);
	dkt_words_gap(&r->heading, DKT_GAP_SPACE);
}

static bool is_block(const struct reading *r, unsigned is)
{
	return r->html.xml || (is & BLOCK) != 0;
}

/* --- the open elements --- */

static void pop(struct reading *r)
{
	const struct open *top = &r->open[r->depth - 1];
	unsigned left;

	if (is_block(r, top->is))
		gap(r, DKT_GAP_BLOCK);
	r->counts[top->hash % COUNTS]--;
	left = top->state & ~(r->depth > 1 ? r->open[r->depth - 2].state : 0U);
	if ((left & TITLE) != 0)
		r->title_done = r->title.buf.size > 0;
	if ((left & HEADING) != 0)
		r->heading_done = r->heading.buf.size > 0;
	r->depth--;
}

static void pop_to(struct reading *r, size_t depth)
{
	while (r->depth > depth)
		pop(r);
}

static void push(struct reading *r, unsigned is, uint32_t hash, unsigned state)
{
	if (r->depth == DEPTH_MAX) {
		state |= state_of(r) & (HIDDEN | SKIP);
		pop(r);
	}
	r->open[r->depth++] = (struct open){hash, is, state};
	r->counts[hash % COUNTS]++;
}

/* A paragraph ends where a block begins. Nothing that is a block is ever inside one. */
static void close_paragraph(struct reading *r)
{
	static uint32_t p;

	if (p == 0)
		p = hash_of("p");
	if (r->counts[p % COUNTS] == 0)
		return;
	for (size_t i = r->depth; i > 0; i--) {
		const struct open *o = &r->open[i - 1];

		if (o->hash == p) {
			pop_to(r, i - 1);
			return;
		}
		if ((o->is & (BLOCK | SCOPE)) != 0)
			return;
	}
}

static void close_implied(struct reading *r, unsigned is)
{
	for (size_t k = 0; k < sizeof implied / sizeof implied[0]; k++) {
		size_t i = r->depth;

		while ((is & implied[k].opens) != 0 && i > 0 &&
		       (r->open[i - 1].is & (implied[k].barrier | TEMPLATE)) == 0) {
			i--;
			if ((r->open[i].is & implied[k].closes) != 0)
				pop_to(r, i);
		}
	}
}

/* Is the innermost open element one of these? */
static bool is_in(const struct reading *r, unsigned is)
{
	return r->depth > 0 && (r->open[r->depth - 1].is & is) != 0;
}

/* <head> ends with the first thing that does not belong there. */
static void leave_head(struct reading *r)
{
	if (is_in(r, IS_HEAD))
		pop(r);
}

/* --- tags --- */

static bool attribute(struct reading *r, const struct dkt_html_token *tag, const char *name)
{
	dkt_buf_reset(&r->scratch);
	return dkt_html_attribute(tag, name, &r->scratch);
}

static bool attribute_is(struct reading *r, const struct dkt_html_token *tag, const char *name,
			 const char *value)
{
	return attribute(r, tag, name) && strcasecmp(dkt_buf_str(&r->scratch), value) == 0;
}

static void look_at_link(struct reading *r, const struct dkt_html_token *tag)
{
	struct dkt_page *page = r->facts.page;

	if (page->canonical[0] == '\0' && attribute_is(r, tag, "rel", "canonical") &&
	    attribute(r, tag, "href"))
		page->canonical = dkt_arena_dup(r->facts.arena, dkt_buf_str(&r->scratch),
						dkt_utf8_cut(dkt_buf_str(&r->scratch),
							     r->scratch.size, TITLE_MAX));
}

/* What an element says of the page, whether it is shown or not. */
static void look_at(struct reading *r, const struct dkt_html_token *tag)
{
	struct dkt_page *page = r->facts.page;
	const char *name = tag->name;

	if (dkt_streq(name, "html") && attribute(r, tag, "lang"))
		dkt_facts_language(&r->facts, 3, dkt_buf_str(&r->scratch));
	else if (dkt_streq(name, "meta"))
		dkt_facts_meta(&r->facts, tag, &r->scratch);
	else if (dkt_streq(name, "link"))
		look_at_link(r, tag);
	else if (dkt_streq(name, "time"))
		dkt_facts_time(&r->facts, tag, &r->scratch);
	else if (dkt_streq(name, "input") && attribute_is(r, tag, "type", "password"))
		page->has_password = true;
	if (dkt_streq(name, "script")) {
		page->n_scripts++;
		r->is_ld = attribute(r, tag, "type") &&
			   strcasestr(dkt_buf_str(&r->scratch), "ld+json") != NULL;
	}
}

/* Marks of walls and shells in classes and ids; only of what is shown. */
static void look_at_marks(struct reading *r, const struct dkt_html_token *tag)
{
	struct dkt_page *page = r->facts.page;
	const char *mark = NULL;

	if (page->paid_by[0] == '\0' && (mark = dkt_html_paid(tag, &r->scratch)) != NULL)
		page->paid_by = mark;
	if (page->shell[0] == '\0' && (mark = dkt_html_shell(tag, &r->scratch)) != NULL)
		page->shell = mark;
}

static unsigned own_state(struct reading *r, const struct dkt_html_token *tag, unsigned is)
{
	unsigned state = is & (SKIP | HIDDEN | PRE | FOREIGN);
	unsigned around = state_of(r);

	if (r->html.xml)
		return 0;
	if (dkt_streq(tag->name, "dialog") && !attribute(r, tag, "open"))
		state |= HIDDEN;
	if (tag->size > 0 && ((around | state) & HIDDEN) == 0 &&
	    dkt_html_hidden(tag, &r->sheet, &r->scratch))
		state |= HIDDEN;
	if (tag->size > 0 && ((around | state) & HIDDEN) == 0)
		look_at_marks(r, tag);
	if (dkt_streq(tag->name, "title") && (around & SKIP) == 0 && !r->title_done)
		state |= TITLE;
	if (dkt_streq(tag->name, "h1") && !r->heading_done && ((around | state) & HIDDEN) == 0)
		state |= HEADING;
	return state;
}

static void enter(struct reading *r, const struct dkt_html_token *tag)
{
	const struct element *element = element_of(tag->name);
	unsigned is = element == NULL ? 0 : element->is;
	bool foreign = (state_of(r) & FOREIGN) != 0;

	if (!r->html.xml && !foreign) {
		if ((is & HEAD) == 0)
			leave_head(r);
		if ((is & BLOCK) != 0)
			close_paragraph(r);
		close_implied(r, is);
	}
	if (is_block(r, is))
		gap(r, DKT_GAP_BLOCK);
	else if (dkt_streq(tag->name, "br"))
		gap(r, DKT_GAP_LINE);
	look_at(r, tag);
	if (!r->html.xml && (is & VOID) != 0)
		return;
	if ((foreign || r->html.xml || (is & FOREIGN) != 0) && tag->closed)
		return;
	if (dkt_streq(tag->name, "body") || dkt_streq(tag->name, "html")) {
		/* never closed and hardly ever hidden: only that is kept of them */
		unsigned state = own_state(r, tag, 0);

		if ((state & HIDDEN) == 0 || r->depth > 0)
			return;
		push(r, 0, hash_of(tag->name), state);
		return;
	}
	push(r, is, hash_of(tag->name), state_of(r) | own_state(r, tag, is));
	if (!r->html.xml && !foreign && (is & RAW) != 0)
		dkt_html_take_raw(&r->html, element->name);
}

/* An end tag closes the nearest open element of its name, if no border is between. */
static void leave(struct reading *r, const struct dkt_html_token *tag)
{
	const struct element *element = element_of(tag->name);
	unsigned is = element == NULL ? 0 : element->is;
	uint32_t hash = hash_of(tag->name);
	unsigned border = r->html.xml		     ? 0
			  : (is & TABLE_PARTS) != 0 ? TABLE | TEMPLATE
			  : (is & BLOCK) != 0	     ? SCOPE
						     : SCOPE | BLOCK;

	if (is_block(r, is))
		gap(r, DKT_GAP_BLOCK);
	else if (dkt_streq(tag->name, "br"))
		gap(r, DKT_GAP_LINE);
	if (r->counts[hash % COUNTS] == 0)
		return;
	for (size_t i = r->depth; i > 0; i--) {
		if (r->open[i - 1].hash == hash) {
			pop_to(r, i - 1);
			return;
		}
		if ((r->open[i - 1].is & border) != 0)
			return;
	}
}

/* --- text --- */

static bool is_white(const char *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		if (strchr(" \t\r\n\f", bytes[i]) == NULL || bytes[i] == '\0')
			return false;
	}
	return true;
}

static void take_text(struct reading *r, const struct dkt_html_token *token)
{
	unsigned state;
	bool keep;

	if (!r->html.xml && is_in(r, IS_HEAD) && !is_white(token->bytes, token->size))
		leave_head(r);
	state = state_of(r);
	keep = (state & PRE) != 0;
	if (is_in(r, SCRIPT) && r->is_ld)
		dkt_facts_ld(&r->facts, token->bytes, token->size, &r->hidden);
	if (is_in(r, STYLE) && (state & FOREIGN) == 0)
		dkt_sheet_read(&r->sheet, token->bytes, token->size);
	if ((state & SKIP) != 0)
		return;
	dkt_buf_reset(&r->decoded);
	dkt_html_decode(token->bytes, token->size, false, &r->decoded);
	if ((state & TITLE) != 0)
		dkt_words_add(&r->title, dkt_buf_str(&r->decoded), r->decoded.size, false);
	else if ((state & HIDDEN) != 0)
		dkt_words_add(&r->hidden, dkt_buf_str(&r->decoded), r->decoded.size, keep);
	else
		dkt_words_add(&r->text, dkt_buf_str(&r->decoded), r->decoded.size, keep);
	if ((state & (HEADING | HIDDEN)) == HEADING)
		dkt_words_add(&r->heading, dkt_buf_str(&r->decoded), r->decoded.size, false);
}

/* --- the whole --- */

static const char *kept(struct dkt_arena *arena, const struct dkt_words *words, size_t max)
{
	const char *bytes = dkt_buf_str(&words->buf);
	size_t size = words->buf.size;

	return dkt_arena_dup(arena, bytes, size <= max ? size : dkt_utf8_cut(bytes, size, max));
}

static void read_markup(struct reading *r)
{
	struct dkt_html_token token;

	while (dkt_html_next(&r->html, &token)) {
		if (token.kind == DKT_HTML_START)
			enter(r, &token);
		else if (token.kind == DKT_HTML_END)
			leave(r, &token);
		else
			take_text(r, &token);
	}
	pop_to(r, 0);
}

static void read_page(struct dkt_arena *arena, const char *bytes, size_t size, bool xml,
		      struct dkt_page *out)
{
	struct reading *r = DKT_NEW(arena, struct reading);
	struct dkt_buf *buffers[] = {&r->text.buf,    &r->hidden.buf, &r->title.buf, &r->heading.buf,
				     &r->scratch, &r->decoded};

	for (size_t i = 0; i < sizeof buffers / sizeof buffers[0]; i++)
		dkt_buf_init(buffers[i], DKT_PAGE_TEXT_MAX);
	dkt_page_blank(out);
	out->kind = xml ? DKT_PAGE_TEXT : DKT_PAGE_HTML;
	r->html = (struct dkt_html){.bytes = bytes, .size = size, .xml = xml};
	r->facts = (struct dkt_facts){.arena = arena, .page = out};
	r->sheet.arena = arena;
	read_markup(r);
	out->title = kept(arena, &r->title, TITLE_MAX);
	out->heading = kept(arena, &r->heading, TITLE_MAX);
	out->text = kept(arena, &r->text, SIZE_MAX);
	out->text_size = r->text.buf.size;
	out->hidden = kept(arena, &r->hidden, SIZE_MAX);
	out->hidden_size = r->hidden.buf.size;
	out->paid = out->paid || out->paid_by[0] != '\0';
	dkt_facts_text(&r->facts);
	dkt_map_clear(&r->sheet.names);
	for (size_t i = 0; i < sizeof buffers / sizeof buffers[0]; i++)
		dkt_buf_clear(buffers[i]);
}

void dkt_page_read_html(struct dkt_arena *arena, const char *html, size_t size,
			struct dkt_page *out)
{
	read_page(arena, html, size, false, out);
}

/* Feeds hold HTML as escaped text: what comes out of the first reading is read once more. */
void dkt_page_read_xml(struct dkt_arena *arena, const char *xml, size_t size, struct dkt_page *out)
{
	struct dkt_buf blocks = DKT_BUF_INIT(DKT_PAGE_TEXT_MAX + 16);
	struct dkt_page inner;

	read_page(arena, xml, size, true, out);
	if (memmem(out->text, out->text_size, "</", 2) == NULL)
		return;
	dkt_buf_adds(&blocks, "<pre>"); /* so that the ends of blocks stay */
	dkt_buf_add(&blocks, out->text, out->text_size);
	dkt_page_read_html(arena, dkt_buf_str(&blocks), blocks.size, &inner);
	dkt_buf_clear(&blocks);
	out->text = inner.text;
	out->text_size = inner.text_size;
}
