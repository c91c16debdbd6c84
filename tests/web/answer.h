/*
 * answer.h - a complete HTTP answer before it becomes a response of libmicrohttpd: status,
 * headers, body. Lives for one request.
 */
#ifndef FIXTURE_ANSWER_H
#define FIXTURE_ANSWER_H

#include "site.h"

enum { ANSWER_MAX_HEADERS = 24 };

struct answer {
	unsigned status;
	struct header headers[ANSWER_MAX_HEADERS];
	size_t n_headers;
	char *body; /* borrowed, unless owned */
	size_t size;
	bool owned;
};

/* Add a header; more than ANSWER_MAX_HEADERS is a mistake in the program and ends it. */
void answer_header(struct answer *answer, const char *name, const char *format, ...)
	FIXTURE_PRINTF(3, 4);

/* The answer owns the text from now on. */
void answer_body_take(struct answer *answer, char *text, size_t size);

void answer_clear(struct answer *answer);

#endif
