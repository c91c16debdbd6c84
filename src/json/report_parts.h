/*
 * report_parts.h - what the writers of reports share. Private to report_*.c.
 *
 * Floor: json.
 */
#ifndef JSON_REPORT_PARTS_H
#define JSON_REPORT_PARTS_H

#include "base/arena.h"
#include "base/digest.h"
#include "json/doc.h"
#include "json/report_format.h"

/* One file of a report: examined, named by a finding, or both. */
struct dkt_report_part {
	const char *file; /* UTF-8, without "./" in front; "" for findings that name none */
	size_t *items;	  /* indexes of its findings, in the report's order */
	size_t n;
	size_t count[DKT_ERROR + 1];
};

struct dkt_report_parts {
	struct dkt_arena *arena;
	struct dkt_report_part *items; /* first those examined, in their order */
	size_t n;
	size_t *of; /* for each finding the index of its part */
};

void dkt_report_parts_init(struct dkt_report_parts *parts, const struct dkt_report *report,
			   const struct dkt_report_context *context);
void dkt_report_parts_clear(struct dkt_report_parts *parts);

/* A path as others want it: without "./" in front. */
const char *dkt_report_path(const char *file);

/* Append a string on one line: what is invisible or a line break as \u{A}. */
void dkt_add_line(struct dkt_buf *out, const char *string);

/* Append what a finding says, on one line: "sentence (/pointer); hint". The pointer only where no
 * line is known. */
void dkt_add_said(struct dkt_buf *out, const struct dkt_finding *finding);

/* The same of an error: "text (where), while doing; hint". */
void dkt_add_error_said(struct dkt_buf *out, const struct dkt_err *err);

/*
 * A fingerprint for each finding, in the arena: the same in the next run although lines moved,
 * different for each finding of one report. Over code, file, pointer and sentence; the second
 * finding that is the same in all of these is told apart by counting.
 */
typedef char dkt_report_print[DKT_SHA256_HEX];
dkt_report_print *dkt_report_prints(struct dkt_arena *arena, const struct dkt_report *report);

/* A finding or a file is complete: if enough has gathered, it goes where the context says. */
void dkt_report_flow(const struct dkt_report_context *context, struct dkt_buf *out);

/*
 * An array of JSON within an indented document, item by item: begin, items, end. depth is that of
 * the array; an item is taken.
 */
struct dkt_report_array {
	const struct dkt_report_context *context;
	struct dkt_buf *out;
	unsigned depth;
	size_t n;
};

void dkt_report_array_begin(struct dkt_report_array *array);
void dkt_report_array_add_take(struct dkt_report_array *array, json_t *item);
void dkt_report_array_end(struct dkt_report_array *array);

/* A jansson string of the buffer's bytes, which is emptied. */
json_t *dkt_report_string(struct dkt_buf *buf);

/* --- the formats, one file each --- */

void dkt_report_github(const struct dkt_report *report, const struct dkt_report_context *context,
		       struct dkt_buf *out);
void dkt_report_gitlab(const struct dkt_report *report, const struct dkt_report_context *context,
		       struct dkt_buf *out);
void dkt_report_sarif(const struct dkt_report *report, const struct dkt_report_context *context,
		      struct dkt_buf *out);
void dkt_report_junit(const struct dkt_report *report, const struct dkt_report_context *context,
		      struct dkt_buf *out);
void dkt_report_markdown(const struct dkt_report *report, const struct dkt_report_context *context,
			 struct dkt_buf *out);

#endif
