/*
 * archive_settings.c - rows of archives from a dataset's settings.
 *
 * What an archive's row may send where is the one danger here: an address in it is later asked with
 * an account's keys. So every endpoint must be on a host of the row itself, and a row that claims a
 * host of another archive only replaces that archive when it has its id.
 */
#include "source/archive_table.h"

#include <string.h>

#include "base/buf.h"
#include "base/str.h"
#include "source/url.h"

#include "base/banned.h"

#define MAX_ROWS 64
#define MAX_LIST 8192 /* bytes of a list put together */

struct reading {
	struct dkt_arena *arena;
	const struct dkt_archive_table *base;
	const struct dkt_node *row;
	size_t i;
	const char **pointer_out;
	const char **why_out;
};

static bool refuse(struct reading *r, const char *member, const char *why)
{
	*r->pointer_out = member == NULL ? dkt_arena_printf(r->arena, "/%zu", r->i)
					 : dkt_arena_printf(r->arena, "/%zu/%s", r->i, member);
	*r->why_out = why;
	return false;
}

static bool take_string(struct reading *r, const char *member, const char **out)
{
	const struct dkt_node *node = dkt_get(r->row, member);

	if (node == NULL)
		return true;
	if (!dkt_is(node, DKT_STRING) || node->size == 0 || strlen(node->as.bytes) != node->size)
		return refuse(r, member, "it must be a text");
	*out = dkt_arena_dups(r->arena, node->as.bytes);
	return true;
}

/* An array of words as one string with blanks. */
static bool take_list(struct reading *r, const char *member, const char **out)
{
	const struct dkt_node *node = dkt_get(r->row, member);
	struct dkt_buf all = DKT_BUF_INIT(MAX_LIST);
	bool good = dkt_is(node, DKT_ARRAY) && node->size > 0;

	for (size_t i = 0; good && i < node->size; i++) {
		const char *word = dkt_string(dkt_item(node, i));

		good = word != NULL && word[0] != '\0' && strpbrk(word, " \t\r\n") == NULL;
		if (good)
			dkt_buf_addf(&all, "%s%s", i == 0 ? "" : " ", word);
	}
	good = good && dkt_buf_ok(&all);
	*out = good ? dkt_arena_dups(r->arena, dkt_buf_str(&all)) : NULL;
	dkt_buf_clear(&all);
	return good || refuse(r, member, "it must be a list of words without blanks");
}

/* An http(s) address on a host of this row. */
static bool take_endpoint(struct reading *r, const struct dkt_archive_site *site,
			  const char *member, const char **out)
{
	const struct dkt_archive_table own = {site, 1};
	struct dkt_url url;
	const char *why;

	if (!take_string(r, member, out))
		return false;
	if (*out == NULL)
		return true;
	if (!dkt_url_parse(r->arena, *out, &url, &why))
		return refuse(r, member, why);
	if (dkt_archive_site_of(&own, url.host) == NULL)
		return refuse(r, member, "it is not on one of this archive's hosts");
	return true;
}

static bool take_number(struct reading *r, const char *member, int64_t max, unsigned *out)
{
	const struct dkt_node *node = dkt_get(r->row, member);
	int64_t value;

	if (node == NULL)
		return true;
	if (!dkt_int(node, &value) || value < 0 || value > max)
		return refuse(r, member, "it must be a whole number that is not too large");
	*out = (unsigned)value;
	return true;
}

static bool take_pace(struct reading *r, struct dkt_archive_pace *pace)
{
	unsigned interval = 1000;
	unsigned daily = 0;

	pace->concurrent = 1;
	if (!take_number(r, "interval_ms", 3600000, &interval) ||
	    !take_number(r, "daily", 1000000, &daily) ||
	    !take_number(r, "concurrent", 16, &pace->concurrent))
		return false;
	for (size_t i = 0; i < DKT_N_LANES; i++) {
		pace->interval_ms[i] = interval;
		pace->daily[i] = daily;
	}
	return true;
}

static bool take_dialect(struct reading *r, enum dkt_cdx_dialect *out)
{
	const char *dialect = NULL;

	if (!take_string(r, "dialect", &dialect))
		return false;
	if (dialect != NULL && !dkt_streq(dialect, "wayback") && !dkt_streq(dialect, "pywb"))
		return refuse(r, "dialect", "it must be wayback or pywb");
	*out = dialect != NULL && dkt_streq(dialect, "pywb") ? DKT_CDX_PYWB : DKT_CDX_WAYBACK;
	return true;
}

/* A host of another archive of the base would be taken over. */
static bool takes_over(const struct reading *r, const struct dkt_archive_site *site)
{
	for (size_t i = 0; i < r->base->n; i++) {
		const struct dkt_archive_site *other = &r->base->rows[i];
		const struct dkt_archive_table own = {site, 1};
		const char *p = other->hosts;

		if (dkt_streq(other->id, site->id))
			continue;
		while (*p != '\0') {
			size_t size = strcspn(p, " ");

			if (dkt_archive_site_of(&own, dkt_arena_dup(r->arena, p, size)) != NULL)
				return true;
			p += size + strspn(p + size, " ");
		}
	}
	return false;
}

static bool take_row(struct reading *r, struct dkt_archive_site *site)
{
	const struct {
		const char *member;
		const char **out;
	} endpoints[] = {{"replay", &site->replay},
			 {"timemap", &site->timemap},
			 {"timegate", &site->timegate},
			 {"cdx", &site->cdx},
			 {"availability", &site->availability},
			 {"save", &site->save},
			 {"api", &site->api}};

	if (!dkt_is(r->row, DKT_OBJECT))
		return refuse(r, NULL, "an archive is an object");
	if (!take_string(r, "id", &site->id) || !take_string(r, "name", &site->name) ||
	    !take_list(r, "hosts", &site->hosts) || !take_string(r, "raw", &site->raw) ||
	    !take_string(r, "closed", &site->closed) || !take_string(r, "person", &site->person) ||
	    !take_dialect(r, &site->dialect) || !take_pace(r, &site->pace))
		return false;
	if (dkt_get(r->row, "forms") != NULL && !take_list(r, "forms", &site->forms))
		return false;
	if (site->id == NULL)
		return refuse(r, "id", "an archive needs an id");
	if (site->name == NULL)
		site->name = site->id;
	for (size_t i = 0; i < sizeof endpoints / sizeof endpoints[0]; i++) {
		if (!take_endpoint(r, site, endpoints[i].member, endpoints[i].out))
			return false;
	}
	if (site->save != NULL && (site->replay == NULL || site->cdx == NULL))
		return refuse(r, "save",
			      "what is saved must be read back: replay and cdx are missing");
	if (takes_over(r, site))
		return refuse(r, "hosts", "one of them belongs to another archive");
	site->saving = site->save != NULL     ? DKT_SAVING_SPN2
		       : site->person != NULL ? DKT_SAVING_PERSON
					      : DKT_SAVING_NONE;
	site->origin = "the dataset's settings";
	return true;
}

bool dkt_archives_read(struct dkt_arena *arena, const struct dkt_archive_table *base,
		       const struct dkt_node *settings, struct dkt_archive_table *out,
		       const char **pointer_out, const char **why_out)
{
	struct reading r = {
		.arena = arena, .base = base, .pointer_out = pointer_out, .why_out = why_out};
	struct dkt_archive_site *rows;
	struct dkt_archive_table own = {0};

	*out = *base;
	if (settings == NULL)
		return true;
	if (!dkt_is(settings, DKT_ARRAY) || settings->size > MAX_ROWS) {
		*pointer_out = "";
		*why_out = "archives must be a list of at most 64";
		return false;
	}
	rows = DKT_NEW_N(arena, struct dkt_archive_site, settings->size + base->n);
	for (size_t i = 0; i < settings->size; i++) {
		r.row = &settings->as.items[i];
		r.i = i;
		if (!take_row(&r, &rows[i]))
			return false;
	}
	own = (struct dkt_archive_table){rows, settings->size};
	out->rows = rows;
	out->n = settings->size;
	for (size_t i = 0; i < base->n; i++) {
		if (dkt_archive_site_named(&own, base->rows[i].id) == NULL)
			rows[out->n++] = base->rows[i];
	}
	return true;
}
