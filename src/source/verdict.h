/*
 * verdict.h - what an answer means: alive, gone, behind a wall, ...
 *
 * Signatures and phrases are tables with their origin (verdict_walls.c, verdict_phrases.c); another
 * one is a row.
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
	const char *reason;   /* the finer state, at most 100 bytes: "http-404", "cloudflare
				 challenge", "dns"; "" when there is nothing to add */
	const char *evidence; /* what it was seen by, at most 300 bytes: "header cf-mitigated:
				 challenge", "title \"Page not found\""; "" or NULL: the status, the
				 chain or the failure says it all */
};

/*
 * Judge an answer to url and the page in it (read, or empty). Nothing is fetched: a soft 404 by its
 * phrases only.
 */
struct dkt_verdict_live dkt_live_judge(struct dkt_arena *arena, const char *url,
				       const struct dkt_answer *answer,
				       const struct dkt_page *page);

const char *dkt_live_name(enum dkt_live verdict); /* "alive", "moved-home", ... */

/* --- what a sibling that cannot exist gives --- */

/* The address of a sibling that cannot exist, for the probe; NULL for a front page. The same for
 * all pages of a directory, so that it is the key by which a probe is kept. */
const char *dkt_live_sibling(struct dkt_arena *arena, const char *url);

/* What is kept of a probe: some hundred bytes and 8 more a block of text. */
struct dkt_probe {
	bool soft; /* it answered 200, or 2xx; else it says nothing against its siblings */
	bool moved;
	const char *final_url;
	const char *title;
	const uint64_t *blocks; /* sorted: hash of each block in the upper 40 bits, size below */
	size_t n_blocks;
	size_t text_size;
};

/* All in the arena; answer and page may go. url is the address of the probe. */
void dkt_probe_take(struct dkt_arena *arena, const char *url, const struct dkt_answer *answer,
		    const struct dkt_page *page, struct dkt_probe *out);

/*
 * Weigh a page that seems alive (or redirected) against the probe of its directory. *verdict
 * becomes DKT_LIVE_SOFT_GONE where the site gives both the same, DKT_LIVE_UNREADABLE where it gives
 * every address a frame that scripts fill; else it stays.
 */
void dkt_probe_weigh(struct dkt_arena *arena, const char *url, const struct dkt_answer *answer,
		     const struct dkt_page *page, const struct dkt_probe *probe,
		     struct dkt_verdict_live *verdict);

/*
 * Is the page the same as what a sibling address that cannot exist gives? page and probe are
 * answers with status 200. Compares titles and blocks of text; 5 per cent may differ.
 */
bool dkt_live_same_as_probe(const struct dkt_page *page, const struct dkt_page *probe);

/* --- what the record says of the page --- */

/*
 * A page that says faintly that something is gone ("no longer available", somewhere) is soft-gone
 * when it has neither the record's title nor any of its quotes.
 *
 * title      as the record has it, or NULL
 * n_quotes   that were looked for on the page, n_found of them found
 */
void dkt_live_weigh_record(struct dkt_arena *arena, const struct dkt_page *page, const char *title,
			   size_t n_quotes, size_t n_found, struct dkt_verdict_live *verdict);

#endif
