/*
 * text_fault.c - what to tell somebody whose text is not JSON.
 *
 * The people who see this wrote a record by hand or pasted it out of a word processor, a chat or a
 * Python session. Each place where the parser can stop has the few mistakes that people really make
 * there; the first that fits is named, with what to write instead. Runs once a text, after parsing
 * failed, so that nothing here needs to be fast; but it looks at the whole text at most once.
 */
#include "json/text_fault.h"

#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "json/pointer.h"

static void say(struct dkt_text_fault *out, const char *sentence, const char *hint)
{
	out->code = "json.syntax";
	out->sentence = sentence;
	out->hint = hint;
}

static char byte_at(const struct dkt_stop *stop, size_t at)
{
	return (char)(at < stop->size ? stop->bytes[at] : '\0');
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$';
}

static bool is_word_byte(char c)
{
	return is_letter(c) || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80U;
}

/* --- before the first token ---------------------------------------------------------------------
 */

static bool starts_with(const char *bytes, size_t size, const char *with, size_t n)
{
	return size >= n && memcmp(bytes, with, n) == 0;
}

bool dkt_text_misread(const char *bytes, size_t size, struct dkt_text_fault *out)
{
	memset(out, 0, sizeof *out);
	if (size > DKT_MAX_TEXT) {
		out->code = "json.size";
		out->sentence = "the text is larger than 64 MiB";
		out->hint = "split it into several files";
	} else if (starts_with(bytes, size, "\xEF\xBB\xBF", 3)) {
		out->code = "json.bom";
		out->sentence = "the text begins with a byte order mark";
		out->hint = "save the file as UTF-8 without BOM";
	} else if (starts_with(bytes, size, "\xFF\xFE", 2) ||
		   starts_with(bytes, size, "\xFE\xFF", 2) ||
		   (size >= 2 && (bytes[0] == '\0' || bytes[1] == '\0'))) {
		out->code = "json.encoding";
		out->sentence = "the text is written in UTF-16 or UTF-32";
		out->hint = "save the file as UTF-8; Windows programs call UTF-16 \"Unicode\"";
	} else {
		return false;
	}
	return true;
}

/* --- encodings ----------------------------------------------------------------------------------
 */

/* Could the bytes be GB18030 (GBK): is every byte above 0x7F half of a pair, or is it UTF-8? */
static bool looks_like_gbk(const char *bytes, size_t size)
{
	size_t pairs = 0;

	for (size_t i = 0; i < size; i++) {
		unsigned char lead = (unsigned char)bytes[i];
		unsigned char tail = i + 1 < size ? (unsigned char)bytes[i + 1] : 0;

		if (lead < 0x80U)
			continue;
		if (lead == 0x80U || lead == 0xFFU || tail < 0x40U || tail == 0x7FU ||
		    tail == 0xFFU)
			return false;
		pairs++;
		i++;
	}
	return pairs > 0;
}

static void not_utf8(const struct dkt_stop *stop, struct dkt_text_fault *out)
{
	out->code = "json.encoding";
	out->sentence = "this byte is not UTF-8";
	out->hint = looks_like_gbk(stop->bytes, stop->size)
			    ? "the file looks like GB18030 (GBK); save it as UTF-8"
			    : "save the file as UTF-8; it may be in a Windows or Latin encoding";
}

/* --- characters that look like JSON's own -------------------------------------------------------
 */

static const struct {
	uint32_t code_point;
	const char *meant;
} lookalikes[] = {
	{0xFF0C, ","},	{0x3001, ","},	{0xFF1A, ":"},	{0x201C, "\""}, {0x201D, "\""},
	{0x201E, "\""}, {0x00AB, "\""}, {0x00BB, "\""}, {0xFF02, "\""}, {0x300C, "\""},
	{0x300D, "\""}, {0x2018, "\""}, {0x2019, "\""}, {0xFF07, "\""}, {0xFF5B, "{"},
	{0xFF5D, "}"},	{0xFF3B, "["},	{0xFF3D, "]"},	{0x3010, "["},	{0x3011, "]"},
	{0xFF1B, ","},	{0x2212, "-"},	{0xFF0D, "-"},	{0x2013, "-"},	{0xFF0E, "."},
};

static const char *lookalike(uint32_t code_point, struct dkt_arena *arena)
{
	if (code_point >= 0xFF10U && code_point <= 0xFF19U)
		return dkt_arena_printf(arena, "%u", (unsigned)(code_point - 0xFF10U));
	for (size_t i = 0; i < sizeof lookalikes / sizeof lookalikes[0]; i++) {
		if (lookalikes[i].code_point == code_point)
			return lookalikes[i].meant;
	}
	return NULL;
}

static const char *odd_space(uint32_t code_point)
{
	switch (code_point) {
	case 0x00A0U:
	case 0x202FU:
		return "a no-break space stands between the parts of the text";
	case 0x3000U:
		return "a full-width space stands between the parts of the text";
	case 0x200BU:
	case 0xFEFFU:
		return "an invisible zero-width character stands between the parts of the text";
	case 0x2028U:
	case 0x2029U:
		return "an unusual line separator stands between the parts of the text";
	default:
		return NULL;
	}
}

/* False when the character has no known mistake behind it. */
static bool foreign_character(struct dkt_arena *arena, const struct dkt_stop *stop,
			      struct dkt_text_fault *out)
{
	size_t end = stop->at;
	uint32_t code_point = dkt_utf8_next(stop->bytes, stop->size, &end);
	const char *meant = lookalike(code_point, arena);
	const char *space = odd_space(code_point);

	if (end == stop->at + 1) {
		not_utf8(stop, out);
		return true;
	}
	if (space != NULL) {
		say(out, space, "delete it, or type an ordinary space");
		return true;
	}
	if (meant == NULL)
		return false;
	say(out,
	    dkt_arena_printf(arena, "%.*s stands where JSON needs the plain character %s",
			     (int)(end - stop->at), stop->bytes + stop->at, meant),
	    dkt_arena_printf(arena, "write %s here; half-width punctuation on a Chinese keyboard",
			     meant));
	return true;
}

/* --- the end, and what was left open ------------------------------------------------------------
 */

static void ended(struct dkt_arena *arena, const struct dkt_stop *stop, struct dkt_text_fault *out)
{
	struct dkt_pos open;
	char bracket;

	if (stop->open == DKT_NOWHERE) {
		say(out, "the text is empty", "a record is written as { \"key\": value, ... }");
		return;
	}
	open = dkt_pos_at(stop->bytes, stop->size, stop->open);
	bracket = stop->bytes[stop->open];
	say(out,
	    dkt_arena_printf(arena, "the text ends, but the %c of line %u is not closed", bracket,
			     open.line),
	    dkt_arena_printf(arena, "add %c, or copy the whole text again: its end may be missing",
			     bracket == '{'   ? '}'
			     : bracket == '[' ? ']'
					      : '"'));
}

static void open_string(struct dkt_arena *arena, const struct dkt_stop *stop,
			struct dkt_text_fault *out)
{
	char c = byte_at(stop, stop->at);

	if (stop->at == stop->size)
		ended(arena, stop, out);
	else if (c == '\n' || c == '\r')
		say(out, "a text in quotation marks ends with its line",
		    "close it with \" on the same line; write a line break inside a text as \\n");
	else if (c == '\t')
		say(out, "a tab stands inside a text", "write it as \\t, or as spaces");
	else
		say(out,
		    dkt_arena_printf(arena, "the control character U+%04X stands inside a text",
				     (unsigned)(unsigned char)c),
		    "delete it");
}

static void bad_escape(struct dkt_arena *arena, const struct dkt_stop *stop,
		       struct dkt_text_fault *out)
{
	char c = byte_at(stop, stop->at + 1);

	if (stop->at + 1 >= stop->size)
		ended(arena, stop, out);
	else if (c == 'u')
		say(out, "\\u is not followed by four hexadecimal digits",
		    "write the character itself; JSON is UTF-8 and needs no \\u for letters");
	else if (c == '\'')
		say(out, "\\' is not an escape of JSON", "write ' without the backslash");
	else if (is_letter(c))
		say(out, dkt_arena_printf(arena, "\\%c is not an escape of JSON", c),
		    "write \\\\ for a backslash, as in C:\\\\data");
	else
		say(out, "a backslash begins no escape of JSON here", "write \\\\ for a backslash");
}

/* --- numbers ------------------------------------------------------------------------------------
 */

static void bad_number(struct dkt_arena *arena, const struct dkt_stop *stop,
		       struct dkt_text_fault *out)
{
	char before = (char)(stop->at > 0 ? stop->bytes[stop->at - 1] : '\0');
	char c = byte_at(stop, stop->at);

	if (stop->at == stop->size && stop->open != DKT_NOWHERE)
		ended(arena, stop, out);
	else if (before == '-' && c == 'I')
		say(out, "JSON has no infinity", "write null, or leave the field out");
	else if (before == '-')
		say(out, "a minus sign stands without a number", "write the number, as in -1.5");
	else if (before == '.')
		say(out, "a number does not end with its decimal point",
		    "write 1.0 or 1 instead of 1.");
	else
		say(out, "the exponent of a number has no digits", "write 1e6, or 1000000");
}

/* --- by place -----------------------------------------------------------------------------------
 */

static bool word_is(const struct dkt_stop *stop, const char *word)
{
	size_t n = strlen(word);

	return stop->size - stop->at >= n && memcmp(stop->bytes + stop->at, word, n) == 0 &&
	       !is_word_byte(byte_at(stop, stop->at + n));
}

static bool known_word(const struct dkt_stop *stop, struct dkt_text_fault *out)
{
	static const struct {
		const char *word;
		const char *sentence;
		const char *hint;
	} words[] = {
		{"NaN", "JSON has no NaN", "write null, or leave the field out"},
		{"nan", "JSON has no NaN", "write null, or leave the field out"},
		{"Infinity", "JSON has no infinity", "write null, or leave the field out"},
		{"inf", "JSON has no infinity", "write null, or leave the field out"},
		{"undefined", "JSON has no undefined", "write null, or leave the field out"},
		{"None", "JSON writes None as null", "write null"},
		{"nil", "JSON writes nil as null", "write null"},
		{"NULL", "null is written in small letters", "write null"},
		{"Null", "null is written in small letters", "write null"},
		{"True", "true is written in small letters", "write true"},
		{"TRUE", "true is written in small letters", "write true"},
		{"False", "false is written in small letters", "write false"},
		{"FALSE", "false is written in small letters", "write false"},
	};

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		if (word_is(stop, words[i].word)) {
			say(out, words[i].sentence, words[i].hint);
			return true;
		}
	}
	return false;
}

/* Where the comma stands that nothing follows. */
static void trailing_comma(const struct dkt_stop *stop, struct dkt_text_fault *out)
{
	say(out, "a comma stands before the closing bracket", "delete this comma");
	out->offset = stop->last_end - 1;
}

static void want_value(const struct dkt_stop *stop, struct dkt_text_fault *out)
{
	char c = byte_at(stop, stop->at);

	if (known_word(stop, out))
		return;
	if (c == ']' && stop->want == DKT_WANT_ITEM)
		trailing_comma(stop, out);
	else if (c == ',' && stop->want == DKT_WANT_ITEM)
		say(out, "two commas stand next to each other", "delete one of them");
	else if (c == ',' || c == '}' || c == ']')
		say(out, "a value is missing here", "write the value, or null where there is none");
	else if (c == '\'')
		say(out, "a text stands in single quotation marks",
		    "write \"text\" with double quotation marks");
	else if (c == '+')
		say(out, "a number does not begin with +", "write 1 instead of +1");
	else if (c == '.')
		say(out, "a number does not begin with its decimal point",
		    "write 0.5 instead of .5");
	else if (is_word_byte(c))
		say(out, "a text stands without quotation marks",
		    "write \"text\" with double quotation marks");
	else
		say(out, "no value begins with this character",
		    "a value is a \"text\", a number, true, false, null, [ ... ] or { ... }");
}

static void want_key(const struct dkt_stop *stop, struct dkt_text_fault *out)
{
	char c = byte_at(stop, stop->at);

	if (c == '}' && stop->want == DKT_WANT_KEY)
		trailing_comma(stop, out);
	else if (c == ',')
		say(out,
		    stop->want == DKT_WANT_KEY ? "two commas stand next to each other"
					       : "a comma stands before the first member",
		    "delete this comma");
	else if (c == '\'')
		say(out, "a key stands in single quotation marks",
		    "write \"key\" with double quotation marks");
	else if (is_word_byte(c))
		say(out, "a key stands without quotation marks",
		    "write \"key\" with double quotation marks");
	else if (c == ':')
		say(out, "a key is missing before the colon", "write \"key\": value");
	else
		say(out, "a key in double quotation marks belongs here", "write \"key\": value");
}

static bool starts_value(const struct dkt_stop *stop)
{
	char c = byte_at(stop, stop->at);

	return (c >= '0' && c <= '9') || word_is(stop, "true") || word_is(stop, "false") ||
	       word_is(stop, "null");
}

static void want_colon(const struct dkt_stop *stop, struct dkt_text_fault *out)
{
	char c = byte_at(stop, stop->at);

	if (c == '=')
		say(out, "= stands between a key and its value", "write : instead of =");
	else if (c == ',' || c == '}')
		say(out, "a key has no value", "write \"key\": value");
	else if (is_word_byte(c) && !starts_value(stop))
		say(out, "a quotation mark ends the key here, but the key seems to go on",
		    "write \\\" for a quotation mark inside a key");
	else {
		say(out, "a colon is missing between a key and its value", "write \"key\": value");
		out->offset = stop->last_end;
	}
}

static void want_comma(const struct dkt_stop *stop, struct dkt_text_fault *out)
{
	bool member = stop->want == DKT_WANT_MEMBER_COMMA;
	char c = byte_at(stop, stop->at);
	bool after_string = stop->bytes[stop->last_end - 1] == '"';

	if (c == (member ? ']' : '}'))
		say(out,
		    member ? "] stands where the object needs its }"
			   : "} stands where the list needs its ]",
		    member ? "an object begins with { and ends with }"
			   : "a list begins with [ and ends with ]");
	else if (c == ';')
		say(out, "a semicolon stands where JSON needs a comma", "write , instead of ;");
	else if (c == ':' && !member)
		say(out, "a colon stands in a list",
		    "use { } for keys with values, [ ] for a list");
	else if (c == ':')
		say(out, "a colon stands behind a value",
		    "a comma is missing before this key, or the colon is one too many");
	else if (after_string && is_word_byte(c) && !starts_value(stop))
		say(out, "a quotation mark ends the text here, but the text seems to go on",
		    "write \\\" for a quotation mark inside a text");
	else if (stop->at == stop->last_end && is_word_byte(c))
		say(out, "these characters do not belong to the value before them",
		    "write a text in double quotation marks, a number with digits only");
	else {
		say(out,
		    member ? "a comma is missing between two members"
			   : "a comma is missing between two items of a list",
		    "write , here");
		out->offset = stop->last_end;
	}
}

static void want_end(const struct dkt_stop *stop, struct dkt_text_fault *out)
{
	char c = byte_at(stop, stop->at);

	if (c == '}' || c == ']')
		say(out, "a closing bracket is one too many", "delete it, or add what it closes");
	else if (c == '{' || c == '[')
		say(out, "a second value follows the first",
		    "one file holds one value; put several into a list: [ ..., ... ]");
	else
		say(out, "text follows the end of the value", "delete what follows");
}

static void diagnose_place(const struct dkt_stop *stop, struct dkt_text_fault *out)
{
	switch (stop->want) {
	case DKT_WANT_FIRST_KEY:
	case DKT_WANT_KEY:
		want_key(stop, out);
		break;
	case DKT_WANT_COLON:
		want_colon(stop, out);
		break;
	case DKT_WANT_ITEM_COMMA:
	case DKT_WANT_MEMBER_COMMA:
		want_comma(stop, out);
		break;
	case DKT_WANT_END:
		want_end(stop, out);
		break;
	default:
		want_value(stop, out);
	}
}

static bool is_comment(const struct dkt_stop *stop)
{
	char c = byte_at(stop, stop->at);
	char next = byte_at(stop, stop->at + 1);

	return c == '#' || (c == '/' && (next == '/' || next == '*'));
}

/* Between tokens: the end, a foreign character, a comment, or what the place makes of it. */
static void diagnose_between(struct dkt_arena *arena, const struct dkt_stop *stop,
			     struct dkt_text_fault *out)
{
	unsigned char c = (unsigned char)byte_at(stop, stop->at);

	if (stop->at == stop->size)
		ended(arena, stop, out);
	else if (c >= 0x80U && foreign_character(arena, stop, out))
		return;
	else if (c < 0x20U || c == 0x7FU)
		say(out,
		    dkt_arena_printf(arena,
				     "the control character U+%04X stands between the parts of the "
				     "text",
				     (unsigned)c),
		    "delete it");
	else if (is_comment(stop))
		say(out, "JSON has no comments",
		    "delete the comment; say it in a note of the submission");
	else
		diagnose_place(stop, out);
}

void dkt_text_diagnose(struct dkt_arena *arena, const struct dkt_stop *stop,
		       struct dkt_text_fault *out)
{
	out->offset = stop->at;
	switch (stop->want) {
	case DKT_WANT_STRING_END:
		open_string(arena, stop, out);
		break;
	case DKT_WANT_ESCAPE:
		bad_escape(arena, stop, out);
		break;
	case DKT_WANT_SURROGATE:
		say(out, "an escape names half a character (a lone surrogate)",
		    "write the character itself; it needs no \\u in UTF-8");
		break;
	case DKT_WANT_DIGIT:
		bad_number(arena, stop, out);
		break;
	case DKT_WANT_NO_ZERO:
		say(out, "a number does not begin with 0",
		    "write 7 instead of 07; a code like 007 is a text: \"007\"");
		break;
	case DKT_WANT_UTF8:
		not_utf8(stop, out);
		break;
	default:
		diagnose_between(arena, stop, out);
	}
}
