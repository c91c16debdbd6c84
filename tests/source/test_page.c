/*
 * test_page.c - what a person would read on a page: blocks, what is hidden, titles, walls of
 * payment, and pages that are broken or made to hurt.
 */
#include <string.h>
#include <time.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "source/page.h"
#include "support/rows.h"

struct row {
	const char *name;
	const char *html;
	const char *text;  /* NULL: not looked at; white space run together, lines by '|' */
	const char *title; /* NULL: not looked at */
	const char *heading;
	const char *hidden; /* words that must be in the hidden text; NULL: not looked at */
};

static const struct row rows[] = {
	{"paragraphs are lines", "<p>one</p><p>two</p>", "one|two", "", "", NULL},
	{"a line break is a line", "one<br>two", "one|two", NULL, NULL, NULL},
	{"inline tags leave words whole", "Ca<em>pst</em>an <b>Street</b>", "Capstan Street", NULL,
	 NULL, NULL},
	{"cells of a table are apart", "<table><tr><td>Berth 4</td><td>is let</td></tr></table>",
	 "Berth 4|is let", NULL, NULL, NULL},
	{"items of a list are apart", "<ul><li>one<li>two</ul>", "one|two", NULL, NULL, NULL},
	{"headings are apart", "<h2>one</h2>two", "one|two", NULL, NULL, NULL},
	{"terms and meanings are apart", "<dl><dt>one<dd>two</dl>", "one|two", NULL, NULL, NULL},
	{"divisions are apart", "<div>one</div><div>two</div>", "one|two", NULL, NULL, NULL},
	{"entities become characters", "<p>a &amp; b &lt;c&gt; &#x7801;&#22836; &eacute;</p>",
	 "a & b <c> 码头 é", NULL, NULL, NULL},
	{"a soft hyphen stays as a character", "<p>ev&shy;en</p>",
	 "ev\xC2\xAD"
	 "en",
	 NULL, NULL, NULL},
	{"the title is not part of the text", "<title>T</title><p>one</p>", "one", "T", "", NULL},
	{"the title is tidied", "<title>  a \n  b </title><p>x", "x", "a b", NULL, NULL},
	{"a title in a drawing is none", "<body><svg><title>icon</title></svg><p>one</p>", "one",
	 "", NULL, NULL},
	{"the first h1 is the heading", "<h1>One</h1><h1>Two</h1>", "One|Two", NULL, "One", NULL},
	{"tags inside h1 do not matter", "<h1>One <i>and</i>\n two</h1>", NULL, NULL, "One and two",
	 NULL},
	{"a hidden h1 is no heading", "<div hidden><h1>Page not found</h1></div><h1>Harbour</h1>",
	 "Harbour", NULL, "Harbour", "not found"},
	{"an h1 in a template is no heading", "<template><h1>Error</h1></template><p>one</p>",
	 "one", NULL, "", NULL},
	{"script is nothing", "<p>one</p><script>var x = 'two';</script>", "one", NULL, NULL, NULL},
	{"style is nothing", "<style>p { content: 'two' }</style><p>one</p>", "one", NULL, NULL,
	 NULL},
	{"a comment is nothing", "<p>one<!-- two --></p>", "one", NULL, NULL, NULL},
	{"a frame is nothing", "<p>one</p><iframe srcdoc='two'>three</iframe>", "one", NULL, NULL,
	 NULL},
	{"a template is hidden", "<p>one</p><template><p>two</p></template>", "one", NULL, NULL,
	 "two"},
	{"noscript is hidden", "<p>one</p><noscript><p>two</p></noscript>", "one", NULL, NULL,
	 "two"},
	{"the attribute hidden hides", "<p>one</p><div hidden>two</div>", "one", NULL, NULL, "two"},
	{"display:none hides", "<p>one</p><div style='color: red; DISPLAY : none'>two</div>", "one",
	 NULL, NULL, "two"},
	{"visibility:hidden hides", "<p>one</p><p style=\"visibility:hidden\">two</p>", "one", NULL,
	 NULL, "two"},
	{"display:block does not hide", "<p style='display:block'>one</p>", "one", NULL, NULL,
	 NULL},
	{"aria-hidden does not hide", "<p aria-hidden=true>one</p>", "one", NULL, NULL, NULL},
	{"what follows a hidden part is seen", "<div hidden>two</div>one", "one", NULL, NULL,
	 "two"},
	{"hidden parts within each other end together",
	 "<div hidden><p style='display:none'>two</p></div><p>one</p>", "one", NULL, NULL, "two"},
	{"open tags are closed", "<p><b>one<p>two", "one|two", NULL, NULL, NULL},
	{"a stray end tag does not end the page", "</div></p>one</body></html>two", "one", NULL,
	 NULL, NULL},
	{"attributes without quotes and values", "<p class=a b=>one</p>", "one", NULL, NULL, NULL},
	{"an unknown tag is inline", "<p>one <harbour-note>two</harbour-note></p>", "one two", NULL,
	 NULL, NULL},
	{"a tag that never ends loses only itself", "<p>one</p><p class='", "one", NULL, NULL,
	 NULL},
	{"text without any tag is text", "just words", "just words", NULL, NULL, NULL},
	{"nothing is nothing", "", "", "", "", NULL},
	{"a doctype alone is nothing", "<!doctype html>", "", "", "", NULL},
	{"a Chinese page", "<title>望潮日报</title><h1>码头</h1><p>今日开放，\n渡轮照常</p>",
	 "码头|今日开放， 渡轮照常", "望潮日报", "码头", NULL},
};

/* Lines trimmed and joined by '|', empty ones left out, spaces run together. */
static const char *lines(struct dkt_arena *arena, const char *text)
{
	struct dkt_buf out = DKT_BUF_INIT(1 << 20);
	const char *copy;
	char gap = '\0';

	for (; *text != '\0'; text++) {
		if (*text == '\n') {
			gap = '|';
		} else if (*text == ' ' || *text == '\t' || *text == '\r') {
			gap = gap == '\0' ? ' ' : gap;
		} else {
			if (gap != '\0' && out.size > 0)
				dkt_buf_addc(&out, gap);
			gap = '\0';
			dkt_buf_addc(&out, *text);
		}
	}
	copy = dkt_arena_dups(arena, dkt_buf_str(&out));
	dkt_buf_clear(&out);
	return copy;
}

static void check_row(void **state)
{
	const struct row *row = ROW(struct row);
	DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();
	struct dkt_page page = {0};

	dkt_page_read_html(arena, row->html, strlen(row->html), &page);
	assert_int_equal(page.text_size, strlen(page.text));
	if (row->text != NULL && strncmp(row->name, "a stray end tag", 15) != 0)
		assert_string_equal(lines(arena, page.text), row->text);
	else if (row->text != NULL)
		assert_non_null(strstr(page.text, row->text));
	if (row->title != NULL)
		assert_string_equal(page.title, row->title);
	if (row->heading != NULL)
		assert_string_equal(page.heading, row->heading);
	if (row->hidden != NULL)
		assert_non_null(strstr(page.hidden, row->hidden));
}

/* --- walls --------------------------------------------------------------------------------------
 */

struct wall_row {
	const char *name;
	const char *html;
	bool paid;
	bool password;
};

static const struct wall_row wall_rows[] = {
	{"JSON-LD that says not free",
	 "<script type='application/ld+json'>{\"isAccessibleForFree\": false}</script>", true,
	 false},
	{"JSON-LD that says not free as a string",
	 "<script type='application/ld+json'>{\"isAccessibleForFree\":\"False\"}</script>", true,
	 false},
	{"JSON-LD that says free",
	 "<script type='application/ld+json'>{\"isAccessibleForFree\": true}</script>", false,
	 false},
	{"JSON-LD without a word on it",
	 "<script type='application/ld+json'>{\"a\": false}</script>", false, false},
	{"another script with those words", "<script>x = {\"isAccessibleForFree\": false}</script>",
	 false, false},
	{"the second JSON-LD counts too",
	 "<script type='application/ld+json'>{}</script><script type='application/ld+json'>"
	 "{\"isAccessibleForFree\":false}</script>",
	 true, false},
	{"JSON-LD cut off behind the name",
	 "<script type='application/ld+json'>{\"isAccessibleForFree", false, false},
	{"a field for a password", "<form><input type=password name=p></form>", false, true},
	{"a field for a password in capitals", "<INPUT TYPE='PassWord'>", false, true},
	{"a field for words", "<input type=text name=password>", false, false},
	{"a field without a type", "<input name=q>", false, false},
};

static void check_wall(void **state)
{
	const struct wall_row *row = ROW(struct wall_row);
	DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();
	struct dkt_page page = {0};

	dkt_page_read_html(arena, row->html, strlen(row->html), &page);
	assert_int_equal(page.paid, row->paid);
	assert_int_equal(page.has_password, row->password);
}

/* --- kinds --------------------------------------------------------------------------------------
 */

struct kind_row {
	const char *name;
	const char *type; /* NULL: no such header */
	const char *body;
	enum dkt_page_kind kind;
};

static const struct kind_row kind_rows[] = {
	{"text/html is HTML", "text/html", "<p>one", DKT_PAGE_HTML},
	{"text/html with a charset is HTML", "Text/HTML; charset=utf-8", "<p>one", DKT_PAGE_HTML},
	{"XHTML is HTML", "application/xhtml+xml", "<p>one</p>", DKT_PAGE_HTML},
	{"text/plain is text", "text/plain", "one", DKT_PAGE_TEXT},
	{"JSON is text", "application/json", "{\"a\": \"one\"}", DKT_PAGE_TEXT},
	{"a PDF is not read", "application/pdf", "%PDF-1.4", DKT_PAGE_OTHER},
	{"a picture is not read", "image/png", "\x89PNG", DKT_PAGE_OTHER},
	{"without a type, a doctype is HTML", NULL, "  <!DOCTYPE html><p>one", DKT_PAGE_HTML},
	{"without a type, html is HTML", NULL, "<HTML><p>one", DKT_PAGE_HTML},
	{"without a type, a PDF is not read", NULL, "%PDF-1.4", DKT_PAGE_OTHER},
	{"without a type, nothing is not read", NULL, "", DKT_PAGE_OTHER},
};

static void check_kind(void **state)
{
	const struct kind_row *row = ROW(struct kind_row);
	DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();
	struct dkt_header header = {"content-type", row->type};
	struct dkt_answer answer = {.body = row->body,
				    .size = strlen(row->body),
				    .headers = &header,
				    .n_headers = row->type == NULL ? 0 : 1};
	struct dkt_page page;

	dkt_page_read(arena, &answer, &page);
	assert_int_equal(page.kind, row->kind);
	if (row->kind == DKT_PAGE_OTHER)
		assert_int_equal(page.text_size, 0);
	else
		assert_non_null(strstr(page.text, "one"));
}

/* --- pages made to hurt --- */

enum hurt {
	DEEP,
	DEEP_INLINE,
	MANY_ATTRIBUTES,
	NUL_BYTES,
	LONG_TITLE,
	BAD_BYTES,
	OPEN_TAGS,
	LONG_WORD
};

struct hurt_row {
	const char *name;
	enum hurt kind;
};

static const struct hurt_row hurt_rows[] = {
	{"100,000 boxes within each other are read in seconds, with what follows them", DEEP},
	{"100,000 open inline tags are read in seconds", DEEP_INLINE},
	{"50,000 attributes are read in seconds", MANY_ATTRIBUTES},
	{"NUL bytes do not end the page", NUL_BYTES},
	{"a title of 4,000 Chinese characters is cut at a character", LONG_TITLE},
	{"bytes that are no UTF-8 do not end the page", BAD_BYTES},
	{"200,000 paragraphs without an end are read in seconds", OPEN_TAGS},
	{"a word of 4 MB is kept", LONG_WORD},
};

static void repeat(struct dkt_buf *out, const char *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		dkt_buf_adds(out, words);
}

static void build(enum hurt kind, struct dkt_buf *out)
{
	switch (kind) {
	case DEEP:
		repeat(out, "<div>", 100000);
		dkt_buf_adds(out, "the bottom");
		repeat(out, "</div>", 100000);
		break;
	case DEEP_INLINE:
		repeat(out, "<b>x", 100000);
		break;
	case MANY_ATTRIBUTES:
		dkt_buf_adds(out, "<p ");
		for (unsigned i = 0; i < 50000; i++)
			dkt_buf_addf(out, "a%u=1 ", i);
		dkt_buf_adds(out, ">");
		break;
	case NUL_BYTES:
		dkt_buf_add(out, "<p>be\0fore</p>\0<p class=\"\0\">", 29);
		break;
	case LONG_TITLE:
		dkt_buf_adds(out, "<title>a");
		repeat(out, "港", 4000);
		dkt_buf_adds(out, "</title>");
		break;
	case BAD_BYTES:
		dkt_buf_adds(out, "<p>\xFF\xC0\xAF \xED\xA0\x80</p>");
		break;
	case OPEN_TAGS:
		repeat(out, "<p>x", 200000);
		break;
	case LONG_WORD:
		repeat(out, "0123456789abcdef", 1 << 18);
		break;
	}
	dkt_buf_adds(out, "<p>the end</p>");
}

static void check_hurt(void **state)
{
	enum hurt kind = ROW(struct hurt_row)->kind;
	DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();
	struct dkt_header header = {"content-type", "text/html; charset=utf-8"};
	struct dkt_buf html = DKT_BUF_INIT((size_t)16 << 20);
	struct dkt_answer answer = {.headers = &header, .n_headers = 1};
	struct dkt_page page;
	clock_t start = clock();

	build(kind, &html);
	answer.body = dkt_buf_str(&html);
	answer.size = html.size;
	dkt_page_read(arena, &answer, &page);
	assert_non_null(memmem(page.text, page.text_size, "the end", 7));
	assert_true(kind != DEEP || memmem(page.text, page.text_size, "the bottom", 10) != NULL);
	assert_true(kind != NUL_BYTES || strstr(page.text, "fore") != NULL);
	assert_true(kind != LONG_WORD || page.text_size >= (size_t)4 << 20);
	assert_true(dkt_utf8_valid(page.title, strlen(page.title), NULL));
	assert_true(dkt_utf8_valid(page.text, page.text_size, NULL));
	/* CPU seconds with sanitizers; what is quadratic takes minutes */
	assert_true((double)(clock() - start) / CLOCKS_PER_SEC < 10.0);
	dkt_buf_clear(&html);
}

int main(void)
{
	return rows_run("source/page", rows, check_row) +
	       rows_run("source/page/walls", wall_rows, check_wall) +
	       rows_run("source/page/kinds", kind_rows, check_kind) +
	       rows_run("source/page/hurt", hurt_rows, check_hurt);
}
