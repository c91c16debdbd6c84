/*
 * fold.c - text as a reader sees it, with a map back to where each byte came from.
 *
 * Finds quotes in pages of up to megabytes, in Chinese and English mixed. One pass over code
 * points: invisible ones are dropped, white space waits until it is known what stands on its other
 * side, everything else is mapped (NFKC and case by ICU's tables, marks by punctuation.c) into a
 * segment that is composed when the next one begins. ICU could fold in one call but keeps no map,
 * and NFKC alone would turn 10² into 102.
 */
#include "text/unicode.h"

#include <string.h>

#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include "base/error.h"
#include "base/utf8.h"
#include "text/punctuation.h"
#include "text/units.h"

#define SPLIT_DEPTH	 4  /* of compatibility mappings within each other; Unicode has 3 */
#define SEGMENT_MAX	 64 /* units; marks piled higher are no writing, and are left out */
#define RUN_OF_DOTS	 3
#define MIDLINE_ELLIPSIS 0x22EF /* the only one that NFKC does not know */
#define FOLDED_LIMIT	 (DKT_FOLD_MAX * 2)

/* What a character is to the white space beside it; or-ed. */
enum side { SIDE_CJK = 1, SIDE_PUNCTUATION = 2 };

struct folder {
	const UNormalizer2 *nfkc;
	const UNormalizer2 *nfkc_fold;
	enum dkt_fold_tier tier;
	struct dkt_buf out;
	struct dkt_buf origins; /* uint32_t each */
	struct dkt_units units;
	unsigned segment_side; /* of the source characters in the segment */
	unsigned left_side;    /* of the last character written */
	bool gap;	       /* white space was seen since */
	uint32_t gap_from;
};

/* --- classes of characters --- */

static bool is_white(uint32_t point)
{
	if (point < 0x80)
		return point == ' ' || (point >= '\t' && point <= '\r');
	return u_isUWhiteSpace((UChar32)point);
}

static bool is_invisible(uint32_t point)
{
	return point >= 0xAD &&
	       u_hasBinaryProperty((UChar32)point, UCHAR_DEFAULT_IGNORABLE_CODE_POINT);
}

static bool is_cjk_punctuation(uint32_t point)
{
	return (point >= 0x3000 && point <= 0x303F) || (point >= 0xFE10 && point <= 0xFE1F) ||
	       (point >= 0xFE30 && point <= 0xFE6F) || (point >= 0xFF01 && point <= 0xFF0F) ||
	       (point >= 0xFF1A && point <= 0xFF20) || (point >= 0xFF3B && point <= 0xFF40) ||
	       (point >= 0xFF5B && point <= 0xFF65);
}

static bool is_mark(uint32_t point)
{
	return point >= 0x300 &&
	       (u_getIntPropertyValue((UChar32)point, UCHAR_GENERAL_CATEGORY_MASK) &
		(int32_t)U_GC_M_MASK) != 0;
}

static unsigned side_of(uint32_t point)
{
	UErrorCode status = U_ZERO_ERROR;
	unsigned side = 0;

	if (is_mark(point)) /* else one would come to stand on another character */
		return 0;
	if (point < 0x80 ? strchr("\"#%&'()*,-./:;?@[\\]_{}!", (int)point) != NULL && point != 0
			 : (u_getIntPropertyValue((UChar32)point, UCHAR_GENERAL_CATEGORY_MASK) &
			    (int32_t)U_GC_P_MASK) != 0)
		side |= SIDE_PUNCTUATION;
	if (point < 0x2E80)
		return side;
	switch (uscript_getScript((UChar32)point, &status)) {
	case USCRIPT_HAN:
	case USCRIPT_HIRAGANA:
	case USCRIPT_KATAKANA:
	case USCRIPT_BOPOMOFO:
		return side | SIDE_CJK;
	default:
		return is_cjk_punctuation(point) ? side | SIDE_CJK : side;
	}
}

/* Does its canonical form begin with a mark that has a combining class? */
static bool is_leading_mark(uint32_t point)
{
	return u_getIntPropertyValue((UChar32)point, UCHAR_LEAD_CANONICAL_COMBINING_CLASS) != 0;
}

/* White space between these two is layout, not a word boundary. */
static bool gap_is_layout(unsigned left, unsigned right)
{
	return left != 0 && right != 0 && ((left | right) & SIDE_CJK) != 0;
}

/* --- writing --- */

static void write_point(struct folder *folder, uint32_t point, uint32_t from)
{
	size_t before = folder->out.size;

	if (point < 0x80)
		dkt_buf_addc(&folder->out, (char)point);
	else
		dkt_utf8_add(&folder->out, point);
	for (size_t i = before; i < folder->out.size; i++)
		dkt_buf_add(&folder->origins, (const char *)&from, sizeof from);
}

/* The white space that waits is written, or dropped, now that its right side is known. */
static void settle_gap(struct folder *folder, unsigned right_side)
{
	if (folder->gap && !gap_is_layout(folder->left_side, right_side))
		write_point(folder, ' ', folder->gap_from);
	folder->gap = false;
}

/* Three dots stand for any longer run, one dash too: "……" and "…", "——" and "—". */
static bool repeats(const struct folder *folder, uint32_t point)
{
	const struct dkt_buf *out = &folder->out;

	if (point == '.')
		return out->size >= RUN_OF_DOTS &&
		       memcmp(out->bytes + out->size - RUN_OF_DOTS, "...", RUN_OF_DOTS) == 0;
	return point == '-' && out->size > 0 && out->bytes[out->size - 1] == '-';
}

static void end_segment(struct folder *folder)
{
	struct dkt_units *units = &folder->units;
	unsigned side = folder->segment_side;

	if (units->n == 0)
		return;
	dkt_units_compose(units);
	settle_gap(folder, side | side_of(units->items[0].point));
	for (size_t i = 0; i < units->n; i++) {
		uint32_t point = units->items[i].point;

		if (!repeats(folder, point))
			write_point(folder, point, units->items[i].from);
		side |= side_of(point);
		if (!is_mark(point))
			folder->left_side = side;
	}
	units->n = 0;
	folder->segment_side = 0;
}

/* --- mapping one character --- */

static bool has_digit(const UChar *units, int32_t n)
{
	for (int32_t i = 0; i < n; i++)
		if (units[i] >= '0' && units[i] <= '9')
			return true;
	return false;
}

static void push_mapped(struct folder *folder, uint32_t point, uint32_t from, int depth);

/*
 * A character whose NFKC form has digits but which is no decimal digit: "²" and "①" stay; "㎡" is
 * taken apart by one step, into "m²".
 */
static void push_with_digits(struct folder *folder, uint32_t point, uint32_t from, int depth)
{
	UChar parts[DKT_DECOMPOSED_MAX];
	UErrorCode status = U_ZERO_ERROR;
	int32_t n = unorm2_getRawDecomposition(folder->nfkc, (UChar32)point, parts,
					       DKT_DECOMPOSED_MAX, &status);

	if (n <= 0 || U_FAILURE(status) || has_digit(parts, n) || depth >= SPLIT_DEPTH) {
		dkt_units_push(&folder->units, point, from);
		return;
	}
	for (int32_t i = 0; i < n;)
		push_mapped(folder, dkt_utf16_next(parts, &i), from, depth + 1);
}

static void push_mapped(struct folder *folder, uint32_t point, uint32_t from, int depth)
{
	UChar parts[DKT_DECOMPOSED_MAX];
	UErrorCode status = U_ZERO_ERROR;
	uint32_t plain = dkt_plain_form(point == MIDLINE_ELLIPSIS ? 0x2026 : point);
	int32_t n = unorm2_getDecomposition(folder->nfkc_fold, (UChar32)plain, parts,
					    DKT_DECOMPOSED_MAX, &status);

	if (n >= 0 && has_digit(parts, n) && u_charType((UChar32)point) != U_DECIMAL_DIGIT_NUMBER) {
		push_with_digits(folder, point, from, depth);
		return;
	}
	/* accents that stand alone would become a space with a mark */
	if (n < 0 || U_FAILURE(status) || (n > 0 && parts[0] == ' ')) {
		dkt_units_push(&folder->units, plain, from);
		return;
	}
	for (int32_t i = 0; i < n;)
		dkt_units_push(&folder->units, dkt_plain_form(dkt_utf16_next(parts, &i)), from);
}

static void take_folded(struct folder *folder, uint32_t point, uint32_t from)
{
	bool apart =
		point < 0x300 || (unorm2_hasBoundaryBefore(folder->nfkc_fold, (UChar32)point) &&
				  unorm2_hasBoundaryBefore(folder->nfkc, (UChar32)point));

	if (!apart && folder->units.n >= SEGMENT_MAX && is_leading_mark(point))
		return;
	if (apart || folder->units.n >= SEGMENT_MAX)
		end_segment(folder);
	if (folder->units.n == 0)
		folder->segment_side |= side_of(point);
	if (point < 0x80 && point != '`')
		dkt_units_push(&folder->units,
			       point >= 'A' && point <= 'Z' ? point + ('a' - 'A') : point, from);
	else
		push_mapped(folder, point, from, 0);
}

static void take(struct folder *folder, uint32_t point, uint32_t from)
{
	if (is_invisible(point))
		return;
	if (is_white(point)) {
		end_segment(folder);
		if (!folder->gap)
			folder->gap_from = from;
		folder->gap = folder->out.size > 0;
		return;
	}
	if (folder->tier >= DKT_FOLD_CASE) {
		take_folded(folder, point, from);
		return;
	}
	settle_gap(folder, side_of(point));
	write_point(folder, point, from);
	if (!is_mark(point))
		folder->left_side = side_of(point);
}

static void hand_over(struct folder *folder, struct dkt_arena *arena, size_t size,
		      struct dkt_folded *out)
{
	uint32_t *origin = dkt_arena_alloc(arena, (folder->out.size + 1) * sizeof *origin);
	uint32_t last = 0;

	if (folder->out.size > 0)
		memcpy(origin, folder->origins.bytes, folder->out.size * sizeof *origin);
	origin[folder->out.size] = (uint32_t)size;
	for (size_t i = 0; i < folder->out.size; i++) { /* marks that changed places */
		if (origin[i] < last)
			origin[i] = last;
		last = origin[i];
	}
	out->bytes = dkt_arena_dup(arena, dkt_buf_str(&folder->out), folder->out.size);
	out->size = folder->out.size;
	out->origin = origin;
}

/* The cut at max bytes, moved back to the start of the character that stands across it. */
static size_t whole_characters(const char *bytes, size_t max)
{
	size_t end = max;

	while (max - end < 3 && ((unsigned char)bytes[end] & 0xC0) == 0x80)
		end--;
	return end;
}

void dkt_fold(struct dkt_arena *arena, const char *bytes, size_t size, enum dkt_fold_tier tier,
	      struct dkt_folded *out)
{
	struct folder folder = {.nfkc = dkt_icu_nfkc(),
				.nfkc_fold = dkt_icu_nfkc_fold(),
				.tier = tier,
				.units = DKT_UNITS_INIT};
	size_t end = size > DKT_FOLD_MAX ? whole_characters(bytes, DKT_FOLD_MAX) : size;

	dkt_buf_init(&folder.out, FOLDED_LIMIT + 4);
	dkt_buf_init(&folder.origins, (FOLDED_LIMIT + 4) * sizeof(uint32_t));
	for (size_t at = 0; at < end && folder.out.size < FOLDED_LIMIT - 4096;) {
		size_t from = at;
		uint32_t point = dkt_utf8_next(bytes, end, &at);

		take(&folder, point, (uint32_t)from);
	}
	end_segment(&folder);
	hand_over(&folder, arena, size > UINT32_MAX ? UINT32_MAX : size, out);
	dkt_units_clear(&folder.units);
	dkt_buf_clear(&folder.out);
	dkt_buf_clear(&folder.origins);
}
