/*
 * memento.h - the archive of the invented web, as RFC 7089 describes one.
 *
 *   /web/<14 digits>/<URL>       a capture with a small toolbar; Memento-Datetime, Link
 *   /web/<14 digits>id_/<URL>    the same bytes as captured, headers as x-archive-orig-*
 *   /web/<other digits>/<URL>    302 to the nearest capture
 *   /web/<URL>                   TimeGate: Accept-Datetime in, 302 out
 *   /web/timemap/link/<URL>      TimeMap, application/link-format
 *   /web/<digits>* + / + <URL>   the calendar page: 200, and no memento
 *
 *
 * The rest of an archive stands beside it: cdx.h (index, availability), spn.h (Save Page Now 2),
 * perma.h (an archive with an API and WARCs).
 *
 * Captures come from the table captures/index: TIMESTAMP URL STATUS FILE TYPE [NAME=VALUE...].
 */
#ifndef FIXTURE_MEMENTO_H
#define FIXTURE_MEMENTO_H

#include "answer.h"

#include <time.h>

struct capture {
	char *stamp; /* 14 digits, UTC */
	time_t when;
	char *url; /* as captured; rel="original" */
	char *key; /* url for comparison: without scheme, www., default port, last slash */
	unsigned status;
	struct bytes body;
	char *type;
	bool revisit;	/* the index says warc/revisit and no status (TYPE warc/revisit) */
	char *location; /* of an archived redirect, NULL otherwise */
	char *as;	/* what rel="original" says instead of url, NULL otherwise */
};

struct archive {
	char *table;
	struct capture *captures; /* sorted by key, then time */
	size_t n_captures;
};

/* Read DIR/captures/index and its files; dies with the line of a mistake. */
void archive_load(struct archive *archive, const char *dir);
void archive_clear(struct archive *archive);

/* What a request to the archive says; headers and body are NULL when there are none. */
struct asked {
	const char *method;
	const char *target; /* raw */
	const char *accept_datetime;
	const char *authorization;
	const char *body;
};

/* Answer a request to the archive, whatever part of it is meant. */
void archive_answer(const struct archive *archive, const struct asked *asked,
		    struct answer *answer);

/* All captures of one original, oldest first; NULL and 0 when there is none. */
const struct capture *archive_captures(const struct archive *archive, const char *url,
				       size_t *n_out);

/* "a%2Fb" to "a/b", up to the first byte of stop; the caller frees it. */
char *unescaped(const char *text, const char *stop);

/* The value of a parameter of a query or form, unescaped, or NULL; the caller frees it. */
char *parameter(const char *query, const char *name);

#endif
