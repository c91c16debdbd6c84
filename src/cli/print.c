/* print.c - one voice for all commands. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "cli/cli.h"
#include "json/report_print.h"

#include "base/banned.h"

#define MAX_SAID ((size_t)64 << 20)

/* --- nothing goes to a terminal that it would obey: names, notes, titles are strangers' text ---
 */

void dkt_put(FILE *to, const char *bytes, size_t size)
{
	struct dkt_buf out = DKT_BUF_INIT(MAX_SAID);

	dkt_add_visible(&out, bytes, size);
	(void)fwrite(dkt_buf_str(&out), 1, out.size, to);
	dkt_buf_clear(&out);
}

static void DKT_PRINTF(2, 0) put_formatted(FILE *to, const char *format, va_list args)
{
	struct dkt_buf said = DKT_BUF_INIT(MAX_SAID);

	dkt_buf_addv(&said, format, args);
	dkt_put(to, dkt_buf_str(&said), said.size);
	dkt_buf_clear(&said);
}

void dkt_putf(FILE *to, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	put_formatted(to, format, args);
	va_end(args);
}

/* A text of an error as JSON; paths may hold bytes that are no UTF-8. */
static json_t *error_text(const char *text)
{
	struct dkt_buf clean = DKT_BUF_INIT(MAX_SAID);
	json_t *json;

	for (size_t at = 0, size = strlen(text); at < size;)
		dkt_utf8_add(&clean, dkt_utf8_next(text, size, &at));
	json = json_stringn(dkt_buf_str(&clean), clean.size);
	dkt_buf_clear(&clean);
	return json;
}

static json_t *error_json(const struct dkt_err *err)
{
	return json_pack("{s:s, s:o, s:o, s:o, s:o}", "code", dkt_code_name(err->code), "text",
			 error_text(err->text), "where", error_text(err->where), "doing",
			 error_text(err->notes), "hint", error_text(err->hint));
}

int dkt_say_refusal(const struct dkt_call *call, const struct dkt_report *report,
		    const struct dkt_err *err)
{
	if (!call->json) {
		dkt_say_report(call, report);
		return dkt_say_error(call, err);
	}
	dkt_say_json_take(json_pack("{s:o, s:o}", "error", error_json(err), "findings",
				    dkt_report_json(report)));
	return dkt_code_exit(err->code);
}

int dkt_say_error(const struct dkt_call *call, const struct dkt_err *err)
{
	if (call->json) {
		dkt_say_json_take(json_pack("{s:o}", "error", error_json(err)));
		return dkt_code_exit(err->code);
	}
	dkt_putf(stderr, "docket: %s", err->text);
	if (err->where[0] != '\0' && strstr(err->text, err->where) == NULL)
		dkt_putf(stderr, " (%s)", err->where);
	if (err->notes[0] != '\0')
		dkt_putf(stderr, ", while %s", err->notes);
	(void)fputc('\n', stderr);
	if (err->hint[0] != '\0')
		dkt_putf(stderr, "hint: %s\n", err->hint);
	return dkt_code_exit(err->code);
}

int dkt_say_usage(const struct dkt_call *call, const char *format, ...)
{
	struct dkt_buf usage = DKT_BUF_INIT(4096);
	va_list args;

	(void)fputs("docket: ", stderr);
	va_start(args, format);
	put_formatted(stderr, format, args);
	va_end(args);
	dkt_usage_line(call->command, &usage);
	(void)fprintf(stderr, "\nusage: %s\nhint: docket %s --help explains it\n",
		      dkt_buf_str(&usage), call->command->name);
	dkt_buf_clear(&usage);
	return DKT_EXIT_USAGE;
}

void dkt_say_report(const struct dkt_call *call, const struct dkt_report *report)
{
	struct dkt_buf out = DKT_BUF_INIT((size_t)64 << 20);

	if (!call->json && (!call->quiet || dkt_report_count(report, DKT_ERROR) > 0)) {
		dkt_report_text(report, call->quiet ? DKT_ERROR : DKT_INFO, &out);
		(void)fwrite(dkt_buf_str(&out), 1, out.size, stdout);
	}
	dkt_buf_clear(&out);
}

void dkt_tell(const struct dkt_call *call, const char *format, ...)
{
	va_list args;

	if (call->quiet || call->json)
		return;
	va_start(args, format);
	put_formatted(stdout, format, args);
	va_end(args);
	(void)putchar('\n');
}

void dkt_say_json_take(json_t *doc)
{
	struct dkt_buf out = DKT_BUF_INIT((size_t)256 << 20);

	dkt_doc_write(doc, &out);
	(void)fwrite(dkt_buf_str(&out), 1, out.size, stdout);
	dkt_buf_clear(&out);
	json_decref(doc);
}

void dkt_progress(const struct dkt_call *call, const char *format, ...)
{
	va_list args;

	if (!call->progress)
		return;
	va_start(args, format);
	put_formatted(stderr, format, args);
	va_end(args);
	(void)fputc('\n', stderr);
}
