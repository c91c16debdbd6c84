/*
 * verdict_tables.h - what walls, notices and other pages that are not the page look like, as rows.
 *
 * Another wall, phrase or market of domains is a row in verdict_walls.c or verdict_phrases.c.
 * Private to the folder.
 *
 * Floor: source.
 */
#ifndef SOURCE_VERDICT_TABLES_H
#define SOURCE_VERDICT_TABLES_H

#include <stdbool.h>
#include <stddef.h>

#include "source/url.h"

enum dkt_wall_part {
	DKT_WALL_HEADER, /* `what` is there, and holds `value` when that is not NULL */
	DKT_WALL_TITLE,	 /* the title holds `value` */
	DKT_WALL_BODY,	 /* the bytes as sent hold `value` */
	DKT_WALL_TEXT,	 /* the visible text holds `value` */
	DKT_WALL_URL	 /* the last address holds `value` */
};

enum dkt_wall_when {
	DKT_WHEN_ALWAYS,
	DKT_WHEN_ERROR, /* status 400 and above */
	DKT_WHEN_SMALL, /* an error, or a page with little text: pages may speak of walls */
	DKT_WHEN_TINY	/* an error, or a page with hardly any: common words */
};

struct dkt_wall {
	enum dkt_wall_part part;
	enum dkt_wall_when when;
	long status; /* only with this one; 0: any */
	const char *what;
	const char *value;
	const char *name;   /* what people are told */
	const char *origin; /* where the signature is from */
};

extern const struct dkt_wall dkt_walls[];
extern const size_t dkt_n_walls;

/* Statuses that say "not for you" rather than "not there". */
struct dkt_wall_status {
	long status;
	const char *name;
	const char *origin;
};

extern const struct dkt_wall_status dkt_wall_statuses[];
extern const size_t dkt_n_wall_statuses;

enum dkt_notice {
	DKT_NOTICE_GONE,      /* title or heading say this and hardly more */
	DKT_NOTICE_GONE_WEAK, /* stands in news too: only where there is hardly any other text */
	DKT_NOTICE_PAID,
	DKT_NOTICE_LOGIN,
	DKT_NOTICE_CONSENT,
	DKT_NOTICE_GEO,
	DKT_NOTICE_PARKED,
	DKT_NOTICE_PARKED_BODY, /* in the bytes of a page with little text */
	DKT_NOTICE_DEFAULT,	/* in the title: the page that servers come with */
	DKT_NOTICE_SCRIPT	/* says that scripts must run */
};

struct dkt_phrase {
	enum dkt_notice notice;
	const char *language; /* BCP 47 */
	const char *words;    /* ASCII letters in either case */
	const char *origin;
};

extern const struct dkt_phrase dkt_phrases[];
extern const size_t dkt_n_phrases;

/* Parts of addresses that say what a page is. */
struct dkt_place {
	enum dkt_notice notice;
	const char *part; /* "/login": at the start of a segment of the path; "consent.": of the
			     host's name; "=404": the whole last segment without its ending */
	const char *origin;
};

extern const struct dkt_place dkt_places[];
extern const size_t dkt_n_places;

/* Running text: sentences, and lines of two or more of them. */
struct dkt_prose {
	unsigned sentences;
	unsigned paragraphs;
};

/* Linear. text is visible text, blocks on lines of their own. */
struct dkt_prose dkt_prose_of(const char *text, size_t size);

/* Is it the address of a front page? */
bool dkt_live_is_front(const struct dkt_url *url);

#endif
