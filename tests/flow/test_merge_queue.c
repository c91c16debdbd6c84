/*
 * test_merge_queue.c - many approved submissions at once: merged as if one after the other, each
 * with what it needs before it, and nobody stopped by somebody else's mistake.
 *
 * A dataset of books and their authors; submissions ask for the evidence level legacy, so that no
 * check goes out.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <threads.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "docket/docket.h"
#include "flow/context.h"
#include "flow/init.h"
#include "flow/intake.h"
#include "flow/sync.h"
#include "support/rows.h"

#define NOW  1795453200
#define MANY 40

struct world {
	struct dkt_arena *arena;
	char dir[64];
	struct dkt *d;
	struct dkt_err err;
	size_t outcomes[DKT_MERGE_WOULD + 1];
	char last[400]; /* sentence of the last outcome that was not merged */
};

static void run(struct world *w, const char *command)
{
	if (system(dkt_arena_printf(w->arena, "cd '%s' && { %s; } >/dev/null 2>&1", w->dir,
				    command)) != 0)
		fail_msg("%s", command);
}

static unsigned lines(struct world *w, const char *command)
{
	FILE *pipe =
		popen(dkt_arena_printf(w->arena, "cd '%s' && %s | wc -l", w->dir, command), "r");
	unsigned n = 0;

	assert_non_null(pipe);
	assert_int_equal(fscanf(pipe, "%u", &n), 1);
	(void)pclose(pipe);
	return n;
}

static void put(struct world *w, const char *name, const char *text)
{
	if (dkt_file_write(dkt_arena_printf(w->arena, "%s/%s", w->dir, name), text, strlen(text),
			   &w->err) < 0)
		fail_msg("%s", w->err.text);
}

static void open_world(struct world *w)
{
	struct dkt_options options = {.dir = w->dir, .from = DKT_FROM_TIP, .now = NOW};
	struct dkt_report *report = dkt_report_new();

	if (dkt_open(&options, &w->d, report, &w->err) < 0)
		fail_msg("%s", w->err.text);
	dkt_report_free(report);
}

static const char schema_head[] =
	"{\"$schema\": \"https://json-schema.org/draft/2020-12/schema\", \"$id\": "
	"\"https://shelf.example/%s.schema.json\", \"type\": \"object\", \"required\": "
	"[\"title\"], "
	"\"additionalProperties\": false, \"properties\": {\"id\": {\"type\": [\"string\", "
	"\"null\"]}, \"title\": {\"type\": \"string\"}, \"pages\": {\"type\": \"integer\"}, %s"
	"\"meta\": {\"type\": \"object\"}}}";

static void begin(struct world *w)
{
	memset(w, 0, sizeof *w);
	w->arena = dkt_arena_new();
	(void)snprintf(w->dir, sizeof w->dir, "/tmp/docket-merge-XXXXXX");
	assert_non_null(mkdtemp(w->dir));
	(void)setenv("GIT_CONFIG_NOSYSTEM", "1", 1);
	(void)setenv("GIT_CONFIG_GLOBAL", "/dev/null", 1);
	(void)unsetenv("DOCKET_STATE");
	run(w, "git init -q -b main . && git config user.name T && git config user.email t@t "
	       "&& mkdir schemas && echo .docket >.git/info/exclude");
	put(w, "docket.json",
	    "{\"format\": 1, \"name\": \"shelf\", \"title\": {\"en\": \"Shelf\"}, \"licence\": "
	    "\"CC0-1.0\", \"languages\": [\"en\"], \"policy\": {\"approvals\": 1, "
	    "\"self_approval\": \"logged\", \"legacy\": true}, \"collections\": {\"books\": "
	    "{\"schema\": \"schemas/books.schema.json\", \"prefix\": \"bo\", \"noun\": {\"en\": "
	    "\"book\"}, \"label\": \"/title\"}, \"people\": {\"schema\": "
	    "\"schemas/people.schema.json\", \"prefix\": \"pe\", \"noun\": {\"en\": \"person\"}, "
	    "\"label\": \"/title\"}}}");
	put(w, "maintainers.json",
	    "{\"maintainers\": [{\"handle\": \"ada\", \"name\": \"Ada\", \"roles\": "
	    "[\"administrator\", \"maintainer\", \"reviewer\"], \"keys\": []}]}");
	put(w, "schemas/books.schema.json",
	    dkt_arena_printf(w->arena, schema_head, "books",
			     "\"author\": {\"type\": \"string\", \"x-docket\": {\"references\": "
			     "\"people\"}}, "));
	put(w, "schemas/people.schema.json", dkt_arena_printf(w->arena, schema_head, "people", ""));
	run(w, "git add . && git commit -qm start");
	open_world(w);
}

static void end(struct world *w)
{
	dkt_close(w->d);
	assert_int_equal(lines(w, "git status --porcelain"), 0);
	run(w, "git fsck --strict && git -C .docket/queue.git fsck --strict");
	assert_int_equal(lines(w, "find .git .docket -name '*.lock' -o -name "
				  "merge.journal -o -name "
				  "tmp_docket"),
			 0);
	assert_int_equal(system(dkt_arena_printf(w->arena, "rm -rf '%s'", w->dir)), 0);
	dkt_arena_free(w->arena);
}

/* Hand in, check, and approve unless told otherwise. */
static struct dkt_receipt submit(struct world *w, const char *json, bool approve)
{
	struct dkt_input input = {
		.name = "test", .bytes = json, .size = strlen(json), .legacy = true};
	struct dkt_submit_options options = {.attribution = "A. Reader"};
	struct dkt_report *report = dkt_report_new();
	struct dkt_receipt receipt;
	size_t n;

	if (dkt_submit(w->d, &input, &options, report, &receipt, &w->err) < 0 ||
	    dkt_work(w->d, receipt.submission, NULL, NULL, &n, &w->err) < 0)
		fail_msg("%s: %s", json, w->err.text);
	dkt_report_free(report);
	if (approve) {
		struct dkt_decision decision = {
			.submission = receipt.submission, .verdict = DKT_APPROVE, .actor = "ada"};
		const char *state;

		if (dkt_decide(w->d, &decision, &state, &w->err) < 0)
			fail_msg("%s", w->err.text);
		assert_string_equal(state, "approved");
	}
	return receipt;
}

static void decide(struct world *w, const char *submission, enum dkt_verdict verdict)
{
	struct dkt_decision decision = {.submission = submission,
					.verdict = verdict,
					.actor = "ada",
					.reason = "out_of_scope"};
	const char *state;

	if (dkt_decide(w->d, &decision, &state, &w->err) < 0)
		fail_msg("%s", w->err.text);
}

static void note(void *data, const struct dkt_merged *merged)
{
	struct world *w = data;

	w->outcomes[merged->outcome]++;
	if (merged->outcome != DKT_MERGE_DONE && merged->outcome != DKT_MERGE_WOULD)
		(void)snprintf(w->last, sizeof w->last, "%s", merged->sentence);
}

static void merge(struct world *w, bool dry_run)
{
	size_t n;

	memset(w->outcomes, 0, sizeof w->outcomes);
	if (dkt_merge(w->d, NULL, dry_run, note, w, &n, &w->err) < 0)
		fail_msg("%s %s", w->err.text, w->err.notes);
}

static const char *person(struct world *w, const char *title)
{
	return dkt_arena_printf(w->arena,
				"{\"kind\": \"add\", \"collection\": \"people\", \"record\": null, "
				"\"proposed\": {\"id\": null, \"title\": \"%s\"}}",
				title);
}

static const char *book(struct world *w, const char *author, const char *needs)
{
	return dkt_arena_printf(w->arena,
				"{\"kind\": \"add\", \"collection\": \"books\", \"record\": null, "
				"\"needs\": [%s%s%s], "
				"\"proposed\": {\"id\": null, \"title\": \"A book\"%s%s%s}}",
				needs == NULL ? "" : "\"", needs == NULL ? "" : needs,
				needs == NULL ? "" : "\"", author == NULL ? "" : ", \"author\": \"",
				author == NULL ? "" : author, author == NULL ? "" : "\"");
}

static const char *state_of(struct world *w, const char *submission)
{
	return dkt_arena_printf(
		w->arena,
		"git --git-dir=.docket/queue.git log -1 --format=%%B refs/submissions/%c/%s",
		submission[2], submission);
}

static bool is_in(struct world *w, const char *submission, const char *state)
{
	return lines(w, dkt_arena_printf(w->arena, "%s | grep '^Docket-State: %s$'",
					 state_of(w, submission), state)) == 1;
}

static void many_become_one_commit_each(void **state)
{
	struct world w;

	(void)state;
	begin(&w);
	for (int i = 0; i < MANY; i++)
		(void)submit(&w, person(&w, dkt_arena_printf(w.arena, "Person %d", i)), true);
	merge(&w, true);
	assert_int_equal(w.outcomes[DKT_MERGE_WOULD], MANY);
	assert_int_equal(lines(&w, "git log --format=%h main"), 1);
	merge(&w, false);
	assert_int_equal(w.outcomes[DKT_MERGE_DONE], MANY);
	assert_int_equal(lines(&w, "git log --format=%h main"), MANY + 1);
	assert_int_equal(lines(&w, "git log --format=%B main | grep '^Submission: '"), MANY);
	assert_int_equal(lines(&w, "git log --merges main"), 0);
	merge(&w, false);
	assert_int_equal(w.outcomes[DKT_MERGE_DONE], 0);
	end(&w);
}

static void an_index_built_step_by_step_equals_a_new_one(void **state)
{
	struct world w;
	char before[65];
	char after[65];

	(void)state;
	begin(&w);
	for (int i = 0; i < 5; i++)
		(void)submit(&w, person(&w, "P"), i < 4);
	merge(&w, false);
	assert_int_equal(dkt_index_digest(w.d->index, before, &w.err), 0);
	assert_int_equal(dkt_rebuild(w.d, NULL, NULL, &w.err), 0);
	assert_int_equal(dkt_index_digest(w.d->index, after, &w.err), 0);
	assert_string_equal(before, after);
	end(&w);
}

static void a_commit_by_hand_reaches_the_index(void **state)
{
	struct world w;
	struct dkt_receipt p;
	char before[65];
	char after[65];

	(void)state;
	begin(&w);
	p = submit(&w, person(&w, "P"), true);
	merge(&w, false);
	run(&w, dkt_arena_printf(w.arena,
				 "sed -i 's/\"P\"/\"Q\"/' $(git ls-files '*%s.json') && "
				 "git commit -qam 'by hand'",
				 p.record));
	dkt_close(w.d);
	open_world(&w);
	assert_int_equal(dkt_index_sync(w.d, &w.err), 0);
	assert_int_equal(dkt_index_digest(w.d->index, before, &w.err), 0);
	assert_int_equal(dkt_rebuild(w.d, NULL, NULL, &w.err), 0);
	assert_int_equal(dkt_index_digest(w.d->index, after, &w.err), 0);
	assert_string_equal(before, after);
	end(&w);
}

static void what_is_needed_goes_first(void **state)
{
	struct world w;
	struct dkt_receipt p;
	struct dkt_receipt b;

	(void)state;
	begin(&w);
	p = submit(&w, person(&w, "An author"), false);
	b = submit(&w, book(&w, p.record, p.submission), true);
	merge(&w, false);
	assert_int_equal(w.outcomes[DKT_MERGE_FAILED], 1);
	assert_non_null(strstr(w.last, "that one goes first"));
	assert_true(is_in(&w, b.submission, "approved"));
	decide(&w, p.submission, DKT_APPROVE);
	merge(&w, true);
	assert_int_equal(w.outcomes[DKT_MERGE_WOULD], 2);
	merge(&w, false);
	assert_int_equal(w.outcomes[DKT_MERGE_DONE], 2);
	assert_int_equal(lines(&w, "git log --format=%s main | head -1 | grep book"), 1);
	end(&w);
}

static void what_needs_something_closed_goes_back(void **state)
{
	struct world w;
	struct dkt_receipt p;
	struct dkt_receipt b;

	(void)state;
	begin(&w);
	p = submit(&w, person(&w, "Nobody"), false);
	b = submit(&w, book(&w, NULL, p.submission), true);
	decide(&w, p.submission, DKT_REJECT);
	merge(&w, false);
	assert_int_equal(w.outcomes[DKT_MERGE_REFUSED], 1);
	assert_non_null(strstr(w.last, "which is rejected"));
	assert_true(is_in(&w, b.submission, "needs_changes"));
	end(&w);
}

static const char *amend(struct world *w, const char *record, const char *blob, const char *fields)
{
	return dkt_arena_printf(w->arena,
				"{\"kind\": \"amend\", \"collection\": \"people\", \"record\": "
				"\"%s\", \"base\": \"%s\", \"proposed\": {\"id\": \"%s\", %s}}",
				record, blob, record, fields);
}

static const char *blob_of(struct world *w, const char *record)
{
	char blob[DKT_OID_HEX];
	struct dkt_buf bytes = DKT_BUF_INIT(100000);

	if (dkt_context_read(
		    w->d,
		    dkt_arena_printf(w->arena, "reviewed/people/%c/%s.json", record[3], record),
		    100000, &bytes, blob, &w->err) < 0)
		fail_msg("%s", w->err.text);
	dkt_buf_clear(&bytes);
	return dkt_arena_dups(w->arena, blob);
}

static void two_amendments_of_one_record_meet_in_one_batch(void **state)
{
	struct world w;
	struct dkt_receipt p;
	struct dkt_receipt third;
	const char *blob;

	(void)state;
	begin(&w);
	p = submit(&w, person(&w, "P"), true);
	merge(&w, false);
	blob = blob_of(&w, p.record);
	(void)submit(&w, amend(&w, p.record, blob, "\"title\": \"Q\""), true);
	(void)submit(&w, amend(&w, p.record, blob, "\"title\": \"P\", \"pages\": 7"), true);
	third = submit(&w, amend(&w, p.record, blob, "\"title\": \"R\""), true);
	merge(&w, true);
	assert_int_equal(w.outcomes[DKT_MERGE_WOULD], 2);
	assert_int_equal(w.outcomes[DKT_MERGE_CONFLICT], 1);
	merge(&w, false);
	assert_int_equal(w.outcomes[DKT_MERGE_DONE], 2);
	assert_int_equal(w.outcomes[DKT_MERGE_CONFLICT], 1);
	/* of three at the same second the ids decide the order: one of the titles lost */
	assert_int_equal(lines(&w, "git --git-dir=.docket/queue.git for-each-ref --format="
				   "'%(contents)' | grep '^Docket-State: conflict'"),
			 1);
	assert_int_equal(lines(&w, "git show main:reviewed/people/*/*.json 2>/dev/null; cat "
				   "reviewed/people/*/*.json | grep '\"pages\": 7'"),
			 1);
	(void)third;
	end(&w);
}

static void a_broken_one_stops_nobody(void **state)
{
	struct world w;
	struct dkt_receipt p;

	(void)state;
	begin(&w);
	p = submit(&w, person(&w, "P"), true);
	merge(&w, false);
	(void)submit(&w, book(&w, p.record, NULL), true);
	(void)submit(&w, person(&w, "Another"), true);
	run(&w, "git rm -q -r reviewed/people && git commit -qm 'by hand'");
	dkt_close(w.d);
	open_world(&w);
	merge(&w, false);
	assert_int_equal(w.outcomes[DKT_MERGE_DONE], 1);
	assert_int_equal(w.outcomes[DKT_MERGE_REFUSED], 1);
	end(&w);
}

static void an_id_is_never_used_again(void **state)
{
	struct world w;
	struct dkt_receipt p;

	(void)state;
	begin(&w);
	p = submit(&w, person(&w, "P"), true);
	merge(&w, false);
	run(&w, "git rm -q -r reviewed/people && git commit -qm 'by hand'");
	dkt_close(w.d);
	open_world(&w);
	(void)submit(&w,
		     dkt_arena_printf(w.arena,
				      "{\"kind\": \"add\", \"collection\": \"people\", \"record\": "
				      "\"%s\", \"proposed\": {\"id\": \"%s\", \"title\": \"X\"}}",
				      p.record, p.record),
		     true);
	merge(&w, false);
	assert_int_equal(w.outcomes[DKT_MERGE_REFUSED], 1);
	assert_non_null(strstr(w.last, "never used again"));
	end(&w);
}

static void fewer_approvals_than_policy_asks_wait(void **state)
{
	struct world w;

	(void)state;
	begin(&w);
	(void)submit(&w, person(&w, "P"), true);
	run(&w, "sed -i 's/\"approvals\": 1/\"approvals\": 2/' docket.json && git commit -qam two");
	dkt_close(w.d);
	open_world(&w);
	merge(&w, false);
	assert_int_equal(w.outcomes[DKT_MERGE_FAILED], 1);
	assert_non_null(strstr(w.last, "1 of 2 approvals are there"));
	end(&w);
}

/* --- intake --- */

#define SUBMITTERS 8
#define EACH	   6

struct submitter {
	struct dkt_intake *intake;
	struct dkt_receipt receipts[EACH];
	int failures;
};

static int submit_some(void *data)
{
	static const char json[] =
		"{\"kind\": \"add\", \"collection\": \"people\", \"record\": null, \"proposed\": "
		"{\"id\": null, \"title\": \"P\"}}";
	struct submitter *s = data;

	for (int i = 0; i < EACH; i++) {
		struct dkt_input input = {.name = "test", .bytes = json, .size = sizeof json - 1};
		struct dkt_submit_options options = {.attribution = "A. Reader"};
		struct dkt_report *report = dkt_report_new();
		struct dkt_err err = DKT_ERR_INIT;

		s->failures += dkt_intake_submit(s->intake, NOW, &input, &options, report,
						 &s->receipts[i], &err) < 0;
		dkt_report_free(report);
	}
	return 0;
}

static void many_submitters_get_a_receipt_each(void **state)
{
	struct submitter submitters[SUBMITTERS];
	thrd_t threads[SUBMITTERS];
	struct dkt_intake *intake;
	struct world w;

	(void)state;
	begin(&w);
	intake = dkt_intake_new(w.d);
	for (int i = 0; i < SUBMITTERS; i++) {
		memset(&submitters[i], 0, sizeof submitters[i]);
		submitters[i].intake = intake;
		assert_int_equal(thrd_create(&threads[i], submit_some, &submitters[i]),
				 thrd_success);
	}
	for (int i = 0; i < SUBMITTERS; i++) {
		(void)thrd_join(threads[i], NULL);
		assert_int_equal(submitters[i].failures, 0);
		for (int j = 0; j < EACH; j++)
			assert_true(is_in(&w, submitters[i].receipts[j].submission, "received"));
	}
	assert_int_equal(lines(&w, "git --git-dir=.docket/queue.git for-each-ref"),
			 SUBMITTERS * EACH);
	dkt_intake_free(intake);
	end(&w);
}

static void what_cannot_be_read_fails_alone(void **state)
{
	struct dkt_input input = {.name = "test", .bytes = "[1", .size = 2};
	struct dkt_submit_options options = {.attribution = "A. Reader"};
	struct dkt_intake *intake;
	struct dkt_receipt receipt;
	struct dkt_report *report;
	struct world w;

	(void)state;
	begin(&w);
	intake = dkt_intake_new(w.d);
	report = dkt_report_new();
	assert_int_equal(dkt_intake_submit(intake, NOW, &input, &options, report, &receipt, &w.err),
			 -1);
	assert_int_equal(w.err.code, DKT_EFINDINGS);
	assert_string_equal(receipt.submission, "");
	dkt_report_free(report);
	dkt_intake_free(intake);
	end(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(many_become_one_commit_each),
		cmocka_unit_test(an_index_built_step_by_step_equals_a_new_one),
		cmocka_unit_test(a_commit_by_hand_reaches_the_index),
		cmocka_unit_test(what_is_needed_goes_first),
		cmocka_unit_test(what_needs_something_closed_goes_back),
		cmocka_unit_test(two_amendments_of_one_record_meet_in_one_batch),
		cmocka_unit_test(a_broken_one_stops_nobody),
		cmocka_unit_test(an_id_is_never_used_again),
		cmocka_unit_test(fewer_approvals_than_policy_asks_wait),
		cmocka_unit_test(many_submitters_get_a_receipt_each),
		cmocka_unit_test(what_cannot_be_read_fails_alone),
	};

	return cmocka_run_group_tests_name("flow/merge queue", tests, NULL, NULL);
}
