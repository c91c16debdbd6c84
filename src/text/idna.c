/*
 * idna.c - libidn2 and ICU asked about host names.
 *
 * Look-ups (dkt_idna_ascii) let ASCII names pass unharmed (underscores stay) and map the rest.
 *
 * Checks (dkt_is_host) go label by label. Most names are plain ASCII, which a loop answers. A label
 * in another script goes through libidn2's registration check, the strict one: its look-up check
 * leaves out RFC 5892 appendix A.3 to A.9. It looks at one label at a time and misses condition 4
 * of the Bidi rule, so the rule is applied here, over the code points of the whole name. A name has
 * at most 253 of them, since each takes at least one byte of the ASCII form.
 */
#include "text/idna.h"

#include <idn2.h>
#include <stdint.h>
#include <string.h>
#include <unicode/uchar.h>

#define LABEL_MAX     ((size_t)IDN2_LABEL_MAX_LENGTH)
#define NAME_MAX_SIZE ((size_t)253)
/* Each code point of a label needs a byte of its 63 in ASCII and has at most four in UTF-8. */
#define LABEL_MAX_UTF8 (4 * LABEL_MAX)
/* Full-width letters and marks that are not composed take a few times the bytes of a name. */
#define MAPPED_MAX ((size_t)2048)

const char *dkt_idna_ascii(struct dkt_arena *arena, const char *host)
{
	char *ascii = NULL;
	const char *copy = NULL;

	if (strlen(host) > 255)
		return NULL;
	if (idn2_lookup_u8((const uint8_t *)host, (uint8_t **)&ascii,
			   IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL) == IDN2_OK)
		copy = dkt_arena_dups(arena, ascii);
	idn2_free(ascii);
	return copy;
}

/* --- the Bidi rule ------------------------------------------------------------------------------
 */

struct name {
	size_t ascii;			    /* bytes of the ASCII form so far, with dots */
	size_t n;			    /* code points, each label ended by a dot */
	uint32_t points[NAME_MAX_SIZE + 2]; /* a dot behind the last label as well */
	bool bidi;
};

static unsigned direction(uint32_t point)
{
	return 1U << (unsigned)u_charDirection((UChar32)point);
}

#define DIR_L	(1U << U_LEFT_TO_RIGHT)
#define DIR_R	(1U << U_RIGHT_TO_LEFT)
#define DIR_AL	(1U << U_RIGHT_TO_LEFT_ARABIC)
#define DIR_AN	(1U << U_ARABIC_NUMBER)
#define DIR_EN	(1U << U_EUROPEAN_NUMBER)
#define DIR_NSM (1U << U_DIR_NON_SPACING_MARK)
#define DIR_BOTH                                                                                   \
	(DIR_EN | DIR_NSM | 1U << U_EUROPEAN_NUMBER_SEPARATOR | 1U << U_COMMON_NUMBER_SEPARATOR |  \
	 1U << U_EUROPEAN_NUMBER_TERMINATOR | 1U << U_OTHER_NEUTRAL | 1U << U_BOUNDARY_NEUTRAL)

/* RFC 5893 section 2, of one label. */
static bool bidi_label(const uint32_t *points, size_t n)
{
	unsigned first = direction(points[0]);
	bool rtl = (first & (DIR_R | DIR_AL)) != 0;
	unsigned seen = 0;
	unsigned last = 0;

	for (size_t i = 0; i < n; i++) {
		unsigned d = direction(points[i]);

		seen |= d;
		if (d != DIR_NSM)
			last = d;
	}
	if (rtl)
		return (seen & ~(DIR_R | DIR_AL | DIR_AN | DIR_BOTH)) == 0 &&
		       (last & (DIR_R | DIR_AL | DIR_EN | DIR_AN)) != 0 &&
		       (seen & (DIR_EN | DIR_AN)) != (DIR_EN | DIR_AN);
	return first == DIR_L && (seen & ~(DIR_L | DIR_BOTH)) == 0 &&
	       (last & (DIR_L | DIR_EN)) != 0;
}

static bool bidi_name(const struct name *name)
{
	size_t start = 0;

	for (size_t i = 0; i < name->n; i++) {
		if (name->points[i] != '.')
			continue;
		if (!bidi_label(name->points + start, i - start))
			return false;
		start = i + 1;
	}
	return true;
}

/* --- labels ------------------------------------------------------------------------------------
 */

static bool is_alnum(char c)
{
	return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z');
}

static bool is_encoded(const char *label, size_t size)
{
	return size >= 4 && (label[0] | 32) == 'x' && (label[1] | 32) == 'n' && label[2] == '-' &&
	       label[3] == '-';
}

/* RFC 1123 section 2.1. */
static bool is_plain_label(const char *label, size_t size)
{
	if (size == 0 || size > LABEL_MAX || label[0] == '-' || label[size - 1] == '-')
		return false;
	for (size_t i = 0; i < size; i++) {
		if (!is_alnum(label[i]) && label[i] != '-')
			return false;
	}
	return true;
}

static bool has_room(struct name *name, size_t ascii)
{
	name->ascii += ascii + (name->ascii > 0 ? 1 : 0);
	return name->ascii <= NAME_MAX_SIZE;
}

static bool add_plain(struct name *name, const char *label, size_t size)
{
	if (!is_plain_label(label, size) || !has_room(name, size))
		return false;
	for (size_t i = 0; i < size; i++)
		name->points[name->n++] = (unsigned char)label[i];
	name->points[name->n++] = '.';
	return true;
}

/* The label's ASCII form, checked by libidn2; it is the caller's. */
static char *checked_label(const char *label, size_t size, bool ascii)
{
	uint8_t copy[LABEL_MAX_UTF8 + 1];
	uint8_t *out = NULL;
	int result;

	if (size > (ascii ? LABEL_MAX : LABEL_MAX_UTF8) || memchr(label, '\0', size) != NULL)
		return NULL;
	memcpy(copy, label, size);
	copy[size] = '\0';
	for (size_t i = 0; ascii && i < size; i++)
		copy[i] |= copy[i] >= 'A' && copy[i] <= 'Z' ? 32 : 0;
	result = idn2_register_u8(ascii ? NULL : copy, ascii ? copy : NULL, &out, 0);
	if (result == IDN2_OK)
		return (char *)out;
	idn2_free(out);
	return NULL;
}

static bool add_points(struct name *name, const uint32_t *points)
{
	for (; *points != 0; points++) {
		if (name->n + 1 >= sizeof name->points / sizeof name->points[0])
			return false;
		name->points[name->n++] = *points;
		if ((direction(*points) & (DIR_R | DIR_AL | DIR_AN)) != 0)
			name->bidi = true;
	}
	name->points[name->n++] = '.';
	return true;
}

/* A label in another script, as "xn--" or as it is. */
static bool add_encoded(struct name *name, const char *label, size_t size, bool ascii)
{
	char *form = checked_label(label, size, ascii);
	uint32_t *points = NULL;
	bool fine = form != NULL && is_encoded(form, strlen(form)) &&
		    has_room(name, strlen(form)) &&
		    idn2_to_unicode_8z4z(form, &points, 0) == IDN2_OK && add_points(name, points);

	idn2_free(points);
	idn2_free(form);
	return fine;
}

/* --- names -------------------------------------------------------------------------------------
 */

/* The bytes of the separator that starts here, or 0. */
static size_t dot_at(const char *bytes, size_t left, enum dkt_host_form form)
{
	if (bytes[0] == '.')
		return 1;
	if (form == DKT_HOST_ASCII || left < 3)
		return 0;
	return memcmp(bytes, "\xe3\x80\x82", 3) == 0 || memcmp(bytes, "\xef\xbc\x8e", 3) == 0 ||
			       memcmp(bytes, "\xef\xbd\xa1", 3) == 0
		       ? 3
		       : 0;
}

static bool add_label(struct name *name, const char *label, size_t size, enum dkt_host_form form)
{
	bool ascii = true;

	for (size_t i = 0; i < size && ascii; i++)
		ascii = (unsigned char)label[i] < 0x80;
	if (ascii && !is_encoded(label, size))
		return add_plain(name, label, size);
	if (!ascii && form == DKT_HOST_ASCII)
		return false;
	return add_encoded(name, label, size, ascii);
}

static bool is_strict_host(const char *bytes, size_t size, enum dkt_host_form form)
{
	struct name name;
	size_t start = 0;
	size_t i = 0;

	name.ascii = 0;
	name.n = 0;
	name.bidi = false;
	while (i < size) {
		size_t dot = dot_at(bytes + i, size - i, form);

		if (dot > 0 && !add_label(&name, bytes + start, i - start, form))
			return false;
		i += dot == 0 ? 1 : dot;
		start = dot == 0 ? start : i;
	}
	return add_label(&name, bytes + start, size - start, form) &&
	       (!name.bidi || bidi_name(&name));
}

/* 1 and 0 for a name of plain labels only, -1 when there is more to look at. */
static int plain_host(const char *bytes, size_t size)
{
	size_t start = 0;

	for (size_t i = 0; i <= size; i++) {
		if (i < size && bytes[i] != '.') {
			if ((unsigned char)bytes[i] >= 0x80)
				return -1;
			continue;
		}
		if (is_encoded(bytes + start, i - start))
			return -1;
		if (!is_plain_label(bytes + start, i - start))
			return 0;
		start = i + 1;
	}
	return 1;
}

static bool is_mapped_host(const char *bytes, size_t size)
{
	uint8_t copy[MAPPED_MAX + 1];
	uint8_t *ascii = NULL;
	bool fine;

	if (size > MAPPED_MAX || memchr(bytes, '\0', size) != NULL)
		return false;
	memcpy(copy, bytes, size);
	copy[size] = '\0';
	fine = idn2_lookup_u8(copy, &ascii, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL) == IDN2_OK &&
	       is_strict_host((const char *)ascii, strlen((const char *)ascii), DKT_HOST_ASCII);
	idn2_free(ascii);
	return fine;
}

bool dkt_is_host(const char *bytes, size_t size, enum dkt_host_form form)
{
	int plain = size == 0 || size > MAPPED_MAX ? 0 : plain_host(bytes, size);

	if (plain >= 0)
		return plain > 0 && size <= NAME_MAX_SIZE;
	return form == DKT_HOST_MAPPED ? is_mapped_host(bytes, size)
				       : is_strict_host(bytes, size, form);
}
