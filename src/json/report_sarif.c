/*
 * report_sarif.c - a report as one run of SARIF 2.1.0 (OASIS Standard, with errata 01), which code
 * scanning services read. Numbers of sections below are of that document.
 *
 * - Columns are counted in characters, so columnKind is "unicodeCodePoints" (3.14.17).
 * - A rule is a code. Rules and artifacts stand in tables; results name them by index.
 * - "unchecked" is kind "open": too little is known to decide (3.27.9); level is then "none".
 * - In messages "{" and "}" are written twice (3.11.5). "](" would make a link of what a stranger
 *   wrote (3.11.6), so a space is put between.
 * - Paths are relative to the folder that docket ran in, percent-encoded (3.4.3, RFC 3986).
 * - Clocks and machine names are left out: the same files give the same bytes.
 */
#include <string.h>

#include "base/error.h"
#include "base/map.h"
#include "base/str.h"
#include "json/report_parts.h"

#include "base/banned.h"

#define SCHEMA                                                                                     \
	"https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/"                      \
	"sarif-schema-2.1.0.json"
#define ROOT "%SRCROOT%"

struct writing {
	const struct dkt_report *report;
	const struct dkt_report_context *context;
	struct dkt_report_parts parts;
	dkt_report_print *prints;
	struct dkt_map rule_of; /* code -> the finding that showed it first */
	size_t *rule;		/* for each finding the index of its rule */
	json_t *rules;
	size_t *artifact; /* for each part the index of its artifact */
	struct dkt_buf line;
};

static void set(json_t *object, const char *key, json_t *value)
{
	if (json_object_set_new(object, key, value) < 0)
		dkt_oom();
}

static void append(json_t *array, json_t *value)
{
	if (json_array_append_new(array, value) < 0)
		dkt_oom();
}

/* What stands in the line as a message object; empties it. */
static json_t *message(struct dkt_buf *line)
{
	struct dkt_buf out = DKT_BUF_INIT((size_t)1 << 27);
	json_t *made = json_object();

	for (size_t i = 0; i < line->size; i++) {
		char c = line->bytes[i];

		if (c == '{' || c == '}')
			dkt_buf_addc(&out, c);
		if (c == '(' && i > 0 && line->bytes[i - 1] == ']')
			dkt_buf_addc(&out, ' ');
		dkt_buf_addc(&out, c);
	}
	dkt_buf_reset(line);
	set(made, "text", dkt_report_string(&out));
	dkt_buf_clear(&out);
	return made;
}

/* --- places -------------------------------------------------------------------------------------
 */

static bool is_unreserved(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       (c != '\0' && strchr("-._~", c) != NULL);
}

static bool is_url(const char *name)
{
	return dkt_starts(name, "http://") || dkt_starts(name, "https://");
}

static bool is_escape(const char *at)
{
	return at[0] == '%' && strspn(at + 1, "0123456789abcdefABCDEF") >= 2;
}

/* Append the reference; of a path only "/" keeps a meaning, of a URL all that a URL may hold. */
static void add_uri(struct dkt_buf *out, const char *name)
{
	bool url = is_url(name);

	if (name[0] == '/')
		dkt_buf_adds(out, "file://");
	for (const char *at = name; *at != '\0'; at++) {
		if (is_unreserved(*at) || *at == '/' ||
		    (url && (strchr("!$&'()*+,;=:@?#", *at) != NULL || is_escape(at))))
			dkt_buf_addc(out, *at);
		else
			dkt_buf_addf(out, "%%%02X", (unsigned)(unsigned char)*at);
	}
}

static json_t *artifact_location(struct writing *w, size_t part)
{
	const char *file = w->parts.items[part].file;
	json_t *location = json_object();

	add_uri(&w->line, file);
	set(location, "uri", dkt_report_string(&w->line));
	if (!is_url(file) && file[0] != '/')
		set(location, "uriBaseId", json_string(ROOT));
	set(location, "index", json_integer((json_int_t)w->artifact[part]));
	return location;
}

static json_t *artifacts(struct writing *w)
{
	json_t *made = json_array();

	for (size_t i = 0; i < w->parts.n; i++) {
		json_t *artifact = json_object();

		if (w->parts.items[i].file[0] == '\0') {
			json_decref(artifact);
			continue;
		}
		w->artifact[i] = json_array_size(made);
		set(artifact, "location", artifact_location(w, i));
		set(artifact, "roles", json_pack("[s]", "analysisTarget"));
		append(made, artifact);
	}
	return made;
}

/* The locations of a finding, none where neither file nor pointer is known. */
static json_t *locations(struct writing *w, size_t i)
{
	const struct dkt_finding *finding = dkt_report_at(w->report, i);
	json_t *location = json_object();
	json_t *physical;

	if (finding->file[0] != '\0') {
		physical = json_pack("{s:o}", "artifactLocation",
				     artifact_location(w, w->parts.of[i]));
		if (finding->line > 0)
			set(physical, "region",
			    json_pack("{s:I, s:I}", "startLine", (json_int_t)finding->line,
				      "startColumn", (json_int_t)finding->column));
		set(location, "physicalLocation", physical);
	}
	if (finding->pointer[0] != '\0') {
		dkt_add_line(&w->line, finding->pointer);
		set(location, "logicalLocations",
		    json_pack("[{s:o}]", "fullyQualifiedName", dkt_report_string(&w->line)));
	}
	if (json_object_size(location) == 0) {
		json_decref(location);
		return json_array();
	}
	return json_pack("[o]", location);
}

/* --- rules --------------------------------------------------------------------------------------
 */

/* What a group of codes is about; services show this above the results of a rule. */
static const char *about(const char *code)
{
	static const struct {
		const char *group;
		const char *words;
	} table[] = {
		{"archive.",
		 "an archived copy is a capture of the page at the time that it claims"},
		{"envelope.", "the envelope of a submission says what it is to do"},
		{"form.", "files are in the form that docket fmt writes"},
		{"geometry.", "coordinates are on the earth and in their order"},
		{"history.", "values do not go back to what was refused before"},
		{"json.", "the text is JSON"},
		{"match.", "a record is not there twice"},
		{"quote.", "quoted words stand on the page that they are quoted from"},
		{"record.", "a record keeps the rules for ids, references and meta"},
		{"report.", "a report shows a limited number of findings for a file"},
		{"schema.", "the value is what its schema asks for"},
		{"source.", "sources can be found and say what they are to support"},
		{"text.", "text holds no invisible or damaged characters"},
	};

	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
		if (dkt_starts(code, table[i].group))
			return table[i].words;
	}
	return "a check of docket";
}

static void add_rule(struct writing *w, const char *code)
{
	json_t *rule = json_object();

	set(rule, "id", json_string(code));
	set(rule, "shortDescription", json_pack("{s:s}", "text", about(code)));
	append(w->rules, rule);
}

static void find_rules(struct writing *w)
{
	w->rules = json_array();
	for (size_t i = 0; i < dkt_report_size(w->report); i++) {
		const char *code = dkt_report_at(w->report, i)->code;
		const size_t *known = dkt_map_get(&w->rule_of, code, strlen(code));

		if (known != NULL) {
			w->rule[i] = *known;
			continue;
		}
		w->rule[i] = json_array_size(w->rules);
		add_rule(w, code);
		(void)dkt_map_put(&w->rule_of, code, strlen(code), &w->rule[i]);
	}
}

/* --- the run ------------------------------------------------------------------------------------
 */

static json_t *result(struct writing *w, size_t i)
{
	static const char *const levels[] = {[DKT_INFO] = "note",
					     [DKT_UNCHECKED] = "none",
					     [DKT_WARNING] = "warning",
					     [DKT_ERROR] = "error"};
	const struct dkt_finding *finding = dkt_report_at(w->report, i);
	json_t *made = json_object();

	set(made, "ruleId", json_string(finding->code));
	set(made, "ruleIndex", json_integer((json_int_t)w->rule[i]));
	if (finding->level == DKT_UNCHECKED)
		set(made, "kind", json_string("open"));
	set(made, "level", json_string(levels[finding->level]));
	dkt_add_said(&w->line, finding);
	set(made, "message", message(&w->line));
	set(made, "locations", locations(w, i));
	set(made, "partialFingerprints", json_pack("{s:s}", "docketFinding/v1", w->prints[i]));
	return made;
}

static json_t *invocation(struct writing *w)
{
	const struct dkt_err *err = w->context->error;
	json_t *made = json_object();
	json_t *notification;

	set(made, "executionSuccessful", json_boolean(err == NULL));
	if (err == NULL)
		return made;
	notification = json_object();
	dkt_add_error_said(&w->line, err);
	set(notification, "level", json_string("error"));
	set(notification, "message", message(&w->line));
	set(made, "toolExecutionNotifications", json_pack("[o]", notification));
	return made;
}

static json_t *run_object(struct writing *w)
{
	json_t *run = json_object();
	json_t *files = artifacts(w); /* before the results, which name them */

	set(run, "tool",
	    json_pack("{s:{s:s, s:s, s:O}}", "driver", "name", "Docket", "version",
		      w->context->version, "rules", w->rules));
	set(run, "automationDetails",
	    json_pack("{s:o}", "id", json_sprintf("docket %s/", w->context->command)));
	set(run, "invocations", json_pack("[o]", invocation(w)));
	set(run, "originalUriBaseIds",
	    json_pack("{s:{s:{s:s}}}", ROOT, "description", "text", "the folder docket ran in"));
	set(run, "columnKind", json_string("unicodeCodePoints"));
	set(run, "defaultEncoding", json_string("utf-8"));
	set(run, "artifacts", files);
	set(run, "results", json_array()); /* the last member: write() fills it in */
	return run;
}

/* The document as jansson writes it, its results one by one. */
static void write(struct writing *w, const json_t *doc, struct dkt_buf *out)
{
	static const char end[] = "[]\n    }\n  ]\n}\n"; /* of results, run, runs, document */
	struct dkt_report_array results = {.context = w->context, .out = out, .depth = 3};

	dkt_doc_write(doc, out);
	dkt_buf_truncate(out, out->size - (sizeof end - 1));
	dkt_report_array_begin(&results);
	for (size_t i = 0; i < dkt_report_size(w->report); i++)
		dkt_report_array_add_take(&results, result(w, i));
	dkt_report_array_end(&results);
	dkt_buf_adds(out, end + 2);
}

void dkt_report_sarif(const struct dkt_report *report, const struct dkt_report_context *context,
		      struct dkt_buf *out)
{
	struct writing w = {.report = report, .context = context};
	json_t *doc;

	dkt_buf_init(&w.line, (size_t)1 << 26);
	dkt_report_parts_init(&w.parts, report, context);
	w.prints = dkt_report_prints(w.parts.arena, report);
	w.rule = DKT_NEW_N(w.parts.arena, size_t, dkt_report_size(report));
	w.artifact = DKT_NEW_N(w.parts.arena, size_t, w.parts.n);
	find_rules(&w);
	doc = json_pack("{s:s, s:s, s:[o]}", "$schema", SCHEMA, "version", "2.1.0", "runs",
			run_object(&w));
	if (doc == NULL)
		dkt_oom();
	write(&w, doc, out);
	json_decref(doc);
	json_decref(w.rules);
	dkt_map_clear(&w.rule_of);
	dkt_report_parts_clear(&w.parts);
	dkt_buf_clear(&w.line);
}
