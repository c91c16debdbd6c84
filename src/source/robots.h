/*
 * robots.h - what a host's robots.txt says to us.
 *
 * Asked by sweeps, not by the check of an address that a person has just handed in.
 *
 * Standard: RFC 9309; Crawl-delay, which it does not have but many files do, is read too.
 * Floor: source.
 */
#ifndef SOURCE_ROBOTS_H
#define SOURCE_ROBOTS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

#define DKT_ROBOTS_MAX	 ((size_t)500 << 10) /* bytes of a file that are read */
#define DKT_ROBOTS_AGENT "docket"

struct dkt_robots {
	const struct dkt_robots_rule *rules;
	size_t n_rules;
	unsigned delay_ms; /* from one request to the next; at most a minute */
};

/* What it says to agent (lower case), in the arena. Any bytes are a file; what makes no sense is
 * passed over. */
void dkt_robots_read(struct dkt_arena *arena, const char *bytes, size_t size, const char *agent,
		     struct dkt_robots *out);

/* May path (with its query) be asked? The longest rule that matches decides, of two as long the one
 * that allows. /robots.txt always may. */
bool dkt_robots_allow(const struct dkt_robots *robots, const char *path);

#endif
