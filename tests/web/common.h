/*
 * common.h - what every part of the fixture origin needs: memory that never fails, whole
 * files, strict numbers, and waiting that ends when the server stops.
 *
 * The fixture shares no code with Docket on purpose: it stands for the web outside, and a
 * bug in Docket's own reading of HTTP must not cancel itself out in the tests.
 */
#ifndef FIXTURE_COMMON_H
#define FIXTURE_COMMON_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#if defined(__GNUC__)
#define FIXTURE_PRINTF(f, a) __attribute__((format(printf, f, a)))
#else
#define FIXTURE_PRINTF(f, a)
#endif

/* Say why on standard error and leave with status 3. A fixture that starts half is worse than none.
 */
_Noreturn void die(const char *format, ...) FIXTURE_PRINTF(1, 2);

/* Memory or death; the results are never NULL. */
void *must_alloc(size_t size);
void *must_grow(void *old, size_t size);
char *must_copy(const char *text, size_t size); /* NUL-terminated copy of size bytes */
char *must_format(const char *format, ...) FIXTURE_PRINTF(1, 2);

/* A whole file. bytes ends with a NUL that size does not count; the caller frees it. */
struct bytes {
	char *at;
	size_t size;
};
struct bytes file_read(const char *path);

/* Decimal digits only, at most max; false for anything else. */
bool number_read(const char *text, uint64_t max, uint64_t *out);

/* Cut text at blanks in place. Returns how many words were found; dies beyond max_words. */
size_t words_cut(char *text, char **words, size_t max_words);

/*
 * One line of a table at a time: cut at the newline, comments and empty lines skipped.
 * Start with *line = 0; *line is the number of the line returned, from 1. NULL at the end.
 */
char *line_next(char **cursor, size_t *line);

/*
 * The wish to stop, shared by all threads. A thread that has to be slow waits here, so a
 * signal ends it at once.
 */
struct stop {
	pthread_mutex_t lock;
	pthread_cond_t cond;
	bool wanted;
};
void stop_init(struct stop *stop);
void stop_clear(struct stop *stop);
void stop_now(struct stop *stop);
/* Wait; true when the server stops, false when the time is over. */
bool stop_wait(struct stop *stop, uint64_t ms);

#endif
