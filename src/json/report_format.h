/*
 * report_format.h - a report in the formats that other programs read.
 *
 *   github    workflow commands of GitHub Actions, one line a finding
 *   gitlab    GitLab Code Quality, a JSON array
 *   sarif     SARIF 2.1.0 (OASIS), for code scanning
 *   junit     JUnit XML as Jenkins, GitLab and others read it: a test case is a file
 *   markdown  a comment for a pull request
 *
 * How levels are said; "unchecked" never looks like "passed":
 *
 *   Docket     github   gitlab    sarif                    junit
 *   error      error    critical  level error              failure
 *   warning    warning  major     level warning            system-out
 *   unchecked  warning  minor     kind open (level none)   skipped, unless the file failed
 *   info       notice   info      level note               system-out
 *
 * Sentences quote what strangers wrote. In all of these controls, bidi overrides and what is
 * invisible appear as \u{202E}, and nothing quoted can become a command, a tag, a link, markup or a
 * mention of somebody. Time and size are linear in the report.
 *
 * Floor: json.
 */
#ifndef JSON_REPORT_FORMAT_H
#define JSON_REPORT_FORMAT_H

#include <stdio.h>

#include "base/buf.h"
#include "json/report.h"

enum dkt_report_format {
	DKT_REPORT_TEXT,
	DKT_REPORT_JSON,
	DKT_REPORT_GITHUB,
	DKT_REPORT_GITLAB,
	DKT_REPORT_SARIF,
	DKT_REPORT_JUNIT,
	DKT_REPORT_MARKDOWN
};

/* What a report does not know of the work that it came from. */
struct dkt_report_context {
	const char *command;	     /* "validate" */
	const char *version;	     /* of the program */
	const char *const *files;    /* those examined, named as in the findings; may be NULL */
	size_t n_files;		     /* how many were examined, also when files is NULL */
	const struct dkt_err *error; /* what stopped the work before its end, or NULL */
	const char *details;	     /* for markdown: lines to show as they are, or NULL */
	FILE *to;		     /* where full parts of the output go at once, or NULL */
};

/* The format of that name ("sarif"); false when there is none. */
bool dkt_report_format_named(const char *name, enum dkt_report_format *out);

/* Does this format list every file that was examined, also those without findings? */
bool dkt_report_format_lists(enum dkt_report_format format);

/*
 * Append the report, in the order that it has (dkt_report_sort). Markdown ends at some 60,000 bytes
 * with the number of findings left out, the gravest stand first; a comment takes no more. Text is
 * dkt_report_text of all levels; JSON is {"files": n, "findings": [...]}, with "error"
 * (dkt_error_json) in front where the work was stopped.
 *
 * With context->to, whatever has gathered in out is written there from time to time, and the rest
 * at the end: out is then empty, and a report of a million findings needs memory for one of them.
 */
void dkt_report_write(const struct dkt_report *report, enum dkt_report_format format,
		      const struct dkt_report_context *context, struct dkt_buf *out);

/* Append these lines as an indented code block of Markdown, which nothing in them can end. An empty
 * line must stand before it. */
void dkt_markdown_block(const char *bytes, size_t size, struct dkt_buf *out);

#endif
