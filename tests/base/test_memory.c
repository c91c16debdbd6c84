/* test_memory.c - arena, buf and map: memory that grows, with caps that hold. */
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/map.h"
#include "support/rows.h"

/* --- arena -------------------------------------------------------------------------------------
 */

static void allocations_are_aligned_and_apart(void **state)
{
	struct dkt_arena *arena = dkt_arena_new();
	unsigned char *items[2000];

	(void)state;
	for (size_t i = 0; i < 2000; i++) {
		items[i] = dkt_arena_alloc(arena, i);
		assert_int_equal((uintptr_t)items[i] % _Alignof(max_align_t), 0);
		memset(items[i], (int)(i % 251), i);
	}
	for (size_t i = 1; i < 2000; i++) {
		assert_int_equal(items[i][0], i % 251);
		assert_int_equal(items[i][i - 1], i % 251);
	}
	dkt_arena_free(arena);
}

static void an_allocation_larger_than_a_block_fits(void **state)
{
	struct dkt_arena *arena = dkt_arena_new();
	char *large = dkt_arena_zalloc(arena, 3, 1 << 20);

	(void)state;
	for (size_t i = 0; i < (size_t)3 << 20; i += 4096)
		assert_int_equal(large[i], 0);
	large[((size_t)3 << 20) - 1] = 'x';
	dkt_arena_free(arena);
}

static void reset_forgets_and_keeps_working(void **state)
{
	struct dkt_arena *arena = dkt_arena_new();

	(void)state;
	for (int round = 0; round < 5; round++) {
		for (int i = 0; i < 100; i++)
			memset(dkt_arena_alloc(arena, 5000), round, 5000);
		(void)dkt_arena_alloc(arena, 3 << 20);
		(void)dkt_arena_alloc(arena, 100);
		assert_true(dkt_arena_used(arena) >= 500000);
		dkt_arena_reset(arena);
		assert_int_equal(dkt_arena_used(arena), 0);
	}
	dkt_arena_free(arena);
	dkt_arena_free(NULL);
}

static void copies_end_with_a_nul(void **state)
{
	struct dkt_arena *arena = dkt_arena_new();

	(void)state;
	assert_string_equal(dkt_arena_dup(arena, "abcdef", 3), "abc");
	assert_string_equal(dkt_arena_dup(arena, NULL, 0), "");
	assert_string_equal(dkt_arena_dups(arena, "x"), "x");
	assert_string_equal(dkt_arena_printf(arena, "%d-%s", 7, "y"), "7-y");
	dkt_arena_free(arena);
}

/* --- buf ---------------------------------------------------------------------------------------
 */

static void a_buffer_collects(void **state)
{
	struct dkt_buf buf = DKT_BUF_INIT(1000);

	(void)state;
	assert_string_equal(dkt_buf_str(&buf), "");
	dkt_buf_adds(&buf, "ab");
	dkt_buf_addc(&buf, 'c');
	dkt_buf_addn(&buf, 3, '-');
	dkt_buf_addf(&buf, "%03d", 7);
	dkt_buf_add(&buf, "xyz", 2);
	assert_string_equal(dkt_buf_str(&buf), "abc---007xy");
	dkt_buf_truncate(&buf, 3);
	dkt_buf_truncate(&buf, 100);
	assert_string_equal(dkt_buf_str(&buf), "abc");
	assert_true(dkt_buf_ok(&buf));
	dkt_buf_clear(&buf);
	dkt_buf_clear(&buf);
}

static void the_maximum_holds_to_the_byte(void **state)
{
	(void)state;
	for (size_t max = 0; max < 300; max += 13) {
		struct dkt_buf buf = DKT_BUF_INIT(max);

		dkt_buf_addn(&buf, max, 'x');
		assert_true(dkt_buf_ok(&buf));
		assert_int_equal(buf.size, max);
		dkt_buf_addc(&buf, 'y');
		assert_false(dkt_buf_ok(&buf));
		assert_int_equal(buf.size, max);
		dkt_buf_reset(&buf);
		assert_true(dkt_buf_ok(&buf));
		dkt_buf_clear(&buf);
	}
}

static void a_boundless_maximum_does_not_hang(void **state)
{
	struct dkt_buf buf = DKT_BUF_INIT(SIZE_MAX);

	(void)state;
	dkt_buf_addn(&buf, 1000, 'x');
	assert_int_equal(buf.size, 1000);
	assert_null(dkt_buf_room(&buf, SIZE_MAX));
	assert_null(dkt_buf_room(&buf, SIZE_MAX - 1000));
	assert_false(dkt_buf_ok(&buf));
	dkt_buf_clear(&buf);
}

static void detached_bytes_are_the_callers(void **state)
{
	struct dkt_buf buf = DKT_BUF_INIT(100);
	char *bytes = dkt_buf_detach(&buf);

	(void)state;
	assert_string_equal(bytes, "");
	free(bytes);
	dkt_buf_adds(&buf, "mine");
	bytes = dkt_buf_detach(&buf);
	assert_string_equal(bytes, "mine");
	assert_int_equal(buf.size, 0);
	free(bytes);
}

/* --- map ---------------------------------------------------------------------------------------
 */

static void a_map_finds_what_was_put(void **state)
{
	static char keys[5000][8];
	struct dkt_map map = DKT_MAP_INIT;

	(void)state;
	assert_null(dkt_map_get(&map, "x", 1));
	for (size_t i = 0; i < 5000; i++) {
		(void)snprintf(keys[i], sizeof keys[i], "k%zu", i);
		assert_null(dkt_map_put(&map, keys[i], strlen(keys[i]), keys[i]));
	}
	assert_int_equal(map.n, 5000);
	for (size_t i = 0; i < 5000; i++)
		assert_ptr_equal(dkt_map_get(&map, keys[i], strlen(keys[i])), keys[i]);
	assert_null(dkt_map_get(&map, "k5000", 5));
	assert_ptr_equal(dkt_map_put(&map, "k7", 2, &map), keys[7]);
	assert_ptr_equal(dkt_map_get(&map, "k7", 2), &map);
	assert_int_equal(map.n, 5000);
	dkt_map_clear(&map);
	assert_null(dkt_map_get(&map, "k7", 2));
	dkt_map_clear(&map);
}

static void keys_are_bytes_of_a_size(void **state)
{
	struct dkt_map map = DKT_MAP_INIT;
	int a;
	int b;
	int c;

	(void)state;
	(void)dkt_map_put(&map, "a\0b", 3, &a);
	(void)dkt_map_put(&map, "a\0c", 3, &b);
	(void)dkt_map_put(&map, "", 0, &c);
	assert_ptr_equal(dkt_map_get(&map, "a\0b", 3), &a);
	assert_ptr_equal(dkt_map_get(&map, "a\0c", 3), &b);
	assert_ptr_equal(dkt_map_get(&map, "abc", 0), &c);
	assert_null(dkt_map_get(&map, "a", 1));
	dkt_map_clear(&map);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(allocations_are_aligned_and_apart),
		cmocka_unit_test(an_allocation_larger_than_a_block_fits),
		cmocka_unit_test(reset_forgets_and_keeps_working),
		cmocka_unit_test(copies_end_with_a_nul),
		cmocka_unit_test(a_buffer_collects),
		cmocka_unit_test(the_maximum_holds_to_the_byte),
		cmocka_unit_test(a_boundless_maximum_does_not_hang),
		cmocka_unit_test(detached_bytes_are_the_callers),
		cmocka_unit_test(a_map_finds_what_was_put),
		cmocka_unit_test(keys_are_bytes_of_a_size),
	};

	return cmocka_run_group_tests_name("base/memory", tests, NULL, NULL);
}
