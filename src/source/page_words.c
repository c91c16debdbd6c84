/* page_words.c - text as a browser lays it out: white space runs together, breaks wait. */
#include "source/page_inside.h"

#include "base/banned.h"

void dkt_words_gap(struct dkt_words *words, enum dkt_gap gap)
{
	if (words->gap < (unsigned)gap)
		words->gap = (unsigned)gap;
}

static void settle(struct dkt_words *words)
{
	static const char *const gaps[] = {"", " ", "\n", "\n\n"};

	if (words->gap != DKT_GAP_NONE && words->buf.size > 0)
		dkt_buf_adds(&words->buf, gaps[words->gap]);
	words->gap = DKT_GAP_NONE;
}

static bool is_white(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static size_t run_of(const char *bytes, size_t size, size_t at, bool white)
{
	while (at < size && is_white(bytes[at]) == white)
		at++;
	return at;
}

/* Line feeds in white space that is kept: one is a line break, more are the end of a block. */
static enum dkt_gap kept_gap(const char *bytes, size_t size)
{
	unsigned lines = 0;

	for (size_t i = 0; i < size; i++)
		lines += bytes[i] == '\n' || bytes[i] == '\f';
	return lines == 0 ? DKT_GAP_SPACE : lines == 1 ? DKT_GAP_LINE : DKT_GAP_BLOCK;
}

void dkt_words_add(struct dkt_words *words, const char *bytes, size_t size, bool keep)
{
	size_t at = 0;

	while (at < size) {
		size_t end = run_of(bytes, size, at, true);

		if (end > at)
			dkt_words_gap(words,
				      keep ? kept_gap(bytes + at, end - at) : DKT_GAP_SPACE);
		at = end;
		end = run_of(bytes, size, at, false);
		if (end > at) {
			settle(words);
			dkt_buf_add(&words->buf, bytes + at, end - at);
		}
		at = end;
	}
}
