/*
 * verdict_prose.c - how much of a page is running text?
 *
 * Words such as "page not found" decide about a notice and say nothing of an article that is about
 * them. Size alone does not tell the two apart: menus and teasers are long too. Sentences do: a
 * notice has one or two, an article has paragraphs of several.
 */
#include <string.h>

#include "source/verdict_tables.h"

#include "base/banned.h"

#define SENTENCE 24 /* bytes: less is a label, not a sentence */

/* Bytes of an end of a sentence at text, or 0. */
static size_t end_at(const char *text, const char *end)
{
	static const char *const wide[] = {"。", "！", "？"};

	if ((*text == '.' || *text == '!' || *text == '?') &&
	    (text + 1 == end || text[1] == ' ' || text[1] == '"' || text[1] == ')'))
		return 1;
	for (size_t i = 0; i < sizeof wide / sizeof wide[0]; i++) {
		if ((size_t)(end - text) >= 3 && memcmp(text, wide[i], 3) == 0)
			return 3;
	}
	return 0;
}

static unsigned sentences_of(const char *line, const char *end)
{
	const char *begun = line;
	unsigned n = 0;

	while (line < end) {
		size_t size = end_at(line, end);

		if (size > 0) {
			n += line - begun >= SENTENCE;
			begun = line + size;
		}
		line += size > 0 ? size : 1;
	}
	return n;
}

struct dkt_prose dkt_prose_of(const char *text, size_t size)
{
	const char *end = text + size;
	struct dkt_prose prose = {0};

	while (text < end) {
		const char *line = memchr(text, '\n', (size_t)(end - text));
		unsigned n;

		if (line == NULL)
			line = end;
		n = sentences_of(text, line);
		prose.sentences += n;
		prose.paragraphs += n >= 2;
		text = line + 1;
	}
	return prose;
}
