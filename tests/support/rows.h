/*
 * rows.h - a table of cases as cmocka tests: each row is a test of its own, named by its sentence.
 *
 *   static const struct row rows[] = { { "text after the value is refused", "{} x", ... }, ... };
 *   return rows_run("json/text", rows, check_row);
 *
 * The first member of a row must be its name. check_row(void **state) finds its row with ROW(struct
 * row).
 */
#ifndef TESTS_SUPPORT_ROWS_H
#define TESTS_SUPPORT_ROWS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

/* The row of the running test. */
#define ROW(type) ((const type *)*state)

/* Run n rows of row_size bytes through check; returns the number of failures. */
int rows_run_sized(const char *group, const void *rows, size_t n, size_t row_size,
		   CMUnitTestFunction check);

#define rows_run(group, rows, check)                                                               \
	rows_run_sized((group), (rows), sizeof(rows) / sizeof((rows)[0]), sizeof((rows)[0]),       \
		       (check))

#endif
