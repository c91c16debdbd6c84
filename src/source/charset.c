/* charset.c - deciding first, then one pass through iconv. */
#include "source/charset.h"

#include <errno.h>
#include <iconv.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/str.h"
#include "base/utf8.h"

#include "base/banned.h"

#define META_WINDOW 1024
#define MAX_TEXT    ((size_t)64 << 20)

/* What a label is decoded as: WHATWG's table for the labels seen on real pages, in glibc's names.
 */
static const struct {
	const char *label;
	const char *charset;
} labels[] = {
	{"utf-8", "UTF-8"},
	{"utf8", "UTF-8"},
	{"gb2312", "GB18030"},
	{"gbk", "GB18030"},
	{"x-gbk", "GB18030"},
	{"gb18030", "GB18030"},
	{"gb_2312-80", "GB18030"},
	{"chinese", "GB18030"},
	{"hz-gb-2312", "GB18030"},
	{"big5", "BIG5-HKSCS"},
	{"big5-hkscs", "BIG5-HKSCS"},
	{"cn-big5", "BIG5-HKSCS"},
	{"iso-8859-1", "CP1252"},
	{"latin1", "CP1252"},
	{"us-ascii", "CP1252"},
	{"ascii", "CP1252"},
	{"windows-1252", "CP1252"},
	{"cp1252", "CP1252"},
	{"iso-8859-2", "ISO-8859-2"},
	{"windows-1250", "CP1250"},
	{"windows-1251", "CP1251"},
	{"koi8-r", "KOI8-R"},
	{"iso-8859-15", "ISO-8859-15"},
	{"shift_jis", "CP932"},
	{"sjis", "CP932"},
	{"x-sjis", "CP932"},
	{"euc-jp", "EUC-JP"},
	{"euc-kr", "CP949"},
	{"ks_c_5601-1987", "CP949"},
	{"windows-949", "CP949"},
	{"windows-1254", "CP1254"},
	{"windows-1256", "CP1256"},
	{"utf-16le", "UTF-16LE"},
	{"utf-16be", "UTF-16BE"},
	{"utf-16", "UTF-16LE"},
	{"windows-874", "CP874"},
};

static const char *charset_of_label(const char *label, size_t size)
{
	for (size_t i = 0; i < sizeof labels / sizeof labels[0]; i++) {
		if (strlen(labels[i].label) == size &&
		    strncasecmp(labels[i].label, label, size) == 0)
			return labels[i].charset;
	}
	return NULL;
}

/* The value behind "charset=" in text, or NULL when there is none that is known. */
static const char *find_charset(const char *text, size_t size)
{
	for (size_t i = 0; i + 8 < size; i++) {
		size_t start;
		size_t end;

		if (strncasecmp(text + i, "charset", 7) != 0)
			continue;
		start = i + 7;
		while (start < size && strchr(" \t=\"'", text[start]) != NULL &&
		       text[start] != '\0')
			start++;
		end = start;
		while (end < size && text[end] != '\0' &&
		       strchr(" \t\r\n\"';>/", text[end]) == NULL)
			end++;
		if (end > start && charset_of_label(text + start, end - start) != NULL)
			return charset_of_label(text + start, end - start);
	}
	return NULL;
}

static const char *by_mark(const char *bytes, size_t size, size_t *skip)
{
	*skip = 3;
	if (size >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0)
		return "UTF-8";
	*skip = 2;
	if (size >= 2 && memcmp(bytes, "\xFF\xFE", 2) == 0)
		return "UTF-16LE";
	if (size >= 2 && memcmp(bytes, "\xFE\xFF", 2) == 0)
		return "UTF-16BE";
	*skip = 0;
	return NULL;
}

/* Some of glibc's converters hold the last character back, since an accent might follow. */
static void flush(iconv_t converter, struct dkt_buf *out)
{
	char *room = dkt_buf_room(out, 64);
	size_t free_bytes = 64;

	if (room == NULL)
		return;
	(void)iconv(converter, NULL, NULL, &room, &free_bytes);
	dkt_buf_grew(out, 64 - free_bytes);
}

/* Convert; the number of bytes that could not be is returned. */
static size_t convert(const char *charset, const char *bytes, size_t size, struct dkt_buf *out)
{
	iconv_t converter = iconv_open("UTF-8", charset);
	char *from = (char *)(uintptr_t)bytes;
	size_t left = size;
	size_t bad = 0;
	size_t skip;

	if (converter == (iconv_t)-1)
		return size;
	while (left > 0) {
		char *room = dkt_buf_room(out, 4096);
		char *to = room;
		size_t free_bytes = 4096;
		size_t rc;

		if (room == NULL)
			break;
		rc = iconv(converter, &from, &left, &to, &free_bytes);
		dkt_buf_grew(out, 4096 - free_bytes);
		if (rc != (size_t)-1 || errno == E2BIG)
			continue;
		bad++;
		dkt_utf8_add(out, 0xFFFD);
		skip = dkt_starts(charset, "UTF-16") && left > 1 ? 2 : 1;
		from += skip;
		left -= skip;
	}
	flush(converter, out);
	(void)iconv_close(converter);
	return bad;
}

/* Copy what should be UTF-8, replacing what is not; the number of replacements is returned. */
static size_t repair(const char *bytes, size_t size, struct dkt_buf *out)
{
	size_t bad = 0;
	size_t i = 0;

	while (i < size) {
		size_t start = i;
		uint32_t c = dkt_utf8_next(bytes, size, &i);

		bad += c == 0xFFFD && i - start == 1;
		dkt_utf8_add(out, c);
	}
	return bad;
}

static size_t decode_as(const char *charset, const char *bytes, size_t size, struct dkt_buf *out)
{
	dkt_buf_reset(out);
	return dkt_streq(charset, "UTF-8") ? repair(bytes, size, out)
					   : convert(charset, bytes, size, out);
}

/* Nothing is declared and it is no UTF-8: whichever of the Chinese encodings has fewer faults, else
 * Western. */
static const char *guess(const char *bytes, size_t size, struct dkt_buf *scratch)
{
	size_t window = size < 65536 ? size : 65536;
	size_t gb = decode_as("GB18030", bytes, window, scratch);
	size_t big5 = decode_as("BIG5-HKSCS", bytes, window, scratch);
	size_t high = 0;

	for (size_t i = 0; i < window; i++)
		high += (unsigned char)bytes[i] >= 0x80;
	if (gb > high / 20 && big5 > high / 20)
		return "CP1252";
	return gb <= big5 ? "GB18030" : "BIG5-HKSCS";
}

/*
 * Do bytes that are valid UTF-8 belong to the charset that was declared? In a charset of one byte a
 * character valid sequences do not come about by chance. In the Chinese, Japanese and Korean ones
 * two bytes may ("\xC4\xA3"), three hardly ever.
 */
static bool fits_declared(const char *declared, const char *bytes, size_t size,
			  struct dkt_buf *scratch)
{
	static const char *const doubles[] = {"GB18030", "BIG5-HKSCS", "CP932", "EUC-JP", "CP949"};
	size_t long_ones = 0;
	size_t high = 0;
	bool one_byte = true;

	for (size_t i = 0; i < size; i++) {
		high += (unsigned char)bytes[i] >= 0x80;
		long_ones += (unsigned char)bytes[i] >= 0xE0;
	}
	for (size_t i = 0; i < sizeof doubles / sizeof doubles[0]; i++)
		one_byte = one_byte && !dkt_starts(declared, doubles[i]);
	if (dkt_starts(declared, "UTF-16"))
		return memchr(bytes, '\0', size) != NULL;
	return high == 0 ||
	       (!one_byte && long_ones == 0 && decode_as(declared, bytes, size, scratch) == 0);
}

static const char *decide(const char *bytes, size_t size, const char *content_type, bool html,
			  struct dkt_buf *scratch)
{
	const char *declared =
		content_type == NULL ? NULL : find_charset(content_type, strlen(content_type));

	if (declared == NULL && html) {
		declared = find_charset(bytes, size < META_WINDOW ? size : META_WINDOW);
		/* a meta that could be read byte by byte does not stand in UTF-16 */
		if (declared != NULL && dkt_starts(declared, "UTF-16"))
			declared = "UTF-8";
	}
	if (dkt_utf8_valid(bytes, size, NULL))
		return declared != NULL && fits_declared(declared, bytes, size, scratch) ? declared
											 : "UTF-8";
	return declared != NULL ? declared : guess(bytes, size, scratch);
}

/* NUL characters say nothing, and end the text for libxml2. */
static void drop_nuls(struct dkt_buf *text)
{
	size_t kept = 0;

	for (size_t i = 0; i < text->size; i++) {
		if (text->bytes[i] != '\0')
			text->bytes[kept++] = text->bytes[i];
	}
	dkt_buf_truncate(text, kept);
}

void dkt_decode(struct dkt_arena *arena, const char *bytes, size_t size, const char *content_type,
		bool html, struct dkt_decoded *out)
{
	struct dkt_buf text = DKT_BUF_INIT(MAX_TEXT);
	size_t skip;
	const char *charset = by_mark(bytes, size, &skip);

	bytes += skip;
	size -= skip;
	if (charset == NULL)
		charset = decide(bytes, size, content_type, html, &text);
	(void)decode_as(charset, bytes, size, &text);
	drop_nuls(&text);
	out->bytes = dkt_arena_dup(arena, dkt_buf_str(&text), text.size);
	out->size = text.size;
	out->charset = charset;
	dkt_buf_clear(&text);
}
