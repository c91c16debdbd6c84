/*
 * test_rules.c - the rules that no schema can say, one row a rule.
 *
 * The collection has a title that must be sourced, a set of tags, a list of steps, a place with a
 * sourced name in it, a reference, sources by url. Records that exist: th-7h3k9m2-05; retired:
 * th-0000000-98; waiting: th-0000001-95.
 */
#include "record/rules.h"

#include <string.h>

#include "support/rows.h"

enum how { PLAIN, ON_MAIN, LEGACY, HAS_META, NO_LOOKUP };

struct row {
	const char *name;
	const char *record;
	enum how how;
	const char *wanted; /* "level code pointer" a line */
};

#define SRC(supports) "\"sources\":[{\"url\":\"u\",\"supports\":[" supports "]}]"

static const struct row rows[] = {
	{"a clean record", "{\"id\":null,\"title\":\"T\"," SRC("\"/title\"") "}", PLAIN, ""},
	{"an id with a wrong digit", "{\"id\":\"th-7h3k9m2-06\"}", PLAIN,
	 "error record.id-digits /id\n"},
	{"an id of another collection", "{\"id\":\"xx-7h3k9m2-05\"}", PLAIN,
	 "error record.id /id\n"},
	{"a path for an id", "{\"id\":\"../../x\"}", PLAIN, "error record.id /id\n"},
	{"on main every record has its id", "{\"title\":\"T\"," SRC("\"/title\"") "}", ON_MAIN,
	 "error record.id /id\n"},
	{"on main an id is that of its place", "{\"id\":\"th-0000000-98\"}", ON_MAIN,
	 "error record.id-other /id\n"},
	{"meta of a proposal is ignored", "{\"meta\":{\"revision\":2}}", PLAIN,
	 "warning record.meta /meta\n"},
	{"meta copied along from main is no remark", "{\"meta\":{\"revision\":1}}", HAS_META, ""},
	{"on main meta is Docket's own", "{\"id\":\"th-7h3k9m2-05\",\"meta\":{\"revision\":2}}",
	 ON_MAIN, ""},
	{"a field that must be sourced and is not", "{\"title\":\"T\"}", PLAIN,
	 "error source.missing /title\n"},
	{"for legacy evidence that is debt", "{\"title\":\"T\"}", LEGACY,
	 "info source.missing /title\n"},
	{"a sourced field inside another", "{\"place\":{\"name\":\"P\"}}", PLAIN,
	 "error source.missing /place/name\n"},
	{"support of the field around it is enough",
	 "{\"place\":{\"name\":\"P\"}," SRC("\"/place\"") "}", PLAIN, ""},
	{"support by a quote is enough",
	 "{\"title\":\"T\",\"sources\":[{\"quotes\":[{\"supports\":[\"/title\"]}]}]}", PLAIN, ""},
	{"a name that only begins alike supports nothing",
	 "{\"title\":\"T\",\"titles\":1," SRC("\"/titles\"") "}", PLAIN,
	 "error source.missing /title\n"},
	{"support of a field that is not there", "{" SRC("\"/title\"") "}", PLAIN,
	 "error source.supports /sources/0/supports/0\n"},
	{"support that is no pointer", "{\"id\":null," SRC("\"id\"") "}", PLAIN,
	 "error source.supports /sources/0/supports/0\n"},
	{"support of a position in a set", "{\"tags\":[\"a\"]," SRC("\"/tags/0\"") "}", PLAIN,
	 "error source.supports-position /sources/0/supports/0\n"},
	{"support of a set as a whole", "{\"tags\":[\"a\"]," SRC("\"/tags\"") "}", PLAIN, ""},
	{"support of a step in a list", "{\"steps\":[\"a\"]," SRC("\"/steps/0\"") "}", PLAIN, ""},
	{"a value twice in a set", "{\"tags\":[\"a\",\"b\",\"a\"]}", PLAIN,
	 "error record.repeated /tags/2\n"},
	{"a value twice in a list", "{\"steps\":[\"a\",\"b\",\"a\"]}", PLAIN, ""},
	{"a source twice", "{\"sources\":[{\"url\":\"u\"},{\"url\":\"u\",\"title\":\"T\"}]}", PLAIN,
	 "error record.repeated /sources/1\n"},
	{"sources without an address are not taken for one",
	 "{\"sources\":[{\"title\":\"T\"},{\"title\":\"T\"}]}", PLAIN, ""},
	{"a reference to a record", "{\"near\":\"th-7h3k9m2-05\"}", PLAIN, ""},
	{"a reference to nothing", "{\"near\":\"th-2c9d4f1-70\"}", PLAIN,
	 "error record.reference /near\n"},
	{"a reference to a retired record", "{\"near\":\"th-0000000-98\"}", PLAIN,
	 "warning record.reference-retired /near\n"},
	{"a reference to what waits", "{\"near\":\"th-0000001-95\"}", PLAIN,
	 "info record.reference-pending /near\n"},
	{"a reference by name", "{\"near\":\"The Thing\"}", PLAIN,
	 "error record.reference-form /near\n"},
	{"a reference that nobody can look up is said to be unchecked",
	 "{\"near\":\"th-2c9d4f1-70\"}", NO_LOOKUP, "unchecked record.reference /near\n"},
	{"a direction override in a text", "{\"note\":\"a\\u202eb\"}", PLAIN,
	 "error text.unprintable /note\n"},
	{"a NUL in a text", "{\"note\":\"a\\u0000b\"}", PLAIN, "error text.unprintable /note\n"},
	{"a zero-width space in a key", "{\"no\\u200bte\":1}", PLAIN,
	 "error text.unprintable /no\xE2\x80\x8Bte\n"},
	{"a space at the end of a text", "{\"note\":\"a \"}", PLAIN, "warning text.space /note\n"},
	{"a source that was read before it was issued",
	 "{\"sources\":[{\"issued\":\"2024-05-02\",\"accessed\":\"2024-05-01\"}]}", PLAIN,
	 "warning source.dates /sources/0\n"},
	{"a copy that is older than its page",
	 "{\"sources\":[{\"issued\":\"2024-05-02\",\"archives\":[{\"captured_at\":\"2024-05-01T00:"
	 "00:00Z\"}]}]}",
	 PLAIN, "warning source.dates /sources/0\n"},
	{"a year is no day to compare with",
	 "{\"sources\":[{\"issued\":\"2024\",\"accessed\":\"2023-05-01\"}]}", PLAIN, ""},
	{"members of the wrong type end nothing",
	 "{\"id\":7,\"title\":[],\"place\":1,\"tags\":{},\"near\":[1],\"sources\":[1,{\"supports\":"
	 "1,\"quotes\":[2],\"archives\":{}}]}",
	 LEGACY, "info source.missing /title\n"},
	{"a record that is no object is the schema's to refuse", "[1]", PLAIN, ""},
};

static const struct dkt_shape any = {0};
static const struct dkt_shape title = {.sourced = true};
static const struct dkt_shape set = {.set_key = "", .item = &any};
static const struct dkt_shape list = {.item = &any};
static const struct dkt_shape near_shape = {.references = "things"};
static const struct dkt_shape sources = {.set_key = "/url", .item = &any};
static const struct dkt_shape_member place_members[] = {{"name", 4, &title}};
static const struct dkt_shape place = {.members = place_members, .n_members = 1};
static const struct dkt_shape_member members[] = {
	{"title", 5, &title},	  {"tags", 4, &set},	{"steps", 5, &list},
	{"near", 4, &near_shape}, {"place", 5, &place}, {"sources", 7, &sources},
};
static const struct dkt_shape shape = {.members = members,
				       .n_members = sizeof members / sizeof members[0]};

static enum dkt_found look_up(void *data, const char *collection, const char *id)
{
	(void)data;
	assert_string_equal(collection, "things");
	if (strcmp(id, "th-7h3k9m2-05") == 0)
		return DKT_FOUND_RECORD;
	if (strcmp(id, "th-0000000-98") == 0)
		return DKT_FOUND_RETIRED;
	return strcmp(id, "th-0000001-95") == 0 ? DKT_FOUND_PENDING : DKT_FOUND_NOTHING;
}

static const struct dkt_node *parse(struct dkt_arena *arena, const char *json)
{
	struct dkt_text *text = DKT_NEW(arena, struct dkt_text);
	struct dkt_text_fault fault;

	assert_true(dkt_text_parse(text, arena, json, strlen(json), &fault));
	return &text->root;
}

static void check_row(void **state)
{
	const struct row *row = ROW(struct row);
	struct dkt_collection things = {.name = "things", .prefix = "th", .label = "/title"};
	struct dkt_config config = {.collections = &things, .n_collections = 1};
	struct dkt_arena *arena = dkt_arena_new();
	struct dkt_report *report = dkt_report_new();
	struct dkt_buf found = DKT_BUF_INIT(1 << 16);
	struct dkt_rules_job job = {.config = &config,
				    .collection = &things,
				    .shape = &shape,
				    .record = parse(arena, row->record),
				    .on_main = row->how == ON_MAIN,
				    .legacy = row->how == LEGACY,
				    .lookup = row->how == NO_LOOKUP ? NULL : look_up};

	if (row->how == ON_MAIN)
		job.expected_id = "th-7h3k9m2-05";
	if (row->how == HAS_META)
		job.meta = parse(arena, "{\"revision\":1}");
	dkt_report_file(report, "x.json", row->record, strlen(row->record), "");
	dkt_rules_check(&job, report);
	for (size_t i = 0; i < dkt_report_size(report); i++) {
		const struct dkt_finding *f = dkt_report_at(report, i);

		dkt_buf_addf(&found, "%s %s %s\n", dkt_level_name(f->level), f->code, f->pointer);
	}
	assert_string_equal(dkt_buf_str(&found), row->wanted);
	dkt_buf_clear(&found);
	dkt_report_free(report);
	dkt_arena_free(arena);
}

int main(void)
{
	return rows_run("record/rules", rows, check_row);
}
