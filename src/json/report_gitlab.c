/*
 * report_gitlab.c - findings as GitLab Code Quality reads them: a JSON array of issues, the part of
 * the Code Climate format that GitLab names in its documentation of report artifacts.
 *
 * GitLab compares the branches of a merge request by fingerprint and drops the second issue of one
 * fingerprint, so each must be different, and the same again although lines above it moved. Every
 * issue needs a path and a line: a finding without a file stands at ".", one without a line at 1.
 */
#include "base/error.h"
#include "json/report_parts.h"

#include "base/banned.h"

static json_t *issue(const char *code, const char *print, const char *severity, json_t *description,
		     json_t *path, unsigned line)
{
	json_t *made = json_pack("{s:o, s:s, s:s, s:s, s:{s:o, s:{s:I}}}", "description",
				 description, "check_name", code, "fingerprint", print, "severity",
				 severity, "location", "path", path, "lines", "begin",
				 (json_int_t)(line == 0 ? 1 : line));

	if (made == NULL)
		dkt_oom();
	return made;
}

static json_t *issue_of(const struct dkt_finding *finding, const char *print, struct dkt_buf *line)
{
	static const char *const severities[] = {[DKT_INFO] = "info",
						 [DKT_UNCHECKED] = "minor",
						 [DKT_WARNING] = "major",
						 [DKT_ERROR] = "critical"};
	json_t *description;
	json_t *path;

	if (finding->level == DKT_UNCHECKED)
		dkt_buf_adds(line, "unchecked: ");
	dkt_add_said(line, finding);
	description = dkt_report_string(line);
	dkt_add_line(line, finding->file[0] == '\0' ? "." : dkt_report_path(finding->file));
	path = dkt_report_string(line);
	return issue(finding->code, print, severities[finding->level], description, path,
		     finding->line);
}

static json_t *issue_of_error(const struct dkt_err *err, struct dkt_buf *line)
{
	char print[DKT_SHA256_HEX];
	json_t *description;

	dkt_sha256_hex("docket.error", sizeof "docket.error" - 1, print);
	dkt_add_error_said(line, err);
	description = dkt_report_string(line);
	return issue("docket.error", print, "blocker", description, json_string("."), 0);
}

void dkt_report_gitlab(const struct dkt_report *report, const struct dkt_report_context *context,
		       struct dkt_buf *out)
{
	struct dkt_arena *arena = dkt_arena_new();
	dkt_report_print *prints = dkt_report_prints(arena, report);
	struct dkt_buf line = DKT_BUF_INIT((size_t)1 << 26);
	struct dkt_report_array issues = {.context = context, .out = out};

	dkt_report_array_begin(&issues);
	for (size_t i = 0; i < dkt_report_size(report); i++)
		dkt_report_array_add_take(&issues,
					  issue_of(dkt_report_at(report, i), prints[i], &line));
	if (context->error != NULL)
		dkt_report_array_add_take(&issues, issue_of_error(context->error, &line));
	dkt_report_array_end(&issues);
	dkt_buf_addc(out, '\n');
	dkt_buf_clear(&line);
	dkt_arena_free(arena);
}
