/* test_meta.c - what Docket writes under meta when a record is merged, and when it leaves it. */
#include "record/meta.h"

#include <string.h>

#include "support/rows.h"
#include "json/canon.h"

#define NOW 1795000000 /* 2026-11-18T11:06:40Z */

struct row {
	const char *name;
	const char *record;
	const char *before; /* or NULL */
	bool legacy;
	const char *wanted;
};

#define OLD_META                                                                                   \
	"\"meta\":{\"created\":\"2020-01-01T00:00:00Z\",\"modified\":\"2021-01-01T00:00:00Z\","    \
	"\"revision\":4,\"status\":\"active\"}"
#define NEXT_META                                                                                  \
	"\"meta\":{\"created\":\"2020-01-01T00:00:00Z\",\"modified\":\"2026-11-18T11:06:40Z\","    \
	"\"revision\":5,\"status\":\"active\"}"

static const struct row rows[] = {
	{"a new record gets its id and its first meta", "{\"id\":null,\"a\":1}", NULL, false,
	 "{\"a\":1,\"id\":\"pr-7h3k9m2-05\",\"meta\":{\"created\":\"2026-11-18T11:06:40Z\","
	 "\"modified\":\"2026-11-18T11:06:40Z\",\"revision\":1,\"status\":\"active\"}}"},
	{"a new record of legacy evidence says so", "{\"a\":1}", NULL, true,
	 "{\"a\":1,\"id\":\"pr-7h3k9m2-05\",\"meta\":{\"created\":\"2026-11-18T11:06:40Z\","
	 "\"evidence\":\"legacy\",\"modified\":\"2026-11-18T11:06:40Z\",\"revision\":1,\"status\":"
	 "\"active\"}}"},
	{"what a proposal says under meta is ignored",
	 "{\"a\":1,\"meta\":{\"revision\":99,\"status\":\"retired\"}}", NULL, false,
	 "{\"a\":1,\"id\":\"pr-7h3k9m2-05\",\"meta\":{\"created\":\"2026-11-18T11:06:40Z\","
	 "\"modified\":\"2026-11-18T11:06:40Z\",\"revision\":1,\"status\":\"active\"}}"},
	{"a change counts the revision on and keeps the day of birth", "{\"a\":2}",
	 "{\"a\":1,\"id\":\"pr-7h3k9m2-05\"," OLD_META "}", false,
	 "{\"a\":2,\"id\":\"pr-7h3k9m2-05\"," NEXT_META "}"},
	{"an edit that changes nothing changes nothing", "{\"a\":1}",
	 "{\"a\":1,\"id\":\"pr-7h3k9m2-05\"," OLD_META "}", false,
	 "{\"a\":1,\"id\":\"pr-7h3k9m2-05\"," OLD_META "}"},
	{"an edit of meta alone changes nothing", "{\"a\":1,\"meta\":{\"revision\":9}}",
	 "{\"a\":1,\"id\":\"pr-7h3k9m2-05\"," OLD_META "}", false,
	 "{\"a\":1,\"id\":\"pr-7h3k9m2-05\"," OLD_META "}"},
	{"another order of keys changes nothing", "{\"id\":\"pr-7h3k9m2-05\",\"b\":2,\"a\":1}",
	 "{\"a\":1,\"b\":2,\"id\":\"pr-7h3k9m2-05\"," OLD_META "}", false,
	 "{\"a\":1,\"b\":2,\"id\":\"pr-7h3k9m2-05\"," OLD_META "}"},
	{"legacy evidence stays with a record that changes", "{\"a\":2}",
	 "{\"a\":1,\"id\":\"pr-7h3k9m2-05\",\"meta\":{\"created\":\"2020-01-01T00:00:00Z\","
	 "\"evidence\":\"legacy\",\"modified\":\"2021-01-01T00:00:00Z\",\"revision\":1,\"status\":"
	 "\"active\"}}",
	 false,
	 "{\"a\":2,\"id\":\"pr-7h3k9m2-05\",\"meta\":{\"created\":\"2020-01-01T00:00:00Z\","
	 "\"evidence\":\"legacy\",\"modified\":\"2026-11-18T11:06:40Z\",\"revision\":2,\"status\":"
	 "\"active\"}}"},
	{"a record that was put on main by hand gets a whole meta", "{\"a\":2}",
	 "{\"a\":1,\"id\":\"pr-7h3k9m2-05\"}", false,
	 "{\"a\":2,\"id\":\"pr-7h3k9m2-05\",\"meta\":{\"created\":\"2026-11-18T11:06:40Z\","
	 "\"modified\":\"2026-11-18T11:06:40Z\",\"revision\":1,\"status\":\"active\"}}"},
	{"an id in the record that is another is put right", "{\"a\":2,\"id\":\"pr-0000000-98\"}",
	 "{\"a\":1,\"id\":\"pr-7h3k9m2-05\"," OLD_META "}", false,
	 "{\"a\":2,\"id\":\"pr-7h3k9m2-05\"," NEXT_META "}"},
};

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
	struct dkt_arena *arena = dkt_arena_new();
	struct dkt_meta_job job = {
		.id = "pr-7h3k9m2-05", .now = NOW, .legacy = row->legacy, .before = NULL};
	struct dkt_buf line = DKT_BUF_INIT(1 << 16);
	struct dkt_node stamped;

	job.record = parse(arena, row->record);
	if (row->before != NULL)
		job.before = parse(arena, row->before);
	stamped = dkt_meta_stamp(arena, &job);
	dkt_canon_line(&stamped, NULL, &line);
	assert_string_equal(dkt_buf_str(&line), row->wanted);
	dkt_buf_clear(&line);
	dkt_arena_free(arena);
}

int main(void)
{
	return rows_run("record/meta", rows, check_row);
}
