/*
 * report.h - remarks about a submission: findings, and the report that holds them.
 *
 * A finding has a stable code ("schema.required"), the JSON pointer of the place in the record, the
 * place in the file, one sentence and one hint. It is never an error of ours (docket/error.h).
 */
#ifndef DOCKET_REPORT_H
#define DOCKET_REPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "docket/error.h"

#ifdef __cplusplus
extern "C" {
#endif

/* From harmless to grave. DKT_UNCHECKED is never counted as passed. */
enum dkt_level { DKT_INFO, DKT_UNCHECKED, DKT_WARNING, DKT_ERROR };

/* offset of a finding that has no place in a file */
#define DKT_NOWHERE ((size_t)-1)

struct dkt_finding {
	enum dkt_level level;
	const char *code; /* "schema.enum": group, dot, name */
	const char *file; /* as the user named it; "" when the bytes have no name */
	const char
		*pointer; /* RFC 6901, relative to the record; of the envelope "envelope:/note" */
	size_t offset;	  /* bytes from 0 in the file, or DKT_NOWHERE */
	unsigned line;	  /* from 1; 0 when unknown */
	unsigned column;  /* from 1, in characters; 0 when unknown */
	const char *sentence; /* what was found, with a full stop left to the printer */
	const char *hint;     /* what to do; "" when there is nothing to add */
};

struct dkt_report;

DKT_EXPORT struct dkt_report *dkt_report_new(void);
DKT_EXPORT void dkt_report_free(struct dkt_report *report);

/*
 * The language of sentences and hints that are added from now on: a BCP 47 tag or the name of a
 * locale ("en", "zh-Hans", "zh_CN.UTF-8"). NULL and languages that Docket does not speak are
 * English. Codes, pointers and quoted values are the same in every language.
 */
DKT_EXPORT void dkt_report_set_language(struct dkt_report *report, const char *tag);

/* How many findings of this level were added, also those beyond the limit for one file. */
DKT_EXPORT size_t dkt_report_count(const struct dkt_report *report, enum dkt_level level);
DKT_EXPORT size_t dkt_report_size(const struct dkt_report *report);

/* The i-th finding, borrowed until the report changes. Sorted by file and place after
 * dkt_report_sort. */
DKT_EXPORT const struct dkt_finding *dkt_report_at(const struct dkt_report *report, size_t i);

/* "info", "unchecked", "warning", "error" */
DKT_EXPORT const char *dkt_level_name(enum dkt_level level);

#ifdef __cplusplus
}
#endif
#endif
