/*
 * textlink.c - `url#:~:text=prefix-,start,end,-suffix` for words of a page.
 *
 * The text that Docket reads has a line end wherever a block ends, but also where the page's source
 * wraps, so a line end may be either. No term holds one: a term of one line is right in both cases,
 * and `start,end` may span blocks.
 */
#include "source/textlink.h"

#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "text/unicode.h"

#include "base/banned.h"

#define WHOLE_MAX 80 /* characters that are named whole */
#define EDGE_MIN  16 /* characters of the start and end of longer words, then to the word's end */
#define CONTEXT	  12 /* characters before and behind */
#define LINK_MAX  ((size_t)16384)

struct span {
	size_t start;
	size_t end;
};

static bool is_space(char c)
{
	return (unsigned char)c <= ' ';
}

static struct span trimmed(const char *text, struct span s)
{
	while (s.start < s.end && is_space(text[s.start]))
		s.start++;
	while (s.end > s.start && is_space(text[s.end - 1]))
		s.end--;
	return s;
}

static size_t step_back(const char *text, size_t at, size_t stop, unsigned n)
{
	while (at > stop && n > 0) {
		at--;
		while (at > stop && ((unsigned char)text[at] & 0xC0U) == 0x80U)
			at--;
		n--;
	}
	return at;
}

static size_t step_forth(const char *text, size_t at, size_t stop, unsigned n)
{
	while (at < stop && n > 0) {
		(void)dkt_utf8_next(text, stop, &at);
		n--;
	}
	return at;
}

/* The first line of a span, at most n characters and the rest of the last word. */
static struct span head_of(const char *text, struct span s, unsigned n)
{
	const char *line = memchr(text + s.start, '\n', s.end - s.start);
	size_t stop = line == NULL ? s.end : (size_t)(line - text);
	struct span head = {s.start, step_forth(text, s.start, stop, n)};

	dkt_word_bounds(text, stop, &head.start, &head.end);
	head.start = s.start;
	return trimmed(text, head);
}

static struct span tail_of(const char *text, size_t size, struct span s, unsigned n)
{
	size_t stop = s.end;
	struct span tail;

	while (stop > s.start && text[stop - 1] != '\n')
		stop--;
	tail = (struct span){step_back(text, s.end, stop, n), s.end};
	dkt_word_bounds(text, size, &tail.start, &tail.end);
	tail.end = s.end;
	if (tail.start < stop)
		tail.start = stop;
	return trimmed(text, tail);
}

/* A term: all but letters, digits and . _ ~ as %XX, the marks of the directive's syntax too. White
 * space runs together, as it does on the page. */
static void add_term(struct dkt_buf *out, const char *text, struct span s)
{
	bool gap = false;

	for (size_t i = s.start; i < s.end; i++) {
		unsigned char c = (unsigned char)text[i];

		if (is_space(text[i])) {
			gap = true;
			continue;
		}
		if (gap)
			dkt_buf_adds(out, "%20");
		gap = false;
		if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
		    c == '.' || c == '_' || c == '~')
			dkt_buf_addc(out, (char)c);
		else
			dkt_buf_addf(out, "%%%02X", c);
	}
}

/* Would a browser find these words earlier? Case aside, as browsers do. */
static bool stands_earlier(struct dkt_arena *arena, const char *text, struct span words)
{
	struct dkt_folded before;
	struct dkt_folded term;

	dkt_fold(arena, text, words.start, DKT_FOLD_CASE, &before);
	dkt_fold(arena, text + words.start, words.end - words.start, DKT_FOLD_CASE, &term);
	return term.size > 0 && memmem(before.bytes, before.size, term.bytes, term.size) != NULL;
}

/* Words in front of a place or behind it, on the nearest line that has any. */
static struct span before_of(const char *text, size_t size, size_t at)
{
	struct span before;

	while (at > 0 && is_space(text[at - 1]))
		at--;
	before = tail_of(text, size, (struct span){0, at}, CONTEXT);
	while (before.start < before.end && strchr(" .,;:!?)\"", text[before.start]) != NULL)
		before.start++;
	return before;
}

static struct span behind_of(const char *text, size_t size, size_t at)
{
	while (at < size && is_space(text[at]))
		at++;
	return head_of(text, (struct span){at, size}, CONTEXT);
}

static void add_directive(struct dkt_arena *arena, struct dkt_buf *out, const char *text,
			  size_t size, struct span words)
{
	bool whole = memchr(text + words.start, '\n', words.end - words.start) == NULL &&
		     dkt_utf8_count(text + words.start, words.end - words.start) <= WHOLE_MAX;
	struct span head = whole ? words : head_of(text, words, EDGE_MIN);
	struct span tail = whole ? words : tail_of(text, size, words, EDGE_MIN);
	bool again = stands_earlier(arena, text, head);
	struct span before = again ? before_of(text, size, words.start) : (struct span){0, 0};
	struct span behind = again ? behind_of(text, size, words.end) : (struct span){0, 0};

	if (before.end > before.start) {
		add_term(out, text, before);
		dkt_buf_adds(out, "-,");
	}
	add_term(out, text, head);
	if (!whole && tail.start >= head.end && tail.end > tail.start) {
		dkt_buf_addc(out, ',');
		add_term(out, text, tail);
	}
	if (behind.end > behind.start) {
		dkt_buf_adds(out, ",-");
		add_term(out, text, behind);
	}
}

const char *dkt_text_link(struct dkt_arena *arena, const char *url, const char *text,
			  size_t text_size, size_t start, size_t end)
{
	struct dkt_buf out = DKT_BUF_INIT(LINK_MAX);
	struct span words = trimmed(text, (struct span){start, end});
	const char *link;

	dkt_buf_adds(&out, url);
	dkt_buf_adds(&out, strchr(url, '#') == NULL ? "#:~:text=" : ":~:text=");
	dkt_word_bounds(text, text_size, &words.start, &words.end);
	words = trimmed(text, words);
	add_directive(arena, &out, text, text_size, words);
	link = dkt_buf_ok(&out) ? dkt_arena_dups(arena, dkt_buf_str(&out)) : url;
	dkt_buf_clear(&out);
	return link;
}
