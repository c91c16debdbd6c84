/*
 * quote_loose.c - what line breaks and typesetting put into words: "exam-/ple" at the end of a line
 * of a PDF, and the space that sites set between Han and letters.
 *
 * Both texts lose such spaces and every hyphen between letters; what is found so is then compared
 * hyphen by hyphen, since "re-sign" is not "resign": only a hyphen at the end of a line may stand
 * for none.
 */
#include <string.h>

#include "base/utf8.h"
#include "source/quote_inside.h"

#include "base/banned.h"

#define TRIES 100

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (unsigned char)c >= 0xC3U;
}

static bool is_alnum(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* Is there a Han, kana or CJK mark that begins at p, or ends in front of it? */
static bool han_at(const char *p, size_t left)
{
	return left >= 3 && (unsigned char)p[0] >= 0xE3U && (unsigned char)p[0] <= 0xE9U &&
	       ((unsigned char)p[1] & 0xC0U) == 0x80U;
}

static bool han_before(const char *bytes, size_t at)
{
	return at >= 3 && han_at(bytes + at - 3, 3);
}

/* A space that only sets Han apart from letters or digits. */
static bool is_layout(const struct dkt_folded *f, size_t i)
{
	if (f->bytes[i] != ' ' || i == 0 || i + 1 >= f->size)
		return false;
	return (han_before(f->bytes, i) && is_alnum(f->bytes[i + 1])) ||
	       (is_alnum(f->bytes[i - 1]) && han_at(f->bytes + i + 1, f->size - i - 1));
}

/* Bytes of a hyphen between letters at i, with the space behind it where a line ends; 0: none. A
 * letter's last byte cannot be told from a mark's, so any character that is not ASCII counts. */
static size_t hyphen_at(const struct dkt_folded *f, size_t i)
{
	size_t next = i + 1;

	if (f->bytes[i] != '-' || i == 0 || next >= f->size ||
	    !(is_letter(f->bytes[i - 1]) || (unsigned char)f->bytes[i - 1] >= 0x80U))
		return 0;
	if (f->bytes[next] == ' ')
		next++;
	return next < f->size && is_letter(f->bytes[next]) ? next - i : 0;
}

/* false: there is nothing of the kind in it. */
static bool loosen(struct dkt_arena *arena, const struct dkt_folded *in, struct dkt_folded *out)
{
	char *bytes = dkt_arena_alloc(arena, in->size + 1);
	uint32_t *origin = dkt_arena_alloc(arena, (in->size + 1) * sizeof *origin);
	size_t n = 0;

	for (size_t i = 0; i < in->size; i++) {
		size_t hyphen = hyphen_at(in, i);

		if (hyphen > 0) {
			i += hyphen - 1;
		} else if (!is_layout(in, i)) {
			bytes[n] = in->bytes[i];
			origin[n++] = in->origin[i];
		}
	}
	bytes[n] = '\0';
	origin[n] = in->origin[in->size];
	*out = (struct dkt_folded){bytes, n, origin};
	return n < in->size;
}

/* Does the hyphen at i of a folded passage end a line of the original? */
static bool ends_line(const struct dkt_folded *f, const char *original, size_t i)
{
	size_t stop = f->origin[i + 1 < f->size && f->bytes[i + 1] == ' ' ? i + 2 : i + 1];

	return memchr(original + f->origin[i], '\n', stop - f->origin[i]) != NULL;
}

static size_t over_layout(const struct dkt_folded *f, size_t i)
{
	while (i < f->size && is_layout(f, i))
		i++;
	return i;
}

/* Do passage and words agree once line ends are taken as none or as a hyphen? */
static bool agree(struct dkt_looking *l, const struct dkt_folded *words, size_t start, size_t end)
{
	const char *original = l->text + start;
	struct dkt_folded page;
	size_t i = 0;
	size_t j = 0;

	dkt_fold(l->arena, original, end - start, DKT_FOLD_CASE, &page);
	while (i < page.size || j < words->size) {
		size_t in_page;
		size_t in_words;

		i = over_layout(&page, i);
		j = over_layout(words, j);
		in_page = i < page.size ? hyphen_at(&page, i) : 0;
		in_words = j < words->size ? hyphen_at(words, j) : 0;
		if (in_words > 0 && in_page == 0)
			return false;
		if (in_page > 0 && in_words == 0 && !ends_line(&page, original, i))
			return false;
		if (in_page == 0 && in_words == 0) {
			i++;
			j++;
		}
		i += in_page;
		j += in_words;
	}
	return true;
}

bool dkt_quote_loose(struct dkt_looking *l, const struct dkt_folded *page,
		     const struct dkt_folded *words)
{
	struct dkt_folded loose_page;
	struct dkt_folded loose_words;
	bool any = loosen(l->arena, words, &loose_words);
	size_t from = 0;

	any = loosen(l->arena, page, &loose_page) || any;
	for (unsigned i = 0; any && i < TRIES; i++) {
		size_t start;
		size_t end;
		size_t hit = dkt_quote_search(l, &loose_page, &loose_words, from, loose_page.size,
					      &start, &end);

		if (hit == loose_page.size)
			return false;
		if (dkt_quote_blocks(l->text + start, end - start) <= l->blocks &&
		    agree(l, words, start, end)) {
			dkt_quote_show(l, start, end);
			return true;
		}
		from = hit + 1;
	}
	return false;
}
