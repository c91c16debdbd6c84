/*
 * page.c - HTML to text by one walk over libxml2's tree, without recursion.
 *
 * The parser is told the encoding (charset.c decided), to recover, and to allow deep trees, since
 * text below its limit would be lost. Nothing is loaded from anywhere.
 */
#include "source/page.h"

#include <libxml/HTMLparser.h>
#include <libxml/tree.h>
#include <limits.h>
#include <string.h>
#include <strings.h>
#include <threads.h>
#include <time.h>

#include "base/auto.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"
#include "base/utf8.h"
#include "source/charset.h"

#include "base/banned.h"

#define PARSE_SECONDS 5	   /* of processor time for one page with faults */
#define MAX_WORDS     2000 /* in one tag */
#define MAX_TEXT      ((size_t)32 << 20)
#define TITLE_MAX     ((size_t)2000) /* bytes of a title or heading */

DKT_AUTO_DEFINE(xmldoc, xmlDoc, xmlFreeDoc)
DKT_AUTO_DEFINE(htmlparser, xmlParserCtxt, htmlFreeParserCtxt)

struct reading {
	struct dkt_buf text;
	struct dkt_buf hidden;
	struct dkt_buf title;
	struct dkt_buf heading;
	struct dkt_page *page;
	unsigned hidden_depth; /* > 0 inside something that is not shown */
	unsigned skip_depth;   /* > 0 inside script or style */
	unsigned title_depth;
	unsigned heading_depth;
	bool heading_done;
};

static bool one_of(const char *name, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (strcasecmp(name, names[i]) == 0)
			return true;
	}
	return false;
}

#define ONE_OF(name, list) one_of((name), (list), sizeof(list) / sizeof((list)[0]))

static const char *const blocks[] = {
	"address", "article", "aside",	  "blockquote", "body",	  "br",	     "dd",	"div",
	"dl",	   "dt",      "fieldset", "figcaption", "figure", "footer",  "form",	"h1",
	"h2",	   "h3",      "h4",	  "h5",		"h6",	  "header",  "hr",	"li",
	"main",	   "nav",     "ol",	  "option",	"p",	  "pre",     "section", "summary",
	"table",   "td",      "th",	  "tr",		"ul",	  "caption", "title"};
static const char *const skipped[] = {"script", "style", "svg", "math", "iframe", "object"};
static const char *const unseen[] = {"template", "noscript", "datalist", "head"};

/* An attribute's value, borrowed from the tree, or NULL. */
static const char *attribute(const xmlNode *node, const char *name)
{
	for (const xmlAttr *a = node->properties; a != NULL; a = a->next) {
		if (strcasecmp((const char *)a->name, name) == 0)
			return a->children == NULL || a->children->content == NULL
				       ? ""
				       : (const char *)a->children->content;
	}
	return NULL;
}

static bool style_hides(const char *style)
{
	char squeezed[256];
	size_t n = 0;

	for (; *style != '\0' && n + 1 < sizeof squeezed; style++) {
		if (*style != ' ' && *style != '\t')
			squeezed[n++] = *style;
	}
	squeezed[n] = '\0';
	return strcasestr(squeezed, "display:none") != NULL ||
	       strcasestr(squeezed, "visibility:hidden") != NULL;
}

static bool is_hidden(const xmlNode *node)
{
	const char *style = attribute(node, "style");

	return ONE_OF((const char *)node->name, unseen) || attribute(node, "hidden") != NULL ||
	       (style != NULL && style_hides(style));
}

/* Paywalls announce themselves in JSON-LD; a text search is enough for the one member that matters.
 */
static void look_into_script(struct reading *r, const xmlNode *node)
{
	const char *type = attribute(node, "type");
	const char *at;

	if (type == NULL || strcasestr(type, "ld+json") == NULL || node->children == NULL ||
	    node->children->content == NULL)
		return;
	at = strstr((const char *)node->children->content, "isAccessibleForFree");
	if (at == NULL)
		return;
	at += strlen("isAccessibleForFree");
	at += strspn(at, "\" :\t\r\n");
	r->page->paid = r->page->paid || strncasecmp(at, "false", 5) == 0;
}

static void line_break(struct dkt_buf *out)
{
	if (out->size > 0 && out->bytes[out->size - 1] != '\n')
		dkt_buf_addc(out, '\n');
}

static void enter(struct reading *r, const xmlNode *node)
{
	const char *name = (const char *)node->name;

	if (ONE_OF(name, blocks))
		line_break(r->hidden_depth > 0 ? &r->hidden : &r->text);
	if (strcasecmp(name, "script") == 0)
		look_into_script(r, node);
	r->skip_depth += ONE_OF(name, skipped);
	r->hidden_depth += is_hidden(node);
	r->title_depth += strcasecmp(name, "title") == 0 && r->skip_depth == 0;
	r->heading_depth += strcasecmp(name, "h1") == 0 && !r->heading_done && r->hidden_depth == 0;
	if (strcasecmp(name, "input") == 0 && attribute(node, "type") != NULL &&
	    strcasecmp(attribute(node, "type"), "password") == 0)
		r->page->has_password = true;
}

static void leave(struct reading *r, const xmlNode *node)
{
	const char *name = (const char *)node->name;

	r->title_depth -= strcasecmp(name, "title") == 0 && r->skip_depth == 0;
	if (strcasecmp(name, "h1") == 0 && r->heading_depth > 0) {
		r->heading_depth--;
		r->heading_done = r->heading_depth == 0;
	}
	r->hidden_depth -= is_hidden(node);
	r->skip_depth -= ONE_OF(name, skipped);
	if (ONE_OF(name, blocks))
		line_break(r->hidden_depth > 0 ? &r->hidden : &r->text);
}

static void take_text(struct reading *r, const char *text)
{
	size_t size = strlen(text);

	if (r->skip_depth > 0)
		return;
	if (r->title_depth > 0)
		dkt_buf_add(&r->title, text, size);
	else if (r->hidden_depth > 0)
		dkt_buf_add(&r->hidden, text, size);
	else
		dkt_buf_add(&r->text, text, size);
	if (r->heading_depth > 0 && r->hidden_depth == 0)
		dkt_buf_add(&r->heading, text, size);
}

/* Depth first, by the tree's own links. */
static void walk(struct reading *r, const xmlNode *root)
{
	const xmlNode *node = root;

	while (node != NULL) {
		if (node->type == XML_ELEMENT_NODE)
			enter(r, node);
		else if ((node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE) &&
			 node->content != NULL)
			take_text(r, (const char *)node->content);
		if (node->type == XML_ELEMENT_NODE && node->children != NULL) {
			node = node->children;
			continue;
		}
		while (node != NULL) {
			if (node->type == XML_ELEMENT_NODE)
				leave(r, node);
			if (node == root)
				return;
			if (node->next != NULL) {
				node = node->next;
				break;
			}
			node = node->parent;
		}
	}
}

/* Trimmed, white space run together, in the arena. */
static const char *tidy(struct dkt_arena *arena, const struct dkt_buf *raw)
{
	struct dkt_buf out = DKT_BUF_INIT(MAX_TEXT);
	const char *bytes = dkt_buf_str(raw);
	bool gap = false;
	const char *copy;

	for (size_t i = 0; i < raw->size && out.size < TITLE_MAX + 4; i++) {
		if (strchr(" \t\r\n\f", bytes[i]) != NULL) {
			gap = out.size > 0;
			continue;
		}
		if (gap)
			dkt_buf_addc(&out, ' ');
		gap = false;
		dkt_buf_addc(&out, bytes[i]);
	}
	copy = dkt_arena_dup(arena, dkt_buf_str(&out),
			     dkt_utf8_cut(dkt_buf_str(&out), out.size, TITLE_MAX));
	dkt_buf_clear(&out);
	return copy;
}

/* White space alone is no text. */
static void drop_blank(struct dkt_buf *text)
{
	const char *bytes = dkt_buf_str(text);

	if (strspn(bytes, " \t\r\n\f") == text->size)
		dkt_buf_truncate(text, 0);
}

static once_flag parser_once = ONCE_FLAG_INIT;

static void parser_start(void)
{
	xmlInitParser();
}

/*
 * The parser's time grows with the square of the attributes of one element, so what stands in a tag
 * behind MAX_WORDS words is blanked before it sees it.
 */
static void limit_attributes(char *html, size_t size)
{
	size_t words = 0;
	bool tag = false;
	char quote = '\0';

	for (size_t i = 0; i < size; i++) {
		bool space = strchr(" \t\r\n\f/", html[i]) != NULL;

		if (!tag) {
			tag = html[i] == '<' && i + 1 < size &&
			      ((html[i + 1] | 0x20) >= 'a' && (html[i + 1] | 0x20) <= 'z');
			words = 0;
			quote = '\0';
		} else if (quote != '\0') {
			if (html[i] == quote)
				quote = '\0';
		} else if (html[i] == '>') {
			tag = false;
		} else {
			if (html[i] == '"' || html[i] == '\'')
				quote = html[i];
			words += space || quote != '\0' ? 1 : 0;
		}
		if (tag && words > MAX_WORDS)
			html[i] = ' ';
	}
}

/*
 * Called for every fault of a page. Some faults in great number (unmatched end tags in deep
 * nesting) cost the parser the square of the page's size, so the time that is used up is looked at
 * here, and what has been read until then is the page.
 */
static void look_at_clock(void *data, xmlError *fault)
{
	xmlParserCtxt *parser = fault->ctxt;
	const clock_t *start = parser == NULL ? NULL : parser->_private;

	(void)data;
	if (start != NULL && clock() - *start > PARSE_SECONDS * CLOCKS_PER_SEC)
		xmlStopParser(parser);
}

static xmlDoc *parse(const char *html, size_t size)
{
	DKT_AUTO(htmlparser) xmlParserCtxt *parser = htmlNewParserCtxt();
	clock_t start = clock();

	if (parser == NULL)
		dkt_oom();
	if (size > INT_MAX)
		return NULL;
	parser->_private = &start;
	parser->sax->error = NULL;
	parser->sax->warning = NULL;
	parser->sax->serror = look_at_clock;
	parser->sax->initialized = XML_SAX2_MAGIC;
	return htmlCtxtReadMemory(parser, html, (int)size, NULL, "UTF-8",
				  HTML_PARSE_RECOVER | HTML_PARSE_NONET | XML_PARSE_HUGE);
}

void dkt_page_read_html(struct dkt_arena *arena, const char *html, size_t size,
			struct dkt_page *out)
{
	DKT_AUTO(xmldoc) xmlDoc *doc = NULL;
	struct reading r = {.page = out};
	char *limited;

	call_once(&parser_once, parser_start);
	dkt_buf_init(&r.text, MAX_TEXT);
	dkt_buf_init(&r.hidden, MAX_TEXT);
	dkt_buf_init(&r.title, MAX_TEXT);
	dkt_buf_init(&r.heading, MAX_TEXT);
	out->kind = DKT_PAGE_HTML;
	limited = dkt_arena_dup(arena, html, size);
	limit_attributes(limited, size);
	doc = parse(limited, size);
	if (doc != NULL)
		walk(&r, xmlDocGetRootElement(doc));
	drop_blank(&r.text);
	drop_blank(&r.hidden);
	out->title = tidy(arena, &r.title);
	out->heading = tidy(arena, &r.heading);
	out->text = dkt_arena_dup(arena, dkt_buf_str(&r.text), r.text.size);
	out->text_size = r.text.size;
	out->hidden = dkt_arena_dup(arena, dkt_buf_str(&r.hidden), r.hidden.size);
	out->hidden_size = r.hidden.size;
	dkt_buf_clear(&r.text);
	dkt_buf_clear(&r.hidden);
	dkt_buf_clear(&r.title);
	dkt_buf_clear(&r.heading);
}

/* "text/html; charset=gbk" to its first part; without a header, what the first bytes look like. */
static enum dkt_page_kind kind_of(const struct dkt_answer *answer)
{
	const char *type = dkt_answer_header(answer, "content-type");
	size_t n = answer->size < 512 ? answer->size : 512;

	if (type != NULL && (strncasecmp(type, "text/html", 9) == 0 ||
			     strncasecmp(type, "application/xhtml", 17) == 0))
		return DKT_PAGE_HTML;
	if (type != NULL &&
	    (strncasecmp(type, "text/", 5) == 0 || strncasecmp(type, "application/json", 16) == 0))
		return DKT_PAGE_TEXT;
	if (type != NULL)
		return DKT_PAGE_OTHER;
	for (size_t i = 0; i + 5 < n; i++) {
		if (strncasecmp(answer->body + i, "<html", 5) == 0 ||
		    strncasecmp(answer->body + i, "<!doc", 5) == 0)
			return DKT_PAGE_HTML;
	}
	return DKT_PAGE_OTHER;
}

void dkt_page_read(struct dkt_arena *arena, const struct dkt_answer *answer, struct dkt_page *out)
{
	struct dkt_decoded decoded = {.bytes = "", .charset = ""};

	memset(out, 0, sizeof *out);
	out->title = "";
	out->text = "";
	out->hidden = "";
	out->heading = "";
	out->charset = "";
	out->kind = kind_of(answer);
	if (out->kind == DKT_PAGE_OTHER)
		return;
	dkt_decode(arena, answer->body, answer->size, dkt_answer_header(answer, "content-type"),
		   out->kind == DKT_PAGE_HTML, &decoded);
	if (out->kind == DKT_PAGE_HTML) {
		dkt_page_read_html(arena, decoded.bytes, decoded.size, out);
	} else {
		out->text = decoded.bytes;
		out->text_size = decoded.size;
	}
	out->charset = decoded.charset;
}
