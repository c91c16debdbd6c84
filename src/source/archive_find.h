/*
 * archive_find.h - look for captures of a page, and take the best one for a moment.
 *
 * Archives are asked one after the other, each by the first of its ways that answers: CDX, TimeMap,
 * TimeGate, availability. The first archive that has a page is enough, unless all are wanted.
 *
 * Floor: source.
 */
#ifndef SOURCE_ARCHIVE_FIND_H
#define SOURCE_ARCHIVE_FIND_H

#include "source/archive_step.h"
#include "source/memento.h"

struct dkt_find {
	const struct dkt_archive_table *table;
	const char *sites; /* ids of the archives to ask, blanks between them */
	const char *url;
	int64_t wanted; /* seconds since 1970; 0: the latest */
	enum dkt_prefer prefer;
	bool all; /* every archive is asked, not only until one has it */
	/* where it is */
	unsigned site;	    /* index in sites */
	unsigned way;	    /* of that archive */
	unsigned page;	    /* of that way */
	bool wide;	    /* the neighbourhood of the moment was searched already */
	const char *resume; /* CDX: key of the next page; TimeMap: addresses of its pages, blanks
			       between them; or NULL */
	/* what it found */
	const struct dkt_memento *captures;
	size_t n_captures;
	const char *const *trouble; /* "the Wayback Machine (cdx): http-429", for each way that
				       failed */
	size_t n_trouble;
};

/* Begin. Strings are copied to the arena. sites NULL: every open archive of the table that can be
 * asked, the Wayback Machine first. */
void dkt_find_begin(struct dkt_find *find, struct dkt_arena *arena,
		    const struct dkt_archive_table *table, const char *sites, const char *url,
		    int64_t wanted, enum dkt_prefer prefer);

dkt_next_fn dkt_find_next; /* self: struct dkt_find */
dkt_take_fn dkt_find_take;
struct dkt_talk dkt_find_talk(struct dkt_find *find);

/* The best of what was found: its index in captures, or n_captures; a sentence part why. */
size_t dkt_find_best(struct dkt_arena *arena, const struct dkt_find *find, const char **reason_out);

/* The state between two steps as JSON (a new reference), and back; false for what is none. The
 * table is not in it. */
json_t *dkt_find_json(const struct dkt_find *find);
bool dkt_find_read(struct dkt_arena *arena, const struct dkt_archive_table *table,
		   const json_t *json, struct dkt_find *out);

#endif
