/* test_config.c - docket.json and maintainers.json: defaults, mistakes, places of records. */
#include "record/config.h"
#include "record/people.h"

#include <string.h>

#include "record/submission.h"
#include "support/rows.h"

#define THINGS "\"collections\": {\"things\": {\"prefix\": \"th\", \"noun\": {\"en\": \"thing\"}}}"

/* The one finding that a document must have. */
struct row {
	const char *name;
	const char *json;
	const char *code; /* NULL: accepted */
	const char *says; /* part of the sentence */
};

static const struct row configs[] = {
	{"the least that a dataset needs", "{" THINGS "}", NULL, ""},
	{"two collections",
	 "{\"collections\": {\"a\": {\"prefix\": \"a\"}, \"c\": {\"prefix\": \"c\"}}}", NULL, ""},
	{"no collection", "{\"name\": \"x\"}", "config.value", "at least one collection"},
	{"an empty list of collections", "{\"collections\": {}}", "config.value",
	 "at least one collection"},
	{"two equal prefixes",
	 "{\"collections\": {\"a\": {\"prefix\": \"x\"}, \"c\": {\"prefix\": \"x\"}}}",
	 "config.prefix", "same prefix \"x\""},
	{"the prefix of submissions", "{\"collections\": {\"a\": {\"prefix\": \"s\"}}}",
	 "config.value", "reserved"},
	{"the prefix of batches", "{\"collections\": {\"a\": {\"prefix\": \"b\"}}}", "config.value",
	 "reserved"},
	{"no prefix", "{\"collections\": {\"a\": {}}}", "config.value", "prefix"},
	{"a prefix of nine letters", "{\"collections\": {\"a\": {\"prefix\": \"abcdefghi\"}}}",
	 "config.value", "one to eight letters"},
	{"a prefix with a digit", "{\"collections\": {\"a\": {\"prefix\": \"a1\"}}}",
	 "config.value", "one to eight letters"},
	{"a collection that leads upwards",
	 "{\"collections\": {\"..\": {\"prefix\": \"a\", \"schema\": \"schemas/a.json\"}}}",
	 "config.value", "name of a collection"},
	{"a collection with a slash",
	 "{\"collections\": {\"a/b\": {\"prefix\": \"a\", \"schema\": \"schemas/a.json\"}}}",
	 "config.value", "name of a collection"},
	{"a collection of Docket's own name",
	 "{\"collections\": {\"docket\": {\"prefix\": \"a\"}}}", "config.value",
	 "name of a collection"},
	{"a schema outside schemas/",
	 "{\"collections\": {\"a\": {\"prefix\": \"a\", \"schema\": \"../a.json\"}}}",
	 "config.value", "below schemas/"},
	{"a schema that leads out of schemas/",
	 "{\"collections\": {\"a\": {\"prefix\": \"a\", \"schema\": \"schemas/../../a.json\"}}}",
	 "config.value", "below schemas/"},
	{"a label that is no pointer",
	 "{\"collections\": {\"a\": {\"prefix\": \"a\", \"label\": \"title\"}}}", "config.value",
	 "JSON pointer"},
	{"a name with a slash", "{\"name\": \"a/b\", " THINGS "}", "config.value", "a name"},
	{"a key that stands twice", "{\"name\": \"a\", \"name\": \"b\", " THINGS "}",
	 "json.duplicate-key", "twice"},
	{"a text that is cut short", "{\"name\": \"a\", ", "json.syntax", "ends"},
};

static const struct row people[] = {
	{"nobody", "{\"maintainers\": []}", NULL, ""},
	{"one person", "{\"maintainers\": [{\"handle\": \"ada\"}]}", NULL, ""},
	{"two of one handle", "{\"maintainers\": [{\"handle\": \"ada\"}, {\"handle\": \"ada\"}]}",
	 "maintainers.handle", "twice"},
	{"no handle", "{\"maintainers\": [{\"name\": \"Ada\"}]}", "maintainers.handle",
	 "needs a handle"},
	{"a handle with a line break", "{\"maintainers\": [{\"handle\": \"ada\\nb\"}]}",
	 "maintainers.handle", "needs a handle"},
	{"a handle with an address", "{\"maintainers\": [{\"handle\": \"ada@mail.example\"}]}",
	 "maintainers.handle", "needs a handle"},
	{"a capital letter", "{\"maintainers\": [{\"handle\": \"Ada\"}]}", "maintainers.handle",
	 "needs a handle"},
};

static void check_report(const struct row *row, const struct dkt_report *report, bool accepted)
{
	assert_int_equal(accepted, row->code == NULL);
	if (row->code == NULL) {
		assert_int_equal(dkt_report_size(report), 0);
		return;
	}
	assert_int_equal(dkt_report_count(report, DKT_ERROR), 1);
	assert_string_equal(dkt_report_at(report, 0)->code, row->code);
	assert_non_null(strstr(dkt_report_at(report, 0)->sentence, row->says));
}

static void check_config(void **state)
{
	const struct row *row = ROW(struct row);
	struct dkt_arena *arena = dkt_arena_new();
	struct dkt_report *report = dkt_report_new();

	check_report(row, report,
		     dkt_config_read(arena, "docket.json", row->json, strlen(row->json), report) !=
			     NULL);
	dkt_report_free(report);
	dkt_arena_free(arena);
}

static void check_people(void **state)
{
	const struct row *row = ROW(struct row);
	struct dkt_arena *arena = dkt_arena_new();
	struct dkt_report *report = dkt_report_new();

	check_report(row, report,
		     dkt_people_read(arena, "maintainers.json", row->json, strlen(row->json),
				     report) != NULL);
	dkt_report_free(report);
	dkt_arena_free(arena);
}

/* --- what is read -------------------------------------------------------------------------------
 */

static const struct dkt_config *config_of(struct dkt_arena *arena, const char *json)
{
	struct dkt_report *report = dkt_report_new();
	const struct dkt_config *config =
		dkt_config_read(arena, "docket.json", json, strlen(json), report);

	dkt_report_free(report);
	assert_non_null(config);
	return config;
}

static void missing_members_take_the_documented_defaults(void **state)
{
	struct dkt_arena *arena = dkt_arena_new();
	const struct dkt_config *config = config_of(arena, "{" THINGS "}");

	(void)state;
	assert_string_equal(config->collections[0].schema, "schemas/things.schema.json");
	assert_string_equal(config->collections[0].label, "/title");
	assert_int_equal(config->collections[0].fanout, 1);
	assert_null(config->collections[0].geometry);
	assert_int_equal(config->policy.approvals, 1);
	assert_int_equal(config->policy.self_approval, DKT_SELF_NEVER);
	assert_true(config->policy.merge_on_approval);
	assert_false(config->policy.legacy);
	dkt_arena_free(arena);
}

static void policy_is_read(void **state)
{
	struct dkt_arena *arena = dkt_arena_new();
	const struct dkt_config *config = config_of(
		arena, "{" THINGS ", \"policy\": {\"approvals\": 2, \"approvals_by_kind\": "
		       "{\"amend\": 3}, \"self_approval\": \"logged\", \"merge\": "
		       "\"by_maintainer\", \"legacy\": true}}");

	(void)state;
	assert_int_equal(dkt_policy_approvals(&config->policy, DKT_ADD), 2);
	assert_int_equal(dkt_policy_approvals(&config->policy, DKT_AMEND), 3);
	assert_int_equal(config->policy.self_approval, DKT_SELF_LOGGED);
	assert_false(config->policy.merge_on_approval);
	assert_true(config->policy.legacy);
	dkt_arena_free(arena);
}

static void roles_are_read(void **state)
{
	static const char json[] =
		"{\"maintainers\": [{\"handle\": \"ada\", \"name\": \"Ada K.\", \"roles\": "
		"[\"triager\", \"release_manager\"]}, {\"handle\": \"bo\"}]}";
	struct dkt_arena *arena = dkt_arena_new();
	struct dkt_report *report = dkt_report_new();
	const struct dkt_people *list =
		dkt_people_read(arena, "maintainers.json", json, strlen(json), report);

	(void)state;
	assert_non_null(list);
	assert_int_equal(dkt_people_find(list, "ada")->roles, DKT_TRIAGER | DKT_RELEASE_MANAGER);
	assert_string_equal(dkt_people_find(list, "ada")->name, "Ada K.");
	assert_int_equal(dkt_people_find(list, "bo")->roles, 0);
	assert_string_equal(dkt_people_find(list, "bo")->name, "bo");
	assert_null(dkt_people_find(list, "ad"));
	dkt_report_free(report);
	dkt_arena_free(arena);
}

/* --- where records lie --------------------------------------------------------------------------
 */

struct place {
	const char *name;
	const char *path;
	const char *id; /* NULL: no place of a record */
};

static const struct place places[] = {
	{"a record in its folder", "reviewed/things/7/th-7h3k9m2-05.json", "th-7h3k9m2-05"},
	{"the wrong folder", "reviewed/things/8/th-7h3k9m2-05.json", NULL},
	{"no folder where there must be one", "reviewed/things/th-7h3k9m2-05.json", NULL},
	{"two folders where there is one", "reviewed/things/7/h/th-7h3k9m2-05.json", NULL},
	{"another collection's id", "reviewed/things/7/xx-7h3k9m2-05.json", NULL},
	{"wrong digits", "reviewed/things/7/th-7h3k9m2-06.json", NULL},
	{"another ending", "reviewed/things/7/th-7h3k9m2-05.txt", NULL},
	{"an unknown collection", "reviewed/others/7/th-7h3k9m2-05.json", NULL},
	{"outside reviewed/", "submissions/th-7h3k9m2-05.json", NULL},
	{"upwards", "reviewed/things/../things/7/th-7h3k9m2-05.json", NULL},
	{"nothing", "", NULL},
};

static void check_place(void **state)
{
	const struct place *place = ROW(struct place);
	struct dkt_arena *arena = dkt_arena_new();
	const struct dkt_config *config = config_of(arena, "{" THINGS "}");
	char id[24] = "";
	const struct dkt_collection *found = dkt_config_collection_of_path(config, place->path, id);

	assert_int_equal(found != NULL, place->id != NULL);
	if (place->id != NULL)
		assert_string_equal(id, place->id);
	dkt_arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(missing_members_take_the_documented_defaults),
		cmocka_unit_test(policy_is_read),
		cmocka_unit_test(roles_are_read),
	};
	int failed = rows_run("record/config", configs, check_config);

	failed += rows_run("record/people", people, check_people);
	failed += rows_run("record/places", places, check_place);
	return failed + cmocka_run_group_tests_name("record/config values", tests, NULL, NULL);
}
