/* test_submission.c - envelopes: what is read, what is refused, and writing them again. */
#include "record/submission.h"

#include <string.h>

#include "support/rows.h"
#include "json/canon.h"

struct row {
	const char *name;
	const char *json;
	const char *code; /* of the first error, or NULL: accepted */
	const char *pointer;
};

#define ADD(more)                                                                                  \
	"{\"kind\": \"add\", \"collection\": \"things\", \"proposed\": {\"a\": 1}" more "}"
#define BASE "0123456789abcdef0123456789abcdef01234567"

static const struct row rows[] = {
	{"the least of an addition", ADD(""), NULL, ""},
	{"an addition with an id of its own", ADD(", \"record\": \"th-7h3k9m2-05\""), NULL, ""},
	{"nulls stand for what is absent",
	 ADD(", \"record\": null, \"base\": null, \"note\": null, \"submitter\": null"), NULL, ""},
	{"an amendment",
	 "{\"kind\": \"amend\", \"record\": \"th-7h3k9m2-05\", \"base\": \"" BASE
	 "\", \"proposed\": {}}",
	 NULL, ""},
	{"a retirement needs no proposal", "{\"kind\": \"retire\", \"record\": \"th-7h3k9m2-05\"}",
	 NULL, ""},
	{"no kind", "{\"proposed\": {}}", "envelope.kind", "/kind"},
	{"an unknown kind", "{\"kind\": \"destroy\", \"proposed\": {}}", "envelope.kind", "/kind"},
	{"a kind that is a number", "{\"kind\": 1, \"proposed\": {}}", "envelope.type", "/kind"},
	{"no proposal", "{\"kind\": \"add\"}", "envelope.proposed", ""},
	{"a proposal that is a text", "{\"kind\": \"add\", \"proposed\": \"x\"}",
	 "envelope.proposed", "/proposed"},
	{"a proposal that is a list", "{\"kind\": \"add\", \"proposed\": []}", "envelope.proposed",
	 "/proposed"},
	{"an amendment of nothing", "{\"kind\": \"amend\", \"proposed\": {}}", "envelope.record",
	 ""},
	{"a base that is a branch",
	 "{\"kind\": \"amend\", \"record\": \"th-7h3k9m2-05\", \"base\": \"main\", \"proposed\": "
	 "{}}",
	 "envelope.base", "/base"},
	{"a base in capitals",
	 "{\"kind\": \"amend\", \"record\": \"th-7h3k9m2-05\", \"base\": "
	 "\"0123456789ABCDEF0123456789ABCDEF01234567\", \"proposed\": {}}",
	 "envelope.base", "/base"},
	{"an id that is none", ADD(", \"submission\": \"../../x\""), "envelope.id", "/submission"},
	{"an id of a record in place of a submission's", ADD(", \"submission\": \"th-7h3k9m2-05\""),
	 "envelope.id", "/submission"},
	{"a revision of nought", ADD(", \"revision\": 0"), "envelope.revision", "/revision"},
	{"a revision that is a fraction", ADD(", \"revision\": 1.5"), "envelope.revision",
	 "/revision"},
	{"a revision larger than any counter", ADD(", \"revision\": 1e300"), "envelope.revision",
	 "/revision"},
	{"a note that is a list", ADD(", \"note\": []"), "envelope.type", "/note"},
	{"a note with a NUL", ADD(", \"note\": \"a\\u0000b\""), "envelope.type", "/note"},
	{"an address for a name", ADD(", \"submitter\": {\"attribution\": \"a@mail.example\"}"),
	 "envelope.private", "/submitter/attribution"},
	{"a name on two lines", ADD(", \"submitter\": {\"attribution\": \"A\\nB\"}"),
	 "envelope.attribution", "/submitter/attribution"},
	{"a name with a direction override",
	 ADD(", \"submitter\": {\"attribution\": \"A\\u202eB\"}"), "envelope.attribution",
	 "/submitter/attribution"},
	{"a name with a space before it", ADD(", \"submitter\": {\"attribution\": \" A\"}"),
	 "envelope.attribution", "/submitter/attribution"},
	{"evidence that somebody brings along", ADD(", \"evidence\": {}"), "envelope.type",
	 "/evidence"},
	{"a level of evidence that does not exist", ADD(", \"evidence\": \"checked\""),
	 "envelope.evidence", "/evidence"},
	{"legacy evidence", ADD(", \"evidence\": \"legacy\""), NULL, ""},
	{"a list", "[]", "envelope.type", ""},
	{"null", "null", "envelope.type", ""},
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
	struct dkt_report *report = dkt_report_new();
	struct dkt_submission submission;
	bool accepted = dkt_submission_read(parse(arena, row->json), &submission, report);

	assert_int_equal(accepted, row->code == NULL);
	if (row->code != NULL) {
		assert_string_equal(dkt_report_at(report, 0)->code, row->code);
		assert_string_equal(dkt_report_at(report, 0)->pointer, row->pointer);
		assert_int_equal(dkt_report_at(report, 0)->level, DKT_ERROR);
	} else {
		assert_int_equal(dkt_report_size(report), 0);
	}
	dkt_report_free(report);
	dkt_arena_free(arena);
}

/* --- beside the rows ----------------------------------------------------------------------------
 */

static void a_misspelt_member_is_a_warning_with_the_right_word(void **state)
{
	struct dkt_arena *arena = dkt_arena_new();
	struct dkt_report *report = dkt_report_new();
	struct dkt_submission submission;

	(void)state;
	assert_true(
		dkt_submission_read(parse(arena, ADD(", \"noet\": \"x\"")), &submission, report));
	assert_int_equal(dkt_report_count(report, DKT_WARNING), 1);
	assert_non_null(strstr(dkt_report_at(report, 0)->sentence, "did you mean \"note\""));
	dkt_report_free(report);
	dkt_arena_free(arena);
}

static void what_was_read_is_written_again(void **state)
{
	static const char json[] =
		"{\"submission\":\"s-4k7m2p9-53\",\"revision\":3,\"kind\":\"amend\",\"collection\":"
		"\"things\",\"record\":\"th-7h3k9m2-05\",\"base\":\"" BASE
		"\",\"proposed\":{\"a\":1},\"note\":\"why\",\"submitter\":{\"attribution\":\"A. "
		"Reader\",\"orcid\":null},\"via\":\"form\",\"needs\":[],\"batch\":null,"
		"\"received\":\"2026-11-23T17:00:00Z\",\"licence\":\"CC0-1.0\",\"evidence\":"
		"\"legacy\"}";
	struct dkt_arena *arena = dkt_arena_new();
	struct dkt_report *report = dkt_report_new();
	struct dkt_buf before = DKT_BUF_INIT(1 << 16);
	struct dkt_buf after = DKT_BUF_INIT(1 << 16);
	struct dkt_submission submission;
	struct dkt_node again;

	(void)state;
	assert_true(dkt_submission_read(parse(arena, json), &submission, report));
	again = dkt_submission_node(arena, &submission);
	dkt_canon_line(parse(arena, json), NULL, &before);
	dkt_canon_line(&again, NULL, &after);
	assert_string_equal(dkt_buf_str(&after), dkt_buf_str(&before));
	dkt_buf_clear(&before);
	dkt_buf_clear(&after);
	dkt_report_free(report);
	dkt_arena_free(arena);
}

static void a_note_has_an_end(void **state)
{
	struct dkt_report *report = dkt_report_new();
	static char note[3 * (DKT_MAX_NOTE + 1) + 1];

	(void)state;
	for (size_t i = 0; i < DKT_MAX_NOTE; i++)
		memcpy(note + 3 * i, "\xE6\xB3\xA8", 3);
	assert_true(dkt_submitter_check(NULL, NULL, note, NULL, report));
	memcpy(note + 3 * DKT_MAX_NOTE, "\xE6\xB3\xA8", 3);
	assert_false(dkt_submitter_check(NULL, NULL, note, NULL, report));
	dkt_report_free(report);
}

static void bytes_that_are_no_text_are_no_name(void **state)
{
	struct dkt_report *report = dkt_report_new();

	(void)state;
	assert_true(dkt_submitter_check("灯笼", NULL, "why", NULL, report));
	assert_false(dkt_submitter_check("A\xFF", NULL, NULL, NULL, report));
	assert_false(dkt_submitter_check(NULL, NULL, "A\xFF", NULL, report));
	dkt_report_free(report);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_misspelt_member_is_a_warning_with_the_right_word),
		cmocka_unit_test(what_was_read_is_written_again),
		cmocka_unit_test(a_note_has_an_end),
		cmocka_unit_test(bytes_that_are_no_text_are_no_name),
	};
	int failed = rows_run("record/submission", rows, check_row);

	return failed + cmocka_run_group_tests_name("record/submission, beside", tests, NULL, NULL);
}
