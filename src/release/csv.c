/*
 * csv.c - RFC 4180 with one more rule, against formulas.
 *
 * Data comes from strangers and is opened in spreadsheets by people who trust it. Quoting does not
 * help there: a quoted "=1+1" is still a formula. An apostrophe does in all known spreadsheets, and
 * keeps the text readable.
 */
#include "release/csv.h"

#include <string.h>

static bool is_digit(const char *bytes, size_t size, size_t at)
{
	return at < size && bytes[at] >= '0' && bytes[at] <= '9';
}

static size_t digits(const char *bytes, size_t size, size_t at)
{
	while (is_digit(bytes, size, at))
		at++;
	return at;
}

bool dkt_is_plain_number(const char *bytes, size_t size)
{
	size_t at = size > 0 && bytes[0] == '-';

	if (!is_digit(bytes, size, at))
		return false;
	at = bytes[at] == '0' ? at + 1 : digits(bytes, size, at);
	if (at < size && bytes[at] == '.') {
		if (!is_digit(bytes, size, at + 1))
			return false;
		at = digits(bytes, size, at + 1);
	}
	if (at < size && (bytes[at] == 'e' || bytes[at] == 'E')) {
		at += at + 1 < size && (bytes[at + 1] == '+' || bytes[at + 1] == '-') ? 2 : 1;
		if (!is_digit(bytes, size, at))
			return false;
		at = digits(bytes, size, at);
	}
	return at == size;
}

static bool would_run(const char *bytes, size_t size)
{
	size_t at = 0;

	while (at < size && bytes[at] == '\'')
		at++;
	if (at == size || bytes[at] == '\0' || strchr("=+-@\t\r\n", bytes[at]) == NULL)
		return false;
	return at > 0 || !dkt_is_plain_number(bytes, size);
}

static bool needs_quotes(const char *bytes, size_t size)
{
	if (size > 0 && (bytes[0] == ' ' || bytes[size - 1] == ' '))
		return true;
	for (size_t i = 0; i < size; i++)
		if (bytes[i] == ',' || bytes[i] == '"' || bytes[i] == '\r' || bytes[i] == '\n')
			return true;
	return false;
}

static void add_byte(struct dkt_buf *row, char byte)
{
	if (byte == '"')
		dkt_buf_adds(row, "\"\"");
	else if (byte == '\0')
		dkt_buf_adds(row, "\xEF\xBF\xBD");
	else
		dkt_buf_addc(row, byte);
}

void dkt_csv_cell(struct dkt_buf *row, bool first, const char *bytes, size_t size)
{
	bool quoted = needs_quotes(bytes, size);

	if (!first)
		dkt_buf_addc(row, ',');
	if (quoted)
		dkt_buf_addc(row, '"');
	if (would_run(bytes, size))
		dkt_buf_addc(row, '\'');
	for (size_t i = 0; i < size; i++)
		add_byte(row, bytes[i]);
	if (quoted)
		dkt_buf_addc(row, '"');
}

void dkt_csv_cells(struct dkt_buf *row, bool first, const char *string)
{
	dkt_csv_cell(row, first, string, strlen(string));
}

void dkt_csv_end(struct dkt_buf *row)
{
	dkt_buf_adds(row, "\r\n");
}

void dkt_csv_item(struct dkt_buf *list, bool first, const char *bytes, size_t size)
{
	if (!first)
		dkt_buf_addc(list, '|');
	for (size_t i = 0; i < size; i++) {
		if (bytes[i] == '|' || bytes[i] == '\\')
			dkt_buf_addc(list, '\\');
		dkt_buf_addc(list, bytes[i]);
	}
}
