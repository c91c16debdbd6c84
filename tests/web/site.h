/*
 * site.h - the map of the invented web: which host listens where, and what a path answers.
 *
 * Read once at start from the plain table `routes` beside this file; afterwards constant, so
 * all threads may look.
 */
#ifndef FIXTURE_SITE_H
#define FIXTURE_SITE_H

#include "common.h"

/* What a route does besides sending its file. */
enum behaviour {
	DO_FILE,      /* the file, at once                                              */
	DO_GZIP,      /* compressed when the client accepts gzip                        */
	DO_BOMB,      /* `amount` MiB of HTML, always compressed: tiny on the wire      */
	DO_DELAY,     /* first byte after `amount` ms, or after the number in the path  */
	DO_DRIP,      /* 64 bytes every `amount` ms, or every number in the path        */
	DO_STALL,     /* half of the file, then silence until the client gives up       */
	DO_ENDLESS,   /* chunked paragraphs, up to `amount` MiB                         */
	DO_DECLARED,  /* Content-Length of `amount` bytes, filled with paragraphs       */
	DO_TRUNCATED, /* Content-Length `amount` bytes more than is sent                */
	DO_HEADERS,   /* `amount` KiB of header lines before an ordinary body           */
	DO_MEND,      /* as the route says the first `amount` times a target is asked, then 200  */
	DO_LATE,      /* the first time a target is asked only after `amount` ms          */
	DO_MEMENTO    /* the archive answers (memento.h)                                */
};

enum { SITE_MAX_HEADERS = 6, SITE_MAX_PORTS = 2 };

struct header {
	char *name;
	char *value;
};

struct route {
	char *host;
	char *path; /* with query; without the final '*' of a prefix route */
	bool prefix;
	unsigned port; /* 80 or 443 when only that scheme answers, 0 both */
	unsigned status;
	struct bytes body; /* borrowed from the site's files */
	char *type;	   /* NULL: no Content-Type header */
	struct header headers[SITE_MAX_HEADERS];
	size_t n_headers;
	enum behaviour does;
	uint64_t amount;
};

/* `host NAME 80=http 443=https`; a listener is a name of listeners[] or an ADDRESS:PORT;
 * several by commas are what the name stands for at the first, second, ... look-up. */
struct host {
	char *name;
	struct {
		unsigned port;
		char *listener;
	} ports[SITE_MAX_PORTS];
	size_t n_ports;
};

struct site {
	char *table; /* the text of `routes`; strings above point into it */
	struct host *hosts;
	size_t n_hosts;
	struct route *routes;
	size_t n_routes;
	struct {
		char *path;
		struct bytes bytes;
	} * files;
	size_t n_files;
};

/* Read DIR/routes and every file it names from DIR/pages; dies with the line of a mistake. */
void site_load(struct site *site, const char *dir);
void site_clear(struct site *site);

/* Is this a host of the table? */
bool site_knows(const struct site *site, const char *host);

/*
 * The route of a request: the path with its query, else the path alone, else the longest
 * prefix; a route of one port before a route of both. NULL when nothing fits.
 * *tail_out is what the target has beyond the route's path ("" for an exact one).
 */
const struct route *site_find(const struct site *site, const char *host, unsigned port,
			      const char *target, const char **tail_out);

#endif
