/*
 * archive_table.h - which web archives Docket knows: their hosts, the forms of their addresses,
 * where they are asked, how often they may be asked.
 *
 * The rows are data (archive_table.c); a dataset may add rows of its own. An archive that is not in
 * the table can still be read when its addresses hold 14 digits and the original (archive.h).
 *
 * Standards: RFC 7089 (Memento).  Floor: source.
 */
#ifndef SOURCE_ARCHIVE_TABLE_H
#define SOURCE_ARCHIVE_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "json/text.h"

/* What is asked of an archive; each has its own pace, a pause holds for all of them. */
enum dkt_lane {
	DKT_LANE_REPLAY, /* captures */
	DKT_LANE_LOOKUP, /* CDX, TimeMap, TimeGate, availability */
	DKT_LANE_SAVE,	 /* captures asked for */
	DKT_LANE_STATUS, /* how a capture that was asked for is coming along */
	DKT_N_LANES
};

/* 0 in interval_ms: no wait; 0 in daily: no limit. */
struct dkt_archive_pace {
	unsigned interval_ms[DKT_N_LANES]; /* from one request to the next */
	unsigned daily[DKT_N_LANES];	   /* requests in a day of UTC */
	unsigned concurrent;		   /* requests at once, all lanes together */
};

enum dkt_saving {
	DKT_SAVING_NONE,
	DKT_SAVING_SPN2,  /* Save Page Now 2 (archive_save.h) */
	DKT_SAVING_PERSON /* by a person only: `person` is the address to open */
};

/* How a CDX server is asked; what it answers is told from the answer. */
enum dkt_cdx_dialect {
	DKT_CDX_WAYBACK, /* from, to, collapse, showResumeKey */
	DKT_CDX_PYWB	 /* sort=closest, closest */
};

/*
 * One archive. Strings are NULL where there is nothing to say.
 *
 * hosts   lower case, blanks between them; "*.x" stands for every name below x
 * forms   of its addresses, blanks between them: "{ts}" a moment of 1 to 14 digits with its flag
 *         (or '*'), "{url}" the rest, an original; "{id}" a short name; "*" any segment. A form
 *         behind '~' never names one capture, it leads on to one
 * raw     the flag of the bytes as captured ("id_"); NULL when pages are only drawn anew
 * replay  a capture is this, its 14 digits, '/' and the original
 * timemap, timegate   the original is appended
 * cdx, availability   up to the '?'
 */
struct dkt_archive_site {
	const char *id;	  /* "wayback": stable, for evidence, settings and memory */
	const char *name; /* "the Wayback Machine", in the middle of a sentence */
	const char *hosts;
	const char *forms;
	const char *raw;
	const char *replay;
	const char *timemap;
	const char *timegate;
	const char *cdx;
	enum dkt_cdx_dialect dialect;
	const char *availability;
	enum dkt_saving saving;
	const char *save;   /* Save Page Now 2: ".../save" */
	const char *api;    /* perma.cc: "https://api.perma.cc/v1/" */
	const char *person; /* a page for people; dkt_archive_person_link appends the address */
	const char *closed; /* why its addresses are no evidence any more; NULL while it is open */
	struct dkt_archive_pace pace;
	const char *origin; /* where these facts are from */
};

struct dkt_archive_table {
	const struct dkt_archive_site *rows;
	size_t n;
};

/* The built-in rows; constant, for the life of the process. */
const struct dkt_archive_table *dkt_archives_builtin(void);

/*
 * The rows of a dataset's settings in front of those of base.
 *
 * settings    an array of objects: "id", "name", "hosts" (array), and as the archive has them
 *             "forms" (array), "raw", "replay", "timemap", "timegate", "cdx", "dialect" ("wayback",
 *             "pywb"), "availability", "save", "api", "person", "closed", "interval_ms", "daily",
 *             "concurrent". NULL or an empty array gives base. A row with the id of one in base
 *             replaces it.
 * why_out     when a row is refused: a sentence part, and the pointer of the member in settings
 *
 * Endpoints must be http(s) addresses on hosts of the same row, so that settings cannot send keys
 * elsewhere. Strings live in the arena.
 */
bool dkt_archives_read(struct dkt_arena *arena, const struct dkt_archive_table *base,
		       const struct dkt_node *settings, struct dkt_archive_table *out,
		       const char **pointer_out, const char **why_out);

/* The row of a host name, or NULL. */
const struct dkt_archive_site *dkt_archive_site_of(const struct dkt_archive_table *table,
						   const char *host);

/* Where a person has the page captured, in the arena; NULL when the archive has no such place. The
 * address is escaped behind '=', and appended as it is behind '/'. */
const char *dkt_archive_person_link(struct dkt_arena *arena, const struct dkt_archive_site *site,
				    const char *url);

/* The row with that id, or NULL. */
const struct dkt_archive_site *dkt_archive_site_named(const struct dkt_archive_table *table,
						      const char *id);

#endif
