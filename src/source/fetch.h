/*
 * fetch.h - one page, fetched with every limit that strangers' addresses call for.
 *
 * GET only. Redirects are followed by hand, at most DKT_MAX_HOPS, each examined like the first
 * address. Bodies are taken as sent and inflated here, so that both sizes have a cap. No cookies,
 * no proxies, no credentials.
 *
 * Standards: RFC 9110, RFC 9112, RFC 1952.  Floor: source.
 */
#ifndef SOURCE_FETCH_H
#define SOURCE_FETCH_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "source/net.h"

#define DKT_MAX_HOPS	10
#define DKT_MAX_WIRE	((size_t)8 << 20)  /* bytes of a body as sent */
#define DKT_MAX_BODY	((size_t)16 << 20) /* bytes of a body inflated */
#define DKT_MAX_HEADERS ((size_t)256 << 10)

enum dkt_fetched {
	DKT_FETCHED, /* an answer with a status, whatever it is */
	DKT_NOT_URL, /* the address, or one it redirects to, cannot be used */
	DKT_DENIED,  /* our own guard */
	DKT_NO_DNS,
	DKT_NO_CONNECT,
	DKT_NO_TLS,
	DKT_TIMED_OUT,
	DKT_TOO_LARGE, /* body or headers over their cap */
	DKT_LOOP,      /* redirects in a circle, or too many */
	DKT_BROKEN     /* the answer cannot be read: cut off, wrongly coded */
};

struct dkt_hop {
	const char *url;
	long status;
};

struct dkt_header {
	const char *name; /* lower case */
	const char *value;
};

struct dkt_answer {
	enum dkt_fetched outcome;
	const char *reason;    /* the finer state in a word or two: "dns", "certificate for another
				  name", "private" */
	long status;	       /* of the last answer; 0 when there was none */
	const char *final_url; /* the address of the last answer */
	const struct dkt_hop *hops; /* all answers, the last one too */
	size_t n_hops;
	const struct dkt_header *headers; /* of the last answer */
	size_t n_headers;
	const char *body; /* inflated */
	size_t size;
};

struct dkt_request {
	const char *url;
	const char *contact; /* page named in the User-Agent, or NULL */
	unsigned timeout_ms; /* for each hop */
	bool follow;	     /* redirects */
};

/* Fetch; every outcome is an answer, never an error. Everything in *out lives in the arena. One
 * thread at a time per net. */
void dkt_fetch(const struct dkt_net *net, struct dkt_arena *arena,
	       const struct dkt_request *request, struct dkt_answer *out);

/* The last header of that name (lower case), or NULL. */
const char *dkt_answer_header(const struct dkt_answer *answer, const char *name);

#endif
