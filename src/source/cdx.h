/*
 * cdx.h - asking a CDX server for the captures of a page, and reading what it answers.
 *
 * Answers come in three forms: an array of arrays whose first row has the names of the fields
 * (Wayback), one object a line (pywb, arquivo.pt), and text with blanks between the fields. Nothing
 * found is "[]" or no bytes at all; errors are sentences, often with status 200.
 *
 * Standard: the CDX server's own documentation.  Floor: source.
 */
#ifndef SOURCE_CDX_H
#define SOURCE_CDX_H

#include "source/archive_table.h"
#include "source/memento.h"

struct dkt_cdx_query {
	const char *url;
	int64_t from;	    /* seconds since 1970; 0: from the beginning */
	int64_t to;	    /* 0: until now */
	int64_t closest;    /* for servers that sort by it; 0: none */
	int limit;	    /* rows; less than 0: the last ones */
	const char *resume; /* key of the page before, or NULL */
};

/* The address to ask, in the arena. site->cdx must not be "". */
const char *dkt_cdx_url(struct dkt_arena *arena, const struct dkt_archive_site *site,
			const struct dkt_cdx_query *query);

#define DKT_CDX_MAX_ROWS 20000

struct dkt_cdx {
	const struct dkt_memento *rows; /* in the order of the answer */
	size_t n;
	size_t n_bad;	    /* rows that make no sense: no moment, no original */
	bool cut;	    /* there were more than DKT_CDX_MAX_ROWS */
	const char *resume; /* key of the next page, or NULL */
	const char *fault;  /* NULL; else what came instead of an index, for a sentence */
};

/* Never fails. site may be NULL (rows then have no address of their own). All in the arena. */
void dkt_cdx_parse(struct dkt_arena *arena, const struct dkt_archive_site *site, const char *bytes,
		   size_t size, struct dkt_cdx *out);

#endif
