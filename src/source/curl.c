/*
 * curl.c - the table of libcurl's functions, filled once.
 *
 * DOCKET_CURL_LIBRARY is the name by which the library is loaded ("libcurl.so.4"), found when the
 * program is built; without it the library is linked as any other, and the table holds what the
 * linker knows. The library is never unloaded: it keeps threads and state of its own.
 */
#define DKT_CURL_ITSELF
#include "source/curl.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/banned.h"

static struct dkt_curl table;
static pthread_once_t filled = PTHREAD_ONCE_INIT;

#ifdef DOCKET_CURL_LIBRARY

static const struct {
	const char *name;
	size_t offset;
} functions[] = {
#define ROW(name) {#name, offsetof(struct dkt_curl, name)},
	DKT_CURL_EACH(ROW)
#undef ROW
};

/* A program without one of its libraries is not installed: nothing sensible can be done here. */
static void give_up(void)
{
	const char *why = dlerror();

	(void)fprintf(stderr, "docket: %s\n",
		      why == NULL ? DOCKET_CURL_LIBRARY " cannot be loaded" : why);
	exit(EXIT_FAILURE); // NOLINT(concurrency-mt-unsafe): like a linker that finds no library
}

static void fill(void)
{
	void *library = dlopen(DOCKET_CURL_LIBRARY, RTLD_NOW | RTLD_LOCAL);

	if (library == NULL)
		give_up();
	for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++) {
		void *symbol = dlsym(library, functions[i].name);

		if (symbol == NULL)
			give_up();
		memcpy((char *)&table + functions[i].offset, &symbol, sizeof symbol);
	}
}

#else

static void fill(void)
{
#define ROW(name) table.name = name;
	DKT_CURL_EACH(ROW)
#undef ROW
}

#endif

const struct dkt_curl *dkt_curl(void)
{
	(void)pthread_once(&filled, fill);
	return &table;
}
