/*
 * test_suite.c - the parser over JSONTestSuite: every y_ file is JSON, every n_ file is not, and
 * what jansson and we say differs only where src/json/README.md says so.
 */
#include <dirent.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/str.h"
#include "support/data.h"
#include "support/rows.h"
#include "json/doc.h"

#define FOLDER "corpora/JSONTestSuite/test_parsing"

/* Files of the suite whose outcome RFC 8259 leaves open, and that we accept. */
static const char *const accepted[] = {
	"i_number_double_huge_neg_exp.json", "i_number_huge_exp.json",
	"i_number_neg_int_huge_exp.json",    "i_number_pos_double_huge_exp.json",
	"i_number_real_neg_overflow.json",   "i_number_real_pos_overflow.json",
	"i_number_real_underflow.json",	     "i_number_too_big_neg_int.json",
	"i_number_too_big_pos_int.json",     "i_number_very_big_negative_int.json",
};

static bool is_accepted(const char *name)
{
	for (size_t i = 0; i < sizeof accepted / sizeof accepted[0]; i++) {
		if (dkt_streq(accepted[i], name))
			return true;
	}
	return name[0] == 'y';
}

struct outcome {
	bool ours;
	bool janssons;
	size_t n_duplicates;
	char sentence[256];
};

static void read_both(const char *name, struct outcome *out)
{
	struct dkt_err err = DKT_ERR_INIT;
	struct dkt_buf bytes = DKT_BUF_INIT(1 << 20);
	struct dkt_arena *arena = dkt_arena_new();
	struct dkt_text text;
	struct dkt_text_fault fault;
	char path[4096];
	json_error_t why;
	json_t *value;

	(void)snprintf(path, sizeof path, "%s/%s/%s", test_data_dir(), FOLDER, name);
	assert_int_equal(dkt_file_read(path, 1 << 20, &bytes, &err), 0);
	out->ours = dkt_text_parse(&text, arena, dkt_buf_str(&bytes), bytes.size, &fault);
	out->n_duplicates = out->ours ? text.n_duplicates : 0;
	out->sentence[0] = '\0';
	if (!out->ours) {
		assert_non_null(fault.sentence);
		assert_non_null(fault.hint);
		assert_true(fault.offset <= bytes.size);
		(void)snprintf(out->sentence, sizeof out->sentence, "%s %s", fault.code,
			       fault.sentence);
	}
	value = json_loadb(dkt_buf_str(&bytes), bytes.size, JSON_DECODE_ANY | JSON_ALLOW_NUL, &why);
	out->janssons = value != NULL;
	json_decref(value);
	dkt_arena_free(arena);
	dkt_buf_clear(&bytes);
}

/* Run check over every file whose name starts with one of the letters; returns how many. */
static int each_file(const char *letters, void (*check)(const char *name, const struct outcome *))
{
	char path[4096];
	struct dirent *entry;
	struct outcome outcome;
	DIR *dir;
	int n = 0;

	if (!test_data_has(FOLDER "/y_array_empty.json"))
		skip();
	(void)snprintf(path, sizeof path, "%s/%s", test_data_dir(), FOLDER);
	dir = opendir(path);
	assert_non_null(dir);
	while ((entry = readdir(dir)) != NULL) {
		if (strchr(letters, entry->d_name[0]) == NULL || entry->d_name[1] != '_')
			continue;
		read_both(entry->d_name, &outcome);
		check(entry->d_name, &outcome);
		n++;
	}
	(void)closedir(dir);
	return n;
}

static void as_named(const char *name, const struct outcome *outcome)
{
	if (outcome->ours != is_accepted(name))
		fail_msg("%s: %s", name, outcome->ours ? "accepted" : outcome->sentence);
}

static void test_yes(void **state)
{
	(void)state;
	assert_int_equal(each_file("y", as_named), 95);
}

static void test_no(void **state)
{
	(void)state;
	assert_int_equal(each_file("n", as_named), 188);
}

static void test_open(void **state)
{
	(void)state;
	assert_int_equal(each_file("i", as_named), 35);
}

/*
 * jansson refuses numbers that no double holds, and U+0000 in keys; it takes a NUL behind the value
 * for the end of the text. Otherwise we agree.
 */
static void as_jansson(const char *name, const struct outcome *outcome)
{
	if (outcome->ours == outcome->janssons ||
	    dkt_streq(name, "n_multidigit_number_then_00.json"))
		return;
	if (!outcome->ours ||
	    (strstr(name, "number") == NULL && strstr(name, "escaped_null") == NULL))
		fail_msg("%s: jansson %d, docket %d", name, outcome->janssons, outcome->ours);
}

static void test_jansson(void **state)
{
	(void)state;
	assert_int_equal(each_file("yn", as_jansson), 283);
}

static void duplicates_kept(const char *name, const struct outcome *outcome)
{
	if (outcome->ours)
		assert_int_equal(outcome->n_duplicates, strstr(name, "duplicated_key") != NULL);
}

static void test_duplicates(void **state)
{
	(void)state;
	assert_int_equal(each_file("y", duplicates_kept), 95);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		{"every y_ file of JSONTestSuite is accepted", test_yes, NULL, NULL, NULL},
		{"every n_ file of JSONTestSuite is refused", test_no, NULL, NULL, NULL},
		{"i_ files are decided as the README says", test_open, NULL, NULL, NULL},
		{"jansson agrees on all y_ and n_ files", test_jansson, NULL, NULL, NULL},
		{"only files with repeated keys report any", test_duplicates, NULL, NULL, NULL},
	};

	return cmocka_run_group_tests_name("json/suite", tests, NULL, NULL);
}
