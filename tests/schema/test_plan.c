/*
 * test_plan.c - the plan says what the instructions say, and does not leave to them what it need
 * not.
 *
 * A row is a schema and a list of values, with a letter for each: p passes, f fails. The plan, the
 * instructions and the letters must agree. "left" says whether some part of the plan is a subschema
 * that eval.h does as a whole. The official suite asks the same of all its cases.
 */
#include <string.h>

#include "schema/eval.h"
#include "schema/plan.h"
#include "schema/schema.h"
#include "support/rows.h"

enum left { ALL_PLANNED, LEFT, NO_PLAN };

struct row {
	const char *name;
	const char *schema;
	const char *values;
	const char *answers;
	enum left left;
};

static const struct row rows[] = {
	{"bounds of integers and of fractions", "{\"minimum\": -2, \"maximum\": 3}",
	 "[-2, -2.0, -2.1, -1.9, 3, 3.0, 3.000, 3.01, 2.99, -0.5, 0, -0, 1e0, 30e-1, 31e-1]",
	 "ppfpppp"
	 "fppppppf",
	 ALL_PLANNED},
	{"bounds that exclude", "{\"exclusiveMinimum\": -2, \"exclusiveMaximum\": 3}",
	 "[-2, -2.0, -1.99, -3, 3, 3.0, 2.99, 2, 3.01, -2.01]", "ffpfffppff", ALL_PLANNED},
	{"bounds that are fractions", "{\"minimum\": 0.5, \"maximum\": 1.5}",
	 "[0.5, 0.49, 1, 1.5, 1.51, 0, 2]", "pfppfff", ALL_PLANNED},
	{"bounds of numbers that no machine word holds", "{\"maximum\": 1000000000000000000000}",
	 "[999999999999999999999, 1000000000000000000000, 1000000000000000000001, 1e400, 1]",
	 "ppffp", ALL_PLANNED},
	{"values that no machine word holds", "{\"minimum\": 0, \"maximum\": 10}",
	 "[99999999999999999999, -99999999999999999999, 0.99999999999999999999999]", "ffp",
	 ALL_PLANNED},
	{"integers, however they are written", "{\"type\": \"integer\"}",
	 "[1, 1.0, 1.5, 1e2, 1e-2, 10e-1, 123456789012345678901234567890, -0.0]", "ppfpfppp",
	 ALL_PLANNED},
	{"lengths count characters", "{\"minLength\": 2, \"maxLength\": 3}",
	 "[\"\", \"a\", \"ab\", \"abc\", \"abcd\", \"\\u00e9\", \"\\u00e9\\u00e9\", "
	 "\"\\ud83d\\ude00\", \"\\ud83d\\ude00\\ud83d\\ude00\\ud83d\\ude00\", "
	 "\"\\ud83d\\ude00\\ud83d\\ude00\\ud83d\\ude00\\ud83d\\ude00\"]",
	 "ffppffpfpf", ALL_PLANNED},
	{"items that differ", "{\"uniqueItems\": true}",
	 "[[], [1, 2], [1, 1.0], [{\"a\": 1, \"b\": 2}, {\"b\": 2, \"a\": 1}], "
	 "[{\"a\": 1, \"b\": 2}, {\"b\": 1, \"a\": 2}], [{\"a\": [1]}, {\"a\": [1]}], "
	 "[{\"a\": {\"b\": 1}}, {\"a\": {\"b\": 2}}], [{\"a\": 1}, {\"a\": 1, \"b\": 1}], "
	 "[{\"a\": 1, \"a\": 2}, {\"a\": 2}], [{\"a\": 1, \"a\": 2}, {\"a\": 1}], "
	 "[{\"a\": {}, \"a\": 2}, {\"a\": [], \"a\": 2}], [null, false, 0, \"\"], "
	 "[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 1]]",
	 "ppffpfppfpfpf", ALL_PLANNED},
	{"more required keys than bits",
	 "{\"required\": [\"0\",\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\",\"8\",\"9\",\"a0\","
	 "\"a1\",\"a2\",\"a3\",\"a4\",\"a5\",\"a6\",\"a7\",\"a8\",\"a9\",\"b0\",\"b1\",\"b2\","
	 "\"b3\",\"b4\",\"b5\",\"b6\",\"b7\",\"b8\",\"b9\",\"c0\",\"c1\",\"c2\",\"c3\",\"c4\","
	 "\"c5\",\"c6\",\"c7\",\"c8\",\"c9\",\"d0\",\"d1\",\"d2\",\"d3\",\"d4\",\"d5\",\"d6\","
	 "\"d7\",\"d8\",\"d9\",\"e0\",\"e1\",\"e2\",\"e3\",\"e4\",\"e5\",\"e6\",\"e7\",\"e8\","
	 "\"e9\",\"f0\",\"f1\",\"f2\",\"f3\",\"f4\"]}",
	 "[{}, {\"0\": 1}, []]", "ffp", ALL_PLANNED},
	{"one of several, some decided by the kind",
	 "{\"oneOf\": [{\"type\": \"string\"}, {\"minLength\": 2}, {\"type\": \"object\"}]}",
	 "[\"a\", \"ab\", {}, 1]", "pffp", ALL_PLANNED},

	{"closed by its own properties",
	 "{\"properties\": {\"a\": {\"type\": \"integer\"}}, \"unevaluatedProperties\": false}",
	 "[{}, {\"a\": 1}, {\"a\": \"\"}, {\"b\": 1}, 1]", "ppffp", ALL_PLANNED},
	{"closed over references and allOf",
	 "{\"$ref\": \"#/$defs/a\", \"allOf\": [{\"properties\": {\"b\": true}}, "
	 "{\"patternProperties\": {\"^x\": {\"type\": \"null\"}}}], "
	 "\"unevaluatedProperties\": false, "
	 "\"$defs\": {\"a\": {\"allOf\": [{\"properties\": {\"a\": true}}]}}}",
	 "[{\"a\": 1, \"b\": 2}, {\"x1\": null}, {\"x1\": 1}, {\"c\": 1}]", "ppff", ALL_PLANNED},
	{"what is left may be of some kind",
	 "{\"properties\": {\"a\": true}, \"unevaluatedProperties\": {\"type\": \"integer\"}}",
	 "[{\"a\": \"\"}, {\"b\": 1}, {\"b\": \"\"}]", "ppf", ALL_PLANNED},
	{"additionalProperties evaluates all",
	 "{\"allOf\": [{\"additionalProperties\": {\"type\": \"integer\"}}], "
	 "\"unevaluatedProperties\": false}",
	 "[{\"b\": 1}, {\"b\": \"\"}]", "pf", ALL_PLANNED},
	{"branches that only require something do not matter",
	 "{\"properties\": {\"a\": true, \"b\": true}, \"anyOf\": [{\"required\": [\"a\"]}, "
	 "{\"required\": [\"b\"], \"properties\": {\"b\": {\"type\": \"integer\"}}}], "
	 "\"unevaluatedProperties\": false}",
	 "[{\"a\": 1}, {\"b\": 1}, {\"b\": \"\"}, {\"a\": 1, \"b\": \"\"}, {\"a\": 1, \"c\": 1}]",
	 "ppfpf", ALL_PLANNED},
	{"branches that know other keys do",
	 "{\"anyOf\": [{\"required\": [\"a\"], \"properties\": {\"a\": true}}, "
	 "{\"required\": [\"b\"], \"properties\": {\"b\": true}}], "
	 "\"unevaluatedProperties\": false}",
	 "[{\"a\": 1}, {\"b\": 1}, {\"a\": 1, \"b\": 1}, {\"a\": 1, \"c\": 1}]", "pppf", LEFT},
	{"a subschema that is sure here and a branch there",
	 "{\"anyOf\": [{\"$ref\": \"#/$defs/a\"}], \"allOf\": [{\"$ref\": \"#/$defs/a\"}], "
	 "\"unevaluatedProperties\": false, \"$defs\": {\"a\": {\"properties\": {\"a\": true}}}}",
	 "[{\"a\": 1}, {\"b\": 1}]", "pf", ALL_PLANNED},
	{"a branch with additionalProperties",
	 "{\"properties\": {\"a\": true}, \"if\": {\"required\": [\"a\"]}, "
	 "\"then\": {\"additionalProperties\": true}, \"unevaluatedProperties\": false}",
	 "[{\"a\": 1, \"b\": 1}, {\"b\": 1}]", "pf", LEFT},
	{"a dependent schema that knows another key",
	 "{\"properties\": {\"a\": true}, \"dependentSchemas\": {\"a\": {\"properties\": "
	 "{\"b\": true}}}, \"unevaluatedProperties\": false}",
	 "[{\"a\": 1, \"b\": 1}, {\"b\": 1}]", "pf", LEFT},
	{"what not has evaluated does not count",
	 "{\"not\": {\"not\": {\"properties\": {\"a\": true}}}, \"unevaluatedProperties\": false}",
	 "[{}, {\"a\": 1}]", "pf", ALL_PLANNED},
	{"an inner unevaluatedProperties evaluates all",
	 "{\"allOf\": [{\"unevaluatedProperties\": {\"type\": \"integer\"}}], "
	 "\"unevaluatedProperties\": false}",
	 "[{\"a\": 1}, {\"a\": \"\"}]", "pf", ALL_PLANNED},
	{"an outer one does not see into members",
	 "{\"properties\": {\"a\": {\"properties\": {\"b\": true}}}, "
	 "\"unevaluatedProperties\": false}",
	 "[{\"a\": {\"b\": 1, \"c\": 1}}, {\"b\": 1}]", "pf", ALL_PLANNED},
	{"a number of items is known",
	 "{\"prefixItems\": [{\"type\": \"integer\"}, true], \"unevaluatedItems\": false, "
	 "\"unevaluatedProperties\": false}",
	 "[[], [1], [\"\"], [1, 2], [1, 2, 3], {\"a\": 1}, 1]", "ppfpffp", ALL_PLANNED},
	{"the longest of several",
	 "{\"prefixItems\": [true], \"allOf\": [{\"prefixItems\": "
	 "[true, true]}], \"unevaluatedItems\": {\"type\": \"null\"}}",
	 "[[1, 2], [1, 2, null], [1, 2, 3]]", "ppf", ALL_PLANNED},
	{"items evaluates all",
	 "{\"allOf\": [{\"items\": {\"type\": \"integer\"}}], \"unevaluatedItems\": false}",
	 "[[1, 2], [\"\"]]", "pf", ALL_PLANNED},
	{"contains evaluates what it finds",
	 "{\"contains\": {\"const\": 1}, \"unevaluatedItems\": false}", "[[1], [1, 2], []]", "pff",
	 LEFT},
	{"a dynamic reference with one place to go",
	 "{\"$id\": \"https://a.example/\", \"$dynamicAnchor\": \"x\", \"items\": "
	 "{\"$dynamicRef\": \"#x\"}, \"maxItems\": 1}",
	 "[[], [[[]]], [[[], []]]]", "ppf", ALL_PLANNED},
	{"a dynamic reference with two",
	 "{\"$id\": \"https://a.example/\", \"$ref\": \"list\", \"$defs\": {\"x\": "
	 "{\"$dynamicAnchor\": \"x\", \"type\": \"integer\"}, \"list\": {\"$id\": \"list\", "
	 "\"items\": {\"$dynamicRef\": \"#x\"}, \"$defs\": {\"x\": {\"$dynamicAnchor\": \"x\"}}}}}",
	 "[[1], [\"\"]]", "pf", NO_PLAN},
};

/* Is a subschema left to eval.h, in the program of any kind of value of the root? */
static enum left left_of(const struct dkt_plan *plan)
{
	if (plan->root == NULL)
		return NO_PLAN;
	for (unsigned kind = 0; kind < DKT_KINDS; kind++) {
		const struct dkt_program *program = plan->root->by_kind[kind];

		for (size_t i = 0; program != NULL && i < program->n; i++) {
			if (program->checks[i].op == DKT_CHECK_SUB)
				return LEFT;
		}
	}
	return ALL_PLANNED;
}

static void check_values(const struct row *row, const struct dkt_schema *schema,
			 struct dkt_checker *checker, const struct dkt_node *values)
{
	struct dkt_run run;

	dkt_run_init(&run, true);
	assert_int_equal(dkt_size(values), strlen(row->answers));
	for (size_t i = 0; i < values->size; i++) {
		bool passes = row->answers[i] == 'p';

		if (dkt_checker_passes(checker, &values->as.items[i]) != passes)
			fail_msg("the plan is wrong about value %zu", i);
		if (dkt_eval(&run, schema->root, &values->as.items[i], NULL) !=
		    (passes ? DKT_PASSES : DKT_FAILS))
			fail_msg("the instructions are wrong about value %zu", i);
	}
	dkt_run_clear(&run);
}

static void check_row(void **state)
{
	const struct row *row = ROW(struct row);
	struct dkt_schemas *schemas = dkt_schemas_new();
	struct dkt_report *report = dkt_report_new();
	struct dkt_arena *arena = dkt_arena_new();
	const struct dkt_schema *schema;
	struct dkt_checker *checker;
	struct dkt_text_fault fault;
	struct dkt_plan *plan;
	struct dkt_text text;

	assert_true(dkt_schemas_add(schemas, "s.json", row->schema, strlen(row->schema), report));
	schema = dkt_schemas_compile(schemas, "s.json", report);
	assert_non_null(schema);
	assert_true(dkt_text_parse(&text, arena, row->values, strlen(row->values), &fault));
	plan = dkt_plan_new(schema, NULL);
	checker = dkt_checker_new(plan);
	check_values(row, schema, checker, &text.root);
	assert_int_equal(left_of(plan), row->left);
	dkt_checker_free(checker);
	dkt_plan_free(plan);
	dkt_arena_free(arena);
	dkt_report_free(report);
	dkt_schemas_free(schemas);
}

int main(void)
{
	return rows_run("schema/plan", rows, check_row);
}
