/*
 * report_print.c - findings as lines.
 *
 * Sentences quote what strangers wrote and excerpts are what they wrote, so nothing goes out that a
 * terminal would obey. The caret needs the width of what stands before it as it is printed, not as
 * it was written: the same function renders a character and tells its columns.
 */
#include "json/report_print.h"

#include <string.h>

#include "base/error.h"
#include "base/utf8.h"
#include "text/unicode.h"
#include "json/sentence.h"

#define COLUMNS_BEFORE 60 /* of the source line before the caret */
#define COLUMNS_MAX    100
#define REPLACEMENT    0xFFFDU
#define MARGIN	       "    "
#define ELLIPSIS       "\xE2\x80\xA6"

/* Append one character at bytes[*at] so that it can be seen and does nothing. */
static void add_visible(const char *bytes, size_t size, size_t *at, struct dkt_buf *out)
{
	const char *name;
	size_t start = *at;
	size_t where;
	uint32_t point = dkt_utf8_next(bytes, size, at);

	if (point == '\t')
		dkt_buf_adds(out, "  ");
	else if (point == REPLACEMENT) /* the character itself, or bytes that are no UTF-8 */
		dkt_utf8_add(out, point);
	else if (point == '\n' || dkt_find_unprintable(bytes + start, *at - start, &where, &name))
		dkt_buf_addf(out, "\\u{%X}", (unsigned)point);
	else
		dkt_buf_add(out, bytes + start, *at - start);
}

void dkt_add_visible(struct dkt_buf *out, const char *bytes, size_t size)
{
	for (size_t at = 0; at < size;) {
		if (bytes[at] == '\n') {
			dkt_buf_addc(out, '\n');
			at++;
		} else {
			add_visible(bytes, size, &at, out);
		}
	}
}

static void add_text(const char *string, struct dkt_buf *out)
{
	size_t size = strlen(string);

	for (size_t at = 0; at < size;)
		add_visible(string, size, &at, out);
}

/* Columns of the character at bytes[*at] as it will be printed. */
static size_t width_at(const char *bytes, size_t size, size_t *at, struct dkt_buf *scratch)
{
	dkt_buf_reset(scratch);
	add_visible(bytes, size, at, scratch);
	return dkt_columns(dkt_buf_str(scratch), scratch->size);
}

/* Where to begin so that at most COLUMNS_BEFORE stand before the caret; columns_out: how many do.
 */
static size_t window_start(const struct dkt_excerpt *line, struct dkt_buf *scratch,
			   size_t *columns_out)
{
	size_t start = 0;

	*columns_out = 0;
	for (size_t at = 0; at < line->caret;)
		*columns_out += width_at(line->bytes, line->size, &at, scratch);
	while (*columns_out > COLUMNS_BEFORE)
		*columns_out -= width_at(line->bytes, line->size, &start, scratch);
	return start;
}

static void print_excerpt(const struct dkt_excerpt *line, struct dkt_buf *out)
{
	struct dkt_buf scratch = DKT_BUF_INIT(1024);
	size_t before;
	size_t columns;
	size_t at = window_start(line, &scratch, &before);
	bool cut_left = line->cut_left || at > 0;

	before += cut_left;
	columns = cut_left;
	dkt_buf_adds(out, cut_left ? MARGIN ELLIPSIS : MARGIN);
	while (at < line->size) {
		size_t next = at;
		size_t width = width_at(line->bytes, line->size, &next, &scratch);

		if (columns + width > COLUMNS_MAX)
			break;
		columns += width;
		add_visible(line->bytes, line->size, &at, out);
	}
	dkt_buf_adds(out, at < line->size || line->cut_right ? ELLIPSIS "\n" : "\n");
	dkt_buf_adds(out, MARGIN);
	dkt_buf_addn(out, before, ' ');
	dkt_buf_adds(out, "^\n");
	dkt_buf_clear(&scratch);
}

/* One of our sentences with strangers' text in its slots. */
static void add_words(enum dkt_json_words words, enum dkt_language language,
		      const char *const args[DKT_JSON_SLOTS], struct dkt_buf *out)
{
	struct dkt_buf line = DKT_BUF_INIT((size_t)1 << 24);

	dkt_sentence_fill(dkt_json_sentence(words), language, args, DKT_JSON_SLOTS, &line);
	add_text(dkt_buf_str(&line), out);
	dkt_buf_clear(&line);
}

static const char *level_word(enum dkt_level level, enum dkt_language language)
{
	static const enum dkt_json_words words[] = {[DKT_INFO] = DKT_JSON_LEVEL_INFO,
						    [DKT_UNCHECKED] = DKT_JSON_LEVEL_UNCHECKED,
						    [DKT_WARNING] = DKT_JSON_LEVEL_WARNING,
						    [DKT_ERROR] = DKT_JSON_LEVEL_ERROR};

	return dkt_json_sentence(words[level])->in[language];
}

static void print_finding(const struct dkt_finding *finding, const struct dkt_excerpt *line,
			  enum dkt_language language, struct dkt_buf *out)
{
	const char *const said[DKT_JSON_SLOTS] = {level_word(finding->level, language),
						  finding->code, finding->sentence};
	const char *const hint[DKT_JSON_SLOTS] = {finding->hint};

	if (finding->file[0] != '\0') {
		add_text(finding->file, out);
		dkt_buf_addc(out, ':');
	}
	if (finding->line > 0)
		dkt_buf_addf(out, "%u:%u:", finding->line, finding->column);
	if (finding->file[0] != '\0' || finding->line > 0)
		dkt_buf_addc(out, ' ');
	add_words(DKT_JSON_LINE, language, said, out);
	if (finding->line == 0 && finding->pointer[0] != '\0') {
		dkt_buf_adds(out, " (");
		add_text(finding->pointer, out);
		dkt_buf_addc(out, ')');
	}
	dkt_buf_addc(out, '\n');
	if (line->size > 0)
		print_excerpt(line, out);
	if (finding->hint[0] != '\0') {
		add_words(DKT_JSON_HINT, language, hint, out);
		dkt_buf_addc(out, '\n');
	}
}

void dkt_report_text_at(const struct dkt_report *report, size_t i, struct dkt_buf *out)
{
	struct dkt_excerpt line = dkt_report_excerpt(report, i);

	print_finding(dkt_report_at(report, i), &line, dkt_report_language(report), out);
}

void dkt_report_text(const struct dkt_report *report, enum dkt_level least, struct dkt_buf *out)
{
	for (size_t i = 0; i < dkt_report_size(report); i++) {
		if (dkt_report_at(report, i)->level >= least)
			dkt_report_text_at(report, i, out);
	}
}

static void count(struct dkt_buf *out, size_t n, const char *one, const char *many)
{
	if (n > 0)
		dkt_buf_addf(out, "%s%zu %s", out->size > 0 ? ", " : "", n, n == 1 ? one : many);
}

void dkt_count_words(const struct dkt_report *report, struct dkt_buf *out)
{
	count(out, dkt_report_count(report, DKT_ERROR), "error", "errors");
	count(out, dkt_report_count(report, DKT_WARNING), "warning", "warnings");
	count(out, dkt_report_count(report, DKT_UNCHECKED), "thing unchecked", "things unchecked");
	count(out, dkt_report_count(report, DKT_INFO), "remark", "remarks");
	if (out->size == 0)
		dkt_buf_adds(out, "nothing to object");
}

static json_t *number_or_null(unsigned number)
{
	return number == 0 ? json_null() : json_integer((json_int_t)number);
}

json_t *dkt_report_json_at(const struct dkt_report *report, size_t i)
{
	const struct dkt_finding *finding = dkt_report_at(report, i);

	return json_pack("{s:s, s:s, s:s, s:s, s:o, s:o, s:s, s:s}", "level",
			 dkt_level_name(finding->level), "code", finding->code, "file",
			 finding->file, "pointer", finding->pointer, "line",
			 number_or_null(finding->line), "column", number_or_null(finding->column),
			 "sentence", finding->sentence, "hint", finding->hint);
}

json_t *dkt_report_json(const struct dkt_report *report)
{
	json_t *findings = json_array();

	for (size_t i = 0; i < dkt_report_size(report); i++) {
		if (json_array_append_new(findings, dkt_report_json_at(report, i)) < 0)
			dkt_oom();
	}
	return findings;
}

/* A text of an error as JSON; paths may hold bytes that are no UTF-8. */
static json_t *error_text(const char *text)
{
	struct dkt_buf clean = DKT_BUF_INIT(1 << 16);
	json_t *json;

	for (size_t at = 0, size = strlen(text); at < size;)
		dkt_utf8_add(&clean, dkt_utf8_next(text, size, &at));
	json = json_stringn(dkt_buf_str(&clean), clean.size);
	dkt_buf_clear(&clean);
	return json;
}

json_t *dkt_error_json(const struct dkt_err *err)
{
	return json_pack("{s:s, s:o, s:o, s:o, s:o}", "code", dkt_code_name(err->code), "text",
			 error_text(err->text), "where", error_text(err->where), "doing",
			 error_text(err->notes), "hint", error_text(err->hint));
}
