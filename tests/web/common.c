/*
 * common.c - small helpers of the fixture origin. Inputs are our own tables of some hundred
 * lines, so everything is read whole and a mistake ends the program with its place.
 */
#define _GNU_SOURCE
#include "common.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

_Noreturn void die(const char *format, ...)
{
	va_list args;

	fputs("fixture-web: ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	exit(3);
}

void *must_alloc(size_t size)
{
	void *memory = calloc(1, size ? size : 1);

	if (!memory)
		die("out of memory");
	return memory;
}

void *must_grow(void *old, size_t size)
{
	void *memory = realloc(old, size ? size : 1);

	if (!memory)
		die("out of memory");
	return memory;
}

char *must_copy(const char *text, size_t size)
{
	char *copy = must_alloc(size + 1);

	memcpy(copy, text, size);
	return copy;
}

char *must_format(const char *format, ...)
{
	char *text = NULL;
	va_list args;

	va_start(args, format);
	if (vasprintf(&text, format, args) < 0)
		die("out of memory");
	va_end(args);
	return text;
}

struct bytes file_read(const char *path)
{
	struct bytes whole = {NULL, 0};
	FILE *file = fopen(path, "rb");
	size_t room = 4096;

	if (!file)
		die("%s: %s", path, strerror(errno));
	whole.at = must_alloc(room + 1);
	for (size_t got; (got = fread(whole.at + whole.size, 1, room - whole.size, file)) > 0;) {
		whole.size += got;
		if (whole.size == room)
			whole.at = must_grow(whole.at, (room *= 2) + 1);
	}
	if (ferror(file))
		die("%s: cannot read", path);
	fclose(file);
	whole.at[whole.size] = '\0';
	return whole;
}

bool number_read(const char *text, uint64_t max, uint64_t *out)
{
	uint64_t value = 0;

	if (!*text)
		return false;
	for (; *text; text++) {
		if (*text < '0' || *text > '9')
			return false;
		uint64_t digit = (uint64_t)(*text - '0');
		if (digit > max || value > (max - digit) / 10)
			return false;
		value = value * 10 + digit;
	}
	*out = value;
	return true;
}

size_t words_cut(char *text, char **words, size_t max_words)
{
	size_t n = 0;
	char *rest = NULL;

	for (char *word = strtok_r(text, " \t", &rest); word; word = strtok_r(NULL, " \t", &rest)) {
		if (n == max_words)
			die("a line of a table has more than %zu words", max_words);
		words[n++] = word;
	}
	return n;
}

char *line_next(char **cursor, size_t *line)
{
	while (**cursor) {
		char *start = *cursor;
		char *end = strchr(start, '\n');

		++*line;
		*cursor = end ? end + 1 : start + strlen(start);
		if (end)
			*end = '\0';
		start += strspn(start, " \t");
		if (*start && *start != '#')
			return start;
	}
	return NULL;
}

void stop_init(struct stop *stop)
{
	pthread_condattr_t attr;

	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_mutex_init(&stop->lock, NULL);
	pthread_cond_init(&stop->cond, &attr);
	pthread_condattr_destroy(&attr);
	stop->wanted = false;
}

void stop_clear(struct stop *stop)
{
	pthread_cond_destroy(&stop->cond);
	pthread_mutex_destroy(&stop->lock);
}

void stop_now(struct stop *stop)
{
	pthread_mutex_lock(&stop->lock);
	stop->wanted = true;
	pthread_cond_broadcast(&stop->cond);
	pthread_mutex_unlock(&stop->lock);
}

bool stop_wait(struct stop *stop, uint64_t ms)
{
	struct timespec until;
	bool wanted;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += (time_t)(ms / 1000);
	until.tv_nsec += (long)(ms % 1000) * 1000000;
	if (until.tv_nsec >= 1000000000) {
		until.tv_sec++;
		until.tv_nsec -= 1000000000;
	}
	pthread_mutex_lock(&stop->lock);
	while (!stop->wanted)
		if (pthread_cond_timedwait(&stop->cond, &stop->lock, &until) == ETIMEDOUT)
			break;
	wanted = stop->wanted;
	pthread_mutex_unlock(&stop->lock);
	return wanted;
}
