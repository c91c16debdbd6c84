/*
 * raw.h - a listener below HTTP: what a well-behaved library refuses to send.
 *
 * Paths of raw.example are scripts (raw.c): bytes and pauses, sent as they are. One thread a
 * connection; each connection answers one request.
 */
#ifndef FIXTURE_RAW_H
#define FIXTURE_RAW_H

#include "serve.h"

struct raw {
	struct server *server;
	int socket;
	unsigned port;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t idle;
	unsigned active; /* connections */
};

void raw_open(struct raw *raw, struct server *server);
void raw_start(struct raw *raw);
void raw_stop(struct raw *raw);

#endif
