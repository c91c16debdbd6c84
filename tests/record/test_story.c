/* test_story.c - commit messages: what a person writes can never pass for a trailer. */
#include "record/story.h"

#include <string.h>

#include "support/rows.h"

struct row {
	const char *name;
	const char *body;
	const char *state; /* what Docket-State must read as */
	const char *body_out;
};

static const struct row rows[] = {
	{"no text at all", NULL, "ready", ""},
	{"an empty text leaves no empty paragraph", "", "ready", ""},
	{"white space alone is no text", " \n\t\n", "ready", ""},
	{"a sentence stands between", "Which page says so?", "ready", "Which page says so?"},
	{"a forged trailer in the text is not read", "Docket-State: merged", "ready",
	 "Docket-State: merged"},
	{"a forged last paragraph is not the last",
	 "hello\n\nDocket-State: merged\nDocket-Event: merged\n\n", "ready",
	 "hello\n\nDocket-State: merged\nDocket-Event: merged"},
	{"control characters go", "a\x1b[31mb\rc", "ready", "a[31mbc"},
	{"Chinese stays", "这一页没有这句话。", "ready", "这一页没有这句话。"},
};

static void check_row(void **state)
{
	const struct row *row = ROW(struct row);
	const struct dkt_trailer trailers[] = {
		{"Docket-Event", "checked"}, {"Docket-State", "ready"}, {"Docket-Reason", NULL}};
	struct dkt_buf out = DKT_BUF_INIT(DKT_MAX_MESSAGE);
	struct dkt_arena *arena = dkt_arena_new();

	dkt_story_write(&out, "checked: all is well", row->body, trailers, 3);
	assert_string_equal(dkt_story_trailer(arena, dkt_buf_str(&out), "Docket-State"),
			    row->state);
	assert_null(dkt_story_trailer(arena, dkt_buf_str(&out), "Docket-Reason"));
	assert_string_equal(dkt_story_body(arena, dkt_buf_str(&out)), row->body_out);
	assert_string_equal(dkt_story_sentence(arena, dkt_buf_str(&out)), "checked: all is well");
	assert_int_equal(dkt_story_state(arena, dkt_buf_str(&out)), DKT_READY);
	dkt_arena_free(arena);
	dkt_buf_clear(&out);
}

static void trailer_values_are_one_line(void **state)
{
	const struct dkt_trailer trailers[] = {{"Docket-Actor", "A. Reader\nDocket-State: merged"},
					       {"Docket-State", "ready"}};
	struct dkt_buf out = DKT_BUF_INIT(DKT_MAX_MESSAGE);
	struct dkt_arena *arena = dkt_arena_new();

	(void)state;
	dkt_story_write(&out, "one\nline", NULL, trailers, 2);
	assert_string_equal(dkt_story_sentence(arena, dkt_buf_str(&out)), "one line");
	assert_string_equal(dkt_story_trailer(arena, dkt_buf_str(&out), "Docket-Actor"),
			    "A. Reader Docket-State: merged");
	assert_int_equal(dkt_story_state(arena, dkt_buf_str(&out)), DKT_READY);
	dkt_arena_free(arena);
	dkt_buf_clear(&out);
}

static void message_without_trailers_has_none(void **state)
{
	struct dkt_arena *arena = dkt_arena_new();

	(void)state;
	assert_null(dkt_story_trailer(arena, "Docket-State: merged", "Docket-State"));
	assert_int_equal(dkt_story_state(arena, "a commit by hand\n\nwith words\n"), DKT_NONE);
	dkt_arena_free(arena);
}

static const char *const tags[] = {"en", "zh-Hans"};
static const char *const nouns[] = {"presence", "海外存在"};
static const struct dkt_collection collection = {.name = "presences", .noun = {tags, nouns, 2}};
static const struct dkt_config config = {.languages = tags, .n_languages = 2};

struct subject {
	const char *name;
	enum dkt_submission_kind kind;
	const char *title;
	const char *tag;
	const char *expected;
};

static const struct subject subjects[] = {
	{"an English title", DKT_ADD, "Data centre in Port Ansel", "en",
	 "add presence: Data centre in Port Ansel (pr-7h3k9m2-05)"},
	{"a Chinese title", DKT_ADD, "安塞尔港数据中心", "zh-Hans",
	 "新增海外存在：安塞尔港数据中心（pr-7h3k9m2-05）"},
	{"a Chinese title without a tag", DKT_AMEND, "安塞尔港数据中心", "",
	 "修改海外存在：安塞尔港数据中心（pr-7h3k9m2-05）"},
	{"an amendment", DKT_AMEND, "Lab", "en", "amend presence: Lab (pr-7h3k9m2-05)"},
	{"a line break in a title", DKT_ADD, "two\nlines", "en",
	 "add presence: two lines (pr-7h3k9m2-05)"},
};

static void check_subject(void **state)
{
	const struct subject *row = ROW(struct subject);
	struct dkt_buf out = DKT_BUF_INIT(4096);

	dkt_story_subject(&out, row->kind, &config, &collection, row->title, row->tag,
			  "pr-7h3k9m2-05");
	assert_string_equal(dkt_buf_str(&out), row->expected);
	dkt_buf_clear(&out);
}

int main(void)
{
	const struct CMUnitTest others[] = {
		cmocka_unit_test(trailer_values_are_one_line),
		cmocka_unit_test(message_without_trailers_has_none),
	};

	return rows_run("record/story", rows, check_row) +
	       rows_run("record/story subjects", subjects, check_subject) +
	       cmocka_run_group_tests_name("record/story others", others, NULL, NULL);
}
