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

/*
 * Answer a request to the archive.
 *
 * target            raw request target, starting with "/web/"
 * accept_datetime   value of that header or NULL
 */
void archive_answer(const struct archive *archive, const char *target, const char *accept_datetime,
		    struct answer *answer);

#endif
