/*
 * archive_perma.h - perma.cc: what a link is, by its API, and the page, by its WARC.
 *
 * Pages of perma.cc are put together by a script in the reader's browser, so that nothing can be
 * read in them. The WARC behind a link has the bytes.
 *
 * Standard: the Perma.cc developer documentation.  Floor: source.
 */
#ifndef SOURCE_ARCHIVE_PERMA_H
#define SOURCE_ARCHIVE_PERMA_H

#include "source/archive_table.h"
#include "source/fetch.h"

struct dkt_perma {
	const char *guid;
	const char *url;  /* of the page */
	int64_t time;	  /* when the link was made */
	const char *warc; /* address of the WARC; NULL: none (yet) */
	size_t warc_size;
	bool primary;	   /* the page itself was captured with success */
	bool uploaded;	   /* it was uploaded by a person, not captured */
	const char *state; /* of the primary capture: "success", "pending", "failed"; "" */
};

/* The API's address of a link, in the arena. */
const char *dkt_perma_url(struct dkt_arena *arena, const struct dkt_archive_site *site,
			  const char *guid);

/* The API's answer; false: *why_out says what came instead. */
bool dkt_perma_parse(struct dkt_arena *arena, const char *bytes, size_t size, struct dkt_perma *out,
		     const char **why_out);

/*
 * The capture of url in a WARC, as if the page had answered it: the last response of that address
 * with status 200, following the redirects that were captured. out->final_url is where they end,
 * *at_out the second of the capture. False: *why_out says why ("the page is not in the WARC").
 */
bool dkt_warc_find(struct dkt_arena *arena, const char *bytes, size_t size, const char *url,
		   struct dkt_answer *out, int64_t *at_out, const char **why_out);

#endif
