/*
 * archive.c - one rule for the many archives that run the Wayback software or copy its addresses: a
 * path segment of digits, perhaps with a two-letter flag, followed by the whole original address.
 *
 * Forms after the table in InternetArchiveBot's and edgi's parsers: web.archive.org/web/TS/URL,
 * archive.today/TS/URL, arquivo.pt/wayback/TS/URL, webarchive.nationalarchives.gov.uk/TS/URL, any
 * host with /TS/http(s)://.
 */
#include "source/archive.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/num.h"
#include "base/str.h"
#include "base/time.h"

#include "base/banned.h"

#define STAMP	   14
#define MAX_NESTED 4 /* copies of copies that are looked through */

/* Where the path of an address begins, or NULL. */
static const char *path_of(const char *url)
{
	const char *host = strstr(url, "://");

	return host == NULL ? NULL : strchr(host + 3, '/');
}

/* "http://", also with one slash, as proxies leave it. */
static bool is_address(const char *text)
{
	size_t scheme = strncasecmp(text, "https:", 6) == 0  ? 6
			: strncasecmp(text, "http:", 5) == 0 ? 5
							     : 0;

	return scheme > 0 && text[scheme] == '/';
}

/* "/web/20210405120000/news.example/a": the Wayback Machine takes an original without a scheme. */
static bool is_bare_host(const char *path, const char *segment, const char *text)
{
	size_t host = strcspn(text, "/?#:");

	return segment - path >= 5 && memcmp(segment - 5, "/web/", 5) == 0 &&
	       strspn(segment, "0123456789") == STAMP && memchr(text, '.', host) != NULL;
}

/* The segment of the path that an original address follows; *address_out is that address. */
static const char *stamp_segment(const char *url, const char **address_out)
{
	const char *path = path_of(url);
	const char *segment = path == NULL ? "" : path + 1;
	size_t size = strcspn(segment, "/?#");

	while (segment[size] == '/') {
		const char *next = segment + size + 1;

		if (is_address(next) || is_bare_host(path, segment, next)) {
			*address_out = next;
			return segment;
		}
		segment = next;
		size = strcspn(segment, "/?#");
	}
	return NULL;
}

/* "http:/x" and "x" become "http://x". */
static const char *repaired(struct dkt_arena *arena, const char *address)
{
	const char *colon = strchr(address, ':');

	if (!is_address(address))
		return dkt_arena_printf(arena, "http://%s", address);
	if (colon[2] == '/')
		return dkt_arena_dups(arena, address);
	return dkt_arena_printf(arena, "%.*s//%s", (int)(colon - address + 1), address, colon + 2);
}

/* archive.today and its other names replay a page drawn anew; they have no raw form. */
static bool is_redrawn(const char *url)
{
	static const char *const tails[] = {"today", "is", "ph", "li", "vn", "fo", "md"};
	const char *host = strstr(url, "://") + 3;

	host += strncasecmp(host, "www.", 4) == 0 ? 4 : 0;
	if (strncasecmp(host, "archive.", 8) != 0)
		return false;
	host += 8;
	for (size_t i = 0; i < sizeof tails / sizeof tails[0]; i++) {
		if (strcspn(host, ":/") == strlen(tails[i]) &&
		    strncasecmp(host, tails[i], strlen(tails[i])) == 0)
			return true;
	}
	return false;
}

static bool stamp_time(const char *digits, int64_t *out)
{
	struct dkt_civil c;
	uint64_t parts[6];
	static const size_t sizes[6] = {4, 2, 2, 2, 2, 2};
	size_t at = 0;

	for (int i = 0; i < 6; i++) {
		if (!dkt_parse_digits(digits + at, sizes[i], 9999, &parts[i]))
			return false;
		at += sizes[i];
	}
	c = (struct dkt_civil){(int)parts[0], (int)parts[1], (int)parts[2],
			       (int)parts[3], (int)parts[4], (int)parts[5]};
	if (c.year < 1996 || !dkt_time_is_day(c.year, c.month, c.day) || c.hour > 23 ||
	    c.minute > 59 || c.second > 59)
		return false;
	*out = dkt_time_of_civil(&c);
	return true;
}

/* The 14 digits of a segment: as they are, with a two-letter flag and '_', or as archive.today
 * writes them ("2021.04.05-120000"). */
static bool take_stamp(const char *segment, size_t size, char digits[STAMP + 1])
{
	static const char dotted[] = "dddd.dd.dd-dddddd";
	size_t n = 0;

	if (size != sizeof dotted - 1 || segment[4] != '.') {
		if (strspn(segment, "0123456789") != STAMP ||
		    (size != STAMP && (size != STAMP + 3 || segment[size - 1] != '_')))
			return false;
		memcpy(digits, segment, STAMP);
		digits[STAMP] = '\0';
		return true;
	}
	for (size_t i = 0; i < size; i++) {
		bool digit = segment[i] >= '0' && segment[i] <= '9';

		if (digit != (dotted[i] == 'd') || (!digit && segment[i] != dotted[i]))
			return false;
		if (digit)
			digits[n++] = segment[i];
	}
	digits[n] = '\0';
	return true;
}

/* The page at the bottom: archives hold copies of pages of archives too. */
static const char *innermost(struct dkt_arena *arena, const char *original)
{
	const char *address;
	const char *segment;
	char digits[STAMP + 1];

	for (unsigned i = 0; i < MAX_NESTED; i++) {
		segment = stamp_segment(original, &address);
		if (segment == NULL ||
		    !take_stamp(segment, (size_t)(address - 1 - segment), digits))
			break;
		original = repaired(arena, address);
	}
	return original;
}

bool dkt_archive_parse(struct dkt_arena *arena, const char *url, struct dkt_archived *out)
{
	const char *address;
	const char *segment = stamp_segment(url, &address);
	char digits[STAMP + 1];

	memset(out, 0, sizeof *out);
	if (segment == NULL)
		return false;
	out->original = innermost(arena, repaired(arena, address));
	if (take_stamp(segment, (size_t)(address - 1 - segment), digits) &&
	    stamp_time(digits, &out->time)) {
		out->fixed = true;
		if (!is_redrawn(url))
			out->raw = dkt_arena_printf(arena, "%.*s%sid_/%s", (int)(segment - url),
						    url, digits, address);
	}
	return true;
}

/* Is text as shape says? 'd' stands for a digit, 'a' for a letter, the rest for itself. */
static bool has_shape(const char *text, const char *shape)
{
	for (; *shape != '\0'; text++, shape++) {
		bool letter = (*text >= 'a' && *text <= 'z') || (*text >= 'A' && *text <= 'Z');
		bool digit = *text >= '0' && *text <= '9';

		if (*shape == 'd' ? !digit : *shape == 'a' ? !letter : *text != *shape)
			return false;
	}
	return *text == '\0';
}

bool dkt_http_date_parse(const char *text, int64_t *out)
{
	static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
					     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	struct dkt_civil c = {0};
	uint64_t n;

	if (!has_shape(text, "aaa, dd aaa dddd dd:dd:dd GMT"))
		return false;
	if (!dkt_parse_digits(text + 5, 2, 31, &n))
		return false;
	c.day = (int)n;
	for (int i = 0; i < 12; i++) {
		if (strncasecmp(text + 8, months[i], 3) == 0)
			c.month = i + 1;
	}
	if (!dkt_parse_digits(text + 12, 4, 9999, &n))
		return false;
	c.year = (int)n;
	if (!dkt_parse_digits(text + 17, 2, 23, &n))
		return false;
	c.hour = (int)n;
	if (!dkt_parse_digits(text + 20, 2, 59, &n))
		return false;
	c.minute = (int)n;
	if (!dkt_parse_digits(text + 23, 2, 60, &n))
		return false;
	c.second = (int)n;
	if (!dkt_time_is_day(c.year, c.month, c.day))
		return false;
	*out = dkt_time_of_civil(&c);
	return true;
}

#define BLANKS " \t"

/* Behind a parameter's value: a quoted string with escapes, or what stands until ';' or ','. The
 * value without its quotes is [*value_out, *value_out + *size_out). */
static const char *read_value(const char *p, const char **value_out, size_t *size_out)
{
	const char *end;

	if (*p != '"') {
		*value_out = p;
		*size_out = strcspn(p, BLANKS ";,");
		return p + *size_out;
	}
	end = ++p;
	while (*end != '\0' && *end != '"')
		end += *end == '\\' && end[1] != '\0' ? 2 : 1;
	*value_out = p;
	*size_out = (size_t)(end - p);
	return end + (*end == '"' ? 1 : 0);
}

/* Is the word one of those in value, which blanks divide? */
static bool has_word(const char *value, size_t size, const char *word)
{
	size_t i = 0;

	while (i < size) {
		size_t n = strcspn(value + i, BLANKS "\"");

		n = n < size - i ? n : size - i;
		if (n == strlen(word) && strncasecmp(value + i, word, n) == 0)
			return true;
		i += n + 1;
	}
	return false;
}

/* Behind the parameters of a link; *found_out: its first rel holds relation. */
static const char *read_parameters(const char *p, const char *relation, bool *found_out)
{
	bool seen = false;

	*found_out = false;
	for (;;) {
		const char *name;
		const char *value = "";
		size_t name_size;
		size_t size = 0;

		p += strspn(p, BLANKS);
		if (*p != ';')
			return p;
		p += 1 + strspn(p + 1, BLANKS);
		name = p;
		name_size = strcspn(p, BLANKS "=;,\"");
		p += name_size;
		p += strspn(p, BLANKS);
		if (*p == '=')
			p = read_value(p + 1 + strspn(p + 1, BLANKS), &value, &size);
		if (!seen && name_size == 3 && strncasecmp(name, "rel", 3) == 0) {
			seen = true;
			*found_out = has_word(value, size, relation);
		}
	}
}

const char *dkt_link_target(struct dkt_arena *arena, const char *header, const char *relation)
{
	const char *p = header;

	while ((p = strchr(p, '<')) != NULL) {
		const char *close = strchr(p, '>');
		bool found;

		if (close == NULL)
			return NULL;
		header = p + 1;
		p = read_parameters(close + 1, relation, &found);
		if (found)
			return dkt_arena_dup(arena, header, (size_t)(close - header));
	}
	return NULL;
}
