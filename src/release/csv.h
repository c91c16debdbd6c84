/*
 * csv.h - cells and rows that spreadsheets show and never run.
 *
 * UTF-8 without a byte order mark, commas, CRLF behind every row; a cell is quoted when it holds a
 * comma, a quotation mark or a line break, or begins or ends with a space.
 *
 * A cell that begins with = + - @ TAB CR or LF would be a formula to a spreadsheet: it gets an
 * apostrophe in front, unless it is a number as JSON writes it. So does a cell that begins with
 * apostrophes and then one of those, so that a reader can undo it: where apostrophes are followed
 * by one of those, take one off.
 *
 * Standard: RFC 4180.  Floor: release.
 */
#ifndef RELEASE_CSV_H
#define RELEASE_CSV_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

/* Append one cell, with a comma in front unless it is the first of its row. NUL becomes U+FFFD. */
void dkt_csv_cell(struct dkt_buf *row, bool first, const char *bytes, size_t size);
void dkt_csv_cells(struct dkt_buf *row, bool first, const char *string);

/* End the row. */
void dkt_csv_end(struct dkt_buf *row);

/*
 * Append one item to a list that becomes one cell: items are joined by '|'; a '|' or '\' within an
 * item has a '\' in front.
 */
void dkt_csv_item(struct dkt_buf *list, bool first, const char *bytes, size_t size);

/* Is it a number as JSON writes it, all of it? */
bool dkt_is_plain_number(const char *bytes, size_t size);

#endif
