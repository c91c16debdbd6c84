/*
 * page_hidden.c - is an element shown? Its attributes, its classes, and the rules that the page
 * itself brings along.
 *
 * Style sheets in other files are not asked for, and scripts are not run: what only they hide
 * counts as shown. The names below are those that frameworks reserve for hiding. aria-hidden is
 * not among them: it hides from screen readers what everybody else sees; nor is opacity, which
 * builders of pages set for what fades in.
 */
#include "source/page_inside.h"

#include <string.h>
#include <strings.h>

#include "base/str.h"

#include "base/banned.h"

#define N(array)   (sizeof(array) / sizeof((array)[0]))
#define SHEET_MAX  ((size_t)1 << 20)
#define STYLE_MAX  ((size_t)4096)
#define NAME_SIZE  64 /* of a selector */
#define MAX_NAMES  10000
#define MAX_CLASSES 64 /* of an element that are looked at */

/* Declarations, without white space and in lower case. */
static const struct {
	const char *text;
	const char *origin;
} hiding_styles[] = {
	{"display:none", "CSS Display 3, 2.6"},
	{"visibility:hidden", "CSS Display 3, 4"},
	{"visibility:collapse", "CSS Display 3, 4"},
	{"content-visibility:hidden", "CSS Containment 2, 4"},
	{"font-size:0;", "text of no size"},
	{"font-size:0px", "text of no size"},
	{"clip:rect(0,0,0,0)", "visually-hidden of Bootstrap 5"},
	{"clip:rect(0000)", "visually-hidden of Bootstrap 3"},
	{"clip:rect(1px,1px,1px,1px)", "screen-reader-text of WordPress"},
	{"clip-path:inset(50%)", "visually-hidden of the A11Y Project"},
	{"text-indent:-9999px", "image replacement (Phark)"},
	{"left:-9999px", "off-screen text"},
	{"left:-10000px", "off-screen text of WebAIM"},
};

/* Classes; shown after all where another class of the element begins with `unless` or holds it
 * behind a colon ("hidden md:block", "d-none d-md-block"). */
static const struct {
	const char *name;
	const char *unless;
	const char *origin;
} hiding_classes[] = {
	{"sr-only", "not-sr-only", "Bootstrap 4, Tailwind CSS"},
	{"visually-hidden", NULL, "Bootstrap 5, Drupal"},
	{"visuallyhidden", NULL, "HTML5 Boilerplate"},
	{"visuallyHidden", NULL, "Next.js examples"},
	{"screen-reader-text", NULL, "WordPress"},
	{"screen-reader-only", NULL, "Foundation for Emails"},
	{"show-for-sr", NULL, "Foundation 6"},
	{"element-invisible", NULL, "Drupal 7"},
	{"element-hidden", NULL, "Drupal 7"},
	{"govuk-visually-hidden", NULL, "GOV.UK Frontend"},
	{"usa-sr-only", NULL, "US Web Design System"},
	{"a11y-hidden", NULL, "Shopify Polaris and others"},
	{"d-none", "d-", "Bootstrap 4 and 5"},
	{"hidden", ":", "Tailwind CSS, Drupal, HTML5 Boilerplate"},
	{"is-hidden", "is-", "Bulma"},
	{"layui-hide", NULL, "layui"},
	{"el-hidden", NULL, "Element"},
};

/* Lower case, no white space, one ";" at the end. */
static void squeeze(const char *text, size_t size, struct dkt_buf *out)
{
	for (size_t i = 0; i < size && i < STYLE_MAX; i++) {
		char c = text[i];

		if (strchr(" \t\r\n\f}", c) == NULL)
			dkt_buf_addc(out, c >= 'A' && c <= 'Z' ? (char)(c + 32) : c);
	}
	dkt_buf_addc(out, ';');
}

static bool style_hides(const char *style, size_t size)
{
	struct dkt_buf squeezed = DKT_BUF_INIT(STYLE_MAX + 16);
	bool hides = false;

	squeeze(style, size, &squeezed);
	for (size_t i = 0; i < N(hiding_styles) && !hides; i++) {
		const char *at = strstr(dkt_buf_str(&squeezed), hiding_styles[i].text);

		/* not the end of another property's name: "fill-opacity:0" */
		hides = at != NULL && (at == squeezed.bytes || at[-1] == ';');
	}
	dkt_buf_clear(&squeezed);
	return hides;
}

/* --- the page's own rules --- */

/* A selector of one class or id, nothing else; its size, or 0. */
static size_t simple_selector(const char *text, size_t size)
{
	size_t i = 1;

	if (size < 2 || (text[0] != '.' && text[0] != '#'))
		return 0;
	while (i < size && (text[i] == '-' || text[i] == '_' || (unsigned char)text[i] >= 0x80 ||
			    (text[i] >= '0' && text[i] <= '9') || (text[i] >= 'A' && text[i] <= 'Z') ||
			    (text[i] >= 'a' && text[i] <= 'z')))
		i++;
	return i == size && i < NAME_SIZE ? i : 0;
}

static void add_selectors(struct dkt_sheet *sheet, const char *text, size_t size)
{
	size_t at = 0;

	while (at < size) {
		const char *comma = memchr(text + at, ',', size - at);
		size_t end = comma == NULL ? size : (size_t)(comma - text);
		size_t start = at;
		size_t stop = end;

		while (start < stop && strchr(" \t\r\n\f", text[start]) != NULL)
			start++;
		while (stop > start && strchr(" \t\r\n\f", text[stop - 1]) != NULL)
			stop--;
		if (simple_selector(text + start, stop - start) > 0 && sheet->names.n < MAX_NAMES) {
			char *name = dkt_arena_dup(sheet->arena, text + start, stop - start);

			(void)dkt_map_put(&sheet->names, name, stop - start, name);
		}
		at = end + 1;
	}
}

/* Behind the "}" that belongs to the "{" in front of at. */
static size_t behind_block(const char *css, size_t size, size_t at)
{
	size_t depth = 1;

	for (; at < size && depth > 0; at++) {
		if (css[at] == '{')
			depth++;
		else if (css[at] == '}')
			depth--;
	}
	return at;
}

static size_t skip_comments(const char *css, size_t size, size_t at)
{
	for (;;) {
		const char *end;

		while (at < size && strchr(" \t\r\n\f", css[at]) != NULL && css[at] != '\0')
			at++;
		if (at + 1 >= size || css[at] != '/' || css[at + 1] != '*')
			return at;
		end = memmem(css + at + 2, size - at - 2, "*/", 2);
		at = end == NULL ? size : (size_t)(end + 2 - css);
	}
}

/* Rules with a simple selector. What stands in @media and the like holds only sometimes, so it is
 * passed over. */
void dkt_sheet_read(struct dkt_sheet *sheet, const char *css, size_t size)
{
	size_t at = 0;

	if (size > SHEET_MAX)
		size = SHEET_MAX;
	while (at < size) {
		const char *open;
		size_t body;
		size_t end;

		at = skip_comments(css, size, at);
		open = at < size ? memchr(css + at, '{', size - at) : NULL;
		if (open == NULL)
			return;
		body = (size_t)(open - css) + 1;
		end = behind_block(css, size, body);
		if (css[at] != '@' && style_hides(css + body, end - body))
			add_selectors(sheet, css + at, body - 1 - at);
		at = end;
	}
}

static bool sheet_holds(const struct dkt_sheet *sheet, char kind, const char *name, size_t size)
{
	char selector[NAME_SIZE + 1];

	if (sheet->names.n == 0 || size == 0 || size >= NAME_SIZE)
		return false;
	selector[0] = kind;
	memcpy(selector + 1, name, size);
	return dkt_map_get(&sheet->names, selector, size + 1) != NULL;
}

/* --- classes --- */

/* The next word of a list of classes: its size, with *at at its start; 0 at the end. */
static size_t next_class(const char *classes, size_t *at)
{
	*at += strspn(classes + *at, " \t\r\n\f");
	return strcspn(classes + *at, " \t\r\n\f");
}

static bool shown_after_all(const char *classes, const char *unless, const char *self)
{
	size_t at = 0;
	size_t n = next_class(classes, &at);

	for (unsigned i = 0; n > 0 && i < MAX_CLASSES;
	     i++, at += n, n = next_class(classes, &at)) {
		if (dkt_memeqs(classes + at, n, self))
			continue;
		if (unless[0] == ':' ? memchr(classes + at, ':', n) != NULL
				     : n >= strlen(unless) &&
					       memcmp(classes + at, unless, strlen(unless)) == 0)
			return true;
	}
	return false;
}

static bool class_hides(const char *classes, const char *name, size_t size)
{
	for (size_t i = 0; i < N(hiding_classes); i++) {
		if (dkt_memeqs(name, size, hiding_classes[i].name))
			return hiding_classes[i].unless == NULL ||
			       !shown_after_all(classes, hiding_classes[i].unless,
						hiding_classes[i].name);
	}
	return false;
}

static bool value(const struct dkt_html_token *tag, const char *name, struct dkt_buf *scratch)
{
	dkt_buf_reset(scratch);
	return dkt_html_attribute(tag, name, scratch);
}

bool dkt_html_hidden(const struct dkt_html_token *tag, const struct dkt_sheet *sheet,
		     struct dkt_buf *scratch)
{
	size_t at = 0;
	size_t n;

	/* "until-found" is shown by the browser's own search */
	if (value(tag, "hidden", scratch) && strcasecmp(dkt_buf_str(scratch), "until-found") != 0)
		return true;
	if (value(tag, "style", scratch) && style_hides(dkt_buf_str(scratch), scratch->size))
		return true;
	if (value(tag, "id", scratch) &&
	    sheet_holds(sheet, '#', dkt_buf_str(scratch), scratch->size))
		return true;
	if (!value(tag, "class", scratch))
		return false;
	n = next_class(dkt_buf_str(scratch), &at);
	for (unsigned i = 0; n > 0 && i < MAX_CLASSES;
	     i++, at += n, n = next_class(dkt_buf_str(scratch), &at)) {
		const char *name = dkt_buf_str(scratch) + at;

		if (class_hides(dkt_buf_str(scratch), name, n) || sheet_holds(sheet, '.', name, n))
			return true;
	}
	return false;
}

/* --- marks --- */

/* Words within class or id. */
struct mark {
	const char *word;
	const char *name; /* what evidence calls it */
	const char *origin;
};

static const struct mark paid_marks[] = {
	{"piano-paywall", "piano", "Piano documentation"},
	{"tp-modal", "piano", "Piano documentation"},
	{"poool-widget", "poool", "Poool documentation"},
	{"leaky-paywall", "leaky paywall", "Leaky Paywall for WordPress"},
	{"pmpro_content_message", "paid memberships", "Paid Memberships Pro for WordPress"},
	{"paywall-overlay", "paywall-overlay", "name used by many sites"},
	{"article-paywall", "article-paywall", "name used by many sites"},
	{"regwall", "regwall", "name used by many sites"},
	{"read-more-vip", "vip notice", "Chinese content systems"},
	{"pay-read-more", "vip notice", "Chinese content systems"},
	{"vip-mask", "vip notice", "Chinese content systems"},
};

static const struct mark shell_marks[] = {
	{"__next", "__next", "Next.js"},	 {"__nuxt", "__nuxt", "Nuxt"},
	{"___gatsby", "___gatsby", "Gatsby"},	 {"root", "root", "Create React App, Vite"},
	{"app", "app", "Vue CLI"},		 {"app-root", "app-root", "Angular CLI"},
	{"svelte", "svelte", "SvelteKit"},	 {"ember-application", "ember", "Ember"},
	{"react-root", "react-root", "React"},	 {"main-app", "main-app", "single-spa"},
};

const char *dkt_html_paid(const struct dkt_html_token *tag, struct dkt_buf *scratch)
{
	static const char *const attributes[] = {"class", "id"};

	for (size_t a = 0; a < N(attributes); a++) {
		if (!value(tag, attributes[a], scratch))
			continue;
		for (size_t i = 0; i < N(paid_marks); i++) {
			if (strcasestr(dkt_buf_str(scratch), paid_marks[i].word) != NULL)
				return paid_marks[i].name;
		}
	}
	return NULL;
}

const char *dkt_html_shell(const struct dkt_html_token *tag, struct dkt_buf *scratch)
{
	bool has_id = value(tag, "id", scratch);

	for (size_t i = 0; i < N(shell_marks); i++) {
		if (dkt_streq(tag->name, shell_marks[i].word) ||
		    (has_id && dkt_streq(dkt_buf_str(scratch), shell_marks[i].word)))
			return shell_marks[i].name;
	}
	return NULL;
}
