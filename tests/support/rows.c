/* rows.c - cmocka wants an array of CMUnitTest; this makes one from a table. */
#include "support/rows.h"

int rows_run_sized(const char *group, const void *rows, size_t n, size_t row_size,
		   CMUnitTestFunction check)
{
	struct CMUnitTest *tests = calloc(n + 1, sizeof *tests);
	int failed;

	if (tests == NULL)
		return 1;
	for (size_t i = 0; i < n; i++) {
		const char *row = (const char *)rows + i * row_size;

		tests[i].name = *(const char *const *)(const void *)row;
		tests[i].test_func = check;
		tests[i].initial_state = (void *)(uintptr_t)row;
	}
	failed = _cmocka_run_group_tests(group, tests, n, NULL, NULL);
	free(tests);
	return failed;
}
