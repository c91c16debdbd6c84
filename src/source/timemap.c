/*
 * timemap.c - link format read once from front to back, and what TimeGates lead to.
 *
 * A TimeMap has a link a capture, up to some ten thousands, in no order that could be trusted, with
 * commas inside its dates. Archives differ in what they leave out: quotes around relations, the
 * scheme of addresses, the original. Nothing of that makes a TimeMap unreadable here; a link
 * without a moment is counted and left out.
 */
#include "source/timemap.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/num.h"
#include "base/str.h"
#include "source/archive.h"
#include "source/url.h"
#include "json/doc.h"

#include "base/banned.h"

struct scan {
	const char *text;
	size_t size;
	size_t at;
};

static bool ends(const struct scan *s)
{
	return s->at >= s->size;
}

static char here(const struct scan *s)
{
	return ends(s) ? '\0' : s->text[s->at];
}

static void blanks(struct scan *s)
{
	while (!ends(s) && strchr(" \t\r\n", s->text[s->at]) != NULL && s->text[s->at] != '\0')
		s->at++;
}

/* Up to one of these bytes. */
static size_t span(struct scan *s, const char *stop)
{
	size_t from = s->at;

	while (!ends(s) && (s->text[s->at] == '\0' || strchr(stop, s->text[s->at]) == NULL))
		s->at++;
	return s->at - from;
}

/* A parameter's value: a quoted string with escapes, or what stands until ';' or ','. */
static void value(struct scan *s, const char **out, size_t *size_out)
{
	size_t from;

	if (here(s) != '"') {
		*out = s->text + s->at;
		*size_out = span(s, " \t\r\n;,");
		return;
	}
	from = ++s->at;
	while (!ends(s) && s->text[s->at] != '"')
		s->at += s->text[s->at] == '\\' && s->at + 1 < s->size ? 2 : 1;
	*out = s->text + from;
	*size_out = (s->at < s->size ? s->at : s->size) - from;
	s->at += ends(s) ? 0 : 1;
}

static void keep(struct dkt_link *link, const char *name, size_t name_size, const char *text,
		 size_t size)
{
	struct {
		const char *name;
		const char **text;
		size_t *size;
	} const slots[] = {{"rel", &link->rel, &link->rel_size},
			   {"datetime", &link->datetime, &link->datetime_size},
			   {"type", &link->type, &link->type_size}};

	for (size_t i = 0; i < 3; i++) {
		if (*slots[i].text == NULL && name_size == strlen(slots[i].name) &&
		    strncasecmp(name, slots[i].name, name_size) == 0) {
			*slots[i].text = text;
			*slots[i].size = size;
		}
	}
}

static void parameters(struct scan *s, struct dkt_link *link)
{
	for (;;) {
		const char *name;
		const char *text = "";
		size_t name_size;
		size_t size = 0;

		blanks(s);
		if (here(s) != ';')
			return;
		s->at++;
		blanks(s);
		name = s->text + s->at;
		name_size = span(s, " \t\r\n=;,\"<");
		blanks(s);
		if (here(s) == '=') {
			s->at++;
			blanks(s);
			value(s, &text, &size);
		}
		keep(link, name, name_size, text, size);
	}
}

bool dkt_link_next(const char *text, size_t size, size_t *at, struct dkt_link *out)
{
	struct scan s = {text, size, *at};
	const char *open;
	const char *close;

	memset(out, 0, sizeof *out);
	open = ends(&s) ? NULL : memchr(text + s.at, '<', size - s.at);
	close = open == NULL ? NULL : memchr(open, '>', size - (size_t)(open - text));
	if (close == NULL) {
		*at = size;
		return false;
	}
	out->target = open + 1;
	out->target_size = (size_t)(close - open) - 1;
	s.at = (size_t)(close - text) + 1;
	parameters(&s, out);
	*at = s.at < size ? s.at : size;
	return true;
}

bool dkt_link_is(const struct dkt_link *link, const char *relation)
{
	size_t n = strlen(relation);
	size_t i = 0;

	while (i < link->rel_size) {
		size_t from;

		while (i < link->rel_size && (link->rel[i] == ' ' || link->rel[i] == '\t'))
			i++;
		from = i;
		while (i < link->rel_size && link->rel[i] != ' ' && link->rel[i] != '\t')
			i++;
		if (i - from == n && strncasecmp(link->rel + from, relation, n) == 0)
			return true;
	}
	return false;
}

const char *dkt_link_target(struct dkt_arena *arena, const char *header, const char *relation)
{
	struct dkt_link link;
	size_t at = 0;

	while (dkt_link_next(header, strlen(header), &at, &link)) {
		if (dkt_link_is(&link, relation))
			return dkt_arena_dup(arena, link.target, link.target_size);
	}
	return NULL;
}

/* --- TimeMaps --- */

struct map {
	struct dkt_arena *arena;
	const struct dkt_archive_site *site;
	const char *base_text;
	struct dkt_url base;
	bool has_base;
	struct dkt_memento *mementos;
	size_t room;
	const char *further[DKT_TIMEMAP_MAX_PAGES];
	struct dkt_timemap *out;
};

/* The target as an address, or NULL. An absolute one is not touched: what stands in it after the
 * archive's own path is an original, and originals come in all spellings. */
static const char *absolute(struct map *m, const char *target, size_t size)
{
	const char *text = dkt_arena_dup(m->arena, target, size);
	struct dkt_url joined;
	const char *why;

	if (dkt_starts(text, "http://") || dkt_starts(text, "https://"))
		return text;
	if (!m->has_base || text[0] == '\0' ||
	    !dkt_url_join(m->arena, &m->base, text, &joined, &why))
		return NULL;
	return joined.text;
}

/* Its datetime, else the moment in its address. */
static bool moment_of(struct map *m, const struct dkt_link *link, const char *url, int64_t *out)
{
	struct dkt_archived parsed;

	if (link->datetime != NULL &&
	    dkt_http_date_parse(dkt_arena_dup(m->arena, link->datetime, link->datetime_size), out))
		return true;
	if (!dkt_archive_parse(m->arena, url, &parsed) || !parsed.fixed)
		return false;
	*out = parsed.time;
	return true;
}

static void add_memento(struct map *m, const struct dkt_link *link)
{
	const char *url = absolute(m, link->target, link->target_size);
	struct dkt_memento one = {.url = url, .type = "", .digest = "", .site = ""};
	struct dkt_archived parsed;

	if (url == NULL || !moment_of(m, link, url, &one.time)) {
		m->out->n_bad++;
		return;
	}
	if (m->out->n == DKT_TIMEMAP_MAX) {
		m->out->cut = true;
		return;
	}
	if (m->out->n == m->room) {
		struct dkt_memento *wider;

		m->room = m->room == 0 ? 64 : m->room * 2;
		wider = DKT_NEW_N(m->arena, struct dkt_memento, m->room);
		if (m->out->n > 0)
			memcpy(wider, m->mementos, m->out->n * sizeof wider[0]);
		m->mementos = wider;
	}
	one.original = dkt_archive_parse(m->arena, url, &parsed) && parsed.original != NULL
			       ? parsed.original
			       : m->out->original;
	one.site = m->site == NULL ? "" : m->site->id;
	m->mementos[m->out->n++] = one;
}

static void add_page(struct map *m, const struct dkt_link *link)
{
	const char *url = absolute(m, link->target, link->target_size);

	if (url == NULL || dkt_streq(url, m->base_text) ||
	    m->out->n_further == DKT_TIMEMAP_MAX_PAGES)
		return;
	for (size_t i = 0; i < m->out->n_further; i++) {
		if (dkt_streq(m->further[i], url))
			return;
	}
	m->further[m->out->n_further++] = url;
}

static int by_time(const void *a, const void *b)
{
	const struct dkt_memento *one = a;
	const struct dkt_memento *two = b;

	return one->time < two->time ? -1 : one->time > two->time ? 1 : strcmp(one->url, two->url);
}

static void settle(struct map *m)
{
	if (m->out->n > 0)
		qsort(m->mementos, m->out->n, sizeof m->mementos[0], by_time);
	for (size_t i = 0; i < m->out->n; i++) {
		if (m->mementos[i].original == NULL)
			m->mementos[i].original = m->out->original != NULL ? m->out->original : "";
	}
	m->out->mementos = m->mementos;
	m->out->further = dkt_arena_alloc(m->arena, sizeof m->further);
	memcpy((char *)(uintptr_t)m->out->further, m->further, sizeof m->further);
}

void dkt_timemap_parse(struct dkt_arena *arena, const struct dkt_archive_site *site,
		       const char *base, const char *bytes, size_t size, struct dkt_timemap *out)
{
	struct map m = {.arena = arena, .site = site, .base_text = base, .out = out};
	struct dkt_link link;
	const char *why;
	size_t at = 0;
	bool any = false;
	bool known = false;

	memset(out, 0, sizeof *out);
	m.has_base = dkt_url_parse(arena, base, &m.base, &why);
	while (dkt_link_next(bytes, size, &at, &link)) {
		any = true;
		known = known || link.rel != NULL;
		if (dkt_link_is(&link, "memento"))
			add_memento(&m, &link);
		else if (dkt_link_is(&link, "original") && out->original == NULL)
			out->original = absolute(&m, link.target, link.target_size);
		else if (dkt_link_is(&link, "timemap") || dkt_link_is(&link, "next"))
			add_page(&m, &link);
	}
	settle(&m);
	if (!any || !known)
		out->fault = size == 0 ? "an empty answer" : "no TimeMap";
}
