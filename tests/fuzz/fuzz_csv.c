/*
 * fuzz_csv.c - any bytes as the cells of a row (cut at 0xFF): a reader of RFC 4180 gets them back,
 * and none begins like a formula unless it is a number.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "release/csv.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void require(bool promise)
{
	if (!promise)
		abort();
}

/* Read one cell at *at; true when another follows in the row. */
static bool read_cell(const struct dkt_buf *row, size_t *at, struct dkt_buf *cell)
{
	const char *text = dkt_buf_str(row);
	bool quoted = text[*at] == '"';

	dkt_buf_reset(cell);
	*at += quoted;
	while (quoted || (text[*at] != ',' && text[*at] != '\r')) {
		require(*at < row->size);
		if (quoted && text[*at] == '"' && text[++*at] != '"')
			break;
		require(quoted || text[*at] != '"');
		dkt_buf_addc(cell, text[(*at)++]);
	}
	require(text[*at] == ',' || strcmp(text + *at, "\r\n") == 0);
	return text[(*at)++] == ',';
}

/* Undo what the writer promises: apostrophes before a formula's character lose one. */
static size_t guard_size(const struct dkt_buf *cell)
{
	size_t n = strspn(dkt_buf_str(cell), "'");

	return n > 0 && n < cell->size && strchr("=+-@\t\r\n", cell->bytes[n]) != NULL;
}

static void check_cell(const struct dkt_buf *cell, const char *bytes, size_t size)
{
	size_t guard = guard_size(cell);
	size_t at = guard;

	if (cell->size > 0 && strchr("=+-@\t\r\n", cell->bytes[0]) != NULL)
		require(dkt_is_plain_number(cell->bytes, cell->size));
	for (size_t i = 0; i < size; i++) {
		if (bytes[i] == '\0') {
			require(memcmp(cell->bytes + at, "\xEF\xBF\xBD", 3) == 0);
			at += 3;
			continue;
		}
		require(at < cell->size && cell->bytes[at++] == bytes[i]);
	}
	require(at == cell->size);
}

static size_t cell_end(const uint8_t *bytes, size_t size, size_t at)
{
	while (at < size && bytes[at] != 0xFF)
		at++;
	return at;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct dkt_buf row = DKT_BUF_INIT(SIZE_MAX / 4);
	struct dkt_buf cell = DKT_BUF_INIT(SIZE_MAX / 4);
	const char *text = (const char *)bytes;
	size_t place = 0;

	for (size_t at = 0, end; at <= size; at = end + 1) {
		end = cell_end(bytes, size, at);
		dkt_csv_cell(&row, at == 0, text + at, end - at);
	}
	dkt_csv_end(&row);
	for (size_t at = 0, end; at <= size; at = end + 1) {
		end = cell_end(bytes, size, at);
		require(read_cell(&row, &place, &cell) == (end < size));
		check_cell(&cell, text + at, end - at);
	}
	dkt_buf_clear(&row);
	dkt_buf_clear(&cell);
	return 0;
}
