/*
 * fuzz_quote.c - a quote (up to the first NUL) and a text (the rest, made UTF-8): a quote that is
 * found has its digits, in their order, in the words that are shown; offsets lie inside; a text
 * that holds the quote whole, on lines of its own, always passes, also in the other form of Chinese
 * writing; a link to the words is plain ASCII.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "source/charset.h"
#include "source/quote.h"
#include "source/textlink.h"
#include "text/unicode.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void require(bool promise)
{
	if (!promise)
		abort();
}

static void require_shown(const struct dkt_quote *found, size_t text_size)
{
	bool passes = found->verdict <= DKT_QUOTE_FRAGMENTS;

	require(dkt_utf8_valid(found->context, strlen(found->context), NULL));
	require(dkt_utf8_valid(found->closest, strlen(found->closest), NULL));
	require(!passes || found->offset < text_size);
	require(passes == (found->context[0] != '\0'));
	require((found->tier[0] != '\0') == (passes || found->verdict == DKT_QUOTE_NEAR));
	require(strlen(found->context) <= 4200 && strlen(found->closest) <= 4200);
}

/* The digits of a quote that stands there exactly are shown, in their order. A long context is cut,
 * so only short texts are looked at. */
static void require_digits(const char *quote, const struct dkt_quote *found, size_t text_size)
{
	const char *at = found->context;

	if (found->verdict != DKT_QUOTE_EXACT || text_size > 4000)
		return;
	for (const char *c = quote; *c != '\0'; c++) {
		if (*c < '0' || *c > '9')
			continue;
		at = strchr(at, *c);
		require(at != NULL);
		at++;
	}
}

static void require_link(struct dkt_arena *arena, const struct dkt_quote *found, const char *text,
			 size_t text_size)
{
	const char *link;

	if (found->verdict > DKT_QUOTE_FRAGMENTS)
		return;
	require(found->end >= found->offset && found->end <= text_size);
	require(dkt_utf8_valid(found->before, strlen(found->before), NULL));
	require(dkt_utf8_valid(found->behind, strlen(found->behind), NULL));
	link = dkt_text_link(arena, "https://a.example/", text, text_size, found->offset,
			     found->end);
	for (; *link != '\0'; link++)
		require(*link > ' ' && (unsigned char)*link < 0x7F);
}

/* The quote in the other writing, on a line of its own. */
static void require_other_writing(struct dkt_arena *arena, const char *quote, const char *text)
{
	struct dkt_buf page = DKT_BUF_INIT((size_t)1 << 24);
	struct dkt_folded folded;
	struct dkt_quote found;

	dkt_fold(arena, quote, strlen(quote), DKT_FOLD_CASE, &folded);
	(void)dkt_fold_han(arena, &folded, &folded);
	dkt_buf_addf(&page, "%s\nx\n%s\nx\n", text, folded.bytes);
	dkt_quote_find(arena, quote, dkt_buf_str(&page), page.size, &found);
	require(found.verdict <= DKT_QUOTE_FOLDED || found.verdict == DKT_QUOTE_NOT_CHECKABLE);
	dkt_buf_clear(&page);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct dkt_arena *arena = dkt_arena_new();
	const uint8_t *nul = size == 0 ? NULL : memchr(bytes, '\0', size);
	size_t quote_size = nul == NULL ? size / 2 : (size_t)(nul - bytes);
	struct dkt_buf whole = DKT_BUF_INIT((size_t)1 << 24);
	struct dkt_decoded quote;
	struct dkt_decoded text;
	struct dkt_quote found;

	dkt_decode(arena, (const char *)bytes, quote_size, "text/plain; charset=utf-8", false,
		   &quote);
	dkt_decode(arena, (const char *)bytes + quote_size, size - quote_size,
		   "text/plain; charset=utf-8", false, &text);
	dkt_quote_find(arena, quote.bytes, text.bytes, text.size, &found);
	require_shown(&found, text.size);
	require_link(arena, &found, text.bytes, text.size);
	require_other_writing(arena, quote.bytes, text.bytes);
	require_digits(quote.bytes, &found, text.size);
	require(found.verdict != DKT_QUOTE_EXACT || quote.size <= 8 * text.size + 8);

	dkt_buf_add(&whole, text.bytes, text.size);
	dkt_buf_addf(&whole, "\nx\n%s\nx\n", quote.bytes);
	dkt_quote_find(arena, quote.bytes, dkt_buf_str(&whole), whole.size, &found);
	require_shown(&found, whole.size);
	require(found.verdict == DKT_QUOTE_EXACT || found.verdict == DKT_QUOTE_NOT_CHECKABLE);
	dkt_buf_clear(&whole);
	dkt_arena_free(arena);
	return 0;
}
