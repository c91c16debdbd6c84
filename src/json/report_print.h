/*
 * report_print.h - a report for people in a terminal, and for machines as JSON.
 *
 * Floor: json.
 */
#ifndef JSON_REPORT_PRINT_H
#define JSON_REPORT_PRINT_H

#include "base/buf.h"
#include "json/doc.h"
#include "json/report.h"

/*
 * Append the findings of at least this level, as a compiler would say them:
 *
 *   submissions/new-lab.json:14:13: error schema.enum: "centre" is not a kind of place
 *       "kind": "centre",
 *               ^
 *   hint: did you mean "data_centre"?
 *
 * In the language of the report. Long lines are cut around the caret, which stands under the right
 * character also behind wide ones. Controls, bidi overrides and invisible characters appear as
 * \u{202E}, so that a submission cannot repaint a reviewer's terminal.
 */
void dkt_report_text(const struct dkt_report *report, enum dkt_level least, struct dkt_buf *out);

/* The same of the i-th finding alone. */
void dkt_report_text_at(const struct dkt_report *report, size_t i, struct dkt_buf *out);

/* "2 errors, 1 warning" into out, which is empty; "nothing to object". */
void dkt_count_words(const struct dkt_report *report, struct dkt_buf *out);

/*
 * Append text for a terminal, lines as they are: what a terminal would obey or hide appears as
 * \u{1B}, a tab as two spaces, bytes that are no UTF-8 as U+FFFD.
 */
void dkt_add_visible(struct dkt_buf *out, const char *bytes, size_t size);

/*
 * A new array of {level, code, file, pointer, line, column, sentence, hint}; line and column are
 * null when unknown, hint is "" when there is none.
 */
json_t *dkt_report_json(const struct dkt_report *report);

/* The i-th of them alone. */
json_t *dkt_report_json_at(const struct dkt_report *report, size_t i);

/* A new object {code, text, where, doing, hint}, with bytes that are no UTF-8 replaced. */
json_t *dkt_error_json(const struct dkt_err *err);

#endif
