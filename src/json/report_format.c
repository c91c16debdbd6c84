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
	(void)context;
	dkt_report_text(report, DKT_INFO, out);
}

static void write_json(const struct dkt_report *report, const struct dkt_report_context *context,
		       struct dkt_buf *out)
{
	json_t *doc = json_object();

	if (context->error != NULL &&
	    json_object_set_new(doc, "error", dkt_error_json(context->error)) < 0)
		dkt_oom();
	if (json_object_set_new(doc, "files", json_integer((json_int_t)context->n_files)) < 0 ||
	    json_object_set_new(doc, "findings", dkt_report_json(report)) < 0)
		dkt_oom();
	dkt_doc_write(doc, out);
	json_decref(doc);
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
}
