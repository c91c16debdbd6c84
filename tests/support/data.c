/* data.c - folders from the environment that ctest sets. */
#include "support/data.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"

static const char *environment(const char *name, const char *fallback)
{
	const char *value = getenv(name);

	return value == NULL || value[0] == '\0' ? fallback : value;
}

const char *test_source_dir(void)
{
	return environment("DOCKET_SOURCE_DIR", ".");
}

const char *test_data_dir(void)
{
	static char beside[4096];

	(void)snprintf(beside, sizeof beside, "%s/../shared", test_source_dir());
	return environment("DOCKET_TEST_DATA", beside);
}

bool test_data_has(const char *name)
{
	char *path = dkt_path_join(test_data_dir(), name);
	bool there = dkt_file_exists(path);

	if (!there)
		(void)fprintf(stderr, "skipped: no %s (set DOCKET_TEST_DATA)\n", path);
	free(path);
	return there;
}
