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

#include <stdbool.h>
#include <sys/socket.h>

#include "source/fetch.h"
#include "source/net.h"

/* Why this address is not to be reached, in a word ("loopback", "private", ...), or NULL when it
 * may be. */
const char *dkt_guard_address(const struct dkt_net *net, const struct sockaddr *address);

/* The same for a name, before it is looked up: "localhost", single labels, ".internal", ... */
const char *dkt_guard_name(const char *host);

/* The same for a port of the real network: 80, 443, 8080, 8443 are open. */
const char *dkt_guard_port(unsigned port);

/* An address written as text, "127.0.0.1" or "::1", with this port; false when it is none. */
bool dkt_guard_text(const char *text, unsigned port, struct sockaddr_storage *out);

/*
 * What the public is told of an outcome: one and the same sentence part for all that could show
 * what lies behind an address - denied by us, no such name, refused, silent - and NULL for the
 * others, whose own reason may be told. Details stay in the private evidence.
 */
const char *dkt_guard_public(enum dkt_fetched outcome);

#endif
