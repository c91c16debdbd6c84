/*
 * verdict.h - what an answer means: alive, gone, behind a wall, ...
 *
 * Signatures and phrases are tables with their origin (verdict.c); another one is a row.
 *
 * Floor: source.
 */
#ifndef SOURCE_VERDICT_H
#define SOURCE_VERDICT_H

#include "source/fetch.h"
#include "source/page.h"

enum dkt_live {
	DKT_LIVE_ALIVE,
	DKT_LIVE_REDIRECTED,
	DKT_LIVE_MOVED_HOME,
	DKT_LIVE_SOFT_GONE,
	DKT_LIVE_GONE,
	DKT_LIVE_BLOCKED,
	DKT_LIVE_UNREACHABLE,
	DKT_LIVE_UNREADABLE,
	DKT_LIVE_DENIED
};

struct dkt_verdict_live {
	enum dkt_live verdict;
	const char *reason; /* the finer state: "http-404", "cloudflare challenge", "dns"; "" when
			       there is nothing to add */
};

/*
 * Judge an answer to url and the page in it (read, or empty). Nothing is fetched: a soft 404 by its
 * phrases only.
 */
struct dkt_verdict_live dkt_live_judge(struct dkt_arena *arena, const char *url,
				       const struct dkt_answer *answer,
				       const struct dkt_page *page);

/*
 * Is the page the same as what a sibling address that cannot exist gives? page and probe are
 * answers with status 200. Compares titles and texts.
 */
bool dkt_live_same_as_probe(const struct dkt_page *page, const struct dkt_page *probe);

/* The address of a sibling that cannot exist, for the probe; NULL for a front page. */
const char *dkt_live_sibling(struct dkt_arena *arena, const char *url);

const char *dkt_live_name(enum dkt_live verdict); /* "alive", "moved-home", ... */

#endif
