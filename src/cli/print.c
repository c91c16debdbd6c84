/* print.c - one voice for all commands. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "cli/cli.h"

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

/* The report on standard output, in a format other than text, finding by finding. */
static void put_report(const struct dkt_call *call, const struct dkt_report *report,
		       const struct dkt_report_context *context)
{
	struct dkt_buf out = DKT_BUF_INIT((size_t)1 << 30);
	struct dkt_report_context here = *context;

	here.to = stdout;
	dkt_report_write(report, call->format, &here, &out);
	dkt_buf_clear(&out);
}

/* Is the format one that other programs read, but not our own JSON? */
static bool is_foreign(const struct dkt_call *call)
{
	return call->format != DKT_REPORT_TEXT && call->format != DKT_REPORT_JSON;
}

static struct dkt_report_context context_of(const struct dkt_call *call, const struct dkt_err *err)
{
	return (struct dkt_report_context){
		.command = call->command->name, .version = DOCKET_VERSION, .error = err};
}

static void print_error(const struct dkt_err *err)
{
	dkt_putf(stderr, "docket: %s", err->text);
	if (err->where[0] != '\0' && strstr(err->text, err->where) == NULL)
		dkt_putf(stderr, " (%s)", err->where);
	if (err->notes[0] != '\0')
		dkt_putf(stderr, ", while %s", err->notes);
	(void)fputc('\n', stderr);
	if (err->hint[0] != '\0')
		dkt_putf(stderr, "hint: %s\n", err->hint);
}

int dkt_say_refusal(const struct dkt_call *call, const struct dkt_report *report,
		    const struct dkt_err *err)
{
	struct dkt_report_context context = context_of(call, err);

	if (call->json) {
		dkt_say_json_take(json_pack("{s:o, s:o}", "error", dkt_error_json(err), "findings",
					    dkt_report_json(report)));
		return dkt_code_exit(err->code);
	}
	if (is_foreign(call))
		put_report(call, report, &context);
	else
		dkt_say_report(call, report);
	print_error(err);
	return dkt_code_exit(err->code);
}

int dkt_say_error(const struct dkt_call *call, const struct dkt_err *err)
{
	struct dkt_report *none;
	int status;

	if (call->json) {
		dkt_say_json_take(json_pack("{s:o}", "error", dkt_error_json(err)));
		return dkt_code_exit(err->code);
	}
	none = dkt_report_new();
	status = dkt_say_refusal(call, none, err);
	dkt_report_free(none);
	return status;
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
	enum dkt_level least = call->quiet ? DKT_ERROR : DKT_INFO;
	struct dkt_buf out = DKT_BUF_INIT((size_t)1 << 20); /* of one finding */

	for (size_t i = 0; call->format == DKT_REPORT_TEXT && i < dkt_report_size(report); i++) {
		if (dkt_report_at(report, i)->level < least)
			continue;
		dkt_report_text_at(report, i, &out);
		(void)fwrite(dkt_buf_str(&out), 1, out.size, stdout);
		dkt_buf_reset(&out);
	}
	dkt_buf_clear(&out);
}

void dkt_examined_add(const struct dkt_call *call, struct dkt_examined *examined, const char *name)
{
	char **names;

	if (dkt_report_format_lists(call->format)) {
		if (examined->n == examined->room) {
			examined->room = examined->room == 0 ? 64 : examined->room * 2;
			names = reallocarray(examined->names, examined->room, sizeof *names);
			if (names == NULL)
				dkt_oom();
			examined->names = names;
		}
		examined->names[examined->n] = strdup(name);
		if (examined->names[examined->n] == NULL)
			dkt_oom();
	}
	examined->n++;
}

void dkt_examined_clear(struct dkt_examined *examined)
{
	for (size_t i = 0; examined->names != NULL && i < examined->n; i++)
		free(examined->names[i]);
	free(examined->names);
	memset(examined, 0, sizeof *examined);
}

int dkt_say_findings_with(const struct dkt_call *call, struct dkt_report *report,
			  const struct dkt_examined *examined, const char *details,
			  const struct dkt_err *err)
{
	bool stopped = err->code != DKT_OK;
	struct dkt_report_context context = context_of(call, stopped ? err : NULL);

	context.files = (const char *const *)examined->names;
	context.n_files = examined->n;
	context.details = details;
	dkt_report_sort(report);
	put_report(call, report, &context);
	if (stopped && is_foreign(call))
		print_error(err);
	return stopped					 ? dkt_code_exit(err->code)
	       : dkt_report_count(report, DKT_ERROR) > 0 ? DKT_EXIT_FINDINGS
							 : DKT_EXIT_DONE;
}

int dkt_say_findings(const struct dkt_call *call, struct dkt_report *report,
		     const struct dkt_examined *examined, const struct dkt_err *err)
{
	struct dkt_buf words = DKT_BUF_INIT(256);
	bool stopped = err->code != DKT_OK;

	if (call->format != DKT_REPORT_TEXT)
		return dkt_say_findings_with(call, report, examined, NULL, err);
	dkt_report_sort(report);
	if (!stopped || dkt_report_size(report) > 0) {
		dkt_count_words(report, &words);
		dkt_tell(call, "%zu file%s: %s", examined->n, examined->n == 1 ? "" : "s",
			 dkt_buf_str(&words));
		dkt_say_report(call, report);
	}
	dkt_buf_clear(&words);
	if (stopped)
		return dkt_say_error(call, err);
	return dkt_report_count(report, DKT_ERROR) > 0 ? DKT_EXIT_FINDINGS : DKT_EXIT_DONE;
}

void dkt_tell(const struct dkt_call *call, const char *format, ...)
{
	va_list args;

	if (call->quiet || call->format != DKT_REPORT_TEXT)
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
