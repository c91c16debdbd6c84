/*
 * units.c - the two steps of normalisation behind decomposition, done here rather than by ICU.
 *
 * ICU's normaliser keeps no map back to the source, which a fold needs for every character, and
 * sorts marks by insertion: a text of megabytes of combining marks in the wrong order takes hours.
 * Here runs of marks are sorted stably by counting their classes, so hostile text costs no more
 * than any other. The data (classes, decompositions, pairs) is still ICU's.
 */
#include "text/units.h"

#include <stdlib.h>
#include <string.h>

#include <unicode/uchar.h>

#include "base/error.h"
#include "base/num.h"

#define CLASSES	    256
#define FEW_ENOUGH  16 /* a run this short is sorted by insertion */
#define NO_STARTER  ((size_t)-1)
#define NOTHING_YET (-1)

void dkt_units_clear(struct dkt_units *units)
{
	free(units->items);
	free(units->spare);
	memset(units, 0, sizeof *units);
}

static void units_grow(struct dkt_units *units)
{
	size_t room = units->room == 0 ? 64 : units->room * 2;
	size_t size;

	if (!dkt_mul(room, sizeof *units->items, &size))
		dkt_oom();
	units->items = realloc(units->items, size);
	units->spare = realloc(units->spare, size);
	if (units->items == NULL || units->spare == NULL)
		dkt_oom();
	units->room = room;
}

void dkt_units_push(struct dkt_units *units, uint32_t point, uint32_t from)
{
	struct dkt_unit *unit;

	if (units->n == units->room)
		units_grow(units);
	unit = &units->items[units->n++];
	unit->point = point;
	unit->from = from;
	unit->class = point < 0x300 ? 0 : u_getCombiningClass((UChar32)point);
}

static void sort_few(struct dkt_unit *items, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		struct dkt_unit unit = items[i];
		size_t at = i;

		for (; at > 0 && items[at - 1].class > unit.class; at--)
			items[at] = items[at - 1];
		items[at] = unit;
	}
}

static void sort_many(struct dkt_unit *items, struct dkt_unit *spare, size_t n)
{
	size_t start[CLASSES + 1] = {0};

	for (size_t i = 0; i < n; i++)
		start[items[i].class + 1]++;
	for (size_t class = 0; class < CLASSES; class ++)
		start[class + 1] += start[class];
	for (size_t i = 0; i < n; i++)
		spare[start[items[i].class]++] = items[i];
	memcpy(items, spare, n * sizeof *items);
}

static void put_in_order(struct dkt_units *units)
{
	size_t end;

	for (size_t i = 0; i < units->n; i = end + 1) {
		for (end = i; end < units->n && units->items[end].class != 0; end++)
			;
		if (end - i > FEW_ENOUGH)
			sort_many(units->items + i, units->spare, end - i);
		else if (end - i > 1)
			sort_few(units->items + i, end - i);
	}
}

void dkt_units_compose(struct dkt_units *units)
{
	const UNormalizer2 *nfc = dkt_icu_nfc();
	struct dkt_unit *items = units->items;
	size_t starter = NO_STARTER;
	int last = NOTHING_YET; /* class of the last unit kept behind the starter */
	size_t n = 0;

	if (units->n < 2)
		return;
	put_in_order(units);
	for (size_t i = 0; i < units->n; i++) {
		struct dkt_unit unit = items[i];

		if (starter != NO_STARTER && (last == NOTHING_YET || last < (int)unit.class)) {
			UChar32 pair = unorm2_composePair(nfc, (UChar32)items[starter].point,
							  (UChar32)unit.point);

			if (pair >= 0) {
				items[starter].point = (uint32_t)pair;
				continue;
			}
		}
		if (unit.class == 0)
			starter = n;
		last = unit.class == 0 ? NOTHING_YET : (int)unit.class;
		items[n++] = unit;
	}
	units->n = n;
}

uint32_t dkt_utf16_next(const UChar *parts, int32_t *i)
{
	uint32_t lead = parts[(*i)++];
	uint32_t trail;

	if (lead < 0xD800 || lead > 0xDBFF)
		return lead;
	trail = parts[(*i)++];
	return 0x10000 + ((lead - 0xD800) << 10) + (trail - 0xDC00);
}

static const UNormalizer2 *checked(const UNormalizer2 *instance, UErrorCode status)
{
	if (U_FAILURE(status)) /* only when memory is gone or libicu was built without its data */
		dkt_oom();
	return instance;
}

const UNormalizer2 *dkt_icu_nfc(void)
{
	UErrorCode status = U_ZERO_ERROR;
	const UNormalizer2 *instance = unorm2_getNFCInstance(&status);

	return checked(instance, status);
}

const UNormalizer2 *dkt_icu_nfkc(void)
{
	UErrorCode status = U_ZERO_ERROR;
	const UNormalizer2 *instance = unorm2_getNFKCInstance(&status);

	return checked(instance, status);
}

const UNormalizer2 *dkt_icu_nfkc_fold(void)
{
	UErrorCode status = U_ZERO_ERROR;
	const UNormalizer2 *instance = unorm2_getNFKCCasefoldInstance(&status);

	return checked(instance, status);
}
