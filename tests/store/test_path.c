/* test_path.c - the allow-list of paths and the shape of submission ids. */
#include "store/path.h"
#include "support/rows.h"

struct row {
	const char *name;
	const char *path;
	bool good;
};

static const struct row rows[] = {
	{"a record's path is good", "reviewed/presences/7/pr-7h3k9m2-05.json", true},
	{"a file at the top is good", "docket.json", true},
	{"capital letters and underscores are good", "schemas/My_Schema-2.json", true},
	{".gitattributes at the top is good", ".gitattributes", true},
	{".gitignore at the top is good", ".gitignore", true},
	{".gitattributes further down is refused", "reviewed/.gitattributes", false},
	{".gitmodules is refused", ".gitmodules", false},
	{"the empty path is refused", "", false},
	{"a path from the root is refused", "/etc/passwd", false},
	{"an empty part is refused", "a//b", false},
	{"a slash at the end is refused", "a/", false},
	{"a part .. is refused", "a/../b", false},
	{"a part . is refused", "./a", false},
	{".git is refused", ".git/config", false},
	{".GIT in capitals is refused", ".GIT/config", false},
	{"git's short name on NTFS is refused", "git~1/config", false},
	{".git with an invisible letter is refused", ".g\xE2\x80\x8Cit/config", false},
	{".git with an NTFS stream is refused", ".git::$INDEX_ALLOCATION/config", false},
	{"a hidden file is refused", "a/.hidden", false},
	{"a part that ends with a dot is refused", "a./b", false},
	{"a part that ends with a space is refused", "a /b", false},
	{"a backslash is refused", "a\\b", false},
	{"a newline is refused", "a\nb", false},
	{"a byte that is no UTF-8 is refused", "a\xFF", false},
	{"letters outside ASCII are refused", "\xE5\x8F\xB0.json", false},
	{"a part that looks like an option is refused", "submissions/-rf", false},
	{"CON is refused", "CON", false},
	{"con.json is refused", "a/con.json", false},
	{"nul.tar.gz is refused", "nul.tar.gz", false},
	{"COM1 is refused", "COM1.json", false},
	{"lpt9 is refused", "x/lpt9", false},
	{"a name that begins like a device is good", "console.json", true},
	{"com without a digit is good", "com.json", true},
	{"comx is good", "comx", true},
	{"a long part is refused",
	 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	 "aaaa"
	 "aaaaaaaaaaaaaaaaaaaaaaaaaaaa",
	 false},
	{"a long path is refused",
	 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/"
	 "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb/"
	 "cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc",
	 false},
};

static void check_path(void **state)
{
	const struct row *row = ROW(struct row);
	const char *fault = dkt_path_fault(row->path);

	if (row->good && fault != NULL)
		fail_msg("\"%s\" %s", row->path, fault);
	if (!row->good)
		assert_non_null(fault);
}

static const struct row ids[] = {
	{"an id is an id", "s-4k7m2p9-53", true},
	{"another prefix is refused", "pr-7h3k9m2-05", false},
	{"a batch is no submission", "b-4k7m2p9-53", false},
	{"the letter i is refused", "s-4k7m2pi-53", false},
	{"the letter u is refused", "s-4k7m2pu-53", false},
	{"capitals are refused", "s-4K7M2P9-53", false},
	{"six characters are refused", "s-4k7m2p-53", false},
	{"eight characters are refused", "s-4k7m2p99-53", false},
	{"one digit is refused", "s-4k7m2p9-5", false},
	{"three digits are refused", "s-4k7m2p9-533", false},
	{"something behind is refused", "s-4k7m2p9-53/x", false},
	{"the empty id is refused", "", false},
	{"a path is refused", "s-../../x-53", false},
};

static void check_id(void **state)
{
	const struct row *row = ROW(struct row);

	assert_int_equal(dkt_is_submission_id(row->path), row->good);
}

int main(void)
{
	return rows_run("store/path", rows, check_path) +
	       rows_run("store/submission id", ids, check_id);
}
