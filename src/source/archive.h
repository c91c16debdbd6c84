/*
 * archive.h - addresses of archived copies: which page, which moment, and where the raw bytes are.
 *
 * Standards: RFC 7089 (Memento); the forms of addresses of archive_table.h.  Floor: source.
 */
#ifndef SOURCE_ARCHIVE_H
#define SOURCE_ARCHIVE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "source/archive_table.h"

struct dkt_archived {
	bool fixed;	      /* it names one capture by a whole timestamp; original is not NULL */
	const char *original; /* address of the page that was captured; NULL: only the archive
				 knows (short names, closed archives) */
	int64_t time;	      /* seconds since 1970; meaningful when fixed */
	const char *raw; /* address of the bytes as captured, or NULL when the archive has no such
			    form */
	const struct dkt_archive_site *site; /* NULL: no archive of the table, only the shape */
	const char *id;	 /* "Ab3dE", "ABCD-12EF": one capture, of a page that only the archive can
			    name; or NULL */
	unsigned nested; /* archives looked through: 1 for a copy of a copy */
};

/* Read the address of an archived copy, with the built-in table. False when it has no such form. */
bool dkt_archive_parse(struct dkt_arena *arena, const char *url, struct dkt_archived *out);

/* The same with another table. */
bool dkt_archive_parse_in(struct dkt_arena *arena, const struct dkt_archive_table *table,
			  const char *url, struct dkt_archived *out);

/* The 14 digits of a moment, as addresses of archives have them. */
#define DKT_STAMP_SIZE 15
void dkt_stamp_format(int64_t time, char out[DKT_STAMP_SIZE]);

/* 14 digits that are a moment since 1996. */
bool dkt_stamp_parse(const char *digits, size_t size, int64_t *out);

/* Every byte but letters, digits and "-._~" percent-encoded: an address as a value of a query. */
const char *dkt_url_escape(struct dkt_arena *arena, const char *text);

/* "Thu, 31 May 2007 20:35:00 GMT" to seconds; false for anything else. */
bool dkt_http_date_parse(const char *text, int64_t *out);

/* Seconds to that form. */
#define DKT_HTTP_DATE_SIZE 30
void dkt_http_date_format(int64_t time, char out[DKT_HTTP_DATE_SIZE]);

/* The target of the first link with this relation in a Link header, or NULL. In the arena. */
const char *dkt_link_target(struct dkt_arena *arena, const char *header, const char *relation);

#endif
