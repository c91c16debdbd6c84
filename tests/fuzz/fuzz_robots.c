/*
 * fuzz_robots.c - any bytes as robots.txt, up to the first NUL; the rest is a path: the answer is
 * the same for the path with its letters escaped, the file with other line ends and a comment, and
 * /robots.txt may always be asked.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "source/robots.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void require(bool promise)
{
	if (!promise)
		abort();
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct dkt_arena *arena = dkt_arena_new();
	const uint8_t *nul = size == 0 ? NULL : memchr(bytes, 0, size);
	size_t file = nul == NULL ? size : (size_t)(nul - bytes);
	char *path = dkt_arena_printf(
		arena, "/%s",
		nul == NULL ? "" : dkt_arena_dup(arena, (const char *)nul + 1, size - file - 1));
	struct dkt_buf escaped = DKT_BUF_INIT(1 << 24);
	struct dkt_buf commented = DKT_BUF_INIT(1 << 24);
	struct dkt_robots robots;
	struct dkt_robots again;
	bool allowed;

	dkt_robots_read(arena, (const char *)bytes, file, DKT_ROBOTS_AGENT, &robots);
	require(robots.delay_ms <= 60000);
	require(dkt_robots_allow(&robots, "/robots.txt"));
	allowed = dkt_robots_allow(&robots, path);
	for (const char *c = path; *c != '\0'; c++) {
		bool in_escape = (c > path && c[-1] == '%') || (c > path + 1 && c[-2] == '%');

		if (is_letter(*c) && !in_escape)
			dkt_buf_addf(&escaped, "%%%02x", (unsigned)(unsigned char)*c);
		else
			dkt_buf_addc(&escaped, *c);
	}
	require(dkt_robots_allow(&robots, dkt_buf_str(&escaped)) == allowed);
	for (size_t i = 0; i < file; i++) {
		if (bytes[i] == '\n')
			dkt_buf_adds(&commented, "\r\n# nothing: to see\r");
		else
			dkt_buf_addc(&commented, (char)bytes[i]);
	}
	if (commented.size <= DKT_ROBOTS_MAX) {
		dkt_robots_read(arena, dkt_buf_str(&commented), commented.size, DKT_ROBOTS_AGENT,
				&again);
		require(again.n_rules == robots.n_rules && again.delay_ms == robots.delay_ms);
		require(dkt_robots_allow(&again, path) == allowed);
	}
	dkt_buf_clear(&escaped);
	dkt_buf_clear(&commented);
	dkt_arena_free(arena);
	return 0;
}
