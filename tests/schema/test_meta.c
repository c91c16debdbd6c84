/*
 * test_meta.c - what we demand of schemas is what the meta-schemas demand.
 *
 * forms.c stands in for the meta-schemas, so both are asked about every keyword with every kind of
 * value, at the root, inside a keyword and where no reference leads. They must agree, except where
 * the list below says why not.
 */
#include "support/rows.h"

#include <string.h>

#include "base/buf.h"
#include "base/str.h"
#include "schema/schema.h"

struct row {
	const char *name;
	const char *uri;
	const char *definitions;
};

static const struct row rows[] = {
	{"2020-12", "https://json-schema.org/draft/2020-12/schema", "$defs"},
	{"2019-09", "https://json-schema.org/draft/2019-09/schema", "$defs"},
	{"draft-07", "http://json-schema.org/draft-07/schema#", "definitions"},
	{"draft-06", "http://json-schema.org/draft-06/schema#", "definitions"},
	{"draft-04", "http://json-schema.org/draft-04/schema#", "definitions"},
};

static const char *const keywords[] = {
	"$anchor",
	"$comment",
	"$defs",
	"$dynamicAnchor",
	"$dynamicRef",
	"$id",
	"$recursiveAnchor",
	"$recursiveRef",
	"$ref",
	"$vocabulary",
	"additionalItems",
	"additionalProperties",
	"allOf",
	"anyOf",
	"const",
	"contains",
	"contentEncoding",
	"contentMediaType",
	"contentSchema",
	"default",
	"definitions",
	"dependencies",
	"dependentRequired",
	"dependentSchemas",
	"deprecated",
	"description",
	"else",
	"enum",
	"examples",
	"exclusiveMaximum",
	"exclusiveMinimum",
	"format",
	"id",
	"if",
	"items",
	"maxContains",
	"maxItems",
	"maxLength",
	"maxProperties",
	"maximum",
	"minContains",
	"minItems",
	"minLength",
	"minProperties",
	"minimum",
	"multipleOf",
	"not",
	"oneOf",
	"pattern",
	"patternProperties",
	"prefixItems",
	"properties",
	"propertyNames",
	"readOnly",
	"required",
	"then",
	"title",
	"type",
	"unevaluatedItems",
	"unevaluatedProperties",
	"uniqueItems",
	"writeOnly",
	"anything",
};

static const char *const values[] = {
	"null",
	"true",
	"false",
	"0",
	"1",
	"-1",
	"1.5",
	"1e400",
	"\"\"",
	"\"a\"",
	"\"_a\"",
	"\"9a\"",
	"\"a:b\"",
	"\"a b\"",
	"\"x#y\"",
	"\"string\"",
	"[]",
	"[1]",
	"[1,1.0]",
	"[null,true]",
	"[\"a\"]",
	"[\"a\",\"a\"]",
	"[\"string\",\"null\"]",
	"[\"string\",\"string\"]",
	"[{}]",
	"[true]",
	"[[]]",
	"[{},3]",
	"[{\"type\":\"nothing\"}]",
	"{}",
	"{\"a\":1}",
	"{\"a\":true}",
	"{\"a\":{}}",
	"{\"a\":[]}",
	"{\"a\":[\"b\",\"c\"]}",
	"{\"a\":[\"b\",\"b\"]}",
	"{\"a\":[1]}",
	"{\"a\":\"b\"}",
	"{\"type\":\"nothing\"}",
	"{\"a\":{\"minLength\":-1}}",
};

static const char *const places[] = {
	"{\"$schema\":\"%s\",\"%s\":%s}",
	"{\"$schema\":\"%s\",\"not\":{\"%s\":%s}}",
	"{\"$schema\":\"%s\",\"title\":\"t\",\"DEFINITIONS\":{\"a\":{\"%s\":%s}}}",
};

/* Where we know better, or kinder, than the meta-schema. */
static bool is_exception(const struct row *row, const char *keyword, const char *value)
{
	/* An anchor written in the old way is understood. */
	if (dkt_streq(keyword, "$id") && strchr(value, '#') != NULL)
		return true;
	/* Whole numbers may have an exponent in draft-04 too. */
	if (dkt_streq(row->name, "draft-04") && dkt_streq(value, "1e400"))
		return true;
	/* Values listed twice, or none, are allowed by the specification of these two. */
	if ((dkt_streq(row->name, "draft-06") || dkt_streq(row->name, "draft-07")) &&
	    dkt_streq(keyword, "enum") && value[0] == '[')
		return true;
	/* The meta-schema of draft-04 does not speak of references. */
	return dkt_streq(row->name, "draft-04") && dkt_streq(keyword, "$ref");
}

static void fill(struct dkt_buf *out, const char *place, const struct row *row, const char *keyword,
		 const char *value)
{
	const char *args[] = {row->uri, keyword, value};
	size_t n = 0;

	for (const char *p = place; *p != '\0'; p++) {
		if (p[0] == '%') {
			dkt_buf_adds(out, args[n++]);
			p++;
		} else if (dkt_starts(p, "DEFINITIONS")) {
			dkt_buf_adds(out, row->definitions);
			p += strlen("DEFINITIONS") - 1;
		} else {
			dkt_buf_addc(out, *p);
		}
	}
}

/* Is something wrong with the form of the schema? References that lead nowhere are not. */
static bool we_refuse(const char *bytes, size_t size)
{
	struct dkt_schemas *schemas = dkt_schemas_new();
	struct dkt_report *report = dkt_report_new();
	bool refused = false;

	if (dkt_schemas_add(schemas, "s.json", bytes, size, report))
		(void)dkt_schemas_compile(schemas, "s.json", report);
	for (size_t i = 0; i < dkt_report_size(report); i++) {
		const struct dkt_finding *one = dkt_report_at(report, i);

		refused = refused || (one->level == DKT_ERROR &&
				      (dkt_streq(one->code, "schema-document.value") ||
				       dkt_streq(one->code, "schema-document.type") ||
				       dkt_starts(one->sentence, "a reference is a string")));
	}
	dkt_report_free(report);
	dkt_schemas_free(schemas);
	return refused;
}

static bool meta_refuses(const struct dkt_schema *meta, const char *bytes, size_t size)
{
	const struct dkt_check_options options = {.assert_formats = false, .pointer_prefix = ""};
	struct dkt_report *report = dkt_report_new();
	struct dkt_arena *arena = dkt_arena_new();
	struct dkt_text_fault fault;
	struct dkt_text text;
	bool passes;

	assert_true(dkt_text_parse(&text, arena, bytes, size, &fault));
	passes = dkt_schema_check(meta, &text.root, &options, report);
	dkt_arena_free(arena);
	dkt_report_free(report);
	return !passes;
}

static size_t compare(const struct row *row, const struct dkt_schema *meta, const char *keyword,
		      const char *value)
{
	size_t different = 0;

	for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
		struct dkt_buf text = DKT_BUF_INIT(4096);
		bool ours;
		bool theirs;

		fill(&text, places[i], row, keyword, value);
		ours = we_refuse(text.bytes, text.size);
		theirs = meta_refuses(meta, text.bytes, text.size);
		if (ours != theirs) {
			print_message("%s: %s; the meta-schema %s\n", dkt_buf_str(&text),
				      ours ? "we refuse" : "we accept",
				      theirs ? "refuses" : "accepts");
			different++;
		}
		dkt_buf_clear(&text);
	}
	return different;
}

static void check_row(void **state)
{
	const struct row *row = ROW(struct row);
	struct dkt_schemas *schemas = dkt_schemas_new();
	struct dkt_report *report = dkt_report_new();
	struct dkt_buf text = DKT_BUF_INIT(4096);
	const struct dkt_schema *meta;
	size_t different = 0;

	dkt_buf_addf(&text, "{\"$ref\":\"%s\"}", row->uri);
	assert_true(dkt_schemas_add(schemas, "m.json", text.bytes, text.size, report));
	meta = dkt_schemas_compile(schemas, "m.json", report);
	assert_non_null(meta);
	assert_int_equal(dkt_report_size(report), 0);
	for (size_t i = 0; i < sizeof keywords / sizeof keywords[0]; i++) {
		for (size_t k = 0; k < sizeof values / sizeof values[0]; k++) {
			if (!is_exception(row, keywords[i], values[k]))
				different += compare(row, meta, keywords[i], values[k]);
		}
	}
	dkt_buf_clear(&text);
	dkt_report_free(report);
	dkt_schemas_free(schemas);
	assert_int_equal(different, 0);
}

int main(void)
{
	return rows_run("schema/meta", rows, check_row);
}
