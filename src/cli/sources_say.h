/*
 * sources_say.h - evidence of sources in lines, for `sources check`, `sweep` and `find`.
 *
 * Floor: cli.
 */
#ifndef CLI_SOURCES_SAY_H
#define CLI_SOURCES_SAY_H

#include "cli/cli.h"
#include "source/fetch.h"

/*
 * Append a line for each source of an evidence array and for each of its copies. open: it may be
 * read by everybody, as a comment on a pull request is; what our guard denied then looks like what
 * cannot be reached, so that nobody can probe a network through us.
 */
void dkt_say_sources(const json_t *sources, bool open, struct dkt_buf *out);

/* "12 of 30 records, 4.1 a second, 3 hosts waiting, 2 min left" as progress. */
void dkt_say_fetching(const struct dkt_call *call, const struct dkt_fetch_progress *progress,
		      size_t done, size_t all);

/* "90 s", "12 min", "3 h" */
void dkt_say_span(int64_t seconds, char out[32]);

/* Is the first argument an address that can be asked for? Else *status_out, after saying why not
 * and how it might be meant. */
bool dkt_call_address(const struct dkt_call *call, int *status_out);

#endif
