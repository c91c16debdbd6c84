/*
 * fuzz_cdx.c - any bytes as an index of captures. A row that is kept has a moment and an address on
 * the web; a fault means that no row was kept; the best capture is one that may hold a page, and
 * survives a journey through JSON.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "source/cdx.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void require(bool promise)
{
	if (!promise)
		abort();
}

static void try_best(struct dkt_arena *arena, const struct dkt_cdx *cdx)
{
	const char *reason;
	size_t best = dkt_memento_choose(arena, cdx->rows, cdx->n, 1600000000, DKT_PREFER_CLOSEST,
					 &reason);
	struct dkt_memento again;
	json_t *json;

	require(best <= cdx->n && reason[0] != '\0');
	if (best == cdx->n)
		return;
	require(cdx->rows[best].status == 0 || cdx->rows[best].status == 200);
	json = dkt_memento_json(&cdx->rows[best]);
	if (json != NULL) { /* NULL: bytes that are no UTF-8 */
		require(dkt_memento_read(arena, json, &again));
		require(again.time == cdx->rows[best].time &&
			dkt_streq(again.url, cdx->rows[best].url));
	}
	json_decref(json);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	const struct dkt_archive_site *site =
		dkt_archive_site_named(dkt_archives_builtin(), "wayback");
	struct dkt_arena *arena = dkt_arena_new();
	const char *text = dkt_arena_dup(arena, (const char *)bytes, size);
	struct dkt_cdx cdx;

	dkt_cdx_parse(arena, site, text, size, &cdx);
	require(cdx.fault == NULL || cdx.n == 0);
	require(cdx.n <= DKT_CDX_MAX_ROWS);
	for (size_t i = 0; i < cdx.n; i++) {
		require(cdx.rows[i].time >= 820454400);
		require(dkt_starts(cdx.rows[i].original, "http"));
		require(dkt_starts(cdx.rows[i].url, site->replay));
		require(cdx.rows[i].status == 0 ||
			(cdx.rows[i].status >= 100 && cdx.rows[i].status <= 999));
	}
	try_best(arena, &cdx);
	dkt_arena_free(arena);
	return 0;
}
