/*
 * fuzz_fold.c - any bytes: NFC is a fixed point, folding is a fixed point, and the map back stays
 * inside the text and never goes back.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "text/unicode.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void require(bool promise)
{
	if (!promise)
		abort();
}

static void fold(struct dkt_arena *arena, const char *text, size_t size, enum dkt_fold_tier tier)
{
	struct dkt_folded once;
	struct dkt_folded twice;

	dkt_fold(arena, text, size, tier, &once);
	require(once.origin[once.size] == size);
	require(dkt_utf8_valid(once.bytes, once.size, &(size_t){0}));
	for (size_t i = 0; i < once.size; i++)
		require(once.origin[i] < size && once.origin[i] <= once.origin[i + 1]);
	dkt_fold(arena, once.bytes, once.size, tier, &twice);
	require(once.size == twice.size && memcmp(once.bytes, twice.bytes, once.size) == 0);
	if (tier != DKT_FOLD_CASE)
		return;
	require(dkt_fold_han(arena, &once, &once) && once.size == twice.size);
	require(dkt_utf8_valid(once.bytes, once.size, &(size_t){0}));
	(void)dkt_fold_han(arena, &once, &twice);
	require(memcmp(once.bytes, twice.bytes, once.size) == 0);
	dkt_fold(arena, once.bytes, once.size, tier, &twice);
	require(once.size == twice.size && memcmp(once.bytes, twice.bytes, once.size) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct dkt_arena *arena = dkt_arena_new();
	struct dkt_buf nfc = DKT_BUF_INIT(SIZE_MAX / 4);
	const char *text = (const char *)bytes;
	const char *name;
	size_t offset;

	dkt_nfc(text, size, &nfc);
	require(dkt_is_nfc(dkt_buf_str(&nfc), nfc.size));
	require(dkt_is_nfc(text, size) ==
		(nfc.size == size && memcmp(dkt_buf_str(&nfc), text, size) == 0));
	fold(arena, text, size, DKT_FOLD_SPACE);
	fold(arena, text, size, DKT_FOLD_CASE);
	require(!dkt_find_unprintable(text, size, &offset, &name) || offset < size);
	require(dkt_columns(text, size) <= 2 * size);
	dkt_buf_clear(&nfc);
	dkt_arena_free(arena);
	return 0;
}
