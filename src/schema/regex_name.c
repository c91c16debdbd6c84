/*
 * regex_name.c - names of groups.
 *
 * Identifiers as in ECMAScript, so letters of every script and escapes ("(?<\u{61}>x)"): two names
 * are the same when they are after the escapes are resolved.
 */
#include "schema/regex_reader.h"

#include "base/utf8.h"
#include "text/property.h"

#define MAX_NAME ((size_t)1024)

static bool fits(uint32_t c, bool begins)
{
	if (c < 0x80)
		return c == '_' || c == '$' || (c | 32U) - 'a' < 26 || (!begins && c - '0' < 10);
	return dkt_is_identifier(c, begins) || (!begins && (c == 0x200C || c == 0x200D));
}

/* One character, read; false when it may not stand there. */
static bool name_character(struct dkt_regex_reader *r, struct dkt_buf *name)
{
	uint32_t c = 0;
	size_t at = r->i;

	if (dkt_reader_peek(r, 0) == '\\') {
		size_t size = dkt_reader_peek(r, 1) == 'u' ? dkt_reader_unicode(r, &c) : 0;

		at += size;
		if (size == 0)
			return false;
	} else {
		c = dkt_utf8_next(r->p, r->size, &at);
	}
	if (!fits(c, name->size == 0))
		return false;
	dkt_utf8_add(name, c);
	r->i = at;
	return true;
}

bool dkt_reader_name(struct dkt_regex_reader *r, const char **name_out, size_t *size_out)
{
	struct dkt_buf name = DKT_BUF_INIT(MAX_NAME);
	size_t start = r->i;
	bool fine;

	while (dkt_reader_peek(r, 0) >= 0 && name_character(r, &name))
		;
	fine = name.size > 0 && dkt_buf_ok(&name) && dkt_reader_peek(r, 0) == '>';
	if (fine)
		*name_out = dkt_arena_dup(r->arena, dkt_buf_str(&name), name.size);
	*size_out = name.size;
	r->i = fine ? r->i + 1 : start;
	dkt_buf_clear(&name);
	return fine;
}
