/*
 * report_parts.c - findings by file, what they say on one line, and their fingerprints.
 *
 * A report over a dataset has tens of thousands of files and at most 200 findings for each, in any
 * order. Files are grouped by a map from name to part: one pass to count, one to place.
 */
#include "json/report_parts.h"

#include <stdint.h>
#include <string.h>

#include "base/error.h"
#include "base/map.h"
#include "base/str.h"
#include "base/utf8.h"
#include "json/report_print.h"

#define LINE_MAX ((size_t)1 << 26)

const char *dkt_report_path(const char *file)
{
	while (dkt_starts(file, "./")) {
		file += 2;
		while (*file == '/')
			file++;
	}
	return file;
}

/* A name as reports keep it: the bytes that the caller gave may be no UTF-8. */
static const char *clean(struct dkt_arena *arena, const char *string)
{
	struct dkt_buf out = DKT_BUF_INIT(LINE_MAX);
	size_t size = strlen(string);
	const char *copy;

	if (dkt_utf8_valid(string, size, NULL))
		return dkt_arena_dups(arena, string);
	for (size_t at = 0; at < size;)
		dkt_utf8_add(&out, dkt_utf8_next(string, size, &at));
	copy = dkt_arena_dups(arena, dkt_buf_str(&out));
	dkt_buf_clear(&out);
	return copy;
}

/* The index of the part of a file, which is made when it is new. */
static size_t part_named(struct dkt_report_parts *parts, struct dkt_map *map, const char *file)
{
	const char *path = dkt_report_path(file);
	size_t size = strlen(path);
	struct dkt_report_part *part = dkt_map_get(map, path, size);

	if (part != NULL)
		return (size_t)(part - parts->items);
	part = &parts->items[parts->n];
	part->file = clean(parts->arena, path);
	(void)dkt_map_put(map, part->file, strlen(part->file), part);
	return parts->n++;
}

void dkt_report_parts_init(struct dkt_report_parts *parts, const struct dkt_report *report,
			   const struct dkt_report_context *context)
{
	size_t n = dkt_report_size(report);
	size_t n_files = context->files == NULL ? 0 : context->n_files;
	struct dkt_map map = DKT_MAP_INIT;

	parts->arena = dkt_arena_new();
	parts->items = DKT_NEW_N(parts->arena, struct dkt_report_part, n_files + n);
	parts->of = DKT_NEW_N(parts->arena, size_t, n);
	parts->n = 0;
	for (size_t i = 0; i < n_files; i++)
		(void)part_named(parts, &map, clean(parts->arena, context->files[i]));
	for (size_t i = 0; i < n; i++) {
		const struct dkt_finding *finding = dkt_report_at(report, i);

		parts->of[i] = part_named(parts, &map, finding->file);
		parts->items[parts->of[i]].n++;
		parts->items[parts->of[i]].count[finding->level]++;
	}
	for (size_t i = 0; i < parts->n; i++) {
		parts->items[i].items = DKT_NEW_N(parts->arena, size_t, parts->items[i].n);
		parts->items[i].n = 0;
	}
	for (size_t i = 0; i < n; i++) {
		struct dkt_report_part *part = &parts->items[parts->of[i]];

		part->items[part->n++] = i;
	}
	dkt_map_clear(&map);
}

void dkt_report_parts_clear(struct dkt_report_parts *parts)
{
	dkt_arena_free(parts->arena);
	memset(parts, 0, sizeof *parts);
}

/* --- on one line --------------------------------------------------------------------------------
 */

void dkt_add_line(struct dkt_buf *out, const char *string)
{
	while (*string != '\0') {
		size_t size = strcspn(string, "\n");

		dkt_add_visible(out, string, size);
		string += size;
		if (*string == '\n') {
			dkt_buf_adds(out, "\\u{A}");
			string++;
		}
	}
}

void dkt_add_said(struct dkt_buf *out, const struct dkt_finding *finding)
{
	dkt_add_line(out, finding->sentence);
	if (finding->line == 0 && finding->pointer[0] != '\0') {
		dkt_buf_adds(out, " (");
		dkt_add_line(out, finding->pointer);
		dkt_buf_addc(out, ')');
	}
	if (finding->hint[0] != '\0') {
		dkt_buf_adds(out, "; ");
		dkt_add_line(out, finding->hint);
	}
}

void dkt_add_error_said(struct dkt_buf *out, const struct dkt_err *err)
{
	dkt_add_line(out, err->text);
	if (err->where[0] != '\0' && strstr(err->text, err->where) == NULL) {
		dkt_buf_adds(out, " (");
		dkt_add_line(out, err->where);
		dkt_buf_addc(out, ')');
	}
	if (err->notes[0] != '\0') {
		dkt_buf_adds(out, ", while ");
		dkt_add_line(out, err->notes);
	}
	if (err->hint[0] != '\0') {
		dkt_buf_adds(out, "; ");
		dkt_add_line(out, err->hint);
	}
}

json_t *dkt_report_string(struct dkt_buf *buf)
{
	json_t *string = json_stringn(dkt_buf_str(buf), buf->size);

	if (string == NULL)
		dkt_oom();
	dkt_buf_reset(buf);
	return string;
}

/* --- fingerprints -------------------------------------------------------------------------------
 */

static void print_of(const struct dkt_finding *finding, char out[DKT_SHA256_HEX])
{
	struct dkt_sha256 *sum = dkt_sha256_new();
	const char *path = dkt_report_path(finding->file);
	/* the closing finding of a file counts the others, which must not make it a new one */
	const char *said = dkt_streq(finding->code, "report.more") ? "" : finding->sentence;

	dkt_sha256_add(sum, finding->code, strlen(finding->code) + 1);
	dkt_sha256_add(sum, path, strlen(path) + 1);
	dkt_sha256_add(sum, finding->pointer, strlen(finding->pointer) + 1);
	dkt_sha256_add(sum, said, strlen(said));
	dkt_sha256_end(sum, out);
}

dkt_report_print *dkt_report_prints(struct dkt_arena *arena, const struct dkt_report *report)
{
	size_t n = dkt_report_size(report);
	dkt_report_print *first = DKT_NEW_N(arena, dkt_report_print, n);
	dkt_report_print *prints = DKT_NEW_N(arena, dkt_report_print, n);
	size_t *seen = DKT_NEW_N(arena, size_t, n);
	struct dkt_map map = DKT_MAP_INIT;

	for (size_t i = 0; i < n; i++) {
		size_t *times;
		const char *both;

		print_of(dkt_report_at(report, i), first[i]);
		memcpy(prints[i], first[i], DKT_SHA256_HEX);
		times = dkt_map_get(&map, first[i], DKT_SHA256_HEX);
		if (times == NULL) {
			(void)dkt_map_put(&map, first[i], DKT_SHA256_HEX, &seen[i]);
			continue;
		}
		both = dkt_arena_printf(arena, "%s %zu", first[i], ++*times);
		dkt_sha256_hex(both, strlen(both), prints[i]);
	}
	dkt_map_clear(&map);
	return prints;
}

/* --- in pieces ----------------------------------------------------------------------------------
 */

#define PIECE ((size_t)1 << 16)

void dkt_report_flow(const struct dkt_report_context *context, struct dkt_buf *out)
{
	if (context->to == NULL || out->size < PIECE)
		return;
	(void)fwrite(dkt_buf_str(out), 1, out->size, context->to);
	dkt_buf_reset(out);
}

static void new_line(struct dkt_buf *out, unsigned depth)
{
	dkt_buf_addc(out, '\n');
	dkt_buf_addn(out, (size_t)depth * 2, ' ');
}

void dkt_report_array_begin(struct dkt_report_array *array)
{
	array->n = 0;
	dkt_buf_addc(array->out, '[');
}

/* Strings of JSON hold no line break, so every one is the document's. */
void dkt_report_array_add_take(struct dkt_report_array *array, json_t *item)
{
	struct dkt_buf text = DKT_BUF_INIT(LINE_MAX);
	const char *at;

	if (item == NULL)
		dkt_oom();
	if (array->n++ > 0)
		dkt_buf_addc(array->out, ',');
	dkt_doc_write(item, &text);
	json_decref(item);
	at = dkt_buf_str(&text);
	while (*at != '\0') {
		size_t size = strcspn(at, "\n");

		new_line(array->out, array->depth + 1);
		dkt_buf_add(array->out, at, size);
		at += size + (at[size] == '\n');
	}
	dkt_buf_clear(&text);
	dkt_report_flow(array->context, array->out);
}

void dkt_report_array_end(struct dkt_report_array *array)
{
	if (array->n > 0)
		new_line(array->out, array->depth);
	dkt_buf_addc(array->out, ']');
}
