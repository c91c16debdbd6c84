/*
 * guard.c - only global unicast addresses, by table.
 *
 * IPv4 is a list of what is closed; IPv6 is closed but for 2000::/3, out of which the transition
 * and documentation blocks are taken again. An IPv4 address inside an IPv6 one (mapped) is looked
 * at as what it is.
 */
#include "source/guard.h"

#include <arpa/inet.h>
#include <string.h>

#include "base/str.h"
#include "source/inside.h"

#include "base/banned.h"

#define N(array) (sizeof(array) / sizeof((array)[0]))

struct rule {
	const char *range;
	const char *name;
};

static const struct rule closed[] = {
	{"0.0.0.0/8", "this network"},
	{"10.0.0.0/8", "private"},
	{"100.64.0.0/10", "shared address space"},
	{"127.0.0.0/8", "loopback"},
	{"169.254.0.0/16", "link-local"},
	{"172.16.0.0/12", "private"},
	{"192.0.0.0/24", "protocol assignments"},
	{"192.0.2.0/24", "documentation"},
	{"192.31.196.0/24", "AS112"},
	{"192.52.193.0/24", "AMT"},
	{"192.88.99.0/24", "6to4 relay"},
	{"192.168.0.0/16", "private"},
	{"192.175.48.0/24", "AS112"},
	{"198.18.0.0/15", "benchmarking"},
	{"198.51.100.0/24", "documentation"},
	{"203.0.113.0/24", "documentation"},
	{"224.0.0.0/4", "multicast"},
	{"240.0.0.0/4", "reserved"},
	{"168.63.129.16/32", "cloud platform"},
	{"2001::/23", "protocol assignments"},
	{"2001:db8::/32", "documentation"},
	{"2002::/16", "6to4"},
	{"3fff::/20", "documentation"},
};

static const unsigned char mapped_prefix[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};

static const char *closed_by(int family, const unsigned char *address)
{
	struct dkt_range range;

	for (size_t i = 0; i < N(closed); i++) {
		if (dkt_range_parse(closed[i].range, &range) &&
		    dkt_range_holds(&range, family, address))
			return closed[i].name;
	}
	if (family == AF_INET6 && (address[0] & 0xE0U) != 0x20U)
		return "not global unicast";
	/* ISATAP: ...:0:5efe:a.b.c.d */
	if (family == AF_INET6 && (address[8] & 0xFDU) == 0 && address[9] == 0 &&
	    address[10] == 0x5E && address[11] == 0xFE)
		return "ISATAP";
	return NULL;
}

static bool allowed(const struct dkt_net *net, int family, const unsigned char *address,
		    unsigned port)
{
	for (size_t i = 0; net != NULL && i < net->n_allowed; i++) {
		if (net->allowed[i].port == port &&
		    dkt_range_holds(&net->allowed[i].range, family, address))
			return true;
	}
	return false;
}

const char *dkt_guard_address(const struct dkt_net *net, const struct sockaddr *address)
{
	unsigned char bytes[16] = {0};
	int family = address->sa_family;
	const char *why;
	unsigned port;

	if (family == AF_INET) {
		struct sockaddr_in in;

		memcpy(&in, address, sizeof in);
		memcpy(bytes, &in.sin_addr, 4);
		port = ntohs(in.sin_port);
	} else if (family == AF_INET6) {
		struct sockaddr_in6 in6;

		memcpy(&in6, address, sizeof in6);
		memcpy(bytes, &in6.sin6_addr, 16);
		port = ntohs(in6.sin6_port);
		if (memcmp(bytes, mapped_prefix, sizeof mapped_prefix) == 0) {
			memmove(bytes, bytes + 12, 4);
			family = AF_INET;
		}
	} else {
		return "not an internet address";
	}
	if (allowed(net, family, bytes, port))
		return NULL;
	why = closed_by(family, bytes);
	for (size_t i = 0; why == NULL && net != NULL && i < net->n_own; i++) {
		if (dkt_range_holds(&net->own[i], family, bytes))
			why = "this machine";
	}
	return why;
}

const char *dkt_guard_name(const char *host)
{
	static const char *const tails[] = {".localhost", ".local", ".internal", ".lan",
					    ".home",	  ".corp",  ".intranet", ".home.arpa"};
	size_t size = strlen(host);

	if (size == 0)
		return "no name";
	if (host[size - 1] == '.')
		return "trailing dot";
	if (strchr(host, ':') != NULL)
		return NULL; /* an IPv6 address: its bytes decide */
	if (strchr(host, '.') == NULL)
		return "single-label name";
	for (size_t i = 0; i < N(tails); i++) {
		if (dkt_ends(host, tails[i]))
			return "private name";
	}
	return NULL;
}

const char *dkt_guard_port(unsigned port)
{
	return port == 80 || port == 443 || port == 8080 || port == 8443 ? NULL : "port";
}

bool dkt_guard_text(const char *text, unsigned port, struct sockaddr_storage *out)
{
	struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
	struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_port = htons((uint16_t)port)};

	memset(out, 0, sizeof *out);
	if (inet_pton(AF_INET, text, &v4.sin_addr) == 1)
		memcpy(out, &v4, sizeof v4);
	else if (inet_pton(AF_INET6, text, &v6.sin6_addr) == 1)
		memcpy(out, &v6, sizeof v6);
	else
		return false;
	return true;
}

const char *dkt_guard_public(enum dkt_fetched outcome)
{
	switch (outcome) {
	case DKT_DENIED:
	case DKT_NO_DNS:
	case DKT_NO_CONNECT:
	case DKT_TIMED_OUT:
		return "it does not answer from here";
	default:
		return NULL;
	}
}
