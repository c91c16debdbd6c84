/*
 * inside.h - what the files of this floor share. Private to the folder.
 *
 * Floor: source.
 */
#ifndef SOURCE_INSIDE_H
#define SOURCE_INSIDE_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

#include "base/arena.h"
#include "source/net.h"

/* An address range: the first `bits` of address. */
struct dkt_range {
	int family; /* AF_INET, AF_INET6 */
	unsigned char address[16];
	unsigned bits;
};

struct dkt_allowed {
	struct dkt_range range;
	unsigned port;
};

struct dkt_target {
	const char *host; /* "127.0.0.1" */
	unsigned port;
};

struct dkt_mapping {
	const char *from;		  /* "news.example:443" */
	const struct dkt_target *targets; /* at least one */
	size_t n_targets;
};

struct dkt_net {
	struct dkt_arena *arena;
	bool test; /* a mapping is in force: what is not in it does not exist */
	const struct dkt_mapping *mappings;
	size_t n_mappings;
	const struct dkt_allowed *allowed;
	size_t n_allowed;
	const char *ca_file;	     /* or NULL */
	const struct dkt_range *own; /* addresses of this machine, when the net is the real one */
	size_t n_own;
};

/* Where the test net has host:port, or NULL. */
const struct dkt_mapping *dkt_net_find(const struct dkt_net *net, const char *host, unsigned port);

/* Where the nth connection goes, from 0; the last target stands for all that follow. A name whose
 * address changes between two look-ups is how guards are tricked, so tests have such names. */
const struct dkt_target *dkt_mapping_target(const struct dkt_mapping *mapping, size_t nth);

/* "10.0.0.0/8" or "fc00::/7" */
bool dkt_range_parse(const char *text, struct dkt_range *out);
bool dkt_range_holds(const struct dkt_range *range, int family, const unsigned char *address);

#endif
