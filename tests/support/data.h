/*
 * data.h - where tests find files: the checkout, the build, and official test data that is not part
 * of the project.
 */
#ifndef TESTS_SUPPORT_DATA_H
#define TESTS_SUPPORT_DATA_H

#include <stdbool.h>

/* The checkout's folder (DOCKET_SOURCE_DIR, else "."). */
const char *test_source_dir(void);

/* The folder of official test data: DOCKET_TEST_DATA, else ../shared beside the checkout. */
const char *test_data_dir(void);

/* Is this folder or file below test_data_dir() there? If not, say "skipped" on stderr; the test
 * then calls skip(). */
bool test_data_has(const char *name);

#endif
