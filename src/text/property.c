/*
 * property.c - names of properties to characters, by ICU.
 *
 * ICU reads names loosely ("lowercase letter") and knows more properties than ECMA-262 allows; both
 * are told apart here, since a pattern that a browser refuses is to be reported.
 */
#include "text/property.h"

#include <string.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/uset.h>

#include "base/str.h"

#define MAX_NAME 64

/* Binary properties of ICU that ECMA-262 does not have. */
static const UProperty not_ours[] = {
	UCHAR_FULL_COMPOSITION_EXCLUSION,
	UCHAR_GRAPHEME_LINK,
	UCHAR_HYPHEN,
	UCHAR_NFD_INERT,
	UCHAR_NFKD_INERT,
	UCHAR_NFC_INERT,
	UCHAR_NFKC_INERT,
	UCHAR_SEGMENT_STARTER,
	UCHAR_CASE_SENSITIVE,
	UCHAR_POSIX_ALNUM,
	UCHAR_POSIX_BLANK,
	UCHAR_POSIX_GRAPH,
	UCHAR_POSIX_PRINT,
	UCHAR_POSIX_XDIGIT,
	UCHAR_PREPENDED_CONCATENATION_MARK,
};

static bool is_ours(UProperty property)
{
	/* from UCHAR_BASIC_EMOJI on they are properties of strings */
	if (property < UCHAR_BINARY_START || property > UCHAR_EXTENDED_PICTOGRAPHIC)
		return false;
	for (size_t i = 0; i < sizeof not_ours / sizeof not_ours[0]; i++) {
		if (not_ours[i] == property)
			return false;
	}
	return true;
}

static bool is_name_of(const char *name, UProperty property)
{
	for (int choice = 0; choice < 4; choice++) {
		const char *known = u_getPropertyName(property, (UPropertyNameChoice)choice);

		if (known != NULL && dkt_streq(known, name))
			return true;
	}
	return false;
}

static bool is_value_name(const char *name, UProperty property, int32_t value)
{
	for (int choice = 0; choice < 4; choice++) {
		const char *known =
			u_getPropertyValueName(property, value, (UPropertyNameChoice)choice);

		if (known != NULL && dkt_streq(known, name))
			return true;
	}
	return false;
}

static enum dkt_property_answer exactly(bool exact)
{
	return exact ? DKT_PROPERTY_EXACT : DKT_PROPERTY_LOOSE;
}

/* "Script" and "Lu" of "Script=Lu": fills set. */
static enum dkt_property_answer valued(UProperty names, UProperty property, const char *value,
				       USet *set)
{
	int32_t number = u_getPropertyValueEnum(names, value);
	UErrorCode status = U_ZERO_ERROR;

	if (number == UCHAR_INVALID_CODE)
		return DKT_PROPERTY_UNKNOWN;
	uset_applyIntPropertyValue(set, property, number, &status);
	return U_FAILURE(status) ? DKT_PROPERTY_UNKNOWN
				 : exactly(is_value_name(value, names, number));
}

/* ICU also has the codes of ISO 15924 that no character belongs to (Hans, Jpan); Unicode has not.
 */
static enum dkt_property_answer script(UProperty property, const char *value, USet *set)
{
	enum dkt_property_answer answer = valued(UCHAR_SCRIPT, property, value, set);

	return uset_isEmpty(set) ? DKT_PROPERTY_UNKNOWN : answer;
}

static enum dkt_property_answer general_category(const char *value, USet *set)
{
	return valued(UCHAR_GENERAL_CATEGORY_MASK, UCHAR_GENERAL_CATEGORY_MASK, value, set);
}

static enum dkt_property_answer alone(const char *name, USet *set)
{
	enum dkt_property_answer answer = general_category(name, set);
	UProperty property = u_getPropertyEnum(name);
	UErrorCode status = U_ZERO_ERROR;

	if (answer != DKT_PROPERTY_UNKNOWN)
		return answer;
	if (dkt_streq(name, "Any") || dkt_streq(name, "ASCII")) {
		uset_addRange(set, 0, dkt_streq(name, "Any") ? 0x10FFFF : 0x7F);
		return DKT_PROPERTY_EXACT;
	}
	if (dkt_streq(name, "Assigned")) {
		answer = general_category("Cn", set);
		uset_complement(set);
		return answer;
	}
	if (!is_ours(property))
		return DKT_PROPERTY_UNKNOWN;
	uset_applyIntPropertyValue(set, property, 1, &status);
	return U_FAILURE(status) ? DKT_PROPERTY_UNKNOWN : exactly(is_name_of(name, property));
}

static enum dkt_property_answer named(char *name, USet *set)
{
	char *equals = strchr(name, '=');

	if (equals == NULL)
		return alone(name, set);
	*equals = '\0';
	if (dkt_streq(name, "General_Category") || dkt_streq(name, "gc"))
		return general_category(equals + 1, set);
	if (dkt_streq(name, "Script") || dkt_streq(name, "sc"))
		return script(UCHAR_SCRIPT, equals + 1, set);
	if (dkt_streq(name, "Script_Extensions") || dkt_streq(name, "scx"))
		return script(UCHAR_SCRIPT_EXTENSIONS, equals + 1, set);
	return DKT_PROPERTY_UNKNOWN;
}

enum dkt_property_answer dkt_property_ranges(const char *text, size_t size,
					     dkt_property_range_fn *range, void *data)
{
	char name[MAX_NAME];
	USet *set;
	enum dkt_property_answer answer;

	if (size == 0 || size >= sizeof name)
		return DKT_PROPERTY_UNKNOWN;
	for (size_t i = 0; i < size; i++) { /* ICU skips spaces and reads no other alphabet */
		unsigned char c = (unsigned char)text[i];

		if (c <= ' ' || c >= 0x7F)
			return DKT_PROPERTY_UNKNOWN;
		name[i] = (char)c;
	}
	name[size] = '\0';
	set = uset_openEmpty();
	answer = named(name, set);
	for (int32_t i = 0; answer != DKT_PROPERTY_UNKNOWN && i < uset_getRangeCount(set); i++) {
		UChar32 first;
		UChar32 last;
		UErrorCode status = U_ZERO_ERROR;

		if (uset_getItem(set, i, &first, &last, NULL, 0, &status) == 0)
			range((uint32_t)first, (uint32_t)last, data);
	}
	uset_close(set);
	return answer;
}

bool dkt_is_identifier(uint32_t c, bool begins)
{
	return u_hasBinaryProperty((UChar32)c, begins ? UCHAR_ID_START : UCHAR_ID_CONTINUE) != 0;
}
