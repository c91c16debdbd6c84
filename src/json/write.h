/*
 * write.h - nodes as text, in the order they have and with numbers as written; canonical form is
 * json/canon.h.
 *
 * Floor: json.
 */
#ifndef JSON_WRITE_H
#define JSON_WRITE_H

#include "base/buf.h"
#include "json/text.h"

/* Two spaces a level, without a final newline. */
void dkt_write_indented(const struct dkt_node *value, struct dkt_buf *out);

/* On one line, no spaces. */
void dkt_write_line(const struct dkt_node *value, struct dkt_buf *out);

#endif
