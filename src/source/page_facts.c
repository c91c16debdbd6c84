/*
 * page_facts.c - what a page says of itself: dates, language, address; as meta, as <time>, in words.
 *
 * Several places say the same and not always alike. Structured data wins over meta, meta over marked
 * times, these over words in the text; of equals the first one counts.
 */
#include "source/page_inside.h"

#include <string.h>
#include <strings.h>

#include "base/str.h"
#include "base/utf8.h"

#include "base/banned.h"

#define N(array)    (sizeof(array) / sizeof((array)[0]))
#define VALUE_MAX   ((size_t)2000)
#define WORDS_APART 24 /* bytes from "发布时间" to its date */
#define TEXT_WINDOW ((size_t)65536)

enum fact { PUBLISHED, MODIFIED, LANGUAGE, PAID_TIER, REFRESH };

/* <meta name|property|itemprop|http-equiv=key content=...> */
static const struct {
	const char *key; /* lower case */
	enum fact fact;
	const char *from;
	const char *origin;
} metas[] = {
	{"article:published_time", PUBLISHED, "meta article:published_time", "Open Graph"},
	{"article:modified_time", MODIFIED, "meta article:modified_time", "Open Graph"},
	{"og:published_time", PUBLISHED, "meta og:published_time", "Open Graph, older"},
	{"og:updated_time", MODIFIED, "meta og:updated_time", "Open Graph"},
	{"og:release_date", PUBLISHED, "meta og:release_date", "Chinese news sites"},
	{"article:published", PUBLISHED, "meta article:published", "news sites"},
	{"article:modified", MODIFIED, "meta article:modified", "news sites"},
	{"datepublished", PUBLISHED, "itemprop datePublished", "schema.org microdata"},
	{"datemodified", MODIFIED, "itemprop dateModified", "schema.org microdata"},
	{"dc.date", PUBLISHED, "meta dc.date", "Dublin Core in HTML"},
	{"dc.date.issued", PUBLISHED, "meta dc.date.issued", "Dublin Core in HTML"},
	{"dc.date.created", PUBLISHED, "meta dc.date.created", "Dublin Core in HTML"},
	{"dc.date.modified", MODIFIED, "meta dc.date.modified", "Dublin Core in HTML"},
	{"dcterms.date", PUBLISHED, "meta dcterms.date", "DCMI Terms"},
	{"dcterms.created", PUBLISHED, "meta dcterms.created", "DCMI Terms"},
	{"dcterms.issued", PUBLISHED, "meta dcterms.issued", "DCMI Terms"},
	{"dcterms.modified", MODIFIED, "meta dcterms.modified", "DCMI Terms"},
	{"citation_publication_date", PUBLISHED, "meta citation_publication_date",
	 "Google Scholar"},
	{"citation_date", PUBLISHED, "meta citation_date", "Google Scholar"},
	{"citation_online_date", PUBLISHED, "meta citation_online_date", "Google Scholar"},
	{"parsely-pub-date", PUBLISHED, "meta parsely-pub-date", "Parse.ly"},
	{"sailthru.date", PUBLISHED, "meta sailthru.date", "Sailthru"},
	{"cxenseparse:recs:publishtime", PUBLISHED, "meta cXenseParse", "Cxense"},
	{"prism.publicationdate", PUBLISHED, "meta prism.publicationDate", "PRISM"},
	{"publishdate", PUBLISHED, "meta publishdate", "Chinese news sites"},
	{"publish-date", PUBLISHED, "meta publish-date", "news sites"},
	{"publish_date", PUBLISHED, "meta publish_date", "news sites"},
	{"publishtime", PUBLISHED, "meta publishtime", "Chinese news sites"},
	{"pubdate", PUBLISHED, "meta PubDate",
	 "Chinese government sites (norm GB/T 33476 of page tags)"},
	{"pubtime", PUBLISHED, "meta pubtime", "Chinese news sites"},
	{"bytedance:published_time", PUBLISHED, "meta bytedance:published_time", "Toutiao"},
	{"bytedance:updated_time", MODIFIED, "meta bytedance:updated_time", "Toutiao"},
	{"weibo:article:create_at", PUBLISHED, "meta weibo:article:create_at", "Weibo"},
	{"date", PUBLISHED, "meta date", "HTML 4"},
	{"last-modified", MODIFIED, "meta last-modified", "HTML 4"},
	{"revised", MODIFIED, "meta revised", "HTML 4"},
	{"content-language", LANGUAGE, "meta content-language", "HTML 4"},
	{"language", LANGUAGE, "meta language", "HTML 4"},
	{"dc.language", LANGUAGE, "meta dc.language", "Dublin Core in HTML"},
	{"og:locale", LANGUAGE, "meta og:locale", "Open Graph"},
	{"article:content_tier", PAID_TIER, "meta article:content_tier", "Facebook, content tiers"},
	{"refresh", REFRESH, "meta refresh", "WHATWG HTML, 4.2.5.3"},
};

/* Words in front of a date in the text. */
static const struct {
	const char *words;
	bool modified;
	const char *origin;
} date_words[] = {
	{"发布时间", false, "Chinese government and news sites"},
	{"发布日期", false, "Chinese government sites"},
	{"发表时间", false, "Chinese news sites"},
	{"發布時間", false, "news sites in Traditional Chinese"},
	{"發佈時間", false, "news sites in Traditional Chinese"},
	{"发稿时间", false, "China Youth Daily and others"},
	{"成文日期", false, "Chinese government documents"},
	{"更新时间", true, "Chinese news sites"},
	{"更新日期", true, "Chinese government sites"},
	{"更新時間", true, "news sites in Traditional Chinese"},
	{"Published on", false, "English news sites"},
	{"Published:", false, "English news sites"},
	{"Last updated", true, "English news sites"},
	{"Last modified", true, "English sites"},
};

void dkt_facts_date(struct dkt_facts *facts, bool modified, int rank, const char *from,
		    const char *value)
{
	struct dkt_page_date *date =
		modified ? &facts->page->modified : &facts->page->published;
	int *best = modified ? &facts->modified_rank : &facts->published_rank;
	char text[DKT_DATE_SIZE];

	if (rank <= *best || !dkt_date_read(value, strnlen(value, 64), text))
		return;
	*best = rank;
	date->date = dkt_arena_dups(facts->arena, text);
	date->from = from;
}

/* The first tag of a list, with "_" as "-": "zh-CN" of "zh_CN, en". */
void dkt_facts_language(struct dkt_facts *facts, int rank, const char *value)
{
	size_t start = strspn(value, " \t\r\n");
	size_t n = 0;
	char tag[36];

	for (; n + 1 < sizeof tag; n++) {
		char c = value[start + n];

		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
		      c == '-' || c == '_'))
			break;
		tag[n] = c == '_' ? '-' : c;
	}
	tag[n] = '\0';
	if (n < 2 || rank <= facts->language_rank)
		return;
	facts->language_rank = rank;
	facts->page->language = dkt_arena_dups(facts->arena, tag);
}

/* "5; url='/b'" */
static void take_refresh(struct dkt_facts *facts, const char *value)
{
	const char *at = strcasestr(value, "url");
	size_t n;

	if (at == NULL || facts->page->refresh[0] != '\0')
		return;
	at += 3;
	at += strspn(at, " \t=");
	at += strspn(at, "'\"");
	n = strcspn(at, "'\"");
	facts->page->refresh =
		dkt_arena_dup(facts->arena, at, n <= VALUE_MAX ? n : dkt_utf8_cut(at, n, VALUE_MAX));
}

static void take_meta(struct dkt_facts *facts, size_t row, const char *value)
{
	switch (metas[row].fact) {
	case PUBLISHED:
	case MODIFIED:
		dkt_facts_date(facts, metas[row].fact == MODIFIED,
			       dkt_starts(metas[row].from, "itemprop") ? DKT_DATE_ITEM
								       : DKT_DATE_META,
			       metas[row].from, value);
		break;
	case LANGUAGE:
		dkt_facts_language(facts, 2, value);
		break;
	case PAID_TIER:
		if (strcasecmp(value, "locked") == 0 || strcasecmp(value, "metered") == 0)
			facts->page->paid_by = metas[row].from;
		break;
	case REFRESH:
		take_refresh(facts, value);
		break;
	}
}

void dkt_facts_meta(struct dkt_facts *facts, const struct dkt_html_token *tag,
		    struct dkt_buf *scratch)
{
	static const char *const keys[] = {"name", "property", "itemprop", "http-equiv"};

	for (size_t k = 0; k < N(keys); k++) {
		size_t row = 0;

		dkt_buf_reset(scratch);
		if (!dkt_html_attribute(tag, keys[k], scratch))
			continue;
		while (row < N(metas) && strcasecmp(dkt_buf_str(scratch), metas[row].key) != 0)
			row++;
		if (row == N(metas))
			continue;
		dkt_buf_reset(scratch);
		if (dkt_html_attribute(tag, "content", scratch))
			take_meta(facts, row, dkt_buf_str(scratch));
		return;
	}
}

/* <time datetime itemprop=datePublished>, <time pubdate>; a bare <time> is the last resort. */
void dkt_facts_time(struct dkt_facts *facts, const struct dkt_html_token *tag,
		    struct dkt_buf *scratch)
{
	bool modified = false;
	int rank = DKT_DATE_TIME;

	dkt_buf_reset(scratch);
	if (dkt_html_attribute(tag, "itemprop", scratch) ||
	    dkt_html_attribute(tag, "class", scratch)) {
		modified = strcasestr(dkt_buf_str(scratch), "modified") != NULL ||
			   strcasestr(dkt_buf_str(scratch), "updated") != NULL;
		if (modified || strcasecmp(dkt_buf_str(scratch), "datePublished") == 0)
			rank = DKT_DATE_ITEM;
	}
	dkt_buf_reset(scratch);
	if (dkt_html_attribute(tag, "datetime", scratch))
		dkt_facts_date(facts, modified, rank, "time", dkt_buf_str(scratch));
}

/* A date near behind words that say what it is, near the start of the text. */
void dkt_facts_text(struct dkt_facts *facts)
{
	const char *text = facts->page->text;
	size_t size = facts->page->text_size < TEXT_WINDOW ? facts->page->text_size : TEXT_WINDOW;

	for (size_t i = 0; i < N(date_words); i++) {
		size_t n = strlen(date_words[i].words);
		const char *at = memmem(text, size, date_words[i].words, n);

		if (at == NULL)
			continue;
		for (const char *p = at + n; p < at + n + WORDS_APART && *p != '\0'; p++) {
			if ((*p >= '0' && *p <= '9') || (*p >= 'A' && *p <= 'Z')) {
				dkt_facts_date(facts, date_words[i].modified, DKT_DATE_TEXT,
					       date_words[i].words, p);
				break;
			}
		}
	}
}
