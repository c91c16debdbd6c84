/*
 * report_github.c - findings as workflow commands of GitHub Actions, which the runner turns into
 * annotations of a pull request.
 *
 * One line a finding: "::error file=a.json,line=2,col=11,title=schema.enum::what is said". The
 * runner reads a line as a command when it begins with "::", takes the properties up to the next
 * "::", and decodes %25 %0D %0A everywhere and %3A %2C in properties; no other escape is known to
 * it. Behind the properties a "::" means nothing any more.
 */
#include "base/error.h"
#include "json/report_parts.h"

#include "base/banned.h"

/* What dkt_add_line made of a string, so that it stays one property or one message. */
static void add_escaped(struct dkt_buf *out, const struct dkt_buf *line, bool property)
{
	for (size_t i = 0; i < line->size; i++) {
		char c = line->bytes[i];

		if (c == '%')
			dkt_buf_adds(out, "%25");
		else if (property && c == ':')
			dkt_buf_adds(out, "%3A");
		else if (property && c == ',')
			dkt_buf_adds(out, "%2C");
		else
			dkt_buf_addc(out, c);
	}
}

static void add_property(struct dkt_buf *out, const char *name, const char *value,
			 struct dkt_buf *line)
{
	dkt_buf_addf(out, "%s=", name);
	dkt_buf_reset(line);
	dkt_add_line(line, value);
	add_escaped(out, line, true);
}

static void add_finding(struct dkt_buf *out, const struct dkt_finding *finding,
			struct dkt_buf *line)
{
	static const char *const commands[] = {[DKT_INFO] = "notice",
					       [DKT_UNCHECKED] = "warning",
					       [DKT_WARNING] = "warning",
					       [DKT_ERROR] = "error"};

	dkt_buf_addf(out, "::%s ", commands[finding->level]);
	if (finding->file[0] != '\0') {
		add_property(out, "file", dkt_report_path(finding->file), line);
		dkt_buf_addc(out, ',');
	}
	if (finding->line > 0)
		dkt_buf_addf(out, "line=%u,col=%u,", finding->line, finding->column);
	add_property(out, "title", finding->code, line);
	if (finding->level == DKT_UNCHECKED)
		dkt_buf_adds(out, " (unchecked)");
	dkt_buf_adds(out, "::");
	dkt_buf_reset(line);
	dkt_add_said(line, finding);
	add_escaped(out, line, false);
	dkt_buf_addc(out, '\n');
}

void dkt_report_github(const struct dkt_report *report, const struct dkt_report_context *context,
		       struct dkt_buf *out)
{
	struct dkt_buf line = DKT_BUF_INIT((size_t)1 << 26);

	for (size_t i = 0; i < dkt_report_size(report); i++) {
		add_finding(out, dkt_report_at(report, i), &line);
		dkt_report_flow(context, out);
	}
	if (context->error != NULL) {
		dkt_buf_reset(&line);
		dkt_add_error_said(&line, context->error);
		dkt_buf_adds(out, "::error title=docket::");
		add_escaped(out, &line, false);
		dkt_buf_addc(out, '\n');
	}
	dkt_buf_clear(&line);
}
