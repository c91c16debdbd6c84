/*
 * archive_find.c - a look-up over several archives as one conversation.
 *
 * Position is (archive, way, page); everything else is what was found. An index of captures is
 * asked first for two years around the wanted moment, since pages like front pages have a hundred
 * thousand captures, and for all of its time only when there is none. An archive that refuses (429)
 * is left at once: its other ways would only make it worse.
 */
#include "source/archive_find.h"

#include <string.h>

#include "base/str.h"
#include "source/archive.h"
#include "source/cdx.h"
#include "source/timemap.h"
#include "source/url.h"

#include "base/banned.h"

#define YEAR	      ((int64_t)365 * 86400)
#define ROWS	      3000
#define LAST_ROWS     (-200)
#define MAX_PAGES     5
#define MAX_CAPTURES  40000
#define MAX_TROUBLE   64
#define TIMEOUT_MS    30000
#define MAX_SITE_LIST 2048

enum way { WAY_CDX, WAY_TIMEMAP, WAY_TIMEGATE, WAY_AVAILABLE, N_WAYS };

static const char *const way_names[N_WAYS] = {"CDX", "TimeMap", "TimeGate", "availability"};

/* --- where it is --- */

static const char *endpoint(const struct dkt_archive_site *site, unsigned way)
{
	const char *const all[N_WAYS] = {site->cdx, site->timemap, site->timegate,
					 site->availability};

	return all[way];
}

static bool can_be_asked(const struct dkt_archive_site *site)
{
	if (site->closed != NULL)
		return false;
	for (unsigned way = 0; way < N_WAYS; way++) {
		if (endpoint(site, way) != NULL)
			return true;
	}
	return false;
}

/* The nth id of the list, or NULL behind its end. */
static const char *nth_id(struct dkt_arena *arena, const char *list, unsigned n)
{
	list += strspn(list, " ");
	while (n > 0 && *list != '\0') {
		list += strcspn(list, " ");
		list += strspn(list, " ");
		n--;
	}
	return *list == '\0' ? NULL : dkt_arena_dup(arena, list, strcspn(list, " "));
}

static void next_site(struct dkt_find *f)
{
	f->site++;
	f->way = 0;
	f->page = 0;
	f->wide = false;
	f->resume = NULL;
}

static void next_way(struct dkt_find *f)
{
	f->way++;
	f->page = 0;
	f->wide = false;
	f->resume = NULL;
}

/* The archive and way that come next; NULL: it is over. */
static const struct dkt_archive_site *position(struct dkt_find *f, struct dkt_arena *arena)
{
	for (;;) {
		const char *id = nth_id(arena, f->sites, f->site);
		const struct dkt_archive_site *site;

		if (id == NULL)
			return NULL;
		site = dkt_archive_site_named(f->table, id);
		if (site == NULL || site->closed != NULL || f->way >= N_WAYS)
			next_site(f);
		else if (endpoint(site, f->way) == NULL)
			next_way(f);
		else
			return site;
	}
}

void dkt_find_begin(struct dkt_find *find, struct dkt_arena *arena,
		    const struct dkt_archive_table *table, const char *sites, const char *url,
		    int64_t wanted, enum dkt_prefer prefer)
{
	struct dkt_buf all = DKT_BUF_INIT(MAX_SITE_LIST);
	struct dkt_url parsed;
	const char *why;

	*find = (struct dkt_find){.table = table, .wanted = wanted, .prefer = prefer};
	for (size_t i = 0; sites == NULL && i < table->n; i++) {
		if (can_be_asked(&table->rows[i]))
			dkt_buf_addf(&all, "%s ", table->rows[i].id);
	}
	find->sites = dkt_arena_dups(arena, sites != NULL ? sites : dkt_buf_str(&all));
	dkt_buf_clear(&all);
	find->url =
		dkt_url_parse(arena, url, &parsed, &why) ? parsed.text : dkt_arena_dups(arena, url);
}

/* --- asking --- */

static const char *cdx_request(struct dkt_find *f, struct dkt_arena *arena,
			       const struct dkt_archive_site *site)
{
	struct dkt_cdx_query query = {.url = f->url, .resume = f->resume, .limit = ROWS};

	query.closest = f->wanted;
	if (f->wanted == 0) {
		query.limit = site->dialect == DKT_CDX_WAYBACK ? LAST_ROWS : ROWS;
	} else if (!f->wide && site->dialect == DKT_CDX_WAYBACK) {
		query.from = f->wanted - YEAR;
		query.to = f->wanted + YEAR;
	}
	return dkt_cdx_url(arena, site, &query);
}

static void ask_timegate(struct dkt_find *f, struct dkt_arena *arena,
			 const struct dkt_archive_site *site, int64_t now, struct dkt_ask *ask)
{
	const char **headers = dkt_arena_alloc(arena, sizeof *headers);

	headers[0] = dkt_accept_datetime(arena, f->wanted != 0 ? f->wanted : now);
	ask->request.url = dkt_arena_printf(arena, "%s%s", site->timegate, f->url);
	ask->request.headers = headers;
	ask->request.n_headers = 1;
}

static const char *availability_request(struct dkt_find *f, struct dkt_arena *arena,
					const struct dkt_archive_site *site)
{
	char digits[DKT_STAMP_SIZE];

	if (f->wanted == 0)
		return dkt_arena_printf(arena, "%s?url=%s", site->availability,
					dkt_url_escape(arena, f->url));
	dkt_stamp_format(f->wanted, digits);
	return dkt_arena_printf(arena, "%s?url=%s&timestamp=%s", site->availability,
				dkt_url_escape(arena, f->url), digits);
}

static bool has_page(const struct dkt_find *f)
{
	for (size_t i = 0; i < f->n_captures; i++) {
		if (f->captures[i].status == 0 || f->captures[i].status == 200)
			return true;
	}
	return false;
}

/* Between two archives: is it enough? */
static bool is_enough(const struct dkt_find *f)
{
	bool fresh = f->way == 0 && f->page == 0 && !f->wide;

	return fresh && !f->all && has_page(f);
}

enum dkt_step dkt_find_next(void *self, struct dkt_arena *arena, int64_t now, struct dkt_ask *ask)
{
	struct dkt_find *f = self;
	const struct dkt_archive_site *site;

	if (is_enough(f))
		return DKT_STEP_DONE;
	site = position(f, arena);
	if (site == NULL || is_enough(f))
		return DKT_STEP_DONE;
	*ask = (struct dkt_ask){.site = site, .lane = DKT_LANE_LOOKUP};
	ask->request.pool = DKT_POOL_ARCHIVES;
	ask->request.follow = true;
	ask->request.timeout_ms = TIMEOUT_MS;
	switch ((enum way)f->way) {
	case WAY_CDX:
		ask->request.url = cdx_request(f, arena, site);
		break;
	case WAY_TIMEMAP:
		ask->request.url = f->page > 0 && f->resume != NULL
					   ? nth_id(arena, f->resume, f->page)
					   : dkt_arena_printf(arena, "%s%s", site->timemap, f->url);
		break;
	case WAY_TIMEGATE:
		ask_timegate(f, arena, site, now, ask);
		break;
	default:
		ask->request.url = availability_request(f, arena, site);
		break;
	}
	return DKT_STEP_ASK;
}

/* --- taking answers --- */

static void add_captures(struct dkt_find *f, struct dkt_arena *arena,
			 const struct dkt_memento *more, size_t n)
{
	struct dkt_memento *all = DKT_NEW_N(arena, struct dkt_memento, f->n_captures + n);
	const char *known = NULL; /* the last original that is this page: most are spelt alike */

	if (f->n_captures > 0)
		memcpy(all, f->captures, f->n_captures * sizeof all[0]);
	for (size_t i = 0; i < n && f->n_captures < MAX_CAPTURES; i++) {
		if (more[i].original[0] != '\0' &&
		    (known == NULL || !dkt_streq(known, more[i].original))) {
			if (dkt_url_same(arena, more[i].original, f->url) == NULL)
				continue;
			known = more[i].original;
		}
		all[f->n_captures++] = more[i];
	}
	f->captures = all;
}

static void tell(struct dkt_find *f, struct dkt_arena *arena, const struct dkt_archive_site *site,
		 const char *what)
{
	const char **all = DKT_NEW_N(arena, const char *, f->n_trouble + 1);

	if (f->n_trouble >= MAX_TROUBLE)
		return;
	if (f->n_trouble > 0)
		memcpy(all, f->trouble, f->n_trouble * sizeof all[0]);
	all[f->n_trouble++] =
		dkt_arena_printf(arena, "%s (%s): %s", site->name, way_names[f->way], what);
	f->trouble = all;
}

static void take_cdx(struct dkt_find *f, struct dkt_arena *arena,
		     const struct dkt_archive_site *site, const struct dkt_answer *answer)
{
	struct dkt_cdx cdx;

	dkt_cdx_parse(arena, site, answer->body, answer->size, &cdx);
	if (cdx.fault != NULL) {
		tell(f, arena, site, cdx.fault);
		next_way(f);
		return;
	}
	add_captures(f, arena, cdx.rows, cdx.n);
	if (cdx.resume != NULL && ++f->page < MAX_PAGES) {
		f->resume = cdx.resume;
	} else if (!has_page(f) && f->wanted != 0 && !f->wide && site->dialect == DKT_CDX_WAYBACK) {
		f->wide = true;
		f->page = 0;
		f->resume = NULL;
	} else {
		next_site(f);
	}
}

/* Pages of a TimeMap that are not in the list yet, if they are on the archive's own hosts. */
static void add_pages(struct dkt_find *f, struct dkt_arena *arena,
		      const struct dkt_archive_site *site, const struct dkt_timemap *map)
{
	const struct dkt_archive_table own = {site, 1};

	for (size_t i = 0; i < map->n_further; i++) {
		const char *page = map->further[i];
		struct dkt_url url;
		const char *why;
		bool known = false;

		if (!dkt_url_parse(arena, page, &url, &why) ||
		    dkt_archive_site_of(&own, url.host) == NULL)
			continue;
		for (unsigned j = 0; j < DKT_TIMEMAP_MAX_PAGES; j++) {
			const char *one = nth_id(arena, f->resume, j);

			known = known || (one != NULL && dkt_streq(one, page));
		}
		if (!known)
			f->resume = dkt_arena_printf(arena, "%s %s", f->resume, page);
	}
}

static void take_timemap(struct dkt_find *f, struct dkt_arena *arena,
			 const struct dkt_archive_site *site, const struct dkt_ask *ask,
			 const struct dkt_answer *answer)
{
	struct dkt_timemap map;

	dkt_timemap_parse(arena, site, ask->request.url, answer->body, answer->size, &map);
	if (map.fault != NULL) {
		tell(f, arena, site, map.fault);
		next_way(f);
		return;
	}
	add_captures(f, arena, map.mementos, map.n);
	if (f->resume == NULL)
		f->resume = dkt_arena_dups(arena, ask->request.url);
	add_pages(f, arena, site, &map);
	f->page++;
	if (f->page >= DKT_TIMEMAP_MAX_PAGES || nth_id(arena, f->resume, f->page) == NULL)
		next_site(f);
}

static void take_one(struct dkt_find *f, struct dkt_arena *arena,
		     const struct dkt_archive_site *site, const struct dkt_answer *answer)
{
	struct dkt_memento one;
	const char *why;
	bool good = f->way == WAY_TIMEGATE
			    ? dkt_timegate_read(arena, f->table, answer, &one, &why)
			    : dkt_available_read(arena, answer->body, answer->size, &one, &why);

	if (good) {
		one.url = dkt_arena_dups(arena, one.url);
		one.site = site->id;
		add_captures(f, arena, &one, 1);
		next_site(f);
	} else if (dkt_streq(why, "not archived")) {
		next_site(f);
	} else {
		tell(f, arena, site, why);
		next_way(f);
	}
}

void dkt_find_take(void *self, struct dkt_arena *arena, const struct dkt_ask *ask,
		   const struct dkt_answer *answer, int64_t now)
{
	struct dkt_find *f = self;
	const struct dkt_archive_site *site = ask->site;
	bool memento = dkt_answer_header(answer, "memento-datetime") != NULL;

	(void)now;
	if (answer->outcome != DKT_FETCHED) {
		tell(f, arena, site, answer->reason);
		if (answer->outcome == DKT_PUT_OFF || answer->outcome == DKT_NO_DNS ||
		    answer->outcome == DKT_NO_CONNECT)
			next_site(f);
		else
			next_way(f);
	} else if (answer->status == 429 && !memento) {
		tell(f, arena, site, "it asks us to wait");
		next_site(f);
	} else if (answer->status == 404 && !memento && f->way != WAY_AVAILABLE) {
		next_site(f);
	} else if (answer->status != 200 && !(memento && f->way == WAY_TIMEGATE)) {
		tell(f, arena, site, dkt_arena_printf(arena, "http-%ld", answer->status));
		next_way(f);
	} else if (f->way == WAY_CDX) {
		take_cdx(f, arena, site, answer);
	} else if (f->way == WAY_TIMEMAP) {
		take_timemap(f, arena, site, ask, answer);
	} else {
		take_one(f, arena, site, answer);
	}
}

struct dkt_talk dkt_find_talk(struct dkt_find *find)
{
	return (struct dkt_talk){find, dkt_find_next, dkt_find_take};
}

size_t dkt_find_best(struct dkt_arena *arena, const struct dkt_find *find, const char **reason_out)
{
	return dkt_memento_choose(arena, find->captures, find->n_captures, find->wanted,
				  find->prefer, reason_out);
}

/* --- the state --- */

json_t *dkt_find_json(const struct dkt_find *f)
{
	json_t *captures = json_array();
	json_t *trouble = json_array();

	for (size_t i = 0; i < f->n_captures; i++)
		json_array_append_new(captures, dkt_memento_json(&f->captures[i]));
	for (size_t i = 0; i < f->n_trouble; i++)
		json_array_append_new(trouble, json_string(f->trouble[i]));
	return json_pack("{s:s, s:s, s:I, s:i, s:b, s:i, s:i, s:i, s:b, s:s?, s:o, s:o}", "url",
			 f->url, "sites", f->sites, "wanted", (json_int_t)f->wanted, "prefer",
			 (int)f->prefer, "all", f->all, "site", (int)f->site, "way", (int)f->way,
			 "page", (int)f->page, "wide", f->wide, "resume", f->resume, "captures",
			 captures, "trouble", trouble);
}

static unsigned small(const json_t *json, const char *pointer, unsigned max)
{
	int64_t value = dkt_doc_int(json, pointer, 0);

	return value < 0 || value > (int64_t)max ? 0 : (unsigned)value;
}

bool dkt_find_read(struct dkt_arena *arena, const struct dkt_archive_table *table,
		   const json_t *json, struct dkt_find *out)
{
	const json_t *captures = json_object_get(json, "captures");
	const json_t *trouble = json_object_get(json, "trouble");
	const char *url = dkt_doc_string(json, "/url", NULL);
	const char *sites = dkt_doc_string(json, "/sites", NULL);
	const char *resume = dkt_doc_string(json, "/resume", NULL);
	struct dkt_memento *all;

	if (!json_is_object(json) || url == NULL || sites == NULL)
		return false;
	dkt_find_begin(out, arena, table, sites, url, dkt_doc_int(json, "/wanted", 0),
		       (enum dkt_prefer)small(json, "/prefer", DKT_PREFER_AFTER));
	out->all = dkt_doc_bool(json, "/all", false);
	out->site = small(json, "/site", 1000);
	out->way = small(json, "/way", N_WAYS);
	out->page = small(json, "/page", 100);
	out->wide = dkt_doc_bool(json, "/wide", false);
	out->resume = resume == NULL ? NULL : dkt_arena_dups(arena, resume);
	all = DKT_NEW_N(arena, struct dkt_memento, json_array_size(captures));
	for (size_t i = 0; i < json_array_size(captures); i++) {
		if (dkt_memento_read(arena, json_array_get(captures, i), &all[out->n_captures]))
			out->n_captures++;
	}
	out->captures = all;
	for (size_t i = 0; i < json_array_size(trouble) && i < MAX_TROUBLE; i++) {
		const char **more = DKT_NEW_N(arena, const char *, out->n_trouble + 1);
		const char *text = json_string_value(json_array_get(trouble, i));

		if (out->n_trouble > 0)
			memcpy(more, out->trouble, out->n_trouble * sizeof more[0]);
		more[out->n_trouble++] = dkt_arena_dups(arena, text == NULL ? "" : text);
		out->trouble = more;
	}
	return true;
}
