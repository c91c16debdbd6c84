/*
 * report.h - writing findings into a report.
 *
 * The report copies every string (bytes that are not UTF-8 become U+FFFD, sentences end at
 * DKT_SENTENCE_MAX bytes, pointers and hints at DKT_POINTER_MAX) and an excerpt of the source line,
 * so that printing needs no file. It belongs to one thread. At most DKT_REPORT_MAX findings are
 * kept for one file, and once there are DKT_REPORT_FULL in all, one for each further file; the rest
 * are counted and said in one closing finding of the file, "report.more", at the level of the
 * gravest of them.
 *
 * Floor: json.
 */
#ifndef JSON_REPORT_H
#define JSON_REPORT_H

#include "base/arena.h"
#include "docket/report.h"
#include "text/language.h"

#define DKT_REPORT_MAX	 200
#define DKT_REPORT_FULL	 20000
#define DKT_SENTENCE_MAX 1000
#define DKT_POINTER_MAX	 8000

/*
 * Findings added from now on are about this file. bytes may be NULL; else they are borrowed until
 * dkt_report_file is called again, and serve to count lines and columns. prefix ("/proposed"; NULL
 * and "" change nothing) is cut from the front of every pointer, and a pointer without it gets
 * "envelope:". A file named a second time goes on where it was.
 */
void dkt_report_file(struct dkt_report *report, const char *file, const char *bytes, size_t size,
		     const char *prefix);

/*
 * Add one finding. pointer may be "" (the whole record); offset DKT_NOWHERE when unknown. hint may
 * be NULL. The sentence has no full stop.
 */
void dkt_report_add(struct dkt_report *report, enum dkt_level level, const char *code,
		    const char *pointer, size_t offset, const char *hint, const char *format, ...)
	DKT_PRINTF(7, 8);

/*
 * The language that sentences and hints are written in, asked by those who add findings; English
 * unless dkt_report_set_language (docket/report.h) said another.
 */
enum dkt_language dkt_report_language(const struct dkt_report *report);

/* An empty report in the language of another, for a part of its work. */
struct dkt_report *dkt_report_new_part(const struct dkt_report *report);

/* Add all findings of another report as they are. */
void dkt_report_append(struct dkt_report *report, const struct dkt_report *other);

/* Order by file, offset, code; findings without a place behind the others, "report.more" last.
 * Stable. */
void dkt_report_sort(struct dkt_report *report);

/* The source line of a finding, cut around its place. */
struct dkt_excerpt {
	const char *bytes; /* UTF-8 without line breaks; NULL when the finding has no place */
	size_t size;
	size_t caret;	/* offset in bytes of the place */
	bool cut_left;	/* the line begins before bytes */
	bool cut_right; /* the line goes on behind bytes */
};

/* The excerpt kept with the i-th finding; borrowed from the report. */
struct dkt_excerpt dkt_report_excerpt(const struct dkt_report *report, size_t i);

DKT_AUTO_DEFINE(report, struct dkt_report, dkt_report_free)

#endif
