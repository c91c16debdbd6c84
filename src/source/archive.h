/*
 * archive.h - addresses of archived copies: which page, which moment, and where the raw bytes are.
 *
 * Standards: RFC 7089 (Memento); the URL forms of web archives in archive.c's table.  Floor:
 * source.
 */
#ifndef SOURCE_ARCHIVE_H
#define SOURCE_ARCHIVE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"

struct dkt_archived {
	bool fixed;	      /* it names one capture: a whole timestamp */
	const char *original; /* address of the page that was captured */
	int64_t time;	      /* seconds since 1970; meaningful when fixed */
	const char *raw; /* address of the bytes as captured, or NULL when the archive's form is not
			    known */
};

/* Read the address of an archived copy. False when it has no such form. */
bool dkt_archive_parse(struct dkt_arena *arena, const char *url, struct dkt_archived *out);

/* "Thu, 31 May 2007 20:35:00 GMT" to seconds; false for anything else. */
bool dkt_http_date_parse(const char *text, int64_t *out);

/* The target of the first link with this relation in a Link header, or NULL. In the arena. */
const char *dkt_link_target(struct dkt_arena *arena, const char *header, const char *relation);

#endif
