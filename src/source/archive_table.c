/*
 * archive_table.c - the archives as data, and rows from a dataset's settings.
 *
 * Forms of addresses after the parsers of InternetArchiveBot (UrlResolver.php) and WaybackMedic;
 * endpoints after MemGator's list of archives; the flag of raw bytes after wasteback-machine, which
 * asks twenty archives for them; paces after what the archives have announced or enforced, else one
 * request a second, which is our own choice. Each row's origin says what was read where, and what
 * nobody says and was "chosen here". Some thirty rows are looked through from the top, each name of
 * a row in turn: addresses are long and rows few.
 */
#include "source/archive_table.h"

#include <string.h>
#include <strings.h>

#include "base/str.h"
#include "source/archive.h"

#include "base/banned.h"

/* Lanes in order: replay, lookup, save, status. */
#define GENTLE                                                                                     \
	{                                                                                          \
		.interval_ms = {1000, 1000, 1000, 1000}, .concurrent = 1                           \
	}

#define ORIGIN_BOT	"InternetArchiveBot UrlResolver.php"
#define ORIGIN_MEDIC	"WaybackMedic table of hosts"
#define ORIGIN_MEMGATOR "MemGator docs/archives.json"
/* the row of that archive under src/archives has its raw address */
#define ORIGIN_RAW "wasteback-machine (id_)"
/* nobody was found who says so; the software of the Wayback family answers to it */
#define CHOSEN_RAW "id_ chosen here"

static const struct dkt_archive_site builtin[] = {
	{.id = "wayback",
	 .name = "the Wayback Machine",
	 .hosts = "web.archive.org wayback.archive.org www.archive.org archive.org "
		  "classic-web.archive.org replay.archive.org replay.waybackmachine.org "
		  "web.waybackmachine.org www.waybackmachine.org waybackmachine.org "
		  "web-beta.archive.org web.wayback.archive.org liveweb.archive.org",
	 .forms = "/web/{ts}/{url} /{ts}/{url} /web/{ts}/_embed/{url} /web/{url}",
	 .raw = "id_",
	 .replay = "https://web.archive.org/web/",
	 .timemap = "https://web.archive.org/web/timemap/link/",
	 .timegate = "https://web.archive.org/web/",
	 .cdx = "https://web.archive.org/cdx/search/cdx",
	 .availability = "https://archive.org/wayback/available",
	 .saving = DKT_SAVING_SPN2,
	 .save = "https://web.archive.org/save",
	 .person = "https://web.archive.org/save/",
	 .pace = {.interval_ms = {125, 2500, 9000, 1000},
		  .daily = {[DKT_LANE_SAVE] = 30000},
		  .concurrent = 2},
	 .origin = "archive.org/help/wayback_api.php; wayback-cdx-server README; Save Page Now 2 "
		   "document of 2026-07; edgi wayback issues 137, 153, 206"},
	{.id = "archive-today",
	 .name = "archive.today",
	 .hosts = "archive.today archive.is archive.ph archive.li archive.vn archive.fo archive.md "
		  "www.archive.today www.archive.is www.archive.ph www.archive.li www.archive.vn "
		  "www.archive.fo www.archive.md",
	 .forms = "~/newest/{url} ~/oldest/{url} ~/timegate/{url} ~/timemap/{url} /{ts}/{url} "
		  "/o/{id}/{url} /{id} /{id}/image /{id}/again",
	 .replay = "https://archive.today/",
	 .timemap = "https://archive.today/timemap/",
	 .timegate = "https://archive.today/timegate/",
	 .saving = DKT_SAVING_PERSON,
	 .person = "https://archive.today/?run=1&url=",
	 .pace = {.interval_ms = {2500, 2500, 2500, 2500}, .concurrent = 1},
	 .origin =
		 ORIGIN_BOT "; " ORIGIN_MEMGATOR "; archivenow issue 53; agntn/archives issue 42"},
	{.id = "perma",
	 .name = "perma.cc",
	 .hosts = "perma.cc www.perma.cc perma-archives.org www.perma-archives.org api.perma.cc",
	 .forms = "/{id} /warc/{ts}/{url} /warc/{id}/{url}",
	 .raw = "id_",
	 .timemap = "https://perma.cc/timemap/link/",
	 .timegate = "https://perma.cc/timegate/",
	 .api = "https://api.perma.cc/v1/",
	 .saving = DKT_SAVING_PERSON,
	 .person = "https://perma.cc/manage/create?url=",
	 .pace = GENTLE,
	 .origin = "perma serializers.py, urls.py, views/service.py (manage/create); perma pull "
		   "request "
		   "2682; " ORIGIN_BOT "; the other hosts, " CHOSEN_RAW},
	{.id = "archive-it",
	 .name = "Archive-It",
	 .hosts = "wayback.archive-it.org archive-it.org www.archive-it.org",
	 .forms = "/*/{ts}/{url} /{ts}/{url}",
	 .raw = "id_",
	 .replay = "https://wayback.archive-it.org/all/",
	 .timemap = "https://wayback.archive-it.org/all/timemap/link/",
	 .timegate = "https://wayback.archive-it.org/all/",
	 .pace = GENTLE,
	 .origin = ORIGIN_BOT "; " ORIGIN_MEMGATOR "; " ORIGIN_RAW
			      "; a first segment of any name chosen "
			      "here (collections have numbers)"},
	{.id = "arquivo",
	 .name = "Arquivo.pt",
	 .hosts = "arquivo.pt www.arquivo.pt",
	 .forms = "/wayback/{ts}/{url} /noFrame/replay/{ts}/{url} "
		  "/wayback/wayback/{ts}/{url} /wayback/{url}",
	 .raw = "id_",
	 .replay = "https://arquivo.pt/noFrame/replay/",
	 .timemap = "https://arquivo.pt/wayback/timemap/link/",
	 .timegate = "https://arquivo.pt/wayback/",
	 .cdx = "https://arquivo.pt/wayback/cdx",
	 .dialect = DKT_CDX_PYWB,
	 .pace = GENTLE,
	 .origin = ORIGIN_BOT "; " ORIGIN_MEDIC "; " ORIGIN_MEMGATOR "; " ORIGIN_RAW
			      "; arquivo.pt CDX server API"},
	{.id = "uk-web-archive",
	 .name = "the UK Web Archive",
	 .hosts = "www.webarchive.org.uk webarchive.org.uk",
	 .forms = "/wayback/archive/{ts}/{url} /act/wayback/archive/{ts}/{url} "
		  "/en/ukwa/wayback/archive/{ts}/{url}",
	 .raw = "id_",
	 .replay = "https://www.webarchive.org.uk/wayback/archive/",
	 .timemap = "https://www.webarchive.org.uk/wayback/archive/timemap/link/",
	 .timegate = "https://www.webarchive.org.uk/wayback/archive/",
	 .pace = GENTLE,
	 .origin = ORIGIN_BOT " (with mp_, as pywb writes it); " ORIGIN_MEMGATOR
			      "; /act/ and /en/ukwa/ and " CHOSEN_RAW},
	{.id = "uk-national-archives",
	 .name = "the UK Government Web Archive",
	 .hosts = "webarchive.nationalarchives.gov.uk yourarchives.nationalarchives.gov.uk",
	 .forms = "/ukgwa/{ts}/{url} /{ts}/{url} /*/{ts}/{url}",
	 .raw = "id_",
	 .replay = "https://webarchive.nationalarchives.gov.uk/ukgwa/",
	 .timemap = "https://webarchive.nationalarchives.gov.uk/ukgwa/timemap/link/",
	 .timegate = "https://webarchive.nationalarchives.gov.uk/ukgwa/",
	 .pace = GENTLE,
	 .origin = ORIGIN_BOT "; " ORIGIN_MEMGATOR "; " ORIGIN_RAW
			      "; examples of the web-archive.txt "
			      "proposal; /*/ chosen here"},
	{.id = "uk-parliament",
	 .name = "the UK Parliament Web Archive",
	 .hosts = "webarchive.parliament.uk",
	 .forms = "/{ts}/{url} /*/{ts}/{url}",
	 .raw = "id_",
	 .replay = "https://webarchive.parliament.uk/",
	 .timemap = "https://webarchive.parliament.uk/timemap/link/",
	 .timegate = "https://webarchive.parliament.uk/",
	 .pace = GENTLE,
	 .origin =
		 ORIGIN_BOT "; " ORIGIN_MEMGATOR " (timemap/, timegate/; the rest as in Scotland, "
			    "chosen here); /*/ and " CHOSEN_RAW},
	{.id = "scotland",
	 .name = "the Web Archive of the National Records of Scotland",
	 .hosts = "webarchive.nrscotland.gov.uk",
	 .forms = "/{ts}/{url} /*/{ts}/{url}",
	 .raw = "id_",
	 .replay = "https://webarchive.nrscotland.gov.uk/",
	 .timemap = "https://webarchive.nrscotland.gov.uk/timemap/link/",
	 .timegate = "https://webarchive.nrscotland.gov.uk/",
	 .pace = GENTLE,
	 .origin = ORIGIN_MEMGATOR "; " ORIGIN_RAW "; /*/ chosen here"},
	{.id = "proni",
	 .name = "the Web Archive of the Public Record Office of Northern Ireland",
	 .hosts = "webarchive.proni.gov.uk",
	 .forms = "/{ts}/{url}",
	 .raw = "id_",
	 .pace = GENTLE,
	 .origin = ORIGIN_BOT " (sends readers on to Archive-It); " CHOSEN_RAW},
	{.id = "loc",
	 .name = "the Library of Congress Web Archives",
	 .hosts = "webarchive.loc.gov",
	 .forms = "/all/{ts}/{url} /*/{ts}/{url}",
	 .raw = "id_",
	 .replay = "https://webarchive.loc.gov/all/",
	 .pace = GENTLE,
	 .origin = ORIGIN_BOT "; " ORIGIN_MEDIC "; " ORIGIN_RAW},
	{.id = "stanford",
	 .name = "the Stanford Web Archive Portal",
	 .hosts = "swap.stanford.edu sul-swap.stanford.edu swap-prod.stanford.edu "
		  "sul-swap-prod.stanford.edu",
	 .forms = "/{ts}/{url} /*/{ts}/{url}",
	 .raw = "id_",
	 .pace = GENTLE,
	 .origin =
		 ORIGIN_BOT "; " ORIGIN_MEDIC " (/web/); any other first segment and " CHOSEN_RAW},
	{.id = "bibalex",
	 .name = "the Internet Archive at Bibliotheca Alexandrina",
	 .hosts = "web.archive.bibalex.org web.petabox.bibalex.org archive.bibalex.org "
		  "petabox.bibalex.org",
	 .forms = "/web/{ts}/{url} /{ts}/{url}",
	 .raw = "id_",
	 .pace = GENTLE,
	 .origin = ORIGIN_BOT "; " CHOSEN_RAW},
	{.id = "vefsafn",
	 .name = "the Icelandic Web Archive",
	 .hosts = "wayback.vefsafn.is vefsafn.is www.vefsafn.is",
	 .forms = "/wayback/{ts}/{url} /{ts}/{url} /*/{ts}/{url}",
	 .raw = "id_",
	 .timemap = "https://vefsafn.is/timemap/link/",
	 .timegate = "https://vefsafn.is/",
	 .pace = GENTLE,
	 .origin = ORIGIN_BOT "; " ORIGIN_MEMGATOR "; " ORIGIN_RAW
			      " (also /is/); www and any other first "
			      "segment chosen here"},
	{.id = "padicat",
	 .name = "the Web Archive of Catalonia",
	 .hosts = "padi.cat www.padi.cat wayback.padicat.cat",
	 .forms = "/wayback/{ts}/{url} /{ts}/{url}",
	 .raw = "id_",
	 .pace = GENTLE,
	 .origin = ORIGIN_BOT "; " ORIGIN_RAW},
	{.id = "yorku",
	 .name = "the Digital Library of York University",
	 .hosts = "digital.library.yorku.ca wayback.library.yorku.ca",
	 .forms = "/wayback/{ts}/{url} /all/{ts}/{url}",
	 .raw = "id_",
	 .pace = GENTLE,
	 .origin = ORIGIN_BOT "; " ORIGIN_RAW},
	{.id = "canada",
	 .name = "the Government of Canada Web Archive",
	 .hosts = "webarchiveweb.wayback.bac-lac.canada.ca webarchive.bac-lac.gc.ca "
		  "www.collectionscanada.gc.ca www.collectionscanada.ca collectionscanada.gc.ca "
		  "collectionscanada.ca",
	 .forms = "/web/{ts}/{url} /wayback/{ts}/{url} /archivesweb/{ts}/{url} "
		  "/webarchives/{ts}/{url}",
	 .raw = "id_",
	 .timemap = "https://webarchiveweb.wayback.bac-lac.canada.ca/web/timemap/link/",
	 .timegate = "https://webarchiveweb.wayback.bac-lac.canada.ca/web/",
	 .pace = GENTLE,
	 .origin = ORIGIN_BOT "; " ORIGIN_MEMGATOR "; " ORIGIN_RAW},
	{.id = "banq",
	 .name = "the Web Archive of BAnQ",
	 .hosts = "waext.banq.qc.ca",
	 .forms = "/wayback/{ts}/{url}",
	 .raw = "id_",
	 .timemap = "https://waext.banq.qc.ca/wayback/timemap/link/",
	 .timegate = "https://waext.banq.qc.ca/wayback/",
	 .pace = GENTLE,
	 .origin = ORIGIN_MEMGATOR "; " ORIGIN_RAW},
	{.id = "australia",
	 .name = "the Australian Web Archive",
	 .hosts = "web.archive.org.au webarchive.nla.gov.au content.webarchive.nla.gov.au "
		  "pandora.nla.gov.au trove.nla.gov.au nla.gov.au",
	 .forms = "/awa/{ts}/{url} /gov/{ts}/{url} /gov/wayback/{ts}/{url} /nph-wb/{ts}/{url} "
		  "/nph-arch/*/{ts}/{url} /pan/*/{ts}/{url}",
	 .raw = "id_",
	 .timemap = "https://web.archive.org.au/awa/timemap/link/",
	 .timegate = "https://web.archive.org.au/awa/",
	 .pace = GENTLE,
	 .origin = ORIGIN_BOT "; " ORIGIN_MEMGATOR "; " ORIGIN_RAW},
	{.id = "singapore",
	 .name = "Web Archive Singapore",
	 .hosts = "eresources.nlb.gov.sg",
	 .forms = "/webarchives/wayback/{ts}/{url}",
	 .raw = "id_",
	 .pace = GENTLE,
	 .origin = ORIGIN_BOT "; " CHOSEN_RAW},
	{.id = "ndl",
	 .name = "WARP of the National Diet Library",
	 .hosts = "warp.da.ndl.go.jp warp.ndl.go.jp",
	 .forms = "/web/{ts}/{url} /collections/{ts}/{url} /info:ndljp/pid/*/{url} "
		  "/collections/*/{ts}/{url} /*/{ts}/{url}",
	 .raw = "id_",
	 .timemap = "https://warp.da.ndl.go.jp/collections/timemap/link/",
	 .timegate = "https://warp.da.ndl.go.jp/collections/",
	 .pace = GENTLE,
	 .origin = ORIGIN_MEMGATOR
	 " (/collections/); addresses of WARP in use on the web and in unwrapping "
	 "programs (/web/, /<8 digits>/, /info:ndljp/pid/); "
	 "/collections/*/ and " CHOSEN_RAW},
	{.id = "webharvest",
	 .name = "the Congressional Web Harvest",
	 .hosts = "www.webharvest.gov webharvest.gov",
	 .forms = "/*/{ts}/{url}",
	 .raw = "id_",
	 .pace = GENTLE,
	 .origin = ORIGIN_BOT "; " ORIGIN_MEDIC "; examples of the web-archive.txt proposal (id_)"},
	{.id = "estonia",
	 .name = "the Estonian Web Archive",
	 .hosts = "veebiarhiiv.digar.ee",
	 .forms = "/a/{ts}/{url}",
	 .raw = "id_",
	 .pace = GENTLE,
	 .origin = ORIGIN_BOT "; " ORIGIN_RAW},
	{.id = "slovenia",
	 .name = "the Slovenian Web Archive",
	 .hosts = "nukrobi2.nuk.uni-lj.si arhiv.nuk.uni-lj.si",
	 .forms = "/wayback/{ts}/{url}",
	 .raw = "id_",
	 .pace = GENTLE,
	 .origin = ORIGIN_BOT "; " ORIGIN_RAW},
	{.id = "wikiwix",
	 .name = "Wikiwix",
	 .hosts = "archive.wikiwix.com",
	 .forms = "/cache/{ts}/{url}",
	 .pace = GENTLE,
	 .origin = ORIGIN_BOT "; " ORIGIN_MEDIC "; no address of raw bytes found"},
	{.id = "ghostarchive",
	 .name = "Ghostarchive",
	 .hosts = "ghostarchive.org www.ghostarchive.org",
	 .forms = "/archive/{ts}/{url} /archive/{id}",
	 .saving = DKT_SAVING_PERSON,
	 .person = "https://ghostarchive.org/save/",
	 .pace = GENTLE,
	 .origin = "addresses in use on the web (/archive/); browser extensions that hand pages in "
		   "(/save/); www chosen here; no address of raw bytes found"},
	{.id = "timetravel",
	 .name = "Memento Time Travel",
	 .hosts = "timetravel.mementoweb.org mementoweb.org",
	 .forms = "~/memento/{ts}/{url} ~/api/json/{ts}/{url} ~/list/{ts}/{url} "
		  "~/timemap/link/{url} ~/timegate/{url}",
	 .pace = GENTLE,
	 .origin = ORIGIN_BOT
	 " (/memento/, /api/json/); timetravel.mementoweb.org/guide/api; the bare "
	 "domain chosen here"},
	{.id = "webcite",
	 .name = "WebCite",
	 .hosts = "www.webcitation.org webcitation.org",
	 .closed = "WebCite does not show its captures any more",
	 .pace = GENTLE,
	 .origin = ORIGIN_BOT
	 " (hosts); en.wikipedia.org/wiki/WebCite (read-only, offline for months); "
	 "that it is no evidence was chosen here"},
	{.id = "google-cache",
	 .name = "Google's cache",
	 .hosts = "webcache.googleusercontent.com",
	 .closed = "Google's cache was closed, and never kept a page for long",
	 .pace = GENTLE,
	 .origin = ORIGIN_BOT " (host); that it is no evidence was chosen here"},
	{.id = "freezepage",
	 .name = "FreezePage",
	 .hosts = "www.freezepage.com freezepage.com",
	 .closed = "FreezePage does not show its captures any more",
	 .pace = GENTLE,
	 .origin = ORIGIN_BOT "; " ORIGIN_MEDIC " (hosts); that it is no evidence was chosen here"},
};

const struct dkt_archive_table *dkt_archives_builtin(void)
{
	static const struct dkt_archive_table table = {builtin, sizeof builtin / sizeof builtin[0]};

	return &table;
}

/* --- finding --- */

/* "*.x" stands for every name below x. */
static bool fits(const char *pattern, size_t size, const char *host)
{
	size_t host_size = strlen(host);

	if (size > 2 && pattern[0] == '*') {
		return host_size > size - 1 &&
		       strncasecmp(host + host_size - (size - 1), pattern + 1, size - 1) == 0;
	}
	return host_size == size && strncasecmp(host, pattern, size) == 0;
}

static bool has_host(const struct dkt_archive_site *site, const char *host)
{
	const char *p = site->hosts;

	while (*p != '\0') {
		size_t size = strcspn(p, " ");

		if (fits(p, size, host))
			return true;
		p += size + strspn(p + size, " ");
	}
	return false;
}

const struct dkt_archive_site *dkt_archive_site_of(const struct dkt_archive_table *table,
						   const char *host)
{
	for (size_t i = 0; i < table->n; i++) {
		if (has_host(&table->rows[i], host))
			return &table->rows[i];
	}
	return NULL;
}

const char *dkt_archive_person_link(struct dkt_arena *arena, const struct dkt_archive_site *site,
				    const char *url)
{
	if (site->person == NULL)
		return NULL;
	return dkt_arena_printf(arena, "%s%s", site->person,
				dkt_ends(site->person, "=") ? dkt_url_escape(arena, url) : url);
}

const struct dkt_archive_site *dkt_archive_site_named(const struct dkt_archive_table *table,
						      const char *id)
{
	for (size_t i = 0; i < table->n; i++) {
		if (dkt_streq(table->rows[i].id, id))
			return &table->rows[i];
	}
	return NULL;
}
