/* answer.c - see answer.h; an answer has a handful of headers, so an array of fixed size does. */
#define _GNU_SOURCE
#include "answer.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

void answer_header(struct answer *answer, const char *name, const char *format, ...)
{
	struct header *header;
	va_list args;

	if (answer->n_headers == ANSWER_MAX_HEADERS)
		die("more than %d headers in an answer", ANSWER_MAX_HEADERS);
	header = &answer->headers[answer->n_headers++];
	header->name = must_copy(name, strlen(name));
	va_start(args, format);
	if (vasprintf(&header->value, format, args) < 0)
		die("out of memory");
	va_end(args);
}

void answer_body_take(struct answer *answer, char *text, size_t size)
{
	answer->body = text;
	answer->size = size;
	answer->owned = true;
}

void answer_clear(struct answer *answer)
{
	for (size_t i = 0; i < answer->n_headers; i++) {
		free(answer->headers[i].name);
		free(answer->headers[i].value);
	}
	if (answer->owned)
		free(answer->body);
	*answer = (struct answer){0};
}
