/*
 * format_tag.c - language tags, RFC 5646 section 2.1, whether the registry knows them or not.
 *
 * A tag is a row of subtags whose length and letters say what they are, each kind at its place. Two
 * things that the grammar cannot say are checked besides: no variant and no singleton twice
 * (sections 2.2.5 and 2.2.6). Tags are short (255 bytes hold any sensible one), so that comparing
 * variants pairwise costs nothing.
 */
#include "schema/format_checks.h"

#include <string.h>
#include <strings.h>

#include "schema/format_chars.h"

#define TAG_MAX	    ((size_t)255)
#define VARIANT_MAX (TAG_MAX / 5)

struct subtag {
	const char *p;
	size_t n;
	bool alpha;
	bool digits;
};

struct reader {
	const char *p;
	size_t left;
	bool broken;
	struct subtag tag; /* the current one; n is 0 behind the last */
};

/* Read the next subtag: 1 to 8 letters and digits. */
static void next(struct reader *in)
{
	size_t n = dkt_span(in->p, in->left, 0, DKT_CHAR_ALNUM);

	in->tag = (struct subtag){in->p, n, dkt_span(in->p, n, 0, DKT_CHAR_ALPHA) == n,
				  dkt_span(in->p, n, 0, DKT_CHAR_DIGIT) == n};
	if (n > 8 || (n < in->left && (in->p[n] != '-' || n == 0 || n + 1 == in->left)))
		in->broken = true;
	in->p += n;
	in->left -= n;
	if (in->left > 0 && !in->broken) {
		in->p++;
		in->left--;
	}
}

static bool is_variant(const struct subtag *tag)
{
	return tag->n >= 5 || (tag->n == 4 && dkt_char_is(tag->p[0], DKT_CHAR_DIGIT));
}

static bool variants(struct reader *in)
{
	struct subtag seen[VARIANT_MAX];
	size_t n = 0;

	for (; is_variant(&in->tag) && !in->broken; next(in)) {
		for (size_t i = 0; i < n; i++) {
			if (seen[i].n == in->tag.n &&
			    strncasecmp(seen[i].p, in->tag.p, in->tag.n) == 0)
				return false;
		}
		if (n == VARIANT_MAX)
			return false;
		seen[n++] = in->tag;
	}
	return true;
}

/* Extensions: a singleton and what belongs to it, at least one subtag of two letters or more. */
static bool extensions(struct reader *in)
{
	uint64_t seen = 0;

	while (in->tag.n == 1 && (in->tag.p[0] | 32) != 'x' && !in->broken) {
		uint64_t bit = (uint64_t)1 << (in->tag.digits ? in->tag.p[0] - '0' + 26
							      : (in->tag.p[0] | 32) - 'a');

		if ((seen & bit) != 0)
			return false;
		seen |= bit;
		next(in);
		if (in->tag.n < 2)
			return false;
		while (in->tag.n >= 2 && !in->broken)
			next(in);
	}
	return true;
}

/* "x" and at least one subtag, to the end. */
static bool private_use(struct reader *in)
{
	if (in->tag.n == 0)
		return !in->broken;
	if (in->tag.n != 1 || (in->tag.p[0] | 32) != 'x')
		return false;
	next(in);
	if (in->tag.n == 0)
		return false;
	while (in->tag.n > 0 && !in->broken)
		next(in);
	return !in->broken;
}

/* language [-extlang] [-script] [-region] *(-variant) *(-extension) [-privateuse] */
static bool is_langtag(const char *bytes, size_t size)
{
	struct reader in = {.p = bytes, .left = size};

	next(&in);
	if (in.tag.n == 1)
		return private_use(&in);
	if (!in.tag.alpha || in.tag.n == 0 || in.broken)
		return false;
	if (in.tag.n <= 3) {
		next(&in);
		for (int i = 0; i < 3 && in.tag.n == 3 && in.tag.alpha && !in.broken; i++)
			next(&in);
	} else {
		next(&in);
	}
	if (in.tag.n == 4 && in.tag.alpha)
		next(&in);
	if ((in.tag.n == 2 && in.tag.alpha) || (in.tag.n == 3 && in.tag.digits))
		next(&in);
	return !in.broken && variants(&in) && extensions(&in) && private_use(&in);
}

/* Tags registered before the grammar, which it does not cover ("irregular"); it covers the regular
 * ones. */
static bool is_irregular(const char *bytes, size_t size)
{
	static const char *const tags[] = {
		"en-GB-oed", "i-ami", "i-bnn",	   "i-default", "i-enochian", "i-hak",
		"i-klingon", "i-lux", "i-mingo",   "i-navajo",	"i-pwn",      "i-tao",
		"i-tay",     "i-tsu", "sgn-BE-FR", "sgn-BE-NL", "sgn-CH-DE"};

	for (size_t i = 0; i < sizeof tags / sizeof tags[0]; i++) {
		if (strlen(tags[i]) == size && strncasecmp(tags[i], bytes, size) == 0)
			return true;
	}
	return false;
}

bool dkt_format_bcp47(const char *bytes, size_t size)
{
	return size > 0 && size <= TAG_MAX &&
	       (is_langtag(bytes, size) || is_irregular(bytes, size));
}
