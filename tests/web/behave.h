/*
 * behave.h - the ways in which a server sends its body late, squeezed, broken or without end.
 */
#ifndef FIXTURE_BEHAVE_H
#define FIXTURE_BEHAVE_H

#include "answer.h"

#include <microhttpd.h>

/*
 * The response for an answer that the route wants sent in its special way.
 *
 * route          names the behaviour; DO_FILE and DO_MEMENTO send the body plainly
 * target         as it was asked
 * tail           what the path has after the route's prefix: the milliseconds of DO_DELAY, DO_DRIP
 * accepts_gzip   the client's Accept-Encoding names gzip
 * answer         headers may be added; its body may be borrowed until the response is gone only
 *                when it is not owned
 *
 * May wait (DO_DELAY): each connection has a thread of its own. Never NULL.
 */
struct MHD_Response *behave(const struct route *route, const char *target, const char *tail,
			    bool accepts_gzip, struct stop *stop, struct answer *answer);

/* How often this target was asked so far, this time too; of the first thousand targets. */
unsigned behave_count(const char *target);

/* Free what behave keeps between requests (the compressed bomb). */
void behave_end(void);

#endif
