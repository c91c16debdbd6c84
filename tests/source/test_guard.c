/*
 * test_guard.c - every range that is closed, at both of its ends and just outside, in every
 * spelling in which an address can reach a socket.
 */
#include <arpa/inet.h>
#include <string.h>

#include "base/file.h"
#include "source/guard.h"
#include "source/inside.h"
#include "support/rows.h"

struct row {
	const char *name;
	const char *address;
	const char *why; /* NULL: open */
};

static const struct row rows[] = {
	{"0.0.0.0 is closed", "0.0.0.0", "this network"},
	{"the end of 0/8 is closed", "0.255.255.255", "this network"},
	{"behind 0/8 is open", "1.0.0.0", NULL},
	{"before 10/8 is open", "9.255.255.255", NULL},
	{"10/8 begins closed", "10.0.0.0", "private"},
	{"10/8 ends closed", "10.255.255.255", "private"},
	{"behind 10/8 is open", "11.0.0.0", NULL},
	{"before 100.64/10 is open", "100.63.255.255", NULL},
	{"100.64/10 begins closed", "100.64.0.0", "shared address space"},
	{"a cloud's metadata in 100.64/10 is closed", "100.100.100.200", "shared address space"},
	{"100.64/10 ends closed", "100.127.255.255", "shared address space"},
	{"behind 100.64/10 is open", "100.128.0.0", NULL},
	{"127.0.0.1 is closed", "127.0.0.1", "loopback"},
	{"the end of 127/8 is closed", "127.255.255.255", "loopback"},
	{"behind 127/8 is open", "128.0.0.0", NULL},
	{"before 169.254/16 is open", "169.253.255.255", NULL},
	{"the metadata address is closed", "169.254.169.254", "link-local"},
	{"the container metadata address is closed", "169.254.170.2", "link-local"},
	{"behind 169.254/16 is open", "169.255.0.0", NULL},
	{"before 172.16/12 is open", "172.15.255.255", NULL},
	{"172.16/12 begins closed", "172.16.0.0", "private"},
	{"172.16/12 ends closed", "172.31.255.255", "private"},
	{"behind 172.16/12 is open", "172.32.0.0", NULL},
	{"192.0.0/24 is closed", "192.0.0.192", "protocol assignments"},
	{"192.0.1 is open", "192.0.1.1", NULL},
	{"192.0.2/24 is closed", "192.0.2.1", "documentation"},
	{"192.0.3 is open", "192.0.3.1", NULL},
	{"AS112 is closed", "192.31.196.1", "AS112"},
	{"AMT is closed", "192.52.193.1", "AMT"},
	{"the 6to4 relay is closed", "192.88.99.1", "6to4 relay"},
	{"before 192.168/16 is open", "192.167.255.255", NULL},
	{"192.168/16 begins closed", "192.168.0.0", "private"},
	{"192.168/16 ends closed", "192.168.255.255", "private"},
	{"behind 192.168/16 is open", "192.169.0.0", NULL},
	{"the second AS112 is closed", "192.175.48.1", "AS112"},
	{"before 198.18/15 is open", "198.17.255.255", NULL},
	{"198.18/15 begins closed", "198.18.0.0", "benchmarking"},
	{"198.18/15 ends closed", "198.19.255.255", "benchmarking"},
	{"behind 198.18/15 is open", "198.20.0.0", NULL},
	{"198.51.100/24 is closed", "198.51.100.77", "documentation"},
	{"203.0.113/24 is closed", "203.0.113.77", "documentation"},
	{"before 224/4 is open", "223.255.255.255", NULL},
	{"224/4 begins closed", "224.0.0.0", "multicast"},
	{"224/4 ends closed", "239.255.255.255", "multicast"},
	{"240/4 begins closed", "240.0.0.0", "reserved"},
	{"broadcast is closed", "255.255.255.255", "reserved"},
	{"a cloud platform's public address is closed", "168.63.129.16", "cloud platform"},
	{"its neighbour is open", "168.63.129.17", NULL},
	{"a public address is open", "93.184.216.34", NULL},
	{"another public address is open", "8.8.8.8", NULL},

	{":: is closed", "::", "not global unicast"},
	{"::1 is closed", "::1", "not global unicast"},
	{"IPv4-compatible is closed", "::127.0.0.1", "not global unicast"},
	{"mapped loopback is closed", "::ffff:127.0.0.1", "loopback"},
	{"mapped private is closed", "::ffff:10.0.0.1", "private"},
	{"mapped metadata is closed", "::ffff:a9fe:a9fe", "link-local"},
	{"mapped 0.0.0.0 is closed", "::ffff:0.0.0.0", "this network"},
	{"a mapped public address is open", "::ffff:8.8.8.8", NULL},
	{"translated IPv4 (SIIT) is closed", "::ffff:0:127.0.0.1", "not global unicast"},
	{"NAT64 is closed", "64:ff9b::7f00:1", "not global unicast"},
	{"NAT64 of a public address is closed too", "64:ff9b::808:808", "not global unicast"},
	{"local NAT64 is closed", "64:ff9b:1::7f00:1", "not global unicast"},
	{"discard-only is closed", "100::1", "not global unicast"},
	{"dummy prefix is closed", "100:0:0:1::1", "not global unicast"},
	{"before 2000::/3 is closed", "1fff:ffff::1", "not global unicast"},
	{"Teredo is closed", "2001::1", "protocol assignments"},
	{"Teredo with a server is closed", "2001:0:4136:e378:8000:63bf:3fff:fdd2",
	 "protocol assignments"},
	{"benchmarking is closed", "2001:2::1", "protocol assignments"},
	{"the first ORCHID is closed", "2001:10::1", "protocol assignments"},
	{"the second ORCHID is closed", "2001:20::1", "protocol assignments"},
	{"drone remote identification is closed", "2001:30::1", "protocol assignments"},
	{"the end of 2001::/23 is closed", "2001:1ff:ffff::1", "protocol assignments"},
	{"behind 2001::/23 is open", "2001:200::1", NULL},
	{"documentation is closed", "2001:db8::1", "documentation"},
	{"behind documentation is open", "2001:db9::1", NULL},
	{"6to4 of loopback is closed", "2002:7f00:1::1", "6to4"},
	{"6to4 of a public address is closed too", "2002:808:808::1", "6to4"},
	{"behind 6to4 is open", "2003::1", NULL},
	{"the new documentation range is closed", "3fff::1", "documentation"},
	{"its end is closed", "3fff:fff:ffff::1", "documentation"},
	{"behind it is open", "3fff:1000::1", NULL},
	{"behind 2000::/3 is closed", "4000::1", "not global unicast"},
	{"segment routing is closed", "5f00::1", "not global unicast"},
	{"unique local is closed", "fc00::1", "not global unicast"},
	{"a cloud's metadata in unique local is closed", "fd00:ec2::254", "not global unicast"},
	{"another cloud's is closed", "fd20:ce::254", "not global unicast"},
	{"link-local is closed", "fe80::1", "not global unicast"},
	{"the end of link-local is closed", "febf::1", "not global unicast"},
	{"site-local is closed", "fec0::1", "not global unicast"},
	{"multicast is closed", "ff02::1", "not global unicast"},
	{"ISATAP of loopback is closed", "2a00:1450::5efe:7f00:1", "ISATAP"},
	{"ISATAP with the universal bit is closed", "2a00:1450::200:5efe:a00:1", "ISATAP"},
	{"a public IPv6 address is open", "2a00:1450:4001:80f::200e", NULL},
	{"another public IPv6 address is open", "2400:3200::1", NULL},
};

static void put_address(const char *text, unsigned port, struct sockaddr_storage *out)
{
	struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
	struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_port = htons((uint16_t)port)};

	memset(out, 0, sizeof *out);
	if (inet_pton(AF_INET, text, &v4.sin_addr) == 1) {
		memcpy(out, &v4, sizeof v4);
		return;
	}
	assert_int_equal(inet_pton(AF_INET6, text, &v6.sin6_addr), 1);
	memcpy(out, &v6, sizeof v6);
}

static void check_address(void **state)
{
	const struct row *row = ROW(struct row);
	struct sockaddr_storage address;
	const char *why;

	put_address(row->address, 80, &address);
	why = dkt_guard_address(NULL, (const struct sockaddr *)&address);
	if (row->why == NULL) {
		assert_null(why);
		return;
	}
	assert_non_null(why);
	assert_string_equal(why, row->why);
}

/* --- exceptions of a test net ------------------------------------------------------------------
 */

static const struct allow_row {
	const char *name;
	const char *address;
	unsigned port;
	bool open;
} allow_rows[] = {
	{"an allowed net and port are open", "127.0.0.1", 8181, true},
	{"the whole of an allowed net is open", "127.200.0.1", 8181, true},
	{"another port of an allowed net is closed", "127.0.0.1", 8182, false},
	{"another net with the allowed port is closed", "10.0.0.1", 8181, false},
	{"a mapped spelling of an allowed address is open", "::ffff:127.0.0.1", 8181, true},
	{"an allowed IPv6 address is open", "::1", 8183, true},
	{"its neighbour is closed", "::2", 8183, false},
};

static void check_allowed(void **state)
{
	const struct allow_row *row = ROW(struct allow_row);
	struct dkt_allowed allowed[2] = {{.port = 8181}, {.port = 8183}};
	struct dkt_net net = {.test = true, .allowed = allowed, .n_allowed = 2};
	struct sockaddr_storage address;

	assert_true(dkt_range_parse("127.0.0.0/8", &allowed[0].range));
	assert_true(dkt_range_parse("::1/128", &allowed[1].range));
	put_address(row->address, row->port, &address);
	assert_int_equal(dkt_guard_address(&net, (const struct sockaddr *)&address) == NULL,
			 row->open);
}

/* An address that this machine has is closed, its neighbour not; of the real net, all of them. */
static void check_own(void **state)
{
	struct dkt_range own = {0};
	struct dkt_net net = {.own = &own, .n_own = 1};
	struct dkt_err err = DKT_ERR_INIT;
	struct sockaddr_storage address;
	struct dkt_net *real = NULL;

	(void)state;
	assert_true(dkt_range_parse("93.184.216.34/32", &own));
	put_address("93.184.216.34", 443, &address);
	assert_string_equal(dkt_guard_address(&net, (const struct sockaddr *)&address),
			    "this machine");
	put_address("::ffff:93.184.216.34", 443, &address);
	assert_string_equal(dkt_guard_address(&net, (const struct sockaddr *)&address),
			    "this machine");
	put_address("93.184.216.35", 443, &address);
	assert_null(dkt_guard_address(&net, (const struct sockaddr *)&address));
	assert_int_equal(dkt_net_open(NULL, &real, &err), 0);
	assert_true(real->n_own > 0); /* the loopback address at least */
	dkt_net_free(real);
}

/* --- ranges ------------------------------------------------------------------------------------
 */

static const struct range_row {
	const char *name;
	const char *text;
	bool good;
} range_rows[] = {
	{"an IPv4 range is read", "10.0.0.0/8", true},
	{"an IPv6 range is read", "fc00::/7", true},
	{"a range of one address is read", "127.0.0.1/32", true},
	{"the range of everything is read", "::/0", true},
	{"a range without bits is refused", "10.0.0.0", false},
	{"too many bits for IPv4 are refused", "10.0.0.0/33", false},
	{"too many bits for IPv6 are refused", "::/129", false},
	{"bits that are no number are refused", "10.0.0.0/x", false},
	{"empty bits are refused", "10.0.0.0/", false},
	{"a short address is refused", "10.0.0/8", false},
	{"a name is refused", "localhost/8", false},
	{"a very long address is refused",
	 "0000000000000000000000000000000000000000000000000000000000000000000000/8", false},
};

static void check_range(void **state)
{
	struct dkt_range range;

	assert_int_equal(dkt_range_parse(ROW(struct range_row)->text, &range),
			 ROW(struct range_row)->good);
}

/* --- names and ports ----------------------------------------------------------------------------
 */

static const struct name_row {
	const char *name;
	const char *host;
	bool open;
} name_rows[] = {
	{"a public name is open", "news.example", true},
	{"an IPv4 address is left to its bytes", "127.0.0.1", true},
	{"an IPv6 address is left to its bytes", "::1", true},
	{"localhost is closed", "localhost", false},
	{"a name under localhost is closed", "a.localhost", false},
	{"a name with a dot behind is closed", "news.example.", false},
	{"localhost with a dot behind is closed", "localhost.", false},
	{"a single label is closed", "intranet", false},
	{"a name under .local is closed", "printer.local", false},
	{"the metadata name is closed", "metadata.google.internal", false},
	{"a name under .lan is closed", "nas.lan", false},
	{"a name under .home.arpa is closed", "nas.home.arpa", false},
	{"a name under .corp is closed", "wiki.corp", false},
	{"local inside a name is open", "local.example", true},
	{"nothing is closed", "", false},
};

static void check_name(void **state)
{
	const struct name_row *row = ROW(struct name_row);

	assert_int_equal(dkt_guard_name(row->host) == NULL, row->open);
}

static const struct port_row {
	const char *name;
	unsigned port;
	bool open;
} port_rows[] = {
	{"port 80 is open", 80, true},	      {"port 443 is open", 443, true},
	{"port 8080 is open", 8080, true},    {"port 8443 is open", 8443, true},
	{"port 22 is closed", 22, false},     {"port 25 is closed", 25, false},
	{"port 6379 is closed", 6379, false}, {"port 0 is closed", 0, false},
};

static void check_port(void **state)
{
	const struct port_row *row = ROW(struct port_row);

	assert_int_equal(dkt_guard_port(row->port) == NULL, row->open);
}

static const struct name_row own_rows[] = {
	{"an address of this machine is closed", "", false},
};

int main(void)
{
	return rows_run("source/guard/own", own_rows, check_own) +
	       rows_run("source/guard/address", rows, check_address) +
	       rows_run("source/guard/allowed", allow_rows, check_allowed) +
	       rows_run("source/guard/range", range_rows, check_range) +
	       rows_run("source/guard/name", name_rows, check_name) +
	       rows_run("source/guard/port", port_rows, check_port);
}
