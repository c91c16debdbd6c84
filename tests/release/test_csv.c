/* test_csv.c - cells that are quoted, cells that are kept from running, lists in one cell. */
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "release/csv.h"
#include "support/data.h"
#include "support/rows.h"

struct row {
	const char *name;
	const char *text;
	const char *cell;
};

static const struct row rows[] = {
	{"nothing", "", ""},
	{"plain text", "Huawei 华为", "Huawei 华为"},
	{"a comma is quoted", "a,b", "\"a,b\""},
	{"a quotation mark is doubled", "a\"b", "\"a\"\"b\""},
	{"a line feed is quoted", "a\nb", "\"a\nb\""},
	{"a carriage return is quoted", "a\rb", "\"a\rb\""},
	{"a space at the start is quoted", " a", "\" a\""},
	{"a space at the end is quoted", "a ", "\"a \""},
	{"a semicolon is not", "a;b", "a;b"},
	{"an apostrophe is not", "'s-Hertogenbosch", "'s-Hertogenbosch"},
	{"equals", "=1+1", "'=1+1"},
	{"equals with a comma", "=A1,B1", "\"'=A1,B1\""},
	{"plus", "+86 10 1234", "'+86 10 1234"},
	{"minus", "-a", "'-a"},
	{"at", "@SUM(A1)", "'@SUM(A1)"},
	{"tab", "\t=1", "'\t=1"},
	{"carriage return", "\r=1", "\"'\r=1\""},
	{"line feed", "\n=1", "\"'\n=1\""},
	{"a negative number stays", "-33.8688", "-33.8688"},
	{"a negative number with an exponent stays", "-1e-7", "-1e-7"},
	{"a positive sign is no JSON number", "+5", "'+5"},
	{"a number and more is no number", "-5+cmd", "'-5+cmd"},
	{"a minus alone is no number", "-", "'-"},
	{"a minus and a point is no number", "-.5", "'-.5"},
	{"an apostrophe before a formula gets another", "'=1", "''=1"},
	{"two apostrophes before a number get another", "''-5", "'''-5"},
};

static void check(void **state)
{
	const struct row *row = ROW(struct row);
	struct dkt_buf out = DKT_BUF_INIT(1 << 16);

	dkt_csv_cells(&out, true, row->text);
	assert_string_equal(dkt_buf_str(&out), row->cell);
	dkt_buf_clear(&out);
}

struct number {
	const char *name;
	const char *text;
	bool plain;
};

static const struct number numbers[] = {
	{"zero", "0", true},
	{"minus zero", "-0", true},
	{"a fraction", "12.50", true},
	{"an exponent", "1E+9", true},
	{"a leading zero", "01", false},
	{"no digit behind the point", "1.", false},
	{"no digit in the exponent", "1e", false},
	{"a sign alone in the exponent", "1e-", false},
	{"nothing", "", false},
	{"hexadecimal", "0x1", false},
	{"a space behind", "1 ", false},
	{"infinity", "-Infinity", false},
};

static void check_number(void **state)
{
	const struct number *row = ROW(struct number);

	assert_int_equal(dkt_is_plain_number(row->text, strlen(row->text)), row->plain);
}

static void a_row(void **state)
{
	struct dkt_buf out = DKT_BUF_INIT(1 << 16);

	(void)state;
	dkt_csv_cells(&out, true, "");
	dkt_csv_cell(&out, false, "a\0b", 3);
	dkt_csv_cells(&out, false, "x,y");
	dkt_csv_end(&out);
	assert_string_equal(dkt_buf_str(&out), ",a\xEF\xBF\xBD"
					       "b,\"x,y\"\r\n");
	dkt_buf_clear(&out);
}

static void a_list(void **state)
{
	struct dkt_buf out = DKT_BUF_INIT(1 << 16);

	(void)state;
	dkt_csv_item(&out, true, "a|b", 3);
	dkt_csv_item(&out, false, "", 0);
	dkt_csv_item(&out, false, "c\\", 2);
	assert_string_equal(dkt_buf_str(&out), "a\\|b||c\\\\");
	dkt_buf_clear(&out);
}

/* Known attacks, one a line: none may reach a spreadsheet with a formula's first character. */
static void known_attacks(void **state)
{
	struct dkt_buf payloads = DKT_BUF_INIT(1 << 20);
	struct dkt_buf out = DKT_BUF_INIT(1 << 20);
	struct dkt_err err = DKT_ERR_INIT;
	char *path;
	size_t n = 0;

	(void)state;
	if (!test_data_has("corpora/csv-injection/csv-payload.txt"))
		skip();
	path = dkt_path_join(test_data_dir(), "corpora/csv-injection/csv-payload.txt");
	assert_int_equal(dkt_file_read(path, 1 << 20, &payloads, &err), 0);
	for (const char *line = dkt_buf_str(&payloads); *line != '\0'; n++) {
		size_t size = strcspn(line, "\r\n");
		const char *shown;

		dkt_buf_reset(&out);
		dkt_csv_cell(&out, true, line, size);
		shown = dkt_buf_str(&out) + (dkt_buf_str(&out)[0] == '"');
		assert_true(size == 0 || strchr("=+-@\t\r\n", shown[0]) == NULL);
		line += size + strspn(line + size, "\r\n");
	}
	assert_true(n >= 5);
	free(path);
	dkt_buf_clear(&payloads);
	dkt_buf_clear(&out);
}

int main(void)
{
	const struct CMUnitTest whole[] = {
		{"a row ends with CR LF and holds no NUL", a_row, NULL, NULL, NULL},
		{"items of a list are kept apart", a_list, NULL, NULL, NULL},
		{"no known attack comes through", known_attacks, NULL, NULL, NULL},
	};
	int failed = rows_run("release/csv", rows, check);

	failed += rows_run("release/csv numbers", numbers, check_number);
	return failed + cmocka_run_group_tests(whole, NULL, NULL);
}
