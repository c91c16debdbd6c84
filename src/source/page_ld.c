/*
 * page_ld.c - JSON-LD: one object, a list, a graph, things within things.
 *
 * Blocks are written by hand or by templates and often are not JSON (line feeds in strings, a comma
 * too many); then a search for the one member that matters most still says whether a page is paid.
 * Comments, reviews and lists of other articles are not about this page.
 */
#include "source/page_inside.h"

#include <string.h>
#include <strings.h>

#include "base/str.h"
#include "json/doc.h"

#include "base/banned.h"

#define N(array)   (sizeof(array) / sizeof((array)[0]))
#define LD_MAX	   ((size_t)1 << 20)
#define BLOCKS_MAX 64
#define THINGS_MAX 2000 /* objects of a block that are looked at */

/* Members whose things are others' */
static const char *const elsewhere[] = {"comment",	   "review",	    "itemListElement",
					"relatedLink",	   "citation",	    "mentions",
					"isBasedOn",	   "publisher",	    "author",
					"potentialAction", "significantLink"};

/* Things with these types have dates that are the page's. */
static const char *const dated[] = {
	"Article",  "NewsArticle", "BlogPosting", "Report",	     "WebPage",	  "TechArticle",
	"Dataset",  "VideoObject", "MediaObject", "ScholarlyArticle", "CreativeWork", "Blog",
	"AnalysisNewsArticle", "ReportageNewsArticle", "LiveBlogPosting", "SocialMediaPosting",
	"DiscussionForumPosting", "OpinionNewsArticle", "NewsMediaOrganization", "Legislation",
	"GovernmentService", "QAPage", "FAQPage", "AboutPage", "ItemPage", "PressRelease"};

static bool one_of(const char *word, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (strcasecmp(word, list[i]) == 0)
			return true;
	}
	return false;
}

static bool has_type(const json_t *thing, const char *const *types, size_t n)
{
	const json_t *type = json_object_get(thing, "@type");
	size_t i;
	json_t *item;

	if (json_is_string(type))
		return one_of(json_string_value(type), types, n);
	json_array_foreach(type, i, item)
	{
		if (json_is_string(item) && one_of(json_string_value(item), types, n))
			return true;
	}
	return false;
}

/* false, "false", "False", "http://schema.org/False" */
static bool says_false(const json_t *value)
{
	const char *text = json_string_value(value);
	size_t n = text == NULL ? 0 : strlen(text);

	return json_is_false(value) || (n >= 5 && strcasecmp(text + n - 5, "false") == 0);
}

static void take_date(struct dkt_facts *facts, const json_t *thing, const char *member,
		      bool modified, int rank, const char *from)
{
	const char *value = json_string_value(json_object_get(thing, member));

	if (value != NULL)
		dkt_facts_date(facts, modified, rank, from, value);
}

static void take_words(const json_t *thing, const char *member, struct dkt_words *hidden)
{
	const json_t *value = json_object_get(thing, member);

	if (!json_is_string(value))
		return;
	dkt_words_gap(hidden, DKT_GAP_BLOCK);
	dkt_words_add(hidden, json_string_value(value), json_string_length(value), true);
	dkt_words_gap(hidden, DKT_GAP_BLOCK);
}

static void look_at_thing(struct dkt_facts *facts, const json_t *thing, struct dkt_words *hidden)
{
	const char *language = json_string_value(json_object_get(thing, "inLanguage"));

	if (says_false(json_object_get(thing, "isAccessibleForFree")))
		facts->page->paid_by = "json-ld isAccessibleForFree";
	if (!has_type(thing, dated, N(dated)))
		return;
	take_date(facts, thing, "datePublished", false, DKT_DATE_LD, "json-ld datePublished");
	take_date(facts, thing, "uploadDate", false, DKT_DATE_LD, "json-ld uploadDate");
	take_date(facts, thing, "pubDate", false, DKT_DATE_LD, "json-ld pubDate");
	take_date(facts, thing, "dateModified", true, DKT_DATE_LD, "json-ld dateModified");
	take_date(facts, thing, "upDate", true, DKT_DATE_LD, "json-ld upDate");
	if (language != NULL)
		dkt_facts_language(facts, 1, language);
	take_words(thing, "articleBody", hidden);
	take_words(thing, "text", hidden);
}

struct things {
	const json_t *items[THINGS_MAX];
	size_t n;
};

static void add_thing(struct things *things, const json_t *value)
{
	if (things->n < THINGS_MAX && (json_is_object(value) || json_is_array(value)))
		things->items[things->n++] = value;
}

static void look_at_all(struct dkt_facts *facts, struct things *things, struct dkt_words *hidden)
{
	for (size_t at = 0; at < things->n; at++) {
		json_t *thing = (json_t *)(uintptr_t)things->items[at];
		const char *member;
		size_t i;
		json_t *value;

		json_array_foreach(thing, i, value)
		{
			add_thing(things, value);
		}
		if (!json_is_object(thing))
			continue;
		look_at_thing(facts, thing, hidden);
		json_object_foreach(thing, member, value)
		{
			if (!one_of(member, elsewhere, N(elsewhere)))
				add_thing(things, value);
		}
	}
}

/* Where the block is no JSON. */
static void search(struct dkt_facts *facts, const char *bytes, size_t size)
{
	static const char member[] = "isAccessibleForFree";
	const char *at = memmem(bytes, size, member, sizeof member - 1);
	size_t left;

	if (at == NULL)
		return;
	at += sizeof member - 1;
	left = (size_t)(bytes + size - at);
	while (left > 0 && strchr("\"' :\t\r\n", *at) != NULL && *at != '\0') {
		at++;
		left--;
	}
	if (left >= 5 && strncasecmp(at, "false", 5) == 0)
		facts->page->paid_by = "json-ld isAccessibleForFree";
}

void dkt_facts_ld(struct dkt_facts *facts, const char *bytes, size_t size,
		  struct dkt_words *hidden)
{
	DKT_AUTO(json) json_t *doc = NULL;
	struct things *things;
	size_t start = 0;

	if (size > LD_MAX || ++facts->n_ld > BLOCKS_MAX)
		return;
	/* comments and CDATA marks around it */
	while (start < size && bytes[start] != '{' && bytes[start] != '[')
		start++;
	if (start + 7 < size && memcmp(bytes + start, "[CDATA[", 7) == 0) {
		for (start += 7; start < size && bytes[start] != '{' && bytes[start] != '[';)
			start++;
	}
	doc = json_loadb(bytes + start, size - start, JSON_DISABLE_EOF_CHECK, NULL);
	if (doc == NULL) {
		search(facts, bytes, size);
		return;
	}
	things = DKT_NEW(facts->arena, struct things);
	add_thing(things, doc);
	look_at_all(facts, things, hidden);
}
