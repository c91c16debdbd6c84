/*
 * test_growth.c - compiling takes memory in proportion to the schema.
 *
 * A row makes a schema of size n and of size 4n and compiles both, with the plan. What the arenas
 * of the library handed out may grow sixfold at most (linear is four, quadratic sixteen), and is
 * at most so many bytes for each byte of the schema. Bytes are counted, so nothing here depends on
 * the speed of the machine; work that takes no memory is timed in test_hostile.
 */
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "schema/library.h"
#include "schema/plan.h"
#include "support/rows.h"

#define MOST_GROWTH 6

typedef void make_fn(struct dkt_buf *out, size_t n);

struct row {
	const char *name;
	make_fn *schema;
	size_t n;
	size_t most; /* bytes handed out for a byte of the schema */
};

/* n times the format, each ~ in it being 0, 1, ..., with commas between. */
static void list(struct dkt_buf *out, size_t n, const char *format)
{
	for (size_t i = 0; i < n; i++) {
		for (const char *at = format; *at != '\0'; at++) {
			if (*at == '~')
				dkt_buf_addf(out, "%zu", i);
			else
				dkt_buf_addc(out, *at);
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
		__VA_ARGS__                                                                        \
	}
#define TEXT(text)	    dkt_buf_adds(o, text);
#define LIST(count, format) list(o, count, format);
#define MANY(count, text)   many(o, count, text);

MAKE(wide,
     TEXT("{\"properties\":{") LIST(n, "\"key~\":{\"type\":\"string\",\"minLength\":1}") TEXT("}}"))
MAKE(long_key, TEXT("{\"properties\":{\"") MANY(n, "long") TEXT("\":{\"properties\":{")
		       LIST(n, "\"k~\":{\"type\":\"string\"}") TEXT("}}}}"))
MAKE(long_key_around_mistakes,
     TEXT("{\"properties\":{\"") MANY(n, "long") TEXT("\":{") LIST(n, "\"unknown~\":1") TEXT("}}}"))
MAKE(definitions,
     TEXT("{\"$defs\":{") LIST(n, "\"d~\":{\"type\":\"string\"}") TEXT("},\"properties\":{")
	     LIST(n, "\"k~\":{\"$ref\":\"#/$defs/d~\"}") TEXT("}}"))
MAKE(anchors, TEXT("{\"$defs\":{") LIST(n, "\"d~\":{\"$anchor\":\"a~\"}") TEXT("},\"properties\":{")
		      LIST(n, "\"k~\":{\"$ref\":\"#a~\"}") TEXT("}}"))
MAKE(dynamic_anchors,
     TEXT("{\"$defs\":{") LIST(n, "\"d~\":{\"$dynamicAnchor\":\"a~\"}") TEXT("},\"properties\":{")
	     LIST(n, "\"k~\":{\"$dynamicRef\":\"#a~\"}") TEXT("}}"))
MAKE(resources,
     TEXT("{\"$id\":\"https://a.example/\",\"$defs\":{")
	     LIST(n, "\"d~\":{\"$id\":\"r~\",\"type\":\"object\"}") TEXT("},\"properties\":{")
		     LIST(n, "\"k~\":{\"$ref\":\"r~\"}") TEXT("}}"))
MAKE(long_base,
     TEXT("{\"$id\":\"https://a.example/") MANY(900, "long") TEXT("/\",\"properties\":{")
	     LIST(n, "\"k~\":{\"$ref\":\"?\"}") TEXT("},\"$defs\":{\"a\":{\"$id\":\"?\"}}}"))
MAKE(words, TEXT("{\"enum\":[") LIST(n, "\"word ~\"") TEXT("]}"))
MAKE(branches,
     TEXT("{\"oneOf\":[")
	     LIST(n, "{\"properties\":{\"t\":{\"const\":\"t~\"}},\"required\":[\"t\"]}") TEXT("]}"))
MAKE(all_of, TEXT("{\"allOf\":[") LIST(n, "{\"properties\":{\"p~\":{\"type\":\"string\"}}}")
		     TEXT("],\"unevaluatedProperties\":false}"))
MAKE(notes, TEXT("{\"allOf\":[") LIST(n, "{\"x-docket\":{\"k~\":1}}") TEXT("]}"))
MAKE(patterns, TEXT("{\"patternProperties\":{") LIST(n, "\"^x~\":{\"type\":\"string\"}") TEXT("}}"))
MAKE(dependents, TEXT("{\"dependentSchemas\":{") LIST(n, "\"k~\":{\"required\":[\"a\"]}")
			 TEXT("},\"dependentRequired\":{") LIST(n, "\"k~\":[\"b\"]") TEXT("}}"))
MAKE(chain,
     TEXT("{\"$ref\":\"#/$defs/a0\",\"$defs\":{")
	     LIST(n, "\"a~\":{\"$ref\":\"#/$defs/b~\"},\"b~\":{\"type\":\"object\"}") TEXT("}}"))
MAKE(shared_base, TEXT("{\"$defs\":{\"base\":{\"properties\":{") LIST(n, "\"p~\":{}") TEXT("}},")
			  LIST(n, "\"d~\":{\"$ref\":\"#/$defs/base\",\"properties\":{\"q~\":{}},"
				  "\"unevaluatedProperties\":false}") TEXT("},\"properties\":{")
				  LIST(n, "\"k~\":{\"$ref\":\"#/$defs/d~\"}") TEXT("}}"))
MAKE(nested, MANY(n, "{\"properties\":{\"key\":{\"items\":") TEXT("{}") MANY(n, "}}}"))

static const struct row rows[] = {
	{"many properties", wide, 5000, 60},
	{"one long key above many properties", long_key, 5000, 60},
	{"one long key above many mistakes", long_key_around_mistakes, 5000, 30},
	{"many definitions and references", definitions, 5000, 60},
	{"many anchors", anchors, 5000, 60},
	{"many dynamic anchors", dynamic_anchors, 5000, 60},
	{"many resources", resources, 2000, 60},
	{"a long $id above many references", long_base, 5000, 60},
	{"many words in one enum", words, 5000, 60},
	{"many branches", branches, 5000, 60},
	{"many parts of one value", all_of, 5000, 60},
	{"annotations from many parts", notes, 5000, 60},
	{"many patterns for keys", patterns, 1000, 60},
	{"many dependent schemas", dependents, 5000, 60},
	{"many references that lead to references", chain, 5000, 60},
	{"many closed types over one large base", shared_base, 3000, 200},
	{"types within types", nested, 20, 100},
};

static size_t bytes_of(const struct row *row, size_t n, size_t *schema_size)
{
	struct dkt_buf text = DKT_BUF_INIT(DKT_MAX_TEXT);
	struct dkt_schemas *schemas = dkt_schemas_new();
	struct dkt_report *report = dkt_report_new();
	const struct dkt_schema *schema;
	struct dkt_plan *plan;
	size_t used;

	row->schema(&text, n);
	assert_true(dkt_buf_ok(&text));
	*schema_size = text.size;
	assert_true(dkt_schemas_add(schemas, "s.json", text.bytes, text.size, report));
	schema = dkt_schemas_compile(schemas, "s.json", report);
	assert_non_null(schema);
	plan = dkt_plan_new(schema, NULL);
	used = dkt_arena_used(schemas->arena) + dkt_arena_used(schemas->scratch) +
	       dkt_arena_used(plan->arena);
	dkt_plan_free(plan);
	dkt_report_free(report);
	dkt_schemas_free(schemas);
	dkt_buf_clear(&text);
	return used;
}

static void check_row(void **state)
{
	const struct row *row = ROW(struct row);
	size_t small_size;
	size_t large_size;
	size_t small = bytes_of(row, row->n, &small_size);
	size_t large = bytes_of(row, row->n * 4, &large_size);

	if (getenv("DOCKET_GROWTH") != NULL)
		print_message("%zu for %zu, %zu for %zu: %.1f a byte, %.1f times\n", small,
			      small_size, large, large_size, (double)large / (double)large_size,
			      (double)large / (double)small);
	assert_true(large <= small * MOST_GROWTH);
	assert_true(large <= large_size * row->most);
}

int main(void)
{
	return rows_run("schema/growth", rows, check_row);
}
