/*
 * url.h - URLs from strangers: accepted or not, in one form, with the parts that matter.
 *
 * Only absolute http and https URLs of at most 2,048 bytes without user, control characters, spaces
 * or backslashes are accepted. Hosts go through IDNA (libidn2); nothing is ever guessed.
 *
 * Standards: RFC 3986, WHATWG URL where they differ on hostile spellings, UTS 46.  Floor: source.
 */
#ifndef SOURCE_URL_H
#define SOURCE_URL_H

#include <stdbool.h>

#include "base/arena.h"

struct dkt_url {
	const char *scheme; /* "http" or "https" */
	const char *host;   /* lower case, xn-- form, no brackets */
	unsigned port;
	const char *path; /* with its query, starts with '/' */
	const char *text; /* the whole as it is fetched: no fragment, default port dropped */
};

/* False: *why_out is a sentence part for a person ("it has a user name in front of the host"). */
bool dkt_url_parse(struct dkt_arena *arena, const char *text, struct dkt_url *out,
		   const char **why_out);

/* Resolve a Location header against a URL. */
bool dkt_url_join(struct dkt_arena *arena, const struct dkt_url *base, const char *location,
		  struct dkt_url *out, const char **why_out);

/*
 * The form in which two addresses of one page are equal: lower-case host, default port, no
 * fragment, tracking parameters (utm_*, gclid, ...) dropped, query sorted, trailing slash dropped.
 * text if it is not a URL.
 */
const char *dkt_url_key(struct dkt_arena *arena, const char *text);

/* How far two URLs had to be relaxed to be the same: "exact", "scheme", "www", "slash",
 * "query-order", "tracking-params"; NULL when they differ. */
const char *dkt_url_same(struct dkt_arena *arena, const char *a, const char *b);

/* The registrable domain by the public suffix list ("example.co.uk"), or the host itself. */
const char *dkt_url_domain(struct dkt_arena *arena, const char *text);

#endif
