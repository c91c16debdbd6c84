/*
 * verdict_probe.c - does a site give this page to every address?
 *
 * The test of Bar-Yossef and others (2004): ask for a sibling that cannot exist. Where that is
 * refused, the page is what it seems. Where it is answered, page and probe are compared block by
 * block, so that menus, dates and the echo of the address weigh as much as they have bytes. Three
 * mistakes of others are not made: a title in common is no proof, a probe that is sent to the page
 * itself says nothing, and a site whose every address gives the same empty frame is not gone but
 * cannot be read without its scripts.
 */
#include "source/verdict.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/str.h"
#include "source/url.h"
#include "source/verdict_tables.h"

#include "base/banned.h"

#define PROBE	    "docket-probe-k3v9q0x7m2"
#define DIFFER_PART 20		  /* one in so many bytes may differ */
#define DIFFER_MAX  ((size_t)400) /* bytes that may differ at most */
#define FRAME_TEXT  ((size_t)200) /* less is no page */
#define BLOCKS_MAX  20000
#define SIZE_BITS   24

const char *dkt_live_sibling(struct dkt_arena *arena, const char *url)
{
	struct dkt_url parsed;
	const char *why;
	const char *slash;
	size_t path;

	if (!dkt_url_parse(arena, url, &parsed, &why))
		return NULL;
	path = strcspn(parsed.path, "?");
	while (path > 1 && parsed.path[path - 1] == '/')
		path--;
	slash = parsed.path + path - 1;
	while (slash > parsed.path && *slash != '/')
		slash--;
	if (dkt_live_is_front(&parsed))
		return NULL;
	return dkt_arena_printf(arena, "%.*s%.*s/" PROBE,
				(int)(strlen(parsed.text) - strlen(parsed.path)), parsed.text,
				(int)(slash - parsed.path), parsed.path);
}

/* The last segment of an address: what a page that echoes its address differs in. */
static const char *own_part(struct dkt_arena *arena, const char *url)
{
	const char *end = url + strcspn(url, "?#");
	const char *start;

	while (end > url && end[-1] == '/')
		end--;
	for (start = end; start > url && start[-1] != '/'; start--)
		;
	return end - start < 3 ? "" : dkt_arena_dup(arena, start, (size_t)(end - start));
}

/* A text without the address of its page. */
static const char *without(struct dkt_arena *arena, const char *text, size_t size, const char *part,
			   size_t *size_out)
{
	size_t n = strlen(part);
	char *out;
	size_t at = 0;

	*size_out = size;
	if (n == 0 || memmem(text, size, part, n) == NULL)
		return text;
	out = dkt_arena_alloc(arena, size + 1);
	*size_out = 0;
	while (at < size) {
		const char *hit = memmem(text + at, size - at, part, n);
		size_t end = hit == NULL ? size : (size_t)(hit - text);

		memcpy(out + *size_out, text + at, end - at);
		*size_out += end - at;
		at = hit == NULL ? size : end + n;
	}
	out[*size_out] = '\0';
	return out;
}

static int by_value(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a;
	uint64_t y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

static uint64_t block_of(const char *bytes, size_t size)
{
	uint64_t kept = size < (1U << SIZE_BITS) ? size : (1U << SIZE_BITS) - 1;

	return dkt_hash_bytes(dkt_hash_key(), bytes, size, 0) << SIZE_BITS | kept;
}

/* Blocks are lines here: what stands on a line stands together in every rendering. */
static void take_blocks(struct dkt_arena *arena, const char *text, size_t size,
			struct dkt_probe *out)
{
	uint64_t *blocks = DKT_NEW_N(arena, uint64_t, BLOCKS_MAX);
	size_t at = 0;

	out->text_size = 0;
	while (at < size && out->n_blocks < BLOCKS_MAX) {
		const char *line = memchr(text + at, '\n', size - at);
		size_t end = line == NULL ? size : (size_t)(line - text);

		if (end > at) {
			blocks[out->n_blocks++] = block_of(text + at, end - at);
			out->text_size += end - at;
		}
		at = end + 1;
	}
	qsort(blocks, out->n_blocks, sizeof *blocks, by_value);
	out->blocks = blocks;
}

static void take(struct dkt_arena *arena, const char *url, const struct dkt_page *page,
		 struct dkt_probe *out)
{
	const char *part = own_part(arena, url);
	size_t size;
	const char *text = without(arena, page->title, strlen(page->title), part, &size);

	*out = (struct dkt_probe){.soft = true, .final_url = ""};
	out->title = dkt_arena_dup(arena, text, size);
	text = without(arena, page->text, page->text_size, part, &size);
	take_blocks(arena, text, size, out);
}

void dkt_probe_take(struct dkt_arena *arena, const char *url, const struct dkt_answer *answer,
		    const struct dkt_page *page, struct dkt_probe *out)
{
	take(arena, url, page, out);
	out->soft = answer->outcome == DKT_FETCHED && answer->status >= 200 && answer->status < 300;
	out->moved = answer->n_hops > 1;
	out->final_url = answer->final_url == NULL ? "" : dkt_arena_dups(arena, answer->final_url);
}

/* Bytes of a's blocks that b does not have. */
static size_t only_in(const struct dkt_probe *a, const struct dkt_probe *b)
{
	size_t bytes = 0;
	size_t j = 0;

	for (size_t i = 0; i < a->n_blocks; i++) {
		while (j < b->n_blocks && b->blocks[j] < a->blocks[i])
			j++;
		if (j < b->n_blocks && b->blocks[j] == a->blocks[i])
			j++;
		else
			bytes += a->blocks[i] & ((1U << SIZE_BITS) - 1);
	}
	return bytes;
}

static bool differs_little(size_t bytes, size_t of)
{
	return bytes <= DIFFER_MAX && bytes * DIFFER_PART <= of;
}

static bool same(const struct dkt_probe *page, const struct dkt_probe *probe)
{
	return dkt_streq(page->title, probe->title) &&
	       differs_little(only_in(page, probe), page->text_size) &&
	       differs_little(only_in(probe, page), probe->text_size);
}

bool dkt_live_same_as_probe(const struct dkt_page *page, const struct dkt_page *probe)
{
	DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();
	struct dkt_probe one;
	struct dkt_probe two;

	take(arena, "", page, &one);
	take(arena, "", probe, &two);
	return page->text_size > 0 && same(&one, &two);
}

static void say(struct dkt_verdict_live *out, enum dkt_live verdict, const char *reason,
		const char *evidence)
{
	*out = (struct dkt_verdict_live){verdict, reason, evidence};
}

void dkt_probe_weigh(struct dkt_arena *arena, const char *url, const struct dkt_answer *answer,
		     const struct dkt_page *page, const struct dkt_probe *probe,
		     struct dkt_verdict_live *verdict)
{
	struct dkt_probe own;

	if ((verdict->verdict != DKT_LIVE_ALIVE && verdict->verdict != DKT_LIVE_REDIRECTED) ||
	    !probe->soft)
		return;
	dkt_probe_take(arena, url, answer, page, &own);
	/* the probe was sent to the page itself: that is where everything leads, and it is there */
	if (own.moved != probe->moved || (probe->moved && dkt_streq(probe->final_url, url)))
		return;
	if (own.moved && dkt_url_same(arena, own.final_url, probe->final_url) != NULL) {
		say(verdict, DKT_LIVE_SOFT_GONE,
		    "an address that cannot exist leads to the same page",
		    dkt_arena_printf(arena, "to %.200s", own.final_url));
		return;
	}
	if (!same(&own, probe))
		return;
	if (page->kind == DKT_PAGE_HTML && page->text_size < FRAME_TEXT && page->n_scripts > 0)
		say(verdict, DKT_LIVE_UNREADABLE, "every address gives the same frame for scripts",
		    "");
	else if (page->text_size > 0)
		say(verdict, DKT_LIVE_SOFT_GONE, "an address that cannot exist gives the same page",
		    "");
}
