/*
 * web.h - the invented web of tests/web, running for one test program.
 */
#ifndef TESTS_SUPPORT_WEB_H
#define TESTS_SUPPORT_WEB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "source/net.h"

/* Start it with these further options (NULL-terminated, or NULL) and wait until it is ready; false,
 * and a word on stderr, when it is not built. test_web_stop also after that. */
bool test_web_start(const char *const *options);
void test_web_stop(void);

/* How it is reached; owned by this. */
struct dkt_net *test_web_net(void);

/* The folder with net.json, ca.pem and log, for files of the test too: test_web_stop removes all.
 */
const char *test_web_dir(void);

struct test_logged {
	int64_t ms; /* since the fixture's start */
	char host[64];
	char target[256];
};

/* What it was asked on host (NULL: all), in order, from line `from` of the log on; at most max.
 * Returns how many. */
size_t test_web_log(const char *host, size_t from, struct test_logged *out, size_t max);

/* Lines of the log so far. */
size_t test_web_log_size(void);

#endif
