/*
 * report_junit.c - a report as JUnit XML.
 *
 * Nobody ever specified JUnit XML; what is written here is what the schema of Jenkins' xUnit plugin
 * (junit-10.xsd) accepts and what GitLab documents that it reads. Each file is a test case. Readers
 * show one failure of a case only, so all findings of a file stand in one element, as text. A file
 * with warnings at most has passed (the exit status says so too) and tells them in system-out; one
 * with something unchecked has not passed: it was skipped.
 *
 * There is no time and no host name: the same files give the same bytes.
 */
#include "base/error.h"
#include "json/report_parts.h"
#include "json/report_print.h"

#include "base/banned.h"

/* XML 1.0, both in text and in a quoted attribute. No control character but tab and line feed is
 * a character of XML, not even as a reference. */
static void add_xml(struct dkt_buf *out, const char *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		unsigned char c = (unsigned char)bytes[i];

		if (c == '&')
			dkt_buf_adds(out, "&amp;");
		else if (c == '<')
			dkt_buf_adds(out, "&lt;");
		else if (c == '>') /* "]]>" may not stand in text */
			dkt_buf_adds(out, "&gt;");
		else if (c == '"')
			dkt_buf_adds(out, "&quot;");
		else if (c < 0x20 && c != '\n' && c != '\t')
			dkt_buf_adds(out, "\xEF\xBF\xBD");
		else
			dkt_buf_addc(out, bytes[i]);
	}
}

/* Ends line, which is emptied. */
static void add_attribute(struct dkt_buf *out, const char *name, struct dkt_buf *line)
{
	dkt_buf_addf(out, " %s=\"", name);
	add_xml(out, dkt_buf_str(line), line->size);
	dkt_buf_addc(out, '"');
	dkt_buf_reset(line);
}

/* An element that holds the findings of the part as text. */
static void add_findings(struct dkt_buf *out, const char *element, const struct dkt_report *report,
			 const struct dkt_report_part *part, struct dkt_buf *line)
{
	for (size_t i = 0; i < part->n; i++)
		dkt_report_text_at(report, part->items[i], line);
	add_xml(out, dkt_buf_str(line), line->size);
	dkt_buf_reset(line);
	dkt_buf_addf(out, "</%s>\n", element);
}

/* The first finding of this level. */
static const struct dkt_finding *first_of(const struct dkt_report *report,
					  const struct dkt_report_part *part, enum dkt_level level)
{
	for (size_t i = 0; i < part->n; i++) {
		const struct dkt_finding *finding = dkt_report_at(report, part->items[i]);

		if (finding->level == level)
			return finding;
	}
	return NULL;
}

/* <failure> or <skipped>, its message the first finding of that level and how many follow. */
static void add_verdict(struct dkt_buf *out, const char *element, enum dkt_level level,
			const struct dkt_report *report, const struct dkt_report_part *part,
			struct dkt_buf *line)
{
	const struct dkt_finding *first = first_of(report, part, level);

	dkt_buf_addf(out, "      <%s", element);
	dkt_add_line(line, first->code);
	add_attribute(out, "type", line);
	dkt_add_said(line, first);
	if (part->count[level] > 1)
		dkt_buf_addf(line, " (and %zu more)", part->count[level] - 1);
	add_attribute(out, "message", line);
	dkt_buf_addc(out, '>');
	add_findings(out, element, report, part, line);
}

static void open_case(struct dkt_buf *out, const struct dkt_report_context *context,
		      const char *name, struct dkt_buf *line)
{
	dkt_buf_adds(out, "    <testcase");
	dkt_buf_addf(line, "docket %s", context->command);
	add_attribute(out, "classname", line);
	dkt_add_line(line, name);
	add_attribute(out, "name", line);
}

static void add_case(struct dkt_buf *out, const struct dkt_report *report,
		     const struct dkt_report_context *context, const struct dkt_report_part *part,
		     struct dkt_buf *line)
{
	open_case(out, context, part->file[0] == '\0' ? "(no file)" : part->file, line);
	if (part->n == 0) {
		dkt_buf_adds(out, "/>\n");
		return;
	}
	dkt_buf_adds(out, ">\n");
	if (part->count[DKT_ERROR] > 0) {
		add_verdict(out, "failure", DKT_ERROR, report, part, line);
	} else if (part->count[DKT_UNCHECKED] > 0) {
		add_verdict(out, "skipped", DKT_UNCHECKED, report, part, line);
	} else {
		dkt_buf_adds(out, "      <system-out>");
		add_findings(out, "system-out", report, part, line);
	}
	dkt_buf_adds(out, "    </testcase>\n");
}

static void add_error(struct dkt_buf *out, const struct dkt_report_context *context,
		      struct dkt_buf *line)
{
	open_case(out, context, "(the work itself)", line);
	dkt_buf_adds(out, ">\n      <error");
	dkt_buf_adds(line, dkt_code_name(context->error->code));
	add_attribute(out, "type", line);
	dkt_add_error_said(line, context->error);
	add_attribute(out, "message", line);
	dkt_buf_adds(out, "/>\n    </testcase>\n");
}

static void open_suite(struct dkt_buf *out, const struct dkt_report_parts *parts,
		       const struct dkt_report_context *context, struct dkt_buf *line)
{
	size_t errors = context->error != NULL ? 1 : 0;
	size_t failures = 0;
	size_t skipped = 0;

	for (size_t i = 0; i < parts->n; i++) {
		const size_t *count = parts->items[i].count;

		failures += count[DKT_ERROR] > 0;
		skipped += count[DKT_ERROR] == 0 && count[DKT_UNCHECKED] > 0;
	}
	dkt_buf_adds(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites");
	dkt_buf_addf(out, " tests=\"%zu\" failures=\"%zu\" errors=\"%zu\">\n  <testsuite",
		     parts->n + errors, failures, errors);
	dkt_buf_addf(line, "docket %s", context->command);
	add_attribute(out, "name", line);
	dkt_buf_addf(out, " tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" skipped=\"%zu\">\n",
		     parts->n + errors, failures, errors, skipped);
}

void dkt_report_junit(const struct dkt_report *report, const struct dkt_report_context *context,
		      struct dkt_buf *out)
{
	struct dkt_buf line = DKT_BUF_INIT((size_t)1 << 26);
	struct dkt_report_parts parts;

	dkt_report_parts_init(&parts, report, context);
	open_suite(out, &parts, context, &line);
	for (size_t i = 0; i < parts.n; i++) {
		add_case(out, report, context, &parts.items[i], &line);
		dkt_report_flow(context, out);
	}
	if (context->error != NULL)
		add_error(out, context, &line);
	dkt_buf_adds(out, "  </testsuite>\n</testsuites>\n");
	dkt_report_parts_clear(&parts);
	dkt_buf_clear(&line);
}
