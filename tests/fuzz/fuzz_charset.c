/*
 * fuzz_charset.c - any bytes under any label: always UTF-8 without NUL, ASCII never changes, and
 * what has been decoded is decoded to itself. The text up to the first line feed is the
 * Content-Type.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "source/charset.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void require(bool promise)
{
	if (!promise)
		abort();
}

static bool is_ascii(const char *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		if ((unsigned char)bytes[i] >= 0x80 || bytes[i] == '\0')
			return false;
	}
	return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct dkt_arena *arena = dkt_arena_new();
	const uint8_t *end = size == 0 ? NULL : memchr(bytes, '\n', size);
	size_t head = end == NULL ? 0 : (size_t)(end - bytes);
	const char *type = dkt_arena_dup(arena, (const char *)bytes, head);
	const char *body = (const char *)bytes + head;
	size_t body_size = size - head;
	struct dkt_decoded once;
	struct dkt_decoded twice;

	dkt_decode(arena, body, body_size, type, true, &once);
	require(once.charset != NULL && once.charset[0] != '\0');
	require(once.bytes[once.size] == '\0' && strlen(once.bytes) == once.size);
	require(dkt_utf8_valid(once.bytes, once.size, NULL));
	require(once.size <= 4 * body_size + 16);
	if (is_ascii(body, body_size))
		require(dkt_memeqs(body, body_size, once.bytes));
	dkt_decode(arena, once.bytes, once.size, "text/html; charset=utf-8", true, &twice);
	require(once.size == twice.size || dkt_starts(once.bytes, "\xEF\xBB\xBF"));
	dkt_arena_free(arena);
	return 0;
}
