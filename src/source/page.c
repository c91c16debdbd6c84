/*
 * page.c - what kind of thing an answer is, and which reader makes text of it.
 *
 * The header says it; where it says nothing, or only "bytes", the first bytes do.
 */
#include "source/page.h"

#include <string.h>
#include <strings.h>

#include "base/str.h"
#include "source/charset.h"
#include "source/page_inside.h"
#include "source/pdf.h"

#include "base/banned.h"

#define SNIFF 1024

enum form { FORM_HTML, FORM_XML, FORM_JSON, FORM_TEXT, FORM_PDF, FORM_NONE };

/* The start of the type, or its end where the row begins with "+"; the first row that fits. */
static const struct {
	const char *type;
	enum form form;
} forms[] = {
	{"text/html", FORM_HTML},
	{"application/xhtml", FORM_HTML},
	{"application/vnd.wap.xhtml", FORM_HTML},
	{"application/pdf", FORM_PDF},
	{"application/x-pdf", FORM_PDF},
	{"image/", FORM_NONE},
	{"application/json", FORM_JSON},
	{"text/json", FORM_JSON},
	{"+json", FORM_JSON},
	{"text/xml", FORM_XML},
	{"application/xml", FORM_XML},
	{"+xml", FORM_XML},
	{"text/css", FORM_NONE},
	{"text/javascript", FORM_NONE},
	{"text/", FORM_TEXT},
};

/* Types that servers send when they do not know. */
static const char *const unknown[] = {"", "application/octet-stream", "binary/octet-stream",
				      "application/download", "application/force-download",
				      "application/x-download", "unknown/unknown"};

void dkt_page_blank(struct dkt_page *out)
{
	static const struct dkt_page_date none = {"", ""};

	*out = (struct dkt_page){.title = "",
				 .text = "",
				 .hidden = "",
				 .heading = "",
				 .charset = "",
				 .why = "",
				 .paid_by = "",
				 .canonical = "",
				 .language = "",
				 .refresh = "",
				 .shell = "",
				 .published = none,
				 .modified = none};
}

static bool begins(const char *bytes, size_t size, const char *word)
{
	return size >= strlen(word) && strncasecmp(bytes, word, strlen(word)) == 0;
}

static bool is_pdf(const char *bytes, size_t size)
{
	return size > 0 && memmem(bytes, size < SNIFF ? size : SNIFF, "%PDF-", 5) != NULL;
}

static enum form form_of_bytes(const char *bytes, size_t size)
{
	size_t n = size < SNIFF ? size : SNIFF;

	if (is_pdf(bytes, size))
		return FORM_PDF;
	for (size_t i = 0; i < n; i++) {
		if (begins(bytes + i, n - i, "<html") || begins(bytes + i, n - i, "<!doc"))
			return FORM_HTML;
		if (begins(bytes + i, n - i, "<?xml"))
			return FORM_XML;
	}
	return FORM_NONE;
}

static enum form form_of(const struct dkt_answer *answer)
{
	const char *header = dkt_answer_header(answer, "content-type");
	const char *type = header == NULL ? "" : header;
	size_t n = strcspn(type, "; \t,");

	for (size_t i = 0; i < sizeof unknown / sizeof unknown[0]; i++) {
		if (n == strlen(unknown[i]) && strncasecmp(type, unknown[i], n) == 0)
			return form_of_bytes(answer->body, answer->size);
	}
	for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
		size_t m = strlen(forms[i].type);

		if (n >= m && strncasecmp(forms[i].type[0] == '+' ? type + n - m : type,
					  forms[i].type, m) == 0)
			return forms[i].form;
	}
	return FORM_NONE;
}

/* Many a PDF is sent as a web page, and many a web page at a PDF's address. */
static enum form checked(enum form form, const struct dkt_answer *answer)
{
	if ((form == FORM_HTML || form == FORM_TEXT) && begins(answer->body, answer->size, "%PDF-"))
		return FORM_PDF;
	if (form == FORM_PDF && !is_pdf(answer->body, answer->size)) /* an error page, say */
		return form_of_bytes(answer->body, answer->size);
	return form;
}

static void read_pdf(struct dkt_arena *arena, const struct dkt_answer *answer,
		     struct dkt_page *out)
{
	struct dkt_pdf pdf;

	dkt_pdf_read(arena, answer->body, answer->size, NULL, &pdf);
	out->kind = pdf.text_size > 0 ? DKT_PAGE_PDF : DKT_PAGE_OTHER;
	out->text = pdf.text;
	out->text_size = pdf.text_size;
	out->why = pdf.why;
	out->charset = pdf.text_size > 0 ? "UTF-8" : "";
}

static void read_text(struct dkt_arena *arena, const struct dkt_answer *answer, enum form form,
		      struct dkt_page *out)
{
	struct dkt_decoded decoded = {.bytes = "", .charset = ""};

	dkt_decode(arena, answer->body, answer->size, dkt_answer_header(answer, "content-type"),
		   form == FORM_HTML || form == FORM_XML, &decoded);
	if (form == FORM_HTML)
		dkt_page_read_html(arena, decoded.bytes, decoded.size, out);
	else if (form == FORM_XML)
		dkt_page_read_xml(arena, decoded.bytes, decoded.size, out);
	else if (form == FORM_JSON)
		dkt_page_read_json(arena, decoded.bytes, decoded.size, out);
	if (form == FORM_TEXT) {
		out->text = decoded.bytes;
		out->text_size = decoded.size;
	}
	out->kind = form == FORM_HTML ? DKT_PAGE_HTML : DKT_PAGE_TEXT;
	out->charset = decoded.charset;
}

void dkt_page_read(struct dkt_arena *arena, const struct dkt_answer *answer, struct dkt_page *out)
{
	enum form form = checked(form_of(answer), answer);
	const char *language = dkt_answer_header(answer, "content-language");

	dkt_page_blank(out);
	if (form == FORM_PDF) {
		read_pdf(arena, answer, out);
	} else if (form == FORM_NONE) {
		out->kind = DKT_PAGE_OTHER;
		out->why = "a type that cannot be read as text";
	} else {
		read_text(arena, answer, form, out);
	}
	if (language != NULL && out->language[0] == '\0') {
		struct dkt_facts facts = {.arena = arena, .page = out};

		dkt_facts_language(&facts, 1, language);
	}
}

void dkt_page_quote(struct dkt_arena *arena, const struct dkt_page *page, const char *quote,
		    struct dkt_quote *out)
{
	struct dkt_quote hidden;

	dkt_quote_find(arena, quote, page->text, page->text_size, out);
	if (out->verdict <= DKT_QUOTE_FRAGMENTS || page->hidden_size == 0)
		return;
	dkt_quote_find(arena, quote, page->hidden, page->hidden_size, &hidden);
	if (hidden.verdict > DKT_QUOTE_FRAGMENTS)
		return;
	*out = DKT_QUOTE_NONE;
	out->verdict = DKT_QUOTE_NEAR;
	out->tier = "T5";
	out->hidden = true;
	out->closest = hidden.context;
}
