/*
 * fuzz_archive.c - any text as the address of a copy, as an HTTP date and as a Link header. A copy
 * that is fixed has its time in its address, and its raw form names the same moment and page; a
 * link's target stands in the header.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "source/archive.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void require(bool promise)
{
	if (!promise)
		abort();
}

static void try_address(struct dkt_arena *arena, const char *text)
{
	struct dkt_archived once;
	struct dkt_archived raw;

	if (!dkt_archive_parse(arena, text, &once)) {
		require(!once.fixed && once.raw == NULL);
		return;
	}
	require(once.original != NULL || once.id != NULL ||
		(once.site != NULL && once.site->closed != NULL));
	require(once.original != NULL || !once.fixed);
	require(once.original == NULL || strncmp(once.original, "http://", 7) == 0 ||
		strncmp(once.original, "https://", 8) == 0);
	require(once.fixed || once.raw == NULL);
	require(!once.fixed || once.time >= 820454400); /* 1996 */
	if (once.raw == NULL)
		return;
	require(dkt_archive_parse(arena, once.raw, &raw));
	require(raw.fixed && raw.time == once.time);
	require(dkt_streq(raw.original, once.original));
	require(dkt_streq(raw.raw, once.raw));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static const char *const relations[] = {"original", "memento", "timegate", "x"};
	struct dkt_arena *arena = dkt_arena_new();
	const char *text = dkt_arena_dup(arena, (const char *)bytes, size);
	char date[DKT_HTTP_DATE_SIZE];
	int64_t time;
	int64_t again;

	try_address(arena, text);
	if (dkt_http_date_parse(text, &time)) {
		require(strlen(text) == 29);
		dkt_http_date_format(time, date);
		require(dkt_http_date_parse(date, &again) && again == time);
	}
	for (size_t i = 0; i < sizeof relations / sizeof relations[0]; i++) {
		const char *target = dkt_link_target(arena, text, relations[i]);

		require(target == NULL || strstr(text, target) != NULL);
		require(target == NULL || strchr(target, '>') == NULL);
	}
	dkt_arena_free(arena);
	return 0;
}
