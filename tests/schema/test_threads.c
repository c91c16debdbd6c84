/*
 * test_threads.c - one compiled schema, used by eight threads at once through the public header.
 *
 * Assertions of cmocka belong to one thread, so the others count what is not as it should be. Made
 * for a build with -DDOCKET_SANITIZE=thread as well.
 */
#include "support/rows.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "docket/schema.h"

#define THREADS 8
#define ROUNDS	200

/* Patterns, formats, references, large objects, dynamic scope, what is left over. */
static const char schema[] =
	"{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\","
	"\"$id\":\"https://example.org/tree\",\"$dynamicAnchor\":\"node\",\"title\":\"Tree\","
	"\"type\":\"object\",\"required\":[\"name\"],\"properties\":{"
	"\"name\":{\"type\":\"string\",\"pattern\":\"^(?=.*[a-z])[a-z0-9 ]+$\",\"maxLength\":40},"
	"\"since\":{\"format\":\"date\"},\"page\":{\"format\":\"uri\"},"
	"\"share\":{\"multipleOf\":0.01},\"kind\":{\"enum\":[\"a\",\"b\",\"c\",1,2,null]},"
	"\"tags\":{\"uniqueItems\":true,\"contains\":{\"const\":\"x\"},\"minContains\":0},"
	"\"children\":{\"type\":\"array\",\"items\":{\"$dynamicRef\":\"#node\"}}},"
	"\"patternProperties\":{\"^note-[0-9]+$\":{\"$ref\":\"#/$defs/note\"}},"
	"\"anyOf\":[{\"required\":[\"since\"]},{\"required\":[\"name\"]}],"
	"\"unevaluatedProperties\":false,"
	"\"$defs\":{\"note\":{\"type\":\"string\",\"minLength\":1,\"description\":\"A note\"}}}";

static const char good[] =
	"{\"name\":\"root 1\",\"since\":\"2019-04-17\",\"page\":\"https://example.org/\","
	"\"share\":0.25,\"kind\":\"b\",\"tags\":[\"x\",\"y\",1,1.5],\"note-1\":\"n\","
	"\"children\":[{\"name\":\"leaf\"},{\"name\":\"other\",\"children\":[{\"name\":\"z\"}]}]}";

static const char bad[] =
	"{\"nam\":\"ROOT\",\"since\":\"17.4.2019\",\"share\":0.255,\"kind\":\"d\","
	"\"tags\":[1,2,1.0],\"children\":[{\"name\":\"Leaf\"},{}],\"left\":1}";

struct shared {
	const struct dkt_validator *validator;
	const char *outputs[2]; /* verbose, of good and bad */
	size_t n_findings;	/* of bad */
};

struct worker {
	pthread_t thread;
	const struct shared *shared;
	size_t faults;
};

static bool same_output(const struct shared *shared, size_t which, struct dkt_report *report)
{
	const char *text = which == 0 ? good : bad;
	char *output = dkt_validator_output(shared->validator, text, strlen(text), 0,
					    DKT_OUTPUT_VERBOSE, NULL, report);
	bool same = output != NULL && strcmp(output, shared->outputs[which]) == 0;

	dkt_validator_output_free(output);
	return same;
}

static void *work(void *context)
{
	struct worker *worker = context;
	const struct shared *shared = worker->shared;

	for (size_t i = 0; i < ROUNDS; i++) {
		struct dkt_report *report = dkt_report_new();

		worker->faults += !dkt_validator_check(shared->validator, "good.json", good,
						       strlen(good), 0, report);
		worker->faults += dkt_report_size(report) != 0;
		worker->faults += dkt_validator_check(shared->validator, "bad.json", bad,
						      strlen(bad), 0, report);
		worker->faults += dkt_report_size(report) != shared->n_findings;
		worker->faults += i % 4 == 0 && !same_output(shared, i / 4 % 2, report);
		dkt_report_free(report);
	}
	return NULL;
}

static void test_threads(void **state)
{
	const struct dkt_validator_source source = {
		.name = "tree.json", .bytes = schema, .size = strlen(schema)};
	struct dkt_report *report = dkt_report_new();
	struct dkt_validator *validator = dkt_validator_open(&source, report);
	struct worker workers[THREADS];
	struct shared shared = {.validator = validator};
	char *outputs[2];

	(void)state;
	assert_non_null(validator);
	assert_false(dkt_validator_check(validator, "bad.json", bad, strlen(bad), 0, report));
	shared.n_findings = dkt_report_size(report);
	assert_true(shared.n_findings > 5);
	outputs[0] = dkt_validator_output(validator, good, strlen(good), 0, DKT_OUTPUT_VERBOSE,
					  NULL, report);
	outputs[1] = dkt_validator_output(validator, bad, strlen(bad), 0, DKT_OUTPUT_VERBOSE, NULL,
					  report);
	for (size_t i = 0; i < 2; i++)
		shared.outputs[i] = outputs[i];
	for (size_t i = 0; i < THREADS; i++) {
		workers[i] = (struct worker){.shared = &shared};
		assert_int_equal(pthread_create(&workers[i].thread, NULL, work, &workers[i]), 0);
	}
	for (size_t i = 0; i < THREADS; i++) {
		assert_int_equal(pthread_join(workers[i].thread, NULL), 0);
		assert_int_equal(workers[i].faults, 0);
	}
	dkt_validator_output_free(outputs[0]);
	dkt_validator_output_free(outputs[1]);
	dkt_validator_free(validator);
	dkt_report_free(report);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		{"eight threads check with one compiled schema", test_threads, NULL, NULL, NULL},
	};

	return cmocka_run_group_tests_name("schema/threads", tests, NULL, NULL);
}
