/*
 * language.c - which language does a tag name, and how does a sentence get its values?
 *
 * The rows are our own and short; what fills their slots may be strangers' text. Chinese sets a
 * thin gap between Han and Latin; inside a row the translator writes it, at the border of a slot
 * only the program knows what comes, so it is set here.
 */
#include "text/language.h"

#include <string.h>
#include <strings.h>

#include "base/utf8.h"

const char *dkt_language_tag(enum dkt_language language)
{
	static const char *const tags[DKT_LANGUAGES] = {
		[DKT_ENGLISH] = "en", [DKT_CHINESE] = "zh-Hans"};

	return tags[language];
}

/* Does the subtag stand behind the first one? */
static bool has_subtag(const char *tag, size_t size, const char *wanted)
{
	size_t n = strlen(wanted);

	for (size_t i = 1; i + n <= size; i++) {
		bool begins = tag[i - 1] == '-' || tag[i - 1] == '_';
		bool ends = i + n == size || tag[i + n] == '-' || tag[i + n] == '_';

		if (begins && ends && strncasecmp(tag + i, wanted, n) == 0)
			return true;
	}
	return false;
}

bool dkt_language_find(const char *tag, enum dkt_language *out)
{
	static const char *const other[] = {"Hant", "TW", "HK", "MO"};
	size_t size = tag == NULL ? 0 : strcspn(tag, ".@"); /* the charset of a locale */
	size_t first = tag == NULL ? 0 : strcspn(tag, "-_.@");

	if (first != 2)
		return false;
	if (strncasecmp(tag, "en", 2) == 0) {
		*out = DKT_ENGLISH;
		return true;
	}
	if (strncasecmp(tag, "zh", 2) != 0)
		return false;
	for (size_t i = 0; i < sizeof other / sizeof other[0]; i++) {
		if (has_subtag(tag, size, other[i]) && !has_subtag(tag, size, "Hans"))
			return false;
	}
	*out = DKT_CHINESE;
	return true;
}

static bool is_slot(const char *p)
{
	return p[0] == '{' && p[1] >= '0' && p[1] <= '9' && p[2] == '}';
}

static bool is_han(uint32_t point)
{
	return (point >= 0x3400U && point <= 0x9FFFU) || (point >= 0x20000U && point <= 0x3FFFFU);
}

static bool is_latin(uint32_t point)
{
	return (point >= '0' && point <= '9') || (point >= 'A' && point <= 'Z') ||
	       (point >= 'a' && point <= 'z') || point == '-' || point == '{' || point == '[';
}

/* The last code point written. */
static uint32_t last_of(const struct dkt_buf *out)
{
	const char *bytes = out->bytes;
	size_t at = out->size;

	if (at == 0)
		return 0;
	at--;
	while (at > 0 && ((unsigned char)bytes[at] & 0xC0U) == 0x80U)
		at--;
	return dkt_utf8_next(bytes, out->size, &at);
}

/* A piece that begins or ends a slot. */
static void join(struct dkt_buf *out, const char *bytes, size_t size, enum dkt_language language)
{
	size_t at = 0;
	uint32_t before = last_of(out);
	uint32_t next = size == 0 ? 0 : dkt_utf8_next(bytes, size, &at);

	if (language == DKT_CHINESE &&
	    ((is_han(before) && is_latin(next)) || (is_latin(before) && is_han(next))))
		dkt_buf_addc(out, ' ');
	dkt_buf_add(out, bytes, size);
}

void dkt_sentence_fill(const struct dkt_sentence *sentence, enum dkt_language language,
		       const char *const *args, size_t n_args, struct dkt_buf *out)
{
	const char *p = sentence->in[language];

	while (*p != '\0') {
		const char *start = p;

		while (*p != '\0' && !is_slot(p))
			p++;
		join(out, start, (size_t)(p - start), language);
		if (is_slot(p)) {
			size_t slot = (size_t)(p[1] - '0');

			if (slot < n_args && args[slot] != NULL)
				join(out, args[slot], strlen(args[slot]), language);
			p += 3;
		}
	}
}

static unsigned slots_of(const char *text)
{
	unsigned slots = 0;

	for (const char *p = text; *p != '\0'; p++) {
		if (is_slot(p))
			slots |= 1U << (unsigned)(p[1] - '0');
	}
	return slots;
}

bool dkt_sentence_whole(const struct dkt_sentence *sentence, size_t n_args)
{
	for (size_t i = 0; i < DKT_LANGUAGES; i++) {
		if (sentence->in[i] == NULL || sentence->in[i][0] == '\0' ||
		    slots_of(sentence->in[i]) != slots_of(sentence->in[0]))
			return false;
	}
	return slots_of(sentence->in[0]) >> n_args == 0;
}
