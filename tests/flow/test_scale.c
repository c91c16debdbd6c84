/*
 * test_scale.c - examining a dataset costs time in proportion to its records.
 *
 * The same process examines 500 and then 4,000 generated records of a dataset of its own, with
 * references among them, into one report, as `docket validate` does. What counts is the processor
 * time of this process, which neighbours on the machine change little; eight times the records may
 * cost sixteen times the time, where quadratic work would cost sixty-four times.
 */
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "docket/docket.h"
#include "record/ident.h"
#include "support/data.h"
#include "support/rows.h"

#define FEW	    500
#define MANY	    4000
#define MAX_RATIO   16.0
#define MAX_SECONDS 120.0

static struct dkt_arena *arena;
static char folder[] = "/tmp/docket-scale-XXXXXX";

static double cpu_seconds(void)
{
	struct rusage usage;

	assert_int_equal(getrusage(RUSAGE_SELF, &usage), 0);
	return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
	       (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static void write_file(const char *name, const char *text)
{
	struct dkt_err err = DKT_ERR_INIT;

	if (dkt_file_write(dkt_arena_printf(arena, "%s/%s", folder, name), text, strlen(text),
			   &err) < 0)
		fail_msg("%s", err.text);
}

static void write_dataset(void)
{
	struct dkt_err err = DKT_ERR_INIT;

	assert_non_null(mkdtemp(folder));
	assert_int_equal(dkt_dir_make(dkt_arena_printf(arena, "%s/schemas", folder), &err), 0);
	write_file(
		"docket.json",
		"{\"format\": 1, \"name\": \"scale\", \"title\": {\"en\": \"Scale\"}, "
		"\"licence\": \"CC0-1.0\", \"languages\": [\"en\"], \"collections\": {\"things\":"
		" {\"schema\": \"schemas/things.schema.json\", \"prefix\": \"th\", \"noun\": "
		"{\"en\": \"thing\"}, \"label\": \"/title\"}}}");
	write_file("maintainers.json",
		   "{\"maintainers\": [{\"handle\": \"ada\", \"name\": \"Ada\", "
		   "\"roles\": [\"administrator\"], \"keys\": []}]}");
	write_file(
		"schemas/things.schema.json",
		"{\"$schema\": \"https://json-schema.org/draft/2020-12/schema\", \"$id\": "
		"\"https://scale.example/schemas/things.schema.json\", \"type\": \"object\", "
		"\"required\": [\"title\", \"sources\"], \"additionalProperties\": false, "
		"\"properties\": {\"id\": {\"type\": [\"string\", \"null\"]}, \"title\": "
		"{\"type\": "
		"\"string\", \"pattern\": \"^Thing [0-9]+$\", \"x-docket\": {\"sourced\": true}}, "
		"\"near\": {\"type\": \"string\", \"x-docket\": {\"references\": \"things\"}}, "
		"\"sources\": {\"type\": \"array\", \"items\": {\"type\": \"object\"}, "
		"\"x-docket\": {\"key\": \"/url\"}}}}");
}

/* A record with one mistake (its neighbour does not exist), so that the report grows too. */
static void examine_one(struct dkt *d, struct dkt_report *report, unsigned i)
{
	struct dkt_err err = DKT_ERR_INIT;
	char near[DKT_ID_SIZE];
	char digits[16];
	struct dkt_input input = {.name = dkt_arena_printf(arena, "things/%u.json", i)};

	(void)snprintf(digits, sizeof digits, "%07u", i % 10000000U);
	dkt_id_make("th", digits, near);
	input.bytes = dkt_arena_printf(
		arena,
		"{\n  \"id\": null,\n  \"title\": \"Thing %u\",\n  \"near\": \"%s\",\n  "
		"\"sources\": [\n    {\n      \"url\": \"https://page%u.example/\",\n      "
		"\"supports\": [\n        \"/title\"\n      ]\n    }\n  ]\n}\n",
		i, near, i);
	input.size = strlen(input.bytes);
	assert_int_equal(dkt_examine(d, &input, DKT_UPTO_RECORD, report, &err), 0);
}

static double seconds_for(unsigned n)
{
	struct dkt_options options = {.dir = folder, .from = DKT_FROM_FILES, .now = 1800000000};
	struct dkt_report *report = dkt_report_new();
	struct dkt_err err = DKT_ERR_INIT;
	struct dkt *d = NULL;
	double start;
	double spent;

	if (dkt_open(&options, &d, report, &err) < 0)
		fail_msg("%s", err.text);
	start = cpu_seconds();
	for (unsigned i = 0; i < n; i++)
		examine_one(d, report, i);
	spent = cpu_seconds() - start;
	assert_int_equal(dkt_report_count(report, DKT_ERROR), n);
	dkt_close(d);
	dkt_report_free(report);
	return spent;
}

static void time_grows_with_the_records(void **state)
{
	double few;
	double many;

	(void)state;
	write_dataset();
	few = seconds_for(FEW);
	for (int i = 0; i < 3; i++) { /* the least of four: what the work itself takes */
		double again = seconds_for(FEW);

		few = again < few ? again : few;
	}
	many = seconds_for(MANY);
	print_message("%d records %.3f s, %d records %.3f s, ratio %.1f\n", FEW, few, MANY, many,
		      many / few);
	assert_true(many < MAX_SECONDS);
	assert_true(few > 0);
	assert_true(many / few < MAX_RATIO);
}

static int clear_folder(void **state)
{
	static const char *const names[] = {"docket.json", "maintainers.json",
					    "schemas/things.schema.json", "schemas", ""};

	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		const char *path = dkt_arena_printf(arena, "%s/%s", folder, names[i]);

		if (unlink(path) < 0 && rmdir(path) < 0)
			return -1;
	}
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(time_grows_with_the_records, clear_folder),
	};
	int failed;

	arena = dkt_arena_new();
	failed = cmocka_run_group_tests_name("flow/scale", tests, NULL, NULL);
	dkt_arena_free(arena);
	return failed;
}
