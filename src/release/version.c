/*
 * version.c - SemVer by hand: two dozen bytes, read once from left to right.
 *
 * Numbers are capped at nine digits, so that no increment can overflow; identifiers of a
 * pre-release are compared as digits of any length, without converting them.
 */
#include "release/version.h"

#include <stdio.h>
#include <string.h>

#include "base/num.h"
#include "base/str.h"

#define DIGITS	 "0123456789"
#define LETTERS	 DIGITS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-"
#define N_LEVELS 4

static bool read_number(const char **at, uint32_t *out)
{
	size_t size = strspn(*at, DIGITS);
	uint64_t value;

	if (size == 0 || (size > 1 && **at == '0') ||
	    !dkt_parse_digits(*at, size, DKT_VERSION_NUMBER_MAX, &value))
		return false;
	*out = (uint32_t)value;
	*at += size;
	return true;
}

static bool is_digits(const char *word, size_t size)
{
	return strspn(word, DIGITS) >= size;
}

/* Words of letters, digits and hyphens between dots; numbers of a pre-release without leading
 * zeros. */
static bool read_words(const char **at, bool pre, char out[DKT_VERSION_WORDS])
{
	const char *start = *at;
	size_t size;

	for (;;) {
		size = strspn(*at, LETTERS);
		if (size == 0 || (pre && size > 1 && **at == '0' && is_digits(*at, size)))
			return false;
		*at += size;
		if (**at != '.')
			break;
		(*at)++;
	}
	size = (size_t)(*at - start);
	if (size >= DKT_VERSION_WORDS)
		return false;
	memcpy(out, start, size);
	out[size] = '\0';
	return true;
}

static bool skip(const char **at, char byte)
{
	if (**at != byte)
		return false;
	(*at)++;
	return true;
}

bool dkt_version_parse(const char *text, struct dkt_version *out)
{
	const char *at = text;

	memset(out, 0, sizeof *out);
	(void)skip(&at, 'v');
	if (!read_number(&at, &out->major) || !skip(&at, '.') || !read_number(&at, &out->minor) ||
	    !skip(&at, '.') || !read_number(&at, &out->patch))
		return false;
	if (skip(&at, '-') && !read_words(&at, true, out->pre))
		return false;
	if (skip(&at, '+') && !read_words(&at, false, out->build))
		return false;
	return *at == '\0';
}

static int sign_of(int value)
{
	return (value > 0) - (value < 0);
}

static int compare_numbers(uint32_t a, uint32_t b)
{
	return (a > b) - (a < b);
}

/* Two words: numbers by value and before words, words by byte. */
static int compare_words(const char *a, size_t a_size, const char *b, size_t b_size)
{
	bool a_number = is_digits(a, a_size);
	bool b_number = is_digits(b, b_size);
	size_t least = a_size < b_size ? a_size : b_size;
	int order;

	if (a_number != b_number)
		return a_number ? -1 : 1;
	if (a_number && a_size != b_size)
		return a_size < b_size ? -1 : 1;
	order = memcmp(a, b, least);
	return order != 0 ? sign_of(order) : (a_size > b_size) - (a_size < b_size);
}

static int compare_pre(const char *a, const char *b)
{
	if (*a == '\0' || *b == '\0') /* a release stands above its pre-releases */
		return (*a == '\0') - (*b == '\0');
	for (;;) {
		size_t a_size = strcspn(a, ".");
		size_t b_size = strcspn(b, ".");
		int order = compare_words(a, a_size, b, b_size);

		if (order != 0)
			return order;
		a += a_size;
		b += b_size;
		if (*a == '\0' || *b == '\0')
			return (*a != '\0') - (*b != '\0');
		a++;
		b++;
	}
}

int dkt_version_compare(const struct dkt_version *a, const struct dkt_version *b)
{
	int order = compare_numbers(a->major, b->major);

	if (order == 0)
		order = compare_numbers(a->minor, b->minor);
	if (order == 0)
		order = compare_numbers(a->patch, b->patch);
	return order != 0 ? order : compare_pre(a->pre, b->pre);
}

void dkt_version_format(const struct dkt_version *version, char out[DKT_VERSION_SIZE])
{
	(void)snprintf(out, DKT_VERSION_SIZE, "v%u.%u.%u%s%s%s%s", (unsigned)version->major,
		       (unsigned)version->minor, (unsigned)version->patch,
		       version->pre[0] != '\0' ? "-" : "", version->pre,
		       version->build[0] != '\0' ? "+" : "", version->build);
}

/* What the numbers of a pre-release already promise: 2.0.0-x is major, 1.4.0-x minor, 1.4.1-x
 * patch. */
static enum dkt_increment promised(const struct dkt_version *version)
{
	if (version->pre[0] == '\0')
		return DKT_BUMP_NONE;
	if (version->patch != 0)
		return DKT_BUMP_PATCH;
	return version->minor != 0 ? DKT_BUMP_MINOR : DKT_BUMP_MAJOR;
}

void dkt_version_next(const struct dkt_version *previous, enum dkt_increment increment,
		      struct dkt_version *out)
{
	struct dkt_version next = {.minor = 1};

	if (previous == NULL) {
		*out = next;
		return;
	}
	next = *previous;
	if (increment == DKT_BUMP_MAJOR && next.major == 0)
		increment = DKT_BUMP_MINOR;
	if (increment != DKT_BUMP_NONE) {
		next.pre[0] = '\0';
		next.build[0] = '\0';
	}
	if (increment > promised(previous)) {
		next.major += increment == DKT_BUMP_MAJOR;
		next.minor = increment == DKT_BUMP_MAJOR
				     ? 0
				     : next.minor + (increment == DKT_BUMP_MINOR);
		next.patch = increment == DKT_BUMP_PATCH ? next.patch + 1 : 0;
	}
	*out = next;
}

static const char *const increments[N_LEVELS] = {"none", "patch", "minor", "major"};

const char *dkt_increment_name(enum dkt_increment increment)
{
	return increments[increment];
}

bool dkt_increment_of_name(const char *name, enum dkt_increment *out)
{
	for (unsigned i = 0; i < N_LEVELS; i++)
		if (dkt_streq(name, increments[i])) {
			*out = (enum dkt_increment)i;
			return true;
		}
	return false;
}
