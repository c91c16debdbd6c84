/*
 * canon.h - one byte form for one value.
 *
 * UTF-8 NFC, LF, final newline, two spaces; keys in the order of the shape, the rest by code point;
 * sets sorted by their key; numbers as RFC 8785 writes the nearest double if that text has the same
 * decimal value as the literal (0.10 becomes 0.1, 151.2093 stays), else the literal. Idempotent. Of
 * repeated keys the last is written.
 *
 * Floor: json.
 */
#ifndef JSON_CANON_H
#define JSON_CANON_H

#include "base/buf.h"
#include "json/shape.h"
#include "json/text.h"

/* The canonical file: indented, with a final newline. shape may be NULL (all keys by code point).
 */
void dkt_canon_write(const struct dkt_node *value, const struct dkt_shape *shape,
		     struct dkt_buf *out);

/* The same value on one line without spaces and without a newline, for JSON Lines. */
void dkt_canon_line(const struct dkt_node *value, const struct dkt_shape *shape,
		    struct dkt_buf *out);

/* One JSON string with quotes and the escapes that RFC 8785 wants; bytes as they are (no
 * normalisation). */
void dkt_canon_string(const char *bytes, size_t size, struct dkt_buf *out);

/* One number literal in canonical form. */
void dkt_canon_number(const char *literal, size_t size, struct dkt_buf *out);

#endif
