/*
 * net.h - how the network is reached: the real one, or a mapping that tests set.
 *
 * Docket reads the file that the environment variable DOCKET_NET names; it maps host:port to an
 * address and port on loopback as curl's connect-to does, names a certificate authority and the
 * nets that are allowed in spite of the guard. Without it: DNS, the system's authorities, and
 * public addresses only.
 *
 * Floor: source.
 */
#ifndef SOURCE_NET_H
#define SOURCE_NET_H

#include "docket/error.h"

struct dkt_net;

/* path NULL: the real network. */
DKT_MUST_CHECK int dkt_net_open(const char *path, struct dkt_net **out, struct dkt_err *err);
void dkt_net_free(struct dkt_net *net);

#endif
