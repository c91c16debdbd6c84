/*
 * fuzz_url.c - any line: what is taken is taken again as it was written, with the same parts;
 * its host holds nothing that a second reader could take for something else; it is the same as
 * itself; and joining a location to it gives an address of the same kind. The text up to the first
 * line feed is the address, the rest the location.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "source/url.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void require(bool promise)
{
	if (!promise)
		abort();
}

static void again(struct dkt_arena *arena, const struct dkt_url *url)
{
	struct dkt_url twice;
	const char *why;
	const char *same;

	require(dkt_streq(url->scheme, "http") || dkt_streq(url->scheme, "https"));
	require(url->host[0] != '\0' && url->path[0] == '/' && url->port > 0);
	require(strspn(url->host, "abcdefghijklmnopqrstuvwxyz0123456789-._:") == strlen(url->host));
	require(strchr(url->path, '#') == NULL);
	for (const char *c = url->text; *c != '\0'; c++)
		require((unsigned char)*c > ' ' && (unsigned char)*c < 0x7F && *c != '\\');
	if (strlen(url->text) > 2048)
		return; /* escapes made it longer than what is taken */
	require(dkt_url_parse(arena, url->text, &twice, &why));
	require(dkt_streq(url->text, twice.text) && dkt_streq(url->host, twice.host));
	require(dkt_streq(url->path, twice.path) && url->port == twice.port);
	same = dkt_url_same(arena, url->text, twice.text);
	require(same != NULL && dkt_streq(same, "exact"));
	require(dkt_streq(dkt_url_key(arena, url->text), dkt_url_key(arena, twice.text)));
	require(dkt_url_domain(arena, url->text)[0] != '\0');
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct dkt_arena *arena = dkt_arena_new();
	char *text = dkt_arena_dup(arena, (const char *)bytes, size);
	char *location = strchr(text, '\n');
	struct dkt_url url;
	struct dkt_url joined;
	const char *why = NULL;

	if (location != NULL)
		*location++ = '\0';
	if (!dkt_url_parse(arena, text, &url, &why)) {
		require(why != NULL && why[0] != '\0');
	} else {
		again(arena, &url);
		if (location != NULL && dkt_url_join(arena, &url, location, &joined, &why))
			again(arena, &joined);
	}
	dkt_arena_free(arena);
	return 0;
}
