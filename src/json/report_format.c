/*
 * report_format.c - names of formats, and which function writes each.
 */
#include "json/report_format.h"

#include <stdint.h>
#include <string.h>

#include "base/error.h"
#include "base/str.h"
#include "json/report_parts.h"
#include "json/report_print.h"

typedef void write_fn(const struct dkt_report *report, const struct dkt_report_context *context,
		      struct dkt_buf *out);

static void write_text(const struct dkt_report *report, const struct dkt_report_context *context,
		       struct dkt_buf *out)
{
	for (size_t i = 0; i < dkt_report_size(report); i++) {
		dkt_report_text_at(report, i, out);
		dkt_report_flow(context, out);
	}
}

static void write_json(const struct dkt_report *report, const struct dkt_report_context *context,
		       struct dkt_buf *out)
{
	struct dkt_report_array findings = {.context = context, .out = out, .depth = 1};
	json_t *doc = json_object();

	if (context->error != NULL &&
	    json_object_set_new(doc, "error", dkt_error_json(context->error)) < 0)
		dkt_oom();
	if (json_object_set_new(doc, "files", json_integer((json_int_t)context->n_files)) < 0)
		dkt_oom();
	dkt_doc_write(doc, out);
	json_decref(doc);
	dkt_buf_truncate(out, out->size - 3); /* line break, brace, line break */
	dkt_buf_adds(out, ",\n  \"findings\": ");
	dkt_report_array_begin(&findings);
	for (size_t i = 0; i < dkt_report_size(report); i++)
		dkt_report_array_add_take(&findings, dkt_report_json_at(report, i));
	dkt_report_array_end(&findings);
	dkt_buf_adds(out, "\n}\n");
}

static const struct {
	const char *name;
	write_fn *write;
	bool lists;
} formats[] = {
	[DKT_REPORT_TEXT] = {"text", write_text, false},
	[DKT_REPORT_JSON] = {"json", write_json, false},
	[DKT_REPORT_GITHUB] = {"github", dkt_report_github, false},
	[DKT_REPORT_GITLAB] = {"gitlab", dkt_report_gitlab, false},
	[DKT_REPORT_SARIF] = {"sarif", dkt_report_sarif, true},
	[DKT_REPORT_JUNIT] = {"junit", dkt_report_junit, true},
	[DKT_REPORT_MARKDOWN] = {"markdown", dkt_report_markdown, false},
};

#define N_FORMATS (sizeof formats / sizeof formats[0])

bool dkt_report_format_named(const char *name, enum dkt_report_format *out)
{
	for (size_t i = 0; i < N_FORMATS; i++) {
		if (dkt_streq(formats[i].name, name)) {
			*out = (enum dkt_report_format)i;
			return true;
		}
	}
	return false;
}

bool dkt_report_format_lists(enum dkt_report_format format)
{
	return formats[format].lists;
}

void dkt_report_write(const struct dkt_report *report, enum dkt_report_format format,
		      const struct dkt_report_context *context, struct dkt_buf *out)
{
	formats[format].write(report, context, out);
	if (context->to == NULL)
		return;
	(void)fwrite(dkt_buf_str(out), 1, out->size, context->to);
	dkt_buf_reset(out);
}
