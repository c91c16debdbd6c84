/*
 * han.c - Traditional and variant Han characters to one form, so that a quote written in one script
 * is found on a page written in the other.
 *
 * The map goes one way and many to one (發 and 髮 both to 发), and both sides go through it: which
 * of several forms would be right does not matter for finding. It is ICU's Hant-Hans, asked for
 * each character by itself once a process (some 25 ms, 55 KB), and the rows below, which ICU does
 * not have. All of it lies where UTF-8 has three bytes, so a folded text keeps its size and its
 * origins.
 */
#include "text/unicode.h"

#include <stdlib.h>
#include <threads.h>

#include <unicode/utrans.h>

#include "base/error.h"

#define FIRST 0x3400U
#define LAST  0x9FFFU
#define COUNT (LAST - FIRST + 1)

static once_flag once = ONCE_FLAG_INIT;
static uint16_t plain[COUNT]; /* 0: the character itself */
static bool ready;

/* Written in each other's place, and left apart by ICU. Three of ICU's own rows go round in a
 * circle (苎 苧 薴) and are made one here. */
static const uint16_t variants[][2] = {
	{0x5CEF, 0x5CF0}, /* 峯 峰 */
	{0x6DF8, 0x6E05}, /* 淸 清 */
	{0x654E, 0x6559}, /* 敎 教 */
	{0x5024, 0x503C}, /* 値 值 */
	{0x59B3, 0x4F60}, /* 妳 你 */
	{0x6DE9, 0x51CC}, /* 淩 凌 */
	{0x8EB0, 0x4F53}, /* 躰 体 */
	{0x93BB, 0x9501}, /* 鎻 锁 */
	{0x6C5A, 0x6C61}, /* 汚 污 */
	{0x53B0, 0x5382}, /* 厰 厂 */
	{0x9EAA, 0x9762}, /* 麪 面 */
	{0x5563, 0x8854}, /* 啣 衔 */
	{0x6231, 0x620F}, /* 戱 戏 */
	{0x622F, 0x620F}, /* 戯 戏 */
	{0x8879, 0x53EA}, /* 衹 只 */
	{0x7947, 0x53EA}, /* 祇 只 */
	{0x82CE, 0x82E7}, /* 苎 苧 */
	{0x85B4, 0x82E7}, /* 薴 苧 */
};

/* All characters with a line end behind each, so that none is seen beside another. */
static bool transliterate(UChar *text, int32_t *n)
{
	static const UChar id[] = {'H', 'a', 'n', 't', '-', 'H', 'a', 'n', 's'};
	UErrorCode status = U_ZERO_ERROR;
	UParseError place;
	UTransliterator *han = utrans_openU(id, sizeof id / sizeof id[0], UTRANS_FORWARD, NULL, 0,
					    &place, &status);
	int32_t limit = *n;

	if (U_FAILURE(status))
		return false;
	utrans_transUChars(han, text, n, (int32_t)COUNT * 4, 0, &limit, &status);
	utrans_close(han);
	return U_SUCCESS(status) && *n == (int32_t)COUNT * 2;
}

/* The end of the chain that starts at a character; chains are short, and a circle ends too. */
static uint16_t settled(uint16_t c)
{
	for (unsigned i = 0; i < 4 && c >= FIRST && c <= LAST && plain[c - FIRST] != 0; i++)
		c = plain[c - FIRST];
	return c;
}

static void build(void)
{
	UChar *text = calloc((size_t)COUNT * 4, sizeof *text);
	int32_t n = (int32_t)COUNT * 2;

	if (text == NULL)
		dkt_oom();
	for (size_t i = 0; i < COUNT; i++) {
		text[2 * i] = (UChar)(FIRST + i);
		text[2 * i + 1] = '\n';
	}
	ready = transliterate(text, &n);
	for (size_t i = 0; ready && i < COUNT; i++) {
		UChar to = text[2 * i];

		if (to != FIRST + i && to >= FIRST && to <= LAST)
			plain[i] = (uint16_t)to;
	}
	free(text);
	for (size_t i = 0; i < sizeof variants / sizeof variants[0]; i++) {
		plain[variants[i][0] - FIRST] = variants[i][1];
		plain[variants[i][1] - FIRST] = 0;
	}
	for (uint32_t i = 0; i < COUNT; i++) {
		if (plain[i] != 0)
			plain[i] = settled(plain[i]);
	}
}

bool dkt_fold_han(struct dkt_arena *arena, const struct dkt_folded *folded, struct dkt_folded *out)
{
	char *bytes = dkt_arena_dup(arena, folded->bytes, folded->size);

	call_once(&once, build);
	for (size_t i = 0; i + 2 < folded->size; i++) {
		unsigned char *p = (unsigned char *)bytes + i;
		unsigned point;

		if (p[0] < 0xE3 || p[0] > 0xE9)
			continue;
		point = (p[0] & 0x0FU) << 12 | (p[1] & 0x3FU) << 6 | (p[2] & 0x3FU);
		if (point >= FIRST && point <= LAST && plain[point - FIRST] != 0) {
			point = plain[point - FIRST];
			p[0] = (unsigned char)(0xE0U | point >> 12);
			p[1] = (unsigned char)(0x80U | (point >> 6 & 0x3FU));
			p[2] = (unsigned char)(0x80U | (point & 0x3FU));
		}
		i += 2;
	}
	*out = (struct dkt_folded){bytes, folded->size, folded->origin};
	return ready;
}
