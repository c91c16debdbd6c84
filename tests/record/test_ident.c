/* test_ident.c - ids: form, digits, paths. */
#include "record/ident.h"

#include <string.h>

#include "support/rows.h"

struct row {
	const char *name;
	const char *id;
	const char *prefix;
	enum dkt_id_fault fault;
};

static const struct row rows[] = {
	{"a good id of its prefix", "pr-7h3k9m2-05", "pr", DKT_ID_GOOD},
	{"a good submission id", "s-4k7m2p9-53", "s", DKT_ID_GOOD},
	{"any prefix will do when none is asked for", "s-2c9d4f1-70", NULL, DKT_ID_GOOD},
	{"another prefix is told apart", "co-7h3k9m2-05", "pr", DKT_ID_PREFIX},
	{"the prefix takes no part in the digits", "co-7h3k9m2-05", "co", DKT_ID_GOOD},
	{"one wrong digit is found", "pr-7h3k9m2-06", "pr", DKT_ID_DIGITS},
	{"one wrong character is found", "pr-7h3k8m2-05", "pr", DKT_ID_DIGITS},
	{"swapped neighbours are found", "pr-h73k9m2-05", "pr", DKT_ID_DIGITS},
	{"the letter l is not in the alphabet", "pr-7l3k9m2-05", "pr", DKT_ID_SHAPE},
	{"the letter u is not in the alphabet", "pr-7u3k9m2-05", "pr", DKT_ID_SHAPE},
	{"capitals are refused", "pr-7H3K9M2-05", "pr", DKT_ID_SHAPE},
	{"six characters are too few", "pr-7h3k9m-05", "pr", DKT_ID_SHAPE},
	{"text behind the digits is refused", "pr-7h3k9m2-05x", "pr", DKT_ID_SHAPE},
	{"an empty text is no id", "", "pr", DKT_ID_SHAPE},
	{"a prefix alone is no id", "pr-", "pr", DKT_ID_SHAPE},
	{"no prefix is no id", "-7h3k9m2-05", NULL, DKT_ID_SHAPE},
	{"nine letters are no prefix", "abcdefghi-7h3k9m2-05", NULL, DKT_ID_SHAPE},
	{"a path is no id", "../../etc/passwd", "pr", DKT_ID_SHAPE},
	{"digits may not be letters", "pr-7h3k9m2-0a", "pr", DKT_ID_SHAPE},
};

static void check_row(void **state)
{
	const struct row *row = ROW(struct row);

	assert_int_equal(dkt_id_check(row->id, row->prefix), row->fault);
}

struct place {
	const char *name;
	const char *collection;
	unsigned fanout;
	const char *path;
};

static const struct place places[] = {
	{"no fanout, no folders", "presences", 0, "reviewed/presences/pr-7h3k9m2-05.json"},
	{"fanout 1 is one folder", "presences", 1, "reviewed/presences/7/pr-7h3k9m2-05.json"},
	{"fanout 2 is two folders", "presences", 2, "reviewed/presences/7/h/pr-7h3k9m2-05.json"},
	{"fanout 3 is three folders", "presences", 3,
	 "reviewed/presences/7/h/3/pr-7h3k9m2-05.json"},
};

static void check_place(void **state)
{
	char path[256];

	dkt_record_path(ROW(struct place)->collection, ROW(struct place)->fanout, "pr-7h3k9m2-05",
			path);
	assert_string_equal(path, ROW(struct place)->path);
}

static void minted_ids_are_good(void **state)
{
	char first[DKT_ID_SIZE];
	char id[DKT_ID_SIZE];

	(void)state;
	dkt_id_mint("pr", first);
	for (int i = 0; i < 1000; i++) {
		dkt_id_mint("pr", id);
		assert_int_equal(dkt_id_check(id, "pr"), DKT_ID_GOOD);
		assert_string_not_equal(id, first);
	}
}

static void revision_is_split_off(void **state)
{
	char id[DKT_ID_SIZE];
	const char *revision;

	(void)state;
	assert_true(dkt_id_split("pr-7h3k9m2-05@v1.4.0", id, &revision));
	assert_string_equal(id, "pr-7h3k9m2-05");
	assert_string_equal(revision, "v1.4.0");
	assert_true(dkt_id_split("pr-7h3k9m2-05", id, &revision));
	assert_null(revision);
	assert_false(dkt_id_split("pr-7h3k9m2-06@v1.4.0", id, &revision));
	assert_false(dkt_id_split("@v1.4.0", id, &revision));
}

int main(void)
{
	const struct CMUnitTest others[] = {
		cmocka_unit_test(minted_ids_are_good),
		cmocka_unit_test(revision_is_split_off),
	};

	return rows_run("record/ident", rows, check_row) +
	       rows_run("record/ident paths", places, check_place) +
	       cmocka_run_group_tests_name("record/ident others", others, NULL, NULL);
}
