/* test_index.c - the index: written, asked, replaced, and what is said when it is damaged. */
#include "store/index.h"

#include "scratch.h"

struct fixture {
	struct scratch s;
	struct dkt_index *index;
	char path[300];
};

static void begin(struct fixture *f)
{
	scratch_begin(&f->s);
	(void)snprintf(f->path, sizeof f->path, "%s/index.db", f->s.dir);
	f->index = NULL;
	assert_ok(dkt_index_open(f->path, &f->index, &f->s.err), &f->s.err);
}

static void reopen(struct fixture *f)
{
	dkt_index_free(f->index);
	f->index = NULL;
	assert_ok(dkt_index_open(f->path, &f->index, &f->s.err), &f->s.err);
}

static void end(struct fixture *f)
{
	dkt_index_free(f->index);
	scratch_end(&f->s);
}

static void put_record(struct fixture *f, const char *id, const char *collection)
{
	struct dkt_index_record r = {.id = id,
				     .collection = collection,
				     .path = "reviewed/x.json",
				     .blob = "b",
				     .title = "\xE5\x8F\xB0",
				     .status = "active",
				     .modified = "2026-11-23T17:00:00Z"};

	assert_ok(dkt_index_put_record(f->index, &r, &f->s.err), &f->s.err);
}

static void put_source(struct fixture *f, const char *record, const char *url, const char *domain)
{
	struct dkt_index_source source = {record, url, url, domain};

	assert_ok(dkt_index_put_source(f->index, &source, &f->s.err), &f->s.err);
}

static void put_submission(struct fixture *f, const char *id, const char *state,
			   const char *received)
{
	struct dkt_index_submission s = {.id = id,
					 .commit = "c",
					 .state = state,
					 .kind = "add",
					 .collection = "presences",
					 .received = received,
					 .changed = received,
					 .revision = 3,
					 .errors = 1,
					 .warnings = 2};

	assert_ok(dkt_index_put_submission(f->index, &s, &f->s.err), &f->s.err);
}

static int note_record(void *data, const struct dkt_index_record *r, struct dkt_err *err)
{
	(void)err;
	dkt_buf_addf(data, "%s %s %s;", r->id, r->collection, r->evidence);
	return 0;
}

static int note_submission(void *data, const struct dkt_index_submission *s, struct dkt_err *err)
{
	(void)err;
	dkt_buf_addf(data, "%s %s %lld;", s->id, s->state, (long long)s->revision);
	return 0;
}

static void digest(struct fixture *f, char out[65])
{
	assert_ok(dkt_index_digest(f->index, out, &f->s.err), &f->s.err);
}

static void records_are_found_by_collection_and_id(void **state)
{
	struct fixture f;
	struct dkt_buf text = DKT_BUF_INIT(1000);

	(void)state;
	begin(&f);
	put_record(&f, "pr-2", "presences");
	put_record(&f, "or-1", "companies");
	put_record(&f, "pr-1", "presences");
	assert_ok(dkt_index_records(f.index, NULL, NULL, note_record, &text, &f.s.err), &f.s.err);
	assert_string_equal(dkt_buf_str(&text), "or-1 companies ;pr-1 presences ;pr-2 presences ;");
	dkt_buf_reset(&text);
	assert_ok(dkt_index_records(f.index, "presences", NULL, note_record, &text, &f.s.err),
		  &f.s.err);
	assert_ok(dkt_index_records(f.index, NULL, "or-1", note_record, &text, &f.s.err), &f.s.err);
	assert_ok(dkt_index_records(f.index, "presences", "or-1", note_record, &text, &f.s.err),
		  &f.s.err);
	assert_ok(dkt_index_drop_record(f.index, "pr-1", &f.s.err), &f.s.err);
	assert_ok(dkt_index_records(f.index, NULL, "pr-1", note_record, &text, &f.s.err), &f.s.err);
	assert_string_equal(dkt_buf_str(&text), "pr-1 presences ;pr-2 presences ;or-1 companies ;");
	dkt_buf_clear(&text);
	end(&f);
}

static void a_record_put_again_forgets_its_sources(void **state)
{
	struct fixture f;
	bool has;

	(void)state;
	begin(&f);
	put_record(&f, "pr-1", "presences");
	put_source(&f, "pr-1", "https://example.org/", "example.org");
	assert_ok(dkt_index_has_domain(f.index, "example.org", &has, &f.s.err), &f.s.err);
	assert_true(has);
	assert_ok(dkt_index_has_domain(f.index, "example.com", &has, &f.s.err), &f.s.err);
	assert_false(has);
	put_record(&f, "pr-1", "presences");
	assert_ok(dkt_index_has_domain(f.index, "example.org", &has, &f.s.err), &f.s.err);
	assert_false(has);
	end(&f);
}

static void submissions_come_oldest_first(void **state)
{
	struct fixture f;
	struct dkt_buf text = DKT_BUF_INIT(1000);

	(void)state;
	begin(&f);
	put_submission(&f, "s-1", "ready", "2026-03");
	put_submission(&f, "s-2", "merged", "2026-01");
	put_submission(&f, "s-3", "ready", "2026-02");
	assert_ok(dkt_index_submissions(f.index, "ready", note_submission, &text, &f.s.err),
		  &f.s.err);
	assert_string_equal(dkt_buf_str(&text), "s-3 ready 3;s-1 ready 3;");
	dkt_buf_reset(&text);
	put_submission(&f, "s-3", "approved", "2026-02");
	assert_ok(dkt_index_submissions(f.index, NULL, note_submission, &text, &f.s.err), &f.s.err);
	assert_string_equal(dkt_buf_str(&text), "s-2 merged 3;s-3 approved 3;s-1 ready 3;");
	dkt_buf_clear(&text);
	end(&f);
}

struct asking {
	struct fixture *f;
	struct dkt_buf text;
};

static int ask_again(void *data, const struct dkt_index_record *r, struct dkt_err *err)
{
	struct asking *asking = data;

	dkt_buf_addf(&asking->text, "(%s:", r->id);
	if (dkt_index_records(asking->f->index, NULL, NULL, note_record, &asking->text, err) < 0)
		return -1;
	dkt_buf_addc(&asking->text, ')');
	return 1;
}

static void a_callback_may_ask_again_and_stop(void **state)
{
	struct fixture f;
	struct asking asking = {&f, DKT_BUF_INIT(1000)};

	(void)state;
	begin(&f);
	put_record(&f, "a", "x");
	put_record(&f, "b", "x");
	assert_ok(dkt_index_records(f.index, NULL, NULL, ask_again, &asking, &f.s.err), &f.s.err);
	assert_string_equal(dkt_buf_str(&asking.text), "(a:a x ;b x ;)");
	dkt_buf_clear(&asking.text);
	end(&f);
}

static void the_tip_is_remembered(void **state)
{
	struct fixture f;
	char tip[DKT_OID_HEX];

	(void)state;
	begin(&f);
	assert_ok(dkt_index_tip(f.index, tip, &f.s.err), &f.s.err);
	assert_string_equal(tip, "");
	assert_ok(dkt_index_set_tip(f.index, "5626abf0f72e58d7a153368ba57db4c673c0e171", &f.s.err),
		  &f.s.err);
	reopen(&f);
	assert_ok(dkt_index_tip(f.index, tip, &f.s.err), &f.s.err);
	assert_string_equal(tip, "5626abf0f72e58d7a153368ba57db4c673c0e171");
	end(&f);
}

static void an_aborted_transaction_changes_nothing(void **state)
{
	struct fixture f;
	char before[65];
	char after[65];

	(void)state;
	begin(&f);
	put_record(&f, "a", "x");
	digest(&f, before);
	assert_ok(dkt_index_begin(f.index, &f.s.err), &f.s.err);
	put_record(&f, "b", "x");
	assert_ok(dkt_index_empty(f.index, &f.s.err), &f.s.err);
	dkt_index_abort(f.index);
	dkt_index_abort(f.index);
	digest(&f, after);
	assert_string_equal(before, after);
	end(&f);
}

static void equal_content_has_equal_digests_in_any_order(void **state)
{
	struct fixture f;
	char first[65];
	char second[65];
	char third[65];

	(void)state;
	begin(&f);
	put_record(&f, "a", "x");
	put_record(&f, "b", "x");
	put_source(&f, "a", "u", "d");
	put_submission(&f, "s-1", "ready", "2026");
	digest(&f, first);
	assert_ok(dkt_index_empty(f.index, &f.s.err), &f.s.err);
	assert_ok(dkt_index_begin(f.index, &f.s.err), &f.s.err);
	put_submission(&f, "s-1", "ready", "2026");
	put_record(&f, "b", "x");
	put_record(&f, "a", "x");
	put_source(&f, "a", "u", "d");
	assert_ok(dkt_index_commit(f.index, &f.s.err), &f.s.err);
	digest(&f, second);
	assert_string_equal(first, second);
	put_source(&f, "a", "u", "d2");
	digest(&f, third);
	assert_string_not_equal(first, third);
	end(&f);
}

static void values_cannot_run_together_in_the_digest(void **state)
{
	struct fixture f;
	char first[65];
	char second[65];

	(void)state;
	begin(&f);
	put_source(&f, "a", "bc", "d");
	digest(&f, first);
	assert_ok(dkt_index_empty(f.index, &f.s.err), &f.s.err);
	put_source(&f, "ab", "c", "d");
	digest(&f, second);
	assert_string_not_equal(first, second);
	end(&f);
}

static void a_file_that_is_no_database_is_replaced(void **state)
{
	struct fixture f;
	struct dkt_buf text = DKT_BUF_INIT(1000);

	(void)state;
	begin(&f);
	put_record(&f, "a", "x");
	dkt_index_free(f.index);
	f.index = NULL;
	scratch_write(&f.s, "index.db", "this is no database, it is a text of some length ......");
	assert_ok(dkt_index_open(f.path, &f.index, &f.s.err), &f.s.err);
	assert_ok(dkt_index_records(f.index, NULL, NULL, note_record, &text, &f.s.err), &f.s.err);
	assert_int_equal(text.size, 0);
	end(&f);
}

static void an_index_of_another_version_is_replaced(void **state)
{
	struct fixture f;
	struct dkt_buf text = DKT_BUF_INIT(1000);

	(void)state;
	begin(&f);
	put_record(&f, "a", "x");
	dkt_index_free(f.index);
	f.index = NULL;
	/* user_version is the big-endian number at byte 60 of the file */
	assert_int_equal(scratch_run(&f.s,
				     "printf '\\0\\0\\0\\143' | dd of=index.db bs=1 seek=60 "
				     "conv=notrunc",
				     NULL, 0),
			 0);
	assert_ok(dkt_index_open(f.path, &f.index, &f.s.err), &f.s.err);
	assert_ok(dkt_index_records(f.index, NULL, NULL, note_record, &text, &f.s.err), &f.s.err);
	assert_int_equal(text.size, 0);
	end(&f);
}

static void damage_found_later_says_rebuild(void **state)
{
	struct fixture f;
	struct dkt_buf text = DKT_BUF_INIT(1 << 20);
	int result;
	char id[40];

	(void)state;
	begin(&f);
	assert_ok(dkt_index_begin(f.index, &f.s.err), &f.s.err);
	for (int i = 0; i < 500; i++) {
		(void)snprintf(id, sizeof id, "pr-%d", i);
		put_record(&f, id, "x");
	}
	assert_ok(dkt_index_commit(f.index, &f.s.err), &f.s.err);
	dkt_index_free(f.index);
	f.index = NULL;
	/* all pages behind the first ten, which hold the schema */
	assert_int_equal(scratch_run(&f.s,
				     "head -c 100000 /dev/zero | tr '\\0' '\\377' | dd of=index.db"
				     " bs=4096 seek=10 conv=notrunc",
				     NULL, 0),
			 0);
	assert_ok(dkt_index_open(f.path, &f.index, &f.s.err), &f.s.err);
	result = dkt_index_records(f.index, NULL, NULL, note_record, &text, &f.s.err);
	assert_int_equal(result, -1);
	assert_int_equal(f.s.err.code, DKT_ESQL);
	assert_non_null(strstr(f.s.err.hint, "docket rebuild"));
	dkt_buf_clear(&text);
	end(&f);
}

static void a_folder_that_is_missing_is_named(void **state)
{
	struct scratch s;
	struct dkt_index *index = NULL;
	char path[300];

	(void)state;
	scratch_begin(&s);
	(void)snprintf(path, sizeof path, "%s/nowhere/index.db", s.dir);
	assert_int_equal(dkt_index_open(path, &index, &s.err), -1);
	assert_int_equal(s.err.code, DKT_EIO);
	assert_string_equal(s.err.where, path);
	scratch_end(&s);
}

static void two_handles_share_one_index(void **state)
{
	struct fixture f;
	struct dkt_index *other = NULL;
	char first[65];
	char second[65];

	(void)state;
	begin(&f);
	assert_ok(dkt_index_open(f.path, &other, &f.s.err), &f.s.err);
	put_record(&f, "a", "x");
	digest(&f, first);
	assert_ok(dkt_index_digest(other, second, &f.s.err), &f.s.err);
	assert_string_equal(first, second);
	dkt_index_free(other);
	end(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(records_are_found_by_collection_and_id),
		cmocka_unit_test(a_record_put_again_forgets_its_sources),
		cmocka_unit_test(submissions_come_oldest_first),
		cmocka_unit_test(a_callback_may_ask_again_and_stop),
		cmocka_unit_test(the_tip_is_remembered),
		cmocka_unit_test(an_aborted_transaction_changes_nothing),
		cmocka_unit_test(equal_content_has_equal_digests_in_any_order),
		cmocka_unit_test(values_cannot_run_together_in_the_digest),
		cmocka_unit_test(a_file_that_is_no_database_is_replaced),
		cmocka_unit_test(an_index_of_another_version_is_replaced),
		cmocka_unit_test(damage_found_later_says_rebuild),
		cmocka_unit_test(a_folder_that_is_missing_is_named),
		cmocka_unit_test(two_handles_share_one_index),
	};

	return cmocka_run_group_tests_name("store/index", tests, NULL, NULL);
}
