/*
 * timemap.h - TimeMaps in link format, and the answers of TimeGates.
 *
 * Standards: RFC 7089 (Memento), RFC 6690 and RFC 8288 (links).  Floor: source.
 */
#ifndef SOURCE_TIMEMAP_H
#define SOURCE_TIMEMAP_H

#include "source/archive_table.h"
#include "source/fetch.h"
#include "source/memento.h"

/* One link: "<target>; rel=...; ...". Pointers into the text, or NULL. */
struct dkt_link {
	const char *target;
	size_t target_size;
	const char *rel; /* its value without quotes */
	size_t rel_size;
	const char *datetime;
	size_t datetime_size;
	const char *type;
	size_t type_size;
};

/* The next link behind *at (which moves); false when there is none. Quoted values may hold commas
 * and semicolons. Linear over all calls. */
bool dkt_link_next(const char *text, size_t size, size_t *at, struct dkt_link *out);

/* Is this one of the link's relations? */
bool dkt_link_is(const struct dkt_link *link, const char *relation);

#define DKT_TIMEMAP_MAX	      20000
#define DKT_TIMEMAP_MAX_PAGES 8

struct dkt_timemap {
	const struct dkt_memento *mementos; /* by time */
	size_t n;
	size_t n_bad;		    /* mementos without a moment or an address */
	bool cut;		    /* there were more than DKT_TIMEMAP_MAX */
	const char *original;	    /* or NULL */
	const char *const *further; /* addresses of other pages of this TimeMap */
	size_t n_further;
	const char *fault; /* NULL; else what came instead */
};

/* base: address of the TimeMap, for targets that are relative and to know itself. All in the arena.
 */
void dkt_timemap_parse(struct dkt_arena *arena, const struct dkt_archive_site *site,
		       const char *base, const char *bytes, size_t size, struct dkt_timemap *out);

/* The headers of a request to a TimeGate: "Accept-Datetime: Thu, 31 May 2007 20:35:00 GMT". */
const char *dkt_accept_datetime(struct dkt_arena *arena, int64_t wanted);

/*
 * The capture that a TimeGate led to: by Memento-Datetime of the last answer, by a link with the
 * relation memento and its datetime (a framed replay has no Memento-Datetime), or by the last
 * address. False: none; *why_out says why ("not archived", "a captcha").
 */
bool dkt_timegate_read(struct dkt_arena *arena, const struct dkt_archive_table *table,
		       const struct dkt_answer *answer, struct dkt_memento *out,
		       const char **why_out);

/* The answer of Wayback's availability API; false: no capture, *why_out says why. */
bool dkt_available_read(struct dkt_arena *arena, const char *bytes, size_t size,
			struct dkt_memento *out, const char **why_out);

#endif
