/*
 * serve.h - listeners on 127.0.0.1 and what happens to a request.
 */
#ifndef FIXTURE_SERVE_H
#define FIXTURE_SERVE_H

#include "certs.h"
#include "memento.h"

#include <microhttpd.h>
#include <time.h>

/* What all listeners share; constant after start, except the log behind its lock. */
struct server {
	struct site site;
	struct archive archive;
	struct stop stop;
	size_t n_many;	     /* generated hosts (many.h) */
	uint64_t latency_ms; /* added to every request */
	struct timespec start;
	pthread_mutex_t log_lock;
	FILE *log;
};

struct listener {
	const char *name; /* as in the host lines of `routes` */
	unsigned speaks;  /* 80 or 443 */
	int socket;	  /* owned by the daemon once started */
	unsigned port;	  /* the ephemeral port */
	struct pem pem;	  /* keeps key and certificate alive; empty for plain HTTP */
	struct server *server;
	struct MHD_Daemon *daemon;
};

/*
 * A TCP socket bound to 127.0.0.1 on a free port; it listens only when asked. Bound and not
 * listening refuses every connection, listening and never accepting stays silent.
 */
int loopback_socket(bool listening, unsigned *port_out);

/* One line of the log; status 0 where it is not known. */
void request_log(struct server *server, const char *host, const char *method, const char *target,
		 unsigned status, const char *scheme);

/* Serve on listener->socket in threads of its own, one for each connection. */
void listener_start(struct listener *listener);

/* End the connections and the threads. The server's stop must have been asked for before. */
void listener_stop(struct listener *listener);

#endif
