/* quote_show.c - the page's own words around a place. */
#include "base/buf.h"
#include "base/utf8.h"
#include "source/quote_inside.h"

#include "base/banned.h"

#define AROUND	    40
#define BESIDE	    64
#define CONTEXT_MAX ((size_t)4096)

/* Go n characters back or forth from an offset. */
static size_t back(const char *text, size_t offset, unsigned n)
{
	while (offset > 0 && n > 0) {
		offset--;
		while (offset > 0 && ((unsigned char)text[offset] & 0xC0U) == 0x80U)
			offset--;
		n--;
	}
	return offset;
}

static size_t forth(const char *text, size_t size, size_t offset, unsigned n)
{
	while (offset < size && n > 0) {
		(void)dkt_utf8_next(text, size, &offset);
		n--;
	}
	return offset;
}

/* Bytes of text on one line, white space run together. */
const char *dkt_quote_line(struct dkt_arena *arena, const char *text, size_t size)
{
	struct dkt_buf out = DKT_BUF_INIT(CONTEXT_MAX + 8);
	const char *copy;
	bool gap = false;

	size = dkt_utf8_cut(text, size, CONTEXT_MAX);
	for (size_t i = 0; i < size; i++) {
		if ((unsigned char)text[i] <= ' ') {
			gap = out.size > 0;
			continue;
		}
		if (gap)
			dkt_buf_addc(&out, ' ');
		gap = false;
		dkt_buf_addc(&out, text[i]);
	}
	copy = dkt_arena_dups(arena, dkt_buf_str(&out));
	dkt_buf_clear(&out);
	return copy;
}

void dkt_quote_show(struct dkt_looking *l, size_t start, size_t end)
{
	const char *text = l->text;
	size_t from = back(text, start, AROUND);
	size_t to;

	end = end < start ? start : end;
	to = forth(text, l->size, end, AROUND);
	l->out->offset = start;
	l->out->end = end;
	l->out->context = dkt_quote_line(l->arena, text + from, to - from);
	from = back(text, start, BESIDE);
	to = forth(text, l->size, end, BESIDE);
	l->out->before = dkt_quote_line(l->arena, text + from, start - from);
	l->out->behind = dkt_quote_line(l->arena, text + end, to - end);
}
