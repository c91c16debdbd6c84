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
#include "json/sentence.h"

static void say(struct dkt_text_fault *out, enum dkt_json_words sentence, enum dkt_json_words hint)
{
	out->code = "json.syntax";
	out->words = sentence;
	out->advice = hint;
}

static char byte_at(const struct dkt_stop *stop, size_t at)
{
	return (char)(at < stop->size ? stop->bytes[at] : '\0');
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
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
		out->words = DKT_JSON_TOO_LARGE;
		out->advice = DKT_JSON_SPLIT;
	} else if (starts_with(bytes, size, "\xEF\xBB\xBF", 3)) {
		out->code = "json.bom";
		out->words = DKT_JSON_BOM;
		out->advice = DKT_JSON_SAVE_WITHOUT_BOM;
	} else if (starts_with(bytes, size, "\xFF\xFE", 2) ||
		   starts_with(bytes, size, "\xFE\xFF", 2) ||
		   (size >= 2 && (bytes[0] == '\0' || bytes[1] == '\0'))) {
		out->code = "json.encoding";
		out->words = DKT_JSON_UTF16;
		out->advice = DKT_JSON_SAVE_NOT_UNICODE;
	} else {
		return false;
	}
	dkt_text_fault_in(NULL, DKT_ENGLISH, out);
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
	out->words = DKT_JSON_NOT_UTF8;
	out->advice = looks_like_gbk(stop->bytes, stop->size) ? DKT_JSON_SAVE_NOT_GBK
							      : DKT_JSON_SAVE_UTF8;
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

static enum dkt_json_words odd_space(uint32_t code_point)
{
	switch (code_point) {
	case 0x00A0U:
	case 0x202FU:
		return DKT_JSON_SPACE_NO_BREAK;
	case 0x3000U:
		return DKT_JSON_SPACE_WIDE;
	case 0x200BU:
	case 0xFEFFU:
		return DKT_JSON_SPACE_ZERO;
	case 0x2028U:
	case 0x2029U:
		return DKT_JSON_SPACE_LINE;
	default:
		return DKT_JSON_NONE;
	}
}

/* False when the character has no known mistake behind it. */
static bool foreign_character(struct dkt_arena *arena, const struct dkt_stop *stop,
			      struct dkt_text_fault *out)
{
	size_t end = stop->at;
	uint32_t code_point = dkt_utf8_next(stop->bytes, stop->size, &end);
	const char *meant = lookalike(code_point, arena);
	enum dkt_json_words space = odd_space(code_point);

	if (end == stop->at + 1) {
		not_utf8(stop, out);
		return true;
	}
	if (space != DKT_JSON_NONE) {
		say(out, space, DKT_JSON_TYPE_SPACE);
		return true;
	}
	if (meant == NULL)
		return false;
	say(out, DKT_JSON_LOOKALIKE,
	    *meant == '"'	    ? DKT_JSON_WRITE_STRAIGHT
	    : code_point >= 0x3000U ? DKT_JSON_WRITE_PLAIN
				    : DKT_JSON_WRITE_ASCII);
	out->args[0] = dkt_arena_dup(arena, stop->bytes + stop->at, end - stop->at);
	out->args[1] = meant;
	return true;
}

/* --- the end, and what was left open ------------------------------------------------------------
 */

static void ended(struct dkt_arena *arena, const struct dkt_stop *stop, struct dkt_text_fault *out)
{
	struct dkt_pos open;
	char bracket;

	if (stop->open == DKT_NOWHERE) {
		say(out, DKT_JSON_EMPTY, DKT_JSON_RECORD_FORM);
		return;
	}
	open = dkt_pos_at(stop->bytes, stop->size, stop->open);
	bracket = stop->bytes[stop->open];
	say(out, DKT_JSON_NOT_CLOSED, DKT_JSON_CLOSE_IT);
	out->args[0] = dkt_arena_dup(arena, &bracket, 1);
	out->args[1] = dkt_arena_printf(arena, "%u", open.line);
	out->args[2] = bracket == '{' ? "}" : bracket == '[' ? "]" : "\"";
}

/* Does a quotation mark that is none of JSON's stand between the two offsets? */
static bool has_curly(const struct dkt_stop *stop, size_t from, size_t to)
{
	static const char *const marks[] = {"\xE2\x80\x9C", "\xE2\x80\x9D", "\xEF\xBC\x82"};

	for (size_t i = from; i + 3 <= to; i++) {
		for (size_t k = 0; k < sizeof marks / sizeof marks[0]; k++) {
			if (memcmp(stop->bytes + i, marks[k], 3) == 0)
				return true;
		}
	}
	return false;
}

static void control(struct dkt_arena *arena, const struct dkt_stop *stop, enum dkt_json_words words,
		    struct dkt_text_fault *out)
{
	unsigned char c = (unsigned char)byte_at(stop, stop->at);

	say(out, words, DKT_JSON_DELETE_IT);
	out->args[0] = dkt_arena_printf(arena, "U+%04X", (unsigned)c);
}

static void open_string(struct dkt_arena *arena, const struct dkt_stop *stop,
			struct dkt_text_fault *out)
{
	char c = byte_at(stop, stop->at);

	if (stop->at == stop->size)
		ended(arena, stop, out);
	else if (c == '\n' || c == '\r')
		say(out, DKT_JSON_LINE_ENDS,
		    has_curly(stop, stop->open, stop->at) ? DKT_JSON_CLOSE_NOT_CURLY
							  : DKT_JSON_CLOSE_ON_LINE);
	else if (c == '\t')
		say(out, DKT_JSON_TAB_IN_TEXT, DKT_JSON_WRITE_TAB);
	else
		control(arena, stop, DKT_JSON_CONTROL_IN_TEXT, out);
}

static void bad_escape(struct dkt_arena *arena, const struct dkt_stop *stop,
		       struct dkt_text_fault *out)
{
	char c = byte_at(stop, stop->at + 1);

	if (stop->at + 1 >= stop->size)
		ended(arena, stop, out);
	else if (c == 'u')
		say(out, DKT_JSON_ESCAPE_HEX, DKT_JSON_NO_ESCAPE_NEEDED);
	else if (c == '\'')
		say(out, DKT_JSON_ESCAPE_QUOTE, DKT_JSON_WRITE_QUOTE);
	else if (is_letter(c)) {
		say(out, DKT_JSON_ESCAPE_LETTER, DKT_JSON_WRITE_BACKSLASHES);
		out->args[0] = dkt_arena_dup(arena, &c, 1);
	} else {
		say(out, DKT_JSON_ESCAPE_NONE, DKT_JSON_WRITE_BACKSLASH);
	}
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
		say(out, DKT_JSON_NO_INFINITY, DKT_JSON_WRITE_NULL_OR_NONE);
	else if (before == '-')
		say(out, DKT_JSON_MINUS_ALONE, DKT_JSON_WRITE_MINUS);
	else if (before == '.')
		say(out, DKT_JSON_POINT_LAST, DKT_JSON_WRITE_POINT_LAST);
	else
		say(out, DKT_JSON_NO_EXPONENT, DKT_JSON_WRITE_EXPONENT);
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
		enum dkt_json_words sentence;
		enum dkt_json_words hint;
	} words[] = {
		{"NaN", DKT_JSON_NO_NAN, DKT_JSON_WRITE_NULL_OR_NONE},
		{"nan", DKT_JSON_NO_NAN, DKT_JSON_WRITE_NULL_OR_NONE},
		{"Infinity", DKT_JSON_NO_INFINITY, DKT_JSON_WRITE_NULL_OR_NONE},
		{"inf", DKT_JSON_NO_INFINITY, DKT_JSON_WRITE_NULL_OR_NONE},
		{"undefined", DKT_JSON_NO_UNDEFINED, DKT_JSON_WRITE_NULL_OR_NONE},
		{"None", DKT_JSON_WRITTEN_NONE, DKT_JSON_WRITE_NULL},
		{"nil", DKT_JSON_WRITTEN_NIL, DKT_JSON_WRITE_NULL},
		{"NULL", DKT_JSON_SMALL_NULL, DKT_JSON_WRITE_NULL},
		{"Null", DKT_JSON_SMALL_NULL, DKT_JSON_WRITE_NULL},
		{"True", DKT_JSON_SMALL_TRUE, DKT_JSON_WRITE_TRUE},
		{"TRUE", DKT_JSON_SMALL_TRUE, DKT_JSON_WRITE_TRUE},
		{"False", DKT_JSON_SMALL_FALSE, DKT_JSON_WRITE_FALSE},
		{"FALSE", DKT_JSON_SMALL_FALSE, DKT_JSON_WRITE_FALSE},
	};

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		if (word_is(stop, words[i].word)) {
			say(out, words[i].sentence, words[i].hint);
			return true;
		}
	}
	return false;
}

/* Do the digits around the stop belong to a date without quotation marks: 2019-04-17, 17.4.2019? */
static bool is_bare_date(const struct dkt_stop *stop)
{
	size_t at = stop->at;
	size_t groups = 1;
	size_t end;

	while (at > 0 && stop->at - at < 10 &&
	       (is_digit(stop->bytes[at - 1]) || stop->bytes[at - 1] == '.'))
		at--;
	for (end = at; end < stop->size && end - at <= 10; end++) {
		char c = stop->bytes[end];

		if (is_digit(c))
			continue;
		if (end == at || !is_digit(stop->bytes[end - 1]) || strchr("-./", c) == NULL)
			break;
		groups++;
	}
	return groups == 3 && end - at >= 8 && end - at <= 10 && is_digit(stop->bytes[end - 1]);
}

/* Does a key follow that lost its first quotation mark: name": or name: ? */
static bool is_bare_key(const struct dkt_stop *stop)
{
	size_t at = stop->at;

	while (at < stop->size && is_word_byte(stop->bytes[at]))
		at++;
	at += byte_at(stop, at) == '"';
	while (byte_at(stop, at) == ' ')
		at++;
	return byte_at(stop, at) == ':';
}

/* Where the comma stands that nothing follows. */
static void trailing_comma(const struct dkt_stop *stop, struct dkt_text_fault *out)
{
	say(out, DKT_JSON_COMMA_LAST, DKT_JSON_DELETE_COMMA);
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
		say(out, DKT_JSON_COMMA_TWICE, DKT_JSON_DELETE_ONE);
	else if (c == ',' && stop->want == DKT_WANT_FIRST_ITEM)
		say(out, DKT_JSON_COMMA_FIRST_ITEM, DKT_JSON_DELETE_COMMA);
	else if (c == ',' || c == '}' || c == ']')
		say(out, DKT_JSON_NO_VALUE, DKT_JSON_WRITE_VALUE);
	else if (c == '\'')
		say(out, DKT_JSON_SINGLE_QUOTED, DKT_JSON_QUOTE_TEXT);
	else if (c == '+')
		say(out, DKT_JSON_PLUS_FIRST, DKT_JSON_WRITE_NO_PLUS);
	else if (c == '.')
		say(out, DKT_JSON_POINT_FIRST, DKT_JSON_WRITE_POINT_FIRST);
	else if (is_word_byte(c))
		say(out, DKT_JSON_BARE_TEXT, DKT_JSON_QUOTE_TEXT);
	else
		say(out, DKT_JSON_NO_SUCH_VALUE, DKT_JSON_VALUE_FORMS);
}

static void want_key(const struct dkt_stop *stop, struct dkt_text_fault *out)
{
	char c = byte_at(stop, stop->at);

	if (c == '}' && stop->want == DKT_WANT_KEY)
		trailing_comma(stop, out);
	else if (c == ',')
		say(out, stop->want == DKT_WANT_KEY ? DKT_JSON_COMMA_TWICE : DKT_JSON_COMMA_FIRST,
		    DKT_JSON_DELETE_COMMA);
	else if (c == '\'')
		say(out, DKT_JSON_SINGLE_QUOTED_KEY, DKT_JSON_QUOTE_KEY);
	else if (is_digit(c) && stop->want == DKT_WANT_KEY && stop->last_end == stop->at &&
		 stop->at > 1 && is_digit(stop->bytes[stop->at - 2]))
		say(out, DKT_JSON_THOUSANDS, DKT_JSON_WRITE_THOUSANDS);
	else if (is_word_byte(c))
		say(out, DKT_JSON_BARE_KEY, DKT_JSON_QUOTE_KEY);
	else if (c == ':')
		say(out, DKT_JSON_NO_KEY, DKT_JSON_WRITE_MEMBER);
	else
		say(out, DKT_JSON_KEY_HERE, DKT_JSON_WRITE_MEMBER);
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
		say(out, DKT_JSON_EQUALS_SIGN, DKT_JSON_WRITE_COLON);
	else if (c == ',' || c == '}')
		say(out, DKT_JSON_KEY_ALONE, DKT_JSON_WRITE_MEMBER);
	else if (is_word_byte(c) && !starts_value(stop))
		say(out, DKT_JSON_KEY_GOES_ON, DKT_JSON_ESCAPE_IN_KEY);
	else {
		say(out, DKT_JSON_NO_COLON, DKT_JSON_WRITE_MEMBER);
		out->offset = stop->last_end;
	}
}

static void want_comma(const struct dkt_stop *stop, struct dkt_text_fault *out)
{
	bool member = stop->want == DKT_WANT_MEMBER_COMMA;
	char c = byte_at(stop, stop->at);
	bool after_string = stop->bytes[stop->last_end - 1] == '"';

	if (c == (member ? ']' : '}'))
		say(out, member ? DKT_JSON_WRONG_SQUARE : DKT_JSON_WRONG_CURLY,
		    member ? DKT_JSON_OBJECT_FORM : DKT_JSON_LIST_FORM);
	else if (c == ';')
		say(out, DKT_JSON_SEMICOLON, DKT_JSON_WRITE_COMMA_FOR_SEMICOLON);
	else if (c == ':' && !member)
		say(out, DKT_JSON_COLON_IN_LIST, DKT_JSON_LIST_OR_OBJECT);
	else if (c == ':')
		say(out, DKT_JSON_COLON_BEHIND_VALUE, DKT_JSON_COMMA_OR_COLON);
	else if (after_string && is_word_byte(c) && !starts_value(stop) &&
		 !(member && is_bare_key(stop)))
		say(out, DKT_JSON_TEXT_GOES_ON, DKT_JSON_ESCAPE_IN_TEXT);
	else if (stop->at == stop->last_end && is_bare_date(stop))
		say(out, DKT_JSON_DATE_BARE, DKT_JSON_WRITE_DATE);
	else if (is_digit(stop->bytes[stop->last_end - 1]) && is_word_byte(c) &&
		 !starts_value(stop) && !is_bare_key(stop))
		say(out, DKT_JSON_UNIT_BEHIND_NUMBER, DKT_JSON_WRITE_NUMBER_OR_TEXT);
	else if (stop->at == stop->last_end && is_word_byte(c))
		say(out, DKT_JSON_NOT_OF_VALUE, DKT_JSON_TEXT_OR_NUMBER);
	else {
		say(out, member ? DKT_JSON_NO_COMMA_KEYS : DKT_JSON_NO_COMMA_ITEMS,
		    DKT_JSON_WRITE_COMMA);
		out->offset = stop->last_end;
	}
}

static void want_end(const struct dkt_stop *stop, struct dkt_text_fault *out)
{
	char c = byte_at(stop, stop->at);

	if (c == '}' || c == ']')
		say(out, DKT_JSON_BRACKET_TOO_MANY, DKT_JSON_DELETE_OR_OPEN);
	else if (c == '{' || c == '[')
		say(out, DKT_JSON_SECOND_VALUE, DKT_JSON_ONE_VALUE);
	else
		say(out, DKT_JSON_TEXT_BEHIND_END, DKT_JSON_DELETE_REST);
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
		control(arena, stop, DKT_JSON_CONTROL_BETWEEN, out);
	else if (is_comment(stop))
		say(out, DKT_JSON_COMMENT, DKT_JSON_DELETE_COMMENT);
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
		say(out, DKT_JSON_SURROGATE, DKT_JSON_NO_SURROGATE);
		break;
	case DKT_WANT_DIGIT:
		bad_number(arena, stop, out);
		break;
	case DKT_WANT_NO_ZERO:
		if (is_bare_date(stop))
			say(out, DKT_JSON_DATE_BARE, DKT_JSON_WRITE_DATE);
		else
			say(out, DKT_JSON_LEADING_ZERO, DKT_JSON_WRITE_NO_ZERO);
		break;
	case DKT_WANT_UTF8:
		not_utf8(stop, out);
		break;
	default:
		diagnose_between(arena, stop, out);
	}
	dkt_text_fault_in(arena, DKT_ENGLISH, out);
}

void dkt_text_too_deep(struct dkt_arena *arena, size_t at, struct dkt_text_fault *out)
{
	say(out, DKT_JSON_TOO_DEEP, DKT_JSON_FEWER_LEVELS);
	out->code = "json.depth";
	out->offset = at;
	out->args[0] = dkt_arena_printf(arena, "%d", DKT_MAX_DEPTH);
	dkt_text_fault_in(arena, DKT_ENGLISH, out);
}

void dkt_text_fault_in(struct dkt_arena *arena, enum dkt_language language,
		       struct dkt_text_fault *fault)
{
	const char *const *args = fault->args[0] == NULL ? NULL : fault->args;

	fault->sentence = dkt_json_say(arena, language, (enum dkt_json_words)fault->words, args);
	fault->hint = dkt_json_say(arena, language, (enum dkt_json_words)fault->advice, args);
}
