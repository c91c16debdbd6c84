/*
 * write.c - the only place that prints JSON: escapes, commas, indentation.
 *
 * Strings are copied in runs up to the next byte that needs an escape; in records that is nearly
 * always the whole string.
 *
 * Standard: RFC 8785 section 3.2.2.2 (only mandatory escapes, the short ones where there is one).
 */
#include "json/write.h"

#include "json/canon.h"

#define LINE (-1) /* depth of a value that is written on one line */

static void add_escape(unsigned char c, struct dkt_buf *out)
{
	static const char letters[] = {['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', ['\f'] = 'f',
				       ['\r'] = 'r', ['"'] = '"',  ['\\'] = '\\'};

	if (c < sizeof letters && letters[c] != '\0')
		dkt_buf_addf(out, "\\%c", letters[c]);
	else
		dkt_buf_addf(out, "\\u%04x", (unsigned)c);
}

void dkt_canon_string(const char *bytes, size_t size, struct dkt_buf *out)
{
	size_t start = 0;

	dkt_buf_addc(out, '"');
	for (size_t i = 0; i < size; i++) {
		unsigned char c = (unsigned char)bytes[i];

		if (c >= 0x20U && c != '"' && c != '\\')
			continue;
		dkt_buf_add(out, bytes + start, i - start);
		add_escape(c, out);
		start = i + 1;
	}
	dkt_buf_add(out, bytes + start, size - start);
	dkt_buf_addc(out, '"');
}

static void line_break(int depth, struct dkt_buf *out)
{
	if (depth == LINE)
		return;
	dkt_buf_addc(out, '\n');
	dkt_buf_addn(out, (size_t)depth * 2, ' ');
}

static void write_value(const struct dkt_node *value, int depth, struct dkt_buf *out);

static void write_array(const struct dkt_node *array, int depth, struct dkt_buf *out)
{
	int inner = depth == LINE ? LINE : depth + 1;

	dkt_buf_addc(out, '[');
	for (size_t i = 0; i < array->size; i++) {
		if (i > 0)
			dkt_buf_addc(out, ',');
		line_break(inner, out);
		write_value(&array->as.items[i], inner, out);
	}
	if (array->size > 0)
		line_break(depth, out);
	dkt_buf_addc(out, ']');
}

static void write_object(const struct dkt_node *object, int depth, struct dkt_buf *out)
{
	int inner = depth == LINE ? LINE : depth + 1;

	dkt_buf_addc(out, '{');
	for (size_t i = 0; i < object->size; i++) {
		const struct dkt_member *member = &object->as.members[i];

		if (i > 0)
			dkt_buf_addc(out, ',');
		line_break(inner, out);
		dkt_canon_string(member->key, member->key_size, out);
		dkt_buf_adds(out, depth == LINE ? ":" : ": ");
		write_value(&member->value, inner, out);
	}
	if (object->size > 0)
		line_break(depth, out);
	dkt_buf_addc(out, '}');
}

static void write_value(const struct dkt_node *value, int depth, struct dkt_buf *out)
{
	switch ((enum dkt_kind)value->kind) {
	case DKT_NULL:
		dkt_buf_adds(out, "null");
		break;
	case DKT_FALSE:
		dkt_buf_adds(out, "false");
		break;
	case DKT_TRUE:
		dkt_buf_adds(out, "true");
		break;
	case DKT_NUMBER:
		dkt_buf_add(out, value->as.bytes, value->size);
		break;
	case DKT_STRING:
		dkt_canon_string(value->as.bytes, value->size, out);
		break;
	case DKT_ARRAY:
		write_array(value, depth, out);
		break;
	case DKT_OBJECT:
		write_object(value, depth, out);
		break;
	}
}

void dkt_write_indented(const struct dkt_node *value, struct dkt_buf *out)
{
	write_value(value, 0, out);
}

void dkt_write_line(const struct dkt_node *value, struct dkt_buf *out)
{
	write_value(value, LINE, out);
}
