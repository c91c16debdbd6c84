/*
 * guard.h - which addresses Docket never connects to, decided on the socket address itself.
 *
 * Names are not enough: a public name may resolve to a private address, and may do so only the
 * second time. So every new connection of every hop asks here, with the address that is about to be
 * used.
 *
 * Standards: IANA's special-purpose address registries (RFC 6890 and its updates).  Floor: source.
 */
#ifndef SOURCE_GUARD_H
#define SOURCE_GUARD_H

#include <sys/socket.h>

#include "source/net.h"

/* Why this address is not to be reached, in a word ("loopback", "private", ...), or NULL when it
 * may be. */
const char *dkt_guard_address(const struct dkt_net *net, const struct sockaddr *address);

/* The same for a name, before it is looked up: "localhost", single labels, ".internal", ... */
const char *dkt_guard_name(const char *host);

/* The same for a port of the real network: 80, 443, 8080, 8443 are open. */
const char *dkt_guard_port(unsigned port);

#endif
