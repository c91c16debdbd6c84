/* schema_case.c - a library, a report and a schema that live for one case. */
#include "cli/schema_case.h"

#include "json/report.h"
#include "json/write.h"

#include "base/banned.h"

#define NAME "case.json"

void dkt_case_prepare(struct dkt_case *c, const char *dialect)
{
	c->schemas = dkt_schemas_new();
	c->report = dkt_report_new();
	c->schema = NULL;
	(void)dkt_schemas_set_dialect(c->schemas, dialect);
}

void dkt_case_open(struct dkt_case *c, const struct dkt_node *schema,
		   dkt_schemas_resolve_fn *resolve, void *context)
{
	struct dkt_buf bytes = DKT_BUF_INIT(DKT_MAX_TEXT * 2);

	dkt_schemas_set_resolver(c->schemas, resolve, context);
	dkt_write_line(schema, &bytes);
	if (dkt_schemas_add(c->schemas, NAME, dkt_buf_str(&bytes), bytes.size, c->report))
		c->schema = dkt_schemas_compile(c->schemas, NAME, c->report);
	dkt_report_file(c->report, "", NULL, 0, "");
	dkt_buf_clear(&bytes);
}

void dkt_case_close(struct dkt_case *c)
{
	dkt_report_free(c->report);
	dkt_schemas_free(c->schemas);
	*c = (struct dkt_case){0};
}

/* The first finding of that level. */
static const struct dkt_finding *first_of(const struct dkt_report *report, enum dkt_level level)
{
	for (size_t i = 0; i < dkt_report_size(report); i++) {
		const struct dkt_finding *one = dkt_report_at(report, i);

		if (one->level == level)
			return one;
	}
	return NULL;
}

static void add_finding(const struct dkt_finding *finding, struct dkt_buf *out)
{
	if (finding == NULL)
		return;
	if (finding->pointer[0] != '\0')
		dkt_buf_addf(out, "%s: ", finding->pointer);
	dkt_buf_adds(out, finding->sentence);
}

void dkt_case_mistake(const struct dkt_case *c, struct dkt_buf *out)
{
	add_finding(first_of(c->report, DKT_ERROR), out);
}

enum dkt_answer dkt_case_check(const struct dkt_case *c, const struct dkt_node *value,
			       bool assert_formats, struct dkt_buf *why)
{
	const struct dkt_check_options options = {.assert_formats = assert_formats,
						  .pointer_prefix = ""};
	struct dkt_report *report = dkt_report_new();
	enum dkt_answer answer = DKT_ANSWER_INVALID;

	if (dkt_schema_check(c->schema, value, &options, report))
		answer = dkt_report_count(report, DKT_UNCHECKED) > 0 ? DKT_ANSWER_OPEN
								     : DKT_ANSWER_VALID;
	if (answer == DKT_ANSWER_INVALID)
		add_finding(first_of(report, DKT_ERROR), why);
	if (answer == DKT_ANSWER_OPEN)
		add_finding(first_of(report, DKT_UNCHECKED), why);
	dkt_report_free(report);
	return answer;
}
