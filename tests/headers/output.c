/*
 * output.c - an example for programs that embed libdocket: compile a schema of a chosen dialect
 * once, let several threads check with it, and read what it says of a value.
 *
 * ci/check-install builds and runs it against the installed library.
 */
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include <docket/docket.h>

#define THREADS 4

/* "definitions" and a list of "items" are draft-07; the schema need not say so itself. */
static const char schema[] =
	"{\"title\": \"A place\", \"type\": \"object\", \"required\": [\"name\"],"
	" \"properties\": {"
	"  \"name\": {\"$ref\": \"common.json#/definitions/name\"},"
	"  \"position\": {\"items\": [{\"title\": \"Longitude\"}, {\"title\": \"Latitude\"}]}}}";
static const char common[] =
	"{\"definitions\": {\"name\": {\"type\": \"string\", \"minLength\": 1}}}";
static const char good[] = "{\"name\": \"Lantern\", \"position\": [18.5, 4.4]}";
static const char bad[] = "{\"nam\": \"Lantern\"}";

/* A reference that leads out of the schema: the program decides what stands there. */
static bool resolve(void *context, const char *uri, const char **bytes_out, size_t *size_out)
{
	(void)context;
	if (strcmp(uri, "https://example.org/common.json") != 0)
		return false;
	*bytes_out = common;
	*size_out = strlen(common);
	return true;
}

/* The validator is shared, the report is not. */
static void *check(void *context)
{
	const struct dkt_validator *validator = context;
	struct dkt_report *report = dkt_report_new();
	bool fine = dkt_validator_check(validator, "good.json", good, strlen(good), 0, report) &&
		    !dkt_validator_check(validator, "bad.json", bad, strlen(bad), 0, report);

	dkt_report_free(report);
	return fine ? context : NULL;
}

static int check_in_threads(struct dkt_validator *validator)
{
	pthread_t threads[THREADS];
	int failed = 0;

	for (int i = 0; i < THREADS; i++) {
		if (pthread_create(&threads[i], NULL, check, validator) != 0)
			return 1;
	}
	for (int i = 0; i < THREADS; i++) {
		void *fine = NULL;

		failed += pthread_join(threads[i], &fine) != 0 || fine == NULL;
	}
	return failed;
}

/* The errors of a value as another program would get them, here in Chinese. */
static int print_output(const struct dkt_validator *validator, struct dkt_report *report)
{
	static const enum dkt_output forms[] = {DKT_OUTPUT_FLAG, DKT_OUTPUT_BASIC,
						DKT_OUTPUT_DETAILED, DKT_OUTPUT_VERBOSE};
	int failed = 0;

	for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
		char *output = dkt_validator_output(validator, bad, strlen(bad), 0, forms[i],
						    "zh-Hans", report);

		failed += output == NULL;
		(void)puts(output == NULL ? "no output" : output);
		dkt_validator_output_free(output);
	}
	return failed;
}

int main(void)
{
	const struct dkt_validator_source source = {.name = "https://example.org/place.json",
						    .bytes = schema,
						    .size = strlen(schema),
						    .dialect = "draft-07",
						    .resolve = resolve};
	struct dkt_report *report = dkt_report_new();
	struct dkt_validator *validator = dkt_validator_open(&source, report);
	int failed = validator == NULL;

	if (validator != NULL)
		failed += check_in_threads(validator) + print_output(validator, report);
	for (size_t i = 0; i < dkt_report_size(report); i++)
		(void)puts(dkt_report_at(report, i)->sentence);
	dkt_validator_free(validator);
	dkt_report_free(report);
	return failed;
}
