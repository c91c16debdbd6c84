/*
 * script.c - questions about characters: whose script, do they belong in data, how wide are they?
 *
 * ICU answers by property; the names for people are ours.
 */
#include "text/unicode.h"

#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include "base/utf8.h"

static UScriptCode script_of(uint32_t point)
{
	UErrorCode status = U_ZERO_ERROR;
	UScriptCode script = uscript_getScript((UChar32)point, &status);

	return U_FAILURE(status) ? USCRIPT_UNKNOWN : script;
}

bool dkt_has_han(const char *bytes, size_t size)
{
	for (size_t at = 0; at < size;) {
		uint32_t point = dkt_utf8_next(bytes, size, &at);

		if (point >= 0x2E80 && script_of(point) == USCRIPT_HAN)
			return true;
	}
	return false;
}

bool dkt_has_other_script(const char *bytes, size_t size)
{
	for (size_t at = 0; at < size;) {
		uint32_t point = dkt_utf8_next(bytes, size, &at);
		UScriptCode script;

		if (point < 0x250 || !u_isalpha((UChar32)point))
			continue;
		script = script_of(point);
		if (script != USCRIPT_LATIN && script != USCRIPT_HAN && script != USCRIPT_COMMON &&
		    script != USCRIPT_INHERITED)
			return true;
	}
	return false;
}

/*
 * Joiners shape letters of Arabic, Syriac and the Indic scripts, and glue emoji together; behind
 * such a character they are writing, anywhere else they are invisible rubbish.
 */
static bool takes_joiner(uint32_t before)
{
	if (u_hasBinaryProperty((UChar32)before, UCHAR_EXTENDED_PICTOGRAPHIC) ||
	    u_hasBinaryProperty((UChar32)before, UCHAR_EMOJI_MODIFIER) || before == 0xFE0F)
		return before >= 0x2000;
	if (!u_isalpha((UChar32)before) && u_charType((UChar32)before) != U_NON_SPACING_MARK &&
	    u_charType((UChar32)before) != U_COMBINING_SPACING_MARK)
		return false;
	switch (script_of(before)) {
	case USCRIPT_COMMON:
	case USCRIPT_INHERITED:
	case USCRIPT_LATIN:
	case USCRIPT_GREEK:
	case USCRIPT_CYRILLIC:
	case USCRIPT_HAN:
	case USCRIPT_HIRAGANA:
	case USCRIPT_KATAKANA:
	case USCRIPT_BOPOMOFO:
	case USCRIPT_HANGUL:
		return false;
	default:
		return true;
	}
}

/* Characters that have a name of their own in a finding. */
static const char *unwanted_by_name(uint32_t point)
{
	switch (point) {
	case '\r':
		return "a carriage return";
	case 0x00AD:
		return "a soft hyphen";
	case 0x061C:
	case 0x200E:
	case 0x200F:
		return "a direction mark";
	case 0x180E:
		return "a Mongolian vowel separator";
	case 0x200B:
		return "a zero-width space";
	case 0x2028:
		return "a line separator";
	case 0x2029:
		return "a paragraph separator";
	case 0x202A:
	case 0x202B:
		return "a direction embedding";
	case 0x202C:
		return "a pop of direction";
	case 0x202D:
	case 0x202E:
		return "a direction override";
	case 0x2060:
		return "a word joiner";
	case 0x2066:
	case 0x2067:
	case 0x2068:
	case 0x2069:
		return "a direction isolate";
	case 0xFEFF:
		return "a byte order mark";
	case 0xFFFD:
		return "a replacement character, left where text was damaged";
	default:
		return NULL;
	}
}

static const char *unwanted(uint32_t point, uint32_t before)
{
	const char *name;

	if (point == '\t' || point == '\n' || (point >= 0x20 && point < 0x7F))
		return NULL;
	name = unwanted_by_name(point);
	if (name != NULL)
		return name;
	if (point == 0x200C || point == 0x200D) {
		if (takes_joiner(before))
			return NULL;
		return point == 0x200C ? "a zero-width non-joiner" : "a zero-width joiner";
	}
	if ((point >= 0x2061 && point <= 0x2064) || (point >= 0x206A && point <= 0x206F))
		return "an invisible operator";
	if (u_charType((UChar32)point) == U_CONTROL_CHAR)
		return "a control character";
	if (u_charType((UChar32)point) == U_PRIVATE_USE_CHAR)
		return "a private-use character";
	if (u_hasBinaryProperty((UChar32)point, UCHAR_NONCHARACTER_CODE_POINT))
		return "a noncharacter";
	return NULL;
}

bool dkt_find_unprintable(const char *bytes, size_t size, size_t *offset_out, const char **name_out)
{
	uint32_t before = 0;

	for (size_t at = 0; at < size;) {
		size_t start = at;
		uint32_t point = dkt_utf8_next(bytes, size, &at);
		const char *name = unwanted(point, before);

		if (name != NULL) {
			*offset_out = start;
			*name_out = name;
			return true;
		}
		before = point;
	}
	return false;
}

static size_t columns_of(uint32_t point)
{
	int width;

	if (point < 0x7F)
		return point >= 0x20 ? 1 : 0;
	switch (u_charType((UChar32)point)) {
	case U_CONTROL_CHAR:
	case U_FORMAT_CHAR:
	case U_NON_SPACING_MARK:
	case U_ENCLOSING_MARK:
	case U_LINE_SEPARATOR:
	case U_PARAGRAPH_SEPARATOR:
		return 0;
	default:
		break;
	}
	if (point >= 0x1160 && point <= 0x11FF) /* vowels and finals stand under their consonant */
		return 0;
	width = u_getIntPropertyValue((UChar32)point, UCHAR_EAST_ASIAN_WIDTH);
	return width == U_EA_WIDE || width == U_EA_FULLWIDTH ? 2 : 1;
}

size_t dkt_columns(const char *bytes, size_t size)
{
	size_t columns = 0;

	for (size_t at = 0; at < size;)
		columns += columns_of(dkt_utf8_next(bytes, size, &at));
	return columns;
}
