/*
 * test_key_table.c - every string of a table is found at its index, and nothing else.
 *
 * A row makes n strings of one form; its strangers are made in the same way and differ a little.
 * The size of the table is counted, since tables are made of every "properties" and "enum".
 */
#include <stdio.h>
#include <string.h>

#include "schema/compiled.h"
#include "schema/key_table.h"
#include "support/rows.h"

/* A string is its beginning, its number with so many digits, and its end. */
struct form {
	const char *begin;
	int digits; /* -1: no number */
	const char *end;
};

struct row {
	const char *name;
	struct form form;
	struct form stranger; /* of strings that are not in the table */
	unsigned n;
	bool refused; /* no table can be made of them */
};

static const struct row rows[] = {
	{"no strings", {"", 0, ""}, {"", 0, ""}, 0, false},
	{"the empty string", {"", -1, ""}, {"a", -1, ""}, 1, false},
	{"few strings", {"k", 0, ""}, {"K", 0, ""}, 5, false},
	{"as many as a multiplier is searched for", {"key", 0, ""}, {"kex", 0, ""}, 48, false},
	{"one more than that", {"key", 0, ""}, {"kex", 0, ""}, 49, false},
	{"strings of eight bytes", {"k", 7, ""}, {"K", 7, ""}, 300, false},
	{"strings of nine to sixteen bytes", {"abcdefgh", 0, ""}, {"abcdefgi", 0, ""}, 2000, false},
	{"long strings that end differently",
	 {"a long string, number ", 8, ""},
	 {"b long string, number ", 8, ""},
	 3000,
	 false},
	{"long strings that begin differently",
	 {"", 8, " is the number"},
	 {"", 8, " is the numbel"},
	 3000,
	 false},
	{"a hundred thousand strings", {"v", 0, ""}, {"w", 0, ""}, 100000, false},
	{"a few that differ in the middle only",
	 {"abcdefgh", 3, "abcdefgh"},
	 {"abcdefgh", 4, "abcdefgh"},
	 20,
	 false},
	{"many that differ in the middle only",
	 {"abcdefgh", 4, "abcdefgh"},
	 {"abcdefgh", 3, "abcdefgh"},
	 3000,
	 true},
};

static struct dkt_key string_of(struct dkt_arena *arena, const struct form *form, unsigned i)
{
	char text[64];
	int size = form->digits < 0 ? snprintf(text, sizeof text, "%s%s", form->begin, form->end)
				    : snprintf(text, sizeof text, "%s%0*u%s", form->begin,
					       form->digits, i, form->end);

	return (struct dkt_key){.bytes = dkt_arena_dup(arena, text, (size_t)size),
				.size = (size_t)size};
}

static void check_found(const struct dkt_key_table *table, struct dkt_arena *arena,
			const struct row *row, const struct dkt_key *keys)
{
	for (unsigned i = 0; i < row->n; i++) {
		const struct dkt_key_slot *slot =
			dkt_key_table_find(table, keys[i].bytes, keys[i].size);
		struct dkt_key stranger = string_of(arena, &row->stranger, i);

		assert_non_null(slot);
		assert_int_equal(slot->index, i);
		assert_null(dkt_key_table_find(table, stranger.bytes, stranger.size));
	}
	assert_null(dkt_key_table_find(table, "not in any table, and quite long", 32));
}

static void check_row(void **state)
{
	const struct row *row = ROW(struct row);
	struct dkt_arena *arena = dkt_arena_new();
	struct dkt_key *keys = DKT_NEW_N(arena, struct dkt_key, row->n + 1);
	struct dkt_key_table table;
	size_t before;
	bool made;

	for (unsigned i = 0; i < row->n; i++)
		keys[i] = string_of(arena, &row->form, i);
	before = dkt_arena_used(arena);
	made = dkt_key_table_make(&table, arena, keys, row->n);
	assert_int_equal(made, !row->refused);
	assert_true(dkt_arena_used(arena) - before <=
		    (32 * (size_t)row->n + 64) * sizeof(struct dkt_key_slot));
	if (made)
		check_found(&table, arena, row, keys);
	dkt_arena_free(arena);
}

int main(void)
{
	return rows_run("schema/key_table", rows, check_row);
}
