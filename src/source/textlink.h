/*
 * textlink.h - a link that opens a page at certain words.
 *
 * Browsers scroll to the text that `#:~:text=` names and mark it. They match without case and
 * accents but by whole words, so the words named are widened to word boundaries.
 *
 * Standard: URL Fragment Text Directives (WICG).  Floor: source.
 */
#ifndef SOURCE_TEXTLINK_H
#define SOURCE_TEXTLINK_H

#include "base/arena.h"

/*
 * The link for the words [start, end) of a page's text. Short ones on one line are named whole,
 * long ones by how they begin and end; where the same words stand earlier in the text, those before
 * and behind go with them. A fragment that url has is kept in front. All in the arena.
 */
const char *dkt_text_link(struct dkt_arena *arena, const char *url, const char *text,
			  size_t text_size, size_t start, size_t end);

#endif
