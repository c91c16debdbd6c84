/*
 * test_hostile.c - schemas and values that are made to be expensive.
 *
 * A row makes a schema and a value of size n. It must take at most twelve times the processor time
 * at 4n (linear is four, n log n hardly more, quadratic sixteen), unless both are too quick to
 * tell, and at most its limit. Times are of this process, the best of some attempts, so that other
 * work on the machine does not count. With DOCKET_HOSTILE=print the rows tell their times.
 */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/buf.h"
#include "base/str.h"
#include "schema/schema.h"
#include "support/rows.h"

#define TOO_QUICK 0.3  /* seconds at 4n below which growth is not asked for */
#define TOO_LONG  20.0 /* seconds for a check that the engine itself bounds */

typedef void make_fn(struct dkt_buf *out, size_t n);

enum outcome { PASSES, FAILS, UNSURE, REFUSED, ENDS /* somehow */ };

struct row {
	const char *name;
	make_fn *schema;
	make_fn *value;
	size_t n;
	enum outcome outcome;
	bool bounded; /* by the engine's limits, not in proportion to n */
};

/* --- making ------------------------------------------------------------------------------------
 */

/* n times the format, each ~ in it being 0, 1, ..., with commas between. */
static void list(struct dkt_buf *out, size_t n, const char *format)
{
	for (size_t i = 0; i < n; i++) {
		for (const char *at = format; *at != '\0';) {
			size_t size = strcspn(at, "~");

			dkt_buf_add(out, at, size);
			at += size;
			if (*at == '~') {
				dkt_buf_addf(out, "%zu", i);
				at++;
			}
		}
		if (i + 1 < n)
			dkt_buf_addc(out, ',');
	}
}

static void many(struct dkt_buf *out, size_t n, const char *text)
{
	for (size_t i = 0; i < n; i++)
		dkt_buf_adds(out, text);
}

#define MAKE(name, ...)                                                                            \
	static void name(struct dkt_buf *o, size_t n)                                              \
	{                                                                                          \
		(void)n;                                                                           \
		__VA_ARGS__                                                                        \
	}
#define TEXT(text)	    dkt_buf_adds(o, text);
#define LIST(count, format) list(o, count, format);
#define MANY(count, text)   many(o, count, text);

MAKE(anything, TEXT("{}"))
MAKE(one, TEXT("1"))
MAKE(word, TEXT("\"x\""))
MAKE(nested_lists, MANY(n, "[") MANY(n, "]"))
MAKE(recursive, TEXT("{\"items\":{\"$ref\":\"#\"},\"properties\":{\"a\":{\"$ref\":\"#\"}}}"))
MAKE(nested_not, MANY(n, "{\"not\":") TEXT("false") MANY(n, "}"))
MAKE(nested_defs, MANY(n, "{\"$defs\":{\"a\":") TEXT("true") MANY(n, "}}"))
MAKE(nested_key_256, TEXT("{\"properties\":{\"") MANY(n, "k") TEXT("\":{\"anyOf\":[")
			     LIST(n, "{\"const\":~}") TEXT("]}}}"))
MAKE(ref_chain,
     TEXT("{\"$ref\":\"#/$defs/a0\",\"$defs\":{")
	     LIST(n, "\"a~\":{\"$ref\":\"#/$defs/b~\"},\"b~\":{\"$anchor\":\"c~\"}") TEXT("}}"))
MAKE(ref_ring, TEXT("{\"$ref\":\"#/$defs/a\",\"$defs\":{\"a\":{\"allOf\":[")
		       LIST(n, "{\"minimum\":~}") TEXT(",{\"$ref\":\"#/$defs/b\"}]},"
						       "\"b\":{\"if\":{\"$ref\":\"#/$defs/a\"}}}}"))
MAKE(anchors, TEXT("{\"allOf\":[") LIST(n, "{\"$ref\":\"#a~\"}") TEXT("],\"$defs\":{")
		      LIST(n, "\"d~\":{\"$anchor\":\"a~\"}") TEXT("}}"))
MAKE(ids, TEXT("{\"$id\":\"https://a.example/\",\"allOf\":[") LIST(n, "{\"$ref\":\"i~\"}")
		  TEXT("],\"$defs\":{") LIST(n, "\"d~\":{\"$id\":\"i~\"}") TEXT("}}"))
MAKE(dynamic_anchors,
     TEXT("{\"allOf\":[") LIST(n, "{\"$dynamicRef\":\"#a~\"}") TEXT("],\"$defs\":{")
	     LIST(n, "\"d~\":{\"$dynamicAnchor\":\"a~\"}") TEXT("}}"))
MAKE(dynamic_scopes,
     TEXT("{\"$id\":\"https://a.example/"
	  "r0\",\"$dynamicAnchor\":\"x\",\"type\":[\"array\",\"null\"],"
	  "\"items\":{\"$ref\":\"r1\"},\"$defs\":{\"d\":{\"$id\":\"r1\",\"$dynamicAnchor\":\"x\","
	  "\"allOf\":[") LIST(n, "{\"if\":{\"const\":~},\"then\":{\"$dynamicRef\":\"#x\"}}")
	     TEXT(",{\"$dynamicRef\":\"#y\"}],\"$defs\":{\"y\":{\"$dynamicAnchor\":\"y\"}}}}}"))
MAKE(any_of, TEXT("{\"anyOf\":[") LIST(n, "{\"const\":\"v~\"}") TEXT("]}"))
MAKE(one_of, TEXT("{\"oneOf\":[") LIST(n, "{\"const\":\"v~\"}") TEXT("]}"))
MAKE(all_of, TEXT("{\"allOf\":[") LIST(n, "{\"maxLength\":1~}") TEXT("]}"))
MAKE(any_of_objects,
     TEXT("{\"anyOf\":[") LIST(n, "{\"required\":[\"k~\"],\"properties\":{\"type\":{\"const\":~}}}")
	     TEXT("]}"))
MAKE(type_object, TEXT("{\"type\":\"x\",\"k\":1}"))
MAKE(any_of_large,
     TEXT("{\"anyOf\":[") LIST(1000, "{\"required\":[\"q~\",\"r\",\"s\"],\"properties\":"
				     "{\"k1\":{\"const\":~},\"z1\":{},\"z2\":{},\"z3\":{}}}")
	     TEXT("]}"))
MAKE(any_of_enums, TEXT("{\"anyOf\":[") LIST(n, "{\"$ref\":\"#/$defs/e\",\"minimum\":~}")
			   TEXT("],\"$defs\":{\"e\":{\"enum\":[") LIST(n, "\"v~\"") TEXT("]}}}"))
MAKE(any_of_one_enum,
     TEXT("{\"anyOf\":[{\"$ref\":\"#/$defs/e\"}") MANY(n, ",{\"$ref\":\"#/$defs/e\"}")
	     TEXT("],\"$defs\":{\"e\":{\"enum\":[") LIST(n, "\"v~\"") TEXT("]}}}"))
MAKE(ones, TEXT("[") LIST(n, "1~") TEXT("]"))
MAKE(same, TEXT("[1") MANY(n, ",1") TEXT("]"))
MAKE(same_deep, TEXT("[[{\"a\":[1]}]") MANY(n, ",[{\"a\":[1]}]") TEXT("]"))
MAKE(words, TEXT("[") LIST(n, "\"word ~\"") TEXT("]"))
MAKE(objects, TEXT("[") LIST(n, "{\"a\":~,\"b\":{\"c\":[~]}}") TEXT("]"))
MAKE(unique, TEXT("{\"uniqueItems\":true}"))
MAKE(unique_deep, TEXT("{\"uniqueItems\":true,\"items\":{\"$ref\":\"#\"}}"))
MAKE(deep_ones, MANY(200, "[") LIST(n, "~") MANY(200, "]"))
MAKE(enum_deep, TEXT("{\"enum\":[[1]],\"not\":{}}"))
MAKE(not_enum_deep, TEXT("{\"not\":{\"enum\":[[1]]},\"items\":{\"$ref\":\"#\"}}"))
MAKE(const_deep, TEXT("{\"not\":{\"const\":") MANY(200, "[") TEXT("\"x\"") MANY(200, "]")
			 TEXT("},\"items\":{\"$ref\":\"#\"}}"))
MAKE(huge_enum, TEXT("{\"enum\":[") LIST(n, "\"v~\"") TEXT("]}"))
MAKE(huge_enum_items, TEXT("{\"items\":{\"enum\":[") LIST(n, "\"v~\"") TEXT("]}}"))
MAKE(keys, TEXT("{") LIST(n, "\"k~\":~") TEXT("}"))
MAKE(other_keys, TEXT("{") LIST(n, "\"j~\":~") TEXT("}"))
MAKE(properties, TEXT("{\"properties\":{") LIST(n, "\"k~\":{\"type\":\"integer\"}")
			 TEXT("},\"additionalProperties\":false}"))
MAKE(closed, TEXT("{\"properties\":{") LIST(n, "\"k~\":{}") TEXT("},\"required\":[")
		     LIST(n, "\"k~\"") TEXT("],\"additionalProperties\":false}"))
MAKE(required, TEXT("{\"required\":[") LIST(n, "\"k~\"") TEXT("]}"))
MAKE(required_each,
     TEXT("{\"allOf\":[") LIST(1000, "{\"required\":[\"k~\",\"k1\",\"k2\"]}") TEXT("]}"))
MAKE(required_nine,
     TEXT("{\"allOf\":[") LIST(1000, "{\"required\":[\"k~\",\"k1\",\"k2\",\"k3\",\"k4\",\"k5\","
				     "\"k6\",\"k7\",\"k8\"]}") TEXT("]}"))
MAKE(dependent_required, TEXT("{\"dependentRequired\":{") LIST(n, "\"k~\":[\"k0\"]") TEXT("}}"))
MAKE(dependent_schemas,
     TEXT("{\"dependentSchemas\":{") LIST(n, "\"k~\":{\"minProperties\":1}") TEXT("}}"))
MAKE(dependent_wrong, TEXT("{\"dependentRequired\":{") LIST(n, "\"k~\":[\"gone~\"]") TEXT("}}"))
MAKE(key_patterns, TEXT("{\"patternProperties\":{") LIST(n, "\"^k~$\":true") TEXT("}}"))
MAKE(names, TEXT("{\"propertyNames\":{\"pattern\":\"^k[0-9]+$\"}}"))
MAKE(names_wrong, TEXT("{\"propertyNames\":{\"pattern\":\"^x\"}}"))
MAKE(unevaluated, TEXT("{\"allOf\":[") LIST(n, "{\"properties\":{\"k~\":true}}")
			  TEXT("],\"unevaluatedProperties\":false}"))
MAKE(unevaluated_any, TEXT("{\"anyOf\":[") LIST(n, "{\"properties\":{\"k~\":true}}")
			      TEXT("],\"unevaluatedProperties\":false}"))
MAKE(unevaluated_items, TEXT("{\"allOf\":[") LIST(n, "{\"contains\":{\"const\":1~}}")
				TEXT("],\"unevaluatedItems\":false}"))
MAKE(multiple_small, TEXT("{\"multipleOf\":0.7}"))
MAKE(multiple_long, TEXT("{\"multipleOf\":1") MANY(1999, "3") TEXT("}"))
MAKE(multiple_long_items, TEXT("{\"items\":{\"multipleOf\":1") MANY(1999, "3") TEXT("}}"))
MAKE(digits, MANY(n, "7"))
MAKE(tiny_exponents, TEXT("[1e20000") MANY(n, ",1e20000") TEXT("]"))
MAKE(huge_exponent, TEXT("1e1000000000"))
MAKE(bounds, TEXT("{\"minimum\":1e-1000000000,\"maximum\":1e1000000001,\"multipleOf\":1e-999999999,"
		  "\"type\":\"integer\"}"))
MAKE(integers, TEXT("{\"type\":\"integer\",\"minimum\":") MANY(n, "7") TEXT("}"))
MAKE(exploding, TEXT("{\"pattern\":\"^(a+)+$\"}"))
MAKE(exploding_alternatives, TEXT("{\"pattern\":\"^(a|a|aa)+b\"}"))
MAKE(exploding_items, TEXT("{\"items\":{\"pattern\":\"^(a+)+$\"}}"))
MAKE(many_as, TEXT("\"") MANY(n, "a") TEXT("!\""))
MAKE(many_lists_of_as,
     TEXT("[") LIST(n, "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa~!\"") TEXT("]"))
MAKE(unknown_keywords, TEXT("{") LIST(n, "\"minimumm~\":1") TEXT("}"))
MAKE(wrong_types, TEXT("{\"items\":{\"type\":\"string\"}}"))
MAKE(long_key_errors, TEXT("{\"") MANY(n, "k") TEXT("\":[") LIST(200, "~") TEXT("]}"))
MAKE(long_key_schema, TEXT("{\"additionalProperties\":{\"items\":{\"type\":\"string\"}}}"))
MAKE(nested_choice,
     TEXT("{\"anyOf\":[{\"type\":\"object\",\"properties\":{\"a\":{\"$ref\":\"#\"}},\"required\":["
	  "\"b\"]},"
	  "{\"type\":\"object\",\"properties\":{\"a\":{\"$ref\":\"#\"}},\"required\":[\"c\"]},"
	  "{\"type\":\"object\",\"properties\":{\"a\":{\"$ref\":\"#\"}},\"required\":[\"d\"]}]}"))
MAKE(nested_objects, MANY(n, "{\"a\":") TEXT("{}") MANY(n, "}"))

/* --- rows --------------------------------------------------------------------------------------
 */

static const struct row rows[] = {
	{"a value of 240 levels under a recursive schema", recursive, nested_lists, 60, PASSES, 0},
	{"a schema of 240 levels of not", nested_not, one, 60, ENDS, 0},
	{"a schema of 240 levels of definitions", nested_defs, one, 30, PASSES, 0},
	{"subschemas under a long key", nested_key_256, anything, 1000, PASSES, 0},
	{"references in a row", ref_chain, one, 10000, PASSES, 0},
	{"a ring of references", ref_ring, one, 10000, REFUSED, 0},
	{"anchors", anchors, one, 10000, PASSES, 0},
	{"resources within a resource", ids, one, 5000, PASSES, 0},
	{"dynamic anchors", dynamic_anchors, one, 10000, PASSES, 0},
	{"dynamic references under 200 scopes", dynamic_scopes, nested_lists, 50, ENDS, 1},
	{"100,000 branches of anyOf, none right", any_of, word, 25000, FAILS, 0},
	{"100,000 branches of oneOf, none right", one_of, word, 25000, FAILS, 0},
	{"100,000 branches of allOf", all_of, word, 25000, PASSES, 0},
	{"100,000 branches that want keys", any_of_objects, type_object, 25000, FAILS, 0},
	{"1,000 branches that look for keys in a large object", any_of_large, keys, 10000, FAILS,
	 0},
	{"branches that share a large enum", any_of_enums, one, 1000, FAILS, 0},
	{"branches that are one large enum", any_of_one_enum, word, 5000, FAILS, 0},
	{"1,000,000 different numbers", unique, ones, 250000, PASSES, 0},
	{"1,000,000 equal numbers", unique, same, 250000, FAILS, 0},
	{"300,000 equal structures", unique, same_deep, 75000, FAILS, 0},
	{"1,000,000 different texts", unique, words, 250000, PASSES, 0},
	{"400,000 different objects", unique, objects, 100000, PASSES, 0},
	{"unique at each of 200 levels", unique_deep, deep_ones, 10000, PASSES, 0},
	{"an enum of lists at each of 200 levels", not_enum_deep, deep_ones, 10000, PASSES, 0},
	{"a deep const at each of 200 levels", const_deep, deep_ones, 10000, PASSES, 0},
	{"an enum that lists a list, of a long list", enum_deep, ones, 50000, FAILS, 0},
	{"100,000 values of an enum", huge_enum, word, 25000, FAILS, 0},
	{"many wrong values of a large enum", huge_enum_items, words, 2500, FAILS, 0},
	{"100,000 properties", properties, keys, 25000, PASSES, 0},
	{"100,000 required keys", required, keys, 25000, PASSES, 0},
	{"100,000 required keys that are missing", required, other_keys, 25000, FAILS, 0},
	{"100,000 keys missing and 100,000 unknown", closed, other_keys, 25000, FAILS, 0},
	{"1,000 times required, of a large object", required_each, keys, 25000, ENDS, 0},
	{"1,000 times nine keys required, of a large object", required_nine, keys, 25000, ENDS, 0},
	{"100,000 keys that depend on another", dependent_required, keys, 25000, PASSES, 0},
	{"100,000 schemas that depend on a key", dependent_schemas, keys, 25000, PASSES, 0},
	{"100,000 dependencies that fail", dependent_wrong, keys, 25000, FAILS, 0},
	{"1,000 patterns for 1,000 keys", key_patterns, keys, 1000, PASSES, 1},
	{"100,000 names that match", names, keys, 25000, PASSES, 0},
	{"100,000 names that do not", names_wrong, keys, 25000, FAILS, 0},
	{"1,000 branches of allOf leave nothing unevaluated", unevaluated, keys, 250, PASSES, 1},
	{"1,000 branches of anyOf leave nothing unevaluated", unevaluated_any, keys, 250, PASSES,
	 1},
	{"1,000 branches of allOf leave other keys", unevaluated, other_keys, 250, FAILS, 1},
	{"1,000 times contains leave no item", unevaluated_items, ones, 250, PASSES, 1},
	{"1,000,000 digits are a multiple or not", multiple_small, digits, 250000, ENDS, 0},
	{"a divisor of 2,000 digits", multiple_long, digits, 5000, ENDS, 0},
	{"small texts of large numbers, a divisor of 2,000 digits", multiple_long_items,
	 tiny_exponents, 5000, ENDS, 1},
	{"an exponent of a thousand million", bounds, huge_exponent, 1, PASSES, 0},
	{"a bound of 1,000,000 digits", integers, digits, 250000, PASSES, 0},
	{"a pattern that explodes", exploding, many_as, 25, FAILS, 1},
	{"alternatives that explode", exploding_alternatives, many_as, 1000, ENDS, 1},
	{"a pattern that explodes for each of many items", exploding_items, many_lists_of_as, 500,
	 FAILS, 1},
	{"100,000 keywords that are none", unknown_keywords, one, 25000, PASSES, 0},
	{"1,000,000 items of the wrong kind", wrong_types, ones, 250000, FAILS, 0},
	{"200 findings under a key of a megabyte", long_key_schema, long_key_errors, 250000, FAILS,
	 0},
	{"choices within choices", nested_choice, nested_objects, 40, FAILS, 1},
};

/* --- measuring ---------------------------------------------------------------------------------
 */

static double seconds(void)
{
	return (double)clock() / CLOCKS_PER_SEC;
}

static enum outcome outcome_of(const struct dkt_report *report, bool passes)
{
	if (!passes)
		return FAILS;
	for (size_t i = 0; i < dkt_report_size(report); i++) {
		const struct dkt_finding *finding = dkt_report_at(report, i);

		if (finding->level == DKT_UNCHECKED && dkt_starts(finding->code, "schema."))
			return UNSURE;
	}
	return PASSES;
}

/* Compile and check; the time of both. */
static double run_once(const struct row *row, size_t n, enum outcome *out)
{
	struct dkt_buf schema_text = DKT_BUF_INIT(DKT_MAX_TEXT);
	struct dkt_buf value_text = DKT_BUF_INIT(DKT_MAX_TEXT);
	struct dkt_schemas *schemas = dkt_schemas_new();
	struct dkt_report *report = dkt_report_new();
	struct dkt_arena *arena = dkt_arena_new();
	const struct dkt_schema *schema = NULL;
	struct dkt_text_fault fault;
	struct dkt_text text;
	double begun;

	row->schema(&schema_text, n);
	row->value(&value_text, n);
	assert_true(dkt_buf_ok(&schema_text) && dkt_buf_ok(&value_text));
	assert_true(dkt_text_parse(&text, arena, value_text.bytes, value_text.size, &fault));
	begun = seconds();
	*out = REFUSED;
	if (dkt_schemas_add(schemas, "s.json", schema_text.bytes, schema_text.size, report))
		schema = dkt_schemas_compile(schemas, "s.json", report);
	if (schema != NULL) {
		dkt_report_file(report, "v.json", value_text.bytes, value_text.size, "");
		*out = outcome_of(report, dkt_schema_check(schema, &text.root, NULL, report));
	}
	begun = seconds() - begun;
	dkt_schemas_free(schemas);
	dkt_report_free(report);
	dkt_arena_free(arena);
	dkt_buf_clear(&schema_text);
	dkt_buf_clear(&value_text);
	return begun;
}

static void check_row(void **state)
{
	const struct row *row = ROW(struct row);
	bool print = getenv("DOCKET_HOSTILE") != NULL;
	enum outcome outcome;
	double small = 1e9;
	double large = 1e9;

	for (int attempt = 0; attempt < 4; attempt++) {
		double took = run_once(row, row->n, &outcome);

		small = took < small ? took : small;
		took = run_once(row, row->n * 4, &outcome);
		large = took < large ? took : large;
		if (large > TOO_LONG || row->bounded || large < TOO_QUICK || large < 12 * small)
			break;
	}
	if (print)
		print_message("%8.3f %8.3f %6.1f %d %s\n", small, large, large / (small + 1e-6),
			      (int)outcome, row->name);
	if (row->outcome != ENDS)
		assert_int_equal(outcome, row->outcome);
	if (large > TOO_LONG)
		fail_msg("it took %.1f seconds", large);
	if (!row->bounded && large >= TOO_QUICK && large >= 12 * small)
		fail_msg("four times as much took %.1f times as long", large / small);
}

int main(void)
{
	return rows_run("schema/hostile", rows, check_row);
}
