/*
 * dialect.c - the table of dialects, and the many ways in which people write "$schema".
 *
 * Public schemas say http for https, leave the "#" out or add it, write www., capitals, ".json", or
 * a bare name. All of these mean something, so they are cut down to the draft's number and that is
 * looked up; what is left over after that is a dialect that we do not know.
 */
#include "schema/dialect.h"

#include <string.h>
#include <strings.h>

#include "base/str.h"
#include "schema/schema.h"

static const struct dkt_dialect dialects[DKT_DRAFT_COUNT] = {
	{.draft = DKT_DRAFT_4,
	 .name = "draft-04",
	 .uri = "http://json-schema.org/draft-04/schema",
	 .id = "id",
	 .lone_ref = true,
	 .anchor_in_id = true,
	 .written_integers = true},
	{.draft = DKT_DRAFT_6,
	 .name = "draft-06",
	 .uri = "http://json-schema.org/draft-06/schema",
	 .id = "$id",
	 .booleans = true,
	 .lone_ref = true,
	 .anchor_in_id = true},
	{.draft = DKT_DRAFT_7,
	 .name = "draft-07",
	 .uri = "http://json-schema.org/draft-07/schema",
	 .id = "$id",
	 .booleans = true,
	 .lone_ref = true,
	 .anchor_in_id = true,
	 .asserts_content = true},
	{.draft = DKT_DRAFT_2019,
	 .name = "2019-09",
	 .uri = "https://json-schema.org/draft/2019-09/schema",
	 .vocabulary = "https://json-schema.org/draft/2019-09/vocab/",
	 .id = "$id",
	 .booleans = true},
	{.draft = DKT_DRAFT_2020,
	 .name = "2020-12",
	 .uri = "https://json-schema.org/draft/2020-12/schema",
	 .vocabulary = "https://json-schema.org/draft/2020-12/vocab/",
	 .id = "$id",
	 .booleans = true,
	 .contains_counts = true},
};

const struct dkt_dialect *const dkt_dialect_newest = &dialects[DKT_DRAFT_2020];

const char *const *dkt_schema_dialects(void)
{
	static const char *const uris[DKT_DRAFT_COUNT + 1] = {
		"https://json-schema.org/draft/2020-12/schema",
		"https://json-schema.org/draft/2019-09/schema",
		"http://json-schema.org/draft-07/schema#",
		"http://json-schema.org/draft-06/schema#",
		"http://json-schema.org/draft-04/schema#",
		NULL,
	};

	return uris;
}

/* --- spellings --- */

static const char *skip(const char *text, const char *prefix)
{
	return strncasecmp(text, prefix, strlen(prefix)) == 0 ? text + strlen(prefix) : text;
}

static size_t cut(const char *text, size_t size, const char *tail)
{
	size_t n = strlen(tail);

	return size >= n && strncasecmp(text + size - n, tail, n) == 0 ? size - n : size;
}

/* "07" of "HTTPS://www.json-schema.org/draft-07/schema.json#/" */
static size_t number_of(const char *uri, const char **number_out)
{
	const char *p = skip(skip(skip(uri, "http:"), "https:"), "//");
	size_t size;

	p = skip(skip(p, "www."), "json-schema.org/");
	p = skip(p, "draft");
	p += *p == '-' || *p == '/';
	size = strlen(p);
	size = cut(p, size, "/");
	size = cut(p, size, "#");
	size = cut(p, size, ".json");
	size = cut(p, size, "schema");
	size = cut(p, size, "/");
	*number_out = p;
	return size;
}

static const struct dkt_dialect *find_number(const char *number, size_t size)
{
	static const struct {
		const char *number;
		enum dkt_draft draft;
	} numbers[] = {
		{"2020-12", DKT_DRAFT_2020}, {"2019-09", DKT_DRAFT_2019}, {"07", DKT_DRAFT_7},
		{"7", DKT_DRAFT_7},	     {"06", DKT_DRAFT_6},	  {"6", DKT_DRAFT_6},
		{"04", DKT_DRAFT_4},	     {"4", DKT_DRAFT_4},	  {"", DKT_DRAFT_2020},
		{"latest", DKT_DRAFT_2020},
	};

	for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
		if (dkt_memeqs(number, size, numbers[i].number))
			return &dialects[numbers[i].draft];
	}
	return NULL;
}

static const struct dkt_dialect *find_exactly(const char *uri, enum dkt_spelling *spelling_out)
{
	size_t size = strlen(uri);
	bool hash = size > 0 && uri[size - 1] == '#';

	for (size_t i = 0; i < DKT_DRAFT_COUNT; i++) {
		if (!dkt_memeqs(uri, size - hash, dialects[i].uri))
			continue;
		*spelling_out = hash == (dialects[i].draft < DKT_DRAFT_2019)
					? DKT_SPELT_EXACTLY
					: DKT_SPELT_WITH_OTHER_END;
		return &dialects[i];
	}
	return NULL;
}

const struct dkt_dialect *dkt_dialect_find(const char *uri, enum dkt_spelling *spelling_out)
{
	const struct dkt_dialect *found = find_exactly(uri, spelling_out);
	const char *number;
	size_t size;

	if (found != NULL)
		return found;
	size = number_of(uri, &number);
	/* A lone "schema" says nothing; "http://json-schema.org/schema" is the newest. */
	if (size > 0 || strcasestr(uri, "json-schema.org") != NULL)
		found = find_number(number, size);
	*spelling_out = found == NULL ? DKT_SPELT_UNKNOWN : DKT_SPELT_OTHERWISE;
	return found;
}

/* --- vocabularies --- */

unsigned dkt_vocabulary_find(const char *uri, const struct dkt_dialect **dialect_out)
{
	static const struct {
		const char *name;
		unsigned bits;
	} names[] = {
		{"core", DKT_VOCABULARY_CORE},
		{"applicator", DKT_VOCABULARY_APPLICATOR},
		{"unevaluated", DKT_VOCABULARY_UNEVALUATED},
		{"validation", DKT_VOCABULARY_VALIDATION},
		{"meta-data", DKT_VOCABULARY_META_DATA},
		{"format", DKT_VOCABULARY_FORMAT},
		{"format-annotation", DKT_VOCABULARY_FORMAT},
		{"format-assertion", DKT_VOCABULARY_FORMAT | DKT_VOCABULARY_FORMAT_ASSERTION},
		{"content", DKT_VOCABULARY_CONTENT},
	};

	for (size_t d = DKT_DRAFT_2019; d < DKT_DRAFT_COUNT; d++) {
		size_t prefix = strlen(dialects[d].vocabulary);

		if (!dkt_starts(uri, dialects[d].vocabulary))
			continue;
		*dialect_out = &dialects[d];
		for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
			/* 2019-09 has its unevaluated keywords among the applicators. */
			if (dkt_streq(uri + prefix, names[i].name))
				return names[i].bits == DKT_VOCABULARY_APPLICATOR &&
						       d == DKT_DRAFT_2019
					       ? DKT_VOCABULARY_APPLICATOR |
							 DKT_VOCABULARY_UNEVALUATED
					       : names[i].bits;
		}
	}
	return 0;
}
