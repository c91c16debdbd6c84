/*
 * fuzz_timemap.c - any bytes as a TimeMap. Links are read from front to back and stand in the text;
 * captures are in the order of time and have an address; what is said to be further pages is not
 * this one.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "source/timemap.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void require(bool promise)
{
	if (!promise)
		abort();
}

static void try_links(const char *text, size_t size)
{
	struct dkt_link link;
	size_t before = 0;
	size_t at = 0;
	size_t n = 0;

	while (dkt_link_next(text, size, &at, &link)) {
		require(at > before && at <= size);
		require(link.target >= text && link.target + link.target_size <= text + size);
		require(link.rel == NULL || link.rel_size <= size);
		before = at;
		n++;
	}
	require(at == size && n <= size / 2);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static const char base[] = "https://archive.example/web/timemap/link/https://a.example/";
	struct dkt_arena *arena = dkt_arena_new();
	const char *text = dkt_arena_dup(arena, (const char *)bytes, size);
	struct dkt_timemap map;

	try_links(text, size);
	dkt_timemap_parse(arena, NULL, base, text, size, &map);
	for (size_t i = 0; i < map.n; i++) {
		require(map.mementos[i].url[0] != '\0' && map.mementos[i].original != NULL);
		require(i == 0 || map.mementos[i].time >= map.mementos[i - 1].time);
	}
	require(map.n_further <= DKT_TIMEMAP_MAX_PAGES);
	for (size_t i = 0; i < map.n_further; i++)
		require(!dkt_streq(map.further[i], base));
	dkt_arena_free(arena);
	return 0;
}
