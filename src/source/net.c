/* net.c - reading the test setting; a mistake in it is an error, since a half-read mapping would
 * reach out for real. */
#include "source/net.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/num.h"
#include "base/str.h"
#include "source/inside.h"
#include "json/doc.h"

#include "base/banned.h"

#define MAX_FILE ((size_t)1 << 20)
#define MAX_OWN	 256 /* addresses of this machine */

bool dkt_range_parse(const char *text, struct dkt_range *out)
{
	const char *slash = strchr(text, '/');
	char address[64];
	uint64_t bits;

	if (slash == NULL || (size_t)(slash - text) >= sizeof address)
		return false;
	memset(out, 0, sizeof *out);
	memcpy(address, text, (size_t)(slash - text));
	address[slash - text] = '\0';
	out->family = strchr(address, ':') == NULL ? AF_INET : AF_INET6;
	if (inet_pton(out->family, address, out->address) != 1 ||
	    !dkt_parse_u64(slash + 1, out->family == AF_INET ? 32 : 128, &bits))
		return false;
	out->bits = (unsigned)bits;
	return true;
}

bool dkt_range_holds(const struct dkt_range *range, int family, const unsigned char *address)
{
	unsigned whole = range->bits / 8;
	unsigned rest = range->bits % 8;
	unsigned mask = (0xFF00U >> rest) & 0xFFU;

	if (range->family != family || memcmp(range->address, address, whole) != 0)
		return false;
	return rest == 0 || ((range->address[whole] ^ address[whole]) & mask) == 0;
}

const struct dkt_mapping *dkt_net_find(const struct dkt_net *net, const char *host, unsigned port)
{
	char from[300];
	int size = snprintf(from, sizeof from, "%s:%u", host, port);

	for (size_t i = 0; size > 0 && (size_t)size < sizeof from && i < net->n_mappings; i++) {
		if (dkt_streq(net->mappings[i].from, from))
			return &net->mappings[i];
	}
	return NULL;
}

static int wrong(struct dkt_err *err, const char *path, const char *pointer, const char *value)
{
	(void)dkt_fail(err, DKT_EFORMAT, "%s: %s: \"%.80s\" is not understood", path, pointer,
		       value);
	return dkt_hint(err, "the file that DOCKET_NET names maps hosts to loopback addresses; see "
			     "docs/testing.md");
}

/* "HOST:PORT" with the last colon as the divider. */
static bool split_port(const char *text, size_t *host_size, unsigned *port)
{
	const char *colon = strrchr(text, ':');
	uint64_t number;

	if (colon == NULL || !dkt_parse_u64(colon + 1, 65535, &number) || number == 0)
		return false;
	*host_size = (size_t)(colon - text);
	*port = (unsigned)number;
	return true;
}

const struct dkt_target *dkt_mapping_target(const struct dkt_mapping *mapping, size_t nth)
{
	return &mapping->targets[nth < mapping->n_targets ? nth : mapping->n_targets - 1];
}

/* "127.0.0.1:4711", or an array of such for a name whose address changes. */
static int read_targets(struct dkt_net *net, const char *from, const json_t *to,
			struct dkt_mapping *mapping, const char *path, struct dkt_err *err)
{
	size_t n = json_is_array(to) ? json_array_size(to) : 1;
	struct dkt_target *targets = DKT_NEW_N(net->arena, struct dkt_target, n);

	for (size_t i = 0; i < n; i++) {
		const char *text =
			json_string_value(json_is_array(to) ? json_array_get(to, i) : to);
		size_t size;

		if (text == NULL || !split_port(text, &size, &targets[i].port))
			return wrong(err, path, "/connect", text == NULL ? from : text);
		targets[i].host = dkt_arena_dup(net->arena, text, size);
	}
	if (n == 0)
		return wrong(err, path, "/connect", from);
	*mapping = (struct dkt_mapping){dkt_arena_dups(net->arena, from), targets, n};
	return 0;
}

static int read_mappings(struct dkt_net *net, const json_t *connect, const char *path,
			 struct dkt_err *err)
{
	struct dkt_mapping *mappings =
		DKT_NEW_N(net->arena, struct dkt_mapping, json_object_size(connect));
	const char *from;
	json_t *to;

	json_object_foreach((json_t *)(uintptr_t)connect, from, to)
	{
		if (read_targets(net, from, to, &mappings[net->n_mappings], path, err) < 0)
			return -1;
		net->n_mappings++;
	}
	net->mappings = mappings;
	return 0;
}

static int read_allowed(struct dkt_net *net, const json_t *list, const char *path,
			struct dkt_err *err)
{
	struct dkt_allowed *allowed =
		DKT_NEW_N(net->arena, struct dkt_allowed, json_array_size(list));

	for (size_t i = 0; i < json_array_size(list); i++) {
		const char *text = json_string_value(json_array_get(list, i));
		size_t size;

		if (text == NULL || !split_port(text, &size, &allowed[i].port) ||
		    !dkt_range_parse(dkt_arena_dup(net->arena, text, size), &allowed[i].range))
			return wrong(err, path, "/allow", text == NULL ? "?" : text);
		net->n_allowed++;
	}
	net->allowed = allowed;
	return 0;
}

static int read_setting(struct dkt_net *net, const json_t *doc, const char *path,
			struct dkt_err *err)
{
	const json_t *connect = json_object_get(doc, "connect");
	const char *ca_file = dkt_doc_string(doc, "/ca_file", NULL);

	if (!json_is_object(connect))
		return wrong(err, path, "/connect", "(missing)");
	if (ca_file != NULL)
		net->ca_file = dkt_arena_dups(net->arena, ca_file);
	net->test = true;
	if (read_mappings(net, connect, path, err) < 0)
		return -1;
	return read_allowed(net, json_object_get(doc, "allow"), path, err);
}

/* A public address of our own is no public page: services that trust it listen there. */
static void read_own(struct dkt_net *net)
{
	struct dkt_range *own = DKT_NEW_N(net->arena, struct dkt_range, MAX_OWN);
	struct ifaddrs *all = NULL;

	if (getifaddrs(&all) < 0)
		return;
	for (const struct ifaddrs *i = all; i != NULL && net->n_own < MAX_OWN; i = i->ifa_next) {
		struct dkt_range *range = &own[net->n_own];
		struct sockaddr_in6 six;
		struct sockaddr_in four;

		if (i->ifa_addr == NULL)
			continue;
		range->family = i->ifa_addr->sa_family;
		if (range->family == AF_INET) {
			memcpy(&four, i->ifa_addr, sizeof four);
			memcpy(range->address, &four.sin_addr, 4);
			range->bits = 32;
		} else if (range->family == AF_INET6) {
			memcpy(&six, i->ifa_addr, sizeof six);
			memcpy(range->address, &six.sin6_addr, 16);
			range->bits = 128;
		} else {
			continue;
		}
		net->n_own++;
	}
	freeifaddrs(all);
	net->own = own;
}

int dkt_net_open(const char *path, struct dkt_net **out, struct dkt_err *err)
{
	struct dkt_net *net = calloc(1, sizeof *net);
	struct dkt_buf bytes = DKT_BUF_INIT(MAX_FILE);
	DKT_AUTO(json) json_t *doc = NULL;
	int result = 0;

	if (net == NULL)
		dkt_oom();
	net->arena = dkt_arena_new();
	if (path == NULL)
		read_own(net);
	if (path != NULL && (dkt_file_read(path, MAX_FILE, &bytes, err) < 0 ||
			     dkt_doc_parse(dkt_buf_str(&bytes), bytes.size, path, &doc, err) < 0 ||
			     read_setting(net, doc, path, err) < 0)) {
		dkt_net_free(net);
		net = NULL;
		result = dkt_note(err, "reading the test net (DOCKET_NET)");
	}
	dkt_buf_clear(&bytes);
	*out = net;
	return result;
}

void dkt_net_free(struct dkt_net *net)
{
	if (net == NULL)
		return;
	dkt_arena_free(net->arena);
	free(net);
}
