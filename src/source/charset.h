/*
 * charset.h - bytes of a page to UTF-8.
 *
 * Order: byte order mark, HTTP's charset, meta in the first 1,024 bytes, valid UTF-8, then a guess
 * between GB18030 and Big5. Labels mean what browsers take them for (gb2312 is GB18030, latin1 is
 * windows-1252). Bad bytes become U+FFFD, NUL characters go. A declared charset loses against bytes
 * that are valid UTF-8 and are not so by chance.
 *
 * Standard: WHATWG Encoding (labels).  Floor: source.
 */
#ifndef SOURCE_CHARSET_H
#define SOURCE_CHARSET_H

#include <stdbool.h>

#include "base/arena.h"

struct dkt_decoded {
	const char *bytes; /* UTF-8, NUL-terminated, in the arena; without a byte order mark */
	size_t size;
	const char *charset; /* static: what it was taken for */
};

/* content_type: the header's value or NULL. html: look for meta too. */
void dkt_decode(struct dkt_arena *arena, const char *bytes, size_t size, const char *content_type,
		bool html, struct dkt_decoded *out);

#endif
