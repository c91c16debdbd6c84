/*
 * html.c - one pass over the bytes; every state either moves on or ends at the end of the page.
 *
 * libxml2's parser was measured and left: what is badly nested costs it the square of the page's
 * size (each end tag that matches nothing walks the whole stack of open elements, each fault is
 * formatted as a sentence), a page of comments likewise, and its grammar is HTML 4's. A tokenizer is
 * the half of a parser that text needs.
 */
#include "source/html.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "base/utf8.h"

#include "base/banned.h"

#define ATTRIBUTES_MAX ((size_t)65536)
#define ENTITY_MAX     32 /* bytes of the longest name, rounded up */
#define LEGACY_MAX     6  /* of the longest that needs no semicolon */

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_word(char c)
{
	return is_letter(c) || (c >= '0' && c <= '9');
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

/* --- character references --- */

/* What browsers make of references to 0x80 to 0x9F: windows-1252. 0: the character itself. */
static const uint16_t western[32] = {
	0x20AC, 0,	0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
	0x2039, 0x0152, 0,	0x017D, 0,	0,	0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
	0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,	0x017E, 0x0178};

static int digit_of(char c, bool hex)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return hex && lower(c) >= 'a' && lower(c) <= 'f' ? lower(c) - 'a' + 10 : -1;
}

/* "&#26368;" or "&#x6700;": bytes used, 0 when it is none. */
static size_t decode_number(const char *p, size_t left, struct dkt_buf *out)
{
	bool hex = left > 2 && lower(p[2]) == 'x';
	size_t start = hex ? 3 : 2;
	size_t i = start;
	uint32_t value = 0;

	for (; i < left && digit_of(p[i], hex) >= 0; i++) {
		if (value <= 0x10FFFF)
			value = value * (hex ? 16U : 10U) + (uint32_t)digit_of(p[i], hex);
	}
	if (i == start)
		return 0;
	if (value >= 0x80 && value < 0xA0 && western[value - 0x80] != 0)
		value = western[value - 0x80];
	dkt_utf8_add(out, value == 0 ? 0xFFFD : value);
	return i + (i < left && p[i] == ';');
}

static size_t decode_name(const char *p, size_t left, bool in_value, struct dkt_buf *out)
{
	const struct dkt_html_entity *entity = NULL;
	size_t n = 1;
	size_t used;

	while (n < left && n <= ENTITY_MAX && is_word(p[n]))
		n++;
	used = n + 1;
	if (n < left && p[n] == ';')
		entity = dkt_html_entity(p + 1, n - 1);
	for (size_t k = n - 1 < LEGACY_MAX ? n - 1 : LEGACY_MAX; entity == NULL && k > 1; k--) {
		entity = dkt_html_entity(p + 1, k);
		entity = entity != NULL && entity->legacy ? entity : NULL;
		used = k + 1;
	}
	if (entity == NULL || (in_value && p[used - 1] != ';' && used < left &&
			       (p[used] == '=' || is_word(p[used]))))
		return 0;
	dkt_utf8_add(out, entity->first);
	if (entity->second != 0)
		dkt_utf8_add(out, entity->second);
	return used;
}

void dkt_html_decode(const char *bytes, size_t size, bool in_value, struct dkt_buf *out)
{
	size_t at = 0;

	while (at < size) {
		const char *mark = memchr(bytes + at, '&', size - at);
		size_t end = mark == NULL ? size : (size_t)(mark - bytes);
		size_t used = 0;

		dkt_buf_add(out, bytes + at, end - at);
		at = end;
		if (at + 1 < size && bytes[at + 1] == '#')
			used = decode_number(bytes + at, size - at, out);
		else if (at + 1 < size && is_letter(bytes[at + 1]))
			used = decode_name(bytes + at, size - at, in_value, out);
		if (at < size && used == 0) {
			dkt_buf_addc(out, '&');
			used = 1;
		}
		at += used;
	}
}

/* --- attributes --- */

/* One attribute from *at on: its name and value as written. */
static bool next_attribute(const struct dkt_html_token *tag, size_t *at, const char **name,
			   size_t *name_size, const char **value, size_t *value_size)
{
	const char *p = tag->bytes;
	size_t size = tag->size < ATTRIBUTES_MAX ? tag->size : ATTRIBUTES_MAX;
	size_t i = *at;

	while (i < size && (is_space(p[i]) || p[i] == '/'))
		i++;
	*name = p + i;
	while (i < size && !is_space(p[i]) && p[i] != '/' && (p[i] != '=' || p + i == *name))
		i++;
	*name_size = (size_t)(p + i - *name);
	while (i < size && is_space(p[i]))
		i++;
	*value = p + i;
	*value_size = 0;
	if (i < size && p[i] == '=') {
		for (i++; i < size && is_space(p[i]);)
			i++;
		*value = p + i;
		if (i < size && (p[i] == '"' || p[i] == '\'')) {
			const char *end = memchr(p + i + 1, p[i], size - i - 1);

			*value = p + i + 1;
			*value_size = (size_t)((end == NULL ? p + size : end) - *value);
			i += *value_size + 2;
		} else {
			while (i < size && !is_space(p[i]))
				i++;
			*value_size = (size_t)(p + i - *value);
		}
	}
	*at = i;
	return *name_size > 0;
}

bool dkt_html_attribute(const struct dkt_html_token *tag, const char *name, struct dkt_buf *out)
{
	size_t wanted = strlen(name);
	size_t at = 0;
	const char *found;
	const char *value;
	size_t found_size;
	size_t value_size;

	while (next_attribute(tag, &at, &found, &found_size, &value, &value_size)) {
		if (found_size == wanted && strncasecmp(found, name, wanted) == 0) {
			dkt_html_decode(value, value_size, true, out);
			return true;
		}
	}
	return false;
}

/* --- tokens --- */

/* Behind what begins with "<!" or "<?": a comment to its end, anything else to the next ">". */
static size_t behind_declaration(const struct dkt_html *h, size_t at)
{
	const char *p = h->bytes + at;
	size_t left = h->size - at;
	const char *end;

	if (left >= 4 && memcmp(p, "<!--", 4) == 0) {
		if (left >= 5 && p[4] == '>')
			return at + 5;
		if (left >= 6 && memcmp(p + 4, "->", 2) == 0)
			return at + 6;
		for (end = memmem(p + 4, left - 4, "--", 2); end != NULL;
		     end = memmem(end + 1, (size_t)(p + left - end - 1), "--", 2)) {
			if (end + 2 < p + left && end[2] == '>')
				return (size_t)(end + 3 - h->bytes);
			if (end + 3 < p + left && end[2] == '!' && end[3] == '>')
				return (size_t)(end + 4 - h->bytes);
		}
		return h->size;
	}
	if (h->xml && left >= 9 && memcmp(p, "<![CDATA[", 9) == 0)
		return at + 9;
	end = memchr(p, '>', left);
	return end == NULL ? h->size : (size_t)(end + 1 - h->bytes);
}

/* The ">" of a tag, quoted ones aside; the size where there is none. */
static size_t tag_end(const struct dkt_html *h, size_t at)
{
	bool value = false; /* a quotation mark counts only where a value begins */

	for (; at < h->size && h->bytes[at] != '>'; at++) {
		char c = h->bytes[at];

		if (value && (c == '"' || c == '\'')) {
			const char *end = memchr(h->bytes + at + 1, c, h->size - at - 1);

			if (end == NULL)
				return h->size;
			at = (size_t)(end - h->bytes);
			value = false;
		} else if (!is_space(c)) {
			value = c == '=';
		}
	}
	return at;
}

static void take_tag(struct dkt_html *h, struct dkt_html_token *out)
{
	size_t n = 0;
	size_t end;

	out->kind = h->bytes[h->at + 1] == '/' ? DKT_HTML_END : DKT_HTML_START;
	h->at += out->kind == DKT_HTML_END ? 2 : 1;
	for (; h->at < h->size && !is_space(h->bytes[h->at]) && h->bytes[h->at] != '>' &&
	       h->bytes[h->at] != '/';
	     h->at++) {
		if (n + 1 < sizeof out->name)
			out->name[n++] = lower(h->bytes[h->at]);
	}
	out->name[n] = '\0';
	end = tag_end(h, h->at);
	out->bytes = h->bytes + h->at;
	out->size = end - h->at;
	out->closed = out->size > 0 && out->bytes[out->size - 1] == '/';
	h->at = end < h->size ? end + 1 : h->size;
}

/* A "<" that begins a tag, a comment or a declaration; any other is text. */
static bool is_markup(const struct dkt_html *h, size_t at)
{
	char next = at + 1 < h->size ? h->bytes[at + 1] : '\0';

	return is_letter(next) || next == '!' || next == '?' ||
	       (next == '/' && at + 2 < h->size && is_letter(h->bytes[at + 2]));
}

static size_t next_markup(const struct dkt_html *h, size_t at)
{
	while (at < h->size) {
		const char *mark = memchr(h->bytes + at, '<', h->size - at);

		if (mark == NULL)
			return h->size;
		at = (size_t)(mark - h->bytes);
		if (is_markup(h, at))
			return at;
		at++;
	}
	return h->size;
}

/* Where the raw element's end tag begins. */
static size_t raw_end(const struct dkt_html *h)
{
	size_t n = strlen(h->raw);
	size_t at = h->at;

	while (at < h->size) {
		const char *mark = memmem(h->bytes + at, h->size - at, "</", 2);

		if (mark == NULL)
			break;
		at = (size_t)(mark - h->bytes);
		if (h->size - at > n + 2 && strncasecmp(mark + 2, h->raw, n) == 0 &&
		    !is_word(mark[2 + n]) && mark[2 + n] != '-')
			return at;
		at += 2;
	}
	return h->size;
}

static bool take_text(struct dkt_html *h, size_t end, struct dkt_html_token *out)
{
	out->kind = DKT_HTML_TEXT;
	out->bytes = h->bytes + h->at;
	out->size = end - h->at;
	h->at = end;
	return true;
}

bool dkt_html_next(struct dkt_html *h, struct dkt_html_token *out)
{
	if (h->raw != NULL) {
		size_t end = raw_end(h);

		h->raw = NULL;
		if (end > h->at)
			return take_text(h, end, out);
	}
	while (h->at < h->size) {
		size_t end = next_markup(h, h->at);

		if (end > h->at) {
			/* what follows a section of character data in XML is not part of it */
			const char *close = h->xml ? memmem(h->bytes + h->at, end - h->at, "]]>", 3)
						   : NULL;

			if (close == NULL)
				return take_text(h, end, out);
			end = (size_t)(close - h->bytes);
			if (end > h->at)
				return take_text(h, end, out);
			h->at += 3;
			continue;
		}
		if (is_letter(h->bytes[h->at + 1]) || h->bytes[h->at + 1] == '/') {
			take_tag(h, out);
			return true;
		}
		h->at = behind_declaration(h, h->at);
	}
	return false;
}

void dkt_html_take_raw(struct dkt_html *html, const char *name)
{
	html->raw = name;
}
