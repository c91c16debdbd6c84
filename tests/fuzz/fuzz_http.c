/*
 * fuzz_http.c - any line as a header, a date and a Retry-After: what is taken lies within its
 * bounds, and a date written down again is the same second.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "source/http.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

#define NOW INT64_C(1798761600)

static void require(bool promise)
{
	if (!promise)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct dkt_arena *arena = dkt_arena_new();
	const char *line = dkt_arena_dup(arena, (const char *)bytes, size);
	const char *value = NULL;
	size_t value_size = 0;
	size_t name_size = 0;
	int64_t at = -1;

	if (dkt_http_header(line, size, &name_size, &value, &value_size)) {
		require(name_size > 0 && name_size < size && line[name_size] == ':');
		require(value > line + name_size && value + value_size <= line + size);
		require(value_size == 0 || (value[0] != ' ' && value[value_size - 1] != ' '));
		line = dkt_arena_dup(arena, value, value_size);
	}
	if (dkt_http_any_date(line, NOW, &at)) {
		require(at >= INT64_C(-62167219200) && at <= INT64_C(253402300860));
		require(strlen(line) >= 24 && strlen(line) <= 33);
	}
	if (dkt_retry_after(line, NOW, &at))
		require(at >= NOW && at <= NOW + 366 * INT64_C(86400));
	dkt_arena_free(arena);
	return 0;
}
